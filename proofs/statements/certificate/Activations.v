(** * The activations: Lipschitz factors, signs, enclosures

    ReLU, identity, tanh and sigmoid, leaky ReLU max (x, a x) and clip min (hi, max (lo, x)).
    The point is [activation_table]: the Lipschitz factor (the paper's Section 2), that each is
    increasing, and which take values >= 0 only.
    [activation_enclosure]: the rational functions between which each of them lies, used for
    the ends of intervals.  *)

From Coq Require Import Reals Lra Lia.
From Certify.coq Require Import Linear.
Open Scope R_scope.

Definition identity (x : R) : R := x.
Definition sigmoid (x : R) : R := 1 / (1 + exp (- x)).
(* [tanh] is the standard library's: sinh x / cosh x. *)

Lemma identity_lipschitz : lipschitz identity 1.
Proof. intros s t. unfold identity. lra. Qed.

Lemma identity_increasing : increasing identity.
Proof. intros s t H. exact H. Qed.

(** The mean value theorem, as it is needed. *)
Lemma bounded_derivative_lipschitz f f' K :
  (forall x, derivable_pt_lim f x (f' x)) -> (forall x, 0 <= f' x <= K) -> lipschitz f K.
Proof.
  intros Hd Hb.
  assert (P : forall a b, a < b -> Rabs (f b - f a) <= K * Rabs (b - a)).
  { intros a b Hab. destruct (MVT_cor2 f f' a b Hab) as (c & E & _); [auto|].
    rewrite E, Rabs_mult, (Rabs_pos_eq (f' c)) by apply Hb.
    apply Rmult_le_compat_r; [apply Rabs_pos | apply Hb]. }
  intros s t. destruct (Rtotal_order s t) as [H|[->|H]].
  - rewrite (Rabs_minus_sym (f s)), (Rabs_minus_sym s). now apply P.
  - unfold Rminus. rewrite !Rplus_opp_r, Rabs_R0. lra.
  - now apply P.
Qed.

Lemma sigmoid_pos x : 0 < sigmoid x.
Proof. unfold sigmoid. pose proof (exp_pos (- x)). apply Rdiv_lt_0_compat; lra. Qed.

Lemma sigmoid_opp x : sigmoid (- x) = 1 - sigmoid x.
Proof.
  unfold sigmoid. rewrite Ropp_involutive, exp_Ropp. pose proof (exp_pos x).
  field. lra.
Qed.

Lemma sigmoid_lt_1 x : sigmoid x < 1.
Proof. pose proof (sigmoid_pos (- x)) as H. rewrite sigmoid_opp in H. lra. Qed.

Lemma sigmoid_derivative x : derivable_pt_lim sigmoid x (sigmoid x * (1 - sigmoid x)).
Proof.
  assert (E : derivable_pt_lim (fun t => 1 + exp (- t)) x (0 + exp (- x) * -1)).
  { apply (derivable_pt_lim_plus (fct_cte 1) (comp exp (- id))%F).
    - apply derivable_pt_lim_const.
    - apply derivable_pt_lim_comp; [|apply derivable_pt_lim_exp].
      apply (derivable_pt_lim_opp id), derivable_pt_lim_id. }
  pose proof (exp_pos (- x)) as Hp.
  assert (N : 1 + exp (- x) <> 0) by lra.
  pose proof (derivable_pt_lim_div (fct_cte 1) _ x 0 _ (derivable_pt_lim_const 1 x) E N) as D.
  unfold div_fct, fct_cte in D.
  replace (sigmoid x * (1 - sigmoid x)) with
    ((0 * (1 + exp (- x)) - (0 + exp (- x) * -1) * 1) / Rsqr (1 + exp (- x))); [exact D|].
  unfold sigmoid, Rsqr. field. lra.
Qed.

Lemma sigmoid_lipschitz : lipschitz sigmoid (1 / 4).
Proof.
  apply (bounded_derivative_lipschitz _ _ _ sigmoid_derivative). intros x.
  pose proof (sigmoid_pos x). pose proof (sigmoid_lt_1 x).
  pose proof (Rle_0_sqr (2 * sigmoid x - 1)) as H1. unfold Rsqr in H1. nra.
Qed.

Lemma sigmoid_increasing : increasing sigmoid.
Proof.
  intros s t H. unfold sigmoid. pose proof (exp_pos (- s)). pose proof (exp_pos (- t)).
  apply Rmult_le_compat_l; [lra|]. apply Rinv_le_contravar; [lra|].
  apply Rplus_le_compat_l. destruct H as [H | ->]; [|lra].
  apply Rlt_le, exp_increasing. lra.
Qed.

(** The enclosures for x >= 0; the others by [sigmoid_opp], [tanh_opp]. *)
Lemma sigmoid_enclosure x : 0 <= x -> 1 / 2 <= sigmoid x <= Rmin 1 (1 / 2 + x / 4).
Proof.
  assert (Z : sigmoid 0 = 1 / 2) by (unfold sigmoid; rewrite Ropp_0, exp_0; lra).
  intros Hx. pose proof (sigmoid_increasing 0 x Hx).
  pose proof (sigmoid_lipschitz x 0) as HL. rewrite Rminus_0_r, (Rabs_pos_eq x) in HL by exact Hx.
  apply Rabs_le_inv in HL. pose proof (sigmoid_lt_1 x).
  split; [|apply Rmin_glb]; lra.
Qed.

(** Everything about tanh from the sigmoid. *)
Lemma tanh_sigmoid x : tanh x = 2 * sigmoid (2 * x) - 1.
Proof.
  unfold tanh, sinh, cosh, sigmoid.
  replace (- (2 * x)) with (- x + - x) by ring. rewrite exp_plus, exp_Ropp.
  pose proof (exp_pos x). field. repeat split; nra.
Qed.

Lemma tanh_opp x : tanh (- x) = - tanh x.
Proof.
  rewrite !tanh_sigmoid. replace (2 * - x) with (- (2 * x)) by ring.
  rewrite sigmoid_opp. ring.
Qed.

Lemma tanh_lipschitz : lipschitz tanh 1.
Proof.
  intros s t. rewrite !tanh_sigmoid.
  replace (2 * sigmoid (2 * s) - 1 - (2 * sigmoid (2 * t) - 1))
    with (2 * (sigmoid (2 * s) - sigmoid (2 * t))) by ring.
  pose proof (sigmoid_lipschitz (2 * s) (2 * t)) as H.
  replace (2 * s - 2 * t) with (2 * (s - t)) in H by ring.
  rewrite Rabs_mult in *. rewrite (Rabs_pos_eq 2) in * by lra. lra.
Qed.

Lemma tanh_increasing : increasing tanh.
Proof.
  intros s t H. rewrite !tanh_sigmoid.
  pose proof (sigmoid_increasing (2 * s) (2 * t)). lra.
Qed.

Lemma tanh_enclosure x : 0 <= x -> 0 <= tanh x <= Rmin 1 x.
Proof.
  intros Hx. rewrite tanh_sigmoid.
  destruct (sigmoid_enclosure (2 * x)) as [H1 H2]; [lra|].
  pose proof (Rmin_l 1 (1 / 2 + 2 * x / 4)). pose proof (Rmin_r 1 (1 / 2 + 2 * x / 4)).
  split; [|apply Rmin_glb]; lra.
Qed.

Ltac min_max := unfold Rmax, Rmin in *; repeat match goal with
  | H : context [Rle_dec ?a ?b] |- _ => destruct (Rle_dec a b)
  | |- context [Rle_dec ?a ?b] => destruct (Rle_dec a b) end; lra.

(** Piecewise linear, with parameters. *)
Definition leaky (a x : R) : R := Rmax x (a * x).
Definition clip (lo hi x : R) : R := Rmin hi (Rmax lo x).

(** An increasing function that grows by at most its argument is 1-Lipschitz. *)
Lemma slow_lipschitz f :
  (forall s t, s <= t -> 0 <= f t - f s <= t - s) -> lipschitz f 1.
Proof.
  intros H s t. rewrite Rmult_1_l. destruct (Rle_dec s t) as [L|L].
  - pose proof (H s t L). rewrite (Rabs_minus_sym (f s)), (Rabs_minus_sym s), !Rabs_pos_eq; lra.
  - pose proof (H t s ltac:(lra)). rewrite !Rabs_pos_eq; lra.
Qed.

Lemma leaky_slow a s t : 0 <= a <= 1 -> s <= t -> 0 <= leaky a t - leaky a s <= t - s.
Proof.
  intros Ha H. unfold leaky.
  assert (0 <= a * (t - s) <= t - s) by (split; nra).
  min_max.
Qed.

Lemma clip_slow lo hi s t : lo <= hi -> s <= t -> 0 <= clip lo hi t - clip lo hi s <= t - s.
Proof. intros Hl H. unfold clip. min_max. Qed.

Inductive activation := Relu | Linear | Tanh | Sigmoid | Leaky (a : R) | Clip (lo hi : R).

(** What the parameters have to satisfy. *)
Definition well_formed (a : activation) : Prop :=
  match a with Leaky a => 0 <= a <= 1 | Clip lo hi => lo <= hi | _ => True end.

Definition act_of (a : activation) : R -> R :=
  match a with
  | Relu => relu | Linear => identity | Tanh => tanh | Sigmoid => sigmoid
  | Leaky a => leaky a | Clip lo hi => clip lo hi
  end.
Definition lam_of (a : activation) : R :=
  match a with Sigmoid => 1 / 4 | _ => 1 end.
Definition nonneg_of (a : activation) : Prop :=
  match a with Relu | Sigmoid => True | Clip lo _ => 0 <= lo | _ => False end.

Theorem activation_table : forall a, well_formed a ->
  lipschitz (act_of a) (lam_of a) /\ increasing (act_of a) /\
  (nonneg_of a -> forall t, 0 <= act_of a t).
Proof.
  intros [ | | | |a|lo hi] W; simpl in *; repeat split; try contradiction.
  - apply relu_lipschitz.
  - apply relu_increasing.
  - intros _ t. apply relu_nonneg.
  - apply identity_lipschitz.
  - apply identity_increasing.
  - apply tanh_lipschitz.
  - apply tanh_increasing.
  - apply sigmoid_lipschitz.
  - apply sigmoid_increasing.
  - intros _ t. apply Rlt_le, sigmoid_pos.
  - apply slow_lipschitz. intros. now apply leaky_slow.
  - intros s t H. pose proof (leaky_slow a s t W H). lra.
  - apply slow_lipschitz. intros. now apply clip_slow.
  - intros s t H. pose proof (clip_slow lo hi s t W H). lra.
  - intros Hlo t. unfold clip. min_max.
Qed.

(** The ends of intervals, by rational functions: below a x <= a x <= above a x. *)
Definition below (a : activation) (x : R) : R :=
  match a with
  | Relu => relu x
  | Linear => x
  | Tanh => Rmin 0 (Rmax (-1) x)
  | Sigmoid => Rmin (1 / 2) (Rmax 0 (1 / 2 + x / 4))
  | Leaky a => Rmax x (a * x)
  | Clip lo hi => Rmin hi (Rmax lo x)
  end.
Definition above (a : activation) (x : R) : R :=
  match a with
  | Relu => relu x
  | Linear => x
  | Tanh => Rmax 0 (Rmin 1 x)
  | Sigmoid => Rmax (1 / 2) (Rmin 1 (1 / 2 + x / 4))
  | Leaky a => Rmax x (a * x)
  | Clip lo hi => Rmin hi (Rmax lo x)
  end.

Theorem activation_enclosure : forall a x, below a x <= act_of a x <= above a x.
Proof.
  intros [] x; simpl; unfold identity, leaky, clip; try lra;
    (destruct (Rle_dec 0 x) as [H|H]; [|assert (H' : 0 <= - x) by lra]).
  - pose proof (tanh_enclosure x H). min_max.
  - pose proof (tanh_enclosure (- x) H') as E. rewrite tanh_opp in E. min_max.
  - pose proof (sigmoid_enclosure x H). min_max.
  - pose proof (sigmoid_enclosure (- x) H') as E. rewrite sigmoid_opp in E. min_max.
Qed.

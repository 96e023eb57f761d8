(** * Certificate.v -- why a ticket that checks is true

    A ticket claims sup over the domain of |F(x) - G^(x)|_2 <= eps, for a target
    network F and a pruned random network G^ (Sections 3 and 5 of the paper, with
    biases, inputs of any sign, and any Lipschitz activation).  The checker
    verifies claims about norms and suprema, then runs a recursion
    E_0 = 0, E_1, ..., E_l.  This file proves that what it verifies implies
    |F(x) - G^(x)|_2 <= E_l.

    - [gadget]        what the kept intermediate ReLU neurons compute: the
                      paper's Section 5 ("x -> w^ x", x = s(x) - s(-x)), without
                      supposing that both branches have the same weight;
    - [masked_layer]  that those neurons are an ordinary layer under 0/1 masks;
    - [frobenius], [schur], [spectral_iff], [transposed], [dominated]
                      how a claim c >= |A|_2 is verified; [factor_test], [gram_filter],
                      [elimination_step], [elimination_zero]: how semidefiniteness is;
    - [unsigned_step], [signed_step]   one layer of the recursion;
    - [certificate]   the whole network; [ticket]: E_l <= eps suffices;
      [certificate_masked]: G^ as G with 0/1 masks, matrices and all;
    - [domain_propagation], [box_network], [box_sup], [ball_layer], [ball_sup],
      [norm_propagation]   where the suprema come from;
    - [activation_table], [activation_enclosure]   the activations;
    - [Example.instance], [Example.instance_masked]   a 2-2-1 network, a mask, a bound:
                      nothing here is vacuous.

    For a reader of [certificate]: a network is a list of layers with their claims;
    [F] and [G_hat] are the functions computed, [width] the output dimension,
    [error_bound] is E_l, and [checked] says what the checker verified -- dimensions,
    activations, indices, norm claims, suprema.  Which coordinates are never negative
    is derived, by [never_negative]: from the domain, then from the activations.

    The paper's Lemma 1 (equal branches, no biases, one eps_w) is proved apart, in
    lemma_01/.  Not here: rounding (the checker computes in exact rationals),
    the random generator, and file formats. *)

Require Import Reals Lra Lia List Bool Arith.
From Certify.coq Require Import Linear.
Import ListNotations.
Open Scope R_scope.

(** ** (a) The gadget *)

Definition relu (x : R) : R := Rmax 0 x.

(** One kept out-edge of an intermediate neuron: the neuron's only input [inp]
    and in-weight, the output [out] and out-weight.  A neuron that keeps several
    out-edges occurs several times. *)
Record edge := { z_in : R; z_out : R; inp : nat; out : nat }.

Definition lsum {A} (f : A -> R) (l : list A) : R :=
  fold_right (fun a s => f a + s) 0 l.

(** Pre-activation o of the pruned network, at the layer input y. *)
Definition pre_G (kept : list edge) (y : vec) : vec := fun o =>
  lsum (fun z => if out z =? o then z_out z * relu (z_in z * y (inp z)) else 0) kept.

(** The virtual weights: w^+ from the neurons with z_in > 0, which act where the
    input is positive, w^- from those with z_in < 0. *)
Definition w_plus (kept : list edge) : mat := fun o d =>
  lsum (fun z => if (out z =? o) && (inp z =? d)
                 then if Rlt_dec 0 (z_in z) then z_out z * z_in z else 0
                 else 0) kept.

Definition w_minus (kept : list edge) : mat := fun o d =>
  lsum (fun z => if (out z =? o) && (inp z =? d)
                 then if Rlt_dec (z_in z) 0 then z_out z * z_in z else 0
                 else 0) kept.

(** The branch in force at the input y. *)
Definition w_branch (kept : list edge) (y : vec) : mat := fun o d =>
  if Rle_dec 0 (y d) then w_plus kept o d else w_minus kept o d.

Lemma relu_pos x : 0 <= x -> relu x = x.
Proof. intros; unfold relu; now apply Rmax_right. Qed.

Lemma relu_neg x : x <= 0 -> relu x = 0.
Proof. intros; unfold relu; now apply Rmax_left. Qed.

Lemma relu_nonneg x : 0 <= relu x.
Proof. apply Rmax_l. Qed.

(** One neuron: z_out * relu (z_in * x) = (z_out * z_in) * x on one side of 0. *)
Lemma one_neuron a b x :
  b * relu (a * x) =
  (if Rle_dec 0 x then if Rlt_dec 0 a then b * a else 0
   else if Rlt_dec a 0 then b * a else 0) * x.
Proof.
  destruct (Rle_dec 0 x), (Rlt_dec 0 a), (Rlt_dec a 0); try lra;
    first [rewrite relu_pos by nra; ring | rewrite relu_neg by nra; ring].
Qed.

Theorem gadget : forall (kept : list edge) (m : nat) (y : vec) (o : nat),
  (forall z, In z kept -> (inp z < m)%nat) ->
  pre_G kept y o =
  sum m (fun d => (if Rle_dec 0 (y d) then w_plus kept o d else w_minus kept o d) * y d).
Proof.
  intros kept m y o. induction kept as [|z kept IH]; intros Hin.
  - unfold pre_G, w_plus, w_minus; simpl. rewrite (sum_ext m _ (fun _ => 0)), sum_0; auto.
    intros d _. destruct (Rle_dec 0 (y d)); ring.
  - unfold pre_G, w_plus, w_minus in *; simpl.
    rewrite IH by (intros; apply Hin; now right). clear IH.
    assert (Hz : (inp z < m)%nat) by (apply Hin; now left).
    destruct (out z =? o); simpl.
    + rewrite one_neuron.
      rewrite <- (sum_single m (inp z) (fun d =>
        (if Rle_dec 0 (y d) then if Rlt_dec 0 (z_in z) then z_out z * z_in z else 0
         else if Rlt_dec (z_in z) 0 then z_out z * z_in z else 0) * y d)) by exact Hz.
      rewrite <- sum_plus. apply sum_ext. intros d _.
      destruct (inp z =? d), (Rle_dec 0 (y d)); ring.
    + rewrite Rplus_0_l. apply sum_ext. intros d _. destruct (Rle_dec 0 (y d)); ring.
Qed.

(** Each branch has its own error, so each needs eps_w, not eps_w / 2. *)
Corollary gadget_error : forall (kept : list edge) (m : nat) (W : mat) (y : vec) (o : nat),
  (forall z, In z kept -> (inp z < m)%nat) ->
  Rabs (mulmv m W y o - pre_G kept y o) <=
  sum m (fun d => Rmax (Rabs (W o d - w_plus kept o d))
                       (Rabs (W o d - w_minus kept o d)) * Rabs (y d)).
Proof.
  intros kept m W y o Hin. rewrite (gadget kept m) by exact Hin.
  unfold mulmv. rewrite <- sum_minus. eapply Rle_trans; [apply sum_abs|].
  apply sum_le. intros d _. rewrite <- Rmult_minus_distr_r, Rabs_mult.
  apply Rmult_le_compat_r; [apply Rabs_pos|].
  destruct (Rle_dec 0 (y d)); [apply Rmax_l | apply Rmax_r].
Qed.

(** The list of kept edges is a masked layer.  A fully connected layer of G
    has M intermediate neurons, in-weights [Zin] (M rows, m columns), out-weights
    [Zout] (n rows, M columns); the masks are [b_in], [b_out] and leave to a neuron
    no input but [the_inp z]. *)
Section Masked.

Variables (M m n : nat) (Zin Zout : mat) (b_in b_out : nat -> nat -> bool).
Variable the_inp : nat -> nat.

Definition masked (b : nat -> nat -> bool) (A : mat) : mat :=
  fun i j => if b i j then A i j else 0.

Definition masked_pre (y : vec) : vec :=
  mulmv M (masked b_out Zout) (fun z => relu (mulmv m (masked b_in Zin) y z)).

Definition edges_of_masks : list edge :=
  flat_map (fun z => flat_map (fun o =>
    if b_out o z && b_in z (the_inp z)
    then [{| z_in := Zin z (the_inp z); z_out := Zout o z; inp := the_inp z; out := o |}]
    else []) (seq 0 n)) (seq 0 M).

Lemma lsum_app {A} (f : A -> R) l1 l2 : lsum f (l1 ++ l2) = lsum f l1 + lsum f l2.
Proof. induction l1; simpl; [|rewrite IHl1]; lra. Qed.

Lemma lsum_flat_map_seq {A} (f : A -> R) g k :
  lsum f (flat_map g (seq 0 k)) = sum k (fun i => lsum f (g i)).
Proof.
  induction k; [reflexivity|].
  rewrite seq_S, flat_map_app, lsum_app, IHk. simpl. rewrite app_nil_r. lra.
Qed.

Theorem masked_layer : forall (y : vec) (o : nat),
  (forall z, (z < M)%nat -> (the_inp z < m)%nat) ->
  (forall z d, (z < M)%nat -> (d < m)%nat -> b_in z d = true -> d = the_inp z) ->
  (o < n)%nat ->
  masked_pre y o = pre_G edges_of_masks y o.
Proof.
  intros y o Hm Hone Ho. unfold masked_pre, pre_G, edges_of_masks, mulmv at 1.
  rewrite lsum_flat_map_seq. apply sum_ext. intros z Hz.
  rewrite lsum_flat_map_seq.
  assert (E : mulmv m (masked b_in Zin) y z
              = if b_in z (the_inp z) then Zin z (the_inp z) * y (the_inp z) else 0).
  { unfold mulmv, masked.
    rewrite (sum_ext m _ (fun d => if the_inp z =? d
      then (if b_in z d then Zin z d else 0) * y d else 0)).
    - rewrite sum_single by auto. destruct (b_in z (the_inp z)); ring.
    - intros d Hd. destruct (Nat.eqb_spec (the_inp z) d) as [E|Hne]; [reflexivity|].
      destruct (b_in z d) eqn:B; [|ring].
      exfalso; apply Hne; symmetry; now apply Hone. }
  rewrite E. unfold masked.
  rewrite (sum_ext n _ (fun o' => if o =? o'
    then if b_out o' z && b_in z (the_inp z)
         then Zout o' z * relu (Zin z (the_inp z) * y (the_inp z)) else 0 else 0)).
  - rewrite sum_single by exact Ho.
    destruct (b_out o z), (b_in z (the_inp z)); simpl; try ring.
    rewrite relu_pos by lra; ring.
  - intros o' _. rewrite (Nat.eqb_sym o o').
    destruct (b_out o' z && b_in z (the_inp z)); simpl;
      destruct (o' =? o); lra.
Qed.

End Masked.

(** ** (b) Claims about operator norms

    [op_bound n m A c] says |A v|_2 <= c |v|_2 for every v.  Each rule below is a
    finite computation on the entries of A and on c. *)

Theorem frobenius : forall n m (A : mat) c, 0 <= c ->
  sum n (fun o => sum m (fun d => A o d * A o d)) <= c * c ->
  op_bound n m A c.
Proof.
  intros n m A c Hc H. apply op_bound_sq; [exact Hc|]. intros v.
  eapply Rle_trans; [apply frobenius_sq|].
  apply Rmult_le_compat_r; [apply sq_nonneg | exact H].
Qed.

(** Cauchy-Schwarz with the weights |a_d|. *)
Lemma weighted_cauchy_schwarz m (a v : vec) :
  sum m (fun d => a d * v d) * sum m (fun d => a d * v d) <=
  sum m (fun d => Rabs (a d)) * sum m (fun d => Rabs (a d) * (v d * v d)).
Proof.
  pose proof (cauchy_schwarz_sq m (fun d => sqrt (Rabs (a d)))
                (fun d => sqrt (Rabs (a d)) * Rabs (v d))) as H.
  unfold dot, sq in H.
  assert (R1 : forall d, sqrt (Rabs (a d)) * sqrt (Rabs (a d)) = Rabs (a d))
    by (intros; apply sqrt_sqrt, Rabs_pos).
  assert (R2 : forall d, Rabs (v d) * Rabs (v d) = v d * v d)
    by (intros; rewrite <- Rabs_mult; apply Rabs_pos_eq; nra).
  rewrite (sum_ext m (fun d => sqrt (Rabs (a d)) * (sqrt (Rabs (a d)) * Rabs (v d)))
            (fun d => Rabs (a d * v d))) in H
    by (intros; rewrite <- Rmult_assoc, R1, Rabs_mult; reflexivity).
  rewrite (sum_ext m (fun d => sqrt (Rabs (a d)) * sqrt (Rabs (a d)))
            (fun d => Rabs (a d))) in H by (intros; apply R1).
  rewrite (sum_ext m (fun d => sqrt (Rabs (a d)) * Rabs (v d) * (sqrt (Rabs (a d)) * Rabs (v d)))
            (fun d => Rabs (a d) * (v d * v d))) in H
    by (intros i _; rewrite <- (R2 i); transitivity
          (sqrt (Rabs (a i)) * sqrt (Rabs (a i)) * (Rabs (v i) * Rabs (v i)));
        [ring | now rewrite R1]).
  eapply Rle_trans; [|exact H].
  pose proof (sum_abs m (fun d => a d * v d)) as T. cbv beta in T.
  apply Rabs_le_inv in T. nra.
Qed.

Theorem schur : forall n m (A : mat) r k c, 0 <= c ->
  (forall o, (o < n)%nat -> sum m (fun d => Rabs (A o d)) <= r) ->
  (forall d, (d < m)%nat -> sum n (fun o => Rabs (A o d)) <= k) ->
  r * k <= c * c ->
  op_bound n m A c.
Proof.
  intros n m A r k c Hc Hrow Hcol Hrk. apply op_bound_sq; [exact Hc|]. intros v.
  destruct n as [|n'].
  { unfold sq; simpl. pose proof (sq_nonneg m v). unfold sq in *. nra. }
  set (n := S n') in *.
  assert (Hr : 0 <= r).
  { eapply Rle_trans; [|apply (Hrow 0%nat); unfold n; lia].
    apply sum_nonneg; intros; apply Rabs_pos. }
  apply Rle_trans with (r * sum n (fun o => sum m (fun d => Rabs (A o d) * (v d * v d)))).
  { rewrite <- sum_scal. apply sum_le. intros o Ho.
    eapply Rle_trans; [apply weighted_cauchy_schwarz|].
    apply Rmult_le_compat_r; [|apply Hrow, Ho].
    apply sum_nonneg; intros; apply Rmult_le_pos; [apply Rabs_pos | nra]. }
  rewrite sum_swap.
  apply Rle_trans with (r * (k * sq m v)).
  { apply Rmult_le_compat_l; [exact Hr|]. unfold sq. rewrite <- sum_scal. apply sum_le.
    intros d Hd. rewrite sum_scal_r. apply Rmult_le_compat_r; [nra | auto]. }
  pose proof (sq_nonneg m v). nra.
Qed.

(** c^2 I - A^T A is positive semidefinite. *)
Theorem spectral : forall n m (A : mat) c, 0 <= c ->
  (forall v, 0 <= c * c * sum m (fun d => v d * v d)
                  - sum n (fun o => mulmv m A v o * mulmv m A v o)) ->
  op_bound n m A c.
Proof.
  intros n m A c Hc H. apply op_bound_sq; [exact Hc|]. intros v.
  specialize (H v). unfold sq. lra.
Qed.

(** The same with the matrix c^2 I - A^T A written out; here the converse is true too. *)
Definition quad (m : nat) (B : mat) (v : vec) : R :=
  sum m (fun d => sum m (fun e => v d * B d e * v e)).

Definition psd (m : nat) (B : mat) : Prop := forall v, 0 <= quad m B v.

Definition gram_gap (n : nat) (A : mat) (c2 : R) : mat := fun d e =>
  (if d =? e then c2 else 0) - sum n (fun o => A o d * A o e).

Lemma quad_plus m S1 S2 v :
  quad m (fun d e => S1 d e + S2 d e) v = quad m S1 v + quad m S2 v.
Proof.
  unfold quad. rewrite <- sum_plus. apply sum_ext. intros d _.
  rewrite <- sum_plus. apply sum_ext. intros; ring.
Qed.

Lemma quad_scal m c S v : quad m (fun d e => c * S d e) v = c * quad m S v.
Proof.
  unfold quad. rewrite <- sum_scal. apply sum_ext. intros d _.
  rewrite <- sum_scal. apply sum_ext. intros; ring.
Qed.

Lemma quad_ext m S1 S2 v :
  (forall d e, (d < m)%nat -> (e < m)%nat -> S1 d e = S2 d e) -> quad m S1 v = quad m S2 v.
Proof.
  intros H. apply sum_ext. intros d Hd. apply sum_ext. intros e He. now rewrite H.
Qed.

Lemma quad_diagonal m (f : nat -> R) v :
  quad m (fun d e => if d =? e then f d else 0) v = sum m (fun d => f d * (v d * v d)).
Proof.
  apply sum_ext. intros d Hd.
  rewrite <- (sum_single m d (fun e => f d * (v d * v e))) by exact Hd.
  apply sum_ext. intros e _. destruct (d =? e); ring.
Qed.

Lemma quad_gram n m (A : mat) v :
  quad m (fun d e => sum n (fun o => A o d * A o e)) v = sq n (mulmv m A v).
Proof.
  unfold quad, sq, mulmv.
  rewrite (sum_ext n _ (fun o => sum m (fun d => sum m (fun e => v d * (A o d * A o e) * v e)))).
  - rewrite (sum_swap n m). apply sum_ext. intros d _.
    rewrite (sum_swap n m). apply sum_ext. intros e _.
    rewrite sum_scal_r, sum_scal. ring.
  - intros o _. rewrite <- sum_scal_r. apply sum_ext. intros d _.
    rewrite <- sum_scal. apply sum_ext. intros e _. ring.
Qed.

Lemma quad_gram_gap n m A c2 v :
  quad m (gram_gap n A c2) v = c2 * sq m v - sq n (mulmv m A v).
Proof.
  rewrite <- quad_gram. unfold sq. rewrite <- sum_scal.
  rewrite <- (quad_diagonal m (fun _ => c2)).
  rewrite (quad_ext m _ (fun d e => (if d =? e then c2 else 0)
     + -1 * sum n (fun o => A o d * A o e))) by (intros; unfold gram_gap; ring).
  rewrite quad_plus, quad_scal. ring.
Qed.

Theorem spectral_iff : forall n m (A : mat) c, 0 <= c ->
  psd m (gram_gap n A (c * c)) <-> op_bound n m A c.
Proof.
  intros n m A c Hc. split.
  - intros H. apply spectral; [exact Hc|]. intros v. specialize (H v).
    rewrite quad_gram_gap in H. exact H.
  - intros [_ H] v. rewrite quad_gram_gap. specialize (H v). apply norm_le_inv in H.
    replace (c * norm m v * (c * norm m v)) with (c * c * (norm m v * norm m v)) in H by ring.
    rewrite norm_sq in H. lra.
Qed.

(** How semidefiniteness is established.  First, by a rounded factor L, of which
    nothing is believed: the rest R must be symmetric and diagonally dominant. *)
Lemma quad_lower m (E : mat) v :
  (forall d e, (d < m)%nat -> (e < m)%nat -> E d e = E e d) ->
  - sum m (fun d => sum m (fun e => Rabs (E d e)) * (v d * v d)) <= quad m E v.
Proof.
  intros Hsym.
  set (S1 := sum m (fun d => sum m (fun e => Rabs (E d e) * (v d * v d)))).
  assert (E1 : sum m (fun d => sum m (fun e => Rabs (E d e)) * (v d * v d)) = S1).
  { apply sum_ext. intros d _. now rewrite sum_scal_r. }
  assert (E2 : sum m (fun d => sum m (fun e => Rabs (E d e) * (v e * v e))) = S1).
  { unfold S1. rewrite sum_swap. apply sum_ext. intros d Hd. apply sum_ext. intros e He.
    now rewrite Hsym. }
  assert (P : quad m (fun d e => -1 * E d e) v
    <= / 2 * (S1 + sum m (fun d => sum m (fun e => Rabs (E d e) * (v e * v e))))).
  { unfold quad, S1. rewrite <- sum_plus, <- sum_scal. apply sum_le. intros d _.
    rewrite <- sum_plus, <- sum_scal. apply sum_le. intros e _.
    pose proof (Rle_abs (E d e)). pose proof (Rle_abs (- E d e)) as Hn. rewrite Rabs_Ropp in Hn.
    assert (0 <= (Rabs (E d e) - E d e) * ((v d - v e) * (v d - v e)))
      by (apply Rmult_le_pos; [lra | apply Rle_0_sqr]).
    assert (0 <= (Rabs (E d e) + E d e) * ((v d + v e) * (v d + v e)))
      by (apply Rmult_le_pos; [lra | apply Rle_0_sqr]).
    nra. }
  rewrite quad_scal in P. lra.
Qed.

Theorem dominant_psd : forall m (B : mat),
  (forall d e, (d < m)%nat -> (e < m)%nat -> B d e = B e d) ->
  (forall d, (d < m)%nat -> sum m (fun e => if d =? e then 0 else Rabs (B d e)) <= B d d) ->
  psd m B.
Proof.
  intros m B Hsym Hdom v. set (E := fun d e => if d =? e then 0 else B d e).
  rewrite (quad_ext m B (fun d e => (if d =? e then B d d else 0) + E d e)).
  - rewrite quad_plus, (quad_diagonal m (fun d => B d d)).
    assert (HE : forall d e, (d < m)%nat -> (e < m)%nat -> E d e = E e d).
    { intros d e Hd He. unfold E. rewrite (Nat.eqb_sym e d).
      destruct (d =? e); [reflexivity | now apply Hsym]. }
    pose proof (quad_lower m E v HE) as H.
    assert (L : sum m (fun d => sum m (fun e => Rabs (E d e)) * (v d * v d))
                <= sum m (fun d => B d d * (v d * v d))); [|lra].
    apply sum_le. intros d Hd. apply Rmult_le_compat_r; [nra|].
    eapply Rle_trans; [|apply Hdom, Hd]. apply sum_le. intros e _. unfold E.
    destruct (d =? e); [rewrite Rabs_R0|]; lra.
  - intros d e _ _. unfold E. destruct (Nat.eqb_spec d e) as [->|]; ring.
Qed.

Theorem factor_test : forall m k (B L Rest : mat) s, 0 <= s ->
  (forall d e, (d < m)%nat -> (e < m)%nat ->
     B d e = s * sum k (fun j => L d j * L e j) + Rest d e) ->
  (forall d e, (d < m)%nat -> (e < m)%nat -> Rest d e = Rest e d) ->
  (forall d, (d < m)%nat -> sum m (fun e => if d =? e then 0 else Rabs (Rest d e)) <= Rest d d) ->
  psd m B.
Proof.
  intros m k B L Rest s Hs Heq Hsym Hdom v.
  rewrite (quad_ext m B _ v Heq), quad_plus, quad_scal.
  pose proof (quad_gram k m (fun j d => L d j) v) as HL. cbv beta in HL.
  pose proof (dominant_psd m Rest Hsym Hdom v).
  pose proof (sq_nonneg k (mulmv m (fun j d => L d j) v)). rewrite HL. nra.
Qed.

(** The variant with a shift tau: the residual of an approximate factorisation of
    (c^2 - tau) I - A^T A has absolute row sums at most tau. *)
Theorem gram_filter : forall n m k (A L E : mat) c tau, 0 <= c ->
  (forall d e, (d < m)%nat -> (e < m)%nat ->
     (if d =? e then c * c - tau else 0) - sum n (fun o => A o d * A o e)
     = sum k (fun j => L d j * L e j) + E d e) ->
  (forall d e, (d < m)%nat -> (e < m)%nat -> E d e = E e d) ->
  (forall d, (d < m)%nat -> sum m (fun e => Rabs (E d e)) <= tau) ->
  op_bound n m A c.
Proof.
  intros n m k A L E c tau Hc Heq Hsym Hrow. apply spectral_iff; [exact Hc|].
  apply (factor_test m k _ L (fun d e => E d e + if d =? e then tau else 0) 1); [lra|..].
  - intros d e Hd He. specialize (Heq d e Hd He). unfold gram_gap in *.
    destruct (d =? e); lra.
  - intros d e Hd He. rewrite (Nat.eqb_sym e d), Hsym by assumption. reflexivity.
  - intros d Hd. specialize (Hrow d Hd). rewrite Nat.eqb_refl.
    assert (H : sum m (fun e => if d =? e then 0 else Rabs (E d e + (if d =? e then tau else 0)))
                + Rabs (E d d) <= tau).
    { rewrite <- (sum_single m d (fun e => Rabs (E d e))), <- sum_plus by exact Hd.
      eapply Rle_trans; [|exact Hrow]. apply sum_le. intros e _.
      destruct (d =? e); rewrite ?Rplus_0_r; lra. }
    pose proof (Rle_abs (- E d d)) as Hn. rewrite Rabs_Ropp in Hn. lra.
Qed.

(** Second, by symmetric elimination: a positive pivot, and what it leaves (up to a
    positive factor, as in fraction-free elimination); or a zero pivot with a
    zero column. *)
Lemma sum_first n f : sum (S n) f = f 0%nat + sum n (fun i => f (i + 1)%nat).
Proof.
  induction n; [simpl; lra|]. change (sum (S (S n)) f) with (sum (S n) f + f (S n)).
  rewrite IHn. simpl. rewrite Nat.add_1_r. ring.
Qed.

Lemma quad_first m (B : mat) v :
  (forall e, (e <= m)%nat -> B e 0%nat = B 0%nat e) ->
  quad (S m) B v = B 0%nat 0%nat * (v 0%nat * v 0%nat)
    + 2 * v 0%nat * sum m (fun e => B 0%nat (e + 1)%nat * v (e + 1)%nat)
    + quad m (fun d e => B (d + 1)%nat (e + 1)%nat) (fun d => v (d + 1)%nat).
Proof.
  intros Hsym. unfold quad.
  rewrite sum_first, sum_first.
  rewrite (sum_ext m (fun i => sum (S m) _)
    (fun d => v 0%nat * (B 0%nat (d + 1)%nat * v (d + 1)%nat)
      + sum m (fun e => v (d + 1)%nat * B (d + 1)%nat (e + 1)%nat * v (e + 1)%nat))).
  - rewrite sum_plus, sum_scal.
    rewrite (sum_ext m (fun i => v 0%nat * B 0%nat (i + 1)%nat * v (i + 1)%nat)
      (fun e => v 0%nat * (B 0%nat (e + 1)%nat * v (e + 1)%nat))) by (intros; ring).
    rewrite sum_scal. ring.
  - intros d Hd. rewrite sum_first, Hsym by lia. f_equal. ring.
Qed.

Theorem elimination_step : forall m (B : mat) k,
  (forall e, (e <= m)%nat -> B e 0%nat = B 0%nat e) ->
  0 < B 0%nat 0%nat -> 0 < k ->
  psd m (fun d e => k * (B 0%nat 0%nat * B (d + 1)%nat (e + 1)%nat
                         - B (d + 1)%nat 0%nat * B (e + 1)%nat 0%nat)) ->
  psd (S m) B.
Proof.
  intros m B k Hsym Hp Hk Hrest v. rewrite quad_first by exact Hsym.
  set (p := B 0%nat 0%nat) in *. set (w := fun d => v (d + 1)%nat).
  set (c := sum m (fun e => B 0%nat (e + 1)%nat * v (e + 1)%nat)).
  set (Q := quad m (fun d e => B (d + 1)%nat (e + 1)%nat) w).
  assert (H : 0 <= p * Q - c * c).
  { specialize (Hrest w). rewrite quad_scal in Hrest.
    assert (E : quad m (fun d e => p * B (d + 1)%nat (e + 1)%nat
                   - B (d + 1)%nat 0%nat * B (e + 1)%nat 0%nat) w = p * Q - c * c).
    { rewrite (quad_ext m _ (fun d e => p * B (d + 1)%nat (e + 1)%nat
        + -1 * sum 1 (fun o => (fun _ d => B 0%nat (d + 1)%nat) o d
                             * (fun _ d => B 0%nat (d + 1)%nat) o e))).
      - rewrite quad_plus, !quad_scal.
        rewrite (quad_gram 1 m (fun _ d => B 0%nat (d + 1)%nat)).
        unfold sq, mulmv; cbn [sum]. fold c. unfold w. fold c. fold w. fold Q. ring.
      - intros d e Hd He. simpl. rewrite !Hsym by lia. ring. }
    rewrite E in Hrest. nra. }
  assert (0 <= (p * v 0%nat + c) * (p * v 0%nat + c)) by apply Rle_0_sqr.
  apply Rmult_le_reg_l with p; [exact Hp|]. nra.
Qed.

Theorem elimination_zero : forall m (B : mat),
  (forall e, (e <= m)%nat -> B e 0%nat = B 0%nat e) ->
  (forall e, (e <= m)%nat -> B 0%nat e = 0) ->
  psd m (fun d e => B (d + 1)%nat (e + 1)%nat) ->
  psd (S m) B.
Proof.
  intros m B Hsym Hzero Hrest v. rewrite quad_first by exact Hsym.
  rewrite Hzero by lia. rewrite (sum_ext m _ (fun _ => 0)), sum_0.
  - specialize (Hrest (fun d => v (d + 1)%nat)). lra.
  - intros e He. rewrite Hzero by lia. ring.
Qed.

Lemma elimination_end : forall B, psd 0 B.
Proof. intros B v. unfold quad; simpl. lra. Qed.

(** Testing A^T instead, or a non-negative matrix that dominates A. *)
Theorem transposed : forall n m (A : mat) c,
  op_bound n m A c <-> op_bound m n (fun d o => A o d) c.
Proof. exact op_bound_transpose. Qed.

Theorem dominated : forall n m (A D : mat) c,
  (forall o d, (o < n)%nat -> (d < m)%nat -> Rabs (A o d) <= D o d) ->
  op_bound n m D c -> op_bound n m A c.
Proof. exact op_bound_dominated. Qed.

(** ** Layers of F and of G^ *)

(** What a layer is: dimensions, whether it has biases, the weights W* of F (the
    bias is column [n_in]), the activation with its Lipschitz factor, whether
    the activation takes non-negative values only, and the kept edges of G. *)
Record layer := {
  n_in : nat;
  n_out : nat;
  has_bias : bool;
  W : mat;
  act : R -> R;
  lam : R;
  nonneg : bool;
  kept : list edge
}.

(** Columns of W*, and the layer input with the constant-1 unit appended. *)
Definition cols (L : layer) : nat := if has_bias L then S (n_in L) else n_in L.
Definition with_unit (L : layer) (y : vec) : vec :=
  fun d => if d <? n_in L then y d else 1.

Definition F_layer (L : layer) (y : vec) : vec :=
  fun o => act L (mulmv (cols L) (W L) (with_unit L y) o).
Definition G_layer (L : layer) (y : vec) : vec :=
  fun o => act L (pre_G (kept L) (with_unit L y) o).

Definition well_formed (L : layer) : Prop :=
  lipschitz (act L) (lam L) /\
  (nonneg L = true -> forall t, 0 <= act L t) /\
  (forall z, In z (kept L) -> (inp z < cols L)%nat).

(** In plain words: W y + b. *)
Lemma affine_with_bias L y o : has_bias L = true ->
  mulmv (cols L) (W L) (with_unit L y) o
  = sum (n_in L) (fun d => W L o d * y d) + W L o (n_in L).
Proof.
  intros H. unfold cols, mulmv. rewrite H. simpl. f_equal.
  - apply sum_ext. intros d Hd. unfold with_unit.
    now replace (d <? n_in L) with true by (symmetry; now apply Nat.ltb_lt).
  - unfold with_unit. now rewrite Nat.ltb_irrefl, Rmult_1_r.
Qed.

Lemma affine_without_bias L y o : has_bias L = false ->
  mulmv (cols L) (W L) (with_unit L y) o = sum (n_in L) (fun d => W L o d * y d).
Proof.
  intros H. unfold cols, mulmv. rewrite H. apply sum_ext. intros d Hd.
  unfold with_unit. now replace (d <? n_in L) with true by (symmetry; now apply Nat.ltb_lt).
Qed.

(** The error matrices: [W* - W^+ | b - b^], and Delta, the larger of the two
    branch errors -- for an input [nn] that is never negative, and for the unit,
    the error of the positive branch alone. *)
Definition err (L : layer) : mat := fun o d => W L o d - w_plus (kept L) o d.

Definition delta (nn : nat -> bool) (L : layer) : mat := fun o d =>
  if (n_in L <=? d) || nn d
  then Rabs (W L o d - w_plus (kept L) o d)
  else Rmax (Rabs (W L o d - w_plus (kept L) o d)) (Rabs (W L o d - w_minus (kept L) o d)).

(** The rules of the recursion, with the claims they use. *)
Inductive rule :=
| Unsigned (c_What c_err : R)
| Signed (c_W c_Delta c_err : R)
| Best (r1 r2 : rule).

Fixpoint claims_hold (nn : nat -> bool) (L : layer) (r : rule) : Prop :=
  match r with
  | Unsigned c_What c_err =>
      (forall d, (d < n_in L)%nat -> nn d = true) /\
      op_bound (n_out L) (n_in L) (w_plus (kept L)) c_What /\
      op_bound (n_out L) (cols L) (err L) c_err
  | Signed c_W c_Delta c_err =>
      op_bound (n_out L) (n_in L) (W L) c_W /\
      op_bound (n_out L) (n_in L) (delta nn L) c_Delta /\
      op_bound (n_out L) (cols L) (delta nn L) c_err
  | Best r1 r2 => claims_hold nn L r1 /\ claims_hold nn L r2
  end.

(** E_i from E_{i-1}; S bounds |(F_{i-1}(x), 1)|_2, without the 1 when the layer
    has no biases. *)
Fixpoint next_error (lambda E S : R) (r : rule) : R :=
  match r with
  | Unsigned c_What c_err => lambda * (c_What * E + c_err * S)
  | Signed c_W c_Delta c_err => lambda * ((c_W + c_Delta) * E + c_err * S)
  | Best r1 r2 => Rmin (next_error lambda E S r1) (next_error lambda E S r2)
  end.

(** ** (c) One layer *)

(** The unit is the same in both networks, so it carries no earlier error. *)
Lemma unit_cancels L A u v o :
  mulmv (cols L) A (vsub (with_unit L u) (with_unit L v)) o
  = mulmv (n_in L) A (vsub u v) o.
Proof.
  assert (E : sum (n_in L) (fun d => A o d * vsub (with_unit L u) (with_unit L v) d)
              = mulmv (n_in L) A (vsub u v) o).
  { apply sum_ext. intros d Hd. unfold vsub, with_unit.
    now replace (d <? n_in L) with true by (symmetry; now apply Nat.ltb_lt). }
  unfold cols. destruct (has_bias L); [|exact E].
  unfold mulmv at 1; simpl. rewrite E. unfold vsub at 2, with_unit.
  rewrite Nat.ltb_irrefl. ring.
Qed.

Lemma gadget_mulmv L y o :
  (forall z, In z (kept L) -> (inp z < cols L)%nat) ->
  pre_G (kept L) y o = mulmv (cols L) (w_branch (kept L) y) y o.
Proof. intros H. now apply gadget. Qed.

(** Steps (b), (c), (d) of the paper's proof of Lemma 1: split W*u - W^v as
    A(u - v) + B u and bound each term. *)
Lemma split_and_bound L u v E S cA cB A B :
  well_formed L ->
  norm (n_in L) (vsub u v) <= E ->
  norm (cols L) (with_unit L u) <= S ->
  op_bound (n_out L) (n_in L) A cA ->
  op_bound (n_out L) (cols L) B cB ->
  (forall o, (o < n_out L)%nat ->
     mulmv (cols L) (W L) (with_unit L u) o - pre_G (kept L) (with_unit L v) o
     = mulmv (n_in L) A (vsub u v) o + mulmv (cols L) B (with_unit L u) o) ->
  norm (n_out L) (vsub (F_layer L u) (G_layer L v)) <= lam L * (cA * E + cB * S).
Proof.
  intros [Hlip _] HE HS [HA0 HA] [HB0 HB] Heq.
  eapply Rle_trans; [apply (norm_lipschitz _ (act L) (lam L)), Hlip|].
  apply Rmult_le_compat_l; [exact (lipschitz_nonneg _ _ Hlip)|].
  rewrite (norm_ext (n_out L) _ (fun o =>
    mulmv (n_in L) A (vsub u v) o + mulmv (cols L) B (with_unit L u) o)) by exact Heq.
  eapply Rle_trans; [apply minkowski|]. apply Rplus_le_compat.
  - eapply Rle_trans; [apply HA|]. now apply Rmult_le_compat_l.
  - eapply Rle_trans; [apply HB|]. now apply Rmult_le_compat_l.
Qed.

Theorem unsigned_step : forall (L : layer) (u v : vec) (E S c_What c_err : R),
  well_formed L ->
  (forall d, (d < n_in L)%nat -> 0 <= v d) ->
  norm (n_in L) (vsub u v) <= E ->
  norm (cols L) (with_unit L u) <= S ->
  op_bound (n_out L) (n_in L) (w_plus (kept L)) c_What ->
  op_bound (n_out L) (cols L) (err L) c_err ->
  norm (n_out L) (vsub (F_layer L u) (G_layer L v)) <= lam L * (c_What * E + c_err * S).
Proof.
  intros L u v E S c_What c_err Hwf Hv HE HS HA HB.
  apply (split_and_bound L u v E S c_What c_err (w_plus (kept L)) (err L)); auto.
  intros o _. rewrite gadget_mulmv by apply Hwf. rewrite <- unit_cancels.
  unfold mulmv. rewrite <- sum_minus, <- sum_plus. apply sum_ext. intros d _.
  unfold w_branch, err. destruct (Rle_dec 0 (with_unit L v d)) as [_|Hneg].
  - unfold vsub. ring.
  - exfalso; apply Hneg. unfold with_unit. destruct (Nat.ltb_spec d (n_in L)); [auto|lra].
Qed.

(** Either branch is within Delta of W*. *)
Lemma branch_error nn L v o d :
  (forall d, (d < n_in L)%nat -> nn d = true -> 0 <= v d) ->
  Rabs (W L o d - w_branch (kept L) (with_unit L v) o d) <= delta nn L o d.
Proof.
  intros Hv. unfold w_branch, delta.
  destruct (Rle_dec 0 (with_unit L v d)) as [_|Hneg];
    destruct ((n_in L <=? d) || nn d) eqn:B; try lra.
  - apply Rmax_l.
  - exfalso; apply Hneg. unfold with_unit. destruct (Nat.ltb_spec d (n_in L)); [|lra].
    apply Hv; [assumption|]. destruct (nn d); [reflexivity|].
    rewrite orb_false_r in B. apply Nat.leb_le in B. lia.
  - apply Rmax_r.
Qed.

Theorem signed_step : forall (nn : nat -> bool) (L : layer) (u v : vec)
    (E S c_W c_Delta c_err : R),
  well_formed L ->
  (forall d, (d < n_in L)%nat -> nn d = true -> 0 <= v d) ->
  norm (n_in L) (vsub u v) <= E ->
  norm (cols L) (with_unit L u) <= S ->
  op_bound (n_out L) (n_in L) (W L) c_W ->
  op_bound (n_out L) (n_in L) (delta nn L) c_Delta ->
  op_bound (n_out L) (cols L) (delta nn L) c_err ->
  norm (n_out L) (vsub (F_layer L u) (G_layer L v)) <= lam L * ((c_W + c_Delta) * E + c_err * S).
Proof.
  intros nn L u v E S c_W c_Delta c_err Hwf Hv HE HS HW HD HB.
  set (What := w_branch (kept L) (with_unit L v)).
  set (err' := fun o d => W L o d - What o d).
  assert (Herr : forall o d, Rabs (err' o d) <= delta nn L o d)
    by (intros; unfold err', What; now apply branch_error).
  apply (split_and_bound L u v E S (c_W + c_Delta) c_err What err'); auto.
  - (* |W^| <= |W*| + |W* - W^| <= c_W + c_Delta *)
    assert (HE' : op_bound (n_out L) (n_in L) (fun o d => - err' o d) c_Delta).
    { apply (dominated _ _ _ (delta nn L)); [|exact HD].
      intros. rewrite Rabs_Ropp. apply Herr. }
    destruct HW as [HW0 HW], HE' as [HD0 HE']. split; [lra|]. intros x.
    rewrite (norm_ext (n_out L) _ (fun o => mulmv (n_in L) (W L) x o
               + mulmv (n_in L) (fun o d => - err' o d) x o)).
    + eapply Rle_trans; [apply minkowski|]. rewrite Rmult_plus_distr_r.
      apply Rplus_le_compat; auto.
    + intros o _. unfold mulmv. rewrite <- sum_plus. apply sum_ext. intros.
      unfold err'. ring.
  - apply (dominated _ _ _ (delta nn L)); auto.
  - intros o _. rewrite gadget_mulmv by apply Hwf. rewrite <- unit_cancels.
    unfold mulmv. rewrite <- sum_minus, <- sum_plus. apply sum_ext. intros d _.
    fold What. unfold err', vsub. ring.
Qed.

Lemma one_layer nn L u v E S r :
  well_formed L ->
  (forall d, (d < n_in L)%nat -> nn d = true -> 0 <= v d) ->
  norm (n_in L) (vsub u v) <= E ->
  norm (cols L) (with_unit L u) <= S ->
  claims_hold nn L r ->
  norm (n_out L) (vsub (F_layer L u) (G_layer L v)) <= next_error (lam L) E S r.
Proof.
  intros Hwf Hv HE HS. induction r as [c1 c2|c1 c2 c3|r1 IH1 r2 IH2]; simpl.
  - intros (Hnn & HA & HB). apply unsigned_step; auto.
  - intros (HW & HD & HB). apply (signed_step nn); auto.
  - intros [H1 H2]. apply Rmin_glb; auto.
Qed.

(** ** (d) The whole network *)

(** A certified layer: the layer, a bound on the supremum of its input in F, and
    the rule with its claims. *)
Record certified := { the_layer :> layer; sup_in : R; the_rule : rule }.

Definition network := list certified.

Definition F (net : network) (x : vec) : vec := fold_left (fun y (L : certified) => F_layer L y) net x.
Definition G_hat (net : network) (x : vec) : vec := fold_left (fun y (L : certified) => G_layer L y) net x.

(** E_0 = 0, E_1, ..., E_l. *)
Definition error_bound (net : network) : R :=
  fold_left (fun E (L : certified) => next_error (lam L) E (sup_in L) (the_rule L)) net 0.

(** Width of the last layer, and which of its coordinates are never negative:
    those of the domain at the beginning, then all or none, as the activation is. *)
Definition width (n0 : nat) (net : network) : nat :=
  fold_left (fun _ (L : certified) => n_out L) net n0.
Definition never_negative (nn0 : nat -> bool) (net : network) : nat -> bool :=
  fold_left (fun _ (L : certified) => fun _ => nonneg L) net nn0.

(** Every layer L, with the layers [pre] before it, is what the checker requires. *)
Definition checked (n0 : nat) (X : vec -> Prop) (nn0 : nat -> bool) (net : network) : Prop :=
  forall pre L post, net = pre ++ L :: post ->
    n_in L = width n0 pre /\
    well_formed L /\
    claims_hold (never_negative nn0 pre) L (the_rule L) /\
    (forall x, X x -> norm (cols L) (with_unit L (F pre x)) <= sup_in L).

Lemma certificate_prefix n0 (X : vec -> Prop) nn0 net :
  (forall x d, X x -> (d < n0)%nat -> nn0 d = true -> 0 <= x d) ->
  checked n0 X nn0 net ->
  forall x, X x -> forall pre post, net = pre ++ post ->
  norm (width n0 pre) (vsub (F pre x) (G_hat pre x)) <= error_bound pre /\
  (forall d, (d < width n0 pre)%nat -> never_negative nn0 pre d = true -> 0 <= G_hat pre x d).
Proof.
  intros Hdom Hnet x Hx pre. induction pre as [|L pre IH] using rev_ind; intros post Hpost.
  - simpl. split; [|intros; now apply Hdom].
    apply norm_le; [unfold error_bound; simpl; lra|].
    unfold sq, vsub, error_bound; simpl.
    rewrite (sum_ext _ _ (fun _ => 0)), sum_0 by (intros; ring). lra.
  - rewrite <- app_assoc in Hpost. simpl in Hpost.
    destruct (IH _ Hpost) as [HE Hnn].
    destruct (Hnet _ _ _ Hpost) as (Hn & Hwf & Hcl & Hsup).
    unfold width, error_bound, F, G_hat, never_negative in *.
    rewrite !fold_left_app. simpl. split.
    + apply one_layer with (nn := fold_left (fun _ (L : certified) _ => nonneg L) pre nn0); auto.
      * intros d Hd. rewrite Hn in Hd. now apply Hnn.
      * rewrite Hn. exact HE.
    + intros d _ Hd. unfold G_layer. now apply Hwf.
Qed.

(** The theorem on which every ticket rests. *)
Theorem certificate : forall (n0 : nat) (X : vec -> Prop) (nn0 : nat -> bool) (net : network),
  (forall x d, X x -> (d < n0)%nat -> nn0 d = true -> 0 <= x d) ->
  checked n0 X nn0 net ->
  forall x, X x -> norm (width n0 net) (vsub (F net x) (G_hat net x)) <= error_bound net.
Proof.
  intros n0 X nn0 net Hdom Hnet x Hx.
  apply (certificate_prefix n0 X nn0 net Hdom Hnet x Hx net []). now rewrite app_nil_r.
Qed.

Corollary ticket : forall (n0 : nat) (X : vec -> Prop) (nn0 : nat -> bool) (net : network) (eps : R),
  (forall x d, X x -> (d < n0)%nat -> nn0 d = true -> 0 <= x d) ->
  checked n0 X nn0 net ->
  error_bound net <= eps ->
  forall x, X x -> norm (width n0 net) (vsub (F net x) (G_hat net x)) <= eps.
Proof.
  intros. eapply Rle_trans; [now apply (certificate n0 X nn0 net)|assumption].
Qed.

(** The same for the network G with its masks: every layer of G has its fully
    connected intermediate layer of [neurons] ReLU neurons, in-weights [G_in],
    out-weights [G_out], and the masks; the kept edges are those the masks leave. *)
Record random_layer := {
  neurons : nat;
  G_in : mat;
  G_out : mat;
  mask_in : nat -> nat -> bool;
  mask_out : nat -> nat -> bool;
  the_input : nat -> nat
}.

Definition masked_G_layer (L : layer) (g : random_layer) (y : vec) : vec := fun o =>
  act L (masked_pre (neurons g) (cols L) (G_in g) (G_out g) (mask_in g) (mask_out g)
           (with_unit L y) o).

(** One input per neuron, and [kept] lists what is left. *)
Definition masks_leave (L : layer) (g : random_layer) : Prop :=
  (forall z, (z < neurons g)%nat -> (the_input g z < cols L)%nat /\
     (forall d, (d < cols L)%nat -> mask_in g z d = true -> d = the_input g z)) /\
  kept L = edges_of_masks (neurons g) (n_out L) (G_in g) (G_out g) (mask_in g) (mask_out g)
             (the_input g).

Definition masked_G (net : list (certified * random_layer)) (x : vec) : vec :=
  fold_left (fun y (p : certified * random_layer) => masked_G_layer (fst p) (snd p) y) net x.

Lemma pre_G_ext edges y y' o : (forall d, y d = y' d) -> pre_G edges y o = pre_G edges y' o.
Proof.
  intros H. unfold pre_G. induction edges as [|z edges IH]; simpl; [reflexivity|].
  now rewrite IH, H.
Qed.

Theorem certificate_masked : forall (n0 : nat) (X : vec -> Prop) (nn0 : nat -> bool)
    (net : list (certified * random_layer)),
  (forall x d, X x -> (d < n0)%nat -> nn0 d = true -> 0 <= x d) ->
  checked n0 X nn0 (map fst net) ->
  (forall p, In p net -> masks_leave (fst p) (snd p)) ->
  forall x, X x ->
  norm (width n0 (map fst net)) (vsub (F (map fst net) x) (masked_G net x))
  <= error_bound (map fst net).
Proof.
  intros n0 X nn0 net Hdom Hnet Hmask x Hx.
  assert (E : forall pre post, net = pre ++ post -> forall o, (o < width n0 (map fst pre))%nat ->
            masked_G pre x o = G_hat (map fst pre) x o).
  { intros pre. induction pre as [|[L g] pre IH] using rev_ind; intros post Hpost o Ho;
      [reflexivity|].
    rewrite <- app_assoc in Hpost. simpl in Hpost.
    destruct (Hnet (map fst pre) L (map fst post)) as (Hn & _).
    { now rewrite Hpost, map_app. }
    destruct (Hmask (L, g)) as (H1 & H2).
    { rewrite Hpost. apply in_or_app. right. now left. }
    simpl in H1, H2. specialize (IH _ Hpost).
    unfold masked_G, G_hat, width in *. rewrite map_app in Ho |- *.
    rewrite fold_left_app in Ho. rewrite !fold_left_app. simpl in Ho |- *.
    unfold masked_G_layer, G_layer. f_equal.
    rewrite (masked_layer _ _ (n_out L) _ _ _ _ (the_input g)), H2; auto;
      [| intros; now apply H1 | intros z d Hz Hd; now apply H1].
    apply pre_G_ext. intros d. unfold with_unit. destruct (Nat.ltb_spec d (n_in L)); [|reflexivity].
    apply IH. now rewrite <- Hn. }
  rewrite (norm_ext _ _ (vsub (F (map fst net) x) (G_hat (map fst net) x))).
  - now apply (certificate n0 X nn0).
  - intros o Ho. unfold vsub. now rewrite (E net [] (eq_sym (app_nil_r net)) o Ho).
Qed.

(** ** (f) Where the suprema come from: intervals, balls, activations *)

Theorem domain_propagation : forall (m : nat) (w lo hi y : vec) (b : R),
  (forall d, (d < m)%nat -> lo d <= y d <= hi d) ->
  sum m (fun d => Rmax (w d) 0 * lo d + Rmin (w d) 0 * hi d) + b
  <= sum m (fun d => w d * y d) + b
  <= sum m (fun d => Rmax (w d) 0 * hi d + Rmin (w d) 0 * lo d) + b.
Proof.
  intros m w lo hi y b H.
  assert (E : forall d, (d < m)%nat ->
    Rmax (w d) 0 * lo d + Rmin (w d) 0 * hi d <= w d * y d
    <= Rmax (w d) 0 * hi d + Rmin (w d) 0 * lo d).
  { intros d Hd. specialize (H d Hd). destruct (Rle_dec 0 (w d)).
    - rewrite Rmax_left, Rmin_right by lra. nra.
    - rewrite Rmax_right, Rmin_left by lra. nra. }
  split; apply Rplus_le_compat_r, sum_le; intros d Hd; apply E, Hd.
Qed.

(** The two forms in which the ends are computed. *)
Lemma interval_forms w lo hi :
  Rmax w 0 * lo + Rmin w 0 * hi = (if Rle_dec 0 w then w * lo else w * hi) /\
  Rmax w 0 * lo + Rmin w 0 * hi = (w * (lo + hi) - Rabs w * (hi - lo)) / 2.
Proof.
  destruct (Rle_dec 0 w).
  - rewrite Rmax_left, Rmin_right, Rabs_pos_eq by lra. lra.
  - rewrite Rmax_right, Rmin_left, Rabs_left by lra. lra.
Qed.

Definition increasing (f : R -> R) : Prop := forall s t, s <= t -> f s <= f t.

Definition in_box (n : nat) (lo hi y : vec) : Prop :=
  forall d, (d < n)%nat -> lo d <= y d <= hi d.

(** A box carried through a layer of F.  The new ends may be rounded outward, or
    replaced by the rational enclosures of the activation below. *)
Definition box_step (L : layer) (lo hi lo' hi' : vec) : Prop :=
  forall o, (o < n_out L)%nat ->
    lo' o <= act L (sum (cols L) (fun d => Rmax (W L o d) 0 * with_unit L lo d
                                         + Rmin (W L o d) 0 * with_unit L hi d)) /\
    act L (sum (cols L) (fun d => Rmax (W L o d) 0 * with_unit L hi d
                                + Rmin (W L o d) 0 * with_unit L lo d)) <= hi' o.

Lemma with_unit_in_box L lo hi y :
  in_box (n_in L) lo hi y -> in_box (cols L) (with_unit L lo) (with_unit L hi) (with_unit L y).
Proof.
  intros H d _. unfold with_unit. destruct (Nat.ltb_spec d (n_in L)); [now apply H|lra].
Qed.

Lemma box_layer L lo hi lo' hi' y :
  increasing (act L) -> box_step L lo hi lo' hi' ->
  in_box (n_in L) lo hi y -> in_box (n_out L) lo' hi' (F_layer L y).
Proof.
  intros Hinc Hstep Hy o Ho. destruct (Hstep o Ho) as [Hlo Hhi].
  pose proof (domain_propagation (cols L) (W L o) _ _ _ 0 (with_unit_in_box L lo hi y Hy)) as P.
  rewrite !Rplus_0_r in P. split.
  - eapply Rle_trans; [exact Hlo|]. apply Hinc, P.
  - eapply Rle_trans; [|exact Hhi]. apply Hinc, P.
Qed.

(** From layer k on: k = 0 for a box, 1 for a ball. *)
Theorem box_network : forall (n0 : nat) (X : vec -> Prop) (lo hi : nat -> vec) (net : network) (k : nat),
  (forall pre post, net = pre ++ post -> length pre = k ->
     forall x, X x -> in_box (width n0 pre) (lo k) (hi k) (F pre x)) ->
  (forall pre L post, net = pre ++ L :: post -> (k <= length pre)%nat ->
     n_in L = width n0 pre /\ increasing (act L) /\
     box_step L (lo (length pre)) (hi (length pre)) (lo (S (length pre))) (hi (S (length pre)))) ->
  forall x, X x -> forall pre post, net = pre ++ post -> (k <= length pre)%nat ->
  in_box (width n0 pre) (lo (length pre)) (hi (length pre)) (F pre x).
Proof.
  intros n0 X lo hi net k H0 Hnet x Hx pre.
  induction pre as [|L pre IH] using rev_ind; intros post E Hk.
  - simpl in *. assert (k = 0%nat) as -> by lia. now apply (H0 [] post).
  - destruct (Nat.eq_dec (length (pre ++ [L])) k) as [Ek|Nk].
    { rewrite Ek. now apply (H0 _ post). }
    rewrite app_length in *. simpl in Hk, Nk |- *.
    rewrite <- app_assoc in E. simpl in E.
    destruct (Hnet _ _ _ E ltac:(lia)) as (Hn & Hinc & Hstep).
    specialize (IH _ E ltac:(lia)). rewrite Nat.add_comm.
    unfold width, F in *. rewrite !fold_left_app.
    simpl. apply box_layer with (lo (length pre)) (hi (length pre)); auto. now rewrite Hn.
Qed.

(** A supremum from a box, and from a ball |x|_2 <= r. *)
Theorem box_norm : forall n lo hi y, in_box n lo hi y ->
  sq n y <= sum n (fun d => Rmax (lo d * lo d) (hi d * hi d)).
Proof.
  intros n lo hi y H. apply sum_le. intros d Hd. specialize (H d Hd).
  pose proof (Rmax_l (lo d * lo d) (hi d * hi d)). pose proof (Rmax_r (lo d * lo d) (hi d * hi d)).
  destruct (Rle_dec 0 (y d)); nra.
Qed.

(** The square of |(y, 1)|_2. *)
Lemma sq_with_unit L y :
  sq (cols L) (with_unit L y) = sq (n_in L) y + (if has_bias L then 1 else 0).
Proof.
  assert (E : sum (n_in L) (fun d => with_unit L y d * with_unit L y d) = sq (n_in L) y).
  { apply sum_ext. intros d Hd. unfold with_unit.
    now replace (d <? n_in L) with true by (symmetry; now apply Nat.ltb_lt). }
  unfold cols. destruct (has_bias L).
  - unfold sq at 1; simpl. rewrite E. unfold with_unit. rewrite Nat.ltb_irrefl. ring.
  - unfold sq at 1. rewrite E. ring.
Qed.

Corollary box_sup : forall (L : layer) lo hi y s, 0 <= s ->
  in_box (n_in L) lo hi y ->
  sum (n_in L) (fun d => Rmax (lo d * lo d) (hi d * hi d)) + (if has_bias L then 1 else 0) <= s * s ->
  norm (cols L) (with_unit L y) <= s.
Proof.
  intros L lo hi y s Hs H E. apply norm_le; [exact Hs|]. rewrite sq_with_unit.
  pose proof (box_norm _ _ _ _ H). lra.
Qed.

Corollary ball_sup : forall (L : layer) y r s, 0 <= s ->
  norm (n_in L) y <= r ->
  r * r + (if has_bias L then 1 else 0) <= s * s ->
  norm (cols L) (with_unit L y) <= s.
Proof.
  intros L y r s Hs H E. apply norm_le; [exact Hs|]. rewrite sq_with_unit.
  apply norm_le_inv in H. lra.
Qed.

(** On a ball, |<w, y>| <= |w|_2 r. *)
Lemma ball_propagation m w y r :
  norm m y <= r -> Rabs (dot m w y) <= norm m w * r.
Proof.
  intros H. pose proof (norm_nonneg m w) as Hw. pose proof (norm_nonneg m y) as Hy.
  assert (P : forall z, norm m z = norm m y -> dot m w z <= norm m w * r).
  { intros z Hz. eapply Rle_trans; [apply cauchy_schwarz|]. rewrite Hz. nra. }
  apply Rabs_le. split; [|now apply P].
  replace (dot m w y) with (- dot m w (fun d => - y d)).
  - apply Ropp_le_contravar, P. unfold norm, sq. f_equal. apply sum_ext; intros; ring.
  - unfold dot. rewrite <- (Rmult_1_l (sum m (fun i => w i * - y i))), Ropp_mult_distr_l,
      <- sum_scal. apply sum_ext; intros; ring.
Qed.

(** The box after the first layer, from a ball; q o is any upper bound of |w_o|_2. *)
Theorem ball_layer : forall (L : layer) (y : vec) (r : R) (q lo' hi' : vec),
  increasing (act L) -> 0 <= r ->
  (forall o, (o < n_out L)%nat -> norm (n_in L) (W L o) <= q o) ->
  (forall o, (o < n_out L)%nat ->
     let b := if has_bias L then W L o (n_in L) else 0 in
     lo' o <= act L (b - r * q o) /\ act L (b + r * q o) <= hi' o) ->
  norm (n_in L) y <= r ->
  in_box (n_out L) lo' hi' (F_layer L y).
Proof.
  intros L y r q lo' hi' Hinc Hr Hq Hends Hy o Ho.
  destruct (Hends o Ho) as [Hlo Hhi]. specialize (Hq o Ho).
  pose proof (ball_propagation (n_in L) (W L o) y r Hy) as P.
  assert (Q : Rabs (dot (n_in L) (W L o) y) <= r * q o) by nra.
  apply Rabs_le_inv in Q.
  assert (E : mulmv (cols L) (W L) (with_unit L y) o
    = dot (n_in L) (W L o) y + if has_bias L then W L o (n_in L) else 0).
  { destruct (has_bias L) eqn:B.
    - now rewrite affine_with_bias.
    - rewrite affine_without_bias by exact B. unfold dot. ring. }
  unfold F_layer. rewrite E. split.
  - eapply Rle_trans; [exact Hlo|]. apply Hinc. lra.
  - eapply Rle_trans; [|exact Hhi]. apply Hinc. lra.
Qed.

(** A supremum carried by norms: |F_i(x)|_2 <= lambda c S + sqrt(n_i) |sigma(0)|, when c
    bounds [W* | b] and S the layer's input. *)
Theorem norm_propagation : forall (L : layer) y c s,
  lipschitz (act L) (lam L) ->
  op_bound (n_out L) (cols L) (W L) c ->
  norm (cols L) (with_unit L y) <= s ->
  norm (n_out L) (F_layer L y) <= lam L * (c * s) + sqrt (INR (n_out L)) * Rabs (act L 0).
Proof.
  intros L y c s HL [Hc H] Hs. pose proof (lipschitz_nonneg _ _ HL) as Hl.
  set (p := mulmv (cols L) (W L) (with_unit L y)) in *.
  rewrite (norm_ext (n_out L) (F_layer L y)
    (fun o => (act L (p o) - act L ((fun _ => 0) o)) + (fun _ => act L 0) o))
    by (intros; unfold F_layer, p; ring).
  eapply Rle_trans; [apply minkowski|]. apply Rplus_le_compat.
  - eapply Rle_trans; [apply (norm_lipschitz _ _ _ p (fun _ => 0) HL)|].
    apply Rmult_le_compat_l; [exact Hl|].
    rewrite (norm_ext _ _ p) by (intros; unfold vsub; ring).
    eapply Rle_trans; [apply H|]. now apply Rmult_le_compat_l.
  - apply norm_max; [apply Rabs_pos|]. intros; lra.
Qed.

(** *** Activations: the table of Lipschitz factors (Section 2), monotonicity,
    signs, and rational enclosures. *)

Definition identity (x : R) : R := x.
Definition sigmoid (x : R) : R := 1 / (1 + exp (- x)).
(* [tanh] is the standard library's: sinh x / cosh x. *)

Lemma relu_increasing : increasing relu.
Proof. intros s t H. unfold relu. apply Rle_max_compat_l, H. Qed.

Lemma relu_lipschitz : lipschitz relu 1.
Proof.
  intros s t. rewrite Rmult_1_l. unfold relu, Rmax.
  destruct (Rle_dec 0 s), (Rle_dec 0 t); unfold Rabs;
    repeat match goal with |- context [Rcase_abs ?x] => destruct (Rcase_abs x) end; lra.
Qed.

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

Inductive activation := Relu | Linear | Tanh | Sigmoid.

Definition act_of (a : activation) : R -> R :=
  match a with Relu => relu | Linear => identity | Tanh => tanh | Sigmoid => sigmoid end.
Definition lam_of (a : activation) : R :=
  match a with Sigmoid => 1 / 4 | _ => 1 end.
Definition nonneg_of (a : activation) : bool :=
  match a with Relu | Sigmoid => true | _ => false end.

Theorem activation_table : forall a,
  lipschitz (act_of a) (lam_of a) /\ increasing (act_of a) /\
  (nonneg_of a = true -> forall t, 0 <= act_of a t).
Proof.
  intros []; simpl; repeat split; try discriminate.
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
Qed.

(** The ends of intervals, by rational functions: below a x <= a x <= above a x. *)
Definition below (a : activation) (x : R) : R :=
  match a with
  | Relu => relu x
  | Linear => x
  | Tanh => Rmin 0 (Rmax (-1) x)
  | Sigmoid => Rmin (1 / 2) (Rmax 0 (1 / 2 + x / 4))
  end.
Definition above (a : activation) (x : R) : R :=
  match a with
  | Relu => relu x
  | Linear => x
  | Tanh => Rmax 0 (Rmin 1 x)
  | Sigmoid => Rmax (1 / 2) (Rmin 1 (1 / 2 + x / 4))
  end.

Ltac min_max := unfold Rmax, Rmin in *; repeat match goal with
  | H : context [Rle_dec ?a ?b] |- _ => destruct (Rle_dec a b)
  | |- context [Rle_dec ?a ?b] => destruct (Rle_dec a b) end; lra.

Theorem activation_enclosure : forall a x, below a x <= act_of a x <= above a x.
Proof.
  intros [] x; simpl; unfold identity; try lra;
    (destruct (Rle_dec 0 x) as [H|H]; [|assert (H' : 0 <= - x) by lra]).
  - pose proof (tanh_enclosure x H). min_max.
  - pose proof (tanh_enclosure (- x) H') as E. rewrite tanh_opp in E. min_max.
  - pose proof (sigmoid_enclosure x H). min_max.
  - pose proof (sigmoid_enclosure (- x) H') as E. rewrite sigmoid_opp in E. min_max.
Qed.

(** ** (e) An instance

    A 2-2-1 ReLU network with biases and a linear output.  Its first input is in
    [-1, 1], so both branches matter and they differ; its second is in [0, 1]. *)

Module Example.

Definition matrix (rows : list (list R)) : mat := fun o d => nth d (nth o rows []) 0.

Definition W1 : mat := matrix [[1; -1/2; 1/4]; [-1; 1/2; 0]].
Definition W2 : mat := matrix [[1; -1/2; 1/8]].

Definition e (zin : R) (d : nat) (zout : R) (o : nat) : edge :=
  {| z_in := zin; z_out := zout; inp := d; out := o |}.

(** Four intermediate neurons, three of them with two out-edges; then three. *)
Definition kept1 : list edge :=
  [ e 1 0 (15/16) 0;  e 1 0 (-1) 1;
    e (-1) 0 (-7/8) 0; e (-1) 0 (3/4) 1;
    e (1/2) 1 (-7/8) 0; e (1/2) 1 (15/16) 1;
    e (1/2) 2 (1/2) 0 ].
Definition kept2 : list edge := [ e 1 0 (15/16) 0; e (1/2) 1 (-1) 0; e (1/8) 2 1 0 ].

Definition layer1 : certified :=
  {| the_layer := {| n_in := 2; n_out := 2; has_bias := true; W := W1; act := relu;
                     lam := 1; nonneg := true; kept := kept1 |};
     sup_in := 7/4; the_rule := Signed (8/5) (5/16) (5/16) |}.
Definition layer2 : certified :=
  {| the_layer := {| n_in := 2; n_out := 1; has_bias := true; W := W2; act := identity;
                     lam := 1; nonneg := false; kept := kept2 |};
     sup_in := 9/4; the_rule := Unsigned (19/16) (1/16) |}.
Definition net : network := [layer1; layer2].

Definition X (x : vec) : Prop := -1 <= x 0%nat <= 1 /\ 0 <= x 1%nat <= 1.
Definition nn0 (d : nat) : bool := d =? 1.

(** Deciding the sign of a concrete in-weight; splitting absolute values. *)
Ltac signs := repeat match goal with
  | |- context [Rlt_dec ?a ?b] =>
      first [ destruct (Rlt_dec a b) as [_|N]; [|exfalso; apply N; lra]
            | destruct (Rlt_dec a b) as [N|_]; [exfalso; lra|] ] end.
Ltac cases := unfold Rmax, Rmin, Rabs; repeat match goal with
  | |- context [Rle_dec ?a ?b] => destruct (Rle_dec a b)
  | |- context [Rcase_abs ?a] => destruct (Rcase_abs a) end; try lra.
Ltac entries o d :=
  destruct o as [|[|o]]; try (exfalso; lia); destruct d as [|[|[|d]]]; try (exfalso; lia).

(** Delta of layer 1, entry by entry: 1/8 and 1/4 come from the negative branch. *)
Definition D1 : mat := matrix [[1/8; 1/16; 0]; [1/4; 1/32; 0]].

Lemma delta1 o d : (o < 2)%nat -> (d < 3)%nat -> Rabs (delta nn0 layer1 o d) <= D1 o d.
Proof.
  intros Ho Hd. entries o d;
  unfold delta, w_plus, w_minus, D1, W1, matrix; cbn -[Rlt_dec Rmax Rabs]; signs;
  rewrite ?(Rabs_pos_eq (Rmax _ _)), ?Rabs_Rabsolu
    by (eapply Rle_trans; [apply Rabs_pos | apply Rmax_l]);
  cases.
Qed.

Lemma claims1 : claims_hold nn0 layer1 (the_rule layer1).
Proof.
  split; [|split]; cbn [n_in n_out cols has_bias the_layer layer1].
  - apply spectral; [lra|]. intros v. unfold mulmv, W1, matrix; simpl.
    assert (0 <= (14 * v 0%nat + 25 * v 1%nat) * (14 * v 0%nat + 25 * v 1%nat)) by apply Rle_0_sqr.
    pose proof (Rle_0_sqr (v 1%nat)) as H1. unfold Rsqr in H1. nra.
  - apply (dominated _ _ _ D1); [intros; apply delta1; lia|].
    apply frobenius; [lra|]. unfold D1, matrix; simpl. lra.
  - apply (dominated _ _ _ D1); [intros; apply delta1; lia|].
    apply frobenius; [lra|]. unfold D1, matrix; simpl. lra.
Qed.

Lemma w_plus2 o d : (o < 1)%nat -> (d < 2)%nat ->
  w_plus kept2 o d = matrix [[15/16; -1/2]] o d.
Proof.
  intros Ho Hd. destruct o as [|o]; [|lia]. destruct d as [|[|d]]; [..|lia];
  unfold w_plus, matrix; cbn -[Rlt_dec]; signs; lra.
Qed.

Lemma claims2 : claims_hold (fun _ => true) layer2 (the_rule layer2).
Proof.
  split; [|split]; cbn [n_in n_out cols has_bias the_layer layer2 kept].
  - reflexivity.
  - apply (op_bound_ext _ _ (matrix [[15/16; -1/2]])).
    { intros; symmetry; apply w_plus2; assumption. }
    apply (schur _ _ _ (23/16) (15/16)); [lra|..|lra]; unfold matrix;
      intros [|[|i]] Hi; try lia; simpl; cases.
  - apply frobenius; [lra|]. unfold err, w_plus, W2, matrix; cbn -[Rlt_dec]; signs; lra.
Qed.

Lemma premises : checked 2 X nn0 net.
Proof.
  intros pre L post E. unfold net in E.
  destruct pre as [|L1 [|L2 pre]]; simpl in E.
  - (* layer 1 *)
    injection E as <- _. split; [reflexivity | split; [split; [|split] | split]].
    + apply relu_lipschitz.
    + intros _ t. apply relu_nonneg.
    + unfold layer1, kept1; cbn. intros z Hz.
      repeat destruct Hz as [<-|Hz]; cbn; lia.
    + exact claims1.
    + intros x [H0 H1]. apply norm_le; [simpl; lra|].
      unfold sq, with_unit, F; simpl. nra.
  - (* layer 2 *)
    injection E as <- <- _. split; [reflexivity | split; [split; [|split] | split]].
    + apply identity_lipschitz.
    + discriminate.
    + unfold layer2, kept2; cbn. intros z Hz.
      repeat destruct Hz as [<-|Hz]; cbn; lia.
    + exact claims2.
    + intros x [H0 H1].
      apply (box_sup layer2 (fun _ => 0) (matrix [[5/4; 3/2]] 0%nat));
        [simpl; lra | | unfold matrix; simpl; rewrite !Rmax_right by lra; lra].
      apply (box_layer layer1 (matrix [[-1; 0]] 0%nat) (matrix [[1; 1]] 0%nat)).
      * apply relu_increasing.
      * intros [|[|o]] Ho; [..|cbn in Ho; lia]; unfold W1, matrix; cbn -[Rmax Rmin relu];
          unfold relu; cases.
      * intros [|[|d]] Hd; [..|cbn in Hd; lia]; unfold matrix; simpl; lra.
  - destruct pre; discriminate.
Qed.

(** What the two networks compute, written out, and the certified bound
    E_2 = 19/16 * (5/16 * 7/4) + 1/16 * 9/4 = 809/1024. *)
Definition F_value (x0 x1 : R) : R :=
  relu (x0 - 1/2 * x1 + 1/4) - 1/2 * relu (- x0 + 1/2 * x1) + 1/8.

Definition G_value (x0 x1 : R) : R :=
  let g0 := relu (15/16 * relu (1 * x0) - 7/8 * relu (-1 * x0)
                  - 7/8 * relu (1/2 * x1) + 1/2 * relu (1/2 * 1)) in
  let g1 := relu (- 1 * relu (1 * x0) + 3/4 * relu (-1 * x0) + 15/16 * relu (1/2 * x1)) in
  15/16 * relu (1 * g0) - 1 * relu (1/2 * g1) + 1 * relu (1/8 * 1).

Theorem instance : forall x0 x1, -1 <= x0 <= 1 -> 0 <= x1 <= 1 ->
  Rabs (F_value x0 x1 - G_value x0 x1) <= 809/1024.
Proof.
  intros x0 x1 H0 H1.
  set (x := fun d => match d with 0%nat => x0 | _ => x1 end).
  assert (Hx : X x) by (split; assumption).
  assert (B : norm 1 (vsub (F net x) (G_hat net x)) <= 809/1024).
  { apply (ticket 2 X nn0 net); [|apply premises| |exact Hx].
    - intros y d [_ Hy] _ Hd. apply Nat.eqb_eq in Hd. subst d. lra.
    - unfold error_bound; simpl. lra. }
  assert (EF : F net x 0%nat = F_value x0 x1).
  { unfold F, net, F_layer, mulmv, W1, W2, matrix, F_value, with_unit, identity;
      cbn -[relu]. unfold identity.
    replace (x0 - 1/2 * x1 + 1/4) with (0 + 1 * x0 + -1/2 * x1 + 1/4 * 1) by lra.
    replace (- x0 + 1/2 * x1) with (0 + -1 * x0 + 1/2 * x1 + 0 * 1) by lra.
    lra. }
  assert (EG : G_hat net x 0%nat = G_value x0 x1).
  { unfold G_hat, net, G_layer, pre_G, G_value, with_unit, identity; cbn -[relu].
    unfold identity.
    match goal with |- 15/16 * relu (1 * relu ?a) + (-1 * relu (1/2 * relu ?b) + _) = _ =>
      replace (15/16 * relu (1 * x0) - 7/8 * relu (-1 * x0)
               - 7/8 * relu (1/2 * x1) + 1/2 * relu (1/2 * 1)) with a by lra;
      replace (- 1 * relu (1 * x0) + 3/4 * relu (-1 * x0) + 15/16 * relu (1/2 * x1)) with b by lra
    end. lra. }
  apply norm_le_inv in B. unfold sq, vsub in B. cbn [width fold_left sum] in B.
  rewrite EF, EG, Rplus_0_l in B. apply Rabs_le. nra.
Qed.

(** The same as a masked network: four random neurons each, all weights sampled,
    most of them pruned (the fourth neuron of the second layer entirely). *)
Definition g1 : random_layer :=
  {| neurons := 4;
     G_in := matrix [[1; 3/4; -1/3]; [-1; 1/5; 2]; [7/8; 1/2; -1]; [1/3; -2/3; 1/2]];
     G_out := matrix [[15/16; -7/8; -7/8; 1/2]; [-1; 3/4; 15/16; 2/3]];
     mask_in := fun z d => d =? nth z [0; 0; 1; 2]%nat 0%nat;
     mask_out := fun o z => negb ((o =? 1) && (z =? 3));
     the_input := fun z => nth z [0; 0; 1; 2]%nat 0%nat |}.
Definition g2 : random_layer :=
  {| neurons := 4;
     G_in := matrix [[1; -1/2; 3/4]; [2/3; 1/2; 1]; [-1; 5/7; 1/8]; [1; 1; 1]];
     G_out := matrix [[15/16; -1; 1; 5/7]];
     mask_in := fun z d => d =? nth z [0; 1; 2; 0]%nat 0%nat;
     mask_out := fun o z => z <? 3;
     the_input := fun z => nth z [0; 1; 2; 0]%nat 0%nat |}.

Theorem instance_masked : forall x, X x ->
  norm 1 (vsub (F net x) (masked_G [(layer1, g1); (layer2, g2)] x)) <= 809/1024.
Proof.
  intros x Hx.
  apply Rle_trans with (error_bound net); [|unfold error_bound; simpl; lra].
  apply (certificate_masked 2 X nn0 [(layer1, g1); (layer2, g2)]); [|apply premises| |exact Hx].
  - intros y d [_ Hy] _ Hd. apply Nat.eqb_eq in Hd. subst d. lra.
  - assert (Hone : forall L g, (forall z, (z < neurons g)%nat -> (the_input g z < cols L)%nat) ->
      mask_in g = (fun z d => d =? the_input g z) ->
      forall z, (z < neurons g)%nat -> (the_input g z < cols L)%nat /\
        (forall d, (d < cols L)%nat -> mask_in g z d = true -> d = the_input g z)).
    { intros L g H1 H2 z Hz. split; [now apply H1|]. intros d _. rewrite H2. apply Nat.eqb_eq. }
    intros p [<-|[<-|[]]]; (split; [apply Hone|]); try reflexivity;
      intros [|[|[|[|z]]]] Hz; cbn in *; lia.
Qed.

(** The two networks differ: at (-1, 0) by 1/8. *)
Lemma not_equal : F_value (-1) 0 - G_value (-1) 0 = - (1/8).
Proof.
  unfold F_value, G_value.
  repeat match goal with |- context [relu ?a] =>
    lazymatch a with context [relu] => fail | _ =>
      first [rewrite (relu_pos a) by lra | rewrite (relu_neg a) by lra] end end.
  lra.
Qed.

End Example.

(** * Masks within r of every target weight are a network within eps

    The deterministic half of Theorems 3 and 30.  [accuracy] is Lemma 1's printed condition
    with |W*_i|_2 in the place of |W^_i|_2: all that it uses is known before sampling.
    The point is [masks_within_give_epsilon]: if each layer under its masks acts on any input
    as some matrix within r <= accuracy of W*_i ([acts_within]), there are masks with
    |F(x) - G^(x)|_2 <= eps on the domain: these masks where l lambda_max n_max r <= 1
    ([these_masks_do]); else eps is so large that the empty masks do.
    [layers_give_epsilon]: the same for eps_w, r = eps_w/2, and neurons that serve one target
    weight each ([own_acts]).  *)

(** How.  At one input x, G^ is an ordinary network whose weights are the branches that the
    signs of its layers' inputs select ([pruned_forward]); each is within r of W*_i, so Lemma 1
    (lemma_01/, Corollary 27 without e) holds at this x.  Nothing supposes inputs >= 0.
    |W^_i|_2 <= B_i + sqrt(n_i n_{i-1}) r makes a factor (1 + n_max r)^l <= e^{l n_max r}: this
    is what the printed e, which Corollary 27 does not need, is used for. *)

From Coq Require Import Reals Lra Lia List Arith.
From Certify.coq Require Import Linear.
From Certify.lemma_01 Require Lemma01.
From Certify.certificate Require Gadget.
From Certify.theorem_30 Require Import Served.
Import ListNotations.
Open Scope R_scope.

Notation three_halves := Lemma01.three_halves.

Lemma pow_le_exp c k : 0 <= c -> (1 + c) ^ k <= exp (INR k * c).
Proof.
  intro hc; induction k as [|k IH]; [simpl; rewrite Rmult_0_l, exp_0; lra|].
  rewrite S_INR, Rmult_plus_distr_r, Rmult_1_l, (Rplus_comm (INR k * c)), exp_plus; simpl pow.
  apply Rmult_le_compat; [lra|apply pow_le; lra|apply exp_ineq1_le|exact IH].
Qed.

(** Under its masks the layer acts on any input as a matrix, which may depend on the input,
    all of whose entries are within r of the target weights. *)
Definition acts_within (r : R) (n p : nat) (W : mat) (M : nat) (Gin Gout : mat)
    (b_in b_out : nat -> nat -> bool) : Prop :=
  forall y, exists A : mat,
    (forall o d, (o < n)%nat -> (d < p)%nat -> Rabs (W o d - A o d) <= r) /\
    forall o, (o < n)%nat -> Gadget.masked_pre M p Gin Gout b_in b_out y o = mulmv p A y o.

(** Neurons that serve one target weight each do. *)
Lemma own_acts (r : R) (n p : nat) (W : mat) (M : nat) (Gin Gout : mat) (own : nat -> option (nat * nat)) :
  (1 <= p)%nat -> well_served r n p W M Gin Gout own ->
  acts_within r n p W M Gin Gout (own_in own) (own_out own).
Proof.
  intros hp [range near] y; exists (branch M Gin Gout own y); split.
  - intros o d ho hd; destruct (near o d ho hd); unfold branch; destruct Rle_dec; assumption.
  - intros o ho; apply (own_layer M n p); assumption.
Qed.

Section Network.
  Variables (l : nat) (n M : nat -> nat) (sigma : nat -> R -> R) (lambda : nat -> R).
  Variables (W Gin Gout : nat -> mat) (B : nat -> R) (X : vec -> Prop).
  Variables (r lambda_max n_max F_max : R).

  Hypothesis l_pos : (1 <= l)%nat.
  Hypothesis lipschitz_i : forall i, (1 <= i <= l)%nat ->
    lipschitz (sigma i) (lambda i) /\ lambda i <= lambda_max.
  Hypothesis n_le : forall i, (i <= l)%nat -> (1 <= n i)%nat /\ INR (n i) <= n_max.
  Hypothesis B_i : forall i, (1 <= i <= l)%nat -> op_bound (n i) (n (i - 1)%nat) (W i) (B i).
  Hypothesis F_max_i : forall x i j, X x -> (1 <= i <= l)%nat -> (j < n (i - 1))%nat ->
    Rabs (forward n sigma W (i - 1) x j) <= F_max.
  Hypothesis r_nonneg : 0 <= r.
  Hypothesis F_max_pos : 0 < F_max.

  Let p : R := prod_range 1 l (fun i => Rmax 1 (lambda i * B i)).
  Let c : R := lambda_max * n_max * r.

  Lemma lambda_nonneg i : (1 <= i <= l)%nat -> 0 <= lambda i.
  Proof. intro hi; destruct (lipschitz_i i hi) as [h _]; exact (lipschitz_nonneg _ _ h). Qed.

  Lemma lambda_max_nonneg : 0 <= lambda_max.
  Proof.
    pose proof (lambda_nonneg 1 ltac:(lia)); destruct (lipschitz_i 1 ltac:(lia)); lra.
  Qed.

  Lemma n_max_ge_1 : 1 <= n_max.
  Proof. destruct (n_le 0%nat ltac:(lia)) as [h1 h2]; apply le_INR in h1; simpl in h1; lra. Qed.

  Lemma p_ge_1 : 1 <= p.
  Proof. apply prod_range_ge_1; intros; apply Rmax_l. Qed.

  Lemma c_nonneg : 0 <= c.
  Proof.
    pose proof lambda_max_nonneg; pose proof n_max_ge_1.
    unfold c; repeat apply Rmult_le_pos; lra.
  Qed.

  (** |A|_2 <= |W*_i|_2 + sqrt(n_i n_{i-1}) r for every A within r of W*_i. *)
  Let op (i : nat) : R := B i + sqrt (INR (n i) * INR (n (i - 1)%nat)) * r.

  Lemma op_within i A : (1 <= i <= l)%nat ->
    (forall o d, (o < n i)%nat -> (d < n (i - 1))%nat -> Rabs (W i o d - A o d) <= r) ->
    op_bound (n i) (n (i - 1)%nat) A (op i).
  Proof.
    intros hi hA; destruct (B_i i hi) as [b0 hB].
    destruct (op_bound_max_norm (n i) (n (i - 1)%nat) (fun o d => A o d - W i o d) r r_nonneg)
      as [d0 hD].
    { intros o d ho hd; rewrite Rabs_minus_sym; auto. }
    split; [unfold op; lra|]; intro v.
    rewrite (norm_ext _ _ (fun o => mulmv (n (i - 1)) (W i) v o
               + mulmv (n (i - 1)) (fun o d => A o d - W i o d) v o)).
    - eapply Rle_trans; [apply minkowski|]; unfold op; rewrite Rmult_plus_distr_r.
      apply Rplus_le_compat; auto.
    - intros o _; unfold mulmv; rewrite <- sum_plus; apply sum_ext; intros; ring.
  Qed.

  (** prod max{1, lambda_i |W^_i|_2} <= prod max{1, lambda_i |W*_i|_2} (1 + lambda_max n_max r)^l. *)
  Lemma product_within :
    prod_range 1 l (fun i => Rmax 1 (lambda i * op i)) <= p * exp (INR l * c).
  Proof.
    pose proof c_nonneg as hc; pose proof p_ge_1 as hp; pose proof lambda_max_nonneg as hl.
    apply Rle_trans with (prod_range 1 l (fun i => Rmax 1 (lambda i * B i) * (1 + c))).
    - apply prod_range_le; intros i hi; split; [pose proof (Rmax_l 1 (lambda i * op i)); lra|].
      pose proof (lambda_nonneg i hi) as l0; destruct (lipschitz_i i hi) as [_ l1].
      destruct (n_le i ltac:(lia)) as [_ n1]; destruct (n_le (i - 1) ltac:(lia)) as [_ n2].
      pose proof (pos_INR (n i)); pose proof (pos_INR (n (i - 1)%nat)).
      assert (s : sqrt (INR (n i) * INR (n (i - 1)%nat)) <= n_max).
      { rewrite <- (sqrt_square n_max) by lra; apply sqrt_le_1_alt, Rmult_le_compat; lra. }
      pose proof (sqrt_pos (INR (n i) * INR (n (i - 1)%nat))).
      set (q := sqrt (INR (n i) * INR (n (i - 1)%nat))) in *.
      assert (e : lambda i * (q * r) <= c).
      { unfold c; rewrite Rmult_assoc.
        apply Rmult_le_compat; auto; [apply Rmult_le_pos; lra|apply Rmult_le_compat_r; lra]. }
      pose proof (Rmax_l 1 (lambda i * B i)); pose proof (Rmax_r 1 (lambda i * B i)).
      unfold op; fold q; apply Rmax_lub; [nra|].
      rewrite Rmult_plus_distr_l; nra.
    - unfold p, prod_range; rewrite prod_mult, prod_const.
      apply Rmult_le_compat_l; [apply prod_nonneg; intros i _|].
      { pose proof (Rmax_l 1 (lambda (1 + i)%nat * B (1 + i)%nat)); lra. }
      replace (S l - 1)%nat with l by lia; apply pow_le_exp, hc.
  Qed.

  (** *** These masks: what Lemma 1 gives, applied at each input to the weights in force *)

  Variables b_in b_out : nat -> nat -> nat -> bool.
  Hypothesis layers_act : forall i, (1 <= i <= l)%nat ->
    acts_within r (n i) (n (i - 1)%nat) (W i) (M i) (Gin i) (Gout i) (b_in i) (b_out i).

  Let G := pruned n M sigma Gin Gout b_in b_out.

  (** The matrices in force at x. *)
  Lemma matrices_in_force x : exists What : nat -> mat, forall i, (1 <= i <= l)%nat ->
    (forall o d, (o < n i)%nat -> (d < n (i - 1))%nat -> Rabs (W i o d - What i o d) <= r) /\
    forall o, (o < n i)%nat -> Gadget.masked_pre (M i) (n (i - 1)%nat) (Gin i) (Gout i) (b_in i) (b_out i)
                                (G (i - 1)%nat x) o = mulmv (n (i - 1)%nat) (What i) (G (i - 1)%nat x) o.
  Proof.
    apply (layer_choice mat (fun _ _ => 0) (fun i A =>
      (forall o d, (o < n i)%nat -> (d < n (i - 1))%nat -> Rabs (W i o d - A o d) <= r) /\
      forall o, (o < n i)%nat -> Gadget.masked_pre (M i) (n (i - 1)%nat) (Gin i) (Gout i) (b_in i) (b_out i)
                                  (G (i - 1)%nat x) o = mulmv (n (i - 1)%nat) A (G (i - 1)%nat x) o)).
    intros i hi; apply (layers_act i hi).
  Qed.

  Lemma pruned_forward x (What : nat -> mat) :
    (forall i, (1 <= i <= l)%nat -> forall o, (o < n i)%nat ->
       Gadget.masked_pre (M i) (n (i - 1)%nat) (Gin i) (Gout i) (b_in i) (b_out i) (G (i - 1)%nat x) o
       = mulmv (n (i - 1)%nat) (What i) (G (i - 1)%nat x) o) ->
    forall i, (i <= l)%nat -> forall o, (o < n i)%nat -> G i x o = forward n sigma What i x o.
  Proof.
    intro h; induction i as [|k IH]; intros hk o ho; [reflexivity|].
    specialize (h (S k) ltac:(lia) o ho); replace (S k - 1)%nat with k in h by lia.
    unfold G; simpl pruned; simpl Lemma01.forward; f_equal; fold (G k x); rewrite h.
    apply sum_ext; intros d hd; rewrite IH by (auto; lia); reflexivity.
  Qed.

  Theorem within_bound x : X x ->
    norm (n l) (vsub (forward n sigma W l x) (G l x))
    <= r * (INR l * lambda_max * three_halves n_max * F_max * (p * exp (INR l * c))).
  Proof.
    intro hx; destruct (matrices_in_force x) as [What h].
    rewrite (norm_ext _ _ (vsub (forward n sigma W l x) (forward n sigma What l x)))
      by (intros o ho; unfold vsub; rewrite (pruned_forward x What) by (auto; intros i hi; apply h, hi);
          reflexivity).
    assert (hW : forall i j k, (1 <= i <= l)%nat -> (j < n i)%nat -> (k < n (i - 1))%nat ->
                   Rabs (W i j k - What i j k) <= r) by (intros i j k hi; apply h, hi).
    eapply Rle_trans.
    - apply (Lemma01.lemma_1_bound l n sigma lambda W What op (fun y => y = x) r lambda_max n_max F_max);
        auto; try (intros; apply lipschitz_i; assumption); try lra.
      + intros; now apply n_le.
      + intros i hi; apply op_within; auto.
      + intros y i j -> hi hj; apply F_max_i; assumption.
    - apply Rmult_le_compat_l; [exact r_nonneg|]; apply Rmult_le_compat_l; [|apply product_within].
      pose proof lambda_max_nonneg; pose proof n_max_ge_1; pose proof (pos_INR l).
      unfold Lemma01.three_halves; pose proof (sqrt_pos n_max).
      repeat apply Rmult_le_pos; lra.
  Qed.
End Network.

(** The printed condition of Lemma 1 with |W*_i|_2 in the place of |W^_i|_2. *)
Definition accuracy (l : nat) (lambda B : nat -> R) (eps lambda_max n_max F_max : R) : R :=
  eps / (exp 1 * INR l * lambda_max * Rpower n_max (3 / 2) * F_max
         * prod_range 1 l (fun i => Rmax 1 (lambda i * B i))).

Section Accuracy.
  Variables (l : nat) (lambda B : nat -> R) (eps r lambda_max n_max F_max : R).
  Hypothesis l_pos : (1 <= l)%nat.
  Hypothesis n_max_1 : 1 <= n_max.
  Hypothesis lambda_max_pos : 0 < lambda_max.
  Hypothesis F_max_pos : 0 < F_max.
  Hypothesis r_le : r <= accuracy l lambda B eps lambda_max n_max F_max.

  Let p : R := prod_range 1 l (fun i => Rmax 1 (lambda i * B i)).

  (** The same as a product: e t sqrt(n_max) F_max p <= eps with t = l lambda_max n_max r. *)
  Lemma accuracy_product :
    exp 1 * (INR l * (lambda_max * n_max * r)) * (sqrt n_max * F_max * p) <= eps.
  Proof.
    unfold accuracy in r_le; rewrite Lemma01.three_halves_Rpower in r_le by lra; fold p in r_le.
    unfold Lemma01.three_halves in r_le.
    assert (hl : 0 < INR l) by (apply lt_0_INR; lia).
    assert (hp : 1 <= p) by (apply prod_range_ge_1; intros; apply Rmax_l).
    assert (hs : 0 < sqrt n_max) by (apply sqrt_lt_R0; lra).
    pose proof (exp_pos 1).
    set (D := exp 1 * INR l * lambda_max * (n_max * sqrt n_max) * F_max * p) in *.
    assert (hD : 0 < D) by (unfold D; repeat apply Rmult_lt_0_compat; lra).
    apply Rle_trans with (r * D); [right; unfold D; ring|].
    apply Rmult_le_compat_r with (r := D) in r_le; [|lra].
    replace (eps / D * D) with eps in r_le by (field; lra); exact r_le.
  Qed.
End Accuracy.

(** For ReLUs lambda is 1. *)
Lemma relu_accuracy l (B : nat -> R) eps eps_w n_max F_max :
  eps_w <= eps / (exp 1 * INR l * Rpower n_max (3 / 2) * F_max
                  * prod_range 1 l (fun i => Rmax 1 (B i))) ->
  eps_w <= eps / (exp 1 * INR l * 1 * Rpower n_max (3 / 2) * F_max
                  * prod_range 1 l (fun i => Rmax 1 (1 * B i))).
Proof.
  rewrite Rmult_1_r, (prod_range_ext _ _ (fun i => Rmax 1 (1 * B i)) (fun i => Rmax 1 (B i)))
    by (intros; rewrite Rmult_1_l; reflexivity).
  auto.
Qed.

(** Masks within r per branch are masks within eps on the network: r may be eps_w itself
    (Theorem 30's proof asks for eps_w/2), as long as l lambda_max n_max r <= 1 ... *)
Theorem these_masks_do : forall (l : nat) (n M : nat -> nat) (sigma : nat -> R -> R)
    (lambda : nat -> R) (W Gin Gout : nat -> mat) (B : nat -> R) (X : vec -> Prop)
    (b_in b_out : nat -> nat -> nat -> bool) (eps r lambda_max n_max F_max : R),
  (1 <= l)%nat ->
  activations_at_most l sigma lambda lambda_max ->
  widths_at_most l n n_max ->
  norms_at_most l n W B ->
  inputs_at_most l n sigma W X F_max ->
  0 < lambda_max -> 0 < F_max -> 0 <= r ->
  (forall i, (1 <= i <= l)%nat ->
     acts_within r (n i) (n (i - 1)%nat) (W i) (M i) (Gin i) (Gout i) (b_in i) (b_out i)) ->
  r <= accuracy l lambda B eps lambda_max n_max F_max ->
  INR l * (lambda_max * n_max * r) <= 1 ->
  forall x, X x ->
  norm (n l) (vsub (forward n sigma W l x)
    (pruned n M sigma Gin Gout b_in b_out l x)) <= eps.
Proof.
  intros l n M sigma lambda W Gin Gout B X b_in b_out eps r lambda_max n_max F_max
    Hl Hlip Hn HB HF Hlm HFm Hr Hact Hacc Ht x Hx.
  pose proof (n_max_ge_1 l n n_max Hl Hn) as Hnm.
  pose proof (accuracy_product l lambda B eps r lambda_max n_max F_max Hl Hnm Hlm HFm Hacc) as HP.
  eapply Rle_trans; [apply (within_bound l n M sigma lambda W Gin Gout B X r lambda_max n_max F_max);
    auto|]; eapply Rle_trans; [|exact HP].
  set (p := prod_range 1 l (fun i => Rmax 1 (lambda i * B i))).
  assert (Hp : 1 <= p) by (apply prod_range_ge_1; intros; apply Rmax_l).
  set (t := INR l * (lambda_max * n_max * r)) in *.
  assert (Ht0 : 0 <= t) by (unfold t; pose proof (pos_INR l); repeat apply Rmult_le_pos; lra).
  assert (He : exp t <= exp 1) by (destruct Ht as [h| ->]; [left; apply exp_increasing, h|lra]).
  unfold Lemma01.three_halves; pose proof (sqrt_pos n_max).
  replace (r * (INR l * lambda_max * (n_max * sqrt n_max) * F_max * (p * exp t)))
    with (t * (sqrt n_max * F_max * p) * exp t) by (unfold t; ring).
  replace (exp 1 * t * (sqrt n_max * F_max * p)) with (t * (sqrt n_max * F_max * p) * exp 1) by ring.
  apply Rmult_le_compat_l; [|exact He]; clearbody t p; repeat apply Rmult_le_pos; lra.
Qed.

(** ... and where l lambda_max n_max r > 1, eps is so large that the empty masks do: in any case
    masks that keep nothing else than these. *)
Theorem masks_within_give_epsilon : forall (l : nat) (n M : nat -> nat) (sigma : nat -> R -> R)
    (lambda : nat -> R) (W Gin Gout : nat -> mat) (B : nat -> R) (X : vec -> Prop)
    (b_in b_out : nat -> nat -> nat -> bool) (eps r lambda_max n_max F_max : R),
  (1 <= l)%nat ->
  activations_at_most l sigma lambda lambda_max ->
  widths_at_most l n n_max ->
  norms_at_most l n W B ->
  inputs_at_most l n sigma W X F_max ->
  0 < lambda_max -> 0 < F_max -> 0 <= r ->
  (forall i, (1 <= i <= l)%nat ->
     acts_within r (n i) (n (i - 1)%nat) (W i) (M i) (Gin i) (Gout i) (b_in i) (b_out i)) ->
  r <= accuracy l lambda B eps lambda_max n_max F_max ->
  exists keep_in keep_out : nat -> nat -> nat -> bool,
    (forall i z d, keep_in i z d = true -> b_in i z d = true) /\
    (forall i o z, keep_out i o z = true -> b_out i o z = true) /\
    forall x, X x ->
    norm (n l) (vsub (forward n sigma W l x) (pruned n M sigma Gin Gout keep_in keep_out l x)) <= eps.
Proof.
  intros l n M sigma lambda W Gin Gout B X b_in b_out eps r lambda_max n_max F_max
    Hl Hlip Hn HB HF Hlm HFm Hr Hact Hacc.
  destruct (Rle_lt_dec (INR l * (lambda_max * n_max * r)) 1) as [Ht|Ht].
  { exists b_in, b_out; split; [auto|split; [auto|]].
    apply (these_masks_do l n M sigma lambda W Gin Gout B X b_in b_out eps r lambda_max n_max F_max); assumption. }
  exists (fun _ _ _ => false), (fun _ _ _ => false).
  split; [discriminate|split; [discriminate|intros x Hx]].
  pose proof (n_max_ge_1 l n n_max Hl Hn) as Hnm.
  pose proof (accuracy_product l lambda B eps r lambda_max n_max F_max Hl Hnm Hlm HFm Hacc) as HP.
  set (p := prod_range 1 l (fun i => Rmax 1 (lambda i * B i))) in *.
  assert (Hp : 1 <= p) by (apply prod_range_ge_1; intros; apply Rmax_l).
  assert (Hs : 1 <= sqrt n_max) by (rewrite <- sqrt_1; apply sqrt_le_1_alt; lra).
  assert (Hq : 0 <= sqrt n_max * F_max * p) by (repeat apply Rmult_le_pos; lra).
  apply Rle_trans with (sqrt n_max * F_max * p).
  - (* |sigma(W u) - sigma(0)| <= lambda |W|_2 |u| *)
    destruct l as [|k]; [lia|]; simpl Lemma01.forward; simpl pruned.
    destruct (Hlip (S k) ltac:(lia)) as [Hlk _]; destruct (HB (S k) ltac:(lia)) as [B0 HBk].
    pose proof (lipschitz_nonneg _ _ Hlk) as L0.
    replace (S k - 1)%nat with k in HBk by lia.
    set (u := forward n sigma W k x) in *.
    assert (Hu : norm (n k) u <= sqrt n_max * F_max).
    { eapply Rle_trans; [apply norm_max with (F := F_max); [lra|]|].
      - intros j hj; specialize (HF x (S k) j Hx ltac:(lia)); replace (S k - 1)%nat with k in HF by lia.
        apply HF; exact hj.
      - apply Rmult_le_compat_r; [lra|]; apply sqrt_le_1_alt, Hn; lia. }
    eapply Rle_trans; [apply (norm_lipschitz _ (sigma (S k)) (lambda (S k))), Hlk|].
    rewrite (norm_ext _ _ (mulmv (n k) (W (S k)) u)).
    + apply Rle_trans with (lambda (S k) * (B (S k) * (sqrt n_max * F_max))).
      * apply Rmult_le_compat_l; [exact L0|]; eapply Rle_trans; [apply HBk|].
        apply Rmult_le_compat_l; assumption.
      * assert (Hf : lambda (S k) * B (S k) <= p).
        { unfold p; rewrite prod_range_last by lia.
          pose proof (Rmax_r 1 (lambda (S k) * B (S k))); pose proof (Rmax_l 1 (lambda (S k) * B (S k))).
          assert (1 <= prod_range 1 k (fun i => Rmax 1 (lambda i * B i)))
            by (apply prod_range_ge_1; intros; apply Rmax_l).
          nra. }
        replace (lambda (S k) * (B (S k) * (sqrt n_max * F_max)))
          with (sqrt n_max * F_max * (lambda (S k) * B (S k))) by ring.
        apply Rmult_le_compat_l; [apply Rmult_le_pos; lra|exact Hf].
    + intros o _; unfold vsub, Gadget.masked_pre, mulmv at 2, Gadget.masked.
      rewrite (sum_ext (M (S k)) _ (fun _ => 0)), sum_0 by (intros; ring); ring.
  - eapply Rle_trans; [|exact HP].
    pose proof (exp_ineq1_le 1) as He.
    rewrite <- (Rmult_1_l (sqrt n_max * F_max * p)) at 1.
    apply Rmult_le_compat_r; [exact Hq|]; nra.
Qed.

(** The same for eps_w, if in each layer some neurons serve its target weights. *)
Lemma layers_give_epsilon : forall (l : nat) (n M : nat -> nat) (sigma : nat -> R -> R)
    (lambda : nat -> R) (W Gin Gout : nat -> mat) (B : nat -> R) (X : vec -> Prop)
    (eps eps_w lambda_max n_max F_max : R),
  (1 <= l)%nat ->
  activations_at_most l sigma lambda lambda_max ->
  widths_at_most l n n_max ->
  norms_at_most l n W B ->
  inputs_at_most l n sigma W X F_max ->
  0 < lambda_max -> 0 < F_max -> 0 < eps_w ->
  eps_w <= eps / (exp 1 * INR l * lambda_max * Rpower n_max (3 / 2) * F_max
                  * prod_range 1 l (fun i => Rmax 1 (lambda i * B i))) ->
  (forall i, (1 <= i <= l)%nat ->
     exists own, well_served (eps_w / 2) (n i) (n (i - 1)%nat) (W i) (M i) (Gin i) (Gout i) own) ->
  exists b_in b_out : nat -> nat -> nat -> bool, forall x, X x ->
    norm (n l) (vsub (forward n sigma W l x) (pruned n M sigma Gin Gout b_in b_out l x)) <= eps.
Proof.
  intros l n M sigma lambda W Gin Gout B X eps eps_w lambda_max n_max F_max
    Hl Hlip Hn HB HF Hlm HFm He Hacc Hs.
  destruct (layer_choice _ (fun _ => None) _ l Hs) as [own hown].
  destruct (masks_within_give_epsilon l n M sigma lambda W Gin Gout B X
    (fun i => own_in (own i)) (fun i => own_out (own i)) eps (eps_w / 2) lambda_max n_max F_max)
    as (b_in & b_out & _ & _ & h); auto; try lra.
  - intros i hi; destruct (Hn (i - 1)%nat ltac:(lia)) as [p1 _]; apply own_acts; auto.
  - unfold accuracy; lra.
  - exists b_in, b_out; exact h.
Qed.

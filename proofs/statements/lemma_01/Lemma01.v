(** * Lemma 1 (approximation propagation)

    If every weight of F is within eps_w of G^'s, how far are the outputs apart?  The point is
    [lemma_1], as printed.  [lemma_1_without_e]: the factor e is not needed, nor w_max;
    [lemma_1_bound]: the bound on |F(x) - G^(x)|_2 itself, by Corollary 27.  [forward] is F_i;
    [instance]: a concrete 1-1-1 ReLU network.  *)

(** The paper (Section 4): "Consider two networks F and G^ with the same
    architecture A(l, n, sigma) with respective weight matrices W* and W^, each
    weight being in [-w_max, w_max].  Given eps > 0, if for each weight w* of F the
    corresponding weight w^ of G^ we have |w* - w^| <= eps_w, and if
      eps_w <= eps / (e l lambda_max n_max^{3/2} F_max(X) prod_i max{1, lambda_i |W^_i|_2})
    then sup_{x in X} |F(x) - G^(x)|_2 <= eps."

    - [lemma_1]: as printed.
    - [lemma_1_without_e]: e is not needed; nor is w_max; nor that the denominator be
      positive when the condition is read as a product.
    - [lemma_1_bound]: the bound on |F(x) - G^(x)|_2 itself.
    - [instance]: a concrete 1-1-1 ReLU network.

    How the paper's words are read:
    * A layer is y -> sigma_i(W_i y), without biases, as in Section 2.
    * |W^_i|_2 is a number [op i] with |W^_i v|_2 <= op i |v|_2 for every v; the
      spectral norm is the least of them, so this is more general.
    * lambda_i is a Lipschitz factor, lambda_max, n_max, F_max upper bounds: the
      paper's least ones are among them.  F_max bounds |F_{i-1,j}(x)| over x in X, layer
      inputs only.  (Heaviside, which Section 2 lists, has no Lipschitz factor.)
    * sup <= eps is said point by point.
    * lambda_max > 0 and F_max > 0 are supposed in [lemma_1], since the paper divides by
      them: with lambda_max = 0 (constant activations) or F_max = 0 (X = {0}) the printed
      condition has no meaning.  w_max is not used.  n_i >= 1, l >= 1: positive integers.
    * Step (e) of the printed proof has a stray factor w_max, and sqrt(n_i) where
      sqrt(n_{i-1}) is right: |F_{i-1}(x)|_2 <= sqrt(n_{i-1}) F_max.  The result stands. *)

Require Import Reals Lra Lia.
From Certify.coq Require Import Linear.
From Certify.corollary_27 Require Import Corollary27.
Open Scope R_scope.

(** F_i(x) for weights W_1, W_2, ..., widths n_0, n_1, ..., activations sigma_1, .... *)
Fixpoint forward (n : nat -> nat) (sigma : nat -> R -> R) (W : nat -> mat) (i : nat) (x : vec) : vec :=
  match i with
  | O => x
  | S k => fun j => sigma i (mulmv (n k) (W i) (forward n sigma W k x) j)
  end.

Section Lemma1.

Variables (l : nat) (n : nat -> nat) (sigma : nat -> R -> R) (lambda : nat -> R).
Variables (W What : nat -> mat) (op : nat -> R) (X : vec -> Prop).
Variables (eps_w lambda_max n_max F_max : R).

Let F := forward n sigma W.
Let G := forward n sigma What.

Hypothesis lipschitz_i : forall i, (1 <= i <= l)%nat -> lipschitz (sigma i) (lambda i).
Hypothesis lambda_le : forall i, (1 <= i <= l)%nat -> lambda i <= lambda_max.
Hypothesis n_le : forall i, (i <= l)%nat -> INR (n i) <= n_max.
Hypothesis op_i : forall i, (1 <= i <= l)%nat -> op_bound (n i) (n (i - 1)%nat) (What i) (op i).
Hypothesis weight_error : forall i j k, (1 <= i <= l)%nat -> (j < n i)%nat -> (k < n (i - 1))%nat ->
  Rabs (W i j k - What i j k) <= eps_w.
Hypothesis F_max_i : forall x i j, X x -> (1 <= i <= l)%nat -> (j < n (i - 1))%nat ->
  Rabs (F (i - 1)%nat x j) <= F_max.

(** n_max^{3/2} *)
Definition three_halves (r : R) : R := r * sqrt r.

Lemma three_halves_Rpower r : 0 < r -> Rpower r (3 / 2) = three_halves r.
Proof.
  intros H. unfold three_halves. replace (3 / 2) with (1 + / 2) by lra.
  now rewrite Rpower_plus, Rpower_1, Rpower_sqrt.
Qed.

Hypothesis eps_w_nonneg : 0 <= eps_w.
Hypothesis F_max_nonneg : 0 <= F_max.

(** Step (e): |W*_i - W^_i|_2 |F_{i-1}(x)|_2 <= sqrt(n_i n_{i-1}) eps_w sqrt(n_{i-1}) F_max. *)
Lemma step_e i x : X x -> (1 <= i <= l)%nat ->
  norm (n i) (mulmv (n (i - 1)) (fun j k => W i j k - What i j k) (F (i - 1) x))
  <= eps_w * three_halves n_max * F_max.
Proof.
  intros Hx Hi.
  destruct (op_bound_max_norm (n i) (n (i - 1)%nat) (fun j k => W i j k - What i j k) eps_w)
    as [Hc H]; [assumption | intros; now apply weight_error |].
  eapply Rle_trans; [apply H|].
  assert (HF : norm (n (i - 1)%nat) (F (i - 1) x) <= sqrt (INR (n (i - 1)%nat)) * F_max)
    by (apply norm_max; [assumption | intros; now apply F_max_i]).
  pose proof (n_le i ltac:(lia)) as Na. pose proof (n_le (i - 1) ltac:(lia)) as Nb.
  pose proof (pos_INR (n i)) as Pa. pose proof (pos_INR (n (i - 1)%nat)) as Pb.
  set (p := INR (n i)) in *. set (q := INR (n (i - 1)%nat)) in *.
  assert (S1 : sqrt (p * q) <= n_max).
  { rewrite <- (sqrt_square n_max) by lra. apply sqrt_le_1_alt, Rmult_le_compat; lra. }
  assert (S2 : sqrt q <= sqrt n_max) by now apply sqrt_le_1_alt.
  pose proof (sqrt_pos q). pose proof (sqrt_pos (p * q)).
  apply Rle_trans with (sqrt (p * q) * eps_w * (sqrt q * F_max)).
  - now apply Rmult_le_compat_l.
  - replace (sqrt (p * q) * eps_w * (sqrt q * F_max))
      with (sqrt (p * q) * sqrt q * (eps_w * F_max)) by ring.
    unfold three_halves.
    replace (eps_w * (n_max * sqrt n_max) * F_max)
      with (n_max * sqrt n_max * (eps_w * F_max)) by ring.
    apply Rmult_le_compat_r; [now apply Rmult_le_pos|]. now apply Rmult_le_compat.
Qed.

(** Steps (a) to (e): the recurrence of Corollary 27. *)
Lemma recurrence x : X x -> forall i, (1 <= i <= l)%nat ->
  norm (n i) (vsub (F i x) (G i x))
  <= lambda i * op i * norm (n (i - 1)%nat) (vsub (F (i - 1) x) (G (i - 1) x))
     + eps_w * lambda_max * three_halves n_max * F_max.
Proof.
  intros Hx i Hi. pose proof (step_e i x Hx Hi) as HE.
  pose proof (lipschitz_i i Hi) as HL. pose proof (lipschitz_nonneg _ _ HL) as HL0.
  pose proof (lambda_le i Hi) as HLm.
  destruct (op_i i Hi) as [Hop0 Hop].
  destruct i as [|k]; [lia|]. replace (S k - 1)%nat with k in * by lia.
  unfold F, G in *. simpl forward.
  eapply Rle_trans; [apply (norm_lipschitz _ (sigma (S k)) (lambda (S k))), HL|].
  set (u := forward n sigma W k x) in *. set (v := forward n sigma What k x) in *.
  assert (HM : norm (n (S k)) (vsub (mulmv (n k) (W (S k)) u) (mulmv (n k) (What (S k)) v))
    <= op (S k) * norm (n k) (vsub u v) + eps_w * three_halves n_max * F_max).
  { rewrite (norm_ext _ _ (fun j => mulmv (n k) (What (S k)) (vsub u v) j
       + mulmv (n k) (fun j d => W (S k) j d - What (S k) j d) u j)).
    - eapply Rle_trans; [apply minkowski|]. apply Rplus_le_compat; [apply Hop | exact HE].
    - intros j _. unfold vsub, mulmv. rewrite <- sum_minus, <- sum_plus.
      apply sum_ext. intros. ring. }
  apply Rle_trans with (lambda (S k) * (op (S k) * norm (n k) (vsub u v)
                        + eps_w * three_halves n_max * F_max)).
  - now apply Rmult_le_compat_l.
  - assert (0 <= eps_w * three_halves n_max * F_max)
      by (eapply Rle_trans; [apply norm_nonneg | exact HE]).
    nra.
Qed.

(** Step (f), by Corollary 27 without e. *)
Theorem lemma_1_bound : forall x, X x ->
  norm (n l) (vsub (F l x) (G l x)) <=
  eps_w * (INR l * lambda_max * three_halves n_max * F_max
           * prod_range 1 l (fun i => Rmax 1 (lambda i * op i))).
Proof.
  intros x Hx.
  assert (Z : norm (n 0%nat) (vsub (F 0 x) (G 0 x)) = 0).
  { unfold F, G; simpl. unfold norm, sq, vsub.
    rewrite (sum_ext _ _ (fun _ => 0)), sum_0 by (intros; ring). apply sqrt_0. }
  destruct (Nat.eq_dec l 0) as [E|E].
  { rewrite E, Z. simpl. lra. }
  assert (B : 0 <= eps_w * lambda_max * three_halves n_max * F_max).
  { repeat apply Rmult_le_pos; try assumption; try apply sqrt_pos.
    - apply Rle_trans with (lambda l); [|apply lambda_le; lia].
      apply lipschitz_nonneg with (sigma l), lipschitz_i. lia.
    - apply Rle_trans with (INR (n l)); [apply pos_INR | apply n_le; lia]. }
  pose proof (without_e_any (fun i => norm (n i) (vsub (F i x) (G i x)))
    (fun i => lambda i * op i) (fun _ => eps_w * lambda_max * three_halves n_max * F_max) l
    Z (recurrence x Hx)) as H.
  eapply Rle_trans; [apply H with (B := eps_w * lambda_max * three_halves n_max * F_max)|].
  - intros t Ht. apply Rmult_le_pos.
    + apply lipschitz_nonneg with (sigma t). now apply lipschitz_i.
    + now apply op_i.
  - exact B.
  - intros; lra.
  - apply Req_le. ring.
Qed.

End Lemma1.

(** Without e, and without dividing. *)
Theorem lemma_1_without_e : forall (l : nat) (n : nat -> nat) (sigma : nat -> R -> R)
    (lambda : nat -> R) (W What : nat -> mat) (op : nat -> R) (X : vec -> Prop)
    (eps eps_w lambda_max n_max F_max : R),
  (forall i, (1 <= i <= l)%nat -> lipschitz (sigma i) (lambda i) /\ lambda i <= lambda_max) ->
  (forall i, (i <= l)%nat -> (1 <= n i)%nat /\ INR (n i) <= n_max) ->
  (forall i, (1 <= i <= l)%nat -> op_bound (n i) (n (i - 1)%nat) (What i) (op i)) ->
  (forall i j k, (1 <= i <= l)%nat -> (j < n i)%nat -> (k < n (i - 1))%nat ->
     Rabs (W i j k - What i j k) <= eps_w) ->
  (forall x i j, X x -> (1 <= i <= l)%nat -> (j < n (i - 1))%nat ->
     Rabs (forward n sigma W (i - 1) x j) <= F_max) ->
  0 < eps ->
  eps_w * (INR l * lambda_max * three_halves n_max * F_max
           * prod_range 1 l (fun i => Rmax 1 (lambda i * op i))) <= eps ->
  forall x, X x ->
  norm (n l) (vsub (forward n sigma W l x) (forward n sigma What l x)) <= eps.
Proof.
  intros l n sigma lambda W What op X eps eps_w lambda_max n_max F_max
    Hlam Hn Hop Hw HF Heps Hcond x Hx.
  destruct (Nat.eq_dec l 0) as [E|E].
  { subst l. simpl. apply norm_le; [lra|]. unfold sq, vsub.
    rewrite (sum_ext _ _ (fun _ => 0)), sum_0 by (intros; ring). nra. }
  eapply Rle_trans; [|exact Hcond].
  apply (lemma_1_bound l n sigma lambda W What op X); try assumption.
  - intros; now apply Hlam.
  - intros; now apply Hlam.
  - intros; now apply Hn.
  - eapply Rle_trans; [apply Rabs_pos | apply (Hw 1%nat 0%nat 0%nat); try lia].
    + apply (Hn 1%nat). lia.
    + apply (Hn 0%nat). lia.
  - eapply Rle_trans; [apply Rabs_pos | apply (HF x 1%nat 0%nat Hx); try lia].
    apply (Hn 0%nat). lia.
Qed.

(** Lemma 1 as printed. *)
Theorem lemma_1 : forall (l : nat) (n : nat -> nat) (sigma : nat -> R -> R)
    (lambda : nat -> R) (W What : nat -> mat) (op : nat -> R) (X : vec -> Prop)
    (eps eps_w w_max lambda_max n_max F_max : R),
  (1 <= l)%nat ->
  (forall i, (1 <= i <= l)%nat -> lipschitz (sigma i) (lambda i) /\ lambda i <= lambda_max) ->
  (forall i, (i <= l)%nat -> (1 <= n i)%nat /\ INR (n i) <= n_max) ->
  (forall i, (1 <= i <= l)%nat -> op_bound (n i) (n (i - 1)%nat) (What i) (op i)) ->
  (forall i j k, (1 <= i <= l)%nat -> (j < n i)%nat -> (k < n (i - 1))%nat ->
     - w_max <= W i j k <= w_max /\ - w_max <= What i j k <= w_max) ->
  (forall i j k, (1 <= i <= l)%nat -> (j < n i)%nat -> (k < n (i - 1))%nat ->
     Rabs (W i j k - What i j k) <= eps_w) ->
  (forall x i j, X x -> (1 <= i <= l)%nat -> (j < n (i - 1))%nat ->
     Rabs (forward n sigma W (i - 1) x j) <= F_max) ->
  0 < lambda_max -> 0 < F_max -> 0 < eps ->
  eps_w <= eps / (exp 1 * INR l * lambda_max * Rpower n_max (3 / 2) * F_max
                  * prod_range 1 l (fun i => Rmax 1 (lambda i * op i))) ->
  forall x, X x ->
  norm (n l) (vsub (forward n sigma W l x) (forward n sigma What l x)) <= eps.
Proof.
  intros l n sigma lambda W What op X eps eps_w w_max lambda_max n_max F_max
    Hl Hlam Hn Hop _ Hw HF Hlm HFm Heps Hcond.
  assert (Hnm : 1 <= n_max).
  { destruct (Hn 0%nat) as [H1 H2]; [lia|]. apply le_INR in H1. simpl in H1. lra. }
  rewrite three_halves_Rpower in Hcond by lra.
  set (p := prod_range 1 l (fun i => Rmax 1 (lambda i * op i))) in *.
  assert (Hp : 1 <= p) by (apply prod_range_ge_1; intros; apply Rmax_l).
  assert (Hll : 0 < INR l) by (apply lt_0_INR; lia).
  assert (Hth : 0 < three_halves n_max)
    by (apply Rmult_lt_0_compat; [lra | apply sqrt_lt_R0; lra]).
  set (d := INR l * lambda_max * three_halves n_max * F_max * p).
  assert (Hd : 0 < d) by (unfold d; repeat (assumption || apply Rmult_lt_0_compat); lra).
  replace (exp 1 * INR l * lambda_max * three_halves n_max * F_max * p) with (exp 1 * d) in Hcond
    by (unfold d; ring).
  apply (lemma_1_without_e l n sigma lambda W What op X eps eps_w lambda_max n_max F_max); auto.
  fold p. fold d.
  assert (E1 : 1 <= exp 1) by (pose proof (exp_ineq1_le 1); lra).
  apply Rle_trans with (eps / (exp 1 * d) * d); [apply Rmult_le_compat_r; [now apply Rlt_le | exact Hcond]|].
  replace (eps / (exp 1 * d) * d) with (eps * / exp 1) by (field; lra).
  assert (/ exp 1 <= / 1) by (apply Rinv_le_contravar; lra).
  rewrite Rinv_1 in *. nra.
Qed.

(** A concrete network, so that the premises can hold together: l = 2, widths 1,
    ReLU, W* = 1 and 1, W^ = 9/10 and 1, X = [0, 1], F_max = 1, eps_w = 1/10: the
    printed condition holds for eps = 3/5, where e <= 3 is used.  (The largest error is
    1/10; without e, eps = 1/5 suffices.) *)
Definition W_ex : nat -> mat := fun _ _ _ => 1.
Definition What_ex : nat -> mat := fun i _ _ => match i with 1%nat => 9 / 10 | _ => 1 end.
Definition op_ex (i : nat) : R := match i with 1%nat => 9 / 10 | _ => 1 end.
Definition X_ex (x : vec) : Prop := 0 <= x 0%nat <= 1.

Lemma op_ex_i i : op_bound 1 1 (What_ex i) (op_ex i).
Proof.
  assert (Hc : 0 <= op_ex i) by (unfold op_ex; destruct i as [|[|i]]; lra).
  apply op_bound_sq; [exact Hc|]. intros v.
  assert (E : What_ex i 0%nat 0%nat = op_ex i) by reflexivity.
  unfold sq, mulmv; simpl. rewrite E. nra.
Qed.

Theorem instance : forall x, X_ex x ->
  norm 1 (vsub (forward (fun _ => 1%nat) (fun _ => relu) W_ex 2 x)
               (forward (fun _ => 1%nat) (fun _ => relu) What_ex 2 x)) <= 3 / 5.
Proof.
  apply (lemma_1 2 (fun _ => 1%nat) (fun _ => relu) (fun _ => 1) W_ex What_ex op_ex X_ex
           (3 / 5) (1 / 10) 1 1 1 1); try lra; try lia.
  - intros; split; [apply relu_lipschitz | lra].
  - intros; split; [lia | simpl; lra].
  - intros; apply op_ex_i.
  - intros i j k _ _ _. unfold W_ex, What_ex. destruct i as [|[|i]]; lra.
  - intros i j k _ _ _. unfold W_ex, What_ex.
    apply Rabs_le. destruct i as [|[|i]]; lra.
  - intros x i j [H0 H1] Hi Hj. assert (j = 0%nat) as -> by lia.
    destruct i as [|[|[|i]]]; try lia; simpl; apply Rabs_le.
    + lra.
    + unfold relu, mulmv, W_ex; simpl. rewrite Rmax_right; lra.
  - unfold prod_range; simpl.
    rewrite three_halves_Rpower by lra. unfold three_halves. rewrite sqrt_1.
    rewrite !Rmax_left by lra.
    pose proof exp_le_3. pose proof (exp_pos 1).
    replace (3 / 5 / (exp 1 * (1 + 1) * 1 * (1 * 1) * 1 * (1 * 1 * 1)))
      with (3 / 10 * / exp 1) by (field; lra).
    assert (/ 3 <= / exp 1) by (apply Rinv_le_contravar; lra). lra.
Qed.

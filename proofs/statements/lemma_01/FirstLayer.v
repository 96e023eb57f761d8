(** * Lemma 1 without e and without the first layer's norm

    Both networks see the same input, so the first layer's norm cannot amplify any error:
    the product of Lemma 1 may start at i = 2.

    - [lemma_1_from_second]: eps_w l lambda_max n_max^{3/2} F_max(X) prod_{i=2}^l max{1,
      lambda_i |W^_i|_2} <= eps is enough;
    - [first_layer_attained]: one layer of one ReLU neuron, W* = eps_w, W^ = 0, x = 1: the
      error is eps_w, and so is the bound.                                               *)

Require Import Reals Lra Lia Arith.
From Certify.coq Require Import Linear.
From Certify.corollary_27 Require Import Corollary27.
From Certify.lemma_01 Require Import Lemma01.
Open Scope R_scope.

Lemma prod_range_first l f : (1 <= l)%nat ->
  prod_range 1 l (fun i => Rmax 1 (if Nat.eqb i 1 then 0 else f i)) = prod_range 2 l (fun i => Rmax 1 (f i)).
Proof.
  induction l as [|l IH]; intro h; [lia|].
  rewrite prod_range_last by lia.
  destruct (Nat.eq_dec l 0) as [->|ne].
  - rewrite !prod_range_empty by lia; simpl; rewrite Rmax_left by lra; ring.
  - rewrite IH by lia; rewrite (prod_range_last 2 l) by lia.
    replace (Nat.eqb (S l) 1) with false by (symmetry; apply Nat.eqb_neq; lia); reflexivity.
Qed.

Theorem lemma_1_from_second : forall (l : nat) (n : nat -> nat) (sigma : nat -> R -> R)
    (lambda : nat -> R) (W What : nat -> mat) (op : nat -> R) (X : vec -> Prop)
    (eps eps_w lambda_max n_max F_max : R),
  (1 <= l)%nat ->
  (forall i, (1 <= i <= l)%nat -> lipschitz (sigma i) (lambda i) /\ lambda i <= lambda_max) ->
  (forall i, (i <= l)%nat -> (1 <= n i)%nat /\ INR (n i) <= n_max) ->
  (forall i, (1 <= i <= l)%nat -> op_bound (n i) (n (i - 1)%nat) (What i) (op i)) ->
  (forall i j k, (1 <= i <= l)%nat -> (j < n i)%nat -> (k < n (i - 1))%nat ->
     Rabs (W i j k - What i j k) <= eps_w) ->
  (forall x i j, X x -> (1 <= i <= l)%nat -> (j < n (i - 1))%nat ->
     Rabs (forward n sigma W (i - 1) x j) <= F_max) ->
  eps_w * (INR l * lambda_max * three_halves n_max * F_max
           * prod_range 2 l (fun i => Rmax 1 (lambda i * op i))) <= eps ->
  forall x, X x ->
  norm (n l) (vsub (forward n sigma W l x) (forward n sigma What l x)) <= eps.
Proof.
  intros l n sigma lambda W What op X eps eps_w lambda_max n_max F_max
    Hl Hlam Hn Hop Hw HF Hcond x Hx.
  assert (Ew : 0 <= eps_w).
  { eapply Rle_trans; [apply Rabs_pos | apply (Hw 1%nat 0%nat 0%nat); try lia].
    - apply (Hn 1%nat). lia.
    - apply (Hn 0%nat). lia. }
  assert (EF : 0 <= F_max).
  { eapply Rle_trans; [apply Rabs_pos | apply (HF x 1%nat 0%nat Hx); try lia].
    apply (Hn 0%nat). lia. }
  assert (EL : 0 <= lambda_max).
  { apply Rle_trans with (lambda l); [|apply Hlam; lia].
    apply lipschitz_nonneg with (sigma l), Hlam. lia. }
  assert (En : 0 <= n_max).
  { apply Rle_trans with (INR (n l)); [apply pos_INR | apply Hn; lia]. }
  set (b := eps_w * lambda_max * three_halves n_max * F_max).
  assert (B : 0 <= b).
  { unfold b, three_halves. pose proof (sqrt_pos n_max). repeat apply Rmult_le_pos; assumption. }
  set (D := fun i => norm (n i) (vsub (forward n sigma W i x) (forward n sigma What i x))).
  assert (Z : D 0%nat = 0).
  { unfold D; simpl. unfold norm, sq, vsub.
    rewrite (sum_ext _ _ (fun _ => 0)), sum_0 by (intros; ring). apply sqrt_0. }
  assert (Hrec : forall i, (1 <= i <= l)%nat ->
    D i <= (if Nat.eqb i 1 then 0 else lambda i * op i) * D (i - 1)%nat + b).
  { intros i Hi.
    assert (R := recurrence l n sigma lambda W What op X eps_w lambda_max n_max F_max).
    assert (R' : D i <= lambda i * op i * D (i - 1)%nat + b).
    { apply R; auto; try (intros; now apply Hlam); intros; now apply Hn. }
    destruct (Nat.eqb_spec i 1) as [->|ne]; [|exact R'].
    simpl in *. rewrite Z in *. lra. }
  pose proof (without_e_any D (fun i => if Nat.eqb i 1 then 0 else lambda i * op i) (fun _ => b) l
    Z Hrec) as H.
  eapply Rle_trans; [|exact Hcond].
  eapply Rle_trans; [apply H with (B := b)|].
  - intros t Ht. destruct (Nat.eqb_spec t 1); [lra|]. apply Rmult_le_pos.
    + apply lipschitz_nonneg with (sigma t). now apply Hlam.
    + now apply Hop.
  - exact B.
  - intros; lra.
  - rewrite prod_range_first by exact Hl. right. unfold b. ring.
Qed.

Theorem first_layer_attained : forall eps_w, 0 <= eps_w ->
  let n := fun _ : nat => 1%nat in
  norm 1 (vsub (forward n (fun _ => relu) (fun _ _ _ => eps_w) 1 (fun _ => 1))
               (forward n (fun _ => relu) (fun _ _ _ => 0) 1 (fun _ => 1)))
  = eps_w * (INR 1 * 1 * three_halves 1 * 1 * prod_range 2 1 (fun _ => Rmax 1 (1 * 0))).
Proof.
  intros eps_w H n. rewrite prod_range_empty by lia.
  unfold three_halves; rewrite sqrt_1; simpl INR.
  assert (E : forall c, mulmv 1 (fun _ _ => c) (fun _ => 1) 0%nat = c) by (intro; unfold mulmv; simpl; ring).
  unfold norm, sq, vsub, n, relu; simpl; rewrite !E, (Rmax_left 0 0), Rmax_right by lra.
  replace (0 + (eps_w - 0) * (eps_w - 0)) with (eps_w * eps_w) by ring.
  rewrite sqrt_square by exact H; ring.
Qed.

(** * Theorem 30: one neuron may serve several target weights

    The proof says: "One neuron with some pruned weights cannot be shared to approximate two
    target weights at the same time, which means we need at least 2 k n_i n_{i-1} neurons."
    A neuron that keeps one input d may keep as many outputs as it has: the output o receives
    z_out(o) relu(z_in x_d), as if the neuron were its own.  Two kept inputs do interfere.

    - [shared]: one neuron, two target weights, both met exactly, for every input;
    - [shared_layer]: with any number of neurons, each with one kept input, the output o is
      sum_d w^+(o,d) x_d where all inputs are >= 0 and w^+(o,d) is the sum over the neurons
      kept for (o, d), whatever is kept for other outputs;
    - [two_inputs_interfere]: with two kept inputs of non-zero weight the neuron is not the sum
      of what it would be for each of them. *)

From Coq Require Import Reals Lra Lia Arith.
From Certify.coq Require Import Linear.
Open Scope R_scope.

Theorem shared : forall w1 w2 : R,
  exists z_in : R, exists z_out : nat -> R, forall x, 0 <= x ->
    z_out 1%nat * relu (z_in * x) = w1 * x /\ z_out 2%nat * relu (z_in * x) = w2 * x.
Proof.
  intros w1 w2; exists 1, (fun o => if Nat.eqb o 1 then w1 else w2); intros x hx; simpl.
  unfold relu; rewrite Rmax_right by lra; split; ring.
Qed.

Section Layer.
  Variables m n : nat.                    (* neurons; inputs *)
  Variable input : nat -> nat.            (* the one input that neuron s keeps *)
  Variable z_in : nat -> R.
  Variable z_out : nat -> nat -> R.       (* neuron, output *)
  Variable mask : nat -> nat -> bool.     (* which outputs it keeps *)

  Definition bit (b : bool) : R := if b then 1 else 0.

  Definition output (x : nat -> R) (o : nat) : R :=
    sum m (fun s => bit (mask s o) * z_out s o * relu (z_in s * x (input s))).

  (** The virtual weight of (o, d): over the neurons that keep input d and output o. *)
  Definition virtual (o d : nat) : R :=
    sum m (fun s => bit (mask s o) * bit (Nat.eqb (input s) d) * (z_out s o * Rmax 0 (z_in s))).

  Lemma sum_kept f k : (k < n)%nat -> sum n (fun d => bit (Nat.eqb k d) * f d) = f k.
  Proof.
    intro hk; rewrite <- (sum_single n k f hk); apply sum_ext; intros d _.
    destruct (Nat.eqb k d); unfold bit; ring.
  Qed.

  Theorem shared_layer : (forall s, (s < m)%nat -> (input s < n)%nat) ->
    forall (x : nat -> R) (o : nat), (forall d, (d < n)%nat -> 0 <= x d) ->
    output x o = sum n (fun d => virtual o d * x d).
  Proof.
    intros hin x o hx; unfold output, virtual.
    induction m as [|p IH].
    - simpl; rewrite (sum_ext n _ (fun _ => 0)), sum_0; [reflexivity|intros; simpl; ring].
    - simpl; rewrite IH by (intros; apply hin; lia).
      rewrite (sum_ext n (fun d => (sum p _ + _) * x d)
        (fun d => sum p (fun s => bit (mask s o) * bit (Nat.eqb (input s) d) * (z_out s o * Rmax 0 (z_in s))) * x d
          + bit (Nat.eqb (input p) d) * (bit (mask p o) * (z_out p o * Rmax 0 (z_in p)) * x d)))
        by (intros; ring).
      rewrite sum_plus, sum_kept by (apply hin; lia); f_equal.
      assert (h : relu (z_in p * x (input p)) = Rmax 0 (z_in p) * x (input p)).
      { specialize (hx (input p) (hin p ltac:(lia))); unfold relu, Rmax.
        destruct (Rle_dec 0 (z_in p * x (input p))), (Rle_dec 0 (z_in p)); nra. }
      rewrite h; ring.
  Qed.
End Layer.

Theorem two_inputs_interfere : forall z1 z2 : R, z1 <> 0 -> z2 <> 0 ->
  exists x1 x2, relu (z1 * x1 + z2 * x2) <> relu (z1 * x1) + relu (z2 * x2).
Proof.
  intros z1 z2 h1 h2; exists (/ z1), (- / z2).
  replace (z1 * / z1) with 1 by (field; exact h1).
  replace (z2 * - / z2) with (-1) by (field; exact h2).
  unfold relu; rewrite (Rmax_left 0 (1 + -1)), (Rmax_right 0 1), (Rmax_left 0 (-1)) by lra; lra.
Qed.

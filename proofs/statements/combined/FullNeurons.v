(** * [combined] for fully connected neurons, all of whose weights are sampled from p_w

    Where a layer samples a batch, CombinedNetwork.v samples all weights of its neurons; where it
    samples Algorithm 1's pools, only the pairs of weights that they look at.  Here the other
    weights are sampled too: M_i full neurons per layer for them ([layer_in], [layer_out]).
    Every weight is one independent sample of p_w; the law only draws the weights in the order
    of the algorithm.
    The point is [combined_full_neurons]: with probability >= 1 - delta over all the weights
    there are masks with |F(x) - G^(x)|_2 <= eps for all x in X.  *)

From Coq Require Import Reals Lra Lia List Psatz Arith.
From Certify.coq Require Import Linear Probability Neuron.
From Certify.theorem_30 Require Import Intervals Pools Theorem30 Served PoolMasks Theorem30Network.
From Certify.combined Require Import Combined CombinedNetwork.
Import ListNotations.
Open Scope R_scope.

Theorem combined_full_neurons : forall (l : nat) (n : nat -> nat) (W : nat -> mat) (B : nat -> R)
    (X : vec -> Prop) (eps eps_w delta w_max n_max F_max : R),
  (1 <= l)%nat ->
  widths_at_most l n n_max ->
  weights_at_most l n W w_max ->
  norms_at_most l n W B ->
  inputs_at_most l n (fun _ => relu) W X F_max ->
  0 < F_max -> 0 < eps_w < 2 * w_max -> 0 < delta < 1 ->
  eps_w <= eps / (exp 1 * INR l * Rpower n_max (3 / 2) * F_max
                  * prod_range 1 l (fun i => Rmax 1 (B i))) ->
  let N := weights (target l n W) in
  let m := m_printed eps_w w_max (delta / (2 * INR N)) in
  let a := alpha eps_w w_max in
  let b := beta eps_w w_max in
  let M := fun i => M_combined eps_w w_max delta N (n i) (n (i - 1)%nat) in
  let T_i := fun i => pool_size m (kk eps_w w_max) (Nat.min (n i) (n (i - 1)%nat)) in
  (forall i, (1 <= i <= l)%nat ->
     (sampled eps_w w_max delta N (n i) (n (i - 1)%nat) (from_1 (W i)) <= M i)%nat) /\
  1 - delta <= lower
    (pair_law
       (prod_laws (map (fun t : nat * nat * (nat -> nat -> R) =>
          let (nq, V) := t in layer_law eps_w w_max delta N (fst nq) (snd nq) V) (target l n W)))
       (prod_laws (map (fun i => iid (full_neuron a b (n i) (n (i - 1)%nat)) (M i)) (seq 1 l))))
    (fun drawn =>
       let x_i := fun i => nth (i - 1) (fst drawn) (Batched []) in
       let full := fun i => nth (i - 1) (snd drawn) [] in
       exists b_in b_out : nat -> nat -> nat -> bool, forall x, X x ->
         norm (n l) (vsub (forward n (fun _ => relu) W l x)
           (pruned n M (fun _ => relu)
              (fun i => layer_in (n i) (n (i - 1)%nat) (T_i i) (x_i i) (full i))
              (fun i => layer_out (n i) (n (i - 1)%nat) (T_i i) (x_i i) (full i)) b_in b_out l x)) <= eps).
Proof.
  intros l n W B X eps eps_w delta w_max n_max F_max Hl Hn HW HB HF HFm He Hd Hacc; cbv zeta.
  destruct (combined_network l n W B X eps eps_w delta w_max n_max F_max
    Hl Hn HW HB HF HFm He Hd Hacc) as [hc hp].
  split; [exact hc|].
  eapply Rle_trans; [exact hp|].
  match goal with |- lower ?L ?E <= lower (pair_law ?L ?K) _ => rewrite <- (@pair_lower _ _ L K E) end.
  apply lower_mono; intros drawn h; apply h.
  intros i hi; apply layer_agrees; [apply (Hn i)|apply (Hn (i - 1)%nat)]; lia.
Qed.

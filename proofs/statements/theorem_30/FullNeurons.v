(** * Theorem 30 for fully connected neurons, all of whose weights are sampled from p_w

    Theorem30Network.v samples the pairs of weights that Algorithm 1's pools look at and holds
    for whatever the other weights are.  Here every weight of every neuron is sampled: [drawn]
    are the pairs that the pools look at, and M_i full neurons per layer for all the other
    weights; [G_in], [G_out] are the layer's matrices.  Every weight is one independent sample
    of p_w, used once (PoolMasks.v, [seen_once]); the law only draws the weights in the order of the algorithm.
    The point is [theorem_30_full_neurons]: with probability >= 1 - delta over all the weights
    there are masks with |F(x) - G^(x)|_2 <= eps for all x in X.  *)

From Coq Require Import Reals Lra Lia List Psatz Arith.
From Certify.coq Require Import Linear Probability Neuron.
From Certify.theorem_30 Require Import Intervals Pools Theorem30 Served PoolMasks Theorem30Network.
Import ListNotations.
Open Scope R_scope.

Theorem theorem_30_full_neurons : forall (l : nat) (n : nat -> nat) (W : nat -> mat) (B : nat -> R)
    (X : vec -> Prop) (eps eps_w delta w_max n_max F_max : R),
  (1 <= l)%nat ->
  widths_at_most l n n_max ->
  weights_at_most l n W w_max ->
  (forall i What, (1 <= i <= l)%nat ->
     (forall o d, (o < n i)%nat -> (d < n (i - 1))%nat -> Rabs (W i o d - What o d) <= eps_w / 2) ->
     op_bound (n i) (n (i - 1)%nat) What (B i)) ->
  inputs_at_most l n (fun _ => relu) W X F_max ->
  0 < F_max -> 0 < eps_w < 2 * w_max -> 0 < delta < 1 ->
  eps_w <= eps / (exp 1 * INR l * Rpower n_max (3 / 2) * F_max
                  * prod_range 1 l (fun i => Rmax 1 (B i))) ->
  let N := weights (target l n W) in
  let k := kk eps_w w_max in
  let m := m_printed eps_w w_max (delta / (2 * INR N)) in
  let T := fun ws : list R => pool_size m k (length ws) in
  let a := alpha eps_w w_max in
  let b := beta eps_w w_max in
  let pools := flat_map (fun t => pools_of (fst (fst t)) (snd (fst t)) (snd t)) (target l n W) in
  let M := fun i => M_printed (kp eps_w w_max) delta (n i) (n (i - 1)%nat) N in
  let T_i := fun i => pool_size m k (Nat.min (n i) (n (i - 1)%nat)) in
  (forall i, (1 <= i <= l)%nat -> (Nat.max (n i) (n (i - 1)%nat) * T_i i <= M i)%nat) /\
  1 - delta <= lower
    (pair_law
       (prod_laws (map (fun ws => iid (iid (neuron a b) (T ws)) (length ws)) pools))
       (prod_laws (map (fun i => iid (full_neuron a b (n i) (n (i - 1)%nat)) (M i)) (seq 1 l))))
    (fun drawn =>
       let pool := fun i j => nth (first_pool n i + j) (fst drawn) [] in
       let full := fun i => nth (i - 1) (snd drawn) [] in
       exists b_in b_out : nat -> nat -> nat -> bool, forall x, X x ->
         norm (n l) (vsub (forward n (fun _ => relu) W l x)
           (pruned n M (fun _ => relu)
              (fun i => G_in (n i) (n (i - 1)%nat) (T_i i) (pool i) (full i))
              (fun i => G_out (n i) (n (i - 1)%nat) (T_i i) (pool i) (full i)) b_in b_out l x)) <= eps).
Proof.
  intros l n W B X eps eps_w delta w_max n_max F_max Hl Hn HW HB HF HFm He Hd Hacc; cbv zeta.
  destruct (theorem_30_network_planned l n W B X eps eps_w delta w_max n_max F_max
    Hl Hn HW HB HF HFm He Hd Hacc) as [hc hp].
  split; [exact hc|].
  eapply Rle_trans; [exact hp|].
  match goal with |- lower ?L ?E <= lower (pair_law ?L ?K) _ => rewrite <- (@pair_lower _ _ L K E) end.
  apply lower_mono; intros drawn h; apply h.
  intros i hi; apply G_agrees; [apply (Hn i)|apply (Hn (i - 1)%nat)]; lia.
Qed.

(** * Both counts for whole neurons

    As Combined.v and CombinedNetwork.v; where a layer takes Theorem 30's count its pools are
    neurons with all their weights (theorem_30/FullNeurons.v), as the batches always were.

    - [layer_law_same]: what is seen of such a layer has the law of Combined.v;
    - [combined_full], [combined_network_full]: the two theorems for them. *)

From Coq Require Import Reals Lra Lia List Arith.
From Certify.coq Require Import Linear Probability Neuron.
From Certify.theorem_30 Require Import Intervals Pools Theorem30 Served PoolMasks Theorem30Network FullNeurons.
From Certify.batch_hall Require Import BatchLayer.
From Certify.theorem_03 Require Import Theorem03Network.
From Certify.combined Require Import Combined CombinedNetwork.
Import ListNotations.
Open Scope R_scope.

Section Layer.
  Variables eps_w w_max delta : R.
  Variable N : nat.

  (** The neurons of a pool for the target weights ws. *)
  Definition pool_neurons (ws : list R) : nat :=
    pool_size (m_printed eps_w w_max (delta / (2 * INR N))) (kk eps_w w_max) (length ws).

  Definition full_layer_law (n q : nat) (W : nat -> nat -> R) : law layer_sample :=
    if takes_batch eps_w w_max delta N n q
    then map_law Batched (iid (full_neuron (alpha eps_w w_max) (beta eps_w w_max) n q)
                              (M_batch (kp eps_w w_max) delta (n * q) N))
    else map_law (fun zs => Recycled (seen_pairs pool_neurons [(n, q, W)] zs))
           (whole_law eps_w w_max pool_neurons [(n, q, W)]).

  Theorem layer_law_same n q W : same (full_layer_law n q W) (layer_law eps_w w_max delta N n q W).
  Proof.
    intros f hf; unfold full_layer_law, layer_law; destruct (takes_batch eps_w w_max delta N n q); [reflexivity|].
    pose proof (whole_law_seen eps_w w_max pool_neurons [(n, q, W)] (fun s => f (Recycled s))) as h.
    simpl flat_map in h; rewrite app_nil_r in h; apply h.
    destruct hf as [B hB]; exists B; intro; apply hB.
  Qed.
End Layer.

Definition full_law (eps_w w_max delta : R) (N : nat) (layers : list (nat * nat * (nat -> nat -> R))) :
    law (list layer_sample) :=
  prod_laws (map (fun l : nat * nat * (nat -> nat -> R) =>
    let (nq, W) := l in full_layer_law eps_w w_max delta N (fst nq) (snd nq) W) layers).

Lemma full_law_lower eps_w w_max delta N layers E :
  lower (full_law eps_w w_max delta N layers) E
  = lower (prod_laws (map (fun l : nat * nat * (nat -> nat -> R) =>
      let (nq, W) := l in layer_law eps_w w_max delta N (fst nq) (snd nq) W) layers)) E.
Proof. apply same_lower, prod_same; intros [nq W] _; apply layer_law_same. Qed.

Theorem combined_full :
  forall (eps_w w_max delta : R) (layers : list (nat * nat * (nat -> nat -> R))),
    0 < eps_w < 2 * w_max -> 0 < delta < 1 -> layers <> [] ->
    (forall n q W, In (n, q, W) layers -> (1 <= n)%nat /\ (1 <= q)%nat /\
       forall o d, (1 <= o <= n)%nat -> (1 <= d <= q)%nat -> - w_max <= W o d <= w_max) ->
    let N := weights layers in
    (forall n q W, In (n, q, W) layers ->
       (sampled eps_w w_max delta N n q W <= M_combined eps_w w_max delta N n q)%nat /\
       1 - delta * INR (n * q) / INR N
         <= lower (full_layer_law eps_w w_max delta N n q W) (layer_solved eps_w w_max delta N n q W)) /\
    1 - delta <= lower (full_law eps_w w_max delta N layers)
      (fun samples => Forall2 (fun (l : nat * nat * (nat -> nat -> R)) sample =>
         let (nq, W) := l in layer_solved eps_w w_max delta N (fst nq) (snd nq) W sample) layers samples).
Proof.
  intros eps_w w_max delta layers he hd hne hl; cbv zeta; rewrite full_law_lower.
  destruct (combined eps_w w_max delta layers he hd hne hl) as [h1 h2]; split; [|exact h2].
  intros n q W h; destruct (h1 n q W h) as [c p]; split; [exact c|].
  rewrite (same_lower _ _ _ (layer_law_same eps_w w_max delta (weights layers) n q W)); exact p.
Qed.

Theorem combined_network_full : forall (l : nat) (n : nat -> nat) (W : nat -> mat) (B : nat -> R)
    (X : vec -> Prop) (eps eps_w delta w_max n_max F_max : R),
  (1 <= l)%nat ->
  (forall i, (i <= l)%nat -> (1 <= n i)%nat /\ INR (n i) <= n_max) ->
  (forall i o d, (1 <= i <= l)%nat -> (o < n i)%nat -> (d < n (i - 1))%nat -> - w_max <= W i o d <= w_max) ->
  (forall i, (1 <= i <= l)%nat -> op_bound (n i) (n (i - 1)%nat) (W i) (B i)) ->
  (forall x i j, X x -> (1 <= i <= l)%nat -> (j < n (i - 1))%nat ->
     Rabs (forward n (fun _ => relu) W (i - 1) x j) <= F_max) ->
  0 < F_max -> 0 < eps_w < 2 * w_max -> 0 < delta < 1 ->
  eps_w <= eps / (exp 1 * INR l * Rpower n_max (3 / 2) * F_max
                  * prod_range 1 l (fun i => Rmax 1 (B i))) ->
  let N := weights (target l n W) in
  let m := m_printed eps_w w_max (delta / (2 * INR N)) in
  let M := fun i => M_combined eps_w w_max delta N (n i) (n (i - 1)%nat) in
  let T_i := fun i => pool_size m (kk eps_w w_max) (Nat.min (n i) (n (i - 1)%nat)) in
  (forall i, (1 <= i <= l)%nat ->
     (sampled eps_w w_max delta N (n i) (n (i - 1)%nat) (from_1 (W i)) <= M i)%nat) /\
  1 - delta <= lower (full_law eps_w w_max delta N (target l n W))
    (fun samples => forall Gin Gout : nat -> mat,
       (forall i, (1 <= i <= l)%nat ->
          agrees_layer (n i) (n (i - 1)%nat) (T_i i) (M i) (nth (i - 1) samples (Batched []))
            (Gin i) (Gout i)) ->
       exists b_in b_out : nat -> nat -> nat -> bool, forall x, X x ->
         norm (n l) (vsub (forward n (fun _ => relu) W l x)
                          (pruned n M (fun _ => relu) Gin Gout b_in b_out l x)) <= eps).
Proof.
  intros l n W B X eps eps_w delta w_max n_max F_max Hl Hn HW HB HF HFm He Hd Hacc; cbv zeta.
  rewrite full_law_lower.
  apply (combined_network l n W B X eps eps_w delta w_max n_max F_max); assumption.
Qed.

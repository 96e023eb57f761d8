(** * Theorem 30 for a fixed target network, with its conclusion |F(x) - G^(x)|_2 <= eps

    The point is [theorem_30_network]: for one fixed ReLU network F without biases and
    eps_w <= eps / (e l n_max^{3/2} F_max prod_i max{1, B_i}) with |W*_i|_2 <= B_i, M_i neurons
    cover the pools of layer i, and with probability >= 1 - delta there are masks with
    |F(x) - G^(x)|_2 <= eps for all x in X.  [theorem_30_network_planned]: the weaker statement
    in the words of |W^_i|_2.  [theorem_30_network_lipschitz]: any Lipschitz activations.
    [Example.instance]: a 2-2-1 network; [Example.not_empty]: its empty masks do not do.  *)

(** The paper (Theorem 3, of which Theorem 30 changes M_i only): "the network G constructed
    as above with weights sampled from p_w [...] requires only to sample M_i intermediate
    neurons for each layer i, where [...] eps_w = eps / (e l n_max^{3/2} F_max(X)
    prod_i max{1, |W^_i|_2}) [...] to ensure that for any target network F [...], there exist
    binary masks [...] of G such that for the resulting network G^,
    sup_{x in X} |F(x) - G^(x)|_2 <= eps."  The printed condition holds good with |W*_i|_2 in
    the place of |W^_i|_2, so no bound of the pruned network's norms is needed.

    How G is modelled: as in Theorem30.v the law samples, for each pool and each of its target
    weights, the pairs (z_out, z_in) of the pool's neurons, independently.  Layer i of G has M_i
    neurons with full weight matrices [Gin i], [Gout i] that contain these pairs ([agrees]);
    the conclusion holds for all such matrices, so whatever the other weights are.
    sup <= eps is said point by point.  n_max, F_max, B_i are upper bounds; F_max > 0.

    Not proved: "for any target network F" under one draw (delta is for one F; not true in
    general of Algorithm 1's pools; for Theorem 3's batches see theorem_03/); eps_w >= 2 w_max;
    biases.  That whole neurons, looked at by pools, have the law of these pairs: FullNeurons.v. *)

From Coq Require Import Reals Lra Lia List Psatz Arith.
From Certify.coq Require Import Linear Probability Neuron.
From Certify.lemma_01 Require Lemma01.
From Certify.theorem_30 Require Import Intervals Pools Theorem30 Served Accuracy PoolMasks.
Import ListNotations.
Open Scope R_scope.

(** ** Theorem 30 *)

(** The target network for Theorem30.v: layers (n_i, n_{i-1}, W*_i), i = 1..l. *)
Definition target (l : nat) (n : nat -> nat) (W : nat -> mat) : list (nat * nat * (nat -> nat -> R)) :=
  map (fun i => (n i, n (i - 1)%nat, from_1 (W i))) (seq 1 l).

(** The number of pools before those of layer i; layer i has max{n_i, n_{i-1}}. *)
Definition first_pool (n : nat -> nat) (i : nat) : nat :=
  fold_right Nat.add 0%nat (map (fun h => Nat.max (n h) (n (h - 1)%nat)) (seq 1 (i - 1))).

Lemma target_pool l n W i j : (1 <= i <= l)%nat -> (j < Nat.max (n i) (n (i - 1)%nat))%nat ->
  let pools := flat_map (fun t => pools_of (fst (fst t)) (snd (fst t)) (snd t)) (target l n W) in
  (first_pool n i + j < length pools)%nat /\
  nth (first_pool n i + j) pools [] = nth j (pools_of (n i) (n (i - 1)%nat) (from_1 (W i))) [].
Proof.
  intros hi hj; cbv zeta; unfold target.
  replace l with ((i - 1) + S (l - i))%nat by lia; rewrite seq_app, map_app, flat_map_app.
  replace (1 + (i - 1))%nat with i by lia; simpl seq; simpl map; simpl flat_map.
  set (before := flat_map _ (map _ (seq 1 (i - 1)))).
  assert (e : length before = first_pool n i).
  { unfold before, first_pool; induction (seq 1 (i - 1)) as [|h t IH]; [reflexivity|].
    simpl; rewrite app_length, pools_of_length, IH; reflexivity. }
  rewrite !app_length, pools_of_length, e; split; [lia|].
  rewrite app_nth2 by lia; rewrite e; replace (first_pool n i + j - first_pool n i)%nat with j by lia.
  apply app_nth1; rewrite pools_of_length; exact hj.
Qed.

Lemma target_in l n W i : (1 <= i <= l)%nat -> In (n i, n (i - 1)%nat, from_1 (W i)) (target l n W).
Proof. intro hi; apply in_map_iff; exists i; split; [reflexivity|apply in_seq; lia]. Qed.

Lemma target_not_nil l n W : (1 <= l)%nat -> target l n W <> [].
Proof. intros h e; destruct l; [lia|discriminate]. Qed.

Lemma target_range l n W w_max :
  (forall i, (i <= l)%nat -> (1 <= n i)%nat) ->
  weights_at_most l n W w_max ->
  forall a b V, In (a, b, V) (target l n W) -> (1 <= a)%nat /\ (1 <= b)%nat /\
    forall o d, (1 <= o <= a)%nat -> (1 <= d <= b)%nat -> - w_max <= V o d <= w_max.
Proof.
  intros hn hW a b V hin; apply in_map_iff in hin as (i & e & hi); apply in_seq in hi.
  injection e as <- <- <-; split; [apply hn; lia|split; [apply hn; lia|]].
  intros o d ho hd; apply hW; lia.
Qed.

(** What is claimed of a sample of pools: the neurons of layer i cover its pools, and with
    probability >= 1 - delta there are masks within eps. *)
Set Warnings "-inconsistent-scopes".
Local Notation pools_give_masks l n sigma W X eps eps_w delta w_max :=
  (let N := weights (target l n W) in
   let k := kk eps_w w_max in
   let m := m_printed eps_w w_max (delta / (2 * INR N)) in
   let T := fun ws : list R => pool_size m k (length ws) in
   let P := neuron (alpha eps_w w_max) (beta eps_w w_max) in
   let pools := flat_map (fun t => pools_of (fst (fst t)) (snd (fst t)) (snd t)) (target l n W) in
   let M := fun i => M_printed (kp eps_w w_max) delta (n i) (n (i - 1)%nat) N in
   let T_i := fun i => pool_size m k (Nat.min (n i) (n (i - 1)%nat)) in
   (forall i, (1 <= i <= l)%nat -> (Nat.max (n i) (n (i - 1)%nat) * T_i i <= M i)%nat) /\
   1 - delta <=
     lower (prod_laws (map (fun ws => iid (iid P (T ws)) (length ws)) pools))
       (fun samples => forall Gin Gout : nat -> mat,
          (forall i, (1 <= i <= l)%nat ->
             agrees (n i) (n (i - 1)%nat) (T_i i) (fun j => nth (first_pool n i + j) samples [])
               (Gin i) (Gout i)) ->
          exists b_in b_out : nat -> nat -> nat -> bool, forall x, X x ->
            norm (n l) (vsub (forward n sigma W l x) (pruned n M sigma Gin Gout b_in b_out l x)) <= eps)) (only parsing).
Set Warnings "inconsistent-scopes".

(** Any Lipschitz activations of the target network; the intermediate neurons are ReLUs. *)
Theorem theorem_30_network_lipschitz : forall (l : nat) (n : nat -> nat) (sigma : nat -> R -> R)
    (lambda : nat -> R) (W : nat -> mat) (B : nat -> R) (X : vec -> Prop)
    (eps eps_w delta w_max lambda_max n_max F_max : R),
  (1 <= l)%nat ->
  activations_at_most l sigma lambda lambda_max ->
  widths_at_most l n n_max ->
  weights_at_most l n W w_max ->
  norms_at_most l n W B ->
  inputs_at_most l n sigma W X F_max ->
  0 < lambda_max -> 0 < F_max -> 0 < eps_w < 2 * w_max -> 0 < delta < 1 ->
  eps_w <= eps / (exp 1 * INR l * lambda_max * Rpower n_max (3 / 2) * F_max
                  * prod_range 1 l (fun i => Rmax 1 (lambda i * B i))) ->
  pools_give_masks l n sigma W X eps eps_w delta w_max.
Proof.
  intros l n sigma lambda W B X eps eps_w delta w_max lambda_max n_max F_max
    Hl Hlip Hn HW HB HF Hlm HFm He Hd Hacc; cbv zeta.
  destruct (theorem_30 eps_w w_max delta (target l n W) He Hd (target_not_nil l n W Hl)
    (target_range l n W w_max (fun i h => proj1 (Hn i h)) HW)) as [hcount hprob].
  set (N := weights (target l n W)) in *; set (k := kk eps_w w_max) in *.
  set (m := m_printed eps_w w_max (delta / (2 * INR N))) in *.
  set (M := fun i => M_printed (kp eps_w w_max) delta (n i) (n (i - 1)%nat) N).
  assert (hM : forall i, (1 <= i <= l)%nat ->
    (Nat.max (n i) (n (i - 1)%nat) * pool_size m k (Nat.min (n i) (n (i - 1)%nat)) <= M i)%nat).
  { intros i hi; destruct (Hn i ltac:(lia)) as [n1 _]; destruct (Hn (i - 1)%nat ltac:(lia)) as [n2 _].
    specialize (hcount _ _ _ (target_in l n W i hi)).
    rewrite (total_equal _ _ (pool_size m k (Nat.min (n i) (n (i - 1)%nat)))), pools_of_length in hcount;
      [exact hcount|].
    intros ws hws; destruct (pools_of_rows _ _ _ ws n1 n2 hws) as [-> _]; reflexivity. }
  split; [exact hM|].
  eapply Rle_trans; [exact hprob|]; apply lower_mono; intros samples hs Gin Gout hG.
  apply (layers_give_epsilon l n M sigma lambda W Gin Gout B X eps eps_w lambda_max n_max F_max);
    auto; try lra; intros i hi.
  destruct (Hn i ltac:(lia)) as [n1 _]; destruct (Hn (i - 1)%nat ltac:(lia)) as [n2 _].
  apply (pools_served (size k) (eps_w / 2) _ _ (pool_size m k (Nat.min (n i) (n (i - 1)%nat))) (M i)
    (W i) (Gin i) (Gout i) (fun j => nth (first_pool n i + j) samples [])); auto.
  intros j hj; destruct (target_pool l n W i j hi hj) as [h1 h2].
  pose proof (Forall2_nth _ _ _ [] [] _ _ hs _ h1) as h; cbv beta in h; rewrite h2 in h.
  rewrite pool_length in h by assumption; exact h.
Qed.

(** Theorem 30, repaired, with its conclusion: a fixed ReLU network without biases. *)
Theorem theorem_30_network : forall (l : nat) (n : nat -> nat) (W : nat -> mat) (B : nat -> R)
    (X : vec -> Prop) (eps eps_w delta w_max n_max F_max : R),
  (1 <= l)%nat ->
  widths_at_most l n n_max ->
  weights_at_most l n W w_max ->
  norms_at_most l n W B ->
  inputs_at_most l n (fun _ => relu) W X F_max ->
  0 < F_max -> 0 < eps_w < 2 * w_max -> 0 < delta < 1 ->
  eps_w <= eps / (exp 1 * INR l * Rpower n_max (3 / 2) * F_max
                  * prod_range 1 l (fun i => Rmax 1 (B i))) ->
  pools_give_masks l n (fun _ => relu) W X eps eps_w delta w_max.
Proof.
  intros l n W B X eps eps_w delta w_max n_max F_max Hl Hn HW HB HF HFm He Hd Hacc.
  apply (theorem_30_network_lipschitz l n (fun _ => relu) (fun _ => 1) W B X eps eps_w delta w_max
    1 n_max F_max); auto; try lra.
  - intros; split; [apply relu_lipschitz|lra].
  - apply relu_accuracy, Hacc.
Qed.

(** In the words "|W^_i|_2": a B_i that bounds whatever matrix the branches can make up
    bounds W*_i. *)
Corollary theorem_30_network_planned : forall (l : nat) (n : nat -> nat) (W : nat -> mat) (B : nat -> R)
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
  pools_give_masks l n (fun _ => relu) W X eps eps_w delta w_max.
Proof.
  intros l n W B X eps eps_w delta w_max n_max F_max Hl Hn HW HB HF HFm He Hd Hacc.
  apply (theorem_30_network l n W B X eps eps_w delta w_max n_max F_max); auto.
  intros i hi; apply HB; [exact hi|]; intros o d _ _.
  unfold Rminus; rewrite Rplus_opp_r, Rabs_R0; lra.
Qed.

(** ** An instance

    Widths 2, 2, 1; inputs of any sign in [-1, 1]; eps_w = 1/800 for eps = 1/2.  All premises
    hold; as the event has probability >= 1/2 there is a sample in it, there are matrices
    that agree with it, and so masks. *)
Module Example.

Definition n (i : nat) : nat := match i with 0 | 1 => 2 | _ => 1 end%nat.
Definition W (i : nat) : mat :=
  match i with
  | 1%nat => matrix [[1; -1/2]; [-1; 3/4]]
  | _ => matrix [[1; -1/3]]
  end.
Definition X (x : vec) : Prop := -1 <= x 0%nat <= 1 /\ -1 <= x 1%nat <= 1.

Lemma entries i o d : -1 <= W i o d <= 1.
Proof.
  unfold W, matrix.
  destruct i as [|[|i]], o as [|[|[|o]]], d as [|[|[|d]]]; simpl; lra.
Qed.

Lemma norms i : (1 <= i <= 2)%nat -> op_bound (n i) (n (i - 1)%nat) (W i) 2.
Proof.
  intro hi; apply (op_bound_le _ _ _ (sqrt (INR (n i) * INR (n (i - 1)%nat)) * 1)).
  - apply op_bound_max_norm; [lra|]; intros o d _ _; apply Rabs_le, entries.
  - rewrite Rmult_1_r; replace 2 with (sqrt (2 * 2)) by (apply sqrt_square; lra).
    apply sqrt_le_1_alt; destruct i as [|[|[|i]]]; try lia; simpl; lra.
Qed.

Lemma inputs x i j : X x -> (1 <= i <= 2)%nat -> (j < n (i - 1))%nat ->
  Rabs (forward n (fun _ => relu) W (i - 1) x j) <= 2.
Proof.
  intros [h0 h1] hi hj; destruct i as [|[|[|i]]]; try lia; simpl in hj |- *.
  - destruct j as [|[|j]]; try lia; apply Rabs_le; lra.
  - apply Rabs_le; unfold relu, mulmv, W, matrix.
    destruct j as [|[|j]]; try lia; simpl; unfold Rmax; destruct Rle_dec; lra.
Qed.

Lemma widths i : (i <= 2)%nat -> (1 <= n i)%nat /\ INR (n i) <= 4.
Proof. intros _; destruct i as [|[|i]]; simpl; split; lia || lra. Qed.

(** The printed condition, with n_max = 4, F_max = 2, |W*_i|_2 <= 2. *)
Lemma condition :
  1/800 <= 1/2 / (exp 1 * INR 2 * Rpower 4 (3 / 2) * 2 * prod_range 1 2 (fun _ => Rmax 1 2)).
Proof.
  rewrite Lemma01.three_halves_Rpower by lra; unfold Lemma01.three_halves.
  replace 4 with (2 * 2) at 2 by ring; rewrite sqrt_square by lra.
  unfold prod_range; simpl; rewrite !Rmax_right by lra.
  pose proof exp_le_3; pose proof (exp_pos 1).
  replace (1/2 / (exp 1 * (1 + 1) * (4 * 2) * 2 * (1 * 2 * 2))) with (/ 256 * / exp 1) by (field; lra).
  assert (/ 3 <= / exp 1) by (apply Rinv_le_contravar; lra); lra.
Qed.

(** The empty masks would not do. *)
Lemma not_empty : exists x, X x /\ forward n (fun _ => relu) W 2 x 0%nat = 3/2.
Proof.
  exists (fun d => match d with 0%nat => 1 | _ => -1 end); split; [unfold X; lra|].
  simpl; unfold relu, mulmv, W, matrix; simpl.
  unfold Rmax; repeat destruct Rle_dec; lra.
Qed.

Theorem instance : exists (samples : list (list (list (list R)))) (M : nat -> nat)
    (Gin Gout : nat -> mat) (b_in b_out : nat -> nat -> nat -> bool),
  M = (fun i => M_printed (kp (1/800) 1) (1/2) (n i) (n (i - 1)%nat) (weights (target 2 n W))) /\
  (forall i, (1 <= i <= 2)%nat ->
     agrees (n i) (n (i - 1)%nat)
       (pool_size (m_printed (1/800) 1 (1/2 / (2 * INR (weights (target 2 n W))))) (kk (1/800) 1)
          (Nat.min (n i) (n (i - 1)%nat)))
       (fun j => nth (first_pool n i + j) samples []) (Gin i) (Gout i)) /\
  forall x, X x ->
    norm 1 (vsub (forward n (fun _ => relu) W 2 x)
                 (pruned n M (fun _ => relu) Gin Gout b_in b_out 2 x)) <= 1/2.
Proof.
  destruct (theorem_30_network 2 n W (fun _ => 2) X (1/2) (1/800) (1/2) 1 4 2) as [_ h]; try lra; try lia.
  - apply widths.
  - intros i o d _ _ _; apply entries.
  - apply norms.
  - apply inputs.
  - apply condition.
  - cbv zeta in h; revert h; set (the_law := prod_laws _); intro h.
    match type of h with _ <= lower _ ?E =>
      destruct (@possible _ the_law E) as [samples hs]; [lra|] end.
    set (T := fun i => pool_size (m_printed (1/800) 1 (1/2 / (2 * INR (weights (target 2 n W)))))
      (kk (1/800) 1) (Nat.min (n i) (n (i - 1)%nat))).
    set (M := fun i => M_printed (kp (1/800) 1) (1/2) (n i) (n (i - 1)%nat) (weights (target 2 n W))) in *.
    destruct (matrices_exist (fun i => agrees (n i) (n (i - 1)%nat) (T i)
      (fun j => nth (first_pool n i + j) samples [])) 2) as (Gin & Gout & hG).
    { intros i hi; apply agrees_exists; destruct i as [|[|[|i]]]; simpl; lia. }
    destruct (hs _ _ hG) as (b_in & b_out & hb).
    exists samples, M, Gin, Gout, b_in, b_out.
    split; [reflexivity|split; [exact hG|exact hb]].
Qed.

End Example.

(** * [combined] with its conclusion |F(x) - G^(x)|_2 <= eps

    The paper's closing formula (Appendix D): "we can take M_i = min{...} to ensure that, with
    probability at least 1 - delta, sup_{x in X} |F(x) - G^(x)|_2 <= eps."
    The point is [combined_network]: for one fixed ReLU network F without biases, and M_i the
    smaller of ceil(16k'(N_i + ln(2k'N* /delta))) and Theorem 30's count, with probability
    >= 1 - delta there are masks with |F(x) - G^(x)|_2 <= eps for all x in X, and what layer i
    samples is at most M_i.  [combined_network_lipschitz]: with any Lipschitz activations.
    [Example.instance]: a 2-2-1 network.  *)

(** With weights in [-w_max, w_max], 0 < eps_w < 2 w_max and
      eps_w <= eps / (e l n_max^{3/2} F_max prod_i max{1, B_i}),  |W*_i|_2 <= B_i
    (the target's own norms: Theorem30Network.v).  G's weight matrices: for a batch
    [agrees_batch] gives every weight; for Algorithm 1's pools [agrees] gives the sampled pairs,
    and the conclusion holds whatever the others are.

    Not proved: the printed minimum (its budgets add up to more than delta:
    closing_minimum/PrintedBudgets.v); every F under one draw; eps_w >= 2 w_max; biases. *)

From Coq Require Import Reals Lra Lia List Psatz Arith.
From Certify.coq Require Import Linear Probability Neuron.
From Certify.theorem_30 Require Import Intervals Pools Theorem30 Served Accuracy PoolMasks Theorem30Network.
From Certify.batch_hall Require Import BatchLayer.
From Certify.combined Require Import Combined.
From Certify.theorem_03 Require Import Theorem03Network.
Import ListNotations.
Open Scope R_scope.

(** ** The smaller of the two counts *)

(** The weight matrices of a layer with M neurons contain what it sampled. *)
Definition agrees_layer (n p T M : nat) (x : layer_sample) (Gin Gout : mat) : Prop :=
  match x with
  | Batched sample => agrees_batch n p M sample Gin Gout
  | Recycled samples => agrees n p T (fun j => nth j samples []) Gin Gout
  end.

Lemma agrees_layer_exists n p T M x : (1 <= n)%nat -> (1 <= p)%nat ->
  exists Gin Gout, agrees_layer n p T M x Gin Gout.
Proof.
  intros hn hp; destruct x as [sample|samples]; [|apply agrees_exists; assumption].
  exists (fun z d => nth (n + d) (nth z sample []) 0), (fun o z => nth o (nth z sample []) 0).
  intros z o d _ _ _; auto.
Qed.

Section Sizes.
  Variables eps_w w_max delta : R.
  Variable N : nat.

  (** A batch is sampled where the batch is the smaller, and it has as many neurons. *)
  Definition of_size (t : nat * nat * (nat -> nat -> R)) (x : layer_sample) : Prop :=
    let (nq, V) := t in
    match x with
    | Batched sample => length sample = M_combined eps_w w_max delta N (fst nq) (snd nq)
    | Recycled _ => takes_batch eps_w w_max delta N (fst nq) (snd nq) = false
    end.

  Lemma sure_size (t : nat * nat * (nat -> nat -> R)) :
    sure (let (nq, V) := t in layer_law eps_w w_max delta N (fst nq) (snd nq) V) (of_size t).
  Proof.
    destruct t as [[a b] V]; simpl fst; simpl snd; unfold layer_law, of_size; simpl fst; simpl snd.
    destruct (takes_batch eps_w w_max delta N a b) eqn:e.
    - eapply sure_map; [apply sure_iid|]; intros sample hs; cbv beta in *; rewrite hs.
      unfold takes_batch in e; apply Nat.leb_le in e; unfold M_combined; lia.
    - eapply sure_map; [apply (@sure_all _ _ (fun _ => True)); auto|]; reflexivity.
  Qed.
End Sizes.

(** What is claimed of the layers' samples: layer i samples at most M_i neurons, and with
    probability >= 1 - delta there are masks within eps. *)
Set Warnings "-inconsistent-scopes".
Local Notation layers_give_masks l n sigma W X eps eps_w delta w_max :=
  (let N := weights (target l n W) in
   let m := m_printed eps_w w_max (delta / (2 * INR N)) in
   let M := fun i => M_combined eps_w w_max delta N (n i) (n (i - 1)%nat) in
   let T_i := fun i => pool_size m (kk eps_w w_max) (Nat.min (n i) (n (i - 1)%nat)) in
   (forall i, (1 <= i <= l)%nat ->
      (sampled eps_w w_max delta N (n i) (n (i - 1)%nat) (from_1 (W i)) <= M i)%nat) /\
   1 - delta <= lower
     (prod_laws (map (fun t : nat * nat * (nat -> nat -> R) =>
        let (nq, V) := t in layer_law eps_w w_max delta N (fst nq) (snd nq) V) (target l n W)))
     (fun samples => forall Gin Gout : nat -> mat,
        (forall i, (1 <= i <= l)%nat ->
           agrees_layer (n i) (n (i - 1)%nat) (T_i i) (M i) (nth (i - 1) samples (Batched []))
             (Gin i) (Gout i)) ->
        exists b_in b_out : nat -> nat -> nat -> bool, forall x, X x ->
          norm (n l) (vsub (forward n sigma W l x) (pruned n M sigma Gin Gout b_in b_out l x)) <= eps)) (only parsing).
Set Warnings "inconsistent-scopes".

Theorem combined_network_lipschitz : forall (l : nat) (n : nat -> nat) (sigma : nat -> R -> R)
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
  layers_give_masks l n sigma W X eps eps_w delta w_max.
Proof.
  intros l n sigma lambda W B X eps eps_w delta w_max lambda_max n_max F_max
    Hl Hlip Hn HW HB HF Hlm HFm He Hd Hacc; cbv zeta.
  destruct (combined eps_w w_max delta (target l n W) He Hd (target_not_nil l n W Hl)
    (target_range l n W w_max (fun i h => proj1 (Hn i h)) HW)) as [hcount hprob].
  set (N := weights (target l n W)) in *.
  assert (hc : forall i, (1 <= i <= l)%nat ->
            (sampled eps_w w_max delta N (n i) (n (i - 1)%nat) (from_1 (W i))
             <= M_combined eps_w w_max delta N (n i) (n (i - 1)%nat))%nat)
    by (intros i hi; apply (hcount _ _ _ (target_in l n W i hi))).
  split; [exact hc|].
  eapply Rle_trans; [exact hprob|].
  eapply sure_lower; [apply sure_prod with (A := of_size eps_w w_max delta N); intros t _; apply sure_size|].
  intros samples hsize hs Gin Gout hG.
  apply (layers_give_epsilon l n _ sigma lambda W Gin Gout B X eps eps_w lambda_max n_max F_max);
    auto; try lra; intros i hi.
  destruct (Hn i ltac:(lia)) as [n1 _]; destruct (Hn (i - 1)%nat ltac:(lia)) as [n2 _].
  set (t0 := (0%nat, 0%nat, fun _ _ : nat => 0)).
  assert (hlen : (i - 1 < length (target l n W))%nat) by (rewrite target_length; lia).
  pose proof (Forall2_nth _ _ _ t0 (Batched []) _ _ hsize (i - 1)%nat hlen) as h1.
  pose proof (Forall2_nth _ _ _ t0 (Batched []) _ _ hs (i - 1)%nat hlen) as h2.
  specialize (hG i hi); specialize (hc i hi).
  unfold of_size in h1; rewrite nth_target in h1, h2 by exact hi; simpl fst in *; simpl snd in *.
  destruct (nth (i - 1) samples (Batched [])) as [sample|samples_i]; simpl in hG.
  - apply (batch_served eps_w w_max _ _ _ (W i) _ _ sample); assumption.
  - apply (pools_served (size (kk eps_w w_max)) (eps_w / 2) _ _
      (pool_size (m_printed eps_w w_max (delta / (2 * INR N))) (kk eps_w w_max)
         (Nat.min (n i) (n (i - 1)%nat)))
      _ (W i) (Gin i) (Gout i) (fun j => nth j samples_i [])); auto.
    + intros j hj; unfold layer_solved in h2.
      pose proof (Forall2_nth _ _ _ [] [] _ _ h2 j ltac:(rewrite pools_of_length; exact hj)) as h.
      cbv beta in h.
      rewrite pool_length in h by assumption; exact h.
    + unfold sampled in hc; rewrite h1 in hc.
      erewrite total_equal in hc; [rewrite pools_of_length in hc; exact hc|].
      intros ws hws; destruct (pools_of_rows _ _ _ ws n1 n2 hws) as [-> _]; reflexivity.
Qed.

(** [combined] with its conclusion on the network: a fixed ReLU network without biases. *)
Theorem combined_network : forall (l : nat) (n : nat -> nat) (W : nat -> mat) (B : nat -> R)
    (X : vec -> Prop) (eps eps_w delta w_max n_max F_max : R),
  (1 <= l)%nat ->
  widths_at_most l n n_max ->
  weights_at_most l n W w_max ->
  norms_at_most l n W B ->
  inputs_at_most l n (fun _ => relu) W X F_max ->
  0 < F_max -> 0 < eps_w < 2 * w_max -> 0 < delta < 1 ->
  eps_w <= eps / (exp 1 * INR l * Rpower n_max (3 / 2) * F_max
                  * prod_range 1 l (fun i => Rmax 1 (B i))) ->
  layers_give_masks l n (fun _ => relu) W X eps eps_w delta w_max.
Proof.
  intros l n W B X eps eps_w delta w_max n_max F_max Hl Hn HW HB HF HFm He Hd Hacc.
  apply (combined_network_lipschitz l n (fun _ => relu) (fun _ => 1) W B X eps eps_w delta w_max
    1 n_max F_max); auto; try lra.
  - intros; split; [apply relu_lipschitz|lra].
  - apply relu_accuracy, Hacc.
Qed.

(** ** An instance: the network of Theorem30Network.v *)
Module Example.

Import Theorem30Network.Example.

Theorem instance : exists (samples : list layer_sample) (M : nat -> nat) (Gin Gout : nat -> mat)
    (b_in b_out : nat -> nat -> nat -> bool),
  M = (fun i => M_combined (1/800) 1 (1/2) (weights (target 2 n W)) (n i) (n (i - 1)%nat)) /\
  (forall i, (1 <= i <= 2)%nat ->
     agrees_layer (n i) (n (i - 1)%nat)
       (pool_size (m_printed (1/800) 1 (1/2 / (2 * INR (weights (target 2 n W))))) (kk (1/800) 1)
          (Nat.min (n i) (n (i - 1)%nat)))
       (M i) (nth (i - 1) samples (Batched [])) (Gin i) (Gout i)) /\
  forall x, X x ->
    norm 1 (vsub (forward n (fun _ => relu) W 2 x)
                 (pruned n M (fun _ => relu) Gin Gout b_in b_out 2 x)) <= 1/2.
Proof.
  destruct (combined_network 2 n W (fun _ => 2) X (1/2) (1/800) (1/2) 1 4 2) as [_ h]; try lra; try lia.
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
    set (M := fun i => M_combined (1/800) 1 (1/2) (weights (target 2 n W)) (n i) (n (i - 1)%nat)) in *.
    destruct (matrices_exist (fun i => agrees_layer (n i) (n (i - 1)%nat) (T i) (M i)
      (nth (i - 1) samples (Batched []))) 2) as (Gin & Gout & hG).
    { intros i hi; apply agrees_layer_exists; destruct i as [|[|[|i]]]; simpl; lia. }
    destruct (hs _ _ hG) as (b_in & b_out & hb).
    exists samples, M, Gin, Gout, b_in, b_out.
    split; [reflexivity|split; [exact hG|exact hb]].
Qed.

End Example.

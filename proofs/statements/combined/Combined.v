(** * Our count [combined]: per layer the smaller of the batch count and Theorem 30's

    The repaired form of the paper's closing formula (Appendix D), for a fixed target network.
    N_i is the number of weights of layer i, N* = N_1 + ... + N_l, k' as in Theorem 3.  A layer
    samples one batch of neurons or Algorithm 1's pools ([layer_law]), whichever is smaller
    ([M_combined]), with the budget delta N_i/N*.
    The point is [combined]: all layers hold their masks with probability >= 1 - delta.
    [union_of_layers]: layers failing with probability <= delta N_i/N* each.  *)

(** Not proved: "for any target network F" (the pools depend on F); that masks within eps_w/2
    give sup |F - G^| <= eps is in CombinedNetwork.v. *)

From Coq Require Import Reals Lra Lia List Psatz Arith.
From Certify.coq Require Import Sums Probability Neuron.
From Certify.theorem_30 Require Import Intervals Pools Theorem30.
From Certify.batch_hall Require Import BatchLayer.
Import ListNotations.
Open Scope R_scope.

(** ** Budgets *)

Definition sum_nat (N : nat -> nat) (l : nat) : nat := fold_right Nat.add 0%nat (map N (seq 0 l)).

Theorem union_of_layers :
  forall (Sample : Type) (L : law Sample) (l : nat) (N : nat -> nat) (fails : nat -> Sample -> Prop) (delta : R),
    (1 <= sum_nat N l)%nat ->
    (forall i, (i < l)%nat -> upper L (fails i) <= delta * INR (N i) / INR (sum_nat N l)) ->
    upper L (fun x => exists i, (i < l)%nat /\ fails i x) <= delta.
Proof.
  intros Sample L l N fails delta hN h.
  assert (h0 : 0 < INR (sum_nat N l)) by (apply lt_0_INR; lia).
  eapply Rle_trans.
  - apply (union_bound_sum L fails (fun i => delta / INR (sum_nat N l) * INR (N i))).
    intros i hi; eapply Rle_trans; [apply h, hi|right; field; lra].
  - rewrite shares_total; fold (sum_nat N l); right; field; lra.
Qed.

(** ** The smaller of the two, per layer *)

(** What a layer samples: one batch of neurons, or Algorithm 1's pools. *)
Inductive layer_sample : Type :=
  | Batched (sample : list (list R))
  | Recycled (samples : list (list (list (list R)))).

Section Combined.
  Variables eps_w w_max delta : R.
  Hypothesis eps_range : 0 < eps_w < 2 * w_max.
  Hypothesis delta_range : 0 < delta < 1.
  Variable Nstar : nat.
  Hypothesis Nstar_pos : (1 <= Nstar)%nat.

  Let k : nat := kk eps_w w_max.
  Let k' : R := kp eps_w w_max.
  Let m : nat := m_printed eps_w w_max (delta / (2 * INR Nstar)).
  Let a : R := alpha eps_w w_max.
  Let b : R := beta eps_w w_max.
  Let T (ws : list R) : nat := pool_size m k (length ws).

  Definition takes_batch (n q : nat) : bool :=
    (M_batch k' delta (n * q) Nstar <=? M_printed k' delta n q Nstar)%nat.

  (** The count: the minimum. *)
  Definition M_combined (n q : nat) : nat :=
    Nat.min (M_batch k' delta (n * q) Nstar) (M_printed k' delta n q Nstar).

  (** The neurons that the layer really samples. *)
  Definition sampled (n q : nat) (W : nat -> nat -> R) : nat :=
    if takes_batch n q then M_batch k' delta (n * q) Nstar
    else fold_right Nat.add 0%nat (map T (pools_of n q W)).

  Definition layer_law (n q : nat) (W : nat -> nat -> R) : law layer_sample :=
    if takes_batch n q
    then map_law Batched (iid (full_neuron a b n q) (M_batch k' delta (n * q) Nstar))
    else map_law Recycled
           (prod_laws (map (fun ws => iid (iid (neuron a b) (T ws)) (length ws)) (pools_of n q W))).

  (** Every target weight has its masks, on both branches, no neuron serves twice. *)
  Definition layer_solved (n q : nat) (W : nat -> nat -> R) (x : layer_sample) : Prop :=
    match x with
    | Batched sample => batch_solved eps_w w_max n q W sample
    | Recycled samples =>
        Forall2 (fun ws cols => solved (size k) (eps_w / 2) (repeat true (T ws)) ws cols)
          (pools_of n q W) samples
    end.

  Theorem one_layer n q W : (1 <= n)%nat -> (1 <= q)%nat ->
    (forall o d, (1 <= o <= n)%nat -> (1 <= d <= q)%nat -> - w_max <= W o d <= w_max) ->
    (sampled n q W <= M_combined n q)%nat /\
    1 - delta * INR (n * q) / INR Nstar <= lower (layer_law n q W) (layer_solved n q W).
  Proof.
    intros hn hq hW; unfold sampled, M_combined, layer_law, takes_batch.
    assert (hN : 0 < INR Nstar) by (apply lt_0_INR; lia).
    pose proof (kp_ge_1 eps_w w_max (proj1 eps_range) (proj2 eps_range)) as k1; fold k' in k1.
    destruct (Nat.leb_spec (M_batch k' delta (n * q) Nstar) (M_printed k' delta n q Nstar)) as [le|gt].
    - split; [lia|]; rewrite map_law_lower; simpl layer_solved.
      apply batch_layer; auto; lra.
    - split.
      + rewrite Nat.min_r by lia.
        assert (hs : delta < 2 * kp eps_w w_max * INR Nstar).
        { fold k'; apply le_INR in Nstar_pos; simpl in Nstar_pos; nra. }
        destruct (theorem_30_count eps_w w_max delta n q Nstar eps_range (proj1 delta_range)
                    hn hq Nstar_pos hs) as [h _].
        fold m k k' in h; eapply Nat.le_trans; [|exact h].
        rewrite <- (pools_of_length n q W).
        eapply Nat.le_trans; [apply total_at_most with (c := (m + 2 * k * (Nat.min n q - 1))%nat)|lia].
        intros ws hin; unfold T, pool_size; destruct (pools_of_rows n q W ws hn hq hin) as [-> _].
        apply Nat.add_le_mono_l, Nat.mul_le_mono_r, Nat.mul_le_mono_l.
        unfold size; destruct (k <? 3)%nat; lia.
      + rewrite map_law_lower; simpl layer_solved.
        eapply Rle_trans; [|apply (pools_solved eps_w w_max (delta / (2 * INR Nstar)) (pools_of n q W) eps_range)].
        * right; rewrite pools_of_total by assumption; field; lra.
        * apply Rdiv_lt_0_compat; lra.
        * intros ws w hws hw; destruct (pools_of_rows n q W ws hn hq hws) as [_ r].
          destruct (r w hw) as (o & d & ho & hd & ->); apply hW; assumption.
  Qed.
End Combined.

(** Layers (n_i, n_{i-1}, W*_i); no premise on the layers but their sizes and w_max. *)
Theorem combined :
  forall (eps_w w_max delta : R) (layers : list (nat * nat * (nat -> nat -> R))),
    0 < eps_w < 2 * w_max -> 0 < delta < 1 -> layers <> [] ->
    (forall n q W, In (n, q, W) layers -> (1 <= n)%nat /\ (1 <= q)%nat /\
       forall o d, (1 <= o <= n)%nat -> (1 <= d <= q)%nat -> - w_max <= W o d <= w_max) ->
    let N := weights layers in
    (forall n q W, In (n, q, W) layers ->
       (sampled eps_w w_max delta N n q W <= M_combined eps_w w_max delta N n q)%nat /\
       1 - delta * INR (n * q) / INR N
         <= lower (layer_law eps_w w_max delta N n q W) (layer_solved eps_w w_max delta N n q W)) /\
    1 - delta <= lower
      (prod_laws (map (fun l : nat * nat * (nat -> nat -> R) =>
         let (nq, W) := l in layer_law eps_w w_max delta N (fst nq) (snd nq) W) layers))
      (fun samples => Forall2 (fun (l : nat * nat * (nat -> nat -> R)) sample =>
         let (nq, W) := l in layer_solved eps_w w_max delta N (fst nq) (snd nq) W sample) layers samples).
Proof.
  intros eps_w w_max delta layers he hd hne hl; cbv zeta.
  assert (hN : (1 <= weights layers)%nat).
  { unfold weights; destruct layers as [|[[n q] W] t]; [congruence|].
    destruct (hl n q W (or_introl eq_refl)) as (hn & hq & _); simpl; nia. }
  assert (n0 : 0 < INR (weights layers)) by (apply lt_0_INR; lia).
  assert (each : forall n q W, In (n, q, W) layers ->
       (sampled eps_w w_max delta (weights layers) n q W
          <= M_combined eps_w w_max delta (weights layers) n q)%nat /\
       1 - delta * INR (n * q) / INR (weights layers)
         <= lower (layer_law eps_w w_max delta (weights layers) n q W)
                  (layer_solved eps_w w_max delta (weights layers) n q W)).
  { intros n q W h; destruct (hl n q W h) as (hn & hq & hW); apply one_layer; assumption. }
  split; [exact each|].
  set (size_of := fun l : nat * nat * (nat -> nat -> R) => (fst (fst l) * snd (fst l))%nat).
  eapply Rle_trans; [|apply (prod_laws_union
    (fun l : nat * nat * (nat -> nat -> R) =>
       let (nq, W) := l in layer_law eps_w w_max delta (weights layers) (fst nq) (snd nq) W)
    (fun (l : nat * nat * (nat -> nat -> R)) sample =>
       let (nq, W) := l in layer_solved eps_w w_max delta (weights layers) (fst nq) (snd nq) W sample)
    (fun l => delta / INR (weights layers) * INR (size_of l)))].
  - rewrite shares_total.
    change (fold_right Nat.add 0%nat (map size_of layers)) with (weights layers); right; field; lra.
  - intros [[n q] W] h; destruct (each n q W h) as [_ e]; simpl fst; simpl snd.
    eapply Rle_trans; [|exact e]; right; unfold size_of; simpl fst; simpl snd; field; lra.
Qed.

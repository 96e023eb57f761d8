(** * Theorem 30 (ReLU sampling bound #2), for a fixed target network

    The paper: "Theorem 3 holds simultaneously also with
    M_i = ceil(2k'(n_i n_{i-1} + 4 max{n_i, n_{i-1}} ln(2k'N* /delta)))".
    The point is [theorem_30]: with the printed M_i there are enough neurons for the pools of
    every layer ([theorem_30_count]), and with probability >= 1 - delta every target weight
    w* has its w^+ and w^-, each within eps_w/2, no neuron used twice ([theorem_30_sampling]).
    That masks within eps_w/2 give |F - G^| <= eps: Theorem30Network.v.  *)

(** For 0 < eps_w < 2 w_max (else the empty masks do) and a fixed F; the paper states neither.
    A mask has at most [size k] neurons: k, and for k >= 3 only k - 1.

    - [theorem_30_count]: the printed M_i is enough for the pools of layer i, whether
      |K| <= k is used (refills 2k(min - 1)) or the printed count m max + 2(k-1) n_i n_{i-1},
      and although max * ceil(8k' ln(k'/delta_w)) may exceed max * 8k' ln(k'/delta_w);
    - [printed_pool_count]: for k >= 3 the printed m + 2(k-1) n_{i-1} is enough for a pool
      (for k <= 2 it is not what the algorithm needs: Algorithm1, [printed_count_witness]);
    - [theorem_30_layers], [theorem_30]: for pools, and for the matrices of a network cut into
      pools by Algorithm 1's (repaired) indices ([pools_cover]).

    The refill after the last target weight of a pool (line 31 does it too) serves nothing
    and is not counted.

    How a pool is modelled: for its d-th target weight it has, for every neuron, the pair
    (z_out, z_in) of weights at that target weight's output and input; all pairs are
    independent.  That is what "no input weight and no output weight is used for more than
    one target weight" gives (algorithm_1/Algorithm1.v): the pairs of one neuron have no
    weight in common, and different pools have different neurons.

    Not true in general: the quantifier "for any target network F" of Theorem 3; the pools of
    Algorithm 1 depend on F, so delta is for one F. *)

From Coq Require Import Reals Lra Lia List Psatz Arith.
From Certify.coq Require Import Sums Probability Neuron.
From Certify.algorithm_1 Require Import Algorithm1.
From Certify.theorem_30 Require Import Intervals Pools.
Import ListNotations.
Open Scope R_scope.

(** [pools]: the target weights of the network, pool by pool. *)
Theorem theorem_30_sampling :
  forall (eps_w w_max delta : R) (pools : list (list R)),
    0 < eps_w < 2 * w_max -> 0 < delta -> (1 <= total pools)%nat ->
    (forall ws w, In ws pools -> In w ws -> - w_max <= w <= w_max) ->
    let k := kk eps_w w_max in
    let m := m_printed eps_w w_max (delta / (2 * INR (total pools))) in
    let T := fun ws : list R => pool_size m k (length ws) in
    let P := neuron (alpha eps_w w_max) (beta eps_w w_max) in
    1 - delta <=
      lower (prod_laws (map (fun ws => iid (iid P (T ws)) (length ws)) pools))
        (fun samples => Forall2
           (fun ws cols => solved (size k) (eps_w / 2) (repeat true (T ws)) ws cols)
           pools samples).
Proof.
Proof.
  intros eps_w w_max delta pools he hd hN hw; cbv zeta.
  assert (hN' : 0 < INR (total pools)) by (apply lt_0_INR; lia).
  eapply Rle_trans; [|apply (pools_solved eps_w w_max (delta / (2 * INR (total pools))) pools he); auto].
  - right; field; lra.
  - apply Rdiv_lt_0_compat; lra.
Qed.

(** For k >= 3 the paper's count "m + 2(k-1) n_{i-1}" is enough for a pool. *)
Lemma printed_pool_count m k D : (3 <= k)%nat -> (pool_size m k D <= m + 2 * (k - 1) * D)%nat.
Proof.
  intro h; unfold pool_size, size; destruct (Nat.ltb_spec k 3); [lia|].
  apply Nat.add_le_mono_l, Nat.mul_le_mono_l; lia.
Qed.

(** ** The printed M_i *)

Definition M_printed (k' delta : R) (n p N : nat) : nat :=
  ceiling (2 * k' * (INR n * INR p + 4 * INR (Nat.max n p) * ln (2 * k' * INR N / delta))).

Lemma max_min n p : (Nat.max n p * Nat.min n p = n * p)%nat.
Proof. destruct (Nat.max_spec n p), (Nat.min_spec n p); lia || nia. Qed.

(** Layer i has max{n_i, n_{i-1}} pools of min{n_i, n_{i-1}} target weights. *)
Theorem theorem_30_count :
  forall (eps_w w_max delta : R) (n p N : nat),
    0 < eps_w < 2 * w_max -> 0 < delta -> (1 <= n)%nat -> (1 <= p)%nat -> (1 <= N)%nat ->
    let k := kk eps_w w_max in
    let m := m_printed eps_w w_max (delta / (2 * INR N)) in
    let M := M_printed (kp eps_w w_max) delta n p N in
    delta < 2 * kp eps_w w_max * INR N ->
    (Nat.max n p * (m + 2 * k * (Nat.min n p - 1)) <= M)%nat /\
    (Nat.max n p * m + 2 * (k - 1) * (n * p) <= M)%nat.
Proof.
  intros eps_w w_max delta n p N he hd hn hp hN; cbv zeta; intro hs.
  pose proof (kp_ge_1 eps_w w_max (proj1 he) (proj2 he)) as h1.
  pose proof (kk_le_kp eps_w w_max (proj1 he) (proj2 he)) as h2.
  pose proof (kk_pos eps_w w_max (proj1 he) (proj2 he)) as h3.
  set (k' := kp eps_w w_max) in *; set (k := kk eps_w w_max) in *.
  assert (hN' : 0 < INR N) by (apply lt_0_INR; lia).
  assert (em : k' / (delta / (2 * INR N)) = 2 * k' * INR N / delta) by (field; lra).
  unfold m_printed; fold k'; rewrite em; unfold M_printed.
  set (l := ln (2 * k' * INR N / delta)).
  assert (hl : 0 < l).
  { unfold l; rewrite <- ln_1; apply ln_increasing; [lra|].
    apply Rmult_lt_reg_r with delta; [exact hd|].
    unfold Rdiv; rewrite Rmult_assoc, Rinv_l; lra. }
  assert (kl : 0 < 8 * k' * l) by (apply Rmult_lt_0_compat; lra).
  pose proof (@ceiling_lt (8 * k' * l) ltac:(lra)) as hm.
  set (m := ceiling (8 * k' * l)) in *.
  pose proof (ceiling_ge (2 * k' * (INR n * INR p + 4 * INR (Nat.max n p) * l))) as hM.
  set (M := ceiling (2 * k' * (INR n * INR p + 4 * INR (Nat.max n p) * l))) in *.
  clearbody M.
  rewrite <- mult_INR, <- max_min, mult_INR in hM.
  set (x := Nat.max n p) in *; set (y := Nat.min n p) in *.
  assert (hx : (1 <= x)%nat) by (unfold x; lia); assert (hy : (1 <= y)%nat) by (unfold y; lia).
  assert (exy : (x * y = n * p)%nat) by apply max_min.
  rewrite <- exy; clearbody x y m.
  apply le_INR in hx, hy, h3; simpl in hx, hy, h3.
  assert (xm : INR x * INR m <= INR x * (8 * k' * l) + INR x) by nra.
  assert (xy : INR x * INR y * INR k <= INR x * INR y * k').
  { apply Rmult_le_compat_l; [|exact h2]; nra. }
  split; apply INR_le.
  - rewrite mult_INR, plus_INR, mult_INR, minus_INR, mult_INR by (apply INR_le; simpl; lra).
    simpl (INR 2); simpl (INR 1).
    apply Rle_trans with (INR x * (8 * k' * l) + INR x + 2 * (INR x * INR y * INR k) - 2 * (INR x * INR k));
      [nra|].
    apply Rle_trans with (2 * k' * (INR x * INR y + 4 * INR x * l)); [|exact hM].
    assert (INR x <= INR x * INR k) by nra; nra.
  - rewrite plus_INR, !mult_INR, minus_INR by (apply INR_le; simpl; lra).
    simpl (INR 2); simpl (INR 1).
    apply Rle_trans with (2 * k' * (INR x * INR y + 4 * INR x * l)); [|exact hM].
    assert (INR x <= INR x * INR y) by nra; nra.
Qed.

(** ** Both together: a network given layer by layer *)

(** Layers as lists of pools; [M]: the neurons sampled for each layer.  With the printed
    M_i there are enough neurons for the pools of every layer, and the pools solve every
    target weight with probability at least 1 - delta. *)
Theorem theorem_30_layers :
  forall (eps_w w_max delta : R) (layers : list (nat * nat * list (list R))),
    0 < eps_w < 2 * w_max -> 0 < delta < 1 ->
    (forall n p pools, In (n, p, pools) layers ->
       (1 <= n)%nat /\ (1 <= p)%nat /\ length pools = Nat.max n p /\
       forall ws, In ws pools -> length ws = Nat.min n p /\
         forall w, In w ws -> - w_max <= w <= w_max) ->
    let all := flat_map snd layers in
    let N := total all in
    let k := kk eps_w w_max in
    let k' := kp eps_w w_max in
    let m := m_printed eps_w w_max (delta / (2 * INR N)) in
    let T := fun ws : list R => pool_size m k (length ws) in
    let P := neuron (alpha eps_w w_max) (beta eps_w w_max) in
    (1 <= N)%nat ->
    (forall n p pools, In (n, p, pools) layers ->
       (fold_right Nat.add 0 (map T pools) <= M_printed k' delta n p N)%nat) /\
    1 - delta <=
      lower (prod_laws (map (fun ws => iid (iid P (T ws)) (length ws)) all))
        (fun samples => Forall2
           (fun ws cols => solved (size k) (eps_w / 2) (repeat true (T ws)) ws cols)
           all samples).
Proof.
  intros eps_w w_max delta layers he hd hl; cbv zeta; intro hN.
  set (N := total (flat_map snd layers)) in *.
  set (m := m_printed _ _ _).
  split.
  - intros n p pools hin; destruct (hl n p pools hin) as (hn & hp & hlen & hws).
    assert (hs : delta < 2 * kp eps_w w_max * INR N).
    { pose proof (kp_ge_1 eps_w w_max (proj1 he) (proj2 he)).
      apply le_INR in hN; simpl in hN; nra. }
    destruct (theorem_30_count eps_w w_max delta n p N he (proj1 hd) hn hp hN hs) as [h _].
    fold m in h; eapply Nat.le_trans; [|exact h].
    rewrite <- hlen; apply total_at_most; intros ws hin'; unfold pool_size.
    destruct (hws ws hin') as [-> _].
    apply Nat.add_le_mono_l, Nat.mul_le_mono_r, Nat.mul_le_mono_l.
    unfold size; destruct (kk eps_w w_max <? 3)%nat; lia.
  - apply theorem_30_sampling; [exact he|lra|exact hN|].
    intros ws w hws hw; apply in_flat_map in hws as (((n & p) & pools) & hin & hws).
    destruct (hl n p pools hin) as (_ & _ & _ & h); apply (h ws hws), hw.
Qed.

(** ** The network's matrices, cut into pools by Algorithm 1 *)

(** W o d: the target weight from input d = 1..p to output o = 1..n. *)
Definition pools_of (n p : nat) (W : nat -> nat -> R) : list (list R) :=
  if (p <=? n)%nat
  then map (fun j => map (fun d => W (idx_out_repaired n j d) d) (seq 1 p)) (seq 1 n)
  else map (fun j => map (fun o => W o (idx_out_repaired p j o)) (seq 1 n)) (seq 1 p).

Lemma pools_of_length n p W : length (pools_of n p W) = Nat.max n p.
Proof.
  unfold pools_of; destruct (Nat.leb_spec p n); rewrite map_length, seq_length; lia.
Qed.

Lemma pools_of_rows n p W ws : (1 <= n)%nat -> (1 <= p)%nat -> In ws (pools_of n p W) ->
  length ws = Nat.min n p /\
  forall w, In w ws -> exists o d, (1 <= o <= n)%nat /\ (1 <= d <= p)%nat /\ w = W o d.
Proof.
  intros hn hp; unfold pools_of; destruct (Nat.leb_spec p n); intro hin;
    apply in_map_iff in hin as (j & <- & _); (split; [rewrite map_length, seq_length; lia|]);
    intros w hw; apply in_map_iff in hw as (i & <- & hi); apply in_seq in hi.
  - exists (idx_out_repaired n j i), i; pose proof (idx_range n j i hn); repeat split; lia.
  - exists i, (idx_out_repaired p j i); pose proof (idx_range p j i hp); repeat split; lia.
Qed.

(** Every target weight is in a pool. *)
Theorem pools_cover n p W o d : (1 <= o <= n)%nat -> (1 <= d <= p)%nat ->
  exists ws, In ws (pools_of n p W) /\ In (W o d) ws.
Proof.
  intros ho hd; unfold pools_of; destruct (Nat.leb_spec p n).
  - destruct (covered_exactly_once n d o) as (j & [hj e] & _); [lia|lia|].
    eexists; split; [apply in_map_iff; exists j; split; [reflexivity|apply in_seq; lia]|].
    apply in_map_iff; exists d; split; [rewrite e; reflexivity|apply in_seq; lia].
  - destruct (covered_exactly_once p o d) as (j & [hj e] & _); [lia|lia|].
    eexists; split; [apply in_map_iff; exists j; split; [reflexivity|apply in_seq; lia]|].
    apply in_map_iff; exists o; split; [rewrite e; reflexivity|apply in_seq; lia].
Qed.

Lemma total_app ps qs : total (ps ++ qs) = (total ps + total qs)%nat.
Proof. unfold total; induction ps as [|ws ps IH]; simpl; [reflexivity|rewrite IH; lia]. Qed.

Lemma pools_of_total n p W : (1 <= n)%nat -> (1 <= p)%nat -> total (pools_of n p W) = (n * p)%nat.
Proof.
  intros hn hp; unfold total; rewrite (total_equal _ (@length R) (Nat.min n p)), pools_of_length; [apply max_min|].
  intros ws h; apply (pools_of_rows n p W ws hn hp h).
Qed.

(** N*, the number of weights. *)
Definition weights (layers : list (nat * nat * (nat -> nat -> R))) : nat :=
  fold_right Nat.add 0%nat (map (fun l => fst (fst l) * snd (fst l))%nat layers).

(** Theorem 30 for a fixed network, up to Lemma 1: layers (n_i, n_{i-1}, W*_i). *)
Theorem theorem_30 :
  forall (eps_w w_max delta : R) (layers : list (nat * nat * (nat -> nat -> R))),
    0 < eps_w < 2 * w_max -> 0 < delta < 1 -> layers <> [] ->
    (forall n p W, In (n, p, W) layers -> (1 <= n)%nat /\ (1 <= p)%nat /\
       forall o d, (1 <= o <= n)%nat -> (1 <= d <= p)%nat -> - w_max <= W o d <= w_max) ->
    let N := weights layers in
    let k := kk eps_w w_max in
    let k' := kp eps_w w_max in
    let m := m_printed eps_w w_max (delta / (2 * INR N)) in
    let T := fun ws : list R => pool_size m k (length ws) in
    let P := neuron (alpha eps_w w_max) (beta eps_w w_max) in
    let pools := fun l => pools_of (fst (fst l)) (snd (fst l)) (snd l) in
    (forall n p W, In (n, p, W) layers ->
       (fold_right Nat.add 0 (map T (pools_of n p W)) <= M_printed k' delta n p N)%nat) /\
    1 - delta <=
      lower (prod_laws (map (fun ws => iid (iid P (T ws)) (length ws)) (flat_map pools layers)))
        (fun samples => Forall2
           (fun ws cols => solved (size k) (eps_w / 2) (repeat true (T ws)) ws cols)
           (flat_map pools layers) samples).
Proof.
  intros eps_w w_max delta layers he hd hne hl; cbv zeta.
  set (pools := fun l : nat * nat * (nat -> nat -> R) =>
                  pools_of (fst (fst l)) (snd (fst l)) (snd l)).
  set (L := map (fun l => (fst l, pools l)) layers).
  assert (eL : flat_map snd L = flat_map pools layers).
  { unfold L; clear; induction layers as [|l t IH]; simpl; [reflexivity|rewrite IH; reflexivity]. }
  assert (eN : total (flat_map snd L) = weights layers).
  { rewrite eL; unfold weights; clear - hl; induction layers as [|[[n p] W] t IH]; [reflexivity|].
    destruct (hl n p W (or_introl eq_refl)) as (hn & hp & _).
    simpl flat_map; rewrite total_app, IH by (intros; apply hl; right; assumption).
    unfold pools at 1; simpl fst; simpl snd; rewrite pools_of_total by assumption; reflexivity. }
  assert (hN : (1 <= weights layers)%nat).
  { unfold weights; destruct layers as [|[[n p] W] t]; [congruence|].
    destruct (hl n p W (or_introl eq_refl)) as (hn & hp & _); simpl; nia. }
  rewrite <- eN in *.
  destruct (theorem_30_layers eps_w w_max delta L he hd) as [h1 h2].
  - intros n p ps hin; unfold L in hin; apply in_map_iff in hin as ([[n' p'] W] & e & hin).
    injection e as <- <- <-; destruct (hl n' p' W hin) as (hn & hp & hW).
    change (pools (n', p', W)) with (pools_of n' p' W).
    split; [exact hn|split; [exact hp|split; [apply pools_of_length|]]].
    intros ws hws; destruct (pools_of_rows n' p' W ws hn hp hws) as [r1 r2].
    split; [exact r1|]; intros w hw; destruct (r2 w hw) as (o & d & ho & hd' & ->).
    apply hW; assumption.
  - exact hN.
  - split.
    + intros n p W hin; apply h1; unfold L; apply in_map_iff; exists (n, p, W); auto.
    + rewrite <- eL; exact h2.
Qed.

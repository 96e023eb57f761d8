(** * Theorem 3: the printed number of "bits" is too small; the repaired count, for a fixed F

    [printed_k_too_small]: with the printed k = ceil(log_{3/2} (w_max/(2 eps_w))) a target
    weight may be left without a mask within eps_w/2; [repaired_k]: the k of Theorem 30 is
    right.  [category_depends]: a neuron's category depends on the target weight, so Lemma 29
    cannot be applied to a layer as a whole.  The point is [theorem_03_repaired]: with
    ceil(16k'(N_i + ln(2k'N_i l/delta))) neurons all layers hold their masks.  *)

(** The paper: "Take k := ceil(log_{3/2} (w_max/(2 eps_w))) <= k' to be the number of 'bits'
    required to decompose a weight with Corollary 10 (via Lemma 9)."  Step 2 asks for
    |w* - w^+| <= eps_w/2, so Corollary 10 is used with eps_w/2, which gives
    k = ceil(log_{3/2} (2 w_max/eps_w)), as Theorem 30 prints it.

    Proved:
    - [printed_k_too_small]: for every 0 < eps_w < w_max there are samples, one in each of
      the k intervals of the printed k, and a target weight, which no mask approximates
      within eps_w/2;
    - [printed_k_witness]: w_max = 1, eps_w = 1/2: the printed k is 0, no sample is asked
      for, and w* = 1 is left with the error 1 > eps_w/2;
    - [repaired_k]: with k = ceil(log_{3/2} (2 w_max/eps_w)) a sample in each interval is
      always enough;
    - [category_depends]: a neuron's category is not one: for the weights (1, 1) and (2, 1)
      the same neuron is in different ones.  So "Lemma 29 with 2k categories" cannot be
      applied to a layer as a whole; the repair is
      [theorem_03_repaired].

    Not judged here: the conclusion of Theorem 3 (M_i does not use the printed k, but k').  *)

From Coq Require Import Reals Lra Lia List Psatz Arith.
From Certify.coq Require Import Sums Probability Neuron.
From Certify.lemma_09 Require Import Greedy.
From Certify.theorem_30 Require Import Intervals.
From Certify.batch_hall Require Import BatchLayer.
Import ListNotations.
Open Scope R_scope.

Definition k_printed (eps_w w_max : R) : nat := ceiling (Rlog (3/2) (w_max / (2 * eps_w))).

Example printed_k_witness :
  k_printed (1/2) 1 = 0%nat /\ covers (2/3) 1 (k_printed (1/2) 1) [] /\
  forall b, Rabs (1 - masked_sum b []) = 1 /\ 1 > (1/2) / 2.
Proof.
  assert (e : k_printed (1/2) 1 = 0%nat).
  { unfold k_printed, Rlog; replace (1 / (2 * (1/2))) with 1 by field; rewrite ln_1.
    apply Nat.le_0_r, ceiling_le; simpl; unfold Rdiv; lra. }
  rewrite e; split; [reflexivity|split; [intros i hi; lia|]].
  intro b; replace (masked_sum b []) with 0 by (destruct b; reflexivity).
  rewrite Rminus_0_r, Rabs_R1; lra.
Qed.

(** Nothing lies below the samples: a mask is empty or too large. *)
Lemma masked_sum_gap t : 0 <= t -> forall b v, (forall x, In x v -> t <= x) -> masked_sum b v = 0 \/ t <= masked_sum b v.
Proof.
  intro ht; induction b as [|bit b IH]; intros [|x v] h; simpl; auto.
  assert (hv : forall y, In y v -> t <= y) by (intros; apply h; right; assumption).
  assert (hx : t <= x) by (apply h; left; reflexivity).
  destruct (IH v hv) as [e|e]; destruct bit; lra.
Qed.

Theorem printed_k_too_small :
  forall eps_w w_max : R, 0 < eps_w < w_max ->
  let k := k_printed eps_w w_max in
  exists v w, length v = k /\ covers (2/3) w_max k v /\ 0 <= w <= w_max /\
    forall b, eps_w / 2 < Rabs (w - masked_sum b v).
Proof.
  intros eps_w w_max [h0 h1] k.
  set (t := w_max * (2/3) ^ k).
  assert (p : 0 < (2/3) ^ k) by (apply pow_lt; lra).
  assert (ht : eps_w < t).
  { destruct k as [|j] eqn:ek; [unfold t; simpl; lra|].
    assert (hj : INR (S j) < Rlog (3/2) (w_max / (2 * eps_w)) + 1).
    { rewrite <- ek; apply ceiling_lt.
      destruct (Rlt_le_dec (-1) (Rlog (3/2) (w_max / (2 * eps_w)))) as [g|g]; [exact g|].
      exfalso; assert (k = 0%nat); [|lia].
      apply Nat.le_0_r, ceiling_le; simpl; lra. }
    rewrite S_INR in hj.
    assert (l : 0 < ln (3/2)) by (rewrite <- ln_1; apply ln_increasing; lra).
    assert (q : 0 < w_max / (2 * eps_w)) by (apply Rdiv_lt_0_compat; lra).
    assert (hl : INR j * ln (3/2) < ln (w_max / (2 * eps_w))).
    { apply Rmult_lt_reg_r with (/ ln (3/2)); [apply Rinv_0_lt_compat, l|].
      rewrite Rmult_assoc, Rinv_r by lra; unfold Rlog, Rdiv in hj |- *; lra. }
    assert (hp : (3/2) ^ j < w_max / (2 * eps_w)).
    { rewrite <- (exp_ln (w_max / (2 * eps_w))) by exact q.
      rewrite <- (Rpower_pow j (3/2)) by lra; unfold Rpower; apply exp_increasing, hl. }
    assert (hq : (3/2) ^ j * (2 * eps_w) < w_max).
    { apply Rmult_lt_compat_r with (r := 2 * eps_w) in hp; [|lra].
      unfold Rdiv in hp; rewrite (Rmult_assoc w_max), Rinv_l in hp by lra; lra. }
    assert (e : (3/2) ^ j * (2/3) ^ j = 1).
    { rewrite <- Rpow_mult_distr; replace (3/2 * (2/3)) with 1 by field; apply pow1. }
    unfold t; simpl pow in *; assert (p' : 0 < (2/3) ^ j) by (apply pow_lt; lra).
    assert ((3/2) ^ j * (2 * eps_w) * (2/3) ^ j < w_max * (2/3) ^ j)
      by (apply Rmult_lt_compat_r; assumption).
    replace ((3/2) ^ j * (2 * eps_w) * (2/3) ^ j) with (2 * eps_w * ((3/2) ^ j * (2/3) ^ j)) in H by ring.
    rewrite e in H; lra. }
  assert (t1 : t <= w_max).
  { assert ((2/3) ^ k <= 1) by (rewrite <- (pow1 k); apply pow_incr; lra).
    unfold t; nra. }
  exists (map (fun i => w_max * (2/3) ^ i) (seq 1 k)), (t / 2).
  split; [rewrite map_length; apply seq_length|split; [|split; [lra|]]].
  - intros i hi; exists (w_max * (2/3) ^ i); split.
    + apply in_map_iff; exists i; split; [reflexivity|apply in_seq; lia].
    + assert (0 < (2/3) ^ i) by (apply pow_lt; lra).
      rewrite pow_add, pow_1; nra.
  - intro b.
    assert (g : forall x, In x (map (fun i => w_max * (2/3) ^ i) (seq 1 k)) -> t <= x).
    { intros x hx; apply in_map_iff in hx as (i & <- & hi); apply in_seq in hi.
      apply Rmult_le_compat_l; [lra|apply pow_antitone; [lra|lia]]. }
    destruct (masked_sum_gap t ltac:(lra) b _ g) as [e|e].
    + rewrite e; unfold Rabs; destruct Rcase_abs; lra.
    + unfold Rabs; destruct Rcase_abs; lra.
Qed.

(** Theorem 30's k is the right one. *)
Theorem repaired_k :
  forall (eps_w w_max : R) (v : list R), 0 < eps_w < 2 * w_max ->
  let k := ceiling (Rlog (3/2) (2 * w_max / eps_w)) in
  covers (2/3) w_max k v -> forall w, 0 <= w <= w_max ->
  exists b, length b = length v /\ (ones b <= k)%nat /\ 0 <= w - masked_sum b v <= eps_w / 2.
Proof.
  intros eps_w w_max v [h0 h1] k hc w hw.
  destruct (greedy_mask (2/3) w_max k v ltac:(lra) ltac:(lra) ltac:(lra) hc w hw) as (b & b1 & b2 & b3).
  exists b; repeat split; auto; [lra|].
  pose proof (precision eps_w w_max h0 h1) as p; unfold kk in p; fold k in p; lra.
Qed.

(** One neuron, one input, two outputs: out-weights 1 and 1/2, in-weight 1.  With w_max = 3/2
    its product is in interval 1 = (2/3, 1] for one weight, in (4/9, 2/3] for the other. *)
Example category_depends :
  let interval i z := hit 1 1 (3/2 * (2/3) ^ (i + 1)) (3/2 * (2/3) ^ i) z in
  interval 1%nat [1; 1] /\ ~ interval 1%nat [1/2; 1] /\ interval 2%nat [1/2; 1].
Proof.
  cbv zeta; unfold hit, z_out, z_in; simpl.
  rewrite Rabs_right by lra; rewrite Rabs_right by lra.
  repeat split; try lra.
Qed.

(** ** Theorem 3 with the repaired count, for a fixed F: all layers *)

Theorem theorem_03_repaired :
  forall (eps_w w_max delta : R) (layers : list (nat * nat * (nat -> nat -> R))),
    0 < eps_w < 2 * w_max -> 0 < delta -> layers <> [] ->
    (forall n q W, In (n, q, W) layers -> (1 <= n)%nat /\ (1 <= q)%nat /\
       forall o d, (1 <= o <= n)%nat -> (1 <= d <= q)%nat -> - w_max <= W o d <= w_max) ->
    let k' := kp eps_w w_max in
    let M n q := ceiling (16 * k' * (INR (n * q) + ln (2 * k' * INR (n * q * length layers) / delta))) in
    1 - delta <= lower
      (prod_laws (map (fun l : nat * nat * (nat -> nat -> R) =>
         let (nq, W) := l in
         iid (full_neuron (alpha eps_w w_max) (beta eps_w w_max) (fst nq) (snd nq)) (M (fst nq) (snd nq)))
         layers))
      (fun samples => Forall2 (fun (l : nat * nat * (nat -> nat -> R)) sample =>
         let (nq, W) := l in batch_solved eps_w w_max (fst nq) (snd nq) W sample) layers samples).
Proof.
  intros eps_w w_max delta layers he hd hne hl k' M.
  assert (l0 : (1 <= length layers)%nat) by (destruct layers; [congruence|simpl; lia]).
  assert (l1 : 0 < INR (length layers)) by (apply lt_0_INR; lia).
  eapply Rle_trans; [|apply (prod_laws_union
    (fun l : nat * nat * (nat -> nat -> R) =>
         let (nq, W) := l in
         iid (full_neuron (alpha eps_w w_max) (beta eps_w w_max) (fst nq) (snd nq)) (M (fst nq) (snd nq)))
    (fun (l : nat * nat * (nat -> nat -> R)) sample =>
         let (nq, W) := l in batch_solved eps_w w_max (fst nq) (snd nq) W sample)
    (fun _ => delta / INR (length layers) * INR 1) layers)].
  - rewrite (shares_total _ _ (fun _ => 1%nat)).
    replace (fold_right Nat.add 0%nat (map (fun _ => 1%nat) layers)) with (length layers).
    + right; field; lra.
    + clear; induction layers as [|l t IH]; simpl; [reflexivity|rewrite IH; reflexivity].
  - intros [[n q] W] h; destruct (hl n q W h) as (hn & hq & hW); simpl fst; simpl snd.
    assert (nq : (1 <= n * q)%nat) by nia.
    assert (n0 : 0 < INR (n * q)) by (apply lt_0_INR; lia).
    eapply Rle_trans; [|apply (batch_layer eps_w w_max he n q W hn hq hW delta (n * q * length layers)); nia || lra].
    right; rewrite (mult_INR (n * q)); change (INR 1) with 1; field; lra.
Qed.

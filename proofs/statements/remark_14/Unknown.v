(** * Remark 14 with the count of the level that is used

    Level j has w_max = 2^j.  A target network with weights in [-w, w] needs the samples of a
    level with w <= 2^j, and as many of them as Theorem 3 asks for at w_max = 2^j: that is
    M(2^j), not M(w), which may be less where w < 2^j.

    - [count_mono]: Theorem 3's count grows with w_max;
    - [remark_14_planned]: the samples required are fewer than 2 p M(p), p = max{1, 2 w};
    - [remark_14_large]: that is 4 w M(2 w) for w >= 1/2. *)

Require Import Reals Lra Lia Arith.
From Certify.coq Require Import Probability.
From Certify.remark_14 Require Import Remark14.
Open Scope R_scope.

(** Theorem 3's k' and M_i for weights in [-w, w]; N = n_i n_{i-1}. *)
Definition k_prime (eps_w w : R) : R := ln (3 * w / eps_w) / ln (3 / 2).

Definition count (l N : nat) (delta eps_w w : R) : nat :=
  ceiling (16 * k_prime eps_w w * (INR N + ln (2 * INR l * k_prime eps_w w / delta))).

Lemma ln_three_halves : 0 < ln (3 / 2).
Proof. rewrite <- ln_1; apply ln_increasing; lra. Qed.

Lemma k_prime_gt_1 eps_w w : 0 < eps_w < 2 * w -> 1 < k_prime eps_w w.
Proof.
  intro h; pose proof ln_three_halves as q; unfold k_prime.
  apply Rmult_lt_reg_r with (ln (3 / 2)); [exact q|].
  unfold Rdiv at 2; rewrite Rmult_assoc, Rinv_l, Rmult_1_l, Rmult_1_r by lra.
  apply ln_increasing; [lra|].
  apply Rmult_lt_reg_r with eps_w; [lra|].
  unfold Rdiv at 2; rewrite Rmult_assoc, Rinv_l by lra; lra.
Qed.

Lemma k_prime_mono eps_w v w : 0 < eps_w -> 0 < v <= w -> k_prime eps_w v <= k_prime eps_w w.
Proof.
  intros he hv; pose proof ln_three_halves as q; unfold k_prime.
  apply Rmult_le_compat_r; [apply Rlt_le, Rinv_0_lt_compat, q|].
  assert (h : 0 < 3 * v / eps_w) by (apply Rdiv_lt_0_compat; lra).
  destruct (Req_dec v w) as [->|ne]; [lra|].
  apply Rlt_le, ln_increasing; [exact h|].
  apply Rmult_lt_compat_r; [apply Rinv_0_lt_compat, he|lra].
Qed.

Lemma log_pos l delta k : (1 <= l)%nat -> 0 < delta < 1 -> 1 < k -> 0 < ln (2 * INR l * k / delta).
Proof.
  intros hl hd hk; apply (le_INR 1) in hl; simpl in hl.
  rewrite <- ln_1; apply ln_increasing; [lra|].
  apply Rmult_lt_reg_r with delta; [lra|].
  unfold Rdiv; rewrite Rmult_assoc, Rinv_l by lra; nra.
Qed.

Lemma count_mono : forall (l N : nat) (delta eps_w v w : R),
  (1 <= l)%nat -> 0 < delta < 1 -> 0 < eps_w < 2 * v -> v <= w ->
  (count l N delta eps_w v <= count l N delta eps_w w)%nat.
Proof.
  intros l N delta eps_w v w hl hd he hv; unfold count.
  set (a := k_prime eps_w v); set (b := k_prime eps_w w).
  assert (ha : 1 < a) by (apply k_prime_gt_1, he).
  assert (hab : a <= b) by (apply k_prime_mono; lra).
  apply ceiling_le; eapply Rle_trans; [|apply ceiling_ge].
  pose proof (log_pos l delta a hl hd ha) as la.
  assert (le : ln (2 * INR l * a / delta) <= ln (2 * INR l * b / delta)).
  { apply (le_INR 1) in hl; simpl in hl.
    destruct (Req_dec a b) as [->|ne]; [lra|].
    assert (hi : 0 < / delta) by (apply Rinv_0_lt_compat; lra).
    apply Rlt_le, ln_increasing; unfold Rdiv.
    - apply Rmult_lt_0_compat; [apply Rmult_lt_0_compat; lra|exact hi].
    - apply Rmult_lt_compat_r; [exact hi|apply Rmult_lt_compat_l; lra]. }
  pose proof (pos_INR N) as hN.
  apply Rmult_le_compat; nra.
Qed.

Lemma count_pos l N delta eps_w w : (1 <= l)%nat -> 0 < delta < 1 -> 0 < eps_w < 2 * w ->
  (1 <= count l N delta eps_w w)%nat.
Proof.
  intros hl hd he; unfold count.
  pose proof (k_prime_gt_1 eps_w w he) as hk.
  pose proof (log_pos l delta _ hl hd hk) as hL; pose proof (pos_INR N) as hN.
  destruct (ceiling _) eqn:e; [exfalso|lia].
  pose proof (ceiling_ge (16 * k_prime eps_w w * (INR N + ln (2 * INR l * k_prime eps_w w / delta)))) as h.
  rewrite e in h; simpl (INR 0) in h.
  assert (0 < 16 * k_prime eps_w w * (INR N + ln (2 * INR l * k_prime eps_w w / delta)))
    by (apply Rmult_lt_0_compat; lra).
  lra.
Qed.

Lemma level_at_most w j : right_level w j -> 2 ^ j <= Rmax 1 (2 * w).
Proof.
  intros [_ [->|h]]; [simpl; apply Rmax_l|].
  destruct j as [|j]; [simpl; apply Rmax_l|].
  eapply Rle_trans; [|apply Rmax_r]; simpl in *; rewrite Nat.sub_0_r in h; lra.
Qed.

Theorem remark_14_planned :
  forall (w eps_w delta : R) (l N j : nat),
    (1 <= l)%nat -> 0 < delta < 1 -> 0 < eps_w < 2 -> right_level w j ->
    let plan := Rmax 1 (2 * w) in
    INR (2 ^ j * (2 * count l N delta eps_w (2 ^ j) - 1)) < 2 * plan * INR (count l N delta eps_w plan).
Proof.
  intros w eps_w delta l N j hl hd he hj plan.
  pose proof (level_at_most w j hj) as hp; fold plan in hp.
  assert (p : 1 <= 2 ^ j) by (apply pow_R1_Rle; lra).
  assert (hM : (1 <= count l N delta eps_w (2 ^ j))%nat) by (apply count_pos; auto; lra).
  rewrite required_real by exact hM.
  assert (m : INR (count l N delta eps_w (2 ^ j)) <= INR (count l N delta eps_w plan))
    by (apply le_INR, count_mono; auto; lra).
  apply le_INR in hM; simpl (INR 1) in hM; nra.
Qed.

Theorem remark_14_large :
  forall (w eps_w delta : R) (l N j : nat),
    (1 <= l)%nat -> 0 < delta < 1 -> 0 < eps_w < 2 -> / 2 <= w -> right_level w j ->
    INR (2 ^ j * (2 * count l N delta eps_w (2 ^ j) - 1)) < 4 * w * INR (count l N delta eps_w (2 * w)).
Proof.
  intros w eps_w delta l N j hl hd he hw hj.
  pose proof (remark_14_planned w eps_w delta l N j hl hd he hj) as h; cbv zeta in h.
  rewrite Rmax_right in h by lra; lra.
Qed.

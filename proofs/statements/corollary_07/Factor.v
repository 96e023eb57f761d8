(** * Corollary 7: no polylogarithm of k'/delta bounds the remainder, for any one width and depth

    The paper: N_G/N* <= 32 n_max k' + O~(log(k'/delta)).  For l layers of one width n the
    remainder is 32 k' ln(2 l k'/delta)/n up to a ceiling: it has the factor k'.

    - [corollary_07_false]: whatever C and the power p are, for all k' from some number on the
      remainder exceeds C (ln(k'/delta))^p, for every n, l and delta. *)

Require Import Reals Lra Lia Arith.
From Certify.coq Require Import Linear Probability.
From Certify.corollary_07 Require Import Corollary07.
Open Scope R_scope.

(** A power of y is less than exp y, from some y on. *)
Lemma exp_beats_power : forall (C : R) (p : nat), 0 <= C ->
  exists y0, 0 < y0 /\ forall y, y0 <= y -> C * y ^ p < exp y.
Proof.
  intros C p hC; set (q := INR (S p)).
  assert (hq : 1 <= q) by (unfold q; rewrite S_INR; pose proof (pos_INR p); lra).
  assert (hqp : 0 < q ^ S p) by (apply pow_lt; lra).
  assert (h0 : 0 <= C * q ^ S p) by (apply Rmult_le_pos; lra).
  exists (C * q ^ S p + 1); split; [lra|]; intros y hy.
  assert (hy0 : 0 < y) by lra.
  assert (g : forall n z, exp z ^ n = exp (INR n * z)).
  { induction n as [|n IH]; intro z; [simpl; rewrite Rmult_0_l, exp_0; reflexivity|].
    rewrite S_INR, Rmult_plus_distr_r, Rmult_1_l, exp_plus, <- IH; simpl; ring. }
  assert (e : exp y = exp (y / q) ^ S p).
  { rewrite g; fold q; f_equal; field; lra. }
  assert (hz : 0 < y / q) by (apply Rdiv_lt_0_compat; lra).
  apply Rlt_le_trans with ((y / q) ^ S p).
  - replace ((y / q) ^ S p) with (y * y ^ p / q ^ S p).
    + apply Rmult_lt_reg_r with (q ^ S p); [exact hqp|].
      unfold Rdiv; rewrite !Rmult_assoc, Rinv_l, Rmult_1_r by lra.
      assert (0 < y ^ p) by (apply pow_lt, hy0).
      replace (C * (y ^ p * q ^ S p)) with (C * q ^ S p * y ^ p) by ring.
      apply Rmult_lt_compat_r; lra.
    + unfold Rdiv; rewrite Rpow_mult_distr, pow_inv; reflexivity.
  - rewrite e; apply pow_incr; split; [lra|].
    pose proof (exp_ineq1_le (y / q)); lra.
Qed.

Lemma ratio_of_one_width l n k' delta : (1 <= l)%nat -> (1 <= n)%nat ->
  N_G l (fun _ => n) k' delta / N_star l (fun _ => n) = 2 * INR (M_i l k' delta n n) / INR n.
Proof.
  intros hl hn; unfold N_G, N_star; rewrite !sum_range_const.
  apply (le_INR 1) in hl; apply (le_INR 1) in hn; simpl in hl, hn; field; lra.
Qed.

Theorem corollary_07_false :
  forall (l n p : nat) (delta C : R), (1 <= l)%nat -> (1 <= n)%nat -> 0 < delta < 1 -> 0 <= C ->
  exists k0, 0 < k0 /\ forall k', k0 <= k' ->
    32 * INR n * k' + C * ln (k' / delta) ^ p
      < N_G l (fun _ => n) k' delta / N_star l (fun _ => n).
Proof.
  intros l n p delta C hl hn hd hC.
  assert (hl' : 1 <= INR l) by (apply (le_INR 1), hl).
  assert (hn' : 1 <= INR n) by (apply (le_INR 1), hn).
  destruct (exp_beats_power (C * INR n / delta) p) as (y0 & h0 & h).
  { apply Rmult_le_pos; [nra|apply Rlt_le, Rinv_0_lt_compat; lra]. }
  exists (exp (Rmax y0 1)); split; [apply exp_pos|]; intros k' hk.
  assert (hk1 : exp 1 <= k').
  { eapply Rle_trans; [|exact hk]; destruct (Rmax_r y0 1) as [g|g]; [left; apply exp_increasing, g|right; f_equal; exact g]. }
  assert (hk0 : exp y0 <= k').
  { eapply Rle_trans; [|exact hk]; destruct (Rmax_l y0 1) as [g|g]; [left; apply exp_increasing, g|right; f_equal; exact g]. }
  assert (e1 : 2 <= exp 1) by (pose proof (exp_ineq1_le 1); lra).
  set (y := ln (k' / delta)).
  assert (kd : 0 < k' / delta) by (apply Rdiv_lt_0_compat; lra).
  assert (hkd : k' <= k' / delta).
  { apply Rmult_le_reg_r with delta; [lra|]; unfold Rdiv; rewrite Rmult_assoc, Rinv_l by lra; nra. }
  assert (up : forall a, exp a <= k' -> a <= y).
  { intros a ha; rewrite <- (ln_exp a); unfold y.
    destruct (Req_dec (exp a) (k' / delta)) as [->|ne]; [lra|].
    apply Rlt_le, ln_increasing; [apply exp_pos|lra]. }
  pose proof (up y0 hk0) as hy0; pose proof (up 1 hk1) as hy1.
  specialize (h y hy0).
  assert (ey : exp y = k' / delta) by (unfold y; apply exp_ln, kd).
  assert (few : C * INR n * y ^ p < k').
  { rewrite ey in h; apply Rmult_lt_compat_r with (r := delta) in h; [|lra].
    replace (k' / delta * delta) with k' in h by (field; lra).
    replace (C * INR n / delta * y ^ p * delta) with (C * INR n * y ^ p) in h by (field; lra); exact h. }
  rewrite ratio_of_one_width by assumption.
  assert (big : y <= ln (2 * INR l * k' / delta)).
  { unfold y; apply Rlt_le, ln_increasing; [exact kd|].
    apply Rmult_lt_compat_r; [apply Rinv_0_lt_compat; lra|nra]. }
  pose proof (ceiling_ge (16 * k' * (INR n * INR n + ln (2 * INR l * k' / delta)))) as hm.
  fold (M_i l k' delta n n) in hm.
  apply Rmult_lt_reg_r with (INR n); [lra|].
  replace (2 * INR (M_i l k' delta n n) / INR n * INR n) with (2 * INR (M_i l k' delta n n)) by (field; lra).
  set (L := ln (2 * INR l * k' / delta)) in *; set (M := INR (M_i l k' delta n n)) in *.
  assert (t : k' <= k' * L) by nra.
  nra.
Qed.

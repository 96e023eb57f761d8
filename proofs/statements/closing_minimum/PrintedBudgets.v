(** * The closing minimum as printed: the budgets that its two parts spend

    The paper's Appendix D takes the smaller of Theorem 3's and Theorem 30's count.  Their
    proofs spend delta/l and delta N_i/N* on a layer.  The point is [printed_budgets]: on
    784-100-10 with k' = 30 ([printed_kp]) and delta = 1/100 the minimum takes Theorem 30's
    count for layer 1 and Theorem 3's for layer 2, and what they spend adds up to
    (78400/79400 + 1/2) delta > 1.48 delta.  This is about the union bound's budgets: it does
    not say that the printed minimum fails with probability > delta.  *)

From Coq Require Import Reals Lra Lia List Psatz Arith.
From Certify.coq Require Import Probability LogUniform.
From Certify.theorem_30 Require Import Intervals Theorem30.
Import ListNotations.
Open Scope R_scope.

Definition M_theorem_3 (k' delta : R) (N l : nat) : nat :=
  ceiling (16 * k' * (INR N + ln (2 * INR l * k' / delta))).

(** Theorem 3's proof spends delta/l on a layer, Theorem 30's delta N_i/N*. *)
Definition budget_printed (k' delta : R) (n q Nstar l : nat) : R :=
  if (M_theorem_3 k' delta (n * q) l <=? M_printed k' delta n q Nstar)%nat
  then delta / INR l else delta * INR (n * q) / INR Nstar.

Lemma ln_pow_nat x j : 0 < x -> ln (x ^ j) = INR j * ln x.
Proof.
  intro h; induction j as [|j IH]; [simpl; rewrite ln_1; ring|].
  rewrite S_INR; simpl pow; rewrite ln_mult, IH by (auto; apply pow_lt, h); ring.
Qed.

(** k' = 30 for w_max = 1 and this eps_w (about 1.6 10^-5). *)
Lemma printed_kp : kp (3 / (3 / 2) ^ 30) 1 = 30.
Proof.
  unfold kp, Rlog.
  assert (h : 0 < (3/2) ^ 30) by (apply pow_lt; lra).
  replace (3 * 1 / (3 / (3 / 2) ^ 30)) with ((3/2) ^ 30) by (field; lra).
  rewrite ln_pow_nat by lra; replace (INR 30) with 30 by (simpl; lra).
  assert (0 < ln (3/2)) by (rewrite <- ln_1; apply ln_increasing; lra).
  field; lra.
Qed.

Lemma ln_bounds x j : 0 < x -> 3 ^ j <= x -> INR j <= ln x.
Proof.
  intros h hx; rewrite <- (ln_exp (INR j)); apply ln_le_ln; [apply exp_pos|].
  eapply Rle_trans; [|exact hx].
  replace (exp (INR j)) with (exp 1 ^ j).
  - apply pow_incr; split; [left; apply exp_pos|apply exp_le_3].
  - clear; induction j as [|j IH]; [simpl; rewrite exp_0; reflexivity|].
    rewrite S_INR; simpl pow; rewrite IH, <- exp_plus; f_equal; ring.
Qed.

Lemma ln_above x j : 0 < x -> x <= 2 ^ j -> ln x <= INR j.
Proof.
  intros h hx; rewrite <- (ln_exp (INR j)); apply ln_le_ln; [exact h|].
  eapply Rle_trans; [exact hx|].
  replace (exp (INR j)) with (exp 1 ^ j).
  - apply pow_incr; pose proof (exp_ineq1_le 1); lra.
  - clear; induction j as [|j IH]; [simpl; rewrite exp_0; reflexivity|].
    rewrite S_INR; simpl pow; rewrite IH, <- exp_plus; f_equal; ring.
Qed.

Lemma ceiling_below x y : x + 1 <= y -> (ceiling x <= ceiling y)%nat /\
  (0 <= x -> (ceiling x < ceiling y)%nat).
Proof.
  intro h; pose proof (ceiling_ge y) as hy; split.
  - apply ceiling_le; lra.
  - intro h0; pose proof (@ceiling_lt x ltac:(lra)); apply INR_lt; lra.
Qed.

Theorem printed_budgets :
  let delta := / 100 in
  let spent n q := budget_printed 30 delta n q (100 * 784 + 10 * 100) 2 in
  spent 100%nat 784%nat = delta * 78400 / 79400 /\
  spent 10%nat 100%nat = delta / 2 /\
  spent 100%nat 784%nat + spent 10%nat 100%nat = (78400 / 79400 + 1 / 2) * delta /\
  (78400 / 79400 + 1 / 2) * delta = 1181 / 794 * delta /\
  delta < spent 100%nat 784%nat + spent 10%nat 100%nat.
Proof.
  cbv beta zeta.
  assert (i2 : INR 2 = 2) by (simpl; lra).
  assert (e1 : INR (100 * 784) = 78400) by (rewrite mult_INR, !INR_IZR_INZ; simpl; lra).
  assert (e2 : INR (10 * 100) = 1000) by (rewrite mult_INR, !INR_IZR_INZ; simpl; lra).
  assert (e3 : INR (100 * 784 + 10 * 100) = 79400) by (rewrite plus_INR, e1, e2; lra).
  assert (d1 : INR (Nat.max 100 784) = 784) by (rewrite INR_IZR_INZ; simpl; lra).
  assert (d2 : INR (Nat.max 10 100) = 100) by (rewrite INR_IZR_INZ; simpl; lra).
  pose (L := ln (2 * 30 * 79400 / / 100)).
  assert (eL : 2 * 30 * 79400 / / 100 = 476400000) by field.
  assert (l1 : 18 <= L).
  { replace 18 with (INR 18) by (simpl; lra); apply ln_bounds; rewrite ?eL; lra. }
  assert (l2 : L <= 30).
  { replace 30 with (INR 30) by (simpl; lra); apply ln_above; rewrite ?eL; lra. }
  pose (l := ln (2 * 2 * 30 / / 100)).
  assert (el : 2 * 2 * 30 / / 100 = 12000) by field.
  assert (l3 : 0 <= l).
  { replace 0 with (INR 0) by reflexivity; apply ln_bounds; rewrite ?el; simpl; lra. }
  assert (l4 : l <= L) by (apply ln_le_ln; rewrite ?el, ?eL; lra).
  assert (s1 : budget_printed 30 (/ 100) 100 784 (100 * 784 + 10 * 100) 2 = / 100 * 78400 / 79400).
  { unfold budget_printed, M_theorem_3, M_printed.
    rewrite d1, e3, i2, <- (mult_INR 100 784), e1; fold L l.
    destruct (ceiling_below (2 * 30 * (78400 + 4 * 784 * L)) (16 * 30 * (78400 + l))) as [_ h]; [lra|].
    specialize (h ltac:(lra)); destruct (Nat.leb_spec (ceiling (16 * 30 * (78400 + l)))
      (ceiling (2 * 30 * (78400 + 4 * 784 * L)))); [lia|reflexivity]. }
  assert (s2 : budget_printed 30 (/ 100) 10 100 (100 * 784 + 10 * 100) 2 = / 100 / 2).
  { unfold budget_printed, M_theorem_3, M_printed.
    rewrite d2, e3, i2, <- (mult_INR 10 100), e2; fold L l.
    destruct (ceiling_below (16 * 30 * (1000 + l)) (2 * 30 * (1000 + 4 * 100 * L))) as [h _]; [lra|].
    destruct (Nat.leb_spec (ceiling (16 * 30 * (1000 + l)))
      (ceiling (2 * 30 * (1000 + 4 * 100 * L)))); [reflexivity|lia]. }
  rewrite s1, s2; repeat split; lra.
Qed.

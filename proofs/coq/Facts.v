(** * Facts.v -- the analytic facts that derivations and solver obligations may assume

    One theorem for each entry of [proofs/wording/facts.py], which compares what Coq prints of it
    with the fact as it is used. *)

Require Import Reals Lra.
Open Scope R_scope.

Theorem exp_above_tangent : forall x : R, 1 + x <= exp x.
Proof. exact exp_ineq1_le. Qed.

Theorem e_at_most_3 : exp 1 <= 3.
Proof. exact exp_le_3. Qed.

Theorem half_below : 1 / 2 <= 1 - 1 / exp 1.
Proof.
  pose proof (exp_ineq1_le 1) as h.
  enough (/ exp 1 <= / 2) by lra.
  apply Rinv_le_contravar; lra.
Qed.

Theorem exp_positive : forall x : R, 0 < exp x.
Proof. exact exp_pos. Qed.

Theorem exp_increases : forall x y : R, x < y -> exp x < exp y.
Proof. exact exp_increasing. Qed.

Theorem exp_sum : forall x y : R, exp (x + y) = exp x * exp y.
Proof. exact exp_plus. Qed.

Theorem ln_below_tangent : forall x : R, 0 < x -> ln x <= x - 1.
Proof.
  intros x h. pose proof (exp_ineq1_le (ln x)) as t. rewrite exp_ln in t by exact h. lra.
Qed.

Theorem ln_above : forall x : R, 0 < x -> 1 - 1 / x <= ln x.
Proof.
  intros x h. pose proof (ln_below_tangent (/ x) (Rinv_0_lt_compat x h)) as t.
  rewrite ln_Rinv in t by exact h. unfold Rdiv. lra.
Qed.

Theorem ln_increases : forall x y : R, 0 < x -> x < y -> ln x < ln y.
Proof. exact ln_increasing. Qed.

Theorem ln_product : forall x y : R, 0 < x -> 0 < y -> ln (x * y) = ln x + ln y.
Proof. exact ln_mult. Qed.

Theorem ln_power : forall x y : R, 0 < x -> ln (Rpower x y) = y * ln x.
Proof. intros x y _. unfold Rpower. apply ln_exp. Qed.

Theorem exp_ln : forall x : R, 0 < x -> exp (ln x) = x.
Proof. exact Rpower.exp_ln. Qed.

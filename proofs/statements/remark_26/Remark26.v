(** * Remark 26: when tau = 1/(min_t a_t - 1) is useful

    The paper: "If min_t a_t > 1 then tau = 1/(min_t a_t - 1) is feasible (but useful only if
    min_t a_t >= 1 + 1/T)."  At this tau every a_t >= 1 + 1/tau, so Remark 19 replaces the
    factor e of Lemma 18 by 1; tau = T is feasible in any case (Remark 20).

    - [useful_below]: with T = 3, a_t = 5/4 < 1 + 1/T, b_t = 1, x_0 = 1 the bound at
      tau = 4 is less than 10, Lemma 18's at tau = T is more;
    - [useful_always]: if all a_t < 1 + 1/T and every b_t = 0, it is useful for every x_0 > 0;
    - [lemma_18_bound_grows]: Lemma 18's bound, with its factor e, grows with tau;
    - [remark_26_repaired]: so, Remark 19 left aside, tau is no better than T where
      min_t a_t <= 1 + 1/T. *)

Require Import Reals Lra Lia.
From Certify.coq Require Import Linear.
From Certify.lemma_18 Require Import Lemma18.
Open Scope R_scope.

(** Lemma 18's bound, with the constant of its proof; Remark 19's is the same without e. *)
Definition bound_18 (x0 : R) (a b : nat -> R) (T : nat) (tau : R) : R :=
  exp 1 * (x0 + c_repaired a b T tau) * large_product a T tau.

Definition bound_19 (x0 : R) (a b : nat -> R) (T : nat) (tau : R) : R :=
  (x0 + c_repaired a b T tau) * large_product a T tau.

Definition of_least (a : nat -> R) (T : nat) : R := 1 / (min_range T a - 1).

Lemma c_grows a b T sigma tau : (1 <= T)%nat -> (forall t, (1 <= t <= T)%nat -> 0 <= b t) ->
  0 < sigma <= tau -> c_repaired a b T sigma <= c_repaired a b T tau.
Proof.
  intros hT hb hs; apply max_range_lub; [exact hT|]; intros t ht.
  eapply Rle_trans; [|apply (max_range_ge T (fun t => b t / Rmax (1 / tau) (a t - 1)) t ht)].
  apply Rmult_le_compat_l; [apply hb, ht|].
  assert (i : 0 < 1 / tau) by (apply Rdiv_lt_0_compat; lra).
  apply Rinv_le_contravar; [eapply Rlt_le_trans; [exact i|apply Rmax_l]|].
  apply Rle_max_compat_r; unfold Rdiv; rewrite !Rmult_1_l; apply Rinv_le_contravar; lra.
Qed.

Lemma c_nonneg a b T tau : (1 <= T)%nat -> (forall t, (1 <= t <= T)%nat -> 0 <= b t) -> 0 < tau ->
  0 <= c_repaired a b T tau.
Proof.
  intros hT hb ht; eapply Rle_trans; [|apply (max_range_ge T _ 1%nat); lia].
  apply Rmult_le_pos; [apply hb; lia|apply Rlt_le, Rinv_0_lt_compat].
  eapply Rlt_le_trans; [|apply Rmax_l]; apply Rdiv_lt_0_compat; lra.
Qed.

Lemma product_grows a T sigma tau : 0 < sigma <= tau -> large_product a T sigma <= large_product a T tau.
Proof.
  intro hs; apply prod_range_le; intros t _.
  assert (i : 1 / tau <= 1 / sigma)
    by (unfold Rdiv; rewrite !Rmult_1_l; apply Rinv_le_contravar; lra).
  assert (p : 0 < 1 / tau) by (apply Rdiv_lt_0_compat; lra).
  destruct (Rle_dec (1 + 1 / sigma) (a t)), (Rle_dec (1 + 1 / tau) (a t)); lra.
Qed.

Lemma product_pos a T tau : 0 < tau -> 1 <= large_product a T tau.
Proof.
  intro ht; apply prod_range_ge_1; intros t _.
  assert (p : 0 < 1 / tau) by (apply Rdiv_lt_0_compat; lra).
  destruct (Rle_dec (1 + 1 / tau) (a t)); lra.
Qed.

Theorem lemma_18_bound_grows : forall (x0 : R) (a b : nat -> R) (T : nat) (sigma tau : R),
  (1 <= T)%nat -> 0 <= x0 -> (forall t, (1 <= t <= T)%nat -> 0 <= b t) -> 0 < sigma <= tau ->
  bound_18 x0 a b T sigma <= bound_18 x0 a b T tau.
Proof.
  intros x0 a b T sigma tau hT hx hb hs; unfold bound_18; pose proof (exp_pos 1) as e.
  pose proof (c_nonneg a b T sigma hT hb ltac:(lra)) as c0.
  pose proof (c_grows a b T sigma tau hT hb hs) as c1.
  pose proof (product_pos a T sigma ltac:(lra)) as p0.
  pose proof (product_grows a T sigma tau hs) as p1.
  apply Rmult_le_compat; [apply Rmult_le_pos; lra|lra|apply Rmult_le_compat_l; lra|exact p1].
Qed.

Lemma of_least_large a T : (1 <= T)%nat -> 1 < min_range T a -> min_range T a <= 1 + 1 / INR T ->
  0 < INR T <= of_least a T.
Proof.
  intros hT h1 h2; assert (p : 0 < INR T) by (apply lt_0_INR; lia); split; [exact p|].
  unfold of_least; apply Rmult_le_reg_r with (min_range T a - 1); [lra|].
  replace (1 / (min_range T a - 1) * (min_range T a - 1)) with 1 by (field; lra).
  apply Rle_trans with (INR T * (1 / INR T)); [apply Rmult_le_compat_l; lra|right; field; lra].
Qed.

Theorem remark_26_repaired : forall (x0 : R) (a b : nat -> R) (T : nat),
  (1 <= T)%nat -> 0 <= x0 -> (forall t, (1 <= t <= T)%nat -> 0 <= b t) -> 1 < min_range T a ->
  bound_18 x0 a b T (of_least a T) < bound_18 x0 a b T (INR T) -> 1 + 1 / INR T <= min_range T a.
Proof.
  intros x0 a b T hT hx hb h1 h; apply Rnot_lt_le; intro h2.
  pose proof (of_least_large a T hT h1 ltac:(lra)) as hs.
  pose proof (lemma_18_bound_grows x0 a b T (INR T) (of_least a T) hT hx hb hs); lra.
Qed.

Lemma large_product_all a T tau : (forall t, (1 <= t <= T)%nat -> 1 + 1 / tau <= a t) ->
  large_product a T tau = prod_range 1 T a.
Proof.
  intro h; apply prod_range_ext; intros t ht; specialize (h t ht).
  destruct (Rle_dec (1 + 1 / tau) (a t)); lra.
Qed.

Lemma large_product_none a T tau : (forall t, (1 <= t <= T)%nat -> a t < 1 + 1 / tau) ->
  large_product a T tau = prod_range 1 T (fun _ => 1).
Proof.
  intro h; apply prod_range_ext; intros t ht; specialize (h t ht).
  destruct (Rle_dec (1 + 1 / tau) (a t)); lra.
Qed.

Lemma prod_range_ones T : prod_range 1 T (fun _ => 1) = 1.
Proof.
  induction T as [|T IH]; [apply prod_range_empty; lia|].
  rewrite prod_range_last by lia; rewrite IH; ring.
Qed.

Lemma all_above_of_least a T : 1 < min_range T a ->
  forall t, (1 <= t <= T)%nat -> 1 + 1 / of_least a T <= a t.
Proof.
  intros h t ht; unfold of_least; replace (1 + 1 / (1 / (min_range T a - 1))) with (min_range T a)
    by (field; lra).
  apply min_range_le, ht.
Qed.

(** The parenthesis fails: T = 3, a_t = 5/4 < 4/3. *)
Theorem useful_below :
  let a := fun _ => 5/4 in let b := fun _ => 1 in
  of_least a 3 = 4 /\ min_range 3 a < 1 + 1 / INR 3 /\
  bound_19 1 a b 3 (of_least a 3) < 10 < bound_18 1 a b 3 (INR 3).
Proof.
  intros a b.
  assert (m : min_range 3 a = 5/4) by (unfold min_range, max_range, a; simpl; unfold Rmax; repeat destruct (Rle_dec _ _); lra).
  assert (t4 : of_least a 3 = 4) by (unfold of_least; rewrite m; field).
  assert (three : INR 3 = 3) by (simpl; ring).
  split; [exact t4|split; [rewrite m, three; lra|]].
  assert (above : forall t, (1 <= t <= 3)%nat -> 1 + 1 / of_least a 3 <= a t)
    by (apply all_above_of_least; rewrite m; lra).
  assert (below : forall t, (1 <= t <= 3)%nat -> a t < 1 + 1 / INR 3)
    by (intros; rewrite three; unfold a; lra).
  assert (c4 : c_repaired a b 3 4 = 4).
  { unfold c_repaired, max_range, a, b; simpl; replace (Rmax (1 / 4) (5 / 4 - 1)) with (1 / 4)
      by (unfold Rmax; destruct (Rle_dec _ _); lra).
    unfold Rmax; repeat destruct (Rle_dec _ _); field. }
  assert (c3 : c_repaired a b 3 3 = 3).
  { unfold c_repaired, max_range, a, b; simpl; replace (Rmax (1 / 3) (5 / 4 - 1)) with (1 / 3)
      by (unfold Rmax; destruct (Rle_dec _ _); lra).
    unfold Rmax; repeat destruct (Rle_dec _ _); field. }
  unfold bound_19, bound_18; rewrite (large_product_all a 3 (of_least a 3)) by exact above.
  rewrite (large_product_none a 3 (INR 3)) by exact below.
  rewrite t4, three, c4, c3, prod_range_ones.
  assert (p : prod_range 1 3 a = 125/64) by (unfold prod_range, a; simpl; field).
  rewrite p; assert (e : 5/2 < exp 1).
  { assert (d : forall y, exp (2 * y) = exp y * exp y) by (intro; rewrite <- exp_plus; f_equal; ring).
    pose proof (exp_ineq1 (1/8) ltac:(lra)) as h1.
    assert (h2 : 81/64 < exp (2 * (1/8))) by (rewrite d; nra).
    assert (h3 : 8/5 < exp (2 * (2 * (1/8)))) by (rewrite d; nra).
    replace 1 with (2 * (2 * (2 * (1/8)))) by field; rewrite d; nra. }
  lra.
Qed.

Lemma prod_below T (a : nat -> R) r : 0 < r -> (forall t, (1 <= t <= T)%nat -> 0 <= a t < r) ->
  (1 <= T)%nat -> prod_range 1 T a < r ^ T.
Proof.
  intros hr h; induction T as [|T IH]; [lia|]; intros _.
  rewrite prod_range_last by lia; simpl; destruct (h (S T) ltac:(lia)) as [h0 h1].
  destruct T as [|T].
  { rewrite prod_range_empty by lia; simpl; lra. }
  specialize (IH ltac:(intros; apply h; lia) ltac:(lia)).
  assert (0 < r ^ S T) by (apply pow_lt, hr).
  assert (0 <= prod_range 1 (S T) a) by (apply prod_range_nonneg; intros; apply h; lia).
  nra.
Qed.

Theorem useful_always : forall (x0 : R) (a : nat -> R) (T : nat),
  (1 <= T)%nat -> 0 < x0 -> 1 < min_range T a -> (forall t, (1 <= t <= T)%nat -> a t < 1 + 1 / INR T) ->
  bound_19 x0 a (fun _ => 0) T (of_least a T) < bound_18 x0 a (fun _ => 0) T (INR T).
Proof.
  intros x0 a T hT hx h1 h; assert (p : 0 < INR T) by (apply lt_0_INR; lia).
  unfold bound_19, bound_18.
  rewrite (large_product_all a T (of_least a T)) by (apply all_above_of_least, h1).
  rewrite (large_product_none a T (INR T)) by exact h; rewrite prod_range_ones.
  assert (z : forall tau, 0 < tau -> c_repaired a (fun _ => 0) T tau = 0).
  { intros tau ht; apply Rle_antisym; [|apply c_nonneg; auto; intros; lra].
    apply max_range_lub; [exact hT|]; intros; unfold Rdiv; rewrite Rmult_0_l; lra. }
  rewrite !z by (try (unfold of_least; apply Rdiv_lt_0_compat); lra).
  assert (i : 0 < 1 / INR T) by (apply Rdiv_lt_0_compat; lra).
  assert (q : prod_range 1 T a < (1 + 1 / INR T) ^ T).
  { apply prod_below; [lra| |exact hT]; intros t ht; split; [|apply h, ht].
    pose proof (min_range_le T a t ht); lra. }
  assert (e : (1 + 1 / INR T) ^ T <= exp 1).
  { replace (exp 1) with (exp (1 / INR T) ^ T).
    - apply pow_incr; split; [lra|apply exp_ineq1_le].
    - assert (g : forall n y, exp y ^ n = exp (INR n * y)).
      { induction n as [|n IHn]; intro y; [simpl; rewrite Rmult_0_l, exp_0; reflexivity|].
        rewrite S_INR, Rmult_plus_distr_r, Rmult_1_l, exp_plus, <- IHn; simpl; ring. }
      rewrite g; f_equal; field; lra. }
  nra.
Qed.

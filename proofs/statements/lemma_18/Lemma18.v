(** * Lemma 18 (bound on positive sequences), Corollary 22, Remarks 19 to 26

    Lemma 18 is false as printed ([lemma_18_false]): its constant c may be negative.  The point
    is [lemma_18_repaired]: it holds with c = max_t b_t / max{1/tau, a_t - 1}, the constant of
    the paper's own proof.  [lemma_18_tightest]: without e and without a condition on tau.
    Then the remarks on feasible tau: [remark_20] to [remark_26], of which Remark 23 is false
    as printed ([remark_23_false], [remark_23_repaired]).  *)

(** The paper (Appendix C): "Assuming x_0 >= 0, and if, for all t = 0, 1, ...,
    x_t <= a_t x_{t-1} + b_t with a_t >= 0 and b_t >= 0, then for all tau s.t.
    |{a_t < 1 + 1/tau}_{t in [T]}| <= tau we have
      x_T <= e (x_0 + c) prod_{t in [T], a_t >= 1 + 1/tau} a_t
    with c = min { tau max_t b_t, max_t b_t / (a_t - 1) }."

    This is FALSE, and in places has no meaning:
    - [lemma_18_false]: T = 1, a_1 = 0, b_1 = 1, x_0 = 0, x_1 = 1, tau = 1.  Then c = -1,
      and the lemma says 1 <= -e.  The case a_t < 1 makes b_t / (a_t - 1) negative.
    - [lemma_18_false_nonneg_c]: replacing a negative c by 0 does not help: T = 2,
      a = (0, 2), b = (1, 0), x = (0, 1, 2), tau = 1 gives c = 0 and 2 <= 0.
    - a_t = 1 divides by zero, as does tau = 0; T = 0 has no max.  x_{-1}, at t = 0, is not
      defined: the recurrence is supposed for t >= 1.
    - the proof's "c = min{...} = max_t b_t / max{1/tau, a_t - 1}" exchanges min and max:
      [c_differs]; and its "tau = 0 iff T = 0" fails for T = 0, tau = 1:
      [tau_need_not_be_0].

    What is true:
    - [lemma_18_repaired]: with c = max_t b_t / max{1/tau, a_t - 1}, the constant of the
      paper's own proof, for tau > 0; moreover "- c" may be added on the right (the
      printed proof drops it);
    - [lemma_18_tau_max_b]: with c = tau max_t b_t;
    - [lemma_18_large_a]: with the printed c, when every a_t > 1;
    - [remark_19]: without e when every a_t >= 1 + 1/tau.

    Feasible tau: [remark_20] (T >= 1), [remark_21], [corollary_22], [remark_24], [remark_25],
    [remark_26] hold; Remark 23 is false as printed ([remark_23_false]: T = 1, a_1 = 2, x = 3)
    and holds for 1 < x <= min_t a_t ([remark_23_repaired]).
    Sharper: [lemma_18_tightest] (no e, no condition on tau; [lemma_18_tightest_attained]),
    [remark_19_minus_c], [remark_21_iff], [remark_23_iff], [corollary_22_all] (every feasible
    tau > 0 is of Corollary 22's form). *)

Require Import Reals Lra Lia.
From Certify.coq Require Import Linear.
Open Scope R_scope.

(** |{a_t < r}_{t in [T]}|, the condition on tau, the product over a_t >= 1 + 1/tau. *)
Definition count_below (a : nat -> R) (T : nat) (r : R) : R :=
  sum_range 1 T (fun t => if Rlt_dec (a t) r then 1 else 0).

Definition feasible (a : nat -> R) (T : nat) (tau : R) : Prop :=
  count_below a T (1 + 1 / tau) <= tau.

Definition large_product (a : nat -> R) (T : nat) (tau : R) : R :=
  prod_range 1 T (fun t => if Rle_dec (1 + 1 / tau) (a t) then a t else 1).

Definition min_range (T : nat) (f : nat -> R) : R := - max_range T (fun t => - f t).

(** The hypotheses on the sequences. *)
Definition positive_sequence (x a b : nat -> R) (T : nat) : Prop :=
  0 <= x 0%nat /\
  (forall t, (1 <= t <= T)%nat -> x t <= a t * x (t - 1)%nat + b t) /\
  (forall t, (1 <= t <= T)%nat -> 0 <= a t) /\
  (forall t, (1 <= t <= T)%nat -> 0 <= b t).

(** ** The proof of the paper, kept to what it proves *)

(** y_t + c = a~_t (y_{t-1} + c), and x_t <= y_t. *)
Lemma dominated_growth x a b T (a' : nat -> R) c :
  positive_sequence x a b T -> 0 <= c ->
  (forall t, (1 <= t <= T)%nat -> 1 <= a' t /\ a t <= a' t /\ b t <= (a' t - 1) * c) ->
  x T <= (x 0%nat + c) * prod_range 1 T a' - c.
Proof.
  intros (Hx & Hrec & Ha & Hb) Hc H.
  assert (P : forall n, (n <= T)%nat -> x n <= (x 0%nat + c) * prod_range 1 n a' - c).
  { induction n; intros Hn.
    - unfold prod_range; simpl. lra.
    - specialize (IHn ltac:(lia)). destruct (H (S n) ltac:(lia)) as (H1 & H2 & H3).
      pose proof (Hrec (S n) ltac:(lia)) as R1. replace (S n - 1)%nat with n in R1 by lia.
      pose proof (Ha (S n) ltac:(lia)) as Ha1.
      assert (P1 : 1 <= prod_range 1 n a')
        by (apply prod_range_ge_1; intros; apply H; lia).
      rewrite prod_range_last by lia.
      set (y := (x 0%nat + c) * prod_range 1 n a' - c) in *.
      assert (Hy : 0 <= y) by (unfold y; nra).
      replace ((x 0%nat + c) * (prod_range 1 n a' * a' (S n)) - c)
        with (a' (S n) * y + (a' (S n) - 1) * c) by (unfold y; ring).
      assert (a (S n) * x n <= a (S n) * y) by now apply Rmult_le_compat_l.
      assert (a (S n) * y <= a' (S n) * y) by now apply Rmult_le_compat_r.
      lra. }
  now apply P.
Qed.

Definition a_tilde (a : nat -> R) (tau : R) (t : nat) : R := Rmax (a t) (1 + 1 / tau).

Lemma inv_pos tau : 0 < tau -> 0 < 1 / tau.
Proof. intros. apply Rdiv_lt_0_compat; lra. Qed.

(** (1 + 1/tau)^tau <= e, for the number of small a_t in place of tau. *)
Lemma product_a_tilde a T tau : 0 < tau -> feasible a T tau ->
  prod_range 1 T (a_tilde a tau) <= exp 1 * large_product a T tau.
Proof.
  intros Htau Hf. pose proof (inv_pos tau Htau) as Hi.
  unfold feasible, count_below, sum_range in Hf. unfold large_product, prod_range.
  set (f := fun i => if Rlt_dec (a (1 + i)%nat) (1 + 1 / tau) then 1 else 0) in *.
  rewrite (prod_ext _ _ (fun i =>
    (if Rlt_dec (a (1 + i)%nat) (1 + 1 / tau) then 1 + 1 / tau else 1)
    * (if Rle_dec (1 + 1 / tau) (a (1 + i)%nat) then a (1 + i)%nat else 1))).
  - rewrite prod_mult. apply Rmult_le_compat_r.
    { apply prod_nonneg. intros i _. destruct (Rle_dec (1 + 1 / tau) (a (1 + i)%nat)); lra. }
    assert (P : forall n, prod n (fun i =>
       if Rlt_dec (a (1 + i)%nat) (1 + 1 / tau) then 1 + 1 / tau else 1)
       <= exp (1 / tau * sum n f)).
    { induction n; cbn [prod sum].
      - rewrite Rmult_0_r, exp_0. lra.
      - rewrite Rmult_plus_distr_l, exp_plus. apply Rmult_le_compat; auto.
        + apply prod_nonneg. intros i _.
          destruct (Rlt_dec _ _); lra.
        + destruct (Rlt_dec _ _); lra.
        + unfold f. destruct (Rlt_dec (a (1 + n)%nat) (1 + 1 / tau)).
          * rewrite Rmult_1_r. apply exp_ineq1_le.
          * rewrite Rmult_0_r, exp_0. lra. }
    eapply Rle_trans; [apply P|].
    assert (Q : 1 / tau * sum (S T - 1) f <= 1).
    { apply Rle_trans with (1 / tau * tau).
      - apply Rmult_le_compat_l; [lra | exact Hf].
      - apply Req_le. field. lra. }
    destruct Q as [Q|Q]; [left; now apply exp_increasing | rewrite Q; lra].
  - intros i _. unfold a_tilde.
    destruct (Rlt_dec (a (1 + i)%nat) (1 + 1 / tau)), (Rle_dec (1 + 1 / tau) (a (1 + i)%nat)); try lra.
    + rewrite Rmax_right; lra.
    + rewrite Rmax_left; lra.
Qed.

(** Any constant c with b_t <= c max{1/tau, a_t - 1} will do, and the right side may be
    diminished by c.  First without e and without the condition on tau, which only serves to
    bring e in. *)
Lemma a_tilde_growth x a b T tau c :
  positive_sequence x a b T -> 0 < tau -> 0 <= c ->
  (forall t, (1 <= t <= T)%nat -> b t <= c * Rmax (1 / tau) (a t - 1)) ->
  x T <= (x 0%nat + c) * prod_range 1 T (a_tilde a tau) - c.
Proof.
  intros Hs Htau Hc Hb. pose proof (inv_pos tau Htau) as Hi.
  apply (dominated_growth x a b T (a_tilde a tau) c Hs Hc). intros t Ht. unfold a_tilde.
  specialize (Hb t Ht).
  pose proof (Rmax_l (a t) (1 + 1 / tau)). pose proof (Rmax_r (a t) (1 + 1 / tau)).
  split; [lra|split; [lra|]].
  replace (Rmax (a t) (1 + 1 / tau) - 1) with (Rmax (1 / tau) (a t - 1)); [lra|].
  unfold Rmax. destruct (Rle_dec (1 / tau) (a t - 1)), (Rle_dec (a t) (1 + 1 / tau)); lra.
Qed.

Theorem lemma_18_any_c : forall (x a b : nat -> R) (T : nat) (tau c : R),
  positive_sequence x a b T -> 0 < tau -> feasible a T tau ->
  0 <= c -> (forall t, (1 <= t <= T)%nat -> b t <= c * Rmax (1 / tau) (a t - 1)) ->
  x T <= exp 1 * (x 0%nat + c) * large_product a T tau - c.
Proof.
  intros x a b T tau c Hs Htau Hf Hc Hb.
  eapply Rle_trans; [apply (a_tilde_growth x a b T tau c); assumption|].
  pose proof (product_a_tilde a T tau Htau Hf) as HP. destruct Hs as [Hx _].
  assert ((x 0%nat + c) * prod_range 1 T (a_tilde a tau)
          <= (x 0%nat + c) * (exp 1 * large_product a T tau))
    by (apply Rmult_le_compat_l; lra).
  lra.
Qed.

(** The repair: the constant of the paper's own proof. *)
Definition c_repaired (a b : nat -> R) (T : nat) (tau : R) : R :=
  max_range T (fun t => b t / Rmax (1 / tau) (a t - 1)).

Lemma c_repaired_good x a b T tau :
  (1 <= T)%nat -> positive_sequence x a b T -> 0 < tau ->
  0 <= c_repaired a b T tau /\
  forall t, (1 <= t <= T)%nat -> b t <= c_repaired a b T tau * Rmax (1 / tau) (a t - 1).
Proof.
  intros HT Hs Htau. pose proof (inv_pos tau Htau) as Hi.
  assert (Hm : forall t, 0 < Rmax (1 / tau) (a t - 1))
    by (intros; eapply Rlt_le_trans; [exact Hi | apply Rmax_l]).
  assert (Hc := max_range_ge T (fun t => b t / Rmax (1 / tau) (a t - 1))). split.
  - eapply Rle_trans; [|apply (Hc 1%nat); lia].
    apply Rmult_le_pos; [apply Hs; lia | apply Rlt_le, Rinv_0_lt_compat, Hm].
  - intros t Ht. apply Rle_trans with (b t / Rmax (1 / tau) (a t - 1) * Rmax (1 / tau) (a t - 1)).
    + apply Req_le. field. specialize (Hm t). lra.
    + apply Rmult_le_compat_r; [apply Rlt_le, Hm | apply (Hc t Ht)].
Qed.

Theorem lemma_18_repaired_minus_c : forall (x a b : nat -> R) (T : nat) (tau : R),
  (1 <= T)%nat -> positive_sequence x a b T -> 0 < tau -> feasible a T tau ->
  x T <= exp 1 * (x 0%nat + c_repaired a b T tau) * large_product a T tau - c_repaired a b T tau.
Proof.
  intros x a b T tau HT Hs Htau Hf. destruct (c_repaired_good x a b T tau HT Hs Htau) as [Hc Hb].
  now apply (lemma_18_any_c x a b T tau).
Qed.

Theorem lemma_18_repaired : forall (x a b : nat -> R) (T : nat) (tau : R),
  (1 <= T)%nat -> positive_sequence x a b T -> 0 < tau -> feasible a T tau ->
  x T <= exp 1 * (x 0%nat + c_repaired a b T tau) * large_product a T tau.
Proof.
  intros x a b T tau HT Hs Htau Hf.
  pose proof (lemma_18_repaired_minus_c x a b T tau HT Hs Htau Hf).
  destruct (c_repaired_good x a b T tau HT Hs Htau). lra.
Qed.

(** The first term of the printed min is always a valid c. *)
Theorem lemma_18_tau_max_b : forall (x a b : nat -> R) (T : nat) (tau : R),
  (1 <= T)%nat -> positive_sequence x a b T -> 0 < tau -> feasible a T tau ->
  x T <= exp 1 * (x 0%nat + tau * max_range T b) * large_product a T tau.
Proof.
  intros x a b T tau HT Hs Htau Hf.
  assert (Hmax : 0 <= max_range T b)
    by (eapply Rle_trans; [|apply (max_range_ge T b 1%nat); lia]; apply Hs; lia).
  assert (Hc : 0 <= tau * max_range T b) by (apply Rmult_le_pos; lra).
  pose proof (lemma_18_any_c x a b T tau (tau * max_range T b) Hs Htau Hf Hc) as H.
  enough (x T <= exp 1 * (x 0%nat + tau * max_range T b) * large_product a T tau
                 - tau * max_range T b) by lra.
  apply H. intros t Ht. apply Rle_trans with (tau * max_range T b * (1 / tau)).
  - replace (tau * max_range T b * (1 / tau)) with (max_range T b) by (field; lra).
    now apply max_range_ge.
  - apply Rmult_le_compat_l; [exact Hc | apply Rmax_l].
Qed.

(** The printed constant. *)
Definition c_printed (a b : nat -> R) (T : nat) (tau : R) : R :=
  Rmin (tau * max_range T b) (max_range T (fun t => b t / (a t - 1))).

(** The printed c is right when every a_t > 1. *)
Theorem lemma_18_large_a : forall (x a b : nat -> R) (T : nat) (tau : R),
  (1 <= T)%nat -> positive_sequence x a b T -> 0 < tau -> feasible a T tau ->
  (forall t, (1 <= t <= T)%nat -> 1 < a t) ->
  x T <= exp 1 * (x 0%nat + c_printed a b T tau) * large_product a T tau.
Proof.
  intros x a b T tau HT Hs Htau Hf Ha.
  pose proof (lemma_18_tau_max_b x a b T tau HT Hs Htau Hf) as H1.
  unfold c_printed, Rmin. destruct (Rle_dec _ _); [exact H1|]. clear H1 n.
  set (c := max_range T (fun t => b t / (a t - 1))).
  assert (Hb : forall t, (1 <= t <= T)%nat -> b t / (a t - 1) <= c)
    by (intros; now apply (max_range_ge T (fun t => b t / (a t - 1)))).
  assert (Hc : 0 <= c).
  { eapply Rle_trans; [|apply (Hb 1%nat); lia].
    apply Rmult_le_pos; [apply Hs; lia | apply Rlt_le, Rinv_0_lt_compat].
    specialize (Ha 1%nat ltac:(lia)). lra. }
  enough (x T <= exp 1 * (x 0%nat + c) * large_product a T tau - c) by lra.
  apply (lemma_18_any_c x a b T tau c Hs Htau Hf Hc).
  intros t Ht. specialize (Hb t Ht). specialize (Ha t Ht).
  apply Rle_trans with (c * (a t - 1)).
  - apply Rle_trans with (b t / (a t - 1) * (a t - 1)); [apply Req_le; field; lra|].
    apply Rmult_le_compat_r; lra.
  - apply Rmult_le_compat_l; [exact Hc | apply Rmax_r].
Qed.

(** Remark 19: "The factor e should be 1 if min_t a_t >= 1 + 1/tau."  First with "- c". *)
Lemma c_printed_large x a b T tau :
  (1 <= T)%nat -> positive_sequence x a b T -> 0 < tau ->
  (forall t, (1 <= t <= T)%nat -> 1 + 1 / tau <= a t) ->
  0 <= c_printed a b T tau /\
  forall t, (1 <= t <= T)%nat -> b t <= (a t - 1) * c_printed a b T tau.
Proof.
  intros HT Hs Htau Ha. pose proof (inv_pos tau Htau) as Hi.
  assert (Ec : c_printed a b T tau = max_range T (fun t => b t / (a t - 1))).
  { apply Rmin_right, max_range_lub; [exact HT|]. intros t Ht. specialize (Ha t Ht).
    pose proof (max_range_ge T b t Ht). assert (0 <= b t) by now apply Hs.
    apply Rle_trans with (b t * tau); [|nra].
    apply Rmult_le_compat_l; [assumption|].
    replace tau with (/ (1 / tau)) by (field; lra). apply Rinv_le_contravar; lra. }
  rewrite Ec. assert (Hc := max_range_ge T (fun t => b t / (a t - 1))). split.
  - eapply Rle_trans; [|apply (Hc 1%nat); lia].
    apply Rmult_le_pos; [apply Hs; lia | apply Rlt_le, Rinv_0_lt_compat].
    specialize (Ha 1%nat ltac:(lia)). lra.
  - intros t Ht. specialize (Ha t Ht).
    apply Rle_trans with ((a t - 1) * (b t / (a t - 1))); [apply Req_le; field; lra|].
    apply Rmult_le_compat_l; [lra | apply (Hc t Ht)].
Qed.

Theorem remark_19_minus_c : forall (x a b : nat -> R) (T : nat) (tau : R),
  (1 <= T)%nat -> positive_sequence x a b T -> 0 < tau ->
  (forall t, (1 <= t <= T)%nat -> 1 + 1 / tau <= a t) ->
  x T <= (x 0%nat + c_printed a b T tau) * large_product a T tau - c_printed a b T tau.
Proof.
  intros x a b T tau HT Hs Htau Ha. pose proof (inv_pos tau Htau) as Hi.
  destruct (c_printed_large x a b T tau HT Hs Htau Ha) as [Hc Hb].
  replace (large_product a T tau) with (prod_range 1 T a).
  - apply (dominated_growth x a b T a _ Hs Hc). intros t Ht.
    specialize (Ha t Ht). specialize (Hb t Ht). lra.
  - apply prod_range_ext. intros t Ht. specialize (Ha t Ht).
    destruct (Rle_dec (1 + 1 / tau) (a t)); [reflexivity | lra].
Qed.

Theorem remark_19 : forall (x a b : nat -> R) (T : nat) (tau : R),
  (1 <= T)%nat -> positive_sequence x a b T -> 0 < tau ->
  (forall t, (1 <= t <= T)%nat -> 1 + 1 / tau <= a t) ->
  x T <= (x 0%nat + c_printed a b T tau) * large_product a T tau.
Proof.
  intros x a b T tau HT Hs Htau Ha.
  pose proof (remark_19_minus_c x a b T tau HT Hs Htau Ha).
  destruct (c_printed_large x a b T tau HT Hs Htau Ha). lra.
Qed.

(** ** Lemma 18 as printed is false

    The premises 1 <= T, 0 < tau and a_t <> 1 are ours: with them every expression
    of the printed statement has a value, and it is false even so. *)
Definition Lemma_18_as_printed : Prop :=
  forall (x a b : nat -> R) (T : nat) (tau : R),
  (1 <= T)%nat -> 0 < tau -> (forall t, (1 <= t <= T)%nat -> a t <> 1) ->
  positive_sequence x a b T -> feasible a T tau ->
  x T <= exp 1 * (x 0%nat + c_printed a b T tau) * large_product a T tau.

Theorem lemma_18_false : ~ Lemma_18_as_printed.
Proof.
  intros H. specialize (H INR (fun _ => 0) (fun _ => 1) 1%nat 1).
  unfold feasible, count_below, c_printed, large_product, max_range, sum_range, prod_range in H.
  simpl in H. unfold Rdiv in H. rewrite Rinv_1, Rmult_1_r in H.
  destruct (Rlt_dec 0 (1 + 1)) as [_|N]; [|lra].
  destruct (Rle_dec (1 + 1) 0) as [N|_]; [lra|].
  replace (1 * / (0 - 1)) with (-1) in H by field.
  rewrite Rmin_right in H by lra. pose proof (exp_pos 1).
  assert (1 <= exp 1 * (0 + -1) * (1 * 1)); [|lra].
  apply H; try lra; try lia; [intros; lra|].
  repeat split; intros; try lra; simpl; try lra.
  replace t with 1%nat by lia. simpl. lra.
Qed.

(** Nor does it help to read a negative c as 0. *)
Theorem lemma_18_false_nonneg_c :
  ~ (forall (x a b : nat -> R) (T : nat) (tau : R),
     (1 <= T)%nat -> 0 < tau -> (forall t, (1 <= t <= T)%nat -> a t <> 1) ->
     positive_sequence x a b T -> feasible a T tau ->
     x T <= exp 1 * (x 0%nat + Rmax 0 (c_printed a b T tau)) * large_product a T tau).
Proof.
  intros H.
  specialize (H INR (fun t => match t with 1%nat => 0 | _ => 2 end)
                    (fun t => match t with 1%nat => 1 | _ => 0 end) 2%nat 1).
  unfold feasible, count_below, c_printed, large_product, max_range, sum_range, prod_range in H.
  simpl in H. unfold Rdiv in H. rewrite Rinv_1, !Rmult_1_r in H.
  destruct (Rlt_dec 0 (1 + 1)) as [_|N]; [|lra].
  destruct (Rlt_dec 2 (1 + 1)) as [N|_]; [lra|].
  destruct (Rle_dec (1 + 1) 0) as [N|_]; [lra|].
  destruct (Rle_dec (1 + 1) 2) as [_|N]; [|lra].
  replace (1 * / (0 - 1)) with (-1) in H by field.
  replace (0 * / (2 - 1)) with 0 in H by ring.
  rewrite (Rmax_left 1 0), (Rmax_right (-1) 0), Rmin_right, Rmax_left in H by lra.
  assert (1 + 1 <= exp 1 * (0 + 0) * (1 * 1 * 2)); [|lra].
  apply H; try lra; try lia.
  - intros [|[|t]] Ht; lra.
  - repeat split.
    + simpl; lra.
    + intros [|[|[|t]]] Ht; try lia; simpl; lra.
    + intros [|[|t]] Ht; lra.
    + intros [|[|t]] Ht; lra.
Qed.

(** The proof's equation min { tau max_t b_t, max_t b_t / (a_t - 1) }
    = max_t b_t / max {1/tau, a_t - 1} fails although every a_t > 1: a = (3, 5/4),
    b = (2, 1/2), tau = 2: the left is 2, the right 1. *)
Lemma c_differs :
  let a := fun t => match t with 1%nat => 3 | _ => 5 / 4 end in
  let b := fun t => match t with 1%nat => 2 | _ => 1 / 2 end in
  feasible a 2 2 /\ c_printed a b 2 2 = 2 /\ c_repaired a b 2 2 = 1.
Proof.
  intros a b. unfold feasible, count_below, c_printed, c_repaired, max_range, sum_range, a, b. simpl.
  repeat split.
  - destruct (Rlt_dec 3 (1 + 1 / 2)), (Rlt_dec (5 / 4) (1 + 1 / 2)); lra.
  - replace (2 / (3 - 1)) with 1 by field. replace (1 / 2 / (5 / 4 - 1)) with 2 by field.
    rewrite (Rmax_left 2 (1 / 2)), (Rmax_right 1 2), Rmin_right by lra. reflexivity.
  - rewrite (Rmax_right (1 / 2) (3 - 1)), (Rmax_left (1 / 2) (5 / 4 - 1)) by lra.
    replace (2 / (3 - 1)) with 1 by field. replace (1 / 2 / (1 / 2)) with 1 by field.
    apply Rmax_left. lra.
Qed.

Lemma tau_need_not_be_0 : forall a, feasible a 0 1.
Proof. intros a. unfold feasible, count_below, sum_range; simpl. lra. Qed.

(** ** Feasible tau: Corollary 22 and Remarks 20 to 26 *)

Lemma count_mono a T r s : r <= s -> count_below a T r <= count_below a T s.
Proof.
  intros H. apply sum_range_le. intros t _.
  destruct (Rlt_dec (a t) r), (Rlt_dec (a t) s); lra.
Qed.

Lemma count_0 a T r :
  (forall t, (1 <= t <= T)%nat -> r <= a t) -> count_below a T r = 0.
Proof.
  intros H. unfold count_below. rewrite (sum_range_ext _ _ _ (fun _ => 0)).
  - apply sum_0.
  - intros t Ht. specialize (H t Ht). destruct (Rlt_dec (a t) r); lra.
Qed.

Lemma min_range_le T a t : (1 <= t <= T)%nat -> min_range T a <= a t.
Proof.
  intros H. unfold min_range. pose proof (max_range_ge T (fun t => - a t) t H). simpl in *. lra.
Qed.

Theorem remark_20 : forall (a : nat -> R) (T : nat), (1 <= T)%nat -> feasible a T (INR T).
Proof.
  intros a T HT. unfold feasible, count_below.
  apply Rle_trans with (sum_range 1 T (fun _ => 1)).
  - apply sum_range_le. intros t _. destruct (Rlt_dec _ _); lra.
  - unfold sum_range. rewrite sum_const. replace (S T - 1)%nat with T by lia. lra.
Qed.

Theorem remark_21 : forall (a : nat -> R) (T : nat),
  (1 <= T)%nat -> 2 <= min_range T a -> feasible a T 1.
Proof.
  intros a T HT H. unfold feasible. rewrite count_0; [lra|].
  intros t Ht. pose proof (min_range_le T a t Ht). lra.
Qed.

Theorem corollary_22 : forall (a : nat -> R) (T : nat) (x : R),
  1 < x -> feasible a T (Rmax (1 / (x - 1)) (count_below a T x)).
Proof.
  intros a T x Hx. unfold feasible.
  set (tau := Rmax (1 / (x - 1)) (count_below a T x)).
  assert (Hy : 0 < 1 / (x - 1)) by (apply inv_pos; lra).
  assert (H1 : 1 / (x - 1) <= tau) by apply Rmax_l.
  apply Rle_trans with (count_below a T x); [|apply Rmax_r].
  apply count_mono.
  assert (/ tau <= / (1 / (x - 1))) by now apply Rinv_le_contravar.
  replace (/ (1 / (x - 1))) with (x - 1) in * by (field; lra).
  unfold Rdiv. lra.
Qed.

(** Remark 23: "If 1 < min_t a_t <= x then taking tau = 1/(x-1) is feasible." *)
Theorem remark_23_false :
  ~ (forall (a : nat -> R) (T : nat) (x : R), (1 <= T)%nat ->
     1 < min_range T a <= x -> feasible a T (1 / (x - 1))).
Proof.
  intros H. specialize (H (fun _ => 2) 1%nat 3 (le_n 1)).
  unfold feasible, count_below, sum_range, min_range, max_range in H. simpl in H.
  replace (1 + 1 / (1 / (3 - 1))) with 3 in H by field.
  destruct (Rlt_dec 2 3) as [_|N]; lra.
Qed.

Theorem remark_23_repaired : forall (a : nat -> R) (T : nat) (x : R),
  1 < x <= min_range T a -> feasible a T (1 / (x - 1)).
Proof.
  intros a T x [Hx H]. unfold feasible.
  replace (1 + 1 / (1 / (x - 1))) with x by (field; lra).
  rewrite count_0.
  - apply Rlt_le, inv_pos. lra.
  - intros t Ht. pose proof (min_range_le T a t Ht). lra.
Qed.

Theorem remark_24 : forall (a : nat -> R) (T : nat),
  feasible a T (Rmax 1 (count_below a T 2)).
Proof.
  intros a T. pose proof (corollary_22 a T 2 ltac:(lra)) as H.
  now replace (1 / (2 - 1)) with 1 in H by field.
Qed.

Definition phi : R := (1 + sqrt 5) / 2.

Lemma phi_bounds : 1 < phi <= 1.62.
Proof.
  assert (S : sqrt 5 * sqrt 5 = 5) by (apply sqrt_sqrt; lra).
  pose proof (sqrt_pos 5). unfold phi. split; nra.
Qed.

Theorem remark_25 : forall (a : nat -> R) (T : nat),
  feasible a T (Rmax phi (count_below a T phi)).
Proof.
  intros a T. pose proof phi_bounds as [P _].
  pose proof (corollary_22 a T phi P) as H.
  replace (1 / (phi - 1)) with phi in H; [exact H|].
  assert (S : sqrt 5 * sqrt 5 = 5) by (apply sqrt_sqrt; lra).
  assert (E : phi * (phi - 1) = 1) by (unfold phi; lra).
  apply Rmult_eq_reg_r with (phi - 1); [rewrite E; field; lra | lra].
Qed.

Theorem remark_26 : forall (a : nat -> R) (T : nat),
  1 < min_range T a -> feasible a T (1 / (min_range T a - 1)).
Proof. intros a T H. apply remark_23_repaired. lra. Qed.

(** Not vacuous: the repaired lemma on the first witness: c = 1, 1 <= e. *)
Example lemma_18_instance : 1 <= exp 1 * (0 + 1) * 1.
Proof.
  pose proof (lemma_18_tau_max_b INR (fun _ => 0) (fun _ => 1) 1 1 (le_n 1)) as H.
  unfold feasible, count_below, large_product, max_range, sum_range, prod_range in H. simpl in H.
  destruct (Rlt_dec 0 (1 + 1 / 1)) as [_|N]; [|exfalso; lra].
  destruct (Rle_dec (1 + 1 / 1) 0) as [N|_]; [exfalso; lra|].
  rewrite !Rmult_1_r in *. apply H; try lra.
  repeat split; intros; try lra; simpl; try lra. replace t with 1%nat by lia. simpl. lra.
Qed.

(** ** Sharper forms

    Lemma 18 without e and without the condition on tau, which only serves to bring e in. *)
Theorem lemma_18_tightest : forall (x a b : nat -> R) (T : nat) (tau : R),
  (1 <= T)%nat -> positive_sequence x a b T -> 0 < tau ->
  x T <= (x 0%nat + c_repaired a b T tau) * prod_range 1 T (a_tilde a tau) - c_repaired a b T tau.
Proof.
  intros x a b T tau HT Hs Htau. destruct (c_repaired_good x a b T tau HT Hs Htau) as [Hc Hb].
  now apply (a_tilde_growth x a b T tau).
Qed.

(** Equality: a_t = 1 + 1/tau or more, b_t = c (a_t - 1): T = 1, a_1 = 2, b_1 = 1, tau = 1. *)
Example lemma_18_tightest_attained :
  let x := INR in let a := fun _ : nat => 2 in let b := fun _ : nat => 1 in
  positive_sequence x a b 1 /\
  x 1%nat = (x 0%nat + c_repaired a b 1 1) * prod_range 1 1 (a_tilde a 1) - c_repaired a b 1 1.
Proof.
  cbv zeta. split.
  - repeat split; intros; try lra; simpl; try lra. replace t with 1%nat by lia. simpl. lra.
  - unfold c_repaired, a_tilde, max_range, prod_range. simpl.
    rewrite (Rmax_left (1 / 1) (2 - 1)), (Rmax_left 2 (1 + 1 / 1)) by lra. field.
Qed.

(** When exactly the taus of the remarks are feasible; Corollary 22 gives all of them; and the
    parenthesis of Remark 26, read as: its tau is at most Remark 20's only then. *)
Theorem remark_21_iff : forall a T, feasible a T 1 <-> count_below a T 2 <= 1.
Proof. intros. unfold feasible. replace (1 + 1 / 1) with 2 by field. tauto. Qed.

Theorem remark_23_iff : forall a T x, 1 < x ->
  (feasible a T (1 / (x - 1)) <-> count_below a T x <= 1 / (x - 1)).
Proof.
  intros a T x H. unfold feasible. replace (1 + 1 / (1 / (x - 1))) with x by (field; lra). tauto.
Qed.

Theorem corollary_22_all : forall a T tau, 0 < tau -> feasible a T tau ->
  exists x, 1 < x /\ tau = Rmax (1 / (x - 1)) (count_below a T x).
Proof.
  intros a T tau H F. pose proof (inv_pos tau H). exists (1 + 1 / tau). split; [lra|].
  replace (1 / (1 + 1 / tau - 1)) with tau by (field; lra). symmetry. now apply Rmax_left.
Qed.

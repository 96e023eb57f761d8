(** * Lemma 29 (filling categories)

    How many independent samples fill each of k categories with n of them?  The point is
    [lemma_29], and [lemma_29_as_printed] for the printed wording.  Sharper:
    [lemma_29_chernoff] for every t, [lemma_29_sharp] in closed form, [lemma_29_158] with the
    constant 1/(1 - 1/e) = 1.58... in place of 2.  *)

(** The paper's sentence: "Let P_c be a categorical distribution of at least k
    (mutually exclusive) categories such that the first k categories have
    probability at least c and at most 1/2 [...]  For all delta in (0,1), for all
    n in N, if M = ceil(2/c (n + ln(k/delta))) then with probability at least
    1 - delta each category j in [k] contains at least n samples."

    Proved here, for every law [P] (see coq/Probability.v):
    - [lemma_29_as_printed]: the sentence, every hypothesis as printed;
    - [lemma_29]: the same with fewer hypotheses.  Not needed: "at most 1/2",
      mutual exclusion (the categories may be any events, overlapping ones too),
      delta < 1, n >= 1, k >= 1; and every M above the printed one will do;
    - [lemma_29_chernoff]: for every t >= 0,
        M >= (t (n-1) + ln(k/delta)) / (c (1 - exp(-t))) suffices; t = 1 gives the
      constant 1/(1-1/e), about 1.582, in place of 2 ([lemma_29_158]);
    - [lemma_29_sharp]: with l = ln(k/delta), M >= (n-1 + l + sqrt(l^2 + 2 (n-1) l))/c
      suffices: the constant in front of n tends to 1, and this count is never
      above the printed one ([sharp_le_printed]);
    - [fair_coin_filled]: an instance, so nothing is vacuous.

    Not proved: that these counts are optimal.

    The proof is not the paper's: the paper's Chernoff-Hoeffding step is replaced
    by exponential Markov, P(N < n) <= e^{t(n-1)} E[e^{-tN}], which needs no
    condition on 1 - c_j.                                                        *)

From Coq Require Import Reals Lra Lia List Psatz Classical_Prop.
From Certify.coq Require Import Probability.
Import ListNotations.
Open Scope R_scope.

(** ** The lower tail of a count *)

Section Tail.
  Variables (Sample : Type) (P : law Sample) (A : Sample -> Prop) (c : R).
  Hypothesis A_likely : c <= lower P A.

  Let f (t : R) (x : Sample) : R := exp (- t * ind (A x)).

  Lemma f_range t : 0 <= t -> forall x, 0 <= f t x <= 1.
  Proof.
    intros ht x; unfold f; split; [left; apply exp_pos|].
    rewrite <- exp_0; destruct (ind_cases (A x)) as [[_ e]|[_ e]]; rewrite e.
    - destruct (Req_dec t 0) as [->|]; [right; f_equal; ring|left; apply exp_increasing; lra].
    - right; f_equal; ring.
  Qed.

  (** E[e^{-t 1_A}] <= 1 - c (1 - e^{-t}) <= e^{-c (1 - e^{-t})} *)
  Lemma f_mean t : 0 <= t -> P (f t) <= exp (- (c * (1 - exp (- t)))).
  Proof.
    intro ht.
    assert (h1 : exp (- t) <= 1).
    { pose proof (@f_range t ht); rewrite <- exp_0.
      destruct (Req_dec t 0) as [->|]; [right; f_equal; ring|left; apply exp_increasing; lra]. }
    apply Rle_trans with (exp (- t) + (1 - exp (- t)) * upper P (fun x => ~ A x)).
    - right; unfold upper; rewrite <- mean_scal by (auto with bounded; lra).
      rewrite <- mean_shift by auto with bounded.
      apply mean_ext; [apply bounded_range with 1, f_range, ht|].
      intro x; unfold f; rewrite ind_not.
      destruct (ind_cases (A x)) as [[_ e]|[_ e]]; rewrite e.
      + replace (- t * 1) with (- t) by ring; ring.
      + replace (- t * 0) with 0 by ring; rewrite exp_0; ring.
    - eapply Rle_trans; [|apply exp_ineq1_le].
      unfold lower in A_likely; nra.
  Qed.

  Lemma prodl_f t M : forall l, length l = M ->
    prodl (repeat (f t) M) l = exp (- t * INR (count A l)).
  Proof.
    intros l hl; rewrite (prodl_repeat _ _ hl); clear hl M.
    induction l as [|x l IH].
    - simpl; rewrite Rmult_0_r, exp_0; reflexivity.
    - change (f t x * fold_right (fun x p => f t x * p) 1 l = exp (- t * INR (count A (x :: l)))).
      rewrite IH, count_cons; unfold f; rewrite <- exp_plus; f_equal; ring.
  Qed.

  Lemma tail t M n : 0 <= t ->
    upper (iid P M) (fun X => (count A X < n)%nat)
      <= exp (t * (INR n - 1) - INR M * (c * (1 - exp (- t)))).
  Proof.
    intro ht; set (a := exp (t * (INR n - 1))).
    assert (ha : 0 < a) by apply exp_pos.
    set (g := prodl (repeat (f t) M)).
    assert (hg : forall l, 0 <= g l <= 1).
    { apply prodl_range; intros h hh x; apply repeat_spec in hh; subst h; apply f_range, ht. }
    assert (bg : bounded g) by (apply bounded_range with 1; exact hg).
    apply Rle_trans with (iid P M (fun l => a * g l)).
    - apply iid_mono; auto with bounded; intros l hl.
      destruct (ind_cases (count A l < n)%nat) as [[h e]|[_ e]]; rewrite e.
      + unfold a, g; rewrite (prodl_f _ _ _ hl), <- exp_plus.
        apply Rle_trans with (exp 0); [rewrite exp_0; lra|].
        assert (INR (count A l) <= INR n - 1).
        { apply Nat.le_succ_l, le_INR in h; rewrite S_INR in h; lra. }
        set (y := t * _ + _); assert (hy : 0 <= y) by (unfold y; nra).
        destruct hy as [hy| <-]; [left; apply exp_increasing, hy|lra].
      + specialize (hg l); nra.
    - rewrite mean_scal by (auto; lra).
      unfold g; rewrite iid_pow by (apply f_range, ht).
      unfold Rminus at 1; rewrite exp_plus; fold a; apply Rmult_le_compat_l; [lra|].
      apply Rle_trans with (exp (- (c * (1 - exp (- t)))) ^ M).
      + apply pow_incr; split; [|apply f_mean, ht].
        apply (mean_range P (f t) (b := 1) (f_range _ ht)).
      + right; clear; induction M as [|M IH].
        * simpl; rewrite Rmult_0_l, Ropp_0, exp_0; reflexivity.
        * rewrite S_INR; simpl pow; rewrite IH, <- exp_plus; f_equal; ring.
  Qed.
End Tail.

(** ** From one category to k: the union bound *)

Theorem lemma_29_chernoff :
  forall (Sample : Type) (P : law Sample) (category : nat -> Sample -> Prop) (k n M : nat) (c delta t : R),
    0 < delta -> 0 <= t ->
    (forall j, (j < k)%nat -> c <= lower P (category j)) ->
    t * (INR n - 1) + ln (INR k / delta) <= INR M * (c * (1 - exp (- t))) ->
    1 - delta <= lower (iid P M)
                   (fun X => forall j, (j < k)%nat -> (n <= count (category j) X)%nat).
Proof.
  intros Sample P A k n M c delta t hd ht hc hM; unfold lower.
  enough (upper (iid P M) (fun X => ~ forall j, (j < k)%nat -> (n <= count (A j) X)%nat) <= delta)
    by lra.
  apply Rle_trans with
    (upper (iid P M) (fun X => exists j, (j < k)%nat /\ (count (A j) X < n)%nat)).
  - apply upper_mono; intros X h; apply NNPP; intro no; apply h; intros j hj.
    destruct (Nat.le_gt_cases n (count (A j) X)); [assumption|].
    exfalso; apply no; exists j; auto.
  - destruct k as [|k].
    + eapply Rle_trans; [apply union_bound with (q := 0)|simpl; lra]; intros j hj; lia.
    + set (K := INR (S k)) in *; assert (hK : 0 < K) by (apply lt_0_INR; lia).
      eapply Rle_trans.
      * apply union_bound with (q := exp (- ln (K / delta))); intros j hj.
        eapply Rle_trans; [apply tail with (c := c) (t := t); auto|].
        set (u := _ - _); assert (hu : u <= - ln (K / delta)) by (unfold u; lra).
        destruct hu as [hu| ->]; [left; apply exp_increasing, hu|lra].
      * right; rewrite exp_Ropp, exp_ln by (apply Rdiv_lt_0_compat; lra).
        fold K; field; lra.
Qed.

(** ** Closed forms *)

Lemma exp_neg_quadratic t : 0 <= t -> exp (- t) <= 1 - t + t ^ 2 / 2.
Proof.
  intro ht.
  set (g := fun t => exp (- t) + t - t ^ 2 / 2).
  assert (d : forall x, derivable_pt_lim g x (1 - x - exp (- x))).
  { intro x; unfold g.
    replace (1 - x - exp (- x)) with (exp (- x) * - 1 + 1 - (INR 2 * x ^ 1) / 2) by (simpl; field).
    apply derivable_pt_lim_minus; [apply derivable_pt_lim_plus|].
    - apply (derivable_pt_lim_comp Ropp exp); [|apply derivable_pt_lim_exp].
      apply (derivable_pt_lim_opp id x 1), derivable_pt_lim_id.
    - apply derivable_pt_lim_id.
    - replace (INR 2 * x ^ 1 / 2) with (/ 2 * (INR 2 * x ^ 1)) by field.
      assert (h : derivable_pt_lim (fun y => / 2 * y ^ 2) x (/ 2 * (INR 2 * x ^ 1)))
        by (apply (derivable_pt_lim_scal (fun y => y ^ 2) (/ 2) x), (derivable_pt_lim_pow x 2)).
      intros eps he; destruct (h eps he) as [del hdel]; exists del; intros y y0 yd.
      replace ((x + y) ^ 2 / 2 - x ^ 2 / 2) with (/ 2 * (x + y) ^ 2 - / 2 * x ^ 2) by field.
      apply hdel; assumption. }
  assert (dec : decreasing g).
  { apply (nonpos_derivative_1 g (fun x => exist _ _ (d x))); intro x.
    unfold derive_pt; simpl; pose proof (exp_ineq1_le (- x)); lra. }
  specialize (dec 0 t ht); unfold g in dec; rewrite Ropp_0, exp_0 in dec; lra.
Qed.

(** The best t, in closed form. *)
Theorem lemma_29_sharp :
  forall (Sample : Type) (P : law Sample) (category : nat -> Sample -> Prop) (k n M : nat) (c delta : R),
    (1 <= n)%nat -> 0 < c -> 0 < delta ->
    (forall j, (j < k)%nat -> c <= lower P (category j)) ->
    (let l := ln (INR k / delta) in
     (INR n - 1 + l + sqrt (l ^ 2 + 2 * (INR n - 1) * l)) / c <= INR M) ->
    1 - delta <= lower (iid P M)
                   (fun X => forall j, (j < k)%nat -> (n <= count (category j) X)%nat).
Proof.
  intros Sample P A k n M c delta hn hc hd hA; cbv zeta; set (l := ln _); intro hM.
  pose proof (lower_range (iid P M)
    (fun X => forall j, (j < k)%nat -> (n <= count (A j) X)%nat)) as [h0 _].
  destruct (Rle_lt_dec 1 delta) as [d1|d1]; [lra|].
  destruct k as [|k].
  { rewrite iid_sure; [lra|intros X _ j hj; lia]. }
  assert (hl : 0 < l).
  { unfold l; rewrite <- ln_1; apply ln_increasing; [lra|].
    apply Rmult_lt_reg_r with delta; [exact hd|]; unfold Rdiv.
    rewrite Rmult_assoc, Rinv_l, S_INR by lra; pose proof (pos_INR k); lra. }
  apply le_INR in hn; simpl in hn.
  set (q := INR n - 1) in *; assert (hq : 0 <= q) by (unfold q; lra).
  set (s := sqrt _) in *.
  assert (hs : s * s = l ^ 2 + 2 * q * l) by (apply sqrt_sqrt; nra).
  assert (s0 : 0 <= s) by apply sqrt_pos.
  set (mu := INR M * c).
  assert (hmu : q + l + s <= mu).
  { unfold mu; apply Rmult_le_compat_r with (r := c) in hM; [|lra].
    unfold Rdiv in hM; rewrite Rmult_assoc, Rinv_l, Rmult_1_r in hM; lra. }
  assert (mu0 : 0 < mu) by lra.
  set (t := (mu - q) / mu).
  assert (et : t * mu = mu - q) by (unfold t; field; lra).
  assert (ht : 0 <= t) by (unfold t; apply Rmult_le_pos; [lra|left; apply Rinv_0_lt_compat, mu0]).
  apply lemma_29_chernoff with (c := c) (t := t); auto; fold l q.
  rewrite <- Rmult_assoc; fold mu.
  pose proof (exp_neg_quadratic _ ht) as he.
  assert (h1 : mu * (t - t ^ 2 / 2) <= mu * (1 - exp (- t))) by (apply Rmult_le_compat_l; lra).
  enough (t * q + l <= mu * (t - t ^ 2 / 2)) by lra.
  apply Rmult_le_reg_r with mu; [exact mu0|].
  replace (mu * (t - t ^ 2 / 2) * mu) with ((t * mu) * mu - (t * mu) ^ 2 / 2) by field.
  replace ((t * q + l) * mu) with ((t * mu) * q + l * mu) by ring.
  rewrite et.
  assert (0 <= mu - q - l - s) by lra.
  nra.
Qed.

Lemma sharp_le_printed n l : 0 <= l -> 1 <= n ->
  n - 1 + l + sqrt (l ^ 2 + 2 * (n - 1) * l) <= 2 * (n + l) - 2.
Proof.
  intros hl hn.
  enough (sqrt (l ^ 2 + 2 * (n - 1) * l) <= l + (n - 1)) by lra.
  apply Rsqr_incr_0_var; [|lra].
  rewrite Rsqr_sqrt by nra; unfold Rsqr; nra.
Qed.

(** ** The lemma *)

Theorem lemma_29 :
  forall (Sample : Type) (P : law Sample) (category : nat -> Sample -> Prop) (k n M : nat) (c delta : R),
    0 < c -> 0 < delta ->
    (forall j, (j < k)%nat -> c <= lower P (category j)) ->
    2 / c * (INR n + ln (INR k / delta)) <= INR M ->
    1 - delta <= lower (iid P M)
                   (fun X => forall j, (j < k)%nat -> (n <= count (category j) X)%nat).
Proof.
  intros Sample P A k n M c delta hc hd hA hM.
  pose proof (lower_range (iid P M)
    (fun X => forall j, (j < k)%nat -> (n <= count (A j) X)%nat)) as [h0 _].
  destruct (Rle_lt_dec 1 delta) as [d1|d1]; [lra|].
  destruct k as [|k]; [|destruct n as [|n]].
  1, 2: rewrite iid_sure; [lra|intros X _ j hj; lia].
  apply lemma_29_sharp with c; auto; [lia|]; cbv zeta.
  set (l := ln _) in *.
  assert (hl : 0 < l).
  { unfold l; rewrite <- ln_1; apply ln_increasing; [lra|].
    apply Rmult_lt_reg_r with delta; [exact hd|]; unfold Rdiv.
    rewrite Rmult_assoc, Rinv_l, S_INR by lra; pose proof (pos_INR k); lra. }
  eapply Rle_trans; [|exact hM].
  replace (2 / c * (INR (S n) + l)) with ((2 * (INR (S n) + l)) / c)
    by (field; lra).
  apply Rmult_le_compat_r; [left; apply Rinv_0_lt_compat, hc|].
  pose proof (sharp_le_printed (INR (S n)) l) as h.
  rewrite S_INR in h |- *; pose proof (pos_INR n); specialize (h ltac:(lra) ltac:(lra)); lra.
Qed.

(** t = 1: the constant 1/(1 - 1/e), about 1.582, in place of 2. *)
Corollary lemma_29_158 :
  forall (Sample : Type) (P : law Sample) (category : nat -> Sample -> Prop) (k n M : nat) (c delta : R),
    0 < c -> 0 < delta ->
    (forall j, (j < k)%nat -> c <= lower P (category j)) ->
    / (1 - exp (- (1))) / c * (INR n - 1 + ln (INR k / delta)) <= INR M ->
    1 - delta <= lower (iid P M)
                   (fun X => forall j, (j < k)%nat -> (n <= count (category j) X)%nat).
Proof.
  intros Sample P A k n M c delta hc hd hA hM.
  apply lemma_29_chernoff with (c := c) (t := 1); auto; [lra|].
  pose proof (exp_increasing (- (1)) 0 ltac:(lra)) as h; rewrite exp_0 in h.
  set (d := 1 - exp (- (1))) in *; assert (hd' : 0 < d) by (unfold d; lra).
  apply Rmult_le_compat_r with (r := c * d) in hM; [|nra].
  replace (/ d / c * (INR n - 1 + ln (INR k / delta)) * (c * d))
    with (INR n - 1 + ln (INR k / delta)) in hM by (field; lra).
  lra.
Qed.

(** The lemma exactly as printed: P is categorical on {1, 2, ...}. *)
Corollary lemma_29_as_printed :
  forall (P : law nat) (k n : nat) (c delta : R),
    (1 <= k)%nat -> (1 <= n)%nat -> 0 < c -> 0 < delta < 1 ->
    (forall j, (1 <= j <= k)%nat ->
       c <= lower P (fun X => X = j) /\ upper P (fun X => X = j) <= 1 / 2) ->
    let M := ceiling (2 / c * (INR n + ln (INR k / delta))) in
    1 - delta <= lower (iid P M)
                   (fun X => forall j, (1 <= j <= k)%nat -> (n <= count (fun x => x = j) X)%nat).
Proof.
  intros P k n c delta _ _ hc [hd _] hP; cbv zeta.
  eapply Rle_trans.
  - apply (lemma_29 nat P (fun j X => X = S j) k n
             (ceiling (2 / c * (INR n + ln (INR k / delta)))) c delta); auto using ceiling_ge.
    intros j hj; apply hP; lia.
  - apply lower_mono; intros X h [|j] hj; [lia|apply h; lia].
Qed.

(** ** An instance *)

Definition coin : law nat.
Proof.
  refine (finite_law [(1/2, 1%nat); (1/2, 2%nat)] _ _).
  - simpl; intros a [<-|[<-|[]]]; simpl; lra.
  - simpl; lra.
Defined.

Lemma coin_face j : (1 <= j <= 2)%nat -> lower coin (fun X => X = j) = 1 / 2.
Proof.
  intro hj; rewrite additive_lower_upper by apply finite_law_additive.
  unfold upper, coin; simpl; unfold weighted; simpl.
  assert (j = 1 \/ j = 2)%nat as [-> | ->] by lia.
  - rewrite ind_true, ind_false by lia; lra.
  - rewrite ind_false, ind_true by lia; lra.
Qed.

(** Both faces at least 10 times, but for one time in a hundred. *)
Example fair_coin_filled :
  99 / 100 <= lower (iid coin (ceiling (2 / (1/2) * (INR 10 + ln (INR 2 / (1/100))))))
                (fun X => forall j, (1 <= j <= 2)%nat -> (10 <= count (fun x => x = j) X)%nat).
Proof.
  replace (99/100) with (1 - 1/100) by lra.
  apply lemma_29_as_printed; try lia; try lra.
  intros j hj; split; [rewrite coin_face by exact hj; lra|].
  rewrite <- additive_lower_upper by apply finite_law_additive.
  rewrite coin_face by exact hj; lra.
Qed.

(** * Lemma 9 (golden-ratio decomposition)

    The point is [lemma_09]: the printed sentence, for 0 < eps < 1/gamma, which is exactly
    where its distribution exists ([lemma_09_undefined], [lemma_09_undefined_example]).
    Its parts: [greedy_as_printed], [interval_probability] (P(I_i) = 1/k' exactly),
    [coverage_as_printed].  [lemma_09_tight]: k (1 - 1/k')^m <= delta suffices.
    [lemma_09_without_golden]: for gamma = 1/10 the sentence is false.  *)

(** The paper's sentence: "For any given eps > 0 and 1/phi <= gamma < 1 [...] define
    the distribution P_eps(v) := c'/v for v in [eps gamma^2, gamma] with
    normalization c' := [ln 1/(gamma eps)]^-1.  For any delta in (0,1), if
    m = ceil(k' ln(k'/delta)) with k' := log_gamma(gamma eps), then with probability
    at least 1 - delta over the random sampling of m weights v_s ~ P_eps [...]: For
    every target weight w in [0,1], there exists a mask b in {0,1}^m with |b| <= k'
    such that [...] w - eps <= w^ <= w."

    Proved:

    The samples are the real ones: independent, log-uniform on [eps gamma^2, gamma], and
    [printed_density]: these have density c'/v with the printed c'.  [printed_m_nonnegative]:
    the printed ceiling is never negative, so "m weights" makes sense, even for eps > 1 where
    ln(k'/delta) may be negative.  [decomposition]: the same for any samples that hit each
    interval with probability at least c (product weights, signs: what Theorems 3 and 30 use).

    Not proved: "= Omega~(ln eps ln delta)" (a growth rate), and that these m are
    optimal.  k' ln k'/delta is read k' ln(k'/delta), as in the paper's proof.  *)

From Coq Require Import Reals Lra Lia List Psatz Classical_Prop Arith.
From Certify.coq Require Import Probability LogUniform.
From Certify.lemma_09 Require Import Greedy.
Import ListNotations.
Open Scope R_scope.

(** ** Coverage: every interval has a sample *)

Lemma one_minus_pow_le x n : 0 <= x <= 1 -> (1 - x) ^ n <= exp (- (INR n * x)).
Proof.
  intro hx; induction n as [|n IH].
  - simpl; rewrite Rmult_0_l, Ropp_0, exp_0; lra.
  - rewrite S_INR; replace (- ((INR n + 1) * x)) with (- x + - (INR n * x)) by ring.
    rewrite exp_plus; simpl; apply Rmult_le_compat; try lra; [apply pow_le; lra|].
    pose proof (exp_ineq1_le (- x)); lra.
Qed.

Theorem coverage :
  forall (T : Type) (P : law T) (A : nat -> T -> Prop) (k m : nat) (c delta : R),
    c <= 1 -> (forall i, (1 <= i <= k)%nat -> c <= lower P (A i)) ->
    INR k * (1 - c) ^ m <= delta ->
    1 - delta <= lower (iid P m)
                   (fun v => forall i, (1 <= i <= k)%nat -> exists x, In x v /\ A i x).
Proof.
  intros T P A k m c delta hc hA hm; unfold lower.
  enough (upper (iid P m)
    (fun v => ~ forall i, (1 <= i <= k)%nat -> exists x, In x v /\ A i x) <= delta) by lra.
  apply Rle_trans with (upper (iid P m)
    (fun v => exists j, (j < k)%nat /\ forall x, In x v -> ~ A (Datatypes.S j) x)).
  - apply upper_mono; intros v h; apply NNPP; intro no; apply h; intros i hi.
    apply NNPP; intro none; apply no; exists (i - 1)%nat; split; [lia|].
    replace (Datatypes.S (i - 1)) with i by lia; intros x hx a; apply none; exists x; auto.
  - eapply Rle_trans; [|exact hm]; apply union_bound; intros j hj.
    rewrite iid_none; apply pow_incr; split; [apply upper_range|].
    specialize (hA (Datatypes.S j) ltac:(lia)); unfold lower in hA; lra.
Qed.

(** ** The decomposition, for any samples that hit the intervals *)

Theorem decomposition :
  forall (T : Type) (P : law T) (V : T -> R) (gamma s c delta : R) (k m : nat),
    0 < gamma < 1 -> 1 <= gamma ^ 2 + gamma -> 0 < s -> c <= 1 ->
    (forall i, (1 <= i <= k)%nat ->
       c <= lower P (fun x => s * gamma ^ (i + 1) < V x <= s * gamma ^ i)) ->
    INR k * (1 - c) ^ m <= delta ->
    1 - delta <= lower (iid P m) (fun x =>
      forall w, 0 <= w <= s ->
      exists b, length b = length x /\ (ones b <= k)%nat /\
                w - s * gamma ^ k <= masked_sum b (map V x) <= w).
Proof.
  intros T P V gamma s c delta k m hg hphi hs hc hP hm.
  eapply Rle_trans.
  - apply (coverage T P (fun i x => s * gamma ^ (i + 1) < V x <= s * gamma ^ i) k m c delta);
      assumption.
  - apply lower_mono; intros x hx w hw.
    destruct (greedy_mask gamma s k (map V x) hg hphi hs) with (w := w) as (b & h1 & h2 & h3); auto.
    + intros i hi; destruct (hx i hi) as (y & hy & hi'); exists (V y); split; auto using in_map.
    + exists b; rewrite map_length in h1; repeat split; auto; lra.
Qed.

(** ** The paper's quantities *)

Section Logs.
  Variables gamma eps : R.
  Hypothesis gamma_range : 0 < gamma < 1.
  Hypothesis eps_pos : 0 < eps.

  (** k' and the number k of intervals (0 where log_gamma eps is negative). *)
  Definition k_prime := Rlog gamma (gamma * eps).
  Definition k_int := ceiling (Rlog gamma eps).

  Lemma ln_gamma_neg : ln gamma < 0.
  Proof. rewrite <- ln_1; apply ln_increasing; lra. Qed.

  Lemma k_prime_eq : k_prime = 1 + Rlog gamma eps.
  Proof.
    unfold k_prime, Rlog; rewrite ln_mult by lra; field; pose proof ln_gamma_neg; lra.
  Qed.

  Lemma log_le_iff x y : 0 < x -> 0 < y -> Rlog gamma x <= Rlog gamma y <-> y <= x.
  Proof.
    intros hx hy; unfold Rlog; pose proof ln_gamma_neg as hl.
    rewrite <- (ln_le_iff hy hx); split; intro h.
    - apply Rmult_le_compat_neg_l with (r := ln gamma) in h; [|lra].
      unfold Rdiv in h; rewrite (Rmult_comm (ln y)), (Rmult_comm (ln x)) in h.
      rewrite <- !Rmult_assoc, Rinv_r, !Rmult_1_l in h; lra.
    - unfold Rdiv; rewrite (Rmult_comm (ln x)), (Rmult_comm (ln y)).
      apply Rmult_le_compat_neg_l; [left; apply Rinv_lt_0_compat, hl|exact h].
  Qed.

  Lemma log_pow n : Rlog gamma (gamma ^ n) = INR n.
  Proof. apply Rlog_pow; lra. Qed.

  Lemma k_enough : gamma ^ k_int <= eps.
  Proof.
    assert (0 < gamma ^ k_int) by (apply pow_lt; lra).
    apply log_le_iff; auto; rewrite log_pow; apply ceiling_ge.
  Qed.

  Lemma k_prime_pos : eps < / gamma -> 0 < k_prime.
  Proof.
    intro h; unfold k_prime, Rlog; pose proof ln_gamma_neg.
    assert (h1 : gamma * eps < 1).
    { apply Rmult_lt_compat_l with (r := gamma) in h; [|lra]; rewrite Rinv_r in h; lra. }
    assert (h2 : ln (gamma * eps) < 0) by (rewrite <- ln_1; apply ln_increasing; [nra|exact h1]).
    replace (_ / _) with (- ln (gamma * eps) * / - ln gamma) by (field; lra).
    apply Rmult_lt_0_compat; [lra|apply Rinv_0_lt_compat; lra].
  Qed.

  Lemma k_le_k_prime : eps < / gamma -> INR k_int <= k_prime.
  Proof.
    intro h; pose proof (k_prime_pos h) as hp; rewrite k_prime_eq in *.
    unfold k_int; left; apply Rlt_le_trans with (Rlog gamma eps + 1); [|lra].
    apply ceiling_lt; lra.
  Qed.

  (** Each I_i, i = 1..k, lies inside the support. *)
  Lemma interval_inside i : (1 <= i <= k_int)%nat ->
    eps * gamma ^ 2 <= gamma ^ (i + 1) /\ gamma ^ i <= gamma.
  Proof.
    intro hi; split.
    - apply Rle_trans with (gamma ^ (k_int + 1)); [|apply pow_antitone; [assumption|lia]].
      assert (hk : INR (k_int - 1) <= Rlog gamma eps).
      { destruct (Rle_lt_dec (INR (k_int - 1)) (Rlog gamma eps)) as [|h]; [assumption|].
        exfalso; assert ((k_int <= k_int - 1)%nat) by (apply ceiling_le; lra); lia. }
      rewrite <- log_pow in hk.
      apply (log_le_iff (gamma ^ (k_int - 1)) eps) in hk; [|apply pow_lt; lra|exact eps_pos].
      replace (k_int + 1)%nat with ((k_int - 1) + 2)%nat by lia; rewrite pow_add.
      apply Rmult_le_compat_r; [nra|exact hk].
    - rewrite <- (pow_1 gamma) at 2; apply pow_antitone; [assumption|lia].
  Qed.
End Logs.

(** The greedy induction with the paper's k = ceil(log_gamma eps). *)
Corollary greedy_as_printed :
  forall (gamma eps : R) (v : nat -> R),
    / ((1 + sqrt 5) / 2) <= gamma < 1 -> 0 < eps ->
    let k := ceiling (Rlog gamma eps) in
    (forall i, (1 <= i <= k)%nat -> gamma ^ (i + 1) < v i <= gamma ^ i) ->
    forall w, 0 <= w <= 1 ->
    exists b, length b = k /\ w - eps <= masked_sum b (map v (seq 1 k)) <= w.
Proof.
  intros gamma eps v hg he k hv w hw; apply (greedy gamma eps k v hg); auto.
  apply k_enough; [|exact he]; split; [|apply hg].
  eapply Rlt_le_trans; [|apply hg]; apply Rinv_0_lt_compat; pose proof (sqrt_pos 5); lra.
Qed.

(** P(I_i) = 1/k', exactly (the paper's Eq. 2). *)
Theorem interval_probability :
  forall (gamma eps : R) (i : nat),
    0 < gamma < 1 -> 0 < eps -> (1 <= i <= k_int gamma eps)%nat ->
    let P := loguniform (eps * gamma ^ 2) gamma in
    lower P (fun v => gamma ^ (i + 1) < v <= gamma ^ i) = / k_prime gamma eps /\
    upper P (fun v => gamma ^ (i + 1) < v <= gamma ^ i) = / k_prime gamma eps.
Proof.
  intros gamma eps i hg he hi; cbv zeta.
  destruct (interval_inside gamma eps hg he i hi) as [h1 h2].
  pose proof (pow_antitone gamma i (i + 1) hg ltac:(lia)) as h3.
  assert (p : 0 < gamma ^ (i + 1)) by (apply pow_lt; lra).
  assert (p' : 0 < gamma ^ i) by (apply pow_lt; lra).
  assert (e2 : 0 < eps * gamma ^ 2) by (assert (0 < gamma ^ 2) by nra; nra).
  assert (h4 : gamma ^ (i + 1) < gamma ^ i) by (rewrite pow_add, pow_1; nra).
  replace (/ k_prime gamma eps)
    with (ln (gamma ^ i / gamma ^ (i + 1)) / ln (gamma / (eps * gamma ^ 2))).
  - apply loguniform_interval; lra.
  - pose proof (ln_gamma_neg gamma hg) as hl.
    replace (gamma ^ i / gamma ^ (i + 1)) with (/ gamma).
    2: rewrite pow_add, pow_1; field; lra.
    replace (gamma / (eps * gamma ^ 2)) with (/ (gamma * eps)) by (field; lra).
    unfold k_prime, Rlog; rewrite !ln_Rinv by nra.
    assert (ln (gamma * eps) < 0).
    { rewrite <- ln_1; apply ln_increasing; [nra|].
      apply Rmult_lt_reg_r with gamma; [lra|].
      replace (gamma * eps * gamma) with (eps * gamma ^ 2) by ring; lra. }
    field; lra.
Qed.

(** The samples have the printed density c'/v, c' = [ln 1/(gamma eps)]^-1. *)
Theorem printed_density :
  forall gamma eps v : R, 0 < gamma < 1 -> 0 < eps < / gamma -> eps * gamma ^ 2 < v < gamma ->
    let c' := / ln (1 / (gamma * eps)) in
    derivable_pt_lim (fun x => lower (loguniform (eps * gamma ^ 2) gamma) (fun z => z <= x)) v (c' / v) /\
    derivable_pt_lim (fun x => upper (loguniform (eps * gamma ^ 2) gamma) (fun z => z <= x)) v (c' / v).
Proof.
  intros gamma eps v hg he hv; cbv zeta.
  assert (0 < eps * gamma ^ 2) by (apply Rmult_lt_0_compat; [lra|apply pow_lt; lra]).
  replace (1 / (gamma * eps)) with (gamma / (eps * gamma ^ 2)) by (field; lra).
  destruct (loguniform_has_density (a := eps * gamma ^ 2) (b := gamma) ltac:(lra) ltac:(lra) hv);
    auto.
Qed.

(** The printed m is a ceiling of something above -1: never negative. *)
Lemma printed_m_nonnegative k' delta : 0 < k' -> 0 < delta < 1 -> -1 < k' * ln (k' / delta).
Proof.
  intros hk hd; set (y := k' / delta).
  assert (hy : 0 < y) by (apply Rdiv_lt_0_compat; lra).
  pose proof (exp_ineq1_le (- ln y)) as h; rewrite exp_Ropp, exp_ln in h by exact hy.
  assert (h2 : y - 1 <= y * ln y).
  { apply Rmult_le_compat_l with (r := y) in h; [|lra]; rewrite Rinv_r in h by lra; lra. }
  replace k' with (delta * y) by (unfold y; field; lra); nra.
Qed.

(** ** Lemma 9 *)

Theorem lemma_09_tight :
  forall (gamma eps delta : R) (m : nat),
    / ((1 + sqrt 5) / 2) <= gamma < 1 -> 0 < eps < / gamma ->
    let k := k_int gamma eps in
    let k' := k_prime gamma eps in
    INR k * (1 - / k') ^ m <= delta ->
    1 - delta <= lower (iid (loguniform (eps * gamma ^ 2) gamma) m) (fun v =>
      forall w, 0 <= w <= 1 ->
      exists b, length b = m /\ (ones b <= k)%nat /\ w - eps <= masked_sum b v <= w).
Proof.
  intros gamma eps delta m [g1 g2] [e1 e2] k k' hm.
  assert (g0 : 0 < gamma).
  { eapply Rlt_le_trans; [|exact g1]; apply Rinv_0_lt_compat; pose proof (sqrt_pos 5); lra. }
  assert (hg : 0 < gamma < 1) by lra.
  pose proof (k_enough gamma eps hg e1) as hk.
  destruct (Nat.eq_dec k 0) as [k0|k1].
  - (* no interval: the empty mask *)
    unfold k in k0; rewrite k0 in hk; simpl in hk.
    assert (d0 : 0 <= delta) by (unfold k in hm; rewrite k0 in hm; simpl in hm; lra).
    rewrite iid_sure; [lra|]; intros v hv w hw.
    destruct (empty_mask v) as (b & h1 & h2 & _ & h4).
    exists b; rewrite h1, h2, h4; repeat split; auto; try lra; lia.
  - assert (hc : / k' <= 1).
    { destruct (interval_probability gamma eps 1 hg e1) as [h _]; [unfold k in k1; lia|].
      fold k' in h; rewrite <- h; apply lower_range. }
    eapply Rle_trans.
    + apply (decomposition R (loguniform (eps * gamma ^ 2) gamma) (fun v => v)
               gamma 1 (/ k') delta k m); auto; try lra.
      * apply golden_iff; auto.
      * intros i hi; destruct (interval_probability gamma eps i hg e1 hi) as [h _].
        fold k' in h; rewrite <- h; apply lower_mono; intros v hv; rewrite !Rmult_1_l; exact hv.
    + apply iid_lower_mono; intros v hv a w hw; destruct (a w hw) as (b & h1 & h2 & h3).
      rewrite map_id in h3; fold k in hk.
      exists b; rewrite h1; repeat split; auto; lra.
Qed.

(** The printed m is enough: k (1 - 1/k')^m <= delta. *)
Lemma printed_m_enough gamma eps delta m : 0 < gamma < 1 -> 0 < eps < / gamma -> 0 < delta ->
  let k := k_int gamma eps in let k' := k_prime gamma eps in
  k' * ln (k' / delta) <= INR m -> INR k * (1 - / k') ^ m <= delta.
Proof.
  intros hg [e1 e2] hd k k' hm.
  destruct (Nat.eq_dec k 0) as [->|k1]; [simpl; lra|].
  pose proof (k_prime_pos gamma eps hg e1 e2) as hp; fold k' in hp.
  pose proof (k_le_k_prime gamma eps hg e1 e2) as hk; fold k k' in hk.
  assert (hc : / k' <= 1).
  { destruct (interval_probability gamma eps 1 hg e1) as [h _]; [unfold k in k1; lia|].
    fold k' in h; rewrite <- h; apply lower_range. }
  assert (ip : 0 < / k') by (apply Rinv_0_lt_compat, hp).
  apply Rle_trans with (k' * exp (- ln (k' / delta))).
  - apply Rmult_le_compat; [apply pos_INR|apply pow_le; lra|exact hk|].
    eapply Rle_trans; [apply one_minus_pow_le; lra|].
    assert (h : ln (k' / delta) <= INR m * / k').
    { apply Rmult_le_reg_l with k'; [exact hp|].
      replace (k' * (INR m * / k')) with (INR m) by (field; lra); exact hm. }
    destruct h as [h| ->]; [left; apply exp_increasing; lra|lra].
  - right; rewrite exp_Ropp, exp_ln by (apply Rdiv_lt_0_compat; lra); field; lra.
Qed.

(** Lemma 9 as printed, on the whole range of eps where it means something. *)
Theorem lemma_09 :
  forall gamma eps delta : R,
    / ((1 + sqrt 5) / 2) <= gamma < 1 -> 0 < eps < / gamma -> 0 < delta < 1 ->
    let k' := Rlog gamma (gamma * eps) in
    let m := ceiling (k' * ln (k' / delta)) in
    1 - delta <= lower (iid (loguniform (eps * gamma ^ 2) gamma) m) (fun v =>
      forall w, 0 <= w <= 1 ->
      exists b, length b = m /\ INR (ones b) <= k' /\ w - eps <= masked_sum b v <= w).
Proof.
  intros gamma eps delta hg he hd k' m.
  assert (hg' : 0 < gamma < 1).
  { split; [|lra]; eapply Rlt_le_trans; [|apply hg].
    apply Rinv_0_lt_compat; pose proof (sqrt_pos 5); lra. }
  eapply Rle_trans.
  - apply (lemma_09_tight gamma eps delta m hg he).
    apply printed_m_enough; auto; [lra|apply ceiling_ge].
  - apply lower_mono; intros v h w hw; destruct (h w hw) as (b & h1 & h2 & h3).
    exists b; repeat split; auto; try lra.
    apply Rle_trans with (INR (k_int gamma eps)); [apply le_INR, h2|].
    apply (k_le_k_prime gamma eps hg'); lra.
Qed.

(** Its part on coverage: for any 0 < gamma < 1; only the greedy step needs the golden ratio. *)
Theorem coverage_as_printed :
  forall gamma eps delta : R,
    0 < gamma < 1 -> 0 < eps < / gamma -> 0 < delta < 1 ->
    let k := ceiling (Rlog gamma eps) in
    let k' := Rlog gamma (gamma * eps) in
    let m := ceiling (k' * ln (k' / delta)) in
    1 - delta <= lower (iid (loguniform (eps * gamma ^ 2) gamma) m) (fun v =>
      forall i, (1 <= i <= k)%nat -> exists x, In x v /\ gamma ^ (i + 1) < x <= gamma ^ i).
Proof.
  intros gamma eps delta hg he hd k k' m.
  destruct (Nat.eq_dec k 0) as [k0|k1].
  { rewrite iid_sure; [lra|]; intros v _ i hi; rewrite k0 in hi; lia. }
  assert (hc : / k' <= 1).
  { destruct (interval_probability gamma eps 1 hg (proj1 he)) as [h _];
      [unfold k_int; fold k; lia|].
    change (k_prime gamma eps) with k' in h; rewrite <- h; apply lower_range. }
  apply (coverage R (loguniform (eps * gamma ^ 2) gamma)
           (fun i v => gamma ^ (i + 1) < v <= gamma ^ i) k m (/ k') delta hc).
  - intros i hi; destruct (interval_probability gamma eps i hg (proj1 he)) as [h _];
      [unfold k_int; fold k; exact hi|].
    change (k_prime gamma eps) with k' in h; rewrite <- h; apply Rle_refl.
  - apply (printed_m_enough gamma eps delta m hg he (proj1 hd)), ceiling_ge.
Qed.

(** ** Where the printed statement means nothing, or is false *)

(** For eps >= 1/gamma the support is empty or a point, the normalisation
    1/ln(1/(gamma eps)) is negative or 1/0, and k' <= 0 (ln of k'/delta <= 0). *)
Theorem lemma_09_undefined :
  forall gamma eps : R, 0 < gamma < 1 -> / gamma <= eps ->
    gamma <= eps * gamma ^ 2 /\ ln (1 / (gamma * eps)) <= 0 /\ Rlog gamma (gamma * eps) <= 0.
Proof.
  intros gamma eps hg he.
  assert (h : 1 <= gamma * eps).
  { apply Rmult_le_compat_l with (r := gamma) in he; [|lra]; rewrite Rinv_r in he; lra. }
  assert (hl : 0 <= ln (gamma * eps)).
  { rewrite <- ln_1; apply ln_le_iff; lra. }
  repeat split; [nra| |].
  - unfold Rdiv; rewrite Rmult_1_l, ln_Rinv; lra.
  - unfold Rlog, Rdiv; pose proof (ln_gamma_neg gamma hg).
    assert (/ ln gamma < 0) by (apply Rinv_lt_0_compat; assumption); nra.
Qed.

(** eps = 2, gamma = 2/3: the support would be [8/9, 2/3]. *)
Example lemma_09_undefined_example :
  / ((1 + sqrt 5) / 2) <= 2/3 < 1 /\ 2/3 < 2 * (2/3) ^ 2 /\
  ln (1 / (2/3 * 2)) < 0 /\ Rlog (2/3) (2/3 * 2) < 0.
Proof.
  assert (h : 0 < ln (2/3 * 2)) by (rewrite <- ln_1; apply ln_increasing; lra).
  repeat split; try lra.
  - apply golden_iff; lra.
  - unfold Rdiv at 1; rewrite Rmult_1_l, ln_Rinv; lra.
  - unfold Rlog, Rdiv at 1; pose proof (ln_gamma_neg (2/3) ltac:(lra)).
    assert (/ ln (2/3) < 0) by (apply Rinv_lt_0_compat; assumption); nra.
Qed.

(** Without 1/phi <= gamma the sentence is false: gamma = eps = 1/10, delta = 1/2.
    There k' = 2, m = 3, and three samples below 1/10 never come near w = 1. *)
Lemma masked_sum_le_length b : forall v r, 0 <= r -> (forall x, In x v -> x <= r) ->
  masked_sum b v <= INR (length v) * r.
Proof.
  induction b as [|bit b IH]; intros [|x v] r hr h.
  1, 3: simpl; lra.
  - assert (0 <= INR (length (x :: v))) by apply pos_INR; simpl masked_sum; nra.
  - specialize (IH v r hr (fun y hy => h y (or_intror hy))).
    assert (x <= r) by (apply h; left; reflexivity).
    simpl masked_sum; simpl length; rewrite S_INR; destruct bit; lra.
Qed.

Theorem lemma_09_without_golden :
  let gamma := 1/10 in let eps := 1/10 in let delta := 1/2 in
  let k' := Rlog gamma (gamma * eps) in
  let m := ceiling (k' * ln (k' / delta)) in
  upper (iid (loguniform (eps * gamma ^ 2) gamma) m) (fun v =>
    forall w, 0 <= w <= 1 ->
    exists b, length b = m /\ INR (ones b) <= k' /\ w - eps <= masked_sum b v <= w) = 0.
Proof.
  cbv zeta.
  replace (Rlog (1/10) (1/10 * (1/10))) with 2.
  2: { replace (1/10 * (1/10)) with ((1/10) ^ 2) by ring; rewrite Rlog_pow by lra; reflexivity. }
  set (m := ceiling _).
  assert (hm : INR m <= 8).
  { replace 8 with (INR 8) by (simpl; lra); apply le_INR, ceiling_le; simpl.
    pose proof (exp_ineq1_le 3) as h.
    assert (ln (2 / (1/2)) <= ln (exp 3)) by (apply ln_le_iff; try lra; apply exp_pos).
    rewrite ln_exp in H; lra. }
  unfold upper, loguniform; rewrite iid_map by auto with bounded.
  apply Rle_antisym; [|apply mean_range with (b := 1); intro; apply ind_range].
  apply Rle_trans with (iid unit_law m (fun _ => 0)); [|right; apply mean_const].
  apply iid_mono; auto with bounded.
  - intros u hu; right; apply ind_false; intro h; destruct (h 1 ltac:(lra)) as (b & _ & _ & h3).
    set (v := map _ u) in h3.
    pose proof (masked_sum_le_length b v (1/10) ltac:(lra)) as hd.
    assert (hv : forall x, In x v -> x <= 1/10).
    { intros x hx; apply in_map_iff in hx as (y & <- & _).
      apply (loguniform_support (a := 1/10 * (1/10) ^ 2) (b := 1/10)); lra. }
    specialize (hd hv); unfold v in hd at 2; rewrite map_length, hu in hd; lra.
Qed.

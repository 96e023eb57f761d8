(** * After Lemma 28: Lemma 9 for the product of two weights

    The point is [lemma_09_product]: products of two weights do what weights do in Lemma 9,
    with twice as many samples.  [scaling_ranges]: b'/a' = b/a.  "At least half of the time":
    lemma_28/Lemma28.v, [lemma_28_half].  *)

(** The paper's sentence, after Lemma 28: "The lemma implies that the bound in Lemma 9 also
    applies to the product of two weights, only getting a factor of 2 worse.  Note that the
    scaling ranges b/a = b'/a' are the same."

    - [scaling_ranges]: b'/a' = b/a;
    - [lemma_09_product]: m = ceil(2 k' ln(k'/delta)) products of two independent weights,
      where [a', b'] is Lemma 9's range [eps gamma^2, gamma], do what m = ceil(k' ln(k'/delta))
      weights do in Lemma 9, on the range of eps where Lemma 9 means something.

    "At least half of the time": lemma_28/Lemma28.v, [lemma_28_half]. *)

From Coq Require Import Reals Lra Lia List Arith.
From Certify.coq Require Import Probability LogUniform.
From Certify.lemma_09 Require Import Greedy Lemma09.
From Certify.lemma_28 Require Import Lemma28.
Import ListNotations.
Open Scope R_scope.

Theorem scaling_ranges : forall a b : R, 0 < a < b ->
  b * sqrt (a * b) / (a * sqrt (a * b)) = b / a.
Proof.
  intros a b h. assert (0 < sqrt (a * b)) by (apply sqrt_lt_R0; nra). field. lra.
Qed.

Lemma golden_pos gamma : / ((1 + sqrt 5) / 2) <= gamma -> 0 < gamma.
Proof.
  intro h; eapply Rlt_le_trans; [|exact h]; apply Rinv_0_lt_compat; pose proof (sqrt_pos 5); lra.
Qed.

(** Half of Lemma 9's probability of an interval. *)
Lemma product_interval_probability a b gamma eps i :
  0 < a < b -> 0 < gamma < 1 -> 0 < eps < / gamma ->
  a * sqrt (a * b) = eps * gamma ^ 2 -> b * sqrt (a * b) = gamma ->
  (1 <= i <= k_int gamma eps)%nat ->
  / (2 * k_prime gamma eps) <=
    lower (iid (loguniform a b) 2) (fun l => gamma ^ (i + 1) < product l <= gamma ^ i).
Proof.
  intros [ha hab] hg [he he'] ea eb hi.
  destruct (interval_inside gamma eps hg he i hi) as [h1 h2].
  pose proof (pow_antitone gamma i (i + 1) hg ltac:(lia)) as h3.
  assert (p1 : 0 < gamma ^ i) by (apply pow_lt; lra).
  eapply Rle_trans; [|apply (product_half a b ha hab (gamma ^ (i + 1)) (gamma ^ i)); lra].
  pose proof (k_prime_pos gamma eps hg he he') as hk. unfold k_prime, Rlog in *.
  assert (l1 : ln gamma < 0) by (rewrite <- ln_1; apply ln_increasing; lra).
  assert (e1 : gamma ^ i / gamma ^ (i + 1) = / gamma)
    by (rewrite pow_add, pow_1; field; split; lra).
  assert (e2 : b / a = / (gamma * eps)).
  { rewrite <- (scaling_ranges a b) by lra. rewrite ea, eb. field. lra. }
  assert (ge : 0 < gamma * eps) by nra.
  rewrite e1, e2, !ln_Rinv by lra.
  assert (l2 : ln (gamma * eps) < 0).
  { apply Ropp_lt_cancel; rewrite Ropp_0.
    apply Rmult_lt_reg_r with (/ - ln gamma); [apply Rinv_0_lt_compat; lra|].
    rewrite Rmult_0_l. replace (- ln (gamma * eps) * / - ln gamma)
      with (ln (gamma * eps) / ln gamma) by (field; lra). exact hk. }
  right; field; lra.
Qed.

Theorem lemma_09_product :
  forall a b gamma eps delta : R,
    0 < a < b -> / ((1 + sqrt 5) / 2) <= gamma < 1 -> 0 < eps < / gamma -> 0 < delta < 1 ->
    a * sqrt (a * b) = eps * gamma ^ 2 -> b * sqrt (a * b) = gamma ->
    let k' := Rlog gamma (gamma * eps) in
    let m := ceiling (2 * k' * ln (k' / delta)) in
    1 - delta <= lower (iid (iid (loguniform a b) 2) m) (fun vs =>
      forall w, 0 <= w <= 1 ->
      exists mask, length mask = length vs /\ INR (ones mask) <= k' /\
                   w - eps <= masked_sum mask (map product vs) <= w).
Proof.
  intros a b gamma eps delta hab hg he hd ea eb k' m.
  pose proof (golden_pos gamma (proj1 hg)) as g0. assert (hg' : 0 < gamma < 1) by lra.
  pose proof (k_enough gamma eps hg' (proj1 he)) as hk.
  pose proof (k_prime_pos gamma eps hg' (proj1 he) (proj2 he)) as hp.
  pose proof (k_le_k_prime gamma eps hg' (proj1 he) (proj2 he)) as hkk.
  change (k_prime gamma eps) with k' in *. set (k := k_int gamma eps) in *.
  destruct (Nat.eq_dec k 0) as [k0|k1].
  - rewrite k0 in hk; simpl in hk.
    rewrite iid_sure; [lra|]; intros vs _ w hw.
    destruct (empty_mask (map product vs)) as (bm & h1 & h2 & _ & h4).
    exists bm; rewrite map_length in h1; rewrite h1, h2, h4; simpl; repeat split; lra.
  - assert (hc : / (2 * k') <= 1).
    { eapply Rle_trans.
      - apply (product_interval_probability a b gamma eps 1); auto; fold k; lia.
      - apply lower_range. }
    assert (ip : 0 < / (2 * k')) by (apply Rinv_0_lt_compat; lra).
    eapply Rle_trans.
    + apply (decomposition (list R) (iid (loguniform a b) 2) product gamma 1 (/ (2 * k')) delta k m);
        auto; try lra.
      * apply golden_iff; [exact g0|apply hg].
      * intros i hi; eapply Rle_trans; [apply (product_interval_probability a b gamma eps i); auto|].
        apply lower_mono; intros l hl; rewrite !Rmult_1_l; exact hl.
      * apply Rle_trans with (k' * exp (- ln (k' / delta))).
        -- apply Rmult_le_compat; [apply pos_INR|apply pow_le; lra|exact hkk|].
           eapply Rle_trans; [apply one_minus_pow_le; lra|].
           assert (h : ln (k' / delta) <= INR m * / (2 * k')).
           { apply Rmult_le_reg_l with (2 * k'); [lra|].
             replace (2 * k' * (INR m * / (2 * k'))) with (INR m) by (field; lra).
             apply ceiling_ge. }
           destruct h as [h| ->]; [left; apply exp_increasing; lra|lra].
        -- right; rewrite exp_Ropp, exp_ln by (apply Rdiv_lt_0_compat; lra); field; lra.
    + apply lower_mono; intros vs h w hw; destruct (h w hw) as (bm & h1 & h2 & h3).
      exists bm; repeat split; auto; try lra.
      apply Rle_trans with (INR k); [apply le_INR, h2|exact hkk].
Qed.

(** Not vacuous: a = 1/4, b = 1, so a' = 1/8 and b' = 1/2, scaled: gamma = 2/3, eps = 3/8,
    a = (1/4) s, b = s with s^2/2 = 2/3. *)
Example lemma_09_product_instance :
  exists a b : R, 0 < a < b /\ a * sqrt (a * b) = 3 / 8 * (2 / 3) ^ 2 /\ b * sqrt (a * b) = 2 / 3.
Proof.
  set (s := sqrt (4 / 3)). assert (hs : s * s = 4 / 3) by (apply sqrt_sqrt; lra).
  assert (s0 : 0 < s) by (apply sqrt_lt_R0; lra).
  exists (s / 4), s.
  assert (e : sqrt (s / 4 * s) = s / 2).
  { replace (s / 4 * s) with (s / 2 * (s / 2)) by field. apply sqrt_square. lra. }
  rewrite e. repeat split; try lra; nra.
Qed.

(** * Corollary 10: Lemma 9 for weights in [0, w_max], with gamma = 2/3

    The point is [corollary_10]: the printed sentence, for 0 < eps < (3/2) w_max;
    [corollary_10_undefined]: for larger eps it means nothing.  [corollary_10_tight]: k
    samples, k (1 - 1/k')^m <= delta, are enough.  Both are Lemma 9 with the samples scaled
    by w_max ([scaled_to]).  *)

From Coq Require Import Reals Lra Lia List Psatz Arith.
From Certify.coq Require Import Probability LogUniform.
From Certify.lemma_09 Require Import Greedy Lemma09.
Import ListNotations.
Open Scope R_scope.

(** From [0, 1] to [0, w_max]: the samples scaled by w_max, any condition Q on the mask. *)
Lemma scaled_to (eps w : R) (m : nat) (Q : list bool -> Prop) : 0 < eps -> 0 < w ->
  lower (iid (loguniform (eps / w * (2/3) ^ 2) (2/3)) m) (fun v =>
    forall z, 0 <= z <= 1 ->
    exists b, length b = m /\ Q b /\ z - eps / w <= masked_sum b v <= z) <=
  lower (iid (loguniform (4/9 * eps) (2/3 * w)) m) (fun v =>
    forall z, 0 <= z <= w ->
    exists b, length b = m /\ Q b /\ z - eps <= masked_sum b v <= z).
Proof.
  intros he hw.
  assert (0 < eps / w * (2/3) ^ 2) by (apply Rmult_lt_0_compat; [apply Rdiv_lt_0_compat|]; lra).
  unfold lower; apply Rplus_le_compat_l, Ropp_le_contravar; unfold upper.
  replace (4/9 * eps) with (w * (eps / w * (2/3) ^ 2)) by (field; lra).
  replace (2/3 * w) with (w * (2/3)) by ring.
  rewrite iid_scale by (auto with bounded; lra).
  apply mean_mono; auto with bounded.
  intro v; apply ind_le; intros no a; apply no; intros z hz.
  destruct (a (z / w)) as (b & h1 & h2 & h3 & h4).
  - split; [apply Rmult_le_pos; [lra|left; apply Rinv_0_lt_compat, hw]|].
    apply Rmult_le_reg_r with w; [exact hw|]; unfold Rdiv; rewrite Rmult_assoc, Rinv_l; lra.
  - exists b; repeat split; auto.
    all: replace (masked_sum b (map (Rmult w) v)) with (w * masked_sum b v).
    2, 4: clear; revert v; induction b as [|bit b IH]; intros [|x v]; simpl; try ring;
          rewrite <- IH; destruct bit; ring.
    + apply Rmult_le_compat_l with (r := w) in h3; [|lra].
      replace (w * (z / w - eps / w)) with (z - eps) in h3 by (field; lra); lra.
    + apply Rmult_le_compat_l with (r := w) in h4; [|lra].
      replace (w * (z / w)) with z in h4 by (field; lra); lra.
Qed.

Theorem corollary_10 :
  forall eps w_max delta : R,
    0 < eps < 3/2 * w_max -> 0 < delta < 1 ->
    let k' := Rlog (3/2) (3 * w_max / (2 * eps)) in
    let m := ceiling (k' * ln (k' / delta)) in
    1 - delta <= lower (iid (loguniform (4/9 * eps) (2/3 * w_max)) m) (fun v =>
      forall w, 0 <= w <= w_max ->
      exists b, length b = m /\ INR (ones b) <= k' /\ w - eps <= masked_sum b v <= w).
Proof.
  intros eps w delta he hd; cbv zeta.
  assert (hw : 0 < w) by lra.
  assert (gr : / ((1 + sqrt 5) / 2) <= 2/3 < 1) by (split; [apply golden_iff; lra|lra]).
  assert (er : 0 < eps / w < / (2/3)).
  { split; [apply Rdiv_lt_0_compat; lra|].
    apply Rmult_lt_reg_r with w; [exact hw|].
    unfold Rdiv at 1; rewrite Rmult_assoc, Rinv_l by lra; lra. }
  pose proof (lemma_09 (2/3) (eps / w) delta gr er hd) as h; cbv zeta in h.
  replace (Rlog (2/3) (2/3 * (eps / w))) with (Rlog (3/2) (3 * w / (2 * eps))) in h.
  2: { unfold Rlog; replace (3/2) with (/ (2/3)) by field.
       replace (3 * w / (2 * eps)) with (/ (2/3 * (eps / w))) by (field; lra).
       rewrite !ln_Rinv by lra.
       pose proof (ln_gamma_neg (2/3) ltac:(lra)); field; lra. }
  set (k' := Rlog _ _) in *; set (m := ceiling _) in *.
  eapply Rle_trans; [exact h|apply (scaled_to eps w m (fun b => INR (ones b) <= k')); lra].
Qed.

Theorem corollary_10_tight :
  forall (eps w_max delta : R) (m : nat),
    0 < eps < 3/2 * w_max ->
    let k := ceiling (Rlog (3/2) (w_max / eps)) in
    let k' := Rlog (3/2) (3 * w_max / (2 * eps)) in
    INR k * (1 - / k') ^ m <= delta ->
    1 - delta <= lower (iid (loguniform (4/9 * eps) (2/3 * w_max)) m) (fun v =>
      forall w, 0 <= w <= w_max ->
      exists b, length b = m /\ (ones b <= k)%nat /\ w - eps <= masked_sum b v <= w).
Proof.
  intros eps w delta m he k k' hm.
  assert (hw : 0 < w) by lra.
  assert (gr : / ((1 + sqrt 5) / 2) <= 2/3 < 1) by (split; [apply golden_iff; lra|lra]).
  assert (er : 0 < eps / w < / (2/3)).
  { split; [apply Rdiv_lt_0_compat; lra|].
    apply Rmult_lt_reg_r with w; [exact hw|].
    unfold Rdiv at 1; rewrite Rmult_assoc, Rinv_l by lra; lra. }
  pose proof (lemma_09_tight (2/3) (eps / w) delta m gr er) as h; cbv zeta in h.
  assert (l3 : ln (2/3) < 0) by (apply ln_gamma_neg; lra).
  assert (ek : k_int (2/3) (eps / w) = k).
  { unfold k_int, k; f_equal; unfold Rlog; replace (3/2) with (/ (2/3)) by field.
    replace (w / eps) with (/ (eps / w)) by (field; lra).
    rewrite !ln_Rinv by lra; field; lra. }
  assert (ek' : k_prime (2/3) (eps / w) = k').
  { unfold k_prime, k', Rlog; replace (3/2) with (/ (2/3)) by field.
    replace (3 * w / (2 * eps)) with (/ (2/3 * (eps / w))) by (field; lra).
    rewrite !ln_Rinv by lra; field; lra. }
  rewrite ek, ek' in h; specialize (h hm).
  eapply Rle_trans; [exact h|apply (scaled_to eps w m (fun b => (ones b <= k)%nat)); lra].
Qed.

Theorem corollary_10_undefined :
  forall eps w_max : R, 0 < w_max -> 3/2 * w_max <= eps ->
    2/3 * w_max <= 4/9 * eps /\ ln (3 * w_max / (2 * eps)) <= 0.
Proof.
  intros eps w hw he; split; [lra|].
  assert (h : 3 * w / (2 * eps) <= 1).
  { apply Rmult_le_reg_r with (2 * eps); [lra|]; unfold Rdiv; rewrite Rmult_assoc, Rinv_l; lra. }
  rewrite <- ln_1; apply ln_le_iff; [apply Rdiv_lt_0_compat; lra|lra|exact h].
Qed.

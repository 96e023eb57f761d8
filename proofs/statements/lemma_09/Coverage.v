(** * Lemma 9's part [coverage] with the printed m, and Corollary 10 in its tightest form

    - [coverage_as_printed]: with m = ceil(k' ln(k'/delta)) log-uniform samples every interval
      I_i = (gamma^{i+1}, gamma^i], i = 1..k, holds one with probability >= 1 - delta.  For
      any 0 < gamma < 1: the golden ratio is needed by the greedy step only;
    - [corollary_10_tight]: Lemma 9's [lemma_09_tight] rescaled to [0, w_max].             *)

From Coq Require Import Reals Lra Lia List Psatz.
From Certify.coq Require Import Probability.
From Certify.lemma_09 Require Import Lemma09.
Import ListNotations.
Open Scope R_scope.

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

Theorem corollary_10_tight :
  forall (eps w_max delta : R) (m : nat),
    0 < eps < 3/2 * w_max ->
    let k := ceiling (Rlog (3/2) (w_max / eps)) in
    let k' := Rlog (3/2) (3 * w_max / (2 * eps)) in
    INR k * (1 - / k') ^ m <= delta ->
    1 - delta <= lower (iid (loguniform (4/9 * eps) (2/3 * w_max)) m) (fun v =>
      forall w, 0 <= w <= w_max ->
      exists b, length b = m /\ (ones b <= k)%nat /\ w - eps <= dot b v <= w).
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
  eapply Rle_trans; [exact h|]; clear h.
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
    all: replace (dot b (map (Rmult w) v)) with (w * dot b v).
    2, 4: clear; revert v; induction b as [|bit b IH]; intros [|x v]; simpl; try ring;
          rewrite <- IH; destruct bit; ring.
    + apply Rmult_le_compat_l with (r := w) in h3; [|lra].
      replace (w * (z / w - eps / w)) with (z - eps) in h3 by (field; lra); lra.
    + apply Rmult_le_compat_l with (r := w) in h4; [|lra].
      replace (w * (z / w)) with z in h4 by (field; lra); lra.
Qed.

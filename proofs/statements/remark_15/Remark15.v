(** * Remark 15: when most weights of Theorem 3's law are very small

    The paper: "All our initializations need some large weights but only very few [...], most
    weights are very small too", the interval of small weights being [-1/sqrt n, 1/sqrt n].

    - [share_outside]: P(|w| > r) = ln(beta/r)/ln(beta/alpha) under p_w, for alpha <= r <= beta;
    - [remark_15_repaired]: it is at most 1/2 if and only if 4 n^2 eps_w w_max <= 27, where
      r = 1/sqrt n and [alpha, beta] is Theorem 3's range. *)

Require Import Reals Lra.
From Certify.coq Require Import Probability LogUniform Neuron.
Open Scope R_scope.

Lemma loguniform_agrees a b (f g : R -> R) : 0 < a -> a < b -> bounded f -> bounded g ->
  (forall x, a <= x <= b -> f x = g x) -> loguniform a b f = loguniform a b g.
Proof.
  intros ha hb hf hg h.
  assert (mono : forall u v : R -> R, bounded u -> bounded v ->
            (forall x, a <= x <= b -> u x = v x) -> loguniform a b u <= loguniform a b v).
  { intros u v hu hv e; unfold loguniform; simpl; apply (mean_mono unit_law).
    - apply (bounded_map (fun s => a * Rpower (b / a) (clamp s)) hu).
    - apply (bounded_map (fun s => a * Rpower (b / a) (clamp s)) hv).
    - intro s; right; apply e, (loguniform_support ha hb). }
  apply Rle_antisym; apply mono; auto; intros x hx; symmetry; auto.
Qed.

Theorem share_outside : forall alpha beta r : R, 0 < alpha -> alpha < beta -> alpha <= r <= beta ->
  upper (p_w alpha beta) (fun w => r < Rabs w) = ln (beta / r) / ln (beta / alpha).
Proof.
  intros a b r ha hb hr.
  set (P := upper (loguniform a b) (fun z => ~ z <= r)).
  assert (e : P = ln (b / r) / ln (b / a)).
  { destruct (loguniform_cdf ha hb hr) as [_ hu]; unfold P.
    destruct (loguniform_cdf ha hb hr) as [hl _]; unfold lower in hl.
    assert (hd : cdf a b b - cdf a b r = ln (b / r) / ln (b / a)) by (apply cdf_diff; lra).
    assert (h1 : cdf a b b = 1).
    { unfold cdf; field; pose proof (ln_ratio_pos ha hb); lra. }
    lra. }
  rewrite <- e; unfold upper, p_w; simpl.
  assert (q : forall s : R, s = 1 \/ s = -1 ->
            loguniform a b (fun x => ind (r < Rabs (s * x))) = P).
  { intros s hs; unfold P, upper; apply loguniform_agrees; auto with bounded.
    intros x hx; replace (Rabs (s * x)) with x.
    - destruct (ind_cases (r < x)) as [[h i]|[h i]]; rewrite i.
      + rewrite ind_true; [reflexivity|lra].
      + rewrite ind_false; [reflexivity|lra].
    - rewrite Rabs_mult, (Rabs_right x) by lra.
      destruct hs as [-> | ->]; [rewrite Rabs_R1|rewrite Rabs_left]; lra. }
  change (/ 2 * loguniform a b (fun x => ind (r < Rabs x)) +
          / 2 * loguniform a b (fun x => ind (r < Rabs (- x))) = P).
  assert (q1 : loguniform a b (fun x => ind (r < Rabs x)) = P).
  { rewrite <- (q 1) by (left; reflexivity); apply loguniform_agrees; auto with bounded.
    intros; rewrite Rmult_1_l; reflexivity. }
  assert (q2 : loguniform a b (fun x => ind (r < Rabs (- x))) = P).
  { rewrite <- (q (-1)) by (right; reflexivity); apply loguniform_agrees; auto with bounded.
    intros x _; replace (- x) with (-1 * x) by ring; reflexivity. }
  rewrite q1, q2; field.
Qed.

(** At most half of the weights are larger than r iff r^2 is at least alpha beta. *)
Lemma half_outside alpha beta r : 0 < alpha -> alpha < beta -> 0 < r ->
  ln (beta / r) / ln (beta / alpha) <= 1 / 2 <-> alpha * beta <= r * r.
Proof.
  intros ha hb hr; pose proof (ln_ratio_pos ha hb) as l.
  assert (e1 : ln (beta / r) = ln beta - ln r) by (apply ln_div; lra).
  assert (e2 : ln (beta / alpha) = ln beta - ln alpha) by (apply ln_div; lra).
  assert (e3 : ln (alpha * beta) = ln alpha + ln beta) by (apply ln_mult; lra).
  assert (e4 : ln (r * r) = ln r + ln r) by (apply ln_mult; lra).
  rewrite <- (@ln_le_iff (alpha * beta) (r * r)) by nra.
  split; intro h.
  - apply Rmult_le_compat_r with (r := ln (beta / alpha)) in h; [|lra].
    unfold Rdiv at 1 in h; rewrite Rmult_assoc, Rinv_l in h by lra; lra.
  - apply Rmult_le_reg_r with (ln (beta / alpha)); [exact l|].
    unfold Rdiv at 1; rewrite Rmult_assoc, Rinv_l by lra; lra.
Qed.

(** Theorem 3's range: alpha' = 2 eps_w/9, beta' = 2 w_max/3, q = (alpha' beta')^(1/4). *)
Definition q4 (eps_w w_max : R) : R := sqrt (sqrt (2 * eps_w / 9 * (2 * w_max / 3))).
Definition alpha (eps_w w_max : R) : R := 2 * eps_w / 9 / q4 eps_w w_max.
Definition beta (eps_w w_max : R) : R := 2 * w_max / 3 / q4 eps_w w_max.

Theorem remark_15_repaired : forall eps_w w_max n : R,
  0 < eps_w < 3 * w_max -> 0 < n -> alpha eps_w w_max <= 1 / sqrt n <= beta eps_w w_max ->
  (upper (p_w (alpha eps_w w_max) (beta eps_w w_max)) (fun w => 1 / sqrt n < Rabs w) <= 1 / 2
   <-> 4 * n ^ 2 * eps_w * w_max <= 27).
Proof.
  intros e w n he hn hr.
  set (s := 2 * e / 9 * (2 * w / 3)).
  assert (hs : 0 < s) by (unfold s; nra).
  assert (hq : 0 < q4 e w) by (unfold q4; fold s; do 2 apply sqrt_lt_R0; exact hs).
  assert (h2 : q4 e w * q4 e w = sqrt s) by (unfold q4; fold s; apply sqrt_sqrt, sqrt_pos).
  assert (ha : 0 < alpha e w) by (unfold alpha; apply Rdiv_lt_0_compat; lra).
  assert (hb : alpha e w < beta e w).
  { unfold alpha, beta; apply Rmult_lt_compat_r; [apply Rinv_0_lt_compat, hq|lra]. }
  assert (hab : alpha e w * beta e w = sqrt s).
  { assert (h4 : sqrt s * sqrt s = s) by (apply sqrt_sqrt; lra).
    assert (p : 0 < sqrt s) by (apply sqrt_lt_R0, hs).
    apply Rmult_eq_reg_r with (sqrt s); [|lra].
    rewrite h4, <- h2; unfold alpha, beta, s; field; lra. }
  assert (hn' : 0 < sqrt n) by (apply sqrt_lt_R0, hn).
  assert (hr' : 0 < 1 / sqrt n) by (apply Rdiv_lt_0_compat; lra).
  rewrite share_outside by assumption; rewrite half_outside by assumption; rewrite hab.
  assert (sn : 1 / sqrt n * (1 / sqrt n) = / n).
  { transitivity (/ (sqrt n * sqrt n)); [field; lra|rewrite sqrt_sqrt; [reflexivity|lra]]. }
  rewrite sn.
  assert (hi : 0 < / n) by (apply Rinv_0_lt_compat, hn).
  assert (ss : sqrt s * sqrt s = s) by (apply sqrt_sqrt; lra).
  pose proof (sqrt_pos s) as ps.
  assert (i2 : / n * / n * (n * n) = 1) by (field; lra).
  split; intro h.
  - assert (h' : s <= / n * / n) by nra.
    apply Rmult_le_compat_r with (r := n * n) in h'; [|nra]; unfold s in h'; simpl; nra.
  - destruct (Rle_lt_dec (sqrt s) (/ n)) as [|g]; [assumption|exfalso].
    assert (h' : / n * / n < s) by nra.
    apply Rmult_lt_compat_r with (r := n * n) in h'; [|nra]; unfold s in h'; simpl in h; nra.
Qed.

(** * Remark 12: the density without a known lower bound

    The printed density ln(1/v) / (v ln^2 v) is not integrable ([printed_not_integrable]); the
    intended one is 1/(v ln^2 v).  The point is [intended_mass]: it has finite mass, and
    [intended_interval] gives the probability of the intervals of Lemma 9; [printed_c]: what
    the printed constant amounts to.  *)

(** The paper: "The sampling procedure can be made independent of eps by sampling from
    P(v) = ln(1/v) / v (ln v)^2 for 0 <= v <= gamma with gamma = 2/3.  It is easy to see that
    c in the proof becomes (ln gamma / ln(eps gamma^2))^2 [...]".

    As printed, P(v) = ln(1/v)/(v (ln v)^2) = 1/(v ln(1/v)).

    Proved:
    - [printed_simplified]: that identity, on (0, 1);
    - [printed_integral], [printed_not_integrable]: its integral over [v0, gamma] is
      ln ln(1/v0) - ln ln(1/gamma), and exceeds every bound for small v0: it cannot be
      normalised (0 < gamma < 1, in particular 2/3);
    - [intended_integral], [intended_mass]: 1/(v (ln v)^2) has the integral 1/ln(1/gamma) -
      1/ln(1/v0) over [v0, gamma], so its mass is 1/ln(1/gamma): ln(1/gamma)/(v (ln v)^2) is
      a density;
    - [intended_interval]: with it P(gamma^{i+1} < v <= gamma^i) = 1/(i (i+1));
    - [printed_c]: so the printed c = (ln gamma / ln(eps gamma^2))^2 is a lower bound for the
      intervals i = 1..k, k = ceil(log_gamma eps) (0 < eps <= 1).

    Not judged: the growth rates, and the second density of the remark.              *)

From Coq Require Import Reals Lra Lia Psatz.
From Certify.coq Require Import Probability.
Open Scope R_scope.

Definition printed (v : R) : R := ln (/ v) / (v * (ln v) ^ 2).
Definition intended (v : R) : R := / (v * (ln v) ^ 2).

Lemma ln_neg v : 0 < v < 1 -> ln v < 0.
Proof. intro h; rewrite <- ln_1; apply ln_increasing; lra. Qed.

Lemma ln_inv_pos v : 0 < v < 1 -> 0 < ln (/ v).
Proof. intro h; rewrite ln_Rinv by lra; pose proof (ln_neg v h); lra. Qed.

Lemma printed_simplified v : 0 < v < 1 -> printed v = / (v * ln (/ v)).
Proof.
  intro h; pose proof (ln_neg v h); unfold printed; rewrite ln_Rinv by lra; field; lra.
Qed.

(** The fundamental theorem, on an interval. *)
Lemma ftc (f g : R -> R) a b (h : a <= b) :
  (forall x, a <= x <= b -> continuity_pt f x) ->
  (forall x, a <= x <= b -> derivable_pt_lim g x (f x)) ->
  exists pr : Riemann_integrable f a b, RiemannInt pr = g b - g a.
Proof.
  intros C0 D.
  set (P := primitive h (FTC_P1 h C0)).
  assert (aP : antiderivative f P a b) by apply RiemannInt_P29.
  assert (ag : antiderivative f g a b).
  { split; [|exact h]; intros x hx; exists (exist _ (f x) (D x hx)); reflexivity. }
  destruct (antiderivative_Ucte f P g a b aP ag) as [c hc].
  exists (FTC_P1 h C0 h (Rle_refl b)).
  rewrite (RiemannInt_P20 h (FTC_P1 h C0)); fold P.
  rewrite (hc a), (hc b) by lra; ring.
Qed.

Lemma ln_derivable v : 0 < v -> derivable_pt ln v.
Proof. intro h; exists (/ v); apply derivable_pt_lim_ln, h. Qed.

Lemma ln_continuous v : 0 < v -> continuity_pt ln v.
Proof. intro h; apply derivable_continuous_pt, ln_derivable, h. Qed.

Lemma id_continuous v : continuity_pt (fun x => x) v.
Proof. apply derivable_continuous_pt; exists 1; apply derivable_pt_lim_id. Qed.

Lemma intended_continuous v : 0 < v < 1 -> continuity_pt intended v.
Proof.
  intro h; pose proof (ln_neg v h).
  apply (continuity_pt_inv (fun v => v * ln v ^ 2)).
  - apply (continuity_pt_mult (fun v => v) (fun v => ln v ^ 2)); [apply id_continuous|].
    apply (continuity_pt_comp ln (fun y => y ^ 2)); [apply ln_continuous; lra|].
    apply derivable_continuous_pt, derivable_pt_pow.
  - assert (0 < ln v ^ 2) by (simpl; nra); nra.
Qed.

Lemma ln_inv_derivable v : 0 < v -> derivable_pt_lim (fun x => ln (/ x)) v (- / v).
Proof.
  intro h; assert (e : derivable_pt_lim (fun x => - ln x) v (- / v))
    by (apply (derivable_pt_lim_opp ln), derivable_pt_lim_ln, h).
  intros eps he; destruct (e eps he) as [d hd].
  assert (dd : 0 < Rmin d v) by (apply Rmin_glb_lt; [apply cond_pos|exact h]).
  exists (mkposreal _ dd); intros y y0 yd; simpl in yd.
  pose proof (Rmin_l d v); pose proof (Rmin_r d v).
  assert (0 < v + y) by (unfold Rabs in yd; destruct Rcase_abs; lra).
  rewrite !ln_Rinv by lra; apply hd; [exact y0|lra].
Qed.

Lemma printed_continuous v : 0 < v < 1 -> continuity_pt printed v.
Proof.
  intro h; pose proof (intended_continuous v h) as c.
  apply (continuity_pt_mult (fun v => ln (/ v)) intended); [|exact c].
  apply derivable_continuous_pt; exists (- / v); apply ln_inv_derivable; lra.
Qed.

(** -ln ln(1/v) *)
Theorem printed_integral :
  forall gamma v0 : R, 0 < v0 <= gamma -> gamma < 1 ->
  exists pr : Riemann_integrable printed v0 gamma,
    RiemannInt pr = ln (ln (/ v0)) - ln (ln (/ gamma)).
Proof.
  intros gamma v0 h hg.
  destruct (ftc printed (fun v => - ln (ln (/ v))) v0 gamma ltac:(lra)) as [pr e].
  - intros x hx; apply printed_continuous; lra.
  - intros x hx; assert (x1 : 0 < x < 1) by lra; pose proof (ln_inv_pos x x1) as p.
    rewrite printed_simplified by exact x1.
    replace (/ (x * ln (/ x))) with (- (/ ln (/ x) * - / x)) by (field; lra).
    apply (derivable_pt_lim_opp (fun v => ln (ln (/ v)))).
    apply (derivable_pt_lim_comp (fun v => ln (/ v)) ln).
    + apply ln_inv_derivable; lra.
    + apply derivable_pt_lim_ln, p.
  - exists pr; rewrite e; ring.
Qed.

Theorem printed_not_integrable :
  forall gamma B : R, 0 < gamma < 1 ->
  exists v0, 0 < v0 < gamma /\
    exists pr : Riemann_integrable printed v0 gamma, B < RiemannInt pr.
Proof.
  intros gamma B hg; pose proof (ln_inv_pos gamma hg) as p.
  set (c := Rabs B + 1); assert (hc : B < c /\ 1 <= c).
  { unfold c; split; [pose proof (Rle_abs B); lra|pose proof (Rabs_pos B); lra]. }
  set (t := ln (/ gamma) * exp c).
  assert (ht : ln (/ gamma) < t).
  { unfold t; pose proof (exp_ineq1_le c); nra. }
  assert (e : / exp (- t) = exp t) by (rewrite exp_Ropp, Rinv_inv; reflexivity).
  assert (v1 : exp (- t) < gamma).
  { rewrite <- (exp_ln gamma) at 1 by lra; apply exp_increasing.
    rewrite ln_Rinv in ht by lra; lra. }
  exists (exp (- t)); split; [split; [apply exp_pos|exact v1]|].
  destruct (printed_integral gamma (exp (- t))) as [pr hpr];
    [split; [apply exp_pos|lra]|lra|].
  exists pr; rewrite hpr, e, ln_exp; unfold t; rewrite ln_mult, ln_exp by (auto; apply exp_pos); lra.
Qed.

(** 1/ln(1/v) *)
Theorem intended_integral :
  forall gamma v0 : R, 0 < v0 <= gamma -> gamma < 1 ->
  exists pr : Riemann_integrable intended v0 gamma,
    RiemannInt pr = / ln (/ gamma) - / ln (/ v0).
Proof.
  intros gamma v0 h hg.
  apply (ftc intended (fun v => / ln (/ v)) v0 gamma ltac:(lra)).
  - intros x hx; apply intended_continuous; lra.
  - intros x hx; assert (x1 : 0 < x < 1) by lra; pose proof (ln_inv_pos x x1) as p.
    assert (d : derivable_pt_lim (fct_cte 1 / (fun v => ln (/ v)))%F x
                  ((0 * ln (/ x) - - / x * fct_cte 1 x) / Rsqr (ln (/ x)))).
    { apply (derivable_pt_lim_div (fct_cte 1) (fun v => ln (/ v)) x 0 (- / x)); [apply derivable_pt_lim_const|apply ln_inv_derivable; lra|lra]. }
    replace (intended x) with ((0 * ln (/ x) - - / x * fct_cte 1 x) / Rsqr (ln (/ x))).
    + intros eps he; destruct (d eps he) as [del hd]; exists del; intros y y0 yd.
      specialize (hd y y0 yd); unfold div_fct, fct_cte, Rdiv in hd |- *.
      rewrite !Rmult_1_l in hd; exact hd.
    + unfold intended, fct_cte, Rsqr; rewrite ln_Rinv by lra; pose proof (ln_neg x x1); field; lra.
Qed.

(** The mass: below 1/ln(1/gamma), and as near to it as one likes. *)
Theorem intended_mass :
  forall gamma : R, 0 < gamma < 1 ->
    (forall v0 (pr : Riemann_integrable intended v0 gamma), 0 < v0 <= gamma ->
       RiemannInt pr < / ln (/ gamma)) /\
    (forall eps, 0 < eps -> exists v0, 0 < v0 < gamma /\
       exists pr : Riemann_integrable intended v0 gamma, / ln (/ gamma) - eps < RiemannInt pr).
Proof.
  intros gamma hg; pose proof (ln_inv_pos gamma hg) as p; split.
  - intros v0 pr hv; destruct (intended_integral gamma v0 hv (proj2 hg)) as [pr' e].
    rewrite (RiemannInt_P5 pr pr'), e.
    assert (0 < / ln (/ v0)) by (apply Rinv_0_lt_compat, ln_inv_pos; lra); lra.
  - intros eps he.
    set (t := ln (/ gamma) + / eps).
    assert (ie : 0 < / eps) by (apply Rinv_0_lt_compat, he).
    assert (e : / exp (- t) = exp t) by (rewrite exp_Ropp, Rinv_inv; reflexivity).
    assert (v1 : exp (- t) < gamma).
    { rewrite <- (exp_ln gamma) at 1 by lra; apply exp_increasing.
      unfold t; rewrite ln_Rinv by lra; lra. }
    exists (exp (- t)); split; [split; [apply exp_pos|exact v1]|].
    destruct (intended_integral gamma (exp (- t))) as [pr hpr];
      [split; [apply exp_pos|lra]|lra|].
    exists pr; rewrite hpr, e, ln_exp.
    assert (/ t < eps); [|lra].
    rewrite <- (Rinv_inv eps); apply Rinv_lt_contravar; unfold t; [nra|lra].
Qed.

Lemma ln_pow_gamma gamma i : 0 < gamma -> ln (/ gamma ^ i) = INR i * ln (/ gamma).
Proof.
  intro h; assert (p : 0 < gamma ^ i) by (apply pow_lt, h).
  rewrite !ln_Rinv by assumption; clear p; induction i as [|i IH]; [simpl; rewrite ln_1; ring|].
  rewrite S_INR; simpl pow; rewrite ln_mult by (auto; apply pow_lt, h); lra.
Qed.

(** P(gamma^{i+1} < v <= gamma^i) under ln(1/gamma)/(v ln^2 v). *)
Theorem intended_interval :
  forall (gamma : R) (i : nat), 0 < gamma < 1 -> (1 <= i)%nat ->
  exists pr : Riemann_integrable intended (gamma ^ (i + 1)) (gamma ^ i),
    ln (/ gamma) * RiemannInt pr = / (INR i * (INR i + 1)).
Proof.
  intros gamma i hg hi; pose proof (ln_inv_pos gamma hg) as p.
  assert (i1 : 1 <= INR i) by (apply (le_INR 1), hi).
  assert (p1 : 0 < gamma ^ (i + 1)) by (apply pow_lt; lra).
  assert (p2 : gamma ^ (i + 1) <= gamma ^ i).
  { rewrite pow_add, pow_1; assert (0 < gamma ^ i) by (apply pow_lt; lra); nra. }
  assert (p3 : gamma ^ i < 1) by (apply pow_lt_1_compat; [lra|lia]).
  destruct (intended_integral (gamma ^ i) (gamma ^ (i + 1))) as [pr e]; [lra|exact p3|].
  exists pr; rewrite e, !ln_pow_gamma, plus_INR by lra; simpl (INR 1); field; lra.
Qed.

Theorem printed_c :
  forall (gamma eps : R) (i : nat), 0 < gamma < 1 -> 0 < eps <= 1 ->
    (1 <= i <= ceiling (ln eps / ln gamma))%nat ->
    (ln gamma / ln (eps * gamma ^ 2)) ^ 2 <= / (INR i * (INR i + 1)).
Proof.
  intros gamma eps i hg he hi; pose proof (ln_neg gamma hg) as g.
  set (L := ln eps / ln gamma) in *.
  assert (l : ln eps <= 0).
  { destruct (proj2 he) as [h| ->]; [|rewrite ln_1; lra].
    left; rewrite <- ln_1; apply ln_increasing; lra. }
  assert (hL : 0 <= L).
  { unfold L; replace (ln eps / ln gamma) with ((- ln eps) * / (- ln gamma)) by (field; lra).
    apply Rmult_le_pos; [lra|left; apply Rinv_0_lt_compat; lra]. }
  assert (i1 : 1 <= INR i) by (apply (le_INR 1); lia).
  assert (i2 : INR i < L + 1).
  { eapply Rle_lt_trans; [apply le_INR, (proj2 hi)|apply ceiling_lt; lra]. }
  assert (e : ln gamma / ln (eps * gamma ^ 2) = / (L + 2)).
  { assert (e1 : ln (eps * gamma ^ 2) = ln gamma * (L + 2)).
    { simpl pow; rewrite !ln_mult, ln_1 by (try apply Rmult_lt_0_compat; lra).
      unfold L; field; lra. }
    rewrite e1; field; split; lra. }
  rewrite e, pow_inv; apply Rinv_le_contravar; [nra|].
  simpl; nra.
Qed.

(** * The uniform law on (0,1), and the paper's log-uniform law on [a, b]

    [unit_law] is the upper Darboux integral over the library's step functions: intervals
    have their length as probability ([unit_upper_interval]) and integrable functions their
    Riemann integral as expectation ([unit_RiemannInt]).  [loguniform a b] is the law with
    density c/v on [a, b], c = 1/ln(b/a), by Remark 11's sampler a (b/a)^u.
    The point: [loguniform_interval], the probability of an interval, and
    [loguniform_has_density]: the density is the printed one.  *)

From Coq Require Import Reals Lra Lia List Psatz Classical_Prop.
From Coq Require ClassicalDedekindReals.
From Certify.coq Require Import Probability.
Import ListNotations.
Open Scope R_scope.
Set Implicit Arguments.

Local Notation sig_not_dec := ClassicalDedekindReals.sig_not_dec.

(** ** The uniform law on (0,1) *)

(** Supremum and infimum of a set of reals, 0 where they do not exist. *)
Definition sup (X : R -> Prop) : R :=
  match sig_not_dec (bound X /\ exists x, X x) with
  | left nn => proj1_sig (completeness X (proj1 (NNPP _ nn)) (proj2 (NNPP _ nn)))
  | right _ => 0
  end.

Lemma sup_is_lub (X : R -> Prop) : bound X -> (exists x, X x) -> is_lub X (sup X).
Proof.
  intros b e; unfold sup; destruct sig_not_dec as [nn|n].
  - destruct completeness; simpl; assumption.
  - exfalso; apply n; split; assumption.
Qed.

Definition inf (X : R -> Prop) : R := - sup (fun y => X (- y)).

Lemma inf_lower (X : R -> Prop) b : (forall y, X y -> b <= y) -> forall y, X y -> inf X <= y.
Proof.
  intros hb y hy; unfold inf.
  destruct (@sup_is_lub (fun z => X (- z))) as [h _].
  - exists (- b); intros z hz; specialize (hb _ hz); lra.
  - exists (- y); rewrite Ropp_involutive; exact hy.
  - enough (- y <= sup (fun z => X (- z))) by lra.
    apply h; rewrite Ropp_involutive; exact hy.
Qed.

Lemma inf_greatest (X : R -> Prop) b : (exists y, X y) -> (forall y, X y -> b <= y) -> b <= inf X.
Proof.
  intros [y hy] hb; unfold inf.
  destruct (@sup_is_lub (fun z => X (- z))) as [_ h].
  - exists (- b); intros z hz; specialize (hb _ hz); lra.
  - exists (- y); rewrite Ropp_involutive; exact hy.
  - enough (sup (fun z => X (- z)) <= - b) by lra.
    apply h; intros z hz; specialize (hb _ hz); lra.
Qed.

Local Notation step := (StepFun 0 1).
Local Notation integral := RiemannInt_SF.

Definition step_const (c : R) : step := mkStepFun (StepFun_P4 0 1 c).
Definition step_lin (l : R) (f g : step) : step := mkStepFun (StepFun_P28 l f g).

Lemma integral_const c : integral (step_const c) = c.
Proof. unfold step_const; rewrite StepFun_P18; ring. Qed.

Lemma integral_lin l f g : integral (step_lin l f g) = integral f + l * integral g.
Proof. apply StepFun_P30. Qed.

Lemma integral_mono (f g : step) :
  (forall u, 0 < u < 1 -> f u <= g u) -> integral f <= integral g.
Proof. apply StepFun_P37; lra. Qed.

(** The step functions above f, and their integrals. *)
Definition above (f : R -> R) (y : R) : Prop :=
  exists s : step, (forall u, 0 < u < 1 -> f u <= s u) /\ y = integral s.

Definition darboux (f : R -> R) : R := inf (above f).

Lemma above_nonempty f : bounded f -> exists y, above f y.
Proof.
  intros [B h]; exists B, (step_const B); split; [|symmetry; apply integral_const].
  intros u _; simpl; unfold fct_cte; specialize (h u); unfold Rabs in h; destruct Rcase_abs; lra.
Qed.

Lemma above_bound f c : (forall u, 0 < u < 1 -> c <= f u) -> forall y, above f y -> c <= y.
Proof.
  intros h y [s [hs ->]]; rewrite <- (integral_const c); apply integral_mono.
  intros u hu; simpl; unfold fct_cte; specialize (h u hu); specialize (hs u hu); lra.
Qed.

Lemma bounded_below f : bounded f -> exists c, forall u, 0 < u < 1 -> c <= f u.
Proof.
  intros [B h]; exists (- B); intros u _; specialize (h u); unfold Rabs in h;
    destruct Rcase_abs; lra.
Qed.

Lemma darboux_le f (s : step) : bounded f ->
  (forall u, 0 < u < 1 -> f u <= s u) -> darboux f <= integral s.
Proof.
  intros hf h; destruct (bounded_below hf) as [c hc].
  apply inf_lower with c; [apply above_bound; exact hc|exists s; auto].
Qed.

Lemma darboux_ge f (s : step) : bounded f ->
  (forall u, 0 < u < 1 -> s u <= f u) -> integral s <= darboux f.
Proof.
  intros hf h; apply inf_greatest; [apply above_nonempty; exact hf|].
  intros y [t [ht ->]]; apply integral_mono; intros u hu.
  specialize (h u hu); specialize (ht u hu); lra.
Qed.

Lemma darboux_glb f b : bounded f ->
  (forall s : step, (forall u, 0 < u < 1 -> f u <= s u) -> b <= integral s) -> b <= darboux f.
Proof.
  intros hf h; apply inf_greatest; [apply above_nonempty; exact hf|].
  intros y [s [hs ->]]; apply h; exact hs.
Qed.

Definition unit_law : law R.
Proof.
  refine (Law darboux _ _ _ _).
  - intro c.
    pose proof (@darboux_le (fun _ => c) (step_const c)) as h1.
    pose proof (@darboux_ge (fun _ => c) (step_const c)) as h2.
    rewrite integral_const in h1, h2.
    apply Rle_antisym; [apply h1|apply h2]; auto with bounded;
      intros u _; simpl; unfold fct_cte; lra.
  - intros f g hf hg h; apply darboux_glb; [exact hg|]; intros s hs; apply darboux_le; [exact hf|].
    intros u hu; eapply Rle_trans; [apply h|apply hs, hu].
  - intros f g hf hg.
    enough (darboux (fun u => f u + g u) - darboux g <= darboux f) by lra.
    apply darboux_glb; [exact hf|]; intros s hs.
    enough (darboux (fun u => f u + g u) - integral s <= darboux g) by lra.
    apply darboux_glb; [exact hg|]; intros t ht.
    enough (darboux (fun u => f u + g u) <= integral (step_lin 1 s t)) by (rewrite integral_lin in H; lra).
    apply darboux_le; [auto with bounded|].
    intros u hu; simpl; specialize (hs u hu); specialize (ht u hu); lra.
  - intros c f hc hf.
    enough (/ c * darboux (fun u => c * f u) <= darboux f).
    { apply Rmult_le_compat_l with (r := c) in H; [|lra].
      rewrite <- Rmult_assoc, Rinv_r, Rmult_1_l in H; lra. }
    apply darboux_glb; [exact hf|]; intros s hs.
    enough (darboux (fun u => c * f u) <= integral (step_lin c (step_const 0) s)).
    { rewrite integral_lin, integral_const, Rplus_0_l in H.
      apply Rmult_le_compat_l with (r := / c) in H; [|left; apply Rinv_0_lt_compat; lra].
      rewrite <- (Rmult_assoc (/ c) c), Rinv_l, Rmult_1_l in H; lra. }
    apply darboux_le; [auto with bounded|].
    intros u hu; simpl; unfold fct_cte; specialize (hs u hu); nra.
Defined.

(** On (0,1) only: the law does not see what happens elsewhere. *)
Lemma unit_mono f g : bounded f -> bounded g ->
  (forall u, 0 < u < 1 -> f u <= g u) -> unit_law f <= unit_law g.
Proof.
  intros hf hg h; apply darboux_glb; [exact hg|]; intros s hs; apply darboux_le; [exact hf|].
  intros u hu; eapply Rle_trans; [apply h, hu|apply hs, hu].
Qed.

Lemma unit_ext f g : bounded f -> bounded g ->
  (forall u, 0 < u < 1 -> f u = g u) -> unit_law f = unit_law g.
Proof.
  intros hf hg h; apply Rle_antisym; apply unit_mono; auto; intros u hu; rewrite h; auto; lra.
Qed.

(** A function with values p, q, r on the open intervals cut by x <= y. *)
Lemma unit_three f x y p q r : bounded f -> 0 <= x <= y -> y <= 1 ->
  (forall u, 0 < u < x -> f u = p) -> (forall u, x < u < y -> f u = q) ->
  (forall u, y < u < 1 -> f u = r) ->
  unit_law f = p * x + q * (y - x) + r * (1 - y).
Proof.
  intros hf hx hy hp hq hr.
  assert (ad : adapted_couple f 0 1 [0; x; y; 1] [p; q; r]).
  { repeat split.
    - intros [|[|[|i]]] hi; simpl in *; try lra; lia.
    - simpl; unfold Rmin; destruct Rle_dec; lra.
    - simpl; unfold Rmax; destruct Rle_dec; lra.
    - intros [|[|[|i]]] hi u hu; unfold open_interval in hu; simpl in *;
        [apply hp|apply hq|apply hr|lia]; lra. }
  assert (st : IsStepFun f 0 1) by (exists [0; x; y; 1], [p; q; r]; exact ad).
  transitivity (integral (mkStepFun st)).
  - apply Rle_antisym; [apply darboux_le|apply darboux_ge]; auto; intros u _; simpl; lra.
  - unfold RiemannInt_SF; destruct Rle_dec as [_|n]; [|lra].
    rewrite (StepFun_P17 (StepFun_P1 (mkStepFun st)) (ad : adapted_couple (mkStepFun st) _ _ _ _)).
    simpl; ring.
Qed.

(** An interval has its length as probability, whatever its end points do. *)
Lemma unit_upper_interval (A : R -> Prop) x y : 0 <= x <= y -> y <= 1 ->
  (forall u, x < u < y -> A u) -> (forall u, 0 < u < 1 -> u < x \/ y < u -> ~ A u) ->
  upper unit_law A = y - x.
Proof.
  intros hx hy hin hout; unfold upper.
  rewrite (@unit_three _ x y 0 1 0); auto with bounded; try ring.
  - intros u hu; apply ind_false, hout; lra.
  - intros u hu; apply ind_true, hin, hu.
  - intros u hu; apply ind_false, hout; lra.
Qed.

Lemma unit_lower_interval (A : R -> Prop) x y : 0 <= x <= y -> y <= 1 ->
  (forall u, x < u < y -> A u) -> (forall u, 0 < u < 1 -> u < x \/ y < u -> ~ A u) ->
  lower unit_law A = y - x.
Proof.
  intros hx hy hin hout; unfold lower, upper.
  rewrite (@unit_three _ x y 1 0 1); auto with bounded; try ring.
  - intros u hu; apply ind_true, hout; lra.
  - intros u hu; apply ind_false; intro n; apply n, hin, hu.
  - intros u hu; apply ind_true, hout; lra.
Qed.

(** A Riemann-integrable function has its Riemann integral as expectation. *)
Lemma unit_RiemannInt f (pr : Riemann_integrable f 0 1) : bounded f ->
  unit_law f = RiemannInt pr.
Proof.
  intro hf; unfold RiemannInt; destruct RiemannInt_exists as [l hl].
  apply UL_sequence with (fun N => integral (phi_sequence RinvN pr N)); [|exact hl].
  intros eps he; destruct (RinvN_cv he) as [N0 hN]; exists N0; intros n hn.
  specialize (hN n hn); unfold R_dist in *; rewrite Rminus_0_r in hN.
  rewrite Rabs_right in hN by (left; apply (cond_pos (RinvN n))).
  eapply Rle_lt_trans; [|exact hN].
  destruct (phi_sequence_prop RinvN pr n) as [psi [hpsi hint]].
  set (phi := phi_sequence RinvN pr n) in *.
  assert (h : forall u, 0 < u < 1 -> Rabs (f u - phi u) <= psi u).
  { intros u hu; apply hpsi; unfold Rmin, Rmax; repeat destruct Rle_dec; lra. }
  assert (up_ : unit_law f <= integral (step_lin 1 phi psi)).
  { apply darboux_le; [exact hf|]; intros u hu; specialize (h u hu); simpl.
    unfold Rabs in h; destruct Rcase_abs; lra. }
  assert (lo : integral (step_lin (-1) phi psi) <= unit_law f).
  { apply darboux_ge; [exact hf|]; intros u hu; specialize (h u hu); simpl.
    unfold Rabs in h; destruct Rcase_abs; lra. }
  rewrite integral_lin in up_, lo.
  unfold Rabs in hint |- *; destruct (Rcase_abs (integral psi)), Rcase_abs; lra.
Qed.

(** ** The log-uniform law on [a, b] (the paper's hyperbolic distribution)

    Remark 11's sampler: a (b/a)^u with u uniform.  Its distribution function is
    ln(x/a)/ln(b/a), whose derivative is the density c/x with c = 1/ln(b/a).   *)

Definition clamp (u : R) : R := Rmax 0 (Rmin 1 u).

Definition loguniform (a b : R) : law R :=
  map_law (fun u => a * Rpower (b / a) (clamp u)) unit_law.

Definition cdf (a b x : R) : R := ln (x / a) / ln (b / a).

Section LogUniform.
  Variables a b : R.
  Hypothesis a_pos : 0 < a.
  Hypothesis a_lt_b : a < b.

  Let v (u : R) : R := a * Rpower (b / a) (clamp u).

  Lemma clamp_id u : 0 < u < 1 -> clamp u = u.
  Proof. intro h; unfold clamp, Rmax, Rmin; repeat destruct Rle_dec; lra. Qed.

  Lemma clamp_range u : 0 <= clamp u <= 1.
  Proof. unfold clamp, Rmax, Rmin; repeat destruct Rle_dec; lra. Qed.

  Lemma ratio_gt_1 : 1 < b / a.
  Proof.
    apply Rmult_lt_reg_r with a; [exact a_pos|].
    unfold Rdiv; rewrite Rmult_assoc, Rinv_l; lra.
  Qed.

  Lemma ln_ratio_pos : 0 < ln (b / a).
  Proof. rewrite <- ln_1; apply ln_increasing; [lra|apply ratio_gt_1]. Qed.

  Lemma ln_v u : ln (v u) = ln a + clamp u * ln (b / a).
  Proof.
    unfold v, Rpower; rewrite ln_mult, ln_exp; [reflexivity|exact a_pos|apply exp_pos].
  Qed.

  Lemma v_pos u : 0 < v u.
  Proof. unfold v, Rpower; pose proof (exp_pos (clamp u * ln (b / a))); nra. Qed.

  Lemma ln_le_iff x y : 0 < x -> 0 < y -> ln x <= ln y <-> x <= y.
  Proof.
    intros hx hy; split; intro h.
    - destruct (Rle_lt_dec x y) as [|g]; [assumption|].
      apply ln_increasing in g; [lra|exact hy].
    - destruct h as [h| ->]; [left; apply ln_increasing; assumption|lra].
  Qed.

  (** Samples lie in [a, b]. *)
  Lemma loguniform_support u : a <= v u <= b.
  Proof.
    pose proof (clamp_range u); pose proof ln_ratio_pos; pose proof (v_pos u).
    split; apply ln_le_iff; try lra; rewrite ln_v; [nra|].
    replace (ln b) with (ln a + ln (b / a)); [nra|].
    rewrite <- ln_mult; [f_equal; field; lra|exact a_pos|].
    pose proof ratio_gt_1; lra.
  Qed.

  Lemma ln_div x y : 0 < x -> 0 < y -> ln (x / y) = ln x - ln y.
  Proof.
    intros hx hy; unfold Rdiv; rewrite ln_mult, ln_Rinv; auto using Rinv_0_lt_compat; ring.
  Qed.

  Lemma v_le_iff x u : 0 < x -> v u <= x <-> clamp u <= cdf a b x.
  Proof.
    intro hx; rewrite <- ln_le_iff by auto using v_pos; rewrite ln_v.
    unfold cdf; rewrite (@ln_div x a) by auto; pose proof ln_ratio_pos as hl.
    split; intro h.
    - apply Rmult_le_reg_r with (ln (b / a)); [exact hl|].
      unfold Rdiv at 2; rewrite Rmult_assoc, Rinv_l; lra.
    - apply Rmult_le_compat_r with (r := ln (b / a)) in h; [|lra].
      unfold Rdiv at 2 in h; rewrite Rmult_assoc, Rinv_l in h; lra.
  Qed.

  Lemma cdf_range x : a <= x <= b -> 0 <= cdf a b x <= 1.
  Proof.
    intro h; unfold cdf; rewrite (@ln_div x a) by lra; pose proof ln_ratio_pos as hl.
    assert (h1 : ln a <= ln x) by (apply ln_le_iff; lra).
    assert (h2 : ln x <= ln b) by (apply ln_le_iff; lra).
    rewrite (@ln_div b a) in hl |- * by lra.
    split; [apply Rmult_le_pos; [lra|left; apply Rinv_0_lt_compat, hl]|].
    apply Rmult_le_reg_r with (ln b - ln a); [exact hl|].
    unfold Rdiv; rewrite Rmult_assoc, Rinv_l; lra.
  Qed.

  Lemma cdf_mono x y : 0 < x <= y -> cdf a b x <= cdf a b y.
  Proof.
    intro h; unfold cdf; rewrite (@ln_div x a), (@ln_div y a) by lra; pose proof ln_ratio_pos as hl.
    apply Rmult_le_compat_r; [left; apply Rinv_0_lt_compat, hl|].
    assert (ln x <= ln y) by (apply ln_le_iff; lra); lra.
  Qed.

  Lemma cdf_diff x y : 0 < x -> 0 < y -> cdf a b y - cdf a b x = ln (y / x) / ln (b / a).
  Proof.
    intros hx hy; unfold cdf; rewrite !(@ln_div _ a), (@ln_div y x) by lra.
    field; pose proof ln_ratio_pos as hl; rewrite (@ln_div b a) in hl; lra.
  Qed.

  (** P(x < V <= y) = ln(y/x)/ln(b/a), upper and lower alike. *)
  Lemma loguniform_interval x y : a <= x <= y -> y <= b ->
    lower (loguniform a b) (fun z => x < z <= y) = ln (y / x) / ln (b / a) /\
    upper (loguniform a b) (fun z => x < z <= y) = ln (y / x) / ln (b / a).
  Proof.
    intros hx hy; rewrite <- cdf_diff by lra.
    pose proof (cdf_range (x := x) ltac:(lra)); pose proof (cdf_range (x := y) ltac:(lra)).
    pose proof (cdf_mono (x := x) (y := y) ltac:(lra)).
    change (lower unit_law (fun u => x < v u <= y) = cdf a b y - cdf a b x /\
            upper unit_law (fun u => x < v u <= y) = cdf a b y - cdf a b x).
    split; [apply unit_lower_interval|apply unit_upper_interval]; auto; try lra.
    1, 3: intros u hu; rewrite v_le_iff by lra; rewrite clamp_id by lra; split; [|lra];
      apply Rnot_le_lt; rewrite v_le_iff by lra; rewrite clamp_id by lra; lra.
    1, 2: intros u hu hout [h1 h2]; apply Rlt_not_le in h1;
      rewrite v_le_iff, clamp_id in h1, h2 by lra; lra.
  Qed.

  Lemma loguniform_cdf x : a <= x <= b ->
    lower (loguniform a b) (fun z => z <= x) = cdf a b x /\
    upper (loguniform a b) (fun z => z <= x) = cdf a b x.
  Proof.
    intros hx; pose proof (cdf_range hx).
    change (lower unit_law (fun u => v u <= x) = cdf a b x /\
            upper unit_law (fun u => v u <= x) = cdf a b x).
    rewrite <- (Rminus_0_r (cdf a b x)).
    split; [apply unit_lower_interval|apply unit_upper_interval]; auto; try lra.
    1, 3: intros u hu; rewrite v_le_iff by lra; rewrite clamp_id by lra; lra.
    1, 2: intros u hu hout h2; rewrite v_le_iff, clamp_id in h2 by lra; lra.
  Qed.

  (** The density: the derivative of the distribution function is c/x. *)
  Lemma loguniform_density x : 0 < x -> derivable_pt_lim (cdf a b) x (/ ln (b / a) / x).
  Proof.
    intro hx; unfold cdf.
    pose proof ln_ratio_pos as hl.
    replace (/ ln (b / a) / x) with (/ ln (b / a) * (/ (x / a) * (1 * / a))) by (field; lra).
    assert (h : derivable_pt_lim (fun y => / ln (b / a) * ln (y * / a)) x
                  (/ ln (b / a) * (/ (x / a) * (1 * / a)))).
    { apply (derivable_pt_lim_scal (fun y => ln (y * / a))).
      apply (derivable_pt_lim_comp (fun y => y * / a) ln).
      - intros eps he; exists (mkposreal 1 Rlt_0_1); intros h h0 _.
        replace (((x + h) * / a - x * / a) / h - 1 * / a) with 0 by (field; lra).
        rewrite Rabs_R0; exact he.
      - apply derivable_pt_lim_ln, Rmult_lt_0_compat; [exact hx|apply Rinv_0_lt_compat, a_pos]. }
    intros eps he; destruct (h eps he) as [d hd]; exists d; intros y y0 yd.
    replace (ln ((x + y) / a) / ln (b / a)) with (/ ln (b / a) * ln ((x + y) * / a))
      by (unfold Rdiv; ring).
    replace (ln (x / a) / ln (b / a)) with (/ ln (b / a) * ln (x * / a)) by (unfold Rdiv; ring).
    apply hd; assumption.
  Qed.

  (** So the probability P(V <= x) itself has derivative c/x inside the support. *)
  Lemma loguniform_has_density x : a < x < b ->
    derivable_pt_lim (fun y => upper (loguniform a b) (fun z => z <= y)) x (/ ln (b / a) / x) /\
    derivable_pt_lim (fun y => lower (loguniform a b) (fun z => z <= y)) x (/ ln (b / a) / x).
  Proof.
    intro hx; split; intros eps he;
      destruct (loguniform_density (x := x) ltac:(lra) he) as [d hd];
      assert (dd : 0 < Rmin d (Rmin (x - a) (b - x)))
        by (repeat apply Rmin_glb_lt; try lra; apply cond_pos);
      exists (mkposreal _ dd); intros h h0 hh; simpl in hh;
      pose proof (Rmin_l d (Rmin (x - a) (b - x))); pose proof (Rmin_r d (Rmin (x - a) (b - x)));
      pose proof (Rmin_l (x - a) (b - x)); pose proof (Rmin_r (x - a) (b - x));
      assert (hr : a <= x + h <= b) by (unfold Rabs in hh; destruct Rcase_abs; lra);
      destruct (loguniform_cdf hr) as [l1 u1];
      destruct (loguniform_cdf (x := x) ltac:(lra)) as [l2 u2].
    - rewrite u1, u2; apply hd; [exact h0|lra].
    - rewrite l1, l2; apply hd; [exact h0|lra].
  Qed.

  (** A sample is seen on [a, b] only. *)
  Lemma loguniform_mono f g : bounded f -> bounded g ->
    (forall x, a <= x <= b -> f x <= g x) -> loguniform a b f <= loguniform a b g.
  Proof.
    intros hf hg h; unfold loguniform; simpl; apply (mean_mono unit_law).
    - apply (bounded_map v hf).
    - apply (bounded_map v hg).
    - intro u; apply h, loguniform_support.
  Qed.
End LogUniform.

Lemma ln_le_ln x y : 0 < x -> x <= y -> ln x <= ln y.
Proof. intros hx h; apply ln_le_iff; lra. Qed.

Unset Implicit Arguments.

(** The log-uniform law is scale-invariant. *)
Lemma loguniform_scale s a b f : 0 < s -> 0 < a -> bounded f ->
  loguniform (s * a) (s * b) f = map_law (Rmult s) (loguniform a b) f.
Proof.
  intros hs ha hf; unfold loguniform; simpl; apply (mean_ext unit_law).
  - destruct hf as [B h]; exists B; intro; apply h.
  - intro u; f_equal; replace (s * b / (s * a)) with (b / a) by (field; lra); ring.
Qed.

Lemma iid_scale s a b n f : 0 < s -> 0 < a -> bounded f ->
  iid (loguniform (s * a) (s * b)) n f
  = iid (loguniform a b) n (fun l => f (map (Rmult s) l)).
Proof.
  intros hs ha; revert f.
  enough (h : forall f, bounded f -> iid (loguniform (s * a) (s * b)) n f
              = iid (map_law (Rmult s) (loguniform a b)) n f).
  { intros f hf; rewrite h by exact hf; apply iid_map, hf. }
  induction n as [|n IH]; intros f hf; [reflexivity|].
  change (loguniform (s * a) (s * b)
            (fun x => iid (loguniform (s * a) (s * b)) n (fun l => f (x :: l)))
          = map_law (Rmult s) (loguniform a b)
            (fun x => iid (map_law (Rmult s) (loguniform a b)) n (fun l => f (x :: l)))).
  rewrite loguniform_scale; auto.
  - apply (mean_ext (map_law (Rmult s) (loguniform a b))).
    + apply (iter_bounded _ n (fun x l => x :: l) hf).
    + intro x; apply (IH (fun l => f (x :: l))); destruct hf as [B hB]; exists B; intro; apply hB.
  - apply (iter_bounded _ n (fun x l => x :: l) hf).
Qed.

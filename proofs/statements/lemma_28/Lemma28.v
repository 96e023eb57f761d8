(** * Lemma 28 (product of weights)

    v and v' are two independent log-uniform samples on [a, b].  The point is
    [lemma_28_statement]: the density of w = v v' is at least c/(2w) on [a', b'].
    [product_interval]: P(w1 <= v v' <= w2), exactly; [product_density]: the density;
    [lemma_28_iff]: the bound holds nowhere else; [lemma_28_half]: w is inside [a', b'] with
    probability exactly 3/4.  *)

(** The paper's sentence: "Let probability densities P_v(v) := c/v for v in [a,b] and
    0 < a < b with normalization c := 1/ln(b/a).  Let weight w := v . v' with v and v'
    both sampled from P_v.  Then P_w(w) >= c/2w for w in [a',b'], where P_w is the
    probability density of w, and a' := a sqrt(ab) and b' := b sqrt(ab)."  And, after
    it: "w may be outside of [a',b'], but at least half of the time is inside".

    Nothing is assumed about the product: v and v' are two independent samples of the
    log-uniform law (coq/LogUniform.v), and
    - [product_interval]: P(w1 <= v v' <= w2), exactly, from that law, by integrating
      over the first sample (fundamental theorem of calculus of the library);
    - [product_density]: the distribution function x |-> P(v v' <= x) is differentiable
      at every w > 0, with derivative the density
        P_w(w) = c^2 max(0, min(ln(w/a^2), ln(b^2/w))) / w      (triangular in ln w);
    - [lemma_28]: it is at least c/(2w) on [a',b'];
    - [lemma_28_iff]: and nowhere else; with equality at a' and b' ([lemma_28_ends]);
    - [lemma_28_half]: w is inside [a',b'] with probability exactly 3/4.

    The printed normalisation c = 1/ln(b/a) is right
    ([LogUniform.loguniform_density], [LogUniform.loguniform_cdf]).                 *)

From Coq Require Import Reals Lra Lia List Psatz FunctionalExtensionality.
From Certify.coq Require Import Probability LogUniform.
Import ListNotations.
Open Scope R_scope.

(** ** The sum of two uniform samples *)

(** Expectation under the uniform law, by an antiderivative. *)
Lemma unit_FTC F f : (forall u, derivable_pt_lim F u (f u)) -> continuity f -> bounded f ->
  unit_law f = F 1 - F 0.
Proof.
  intros hF cf bf.
  set (d := (fun u => exist _ (f u) (hF u)) : derivable F).
  assert (e : derive F d = f) by (apply functional_extensionality; reflexivity).
  assert (cd : continuity (derive F d)) by (rewrite e; exact cf).
  set (G := mkC1 cd).
  assert (pr : Riemann_integrable (derive G (diff0 G)) 0 1)
    by (apply continuity_implies_RiemannInt; [lra|]; intros; apply cd).
  assert (pr' : Riemann_integrable f 0 1)
    by (apply continuity_implies_RiemannInt; [lra|]; intros; apply cf).
  rewrite (unit_RiemannInt pr' bf), <- (RiemannInt_P18 pr pr' ltac:(lra)) by reflexivity.
  exact (@RiemannInt_P33 G 0 1 pr ltac:(lra)).
Qed.

(** (max 0 s)^2 has derivative 2 max 0 s, also at 0. *)
Definition pos2 (s : R) : R := Rmax 0 s * Rmax 0 s.

Lemma pos2_derivative x : derivable_pt_lim pos2 x (2 * Rmax 0 x).
Proof.
  intros eps he; exists (mkposreal eps he); intros h h0 hh; simpl in hh.
  eapply Rle_lt_trans; [|exact hh].
  assert (q : Rabs (pos2 (x + h) - pos2 x - h * (2 * Rmax 0 x)) <= Rabs h * Rabs h).
  { unfold pos2; rewrite <- Rabs_mult, (Rabs_right (h * h)) by nra.
    unfold Rmax, Rabs; repeat destruct Rle_dec; destruct Rcase_abs; nra. }
  replace ((pos2 (x + h) - pos2 x) / h - 2 * Rmax 0 x)
    with ((pos2 (x + h) - pos2 x - h * (2 * Rmax 0 x)) * / h) by (field; exact h0).
  rewrite Rabs_mult, Rabs_inv.
  assert (0 < Rabs h) by (apply Rabs_pos_lt, h0).
  apply Rmult_le_reg_r with (Rabs h); [assumption|].
  rewrite Rmult_assoc, Rinv_l; lra.
Qed.

(** An antiderivative of [clamp]. *)
Definition ramp (s : R) : R := (pos2 s - pos2 (s - 1)) / 2.

Lemma derivable_shift f l x s k : derivable_pt_lim f (s * x + k) l ->
  derivable_pt_lim (fun y => f (s * y + k)) x (l * s).
Proof.
  intro h; apply (derivable_pt_lim_comp (fun y => s * y + k) f); [|exact h].
  assert (g : derivable_pt_lim (fun y => s * y + k) x (s * 1 + 0)).
  { apply (derivable_pt_lim_plus (fun y => s * y) (fun _ => k)); [|apply derivable_pt_lim_const].
    apply (derivable_pt_lim_scal id s x 1), derivable_pt_lim_id. }
  rewrite Rmult_1_r, Rplus_0_r in g; exact g.
Qed.

Lemma derivable_ext f g x l : (forall y, f y = g y) -> derivable_pt_lim f x l ->
  derivable_pt_lim g x l.
Proof.
  intros e h eps he; destruct (h eps he) as [d hd]; exists d; intros y y0 yd.
  rewrite <- !e; apply hd; assumption.
Qed.

Lemma ramp_derivative x : derivable_pt_lim ramp x (clamp x).
Proof.
  replace (clamp x) with (/ 2 * (2 * Rmax 0 x - 2 * Rmax 0 (1 * x + - 1) * 1)).
  2: { unfold clamp, Rmax, Rmin; repeat destruct Rle_dec; lra. }
  apply derivable_ext with (fun y => / 2 * (pos2 y - pos2 (1 * y + - 1))).
  { intro y; unfold ramp; replace (1 * y + - 1) with (y - 1) by ring; field. }
  apply (derivable_pt_lim_scal (fun y => pos2 y - pos2 (1 * y + - 1)) (/ 2) x).
  apply (derivable_pt_lim_minus pos2 (fun y => pos2 (1 * y + - 1))).
  - apply pos2_derivative.
  - apply (derivable_shift pos2 (2 * Rmax 0 (1 * x + - 1)) x 1 (- 1)), pos2_derivative.
Qed.

Lemma clamp_continuous : continuity clamp.
Proof.
  intros x eps he; exists eps; split; [exact he|]; intros y [_ hy]; simpl in *.
  eapply Rle_lt_trans; [|exact hy]; unfold R_dist, clamp, Rmax, Rmin, Rabs.
  repeat (destruct Rle_dec || destruct Rcase_abs); lra.
Qed.

Lemma clamp_shift_continuous s k : continuity (fun u => clamp (s * u + k)).
Proof.
  intro x; apply (continuity_pt_comp (fun u => s * u + k) clamp); [|apply clamp_continuous].
  apply derivable_continuous_pt; exists (1 * s).
  apply (derivable_shift id 1 x s k), derivable_pt_lim_id.
Qed.

(** The distribution function of u + u'. *)
Definition tri (t : R) : R := ramp t - ramp (t - 1).

Section Sum.
  Variables lo hi : R.
  Hypothesis lo_hi : lo <= hi.

  Let len (u : R) : R := clamp (-1 * u + hi) - clamp (-1 * u + lo).

  Lemma len_bounded : bounded len.
  Proof.
    exists 1; intro u; unfold len.
    pose proof (clamp_range (-1 * u + hi)); pose proof (clamp_range (-1 * u + lo)).
    apply Rabs_le; lra.
  Qed.

  Lemma len_antiderivative u :
    derivable_pt_lim (fun u => ramp (-1 * u + lo) - ramp (-1 * u + hi)) u (len u).
  Proof.
    replace (len u) with (clamp (-1 * u + lo) * -1 - clamp (-1 * u + hi) * -1)
      by (unfold len; ring).
    apply (derivable_pt_lim_minus (fun u => ramp (-1 * u + lo)) (fun u => ramp (-1 * u + hi)));
      apply (derivable_shift ramp); apply ramp_derivative.
  Qed.

  Lemma len_continuous : continuity len.
  Proof.
    apply (continuity_minus (fun u => clamp (-1 * u + hi)) (fun u => clamp (-1 * u + lo)));
      apply clamp_shift_continuous.
  Qed.

  Lemma len_integral : unit_law len = tri hi - tri lo.
  Proof.
    rewrite (unit_FTC _ _ len_antiderivative len_continuous len_bounded); unfold tri.
    replace (-1 * 1 + lo) with (lo - 1) by ring; replace (-1 * 1 + hi) with (hi - 1) by ring.
    replace (-1 * 0 + lo) with lo by ring; replace (-1 * 0 + hi) with hi by ring; ring.
  Qed.

  Lemma one_minus_len_integral : unit_law (fun u => 1 - len u) = 1 - (tri hi - tri lo).
  Proof.
    rewrite <- len_integral, (unit_FTC _ _ len_antiderivative len_continuous len_bounded).
    rewrite (unit_FTC (fun u => u - (ramp (-1 * u + lo) - ramp (-1 * u + hi)))
               (fun u => 1 - len u)); [ring| | |].
    - intro u; apply (derivable_pt_lim_minus id); [apply derivable_pt_lim_id|].
      apply len_antiderivative.
    - apply (continuity_minus (fun _ => 1) len); [apply continuity_const; intro; reflexivity|].
      apply len_continuous.
    - destruct len_bounded as [B h]; exists (1 + B); intro u.
      unfold Rminus; eapply Rle_trans; [apply Rabs_triang|]; rewrite Rabs_Ropp, Rabs_R1.
      specialize (h u); lra.
  Qed.

  Variable A : R -> R -> Prop.
  (* The end points do not matter. *)
  Hypothesis A_in : forall u u', 0 < u < 1 -> 0 < u' < 1 -> lo < u + u' < hi -> A u u'.
  Hypothesis A_out : forall u u', 0 < u < 1 -> 0 < u' < 1 -> A u u' -> lo <= u + u' <= hi.

  Lemma len_upper u : 0 < u < 1 -> upper unit_law (A u) = len u /\ lower unit_law (A u) = len u.
  Proof.
    intro hu; unfold len.
    assert (r : 0 <= clamp (-1 * u + lo) <= clamp (-1 * u + hi) /\ clamp (-1 * u + hi) <= 1)
      by (unfold clamp, Rmax, Rmin; repeat destruct Rle_dec; lra).
    split; [apply unit_upper_interval|apply unit_lower_interval]; try lra.
    1, 3: intros u' hu'; assert (0 < u' < 1) by lra; apply A_in; try lra; clear r;
      revert hu'; unfold clamp, Rmax, Rmin; repeat destruct Rle_dec; lra.
    1, 2: intros u' hu' hout a; apply A_out in a; try lra; clear r;
      revert hout; unfold clamp, Rmax, Rmin; repeat destruct Rle_dec; lra.
  Qed.

  Lemma sum_interval :
    unit_law (fun u => upper unit_law (A u)) = tri hi - tri lo /\
    1 - unit_law (fun u => upper unit_law (fun u' => ~ A u u')) = tri hi - tri lo.
  Proof.
    assert (b : forall B : R -> R -> Prop, bounded (fun u => upper unit_law (B u)))
      by (intro B; apply bounded_range with 1; intro; apply upper_range).
    split.
    - rewrite <- len_integral; apply unit_ext; auto using len_bounded.
      intros u hu; apply (len_upper u hu).
    - enough (unit_law (fun u => upper unit_law (fun u' => ~ A u u'))
              = unit_law (fun u => 1 - len u)) by (rewrite H, one_minus_len_integral; ring).
      apply unit_ext; auto.
      + destruct len_bounded as [B h]; exists (1 + B); intro u.
        unfold Rminus; eapply Rle_trans; [apply Rabs_triang|]; rewrite Rabs_Ropp, Rabs_R1.
        specialize (h u); lra.
      + intros u hu; destruct (len_upper u hu) as [_ h]; unfold lower in h; lra.
  Qed.
End Sum.

(** ** The product of two log-uniform samples *)

Definition product (l : list R) : R := fold_right Rmult 1 l.

Section Product.
  Variables a b : R.
  Hypothesis a_pos : 0 < a.
  Hypothesis a_lt_b : a < b.

  (** Two independent samples. *)
  Let PP : law (list R) := iid (loguniform a b) 2.
  Let v (u : R) : R := a * Rpower (b / a) (clamp u).

  (** The position of w on the logarithmic scale: 0 at a^2, 1 at ab, 2 at b^2. *)
  Definition pos (w : R) : R := ln (w / a ^ 2) / ln (b / a).

  Lemma ln_square x : 0 < x -> ln (x ^ 2) = 2 * ln x.
  Proof. intro h; rewrite ln_pow by exact h; simpl; ring. Qed.

  Lemma product_pos u u' : 0 < u < 1 -> 0 < u' < 1 -> pos (product [v u; v u']) = u + u'.
  Proof.
    intros hu hu'; unfold pos.
    replace (product [v u; v u']) with (v u * v u') by (unfold product; simpl; ring).
    pose proof (ln_ratio_pos a_pos a_lt_b) as hl.
    assert (p : 0 < v u) by apply (v_pos b a_pos u).
    assert (p' : 0 < v u') by apply (v_pos b a_pos u').
    assert (e : ln (v u) = ln a + clamp u * ln (b / a)) by apply (ln_v b a_pos u).
    assert (e' : ln (v u') = ln a + clamp u' * ln (b / a)) by apply (ln_v b a_pos u').
    rewrite clamp_id in e, e' by lra.
    rewrite ln_div, ln_mult, (ln_square a), e, e';
      auto using pow_lt, Rmult_lt_0_compat; field; lra.
  Qed.

  Lemma pos_le x y : 0 < x -> 0 < y -> pos x <= pos y <-> x <= y.
  Proof.
    intros hx hy; unfold pos; pose proof (ln_ratio_pos a_pos a_lt_b) as hl.
    assert (a2 : 0 < a ^ 2) by (apply pow_lt, a_pos).
    rewrite (ln_div hx a2), (ln_div hy a2), <- (ln_le_iff hx hy).
    set (L := ln (b / a)) in *; split; intro h.
    - apply Rmult_le_compat_r with (r := L) in h; [|lra].
      unfold Rdiv in h; rewrite !Rmult_assoc, Rinv_l in h; lra.
    - apply Rmult_le_compat_r; [left; apply Rinv_0_lt_compat, hl|lra].
  Qed.

  Lemma product_positive u u' : 0 < product [v u; v u'].
  Proof.
    replace (product [v u; v u']) with (v u * v u') by (unfold product; simpl; ring).
    apply Rmult_lt_0_compat; [apply (v_pos b a_pos u)|apply (v_pos b a_pos u')].
  Qed.

  Lemma pair_interval (A : R -> Prop) lo hi : lo <= hi ->
    (forall w, 0 < w -> 0 < pos w < 2 -> lo < pos w < hi -> A w) ->
    (forall w, 0 < w -> 0 < pos w < 2 -> A w -> lo <= pos w <= hi) ->
    upper PP (fun l => A (product l)) = tri hi - tri lo /\
    lower PP (fun l => A (product l)) = tri hi - tri lo.
  Proof.
    intros lh hin hout.
    destruct (sum_interval lo hi lh (fun u u' => A (product [v u; v u']))) as [h1 h2].
    - intros u u' hu hu'; rewrite <- (product_pos u u' hu hu'); apply hin.
      + apply product_positive.
      + rewrite product_pos by assumption; lra.
    - intros u u' hu hu'; rewrite <- (product_pos u u' hu hu'); apply hout.
      + apply product_positive.
      + rewrite product_pos by assumption; lra.
    - split; [exact h1|exact h2].
  Qed.

  Lemma pos_lt x y : 0 < x -> 0 < y -> pos x < pos y -> x < y.
  Proof.
    intros hx hy h; apply Rnot_le_lt; intro g; apply pos_le in g; lra.
  Qed.

  (** P(w1 <= v v' <= w2), upper and lower alike: an exact formula. *)
  Theorem product_interval w1 w2 : 0 < w1 <= w2 ->
    upper PP (fun l => w1 <= product l <= w2) = tri (pos w2) - tri (pos w1) /\
    lower PP (fun l => w1 <= product l <= w2) = tri (pos w2) - tri (pos w1).
  Proof.
    intro hw; apply (pair_interval (fun w => w1 <= w <= w2)).
    - apply pos_le; lra.
    - intros w hw' _ h; split; left; apply pos_lt; lra.
    - intros w hw' _ h; rewrite !pos_le by lra; exact h.
  Qed.

  Theorem product_halfopen w1 w2 : 0 < w1 <= w2 ->
    upper PP (fun l => w1 < product l <= w2) = tri (pos w2) - tri (pos w1) /\
    lower PP (fun l => w1 < product l <= w2) = tri (pos w2) - tri (pos w1).
  Proof.
    intro hw; apply (pair_interval (fun w => w1 < w <= w2)).
    - apply pos_le; lra.
    - intros w hw' _ h; split; [|left]; apply pos_lt; lra.
    - intros w hw' _ h; rewrite !pos_le by lra; lra.
  Qed.

  (** P(v v' <= x). *)
  Theorem product_cdf x : 0 < x ->
    upper PP (fun l => product l <= x) = tri (pos x) /\
    lower PP (fun l => product l <= x) = tri (pos x).
  Proof.
    intro hx.
    replace (tri (pos x)) with (tri (pos x) - tri (Rmin (-1) (pos x))).
    - apply (pair_interval (fun w => w <= x)); [apply Rmin_r| |].
      + intros w hw hp h; left; apply pos_lt; lra.
      + intros w hw hp h; split; [eapply Rle_trans; [apply Rmin_l|lra]|apply pos_le; lra].
    - unfold tri, ramp, pos2; generalize (pos x); intro t.
      assert (Rmin (-1) t <= -1) by apply Rmin_l; set (r := Rmin _ _) in *.
      rewrite !(Rmax_left 0 (r - _)) by lra; rewrite !(Rmax_left 0 r) by lra.
      rewrite (Rmax_left 0 (r - 1 - 1)) by lra; lra.
  Qed.

  (** The density. *)
  Let c : R := / ln (b / a).
  Definition density (w : R) : R := c ^ 2 * Rmax 0 (Rmin (ln (w / a ^ 2)) (ln (b ^ 2 / w))) / w.

  Lemma tri_derivative t : derivable_pt_lim tri t (Rmax 0 (Rmin t (2 - t))).
  Proof.
    replace (Rmax 0 (Rmin t (2 - t))) with (clamp t - clamp (1 * t + - 1) * 1)
      by (unfold clamp, Rmax, Rmin; repeat destruct Rle_dec; lra).
    apply derivable_ext with (fun y => ramp y - ramp (1 * y + - 1)).
    { intro y; unfold tri; do 2 f_equal; ring. }
    apply (derivable_pt_lim_minus ramp (fun y => ramp (1 * y + - 1))).
    - apply ramp_derivative.
    - apply (derivable_shift ramp (clamp (1 * t + - 1)) t 1 (- 1)), ramp_derivative.
  Qed.

  Lemma pos_derivative w : 0 < w -> derivable_pt_lim pos w (c / w).
  Proof.
    intro hw; unfold c.
    assert (a2 : 0 < a ^ 2) by (apply pow_lt, a_pos); pose proof (ln_ratio_pos a_pos a_lt_b) as hl.
    replace (/ ln (b / a) / w) with (/ ln (b / a) * (/ (/ a ^ 2 * w + 0) * / a ^ 2))
      by (field; repeat split; nra).
    apply derivable_ext with (fun y => / ln (b / a) * ln (/ a ^ 2 * y + 0)).
    { intro y; unfold pos, Rdiv; rewrite Rplus_0_r, (Rmult_comm y); ring. }
    apply (derivable_pt_lim_scal (fun y => ln (/ a ^ 2 * y + 0))), (derivable_shift ln).
    apply derivable_pt_lim_ln; rewrite Rplus_0_r.
    apply Rmult_lt_0_compat; [apply Rinv_0_lt_compat, a2|exact hw].
  Qed.

  Lemma two_minus_pos w : 0 < w -> 2 - pos w = c * ln (b ^ 2 / w).
  Proof.
    intro hw; unfold pos, c; pose proof (ln_ratio_pos a_pos a_lt_b) as hl.
    rewrite ln_div in hl by lra.
    assert (hb : 0 < b) by lra.
    rewrite (ln_div hw (pow_lt a 2 a_pos)), (ln_div (pow_lt b 2 hb) hw), (ln_div hb a_pos).
    rewrite !ln_square by assumption; field; lra.
  Qed.

  Lemma density_eq w : 0 < w -> density w = Rmax 0 (Rmin (pos w) (2 - pos w)) * (c / w).
  Proof.
    intro hw; rewrite two_minus_pos by exact hw.
    assert (hc : 0 < c) by (apply Rinv_0_lt_compat, (ln_ratio_pos a_pos a_lt_b)).
    unfold density; replace (pos w) with (c * ln (w / a ^ 2)) by (unfold pos, c, Rdiv; ring).
    replace (Rmax 0 (Rmin (c * ln (w / a ^ 2)) (c * ln (b ^ 2 / w))))
      with (c * Rmax 0 (Rmin (ln (w / a ^ 2)) (ln (b ^ 2 / w)))); [field; lra|].
    rewrite <- Rmin_mult_distr_l || idtac.
    generalize (ln (w / a ^ 2)), (ln (b ^ 2 / w)); intros p q.
    unfold Rmax, Rmin; repeat destruct Rle_dec; nra.
  Qed.

  (** The derivative of the distribution function of the product. *)
  Theorem product_density w : 0 < w ->
    derivable_pt_lim (fun x => upper PP (fun l => product l <= x)) w (density w).
  Proof.
    intro hw; rewrite density_eq by exact hw.
    assert (h : derivable_pt_lim (fun x => tri (pos x)) w
                  (Rmax 0 (Rmin (pos w) (2 - pos w)) * (c / w))).
    { apply (derivable_pt_lim_comp pos tri); [apply pos_derivative, hw|apply tri_derivative]. }
    intros eps he; destruct (h eps he) as [d hd].
    assert (dd : 0 < Rmin d w) by (apply Rmin_glb_lt; [apply cond_pos|exact hw]).
    exists (mkposreal _ dd); intros y y0 yd; simpl in yd.
    assert (yd1 : Rabs y < d) by (eapply Rlt_le_trans; [exact yd|apply Rmin_l]).
    assert (yd2 : Rabs y < w) by (eapply Rlt_le_trans; [exact yd|apply Rmin_r]).
    assert (0 < w + y) by (unfold Rabs in yd2; destruct Rcase_abs; lra).
    destruct (product_cdf (w + y)) as [-> _]; [assumption|].
    destruct (product_cdf w) as [-> _]; [assumption|].
    apply hd; assumption.
  Qed.

  (** ** The lemma *)

  Let a' : R := a * sqrt (a * b).
  Let b' : R := b * sqrt (a * b).

  Lemma ends_positive : 0 < a' < b'.
  Proof.
    assert (0 < sqrt (a * b)) by (apply sqrt_lt_R0; nra); unfold a', b'; nra.
  Qed.

  Lemma pos_ends : pos a' = 1 / 2 /\ pos b' = 3 / 2.
  Proof.
    pose proof (ln_ratio_pos a_pos a_lt_b) as hl; rewrite ln_div in hl by lra.
    assert (s : 0 < sqrt (a * b)) by (apply sqrt_lt_R0; nra).
    assert (ls : ln (sqrt (a * b)) = (ln a + ln b) / 2).
    { rewrite <- ln_mult by lra; rewrite <- (sqrt_sqrt (a * b)) at 2 by nra.
      rewrite ln_mult by assumption; field. }
    assert (hb : 0 < b) by lra.
    pose proof (Rmult_lt_0_compat _ _ a_pos s) as ha'; pose proof (Rmult_lt_0_compat _ _ hb s) as hb'.
    unfold pos, a', b'; rewrite (ln_div ha' (pow_lt a 2 a_pos)), (ln_div hb' (pow_lt a 2 a_pos)).
    rewrite (ln_div hb a_pos), (ln_mult a), (ln_mult b), ls, ln_square by assumption.
    split; field; lra.
  Qed.

  (** P_w(w) >= c/2w on [a', b'] ... *)
  Theorem lemma_28_iff w : a ^ 2 <= w <= b ^ 2 ->
    (c / (2 * w) <= density w <-> a' <= w <= b').
  Proof.
    intro h; assert (hw : 0 < w) by (assert (0 < a ^ 2) by (apply pow_lt, a_pos); lra).
    destruct ends_positive; destruct pos_ends as [e1 e2].
    rewrite <- (pos_le a' w), <- (pos_le w b') by lra; rewrite e1, e2, density_eq by exact hw.
    assert (hc : 0 < c / w).
    { apply Rdiv_lt_0_compat; [apply Rinv_0_lt_compat, (ln_ratio_pos a_pos a_lt_b)|exact hw]. }
    replace (c / (2 * w)) with (1 / 2 * (c / w)) by (field; lra).
    generalize (pos w), (c / w), hc; intros t k hk; split; intro g.
    - apply Rmult_le_reg_r in g; [|exact hk].
      revert g; unfold Rmax, Rmin; repeat destruct Rle_dec; lra.
    - apply Rmult_le_compat_r; [lra|].
      unfold Rmax, Rmin; repeat destruct Rle_dec; lra.
  Qed.

  Theorem lemma_28 w : a' <= w <= b' -> c / (2 * w) <= density w.
  Proof.
    intro h; apply lemma_28_iff; [|exact h].
    assert (s : 0 <= sqrt (a * b)) by apply sqrt_pos.
    assert (s2 : sqrt (a * b) * sqrt (a * b) = a * b) by (apply sqrt_sqrt; nra).
    assert (a <= sqrt (a * b)) by nra; assert (sqrt (a * b) <= b) by nra.
    unfold a', b' in h; split; nra.
  Qed.

  (** The form in which it is used: an interval inside [a', b'] has at least half the
      probability that it has for one log-uniform sample on [a', b'] (b'/a' = b/a). *)
  Theorem product_half w1 w2 : a' <= w1 <= w2 -> w2 <= b' ->
    c * ln (w2 / w1) / 2 <= lower PP (fun l => w1 < product l <= w2).
  Proof.
    intros h1 h2; destruct ends_positive; destruct pos_ends as [e1 e2].
    destruct (product_halfopen w1 w2) as [_ ->]; [lra|].
    assert (t1 : 1 / 2 <= pos w1) by (rewrite <- e1; apply pos_le; lra).
    assert (t2 : pos w2 <= 3 / 2) by (rewrite <- e2; apply pos_le; lra).
    assert (t3 : pos w1 <= pos w2) by (apply pos_le; lra).
    replace (c * ln (w2 / w1)) with (pos w2 - pos w1).
    - revert t1 t2 t3; generalize (pos w1), (pos w2); intros s t t1 t2 t3.
      unfold tri, ramp, pos2.
      rewrite (Rmax_right 0 t), (Rmax_right 0 s) by lra.
      rewrite (Rmax_left 0 (t - 1 - 1)), (Rmax_left 0 (s - 1 - 1)) by lra.
      unfold Rmax; repeat destruct Rle_dec; nra.
    - assert (p1 : 0 < w1) by lra; assert (p2 : 0 < w2) by lra.
      pose proof (ln_ratio_pos a_pos a_lt_b) as hl; unfold pos, c.
      rewrite (ln_div p1 (pow_lt a 2 a_pos)), (ln_div p2 (pow_lt a 2 a_pos)), (ln_div p2 p1).
      field; lra.
  Qed.

  (** ... with equality at both ends ... *)
  Theorem lemma_28_ends : density a' = c / (2 * a') /\ density b' = c / (2 * b').
  Proof.
    destruct ends_positive; destruct pos_ends as [e1 e2].
    rewrite !density_eq, e1, e2 by lra.
    rewrite (Rmin_left (1 / 2)), (Rmin_right (3 / 2)), !Rmax_right by lra; split; field; lra.
  Qed.

  (** ... and the product is inside three quarters of the time. *)
  Theorem lemma_28_half :
    lower PP (fun l => a' <= product l <= b') = 3 / 4 /\
    upper PP (fun l => a' <= product l <= b') = 3 / 4.
  Proof.
    destruct ends_positive; destruct pos_ends as [e1 e2].
    destruct (product_interval a' b') as [h1 h2]; [lra|]; rewrite h1, h2, e1, e2.
    unfold tri, ramp, pos2; repeat first [rewrite Rmax_left by lra | rewrite Rmax_right by lra]; lra.
  Qed.
End Product.

(** Everything in one statement. *)
Theorem lemma_28_statement :
  forall a b : R, 0 < a < b ->
    let c := / ln (b / a) in
    let P := iid (loguniform a b) 2 in
    exists P_w : R -> R,
      (forall w, 0 < w ->
         derivable_pt_lim (fun x => upper P (fun l => product l <= x)) w (P_w w) /\
         derivable_pt_lim (fun x => lower P (fun l => product l <= x)) w (P_w w)) /\
      (forall w, a * sqrt (a * b) <= w <= b * sqrt (a * b) -> c / (2 * w) <= P_w w) /\
      1 / 2 <= lower P (fun l => a * sqrt (a * b) <= product l <= b * sqrt (a * b)).
Proof.
  intros a b [ha hab]; cbv zeta; exists (density a b); split; [|split].
  - intros w hw; pose proof (product_density a b ha hab w hw) as h; split; [exact h|].
    intros eps he; destruct (h eps he) as [d hd].
    assert (dd : 0 < Rmin d w) by (apply Rmin_glb_lt; [apply cond_pos|exact hw]).
    exists (mkposreal _ dd); intros y y0 yd; simpl in yd.
    assert (yd1 : Rabs y < d) by (eapply Rlt_le_trans; [exact yd|apply Rmin_l]).
    assert (yd2 : Rabs y < w) by (eapply Rlt_le_trans; [exact yd|apply Rmin_r]).
    assert (p : 0 < w + y) by (unfold Rabs in yd2; destruct Rcase_abs; lra).
    specialize (hd y y0 yd1); cbv beta in hd.
    destruct (product_cdf a b ha hab (w + y) p) as [u1 ->].
    destruct (product_cdf a b ha hab w hw) as [u2 ->].
    rewrite u1, u2 in hd; exact hd.
  - apply lemma_28; assumption.
  - destruct (lemma_28_half a b ha hab) as [-> _]; lra.
Qed.

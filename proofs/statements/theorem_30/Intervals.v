(** * Theorem 30, step 1: each interval is hit with probability 1/(8k')

    [signed_product]: for a neuron with z_out, z_in sampled from p_w, the right signs and
    |z_out z_in| in an interval inside [alpha', beta'] have at least an eighth of the
    interval's probability under one log-uniform sample.  The paper's parameters follow:
    [alpha], [beta], k' ([kp]) and k ([kk]).
    The point is [interval_eighth]: each of the k intervals of the decomposition, with given
    signs, has probability >= 1/(8k').  *)

From Coq Require Import Reals Lra Lia List Psatz Arith.
From Certify.coq Require Import Probability LogUniform Neuron.
From Certify.lemma_09 Require Import Greedy Lemma09.
From Certify.lemma_28 Require Import Lemma28.
Import ListNotations.
Open Scope R_scope.

Section Signs.
  Variables a b : R.
  Hypothesis a_pos : 0 < a.
  Hypothesis a_lt_b : a < b.

  Let L : law R := loguniform a b.

  Let T (A : list R -> Prop) (p q : R) : R := L (fun x => L (fun y => ind (A [p * x; q * y]))).

  Lemma T_bounded (A : list R -> Prop) (p q : R) :
    bounded (fun x => L (fun y => ind (A [p * x; q * y]))).
  Proof. apply bounded_range with 1; intro x; apply mean_range; intro; apply ind_range. Qed.

  Lemma T_le_1 A p q : T A p q <= 1.
  Proof.
    apply mean_range with (a := 0); intro x; apply mean_range; intro; apply ind_range.
  Qed.

  Lemma half_sum (U V : R -> R) : bounded U -> bounded V ->
    L (fun x => / 2 * U x + / 2 * V x) <= / 2 * L U + / 2 * L V.
  Proof.
    intros hU hV; rewrite <- !(mean_scal L) by (auto; lra).
    apply (@mean_add _ L (fun x => / 2 * U x) (fun x => / 2 * V x)); apply bounded_scal; auto.
  Qed.

  Lemma neuron_upper A :
    upper (neuron a b) A <= (T A 1 1 + T A 1 (-1) + T A (-1) 1 + T A (-1) (-1)) / 4.
  Proof.
    set (G := fun x y => ind (A [x; y])).
    assert (e : upper (neuron a b) A =
      / 2 * L (fun x => / 2 * L (fun y => G x y) + / 2 * L (fun y => G x (- y))) +
      / 2 * L (fun x => / 2 * L (fun y => G (- x) y) + / 2 * L (fun y => G (- x) (- y))))
      by reflexivity.
    rewrite e; clear e.
    assert (bd : forall f g : R -> R, bounded (fun x => L (fun y => G (f x) (g y)))).
    { intros f g; apply bounded_range with 1; intro x; apply mean_range; intro; apply ind_range. }
    pose proof (half_sum (fun x => L (fun y => G x y)) (fun x => L (fun y => G x (- y)))
                  (bd (fun x => x) (fun y => y)) (bd (fun x => x) Ropp)) as h1.
    pose proof (half_sum (fun x => L (fun y => G (- x) y)) (fun x => L (fun y => G (- x) (- y)))
                  (bd Ropp (fun y => y)) (bd Ropp Ropp)) as h2.
    assert (t : forall p q f g, (forall x, f x = p * x) -> (forall y, g y = q * y) ->
                T A p q = L (fun x => L (fun y => G (f x) (g y)))).
    { intros p q f g hf hg; unfold T; apply mean_ext; [apply T_bounded|].
      intro x; apply mean_ext; auto with bounded; intro y; unfold G; rewrite hf, hg; reflexivity. }
    rewrite (t 1 1 (fun x => x) (fun y => y)), (t 1 (-1) (fun x => x) Ropp),
      (t (-1) 1 Ropp (fun y => y)), (t (-1) (-1) Ropp Ropp); try (intro; ring).
    lra.
  Qed.

  Theorem signed_product s t w1 w2 :
    (s = 1 \/ s = -1) -> (t = 1 \/ t = -1) ->
    a * sqrt (a * b) <= w1 <= w2 -> w2 <= b * sqrt (a * b) ->
    / ln (b / a) * ln (w2 / w1) / 8 <= lower (neuron a b) (hit s t w1 w2).
  Proof.
    intros hs ht h1 h2.
    pose proof (product_half a b a_pos a_lt_b w1 w2 h1 h2) as hp.
    set (d := / ln (b / a) * ln (w2 / w1)) in *.
    set (Bad := fun z => ~ hit s t w1 w2 z).
    assert (key : T Bad s t <= 1 - d / 2).
    { unfold lower in hp; apply Rle_trans with
        (upper (iid L 2) (fun l => ~ w1 < product l <= w2)); [|fold L in hp; lra].
      change (T Bad s t <= L (fun x => L (fun y => ind (~ w1 < product [x; y] <= w2)))).
      unfold T; apply (loguniform_mono a_pos a_lt_b); [apply T_bounded| |].
      { apply bounded_range with 1; intro x; apply mean_range; intro; apply ind_range. }
      intros x hx; apply (loguniform_mono a_pos a_lt_b); auto with bounded.
      intros y hy; apply ind_le; unfold Bad; intros nh i; apply nh; unfold hit, z_out, z_in; simpl.
      assert (s2 : s * (s * x) = x) by (destruct hs as [-> | ->]; ring).
      assert (t2 : t * (t * y) = y) by (destruct ht as [-> | ->]; ring).
      rewrite s2, t2; repeat split; try lra; unfold product in i; simpl in i; rewrite Rmult_1_r in i.
      all: replace (Rabs (s * x * (t * y))) with (x * y); [lra|].
      all: rewrite !Rabs_mult, (Rabs_right x), (Rabs_right y) by lra.
      all: destruct hs as [-> | ->], ht as [-> | ->];
        rewrite ?Rabs_R1, ?(Rabs_left (-1)) by lra; ring. }
    unfold lower; fold Bad.
    pose proof (neuron_upper Bad) as nu.
    pose proof (T_le_1 Bad 1 1); pose proof (T_le_1 Bad 1 (-1)).
    pose proof (T_le_1 Bad (-1) 1); pose proof (T_le_1 Bad (-1) (-1)).
    destruct hs as [-> | ->], ht as [-> | ->]; lra.
  Qed.
End Signs.

(** ** The paper's distribution: every interval is hit with probability 1/(8k') *)

Section Parameters.
  Variables eps_w w_max : R.
  Hypothesis eps_pos : 0 < eps_w.
  Hypothesis eps_small : eps_w < 2 * w_max.

  (** alpha' = 2 eps_w/9, beta' = 2 w_max/3, q = (alpha' beta')^(1/4). *)
  Definition q4 : R := sqrt (sqrt (2 * eps_w / 9 * (2 * w_max / 3))).
  Definition alpha : R := 2 * eps_w / 9 / q4.
  Definition beta : R := 2 * w_max / 3 / q4.
  Definition kp : R := Rlog (3/2) (3 * w_max / eps_w).
  Definition kk : nat := ceiling (Rlog (3/2) (2 * w_max / eps_w)).

  Lemma q4_pos : 0 < q4.
  Proof. unfold q4; do 2 apply sqrt_lt_R0; nra. Qed.

  Lemma alpha_beta : 0 < alpha < beta.
  Proof.
    pose proof q4_pos as hq; unfold alpha, beta; split; [apply Rdiv_lt_0_compat; lra|].
    apply Rmult_lt_compat_r; [apply Rinv_0_lt_compat, hq|lra].
  Qed.

  Lemma q4_sqrt : sqrt (alpha * beta) = q4.
  Proof.
    pose proof q4_pos as hq.
    assert (h : q4 * q4 = sqrt (2 * eps_w / 9 * (2 * w_max / 3))) by (apply sqrt_sqrt, sqrt_pos).
    assert (h2 : q4 * q4 * (q4 * q4) = 2 * eps_w / 9 * (2 * w_max / 3))
      by (rewrite h; apply sqrt_sqrt; nra).
    replace (alpha * beta) with (q4 * q4); [apply sqrt_square; lra|].
    unfold alpha, beta; apply Rmult_eq_reg_r with (q4 * q4); [|nra].
    rewrite h2; field; lra.
  Qed.

  (** The product's good range is exactly [alpha', beta']. *)
  Lemma product_range :
    alpha * sqrt (alpha * beta) = 2 * eps_w / 9 /\ beta * sqrt (alpha * beta) = 2 * w_max / 3.
  Proof.
    rewrite q4_sqrt; pose proof q4_pos; unfold alpha, beta; split; field; lra.
  Qed.

  Let e : R := eps_w / 2 / w_max.

  Lemma e_pos : 0 < e.
  Proof. unfold e; repeat apply Rdiv_lt_0_compat; lra. Qed.

  Lemma e_small : e < / (2/3).
  Proof.
    unfold e; apply Rmult_lt_reg_r with w_max; [lra|].
    unfold Rdiv at 1; rewrite Rmult_assoc, Rinv_l; lra.
  Qed.

  Lemma log_base x : 0 < x -> Rlog (3/2) x = Rlog (2/3) (/ x).
  Proof.
    intro hx; unfold Rlog; replace (3/2) with (/ (2/3)) by field.
    rewrite !ln_Rinv by lra; pose proof (ln_gamma_neg (2/3) ltac:(lra)); field; lra.
  Qed.

  Lemma kp_eq : kp = k_prime (2/3) e.
  Proof.
    unfold kp, k_prime; rewrite log_base by (apply Rdiv_lt_0_compat; lra).
    f_equal; unfold e; field; lra.
  Qed.

  Lemma kk_eq : kk = k_int (2/3) e.
  Proof.
    unfold kk, k_int; rewrite log_base by (apply Rdiv_lt_0_compat; lra).
    do 2 f_equal; unfold e; field; lra.
  Qed.

  Lemma kk_le_kp : INR kk <= kp.
  Proof. rewrite kk_eq, kp_eq; apply k_le_k_prime; [lra|apply e_pos|apply e_small]. Qed.

  Lemma kk_pos : (1 <= kk)%nat.
  Proof.
    unfold kk; destruct (ceiling (Rlog (3/2) (2 * w_max / eps_w))) eqn:h; [|lia].
    pose proof (ceiling_ge (Rlog (3/2) (2 * w_max / eps_w))) as g; rewrite h in g; simpl in g.
    assert (1 < 2 * w_max / eps_w).
    { apply Rmult_lt_reg_r with eps_w; [exact eps_pos|].
      unfold Rdiv; rewrite Rmult_assoc, Rinv_l; lra. }
    assert (0 < ln (2 * w_max / eps_w)) by (rewrite <- ln_1; apply ln_increasing; lra).
    assert (0 < ln (3/2)) by (rewrite <- ln_1; apply ln_increasing; lra).
    assert (0 < Rlog (3/2) (2 * w_max / eps_w)) by (apply Rdiv_lt_0_compat; assumption).
    lra.
  Qed.

  Lemma kp_ge_1 : 1 <= kp.
  Proof. eapply Rle_trans; [|apply kk_le_kp]; apply (le_INR 1), kk_pos. Qed.

  Lemma precision : w_max * (2/3) ^ kk <= eps_w / 2.
  Proof.
    pose proof (k_enough (2/3) e ltac:(lra) e_pos) as h; rewrite <- kk_eq in h.
    apply Rmult_le_compat_l with (r := w_max) in h; [|lra].
    replace (w_max * e) with (eps_w / 2) in h by (unfold e; field; lra); exact h.
  Qed.

  Theorem interval_eighth s t i :
    (s = 1 \/ s = -1) -> (t = 1 \/ t = -1) -> (1 <= i <= kk)%nat ->
    / (8 * kp) <= lower (neuron alpha beta)
                    (hit s t (w_max * (2/3) ^ (i + 1)) (w_max * (2/3) ^ i)).
  Proof.
    intros hs ht hi; pose proof kp_ge_1 as hk.
    rewrite kk_eq in hi.
    destruct (interval_inside (2/3) e ltac:(lra) e_pos i hi) as [h1 h2].
    assert (p : 0 < (2/3) ^ (i + 1)) by (apply pow_lt; lra).
    assert (p' : 0 < (2/3) ^ i) by (apply pow_lt; lra).
    assert (h3 : (2/3) ^ (i + 1) <= (2/3) ^ i) by (apply pow_antitone; [lra|lia]).
    destruct alpha_beta as [ha hab]; destruct product_range as [r1 r2].
    eapply Rle_trans; [|apply (signed_product alpha beta ha hab s t); auto].
    - right; assert (e1 : beta / alpha = 3 * w_max / eps_w).
      { pose proof q4_pos; unfold alpha, beta; field; lra. }
      assert (e2 : w_max * (2/3) ^ i / (w_max * (2/3) ^ (i + 1)) = 3/2).
      { rewrite pow_add, pow_1; field; lra. }
      rewrite e1, e2; unfold kp, Rlog in hk |- *.
      assert (0 < ln (3/2)) by (rewrite <- ln_1; apply ln_increasing; lra).
      assert (ln (3 * w_max / eps_w) <> 0).
      { intro z; rewrite z in hk; unfold Rdiv in hk; rewrite Rmult_0_l in hk; lra. }
      field; lra.
    - rewrite r1; split; [|apply Rmult_le_compat_l; lra].
      apply Rmult_le_compat_l with (r := w_max) in h1; [|lra].
      replace (w_max * (e * (2/3) ^ 2)) with (2 * eps_w / 9) in h1 by (unfold e; field; lra).
      exact h1.
    - rewrite r2; apply Rmult_le_compat_l with (r := w_max) in h2; lra.
  Qed.
End Parameters.

Lemma eighth_range eps_w w_max : 0 < eps_w -> eps_w < 2 * w_max ->
  0 < / (8 * kp eps_w w_max) <= 1.
Proof.
  intros e1 e2; pose proof (kp_ge_1 eps_w w_max e1 e2) as h.
  split; [apply Rinv_0_lt_compat; lra|].
  rewrite <- Rinv_1; apply Rinv_le_contravar; lra.
Qed.

(** * Lemma 9 (golden-ratio decomposition) and Corollary 10

    The paper's sentence: "For any given eps > 0 and 1/phi <= gamma < 1 [...] define
    the distribution P_eps(v) := c'/v for v in [eps gamma^2, gamma] with
    normalization c' := [ln 1/(gamma eps)]^-1.  For any delta in (0,1), if
    m = ceil(k' ln(k'/delta)) with k' := log_gamma(gamma eps), then with probability
    at least 1 - delta over the random sampling of m weights v_s ~ P_eps [...]: For
    every target weight w in [0,1], there exists a mask b in {0,1}^m with |b| <= k'
    such that [...] w - eps <= w^ <= w."

    Proved:
    - [lemma_09]: the sentence for 0 < eps < 1/gamma, which is exactly where its
      distribution exists ([lemma_09_undefined], [lemma_09_undefined_example]).  The
      samples are the real ones: independent, log-uniform on [eps gamma^2, gamma];
    - [printed_density]: these samples have density c'/v, with the printed c';
    - [interval_probability]: P(I_i) = 1/k' exactly, for i = 1..k;
    - [greedy], [greedy_as_printed]: the induction of the paper's proof, for every gamma
      with gamma^2 + gamma >= 1, which is 1/phi <= gamma ([golden_iff]);
    - [golden_needed]: for no other gamma in (0,1) does it hold, for any k >= 1;
      [golden_needed_example] (gamma = 3/5, w = 1);
      [lemma_09_without_golden]: the whole sentence is false at gamma = 1/10;
    - [printed_m_nonnegative]: the printed ceiling is never negative, so "m weights"
      makes sense, even for eps > 1 where ln(k'/delta) may be negative;
    - [lemma_09_tight]: k (1 - 1/k')^m <= delta with k = ceil(log_gamma eps) suffices,
      in particular m >= k' ln(k/delta); and then |b| <= k, not only k';
    - [greedy_state_23]: for gamma = 2/3 and k >= 3 at most k - 1 samples are kept;
    - [decomposition]: the same for any samples that hit each interval with
      probability at least c (product weights, signs: what Theorems 3 and 30 use);
    - [corollary_10]: for 0 < eps < (3/2) w_max ([corollary_10_undefined] else).

    Not proved: "= Omega~(ln eps ln delta)" (a growth rate), and that these m are
    optimal.  k' ln k'/delta is read k' ln(k'/delta), as in the paper's proof.      *)

From Coq Require Import Reals Lra Lia List Psatz Classical_Prop Arith.
From Certify.coq Require Import Probability.
Import ListNotations.
Open Scope R_scope.

(** ** Masks *)

Fixpoint dot (b : list bool) (v : list R) : R :=
  match b, v with
  | bit :: b, x :: v => (if bit then x else 0) + dot b v
  | _, _ => 0
  end.

(** |b|, the number of ones. *)
Fixpoint ones (b : list bool) : nat :=
  match b with
  | [] => 0
  | bit :: b => (if bit then 1 else 0) + ones b
  end.

(** The samples that a mask keeps. *)
Fixpoint kept (b : list bool) (v : list R) : list R :=
  match b, v with
  | bit :: b, x :: v => if bit then x :: kept b v else kept b v
  | _, _ => []
  end.

Lemma empty_mask (v : list R) :
  exists b, length b = length v /\ ones b = 0%nat /\ kept b v = [] /\ dot b v = 0.
Proof.
  induction v as [|x v (b & h1 & h2 & h3 & h4)].
  - exists []; auto.
  - exists (false :: b); simpl; rewrite h1, h2, h3, h4; repeat split; lra.
Qed.

(** A sample that is not kept can be added. *)
Lemma add_to_mask x : forall b v, length b = length v -> In x v -> ~ In x (kept b v) ->
  exists b', length b' = length v /\ ones b' = Datatypes.S (ones b) /\
    (forall y, In y (kept b' v) -> y = x \/ In y (kept b v)) /\ dot b' v = dot b v + x.
Proof.
  induction b as [|bit b IH]; intros [|y v] hl hx hn; try discriminate; [contradiction|].
  simpl in hl; injection hl as hl.
  assert (tl : In x v -> ~ In x (kept b v) -> exists b', length b' = length (y :: v) /\
     ones b' = Datatypes.S (ones (bit :: b)) /\
     (forall z, In z (kept b' (y :: v)) -> z = x \/ In z (kept (bit :: b) (y :: v))) /\
     dot b' (y :: v) = dot (bit :: b) (y :: v) + x).
  { intros hx' hn'; destruct (IH v hl hx' hn') as (b' & e1 & e2 & e3 & e4).
    exists (bit :: b'); simpl; rewrite e1, e2, e4; repeat split; try lia; try lra.
    intros z; destruct bit; simpl; [|apply e3].
    intros [<-|hz]; [auto|destruct (e3 z hz); auto]. }
  destruct bit; simpl in hn.
  - destruct hx as [<-|hx]; [exfalso; auto|apply tl; auto].
  - destruct hx as [<-|hx]; [|apply tl; auto].
    exists (true :: b); simpl; repeat split; auto; try lra.
    intros z [<-|hz]; auto.
Qed.

(** ** The greedy construction *)

Lemma golden_iff gamma : 0 < gamma ->
  (/ ((1 + sqrt 5) / 2) <= gamma <-> 1 <= gamma ^ 2 + gamma).
Proof.
  intro hg.
  assert (s5 : sqrt 5 * sqrt 5 = 5) by (apply sqrt_sqrt; lra).
  assert (s0 : 0 <= sqrt 5) by apply sqrt_pos.
  replace (/ ((1 + sqrt 5) / 2)) with ((sqrt 5 - 1) / 2).
  - split; intro h; nra.
  - apply Rmult_eq_reg_r with ((1 + sqrt 5) / 2); [|lra].
    rewrite Rinv_l by lra; lra.
Qed.

Lemma pow_antitone gamma i j : 0 < gamma < 1 -> (i <= j)%nat -> gamma ^ j <= gamma ^ i.
Proof.
  intros hg h; replace j with (i + (j - i))%nat by lia; rewrite pow_add.
  assert (0 < gamma ^ i) by (apply pow_lt; lra).
  assert (gamma ^ (j - i) <= 1) by (rewrite <- (pow1 (j - i)); apply pow_incr; lra).
  nra.
Qed.

(** After k steps, of which [bits] kept a sample: 0 <= w_k <= s gamma^k, and what is kept
    lies above the intervals to come (so no sample is taken twice). *)
Definition greedy_state gamma s (v : list R) w k bits b : Prop :=
  length b = length v /\ ones b = bits /\
  (forall y, In y (kept b v) -> s * gamma ^ (k + 1) < y) /\
  0 <= w - dot b v <= s * gamma ^ k.

Lemma greedy_step gamma s v w k bits b : 0 < gamma < 1 -> 1 <= gamma ^ 2 + gamma -> 0 < s ->
  greedy_state gamma s v w k bits b ->
  (exists x, In x v /\ s * gamma ^ (k + 2) < x <= s * gamma ^ (k + 1)) ->
  greedy_state gamma s v w (k + 1) bits b \/
  s * gamma ^ (k + 1) <= w - dot b v /\
  exists b', greedy_state gamma s v w (k + 1) (bits + 1) b' /\
             w - dot b' v < w - dot b v - s * gamma ^ (k + 2).
Proof.
  intros hg hphi hs (h1 & h2 & h3 & h4) (x & hx & x1 & x2); unfold greedy_state.
  replace (k + 1 + 1)%nat with (k + 2)%nat by lia.
  rewrite !pow_add in *; simpl (gamma ^ 1) in *; simpl (gamma ^ 2) in *; rewrite !Rmult_1_r in *.
  assert (gk : 0 < s * gamma ^ k) by (apply Rmult_lt_0_compat; [exact hs|apply pow_lt; lra]).
  rewrite <- !Rmult_assoc in *; set (g := s * gamma ^ k) in *.
  destruct (Rlt_le_dec (w - dot b v) (g * gamma)) as [small|large]; [left|right].
  - repeat split; auto; try lra; intros y hy; specialize (h3 y hy); nra.
  - split; [exact large|].
    destruct (add_to_mask x b v h1 hx) as (b' & e1 & e2 & e3 & e4).
    { intro hin; specialize (h3 x hin); lra. }
    exists b'; rewrite e1, e2, e4; repeat split; try lia; try lra; [|nra].
    intros y hy; destruct (e3 y hy) as [->|hy']; [exact x1|specialize (h3 y hy'); nra].
Qed.

Lemma greedy_start gamma s v w : 0 <= w <= s -> exists b, greedy_state gamma s v w 0 0 b.
Proof.
  intro hw; destruct (empty_mask v) as (b & h1 & h2 & h3 & h4); exists b; unfold greedy_state.
  rewrite h2, h3, h4; simpl; repeat split; auto; try lra; contradiction.
Qed.

(** With a sample in each interval I_i = (s gamma^(i+1), s gamma^i], i = 1..k. *)
Definition covers gamma s k (v : list R) : Prop :=
  forall i, (1 <= i <= k)%nat -> exists x, In x v /\ s * gamma ^ (i + 1) < x <= s * gamma ^ i.

Lemma greedy_state_bits gamma s k (v : list R) :
  0 < gamma < 1 -> 1 <= gamma ^ 2 + gamma -> 0 < s -> covers gamma s k v ->
  forall w, 0 <= w <= s ->
  exists b bits, (bits <= k)%nat /\ greedy_state gamma s v w k bits b.
Proof.
  intros hg hphi hs hv w hw; induction k as [|k IH].
  - destruct (greedy_start gamma s v w hw) as [b hb]; exists b, 0%nat; auto.
  - destruct IH as (b & bits & hb & st); [intros i hi; apply hv; lia|].
    destruct (hv (k + 1)%nat ltac:(lia)) as (x & hx & hi).
    replace (k + 1 + 1)%nat with (k + 2)%nat in hi by lia.
    replace (Datatypes.S k) with (k + 1)%nat by lia.
    destruct (greedy_step gamma s v w k bits b hg hphi hs st (ex_intro _ x (conj hx hi)))
      as [st'|(_ & b' & st' & _)].
    + exists b, bits; split; [lia|exact st'].
    + exists b', (bits + 1)%nat; split; [lia|exact st'].
Qed.

Lemma greedy_mask gamma s k (v : list R) :
  0 < gamma < 1 -> 1 <= gamma ^ 2 + gamma -> 0 < s -> covers gamma s k v ->
  forall w, 0 <= w <= s ->
  exists b, length b = length v /\ (ones b <= k)%nat /\ 0 <= w - dot b v <= s * gamma ^ k.
Proof.
  intros hg hphi hs hv w hw.
  destruct (greedy_state_bits gamma s k v hg hphi hs hv w hw) as (b & bits & hb & h1 & <- & _ & h4).
  exists b; auto.
Qed.

(** For gamma = 2/3 (whenever gamma^2 + 2 gamma^3 >= 1) the first three bits are never all
    ones: at most k - 1 samples are kept, if k >= 3. *)
Lemma greedy_state_23 gamma s k (v : list R) :
  0 < gamma < 1 -> 1 <= gamma ^ 2 + gamma -> 1 <= gamma ^ 2 + 2 * gamma ^ 3 -> 0 < s ->
  (3 <= k)%nat -> covers gamma s k v ->
  forall w, 0 <= w <= s ->
  exists b bits, (bits <= k - 1)%nat /\ greedy_state gamma s v w k bits b.
Proof.
  intros hg hphi h23 hs hk hv w hw.
  assert (step : forall j bits b, (j < k)%nat -> greedy_state gamma s v w j bits b ->
    greedy_state gamma s v w (j + 1) bits b \/
    s * gamma ^ (j + 1) <= w - dot b v /\
    exists b', greedy_state gamma s v w (j + 1) (bits + 1) b' /\
               w - dot b' v < w - dot b v - s * gamma ^ (j + 2)).
  { intros j bits b hj st; apply greedy_step; auto.
    destruct (hv (j + 1)%nat ltac:(lia)) as (x & hx & hi).
    replace (j + 1 + 1)%nat with (j + 2)%nat in hi by lia; exists x; auto. }
  clear hv.
  assert (three : exists b bits, (bits <= 2)%nat /\ greedy_state gamma s v w 3 bits b).
  { destruct (greedy_start gamma s v w hw) as [b0 st0].
    assert (d0 : w - dot b0 v <= s) by (destruct st0 as (_ & _ & _ & h); simpl in h; lra).
    assert (two : exists b bits, greedy_state gamma s v w 2 bits b /\
              ((bits <= 1)%nat \/ (bits = 2)%nat /\ w - dot b v < s * gamma ^ 3)).
    { destruct (step 0%nat 0%nat b0 ltac:(lia) st0) as [st1|(_ & b1 & st1 & d1)].
      - destruct (step 1%nat 0%nat b0 ltac:(lia) st1) as [st2|(_ & b2 & st2 & _)];
          [exists b0, 0%nat|exists b2, 1%nat]; auto.
      - destruct (step 1%nat 1%nat b1 ltac:(lia) st1) as [st2|(_ & b2 & st2 & d2)].
        + exists b1, 1%nat; auto.
        + exists b2, 2%nat; split; [exact st2|right; split; [reflexivity|]].
          simpl (0 + 2)%nat in d1; simpl (1 + 2)%nat in d2; nra. }
    destruct two as (b & bits & st2 & h).
    destruct (step 2%nat bits b ltac:(lia) st2) as [st3|(large & b3 & st3 & _)].
    - exists b, bits; split; [lia|exact st3].
    - simpl (2 + 1)%nat in *; destruct h as [h|[_ h]]; [|lra].
      exists b3, (bits + 1)%nat; split; [lia|exact st3]. }
  revert hk step; induction k as [|k IH]; intros hk step; [lia|].
  destruct (Nat.eq_dec k 2) as [->|k2].
  - destruct three as (b & bits & hb & st); exists b, bits; split; [lia|exact st].
  - destruct IH as (b & bits & hb & st); [lia|intros; apply step; auto; lia|].
    replace (Datatypes.S k) with (k + 1)%nat by lia.
    destruct (step k bits b ltac:(lia) st) as [st'|(_ & b' & st' & _)].
    + exists b, bits; split; [lia|exact st'].
    + exists b', (bits + 1)%nat; split; [lia|exact st'].
Qed.

(** The paper's form: a sequence v_1, ..., v_k with v_i in I_i. *)
Theorem greedy :
  forall (gamma eps : R) (k : nat) (v : nat -> R),
    / ((1 + sqrt 5) / 2) <= gamma < 1 -> gamma ^ k <= eps ->
    (forall i, (1 <= i <= k)%nat -> gamma ^ (i + 1) < v i <= gamma ^ i) ->
    forall w, 0 <= w <= 1 ->
    exists b, length b = k /\ w - eps <= dot b (map v (seq 1 k)) <= w.
Proof.
  intros gamma eps k v [g1 g2] he hv w hw.
  assert (g0 : 0 < gamma).
  { eapply Rlt_le_trans; [|exact g1]; apply Rinv_0_lt_compat; pose proof (sqrt_pos 5); lra. }
  destruct (greedy_mask gamma 1 k (map v (seq 1 k))) with (w := w) as (b & h1 & _ & h3);
    try lra; [apply golden_iff; auto| |].
  - intros i hi; exists (v i); split; [apply in_map, in_seq; lia|].
    specialize (hv i hi); lra.
  - exists b; rewrite h1, map_length, seq_length; split; [reflexivity|lra].
Qed.

(** ** The golden ratio is needed *)

Lemma dot_le : forall b v, (forall x, In x v -> 0 <= x) -> dot b v <= fold_right Rplus 0 v.
Proof.
  induction b as [|bit b IH]; intros [|x v] h; simpl; try lra.
  - assert (0 <= x) by (apply h; left; reflexivity).
    assert (0 <= fold_right Rplus 0 v).
    { clear - h; induction v as [|y v IHv]; simpl; [lra|].
      assert (0 <= y) by (apply h; right; left; reflexivity).
      enough (0 <= fold_right Rplus 0 v) by lra; apply IHv; intros z [->|hz]; apply h; simpl; auto. }
    lra.
  - assert (0 <= x) by (apply h; left; reflexivity).
    specialize (IH v (fun z hz => h z (or_intror hz))); destruct bit; lra.
Qed.

Lemma geometric gamma t : forall k a, (1 - gamma) *
  fold_right Rplus 0 (map (fun i => t * gamma ^ (i + 1)) (seq a k))
  = t * gamma ^ (a + 1) * (1 - gamma ^ k).
Proof.
  induction k as [|k IH]; intro a; simpl; [ring|].
  rewrite Rmult_plus_distr_l, IH.
  replace (Datatypes.S a + 1)%nat with (Datatypes.S (a + 1)) by lia; simpl; ring.
Qed.

(** Below 1/phi, and for every k >= 1, samples in all the intervals need not
    approximate w = 1 within gamma^k, by any mask at all. *)
Theorem golden_needed :
  forall (gamma : R) (k : nat),
    0 < gamma < 1 -> gamma ^ 2 + gamma < 1 -> (1 <= k)%nat ->
    exists v : nat -> R,
      (forall i, (1 <= i <= k)%nat -> gamma ^ (i + 1) < v i <= gamma ^ i) /\
      forall b, dot b (map v (seq 1 k)) < 1 - gamma ^ k.
Proof.
  intros gamma k hg hphi hk.
  set (t := Rmin (/ gamma) ((1 - gamma + gamma ^ 2) / (2 * gamma ^ 2))).
  assert (g2 : 0 < gamma ^ 2) by nra.
  assert (t1 : 1 < t).
  { unfold t; apply Rmin_glb_lt.
    - rewrite <- Rinv_1 at 1; apply Rinv_lt_contravar; lra.
    - apply Rmult_lt_reg_r with (2 * gamma ^ 2); [lra|].
      unfold Rdiv; rewrite Rmult_assoc, Rinv_l; lra. }
  assert (t2 : t * gamma <= 1).
  { apply Rle_trans with (/ gamma * gamma); [|rewrite Rinv_l; lra].
    apply Rmult_le_compat_r; [lra|apply Rmin_l]. }
  assert (t3 : t * gamma ^ 2 < 1 - gamma).
  { apply Rle_lt_trans with ((1 - gamma + gamma ^ 2) / (2 * gamma ^ 2) * gamma ^ 2).
    - apply Rmult_le_compat_r; [lra|apply Rmin_r].
    - replace (_ / _ * _) with ((1 - gamma + gamma ^ 2) / 2) by (field; lra); lra. }
  exists (fun i => t * gamma ^ (i + 1)); split.
  - intros i _; assert (0 < gamma ^ i) by (apply pow_lt; lra).
    rewrite pow_add, pow_1; assert (0 < gamma ^ i * gamma) by nra; nra.
  - intro b; eapply Rle_lt_trans; [apply dot_le|].
    + intros x hx; apply in_map_iff in hx as (i & <- & _).
      assert (0 < gamma ^ (i + 1)) by (apply pow_lt; lra); nra.
    + apply Rmult_lt_reg_l with (1 - gamma); [lra|]; rewrite geometric.
      simpl (1 + 1)%nat.
      apply Rmult_lt_compat_r; [|exact t3].
      destruct k as [|k]; [lia|].
      assert (gamma ^ k <= 1) by (rewrite <- (pow1 k); apply pow_incr; lra).
      assert (0 < gamma ^ k) by (apply pow_lt; lra).
      simpl; nra.
Qed.

(** gamma = 3/5 < 1/phi, k = 2, eps = 9/25: 37/100 and 22/100 lie in I_1 and I_2, but
    w = 1 is farther than eps from every sub-sum. *)
Example golden_needed_example :
  (3/5) ^ 2 < 37/100 <= 3/5 /\ (3/5) ^ 3 < 22/100 <= (3/5) ^ 2 /\
  forall b, dot b [37/100; 22/100] < 1 - (3/5) ^ 2.
Proof.
  repeat split; try lra; intro b.
  eapply Rle_lt_trans; [apply dot_le; intros x [<-|[<-|[]]]; lra|simpl; lra].
Qed.

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
                w - s * gamma ^ k <= dot b (map V x) <= w).
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
    exists b, length b = k /\ w - eps <= dot b (map v (seq 1 k)) <= w.
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
      exists b, length b = m /\ (ones b <= k)%nat /\ w - eps <= dot b v <= w).
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
      exists b, length b = m /\ INR (ones b) <= k' /\ w - eps <= dot b v <= w).
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
Lemma dot_le_length b : forall v r, 0 <= r -> (forall x, In x v -> x <= r) ->
  dot b v <= INR (length v) * r.
Proof.
  induction b as [|bit b IH]; intros [|x v] r hr h.
  1, 3: simpl; lra.
  - assert (0 <= INR (length (x :: v))) by apply pos_INR; simpl dot; nra.
  - specialize (IH v r hr (fun y hy => h y (or_intror hy))).
    assert (x <= r) by (apply h; left; reflexivity).
    simpl dot; simpl length; rewrite S_INR; destruct bit; lra.
Qed.

Theorem lemma_09_without_golden :
  let gamma := 1/10 in let eps := 1/10 in let delta := 1/2 in
  let k' := Rlog gamma (gamma * eps) in
  let m := ceiling (k' * ln (k' / delta)) in
  upper (iid (loguniform (eps * gamma ^ 2) gamma) m) (fun v =>
    forall w, 0 <= w <= 1 ->
    exists b, length b = m /\ INR (ones b) <= k' /\ w - eps <= dot b v <= w) = 0.
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
    pose proof (dot_le_length b v (1/10) ltac:(lra)) as hd.
    assert (hv : forall x, In x v -> x <= 1/10).
    { intros x hx; apply in_map_iff in hx as (y & <- & _).
      apply (loguniform_support (a := 1/10 * (1/10) ^ 2) (b := 1/10)); lra. }
    specialize (hd hv); unfold v in hd at 2; rewrite map_length, hu in hd; lra.
Qed.

(** ** Corollary 10 *)

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

Theorem corollary_10 :
  forall eps w_max delta : R,
    0 < eps < 3/2 * w_max -> 0 < delta < 1 ->
    let k' := Rlog (3/2) (3 * w_max / (2 * eps)) in
    let m := ceiling (k' * ln (k' / delta)) in
    1 - delta <= lower (iid (loguniform (4/9 * eps) (2/3 * w_max)) m) (fun v =>
      forall w, 0 <= w <= w_max ->
      exists b, length b = m /\ INR (ones b) <= k' /\ w - eps <= dot b v <= w).
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

Theorem corollary_10_undefined :
  forall eps w_max : R, 0 < w_max -> 3/2 * w_max <= eps ->
    2/3 * w_max <= 4/9 * eps /\ ln (3 * w_max / (2 * eps)) <= 0.
Proof.
  intros eps w hw he; split; [lra|].
  assert (h : 3 * w / (2 * eps) <= 1).
  { apply Rmult_le_reg_r with (2 * eps); [lra|]; unfold Rdiv; rewrite Rmult_assoc, Rinv_l; lra. }
  rewrite <- ln_1; apply ln_le_iff; [apply Rdiv_lt_0_compat; lra|lra|exact h].
Qed.

(** * Lemma 9's greedy decomposition, and why it needs the golden ratio

    A mask keeps some of the samples ([masked_sum], [ones], [kept]).  The point is
    [greedy_mask]: with a sample in each interval (s gamma^(i+1), s gamma^i], i = 1..k, every
    w in [0, s] is within s gamma^k above the sum of at most k samples, if
    gamma^2 + gamma >= 1, which is gamma >= 1/phi ([golden_iff]).  [greedy]: the paper's form.
    [golden_needed]: for no other gamma does it hold.  [greedy_state_23]: for gamma = 2/3 and
    k >= 3 at most k - 1 samples are kept.  *)

From Coq Require Import Reals Lra Lia List Psatz Arith.
Import ListNotations.
Open Scope R_scope.

(** ** Masks *)

Fixpoint masked_sum (b : list bool) (v : list R) : R :=
  match b, v with
  | bit :: b, x :: v => (if bit then x else 0) + masked_sum b v
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
  exists b, length b = length v /\ ones b = 0%nat /\ kept b v = [] /\ masked_sum b v = 0.
Proof.
  induction v as [|x v (b & h1 & h2 & h3 & h4)].
  - exists []; auto.
  - exists (false :: b); simpl; rewrite h1, h2, h3, h4; repeat split; lra.
Qed.

(** A sample that is not kept can be added. *)
Lemma add_to_mask x : forall b v, length b = length v -> In x v -> ~ In x (kept b v) ->
  exists b', length b' = length v /\ ones b' = Datatypes.S (ones b) /\
    (forall y, In y (kept b' v) -> y = x \/ In y (kept b v)) /\ masked_sum b' v = masked_sum b v + x.
Proof.
  induction b as [|bit b IH]; intros [|y v] hl hx hn; try discriminate; [contradiction|].
  simpl in hl; injection hl as hl.
  assert (tl : In x v -> ~ In x (kept b v) -> exists b', length b' = length (y :: v) /\
     ones b' = Datatypes.S (ones (bit :: b)) /\
     (forall z, In z (kept b' (y :: v)) -> z = x \/ In z (kept (bit :: b) (y :: v))) /\
     masked_sum b' (y :: v) = masked_sum (bit :: b) (y :: v) + x).
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
  0 <= w - masked_sum b v <= s * gamma ^ k.

Lemma greedy_step gamma s v w k bits b : 0 < gamma < 1 -> 1 <= gamma ^ 2 + gamma -> 0 < s ->
  greedy_state gamma s v w k bits b ->
  (exists x, In x v /\ s * gamma ^ (k + 2) < x <= s * gamma ^ (k + 1)) ->
  greedy_state gamma s v w (k + 1) bits b \/
  s * gamma ^ (k + 1) <= w - masked_sum b v /\
  exists b', greedy_state gamma s v w (k + 1) (bits + 1) b' /\
             w - masked_sum b' v < w - masked_sum b v - s * gamma ^ (k + 2).
Proof.
  intros hg hphi hs (h1 & h2 & h3 & h4) (x & hx & x1 & x2); unfold greedy_state.
  replace (k + 1 + 1)%nat with (k + 2)%nat by lia.
  rewrite !pow_add in *; simpl (gamma ^ 1) in *; simpl (gamma ^ 2) in *; rewrite !Rmult_1_r in *.
  assert (gk : 0 < s * gamma ^ k) by (apply Rmult_lt_0_compat; [exact hs|apply pow_lt; lra]).
  rewrite <- !Rmult_assoc in *; set (g := s * gamma ^ k) in *.
  destruct (Rlt_le_dec (w - masked_sum b v) (g * gamma)) as [small|large]; [left|right].
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
  exists b, length b = length v /\ (ones b <= k)%nat /\ 0 <= w - masked_sum b v <= s * gamma ^ k.
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
    s * gamma ^ (j + 1) <= w - masked_sum b v /\
    exists b', greedy_state gamma s v w (j + 1) (bits + 1) b' /\
               w - masked_sum b' v < w - masked_sum b v - s * gamma ^ (j + 2)).
  { intros j bits b hj st; apply greedy_step; auto.
    destruct (hv (j + 1)%nat ltac:(lia)) as (x & hx & hi).
    replace (j + 1 + 1)%nat with (j + 2)%nat in hi by lia; exists x; auto. }
  clear hv.
  assert (three : exists b bits, (bits <= 2)%nat /\ greedy_state gamma s v w 3 bits b).
  { destruct (greedy_start gamma s v w hw) as [b0 st0].
    assert (d0 : w - masked_sum b0 v <= s) by (destruct st0 as (_ & _ & _ & h); simpl in h; lra).
    assert (two : exists b bits, greedy_state gamma s v w 2 bits b /\
              ((bits <= 1)%nat \/ (bits = 2)%nat /\ w - masked_sum b v < s * gamma ^ 3)).
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
    exists b, length b = k /\ w - eps <= masked_sum b (map v (seq 1 k)) <= w.
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

Lemma masked_sum_le : forall b v, (forall x, In x v -> 0 <= x) -> masked_sum b v <= fold_right Rplus 0 v.
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
      forall b, masked_sum b (map v (seq 1 k)) < 1 - gamma ^ k.
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
  - intro b; eapply Rle_lt_trans; [apply masked_sum_le|].
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
  forall b, masked_sum b [37/100; 22/100] < 1 - (3/5) ^ 2.
Proof.
  repeat split; try lra; intro b.
  eapply Rle_lt_trans; [apply masked_sum_le; intros x [<-|[<-|[]]]; lra|simpl; lra].
Qed.

(** * Remark 14: how many samples the dyadic scheme takes

    The t-th sample is drawn for the level j where t = 2^j (2q + 1) ([one_level],
    [every_second]).  The point is [required]: exactly how many samples give level j its M,
    and [remark_14], the repaired total; [remark_14_below]: for w < 1/2 the printed total is
    too small; [four_is_best]: no constant below 4 would do.  *)

(** The paper: "What if w_max is not known? A simple trick is to w_max = 1 every second
    sample, every 4th sample we take w_max = 2, and every 2^{j+1} sample we can take
    w_max = 2^j.  Then the total number of samples required to obtain M*_i samples for the
    correct w*_max is at most 4 w*_max M*_i."

    Read: sample number t = 1, 2, ... has level j (w_max = 2^j) iff 2^j divides t and
    2^{j+1} does not; the level wanted is the least j >= 0 with w*_max <= 2^j.

    Proved:
    - [one_level]: every sample has exactly one level; [every_second]: level j comes every
      2^{j+1} samples;
    - [required]: exactly 2^j (2M - 1) samples are required for M samples of level j;
    - [remark_14]: at most 4 w*_max M of them if w*_max >= 1/2 (less than, if M >= 1);
    - [remark_14_false]: w*_max = 1/4, M = 2: 3 samples are required, 4 w*_max M = 2;
      [remark_14_below]: for every w*_max < 1/2 it fails for some M;
    - [four_is_best]: no factor c < 4 will do, even for w*_max >= 1.

    Not judged: "a log w_max log^2 log w_max factor [...] can even be obtained", and that
    M*_i is taken for 2^j, which may be up to twice w*_max (it is logarithmic in it).   *)

From Coq Require Import Reals Lra Lia List Psatz Arith.
From Certify.batch_hall Require Import BatchHall.
Import ListNotations.
Open Scope nat_scope.

Definition has_level (j t : nat) : Prop := exists q, t = 2 ^ j * (2 * q + 1).

Lemma pow2_ge_1 j : 1 <= 2 ^ j.
Proof. induction j; simpl; lia. Qed.

Theorem one_level t : 1 <= t -> exists j, has_level j t /\ forall i, has_level i t -> i = j.
Proof.
  induction t as [t IH] using lt_wf_ind; intro h.
  destruct (Nat.Even_or_Odd t) as [[u e]|[u e]].
  - destruct (IH u ltac:(lia) ltac:(lia)) as (j & [q hq] & uniq).
    exists (S j); split.
    + exists q; rewrite e, hq; simpl; lia.
    + intros [|i] [r hr]; [simpl in hr; lia|].
      f_equal; apply uniq; exists r; simpl in hr; nia.
  - exists 0; split; [exists u; simpl; lia|].
    intros [|i] [r hr]; [reflexivity|exfalso; simpl in hr; nia].
Qed.

Theorem every_second j t : has_level j t -> has_level j (t + 2 ^ (j + 1)).
Proof. intros [q ->]; exists (q + 1); rewrite Nat.pow_add_r; simpl; nia. Qed.

(** Among the first T samples there are M of level j iff T >= 2^j (2M - 1). *)
Theorem required j M T : 1 <= M ->
  (2 ^ j * (2 * M - 1) <= T <->
   exists l, NoDup l /\ M <= length l /\ forall t, In t l -> 1 <= t <= T /\ has_level j t).
Proof.
  intro hM; pose proof (pow2_ge_1 j) as p; split.
  - intro h; exists (map (fun q => 2 ^ j * (2 * q + 1)) (seq 0 M)); split; [|split].
    + apply FinFun.Injective_map_NoDup; [|apply seq_NoDup]; intros a b e; nia.
    + rewrite map_length, seq_length; lia.
    + intros t ht; apply in_map_iff in ht as (q & <- & hq); apply in_seq in hq.
      split; [|exists q; reflexivity]; split; [nia|].
      eapply Nat.le_trans; [|exact h]; apply Nat.mul_le_mono_l; lia.
  - intros (l & h1 & h2 & h3).
    destruct (Nat.le_gt_cases (2 ^ j * (2 * M - 1)) T) as [|g]; [assumption|exfalso].
    destruct (missing nat Nat.eq_dec l (map (fun q => 2 ^ j * (2 * q + 1)) (seq 0 (M - 1))))
      as (t & ht & nt); [exact h1|rewrite map_length, seq_length; lia|].
    destruct (h3 t ht) as [[_ h5] [q hq]]; apply nt, in_map_iff; exists q; split; [auto|].
    apply in_seq; rewrite hq in h5; nia.
Qed.

Open Scope R_scope.

(** The least level with w <= 2^j. *)
Definition right_level (w : R) (j : nat) : Prop :=
  w <= 2 ^ j /\ (j = 0%nat \/ 2 ^ (j - 1) < w).

Lemma required_real j M : (1 <= M)%nat ->
  INR (2 ^ j * (2 * M - 1)) = 2 ^ j * (2 * INR M - 1).
Proof.
  intro h; rewrite mult_INR, pow_INR, minus_INR, mult_INR by lia; simpl (INR 2); simpl (INR 1).
  reflexivity.
Qed.

Theorem remark_14 :
  forall (w : R) (j M : nat), / 2 <= w -> (1 <= M)%nat -> right_level w j ->
    INR (2 ^ j * (2 * M - 1)) < 4 * w * INR M.
Proof.
  intros w j M hw hM [h1 h2]; rewrite required_real by exact hM.
  assert (m : 1 <= INR M) by (apply (le_INR 1), hM).
  assert (p : 0 < 2 ^ j) by (apply pow_lt; lra).
  assert (h : 2 ^ j <= 2 * w).
  { destruct h2 as [->|h2]; [simpl; lra|].
    destruct j as [|j]; [simpl; lra|]; simpl in h2; rewrite Nat.sub_0_r in h2; simpl; lra. }
  nra.
Qed.

Example remark_14_false :
  right_level (1/4) 0 /\ INR (2 ^ 0 * (2 * 2 - 1)) = 3 /\ 4 * (1/4) * INR 2 = 2.
Proof. repeat split; simpl; try lra; left; reflexivity. Qed.

Theorem remark_14_below : forall w : R, 0 < w < / 2 ->
  right_level w 0 /\ exists M, (1 <= M)%nat /\ 4 * w * INR M < INR (2 ^ 0 * (2 * M - 1)).
Proof.
  intros w hw; split; [split; [simpl; lra|left; reflexivity]|].
  destruct (archimed (/ (2 - 4 * w))) as [h _].
  assert (q : 0 < / (2 - 4 * w)) by (apply Rinv_0_lt_compat; lra).
  set (z := up (/ (2 - 4 * w))) in *.
  assert (hz : (0 < z)%Z) by (apply lt_IZR; lra).
  exists (Z.to_nat z); assert (hM : (1 <= Z.to_nat z)%nat) by lia; split; [exact hM|].
  rewrite required_real by exact hM; rewrite INR_IZR_INZ, Z2Nat.id by lia.
  apply Rmult_lt_compat_r with (r := 2 - 4 * w) in h; [|lra].
  rewrite Rinv_l in h by lra; simpl; lra.
Qed.

Theorem four_is_best : forall c : R, 2 <= c < 4 ->
  exists (w : R) (j M : nat), 1 <= w /\ right_level w j /\ (1 <= M)%nat /\
    c * w * INR M < INR (2 ^ j * (2 * M - 1)).
Proof.
  intros c hc.
  assert (q : 0 < 4 / (4 - c)) by (apply Rdiv_lt_0_compat; lra).
  destruct (archimed (4 / (4 - c))) as [h _]; set (z := up (4 / (4 - c))) in *.
  assert (hz : (0 < z)%Z) by (apply lt_IZR; lra).
  assert (hM : (1 <= Z.to_nat z)%nat) by lia.
  assert (e : c * ((4 + c) / (2 * c)) = (4 + c) / 2) by (field; lra).
  assert (w1 : 1 < (4 + c) / (2 * c) <= 2).
  { split; apply Rmult_lt_reg_l with c || apply Rmult_le_reg_l with c; try lra; rewrite e; lra. }
  exists ((4 + c) / (2 * c)), 1%nat, (Z.to_nat z); split; [lra|split; [|split; [exact hM|]]].
  - split; [simpl; lra|right; simpl; lra].
  - rewrite required_real by exact hM; rewrite INR_IZR_INZ, Z2Nat.id by lia; rewrite e.
    apply Rmult_lt_compat_r with (r := 4 - c) in h; [|lra].
    unfold Rdiv in h at 1; rewrite Rmult_assoc, Rinv_l in h by lra; simpl; lra.
Qed.

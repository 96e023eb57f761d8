(** * Corollary 7 (weight count ratio)

    The paper's sentence: "the weight count ratio is N_G/N* <= 32 n_max k' + O~(log(k'/delta))".

    - [corollary_07_false]: whatever number, depending on k' and delta only, is written for
      O~(log(k'/delta)), the inequality fails for some architecture: the remainder also grows
      with the number of layers (widths 1, l -> oo; epsilon is chosen so that k' stays).
    - [corollary_07_repaired]: N_G/N* <= 32 k' (n_max + ln(2 l k'/delta)) + 2, for k' >= 1/2.

    N_G is the proof's: the sum of (n_{i-1} + n_i) M_i, with Theorem 3's M_i. *)

Require Import Reals Lra Lia Arith.
From Certify.coq Require Import Linear Probability.
Open Scope R_scope.

(** Theorem 3's M_i. *)
Definition M_i (l : nat) (k' delta : R) (p n : nat) : nat :=
  ceiling (16 * k' * (INR n * INR p + ln (2 * INR l * k' / delta))).

(** n_0, ..., n_l are the widths. *)
Definition N_star (l : nat) (n : nat -> nat) : R :=
  sum_range 1 l (fun i => INR (n (i - 1)%nat) * INR (n i)).

Definition N_G (l : nat) (n : nat -> nat) (k' delta : R) : R :=
  sum_range 1 l (fun i => (INR (n (i - 1)%nat) + INR (n i)) * INR (M_i l k' delta (n (i - 1)%nat) (n i))).

Lemma sum_range_const l c : sum_range 1 l (fun _ => c) = INR l * c.
Proof. unfold sum_range; rewrite sum_const; do 2 f_equal; lia. Qed.

Lemma sum_range_scal l c f : sum_range 1 l (fun i => c * f i) = c * sum_range 1 l f.
Proof. apply sum_scal. Qed.

Lemma N_star_pos l n : (1 <= l)%nat -> (forall i, (i <= l)%nat -> (1 <= n i)%nat) -> 1 <= N_star l n.
Proof.
  intros hl hn; apply Rle_trans with (sum_range 1 l (fun _ => 1)).
  - rewrite sum_range_const; apply le_INR in hl; simpl in hl; lra.
  - apply sum_range_le; intros i hi.
    assert (h1 : 1 <= INR (n (i - 1)%nat)) by (apply (le_INR 1), hn; lia).
    assert (h2 : 1 <= INR (n i)) by (apply (le_INR 1), hn; lia); nra.
Qed.

Theorem corollary_07_false :
  forall remainder : R -> R -> R,
  ~ (forall (l : nat) (n : nat -> nat) (n_max : nat) (k' delta : R),
       (1 <= l)%nat -> (forall i, (i <= l)%nat -> (1 <= n i <= n_max)%nat) -> 0 < k' -> 0 < delta < 1 ->
       N_G l n k' delta / N_star l n <= 32 * INR n_max * k' + remainder k' delta).
Proof.
  intros O h; set (t := O 1 (1 / 2)).
  set (l := S (ceiling (exp (Rabs t)))).
  specialize (h l (fun _ => 1%nat) 1%nat 1 (1 / 2) ltac:(unfold l; lia) ltac:(intros; split; apply Nat.le_refl) ltac:(lra) ltac:(lra)).
  fold t in h; unfold N_G, N_star in h; rewrite !sum_range_const in h; simpl (INR 1) in h.
  assert (hl : exp (Rabs t) <= INR l).
  { unfold l; rewrite S_INR; pose proof (ceiling_ge (exp (Rabs t))); lra. }
  pose proof (exp_pos (Rabs t)) as he.
  assert (hln : Rabs t < ln (2 * INR l * 1 / (1 / 2))).
  { rewrite <- (ln_exp (Rabs t)) at 1.
    apply ln_increasing; lra. }
  pose proof (ceiling_ge (16 * 1 * (1 * 1 + ln (2 * INR l * 1 / (1 / 2))))) as hm.
  change (ceiling (16 * 1 * (1 * 1 + ln (2 * INR l * 1 / (1 / 2))))) with (M_i l 1 (1 / 2) 1 1) in hm.
  set (M := INR (M_i l 1 (1 / 2) 1 1)) in *.
  replace (INR l * ((1 + 1) * M) / (INR l * (1 * 1))) with (2 * M) in h by (field; lra).
  pose proof (Rle_abs t); pose proof (Rabs_pos t); unfold M in *; lra.
Qed.

Theorem corollary_07_repaired :
  forall (l : nat) (n : nat -> nat) (n_max : nat) (k' delta : R),
    (1 <= l)%nat -> (forall i, (i <= l)%nat -> (1 <= n i <= n_max)%nat) -> 1 / 2 <= k' -> 0 < delta < 1 ->
    N_G l n k' delta / N_star l n <= 32 * k' * (INR n_max + ln (2 * INR l * k' / delta)) + 2.
Proof.
  intros l n n_max k' delta hl hn hk hd.
  assert (h0 : 1 <= N_star l n) by (apply N_star_pos; [exact hl|intros; apply hn; lia]).
  apply Rmult_le_reg_r with (N_star l n); [lra|].
  unfold Rdiv at 1; rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
  unfold N_star; rewrite <- sum_range_scal; apply sum_range_le; intros i hi.
  assert (hL : 0 < ln (2 * INR l * k' / delta)).
  { rewrite <- ln_1; apply ln_increasing; [lra|].
    apply le_INR in hl; simpl in hl.
    apply Rmult_lt_reg_r with delta; [lra|]; unfold Rdiv; rewrite Rmult_assoc, Rinv_l by lra; nra. }
  unfold M_i; set (L := ln _) in *.
  destruct (hn (i - 1)%nat ltac:(lia)) as [p1 p2]; destruct (hn i ltac:(lia)) as [q1 q2].
  apply le_INR in p1, p2, q1, q2; simpl in p1, q1.
  set (p := INR (n (i - 1)%nat)) in *; set (q := INR (n i)) in *; set (N := INR n_max) in *.
  assert (hqp : 1 <= q * p) by nra.
  pose proof (@ceiling_lt (16 * k' * (q * p + L)) ltac:(nra)) as hc.
  set (c := INR (ceiling (16 * k' * (q * p + L)))) in *.
  assert (s1 : p + q <= 2 * N) by lra.
  assert (s2 : p + q <= 2 * (q * p)) by nra.
  apply Rle_trans with ((p + q) * (16 * k' * (q * p) + (16 * k' * L + 1))).
  { apply Rmult_le_compat_l; nra. }
  assert (t1 : (p + q) * (16 * k' * (q * p)) <= 2 * N * (16 * k' * (q * p))) by (apply Rmult_le_compat_r; nra).
  assert (t2 : (p + q) * (16 * k' * L + 1) <= 2 * (q * p) * (16 * k' * L + 1)) by (apply Rmult_le_compat_r; nra).
  lra.
Qed.

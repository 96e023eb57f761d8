(** * Remark 20: tau = T, and nothing smaller, is feasible whatever the a_t >= 0 are *)

Require Import Reals Lra Lia.
From Certify.coq Require Import Linear.
From Certify.lemma_18 Require Import Lemma18.
Open Scope R_scope.

Lemma count_zeros T r : (1 <= T)%nat -> 0 < r -> count_below (fun _ => 0) T r = INR T.
Proof.
  intros hT hr; unfold count_below; destruct (Rlt_dec 0 r); [|lra].
  unfold sum_range; rewrite sum_const; replace (S T - 1)%nat with T by lia; ring.
Qed.

Lemma count_at_most a T r : (1 <= T)%nat -> count_below a T r <= INR T.
Proof.
  intro hT; apply Rle_trans with (sum_range 1 T (fun _ => 1)).
  - apply sum_range_le; intros; destruct (Rlt_dec _ _); lra.
  - unfold sum_range; rewrite sum_const; replace (S T - 1)%nat with T by lia; lra.
Qed.

Theorem remark_20_iff : forall (T : nat) (tau : R), (1 <= T)%nat -> 0 < tau ->
  ((forall a : nat -> R, (forall t, (1 <= t <= T)%nat -> 0 <= a t) -> feasible a T tau) <-> INR T <= tau).
Proof.
  intros T tau hT ht; assert (i : 0 < 1 / tau) by (apply Rdiv_lt_0_compat; lra); split.
  - intro h; specialize (h (fun _ => 0) ltac:(intros; lra)); unfold feasible in h.
    rewrite count_zeros in h by (auto; lra); exact h.
  - intros h a _; unfold feasible; pose proof (count_at_most a T (1 + 1 / tau) hT); lra.
Qed.

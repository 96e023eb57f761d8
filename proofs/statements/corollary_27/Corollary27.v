(** * Corollary 27: a recurrence with products

    [corollary_27] as printed.  The point is [without_e]: the factor e is not needed;
    [tightest]: the recurrence unrolled, [tightest_attained] where it is equal;
    [constant_1_is_least]: no constant below 1 will do.  *)

(** The paper (Appendix C): "Assuming x_0 = 0, and if, for all t = 0, 1, ...,
    x_t <= a_t x_{t-1} + b_t with a_t >= 0 and b_t >= 0, then
    x_T <= e T max_t b_t prod_{t in [T]} max{1, a_t}."

    - [tightest]: x_T <= sum_{t=1..T} b_t prod_{s=t+1..T} a_s, and [tightest_attained]:
      for every a and b some sequence reaches it, so no smaller bound in a, b exists;
    - [without_e]: x_T <= T max_t b_t prod_t max{1, a_t}; the factor e of the paper is not
      needed; [without_e_attained]: equality for a_t = 1, b_t = b;
      [constant_1_is_least]: with any kappa < 1 in place of e it is false;
    - [corollary_27]: the printed statement, as a consequence.

    The printed range "t = 0, 1, ..." mentions x_{-1}, which is not defined: the
    recurrence is supposed for t >= 1 only.  This is a weaker hypothesis, so
    whatever x_{-1} is meant to be the printed statement follows.  For T = 0 there
    is no max_t b_t, but its factor is 0.  x_t may be negative.
    The proof does not pass through Lemma 18, which is false as printed
    (lemma_18/); the paper's does. *)

Require Import Reals Lra Lia.
From Certify.coq Require Import Linear.
Open Scope R_scope.

Section Sequences.

Variables (x a b : nat -> R) (T : nat).
Hypothesis x_0 : x 0%nat = 0.
Hypothesis recurrence : forall t, (1 <= t <= T)%nat -> x t <= a t * x (t - 1)%nat + b t.
Hypothesis a_nonneg : forall t, (1 <= t <= T)%nat -> 0 <= a t.

(** The value of the recurrence with equality. *)
Definition unrolled (a b : nat -> R) (T : nat) : R :=
  sum_range 1 T (fun t => b t * prod_range (t + 1) T a).

Lemma unrolled_step a' b' n : unrolled a' b' (S n) = a' (S n) * unrolled a' b' n + b' (S n).
Proof.
  unfold unrolled. rewrite sum_range_last by lia.
  rewrite (prod_range_empty (S n + 1)) by lia. rewrite Rmult_1_r. f_equal.
  unfold sum_range. rewrite <- sum_scal. apply sum_ext. intros i Hi.
  rewrite prod_range_last by lia. ring.
Qed.

Theorem tightest : x T <= sum_range 1 T (fun t => b t * prod_range (t + 1) T a).
Proof.
  change (x T <= unrolled a b T).
  assert (P : forall n, (n <= T)%nat -> x n <= unrolled a b n).
  { induction n; intros Hn.
    - rewrite x_0. unfold unrolled, sum_range; simpl. lra.
    - rewrite unrolled_step.
      eapply Rle_trans; [apply recurrence; lia|].
      replace (S n - 1)%nat with n by lia.
      apply Rplus_le_compat_r, Rmult_le_compat_l; [apply a_nonneg; lia | apply IHn; lia]. }
  now apply P.
Qed.

(** With any bound B on the b_t ... *)
Lemma without_e_any B :
  0 <= B -> (forall t, (1 <= t <= T)%nat -> b t <= B) ->
  x T <= INR T * B * prod_range 1 T (fun t => Rmax 1 (a t)).
Proof.
  intros HB0 HB.
  eapply Rle_trans; [apply tightest|].
  replace (INR T * B * prod_range 1 T (fun t => Rmax 1 (a t)))
    with (sum_range 1 T (fun _ => B * prod_range 1 T (fun t => Rmax 1 (a t))))
    by (unfold sum_range; rewrite sum_const; replace (S T - 1)%nat with T by lia; ring).
  apply sum_range_le. intros t Ht.
  (* the factors from t+1 on, then those before, which are at least 1 *)
  assert (H1 : forall t, 1 <= Rmax 1 (a t)) by (intros; apply Rmax_l).
  assert (P : forall n, (n <= T)%nat ->
     0 <= prod_range (t + 1) n a <= prod_range 1 n (fun s => Rmax 1 (a s))).
  { induction n; intros Hn.
    - rewrite prod_range_empty by lia. unfold prod_range; simpl. lra.
    - pose proof (a_nonneg (S n)) as Ha. pose proof (Rmax_r 1 (a (S n))) as Hr.
      rewrite (prod_range_last 1) by lia.
      destruct (Nat.le_gt_cases (t + 1) (S n)) as [H|H].
      + rewrite prod_range_last by lia.
        assert (0 <= a (S n)) by (apply Ha; lia).
        destruct (IHn ltac:(lia)) as [IH0 IH1]. split.
        * now apply Rmult_le_pos.
        * now apply Rmult_le_compat.
      + rewrite prod_range_empty by lia. split; [lra|].
        rewrite <- prod_range_last by lia. apply prod_range_ge_1. auto. }
  destruct (P T (le_n T)) as [P0 P1].
  apply Rle_trans with (B * prod_range (t + 1) T a).
  - apply Rmult_le_compat_r; [exact P0 | now apply HB].
  - now apply Rmult_le_compat_l.
Qed.

Hypothesis b_nonneg : forall t, (1 <= t <= T)%nat -> 0 <= b t.

(** ... in particular the largest of them. *)
Theorem without_e :
  x T <= INR T * max_range T b * prod_range 1 T (fun t => Rmax 1 (a t)).
Proof.
  destruct T as [|n] eqn:ET.
  - rewrite x_0. simpl. lra.
  - rewrite <- ET in *. apply without_e_any.
    + apply Rle_trans with (b 1%nat); [apply b_nonneg; lia | apply max_range_ge; lia].
    + intros t Ht. now apply max_range_ge.
Qed.

(** The printed statement. *)
Theorem corollary_27 :
  x T <= exp 1 * INR T * max_range T b * prod_range 1 T (fun t => Rmax 1 (a t)).
Proof.
  pose proof without_e as H.
  assert (E : 1 <= exp 1) by (pose proof (exp_ineq1_le 1); lra).
  assert (N : 0 <= INR T * max_range T b * prod_range 1 T (fun t => Rmax 1 (a t))).
  { apply Rmult_le_pos.
    - destruct T as [|n]; [simpl; lra|]. apply Rmult_le_pos; [apply pos_INR|].
      apply Rle_trans with (b 1%nat); [apply b_nonneg; lia | apply max_range_ge; lia].
    - apply Rle_trans with 1; [lra|]. apply prod_range_ge_1. intros; apply Rmax_l. }
  rewrite !Rmult_assoc in *. nra.
Qed.

End Sequences.

(** Nothing smaller is true for all sequences: the first form is attained for
    every a and b, the second for a_t = 1, b_t = b, and e cannot go below 1. *)
Theorem tightest_attained : forall a b : nat -> R, exists x : nat -> R,
  x 0%nat = 0 /\ (forall t, (1 <= t)%nat -> x t = a t * x (t - 1)%nat + b t) /\
  (forall T, x T = sum_range 1 T (fun t => b t * prod_range (t + 1) T a)).
Proof.
  intros a b. exists (unrolled a b). repeat split.
  intros [|t] Ht; [lia|]. rewrite unrolled_step. now replace (S t - 1)%nat with t by lia.
Qed.

Theorem without_e_attained : forall (beta : R) (T : nat), exists x : nat -> R,
  x 0%nat = 0 /\ (forall t, (1 <= t)%nat -> x t = 1 * x (t - 1)%nat + beta) /\
  x T = INR T * beta * prod_range 1 T (fun _ => Rmax 1 1).
Proof.
  intros beta T. exists (fun t => INR t * beta). repeat split.
  - simpl; ring.
  - intros [|t] Ht; [lia|]. replace (S t - 1)%nat with t by lia. rewrite S_INR. ring.
  - rewrite Rmax_left by lra. unfold prod_range. rewrite prod_1. ring.
Qed.

Theorem constant_1_is_least : forall kappa : R, kappa < 1 ->
  ~ (forall (x a b : nat -> R) (T : nat), x 0%nat = 0 ->
      (forall t, (1 <= t <= T)%nat -> x t <= a t * x (t - 1)%nat + b t) ->
      (forall t, (1 <= t <= T)%nat -> 0 <= a t) ->
      (forall t, (1 <= t <= T)%nat -> 0 <= b t) ->
      x T <= kappa * INR T * max_range T b * prod_range 1 T (fun t => Rmax 1 (a t))).
Proof.
  intros kappa Hk H.
  specialize (H INR (fun _ => 1) (fun _ => 1) 1%nat).
  unfold max_range, prod_range in H; simpl in H. rewrite Rmax_left in H by lra.
  assert (1 <= kappa * 1 * 1 * (1 * 1)); [apply H|lra]; try (intros; lra).
  intros t Ht. replace t with 1%nat by lia. simpl. lra.
Qed.

(** Not vacuous: a_t = 2, b_t = 1, x_t = 2^t - 1, T = 3. *)
Example corollary_27_instance :
  2 ^ 3 - 1 <= exp 1 * INR 3 * max_range 3 (fun _ => 1) * prod_range 1 3 (fun _ => Rmax 1 2).
Proof.
  apply (corollary_27 (fun t => 2 ^ t - 1) (fun _ => 2) (fun _ => 1) 3); intros; try lra.
  destruct t as [|t]; [lia|]. replace (S t - 1)%nat with t by lia. simpl. lra.
Qed.

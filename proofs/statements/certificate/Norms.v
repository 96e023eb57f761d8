(** * How a claim c >= |A|_2 is verified

    [op_bound n m A c] says |A v|_2 <= c |v|_2 for every v.  Each rule here is a finite
    computation on the entries of A and on c: [frobenius], [schur], [dominated],
    [transposed], and the point, [spectral_iff]: the claim holds exactly where
    c^2 I - A^T A is positive semidefinite.  How that is established: [factor_test] and
    [gram_filter] by a rounded factor, of which nothing is believed; [elimination_step],
    [elimination_zero] by symmetric elimination.  *)

From Coq Require Import Reals Lra Lia Arith.
From Certify.coq Require Import Linear.
Open Scope R_scope.

Theorem frobenius : forall n m (A : mat) c, 0 <= c ->
  sum n (fun o => sum m (fun d => A o d * A o d)) <= c * c ->
  op_bound n m A c.
Proof.
  intros n m A c Hc H. apply op_bound_sq; [exact Hc|]. intros v.
  eapply Rle_trans; [apply frobenius_sq|].
  apply Rmult_le_compat_r; [apply sq_nonneg | exact H].
Qed.

(** Cauchy-Schwarz with the weights |a_d|. *)
Lemma weighted_cauchy_schwarz m (a v : vec) :
  sum m (fun d => a d * v d) * sum m (fun d => a d * v d) <=
  sum m (fun d => Rabs (a d)) * sum m (fun d => Rabs (a d) * (v d * v d)).
Proof.
  pose proof (cauchy_schwarz_sq m (fun d => sqrt (Rabs (a d)))
                (fun d => sqrt (Rabs (a d)) * Rabs (v d))) as H.
  unfold dot, sq in H.
  assert (R1 : forall d, sqrt (Rabs (a d)) * sqrt (Rabs (a d)) = Rabs (a d))
    by (intros; apply sqrt_sqrt, Rabs_pos).
  assert (R2 : forall d, Rabs (v d) * Rabs (v d) = v d * v d)
    by (intros; rewrite <- Rabs_mult; apply Rabs_pos_eq; nra).
  rewrite (sum_ext m (fun d => sqrt (Rabs (a d)) * (sqrt (Rabs (a d)) * Rabs (v d)))
            (fun d => Rabs (a d * v d))) in H
    by (intros; rewrite <- Rmult_assoc, R1, Rabs_mult; reflexivity).
  rewrite (sum_ext m (fun d => sqrt (Rabs (a d)) * sqrt (Rabs (a d)))
            (fun d => Rabs (a d))) in H by (intros; apply R1).
  rewrite (sum_ext m (fun d => sqrt (Rabs (a d)) * Rabs (v d) * (sqrt (Rabs (a d)) * Rabs (v d)))
            (fun d => Rabs (a d) * (v d * v d))) in H
    by (intros i _; rewrite <- (R2 i); transitivity
          (sqrt (Rabs (a i)) * sqrt (Rabs (a i)) * (Rabs (v i) * Rabs (v i)));
        [ring | now rewrite R1]).
  eapply Rle_trans; [|exact H].
  pose proof (sum_abs m (fun d => a d * v d)) as T. cbv beta in T.
  apply Rabs_le_inv in T. nra.
Qed.

Theorem schur : forall n m (A : mat) r k c, 0 <= c ->
  (forall o, (o < n)%nat -> sum m (fun d => Rabs (A o d)) <= r) ->
  (forall d, (d < m)%nat -> sum n (fun o => Rabs (A o d)) <= k) ->
  r * k <= c * c ->
  op_bound n m A c.
Proof.
  intros n m A r k c Hc Hrow Hcol Hrk. apply op_bound_sq; [exact Hc|]. intros v.
  destruct n as [|n'].
  { unfold sq; simpl. pose proof (sq_nonneg m v). unfold sq in *. nra. }
  set (n := S n') in *.
  assert (Hr : 0 <= r).
  { eapply Rle_trans; [|apply (Hrow 0%nat); unfold n; lia].
    apply sum_nonneg; intros; apply Rabs_pos. }
  apply Rle_trans with (r * sum n (fun o => sum m (fun d => Rabs (A o d) * (v d * v d)))).
  { rewrite <- sum_scal. apply sum_le. intros o Ho.
    eapply Rle_trans; [apply weighted_cauchy_schwarz|].
    apply Rmult_le_compat_r; [|apply Hrow, Ho].
    apply sum_nonneg; intros; apply Rmult_le_pos; [apply Rabs_pos | nra]. }
  rewrite sum_swap.
  apply Rle_trans with (r * (k * sq m v)).
  { apply Rmult_le_compat_l; [exact Hr|]. unfold sq. rewrite <- sum_scal. apply sum_le.
    intros d Hd. rewrite sum_scal_r. apply Rmult_le_compat_r; [nra | auto]. }
  pose proof (sq_nonneg m v). nra.
Qed.

(** c^2 I - A^T A is positive semidefinite. *)
Theorem spectral : forall n m (A : mat) c, 0 <= c ->
  (forall v, 0 <= c * c * sum m (fun d => v d * v d)
                  - sum n (fun o => mulmv m A v o * mulmv m A v o)) ->
  op_bound n m A c.
Proof.
  intros n m A c Hc H. apply op_bound_sq; [exact Hc|]. intros v.
  specialize (H v). unfold sq. lra.
Qed.

(** The same with the matrix c^2 I - A^T A written out; here the converse is true too. *)
Definition quad (m : nat) (B : mat) (v : vec) : R :=
  sum m (fun d => sum m (fun e => v d * B d e * v e)).

Definition psd (m : nat) (B : mat) : Prop := forall v, 0 <= quad m B v.

Definition gram_gap (n : nat) (A : mat) (c2 : R) : mat := fun d e =>
  (if d =? e then c2 else 0) - sum n (fun o => A o d * A o e).

Lemma quad_plus m S1 S2 v :
  quad m (fun d e => S1 d e + S2 d e) v = quad m S1 v + quad m S2 v.
Proof.
  unfold quad. rewrite <- sum_plus. apply sum_ext. intros d _.
  rewrite <- sum_plus. apply sum_ext. intros; ring.
Qed.

Lemma quad_scal m c S v : quad m (fun d e => c * S d e) v = c * quad m S v.
Proof.
  unfold quad. rewrite <- sum_scal. apply sum_ext. intros d _.
  rewrite <- sum_scal. apply sum_ext. intros; ring.
Qed.

Lemma quad_ext m S1 S2 v :
  (forall d e, (d < m)%nat -> (e < m)%nat -> S1 d e = S2 d e) -> quad m S1 v = quad m S2 v.
Proof.
  intros H. apply sum_ext. intros d Hd. apply sum_ext. intros e He. now rewrite H.
Qed.

Lemma quad_diagonal m (f : nat -> R) v :
  quad m (fun d e => if d =? e then f d else 0) v = sum m (fun d => f d * (v d * v d)).
Proof.
  apply sum_ext. intros d Hd.
  rewrite <- (sum_single m d (fun e => f d * (v d * v e))) by exact Hd.
  apply sum_ext. intros e _. destruct (d =? e); ring.
Qed.

Lemma quad_gram n m (A : mat) v :
  quad m (fun d e => sum n (fun o => A o d * A o e)) v = sq n (mulmv m A v).
Proof.
  unfold quad, sq, mulmv.
  rewrite (sum_ext n _ (fun o => sum m (fun d => sum m (fun e => v d * (A o d * A o e) * v e)))).
  - rewrite (sum_swap n m). apply sum_ext. intros d _.
    rewrite (sum_swap n m). apply sum_ext. intros e _.
    rewrite sum_scal_r, sum_scal. ring.
  - intros o _. rewrite <- sum_scal_r. apply sum_ext. intros d _.
    rewrite <- sum_scal. apply sum_ext. intros e _. ring.
Qed.

Lemma quad_gram_gap n m A c2 v :
  quad m (gram_gap n A c2) v = c2 * sq m v - sq n (mulmv m A v).
Proof.
  rewrite <- quad_gram. unfold sq. rewrite <- sum_scal.
  rewrite <- (quad_diagonal m (fun _ => c2)).
  rewrite (quad_ext m _ (fun d e => (if d =? e then c2 else 0)
     + -1 * sum n (fun o => A o d * A o e))) by (intros; unfold gram_gap; ring).
  rewrite quad_plus, quad_scal. ring.
Qed.

Theorem spectral_iff : forall n m (A : mat) c, 0 <= c ->
  psd m (gram_gap n A (c * c)) <-> op_bound n m A c.
Proof.
  intros n m A c Hc. split.
  - intros H. apply spectral; [exact Hc|]. intros v. specialize (H v).
    rewrite quad_gram_gap in H. exact H.
  - intros [_ H] v. rewrite quad_gram_gap. specialize (H v). apply norm_le_inv in H.
    replace (c * norm m v * (c * norm m v)) with (c * c * (norm m v * norm m v)) in H by ring.
    rewrite norm_sq in H. lra.
Qed.

(** How semidefiniteness is established.  First, by a rounded factor L, of which
    nothing is believed: the rest R must be symmetric and diagonally dominant. *)
Lemma quad_lower m (E : mat) v :
  (forall d e, (d < m)%nat -> (e < m)%nat -> E d e = E e d) ->
  - sum m (fun d => sum m (fun e => Rabs (E d e)) * (v d * v d)) <= quad m E v.
Proof.
  intros Hsym.
  set (S1 := sum m (fun d => sum m (fun e => Rabs (E d e) * (v d * v d)))).
  assert (E1 : sum m (fun d => sum m (fun e => Rabs (E d e)) * (v d * v d)) = S1).
  { apply sum_ext. intros d _. now rewrite sum_scal_r. }
  assert (E2 : sum m (fun d => sum m (fun e => Rabs (E d e) * (v e * v e))) = S1).
  { unfold S1. rewrite sum_swap. apply sum_ext. intros d Hd. apply sum_ext. intros e He.
    now rewrite Hsym. }
  assert (P : quad m (fun d e => -1 * E d e) v
    <= / 2 * (S1 + sum m (fun d => sum m (fun e => Rabs (E d e) * (v e * v e))))).
  { unfold quad, S1. rewrite <- sum_plus, <- sum_scal. apply sum_le. intros d _.
    rewrite <- sum_plus, <- sum_scal. apply sum_le. intros e _.
    pose proof (Rle_abs (E d e)). pose proof (Rle_abs (- E d e)) as Hn. rewrite Rabs_Ropp in Hn.
    assert (0 <= (Rabs (E d e) - E d e) * ((v d - v e) * (v d - v e)))
      by (apply Rmult_le_pos; [lra | apply Rle_0_sqr]).
    assert (0 <= (Rabs (E d e) + E d e) * ((v d + v e) * (v d + v e)))
      by (apply Rmult_le_pos; [lra | apply Rle_0_sqr]).
    nra. }
  rewrite quad_scal in P. lra.
Qed.

Theorem dominant_psd : forall m (B : mat),
  (forall d e, (d < m)%nat -> (e < m)%nat -> B d e = B e d) ->
  (forall d, (d < m)%nat -> sum m (fun e => if d =? e then 0 else Rabs (B d e)) <= B d d) ->
  psd m B.
Proof.
  intros m B Hsym Hdom v. set (E := fun d e => if d =? e then 0 else B d e).
  rewrite (quad_ext m B (fun d e => (if d =? e then B d d else 0) + E d e)).
  - rewrite quad_plus, (quad_diagonal m (fun d => B d d)).
    assert (HE : forall d e, (d < m)%nat -> (e < m)%nat -> E d e = E e d).
    { intros d e Hd He. unfold E. rewrite (Nat.eqb_sym e d).
      destruct (d =? e); [reflexivity | now apply Hsym]. }
    pose proof (quad_lower m E v HE) as H.
    assert (L : sum m (fun d => sum m (fun e => Rabs (E d e)) * (v d * v d))
                <= sum m (fun d => B d d * (v d * v d))); [|lra].
    apply sum_le. intros d Hd. apply Rmult_le_compat_r; [nra|].
    eapply Rle_trans; [|apply Hdom, Hd]. apply sum_le. intros e _. unfold E.
    destruct (d =? e); [rewrite Rabs_R0|]; lra.
  - intros d e _ _. unfold E. destruct (Nat.eqb_spec d e) as [->|]; ring.
Qed.

Theorem factor_test : forall m k (B L Rest : mat) s, 0 <= s ->
  (forall d e, (d < m)%nat -> (e < m)%nat ->
     B d e = s * sum k (fun j => L d j * L e j) + Rest d e) ->
  (forall d e, (d < m)%nat -> (e < m)%nat -> Rest d e = Rest e d) ->
  (forall d, (d < m)%nat -> sum m (fun e => if d =? e then 0 else Rabs (Rest d e)) <= Rest d d) ->
  psd m B.
Proof.
  intros m k B L Rest s Hs Heq Hsym Hdom v.
  rewrite (quad_ext m B _ v Heq), quad_plus, quad_scal.
  pose proof (quad_gram k m (fun j d => L d j) v) as HL. cbv beta in HL.
  pose proof (dominant_psd m Rest Hsym Hdom v).
  pose proof (sq_nonneg k (mulmv m (fun j d => L d j) v)). rewrite HL. nra.
Qed.

(** The variant with a shift tau: the residual of an approximate factorisation of
    (c^2 - tau) I - A^T A has absolute row sums at most tau. *)
Theorem gram_filter : forall n m k (A L E : mat) c tau, 0 <= c ->
  (forall d e, (d < m)%nat -> (e < m)%nat ->
     (if d =? e then c * c - tau else 0) - sum n (fun o => A o d * A o e)
     = sum k (fun j => L d j * L e j) + E d e) ->
  (forall d e, (d < m)%nat -> (e < m)%nat -> E d e = E e d) ->
  (forall d, (d < m)%nat -> sum m (fun e => Rabs (E d e)) <= tau) ->
  op_bound n m A c.
Proof.
  intros n m k A L E c tau Hc Heq Hsym Hrow. apply spectral_iff; [exact Hc|].
  apply (factor_test m k _ L (fun d e => E d e + if d =? e then tau else 0) 1); [lra|..].
  - intros d e Hd He. specialize (Heq d e Hd He). unfold gram_gap in *.
    destruct (d =? e); lra.
  - intros d e Hd He. rewrite (Nat.eqb_sym e d), Hsym by assumption. reflexivity.
  - intros d Hd. specialize (Hrow d Hd). rewrite Nat.eqb_refl.
    assert (H : sum m (fun e => if d =? e then 0 else Rabs (E d e + (if d =? e then tau else 0)))
                + Rabs (E d d) <= tau).
    { rewrite <- (sum_single m d (fun e => Rabs (E d e))), <- sum_plus by exact Hd.
      eapply Rle_trans; [|exact Hrow]. apply sum_le. intros e _.
      destruct (d =? e); rewrite ?Rplus_0_r; lra. }
    pose proof (Rle_abs (- E d d)) as Hn. rewrite Rabs_Ropp in Hn. lra.

Qed.

(** Second, by symmetric elimination: a positive pivot, and what it leaves (up to a
    positive factor, as in fraction-free elimination); or a zero pivot with a
    zero column. *)

Lemma quad_first m (B : mat) v :
  (forall e, (e <= m)%nat -> B e 0%nat = B 0%nat e) ->
  quad (S m) B v = B 0%nat 0%nat * (v 0%nat * v 0%nat)
    + 2 * v 0%nat * sum m (fun e => B 0%nat (e + 1)%nat * v (e + 1)%nat)
    + quad m (fun d e => B (d + 1)%nat (e + 1)%nat) (fun d => v (d + 1)%nat).
Proof.
  intros Hsym. unfold quad.
  rewrite sum_first, sum_first.
  rewrite (sum_ext m (fun i => sum (S m) _)
    (fun d => v 0%nat * (B 0%nat (d + 1)%nat * v (d + 1)%nat)
      + sum m (fun e => v (d + 1)%nat * B (d + 1)%nat (e + 1)%nat * v (e + 1)%nat))).
  - rewrite sum_plus, sum_scal.
    rewrite (sum_ext m (fun i => v 0%nat * B 0%nat (i + 1)%nat * v (i + 1)%nat)
      (fun e => v 0%nat * (B 0%nat (e + 1)%nat * v (e + 1)%nat))) by (intros; ring).
    rewrite sum_scal. ring.
  - intros d Hd. rewrite sum_first, Hsym by lia. f_equal. ring.
Qed.

Theorem elimination_step : forall m (B : mat) k,
  (forall e, (e <= m)%nat -> B e 0%nat = B 0%nat e) ->
  0 < B 0%nat 0%nat -> 0 < k ->
  psd m (fun d e => k * (B 0%nat 0%nat * B (d + 1)%nat (e + 1)%nat
                         - B (d + 1)%nat 0%nat * B (e + 1)%nat 0%nat)) ->
  psd (S m) B.
Proof.
  intros m B k Hsym Hp Hk Hrest v. rewrite quad_first by exact Hsym.
  set (p := B 0%nat 0%nat) in *. set (w := fun d => v (d + 1)%nat).
  set (c := sum m (fun e => B 0%nat (e + 1)%nat * v (e + 1)%nat)).
  set (Q := quad m (fun d e => B (d + 1)%nat (e + 1)%nat) w).
  assert (H : 0 <= p * Q - c * c).
  { specialize (Hrest w). rewrite quad_scal in Hrest.
    assert (E : quad m (fun d e => p * B (d + 1)%nat (e + 1)%nat
                   - B (d + 1)%nat 0%nat * B (e + 1)%nat 0%nat) w = p * Q - c * c).
    { rewrite (quad_ext m _ (fun d e => p * B (d + 1)%nat (e + 1)%nat
        + -1 * sum 1 (fun o => (fun _ d => B 0%nat (d + 1)%nat) o d
                             * (fun _ d => B 0%nat (d + 1)%nat) o e))).
      - rewrite quad_plus, !quad_scal.
        rewrite (quad_gram 1 m (fun _ d => B 0%nat (d + 1)%nat)).
        unfold sq, mulmv; cbn [sum]. fold c. unfold w. fold c. fold w. fold Q. ring.
      - intros d e Hd He. simpl. rewrite !Hsym by lia. ring. }
    rewrite E in Hrest. nra. }
  assert (0 <= (p * v 0%nat + c) * (p * v 0%nat + c)) by apply Rle_0_sqr.
  apply Rmult_le_reg_l with p; [exact Hp|]. nra.
Qed.

Theorem elimination_zero : forall m (B : mat),
  (forall e, (e <= m)%nat -> B e 0%nat = B 0%nat e) ->
  (forall e, (e <= m)%nat -> B 0%nat e = 0) ->
  psd m (fun d e => B (d + 1)%nat (e + 1)%nat) ->
  psd (S m) B.
Proof.
  intros m B Hsym Hzero Hrest v. rewrite quad_first by exact Hsym.
  rewrite Hzero by lia. rewrite (sum_ext m _ (fun _ => 0)), sum_0.
  - specialize (Hrest (fun d => v (d + 1)%nat)). lra.
  - intros e He. rewrite Hzero by lia. ring.
Qed.

Lemma elimination_end : forall B, psd 0 B.
Proof. intros B v. unfold quad; simpl. lra. Qed.

(** Testing A^T instead, or a non-negative matrix that dominates A. *)
Theorem transposed : forall n m (A : mat) c,
  op_bound n m A c <-> op_bound m n (fun d o => A o d) c.
Proof. exact op_bound_transpose. Qed.

Theorem dominated : forall n m (A D : mat) c,
  (forall o d, (o < n)%nat -> (d < m)%nat -> Rabs (A o d) <= D o d) ->
  op_bound n m D c -> op_bound n m A c.
Proof. exact op_bound_dominated. Qed.

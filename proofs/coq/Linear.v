(** * Vectors, matrices, operator bounds, Lipschitz functions

    A vector is a function [nat -> R] of which the first [n] values count, a matrix a
    function of row and column; the dimensions are always written.  Proved: Cauchy-Schwarz,
    Minkowski, |M|_2 <= c sqrt(nm) for a matrix with entries in [-c, c] (the paper's
    Section 2), the operator bound of a transpose and of a dominated matrix, and the
    Lipschitz factor of the ReLU.  Nothing of the paper's own results is here.  *)

From Coq Require Import Reals Lra Lia.
From Coq Require List.
From Certify.coq Require Export Sums.
Open Scope R_scope.

(** ** Vectors: Euclidean norm, Cauchy-Schwarz, Minkowski *)

Definition vec := nat -> R.
Definition mat := nat -> nat -> R.          (* row, column *)

Definition sq (n : nat) (v : vec) : R := sum n (fun i => v i * v i).
Definition dot (n : nat) (u v : vec) : R := sum n (fun i => u i * v i).
Definition norm (n : nat) (v : vec) : R := sqrt (sq n v).
Definition vsub (u v : vec) : vec := fun i => u i - v i.

Lemma sq_nonneg n v : 0 <= sq n v.
Proof. apply sum_nonneg; intros; nra. Qed.

Lemma norm_nonneg n v : 0 <= norm n v.
Proof. apply sqrt_pos. Qed.

Lemma norm_sq n v : norm n v * norm n v = sq n v.
Proof. apply sqrt_sqrt, sq_nonneg. Qed.

Lemma norm_ext n u v : (forall i, (i < n)%nat -> u i = v i) -> norm n u = norm n v.
Proof. intros H. unfold norm, sq. f_equal. apply sum_ext. intros; now rewrite H. Qed.

Lemma sqr_le_le a b : 0 <= b -> a * a <= b * b -> a <= b.
Proof. intros; nra. Qed.

Lemma Rabs_le_inv x a : Rabs x <= a -> -a <= x <= a.
Proof. unfold Rabs. destruct (Rcase_abs x); lra. Qed.

(** How every bound on a norm is obtained: square it. *)
Lemma norm_le n v c : 0 <= c -> sq n v <= c * c -> norm n v <= c.
Proof. intros Hc H. apply sqr_le_le; [exact Hc|]. now rewrite norm_sq. Qed.

Lemma norm_le_inv n v c : norm n v <= c -> sq n v <= c * c.
Proof. intros H. rewrite <- norm_sq. pose proof (norm_nonneg n v). nra. Qed.

Lemma sq_mono n u v :
  (forall i, (i < n)%nat -> Rabs (u i) <= Rabs (v i)) -> sq n u <= sq n v.
Proof.
  intros H. apply sum_le. intros i Hi. specialize (H i Hi).
  pose proof (Rabs_pos (u i)).
  rewrite <- (Rabs_pos_eq (u i * u i)), <- (Rabs_pos_eq (v i * v i)) by nra.
  rewrite !Rabs_mult. nra.
Qed.

Lemma norm_mono n u v :
  (forall i, (i < n)%nat -> Rabs (u i) <= Rabs (v i)) -> norm n u <= norm n v.
Proof. intros H. apply sqrt_le_1_alt, sq_mono, H. Qed.

(** The norm of the first coordinates only is smaller. *)
Lemma norm_shorter n k v : (n <= k)%nat -> norm n v <= norm k v.
Proof.
  intros H. apply sqrt_le_1_alt. unfold sq.
  induction H; [lra|]. simpl. nra.
Qed.

Lemma norm_scal n c v : 0 <= c -> norm n (fun i => c * v i) = c * norm n v.
Proof.
  intros Hc. unfold norm.
  replace (sq n (fun i => c * v i)) with (c * c * sq n v).
  - rewrite sqrt_mult by (try apply sq_nonneg; nra). now rewrite sqrt_square.
  - unfold sq. rewrite <- sum_scal. apply sum_ext; intros; ring.
Qed.

(** The discriminant of a non-negative quadratic form. *)
Lemma cauchy_schwarz_sq n u v : dot n u v * dot n u v <= sq n u * sq n v.
Proof.
  unfold dot, sq. induction n; simpl; [lra|].
  set (s := sum n (fun i => u i * v i)) in *.
  pose proof (sq_nonneg n u) as HP. unfold sq in HP.
  pose proof (sq_nonneg n v) as HQ. unfold sq in HQ.
  set (p := sum n (fun i => u i * u i)) in *.
  set (q := sum n (fun i => v i * v i)) in *.
  set (a := u n). set (b := v n).
  assert (H : 2 * (s * (a * b)) <= p * (b * b) + q * (a * a)).
  { apply sqr_le_le; [nra|].
    assert (0 <= (p * (b * b) - q * (a * a)) * (p * (b * b) - q * (a * a)))
      by apply Rle_0_sqr.
    assert (0 <= (p * q - s * s) * (a * a * (b * b))) by (apply Rmult_le_pos; nra).
    nra. }
  nra.
Qed.

Lemma cauchy_schwarz n u v : dot n u v <= norm n u * norm n v.
Proof.
  apply sqr_le_le.
  - apply Rmult_le_pos; apply norm_nonneg.
  - replace (norm n u * norm n v * (norm n u * norm n v))
      with (norm n u * norm n u * (norm n v * norm n v)) by ring.
    rewrite !norm_sq. apply cauchy_schwarz_sq.
Qed.

Lemma minkowski n u v : norm n (fun i => u i + v i) <= norm n u + norm n v.
Proof.
  apply norm_le.
  - pose proof (norm_nonneg n u). pose proof (norm_nonneg n v). lra.
  - pose proof (cauchy_schwarz n u v).
    replace (sq n (fun i => u i + v i)) with (sq n u + 2 * dot n u v + sq n v).
    + rewrite <- !norm_sq. nra.
    + unfold sq, dot. rewrite <- sum_scal, <- !sum_plus. apply sum_ext; intros; ring.
Qed.

(** A vector with entries in [-F, F] (Section 4: |F_{i-1}(x)|_2 <= sqrt n F_max). *)
Lemma norm_max n v F :
  0 <= F -> (forall i, (i < n)%nat -> Rabs (v i) <= F) ->
  norm n v <= sqrt (INR n) * F.
Proof.
  intros HF H.
  pose proof (pos_INR n) as Hn.
  apply norm_le; [apply Rmult_le_pos; [apply sqrt_pos|exact HF]|].
  replace (sqrt (INR n) * F * (sqrt (INR n) * F))
    with (sqrt (INR n) * sqrt (INR n) * (F * F)) by ring.
  rewrite sqrt_sqrt, <- sum_const by exact Hn. apply sum_le.
  intros i Hi. specialize (H i Hi). apply Rabs_le_inv in H. nra.
Qed.

(** ** Matrices: operator bounds *)

(** A v, for a matrix with m columns. *)
Definition mulmv (m : nat) (A : mat) (v : vec) : vec :=
  fun o => sum m (fun d => A o d * v d).

(** |A|_2 <= c, for a matrix of n rows and m columns, without singular values:
    |A v|_2 <= c |v|_2 for every v. *)
Definition op_bound (n m : nat) (A : mat) (c : R) : Prop :=
  0 <= c /\ forall v, norm n (mulmv m A v) <= c * norm m v.

Definition transpose (A : mat) : mat := fun i j => A j i.

(** The squared form, in which claims are tested. *)
Lemma op_bound_sq n m A c :
  0 <= c ->
  (forall v, sq n (mulmv m A v) <= c * c * sq m v) -> op_bound n m A c.
Proof.
  intros Hc H. split; [exact Hc|]. intros v.
  apply norm_le.
  - apply Rmult_le_pos; [exact Hc | apply norm_nonneg].
  - specialize (H v). rewrite <- norm_sq in H.
    replace (c * norm m v * (c * norm m v)) with (c * c * (norm m v * norm m v)) by ring.
    now rewrite norm_sq in *.
Qed.

Lemma op_bound_le n m A c c' : op_bound n m A c -> c <= c' -> op_bound n m A c'.
Proof.
  intros [Hc H] Hle. split; [lra|]. intros v. specialize (H v).
  pose proof (norm_nonneg m v). nra.
Qed.

Lemma op_bound_ext n m A B c :
  (forall o d, (o < n)%nat -> (d < m)%nat -> A o d = B o d) ->
  op_bound n m A c -> op_bound n m B c.
Proof.
  intros HE [Hc H]. split; [exact Hc|]. intros v.
  rewrite (norm_ext n _ (mulmv m A v)); [apply H|].
  intros o Ho. apply sum_ext. intros d Hd. now rewrite HE.
Qed.

(** A and its transpose have the same operator bounds: one may test the smaller
    Gram matrix.  |Av|^2 = <v, A^T (Av)> <= |v| c |Av|. *)
Lemma op_bound_transpose_1 n m A c :
  op_bound m n (transpose A) c -> op_bound n m A c.
Proof.
  intros [Hc H]. split; [exact Hc|]. intros v.
  set (w := mulmv m A v).
  assert (E : sq n w = dot m v (mulmv n (transpose A) w)).
  { unfold sq, dot, mulmv, transpose.
    rewrite (sum_ext n _ (fun o => sum m (fun d => A o d * v d * w o))).
    - rewrite sum_swap. apply sum_ext. intros d _.
      rewrite <- sum_scal. apply sum_ext; intros; ring.
    - intros o _. rewrite sum_scal_r. reflexivity. }
  pose proof (cauchy_schwarz m v (mulmv n (transpose A) w)) as CS.
  specialize (H w).
  rewrite <- E, <- norm_sq in CS.
  pose proof (norm_nonneg m v). pose proof (norm_nonneg n w).
  destruct (Req_dec (norm n w) 0) as [Z|Z].
  - rewrite Z. apply Rmult_le_pos; assumption.
  - apply Rmult_le_reg_r with (norm n w); [lra|]. nra.
Qed.

Lemma op_bound_transpose n m A c :
  op_bound n m A c <-> op_bound m n (transpose A) c.
Proof.
  split; [|apply op_bound_transpose_1]. intros H. apply op_bound_transpose_1. exact H.
Qed.

(** Entrywise domination: |A_od| <= D_od, then what bounds D bounds A. *)
Lemma op_bound_dominated n m A D c :
  (forall o d, (o < n)%nat -> (d < m)%nat -> Rabs (A o d) <= D o d) ->
  op_bound n m D c -> op_bound n m A c.
Proof.
  intros HD [Hc H]. split; [exact Hc|]. intros v.
  specialize (H (fun d => Rabs (v d))).
  replace (norm m (fun d => Rabs (v d))) with (norm m v) in H.
  - eapply Rle_trans; [|exact H]. apply norm_mono. intros o Ho.
    unfold mulmv. eapply Rle_trans; [apply sum_abs|].
    eapply Rle_trans; [|apply Rle_abs]. apply sum_le. intros d Hd.
    rewrite Rabs_mult. apply Rmult_le_compat_r; [apply Rabs_pos|auto].
  - unfold norm, sq. f_equal. apply sum_ext. intros. rewrite <- Rabs_mult.
    symmetry. apply Rabs_pos_eq. nra.
Qed.

Lemma mulmv_minus m A u v o :
  mulmv m A u o - mulmv m A v o = mulmv m A (vsub u v) o.
Proof. unfold mulmv, vsub. rewrite <- sum_minus. apply sum_ext; intros; ring. Qed.

(** Frobenius: |A|_2^2 <= sum of the squared entries. *)
Lemma frobenius_sq n m A v :
  sq n (mulmv m A v) <= sum n (fun o => sq m (A o)) * sq m v.
Proof.
  rewrite <- sum_scal_r. apply sum_le. intros o _.
  apply (cauchy_schwarz_sq m (A o) v).
Qed.

(** Section 2: |M|_2 <= sqrt(nm) |M|_max. *)
Lemma op_bound_max_norm n m A c :
  0 <= c -> (forall o d, (o < n)%nat -> (d < m)%nat -> Rabs (A o d) <= c) ->
  op_bound n m A (sqrt (INR n * INR m) * c).
Proof.
  intros Hc H. pose proof (pos_INR n) as Hn. pose proof (pos_INR m) as Hm.
  apply op_bound_sq; [apply Rmult_le_pos; [apply sqrt_pos|exact Hc]|]. intros v.
  eapply Rle_trans; [apply frobenius_sq|].
  apply Rmult_le_compat_r; [apply sq_nonneg|].
  replace (sqrt (INR n * INR m) * c * (sqrt (INR n * INR m) * c))
    with (sqrt (INR n * INR m) * sqrt (INR n * INR m) * (c * c)) by ring.
  rewrite sqrt_sqrt by (apply Rmult_le_pos; assumption).
  rewrite Rmult_assoc, <- sum_const. apply sum_le. intros o Ho.
  rewrite <- sum_const. apply sum_le. intros d Hd.
  specialize (H o d Ho Hd). apply Rabs_le_inv in H. nra.
Qed.

(** A matrix given by its rows. *)
Definition matrix (rows : list (list R)) : mat :=
  fun o d => List.nth d (List.nth o rows List.nil) 0.

(** ** Functions of one variable: Lipschitz factors, the ReLU *)

(** A function with Lipschitz factor [lam]. *)
Definition lipschitz (f : R -> R) (lam : R) : Prop :=
  forall s t, Rabs (f s - f t) <= lam * Rabs (s - t).

Lemma lipschitz_nonneg f lam : lipschitz f lam -> 0 <= lam.
Proof.
  intros H. specialize (H 1 0). pose proof (Rabs_pos (f 1 - f 0)).
  replace (1 - 0) with 1 in H by ring. rewrite Rabs_R1 in H. lra.
Qed.

(** Step (b) of the paper's proof of Lemma 1. *)
Lemma norm_lipschitz n f lam u v :
  lipschitz f lam ->
  norm n (fun i => f (u i) - f (v i)) <= lam * norm n (vsub u v).
Proof.
  intros H. pose proof (lipschitz_nonneg f lam H) as Hl.
  rewrite <- norm_scal by exact Hl. apply norm_mono. intros i _.
  rewrite Rabs_mult, (Rabs_pos_eq lam Hl). apply H.
Qed.

Definition increasing (f : R -> R) : Prop := forall s t, s <= t -> f s <= f t.

Definition relu (x : R) : R := Rmax 0 x.

Lemma relu_pos x : 0 <= x -> relu x = x.
Proof. intros; unfold relu; now apply Rmax_right. Qed.

Lemma relu_neg x : x <= 0 -> relu x = 0.
Proof. intros; unfold relu; now apply Rmax_left. Qed.

Lemma relu_nonneg x : 0 <= relu x.
Proof. apply Rmax_l. Qed.

Lemma relu_increasing : increasing relu.
Proof. intros s t H. unfold relu. apply Rle_max_compat_l, H. Qed.

Lemma relu_lipschitz : lipschitz relu 1.
Proof.
  intros s t. rewrite Rmult_1_l. unfold relu, Rmax.
  destruct (Rle_dec 0 s), (Rle_dec 0 t); unfold Rabs;
    repeat match goal with |- context [Rcase_abs ?x] => destruct (Rcase_abs x) end; lra.
Qed.

(** * Linear.v -- finite sums, products, maxima; Euclidean norm; operator bounds

    The vocabulary that the other Coq files of this directory share, from the
    standard library's real numbers alone.

    A vector is a function [nat -> R] of which the first [n] values count, a
    matrix a function of row and column; the dimensions are always written.
    Proved here: Cauchy-Schwarz and Minkowski, [|M|_2 <= c sqrt(ab)] for a
    matrix with entries in [-c, c] (Section 2), the behaviour of an operator
    bound under transposition and entrywise domination.  Nothing of the paper's
    own results is here. *)

Require Import Reals Lra Lia.
Open Scope R_scope.

(** ** Sums, products, maxima *)

(** [sum n f] is f 0 + ... + f (n-1); [prod n f] the product. *)
Fixpoint sum (n : nat) (f : nat -> R) : R :=
  match n with O => 0 | S k => sum k f + f k end.

Fixpoint prod (n : nat) (f : nat -> R) : R :=
  match n with O => 1 | S k => prod k f * f k end.

(** Sum and product over t = m, ..., n, both ends included. *)
Definition sum_range (m n : nat) (f : nat -> R) : R :=
  sum (S n - m) (fun i => f (m + i)%nat).

Definition prod_range (m n : nat) (f : nat -> R) : R :=
  prod (S n - m) (fun i => f (m + i)%nat).

(** The maximum of f 1, ..., f T.  (An empty maximum has no value in the paper;
    here it is f 1.  No theorem uses it.) *)
Fixpoint max_upto (k : nat) (f : nat -> R) : R :=
  match k with O => f 1%nat | S k => Rmax (max_upto k f) (f (S (S k))) end.

Definition max_range (T : nat) (f : nat -> R) : R := max_upto (pred T) f.

Lemma sum_ext n f g :
  (forall i, (i < n)%nat -> f i = g i) -> sum n f = sum n g.
Proof.
  induction n; simpl; intros H; [reflexivity|].
  rewrite IHn, H; auto with arith.
Qed.

Lemma sum_le n f g :
  (forall i, (i < n)%nat -> f i <= g i) -> sum n f <= sum n g.
Proof.
  induction n; simpl; intros H; [lra|].
  assert (sum n f <= sum n g) by auto with arith.
  assert (f n <= g n) by auto with arith. lra.
Qed.

Lemma sum_0 n : sum n (fun _ => 0) = 0.
Proof. induction n; simpl; lra. Qed.

Lemma sum_const n c : sum n (fun _ => c) = INR n * c.
Proof. induction n; [simpl; lra|]. simpl sum. rewrite S_INR, IHn; ring. Qed.

Lemma sum_nonneg n f :
  (forall i, (i < n)%nat -> 0 <= f i) -> 0 <= sum n f.
Proof. intros H. rewrite <- (sum_0 n). now apply sum_le. Qed.

Lemma sum_plus n f g : sum n (fun i => f i + g i) = sum n f + sum n g.
Proof. induction n; simpl; [|rewrite IHn]; lra. Qed.

Lemma sum_minus n f g : sum n (fun i => f i - g i) = sum n f - sum n g.
Proof. induction n; simpl; [|rewrite IHn]; lra. Qed.

Lemma sum_scal n c f : sum n (fun i => c * f i) = c * sum n f.
Proof. induction n; simpl; [|rewrite IHn]; lra. Qed.

Lemma sum_scal_r n c f : sum n (fun i => f i * c) = sum n f * c.
Proof. induction n; simpl; [|rewrite IHn]; lra. Qed.

Lemma sum_swap n m (f : nat -> nat -> R) :
  sum n (fun i => sum m (fun j => f i j)) = sum m (fun j => sum n (fun i => f i j)).
Proof.
  induction n; simpl.
  - symmetry; apply sum_0.
  - rewrite IHn, <- sum_plus. reflexivity.
Qed.

Lemma sum_abs n f : Rabs (sum n f) <= sum n (fun i => Rabs (f i)).
Proof.
  induction n; simpl.
  - rewrite Rabs_R0; lra.
  - eapply Rle_trans; [apply Rabs_triang|]. lra.
Qed.

(** A sum with one term. *)
Lemma sum_single n k g :
  (k < n)%nat -> sum n (fun i => if Nat.eqb k i then g i else 0) = g k.
Proof.
  induction n; intros H; [lia|]. simpl.
  destruct (Nat.eqb_spec k n) as [->|Hne].
  - rewrite (sum_ext n _ (fun _ => 0)), sum_0; [lra|].
    intros i Hi. destruct (Nat.eqb_spec n i); [lia|reflexivity].
  - rewrite IHn by lia. lra.
Qed.

Lemma prod_ext n f g :
  (forall i, (i < n)%nat -> f i = g i) -> prod n f = prod n g.
Proof.
  induction n; simpl; intros H; [reflexivity|].
  rewrite IHn, H; auto with arith.
Qed.

Lemma prod_nonneg n f :
  (forall i, (i < n)%nat -> 0 <= f i) -> 0 <= prod n f.
Proof.
  induction n; simpl; intros H; [lra|].
  apply Rmult_le_pos; auto with arith.
Qed.

Lemma prod_ge_1 n f :
  (forall i, (i < n)%nat -> 1 <= f i) -> 1 <= prod n f.
Proof.
  induction n; simpl; intros H; [lra|].
  assert (1 <= prod n f) by auto with arith.
  assert (1 <= f n) by auto with arith. nra.
Qed.

Lemma prod_1 n : prod n (fun _ => 1) = 1.
Proof. induction n; simpl; [|rewrite IHn]; lra. Qed.

Lemma prod_le n f g :
  (forall i, (i < n)%nat -> 0 <= f i <= g i) -> prod n f <= prod n g.
Proof.
  induction n; simpl; intros H; [lra|].
  apply Rmult_le_compat; try apply H; auto with arith.
  apply prod_nonneg; intros; apply H; lia.
Qed.

Lemma prod_mult n f g : prod n (fun i => f i * g i) = prod n f * prod n g.
Proof. induction n; simpl; [|rewrite IHn]; lra. Qed.

(** The last term of a sum or product over m..n, and the empty ones. *)
Lemma sum_range_last m n f :
  (m <= S n)%nat -> sum_range m (S n) f = sum_range m n f + f (S n).
Proof.
  intros H. unfold sum_range. replace (S (S n) - m)%nat with (S (S n - m)) by lia.
  cbn [sum]. now replace (m + (S n - m))%nat with (S n) by lia.
Qed.

Lemma prod_range_last m n f :
  (m <= S n)%nat -> prod_range m (S n) f = prod_range m n f * f (S n).
Proof.
  intros H. unfold prod_range. replace (S (S n) - m)%nat with (S (S n - m)) by lia.
  cbn [prod]. now replace (m + (S n - m))%nat with (S n) by lia.
Qed.

Lemma prod_range_empty m n f : (n < m)%nat -> prod_range m n f = 1.
Proof. intros H. unfold prod_range. now replace (S n - m)%nat with 0%nat by lia. Qed.

Lemma sum_range_ext m n f g :
  (forall t, (m <= t <= n)%nat -> f t = g t) -> sum_range m n f = sum_range m n g.
Proof. intros H; apply sum_ext; intros i Hi; apply H; lia. Qed.

Lemma sum_range_le m n f g :
  (forall t, (m <= t <= n)%nat -> f t <= g t) -> sum_range m n f <= sum_range m n g.
Proof. intros H; apply sum_le; intros i Hi; apply H; lia. Qed.

Lemma sum_range_nonneg m n f :
  (forall t, (m <= t <= n)%nat -> 0 <= f t) -> 0 <= sum_range m n f.
Proof. intros H; apply sum_nonneg; intros i Hi; apply H; lia. Qed.

Lemma prod_range_ext m n f g :
  (forall t, (m <= t <= n)%nat -> f t = g t) -> prod_range m n f = prod_range m n g.
Proof. intros H; apply prod_ext; intros i Hi; apply H; lia. Qed.

Lemma prod_range_nonneg m n f :
  (forall t, (m <= t <= n)%nat -> 0 <= f t) -> 0 <= prod_range m n f.
Proof. intros H; apply prod_nonneg; intros i Hi; apply H; lia. Qed.

Lemma prod_range_ge_1 m n f :
  (forall t, (m <= t <= n)%nat -> 1 <= f t) -> 1 <= prod_range m n f.
Proof. intros H; apply prod_ge_1; intros i Hi; apply H; lia. Qed.

Lemma prod_range_le m n f g :
  (forall t, (m <= t <= n)%nat -> 0 <= f t <= g t) -> prod_range m n f <= prod_range m n g.
Proof. intros H; apply prod_le; intros i Hi; apply H; lia. Qed.

Lemma max_range_ge T f t : (1 <= t <= T)%nat -> f t <= max_range T f.
Proof.
  unfold max_range. intros H.
  assert (Hk : (t <= S (pred T))%nat) by lia. destruct H as [H _]. revert Hk.
  generalize (pred T) as k. induction k; simpl; intros Hk.
  - replace t with 1%nat by lia. lra.
  - destruct (Nat.eq_dec t (S (S k))) as [->|Hne]; [apply Rmax_r|].
    eapply Rle_trans; [apply IHk; lia | apply Rmax_l].
Qed.

Lemma max_range_lub T f m :
  (1 <= T)%nat -> (forall t, (1 <= t <= T)%nat -> f t <= m) -> max_range T f <= m.
Proof.
  unfold max_range. intros HT H.
  assert (Hk : forall t, (1 <= t <= S (pred T))%nat -> f t <= m) by (intros; apply H; lia).
  clear H. revert Hk. generalize (pred T) as k.
  induction k; simpl; intros Hk; [apply Hk; lia|].
  apply Rmax_lub; [apply IHk; intros; apply Hk; lia | apply Hk; lia].
Qed.

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

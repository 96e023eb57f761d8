(** * Finite sums, products and maxima

    [sum n f] is f 0 + ... + f (n-1), [prod] the product, [sum_range], [prod_range] and
    [max_range] run over m..n or 1..T, as the paper writes them.  Proved: how they are
    compared ([sum_le], [prod_le], [max_range_lub]), exchanged ([sum_swap]) and cut
    ([sum_split], [sum_mul]), and what a sum over a list with equal or bounded terms is.
    There is no main theorem: this is the vocabulary of all the other files.  *)

From Coq Require Import Reals Lra Lia List.
Open Scope R_scope.

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

Lemma prod_const n c : prod n (fun _ => c) = c ^ n.
Proof. induction n as [|n IH]; simpl; [reflexivity|rewrite IH; ring]. Qed.

(** Sums cut in pieces. *)
Lemma sum_first n f : sum (S n) f = f 0%nat + sum n (fun i => f (i + 1)%nat).
Proof.
  induction n; [simpl; lra|]. change (sum (S (S n)) f) with (sum (S n) f + f (S n)).
  rewrite IHn. simpl. rewrite Nat.add_1_r. ring.
Qed.

Lemma sum_split a b f : sum (a + b) f = sum a f + sum b (fun i => f (a + i)%nat).
Proof.
  induction b as [|b IH]; [rewrite Nat.add_0_r; simpl; ring|].
  rewrite Nat.add_succ_r; simpl; rewrite IH; ring.
Qed.

Lemma sum_mul a b f : sum (a * b) f = sum a (fun u => sum b (fun v => f (u * b + v)%nat)).
Proof.
  induction a as [|a IH]; [reflexivity|].
  change (S a * b)%nat with (b + a * b)%nat; rewrite Nat.add_comm, sum_split, IH; reflexivity.
Qed.

Lemma sum_zero_after a n f : (a <= n)%nat -> (forall i, (a <= i)%nat -> f i = 0) -> sum n f = sum a f.
Proof.
  intros hn h; replace n with (a + (n - a))%nat by lia; rewrite sum_split.
  rewrite (sum_ext (n - a) _ (fun _ => 0)) by (intros; apply h; lia); rewrite sum_0; ring.
Qed.

(** ** Sums over a list *)

Lemma shares_total (T : Type) (q : R) (N : T -> nat) (l : list T) :
  fold_right Rplus 0 (map (fun t => q * INR (N t)) l)
    = q * INR (fold_right Nat.add 0%nat (map N l)).
Proof. induction l as [|t l IH]; simpl; [ring|]. rewrite plus_INR, IH; ring. Qed.

Lemma total_equal (T : Type) (N : T -> nat) c (l : list T) : (forall t, In t l -> N t = c) ->
  fold_right Nat.add 0%nat (map N l) = (length l * c)%nat.
Proof.
  induction l as [|t l IH]; intro h; [reflexivity|].
  simpl; rewrite IH, (h t) by (simpl; auto; intros; apply h; right; assumption); reflexivity.
Qed.

Lemma total_at_most (T : Type) (N : T -> nat) c (l : list T) : (forall t, In t l -> (N t <= c)%nat) ->
  (fold_right Nat.add 0%nat (map N l) <= length l * c)%nat.
Proof.
  induction l as [|t l IH]; intro h; simpl; [lia|].
  apply Nat.add_le_mono; [apply h; left; reflexivity|apply IH; intros; apply h; right; assumption].
Qed.

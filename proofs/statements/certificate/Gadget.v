(** * The gadget: what the kept intermediate ReLU neurons compute

    The paper's Section 5 ("x -> w^ x", x = s(x) - s(-x)), without supposing that both
    branches have the same weight.  The point is [gadget]: the kept neurons of a layer act on
    an input y as the matrix whose entry at (o, d) is w^+ where y_d >= 0 and w^- where
    y_d < 0.  [masked_layer]: those neurons are an ordinary layer under 0/1 masks.
    [gadget_error]: each branch has an error of its own.  *)

From Coq Require Import Reals Lra Lia List Bool Arith.
From Certify.coq Require Import Linear.
Import ListNotations.
Open Scope R_scope.

(** One kept out-edge of an intermediate neuron: the neuron's only input [inp]
    and in-weight, the output [out] and out-weight.  A neuron that keeps several
    out-edges occurs several times. *)
Record edge := { w_in : R; w_out : R; inp : nat; out : nat }.

Definition lsum {A} (f : A -> R) (l : list A) : R :=
  fold_right (fun a s => f a + s) 0 l.

(** Pre-activation o of the pruned network, at the layer input y. *)
Definition pre_G (kept : list edge) (y : vec) : vec := fun o =>
  lsum (fun z => if out z =? o then w_out z * relu (w_in z * y (inp z)) else 0) kept.

(** The virtual weights: w^+ from the neurons with w_in > 0, which act where the
    input is positive, w^- from those with w_in < 0. *)
Definition w_plus (kept : list edge) : mat := fun o d =>
  lsum (fun z => if (out z =? o) && (inp z =? d)
                 then if Rlt_dec 0 (w_in z) then w_out z * w_in z else 0
                 else 0) kept.

Definition w_minus (kept : list edge) : mat := fun o d =>
  lsum (fun z => if (out z =? o) && (inp z =? d)
                 then if Rlt_dec (w_in z) 0 then w_out z * w_in z else 0
                 else 0) kept.

(** The branch in force at the input y. *)
Definition w_branch (kept : list edge) (y : vec) : mat := fun o d =>
  if Rle_dec 0 (y d) then w_plus kept o d else w_minus kept o d.

(** One neuron: w_out * relu (w_in * x) = (w_out * w_in) * x on one side of 0. *)
Lemma one_neuron a b x :
  b * relu (a * x) =
  (if Rle_dec 0 x then if Rlt_dec 0 a then b * a else 0
   else if Rlt_dec a 0 then b * a else 0) * x.
Proof.
  destruct (Rle_dec 0 x), (Rlt_dec 0 a), (Rlt_dec a 0); try lra;
    first [rewrite relu_pos by nra; ring | rewrite relu_neg by nra; ring].
Qed.

Theorem gadget : forall (kept : list edge) (m : nat) (y : vec) (o : nat),
  (forall z, In z kept -> (inp z < m)%nat) ->
  pre_G kept y o =
  sum m (fun d => (if Rle_dec 0 (y d) then w_plus kept o d else w_minus kept o d) * y d).
Proof.
  intros kept m y o. induction kept as [|z kept IH]; intros Hin.
  - unfold pre_G, w_plus, w_minus; simpl. rewrite (sum_ext m _ (fun _ => 0)), sum_0; auto.
    intros d _. destruct (Rle_dec 0 (y d)); ring.
  - unfold pre_G, w_plus, w_minus in *; simpl.
    rewrite IH by (intros; apply Hin; now right). clear IH.
    assert (Hz : (inp z < m)%nat) by (apply Hin; now left).
    destruct (out z =? o); simpl.
    + rewrite one_neuron.
      rewrite <- (sum_single m (inp z) (fun d =>
        (if Rle_dec 0 (y d) then if Rlt_dec 0 (w_in z) then w_out z * w_in z else 0
         else if Rlt_dec (w_in z) 0 then w_out z * w_in z else 0) * y d)) by exact Hz.
      rewrite <- sum_plus. apply sum_ext. intros d _.
      destruct (inp z =? d), (Rle_dec 0 (y d)); ring.
    + rewrite Rplus_0_l. apply sum_ext. intros d _. destruct (Rle_dec 0 (y d)); ring.
Qed.

(** Each branch has its own error, so each needs eps_w, not eps_w / 2. *)
Corollary gadget_error : forall (kept : list edge) (m : nat) (W : mat) (y : vec) (o : nat),
  (forall z, In z kept -> (inp z < m)%nat) ->
  Rabs (mulmv m W y o - pre_G kept y o) <=
  sum m (fun d => Rmax (Rabs (W o d - w_plus kept o d))
                       (Rabs (W o d - w_minus kept o d)) * Rabs (y d)).
Proof.
  intros kept m W y o Hin. rewrite (gadget kept m) by exact Hin.
  unfold mulmv. rewrite <- sum_minus. eapply Rle_trans; [apply sum_abs|].
  apply sum_le. intros d _. rewrite <- Rmult_minus_distr_r, Rabs_mult.
  apply Rmult_le_compat_r; [apply Rabs_pos|].
  destruct (Rle_dec 0 (y d)); [apply Rmax_l | apply Rmax_r].
Qed.

(** The list of kept edges is a masked layer.  A fully connected layer of G
    has M intermediate neurons, in-weights [Zin] (M rows, m columns), out-weights
    [Zout] (n rows, M columns); the masks are [b_in], [b_out] and leave to a neuron
    no input but [the_inp z]. *)
Section Masked.

Variables (M m n : nat) (Zin Zout : mat) (b_in b_out : nat -> nat -> bool).
Variable the_inp : nat -> nat.

Definition masked (b : nat -> nat -> bool) (A : mat) : mat :=
  fun i j => if b i j then A i j else 0.

Definition masked_pre (y : vec) : vec :=
  mulmv M (masked b_out Zout) (fun z => relu (mulmv m (masked b_in Zin) y z)).

Definition edges_of_masks : list edge :=
  flat_map (fun z => flat_map (fun o =>
    if b_out o z && b_in z (the_inp z)
    then [{| w_in := Zin z (the_inp z); w_out := Zout o z; inp := the_inp z; out := o |}]
    else []) (seq 0 n)) (seq 0 M).

Lemma lsum_app {A} (f : A -> R) l1 l2 : lsum f (l1 ++ l2) = lsum f l1 + lsum f l2.
Proof. induction l1; simpl; [|rewrite IHl1]; lra. Qed.

Lemma lsum_flat_map_seq {A} (f : A -> R) g k :
  lsum f (flat_map g (seq 0 k)) = sum k (fun i => lsum f (g i)).
Proof.
  induction k; [reflexivity|].
  rewrite seq_S, flat_map_app, lsum_app, IHk. simpl. rewrite app_nil_r. lra.
Qed.

Theorem masked_layer : forall (y : vec) (o : nat),
  (forall z, (z < M)%nat -> (the_inp z < m)%nat) ->
  (forall z d, (z < M)%nat -> (d < m)%nat -> b_in z d = true -> d = the_inp z) ->
  (o < n)%nat ->
  masked_pre y o = pre_G edges_of_masks y o.
Proof.
  intros y o Hm Hone Ho. unfold masked_pre, pre_G, edges_of_masks, mulmv at 1.
  rewrite lsum_flat_map_seq. apply sum_ext. intros z Hz.
  rewrite lsum_flat_map_seq.
  assert (E : mulmv m (masked b_in Zin) y z
              = if b_in z (the_inp z) then Zin z (the_inp z) * y (the_inp z) else 0).
  { unfold mulmv, masked.
    rewrite (sum_ext m _ (fun d => if the_inp z =? d
      then (if b_in z d then Zin z d else 0) * y d else 0)).
    - rewrite sum_single by auto. destruct (b_in z (the_inp z)); ring.
    - intros d Hd. destruct (Nat.eqb_spec (the_inp z) d) as [E|Hne]; [reflexivity|].
      destruct (b_in z d) eqn:B; [|ring].
      exfalso; apply Hne; symmetry; now apply Hone. }
  rewrite E. unfold masked.
  rewrite (sum_ext n _ (fun o' => if o =? o'
    then if b_out o' z && b_in z (the_inp z)
         then Zout o' z * relu (Zin z (the_inp z) * y (the_inp z)) else 0 else 0)).
  - rewrite sum_single by exact Ho.
    destruct (b_out o z), (b_in z (the_inp z)); simpl; try ring.
    rewrite relu_pos by lra; ring.
  - intros o' _. rewrite (Nat.eqb_sym o o').
    destruct (b_out o' z && b_in z (the_inp z)); simpl;
      destruct (o' =? o); lra.
Qed.

End Masked.

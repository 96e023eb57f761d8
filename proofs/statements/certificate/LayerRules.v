(** * One layer: the rule for inputs >= 0 and the rule for signed inputs

    If the inputs u of F and v of G^ differ by at most E and |u|_2 <= S, how much do the
    outputs differ?  [unsigned_step]: where v >= 0, at most lambda (|W^|_2 E + |W* - W^|_2 S).
    [signed_step]: for inputs of any sign, at most lambda ((|W*|_2 + |Delta|_2) E + |Delta|_2 S),
    Delta being the larger error of the two branches, entry by entry.
    The point is [one_layer]: [next_error] computes E_i from E_{i-1} by either rule, or by
    the better of several.  *)

From Coq Require Import Reals Lra Lia List Bool Arith.
From Certify.coq Require Import Linear.
From Certify.certificate Require Import Gadget Norms PrunedNetwork.
Import ListNotations.
Open Scope R_scope.

(** The error matrices: [W* - W^+ | b - b^], and Delta, the larger of the two
    branch errors -- for an input [nn] that is never negative, and for the unit,
    the error of the positive branch alone. *)
Definition err (L : layer) : mat := fun o d => W L o d - w_plus (kept L) o d.

Definition delta (nn : nat -> bool) (L : layer) : mat := fun o d =>
  if (n_in L <=? d) || nn d
  then Rabs (W L o d - w_plus (kept L) o d)
  else Rmax (Rabs (W L o d - w_plus (kept L) o d)) (Rabs (W L o d - w_minus (kept L) o d)).

(** What the claims of a rule say. *)
Fixpoint claims_hold (nn : nat -> bool) (L : layer) (r : rule) : Prop :=
  match r with
  | Unsigned c_What c_err =>
      (forall d, (d < n_in L)%nat -> nn d = true) /\
      op_bound (n_out L) (n_in L) (w_plus (kept L)) c_What /\
      op_bound (n_out L) (cols L) (err L) c_err
  | Signed c_W c_Delta c_err =>
      op_bound (n_out L) (n_in L) (W L) c_W /\
      op_bound (n_out L) (n_in L) (delta nn L) c_Delta /\
      op_bound (n_out L) (cols L) (delta nn L) c_err
  | Best r1 r2 => claims_hold nn L r1 /\ claims_hold nn L r2
  end.

(** E_i from E_{i-1}; S bounds |(F_{i-1}(x), 1)|_2, without the 1 when the layer
    has no biases. *)
Fixpoint next_error (lambda E S : R) (r : rule) : R :=
  match r with
  | Unsigned c_What c_err => lambda * (c_What * E + c_err * S)
  | Signed c_W c_Delta c_err => lambda * ((c_W + c_Delta) * E + c_err * S)
  | Best r1 r2 => Rmin (next_error lambda E S r1) (next_error lambda E S r2)
  end.

(** ** (c) One layer *)

(** The unit is the same in both networks, so it carries no earlier error. *)
Lemma unit_cancels L A u v o :
  mulmv (cols L) A (vsub (with_unit L u) (with_unit L v)) o
  = mulmv (n_in L) A (vsub u v) o.
Proof.
  assert (E : sum (n_in L) (fun d => A o d * vsub (with_unit L u) (with_unit L v) d)
              = mulmv (n_in L) A (vsub u v) o).
  { apply sum_ext. intros d Hd. unfold vsub, with_unit.
    now replace (d <? n_in L) with true by (symmetry; now apply Nat.ltb_lt). }
  unfold cols. destruct (has_bias L); [|exact E].
  unfold mulmv at 1; simpl. rewrite E. unfold vsub at 2, with_unit.
  rewrite Nat.ltb_irrefl. ring.
Qed.

Lemma gadget_mulmv L y o :
  (forall z, In z (kept L) -> (inp z < cols L)%nat) ->
  pre_G (kept L) y o = mulmv (cols L) (w_branch (kept L) y) y o.
Proof. intros H. now apply gadget. Qed.

(** Steps (b), (c), (d) of the paper's proof of Lemma 1: split W*u - W^v as
    A(u - v) + B u and bound each term. *)
Lemma split_and_bound L u v E S cA cB A B :
  well_formed L ->
  norm (n_in L) (vsub u v) <= E ->
  norm (cols L) (with_unit L u) <= S ->
  op_bound (n_out L) (n_in L) A cA ->
  op_bound (n_out L) (cols L) B cB ->
  (forall o, (o < n_out L)%nat ->
     mulmv (cols L) (W L) (with_unit L u) o - pre_G (kept L) (with_unit L v) o
     = mulmv (n_in L) A (vsub u v) o + mulmv (cols L) B (with_unit L u) o) ->
  norm (n_out L) (vsub (F_layer L u) (G_layer L v)) <= lam L * (cA * E + cB * S).
Proof.
  intros [Hlip _] HE HS [HA0 HA] [HB0 HB] Heq.
  eapply Rle_trans; [apply (norm_lipschitz _ (act L) (lam L)), Hlip|].
  apply Rmult_le_compat_l; [exact (lipschitz_nonneg _ _ Hlip)|].
  rewrite (norm_ext (n_out L) _ (fun o =>
    mulmv (n_in L) A (vsub u v) o + mulmv (cols L) B (with_unit L u) o)) by exact Heq.
  eapply Rle_trans; [apply minkowski|]. apply Rplus_le_compat.
  - eapply Rle_trans; [apply HA|]. now apply Rmult_le_compat_l.
  - eapply Rle_trans; [apply HB|]. now apply Rmult_le_compat_l.
Qed.

Theorem unsigned_step : forall (L : layer) (u v : vec) (E S c_What c_err : R),
  well_formed L ->
  (forall d, (d < n_in L)%nat -> 0 <= v d) ->
  norm (n_in L) (vsub u v) <= E ->
  norm (cols L) (with_unit L u) <= S ->
  op_bound (n_out L) (n_in L) (w_plus (kept L)) c_What ->
  op_bound (n_out L) (cols L) (err L) c_err ->
  norm (n_out L) (vsub (F_layer L u) (G_layer L v)) <= lam L * (c_What * E + c_err * S).
Proof.
  intros L u v E S c_What c_err Hwf Hv HE HS HA HB.
  apply (split_and_bound L u v E S c_What c_err (w_plus (kept L)) (err L)); auto.
  intros o _. rewrite gadget_mulmv by apply Hwf. rewrite <- unit_cancels.
  unfold mulmv. rewrite <- sum_minus, <- sum_plus. apply sum_ext. intros d _.
  unfold w_branch, err. destruct (Rle_dec 0 (with_unit L v d)) as [_|Hneg].
  - unfold vsub. ring.
  - exfalso; apply Hneg. unfold with_unit. destruct (Nat.ltb_spec d (n_in L)); [auto|lra].
Qed.

(** Either branch is within Delta of W*. *)
Lemma branch_error nn L v o d :
  (forall d, (d < n_in L)%nat -> nn d = true -> 0 <= v d) ->
  Rabs (W L o d - w_branch (kept L) (with_unit L v) o d) <= delta nn L o d.
Proof.
  intros Hv. unfold w_branch, delta.
  destruct (Rle_dec 0 (with_unit L v d)) as [_|Hneg];
    destruct ((n_in L <=? d) || nn d) eqn:B; try lra.
  - apply Rmax_l.
  - exfalso; apply Hneg. unfold with_unit. destruct (Nat.ltb_spec d (n_in L)); [|lra].
    apply Hv; [assumption|]. destruct (nn d); [reflexivity|].
    rewrite orb_false_r in B. apply Nat.leb_le in B. lia.
  - apply Rmax_r.
Qed.

Theorem signed_step : forall (nn : nat -> bool) (L : layer) (u v : vec)
    (E S c_W c_Delta c_err : R),
  well_formed L ->
  (forall d, (d < n_in L)%nat -> nn d = true -> 0 <= v d) ->
  norm (n_in L) (vsub u v) <= E ->
  norm (cols L) (with_unit L u) <= S ->
  op_bound (n_out L) (n_in L) (W L) c_W ->
  op_bound (n_out L) (n_in L) (delta nn L) c_Delta ->
  op_bound (n_out L) (cols L) (delta nn L) c_err ->
  norm (n_out L) (vsub (F_layer L u) (G_layer L v)) <= lam L * ((c_W + c_Delta) * E + c_err * S).
Proof.
  intros nn L u v E S c_W c_Delta c_err Hwf Hv HE HS HW HD HB.
  set (What := w_branch (kept L) (with_unit L v)).
  set (err' := fun o d => W L o d - What o d).
  assert (Herr : forall o d, Rabs (err' o d) <= delta nn L o d)
    by (intros; unfold err', What; now apply branch_error).
  apply (split_and_bound L u v E S (c_W + c_Delta) c_err What err'); auto.
  - (* |W^| <= |W*| + |W* - W^| <= c_W + c_Delta *)
    assert (HE' : op_bound (n_out L) (n_in L) (fun o d => - err' o d) c_Delta).
    { apply (dominated _ _ _ (delta nn L)); [|exact HD].
      intros. rewrite Rabs_Ropp. apply Herr. }
    destruct HW as [HW0 HW], HE' as [HD0 HE']. split; [lra|]. intros x.
    rewrite (norm_ext (n_out L) _ (fun o => mulmv (n_in L) (W L) x o
               + mulmv (n_in L) (fun o d => - err' o d) x o)).
    + eapply Rle_trans; [apply minkowski|]. rewrite Rmult_plus_distr_r.
      apply Rplus_le_compat; auto.
    + intros o _. unfold mulmv. rewrite <- sum_plus. apply sum_ext. intros.
      unfold err'. ring.
  - apply (dominated _ _ _ (delta nn L)); auto.
  - intros o _. rewrite gadget_mulmv by apply Hwf. rewrite <- unit_cancels.
    unfold mulmv. rewrite <- sum_minus, <- sum_plus. apply sum_ext. intros d _.
    fold What. unfold err', vsub. ring.
Qed.

Lemma one_layer nn L u v E S r :
  well_formed L ->
  (forall d, (d < n_in L)%nat -> nn d = true -> 0 <= v d) ->
  norm (n_in L) (vsub u v) <= E ->
  norm (cols L) (with_unit L u) <= S ->
  claims_hold nn L r ->
  norm (n_out L) (vsub (F_layer L u) (G_layer L v)) <= next_error (lam L) E S r.
Proof.
  intros Hwf Hv HE HS. induction r as [c1 c2|c1 c2 c3|r1 IH1 r2 IH2]; simpl.
  - intros (Hnn & HA & HB). apply unsigned_step; auto.
  - intros (HW & HD & HB). apply (signed_step nn); auto.
  - intros [H1 H2]. apply Rmin_glb; auto.
Qed.

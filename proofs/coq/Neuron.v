(** * A random neuron: its weights, its signs, its pair of weights at an output and an input

    [p_w alpha beta] is the law of one weight: log-uniform magnitude, even sign.  [neuron]
    is the pair [z_out; z_in] that one target weight sees, [full_neuron] all weights of a
    fully connected neuron, [view] its pair at an output and an input, [hit] the event that
    the pair has given signs and its product lies in a given interval.
    The point is [view_lower]: a full neuron, looked at anywhere, is a neuron.  *)

From Coq Require Import Reals Lra Lia List Psatz Arith.
From Certify.coq Require Import Probability LogUniform.
Import ListNotations.
Open Scope R_scope.

(** A neuron, as one target weight sees it: [z_out; z_in]. *)
Definition z_out (z : list R) : R := nth 0 z 0.
Definition z_in (z : list R) : R := nth 1 z 0.

(** p_w on [-beta, -alpha] u [alpha, beta]; both weights of a neuron. *)
Definition p_w (alpha beta : R) : law R := symmetric (loguniform alpha beta).
Definition neuron (alpha beta : R) : law (list R) := iid (p_w alpha beta) 2.

(** The neuron has output sign s, input sign t, and its product in (w1, w2]. *)
Definition hit (s t w1 w2 : R) (z : list R) : Prop :=
  0 < s * z_out z /\ 0 < t * z_in z /\ w1 < Rabs (z_out z * z_in z) <= w2.

(** The sign of w*, the sign of a branch, and the product weight of a neuron. *)
Definition sg (w : R) : R := if Rlt_dec w 0 then -1 else 1.
Definition weight (z : list R) : R := z_out z * z_in z.
Definition sgn (s : bool) : R := if s then 1 else -1.

Lemma sg_sign w : sg w = 1 \/ sg w = -1.
Proof. unfold sg; destruct Rlt_dec; auto. Qed.

Lemma sg_abs w : w = sg w * Rabs w.
Proof. unfold sg, Rabs; destruct Rlt_dec, Rcase_abs; lra. Qed.

Lemma sgn_sign s : sgn s = 1 \/ sgn s = -1.
Proof. destruct s; auto. Qed.

(** ** A fully connected neuron *)

(** A fully connected neuron's weights: n out-weights, then q in-weights; and the pair
    [z_out; z_in] at output o and input d, both counted from 1. *)
Definition full_neuron (alpha beta : R) (n q : nat) : law (list R) := iid (p_w alpha beta) (n + q).
Definition view (n o d : nat) (z : list R) : list R := [nth (o - 1) z 0; nth (n + (d - 1)) z 0].

Section Marginals.
  Variables (X : Type) (x0 : X) (L : law X).

  Lemma iid_nth (f : X -> R) n : forall i, bounded f -> (i < n)%nat ->
    iid L n (fun l => f (nth i l x0)) = L f.
  Proof.
    induction n as [|n IH]; intros i hf hi; [lia|].
    change (L (fun x => iid L n (fun l => f (nth i (x :: l) x0))) = L f).
    destruct i as [|i]; simpl nth.
    - apply mean_ext; [|intro x; apply (mean_const (iid L n))].
      destruct hf as [B hB]; exists B; intro x.
      rewrite (mean_const (iid L n)); apply hB.
    - rewrite <- (mean_const L (L f)) at 1; apply mean_ext.
      + exists (Rabs (L f)); intro x; rewrite IH by (auto; lia); lra.
      + intro x; apply IH; [exact hf|lia].
  Qed.

  Lemma iid_nth2 (f : X -> X -> R) n : (exists B, forall x y, Rabs (f x y) <= B) ->
    forall i j, (i < j < n)%nat ->
    iid L n (fun l => f (nth i l x0) (nth j l x0)) = L (fun x => L (f x)).
  Proof.
    intros [B hB]; induction n as [|n IH]; intros i j hij; [lia|].
    change (L (fun x => iid L n (fun l => f (nth i (x :: l) x0) (nth j (x :: l) x0)))
            = L (fun x => L (f x))).
    assert (bf : forall x, bounded (f x)) by (intro x; exists B; apply hB).
    destruct j as [|j]; [lia|]; destruct i as [|i]; simpl nth.
    - apply mean_ext.
      + exists B; intro x; rewrite (iid_nth (f x)) by (auto; lia).
        apply Rabs_le, mean_range; intro y; specialize (hB x y).
        unfold Rabs in hB; destruct Rcase_abs; lra.
      + intro x; apply (iid_nth (f x)); [apply bf|lia].
    - rewrite <- (mean_const L (L (fun x => L (f x)))) at 1; apply mean_ext.
      + exists (Rabs (L (fun x => L (f x)))); intro x; rewrite IH by lia; lra.
      + intro x; apply IH; lia.
  Qed.
End Marginals.

(** At any output and input a neuron of the batch looks like a neuron of above. *)
Theorem view_lower alpha beta n q o d (A : list R -> Prop) :
  (1 <= o <= n)%nat -> (1 <= d <= q)%nat ->
  lower (full_neuron alpha beta n q) (fun z => A (view n o d z)) = lower (neuron alpha beta) A.
Proof.
  intros ho hd; unfold lower, upper; f_equal; unfold full_neuron, view.
  rewrite (iid_nth2 R 0 (p_w alpha beta) (fun x y => ind (~ A [x; y])) (n + q));
    [reflexivity| |lia].
  exists 1; intros x y; pose proof (ind_range (~ A [x; y])); rewrite Rabs_right; lra.
Qed.

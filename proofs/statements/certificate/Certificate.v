(** * Why a ticket that checks is true

    A ticket claims sup over the domain of |F(x) - G^(x)|_2 <= eps.  The checker verifies
    claims about norms and suprema ([checked]), then runs a recursion E_0 = 0, E_1, ..., E_l
    ([error_bound]).  The point is [certificate]: then |F(x) - G^(x)|_2 <= E_l at every x.
    [ticket]: so E_l <= eps suffices.  [certificate_masked]: the same for G under its masks.
    F and G^ are defined in PrunedNetwork.v, the rules of the recursion in LayerRules.v, how
    claims are verified in Norms.v and Suprema.v; Example.v shows that nothing is vacuous.  *)

(** Inputs of any sign, biases, any Lipschitz activation.  The paper's Lemma 1 (equal
    branches, no biases, one eps_w) is proved apart, in lemma_01/.  Not here: rounding (the
    checker computes in exact rationals), the random generator, and file formats. *)

From Coq Require Import Reals Lra Lia List Bool Arith.
From Certify.coq Require Import Linear.
From Certify.certificate Require Import Gadget PrunedNetwork LayerRules.
Import ListNotations.
Open Scope R_scope.

(** E_0 = 0, E_1, ..., E_l. *)
Definition error_bound (net : network) : R :=
  fold_left (fun E (L : certified) => next_error (lam L) E (sup_in L) (the_rule L)) net 0.

(** Every layer L, with the layers [pre] before it, is what the checker requires. *)
Definition checked (n0 : nat) (X : vec -> Prop) (nn0 : nat -> bool) (net : network) : Prop :=
  forall pre L post, net = pre ++ L :: post ->
    n_in L = width n0 pre /\
    well_formed L /\
    claims_hold (never_negative nn0 pre) L (the_rule L) /\
    (forall x, X x -> norm (cols L) (with_unit L (F pre x)) <= sup_in L).

Lemma certificate_prefix n0 (X : vec -> Prop) nn0 net :
  (forall x d, X x -> (d < n0)%nat -> nn0 d = true -> 0 <= x d) ->
  checked n0 X nn0 net ->
  forall x, X x -> forall pre post, net = pre ++ post ->
  norm (width n0 pre) (vsub (F pre x) (G_hat pre x)) <= error_bound pre /\
  (forall d, (d < width n0 pre)%nat -> never_negative nn0 pre d = true -> 0 <= G_hat pre x d).
Proof.
  intros Hdom Hnet x Hx pre. induction pre as [|L pre IH] using rev_ind; intros post Hpost.
  - simpl. split; [|intros; now apply Hdom].
    apply norm_le; [unfold error_bound; simpl; lra|].
    unfold sq, vsub, error_bound; simpl.
    rewrite (sum_ext _ _ (fun _ => 0)), sum_0 by (intros; ring). lra.
  - rewrite <- app_assoc in Hpost. simpl in Hpost.
    destruct (IH _ Hpost) as [HE Hnn].
    destruct (Hnet _ _ _ Hpost) as (Hn & Hwf & Hcl & Hsup).
    unfold width, error_bound, F, G_hat, never_negative in *.
    rewrite !fold_left_app. simpl. split.
    + apply one_layer with (nn := fold_left (fun _ (L : certified) _ => nonneg L) pre nn0); auto.
      * intros d Hd. rewrite Hn in Hd. now apply Hnn.
      * rewrite Hn. exact HE.
    + intros d _ Hd. unfold G_layer. now apply Hwf.
Qed.

(** The theorem on which every ticket rests. *)
Theorem certificate : forall (n0 : nat) (X : vec -> Prop) (nn0 : nat -> bool) (net : network),
  (forall x d, X x -> (d < n0)%nat -> nn0 d = true -> 0 <= x d) ->
  checked n0 X nn0 net ->
  forall x, X x -> norm (width n0 net) (vsub (F net x) (G_hat net x)) <= error_bound net.
Proof.
  intros n0 X nn0 net Hdom Hnet x Hx.
  apply (certificate_prefix n0 X nn0 net Hdom Hnet x Hx net []). now rewrite app_nil_r.
Qed.

Corollary ticket : forall (n0 : nat) (X : vec -> Prop) (nn0 : nat -> bool) (net : network) (eps : R),
  (forall x d, X x -> (d < n0)%nat -> nn0 d = true -> 0 <= x d) ->
  checked n0 X nn0 net ->
  error_bound net <= eps ->
  forall x, X x -> norm (width n0 net) (vsub (F net x) (G_hat net x)) <= eps.
Proof.
  intros. eapply Rle_trans; [now apply (certificate n0 X nn0 net)|assumption].
Qed.

(** The same for the network G with its masks. *)
Lemma pre_G_ext edges y y' o : (forall d, y d = y' d) -> pre_G edges y o = pre_G edges y' o.
Proof.
  intros H. unfold pre_G. induction edges as [|z edges IH]; simpl; [reflexivity|].
  now rewrite IH, H.
Qed.

Theorem certificate_masked : forall (n0 : nat) (X : vec -> Prop) (nn0 : nat -> bool)
    (net : list (certified * random_layer)),
  (forall x d, X x -> (d < n0)%nat -> nn0 d = true -> 0 <= x d) ->
  checked n0 X nn0 (map fst net) ->
  (forall p, In p net -> masks_leave (fst p) (snd p)) ->
  forall x, X x ->
  norm (width n0 (map fst net)) (vsub (F (map fst net) x) (masked_G net x))
  <= error_bound (map fst net).
Proof.
  intros n0 X nn0 net Hdom Hnet Hmask x Hx.
  assert (E : forall pre post, net = pre ++ post -> forall o, (o < width n0 (map fst pre))%nat ->
            masked_G pre x o = G_hat (map fst pre) x o).
  { intros pre. induction pre as [|[L g] pre IH] using rev_ind; intros post Hpost o Ho;
      [reflexivity|].
    rewrite <- app_assoc in Hpost. simpl in Hpost.
    destruct (Hnet (map fst pre) L (map fst post)) as (Hn & _).
    { now rewrite Hpost, map_app. }
    destruct (Hmask (L, g)) as (H1 & H2).
    { rewrite Hpost. apply in_or_app. right. now left. }
    simpl in H1, H2. specialize (IH _ Hpost).
    unfold masked_G, G_hat, width in *. rewrite map_app in Ho |- *.
    rewrite fold_left_app in Ho. rewrite !fold_left_app. simpl in Ho |- *.
    unfold masked_G_layer, G_layer. f_equal.
    rewrite (masked_layer _ _ (n_out L) _ _ _ _ (the_input g)), H2; auto;
      [| intros; now apply H1 | intros z d Hz Hd; now apply H1].
    apply pre_G_ext. intros d. unfold with_unit. destruct (Nat.ltb_spec d (n_in L)); [|reflexivity].
    apply IH. now rewrite <- Hn. }
  rewrite (norm_ext _ _ (vsub (F (map fst net) x) (G_hat (map fst net) x))).
  - now apply (certificate n0 X nn0).
  - intros o Ho. unfold vsub. now rewrite (E net [] (eq_sym (app_nil_r net)) o Ho).
Qed.

(** * A ticket in full: a 2-2-1 network, its mask and its bound

    A ReLU network with biases and a linear output.  Its first input is in [-1, 1], so both
    branches matter and they differ; its second is in [0, 1].  The premises of [certificate]
    hold together ([premises]).  The point is [instance]: at every input the two networks
    differ by at most 809/1024; [instance_masked]: the same as a masked network;
    [not_equal]: they do differ.  *)

From Coq Require Import Reals Lra Lia List Bool Arith.
From Certify.coq Require Import Linear.
From Certify.certificate Require Import Gadget Norms PrunedNetwork LayerRules Certificate Suprema Activations.
Import ListNotations.
Open Scope R_scope.

Definition W1 : mat := matrix [[1; -1/2; 1/4]; [-1; 1/2; 0]].
Definition W2 : mat := matrix [[1; -1/2; 1/8]].

Definition e (zin : R) (d : nat) (zout : R) (o : nat) : edge :=
  {| w_in := zin; w_out := zout; inp := d; out := o |}.

(** Four intermediate neurons, three of them with two out-edges; then three. *)
Definition kept1 : list edge :=
  [ e 1 0 (15/16) 0;  e 1 0 (-1) 1;
    e (-1) 0 (-7/8) 0; e (-1) 0 (3/4) 1;
    e (1/2) 1 (-7/8) 0; e (1/2) 1 (15/16) 1;
    e (1/2) 2 (1/2) 0 ].
Definition kept2 : list edge := [ e 1 0 (15/16) 0; e (1/2) 1 (-1) 0; e (1/8) 2 1 0 ].

Definition layer1 : certified :=
  {| the_layer := {| n_in := 2; n_out := 2; has_bias := true; W := W1; act := relu;
                     lam := 1; nonneg := true; kept := kept1 |};
     sup_in := 7/4; the_rule := Signed (8/5) (5/16) (5/16) |}.
Definition layer2 : certified :=
  {| the_layer := {| n_in := 2; n_out := 1; has_bias := true; W := W2; act := identity;
                     lam := 1; nonneg := false; kept := kept2 |};
     sup_in := 9/4; the_rule := Unsigned (19/16) (1/16) |}.
Definition net : network := [layer1; layer2].

Definition X (x : vec) : Prop := -1 <= x 0%nat <= 1 /\ 0 <= x 1%nat <= 1.
Definition nn0 (d : nat) : bool := d =? 1.

(** Deciding the sign of a concrete in-weight; splitting absolute values. *)
Ltac signs := repeat match goal with
  | |- context [Rlt_dec ?a ?b] =>
      first [ destruct (Rlt_dec a b) as [_|N]; [|exfalso; apply N; lra]
            | destruct (Rlt_dec a b) as [N|_]; [exfalso; lra|] ] end.
Ltac cases := unfold Rmax, Rmin, Rabs; repeat match goal with
  | |- context [Rle_dec ?a ?b] => destruct (Rle_dec a b)
  | |- context [Rcase_abs ?a] => destruct (Rcase_abs a) end; try lra.
Ltac entries o d :=
  destruct o as [|[|o]]; try (exfalso; lia); destruct d as [|[|[|d]]]; try (exfalso; lia).

(** Delta of layer 1, entry by entry: 1/8 and 1/4 come from the negative branch. *)
Definition D1 : mat := matrix [[1/8; 1/16; 0]; [1/4; 1/32; 0]].

Lemma delta1 o d : (o < 2)%nat -> (d < 3)%nat -> Rabs (delta nn0 layer1 o d) <= D1 o d.
Proof.
  intros Ho Hd. entries o d;
  unfold delta, w_plus, w_minus, D1, W1, matrix; cbn -[Rlt_dec Rmax Rabs]; signs;
  rewrite ?(Rabs_pos_eq (Rmax _ _)), ?Rabs_Rabsolu
    by (eapply Rle_trans; [apply Rabs_pos | apply Rmax_l]);
  cases.
Qed.

Lemma claims1 : claims_hold nn0 layer1 (the_rule layer1).
Proof.
  split; [|split]; cbn [n_in n_out cols has_bias the_layer layer1].
  - apply spectral; [lra|]. intros v. unfold mulmv, W1, matrix; simpl.
    assert (0 <= (14 * v 0%nat + 25 * v 1%nat) * (14 * v 0%nat + 25 * v 1%nat)) by apply Rle_0_sqr.
    pose proof (Rle_0_sqr (v 1%nat)) as H1. unfold Rsqr in H1. nra.
  - apply (dominated _ _ _ D1); [intros; apply delta1; lia|].
    apply frobenius; [lra|]. unfold D1, matrix; simpl. lra.
  - apply (dominated _ _ _ D1); [intros; apply delta1; lia|].
    apply frobenius; [lra|]. unfold D1, matrix; simpl. lra.
Qed.

Lemma w_plus2 o d : (o < 1)%nat -> (d < 2)%nat ->
  w_plus kept2 o d = matrix [[15/16; -1/2]] o d.
Proof.
  intros Ho Hd. destruct o as [|o]; [|lia]. destruct d as [|[|d]]; [..|lia];
  unfold w_plus, matrix; cbn -[Rlt_dec]; signs; lra.
Qed.

Lemma claims2 : claims_hold (fun _ => true) layer2 (the_rule layer2).
Proof.
  split; [|split]; cbn [n_in n_out cols has_bias the_layer layer2 kept].
  - reflexivity.
  - apply (op_bound_ext _ _ (matrix [[15/16; -1/2]])).
    { intros; symmetry; apply w_plus2; assumption. }
    apply (schur _ _ _ (23/16) (15/16)); [lra|..|lra]; unfold matrix;
      intros [|[|i]] Hi; try lia; simpl; cases.
  - apply frobenius; [lra|]. unfold err, w_plus, W2, matrix; cbn -[Rlt_dec]; signs; lra.
Qed.

Lemma premises : checked 2 X nn0 net.
Proof.
  intros pre L post E. unfold net in E.
  destruct pre as [|L1 [|L2 pre]]; simpl in E.
  - (* layer 1 *)
    injection E as <- _. split; [reflexivity | split; [split; [|split] | split]].
    + apply relu_lipschitz.
    + intros _ t. apply relu_nonneg.
    + unfold layer1, kept1; cbn. intros z Hz.
      repeat destruct Hz as [<-|Hz]; cbn; lia.
    + exact claims1.
    + intros x [H0 H1]. apply norm_le; [simpl; lra|].
      unfold sq, with_unit, F; simpl. nra.
  - (* layer 2 *)
    injection E as <- <- _. split; [reflexivity | split; [split; [|split] | split]].
    + apply identity_lipschitz.
    + discriminate.
    + unfold layer2, kept2; cbn. intros z Hz.
      repeat destruct Hz as [<-|Hz]; cbn; lia.
    + exact claims2.
    + intros x [H0 H1].
      apply (box_sup layer2 (fun _ => 0) (matrix [[5/4; 3/2]] 0%nat));
        [simpl; lra | | unfold matrix; simpl; rewrite !Rmax_right by lra; lra].
      apply (box_layer layer1 (matrix [[-1; 0]] 0%nat) (matrix [[1; 1]] 0%nat)).
      * apply relu_increasing.
      * intros [|[|o]] Ho; [..|cbn in Ho; lia]; unfold W1, matrix; cbn -[Rmax Rmin relu];
          repeat first [rewrite Rmax_left by lra | rewrite Rmax_right by lra
                       | rewrite Rmin_left by lra | rewrite Rmin_right by lra
                       | rewrite relu_pos by lra | rewrite relu_neg by lra]; lra.
      * intros [|[|d]] Hd; [..|cbn in Hd; lia]; unfold matrix; simpl; lra.
  - destruct pre; discriminate.
Qed.

(** What the two networks compute, written out, and the certified bound
    E_2 = 19/16 * (5/16 * 7/4) + 1/16 * 9/4 = 809/1024. *)
Definition F_value (x0 x1 : R) : R :=
  relu (x0 - 1/2 * x1 + 1/4) - 1/2 * relu (- x0 + 1/2 * x1) + 1/8.

Definition G_value (x0 x1 : R) : R :=
  let g0 := relu (15/16 * relu (1 * x0) - 7/8 * relu (-1 * x0)
                  - 7/8 * relu (1/2 * x1) + 1/2 * relu (1/2 * 1)) in
  let g1 := relu (- 1 * relu (1 * x0) + 3/4 * relu (-1 * x0) + 15/16 * relu (1/2 * x1)) in
  15/16 * relu (1 * g0) - 1 * relu (1/2 * g1) + 1 * relu (1/8 * 1).

Theorem instance : forall x0 x1, -1 <= x0 <= 1 -> 0 <= x1 <= 1 ->
  Rabs (F_value x0 x1 - G_value x0 x1) <= 809/1024.
Proof.
  intros x0 x1 H0 H1.
  set (x := fun d => match d with 0%nat => x0 | _ => x1 end).
  assert (Hx : X x) by (split; assumption).
  assert (B : norm 1 (vsub (F net x) (G_hat net x)) <= 809/1024).
  { apply (ticket 2 X nn0 net); [|apply premises| |exact Hx].
    - intros y d [_ Hy] _ Hd. apply Nat.eqb_eq in Hd. subst d. lra.
    - unfold error_bound; simpl. lra. }
  assert (EF : F net x 0%nat = F_value x0 x1).
  { unfold F, net, F_layer, mulmv, W1, W2, matrix, F_value, with_unit, identity;
      cbn -[relu]. unfold identity.
    replace (x0 - 1/2 * x1 + 1/4) with (0 + 1 * x0 + -1/2 * x1 + 1/4 * 1) by lra.
    replace (- x0 + 1/2 * x1) with (0 + -1 * x0 + 1/2 * x1 + 0 * 1) by lra.
    lra. }
  assert (EG : G_hat net x 0%nat = G_value x0 x1).
  { unfold G_hat, net, G_layer, pre_G, G_value, with_unit, identity; cbn -[relu].
    unfold identity.
    match goal with |- 15/16 * relu (1 * relu ?a) + (-1 * relu (1/2 * relu ?b) + _) = _ =>
      replace (15/16 * relu (1 * x0) - 7/8 * relu (-1 * x0)
               - 7/8 * relu (1/2 * x1) + 1/2 * relu (1/2 * 1)) with a by lra;
      replace (- 1 * relu (1 * x0) + 3/4 * relu (-1 * x0) + 15/16 * relu (1/2 * x1)) with b by lra
    end. lra. }
  apply norm_le_inv in B. unfold sq, vsub in B. cbn [width fold_left sum] in B.
  rewrite EF, EG, Rplus_0_l in B. apply Rabs_le. nra.
Qed.

(** The same as a masked network: four random neurons each, all weights sampled,
    most of them pruned (the fourth neuron of the second layer entirely). *)
Definition g1 : random_layer :=
  {| neurons := 4;
     G_in := matrix [[1; 3/4; -1/3]; [-1; 1/5; 2]; [7/8; 1/2; -1]; [1/3; -2/3; 1/2]];
     G_out := matrix [[15/16; -7/8; -7/8; 1/2]; [-1; 3/4; 15/16; 2/3]];
     mask_in := fun z d => d =? nth z [0; 0; 1; 2]%nat 0%nat;
     mask_out := fun o z => negb ((o =? 1) && (z =? 3));
     the_input := fun z => nth z [0; 0; 1; 2]%nat 0%nat |}.
Definition g2 : random_layer :=
  {| neurons := 4;
     G_in := matrix [[1; -1/2; 3/4]; [2/3; 1/2; 1]; [-1; 5/7; 1/8]; [1; 1; 1]];
     G_out := matrix [[15/16; -1; 1; 5/7]];
     mask_in := fun z d => d =? nth z [0; 1; 2; 0]%nat 0%nat;
     mask_out := fun o z => z <? 3;
     the_input := fun z => nth z [0; 1; 2; 0]%nat 0%nat |}.

Theorem instance_masked : forall x, X x ->
  norm 1 (vsub (F net x) (masked_G [(layer1, g1); (layer2, g2)] x)) <= 809/1024.
Proof.
  intros x Hx.
  apply Rle_trans with (error_bound net); [|unfold error_bound; simpl; lra].
  apply (certificate_masked 2 X nn0 [(layer1, g1); (layer2, g2)]); [|apply premises| |exact Hx].
  - intros y d [_ Hy] _ Hd. apply Nat.eqb_eq in Hd. subst d. lra.
  - assert (Hone : forall L g, (forall z, (z < neurons g)%nat -> (the_input g z < cols L)%nat) ->
      mask_in g = (fun z d => d =? the_input g z) ->
      forall z, (z < neurons g)%nat -> (the_input g z < cols L)%nat /\
        (forall d, (d < cols L)%nat -> mask_in g z d = true -> d = the_input g z)).
    { intros L g H1 H2 z Hz. split; [now apply H1|]. intros d _. rewrite H2. apply Nat.eqb_eq. }
    intros p [<-|[<-|[]]]; (split; [apply Hone|]); try reflexivity;
      intros [|[|[|[|z]]]] Hz; cbn in *; lia.
Qed.

(** The two networks differ: at (-1, 0) by 1/8. *)
Lemma not_equal : F_value (-1) 0 - G_value (-1) 0 = - (1/8).
Proof.
  unfold F_value, G_value.
  repeat match goal with |- context [relu ?a] =>
    lazymatch a with context [relu] => fail | _ =>
      first [rewrite (relu_pos a) by lra | rewrite (relu_neg a) by lra] end end.
  lra.
Qed.

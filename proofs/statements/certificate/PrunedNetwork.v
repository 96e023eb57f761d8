(** * F, G and G^: what a ticket speaks of

    Definitions only.  A [layer] has the weights of the target network F and the kept
    edges of the random network G; a [network] is a list of layers, each with a bound on
    its input and the rule that certifies it.  [F] is the target network, [G_hat] the
    pruned network G^, [masked_G] the same as G under 0/1 masks, with full matrices.
    [width] is the output dimension; [never_negative] says which coordinates are known to
    be non-negative: from the domain, then from the activations.  *)

From Coq Require Import Reals Lra Lia List Bool Arith.
From Certify.coq Require Import Linear.
From Certify.certificate Require Import Gadget.
Import ListNotations.
Open Scope R_scope.

(** ** Layers of F and of G^ *)

(** What a layer is: dimensions, whether it has biases, the weights W* of F (the
    bias is column [n_in]), the activation with its Lipschitz factor, whether
    the activation takes non-negative values only, and the kept edges of G. *)
Record layer := {
  n_in : nat;
  n_out : nat;
  has_bias : bool;
  W : mat;
  act : R -> R;
  lam : R;
  nonneg : bool;
  kept : list edge
}.

(** Columns of W*, and the layer input with the constant-1 unit appended. *)
Definition cols (L : layer) : nat := if has_bias L then S (n_in L) else n_in L.
Definition with_unit (L : layer) (y : vec) : vec :=
  fun d => if d <? n_in L then y d else 1.

Definition F_layer (L : layer) (y : vec) : vec :=
  fun o => act L (mulmv (cols L) (W L) (with_unit L y) o).
Definition G_layer (L : layer) (y : vec) : vec :=
  fun o => act L (pre_G (kept L) (with_unit L y) o).

Definition well_formed (L : layer) : Prop :=
  lipschitz (act L) (lam L) /\
  (nonneg L = true -> forall t, 0 <= act L t) /\
  (forall z, In z (kept L) -> (inp z < cols L)%nat).

(** The rules of the recursion, with the claims they use. *)
Inductive rule :=
| Unsigned (c_What c_err : R)
| Signed (c_W c_Delta c_err : R)
| Best (r1 r2 : rule).

(** ** (d) The whole network *)

(** A certified layer: the layer, a bound on the supremum of its input in F, and
    the rule with its claims. *)
Record certified := { the_layer :> layer; sup_in : R; the_rule : rule }.

Definition network := list certified.

Definition F (net : network) (x : vec) : vec := fold_left (fun y (L : certified) => F_layer L y) net x.
Definition G_hat (net : network) (x : vec) : vec := fold_left (fun y (L : certified) => G_layer L y) net x.

(** Width of the last layer, and which of its coordinates are never negative:
    those of the domain at the beginning, then all or none, as the activation is. *)
Definition width (n0 : nat) (net : network) : nat :=
  fold_left (fun _ (L : certified) => n_out L) net n0.
Definition never_negative (nn0 : nat -> bool) (net : network) : nat -> bool :=
  fold_left (fun _ (L : certified) => fun _ => nonneg L) net nn0.

(** ** G with its masks

    Every layer of G has its fully connected intermediate layer of [neurons] ReLU neurons,
    in-weights [G_in], out-weights [G_out], and the masks; the kept edges are those that the
    masks leave. *)

Record random_layer := {
  neurons : nat;
  G_in : mat;
  G_out : mat;
  mask_in : nat -> nat -> bool;
  mask_out : nat -> nat -> bool;
  the_input : nat -> nat
}.

Definition masked_G_layer (L : layer) (g : random_layer) (y : vec) : vec := fun o =>
  act L (masked_pre (neurons g) (cols L) (G_in g) (G_out g) (mask_in g) (mask_out g)
           (with_unit L y) o).

(** One input per neuron, and [kept] lists what is left. *)
Definition masks_leave (L : layer) (g : random_layer) : Prop :=
  (forall z, (z < neurons g)%nat -> (the_input g z < cols L)%nat /\
     (forall d, (d < cols L)%nat -> mask_in g z d = true -> d = the_input g z)) /\
  kept L = edges_of_masks (neurons g) (n_out L) (G_in g) (G_out g) (mask_in g) (mask_out g)
             (the_input g).

Definition masked_G (net : list (certified * random_layer)) (x : vec) : vec :=
  fold_left (fun y (p : certified * random_layer) => masked_G_layer (fst p) (snd p) y) net x.

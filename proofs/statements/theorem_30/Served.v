(** * Neurons that serve one target weight each: what the pruned network computes

    [pruned] is G^: layers of intermediate ReLU neurons under 0/1 masks; [forward_is_F] and
    [pruned_is_masked_G]: F and G^ are those of certificate/, where tickets are checked.
    The point is [own_layer]: if every kept neuron serves one target weight ([serves]), the
    layer acts on an input as the matrix of the branches that the input's signs select.
    [keep_served]: neurons with the right signs whose products add up to the target weights
    within r serve the layer ([well_served]).  *)

From Coq Require Import Reals Lra Lia List Arith Bool.
From Certify.coq Require Import Linear Neuron.
From Certify.lemma_01 Require Lemma01.
From Certify.certificate Require Gadget PrunedNetwork.
From Certify.lemma_09 Require Import Greedy.
Import ListNotations.
Open Scope R_scope.

Notation forward := Lemma01.forward.

(** ** The pruned network *)

(** G^ up to layer i: between layers i-1 and i there are M_i intermediate ReLU neurons with
    in-weights [Gin i] (M_i rows, n_{i-1} columns) and out-weights [Gout i] (n_i rows, M_i
    columns), each matrix under its binary mask:
    G^_i(x) = sigma_i((b_out . Gout) relu((b_in . Gin) G^_{i-1}(x))). *)
Fixpoint pruned (n M : nat -> nat) (sigma : nat -> R -> R) (Gin Gout : nat -> mat)
    (b_in b_out : nat -> nat -> nat -> bool) (i : nat) (x : vec) : vec :=
  match i with
  | O => x
  | S k => fun o => sigma i
      (Gadget.masked_pre (M i) (n k) (Gin i) (Gout i) (b_in i) (b_out i)
         (pruned n M sigma Gin Gout b_in b_out k x) o)
  end.

(** The premises of the theorems on networks, as abbreviations: Coq prints them in full. *)
Set Warnings "-inconsistent-scopes".
Notation activations_at_most l sigma lambda lambda_max :=
  (forall i, (1 <= i <= l)%nat -> lipschitz (sigma i) (lambda i) /\ lambda i <= lambda_max) (only parsing).
Notation widths_at_most l n n_max :=
  (forall i, (i <= l)%nat -> (1 <= n i)%nat /\ INR (n i) <= n_max) (only parsing).
Notation weights_at_most l n W w_max :=
  (forall i o d, (1 <= i <= l)%nat -> (o < n i)%nat -> (d < n (i - 1))%nat ->
     - w_max <= W i o d <= w_max) (only parsing).
Notation norms_at_most l n W B :=
  (forall i, (1 <= i <= l)%nat -> op_bound (n i) (n (i - 1)%nat) (W i) (B i)) (only parsing).
Notation inputs_at_most l n sigma W X F_max :=
  (forall x i j, X x -> (1 <= i <= l)%nat -> (j < n (i - 1))%nat ->
     Rabs (forward n sigma W (i - 1) x j) <= F_max) (only parsing).
Set Warnings "inconsistent-scopes".

(** F and G^ are those of certificate/PrunedNetwork.v, where tickets are checked: layers without biases. *)
Section AsTicket.
  Variables (n M : nat -> nat) (sigma : nat -> R -> R) (W Gin Gout : nat -> mat).
  Variables (b_in b_out : nat -> nat -> nat -> bool).

  (** Layer i of F and of G; the fields that play no part in F and G^ are empty. *)
  Definition as_ticket (i : nat) : PrunedNetwork.certified * PrunedNetwork.random_layer :=
    ({| PrunedNetwork.the_layer := {| PrunedNetwork.n_in := n (i - 1)%nat; PrunedNetwork.n_out := n i;
          PrunedNetwork.has_bias := false; PrunedNetwork.W := W i; PrunedNetwork.act := sigma i;
          PrunedNetwork.lam := 0; PrunedNetwork.nonneg := false; PrunedNetwork.kept := [] |};
        PrunedNetwork.sup_in := 0; PrunedNetwork.the_rule := PrunedNetwork.Unsigned 0 0 |},
     {| PrunedNetwork.neurons := M i; PrunedNetwork.G_in := Gin i; PrunedNetwork.G_out := Gout i;
        PrunedNetwork.mask_in := b_in i; PrunedNetwork.mask_out := b_out i;
        PrunedNetwork.the_input := fun _ => 0%nat |}).

  Lemma mulmv_with_unit (L : PrunedNetwork.layer) (A : mat) (y : vec) o : PrunedNetwork.has_bias L = false ->
    mulmv (PrunedNetwork.cols L) A (PrunedNetwork.with_unit L y) o = mulmv (PrunedNetwork.n_in L) A y o.
  Proof.
    intro h; unfold PrunedNetwork.cols; rewrite h; apply sum_ext; intros d hd.
    unfold PrunedNetwork.with_unit; replace (d <? PrunedNetwork.n_in L)%nat with true
      by (symmetry; apply Nat.ltb_lt, hd); reflexivity.
  Qed.

  Theorem forward_is_F x o : forall l,
    PrunedNetwork.F (map fst (map as_ticket (seq 1 l))) x o = forward n sigma W l x o.
  Proof.
    unfold PrunedNetwork.F; intro l; revert o; induction l as [|l IH]; intro o; [reflexivity|].
    rewrite seq_S, !map_app, fold_left_app; simpl fold_left; simpl Lemma01.forward.
    unfold PrunedNetwork.F_layer; rewrite mulmv_with_unit by reflexivity; simpl.
    rewrite Nat.sub_0_r; f_equal; apply sum_ext; intros d _; rewrite IH; reflexivity.
  Qed.

  Theorem pruned_is_masked_G x o : forall l,
    PrunedNetwork.masked_G (map as_ticket (seq 1 l)) x o = pruned n M sigma Gin Gout b_in b_out l x o.
  Proof.
    unfold PrunedNetwork.masked_G; intro l; revert o; induction l as [|l IH]; intro o; [reflexivity|].
    rewrite seq_S, map_app, fold_left_app; simpl fold_left; simpl pruned.
    unfold PrunedNetwork.masked_G_layer, Gadget.masked_pre; simpl.
    f_equal; apply sum_ext; intros z _; f_equal; f_equal.
    match goal with |- mulmv (PrunedNetwork.cols ?L) _ _ _ = _ =>
      rewrite (mulmv_with_unit L) by reflexivity end.
    simpl; rewrite Nat.sub_0_r; apply sum_ext; intros d _; rewrite IH; reflexivity.
  Qed.
End AsTicket.

(** ** One layer: neurons that serve one target weight each *)

(** [own z = Some (o, d)]: neuron z serves the target weight from input d to output o, so
    its masks leave it that input and that output. *)
Definition serves (own : nat -> option (nat * nat)) (o d z : nat) : bool :=
  match own z with Some (o', d') => (o' =? o)%nat && (d' =? d)%nat | None => false end.
Definition own_in (own : nat -> option (nat * nat)) (z d : nat) : bool :=
  match own z with Some (_, d') => (d' =? d)%nat | None => false end.
Definition own_out (own : nat -> option (nat * nat)) (o z : nat) : bool :=
  match own z with Some (o', _) => (o' =? o)%nat | None => false end.

(** The virtual weights, for an input >= 0 and for an input <= 0. *)
Definition branch_plus (M : nat) (Gin Gout : mat) (own : nat -> option (nat * nat)) : mat :=
  fun o d => sum M (fun z => if serves own o d z
    then if Rlt_dec 0 (Gin z d) then Gout o z * Gin z d else 0 else 0).
Definition branch_minus (M : nat) (Gin Gout : mat) (own : nat -> option (nat * nat)) : mat :=
  fun o d => sum M (fun z => if serves own o d z
    then if Rlt_dec (Gin z d) 0 then Gout o z * Gin z d else 0 else 0).

(** Both branches of every target weight are within r. *)
Definition well_served (r : R) (n p : nat) (W : mat) (M : nat) (Gin Gout : mat)
    (own : nat -> option (nat * nat)) : Prop :=
  (forall z o d, (z < M)%nat -> own z = Some (o, d) -> (o < n)%nat /\ (d < p)%nat) /\
  forall o d, (o < n)%nat -> (d < p)%nat ->
    Rabs (W o d - branch_plus M Gin Gout own o d) <= r /\
    Rabs (W o d - branch_minus M Gin Gout own o d) <= r.

Section OneLayer.
  Variables (M n p : nat) (Gin Gout : mat) (own : nat -> option (nat * nat)).
  Hypothesis own_range : forall z o d, (z < M)%nat -> own z = Some (o, d) -> (o < n)%nat /\ (d < p)%nat.
  Hypothesis p_pos : (1 <= p)%nat.

  Let the_inp (z : nat) : nat := match own z with Some (_, d) => d | None => 0%nat end.
  Let kept := Gadget.edges_of_masks M n Gin Gout (own_in own) (own_out own) the_inp.

  (** A sum over the kept edges that looks at output o and input d only. *)
  Lemma sum_kept (f : R -> R -> R) o d :
    Gadget.lsum (fun e => if (Gadget.out e =? o)%nat && (Gadget.inp e =? d)%nat
        then f (Gadget.w_in e) (Gadget.w_out e) else 0) kept
    = sum M (fun z => if serves own o d z then f (Gin z d) (Gout o z) else 0).
  Proof.
    unfold kept, Gadget.edges_of_masks; rewrite Gadget.lsum_flat_map_seq.
    apply sum_ext; intros z hz; rewrite Gadget.lsum_flat_map_seq.
    unfold own_in, own_out, serves, the_inp; destruct (own z) as [[o1 d1]|] eqn:e.
    - destruct (own_range z o1 d1 hz e) as [ho _].
      rewrite Nat.eqb_refl; transitivity (if (o1 =? o)%nat && (d1 =? d)%nat
        then f (Gin z d1) (Gout o1 z) else 0).
      + rewrite <- (sum_single n o1 (fun o' => if (o' =? o)%nat && (d1 =? d)%nat
          then f (Gin z d1) (Gout o' z) else 0)) by exact ho.
        apply sum_ext; intros o' _; destruct (Nat.eqb_spec o1 o') as [<-|]; simpl; ring.
      + destruct (Nat.eqb_spec o1 o) as [->|], (Nat.eqb_spec d1 d) as [->|]; reflexivity.
    - rewrite (sum_ext n _ (fun _ => 0)), sum_0; reflexivity.
  Qed.

  (** What such a layer computes: at an input y it is an ordinary layer, whose weights are
      the branches that the signs of y select. *)
  Definition branch (y : vec) : mat := fun o d =>
    if Rle_dec 0 (y d) then branch_plus M Gin Gout own o d else branch_minus M Gin Gout own o d.

  Lemma own_layer y o : (o < n)%nat ->
    Gadget.masked_pre M p Gin Gout (own_in own) (own_out own) y o = mulmv p (branch y) y o.
  Proof.
    intro ho; rewrite (Gadget.masked_layer M p n Gin Gout _ _ the_inp); auto.
    - fold kept; rewrite (Gadget.gadget kept p); [apply sum_ext; intros d _; f_equal|].
      + unfold branch, branch_plus, branch_minus, Gadget.w_plus, Gadget.w_minus.
        rewrite (sum_kept (fun i o => if Rlt_dec 0 i then o * i else 0)).
        rewrite (sum_kept (fun i o => if Rlt_dec i 0 then o * i else 0)).
        reflexivity.
      + intros e he; unfold kept, Gadget.edges_of_masks in he.
        apply in_flat_map in he as (z & hz & he); apply in_seq in hz.
        apply in_flat_map in he as (o' & _ & he).
        destruct (_ && _)%bool; [|destruct he].
        destruct he as [<-|[]]; simpl; unfold the_inp; destruct (own z) as [[o1 d1]|] eqn:eo; [|lia].
        apply (own_range z o1 d1); [lia|exact eo].
    - intros z hz; unfold the_inp; destruct (own z) as [[o1 d1]|] eqn:eo; [|lia].
      apply (own_range z o1 d1 hz eo).
    - intros z d hz hd; unfold own_in, the_inp; destruct (own z) as [[o1 d1]|]; [|discriminate].
      intro e; apply Nat.eqb_eq in e; auto.
  Qed.
End OneLayer.

(** ** From the samples to neurons that serve *)

Lemma finite_choice (A : Type) (a0 : A) (P : nat -> A -> Prop) (N : nat) :
  (forall i, (i < N)%nat -> exists a, P i a) -> exists f, forall i, (i < N)%nat -> P i (f i).
Proof.
  induction N as [|N IH]; intro h; [exists (fun _ => a0); intros; lia|].
  destruct IH as [f hf]; [intros; apply h; lia|]; destruct (h N ltac:(lia)) as [a ha].
  exists (fun i => if (i =? N)%nat then a else f i); intros i hi.
  destruct (Nat.eqb_spec i N) as [->|]; [exact ha|apply hf; lia].
Qed.

(** The same for the layers 1, ..., l, and for their matrices. *)
Lemma layer_choice (A : Type) (a0 : A) (P : nat -> A -> Prop) (l : nat) :
  (forall i, (1 <= i <= l)%nat -> exists a, P i a) -> exists f, forall i, (1 <= i <= l)%nat -> P i (f i).
Proof.
  intro h; destruct (finite_choice A a0 (fun i => P (S i)) l) as [f hf]; [intros; apply h; lia|].
  exists (fun i => f (i - 1)%nat); intros [|i] hi; [lia|].
  replace (S i - 1)%nat with i by lia; apply hf; lia.
Qed.

Lemma matrices_exist (P : nat -> mat -> mat -> Prop) (l : nat) :
  (forall i, (1 <= i <= l)%nat -> exists Gin Gout, P i Gin Gout) ->
  exists Gin Gout : nat -> mat, forall i, (1 <= i <= l)%nat -> P i (Gin i) (Gout i).
Proof.
  intro h; destruct (layer_choice (mat * mat) (fun _ _ => 0, fun _ _ => 0)
    (fun i g => P i (fst g) (snd g)) l) as [g hg].
  { intros i hi; destruct (h i hi) as (I & O & e); exists (I, O); exact e. }
  exists (fun i => fst (g i)), (fun i => snd (g i)); exact hg.
Qed.

(** One target weight: neurons [keep s] for branch s with the signs as in the paper (z_out > 0
    for s, z_out < 0 otherwise, and so on), and sums within r.  Together they are within r on
    either side of 0; where w* < 0 the paper's w^+ acts on negative inputs. *)
Lemma kept_branches (r : R) (M : nat) (w : R) (g_in g_out : nat -> R) (keep : bool -> nat -> bool) :
  (forall s z, (z < M)%nat -> keep s z = true -> 0 < sgn s * g_out z /\ 0 < sgn s * sg w * g_in z) ->
  (forall s, Rabs (w - sum M (fun z => if keep s z then g_out z * g_in z else 0)) <= r) ->
  Rabs (w - sum M (fun z => if keep true z || keep false z
    then if Rlt_dec 0 (g_in z) then g_out z * g_in z else 0 else 0)) <= r /\
  Rabs (w - sum M (fun z => if keep true z || keep false z
    then if Rlt_dec (g_in z) 0 then g_out z * g_in z else 0 else 0)) <= r.
Proof.
  intros signs sums.
  (* the branch that acts on positive inputs *)
  set (s0 := if Rlt_dec w 0 then false else true).
  assert (h0 : sgn s0 * sg w = 1 /\ sgn (negb s0) * sg w = -1).
  { unfold s0, sg, sgn; destruct Rlt_dec; simpl; lra. }
  destruct h0 as [h0 h0'].
  assert (ks : forall z, (keep true z || keep false z)%bool = (keep s0 z || keep (negb s0) z)%bool)
    by (intro z; destruct s0; simpl; [reflexivity|apply orb_comm]).
  clearbody s0; split.
  - erewrite sum_ext; [apply (sums s0)|]; intros z hz; cbv beta; rewrite ks.
    destruct (keep s0 z) eqn:k1; simpl.
    + destruct (signs s0 z hz k1) as [_ g]; rewrite h0 in g.
      destruct Rlt_dec; [reflexivity|lra].
    + destruct (keep (negb s0) z) eqn:k2; [|reflexivity].
      destruct (signs _ z hz k2) as [_ g]; rewrite h0' in g.
      destruct Rlt_dec; [lra|reflexivity].
  - erewrite sum_ext; [apply (sums (negb s0))|]; intros z hz; cbv beta; rewrite ks.
    destruct (keep (negb s0) z) eqn:k1.
    + rewrite orb_true_r; destruct (signs _ z hz k1) as [_ g]; rewrite h0' in g.
      destruct Rlt_dec; [reflexivity|lra].
    + rewrite orb_false_r; destruct (keep s0 z) eqn:k2; [|reflexivity].
      destruct (signs s0 z hz k2) as [_ g]; rewrite h0 in g.
      destruct Rlt_dec; [lra|reflexivity].
Qed.

(** Neurons [keep o d s] for branch s of target weight (o, d), no neuron for two target
    weights: they serve the layer. *)
Lemma keep_served (r : R) (n p M : nat) (W Gin Gout : mat) (keep : nat -> nat -> bool -> nat -> bool) :
  (forall z o d s o' d' s', (o < n)%nat -> (d < p)%nat -> (o' < n)%nat -> (d' < p)%nat ->
     keep o d s z = true -> keep o' d' s' z = true -> o = o' /\ d = d') ->
  (forall z o d s, (z < M)%nat -> (o < n)%nat -> (d < p)%nat -> keep o d s z = true ->
     0 < sgn s * Gout o z /\ 0 < sgn s * sg (W o d) * Gin z d) ->
  (forall o d s, (o < n)%nat -> (d < p)%nat ->
     Rabs (W o d - sum M (fun z => if keep o d s z then Gout o z * Gin z d else 0)) <= r) ->
  exists own, well_served r n p W M Gin Gout own.
Proof.
  intros uniq signs sums.
  set (test := fun z (od : nat * nat) => keep (fst od) (snd od) true z || keep (fst od) (snd od) false z).
  exists (fun z => find (test z) (list_prod (seq 0 n) (seq 0 p))).
  assert (own_spec : forall z o d, find (test z) (list_prod (seq 0 n) (seq 0 p)) = Some (o, d) ->
            (o < n)%nat /\ (d < p)%nat /\ exists s, keep o d s z = true).
  { intros z o d e; apply find_some in e as [hin ht]; apply in_prod_iff in hin as [h1 h2].
    apply in_seq in h1, h2; split; [lia|split; [lia|]].
    unfold test in ht; apply orb_true_iff in ht as [ht|ht]; eauto. }
  assert (own_serves : forall o d z, (o < n)%nat -> (d < p)%nat ->
            serves (fun z => find (test z) (list_prod (seq 0 n) (seq 0 p))) o d z
            = keep o d true z || keep o d false z).
  { intros o d z ho hd; unfold serves.
    destruct (find (test z) (list_prod (seq 0 n) (seq 0 p))) as [[o' d']|] eqn:e.
    - destruct (own_spec z o' d' e) as (ho' & hd' & s' & hs').
      destruct (keep o d true z || keep o d false z)%bool eqn:k.
      + assert (exists s, keep o d s z = true) as [s hs] by (apply orb_true_iff in k as [k|k]; eauto).
        destruct (uniq z o' d' s' o d s) as [-> ->]; auto; rewrite !Nat.eqb_refl; reflexivity.
      + destruct (Nat.eqb_spec o' o) as [->|]; [|reflexivity].
        destruct (Nat.eqb_spec d' d) as [->|]; [|reflexivity].
        apply orb_false_iff in k as [k1 k2]; destruct s'; congruence.
    - symmetry; apply (find_none _ _ e (o, d)), in_prod_iff; rewrite !in_seq; lia. }
  split.
  - intros z o d _ e; apply own_spec in e; tauto.
  - intros o d ho hd.
    destruct (kept_branches r M (W o d) (fun z => Gin z d) (fun z => Gout o z) (fun s z => keep o d s z))
      as [h1 h2]; [intros s z hz; apply signs; assumption|intro s; apply sums; assumption|].
    split.
    + erewrite sum_ext in h1; [exact h1|]; intros z _; cbv beta; rewrite own_serves by assumption; reflexivity.
    + erewrite sum_ext in h2; [exact h2|]; intros z _; cbv beta; rewrite own_serves by assumption; reflexivity.
Qed.

Lemma masked_sum_sum : forall b (col : list (list R)), length b = length col ->
  masked_sum b (map weight col)
  = sum (length b) (fun v => if nth v b false then weight (nth v col []) else 0).
Proof.
  induction b as [|bit b IH]; intros [|z col] h; try discriminate; [reflexivity|].
  simpl in h; injection h as h; simpl length; rewrite sum_first.
  simpl masked_sum; rewrite IH by exact h; f_equal.
  apply sum_ext; intros i _; rewrite Nat.add_1_r; reflexivity.
Qed.

(** The same over the M neurons of a layer, the mask's neurons being T from number a on. *)
Lemma sum_block M a T b (col : list (list R)) (Gin Gout : mat) o d :
  length b = length col -> (a + T <= M)%nat ->
  (forall v, nth v b false = true -> (v < T)%nat) ->
  (forall v, (v < T)%nat ->
     Gout o (a + v)%nat = z_out (nth v col []) /\ Gin (a + v)%nat d = z_in (nth v col [])) ->
  sum M (fun z => if (a <=? z)%nat && nth (z - a) b false then Gout o z * Gin z d else 0)
  = masked_sum b (map weight col).
Proof.
  intros hl hM hb hG; rewrite masked_sum_sum by exact hl.
  set (g := fun v => if nth v b false then weight (nth v col []) else 0).
  transitivity (sum T g).
  - rewrite (sum_zero_after (a + T) M).
    + rewrite sum_split; replace (sum a _) with 0; [rewrite Rplus_0_l; apply sum_ext; intros v hv|].
      * replace (a <=? a + v)%nat with true by (symmetry; apply Nat.leb_le; lia).
        replace (a + v - a)%nat with v by lia; simpl andb; unfold g.
        destruct (nth v b false); [|reflexivity]; destruct (hG v hv) as [-> ->]; reflexivity.
      * rewrite (sum_ext a _ (fun _ => 0)), sum_0; [reflexivity|].
        intros z hz; replace (a <=? z)%nat with false by (symmetry; apply Nat.leb_gt; exact hz); reflexivity.
    + exact hM.
    + intros z hz; destruct (nth (z - a) b false) eqn:e; [|rewrite andb_false_r; reflexivity].
      apply hb in e; lia.
  - transitivity (sum (Nat.max T (length b)) g); [symmetry|]; apply sum_zero_after; try lia;
      intros v hv; unfold g; [|rewrite (nth_overflow b) by exact hv; reflexivity].
    destruct (nth v b false) eqn:e; [apply hb in e; lia|reflexivity].
Qed.

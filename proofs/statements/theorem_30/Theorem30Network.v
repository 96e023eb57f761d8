(** * Theorem 30 for a fixed target network, with its conclusion sup |F(x) - G^(x)|_2 <= eps

    The paper (Theorem 3, of which Theorem 30 changes M_i only): "the network G constructed
    as above with weights sampled from p_w [...] requires only to sample M_i intermediate
    neurons for each layer i, where [...] eps_w = eps / (e l n_max^{3/2} F_max(X)
    prod_i max{1, |W^_i|_2}) [...] to ensure that for any target network F [...], there exist
    binary masks [...] of G such that for the resulting network G^,
    sup_{x in X} |F(x) - G^(x)|_2 <= eps."

    Proved:
    - [theorem_30_network]: for one fixed ReLU network F without biases, with weights in
      [-w_max, w_max], 0 < eps_w < 2 w_max, 0 < delta < 1 and
        eps_w <= eps / (e l n_max^{3/2} F_max prod_i max{1, B_i}),  |W*_i|_2 <= B_i:
      M_i neurons cover the pools of layer i, and under the law of Theorem30.theorem_30, with
      probability >= 1 - delta, there are masks with |F(x) - G^(x)|_2 <= eps for all x in X;
    - so the printed condition holds good with |W*_i|_2 in the place of |W^_i|_2: all that it
      uses is known before sampling, and no bound of the pruned network's norms is needed.
      [theorem_30_network_planned]: the weaker statement in the words of |W^_i|_2, where B_i
      bounds every matrix within eps_w/2 of W*_i;
    - [theorem_30_network_lipschitz]: any Lipschitz activations of F and G^ (then with
      lambda_max and lambda_i B_i, as in Lemma 1); the intermediate neurons are ReLUs;
    - [masks_within_give_epsilon], [these_masks_do]: the deterministic half.  If some neurons
      serve each target weight within r on both branches and r meets the condition, there
      are such masks: those of these neurons if l lambda_max n_max r <= 1; else eps is so
      large that the empty masks do.  r may be eps_w, Theorem 30 gives eps_w/2;
    - [pools_served]: Algorithm 1's masks ([solved]) are neurons that serve;
    - [agrees_exists]: matrices as the theorem speaks of exist for any samples;
    - [forward_is_F], [pruned_is_masked_G]: F and G^ are Certificate.v's, where tickets are
      checked;
    - [Example.instance]: a 2-2-1 network, inputs of both signs; [Example.not_empty]: its
      empty masks are not enough.

    How.  At one input x, G^ is an ordinary network whose weights are the branches that the
    signs of its layers' inputs select ([pruned_forward], by Certificate.gadget); each is within
    r of W*_i, so Lemma 1 (lemma_01/, Corollary 27 without e) holds at this x.  This is what is
    left of "when considering only the virtual weights w^, ... G^ and F now have the same
    architecture".  Nothing supposes inputs >= 0, in the first layer or in a later one.
    |W^_i|_2 <= B_i + sqrt(n_i n_{i-1}) r makes a factor (1 + n_max r)^l <= e^{l n_max r}: this
    is what the printed e, which Corollary 27 does not need, is used for.

    How G is modelled: as in Theorem30.v the law samples, for each pool and each of its target
    weights, the pairs (z_out, z_in) of the pool's neurons, independently.  Layer i of G has M_i
    neurons with full weight matrices [Gin i], [Gout i] that contain these pairs ([agrees]);
    the conclusion holds for all such matrices, so whatever the other weights are.
    sup <= eps is said point by point.  n_max, F_max, B_i are upper bounds; F_max > 0.

    Not proved: "for any target network F" under one draw (delta is for one F; not true in
    general of Algorithm 1's pools; for Theorem 3's batches see combined/CombinedNetwork.v);
    eps_w >= 2 w_max; biases; that the law of pairs is the law of full neurons seen by pools
    (for a batch it is: Combined.view_lower). *)

From Coq Require Import Reals Lra Lia List Psatz Arith Bool.
From Coq Require Classical_Prop.
From Certify.coq Require Import Linear Probability.
From Certify.lemma_01 Require Lemma01.
From Certify.certificate Require Certificate.
From Certify.lemma_09 Require Lemma09.
From Certify.algorithm_1 Require Import Algorithm1.
From Certify.theorem_30 Require Import Theorem30.
Import ListNotations.
Open Scope R_scope.

Notation relu := Certificate.relu.
Notation forward := Lemma01.forward.
Notation three_halves := Lemma01.three_halves.

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
      (Certificate.masked_pre (M i) (n k) (Gin i) (Gout i) (b_in i) (b_out i)
         (pruned n M sigma Gin Gout b_in b_out k x) o)
  end.

(** F and G^ are those of Certificate.v, where tickets are checked: layers without biases. *)
Section AsTicket.
  Variables (n M : nat -> nat) (sigma : nat -> R -> R) (W Gin Gout : nat -> mat).
  Variables (b_in b_out : nat -> nat -> nat -> bool).

  (** Layer i of F and of G; the fields that play no part in F and G^ are empty. *)
  Definition as_ticket (i : nat) : Certificate.certified * Certificate.random_layer :=
    ({| Certificate.the_layer := {| Certificate.n_in := n (i - 1)%nat; Certificate.n_out := n i;
          Certificate.has_bias := false; Certificate.W := W i; Certificate.act := sigma i;
          Certificate.lam := 0; Certificate.nonneg := false; Certificate.kept := [] |};
        Certificate.sup_in := 0; Certificate.the_rule := Certificate.Unsigned 0 0 |},
     {| Certificate.neurons := M i; Certificate.G_in := Gin i; Certificate.G_out := Gout i;
        Certificate.mask_in := b_in i; Certificate.mask_out := b_out i;
        Certificate.the_input := fun _ => 0%nat |}).

  Lemma mulmv_with_unit (L : Certificate.layer) (A : mat) (y : vec) o : Certificate.has_bias L = false ->
    mulmv (Certificate.cols L) A (Certificate.with_unit L y) o = mulmv (Certificate.n_in L) A y o.
  Proof.
    intro h; unfold Certificate.cols; rewrite h; apply sum_ext; intros d hd.
    unfold Certificate.with_unit; replace (d <? Certificate.n_in L)%nat with true
      by (symmetry; apply Nat.ltb_lt, hd); reflexivity.
  Qed.

  Theorem forward_is_F x o : forall l,
    Certificate.F (map fst (map as_ticket (seq 1 l))) x o = forward n sigma W l x o.
  Proof.
    unfold Certificate.F; intro l; revert o; induction l as [|l IH]; intro o; [reflexivity|].
    rewrite seq_S, !map_app, fold_left_app; simpl fold_left; simpl Lemma01.forward.
    unfold Certificate.F_layer; rewrite mulmv_with_unit by reflexivity; simpl.
    rewrite Nat.sub_0_r; f_equal; apply sum_ext; intros d _; rewrite IH; reflexivity.
  Qed.

  Theorem pruned_is_masked_G x o : forall l,
    Certificate.masked_G (map as_ticket (seq 1 l)) x o = pruned n M sigma Gin Gout b_in b_out l x o.
  Proof.
    unfold Certificate.masked_G; intro l; revert o; induction l as [|l IH]; intro o; [reflexivity|].
    rewrite seq_S, map_app, fold_left_app; simpl fold_left; simpl pruned.
    unfold Certificate.masked_G_layer, Certificate.masked_pre; simpl.
    f_equal; apply sum_ext; intros z _; f_equal; f_equal.
    match goal with |- mulmv (Certificate.cols ?L) _ _ _ = _ =>
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
  Let kept := Certificate.edges_of_masks M n Gin Gout (own_in own) (own_out own) the_inp.

  (** A sum over the kept edges that looks at output o and input d only. *)
  Lemma sum_kept (f : R -> R -> R) o d :
    Certificate.lsum (fun e => if (Certificate.out e =? o)%nat && (Certificate.inp e =? d)%nat
        then f (Certificate.z_in e) (Certificate.z_out e) else 0) kept
    = sum M (fun z => if serves own o d z then f (Gin z d) (Gout o z) else 0).
  Proof.
    unfold kept, Certificate.edges_of_masks; rewrite Certificate.lsum_flat_map_seq.
    apply sum_ext; intros z hz; rewrite Certificate.lsum_flat_map_seq.
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
    Certificate.masked_pre M p Gin Gout (own_in own) (own_out own) y o = mulmv p (branch y) y o.
  Proof.
    intro ho; rewrite (Certificate.masked_layer M p n Gin Gout _ _ the_inp); auto.
    - fold kept; rewrite (Certificate.gadget kept p); [apply sum_ext; intros d _; f_equal|].
      + unfold branch, branch_plus, branch_minus, Certificate.w_plus, Certificate.w_minus.
        rewrite (sum_kept (fun i o => if Rlt_dec 0 i then o * i else 0)).
        rewrite (sum_kept (fun i o => if Rlt_dec i 0 then o * i else 0)).
        reflexivity.
      + intros e he; unfold kept, Certificate.edges_of_masks in he.
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

(** ** The whole network *)

Lemma prod_const n c : prod n (fun _ => c) = c ^ n.
Proof. induction n as [|n IH]; simpl; [reflexivity|rewrite IH; ring]. Qed.

Lemma pow_le_exp c k : 0 <= c -> (1 + c) ^ k <= exp (INR k * c).
Proof.
  intro hc; induction k as [|k IH]; [simpl; rewrite Rmult_0_l, exp_0; lra|].
  rewrite S_INR, Rmult_plus_distr_r, Rmult_1_l, (Rplus_comm (INR k * c)), exp_plus; simpl pow.
  apply Rmult_le_compat; [lra|apply pow_le; lra|apply exp_ineq1_le|exact IH].
Qed.

Section Network.
  Variables (l : nat) (n M : nat -> nat) (sigma : nat -> R -> R) (lambda : nat -> R).
  Variables (W Gin Gout : nat -> mat) (B : nat -> R) (X : vec -> Prop).
  Variables (r lambda_max n_max F_max : R).

  Hypothesis l_pos : (1 <= l)%nat.
  Hypothesis lipschitz_i : forall i, (1 <= i <= l)%nat ->
    lipschitz (sigma i) (lambda i) /\ lambda i <= lambda_max.
  Hypothesis n_le : forall i, (i <= l)%nat -> (1 <= n i)%nat /\ INR (n i) <= n_max.
  Hypothesis B_i : forall i, (1 <= i <= l)%nat -> op_bound (n i) (n (i - 1)%nat) (W i) (B i).
  Hypothesis F_max_i : forall x i j, X x -> (1 <= i <= l)%nat -> (j < n (i - 1))%nat ->
    Rabs (forward n sigma W (i - 1) x j) <= F_max.
  Hypothesis r_nonneg : 0 <= r.
  Hypothesis F_max_pos : 0 < F_max.

  Let p : R := prod_range 1 l (fun i => Rmax 1 (lambda i * B i)).
  Let c : R := lambda_max * n_max * r.

  Lemma lambda_nonneg i : (1 <= i <= l)%nat -> 0 <= lambda i.
  Proof. intro hi; destruct (lipschitz_i i hi) as [h _]; exact (lipschitz_nonneg _ _ h). Qed.

  Lemma lambda_max_nonneg : 0 <= lambda_max.
  Proof.
    pose proof (lambda_nonneg 1 ltac:(lia)); destruct (lipschitz_i 1 ltac:(lia)); lra.
  Qed.

  Lemma n_max_ge_1 : 1 <= n_max.
  Proof. destruct (n_le 0%nat ltac:(lia)) as [h1 h2]; apply le_INR in h1; simpl in h1; lra. Qed.

  Lemma p_ge_1 : 1 <= p.
  Proof. apply prod_range_ge_1; intros; apply Rmax_l. Qed.

  Lemma c_nonneg : 0 <= c.
  Proof.
    pose proof lambda_max_nonneg; pose proof n_max_ge_1.
    unfold c; repeat apply Rmult_le_pos; lra.
  Qed.

  (** |A|_2 <= |W*_i|_2 + sqrt(n_i n_{i-1}) r for every A within r of W*_i. *)
  Let op (i : nat) : R := B i + sqrt (INR (n i) * INR (n (i - 1)%nat)) * r.

  Lemma op_within i A : (1 <= i <= l)%nat ->
    (forall o d, (o < n i)%nat -> (d < n (i - 1))%nat -> Rabs (W i o d - A o d) <= r) ->
    op_bound (n i) (n (i - 1)%nat) A (op i).
  Proof.
    intros hi hA; destruct (B_i i hi) as [b0 hB].
    destruct (op_bound_max_norm (n i) (n (i - 1)%nat) (fun o d => A o d - W i o d) r r_nonneg)
      as [d0 hD].
    { intros o d ho hd; rewrite Rabs_minus_sym; auto. }
    split; [unfold op; lra|]; intro v.
    rewrite (norm_ext _ _ (fun o => mulmv (n (i - 1)) (W i) v o
               + mulmv (n (i - 1)) (fun o d => A o d - W i o d) v o)).
    - eapply Rle_trans; [apply minkowski|]; unfold op; rewrite Rmult_plus_distr_r.
      apply Rplus_le_compat; auto.
    - intros o _; unfold mulmv; rewrite <- sum_plus; apply sum_ext; intros; ring.
  Qed.

  (** prod max{1, lambda_i |W^_i|_2} <= prod max{1, lambda_i |W*_i|_2} (1 + lambda_max n_max r)^l. *)
  Lemma product_within :
    prod_range 1 l (fun i => Rmax 1 (lambda i * op i)) <= p * exp (INR l * c).
  Proof.
    pose proof c_nonneg as hc; pose proof p_ge_1 as hp; pose proof lambda_max_nonneg as hl.
    apply Rle_trans with (prod_range 1 l (fun i => Rmax 1 (lambda i * B i) * (1 + c))).
    - apply prod_range_le; intros i hi; split; [pose proof (Rmax_l 1 (lambda i * op i)); lra|].
      pose proof (lambda_nonneg i hi) as l0; destruct (lipschitz_i i hi) as [_ l1].
      destruct (n_le i ltac:(lia)) as [_ n1]; destruct (n_le (i - 1) ltac:(lia)) as [_ n2].
      pose proof (pos_INR (n i)); pose proof (pos_INR (n (i - 1)%nat)).
      assert (s : sqrt (INR (n i) * INR (n (i - 1)%nat)) <= n_max).
      { rewrite <- (sqrt_square n_max) by lra; apply sqrt_le_1_alt, Rmult_le_compat; lra. }
      pose proof (sqrt_pos (INR (n i) * INR (n (i - 1)%nat))).
      set (q := sqrt (INR (n i) * INR (n (i - 1)%nat))) in *.
      assert (e : lambda i * (q * r) <= c).
      { unfold c; rewrite Rmult_assoc.
        apply Rmult_le_compat; auto; [apply Rmult_le_pos; lra|apply Rmult_le_compat_r; lra]. }
      pose proof (Rmax_l 1 (lambda i * B i)); pose proof (Rmax_r 1 (lambda i * B i)).
      unfold op; fold q; apply Rmax_lub; [nra|].
      rewrite Rmult_plus_distr_l; nra.
    - unfold p, prod_range; rewrite prod_mult, prod_const.
      apply Rmult_le_compat_l; [apply prod_nonneg; intros i _|].
      { pose proof (Rmax_l 1 (lambda (1 + i)%nat * B (1 + i)%nat)); lra. }
      replace (S l - 1)%nat with l by lia; apply pow_le_exp, hc.
  Qed.

  (** *** These masks: what Lemma 1 gives, applied at each input to the weights in force *)

  Variable own : nat -> nat -> option (nat * nat).
  Hypothesis own_served : forall i, (1 <= i <= l)%nat ->
    well_served r (n i) (n (i - 1)%nat) (W i) (M i) (Gin i) (Gout i) (own i).

  Let G := pruned n M sigma Gin Gout (fun i => own_in (own i)) (fun i => own_out (own i)).
  Let What (x : vec) (i : nat) : mat := branch (M i) (Gin i) (Gout i) (own i) (G (i - 1)%nat x).

  Lemma pruned_forward x : forall i, (i <= l)%nat -> forall o, (o < n i)%nat ->
    G i x o = forward n sigma (What x) i x o.
  Proof.
    induction i as [|k IH]; intros hk o ho; [reflexivity|].
    destruct (own_served (S k) ltac:(lia)) as [ho1 _]; replace (S k - 1)%nat with k in ho1 by lia.
    destruct (n_le k ltac:(lia)) as [nk _].
    unfold G; simpl pruned; simpl Lemma01.forward; f_equal; fold (G k x).
    rewrite (own_layer (M (S k)) (n (S k)) (n k) _ _ _ ho1 nk) by exact ho.
    unfold What; replace (S k - 1)%nat with k by lia.
    apply sum_ext; intros d hd; rewrite IH by (auto; lia); reflexivity.
  Qed.

  Theorem within_bound x : X x ->
    norm (n l) (vsub (forward n sigma W l x) (G l x))
    <= r * (INR l * lambda_max * three_halves n_max * F_max * (p * exp (INR l * c))).
  Proof.
    intro hx; rewrite (norm_ext _ _ (vsub (forward n sigma W l x) (forward n sigma (What x) l x)))
      by (intros o ho; unfold vsub; rewrite pruned_forward by (auto; lia); reflexivity).
    assert (hW : forall i j k, (1 <= i <= l)%nat -> (j < n i)%nat -> (k < n (i - 1))%nat ->
                   Rabs (W i j k - What x i j k) <= r).
    { intros i j k hi hj hk; destruct (own_served i hi) as [_ h]; destruct (h j k hj hk).
      unfold What, branch; destruct Rle_dec; assumption. }
    eapply Rle_trans.
    - apply (Lemma01.lemma_1_bound l n sigma lambda W (What x) op (fun y => y = x) r lambda_max n_max F_max);
        auto; try (intros; apply lipschitz_i; assumption); try lra.
      + intros; now apply n_le.
      + intros i hi; apply op_within; auto.
      + intros y i j -> hi hj; apply F_max_i; assumption.
    - apply Rmult_le_compat_l; [exact r_nonneg|]; apply Rmult_le_compat_l; [|apply product_within].
      pose proof lambda_max_nonneg; pose proof n_max_ge_1; pose proof (pos_INR l).
      unfold Lemma01.three_halves; pose proof (sqrt_pos n_max).
      repeat apply Rmult_le_pos; lra.
  Qed.
End Network.

(** The printed condition of Lemma 1 with |W*_i|_2 in the place of |W^_i|_2. *)
Definition accuracy (l : nat) (lambda B : nat -> R) (eps lambda_max n_max F_max : R) : R :=
  eps / (exp 1 * INR l * lambda_max * Rpower n_max (3 / 2) * F_max
         * prod_range 1 l (fun i => Rmax 1 (lambda i * B i))).

Section Accuracy.
  Variables (l : nat) (lambda B : nat -> R) (eps r lambda_max n_max F_max : R).
  Hypothesis l_pos : (1 <= l)%nat.
  Hypothesis n_max_1 : 1 <= n_max.
  Hypothesis lambda_max_pos : 0 < lambda_max.
  Hypothesis F_max_pos : 0 < F_max.
  Hypothesis r_le : r <= accuracy l lambda B eps lambda_max n_max F_max.

  Let p : R := prod_range 1 l (fun i => Rmax 1 (lambda i * B i)).

  (** The same as a product: e t sqrt(n_max) F_max p <= eps with t = l lambda_max n_max r. *)
  Lemma accuracy_product :
    exp 1 * (INR l * (lambda_max * n_max * r)) * (sqrt n_max * F_max * p) <= eps.
  Proof.
    unfold accuracy in r_le; rewrite Lemma01.three_halves_Rpower in r_le by lra; fold p in r_le.
    unfold Lemma01.three_halves in r_le.
    assert (hl : 0 < INR l) by (apply lt_0_INR; lia).
    assert (hp : 1 <= p) by (apply prod_range_ge_1; intros; apply Rmax_l).
    assert (hs : 0 < sqrt n_max) by (apply sqrt_lt_R0; lra).
    pose proof (exp_pos 1).
    set (D := exp 1 * INR l * lambda_max * (n_max * sqrt n_max) * F_max * p) in *.
    assert (hD : 0 < D) by (unfold D; repeat apply Rmult_lt_0_compat; lra).
    apply Rle_trans with (r * D); [right; unfold D; ring|].
    apply Rmult_le_compat_r with (r := D) in r_le; [|lra].
    replace (eps / D * D) with eps in r_le by (field; lra); exact r_le.
  Qed.
End Accuracy.

(** Masks within r per branch are masks within eps on the network: r may be eps_w itself
    (Theorem 30's proof asks for eps_w/2), as long as l lambda_max n_max r <= 1 ... *)
Theorem these_masks_do : forall (l : nat) (n M : nat -> nat) (sigma : nat -> R -> R)
    (lambda : nat -> R) (W Gin Gout : nat -> mat) (B : nat -> R) (X : vec -> Prop)
    (own : nat -> nat -> option (nat * nat)) (eps r lambda_max n_max F_max : R),
  (1 <= l)%nat ->
  (forall i, (1 <= i <= l)%nat -> lipschitz (sigma i) (lambda i) /\ lambda i <= lambda_max) ->
  (forall i, (i <= l)%nat -> (1 <= n i)%nat /\ INR (n i) <= n_max) ->
  (forall i, (1 <= i <= l)%nat -> op_bound (n i) (n (i - 1)%nat) (W i) (B i)) ->
  (forall x i j, X x -> (1 <= i <= l)%nat -> (j < n (i - 1))%nat ->
     Rabs (forward n sigma W (i - 1) x j) <= F_max) ->
  0 < lambda_max -> 0 < F_max -> 0 <= r ->
  (forall i, (1 <= i <= l)%nat ->
     well_served r (n i) (n (i - 1)%nat) (W i) (M i) (Gin i) (Gout i) (own i)) ->
  r <= accuracy l lambda B eps lambda_max n_max F_max ->
  INR l * (lambda_max * n_max * r) <= 1 ->
  forall x, X x ->
  norm (n l) (vsub (forward n sigma W l x)
    (pruned n M sigma Gin Gout (fun i => own_in (own i)) (fun i => own_out (own i)) l x)) <= eps.
Proof.
  intros l n M sigma lambda W Gin Gout B X own eps r lambda_max n_max F_max
    Hl Hlip Hn HB HF Hlm HFm Hr Hown Hacc Ht x Hx.
  pose proof (n_max_ge_1 l n n_max Hl Hn) as Hnm.
  pose proof (accuracy_product l lambda B eps r lambda_max n_max F_max Hl Hnm Hlm HFm Hacc) as HP.
  eapply Rle_trans; [apply (within_bound l n M sigma lambda W Gin Gout B X r lambda_max n_max F_max);
    auto|]; eapply Rle_trans; [|exact HP].
  set (p := prod_range 1 l (fun i => Rmax 1 (lambda i * B i))).
  assert (Hp : 1 <= p) by (apply prod_range_ge_1; intros; apply Rmax_l).
  set (t := INR l * (lambda_max * n_max * r)) in *.
  assert (Ht0 : 0 <= t) by (unfold t; pose proof (pos_INR l); repeat apply Rmult_le_pos; lra).
  assert (He : exp t <= exp 1) by (destruct Ht as [h| ->]; [left; apply exp_increasing, h|lra]).
  unfold Lemma01.three_halves; pose proof (sqrt_pos n_max).
  replace (r * (INR l * lambda_max * (n_max * sqrt n_max) * F_max * (p * exp t)))
    with (t * (sqrt n_max * F_max * p) * exp t) by (unfold t; ring).
  replace (exp 1 * t * (sqrt n_max * F_max * p)) with (t * (sqrt n_max * F_max * p) * exp 1) by ring.
  apply Rmult_le_compat_l; [|exact He]; clearbody t p; repeat apply Rmult_le_pos; lra.
Qed.

(** ... and where l lambda_max n_max r > 1, eps is so large that the empty masks do. *)
Theorem masks_within_give_epsilon : forall (l : nat) (n M : nat -> nat) (sigma : nat -> R -> R)
    (lambda : nat -> R) (W Gin Gout : nat -> mat) (B : nat -> R) (X : vec -> Prop)
    (own : nat -> nat -> option (nat * nat)) (eps r lambda_max n_max F_max : R),
  (1 <= l)%nat ->
  (forall i, (1 <= i <= l)%nat -> lipschitz (sigma i) (lambda i) /\ lambda i <= lambda_max) ->
  (forall i, (i <= l)%nat -> (1 <= n i)%nat /\ INR (n i) <= n_max) ->
  (forall i, (1 <= i <= l)%nat -> op_bound (n i) (n (i - 1)%nat) (W i) (B i)) ->
  (forall x i j, X x -> (1 <= i <= l)%nat -> (j < n (i - 1))%nat ->
     Rabs (forward n sigma W (i - 1) x j) <= F_max) ->
  0 < lambda_max -> 0 < F_max -> 0 <= r ->
  (forall i, (1 <= i <= l)%nat ->
     well_served r (n i) (n (i - 1)%nat) (W i) (M i) (Gin i) (Gout i) (own i)) ->
  r <= accuracy l lambda B eps lambda_max n_max F_max ->
  exists b_in b_out, forall x, X x ->
  norm (n l) (vsub (forward n sigma W l x) (pruned n M sigma Gin Gout b_in b_out l x)) <= eps.
Proof.
  intros l n M sigma lambda W Gin Gout B X own eps r lambda_max n_max F_max
    Hl Hlip Hn HB HF Hlm HFm Hr Hown Hacc.
  destruct (Rle_lt_dec (INR l * (lambda_max * n_max * r)) 1) as [Ht|Ht].
  { exists (fun i => own_in (own i)), (fun i => own_out (own i)).
    apply (these_masks_do l n M sigma lambda W Gin Gout B X own eps r lambda_max n_max F_max); assumption. }
  exists (fun _ _ _ => false), (fun _ _ _ => false); intros x Hx.
  pose proof (n_max_ge_1 l n n_max Hl Hn) as Hnm.
  pose proof (accuracy_product l lambda B eps r lambda_max n_max F_max Hl Hnm Hlm HFm Hacc) as HP.
  set (p := prod_range 1 l (fun i => Rmax 1 (lambda i * B i))) in *.
  assert (Hp : 1 <= p) by (apply prod_range_ge_1; intros; apply Rmax_l).
  assert (Hs : 1 <= sqrt n_max) by (rewrite <- sqrt_1; apply sqrt_le_1_alt; lra).
  assert (Hq : 0 <= sqrt n_max * F_max * p) by (repeat apply Rmult_le_pos; lra).
  apply Rle_trans with (sqrt n_max * F_max * p).
  - (* |sigma(W u) - sigma(0)| <= lambda |W|_2 |u| *)
    destruct l as [|k]; [lia|]; simpl Lemma01.forward; simpl pruned.
    destruct (Hlip (S k) ltac:(lia)) as [Hlk _]; destruct (HB (S k) ltac:(lia)) as [B0 HBk].
    pose proof (lipschitz_nonneg _ _ Hlk) as L0.
    replace (S k - 1)%nat with k in HBk by lia.
    set (u := forward n sigma W k x) in *.
    assert (Hu : norm (n k) u <= sqrt n_max * F_max).
    { eapply Rle_trans; [apply norm_max with (F := F_max); [lra|]|].
      - intros j hj; specialize (HF x (S k) j Hx ltac:(lia)); replace (S k - 1)%nat with k in HF by lia.
        apply HF; exact hj.
      - apply Rmult_le_compat_r; [lra|]; apply sqrt_le_1_alt, Hn; lia. }
    eapply Rle_trans; [apply (norm_lipschitz _ (sigma (S k)) (lambda (S k))), Hlk|].
    rewrite (norm_ext _ _ (mulmv (n k) (W (S k)) u)).
    + apply Rle_trans with (lambda (S k) * (B (S k) * (sqrt n_max * F_max))).
      * apply Rmult_le_compat_l; [exact L0|]; eapply Rle_trans; [apply HBk|].
        apply Rmult_le_compat_l; assumption.
      * assert (Hf : lambda (S k) * B (S k) <= p).
        { unfold p; rewrite prod_range_last by lia.
          pose proof (Rmax_r 1 (lambda (S k) * B (S k))); pose proof (Rmax_l 1 (lambda (S k) * B (S k))).
          assert (1 <= prod_range 1 k (fun i => Rmax 1 (lambda i * B i)))
            by (apply prod_range_ge_1; intros; apply Rmax_l).
          nra. }
        replace (lambda (S k) * (B (S k) * (sqrt n_max * F_max)))
          with (sqrt n_max * F_max * (lambda (S k) * B (S k))) by ring.
        apply Rmult_le_compat_l; [apply Rmult_le_pos; lra|exact Hf].
    + intros o _; unfold vsub, Certificate.masked_pre, mulmv at 2, Certificate.masked.
      rewrite (sum_ext (M (S k)) _ (fun _ => 0)), sum_0 by (intros; ring); ring.
  - eapply Rle_trans; [|exact HP].
    pose proof (exp_ineq1_le 1) as He.
    rewrite <- (Rmult_1_l (sqrt n_max * F_max * p)) at 1.
    apply Rmult_le_compat_r; [exact Hq|]; nra.
Qed.

(** ** From the samples to neurons that serve *)

Lemma finite_choice (A : Type) (a0 : A) (P : nat -> A -> Prop) (N : nat) :
  (forall i, (i < N)%nat -> exists a, P i a) -> exists f, forall i, (i < N)%nat -> P i (f i).
Proof.
  induction N as [|N IH]; intro h; [exists (fun _ => a0); intros; lia|].
  destruct IH as [f hf]; [intros; apply h; lia|]; destruct (h N ltac:(lia)) as [a ha].
  exists (fun i => if (i =? N)%nat then a else f i); intros i hi.
  destruct (Nat.eqb_spec i N) as [->|]; [exact ha|apply hf; lia].
Qed.

Definition sgn (s : bool) : R := if s then 1 else -1.

(** Neurons [keep o d s] for branch s of target weight (o, d): no neuron for two target
    weights, signs as in the paper (z_out > 0 for s, z_out < 0 otherwise, and so on), and
    sums within r.  Where w* < 0 the paper's w^+ acts on negative inputs. *)
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
    (* the branch that acts on positive inputs *)
    set (s0 := if Rlt_dec (W o d) 0 then false else true).
    assert (h0 : sgn s0 * sg (W o d) = 1 /\ sgn (negb s0) * sg (W o d) = -1).
    { unfold s0, sg, sgn; destruct Rlt_dec; simpl; lra. }
    destruct h0 as [h0 h0'].
    assert (ks : forall z, (keep o d true z || keep o d false z)%bool
                   = (keep o d s0 z || keep o d (negb s0) z)%bool)
      by (intro z; destruct s0; simpl; [reflexivity|apply orb_comm]).
    clearbody s0; split.
    + replace (branch_plus _ _ _ _ o d)
        with (sum M (fun z => if keep o d s0 z then Gout o z * Gin z d else 0)); [apply sums; assumption|].
      apply sum_ext; intros z hz; rewrite own_serves, ks by assumption.
      destruct (keep o d s0 z) eqn:k1; simpl.
      * destruct (signs z o d s0 hz ho hd k1) as [_ g]; rewrite h0 in g.
        destruct Rlt_dec; [reflexivity|lra].
      * destruct (keep o d (negb s0) z) eqn:k2; [|reflexivity].
        destruct (signs z o d _ hz ho hd k2) as [_ g]; rewrite h0' in g.
        destruct Rlt_dec; [lra|reflexivity].
    + replace (branch_minus _ _ _ _ o d)
        with (sum M (fun z => if keep o d (negb s0) z then Gout o z * Gin z d else 0));
        [apply sums; assumption|].
      apply sum_ext; intros z hz; rewrite own_serves, ks by assumption.
      destruct (keep o d (negb s0) z) eqn:k1.
      * rewrite orb_true_r; destruct (signs z o d _ hz ho hd k1) as [_ g]; rewrite h0' in g.
        destruct Rlt_dec; [reflexivity|lra].
      * rewrite orb_false_r; destruct (keep o d s0 z) eqn:k2; [|reflexivity].
        destruct (signs z o d _ hz ho hd k2) as [_ g]; rewrite h0 in g.
        destruct Rlt_dec; [lra|reflexivity].
Qed.

(** A mask's sum over a column, as a sum over positions. *)
Lemma sum_app a b f : sum (a + b) f = sum a f + sum b (fun i => f (a + i)%nat).
Proof.
  induction b as [|b IH]; [rewrite Nat.add_0_r; simpl; ring|].
  rewrite Nat.add_succ_r; simpl sum; rewrite IH; ring.
Qed.

Lemma dot_sum : forall b (col : list (list R)), length b = length col ->
  Lemma09.dot b (map weight col)
  = sum (length b) (fun v => if nth v b false then weight (nth v col []) else 0).
Proof.
  induction b as [|bit b IH]; intros [|z col] h; try discriminate; [reflexivity|].
  simpl in h; injection h as h; simpl length; rewrite Certificate.sum_first.
  simpl Lemma09.dot; rewrite IH by exact h; f_equal.
  apply sum_ext; intros i _; rewrite Nat.add_1_r; reflexivity.
Qed.

Lemma sum_zero_after a N f : (a <= N)%nat -> (forall i, (a <= i)%nat -> f i = 0) -> sum N f = sum a f.
Proof.
  intros hN h; replace N with (a + (N - a))%nat by lia; rewrite sum_app.
  rewrite (sum_ext (N - a) _ (fun _ => 0)) by (intros; apply h; lia); rewrite sum_0; ring.
Qed.

(** The same over the M neurons of a layer, the mask's neurons being T from number a on. *)
Lemma sum_block M a T b (col : list (list R)) (Gin Gout : mat) o d :
  length b = length col -> (a + T <= M)%nat ->
  (forall v, nth v b false = true -> (v < T)%nat) ->
  (forall v, (v < T)%nat ->
     Gout o (a + v)%nat = z_out (nth v col []) /\ Gin (a + v)%nat d = z_in (nth v col [])) ->
  sum M (fun z => if (a <=? z)%nat && nth (z - a) b false then Gout o z * Gin z d else 0)
  = Lemma09.dot b (map weight col).
Proof.
  intros hl hM hb hG; rewrite dot_sum by exact hl.
  set (g := fun v => if nth v b false then weight (nth v col []) else 0).
  transitivity (sum T g).
  - rewrite (sum_zero_after (a + T) M).
    + rewrite sum_app; replace (sum a _) with 0; [rewrite Rplus_0_l; apply sum_ext; intros v hv|].
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

(** *** Algorithm 1's pools *)

Lemma without_nth : forall alive b v, nth v (without alive b) false = true ->
  nth v alive false = true /\ nth v b false = false.
Proof.
  induction alive as [|x alive IH]; intros [|y b] [|v] h; simpl in *; try discriminate; auto.
  apply andb_true_iff in h as [-> h]; destruct y; [discriminate|auto].
Qed.

Lemma approximates_mono size r s w alive alive' col b :
  (forall v, nth v alive' false = true -> nth v alive false = true) ->
  approximates size r s w alive' col b -> approximates size r s w alive col b.
Proof. intros h (h1 & h2 & h3 & h4); repeat split; auto; try apply h; apply h3; assumption. Qed.

Lemma ones_true T v : nth v (repeat true T) false = true -> (v < T)%nat.
Proof.
  intro h; destruct (Nat.lt_ge_cases v T) as [l|g]; [exact l|].
  rewrite nth_overflow in h by (rewrite repeat_length; exact g); discriminate.
Qed.

(** The masks of a pool: position t, branch s. *)
Lemma solved_masks size r : forall ws alive cols, solved size r alive ws cols ->
  exists bs : nat -> bool -> list bool,
    (forall t s, (t < length ws)%nat ->
       approximates size r (sgn s) (nth t ws 0) alive (nth t cols []) (bs t s)) /\
    (forall t t' s s' v, (t < length ws)%nat -> (t' < length ws)%nat ->
       nth v (bs t s) false = true -> nth v (bs t' s') false = true -> t = t').
Proof.
  induction ws as [|w ws IH]; intros alive [|col cols] h; simpl in h; try tauto.
  { exists (fun _ _ => @nil bool); split; intros; simpl in *; lia. }
  destruct h as (bp & bm & hp & hm & h); destruct (IH _ _ h) as (bs & h1 & h2); clear IH.
  exists (fun (t : nat) (s : bool) => match t with O => if s then bp else bm | S t => bs t s end).
  assert (free : forall t s v, (t < length ws)%nat -> nth v (bs t s) false = true ->
            nth v alive false = true /\ nth v bp false = false /\ nth v bm false = false).
  { intros t s v ht hv; destruct (h1 t s ht) as (_ & _ & g & _); destruct (g v hv) as [ha _].
    apply without_nth in ha as [ha ?]; apply without_nth in ha as [ha ?]; auto. }
  split.
  - intros [|t] s ht; simpl in ht |- *; [destruct s; assumption|].
    apply approximates_mono with (without (without alive bp) bm); [|apply h1; lia].
    intros v hv; apply without_nth in hv as [hv _]; apply without_nth in hv as [hv _]; exact hv.
  - intros [|t] [|t'] s s' v ht ht' hv hv'; simpl in ht, ht'; [reflexivity| | |].
    + destruct (free t' s' v ltac:(lia) hv') as (_ & e1 & e2); destruct s; congruence.
    + destruct (free t s v ltac:(lia) hv) as (_ & e1 & e2); destruct s'; congruence.
    + f_equal; apply (h2 t t' s s' v); auto; lia.
Qed.

(** The output and input of the t-th target weight of pool j (all from 0); see Algorithm1.v. *)
Definition place (n p j t : nat) : nat * nat :=
  if (p <=? n)%nat then (idx_out_repaired n (S j) (S t) - 1, t)%nat
  else (t, idx_out_repaired p (S j) (S t) - 1)%nat.

(** [from_1 W]: W with rows and columns counted from 1, as Theorem30.v does. *)
Definition from_1 (W : mat) : nat -> nat -> R := fun o d => W (o - 1)%nat (d - 1)%nat.

Lemma nth_from_1 (A : Type) (f : nat -> A) (a0 : A) N i : (i < N)%nat ->
  nth i (map f (seq 1 N)) a0 = f (S i).
Proof.
  intro h; rewrite (nth_indep _ a0 (f 0%nat)) by (rewrite map_length, seq_length; exact h).
  rewrite map_nth, seq_nth by exact h; reflexivity.
Qed.

Lemma pool_weight n p W j t : (1 <= n)%nat -> (1 <= p)%nat ->
  (j < Nat.max n p)%nat -> (t < Nat.min n p)%nat ->
  nth t (nth j (pools_of n p (from_1 W)) []) 0 = W (fst (place n p j t)) (snd (place n p j t)).
Proof.
  intros hn hp hj ht; unfold pools_of, place, from_1; destruct (Nat.leb_spec p n); simpl fst; simpl snd;
    rewrite nth_from_1 by lia; rewrite nth_from_1 by lia; f_equal; lia.
Qed.

Lemma pool_length n p W j : (1 <= n)%nat -> (1 <= p)%nat -> (j < Nat.max n p)%nat ->
  length (nth j (pools_of n p (from_1 W)) []) = Nat.min n p.
Proof.
  intros hn hp hj; apply (pools_of_rows n p (from_1 W) _ hn hp), nth_In.
  rewrite pools_of_length; exact hj.
Qed.

Lemma place_range n p j t : (1 <= n)%nat -> (1 <= p)%nat -> (t < Nat.min n p)%nat ->
  (fst (place n p j t) < n)%nat /\ (snd (place n p j t) < p)%nat.
Proof.
  intros hn hp ht; unfold place; destruct (Nat.leb_spec p n); simpl fst; simpl snd.
  - pose proof (idx_range n (S j) (S t) hn); lia.
  - pose proof (idx_range p (S j) (S t) hp); lia.
Qed.

Lemma place_covers n p o d : (o < n)%nat -> (d < p)%nat ->
  exists jt : nat * nat, (fst jt < Nat.max n p)%nat /\ (snd jt < Nat.min n p)%nat /\
    place n p (fst jt) (snd jt) = (o, d).
Proof.
  intros ho hd; unfold place; destruct (Nat.leb_spec p n).
  - destruct (covered_exactly_once n (S d) (S o)) as (j & [hj e] & _); [lia|lia|].
    exists ((j - 1)%nat, d); simpl; replace (S (j - 1)) with j by lia; rewrite e.
    split; [lia|split; [lia|f_equal; lia]].
  - destruct (covered_exactly_once p (S o) (S d)) as (j & [hj e] & _); [lia|lia|].
    exists ((j - 1)%nat, o); simpl; replace (S (j - 1)) with j by lia; rewrite e.
    split; [lia|split; [lia|f_equal; lia]].
Qed.

(** In one pool no output and no input comes twice. *)
Lemma place_distinct n p j t t' : (1 <= n)%nat -> (1 <= p)%nat ->
  (t < Nat.min n p)%nat -> (t' < Nat.min n p)%nat ->
  fst (place n p j t) = fst (place n p j t') \/ snd (place n p j t) = snd (place n p j t') -> t = t'.
Proof.
  intros hn hp ht ht'; unfold place; destruct (Nat.leb_spec p n); simpl fst; simpl snd.
  - intros [e|e]; [|exact e].
    pose proof (idx_range n (S j) (S t) hn); pose proof (idx_range n (S j) (S t') hn).
    enough (S t = S t') by lia; apply (outputs_distinct n p (S j)); lia.
  - intros [e|e]; [exact e|].
    pose proof (idx_range p (S j) (S t) hp); pose proof (idx_range p (S j) (S t') hp).
    enough (S t = S t') by lia; apply (proj2 (exchanged_ok n p hn ltac:(lia)) (S j)); lia.
Qed.

(** The layer's weight matrices contain the sampled pairs: neuron v of pool j is neuron
    j T + v of the layer; its pair at the t-th target weight of the pool are its weights at
    that target weight's output and input.  Nothing is said of the other weights. *)
Definition agrees (n p T : nat) (pool : nat -> list (list (list R))) (Gin Gout : mat) : Prop :=
  forall j t v, (j < Nat.max n p)%nat -> (t < Nat.min n p)%nat -> (v < T)%nat ->
    Gout (fst (place n p j t)) (j * T + v)%nat = z_out (nth v (nth t (pool j) []) []) /\
    Gin (j * T + v)%nat (snd (place n p j t)) = z_in (nth v (nth t (pool j) []) []).

(** There are such matrices for any samples. *)
Lemma agrees_exists n p T pool : (1 <= n)%nat -> (1 <= p)%nat ->
  exists Gin Gout, agrees n p T pool Gin Gout.
Proof.
  intros hn hp.
  set (pos := fun (f : nat * nat -> nat) j i =>
    match find (fun t => f (place n p j t) =? i)%nat (seq 0 (Nat.min n p)) with
    | Some t => t | None => 0%nat end).
  assert (hpos : forall f j t, (f = fst \/ f = snd) -> (t < Nat.min n p)%nat ->
            pos f j (f (place n p j t)) = t).
  { intros f j t hf ht; unfold pos.
    destruct (find _ _) as [t'|] eqn:e.
    - apply find_some in e as [hin e]; apply in_seq in hin; apply Nat.eqb_eq in e.
      apply (place_distinct n p j); auto; [lia|destruct hf as [-> | ->]; auto].
    - apply find_none with (x := t) in e; [|apply in_seq; lia].
      rewrite Nat.eqb_refl in e; discriminate. }
  exists (fun z d => z_in (nth (z mod T) (nth (pos snd (z / T)%nat d) (pool (z / T)%nat) []) [])),
         (fun o z => z_out (nth (z mod T) (nth (pos fst (z / T)%nat o) (pool (z / T)%nat) []) [])).
  intros j t v hj ht hv.
  replace ((j * T + v) / T)%nat with j
    by (rewrite Nat.add_comm, Nat.div_add, Nat.div_small by lia; lia).
  replace ((j * T + v) mod T)%nat with v
    by (rewrite Nat.add_comm, Nat.mod_add, Nat.mod_small by lia; lia).
  rewrite !hpos; auto.
Qed.

Theorem pools_served (size : nat) (r : R) (n p T M : nat) (W Gin Gout : mat)
    (pool : nat -> list (list (list R))) :
  (1 <= n)%nat -> (1 <= p)%nat ->
  (forall j, (j < Nat.max n p)%nat ->
     solved size r (repeat true T) (nth j (pools_of n p (from_1 W)) []) (pool j)) ->
  agrees n p T pool Gin Gout ->
  (Nat.max n p * T <= M)%nat ->
  exists own, well_served r n p W M Gin Gout own.
Proof.
  intros hn hp hs hG hM.
  assert (hlen : forall j, (j < Nat.max n p)%nat ->
            length (nth j (pools_of n p (from_1 W)) []) = Nat.min n p)
    by (intros; apply pool_length; assumption).
  destruct (finite_choice _ (fun _ _ => []) _ _ (fun j hj => solved_masks _ _ _ _ _ (hs j hj))) as [bs hbs].
  assert (pos : exists f : nat -> nat -> nat * nat, forall o, (o < n)%nat -> forall d, (d < p)%nat ->
            (fst (f o d) < Nat.max n p)%nat /\ (snd (f o d) < Nat.min n p)%nat /\
            place n p (fst (f o d)) (snd (f o d)) = (o, d)).
  { apply (finite_choice _ (fun _ => (0, 0)%nat) (fun o f => forall d, (d < p)%nat ->
      (fst (f d) < Nat.max n p)%nat /\ (snd (f d) < Nat.min n p)%nat /\
      place n p (fst (f d)) (snd (f d)) = (o, d))).
    intros o ho; apply (finite_choice _ (0, 0)%nat (fun d jt => (fst jt < Nat.max n p)%nat /\
      (snd jt < Nat.min n p)%nat /\ place n p (fst jt) (snd jt) = (o, d))).
    intros d hd; apply place_covers; assumption. }
  destruct pos as [f hf].
  set (block := fun o d => (fst (f o d) * T)%nat).
  apply (keep_served r n p M W Gin Gout (fun o d s z => (block o d <=? z)%nat &&
    nth (z - block o d) (bs (fst (f o d)) (snd (f o d)) s) false)).
  - intros z o d s o' d' s' ho hd ho' hd' h h'.
    apply andb_true_iff in h as [h1 h2]; apply andb_true_iff in h' as [h1' h2'].
    apply Nat.leb_le in h1, h1'; unfold block in *.
    destruct (hf o ho d hd) as (j1 & t1 & e1), (hf o' ho' d' hd') as (j2 & t2 & e2).
    destruct (f o d) as [j t], (f o' d') as [j' t']; simpl in *.
    destruct (hbs j j1) as [ap u], (hbs j' j2) as [ap' _].
    rewrite hlen in ap, u by exact j1; rewrite hlen in ap' by exact j2.
    assert (v1 : (z - j * T < T)%nat).
    { destruct (ap t s t1) as (_ & _ & g & _); destruct (g _ h2) as [ga _]; apply ones_true in ga; exact ga. }
    assert (v2 : (z - j' * T < T)%nat).
    { destruct (ap' t' s' t2) as (_ & _ & g & _); destruct (g _ h2') as [ga _].
      apply ones_true in ga; exact ga. }
    assert (j = j') as <- by nia.
    assert (t = t') as <- by (apply (u t t' s s' (z - j * T)%nat); assumption).
    rewrite e1 in e2; injection e2; auto.
  - intros z o d s _ ho hd h; apply andb_true_iff in h as [h1 h2]; apply Nat.leb_le in h1.
    unfold block in *; destruct (hf o ho d hd) as (j1 & t1 & e1).
    destruct (f o d) as [j t]; simpl in *.
    destruct (hbs j j1) as [ap _]; rewrite hlen in ap by exact j1.
    destruct (ap t s t1) as (_ & _ & g & _); destruct (g _ h2) as (ga & g1 & g2); apply ones_true in ga.
    rewrite pool_weight, e1 in g2 by assumption; simpl fst in g2; simpl snd in g2.
    destruct (hG j t (z - j * T)%nat j1 t1 ga) as [w1 w2]; rewrite e1 in w1, w2.
    simpl fst in w1; simpl snd in w2.
    replace (j * T + (z - j * T))%nat with z in w1, w2 by lia; rewrite w1, w2; auto.
  - intros o d s ho hd; unfold block; destruct (hf o ho d hd) as (j1 & t1 & e1).
    destruct (f o d) as [j t]; simpl fst in *; simpl snd in *.
    destruct (hbs j j1) as [ap _]; rewrite hlen in ap by exact j1.
    destruct (ap t s t1) as (l1 & _ & g & g4).
    rewrite pool_weight, e1 in g4 by assumption; simpl fst in g4; simpl snd in g4.
    rewrite (sum_block M (j * T) T _ (nth t (pool j) [])); [exact g4|exact l1|nia| |].
    + intros v hv; destruct (g v hv) as [ga _]; apply ones_true in ga; exact ga.
    + intros v hv; destruct (hG j t v j1 t1 hv) as [w1 w2]; rewrite e1 in w1, w2; auto.
Qed.

(** ** Theorem 30 *)

(** The target network for Theorem30.v: layers (n_i, n_{i-1}, W*_i), i = 1..l. *)
Definition target (l : nat) (n : nat -> nat) (W : nat -> mat) : list (nat * nat * (nat -> nat -> R)) :=
  map (fun i => (n i, n (i - 1)%nat, from_1 (W i))) (seq 1 l).

(** The number of pools before those of layer i; layer i has max{n_i, n_{i-1}}. *)
Definition first_pool (n : nat -> nat) (i : nat) : nat :=
  fold_right Nat.add 0%nat (map (fun h => Nat.max (n h) (n (h - 1)%nat)) (seq 1 (i - 1))).

Lemma Forall2_nth (A C : Type) (P : A -> C -> Prop) (a0 : A) (c0 : C) : forall l1 l2,
  Forall2 P l1 l2 -> forall i, (i < length l1)%nat -> P (nth i l1 a0) (nth i l2 c0).
Proof.
  intros l1 l2 h; induction h as [|a c l1 l2 hp h IH]; intros [|i] hi; simpl in *; try lia; auto.
  apply IH; lia.
Qed.

Lemma target_pool l n W i j : (1 <= i <= l)%nat -> (j < Nat.max (n i) (n (i - 1)%nat))%nat ->
  let pools := flat_map (fun t => pools_of (fst (fst t)) (snd (fst t)) (snd t)) (target l n W) in
  (first_pool n i + j < length pools)%nat /\
  nth (first_pool n i + j) pools [] = nth j (pools_of (n i) (n (i - 1)%nat) (from_1 (W i))) [].
Proof.
  intros hi hj; cbv zeta; unfold target.
  replace l with ((i - 1) + S (l - i))%nat by lia; rewrite seq_app, map_app, flat_map_app.
  replace (1 + (i - 1))%nat with i by lia; simpl seq; simpl map; simpl flat_map.
  set (before := flat_map _ (map _ (seq 1 (i - 1)))).
  assert (e : length before = first_pool n i).
  { unfold before, first_pool; induction (seq 1 (i - 1)) as [|h t IH]; [reflexivity|].
    simpl; rewrite app_length, pools_of_length, IH; reflexivity. }
  rewrite !app_length, pools_of_length, e; split; [lia|].
  rewrite app_nth2 by lia; rewrite e; replace (first_pool n i + j - first_pool n i)%nat with j by lia.
  apply app_nth1; rewrite pools_of_length; exact hj.
Qed.

Lemma target_in l n W i : (1 <= i <= l)%nat -> In (n i, n (i - 1)%nat, from_1 (W i)) (target l n W).
Proof. intro hi; apply in_map_iff; exists i; split; [reflexivity|apply in_seq; lia]. Qed.

Lemma target_not_nil l n W : (1 <= l)%nat -> target l n W <> [].
Proof. intros h e; destruct l; [lia|discriminate]. Qed.

Lemma target_range l n W w_max :
  (forall i, (i <= l)%nat -> (1 <= n i)%nat) ->
  (forall i o d, (1 <= i <= l)%nat -> (o < n i)%nat -> (d < n (i - 1))%nat -> - w_max <= W i o d <= w_max) ->
  forall a b V, In (a, b, V) (target l n W) -> (1 <= a)%nat /\ (1 <= b)%nat /\
    forall o d, (1 <= o <= a)%nat -> (1 <= d <= b)%nat -> - w_max <= V o d <= w_max.
Proof.
  intros hn hW a b V hin; apply in_map_iff in hin as (i & e & hi); apply in_seq in hi.
  injection e as <- <- <-; split; [apply hn; lia|split; [apply hn; lia|]].
  intros o d ho hd; apply hW; lia.
Qed.

Lemma pools_sum (T : list R -> nat) c ps : (forall ws, In ws ps -> T ws = c) ->
  fold_right Nat.add 0%nat (map T ps) = (length ps * c)%nat.
Proof.
  induction ps as [|ws ps IH]; intro h; [reflexivity|].
  simpl; rewrite IH, (h ws) by (simpl; auto; intros; apply h; right; assumption); reflexivity.
Qed.

(** The same for eps_w, if in each layer some neurons serve its target weights. *)
Lemma layers_give_epsilon : forall (l : nat) (n M : nat -> nat) (sigma : nat -> R -> R)
    (lambda : nat -> R) (W Gin Gout : nat -> mat) (B : nat -> R) (X : vec -> Prop)
    (eps eps_w lambda_max n_max F_max : R),
  (1 <= l)%nat ->
  (forall i, (1 <= i <= l)%nat -> lipschitz (sigma i) (lambda i) /\ lambda i <= lambda_max) ->
  (forall i, (i <= l)%nat -> (1 <= n i)%nat /\ INR (n i) <= n_max) ->
  (forall i, (1 <= i <= l)%nat -> op_bound (n i) (n (i - 1)%nat) (W i) (B i)) ->
  (forall x i j, X x -> (1 <= i <= l)%nat -> (j < n (i - 1))%nat ->
     Rabs (forward n sigma W (i - 1) x j) <= F_max) ->
  0 < lambda_max -> 0 < F_max -> 0 < eps_w ->
  eps_w <= eps / (exp 1 * INR l * lambda_max * Rpower n_max (3 / 2) * F_max
                  * prod_range 1 l (fun i => Rmax 1 (lambda i * B i))) ->
  (forall i, (1 <= i <= l)%nat ->
     exists own, well_served (eps_w / 2) (n i) (n (i - 1)%nat) (W i) (M i) (Gin i) (Gout i) own) ->
  exists b_in b_out : nat -> nat -> nat -> bool, forall x, X x ->
    norm (n l) (vsub (forward n sigma W l x) (pruned n M sigma Gin Gout b_in b_out l x)) <= eps.
Proof.
  intros l n M sigma lambda W Gin Gout B X eps eps_w lambda_max n_max F_max
    Hl Hlip Hn HB HF Hlm HFm He Hacc Hs.
  destruct (finite_choice _ (fun _ : nat => @None (nat * nat)) (fun i own =>
    well_served (eps_w / 2) (n (S i)) (n (S i - 1)%nat) (W (S i)) (M (S i)) (Gin (S i)) (Gout (S i)) own) l)
    as [own hown]; [intros i hi; apply Hs; lia|].
  apply (masks_within_give_epsilon l n M sigma lambda W Gin Gout B X (fun i => own (i - 1)%nat)
    eps (eps_w / 2) lambda_max n_max F_max); auto; try lra.
  - intros [|i] hi; [lia|]; replace (own (S i - 1)%nat) with (own i) by (f_equal; lia); apply hown; lia.
  - unfold accuracy; lra.
Qed.

(** Any Lipschitz activations of the target network; the intermediate neurons are ReLUs. *)
Theorem theorem_30_network_lipschitz : forall (l : nat) (n : nat -> nat) (sigma : nat -> R -> R)
    (lambda : nat -> R) (W : nat -> mat) (B : nat -> R) (X : vec -> Prop)
    (eps eps_w delta w_max lambda_max n_max F_max : R),
  (1 <= l)%nat ->
  (forall i, (1 <= i <= l)%nat -> lipschitz (sigma i) (lambda i) /\ lambda i <= lambda_max) ->
  (forall i, (i <= l)%nat -> (1 <= n i)%nat /\ INR (n i) <= n_max) ->
  (forall i o d, (1 <= i <= l)%nat -> (o < n i)%nat -> (d < n (i - 1))%nat -> - w_max <= W i o d <= w_max) ->
  (forall i, (1 <= i <= l)%nat -> op_bound (n i) (n (i - 1)%nat) (W i) (B i)) ->
  (forall x i j, X x -> (1 <= i <= l)%nat -> (j < n (i - 1))%nat ->
     Rabs (forward n sigma W (i - 1) x j) <= F_max) ->
  0 < lambda_max -> 0 < F_max -> 0 < eps_w < 2 * w_max -> 0 < delta < 1 ->
  eps_w <= eps / (exp 1 * INR l * lambda_max * Rpower n_max (3 / 2) * F_max
                  * prod_range 1 l (fun i => Rmax 1 (lambda i * B i))) ->
  let N := weights (target l n W) in
  let k := kk eps_w w_max in
  let m := m_printed eps_w w_max (delta / (2 * INR N)) in
  let T := fun ws : list R => pool_size m k (length ws) in
  let P := neuron (alpha eps_w w_max) (beta eps_w w_max) in
  let pools := flat_map (fun t => pools_of (fst (fst t)) (snd (fst t)) (snd t)) (target l n W) in
  let M := fun i => M_printed (kp eps_w w_max) delta (n i) (n (i - 1)%nat) N in
  let T_i := fun i => pool_size m k (Nat.min (n i) (n (i - 1)%nat)) in
  (forall i, (1 <= i <= l)%nat -> (Nat.max (n i) (n (i - 1)%nat) * T_i i <= M i)%nat) /\
  1 - delta <=
    lower (prod_laws (map (fun ws => iid (iid P (T ws)) (length ws)) pools))
      (fun samples => forall Gin Gout : nat -> mat,
         (forall i, (1 <= i <= l)%nat ->
            agrees (n i) (n (i - 1)%nat) (T_i i) (fun j => nth (first_pool n i + j) samples [])
              (Gin i) (Gout i)) ->
         exists b_in b_out : nat -> nat -> nat -> bool, forall x, X x ->
           norm (n l) (vsub (forward n sigma W l x) (pruned n M sigma Gin Gout b_in b_out l x)) <= eps).
Proof.
  intros l n sigma lambda W B X eps eps_w delta w_max lambda_max n_max F_max
    Hl Hlip Hn HW HB HF Hlm HFm He Hd Hacc; cbv zeta.
  destruct (theorem_30 eps_w w_max delta (target l n W) He Hd (target_not_nil l n W Hl)
    (target_range l n W w_max (fun i h => proj1 (Hn i h)) HW)) as [hcount hprob].
  set (N := weights (target l n W)) in *; set (k := kk eps_w w_max) in *.
  set (m := m_printed eps_w w_max (delta / (2 * INR N))) in *.
  set (M := fun i => M_printed (kp eps_w w_max) delta (n i) (n (i - 1)%nat) N).
  assert (hM : forall i, (1 <= i <= l)%nat ->
    (Nat.max (n i) (n (i - 1)%nat) * pool_size m k (Nat.min (n i) (n (i - 1)%nat)) <= M i)%nat).
  { intros i hi; destruct (Hn i ltac:(lia)) as [n1 _]; destruct (Hn (i - 1)%nat ltac:(lia)) as [n2 _].
    specialize (hcount _ _ _ (target_in l n W i hi)).
    rewrite (pools_sum _ (pool_size m k (Nat.min (n i) (n (i - 1)%nat)))), pools_of_length in hcount;
      [exact hcount|].
    intros ws hws; destruct (pools_of_rows _ _ _ ws n1 n2 hws) as [-> _]; reflexivity. }
  split; [exact hM|].
  eapply Rle_trans; [exact hprob|]; apply lower_mono; intros samples hs Gin Gout hG.
  apply (layers_give_epsilon l n M sigma lambda W Gin Gout B X eps eps_w lambda_max n_max F_max);
    auto; try lra; intros i hi.
  destruct (Hn i ltac:(lia)) as [n1 _]; destruct (Hn (i - 1)%nat ltac:(lia)) as [n2 _].
  apply (pools_served (size k) (eps_w / 2) _ _ (pool_size m k (Nat.min (n i) (n (i - 1)%nat))) (M i)
    (W i) (Gin i) (Gout i) (fun j => nth (first_pool n i + j) samples [])); auto.
  intros j hj; destruct (target_pool l n W i j hi hj) as [h1 h2].
  pose proof (Forall2_nth _ _ _ [] [] _ _ hs _ h1) as h; cbv beta in h; rewrite h2 in h.
  rewrite pool_length in h by assumption; exact h.
Qed.

(** Theorem 30, repaired, with its conclusion: a fixed ReLU network without biases. *)
Theorem theorem_30_network : forall (l : nat) (n : nat -> nat) (W : nat -> mat) (B : nat -> R)
    (X : vec -> Prop) (eps eps_w delta w_max n_max F_max : R),
  (1 <= l)%nat ->
  (forall i, (i <= l)%nat -> (1 <= n i)%nat /\ INR (n i) <= n_max) ->
  (forall i o d, (1 <= i <= l)%nat -> (o < n i)%nat -> (d < n (i - 1))%nat -> - w_max <= W i o d <= w_max) ->
  (forall i, (1 <= i <= l)%nat -> op_bound (n i) (n (i - 1)%nat) (W i) (B i)) ->
  (forall x i j, X x -> (1 <= i <= l)%nat -> (j < n (i - 1))%nat ->
     Rabs (forward n (fun _ => relu) W (i - 1) x j) <= F_max) ->
  0 < F_max -> 0 < eps_w < 2 * w_max -> 0 < delta < 1 ->
  eps_w <= eps / (exp 1 * INR l * Rpower n_max (3 / 2) * F_max
                  * prod_range 1 l (fun i => Rmax 1 (B i))) ->
  let N := weights (target l n W) in
  let k := kk eps_w w_max in
  let m := m_printed eps_w w_max (delta / (2 * INR N)) in
  let T := fun ws : list R => pool_size m k (length ws) in
  let P := neuron (alpha eps_w w_max) (beta eps_w w_max) in
  let pools := flat_map (fun t => pools_of (fst (fst t)) (snd (fst t)) (snd t)) (target l n W) in
  let M := fun i => M_printed (kp eps_w w_max) delta (n i) (n (i - 1)%nat) N in
  let T_i := fun i => pool_size m k (Nat.min (n i) (n (i - 1)%nat)) in
  (forall i, (1 <= i <= l)%nat -> (Nat.max (n i) (n (i - 1)%nat) * T_i i <= M i)%nat) /\
  1 - delta <=
    lower (prod_laws (map (fun ws => iid (iid P (T ws)) (length ws)) pools))
      (fun samples => forall Gin Gout : nat -> mat,
         (forall i, (1 <= i <= l)%nat ->
            agrees (n i) (n (i - 1)%nat) (T_i i) (fun j => nth (first_pool n i + j) samples [])
              (Gin i) (Gout i)) ->
         exists b_in b_out : nat -> nat -> nat -> bool, forall x, X x ->
           norm (n l) (vsub (forward n (fun _ => relu) W l x)
                            (pruned n M (fun _ => relu) Gin Gout b_in b_out l x)) <= eps).
Proof.
  intros l n W B X eps eps_w delta w_max n_max F_max Hl Hn HW HB HF HFm He Hd Hacc.
  apply (theorem_30_network_lipschitz l n (fun _ => relu) (fun _ => 1) W B X eps eps_w delta w_max
    1 n_max F_max); auto; try lra.
  - intros; split; [apply Certificate.relu_lipschitz|lra].
  - rewrite Rmult_1_r.
    rewrite (prod_range_ext _ _ (fun i => Rmax 1 (1 * B i)) (fun i => Rmax 1 (B i)))
      by (intros; rewrite Rmult_1_l; reflexivity).
    exact Hacc.
Qed.

(** In the words "|W^_i|_2": a B_i that bounds whatever matrix the branches can make up
    bounds W*_i. *)
Corollary theorem_30_network_planned : forall (l : nat) (n : nat -> nat) (W : nat -> mat) (B : nat -> R)
    (X : vec -> Prop) (eps eps_w delta w_max n_max F_max : R),
  (1 <= l)%nat ->
  (forall i, (i <= l)%nat -> (1 <= n i)%nat /\ INR (n i) <= n_max) ->
  (forall i o d, (1 <= i <= l)%nat -> (o < n i)%nat -> (d < n (i - 1))%nat -> - w_max <= W i o d <= w_max) ->
  (forall i What, (1 <= i <= l)%nat ->
     (forall o d, (o < n i)%nat -> (d < n (i - 1))%nat -> Rabs (W i o d - What o d) <= eps_w / 2) ->
     op_bound (n i) (n (i - 1)%nat) What (B i)) ->
  (forall x i j, X x -> (1 <= i <= l)%nat -> (j < n (i - 1))%nat ->
     Rabs (forward n (fun _ => relu) W (i - 1) x j) <= F_max) ->
  0 < F_max -> 0 < eps_w < 2 * w_max -> 0 < delta < 1 ->
  eps_w <= eps / (exp 1 * INR l * Rpower n_max (3 / 2) * F_max
                  * prod_range 1 l (fun i => Rmax 1 (B i))) ->
  let N := weights (target l n W) in
  let k := kk eps_w w_max in
  let m := m_printed eps_w w_max (delta / (2 * INR N)) in
  let T := fun ws : list R => pool_size m k (length ws) in
  let P := neuron (alpha eps_w w_max) (beta eps_w w_max) in
  let pools := flat_map (fun t => pools_of (fst (fst t)) (snd (fst t)) (snd t)) (target l n W) in
  let M := fun i => M_printed (kp eps_w w_max) delta (n i) (n (i - 1)%nat) N in
  let T_i := fun i => pool_size m k (Nat.min (n i) (n (i - 1)%nat)) in
  (forall i, (1 <= i <= l)%nat -> (Nat.max (n i) (n (i - 1)%nat) * T_i i <= M i)%nat) /\
  1 - delta <=
    lower (prod_laws (map (fun ws => iid (iid P (T ws)) (length ws)) pools))
      (fun samples => forall Gin Gout : nat -> mat,
         (forall i, (1 <= i <= l)%nat ->
            agrees (n i) (n (i - 1)%nat) (T_i i) (fun j => nth (first_pool n i + j) samples [])
              (Gin i) (Gout i)) ->
         exists b_in b_out : nat -> nat -> nat -> bool, forall x, X x ->
           norm (n l) (vsub (forward n (fun _ => relu) W l x)
                            (pruned n M (fun _ => relu) Gin Gout b_in b_out l x)) <= eps).
Proof.
  intros l n W B X eps eps_w delta w_max n_max F_max Hl Hn HW HB HF HFm He Hd Hacc.
  apply (theorem_30_network l n W B X eps eps_w delta w_max n_max F_max); auto.
  intros i hi; apply HB; [exact hi|]; intros o d _ _.
  unfold Rminus; rewrite Rplus_opp_r, Rabs_R0; lra.
Qed.

(** What has a positive lower probability is possible. *)
Lemma possible (S : Type) (L : law S) (E : S -> Prop) : 0 < lower L E -> exists s, E s.
Proof.
  intro h; apply Classical_Prop.NNPP; intro no.
  assert (z : upper L (fun s => ~ E s) = 1).
  { unfold upper; transitivity (L (fun _ => 1)); [|apply mean_const].
    apply mean_ext; [apply bounded_ind|].
    intro s; apply ind_true; intro e; apply no; exists s; exact e. }
  unfold lower in h; rewrite z in h; lra.
Qed.

(** ** An instance

    Widths 2, 2, 1; inputs of any sign in [-1, 1]; eps_w = 1/800 for eps = 1/2.  All premises
    hold; as the event has probability >= 1/2 there is a sample in it, there are matrices
    that agree with it, and so masks. *)
Module Example.

Definition n (i : nat) : nat := match i with 0 | 1 => 2 | _ => 1 end%nat.
Definition W (i : nat) : mat :=
  match i with
  | 1%nat => Certificate.Example.matrix [[1; -1/2]; [-1; 3/4]]
  | _ => Certificate.Example.matrix [[1; -1/3]]
  end.
Definition X (x : vec) : Prop := -1 <= x 0%nat <= 1 /\ -1 <= x 1%nat <= 1.

Lemma entries i o d : -1 <= W i o d <= 1.
Proof.
  unfold W, Certificate.Example.matrix.
  destruct i as [|[|i]], o as [|[|[|o]]], d as [|[|[|d]]]; simpl; lra.
Qed.

Lemma norms i : (1 <= i <= 2)%nat -> op_bound (n i) (n (i - 1)%nat) (W i) 2.
Proof.
  intro hi; apply (op_bound_le _ _ _ (sqrt (INR (n i) * INR (n (i - 1)%nat)) * 1)).
  - apply op_bound_max_norm; [lra|]; intros o d _ _; apply Rabs_le, entries.
  - rewrite Rmult_1_r; replace 2 with (sqrt (2 * 2)) by (apply sqrt_square; lra).
    apply sqrt_le_1_alt; destruct i as [|[|[|i]]]; try lia; simpl; lra.
Qed.

Lemma inputs x i j : X x -> (1 <= i <= 2)%nat -> (j < n (i - 1))%nat ->
  Rabs (forward n (fun _ => relu) W (i - 1) x j) <= 2.
Proof.
  intros [h0 h1] hi hj; destruct i as [|[|[|i]]]; try lia; simpl in hj |- *.
  - destruct j as [|[|j]]; try lia; apply Rabs_le; lra.
  - apply Rabs_le; unfold Certificate.relu, mulmv, W, Certificate.Example.matrix.
    destruct j as [|[|j]]; try lia; simpl; unfold Rmax; destruct Rle_dec; lra.
Qed.

Lemma widths i : (i <= 2)%nat -> (1 <= n i)%nat /\ INR (n i) <= 4.
Proof. intros _; destruct i as [|[|i]]; simpl; split; lia || lra. Qed.

(** The printed condition, with n_max = 4, F_max = 2, |W*_i|_2 <= 2. *)
Lemma condition :
  1/800 <= 1/2 / (exp 1 * INR 2 * Rpower 4 (3 / 2) * 2 * prod_range 1 2 (fun _ => Rmax 1 2)).
Proof.
  rewrite Lemma01.three_halves_Rpower by lra; unfold Lemma01.three_halves.
  replace 4 with (2 * 2) at 2 by ring; rewrite sqrt_square by lra.
  unfold prod_range; simpl; rewrite !Rmax_right by lra.
  pose proof exp_le_3; pose proof (exp_pos 1).
  replace (1/2 / (exp 1 * (1 + 1) * (4 * 2) * 2 * (1 * 2 * 2))) with (/ 256 * / exp 1) by (field; lra).
  assert (/ 3 <= / exp 1) by (apply Rinv_le_contravar; lra); lra.
Qed.

(** The empty masks would not do. *)
Lemma not_empty : exists x, X x /\ forward n (fun _ => relu) W 2 x 0%nat = 3/2.
Proof.
  exists (fun d => match d with 0%nat => 1 | _ => -1 end); split; [unfold X; lra|].
  simpl; unfold Certificate.relu, mulmv, W, Certificate.Example.matrix; simpl.
  unfold Rmax; repeat destruct Rle_dec; lra.
Qed.

Theorem instance : exists (samples : list (list (list (list R)))) (M : nat -> nat)
    (Gin Gout : nat -> mat) (b_in b_out : nat -> nat -> nat -> bool),
  M = (fun i => M_printed (kp (1/800) 1) (1/2) (n i) (n (i - 1)%nat) (weights (target 2 n W))) /\
  (forall i, (1 <= i <= 2)%nat ->
     agrees (n i) (n (i - 1)%nat)
       (pool_size (m_printed (1/800) 1 (1/2 / (2 * INR (weights (target 2 n W))))) (kk (1/800) 1)
          (Nat.min (n i) (n (i - 1)%nat)))
       (fun j => nth (first_pool n i + j) samples []) (Gin i) (Gout i)) /\
  forall x, X x ->
    norm 1 (vsub (forward n (fun _ => relu) W 2 x)
                 (pruned n M (fun _ => relu) Gin Gout b_in b_out 2 x)) <= 1/2.
Proof.
  destruct (theorem_30_network 2 n W (fun _ => 2) X (1/2) (1/800) (1/2) 1 4 2) as [_ h]; try lra; try lia.
  - apply widths.
  - intros i o d _ _ _; apply entries.
  - apply norms.
  - apply inputs.
  - apply condition.
  - cbv zeta in h; revert h; set (the_law := prod_laws _); intro h.
    match type of h with _ <= lower _ ?E =>
      destruct (possible _ the_law E) as [samples hs]; [lra|] end.
    set (T := fun i => pool_size (m_printed (1/800) 1 (1/2 / (2 * INR (weights (target 2 n W)))))
      (kk (1/800) 1) (Nat.min (n i) (n (i - 1)%nat))).
    set (M := fun i => M_printed (kp (1/800) 1) (1/2) (n i) (n (i - 1)%nat) (weights (target 2 n W))) in *.
    destruct (agrees_exists (n 1) (n 0) (T 1%nat) (fun j => nth (first_pool n 1 + j) samples [])
      ltac:(simpl; lia) ltac:(simpl; lia)) as (I1 & O1 & h1).
    destruct (agrees_exists (n 2) (n 1) (T 2%nat) (fun j => nth (first_pool n 2 + j) samples [])
      ltac:(simpl; lia) ltac:(simpl; lia)) as (I2 & O2 & h2).
    assert (hG : forall i, (1 <= i <= 2)%nat -> agrees (n i) (n (i - 1)%nat) (T i)
      (fun j => nth (first_pool n i + j) samples []) (match i with 1 => I1 | _ => I2 end%nat)
      (match i with 1 => O1 | _ => O2 end%nat)).
    { intros i hi; destruct i as [|[|[|i]]]; try lia; assumption. }
    destruct (hs _ _ hG) as (b_in & b_out & hb).
    exists samples, M, (fun i => match i with 1 => I1 | _ => I2 end%nat),
      (fun i => match i with 1 => O1 | _ => O2 end%nat), b_in, b_out.
    split; [reflexivity|split; [exact hG|exact hb]].
Qed.

End Example.

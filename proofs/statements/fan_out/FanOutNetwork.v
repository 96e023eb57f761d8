(** * [fan-out] with its conclusion |F(x) - G^(x)|_2 <= eps, for every F

    [single_input_acts]: neurons that keep one input each and any outputs act as the matrices
    of their branches, whatever other outputs they keep.  [pools_act]: so pools that are solved
    act within eps_w/2 of the target matrix.
    The point is [fan_out_every_F_network_lipschitz]: with M_i = n_{i-1} ceil(8k' ln(4 k n_i n_{i-1} l/delta))
    whole neurons, all of whose weights are sampled from p_w, and probability >= 1 - delta over
    the weights of G, every network F with Lipschitz activations and weights in [-w_max, w_max]
    for which eps_w is small enough has masks within eps on its domain, which leave a neuron no
    input but its pool's.
    [fan_out_every_F_network]: ReLU networks, the class of [theorem_03_every_F_network].
    [Example.instance]: a 2-2-1 network.

    Not proved: biases (with them the constant unit is an input more); fewer events where a
    layer's input is never negative, which needs one branch only. *)

From Coq Require Import Reals Lra Lia List Psatz Arith Bool.
From Certify.coq Require Import Linear Probability Neuron.
From Certify.certificate Require Gadget.
From Certify.lemma_09 Require Import Greedy.
From Certify.theorem_30 Require Import Intervals Pools Served Accuracy PoolMasks Theorem30Network.
From Certify.theorem_03 Require Import EveryF Theorem03Network.
From Certify.fan_out Require Import FanOut.
Import ListNotations.
Open Scope R_scope.

(** ** Neurons that keep one input each *)

(** The virtual weights, for an input >= 0 and for an input <= 0: neuron z keeps the input
    [input z] and the outputs o with [outs o z]. *)
Definition fan_plus (M : nat) (Gin Gout : mat) (input : nat -> nat) (outs : nat -> nat -> bool) : mat :=
  fun o d => sum M (fun z => if (outs o z && (input z =? d))%nat
    then if Rlt_dec 0 (Gin z d) then Gout o z * Gin z d else 0 else 0).
Definition fan_minus (M : nat) (Gin Gout : mat) (input : nat -> nat) (outs : nat -> nat -> bool) : mat :=
  fun o d => sum M (fun z => if (outs o z && (input z =? d))%nat
    then if Rlt_dec (Gin z d) 0 then Gout o z * Gin z d else 0 else 0).

Theorem single_input_acts : forall (r : R) (n p M : nat) (W Gin Gout : mat)
    (input : nat -> nat) (outs : nat -> nat -> bool),
  (forall z, (z < M)%nat -> (input z < p)%nat) ->
  (forall o d, (o < n)%nat -> (d < p)%nat ->
     Rabs (W o d - fan_plus M Gin Gout input outs o d) <= r /\
     Rabs (W o d - fan_minus M Gin Gout input outs o d) <= r) ->
  acts_within r n p W M Gin Gout (fun z d => (input z =? d)%nat) outs.
Proof.
  intros r n p M W Gin Gout input outs hin near y.
  set (kept := Gadget.edges_of_masks M n Gin Gout (fun z d => (input z =? d)%nat) outs input).
  assert (sums : forall (f : R -> R -> R) o d, (o < n)%nat ->
    Gadget.lsum (fun e => if (Gadget.out e =? o)%nat && (Gadget.inp e =? d)%nat
        then f (Gadget.w_in e) (Gadget.w_out e) else 0) kept
    = sum M (fun z => if (outs o z && (input z =? d))%nat then f (Gin z d) (Gout o z) else 0)).
  { intros f o d ho; unfold kept, Gadget.edges_of_masks; rewrite Gadget.lsum_flat_map_seq.
    apply sum_ext; intros z hz; rewrite Gadget.lsum_flat_map_seq, Nat.eqb_refl.
    rewrite <- (sum_single n o (fun o' => if (outs o' z && (input z =? d))%nat
      then f (Gin z d) (Gout o' z) else 0)) by exact ho.
    apply sum_ext; intros o' _; rewrite andb_true_r, (Nat.eqb_sym o o').
    destruct (outs o' z); simpl; [|destruct (o' =? o)%nat; reflexivity].
    destruct (o' =? o)%nat; simpl; [|ring].
    destruct (Nat.eqb_spec (input z) d) as [<-|]; simpl; ring. }
  exists (fun o d => if Rle_dec 0 (y d) then fan_plus M Gin Gout input outs o d
                     else fan_minus M Gin Gout input outs o d); split.
  - intros o d ho hd; destruct (near o d ho hd); destruct Rle_dec; assumption.
  - intros o ho; rewrite (Gadget.masked_layer M p n Gin Gout _ _ input); auto.
    + fold kept; rewrite (Gadget.gadget kept p); [apply sum_ext; intros d _; f_equal|].
      * unfold Gadget.w_plus, Gadget.w_minus.
        rewrite (sums (fun i o => if Rlt_dec 0 i then o * i else 0) o d ho).
        rewrite (sums (fun i o => if Rlt_dec i 0 then o * i else 0) o d ho); reflexivity.
      * intros e he; unfold kept, Gadget.edges_of_masks in he.
        apply in_flat_map in he as (z & hz & he); apply in_seq in hz.
        apply in_flat_map in he as (o' & _ & he).
        destruct (_ && _)%bool; [|destruct he].
        destruct he as [<-|[]]; apply hin; lia.
    + intros z d _ _ e; apply Nat.eqb_eq in e; auto.
Qed.

(** ** Pools that are solved *)

(** Neuron z is of the pool of input z / m, keeps this input, and the outputs whose masks have it. *)
Theorem pools_act : forall (eps_w w_max : R) (n p m : nat) (W Gin Gout : mat) (sample : list (list R)),
  length sample = (p * m)%nat ->
  fan_out_solved eps_w w_max n p m (from_1 W) sample ->
  agrees_batch n p (p * m) sample Gin Gout ->
  exists outs, acts_within (eps_w / 2) n p W (p * m) Gin Gout (fun z d => (z / m =? d)%nat) outs.
Proof.
  intros eps_w w_max n p m W Gin Gout sample hl masks hG.
  assert (choice : exists b : nat -> nat -> bool -> list bool, forall o, (o < n)%nat ->
    forall d, (d < p)%nat -> forall s,
      approximates (size (kk eps_w w_max)) (eps_w / 2) (sgn s) (W o d) (pool p m d)
        (map (view n (S o) (S d)) sample) (b o d s)).
  { apply (finite_choice _ (fun _ _ => []) (fun o b => forall d, (d < p)%nat -> forall s,
      approximates (size (kk eps_w w_max)) (eps_w / 2) (sgn s) (W o d) (pool p m d)
        (map (view n (S o) (S d)) sample) (b d s))); intros o ho.
    apply (finite_choice _ (fun _ => []) (fun d b => forall s,
      approximates (size (kk eps_w w_max)) (eps_w / 2) (sgn s) (W o d) (pool p m d)
        (map (view n (S o) (S d)) sample) (b s))); intros d hd.
    destruct (masks (S o) (S d) true ltac:(lia) ltac:(lia)) as [b1 h1].
    destruct (masks (S o) (S d) false ltac:(lia) ltac:(lia)) as [b2 h2].
    unfold from_1 in h1, h2; replace (S o - 1)%nat with o in * by lia.
    replace (S d - 1)%nat with d in * by lia.
    exists (fun s : bool => if s then b1 else b2); intros []; assumption. }
  destruct choice as [b hb].
  assert (pair : forall z o d, (z < p * m)%nat -> (o < n)%nat -> (d < p)%nat ->
            z_out (nth z (map (view n (S o) (S d)) sample) []) = Gout o z /\
            z_in (nth z (map (view n (S o) (S d)) sample) []) = Gin z d).
  { intros z o d hz ho hd; destruct (hG z o d hz ho hd) as [-> ->].
    rewrite (nth_indep _ [] (view n (S o) (S d) [])) by (rewrite map_length; lia).
    rewrite map_nth; unfold view, z_out, z_in; simpl nth.
    replace (o - 0)%nat with o by lia; replace (d - 0)%nat with d by lia; auto. }
  set (keep := fun o d s z => nth z (b o d s) false).
  assert (home : forall o d s z, (o < n)%nat -> (d < p)%nat -> keep o d s z = true -> (z / m = d)%nat).
  { intros o d s z ho hd h; destruct (hb o ho d hd s) as (_ & _ & g & _).
    destruct (g z h) as [a _]; apply pool_nth in a.
    symmetry; apply (Nat.div_unique z m d (z - d * m)); lia. }
  exists (fun o z => keep o (z / m)%nat true z || keep o (z / m)%nat false z)%bool.
  apply single_input_acts.
  { intros z hz; apply Nat.div_lt_upper_bound; nia. }
  intros o d ho hd.
  assert (same : forall z, ((keep o (z / m)%nat true z || keep o (z / m)%nat false z) && (z / m =? d)%nat
                            = keep o d true z || keep o d false z)%bool).
  { intro z; destruct (Nat.eqb_spec (z / m) d) as [->|no]; [apply andb_true_r|rewrite andb_false_r].
    symmetry; apply orb_false_iff; split; apply not_true_is_false; intro h; apply no;
      apply (home o d _ z ho hd h). }
  destruct (kept_branches (eps_w / 2) (p * m) (W o d) (fun z => Gin z d) (fun z => Gout o z) (keep o d))
    as [h1 h2].
  - intros s z hz h; destruct (hb o ho d hd s) as (_ & _ & g & _).
    destruct (g z h) as (_ & g1 & g2); destruct (pair z o d hz ho hd) as [e1 e2].
    rewrite e1 in g1; rewrite e2 in g2; auto.
  - intro s; destruct (hb o ho d hd s) as (l1 & _ & _ & g4).
    rewrite masked_sum_sum in g4 by exact l1; rewrite l1, map_length, hl in g4.
    erewrite sum_ext; [exact g4|]; intros z hz; cbv beta.
    destruct (pair z o d hz ho hd) as [e1 e2]; unfold weight; rewrite e1, e2; reflexivity.
  - unfold fan_plus, fan_minus; split.
    + erewrite sum_ext; [exact h1|]; intros z _; cbv beta; rewrite same; reflexivity.
    + erewrite sum_ext; [exact h2|]; intros z _; cbv beta; rewrite same; reflexivity.
Qed.

(** ** Every F *)

(** One draw serves every target network of the architecture, with any Lipschitz activations and
    weights in [-w_max, w_max], for which eps_w meets the condition: B_i, F_max, X and eps may
    depend on F.  Each neuron keeps the input of its pool only. *)
Theorem fan_out_every_F_network_lipschitz : forall (l : nat) (n : nat -> nat) (sigma : nat -> R -> R)
    (lambda : nat -> R) (eps_w delta w_max lambda_max n_max : R),
  (1 <= l)%nat ->
  activations_at_most l sigma lambda lambda_max ->
  widths_at_most l n n_max ->
  0 < lambda_max -> 0 < eps_w < 2 * w_max -> 0 < delta ->
  let m := fun a b : nat =>
    ceiling (8 * kp eps_w w_max * ln (4 * INR (kk eps_w w_max) * INR (a * b) * INR l / delta)) in
  let count := fun a b : nat => (b * m a b)%nat in
  let M := fun i => count (n i) (n (i - 1)%nat) in
  1 - delta <= lower
    (prod_laws (map (fun nq : nat * nat =>
       iid (full_neuron (alpha eps_w w_max) (beta eps_w w_max) (fst nq) (snd nq)) (count (fst nq) (snd nq)))
       (map (fun i => (n i, n (i - 1)%nat)) (seq 1 l))))
    (fun samples => forall Gin Gout : nat -> mat,
       (forall i, (1 <= i <= l)%nat ->
          agrees_batch (n i) (n (i - 1)%nat) (M i) (nth (i - 1) samples []) (Gin i) (Gout i)) ->
       forall (W : nat -> mat) (B : nat -> R) (X : vec -> Prop) (eps F_max : R),
         weights_at_most l n W w_max ->
         norms_at_most l n W B ->
         inputs_at_most l n sigma W X F_max ->
         0 < F_max ->
         eps_w <= eps / (exp 1 * INR l * lambda_max * Rpower n_max (3 / 2) * F_max
                         * prod_range 1 l (fun i => Rmax 1 (lambda i * B i))) ->
         exists b_in b_out : nat -> nat -> nat -> bool,
           (forall i z d, b_in i z d = true -> d = (z / m (n i) (n (i - 1)))%nat) /\
           forall x, X x ->
           norm (n l) (vsub (forward n sigma W l x)
                            (pruned n M sigma Gin Gout b_in b_out l x)) <= eps).
Proof.
  intros l n sigma lambda eps_w delta w_max lambda_max n_max Hl Hlip Hn Hlm He Hd; cbv zeta.
  set (widths := map (fun i => (n i, n (i - 1)%nat)) (seq 1 l)).
  assert (wl : length widths = l) by (unfold widths; rewrite map_length, seq_length; reflexivity).
  assert (wn : forall i, (1 <= i <= l)%nat -> nth (i - 1) widths (0, 0)%nat = (n i, n (i - 1)%nat)).
  { intros i hi; unfold widths; rewrite nth_from_1 by lia; replace (S (i - 1)) with i by lia; reflexivity. }
  assert (h := fan_out_every_F eps_w w_max delta widths He Hd); cbv zeta in h; rewrite wl in h.
  eapply Rle_trans; [apply h|clear h].
  { intro e; rewrite e in wl; simpl in wl; lia. }
  { intros a b hin; apply in_map_iff in hin as (i & e & hi); apply in_seq in hi.
    injection e as <- <-; split; apply Hn; lia. }
  set (m := fun a b : nat => pool_count eps_w w_max delta a b l).
  eapply sure_lower.
  { apply sure_prod with (A := fun (nq : nat * nat) (sample : list (list R)) =>
      length sample = (snd nq * m (fst nq) (snd nq))%nat); intros nq _; apply sure_iid. }
  intros samples hsize hs Gin Gout hG W B X eps F_max HW HB HF HFm Hacc.
  assert (served : exists outs : nat -> nat -> nat -> bool, forall i, (1 <= i <= l)%nat ->
    acts_within (eps_w / 2) (n i) (n (i - 1)%nat) (W i) (n (i - 1) * m (n i) (n (i - 1)))%nat (Gin i) (Gout i)
      (fun z d => (z / m (n i) (n (i - 1)%nat) =? d)%nat) (outs i)).
  { apply (layer_choice _ (fun _ _ => false) (fun i o =>
      acts_within (eps_w / 2) (n i) (n (i - 1)%nat) (W i) (n (i - 1) * m (n i) (n (i - 1)))%nat (Gin i) (Gout i)
        (fun z d => (z / m (n i) (n (i - 1)%nat) =? d)%nat) o)).
    intros i hi; assert (hlen : (i - 1 < length widths)%nat) by lia.
    pose proof (Forall2_nth _ _ _ (0, 0)%nat [] _ _ hsize (i - 1)%nat hlen) as h1.
    pose proof (Forall2_nth _ _ _ (0, 0)%nat [] _ _ hs (i - 1)%nat hlen) as h2.
    cbv beta in h1, h2; rewrite wn in h1, h2 by exact hi; simpl fst in *; simpl snd in *.
    apply (pools_act eps_w w_max _ _ _ (W i) _ _ (nth (i - 1) samples [])); [exact h1| |exact (hG i hi)].
    apply h2; intros o d ho hd; apply HW; lia. }
  destruct served as [outs acts].
  destruct (masks_within_give_epsilon l n (fun i => (n (i - 1) * m (n i) (n (i - 1)%nat))%nat) sigma lambda W
    Gin Gout B X (fun i z d => (z / m (n i) (n (i - 1)%nat) =? d)%nat) outs eps (eps_w / 2) lambda_max n_max F_max)
    as (b_in & b_out & ones & _ & h); auto; try lra; [unfold accuracy; lra|].
  exists b_in, b_out; split; [|exact h].
  intros i z d e; apply ones, Nat.eqb_eq in e; symmetry; exact e.
Qed.

(** ReLU networks, as in Theorem 3. *)
Theorem fan_out_every_F_network : forall (l : nat) (n : nat -> nat) (eps_w delta w_max n_max : R),
  (1 <= l)%nat ->
  widths_at_most l n n_max ->
  0 < eps_w < 2 * w_max -> 0 < delta ->
  let m := fun a b : nat =>
    ceiling (8 * kp eps_w w_max * ln (4 * INR (kk eps_w w_max) * INR (a * b) * INR l / delta)) in
  let count := fun a b : nat => (b * m a b)%nat in
  let M := fun i => count (n i) (n (i - 1)%nat) in
  1 - delta <= lower
    (prod_laws (map (fun nq : nat * nat =>
       iid (full_neuron (alpha eps_w w_max) (beta eps_w w_max) (fst nq) (snd nq)) (count (fst nq) (snd nq)))
       (map (fun i => (n i, n (i - 1)%nat)) (seq 1 l))))
    (fun samples => forall Gin Gout : nat -> mat,
       (forall i, (1 <= i <= l)%nat ->
          agrees_batch (n i) (n (i - 1)%nat) (M i) (nth (i - 1) samples []) (Gin i) (Gout i)) ->
       forall (W : nat -> mat) (B : nat -> R) (X : vec -> Prop) (eps F_max : R),
         weights_at_most l n W w_max ->
         norms_at_most l n W B ->
         inputs_at_most l n (fun _ => relu) W X F_max ->
         0 < F_max ->
         eps_w <= eps / (exp 1 * INR l * Rpower n_max (3 / 2) * F_max
                         * prod_range 1 l (fun i => Rmax 1 (B i))) ->
         exists b_in b_out : nat -> nat -> nat -> bool,
           (forall i z d, b_in i z d = true -> d = (z / m (n i) (n (i - 1)))%nat) /\
           forall x, X x ->
           norm (n l) (vsub (forward n (fun _ => relu) W l x)
                            (pruned n M (fun _ => relu) Gin Gout b_in b_out l x)) <= eps).
Proof.
  intros l n eps_w delta w_max n_max Hl Hn He Hd; cbv zeta.
  eapply Rle_trans; [apply (fan_out_every_F_network_lipschitz l n (fun _ => relu) (fun _ => 1)
    eps_w delta w_max 1 n_max); auto; try lra; intros; split; [apply relu_lipschitz|lra]|cbv zeta].
  apply lower_mono; intros samples h Gin Gout hG W B X eps F_max HW HB HF HFm Hacc.
  apply (h Gin Gout hG W B X eps F_max); auto; apply relu_accuracy, Hacc.
Qed.

(** ** An instance: the network of Theorem30Network.v *)
Module Example.

Import Theorem30Network.Example.

Theorem instance : exists (samples : list (list (list R))) (M : nat -> nat) (Gin Gout : nat -> mat)
    (b_in b_out : nat -> nat -> nat -> bool),
  M = (fun i => (n (i - 1) * pool_count (1/800) 1 (1/2) (n i) (n (i - 1)) 2)%nat) /\
  (forall i, (1 <= i <= 2)%nat ->
     agrees_batch (n i) (n (i - 1)%nat) (M i) (nth (i - 1) samples []) (Gin i) (Gout i)) /\
  forall x, X x ->
    norm 1 (vsub (forward n (fun _ => relu) W 2 x)
                 (pruned n M (fun _ => relu) Gin Gout b_in b_out 2 x)) <= 1/2.
Proof.
  pose proof (fan_out_every_F_network 2 n (1/800) (1/2) 1 4 ltac:(lia) (fun i h => widths i h)
    ltac:(lra) ltac:(lra)) as h; cbv zeta in h.
  destruct (possible (Rlt_le_trans 0 (1 - 1/2) _ ltac:(lra) h)) as [samples hs].
  set (M := fun i => (n (i - 1) * pool_count (1/800) 1 (1/2) (n i) (n (i - 1)) 2)%nat).
  destruct (matrices_exist (fun i => agrees_batch (n i) (n (i - 1)%nat) (M i) (nth (i - 1) samples [])) 2)
    as (Gin & Gout & hG).
  { intros i hi; exists (fun z d => nth (n i + d) (nth z (nth (i - 1) samples []) []) 0),
      (fun o z => nth o (nth z (nth (i - 1) samples []) []) 0); intros z o d _ _ _; auto. }
  destruct (hs Gin Gout hG W (fun _ => 2) X (1/2) 2) as (b_in & b_out & _ & hb); try lra.
  - intros i o d _ _ _; apply entries.
  - apply norms.
  - apply inputs.
  - apply condition.
  - exists samples, M, Gin, Gout, b_in, b_out.
    split; [reflexivity|split; [exact hG|exact hb]].
Qed.

End Example.

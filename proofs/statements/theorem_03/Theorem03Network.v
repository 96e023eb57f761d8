(** * Theorem 3, repaired, with its conclusion |F(x) - G^(x)|_2 <= eps

    All layers are batches of neurons, all of whose weights are sampled from p_w.
    [batch_served]: a batch's masks are neurons that serve one target weight each.
    [theorem_03_network]: for one fixed ReLU network F without biases, with the repaired count
    ceil(16k'(N_i + ln(2k'N_i l/delta))).  The point is [theorem_03_every_F_network]: with the
    printed M_i and eps_w chosen beforehand, one draw serves every such F
    ([theorem_03_every_F]).  *)

From Coq Require Import Reals Lra Lia List Psatz Arith.
From Certify.coq Require Import Linear Probability Neuron.
From Certify.lemma_09 Require Import Greedy.
From Certify.theorem_30 Require Import Intervals Pools Theorem30 Served Accuracy PoolMasks Theorem30Network.
From Certify.batch_hall Require Import BatchLayer.
From Certify.theorem_03 Require Import Theorem03 EveryF.
Import ListNotations.
Open Scope R_scope.

(** ** A batch *)

(** The layer's weight matrices are the sampled weights: neuron z of the layer is the z-th of
    the batch, its n out-weights first, then its p in-weights. *)
Definition agrees_batch (n p M : nat) (sample : list (list R)) (Gin Gout : mat) : Prop :=
  forall z o d, (z < M)%nat -> (o < n)%nat -> (d < p)%nat ->
    Gout o z = nth o (nth z sample []) 0 /\ Gin z d = nth (n + d) (nth z sample []) 0.

Theorem batch_served (eps_w w_max : R) (n p M : nat) (W Gin Gout : mat) (sample : list (list R)) :
  batch_solved eps_w w_max n p (from_1 W) sample -> length sample = M ->
  agrees_batch n p M sample Gin Gout ->
  exists own, well_served (eps_w / 2) n p W M Gin Gout own.
Proof.
  intros (owned & _ & uniq & masks) hM hG.
  assert (choice : exists b : nat -> nat -> bool -> list bool, forall o, (o < n)%nat ->
    forall d, (d < p)%nat -> forall s,
      approximates (size (kk eps_w w_max)) (eps_w / 2) (sgn s) (W o d) (owned (S o) (S d) s)
        (map (view n (S o) (S d)) sample) (b o d s)).
  { apply (finite_choice _ (fun _ _ => []) (fun o b => forall d, (d < p)%nat -> forall s,
      approximates (size (kk eps_w w_max)) (eps_w / 2) (sgn s) (W o d) (owned (S o) (S d) s)
        (map (view n (S o) (S d)) sample) (b d s))); intros o ho.
    apply (finite_choice _ (fun _ => []) (fun d b => forall s,
      approximates (size (kk eps_w w_max)) (eps_w / 2) (sgn s) (W o d) (owned (S o) (S d) s)
        (map (view n (S o) (S d)) sample) (b s))); intros d hd.
    destruct (masks (S o) (S d) true ltac:(lia) ltac:(lia)) as [b1 h1].
    destruct (masks (S o) (S d) false ltac:(lia) ltac:(lia)) as [b2 h2].
    unfold from_1 in h1, h2; replace (S o - 1)%nat with o in * by lia.
    replace (S d - 1)%nat with d in * by lia.
    exists (fun s : bool => if s then b1 else b2); intros []; assumption. }
  destruct choice as [b hb].
  assert (pair : forall z o d, (z < M)%nat -> (o < n)%nat -> (d < p)%nat ->
            z_out (nth z (map (view n (S o) (S d)) sample) []) = Gout o z /\
            z_in (nth z (map (view n (S o) (S d)) sample) []) = Gin z d).
  { intros z o d hz ho hd; destruct (hG z o d hz ho hd) as [-> ->].
    rewrite (nth_indep _ [] (view n (S o) (S d) [])) by (rewrite map_length; lia).
    rewrite map_nth; unfold view, z_out, z_in; simpl nth.
    replace (o - 0)%nat with o by lia; replace (d - 0)%nat with d by lia; auto. }
  apply (keep_served (eps_w / 2) n p M W Gin Gout (fun o d s z => nth z (b o d s) false)).
  - intros z o d s o' d' s' ho hd ho' hd' h h'.
    destruct (hb o ho d hd s) as (_ & _ & g & _), (hb o' ho' d' hd' s') as (_ & _ & g' & _).
    destruct (g z h) as [a _], (g' z h') as [a' _].
    destruct (uniq (S o) (S d) s (S o') (S d') s' z) as (e1 & e2 & _); auto; lia.
  - intros z o d s hz ho hd h; destruct (hb o ho d hd s) as (_ & _ & g & _).
    destruct (g z h) as (_ & g1 & g2); destruct (pair z o d hz ho hd) as [e1 e2].
    rewrite e1 in g1; rewrite e2 in g2; auto.
  - intros o d s ho hd; destruct (hb o ho d hd s) as (l1 & _ & _ & g4).
    rewrite masked_sum_sum in g4 by exact l1; rewrite l1, map_length, hM in g4.
    erewrite sum_ext; [exact g4|]; intros z hz; cbv beta.
    destruct (pair z o d hz ho hd) as [e1 e2]; unfold weight; rewrite e1, e2; reflexivity.
Qed.

(** ** The layers' targets *)

Lemma nth_target l n W t0 i : (1 <= i <= l)%nat ->
  nth (i - 1) (target l n W) t0 = (n i, n (i - 1)%nat, from_1 (W i)).
Proof.
  intro hi; unfold target; rewrite nth_from_1 by lia; replace (S (i - 1)) with i by lia; reflexivity.
Qed.

Lemma target_length l n W : length (target l n W) = l.
Proof. unfold target; rewrite map_length, seq_length; reflexivity. Qed.

(** ** Theorem 3 with the repaired count: all layers are batches *)

Theorem theorem_03_network : forall (l : nat) (n : nat -> nat) (W : nat -> mat) (B : nat -> R)
    (X : vec -> Prop) (eps eps_w delta w_max n_max F_max : R),
  (1 <= l)%nat ->
  widths_at_most l n n_max ->
  weights_at_most l n W w_max ->
  norms_at_most l n W B ->
  inputs_at_most l n (fun _ => relu) W X F_max ->
  0 < F_max -> 0 < eps_w < 2 * w_max -> 0 < delta ->
  eps_w <= eps / (exp 1 * INR l * Rpower n_max (3 / 2) * F_max
                  * prod_range 1 l (fun i => Rmax 1 (B i))) ->
  let k' := kp eps_w w_max in
  let count := fun a b : nat =>
    ceiling (16 * k' * (INR (a * b) + ln (2 * k' * INR (a * b * l) / delta))) in
  let M := fun i => count (n i) (n (i - 1)%nat) in
  1 - delta <= lower
    (prod_laws (map (fun t : nat * nat * (nat -> nat -> R) =>
       let (nq, V) := t in
       iid (full_neuron (alpha eps_w w_max) (beta eps_w w_max) (fst nq) (snd nq)) (count (fst nq) (snd nq)))
       (target l n W)))
    (fun samples => forall Gin Gout : nat -> mat,
       (forall i, (1 <= i <= l)%nat ->
          agrees_batch (n i) (n (i - 1)%nat) (M i) (nth (i - 1) samples []) (Gin i) (Gout i)) ->
       exists b_in b_out : nat -> nat -> nat -> bool, forall x, X x ->
         norm (n l) (vsub (forward n (fun _ => relu) W l x)
                          (pruned n M (fun _ => relu) Gin Gout b_in b_out l x)) <= eps).
Proof.
  intros l n W B X eps eps_w delta w_max n_max F_max Hl Hn HW HB HF HFm He Hd Hacc; cbv zeta.
  pose proof (theorem_03_repaired eps_w w_max delta (target l n W) He Hd (target_not_nil l n W Hl)
    (target_range l n W w_max (fun i h => proj1 (Hn i h)) HW)) as h; cbv zeta in h.
  rewrite target_length in h; eapply Rle_trans; [exact h|clear h].
  set (count := fun a b : nat => ceiling (16 * kp eps_w w_max
    * (INR (a * b) + ln (2 * kp eps_w w_max * INR (a * b * l) / delta)))).
  eapply sure_lower.
  { apply sure_prod with (A := fun (t : nat * nat * (nat -> nat -> R)) (sample : list (list R)) =>
      let (nq, V) := t in length sample = count (fst nq) (snd nq)).
    intros [nq V] _; apply sure_iid. }
  intros samples hsize hs Gin Gout hG.
  apply (layers_give_epsilon l n _ (fun _ => relu) (fun _ => 1) W Gin Gout B X eps eps_w 1 n_max F_max);
    auto; try lra.
  - intros; split; [apply relu_lipschitz|lra].
  - apply relu_accuracy, Hacc.
  - intros i hi; set (t0 := (0%nat, 0%nat, fun _ _ : nat => 0)).
    pose proof (Forall2_nth _ _ _ t0 [] _ _ hsize (i - 1)%nat ltac:(rewrite target_length; lia)) as h1.
    pose proof (Forall2_nth _ _ _ t0 [] _ _ hs (i - 1)%nat ltac:(rewrite target_length; lia)) as h2.
    cbv beta in h1, h2; rewrite nth_target in h1, h2 by exact hi; simpl fst in *; simpl snd in *.
    apply (batch_served eps_w w_max _ _ _ (W i) _ _ (nth (i - 1) samples [])); auto.
Qed.

(** ** Theorem 3 for every F, with the printed count

    One draw serves every target network of the architecture, with weights in [-w_max, w_max],
    for which eps_w meets the condition: B_i, F_max, X and eps may depend on F.  (With
    B_i = w_max sqrt(n_i n_{i-1}) it is met by all of them that have this F_max.) *)
Theorem theorem_03_every_F_network : forall (l : nat) (n : nat -> nat) (eps_w delta w_max n_max : R),
  (1 <= l)%nat ->
  widths_at_most l n n_max ->
  0 < eps_w < 2 * w_max -> 0 < delta < 1 ->
  let k' := kp eps_w w_max in
  let count := fun a b : nat => ceiling (16 * k' * (INR (a * b) + ln (2 * INR l * k' / delta))) in
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
         exists b_in b_out : nat -> nat -> nat -> bool, forall x, X x ->
           norm (n l) (vsub (forward n (fun _ => relu) W l x)
                            (pruned n M (fun _ => relu) Gin Gout b_in b_out l x)) <= eps).
Proof.
  intros l n eps_w delta w_max n_max Hl Hn He Hd; cbv zeta.
  set (widths := map (fun i => (n i, n (i - 1)%nat)) (seq 1 l)).
  assert (wl : length widths = l) by (unfold widths; rewrite map_length, seq_length; reflexivity).
  assert (wn : forall i, (1 <= i <= l)%nat -> nth (i - 1) widths (0, 0)%nat = (n i, n (i - 1)%nat)).
  { intros i hi; unfold widths; rewrite nth_from_1 by lia; replace (S (i - 1)) with i by lia; reflexivity. }
  assert (h := theorem_03_every_F eps_w w_max delta widths He Hd); cbv zeta in h; rewrite wl in h.
  eapply Rle_trans; [apply h|clear h].
  { intro e; rewrite e in wl; simpl in wl; lia. }
  { intros a b hin; apply in_map_iff in hin as (i & e & hi); apply in_seq in hi.
    injection e as <- <-; split; apply Hn; lia. }
  set (count := fun a b : nat =>
    ceiling (16 * kp eps_w w_max * (INR (a * b) + ln (2 * INR l * kp eps_w w_max / delta)))).
  eapply sure_lower.
  { apply sure_prod with (A := fun (nq : nat * nat) (sample : list (list R)) =>
      length sample = count (fst nq) (snd nq)); intros nq _; apply sure_iid. }
  intros samples hsize hs Gin Gout hG W B X eps F_max HW HB HF HFm Hacc.
  apply (layers_give_epsilon l n _ (fun _ => relu) (fun _ => 1) W Gin Gout B X eps eps_w 1 n_max F_max);
    auto; try lra.
  - intros; split; [apply relu_lipschitz|lra].
  - apply relu_accuracy, Hacc.
  - intros i hi; assert (hlen : (i - 1 < length widths)%nat) by lia.
    pose proof (Forall2_nth _ _ _ (0, 0)%nat [] _ _ hsize (i - 1)%nat hlen) as h1.
    pose proof (Forall2_nth _ _ _ (0, 0)%nat [] _ _ hs (i - 1)%nat hlen) as h2.
    cbv beta in h1, h2; rewrite wn in h1, h2 by exact hi; simpl fst in *; simpl snd in *.
    apply (batch_served eps_w w_max _ _ _ (W i) _ _ (nth (i - 1) samples [])); auto.
    apply h2; intros o d ho hd; apply HW; lia.
Qed.

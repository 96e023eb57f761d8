(** * [combined] and Theorem 3, repaired, with their conclusion sup |F(x) - G^(x)|_2 <= eps

    The paper's closing formula (Appendix D): "we can take M_i = min{...} to ensure that, with
    probability at least 1 - delta, sup_{x in X} |F(x) - G^(x)|_2 <= eps."

    Proved, for one fixed F (the third: every F), a ReLU network without biases, with weights in
    [-w_max, w_max], 0 < eps_w < 2 w_max and
      eps_w <= eps / (e l n_max^{3/2} F_max prod_i max{1, B_i}),  |W*_i|_2 <= B_i
    (the target's own norms: Theorem30Network.v):
    - [combined_network]: with M_i = min of the batch count ceil(16k'(N_i + ln(2k'N* /delta)))
      and Theorem 30's count, under the law of Combined.combined, with probability >= 1 - delta
      there are masks with |F(x) - G^(x)|_2 <= eps for all x in X; and what layer i samples is
      at most M_i.  [combined_network_lipschitz]: with any Lipschitz activations of F and G^;
    - [theorem_03_network]: the same for Theorem 3 with ceil(16k'(N_i + ln(2k'N_i l/delta)))
      neurons, all of whose n_i + n_{i-1} weights are sampled from p_w (theorem_03_repaired);
    - [theorem_03_every_F_network]: Theorem 3 with the printed M_i, for every such F under one
      draw (theorem_03/EveryF.v), eps_w chosen beforehand;
    - [batch_served]: a batch's masks are neurons that serve one target weight each;
    - [sure_prod], [sure_lower]: samples of an iid law have their length, of a product law
      theirs each: the batch is the M_i neurons of the layer;
    - [Example.instance]: a 2-2-1 network.

    G's weight matrices: for a batch [agrees_batch] gives every weight; for Algorithm 1's pools
    [agrees] gives the sampled pairs, the conclusion holds whatever the others are.

    Not proved: the printed minimum (its budgets add up to more than delta: Combined.v,
    [printed_budgets]); for [combined_network] every F under one draw; eps_w >= 2 w_max; biases. *)

From Coq Require Import Reals Lra Lia List Psatz Arith Bool.
From Certify.coq Require Import Linear Probability.
From Certify.certificate Require Certificate.
From Certify.theorem_30 Require Import Theorem30.
From Certify.theorem_30 Require Import Theorem30Network.
From Certify.combined Require Import Combined.
From Certify.theorem_03 Require Import EveryF.
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
    rewrite dot_sum in g4 by exact l1; rewrite l1, map_length, hM in g4.
    erewrite sum_ext; [exact g4|]; intros z hz; cbv beta.
    destruct (pair z o d hz ho hd) as [e1 e2]; unfold weight; rewrite e1, e2; reflexivity.
Qed.

(** ** What samples are sure to be like *)

Definition sure {S : Type} (L : law S) (A : S -> Prop) : Prop :=
  forall f g, bounded f -> bounded g -> (forall x, A x -> f x <= g x) -> L f <= L g.

Lemma sure_iid (S : Type) (L : law S) n : sure (iid L n) (fun l => length l = n).
Proof. intros f g hf hg h; apply iid_mono; assumption. Qed.

Lemma sure_all (S : Type) (L : law S) (A : S -> Prop) : (forall x, A x) -> sure L A.
Proof. intros hA f g hf hg h; apply mean_mono; auto. Qed.

Lemma sure_map (S T : Type) (g : S -> T) (L : law S) (A : S -> Prop) (A' : T -> Prop) :
  sure L A -> (forall x, A x -> A' (g x)) -> sure (map_law g L) A'.
Proof.
  intros hA h f f' hf hf' le; apply (hA (fun x => f (g x)) (fun x => f' (g x)));
    auto using bounded_map.
Qed.

Lemma sure_prod (S T : Type) (Ls : T -> law S) (A : T -> S -> Prop) : forall ts,
  (forall t, In t ts -> sure (Ls t) (A t)) -> sure (prod_laws (map Ls ts)) (fun xs => Forall2 A ts xs).
Proof.
  induction ts as [|t ts IH]; intros hA f g hf hg h; [apply h; constructor|].
  change (Ls t (fun x => prod_laws (map Ls ts) (fun l => f (x :: l)))
          <= Ls t (fun x => prod_laws (map Ls ts) (fun l => g (x :: l)))).
  apply (hA t (or_introl eq_refl)); try (apply bounded_inner; assumption).
  intros x hx; apply IH; [intros; apply hA; right; assumption| | |];
    try (apply bounded_cons; assumption).
  intros l hl; apply h; constructor; assumption.
Qed.

Lemma sure_lower (S : Type) (L : law S) (A E E' : S -> Prop) :
  sure L A -> (forall x, A x -> E x -> E' x) -> lower L E <= lower L E'.
Proof.
  intros hA h; unfold lower; apply Rplus_le_compat_l, Ropp_le_contravar.
  apply hA; try apply bounded_ind; intros x hx; apply ind_le; intros no e; apply no, h; assumption.
Qed.

(** ** The layers' targets *)

Lemma nth_target l n W t0 i : (1 <= i <= l)%nat ->
  nth (i - 1) (target l n W) t0 = (n i, n (i - 1)%nat, from_1 (W i)).
Proof.
  intro hi; unfold target; rewrite nth_from_1 by lia; replace (S (i - 1)) with i by lia; reflexivity.
Qed.

Lemma target_length l n W : length (target l n W) = l.
Proof. unfold target; rewrite map_length, seq_length; reflexivity. Qed.

(** ** The smaller of the two counts *)

(** The weight matrices of a layer with M neurons contain what it sampled. *)
Definition agrees_layer (n p T M : nat) (x : layer_sample) (Gin Gout : mat) : Prop :=
  match x with
  | Batched sample => agrees_batch n p M sample Gin Gout
  | Recycled samples => agrees n p T (fun j => nth j samples []) Gin Gout
  end.

Lemma agrees_layer_exists n p T M x : (1 <= n)%nat -> (1 <= p)%nat ->
  exists Gin Gout, agrees_layer n p T M x Gin Gout.
Proof.
  intros hn hp; destruct x as [sample|samples]; [|apply agrees_exists; assumption].
  exists (fun z d => nth (n + d) (nth z sample []) 0), (fun o z => nth o (nth z sample []) 0).
  intros z o d _ _ _; auto.
Qed.

Section Sizes.
  Variables eps_w w_max delta : R.
  Variable N : nat.

  (** A batch is sampled where the batch is the smaller, and it has as many neurons. *)
  Definition of_size (t : nat * nat * (nat -> nat -> R)) (x : layer_sample) : Prop :=
    let (nq, V) := t in
    match x with
    | Batched sample => length sample = M_combined eps_w w_max delta N (fst nq) (snd nq)
    | Recycled _ => takes_batch eps_w w_max delta N (fst nq) (snd nq) = false
    end.

  Lemma sure_size (t : nat * nat * (nat -> nat -> R)) :
    sure (let (nq, V) := t in layer_law eps_w w_max delta N (fst nq) (snd nq) V) (of_size t).
  Proof.
    destruct t as [[a b] V]; simpl fst; simpl snd; unfold layer_law, of_size; simpl fst; simpl snd.
    destruct (takes_batch eps_w w_max delta N a b) eqn:e.
    - eapply sure_map; [apply sure_iid|]; intros sample hs; cbv beta in *; rewrite hs.
      unfold takes_batch in e; apply Nat.leb_le in e; unfold M_combined; lia.
    - eapply sure_map; [apply (sure_all _ _ (fun _ => True)); auto|]; reflexivity.
  Qed.
End Sizes.

Theorem combined_network_lipschitz : forall (l : nat) (n : nat -> nat) (sigma : nat -> R -> R)
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
  let m := m_printed eps_w w_max (delta / (2 * INR N)) in
  let M := fun i => M_combined eps_w w_max delta N (n i) (n (i - 1)%nat) in
  let T_i := fun i => pool_size m (kk eps_w w_max) (Nat.min (n i) (n (i - 1)%nat)) in
  (forall i, (1 <= i <= l)%nat ->
     (sampled eps_w w_max delta N (n i) (n (i - 1)%nat) (from_1 (W i)) <= M i)%nat) /\
  1 - delta <= lower
    (prod_laws (map (fun t : nat * nat * (nat -> nat -> R) =>
       let (nq, V) := t in layer_law eps_w w_max delta N (fst nq) (snd nq) V) (target l n W)))
    (fun samples => forall Gin Gout : nat -> mat,
       (forall i, (1 <= i <= l)%nat ->
          agrees_layer (n i) (n (i - 1)%nat) (T_i i) (M i) (nth (i - 1) samples (Batched []))
            (Gin i) (Gout i)) ->
       exists b_in b_out : nat -> nat -> nat -> bool, forall x, X x ->
         norm (n l) (vsub (forward n sigma W l x) (pruned n M sigma Gin Gout b_in b_out l x)) <= eps).
Proof.
  intros l n sigma lambda W B X eps eps_w delta w_max lambda_max n_max F_max
    Hl Hlip Hn HW HB HF Hlm HFm He Hd Hacc; cbv zeta.
  destruct (combined eps_w w_max delta (target l n W) He Hd (target_not_nil l n W Hl)
    (target_range l n W w_max (fun i h => proj1 (Hn i h)) HW)) as [hcount hprob].
  set (N := weights (target l n W)) in *.
  assert (hc : forall i, (1 <= i <= l)%nat ->
            (sampled eps_w w_max delta N (n i) (n (i - 1)%nat) (from_1 (W i))
             <= M_combined eps_w w_max delta N (n i) (n (i - 1)%nat))%nat)
    by (intros i hi; apply (hcount _ _ _ (target_in l n W i hi))).
  split; [exact hc|].
  eapply Rle_trans; [exact hprob|].
  eapply sure_lower; [apply sure_prod with (A := of_size eps_w w_max delta N); intros t _; apply sure_size|].
  intros samples hsize hs Gin Gout hG.
  apply (layers_give_epsilon l n _ sigma lambda W Gin Gout B X eps eps_w lambda_max n_max F_max);
    auto; try lra; intros i hi.
  destruct (Hn i ltac:(lia)) as [n1 _]; destruct (Hn (i - 1)%nat ltac:(lia)) as [n2 _].
  set (t0 := (0%nat, 0%nat, fun _ _ : nat => 0)).
  assert (hlen : (i - 1 < length (target l n W))%nat) by (rewrite target_length; lia).
  pose proof (Forall2_nth _ _ _ t0 (Batched []) _ _ hsize (i - 1)%nat hlen) as h1.
  pose proof (Forall2_nth _ _ _ t0 (Batched []) _ _ hs (i - 1)%nat hlen) as h2.
  specialize (hG i hi); specialize (hc i hi).
  unfold of_size in h1; rewrite nth_target in h1, h2 by exact hi; simpl fst in *; simpl snd in *.
  destruct (nth (i - 1) samples (Batched [])) as [sample|samples_i]; simpl in hG.
  - apply (batch_served eps_w w_max _ _ _ (W i) _ _ sample); assumption.
  - apply (pools_served (size (kk eps_w w_max)) (eps_w / 2) _ _
      (pool_size (m_printed eps_w w_max (delta / (2 * INR N))) (kk eps_w w_max)
         (Nat.min (n i) (n (i - 1)%nat)))
      _ (W i) (Gin i) (Gout i) (fun j => nth j samples_i [])); auto.
    + intros j hj; unfold layer_solved in h2.
      pose proof (Forall2_nth _ _ _ [] [] _ _ h2 j ltac:(rewrite pools_of_length; exact hj)) as h.
      cbv beta in h.
      rewrite pool_length in h by assumption; exact h.
    + unfold sampled in hc; rewrite h1 in hc.
      erewrite pools_sum in hc; [rewrite pools_of_length in hc; exact hc|].
      intros ws hws; destruct (pools_of_rows _ _ _ ws n1 n2 hws) as [-> _]; reflexivity.
Qed.

(** [combined] with its conclusion on the network: a fixed ReLU network without biases. *)
Theorem combined_network : forall (l : nat) (n : nat -> nat) (W : nat -> mat) (B : nat -> R)
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
  let m := m_printed eps_w w_max (delta / (2 * INR N)) in
  let M := fun i => M_combined eps_w w_max delta N (n i) (n (i - 1)%nat) in
  let T_i := fun i => pool_size m (kk eps_w w_max) (Nat.min (n i) (n (i - 1)%nat)) in
  (forall i, (1 <= i <= l)%nat ->
     (sampled eps_w w_max delta N (n i) (n (i - 1)%nat) (from_1 (W i)) <= M i)%nat) /\
  1 - delta <= lower
    (prod_laws (map (fun t : nat * nat * (nat -> nat -> R) =>
       let (nq, V) := t in layer_law eps_w w_max delta N (fst nq) (snd nq) V) (target l n W)))
    (fun samples => forall Gin Gout : nat -> mat,
       (forall i, (1 <= i <= l)%nat ->
          agrees_layer (n i) (n (i - 1)%nat) (T_i i) (M i) (nth (i - 1) samples (Batched []))
            (Gin i) (Gout i)) ->
       exists b_in b_out : nat -> nat -> nat -> bool, forall x, X x ->
         norm (n l) (vsub (forward n (fun _ => relu) W l x)
                          (pruned n M (fun _ => relu) Gin Gout b_in b_out l x)) <= eps).
Proof.
  intros l n W B X eps eps_w delta w_max n_max F_max Hl Hn HW HB HF HFm He Hd Hacc.
  apply (combined_network_lipschitz l n (fun _ => relu) (fun _ => 1) W B X eps eps_w delta w_max
    1 n_max F_max); auto; try lra.
  - intros; split; [apply Certificate.relu_lipschitz|lra].
  - rewrite Rmult_1_r.
    rewrite (prod_range_ext _ _ (fun i => Rmax 1 (1 * B i)) (fun i => Rmax 1 (B i)))
      by (intros; rewrite Rmult_1_l; reflexivity).
    exact Hacc.
Qed.

(** ** Theorem 3 with the repaired count: all layers are batches *)

Theorem theorem_03_network : forall (l : nat) (n : nat -> nat) (W : nat -> mat) (B : nat -> R)
    (X : vec -> Prop) (eps eps_w delta w_max n_max F_max : R),
  (1 <= l)%nat ->
  (forall i, (i <= l)%nat -> (1 <= n i)%nat /\ INR (n i) <= n_max) ->
  (forall i o d, (1 <= i <= l)%nat -> (o < n i)%nat -> (d < n (i - 1))%nat -> - w_max <= W i o d <= w_max) ->
  (forall i, (1 <= i <= l)%nat -> op_bound (n i) (n (i - 1)%nat) (W i) (B i)) ->
  (forall x i j, X x -> (1 <= i <= l)%nat -> (j < n (i - 1))%nat ->
     Rabs (forward n (fun _ => relu) W (i - 1) x j) <= F_max) ->
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
  - intros; split; [apply Certificate.relu_lipschitz|lra].
  - rewrite Rmult_1_r.
    rewrite (prod_range_ext _ _ (fun i => Rmax 1 (1 * B i)) (fun i => Rmax 1 (B i)))
      by (intros; rewrite Rmult_1_l; reflexivity).
    exact Hacc.
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
  (forall i, (i <= l)%nat -> (1 <= n i)%nat /\ INR (n i) <= n_max) ->
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
         (forall i o d, (1 <= i <= l)%nat -> (o < n i)%nat -> (d < n (i - 1))%nat ->
            - w_max <= W i o d <= w_max) ->
         (forall i, (1 <= i <= l)%nat -> op_bound (n i) (n (i - 1)%nat) (W i) (B i)) ->
         (forall x i j, X x -> (1 <= i <= l)%nat -> (j < n (i - 1))%nat ->
            Rabs (forward n (fun _ => relu) W (i - 1) x j) <= F_max) ->
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
  - intros; split; [apply Certificate.relu_lipschitz|lra].
  - rewrite Rmult_1_r.
    rewrite (prod_range_ext _ _ (fun i => Rmax 1 (1 * B i)) (fun i => Rmax 1 (B i)))
      by (intros; rewrite Rmult_1_l; reflexivity).
    exact Hacc.
  - intros i hi; assert (hlen : (i - 1 < length widths)%nat) by lia.
    pose proof (Forall2_nth _ _ _ (0, 0)%nat [] _ _ hsize (i - 1)%nat hlen) as h1.
    pose proof (Forall2_nth _ _ _ (0, 0)%nat [] _ _ hs (i - 1)%nat hlen) as h2.
    cbv beta in h1, h2; rewrite wn in h1, h2 by exact hi; simpl fst in *; simpl snd in *.
    apply (batch_served eps_w w_max _ _ _ (W i) _ _ (nth (i - 1) samples [])); auto.
    apply h2; intros o d ho hd; apply HW; lia.
Qed.

(** ** An instance: the network of Theorem30Network.v *)
Module Example.

Import Theorem30Network.Example.

Theorem instance : exists (samples : list layer_sample) (M : nat -> nat) (Gin Gout : nat -> mat)
    (b_in b_out : nat -> nat -> nat -> bool),
  M = (fun i => M_combined (1/800) 1 (1/2) (weights (target 2 n W)) (n i) (n (i - 1)%nat)) /\
  (forall i, (1 <= i <= 2)%nat ->
     agrees_layer (n i) (n (i - 1)%nat)
       (pool_size (m_printed (1/800) 1 (1/2 / (2 * INR (weights (target 2 n W))))) (kk (1/800) 1)
          (Nat.min (n i) (n (i - 1)%nat)))
       (M i) (nth (i - 1) samples (Batched [])) (Gin i) (Gout i)) /\
  forall x, X x ->
    norm 1 (vsub (forward n (fun _ => relu) W 2 x)
                 (pruned n M (fun _ => relu) Gin Gout b_in b_out 2 x)) <= 1/2.
Proof.
  destruct (combined_network 2 n W (fun _ => 2) X (1/2) (1/800) (1/2) 1 4 2) as [_ h]; try lra; try lia.
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
    set (M := fun i => M_combined (1/800) 1 (1/2) (weights (target 2 n W)) (n i) (n (i - 1)%nat)) in *.
    destruct (agrees_layer_exists (n 1) (n 0) (T 1%nat) (M 1%nat) (nth 0 samples (Batched []))
      ltac:(simpl; lia) ltac:(simpl; lia)) as (I1 & O1 & h1).
    destruct (agrees_layer_exists (n 2) (n 1) (T 2%nat) (M 2%nat) (nth 1 samples (Batched []))
      ltac:(simpl; lia) ltac:(simpl; lia)) as (I2 & O2 & h2).
    assert (hG : forall i, (1 <= i <= 2)%nat -> agrees_layer (n i) (n (i - 1)%nat) (T i) (M i)
      (nth (i - 1) samples (Batched [])) (match i with 1 => I1 | _ => I2 end%nat)
      (match i with 1 => O1 | _ => O2 end%nat)).
    { intros i hi; destruct i as [|[|[|i]]]; try lia; assumption. }
    destruct (hs _ _ hG) as (b_in & b_out & hb).
    exists samples, M, (fun i => match i with 1 => I1 | _ => I2 end%nat),
      (fun i => match i with 1 => O1 | _ => O2 end%nat), b_in, b_out.
    split; [reflexivity|split; [exact hG|exact hb]].
Qed.

End Example.

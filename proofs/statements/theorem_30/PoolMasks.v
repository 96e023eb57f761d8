(** * Algorithm 1's pools as masks of a layer

    Layer i has max{n_i, n_{i-1}} pools of min{n_i, n_{i-1}} target weights each; [place]
    says which target weight is the t-th of pool j.  [agrees]: the layer's weight matrices
    contain the sampled pairs, nothing is said of the other weights; there are such matrices
    for any samples ([agrees_exists]).
    The point is [pools_served]: where every pool is [solved], some neurons of the layer serve
    every target weight within r.  *)

From Coq Require Import Reals Lra Lia List Arith Bool.
From Certify.coq Require Import Linear Neuron.
From Certify.lemma_09 Require Import Greedy.
From Certify.algorithm_1 Require Import Algorithm1.
From Certify.theorem_30 Require Import Pools Theorem30 Served.
Import ListNotations.
Open Scope R_scope.

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

Lemma Forall2_nth (A C : Type) (P : A -> C -> Prop) (a0 : A) (c0 : C) : forall l1 l2,
  Forall2 P l1 l2 -> forall i, (i < length l1)%nat -> P (nth i l1 a0) (nth i l2 c0).
Proof.
  intros l1 l2 h; induction h as [|a c l1 l2 hp h IH]; intros [|i] hi; simpl in *; try lia; auto.
  apply IH; lia.
Qed.

(** * Theorem 30 for whole neurons

    Theorem30.v samples, for each pool, independent pairs (z_out, z_in), one for each neuron
    and target weight.  Here a pool of layer i is T neurons with all their n_{i-1} + n_i
    weights, drawn independently from p_w: T (n_{i-1} + n_i) numbers, listed in the order in
    which Algorithm 1 looks at them, the ones it never looks at last.

    - [full_pool_law]: what Algorithm 1 sees of such a pool has the law of independent pairs;
    - [slots_distinct]: every weight of every neuron has a place of its own in the list;
    - [full_matrices_agree]: the pairs are the neurons' weights at the output and input of the
      target weight that Algorithm 1 then looks at;
    - [theorem_30_full], [theorem_30_network_full]: Theorem 30 for such pools. *)

From Coq Require Import Reals Lra Lia List Arith.
From Certify.coq Require Import Linear Probability Neuron.
From Certify.lemma_09 Require Import Greedy.
From Certify.algorithm_1 Require Import Algorithm1.
From Certify.theorem_30 Require Import Intervals Pools Theorem30 Served PoolMasks Theorem30Network.
Import ListNotations.
Open Scope R_scope.

(** ** A list cut into pieces *)

Fixpoint cut {A : Type} (b a : nat) (l : list A) : list (list A) :=
  match a with
  | O => []
  | S a => firstn b l :: cut b a (skipn b l)
  end.

Lemma nth_firstn_lt (A : Type) (x : A) : forall b i l, (i < b)%nat -> nth i (firstn b l) x = nth i l x.
Proof.
  induction b as [|b IH]; intros i l h; [lia|].
  destruct l as [|y l]; [destruct i; reflexivity|]; destruct i as [|i]; [reflexivity|simpl; apply IH; lia].
Qed.

Lemma nth_skipn_add (A : Type) (x : A) : forall b i l, nth i (skipn b l) x = nth (b + i) l x.
Proof.
  induction b as [|b IH]; intros i l; [reflexivity|].
  destruct l as [|y l]; [destruct i; reflexivity|apply IH].
Qed.

Lemma nth_cut (A : Type) (x : A) b : forall a t i l, (t < a)%nat -> (i < b)%nat ->
  nth i (nth t (cut b a l) []) x = nth (t * b + i) l x.
Proof.
  induction a as [|a IH]; intros t i l ht hi; [lia|]; destruct t as [|t]; simpl.
  - apply nth_firstn_lt, hi.
  - rewrite IH by lia; rewrite nth_skipn_add; f_equal; lia.
Qed.

Lemma nth_cut_map (A B : Type) (g : list A -> B) (y : B) b : forall a t l, (t < a)%nat ->
  nth t (map g (cut b a l)) y = g (nth t (cut b a l) []).
Proof.
  induction a as [|a IH]; intros t l h; [lia|]; destruct t as [|t]; [reflexivity|apply IH; lia].
Qed.

(** ** The law of the pieces *)

Section Laws.
  Variable A : Type.

  (** Laws that give bounded functions the same mean. *)
  Definition same {B : Type} (K L : law B) : Prop := forall f, bounded f -> K f = L f.

  Lemma same_lower {B} (K L : law B) (E : B -> Prop) : same K L -> lower K E = lower L E.
  Proof. intro h; unfold lower, upper; rewrite h by auto with bounded; reflexivity. Qed.

  Lemma iid_ext_len {B} (L : law B) n f g : bounded f -> bounded g ->
    (forall l, length l = n -> f l = g l) -> iid L n f = iid L n g.
  Proof.
    intros hf hg h; apply Rle_antisym; apply iid_mono; auto; intros l hl; rewrite h by exact hl; lra.
  Qed.

  Lemma iid_same {B} (K L : law B) n : same K L -> same (iid K n) (iid L n).
  Proof.
    intro h; induction n as [|n IH]; intros f hf; [reflexivity|].
    change (K (fun x => iid K n (fun l => f (x :: l))) = L (fun x => iid L n (fun l => f (x :: l)))).
    rewrite <- h by (apply (iter_bounded L n (fun x l => x :: l) hf)).
    apply mean_ext; [apply (iter_bounded K n (fun x l => x :: l) hf)|].
    intro x; apply IH, (bounded_comp (fun l => x :: l) hf).
  Qed.

  Lemma cons_same {B} (K K' : law B) (M M' : law (list B)) : same K K' -> same M M' ->
    same (cons_law K M) (cons_law K' M').
  Proof.
    intros h h' f hf.
    change (K (fun x => M (fun l => f (x :: l))) = K' (fun x => M' (fun l => f (x :: l)))).
    rewrite <- h by (apply bounded_inner, hf).
    apply mean_ext; [apply bounded_inner, hf|]; intro x; apply h', bounded_cons, hf.
  Qed.

  Lemma prod_same {B T} (K L : T -> law B) (ts : list T) : (forall t, In t ts -> same (K t) (L t)) ->
    same (prod_laws (map K ts)) (prod_laws (map L ts)).
  Proof.
    induction ts as [|t ts IH]; intro h; [intros f hf; reflexivity|].
    apply (cons_same (K t) (L t) (prod_laws (map K ts)) (prod_laws (map L ts))).
    - apply h; left; reflexivity.
    - apply IH; intros u hu; apply h; right; exact hu.
  Qed.

  Variable L : law A.

  Lemma iid_split : forall a b f, bounded f ->
    iid L (a + b) f = iid L a (fun l => iid L b (fun l' => f (l ++ l'))).
  Proof.
    induction a as [|a IH]; intros b f hf; [reflexivity|].
    change (L (fun x => iid L (a + b) (fun l => f (x :: l)))
            = L (fun x => iid L a (fun l => iid L b (fun l' => f (x :: l ++ l'))))).
    apply mean_ext; [apply (iter_bounded L (a + b) (fun x l => x :: l) hf)|].
    intro x; apply (IH b (fun l => f (x :: l))), (bounded_comp (fun l => x :: l) hf).
  Qed.

  Lemma firstn_exact (l l' : list A) : firstn (length l) (l ++ l') = l.
  Proof. rewrite firstn_app, firstn_all, Nat.sub_diag; simpl; apply app_nil_r. Qed.

  Lemma skipn_exact (l l' : list A) : skipn (length l) (l ++ l') = l'.
  Proof. rewrite skipn_app, skipn_all, Nat.sub_diag; reflexivity. Qed.

  (** a pieces of b independent samples each are independent; e samples more do not matter. *)
  Lemma cut_law b e : forall a, same (map_law (cut b a) (iid L (a * b + e))) (iid (iid L b) a).
  Proof.
    induction a as [|a IH]; intros f hf.
    - change (iid L e (fun _ => f []) = f []); apply mean_const.
    - change (iid L (S a * b + e) (fun l => f (firstn b l :: cut b a (skipn b l)))
              = iid L b (fun x => iid (iid L b) a (fun l => f (x :: l)))).
      replace (S a * b + e)%nat with (b + (a * b + e))%nat by (simpl; lia).
      rewrite iid_split by (apply (bounded_comp (fun l => firstn b l :: cut b a (skipn b l)) hf)).
      apply iid_ext_len.
      + destruct hf as [B h]; exists B; intro x; apply Rabs_le, mean_range; intro l.
        specialize (h (firstn b (x ++ l) :: cut b a (skipn b (x ++ l)))).
        unfold Rabs in h; destruct Rcase_abs; lra.
      + apply (iter_bounded (iid L b) a (fun x l => x :: l) hf).
      + intros x hx; rewrite <- (IH (fun l => f (x :: l))) by (apply (bounded_comp (fun l => x :: l) hf)).
        change (iid L (a * b + e) (fun l' => f (firstn b (x ++ l') :: cut b a (skipn b (x ++ l'))))
                = iid L (a * b + e) (fun l' => f (x :: cut b a l'))).
        apply iid_ext_len.
        * apply (bounded_comp (fun l' => firstn b (x ++ l') :: cut b a (skipn b (x ++ l'))) hf).
        * apply (bounded_comp (fun l' => x :: cut b a l') hf).
        * intros l _; rewrite <- hx, firstn_exact, skipn_exact; reflexivity.
  Qed.
End Laws.

(** ** A pool of whole neurons *)

(** The pairs that Algorithm 1 looks at, target weight after target weight: y of them, T neurons. *)
Definition pairs (y T : nat) (z : list R) : list (list (list R)) :=
  map (cut 2 T) (cut (T * 2) y z).

(** T neurons of y + x weights, y <= x. *)
Definition full_pool (alpha beta : R) (x y T : nat) : law (list R) :=
  iid (p_w alpha beta) (y * (T * 2) + T * (x - y)).

Lemma all_weights x y T : (y <= x)%nat -> (y * (T * 2) + T * (x - y) = T * (x + y))%nat.
Proof. intro h; replace x with (y + (x - y))%nat at 2 by lia; ring_simplify; lia. Qed.

Theorem full_pool_law alpha beta x y T :
  same (map_law (pairs y T) (full_pool alpha beta x y T)) (iid (iid (neuron alpha beta) T) y).
Proof.
  intros f hf; unfold full_pool, pairs.
  set (L := p_w alpha beta).
  transitivity (iid (iid L (T * 2)) y (fun ls => f (map (cut 2 T) ls))).
  - apply (cut_law R L (T * 2) (T * (x - y)) y (fun ls => f (map (cut 2 T) ls))).
    apply (bounded_comp (fun ls => map (cut 2 T) ls) hf).
  - rewrite <- (iid_map (cut 2 T) (iid L (T * 2)) y hf).
    apply iid_same; [|exact hf]; intros g hg.
    pose proof (cut_law R L 2 0 T g hg) as h; rewrite Nat.add_0_r in h; exact h.
Qed.

(** *** Where each weight stands *)

(** The turn at which pool j looks at the larger side's neuron s (all from 0): the inverse of
    [idx_out_repaired]; turns from y on never come. *)
Definition turn (x j s : nat) : nat := ((s + (x - (j + 2) mod x)) mod x)%nat.

Definition larger_slot (x y T j v s : nat) : nat :=
  let t := turn x j s in
  if (t <? y)%nat then (t * (T * 2) + 2 * v)%nat else (y * (T * 2) + (t - y) * T + v)%nat.

Definition smaller_slot (T v s : nat) : nat := (s * (T * 2) + 2 * v)%nat.

(** For n >= p outputs are the larger side; z_out stands before z_in. *)
Definition out_slot (n p T j v o : nat) : nat :=
  if (p <=? n)%nat then larger_slot n p T j v o else smaller_slot T v o.

Definition in_slot (n p T j v d : nat) : nat :=
  if (p <=? n)%nat then S (smaller_slot T v d)
  else let t := turn p j d in
       if (t <? n)%nat then S (t * (T * 2) + 2 * v) else (n * (T * 2) + (t - n) * T + v)%nat.

(** The layer's matrices have, at every input and every output of every neuron of every pool,
    the weight that stands in its slot: neuron v of pool j is neuron j T + v. *)
Definition whole (n p T : nat) (pool : nat -> list R) (Gin Gout : mat) : Prop :=
  forall j v, (j < Nat.max n p)%nat -> (v < T)%nat ->
    (forall o, (o < n)%nat -> Gout o (j * T + v)%nat = nth (out_slot n p T j v o) (pool j) 0) /\
    (forall d, (d < p)%nat -> Gin (j * T + v)%nat d = nth (in_slot n p T j v d) (pool j) 0).

Lemma turn_place x j t : (1 <= x)%nat -> (t < x)%nat ->
  turn x j (idx_out_repaired x (S j) (S t) - 1) = t.
Proof.
  intros hx ht; unfold turn, idx_out_repaired.
  replace ((S t + S j) mod x + 1 - 1)%nat with ((t + (j + 2)) mod x)%nat
    by (replace (S t + S j)%nat with (t + (j + 2))%nat by lia; lia).
  set (r := ((j + 2) mod x)%nat).
  assert (hr : (r < x)%nat) by (apply Nat.mod_upper_bound; lia).
  rewrite Nat.add_mod_idemp_l by lia.
  rewrite <- Nat.add_assoc, (Nat.add_comm (j + 2)), Nat.add_assoc.
  rewrite <- Nat.add_mod_idemp_r by lia; fold r.
  replace (t + (x - r) + r)%nat with (t + 1 * x)%nat by lia.
  rewrite Nat.mod_add by lia; apply Nat.mod_small, ht.
Qed.

Lemma pair_weight y T z t v b : (t < y)%nat -> (v < T)%nat -> (b < 2)%nat ->
  nth b (nth v (nth t (pairs y T z) []) []) 0 = nth (t * (T * 2) + (2 * v + b)) z 0.
Proof.
  intros ht hv hb; unfold pairs; rewrite nth_cut_map by exact ht.
  rewrite nth_cut by assumption; rewrite nth_cut by (try assumption; lia); f_equal; lia.
Qed.

Theorem full_matrices_agree : forall (n p T : nat) (pool : nat -> list R) (Gin Gout : mat),
  (1 <= n)%nat -> (1 <= p)%nat -> whole n p T pool Gin Gout ->
  agrees n p T (fun j => pairs (Nat.min n p) T (pool j)) Gin Gout.
Proof.
  intros n p T pool Gin Gout hn hp h j t v hj ht hv.
  destruct (h j v hj hv) as [ho hi].
  destruct (place_range n p j t hn hp ht) as [r1 r2].
  rewrite ho by exact r1; rewrite hi by exact r2.
  unfold z_out, z_in; rewrite !pair_weight by (try assumption; lia).
  unfold out_slot, in_slot, place, larger_slot, smaller_slot.
  destruct (Nat.leb_spec p n); simpl fst; simpl snd.
  - rewrite turn_place by lia; destruct (Nat.ltb_spec t p); [|lia]; split; f_equal; lia.
  - rewrite turn_place by lia; destruct (Nat.ltb_spec t n); [|lia]; split; f_equal; lia.
Qed.

(** *** No weight stands in two places' stead *)

Lemma turn_inj x j s s' : (1 <= x)%nat -> (s < x)%nat -> (s' < x)%nat ->
  turn x j s = turn x j s' -> s = s'.
Proof.
  intros hx hs hs' e; unfold turn in e; set (r := ((j + 2) mod x)%nat) in *.
  assert (hr : (r < x)%nat) by (apply Nat.mod_upper_bound; lia).
  assert (back : forall u, (u < x)%nat -> (((u + (x - r)) mod x + r) mod x = u)%nat).
  { intros u hu; rewrite Nat.add_mod_idemp_l by lia.
    replace (u + (x - r) + r)%nat with (u + 1 * x)%nat by lia.
    rewrite Nat.mod_add by lia; apply Nat.mod_small, hu. }
  rewrite <- (back s hs), <- (back s' hs'), e; reflexivity.
Qed.

Lemma turn_range x j s : (1 <= x)%nat -> (turn x j s < x)%nat.
Proof. intro h; apply Nat.mod_upper_bound; lia. Qed.

(** A slot tells its turn, its neuron and its side. *)
Lemma block_inj B t t' i i' : (i < B)%nat -> (i' < B)%nat -> (t * B + i = t' * B + i')%nat -> t = t' /\ i = i'.
Proof.
  intros h h' e.
  assert (q : forall u k, (k < B)%nat -> ((u * B + k) / B = u)%nat)
    by (intros; rewrite Nat.add_comm, Nat.div_add, Nat.div_small by lia; lia).
  assert (et : t = t') by (rewrite <- (q t i h), <- (q t' i' h'), e; reflexivity).
  subst; lia.
Qed.

(** The weights of a pool: neuron v's at output o (true, o) or input d (false, d). *)
Definition slot (n p T j v : nat) (w : bool * nat) : nat :=
  if fst w then out_slot n p T j v (snd w) else in_slot n p T j v (snd w).

Definition is_weight (n p : nat) (w : bool * nat) : Prop := (snd w < if fst w then n else p)%nat.

(** One side of the slots: block t, or after all blocks. *)
Definition place_of (y T t i v : nat) : nat :=
  if (t <? y)%nat then (t * (T * 2) + (2 * v + i))%nat else (y * (T * 2) + (t - y) * T + v)%nat.

Lemma place_of_inj y T t i v t' i' v' : (v < T)%nat -> (v' < T)%nat -> (i < 2)%nat -> (i' < 2)%nat ->
  place_of y T t i v = place_of y T t' i' v' ->
  t = t' /\ v = v' /\ ((t < y)%nat -> i = i').
Proof.
  unfold place_of; intros hv hv' hi hi' e.
  destruct (Nat.ltb_spec t y), (Nat.ltb_spec t' y).
  - destruct (block_inj (T * 2) t t' (2 * v + i) (2 * v' + i')) as [-> h]; [lia|lia|exact e|].
    repeat split; try lia; intros; lia.
  - exfalso; assert (h : (t * (T * 2) + (T * 2) <= y * (T * 2))%nat).
    { replace (t * (T * 2) + T * 2)%nat with (S t * (T * 2))%nat by (simpl; lia).
      apply Nat.mul_le_mono_r; lia. }
    assert (h2 : (2 * v + i < T * 2)%nat) by lia; lia.
  - exfalso; assert (h : (t' * (T * 2) + (T * 2) <= y * (T * 2))%nat).
    { replace (t' * (T * 2) + T * 2)%nat with (S t' * (T * 2))%nat by (simpl; lia).
      apply Nat.mul_le_mono_r; lia. }
    assert (h2 : (2 * v' + i' < T * 2)%nat) by lia; lia.
  - destruct (block_inj T (t - y) (t' - y) v v') as [h ->]; [exact hv|exact hv'|lia|].
    repeat split; lia.
Qed.

Lemma slot_place n p T j v w : slot n p T j v w =
  if (p <=? n)%nat
  then if fst w then place_of p T (turn n j (snd w)) 0 v else (snd w * (T * 2) + (2 * v + 1))%nat
  else if fst w then (snd w * (T * 2) + (2 * v + 0))%nat else place_of n T (turn p j (snd w)) 1 v.
Proof.
  destruct w as [b i]; unfold slot, out_slot, in_slot, larger_slot, smaller_slot, place_of; simpl fst;
    simpl snd; destruct (p <=? n)%nat, b; try lia.
  - destruct (turn n j i <? p)%nat; lia.
  - destruct (turn p j i <? n)%nat; lia.
Qed.

Theorem slots_distinct : forall (n p T j v v' : nat) (w w' : bool * nat),
  (1 <= n)%nat -> (1 <= p)%nat -> (v < T)%nat -> (v' < T)%nat -> is_weight n p w -> is_weight n p w' ->
  slot n p T j v w = slot n p T j v' w' -> v = v' /\ w = w'.
Proof.
  intros n p T j v v' [b i] [b' i'] hn hp hv hv' hi hi' e; unfold is_weight in hi, hi'; simpl in hi, hi'.
  rewrite !slot_place in e; simpl fst in e; simpl snd in e.
  assert (small : forall y s k u, (s < y)%nat -> (s * (T * 2) + (2 * u + k))%nat = place_of y T s k u)
    by (intros y s k u hs; unfold place_of; destruct (Nat.ltb_spec s y); [reflexivity|lia]).
  destruct (Nat.leb_spec p n).
  - destruct b, b'.
    + apply place_of_inj in e as (e1 & -> & _); try assumption; try lia.
      apply turn_inj in e1; try lia; subst; auto.
    + rewrite (small p) in e by exact hi'.
      apply place_of_inj in e as (e1 & _ & e3); try assumption; try lia; specialize (e3 ltac:(lia)); lia.
    + rewrite (small p) in e by exact hi.
      apply place_of_inj in e as (e1 & _ & e3); try assumption; try lia; specialize (e3 ltac:(lia)); lia.
    + rewrite !(small p) in e by assumption.
      apply place_of_inj in e as (-> & -> & _); try assumption; try lia; auto.
  - destruct b, b'.
    + rewrite !(small n) in e by assumption.
      apply place_of_inj in e as (-> & -> & _); try assumption; try lia; auto.
    + rewrite (small n) in e by exact hi.
      apply place_of_inj in e as (e1 & _ & e3); try assumption; try lia; specialize (e3 ltac:(lia)); lia.
    + rewrite (small n) in e by exact hi'.
      apply place_of_inj in e as (e1 & _ & e3); try assumption; try lia; specialize (e3 ltac:(lia)); lia.
    + apply place_of_inj in e as (e1 & -> & _); try assumption; try lia.
      apply turn_inj in e1; try lia; subst; auto.
Qed.

(** ** Theorem 30 *)

(** Samples seen through a function each. *)
Fixpoint seen {T A B : Type} (g : T -> A -> B) (a0 : A) (ts : list T) (zs : list A) : list B :=
  match ts with
  | [] => []
  | t :: ts => g t (hd a0 zs) :: seen g a0 ts (tl zs)
  end.

Lemma nth_seen (T A B : Type) (g : T -> A -> B) (a0 : A) (b0 : B) (t0 : T) : forall ts zs i,
  (i < length ts)%nat -> nth i (seen g a0 ts zs) b0 = g (nth i ts t0) (nth i zs a0).
Proof.
  induction ts as [|t ts IH]; intros zs i hi; [simpl in hi; lia|]; destruct i as [|i]; simpl.
  - destruct zs; reflexivity.
  - rewrite IH by (simpl in hi; lia); destruct zs; [destruct i|]; reflexivity.
Qed.

Lemma prod_seen (T A B : Type) (g : T -> A -> B) (a0 : A) (K : T -> law A) : forall ts f, bounded f ->
  prod_laws (map (fun t => map_law (g t) (K t)) ts) f = prod_laws (map K ts) (fun zs => f (seen g a0 ts zs)).
Proof.
  induction ts as [|t ts IH]; intros f hf; [reflexivity|].
  change (K t (fun a => prod_laws (map (fun t => map_law (g t) (K t)) ts) (fun l => f (g t a :: l)))
          = K t (fun a => prod_laws (map K ts) (fun zs => f (g t a :: seen g a0 ts zs)))).
  apply mean_ext.
  - destruct hf as [C h]; exists C; intro x; apply Rabs_le, mean_range; intro l.
    specialize (h (g t x :: l)); unfold Rabs in h; destruct Rcase_abs; lra.
  - intro a; apply (IH (fun l => f (g t a :: l))), bounded_cons, hf.
Qed.

(** The pools of a network, each with the larger width of its layer. *)
Definition pools_with_width (layers : list (nat * nat * (nat -> nat -> R))) : list (nat * list R) :=
  flat_map (fun l => map (pair (Nat.max (fst (fst l)) (snd (fst l))))
                         (pools_of (fst (fst l)) (snd (fst l)) (snd l))) layers.

Lemma without_width layers :
  map snd (pools_with_width layers)
  = flat_map (fun l => pools_of (fst (fst l)) (snd (fst l)) (snd l)) layers.
Proof.
  unfold pools_with_width; induction layers as [|l t IH]; [reflexivity|].
  simpl; rewrite map_app, IH, map_map; simpl; rewrite map_id; reflexivity.
Qed.

(** Every pool's neurons, whole. *)
Definition whole_law (eps_w w_max : R) (T : list R -> nat) (layers : list (nat * nat * (nat -> nat -> R))) :
    law (list (list R)) :=
  prod_laws (map (fun t : nat * list R =>
    full_pool (alpha eps_w w_max) (beta eps_w w_max) (fst t) (length (snd t)) (T (snd t)))
    (pools_with_width layers)).

(** What Algorithm 1 sees of them. *)
Definition seen_pairs (T : list R -> nat) (layers : list (nat * nat * (nat -> nat -> R)))
    (zs : list (list R)) : list (list (list (list R))) :=
  seen (fun t : nat * list R => pairs (length (snd t)) (T (snd t))) [] (pools_with_width layers) zs.

Theorem whole_law_seen : forall (eps_w w_max : R) (T : list R -> nat)
    (layers : list (nat * nat * (nat -> nat -> R))),
  same (map_law (seen_pairs T layers) (whole_law eps_w w_max T layers))
    (prod_laws (map (fun ws => iid (iid (neuron (alpha eps_w w_max) (beta eps_w w_max)) (T ws)) (length ws))
       (flat_map (fun l => pools_of (fst (fst l)) (snd (fst l)) (snd l)) layers))).
Proof.
  intros eps_w w_max T layers f hf; rewrite <- without_width, map_map.
  set (K := fun t : nat * list R => full_pool (alpha eps_w w_max) (beta eps_w w_max) (fst t) (length (snd t))
              (T (snd t))).
  set (g := fun t : nat * list R => pairs (length (snd t)) (T (snd t))).
  transitivity (prod_laws (map (fun t => map_law (g t) (K t)) (pools_with_width layers)) f).
  - symmetry; apply (prod_seen _ _ _ g [] K (pools_with_width layers) f hf).
  - apply prod_same; [|exact hf]; intros t _; apply full_pool_law.
Qed.

Corollary whole_law_pairs : forall (eps_w w_max : R) (T : list R -> nat)
    (layers : list (nat * nat * (nat -> nat -> R))) (E : list (list (list (list R))) -> Prop),
  lower (whole_law eps_w w_max T layers) (fun zs => E (seen_pairs T layers zs))
  = lower (prod_laws (map (fun ws => iid (iid (neuron (alpha eps_w w_max) (beta eps_w w_max)) (T ws)) (length ws))
            (flat_map (fun l => pools_of (fst (fst l)) (snd (fst l)) (snd l)) layers))) E.
Proof.
  intros eps_w w_max T layers E; rewrite <- (map_law_lower (seen_pairs T layers)).
  apply same_lower, whole_law_seen.
Qed.

Theorem theorem_30_full :
  forall (eps_w w_max delta : R) (layers : list (nat * nat * (nat -> nat -> R))),
    0 < eps_w < 2 * w_max -> 0 < delta < 1 -> layers <> [] ->
    (forall n p W, In (n, p, W) layers -> (1 <= n)%nat /\ (1 <= p)%nat /\
       forall o d, (1 <= o <= n)%nat -> (1 <= d <= p)%nat -> - w_max <= W o d <= w_max) ->
    let N := weights layers in
    let k := kk eps_w w_max in
    let k' := kp eps_w w_max in
    let m := m_printed eps_w w_max (delta / (2 * INR N)) in
    let T := fun ws : list R => pool_size m k (length ws) in
    let pools := fun l => pools_of (fst (fst l)) (snd (fst l)) (snd l) in
    (forall n p W, In (n, p, W) layers ->
       (fold_right Nat.add 0 (map T (pools_of n p W)) <= M_printed k' delta n p N)%nat) /\
    1 - delta <=
      lower (whole_law eps_w w_max T layers)
        (fun zs => Forall2
           (fun ws cols => solved (size k) (eps_w / 2) (repeat true (T ws)) ws cols)
           (flat_map pools layers) (seen_pairs T layers zs)).
Proof.
  intros eps_w w_max delta layers he hd hne hl; cbv zeta.
  rewrite (whole_law_pairs eps_w w_max _ layers (fun samples => Forall2 _ _ samples)).
  apply theorem_30; assumption.
Qed.

Theorem theorem_30_network_full : forall (l : nat) (n : nat -> nat) (W : nat -> mat) (B : nat -> R)
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
  let M := fun i => M_printed (kp eps_w w_max) delta (n i) (n (i - 1)%nat) N in
  let T_i := fun i => pool_size m k (Nat.min (n i) (n (i - 1)%nat)) in
  (forall i, (1 <= i <= l)%nat -> (Nat.max (n i) (n (i - 1)%nat) * T_i i <= M i)%nat) /\
  1 - delta <=
    lower (whole_law eps_w w_max T (target l n W))
      (fun zs => forall Gin Gout : nat -> mat,
         (forall i, (1 <= i <= l)%nat ->
            whole (n i) (n (i - 1)%nat) (T_i i) (fun j => nth (first_pool n i + j) zs []) (Gin i) (Gout i)) ->
         exists b_in b_out : nat -> nat -> nat -> bool, forall x, X x ->
           norm (n l) (vsub (forward n (fun _ => relu) W l x)
                            (pruned n M (fun _ => relu) Gin Gout b_in b_out l x)) <= eps).
Proof.
  intros l n W B X eps eps_w delta w_max n_max F_max Hl Hn HW HB HF HFm He Hd Hacc; cbv zeta.
  destruct (theorem_30_network_planned l n W B X eps eps_w delta w_max n_max F_max Hl Hn HW HB HF HFm He Hd Hacc)
    as [hc hp]; cbv zeta in hc, hp.
  split; [exact hc|].
  set (m := m_printed eps_w w_max (delta / (2 * INR (weights (target l n W))))) in *.
  set (k := kk eps_w w_max) in *.
  set (T := fun ws : list R => pool_size m k (length ws)).
  rewrite <- (whole_law_pairs eps_w w_max T (target l n W)) in hp.
  eapply Rle_trans; [exact hp|]; unfold lower; apply Rplus_le_compat_l, Ropp_le_contravar, upper_mono.
  intros zs no h; apply no; intros Gin Gout hG; apply (h Gin Gout); intros i hi.
  destruct (Hn i ltac:(lia)) as [n1 _]; destruct (Hn (i - 1)%nat ltac:(lia)) as [n2 _].
  pose proof (full_matrices_agree (n i) (n (i - 1)%nat) _ _ (Gin i) (Gout i) n1 n2 (hG i hi)) as a.
  intros j t v hj ht hv; destruct (a j t v hj ht hv) as [a1 a2].
  destruct (target_pool l n W i j hi hj) as [q1 q2].
  assert (e : nth (first_pool n i + j) (seen_pairs T (target l n W) zs) []
              = pairs (Nat.min (n i) (n (i - 1)%nat)) (pool_size m k (Nat.min (n i) (n (i - 1)%nat)))
                      (nth (first_pool n i + j) zs [])).
  { unfold seen_pairs; rewrite (nth_seen _ _ _ _ [] [] (0%nat, [])).
    - assert (s : length (snd (nth (first_pool n i + j) (pools_with_width (target l n W)) (0%nat, [])))
                  = Nat.min (n i) (n (i - 1)%nat)).
      { rewrite <- (map_nth snd), without_width; simpl snd.
        rewrite q2; apply pool_length; assumption. }
      unfold T; rewrite s; reflexivity.
    - rewrite <- (map_length snd), without_width; exact q1. }
  rewrite e; split; assumption.
Qed.

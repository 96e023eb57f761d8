(** * Our statement [batch_hall]: every piece gets a neuron of its own

    Hall's theorem for finitely many demands ([hall], [hall_iff]), proved by augmenting paths.
    The point is [batch_hall]: if each category of each target weight holds as many neurons as
    there are target weights, and no neuron is in two categories of one weight, all pieces can
    be served by different neurons.  [batch_hall_table]: the same for a table of neurons;
    [sharp]: fewer are not enough.  *)

(** The method [batch] (certify/tickets/batch.py; Theorem 3's idea) samples one batch of
    neurons for a layer.  Target weight number w wants one neuron for each of its pieces
    (branch, interval); which neurons fit a piece depends on the weight looked at, as a
    neuron has other in- and out-weights for each (d, o).  No neuron may serve twice.

    Proved:
    - [hall], [hall_iff]: Hall's marriage theorem for lists, constructively, by augmenting
      paths as in the code: all demands can be served at once iff every set of demands
      fits more neurons than any smaller set of neurons ([hall_condition]);
    - [batch_hall]: N weights, any number of categories for each, those of one weight
      pairwise disjoint sets of neurons, those of different weights overlapping in any way:
      if each category holds at least N neurons then all demands can be served by
      different neurons;
    - [batch_hall_table]: the same for weights 0..N-1 and categories 0..K-1;
    - [sharp]: N - 1 neurons in each category do not suffice in general, for any N >= 1 and
      any number K >= 1 of categories ([sharp_example]: two weights, two categories);
    - [greedy_fails]: two weights, two categories with two neurons each: first fit fails at
      the third demand, the neurons can be matched all the same ([greedy_could_have]),
      so augmenting paths are needed;
    - [instance]: three weights with two categories of three neurons each.

    Not proved: that batch.py implements the augmenting search correctly (what it finds is
    checked by the kernel), and nothing about probability (BatchLayer.v).             *)

From Coq Require Import Arith Lia List PeanoNat FinFun.
Import ListNotations.

(** A longer list of different things has one that a shorter list misses. *)
Lemma missing (A : Type) (dec : forall x y : A, {x = y} + {x <> y}) (L V : list A) :
  NoDup L -> length V < length L -> exists v, In v L /\ ~ In v V.
Proof.
  revert V; induction L as [|v L IH]; intros V hn hl; [simpl in hl; lia|].
  inversion hn as [|? ? nv hn']; subst.
  destruct (in_dec dec v V) as [i|i]; [|exists v; split; [left|]; auto].
  destruct (IH (remove dec v V)) as (u & u1 & u2).
  - exact hn'.
  - pose proof (remove_length_lt dec V v i); simpl in hl; lia.
  - exists u; split; [right; exact u1|]; intro iu; apply u2, in_in_remove; [|exact iu].
    intros ->; apply nv, u1.
Qed.

(** ** Hall's theorem *)

Section Hall.
  Variables Demand Neuron : Type.
  Hypothesis demand_dec : forall x y : Demand, {x = y} + {x <> y}.
  Hypothesis neuron_dec : forall x y : Neuron, {x = y} + {x <> y}.
  Variable fits : Demand -> Neuron -> Prop.

  (** Any list V of neurons shorter than a list Z of different demands misses one that fits. *)
  Definition hall_condition (demands : list Demand) : Prop :=
    forall Z V, NoDup Z -> incl Z demands -> length V < length Z ->
      exists z v, In z Z /\ ~ In v V /\ fits z v.

  (** Different demands get different neurons, each a fitting one. *)
  Definition serves (f : Demand -> Neuron) (demands : list Demand) : Prop :=
    (forall x, In x demands -> fits x (f x)) /\
    (forall x y, In x demands -> In y demands -> f x = f y -> x = y).

  Definition change (f : Demand -> Neuron) (x : Demand) (v : Neuron) (y : Demand) : Neuron :=
    if demand_dec y x then v else f y.

  Lemma change_same f x v : change f x v x = v.
  Proof. unfold change; destruct (demand_dec x x); congruence. Qed.

  Lemma change_other f x v y : y <> x -> change f x v y = f y.
  Proof. unfold change; destruct (demand_dec y x); congruence. Qed.

  (** A path of demands: each could take the neuron of the next one, the last one a free
      neuron v.  [path f v x p]: from x through p. *)
  Fixpoint path (f : Demand -> Neuron) (v : Neuron) (x : Demand) (p : list Demand) : Prop :=
    match p with
    | [] => fits x v
    | y :: p => fits x (f y) /\ path f v y p
    end.

  Lemma path_change f v x w u : forall p, ~ In x p -> path f v u p -> path (change f x w) v u p.
  Proof.
    intro p; revert u; induction p as [|y p IH]; intros u hx hp; simpl in *; [exact hp|].
    destruct hp as [h1 h2]; split; [rewrite change_other by (intros ->; auto); exact h1|].
    apply IH; auto.
  Qed.

  (** Passing neurons along a path: x is served too. *)
  Lemma augment v : forall p f x D,
    serves f D -> NoDup (x :: p) -> ~ In x D -> incl p D ->
    (forall y, In y D -> f y <> v) -> path f v x p ->
    exists g, serves g (x :: D).
  Proof.
    induction p as [|y p IH]; intros f x D [s1 s2] hn hx hp hv hpath; simpl in hpath.
    - exists (change f x v); split.
      + intros z [<-|hz]; [rewrite change_same; exact hpath|].
        rewrite change_other by (intros ->; auto); apply s1, hz.
      + intros a b [<-|ha] [<-|hb] e; auto.
        * rewrite change_same, change_other in e by (intros ->; auto); exfalso; apply (hv b hb); auto.
        * rewrite change_same, change_other in e by (intros ->; auto); exfalso; apply (hv a ha); auto.
        * rewrite !change_other in e by (intros ->; auto); auto.
    - destruct hpath as [hxy hpath]; inversion hn as [|? ? nx hn']; subst.
      assert (hy : In y D) by (apply hp; left; reflexivity).
      (* x takes y's neuron; now y is to be served *)
      set (D' := x :: remove demand_dec y D).
      assert (inD' : forall z, In z D' -> z = x \/ In z D /\ z <> y).
      { intros z [<-|hz]; [auto|right; apply in_remove in hz; exact hz]. }
      destruct (IH (change f x (f y)) y D') as [g [g1 g2]].
      + split.
        * intros z hz; destruct (inD' z hz) as [->|[hz' ne]].
          { rewrite change_same; exact hxy. }
          { rewrite change_other by (intros ->; auto); apply s1, hz'. }
        * intros a b ha hb e; destruct (inD' a ha) as [->|[ha' na]], (inD' b hb) as [->|[hb' nb]]; auto.
          { rewrite change_same, change_other in e by (intros ->; auto).
            exfalso; apply nb; apply s2; auto. }
          { rewrite change_same, change_other in e by (intros ->; auto).
            exfalso; apply na; apply s2; auto. }
          { rewrite !change_other in e by (intros ->; auto); auto. }
      + exact hn'.
      + intros h; destruct (inD' y h) as [->|[_ ne]]; [apply hx, hy|auto].
      + intros z hz; right; apply in_in_remove; [|apply hp; right; exact hz].
        intros ->; inversion hn'; auto.
      + intros z hz; destruct (inD' z hz) as [->|[hz' ne]].
        * rewrite change_same; apply hv, hy.
        * rewrite change_other by (intros ->; auto); apply hv, hz'.
      + apply path_change; [|exact hpath]; intro h; apply nx; right; exact h.
      + assert (all : forall z, In z (x :: D) -> In z (y :: D')).
        { intros z [<-|hz]; [right; left; reflexivity|].
          destruct (demand_dec y z) as [->|ne]; [left; reflexivity|].
          right; right; apply in_in_remove; auto. }
        exists g; split; [intros z hz; apply g1, all, hz|intros a b ha hb; apply g2; auto].
  Qed.

  (** From x through q to z: a neuron that fits z ends the path. *)
  Definition leads (f : Demand -> Neuron) (x z : Demand) (q : list Demand) : Prop :=
    forall v, fits z v -> path f v x q.

  Lemma leads_snoc f x z y : forall q, leads f x z q -> fits z (f y) -> leads f x y (q ++ [y]).
  Proof.
    intros q hq hz v hv; specialize (hq (f y) hz); clear hz.
    revert x hq; induction q as [|a q IH]; intros x hq; simpl in *; [auto|].
    destruct hq as [h1 h2]; split; [exact h1|apply IH, h2].
  Qed.

  Lemma nodup_snoc (l : list Demand) y : NoDup l -> ~ In y l -> NoDup (l ++ [y]).
  Proof.
    intros h hy; apply NoDup_rev in h; rewrite <- (rev_involutive (l ++ [y])).
    apply NoDup_rev; rewrite rev_app_distr; simpl; constructor; [|exact h].
    intro i; apply hy, in_rev, i.
  Qed.

  (** One more demand can be served. *)
  Lemma one_more f x D : hall_condition (x :: D) -> serves f D -> NoDup (x :: D) ->
    exists g, serves g (x :: D).
  Proof.
    intros hall hs hn.
    assert (hx : ~ In x D) by (inversion hn; assumption).
    (* Z: the demands reached so far besides x *)
    assert (grow : forall n Z, length D - length Z <= n -> NoDup Z -> incl Z D ->
      (forall z, In z (x :: Z) -> exists q, NoDup (x :: q) /\ incl q Z /\ leads f x z q) ->
      exists g, serves g (x :: D)).
    { induction n as [|n IH]; intros Z hl hz hzD hq.
      all: assert (zl : length Z <= length D) by (apply NoDup_incl_length; assumption).
      all: destruct (hall (x :: Z) (map f Z)) as (z & v & hzZ & hvZ & hfit);
        [constructor; [intro i; apply hx, hzD, i|exact hz]
        |intros a [<-|ha]; [left; reflexivity|right; apply hzD, ha]
        |rewrite map_length; simpl; lia|].
      all: destruct (hq z hzZ) as (q & q1 & q2 & q3).
      all: destruct (in_dec neuron_dec v (map f D)) as [hvD|hvD].
      2, 4: apply (augment v q f x D); auto;
        [intros a ha; apply hzD, q2, ha|intros y hy e; apply hvD; rewrite <- e; apply in_map, hy].
      all: apply in_map_iff in hvD as (y & e & hy);
        assert (ny : ~ In y Z) by (intro i; apply hvZ; rewrite <- e; apply in_map, i).
      - exfalso; assert (length (y :: Z) <= length D); [|simpl in *; lia].
        apply NoDup_incl_length; [constructor; assumption|].
        intros a [<-|ha]; [exact hy|apply hzD, ha].
      - apply (IH (y :: Z)); [simpl; lia|constructor; assumption| |].
        + intros a [<-|ha]; [exact hy|apply hzD, ha].
        + intros a [<-|[<-|ha]].
          * destruct (hq x (or_introl eq_refl)) as (q' & r1 & r2 & r3).
            exists q'; repeat split; auto; intros b hb; right; apply r2, hb.
          * exists (q ++ [y]); repeat split.
            { change (NoDup ((x :: q) ++ [y])); apply nodup_snoc; [exact q1|].
              intros [<-|i]; [apply hx, hy|apply ny, q2, i]. }
            { intros b hb; apply in_app_or in hb as [hb|[<-|[]]]; [right; apply q2, hb|left; reflexivity]. }
            { apply leads_snoc with z; [exact q3|rewrite e; exact hfit]. }
          * destruct (hq a (or_intror ha)) as (q' & r1 & r2 & r3).
            exists q'; repeat split; auto; intros b hb; right; apply r2, hb. }
    apply (grow (length D) []); [simpl; lia|constructor|intros a []|].
    intros z [<-|[]]; exists []; repeat split.
    - constructor; [intros []|constructor].
    - intros a [].
    - intros v hv; exact hv.
  Qed.

  Theorem hall demands : NoDup demands -> (demands = [] -> inhabited (Demand -> Neuron)) ->
    hall_condition demands -> exists f, serves f demands.
  Proof.
    intros hn inh hc; induction demands as [|x D IH].
    - destruct (inh eq_refl) as [f]; exists f; split; [intros x []|intros x y []].
    - assert (hc' : hall_condition D) by (intros Z V h1 h2 h3; apply hc; auto; intros a ha; right; auto).
      assert (hn' : NoDup D) by (inversion hn; assumption).
      destruct (IH hn') as [f hf]; [|exact hc'|apply (one_more f); assumption].
      intros _; destruct (hc [x] []) as (z & v & _).
      + constructor; [intros []|constructor].
      + intros a [<-|[]]; left; reflexivity.
      + simpl; lia.
      + constructor; exact (fun _ => v).
  Qed.

  (** The condition is necessary. *)
  Theorem hall_necessary f demands : serves f demands -> hall_condition demands.
  Proof.
    intros [s1 s2] Z V hZ hi hl.
    assert (h : exists v, In v (map f Z) /\ ~ In v V).
    { assert (hnd : NoDup (map f Z)).
      { clear hl; induction Z as [|z Z IH]; simpl; [constructor|].
        inversion hZ as [|? ? nz hZ']; subst; constructor.
        - intro i; apply in_map_iff in i as (y & e & hy); apply nz.
          rewrite (s2 z y); auto; apply hi; [left|right]; auto.
        - apply IH; [exact hZ'|]; intros a ha; apply hi; right; exact ha. }
      apply (missing Neuron neuron_dec); [exact hnd|rewrite map_length; exact hl]. }
    destruct h as (v & hv & nv); apply in_map_iff in hv as (z & <- & hz).
    exists z, (f z); repeat split; auto.
  Qed.

  Theorem hall_iff x demands : NoDup (x :: demands) ->
    ((exists f, serves f (x :: demands)) <-> hall_condition (x :: demands)).
  Proof.
    intro hn; split; [intros [f hf]; apply (hall_necessary f); assumption|].
    intro hc; apply hall; [exact hn|discriminate|exact hc].
  Qed.
End Hall.

Lemma nodup_app (A : Type) (l m : list A) : NoDup l -> NoDup m ->
  (forall x, In x l -> ~ In x m) -> NoDup (l ++ m).
Proof.
  induction l as [|a l IH]; intros hl hm h; simpl; [exact hm|].
  inversion hl as [|? ? na hl']; subst; constructor.
  - rewrite in_app_iff; intros [i|i]; [auto|apply (h a); [left; reflexivity|exact i]].
  - apply IH; auto; intros x hx; apply h; right; exact hx.
Qed.

(** ** The statement *)

Section BatchHall.
  Variables Weight Category Neuron : Type.
  Hypothesis weight_dec : forall x y : Weight, {x = y} + {x <> y}.
  Hypothesis category_dec : forall x y : Category, {x = y} + {x <> y}.
  Hypothesis neuron_dec : forall x y : Neuron, {x = y} + {x <> y}.
  Variable fits : Weight -> Category -> Neuron -> Prop.

  (** At least n different neurons. *)
  Definition holds (n : nat) (A : Neuron -> Prop) : Prop :=
    exists l, NoDup l /\ n <= length l /\ forall v, In v l -> A v.

  Definition of_weight (w : Weight) (z : Weight * Category) : bool :=
    if weight_dec (fst z) w then true else false.

  (** Some weight has at least its share of the demands. *)
  Lemma biggest (weights : list Weight) : forall Z : list (Weight * Category),
    (forall z, In z Z -> In (fst z) weights) -> Z <> [] ->
    exists w, In w weights /\
      length Z <= length weights * length (filter (of_weight w) Z).
  Proof.
    induction weights as [|w weights IH]; intros Z hZ hne.
    - destruct Z as [|z Z]; [congruence|]; destruct (hZ z (or_introl eq_refl)).
    - set (rest := filter (fun z => negb (of_weight w z)) Z).
      assert (split : length Z = length (filter (of_weight w) Z) + length rest).
      { unfold rest; clear; induction Z as [|z Z IH]; simpl; [reflexivity|].
        destruct (of_weight w z); simpl; lia. }
      destruct rest as [|r rest'] eqn:er.
      + exists w; split; [left; reflexivity|]; simpl in *; nia.
      + destruct (IH rest) as (w' & hw' & hl).
        * intros z hz; unfold rest in hz; apply filter_In in hz as [hz n].
          destruct (hZ z hz) as [e|h]; [|exact h].
          unfold of_weight in n; destruct (weight_dec (fst z) w) as [e'|ne]; [discriminate|].
          exfalso; apply ne; symmetry; exact e.
        * rewrite er; discriminate.
        * assert (le : length (filter (of_weight w') rest) <= length (filter (of_weight w') Z)).
          { unfold rest; clear; induction Z as [|z Z IH]; simpl; [lia|].
            destruct (negb (of_weight w z)); simpl; destruct (of_weight w' z); simpl; lia. }
          destruct (Nat.le_gt_cases (length (filter (of_weight w) Z)) (length (filter (of_weight w') Z))).
          { exists w'; split; [right; exact hw'|].
            change (length (w :: weights)) with (S (length weights)).
            rewrite er in *; nia. }
          { exists w; split; [left; reflexivity|].
            change (length (w :: weights)) with (S (length weights)).
            rewrite er in *; nia. }
  Qed.

  Theorem batch_hall :
    forall (weights : list Weight) (demands : list (Weight * Category)),
      NoDup demands -> demands <> [] ->
      (forall w u, In (w, u) demands -> In w weights) ->
      (forall w u u' v, In (w, u) demands -> In (w, u') demands ->
         fits w u v -> fits w u' v -> u = u') ->
      (forall w u, In (w, u) demands -> holds (length weights) (fits w u)) ->
      exists f : Weight * Category -> Neuron,
        (forall w u, In (w, u) demands -> fits w u (f (w, u))) /\
        (forall x y, In x demands -> In y demands -> f x = f y -> x = y).
  Proof.
    intros weights demands hn hne hw hdisj hold.
    assert (dd : forall x y : Weight * Category, {x = y} + {x <> y}) by (decide equality).
    destruct (hall (Weight * Category) Neuron dd neuron_dec (fun z => fits (fst z) (snd z)) demands hn)
      as [f [f1 f2]].
    - intro e; contradiction.
    - intros Z V hZ hi hl.
      assert (zne : Z <> []) by (intros ->; simpl in hl; lia).
      destruct (biggest weights Z) as (w & hww & hbig); [|exact zne|].
      { intros [w u] hz; apply (hw w u), hi, hz. }
      set (Zw := filter _ Z) in hbig.
      (* the neurons of all its categories in Z *)
      assert (neurons : forall Y, NoDup Y -> (forall z, In z Y -> In z Z /\ fst z = w) ->
        exists L, NoDup L /\ length weights * length Y <= length L /\
                  forall v, In v L -> exists z, In z Y /\ fits (fst z) (snd z) v).
      { induction Y as [|[w' u] Y IH]; intros hY hin.
        - exists []; split; [constructor|split; [simpl; lia|intros v []]].
        - inversion hY as [|? ? ny hY']; subst.
          destruct (IH hY') as (L & l1 & l2 & l3); [intros z hz; apply hin; right; exact hz|].
          destruct (hin (w', u) (or_introl eq_refl)) as [hzu e]; simpl in e; subst w'.
          destruct (hold w u (hi _ hzu)) as (M & m1 & m2 & m3).
          exists (M ++ L); split; [|split].
          + apply nodup_app; auto; intros v hv hv'; destruct (l3 v hv') as ([w2 u2] & hz2 & fz2).
            destruct (hin _ (or_intror hz2)) as [i2 e2]; simpl in e2, fz2; subst w2.
            rewrite (hdisj w u u2 v) in ny; auto.
          + rewrite app_length; simpl; nia.
          + intros v hv; apply in_app_or in hv as [hv|hv].
            * exists (w, u); split; [left; reflexivity|apply m3, hv].
            * destruct (l3 v hv) as (z & hz & fz); exists z; split; [right; exact hz|exact fz]. }
      destruct (neurons Zw) as (L & l1 & l2 & l3).
      { apply NoDup_filter, hZ. }
      { intros z hz; unfold Zw in hz; apply filter_In in hz as [hz e]; split; [exact hz|].
        unfold of_weight in e; destruct weight_dec; [assumption|discriminate]. }
      destruct (missing Neuron neuron_dec L V l1 ltac:(lia)) as (v & hv & nv).
      destruct (l3 v hv) as (z & hz & fz); exists z, v; repeat split; auto.
      unfold Zw in hz; apply filter_In in hz as [hz _]; exact hz.
    - exists f; split; [intros w u h; apply (f1 (w, u) h)|exact f2].
  Qed.
End BatchHall.

(** Weights 0, ..., N-1, each with categories 0, ..., K-1; neurons are numbers. *)
Corollary batch_hall_table :
  forall (N K : nat) (fits : nat -> nat -> nat -> Prop),
    (forall w u u' v, w < N -> u < K -> u' < K -> fits w u v -> fits w u' v -> u = u') ->
    (forall w u, w < N -> u < K ->
       exists neurons, NoDup neurons /\ N <= length neurons /\ forall v, In v neurons -> fits w u v) ->
    exists f : nat -> nat -> nat,
      (forall w u, w < N -> u < K -> fits w u (f w u)) /\
      (forall w u w' u', w < N -> u < K -> w' < N -> u' < K -> f w u = f w' u' -> w = w' /\ u = u').
Proof.
  intros N K fits hd hh.
  set (demands := list_prod (seq 0 N) (seq 0 K)).
  assert (hin : forall w u, In (w, u) demands <-> w < N /\ u < K).
  { intros w u; unfold demands; rewrite in_prod_iff, !in_seq; lia. }
  assert (hn : NoDup demands).
  { unfold demands; pose proof (seq_NoDup N 0) as h; revert h; generalize (seq 0 N).
    induction l as [|a l IH]; intro h; simpl; [constructor|].
    inversion h as [|? ? na h']; subst; apply nodup_app; auto.
    - apply FinFun.Injective_map_NoDup; [|apply seq_NoDup].
      intros x y e; injection e; auto.
    - intros [x y] h1 h2; apply in_map_iff in h1 as (z & e & _); injection e as e1 e2.
      apply in_prod_iff in h2 as [h2 _]; apply na; rewrite e1; exact h2. }
  destruct demands as [|d ds] eqn:ed.
  - exists (fun _ _ => 0); split; [intros w u hw hu|intros w u w' u' hw hu _ _ _];
      exfalso; apply (proj2 (hin w u)); auto.
  - destruct (batch_hall nat nat nat Nat.eq_dec Nat.eq_dec Nat.eq_dec fits (seq 0 N) (d :: ds) hn)
      as (f & f1 & f2).
    + discriminate.
    + intros w u h; apply hin in h; apply in_seq; lia.
    + intros w u u' v h h'; apply hin in h, h'; apply hd; tauto.
    + intros w u h; apply hin in h; rewrite seq_length; apply hh; tauto.
    + exists (fun w u => f (w, u)); split.
      * intros w u hw hu; apply f1, hin; auto.
      * intros w u w' u' h1 h2 h3 h4 e.
        assert (e' : (w, u) = (w', u')) by (apply f2; [apply hin; auto|apply hin; auto|exact e]).
        injection e'; auto.
Qed.

(** ** N - 1 neurons in each category do not suffice *)

Theorem sharp :
  forall N K, 1 <= N -> 1 <= K ->
  exists fits : nat -> nat -> nat -> Prop,
    (forall w u u' v, fits w u v -> fits w u' v -> u = u') /\
    (forall w u, exists neurons, NoDup neurons /\ length neurons = N - 1 /\
                                 forall v, In v neurons <-> fits w u v) /\
    ~ exists f : nat -> nat -> nat,
        (forall w u, w < N -> u < K -> fits w u (f w u)) /\
        (forall w u w' u', w < N -> u < K -> w' < N -> u' < K ->
           f w u = f w' u' -> w = w' /\ u = u').
Proof.
  intros N K hN hK.
  (* every weight has the same categories: blocks of N - 1 numbers *)
  exists (fun _ u v => u * (N - 1) <= v < u * (N - 1) + (N - 1)); split; [|split].
  - intros _ u u' v h h'; destruct (Nat.lt_trichotomy u u') as [l|[e|l]]; [nia|exact e|nia].
  - intros _ u; exists (seq (u * (N - 1)) (N - 1)); split; [apply seq_NoDup|split; [apply seq_length|]].
    intro v; apply in_seq.
  - intros (f & f1 & f2).
    destruct (missing nat Nat.eq_dec (map (fun w => f w 0) (seq 0 N)) (seq 0 (N - 1))) as (v & hv & nv).
    + assert (inj : forall l, NoDup l -> (forall w, In w l -> w < N) -> NoDup (map (fun w => f w 0) l)).
      { induction l as [|w l IH]; intros hn hl; simpl; [constructor|].
        inversion hn as [|? ? nw hn']; subst; constructor.
        - intro i; apply in_map_iff in i as (w' & e & hw'); apply nw.
          destruct (f2 w' 0 w 0) as [<- _]; auto; try lia; apply hl; [right|left]; auto.
        - apply IH; auto; intros x hx; apply hl; right; exact hx. }
      apply inj; [apply seq_NoDup|intros w hw; apply in_seq in hw; lia].
    + rewrite map_length, !seq_length; lia.
    + apply in_map_iff in hv as (w & <- & hw); apply in_seq in hw; apply nv, in_seq.
      specialize (f1 w 0 ltac:(lia) ltac:(lia)); simpl in f1; lia.
Qed.

(** ** First fit can fail where the neurons can be matched *)

(** Give each demand in turn the first neuron on its list that is not taken. *)
Fixpoint first_fit (taken : list nat) (demands : list (list nat)) : option (list nat) :=
  match demands with
  | [] => Some taken
  | neurons :: demands =>
      match find (fun v => if in_dec Nat.eq_dec v taken then false else true) neurons with
      | Some v => first_fit (taken ++ [v]) demands
      | None => None
      end
  end.

(** Two weights; the categories {1, 2} and {3, 4} of one, {1, 3} and {2, 4} of the other. *)
Definition crossed (w u : nat) : list nat :=
  match w, u with
  | 0, 0 => [1; 2] | 0, 1 => [3; 4]
  | 1, 0 => [1; 3] | 1, 1 => [2; 4]
  | _, _ => []
  end.

Example greedy_fails :
  first_fit [] [crossed 0 0; crossed 0 1] = Some [1; 3] /\
  first_fit [] [crossed 0 0; crossed 0 1; crossed 1 0; crossed 1 1] = None.
Proof. split; reflexivity. Qed.

Example greedy_could_have :
  In 2 (crossed 0 0) /\ In 3 (crossed 0 1) /\ In 1 (crossed 1 0) /\ In 4 (crossed 1 1).
Proof. simpl; tauto. Qed.

(** One neuron in each category of two weights with two categories. *)
Example sharp_example :
  ~ exists f : nat -> nat -> nat,
      (forall w u, w < 2 -> u < 2 -> f w u = u) /\
      (forall w u w' u', w < 2 -> u < 2 -> w' < 2 -> u' < 2 -> f w u = f w' u' -> w = w' /\ u = u').
Proof.
  intros (f & f1 & f2); destruct (f2 0 0 1 0) as [e _]; [lia|lia|lia|lia| |discriminate].
  rewrite !f1 by lia; reflexivity.
Qed.

(** ** An instance: neuron v has category v mod 2 for the first weight, v / 3 for the
    second, (v + 1) mod 2 for the third; six neurons, three in each category. *)

Definition example_fits (w u v : nat) : Prop :=
  v < 6 /\ match w with 0 => v mod 2 | 1 => v / 3 | _ => (v + 1) mod 2 end = u.

Example instance :
  exists f : nat -> nat -> nat,
    (forall w u, w < 3 -> u < 2 -> example_fits w u (f w u)) /\
    (forall w u w' u', w < 3 -> u < 2 -> w' < 3 -> u' < 2 -> f w u = f w' u' -> w = w' /\ u = u').
Proof.
  apply batch_hall_table.
  - intros w u u' v _ _ _ [_ <-] [_ <-]; reflexivity.
  - intros w u hw hu.
    exists (nth (2 * w + u) [[0; 2; 4]; [1; 3; 5]; [0; 1; 2]; [3; 4; 5]; [1; 3; 5]; [0; 2; 4]] []).
    assert (h : (w = 0 \/ w = 1 \/ w = 2) /\ (u = 0 \/ u = 1)) by lia.
    destruct h as [[-> | [-> | ->]] [-> | ->]]; simpl nth;
      (split; [repeat constructor; simpl; lia|split; [simpl; lia|]]);
      intros v hv; simpl in hv; unfold example_fits;
      repeat destruct hv as [<-|hv]; try contradiction; split; try lia; reflexivity.
Qed.

(** * The repaired batch counts, and the batch of a layer

    [filled] is Lemma 29 for a list of events, overlapping or not.  [batch_count],
    [batch_count_share], [batch_count_every_sign]: the counts ceil(16k'(N_i + ln(...))) fill
    every category of every target weight with N_i neurons; [plan_batch]: the product's plan.
    The point is [batch_layer]: for a layer of neurons all of whose weights are sampled from
    p_w, with probability >= 1 - delta N_i/N* every target weight has its masks within eps_w/2
    on both branches, no neuron serving twice ([batch_solved]).  By Hall (BatchHall.v).  *)

From Coq Require Import Reals Lra Lia List Psatz Classical_Prop Arith Bool.
From Certify.coq Require Import Probability LogUniform Neuron.
From Certify.lemma_29 Require Import Lemma29.
From Certify.lemma_09 Require Import Greedy.
From Certify.theorem_30 Require Import Intervals Pools.
From Certify.batch_hall Require Import BatchHall.
Import ListNotations.
Open Scope R_scope.

(** ** Lemma 29 for a list of events *)

Theorem filled :
  forall (Sample : Type) (P : law Sample) (categories : list (Sample -> Prop)) (n M : nat) (c K delta : R),
    0 < c -> 0 < delta -> INR (length categories) <= K ->
    (forall A, In A categories -> c <= lower P A) ->
    2 / c * (INR n + ln (K / delta)) <= INR M ->
    1 - delta <= lower (iid P M) (fun X => forall A, In A categories -> (n <= count A X)%nat).
Proof.
  intros Sample P cats n M c K delta hc hd hK hP hM.
  destruct cats as [|A0 cats'].
  { rewrite iid_sure; [lra|]; intros X _ A []. }
  set (cats := A0 :: cats') in *.
  assert (hl : 0 < INR (length cats)) by (apply lt_0_INR; simpl; lia).
  eapply Rle_trans.
  - apply (lemma_29 Sample P (fun j => nth j cats A0) (length cats) n M c delta); auto.
    + intros j hj; apply hP, nth_In, hj.
    + eapply Rle_trans; [|exact hM].
      assert (0 < 2 / c) by (apply Rdiv_lt_0_compat; lra).
      apply Rmult_le_compat_l; [lra|]; apply Rplus_le_compat_l, ln_le_ln.
      * apply Rdiv_lt_0_compat; assumption.
      * apply Rmult_le_compat_r; [left; apply Rinv_0_lt_compat, hd|exact hK].
  - apply lower_mono; intros X h A hA; apply In_nth with (d := A0) in hA as (j & hj & <-).
    apply h, hj.
Qed.

(** ** The repaired batch counts *)

(** Categories of probability >= 1/(8k'), at most K of them, and a budget d. *)
Lemma enough_for_all :
  forall (Sample : Type) (P : law Sample) (categories : list (Sample -> Prop)) (N M : nat) (k' K d L : R),
    0 < k' -> 0 < d -> INR (length categories) <= K -> K / d = L ->
    (forall A, In A categories -> / (8 * k') <= lower P A) ->
    (ceiling (16 * k' * (INR N + ln L)) <= M)%nat ->
    1 - d <= lower (iid P M) (fun X => forall A, In A categories -> (N <= count A X)%nat).
Proof.
  intros Sample P cats N M k' K d L h0 hd hK hL hP hM.
  apply filled with (c := / (8 * k')) (K := K); auto; [apply Rinv_0_lt_compat; lra|].
  rewrite hL; replace (2 / / (8 * k')) with (16 * k') by (field; lra).
  eapply Rle_trans; [apply ceiling_ge|apply le_INR, hM].
Qed.

Theorem batch_count :
  forall (Sample : Type) (P : law Sample) (categories : list (Sample -> Prop)) (k N l : nat) (k' delta : R),
    0 < k' -> INR k <= k' -> 0 < delta -> (1 <= l)%nat ->
    length categories = (2 * k * N)%nat ->
    (forall A, In A categories -> / (8 * k') <= lower P A) ->
    let M := ceiling (16 * k' * (INR N + ln (2 * k' * INR N * INR l / delta))) in
    1 - delta / INR l
      <= lower (iid P M) (fun X => forall A, In A categories -> (N <= count A X)%nat).
Proof.
  intros Sample P cats k N l k' delta h0 hk hd hl hlen hP M.
  assert (l0 : 0 < INR l) by (apply lt_0_INR; lia).
  eapply enough_for_all with (K := 2 * k' * INR N) (k' := k'); try reflexivity; auto.
  - apply Rdiv_lt_0_compat; assumption.
  - rewrite hlen, !mult_INR; simpl (INR 2); pose proof (pos_INR N); nra.
  - replace (2 * k' * INR N / (delta / INR l)) with (2 * k' * INR N * INR l / delta) by (field; lra).
    apply Nat.le_refl.
Qed.

Definition M_batch (k' delta : R) (N Nstar : nat) : nat :=
  ceiling (16 * k' * (INR N + ln (2 * k' * INR Nstar / delta))).

Theorem batch_count_share :
  forall (Sample : Type) (P : law Sample) (categories : list (Sample -> Prop)) (k N Nstar : nat) (k' delta : R),
    0 < k' -> INR k <= k' -> 0 < delta -> (1 <= N)%nat -> (1 <= Nstar)%nat ->
    length categories = (2 * k * N)%nat ->
    (forall A, In A categories -> / (8 * k') <= lower P A) ->
    1 - delta * INR N / INR Nstar
      <= lower (iid P (M_batch k' delta N Nstar))
           (fun X => forall A, In A categories -> (N <= count A X)%nat).
Proof.
  intros Sample P cats k N Ns k' delta h0 hk hd hN hNs hlen hP.
  assert (n0 : 0 < INR N) by (apply lt_0_INR; lia).
  assert (s0 : 0 < INR Ns) by (apply lt_0_INR; lia).
  eapply enough_for_all with (K := 2 * k' * INR N) (k' := k'); try reflexivity; auto.
  - apply Rdiv_lt_0_compat; [apply Rmult_lt_0_compat|]; assumption.
  - rewrite hlen, !mult_INR; simpl (INR 2); nra.
  - replace (2 * k' * INR N / (delta * INR N / INR Ns)) with (2 * k' * INR Ns / delta) by (field; lra).
    apply Nat.le_refl.
Qed.

(** Both signs of every target weight: twice the categories. *)
Theorem batch_count_every_sign :
  forall (Sample : Type) (P : law Sample) (categories : list (Sample -> Prop)) (k N l : nat) (k' delta : R),
    0 < k' -> INR k <= k' -> 0 < delta -> (1 <= l)%nat ->
    length categories = (4 * k * N)%nat ->
    (forall A, In A categories -> / (8 * k') <= lower P A) ->
    let M := ceiling (16 * k' * (INR N + ln (4 * k' * INR N * INR l / delta))) in
    1 - delta / INR l
      <= lower (iid P M) (fun X => forall A, In A categories -> (N <= count A X)%nat).
Proof.
  intros Sample P cats k N l k' delta h0 hk hd hl hlen hP M.
  assert (l0 : 0 < INR l) by (apply lt_0_INR; lia).
  eapply enough_for_all with (K := 4 * k' * INR N) (k' := k'); try reflexivity; auto.
  - apply Rdiv_lt_0_compat; assumption.
  - rewrite hlen, !mult_INR; simpl (INR 4); pose proof (pos_INR N); nra.
  - replace (4 * k' * INR N / (delta / INR l)) with (4 * k' * INR N * INR l / delta) by (field; lra).
    apply Nat.le_refl.
Qed.

(** plan.py, method batch: [both] branches, k intervals, category probability p. *)
Theorem plan_batch :
  forall (Sample : Type) (P : law Sample) (categories : list (Sample -> Prop)) (both k N l M : nat) (p delta : R),
    0 < p -> 0 < delta -> (1 <= l)%nat ->
    length categories = (both * k * N)%nat ->
    (forall A, In A categories -> p <= lower P A) ->
    (ceiling (2 / p * (INR N + ln (INR (l * both * k * N) / delta))) <= M)%nat ->
    1 - delta / INR l
      <= lower (iid P M) (fun X => forall A, In A categories -> (N <= count A X)%nat).
Proof.
  intros Sample P cats both k N l M p delta hp hd hl hlen hP hM.
  assert (l0 : 0 < INR l) by (apply lt_0_INR; lia).
  apply filled with (c := p) (K := INR (both * k * N)); auto.
  - apply Rdiv_lt_0_compat; assumption.
  - rewrite hlen; lra.
  - replace (INR (both * k * N) / (delta / INR l)) with (INR (l * both * k * N) / delta).
    + eapply Rle_trans; [apply ceiling_ge|apply le_INR, hM].
    + replace (l * both * k * N)%nat with (l * (both * k * N))%nat by lia.
      rewrite mult_INR; field; lra.
Qed.

(** ** The batch of a layer *)

(** A count as different places in the sample. *)
Lemma count_places (X : Type) (x0 : X) (A : X -> Prop) : forall l,
  exists places, NoDup places /\ length places = count A l /\
    forall v, In v places -> (v < length l)%nat /\ A (nth v l x0).
Proof.
  induction l as [|x l (P & h1 & h2 & h3)].
  - exists []; split; [constructor|split; [reflexivity|intros v []]].
  - assert (hS : NoDup (map Datatypes.S P)).
    { apply FinFun.Injective_map_NoDup; [intros a b e; injection e; auto|exact h1]. }
    assert (hP : forall v, In v (map Datatypes.S P) ->
                   (v < length (x :: l))%nat /\ A (nth v (x :: l) x0)).
    { intros v hv; apply in_map_iff in hv as (w & <- & hw); destruct (h3 w hw).
      simpl; split; [lia|assumption]. }
    simpl count; destruct ClassicalDedekindReals.sig_not_dec as [nn|no].
    + exists (0%nat :: map Datatypes.S P); split; [|split].
      * constructor; [|exact hS]; intro h; apply in_map_iff in h as (w & e & _); discriminate.
      * simpl; rewrite map_length, h2; reflexivity.
      * intros v [<-|hv]; [simpl; split; [lia|apply NNPP, nn]|apply hP, hv].
    + exists (map Datatypes.S P); rewrite map_length, h2; auto.
Qed.

Section Batch.
  Variables eps_w w_max : R.
  Hypothesis eps_range : 0 < eps_w < 2 * w_max.
  Variables (n q : nat) (W : nat -> nat -> R).
  Hypothesis n_pos : (1 <= n)%nat.
  Hypothesis q_pos : (1 <= q)%nat.
  Hypothesis W_range : forall o d, (1 <= o <= n)%nat -> (1 <= d <= q)%nat -> - w_max <= W o d <= w_max.

  Let k : nat := kk eps_w w_max.

  (** A neuron fits a piece of target weight (o, d): branch s, interval i. *)
  Definition fits_piece (od : nat * nat) (si : bool * nat) (z : list R) : Prop :=
    hit (sgn (fst si)) (sgn (fst si) * sg (W (fst od) (snd od)))
      (w_max * (2/3) ^ (snd si + 1)) (w_max * (2/3) ^ (snd si)) (view n (fst od) (snd od) z).

  Definition all_weights : list (nat * nat) := list_prod (seq 1 n) (seq 1 q).
  Definition all_pieces : list ((nat * nat) * (bool * nat)) :=
    list_prod all_weights (list_prod [true; false] (seq 1 k)).

  (** The pieces' neurons, all different: own o d s are those of one branch; and its masks. *)
  Definition batch_solved (sample : list (list R)) : Prop :=
    exists own : nat -> nat -> bool -> list bool,
      (forall o d s, length (own o d s) = length sample) /\
      (forall o d s o' d' s' v, (1 <= o <= n)%nat -> (1 <= d <= q)%nat ->
         (1 <= o' <= n)%nat -> (1 <= d' <= q)%nat ->
         nth v (own o d s) false = true -> nth v (own o' d' s') false = true ->
         o = o' /\ d = d' /\ s = s') /\
      (forall o d (s : bool), (1 <= o <= n)%nat -> (1 <= d <= q)%nat ->
         exists b, approximates (size k) (eps_w / 2) (if s then 1 else -1) (W o d) (own o d s)
                     (map (view n o d) sample) b).

  Lemma in_pieces o d s i : In ((o, d), (s, i)) all_pieces <->
    (1 <= o <= n)%nat /\ (1 <= d <= q)%nat /\ (1 <= i <= k)%nat.
  Proof.
    unfold all_pieces, all_weights; rewrite !in_prod_iff, !in_seq.
    assert (In s [true; false]) by (destruct s; simpl; auto).
    split; [intros (h1 & h2)|intros (h1 & h2 & h3)]; repeat split; try lia; assumption.
  Qed.

  Lemma nodup_prod (A B : Type) (l : list A) (r : list B) :
    NoDup l -> NoDup r -> NoDup (list_prod l r).
  Proof.
    intros hl hr; induction l as [|a l IH]; simpl; [constructor|].
    inversion hl as [|? ? na hl']; subst; apply nodup_app; auto.
    - apply FinFun.Injective_map_NoDup; [intros x y e; injection e; auto|exact hr].
    - intros [x y] h1 h2; apply in_map_iff in h1 as (z & e & _); injection e as e1 e2.
      apply in_prod_iff in h2 as [h2 _]; apply na; rewrite e1; exact h2.
  Qed.

  Lemma pieces_number : length all_pieces = (2 * k * (n * q))%nat.
  Proof. unfold all_pieces, all_weights; rewrite !prod_length, !seq_length; simpl length; lia. Qed.

  Lemma w_max_pos : 0 < w_max.
  Proof. lra. Qed.

  (** Pieces of one weight have no neuron in common. *)
  Lemma pieces_disjoint od si si' z : fits_piece od si z -> fits_piece od si' z -> si = si'.
  Proof.
    destruct si as [s i], si' as [s' i']; unfold fits_piece, hit; simpl fst; simpl snd.
    intros (h1 & _ & h3) (g1 & _ & g3).
    assert (s = s') as <-.
    { destruct s, s'; unfold sgn in *; try reflexivity; exfalso; simpl in *; lra. }
    f_equal; destruct (Nat.lt_trichotomy i i') as [l|[e|l]]; [exfalso|exact e|exfalso].
    - pose proof (pow_antitone (2/3) (i + 1) i' ltac:(lra) ltac:(lia)); pose proof w_max_pos; nra.
    - pose proof (pow_antitone (2/3) (i' + 1) i ltac:(lra) ltac:(lia)); pose proof w_max_pos; nra.
  Qed.

  Lemma pair_dec : forall x y : nat * nat, {x = y} + {x <> y}.
  Proof. decide equality; apply Nat.eq_dec. Qed.
  Lemma piece_dec : forall x y : bool * nat, {x = y} + {x <> y}.
  Proof. decide equality; [apply Nat.eq_dec|apply bool_dec]. Qed.

  Lemma nth_map_seq (g : nat -> bool) len v : (v < len)%nat ->
    nth v (map g (seq 0 len)) false = g v.
  Proof.
    intro h; rewrite (nth_indep _ false (g 0%nat)) by (rewrite map_length, seq_length; exact h).
    rewrite map_nth, seq_nth by exact h; reflexivity.
  Qed.

  (** Hall, and the greedy decomposition. *)
  Theorem enough_is_solved sample :
    (forall od si, In (od, si) all_pieces -> (n * q <= count (fits_piece od si) sample)%nat) ->
    batch_solved sample.
  Proof.
    intro hc.
    assert (kpos : (1 <= k)%nat) by (apply kk_pos; tauto).
    destruct (batch_hall (nat * nat) (bool * nat) nat pair_dec piece_dec Nat.eq_dec
      (fun od si v => (v < length sample)%nat /\ fits_piece od si (nth v sample []))
      all_weights all_pieces) as (f & f1 & f2).
    - unfold all_pieces, all_weights; repeat apply nodup_prod; try apply seq_NoDup.
      repeat constructor; simpl; intuition discriminate.
    - intro e; pose proof pieces_number as h; rewrite e in h; simpl in h; nia.
    - intros od si h; unfold all_pieces in h; apply in_prod_iff in h; tauto.
    - intros od si si' v _ _ [_ h] [_ h']; eapply pieces_disjoint; eassumption.
    - intros od si h; destruct (count_places (list R) [] (fits_piece od si) sample) as (P & p1 & p2 & p3).
      exists P; split; [exact p1|split; [|exact p3]].
      rewrite p2; unfold all_weights; rewrite prod_length, !seq_length; apply hc, h.
    - set (own := fun (o d : nat) (s : bool) =>
        map (fun v => existsb (fun i => f ((o, d), (s, i)) =? v)%nat (seq 1 k)) (seq 0 (length sample))).
      assert (ownl : forall o d s, length (own o d s) = length sample)
        by (intros; unfold own; rewrite map_length, seq_length; reflexivity).
      assert (own_in : forall o d s v, nth v (own o d s) false = true ->
                (v < length sample)%nat /\ exists i, (1 <= i <= k)%nat /\ f ((o, d), (s, i)) = v).
      { intros o d s v h; destruct (Nat.lt_ge_cases v (length sample)) as [l|g].
        - split; [exact l|]; unfold own in h; rewrite nth_map_seq in h by exact l.
          apply existsb_exists in h as (i & hi & e).
          apply in_seq in hi; apply Nat.eqb_eq in e; exists i; split; [lia|exact e].
        - rewrite nth_overflow in h by (rewrite ownl; exact g); discriminate. }
      assert (in_own : forall o d s i, (1 <= o <= n)%nat -> (1 <= d <= q)%nat -> (1 <= i <= k)%nat ->
                nth (f ((o, d), (s, i))) (own o d s) false = true).
      { intros o d s i ho hd hi.
        destruct (f1 (o, d) (s, i) (proj2 (in_pieces o d s i) (conj ho (conj hd hi)))) as [l _].
        unfold own; rewrite nth_map_seq by exact l; apply existsb_exists; exists i; split;
          [apply in_seq; lia|apply Nat.eqb_refl]. }
      exists own; split; [exact ownl|split].
      + intros o d s o' d' s' v ho hd ho' hd' h h'.
        destruct (own_in _ _ _ _ h) as (_ & i & hi & e), (own_in _ _ _ _ h') as (_ & i' & hi' & e').
        assert (x : ((o, d), (s, i)) = ((o', d'), (s', i'))).
        { apply f2; [apply in_pieces; auto|apply in_pieces; auto|congruence]. }
        injection x as -> -> -> _; auto.
      + intros o d s ho hd.
        apply (mask_exists eps_w w_max (proj1 eps_range) (proj2 eps_range)).
        * destruct s; auto.
        * apply Rabs_le; pose proof (W_range o d ho hd); lra.
        * rewrite map_length; apply ownl.
        * intros i hi; exists (f ((o, d), (s, i))); split; [apply in_own; auto|].
          destruct (f1 (o, d) (s, i) (proj2 (in_pieces o d s i) (conj ho (conj hd hi)))) as [l h].
          rewrite (nth_indep _ [] (view n o d [])) by (rewrite map_length; exact l).
          rewrite map_nth; exact h.
  Qed.

  Theorem batch_layer delta Nstar : 0 < delta -> (1 <= Nstar)%nat ->
    1 - delta * INR (n * q) / INR Nstar
      <= lower (iid (full_neuron (alpha eps_w w_max) (beta eps_w w_max) n q)
                    (M_batch (kp eps_w w_max) delta (n * q) Nstar)) batch_solved.
  Proof.
    intros hd hN; destruct eps_range as [e1 e2].
    pose proof (kp_ge_1 eps_w w_max e1 e2) as h1.
    eapply Rle_trans; [|apply lower_mono; exact enough_is_solved].
    eapply Rle_trans.
    - apply (batch_count_share (list R) (full_neuron (alpha eps_w w_max) (beta eps_w w_max) n q)
        (map (fun x => fits_piece (fst x) (snd x)) all_pieces) k (n * q) Nstar (kp eps_w w_max) delta);
        auto; try lra; try nia.
      + apply kk_le_kp; assumption.
      + rewrite map_length; apply pieces_number.
      + intros A hA; apply in_map_iff in hA as ([[o d] [s i]] & <- & hin).
        apply in_pieces in hin as (ho & hd' & hi); unfold fits_piece; simpl fst; simpl snd.
        rewrite (view_lower _ _ n q o d (hit (sgn s) (sgn s * sg (W o d))
                   (w_max * (2/3) ^ (i + 1)) (w_max * (2/3) ^ i)) ho hd').
        apply interval_eighth; auto.
        * unfold sgn; destruct s; auto.
        * unfold sgn; destruct (sg_sign (W o d)) as [-> | ->], s; [left|right|right|left]; ring.
    - apply lower_mono; intros X h od si hin.
      apply (h (fits_piece od si)), in_map_iff; exists (od, si); auto.
  Qed.
End Batch.

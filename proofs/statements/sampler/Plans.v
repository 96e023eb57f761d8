(** * The product's plans, recycle and batch, for ideal random words

    [recycle_pool]: Algorithm 1 for any strategy: the neurons that are taken, at most b for
    each target weight, may depend on everything seen so far; each search looks at the first m
    neurons that are free.  [plan_recycle]: m >= ln(branches k/delta)/p and m + b min{n_i,
    n_{i-1}} neurons for each pool: all searches succeed with probability >= 1 - delta;
    [mask_gamma]: then each branch has its mask within gamma^k w_max.
    The point: [plan_recycle_words], [plan_batch_words]: both plans for ideal words and the
    count of pairs of cells that plan.py makes.  *)

(** Not proved: that recycle.py and batch.py are the strategies meant here. *)

From Coq Require Import Reals Lra Lia List Psatz Classical_Prop Arith Bool.
From Certify.coq Require Import Sums Probability Neuron.
From Certify.lemma_09 Require Import Greedy Lemma09.
From Certify.theorem_30 Require Import Pools.
From Certify.batch_hall Require Import BatchLayer.
From Certify.sampler Require Import Sampler.
Import ListNotations.
Open Scope R_scope.

(** ** Recycling, for any strategy *)

(** The first m free neurons. *)
Fixpoint window (m : nat) (alive : list bool) : list bool :=
  match alive with
  | [] => []
  | bit :: alive =>
      match m with
      | O => false :: window O alive
      | Datatypes.S m' => bit :: window (if bit then m' else m) alive
      end
  end.

Lemma window_length : forall alive m, length (window m alive) = length alive.
Proof.
  induction alive as [|b a IH]; intros [|m]; simpl; auto.
Qed.

Lemma window_ones : forall alive m, (m <= ones alive)%nat -> ones (window m alive) = m.
Proof.
  induction alive as [|b a IH]; intros [|m] h; simpl in *; try lia.
  - apply IH; lia.
  - destruct b; simpl in *; rewrite IH; lia.
Qed.

Section Recycle.
  Variables (X : Type) (d0 : X) (Q : law X) (p : R) (m : nat).
  Hypothesis p_range : 0 <= p <= 1.

  (** One column of fresh samples for each target weight; [events]: what its search needs;
      [take seen free]: the neurons taken, given the columns seen so far. *)
  Fixpoint served (take : list (list X) -> list bool -> list bool) (free : list bool)
      (events : list (list (X -> Prop))) (cols : list (list X)) : Prop :=
    match events, cols with
    | [], [] => True
    | As :: events, col :: cols =>
        (forall A, In A As -> exists n, nth n (window m free) false = true /\ A (nth n col d0)) /\
        served (fun seen => take (col :: seen)) (without free (take [col] free)) events cols
    | _, _ => False
    end.

  Definition number (events : list (list (X -> Prop))) : nat :=
    fold_right Nat.add 0%nat (map (@length _) events).

  Lemma one_search (As : list (X -> Prop)) free :
    (forall A, In A As -> p <= lower Q A) -> (m <= ones free)%nat ->
    upper (iid Q (length free)) (fun col =>
      ~ forall A, In A As -> exists n, nth n (window m free) false = true /\ A (nth n col d0))
    <= INR (length As) * (1 - p) ^ m.
  Proof.
    intros hA hm.
    set (A_ := fun j => nth j As (fun _ => True)).
    apply Rle_trans with (upper (iid Q (length free))
      (fun col => exists j, (j < length As)%nat /\ none_alive X d0 (A_ j) (window m free) col)).
    - apply upper_mono; intros col no; apply NNPP; intro nj; apply no; intros A hA'.
      apply In_nth with (d := fun _ => True) in hA' as (j & hj & <-); apply NNPP; intro nn.
      apply nj; exists j; split; [exact hj|]; intros n hn h; apply nn; exists n; auto.
    - apply union_bound; intros j hj; rewrite <- (window_length free m).
      eapply Rle_trans; [apply pool_none|]; rewrite window_ones by exact hm.
      assert (hi : p <= lower Q (A_ j)) by (apply hA, nth_In, hj).
      unfold lower in hi; apply pow_incr; split; [apply upper_range|lra].
  Qed.

  Theorem recycle_pool :
    forall (b : nat) (events : list (list (X -> Prop))) take free,
      (forall seen free, (ones (take seen free) <= b)%nat) ->
      (forall As A, In As events -> In A As -> p <= lower Q A) ->
      (m + b * (length events - 1) <= ones free)%nat ->
      1 - INR (number events) * (1 - p) ^ m
        <= lower (iid (iid Q (length free)) (length events)) (served take free events).
  Proof.
    intros b events take free hb hA hm; unfold lower.
    enough (upper (iid (iid Q (length free)) (length events))
              (fun cols => ~ served take free events cols)
            <= INR (number events) * (1 - p) ^ m) by lra.
    revert take free hb hm; induction events as [|As events IH]; intros take free hb hm.
    - simpl; rewrite Rmult_0_l; right; apply ind_false; tauto.
    - set (C := iid Q (length free)).
      set (q := (1 - p) ^ m); assert (q0 : 0 <= q) by (apply pow_le; lra).
      set (rest := INR (number events) * q).
      assert (r0 : 0 <= rest) by (apply Rmult_le_pos; [apply pos_INR|exact q0]).
      set (bad := fun col : list X =>
        ~ forall A, In A As -> exists n, nth n (window m free) false = true /\ A (nth n col d0)).
      replace (INR (number (As :: events)) * q) with (rest + INR (length As) * q)
        by (unfold rest, number; simpl; rewrite plus_INR; ring).
      change (C (fun col => iid C (length events)
                (fun cols => ind (~ served take free (As :: events) (col :: cols))))
              <= rest + INR (length As) * q).
      apply Rle_trans with (C (fun col => rest + ind (bad col))).
      + apply iid_mono; auto with bounded.
        { apply bounded_range with 1; intro; apply mean_range; intro; apply ind_range. }
        intros col hcol; destruct (ind_cases (bad col)) as [[b1 e1]|[b1 e1]]; rewrite e1.
        { apply Rle_trans with 1; [|lra]; apply mean_range with (a := 0); intro; apply ind_range. }
        rewrite Rplus_0_r; apply NNPP in b1.
        set (free' := without free (take [col] free)).
        assert (lf : length free' = length free) by apply without_length.
        destruct events as [|Bs events'] eqn:ee.
        * simpl; rewrite ind_false; [exact r0|]; intro no; apply no; split; [exact b1|exact I].
        * rewrite <- ee in *.
          assert (hm' : (m + b * (length events - 1) <= ones free')%nat).
          { pose proof (without_ones free (take [col] free)) as w; fold free' in w.
            pose proof (hb [col] free); rewrite ee in *; simpl length in *; nia. }
          assert (hA' : forall As A, In As events -> In A As -> p <= lower Q A)
            by (intros; eapply hA; [right|]; eassumption).
          specialize (IH hA' (fun seen => take (col :: seen)) free' (fun s f => hb (col :: s) f) hm').
          rewrite lf in IH; fold C q in IH; unfold rest; rewrite <- ee.
          eapply Rle_trans; [|exact IH]; apply upper_mono; intros cols no s.
          apply no; split; [exact b1|exact s].
      + rewrite mean_shift by auto with bounded; apply Rplus_le_compat_l.
        apply one_search; [intros A h; apply (hA As A); [left; reflexivity|exact h]|].
        eapply Nat.le_trans; [apply Nat.le_add_r|exact hm].
  Qed.
End Recycle.

(** A pool as the product plans it: its neurons, the most that one target weight takes, what
    its target weights look for, and the strategy. *)
Record pool (X : Type) : Type := Pool {
  neurons : nat;
  taken : nat;
  looked_for : list (list (X -> Prop));
  strategy : list (list X) -> list bool -> list bool }.
Arguments neurons {X}. Arguments taken {X}. Arguments looked_for {X}. Arguments strategy {X}.

(** [branches_k]: the number of (weight, branch, interval). *)
Theorem plan_recycle :
  forall (X : Type) (d0 : X) (Q : law X) (p delta : R) (m branches_k : nat) (pools : list (pool X)),
    0 < p <= 1 -> 0 < delta ->
    ln (INR branches_k / delta) / p <= INR m ->
    (fold_right Nat.add 0 (map (fun P => number X (looked_for P)) pools) <= branches_k)%nat ->
    (forall P, In P pools ->
       (forall As A, In As (looked_for P) -> In A As -> p <= lower Q A) /\
       (forall seen free, ones (strategy P seen free) <= taken P)%nat /\
       (m + taken P * length (looked_for P) <= neurons P)%nat) ->
    1 - delta <= lower
      (prod_laws (map (fun P => iid (iid Q (neurons P)) (length (looked_for P))) pools))
      (fun samples => Forall2
         (fun P cols => served X d0 m (strategy P) (repeat true (neurons P)) (looked_for P) cols)
         pools samples).
Proof.
  intros X d0 Q p delta m E pools hp hd hm hE hpools.
  eapply Rle_trans; [|apply (prod_laws_union
    (fun P => iid (iid Q (neurons P)) (length (looked_for P)))
    (fun P cols => served X d0 m (strategy P) (repeat true (neurons P)) (looked_for P) cols)
    (fun P => (1 - p) ^ m * INR (number X (looked_for P))))].
  - rewrite shares_total.
    set (total := fold_right Nat.add 0%nat _) in *.
    assert (h1 : (1 - p) ^ m <= exp (- (INR m * p))) by (apply one_minus_pow_le; lra).
    assert (h0 : 0 <= (1 - p) ^ m) by (apply pow_le; lra).
    destruct (Nat.eq_dec E 0) as [->|ne].
    { replace total with 0%nat by lia; simpl; lra. }
    assert (e0 : 0 < INR E) by (apply lt_0_INR; lia).
    assert (h2 : exp (- (INR m * p)) <= delta / INR E).
    { replace (delta / INR E) with (exp (- ln (INR E / delta))).
      - assert (ln (INR E / delta) <= INR m * p).
        { apply Rmult_le_compat_r with (r := p) in hm; [|lra].
          unfold Rdiv in hm at 1; rewrite Rmult_assoc, Rinv_l, Rmult_1_r in hm by lra; exact hm. }
        destruct H as [h| ->]; [left; apply exp_increasing; lra|lra].
      - rewrite exp_Ropp, exp_ln by (apply Rdiv_lt_0_compat; assumption); field; lra. }
    apply le_INR in hE.
    assert ((1 - p) ^ m * INR total <= delta / INR E * INR E).
    { apply Rmult_le_compat; auto; [apply pos_INR|lra]. }
    replace (delta / INR E * INR E) with delta in H by (field; lra); lra.
  - intros P hP; destruct (hpools P hP) as (p1 & p2 & p3).
    pose proof (recycle_pool X d0 Q p m ltac:(lra) (taken P) (looked_for P) (strategy P)
                  (repeat true (neurons P)) p2 p1) as h.
    rewrite repeat_length, ones_repeat in h; rewrite Rmult_comm; apply h.
    rewrite Nat.mul_sub_distr_l; lia.
Qed.

(** What the searches find is enough: the greedy mask, for any gamma. *)
Lemma mask_gamma gamma w_max k s w free col :
  0 < gamma < 1 -> 1 <= gamma ^ 2 + gamma -> 0 < w_max ->
  (s = 1 \/ s = -1) -> Rabs w <= w_max -> length free = length col ->
  (forall i, (1 <= i <= k)%nat -> exists n, nth n free false = true /\
     hit s (s * sg w) (w_max * gamma ^ (i + 1)) (w_max * gamma ^ i) (nth n col [])) ->
  exists b, approximates k (w_max * gamma ^ k) s w free col b.
Proof.
  intros hg hphi h0 hs hw hl hc.
  assert (cov : covers gamma w_max k (value s w free col)).
  { intros i hi; destruct (hc i hi) as (n & hn & h1 & h2 & h3).
    exists (Rabs (weight (nth n col []))); split; [apply value_in; assumption|exact h3]. }
  assert (w0 : 0 <= Rabs w <= w_max) by (split; [apply Rabs_pos|exact hw]).
  destruct (greedy_state_bits gamma w_max k _ hg hphi h0 cov (Rabs w) w0)
    as (b & bits & hb & h1 & h2 & h3 & h4).
  assert (hv : length (value s w free col) = length col).
  { unfold value; rewrite map_length, combine_length; lia. }
  rewrite hv in h1.
  destruct (value_sum s w hs b free col hl h1) as [g1 g2].
  { intros y hy; specialize (h3 y hy).
    assert (0 < gamma ^ (k + 1)) by (apply pow_lt; lra); nra. }
  exists b; repeat split; auto; try lia; try (apply g1; assumption).
  rewrite g2, (sg_abs w) at 1.
  replace (sg w * Rabs w - sg w * masked_sum b (value s w free col))
    with (sg w * (Rabs w - masked_sum b (value s w free col))) by ring.
  rewrite Rabs_mult, (Rabs_right (Rabs w - _)) by lra.
  replace (Rabs (sg w)) with 1; [lra|].
  destruct (sg_sign w) as [-> | ->]; [symmetry; apply Rabs_R1|rewrite Rabs_left; lra].
Qed.

(** ** The product's plans, for the generator's words *)

(** A pair of words, [in; out], has these signs and this category: what plan.py counts. *)
Definition word_event (C : nat) (category : nat -> nat) (s t : Z) (u : nat) (ws : list Z) : Prop :=
  sign_bit (word_in ws) = s /\ sign_bit (word_out ws) = t /\
  category (cell C (word_in ws) + cell C (word_out ws))%nat = u.

(** plan._probability's bound for category u. *)
Definition plan_probability (C : nat) (category : nat -> nat) (u : nat) : R :=
  INR (pair_count C category u) / 4 * (IZR (2 ^ 32 / Z.of_nat C) / 2 ^ 32) ^ 2.

Definition bits (s t : Z) : Prop := (s = 0 \/ s = 1)%Z /\ (t = 0 \/ t = 1)%Z.

(** recycle: every search of every pool succeeds. *)
Theorem plan_recycle_words :
  forall (C : nat) (category : nat -> nat) (p delta : R) (m branches_k : nat)
         (pools : list (pool (list Z))),
    (1 <= Z.of_nat C <= 2 ^ 32)%Z -> 0 < p <= 1 -> 0 < delta ->
    ln (INR branches_k / delta) / p <= INR m ->
    (fold_right Nat.add 0 (map (fun P => number (list Z) (looked_for P)) pools) <= branches_k)%nat ->
    (forall P, In P pools ->
       (forall As A, In As (looked_for P) -> In A As ->
          exists s t u, bits s t /\ p <= plan_probability C category u /\
                        A = word_event C category s t u) /\
       (forall seen free, ones (strategy P seen free) <= taken P)%nat /\
       (m + taken P * length (looked_for P) <= neurons P)%nat) ->
    1 - delta <= lower
      (prod_laws (map (fun P => iid (iid two_words (neurons P)) (length (looked_for P))) pools))
      (fun samples => Forall2
         (fun P cols => served (list Z) [] m (strategy P) (repeat true (neurons P)) (looked_for P) cols)
         pools samples).
Proof.
  intros C category p delta m E pools hC hp hd hm hE h.
  apply plan_recycle with (p := p) (branches_k := E); auto.
  intros P hP; destruct (h P hP) as (h1 & h2 & h3); split; [|auto].
  intros As A hAs hA; destruct (h1 As A hAs hA) as (s & t & u & [bs bt] & hpu & ->).
  eapply Rle_trans; [exact hpu|apply sampler; assumption].
Qed.

(** batch: a neuron's words are q in-words and then n out-words; a piece looks at words d and
    q + o.  Every category of every target weight holds N neurons. *)
Theorem plan_batch_words :
  forall (C : nat) (category : nat -> nat) (n q both k N l M : nat) (p delta : R)
         (pieces : list (nat * nat * (Z * Z * nat))),
    (1 <= Z.of_nat C <= 2 ^ 32)%Z -> 0 < p -> 0 < delta -> (1 <= l)%nat ->
    length pieces = (both * k * N)%nat ->
    (forall o d s t u, In (o, d, (s, t, u)) pieces ->
       (o < n)%nat /\ (d < q)%nat /\ bits s t /\ p <= plan_probability C category u) ->
    (ceiling (2 / p * (INR N + ln (INR (l * both * k * N) / delta))) <= M)%nat ->
    1 - delta / INR l <= lower (iid (iid word (q + n)) M) (fun sample =>
      forall o d s t u, In (o, d, (s, t, u)) pieces ->
        (N <= count (fun z => word_event C category s t u [nth d z 0%Z; nth (q + o) z 0%Z]) sample)%nat).
Proof.
  intros C category n q both k N l M p delta pieces hC hp hd hl hlen hP hM.
  set (event := fun x : nat * nat * (Z * Z * nat) => fun z : list Z =>
    word_event C category (fst (fst (snd x))) (snd (fst (snd x))) (snd (snd x))
      [nth (snd (fst x)) z 0%Z; nth (q + fst (fst x)) z 0%Z]).
  eapply Rle_trans.
  - apply (plan_batch (list Z) (iid word (q + n)) (map event pieces) both k N l M p delta); auto.
    + rewrite map_length; exact hlen.
    + intros A hA; apply in_map_iff in hA as ([[o d] [[s t] u]] & <- & hin).
      destruct (hP o d s t u hin) as (ho & hd' & [bs bt] & hpu).
      eapply Rle_trans; [exact hpu|].
      eapply Rle_trans; [apply (sampler C category u s t); assumption|].
      right; unfold lower, upper; f_equal; symmetry; unfold event; simpl fst; simpl snd.
      unfold two_words; generalize word; intro L.
      rewrite (iid_nth2 Z 0%Z L (fun x y => ind (~ word_event C category s t u [x; y])) (q + n));
        [reflexivity| |lia].
      exists 1; intros x y; pose proof (ind_range (~ word_event C category s t u [x; y]));
        rewrite Rabs_right; lra.
  - apply lower_mono; intros X h o d s t u hin.
    apply (h (event (o, d, (s, t, u)))), in_map, hin.
Qed.

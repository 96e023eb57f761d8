(** * Our counts: [combined], the repaired batch count, the plans of the product

    Everything here is for a fixed target network F.  N_i is the number of weights of layer
    i, N* = N_1 + ... + N_l, k' as in Theorem 3.

    Proved:
    - [union_of_layers]: layers failing with probability <= delta N_i/N* each: some layer
      fails with probability <= delta;
    - [filled]: Lemma 29 for a list of events, overlapping or not;
    - [batch_count], [batch_count_share], [batch_count_every_sign]: the repaired batch
      counts ceil(16k'(N_i + ln(2k'N_i l/delta))) (failure <= delta/l), ceil(16k'(N_i +
      ln(2k'N* /delta))) (failure <= delta N_i/N* ), and with 4k' in the logarithm for both
      signs of every target weight: every category of every (d, o) gets N_i neurons;
    - [batch_layer]: these events for real: a neuron with n_i out- and n_{i-1} in-weights
      from p_w; its pair at any (o, d) is a neuron of Theorem30.v ([view_lower]); then Hall
      (batch_hall/BatchHall.v) gives every piece a neuron of its own, and the greedy
      decomposition its masks ([batch_solved]): |w* - w^+-| <= eps_w/2 on both branches;
    - [theorem_03_repaired]: so Theorem 3 holds, for a fixed F and up to Lemma 1, with
      ceil(16k'(N_i + ln(2k'N_i l/delta))) neurons, all layers together;
    - [combined]: per layer the smaller of the batch count and Theorem 30's count, each with
      the budget delta N_i/N*: all layers hold their masks with probability >= 1 - delta;
    - [recycle_pool]: Algorithm 1 for any strategy: the neurons that are taken (at most b
      for each target weight) may depend on everything seen so far; each search looks at
      the first m neurons of the pool that are free; any events of probability >= p;
    - [plan_recycle]: the product's plan for [recycle]: m >= ln(branches k/delta)/p and
      m + b min{n_i, n_{i-1}} neurons for each pool: all searches succeed with probability
      >= 1 - delta; [mask_gamma]: then each branch has its mask, for any gamma with
      gamma^2 + gamma >= 1, within gamma^k w_max;
    - [plan_batch]: the product's plan for [batch]: ceil(2/p (N_i + ln(l both k N_i/delta)));
      p comes from sampler/Sampler.v: [plan_recycle_words], [plan_batch_words] state both plans
      for ideal random words and the count of pairs of cells that plan.py makes;
    - [printed_budgets]: the closing minimum of Appendix D as printed, on 784-100-10 with
      k' = 30 and delta = 1/100 (eps_w as in [printed_kp]): it takes Theorem 30's count for
      layer 1 and Theorem 3's for layer 2, and the budgets that their proofs spend add up to
      (78400/79400 + 1/2) delta > 1.48 delta.

    Not claimed: that the printed minimum fails with probability > delta.  [printed_budgets]
    is about the union bound's budgets, not about the truth of the event.
    Not proved: "for any target network F" (the pools depend on F); that masks within
    eps_w/2 (or eps_w) give sup ||F - G^|| <= eps (lemma_01, certificate); that recycle.py and
    batch.py are the strategies meant here.                                          *)

From Coq Require Import Reals Lra Lia List Psatz Classical_Prop Arith Bool.
From Certify.coq Require Import Probability.
From Certify.lemma_29 Require Import Lemma29.
From Certify.lemma_09 Require Import Lemma09.
From Certify.theorem_30 Require Import Theorem30.
From Certify.batch_hall Require Import BatchHall.
From Certify.sampler Require Sampler.
Import ListNotations.
Open Scope R_scope.

(** ** Budgets *)

Definition sum_nat (N : nat -> nat) (l : nat) : nat := fold_right Nat.add 0%nat (map N (seq 0 l)).

Lemma shares_total (T : Type) (q : R) (N : T -> nat) (l : list T) :
  fold_right Rplus 0 (map (fun t => q * INR (N t)) l)
    = q * INR (fold_right Nat.add 0%nat (map N l)).
Proof. induction l as [|t l IH]; simpl; [ring|]. rewrite plus_INR, IH; ring. Qed.

Theorem union_of_layers :
  forall (Sample : Type) (L : law Sample) (l : nat) (N : nat -> nat) (fails : nat -> Sample -> Prop) (delta : R),
    (1 <= sum_nat N l)%nat ->
    (forall i, (i < l)%nat -> upper L (fails i) <= delta * INR (N i) / INR (sum_nat N l)) ->
    upper L (fun x => exists i, (i < l)%nat /\ fails i x) <= delta.
Proof.
  intros Sample L l N fails delta hN h.
  assert (h0 : 0 < INR (sum_nat N l)) by (apply lt_0_INR; lia).
  eapply Rle_trans.
  - apply (union_bound_sum L fails (fun i => delta / INR (sum_nat N l) * INR (N i))).
    intros i hi; eapply Rle_trans; [apply h, hi|right; field; lra].
  - rewrite shares_total; fold (sum_nat N l); right; field; lra.
Qed.

(** ** Lemma 29 for a list of events *)

Lemma ln_le_ln x y : 0 < x -> x <= y -> ln x <= ln y.
Proof. intros hx [h| ->]; [left; apply ln_increasing; assumption|lra]. Qed.

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
  apply filled with (c := / (8 * k')) (K := 2 * k' * INR N); auto.
  - apply Rinv_0_lt_compat; lra.
  - apply Rdiv_lt_0_compat; assumption.
  - rewrite hlen, !mult_INR; simpl (INR 2); pose proof (pos_INR N); nra.
  - replace (2 * k' * INR N / (delta / INR l)) with (2 * k' * INR N * INR l / delta) by (field; lra).
    replace (2 / / (8 * k')) with (16 * k') by (field; lra); apply ceiling_ge.
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
  apply filled with (c := / (8 * k')) (K := 2 * k' * INR N); auto.
  - apply Rinv_0_lt_compat; lra.
  - apply Rdiv_lt_0_compat; [apply Rmult_lt_0_compat|]; assumption.
  - rewrite hlen, !mult_INR; simpl (INR 2); nra.
  - replace (2 * k' * INR N / (delta * INR N / INR Ns)) with (2 * k' * INR Ns / delta) by (field; lra).
    replace (2 / / (8 * k')) with (16 * k') by (field; lra); apply ceiling_ge.
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
  apply filled with (c := / (8 * k')) (K := 4 * k' * INR N); auto.
  - apply Rinv_0_lt_compat; lra.
  - apply Rdiv_lt_0_compat; assumption.
  - rewrite hlen, !mult_INR; simpl (INR 4); pose proof (pos_INR N); nra.
  - replace (4 * k' * INR N / (delta / INR l)) with (4 * k' * INR N * INR l / delta) by (field; lra).
    replace (2 / / (8 * k')) with (16 * k') by (field; lra); apply ceiling_ge.
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
  replace (sg w * Rabs w - sg w * dot b (value s w free col))
    with (sg w * (Rabs w - dot b (value s w free col))) by ring.
  rewrite Rabs_mult, (Rabs_right (Rabs w - _)) by lra.
  replace (Rabs (sg w)) with 1; [lra|].
  destruct (sg_sign w) as [-> | ->]; [symmetry; apply Rabs_R1|rewrite Rabs_left; lra].
Qed.

(** ** The batch of a layer *)

(** A fully connected neuron's weights: n out-weights, then q in-weights; and the pair
    [z_out; z_in] at output o and input d, both counted from 1. *)
Definition full_neuron (alpha beta : R) (n q : nat) : law (list R) := iid (p_w alpha beta) (n + q).
Definition view (n o d : nat) (z : list R) : list R := [nth (o - 1) z 0; nth (n + (d - 1)) z 0].

Section Marginals.
  Variables (X : Type) (x0 : X) (L : law X).

  Lemma iid_nth (f : X -> R) n : forall i, bounded f -> (i < n)%nat ->
    iid L n (fun l => f (nth i l x0)) = L f.
  Proof.
    induction n as [|n IH]; intros i hf hi; [lia|].
    change (L (fun x => iid L n (fun l => f (nth i (x :: l) x0))) = L f).
    destruct i as [|i]; simpl nth.
    - apply mean_ext; [|intro x; apply (mean_const (iid L n))].
      destruct hf as [B hB]; exists B; intro x.
      rewrite (mean_const (iid L n)); apply hB.
    - rewrite <- (mean_const L (L f)) at 1; apply mean_ext.
      + exists (Rabs (L f)); intro x; rewrite IH by (auto; lia); lra.
      + intro x; apply IH; [exact hf|lia].
  Qed.

  Lemma iid_nth2 (f : X -> X -> R) n : (exists B, forall x y, Rabs (f x y) <= B) ->
    forall i j, (i < j < n)%nat ->
    iid L n (fun l => f (nth i l x0) (nth j l x0)) = L (fun x => L (f x)).
  Proof.
    intros [B hB]; induction n as [|n IH]; intros i j hij; [lia|].
    change (L (fun x => iid L n (fun l => f (nth i (x :: l) x0) (nth j (x :: l) x0)))
            = L (fun x => L (f x))).
    assert (bf : forall x, bounded (f x)) by (intro x; exists B; apply hB).
    destruct j as [|j]; [lia|]; destruct i as [|i]; simpl nth.
    - apply mean_ext.
      + exists B; intro x; rewrite (iid_nth (f x)) by (auto; lia).
        apply Rabs_le, mean_range; intro y; specialize (hB x y).
        unfold Rabs in hB; destruct Rcase_abs; lra.
      + intro x; apply (iid_nth (f x)); [apply bf|lia].
    - rewrite <- (mean_const L (L (fun x => L (f x)))) at 1; apply mean_ext.
      + exists (Rabs (L (fun x => L (f x)))); intro x; rewrite IH by lia; lra.
      + intro x; apply IH; lia.
  Qed.
End Marginals.

(** At any output and input a neuron of the batch looks like a neuron of Theorem30.v. *)
Theorem view_lower alpha beta n q o d (A : list R -> Prop) :
  (1 <= o <= n)%nat -> (1 <= d <= q)%nat ->
  lower (full_neuron alpha beta n q) (fun z => A (view n o d z)) = lower (neuron alpha beta) A.
Proof.
  intros ho hd; unfold lower, upper; f_equal; unfold full_neuron, view.
  rewrite (iid_nth2 R 0 (p_w alpha beta) (fun x y => ind (~ A [x; y])) (n + q));
    [reflexivity| |lia].
  exists 1; intros x y; pose proof (ind_range (~ A [x; y])); rewrite Rabs_right; lra.
Qed.

(** *** The product's plans, for the generator's words *)

(** A pair of words, [in; out], has these signs and this category: what plan.py counts. *)
Definition word_event (C : nat) (category : nat -> nat) (s t : Z) (u : nat) (ws : list Z) : Prop :=
  Sampler.sign_bit (Sampler.word_in ws) = s /\ Sampler.sign_bit (Sampler.word_out ws) = t /\
  category (Sampler.cell C (Sampler.word_in ws) + Sampler.cell C (Sampler.word_out ws))%nat = u.

(** plan._probability's bound for category u. *)
Definition plan_probability (C : nat) (category : nat -> nat) (u : nat) : R :=
  INR (Sampler.pair_count C category u) / 4 * (IZR (2 ^ 32 / Z.of_nat C) / 2 ^ 32) ^ 2.

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
      (prod_laws (map (fun P => iid (iid Sampler.two_words (neurons P)) (length (looked_for P))) pools))
      (fun samples => Forall2
         (fun P cols => served (list Z) [] m (strategy P) (repeat true (neurons P)) (looked_for P) cols)
         pools samples).
Proof.
  intros C category p delta m E pools hC hp hd hm hE h.
  apply plan_recycle with (p := p) (branches_k := E); auto.
  intros P hP; destruct (h P hP) as (h1 & h2 & h3); split; [|auto].
  intros As A hAs hA; destruct (h1 As A hAs hA) as (s & t & u & [bs bt] & hpu & ->).
  eapply Rle_trans; [exact hpu|apply Sampler.sampler; assumption].
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
    1 - delta / INR l <= lower (iid (iid Sampler.word (q + n)) M) (fun sample =>
      forall o d s t u, In (o, d, (s, t, u)) pieces ->
        (N <= count (fun z => word_event C category s t u [nth d z 0%Z; nth (q + o) z 0%Z]) sample)%nat).
Proof.
  intros C category n q both k N l M p delta pieces hC hp hd hl hlen hP hM.
  set (event := fun x : nat * nat * (Z * Z * nat) => fun z : list Z =>
    word_event C category (fst (fst (snd x))) (snd (fst (snd x))) (snd (snd x))
      [nth (snd (fst x)) z 0%Z; nth (q + fst (fst x)) z 0%Z]).
  eapply Rle_trans.
  - apply (plan_batch (list Z) (iid Sampler.word (q + n)) (map event pieces) both k N l M p delta); auto.
    + rewrite map_length; exact hlen.
    + intros A hA; apply in_map_iff in hA as ([[o d] [[s t] u]] & <- & hin).
      destruct (hP o d s t u hin) as (ho & hd' & [bs bt] & hpu).
      eapply Rle_trans; [exact hpu|].
      eapply Rle_trans; [apply (Sampler.sampler C category u s t); assumption|].
      right; unfold lower, upper; f_equal; symmetry; unfold event; simpl fst; simpl snd.
      unfold Sampler.two_words; generalize Sampler.word; intro L.
      rewrite (iid_nth2 Z 0%Z L (fun x y => ind (~ word_event C category s t u [x; y])) (q + n));
        [reflexivity| |lia].
      exists 1; intros x y; pose proof (ind_range (~ word_event C category s t u [x; y]));
        rewrite Rabs_right; lra.
  - apply lower_mono; intros X h o d s t u hin.
    apply (h (event (o, d, (s, t, u)))), in_map, hin.
Qed.

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
  Let sgn (s : bool) : R := if s then 1 else -1.

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

(** ** The smaller of the two, per layer *)

(** What a layer samples: one batch of neurons, or Algorithm 1's pools. *)
Inductive layer_sample : Type :=
  | Batched (sample : list (list R))
  | Recycled (samples : list (list (list (list R)))).

Section Combined.
  Variables eps_w w_max delta : R.
  Hypothesis eps_range : 0 < eps_w < 2 * w_max.
  Hypothesis delta_range : 0 < delta < 1.
  Variable Nstar : nat.
  Hypothesis Nstar_pos : (1 <= Nstar)%nat.

  Let k : nat := kk eps_w w_max.
  Let k' : R := kp eps_w w_max.
  Let m : nat := m_printed eps_w w_max (delta / (2 * INR Nstar)).
  Let a : R := alpha eps_w w_max.
  Let b : R := beta eps_w w_max.
  Let T (ws : list R) : nat := pool_size m k (length ws).

  Definition takes_batch (n q : nat) : bool :=
    (M_batch k' delta (n * q) Nstar <=? M_printed k' delta n q Nstar)%nat.

  (** The count: the minimum. *)
  Definition M_combined (n q : nat) : nat :=
    Nat.min (M_batch k' delta (n * q) Nstar) (M_printed k' delta n q Nstar).

  (** The neurons that the layer really samples. *)
  Definition sampled (n q : nat) (W : nat -> nat -> R) : nat :=
    if takes_batch n q then M_batch k' delta (n * q) Nstar
    else fold_right Nat.add 0%nat (map T (pools_of n q W)).

  Definition layer_law (n q : nat) (W : nat -> nat -> R) : law layer_sample :=
    if takes_batch n q
    then map_law Batched (iid (full_neuron a b n q) (M_batch k' delta (n * q) Nstar))
    else map_law Recycled
           (prod_laws (map (fun ws => iid (iid (neuron a b) (T ws)) (length ws)) (pools_of n q W))).

  (** Every target weight has its masks, on both branches, no neuron serves twice. *)
  Definition layer_solved (n q : nat) (W : nat -> nat -> R) (x : layer_sample) : Prop :=
    match x with
    | Batched sample => batch_solved eps_w w_max n q W sample
    | Recycled samples =>
        Forall2 (fun ws cols => solved (size k) (eps_w / 2) (repeat true (T ws)) ws cols)
          (pools_of n q W) samples
    end.

  Theorem one_layer n q W : (1 <= n)%nat -> (1 <= q)%nat ->
    (forall o d, (1 <= o <= n)%nat -> (1 <= d <= q)%nat -> - w_max <= W o d <= w_max) ->
    (sampled n q W <= M_combined n q)%nat /\
    1 - delta * INR (n * q) / INR Nstar <= lower (layer_law n q W) (layer_solved n q W).
  Proof.
    intros hn hq hW; unfold sampled, M_combined, layer_law, takes_batch.
    assert (hN : 0 < INR Nstar) by (apply lt_0_INR; lia).
    pose proof (kp_ge_1 eps_w w_max (proj1 eps_range) (proj2 eps_range)) as k1; fold k' in k1.
    destruct (Nat.leb_spec (M_batch k' delta (n * q) Nstar) (M_printed k' delta n q Nstar)) as [le|gt].
    - split; [lia|]; rewrite map_law_lower; simpl layer_solved.
      apply batch_layer; auto; lra.
    - split.
      + rewrite Nat.min_r by lia.
        assert (hs : delta < 2 * kp eps_w w_max * INR Nstar).
        { fold k'; apply le_INR in Nstar_pos; simpl in Nstar_pos; nra. }
        destruct (theorem_30_count eps_w w_max delta n q Nstar eps_range (proj1 delta_range)
                    hn hq Nstar_pos hs) as [h _].
        fold m k k' in h; eapply Nat.le_trans; [|exact h].
        rewrite <- (pools_of_length n q W).
        assert (hT : forall ws, In ws (pools_of n q W) ->
                  (T ws <= m + 2 * k * (Nat.min n q - 1))%nat).
        { intros ws hin; unfold T, pool_size; destruct (pools_of_rows n q W ws hn hq hin) as [-> _].
          apply Nat.add_le_mono_l, Nat.mul_le_mono_r, Nat.mul_le_mono_l.
          unfold size; destruct (k <? 3)%nat; lia. }
        revert hT; generalize (m + 2 * k * (Nat.min n q - 1))%nat, (pools_of n q W).
        intros B ps hT; induction ps as [|ws ps IH]; simpl; [lia|].
        apply Nat.add_le_mono; [apply hT; left; reflexivity|].
        apply IH; intros ws' h'; apply hT; right; exact h'.
      + rewrite map_law_lower; simpl layer_solved.
        set (dw := delta / (2 * INR Nstar)).
        assert (hdw : 0 < dw) by (apply Rdiv_lt_0_compat; lra).
        eapply Rle_trans; [|apply (prod_laws_union
          (fun ws : list R => iid (iid (neuron a b) (T ws)) (length ws))
          (fun ws cols => solved (size k) (eps_w / 2) (repeat true (T ws)) ws cols)
          (fun ws => INR (length ws) * (2 * dw)) (pools_of n q W))].
        * right; rewrite total_sum, pools_of_total by assumption; unfold dw; field; lra.
        * intros ws hws.
          pose proof (eighth_range eps_w w_max (proj1 eps_range) (proj2 eps_range)) as h8.
          pose proof (pool_solved eps_w w_max dw m (proj1 eps_range) (proj2 eps_range)
            (neuron a b) (/ (8 * kp eps_w w_max)) ltac:(lra)
            (interval_eighth eps_w w_max (proj1 eps_range) (proj2 eps_range))
            (m_printed_enough eps_w w_max dw eps_range hdw) ws (repeat true (T ws))) as h.
          rewrite repeat_length, ones_repeat in h; apply h; [|unfold T, pool_size; fold k; lia].
          intros w hw; destruct (pools_of_rows n q W ws hn hq hws) as [_ r].
          destruct (r w hw) as (o & d & ho & hd & ->); specialize (hW o d ho hd); apply Rabs_le; lra.
  Qed.
End Combined.

(** Layers (n_i, n_{i-1}, W*_i); no premise on the layers but their sizes and w_max. *)
Theorem combined :
  forall (eps_w w_max delta : R) (layers : list (nat * nat * (nat -> nat -> R))),
    0 < eps_w < 2 * w_max -> 0 < delta < 1 -> layers <> [] ->
    (forall n q W, In (n, q, W) layers -> (1 <= n)%nat /\ (1 <= q)%nat /\
       forall o d, (1 <= o <= n)%nat -> (1 <= d <= q)%nat -> - w_max <= W o d <= w_max) ->
    let N := weights layers in
    (forall n q W, In (n, q, W) layers ->
       (sampled eps_w w_max delta N n q W <= M_combined eps_w w_max delta N n q)%nat /\
       1 - delta * INR (n * q) / INR N
         <= lower (layer_law eps_w w_max delta N n q W) (layer_solved eps_w w_max delta N n q W)) /\
    1 - delta <= lower
      (prod_laws (map (fun l : nat * nat * (nat -> nat -> R) =>
         let (nq, W) := l in layer_law eps_w w_max delta N (fst nq) (snd nq) W) layers))
      (fun samples => Forall2 (fun (l : nat * nat * (nat -> nat -> R)) sample =>
         let (nq, W) := l in layer_solved eps_w w_max delta N (fst nq) (snd nq) W sample) layers samples).
Proof.
  intros eps_w w_max delta layers he hd hne hl; cbv zeta.
  assert (hN : (1 <= weights layers)%nat).
  { unfold weights; destruct layers as [|[[n q] W] t]; [congruence|].
    destruct (hl n q W (or_introl eq_refl)) as (hn & hq & _); simpl; nia. }
  assert (n0 : 0 < INR (weights layers)) by (apply lt_0_INR; lia).
  assert (each : forall n q W, In (n, q, W) layers ->
       (sampled eps_w w_max delta (weights layers) n q W
          <= M_combined eps_w w_max delta (weights layers) n q)%nat /\
       1 - delta * INR (n * q) / INR (weights layers)
         <= lower (layer_law eps_w w_max delta (weights layers) n q W)
                  (layer_solved eps_w w_max delta (weights layers) n q W)).
  { intros n q W h; destruct (hl n q W h) as (hn & hq & hW); apply one_layer; assumption. }
  split; [exact each|].
  set (size_of := fun l : nat * nat * (nat -> nat -> R) => (fst (fst l) * snd (fst l))%nat).
  eapply Rle_trans; [|apply (prod_laws_union
    (fun l : nat * nat * (nat -> nat -> R) =>
       let (nq, W) := l in layer_law eps_w w_max delta (weights layers) (fst nq) (snd nq) W)
    (fun (l : nat * nat * (nat -> nat -> R)) sample =>
       let (nq, W) := l in layer_solved eps_w w_max delta (weights layers) (fst nq) (snd nq) W sample)
    (fun l => delta / INR (weights layers) * INR (size_of l)))].
  - rewrite shares_total.
    change (fold_right Nat.add 0%nat (map size_of layers)) with (weights layers); right; field; lra.
  - intros [[n q] W] h; destruct (each n q W h) as [_ e]; simpl fst; simpl snd.
    eapply Rle_trans; [|exact e]; right; unfold size_of; simpl fst; simpl snd; field; lra.
Qed.

(** ** The closing minimum as printed: the budgets that its two parts spend *)

Definition M_theorem_3 (k' delta : R) (N l : nat) : nat :=
  ceiling (16 * k' * (INR N + ln (2 * INR l * k' / delta))).

(** Theorem 3's proof spends delta/l on a layer, Theorem 30's delta N_i/N*. *)
Definition budget_printed (k' delta : R) (n q Nstar l : nat) : R :=
  if (M_theorem_3 k' delta (n * q) l <=? M_printed k' delta n q Nstar)%nat
  then delta / INR l else delta * INR (n * q) / INR Nstar.

Lemma ln_pow_nat x j : 0 < x -> ln (x ^ j) = INR j * ln x.
Proof.
  intro h; induction j as [|j IH]; [simpl; rewrite ln_1; ring|].
  rewrite S_INR; simpl pow; rewrite ln_mult, IH by (auto; apply pow_lt, h); ring.
Qed.

(** k' = 30 for w_max = 1 and this eps_w (about 1.6 10^-5). *)
Lemma printed_kp : kp (3 / (3 / 2) ^ 30) 1 = 30.
Proof.
  unfold kp, Rlog.
  assert (h : 0 < (3/2) ^ 30) by (apply pow_lt; lra).
  replace (3 * 1 / (3 / (3 / 2) ^ 30)) with ((3/2) ^ 30) by (field; lra).
  rewrite ln_pow_nat by lra; replace (INR 30) with 30 by (simpl; lra).
  assert (0 < ln (3/2)) by (rewrite <- ln_1; apply ln_increasing; lra).
  field; lra.
Qed.

Lemma ln_bounds x j : 0 < x -> 3 ^ j <= x -> INR j <= ln x.
Proof.
  intros h hx; rewrite <- (ln_exp (INR j)); apply ln_le_ln; [apply exp_pos|].
  eapply Rle_trans; [|exact hx].
  replace (exp (INR j)) with (exp 1 ^ j).
  - apply pow_incr; split; [left; apply exp_pos|apply exp_le_3].
  - clear; induction j as [|j IH]; [simpl; rewrite exp_0; reflexivity|].
    rewrite S_INR; simpl pow; rewrite IH, <- exp_plus; f_equal; ring.
Qed.

Lemma ln_above x j : 0 < x -> x <= 2 ^ j -> ln x <= INR j.
Proof.
  intros h hx; rewrite <- (ln_exp (INR j)); apply ln_le_ln; [exact h|].
  eapply Rle_trans; [exact hx|].
  replace (exp (INR j)) with (exp 1 ^ j).
  - apply pow_incr; pose proof (exp_ineq1_le 1); lra.
  - clear; induction j as [|j IH]; [simpl; rewrite exp_0; reflexivity|].
    rewrite S_INR; simpl pow; rewrite IH, <- exp_plus; f_equal; ring.
Qed.

Lemma ceiling_below x y : x + 1 <= y -> (ceiling x <= ceiling y)%nat /\
  (0 <= x -> (ceiling x < ceiling y)%nat).
Proof.
  intro h; pose proof (ceiling_ge y) as hy; split.
  - apply ceiling_le; lra.
  - intro h0; pose proof (@ceiling_lt x ltac:(lra)); apply INR_lt; lra.
Qed.

Theorem printed_budgets :
  let delta := / 100 in
  let spent n q := budget_printed 30 delta n q (100 * 784 + 10 * 100) 2 in
  spent 100%nat 784%nat = delta * 78400 / 79400 /\
  spent 10%nat 100%nat = delta / 2 /\
  spent 100%nat 784%nat + spent 10%nat 100%nat = (78400 / 79400 + 1 / 2) * delta /\
  (78400 / 79400 + 1 / 2) * delta = 1181 / 794 * delta /\
  delta < spent 100%nat 784%nat + spent 10%nat 100%nat.
Proof.
  cbv beta zeta.
  assert (i2 : INR 2 = 2) by (simpl; lra).
  assert (e1 : INR (100 * 784) = 78400) by (rewrite mult_INR, !INR_IZR_INZ; simpl; lra).
  assert (e2 : INR (10 * 100) = 1000) by (rewrite mult_INR, !INR_IZR_INZ; simpl; lra).
  assert (e3 : INR (100 * 784 + 10 * 100) = 79400) by (rewrite plus_INR, e1, e2; lra).
  assert (d1 : INR (Nat.max 100 784) = 784) by (rewrite INR_IZR_INZ; simpl; lra).
  assert (d2 : INR (Nat.max 10 100) = 100) by (rewrite INR_IZR_INZ; simpl; lra).
  set (L := ln (2 * 30 * 79400 / / 100)).
  assert (eL : 2 * 30 * 79400 / / 100 = 476400000) by field.
  assert (l1 : 18 <= L).
  { replace 18 with (INR 18) by (simpl; lra); apply ln_bounds; rewrite ?eL; lra. }
  assert (l2 : L <= 30).
  { replace 30 with (INR 30) by (simpl; lra); apply ln_above; rewrite ?eL; lra. }
  set (l := ln (2 * 2 * 30 / / 100)).
  assert (el : 2 * 2 * 30 / / 100 = 12000) by field.
  assert (l3 : 0 <= l).
  { replace 0 with (INR 0) by reflexivity; apply ln_bounds; rewrite ?el; simpl; lra. }
  assert (l4 : l <= L) by (apply ln_le_ln; rewrite ?el, ?eL; lra).
  assert (s1 : budget_printed 30 (/ 100) 100 784 (100 * 784 + 10 * 100) 2 = / 100 * 78400 / 79400).
  { unfold budget_printed, M_theorem_3, M_printed.
    rewrite d1, e3, i2, <- (mult_INR 100 784), e1; fold L l.
    destruct (ceiling_below (2 * 30 * (78400 + 4 * 784 * L)) (16 * 30 * (78400 + l))) as [_ h]; [lra|].
    specialize (h ltac:(lra)); destruct (Nat.leb_spec (ceiling (16 * 30 * (78400 + l)))
      (ceiling (2 * 30 * (78400 + 4 * 784 * L)))); [lia|reflexivity]. }
  assert (s2 : budget_printed 30 (/ 100) 10 100 (100 * 784 + 10 * 100) 2 = / 100 / 2).
  { unfold budget_printed, M_theorem_3, M_printed.
    rewrite d2, e3, i2, <- (mult_INR 10 100), e2; fold L l.
    destruct (ceiling_below (16 * 30 * (1000 + l)) (2 * 30 * (1000 + 4 * 100 * L))) as [h _]; [lra|].
    destruct (Nat.leb_spec (ceiling (16 * 30 * (1000 + l)))
      (ceiling (2 * 30 * (1000 + 4 * 100 * L)))); [reflexivity|lia]. }
  rewrite s1, s2; repeat split; lra.
Qed.

(** ** Theorem 3 with the repaired count, for a fixed F: all layers *)

Theorem theorem_03_repaired :
  forall (eps_w w_max delta : R) (layers : list (nat * nat * (nat -> nat -> R))),
    0 < eps_w < 2 * w_max -> 0 < delta -> layers <> [] ->
    (forall n q W, In (n, q, W) layers -> (1 <= n)%nat /\ (1 <= q)%nat /\
       forall o d, (1 <= o <= n)%nat -> (1 <= d <= q)%nat -> - w_max <= W o d <= w_max) ->
    let k' := kp eps_w w_max in
    let M n q := ceiling (16 * k' * (INR (n * q) + ln (2 * k' * INR (n * q * length layers) / delta))) in
    1 - delta <= lower
      (prod_laws (map (fun l : nat * nat * (nat -> nat -> R) =>
         let (nq, W) := l in
         iid (full_neuron (alpha eps_w w_max) (beta eps_w w_max) (fst nq) (snd nq)) (M (fst nq) (snd nq)))
         layers))
      (fun samples => Forall2 (fun (l : nat * nat * (nat -> nat -> R)) sample =>
         let (nq, W) := l in batch_solved eps_w w_max (fst nq) (snd nq) W sample) layers samples).
Proof.
  intros eps_w w_max delta layers he hd hne hl k' M.
  assert (l0 : (1 <= length layers)%nat) by (destruct layers; [congruence|simpl; lia]).
  assert (l1 : 0 < INR (length layers)) by (apply lt_0_INR; lia).
  eapply Rle_trans; [|apply (prod_laws_union
    (fun l : nat * nat * (nat -> nat -> R) =>
         let (nq, W) := l in
         iid (full_neuron (alpha eps_w w_max) (beta eps_w w_max) (fst nq) (snd nq)) (M (fst nq) (snd nq)))
    (fun (l : nat * nat * (nat -> nat -> R)) sample =>
         let (nq, W) := l in batch_solved eps_w w_max (fst nq) (snd nq) W sample)
    (fun _ => delta / INR (length layers) * INR 1) layers)].
  - rewrite (shares_total _ _ (fun _ => 1%nat)).
    replace (fold_right Nat.add 0%nat (map (fun _ => 1%nat) layers)) with (length layers).
    + right; field; lra.
    + clear; induction layers as [|l t IH]; simpl; [reflexivity|rewrite IH; reflexivity].
  - intros [[n q] W] h; destruct (hl n q W h) as (hn & hq & hW); simpl fst; simpl snd.
    assert (nq : (1 <= n * q)%nat) by nia.
    assert (n0 : 0 < INR (n * q)) by (apply lt_0_INR; lia).
    eapply Rle_trans; [|apply (batch_layer eps_w w_max he n q W hn hq hW delta (n * q * length layers)); nia || lra].
    right; rewrite (mult_INR (n * q)); change (INR 1) with 1; field; lra.
Qed.

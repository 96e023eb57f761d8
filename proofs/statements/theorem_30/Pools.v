(** * Theorem 30: one pool of neurons serves its target weights, one after the other

    Algorithm 1's inner loop.  [solved] says that every target weight of a pool has its masks
    for w^+ and w^-, within r, of neurons that no earlier one has used ([approximates]).
    What is used depends on the samples: the proof conditions on the past, so nothing about
    the independence of recycled samples is assumed.
    The point is [pool_solved]: m + 2 size (D - 1) neurons are enough for D target weights,
    for any sampler that hits each interval with probability >= c and m with
    k (1-c)^m <= delta_w.  [pools_solved]: all pools together, by the union bound.  *)

From Coq Require Import Reals Lra Lia List Psatz Classical_Prop Arith Bool.
From Certify.coq Require Import Sums Probability Neuron.
From Certify.lemma_09 Require Import Greedy Lemma09.
From Certify.theorem_30 Require Import Intervals.
Import ListNotations.
Open Scope R_scope.

(** ** Neurons still unused *)

(** Positions of l without those of b. *)
Fixpoint without (alive b : list bool) : list bool :=
  match alive, b with
  | x :: alive, y :: b => (x && negb y)%bool :: without alive b
  | _, _ => alive
  end.

Lemma without_length : forall alive b, length (without alive b) = length alive.
Proof. induction alive as [|x a IH]; intros [|y b]; simpl; auto. Qed.

Lemma without_ones : forall alive b, (ones alive <= ones (without alive b) + ones b)%nat.
Proof.
  induction alive as [|x a IH]; intros [|y b]; simpl; try lia.
  specialize (IH b); destruct x, y; simpl; lia.
Qed.

(** None of the unused samples is in A. *)
Section Pool.
  Variables (X : Type) (d : X) (Q : law X) (A : X -> Prop).

  Definition none_alive (alive : list bool) (col : list X) : Prop :=
    forall n, nth n alive false = true -> ~ A (nth n col d).

  Lemma pool_none alive : upper (iid Q (length alive)) (none_alive alive)
    <= upper Q (fun x => ~ A x) ^ ones alive.
  Proof.
    set (fs := map (fun bit : bool => if bit then fun x => ind (~ A x) else fun _ : X => 1) alive).
    assert (fr : forall f, In f fs -> forall x, 0 <= f x <= 1).
    { intros f hf x; apply in_map_iff in hf as ([|] & <- & _); [apply ind_range|lra]. }
    assert (fl : length fs = length alive) by apply map_length.
    apply Rle_trans with (iid Q (length fs) (prodl fs)).
    - rewrite fl; apply iid_mono; auto with bounded.
      + apply bounded_range with 1, prodl_range, fr.
      + clear fr fl; intros l hl; unfold fs; clear fs.
        revert l hl; induction alive as [|bit a IH]; intros [|x l] hl; try discriminate.
        * simpl; apply ind_range.
        * simpl in hl; injection hl as hl; specialize (IH l hl); simpl.
          assert (tl : ind (none_alive (bit :: a) (x :: l)) <= ind (none_alive a l))
            by (apply ind_le; intros h n hn; apply (h (Datatypes.S n) hn)).
          destruct bit; [|lra].
          destruct (ind_cases (~ A x)) as [[na e]|[na e]]; rewrite e; [lra|].
          rewrite ind_false; [lra|]; intro h; apply na, (h O eq_refl).
    - rewrite iid_prod by exact fr; right; clear fr fl; unfold fs; clear fs.
      induction alive as [|bit a IH]; simpl; [reflexivity|].
      rewrite IH; destruct bit; simpl; [reflexivity|].
      rewrite (mean_const Q 1); ring.
  Qed.
End Pool.

(** ** One target weight, one branch *)

(** The mask b keeps at most [size] neurons, none used before, all with the signs of
    branch s (s = 1: w^+, z_out > 0; s = -1: w^-, z_out < 0; sgn z_in = s sgn w* ), and
    their product weights sum up to w within r. *)
Definition approximates (size : nat) (r s w : R) (alive : list bool) (col : list (list R))
    (b : list bool) : Prop :=
  length b = length col /\ (ones b <= size)%nat /\
  (forall n, nth n b false = true ->
     nth n alive false = true /\
     0 < s * z_out (nth n col []) /\ 0 < s * sg w * z_in (nth n col [])) /\
  Rabs (w - masked_sum b (map weight col)) <= r.

(** Algorithm 1's inner loop, target weight after target weight. *)
Fixpoint solved (size : nat) (r : R) (alive : list bool) (ws : list R)
    (cols : list (list (list R))) : Prop :=
  match ws, cols with
  | [], [] => True
  | w :: ws, col :: cols =>
      exists b_plus b_minus,
        approximates size r 1 w alive col b_plus /\
        approximates size r (-1) w alive col b_minus /\
        solved size r (without (without alive b_plus) b_minus) ws cols
  | _, _ => False
  end.

(** The greedy mask over the values, turned into one over the neurons. *)
Definition value (s w : R) (alive : list bool) (col : list (list R)) : list R :=
  map (fun p : bool * list R =>
         if (fst p && (if Rlt_dec 0 (s * z_out (snd p)) then true else false)
                   && (if Rlt_dec 0 (s * sg w * z_in (snd p)) then true else false))%bool
         then Rabs (weight (snd p)) else 0) (combine alive col).

Lemma value_sum s w : (s = 1 \/ s = -1) ->
  forall b alive col, length alive = length col -> length b = length col ->
  (forall y, In y (kept b (value s w alive col)) -> 0 < y) ->
  (forall n, nth n b false = true ->
     nth n alive false = true /\
     0 < s * z_out (nth n col []) /\ 0 < s * sg w * z_in (nth n col [])) /\
  masked_sum b (map weight col) = sg w * masked_sum b (value s w alive col).
Proof.
  intro hs; induction b as [|bit b IH]; intros [|x alive] [|z col] ha hb hk; try discriminate.
  - split; [intros [|n]; discriminate|simpl; ring].
  - simpl in ha, hb; injection ha as ha; injection hb as hb.
    unfold value in hk; simpl combine in hk; rewrite map_cons in hk.
    simpl fst in hk; simpl snd in hk; fold (value s w alive col) in hk.
    set (y := if (_ : bool) then Rabs (weight z) else 0) in hk.
    destruct (IH alive col ha hb) as [h1 h2].
    { intros u hu; apply hk; destruct bit; simpl; auto. }
    assert (hy : bit = true -> x = true /\ 0 < s * z_out z /\ 0 < s * sg w * z_in z /\
                               y = Rabs (weight z)).
    { intros ->; assert (py : 0 < y) by (apply hk; left; reflexivity).
      unfold y in py |- *; destruct x; simpl in *; [|lra].
      destruct (Rlt_dec 0 (s * z_out z)); simpl in *; [|lra].
      destruct (Rlt_dec 0 (s * sg w * z_in z)); simpl in *; [auto|lra]. }
    split.
    + intros [|n] hn; simpl in *; [destruct (hy hn) as (? & ? & ? & _); auto|apply h1, hn].
    + unfold value; simpl combine; rewrite !map_cons; simpl fst; simpl snd.
      fold (value s w alive col) y; simpl masked_sum; rewrite h2.
      destruct bit; [|ring].
      destruct (hy eq_refl) as (_ & p1 & p2 & ->).
      enough (weight z = sg w * Rabs (weight z)) by lra.
      unfold weight; revert p1 p2; generalize (z_out z), (z_in z); intros o i p1 p2.
      assert (hw : sg w = 1 \/ sg w = -1) by (unfold sg; destruct Rlt_dec; auto).
      assert (pp : 0 < sg w * (o * i)).
      { pose proof (Rmult_lt_0_compat _ _ p1 p2); destruct hs as [-> | ->]; nra. }
      unfold Rabs; destruct hw as [e | e]; rewrite e in *; destruct Rcase_abs; lra.
Qed.

Lemma value_in s w : forall alive col n, length alive = length col ->
  nth n alive false = true ->
  0 < s * z_out (nth n col []) -> 0 < s * sg w * z_in (nth n col []) ->
  In (Rabs (weight (nth n col []))) (value s w alive col).
Proof.
  induction alive as [|x alive IH]; intros [|z col] [|n] hl hn h1 h2; try discriminate.
  - simpl in *; left; rewrite hn.
    destruct Rlt_dec; [|contradiction]; destruct Rlt_dec; [reflexivity|contradiction].
  - simpl in *; right; apply IH; auto; lia.
Qed.

(** The most neurons that one branch keeps. *)
Definition size (k : nat) : nat := if (k <? 3)%nat then k else (k - 1)%nat.

Section OneWeight.
  Variables eps_w w_max delta_w : R.
  Variable m : nat.
  Hypothesis eps_pos : 0 < eps_w.
  Hypothesis eps_small : eps_w < 2 * w_max.

  Let k : nat := kk eps_w w_max.

  (* Any law of a neuron will do that hits each interval, with each pair of signs, with
     probability at least c (the paper's: c = 1/(8k'); a discretised sampler: its own). *)
  Variables (P : law (list R)) (c : R).
  Hypothesis c_range : 0 <= c <= 1.
  Hypothesis P_hits : forall s t i,
    (s = 1 \/ s = -1) -> (t = 1 \/ t = -1) -> (1 <= i <= k)%nat ->
    c <= lower P (hit s t (w_max * (2/3) ^ (i + 1)) (w_max * (2/3) ^ i)).
  Hypothesis m_enough : INR k * (1 - c) ^ m <= delta_w.

  (** With an unused sample in every interval there is a mask. *)
  Lemma mask_exists s w alive col : (s = 1 \/ s = -1) -> Rabs w <= w_max ->
    length alive = length col ->
    (forall i, (1 <= i <= k)%nat -> exists n, nth n alive false = true /\
       hit s (s * sg w) (w_max * (2/3) ^ (i + 1)) (w_max * (2/3) ^ i) (nth n col [])) ->
    exists b, approximates (size k) (eps_w / 2) s w alive col b.
  Proof.
    intros hs hw hl hc.
    assert (cov : covers (2/3) w_max k (value s w alive col)).
    { intros i hi; destruct (hc i hi) as (n & hn & h1 & h2 & h3).
      exists (Rabs (weight (nth n col []))); split; [|exact h3].
      apply value_in; assumption. }
    assert (w0 : 0 <= Rabs w <= w_max) by (split; [apply Rabs_pos|exact hw]).
    assert (st : exists b bits, (bits <= size k)%nat /\
                 greedy_state (2/3) w_max (value s w alive col) (Rabs w) k bits b).
    { unfold size; destruct (Nat.ltb_spec k 3).
      - apply greedy_state_bits; auto; lra.
      - apply greedy_state_23; auto; lra. }
    destruct st as (b & bits & hb & h1 & h2 & h3 & h4).
    assert (hv : length (value s w alive col) = length col).
    { unfold value; rewrite map_length, combine_length; lia. }
    rewrite hv in h1.
    destruct (value_sum s w hs b alive col hl h1) as [g1 g2].
    { intros y hy; specialize (h3 y hy).
      assert (0 < (2/3) ^ (k + 1)) by (apply pow_lt; lra); nra. }
    exists b; repeat split; auto; try lia; try (apply g1; assumption).
    rewrite g2, (sg_abs w) at 1.
    replace (sg w * Rabs w - sg w * masked_sum b (value s w alive col))
      with (sg w * (Rabs w - masked_sum b (value s w alive col))) by ring.
    rewrite Rabs_mult, (Rabs_right (Rabs w - _)) by lra.
    replace (Rabs (sg w)) with 1.
    - pose proof (precision eps_w w_max eps_pos eps_small) as hp; fold k in hp; lra.
    - destruct (sg_sign w) as [-> | ->]; [symmetry; apply Rabs_R1|rewrite Rabs_left; lra].
  Qed.

  (** With m unused neurons, one branch of one target weight fails with probability at
      most delta_w. *)
  Lemma branch_fails s w alive : (s = 1 \/ s = -1) -> Rabs w <= w_max -> (m <= ones alive)%nat ->
    upper (iid P (length alive))
      (fun col => ~ exists b, approximates (size k) (eps_w / 2) s w alive col b) <= delta_w.
  Proof.
    intros hs hw hm.
    set (I := fun j => hit s (s * sg w) (w_max * (2/3) ^ (Datatypes.S j + 1))
                           (w_max * (2/3) ^ (Datatypes.S j))).
    apply Rle_trans with (upper (iid P (length alive))
      (fun col => exists j, (j < k)%nat /\ none_alive _ [] (I j) alive col)).
    - apply iid_upper_mono; intros col hcol no; apply NNPP; intro nj; apply no.
      apply mask_exists; auto; intros i hi; apply NNPP; intro nn; apply nj.
      exists (i - 1)%nat; split; [lia|]; intros n hn h; apply nn; exists n; split; [exact hn|].
      unfold I in h; replace (Datatypes.S (i - 1)) with i in h by lia; exact h.
    - eapply Rle_trans; [|exact m_enough]; apply union_bound; intros j hj.
      eapply Rle_trans; [apply pool_none|].
      assert (hi : c <= lower P (I j)).
      { apply P_hits; auto; [|lia].
        destruct hs as [-> | ->], (sg_sign w) as [-> | ->]; [left|right|right|left]; ring. }
      unfold lower in hi.
      set (u := upper P (fun x => ~ I j x)) in *.
      assert (hu : 0 <= u) by apply upper_range.
      apply Rle_trans with ((1 - c) ^ ones alive); [apply pow_incr; lra|].
      replace (ones alive) with (m + (ones alive - m))%nat by lia; rewrite pow_add.
      assert (h1 : (1 - c) ^ (ones alive - m) <= 1).
      { apply Rle_trans with (1 ^ (ones alive - m)); [apply pow_incr; lra|rewrite pow1; lra]. }
      assert (h2 : 0 <= (1 - c) ^ m) by (apply pow_le; lra).
      nra.
  Qed.

  (** ** A pool *)

  Theorem pool_solved : forall (ws : list R) (alive : list bool),
    (forall w, In w ws -> Rabs w <= w_max) ->
    (m + 2 * size k * (length ws - 1) <= ones alive)%nat ->
    1 - INR (length ws) * (2 * delta_w)
      <= lower (iid (iid P (length alive)) (length ws)) (solved (size k) (eps_w / 2) alive ws).
  Proof.
    intros ws alive hw hm; unfold lower.
    enough (upper (iid (iid P (length alive)) (length ws))
              (fun cols => ~ solved (size k) (eps_w / 2) alive ws cols)
            <= INR (length ws) * (2 * delta_w)) by lra.
    revert alive hw hm; induction ws as [|w ws IH]; intros alive hw hm.
    - simpl; right; rewrite Rmult_0_l; apply ind_false; simpl; tauto.
    - set (C := iid P (length alive)).
      set (bad := fun (s : R) (col : list (list R)) => ~ exists b, approximates (size k) (eps_w / 2) s w alive col b).
      set (rest := INR (length ws) * (2 * delta_w)).
      assert (m_le : (m <= ones alive)%nat) by (eapply Nat.le_trans; [apply Nat.le_add_r|exact hm]).
      assert (w_le : Rabs w <= w_max) by (apply hw; left; reflexivity).
      pose proof (branch_fails 1 w alive ltac:(auto) w_le m_le) as f1.
      pose proof (branch_fails (-1) w alive ltac:(auto) w_le m_le) as f2.
      fold C (bad 1) (bad (-1)) in f1, f2.
      assert (d0 : 0 <= delta_w) by (eapply Rle_trans; [apply (upper_range C (bad 1))|exact f1]).
      assert (r0 : 0 <= rest) by (apply Rmult_le_pos; [apply pos_INR|lra]).
      replace (INR (length (w :: ws)) * (2 * delta_w)) with (rest + (delta_w + delta_w))
        by (simpl length; rewrite S_INR; unfold rest; ring).
      change (C (fun col => iid C (length ws)
                (fun cols => ind (~ solved (size k) (eps_w / 2) alive (w :: ws) (col :: cols))))
              <= rest + (delta_w + delta_w)).
      apply Rle_trans with (C (fun col => rest + (ind (bad 1 col) + ind (bad (-1) col)))).
      + apply iid_mono; auto with bounded.
        { apply bounded_range with 1; intro; apply mean_range; intro; apply ind_range. }
        intros col hcol.
        destruct (ind_cases (bad 1 col)) as [[b1 e1]|[b1 e1]]; rewrite e1.
        { apply Rle_trans with 1; [|pose proof (ind_range (bad (-1) col)); lra].
          apply mean_range with (a := 0); intro; apply ind_range. }
        destruct (ind_cases (bad (-1) col)) as [[b2 e2]|[b2 e2]]; rewrite e2.
        { apply Rle_trans with 1; [|lra].
          apply mean_range with (a := 0); intro; apply ind_range. }
        apply NNPP in b1 as [bp hp]; apply NNPP in b2 as [bm hm'].
        set (alive' := without (without alive bp) bm).
        assert (la : length alive' = length alive) by (unfold alive'; rewrite !without_length; reflexivity).
        rewrite !Rplus_0_r.
        destruct ws as [|w2 ws'] eqn:ews.
        * (* the last target weight: no neuron needs to be left *)
          simpl; rewrite ind_false; [exact r0|].
          intro no; apply no; exists bp, bm; auto.
        * assert (ml : (m + 2 * size k * (length ws - 1) <= ones alive')%nat).
          { pose proof (without_ones alive bp); pose proof (without_ones (without alive bp) bm).
            destruct hp as (_ & s1 & _); destruct hm' as (_ & s2 & _).
            fold alive' in H0; rewrite ews; simpl length in hm |- *; nia. }
          rewrite <- ews in *.
          specialize (IH alive' (fun x hx => hw x (or_intror hx)) ml).
          rewrite la in IH; fold C in IH.
          unfold rest; rewrite <- ews.
          eapply Rle_trans; [|exact IH]; apply upper_mono; intros cols no s.
          apply no; exists bp, bm; auto.
      + rewrite mean_shift by auto with bounded; apply Rplus_le_compat_l.
        eapply Rle_trans; [apply mean_add; auto with bounded|].
        apply Rplus_le_compat; [exact f1|exact f2].
  Qed.
End OneWeight.

(** The printed m, and the neurons of a pool for D target weights. *)
Definition m_printed (eps_w w_max delta_w : R) : nat :=
  ceiling (8 * kp eps_w w_max * ln (kp eps_w w_max / delta_w)).
Definition pool_size (m k D : nat) : nat := m + 2 * size k * (D - 1).

Lemma m_printed_enough eps_w w_max delta_w : 0 < eps_w < 2 * w_max -> 0 < delta_w ->
  INR (kk eps_w w_max) * (1 - / (8 * kp eps_w w_max)) ^ m_printed eps_w w_max delta_w <= delta_w.
Proof.
  intros [e1 e2] hd.
  pose proof (kp_ge_1 eps_w w_max e1 e2) as h1; pose proof (kk_le_kp eps_w w_max e1 e2) as h2.
  pose proof (eighth_range eps_w w_max e1 e2) as h3.
  set (k' := kp eps_w w_max) in *; set (m := m_printed eps_w w_max delta_w).
  assert (hm : 8 * k' * ln (k' / delta_w) <= INR m) by apply ceiling_ge.
  apply Rle_trans with (k' * exp (- ln (k' / delta_w))).
  - apply Rmult_le_compat; [apply pos_INR|apply pow_le; lra|exact h2|].
    eapply Rle_trans; [apply one_minus_pow_le; lra|].
    assert (h : ln (k' / delta_w) <= INR m * / (8 * k')).
    { apply Rmult_le_reg_l with (8 * k'); [lra|].
      replace (8 * k' * (INR m * / (8 * k'))) with (INR m) by (field; lra); exact hm. }
    destruct h as [h| ->]; [left; apply exp_increasing; lra|lra].
  - right; rewrite exp_Ropp, exp_ln by (apply Rdiv_lt_0_compat; lra); field; lra.
Qed.

Lemma ones_repeat n : ones (repeat true n) = n.
Proof. induction n as [|n IH]; simpl; [reflexivity|rewrite IH; reflexivity]. Qed.

(** ** All pools: the union bound over the branches *)

(** The number of target weights. *)
Definition total (pools : list (list R)) : nat := fold_right Nat.add 0%nat (map (@length R) pools).

Theorem pools_solved :
  forall (eps_w w_max delta_w : R) (pools : list (list R)),
    0 < eps_w < 2 * w_max -> 0 < delta_w ->
    (forall ws w, In ws pools -> In w ws -> - w_max <= w <= w_max) ->
    let k := kk eps_w w_max in
    let T := fun ws : list R => pool_size (m_printed eps_w w_max delta_w) k (length ws) in
    let P := neuron (alpha eps_w w_max) (beta eps_w w_max) in
    1 - 2 * delta_w * INR (total pools) <=
      lower (prod_laws (map (fun ws => iid (iid P (T ws)) (length ws)) pools))
        (fun samples => Forall2
           (fun ws cols => solved (size k) (eps_w / 2) (repeat true (T ws)) ws cols)
           pools samples).
Proof.
  intros eps_w w_max delta_w pools he hd hw; cbv zeta.
  set (m := m_printed eps_w w_max delta_w); set (k := kk eps_w w_max).
  eapply Rle_trans; [|apply (prod_laws_union
    (fun ws : list R => iid (iid (neuron (alpha eps_w w_max) (beta eps_w w_max))
        (pool_size m k (length ws))) (length ws))
    (fun ws cols => solved (size k) (eps_w / 2) (repeat true (pool_size m k (length ws))) ws cols)
    (fun ws => 2 * delta_w * INR (length ws)) pools)].
  - right; rewrite (shares_total _ _ (@length R)); reflexivity.
  - intros ws hws.
    pose proof (eighth_range eps_w w_max (proj1 he) (proj2 he)) as h8.
    pose proof (pool_solved eps_w w_max delta_w m (proj1 he) (proj2 he)
      (neuron (alpha eps_w w_max) (beta eps_w w_max)) (/ (8 * kp eps_w w_max)) ltac:(lra)
      (interval_eighth eps_w w_max (proj1 he) (proj2 he))
      (m_printed_enough eps_w w_max delta_w he hd) ws
      (repeat true (pool_size m k (length ws)))) as h.
    rewrite repeat_length, ones_repeat in h; fold k in h.
    rewrite (Rmult_comm (2 * delta_w)); apply h; [|unfold pool_size; lia].
    intros w hw'; specialize (hw ws w hws hw'); apply Rabs_le; lra.
Qed.

(** * One pool of neurons per input serves all outputs, for every F

    A neuron that keeps one input d may keep an out-edge to every output, and then adds to each
    of these target weights what it would add if it were that weight's alone.  So layer i takes
    one pool of m whole neurons for each of its n_{i-1} inputs, and no neuron is used up.

    - [hit_pools_serve]: if in pool d, for each output, each pair of signs and each of the k
      intervals, some neuron has that pair of signs and its product in that interval, then
      every matrix with entries in [-w_max, w_max] has its masks within eps_w/2 on both
      branches, pool d's neurons keeping the input d only ([fan_out_solved]);
    - [layer_hit], [layer_served]: any law of whole neurons that hits each event with probability
      >= c leaves one of the 4 k n_i n_{i-1} events out with probability
      <= 4 k n_i n_{i-1} (1 - c)^m.  Events of one pool are not independent, its m neurons are:
      a union bound is all it takes;
    - [pool_count_enough], [layer_every_F]: for the paper's law and m = ceil(8k' ln(4 k N_i l/delta))
      that is at most delta/l;
    - [fan_out_every_F], the point: all layers: with probability >= 1 - delta one draw of
      M_i = n_{i-1} m neurons serves every F of the class.

    What the network then computes: FanOutNetwork.v. *)

From Coq Require Import Reals Lra Lia List Psatz Classical_Prop Arith.
From Certify.coq Require Import Sums Probability Neuron.
From Certify.lemma_09 Require Import Greedy Lemma09.
From Certify.theorem_30 Require Import Intervals Pools.
From Certify.theorem_03 Require Import EveryF.
Import ListNotations.
Open Scope R_scope.

(** ** Pools of whole neurons

    The layer's p m neurons in a row, pool after pool: the neurons of input d (from 0) are
    d m, ..., d m + m - 1.  [pool p m d] marks them. *)
Definition pool (p m d : nat) : list bool :=
  repeat false (d * m) ++ repeat true m ++ repeat false ((p - S d) * m).

Lemma pool_length p m d : (d < p)%nat -> length (pool p m d) = (p * m)%nat.
Proof.
  intro h; unfold pool; rewrite !app_length, !repeat_length.
  replace p with (S d + (p - S d))%nat at 2 by lia; rewrite Nat.mul_add_distr_r; simpl; lia.
Qed.

Lemma nth_repeat_false a z : nth z (repeat false a) false = false.
Proof. apply nth_repeat. Qed.

Lemma pool_nth p m d z : nth z (pool p m d) false = true <-> (d * m <= z < d * m + m)%nat.
Proof.
  unfold pool; destruct (Nat.lt_ge_cases z (d * m)) as [h|h].
  { rewrite app_nth1, nth_repeat_false by (rewrite repeat_length; exact h); split; [discriminate|lia]. }
  rewrite app_nth2, repeat_length by (rewrite repeat_length; exact h).
  destruct (Nat.lt_ge_cases (z - d * m) m) as [h'|h'].
  - rewrite app_nth1 by (rewrite repeat_length; exact h').
    rewrite (nth_indep _ false true), nth_repeat by (rewrite repeat_length; exact h'); split; [lia|reflexivity].
  - rewrite app_nth2, repeat_length, nth_repeat_false by (rewrite repeat_length; exact h').
    split; [discriminate|lia].
Qed.

Lemma pool_ones p m d : ones (pool p m d) = m.
Proof.
  assert (hf : forall a l, ones (repeat false a ++ l) = ones l)
    by (intros a l; induction a as [|a IH]; simpl; [reflexivity|exact IH]).
  assert (ht : forall a l, ones (repeat true a ++ l) = (a + ones l)%nat)
    by (intros a l; induction a as [|a IH]; simpl; [reflexivity|rewrite IH; reflexivity]).
  unfold pool; rewrite hf, ht, <- (app_nil_r (repeat false _)), hf; simpl; lia.
Qed.

(** ** Deterministic: pools that are hit serve every matrix *)

(** For each output o and input d (from 1), each pair of signs and each interval, a neuron of
    pool d. *)
Definition pools_hit (eps_w w_max : R) (n p m : nat) (sample : list (list R)) : Prop :=
  forall o d (s t : bool) i, (1 <= o <= n)%nat -> (1 <= d <= p)%nat -> (1 <= i <= kk eps_w w_max)%nat ->
  exists v, (v < m)%nat /\
    hit (sgn s) (sgn t) (w_max * (2/3) ^ (i + 1)) (w_max * (2/3) ^ i)
      (view n o d (nth ((d - 1) * m + v) sample [])).

(** Both branches of every target weight (o, d) have a mask within r of neurons of pool d; what
    other outputs these neurons keep does not matter. *)
Definition fan_out_solved (eps_w w_max : R) (n p m : nat) (W : nat -> nat -> R) (sample : list (list R)) : Prop :=
  forall o d (s : bool), (1 <= o <= n)%nat -> (1 <= d <= p)%nat ->
  exists b, approximates (size (kk eps_w w_max)) (eps_w / 2) (sgn s) (W o d) (pool p m (d - 1))
              (map (view n o d) sample) b.

Theorem hit_pools_serve : forall (eps_w w_max : R) (n p m : nat) (sample : list (list R)),
  0 < eps_w < 2 * w_max -> length sample = (p * m)%nat ->
  pools_hit eps_w w_max n p m sample ->
  forall W, in_range w_max n p W -> fan_out_solved eps_w w_max n p m W sample.
Proof.
  intros eps_w w_max n p m sample [e1 e2] hl all W hW o d s ho hd.
  assert (len : ((d - 1) * m + m <= p * m)%nat).
  { rewrite Nat.add_comm; apply (Nat.mul_le_mono_r (S (d - 1)) p m); lia. }
  apply (mask_exists eps_w w_max e1 e2).
  - destruct s; auto.
  - apply Rabs_le; pose proof (hW o d ho hd); lra.
  - rewrite map_length, hl; apply pool_length; lia.
  - intros i hi.
    assert (ex : exists t, sgn s * sg (W o d) = sgn t).
    { destruct (sg_sign (W o d)) as [-> | ->], s;
        [exists true|exists false|exists false|exists true]; simpl; ring. }
    destruct ex as [t ->]; destruct (all o d s t i ho hd hi) as (v & hv & h).
    exists ((d - 1) * m + v)%nat; split; [apply pool_nth; lia|].
    rewrite (nth_indep _ [] (view n o d [])) by (rewrite map_length; lia).
    rewrite map_nth; exact h.
Qed.

(** ** Probability: a union bound over the events of a layer *)

(** No neuron of one pool is in A. *)
Lemma pool_missed (X : Type) (x0 : X) (P : law X) (A : X -> Prop) (c : R) (p m d : nat) :
  (d < p)%nat -> c <= lower P A ->
  upper (iid P (p * m)) (fun xs => forall v, (v < m)%nat -> ~ A (nth (d * m + v) xs x0)) <= (1 - c) ^ m.
Proof.
  intros hd hc; rewrite <- (pool_length p m d hd).
  eapply Rle_trans; [|eapply Rle_trans; [apply (pool_none X x0 P A (pool p m d))|]].
  - apply upper_mono; intros xs h z hz; apply pool_nth in hz.
    specialize (h (z - d * m)%nat ltac:(lia)).
    replace (d * m + (z - d * m))%nat with z in h by lia; exact h.
  - rewrite pool_ones; apply pow_incr; split; [apply upper_range|unfold lower in hc; lra].
Qed.

Theorem layer_hit : forall (P : law (list R)) (c eps_w w_max : R) (n p m : nat),
  (forall o d (s t : bool) i, (1 <= o <= n)%nat -> (1 <= d <= p)%nat -> (1 <= i <= kk eps_w w_max)%nat ->
     c <= lower P (fun z => hit (sgn s) (sgn t) (w_max * (2/3) ^ (i + 1)) (w_max * (2/3) ^ i) (view n o d z))) ->
  1 - INR (4 * kk eps_w w_max * (n * p)) * (1 - c) ^ m
    <= lower (iid P (p * m)) (pools_hit eps_w w_max n p m).
Proof.
  intros P c eps_w w_max n p m hP; set (k := kk eps_w w_max) in *.
  set (events := signed_events n p k).
  assert (len : length events = (4 * k * (n * p))%nat)
    by (unfold events, signed_events; rewrite !prod_length, !seq_length; simpl length; lia).
  set (x0 := ((0, 0), ((true, true), 0))%nat : (nat * nat) * ((bool * bool) * nat)).
  set (input := fun j => (snd (fst (nth j events x0)) - 1)%nat).
  unfold lower; apply Rplus_le_compat_l, Ropp_le_contravar; rewrite <- len.
  eapply Rle_trans; [|apply (@union_bound _ (iid P (p * m)) (length events) (fun j xs =>
    forall v, (v < m)%nat -> ~ signed_event w_max n (nth j events x0) (nth (input j * m + v) xs [])))].
  - apply upper_mono; intros xs no; apply NNPP; intro none; apply no; intros o d s t i ho hd hi.
    apply NNPP; intro h; apply none.
    assert (hin : In ((o, d), ((s, t), i)) events) by (apply in_signed_events; auto).
    apply In_nth with (d := x0) in hin as (j & hj & e); exists j; split; [exact hj|].
    intros v hv a; apply h; exists v; split; [exact hv|].
    unfold input in a; rewrite e in a; exact a.
  - intros j hj.
    assert (hin : In (nth j events x0) events) by (apply nth_In, hj).
    unfold input; destruct (nth j events x0) as [[o d] [[s t] i]].
    apply in_signed_events in hin as (ho & hd & hi).
    apply pool_missed; simpl fst; simpl snd; [lia|apply (hP o d s t i ho hd hi)].
Qed.

(** So one draw serves every matrix. *)
Theorem layer_served : forall (P : law (list R)) (c eps_w w_max : R) (n p m : nat),
  0 < eps_w < 2 * w_max ->
  (forall o d (s t : bool) i, (1 <= o <= n)%nat -> (1 <= d <= p)%nat -> (1 <= i <= kk eps_w w_max)%nat ->
     c <= lower P (fun z => hit (sgn s) (sgn t) (w_max * (2/3) ^ (i + 1)) (w_max * (2/3) ^ i) (view n o d z))) ->
  1 - INR (4 * kk eps_w w_max * (n * p)) * (1 - c) ^ m
    <= lower (iid P (p * m))
         (fun sample => forall W, in_range w_max n p W -> fan_out_solved eps_w w_max n p m W sample).
Proof.
  intros P c eps_w w_max n p m he hP.
  eapply Rle_trans; [apply (layer_hit P c eps_w w_max n p m hP)|].
  eapply sure_lower; [apply sure_iid|]; intros sample hs h; apply hit_pools_serve; auto.
Qed.

(** ** The count *)

(** m = ceil((1/c) ln(events l/delta)) with c = 1/(8k') and 4 k n_i n_{i-1} events. *)
Definition pool_count (eps_w w_max delta : R) (n p l : nat) : nat :=
  ceiling (8 * kp eps_w w_max * ln (4 * INR (kk eps_w w_max) * INR (n * p) * INR l / delta)).

Theorem pool_count_enough : forall (eps_w w_max delta : R) (n p l : nat),
  0 < eps_w < 2 * w_max -> 0 < delta -> (1 <= n)%nat -> (1 <= p)%nat -> (1 <= l)%nat ->
  INR (4 * kk eps_w w_max * (n * p)) * (1 - / (8 * kp eps_w w_max)) ^ pool_count eps_w w_max delta n p l
    <= delta / INR l.
Proof.
  intros eps_w w_max delta n p l [e1 e2] hd hn hp hl.
  pose proof (kk_pos eps_w w_max e1 e2) as hk; pose proof (kp_ge_1 eps_w w_max e1 e2) as h1.
  pose proof (eighth_range eps_w w_max e1 e2) as hc; unfold pool_count.
  set (k := kk eps_w w_max) in *; set (k' := kp eps_w w_max) in *.
  assert (l0 : 0 < INR l) by (apply lt_0_INR; lia).
  assert (k0 : 0 < INR k) by (apply lt_0_INR; lia).
  assert (n0 : 0 < INR (n * p)) by (apply lt_0_INR; nia).
  replace (INR (4 * k * (n * p))) with (4 * INR k * INR (n * p))
    by (rewrite (mult_INR (4 * k)), (mult_INR 4); simpl (INR 4); ring).
  set (E := 4 * INR k * INR (n * p)) in *.
  assert (E0 : 0 < E) by (unfold E; apply Rmult_lt_0_compat; lra).
  assert (q0 : 0 < E * INR l / delta) by (apply Rdiv_lt_0_compat; nra).
  set (m := ceiling (8 * k' * ln (E * INR l / delta))).
  apply Rle_trans with (E * / (E * INR l / delta)); [|right; field; lra].
  apply Rmult_le_compat_l; [lra|].
  eapply Rle_trans; [apply one_minus_pow_le; lra|].
  rewrite <- (exp_ln (/ (E * INR l / delta))) by (apply Rinv_0_lt_compat, q0).
  rewrite ln_Rinv by exact q0.
  assert (h : ln (E * INR l / delta) <= INR m * / (8 * k')).
  { apply Rmult_le_reg_r with (8 * k'); [lra|].
    rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
    rewrite Rmult_comm; apply ceiling_ge. }
  destruct (Rle_lt_or_eq_dec _ _ h) as [h'|h']; [left; apply exp_increasing; lra|rewrite h'; lra].
Qed.

(** ** The paper's law: a layer, and all layers, for every F *)

Theorem layer_every_F : forall (eps_w w_max delta : R) (n p l : nat),
  0 < eps_w < 2 * w_max -> 0 < delta -> (1 <= n)%nat -> (1 <= p)%nat -> (1 <= l)%nat ->
  let m := pool_count eps_w w_max delta n p l in
  1 - delta / INR l
    <= lower (iid (full_neuron (alpha eps_w w_max) (beta eps_w w_max) n p) (p * m))
         (fun sample => forall W, in_range w_max n p W -> fan_out_solved eps_w w_max n p m W sample).
Proof.
  intros eps_w w_max delta n p l he hd hn hp hl m.
  pose proof (pool_count_enough eps_w w_max delta n p l he hd hn hp hl) as hm; fold m in hm.
  eapply Rle_trans; [|apply (layer_served (full_neuron (alpha eps_w w_max) (beta eps_w w_max) n p)
    (/ (8 * kp eps_w w_max)) eps_w w_max n p m he)]; [lra|].
  intros o d s t i ho hd' hi.
  rewrite (view_lower _ _ n p o d (hit (sgn s) (sgn t)
             (w_max * (2/3) ^ (i + 1)) (w_max * (2/3) ^ i)) ho hd').
  apply interval_eighth; try tauto; apply sgn_sign.
Qed.

(** [widths]: the layers' (n_i, n_{i-1}). *)
Theorem fan_out_every_F :
  forall (eps_w w_max delta : R) (widths : list (nat * nat)),
    0 < eps_w < 2 * w_max -> 0 < delta -> widths <> [] ->
    (forall n p, In (n, p) widths -> (1 <= n)%nat /\ (1 <= p)%nat) ->
    let m n p := pool_count eps_w w_max delta n p (length widths) in
    let M n p := (p * m n p)%nat in
    1 - delta <= lower
      (prod_laws (map (fun np : nat * nat =>
         iid (full_neuron (alpha eps_w w_max) (beta eps_w w_max) (fst np) (snd np)) (M (fst np) (snd np))) widths))
      (fun samples => Forall2 (fun (np : nat * nat) sample =>
         forall W, in_range w_max (fst np) (snd np) W ->
           fan_out_solved eps_w w_max (fst np) (snd np) (m (fst np) (snd np)) W sample)
         widths samples).
Proof.
  intros eps_w w_max delta widths he hd hne hw m M.
  set (l := length widths) in *.
  assert (l0 : (1 <= l)%nat) by (unfold l; destruct widths; [congruence|simpl; lia]).
  assert (l1 : 0 < INR l) by (apply lt_0_INR; lia).
  eapply Rle_trans; [|apply (prod_laws_union
    (fun np : nat * nat =>
       iid (full_neuron (alpha eps_w w_max) (beta eps_w w_max) (fst np) (snd np)) (M (fst np) (snd np)))
    (fun (np : nat * nat) sample =>
       forall W, in_range w_max (fst np) (snd np) W ->
         fan_out_solved eps_w w_max (fst np) (snd np) (m (fst np) (snd np)) W sample)
    (fun _ => delta / INR l * INR 1) widths)].
  - rewrite (shares_total _ _ (fun _ => 1%nat)), (total_equal _ _ 1) by reflexivity.
    fold l; rewrite Nat.mul_1_r; right; field; lra.
  - intros [n p] h; destruct (hw n p h) as (hn & hp); simpl fst; simpl snd.
    eapply Rle_trans; [|apply (layer_every_F eps_w w_max delta n p l he hd hn hp l0)].
    right; change (INR 1) with 1; ring.
Qed.

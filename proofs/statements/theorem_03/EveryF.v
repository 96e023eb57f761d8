(** * Theorem 3's printed count is enough for every target network

    The printed proof counts 2k categories for a layer; there are 4k N_i events.  The printed
    M_i pays for all of them ([printed_count_every_sign], [layer_every_W]).
    The point is [theorem_03_every_F]: with the printed M_i and probability >= 1 - delta the
    sampled neurons serve every F with weights in [-w_max, w_max].  *)

(** The printed proof uses Lemma 29 with 2k categories for a layer.  There are 4k N_i events:
    k intervals, two signs of z_out and of z_in, and N_i = n_i n_{i-1} pairs (d, o), as a
    neuron's category depends on the pair looked at and either sign of a target weight may be
    wanted.  The printed M_i pays for all of them:

    - [printed_count_every_sign]: with M_i = ceil(16k'(N_i + ln(2 l k'/delta))), k' >= 1, every
      one of 4k N_i events of probability >= 1/(8k') happens for at least N_i neurons, with
      probability >= 1 - delta/l.  Lemma 29's constant 2 is 1/(1 - 1/e) there.

    - [layer_every_W]: these events for real, and by BatchHall.v (BatchLayer.v,
      [enough_is_solved]) all pieces of any matrix W served by different neurons;
    - [theorem_03_every_F]: all layers: with the printed M_i and probability >= 1 - delta the
      sampled neurons serve every F with weights in [-w_max, w_max]: |w* - w^+-| <= eps_w/2 on
      both branches.  So Theorem 3 needs no larger M_i and no fixed F, only k' >= 1, that is
      eps_w < 2 w_max, and an eps_w chosen beforehand.

    Not proved here: that masks within eps_w/2 give sup ||F - G^|| <= eps (Lemma 1, certificate). *)

From Coq Require Import Reals Lra Lia List Arith.
From Certify.coq Require Import Sums Probability Neuron.
From Certify.lemma_29 Require Import Lemma29.
From Certify.theorem_30 Require Import Intervals.
From Certify.batch_hall Require Import BatchLayer.
Import ListNotations.
Open Scope R_scope.

Lemma e_inverse : exp (- (1)) <= 3 / 8.
Proof.
  pose proof (exp_neg_quadratic (1 / 4) ltac:(lra)) as h.
  pose proof (exp_pos (- (1 / 4))) as p.
  replace (- (1)) with (- (1 / 4) + - (1 / 4) + (- (1 / 4) + - (1 / 4))) by field.
  rewrite !exp_plus; set (x := exp (- (1 / 4))) in *.
  assert (x1 : x <= 25 / 32) by lra.
  assert (x2 : x * x <= 625 / 1024) by nra.
  assert (x0 : 0 < x * x) by nra; nra.
Qed.

Lemma ln_2_le : ln 2 <= 8 / 11.
Proof.
  assert (h : 2 < exp (8 / 11)).
  { pose proof (exp_ineq1_le (1 / 11)) as h.
    replace (8 / 11) with ((1 / 11 + 1 / 11 + (1 / 11 + 1 / 11)) + (1 / 11 + 1 / 11 + (1 / 11 + 1 / 11))) by field.
    rewrite !exp_plus; set (x := exp (1 / 11)) in *.
    assert (x2 : 144 / 121 <= x * x) by nra.
    assert (x4 : 20736 / 14641 <= x * x * (x * x)) by nra; nra. }
  rewrite <- (ln_exp (8 / 11)); left; apply ln_increasing; lra.
Qed.

(** The room in 16 (derivation.py, steps "room" and "every F"). *)
Lemma room N L : 1 <= N -> ln 2 <= L -> N - 1 + (ln 2 + ln N) + L <= 2 * (1 - exp (- (1))) * (N + L).
Proof.
  intros hN hL; pose proof e_inverse as he; pose proof ln_2_le as h2.
  assert (p2 : 0 < ln 2) by (rewrite <- ln_1; apply ln_increasing; lra).
  pose proof (exp_ineq1_le (ln (N / 4))) as h; rewrite exp_ln in h by lra.
  assert (e : ln (N / 4) = ln N - 2 * ln 2).
  { unfold Rdiv; rewrite ln_mult, ln_Rinv by lra.
    replace 4 with (2 * 2) by ring; rewrite ln_mult by lra; ring. }
  assert (hq : 5 / 4 * (N + L) <= 2 * (1 - exp (- (1))) * (N + L)) by (apply Rmult_le_compat_r; lra).
  lra.
Qed.

Theorem printed_count_every_sign :
  forall (Sample : Type) (P : law Sample) (categories : list (Sample -> Prop)) (k N l : nat) (k' delta : R),
    1 <= k' -> INR k <= k' -> 0 < delta < 1 -> (1 <= N)%nat -> (1 <= l)%nat ->
    (length categories <= 4 * k * N)%nat ->
    (forall A, In A categories -> / (8 * k') <= lower P A) ->
    let M := ceiling (16 * k' * (INR N + ln (2 * INR l * k' / delta))) in
    1 - delta / INR l
      <= lower (iid P M) (fun X => forall A, In A categories -> (N <= count A X)%nat).
Proof.
  intros Sample P cats k N l k' delta h1 hk hd hN hl hlen hP M.
  apply le_INR in hN, hl; simpl in hN, hl.
  assert (d0 : 0 < delta / INR l) by (apply Rdiv_lt_0_compat; lra).
  destruct cats as [|A0 cats'].
  { rewrite iid_sure; [lra|]; intros X _ A []. }
  set (cats := A0 :: cats') in *.
  assert (c0 : 0 < INR (length cats)) by (apply lt_0_INR; simpl; lia).
  set (L := ln (2 * INR l * k' / delta)) in *.
  assert (hL : ln 2 <= L).
  { unfold L; destruct (Rle_lt_or_eq_dec 2 (2 * INR l * k' / delta)) as [h|h].
    - apply Rmult_le_reg_r with delta; [lra|]; unfold Rdiv; rewrite Rmult_assoc, Rinv_l by lra; nra.
    - left; apply ln_increasing; lra.
    - right; congruence. }
  eapply Rle_trans.
  - apply (lemma_29_158 Sample P (fun j => nth j cats A0) (length cats) N M (/ (8 * k')) (delta / INR l)); auto.
    + apply Rinv_0_lt_compat; lra.
    + intros j hj; apply hP, nth_In, hj.
    + assert (q0 : 0 < 1 - exp (- (1))) by (pose proof e_inverse; lra).
      apply Rle_trans with (16 * k' * (INR N + L)); [|apply ceiling_ge].
      assert (hK : ln (INR (length cats) / (delta / INR l)) <= ln 2 + ln (INR N) + L).
      { apply le_INR in hlen; rewrite !mult_INR in hlen; replace (INR 4) with 4 in hlen by (simpl; ring).
        replace (ln 2 + ln (INR N) + L) with (ln (2 * INR N * (2 * INR l * k' / delta))).
        2: { assert (0 < 2 * INR l * k' / delta) by (apply Rdiv_lt_0_compat; nra).
             rewrite !ln_mult by nra; reflexivity. }
        assert (hle : INR (length cats) / (delta / INR l) <= 2 * INR N * (2 * INR l * k' / delta)).
        { replace (INR (length cats) / (delta / INR l)) with (INR (length cats) * (INR l / delta)) by (field; lra).
          replace (2 * INR N * (2 * INR l * k' / delta)) with (4 * k' * INR N * (INR l / delta)) by (field; lra).
          apply Rmult_le_compat_r; [left; apply Rdiv_lt_0_compat; lra|].
          assert (INR k * INR N <= k' * INR N) by (apply Rmult_le_compat_r; lra); lra. }
        assert (hp : 0 < INR (length cats) / (delta / INR l)) by (apply Rdiv_lt_0_compat; lra).
        destruct hle as [hle| ->]; [left; apply ln_increasing; lra|lra]. }
      pose proof (room (INR N) L hN hL) as hr.
      replace (/ (1 - exp (- (1))) / / (8 * k') * (INR N - 1 + ln (INR (length cats) / (delta / INR l))))
        with (8 * k' * (INR N - 1 + ln (INR (length cats) / (delta / INR l))) / (1 - exp (- (1)))) by (field; lra).
      apply Rmult_le_reg_r with (1 - exp (- (1))); [exact q0|].
      unfold Rdiv at 1; rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
      assert (0 < 8 * k') by lra.
      apply Rle_trans with (8 * k' * (2 * (1 - exp (- (1))) * (INR N + L))); [|right; ring].
      apply Rmult_le_compat_l; lra.
  - apply lower_mono; intros X h A hA; apply In_nth with (d := A0) in hA as (j & hj & <-).
    apply h, hj.
Qed.

(** ** The events of a layer, whatever its matrix *)

(** The pair of a neuron at (o, d) has the signs s, t and its product in the i-th interval. *)
Definition signed_event (w_max : R) (n : nat) (x : (nat * nat) * ((bool * bool) * nat)) (z : list R) : Prop :=
  hit (sgn (fst (fst (snd x)))) (sgn (snd (fst (snd x))))
    (w_max * (2/3) ^ (snd (snd x) + 1)) (w_max * (2/3) ^ (snd (snd x)))
    (view n (fst (fst x)) (snd (fst x)) z).

Definition signed_events (n q k : nat) : list ((nat * nat) * ((bool * bool) * nat)) :=
  list_prod (list_prod (seq 1 n) (seq 1 q))
    (list_prod (list_prod [true; false] [true; false]) (seq 1 k)).

Lemma in_signed_events n q k o d s t i : In ((o, d), ((s, t), i)) (signed_events n q k) <->
  (1 <= o <= n)%nat /\ (1 <= d <= q)%nat /\ (1 <= i <= k)%nat.
Proof.
  unfold signed_events; rewrite !in_prod_iff, !in_seq.
  assert (hs : forall b, In b [true; false]) by (intros []; simpl; auto).
  pose proof (hs s); pose proof (hs t).
  split; [intros (h1 & h2)|intros (h1 & h2 & h3)]; repeat split; try lia; assumption.
Qed.

Definition in_range (w_max : R) (n q : nat) (W : nat -> nat -> R) : Prop :=
  forall o d, (1 <= o <= n)%nat -> (1 <= d <= q)%nat -> - w_max <= W o d <= w_max.

Theorem layer_every_W :
  forall (eps_w w_max delta : R) (n q l : nat),
    0 < eps_w < 2 * w_max -> 0 < delta < 1 -> (1 <= n)%nat -> (1 <= q)%nat -> (1 <= l)%nat ->
    let k' := kp eps_w w_max in
    let M := ceiling (16 * k' * (INR (n * q) + ln (2 * INR l * k' / delta))) in
    1 - delta / INR l
      <= lower (iid (full_neuron (alpha eps_w w_max) (beta eps_w w_max) n q) M)
           (fun sample => forall W, in_range w_max n q W -> batch_solved eps_w w_max n q W sample).
Proof.
  intros eps_w w_max delta n q l he hd hn hq hl k' M.
  set (k := kk eps_w w_max).
  pose proof (kp_ge_1 eps_w w_max (proj1 he) (proj2 he)) as h1.
  eapply Rle_trans.
  - apply (printed_count_every_sign (list R) (full_neuron (alpha eps_w w_max) (beta eps_w w_max) n q)
      (map (signed_event w_max n) (signed_events n q k)) k (n * q) l k' delta); auto; try nia.
    + apply kk_le_kp; tauto.
    + rewrite map_length; unfold signed_events; rewrite !prod_length, !seq_length; simpl length; lia.
    + intros A hA; apply in_map_iff in hA as ([[o d] [[s t] i]] & <- & hin).
      apply in_signed_events in hin as (ho & hd' & hi); unfold signed_event; simpl fst; simpl snd.
      rewrite (view_lower _ _ n q o d (hit (sgn s) (sgn t)
                 (w_max * (2/3) ^ (i + 1)) (w_max * (2/3) ^ i)) ho hd').
      apply interval_eighth; try tauto; unfold sgn; [destruct s|destruct t]; auto.
  - apply lower_mono; intros X h W hW.
    apply (enough_is_solved eps_w w_max he n q W hn hq hW).
    intros [o d] [s i] hin; apply (in_pieces eps_w w_max n q hn hq) in hin as (ho & hd' & hi).
    unfold fits_piece; simpl fst; simpl snd.
    assert (ex : exists t, sgn s * sg (W o d) = sgn t).
    { destruct (sg_sign (W o d)) as [-> | ->], s;
        [exists true|exists false|exists false|exists true]; simpl; ring. }
    destruct ex as [t et].
    rewrite et.
    assert (hev : In ((o, d), ((s, t), i)) (signed_events n q k)) by (apply in_signed_events; auto).
    exact (h (signed_event w_max n ((o, d), ((s, t), i))) (in_map _ _ _ hev)).
Qed.

(** [widths]: the layers' (n_i, n_{i-1}). *)
Theorem theorem_03_every_F :
  forall (eps_w w_max delta : R) (widths : list (nat * nat)),
    0 < eps_w < 2 * w_max -> 0 < delta < 1 -> widths <> [] ->
    (forall n q, In (n, q) widths -> (1 <= n)%nat /\ (1 <= q)%nat) ->
    let k' := kp eps_w w_max in
    let l := length widths in
    let M n q := ceiling (16 * k' * (INR (n * q) + ln (2 * INR l * k' / delta))) in
    1 - delta <= lower
      (prod_laws (map (fun nq : nat * nat =>
         iid (full_neuron (alpha eps_w w_max) (beta eps_w w_max) (fst nq) (snd nq)) (M (fst nq) (snd nq))) widths))
      (fun samples => Forall2 (fun (nq : nat * nat) sample =>
         forall W, in_range w_max (fst nq) (snd nq) W -> batch_solved eps_w w_max (fst nq) (snd nq) W sample)
         widths samples).
Proof.
  intros eps_w w_max delta widths he hd hne hw k' l M.
  assert (l0 : (1 <= l)%nat) by (unfold l; destruct widths; [congruence|simpl; lia]).
  assert (l1 : 0 < INR l) by (apply lt_0_INR; lia).
  eapply Rle_trans; [|apply (prod_laws_union
    (fun nq : nat * nat =>
       iid (full_neuron (alpha eps_w w_max) (beta eps_w w_max) (fst nq) (snd nq)) (M (fst nq) (snd nq)))
    (fun (nq : nat * nat) sample =>
       forall W, in_range w_max (fst nq) (snd nq) W -> batch_solved eps_w w_max (fst nq) (snd nq) W sample)
    (fun _ => delta / INR l * INR 1) widths)].
  - rewrite (shares_total _ _ (fun _ => 1%nat)).
    replace (fold_right Nat.add 0%nat (map (fun _ => 1%nat) widths)) with l.
    + right; field; lra.
    + unfold l; clear; induction widths as [|x t IH]; simpl; [reflexivity|rewrite IH; reflexivity].
  - intros [n q] h; destruct (hw n q h) as (hn & hq); simpl fst; simpl snd.
    eapply Rle_trans; [|apply (layer_every_W eps_w w_max delta n q l he hd hn hq l0)].
    right; change (INR 1) with 1; ring.
Qed.

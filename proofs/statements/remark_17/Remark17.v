(** * Remark 17: how many random Boolean weights hold every target weight

    G has r fair bits for each of N target weights; a mask keeps some of the r and is to give
    the target weight as their disjunction (of Heaviside neurons).

    - [all_held]: the probability that every Boolean target network is held by one draw is
      exactly (1 - 2^{-r})^N; for r = 2 that is (3/4)^N ([twice]);
    - [remark_17_repaired]: r = ceil(log2 (N/delta)) makes it at least 1 - delta. *)

From Coq Require Import Reals Lra Lia List Bool.
From Certify.coq Require Import Probability.
Import ListNotations.
Open Scope R_scope.

(** A fair bit. *)
Definition bit : law bool.
Proof.
  refine (Law (fun f => / 2 * f true + / 2 * f false) _ _ _ _).
  - intro; field.
  - intros f g _ _ h; pose proof (h true); pose proof (h false); lra.
  - intros; lra.
  - intros; lra.
Defined.

(** What the neurons kept by a mask compute. *)
Definition kept_or (mask row : list bool) : bool := existsb (fun p => fst p && snd p) (combine mask row).

Definition holds (row : list bool) (target : bool) : Prop :=
  exists mask, length mask = length row /\ kept_or mask row = target.

(** Every target network of N Boolean weights is held at once. *)
Definition holds_all (rows : list (list bool)) : Prop :=
  forall targets, length targets = length rows -> Forall2 holds rows targets.

Lemma holds_false row : holds row false.
Proof.
  exists (map (fun _ => false) row); split; [apply map_length|].
  unfold kept_or; induction row as [|x row IH]; [reflexivity|exact IH].
Qed.

Lemma kept_or_in : forall mask row, kept_or mask row = true -> In true row.
Proof.
  induction mask as [|m mask IH]; intros [|x row] h; try discriminate.
  unfold kept_or in h; simpl in h; apply orb_true_iff in h as [h|h].
  - apply andb_true_iff in h as [_ ->]; left; reflexivity.
  - right; apply IH, h.
Qed.

Lemma holds_true row : holds row true <-> In true row.
Proof.
  split.
  - intros (mask & _ & h); apply (kept_or_in mask), h.
  - intro h; exists row; split; [reflexivity|].
    unfold kept_or; induction row as [|x row IH]; [destruct h|].
    destruct x; [reflexivity|]; destruct h as [h|h]; [discriminate|apply IH, h].
Qed.

Lemma holds_all_iff rows : holds_all rows <-> forall row, In row rows -> In true row.
Proof.
  split.
  - intros h row hr; apply holds_true.
    assert (g := h (map (fun _ => true) rows) ltac:(apply map_length)); clear h.
    induction rows as [|x rows IH]; [destruct hr|].
    inversion g; subst; destruct hr as [->|hr]; [assumption|apply IH; assumption].
  - intros h targets; revert targets; induction rows as [|x rows IH]; intros [|t ts] e; try discriminate.
    + constructor.
    + constructor; [|apply IH; [intros; apply h; right; assumption|injection e; auto]].
      destruct t; [apply holds_true, h; left; reflexivity|apply holds_false].
Qed.

Lemma bit_additive : additive bit.
Proof. intros f g _ _; simpl; ring. Qed.

Lemma complement (S : Type) (L : law S) (A : S -> Prop) : additive L ->
  upper L (fun x => ~ A x) = 1 - upper L A.
Proof.
  intro h; unfold upper.
  assert (e : L (fun x => ind (~ A x)) + L (fun x => ind (A x)) = 1); [|lra].
  rewrite <- h by auto with bounded; rewrite <- (mean_const L 1).
  apply mean_ext; [auto with bounded|]; intro x; rewrite ind_not; ring.
Qed.

Lemma upper_ext (S : Type) (L : law S) (A B : S -> Prop) :
  (forall x, A x <-> B x) -> upper L A = upper L B.
Proof.
  intro h; apply mean_ext; [auto with bounded|]; intro x.
  apply Rle_antisym; apply ind_le, h.
Qed.

Lemma row_misses r : upper (iid bit r) (fun row => ~ In true row) = (1 / 2) ^ r.
Proof.
  transitivity (upper (iid bit r) (fun row => forall x, In x row -> ~ x = true)).
  - apply upper_ext; intro row; split; [intros h x hx ->; contradiction|intros h g; apply (h true g eq_refl)].
  - rewrite (iid_none bit r (fun x => x = true)); f_equal.
    unfold upper; simpl; rewrite ind_false, ind_true; [field|discriminate|tauto].
Qed.

Theorem all_held : forall N r : nat,
  upper (iid (iid bit r) N) holds_all = (1 - (1 / 2) ^ r) ^ N /\
  lower (iid (iid bit r) N) holds_all = (1 - (1 / 2) ^ r) ^ N.
Proof.
  intros N r.
  assert (ar : additive (iid bit r)) by apply iid_additive, bit_additive.
  assert (h : upper (iid (iid bit r) N) holds_all = (1 - (1 / 2) ^ r) ^ N).
  { transitivity (upper (iid (iid bit r) N) (fun rows => forall row, In row rows -> ~ ~ In true row)).
    - apply upper_ext; intro rows; rewrite holds_all_iff; split; intros g row hr.
      + specialize (g row hr); tauto.
      + specialize (g row hr).
        destruct (in_dec bool_dec true row) as [i|n]; [exact i|destruct (g n)].
    - rewrite (iid_none (iid bit r) N (fun row => ~ In true row)); f_equal.
      rewrite (complement _ _ (fun row => ~ In true row) ar), row_misses; reflexivity. }
  split; [exact h|].
  unfold lower; rewrite (complement _ _ holds_all) by (apply iid_additive, ar); rewrite h; ring.
Qed.

Example twice N : lower (iid (iid bit 2) N) holds_all = (3 / 4) ^ N.
Proof. rewrite (proj2 (all_held N 2)); f_equal; field. Qed.

Lemma bernoulli x N : 0 <= x <= 1 -> 1 - INR N * x <= (1 - x) ^ N.
Proof.
  intro h; induction N as [|N IH]; [simpl; lra|].
  rewrite S_INR; simpl.
  assert (p : 0 <= INR N * (x * x)) by (pose proof (pos_INR N); nra).
  assert (g : (1 - x) * (1 - INR N * x) <= (1 - x) * (1 - x) ^ N) by (apply Rmult_le_compat_l; lra).
  nra.
Qed.

Theorem remark_17_repaired : forall (N : nat) (delta : R), (1 <= N)%nat -> 0 < delta ->
  let r := ceiling (ln (INR N / delta) / ln 2) in
  1 - delta <= lower (iid (iid bit r) N) holds_all.
Proof.
  intros N delta hN hd r; rewrite (proj2 (all_held N r)).
  apply (le_INR 1) in hN; simpl in hN.
  assert (l2 : 0 < ln 2) by (rewrite <- ln_1; apply ln_increasing; lra).
  assert (p : 0 < (1 / 2) ^ r) by (apply pow_lt; lra).
  assert (p1 : (1 / 2) ^ r <= 1) by (apply Rle_trans with (1 ^ r); [apply pow_incr; lra|rewrite pow1; lra]).
  eapply Rle_trans; [|apply bernoulli; lra].
  assert (q : 0 < INR N / delta) by (apply Rdiv_lt_0_compat; lra).
  assert (h : INR N / delta <= 2 ^ r).
  { pose proof (ceiling_ge (ln (INR N / delta) / ln 2)) as hr; fold r in hr.
    apply Rmult_le_compat_r with (r := ln 2) in hr; [|lra].
    unfold Rdiv at 1 in hr; rewrite Rmult_assoc, Rinv_l, Rmult_1_r in hr by lra.
    rewrite <- (exp_ln (INR N / delta)) by exact q.
    rewrite <- (exp_ln (2 ^ r)) by (apply pow_lt; lra).
    rewrite <- Rpower_pow by lra; unfold Rpower; rewrite ln_exp.
    destruct hr as [hr|hr]; [left; apply exp_increasing, hr|right; f_equal; exact hr]. }
  assert (i : (1 / 2) ^ r * 2 ^ r = 1) by (rewrite <- Rpow_mult_distr; replace (1 / 2 * 2) with 1 by field; apply pow1).
  assert (h' : INR N <= delta * 2 ^ r).
  { apply Rmult_le_compat_r with (r := delta) in h; [|lra].
    unfold Rdiv in h; rewrite Rmult_assoc, Rinv_l in h by lra; lra. }
  assert (g : (1 / 2) ^ r * INR N <= (1 / 2) ^ r * (delta * 2 ^ r)) by (apply Rmult_le_compat_l; lra).
  replace ((1 / 2) ^ r * (delta * 2 ^ r)) with (delta * ((1 / 2) ^ r * 2 ^ r)) in g by ring.
  rewrite i in g; lra.
Qed.

Theorem remark_17_chance : forall (N : nat) (delta : R), (1 <= N)%nat -> 0 < delta ->
  let r := ceiling (ln (INR N / delta) / ln 2) in
  1 - delta <= (1 - (1 / 2) ^ r) ^ N.
Proof.
  intros N delta hN hd r; rewrite <- (proj2 (all_held N r)); apply remark_17_repaired; assumption.
Qed.

(** * Where the suprema come from: boxes, balls, norms

    A bound on the input of every layer of F, over the whole domain.  [box_network]: a box
    carried through the layers by interval arithmetic; [box_sup] the bound that it gives.
    [ball_layer], [ball_sup]: the same from a ball |x|_2 <= r.  [norm_propagation]: a bound
    carried by the norms of the weight matrices.
    The point is [box_network], with [domain_propagation] for one neuron.  *)

From Coq Require Import Reals Lra Lia List Bool Arith.
From Certify.coq Require Import Linear.
From Certify.certificate Require Import Gadget PrunedNetwork.
Import ListNotations.
Open Scope R_scope.

Theorem domain_propagation : forall (m : nat) (w lo hi y : vec) (b : R),
  (forall d, (d < m)%nat -> lo d <= y d <= hi d) ->
  sum m (fun d => Rmax (w d) 0 * lo d + Rmin (w d) 0 * hi d) + b
  <= sum m (fun d => w d * y d) + b
  <= sum m (fun d => Rmax (w d) 0 * hi d + Rmin (w d) 0 * lo d) + b.
Proof.
  intros m w lo hi y b H.
  assert (E : forall d, (d < m)%nat ->
    Rmax (w d) 0 * lo d + Rmin (w d) 0 * hi d <= w d * y d
    <= Rmax (w d) 0 * hi d + Rmin (w d) 0 * lo d).
  { intros d Hd. specialize (H d Hd). destruct (Rle_dec 0 (w d)).
    - rewrite Rmax_left, Rmin_right by lra. nra.
    - rewrite Rmax_right, Rmin_left by lra. nra. }
  split; apply Rplus_le_compat_r, sum_le; intros d Hd; apply E, Hd.
Qed.

(** The two forms in which the ends are computed. *)
Lemma interval_forms w lo hi :
  Rmax w 0 * lo + Rmin w 0 * hi = (if Rle_dec 0 w then w * lo else w * hi) /\
  Rmax w 0 * lo + Rmin w 0 * hi = (w * (lo + hi) - Rabs w * (hi - lo)) / 2.
Proof.
  destruct (Rle_dec 0 w).
  - rewrite Rmax_left, Rmin_right, Rabs_pos_eq by lra. lra.
  - rewrite Rmax_right, Rmin_left, Rabs_left by lra. lra.
Qed.

Definition in_box (n : nat) (lo hi y : vec) : Prop :=
  forall d, (d < n)%nat -> lo d <= y d <= hi d.

(** A box carried through a layer of F.  The new ends may be rounded outward, or
    replaced by the rational enclosures of the activation below. *)
Definition box_step (L : layer) (lo hi lo' hi' : vec) : Prop :=
  forall o, (o < n_out L)%nat ->
    lo' o <= act L (sum (cols L) (fun d => Rmax (W L o d) 0 * with_unit L lo d
                                         + Rmin (W L o d) 0 * with_unit L hi d)) /\
    act L (sum (cols L) (fun d => Rmax (W L o d) 0 * with_unit L hi d
                                + Rmin (W L o d) 0 * with_unit L lo d)) <= hi' o.

Lemma with_unit_in_box L lo hi y :
  in_box (n_in L) lo hi y -> in_box (cols L) (with_unit L lo) (with_unit L hi) (with_unit L y).
Proof.
  intros H d _. unfold with_unit. destruct (Nat.ltb_spec d (n_in L)); [now apply H|lra].
Qed.

Lemma box_layer L lo hi lo' hi' y :
  increasing (act L) -> box_step L lo hi lo' hi' ->
  in_box (n_in L) lo hi y -> in_box (n_out L) lo' hi' (F_layer L y).
Proof.
  intros Hinc Hstep Hy o Ho. destruct (Hstep o Ho) as [Hlo Hhi].
  pose proof (domain_propagation (cols L) (W L o) _ _ _ 0 (with_unit_in_box L lo hi y Hy)) as P.
  rewrite !Rplus_0_r in P. split.
  - eapply Rle_trans; [exact Hlo|]. apply Hinc, P.
  - eapply Rle_trans; [|exact Hhi]. apply Hinc, P.
Qed.

(** From layer k on: k = 0 for a box, 1 for a ball. *)
Theorem box_network : forall (n0 : nat) (X : vec -> Prop) (lo hi : nat -> vec) (net : network) (k : nat),
  (forall pre post, net = pre ++ post -> length pre = k ->
     forall x, X x -> in_box (width n0 pre) (lo k) (hi k) (F pre x)) ->
  (forall pre L post, net = pre ++ L :: post -> (k <= length pre)%nat ->
     n_in L = width n0 pre /\ increasing (act L) /\
     box_step L (lo (length pre)) (hi (length pre)) (lo (S (length pre))) (hi (S (length pre)))) ->
  forall x, X x -> forall pre post, net = pre ++ post -> (k <= length pre)%nat ->
  in_box (width n0 pre) (lo (length pre)) (hi (length pre)) (F pre x).
Proof.
  intros n0 X lo hi net k H0 Hnet x Hx pre.
  induction pre as [|L pre IH] using rev_ind; intros post E Hk.
  - simpl in *. assert (k = 0%nat) as -> by lia. now apply (H0 [] post).
  - destruct (Nat.eq_dec (length (pre ++ [L])) k) as [Ek|Nk].
    { rewrite Ek. now apply (H0 _ post). }
    rewrite app_length in *. simpl in Hk, Nk |- *.
    rewrite <- app_assoc in E. simpl in E.
    destruct (Hnet _ _ _ E ltac:(lia)) as (Hn & Hinc & Hstep).
    specialize (IH _ E ltac:(lia)). rewrite Nat.add_comm.
    unfold width, F in *. rewrite !fold_left_app.
    simpl. apply box_layer with (lo (length pre)) (hi (length pre)); auto. now rewrite Hn.
Qed.

(** A supremum from a box, and from a ball |x|_2 <= r. *)
Theorem box_norm : forall n lo hi y, in_box n lo hi y ->
  sq n y <= sum n (fun d => Rmax (lo d * lo d) (hi d * hi d)).
Proof.
  intros n lo hi y H. apply sum_le. intros d Hd. specialize (H d Hd).
  pose proof (Rmax_l (lo d * lo d) (hi d * hi d)). pose proof (Rmax_r (lo d * lo d) (hi d * hi d)).
  destruct (Rle_dec 0 (y d)); nra.
Qed.

(** The square of |(y, 1)|_2. *)
Lemma sq_with_unit L y :
  sq (cols L) (with_unit L y) = sq (n_in L) y + (if has_bias L then 1 else 0).
Proof.
  assert (E : sum (n_in L) (fun d => with_unit L y d * with_unit L y d) = sq (n_in L) y).
  { apply sum_ext. intros d Hd. unfold with_unit.
    now replace (d <? n_in L) with true by (symmetry; now apply Nat.ltb_lt). }
  unfold cols. destruct (has_bias L).
  - unfold sq at 1; simpl. rewrite E. unfold with_unit. rewrite Nat.ltb_irrefl. ring.
  - unfold sq at 1. rewrite E. ring.
Qed.

(** In plain words: W y + b. *)
Lemma affine_with_bias L y o : has_bias L = true ->
  mulmv (cols L) (W L) (with_unit L y) o
  = sum (n_in L) (fun d => W L o d * y d) + W L o (n_in L).
Proof.
  intros H. unfold cols, mulmv. rewrite H. simpl. f_equal.
  - apply sum_ext. intros d Hd. unfold with_unit.
    now replace (d <? n_in L) with true by (symmetry; now apply Nat.ltb_lt).
  - unfold with_unit. now rewrite Nat.ltb_irrefl, Rmult_1_r.
Qed.

Lemma affine_without_bias L y o : has_bias L = false ->
  mulmv (cols L) (W L) (with_unit L y) o = sum (n_in L) (fun d => W L o d * y d).
Proof.
  intros H. unfold cols, mulmv. rewrite H. apply sum_ext. intros d Hd.
  unfold with_unit. now replace (d <? n_in L) with true by (symmetry; now apply Nat.ltb_lt).
Qed.

Corollary box_sup : forall (L : layer) lo hi y s, 0 <= s ->
  in_box (n_in L) lo hi y ->
  sum (n_in L) (fun d => Rmax (lo d * lo d) (hi d * hi d)) + (if has_bias L then 1 else 0) <= s * s ->
  norm (cols L) (with_unit L y) <= s.
Proof.
  intros L lo hi y s Hs H E. apply norm_le; [exact Hs|]. rewrite sq_with_unit.
  pose proof (box_norm _ _ _ _ H). lra.
Qed.

Corollary ball_sup : forall (L : layer) y r s, 0 <= s ->
  norm (n_in L) y <= r ->
  r * r + (if has_bias L then 1 else 0) <= s * s ->
  norm (cols L) (with_unit L y) <= s.
Proof.
  intros L y r s Hs H E. apply norm_le; [exact Hs|]. rewrite sq_with_unit.
  apply norm_le_inv in H. lra.
Qed.

(** On a ball, |<w, y>| <= |w|_2 r. *)
Lemma ball_propagation m w y r :
  norm m y <= r -> Rabs (dot m w y) <= norm m w * r.
Proof.
  intros H. pose proof (norm_nonneg m w) as Hw. pose proof (norm_nonneg m y) as Hy.
  assert (P : forall z, norm m z = norm m y -> dot m w z <= norm m w * r).
  { intros z Hz. eapply Rle_trans; [apply cauchy_schwarz|]. rewrite Hz. nra. }
  apply Rabs_le. split; [|now apply P].
  replace (dot m w y) with (- dot m w (fun d => - y d)).
  - apply Ropp_le_contravar, P. unfold norm, sq. f_equal. apply sum_ext; intros; ring.
  - unfold dot. rewrite <- (Rmult_1_l (sum m (fun i => w i * - y i))), Ropp_mult_distr_l,
      <- sum_scal. apply sum_ext; intros; ring.
Qed.

(** The box after the first layer, from a ball; q o is any upper bound of |w_o|_2. *)
Theorem ball_layer : forall (L : layer) (y : vec) (r : R) (q lo' hi' : vec),
  increasing (act L) -> 0 <= r ->
  (forall o, (o < n_out L)%nat -> norm (n_in L) (W L o) <= q o) ->
  (forall o, (o < n_out L)%nat ->
     let b := if has_bias L then W L o (n_in L) else 0 in
     lo' o <= act L (b - r * q o) /\ act L (b + r * q o) <= hi' o) ->
  norm (n_in L) y <= r ->
  in_box (n_out L) lo' hi' (F_layer L y).
Proof.
  intros L y r q lo' hi' Hinc Hr Hq Hends Hy o Ho.
  destruct (Hends o Ho) as [Hlo Hhi]. specialize (Hq o Ho).
  pose proof (ball_propagation (n_in L) (W L o) y r Hy) as P.
  assert (Q : Rabs (dot (n_in L) (W L o) y) <= r * q o) by nra.
  apply Rabs_le_inv in Q.
  assert (E : mulmv (cols L) (W L) (with_unit L y) o
    = dot (n_in L) (W L o) y + if has_bias L then W L o (n_in L) else 0).
  { destruct (has_bias L) eqn:B.
    - now rewrite affine_with_bias.
    - rewrite affine_without_bias by exact B. unfold dot. ring. }
  unfold F_layer. rewrite E. split.
  - eapply Rle_trans; [exact Hlo|]. apply Hinc. lra.
  - eapply Rle_trans; [|exact Hhi]. apply Hinc. lra.
Qed.

(** A supremum carried by norms: |F_i(x)|_2 <= lambda c S + sqrt(n_i) |sigma(0)|, when c
    bounds [W* | b] and S the layer's input. *)
Theorem norm_propagation : forall (L : layer) y c s,
  lipschitz (act L) (lam L) ->
  op_bound (n_out L) (cols L) (W L) c ->
  norm (cols L) (with_unit L y) <= s ->
  norm (n_out L) (F_layer L y) <= lam L * (c * s) + sqrt (INR (n_out L)) * Rabs (act L 0).
Proof.
  intros L y c s HL [Hc H] Hs. pose proof (lipschitz_nonneg _ _ HL) as Hl.
  set (p := mulmv (cols L) (W L) (with_unit L y)) in *.
  rewrite (norm_ext (n_out L) (F_layer L y)
    (fun o => (act L (p o) - act L ((fun _ => 0) o)) + (fun _ => act L 0) o))
    by (intros; unfold F_layer, p; ring).
  eapply Rle_trans; [apply minkowski|]. apply Rplus_le_compat.
  - eapply Rle_trans; [apply (norm_lipschitz _ _ _ p (fun _ => 0) HL)|].
    apply Rmult_le_compat_l; [exact Hl|].
    rewrite (norm_ext _ _ p) by (intros; unfold vsub; ring).
    eapply Rle_trans; [apply H|]. now apply Rmult_le_compat_l.
  - apply norm_max; [apply Rabs_pos|]. intros; lra.
Qed.

(** * Theorem 30 (ReLU sampling bound #2), for a fixed target network

    The paper's sentence: "Theorem 3 holds simultaneously also with
    M_i = ceil(2k'(n_i n_{i-1} + 4 max{n_i, n_{i-1}} ln(2k'N* /delta)))".

    Proved, for a fixed F with 0 < eps_w < 2 w_max (else the empty masks do):
    - [signed_product]: Step 1.  For a neuron with z_out, z_in sampled from p_w, the right
      signs and |z_out z_in| in an interval inside [alpha', beta'] have at least an eighth
      of the interval's probability under one log-uniform sample;
    - [interval_eighth]: each interval of the decomposition has probability >= 1/(8k');
    - [pool_solved]: Algorithm 1's inner loop.  One pool of T neurons serves its target
      weights one after the other, each by neurons that no earlier one has used.  What is
      used depends on the samples: the proof conditions on the past, so nothing about
      independence of recycled samples is assumed.  Stated for any sampler that hits each
      interval with probability >= c, for any m with k (1-c)^m <= delta_w;
    - [theorem_30_sampling]: all pools of all layers, by the union bound over the 2N*
      branches: with probability >= 1 - delta every target weight w* has its w^+ and w^-,
      each within eps_w/2, no neuron used twice, each of at most [size k] neurons: k, and
      for k >= 3 only k - 1 (Lemma09, [greedy_state_23]);
    - [theorem_30_count]: the printed M_i is enough for the pools of layer i, whether
      |K| <= k is used (refills 2k(min - 1)) or the printed count m max + 2(k-1) n_i n_{i-1},
      and although max * ceil(8k' ln(k'/delta_w)) may exceed max * 8k' ln(k'/delta_w);
    - [printed_pool_count]: for k >= 3 the printed m + 2(k-1) n_{i-1} is enough for a pool;
      (for k <= 2 it is not what the algorithm needs: Algorithm1, [printed_count_witness]);
    - [theorem_30_layers], [theorem_30]: both together, for pools, and for the matrices of a
      network cut into pools by Algorithm 1's (repaired) indices ([pools_cover]).

    Hypotheses the paper does not state: eps_w < 2 w_max (used for k >= 1; beyond it no
    neuron is needed), and a fixed F.

    The refill after the last target weight of a pool (line 31 does it too) serves nothing
    and is not counted.

    How a pool is modelled: for its d-th target weight it has, for every neuron, the pair
    (z_out, z_in) of weights at that target weight's output and input; all pairs are
    independent.  That is what "no input weight and no output weight is used for more than
    one target weight" gives (algorithm_1/Algorithm1.v): the pairs of one neuron have no
    weight in common, and different pools have different neurons.

    Not proved here: that |w* - w^+-| <= eps_w/2 gives sup ||F - G^|| <= eps (Lemma 1 and
    the ReLU gadget; other rooms).  Not true in general: the quantifier "for any target
    network F" of Theorem 3; the pools of Algorithm 1 depend on F, so delta is for one F. *)

From Coq Require Import Reals Lra Lia List Psatz Classical_Prop Arith Bool.
From Certify.coq Require Import Probability.
From Certify.lemma_09 Require Import Lemma09.
From Certify.lemma_28 Require Import Lemma28.
From Certify.algorithm_1 Require Import Algorithm1.
Import ListNotations.
Open Scope R_scope.

(** ** Step 1: one neuron *)

(** A neuron, as one target weight sees it: [z_out; z_in]. *)
Definition z_out (z : list R) : R := nth 0 z 0.
Definition z_in (z : list R) : R := nth 1 z 0.

(** p_w on [-beta, -alpha] u [alpha, beta]; both weights of a neuron. *)
Definition p_w (alpha beta : R) : law R := symmetric (loguniform alpha beta).
Definition neuron (alpha beta : R) : law (list R) := iid (p_w alpha beta) 2.

Section Signs.
  Variables a b : R.
  Hypothesis a_pos : 0 < a.
  Hypothesis a_lt_b : a < b.

  Let L : law R := loguniform a b.

  (** A log-uniform sample is seen on [a, b] only. *)
  Lemma loguniform_mono f g : bounded f -> bounded g ->
    (forall x, a <= x <= b -> f x <= g x) -> L f <= L g.
  Proof.
    intros hf hg h; unfold L, loguniform; simpl; apply (mean_mono unit_law).
    - apply (bounded_map (fun u => a * Rpower (b / a) (clamp u)) hf).
    - apply (bounded_map (fun u => a * Rpower (b / a) (clamp u)) hg).
    - intro u; apply h, (loguniform_support a_pos a_lt_b).
  Qed.

  Let T (A : list R -> Prop) (p q : R) : R := L (fun x => L (fun y => ind (A [p * x; q * y]))).

  Lemma T_bounded (A : list R -> Prop) (p q : R) :
    bounded (fun x => L (fun y => ind (A [p * x; q * y]))).
  Proof. apply bounded_range with 1; intro x; apply mean_range; intro; apply ind_range. Qed.

  Lemma T_le_1 A p q : T A p q <= 1.
  Proof.
    apply mean_range with (a := 0); intro x; apply mean_range; intro; apply ind_range.
  Qed.

  Lemma half_sum (U V : R -> R) : bounded U -> bounded V ->
    L (fun x => / 2 * U x + / 2 * V x) <= / 2 * L U + / 2 * L V.
  Proof.
    intros hU hV; rewrite <- !(mean_scal L) by (auto; lra).
    apply (@mean_add _ L (fun x => / 2 * U x) (fun x => / 2 * V x)); apply bounded_scal; auto.
  Qed.

  Lemma neuron_upper A :
    upper (neuron a b) A <= (T A 1 1 + T A 1 (-1) + T A (-1) 1 + T A (-1) (-1)) / 4.
  Proof.
    set (G := fun x y => ind (A [x; y])).
    assert (e : upper (neuron a b) A =
      / 2 * L (fun x => / 2 * L (fun y => G x y) + / 2 * L (fun y => G x (- y))) +
      / 2 * L (fun x => / 2 * L (fun y => G (- x) y) + / 2 * L (fun y => G (- x) (- y))))
      by reflexivity.
    rewrite e; clear e.
    assert (bd : forall f g : R -> R, bounded (fun x => L (fun y => G (f x) (g y)))).
    { intros f g; apply bounded_range with 1; intro x; apply mean_range; intro; apply ind_range. }
    pose proof (half_sum (fun x => L (fun y => G x y)) (fun x => L (fun y => G x (- y)))
                  (bd (fun x => x) (fun y => y)) (bd (fun x => x) Ropp)) as h1.
    pose proof (half_sum (fun x => L (fun y => G (- x) y)) (fun x => L (fun y => G (- x) (- y)))
                  (bd Ropp (fun y => y)) (bd Ropp Ropp)) as h2.
    assert (t : forall p q f g, (forall x, f x = p * x) -> (forall y, g y = q * y) ->
                T A p q = L (fun x => L (fun y => G (f x) (g y)))).
    { intros p q f g hf hg; unfold T; apply mean_ext; [apply T_bounded|].
      intro x; apply mean_ext; auto with bounded; intro y; unfold G; rewrite hf, hg; reflexivity. }
    rewrite (t 1 1 (fun x => x) (fun y => y)), (t 1 (-1) (fun x => x) Ropp),
      (t (-1) 1 Ropp (fun y => y)), (t (-1) (-1) Ropp Ropp); try (intro; ring).
    lra.
  Qed.

  (** The neuron has output sign s, input sign t, and its product in (w1, w2]. *)
  Definition hit (s t w1 w2 : R) (z : list R) : Prop :=
    0 < s * z_out z /\ 0 < t * z_in z /\ w1 < Rabs (z_out z * z_in z) <= w2.

  Theorem signed_product s t w1 w2 :
    (s = 1 \/ s = -1) -> (t = 1 \/ t = -1) ->
    a * sqrt (a * b) <= w1 <= w2 -> w2 <= b * sqrt (a * b) ->
    / ln (b / a) * ln (w2 / w1) / 8 <= lower (neuron a b) (hit s t w1 w2).
  Proof.
    intros hs ht h1 h2.
    pose proof (product_half a b a_pos a_lt_b w1 w2 h1 h2) as hp.
    set (d := / ln (b / a) * ln (w2 / w1)) in *.
    set (Bad := fun z => ~ hit s t w1 w2 z).
    assert (key : T Bad s t <= 1 - d / 2).
    { unfold lower in hp; apply Rle_trans with
        (upper (iid L 2) (fun l => ~ w1 < product l <= w2)); [|fold L in hp; lra].
      change (T Bad s t <= L (fun x => L (fun y => ind (~ w1 < product [x; y] <= w2)))).
      unfold T; apply loguniform_mono; [apply T_bounded| |].
      { apply bounded_range with 1; intro x; apply mean_range; intro; apply ind_range. }
      intros x hx; apply loguniform_mono; auto with bounded.
      intros y hy; apply ind_le; unfold Bad; intros nh i; apply nh; unfold hit, z_out, z_in; simpl.
      assert (s2 : s * (s * x) = x) by (destruct hs as [-> | ->]; ring).
      assert (t2 : t * (t * y) = y) by (destruct ht as [-> | ->]; ring).
      rewrite s2, t2; repeat split; try lra; unfold product in i; simpl in i; rewrite Rmult_1_r in i.
      all: replace (Rabs (s * x * (t * y))) with (x * y); [lra|].
      all: rewrite !Rabs_mult, (Rabs_right x), (Rabs_right y) by lra.
      all: destruct hs as [-> | ->], ht as [-> | ->];
        rewrite ?Rabs_R1, ?(Rabs_left (-1)) by lra; ring. }
    unfold lower; fold Bad.
    pose proof (neuron_upper Bad) as nu.
    pose proof (T_le_1 Bad 1 1); pose proof (T_le_1 Bad 1 (-1)).
    pose proof (T_le_1 Bad (-1) 1); pose proof (T_le_1 Bad (-1) (-1)).
    destruct hs as [-> | ->], ht as [-> | ->]; lra.
  Qed.
End Signs.

(** ** The paper's distribution: every interval is hit with probability 1/(8k') *)

Section Parameters.
  Variables eps_w w_max : R.
  Hypothesis eps_pos : 0 < eps_w.
  Hypothesis eps_small : eps_w < 2 * w_max.

  (** alpha' = 2 eps_w/9, beta' = 2 w_max/3, q = (alpha' beta')^(1/4). *)
  Definition q4 : R := sqrt (sqrt (2 * eps_w / 9 * (2 * w_max / 3))).
  Definition alpha : R := 2 * eps_w / 9 / q4.
  Definition beta : R := 2 * w_max / 3 / q4.
  Definition kp : R := Rlog (3/2) (3 * w_max / eps_w).
  Definition kk : nat := ceiling (Rlog (3/2) (2 * w_max / eps_w)).

  Lemma q4_pos : 0 < q4.
  Proof. unfold q4; do 2 apply sqrt_lt_R0; nra. Qed.

  Lemma alpha_beta : 0 < alpha < beta.
  Proof.
    pose proof q4_pos as hq; unfold alpha, beta; split; [apply Rdiv_lt_0_compat; lra|].
    apply Rmult_lt_compat_r; [apply Rinv_0_lt_compat, hq|lra].
  Qed.

  Lemma q4_sqrt : sqrt (alpha * beta) = q4.
  Proof.
    pose proof q4_pos as hq.
    assert (h : q4 * q4 = sqrt (2 * eps_w / 9 * (2 * w_max / 3))) by (apply sqrt_sqrt, sqrt_pos).
    assert (h2 : q4 * q4 * (q4 * q4) = 2 * eps_w / 9 * (2 * w_max / 3))
      by (rewrite h; apply sqrt_sqrt; nra).
    replace (alpha * beta) with (q4 * q4); [apply sqrt_square; lra|].
    unfold alpha, beta; apply Rmult_eq_reg_r with (q4 * q4); [|nra].
    rewrite h2; field; lra.
  Qed.

  (** The product's good range is exactly [alpha', beta']. *)
  Lemma product_range :
    alpha * sqrt (alpha * beta) = 2 * eps_w / 9 /\ beta * sqrt (alpha * beta) = 2 * w_max / 3.
  Proof.
    rewrite q4_sqrt; pose proof q4_pos; unfold alpha, beta; split; field; lra.
  Qed.

  Let e : R := eps_w / 2 / w_max.

  Lemma e_pos : 0 < e.
  Proof. unfold e; repeat apply Rdiv_lt_0_compat; lra. Qed.

  Lemma e_small : e < / (2/3).
  Proof.
    unfold e; apply Rmult_lt_reg_r with w_max; [lra|].
    unfold Rdiv at 1; rewrite Rmult_assoc, Rinv_l; lra.
  Qed.

  Lemma log_base x : 0 < x -> Rlog (3/2) x = Rlog (2/3) (/ x).
  Proof.
    intro hx; unfold Rlog; replace (3/2) with (/ (2/3)) by field.
    rewrite !ln_Rinv by lra; pose proof (ln_gamma_neg (2/3) ltac:(lra)); field; lra.
  Qed.

  Lemma kp_eq : kp = k_prime (2/3) e.
  Proof.
    unfold kp, k_prime; rewrite log_base by (apply Rdiv_lt_0_compat; lra).
    f_equal; unfold e; field; lra.
  Qed.

  Lemma kk_eq : kk = k_int (2/3) e.
  Proof.
    unfold kk, k_int; rewrite log_base by (apply Rdiv_lt_0_compat; lra).
    do 2 f_equal; unfold e; field; lra.
  Qed.

  Lemma kk_le_kp : INR kk <= kp.
  Proof. rewrite kk_eq, kp_eq; apply k_le_k_prime; [lra|apply e_pos|apply e_small]. Qed.

  Lemma kk_pos : (1 <= kk)%nat.
  Proof.
    unfold kk; destruct (ceiling (Rlog (3/2) (2 * w_max / eps_w))) eqn:h; [|lia].
    pose proof (ceiling_ge (Rlog (3/2) (2 * w_max / eps_w))) as g; rewrite h in g; simpl in g.
    assert (1 < 2 * w_max / eps_w).
    { apply Rmult_lt_reg_r with eps_w; [exact eps_pos|].
      unfold Rdiv; rewrite Rmult_assoc, Rinv_l; lra. }
    assert (0 < ln (2 * w_max / eps_w)) by (rewrite <- ln_1; apply ln_increasing; lra).
    assert (0 < ln (3/2)) by (rewrite <- ln_1; apply ln_increasing; lra).
    assert (0 < Rlog (3/2) (2 * w_max / eps_w)) by (apply Rdiv_lt_0_compat; assumption).
    lra.
  Qed.

  Lemma kp_ge_1 : 1 <= kp.
  Proof. eapply Rle_trans; [|apply kk_le_kp]; apply (le_INR 1), kk_pos. Qed.

  Lemma precision : w_max * (2/3) ^ kk <= eps_w / 2.
  Proof.
    pose proof (k_enough (2/3) e ltac:(lra) e_pos) as h; rewrite <- kk_eq in h.
    apply Rmult_le_compat_l with (r := w_max) in h; [|lra].
    replace (w_max * e) with (eps_w / 2) in h by (unfold e; field; lra); exact h.
  Qed.

  Theorem interval_eighth s t i :
    (s = 1 \/ s = -1) -> (t = 1 \/ t = -1) -> (1 <= i <= kk)%nat ->
    / (8 * kp) <= lower (neuron alpha beta)
                    (hit s t (w_max * (2/3) ^ (i + 1)) (w_max * (2/3) ^ i)).
  Proof.
    intros hs ht hi; pose proof kp_ge_1 as hk.
    rewrite kk_eq in hi.
    destruct (interval_inside (2/3) e ltac:(lra) e_pos i hi) as [h1 h2].
    assert (p : 0 < (2/3) ^ (i + 1)) by (apply pow_lt; lra).
    assert (p' : 0 < (2/3) ^ i) by (apply pow_lt; lra).
    assert (h3 : (2/3) ^ (i + 1) <= (2/3) ^ i) by (apply pow_antitone; [lra|lia]).
    destruct alpha_beta as [ha hab]; destruct product_range as [r1 r2].
    eapply Rle_trans; [|apply (signed_product alpha beta ha hab s t); auto].
    - right; assert (e1 : beta / alpha = 3 * w_max / eps_w).
      { pose proof q4_pos; unfold alpha, beta; field; lra. }
      assert (e2 : w_max * (2/3) ^ i / (w_max * (2/3) ^ (i + 1)) = 3/2).
      { rewrite pow_add, pow_1; field; lra. }
      rewrite e1, e2; unfold kp, Rlog in hk |- *.
      assert (0 < ln (3/2)) by (rewrite <- ln_1; apply ln_increasing; lra).
      assert (ln (3 * w_max / eps_w) <> 0).
      { intro z; rewrite z in hk; unfold Rdiv in hk; rewrite Rmult_0_l in hk; lra. }
      field; lra.
    - rewrite r1; split; [|apply Rmult_le_compat_l; lra].
      apply Rmult_le_compat_l with (r := w_max) in h1; [|lra].
      replace (w_max * (e * (2/3) ^ 2)) with (2 * eps_w / 9) in h1 by (unfold e; field; lra).
      exact h1.
    - rewrite r2; apply Rmult_le_compat_l with (r := w_max) in h2; lra.
  Qed.
End Parameters.

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

(** The sign of w*, and the product weight of a neuron. *)
Definition sg (w : R) : R := if Rlt_dec w 0 then -1 else 1.
Definition weight (z : list R) : R := z_out z * z_in z.

(** The mask b keeps at most [size] neurons, none used before, all with the signs of
    branch s (s = 1: w^+, z_out > 0; s = -1: w^-, z_out < 0; sgn z_in = s sgn w* ), and
    their product weights sum up to w within r. *)
Definition approximates (size : nat) (r s w : R) (alive : list bool) (col : list (list R))
    (b : list bool) : Prop :=
  length b = length col /\ (ones b <= size)%nat /\
  (forall n, nth n b false = true ->
     nth n alive false = true /\
     0 < s * z_out (nth n col []) /\ 0 < s * sg w * z_in (nth n col [])) /\
  Rabs (w - dot b (map weight col)) <= r.

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
  dot b (map weight col) = sg w * dot b (value s w alive col).
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
      fold (value s w alive col) y; simpl dot; rewrite h2.
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

  Lemma sg_sign w : sg w = 1 \/ sg w = -1.
  Proof. unfold sg; destruct Rlt_dec; auto. Qed.

  Lemma sg_abs w : w = sg w * Rabs w.
  Proof. unfold sg, Rabs; destruct Rlt_dec, Rcase_abs; lra. Qed.

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
    replace (sg w * Rabs w - sg w * dot b (value s w alive col))
      with (sg w * (Rabs w - dot b (value s w alive col))) by ring.
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

(** ** All pools: the union bound over the 2N* branches *)

Lemma eighth_range eps_w w_max : 0 < eps_w -> eps_w < 2 * w_max ->
  0 < / (8 * kp eps_w w_max) <= 1.
Proof.
  intros e1 e2; pose proof (kp_ge_1 eps_w w_max e1 e2) as h.
  split; [apply Rinv_0_lt_compat; lra|].
  rewrite <- Rinv_1; apply Rinv_le_contravar; lra.
Qed.

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

(** The number of target weights. *)
Definition total (pools : list (list R)) : nat := fold_right Nat.add 0%nat (map (@length R) pools).

Lemma total_sum q pools :
  fold_right Rplus 0 (map (fun ws : list R => INR (length ws) * q) pools) = INR (total pools) * q.
Proof.
  unfold total; induction pools as [|ws ps IH]; simpl; [ring|].
  rewrite plus_INR, IH; ring.
Qed.

(** [pools]: the target weights of the network, pool by pool. *)
Theorem theorem_30_sampling :
  forall (eps_w w_max delta : R) (pools : list (list R)),
    0 < eps_w < 2 * w_max -> 0 < delta -> (1 <= total pools)%nat ->
    (forall ws w, In ws pools -> In w ws -> - w_max <= w <= w_max) ->
    let k := kk eps_w w_max in
    let m := m_printed eps_w w_max (delta / (2 * INR (total pools))) in
    let T := fun ws : list R => pool_size m k (length ws) in
    let P := neuron (alpha eps_w w_max) (beta eps_w w_max) in
    1 - delta <=
      lower (prod_laws (map (fun ws => iid (iid P (T ws)) (length ws)) pools))
        (fun samples => Forall2
           (fun ws cols => solved (size k) (eps_w / 2) (repeat true (T ws)) ws cols)
           pools samples).
Proof.
  intros eps_w w_max delta pools he hd hN hw; cbv zeta.
  set (N := total pools) in *; assert (hN' : 0 < INR N) by (apply lt_0_INR; lia).
  set (dw := delta / (2 * INR N)); set (m := m_printed _ _ _).
  assert (hdw : 0 < dw) by (apply Rdiv_lt_0_compat; lra).
  eapply Rle_trans; [|apply (@prod_laws_union _ _
    (fun ws : list R => iid (iid (neuron (alpha eps_w w_max) (beta eps_w w_max))
        (pool_size m (kk eps_w w_max) (length ws))) (length ws))
    (fun ws cols => solved (size (kk eps_w w_max)) (eps_w / 2)
        (repeat true (pool_size m (kk eps_w w_max) (length ws))) ws cols)
    (fun ws => INR (length ws) * (2 * dw)) pools)].
  - right; rewrite total_sum; fold N; unfold dw; field; lra.
  - intros ws hws.
    pose proof (eighth_range eps_w w_max (proj1 he) (proj2 he)) as h8.
    pose proof (pool_solved eps_w w_max dw m (proj1 he) (proj2 he)
      (neuron (alpha eps_w w_max) (beta eps_w w_max)) (/ (8 * kp eps_w w_max)) ltac:(lra)
      (interval_eighth eps_w w_max (proj1 he) (proj2 he))
      (m_printed_enough eps_w w_max dw he hdw) ws
      (repeat true (pool_size m (kk eps_w w_max) (length ws)))) as h.
    rewrite repeat_length, ones_repeat in h; apply h; [|unfold pool_size; lia].
    intros w hw'; specialize (hw ws w hws hw'); apply Rabs_le; lra.
Qed.

(** For k >= 3 the paper's count "m + 2(k-1) n_{i-1}" is enough for a pool. *)
Lemma printed_pool_count m k D : (3 <= k)%nat -> (pool_size m k D <= m + 2 * (k - 1) * D)%nat.
Proof.
  intro h; unfold pool_size, size; destruct (Nat.ltb_spec k 3); [lia|].
  apply Nat.add_le_mono_l, Nat.mul_le_mono_l; lia.
Qed.

(** ** The printed M_i *)

Definition M_printed (k' delta : R) (n p N : nat) : nat :=
  ceiling (2 * k' * (INR n * INR p + 4 * INR (Nat.max n p) * ln (2 * k' * INR N / delta))).

Lemma max_min n p : (Nat.max n p * Nat.min n p = n * p)%nat.
Proof. destruct (Nat.max_spec n p), (Nat.min_spec n p); lia || nia. Qed.

(** Layer i has max{n_i, n_{i-1}} pools of min{n_i, n_{i-1}} target weights. *)
Theorem theorem_30_count :
  forall (eps_w w_max delta : R) (n p N : nat),
    0 < eps_w < 2 * w_max -> 0 < delta -> (1 <= n)%nat -> (1 <= p)%nat -> (1 <= N)%nat ->
    let k := kk eps_w w_max in
    let m := m_printed eps_w w_max (delta / (2 * INR N)) in
    let M := M_printed (kp eps_w w_max) delta n p N in
    delta < 2 * kp eps_w w_max * INR N ->
    (Nat.max n p * (m + 2 * k * (Nat.min n p - 1)) <= M)%nat /\
    (Nat.max n p * m + 2 * (k - 1) * (n * p) <= M)%nat.
Proof.
  intros eps_w w_max delta n p N he hd hn hp hN; cbv zeta; intro hs.
  pose proof (kp_ge_1 eps_w w_max (proj1 he) (proj2 he)) as h1.
  pose proof (kk_le_kp eps_w w_max (proj1 he) (proj2 he)) as h2.
  pose proof (kk_pos eps_w w_max (proj1 he) (proj2 he)) as h3.
  set (k' := kp eps_w w_max) in *; set (k := kk eps_w w_max) in *.
  assert (hN' : 0 < INR N) by (apply lt_0_INR; lia).
  assert (em : k' / (delta / (2 * INR N)) = 2 * k' * INR N / delta) by (field; lra).
  unfold m_printed; fold k'; rewrite em; unfold M_printed.
  set (l := ln (2 * k' * INR N / delta)).
  assert (hl : 0 < l).
  { unfold l; rewrite <- ln_1; apply ln_increasing; [lra|].
    apply Rmult_lt_reg_r with delta; [exact hd|].
    unfold Rdiv; rewrite Rmult_assoc, Rinv_l; lra. }
  assert (kl : 0 < 8 * k' * l) by (apply Rmult_lt_0_compat; lra).
  pose proof (@ceiling_lt (8 * k' * l) ltac:(lra)) as hm.
  set (m := ceiling (8 * k' * l)) in *.
  pose proof (ceiling_ge (2 * k' * (INR n * INR p + 4 * INR (Nat.max n p) * l))) as hM.
  set (M := ceiling (2 * k' * (INR n * INR p + 4 * INR (Nat.max n p) * l))) in *.
  clearbody M.
  rewrite <- mult_INR, <- max_min, mult_INR in hM.
  set (x := Nat.max n p) in *; set (y := Nat.min n p) in *.
  assert (hx : (1 <= x)%nat) by (unfold x; lia); assert (hy : (1 <= y)%nat) by (unfold y; lia).
  assert (exy : (x * y = n * p)%nat) by apply max_min.
  rewrite <- exy; clearbody x y m.
  apply le_INR in hx, hy, h3; simpl in hx, hy, h3.
  assert (xm : INR x * INR m <= INR x * (8 * k' * l) + INR x) by nra.
  assert (xy : INR x * INR y * INR k <= INR x * INR y * k').
  { apply Rmult_le_compat_l; [|exact h2]; nra. }
  split; apply INR_le.
  - rewrite mult_INR, plus_INR, mult_INR, minus_INR, mult_INR by (apply INR_le; simpl; lra).
    simpl (INR 2); simpl (INR 1).
    apply Rle_trans with (INR x * (8 * k' * l) + INR x + 2 * (INR x * INR y * INR k) - 2 * (INR x * INR k));
      [nra|].
    apply Rle_trans with (2 * k' * (INR x * INR y + 4 * INR x * l)); [|exact hM].
    assert (INR x <= INR x * INR k) by nra; nra.
  - rewrite plus_INR, !mult_INR, minus_INR by (apply INR_le; simpl; lra).
    simpl (INR 2); simpl (INR 1).
    apply Rle_trans with (2 * k' * (INR x * INR y + 4 * INR x * l)); [|exact hM].
    assert (INR x <= INR x * INR y) by nra; nra.
Qed.

(** ** Both together: a network given layer by layer *)

(** Layers as lists of pools; [M]: the neurons sampled for each layer.  With the printed
    M_i there are enough neurons for the pools of every layer, and the pools solve every
    target weight with probability at least 1 - delta. *)
Theorem theorem_30_layers :
  forall (eps_w w_max delta : R) (layers : list (nat * nat * list (list R))),
    0 < eps_w < 2 * w_max -> 0 < delta < 1 ->
    (forall n p pools, In (n, p, pools) layers ->
       (1 <= n)%nat /\ (1 <= p)%nat /\ length pools = Nat.max n p /\
       forall ws, In ws pools -> length ws = Nat.min n p /\
         forall w, In w ws -> - w_max <= w <= w_max) ->
    let all := flat_map snd layers in
    let N := total all in
    let k := kk eps_w w_max in
    let k' := kp eps_w w_max in
    let m := m_printed eps_w w_max (delta / (2 * INR N)) in
    let T := fun ws : list R => pool_size m k (length ws) in
    let P := neuron (alpha eps_w w_max) (beta eps_w w_max) in
    (1 <= N)%nat ->
    (forall n p pools, In (n, p, pools) layers ->
       (fold_right Nat.add 0 (map T pools) <= M_printed k' delta n p N)%nat) /\
    1 - delta <=
      lower (prod_laws (map (fun ws => iid (iid P (T ws)) (length ws)) all))
        (fun samples => Forall2
           (fun ws cols => solved (size k) (eps_w / 2) (repeat true (T ws)) ws cols)
           all samples).
Proof.
  intros eps_w w_max delta layers he hd hl; cbv zeta; intro hN.
  set (N := total (flat_map snd layers)) in *.
  set (m := m_printed _ _ _).
  split.
  - intros n p pools hin; destruct (hl n p pools hin) as (hn & hp & hlen & hws).
    assert (hs : delta < 2 * kp eps_w w_max * INR N).
    { pose proof (kp_ge_1 eps_w w_max (proj1 he) (proj2 he)).
      apply le_INR in hN; simpl in hN; nra. }
    destruct (theorem_30_count eps_w w_max delta n p N he (proj1 hd) hn hp hN hs) as [h _].
    fold m in h; eapply Nat.le_trans; [|exact h].
    rewrite <- hlen.
    assert (hT : forall ws, In ws pools -> (pool_size m (kk eps_w w_max) (length ws)
                   <= m + 2 * kk eps_w w_max * (Nat.min n p - 1))%nat).
    { intros ws hin'; unfold pool_size; destruct (hws ws hin') as [-> _].
      apply Nat.add_le_mono_l, Nat.mul_le_mono_r, Nat.mul_le_mono_l.
      unfold size; destruct (kk eps_w w_max <? 3)%nat; lia. }
    revert hT; generalize (m + 2 * kk eps_w w_max * (Nat.min n p - 1))%nat; clear; intros B hT.
    induction pools as [|ws ps IH]; simpl; [lia|].
    apply Nat.add_le_mono; [apply hT; left; reflexivity|].
    apply IH; intros ws' h'; apply hT; right; exact h'.
  - apply theorem_30_sampling; [exact he|lra|exact hN|].
    intros ws w hws hw; apply in_flat_map in hws as (((n & p) & pools) & hin & hws).
    destruct (hl n p pools hin) as (_ & _ & _ & h); apply (h ws hws), hw.
Qed.

(** ** The network's matrices, cut into pools by Algorithm 1 *)

(** W o d: the target weight from input d = 1..p to output o = 1..n. *)
Definition pools_of (n p : nat) (W : nat -> nat -> R) : list (list R) :=
  if (p <=? n)%nat
  then map (fun j => map (fun d => W (idx_out_repaired n j d) d) (seq 1 p)) (seq 1 n)
  else map (fun j => map (fun o => W o (idx_out_repaired p j o)) (seq 1 n)) (seq 1 p).

Lemma idx_range n j d : (1 <= n)%nat -> (1 <= idx_out_repaired n j d <= n)%nat.
Proof.
  intro h; unfold idx_out_repaired; pose proof (Nat.mod_upper_bound (d + j) n); lia.
Qed.

Lemma pools_of_length n p W : length (pools_of n p W) = Nat.max n p.
Proof.
  unfold pools_of; destruct (Nat.leb_spec p n); rewrite map_length, seq_length; lia.
Qed.

Lemma pools_of_rows n p W ws : (1 <= n)%nat -> (1 <= p)%nat -> In ws (pools_of n p W) ->
  length ws = Nat.min n p /\
  forall w, In w ws -> exists o d, (1 <= o <= n)%nat /\ (1 <= d <= p)%nat /\ w = W o d.
Proof.
  intros hn hp; unfold pools_of; destruct (Nat.leb_spec p n); intro hin;
    apply in_map_iff in hin as (j & <- & _); (split; [rewrite map_length, seq_length; lia|]);
    intros w hw; apply in_map_iff in hw as (i & <- & hi); apply in_seq in hi.
  - exists (idx_out_repaired n j i), i; pose proof (idx_range n j i hn); repeat split; lia.
  - exists i, (idx_out_repaired p j i); pose proof (idx_range p j i hp); repeat split; lia.
Qed.

(** Every target weight is in a pool. *)
Theorem pools_cover n p W o d : (1 <= o <= n)%nat -> (1 <= d <= p)%nat ->
  exists ws, In ws (pools_of n p W) /\ In (W o d) ws.
Proof.
  intros ho hd; unfold pools_of; destruct (Nat.leb_spec p n).
  - destruct (covered_exactly_once n d o) as (j & [hj e] & _); [lia|lia|].
    eexists; split; [apply in_map_iff; exists j; split; [reflexivity|apply in_seq; lia]|].
    apply in_map_iff; exists d; split; [rewrite e; reflexivity|apply in_seq; lia].
  - destruct (covered_exactly_once p o d) as (j & [hj e] & _); [lia|lia|].
    eexists; split; [apply in_map_iff; exists j; split; [reflexivity|apply in_seq; lia]|].
    apply in_map_iff; exists o; split; [rewrite e; reflexivity|apply in_seq; lia].
Qed.

Lemma total_app ps qs : total (ps ++ qs) = (total ps + total qs)%nat.
Proof. unfold total; induction ps as [|ws ps IH]; simpl; [reflexivity|rewrite IH; lia]. Qed.

Lemma total_constant c ps : (forall ws : list R, In ws ps -> length ws = c) ->
  total ps = (length ps * c)%nat.
Proof.
  unfold total; induction ps as [|ws ps IH]; intro h; simpl; [reflexivity|].
  rewrite IH, h by (simpl; auto; intros; apply h; right; assumption); reflexivity.
Qed.

Lemma pools_of_total n p W : (1 <= n)%nat -> (1 <= p)%nat -> total (pools_of n p W) = (n * p)%nat.
Proof.
  intros hn hp; rewrite (total_constant (Nat.min n p)), pools_of_length; [apply max_min|].
  intros ws h; apply (pools_of_rows n p W ws hn hp h).
Qed.

(** N*, the number of weights. *)
Definition weights (layers : list (nat * nat * (nat -> nat -> R))) : nat :=
  fold_right Nat.add 0%nat (map (fun l => fst (fst l) * snd (fst l))%nat layers).

(** Theorem 30 for a fixed network, up to Lemma 1: layers (n_i, n_{i-1}, W*_i). *)
Theorem theorem_30 :
  forall (eps_w w_max delta : R) (layers : list (nat * nat * (nat -> nat -> R))),
    0 < eps_w < 2 * w_max -> 0 < delta < 1 -> layers <> [] ->
    (forall n p W, In (n, p, W) layers -> (1 <= n)%nat /\ (1 <= p)%nat /\
       forall o d, (1 <= o <= n)%nat -> (1 <= d <= p)%nat -> - w_max <= W o d <= w_max) ->
    let N := weights layers in
    let k := kk eps_w w_max in
    let k' := kp eps_w w_max in
    let m := m_printed eps_w w_max (delta / (2 * INR N)) in
    let T := fun ws : list R => pool_size m k (length ws) in
    let P := neuron (alpha eps_w w_max) (beta eps_w w_max) in
    let pools := fun l => pools_of (fst (fst l)) (snd (fst l)) (snd l) in
    (forall n p W, In (n, p, W) layers ->
       (fold_right Nat.add 0 (map T (pools_of n p W)) <= M_printed k' delta n p N)%nat) /\
    1 - delta <=
      lower (prod_laws (map (fun ws => iid (iid P (T ws)) (length ws)) (flat_map pools layers)))
        (fun samples => Forall2
           (fun ws cols => solved (size k) (eps_w / 2) (repeat true (T ws)) ws cols)
           (flat_map pools layers) samples).
Proof.
  intros eps_w w_max delta layers he hd hne hl; cbv zeta.
  set (pools := fun l : nat * nat * (nat -> nat -> R) =>
                  pools_of (fst (fst l)) (snd (fst l)) (snd l)).
  set (L := map (fun l => (fst l, pools l)) layers).
  assert (eL : flat_map snd L = flat_map pools layers).
  { unfold L; clear; induction layers as [|l t IH]; simpl; [reflexivity|rewrite IH; reflexivity]. }
  assert (eN : total (flat_map snd L) = weights layers).
  { rewrite eL; unfold weights; clear - hl; induction layers as [|[[n p] W] t IH]; [reflexivity|].
    destruct (hl n p W (or_introl eq_refl)) as (hn & hp & _).
    simpl flat_map; rewrite total_app, IH by (intros; apply hl; right; assumption).
    unfold pools at 1; simpl fst; simpl snd; rewrite pools_of_total by assumption; reflexivity. }
  assert (hN : (1 <= weights layers)%nat).
  { unfold weights; destruct layers as [|[[n p] W] t]; [congruence|].
    destruct (hl n p W (or_introl eq_refl)) as (hn & hp & _); simpl; nia. }
  rewrite <- eN in *.
  destruct (theorem_30_layers eps_w w_max delta L he hd) as [h1 h2].
  - intros n p ps hin; unfold L in hin; apply in_map_iff in hin as ([[n' p'] W] & e & hin).
    injection e as <- <- <-; destruct (hl n' p' W hin) as (hn & hp & hW).
    change (pools (n', p', W)) with (pools_of n' p' W).
    split; [exact hn|split; [exact hp|split; [apply pools_of_length|]]].
    intros ws hws; destruct (pools_of_rows n' p' W ws hn hp hws) as [r1 r2].
    split; [exact r1|]; intros w hw; destruct (r2 w hw) as (o & d & ho & hd' & ->).
    apply hW; assumption.
  - exact hN.
  - split.
    + intros n p W hin; apply h1; unfold L; apply in_map_iff; exists (n, p, W); auto.
    + rewrite <- eL; exact h2.
Qed.

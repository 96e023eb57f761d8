(** * Our statement [sampler]: the discretised distribution of the random network's weights

    For ideal 64-bit words: P(cell = c) >= floor(2^32/C)/2^32 ([cell_probability]); the sign
    is fair and independent of the cell ([sign_independent]).  The point is [sampler]: the
    probability that a neuron's two words have given signs and a given category is at least
    what the plan counts.  [category_certain]: a category fixes the interval of the product;
    [sampler_interval]: both parts together.  *)

(** The generator (certify/FORMATS.md, section 3) turns a 64-bit word w into a weight:
      u = w div 2^32, the cell is (u C) div 2^32 (counted from 0), the weight is negative
      iff w is odd, its magnitude is (T[j] 2^21 + (T[j+1] - T[j]) f) 2^(e - 52) for the
      cell g = A + (u C) div 2^32 = 256 e + j and f = (w div 2) mod 2^21.

    The plan (certify/tickets/plan.py) counts pairs of cells and claims, for a neuron's in-
    and out-word: P(signs as wanted, category u) >= 1/4 (floor(2^32/C)/2^32)^2 #{(g,h) :
    category(g+h) = u}, and that a category fixes the interval of the product.

    Proved, for ideal words (independent, each uniform on {0, ..., 2^64 - 1}):
    - [cell_probability]: P(cell = c) >= floor(2^32/C)/2^32 for each of the C cells,
      1 <= C <= 2^32; [cells_total]: there are no others;
    - [sign_fair], [sign_independent]: the sign bit is fair and independent of the cell;
    - [sampler]: the lower bound above, with exactly the plan's count
      ([pair_count]; [pair_count_pairs]: it is the number of pairs of cells);
    - [weight_in_cell], [product_in_cells]: if every T[j] is within 1/2 of 2^31 2^(j/256)
      then a weight of cell g lies in [2^(g/256) (1 - 2^-32), 2^((g+1)/256) (1 + 2^-32)),
      a product of weights of cells g and h, S = g + h, in
      [2^(S/256) (1 - 2^-30), 2^((S+2)/256) (1 + 2^-30));
    - [table_slack]: 256 log2(1 + 2^-30) < 10^-6 and 256 log2(1 - 2^-30) > -10^-6;
    - [category_certain]: so the plan's ranges of S, with their slack of 10^-6 cells and
      with enclosed edges, put the product strictly inside the interval;
    - [sampler_interval]: both parts: the probability that a neuron's product lies in the
      interval with given signs.  This is the hypothesis that the counts of Plans.v need;
    - [sampler_example]: an instance with numbers (C = 100).

    Hypotheses, not proved here: that words are ideal (Philox is a fixed function; nothing
    random is proved of it), that the 257 numbers T[j] of the table are nearest integers
    (the code decides that by comparing integers), and the arithmetic of the enclosures.  *)

From Coq Require Import Reals Lra Lia List Psatz Arith ZArith.
From Certify.coq Require Import Sums Probability Neuron.
Import ListNotations.
Open Scope R_scope.

(** ** Sums of indicators *)

(** One term. *)
Lemma sum_single_ind n k (f : nat -> R) : (k < n)%nat ->
  sum n (fun i => ind (k = i) * f i) = f k.
Proof.
  intro h; induction n as [|n IH]; [lia|]; simpl.
  destruct (Nat.eq_dec k n) as [->|ne].
  - rewrite ind_true by reflexivity.
    rewrite (sum_ext n _ (fun _ => 0)); [rewrite sum_const; ring|].
    intros i hi; rewrite ind_false by lia; ring.
  - rewrite IH, (ind_false (A := k = n)) by lia; ring.
Qed.

(** At least q terms of value 1, if q consecutive ones are. *)
Lemma sum_run n a q (A : nat -> Prop) : (a + q <= n)%nat ->
  (forall i, (a <= i < a + q)%nat -> A i) -> INR q <= sum n (fun i => ind (A i)).
Proof.
  intros h hA; replace n with (a + (q + (n - a - q)))%nat by lia.
  rewrite !sum_split.
  rewrite (sum_ext q _ (fun _ => 1)); [|intros i hi; apply ind_true, hA; lia].
  rewrite sum_const.
  pose proof (sum_nonneg a (fun i => ind (A i)) (fun i _ => proj1 (ind_range _))).
  pose proof (sum_nonneg (n - a - q) (fun i => ind (A (a + (q + i))%nat))
                (fun i _ => proj1 (ind_range _))).
  lra.
Qed.

(** ** The uniform law on {0, ..., n-1} *)

Section Uniform.
  Variable n : nat.
  Hypothesis n_pos : (1 <= n)%nat.

  Lemma INR_n_pos : 0 < INR n.
  Proof. apply lt_0_INR; lia. Qed.

  Definition atoms : list (R * Z) := map (fun i => (/ INR n, Z.of_nat i)) (seq 0 n).

  Lemma fold_seq (g : nat -> R) k :
    fold_right (fun i t => g i + t) 0 (seq 0 k) = sum k g.
  Proof.
    enough (h : forall l x, fold_right (fun i t => g i + t) x l
                          = fold_right (fun i t => g i + t) 0 l + x).
    { induction k as [|k IH]; [reflexivity|].
      rewrite seq_S, fold_right_app, h, IH; simpl; ring. }
    induction l as [|a l IH]; intro x; simpl; [ring|rewrite IH; ring].
  Qed.

  Lemma fold_map (T U : Type) (g : T -> U) (h : U -> R) l :
    fold_right (fun a t => h a + t) 0 (map g l) = fold_right (fun i t => h (g i) + t) 0 l.
  Proof. induction l as [|a l IH]; simpl; [reflexivity|rewrite IH; reflexivity]. Qed.

  Lemma atoms_pos a : In a atoms -> 0 <= fst a.
  Proof.
    intro h; apply in_map_iff in h as (i & <- & _); simpl.
    left; apply Rinv_0_lt_compat, INR_n_pos.
  Qed.

  Lemma atoms_total : fold_right (fun a t => fst a + t) 0 atoms = 1.
  Proof.
    unfold atoms; rewrite (fold_map _ _ _ (@fst R Z)), fold_seq; cbn [fst]; rewrite sum_const.
    pose proof INR_n_pos; field; lra.
  Qed.

  Definition uniform : law Z := finite_law atoms atoms_pos atoms_total.

  Lemma uniform_mean (f : Z -> R) : uniform f = / INR n * sum n (fun i => f (Z.of_nat i)).
  Proof.
    change (weighted atoms f = / INR n * sum n (fun i => f (Z.of_nat i))).
    unfold weighted, atoms; rewrite (fold_map _ _ _ (fun a : R * Z => fst a * f (snd a))), fold_seq.
    cbn [fst snd]; apply sum_scal.
  Qed.
End Uniform.

(** ** Words *)

Lemma words_pos : (1 <= Z.to_nat (2 ^ 64))%nat.
Proof. apply (proj1 (Z2Nat.inj_le 1 (2 ^ 64) ltac:(lia) ltac:(lia))); lia. Qed.

(** A 64-bit word, and a neuron's two words: [in; out]. *)
Definition word : law Z := uniform (Z.to_nat (2 ^ 64)) words_pos.
Definition two_words : law (list Z) := iid word 2.

Definition cell (C : nat) (w : Z) : nat := Z.to_nat (w / 2 ^ 32 * Z.of_nat C / 2 ^ 32).
Definition sign_bit (w : Z) : Z := (w mod 2)%Z.
Definition word_in (ws : list Z) : Z := nth 0 ws 0%Z.
Definition word_out (ws : list Z) : Z := nth 1 ws 0%Z.

Lemma word_additive : additive word.
Proof. apply finite_law_additive. Qed.

(** High half and lowest bit: averages. *)
Section Halves.
  Variables B H : nat.
  Hypothesis B_is : Z.of_nat B = (2 ^ 32)%Z.
  Hypothesis H_is : Z.of_nat H = (2 ^ 31)%Z.

  Lemma INR_B : INR B = 2 ^ 32.
  Proof. rewrite INR_IZR_INZ, B_is; simpl; lra. Qed.

  Lemma word_mean (f : Z -> Z -> R) :
    word (fun w => f (w / 2 ^ 32)%Z (sign_bit w))
      = / 2 ^ 32 * sum B (fun u => (f (Z.of_nat u) 0%Z + f (Z.of_nat u) 1%Z) / 2).
  Proof.
    unfold word; rewrite uniform_mean.
    assert (BB : Z.to_nat (2 ^ 64) = (B * (H * 2))%nat).
    { apply Nat2Z.inj; rewrite Z2Nat.id by lia; rewrite !Nat2Z.inj_mul, B_is, H_is; reflexivity. }
    rewrite BB, sum_mul.
    rewrite (sum_ext B _ (fun u => INR H * (f (Z.of_nat u) 0%Z + f (Z.of_nat u) 1%Z))).
    - rewrite sum_scal, !mult_INR, INR_B.
      unfold Rdiv; rewrite (sum_ext B (fun u => (_ + _) * / 2)
        (fun u => / 2 * (f (Z.of_nat u) 0%Z + f (Z.of_nat u) 1%Z))) by (intros; ring).
      rewrite sum_scal.
      assert (hH : 0 < INR H) by (apply lt_0_INR; lia).
      replace (INR 2) with 2 by (simpl; lra).
      set (s := sum B _); clearbody s; set (b := 2 ^ 32); assert (0 < b) by (unfold b; lra).
      field; lra.
    - intros u hu; rewrite sum_mul.
      rewrite (sum_ext H _ (fun _ => f (Z.of_nat u) 0%Z + f (Z.of_nat u) 1%Z)).
      + apply sum_const.
      + intros l hl; cbn [sum].
        assert (e : forall s, (0 <= s < 2)%Z ->
          ((Z.of_nat u * (2 * Z.of_nat H) + (2 * Z.of_nat l + s)) / 2 ^ 32 = Z.of_nat u
          /\ sign_bit (Z.of_nat u * (2 * Z.of_nat H) + (2 * Z.of_nat l + s)) = s)%Z).
        { intros s hs; split.
          - symmetry; apply Z.div_unique_pos with (2 * Z.of_nat l + s)%Z; [lia|].
            rewrite H_is; lia.
          - unfold sign_bit; symmetry.
            apply Z.mod_unique_pos with (Z.of_nat u * Z.of_nat H + Z.of_nat l)%Z; lia. }
        replace (Z.of_nat (u * (H * 2) + (l * 2 + 0)))
          with (Z.of_nat u * (2 * Z.of_nat H) + (2 * Z.of_nat l + 0))%Z by lia.
        replace (Z.of_nat (u * (H * 2) + (l * 2 + 1)))
          with (Z.of_nat u * (2 * Z.of_nat H) + (2 * Z.of_nat l + 1))%Z by lia.
        destruct (e 0%Z ltac:(lia)) as [-> ->]; destruct (e 1%Z ltac:(lia)) as [-> ->]; ring.
  Qed.
End Halves.

Definition halves : nat := Z.to_nat (2 ^ 32).
Lemma halves_is : Z.of_nat halves = (2 ^ 32)%Z.
Proof. unfold halves; apply Z2Nat.id; lia. Qed.
Lemma quarter_is : Z.of_nat (Z.to_nat (2 ^ 31)) = (2 ^ 31)%Z.
Proof. apply Z2Nat.id; lia. Qed.
Opaque halves.

Lemma word_halves (f : Z -> Z -> R) :
  word (fun w => f (w / 2 ^ 32)%Z (sign_bit w))
    = / 2 ^ 32 * sum halves (fun u => (f (Z.of_nat u) 0%Z + f (Z.of_nat u) 1%Z) / 2).
Proof. apply (word_mean _ _ halves_is quarter_is). Qed.

(** The word's own probability, as a check of the definition. *)
Theorem word_uniform x : (0 <= x < 2 ^ 64)%Z -> upper word (fun w => w = x) = / 2 ^ 64.
Proof.
  intro h; unfold upper, word; rewrite uniform_mean.
  assert (hN : Z.of_nat (Z.to_nat (2 ^ 64)) = (2 ^ 64)%Z) by (apply Z2Nat.id; lia).
  rewrite INR_IZR_INZ, hN.
  revert hN; generalize (Z.to_nat (2 ^ 64)); intros N hN.
  rewrite (sum_ext N _ (fun i => ind (Z.to_nat x = i) * 1)).
  - rewrite sum_single_ind by lia; rewrite Rmult_1_r; f_equal; simpl; lra.
  - intros i hi; rewrite Rmult_1_r.
    destruct (Nat.eq_dec (Z.to_nat x) i) as [e|ne].
    + rewrite !ind_true; auto; lia.
    + rewrite !ind_false; auto; lia.
Qed.

(** ** Cells *)

Section Cells.
  Variable C : nat.
  Hypothesis C_range : (1 <= Z.of_nat C <= 2 ^ 32)%Z.

  Let at_half (u : nat) : nat := Z.to_nat (Z.of_nat u * Z.of_nat C / 2 ^ 32).

  (** The bound: floor(2^32 / C) / 2^32. *)
  Definition share : R := IZR (2 ^ 32 / Z.of_nat C) / 2 ^ 32.

  Lemma at_half_range u : (u < halves)%nat -> (at_half u < C)%nat.
  Proof.
    intro h; unfold at_half; pose proof halves_is.
    assert (0 <= Z.of_nat u * Z.of_nat C / 2 ^ 32)%Z by (apply Z.div_pos; nia).
    assert (Z.of_nat u * Z.of_nat C / 2 ^ 32 < Z.of_nat C)%Z by (apply Z.div_lt_upper_bound; nia).
    lia.
  Qed.

  Lemma half_count c : (c < C)%nat ->
    IZR (2 ^ 32 / Z.of_nat C) <= sum halves (fun u => ind (at_half u = c)).
  Proof.
    intro hc; pose proof halves_is as hB; set (q := (2 ^ 32 / Z.of_nat C)%Z).
    set (z := Z.of_nat C) in *; set (cz := Z.of_nat c); set (b := (2 ^ 32)%Z) in *.
    assert (hcz : (0 <= cz < z)%Z) by (unfold cz, z; lia).
    assert (hb : (0 < b)%Z) by (unfold b; lia).
    assert (hq : (0 <= q)%Z) by (apply Z.div_pos; lia).
    assert (hqz : (z * q <= b)%Z) by (apply Z.mul_div_le; lia).
    (* the first u with u C >= c 2^32 *)
    set (u0 := ((cz * b + z - 1) / z)%Z).
    assert (h1 : (cz * b <= z * u0)%Z).
    { pose proof (Z.mul_succ_div_gt (cz * b + z - 1) z ltac:(lia)); unfold u0; lia. }
    assert (h2 : (z * u0 <= cz * b + z - 1)%Z) by (apply Z.mul_div_le; lia).
    assert (h0 : (0 <= u0)%Z) by (apply Z.div_pos; nia).
    replace (IZR q) with (INR (Z.to_nat q)) by (rewrite INR_IZR_INZ, Z2Nat.id by exact hq; reflexivity).
    apply sum_run with (a := Z.to_nat u0).
    - enough (u0 + q <= b)%Z by lia.
      assert (z * (u0 + q) < z * (b + 1))%Z by nia. nia.
    - intros i hi; unfold at_half; fold z b.
      enough (e : (Z.of_nat i * z / b = cz)%Z) by (rewrite e; unfold cz; apply Nat2Z.id).
      symmetry; apply Z.div_unique_pos with (Z.of_nat i * z - b * cz)%Z; [|ring].
      assert (u0 <= Z.of_nat i < u0 + q)%Z by lia.
      split; [nia|].
      assert (Z.of_nat i + 1 <= u0 + q)%Z by lia. nia.
  Qed.

  (** The average of a non-negative function of the cell. *)
  Lemma cell_average (g : nat -> R) : (forall c, 0 <= g c) ->
    share * sum C g <= / 2 ^ 32 * sum halves (fun u => g (at_half u)).
  Proof.
    intro hg; unfold share, Rdiv.
    rewrite (sum_ext halves _ (fun u => sum C (fun c => ind (at_half u = c) * g c))).
    2: { intros u hu; rewrite sum_single_ind by (apply at_half_range, hu); reflexivity. }
    rewrite sum_swap, (Rmult_comm (IZR _)), Rmult_assoc.
    apply Rmult_le_compat_l; [left; apply Rinv_0_lt_compat; lra|].
    rewrite <- sum_scal; apply sum_le; intros c hc.
    rewrite (sum_ext halves _ (fun u => g c * ind (at_half u = c))) by (intros; ring).
    rewrite sum_scal, (Rmult_comm (g c)); apply Rmult_le_compat_r; [apply hg|].
    apply half_count, hc.
  Qed.

  Lemma cell_of_half w : cell C w = Z.to_nat ((w / 2 ^ 32) * Z.of_nat C / 2 ^ 32).
  Proof. reflexivity. Qed.

  Lemma ind_sum (A : Prop) : ind (A /\ 0%Z = 0%Z) = ind A.
  Proof. destruct (ind_cases A) as [[a e]|[a e]]; rewrite e; [apply ind_true|apply ind_false]; tauto. Qed.

  (** Any function of the cell, together with a given sign. *)
  Lemma sign_and_function (s : Z) (g : nat -> R) : (s = 0 \/ s = 1)%Z ->
    word (fun w => ind (sign_bit w = s) * g (cell C w))
      = / 2 * (/ 2 ^ 32 * sum halves (fun u => g (at_half u))).
  Proof.
    intro hs.
    etransitivity;
      [exact (word_halves (fun h b => ind (b = s) * g (Z.to_nat (h * Z.of_nat C / 2 ^ 32))))|].
    rewrite (sum_ext halves _ (fun u => / 2 * g (at_half u))); [rewrite sum_scal; ring|].
    intros u hu; fold (at_half u).
    destruct hs as [-> | ->].
    - rewrite ind_true, ind_false by lia; field.
    - rewrite ind_false, ind_true by lia; field.
  Qed.

  Lemma function_of_cell (g : nat -> R) :
    word (fun w => g (cell C w)) = / 2 ^ 32 * sum halves (fun u => g (at_half u)).
  Proof.
    etransitivity; [exact (word_halves (fun h _ => g (Z.to_nat (h * Z.of_nat C / 2 ^ 32))))|].
    f_equal; apply sum_ext; intros u hu; fold (at_half u); field.
  Qed.

  Theorem cell_probability c : (c < C)%nat ->
    share <= lower word (fun w => cell C w = c).
  Proof.
    intro hc; rewrite additive_lower_upper by apply word_additive.
    unfold upper; rewrite (function_of_cell (fun d => ind (d = c))).
    pose proof (cell_average (fun d => ind (d = c)) (fun d => proj1 (ind_range _))) as h.
    rewrite (sum_ext C _ (fun d => ind (c = d) * 1)) in h.
    - rewrite sum_single_ind in h by exact hc; lra.
    - intros d _; rewrite Rmult_1_r; destruct (Nat.eq_dec c d) as [e|ne];
        [rewrite !ind_true|rewrite !ind_false]; auto.
  Qed.

  Theorem cells_total : lower word (fun w => (cell C w < C)%nat) = 1.
  Proof.
    rewrite additive_lower_upper by apply word_additive.
    unfold upper; rewrite (function_of_cell (fun d => ind (d < C)%nat)).
    rewrite (sum_ext halves _ (fun _ => 1)); [|intros; apply ind_true, at_half_range; assumption].
    rewrite sum_const, (INR_B _ halves_is); field.
  Qed.

  (** Exactly: the sign is fair and independent of the cell. *)
  Theorem sign_independent s (A : nat -> Prop) : (s = 0 \/ s = 1)%Z ->
    upper word (fun w => sign_bit w = s /\ A (cell C w))
      = / 2 * upper word (fun w => A (cell C w)).
  Proof.
    intro hs; unfold upper.
    rewrite (function_of_cell (fun d => ind (A d))).
    rewrite <- (sign_and_function s (fun d => ind (A d)) hs).
    apply mean_ext; auto with bounded; intro w; apply ind_and.
  Qed.

  Theorem sign_fair s : (s = 0 \/ s = 1)%Z -> upper word (fun w => sign_bit w = s) = / 2.
  Proof.
    intro hs; transitivity (upper word (fun w => sign_bit w = s /\ (fun _ : nat => True) (cell C w))).
    - unfold upper; apply mean_ext; auto with bounded; intro w.
      destruct (ind_cases (sign_bit w = s)) as [[a e]|[a e]]; rewrite e;
        symmetry; [apply ind_true|apply ind_false]; tauto.
    - rewrite (sign_independent s (fun _ => True) hs); unfold upper.
      rewrite (mean_ext word (f := fun w => ind True) (fun _ => 1)); auto with bounded; [|intro; apply ind_true, I].
      rewrite mean_const; ring.
  Qed.

  Lemma share_pos : 0 <= share.
  Proof.
    unfold share; apply Rmult_le_pos; [apply IZR_le, Z.div_pos; lia|].
    left; apply Rinv_0_lt_compat; lra.
  Qed.

  Lemma sign_and_average s (g : nat -> R) : (s = 0 \/ s = 1)%Z -> (forall c, 0 <= g c) ->
    / 2 * share * sum C g <= word (fun w => ind (sign_bit w = s) * g (cell C w)).
  Proof.
    intros hs hg; rewrite (sign_and_function s g hs), Rmult_assoc.
    apply Rmult_le_compat_l; [lra|apply cell_average, hg].
  Qed.
End Cells.

(** ** Pairs of cells *)

(** min(S + 1, 2C - 1 - S): the pairs (g, h) of cells with g + h = S. *)
Definition pairs (C S : nat) : nat := Nat.min (S + 1) (2 * C - 1 - S).

Lemma sum_pairs_even C (f : nat -> R) :
  sum C (fun g => sum C (fun h => f (g + h)%nat)) = sum (C + C) (fun S => INR (pairs C S) * f S).
Proof.
  induction C as [|C IH]; [reflexivity|].
  replace (S C + S C)%nat with (S (S (C + C))) by lia; simpl sum at 1 3.
  rewrite sum_plus, IH.
  assert (p2 : pairs (S C) (C + C) = 1%nat) by (unfold pairs; lia).
  assert (p3 : pairs (S C) (S (C + C)) = 0%nat) by (unfold pairs; lia).
  rewrite p2, p3; simpl (INR 1); simpl (INR 0).
  rewrite !sum_split.
  rewrite (sum_ext C (fun S => INR (pairs (Datatypes.S C) S) * f S) (fun S => INR (pairs C S) * f S)).
  2: { intros i hi; f_equal; f_equal; unfold pairs; lia. }
  rewrite (sum_ext C (fun i => INR (pairs (S C) (C + i)) * f (C + i)%nat)
                     (fun i => INR (pairs C (C + i)) * f (C + i)%nat + 2 * f (C + i)%nat)).
  2: { intros i hi; replace (pairs (S C) (C + i)) with (pairs C (C + i) + 2)%nat by (unfold pairs; lia).
       rewrite plus_INR; simpl (INR 2); ring. }
  rewrite sum_plus, sum_scal.
  rewrite (sum_ext C (fun g => f (g + C)%nat) (fun g => f (C + g)%nat))
    by (intros; f_equal; lia).
  ring.
Qed.

Lemma sum_pairs C (f : nat -> R) : (1 <= C)%nat ->
  sum C (fun g => sum C (fun h => f (g + h)%nat)) = sum (2 * C - 1) (fun S => INR (pairs C S) * f S).
Proof.
  intro h; rewrite sum_pairs_even.
  replace (C + C)%nat with (S (2 * C - 1)) by lia; cbn [sum].
  replace (pairs C (2 * C - 1)) with 0%nat by (unfold pairs; lia); change (INR 0) with 0; ring.
Qed.

(** plan._probability's count: the pairs of those sums S whose category is u. *)
Definition pair_count (C : nat) (category : nat -> nat) (u : nat) : nat :=
  fold_right Nat.add 0%nat
    (map (pairs C) (filter (fun S => category S =? u)%nat (seq 0 (2 * C - 1)))).

Lemma pair_count_sum C category u :
  INR (pair_count C category u)
    = sum (2 * C - 1) (fun S => INR (pairs C S) * ind (category S = u)).
Proof.
  unfold pair_count; rewrite <- fold_seq.
  induction (seq 0 (2 * C - 1)) as [|a l IH]; [reflexivity|]; simpl fold_right at 2.
  rewrite <- IH; simpl filter; destruct (Nat.eqb_spec (category a) u) as [e|ne].
  - simpl fold_right at 1; rewrite plus_INR, (ind_true e); ring.
  - rewrite (ind_false ne); ring.
Qed.

(** It is the number of pairs of cells. *)
Theorem pair_count_pairs C category u : (1 <= C)%nat ->
  pair_count C category u =
    length (filter (fun gh : nat * nat => category (fst gh + snd gh) =? u)%nat (list_prod (seq 0 C) (seq 0 C))).
Proof.
  intro hC; apply INR_eq; rewrite pair_count_sum, <- sum_pairs by exact hC.
  assert (inner : forall g l, INR (length (filter (fun gh : nat * nat => category (fst gh + snd gh) =? u)%nat
                      (map (fun h => (g, h)) l)))
                  = fold_right (fun h t => ind (category (g + h) = u)%nat + t) 0 l).
  { intros g; induction l as [|h l IH]; [reflexivity|]; simpl fold_right; simpl map; simpl filter.
    rewrite <- IH; destruct (Nat.eqb_spec (category (g + h)%nat) u) as [e|ne].
    - rewrite (ind_true e); simpl length; rewrite S_INR; ring.
    - rewrite (ind_false ne); ring. }
  rewrite <- fold_seq; generalize (seq 0 C) at 1 2; intro l.
  induction l as [|g l IH]; [reflexivity|]; simpl list_prod; simpl fold_right.
  rewrite filter_app, app_length, plus_INR, <- IH, inner, fold_seq; reflexivity.
Qed.

(** ** The statement *)

Theorem sampler :
  forall (C : nat) (category : nat -> nat) (u : nat) (s t : Z),
    (1 <= Z.of_nat C <= 2 ^ 32)%Z -> (s = 0 \/ s = 1)%Z -> (t = 0 \/ t = 1)%Z ->
    INR (pair_count C category u) / 4 * (IZR (2 ^ 32 / Z.of_nat C) / 2 ^ 32) ^ 2
      <= lower two_words (fun ws =>
           sign_bit (word_in ws) = s /\ sign_bit (word_out ws) = t /\
           category (cell C (word_in ws) + cell C (word_out ws))%nat = u).
Proof.
  intros C category u s t hC hs ht; fold (share C).
  unfold two_words; rewrite additive_lower_upper by apply iid_additive, word_additive.
  set (P := fun ws => _ /\ _).
  change (upper (iid word 2) P) with (word (fun x => word (fun y => ind (P [x; y])))).
  set (g := fun a : nat => / 2 * share C * sum C (fun h => ind (category (a + h)%nat = u))).
  assert (hg : forall a, 0 <= g a).
  { intro a; unfold g; apply Rmult_le_pos; [pose proof (share_pos C hC); lra|].
    apply sum_nonneg; intros; apply ind_range. }
  apply Rle_trans with (word (fun x => ind (sign_bit x = s) * g (cell C x))).
  - eapply Rle_trans; [|apply (sign_and_average C hC s g hs hg)].
    right; unfold g; rewrite sum_scal.
    rewrite (sum_pairs C (fun S => ind (category S = u))) by lia.
    rewrite <- pair_count_sum; field.
  - apply mean_mono.
    + exists (/ 2 * share C * INR C); intro x; rewrite Rabs_right.
      * destruct (ind_range (sign_bit x = s)) as [i0 i1]; specialize (hg (cell C x)).
        apply Rle_trans with (g (cell C x)); [nra|]; unfold g.
        apply Rmult_le_compat_l; [pose proof (share_pos C hC); lra|].
        rewrite <- (Rmult_1_r (INR C)), <- sum_const; apply sum_le; intros; apply ind_range.
      * apply Rle_ge, Rmult_le_pos; [apply ind_range|apply hg].
    + apply bounded_range with 1; intro x; apply mean_range; intro; apply ind_range.
    + intro x.
      destruct (ind_cases (sign_bit x = s)) as [[hx e]|[hx e]]; rewrite e.
      * rewrite Rmult_1_l.
        eapply Rle_trans; [apply (sign_and_average C hC t (fun h => ind (category (cell C x + h)%nat = u)) ht);
          intro; apply ind_range|].
        apply mean_mono; auto with bounded.
        { apply bounded_range with 1; intro y.
          pose proof (ind_range (sign_bit y = t));
            pose proof (ind_range (category (cell C x + cell C y)%nat = u)); nra. }
        intro y; rewrite <- ind_and; apply ind_le; unfold P, word_in, word_out; simpl; tauto.
      * rewrite Rmult_0_l; apply mean_range with (b := 1); intro; apply ind_range.
Qed.

(** ** The table: which products a pair of cells can have *)

Definition log2 (x : R) : R := ln x / ln 2.

Lemma ln_below y : 0 < y -> ln y <= y - 1.
Proof. intro h; pose proof (exp_ineq1_le (ln y)) as e; rewrite exp_ln in e by exact h; lra. Qed.

Lemma ln2_half : / 2 <= ln 2.
Proof. pose proof (ln_below (/ 2) ltac:(lra)) as h; rewrite ln_Rinv in h by lra; lra. Qed.

Lemma pow2_pos x : 0 < Rpower 2 x.
Proof. apply exp_pos. Qed.

Lemma pow2_log x : 0 < x -> Rpower 2 (log2 x) = x.
Proof.
  intro h; unfold Rpower, log2; pose proof ln2_half.
  replace (ln x / ln 2 * ln 2) with (ln x) by (field; lra); apply exp_ln, h.
Qed.

Lemma pow2_le x y : x <= y -> Rpower 2 x <= Rpower 2 y.
Proof. intro h; apply Rle_Rpower; lra. Qed.

Lemma pow2_lt x y : x < y -> Rpower 2 x < Rpower 2 y.
Proof. intro h; apply Rpower_lt; lra. Qed.

(** 10^-6 of a cell covers the table's rounding. *)
Theorem table_slack :
  256 * log2 (1 + / 2 ^ 30) < / 10 ^ 6 /\ - / 10 ^ 6 < 256 * log2 (1 - / 2 ^ 30).
Proof.
  pose proof ln2_half as h2; unfold log2.
  pose proof (ln_below (1 + / 2 ^ 30) ltac:(lra)) as h.
  pose proof (ln_below (/ (1 - / 2 ^ 30)) ltac:(apply Rinv_0_lt_compat; lra)) as g.
  rewrite ln_Rinv in g by lra.
  assert (e : / (1 - / 2 ^ 30) - 1 <= / 2 ^ 30 * (1001 / 1000)).
  { apply Rmult_le_reg_r with (1 - / 2 ^ 30); [lra|].
    rewrite Rmult_minus_distr_r, Rinv_l by lra; lra. }
  split; apply Rmult_lt_reg_r with (ln 2); try lra;
    unfold Rdiv; rewrite !Rmult_assoc, Rinv_l, Rmult_1_r by lra; lra.
Qed.

Lemma slack_up : 1 + / 2 ^ 30 < Rpower 2 (/ 10 ^ 6 / 256).
Proof.
  rewrite <- (pow2_log (1 + / 2 ^ 30)) by lra; apply pow2_lt; pose proof table_slack; lra.
Qed.

Lemma slack_down : Rpower 2 (- / 10 ^ 6 / 256) < 1 - / 2 ^ 30.
Proof.
  rewrite <- (pow2_log (1 - / 2 ^ 30)) by lra; apply pow2_lt; pose proof table_slack; lra.
Qed.

Section Table.
  (** T[j], the integer nearest to 2^31 2^(j/256). *)
  Variable T : nat -> Z.
  Hypothesis T_nearest : forall j, (j <= 256)%nat ->
    Rabs (IZR (T j) - 2 ^ 31 * Rpower 2 (INR j / 256)) <= / 2.

  (** The magnitude in cell g with fraction f: FORMATS.md, section 3. *)
  Definition magnitude (g f : Z) : R :=
    let j := Z.to_nat (g mod 256) in
    IZR (T j * 2 ^ 21 + (T (j + 1)%nat - T j) * f) * powerRZ 2 (g / 256 - 52).

  (** A weight of cell g lies in [2^(g/256), 2^((g+1)/256)), up to the table's rounding. *)
  Theorem weight_in_cell g f : (0 <= f < 2 ^ 21)%Z ->
    Rpower 2 (IZR g / 256) * (1 - / 2 ^ 32) <= magnitude g f
      < Rpower 2 ((IZR g + 1) / 256) * (1 + / 2 ^ 32).
  Proof.
    intro hf; unfold magnitude.
    set (e := (g / 256)%Z); set (j := Z.to_nat (g mod 256)).
    pose proof (Z.mod_pos_bound g 256 ltac:(lia)) as hj.
    assert (eg : IZR g = 256 * IZR e + INR j).
    { rewrite INR_IZR_INZ; unfold j; rewrite Z2Nat.id by lia.
      rewrite <- mult_IZR, <- plus_IZR; f_equal; unfold e; apply Z.div_mod; lia. }
    assert (j256 : (j < 256)%nat) by (unfold j; lia).
    pose proof (T_nearest j ltac:(lia)) as t0; pose proof (T_nearest (j + 1) ltac:(lia)) as t1.
    set (a := Rpower 2 (INR j / 256)) in *.
    assert (eb : Rpower 2 (INR (j + 1) / 256) = a * Rpower 2 (/ 256)).
    { unfold a; rewrite <- Rpower_plus; f_equal; rewrite plus_INR; simpl; field. }
    rewrite eb in t1; set (r := Rpower 2 (/ 256)) in *.
    assert (ha : 1 <= a).
    { unfold a; rewrite <- (Rpower_O 2) by lra; apply pow2_le.
      pose proof (pos_INR j); lra. }
    assert (hr : 1 + / 512 <= r).
    { unfold r, Rpower; pose proof (exp_ineq1_le (/ 256 * ln 2)); pose proof ln2_half; lra. }
    assert (E2 : powerRZ 2 (e - 52) = Rpower 2 (IZR e) * / 2 ^ 52).
    { rewrite powerRZ_Rpower by lra; rewrite minus_IZR; unfold Rminus; rewrite Rpower_plus.
      f_equal; rewrite Rpower_Ropp; f_equal.
      replace 52 with (INR 52) by (simpl; lra); apply Rpower_pow; lra. }
    rewrite E2, eg; set (E := Rpower 2 (IZR e)); assert (hE : 0 < E) by apply pow2_pos.
    replace ((256 * IZR e + INR j) / 256) with (IZR e + INR j / 256) by field.
    replace ((256 * IZR e + INR j + 1) / 256) with (IZR e + INR j / 256 + / 256) by field.
    rewrite !Rpower_plus; fold E a r.
    rewrite plus_IZR, !mult_IZR, minus_IZR.
    assert (b0 : - / 2 <= IZR (T j) - 2 ^ 31 * a <= / 2) by (unfold Rabs in t0; destruct Rcase_abs; lra).
    assert (b1 : - / 2 <= IZR (T (j + 1)%nat) - 2 ^ 31 * (a * r) <= / 2)
      by (unfold Rabs in t1; destruct Rcase_abs; lra).
    set (x := IZR (T j)) in *; set (y := IZR (T (j + 1)%nat)) in *.
    assert (hxy : x < y) by nra.
    assert (f0 : 0 <= IZR f <= 2 ^ 21 - 1).
    { split; [apply IZR_le; lia|].
      replace (2 ^ 21 - 1) with (IZR (2 ^ 21 - 1)) by (simpl; lra); apply IZR_le; lia. }
    replace (IZR (2 ^ 21)) with (2 ^ 21) by (simpl; lra).
    set (z := IZR f) in *; clearbody x y z E a r.
    split.
    - apply Rle_trans with (E * / 2 ^ 31 * x).
      + replace (E * a * (1 - / 2 ^ 32)) with (E * / 2 ^ 31 * (2 ^ 31 * a - a / 2)) by field.
        apply Rmult_le_compat_l; nra.
      + replace (E * / 2 ^ 31 * x) with (E * / 2 ^ 52 * (x * 2 ^ 21)) by field.
        rewrite (Rmult_comm (x * 2 ^ 21 + _)); apply Rmult_le_compat_l; nra.
    - apply Rlt_le_trans with (E * / 2 ^ 31 * y).
      + replace (E * / 2 ^ 31 * y) with (E * / 2 ^ 52 * (y * 2 ^ 21)) by field.
        rewrite (Rmult_comm (x * 2 ^ 21 + _)); apply Rmult_lt_compat_l; nra.
      + replace (E * a * r * (1 + / 2 ^ 32)) with (E * / 2 ^ 31 * (2 ^ 31 * (a * r) + a * r / 2)) by field.
        apply Rmult_le_compat_l; nra.
  Qed.

  Theorem product_in_cells g h f f' : (0 <= f < 2 ^ 21)%Z -> (0 <= f' < 2 ^ 21)%Z ->
    Rpower 2 (IZR (g + h) / 256) * (1 - / 2 ^ 30) <= magnitude g f * magnitude h f'
      < Rpower 2 ((IZR (g + h) + 2) / 256) * (1 + / 2 ^ 30).
  Proof.
    intros hf hf'; destruct (weight_in_cell g f hf) as [g1 g2].
    destruct (weight_in_cell h f' hf') as [h1 h2].
    rewrite plus_IZR.
    replace ((IZR g + IZR h) / 256) with (IZR g / 256 + IZR h / 256) by field.
    replace ((IZR g + IZR h + 2) / 256) with ((IZR g + 1) / 256 + (IZR h + 1) / 256) by field.
    rewrite !Rpower_plus.
    pose proof (pow2_pos (IZR g / 256)); pose proof (pow2_pos (IZR h / 256)).
    pose proof (pow2_pos ((IZR g + 1) / 256)); pose proof (pow2_pos ((IZR h + 1) / 256)).
    set (p := Rpower 2 (IZR g / 256)) in *; set (q := Rpower 2 (IZR h / 256)) in *.
    set (p' := Rpower 2 ((IZR g + 1) / 256)) in *; set (q' := Rpower 2 ((IZR h + 1) / 256)) in *.
    assert (p0 : 0 < p * (1 - / 2 ^ 32)) by (apply Rmult_lt_0_compat; lra).
    assert (q0 : 0 < q * (1 - / 2 ^ 32)) by (apply Rmult_lt_0_compat; lra).
    split.
    - apply Rle_trans with (p * (1 - / 2 ^ 32) * (q * (1 - / 2 ^ 32))).
      + assert (0 < p * q) by (apply Rmult_lt_0_compat; assumption); nra.
      + apply Rmult_le_compat; lra.
    - apply Rlt_le_trans with (p' * (1 + / 2 ^ 32) * (q' * (1 + / 2 ^ 32))).
      + apply Rmult_gt_0_lt_compat; try lra; apply Rmult_lt_0_compat; lra.
      + assert (0 < p' * q') by (apply Rmult_lt_0_compat; assumption); nra.
  Qed.

  (** Sums S of cells at least 10^-6 of a cell inside have their products inside. *)
  Lemma inside lo hi g h f f' : 0 < lo -> 0 < hi ->
    256 * log2 lo + / 10 ^ 6 <= IZR (g + h) -> IZR (g + h) + 2 + / 10 ^ 6 <= 256 * log2 hi ->
    (0 <= f < 2 ^ 21)%Z -> (0 <= f' < 2 ^ 21)%Z ->
    lo < magnitude g f * magnitude h f' < hi.
  Proof.
    intros l0 h0 hl hh hf hf'; destruct (product_in_cells g h f f' hf hf') as [p1 p2].
    rewrite <- (pow2_log lo), <- (pow2_log hi) by assumption; split.
    - eapply Rlt_le_trans; [|exact p1].
      apply Rle_lt_trans with (Rpower 2 (IZR (g + h) / 256) * Rpower 2 (- / 10 ^ 6 / 256)).
      + rewrite <- Rpower_plus; apply pow2_le; lra.
      + apply Rmult_lt_compat_l; [apply pow2_pos|apply slack_down].
    - eapply Rlt_le_trans; [exact p2|].
      apply Rle_trans with (Rpower 2 ((IZR (g + h) + 2) / 256) * Rpower 2 (/ 10 ^ 6 / 256)).
      + apply Rmult_le_compat_l; [left; apply pow2_pos|left; apply slack_up].
      + rewrite <- Rpower_plus; apply pow2_le; lra.
  Qed.

  (** plan.intervals: [start, stop) with start = floor(lower + slack) + 1 and
      stop = floor(upper - slack) - 1, where lower and upper are enclosures' outer ends. *)
  Theorem category_certain lo hi lower upper g h f f' : 0 < lo -> 0 < hi ->
    256 * log2 lo <= lower -> upper <= 256 * log2 hi ->
    (Int_part (lower + / 10 ^ 6) + 1 <= g + h < Int_part (upper - / 10 ^ 6) - 1)%Z ->
    (0 <= f < 2 ^ 21)%Z -> (0 <= f' < 2 ^ 21)%Z ->
    lo < magnitude g f * magnitude h f' < hi.
  Proof.
    intros l0 h0 hl hh [hS hS'] hf hf'.
    destruct (base_Int_part (lower + / 10 ^ 6)) as [_ i1].
    destruct (base_Int_part (upper - / 10 ^ 6)) as [i2 _].
    apply IZR_le in hS; rewrite plus_IZR in hS.
    assert (hS2 : (g + h + 2 <= Int_part (upper - / 10 ^ 6))%Z) by lia.
    apply IZR_le in hS2; rewrite (plus_IZR (g + h)) in hS2.
    apply inside; auto; lra.
  Qed.

  (** *** Words to weights *)

  Variables (A : Z) (C : nat).
  Hypothesis C_range : (1 <= Z.of_nat C <= 2 ^ 32)%Z.

  Definition signed (w : Z) : R := if (sign_bit w =? 1)%Z then -1 else 1.
  Definition random_weight (w : Z) : R :=
    signed w * magnitude (A + Z.of_nat (cell C w)) ((w / 2) mod 2 ^ 21).

  (** A neuron's weights at one input and one output, as Neuron.v writes them. *)
  Definition random_neuron : law (list R) :=
    map_law (fun ws => [random_weight (word_out ws); random_weight (word_in ws)]) two_words.

  Theorem sampler_interval :
    forall (category : nat -> nat) (u : nat) (s t lo hi : R),
      (s = 1 \/ s = -1) -> (t = 1 \/ t = -1) -> 0 < lo -> 0 < hi ->
      (forall S, category S = u ->
         256 * log2 lo + / 10 ^ 6 <= IZR (2 * A + Z.of_nat S) /\
         IZR (2 * A + Z.of_nat S) + 2 + / 10 ^ 6 <= 256 * log2 hi) ->
      INR (pair_count C category u) / 4 * (IZR (2 ^ 32 / Z.of_nat C) / 2 ^ 32) ^ 2
        <= lower random_neuron (hit s t lo hi).
  Proof.
    intros category u s t lo hi hs ht l0 h0 hcat.
    set (bit := fun x : R => if Rlt_dec x 0 then 1%Z else 0%Z).
    assert (hbit : forall x, x = 1 \/ x = -1 -> (bit x = 0 \/ bit x = 1)%Z)
      by (intros x _; unfold bit; destruct Rlt_dec; auto).
    eapply Rle_trans; [apply (sampler C category u (bit t) (bit s) C_range); auto|].
    unfold random_neuron; rewrite map_law_lower; apply lower_mono; intros ws (e1 & e2 & e3).
    assert (sg : forall x w, (x = 1 \/ x = -1) -> sign_bit w = bit x -> signed w = x).
    { intros x w hx e; unfold signed; rewrite e; unfold bit.
      destruct hx as [-> | ->]; destruct Rlt_dec; try lra; reflexivity. }
    set (i := word_in ws) in *; set (o := word_out ws) in *.
    destruct (hcat _ e3) as [c1 c2].
    assert (fi : (0 <= (i / 2) mod 2 ^ 21 < 2 ^ 21)%Z) by (apply Z.mod_pos_bound; lia).
    assert (fo : (0 <= (o / 2) mod 2 ^ 21 < 2 ^ 21)%Z) by (apply Z.mod_pos_bound; lia).
    replace (2 * A + Z.of_nat (cell C i + cell C o))%Z
      with ((A + Z.of_nat (cell C o)) + (A + Z.of_nat (cell C i)))%Z in c1, c2 by lia.
    pose proof (inside lo hi _ _ _ _ l0 h0 c1 c2 fo fi) as hin.
    unfold hit, z_out, z_in; simpl nth.
    unfold random_weight; rewrite (sg t i ht e1), (sg s o hs e2).
    assert (pos : forall g f, (0 <= f < 2 ^ 21)%Z -> 0 < magnitude g f).
    { intros g f hf; destruct (weight_in_cell g f hf) as [w1 _].
      pose proof (pow2_pos (IZR g / 256)); nra. }
    pose proof (pos (A + Z.of_nat (cell C o))%Z _ fo) as po.
    pose proof (pos (A + Z.of_nat (cell C i))%Z _ fi) as pi.
    set (mo := magnitude _ ((o / 2) mod 2 ^ 21)) in *.
    set (mi := magnitude _ ((i / 2) mod 2 ^ 21)) in *.
    assert (ss : s * s = 1) by (destruct hs as [-> | ->]; ring).
    assert (tt : t * t = 1) by (destruct ht as [-> | ->]; ring).
    split; [rewrite <- Rmult_assoc, ss; lra|split; [rewrite <- Rmult_assoc, tt; lra|]].
    replace (Rabs (s * mo * (t * mi))) with (mo * mi); [lra|].
    rewrite !Rabs_mult, (Rabs_right mo), (Rabs_right mi) by lra.
    destruct hs as [-> | ->], ht as [-> | ->]; rewrite ?Rabs_R1, ?(Rabs_left (-1)) by lra; ring.
  Qed.
End Table.

(** ** An instance: C = 100 cells, the category of the sums 90, ..., 109 *)

Example sampler_example :
  47 / 1000 <= lower two_words (fun ws =>
    sign_bit (word_in ws) = 1%Z /\ sign_bit (word_out ws) = 0%Z /\
    (90 <= cell 100 (word_in ws) + cell 100 (word_out ws) < 110)%nat).
Proof.
  set (category := fun S : nat => if ((90 <=? S) && (S <? 110))%nat%bool then 1%nat else 0%nat).
  eapply Rle_trans; [|eapply Rle_trans; [apply (sampler 100 category 1 1 0); auto|]].
  - replace (pair_count 100 category 1) with 1900%nat by (vm_compute; reflexivity).
    rewrite INR_IZR_INZ; change (Z.of_nat 1900) with 1900%Z.
    change (2 ^ 32 / Z.of_nat 100)%Z with 42949672%Z; lra.
  - lia.
  - apply lower_mono; intros ws (h1 & h2 & h3); split; [exact h1|split; [exact h2|]].
    unfold category in h3.
    destruct (Nat.leb_spec 90 (cell 100 (word_in ws) + cell 100 (word_out ws))); [|discriminate].
    destruct (Nat.ltb_spec (cell 100 (word_in ws) + cell 100 (word_out ws)) 110);
      [lia|discriminate].
Qed.

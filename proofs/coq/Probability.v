(** * Probability without measure theory: laws and independent samples

    A [law] on S is an (upper) expectation: a functional on bounded functions that is
    monotone, normalised, subadditive and positively homogeneous.  [upper L A] is the
    outer and [lower L A] the inner probability of an event; they coincide where the law
    is [additive].  "With probability at least 1 - delta" is written [1 - delta <= lower L A].
    The point: [union_bound], [iid_prod] (independence) and [prod_laws_union] hold without
    any event having to be measurable.  The uniform laws are in LogUniform.v.  *)

(** Every function is allowed.  [lower <= upper], and [1 - delta <= lower L A] is the strong
    reading: it implies the usual one whenever A is an event, for the upper integral is at least
    the Lebesgue one.

    [iid L n] is the law of n independent samples of L, as lists, [prod_laws Ls] of one
    sample of each law: iterated expectations, the first sample outermost.  Other laws:
    - [finite_law]: finitely many atoms with weights (additive);
    - [map_law g L]: the law of g(X);  [symmetric L]: of X or -X, evenly.

    Tools: [markov], [iid_none], [sure_lower], [possible], [count] (samples in an event),
    [ceiling].  *)

From Coq Require Import Reals Lra Lia List Psatz Classical_Prop.
From Coq Require ClassicalDedekindReals.
Import ListNotations.
Open Scope R_scope.
Set Implicit Arguments.

Local Notation sig_not_dec := ClassicalDedekindReals.sig_not_dec.

(** ** Small tools *)

(** The indicator, as a real number, of any proposition. *)
Definition ind (A : Prop) : R := if sig_not_dec A then 1 else 0.

Lemma ind_true (A : Prop) : A -> ind A = 1.
Proof. intro a; unfold ind; destruct (sig_not_dec A); tauto. Qed.

Lemma ind_false (A : Prop) : ~ A -> ind A = 0.
Proof. intro a; unfold ind; destruct (sig_not_dec A); tauto. Qed.

Lemma ind_cases (A : Prop) : (A /\ ind A = 1) \/ (~ A /\ ind A = 0).
Proof.
  destruct (classic A) as [a|a]; [left|right]; split; auto using ind_true, ind_false.
Qed.

Lemma ind_range (A : Prop) : 0 <= ind A <= 1.
Proof. destruct (ind_cases A) as [[_ e]|[_ e]]; rewrite e; lra. Qed.

Lemma ind_le (A B : Prop) : (A -> B) -> ind A <= ind B.
Proof.
  intro h; destruct (ind_cases A) as [[a e]|[a e]]; rewrite e.
  - rewrite (ind_true (h a)); lra.
  - apply ind_range.
Qed.

Lemma ind_not (A : Prop) : ind (~ A) = 1 - ind A.
Proof.
  destruct (ind_cases A) as [[a e]|[a e]]; rewrite e.
  - rewrite ind_false; [lra|tauto].
  - rewrite (ind_true a); lra.
Qed.

Lemma ind_and (A B : Prop) : ind (A /\ B) = ind A * ind B.
Proof.
  destruct (ind_cases A) as [[a e]|[a e]]; destruct (ind_cases B) as [[b e']|[b e']];
    rewrite e, e'.
  - rewrite ind_true; [lra|tauto].
  - rewrite ind_false; [lra|tauto].
  - rewrite ind_false; [lra|tauto].
  - rewrite ind_false; [lra|tauto].
Qed.

(** The ceiling as a natural number (0 for x <= 0). *)
Definition ceiling (x : R) : nat := Z.to_nat (1 - up (- x)).

Lemma ceiling_ge (x : R) : x <= INR (ceiling x).
Proof.
  unfold ceiling; destruct (archimed (- x)) as [h1 h2].
  destruct (Z_le_gt_dec 0 (1 - up (- x))) as [h|h].
  - rewrite INR_IZR_INZ, Z2Nat.id, minus_IZR by exact h; lra.
  - assert (IZR (1 - up (- x)) <= IZR (- 1)) by (apply IZR_le; lia).
    rewrite minus_IZR in H. pose proof (pos_INR (Z.to_nat (1 - up (- x)))).
    lra.
Qed.

Lemma ceiling_lt (x : R) : -1 < x -> INR (ceiling x) < x + 1.
Proof.
  unfold ceiling; destruct (archimed (- x)) as [h1 h2]; intro hx.
  destruct (Z_le_gt_dec 0 (1 - up (- x))) as [h|h].
  - rewrite INR_IZR_INZ, Z2Nat.id, minus_IZR by exact h; lra.
  - replace (Z.to_nat (1 - up (- x))) with O by lia; simpl; lra.
Qed.

Lemma ceiling_le (x : R) (n : nat) : x <= INR n -> (ceiling x <= n)%nat.
Proof.
  intro h; unfold ceiling; destruct (archimed (- x)) as [h1 h2].
  apply Nat2Z.inj_le; destruct (Z_le_gt_dec 0 (1 - up (- x))) as [g|g].
  - rewrite Z2Nat.id by exact g.
    assert (IZR (1 - up (- x)) < IZR (Z.of_nat n + 1)).
    { rewrite minus_IZR, plus_IZR, <- INR_IZR_INZ; lra. }
    apply lt_IZR in H; lia.
  - lia.
Qed.

(** ** Laws *)

Definition bounded {S : Type} (f : S -> R) : Prop := exists B, forall x, Rabs (f x) <= B.

Record law (S : Type) : Type := Law {
  mean :> (S -> R) -> R;
  mean_const : forall c, mean (fun _ => c) = c;
  mean_mono  : forall f g, bounded f -> bounded g ->
                 (forall x, f x <= g x) -> mean f <= mean g;
  mean_add   : forall f g, bounded f -> bounded g ->
                 mean (fun x => f x + g x) <= mean f + mean g;
  mean_scal_le : forall c f, 0 < c -> bounded f ->
                 mean (fun x => c * f x) <= c * mean f }.

(** An additive law is an ordinary expectation. *)
Definition additive {S} (L : law S) : Prop :=
  forall f g, bounded f -> bounded g -> L (fun x => f x + g x) = L f + L g.

Definition upper {S} (L : law S) (A : S -> Prop) : R := L (fun x => ind (A x)).
Definition lower {S} (L : law S) (A : S -> Prop) : R := 1 - upper L (fun x => ~ A x).

Section Bounded.
  Variable S : Type.
  Implicit Types f g : S -> R.

  Lemma bounded_range f B : (forall x, 0 <= f x <= B) -> bounded f.
  Proof.
    intro h; exists B; intro x; specialize (h x); rewrite Rabs_right; lra.
  Qed.

  Lemma bounded_ind (A : S -> Prop) : bounded (fun x => ind (A x)).
  Proof. apply bounded_range with 1; intro; apply ind_range. Qed.

  Lemma bounded_const c : bounded (fun _ : S => c).
  Proof. exists (Rabs c); intro; lra. Qed.

  Lemma bounded_add f g : bounded f -> bounded g -> bounded (fun x => f x + g x).
  Proof.
    intros [B hB] [C hC]; exists (B + C); intro x.
    eapply Rle_trans; [apply Rabs_triang|]; specialize (hB x); specialize (hC x); lra.
  Qed.

  Lemma bounded_scal c f : bounded f -> bounded (fun x => c * f x).
  Proof.
    intros [B hB]; exists (Rabs c * B); intro x; rewrite Rabs_mult.
    apply Rmult_le_compat_l; [apply Rabs_pos|apply hB].
  Qed.
End Bounded.
#[export] Hint Resolve bounded_ind bounded_const bounded_add bounded_scal : bounded.

Section LawLemmas.
  Variable S : Type.
  Variable L : law S.
  Implicit Types f g : S -> R.

  Lemma mean_ext f g : bounded f -> (forall x, f x = g x) -> L f = L g.
  Proof.
    intros hf e.
    assert (hg : bounded g) by (destruct hf as [B h]; exists B; intro x; rewrite <- e; apply h).
    apply Rle_antisym; apply mean_mono; auto; intro x; rewrite e; lra.
  Qed.

  Lemma mean_range f a b : (forall x, a <= f x <= b) -> a <= L f <= b.
  Proof.
    intro h; assert (hf : bounded f).
    { exists (Rmax (Rabs a) (Rabs b)); intro x; specialize (h x).
      unfold Rmax, Rabs; repeat (destruct Rcase_abs || destruct Rle_dec); lra. }
    split; [rewrite <- (mean_const L a) | rewrite <- (mean_const L b)];
      apply mean_mono; auto using bounded_const; intro x; apply h.
  Qed.

  Lemma mean_scal c f : 0 <= c -> bounded f -> L (fun x => c * f x) = c * L f.
  Proof.
    intros hc hf; destruct (Req_dec c 0) as [->|nz].
    - rewrite Rmult_0_l, <- (mean_const L 0) at 1; apply mean_ext.
      + auto with bounded.
      + intro; ring.
    - assert (c0 : 0 < c) by lra.
      apply Rle_antisym; [apply mean_scal_le; auto|].
      assert (h : L f <= / c * L (fun x => c * f x)).
      { rewrite (mean_ext (f := f) (fun x => / c * (c * f x))) at 1; auto.
        - apply mean_scal_le; [apply Rinv_0_lt_compat; lra|auto with bounded].
        - intro; field; exact nz. }
      apply Rmult_le_compat_l with (r := c) in h; [|exact hc].
      rewrite <- Rmult_assoc, Rinv_r, Rmult_1_l in h; assumption.
  Qed.

  (** Constants may be taken out of a sum even though a law is only subadditive. *)
  Lemma mean_shift c f : bounded f -> L (fun x => c + f x) = c + L f.
  Proof.
    intro hf.
    assert (add : forall d g, bounded g -> L (fun x => d + g x) <= d + L g).
    { intros d g hg; pose proof (@mean_add _ L (fun _ => d) g) as a; rewrite mean_const in a.
      apply a; auto with bounded. }
    apply Rle_antisym; [apply add, hf|].
    enough (h : L f <= - c + L (fun x => c + f x)) by lra.
    eapply Rle_trans; [|apply (add (- c) (fun x => c + f x)); auto with bounded].
    right; apply mean_ext; [exact hf|]; intro; ring.
  Qed.

  Lemma upper_range A : 0 <= upper L A <= 1.
  Proof. apply mean_range; intro; apply ind_range. Qed.

  Lemma lower_range A : 0 <= lower L A <= 1.
  Proof. unfold lower; pose proof (upper_range (fun x => ~ A x)); lra. Qed.

  Lemma upper_mono (A B : S -> Prop) : (forall x, A x -> B x) -> upper L A <= upper L B.
  Proof. intro h; apply mean_mono; auto with bounded; intro; apply ind_le, h. Qed.

  Lemma lower_mono (A B : S -> Prop) : (forall x, A x -> B x) -> lower L A <= lower L B.
  Proof.
    intro h; unfold lower.
    pose proof (@upper_mono (fun x => ~ B x) (fun x => ~ A x)) as k.
    enough (upper L (fun x => ~ B x) <= upper L (fun x => ~ A x)) by lra.
    apply k; firstorder.
  Qed.

  Lemma lower_le_upper A : lower L A <= upper L A.
  Proof.
    unfold lower, upper.
    enough (1 <= L (fun x => ind (A x)) + L (fun x => ind (~ A x))) by lra.
    eapply Rle_trans; [|apply mean_add; auto with bounded].
    rewrite <- (mean_const L 1) at 1; right; apply mean_ext; auto with bounded.
    intro x; rewrite ind_not; ring.
  Qed.

  (** For an additive law the two agree: there is one probability. *)
  Lemma additive_lower_upper A : additive L -> lower L A = upper L A.
  Proof.
    intro h; unfold lower, upper.
    enough (L (fun x => ind (A x)) + L (fun x => ind (~ A x)) = 1) by lra.
    rewrite <- h; auto with bounded.
    rewrite <- (mean_const L 1) at 1; apply mean_ext; auto with bounded.
    intro x; rewrite ind_not; ring.
  Qed.

  (** The union bound. *)
  Lemma union_bound_sum (k : nat) (A : nat -> S -> Prop) (q : nat -> R) :
    (forall j, (j < k)%nat -> upper L (A j) <= q j) ->
    upper L (fun x => exists j, (j < k)%nat /\ A j x)
      <= fold_right Rplus 0 (map q (seq 0 k)).
  Proof.
    revert A q; induction k as [|k IH]; intros A q h; simpl.
    - right; unfold upper; rewrite <- (mean_const L 0); apply mean_ext; auto with bounded.
      intro x; apply ind_false; intros [j [hj _]]; lia.
    - apply Rle_trans with
        (upper L (A O) + upper L (fun x => exists j, (j < k)%nat /\ A (Datatypes.S j) x)).
      + unfold upper; eapply Rle_trans; [|apply mean_add; auto with bounded].
        apply mean_mono; auto with bounded; intro x.
        destruct (ind_cases (exists j, (j < Datatypes.S k)%nat /\ A j x)) as [[[j [hj a]] e]|[_ e]];
          rewrite e.
        * destruct j as [|j].
          { rewrite (ind_true a).
            pose proof (ind_range (exists j, (j < k)%nat /\ A (Datatypes.S j) x)); lra. }
          { rewrite (@ind_true (exists j, (j < k)%nat /\ A (Datatypes.S j) x)).
            - pose proof (ind_range (A O x)); lra.
            - exists j; split; [lia|exact a]. }
        * pose proof (ind_range (A O x)).
          pose proof (ind_range (exists j, (j < k)%nat /\ A (Datatypes.S j) x)); lra.
      + apply Rplus_le_compat; [apply h; lia|].
        rewrite <- seq_shift, map_map.
        apply (IH (fun j => A (Datatypes.S j)) (fun j => q (Datatypes.S j))).
        intros j hj; apply h; lia.
  Qed.

  Lemma union_bound (k : nat) (A : nat -> S -> Prop) (q : R) :
    (forall j, (j < k)%nat -> upper L (A j) <= q) ->
    upper L (fun x => exists j, (j < k)%nat /\ A j x) <= INR k * q.
  Proof.
    intro h; eapply Rle_trans; [apply (@union_bound_sum k A (fun _ => q)); exact h|].
    right; clear h; rewrite <- (seq_length k 0) at 2.
    induction (seq 0 k) as [|a l IH]; [simpl; ring|].
    change (q + fold_right Rplus 0 (map (fun _ => q) l) = INR (Datatypes.S (length l)) * q).
    rewrite IH, S_INR; ring.
  Qed.

  (** Markov's inequality, in the form of a domination. *)
  Lemma markov (A : S -> Prop) f : bounded f ->
    (forall x, 0 <= f x) -> (forall x, A x -> 1 <= f x) -> upper L A <= L f.
  Proof.
    intros hf h0 h1; apply mean_mono; auto with bounded; intro x.
    destruct (ind_cases (A x)) as [[a e]|[_ e]]; rewrite e; auto.
  Qed.
End LawLemmas.

(** ** Independent samples *)

Section Iid.
  Variable S : Type.
  Variable L : law S.

  Fixpoint iter (n : nat) (f : list S -> R) : R :=
    match n with
    | O => f []
    | Datatypes.S n => L (fun x => iter n (fun l => f (x :: l)))
    end.

  Lemma iter_range n : forall f a b, (forall l, a <= f l <= b) -> a <= iter n f <= b.
  Proof.
    induction n as [|n IH]; intros f a b h; simpl; [apply h|].
    apply mean_range; intro x; apply IH; intro l; apply h.
  Qed.

  Lemma iter_bounded n f (T : Type) (c : T -> list S -> list S) :
    bounded f -> bounded (fun x => iter n (fun l => f (c x l))).
  Proof.
    intros [B h]; exists B; intro x; apply Rabs_le, iter_range; intro l.
    specialize (h (c x l)); unfold Rabs in h; destruct Rcase_abs; lra.
  Qed.

  Lemma bounded_comp (T : Type) (c : T -> list S) f : bounded f -> bounded (fun l => f (c l)).
  Proof. intros [B h]; exists B; intro; apply h. Qed.

  (** Only lists of length n count. *)
  Lemma iter_mono_len n : forall f g, bounded f -> bounded g ->
    (forall l, length l = n -> f l <= g l) -> iter n f <= iter n g.
  Proof.
    induction n as [|n IH]; intros f g hf hg h; simpl; [auto|].
    apply mean_mono.
    - apply (iter_bounded n (fun x l => x :: l) hf).
    - apply (iter_bounded n (fun x l => x :: l) hg).
    - intro x; apply IH.
      + apply (bounded_comp (fun l => x :: l) hf).
      + apply (bounded_comp (fun l => x :: l) hg).
      + intros l hl; apply h; simpl; congruence.
  Qed.

  Lemma iter_const n c : iter n (fun _ => c) = c.
  Proof. induction n as [|n IH]; simpl; [reflexivity|]. rewrite IH; apply mean_const. Qed.

  Lemma iter_add n : forall f g, bounded f -> bounded g ->
    iter n (fun l => f l + g l) <= iter n f + iter n g.
  Proof.
    induction n as [|n IH]; intros f g hf hg; simpl; [lra|].
    eapply Rle_trans; [|apply mean_add].
    - apply mean_mono.
      + apply (iter_bounded n (fun x l => x :: l) (bounded_add hf hg)).
      + apply bounded_add; [apply (iter_bounded n (fun x l => x :: l) hf)
                           |apply (iter_bounded n (fun x l => x :: l) hg)].
      + intro x; apply IH; [apply (bounded_comp (fun l => x :: l) hf)
                           |apply (bounded_comp (fun l => x :: l) hg)].
    - apply (iter_bounded n (fun x l => x :: l) hf).
    - apply (iter_bounded n (fun x l => x :: l) hg).
  Qed.

  Lemma iter_scal_le n : forall c f, 0 < c -> bounded f ->
    iter n (fun l => c * f l) <= c * iter n f.
  Proof.
    induction n as [|n IH]; intros c f hc hf; simpl; [lra|].
    eapply Rle_trans; [|apply mean_scal_le; [exact hc|]].
    - apply mean_mono.
      + apply (iter_bounded n (fun x l => x :: l) (bounded_scal c hf)).
      + apply bounded_scal, (iter_bounded n (fun x l => x :: l) hf).
      + intro x; apply IH; [exact hc|apply (bounded_comp (fun l => x :: l) hf)].
    - apply (iter_bounded n (fun x l => x :: l) hf).
  Qed.

  (** The law of n independent samples. *)
  Definition iid (n : nat) : law (list S) :=
    Law (iter n) (iter_const n)
      (fun f g hf hg h => @iter_mono_len n f g hf hg (fun l _ => h l))
      (@iter_add n) (@iter_scal_le n).

  Lemma iid_mono n f g : bounded f -> bounded g ->
    (forall l, length l = n -> f l <= g l) -> iid n f <= iid n g.
  Proof. apply iter_mono_len. Qed.

  Lemma iid_upper_mono n (A B : list S -> Prop) :
    (forall l, length l = n -> A l -> B l) -> upper (iid n) A <= upper (iid n) B.
  Proof.
    intro h; apply iid_mono; auto with bounded; intros l hl; apply ind_le; auto.
  Qed.

  Lemma iid_impossible n (A : list S -> Prop) :
    (forall l, length l = n -> ~ A l) -> upper (iid n) A = 0.
  Proof.
    intro h; apply Rle_antisym; [|apply upper_range].
    apply Rle_trans with (iid n (fun _ => 0)); [|right; apply mean_const].
    apply iid_mono; auto with bounded; intros l hl; right; apply ind_false, h, hl.
  Qed.

  Lemma iid_sure n (A : list S -> Prop) :
    (forall l, length l = n -> A l) -> lower (iid n) A = 1.
  Proof.
    intro h; unfold lower; rewrite iid_impossible; [ring|]; intros l hl a; apply a, h, hl.
  Qed.

  Lemma iid_lower_mono n (A B : list S -> Prop) :
    (forall l, length l = n -> A l -> B l) -> lower (iid n) A <= lower (iid n) B.
  Proof.
    intro h; unfold lower; apply Rplus_le_compat_l, Ropp_le_contravar, iid_upper_mono.
    intros l hl no a; apply no, (h l hl a).
  Qed.

  Lemma iid_additive n : additive L -> additive (iid n).
  Proof.
    intro h; induction n as [|n IH]; intros f g hf hg; simpl; [reflexivity|].
    rewrite <- h.
    - apply mean_ext.
      + apply (iter_bounded n (fun x l => x :: l) (bounded_add hf hg)).
      + intro x; apply (IH (fun l => f (x :: l)) (fun l => g (x :: l)));
          [apply (bounded_comp (fun l => x :: l) hf)|apply (bounded_comp (fun l => x :: l) hg)].
    - apply (iter_bounded n (fun x l => x :: l) hf).
    - apply (iter_bounded n (fun x l => x :: l) hg).
  Qed.

  (** Independence: the expectation of a product is the product of the
      expectations (for functions with values in [0,1]; one per sample). *)
  Fixpoint prodl (fs : list (S -> R)) (l : list S) : R :=
    match fs, l with
    | f :: fs, x :: l => f x * prodl fs l
    | _, _ => 1
    end.

  Lemma prodl_range fs : (forall f, In f fs -> forall x, 0 <= f x <= 1) ->
    forall l, 0 <= prodl fs l <= 1.
  Proof.
    induction fs as [|f fs IH]; intros h [|x l]; simpl; try lra.
    assert (h1 : 0 <= f x <= 1) by (apply h; left; reflexivity).
    assert (h2 : 0 <= prodl fs l <= 1) by (apply IH; intros g hg; apply h; right; exact hg).
    nra.
  Qed.

  Lemma iid_prod fs : (forall f, In f fs -> forall x, 0 <= f x <= 1) ->
    iid (length fs) (prodl fs) = fold_right Rmult 1 (map (mean L) fs).
  Proof.
    induction fs as [|f fs IH]; intro h; [reflexivity|].
    assert (hf : forall x, 0 <= f x <= 1) by (intro; apply h; left; reflexivity).
    assert (hfs : forall g, In g fs -> forall x, 0 <= g x <= 1)
      by (intros g hg; apply h; right; exact hg).
    pose proof (prodl_range fs hfs) as hp.
    simpl length; simpl map; simpl fold_right; rewrite <- IH by exact hfs.
    change (iid (Datatypes.S (length fs)) (prodl (f :: fs)))
      with (L (fun x => iid (length fs) (fun l => f x * prodl fs l))).
    transitivity (L (fun x => iid (length fs) (prodl fs) * f x)).
    - apply mean_ext.
      + apply bounded_range with 1; intro x; apply mean_range; intro l.
        specialize (hf x); specialize (hp l); nra.
      + intro x; rewrite mean_scal; [ring|apply hf|].
        apply bounded_range with 1; exact hp.
    - rewrite mean_scal; [ring| |apply bounded_range with 1; exact hf].
      apply mean_range with (b := 1); exact hp.
  Qed.

  Lemma prodl_repeat f n : forall l, length l = n ->
    prodl (repeat f n) l = fold_right (fun x p => f x * p) 1 l.
  Proof.
    induction n as [|n IH]; intros [|x l] h; try discriminate; simpl; [reflexivity|].
    rewrite IH by (simpl in h; lia); reflexivity.
  Qed.

  Lemma iid_pow f n : (forall x, 0 <= f x <= 1) ->
    iid n (prodl (repeat f n)) = L f ^ n.
  Proof.
    intro h.
    assert (e : length (repeat f n) = n) by apply repeat_length.
    transitivity (iid (length (repeat f n)) (prodl (repeat f n))); [rewrite e; reflexivity|].
    rewrite iid_prod.
    - clear e; induction n as [|n IH]; simpl; [reflexivity|rewrite IH; reflexivity].
    - intros g hg; apply repeat_spec in hg; subst g; exact h.
  Qed.

  (** The probability that none of n samples is in A. *)
  Lemma iid_none n (A : S -> Prop) :
    upper (iid n) (fun l => forall x, In x l -> ~ A x) = upper L (fun x => ~ A x) ^ n.
  Proof.
    unfold upper at 2; rewrite <- iid_pow by (intro; apply ind_range).
    set (fs := repeat _ n).
    assert (r : forall l, 0 <= prodl fs l <= 1).
    { apply prodl_range; intros g hg x; apply repeat_spec in hg; subst g; apply ind_range. }
    enough (e : forall l, length l = n -> ind (forall x, In x l -> ~ A x) = prodl fs l).
    { apply Rle_antisym; apply iid_mono; auto with bounded;
        try (apply bounded_range with 1; exact r); intros l hl; rewrite (e l hl); lra. }
    intros l hl; unfold fs; rewrite (prodl_repeat _ _ hl); clear hl r fs.
    induction l as [|x l IH]; simpl; [apply ind_true; tauto|].
    rewrite <- IH, <- ind_and.
    destruct (ind_cases (forall y, x = y \/ In y l -> ~ A y)) as [[a e]|[a e]]; rewrite e.
    - rewrite ind_true; [reflexivity|]; split; [apply a|intros y hy; apply a]; auto.
    - rewrite ind_false; [reflexivity|]; intros [b c]; apply a.
      intros y [<-|hy]; [exact b|apply c, hy].
  Qed.
End Iid.

(** ** The image of a law *)

Section Map.
  Variables S T : Type.
  Variable g : S -> T.
  Variable L : law S.

  Lemma bounded_map (f : T -> R) : bounded f -> bounded (fun x => f (g x)).
  Proof. intros [B h]; exists B; intro; apply h. Qed.

  (** The law of g(X). *)
  Definition map_law : law T.
  Proof.
    refine (Law (fun f => L (fun x => f (g x))) _ _ _ _).
    - intro c; apply mean_const.
    - intros f h hf hh le; apply mean_mono; auto using bounded_map.
    - intros f h hf hh; apply (@mean_add _ L (fun x => f (g x)) (fun x => h (g x)));
        apply bounded_map; assumption.
    - intros c f hc hf; apply (@mean_scal_le _ L c (fun x => f (g x)) hc); apply bounded_map; exact hf.
  Defined.

  Lemma map_law_upper A : upper map_law A = upper L (fun x => A (g x)).
  Proof. reflexivity. Qed.
  Lemma map_law_lower A : lower map_law A = lower L (fun x => A (g x)).
  Proof. reflexivity. Qed.
End Map.

Lemma iid_map (S T : Type) (g : S -> T) (L : law S) n (f : list T -> R) : bounded f ->
  iid (map_law g L) n f = iid L n (fun l => f (map g l)).
Proof.
  revert f; induction n as [|n IH]; intros f hf; [reflexivity|].
  change (L (fun x => iid (map_law g L) n (fun l => f (g x :: l)))
          = L (fun x => iid L n (fun l => f (g x :: map g l)))).
  apply mean_ext.
  - apply (iter_bounded (map_law g L) n (fun x l => g x :: l) hf).
  - intro x; apply (IH (fun l => f (g x :: l))).
    destruct hf as [B h]; exists B; intro; apply h.
Qed.

(** ** Finite laws *)

Section Finite.
  Variable S : Type.
  Variable atoms : list (R * S).
  Hypothesis weight_nonneg : forall a, In a atoms -> 0 <= fst a.
  Hypothesis weight_total : fold_right (fun a t => fst a + t) 0 atoms = 1.

  Definition weighted (f : S -> R) : R :=
    fold_right (fun a t => fst a * f (snd a) + t) 0 atoms.

  Lemma weighted_add f g : weighted (fun x => f x + g x) = weighted f + weighted g.
  Proof.
    unfold weighted; clear; induction atoms as [|a l IH]; simpl; [ring|rewrite IH; ring].
  Qed.

  Lemma weighted_scal c f : weighted (fun x => c * f x) = c * weighted f.
  Proof.
    unfold weighted; clear; induction atoms as [|a l IH]; simpl; [ring|rewrite IH; ring].
  Qed.

  Lemma weighted_mono f g : (forall x, f x <= g x) -> weighted f <= weighted g.
  Proof.
    intro h; unfold weighted; clear weight_total.
    induction atoms as [|a l IH]; simpl; [lra|].
    apply Rplus_le_compat; [apply Rmult_le_compat_l; auto with datatypes|].
    apply IH; intros b hb; apply weight_nonneg; right; exact hb.
  Qed.

  Lemma weighted_const c : weighted (fun _ => c) = c.
  Proof.
    transitivity (c * fold_right (fun a t => fst a + t) 0 atoms); [|rewrite weight_total; ring].
    unfold weighted; clear; induction atoms as [|a l IH]; simpl; [ring|rewrite IH; ring].
  Qed.

  Definition finite_law : law S.
  Proof.
    refine (Law weighted weighted_const _ _ _).
    - intros; apply weighted_mono; assumption.
    - intros; right; apply weighted_add.
    - intros; right; apply weighted_scal.
  Defined.

  Lemma finite_law_additive : additive finite_law.
  Proof. intros f g _ _; apply weighted_add. Qed.
End Finite.

(** ** Counting samples *)

(** How many of the samples are in A. *)
Fixpoint count {S : Type} (A : S -> Prop) (l : list S) : nat :=
  match l with
  | [] => 0
  | x :: l => (if sig_not_dec (A x) then 1 else 0) + count A l
  end.

Lemma count_cons {S} (A : S -> Prop) x l :
  INR (count A (x :: l)) = ind (A x) + INR (count A l).
Proof. unfold ind; simpl count; rewrite plus_INR; destruct sig_not_dec; reflexivity. Qed.

Lemma count_zero {S} (A : S -> Prop) l :
  (count A l < 1)%nat -> forall x, In x l -> ~ A x.
Proof.
  induction l as [|y l IH]; simpl; [tauto|].
  destruct sig_not_dec as [nn|n]; intro h; [lia|].
  intros x [<-|hx]; [exact n|apply IH; auto].
Qed.

Lemma count_pos {S} (A : S -> Prop) l :
  (1 <= count A l)%nat <-> exists x, In x l /\ A x.
Proof.
  split.
  - induction l as [|y l IH]; simpl; [lia|].
    destruct sig_not_dec as [nn|n]; intro h.
    + exists y; split; [left; reflexivity|apply NNPP, nn].
    + destruct IH as [x [hx a]]; [lia|exists x; auto].
  - intros [x [hx a]]; destruct (count A l) eqn:e; [|lia].
    exfalso; revert a; apply count_zero with l; [rewrite e; lia|exact hx].
Qed.

(** ** A random sign *)

(** The law of X or of -X, with probability 1/2 each. *)
Definition symmetric (L : law R) : law R.
Proof.
  refine (Law (fun f => / 2 * L f + / 2 * L (fun x => f (- x))) _ _ _ _).
  - intro c; rewrite !mean_const; field.
  - intros f g hf hg h.
    assert (L f <= L g) by (apply mean_mono; auto).
    assert (L (fun x => f (- x)) <= L (fun x => g (- x)))
      by (apply mean_mono; auto using (bounded_map Ropp)); lra.
  - intros f g hf hg.
    pose proof (@mean_add _ L f g hf hg).
    pose proof (@mean_add _ L (fun x => f (- x)) (fun x => g (- x))
                  (bounded_map Ropp hf) (bounded_map Ropp hg)); lra.
  - intros c f hc hf.
    pose proof (@mean_scal_le _ L c f hc hf).
    pose proof (@mean_scal_le _ L c (fun x => f (- x)) hc (bounded_map Ropp hf)); lra.
Defined.

(** ** Independent samples of different laws *)

Section Products.
  Variable S : Type.

  Definition nil_law : law (list S).
  Proof. refine (Law (fun f => f []) _ _ _ _); intros; auto; lra. Defined.

  Lemma bounded_inner (M : law (list S)) f : bounded f ->
    bounded (fun x => M (fun l => f (x :: l))).
  Proof.
    intros [B h]; exists B; intro x; apply Rabs_le, mean_range; intro l.
    specialize (h (x :: l)); unfold Rabs in h; destruct Rcase_abs; lra.
  Qed.

  Lemma bounded_cons f (x : S) : bounded f -> bounded (fun l => f (x :: l)).
  Proof. intros [B h]; exists B; intro; apply h. Qed.

  Definition cons_law (L : law S) (M : law (list S)) : law (list S).
  Proof.
    refine (Law (fun f => L (fun x => M (fun l => f (x :: l)))) _ _ _ _).
    - intro c; rewrite mean_const; apply mean_const.
    - intros f g hf hg h; apply mean_mono; auto using bounded_inner.
      intro x; apply mean_mono; auto using bounded_cons.
    - intros f g hf hg.
      eapply Rle_trans; [|apply mean_add; auto using bounded_inner].
      apply mean_mono;
        [apply (bounded_inner M (bounded_add hf hg))|auto using bounded_inner, bounded_add|].
      intro x; apply (@mean_add _ M (fun l => f (x :: l)) (fun l => g (x :: l)));
        auto using bounded_cons.
    - intros c f hc hf.
      eapply Rle_trans; [|apply mean_scal_le; auto using bounded_inner].
      apply mean_mono;
        [apply (bounded_inner M (bounded_scal c hf))|auto using bounded_inner, bounded_scal|].
      intro x; apply (@mean_scal_le _ M c (fun l => f (x :: l)) hc); auto using bounded_cons.
  Defined.

  (** One sample of each law, independently. *)
  Definition prod_laws (Ls : list (law S)) : law (list S) := fold_right cons_law nil_law Ls.

  (** Union bound over the samples, each with an event of its own. *)
  Lemma prod_laws_union (T : Type) (Ls : T -> law S) (A : T -> S -> Prop) (q : T -> R)
      (ts : list T) :
    (forall t, In t ts -> 1 - q t <= lower (Ls t) (A t)) ->
    1 - fold_right Rplus 0 (map q ts)
      <= lower (prod_laws (map Ls ts)) (fun xs => Forall2 A ts xs).
  Proof.
    unfold lower; intro h; apply Rplus_le_compat_l, Ropp_le_contravar.
    assert (h' : forall t, In t ts -> upper (Ls t) (fun x => ~ A t x) <= q t)
      by (intros t ht; specialize (h t ht); lra); clear h.
    induction ts as [|t ts IH].
    - right; apply ind_false; intro n; apply n; constructor.
    - specialize (IH (fun t' ht' => h' t' (or_intror ht'))); specialize (h' t (or_introl eq_refl)).
      set (N := upper (prod_laws (map Ls ts)) (fun xs => ~ Forall2 A ts xs)) in *.
      assert (hN : 0 <= N) by apply upper_range.
      change (Ls t (fun x => prod_laws (map Ls ts) (fun l => ind (~ Forall2 A (t :: ts) (x :: l))))
              <= q t + fold_right Rplus 0 (map q ts)).
      apply Rle_trans with (N + upper (Ls t) (fun x => ~ A t x)); [|lra].
      unfold upper; rewrite <- mean_shift by auto with bounded.
      apply mean_mono; auto with bounded.
      { apply (@bounded_inner (prod_laws (map Ls ts)) (fun xs => ind (~ Forall2 A (t :: ts) xs))).
        apply bounded_ind. }
      intro x; destruct (ind_cases (~ A t x)) as [[a e]|[a e]]; rewrite e.
      + apply Rle_trans with 1; [|lra].
        apply mean_range with (a := 0); intro; apply ind_range.
      + rewrite Rplus_0_r; unfold N, upper; apply mean_mono; auto with bounded.
        intro l; apply ind_le; intros no b; apply no; constructor; [apply NNPP, a|exact b].
  Qed.
End Products.

(** ** What samples are sure to be like *)

Definition sure {S : Type} (L : law S) (A : S -> Prop) : Prop :=
  forall f g, bounded f -> bounded g -> (forall x, A x -> f x <= g x) -> L f <= L g.

Lemma sure_iid (S : Type) (L : law S) n : sure (iid L n) (fun l => length l = n).
Proof. intros f g hf hg h; apply iid_mono; assumption. Qed.

Lemma sure_all (S : Type) (L : law S) (A : S -> Prop) : (forall x, A x) -> sure L A.
Proof. intros hA f g hf hg h; apply mean_mono; auto. Qed.

Lemma sure_map (S T : Type) (g : S -> T) (L : law S) (A : S -> Prop) (A' : T -> Prop) :
  sure L A -> (forall x, A x -> A' (g x)) -> sure (map_law g L) A'.
Proof.
  intros hA h f f' hf hf' le; apply (hA (fun x => f (g x)) (fun x => f' (g x)));
    auto using bounded_map.
Qed.

Lemma sure_prod (S T : Type) (Ls : T -> law S) (A : T -> S -> Prop) : forall ts,
  (forall t, In t ts -> sure (Ls t) (A t)) -> sure (prod_laws (map Ls ts)) (fun xs => Forall2 A ts xs).
Proof.
  induction ts as [|t ts IH]; intros hA f g hf hg h; [apply h; constructor|].
  change (Ls t (fun x => prod_laws (map Ls ts) (fun l => f (x :: l)))
          <= Ls t (fun x => prod_laws (map Ls ts) (fun l => g (x :: l)))).
  apply (hA t (or_introl eq_refl)); try (apply bounded_inner; assumption).
  intros x hx; apply IH; [intros; apply hA; right; assumption| | |];
    try (apply bounded_cons; assumption).
  intros l hl; apply h; constructor; assumption.
Qed.

Lemma sure_lower (S : Type) (L : law S) (A E E' : S -> Prop) :
  sure L A -> (forall x, A x -> E x -> E' x) -> lower L E <= lower L E'.
Proof.
  intros hA h; unfold lower; apply Rplus_le_compat_l, Ropp_le_contravar.
  apply hA; try apply bounded_ind; intros x hx; apply ind_le; intros no e; apply no, h; assumption.
Qed.

(** What has a positive lower probability is possible. *)
Lemma possible (S : Type) (L : law S) (E : S -> Prop) : 0 < lower L E -> exists s, E s.
Proof.
  intro h; apply NNPP; intro no.
  assert (z : upper L (fun s => ~ E s) = 1).
  { unfold upper; transitivity (L (fun _ => 1)); [|apply mean_const].
    apply mean_ext; [apply bounded_ind|].
    intro s; apply ind_true; intro e; apply no; exists s; exact e. }
  unfold lower in h; rewrite z in h; lra.
Qed.

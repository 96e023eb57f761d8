(** * Algorithm 1 (sample recycling): its indices and its count

    As printed the indices fail: idx_out takes the value 0, which is no index, and never the
    value n_i ([idx_out_zero], [last_output_missed]).  Repaired, the point is
    [covered_exactly_once], every (d, o) is met for exactly one j, and [outputs_distinct],
    within one j no output comes twice.  The count "m + 2(k-1) n_{i-1}" is too small where
    2k neurons are used each time ([printed_count_too_small], [sampled_worst]).  *)

(** The paper, lines 2-11: "for j = 1 to n_i: # Assumes n_i >= n_{i-1} [...] for d = 1 to
    n_{i-1}: # These indices ensure that all target weights are approximated, no input
    weight and no output weight is used for more than one target weight.
    idx_in = d, idx_out = (d+j) % n_i".  The network's neurons are numbered from 1
    (j in [n_i] = {1, ..., n_i}).  Below n = n_i and p = n_{i-1}.

    False as printed:
    - [idx_out_zero], [last_output_missed]: idx_out takes the value 0, which is no index,
      and never the value n_i, so the weights into output n_i are never approximated;
      [no_index_at_all]: with n_i = 1 no idx_out is an index;
    - [loops_exchanged_only]: for n_i < n_{i-1} it is not enough to exchange the loops: the
      same input weight is then used for every target weight of a pool;
    - [loops_kept]: and if nothing is exchanged, an output weight is used twice;
    - [orientation]: line 12 reads W*[idx_in, idx_out], but W*_i has n_i rows (outputs) and
      n_{i-1} columns (inputs), Section 2: for n_i = 3, n_{i-1} = 1 that is W*[1, 2], which
      does not exist.  W*[idx_out, idx_in] is meant.

    True, with 0 read as n_i (or with [idx_out_repaired], = (d+j) mod n_i + 1):
    - [covered_exactly_once]: every (d, o) is met for exactly one j, for all n and p;
    - [outputs_distinct], [outputs_distinct_printed]: for fixed j the outputs are distinct if
      n_{i-1} <= n_i, repaired or not, and
      [outputs_distinct_iff]: only then;
    - [exchanged_ok]: for n_i < n_{i-1}, exchange both: j = 1..n_{i-1}, d = 1..n_i,
      idx_out = d, idx_in = (d+j) mod n_{i-1} + 1.

    The count, "for each j we only need m + 2(k-1) n_{i-1} sampled neurons":
    - [sampled_worst]: with |K+|, |K-| <= k (all that the paper says) the pool needs
      m + 2k (n_{i-1} - 1): the refill after the last target weight is not needed;
    - [printed_count_too_small]: which is more than printed as soon as n_{i-1} > k
      ([printed_count_witness]: k = 1, n_{i-1} = 2, m neurons, 2 too few);
    - [printed_count_ok]: the printed count is right if |K+|, |K-| <= k - 1.  For
      gamma = 2/3 and k >= 3 the greedy decomposition is so
      (lemma_09/Lemma09.v, [greedy_state_23]).
    That M_i of Theorem 30 covers even the larger count is in theorem_30/Theorem30.v. *)

From Coq Require Import Arith Lia List PeanoNat.
Import ListNotations.

Definition idx_out (n j d : nat) : nat := (d + j) mod n.
Definition idx_out_repaired (n j d : nat) : nat := (d + j) mod n + 1.

Lemma idx_range n j d : 1 <= n -> 1 <= idx_out_repaired n j d <= n.
Proof.
  intro h; unfold idx_out_repaired; pose proof (Nat.mod_upper_bound (d + j) n); lia.
Qed.

(** ** What fails *)

(** 0 is no output: with d = 1 and j = n - 1 (n >= 2). *)
Theorem idx_out_zero n p : 2 <= n -> 1 <= p ->
  exists j d, 1 <= j <= n /\ 1 <= d <= p /\ idx_out n j d = 0.
Proof.
  intros hn hp; exists (n - 1), 1; unfold idx_out.
  replace (1 + (n - 1)) with n by lia; rewrite Nat.mod_same by lia; lia.
Qed.

Theorem last_output_missed n p :
  1 <= n -> ~ exists j d, 1 <= j <= n /\ 1 <= d <= p /\ idx_out n j d = n.
Proof.
  intros hn (j & d & _ & _ & h); unfold idx_out in h.
  pose proof (Nat.mod_upper_bound (d + j) n); lia.
Qed.

Example no_index_at_all : forall j d, idx_out 1 j d = 0.
Proof. intros; unfold idx_out; apply Nat.mod_1_r. Qed.

(** n = n_i = 2, p = n_{i-1} = 3: outer loop over d, inner over j. *)
Example loops_exchanged_only :
  let idx_in (j d : nat) := d in
  forall d, 1 <= d <= 3 -> idx_in 1 d = idx_in 2 d /\ idx_out 2 1 d <> idx_out 2 2 d.
Proof.
  intros idx_in d hd; split; [reflexivity|].
  assert (d = 1 \/ d = 2 \/ d = 3) as [-> | [-> | ->]] by lia; cbv; discriminate.
Qed.

(** n_i = 2 < n_{i-1} = 3, as printed: d = 1 and d = 3 share their output weight. *)
Example loops_kept : idx_out 2 1 1 = idx_out 2 1 3.
Proof. reflexivity. Qed.

Example orientation : idx_out 3 1 1 = 2 /\ ~ (1 <= idx_out 3 1 1 <= 1).
Proof. cbv; lia. Qed.

(** ** What holds *)

Lemma mod_eq_close n x y : 1 <= n -> x mod n = y mod n -> x < y + n -> y < x + n -> x = y.
Proof.
  intros hn h h1 h2.
  pose proof (Nat.div_mod x n); pose proof (Nat.div_mod y n).
  assert (x / n = y / n \/ x / n < y / n \/ y / n < x / n) as [e|[e|e]] by lia; nia.
Qed.

Theorem covered_exactly_once n d o : 1 <= n -> 1 <= o <= n ->
  exists j, (1 <= j <= n /\ idx_out_repaired n j d = o) /\
            forall j', 1 <= j' <= n -> idx_out_repaired n j' d = o -> j' = j.
Proof.
  intros hn ho; unfold idx_out_repaired.
  (* j = o - 1 - d modulo n, taken in 1..n *)
  set (r := (o - 1 + (n - d mod n)) mod n).
  pose proof (Nat.mod_upper_bound d n ltac:(lia)) as hd.
  pose proof (Nat.mod_upper_bound (o - 1 + (n - d mod n)) n ltac:(lia)) as hr; fold r in hr.
  assert (e : (d + r) mod n = o - 1).
  { unfold r; rewrite Nat.add_mod_idemp_r by lia.
    rewrite (Nat.div_mod d n) at 1 by lia.
    replace (n * (d / n) + d mod n + (o - 1 + (n - d mod n)))
      with (o - 1 + (d / n + 1) * n) by nia.
    rewrite Nat.mod_add by lia; apply Nat.mod_small; lia. }
  assert (ex : exists j, 1 <= j <= n /\ (d + j) mod n = o - 1).
  { destruct r as [|r'] eqn:er.
    - exists n; split; [lia|].
      replace (d + n) with (d + 0 + 1 * n) by lia; rewrite Nat.mod_add by lia; exact e.
    - exists (S r'); split; [lia|exact e]. }
  destruct ex as (j & hj & ej); exists j; split; [split; [exact hj|lia]|].
  intros j' hj' ej'; apply Nat.add_cancel_l with d, (mod_eq_close n); lia.
Qed.

Theorem outputs_distinct n p j d d' : 1 <= n -> p <= n -> 1 <= d <= p -> 1 <= d' <= p ->
  idx_out_repaired n j d = idx_out_repaired n j d' -> d = d'.
Proof.
  intros hn hp hd hd' h; unfold idx_out_repaired in h.
  apply Nat.add_cancel_r with j, (mod_eq_close n); lia.
Qed.

(** The printed indices too are fresh, 0 or not. *)
Theorem outputs_distinct_printed n p j d d' : 1 <= n -> p <= n -> 1 <= d <= p -> 1 <= d' <= p ->
  idx_out n j d = idx_out n j d' -> d = d'.
Proof.
  intros hn hp hd hd' h; apply (outputs_distinct n p j d d' hn hp hd hd').
  unfold idx_out_repaired; unfold idx_out in h; lia.
Qed.

Theorem outputs_distinct_iff n p j : 1 <= n ->
  (p <= n <-> forall d d', 1 <= d <= p -> 1 <= d' <= p ->
                idx_out_repaired n j d = idx_out_repaired n j d' -> d = d').
Proof.
  intro hn; split; [intros; eapply outputs_distinct; eassumption|].
  intro h; destruct (Nat.le_gt_cases p n) as [|g]; [assumption|].
  specialize (h 1 (1 + n) ltac:(lia) ltac:(lia)); unfold idx_out_repaired in h.
  replace (1 + n + j) with (1 + j + 1 * n) in h by lia.
  rewrite Nat.mod_add in h by lia; specialize (h eq_refl); lia.
Qed.

(** The exchanged algorithm, for n_i < n_{i-1}: pools j = 1..n_{i-1}, in each d = 1..n_i is
    the output and idx_in = (d+j) mod n_{i-1} + 1. *)
Theorem exchanged_ok n p : 1 <= n -> n < p ->
  (forall o d, 1 <= o <= n -> 1 <= d <= p ->
     exists j, (1 <= j <= p /\ idx_out_repaired p j o = d) /\
               forall j', 1 <= j' <= p -> idx_out_repaired p j' o = d -> j' = j) /\
  (forall j o o', 1 <= o <= n -> 1 <= o' <= n ->
     idx_out_repaired p j o = idx_out_repaired p j o' -> o = o').
Proof.
  intros hn hp; split.
  - intros o d ho hd; apply covered_exactly_once; lia.
  - intros j o o' ho ho'; apply (outputs_distinct p n); lia.
Qed.

(** ** How many neurons one pool needs *)

(** [used]: |K+| + |K-| for the target weights of the pool, in order.  The pool must have
    m unused neurons when each of them is treated. *)
Definition needed (m : nat) (used : list nat) : nat :=
  m + fold_right Nat.add 0 (removelast used).

Lemma sum_le l b : (forall x, In x l -> x <= b) -> fold_right Nat.add 0 l <= b * length l.
Proof.
  induction l as [|x l IH]; intro h; simpl; [lia|].
  assert (x <= b) by (apply h; left; reflexivity).
  assert (fold_right Nat.add 0 l <= b * length l) by (apply IH; intros; apply h; right; assumption).
  nia.
Qed.

Lemma removelast_incl (l : list nat) x : In x (removelast l) -> In x l.
Proof.
  induction l as [|a [|b l] IH]; simpl in *; [tauto|tauto|].
  intros [h|h]; [auto|right; apply IH, h].
Qed.

Lemma removelast_length (l : list nat) : length (removelast l) = length l - 1.
Proof.
  induction l as [|a [|b l] IH]; [reflexivity|reflexivity|].
  simpl removelast; simpl length in *; rewrite IH; lia.
Qed.

Theorem sampled_worst m b used : (forall x, In x used -> x <= 2 * b) ->
  needed m used <= m + 2 * b * (length used - 1).
Proof.
  intro h; unfold needed; rewrite <- removelast_length.
  apply Nat.add_le_mono_l, sum_le; intros x hx; apply h, removelast_incl, hx.
Qed.

Lemma sum_repeat b n : fold_right Nat.add 0 (repeat b n) = b * n.
Proof. induction n as [|n IH]; simpl; [lia|rewrite IH; lia]. Qed.

Lemma removelast_repeat (b : nat) n : removelast (repeat b (S n)) = repeat b n.
Proof.
  induction n as [|n IH]; [reflexivity|].
  change (removelast (b :: repeat b (S n)) = b :: repeat b n).
  rewrite <- IH; reflexivity.
Qed.

(** If every target weight uses 2k neurons, the printed count is too small when p > k. *)
Theorem printed_count_too_small m k p : 1 <= p ->
  (m + 2 * (k - 1) * p < needed m (repeat (2 * k) p) <-> 1 <= k < p).
Proof.
  intro hp; destruct p as [|p]; [lia|]; unfold needed; rewrite removelast_repeat, sum_repeat.
  destruct k as [|k]; [simpl; lia|]; simpl (S k - 1); rewrite Nat.sub_0_r; nia.
Qed.

(** k = 1, two target weights: m neurons are printed, m + 2 are needed. *)
Example printed_count_witness m :
  m + 2 * (1 - 1) * 2 = m /\ needed m (repeat (2 * 1) 2) = m + 2.
Proof. unfold needed; simpl; lia. Qed.

Theorem printed_count_ok m k used : (forall x, In x used -> x <= 2 * (k - 1)) ->
  needed m used <= m + 2 * (k - 1) * length used.
Proof.
  intro h; eapply Nat.le_trans; [apply (sampled_worst m (k - 1)), h|]; nia.
Qed.

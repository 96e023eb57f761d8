(** * Remark 11: how to sample the hyperbolic distribution

    The point is [remark_11]: alpha (beta/alpha)^u, with u uniform on (0,1), has the law
    [loguniform alpha beta]; [remark_11_density]: its density is the printed one.  *)

(** The paper: "Sampling from P_eps is easy using the inverse CDF: To obtain a sample from
    P_eps in [alpha, beta], first draw a uniform sample u ~ U[0,1] then return
    alpha (beta/alpha)^u."

    Proved, for 0 < alpha < beta and u uniform on (0, 1):
    - [remark_11]: P(alpha (beta/alpha)^u <= x) = ln(x/alpha)/ln(beta/alpha) on [alpha, beta],
      and the values lie in [alpha, beta];
    - [remark_11_density]: the derivative of that probability in (alpha, beta) is c'/x with
      c' = 1/ln(beta/alpha), the density of P_eps.

    (The end points of U[0,1] have probability 0: coq/Probability.v, [unit_law], is the
    uniform law on (0, 1).)                                                          *)

From Coq Require Import Reals Lra Psatz.
From Certify.coq Require Import Probability LogUniform.
Open Scope R_scope.

Definition sampler (alpha beta u : R) : R := alpha * Rpower (beta / alpha) u.

Lemma same alpha beta (A : R -> Prop) :
  upper unit_law (fun u => A (sampler alpha beta u)) = upper (loguniform alpha beta) A.
Proof.
  change (upper unit_law (fun u => A (sampler alpha beta u))
          = upper unit_law (fun u => A (alpha * Rpower (beta / alpha) (clamp u)))).
  unfold upper; apply unit_ext; auto with bounded.
  intros u hu; unfold sampler; rewrite clamp_id by exact hu; reflexivity.
Qed.

Theorem remark_11 :
  forall alpha beta x : R, 0 < alpha < beta -> alpha <= x <= beta ->
    (forall u, 0 < u < 1 -> alpha <= sampler alpha beta u <= beta) /\
    upper unit_law (fun u => sampler alpha beta u <= x) = ln (x / alpha) / ln (beta / alpha) /\
    lower unit_law (fun u => sampler alpha beta u <= x) = ln (x / alpha) / ln (beta / alpha).
Proof.
  intros a b x [ha hab] hx; destruct (loguniform_cdf ha hab hx) as [hl hu].
  unfold cdf in hl, hu; split; [|split].
  - intros u u01; pose proof (loguniform_support ha hab u) as s.
    rewrite <- (clamp_id u01); exact s.
  - rewrite (same a b (fun z => z <= x)); exact hu.
  - unfold lower; rewrite (same a b (fun z => ~ z <= x)); exact hl.
Qed.

Theorem remark_11_density :
  forall alpha beta x : R, 0 < alpha < beta -> alpha < x < beta ->
    derivable_pt_lim (fun y => upper unit_law (fun u => sampler alpha beta u <= y)) x
      (/ ln (beta / alpha) / x).
Proof.
  intros a b x [ha hab] hx; destruct (loguniform_has_density ha hab hx) as [h _].
  intros eps he; destruct (h eps he) as [d hd]; exists d; intros y y0 yd.
  rewrite (same a b (fun z => z <= x + y)), (same a b (fun z => z <= x)); apply hd; assumption.
Qed.

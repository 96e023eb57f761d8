"""Every derivation is accepted; the same derivation with one step perturbed is not."""

import importlib

import pytest
import sympy as sp

from proofs.ledger.rooms import ROOMS, folder
from proofs.wording.derivation import (
    Derivation,
    Shown,
    Step,
    StepRejected,
    at_most,
    check,
    check_step,
    define,
    equal,
)
from proofs.wording.facts import FACTS, instance_of
from proofs.wording.symbols import delta, k_prime, non_negative, positive

x, y = positive("x"), positive("y")
WITH_DERIVATION = [room for room in ROOMS if (folder(room) / "derivation.py").is_file()]


def derive(room: str) -> Derivation:
    """The room's derivation, not yet checked."""
    module = importlib.import_module(f"proofs.statements.{room.replace('-', '_')}.derivation")
    result: Derivation = module.derive()
    return result


def steps(room: str, kind: type) -> list[Step]:
    """The steps of a room's derivation that claim an equality, or an inequality."""
    return [step for step in derive(room).steps if isinstance(step.claim, kind)]


@pytest.mark.parametrize("room", WITH_DERIVATION)
def test_the_derivation_is_accepted_without_obligations(room: str) -> None:
    assert check(derive(room)).obligations == ()


def perturbations(expression: sp.Expr) -> list[sp.Expr]:
    """The expression with a constant, a factor or an exponent changed."""
    return [expression + 1, 2 * expression + 1, expression**2 + 1]


@pytest.mark.parametrize("room", WITH_DERIVATION)
def test_a_perturbed_equality_is_rejected(room: str) -> None:
    for step in steps(room, sp.Eq):
        for wrong in perturbations(step.claim.rhs):
            changed = derive(room).perturbed(step.name, sp.Eq(step.claim.lhs, wrong, evaluate=False))
            with pytest.raises(StepRejected, match="step"):
                check(changed)


@pytest.mark.parametrize("room", WITH_DERIVATION)
def test_a_reversed_or_strengthened_inequality_is_not_shown(room: str) -> None:
    for step in steps(room, sp.Le):
        stronger = sp.Le(step.claim.lts, step.claim.gts / 3 - 1, evaluate=False)
        reversed_claim = sp.Le(step.claim.gts + 1, step.claim.lts, evaluate=False)
        for claim in (reversed_claim, stronger):
            assert not shown(derive(room).perturbed(step.name, claim)), step.name


def shown(changed: Derivation) -> bool:
    """Whether every step of a derivation is shown."""
    try:
        return not check(changed).obligations
    except StepRejected:
        return False


@pytest.mark.parametrize(
    ("room", "name", "wrong"),
    [
        ("theorem-03", "M", (16, 15)),
        ("theorem-03", "M", (2, 3)),
        ("theorem-30", "M", (4, 3)),
        ("combined", "minimum", (16, 8)),
        ("fan-out", "pool", (8, 7)),
        ("fan-out", "M", (4, 2)),
        ("lemma-29", "M", (2, 1)),
        ("lemma-01", "solved for eps_w", (sp.Rational(-3, 2), -1)),
    ],
)
def test_a_changed_constant_in_a_formula_is_rejected(room: str, name: str, wrong: tuple[int, int]) -> None:
    (step,) = [s for s in derive(room).steps if s.name == name]
    before, after = (sp.sympify(n) for n in wrong)
    claim = step.claim.func(step.claim.lhs, step.claim.rhs.replace(before, after), evaluate=False)
    assert claim.rhs != step.claim.rhs
    with pytest.raises(StepRejected):
        check(derive(room).perturbed(name, claim))


def test_numbers_reject_but_never_accept() -> None:
    true_but_unshown = at_most("Bernoulli", 1 + 2 * x, (1 + x) ** sp.Rational(5, 2), "true, and not shown here")
    assert check_step(true_but_unshown) is Shown.OBLIGATION
    with pytest.raises(StepRejected, match="false at"):
        check_step(at_most("false", x, x / 2, ""))


def test_an_equality_that_holds_only_at_the_points_tried_is_rejected() -> None:
    vanishing = sp.prod([x - sp.Rational(p, q) for p in range(1, 4) for q in range(1, 3)])
    with pytest.raises(StepRejected):
        check_step(equal("nearly", vanishing, sp.Integer(0), ""))


def test_slack_is_shown_by_signs_only() -> None:
    z = non_negative("z")
    assert check_step(at_most("sum", x, x + z, "")) is Shown.SLACK
    assert check_step(at_most("difference", x - z, x, "")) is Shown.SLACK


def test_facts_match_their_instances_only() -> None:
    fact = "1 + x <= exp(x)"
    assert check_step(at_most("instance", 1 - y, sp.exp(-y), "", fact)) is Shown.FACT
    for claim in (sp.Le(1 - y, sp.exp(-y / 2)), sp.Le(1 - 2 * y, sp.exp(-y)), sp.Ge(sp.exp(-y), 1 - y)):
        assert not instance_of(FACTS[fact], claim) or isinstance(claim, sp.Ge)
    with pytest.raises(StepRejected, match="not an instance"):
        check_step(at_most("wrong", 1 - 2 * y, sp.exp(-y), "", fact))


def test_definitions_introduce_a_symbol() -> None:
    assert check_step(define(k_prime, 2 * x, "")) is Shown.DEFINITION
    with pytest.raises(StepRejected, match="defined by itself"):
        check_step(define(k_prime, k_prime + delta, ""))
    with pytest.raises(StepRejected, match="symbol on its left"):
        check_step(Step("no", sp.Eq(2 * x, y), "", defines=True))


def test_formulas_come_from_the_lemmas_they_cite() -> None:
    """Theorem 3's count is Lemma 29's result under renaming: it is substituted, not transcribed."""
    from proofs.statements.lemma_29 import derivation as lemma_29
    from proofs.statements.theorem_03.derivation import tail_count

    (inside,) = tail_count().args
    lemma = {"c": lemma_29.c, "samples": lemma_29.needed, "categories": lemma_29.categories, "delta_i": delta}
    assert {s.name for s in inside.free_symbols} == set(lemma)
    back = inside.subs({s: lemma[s.name] for s in inside.free_symbols}, simultaneous=True)
    assert back == lemma_29.derive().results["M"]

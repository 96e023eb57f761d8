"""The paper's numbers, by independent arithmetic too; which assumptions fail; what a replacement breaks."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from math import prod

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certify.bounds.accuracy import eps_w
from certify.bounds.setting import Setting
from certify.bounds.theorems import all_bounds, bound
from certify.errors import InputError
from proofs.ledger.rooms import load

CENT = Fraction(1, 100)


def uniform(norms: str = "1") -> Setting:
    """Example 5, or with ``worst-case`` Example 6."""
    return Setting.of([100] * 11, epsilon=CENT, delta=CENT, norms=norms)


@pytest.mark.parametrize(
    ("norms", "theorem", "count"),
    [
        ("1", "theorem-03", 6286927),
        ("1", "theorem-30", 1428075),
        ("worst-case", "theorem-03", 24483129),
        ("worst-case", "theorem-30", 5726783),
        pytest.param("1", "fan-out", 664700, marks=pytest.mark.statement(id="fan-out")),
        pytest.param("worst-case", "fan-out", 2754400, marks=pytest.mark.statement(id="fan-out")),
    ],
)
def test_examples_5_and_6(norms: str, theorem: str, count: int) -> None:
    found = bound(theorem, uniform(norms))
    assert (count,) * 10 == found.M
    assert found.neurons_per_weight == Fraction(count, 10_000)
    assert found.weight_ratio == Fraction(2 * count, 100)
    assert found.applies


@pytest.mark.statement(id="malach-a6")
def test_malach_per_weight() -> None:
    found = bound("malach-a6", uniform())
    assert found.neurons_per_weight is not None
    assert found.neurons_per_weight.denominator == 1
    assert 10759 * 10**11 <= found.neurons_per_weight < 10760 * 10**11
    assert not found.applies
    assert {a.name for a in found.failing} == {"input-norm", "small-weights", "sparse"}


@pytest.mark.statement(id="malach-a6")
def test_malach_applies_where_its_assumptions_hold() -> None:
    small = {"w_max": Fraction(1, 2), "squared_input": Fraction(1)}
    assert bound("malach-a6", Setting.of([4, 1], epsilon=CENT, delta=CENT, **small)).applies
    assert not bound("malach-a6", Setting.of([5, 1], epsilon=CENT, delta=CENT, **small)).applies
    assert not bound("malach-a6", Setting.of([4, 1], epsilon=CENT, delta=CENT, w_max=Fraction(1, 2))).applies


@pytest.mark.statement(id="closing-minimum")
@pytest.mark.statement(id="combined")
@pytest.mark.thorough
def test_the_printed_minimum_mixes_budgets_and_ours_does_not() -> None:
    found = all_bounds(Setting.of([784, 100, 10], epsilon=CENT, delta=CENT))
    closing, ours = found["closing-minimum"], found["combined"]
    assert closing.delta_total == CENT * (Fraction(78400, 79400) + Fraction(1, 2))
    assert ours.delta_total == CENT
    assert found["theorem-03"].delta_total == found["theorem-30"].delta_total == CENT
    assert closing.M == (12198778, 693057)
    assert ours.M == (12198778, 700325)


@pytest.mark.statement(id="fan-out")
def test_fan_out_says_its_counts_of_examples_5_and_6() -> None:
    note = load("fan-out").printed.note
    for norms in ("1", "worst-case"):
        found = bound("fan-out", uniform(norms))
        assert found.M is not None
        assert f"M_i = {found.M[0]}" in note
    assert "66.47 per weight" in note


@pytest.mark.statement(id="fan-out")
def test_fan_out_is_not_proved_with_biases() -> None:
    having = bound("fan-out", Setting.of([3, 4, 2], epsilon=CENT, delta=CENT, bias=True))
    assert [a.name for a in having.failing] == ["no-biases"]
    assert bound("fan-out", Setting.of([3, 4, 2], epsilon=CENT, delta=CENT, activation="tanh")).applies


@pytest.mark.statement(id="fan-out")
@pytest.mark.parametrize(
    ("name", "expression", "breaks"),
    [
        ("events", "events", False),
        ("events", "2*events", False),
        ("events", "2*k*N_i", True),
        ("pool", "pool + 1", False),
        ("pool", "pool - 1", True),
        ("delta_i", "delta", True),
        ("delta_i", "delta/(2*ell)", False),
    ],
)
def test_a_replacement_in_fan_out(name: str, expression: str, breaks: bool) -> None:
    found = bound("fan-out", uniform(), replace={name: expression})
    assert bool(found.breaks) is breaks
    assert found.applies is not breaks
    assert found.delta_total is not None


def independent(
    widths: Sequence[int], bias: int, *parameters: Fraction
) -> dict[str, list[tuple[mpmath.mpf, mpmath.mpf]]]:
    """The counts before rounding up, by the printed formulas in mpmath: (batch, recycle) per layer."""
    ell, n_max = len(widths) - 1, max(max(widths[:-1]) + bias, max(widths))
    eps, d, w, F, s = (mpmath.mpf(x.numerator) / x.denominator for x in parameters)
    accuracy = eps / (mpmath.e * ell * mpmath.mpf(n_max) ** 1.5 * F * prod([max(mpmath.mpf(1), s)] * ell))
    k = mpmath.log(3 * w / accuracy) / mpmath.log(mpmath.mpf(3) / 2)
    shapes = [(o, i + bias) for i, o in pairwise(widths)]
    N_star = sum(o * i for o, i in shapes)
    recycle = [2 * k * (o * i + 4 * max(o, i) * mpmath.log(2 * k * N_star / d)) for o, i in shapes]
    three = [16 * k * (o * i + mpmath.log(2 * k * ell / d)) for o, i in shapes]
    batch = [16 * k * (o * i + mpmath.log(2 * k * N_star / d)) for o, i in shapes]
    pieces = mpmath.ceil(mpmath.log(2 * w / accuracy) / mpmath.log(mpmath.mpf(3) / 2))
    fan = [i * mpmath.ceil(8 * k * mpmath.log(4 * pieces * o * i * ell / d)) for o, i in shapes]
    pairs = {"theorem-03": (three, three), "theorem-30": (recycle, recycle), "closing-minimum": (three, recycle)}
    pairs |= {"combined": (batch, recycle), "fan-out": (fan, fan)}
    return {name: list(zip(*p, strict=True)) for name, p in pairs.items()}


SMALL = st.fractions(min_value=Fraction(1, 10**6), max_value=Fraction(1, 2), max_denominator=10**6)


@settings(max_examples=15)
@given(
    st.lists(st.integers(1, 900), min_size=2, max_size=5),
    SMALL,
    SMALL,
    st.fractions(1, 9, max_denominator=50),
    st.fractions(Fraction(1, 9), 200, max_denominator=50),
    st.booleans(),
)
@pytest.mark.thorough
def test_counts_agree_with_the_printed_formulas(
    widths: list[int], epsilon: Fraction, delta: Fraction, size: Fraction, norm: Fraction, bias: bool
) -> None:
    setting = Setting.of(
        widths, epsilon=epsilon, delta=delta, w_max=size, F_max=size, norms=[norm] * (len(widths) - 1), bias=bias
    )
    with mpmath.workdps(60):
        expected = independent(widths, int(bias), epsilon, delta, size, size, norm)
        for name, pairs in expected.items():
            counts = bound(name, setting).M
            assert counts == tuple(int(mpmath.ceil(min(pair))) for pair in pairs)


def test_biases_are_one_more_input_and_not_the_papers() -> None:
    without = Setting.of([3, 4, 2], epsilon=CENT, delta=CENT)
    having = Setting.of([3, 4, 2], epsilon=CENT, delta=CENT, bias=True, F_max=Fraction(1, 3))
    assert (without.weights, having.weights) == ((12, 8), (16, 10))
    assert having.F_max == 1
    assert bound("combined", having).applies
    printed = bound("theorem-30", having)
    assert not printed.applies
    assert [a.name for a in printed.failing] == ["no-biases"]


def test_other_activations_are_not_the_papers() -> None:
    setting = Setting.of([3, 4, 2], epsilon=CENT, delta=CENT, activation="tanh", output="identity")
    assert [a.name for a in bound("theorem-03", setting).failing] == ["relu"]
    assert bound("combined", setting).applies


@pytest.mark.parametrize("theorem", ["theorem-03", "theorem-30", "closing-minimum", "combined", "fan-out"])
def test_a_large_epsilon_leaves_nothing_to_say(theorem: str) -> None:
    found = bound(theorem, Setting.of([3, 2], epsilon=Fraction(1000), delta=CENT))
    assert found.M is None
    assert found.delta_total is None
    assert not found.applies
    assert "k_prime-positive" in {a.name for a in found.failing}


def test_gamma_is_re_derived_and_its_range_is_a_hypothesis() -> None:
    setting = uniform()
    golden, wide = bound("theorem-30", setting, gamma="1/phi"), bound("theorem-30", setting, gamma="1/2")
    assert golden.applies
    assert golden.M is not None
    assert golden.M < (1428075,) * 10
    assert not wide.applies
    assert [a.name for a in wide.failing] == ["gamma_lower"]
    with_one = bound("theorem-30", setting, gamma="1")
    assert "gamma_upper" in {a.name for a in with_one.failing}


@pytest.mark.parametrize(
    ("name", "expression", "breaks"),
    [
        ("c", "c", False),
        ("c", "c/2", False),
        ("c", "1.001*c", True),
        ("k_prime", "k_prime + 1", False),
        ("k_prime", "k_prime - 1/100", True),
        ("eps_w", "1e-8", False),
        ("eps_w", "1e-6", True),
        ("samples", "N_i - 1", True),
        ("samples", "2*N_i", False),
        ("delta_i", "delta", True),
        ("delta_i", "delta/(2*ell)", False),
        ("categories", "k_prime", True),
        ("n_max", "50", True),
        ("n_max", "200", False),
        ("w_max", "7", False),
    ],
)
def test_a_replacement_says_which_hypothesis_it_breaks(name: str, expression: str, breaks: bool) -> None:
    found = bound("theorem-03", uniform(), replace={name: expression})
    assert bool(found.breaks) is breaks
    assert found.applies is not breaks
    assert all(line.startswith(f"{name}: ") for line in found.breaks)
    assert found.unused == ()


def test_a_replacement_is_evaluated() -> None:
    assert bound("theorem-03", uniform(), replace={"c": "c"}).M == (6286927,) * 10
    doubled = bound("theorem-03", uniform(), replace={"c": "c/2"}).M
    assert doubled is not None
    assert doubled[0] in (2 * 6286927, 2 * 6286927 - 1)
    assert bound("theorem-30", uniform(), replace={"samples": "1"}).unused == ("samples",)


def test_an_exact_power_is_decided() -> None:
    setting = Setting.of([3, 2], epsilon=CENT, delta=CENT)
    accuracy = f"2*(2/3)^{40}"
    assert bound("combined", setting, replace={"eps_w": accuracy}).k == 40
    assert bound("combined", setting, replace={"eps_w": accuracy + " - 1e-60"}).k == 41


@pytest.mark.parametrize(
    ("replace", "message"),
    [
        ({"nothing": "1"}, "not known"),
        ({"c": "1 +"}, "position"),
        ({"c": "unknown"}, "not known"),
        ({"c": "k", "k": "c"}, "circle"),
        ({"c": "1/0"}, "division by zero"),
        ({"c": "9^9^9"}, "too large"),
        ({"c": "ln(-1)"}, "logarithm"),
        ({"c": "1 < 2"}, "not expected"),
    ],
)
def test_bad_replacements_are_one_clear_line(replace: dict[str, str], message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        bound("theorem-03", uniform(), replace=replace)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"widths": [3]}, "widths"),
        ({"widths": [3, 0]}, "widths"),
        ({"epsilon": Fraction(0)}, "epsilon: 0"),
        ({"delta": Fraction(1)}, "delta: 1"),
        ({"delta": Fraction(0)}, "delta: 0"),
        ({"w_max": Fraction(-1)}, "w_max"),
        ({"F_max": Fraction(0)}, "F_max"),
        ({"norms": "2"}, "norm"),
        ({"norms": [Fraction(1)]}, "norms"),
        ({"norms": [Fraction(1), Fraction(-1)]}, "norms"),
        ({"bias": [True]}, "bias"),
        ({"activation": "gelu"}, "gelu"),
        ({"activations": ["relu"]}, "activations"),
    ],
)
def test_bad_settings_are_one_clear_line(changes: dict[str, object], message: str) -> None:
    given_values: dict[str, object] = {"widths": [3, 4, 2], "epsilon": CENT, "delta": CENT, **changes}
    with pytest.raises(InputError, match=message):
        Setting.of(**given_values)  # type: ignore[arg-type]


def test_eps_w_is_rounded_down_to_64_bits() -> None:
    ones = (Fraction(1),) * 10
    value = eps_w((100,) * 11, (False,) * 10, CENT, ones, Fraction(1), ones)
    found = bound("theorem-03", uniform()).eps_w
    assert found is not None
    assert found.certainly_ge(value)
    assert found.certainly_le(value * (1 + Fraction(1, 2**60)))
    assert value.numerator.bit_length() <= 66


@given(st.integers(1, 60), st.fractions(Fraction(1, 100), 50, max_denominator=100), st.booleans())
def test_eps_w_is_below_lemma_1s(n: int, norm: Fraction, bias: bool) -> None:
    value = eps_w((n, 3), (bias,), CENT, (Fraction(1),), Fraction(2), (norm,))
    n_max = max(n + bias, 3)
    with mpmath.workdps(40):
        factor = max(mpmath.mpf(1), mpmath.mpf(norm.numerator) / norm.denominator)
        exact = mpmath.mpf("0.01") / (mpmath.e * mpmath.mpf(n_max) ** 1.5 * 2 * factor)
        assert 0 <= exact - mpmath.mpf(value.numerator) / value.denominator <= exact / 2**60


@pytest.mark.parametrize(
    "arguments",
    [
        ((3,), (), CENT, (), Fraction(1), ()),
        ((3, 2), (), CENT, (Fraction(1),), Fraction(1), (Fraction(1),)),
        ((3, 2), (False,), CENT, (Fraction(0),), Fraction(1), (Fraction(1),)),
        ((3, 2), (False,), Fraction(0), (Fraction(1),), Fraction(1), (Fraction(1),)),
        ((3, 2), (False,), CENT, (Fraction(1),), Fraction(0), (Fraction(1),)),
        ((3, 2), (False,), CENT, (Fraction(1),), Fraction(1), (Fraction(-1),)),
    ],
)
def test_eps_w_refuses_what_lemma_1_does_not_cover(arguments: tuple[object, ...]) -> None:
    with pytest.raises(InputError, match="needed"):
        eps_w(*arguments)  # type: ignore[arg-type]

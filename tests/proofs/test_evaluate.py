"""SymPy expressions on enclosures: against exact rationals and against mpmath; refusals."""

from fractions import Fraction

import mpmath
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from certify.errors import InputError
from certify.exact.enclosure import IllDefined
from proofs.wording.evaluate import enclosure, evaluate, integer, rational
from proofs.wording.symbols import two_thirds

a, b, i = sp.symbols("a b i")
POSITIVE = st.fractions(min_value=Fraction(1, 1000), max_value=1000, max_denominator=1000)
EXPRESSIONS = [
    a + b * 3 - sp.Rational(1, 7),
    a / b,
    a**3 - b**-2,
    sp.sqrt(a) * sp.log(b),
    sp.exp(-a / 1000) ** 2,
    sp.Max(a, b, evaluate=False) + sp.Min(a, 1, evaluate=False),
    sp.Abs(a - b, evaluate=False),
    sp.GoldenRatio**-2 * a + sp.E,
    sp.log(a + 1) / sp.log(b + 1),
    sp.Sum(a**i, (i, 1, 3)),
    sp.Product(sp.Max(1, a * i), (i, 1, 4)),
    sp.Piecewise((a, a < b), (2 * b, True)),
]


@given(st.sampled_from(EXPRESSIONS), POSITIVE, POSITIVE)
def test_values_agree_with_high_precision(expression: sp.Expr, x: Fraction, y: Fraction) -> None:
    if x == y:
        return
    found = enclosure(expression, {"a": x, "b": y})
    with mpmath.workdps(60):
        point = [mpmath.mpf(v.numerator) / v.denominator for v in (x, y)]
        value = sp.lambdify((a, b), expression.doit(), "mpmath")(*point)
        near = Fraction(int(mpmath.floor(value * mpmath.mpf(10) ** 40)), 10**40)
    tiny = Fraction(2, 10**34)
    assert found.lower - tiny <= near <= found.upper + tiny
    assert found.upper - found.lower <= tiny * max(1, abs(near))


@given(st.integers(-40, 60), st.sampled_from(["2/3", "phi"]))
def test_exact_powers_under_a_ceiling_are_decided(k: int, base: str) -> None:
    if base == "2/3":
        expression = sp.ceiling(sp.log(a, evaluate=False) / sp.log(1 / b))
        assert integer(expression, {"a": Fraction(3, 2) ** k, "b": two_thirds}) == k
    else:
        expression = sp.ceiling(sp.log(a, evaluate=False) / sp.log(1 / b))
        assert integer(expression, {"a": Fraction(1), "b": 1 / sp.GoldenRatio}) == 0


@given(POSITIVE)
def test_ceilings_and_floors(x: Fraction) -> None:
    n = integer(sp.ceiling(a * sp.log(2)), {"a": x})
    value = float(x) * 0.6931471805599453
    assert abs(n - value) <= 1 + 1e-9
    assert integer(sp.floor(a * sp.log(2)), {"a": x}) == n - 1


def test_names_may_stand_for_expressions_and_functions() -> None:
    values = {"a": b + 1, "b": lambda bits: evaluate(sp.log(sp.Integer(2)), {}, bits)}
    found = enclosure(a, values)
    assert found.certainly_gt(Fraction(169314718, 10**8))
    assert found.certainly_lt(Fraction(169314719, 10**8))


def test_rational_parts_stay_exact() -> None:
    assert rational(a**2 / 3 + 1, {"a": Fraction(3, 2)}) == Fraction(7, 4)
    assert rational(sp.Piecewise((a, a < 1), (a / 2, True)), {"a": Fraction(3)}) == Fraction(3, 2)
    assert rational(sp.sqrt(a), {"a": Fraction(4)}) is None
    assert rational(sp.log(a), {"a": Fraction(4)}) is None


@pytest.mark.parametrize(
    ("expression", "error"),
    [
        (sp.log(a - 2), IllDefined),
        (1 / (a - 1), IllDefined),
        (sp.sqrt(a - 2), IllDefined),
        (b, InputError),
        (sp.sin(a), InputError),
        (sp.gamma(a), InputError),
        (sp.IndexedBase("v")[1], InputError),
    ],
)
def test_what_has_no_value_is_refused(expression: sp.Expr, error: type[Exception]) -> None:
    with pytest.raises(error):
        enclosure(expression, {"a": Fraction(1)})

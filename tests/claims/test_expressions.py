"""Values of expressions: exact against brute force, enclosed against mpmath; and where there is none."""

import itertools
import re
from fractions import Fraction
from math import comb, factorial, prod
from typing import Any

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certify.claims import probabilities
from certify.claims.evaluation import MAX_NESTING
from certify.claims.explanation import decisive
from certify.claims.expressions import evaluate, truth, whole_number
from certify.claims.grammar import parse_expression, parse_statement
from certify.claims.probabilities import binomial_cdf, multinomial_tail
from certify.claims.reals import readable
from certify.claims.scope import Definition, Scope
from certify.errors import InputError, Undecided
from certify.exact.enclosure import Enclosure, IllDefined, Unsettled
from certify.exact.surd import PHI, Surd, compare, power, root

F = Fraction
SMALL = st.fractions(min_value=-20, max_value=20, max_denominator=30)


def value(text: str, **parameters: Any) -> Any:
    return evaluate(parse_expression(text, "EXPR"), Scope(parameters))


def true(text: str, **parameters: Any) -> bool | None:
    """Whether a statement holds; None where that is undecided."""
    try:
        return truth(parse_statement(text, "CLAIM"), Scope(parameters))
    except Undecided:
        return None


# rational arithmetic against Python's --------------------------------------------------------

OPERATIONS = {"+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "/": lambda a, b: a / b}


@st.composite
def arithmetic(draw: st.DrawFn, depth: int = 4) -> tuple[str, Fraction | None]:
    """Text over + - * / and its value, None where it divides by zero."""
    if depth == 0 or draw(st.booleans()):
        number = draw(SMALL)
        return f"({number.numerator}/{number.denominator})", number
    (left, a), (right, b) = draw(arithmetic(depth - 1)), draw(arithmetic(depth - 1))
    operator = draw(st.sampled_from("+-*/"))
    defined = a is not None and b is not None and not (operator == "/" and b == 0)
    return f"({left} {operator} {right})", OPERATIONS[operator](a, b) if defined else None


@given(arithmetic())
def test_rational_arithmetic_is_exact(case: tuple[str, Fraction | None]) -> None:
    text, expected = case
    if expected is None:
        with pytest.raises(IllDefined, match="division by zero"):
            value(text)
    else:
        found = value(text)
        assert isinstance(found, Fraction)
        assert found == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("phi^2 - phi", "1"),
        ("1/phi - phi", "-1"),
        ("phi^100/phi^99 - 1/phi", "1"),
        ("(1 + sqrt(5))/2 - phi", "0"),
        ("sqrt(9/4)", "3/2"),
        ("8^(1/3)", "2"),
        ("(16/81)^(-3/4)", "27/8"),
        ("0^0", "1"),
        ("0^(1/2)", "0"),
        ("0^sqrt(2)", "0"),
        ("0*e", "0"),
        ("0/e", "0"),
        ("ln(1)", "0"),
        ("exp(0)", "1"),
        ("e^0", "1"),
        ("(-2)^3", "-8"),
        ("floor(-1/2)", "-1"),
        ("ceiling(-1/2)", "0"),
        ("floor(e)", "2"),
        ("ceiling(100*phi)", "162"),
        ("abs(-3)", "3"),
        ("min(2, e, 3)", "2"),
        ("max(2, -e)", "2"),
        ("ln(8)/ln(2)", "3"),
        ("ln(8)/ln(4)", "3/2"),
        ("ceiling(ln(27/8)/ln(3/2))", "3"),
        ("ceiling(-ln(8)/ln(1/2))", "3"),
        ("floor(2*ln(8)/ln(4))", "3"),
        ("ln(phi^5)/ln(1/phi)", "-5"),
        ("ceiling(ln(100)/ln(phi))", "10"),
        ("if(1 < 2, 3, 1/0)", "3"),
        ("sum(i, 1, 4, i^2)", "30"),
        ("sum(i, 1, 0, 1/0)", "0"),
        ("prod(i, 1, 0, 1/0)", "1"),
        ("prod(i, 1, 5, i)", "120"),
        ("largest(i, 1, 3, i*(4 - i))", "4"),
        ("smallest(i, -2, 3, i^2)", "0"),
        ("sum_mask(b, 3, b[1] + 2*b[2]*b[3])", "8"),
        ("prod_mask(b, 2, 1 + b[1])", "4"),
        ("largest_mask(b, 2, b[1] - b[2])", "1"),
        ("sum_mask(b, 0, 7)", "7"),
        ("sum(i, 1, 3, sum(j, 1, i, j))", "10"),
    ],
)
def test_exact_values(text: str, expected: str) -> None:
    found = value(text)
    assert isinstance(found, Fraction)
    assert found == F(expected)


@pytest.mark.parametrize(
    "text",
    [
        *("1/0", "1/(phi^2 - phi - 1)", "ln(0)", "ln(-1)", "ln(1 - phi)", "sqrt(-1)", "sqrt(1 - phi)", "0^-1"),
        *("(-8)^(1/3)", "0^(0 - sqrt(2))", "1/ln(1)", "largest(i, 1, 0, i)", "sum(i, 1, 1/2, i)", "ln(-e)"),
        *("sum_mask(b, -1, 1)", "sum_mask(b, 2, b[3])", "v[0]", "v[3]", "v[3/2]", "v[phi]", "sum(i, 1, 3, v[i])"),
        *("binomial_cdf(-1, 0, 1/2)", "binomial_cdf(3, 1, 3/2)", "binomial_cdf(3/2, 1, 1/2)"),
        *("multinomial_tail(3, 1, 1/2, 2/3)", "multinomial_tail(3, 1, -1/2)"),
    ],
)
def test_where_there_is_no_value(text: str) -> None:
    with pytest.raises(IllDefined):
        value(text, v=(1, 2))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("x + 1", "no value"),
        ("v + 1", "is a vector"),
        ("k[1]", "is not a vector"),
        ("sum(i, 1, 2, i[1])", "is not a vector"),
        ("binomial_cdf(3, 1, v)", "one probability"),
    ],
)
def test_misuse_is_an_input_error_with_its_position(text: str, reason: str) -> None:
    with pytest.raises(InputError, match=rf"position [0-9]+: .*{reason}"):
        value(text, v=(F(1, 4), F(1, 2)), k=1)


def test_only_exact_parameters_enter() -> None:
    for wrong in (0.5, True, "1/2", (0.5,)):
        with pytest.raises(TypeError, match="not exact"):
            value("x", x=wrong)


# enclosures against mpmath -------------------------------------------------------------------

TERMS = st.recursive(
    st.fractions(min_value=F(1, 50), max_value=9, max_denominator=50).map(lambda x: f"({x})"),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*/"), inner).map("({0[0]} {0[1]} {0[2]})".format),
        st.tuples(st.sampled_from(["exp", "ln", "sqrt", "abs"]), inner).map("{0[0]}({0[1]})".format),
        st.tuples(st.sampled_from(["min", "max"]), inner, inner).map("{0[0]}({0[1]}, {0[2]})".format),
    ),
    max_leaves=6,
)
MPMATH = {
    "exp": mpmath.exp,
    "ln": mpmath.log,
    "sqrt": mpmath.sqrt,
    "abs": abs,
    "min": min,
    "max": max,
    "mpf": mpmath.mpf,
}


@given(TERMS)
def test_enclosures_contain_what_mpmath_computes(text: str) -> None:
    try:
        found = value(text)
    except (IllDefined, Undecided):
        return
    low, high = (found.lower, found.upper) if isinstance(found, Enclosure) else (found, found)
    if abs(high) > 10**30:
        return
    with mpmath.workdps(120):
        expected = eval(re.sub(r"([0-9]+)", r"mpf(\1)", text), {**MPMATH})  # text of the strategy above
        slack = mpmath.mpf(10) ** -60 * (1 + abs(expected))
        assert mpmath.mpf(low.numerator) / low.denominator - slack <= expected
        assert expected <= mpmath.mpf(high.numerator) / high.denominator + slack


@given(st.fractions(min_value=F(1, 99), max_value=99, max_denominator=99), st.integers(-12, 12), st.integers(1, 5))
def test_quotients_of_logarithms_of_powers_are_exact(base: Fraction, p: int, q: int) -> None:
    if base == 1:
        return
    found = value("ln(x)/ln(y)", x=base**p, y=base**q)
    assert isinstance(found, Fraction)
    assert found == F(p, q)
    near = value("ln(x + 1/10^40)/ln(y)", x=base**p, y=base**q)
    assert isinstance(near, Enclosure)
    assert true("x != z", x=found, z=F(p, q) + 1)


# ℚ(√5) ---------------------------------------------------------------------------------------

SURDS = st.builds(lambda a, b: a + b * Surd(F(0), F(1)), SMALL, SMALL)


@given(SURDS, SURDS, SMALL)
def test_surds_form_a_field_and_are_ordered_as_their_enclosures(x: Any, y: Any, q: Fraction) -> None:
    assert (x + y) - y == x
    assert x * y == y * x
    assert q * (x - y) == q * x - q * y
    if compare(y, F(0)):
        assert x / y * y == x
    difference = value("x + y*sqrt(5) - z", x=1, y=1, z=0)
    assert isinstance(difference, Surd)
    order, gap = compare(x, y), x - y
    ball = gap.enclosed(400) if isinstance(gap, Surd) else Enclosure.of(gap)
    assert (ball.certainly_gt(0), ball.certainly_lt(0)) == (order > 0, order < 0)


def test_powers_and_roots_of_surds() -> None:
    assert power(PHI, 10) == Surd(F(123, 2), F(55, 2))
    assert power(PHI, -3) * power(PHI, 3) == 1
    assert root(F(20), 2) == Surd(F(0), F(2))
    assert root(F(8, 27), 3) == F(2, 3)
    assert root(F(2), 2) is None
    assert root(F(5), 3) is None


# statements ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1/phi + 1/phi^2 = 1", True),
        ("1/phi + 1/phi^2 < 1", False),
        ("ln(2) < 7/10", True),
        ("ln(2) < 69/100", False),
        ("e != 3", True),
        ("sqrt(2)^2 = 2", None),
        ("sqrt(2) <= sqrt(2)", True),
        ("sqrt(2) < sqrt(2)", False),
        ("1/0 > 1 or 1 > 0", "ill"),
        ("1 > 0 or 1/0 > 1", True),
        ("1 < 0 and 1/0 > 1", False),
        ("1 < 0 => 1/0 > 1", True),
        ("1 > 0 => 1 < 0", False),
        ("not 1 < 0", True),
        ("sqrt(2)^2 <= 2 or 1 < 2", True),
        ("sqrt(2)^2 < 2 and 1 > 2", False),
        ("sqrt(2)^2 < 2 and 1/0 > 2", None),
        ("1/(sqrt(2)^2 - 2) < 1 and 1 > 2", None),
        ("1/(sqrt(2)^2 - 2) < 1 or 1 < 2", None),
        ("forall(i, 1, 9, i < 10)", True),
        ("forall(i, 1, 10, i < 10)", False),
        ("exists(i, 1, 10, i = 10)", True),
        ("exists(i, 1, 9, i = 10)", False),
        ("exists(i, -3, 3, 1/i = 1)", "ill"),
        ("exists(i, -3, 3, 1/i = -1)", True),
        ("forall(i, 1, 0, 1/0 > 1)", True),
        ("exists(i, 1, 0, 1/0 > 1)", False),
        ("exists_mask(b, 2, 1/(1 - b[1]) > 1)", "ill"),
        ("exists_mask(b, 2, 1/(1 - b[2]) >= 1)", True),
        ("forall_mask(b, 4, b[1]*b[2] <= b[1])", True),
        ("forall(n, 1, 6, exists_mask(b, 3, b[1] + 2*b[2] + 4*b[3] = n))", True),
        ("forall(n, 1, 8, exists_mask(b, 3, b[1] + 2*b[2] + 4*b[3] = n))", False),
    ],
)
def test_truth(text: str, expected: object) -> None:
    if expected == "ill":
        with pytest.raises(IllDefined):
            true(text)
    else:
        assert true(text) is expected


WEIGHTS = st.lists(st.fractions(min_value=-1, max_value=1, max_denominator=20), min_size=1, max_size=7)


@given(WEIGHTS, SMALL, st.sampled_from([F(0), F(1, 20), F(1, 3)]))
def test_masks_agree_with_brute_force(v: list[Fraction], w: Fraction, eps: Fraction) -> None:
    w = w / 10
    sums = [sum(x for x, b in zip(v, mask, strict=True) if b) for mask in itertools.product((0, 1), repeat=len(v))]
    inside = [w - eps <= s <= w for s in sums]
    given_ = {"v": tuple(v), "k": len(v), "w": w, "eps": eps}
    body = "w - eps <= sum(i, 1, k, b[i]*v[i]) <= w"
    assert true(f"exists_mask(b, k, {body})", **given_) is any(inside)
    assert true(f"forall_mask(b, k, {body})", **given_) is all(inside)
    assert true(f"forall_mask(b, k, not ({body}))", **given_) is not any(inside)
    assert value("largest_mask(b, k, sum(i, 1, k, b[i]*v[i]))", **given_) == max(sums)
    assert value(f"sum_mask(b, k, if({body}, 1, 0))", **given_) == sum(inside)


def test_twenty_bits_are_pruned_and_ties_are_exact() -> None:
    v = tuple(F(2, 3) ** i for i in range(1, 21))
    body = "exists_mask(b, 20, w - eps <= sum(i, 1, 20, b[i]*v[i]) <= w)"
    assert true(body, v=v, w=1, eps=F(1, 1000)) is True
    assert true("exists_mask(b, 20, sum(i, 1, 20, b[i]*v[i]) = s)", v=v, s=sum(v[::2])) is True
    assert true("exists_mask(b, 20, sum(i, 1, 20, b[i]*v[i]) > s)", v=v, s=sum(v)) is False


# definitions ---------------------------------------------------------------------------------


def scope_of(definitions: dict[str, tuple[tuple[str, ...], str]], **parameters: Any) -> Scope:
    arities = {name: len(arguments) for name, (arguments, _) in definitions.items()}
    trees = {n: Definition(a, parse_expression(t, n, arities)) for n, (a, t) in definitions.items()}
    return Scope(parameters, trees)


def test_definitions_see_their_arguments_and_nothing_bound_outside() -> None:
    scope = scope_of(
        {"f": (("x", "y"), "x - 2*y + c"), "c": ((), "k^2"), "dot": (("b",), "sum(j, 1, k, b[j]*v[j])")},
        k=2,
        v=(F(3), F(5)),
        x=F(100),
    )
    arities = {"f": 2, "c": 0, "dot": 1}
    assert evaluate(parse_expression("f(1, x)", "E", arities), scope) == 1 - 200 + 4
    assert evaluate(parse_expression("sum(i, 1, 2, f(i, i))", "E", arities), scope) == 5
    assert evaluate(parse_expression("largest_mask(b, k, dot(b))", "E", arities), scope) == 8
    with pytest.raises(InputError, match="no value"):
        evaluate(parse_expression("sum(i, 1, 2, g)", "E"), scope_of({"g": ((), "i")}))


def test_a_quotient_of_logarithms_is_seen_through_definitions() -> None:
    scope = scope_of(
        {"k": ((), "ceiling(kp)"), "kp": ((), "top/ln(g)"), "top": ((), "ln(g*eps)"), "g": ((), "1/phi")}, eps=1
    )
    assert evaluate(parse_expression("k", "E", {"k": 0}), scope) == 1


def test_circles_and_chains_end_in_undecided() -> None:
    with pytest.raises(Undecided, match="nested deeper"):
        evaluate(parse_expression("a", "E"), scope_of({"a": ((), "1 + b"), "b": ((), "1 + a")}))
    chain = {f"d{i}": ((), f"1 + d{i + 1}") for i in range(MAX_NESTING)}
    with pytest.raises(Undecided, match="nested deeper"):
        evaluate(parse_expression("d0", "E"), scope_of(chain, **{f"d{MAX_NESTING}": 1}))


# limits --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        *("sum(i, 1, 10^9, i)", "sum(i, 1, 10^300, i)", "sum_mask(b, 21, 1)", "forall_mask(b, 25, b[1] < 2)"),
        *("sum(i, 1, 5000, sum(j, 1, 5000, i*j))", "sum_mask(b, 20, sum(i, 1, 20, b[i]))"),
        *("exp(exp(exp(exp(10)))) - 1", "binomial_cdf(10^30, 5, 1/2)", "multinomial_tail(10^30, 5, 1/2)"),
    ],
)
def test_hostile_sizes_are_undecided_soon(text: str) -> None:
    tree = parse_statement(text if "forall" in text else f"{text} = 0", "CLAIM")
    with pytest.raises(Undecided):
        truth(tree, Scope({}), steps=20_000)


@pytest.mark.parametrize(
    "text", ["2^(10^400)", "(-3)^(10^12 + 1)", "(1/2)^(10^12)", "9^(9^9)", "exp(10^400)", "1e400^400"]
)
def test_huge_powers_are_enclosed_at_once(text: str) -> None:
    assert isinstance(value(text), Enclosure)
    assert len(readable(value(text))) <= 100


def test_long_sums_parsed_to_the_left_do_not_recurse() -> None:
    assert value("+".join(["1"] * 299)) == 299
    assert true(" and ".join(["1<2"] * 149)) is True


def test_whole_numbers() -> None:
    assert whole_number(parse_expression("ceiling(e)", "E"), Scope({})) == 3
    with pytest.raises(IllDefined):
        whole_number(parse_expression("5/2", "E"), Scope({}))
    with pytest.raises(Undecided):
        whole_number(parse_expression("sqrt(2)^2", "E"), Scope({}), limit=512)


# probabilities -------------------------------------------------------------------------------

PROBABILITIES = st.fractions(min_value=0, max_value=1, max_denominator=12)


def binomial(n: int, k: int, p: Fraction) -> Fraction:
    return sum((comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(max(k + 1, 0)) if i <= n), F(0))


def multinomial(M: int, n: int, p: list[Fraction]) -> Fraction:
    total = F(0)
    for counts in itertools.product(range(M + 1), repeat=len(p)):
        rest = M - sum(counts)
        if rest >= 0 and all(c >= n for c in counts):
            ways = factorial(M) // prod(factorial(c) for c in (*counts, rest))
            total += ways * prod(q**c for q, c in zip(p, counts, strict=True)) * (1 - sum(p)) ** rest
    return total


@given(st.integers(0, 30), st.integers(-2, 32), PROBABILITIES)
def test_the_binomial_distribution_function(n: int, k: int, p: Fraction) -> None:
    expected = binomial(n, k, p)
    assert binomial_cdf(n, k, p, 128) == expected
    if 0 <= k < n:
        assert probabilities._beta(n, k, p, 128).contains(expected)
    if 0 < p < 1:
        wide = Enclosure.between(p * F(9, 10), p + (1 - p) / 10)
        assert Enclosure.of(binomial_cdf(n, k, wide, 128)).contains(expected)


@settings(max_examples=25)
@given(st.integers(0, 7), st.integers(-1, 4), st.lists(PROBABILITIES, min_size=1, max_size=3))
def test_the_multinomial_tail(M: int, n: int, p: list[Fraction]) -> None:
    if sum(p) > 1:
        with pytest.raises(IllDefined, match="more than 1"):
            multinomial_tail(M, n, p, 128)
        return
    expected = multinomial(M, n, p)
    assert multinomial_tail(M, n, p, 128) == expected
    if n > 0 and n * len(p) <= M:
        assert probabilities._unit(probabilities._series_tail(M, n, p, 128), 128).contains(expected)
        assert probabilities._bounded_tail(M, n, p, 128).contains(expected)
        shrunk = [Enclosure.between(q * F(99, 100), q * F(99, 100) + F(1, 10**9) * (q > 0)) for q in p]
        near = multinomial(M, n, [q * F(99, 100) for q in p])
        try:
            assert Enclosure.of(multinomial_tail(M, n, shrunk, 128)).contains(near)
        except Unsettled:
            assert sum(p) * F(99, 100) + F(3, 10**9) > 1


def test_a_vector_of_probabilities_may_stand_for_its_entries() -> None:
    p = (F(1, 2), F(1, 3))
    assert (
        value("multinomial_tail(5, 1, p)", p=p)
        == value("multinomial_tail(5, 1, 1/2, 1/3)")
        == multinomial(5, 1, list(p))
    )


def test_series_and_inequalities_agree_where_both_are_possible() -> None:
    p = [F(1, 50)] * 40
    series, bounds = multinomial_tail(2000, 20, p, 128), probabilities._bounded_tail(2000, 20, p, 128)
    assert bounds.lower <= series.lower
    assert series.upper <= bounds.upper
    assert not bounds.contains(F(98, 100))


# explanations --------------------------------------------------------------------------------


def why(text: str, **parameters: Any) -> list[tuple[str, str, str]]:
    found = decisive(parse_statement(text, "CLAIM"), Scope(parameters))
    return [(readable(c.left), c.relation, readable(c.right)) for c in found]


def test_the_comparisons_that_decide() -> None:
    assert why("0 < x <= 1", x=2) == [("2", "<=", "1")]
    assert why("x < 0 or x > 3", x=2) == [("2", "<", "0"), ("2", ">", "3")]
    assert why("x > 0 => x > 3", x=2) == [("2", ">", "0"), ("2", ">", "3")]
    assert why("not x > 0", x=2) == [("2", ">", "0")]
    (found,) = decisive(parse_statement("forall(i, 1, 3, v[i] < 1)", "C"), Scope({"v": (F(0), F(2), F(3))}))
    assert (found.left, found.variables) == (2, {"i": 2})
    assert why("exists_mask(b, 2, b[1] > 1)") == []


# what an enclosure leaves open -----------------------------------------------------------------

OPEN = "(sqrt(2)^2 - 2)"  # zero, which no enclosure shows


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0^sqrt(2) == 0", True),
        (f"0^(sqrt(2) + {OPEN}) < 1", True),
        (f"0^{OPEN} <= 1", None),
        (f"{OPEN}^sqrt(2) >= 0", None),
        (f"if({OPEN} > 0, 1, 2) > 0", None),
        (f"exists(i, 1, 2, {OPEN} > 0)", None),
        (f"exists_mask(b, 2, {OPEN} > b[1])", None),
        (f"1 < min(2, sqrt(2)^2, 3 + {OPEN}) + {OPEN} < 3", True),
        (f"max(2, 2 + {OPEN}) < 5/2", True),
        (f"abs({OPEN}) < 1", True),
        (f"sqrt({OPEN}) < 1", None),
        (f"binomial_cdf(3, 1, {OPEN}) <= 1", None),
        (f"binomial_cdf(3, 1, 1/2 + {OPEN}) < 3/4", True),
        (f"multinomial_tail(5, 1, 1/2 + {OPEN}, 1/4) <= 3/4", True),
    ],
)
def test_what_an_enclosure_leaves_open_is_not_decided(text: str, expected: bool | None) -> None:
    assert true(text) is expected


WITHOUT = ["0^(-sqrt(2))", "binomial_cdf(3, 1, 1 + sqrt(2))", "multinomial_tail(5, 1, -sqrt(2))"]


@pytest.mark.parametrize("text", WITHOUT)
def test_an_enclosure_may_show_that_there_is_no_value(text: str) -> None:
    with pytest.raises(IllDefined):
        value(text)

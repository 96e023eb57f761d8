"""The fast path against the kernel's evaluation, statement by statement and on random trees: never wrong."""

from collections.abc import Mapping
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from certify.claims.expressions import evaluate, truth
from certify.claims.grammar import parse_expression, parse_statement
from certify.claims.scope import Definition, Scope
from certify.errors import Undecided
from certify.exact.enclosure import Enclosure, IllDefined
from certify.exact.surd import Surd
from certify.falsify.fast import elementary, near, walk
from certify.falsify.fast.arithmetic import Booleans, Verdicts
from certify.falsify.fast.compile import CHUNK, Compiled
from certify.falsify.fast.intervals import Intervals
from certify.falsify.fast.near import Near
from certify.falsify.fast.rounding import TINIEST, Floats, Sharp
from certify.falsify.fast.walk import Unsupported, Walk

Cases = Mapping[str, Floats]


def random_cases(count: int = 60, seed: int = 1) -> dict[str, Floats]:
    """Cases on a coarse grid, so that ties are common; v has 4 entries, n counts to 4."""
    rng = np.random.default_rng(seed)
    return {
        "x": rng.integers(-6, 7, count) / 4,
        "y": rng.integers(-6, 7, count) / 4,
        "t": rng.uniform(0.01, 3, count),
        "p": rng.integers(1, 32, count) / 64,
        "n": rng.integers(0, 5, count).astype(float),
        "M": rng.integers(0, 40, count).astype(float),
        "v": rng.integers(0, 9, (count, 4)) / 8,
    }


def defined(texts: Mapping[str, str]) -> dict[str, Definition]:
    """Definitions from ``"f(a, b)": "a*b"``."""
    heads = {head: head.rstrip(")").split("(") for head in texts}
    arguments = {parts[0]: tuple(parts[1].split(", ")) if len(parts) > 1 else () for parts in heads.values()}
    counts = {name: len(names) for name, names in arguments.items()}
    return {
        heads[head][0]: Definition(arguments[heads[head][0]], parse_expression(text, head, counts))
        for head, text in texts.items()
    }


def scope(cases: Cases, i: int, definitions: Mapping[str, Definition]) -> Scope:
    exact = {
        name: tuple(map(Fraction, values[i].tolist())) if values.ndim == 2 else Fraction(float(values[i]))
        for name, values in cases.items()
    }
    return Scope(exact, definitions)


def undecided(found: Verdicts) -> Booleans:
    return ~(found.true | found.false)


def judged(text: str, cases: Cases, texts: Mapping[str, str] | None = None) -> Verdicts:
    """The fast judgement, after each case was compared with the kernel's."""
    definitions = defined(texts or {})
    tree = parse_statement(text, "test", {name: len(d.arguments) for name, d in definitions.items()})
    found = Compiled(tree, definitions).judge(cases)
    assert not (found.true & found.false).any()
    for i in range(len(found.true)):
        try:
            expected = truth(tree, scope(cases, i, definitions), limit=256, steps=20_000)
        except IllDefined:
            assert undecided(found)[i], (text, scope(cases, i, {}))
        except Undecided:
            continue
        else:
            assert not (found.true[i] and not expected), (text, scope(cases, i, {}))
            assert not (found.false[i] and expected), (text, scope(cases, i, {}))
    return found


DECIDED = [
    "x < y",
    "x*y <= x + y or x^2 > 2",
    "x^n >= y^3",
    "x = 0 or 1/x < 2",
    "forall(i, 1, n, v[i] <= 1/2 or x > 0)",
    "exists(i, 1, 4, v[i] = x)",
    "exists_mask(b, 4, sum(i, 1, 4, b[i]*v[i]) = 1)",
    "exists_mask(b, n, sum(i, 1, n, b[i]*v[i]) = x)",
    "largest_mask(b, n, sum(i, 1, n, b[i]*v[i])) = sum(i, 1, n, v[i])",
    "sum(i, 1, n, v[i]) < prod(i, 1, n, 1 + v[i])",
    "binomial_cdf(M, n, p) >= 1/2",
    "multinomial_tail(M, n, p, p) > 1/2",
    "floor(x) + ceiling(y) = floor(x + y)",
    "if(x < y, x, y) = min(x, y)",
    "exp(x) >= 1 + x",
    "e^x > 2^y",
    "abs(x) <= max(x, -x)",
    "ln(t) <= t - 1",
    "sqrt(t) < t => t > 1",
    "not (t^(3/2) < t*sqrt(t) - 1/1000)",
    "t^y > 1/1000",
    "ceiling(2/p*(n + ln(3/p))) >= n",
]
PARTLY = [
    "x/y > 1",
    "1/x < 2 or x = 0",
    "sqrt(x) <= x => x^2 <= 1",
    "ln(x) < y or x = y",
    "v[n] < x",
    "largest(i, 1, n, v[i]) >= x",
    "smallest(i, 2, n, v[i]) >= x",
    "x^y < 1",
    "x^(-2) < 3",
    "sum(i, 1, x, v[1]) < 2",
    "exists(i, 0, n, i*x > 1/y)",
    "binomial_cdf(M, n, x) >= 1/2",
    "phi^2 = phi + 1",
]


@pytest.mark.parametrize("text", DECIDED)
def test_decided_and_right(text) -> None:
    found = judged(text, random_cases())
    assert not undecided(found).any()


@pytest.mark.parametrize("text", PARTLY)
def test_undecided_where_undefined_and_else_right(text) -> None:
    found = judged(text, random_cases())
    assert undecided(found).any()


DEFINITIONS = {"c": "1/ln(2)", "square(a)": "a*a", "first(a, w)": "a + w[1]", "one(a)": "1"}


@pytest.mark.parametrize(
    "text",
    [
        "square(x + y) >= 4*x*y",
        "first(c, v) > x",
        "square(square(x)) = x^4",
        "one(1/x) = 1",
        "one(v) = 1 and c < 2",
    ],
)
def test_definitions(text) -> None:
    found = judged(text, random_cases(), DEFINITIONS)
    assert undecided(found).any() == (text == "one(1/x) = 1")


def near_ties(seed: int) -> dict[str, Floats]:
    """Products and logarithms beside their roundings, within one unit in the last place; all magnitudes."""
    rng = np.random.default_rng(seed)
    x, y = rng.uniform(0.1, 10, (2, 150))
    scale = 2.0 ** np.repeat([0, 0, -1030, -1074, 1020], 30)
    x, y = np.maximum(x * scale, TINIEST), np.where(scale < 1, rng.uniform(0.1, 2, 150), y)
    with np.errstate(over="ignore"):
        z = np.minimum(x * y, np.finfo(float).max)
    z = np.where(np.arange(150) % 3 == 0, z, np.nextafter(z, rng.choice([0.0, 1e308], 150)))
    return {"x": x, "y": y, "z": z, "l": np.log(x)}


TIES = ["x*y <= z", "x*y < z", "x*y = z", "z/y <= x", "z - x*y >= 0", "ln(x) > l", "sqrt(x)*sqrt(x) = x"]


@pytest.mark.parametrize("text", TIES)
@pytest.mark.parametrize("seed", [1, 2])
def test_near_ties(text, seed) -> None:
    judged(text, near_ties(seed))


@pytest.mark.parametrize("text", TIES[:5])
@pytest.mark.parametrize("broken", ["near", "sharp"])
def test_rounding_to_nearest_is_caught(text, broken, monkeypatch) -> None:
    if broken == "near":
        monkeypatch.setattr(near, "U", 0.0)
        monkeypatch.setattr(near, "_DUST", 0.0)
    else:
        for bound in ("below", "above"):
            monkeypatch.setattr(Sharp, bound, lambda self: self._value)
    with pytest.raises(AssertionError):
        judged(text, near_ties(1))


@pytest.mark.parametrize("errors", [["NEAR"], ["_ERROR", "_LN_ERROR"]])
def test_a_logarithm_without_widening_is_caught(errors, monkeypatch) -> None:
    for name in errors:
        monkeypatch.setattr(elementary, name, 0.0)
    with pytest.raises(AssertionError):
        judged("ln(x) > l", near_ties(1))


ATOMS = st.sampled_from(
    ["x", "y", "t", "p", "n", "v[1]", "v[n]", "2", "1/3", "0", "phi", "e", "sum(i, 1, n, v[i] + x)"]
)
UNARY = st.sampled_from(["ln({})", "exp({})", "sqrt({})", "abs({})", "floor({})", "ceiling({})", "-({})"])
BINARY = st.sampled_from(
    ["({} + {})", "({} - {})", "({} * {})", "({}) / ({})", "min({}, {})", "max({}, {})", "({})^({})"]
)


def compound(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds(str.format, UNARY, parts),
        st.builds(str.format, BINARY, parts, parts),
        st.builds("if({} <= {}, {}, {})".format, parts, parts, parts, parts),
        st.builds("prod(j, 1, 3, j + {})".format, parts),
    )


NUMBERS = st.recursive(ATOMS, compound, max_leaves=6)
COMPARISONS = st.builds("{} {} {}".format, NUMBERS, st.sampled_from(["<", "<=", "=", ">", ">=", "!="]), NUMBERS)
STATEMENTS = st.one_of(
    COMPARISONS,
    st.builds("({}) {} ({})".format, COMPARISONS, st.sampled_from(["and", "or", "=>"]), COMPARISONS),
    st.builds("not ({})".format, COMPARISONS),
    st.builds("{}(j, x, n, j*x != 2 and {})".format, st.sampled_from(["forall", "exists"]), COMPARISONS),
    st.builds("{}_mask(b, 2, b[1] < x or {})".format, st.sampled_from(["forall", "exists"]), COMPARISONS),
)


@given(text=STATEMENTS, seed=st.integers(0, 1000))
def test_random_statements(text, seed) -> None:
    judged(text, random_cases(4, seed))


@given(text=NUMBERS, seed=st.integers(0, 1000), numbers=st.sampled_from([Near, Intervals]))
def test_random_numbers(text, seed, numbers) -> None:
    cases, tree = random_cases(4, seed), parse_expression(text, "test")
    found = Compiled(tree).values(cases, numbers)
    for i in range(4):
        try:
            value = evaluate(tree, scope(cases, i, {}), limit=256, steps=20_000)
            check_number(float(found.lower[i]), float(found.upper[i]), value)
        except IllDefined:
            assert not found.known[i]
        except Undecided:
            continue


def check_number(low: float, high: float, value: Fraction | Surd | Enclosure) -> None:
    ball = value.enclosed(256) if isinstance(value, Surd) else Enclosure.of(value, 256)
    assert not np.isfinite(low) or not ball.certainly_lt(Fraction(low))
    assert not np.isfinite(high) or not ball.certainly_gt(Fraction(high))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("sum(i, 1, 1000000, x) > 0", "1000000 terms"),
        ("exists_mask(b, 13, b[1] > x)", "masks of length 13"),
        ("unheard > 1", "'unheard' has no value here"),
        ("v > 1", "'v' is a vector"),
        ("x[1] > 1", "'x' is not a vector"),
        ("endless > 0", "nested deeper"),
        ("sum(i, 1, 400, sum(j, 1, 400, i*x)) > 0", "more than"),
    ],
)
def test_what_it_cannot_do_is_undecided(text, reason, monkeypatch) -> None:
    monkeypatch.setattr(walk, "MAX_STEPS", 5_000)
    definitions, tree = defined({"endless": "endless + 1"}), parse_statement(text, "test")
    with pytest.raises(Unsupported, match=reason):
        Walk(random_cases(5), definitions, Near).truth(tree, {})
    compiled = Compiled(tree, definitions)
    assert undecided(compiled.judge(random_cases(5))).all()
    assert not compiled.margins(random_cases(5)).known.any()


@pytest.mark.parametrize(
    ("text", "difference"),
    [
        ("x < y", "y - x"),
        ("x >= y", "x - y"),
        ("x = y", "-abs(x - y)"),
        ("x != y", "abs(x - y)"),
        ("x < y and t > 1 and x < 2", "min(y - x, t - 1, 2 - x)"),
        ("not (x < y or t > 1)", "-max(y - x, t - 1)"),
        ("x < y => t > 1", "max(x - y, t - 1)"),
        ("forall(i, 1, 4, v[i] < x)", "x - largest(i, 1, 4, v[i])"),
        ("exists_mask(b, 2, b[1] + b[2] > t)", "2 - t"),
    ],
)
def test_margins(text, difference) -> None:
    cases = random_cases()
    found = Compiled(parse_statement(text, "test")).margins(cases)
    expected = Compiled(parse_expression(difference, "test")).values(cases)
    assert np.array_equal(found.lower, expected.lower)
    assert np.array_equal(found.upper, expected.upper)


def test_a_margin_over_nothing_is_unbounded() -> None:
    found = Compiled(parse_statement("forall(i, 1, 0, x > 0)", "test")).margins(random_cases(3))
    assert (found.upper > 1e299).all()


def test_chunks_do_not_matter() -> None:
    cases = random_cases(CHUNK + 3)
    compiled = Compiled(parse_statement("x*t <= y + ln(t)", "test"))
    whole = compiled.judge(cases)
    part = compiled.judge({name: values[CHUNK - 2 :] for name, values in cases.items()})
    assert np.array_equal(whole.true[CHUNK - 2 :], part.true)
    assert np.array_equal(whole.false[CHUNK - 2 :], part.false)
    assert len(compiled.margins(cases).lower) == CHUNK + 3


def test_no_cases() -> None:
    compiled = Compiled(parse_statement("x < 1", "test"))
    assert compiled.judge({"x": np.zeros(0)}).true.shape == (0,)
    assert compiled.margins({"x": np.zeros(0)}).lower.shape == (0,)


def test_integers_are_not_converted_in_silence() -> None:
    with pytest.raises(TypeError, match="float64 is needed, not int64"):
        Compiled(parse_statement("x < 1", "test")).judge({"x": np.array([2**53 + 1])})


def test_infinite_and_missing_parameters_are_never_judged() -> None:
    cases = {"x": np.array([np.inf, -np.inf, np.nan, 1.0]), "y": np.full(4, 2.0)}
    found = Compiled(parse_statement("x < y or x >= y", "test")).judge(cases)
    assert found.true.tolist() == [False, False, False, True]

"""Cases per second of the fast path, of mpmath, python-flint and plain rationals: whole claims of the ledger.

``pytest tests/bench/test_bench_claims.py --benchmark-enable -s`` prints the rates and their ratios, in processor
time, and how much of the slow paths' time is not their arithmetic; without that option the four are compared with
each other.  Every path judges the same cases: hypotheses first, then conclusions, and stops at what settles a
case.  The slow ones run closures made once from the claim, with definitions remembered per case; mpmath's are over
its inner interval functions, without its classes, which would take about twice as long.
"""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from typing import Any

import numpy as np
import pytest
from flint import arb, ctx
from mpmath import libmp

from certify.claims.claim import Claim
from certify.claims.trees import Apply, Call, Constant, Masked, Name, Number, Ranged
from certify.falsify.fast.filtering import Filter
from proofs.ledger.claims import of_ledger, worded

BITS = 53
Row = dict[str, Any]
Closure = Callable[[Row], Any]


@dataclass(frozen=True)
class Arithmetic:
    """Operations on enclosures; ``le`` and ``lt`` say True, False or None; whole numbers are left as ``int``."""

    enter: Callable[[Fraction | int | float], Any]
    add: Callable[[Any, Any], Any]
    sub: Callable[[Any, Any], Any]
    mul: Callable[[Any, Any], Any]
    div: Callable[[Any, Any], Any]
    ln: Callable[[Any], Any]
    exp: Callable[[Any], Any]
    sqrt: Callable[[Any], Any]
    low: Callable[[Any, Any], Any]
    high: Callable[[Any, Any], Any]
    up: Callable[[Any], int | None]
    lt: Callable[[Any, Any], bool | None]
    le: Callable[[Any, Any], bool | None]


# mpmath ---------------------------------------------------------------------------------------


def _mpi(x: Fraction | int | float) -> Any:
    if isinstance(x, int):
        return (libmp.from_int(x),) * 2
    if isinstance(x, float):
        return (libmp.from_float(x),) * 2
    return tuple(libmp.from_rational(x.numerator, x.denominator, BITS, end) for end in "fc")


def _mpi_low(x: Any, y: Any) -> Any:
    return tuple(a if libmp.mpf_le(a, b) else b for a, b in zip(x, y, strict=True))


def _mpi_high(x: Any, y: Any) -> Any:
    return tuple(b if libmp.mpf_le(a, b) else a for a, b in zip(x, y, strict=True))


def _mpi_up(x: Any) -> int | None:
    low, high = (libmp.to_int(libmp.mpf_ceil(end)) for end in x)
    return int(low) if low == high else None


MPMATH = Arithmetic(
    _mpi,
    lambda x, y: libmp.mpi_add(x, y, BITS),
    lambda x, y: libmp.mpi_sub(x, y, BITS),
    lambda x, y: libmp.mpi_mul(x, y, BITS),
    lambda x, y: libmp.mpi_div(x, y, BITS),
    lambda x: libmp.mpi_log(x, BITS),
    lambda x: libmp.mpi_exp(x, BITS),
    lambda x: libmp.mpi_sqrt(x, BITS),
    _mpi_low,
    _mpi_high,
    _mpi_up,
    libmp.mpi_lt,
    libmp.mpi_le,
)


# python-flint ---------------------------------------------------------------------------------


def _arb(x: Fraction | int | float) -> arb:
    return arb(x.numerator) / arb(x.denominator) if isinstance(x, Fraction) else arb(x)


def _arb_up(x: arb) -> int | None:
    found = x.ceil().unique_fmpz()
    return None if found is None else int(found)


FLINT = Arithmetic(
    _arb,
    lambda x, y: x + y,
    lambda x, y: x - y,
    lambda x, y: x * y,
    lambda x, y: x / y,
    arb.log,
    arb.exp,
    arb.sqrt,
    arb.min,
    arb.max,
    _arb_up,
    lambda x, y: True if x < y else False if x >= y else None,
    lambda x, y: True if x <= y else False if x > y else None,
)


# Fraction -------------------------------------------------------------------------------------

Pair = tuple[Fraction, Fraction]
GRID = 1 << 70


def _outward(low: Fraction, high: Fraction) -> Pair:
    """Rounded to about 70 significant bits, so that numbers stay short."""
    largest = max(abs(low), abs(high))
    scale = Fraction(2) ** (70 - max(1, largest.numerator.bit_length()) + largest.denominator.bit_length())
    return math.floor(low * scale) / scale, math.ceil(high * scale) / scale


def _rational_mul(x: Pair, y: Pair) -> Pair:
    corners = [a * b for a in x for b in y]
    return _outward(min(corners), max(corners))


def _rational_ln(x: Pair) -> Pair:
    return _outward(_series_ln(x[0]) - Fraction(1, GRID), _series_ln(x[1]) + Fraction(1, GRID))


def _series_ln(x: Fraction) -> Fraction:
    """``ln x`` to 2⁻⁷⁰ by ``2 artanh((m − 1)/(m + 1))``, x = 2ᵏ·m; terms on a grid of 2⁻⁸⁰."""
    k = x.numerator.bit_length() - x.denominator.bit_length()
    m = x / Fraction(2) ** k
    return k * _artanh(Fraction(1, 3)) + _artanh((m - 1) / (m + 1))


def _artanh(z: Fraction) -> Fraction:
    z = Fraction(round(z * (1 << 90)), 1 << 90)
    term, total, n = 2 * z, Fraction(0), 1
    while abs(term) * GRID * 1024 > 1:
        total += term / n
        term = Fraction(round(term * z * z * (1 << 90)), 1 << 90)
        n += 2
    return Fraction(round(total * (1 << 90)), 1 << 90)


def _rational_exp(x: Pair) -> Pair:
    return _outward(_series_exp(x[0]) * (1 - Fraction(8, GRID)), _series_exp(x[1]) * (1 + Fraction(8, GRID)))


def _series_exp(x: Fraction) -> Fraction:
    k = round(x * 185 / 128)
    r = x - k * _artanh(Fraction(1, 3))
    term, total, n = Fraction(1), Fraction(0), 0
    while abs(term) * GRID * 1024 > 1:
        total += term
        n += 1
        term = Fraction(round(term * r / n * (1 << 90)), 1 << 90)
    return total * Fraction(2) ** k


def _rational_sqrt(x: Pair) -> Pair:
    low, high = (Fraction(math.isqrt(math.floor(end * GRID * GRID)), GRID) for end in x)
    return low, high + Fraction(1, GRID)


def _rational_up(x: Pair) -> int | None:
    return math.ceil(x[0]) if math.ceil(x[0]) == math.ceil(x[1]) else None


RATIONAL = Arithmetic(
    lambda x: (Fraction(x),) * 2,
    lambda x, y: _outward(x[0] + y[0], x[1] + y[1]),
    lambda x, y: _outward(x[0] - y[1], x[1] - y[0]),
    _rational_mul,
    lambda x, y: _rational_mul(x, (1 / y[1], 1 / y[0])),
    _rational_ln,
    _rational_exp,
    _rational_sqrt,
    lambda x, y: (min(x[0], y[0]), min(x[1], y[1])),
    lambda x, y: (max(x[0], y[0]), max(x[1], y[1])),
    _rational_up,
    lambda x, y: True if x[1] < y[0] else False if x[0] >= y[1] else None,
    lambda x, y: True if x[1] <= y[0] else False if x[0] > y[1] else None,
)

# what is left of the time when the arithmetic costs nothing; it takes the same branches mostly
NOTHING = Arithmetic(
    lambda x: x, *[lambda x, y: x] * 4, *[lambda x: x] * 3, *[lambda x, y: x] * 2, lambda x: 1,
    *[lambda x, y: True] * 2,
)  # fmt: skip


# a claim over an arithmetic -------------------------------------------------------------------


class Unknown(Exception):
    """A whole number is not settled."""


class Scalar:
    """A claim as closures over an arithmetic."""

    def __init__(self, claim: Claim, arithmetic: Arithmetic) -> None:
        self.claim, self.o = claim, arithmetic
        self.bodies = {
            name: (function.arguments, self.number(function.body)) for name, function in claim.functions.items()
        }
        self.assumed = [self.statement(tree) for tree in claim.assumed.values()]
        self.concluded = [self.statement(tree) for tree in claim.concluded.values()]

    def judge(self, row: Row) -> bool | None:
        """Whether the case satisfies the claim; None where it is open, or outside."""
        row = dict(row)
        try:
            if not all(holds(row) for holds in self.assumed):
                return None
            return _and(holds(row) for holds in self.concluded)
        except Unknown:
            return None

    def entered(self, value: Any) -> Any:
        return self.o.enter(value) if isinstance(value, int) else value

    def number(self, tree: Any) -> Closure:
        o = self.o
        match tree:
            case Number():
                constant = int(tree.value) if tree.value.denominator == 1 else o.enter(tree.value)
                return lambda row: constant
            case Constant():
                five = o.sqrt(o.enter(5))
                value = o.div(o.add(o.enter(1), five), o.enter(2)) if tree.name == "phi" else o.exp(o.enter(1))
                return lambda row: value
            case Name(index=None):
                return self.named(tree.name)
            case Name():
                index, name = self.number(tree.index), tree.name
                return lambda row: row[name][index(row) - 1]
            case Call():
                arguments, function = [self.number(a) for a in tree.arguments], tree.name

                def called(row: Row) -> Any:
                    names, body = self.bodies[function]
                    return body({**row, **{n: a(row) for n, a in zip(names, arguments, strict=True)}})

                return called
            case Ranged():
                return self.ranged(tree)
        return self.applied(tree.operator, tree.arguments)

    def named(self, name: str) -> Closure:
        if name not in self.claim.functions:
            return lambda row: row[name]

        def defined(row: Row) -> Any:
            if name not in row:
                row[name] = self.bodies[name][1](row)
            return row[name]

        return defined

    def ranged(self, tree: Ranged) -> Closure:
        o, entered, name = self.o, self.entered, tree.variable
        first, last, body = self.number(tree.first), self.number(tree.last), self.number(tree.body)
        fold, start = {
            "sum": (o.add, 0), "prod": (o.mul, 1), "largest": (o.high, None), "smallest": (o.low, None)
        }[tree.operator]  # fmt: skip

        def repeated(row: Row) -> Any:
            terms = (entered(body({**row, name: i})) for i in range(first(row), last(row) + 1))
            return reduce(fold, terms) if start is None else reduce(fold, terms, o.enter(start))

        return repeated

    def applied(self, operator: str, trees: tuple[Any, ...]) -> Closure:
        o, entered = self.o, self.entered
        if operator == "if":
            condition, (yes, no) = self.statement(trees[0]), map(self.number, trees[1:])
            return lambda row: yes(row) if condition(row) else no(row)
        if operator == "multinomial_tail":
            return self.tail(*trees)
        parts = [self.number(tree) for tree in trees]
        x = parts[0]
        if operator in ("floor", "ceiling"):
            return self.rounded(x, up=operator == "ceiling")
        if operator in ("ln", "log", "exp", "sqrt"):
            function = {"ln": o.ln, "log": o.ln, "exp": o.exp, "sqrt": o.sqrt}[operator]
            return lambda row: function(entered(x(row)))
        if operator == "neg":
            return lambda row: _negated(o, x(row))
        if operator == "abs":
            return lambda row: o.high(v := entered(x(row)), _negated(o, v))
        if operator in ("min", "max"):
            fold = o.low if operator == "min" else o.high
            return lambda row: reduce(fold, [entered(part(row)) for part in parts])
        y = parts[1]
        if operator == "^":
            return lambda row: self.power(x(row), y(row))
        function, exact = {
            "+": (o.add, int.__add__), "-": (o.sub, int.__sub__), "*": (o.mul, int.__mul__), "/": (o.div, None)
        }[operator]  # fmt: skip

        def combined(row: Row) -> Any:
            a, b = x(row), y(row)
            if exact is not None and type(a) is int and type(b) is int:
                return exact(a, b)
            return function(entered(a), entered(b))

        return combined

    def rounded(self, x: Closure, *, up: bool) -> Closure:
        def found(row: Row) -> int:
            value = x(row)
            if isinstance(value, int):
                return value
            whole = self.o.up(value) if up else self.o.up(_negated(self.o, value))
            if whole is None:
                raise Unknown
            return whole if up else -whole

        return found

    def power(self, x: Any, y: Any) -> Any:
        o = self.o
        if not isinstance(y, int):
            half = o.add(y, y)  # x^(3/2) is the only root in use
            if o.up(half) == 3 and o.le(half, o.enter(3)) and o.le(o.enter(3), half):
                return o.mul(self.entered(x), o.sqrt(self.entered(x)))
            return o.exp(o.mul(y, o.ln(self.entered(x))))
        if y > 40:
            return o.exp(o.mul(o.enter(y), o.ln(x)))
        return reduce(o.mul, [self.entered(x)] * y, o.enter(1)) if y >= 0 else o.div(o.enter(1), self.power(x, -y))

    def tail(self, samples: Any, least: Any, p: Any) -> Closure:
        """At least 1 − Σ P(X_j < n), where that decides: sums by the terms' ratios, exponents have no limits."""
        o, M, n, name = self.o, self.number(samples), self.number(least), p.name

        def found(row: Row) -> Any:
            one, total = o.enter(1), o.enter(1)
            trials, fewer = M(row), n(row)
            for q in row[name]:
                rest = o.sub(one, q)
                odds = o.div(q, rest)
                term = below = o.exp(o.mul(o.enter(trials), o.ln(rest)))
                for i in range(1, fewer):
                    term = o.mul(term, o.mul(o.div(o.enter(trials - i + 1), o.enter(i)), odds))
                    below = o.add(below, term)
                total = o.sub(total, below)
            return total

        return found

    def statement(self, tree: Any) -> Closure:
        o, entered = self.o, self.entered
        match tree:
            case Ranged() | Masked():
                return self.quantified(tree)
            case Apply(operator="and" | "or" | "=>" | "not"):
                parts = [self.statement(part) for part in tree.arguments]
                first = parts[0]
                if tree.operator == "not":
                    return lambda row: _not(first(row))
                if tree.operator == "and":
                    return lambda row: _and(part(row) for part in parts)
                begun = [lambda row: _not(first(row)), parts[1]] if tree.operator == "=>" else parts
                return lambda row: _not(_and(_not(part(row)) for part in begun))
        x, y = map(self.number, tree.arguments)
        if tree.operator in (">", ">="):
            x, y = y, x
        relation = o.lt if tree.operator in ("<", ">") else o.le
        if tree.operator in ("==", "!="):
            raise NotImplementedError(tree.operator)
        return lambda row: relation(entered(x(row)), entered(y(row)))

    def quantified(self, tree: Ranged | Masked) -> Closure:
        body, name, forall = self.statement(tree.body), tree.variable, tree.operator == "forall"
        if isinstance(tree, Masked):
            length = self.number(tree.length)

            def instances(row: Row) -> Any:
                return itertools.product((0, 1), repeat=length(row))
        else:
            first, last = self.number(tree.first), self.number(tree.last)

            def instances(row: Row) -> Any:
                return range(first(row), last(row) + 1)

        def every(row: Row) -> bool | None:
            return _and(body({**row, name: i}) for i in instances(row))

        def some(row: Row) -> bool | None:
            return _not(_and(_not(body({**row, name: i})) for i in instances(row)))

        return every if forall else some


def _negated(o: Arithmetic, x: Any) -> Any:
    return -x if isinstance(x, int) else o.sub(o.enter(0), x)


def _not(x: bool | None) -> bool | None:
    return None if x is None else not x


def _and(parts: Any) -> bool | None:
    found: bool | None = True
    for part in parts:
        if part is False:
            return False
        found = found and part
    return found


# the lemmas -----------------------------------------------------------------------------------

CLAIMS = ("lemma-01/widths-1", "lemma-09/greedy", "lemma-09/statement", "lemma-28", "lemma-29")
SLOW = {"mpmath": (MPMATH, 200), "flint": (FLINT, 1000), "fraction": (RATIONAL, 10)}
FAST_CASES = 1 << 16


def random_cases(claim: Claim, count: int) -> dict[str, Any]:
    """Random cases that satisfy the hypotheses."""
    rng = np.random.default_rng(7)
    unit = rng.uniform(0.01, 0.99, count)
    match claim.name:
        case "lemma-09/statement":
            return {"delta": unit, "eps": rng.uniform(0.001, 0.5, count), "gamma": rng.uniform(0.62, 0.95, count)}
        case "lemma-28":
            a, b = rng.uniform(0.01, 1, count), rng.uniform(1.1, 9, count)
            return {"a": a, "b": b, "w": np.sqrt(a * b) * (a + (b - a) * unit)}
        case "lemma-29":
            p, n = rng.uniform(0.05, 0.33, (count, 3)), np.floor(rng.uniform(1, 11, count))
            return {"k": np.full(count, 3.0), "c": p.min(axis=1) * unit, "delta": unit, "n": n, "p": p}
        case "lemma-09/greedy":
            gamma, powers = rng.uniform(0.62, 0.95, count), np.arange(1, 7)
            places = gamma[:, None] + (1 - gamma)[:, None] * rng.uniform(0.01, 0.99, (count, 6))
            found = {"k": np.full(count, 6.0), "gamma": gamma, "eps": gamma**6 * (1 + unit), "w": unit}
            return {**found, "v": gamma[:, None] ** powers * places}
        case "lemma-01/widths-1":
            w, a, x = rng.uniform(-2, 2, (count, 3)), rng.uniform(0.1, 2, (count, 3)), rng.uniform(-1, 1, count)
            eps_w = rng.uniform(1e-9, 1e-3, count)
            v = w + eps_w[:, None] * rng.uniform(-0.99, 0.99, (count, 3))
            F_max = np.abs(x) * np.cumprod(np.insert(a * np.abs(w), 0, 1, axis=1)[:, :3], axis=1).max(axis=1)
            epsilon = 9 * eps_w * a.max(axis=1) * F_max * np.maximum(1, a * np.abs(v)).prod(axis=1)
            found = {"ell": np.full(count, 3.0), "n_max": np.ones(count), "x": x, "w_max": np.full(count, 3.0)}
            return {**found, "lambda": a, "w": w, "eps_w": eps_w, "v": v, "epsilon": epsilon}
    raise KeyError(claim.name)


def entered(claim: Claim, cases: Mapping[str, Any], arithmetic: Arithmetic, count: int) -> list[Row]:
    rows = []
    for i in range(count):
        row: Row = {}
        for name, values in cases.items():
            if values.ndim == 2:
                row[name] = [arithmetic.enter(float(v)) for v in values[i]]
            elif claim.domains[name].integer:
                row[name] = int(values[i])
            else:
                row[name] = arithmetic.enter(float(values[i]))
        rows.append(row)
    return rows


@pytest.mark.parametrize("name", CLAIMS)
@pytest.mark.parametrize("method", SLOW)
def test_the_four_agree(name, method) -> None:
    claim, (arithmetic, _) = of_ledger(name, worded(name)), SLOW[method]
    cases = {key: values[:40] for key, values in random_cases(claim, 64).items()}
    fast = Filter(claim).judge(cases)
    scalar = Scalar(claim, arithmetic)
    with ctx.workprec(BITS):
        slow = [scalar.judge(row) for row in entered(claim, cases, arithmetic, 40)]
    for i, verdict in enumerate(slow):
        assert not (fast.satisfied[i] and verdict is False)
        assert not (fast.suspects[i] and verdict is True)
    assert sum(verdict is True for verdict in slow) > 20


def best_rate(run: Callable[[], object], cases: int, rounds: int) -> float:
    """Cases per second, of the best round."""
    times = []
    for _ in range(rounds):
        start = time.process_time()
        run()
        times.append(time.process_time() - start)
    return cases / min(times)


RATIOS: dict[str, float] = {}


@pytest.mark.benchmark(timer=time.process_time)
@pytest.mark.parametrize("name", CLAIMS)
def test_rates(name, benchmark, capsys) -> None:
    claim = of_ledger(name, worded(name))
    cases = random_cases(claim, FAST_CASES)
    fast = Filter(claim)
    judgement = benchmark(fast.judge, cases)
    share = 1 - (judgement.outside | judgement.satisfied | judgement.suspects).mean()
    assert share < 0.001
    if benchmark.disabled:
        return
    rates = {"numpy": FAST_CASES / benchmark.stats.stats.min}
    with ctx.workprec(BITS):
        for method, (arithmetic, count) in {**SLOW, "nothing": (NOTHING, 400)}.items():
            scalar, rows = Scalar(claim, arithmetic), entered(claim, cases, arithmetic, count)
            rates[method] = best_rate(lambda s=scalar, r=rows: [s.judge(row) for row in r], count, 5)
    benchmark.extra_info.update(rates)
    RATIOS[name] = rates["numpy"] / rates["mpmath"]
    with capsys.disabled():
        ratios = ", ".join(f"{rates['numpy'] / rates[m]:.0f} x {m} ({rates[m]:.0f}/s)" for m in SLOW)
        print(f"\n{name}: {rates['numpy'] / 1e6:.2f} M cases/s = {ratios}; undecided {share:.4%}")
        print(f"  {rates['mpmath'] / rates['nothing']:.0%} of mpmath's time is not its arithmetic")
        mean = math.exp(sum(map(math.log, RATIOS.values())) / len(RATIOS))
        print(f"  geometric mean of {len(RATIOS)} claims so far: {mean:.0f} x mpmath")

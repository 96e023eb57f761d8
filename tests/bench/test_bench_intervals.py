"""Cases per second of the fast path, of mpmath, python-flint and plain rationals: one expression per lemma.

``pytest tests/bench/test_bench_intervals.py --benchmark-enable -s`` prints the rates and their ratios, in
processor time; without that option the four are only compared with each other.  Each lemma is written once as
text, for the fast path, and once over the operations of an :class:`Arithmetic`; mpmath's are its inner
functions, without its classes, which would take about twice as long.
"""

from __future__ import annotations

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

from certify.falsify.compile import Compiled
from certify.kernel.expressions import Definition
from certify.kernel.grammar import parse_expression, parse_statement

BITS = 53
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Arithmetic:
    """Operations on enclosures; ``le`` says True, False or None."""

    enter: Callable[[float], Any]
    add: Callable[[Any, Any], Any]
    sub: Callable[[Any, Any], Any]
    mul: Callable[[Any, Any], Any]
    div: Callable[[Any, Any], Any]
    ln: Callable[[Any], Any]
    exp: Callable[[Any], Any]
    sqrt: Callable[[Any], Any]
    low: Callable[[Any, Any], Any]
    high: Callable[[Any, Any], Any]
    up: Callable[[Any], Any]
    le: Callable[[Any, Any], bool | None]


# mpmath ---------------------------------------------------------------------------------------


def _mpi(x: float) -> Any:
    return (libmp.from_float(x),) * 2


def _mpi_low(x: Any, y: Any) -> Any:
    return tuple(a if libmp.mpf_le(a, b) else b for a, b in zip(x, y, strict=True))


def _mpi_high(x: Any, y: Any) -> Any:
    return tuple(b if libmp.mpf_le(a, b) else a for a, b in zip(x, y, strict=True))


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
    lambda x: tuple(libmp.mpf_ceil(end) for end in x),
    libmp.mpi_le,
)


# python-flint ---------------------------------------------------------------------------------


def _arb_le(x: arb, y: arb) -> bool | None:
    return True if x <= y else False if x > y else None


FLINT = Arithmetic(
    arb,
    lambda x, y: x + y,
    lambda x, y: x - y,
    lambda x, y: x * y,
    lambda x, y: x / y,
    arb.log,
    arb.exp,
    arb.sqrt,
    arb.min,
    arb.max,
    arb.ceil,
    _arb_le,
)


# Fraction -------------------------------------------------------------------------------------

Pair = tuple[Fraction, Fraction]
GRID = 1 << 70


def _outward(low: Fraction, high: Fraction) -> Pair:
    """Rounded to about 70 significant bits, so that numbers stay short."""
    scale = Fraction(2) ** (70 - max(1, abs(high.numerator).bit_length()) + high.denominator.bit_length())
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
    lambda x: (Fraction(math.ceil(x[0])), Fraction(math.ceil(x[1]))),
    lambda x, y: True if x[1] <= y[0] else False if x[0] > y[1] else None,
)


# the lemmas -----------------------------------------------------------------------------------


def lemma_01(o: Arithmetic, one: Any, row: Row) -> bool | None:
    norms = reduce(o.mul, [o.high(one, row[f"w{i}"]) for i in (1, 2, 3)])
    bottom = reduce(o.mul, [o.exp(one), row["ell"], row["lam"], row["n"], o.sqrt(row["n"]), row["F"], norms])
    return o.le(row["eps_w"], o.div(row["eps"], bottom))


def lemma_09(o: Arithmetic, one: Any, row: Row) -> bool | None:
    k = o.div(o.ln(o.mul(row["gamma"], row["eps"])), o.ln(row["gamma"]))
    m = o.up(o.mul(k, o.ln(o.div(k, row["delta"]))))
    missed = o.exp(o.mul(m, o.ln(o.sub(one, o.div(one, k)))))
    return o.le(o.mul(k, missed), row["delta"])


def lemma_28(o: Arithmetic, one: Any, row: Row) -> bool | None:
    a, b, w = row["a"], row["b"], row["w"]
    c = o.div(one, o.ln(o.div(b, a)))
    overlap = o.low(o.ln(o.div(w, o.mul(a, a))), o.ln(o.div(o.mul(b, b), w)))
    return o.le(o.div(c, o.add(w, w)), o.mul(o.div(o.mul(c, c), w), overlap))


def lemma_29(o: Arithmetic, one: Any, row: Row) -> bool | None:
    c, n, k, delta = (row[name] for name in ("c", "n", "k", "delta"))
    two = o.add(one, one)
    M = o.up(o.mul(o.div(two, c), o.add(n, o.ln(o.div(k, delta)))))
    return o.le(o.mul(k, o.exp(o.sub(n, o.div(o.mul(c, M), two)))), delta)


@dataclass(frozen=True)
class Lemma:
    """The statement as text and as a function, with random cases."""

    text: str
    function: Callable[[Arithmetic, Any, Row], bool | None]
    ranges: Mapping[str, tuple[float, float]]
    definitions: Mapping[str, str]
    whole: tuple[str, ...] = ()

    def cases(self, count: int) -> dict[str, Any]:
        rng = np.random.default_rng(7)
        found = {name: rng.uniform(low, high, count) for name, (low, high) in self.ranges.items()}
        return {name: np.floor(values) if name in self.whole else values for name, values in found.items()}

    def compiled(self) -> Compiled:
        definitions = {
            name: Definition((), parse_expression(text, name)) for name, text in self.definitions.items()
        }
        return Compiled(parse_statement(self.text, "bench"), definitions)


UNIT = (0.01, 0.99)
LEMMAS = {
    "lemma-01": Lemma(
        "eps_w <= eps/(e*ell*lam*n*sqrt(n)*F*(max(1, w1)*max(1, w2)*max(1, w3)))",
        lemma_01,
        {
            **{f"w{i}": (0.1, 3.0) for i in (1, 2, 3)},
            **{"ell": (1, 9), "lam": (0.1, 2), "n": (1, 1000), "F": (0.1, 10), "eps": UNIT, "eps_w": (1e-9, 1e-4)},
        },
        {},
        ("ell", "n"),
    ),
    "lemma-09": Lemma(
        "k_prime*exp(m*ln(1 - 1/k_prime)) <= delta",
        lemma_09,
        {"gamma": (0.62, 0.95), "eps": (0.001, 0.5), "delta": UNIT},
        {"k_prime": "ln(gamma*eps)/ln(gamma)", "m": "ceiling(k_prime*ln(k_prime/delta))"},
    ),
    "lemma-28": Lemma(
        "c/(2*w) <= c^2/w*min(ln(w/a^2), ln(b^2/w))",
        lemma_28,
        {"a": (0.01, 1), "b": (1.1, 9), "w": (0.2, 1.5)},
        {"c": "1/ln(b/a)"},
    ),
    "lemma-29": Lemma(
        "k*exp(n - c*M/2) <= delta",
        lemma_29,
        {"c": (0.001, 0.5), "n": (1, 50), "k": (1, 1000), "delta": UNIT},
        {"M": "ceiling(2/c*(n + ln(k/delta)))"},
        ("n", "k"),
    ),
}
SLOW = {"mpmath": (MPMATH, 400), "flint": (FLINT, 2000), "fraction": (RATIONAL, 40)}
FAST_CASES = 1 << 18


def verdicts(lemma: Lemma, arithmetic: Arithmetic, rows: list[Row]) -> list[bool | None]:
    one = arithmetic.enter(1.0)
    return [lemma.function(arithmetic, one, row) for row in rows]


def entered(lemma: Lemma, arithmetic: Arithmetic, count: int) -> list[Row]:
    cases = lemma.cases(FAST_CASES)
    return [{name: arithmetic.enter(float(v[i])) for name, v in cases.items()} for i in range(count)]


@pytest.mark.parametrize("name", LEMMAS)
@pytest.mark.parametrize("method", SLOW)
def test_the_four_agree(name, method) -> None:
    lemma, (arithmetic, _) = LEMMAS[name], SLOW[method]
    cases = {key: values[:40] for key, values in lemma.cases(FAST_CASES).items()}
    fast = lemma.compiled().judge(cases)
    with ctx.workprec(BITS):
        slow = verdicts(lemma, arithmetic, entered(lemma, arithmetic, 40))
    for i, verdict in enumerate(slow):
        assert not (fast.true[i] and verdict is False)
        assert not (fast.false[i] and verdict is True)
    assert sum(verdict is not None for verdict in slow) > 30


def best_rate(run: Callable[[], object], cases: int, rounds: int) -> float:
    """Cases per second, of the best round."""
    times = []
    for _ in range(rounds):
        start = time.process_time()
        run()
        times.append(time.process_time() - start)
    return cases / min(times)


@pytest.mark.benchmark(timer=time.process_time)
@pytest.mark.parametrize("name", LEMMAS)
def test_rates(name, benchmark, capsys) -> None:
    lemma = LEMMAS[name]
    compiled, cases = lemma.compiled(), lemma.cases(FAST_CASES)
    judgement = benchmark(compiled.judge, cases)
    assert judgement.undecided.mean() < 0.001
    if benchmark.disabled:
        return
    rates = {"numpy": FAST_CASES / benchmark.stats.stats.min}
    with ctx.workprec(BITS):
        for method, (arithmetic, count) in SLOW.items():
            rows = entered(lemma, arithmetic, count)
            rates[method] = best_rate(lambda a=arithmetic, r=rows: verdicts(lemma, a, r), count, 9)
    benchmark.extra_info.update(rates)
    with capsys.disabled():
        ratios = ", ".join(f"{rates['numpy'] / rates[m]:.0f} x {m} ({rates[m]:.0f}/s)" for m in SLOW)
        share = judgement.undecided.mean()
        print(f"\n{name}: {rates['numpy'] / 1e6:.2f} M cases/s = {ratios}; undecided {share:.4%}")

"""Plans: the numbers are those that the theorems need, and the sampler's probability is a real lower bound."""

import dataclasses
import itertools
import os
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import certify
from certify.errors import InputError
from certify.exact.golden import power_le
from certify.kernel.domain import Ball, Data
from certify.kernel.generator import magnitudes, words
from certify.kernel.network import Network
from certify.tickets.accuracy import promise_of, recursion_eps_w
from certify.tickets.finding import check_memory, find_ticket
from certify.tickets.intervals import intervals
from certify.tickets.plan import make_plan
from certify.tickets.quantities import quantities
from reference import generator, plainly

GAMMAS = ["2/3", "1/phi"]
RATIOS = st.integers(1, 60).map(lambda n: Fraction(11, 10) ** n)
SIZES = st.sampled_from([Fraction(1), Fraction(7, 5), Fraction(10) ** 30, Fraction(1, 10**40)])
NAMES = ["signed", "unsigned", "mixed", "no biases", "ball", "data", "wide", "linear and deep", "curved", "bent"]


def plan_of(cases, name, method="recycle", gamma="2/3", epsilon=Fraction(1, 100), delta=Fraction(1, 50)):
    layers, domain = cases[name]
    return Network(layers), domain, make_plan(Network(layers), domain, epsilon, delta, method=method, gamma=gamma)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("gamma", GAMMAS)
def test_the_intervals_reach_the_accuracy_and_not_one_more(cases, name, gamma):
    _, _, plan = plan_of(cases, name, gamma=gamma)
    k, w_max = plan.intervals.k, plan.quantities.w_max
    assert k > 0
    assert power_le(gamma, k, w_max, plan.eps_w)
    assert not power_le(gamma, k - 1, w_max, plan.eps_w)


@pytest.mark.parametrize("name", NAMES)
def test_the_pool_is_large_enough_and_hardly_larger(cases, name):
    network, _, plan = plan_of(cases, name)
    p, k = plan.intervals.probability, plan.intervals.k
    branches = sum(
        layer.outputs * layer.extended_inputs * (1 if all(known) else 2)
        for layer, known in zip(network.layers, plan.known, strict=True)
    )
    with mpmath.workdps(50):
        miss = 1 - mpmath.mpf(p.numerator) / p.denominator
        delta = mpmath.mpf(plan.delta.numerator) / plan.delta.denominator
        (fresh,) = {sample.fresh for sample in plan.layers}
        assert miss**fresh * k * branches <= delta
        assert miss ** (fresh * 9 // 10) * k * branches > delta
    for layer, known, sizes in zip(network.layers, plan.known, plan.layers, strict=True):
        both, n, m = (1 if all(known) else 2), layer.outputs, layer.extended_inputs
        assert fresh + both * k * min(n, m) <= sizes.stride < fresh + both * k * min(n, m) + 4
        assert sizes.stride % 4 == 0
        assert sizes.neurons == max(n, m) * sizes.stride


def fewer(needed, neurons, p):
    """The probability that fewer neurons than needed fall into a category of probability p."""
    with mpmath.workdps(50):
        p = mpmath.mpf(p.numerator) / p.denominator
        return mpmath.fsum(mpmath.binomial(neurons, i) * p**i * (1 - p) ** (neurons - i) for i in range(needed))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("gamma", GAMMAS)
def test_the_batch_fills_every_category_but_with_probability_delta(cases, name, gamma):
    network, _, plan = plan_of(cases, name, "batch", gamma)
    failure = 0.0
    for layer, known, sizes in zip(network.layers, plan.known, plan.layers, strict=True):
        weights = layer.outputs * layer.extended_inputs
        categories = weights * (1 if all(known) else 2) * plan.intervals.k
        failure += categories * fewer(weights, sizes.neurons, plan.intervals.probability)
    assert failure <= float(plan.delta)
    assert fewer(weights, weights, plan.intervals.probability) > 0.9  # fewer neurons would not do


@pytest.mark.parametrize("name", NAMES)
def test_the_promise_is_kept_and_is_within_epsilon(cases, name):
    _network, _domain, plan = plan_of(cases, name)
    assert plan.promise > 0
    if plan.lemma_01:
        assert plan.promise <= plan.epsilon
    _, _, finer = plan_of(cases, name, epsilon=Fraction(1, 10**4))
    assert finer.eps_w < plan.eps_w
    assert finer.promise < plan.promise
    assert finer.neurons > plan.neurons


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("epsilon", [Fraction(10), Fraction(1, 100), Fraction(1, 10**30)])
def test_no_larger_accuracy_promises_epsilon(cases, name, epsilon):
    network, _, plan = plan_of(cases, name, epsilon=epsilon)
    promise = promise_of(network, plan.known, plan.suprema, plan.quantities)
    assert plan.promise == promise(plan.eps_w) <= epsilon
    if plan.intervals.k == 0:
        assert plan.eps_w == plan.quantities.w_max
        return
    significand = plan.eps_w.numerator
    assert significand < 2**16 or plan.eps_w.denominator == 1
    assert promise(plan.eps_w * (1 + Fraction(1, 2**15))) > epsilon
    _, domain = cases[name]
    lemma = make_plan(network, domain, epsilon, plan.delta, method="recycle", gamma="2/3", accuracy="lemma-01")
    assert lemma.lemma_01_eps_w == plan.lemma_01_eps_w >= lemma.eps_w
    assert plan.eps_w * (1 + Fraction(1, 2**15)) > lemma.eps_w  # Lemma 1 never asks for less


@given(st.fractions(0, 3), st.fractions(0, 3))
@pytest.mark.thorough
def test_the_promise_never_falls_as_the_accuracy_grows(cases, a, b):
    for name in ("signed", "unsigned", "wide"):
        layers, _ = cases[name]
        plan = plan_of(cases, name)[2]
        promise = promise_of(Network(layers), plan.known, plan.suprema, plan.quantities)
        assert promise(min(a, b)) <= promise(max(a, b))
        assert promise(Fraction(0)) == 0


def test_the_search_for_the_accuracy_ends_at_the_last_bit():
    assert recursion_eps_w(lambda x: x, Fraction(1), Fraction(1)) == 1  # nothing is needed
    assert recursion_eps_w(lambda x: x, Fraction(0), Fraction(1)) == 1
    assert recursion_eps_w(lambda x: x, Fraction(4), Fraction(3)) == 3
    third = recursion_eps_w(lambda x: x, Fraction(10**40), Fraction(1, 3))
    assert third < Fraction(1, 3) < third * (1 + Fraction(1, 2**15))
    assert recursion_eps_w(lambda x: x**9 * 10**90, Fraction(10**4), Fraction(1)) <= Fraction(1, 10**10)


@pytest.mark.parametrize("name", ["signed", "wide"])
def test_quantities_bound_the_truth(cases, name):
    layers, domain = cases[name]
    found = quantities(Network(layers), domain)
    assert found.w_max == max(
        abs(x) for layer in layers for row in plainly.rational(layer.extended_weights) for x in row
    )
    for layer, norm in zip(layers, found.norms, strict=True):
        truth = float(np.linalg.norm(np.abs(layer.weights), 2))
        assert truth <= float(norm) <= truth * 1.01


def products(chosen, u):
    """Per pair of cells of category u: the least product of magnitudes and the supremum."""
    first, count = chosen.cells.first, chosen.cells.count
    starts = [generator.edge(c) for c in range(first, first + count + 1)]
    for g, h in itertools.product(range(count), repeat=2):
        if chosen.category[g + h] == u:
            yield starts[g] * starts[h], starts[g + 1] * starts[h + 1]


@given(SIZES, RATIOS, st.sampled_from(GAMMAS))
@settings(deadline=None, max_examples=25)
def test_categories_are_certain_and_leave_out_little(w_max, ratio, gamma):
    chosen = intervals(w_max, w_max / ratio, gamma)
    assert chosen.category.max() == chosen.k
    first, count = chosen.cells.first, chosen.cells.count
    for u in range(1, chosen.k + 1):
        sums = np.flatnonzero(chosen.category == u)
        assert (np.diff(sums) == 1).all()
        for s in (sums[0], sums[-1]):
            g = max(0, int(s) - count + 1)
            cells = [first + g, first + int(s) - g]
            tops = [generator.edge(c + 1) for c in cells]
            lows = [generator.edge(c) for c in cells]
            assert power_le(gamma, u, w_max, tops[0] * tops[1]) is (tops[0] * tops[1] == power(gamma, u, w_max))
            assert power_le(gamma, u + 1, w_max, lows[0] * lows[1])
        width = 256 * (0.5849625 if gamma == "2/3" else 0.6942419)
        assert width - 4 <= len(sums) <= width - 1


def power(gamma, u, w_max):
    return Fraction(gamma) ** u * w_max if gamma == "2/3" else None


@pytest.mark.parametrize("gamma", GAMMAS)
def test_the_probability_is_a_lower_bound_close_to_the_exact_one(gamma):
    chosen = intervals(Fraction(1), Fraction(9, 20), gamma)  # two intervals: a few hundred cells
    count = chosen.cells.count
    assert count < 500
    ends = [-(-(i << 32) // count) for i in range(count + 1)]  # the words of cell i are ends[i] … ends[i+1] − 1
    sizes = [b - a for a, b in itertools.pairwise(ends)]
    exact = dict.fromkeys(range(1, chosen.k + 1), 0)
    for g, h in itertools.product(range(count), repeat=2):
        if u := int(chosen.category[g + h]):
            exact[u] += sizes[g] * sizes[h]
    least = Fraction(min(exact.values()), 4 << 64)
    assert chosen.probability <= least <= chosen.probability * (1 + Fraction(1, 10**5))
    # Pairs of cells that only possibly lie in an interval add little: the bound is near the density's own value.
    for u in exact:
        for low, top in itertools.islice(products(chosen, u), 200):
            assert power_le(gamma, u + 1, Fraction(1), low)
            assert not power_le(gamma, u, Fraction(1), top)


def test_the_probability_is_below_and_near_the_frequency_of_drawn_products():
    chosen = intervals(Fraction(1), Fraction(1, 10), "2/3")
    size = 400_000
    z, zero = np.arange(size), np.zeros(size, np.int64)
    (a, ea), (b, eb) = (magnitudes(words(77, 1, side, zero, z), chosen.cells) for side in (0, 1))
    logs = np.log2(np.abs(a)) + ea + np.log2(np.abs(b)) + eb
    positive = (a > 0) & (b > 0)
    p = float(chosen.probability)
    noise = 4 * (p / size) ** 0.5
    shares = []
    for u in range(1, chosen.k + 1):
        inside = (logs <= u * np.log2(2 / 3)) & (logs > (u + 1) * np.log2(2 / 3))
        shares.append((positive & inside).mean())
    assert min(shares) > p - noise
    assert min(shares) < p * 1.05 + noise
    assert abs(positive.mean() - 0.25) < 4 * 0.44 / size**0.5


def test_nothing_to_decompose_needs_no_neurons():
    assert intervals(Fraction(0), Fraction(1, 10), "2/3").k == 0
    assert intervals(Fraction(1, 10), Fraction(1, 10), "2/3").k == 0
    assert intervals(Fraction(1, 10), Fraction(1, 10) - Fraction(1, 10**30), "2/3").k == 1


@pytest.mark.parametrize(
    ("w_max", "eps_w"), [(Fraction(10) ** 300, Fraction(1)), (Fraction(1), Fraction(1, 10**300))]
)
def test_weights_outside_the_generator_are_refused(w_max, eps_w):
    with pytest.raises(InputError, match="rescale the network"):
        intervals(w_max, eps_w, "2/3")
    assert intervals(Fraction(1), Fraction(1, 2), "2/3").k == 2


@pytest.mark.parametrize("method", ["recycle", "batch", "fan-out"])
def test_a_job_that_does_not_fit_is_refused_before_it_starts(cases, monkeypatch, method):
    network, domain, plan = plan_of(cases, "signed", method)
    check_memory(network, plan)
    numbers = {"epsilon": plan.epsilon, "delta": plan.delta, "method": method}

    def started(*_args):
        raise AssertionError("it started")

    monkeypatch.setattr("certify.tickets.finding._draw", started)
    with pytest.raises(AssertionError, match="it started"):
        find_ticket(network, domain, **numbers)
    real = os.sysconf
    monkeypatch.setattr(os, "sysconf", lambda name: 3 if name == "SC_PHYS_PAGES" else real(name))
    with pytest.raises(InputError, match=r"memory: this job needs about .* GiB and this machine has"):
        find_ticket(network, domain, **numbers)


def test_scale_bits_make_every_weight_and_product_an_integer(cases):
    network, _, plan = plan_of(cases, "wide")
    for number, layer in enumerate(network.layers, 1):
        scale = 2 ** plan.task(network, number, 0).scale_bits
        assert all((x * scale).denominator == 1 for row in plainly.rational(layer.extended_weights) for x in row)
        smallest = Fraction(2) ** (plan.intervals.cells.first // 256 - 52)
        assert (smallest**2 * scale).denominator == 1
    moved = dataclasses.replace(plan, intervals=intervals(Fraction(10) ** 60, Fraction(10) ** 58, "2/3"))
    assert moved.task(network, 1, 0).scale_bits >= 52


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"epsilon": "0"}, "epsilon"),
        ({"epsilon": 0.01}, "epsilon"),
        ({"delta": "0"}, "delta"),
        ({"delta": "1"}, "delta"),
        ({"delta": "-1"}, "delta"),
        ({"method": "magic"}, "method"),
        ({"gamma": "1/2"}, "gamma"),
        ({"accuracy": "lemma-02"}, "accuracy"),
        ({"domain": Ball(Fraction(1), 5)}, "domain"),
        ({"domain": Data(np.zeros((1, 5)))}, "domain"),
    ],
)
def test_the_public_plan_refuses_what_certify_refuses(cases, changes, words):
    """Regression: only epsilon was looked at."""
    layers, domain = cases["signed"]
    assert certify.plan(Network(layers), domain).intervals.k > 0
    with pytest.raises(InputError, match=f"^{words}: "):
        certify.plan(Network(layers), **{"domain": domain, **changes})

"""The certificate bounds the real distance of F and Ĝ, and tests of it that have teeth."""

import dataclasses
import itertools
from fractions import Fraction
from math import isqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certify.errors import Rejected, Undecided
from certify.exact.dyadic import Dyadic
from certify.exact.rationals import approximately
from certify.kernel import certificate, propagation, verification
from certify.kernel.certificate import (
    LayerTicket,
    Ticket,
    branches,
    heaviest,
    layer_branches,
    matrices,
    recursion,
)
from certify.kernel.domain import Ball, Box, Data
from certify.kernel.generator import Cells
from certify.kernel.mask import Mask
from certify.kernel.network import Layer, Network
from certify.kernel.propagation import never_negative
from certify.kernel.verification import verify
from certify.tickets import quantities
from reference import plainly

pytestmark = pytest.mark.statement(id="certificate")

ROOM = Fraction(1, 2**40)


def root_above(square):
    """A root rounded up to a multiple of 2^-40, plainly."""
    scaled = -(-square.numerator * 4**40 // square.denominator)
    return Fraction(isqrt(scaled - 1) + 1 if scaled else 0, 2**40)


def claims(matrix):
    rows = [[matrix.entry(i, j) for j in range(matrix.shape[1])] for i in range(matrix.shape[0])]
    frobenius = root_above(sum(x * x for row in rows for x in row))
    sums = max(sum(map(abs, row)) for row in rows), max(sum(map(abs, c)) for c in zip(*rows, strict=True))
    found = {"frobenius": frobenius, "schur": root_above(sums[0] * sums[1])}
    if len(rows) == 1 or len(rows[0]) == 1:
        found["spectral"] = frobenius
    return found


def ticket(network, domain, masks, seed=0, cells=None):
    """A ticket with true claims, tight up to 2^-40, for any masks."""
    cells = cells or Cells(-512, 640)
    suprema = quantities.squared_suprema(network, domain)
    layers = tuple(
        LayerTicket(cells, 1 << 20, Mask(np.array(m, dtype=np.int64).reshape(-1, 3)), root_above(s), {})
        for m, s in zip(masks, suprema, strict=True)
    )
    found = Ticket(network, domain, Fraction(10**9), seed, "shared", layers, {})
    known = never_negative(network, domain)
    for i, layer in enumerate(network.layers):
        compared = matrices(layer, layer_branches(found, i + 1, known[i]))
        layers = list(found.layers)
        layers[i] = dataclasses.replace(layers[i], norms={name: claims(m) for name, m in compared.items()})
        found = dataclasses.replace(found, layers=tuple(layers))
    return found


def random_case(seed):
    """A network, a domain and masks that are anything: deep or not, signed, unsigned or mixed, with biases."""
    random = np.random.default_rng(seed)
    widths = random.integers(1, 4, size=random.integers(2, 5))
    layers, masks = [], []
    for m, n in itertools.pairwise(widths):
        bias = random.integers(-8, 9, n) / 8 if random.random() < 0.5 else None
        name = str(random.choice(["relu", "identity"]))
        layers.append(Layer(random.integers(-8, 9, (n, m)) / 8, bias, name))
        inputs = m + (bias is not None)
        neurons = random.choice(1 << 20, int(random.integers(0, 9)), replace=False)
        masks.append([(z, random.integers(inputs), random.integers(n)) for z in neurons])
    n = int(widths[0])
    kind = random.integers(4)
    if kind == 0:
        domain = Ball(Fraction(int(random.integers(1, 9)), 3), n)
    elif kind == 1:
        domain = Data(random.integers(-8, 9, (5, n)) / 4)
    else:  # boxes; never negative, or partly
        lower = [
            Fraction(int(x), 3) for x in (random.integers(0, 2, n) if kind == 2 else random.integers(-4, 1, n))
        ]
        domain = Box(tuple(lower), tuple(x + Fraction(int(random.integers(0, 9)), 4) for x in lower))
    return Network(tuple(layers)), domain, masks, seed


def some_points(domain, seed, count=4):
    random = np.random.default_rng(seed)
    if isinstance(domain, Data):
        return plainly.rational(domain.points)
    points = []
    for _ in range(count):
        shares = [Fraction(int(x), 2) for x in random.integers(0, 3, domain.dimension)]
        if isinstance(domain, Box):
            rows = zip(domain.lower, domain.upper, shares, strict=True)
            points.append([a + (b - a) * t for a, b, t in rows])
        else:
            direction = [Fraction(0)] * domain.dimension
            direction[int(random.integers(domain.dimension))] = Fraction(int(random.choice([-1, 1])))
            points.append([domain.radius * x for x in direction])
    return points


def violations(cases, count=4):
    """The cases in which some point is farther than the bound that the certificate gives."""
    found = []
    for seed in cases:
        case = ticket(*random_case(seed))
        bound = verify(case)
        distances = [
            plainly.squared_distance(plainly.target(case.network, x), plainly.pruned(case, x))
            for x in some_points(case.domain, seed, count)
        ]
        if any(d > bound**2 for d in distances):
            found.append(seed)
    return found


def test_no_point_is_farther_than_the_bound():
    assert violations(range(150)) == []


@given(st.integers(1000, 10**6))
@settings(deadline=None, max_examples=40)
def test_no_point_is_farther_than_the_bound_in_random_cases(seed):
    assert violations([seed]) == []


def broken_step(leave_out):
    """The recursion of the kernel, with a term missing."""

    def step(layer, norms, supremum, before):
        least = {name: min(norm.values()) for name, norm in norms.items()}
        zero = Fraction(0)
        terms = {
            "gain": least.get("virtual", least.get("target", zero)),
            "delta": least.get("delta", zero),
            "error": least["error"] * supremum,
        }
        terms[leave_out] = zero
        return layer.sigma.lipschitz * ((terms["gain"] + terms["delta"]) * before + terms["error"])

    return step


@pytest.mark.parametrize("term", ["gain", "error"])
@pytest.mark.thorough
def test_a_recursion_without_one_of_its_terms_is_caught(monkeypatch, term):
    monkeypatch.setattr(certificate, "step", broken_step(term))
    assert violations(range(150))


def test_a_recursion_without_delta_is_caught(monkeypatch):
    monkeypatch.setattr(certificate, "step", broken_step("delta"))
    assert tight_violations(TIGHT)


@pytest.mark.thorough
def test_forgetting_the_negative_branch_is_caught(monkeypatch):
    def careless(layer, known, plus, minus):
        return dataclasses.replace(branches(layer, [True] * len(known), plus, plus), unsigned=all(known))

    monkeypatch.setattr(certificate, "branches", careless)
    assert violations(range(150))


@pytest.mark.thorough
def test_forgetting_the_unit_is_caught(monkeypatch):
    honestly = propagation.squares

    def careless(network, domain, depth):
        pairs = zip(honestly(network, domain, depth), network.layers, strict=True)
        return [(n - (layer.bias is not None) * u**2, u) for (n, u), layer in pairs]

    monkeypatch.setattr(propagation, "squares", careless)  # the claims could then be these
    monkeypatch.setattr(quantities, "squares", careless)
    found = []
    for seed in range(60):
        case = ticket(*random_case(seed))
        small = quantities.squared_suprema(case.network, case.domain)
        layers = [dataclasses.replace(t, supremum=root_above(s)) for t, s in zip(case.layers, small, strict=True)]
        bound = verify(dataclasses.replace(case, layers=tuple(layers)))
        points = some_points(case.domain, seed)
        values = ((plainly.target(case.network, x), plainly.pruned(case, x)) for x in points)
        if any(plainly.squared_distance(*pair) > bound**2 for pair in values):
            found.append(seed)
    assert found


TIGHT = range(40)


def tight_case(seed):
    """1-1-1 on [-1, 1], linear, with positive errors in both layers: the bound is almost reached at 1."""
    network = Network((Layer(np.array([[-0.5]]), None, "identity"), Layer(np.array([[-0.5]]), None, "identity")))
    z = 4 * seed
    masks = [[(z + i, 0, 0) for i in range(4)]] * 2
    return ticket(network, Box((Fraction(-1),), (Fraction(1),)), masks, seed)


def tight_violations(seeds):
    found = []
    for seed in seeds:
        case = tight_case(seed)
        bound = verify(case)
        for x in (Fraction(-1), Fraction(1)):
            if plainly.squared_distance(plainly.target(case.network, [x]), plainly.pruned(case, [x])) > bound**2:
                found.append(seed)
    return found


def test_the_bound_is_nearly_reached_somewhere():
    assert tight_violations(TIGHT) == []
    best = Fraction(0)
    for seed in TIGHT:
        case = tight_case(seed)
        bound = verify(case)
        points = [[Fraction(-1)], [Fraction(1)]]
        far = max(
            plainly.squared_distance(plainly.target(case.network, x), plainly.pruned(case, x)) for x in points
        )
        best = max(best, far / bound**2)
    assert best > Fraction(1, 2)


def honest():
    network = Network(
        (Layer(np.array([[0.5, -1.0]]), np.array([0.25]), "relu"), Layer(np.array([[2.0]]), None, "identity"))
    )
    box = Box((Fraction(-1), Fraction(0)), (Fraction(1), Fraction(1)))
    return ticket(network, box, [[(3, 0, 0), (9, 1, 0), (4, 2, 0)], [(1, 0, 0), (2, 0, 0)]])


def edited(case, layer, **changes):
    layers = list(case.layers)
    layers[layer - 1] = dataclasses.replace(layers[layer - 1], **changes)
    return dataclasses.replace(case, layers=tuple(layers))


def test_true_claims_are_verified_and_used():
    case = honest()
    bound = verify(case)
    assert bound == recursion(case.network, case.layers)
    (first, second) = (layer.norms for layer in case.layers)
    least = {n: min(c.values()) for n, c in first.items()}, {n: min(c.values()) for n, c in second.items()}
    expected = least[0]["error"] * case.layers[0].supremum
    expected = least[1]["virtual"] * expected + least[1]["error"] * case.layers[1].supremum
    assert bound == expected


@pytest.mark.parametrize(
    ("layer", "name", "rule"),
    [(1, n, r) for n in ("target", "delta", "error") for r in ("frobenius", "schur", "spectral")]
    + [(2, n, r) for n in ("virtual", "error") for r in ("frobenius", "schur", "spectral")],
)
def test_a_claim_understated_is_rejected_with_its_place(layer, name, rule):
    case = honest()
    norms = {key: dict(value) for key, value in case.layers[layer - 1].norms.items()}
    norms[name][rule] -= 2 * Fraction(1, 2**40)
    with pytest.raises(Rejected) as error:
        verify(edited(case, layer, norms=norms))
    assert error.value.where == {"layer": layer, "field": f"layers.{layer - 1}.norms.{name}.{rule}"}
    norms[name][rule] += 1
    assert verify(edited(case, layer, norms=norms)) >= verify(case)


@pytest.mark.parametrize("layer", [1, 2])
def test_a_supremum_understated_is_rejected_with_its_place(layer):
    case = honest()
    supremum = case.layers[layer - 1].supremum
    for wrong in (supremum - 2 * Fraction(1, 2**40), -supremum):
        with pytest.raises(Rejected, match="sup") as error:
            verify(edited(case, layer, supremum=wrong))
        assert error.value.where == {"layer": layer, "field": f"layers.{layer - 1}.supremum"}


@pytest.mark.parametrize("change", ["missing", "extra", "signs misstated"])
def test_claims_about_other_matrices_are_rejected(change):
    case = honest()
    norms = dict(case.layers[0].norms)
    if change == "missing":
        del norms["delta"]
    if change == "extra":
        norms["virtual"] = norms["error"]
    if change == "signs misstated":
        norms = {"virtual": norms["target"], "error": norms["error"]}
    with pytest.raises(Rejected, match="norms must be target, delta, error"):
        verify(edited(case, 1, norms=norms))


def test_a_smaller_domain_has_smaller_claims_and_they_do_not_hold_on_a_larger_one():
    case = honest()
    wider = Box((Fraction(-1), Fraction(0)), (Fraction(2), Fraction(1)))
    with pytest.raises(Rejected, match="sup"):
        verify(dataclasses.replace(case, domain=wider))


def tied(n):
    """One layer of ones, and a spectral claim that is exactly the norm of its error."""
    network = Network((Layer(np.ones((n, n)), None, "identity"),))
    cells, empty = Cells(0, 1), Mask(np.zeros((0, 3), dtype=np.int64))
    box = Box((Fraction(0),) * n, (Fraction(1),) * n)
    zero = {"frobenius": Fraction(0), "schur": Fraction(0)}
    error = {"frobenius": Fraction(n), "schur": Fraction(2 * n), "spectral": Fraction(n)}
    layer = LayerTicket(cells, 0, empty, Fraction(isqrt(n - 1) + 1), {"virtual": zero, "error": error})
    case = Ticket(network, box, Fraction(1), 0, "recycle", (layer,), {})
    error["frobenius"] = Fraction(2 * n)
    return dataclasses.replace(case, epsilon=Fraction(10**9))


def test_a_spectral_claim_about_a_large_matrix_is_not_looked_at(monkeypatch):
    monkeypatch.setattr(verification, "SPECTRAL_SIDE", 9)
    case = tied(10)
    assert verify(case, Fraction(80)) == 20 * 4
    with pytest.raises(Undecided, match="without the spectral claims") as error:
        verify(case, Fraction(79))
    assert error.value.code == "spectral-side"
    with pytest.raises(Rejected) as error:
        verify(case, Fraction(39))  # not even with the claim
    assert error.value.code == "bound-exceeds"


def test_a_spectral_claim_too_close_to_settle_leaves_the_ticket_undecided():
    assert verify(tied(8)) == 8 * 3
    with pytest.raises(Undecided, match="too close to the norm") as error:
        verify(tied(70), Fraction(10**9))
    assert error.value.code == "spectral-slack"
    assert error.value.where == {"layer": 1, "field": "layers.0.norms.error.spectral"}


def test_the_worst_place_is_in_the_layer_that_contributes_most_and_has_its_largest_error():
    base, seen = honest(), set()
    for seed in range(12):
        masks = [layer.mask.rows.tolist() for layer in base.layers]
        case = ticket(base.network, base.domain, masks, seed)
        least = [{name: min(norm.values()) for name, norm in layer.norms.items()} for layer in case.layers]
        own = [norms["error"] * layer.supremum for norms, layer in zip(least, case.layers, strict=True)]
        expected = 1 if own[0] * least[1]["virtual"] >= own[1] else 2
        found = layer_branches(case, expected, never_negative(case.network, case.domain)[expected - 1])
        errors = {(0, d): found.errors.entry(0, d) for d in range(found.errors.shape[1])}
        with pytest.raises(Rejected) as error:
            verify(case, verify(case) - ROOM)
        assert heaviest(case.network, case.layers) == expected
        assert error.value.where == {"layer": expected, "weight": max(errors, key=errors.get)}
        seen.add((expected, error.value.where["weight"]))
    assert len(seen) > 1


@given(st.integers(-40, 40), st.integers(1, 10**6), st.integers(1, 10**6))
@settings(deadline=None)
def test_numbers_for_reading_are_rounded_up(exponent, p, q):
    value = Fraction(p, q) * Fraction(10) ** (10 * exponent)
    text = approximately(value)
    mantissa, _, power = text.partition("e")
    shown = Fraction(mantissa) * Fraction(10) ** int(power or 0)
    assert value <= shown <= value * Fraction(10011, 10000)
    assert approximately(Fraction(0)) == "0"


@given(st.integers(0, 10**6))
@settings(deadline=None, max_examples=30)
def test_errors_are_the_larger_of_the_branches_that_can_act(seed):
    random = np.random.default_rng(seed)
    values = [random.integers(-9, 10, (2, 3)) / 8 for _ in range(3)]
    known = [bool(k) for k in random.integers(0, 2, 3)]
    layer = Layer(values[0], None, "relu")
    found = branches(layer, known, *(Dyadic.from_floats(v) for v in values[1:]))
    w, plus, minus = (plainly.rational(v) for v in values)
    for o in range(2):
        for d in range(3):
            larger = max(abs(w[o][d] - plus[o][d]), Fraction(0) if known[d] else abs(w[o][d] - minus[o][d]))
            assert found.errors.entry(o, d) == larger
    assert found.unsigned is all(known)

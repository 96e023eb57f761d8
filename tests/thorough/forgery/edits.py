"""The forger's edits: each takes an honest ticket and yields forged ones, digests to be recomputed.

``EDITS`` maps a name to (function, expectation): *invalid* or *valid* where the page leaves no doubt for this edit
whatever the ticket, None where it depends on the ticket and only the reference can tell.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from fractions import Fraction

import numpy as np

from reference import tickets as reference
from thorough.forgery.forge import Ticket
from thorough.forgery.handmade import claim_everything

F = Fraction
TINY = F(1, 10**400)
Edit = Callable[[Ticket], Iterator[Ticket]]
EDITS: dict[str, tuple[Edit, str | None]] = {}


def edit(expect: str | None = None) -> Callable[[Edit], Edit]:
    def add(function: Edit) -> Edit:
        EDITS[function.__name__] = (function, expect)
        return function

    return add


def text(x: Fraction) -> str:
    """A rational as short as the page wants it; TINY differences of long ones may not fit."""
    out = str(x)
    return out if len(out) <= 4000 else f"{float(x).hex()}"


def rich(t: Ticket) -> Ticket:
    """The same with an epsilon so large that no bound matters."""
    t = t.copy()
    t.manifest["epsilon"] = "1" + "0" * 1400
    return t


def masks(t: Ticket, least: int = 1) -> Iterator[tuple[int, np.ndarray]]:
    for i in range(1, len(t.layers) + 1):
        rows = t.mask(i)
        if len(rows) >= least:
            yield i, rows


def with_mask(t: Ticket, i: int, rows: object) -> Ticket:
    t = t.copy()
    t.put_mask(i, rows)
    return t


def with_weights(t: Ticket, i: int, values: object) -> Ticket:
    t = t.copy()
    t.put_weights(i, values)
    return t


def with_bias(t: Ticket, i: int, values: object) -> Ticket:
    t = t.copy()
    t.put_bias(i, values)
    return t


def with_layer(t: Ticket, number: int, **fields: object) -> Ticket:
    t = t.copy()
    t.layers[number].update(fields)
    return t


def with_field(t: Ticket, **fields: object) -> Ticket:
    t = t.copy()
    t.manifest.update(fields)
    return t


def with_claim(t: Ticket, number: int, name: str, kind: str, value: Fraction | str) -> Ticket:
    t = t.copy()
    t.layers[number]["norms"][name][kind] = value if isinstance(value, str) else text(value)
    return t


def claims(t: Ticket) -> Iterator[tuple[int, str, str, Fraction]]:
    for number, x in enumerate(t.layers):
        for name, about in x["norms"].items():
            for kind, c in about.items():
                yield number, name, kind, F(c)


def truth(t: Ticket) -> list[dict[str, reference.Matrix]]:
    reading = reference.read(t.refresh().manifest, t.members)
    safe = reference.never_negative(reading)
    return [reference.matrices(x, i + 1, reading.seed, safe[i]) for i, x in enumerate(reading.layers)]


def least_true(c: Fraction, unit: Fraction, holds: Callable[[Fraction], bool]) -> Fraction:
    """The least multiple of the unit that is a true claim; c is one."""
    high, low = -(-c // unit), -1
    while high - low > 1:
        middle = (high + low) // 2
        if holds(middle * unit):
            high = middle
        else:
            low = middle
    return high * unit


# The mask -------------------------------------------------------------------------------------------------------


@edit("valid")
def rows_permuted(t):
    for i, rows in masks(t, 2):
        yield with_mask(t, i, rows[::-1])
        yield with_mask(t, i, rows[np.random.default_rng(0).permutation(len(rows))])


@edit()
def neurons_swapped(t):
    rng = random.Random(1)
    for i, rows in masks(t, 2):
        for a, b in [(0, 1), (0, len(rows) - 1), rng.sample(range(len(rows)), 2)]:
            new = rows.copy()
            new[[a, b], 0] = new[[b, a], 0]
            yield with_mask(t, i, new)


@edit("invalid")
def neuron_used_by_two_inputs(t):
    for i, rows in masks(t, 2):
        a = rows[0]
        for b in range(1, len(rows)):
            if rows[b][1] != a[1]:
                new = rows.copy()
                new[b, 0] = a[0]
                yield with_mask(t, i, new)
                break


@edit()
def neuron_used_by_two_outputs(t):
    for i, rows in masks(t, 2):
        for z, d, o in rows[:2]:
            for other in range(int(t.layers[i - 1]["outputs"])):
                if other != o:
                    yield with_mask(rich(t), i, [*rows.tolist(), (z, d, other)])


@edit()
def neuron_replaced(t):
    for i, rows in masks(t):
        m, used = int(t.layers[i - 1]["neurons"]), set(rows[:, 0].tolist())
        free = [z for z in range(min(m, len(used) + 1)) if z not in used]
        for b, z in [(b, z) for z in free for b in (0, len(rows) - 1)]:
            new = rows.copy()
            new[b, 0] = z
            yield with_mask(t, i, new)
            yield with_mask(rich(t), i, new)


@edit("invalid")
def neuron_out_of_range(t):
    for i, rows in masks(t):
        m = int(t.layers[i - 1]["neurons"])
        for z in (m, m + 1, 2**48, 2**62, 2**63 - 1, -1, -2, -(2**48), -(2**63)):
            new = rows.copy()
            new[len(rows) // 2, 0] = z
            yield with_mask(t, i, new)


@edit("invalid")
def row_for_no_neuron(t):
    for i, x in enumerate(t.layers, 1):
        yield with_mask(t, i, [*t.mask(i).tolist(), (int(x["neurons"]), 0, 0)])


@edit()
def input_changed(t):
    for i, rows in masks(t):
        x = t.layers[i - 1]
        wide = int(x["inputs"]) + (x["bias"] == "yes")
        for d in range(wide):
            new = rows.copy()
            new[0, 1] = d
            yield with_mask(t, i, new)


@edit("invalid")
def input_out_of_range(t):
    for i, rows in masks(t):
        x = t.layers[i - 1]
        wide = int(x["inputs"]) + (x["bias"] == "yes")
        for d in (-1, wide, wide + 1, 2**32, -(2**63)):
            new = rows.copy()
            new[0, 1] = d
            yield with_mask(t, i, new)


@edit()
def output_changed(t):
    for i, rows in masks(t):
        for o in range(int(t.layers[i - 1]["outputs"])):
            new = rows.copy()
            new[-1, 2] = o
            yield with_mask(t, i, new)


@edit("invalid")
def output_out_of_range(t):
    for i, rows in masks(t):
        for o in (-1, int(t.layers[i - 1]["outputs"]), 2**32, 2**63 - 1):
            new = rows.copy()
            new[-1, 2] = o
            yield with_mask(t, i, new)


@edit()
def columns_swapped(t):
    for i, rows in masks(t):
        for order in ([0, 2, 1], [1, 0, 2], [2, 1, 0]):
            yield with_mask(rich(t), i, rows[:, order])


@edit()
def piece_dropped(t):
    for i, rows in masks(t):
        for b in {0, len(rows) // 2, len(rows) - 1}:
            yield with_mask(t, i, np.delete(rows, b, axis=0))


@edit()
def all_pieces_dropped(t):
    for i, _ in masks(t):
        yield with_mask(t, i, [])
        yield with_mask(rich(t), i, [])


@edit("invalid")
def row_doubled(t):
    for i, rows in masks(t):
        yield with_mask(t, i, [*rows.tolist(), rows[0].tolist()])
        yield with_mask(rich(t), i, np.repeat(rows, 2, axis=0))


@edit()
def pieces_added(t):
    for i, rows in masks(t):
        m, used = int(t.layers[i - 1]["neurons"]), set(rows[:, 0].tolist())
        free = [z for z in range(min(m, 50 + len(used))) if z not in used][:3]
        for z in free:
            yield with_mask(t, i, [*rows.tolist(), (z, int(rows[0][1]), int(rows[0][2]))])


@edit()
def masks_exchanged(t):
    if len(t.layers) > 1 and not np.array_equal(t.mask(1), t.mask(2)):
        t = rich(t)
        one, two = t.mask(1), t.mask(2)
        yield with_mask(with_mask(t, 1, two), 2, one)


# The claims -----------------------------------------------------------------------------------------------------


@edit("invalid")
def claim_one_unit_below_truth(t):
    about = truth(t)
    for number, name, kind, c in claims(t):
        a, unit = about[number][name], F(1, c.denominator)
        best = least_true(c, unit, lambda v, kind=kind, a=a: reference.claim_holds(kind, v, a))
        if best >= unit:
            yield with_claim(rich(t), number, name, kind, best - unit)


@edit("valid")
def claim_tightest(t):
    about = truth(t)
    for number, name, kind, c in claims(t):
        a, unit = about[number][name], F(1, c.denominator)
        best = least_true(c, unit, lambda v, kind=kind, a=a: reference.claim_holds(kind, v, a))
        yield with_claim(t, number, name, kind, best)


def to_120_bits(c: Fraction, holds: Callable[[Fraction], bool]) -> tuple[Fraction, Fraction]:
    """A false claim and a true one, neighbours on a grid of 2^-120 of the claim; c is a true one."""
    unit = c * F(1, 2**120) if c else F(1, 2**120)
    unit = F(2) ** (unit.numerator.bit_length() - unit.denominator.bit_length())
    best = least_true(c, unit, holds)
    return best - unit, best


@edit("valid")
def claim_tightest_to_120_bits(t):
    about = truth(t)
    for number, name, kind, c in claims(t):
        a = about[number][name]
        _, true = to_120_bits(c, lambda v, kind=kind, a=a: reference.claim_holds(kind, v, a))
        yield with_claim(rich(t), number, name, kind, true)


@edit("invalid")
def claim_false_by_120_bits(t):
    about = truth(t)
    for number, name, kind, c in claims(t):
        a = about[number][name]
        false, _ = to_120_bits(c, lambda v, kind=kind, a=a: reference.claim_holds(kind, v, a))
        yield with_claim(rich(t), number, name, kind, false)


@edit()
def supremum_true_or_false_by_120_bits(t):
    reach = reference.suprema_squared(reference.read(t.refresh().manifest, t.members))
    for number, x in enumerate(t.layers):
        for new in to_120_bits(F(x["supremum"]), lambda v, number=number: v >= 0 and v * v >= reach[number]):
            yield with_layer(rich(t), number, supremum=text(new))


@edit()
def claim_below_truth_by_a_hair(t):
    """By 10^-400 below a claim; decides where the claim is the truth itself."""
    for number, name, kind, c in claims(t):
        yield with_claim(t, number, name, kind, c - TINY)


@edit()
def claim_above_truth_by_a_hair(t):
    for number, name, kind, c in claims(t):
        yield with_claim(t, number, name, kind, c + TINY)


@edit()
def claim_halved(t):
    for number, name, kind, c in claims(t):
        yield with_claim(t, number, name, kind, c / 2)


@edit("valid")
def claim_overstated_under_a_rich_epsilon(t):
    for number, name, kind, c in claims(t):
        yield with_claim(rich(t), number, name, kind, c * 3 + 1)
        yield with_claim(rich(t), number, name, kind, "1" + "0" * 400)


@edit()
def claim_overstated(t):
    for number, name, kind, c in claims(t):
        yield with_claim(t, number, name, kind, c * F(1001, 1000) + TINY)


@edit()
def claim_zero(t):
    for number, name, kind, _ in claims(t):
        for zero in ("0", "-0", "0/7", "-0.0e-400", "0x0p0"):
            yield with_claim(t, number, name, kind, zero)


@edit()
def claim_negative(t):
    """Its square would do."""
    for number, name, kind, c in claims(t):
        yield with_claim(t, number, name, kind, -c)
        yield with_claim(t, number, name, kind, -c - 1000)


@edit()
def claims_exchanged(t):
    for number, x in enumerate(t.layers):
        names = sorted(x["norms"])
        for a, b in zip(names, names[1:] + names[:1], strict=True):
            new = t.copy()
            norms = new.layers[number]["norms"]
            norms[a], norms[b] = norms[b], norms[a]
            yield new
        for name in names:
            new = t.copy()
            about = new.layers[number]["norms"][name]
            about["frobenius"], about["schur"] = about["schur"], about["frobenius"]
            yield new


@edit("valid")
def claims_written_otherwise(t):
    new = t.copy()
    for number, name, kind, c in claims(t):
        k = F(1, 1)
        while (c * k).denominator != 1:
            k *= 2
        if c and k.numerator.bit_length() < 1000 and c.numerator.bit_length() < 4000:
            new.layers[number]["norms"][name][kind] = f"+0x{int(c * k):X}p-{k.numerator.bit_length() - 1:04d}"
    yield new
    new = t.copy()
    for number, name, kind, c in claims(t):
        if c.denominator < 10**9 and c.numerator < 10**12:
            new.layers[number]["norms"][name][kind] = f"+000{c.numerator * 3}/0{c.denominator * 3}"
    yield new


@edit()
def spectral_removed(t):
    for new in (t.copy(), rich(t)):
        for number, name, kind, _ in claims(t):
            if kind == "spectral":
                one = new.copy()
                del one.layers[number]["norms"][name][kind]
                yield one
        for x in new.layers:
            for about in x["norms"].values():
                del about["spectral"]
        yield new


@edit("invalid")
def claim_missing(t):
    for number, name, kind, _ in claims(t):
        if kind != "spectral":
            new = rich(t)
            del new.layers[number]["norms"][name][kind]
            yield new


@edit("invalid")
def norm_missing(t):
    for number, x in enumerate(t.layers):
        for name in x["norms"]:
            new = rich(t)
            del new.layers[number]["norms"][name]
            yield new
        yield with_layer(rich(t), number, norms={})


@edit("invalid")
def signed_and_unsigned_norms_exchanged(t):
    for number, x in enumerate(t.layers):
        new = rich(t)
        norms = new.layers[number]["norms"]
        if "virtual" in norms:
            norms["target"] = norms.pop("virtual")
            norms["delta"] = dict(norms["error"])
        else:
            norms["virtual"] = norms.pop("target")
            del norms["delta"]
        yield new
        new = rich(t)
        new.layers[number]["norms"].update(virtual=dict(x["norms"]["error"]), delta=dict(x["norms"]["error"]))
        yield new


@edit("invalid")
def norm_of_another_name(t):
    for number, x in enumerate(t.layers):
        for name in ("Error", "error ", "", "nuclear"):
            new = rich(t)
            new.layers[number]["norms"][name] = dict(x["norms"]["error"])
            yield new
        new = rich(t)
        new.layers[number]["norms"]["error"]["nuclear"] = "1000"
        yield new


@edit("invalid")
def claim_of_bad_form(t):
    for number, x in enumerate(t.layers):
        for name, about in x["norms"].items():
            for bad in ([], {}, "", "1", ["frobenius", "schur"], None, 7):
                new = rich(t)
                new.layers[number]["norms"][name] = bad
                yield new
            for kind, c in about.items():
                for bad in ([c], [], {}, {c: c}, None, True, 10**6, 1e6, "", "inf"):
                    new = rich(t)
                    new.layers[number]["norms"][name][kind] = bad
                    yield new


@edit("invalid")
def supremum_one_unit_below_truth(t):
    reach = reference.suprema_squared(reference.read(t.refresh().manifest, t.members))
    for number, x in enumerate(t.layers):
        s = F(x["supremum"])
        unit = F(1, s.denominator)
        best = least_true(s, unit, lambda v, number=number: v * v >= reach[number])
        if best >= unit:
            yield with_layer(rich(t), number, supremum=text(best - unit))


@edit("valid")
def supremum_tightest(t):
    reach = reference.suprema_squared(reference.read(t.refresh().manifest, t.members))
    for number, x in enumerate(t.layers):
        s = F(x["supremum"])
        best = least_true(s, F(1, s.denominator), lambda v, number=number: v * v >= reach[number])
        yield with_layer(t, number, supremum=text(best))


@edit()
def supremum_changed(t):
    for number, x in enumerate(t.layers):
        s = F(x["supremum"])
        for new in (s / 2, s * 3 + 1, F(0), -s, F(1), s - TINY, s + TINY, s - F(1, 2**24)):
            yield with_layer(t, number, supremum=text(new))
            yield with_layer(rich(t), number, supremum=text(new))


@edit("valid")
def supremum_overstated_under_a_rich_epsilon(t):
    for number, x in enumerate(t.layers):
        yield with_layer(rich(t), number, supremum=text(F(x["supremum"]) * 5 + 7))


# The statement --------------------------------------------------------------------------------------------------


@edit()
def epsilon_changed(t):
    e = F(t.manifest["epsilon"])
    for new in (e - TINY, e + TINY, e / 2, e * 2, e * F(10**9 - 1, 10**9), F(1, 10**300), F(10) ** 1400):
        if len(str(new)) <= 4000:
            yield with_field(t, epsilon=str(new))


@edit("invalid")
def epsilon_not_positive(t):
    for new in ("0", "-0", "0/3", "0e5", "-1", f"-{t.manifest['epsilon']}", "0x0p0"):
        yield with_field(t, epsilon=new)


@edit("invalid")
def number_of_bad_form(t):
    e = F(1000)
    bad = [
        "", " ", "1/0", "1/00", "0/0", "1/-3", "1/+3", "1/3/5", "1 ", " 1", "1\n", "\n1", "1_000", "１", "١", "²",
        "½", "1,5", "1e", "1e+", "e5", ".", ".e5", "1.2.3", "1e401", "1e-401", "1e9999", "1e00400", "1e10000",
        "1e400000000", "1e-400000000", "0x1", "0x.8p0", "0xp1", "0x1p1101", "0x1p-1101", "0x1p99999", "0x1pA",
        "x1p0", "0b1", "nan", "NaN", "inf", "Infinity", "-Infinity", "1" + "0" * 4000, "0." + "0" * 3999,
        "1/" + "0" * 100, "1/" + "1" * 1499, "--1", "+-1", "1.5/2", "1/2.5", "1e5/3", "0x1p0/3", "1e1.5", "1E4.",
        "True", "null", "1j", "1L", "\u22121", "1\x00", "\ufeff1",
    ]  # fmt: skip
    for new in bad:
        yield with_field(t, epsilon=new)
    yield with_layer(t, 0, supremum="1" + "0" * 4000)
    for new in ("1e401", "1/0", " 7", "7\n", "٧"):
        yield with_layer(with_field(t, epsilon=str(e)), 0, supremum=new)


@edit("valid")
def epsilon_written_otherwise(t):
    large = [
        "1e400", "+1e400", "1.e400", "1E+0400", "0.1e400", "00001e399", "1" + "0" * 1499, "0x1p1100", "0X1.P1100",
        "+0Xf.fP+1100", "0x1.0p1023", "1.5E400", f"{10**1000}/{7}",
    ]  # fmt: skip
    b = reference.judge(t).bound
    for new in large:
        if F(10) ** 300 > b:
            yield with_field(t, epsilon=new)
    if b <= 1000:
        yield with_field(t, epsilon="1000.")
        yield with_field(t, epsilon="+03000/003")
        yield with_field(t, epsilon="0x3E8p0")


@edit()
def weight_moved_by_one_ulp(t):
    for i in range(1, len(t.layers) + 1):
        w = t.weights(i)
        for place in [(0, 0), (-1, -1)]:
            for toward in (np.inf, -np.inf):
                new = w.copy()
                new[place] = np.nextafter(w[place], toward)
                yield with_weights(t, i, new)
                yield with_weights(rich(t), i, new)


@edit()
def weight_changed(t):
    for i in range(1, len(t.layers) + 1):
        w = t.weights(i)
        for place in np.ndindex(w.shape):
            for new in (-w[place], 2 * w[place], w[place] / 2, 0.0, w[place] + 1e-3):
                other = w.copy()
                other[place] = new
                yield with_weights(t, i, other)


@edit("valid")
def zero_weight_negated(t):
    for i in range(1, len(t.layers) + 1):
        w = t.weights(i)
        if (w == 0).any():
            yield with_weights(t, i, np.where(w == 0, -w, w))


@edit()
def weight_of_extreme_size(t):
    for i in range(1, len(t.layers) + 1):
        for new in (
            5e-324,
            -5e-324,
            2.2e-308,
            1e-160,
            1e160,
            1e300,
            1.7976931348623157e308,
            -1.7976931348623157e308,
        ):
            w = t.weights(i)
            w[0, 0] = new
            yield with_weights(t, i, w)
            yield with_weights(rich(t), i, w)


@edit("invalid")
def weight_not_finite(t):
    for i in range(1, len(t.layers) + 1):
        for new in (np.nan, np.inf, -np.inf):
            w = t.weights(i)
            w[-1, -1] = new
            yield with_weights(rich(t), i, w)
            if t.layers[i - 1]["bias"] == "yes":
                b = t.bias(i)
                b[0] = new
                yield with_bias(rich(t), i, b)


@edit()
def weights_transposed_or_scaled(t):
    for i in range(1, len(t.layers) + 1):
        w = t.weights(i)
        for new in (w.T, w[::-1], w[:, ::-1], 0.5 * w, 1.0000001 * w, -w, 0 * w):
            if new.shape == w.shape:
                yield with_weights(t, i, new)


@edit()
def bias_changed(t):
    for i, x in enumerate(t.layers, 1):
        if x["bias"] == "yes":
            b = t.bias(i)
            for new in (b + 1e-3, -b, 0 * b, b[::-1], np.nextafter(b, np.inf), np.nextafter(b, -np.inf), b * 1e5):
                yield with_bias(t, i, new)


@edit()
def bias_dropped_or_added(t):
    for number, x in enumerate(t.layers):
        name = f"target/{number + 1}/bias.npy"
        if x["bias"] == "yes":
            new = with_layer(rich(t), number, bias="no")
            yield new
            new = new.copy()
            del new.members[name]
            yield new
            rows = new.mask(number + 1)
            yield with_mask(new, number + 1, rows[rows[:, 1] < int(x["inputs"])])
        else:
            yield with_layer(rich(t), number, bias="yes")
            for values in (0.0, 0.5):
                new = with_layer(rich(t), number, bias="yes")
                new.put_bias(number + 1, np.full(int(x["outputs"]), values))
                yield new


@edit("valid")
def claimed_again_about_another_network(t):
    """Honest work about another F: the statement is true, only not about the old one."""
    for i in range(1, len(t.layers) + 1):
        yield claim_everything(with_weights(t, i, t.weights(i) * 1.25))


@edit()
def domain_moved(t):
    d = t.manifest["domain"]
    if d["kind"] == "box":
        for side in ("lower", "upper"):
            for index in range(len(d[side])):
                v = reference.rational(d[side][index], "bound")
                for new in (v - TINY, v + TINY, v - 1, v + 1, v / 2, v * 2, -v, F(0), v + F(10) ** 300):
                    other = t.copy()
                    other.manifest["domain"][side][index] = str(new)
                    yield other
    elif d["kind"] == "ball":
        r = reference.rational(d["radius"], "radius")
        for new in (r - TINY, r + TINY, r * 2, r / 2, -r, F(0), F(-1), F(10) ** 300, F(1, 10**300)):
            yield with_field(t, domain={"kind": "ball", "radius": str(new)})
            yield with_field(rich(t), domain={"kind": "ball", "radius": str(new)})


@edit()
def domain_points_changed(t):
    if t.manifest["domain"]["kind"] == "data":
        p = t.array("domain/points.npy")
        doubled, touched = np.concatenate([p, p]), p.copy()
        touched[0, 0] = np.nextafter(touched[0, 0], -np.inf)
        negative = p.copy()
        negative[0, 0] = -5e-324
        for new in (
            p[::-1],
            p[:1],
            p[1:],
            doubled,
            touched,
            negative,
            -p,
            2 * p,
            0 * p,
            -0.0 * p,
            p * 1e300,
            p[:, ::-1],
        ):
            other = t.copy()
            other.put("domain/points.npy", np.ascontiguousarray(new))
            yield other


@edit("invalid")
def domain_points_of_bad_form(t):
    if t.manifest["domain"]["kind"] == "data":
        p = t.array("domain/points.npy")
        infinite = [np.full_like(p, np.nan), np.full_like(p, -np.inf)]
        for new in (*infinite, p[:, :1], p[0], p.astype("<f4"), p.astype("<i8"), p[None], p[:0]):
            other = rich(t)
            other.put("domain/points.npy", np.ascontiguousarray(new))
            yield other


@edit()
def domain_kind_changed(t):
    n0 = int(t.layers[0]["inputs"])
    for domain in (
        {"kind": "ball", "radius": "1"},
        {"kind": "ball", "radius": "0"},
        {"kind": "ball", "radius": "1/1000"},
        {"kind": "box", "lower": ["0"] * n0, "upper": ["1"] * n0},
        {"kind": "box", "lower": ["-1/9"] * n0, "upper": ["1/9"] * n0},
        {"kind": "box", "lower": ["0"] * n0, "upper": ["0"] * n0},
    ):
        new = with_field(t, domain=domain)
        new.members.pop("domain/points.npy", None)
        yield new
        yield with_field(t, domain=domain)
    new = with_field(t, domain={"kind": "data"})
    yield new
    new = new.copy()
    new.put("domain/points.npy", np.zeros((1, n0)))
    yield new


@edit("invalid")
def domain_of_bad_form(t):
    n0 = int(t.layers[0]["inputs"])
    box = {"kind": "box", "lower": ["0"] * n0, "upper": ["1"] * n0}
    for domain in (
        {},
        {"kind": "box"},
        {"kind": "all"},
        {"kind": "Box", "lower": ["0"] * n0, "upper": ["1"] * n0},
        {"kind": "ball", "radius": "-1/10"},
        {"kind": "ball"},
        {"kind": "ball", "radius": "1", "lower": []},
        {**box, "upper": ["-1"] + ["1"] * (n0 - 1)},
        {**box, "upper": ["-1/" + "9" * 900] + ["1"] * (n0 - 1)},
        {**box, "upper": ["1"] * (n0 + 1)},
        {**box, "upper": ["1"] * (n0 - 1)},
        {**box, "lower": [], "upper": []},
        {**box, "lower": "0" * n0, "upper": "1" * n0},
        {**box, "lower": {str(k): "0" for k in range(n0)}},
        {**box, "lower": [["0"]] * n0},
        {**box, "radius": "1"},
        {**box, "upper": ["Infinity"] * n0},
        {**box, "lower": ["-1e401"] * n0},
        {"kind": ["box"], "lower": ["0"] * n0, "upper": ["1"] * n0},
        {"kind": "ball", "radius": ["1"]},
        [],
        "box:0,1",
    ):
        new = with_field(rich(t), domain=domain)
        new.members.pop("domain/points.npy", None)
        yield new


# The random network ---------------------------------------------------------------------------------------------


@edit()
def seed_changed(t):
    seed = int(t.manifest["generator"]["seed"])
    for new in (seed ^ 1, seed ^ 2**64, seed ^ 2**127, (seed + 2**64) % 2**128, 2**128 - 1 - seed):
        yield with_field(t, generator={"version": "1", "seed": str(new)})


@edit("invalid")
def generator_of_bad_form(t):
    seed = t.manifest["generator"]["seed"]
    long = (str(2**128), "9" * 81, "9" * 82, "1" * 5000)
    for bad in ("-1", "-0", "+1", "01", "00", "", " 1", "1\n", "1.0", "1e3", "0x1", "1/1", "１", *long):
        yield with_field(rich(t), generator={"version": "1", "seed": bad})
    for bad in ({"version": "1"}, {"seed": seed}, {}, [], "1", {"version": "1", "seed": seed, "name": "philox"},
                {"version": "1", "seed": [seed]}, {"version": "1", "seed": {}}):  # fmt: skip
        yield with_field(rich(t), generator=bad)


@edit()
def another_version(t):
    """Exit code 2: a later release may know it."""
    seed = t.manifest["generator"]["seed"]
    for version in ("2", "0", "", "1.0", "01", "1 "):
        yield with_field(t, generator={"version": version, "seed": seed})
    for schema in (
        "certify-ticket/3",
        "certify-ticket/02",
        "certify-ticket/1 ",
        "certify-ticket/01",
        "",
        "certify-witness/1",
    ):
        yield with_field(t, schema=schema)


@edit()
def cells_changed(t):
    for number, x in enumerate(t.layers):
        a, c = int(x["first_cell"]), int(x["cells"])
        for first, cells in (
            (a + 1, c),
            (a - 1, c),
            (a, c + 1),
            (a, c - 1),
            (a + 256, c),
            (a - 256, c),
            (a, 2 * c),
        ):
            yield with_layer(t, number, first_cell=str(first), cells=str(cells))
            yield with_layer(rich(t), number, first_cell=str(first), cells=str(cells))


@edit("invalid")
def cells_out_of_range(t):
    for number in range(len(t.layers)):
        for first, cells in (
            ("0", "0"), ("-122881", "1"), ("122880", "1"), ("-122880", "245761"), ("0", "122881"), ("0", "-1"),
            ("0", "9" * 81), ("-" + "9" * 81, "1"), ("-0", "1"), ("+0", "1"), ("0", "+1"),
            ("00", "1"), ("0", "01"),
            ("1.0", "1"), ("0", "1/1"), ("--1", "1"), ("-", "1"), ("", "1"), ("- 1", "1"), ("0", "1\n"),
        ):  # fmt: skip
            yield with_layer(rich(t), number, first_cell=first, cells=cells)


@edit()
def neurons_changed(t):
    for i, x in enumerate(t.layers, 1):
        rows = t.mask(i)
        last, m = int(rows[:, 0].max(initial=-1)), int(x["neurons"])
        for new in (last, last + 1, last + 2, 0, m - 1, m + 1, m + 10**6, 2**48 - 1):
            if new >= 0:
                yield with_layer(t, i - 1, neurons=str(new))


@edit("invalid")
def neurons_out_of_range(t):
    for number in range(len(t.layers)):
        for new in (str(2**48), str(2**63), str(2**64 + 4000), "-1", "-0", "04000", "4e3", "9" * 81, "9" * 82, ""):
            yield with_layer(t, number, neurons=new)


# The network's form ---------------------------------------------------------------------------------------------


@edit()
def activation_changed(t):
    for number in range(len(t.layers)):
        for name in ("identity", "relu", "tanh", "sigmoid"):
            yield with_layer(t, number, activation=name)
            yield with_layer(rich(t), number, activation=name)


@edit("invalid")
def activation_unknown(t):
    for number in range(len(t.layers)):
        for name in ("", "linear", "ReLU", "relu ", "softmax", "leaky_relu", "gelu", "__class__"):
            yield with_layer(rich(t), number, activation=name)
            yield newer(with_layer(rich(t), number, activation=name))


def newer(t: Ticket) -> Ticket:
    """The same in version 2 of the format."""
    return with_field(t, schema="certify-ticket/2")


@edit()
def activation_with_parameters(t):
    """Another F, which the claims may or may not bound too."""
    for number in range(len(t.layers)):
        for name in ("leaky-relu(1/8)", "leaky-relu(3/4)", "clip(0,1)", "clip(-1,1/2)", f"clip(0,{2**1023})"):
            yield newer(with_layer(t, number, activation=name))
            yield newer(with_layer(rich(t), number, activation=name))


@edit("invalid")
def activation_with_parameters_in_version_1(t):
    for number in range(len(t.layers)):
        for name in ("leaky-relu(1/8)", "clip(0,1)"):
            yield with_field(with_layer(rich(t), number, activation=name), schema="certify-ticket/1")


@edit("invalid")
def activation_not_canonical(t):
    """Each function is written in one way: the text stands in the digest."""
    slopes = ("2/4", "0.5", " 1/2", "1/2 ", "+1/2", "1/02", "0x1p-1", "5e-1", "1/3", f"1/{2**1075}", "-1/2")
    slopes += ("0", "1", "3/2", "", "1/2,1/4", "nan", "1/0", "1/2)(", "\u0661/2", f"{2**53 + 1}/{2**54}")
    ends = ("1,0", "1,1", "0, 1", "0,1 ", "-0,1", "0,1/1", "0", "0,1,2", "0,inf", f"0,{2**1024}", f"0,{2**53 + 1}")
    for number in range(len(t.layers)):
        for slope in slopes:
            yield newer(with_layer(rich(t), number, activation=f"leaky-relu({slope})"))
        for pair in ends:
            yield newer(with_layer(rich(t), number, activation=f"clip({pair})"))
        for name in ("leaky-relu", "clip", "clip[0,1]", "Clip(0,1)", "relu(0)", "leaky-relu(1/2", "clip(0;1)"):
            yield newer(with_layer(rich(t), number, activation=name))


@edit("invalid")
def widths_changed(t):
    for number, x in enumerate(t.layers):
        n, k = int(x["outputs"]), int(x["inputs"])
        for outputs, inputs in (
            (n + 1, k),
            (n - 1, k),
            (n, k + 1),
            (n, k - 1),
            (0, k),
            (n, 0),
            (-n, -k),
            (2**40, k),
        ):
            yield with_layer(rich(t), number, outputs=str(outputs), inputs=str(inputs))


@edit("invalid")
def widths_exchanged(t):
    for number, x in enumerate(t.layers):
        if x["outputs"] != x["inputs"]:
            yield with_layer(rich(t), number, outputs=x["inputs"], inputs=x["outputs"])


def renumbered(t: Ticket, order: list[int]) -> Ticket:
    """The layers of ``order`` (from 0) as the new layers 1, 2, …, each with its members."""
    new = t.copy()
    new.manifest["layers"] = [t.copy().layers[k] for k in order]
    new.members = {n: d for n, d in t.members.items() if n.startswith("domain/")}
    for here, there in enumerate(order, 1):
        for pattern in ("target/{}/weights.npy", "target/{}/bias.npy", "mask/{}.npy"):
            if pattern.format(there + 1) in t.members:
                new.members[pattern.format(here)] = t.members[pattern.format(there + 1)]
    return new


@edit()
def layer_removed(t):
    n = len(t.layers)
    for gone in range(n):
        if n > 1:
            yield renumbered(t, [k for k in range(n) if k != gone])
            yield renumbered(rich(t), [k for k in range(n) if k != gone])


@edit()
def layers_doubled_or_exchanged(t):
    n = len(t.layers)
    yield renumbered(rich(t), [*range(n), n - 1])
    yield renumbered(rich(t), [0, *range(n)])
    if n > 1:
        yield renumbered(rich(t), list(range(n))[::-1])


@edit("invalid")
def layers_of_bad_form(t):
    for bad in ([], {}, "", [[]], [{}], [None], {"1": t.layers[0]}, [*t.layers, {}], [*t.layers, "x"]):
        yield with_field(rich(t), layers=bad)
    yield with_field(rich(t), layers=t.layers[:-1])


@edit("invalid")
def layer_fields_of_bad_form(t):
    for number, x in enumerate(t.layers):
        for key in x:
            new = rich(t)
            del new.layers[number][key]
            yield new
            for bad in ([], {}, None, True, 1, 0.5, [x[key]], "\x00"):
                yield with_layer(rich(t), number, **{key: bad})
        for extra in (
            {"lambda": "1/100"},
            {"never_negative": "yes"},
            {"signed": "no"},
            {"alpha": "0x1p0"},
            {"": "1"},
        ):
            yield with_layer(rich(t), number, **extra)
        for bias in ("Yes", "", "true", "1", "yes ", "y"):
            yield with_layer(rich(t), number, bias=bias)


@edit("invalid")
def manifest_fields_of_bad_form(t):
    for key in t.manifest:
        if key not in ("members", "schema"):
            new = t.copy()
            del new.manifest[key]
            yield new
            for bad in (None, True, 1, 0.5, [], [t.manifest[key]], [[]], "\x00"):
                yield with_field(t, **{key: bad})
    for key in ("bound", "lambda", "delta", "Epsilon", "epsilon ", "statement", ""):
        yield with_field(rich(t), **{key: "1"})


# What changes nothing, and what changes the rules ----------------------------------------------------------------


@edit()
def method_changed(t):
    for method in ("recycle", "batch", "shared"):
        yield with_field(t, method=method)


@edit("invalid")
def method_unknown(t):
    for method in ("", "Recycle", "combined", "fan-out", "recycle "):
        yield with_field(t, method=method)


@edit("valid")
def provenance_changed(t):
    strange = {"epsilon": "1e-9", "λ": "½ \U0001f984", "\x00": "\x1f"}
    long = ({"a" * 5000: "b" * 5000}, {f"k{n}": "v" for n in range(300)})
    for new in ({}, {"delta": "0"}, {"delta": "-7", "gamma": "1/phi", "": ""}, strange, *long):
        yield with_field(t, provenance=new)


@edit("invalid")
def provenance_of_bad_form(t):
    other = (["a"], "text", {"a": float("nan")}, {"a": True})
    for new in ({"delta": 1}, {"delta": 0.01}, {"delta": None}, {"a": {}}, {"a": []}, {"a": {"b": "c"}}, *other):
        yield with_field(t, provenance=new)

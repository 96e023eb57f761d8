"""Forgery: every digest recomputed, as a forger would.  The verdict must be the reference's, whatever the edit."""

import json
import os
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reference import tickets as reference
from thorough.forgery import edits
from thorough.forgery.forge import manifest_bytes, pack, sha256, unpack
from thorough.forgery.handmade import HONEST, honest, places, random_ticket
from thorough.forgery.judges import against_reference, complaints

# Of some 26 000 forgeries each run makes so many per edit, always the same; CERTIFY_FORGERIES=all makes all.
SHARE = 10**9 if os.environ.get("CERTIFY_FORGERIES") == "all" else 40


def show(problems, limit=12):
    assert not problems, f"{len(problems)} disagreements:\n" + "\n".join(problems[:limit])


@pytest.mark.parametrize("name", HONEST)
def test_honest_tickets_are_valid(name, fresh_path):
    ticket = honest(name)
    assert reference.verdict(ticket) == "valid"
    path = pack(ticket, fresh_path())
    assert unpack(path) == ticket.refresh()
    show(against_reference(path, ticket))


@pytest.mark.parametrize("name", edits.EDITS)
def test_forgery(name, honest_tickets, fresh_path):
    edit, expectation = edits.EDITS[name]
    problems = []
    rng, everything = random.Random(name), []
    for about in rng.sample(sorted(honest_tickets), len(honest_tickets)):
        if len(everything) < 3 * SHARE:
            forgeries = edit(honest_tickets[about])
            everything += [(f"{about}, forgery {number}", forged) for number, forged in enumerate(forgeries)]
    assert everything
    everything = rng.sample(everything, min(SHARE, len(everything)))
    for place, forged in everything:
        said = reference.verdict(forged.refresh())
        if expectation is not None and said != expectation:
            problems.append(f"{place}: the reference itself says {said}, not {expectation}")
        path = pack(forged, fresh_path())
        problems += [f"{place}: {text}" for text in against_reference(path, forged)]
    show(problems)


NEW_TEXTS = [
    "0",
    "1",
    "-1",
    "1/3",
    "1e-400",
    "1e400",
    "-0",
    "yes",
    "no",
    "relu",
    "sigmoid",
    "leaky-relu(1/8)",
    "clip(0,1)",
    "certify-ticket/2",
    "shared",
    "recycle",
    "",
]
KINDS = ["number", "number", "text", "exchange", "delete", "double", "wrap", "cell", "float", "swap"]


def mutate(ticket, rng):
    """One random edit of the manifest, of a mask or of the numbers of F and of the data."""
    kind = rng.choice(KINDS)
    if kind in ("cell", "float", "swap"):
        start = ("mask/",) if kind == "cell" else ("target/", "domain/")
        name = rng.choice([n for n in sorted(ticket.members) if n.startswith(start)])
        values = ticket.array(name)
        if values.size == 0:
            return
        flat = values.reshape(-1)
        at = rng.randrange(flat.size)
        if kind == "cell":
            flat[at] += rng.choice([-1, 1, 2, 256])
        elif kind == "float":
            flat[at] = rng.choice([0.0, -0.0, 1e-300, 0.5, -flat[at], flat[at] * 1.0000001, 1e200])
        else:
            flat[[at, 0]] = flat[[0, at]]
        ticket.put(name, values)
        return
    spots = list(places(ticket.manifest))
    *path, key = rng.choice(spots)
    holder = ticket.manifest
    for step in path:
        holder = holder[step]
    if kind == "number":
        try:
            value = reference.rational(holder[key], "")
        except reference.Invalid:
            return
        unit = reference.F(1, rng.choice([1, value.denominator, 2**60, 10**300]))
        new = rng.choice([value + unit, value - unit, value * 2, value / 2, -value, value * (1 + unit)])
        holder[key] = str(new)
    elif kind == "text":
        holder[key] = rng.choice(NEW_TEXTS)
    elif kind == "exchange":
        *other, last = rng.choice(spots)
        there = ticket.manifest
        for step in other:
            there = there[step]
        holder[key], there[last] = there[last], holder[key]
    elif kind == "wrap":
        holder[key] = rng.choice([[holder[key]], [], {}, None, 1, {"kind": holder[key]}])
    elif kind == "delete":
        del holder[key]
    elif kind == "double" and isinstance(holder, list):
        holder.append(holder[key])
    elif isinstance(holder, dict):
        holder[f"{key} "] = holder[key]


@given(name=st.sampled_from(sorted(HONEST)), rng=st.randoms(use_true_random=False), count=st.integers(1, 3))
@settings(
    max_examples=400,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_random_edits(fresh_path, name, rng, count):
    ticket = honest(name)
    for _ in range(count):
        mutate(ticket, rng)
    if ticket.manifest.get("schema") not in reference.SCHEMAS or reference.other_version(ticket.manifest):
        show(complaints(pack(ticket, fresh_path()), {"invalid", "unusable"}))
    else:
        show(against_reference(pack(ticket, fresh_path()), ticket))


@pytest.mark.parametrize("part", range(4))
def test_random_tickets(part, fresh_path):
    """Small networks, domains and masks at random, honest or edited: three verdicts, and one exact bound."""
    problems, verdicts = [], []
    for seed in range(part * 100, part * 100 + 100):
        rng = random.Random(seed)
        ticket = random_ticket(rng)
        if rng.random() < 0.5:
            mutate(ticket, rng)
        if ticket.manifest.get("schema") not in reference.SCHEMAS or reference.other_version(ticket.manifest):
            continue
        verdicts.append(reference.verdict(ticket))
        path = pack(ticket, fresh_path())
        problems += [f"random ticket {seed}: {text}" for text in against_reference(path, ticket)]
    show(problems)
    assert min(verdicts.count("valid"), verdicts.count("invalid")) >= 20


@pytest.mark.parametrize("name", ["signed", "data", "shared"])
def test_any_byte_of_the_manifest_changed(name, fresh_path):
    """Text-level forgery: the bytes of the manifest edited, the file packed so that its CRC fits."""
    ticket, rng, problems = honest(name).refresh(), random.Random(3), []
    original = manifest_bytes(ticket.manifest)
    true_digests = {n: sha256(d) for n, d in ticket.members.items()}
    for number in range(250):
        data = bytearray(original)
        at = rng.randrange(len(data))
        change = rng.choice(["flip", "drop", "double", "replace", "replace"])
        if change == "flip":
            data[at] ^= 1 << rng.randrange(8)
        elif change == "drop":
            del data[at]
        elif change == "double":
            data.insert(at, data[at])
        else:
            data[at] = rng.choice(b'0123456789-+./eE"{}[],: \n\\ux')
        expected = {"invalid"}
        try:
            manifest = reference.load_manifest(bytes(data))
        except reference.Invalid:
            pass
        else:
            forged = ticket.copy()
            forged.manifest = manifest
            if manifest.get("schema") not in reference.SCHEMAS or reference.other_version(manifest):
                expected = {"invalid", "unusable"}
            elif manifest.get("members") == true_digests:
                expected = {reference.verdict(forged)}
        path = pack(ticket, fresh_path(), manifest=bytes(data))
        problems += [f"{change} {number} at {at}: {text}" for text in complaints(path, expected)]
    show(problems)


def test_the_order_of_the_manifest_is_free(fresh_path):
    ticket = honest("signed").refresh()
    backwards = json.dumps(dict(reversed(ticket.manifest.items())), separators=(",", ":")).encode()
    for data in (
        backwards,
        b" \n\t\r" + manifest_bytes(ticket.manifest) + b"\n \t\r",
        json.dumps(ticket.manifest).encode(),
    ):
        show(complaints(pack(ticket, fresh_path(), manifest=data), "valid"))

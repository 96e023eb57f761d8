"""The two checkers behind one call each, and what may never differ between them."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import importlib.util
import io
import json
import struct
import sys
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from types import ModuleType

import certify
from reference import generator
from reference import tickets as reference
from reference.tickets import Judgement
from thorough.forgery.forge import Ticket

CHECKER = Path(certify.__file__).parent / "checker.py"
CODES = {0: "valid", 1: "invalid", 2: "unusable", 3: "undecided"}


@dataclass
class Outcome:
    """What a checker said; ``unusable`` is exit code 2."""

    verdict: str
    reason: str = ""
    where: dict = field(default_factory=dict)
    statement: dict | None = None


def kernel(path: Path, **binding: str) -> Outcome:
    from certify.errors import InputError
    from certify.kernel.check import check_file

    digest = binding.pop("domain_sha256", None)  # only the standalone checker is asked for a digest
    bound = {k: Fraction(v) if k == "epsilon" else v for k, v in binding.items()}
    try:
        result = check_file(path, **bound)
    except InputError as error:
        return Outcome("unusable", str(error))
    if digest is not None and result.statement is not None and result.statement["domain_sha256"] != digest:
        return Outcome("invalid", "it is about another domain")
    return Outcome(result.verdict, result.reason, result.where, result.statement)


@functools.cache
def standalone_module() -> ModuleType:
    spec = importlib.util.spec_from_file_location("standalone_checker_under_test", CHECKER)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def standalone(path: Path, **binding: str) -> Outcome:
    argv = [str(path), "--format", "json"]
    for name, value in binding.items():
        argv += ["--" + name.replace("_", "-"), value]
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = standalone_module().main(argv)
        except SystemExit as leaving:
            code = leaving.code
    return outcome_of(code, out.getvalue(), err.getvalue())


def outcome_of(code: object, out: str, err: str) -> Outcome:
    if code == 2:
        return Outcome("unusable", err or out)
    said = json.loads(out)
    assert said["schema"] == "certify-check/2"
    assert CODES[code] == said["verdict"]
    return Outcome(said["verdict"], said["reason"], said["where"], said["statement"])


CHECKERS = {"kernel": kernel, "standalone": standalone}


def run(path: Path, **binding: str) -> dict[str, Outcome]:
    """Both outcomes; a crash is an outcome too, so that a loop over forgeries shows all of them."""
    out = {}
    for name, checker in CHECKERS.items():
        try:
            out[name] = checker(path, **binding)
        except Exception as error:
            out[name] = Outcome("crash", f"{type(error).__name__}: {error}")
    return out


def complaints(path: Path, expected: set[str] | str, **binding: str) -> list[str]:
    """Where the two checkers differ from what the page says, one line each."""
    allowed = {expected} if isinstance(expected, str) else expected
    return [
        f"{name} says {o.verdict} ({o.reason[:150]}); the page says {' or '.join(sorted(allowed))}"
        for name, o in run(path, **binding).items()
        if o.verdict not in allowed
    ]


def against_reference(path: Path, ticket: Ticket) -> list[str]:
    """As ``complaints``, for a forgery whose digests all fit: the reference judges the values now in the file.

    A valid ticket must carry the reference's bound and digests; an invalid one must not be rejected for a digest.
    """
    judged = reference.judge(ticket.refresh())
    expected = {judged.verdict}
    if reference.other_version(ticket.manifest):
        expected = {"unusable"}
    out = []
    for name, o in run(path).items():
        if o.verdict not in expected:
            out.append(f"{name} says {o.verdict} ({o.reason[:150]}); the reference says {expected} ({judged.why})")
        elif o.verdict == "valid":
            out += [f"{name}: {text}" for text in statement_complaints(o.statement, ticket, judged)]
        elif any(word in o.reason.lower() for word in ("sha-256", "sha256", "digest", "crc")):
            out.append(f"{name} rejects for a digest: {o.reason[:150]}")
    return out


def statement_complaints(said: dict | None, ticket: Ticket, judged: Judgement) -> list[str]:
    """What is wrong with the statement of a valid ticket."""
    if said is None:
        return ["no statement"]
    true = true_statement(ticket, judged)
    out = [f"{key}: {said.get(key)!r}, not {value!r}" for key, value in true.items() if said.get(key) != value]
    if Fraction(said["epsilon"]) != reference.rational(ticket.manifest["epsilon"], "epsilon"):
        out.append(f"epsilon: {said['epsilon']}")
    for i, (here, x) in enumerate(zip(said["layers"], ticket.layers, strict=True), 1):
        for key in ("outputs", "inputs", "bias", "activation", "neurons"):
            if plain(here[key]) != x[key]:
                out.append(f"layer {i}, {key}: {here[key]!r}, not {x[key]!r}")
        first = int(x["first_cell"])
        for key, cell in (("alpha", first), ("beta", first + int(x["cells"]))):
            if Fraction(float.fromhex(here[key])) != generator.edge(cell):
                out.append(f"layer {i}, {key}: {here[key]}, not {float(generator.edge(cell)).hex()}")
    return out


def plain(value: object) -> str:
    """A value of a statement as the ticket writes it; ``test_statements`` looks at the types."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def true_statement(ticket: Ticket, judged: Judgement) -> dict:
    reading = reference.read(ticket.manifest, ticket.members)
    return {
        "target_sha256": reference.network_sha256(reading),
        "domain_sha256": reference.domain_sha256(reading),
        "mask_sha256": mask_sha256(ticket),
        "bound": str(judged.bound),
        "generator": ticket.manifest["generator"],
    }


def mask_sha256(ticket: Ticket) -> str:
    """Section 3.3 of the format page, in three lines."""
    digest = hashlib.sha256(b"certify mask 1\n")
    for i in range(1, len(ticket.layers) + 1):
        rows = sorted(map(tuple, ticket.mask(i).tolist()))
        digest.update(f"{i} {len(rows)}\n".encode() + b"".join(struct.pack("<3q", *row) for row in rows))
    return digest.hexdigest()

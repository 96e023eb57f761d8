"""Witness files: exact parameters at which a claim's hypotheses certainly hold and a conclusion certainly fails.

FORMATS.md, section 5.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from certify.claims.claim import Claim, ParameterDomain
from certify.claims.explanation import Comparison, decisive
from certify.claims.expressions import MAX_STEPS, truth, whole_number
from certify.claims.reals import Work, readable
from certify.claims.scope import Case, Scope, Value
from certify.claims.trees import Expression
from certify.errors import InputError, Rejected, Undecided, UnreadableError, UnsupportedError
from certify.exact import strict_json
from certify.exact.enclosure import IllDefined
from certify.exact.rationals import format_rational, parse_rational
from certify.verdict import Verdict

SCHEMA = "certify-witness/1"
SIZE_LIMIT = 1 << 20
MAX_ENTRIES = 10_000
MAX_BITS = 1 << 12  # of precision

_CLAIM_FIELDS = ("name", "parameters", "definitions", "hypotheses", "conclusions")
_FIELDS = {"schema", "claim", "conclusion", "values"}
_OPTIONAL = {"statement", "provenance"}

EXPLAINING_STEPS = 400_000  # on the sides of a comparison, for people
Ledger = Callable[[str, str], Claim]
T = TypeVar("T")


@dataclass(frozen=True)
class Witness:
    """A claim and the exact parameters at which it is said to fail.

    Attributes
    ----------
    claim
        The claim.
    conclusion
        The name of the conclusion that fails.
    values
        Per parameter a ``Fraction``, or a tuple of them.
    statement
        Id and wording of the statement of the ledger that the claim renders; None for a claim of one's own.
    provenance
        How it was found, which is not part of the evidence.
    """

    claim: Claim
    conclusion: str
    values: Case
    statement: tuple[str, str] | None = None
    provenance: Mapping[str, str] = field(default_factory=dict)

    def text(self) -> str:
        """The witness file."""
        fields: dict[str, Any] = {
            "schema": SCHEMA,
            "claim": {name: getattr(self.claim, name) for name in _CLAIM_FIELDS},
            "conclusion": self.conclusion,
            "values": {name: _written(value) for name, value in self.values.items()},
        }
        if self.statement is not None:
            fields["statement"] = dict(zip(("id", "wording"), self.statement, strict=True))
        if self.provenance:
            fields["provenance"] = dict(self.provenance)
        return json.dumps(fields, indent=1, sort_keys=True) + "\n"


def check_witness(source: str | Path | bytes, *, ledger: Ledger | None = None, steps: int = MAX_STEPS) -> Verdict:
    """Check a witness file.

    Parameters
    ----------
    source
        The file, or its bytes.
    ledger
        Given the id and the wording of a statement, its claim (InputError where there is none): what a
        witness that names a statement is compared with.  Without it such a witness is undecided.
    steps
        The most operations spent on the file.

    Returns
    -------
    Verdict
        ``valid``: the claim fails at these values.  ``invalid``: it has not been shown to, for the reason and at
        the place named.  ``undecided``: enclosures did not settle within the limits.

    Raises
    ------
    InputError
        When the file cannot be read, is not of the form of a witness, or has a text that is not in the grammar.

    Guarantee
    ---------
    ``valid`` implies that every parameter lies in its domain, every hypothesis holds, the conclusion named
    fails, and the claim is the ledger's where the file says so.
    """
    witness, work = read_witness(source), Work(steps)
    try:
        _check_wording(witness, ledger)
        scope = witness.claim.scope(witness.values)
        for name, domain in witness.claim.domains.items():
            _check_value(name, domain, scope, work)
        for name, tree in witness.claim.assumed.items():
            _require(tree, True, scope, f"hypotheses.{name}", work)
        tree = witness.claim.concluded[witness.conclusion]
        _require(tree, False, scope, f"conclusions.{witness.conclusion}", work)
        sides = _explained(tree, scope)
    except Rejected as error:
        return Verdict("invalid", error.reason, error.where, code=error.code)
    except Undecided as error:
        return Verdict("undecided", error.reason, error.where, code=error.code)
    reason = f"every hypothesis holds and the conclusion {witness.conclusion} fails{_in_words(sides, ': ')}"
    return Verdict("valid", reason, {}, _statement(witness, sides))


def read_witness(source: str | Path | bytes) -> Witness:
    """Read a witness file strictly.

    Raises
    ------
    InputError
        When it cannot be read or is not exactly of the form of the format page.

    Guarantee
    ---------
    The claim is well-formed, and its parameters have values, vectors where it says vectors; nothing else is
    verified.
    """
    fields = _object(source)
    stated = _fields(fields, _FIELDS, _OPTIONAL, "witness")
    claim = Claim(**_fields(stated["claim"], set(_CLAIM_FIELDS), set(), "claim"))
    conclusion = stated["conclusion"]
    if not isinstance(conclusion, str) or conclusion not in claim.conclusions:
        raise InputError(f"conclusion: {str(conclusion)[:40]!r} is not a conclusion of the claim")
    return Witness(
        claim,
        conclusion,
        _values(stated["values"], claim),
        _named_statement(stated.get("statement")),
        _provenance(stated.get("provenance", {})),
    )


def looks_like_witness(path: str | Path) -> bool:
    """Whether a file begins like a JSON object; False where it cannot be read."""
    try:
        with Path(path).open("rb") as stream:
            return stream.read(4096).lstrip(b" \t\r\n")[:1] == b"{"
    except OSError:
        return False


def _object(source: str | Path | bytes) -> Any:
    name = "witness" if isinstance(source, bytes) else str(source)
    try:
        data = source if isinstance(source, bytes) else _head(Path(source))
        if len(data) > SIZE_LIMIT:
            raise InputError(f"{name}: it is longer than {SIZE_LIMIT} bytes, too long for a witness")
        fields = strict_json.loads(data.decode("utf-8"))
    except OSError as error:
        raise UnreadableError(f"{name}: cannot be read: {error.strerror or error}") from None
    except ValueError as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"{name}: it is not JSON of this format: {error}") from None
    schema = fields.get("schema") if isinstance(fields, dict) else None
    if schema != SCHEMA:
        known = isinstance(schema, str) and re.fullmatch("certify-witness/[0-9]{1,9}", schema) is not None
        kind = UnsupportedError if known else InputError
        raise kind(f"{name}: schema: {str(schema)[:40]!r}; this release reads {SCHEMA}")
    return fields


def _head(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(SIZE_LIMIT + 1)


def _fields(value: Any, wanted: set[str], optional: set[str], place: str) -> dict[str, Any]:
    if not isinstance(value, dict) or not wanted <= set(value) <= wanted | optional:
        found = ", ".join(sorted(value)) if isinstance(value, dict) else str(value)
        needed = ", ".join(sorted(wanted))
        raise InputError(f"{place}: fields {found[:200]!r}; exactly {needed} are needed")
    return value


def _values(stated: Any, claim: Claim) -> Case:
    given = _fields(stated, set(claim.parameters), set(), "values")
    return {name: _value(given[name], domain, f"values.{name}") for name, domain in claim.domains.items()}


def _value(stated: Any, domain: ParameterDomain, place: str) -> Value:
    if domain.length is None:
        return parse_rational(stated, place)
    if not isinstance(stated, list) or len(stated) > MAX_ENTRIES:
        raise InputError(f"{place}: a list of at most {MAX_ENTRIES} numbers is needed")
    return tuple(parse_rational(entry, f"{place}.{i}") for i, entry in enumerate(stated))


def _named_statement(stated: Any) -> tuple[str, str] | None:
    if stated is None:
        return None
    names = _fields(stated, {"id", "wording"}, set(), "statement")
    for name, text in names.items():
        if not isinstance(text, str) or re.fullmatch("[a-z0-9-]{1,40}(/[a-z0-9-]{1,40})?", text) is None:
            raise InputError(f"statement.{name}: {str(text)[:40]!r}; lower-case letters, digits and - are needed")
    return names["id"], names["wording"]


def _provenance(stated: Any) -> dict[str, str]:
    if not isinstance(stated, dict) or not all(isinstance(text, str) for text in stated.values()):
        raise InputError("provenance: a flat object of strings is needed")
    return stated


def _check_wording(witness: Witness, ledger: Ledger | None) -> None:
    if witness.statement is None:
        return
    identifier, wording = witness.statement
    if ledger is None:
        reason = f"there is no ledger here to compare {identifier} ({wording}) with"
        raise Undecided(reason, code="ledger", field="statement")
    worded = ledger(identifier, wording)
    if not witness.claim.same_as(worded):
        part, name = _difference(witness.claim, worded)
        reason = f"it is not as {identifier} ({wording}) has it in the ledger"
        raise Rejected(reason, code="other-statement", field=f"claim.{part}{name}")


def _difference(claim: Claim, worded: Claim) -> tuple[str, str]:
    """The first field in which two claims differ."""
    parts = {
        "parameters": "domains",
        "definitions": "functions",
        "hypotheses": "assumed",
        "conclusions": "concluded",
    }
    for part, attribute in parts.items():
        mine, theirs = getattr(claim, attribute), getattr(worded, attribute)
        for name in sorted({*mine, *theirs}):
            if name not in mine or name not in theirs or mine[name] != theirs[name]:
                return part, f".{name}"
    return "", ""


def _check_value(name: str, domain: ParameterDomain, scope: Scope, work: Work) -> None:
    value, place = scope.parameters[name], f"values.{name}"
    entries = value if isinstance(value, tuple) else (value,)
    if domain.length is not None:
        wanted = _asked(partial(whole_number, domain.length, scope, limit=MAX_BITS, steps=work), place)
        if wanted != len(entries):
            raise Rejected(f"it has {len(entries)} entries; {wanted} are needed", code="value-domain", field=place)
    for i, entry in enumerate(entries):
        if not domain.contains(Fraction(entry)):
            where = f"{place}.{i}" if isinstance(value, tuple) else place
            raise Rejected(f"{readable(Fraction(entry))} is not in the domain", code="value-domain", field=where)


def _require(tree: Expression, wanted: bool, scope: Scope, place: str, work: Work) -> None:
    field = f"claim.{place}"
    if _asked(partial(truth, tree, scope, limit=MAX_BITS, steps=work), field) is wanted:
        return
    sides = _in_words(_explained(tree, scope), ": ")
    if wanted:
        raise Rejected(f"the hypothesis fails{sides}", code="hypothesis-false", field=field)
    raise Rejected(f"the conclusion holds{sides}", code="conclusion-true", field=field)


def _asked(question: Callable[[], T], place: str) -> T:
    try:
        return question()
    except IllDefined as error:
        raise Rejected(f"it has no value here: {error}", code="no-value", field=place) from None
    except Undecided as error:
        raise Undecided(error.reason, code=error.code, field=place) from None
    except InputError as error:
        raise InputError(f"{place}: {error}") from None


def _explained(tree: Expression, scope: Scope) -> tuple[Comparison, ...]:
    try:
        return decisive(tree, scope, limit=MAX_BITS, steps=EXPLAINING_STEPS)
    except Undecided:
        return ()


def _in_words(sides: tuple[Comparison, ...], before: str) -> str:
    shortened = [f"{readable(c.left)} {c.relation} {readable(c.right)}{_with(c)}" for c in sides[:3]]
    return before + "; ".join(shortened) if shortened else ""


def _with(comparison: Comparison) -> str:
    found = ", ".join(f"{name} = {readable(value)}" for name, value in comparison.variables.items())
    return f" for {found}" if found else ""


def _written(value: Value) -> str | list[str]:
    return [format_rational(v) for v in value] if isinstance(value, tuple) else format_rational(value)


def _statement(witness: Witness, sides: tuple[Comparison, ...]) -> dict[str, Any]:
    """The statement of a valid witness, in the fields of FORMATS.md, section 5.4."""
    identifier, wording = witness.statement or (None, None)
    return {
        "id": identifier,
        "wording": wording,
        "claim": witness.claim.name,
        "conclusion": witness.conclusion,
        "text": witness.claim.conclusions[witness.conclusion],
        "parameters": {name: _written(value) for name, value in witness.values.items()},
        "sides": [
            {"left": readable(c.left), "relation": c.relation, "right": readable(c.right)}
            | ({"bound": {name: readable(value) for name, value in c.variables.items()}} if c.variables else {})
            for c in sides
        ],
    }

"""What kind of news a verdict is: computed from the two wordings and the evidence, never typed.

Lemma 29 has no meaning at c = 0, Lemma 18 is false: neither holds as printed, and these are different news.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable
from enum import Enum
from fractions import Fraction

import sympy as sp

from certify.errors import InputError
from certify.exact.enclosure import IllDefined
from proofs.ledger.verdict import Evidence, Status
from proofs.wording.evaluate import holds
from proofs.wording.statement import Clause, Point, Statement, Wording

_NUMERAL = re.compile(r"\d+(?:[./]\d+)*")
_NUMBER = "#"


class Kind(Enum):
    """What is wrong with a statement as printed, or with its proof."""

    EDGE = "edge"
    CONSTANT = "constant"
    PROOF_ONLY = "proof only"
    FALSE = "false"

    @property
    def meaning(self) -> str:
        """What it says of a statement, in a sentence."""
        return _MEANINGS[self]


_MEANINGS = {
    Kind.EDGE: "all that speaks against it violates a hypothesis that is not stated, with which it is proved",
    Kind.CONSTANT: "refuted, but proved with other constants and nothing else changed",
    Kind.PROOF_ONLY: "nothing speaks against the statement, but a step of the printed proof fails",
    Kind.FALSE: "refuted, and not only at an edge or by a constant",
}


def kind(
    statement: Statement, printed: Status, repaired: Status | None, evidence: Iterable[Evidence]
) -> Kind | None:
    """The kind of a verdict; None where nothing is wrong, or a definition has no value and no edge explains it.

    Parameters
    ----------
    statement
        The statement.
    printed, repaired
        The verdicts on its wordings.
    evidence
        What refutes or undefines the printed wording.

    Guarantee
    ---------
    For ``edge`` the repaired wording is proved (or conditional, and then so called), differs from the printed one
    in :func:`edges` alone, and every point at which the printed wording fails or has no value certainly lies
    outside it.  (A theorem of Coq that refutes the printed wording names no point; the proof of the repaired
    wording puts what it refutes outside.)
    For ``constant`` the repaired wording is proved from the printed hypotheses and has the printed shape.
    """
    if printed not in (Status.REFUTED, Status.ILL_DEFINED):
        return Kind.PROOF_ONLY if statement.fails else None
    if repaired in (Status.PROVED, Status.CONDITIONAL) and statement.repaired is not None:
        added = edges(statement)
        points = [piece.point for piece in evidence if piece.point is not None]
        if added and points and all(_excluded(point, added, statement.repaired) for point in points):
            return Kind.EDGE
        if (
            printed is Status.REFUTED
            and repaired is Status.PROVED
            and _same_shape(statement.printed, statement.repaired)
        ):
            return Kind.CONSTANT
    return Kind.FALSE if printed is Status.REFUTED else None


def edges(statement: Statement) -> tuple[Clause, ...]:
    """The formal hypotheses that the repaired wording adds, where it changes nothing else; else none.

    It may prove more conclusions than the printed one, and define more.
    """
    old, new = statement.printed, statement.repaired
    if new is None or not _only_adds(old, new):
        return ()
    known = _said(old.hypotheses)
    added = (clause for clause in new.hypotheses if clause.meaning not in known)
    return tuple(clause for clause in added if not _holds_anyway(clause, new))


def _only_adds(old: Wording, new: Wording) -> bool:
    """Whether the new wording has all that the old one has, and adds nothing in words to its assumptions."""
    informal = {c.text for c in (*new.setting, *new.hypotheses) if c.relation is None}
    return (
        all(any(_implies(new_one, clause) for new_one in new.hypotheses) for clause in old.hypotheses)
        and _said(old.conclusions) <= _said(new.conclusions)
        and informal <= {c.text for c in (*old.setting, *old.hypotheses) if c.relation is None}
        and all(name in new.definitions and new.definitions[name] == e for name, e in old.definitions.items())
    )


def _said(clauses: Iterable[Clause]) -> set[Hashable]:
    return {clause.meaning for clause in clauses}


def _implies(new: Clause, old: Clause) -> bool:
    """Whether a hypothesis says what another one says, or is the same lower bound with a number no smaller."""
    if new.meaning == old.meaning:
        return True
    a, b = _lower_bound(new), _lower_bound(old)
    if a is None or b is None or a[1] != b[1]:
        return False
    strict = isinstance(old.relation, sp.Gt | sp.Lt) and not isinstance(new.relation, sp.Gt | sp.Lt)
    return a[0] > b[0] if strict else a[0] >= b[0]


def _lower_bound(clause: Clause) -> tuple[Fraction, sp.Expr] | None:
    """The number and the quantity of a hypothesis ``number <= quantity``, or with ``<``."""
    relation = clause.relation
    if not isinstance(relation, sp.Ge | sp.Gt | sp.Le | sp.Lt) or not relation.lts.is_Rational:
        return None
    return Fraction(int(relation.lts.p), int(relation.lts.q)), relation.gts


def _holds_anyway(clause: Clause, wording: Wording) -> bool:
    """Whether a hypothesis is about numbers alone, and true: ``gamma < 1`` where gamma is defined as 2/3."""
    if clause.relation is None or not {s.name for s in clause.relation.free_symbols} <= set(wording.definitions):
        return False
    try:
        return holds(clause.relation, wording.definitions) is True
    except (IllDefined, InputError):  # it speaks of a parameter after all
        return False


def _excluded(point: Point, added: Iterable[Clause], wording: Wording) -> bool:
    """Whether an added hypothesis certainly fails, or has no value, at the point."""
    values = {**wording.definitions, **point.values}
    return any(_fails(clause.relation, values) for clause in added if clause.relation is not None)


def _fails(relation: sp.Basic, values: dict[str, object]) -> bool:
    try:
        return holds(relation, values) is False
    except IllDefined:
        return True


# shape ------------------------------------------------------------------------------------------


def _same_shape(old: Wording, new: Wording) -> bool:
    """Whether definitions and conclusions differ in numbers alone, and nothing more is assumed."""
    return (
        _said(new.hypotheses) <= _said(old.hypotheses)
        and _said(new.setting) <= _said(old.setting)
        and {_outline(clause) for clause in old.conclusions} <= {_outline(clause) for clause in new.conclusions}
        and all(n in new.definitions and shape(new.definitions[n]) == shape(e) for n, e in old.definitions.items())
    )


def _outline(clause: Clause) -> Hashable:
    if clause.relation is None:
        return _NUMERAL.sub(_NUMBER, clause.text)
    return shape(clause.relation)


def shape(node: object) -> Hashable:
    """A formula without its constants: numerical factors lose their size, numerical summands are left out.

    Signs, exponents and the bases of powers stay: ``2 n^3`` and ``n^2`` differ in more than a constant.
    """
    if not isinstance(node, sp.Basic):
        return _NUMBER
    if isinstance(node, sp.Expr) and not node.free_symbols:
        return _NUMBER
    if isinstance(node, sp.Mul):
        return _product(node)
    if isinstance(node, sp.Add):
        terms = [shape(term) for term in node.args if term.free_symbols]
        return terms[0] if len(terms) == 1 else ("Add", *sorted(terms, key=repr))
    if isinstance(node, sp.Pow):
        return ("Pow", *(shape(part) if part.free_symbols else str(part) for part in node.args))
    return (node.func.__name__, *map(shape, node.args)) if node.args else str(node)


def _product(node: sp.Mul) -> Hashable:
    numbers = [factor for factor in node.args if not factor.free_symbols]
    factors = [shape(factor) for factor in node.args if factor.free_symbols]
    bare = factors[0] if len(factors) == 1 else ("Mul", *sorted(factors, key=repr))
    return ("neg", bare) if sum(bool(number.is_negative) for number in numbers) % 2 else bare

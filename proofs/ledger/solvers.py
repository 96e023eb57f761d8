"""Asks z3 and cvc5: obligations are generated from a statement's data, and both solvers have to agree.

For each formal conclusion of a wording: are the formal hypotheses satisfiable (an exactly evaluated point is
kept, or the answer is worth nothing), and is it, with them, unsatisfiable in z3 *and* in cvc5 that the
conclusion fails, or that a term in it or in a definition that it uses has no value?  ``unknown`` is no
evidence; a model is a suggestion, evaluated exactly by others.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import sympy as sp

from proofs.ledger.kept import kept_folder, write_kept
from proofs.ledger.points import Coordinates
from proofs.ledger.smtlib import Script, has_value, inlined, natural, reached, script
from proofs.wording.statement import Clause, Wording

TIMEOUT = 3000  # milliseconds for one question
RESOURCES = 3_000_000  # of z3, so that an answer does not depend on the machine's speed
QUICK = 200_000  # of z3, while a smaller question is looked for
CVC5_RESOURCES = 500_000
_BOTH = ("z3", "cvc5")


@dataclass(frozen=True)
class Obligation:
    """That the formal hypotheses of a wording imply one of its conclusions.

    Attributes
    ----------
    statement, wording, conclusion
        What it belongs to.
    negated
        The hypotheses with the conclusion negated.
    weaker
        Scripts with weaker premises, which are asked first: names that may be anything in the place of
        definitions, real numbers in the place of whole ones.
    values
        The hypotheses, and that some definition which the conclusion uses has no value; the first script has
        fewer premises.  Empty where everything always has a value.
    hypotheses
        The hypotheses alone.
    parameters
        The names that a model gives values to.
    """

    statement: str
    wording: str
    conclusion: str
    negated: Script
    weaker: tuple[Script, ...]
    values: tuple[Script, ...]
    hypotheses: Script
    parameters: tuple[str, ...]

    @property
    def name(self) -> str:
        """A name for a file: ``remark-04.printed.per-weight``."""
        words = f"{self.statement}.{self.wording}.{self.conclusion}"
        return "".join(c if c.isalnum() or c in ".-" else "-" for c in words)


@dataclass(frozen=True)
class Answer:
    """What the solvers said of an obligation.

    Attributes
    ----------
    unsat
        The solvers that said unsat of the negated conclusion.
    facts
        The names of the facts that this needs.
    point
        z3's model where it said sat: a suggestion, to be evaluated exactly before it is believed.
    """

    obligation: Obligation
    unsat: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    point: Coordinates | None = None

    @property
    def agreed(self) -> bool:
        """Whether both solvers said unsat."""
        return self.unsat == _BOTH


def installed() -> bool:
    """Whether both solvers are installed."""
    return all(find_spec(name) is not None for name in ("z3", "cvc5"))


def obligations(
    statement: str, name: str, wording: Wording, settled: Collection[str] = ()
) -> tuple[Obligation, ...]:
    """One obligation for each formal conclusion of a wording that is not settled otherwise, from its data."""
    formal = [c for c in wording.conclusions if c.relation is not None and c.name not in settled]
    return tuple(_obligation(statement, name, wording, c.name, c.relation) for c in formal)


def _obligation(statement: str, name: str, wording: Wording, conclusion: str, relation: sp.Basic) -> Obligation:
    formal = [c for c in wording.hypotheses if c.relation is not None]
    definitions = wording.definitions
    stated = [(f"hypothesis {c.name}", c.relation) for c in formal]
    stated += natural(wording.parameters.values())
    known = [*stated, *_valued(formal, {}), *_valued(formal, definitions)]
    few = [*stated, *_valued(formal, {})]
    fails = f"not {conclusion}", _fail([relation, *has_value(relation)])
    opened = [(comment, inlined(clause, definitions)) for comment, clause in (*few, fails)]
    used = [definitions[n] for n in reached(relation, definitions) if isinstance(definitions[n], sp.Basic)]
    conditions = [condition for expression in used for condition in has_value(expression)]
    without = "something has no value", _fail(conditions)
    return Obligation(
        statement,
        name,
        conclusion,
        script([*known, fails], definitions),
        (
            script(opened, {}, integral=False),
            script([*few, fails], definitions, integral=False),
            script([*known, fails], definitions, integral=False),
        ),
        tuple(script([*p, without], definitions, integral=False) for p in (few, known)) if conditions else (),
        script(stated, definitions),
        tuple(wording.parameters),
    )


def _fail(claims: list[sp.Basic]) -> sp.Basic:
    return sp.Not(sp.And(*claims, evaluate=False), evaluate=False)


def _valued(hypotheses: list[Clause], definitions: Mapping[str, sp.Expr]) -> list[tuple[str, sp.Basic]]:
    """That hypotheses, and the definitions they use, have values; nothing of what is evaluated case by case."""
    found = []
    for clause in hypotheses:
        if clause.relation is None or isinstance(clause.relation, sp.Or | sp.Not | sp.Implies):
            continue
        parts = [clause.relation, *(definitions[name] for name in reached(clause.relation, definitions))]
        whole = [part for part in parts if isinstance(part, sp.Basic) and not part.atoms(sp.Piecewise)]
        found += [(f"{clause.name} has a value", condition) for part in whole for condition in has_value(part)]
    return found


def ask(obligation: Obligation, *, run: bool = True) -> Answer | None:
    """Ask z3, and where it says unsat ask cvc5 about the assertions that this needs.

    Parameters
    ----------
    run
        Whether the solvers may be run.  If not, their earlier answers to the very same texts are read; None
        where there are none.

    Guarantee
    ---------
    ``agreed`` only if both said unsat of one and the same text, whose assertions all belong to the
    obligation.
    """
    file = kept_folder("smt") / f"{_digest(obligation)}.json"
    if not run:
        return _kept(obligation, file)
    answer = _ask(obligation)
    write_kept(file, json.dumps({"unsat": answer.unsat, "facts": answer.facts}))
    return answer


def _ask(obligation: Obligation) -> Answer:
    values = next((both for both in map(_both, obligation.values) if both[0]), ((), ()))
    values = values if obligation.values else (_BOTH, ())
    point = None
    for asked in (*obligation.weaker, *([obligation.negated] if obligation.negated.whole else [])):
        said, found = z3_says(asked.text)
        if said == "unsat":
            unsat, facts = _both(asked)
            agreed = tuple(name for name in unsat if name in values[0])
            return Answer(obligation, agreed, tuple(sorted({*facts, *values[1]})))
        if said == "sat":
            point = _point(obligation, found)
    return Answer(obligation, point=point)


def _both(asked: Script) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The solvers that say unsat, the second of the assertions that the first needs; and the facts in these."""
    if z3_says(asked.text)[0] != "unsat":
        return (), ()
    core = needed(asked)
    return (_BOTH if cvc5_says(core.text) == "unsat" else _BOTH[:1]), core.facts


def _kept(obligation: Obligation, file: Path) -> Answer | None:
    try:
        fields = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return Answer(obligation, tuple(fields["unsat"]), tuple(fields["facts"]))


def _digest(obligation: Obligation) -> str:
    versions = [version(name) for name in ("z3-solver", "cvc5")]
    asked = (*obligation.weaker, obligation.negated, *obligation.values)
    texts = [script.text for script in asked]
    return hashlib.sha256("\0".join([*versions, *texts]).encode()).hexdigest()


def model(obligation: Obligation) -> Coordinates | None:
    """A suggestion of values that satisfy the hypotheses."""
    said, values = z3_says(obligation.hypotheses.text)
    return _point(obligation, values) if said == "sat" else None


def _point(obligation: Obligation, values: dict[str, Fraction]) -> Coordinates:
    return {name: values.get(name, Fraction(1)) for name in obligation.parameters}


def needed(unsat: Script) -> Script:
    """Fewer assertions of an unsat script that z3 calls unsat too: ever smaller parts are left out."""
    kept = list(unsat.assertions)
    size = len(kept) // 2
    while size:
        start = 0
        while start < len(kept):
            fewer = kept[:start] + kept[start + size :]
            if z3_says(unsat.only(fewer).text, QUICK)[0] == "unsat":
                kept = fewer
            else:
                start += size
        size //= 2
    return unsat.only(kept)


def z3_says(text: str, resources: int = RESOURCES) -> tuple[str, dict[str, Fraction]]:
    """z3's answer, and its model where it is sat (algebraic numbers cut off)."""
    import z3

    solver = z3.Solver()
    for option, value in (("timeout", TIMEOUT), ("rlimit", resources), ("random_seed", 0)):
        solver.set(option, value)
    solver.from_string(text)
    try:
        said = str(solver.check())
    except z3.Z3Exception:
        return "unknown", {}
    return said, _values(solver.model()) if said == "sat" else {}


def _values(found: Any) -> dict[str, Fraction]:
    import z3

    values = {}
    for constant in found.decls():
        value = found[constant]
        if z3.is_algebraic_value(value):
            value = value.approx(20)
        if z3.is_rational_value(value):
            values[constant.name()] = Fraction(value.numerator_as_long(), value.denominator_as_long())
    return values


def cvc5_says(text: str) -> str:
    """cvc5's answer."""
    import cvc5

    solver = cvc5.Solver(cvc5.TermManager())
    for option, value in (("tlimit-per", TIMEOUT), ("rlimit-per", CVC5_RESOURCES), ("seed", 0)):
        solver.setOption(option, str(value))
    parser = cvc5.InputParser(solver)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, text, "obligation")
    said = ""
    while not (command := parser.nextCommand()).isNull():
        said = str(command.invoke(solver, parser.getSymbolManager())).strip() or said
    return said

"""Statements as data: hypotheses, definitions and conclusions, named, with the paper's sentence."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

import sympy as sp

EDITION = "Logarithmic Pruning is All You Need, preprint of June 11, 2020"


@dataclass(frozen=True)
class Clause:
    """A named hypothesis or conclusion.

    Attributes
    ----------
    name
        Unique within its statement.
    text
        In words, or the paper's.
    relation
        The clause as a SymPy relation, where it is formal; else None.
    """

    name: str
    text: str
    relation: sp.Basic | None = None

    @property
    def meaning(self) -> Hashable:
        """What it says: its relation where it is formal, else its words."""
        return self.text if self.relation is None else self.relation


@dataclass(frozen=True)
class Wording:
    """One wording of a statement.

    Attributes
    ----------
    quote
        The paper's sentence (for a repair: ours), formulas in LaTeX.
    hypotheses, conclusions
        Named clauses.
    setting
        Hypotheses in words that say what the statement is about (ReLU networks, no biases) and restrict none
        of its formal parameters: a point need not satisfy them to be admitted.
    definitions
        Name to expression, in order; later ones may use earlier ones.
    note
        OCR noise set right; what changed against the printed wording.
    """

    quote: str
    hypotheses: tuple[Clause, ...] = ()
    definitions: Mapping[str, sp.Expr] = field(default_factory=dict)
    conclusions: tuple[Clause, ...] = ()
    note: str = ""
    setting: tuple[Clause, ...] = ()

    @property
    def parameters(self) -> dict[str, sp.Symbol]:
        """The symbols of the formal parts that are not defined, by name."""
        nodes = self._formal
        found = {s.name: s for node in nodes for s in node.free_symbols if isinstance(s, sp.Symbol)}
        return {n: s for n, s in sorted(found.items()) if n not in self.definitions and n not in self.bases}

    @property
    def bases(self) -> dict[str, sp.IndexedBase]:
        """What is indexed in the formal parts, by name."""
        entries = (entry for node in self._formal for entry in node.atoms(sp.Indexed))
        return {str(entry.base): entry.base for entry in entries}

    @property
    def sequences(self) -> tuple[str, ...]:
        """The names of the indexed parameters."""
        return tuple(sorted(set(self.bases) - set(self.definitions)))

    def says_what(self, other: Wording) -> bool:
        """Whether both have the same clauses and definitions, whatever these are called and however quoted."""
        parts = ((w.setting, w.hypotheses, w.conclusions) for w in (self, other))
        mine, theirs = ([{clause.meaning for clause in part} for part in each] for each in parts)
        return mine == theirs and dict(self.definitions) == dict(other.definitions)

    @property
    def _formal(self) -> list[sp.Basic]:
        clauses = [c.relation for c in (*self.hypotheses, *self.conclusions) if c.relation is not None]
        return [*clauses, *(e for e in self.definitions.values() if isinstance(e, sp.Basic))]


@dataclass(frozen=True)
class Point:
    """Exact parameters that are said to satisfy the hypotheses and to fail a clause; evaluated before belief.

    Attributes
    ----------
    conclusion
        The name of the conclusion that fails; among :attr:`Statement.undefined`, of the definition that
        has no value there.
    values
        Per symbol name an exact rational, or a tuple of them for an indexed name.
    """

    conclusion: str
    values: Mapping[str, Fraction | tuple[Fraction, ...]]


@dataclass(frozen=True)
class CoqProof:
    """A Coq theorem that is said to bear on a wording; believed only when coqc has compiled it here.

    Attributes
    ----------
    theorem
        Its full name: ``Certify.lemma_09.Lemma09.lemma_09``.
    shows
        ``proves`` the conclusions named; ``refutes`` them (it states the negation, or a counterexample);
        ``undefines`` them (the parameters named in it give the wording no meaning).
    conclusions
        Names of conclusions of the wording; empty for all of them.
    wording
        Which wording of the statement: ``printed``, ``repaired`` or ``tightest``.
    remark
        How the theorem says what the wording says in words; shown beside it.  It assumes nothing: what the
        theorem assumes or models and the wording does not say is one of the premises.
    premises
        What the theorem assumes and the wording does not state: it makes the verdict *conditional*.
    constants
        Per name of a definition or of a formal conclusion of the wording, the term or comparison by which the
        closed statement gives it, as Coq prints it: it has to occur there, and to equal the statement's data.
        A ``let`` of a definition's name is compared without being listed.
    """

    theorem: str
    shows: Literal["proves", "refutes", "undefines"] = "proves"
    conclusions: tuple[str, ...] = ()
    wording: Literal["printed", "repaired", "tightest"] = "printed"
    remark: str = ""
    premises: tuple[str, ...] = ()
    constants: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ProofStep:
    """A step of the printed proof that fails: news about the proof, not about what it proves.

    Attributes
    ----------
    wording
        What the step says, from what it has.
    points
        Exact points that refute the wording's conclusions; believed only when evaluated.
    """

    wording: Wording
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Tightest:
    """The tightest form known: a wording with its own evidence, and an example that attains it or the gap left.

    Attributes
    ----------
    wording
        What is claimed.
    attained
        The example in which equality holds, or the gap that is left, in words.
    unneeded
        Constants and hypotheses of the printed wording that are not needed.
    """

    wording: Wording
    attained: str
    unneeded: tuple[str, ...] = ()


@dataclass(frozen=True)
class Statement:
    """A statement of the ledger.

    Attributes
    ----------
    id
        ``lemma-09``; the room is the folder ``lemma_09``.
    label
        As the paper prints it: ``Lemma 9``; ``ours`` for our own claims.
    title
        The paper's title, or a few words.
    printed
        The wording judged: for our own claims, ours.
    repaired
        A wording that holds, where the printed one is known to fail.  Where the printed one fails at an edge
        only, it has the same setting, definitions and conclusions (it may have more conclusions) and all the
        printed hypotheses, and adds the formal ones that exclude the edge.
    fails
        The step of the printed proof that fails, quoted; empty where none is known.
    steps
        Failing steps of the printed proof as data, where they are formal.
    witnesses
        Exact points that refute conclusions of the printed wording; believed only when evaluated.
    rests_on
        Ids of the statements used.
    undefined
        Exact points that satisfy the printed hypotheses and at which a definition has no value.
    coq
        Theorems of Coq that bear on a wording.
    tightest
        The tightest form known.
    """

    id: str
    label: str
    title: str
    printed: Wording
    repaired: Wording | None = None
    fails: str = ""
    witnesses: tuple[Point, ...] = ()
    rests_on: tuple[str, ...] = ()
    undefined: tuple[Point, ...] = ()
    coq: tuple[CoqProof, ...] = ()
    tightest: Tightest | None = None
    steps: tuple[ProofStep, ...] = ()

    @property
    def wordings(self) -> dict[str, Wording]:
        """The wordings by name."""
        found = {"printed": self.printed}
        if self.repaired is not None:
            found["repaired"] = self.repaired
        if self.tightest is not None:
            found["tightest"] = self.tightest.wording
        return found

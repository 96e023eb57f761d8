"""The ledger: for each statement its evidence, replayed, and the verdict that follows from it.

No verdict is written by hand: :func:`verdict` computes it from :class:`Evidence`, and each piece of evidence is
replayed here.  A derivation shows where a formula comes from; it does not prove the statement.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache

from certify.errors import CertifyError
from proofs.ledger.coq import Closed, Failed, Library, NotChecked, Replay
from proofs.ledger.kind import Kind, edges, kind
from proofs.ledger.points import Coordinates, admits, candidates, evaluates_to_true, refutes, undefines, written
from proofs.ledger.review import assumed, objection, says
from proofs.ledger.rooms import derivation, folder, load
from proofs.ledger.smtlib import plain
from proofs.ledger.solvers import Answer, Obligation, ask, installed, model, obligations
from proofs.ledger.verdict import Evidence, State, Status, of_conclusion, verdict
from proofs.wording.derivation import Checked, Step
from proofs.wording.facts import FACTS
from proofs.wording.statement import Clause, CoqProof, Point, Statement, Wording


@dataclass(frozen=True)
class Entry:
    """One line of the ledger.

    Attributes
    ----------
    statement
        The statement.
    pieces
        Its evidence.
    derivation
        The checked derivation, where the room has one that is accepted.
    seconds
        How long the replay took, but for Coq.
    """

    statement: Statement
    pieces: tuple[Evidence, ...]
    derivation: Checked | None
    seconds: float

    @property
    def status(self) -> Status:
        """The verdict as printed, from the evidence that replays."""
        return self.of("printed")

    @property
    def kind(self) -> Kind | None:
        """What kind of news the verdict as printed is; None where evidence not re-checked here could change it."""
        found = self._kind(State.REPLAYS)
        return found if found is self._kind(State.REPLAYS, State.NOT_CHECKED) else None

    @property
    def kind_is_open(self) -> bool:
        """Whether the kind of news depends on evidence that was not re-checked here."""
        return self.kind is not self._kind(State.REPLAYS)

    @property
    def edges(self) -> tuple[Clause, ...]:
        """The hypotheses under which the statement holds as printed, where its kind is ``edge``."""
        return edges(self.statement) if self.kind is Kind.EDGE else ()

    @property
    def where_it_applies(self) -> str:
        """The verdict inside the edges, in words: ``proved (away from edges)``; else the verdict as printed."""
        if self.kind is Kind.EDGE:
            return f"{self.of('repaired').value} (away from edges)"
        if self._kind(State.REPLAYS, State.NOT_CHECKED) is Kind.EDGE:
            found = self._of("repaired", State.REPLAYS, State.NOT_CHECKED)
            return f"{found.value} (away from edges; not re-checked here)"
        return self.in_words()

    @property
    def evidence(self) -> tuple[str, ...]:
        """The evidence in words."""
        return tuple(f"{piece.kind}: {piece.text}" for piece in self.pieces)

    @property
    def axioms(self) -> tuple[str, ...]:
        """The axioms of the standard library that the Coq theorems use, on whatever wording."""
        return tuple(sorted({axiom for piece in self.pieces if piece.closed for axiom in piece.closed.axioms}))

    def of(self, wording: str) -> Status:
        """The verdict on a wording, from the evidence that replays."""
        return self._of(wording, State.REPLAYS)

    def in_words(self, wording: str = "printed") -> str:
        """The verdict with all evidence, and a note where some that could change it was not re-checked here."""
        found = self._of(wording, State.REPLAYS, State.NOT_CHECKED)
        settled = not self._about(wording, State.NOT_CHECKED) or self.of(wording) is Status.REFUTED
        return found.value if settled else f"{found.value} (not re-checked here)"

    def per_conclusion(self, wording: str) -> dict[str, Status]:
        """The verdict on each conclusion of a wording, from the evidence that replays."""
        names = [clause.name for clause in self.statement.wordings[wording].conclusions]
        return {name: of_conclusion(name, self._about(wording, State.REPLAYS)) for name in names}

    def count(self, state: State) -> int:
        """How many pieces of evidence are in a state."""
        return sum(piece.state is state for piece in self.pieces)

    def _of(self, wording: str, *states: State) -> Status:
        return verdict(self.statement.wordings[wording], self._about(wording, *states))

    def _kind(self, *states: State) -> Kind | None:
        repaired = self._of("repaired", *states) if self.statement.repaired is not None else None
        against = [p for p in self._about("printed", *states) if p.shows in (Status.REFUTED, Status.ILL_DEFINED)]
        return kind(self.statement, self._of("printed", *states), repaired, against)

    def _about(self, wording: str, *states: State) -> list[Evidence]:
        return [p for p in self.pieces if p.wording == wording and p.state in states]


def entry(identifier: str, *, run: bool = True) -> Entry:
    """Replay a statement's evidence.

    Parameters
    ----------
    identifier
        ``lemma-09``.
    run
        Whether Coq and the solvers may be run.  If not, their answers to the very same questions are read
        where they are kept, and other evidence of theirs is *not re-checked here*.
    """
    return _entry(identifier, run)


@cache
def _entry(identifier: str, run: bool) -> Entry:
    return replayed(load(identifier), run=run)


def entries(identifiers: Iterable[str], *, run: bool = True) -> tuple[Entry, ...]:
    """Replay the evidence of several statements; Coq is asked about all of them at once."""
    chosen = tuple(identifiers)
    library().replay(coq_theorems(map(load, chosen)), run=run)
    return tuple(entry(identifier, run=run) for identifier in chosen)


def replayed(statement: Statement, *, run: bool) -> Entry:
    """Replay the evidence of a statement given as data: see :func:`entry`."""
    start = time.monotonic()
    checked, pieces = _derived(statement, run)
    pieces += _points(statement)
    pieces += _steps(statement)
    for name, wording in statement.wordings.items():
        evaluated = tuple(c.name for c in wording.conclusions if evaluates_to_true(wording, c.name))
        pieces += _evaluated(name, evaluated)
        pieces += _solved(statement, name, wording, evaluated, run)
    seconds = time.monotonic() - start
    return Entry(statement, (*pieces, *_coq(statement, run)), checked, seconds)


# evidence, replayed -----------------------------------------------------------------------------


def _derived(statement: Statement, run: bool) -> tuple[Checked | None, list[Evidence]]:
    try:
        checked = derivation(statement.id)
    except CertifyError as error:
        return None, [Evidence("derived", "printed", (), None, State.FAILS, str(error))]
    if checked is None:
        return None, []
    states = [_obligation_state(statement, step, run) for step in checked.obligations]
    state = next((s for s in (State.FAILS, State.NOT_CHECKED) if s in states), State.REPLAYS)
    return checked, [Evidence("derived", "printed", (), None, state, _describe(checked))]


def _obligation_state(statement: Statement, step: Step, run: bool) -> State:
    """Whether both solvers show a step that the derivation left open, for the signs that its symbols have."""
    signs = [s > 0 if s.is_positive else s >= 0 for s in step.claim.free_symbols if s.is_nonnegative]
    premises = [*step.hypotheses, *(plain(sign) for sign in signs)]
    clauses = tuple(Clause(str(premise), "", premise) for premise in premises)
    wording = Wording("", clauses, {}, (Clause(step.name, "", step.claim),))
    (asked,) = obligations(statement.id, "derivation", wording)
    answer = ask(asked, run=run) if installed() else None
    if answer is None:
        return State.NOT_CHECKED
    proved = answer.agreed and all(fact_state(fact, run) is State.REPLAYS for fact in answer.facts)
    return State.REPLAYS if proved else State.FAILS


def _points(statement: Statement) -> Iterator[Evidence]:
    for point in statement.witnesses:
        good = refutes(statement.printed, point)
        text = (
            f"{point.conclusion!r} {'fails, exactly evaluated,' if good else 'is not refuted'} at {written(point)}"
        )
        state = State.REPLAYS if good else State.FAILS
        yield Evidence("witness", "printed", (point.conclusion,), Status.REFUTED, state, text, point=point)
    for point in statement.undefined:
        good = undefines(statement.printed, point)
        state = State.REPLAYS if good else State.FAILS
        found = "has no value" if good else "has a value, or is not admitted,"
        text = f"{point.conclusion!r} {found} at {written(point)}"
        yield Evidence("undefined", "printed", (), Status.ILL_DEFINED, state, text, point=point)


def _steps(statement: Statement) -> Iterator[Evidence]:
    """Points at which a step of the printed proof fails; they say nothing of the statement."""
    for step in statement.steps:
        for point in step.points:
            good = refutes(step.wording, point)
            state = State.REPLAYS if good else State.FAILS
            found = "fails, exactly evaluated," if good else "is not refuted"
            text = f"{point.conclusion!r}, a step of the printed proof, {found} at {written(point)}"
            yield Evidence("step", "printed", (), None, state, text)


def _evaluated(name: str, shown: tuple[str, ...]) -> Iterator[Evidence]:
    if shown:
        text = "evaluated with enclosures: " + ", ".join(shown)
        yield Evidence("evaluated", name, shown, Status.PROVED, State.REPLAYS, text)


def _solved(
    statement: Statement, name: str, wording: Wording, evaluated: tuple[str, ...], run: bool
) -> Iterator[Evidence]:
    settled = {*evaluated, *(point.conclusion for point in statement.witnesses if name == "printed")}
    for obligation in obligations(statement.id, name, wording, settled):
        answer = ask(obligation, run=run) if installed() else None
        if answer is None:
            text = f"{obligation.conclusion!r}: {'not asked' if installed() else 'z3 and cvc5 are not installed'}"
            yield Evidence("z3 · cvc5", name, (), None, State.NOT_CHECKED, text)
        else:
            yield from _of_solvers(statement, wording, answer, run)


def _of_solvers(statement: Statement, wording: Wording, answer: Answer, run: bool) -> Iterator[Evidence]:
    name, conclusion = answer.obligation.wording, answer.obligation.conclusion
    if answer.agreed and (point := satisfying(statement, wording, answer.obligation)) is not None:
        facts = {fact: fact_state(fact, run) for fact in answer.facts}
        unproved = tuple(fact for fact, state in facts.items() if state is not State.REPLAYS)
        shows = Status.CONDITIONAL if unproved else Status.PROVED
        resting = f"; facts: {', '.join(facts)}" if facts else ""
        model = written(Point(conclusion, point)) or "no parameters"
        text = f"{conclusion!r}: its negation is unsat in both; the hypotheses hold at {model}{resting}"
        yield Evidence("z3 · cvc5", name, (conclusion,), shows, State.REPLAYS, text, unproved)
        for fact in unproved:
            yield Evidence("fact", name, (), None, facts[fact], f"{fact}: {FACTS[fact].theorem}")
    elif answer.point is not None and refutes(wording, found := Point(conclusion, answer.point)):
        text = f"{conclusion!r} fails, exactly evaluated, at z3's model {written(found)}"
        yield Evidence("witness", name, (conclusion,), Status.REFUTED, State.REPLAYS, text, point=found)


def satisfying(statement: Statement, wording: Wording, obligation: Obligation) -> Coordinates | None:
    """An exactly evaluated point that satisfies the formal hypotheses: they do not contradict each other."""
    formal = replace(wording, hypotheses=tuple(c for c in wording.hypotheses if c.relation is not None))
    for values in suggestions(statement, formal, obligation):
        if admits(formal, Point("", values)):
            return values
    return None


def suggestions(statement: Statement, wording: Wording, *asked: Obligation) -> Iterator[Coordinates]:
    """Points to try: the room's own, corners and a random choice, last a solver's model."""
    yield from (point.values for point in (*statement.witnesses, *statement.undefined))
    yield from candidates(wording, statement.id)
    yield from (values for obligation in asked if (values := model(obligation)) is not None)


def fact_state(name: str, run: bool) -> State:
    """Whether a fact's own theorem replays, and says the fact."""
    theorem = FACTS[name].theorem
    answer = library().replay([theorem], run=run)[theorem]
    if isinstance(answer, Closed) and not says(answer.statement, FACTS[name]):
        return State.FAILS
    return _STATES[type(answer)]


def _coq(statement: Statement, run: bool) -> Iterator[Evidence]:
    answers = library().replay([proof.theorem for proof in statement.coq], run=run) if statement.coq else {}
    for proof in statement.coq:
        yield _of_coq(statement, proof, answers[proof.theorem])


def _of_coq(statement: Statement, proof: CoqProof, answer: Replay) -> Evidence:
    wording = statement.wordings.get(proof.wording, Wording(""))
    conclusions = proof.conclusions or tuple(clause.name for clause in wording.conclusions)
    unknown = set(conclusions) - {clause.name for clause in wording.conclusions}
    if unknown or not conclusions:
        answer = Failed(
            f"{proof.theorem}: the {proof.wording} wording has no {', '.join(unknown) or 'conclusions'}"
        )
    elif isinstance(answer, Closed) and (wrong := objection(folder(statement.id), proof, wording, answer)):
        answer = Failed(f"{proof.theorem}: {wrong}")
    premises = assumed(proof)
    shows = {
        "proves": Status.CONDITIONAL if premises else Status.PROVED,
        "refutes": Status.REFUTED,
        "undefines": Status.ILL_DEFINED,
    }[proof.shows]
    accepted = answer if isinstance(answer, Closed) else None
    return Evidence(
        "Coq",
        proof.wording,
        () if shows is Status.ILL_DEFINED else conclusions,
        shows,
        _STATES[type(answer)],
        f"{proof.theorem} {proof.shows} {', '.join(conclusions)}" if accepted else _reason(answer, proof),
        premises,
        "" if proof.remark in premises else proof.remark,
        closed=accepted,
    )


def _reason(answer: Replay, proof: CoqProof) -> str:
    return (
        f"{proof.theorem}: {answer.reason}"
        if isinstance(answer, NotChecked)
        else str(getattr(answer, "reason", ""))
    )


_STATES = {Closed: State.REPLAYS, Failed: State.FAILS, NotChecked: State.NOT_CHECKED}


@cache
def library() -> Library:
    """Our Coq files."""
    return Library()


def coq_theorems(statements: Iterable[Statement]) -> tuple[str, ...]:
    """Every theorem that statements or facts name: one replay of all of them is faster than one for each."""
    named = [proof.theorem for statement in statements for proof in statement.coq]
    return tuple(dict.fromkeys([*named, *(fact.theorem for fact in FACTS.values() if fact.theorem)]))


def _describe(derived: Checked) -> str:
    text = f"{len(derived.shown)} steps, checked"
    if derived.facts:
        text += f", assuming {'; '.join(derived.facts)}"
    if derived.obligations:
        text += f", with obligations {', '.join(step.name for step in derived.obligations)}"
    return text

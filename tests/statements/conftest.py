"""What the tests of statements share: a search of the ledger's claims with edits, and the kill rate."""

from functools import partial
from typing import Any

import pytest

from certify.api import _ledger_claim
from certify.claims.witness import check_witness
from certify.falsify import engine
from certify.falsify.edits import edited
from certify.falsify.engine import Result, search
from certify.falsify.shrink.shrinking import shrink
from proofs.ledger.claims import worded

BUDGET = "20s"  # to find a witness; nearly all need less than a second
SHRINKING = 2_000
CASES = 6_000  # to let a claim stand
KILLED: dict[str, bool] = {}


class Falsifier:
    """Searches of the ledger's claims."""

    def __call__(
        self, identifier: str, wording: str | None = None, *, budget: Any = BUDGET, seed: int = 7, **edits: Any
    ) -> Result:
        wording = wording or worded(identifier)
        claim = _ledger_claim(identifier, wording)
        new = edited(claim, **edits)
        statement = None if edits else (identifier, wording)
        found = search(new, budget, seed, unedited=claim if edits else None, statement=statement)
        if found.witness is not None:
            verdict = check_witness(found.witness.text().encode(), ledger=_ledger_claim)
            assert verdict.verdict == "valid", verdict.reason
        return found

    def kills(self, identifier: str, **edits: Any) -> None:
        """A false mutant has to fall within the budget, because of the edit."""
        mutant = f"{identifier} {edits}"
        KILLED[mutant] = False
        found = self(identifier, **edits)
        assert found.verdict == "refuted", f"{mutant} survives {found.cases} cases, margin {found.margin}"
        assert found.because is not None
        KILLED[mutant] = True

    def stands(self, identifier: str, wording: str | None = None, *, cases: int = CASES, **edits: Any) -> Result:
        """A claim that is true has to survive."""
        found = self(identifier, wording, budget=cases, **edits)
        assert found.verdict == "not-refuted", found
        assert found.cases > cases // 100
        return found

    def falls(self, identifier: str, conclusion: str, wording: str = "printed") -> Result:
        """A statement that is false has to be refuted in the conclusion named."""
        found = self(identifier, wording)
        assert (found.verdict, found.conclusion) == ("refuted", conclusion)
        return found


@pytest.fixture
def falsify(monkeypatch: pytest.MonkeyPatch) -> Falsifier:
    """Searches that do not take long over simple witnesses: those have tests of their own."""
    monkeypatch.setattr(engine, "shrink", partial(shrink, work=SHRINKING))
    return Falsifier()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print the kill rate."""
    if KILLED:
        terminalreporter.write_line(f"false mutants refuted: {sum(KILLED.values())} of {len(KILLED)}")
        for mutant, killed in KILLED.items():
            if not killed:
                terminalreporter.write_line(f"survived: {mutant}")

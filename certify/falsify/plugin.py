"""The pytest plugin: a claim as a test, and the marker that says which statement a test is about.

::

    from certify import Claim

    @pytest.mark.claim(budget="5s")
    def test_my_lemma():
        return Claim("my-lemma", parameters={…}, conclusions={…})

The test calls its function, searches the claim it returns, and fails with the witness.  Nothing heavy is
imported before such a test runs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from certify.falsify.engine import Result

BUDGET = "10s"


class Refuted(AssertionError):
    """The claim fails; the message is the witness."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--claim-budget`` and ``--claim-seed``, for every claim that does not have its own."""
    group = parser.getgroup("certify", "claims")
    group.addoption("--claim-budget", default=BUDGET, help="time (10s) or number of cases (100000) for each claim")
    group.addoption("--claim-seed", default=0, type=int, help="the seed of every search")


def pytest_configure(config: pytest.Config) -> None:
    """Register the markers."""
    config.addinivalue_line("markers", "statement(id): the statement of the ledger that the test is about")
    config.addinivalue_line(
        "markers",
        "claim(budget=, seed=): the test returns a certify.Claim, which is searched for a counterexample",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Search the claim that a marked test returns."""
    marker = pyfuncitem.get_closest_marker("claim")
    if marker is None:
        return None
    arguments = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
    config = pyfuncitem.config
    budget = marker.kwargs.get("budget", config.getoption("--claim-budget"))
    seed = marker.kwargs.get("seed", config.getoption("--claim-seed"))
    stands(pyfuncitem.obj(**arguments), budget=budget, seed=seed)
    return True


def stands(claim: Any, *, budget: int | str = BUDGET, seed: int = 0) -> Result:
    """Search a claim, and fail where it is refuted or vacuous.

    Parameters
    ----------
    claim
        A :class:`certify.Claim`.
    budget, seed
        As :func:`certify.search`.

    Raises
    ------
    Refuted
        With the witness, exactly.
    TypeError
        When it is not a claim.
    """
    from certify.claims.claim import Claim
    from certify.falsify.engine import search

    if not isinstance(claim, Claim):
        raise TypeError(f"a test marked `claim` returns a certify.Claim, not {type(claim).__name__}")
    found = search(claim, budget, seed)
    if found.verdict in ("refuted", "vacuous"):
        raise Refuted(_message(claim, found))
    return found


def _message(claim: Any, found: Result) -> str:
    if found.witness is None:
        return f"{claim.name} is vacuous: none of {found.drawn} cases satisfies its hypotheses"
    values = found.witness.values.items()
    lines = [
        f"{claim.name} is refuted: {found.conclusion} fails",
        f"  {claim.conclusions[found.witness.conclusion]}",
    ]
    for name, value in values:
        lines.append(f"  {name} = {', '.join(map(str, value)) if isinstance(value, tuple) else value}")
    return "\n".join(lines)

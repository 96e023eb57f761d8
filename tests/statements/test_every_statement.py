"""A statement without a test is a failure."""

from pathlib import Path

import pytest

from proofs.ledger.rooms import ROOMS

TESTS = Path(__file__).parents[1]


@pytest.fixture
def marked(request: pytest.FixtureRequest) -> set[str]:
    """The statements that tests are marked with, those included that this run leaves out."""
    collected = {Path(request.config.invocation_params.dir, name).resolve() for name in request.config.args}
    if collected != {TESTS}:
        pytest.skip("only a run that collects all tests knows which statements have one")
    marked: set[str] = request.config.marked_statements  # type: ignore[attr-defined]
    return marked


def test_every_statement_has_a_test(marked: set[str]) -> None:
    assert sorted(set(ROOMS) - marked) == []


def test_no_test_is_marked_with_what_is_no_statement(marked: set[str]) -> None:
    assert sorted(marked - set(ROOMS)) == []

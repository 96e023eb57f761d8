"""Single cases judged exactly: does a case satisfy a claim, violate it, or lie outside its hypotheses?

The falsifier's own use of the language: what it finds here is checked again as a witness.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import partial

from certify.claims.claim import Claim
from certify.claims.expressions import truth, whole_number
from certify.claims.scope import Case, entries
from certify.errors import InputError, Undecided
from certify.exact.enclosure import IllDefined

STEPS = 60_000  # operations on one question
FEW_STEPS = 3_000  # on a question about a case that nothing makes suspect
BITS = 1 << 10  # of precision


class Status(Enum):
    """What is certain of a case."""

    OUTSIDE = "lies outside the hypotheses"
    SATISFIES = "satisfies the claim"
    VIOLATES = "violates the claim"
    UNDEFINED = "gives a conclusion no value"
    OPEN = "is undecided"


@dataclass(frozen=True)
class Judged:
    """What is certain of a case.

    Attributes
    ----------
    status
        What it is.
    conclusion
        The name of the conclusion that fails, has no value or is open; empty where there is none.
    """

    status: Status
    conclusion: str = ""


def judge(claim: Claim, case: Case, steps: int = STEPS) -> Judged:
    """Judge a case exactly, or by enclosures of growing precision.

    Parameters
    ----------
    claim
        The claim.
    case
        Values for all its parameters.
    steps
        The most operations spent on each question.

    Guarantee
    ---------
    VIOLATES: every value is in its domain, every hypothesis certainly holds, the conclusion named certainly
    fails.  SATISFIES and OUTSIDE are as certain.  A hypothesis without a value does not hold.
    """
    scope = claim.scope(case)
    inside = _all(_admitted(claim, case, steps))
    if inside is not True:
        return Judged(Status.OUTSIDE if inside is False else Status.OPEN)
    found = Judged(Status.SATISFIES)
    for name, tree in claim.concluded.items():
        try:
            if not truth(tree, scope, limit=BITS, steps=steps):
                return Judged(Status.VIOLATES, name)
        except Undecided:
            found = Judged(Status.OPEN, name)
        except (IllDefined, InputError):
            found = Judged(Status.UNDEFINED, name) if found.status is Status.SATISFIES else found
    return found


def _admitted(claim: Claim, case: Case, steps: int) -> Iterator[bool | None]:
    scope = claim.scope(case)
    for name, domain in claim.domains.items():
        value = case[name]
        yield isinstance(value, tuple) is (domain.length is not None)
        yield all(domain.contains(entry) for entry in entries(value))
        if domain.length is not None:
            wanted = partial(whole_number, domain.length, scope, limit=BITS, steps=steps)
            yield _certain(partial(_equals, wanted, len(entries(value))))
    for tree in claim.assumed.values():
        yield _certain(partial(truth, tree, scope, limit=BITS, steps=steps))


def _equals(wanted: Callable[[], int], found: int) -> bool:
    return wanted() == found


def _certain(question: Callable[[], bool]) -> bool | None:
    try:
        return question()
    except Undecided:
        return None
    except (IllDefined, InputError):
        return False


def _all(parts: Iterator[bool | None]) -> bool | None:
    found: bool | None = True
    for part in parts:
        if part is False:
            return False
        found = found and part
    return found

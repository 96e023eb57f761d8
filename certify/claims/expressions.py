"""What an expression is worth and whether a statement holds, asked with growing precision until that settles."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from certify.claims.evaluation import Evaluation
from certify.claims.reals import Real, Work
from certify.claims.scope import Scope
from certify.claims.trees import Expression
from certify.exact.enclosure import MAX_BITS, decide

MAX_STEPS = 4_000_000  # operations on one question, long numbers counting for several

T = TypeVar("T")


def evaluate(tree: Expression, scope: Scope, *, limit: int = MAX_BITS, steps: int | Work = MAX_STEPS) -> Real:
    """The value of an arithmetic expression.

    Parameters
    ----------
    tree
        From :func:`certify.claims.grammar.parse_expression`.
    scope
        What its names stand for.
    limit
        The largest precision tried, in bits.
    steps
        The most operations spent.

    Returns
    -------
    Fraction, Surd or Enclosure
        Exact where the operations are; else certain to contain the value, at the first precision at which it
        is certain that there is one.

    Raises
    ------
    IllDefined
        When the expression has no real value there.
    InputError
        When a name is unknown, or a vector is used where a number is needed.
    Undecided
        When a limit is reached.
    """
    return asked(lambda evaluation: evaluation.number(tree, {}), scope, limit, steps)


def whole_number(tree: Expression, scope: Scope, *, limit: int = MAX_BITS, steps: int | Work = MAX_STEPS) -> int:
    """The value of an expression that must be a whole number: IllDefined where it is another one."""
    return asked(lambda evaluation: evaluation.whole(tree, {}), scope, limit, steps)


def truth(tree: Expression, scope: Scope, *, limit: int = MAX_BITS, steps: int | Work = MAX_STEPS) -> bool:
    """Whether a statement holds.

    Raises
    ------
    IllDefined, InputError, Undecided
        As :func:`evaluate`.

    Guarantee
    ---------
    True: it certainly holds.  False: it certainly has a truth value and fails.
    """
    return asked(lambda evaluation: evaluation.certain(tree, {}), scope, limit, steps)


def asked(question: Callable[[Evaluation], T], scope: Scope, limit: int, steps: int | Work) -> T:
    """The answer to a question, at the first precision that settles it."""
    work = steps if isinstance(steps, Work) else Work(steps)
    return decide(lambda bits: question(Evaluation(scope, bits, work)), limit)

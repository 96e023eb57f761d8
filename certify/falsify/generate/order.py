"""The order in which the parameters of a claim are chosen, each within the bounds that those before it give.

Parameters chosen so satisfy by construction the hypotheses that can be solved for one of them; what is not of
this form is left to rejection.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from certify.claims.claim import Claim
from certify.claims.trees import Expression, names
from certify.falsify.generate.constraints import Constraint, constraints_on
from certify.falsify.generate.solving import TIE

MAX_TIES = 16  # of one parameter


@dataclass(frozen=True)
class Order:
    """How the parameters of a claim are chosen.

    Attributes
    ----------
    parameters
        In the order in which they are chosen.
    bounds
        Per parameter, what hypotheses say, in parameters that are not chosen later.
    ties
        Per parameter, where some comparison is a tie.
    fixed
        The parameters that lengths of vectors depend on.
    """

    parameters: tuple[str, ...]
    bounds: Mapping[str, tuple[Constraint, ...]]
    fixed: frozenset[str]
    ties: Mapping[str, tuple[Constraint, ...]] = field(default_factory=dict)


def order_of(claim: Claim) -> Order:
    """Find an order that uses many bounds: lengths first, then parameters that nothing later has to bound."""
    uses = {name: _uses(claim, names(function.body)) for name, function in claim.functions.items()}
    found = {name: list(constraints_on(claim, name)) for name in claim.parameters}
    hard = {name: [b for b in bounds if b.relation != TIE] for name, bounds in found.items()}
    needs = {n: {p for b in bounds for p in _parameters(claim, uses, b.side)} - {n} for n, bounds in hard.items()}
    lengths = {n: _parameters(claim, uses, d.length) for n, d in claim.domains.items() if d.length is not None}
    fixed = frozenset(name for group in lengths.values() for name in group)
    chosen: list[str] = []
    while left := [name for name in claim.parameters if name not in chosen]:
        first = [name for name in left if name in fixed] or left
        ready = [name for name in first if needs[name] <= set(chosen)]
        unbounded = [name for name in first if not needs[name]]
        chosen.append((ready or unbounded or sorted(first, key=lambda n: len(needs[n] - set(chosen))))[0])
    bounds, ties = {}, {}
    for place, name in enumerate(chosen):
        itself = {name} if name in lengths else set()
        known = {*chosen[:place], *itself}
        usable = [b for b in found[name] if _parameters(claim, uses, b.side) <= known]
        bounds[name] = tuple(b for b in usable if b.relation != TIE)
        ties[name] = tuple(dict.fromkeys(b for b in usable if b.relation == TIE))[:MAX_TIES]
    return Order(tuple(chosen), bounds, fixed, ties)


def _uses(claim: Claim, found: frozenset[str]) -> frozenset[str]:
    """The parameters among the names, and those that the definitions among them use."""
    done: set[str] = set()
    pending = set(found)
    while pending:
        name = pending.pop()
        done.add(name)
        if name in claim.functions:
            function = claim.functions[name]
            pending |= names(function.body) - set(function.arguments) - done
    return frozenset(name for name in done if name in claim.parameters)


def _parameters(claim: Claim, uses: Mapping[str, frozenset[str]], tree: Expression) -> frozenset[str]:
    found = names(tree)
    through = (uses[name] for name in found if name in uses)
    return frozenset(found & set(claim.parameters)).union(*through)

"""Wordings as claims: SymPy's clauses written in the closed grammar.

A wording whose clauses are formal is a claim as it stands; :func:`from_wording` writes it, with what a room adds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

import sympy as sp

from certify.claims.claim import Claim
from proofs.wording.quantified import ForAll, Largest
from proofs.wording.statement import Clause, Wording
from proofs.wording.written import written_number, written_statement


def objections(wording: Wording) -> tuple[str, ...]:
    """Why a wording is no claim: clauses that are not formal."""
    informal = [f"the hypothesis {c.name} is in words only" for c in wording.hypotheses if c.relation is None]
    if not any(c.relation is not None for c in wording.conclusions):
        informal.append("no conclusion is formal")
    elif not wording.parameters:
        informal.append("it has no parameters: `audit` evaluates it")
    return tuple(informal)


def from_wording(
    name: str,
    wording: Wording,
    *,
    conclusions: Mapping[str, str] | None = None,
    calls: Mapping[str, str] | None = None,
    domains: Mapping[str, str] | None = None,
    hypotheses: Mapping[str, str] | None = None,
) -> Claim:
    """The claim that a wording makes.

    Parameters
    ----------
    name
        Of the claim.
    wording
        With formal hypotheses; conclusions in words only are left out.
    conclusions
        In place of the wording's: name to text.
    calls
        Definitions that become functions: ``{"P_w": "P_w(w)"}``.
    domains
        Parameters added, or their domains replaced.
    hypotheses
        Added: what the wording's symbols mean, and only its words say.

    Raises
    ------
    InputError
        When a part cannot be written in the grammar.
    """
    applied = calls or {}
    assumed = {**_texts(wording.hypotheses, applied), **(hypotheses or {})}
    concluded = dict(conclusions) if conclusions is not None else _texts(wording.conclusions, applied)
    used = _used(wording, assumed.values(), concluded.values())
    formal = replace(wording, definitions={n: wording.definitions[n] for n in used})
    texts = {n: written_number(value, applied) for n, value in formal.definitions.items()}
    return Claim(
        name,
        {**_parameters(formal), **(domains or {})},
        {applied.get(n, n): text for n, text in texts.items()},
        assumed,
        concluded,
    )


def _used(wording: Wording, *texts: Iterable[str]) -> list[str]:
    """The definitions that the clauses use, themselves or through others, in the wording's order."""
    found: set[str] = set()
    pending = {word for group in texts for text in group for word in re.findall(r"[A-Za-z_]\w*", text)}
    while pending := {name for name in pending if name in wording.definitions} - found:
        found |= pending
        symbols = {symbol for name in pending for symbol in wording.definitions[name].free_symbols}
        pending = {symbol.name for symbol in symbols if isinstance(symbol, sp.Symbol)}
    return [name for name in wording.definitions if name in found]


def _texts(clauses: Iterable[Clause], calls: Mapping[str, str]) -> dict[str, str]:
    return {c.name: written_statement(c.relation, calls) for c in clauses if c.relation is not None}


def _parameters(wording: Wording) -> dict[str, str]:
    vectors = _lengths(wording)
    scalars = {n: s for n, s in wording.parameters.items() if n not in vectors}
    missing = {str(n) for _, length in vectors.values() for n in length.free_symbols} - set(wording.definitions)
    scalars |= {n: sp.Symbol(n, integer=True) for n in sorted(missing) if n not in scalars}
    found = {name: _domain(symbol, wording) for name, symbol in scalars.items()}
    return found | {name: _vector(entry, written_number(length)) for name, (entry, length) in vectors.items()}


def _vector(entry: sp.Indexed, length: str) -> str:
    power = length if length.isidentifier() else f"({length})"
    return f"real^{power} [0, inf)" if entry.is_nonnegative else f"real^{power}"


def _domain(symbol: sp.Symbol, wording: Wording) -> str:
    """A sign that a hypothesis states is left to it, so that dropping the hypothesis drops the sign."""
    kind = "integer" if symbol.is_integer else "real"
    if not symbol.is_integer and any(_states_sign(c.relation, symbol) for c in wording.hypotheses):
        return kind
    if symbol.is_positive:
        return f"{kind} [1, inf)" if symbol.is_integer else f"{kind} (0, inf)"
    return f"{kind} [0, inf)" if symbol.is_nonnegative else kind


def _states_sign(relation: sp.Basic | None, symbol: sp.Symbol) -> bool:
    if not isinstance(relation, sp.Le | sp.Lt | sp.Ge | sp.Gt) or not relation.gts.has(symbol):
        return False
    return bool(relation.lts == 0 or (relation.lts.is_positive and relation.gts == symbol))


def _lengths(wording: Wording) -> dict[str, tuple[sp.Indexed, sp.Expr]]:
    """Per indexed name an entry, and the end of the first range that runs over its entries."""
    clauses = [c.relation for c in (*wording.hypotheses, *wording.conclusions) if c.relation is not None]
    found: dict[str, tuple[sp.Indexed, sp.Expr]] = {}
    for tree in (*clauses, *wording.definitions.values()):
        for node in sp.preorder_traversal(tree):
            if isinstance(node, sp.Sum | sp.Product | Largest | ForAll):
                body, (index, _, last) = node.args
                for entry in sorted(body.atoms(sp.Indexed), key=str):
                    if entry.indices == (index,):
                        found.setdefault(str(entry.base), (entry, last))
    return found

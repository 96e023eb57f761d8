"""Claims with a part replaced or left out, and whether a counterexample is due to that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from certify.claims.claim import Claim
from certify.claims.scope import Case
from certify.errors import InputError
from certify.falsify.judging import Status, judge

_BECAUSE = {
    Status.OUTSIDE: "the case lies outside the hypotheses of the unedited claim",
    Status.SATISFIES: "the case satisfies the unedited claim",
}


def edited(claim: Claim, put: Mapping[str, str] | None = None, without: Iterable[str] = ()) -> Claim:
    """The claim with parts replaced, hypotheses added and hypotheses left out.

    Parameters
    ----------
    claim
        The claim.
    put
        Name to text: of a definition, a conclusion or a hypothesis, looked up in this order; a new name is a
        new hypothesis.
    without
        Names of hypotheses.

    Raises
    ------
    InputError
        When a name is unknown, or a text is not in the grammar or uses an unknown symbol.
    """
    hypotheses = dict(claim.hypotheses)
    for name in without:
        if name not in hypotheses:
            raise InputError(
                f"--without: {name!r} is not a hypothesis; the claim has {', '.join(hypotheses) or 'none'}"
            )
        del hypotheses[name]
    definitions, conclusions = dict(claim.definitions), dict(claim.conclusions)
    heads = dict(zip(claim.signatures, claim.definitions, strict=True))
    for name, text in (put or {}).items():
        if name in claim.parameters and name not in {**hypotheses, **conclusions}:
            raise InputError(f"--with {name}: it is a parameter; to bound it, add a hypothesis under another name")
        if name in heads or name in definitions:
            definitions[heads.get(name, name)] = text
        elif name in conclusions:
            conclusions[name] = text
        else:
            hypotheses[name] = text
    return replace(claim, definitions=definitions, hypotheses=hypotheses, conclusions=conclusions)


def because(unedited: Claim, case: Case) -> str | None:
    """Why a case that violates an edited claim does so because of the edit; None where it may not.

    Guarantee
    ---------
    Where there is an answer, the case certainly satisfies the unedited claim, or certainly lies outside its
    hypotheses.
    """
    return _BECAUSE.get(judge(unedited, case).status)

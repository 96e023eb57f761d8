"""JSON as the format page has it: every number is a string, and no key is repeated within an object."""

from __future__ import annotations

import json
from typing import Any


def items_at_most(text: str) -> int:
    """An upper bound of the number of strings, lists and objects in a text, before it is parsed."""
    return text.count('"') // 2 + text.count("[") + text.count("{")


def loads(text: str) -> Any:
    """The value of a JSON text.

    Raises
    ------
    ValueError
        When it is not JSON, has a number that is not written as a string, or repeats a key within an object.
    """
    try:
        return json.loads(
            text,
            object_pairs_hook=_unique,
            parse_int=_no_number,
            parse_float=_no_number,
            parse_constant=_no_number,
        )
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key is repeated within an object")
    return found


def _no_number(text: str) -> Any:
    raise ValueError(f"the number {text[:20]} is not written as a string")

"""Limits of work and memory, estimated before they are spent; each has a name (FORMATS.md, section 4.4).

What is beyond a limit leaves a question open.  Openness is said last: :class:`PutOff` keeps it until
everything within the limits was checked, for a defect found anywhere wins.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypedDict

from certify.errors import Limit, Undecided

FILE_BYTES = 1 << 30
MANIFEST_ITEMS = 1 << 20
MASK_ROWS = 1 << 25
DENOMINATOR_BITS = 1 << 17
BOUND_BITS = 1 << 20
NUMBER_BYTES = 1 << 29
WORK = 3 * 10**9
# The last two are for arrays of so many bytes in a ticket, and grow in proportion above.
SMALL = 3_000_000

_ENTRY_WORK = 600  # of making, comparing and storing a number
_ENTRY_BYTES = 48
_WORD = 64


def product_work(bits: int, other: int) -> int:
    """About the nanoseconds that a product of integers of so many bits takes."""
    short, long = sorted((bits // _WORD + 1, other // _WORD + 1))
    return 4 * long * int(short**0.6)


def entry_work(bits: int) -> int:
    """About the nanoseconds that it takes to handle an integer of so many bits."""
    return _ENTRY_WORK + bits // 32


def entry_bytes(bits: int) -> int:
    """About the memory that an integer of so many bits takes."""
    return _ENTRY_BYTES + bits // 7


class Place(TypedDict, total=False):
    """Where a limit is met: the layer, from 1, and the field."""

    layer: int
    field: str


@dataclass
class Allowance:
    """What may be spent in checking one ticket.

    Attributes
    ----------
    number_bytes
        Memory of the exact numbers of one stage.
    work
        Work that is left.
    code
        The name of the limit of work.
    """

    code: Limit
    number_bytes: int
    work: int

    @classmethod
    def of(cls, code: Limit, array_bytes: int) -> Allowance:
        """The allowance for a ticket whose arrays have so many bytes."""
        share = max(array_bytes, SMALL)
        return cls(code, NUMBER_BYTES * share // SMALL, WORK * share // SMALL)

    def spend(self, work: int, what: str, place: Place) -> None:
        """Take this work off what is left, or raise :class:`Undecided` where it is more than that."""
        if work > self.work:
            raise Undecided(f"{what} takes more work than the limit allows", code=self.code, **place)
        self.work -= work

    def hold(self, size: int, what: str, place: Place) -> None:
        """Raise :class:`Undecided` where numbers of this size in bytes are more than may be held at a time."""
        if size > self.number_bytes:
            reason = f"{what} takes more memory than the limit allows"
            raise Undecided(reason, code="number-bytes", **place)


@dataclass
class PutOff:
    """The questions left open so far."""

    met: list[Undecided] = field(default_factory=list)

    @contextmanager
    def limits(self) -> Iterator[None]:
        """Keep a limit that is met in the block for later."""
        try:
            yield
        except Undecided as limit:
            self.met.append(limit)
        except MemoryError:
            self.met.append(Undecided("it does not fit the memory of this machine", code="memory"))

    def say(self) -> None:
        """Raise the first question left open, if there is one."""
        if self.met:
            raise self.met[0]

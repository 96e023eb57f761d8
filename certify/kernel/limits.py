"""Limits of work and memory, estimated before they are spent; each has a name (FORMATS.md, section 4.4).

What is beyond a limit leaves a question open.  That is said last: :func:`put_off` keeps it until everything
within the limits was checked, for a defect found anywhere wins.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from certify.errors import Limit, Undecided

FILE_BYTES = 1 << 30
MANIFEST_ITEMS = 1 << 20
MASK_ROWS = 1 << 25
DENOMINATOR_BITS = 1 << 17
BOUND_BITS = 1 << 19
NUMBER_BYTES = 1 << 29
WORK = 3 * 10**9
# The last two are for arrays of so many bytes in a ticket, and grow in proportion above.
SMALL = 3_000_000


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

    def spend(self, work: int, layer: int, field: str) -> None:
        """Take this work off what is left, or raise :class:`Undecided` where it is more than that."""
        if work > self.work:
            raise Undecided("it takes more work than the limit allows", code=self.code, layer=layer, field=field)
        self.work -= work

    def hold(self, size: int, layer: int, field: str) -> None:
        """Raise :class:`Undecided` where numbers of this size in bytes are more than may be held at a time."""
        if size > self.number_bytes:
            reason = "its numbers take more memory than the limit allows"
            raise Undecided(reason, code="number-bytes", layer=layer, field=field)


@contextmanager
def put_off(met: list[Undecided]) -> Iterator[None]:
    """Keep a limit that is met in the block for later."""
    try:
        yield
    except Undecided as limit:
        met.append(limit)
    except MemoryError:
        met.append(Undecided("it does not fit the memory of this machine", code="memory"))

"""Whether a job fits the memory of this machine, asked before it starts."""

from __future__ import annotations

import os

from certify.errors import InputError


def require(needed: int, job: str, instead: str) -> None:
    """Refuse a job that does not fit the physical memory.

    Parameters
    ----------
    needed
        An estimate, in bytes.
    job, instead
        What needs it, and what would need less: the beginning and the end of the message.

    Raises
    ------
    InputError
        With the estimate and what there is.
    """
    have = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    if needed > have:
        raise InputError(
            f"{job} needs about {needed / 2**30:.1f} GiB and this machine has {have / 2**30:.1f} GiB; {instead}"
        )

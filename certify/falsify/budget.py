"""What a search may spend."""

from __future__ import annotations

import re
from dataclasses import dataclass

from certify.errors import InputError

LEAST_SHARE = 0.2  # of its part, for a claim where those before it have used more than theirs


@dataclass(frozen=True)
class Budget:
    """What a search may spend: seconds, or cases drawn."""

    seconds: float | None = None
    cases: int | None = None

    @classmethod
    def of(cls, given: int | str | Budget) -> Budget:
        """``"60s"``, ``"2m"``, ``"100000"`` or a number of cases.

        Raises
        ------
        InputError
            When it is none of these, or 0.
        """
        if isinstance(given, Budget):
            return given
        match = re.fullmatch(r"([0-9]{1,12}(?:\.[0-9]{1,3})?)(s|m|)", str(given))
        if match is None or (not match[2] and "." in match[1]):
            raise InputError(
                f"--budget: {str(given)[:20]!r}; seconds (60s), minutes (2m) or a number of cases are needed"
            )
        number = float(match[1])
        if number == 0:
            raise InputError("--budget: nothing can be found for 0; give for example 60s or 100000")
        if match[2]:
            return cls(seconds=number * (60 if match[2] == "m" else 1))
        return cls(cases=int(number))

    def share(self, spent: float, left: int) -> Budget:
        """What the next of several claims may spend: time that others did not use is shared by those left."""
        if self.seconds is None:
            return self
        return Budget(seconds=max(self.seconds - spent, LEAST_SHARE * self.seconds / left) / left)

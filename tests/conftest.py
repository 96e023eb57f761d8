"""Profiles for Hypothesis, and the count of checks that this machine could not make."""

from __future__ import annotations

import os
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

_SLOW_MACHINES = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}

settings.register_profile("quick", max_examples=30, **_SLOW_MACHINES)
settings.register_profile("ci", max_examples=60, derandomize=True, **_SLOW_MACHINES)
settings.register_profile("nightly", max_examples=3000, **_SLOW_MACHINES)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "quick"))


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say how many checks were skipped: a skipped check is no passed one."""
    skipped = len(terminalreporter.stats.get("skipped", []))
    terminalreporter.write_line(f"{skipped} checks not made here")

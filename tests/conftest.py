"""Profiles for Hypothesis, what a plain run leaves out, and how many checks this machine could not make."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

_SLOW_MACHINES = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
_THOROUGH = Path(__file__).parent / "thorough"
_LEFT_OUT = "left out"

settings.register_profile("quick", max_examples=30, **_SLOW_MACHINES)
settings.register_profile("ci", max_examples=60, derandomize=True, **_SLOW_MACHINES)
settings.register_profile("nightly", max_examples=3000, **_SLOW_MACHINES)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "quick"))


def pytest_configure(config: Any) -> None:
    """Register the marker of what a plain run leaves out."""
    config.addinivalue_line("markers", "thorough: left out of a plain run, and run by `pytest -m thorough`")
    config.marked_statements = set()
    config.left_out = 0


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: Any, items: list[pytest.Item]) -> None:
    """Mark what is in the folder of thorough tests, and note the statements that tests are about."""
    for item in items:
        if item.path.is_relative_to(_THOROUGH):
            item.add_marker("thorough")
        config.marked_statements |= {mark.kwargs["id"] for mark in item.iter_markers("statement")}


def pytest_deselected(items: list[pytest.Item]) -> None:
    """Count what is left out."""
    if items:
        items[0].config.left_out += len(items)  # type: ignore[attr-defined]


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Let a worker tell how many tests it left out; each of them collects all."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput[_LEFT_OUT] = session.config.left_out


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Hear it."""
    node.config.left_out = getattr(node, "workeroutput", {}).get(_LEFT_OUT, 0)


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: Any, config: Any) -> None:
    """Say what was left out, which mutants fell, which graphs were read, and how many checks were skipped."""
    stats = terminalreporter.stats
    reports = [r for kind in ("passed", "failed", "error") for r in stats.get(kind, []) if r.when == "call"]
    mutants = [r for r in reports if "test_a_false_mutant_falls" in r.nodeid]
    if mutants:
        killed = sum(r.passed for r in mutants)
        terminalreporter.write_line(f"false mutants refuted: {killed} of {len(mutants)}")
    read, refused = (
        [r for r in reports if name in r.nodeid]
        for name in ("test_a_graph_is_the_network_that_onnxruntime_runs", "test_a_refused_graph_is_named")
    )
    if read or refused:
        terminalreporter.write_line(
            f"graphs of the corpus: {sum(r.passed for r in read)} of {len(read)} read as onnxruntime runs them, "
            f"{sum(r.passed for r in refused)} of {len(refused)} refused by name"
        )
    if config.left_out:
        terminalreporter.write_line(f"{config.left_out} tests left out here; `-m thorough` runs the thorough ones")
    terminalreporter.write_line(f"{len(stats.get('skipped', []))} checks not made here")

"""Run a checker in a process of its own; see what it says, and what processor time and memory it took."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import certify

ROOT = Path(certify.__file__).parent
COMMANDS = {
    "standalone": [sys.executable, "-I", str(ROOT / "checker.py")],
    "kernel": [sys.executable, "-c", "from certify.cli import main; main()", "check"],
}
VERDICTS = {0: "valid", 1: "invalid", 2: "error", 3: "undecided"}


@dataclass(frozen=True)
class Run:
    """What a checker said, and what it cost."""

    checker: str
    verdict: str
    code: str | None
    answer: dict
    seconds: float
    megabytes: float

    def __str__(self) -> str:
        return f"{self.checker}: {self.verdict} {self.code or ''} {self.seconds:.1f} s {self.megabytes:.0f} MB"


# A process inherits the peak memory of the one that starts it: so a small one stands between.  The limits that it
# sets guard the machine; what is asserted is measured.
STARTER = """
import os, resource, sys
resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))
resource.setrlimit(resource.RLIMIT_CPU, (100, 100))
_, status, usage = os.wait4(os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ), 0)
print(os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime, usage.ru_maxrss, file=sys.stderr)
"""


def measure(checker: str, path: Path, *arguments: str) -> Run:
    """Processor time and peak memory of ``checker`` on a file; a process that dies has the verdict *crash*."""
    line = [*COMMANDS[checker], str(path), "--format", "json", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT.parent), "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", STARTER, *line], capture_output=True, env=environment, check=True
    )
    exit_code, seconds, kilobytes = done.stderr.split()[-3:]
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        answer = {}
    verdict = VERDICTS.get(int(exit_code), "crash") if answer else "crash"
    code = answer.get("code") or answer.get("error", {}).get("kind")
    return Run(checker, verdict, code, answer, float(seconds), int(kilobytes) / 1024)

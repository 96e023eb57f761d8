"""Other people's networks: read every ONNX file of a folder, compare F with onnxruntime, print the share read.

    PYTHONPATH=tests .venv/bin/python -m reference.elsewhere FOLDER

Exit code 1 where some network that was read is not what onnxruntime runs.  What stands behind the scores (a
softmax, a label) is cut off by the reader, with a note; such networks are counted apart, for onnxruntime's
output is not the scores.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import numpy as np
import onnxruntime

from certify import CertifyError, load_target
from reference.forward import outputs

POINTS = 20
TOLERANCE = 1e-4  # relative: the runtime computes in float32


def judged(path: Path) -> tuple[str, str]:
    """One word about a file, and the reason or the difference."""
    try:
        target = load_target(path)
    except CertifyError as error:
        return "refused", str(error).removeprefix(f"{path}: ")
    if any("is cut off" in note for note in target.notes):
        return "cut", "; ".join(target.notes)
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    (given,) = [node for node in session.get_inputs() if node.name not in _stored(session)]
    kind = {"tensor(double)": np.float64, "tensor(float16)": np.float16}.get(given.type, np.float32)
    shape = [size if isinstance(size, int) and size > 0 else 1 for size in given.shape]
    if int(np.prod(shape)) != target.network.widths[0]:  # a file that declares no sizes
        shape = [target.network.widths[0]] if len(shape) == 1 else [1, target.network.widths[0]]
    draw, worst = np.random.default_rng(0), 0.0
    for _ in range(POINTS):
        x = draw.uniform(-1, 1, shape).astype(kind)
        found = outputs(target.network, x.astype(np.float64).ravel())
        runs = [np.ravel(run) for run in session.run(None, {given.name: x})]
        distances = [float(abs(run - found).max()) for run in runs if run.size == found.size]
        worst = max(worst, min(distances, default=np.inf) / (1 + float(abs(found).max())))
    return "read" if worst <= TOLERANCE else "WRONG", f"{worst:.1e}"


def _stored(session: onnxruntime.InferenceSession) -> set[str]:
    return {node.name for node in session.get_overridable_initializers()}


def main(folder: str) -> int:
    onnxruntime.set_default_logger_severity(4)
    counts: Counter[str] = Counter()
    for path in sorted(Path(folder).rglob("*.onnx")):
        word, reason = judged(path)
        counts[word] += 1
        print(f"{word:8} {path.relative_to(folder)}: {reason}")
    print(f"{counts['read'] + counts['cut']} of {counts.total()} read ({dict(counts)})")
    return int(counts["WRONG"] > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

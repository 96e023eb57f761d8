"""What becomes of the output changes no verdict: readers who leave, full devices, full disks."""

import subprocess
import sys
from pathlib import Path

import pytest

TICKET = Path(__file__).parents[1] / "golden" / "recycle-signed.ticket"
COMMAND = f"""'{sys.executable}' -c 'from certify.cli import main; main()'"""


def shell(words: str, before: str = "set -o pipefail", folder: Path | None = None) -> tuple[int, str, str]:
    script = ["bash", "-c", f"{before}; {COMMAND} {words}"]
    done = subprocess.run(script, capture_output=True, text=True, check=False, cwd=folder)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(("asked", "code"), [("", 0), ("--epsilon 1e-30", 1), ("--epsilon 0", 2)])
def test_a_reader_who_leaves_changes_no_exit_code(asked, code):
    assert shell(f"check {TICKET} {asked} | true")[0] == code
    assert shell(f"check {TICKET} {asked} --format json 2>&1 | true")[0] == code


@pytest.mark.parametrize("words", ["", "--format json"])
def test_a_full_device_is_one_line(words):
    code, _, error = shell(f"check {TICKET} {words} > /dev/full")
    assert (code, error) == (2, "certify-bounds: standard output: cannot be written: No space left on device\n")
    assert shell(f"check {TICKET} {words} > /dev/full 2> /dev/full") == (2, "", "")
    assert shell(f"check {TICKET} {words} >&-") == (2, "", "certify-bounds: standard output: it is closed\n")


def test_a_full_disk_is_one_line_and_leaves_nothing(tmp_path):
    code, _, error = shell(f"export {TICKET} --to npz --out net.npz", "ulimit -f 0", tmp_path)
    assert (code, error) == (2, "certify-bounds: net.npz: cannot be written: File too large\n")
    assert list(tmp_path.iterdir()) == []

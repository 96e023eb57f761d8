"""How much has to be trusted: the kernel stays small, and its page says how small."""

import ast
import tokenize
from pathlib import Path

import certify

ROOT = Path(certify.__file__).parent
USED = ("doubles", "dyadic", "integers", "rationals", "strict_json")  # of certify/exact, in checking a ticket
LAYOUT = {
    *(tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE),
    *(tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER, tokenize.ENCODING),
}


def lines_of_code(file: Path) -> int:
    """Lines that are neither blank, nor comments, nor docstrings."""
    documented = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
            documented |= set(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    with tokenize.open(file) as stream:
        spans = [(t.start[0], t.end[0]) for t in tokenize.generate_tokens(stream.readline) if t.type not in LAYOUT]
    return len({line for start, end in spans for line in range(start, end + 1)} - documented)


def test_lines_are_counted(tmp_path):
    file = tmp_path / "a.py"
    body = 'def f():\n    """No."""\n    # no\n    return (\n        2\n    )\n'
    file.write_text('"""Two\nlines."""\n\nx = 1  # one\n\n\n' + body)
    assert lines_of_code(file) == 5


def test_the_kernel_is_small_and_its_page_says_so():
    kernel = sum(map(lines_of_code, (ROOT / "kernel").glob("*.py")))
    exact = sum(lines_of_code(ROOT / "exact" / f"{name}.py") for name in USED)
    assert kernel <= 1200
    page = (ROOT / "kernel" / "README.md").read_text(encoding="utf-8")
    assert f"{kernel} lines of code here" in page
    assert f"({exact} lines)" in page

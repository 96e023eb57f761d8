"""Asks Coq: compiles the proofs, and reads off what a theorem says and which axioms it uses.

Nothing here is believed on the strength of a name.  A theorem counts when coqc has compiled its file from the
sources at hand, Coq prints its closed statement (section hypotheses have become premises by then), and every
axiom that it uses is one of :data:`AXIOMS`, located in the standard library.

Compiled files are kept under the SHA-256 of their sources and of Coq's version, outside the source tree.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import tempfile
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from proofs.ledger.kept import kept_folder, write_kept

PREFIX = "Certify"
_PROOFS = Path(__file__).parents[1]
# The folders that Coq knows below ``Certify``: the rooms by their own names, the shared library as ``coq``.
SOURCES = {"": _PROOFS / "statements", "coq": _PROOFS / "coq"}
TIMEOUT = 300  # seconds for one file
# what a proof may assume, as Coq prints it, and where it has to be located
AXIOMS = {
    "ClassicalDedekindReals.sig_forall_dec": "Coq.Reals.ClassicalDedekindReals.sig_forall_dec",
    "ClassicalDedekindReals.sig_not_dec": "Coq.Reals.ClassicalDedekindReals.sig_not_dec",
    "FunctionalExtensionality.functional_extensionality_dep": (
        "Coq.Logic.FunctionalExtensionality.functional_extensionality_dep"
    ),
    "Classical_Prop.classic": "Coq.Logic.Classical_Prop.classic",
}

_REPLAY = 1  # changes with the questions asked, so that old answers are not read
_REQUIRE = re.compile(rf"\bFrom\s+{PREFIX}\.(\S+)\s+Require\s+(?:Import\s+|Export\s+)?([^.]*)\.")
_COMMENT = re.compile(r"\(\*(?:(?!\(\*|\*\)).)*\*\)", re.DOTALL)
_DEFINED = re.compile(
    r"\b(?:Definition|Fixpoint|CoFixpoint|Inductive|CoInductive|Record|Structure|Class|Variant|Function)"
    r"\s+([A-Za-z_][\w']*)"
)
_WORD = re.compile(r"[A-Za-z_][\w']*(?:\.[A-Za-z_][\w']*)*")
_FETCHING = re.compile(r"Fetching opaque proofs from disk for \S+")
_THEOREM = re.compile(rf"{PREFIX}(?:\.[A-Za-z_][\w']*){{3,}}")


@dataclass(frozen=True)
class Closed:
    """A theorem that Coq accepted, as Coq prints it.

    Attributes
    ----------
    theorem
        Its full name.
    statement
        The closed statement: every premise is in it.
    definitions
        Our own definitions that the statement uses, directly or not, as Coq prints them.
    axioms
        The axioms used, all from the standard library.
    """

    theorem: str
    statement: str
    definitions: tuple[str, ...]
    axioms: tuple[str, ...]


@dataclass(frozen=True)
class Failed:
    """Coq does not accept it: the file does not compile, the theorem is not there, an axiom is not allowed."""

    reason: str


@dataclass(frozen=True)
class NotChecked:
    """Nothing was asked, so nothing is known: Coq is not installed, or was not to be run."""

    reason: str


Replay = Closed | Failed | NotChecked


@dataclass(frozen=True)
class Module:
    """A Coq file: its name below :data:`PREFIX`, its text, and the names of ours that it requires."""

    name: str
    text: str
    requires: tuple[str, ...]

    @property
    def file(self) -> str:
        """Its path below the root: ``lemma_09/Lemma09.v``."""
        return self.name.replace(".", "/") + ".v"


class Library:
    """The Coq files of one folder, compiled when asked and never in place.

    Parameters
    ----------
    sources
        Folders by the name under which Coq knows them below ``Certify``; ``""`` is ``Certify`` itself.
    kept
        Where compiled files are kept; by default the user's cache folder.
    """

    def __init__(self, sources: Mapping[str, Path] = SOURCES, kept: Path | None = None) -> None:
        modules = [_read(name, root, path) for name, root in sources.items() for path in sorted(root.rglob("*.v"))]
        self.modules = {module.name: module for module in modules}
        self.kept = kept if kept is not None else kept_folder("coq")
        self.version = coq_version()

    def order(self) -> tuple[Module, ...]:
        """The files, each after those that it requires.

        Raises
        ------
        CircularError
            When there is no such order.
        """
        found: dict[str, Module] = {}

        def visit(name: str, path: tuple[str, ...]) -> None:
            if name in path:
                raise CircularError(f"Coq files require each other: {' -> '.join((*path, name))}")
            if name in found or name not in self.modules:
                return
            for needed in self.modules[name].requires:
                visit(needed, (*path, name))
            found[name] = self.modules[name]

        for name in self.modules:
            visit(name, ())
        return tuple(found.values())

    def key(self, name: str) -> str:
        """The digest of a file, of all that it requires, and of Coq's version."""
        parts = [str(_REPLAY), str(self.version)]
        parts += [f"{module.name}\0{module.text}" for module in self.needed(name)]
        return hashlib.sha256("\0\0".join(parts).encode()).hexdigest()

    def needed(self, name: str) -> tuple[Module, ...]:
        """The file and all that it requires, in order."""
        wanted = {name}
        for module in reversed(self.order()):
            if module.name in wanted:
                wanted |= set(module.requires)
        return tuple(module for module in self.order() if module.name in wanted)

    def replay(self, theorems: Iterable[str], *, run: bool = True) -> dict[str, Replay]:
        """What Coq says of each theorem.

        Parameters
        ----------
        theorems
            Full names: ``Certify.lemma_09.Lemma09.lemma_09``.
        run
            Whether Coq may be run; else only what an earlier run on the very same sources left is read.

        Guarantee
        ---------
        A :class:`Closed` theorem was accepted by this machine's Coq from these very sources, and rests on
        no axiom outside :data:`AXIOMS`.
        """
        by_module: dict[str, list[str]] = {}
        found: dict[str, Replay] = {}
        for theorem in dict.fromkeys(theorems):
            module = self._module_of(theorem)
            if isinstance(module, Failed):
                found[theorem] = module
            else:
                by_module.setdefault(module, []).append(theorem)
        if self.version is None:
            return found | {t: NotChecked("coqc is not installed") for ts in by_module.values() for t in ts}
        for module, wanted in by_module.items():
            found |= self._answered(module, wanted)
        missing = {m: [t for t in ts if t not in found] for m, ts in by_module.items()}
        missing = {m: ts for m, ts in missing.items() if ts}
        if not run:
            return found | {t: NotChecked("coqc was not run") for ts in missing.values() for t in ts}
        failures = self.compile(missing)
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for answers in pool.map(lambda m: self._asked(m, missing[m], failures), missing):
                found |= answers
        return found

    def compile(self, names: Iterable[str]) -> dict[str, Failed]:
        """Compile files and what they require; the failures by name."""
        wanted = {module.name for name in names for module in self.needed(name)}
        failures: dict[str, Failed] = {}
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            waiting = [module for module in self.order() if module.name in wanted]
            while waiting:
                names_left = {module.name for module in waiting}
                ready = [module for module in waiting if not names_left & set(module.requires)]
                waiting = [module for module in waiting if module not in ready]
                for module, failure in zip(
                    ready, pool.map(lambda m: self._compile(m, failures), ready), strict=True
                ):
                    if failure is not None:
                        failures[module.name] = failure
        return failures

    def paths(self, name: str) -> list[str]:
        """Coq's options to find a file and what it requires."""
        return [word for m in self.needed(name) for word in ("-R", str(self.folder(m.name)), PREFIX)]

    def folder(self, name: str) -> Path:
        """Where the compiled file is kept."""
        return self.kept / self.key(name)

    def _module_of(self, theorem: str) -> str | Failed:
        if not _THEOREM.fullmatch(theorem):
            return Failed(f"{theorem}: a full name is needed, as {PREFIX}.lemma_09.Lemma09.lemma_09")
        parts = theorem.split(".")[1:]
        for end in range(len(parts) - 1, 0, -1):
            if ".".join(parts[:end]) in self.modules:
                return ".".join(parts[:end])
        return Failed(f"{theorem}: there is no file {'/'.join(parts[:-1])}.v")

    def _compile(self, module: Module, failures: Mapping[str, Failed]) -> Failed | None:
        for needed in module.requires:
            if needed in failures:
                return Failed(f"{module.file}: it requires {needed}, which does not compile")
            if needed not in self.modules:
                return Failed(f"{module.file}: it requires {needed}, which is not there")
        target = self.folder(module.name)
        if (target / module.file).with_suffix(".vo").is_file():
            return None
        with _scratch(self.kept) as scratch:
            source = scratch / module.file
            source.parent.mkdir(parents=True)
            source.write_text(module.text, encoding="utf-8")
            paths = self.paths(module.name)[:-3]  # its own folder is the scratch one as yet
            answer = _run(["coqc", "-q", *paths, "-R", str(scratch), PREFIX, str(source)], place=scratch)
            if answer.returncode:
                return Failed(f"{module.file}: {_first_error(answer.stderr)}")
            _move_into_place(scratch, target)
        return None

    def _answered(self, module: str, theorems: list[str]) -> dict[str, Closed]:
        """What an earlier run on the same sources left."""
        try:
            kept = json.loads((self.folder(module) / "answers.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return {t: _closed(kept[t]) for t in theorems if t in kept}

    def _asked(self, module: str, theorems: list[str], failures: Mapping[str, Failed]) -> dict[str, Replay]:
        if module in failures:
            return dict.fromkeys(theorems, failures[module])
        found = self._ask(module, theorems)
        good = {t: c for t, c in found.items() if isinstance(c, Closed)}
        file = self.folder(module) / "answers.json"
        known = self._answered_all(file) | {t: asdict(c) for t, c in good.items()}
        write_kept(file, json.dumps(known))
        return found

    @staticmethod
    def _answered_all(file: Path) -> dict[str, object]:
        return dict(json.loads(file.read_text(encoding="utf-8"))) if file.is_file() else {}

    def _ask(self, module: str, theorems: list[str]) -> dict[str, Replay]:
        """Put all questions about one file's theorems to one coqtop; each answer goes to a file of its own."""
        modules = [m.name for m in self.needed(module)]
        names = [
            f"{m.name}.{name}" for m in self.needed(module) for name in _DEFINED.findall(_uncommented(m.text))
        ]
        with tempfile.TemporaryDirectory() as place:
            _run(["coqtop", "-q", *self.paths(module)], _script(modules, theorems, names), Path(place))
            answers = {file.stem: file.read_text(encoding="utf-8") for file in Path(place).glob("*.out")}
        located = [answers.get(f"locate-{n}", "").strip() for n in range(len(AXIOMS))]
        impostors = [a for a, answer in zip(AXIOMS.values(), located, strict=True) if answer != f"Constant {a}"]
        if impostors:
            return dict.fromkeys(theorems, Failed(f"{module}: {impostors[0]} is not the standard library's"))
        return {theorem: _judged(theorem, n, names, answers) for n, theorem in enumerate(theorems)}


class CircularError(ValueError):
    """Coq files that require each other."""


@cache
def coq_version() -> str | None:
    """The version of the coqc installed; None without one."""
    if shutil.which("coqc") is None or shutil.which("coqtop") is None:
        return None
    return _run(["coqc", "--print-version"]).stdout.strip() or None


def coqchk(library: Library, *, whole: bool = False) -> Failed | None:
    """Check the compiled files again with Coq's separate checker; None when it accepts.

    Parameters
    ----------
    library
        Compiled or not.
    whole
        Whether the standard library that they use is checked too, which takes most of a minute.
    """
    names = [module.name for module in library.order()]
    for failure in library.compile(names).values():
        return failure
    paths = [word for name in names for word in ("-R", str(library.folder(name)), PREFIX)]
    modules = [word for name in names for word in (() if whole else ("-norec",)) + (f"{PREFIX}.{name}",)]
    answer = _run(["coqchk", "-silent", *paths, *modules])
    return Failed(f"coqchk: {_first_error(answer.stderr + answer.stdout)}") if answer.returncode else None


# questions and answers --------------------------------------------------------------------------


def _script(modules: list[str], theorems: list[str], names: list[str]) -> str:
    lines = [f"Require {PREFIX}.{modules[-1]}.", "Set Printing Width 100."]
    lines += ["Require Coq.Reals.Reals Coq.Logic.Classical_Prop Coq.Logic.FunctionalExtensionality."]
    lines += [f'Redirect "locate-{n}" Locate {axiom}.' for n, axiom in enumerate(AXIOMS)]
    lines += [f'Redirect "axioms-{n}" Print Assumptions {theorem}.' for n, theorem in enumerate(theorems)]
    lines += ["Require Import Coq.Reals.Reals Coq.Lists.List.", "Import ListNotations.", "Open Scope R_scope."]
    lines += [f"Require Import {PREFIX}.{module}." for module in modules]
    for n, theorem in enumerate(theorems):
        proposition = f"Check (ltac:(let T := type of {theorem} in exact T) : Prop)."
        lines += [f'Redirect "prop-{n}" {proposition}', f'Redirect "check-{n}" Check {theorem}.']
    lines += [f'Redirect "print-{name}" Print {PREFIX}.{name}.' for name in names]
    lines += ["Set Printing All."]
    lines += [f'Redirect "allcheck-{n}" Check {theorem}.' for n, theorem in enumerate(theorems)]
    lines += [f'Redirect "all-{name}" Print {PREFIX}.{name}.' for name in names]
    return "\n".join(lines) + "\n"


def _judged(theorem: str, n: int, names: list[str], answers: Mapping[str, str]) -> Replay:
    checked, axioms = answers.get(f"check-{n}", ""), answers.get(f"axioms-{n}", "")
    if not checked or not axioms:
        return Failed(f"{theorem}: there is no such theorem")
    if not answers.get(f"prop-{n}"):
        return Failed(f"{theorem}: it is not a theorem: its type is not a proposition")
    used = _axioms(axioms)
    unknown = [name for name in used if name not in AXIOMS]
    if unknown:
        return Failed(f"{theorem}: it assumes {unknown[0]}, which is not allowed")
    _, _, statement = checked.partition("\n     : ")
    statement = textwrap.dedent(" " * 7 + statement)
    definitions = _definitions(answers.get(f"allcheck-{n}", ""), names, answers)
    return Closed(theorem, _tidy(statement), definitions, used)


def _axioms(answer: str) -> tuple[str, ...]:
    """The names in an answer to ``Print Assumptions``; a line of any other kind counts as a name."""
    first, *rest = [line for line in answer.strip().splitlines() if not _FETCHING.fullmatch(line)] or [answer]
    if first == "Closed under the global context" and not rest:
        return ()
    if first != "Axioms:":
        return (first,)
    return tuple(sorted(line.split(" : ")[0].strip() for line in rest if not line.startswith(" ")))


def _definitions(statement: str, names: list[str], answers: Mapping[str, str]) -> tuple[str, ...]:
    """Our definitions that a statement reaches, as printed: too many where names coincide, never too few."""
    words, reached = _words(statement), set[str]()
    while new := {name for name in names if name.rsplit(".", 1)[-1] in words} - reached:
        reached |= new
        words |= {word for name in new for word in _words(answers.get(f"all-{name}", ""))}
    printed = (_tidy(answers.get(f"print-{name}", "")) for name in names if name in reached)
    return tuple(text for text in printed if text)


def _words(text: str) -> set[str]:
    """Every name in a text, without its qualification."""
    return {word.rsplit(".", 1)[-1] for word in _WORD.findall(text)}


def _tidy(text: str) -> str:
    """Coq's text without trailing blanks and without the lines on implicit arguments and scopes."""
    body = text.split("\n\nArguments ")[0]
    return "\n".join(line.rstrip() for line in body.strip().splitlines())


def _closed(fields: Mapping[str, object]) -> Closed:
    return Closed(
        str(fields["theorem"]),
        str(fields["statement"]),
        tuple(map(str, fields["definitions"])),  # type: ignore[call-overload]
        tuple(map(str, fields["axioms"])),  # type: ignore[call-overload]
    )


# files and processes ----------------------------------------------------------------------------


def _read(below: str, root: Path, path: Path) -> Module:
    text = path.read_text(encoding="utf-8")
    name = ".".join(filter(None, (below, *path.relative_to(root).with_suffix("").parts)))
    found = _REQUIRE.findall(_uncommented(text))
    return Module(name, text, tuple(f"{folder}.{file}" for folder, files in found for file in files.split()))


def _uncommented(text: str) -> str:
    while (shorter := _COMMENT.sub(" ", text)) != text:
        text = shorter
    return text


def _run(words: list[str], text: str = "", place: Path | None = None) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            words, input=text, cwd=place, capture_output=True, encoding="utf-8", timeout=TIMEOUT, check=False
        )
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(words, 1, "", f"Error: {words[0]} took more than {TIMEOUT} s")


def _first_error(text: str) -> str:
    _, found, message = text.partition("Error:")
    return " ".join((message if found else text).split())[:300] or "it failed without a message"


@contextmanager
def _scratch(beside: Path) -> Iterator[Path]:
    """A temporary folder on the same file system, so that it can be moved into place."""
    beside.mkdir(parents=True, exist_ok=True)
    path = Path(tempfile.mkdtemp(prefix="new-", dir=beside))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def _move_into_place(scratch: Path, target: Path) -> None:
    try:
        scratch.rename(target)
    except OSError:
        if not target.is_dir():  # else another process was first, and its files were made from the same text
            raise

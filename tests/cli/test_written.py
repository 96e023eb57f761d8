"""What every verb writes: never over an input, over another file only with ``--force``; the target as read."""

from __future__ import annotations

import json
import os

import numpy as np
import pytest
import safetensors.numpy
from click.testing import CliRunner

import certify
from certify.cli import main
from certify.errors import InputError
from certify.models import embedded
from certify.models.output import replacing

BOX = ("--domain", "box:0,1")
FALSE_CLAIM = """
from certify import Claim
wrong = Claim("wrong", parameters={"n": "integer [0, 9]"}, conclusions={"small": "n <= 3"})
"""


def run(*words):
    return CliRunner().invoke(main, [str(w) for w in words])


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A network that says nothing of itself, one that does, a ticket, and something precious."""
    monkeypatch.chdir(tmp_path)
    values = {"W1": np.array([[0.5, -1.0], [0.25, 0.75]], np.float32), "b1": np.array([0.5, 0.25], np.float32)}
    values["W2"] = np.array([[-0.75, 0.5]], np.float32)
    np.savez("net.npz", **values)
    safetensors.numpy.save_file({"net.0.weight": values["W1"], "net.2.weight": values["W2"]}, "net.safetensors")
    certify.find_ticket("net.npz", "box:0,1", out="t.ticket")
    for suffix in ("npz", "onnx", "ticket", "json"):
        (tmp_path / f"precious.{suffix}").write_bytes(b"precious")
    (tmp_path / "claims.py").write_text(FALSE_CLAIM)
    np.savez("bounds.npz", lower=np.zeros(2), upper=np.ones(2))
    return tmp_path


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def refused(result, *named):
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    for word in named:
        assert word in line
    return line


WRITERS = [
    (["certify", "net.npz", *BOX], "--out", "precious.ticket"),
    (["certify", "net.npz", *BOX], "--save-target", "precious.npz"),
    (["digest", "net.npz"], "--save-target", "precious.npz"),
    (["export", "t.ticket"], "--out", "precious.npz"),
    (["export", "t.ticket"], "--out", "precious.onnx"),
    (["falsify", "claims.py::wrong", "--budget", "200"], "--out", "precious.json"),
]


@pytest.mark.parametrize(("words", "option", "file"), WRITERS)
def test_a_file_is_overwritten_with_force_only(folder, words, option, file):
    before = contents(folder)
    line = refused(run(*words, option, file), file, "exists", "--force", option)
    as_json = json.loads(run(*words, option, file, "--format", "json").stdout)
    assert line.endswith(as_json["error"]["message"])
    assert contents(folder).items() >= before.items()
    assert contents(folder).keys() <= before.keys() | {"net.ticket"}
    done = run(*words, option, file, "--force")
    assert done.exit_code in (0, 1), done.output
    after = contents(folder)
    assert after[file] != b"precious"
    assert {**after, file: b"precious"}.items() >= before.items()
    assert run(*words, option, file).exit_code == done.exit_code  # the same bytes again: nothing is overwritten
    assert contents(folder) == after


INPUTS = [
    (["certify", "net.npz", *BOX], "--out", "net.npz"),
    (["certify", "net.npz", *BOX], "--save-target", "net.npz"),
    (["certify", "net.npz", "--domain", "bounds.npz"], "--out", "bounds.npz"),
    (["certify", "net.npz", "--domain", "bounds.npz"], "--save-target", "bounds.npz"),
    (["certify", "net.npz", *BOX, "--data", "data.npy"], "--out", "data.npy"),
    (["certify", "net.npz", *BOX], "--out", "link.npz"),
    (["digest", "net.npz"], "--save-target", "net.npz"),
    (["digest", "net.npz", "--domain", "bounds.npz"], "--save-target", "bounds.npz"),
    (["export", "t.ticket", "--to", "npz"], "--out", "t.ticket"),
    (["falsify", "claims.py::wrong", "--budget", "200"], "--out", "claims.py"),
]


@pytest.mark.parametrize(("words", "option", "file"), INPUTS)
def test_an_input_is_never_overwritten(folder, words, option, file):
    np.save("data.npy", np.zeros((1, 2)))
    os.link("net.npz", "link.npz")
    before = contents(folder)
    for force in ([], ["--force"]):
        refused(run(*words, option, file, *force), file, "is a file that is read here; name another")
    assert contents(folder) == before


def test_two_outputs_are_two_files(folder):
    before = contents(folder)
    for force in ([], ["--force"]):
        refused(run("certify", "net.npz", *BOX, "--out", "a.npz", "--save-target", "./a.npz", *force), "a.npz")
    assert contents(folder) == before


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["certify", "net.npz", *BOX, "--save-target", "a.onnx"], ".npz"),
        (["certify", "net.npz", *BOX, "--save-target", "no/a.npz"], "folder"),
        (["digest", "net.npz", "--save-target", "no/a.npz"], "folder"),
        (["export", "t.ticket", "--out", "a.npz", "--to", "onnx"], "onnx was asked for"),
        (["export", "t.ticket", "--out", "a.onnx", "--to", "npz"], "npz was asked for"),
        (["export", "t.ticket", "--out", "a.pt"], ".npz or .onnx"),
        (["falsify", "claims.py::wrong", "--out", "no/w.json"], "folder"),
        (["digest", "--activation", "relu", "--save-target", "a.npz"], "read already"),
        (["digest"], "FILE: missing; name a network, or the file for the embedded one with --save-target"),
    ],
)
def test_bad_outputs(folder, words, named):
    before = contents(folder)
    refused(run(*words), named)
    assert contents(folder) == before


def test_a_run_with_other_numbers_is_refused_before_the_search(folder, monkeypatch):
    assert run("certify", "net.npz", *BOX).exit_code == 0
    first = contents(folder)
    assert run("certify", "net.npz", *BOX).exit_code == 0
    monkeypatch.setattr("certify.tickets.finding.find_ticket", None)
    for other in (["--epsilon", "1/50"], ["--delta", "1/50"], ["--seed", 1], ["--method", "batch"]):
        refused(run("certify", "net.npz", *BOX, *other), "net.ticket", "--force")
    refused(run("certify", "net.npz", "--domain", "ball:1"), "net.ticket", "--force")
    refused(run("certify", "net.npz", *BOX, "--activation", "tanh"), "net.ticket", "--force")
    assert contents(folder) == first


def test_the_suffix_says_the_format(folder):
    for name in ("a.npz", "a.onnx", "b.ONNX"):
        assert run("export", "t.ticket", "--out", name).exit_code == 0
    fields = json.loads(run("export", "t.ticket", "--out", "a.onnx", "--format", "json").stdout)
    assert (fields["file"], fields["to"]) == ("a.onnx", "onnx")
    assert run("export", "t.ticket", "--out", "a.bin", "--to", "onnx").exit_code == 0
    assert (folder / "a.bin").read_bytes() == (folder / "a.onnx").read_bytes()
    assert certify.load_target("a.onnx").network.sha256 == certify.load_target("a.npz").network.sha256


@pytest.mark.parametrize(
    "words",
    [
        ["net.npz"],
        ["net.npz", "--activation", "tanh", "--output", "sigmoid"],
        ["net.npz", "--activation", "leaky-relu(1/4)", "--output", "clip(0,1)"],
        ["net.safetensors"],
        [],
    ],
)
def test_the_target_as_it_was_read(folder, words):
    fields = json.loads(run("digest", *words, "--save-target", "saved.npz", "--format", "json").stdout)
    assert fields["saved_target"] == "saved.npz"
    again = certify.load_target("saved.npz")
    assert again.network.sha256 == fields["target_sha256"]
    assert list(again.activations) == fields["target"]["activations"]
    assert again.assumed == again.notes == ()
    with pytest.raises(InputError, match="the file says"):
        certify.load_target("saved.npz", output="relu")
    if words:
        result = run("certify", *words, *BOX, "--save-target", "more.npz")
        assert "written    more.npz, the network as it was read" in result.stdout.splitlines()
        assert (folder / "more.npz").read_bytes() == (folder / "saved.npz").read_bytes()
    else:
        assert again.network.sha256 == embedded().network.sha256


def test_the_same_in_python(folder):
    before = contents(folder)
    for name, file in (("out", "precious.ticket"), ("save_target", "precious.npz"), ("out", "net.npz")):
        with pytest.raises(InputError, match=file):
            certify.find_ticket("net.npz", "box:0,1", **{name: file})
    for file in ("precious.npz", "precious.onnx", "t.ticket"):
        with pytest.raises(InputError, match=file):
            certify.export("t.ticket", file, to="npz" if file == "t.ticket" else None)
    target = certify.load_target("net.npz")
    for file in ("precious.npz", "net.npz"):
        with pytest.raises(InputError, match=file):
            target.save(file)
    with pytest.raises(InputError, match="is read here"):
        target.save("net.npz", overwrite=True)
    with pytest.raises(InputError, match="is read here"):
        certify.find_ticket(target, "box:0,1", out="net.npz", overwrite=True)
    assert contents(folder) == before
    certify.find_ticket(target, "box:0,1", out="precious.ticket", save_target="precious.npz", overwrite=True)
    certify.export("t.ticket", "precious.onnx", overwrite=True)
    assert certify.check("precious.ticket", target="precious.npz").assumed == ()
    assert certify.load_target("precious.onnx").network.widths[0] == 2


def test_a_file_that_appears_meanwhile_is_not_overwritten(folder):
    def write():
        with replacing(folder / "new") as temporary:
            temporary.write_bytes(b"mine")
            (folder / "new").write_bytes(b"theirs")

    with pytest.raises(InputError, match="holds something else"):
        write()
    assert (folder / "new").read_bytes() == b"theirs"
    with replacing(folder / "new", overwrite=True) as temporary:
        temporary.write_bytes(b"mine")
    assert (folder / "new").read_bytes() == b"mine"

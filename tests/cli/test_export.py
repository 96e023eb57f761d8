"""``export`` at the command line."""

import json

import numpy as np
import onnx
import onnx.reference
import pytest
from click.testing import CliRunner

from certify import find_ticket, load, load_target
from certify.cli import main
from certify.tickets.pruned import target_floats


def run(*words):
    return CliRunner().invoke(main, [str(w) for w in words])


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("export")
    np.savez(folder / "net.npz", W1=[[0.5, -1.0], [0.25, 0.5]], b1=[0.5, 0.25], W2=[[-0.75, 1.0]])
    find_ticket(folder / "net.npz", "box:0,1", out=folder / "unsigned.ticket")
    find_ticket(folder / "net.npz", "box:-1,1", out=folder / "signed.ticket")
    (folder / "damaged.ticket").write_bytes((folder / "signed.ticket").read_bytes()[:-1])
    return folder


@pytest.fixture
def folder(made, tmp_path, monkeypatch):
    for path in made.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("to", ["npz", "onnx"])
@pytest.mark.parametrize("form", ["masked", "virtual"])
def test_the_file_computes_what_the_ticket_says(folder, to, form):
    result = run("export", "unsigned.ticket", "--to", to, "--as", form, "--format", "json")
    assert result.exit_code == 0, result.output
    fields = json.loads(result.stdout)
    assert fields["file"] == f"unsigned-{form}.{to}"
    network = load_target(fields["file"]).network
    assert [list(layer.weights.shape) for layer in network.layers] == fields["shapes"]
    loaded = load("unsigned.ticket")
    x = np.random.default_rng(1).uniform(0, 1, (30, 2))
    assert np.allclose(target_floats(network, x), loaded.pruned(x), rtol=1e-12, atol=1e-14)
    assert not np.array_equal(target_floats(loaded.target, x), loaded.pruned(x))


def test_onnx_itself_agrees(folder):
    assert run("export", "signed.ticket", "--to", "onnx", "--out", "m.onnx").exit_code == 0
    model = onnx.load("m.onnx")
    x = np.random.default_rng(1).uniform(-1, 1, (10, 2))
    (found,) = onnx.reference.ReferenceEvaluator(model).run(None, {model.graph.input[0].name: x})
    assert np.allclose(found, load("signed.ticket").pruned(x), rtol=1e-12, atol=1e-14)


def test_a_signed_ticket_has_no_virtual_network(folder):
    before = sorted(folder.iterdir())
    result = run("export", "signed.ticket", "--as", "virtual")
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1
    assert "--as masked" in result.stderr
    assert sorted(folder.iterdir()) == before


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["missing.ticket"], 2),
        (["net.npz"], 2),
        (["damaged.ticket"], 1),
        (["signed.ticket", "--to", "csv"], 2),
        (["signed.ticket", "--as", "dense"], 2),
        (["signed.ticket", "--out", "no/folder/x.npz"], 2),
        ([], 2),
    ],
)
def test_bad_input(folder, words, code):
    before = sorted(folder.iterdir())
    result = run("export", *words)
    assert result.exit_code == code
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1
    assert sorted(folder.iterdir()) == before
    as_json = run("export", *words, "--format", "json")
    assert json.loads(as_json.stdout)["error"]["exit_code"] == as_json.exit_code == code


def test_a_folder_as_out_is_bad_input(folder):
    """Regression: IsADirectoryError, a traceback."""
    (folder / "sub").mkdir()
    result = run("export", "signed.ticket", "--out", "sub")
    assert result.exit_code == 2
    assert "sub" in result.stderr

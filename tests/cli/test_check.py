"""``check`` at the command line: the statement, the bindings, the exit codes."""

import json
import os
import subprocess
import sys
import zipfile
from fractions import Fraction
from pathlib import Path

import numpy as np
import onnx
import pytest
import safetensors.numpy
from click.testing import CliRunner

from certify import check, find_ticket, load_target
from certify.cli import main
from certify.errors import InputError
from certify.kernel import verification


def run(*words):
    return CliRunner().invoke(main, [str(w) for w in words])


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A ticket on box:-1,1 with its target, another target, domains, and files that are no tickets."""
    folder = tmp_path_factory.mktemp("check")
    values = {"W1": np.array([[0.5, -1.0], [0.25, 0.75]]), "b1": np.array([0.5, 0.25])}
    values["W2"] = np.array([[-0.75, 0.5]])
    np.savez(folder / "net.npz", **values)
    np.savez(folder / "negative-zero.npz", **{**values, "b2": np.array([-0.0])})
    np.savez(folder / "other.npz", **{**values, "W2": np.array([[np.nextafter(-0.75, 0), 0.5]])})
    np.savez(folder / "inside.npz", lower=np.array([-1.0, 0.0]), upper=np.array([1.0, 0.5]))
    np.savez(folder / "outside.npz", lower=np.array([-1.0, 0.0]), upper=np.array([1.0, np.nextafter(1.0, 2)]))
    np.savez(folder / "three.npz", lower=np.zeros(3), upper=np.ones(3))
    np.save(folder / "data.npy", np.array([[1.0, -1.0], [0.0, 0.5]]))
    find_ticket(folder / "net.npz", "box:-1,1", out=folder / "t.ticket")
    data = find_ticket(folder / "net.npz", folder / "data.npy", out=folder / "data.ticket")
    assert data.certified
    (folder / "garbage").write_bytes(b"garbage")
    (folder / "empty").write_bytes(b"")
    (folder / "short").write_bytes((folder / "t.ticket").read_bytes()[:-1])
    with zipfile.ZipFile(folder / "other.zip", "w") as archive:
        archive.writestr("hello.txt", "hello")
    return folder


STATEMENT = {
    *("target_sha256", "domain_sha256", "mask_sha256", "domain", "epsilon", "bound", "generator", "layers"),
}
LAYER = {"outputs", "inputs", "bias", "activation", "alpha", "beta", "neurons"}


def test_the_fields_of_the_json(folder):
    result = run("check", folder / "t.ticket", "--format", "json")
    assert result.exit_code == 0
    assert result.stderr == ""
    fields = json.loads(result.stdout)
    assert set(fields) == {"schema", "verdict", "code", "reason", "where", "statement", "provenance"}
    assert (fields["schema"], fields["verdict"], fields["where"]) == ("certify-check/2", "valid", {})
    assert (fields["code"], fields["provenance"]) == (None, {"method": "recycle"})
    statement = fields["statement"]
    assert set(statement) == STATEMENT
    assert all(set(layer) == LAYER for layer in statement["layers"])
    assert statement["target_sha256"] == load_target(folder / "net.npz").network.sha256
    assert statement["epsilon"] == "1/100"
    assert 0 < Fraction(statement["bound"]) <= Fraction(1, 100)
    assert statement["generator"] == {"version": "1", "seed": "0"}
    for layer in statement["layers"]:
        assert 0 < float.fromhex(layer["alpha"]) < float.fromhex(layer["beta"])


def bound(folder):
    return Fraction(check(folder / "t.ticket").statement["bound"])


BINDINGS = [
    (["--target", "net.npz"], 0, None),
    (["--target", "other.npz"], 1, "target"),
    (["--target", "negative-zero.npz"], 1, "target"),  # biases 0 are other values than no biases
    (["--target", "net.npz", "--activation", "tanh"], 1, "target"),
    (["--target", "net.npz", "--output", "relu"], 1, "target"),
    (["--domain", "box:-1,1"], 0, None),
    (["--domain", "box:-1/2,0.25"], 0, None),
    (["--domain", "inside.npz"], 0, None),
    (["--domain", "ball:1"], 0, None),
    (["--domain", "data.npy"], 0, None),
    (["--domain", "box:-1,1.0000000000000000001"], 1, "domain"),
    (["--domain", "outside.npz"], 1, "domain"),
    (["--domain", "ball:1.0000000000000000001"], 1, "domain"),
    (["--domain", "box:1e400,1e400"], 1, "domain"),
    (["--epsilon", "1/100"], 0, None),
    (["--epsilon", "1e400"], 0, None),
    (["--epsilon", "1e-9"], 1, None),
    (["--target", "net.npz", "--domain", "ball:1/2", "--epsilon", "0.01"], 0, None),
    (["--target", "net.npz", "--domain", "ball:2", "--epsilon", "0.01"], 1, "domain"),
]


@pytest.mark.parametrize(
    ("words", "code", "field"), BINDINGS, ids=lambda x: " ".join(x)[:40] if isinstance(x, list) else ""
)
def test_what_you_hold(folder, monkeypatch, words, code, field):
    monkeypatch.chdir(folder)
    result = run("check", "t.ticket", *words, "--format", "json")
    fields = json.loads(result.stdout)
    assert (result.exit_code, fields["verdict"]) == (code, {0: "valid", 1: "invalid"}[code])
    assert (fields["statement"] is None) is bool(code)
    if field:
        assert fields["where"]["field"] == field
        assert fields["reason"]
    text = run("check", "t.ticket", *words)
    assert text.exit_code == code
    assert text.stdout.startswith({0: "valid: ", 1: "invalid: "}[code])
    asked = "for your network" if "--target" in words else "for the network inside the ticket"
    assert (asked in text.stdout) is (code == 0)


def test_the_verdict_is_about_the_network_as_it_was_read(folder):
    result = run("check", folder / "t.ticket", "--target", folder / "net.npz")
    lines = result.stdout.splitlines()
    assert lines[0].startswith("valid: ")
    assert lines[1] == f"target     {folder / 'net.npz'}, read as W1 (2x2, relu), W2 (1x2, identity)"
    assert lines[2] == "assumed    not in the file: activation: relu; output: identity"
    words = ["check", folder / "t.ticket", "--target", folder / "net.npz"]
    fields = json.loads(run(*words, "--format", "json").stdout)
    target = fields["target"]
    assert set(target) >= {"file", "sha256", "layers", "activations", "assumed"}
    assert target["sha256"] == fields["statement"]["target_sha256"]
    assert target["activations"] == ["relu", "identity"]
    assert target["assumed"] == ["activation: relu", "output: identity"]


@pytest.fixture
def softmax(tmp_path):
    """A graph that ends in a softmax, which is cut off."""
    helper, weights = onnx.helper, np.array([[0.5, -1.0], [0.25, 0.75]])
    nodes = [helper.make_node("MatMul", ["x", "W"], ["h"]), helper.make_node("Softmax", ["h"], ["y"])]
    ends = [helper.make_tensor_value_info(n, onnx.TensorProto.DOUBLE, ["N", 2]) for n in "xy"]
    tensor = onnx.numpy_helper.from_array(weights.T.copy(), "W")
    graph = helper.make_graph(nodes, "g", ends[:1], ends[1:], [tensor])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    (tmp_path / "soft.onnx").write_bytes(model.SerializeToString())
    np.savez(tmp_path / "said.npz", W1=weights, activations=["linear"])
    return tmp_path


def test_every_output_says_what_was_assumed_and_noted(softmax):
    file, ticket = softmax / "soft.onnx", softmax / "t"
    commands = [
        ["certify", file, "--domain", "box:0,1", "--out", ticket],
        ["check", ticket, "--target", file],
        ["digest", file],
        ["bounds", file, "--domain", "box:0,1"],
    ]
    for words in commands:
        lines = run(*words).stdout.splitlines()
        (note,) = [line for line in lines[:8] if line.startswith("note ")]
        assert "Softmax" in note
        fields = json.loads(run(*words, "--format", "json").stdout)
        assert fields["assumed"] == fields["target"]["assumed"] == []
        assert fields["notes"] == fields["target"]["notes"] != []
    checked = run("check", ticket, "--target", file).stdout.splitlines()
    assert checked[0].endswith("(the verdict is about your network as it was read)")
    assert any("for your network as it was read: |F" in line for line in checked)
    assert "Softmax" in check(ticket, target=file).notes[0]
    plain = run("check", ticket, "--target", softmax / "said.npz").stdout
    assert plain.startswith("valid: ")
    assert "as it was read" not in plain
    assert "note " not in plain


def test_layers_that_fit_either_way_need_an_order(tmp_path):
    """Regression: encoder and decoder were exchanged, and the text did not say so."""
    encoder, decoder = np.array([[0.5, 0.25], [0.0, 1.0]]), np.array([[1.0, -0.5], [0.25, 0.75]])
    file = tmp_path / "net.safetensors"
    safetensors.numpy.save_file({"encoder.weight": encoder, "decoder.weight": decoder}, file)
    np.savez(tmp_path / "meant.npz", W1=encoder, W2=decoder)
    find_ticket(tmp_path / "meant.npz", "box:0,1", out=tmp_path / "t")
    words = ["check", tmp_path / "t", "--target", file]
    refused = run(*words)
    assert refused.exit_code == 2
    assert "--order" in refused.stderr
    said = run(*words, "--order", "encoder,decoder")
    assert said.exit_code == 0
    assert said.stdout.splitlines()[1].endswith("read as encoder (2x2, relu), decoder (2x2, identity)")
    assert "order" not in said.stdout.splitlines()[2]
    assert run(*words, "--order", "decoder,encoder").exit_code == 1
    assert run(*words, "--order", "decoder").exit_code == 2


def test_an_order_by_numbers_is_printed_as_assumed(tmp_path):
    file = tmp_path / "net.safetensors"
    safetensors.numpy.save_file({f"net.{i}.weight": np.eye(2) for i in (10, 2)}, file)
    find_ticket(file, "box:0,1", out=tmp_path / "t")
    words = ["check", tmp_path / "t", "--target", file]
    lines = run(*words).stdout.splitlines()
    assert lines[0].startswith("valid: ")
    assert lines[1].endswith("read as net.2 (2x2, relu), net.10 (2x2, identity)")
    assert "order: net.2, net.10" in lines[2]
    assumed = json.loads(run(*words, "--format", "json").stdout)["target"]["assumed"]
    assert [text.partition(":")[0] for text in assumed] == ["order", "activation", "output"]


def test_activations_that_contradict_the_file_are_bad_input(folder, tmp_path):
    with np.load(folder / "net.npz") as arrays:
        np.savez(tmp_path / "said.npz", **arrays, activations=["tanh", "linear"])
    words = ["check", folder / "t.ticket", "--target", tmp_path / "said.npz"]
    assert run(*words).exit_code == 1  # another network
    assert run(*words, "--activation", "tanh", "--output", "linear").exit_code == 1
    result = run(*words, "--activation", "relu")
    assert result.exit_code == 2
    assert "relu was asked for, but the file says tanh for layer 1" in result.stderr


def test_what_was_read_is_safe_to_print(folder, tmp_path):
    name = "\x1b[31mred\n"
    safetensors.numpy.save_file({f"{name}{i}.weight": np.ones((1, 1)) for i in (1, 2)}, tmp_path / "f.safetensors")
    result = run("check", folder / "t.ticket", "--target", tmp_path / "f.safetensors")
    assert result.exit_code == 1
    assert "\x1b" not in result.stdout
    assert len(result.stdout.splitlines()) == 3


def test_the_bound_itself_is_the_border(folder):
    exact = bound(folder)
    assert run("check", folder / "t.ticket", "--epsilon", str(exact)).exit_code == 0
    below = exact * (1 - Fraction(1, 10**40))
    assert run("check", folder / "t.ticket", "--epsilon", str(below)).exit_code == 1


@pytest.mark.parametrize(
    ("domain", "code"),
    [("data.npy", 0), ("box:1,1", 1), ("box:-1,1", 1), ("ball:0", 1), ("inside.npz", 1)],
)
def test_a_ticket_about_data_speaks_of_its_points_only(folder, monkeypatch, domain, code):
    monkeypatch.chdir(folder)
    assert run("check", "data.ticket", "--domain", domain).exit_code == code


def test_a_point_that_is_no_double(folder):
    """Regression: OverflowError, a traceback."""
    result = run("check", folder / "data.ticket", "--domain", "box:1e400,1e400")
    assert result.exit_code == 1
    assert result.stdout.startswith("invalid: ")


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["missing.ticket"], "missing.ticket"),
        (["."], "not a regular file"),
        (["garbage"], "garbage"),
        (["empty"], "empty"),
        (["data.npy"], "data.npy"),
        ([], "FILE"),
        (["t.ticket", "--epsilon", "0"], "epsilon"),
        (["t.ticket", "--epsilon", "-1"], "epsilon"),
        (["t.ticket", "--epsilon", "nan"], "epsilon"),
        (["t.ticket", "--epsilon", "1e400000000"], "epsilon"),
        (["t.ticket", "--target", "missing.npz"], "missing.npz"),
        (["other.zip"], "manifest.json"),
        (["net.npz"], "manifest.json"),
        (["t.ticket", "--target", "."], "file is needed"),
        (["t.ticket", "--target", "garbage"], "garbage"),
        (["t.ticket", "--domain", "box:1,0"], "domain"),
        (["t.ticket", "--domain", "everything"], "domain"),
        (["t.ticket", "--domain", "three.npz"], "three.npz"),
        (["t.ticket", "--activation", "softmax", "--target", "net.npz"], "softmax"),
        (["t.ticket", "--activation", "tanh"], "--activation"),
        (["t.ticket", "--output", "tanh"], "--output"),
    ],
)
def test_bad_input_is_exit_code_2_and_one_line(folder, monkeypatch, words, named):
    monkeypatch.chdir(folder)
    result = run("check", *words)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1
    assert named.lower() in result.stderr.lower()
    as_json = run("check", *words, "--format", "json")
    assert as_json.exit_code == 2
    assert json.loads(as_json.stdout)["error"]["message"]
    assert as_json.stderr == ""


def test_a_damaged_zip_is_invalid(folder):
    result = run("check", folder / "short")
    assert result.exit_code == 1
    assert result.stdout.startswith("invalid: ")
    assert len(result.stdout.splitlines()) == 1


def test_undecided_is_exit_code_3(folder, monkeypatch):
    exact = bound(folder)

    monkeypatch.setattr(verification, "SPECTRAL_SIDE", 0)
    assert exact < bound(folder) < Fraction(1, 100)
    assert run("check", folder / "t.ticket").exit_code == 0
    result = run("check", folder / "t.ticket", "--epsilon", str(exact), "--format", "json")
    assert result.exit_code == 3
    fields = json.loads(result.stdout)
    assert (fields["verdict"], fields["code"], fields["statement"]) == ("undecided", "spectral-side", None)
    assert run("check", folder / "t.ticket", "--epsilon", str(exact / 2)).exit_code == 1


def test_the_public_functions_take_text_and_refuse_floats(folder):
    assert (
        check(folder / "t.ticket", target=folder / "net.npz", domain="ball:1", epsilon="1/100").verdict == "valid"
    )
    assert check(str(folder / "t.ticket"), epsilon=Fraction(1, 10**9)).verdict == "invalid"
    with pytest.raises(InputError, match="exact"):
        check(folder / "t.ticket", epsilon=0.01)


@pytest.mark.parametrize("name", ["fifo", "device"])
def test_a_pipe_or_a_device_is_not_opened(tmp_path, name):
    file = tmp_path / "fifo" if name == "fifo" else Path("/dev/zero")
    if name == "fifo":
        os.mkfifo(file)
    result = run("check", file, "--format", "json")
    assert result.exit_code == 2
    fields = json.loads(result.stdout)
    assert (fields["schema"], fields["error"]["kind"]) == ("certify-error/1", "unreadable")


@pytest.mark.parametrize(
    ("domain", "printed"),
    [
        ("box:-0.81000000000000000000000001,0.81000000000000000000000001", "box [-0.81, 0.81]^2"),
        ("box:-0.8199999999999999999999999,0.8199999999999999999999999", "box [-0.8199, 0.8199]^2"),
        ("ball:0.81000000000000000000000001", "ball of radius 0.81 in dimension 2"),
    ],
)
def test_a_domain_is_rounded_inward(folder, tmp_path, domain, printed):
    """Regression: an upper end 0.8100...01 was printed as 0.8101, more than was proved."""
    assert find_ticket(folder / "net.npz", domain, out=tmp_path / "t").certified
    assert printed in run("check", tmp_path / "t").stdout


def test_the_method_is_printed_apart_from_what_is_proved(folder):
    lines = run("check", folder / "t.ticket").stdout.splitlines()
    assert lines[-1] == "not proved, but stated in the ticket: method recycle"
    assert not any("recycle" in line for line in lines[:-1])


def test_checking_a_ticket_imports_the_kernel_only(folder):
    script = (
        "import sys\nfrom certify.cli import main\n"
        f"sys.argv = ['certify-bounds', 'check', {str(folder / 't.ticket')!r}]\n"
        "try:\n    main()\nexcept SystemExit as left:\n    assert not left.code\n"
        "print(sorted({name.split('.')[0] if name[:8] != 'certify.' else '.'.join(name.split('.')[:2]) "
        "for name in sys.modules}))"
    )
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    for name in (
        "sympy",
        "scipy",
        "mpmath",
        "hypothesis",
        "proofs",
        "certify.claims",
        "certify.tickets",
        "certify.falsify",
    ):
        assert f"'{name}'" not in found
    assert "'certify.kernel'" in found

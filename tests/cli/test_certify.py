"""``certify`` at the command line: results, exit codes, networks made elsewhere, and input that is bad."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import replace
from fractions import Fraction

import numpy as np
import onnx
import pytest
import safetensors.numpy
from click.testing import CliRunner

from certify.cli import main
from certify.kernel import certificate
from certify.kernel.check import check_file
from certify.models import load_target
from certify.tickets import finding
from certify.tickets.methods import METHODS, recycle
from reference.forward import outputs

W1, B1, W2, B2 = [[0.5, -1.0], [0.25, 0.75]], [0.5, -0.125], [[1.0, -0.5]], [0.25]
BOX = "box:-1,1"


def run(*words):
    return CliRunner().invoke(main, [str(w) for w in words])


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def arrays(dtype=np.float64):
    return {name: np.array(v, dtype) for name, v in (("W1", W1), ("b1", B1), ("W2", W2), ("b2", B2))}


def save_npz(path):
    np.savez(path, **arrays())
    return path


def save_safetensors(path):
    names = {"W1": "net.2.weight", "b1": "net.2.bias", "W2": "net.10.weight", "b2": "net.10.bias"}
    safetensors.numpy.save_file({names[n]: v for n, v in arrays(np.float32).items()}, path)
    return path


def save_onnx(path, operator="Relu"):
    helper, values = onnx.helper, arrays(np.float32)
    nodes = [
        helper.make_node("Gemm", ["x", "W1", "b1"], ["h"], transB=1),
        helper.make_node(operator, ["h"], ["a"], name="middle"),
        helper.make_node("Gemm", ["a", "W2", "b2"], ["y"], transB=1),
    ]
    tensors = [onnx.numpy_helper.from_array(v, n) for n, v in values.items()]
    ends = [helper.make_tensor_value_info(n, onnx.TensorProto.FLOAT, ["N", s]) for n, s in (("x", 2), ("y", 1))]
    graph = helper.make_graph(nodes, "g", ends[:1], ends[1:], tensors)
    path.write_bytes(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)]).SerializeToString())
    return path


MAKERS = {"npz": save_npz, "safetensors": save_safetensors, "onnx": save_onnx}


@pytest.fixture
def target(folder):
    return save_npz(folder / "net.npz")


def files(folder):
    return sorted(path.name for path in folder.iterdir())


FIELDS = {"verdict", "epsilon", "bound", "neurons", "method", "seed", "ticket", "domain", "promise"}
FIELDS |= {"decomposition", "classes_kept"}


@pytest.mark.parametrize("method", ["recycle", "batch", "fan-out"])
def test_the_fields_of_the_json(target, folder, method):
    result = run("certify", target, "--domain", BOX, "--method", method, "--seed", 7, "--format", "json")
    assert result.exit_code == 0
    assert result.stderr == ""
    fields = json.loads(result.stdout)
    assert set(fields) >= FIELDS
    assert fields["verdict"] == "certified"
    assert fields["epsilon"] == "0.01"
    assert 0 < Fraction(fields["bound"]) <= Fraction(1, 100)
    assert fields["neurons"].keys() >= {"sampled", "used"}
    assert fields["neurons"]["sampled"] > fields["neurons"]["used"] > 0
    assert (fields["method"], fields["seed"], fields["ticket"]) == (method, "7", "net.ticket")
    assert fields["decomposition"] == "mpmath, 9 of 9 weights identical"
    assert files(folder) == ["net.npz", "net.ticket"]
    assert check_file("net.ticket").statement["bound"] == fields["bound"]


def test_not_certified_is_exit_code_1_and_no_file(target, folder, monkeypatch):
    real = finding.make_plan

    def careless(network, domain, epsilon, delta, **named):
        return real(network, domain, epsilon * 100, delta, **named)

    monkeypatch.setattr(finding, "make_plan", careless)
    result = run("certify", target, "--domain", BOX, "--format", "json")
    assert result.exit_code == 1
    fields = json.loads(result.stdout)
    assert (fields["verdict"], fields["ticket"]) == ("not-certified", None)
    assert Fraction(fields["bound"]) > Fraction(1, 100)
    assert files(folder) == ["net.npz"]
    assert run("certify", target, "--domain", BOX).stdout.startswith("not-certified: ")


def test_the_first_lines_say_what_matters_and_what_to_type_next(target, folder):
    result = run("certify", target, "--domain", BOX, "--out", "my ticket.zip")
    lines = result.stdout.splitlines()
    assert lines[0].startswith("certified: ")
    assert [line.split()[0] for line in lines[1:5]] == ["epsilon", "epsilon", "domain", "next"]
    assert "certify-bounds check 'my ticket.zip' --target" in lines[4]
    assert lines[5:7] == [
        "target     net.npz, read as W1 (2x2, relu), W2 (1x2, identity)".replace("net.npz", str(target)),
        "assumed    not in the file: activation: relu; output: identity",
    ]
    assert files(folder) == ["my ticket.zip", "net.npz"]


def test_the_first_lines_say_what_was_proved_and_what_to_do_with_the_slack(target, folder):
    words = ["certify", target, "--domain", BOX, "--accuracy", "lemma-01"]  # leaves much slack
    text = run(*words).stdout
    first, *lines = text.splitlines()
    assert re.search(r"for every x of the domain, [0-9.e+]+ times below the epsilon asked$", first)
    assert any(re.match("G +a random network, pruned, never trained: ", line) for line in lines)
    (slack,) = [line for line in lines if line.startswith("slack ")]
    smaller = slack.partition("--epsilon ")[2].rstrip("`")
    assert run("check", "net.ticket", "--epsilon", smaller).exit_code == 0
    assert run("check", "net.ticket", "--epsilon", Fraction(smaller) * Fraction(99, 100)).exit_code == 1
    assert "holds too" in run("check", "net.ticket").stdout
    assert not any(word in text for word in ("trivial", "evidence", "not re-checked", "eps_w"))
    assert "evidence   certificate: " in run(*words, "-v").stdout


def test_a_promise_says_whom_it_is_about(target, folder):
    words = ["certify", target, "--domain", BOX, "--force", "-v", "--method"]
    ours, papers = (run(*words, method).stdout for method in ("fan-out", "recycle"))
    assert "for every network of these sizes at once and ideal random words" in ours
    assert "fan-out: " in ours
    assert "fan-out, seed 0" in ours
    assert "for this network and ideal random words" in papers
    assert "fan-out" not in papers
    assert "combined: " in papers


@pytest.mark.parametrize("method", METHODS)
def test_the_accuracy_that_no_weight_is_needed_for_gives_a_ticket_with_empty_masks(target, folder, method):
    words = ["certify", target, "--domain", BOX, "--method", method, "--epsilon", "1000"]
    fields = json.loads(run(*words, "--format", "json").stdout)
    assert (fields["verdict"], fields["trivial"]) == ("certified", True)
    assert fields["neurons"] == {"sampled": 0, "used": 0}
    assert (fields["promise"]["eps_w"], fields["promise"]["intervals"]) == ("1", 0)
    assert 0 < Fraction(fields["bound"]) <= Fraction(fields["promise"]["bound"]) <= 1000
    assert run("check", "net.ticket", "--epsilon", fields["bound"]).exit_code == 0
    lines = run(*words).stdout.splitlines()
    assert any(line.startswith("trivial    epsilon is so large") for line in lines)
    assert any("0 neurons sampled, 0 kept" in line for line in lines)


@pytest.mark.parametrize("domain", ["box:0,1", BOX])
def test_the_accuracy_is_the_recursions_unless_lemma_1_is_asked_for(target, folder, domain):
    plain = ["certify", target, "--domain", domain]
    words = [*plain, "--format", "json", "--accuracy"]
    ours, lemma = (json.loads(run(*words, name, "--out", name).stdout) for name in ("recursion", "lemma-01"))
    for fields, name in ((ours, "recursion"), (lemma, "lemma-01")):
        assert fields["verdict"] == "certified"
        assert fields["promise"]["accuracy"] == name
        assert Fraction(fields["bound"]) <= Fraction(fields["promise"]["bound"]) <= Fraction(1, 100)
    assert ours["promise"]["lemma_01_eps_w"] == lemma["promise"]["lemma_01_eps_w"]
    assert Fraction(lemma["promise"]["eps_w"]) <= Fraction(lemma["promise"]["lemma_01_eps_w"])
    assert Fraction(ours["promise"]["eps_w"]) > 5 * Fraction(lemma["promise"]["eps_w"])
    assert ours["neurons"]["sampled"] < lemma["neurons"]["sampled"]
    assert "by the certificate's own recursion; Lemma 1 asks for" in run(*plain, "-v", "--out", "recursion").stdout
    assert "by Lemma 1, which asks for" in run(*plain, "-v", "--accuracy", "lemma-01", "--force").stdout
    again = run(*words, "lemma-01", "--out", "recursion")
    assert again.exit_code == 2  # another question: its answer does not replace the first one's
    assert run(*words, "recursion", "--out", "recursion").exit_code == 0


def test_a_bound_close_to_epsilon_leaves_no_slack(target, folder, monkeypatch):
    fields = json.loads(run("certify", target, "--domain", BOX, "--format", "json").stdout)
    epsilon = Fraction(fields["bound"]) * Fraction(3, 2)
    real = finding.make_plan

    def as_before(network, domain, epsilon, delta, **named):
        return replace(real(network, domain, Fraction(1, 100), delta, **named), epsilon=epsilon)

    monkeypatch.setattr(finding, "make_plan", as_before)
    text = run("certify", target, "--domain", BOX, "--epsilon", epsilon, "--force").stdout
    assert text.splitlines()[0].endswith("for every x of the domain, below the epsilon asked")
    assert "slack" not in text
    assert "holds too" not in run("check", "net.ticket").stdout


def test_evidence_that_fails_is_said_without_being_asked(target, folder, monkeypatch):
    from certify.cli import certify as verb

    for verdict, said in (("open (not re-checked here)", False), ("proved", False), ("refuted", True)):
        monkeypatch.setattr(verb, "_evidence", lambda _, verdict=verdict: {"certificate": verdict})
        assert ("\nevidence " in run("certify", target, "--domain", BOX).stdout) is said


@pytest.mark.parametrize(("domain", "activation"), [("box:0,1", "relu"), (BOX, "tanh"), ("ball:2", "relu")])
def test_an_epsilon_for_which_no_weight_is_needed_is_said(target, folder, domain, activation):
    words = ["certify", target, "--domain", domain, "--activation", activation, "--force"]
    fields = json.loads(run(*words, "--format", "json").stdout)
    border = Fraction(fields["without_weights"])
    for epsilon, trivial in ((border, True), (border * Fraction(999, 1000), False)):
        fields = json.loads(run(*words, "--epsilon", epsilon, "--format", "json").stdout)
        assert (fields["trivial"], fields["without_weights"]) == (trivial, str(border))
        lines = run(*words, "--epsilon", epsilon).stdout.splitlines()
        assert any(line.startswith("trivial    epsilon is so large") for line in lines[:8]) is trivial
    # It is a bound: |F| itself, which is what a network without weights is away from F, nowhere exceeds it.
    network = load_target(target, activation=activation).network
    points = np.random.default_rng(0).uniform(0, 1, (200, 2))
    assert 0 < np.linalg.norm(outputs(network, points), axis=1).max() <= float(border)


def test_an_epsilon_relative_to_the_outputs_is_said_with_what_it_is_relative_to(target, folder):
    words = ["certify", target, "--domain", BOX, "--epsilon", "1%"]
    fields = json.loads(run(*words, "--format", "json").stdout)
    share = re.fullmatch(
        r"1% of ([0-9.]+), the largest range .* at 66 inputs of the domain", fields["epsilon_from"]
    )
    assert Fraction(fields["epsilon"]) == Fraction(share[1]) / 100
    assert run(*words).stdout.splitlines()[1] == f"  epsilon asked      {fields['epsilon']} = {share[0]}"
    assert Fraction(check_file("net.ticket").statement["epsilon"]) == Fraction(share[1]) / 100
    text = run("bounds", target, "--domain", BOX, "--epsilon", "1%").stdout
    assert f"epsilon = {share[0]}" in text
    plain = json.loads(run(*words[:-1], "1/100", "--force", "--format", "json").stdout)
    assert plain["epsilon_from"] is None


@pytest.mark.parametrize("kind", sorted(MAKERS))
def test_networks_made_elsewhere(folder, kind):
    target = MAKERS[kind](folder / f"net.{kind}")
    result = run("certify", target, "--domain", BOX, "--format", "json")
    assert result.exit_code == 0
    fields = json.loads(result.stdout)
    same = load_target(save_npz(folder / "same.npz")).network
    assert fields["target_sha256"] == same.sha256  # these weights are float32 numbers
    assert run("check", "net.ticket", "--target", target, "--domain", BOX).exit_code == 0
    assert run("check", "net.ticket", "--target", folder / "same.npz").exit_code == 0


@pytest.mark.parametrize("gamma", ["2/3", "1/phi"])
def test_activations_and_domains_as_asked(folder, target, gamma):
    np.savez(folder / "box.npz", lower=[-1.0, 0.0], upper=[1.0, 0.5])
    np.save(folder / "data.npy", np.array([[0.5, 0.25], [1.0, -1.0]]))
    for domain in ("ball:1/3", folder / "box.npz", folder / "data.npy"):
        words = ["--domain", domain, "--activation", "tanh", "--output", "sigmoid", "--gamma", gamma, "--force"]
        result = run("certify", target, *words, "--attack", "--format", "json")
        assert result.exit_code == 0, result.output
        fields = json.loads(result.stdout)
        assert 0 <= Fraction(fields["attack"]["lower_bound"]) <= Fraction(fields["bound"])
        assert fields["promise"]["gamma"] == gamma
        assert [x["activation"] for x in check_file("net.ticket").statement["layers"]] == ["tanh", "sigmoid"]


def test_activations_with_parameters(folder, target):
    words = ["--activation", "leaky-relu(0.125)", "--output", "clip(-1,0x1.8p0)"]
    result = run("certify", target, "--domain", "ball:1/3", *words, "--attack", "--format", "json")
    assert result.exit_code == 0, result.output
    checked = run("check", "net.ticket", "--target", target, *words, "--format", "json")
    assert checked.exit_code == 0, checked.output
    layers = json.loads(checked.stdout)["statement"]["layers"]
    assert [x["activation"] for x in layers] == ["leaky-relu(1/8)", "clip(-1,3/2)"]
    shown = run("certify", target, "--domain", "ball:1/3", *words, "--out", "again.ticket")
    assert "--activation 'leaky-relu(1/8)'" in shown.stdout or "--activation 'leaky-relu(0.125)'" in shown.stdout
    refused = run("certify", target, "--domain", "ball:1/3", "--activation", "leaky-relu(2)")
    assert refused.exit_code == 2
    assert "activation: 'leaky-relu(2)'; one of identity" in refused.stderr


def test_classes_are_counted_for_data(folder):
    np.savez(folder / "two.npz", W1=np.eye(2))
    np.save(folder / "inputs.npy", np.array([[1.0, 0.0], [0.5, 0.5], [0.0, 1.0]]))
    result = run("certify", "two.npz", "--domain", "box:0,1", "--data", "inputs.npy", "--format", "json")
    assert json.loads(result.stdout)["classes_kept"] == {"kept": 2, "inputs": 3, "outside": 0}
    assert (
        json.loads(run("certify", "two.npz", "--domain", BOX, "--force", "--format", "json").stdout)[
            "classes_kept"
        ]
        is None
    )


@pytest.mark.parametrize(
    ("output", "threshold"),
    [("linear", "0"), ("tanh", "0"), ("sigmoid", "1/2"), ("relu", "0"), ("clip(0,1)", "1/2")],
)
def test_the_class_of_one_output_is_its_side_of_a_threshold(folder, output, threshold):
    bias = {"b1": np.array([0.5])} if output == "clip(0,1)" else {}
    np.savez(folder / "one.npz", W1=np.array([[1.0, 1.0]]), **bias)
    close = 2.0**-40  # to the threshold, much closer than the bound
    points = [[1.0, 0.0], [-1.0, -0.5], [0.0, 0.0], [close, 0.0], [-close, 0.0], [9.0, 0.0]]
    np.save(folder / "inputs.npy", np.array(points))
    words = ["certify", "one.npz", "--domain", BOX, "--output", output, "--epsilon", "1/10"]
    fields = json.loads(run(*words, "--data", "inputs.npy", "--format", "json").stdout)
    kept = 1 if output == "relu" else 2  # a ReLU that gives 0 is no side
    assert fields["classes_kept"] == {"kept": kept, "inputs": 6, "outside": 1}
    assert fields["class_threshold"] == threshold
    (line,) = [x for x in run(*words, "--data", "inputs.npy").stdout.splitlines() if x.startswith("classes")]
    assert line.partition("    ")[2].startswith(f"{kept} of 6 inputs provably keep their class, whether ")
    assert line.endswith(f"the output is > {threshold} (1 outside the domain)")
    without = json.loads(run(*words[:3], "inputs.npy", *words[4:], "--force", "--format", "json").stdout)
    assert without["classes_kept"] is without["class_threshold"] is None  # it may be a regression


@pytest.mark.thorough
def test_the_embedded_network(folder):
    result = run("certify", "--format", "json")
    assert result.exit_code == 0
    fields = json.loads(result.stdout)
    assert fields["decomposition"] == "mpmath, 2410 of 2410 weights identical"
    assert fields["classes_kept"]["inputs"] >= fields["classes_kept"]["kept"] > 300
    assert files(folder) == ["digits.ticket"]


def test_the_same_seed_gives_the_same_file(folder, target):
    words = ["certify", target, "--domain", BOX, "--seed", 5]
    assert run(*words, "--out", "a").exit_code == run(*words, "--out", "b").exit_code == 0
    assert run(*words[:-1], 6, "--out", "c").exit_code == 0
    assert (folder / "a").read_bytes() == (folder / "b").read_bytes() != (folder / "c").read_bytes()


def test_a_draw_that_fails_is_exit_code_1_and_says_what_to_do(folder, target, monkeypatch):
    from certify.errors import DrawFailed

    real, seeds = recycle.mask, []

    def unlucky(task, advance):
        seeds.append(task.seed)
        if task.seed < 2:
            raise DrawFailed("layer 1: nothing; try another seed (--redraw)")
        return real(task, advance)

    monkeypatch.setattr(recycle, "mask", unlucky)
    result = run("certify", target, "--domain", BOX)
    assert result.exit_code == 1
    assert "--redraw" in one_line(result)
    assert files(folder) == ["net.npz"]
    seeds.clear()
    result = run("certify", target, "--domain", BOX, "--redraw", "--format", "json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["seed"] == "2"
    assert seeds == [0, 1, 2, 2]


# Bad input: exit code 2, one line, nothing written.


def one_line(result):
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert len(lines) == 1, result.stderr
    assert lines[0].startswith("certify-bounds: ")
    return lines[0]


BAD_OPTIONS = [
    (["--epsilon", "0"], "epsilon"),
    (["--epsilon", "0%"], "epsilon"),
    (["--epsilon", "x%"], "epsilon"),
    (["--delta", "1%"], "delta"),
    (["--epsilon", "-1"], "epsilon"),
    (["--epsilon", "-0.5"], "epsilon"),
    (["--epsilon", "nan"], "epsilon"),
    (["--epsilon", "inf"], "epsilon"),
    (["--epsilon", "1e400000000"], "epsilon"),
    (["--epsilon", "1e-400000000"], "epsilon"),
    (["--epsilon", "1/0"], "epsilon"),
    (["--epsilon", ""], "epsilon"),
    (["--epsilon", "9" * 2000], "epsilon"),
    (["--delta", "0"], "delta"),
    (["--delta", "1"], "delta"),
    (["--delta", "2"], "delta"),
    (["--delta", "-1/2"], "delta"),
    (["--seed", "-1"], "seed"),
    (["--seed", "x"], "seed"),
    (["--seed", str(2**128)], "seed"),
    (["--method", "magic"], "method"),
    (["--gamma", "1/2"], "gamma"),
    (["--arithmetic", "float"], "arithmetic"),
    (["--activation", "softmax"], "softmax"),
    (["--output", "softmax"], "softmax"),
    (["--format", "xml"], "xml"),
    (["--frobnicate"], "frobnicate"),
    (["--out", "no/folder/x.ticket"], "folder"),
    (["--data", "nothing.npy"], "nothing.npy"),
    (["--domain", "box:0"], "domain"),
    (["--domain", "box:1,0"], "domain"),
    (["--domain", "box:-inf,inf"], "domain"),
    (["--domain", "box:0,1e400000000"], "domain"),
    (["--domain", "box:nan,1"], "domain"),
    (["--domain", "ball:inf"], "domain"),
    (["--domain", "ball:-1"], "domain"),
    (["--domain", "ball:"], "domain"),
    (["--domain", "everything"], "domain"),
    (["--domain", "nothing.npz"], "nothing.npz"),
    (["--domain", "three.npz"], "three.npz"),
    (["--domain", "infinite.npz"], "infinite.npz"),
    (["--domain", "nan.npy"], "nan.npy"),
    (["--domain", "empty.npy"], "empty.npy"),
    (["--domain", "three.npy"], "three.npy"),
]


@pytest.mark.parametrize(
    ("words", "named"), BAD_OPTIONS, ids=lambda x: " ".join(x)[:30] if isinstance(x, list) else ""
)
def test_bad_options(folder, target, words, named):
    np.savez(folder / "three.npz", lower=np.zeros(3), upper=np.ones(3))
    np.savez(folder / "infinite.npz", lower=np.zeros(2), upper=np.full(2, np.inf))
    for name, values in (("nan", [[0.0, np.nan]]), ("empty", np.zeros((0, 2))), ("three", np.zeros((1, 3)))):
        np.save(folder / f"{name}.npy", np.array(values))
    before = files(folder)
    result = run("certify", target, *([] if "--domain" in words else ["--domain", BOX]), *words)
    assert result.exit_code == 2
    assert named in one_line(result)
    assert files(folder) == before


def write_bad(folder, name):
    path = folder / name
    some = {"W1": np.ones((2, 2)), "W2": np.ones((1, 2))}
    changes = {
        "nan.npz": {"W1": np.array([[1.0, np.nan]] * 2)},
        "inf.npz": {"W2": np.array([[1.0, -np.inf]])},
        "shape.npz": {"W2": np.ones((1, 3))},
        "bias.npz": {"b1": np.ones(3)},
        "layer.npz": {"W4": np.ones((1, 1))},
        "empty.npz": {"W1": np.ones((0, 2))},
        "cube.npz": {"W1": np.ones((2, 2, 2))},
        "int.npz": {"W1": np.ones((2, 2), dtype=np.int64)},
        "name.npz": {"weights": np.ones((2, 2))},
    }
    if name in changes:
        np.savez(path, **{**some, **changes[name]})
    elif name == "pickled.npz":
        np.savez(path, W1=np.array([[object()]], dtype=object), allow_pickle=True)
    elif name == "none.npz":
        np.savez(path)
    elif name == "operator.onnx":
        save_onnx(path, "Softsign")
    elif name.startswith("garbage"):
        path.write_bytes(b"\x00\x01\x02" * 50)
    elif name == "folder.npz":
        path.mkdir()
    elif name == "text.txt":
        path.write_text("W1")
    return path


BAD_TARGETS = [
    *("nan.npz", "inf.npz", "shape.npz", "bias.npz", "layer.npz", "empty.npz", "cube.npz", "int.npz", "name.npz"),
    *("pickled.npz", "none.npz", "operator.onnx", "garbage.npz", "garbage.onnx", "garbage.safetensors"),
    *("folder.npz", "text.txt", "missing.npz"),
]


@pytest.mark.parametrize("name", BAD_TARGETS)
@pytest.mark.filterwarnings("ignore:.*allow_pickle.*")
def test_bad_targets(folder, name):
    path = write_bad(folder, name)
    before = files(folder)
    result = run("certify", path, "--domain", BOX)
    assert result.exit_code == 2
    line = one_line(result)
    assert name in line
    if name == "operator.onnx":
        assert "Softsign" in line
    assert files(folder) == before


def test_a_file_that_may_not_be_read(folder, target, monkeypatch):
    def refused(*_args, **_named):
        raise PermissionError(13, "Permission denied", str(target))

    monkeypatch.setattr("zipfile.ZipFile", refused)  # the superuser may read every file: permissions will not do
    result = run("certify", target, "--domain", BOX)
    assert result.exit_code == 2
    assert one_line(result).endswith("net.npz: Permission denied")


def test_a_target_needs_a_domain(folder, target):
    result = run("certify", target)
    assert result.exit_code == 2
    assert "--domain: missing" in one_line(result)
    assert files(folder) == ["net.npz"]


def test_errors_as_json(folder, target):
    result = run("certify", target, "--domain", BOX, "--epsilon", "0", "--format", "json")
    assert result.exit_code == 2
    assert result.stderr == ""
    fields = json.loads(result.stdout)
    assert set(fields) == {"schema", "error"}
    assert "epsilon" in fields["error"]["message"]
    assert fields["error"]["exit_code"] == 2
    other = run("certify", target, "--format=json", "--frobnicate")
    assert json.loads(other.stdout)["error"]["exit_code"] == 2


def test_too_little_memory_is_said_before_it_starts(folder, target, monkeypatch):
    real = os.sysconf
    monkeypatch.setattr(os, "sysconf", lambda name: 2 if name == "SC_PHYS_PAGES" else real(name))
    result = run("certify", target, "--domain", BOX)
    assert result.exit_code == 2
    assert "memory: this job needs about" in one_line(result)
    assert files(folder) == ["net.npz"]


@pytest.mark.parametrize("out", ["folder", ""])
def test_a_folder_as_out_is_bad_input(folder, target, out):
    """Regression: IsADirectoryError or OSError, a traceback."""
    (folder / "folder").mkdir()
    result = run("certify", target, "--domain", BOX, "--out", out)
    assert result.exit_code == 2
    assert "--out" in one_line(result) or "cannot be written" in one_line(result)
    assert files(folder) == ["folder", "net.npz"]


def test_a_bound_of_thousands_of_digits_is_printed(folder):
    """Regression: ValueError from str() of an integer beyond 4300 digits."""
    np.savez(folder / "deep.npz", **{f"W{i}": np.array([[1e-200]]) for i in range(1, 26)})
    result = run("certify", "deep.npz", "--domain", BOX, "--activation", "linear")
    assert result.exit_code in (0, 2)
    assert result.exception is None or isinstance(result.exception, SystemExit)


# The program itself.


def program(*words, **options):
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", "from certify.cli import main; main()", *words],
        capture_output=True,
        text=True,
        **options,
    )


def test_help_is_quick_because_it_imports_little():
    code = (
        "import sys\nfrom certify.cli import main\ntry:\n    main(['--help'])\nexcept SystemExit as stop:\n"
        "    heavy = {'numpy', 'sympy', 'scipy', 'mpmath', 'flint', 'hypothesis', 'rich'} & set(sys.modules)\n"
        "    sys.exit(repr(sorted(heavy)) if heavy or stop.code else 0)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    for verb in ("bounds", "certify", "check", "export"):
        assert f"\n  {verb} " in result.stdout


def test_without_a_verb_it_prints_help():
    """Regression: the help on one line of standard error."""
    result = run()
    text = result.stdout + result.stderr
    assert "\nVerbs:\n" in text
    assert "certify-bounds: Usage" not in text


def test_an_unknown_verb_is_bad_usage():
    result = run("prove")
    assert result.exit_code == 2
    assert "prove" in one_line(result)


def test_ctrl_c_leaves_no_file(folder):
    random = np.random.default_rng(0)
    np.savez(folder / "large.npz", W1=random.normal(size=(150, 150)), W2=random.normal(size=(40, 150)))
    code = "from certify.cli import main; main()"
    words = ["certify", "large.npz", "--domain", BOX, "--epsilon", "1/1000"]
    process = subprocess.Popen(
        [sys.executable, "-c", code, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    time.sleep(2.5)
    assert process.poll() is None
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=30)
    assert process.returncode == 130
    assert stdout == ""
    assert stderr.split("\n")[-2:] == ["interrupted", ""]
    assert "Traceback" not in stderr
    assert files(folder) == ["large.npz"]
    assert program("--version", timeout=30).returncode == 0


def test_the_target_is_not_overwritten(folder):
    save_npz(folder / "net.npz")
    before = (folder / "net.npz").read_bytes()
    result = run("certify", folder / "net.npz", "--domain", "ball:1", "--out", folder / "net.npz")
    assert result.exit_code == 2
    assert "name another" in one_line(result)
    assert (folder / "net.npz").read_bytes() == before


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (["certify", "--frobnicate"], "usage"),
        (["prove"], "usage"),
        (["certify", "missing.npz"], "usage"),
        (["certify", "missing.npz", "--domain", BOX], "unreadable"),
        (["check", "missing.ticket"], "unreadable"),
        (["check", "text"], "not-a-ticket"),
        (["check", "newer.json"], "version"),
    ],
)
def test_errors_have_a_kind(folder, words, kind):
    (folder / "text").write_text("text")
    (folder / "newer.json").write_text('{"schema": "certify-witness/999"}')
    fields = json.loads(run(*words, "--format", "json").stdout)
    assert fields["schema"] == "certify-error/1"
    assert (fields["error"]["kind"], fields["error"]["exit_code"]) == (kind, 2)


def test_text_and_json_say_the_same(folder, target):
    words = ["certify", target, "--domain", BOX, "--attack"]
    fields, text = json.loads(run(*words, "--format", "json").stdout), run(*words, "-v").stdout
    bound, lower = Fraction(fields["bound"]), Fraction(fields["attack"]["lower_bound"])
    (printed,) = [line.split()[-1] for line in text.splitlines() if line.startswith("  epsilon certified")]
    assert bound <= Fraction(printed) <= bound * Fraction(1002, 1000)  # rounded up
    (line,) = [line for line in text.splitlines() if line.startswith("attack")]
    found = Fraction(line.partition(">= ")[2].split()[0])
    assert lower * Fraction(998, 1000) <= found <= lower  # rounded down
    (line,) = [line for line in text.splitlines() if "eps_w >= " in line]
    eps_w = Fraction(fields["promise"]["eps_w"])
    assert eps_w * Fraction(998, 1000) <= Fraction(line.partition("eps_w >= ")[2].split()[0]) <= eps_w
    assert [layer["neurons"] for layer in fields["layers"]] == [
        int(line.partition("M = ")[2].split(",")[0]) for line in text.splitlines() if line.startswith("layer ")
    ]


def test_every_method_can_be_asked_for_and_stands_in_the_kernels_table():
    (option,) = [option for option in main.get_command(None, "certify").params if option.name == "method"]
    assert list(option.type.choices) == list(METHODS)
    assert {method.TICKET_METHOD for method in METHODS.values()} <= set(certificate.METHODS)

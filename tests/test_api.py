"""The public API: what it shows, what it refuses, and what it loads."""

import json
import os
import subprocess
import sys
import time
from fractions import Fraction

import numpy as np
import pytest

import certify
from certify.kernel.domain import Ball, Data
from certify.verdict import Verdict

PUBLIC = {
    *("load_target", "load", "plan", "theorem_bounds", "find_ticket", "attack", "check", "export", "audit"),
    *("Claim", "search", "Witness", "strategies"),
    *("CertifyError", "InputError", "MissingExtra", "UnsupportedError", "UnreadableError", "NotATicketError"),
    *("Rejected", "Undecided", "DrawFailed"),
}


@pytest.fixture(scope="module")
def ticket(tmp_path_factory):
    folder = tmp_path_factory.mktemp("api")
    np.savez(folder / "net.npz", W1=np.array([[0.5, -1.0], [0.25, 0.75]]), W2=np.array([[-0.75, 0.5]]))
    found = certify.find_ticket(folder / "net.npz", "box:-1,1", out=folder / "t.ticket")
    return folder / "t.ticket", found


def test_dir_shows_the_public_names_and_all_are_there():
    assert set(dir(certify)) == PUBLIC | {"__version__"}
    assert set(certify.__all__) == PUBLIC
    for name in PUBLIC:
        assert getattr(certify, name) is not None
    with pytest.raises(AttributeError, match="find_tickets"):
        _ = certify.find_tickets


def test_every_error_is_a_certify_error_and_can_be_caught():
    for name in PUBLIC:
        if isinstance(value := getattr(certify, name), type) and issubclass(value, Exception):
            assert issubclass(value, certify.CertifyError)
    with pytest.raises(certify.CertifyError, match="net"):
        certify.load_target("no-such-net.npz")


def test_bounds_of_an_architecture_and_of_a_target(ticket):
    path, _ = ticket
    found = certify.theorem_bounds(widths=[100] * 11)
    assert found["theorem-30"].M == (1428075,) * 10
    assert found["theorem-30"].applies
    assert found["theorem-30"].setting.widths == (100,) * 11
    target = certify.load_target(path.with_name("net.npz"))
    own = certify.theorem_bounds(target, "box:-1,1", epsilon="1/100")["combined"]
    assert own.setting.activations == ("relu", "identity")
    assert own.neurons_per_weight == Fraction(sum(own.M), 6)
    assert own.M == certify.theorem_bounds(target.network, "box:-1,1")["combined"].M
    for wrong in ({}, {"target": target}, {"target": target, "domain": "ball:1", "widths": [2, 1]}):
        with pytest.raises(certify.InputError):
            certify.theorem_bounds(**wrong)
    with pytest.raises(certify.InputError, match="exact"):
        certify.theorem_bounds(widths=[2, 1], epsilon=0.01)


def test_the_attack_takes_what_was_found_or_loaded_or_the_file(ticket):
    path, found = ticket
    worst = certify.attack(path)
    assert 0 < worst.lower_bound <= found.bound
    for same in (found, found.ticket, certify.load(path), str(path)):
        assert certify.attack(same).lower_bound == worst.lower_bound
    with pytest.raises(certify.InputError):
        certify.attack(path.with_name("net.npy"))


def test_classes_kept_of_what_was_found(ticket):
    _, found = ticket
    assert found.classes_kept(np.array([[0.5, 0.5], [3.0, 0.0]])).outside == 1


def test_a_target_keeps_the_activations_that_it_was_read_with(ticket):
    path, _ = ticket
    net = path.with_name("net.npz")
    assert certify.check(path, target=net).verdict == "valid"
    assert certify.check(path, target=certify.load_target(net)).verdict == "valid"
    assert certify.check(path, target=certify.load_target(net, activation="tanh")).verdict == "invalid"


# What a check loads.

HEAVY = {"scipy", "sympy", "mpmath", "hypothesis", "rich", "onnx", "safetensors", "proofs", "z3", "cvc5"}
OF_A_TICKET = tuple(f"certify.{name}" for name in ("errors", "verdict", "exact", "kernel", "api", "cli"))


def loaded(*words, code=0):
    """The modules of a process that ran the command line: ours, and the heavy ones of others."""
    script = (
        "import json, sys\nfrom certify.cli import main\ntry:\n    main(sys.argv[1:])\nexcept SystemExit as end:\n"
        "    print(json.dumps([end.code, sorted(sys.modules)]))"
    )
    command = [sys.executable, "-c", script, *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    exit_code, names = json.loads(done.stdout.splitlines()[-1])
    assert (exit_code or 0) == code, done.stdout
    heavy = {name.partition(".")[0] for name in names} & HEAVY
    return {name for name in names if name.startswith("certify.")}, heavy


def outside(names):
    return {name for name in names if not name.startswith(OF_A_TICKET)}


def test_arguments_of_another_type_are_one_line(ticket):
    found = certify.find_ticket(ticket[0].with_name("net.npz"), "box:0,1")
    for call in (certify.check, certify.load, lambda x: certify.export(x, "x.npz")):
        for given in (found, None, b"net.ticket"):
            with pytest.raises(certify.InputError, match="the name of a file is needed"):
                call(given)
    with pytest.raises(certify.InputError, match=r"a certify\.Claim is needed"):
        certify.search("lemma-29", "1s")


def test_what_is_called_certified_was_verified(ticket, monkeypatch):
    from certify.tickets import finding

    target = ticket[0].with_name("net.npz")
    assert certify.find_ticket(target, "box:0,1").certified
    monkeypatch.setattr(finding, "recursion", lambda *_: Fraction(0))
    with pytest.raises(certify.Rejected, match="exceeds epsilon"):
        certify.find_ticket(target, "box:0,1")


def test_checking_a_ticket_loads_the_kernel_and_nothing_else(ticket):
    """Regression: 29 modules more, SciPy and mpmath among what they loaded."""
    ours, heavy = loaded("check", ticket[0], "--epsilon", "1/50")
    assert "certify.kernel.check" in ours
    assert outside(ours) == heavy == set()
    assert {name for name in ours if name.startswith("certify.cli.")} == {
        "certify.cli.check",
        "certify.cli.options",
        "certify.cli.streams",
    }


def test_a_target_a_domain_and_a_witness_load_what_they_need(ticket, tmp_path):
    path, _ = ticket
    ours, heavy = loaded("check", path, "--target", path.with_name("net.npz"))
    assert outside(ours) == {name for name in ours if name.startswith("certify.models")}
    assert heavy == set()
    ours, heavy = loaded("check", path, "--domain", "ball:1")
    assert outside(ours) == {name for name in ours if name.startswith("certify.models")} != set()
    assert heavy == set()
    (tmp_path / "w.json").write_text("{}")
    ours, _ = loaded("check", tmp_path / "w.json", code=2)
    assert any(name.startswith("certify.claims") for name in ours)
    assert not any(name.startswith(("certify.kernel", "certify.models", "certify.tickets")) for name in ours)


def test_a_pipe_is_refused_at_once(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    start = time.perf_counter()
    with pytest.raises(certify.InputError):
        certify.check(tmp_path / "pipe")
    assert time.perf_counter() - start < 5


@pytest.mark.parametrize(("word", "truth"), [("valid", True), ("invalid", False), ("undecided", False)])
def test_a_verdict_is_true_when_valid_only(word: str, truth: bool) -> None:
    """Regression: ``assert certify.check(…)`` passed for an invalid ticket."""
    assert bool(Verdict(word, "reason")) is truth


def test_everything_shows_itself_on_one_short_line(ticket):
    path, found = ticket
    net = certify.load_target(path.with_name("net.npz"))
    loaded = certify.load(path)
    wide = certify.load_target({f"{i}.weight": np.eye(9) for i in range(90)})
    verdicts = [
        certify.check(path, target=net),
        certify.check(path, epsilon="1e-30"),
        Verdict("invalid", "x" * 999),
    ]
    domains = [Data(np.zeros((99, 9))), loaded.domain, Ball(Fraction(1, 3), 9)]
    plans = [found.plan, certify.plan(wide, "box:0,1"), certify.theorem_bounds(net, "box:0,1")]
    shown = [net, net.network, net.network.layers[0], wide, wide.network, loaded, loaded.ticket, loaded.pruned]
    for thing in (*shown, loaded.masks[0], found, *verdicts, *domains, *plans):
        assert 0 < len(repr(thing)) <= 200
        assert "\n" not in repr(thing)
        assert "array(" not in repr(thing)
    assert repr(net.network) == "Network(2-2-1)"
    assert repr(found).startswith("Found(certified, bound=")


def test_the_pruned_network_takes_one_input_or_many(ticket):
    pruned = certify.load(ticket[0]).pruned
    many = pruned(np.array([[0.5, -0.25], [1.0, 0.0]]))
    assert many.shape == (2, 1)
    assert pruned([0.5, -0.25]).tolist() == pytest.approx(many[0].tolist())
    assert pruned(np.zeros((0, 2))).shape == (0, 1)
    for wrong in (np.zeros(3), np.zeros((1, 3)), np.zeros((1, 1, 2)), np.float64(1)):
        with pytest.raises(certify.InputError, match=r"\(count, 2\) or \(2,\)"):
            pruned(wrong)

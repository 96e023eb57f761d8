"""Trained models in memory: scikit-learn's, and what looks like PyTorch's."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from certify.errors import InputError
from certify.models import load_target
from reference.forward import outputs

RNG = np.random.default_rng(3)
X = RNG.standard_normal((40, 3))
Y = (X.sum(axis=1) > 0) * 1 + (X[:, 0] > 1)


def fitted(name, y, **how):
    from sklearn import neural_network

    kind = getattr(neural_network, name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return kind(hidden_layer_sizes=(4, 3), max_iter=5, random_state=0, **how).fit(X, y)


@pytest.mark.thorough
@pytest.mark.parametrize("activation", ["relu", "tanh", "logistic", "identity"])
def test_a_regressor_is_what_it_predicts(activation):
    model = fitted("MLPRegressor", X @ [1.0, 2.0, 3.0], activation=activation)
    target = load_target(model)
    assert target.source == "MLPRegressor"
    assert np.allclose(outputs(target.network, X).ravel(), model.predict(X))
    assert target.assumed == target.notes == ()


@pytest.mark.thorough
def test_a_classifier_is_its_scores():
    model = fitted("MLPClassifier", Y)
    target = load_target(model)
    scores = outputs(target.network, X)
    shares = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    assert np.allclose(shares, model.predict_proba(X))
    assert target.notes == ("the softmax is cut off: certified are the scores before it",)


@pytest.mark.thorough
def test_two_classes_are_a_probability():
    model = fitted("MLPClassifier", Y > 0)
    assert np.allclose(outputs(load_target(model).network, X).ravel(), model.predict_proba(X)[:, 1])


def test_a_state_dictionary():
    state = {"0.weight": X[:2], "0.bias": X[0, :2], "2.weight": X[:1, :2]}
    assert load_target(state).network.widths == (3, 2, 1)
    assert load_target(state, order=["0", "2"]).says_order
    assert not load_target(state).says_order


class Tensor:
    """A tensor of bfloat16 as torch has it: NumPy gets it as float64 only."""

    def __init__(self, values, kind="bfloat16"):
        self.values, self.kind = values, kind

    def detach(self):
        return self

    cpu = detach

    def is_floating_point(self):
        return True

    def double(self):
        return Tensor(self.values, "float64")

    def numpy(self):
        if self.kind != "float64":
            raise TypeError("Got unsupported ScalarType BFloat16")
        return self.values


def test_tensors_of_any_floating_type():
    found = load_target({"0.weight": Tensor(X[:2]), "2.weight": Tensor(X[:1, :2])}).network
    assert (found.layers[0].weights == X[:2]).all()


@pytest.mark.parametrize("order", ["b,a", ["b", "a"], ("b", "a")])
def test_the_order_as_text_or_as_a_sequence(order):
    state = {"a.weight": X[:3], "b.weight": X[3:6]}
    assert load_target(state, order=order).names == ("b", "a")
    with pytest.raises(InputError, match=r"b, c; each of a, b"):
        load_target(state, order="b,c")


class Module:
    """A module as torch has it, as far as it is looked at."""

    training = False

    def __init__(self, **attributes):
        self.__dict__.update(attributes)


def module(kind, **attributes):
    return type(kind, (Module,), {})(**attributes)


def sequential(*modules):
    return type("Sequential", (list,), {"state_dict": None})(modules)


def linear(weight, bias=None):
    return module("Linear", weight=weight, bias=bias, in_features=weight.shape[1])


def test_a_sequential_of_modules():
    norm = module(
        "BatchNorm1d",
        num_features=2,
        eps=1e-5,
        weight=X[1, :2],
        bias=X[2, :2],
        running_mean=X[3, :2],
        running_var=X[4, :2] ** 2,
    )
    inner = sequential(norm, module("Tanh"), module("Dropout"))
    target = load_target(sequential(linear(X[:2], X[0, :2]), inner, linear(X[:3, :2]), module("Softmax")))
    hidden = (X @ X[:2].T + X[0, :2] - X[3, :2]) / np.sqrt(X[4, :2] ** 2 + 1e-5) * X[1, :2] + X[2, :2]
    layers = target.network.layers
    assert np.allclose(np.tanh(X @ layers[0].weights.T + layers[0].bias), np.tanh(hidden))
    assert layers[1].weights.tolist() == X[:3, :2].tolist()
    assert "rounded to float64" in "".join(target.notes)
    assert "Softmax) is cut off" in "".join(target.notes)


@pytest.mark.parametrize(
    ("bent", "name"),
    [
        (module("LeakyReLU", negative_slope=0.01), "leaky-relu(5764607523034235/576460752303423488)"),
        (module("LeakyReLU", negative_slope=0), "relu"),
        (module("ReLU6"), "clip(0,6)"),
        (module("Hardtanh", min_val=-1, max_val=0.5), "clip(-1,1/2)"),
        (module("PReLU", weight=np.array([0.25], np.float32)), "leaky-relu(1/4)"),
    ],
)
def test_modules_that_bend(bent, name):
    target = load_target(sequential(linear(X[:2]), bent, linear(X[:1, :2])))
    assert target.activations == (name, "identity")
    assert target.says_activations
    assert target.notes == ()


def test_a_hard_sigmoid_is_a_clip_of_what_goes_in():
    target = load_target(sequential(linear(X[:2], X[0, :2]), module("Hardsigmoid")))
    assert target.activations == ("clip(0,1)",)
    expected = np.clip((X @ X[:2].T + X[0, :2]) / 6 + 0.5, 0, 1)
    assert np.allclose(outputs(target.network, X), expected, rtol=1e-13)
    assert target.notes == ("layer 1: 8 weights and biases are rounded to float64",)


def hooked(model):
    model._forward_hooks = {0: print}
    return model


BAD = {
    "slope above 1": (
        sequential(linear(X[:2]), module("LeakyReLU", negative_slope=1.5)),
        "module 1 (LeakyReLU): slope 3/2 of negative values; a number from 0 to 1 is needed",
    ),
    "ends crossed": (
        sequential(linear(X[:2]), module("Hardtanh", min_val=1.0, max_val=-1.0)),
        "module 1 (Hardtanh): its ends are min 1, max -1;",
    ),
    "a slope per neuron": (
        sequential(linear(X[:2]), module("PReLU", weight=np.array([0.25, 0.5]))),
        "module 1 (PReLU): its slopes differ",
    ),
    "a list": ([1], "target: a list; a file, a fitted scikit-learn MLP"),
    "an unknown module": (sequential(linear(X[:2]), module("LSTM")), "module 1 (LSTM): not read"),
    "no inputs known": (sequential(module("ReLU")), "module 0 (ReLU): the number of inputs is not known"),
    "training": (
        sequential(
            module(
                "BatchNorm1d", num_features=2, eps=0.1, weight=None, bias=None, running_mean=None, running_var=None
            )
        ),
        "in training mode; call eval()",
    ),
    "nothing": (sequential(), "target: it has no layers"),
    "softmax in the middle": (
        sequential(linear(X[:2]), module("Softmax"), linear(X[:3, :2])),
        "module 1 (Softmax): not read",
    ),
    "shapes": (sequential(linear(X[:2]), linear(X[:2])), "do not fit"),
    "pruned, not permanently": (
        sequential(module("Linear", weight=X[:2], bias=None, in_features=3, _forward_pre_hooks={0: print})),
        "Linear: it has hooks, which may change what it computes; make pruning permanent",
    ),
    "a hook": (
        sequential(linear(X[:2]), sequential(module("ReLU", _forward_hooks={0: print}))),
        "ReLU: it has hooks",
    ),
    "a hook of all modules": (hooked(sequential(linear(X[:2]))), "Sequential: it has hooks"),
}


@pytest.mark.parametrize(("model", "said"), BAD.values(), ids=BAD)
def test_what_is_no_model_is_refused(model, said):
    with pytest.raises(InputError) as caught:
        load_target(model)
    assert said in str(caught.value)

"""The closed grammar: what it reads, and where it says that it does not."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certify.claims.grammar import MAX_DEPTH, MAX_LENGTH, parse_expression, parse_statement
from certify.claims.trees import (
    Apply,
    Call,
    Constant,
    Expression,
    Masked,
    Name,
    Number,
    Ranged,
    bound_variables,
    names,
)
from certify.errors import InputError


def value(tree: Expression, environment: dict[str, Fraction]) -> Fraction:
    """The rational value of a tree of + - * / ^ neg min max abs."""
    if isinstance(tree, Number):
        return tree.value
    if isinstance(tree, Name):
        return environment[tree.name]
    assert isinstance(tree, Apply)
    arguments = [value(a, environment) for a in tree.arguments]
    operations = {
        "+": lambda a, b: a + b,
        "-": lambda a, b: a - b,
        "*": lambda a, b: a * b,
        "/": lambda a, b: a / b,
        "^": lambda a, b: a ** int(b),
        "neg": lambda a: -a,
        "abs": abs,
        "min": min,
        "max": max,
    }
    return Fraction(operations[tree.operator](*arguments))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2*3", "7"),
        ("(1 + 2)*3", "9"),
        ("2^3^2", "512"),
        ("-2^2", "-4"),
        ("2^-1", "1/2"),
        ("7 - 2 - 1", "4"),
        ("8/2/2", "2"),
        ("1e-3 * 10", "1/100"),
        ("max(1, -2, x)", "5"),
        ("min(1, abs(-x)) + .5", "3/2"),
        ("+x - -1", "6"),
    ],
)
def test_arithmetic_reads_as_written(text: str, expected: str) -> None:
    assert value(parse_expression(text, "EXPR"), {"x": Fraction(5)}) == Fraction(expected)


SUMS = st.recursive(
    st.integers(0, 9).map(str),
    lambda s: st.tuples(s, st.sampled_from("+-*"), s).map("({0[0]}{0[1]}{0[2]})".format),
    max_leaves=12,
)


@given(SUMS)
def test_agrees_with_python_on_integers(text: str) -> None:
    assert value(parse_expression(text, "EXPR"), {}) == eval(text)


def test_names_constants_and_indices() -> None:
    tree = parse_expression("phi * ln(e) * v[i + 1] * k_prime", "EXPR")
    assert names(tree) == {"v", "i", "k_prime"}
    assert parse_expression("phi", "EXPR") == Constant("phi", 0)


def test_chained_comparisons_mean_both() -> None:
    tree = parse_statement("0 < x <= 1 and not x == 1/2 or x > 3", "CLAIM")
    assert isinstance(tree, Apply)
    assert tree.operator == "or"
    left = tree.arguments[0]
    assert isinstance(left, Apply)
    assert left.operator == "and"


@pytest.mark.parametrize(
    ("text", "position", "reason"),
    [
        ("", 1, "the end"),
        ("1 +", 4, "the end"),
        ("1 + * 2", 5, "'\\*'"),
        ("2 ** 3", 4, "'\\*'"),
        ("ln 2", 4, "'\\(' was expected"),
        ("__import__('os')", 1, "not in the grammar|not a function"),
        ("x.real", 2, "'.'"),
        ("open(1)", 1, "not a function"),
        ("ln(1, 2)", 1, "one argument"),
        ("1 < 2", 3, "not expected"),
        ("(1 < 2) + 1", 4, "not a comparison"),
        ("2 x", 3, "'x' was not expected"),
        ("lambda: 1", 7, "':'"),
        ("1_000", 2, "not expected"),
        ("(1", 3, "'\\)' was expected"),
        ("v[1", 4, "'\\]' was expected"),
        ("and", 1, "a name was expected"),
        ("1é", 2, "not in the grammar"),
    ],
)
def test_anything_else_is_refused_with_its_position(text: str, position: int, reason: str) -> None:
    with pytest.raises(InputError, match=reason) as caught:
        parse_expression(text, "--set k")
    if "__import__" not in text:
        assert f"position {position}:" in str(caught.value)


@pytest.mark.parametrize("text", ["1", "x + 1", "1 and 2", "not 3"])
def test_a_number_is_not_a_statement(text: str) -> None:
    with pytest.raises(InputError, match="not a number"):
        parse_statement(text, "CLAIM")


@pytest.mark.parametrize(
    "text",
    ["(" * (MAX_DEPTH + 1) + "1" + ")" * (MAX_DEPTH + 1), "-" * 500 + "1", "2^" * 200 + "2", "not " * 99 + "1<2"],
)
def test_deep_nesting_is_refused_not_overflowed(text: str) -> None:
    with pytest.raises(InputError, match="nested deeper"):
        parse_statement(text, "CLAIM")


def test_long_text_and_huge_exponents_cost_nothing() -> None:
    with pytest.raises(InputError, match="characters"):
        parse_expression("1+" * MAX_LENGTH + "1", "EXPR")
    with pytest.raises(InputError, match="tokens"):
        parse_expression("1+" * 5000 + "1", "EXPR")
    with pytest.raises(InputError, match="exponent"):
        parse_expression("1e3000", "EXPR")


@given(st.text(alphabet="0123456789.+-*/^()<>=!,[] exyandortlnmi_\n\u00e9", max_size=30))
def test_any_text_parses_or_raises_input_error(text: str) -> None:
    try:
        parse_statement(text, "CLAIM")
    except InputError as error:
        message = str(error)
        assert "\n" not in message


def test_sums_and_quantifiers_bind_their_variable() -> None:
    tree = parse_statement("forall(i, 1, k, sum(j, i, k, v[j]) < i) and exists_mask(b, n, b[1] = 1)", "CLAIM")
    assert isinstance(tree, Apply)
    left, right = tree.arguments
    assert isinstance(left, Ranged)
    assert isinstance(right, Masked)
    assert (left.operator, left.variable, right.operator, right.variable) == ("forall", "i", "exists", "b")
    assert names(tree) == {"k", "v", "n"}
    assert bound_variables(tree) == {"i", "j", "b"}


def test_a_name_is_bound_only_inside() -> None:
    assert names(parse_expression("i + sum(i, i, 3, i)", "EXPR")) == {"i"}
    assert names(parse_expression("1 + sum(i, 2, 3, i)", "EXPR")) == set()


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("x = 1", "x == 1"),
        ("(x) < ((1))", "x<1"),
        ("x < 1 and y < 1 => x < 2", "(x < 1 and y < 1) => (x < 2)"),
        ("x < 1 => y < 1 => z < 1", "x < 1 => (y < 1 => z < 1)"),
        ("not x < 1 or y < 1", "(not x < 1) or y < 1"),
    ],
)
def test_positions_and_spaces_do_not_distinguish_trees(text: str, same: str) -> None:
    assert parse_statement(text, "CLAIM") == parse_statement(same, "CLAIM")
    assert parse_statement(text, "CLAIM") != parse_statement("x < 3", "CLAIM")


def test_words_of_functions_are_names_elsewhere() -> None:
    assert names(parse_expression("sum + prod*if", "EXPR")) == {"sum", "prod", "if"}


def test_definitions_are_applied_to_as_many_arguments_as_they_have() -> None:
    definitions = {"P_w": 1, "f": 2, "m": 0}
    tree = parse_statement("P_w(w) >= f(1, m)", "CLAIM", definitions)
    assert isinstance(tree, Apply)
    assert all(isinstance(side, Call) for side in tree.arguments)
    assert names(tree) == {"P_w", "w", "f", "m"}
    for text in ("P_w(1, 2) < 1", "f(1) < 1", "m(1) < 1", "P_w < 1", "g(1) < 1", "P_w() < 1"):
        with pytest.raises(InputError, match=r"position [15]: "):
            parse_statement(text, "CLAIM", definitions)


@pytest.mark.parametrize(
    ("text", "position", "reason"),
    [
        ("sum(1, 2, 3, 4) = 0", 5, "a variable was expected"),
        ("sum(e, 1, 3, 4) = 0", 5, "a variable was expected"),
        ("sum(i, 1, 3) = 0", 12, "',' was expected"),
        ("sum(i, 1, 3, i < 2) = 0", 16, "not a comparison"),
        ("forall(i, 1, 3, i)", 17, "a comparison was expected"),
        ("forall_mask(b, 3, 4, b[1] < 1)", 19, "a comparison was expected"),
        ("if(x, 1, 2) = 1", 4, "a comparison was expected"),
        ("if(x < 1, 2) = 1", 12, "',' was expected"),
        ("binomial_cdf(1, 2) < 1", 1, "takes 3 arguments"),
        ("multinomial_tail(1, 2) < 1", 1, "at least 3"),
        ("x => 3", 1, "a comparison was expected"),
        ("1e30000000 < 1", 1, "is not a number"),
        ("x < \x00", 5, "not in the grammar"),
        ("x < \u0663", 5, "not in the grammar"),
        ("x < \uff11", 5, "not in the grammar"),
        ("x < 1; import os", 6, "not in the grammar"),
        ("x.__class__ < 1", 2, "not in the grammar"),
        ("__import__('os').system('true') < 1", 12, "not in the grammar"),
        ("__import__(os) < 1", 1, "not a function"),
        ("x < 1 \ud800", 7, "not in the grammar"),
    ],
)
def test_the_larger_grammar_says_where(text: str, position: int, reason: str) -> None:
    with pytest.raises(InputError, match=reason) as caught:
        parse_statement(text, "CLAIM")
    assert f"position {position}:" in str(caught.value)
    str(caught.value).encode()
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "text", ["(" * 10**5, "[" * 10**5, "sum(" * 5000, "9" * 10**5, "not " * 10**5, "1+" * 10**5]
)
def test_long_hostile_text_costs_nothing(text: str) -> None:
    with pytest.raises(InputError):
        parse_statement(text, "CLAIM")


@pytest.mark.parametrize("text", ["if(1<2," * 61 + "1", "sum(i,1,2," * 61 + "1", "1<2 => " * 62 + "1<2"])
def test_new_forms_are_limited_in_depth_too(text: str) -> None:
    with pytest.raises(InputError, match="nested deeper"):
        parse_statement(text, "CLAIM")

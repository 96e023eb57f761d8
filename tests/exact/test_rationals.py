"""Numbers as text: exactly what is written, or one clear error."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certify.cli.options import ratio_in_words
from certify.errors import InputError
from certify.exact.given import as_rational
from certify.exact.rationals import MAX_LENGTH, parse_natural, parse_rational


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1/3", Fraction(1, 3)),
        ("-2/4", Fraction(-1, 2)),
        ("+7", Fraction(7)),
        ("0.01", Fraction(1, 100)),
        (".5", Fraction(1, 2)),
        ("5.", Fraction(5)),
        ("1e-6", Fraction(1, 10**6)),
        ("-1.5E+2", Fraction(-150)),
        ("0x1.8p-3", Fraction(3, 16)),
        ("-0x10p0", Fraction(-16)),
        ("1e400", Fraction(10**400)),
    ],
)
def test_numbers_are_read_exactly(text: str, value: Fraction) -> None:
    assert parse_rational(text, "epsilon") == value


@given(st.fractions())
def test_every_rational_survives_its_text(x: Fraction) -> None:
    if len(str(x)) <= MAX_LENGTH:
        assert parse_rational(str(x), "x") == x


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_float_survives_its_hexadecimal_text(x: float) -> None:
    assert parse_rational(x.hex(), "x") == Fraction(x)


@pytest.mark.parametrize(
    "text",
    [
        "", " 1", "1 ", "1/0", "1/-2", "nan", "inf", "1_000", "1,5", "e5", ".", "0x", "0x1", "1e", "--1",
        "1e30000000", "1e-401", "0x1p1101", "9" * (MAX_LENGTH + 1), "١", "1/2/3", "0.1\n",
    ],
)  # fmt: skip
def test_anything_else_is_one_clear_line(text: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_rational(text, "epsilon")
    assert str(caught.value).startswith("epsilon: ")
    assert "\n" not in str(caught.value)


def test_a_number_that_is_not_text_is_refused() -> None:
    with pytest.raises(InputError, match="not text"):
        parse_rational(0.5, "epsilon")  # type: ignore[arg-type]


@given(st.integers(0, 10**6))
def test_natural_numbers(n: int) -> None:
    assert parse_natural(str(n), "seed", below=10**6 + 1) == n


@pytest.mark.parametrize("text", ["-1", "01", "1.0", "", "10", "٣", None, 3, "9" * 100])
def test_what_is_no_natural_number_below_the_limit(text: object) -> None:
    with pytest.raises(InputError, match="seed: "):
        parse_natural(text, "seed", below=10)


@pytest.mark.parametrize(
    ("value", "limit", "words"),
    [
        ("0", "1", "nothing beside"),
        ("1", "1", "equal to"),
        ("10/11", "1", "below"),
        ("100/101", "1", "just below"),
        ("2/3", "1", "below"),
        ("1/2", "1", "2 times below"),
        ("1/1999", "10", "19990 times below"),
        ("1/19999", "10", "1.999e+05 times below"),
        ("101/100", "1", "just above"),
        ("30", "10", "3 times above"),
        ("399/100", "1", "3 times above"),
    ],
)
def test_ratios_in_words_are_rounded_down(value: str, limit: str, words: str) -> None:
    assert ratio_in_words(Fraction(value), Fraction(limit)) == words


def test_numbers_given_in_python_are_exact() -> None:
    assert [as_rational(x, "x") for x in ("1/3", 2, Fraction(1, 3))] == [Fraction(1, 3), 2, Fraction(1, 3)]
    for wrong, hint in ((0.1, "'0.1' for example"), (True, "bool"), (None, "NoneType"), ([1] * 99, "list")):
        with pytest.raises(InputError, match=hint) as caught:
            as_rational(wrong, "x")
        assert len(str(caught.value)) < 150

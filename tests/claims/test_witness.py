"""Claims and witness files: what proves that a claim fails, and every way in which a file does not."""

import json
import re
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certify.claims.claim import Claim, ParameterDomain
from certify.claims.witness import SIZE_LIMIT, Witness, check_witness, looks_like_witness, read_witness
from certify.errors import InputError, UnsupportedError

F = Fraction

GREEDY = Claim(
    "lemma-09/greedy",
    parameters={
        "gamma": "real (0, 1)",
        "epsilon": "real (0, inf)",
        "k": "integer [1, 20]",
        "v": "real^k (0, 1)",
        "w": "real [0, 1]",
    },
    definitions={"power(i)": "gamma^i"},
    hypotheses={
        "gamma_lower": "gamma >= 0.6",
        "accuracy": "power(k) <= epsilon",
        "inside": "forall(i, 1, k, power(i + 1) < v[i] <= power(i))",
    },
    conclusions={"greedy": "exists_mask(b, k, w - epsilon <= sum(i, 1, k, b[i]*v[i]) <= w)"},
)
POINT = {"gamma": F(3, 5), "epsilon": F(9, 25), "k": F(2), "v": (F(37, 100), F(22, 100)), "w": F(1)}

LEMMA_18 = Claim(
    "lemma-18",
    parameters={
        "T": "integer [1, inf)",
        "a": "real^T [0, inf)",
        "b": "real^T [0, inf)",
        "x_0": "real [0, inf)",
        "x": "real^T",
        "tau": "real (0, inf)",
    },
    definitions={
        "before(t)": "if(t <= 1, x_0, x[t - 1])",
        "c": "min(tau*largest(t, 1, T, b[t]), largest(t, 1, T, b[t]/(a[t] - 1)))",
    },
    hypotheses={
        "steps": "forall(t, 1, T, x[t] <= a[t]*before(t) + b[t])",
        "feasible": "sum(t, 1, T, if(a[t] < 1 + 1/tau, 1, 0)) <= tau",
    },
    conclusions={"bound": "x[T] <= e*(x_0 + c)*prod(t, 1, T, if(a[t] >= 1 + 1/tau, a[t], 1))"},
)
AT_ONE = {"T": F(1), "a": (F(0),), "b": (F(1),), "x_0": F(0), "x": (F(1),), "tau": F(1)}

REMARK_4 = Claim(
    "remark-04",
    parameters={
        "l": "integer [1, inf)",
        "n": "integer [1, inf)",
        "epsilon": "real (0, inf)",
        "delta": "real (0, 1)",
    },
    definitions={
        "eps_w": "epsilon/(e*l*n^(3/2))",
        "k_prime": "ln(3/eps_w)/ln(3/2)",
        "M": "ceiling(16*k_prime*(n^2 + ln(2*l*k_prime/delta)))",
    },
    hypotheses={"k_prime": "k_prime > 0", "wide": "n^2 > ln(l*k_prime/delta)"},
    conclusions={"per weight": "M/n^2 <= 16*k_prime + ln(2*l*k_prime/delta)/n^2"},
)
AT_TWO = {"l": F(1), "n": F(2), "epsilon": F(1), "delta": F(1, 2)}


def written(**changes: Any) -> bytes:
    """The file, with dotted paths (``claim__name``) replaced, or removed where None."""
    fields = json.loads(Witness(GREEDY, "greedy", POINT).text())
    for path, value in changes.items():
        *parents, last = path.split("__")
        place = fields
        for parent in parents:
            place = place[parent]
        place[last] = value
        if value is None:
            del place[last]
    return json.dumps(fields).encode()


@pytest.mark.parametrize(
    ("claim", "conclusion", "values"),
    [(GREEDY, "greedy", POINT), (LEMMA_18, "bound", AT_ONE), (REMARK_4, "per weight", AT_TWO)],
    ids=lambda x: getattr(x, "name", ""),
)
def test_the_papers_gaps_have_witnesses(claim: Claim, conclusion: str, values: Any) -> None:
    witness = Witness(claim, conclusion, values, provenance={"by": "hand"})
    found = check_witness(witness.text().encode())
    assert (found.verdict, found.where, found.code) == ("valid", {}, None)
    assert found.statement is not None
    assert (found.statement["id"], found.statement["conclusion"]) == (None, conclusion)
    assert read_witness(witness.text().encode()) == witness
    assert json.loads(json.dumps(found.statement)) == found.statement


def test_the_sides_are_shown() -> None:
    found = check_witness(Witness(LEMMA_18, "bound", AT_ONE).text().encode())
    assert found.statement is not None
    (side,) = found.statement["sides"]
    assert (side["left"], side["relation"]) == ("1", "<=")
    assert side["right"].startswith("[-2.71828")
    assert "1 <= [-2.71828" in found.reason


# forged: a file of the right form that proves nothing -----------------------------------------

INVALID = [
    ({"values__gamma": "1"}, "values.gamma", "domain", "value-domain"),
    ({"values__gamma": "-3/5"}, "values.gamma", "domain", "value-domain"),
    ({"values__w": "1.0000000000000000000000000000001"}, "values.w", "domain", "value-domain"),
    ({"values__epsilon": "0"}, "values.epsilon", "domain", "value-domain"),
    ({"values__k": "5/2"}, "values.k", "domain", "value-domain"),
    ({"values__k": "3"}, "values.v", "3 are needed", "value-domain"),
    ({"values__v": []}, "values.v", "2 are needed", "value-domain"),
    ({"values__v": ["37/100", "1"]}, "values.v.1", "domain", "value-domain"),
    ({"values__gamma": "59/100"}, "claim.hypotheses.gamma_lower", "59/100 >= 3/5", "hypothesis-false"),
    ({"values__epsilon": "1/3"}, "claim.hypotheses.accuracy", "9/25 <= 1/3", "hypothesis-false"),
    ({"values__v": ["9/25", "22/100"]}, "claim.hypotheses.inside", "for i = 1", "hypothesis-false"),
    ({"values__w": "9/10"}, "claim.conclusions.greedy", "the conclusion holds", "conclusion-true"),
    ({"values__w": "0"}, "claim.conclusions.greedy", "for b = \\(0, 0\\)", "conclusion-true"),
    ({"claim__conclusions__greedy": "1/(gamma - 3/5) > 0"}, "claim.conclusions.greedy", "no value", "no-value"),
    ({"claim__hypotheses__accuracy": "ln(gamma - 1) < 0"}, "claim.hypotheses.accuracy", "no value", "no-value"),
    ({"claim__conclusions__greedy": "v[3] > 0"}, "claim.conclusions.greedy", "no value", "no-value"),
]


@pytest.mark.parametrize(("changes", "place", "reason", "code"), INVALID)
def test_a_forged_witness_is_invalid_and_the_place_named(
    changes: dict[str, Any], place: str, reason: str, code: str
) -> None:
    found = check_witness(written(**changes))
    assert (found.verdict, found.where, found.statement) == ("invalid", {"field": place}, None)
    assert found.code == code
    assert re.search(reason, found.reason)
    assert "\n" not in found.reason


def test_a_tie_that_no_enclosure_settles_is_undecided() -> None:
    found = check_witness(written(claim__hypotheses__accuracy="sqrt(2)^2 <= 2"))
    assert (found.verdict, found.statement, found.code) == ("undecided", None, "precision")
    assert found.where == {"field": "claim.hypotheses.accuracy"}
    found = check_witness(written(claim__conclusions__greedy="sum(i, 1, 10^9, 1) < 0"))
    assert found.verdict == "undecided"


# not of the form ------------------------------------------------------------------------------

MALFORMED = [
    ({"values__gamma": 0.6}, "not written as a string"),
    ({"values__k": 2}, "not written as a string"),
    ({"values__gamma": True}, "values.gamma"),
    ({"values__gamma": "1e30000000"}, "values.gamma"),
    ({"values__gamma": "9" * 5000}, "values.gamma"),
    ({"values__gamma": "3/0"}, "zero"),
    ({"values__gamma": "٣/5"}, "values.gamma"),
    ({"values__gamma": ["3/5"]}, "values.gamma"),
    ({"values__v": "37/100"}, "values.v"),
    ({"values__v": [["1"]]}, r"values.v.0"),
    ({"values__v": ["1"] * 20_000}, "at most 10000"),
    ({"values__gamma": None}, "values"),
    ({"values__more": "1"}, "values"),
    ({"more": "1"}, "fields"),
    ({"claim__more": {}}, "claim: fields"),
    ({"claim__hypotheses": None}, "claim: fields"),
    ({"claim__hypotheses": ["1 < 2"]}, "hypotheses"),
    ({"claim__hypotheses__accuracy": ["1 < 2"]}, "not text"),
    ({"claim__hypotheses__accuracy": "gama < 1"}, "position 1: 'gama' is not known"),
    ({"claim__hypotheses__accuracy": "1 <"}, "position 4"),
    ({"claim__hypotheses__accuracy": "1 + 2"}, "position 1"),
    ({"claim__hypotheses__accuracy": "__import__('os') < 1"}, "position 12"),
    ({"claim__hypotheses__accuracy": "(" * 10**5}, "characters"),
    ({"claim__hypotheses__accuracy": "gamma < \x00"}, "position 9"),
    ({"claim__hypotheses__accuracy": "gamma < 1e30000000"}, "position 9"),
    ({"claim__hypotheses__accuracy": "gamma < v"}, "is a vector"),
    ({"claim__hypotheses__a:b": "1 < 2"}, "without ':'"),
    ({"claim__hypotheses__a\nb": "1 < 2"}, "printable"),
    ({"claim__hypotheses__\ud800": "1 < 2"}, "printable"),
    ({"claim__parameters__gamma": "complex"}, "not a domain"),
    ({"claim__parameters__gamma": "real (1, 0)"}, "empty"),
    ({"claim__parameters__v": "real^v (0, 1)"}, "circle|no value"),
    ({"claim__parameters__sum": "real"}, "cannot be a name"),
    ({"claim__definitions__power(i)": "power(i - 1)"}, "power uses power"),
    ({"claim__definitions__gamma": "1"}, "the name of a parameter"),
    ({"claim__definitions__power": "1"}, "defined twice"),
    ({"claim__definitions__f(x, x)": "1"}, "two arguments"),
    ({"claim__definitions__f(": "1"}, "not a name"),
    ({"claim__conclusions": {}}, "at least one"),
    ({"conclusion": "other"}, "not a conclusion"),
    ({"conclusion": ["greedy"]}, "not a conclusion"),
    ({"statement": "lemma-09"}, "statement"),
    ({"statement": {"id": "lemma-09"}}, "statement"),
    ({"statement": {"id": "lemma\n09", "wording": "printed"}}, "statement.id"),
    ({"provenance": {"by": ["me"]}}, "provenance"),
    ({"schema": None}, "schema"),
    ({"schema": "certify-ticket/1"}, "schema"),
    ({"schema": ["certify-witness/1"]}, "schema"),
]


@pytest.mark.parametrize(
    ("changes", "reason"), MALFORMED, ids=lambda x: next(iter(x)) if isinstance(x, dict) else ""
)
def test_anything_of_another_form_is_an_input_error_in_one_line(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(InputError, match=reason) as caught:
        check_witness(written(**changes))
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 600
    str(caught.value).encode()


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"{", b"[]", b"null", b"{}", b"\xff\xfe{", b"\xef\xbb\xbf{}", b"NaN", b'{"schema": NaN}'),
        *(b"[" * 10**5, b'{"a":' * 10**5, b'{"schema": "x", "schema": "x"}', b" " * (SIZE_LIMIT + 1)),
    ],
    ids=lambda data: repr(data[:12]),
)
def test_other_bytes_are_input_errors(data: bytes) -> None:
    with pytest.raises(InputError):
        check_witness(data)


def test_duplicate_keys_deep_inside_are_rejected() -> None:
    twice = written().replace(b'"gamma": "3/5"', b'"gamma": "3/5", "gamma": "3/5"')
    with pytest.raises(InputError, match="repeated"):
        check_witness(twice)


def test_a_later_schema_is_unsupported() -> None:
    with pytest.raises(UnsupportedError, match="certify-witness/2"):
        check_witness(written(schema="certify-witness/2"))


@given(st.binary(max_size=40))
def test_any_bytes_are_refused_calmly(tail: bytes) -> None:
    with pytest.raises(InputError):
        check_witness(b'{"schema": "certify-witness/1"' + tail)


# the ledger's wording -------------------------------------------------------------------------

NAMED = {"statement": {"id": "lemma-09", "wording": "printed"}}


def ledger(identifier: str, wording: str) -> Claim:
    if (identifier, wording) != ("lemma-09", "printed"):
        raise InputError(f"statement: {identifier} ({wording}) is not in the ledger")
    return GREEDY


def test_a_witness_of_the_ledgers_wording() -> None:
    spaced = {"claim__hypotheses__gamma_lower": " gamma>=(0.6) ", "claim__name": "another name"}
    for changes in ({}, spaced):
        found = check_witness(written(**NAMED, **changes), ledger=ledger)
        assert found.verdict == "valid"
        assert found.statement is not None
        assert (found.statement["id"], found.statement["wording"]) == ("lemma-09", "printed")


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"claim__hypotheses__gamma_lower": "gamma >= 0.59"}, "claim.hypotheses.gamma_lower"),
        ({"claim__hypotheses__gamma_lower": None}, "claim.hypotheses.gamma_lower"),
        ({"claim__hypotheses__more": "1 < 2"}, "claim.hypotheses.more"),
        ({"claim__parameters__w": "real [0, 2]"}, "claim.parameters.w"),
        ({"claim__definitions__power(i)": "gamma^(i + 1)"}, "claim.definitions.power"),
        ({"claim__conclusions__other": "1 > 2", "conclusion": "other"}, "claim.conclusions.other"),
    ],
)
def test_an_altered_wording_is_invalid(changes: dict[str, Any], place: str) -> None:
    found = check_witness(written(**NAMED, **changes), ledger=ledger)
    assert (found.verdict, found.where, found.code) == ("invalid", {"field": place}, "other-statement")


def test_no_ledger_and_no_such_statement() -> None:
    found = check_witness(written(**NAMED))
    assert (found.verdict, found.code, found.where) == ("undecided", "ledger", {"field": "statement"})
    with pytest.raises(InputError, match="not in the ledger"):
        check_witness(written(statement={"id": "lemma-99", "wording": "printed"}), ledger=ledger)


# claims ---------------------------------------------------------------------------------------


def claim(**changes: Any) -> Claim:
    parts = {"name": "c", "parameters": {"x": "real"}, "conclusions": {"c": "x < 1"}, **changes}
    return Claim(**parts)


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("real", ["0", "-1e9"], []),
        ("real (0, 1]", ["1", "1e-300"], ["0", "1.0000001"]),
        ("real[0,1)", ["0"], ["1", "-1e-300"]),
        ("real (-inf, 0)", ["-5"], ["0"]),
        ("integer", ["0", "-7"], ["1/2"]),
        ("integer [1, inf)", ["1", "2"], ["0", "3/2"]),
        ("integer (1/2, 3)", ["1", "2"], ["3"]),
        ("real^(2 + x) [0, 1/3]", ["1/3"], ["0.34"]),
    ],
)
def test_domains(text: str, inside: list[str], outside: list[str]) -> None:
    domain = claim(parameters={"x": "integer", "y": text}).domains["y"]
    assert all(domain.contains(F(value)) for value in inside)
    assert not any(domain.contains(F(value)) for value in outside)
    assert (domain.length is None) is ("^" not in text)


@pytest.mark.parametrize(
    "text",
    [
        *("", "Real", "real 1", "real (0, 1", "real (0; 1)", "real [-inf, 1)", "real (inf, 1)", "real (0, -inf)"),
        *("real^", "real^(", "real^z", "integer (0, 1)", "real (1, 1)", "real [2, 1]", "real (0, 1e30000000)"),
        *("real^" + "x" * 300, "real (0, 1) and more", "real (phi, 2)", "real\x00"),
    ],
)
def test_other_domains_are_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"parameters\.y"):
        claim(parameters={"x": "integer", "y": text})


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"name": ""}, "name"),
        ({"parameters": {"x": "real", "2x": "real"}}, "cannot be a name"),
        ({"parameters": {"x": "real", "ä": "real"}}, "cannot be a name"),
        ({"parameters": [("x", "real")]}, "not a mapping"),
        ({"parameters": {"x": 1}}, "not text"),
        ({"definitions": {"a": "b", "b": "c", "c": "a"}}, "a uses b uses c uses a"),
        ({"definitions": {"f(y)": "z"}}, "'z' is not known; known are f, x, y"),
        ({"definitions": {"f(y)": "y"}, "conclusions": {"c": "y < 1"}}, "'y' is not known"),
        ({"definitions": {"f(y)": "y"}, "conclusions": {"c": "f < 1"}}, "needs its arguments"),
        ({"definitions": {"f(y)": "y < 1"}}, "'<' was not expected"),
        ({"definitions": {"phi": "1"}}, "cannot be a name"),
        ({"conclusions": {"c": "sum(x, 1, 3, x) < 1"}}, "bound variable"),
        ({"definitions": {"f(y)": "sum(y, 1, 3, y)"}}, "bound variable"),
        ({"definitions": {f"d{i}": "1" for i in range(300)}}, "more than 200 names"),
    ],
)
def test_claims_that_make_no_sense(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        claim(**changes)


def test_definitions_may_stand_in_any_order() -> None:
    made = claim(definitions={"b": "a + 1", "a": "x"}, conclusions={"c": "b < 1"})
    assert check_witness(Witness(made, "c", {"x": F(0)}).text().encode()).verdict == "valid"
    assert check_witness(Witness(made, "c", {"x": F(-1)}).text().encode()).verdict == "invalid"


def test_domains_are_data() -> None:
    assert ParameterDomain(False, F(0), F(1)) == claim(parameters={"x": "real (0, 1)"}).domains["x"]


def test_what_looks_like_a_witness(tmp_path: Any) -> None:
    (tmp_path / "a").write_bytes(b"\n {}")
    (tmp_path / "b").write_bytes(b"PK\x03\x04{")
    assert looks_like_witness(tmp_path / "a")
    assert not looks_like_witness(tmp_path / "b")
    assert not looks_like_witness(tmp_path / "missing")
    assert not looks_like_witness(tmp_path)


def test_one_budget_of_work_serves_a_whole_file() -> None:
    sums = {f"sum_{i}": f"sum(j, 1, n, j) > {i}" for i in range(3)}

    def verdict(hypotheses: dict[str, str], steps: int) -> str:
        claim = Claim("sums", {"n": "integer [1, inf)"}, hypotheses=hypotheses, conclusions={"no": "n < 1"})
        return check_witness(Witness(claim, "no", {"n": F(500)}).text().encode(), steps=steps).verdict

    assert verdict(sums, 3_000) == "valid"
    assert [verdict({label: text}, 1_000) for label, text in sums.items()] == ["valid"] * 3
    assert verdict(sums, 1_000) == "undecided"

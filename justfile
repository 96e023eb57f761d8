# Recipes for `just`; each is a command that can be typed by hand.

# the plain tests: minutes, before every commit
test *args:
    .venv/bin/python -m pytest {{args}}

# the thorough part alone
thorough *args:
    .venv/bin/python -m pytest -m thorough {{args}}

# every test of one statement: just room lemma-18
room statement:
    .venv/bin/python -m pytest -m "statement(id='{{statement}}')"
    .venv/bin/certify-bounds audit {{statement}}

# long random tests
nightly *args:
    HYPOTHESIS_PROFILE=nightly .venv/bin/python -m pytest -m "" {{args}}

# style, types, imports
lint:
    .venv/bin/ruff check
    .venv/bin/ruff format --check
    .venv/bin/mypy
    .venv/bin/lint-imports

# lines and branches of the trusted folders that no test reaches
coverage *args:
    .venv/bin/coverage run -m pytest {{args}}
    .venv/bin/coverage combine -q
    .venv/bin/coverage report

# the ledger's page and the records of Coq's answers, written anew
ledger:
    .venv/bin/python -m proofs.ledger.page --write

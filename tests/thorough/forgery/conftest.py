"""What the forgery tests share: a folder, the honest tickets."""

import itertools
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture
def honest_tickets() -> dict:
    """Fresh copies of the honest tickets by name; append builders to ``handmade.HONEST`` for more."""
    from thorough.forgery import handmade

    return {name: handmade.honest(name) for name in handmade.HONEST}


@pytest.fixture(scope="session")
def fresh_path(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """A function that names a new file each time, reusing a few names so that the folder stays small."""
    folder, numbers = tmp_path_factory.mktemp("forged"), itertools.count()
    return lambda: folder / f"{next(numbers) % 50}.ticket"

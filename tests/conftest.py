"""What every test may ask for."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with MNIST, photographs and odd files that developers and CI have; users do not."""
    if not SHARED.is_dir():
        pytest.skip("the data folder ../shared is not here")
    return SHARED

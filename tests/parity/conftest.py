"""The comparison runs only when named, and then says what it needs; one thread, because the tensors are tiny."""

from collections.abc import Iterator
from importlib.util import find_spec

import pytest

for package in ("torch", "onnx"):
    if find_spec(package) is None:
        raise pytest.UsageError(f"{package} is missing; the optional group has it: pip install -e '.[parity]'")


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> Iterator[None]:
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)

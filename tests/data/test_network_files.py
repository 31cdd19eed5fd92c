"""The architecture of a network goes into a small file and comes back; what is wrong with a file is said."""

from pathlib import Path

import pytest

from cnnviz.data.model_files import save_model
from cnnviz.data.model_paths import ModelFileError
from cnnviz.data.network_files import ENDING, open_architecture, save_architecture
from cnnviz.engine.architectures import NETWORKS
from cnnviz.engine.network import Network


@pytest.mark.parametrize("name", list(NETWORKS))
def test_every_known_network_comes_back(tmp_path: Path, name: str) -> None:
    description = NETWORKS[name].build(None).describe()
    path = tmp_path / f"{name}{ENDING}"
    save_architecture(description, path)
    assert open_architecture(path) == description
    assert path.stat().st_size < 30_000


def test_each_layer_stands_on_a_line_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / f"lenet{ENDING}"
    save_architecture(NETWORKS["lenet5"].build(None).describe(), path)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert sum('"kind"' in line for line in lines) == 12 == sum(line.startswith('    {"name"') for line in lines)


def test_the_architecture_of_a_saved_model_is_read_without_its_weights(tmp_path: Path) -> None:
    network = NETWORKS["lenet5"].build(0)
    save_model(network, tmp_path / "lenet.safetensors")
    description = open_architecture(tmp_path / "lenet.safetensors")
    assert description == network.describe()
    assert Network.from_description(description).describe() == network.describe()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "no JSON text"),
        (b"\xff\xfe\x00", "no JSON text"),
        (b"[" * 100_000, "no JSON text"),
        (b" " * 4_000_001, "bytes; at most 4,000,000 are read"),
    ],
    ids=["empty", "no text", "nested", "large"],
)
def test_what_is_no_architecture_is_explained(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / f"odd{ENDING}"
    path.write_bytes(content)
    with pytest.raises(ModelFileError, match=told):
        open_architecture(path)


def test_a_folder_that_is_not_there_is_explained(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match=r"cannot be opened: No such file"):
        open_architecture(tmp_path / f"gone{ENDING}")
    with pytest.raises(ModelFileError, match=r"cannot be written: No such file.*Choose a folder"):
        save_architecture({"version": 2}, tmp_path / "gone" / f"a{ENDING}")
    with pytest.raises(ModelFileError, match=r"is not a whole safetensors file"):
        (tmp_path / "torn.safetensors").write_bytes(b"torn")
        open_architecture(tmp_path / "torn.safetensors")

"""``cnnviz info``: every network by name, model files, and what there is not."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from safetensors.numpy import save_file

from cnnviz.cli import main
from cnnviz.data.model_files import save_model
from cnnviz.engine.architectures import NETWORKS
from cnnviz.engine.lenet import lenet5
from cnnviz.engine.resnet import resnet8
from cnnviz.paths import resources
from tests.inspection.test_opening import onnx_file

ROOT = Path(__file__).resolve().parents[2]


def told(capsys: pytest.CaptureFixture[str], *words: str) -> list[str]:
    assert main(["info", *words]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    return captured.out.splitlines()


def test_a_network_is_told_layer_by_layer(capsys: pytest.CaptureFixture[str]) -> None:
    lines = told(capsys, "lenet5")
    assert lines[0] == "input 1×28×28, output 10"
    assert lines[2].split() == ["layer", "kind", "output", "parameters", "multiply-adds", "field"]
    rows = {line.split()[0]: line.split() for line in lines[3:-3]}
    assert rows["conv2"] == ["conv2", "Conv2D", "16×10×10", "2,416", "240,000", "14×14"]
    assert rows["relu2"][2:5] == ["16×10×10", "-", "-"]
    assert rows["total"] == ["total", "61,706", "416,520"]
    assert lines[-2].startswith("Weights take 0.2 MB.") and "receptive field" in lines[-1]
    assert len(rows) == 13


def test_only_a_graph_says_what_its_layers_take(capsys: pytest.CaptureFixture[str]) -> None:
    assert not any("takes" in line for line in told(capsys, "lenet5"))
    lines = told(capsys, "resnet8")
    taking = {lines[row - 1].split()[0]: line for row, line in enumerate(lines) if line.startswith("  takes ")}
    assert taking == {
        "block1_1_add": "  takes block1_1_norm2, relu",
        "block2_1_skip": "  takes block1_1_relu2",
        "block2_1_add": "  takes block2_1_norm2, block2_1_skip_norm",
        "block3_1_skip": "  takes block2_1_relu2",
        "block3_1_add": "  takes block3_1_norm2, block3_1_skip_norm",
    }


@pytest.mark.parametrize("words", [(), *((name,) for name in NETWORKS)])
def test_every_line_fits_into_80_columns(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert max(map(len, told(capsys, *words))) <= 80


@pytest.mark.parametrize("name", NETWORKS)
def test_every_network_by_name_is_told(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    network = NETWORKS[name].build(None)
    lines = told(capsys, name)
    assert len([line for line in lines if line and not line.startswith(" ")]) == len(network.layers) + 5
    total = next(line.split() for line in lines if line.startswith("total"))
    assert total[1] == f"{sum(line.parameters for line in network.summary()):,}"


def test_without_a_name_all_networks_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    lines = told(capsys)
    assert lines[0].split() == ["name", "input", "parameters", "multiply-adds"]
    assert [line.split()[0] for line in lines[1::2]] == list(NETWORKS)
    assert "vgg16              3×224×224  138,357,544  15,470,264,320" in lines
    assert all(line.startswith("  ") for line in lines[2::2])


def test_a_model_file_is_told_with_its_facts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = told(capsys, str(resources() / "weights" / "lenet5-mnist.safetensors"))
    assert "trained on: MNIST, 60,000 pictures" in lines
    save_model(resnet8(), tmp_path / "m.safetensors")
    assert told(capsys, str(tmp_path / "m.safetensors")) == told(capsys, "resnet8")


def test_a_network_of_tensorflow_js_is_told(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if not (shared / "models" / "tiny-vgg").is_dir():
        pytest.skip("the network of CNN Explainer is not here")
    rows = [line.split() for line in told(capsys, str(shared / "models" / "tiny-vgg"))]
    assert ["total", "19,920", "5,608,780"] in rows


@pytest.mark.parametrize("name", ["lenet6", "a" * 300, "no/such/file.safetensors", ""])
def test_what_there_is_not_is_told_in_one_line_with_exit_code_2(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["info", name]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("cnnviz: ") and captured.err.count("\n") == 1
    assert name == "" or "lenet5-1998" in captured.err
    assert len(captured.err) < 400


def test_a_damaged_file_is_told_so_with_exit_code_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    save_model(lenet5(), path := tmp_path / "m.safetensors")
    path.write_bytes(path.read_bytes()[:-7])
    assert main(["info", str(path)]) == 2
    assert "m.safetensors is not a whole safetensors file" in capsys.readouterr().err


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak memory is asked for in the way of Linux")
def test_vgg16_is_told_without_its_half_gigabyte_and_without_qt() -> None:
    code = (
        "import sys\n"
        "from cnnviz.cli import main\n"
        "code = main(['info', 'vgg16'])\n"
        "print(code, sorted({'PySide6', 'pyqtgraph', 'PIL', 'requests'} & set(sys.modules)))\n"
        "print(*(line for line in open('/proc/self/status') if line.startswith('VmHWM')))"
    )
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    *_, qt, memory = result.stdout.strip().splitlines()
    assert qt == "0 []"
    assert int(memory.split()[1]) < 150_000  # kB


def test_weights_without_their_network_are_told_in_one_that_fits(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    save_file(lenet5().weights, path := tmp_path / "m.safetensors")
    lines = told(capsys, str(path))
    assert lines[1] == "network: lenet5" and ["total", "61,706", "416,520"] in [line.split() for line in lines]
    assert main(["info", str(path), "--architecture", "resnet8"]) == 2
    assert "do not fit: “conv1.weight” has the shape 6×1×5×5; the layer “conv” expects" in capsys.readouterr().err
    assert main(["info", str(path), "--architecture", "resnet9"]) == 2
    assert "no network called “resnet9”" in capsys.readouterr().err


@pytest.mark.parametrize(("operator", "ending"), [("Relu", "Relu"), ("Erf", "ONNX Runtime computes this model")])
def test_an_onnx_model_is_told_whoever_computes_it(
    operator: str, ending: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = onnx_file(tmp_path / "m.onnx", operator, None)
    assert main(["info", str(path)]) == 2
    assert "say how large they are to be (on the command line: --input-size" in capsys.readouterr().err
    lines = told(capsys, str(path), "--input-size", "12x10")
    assert lines[0] == "input 3×10×12, output 4×8×10"
    assert operator == "Relu" or lines[-1].startswith(ending)


@pytest.mark.parametrize("size", ["12", "0x4", "ax4", "12x10x3", "99999999x1"])
def test_a_size_that_is_none_is_refused(size: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["info", "lenet5", "--input-size", size])
    assert caught.value.code == 2 and "is no size; write it as 224x224" in capsys.readouterr().err


def test_help_names_the_networks(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["info", "--help"])
    assert caught.value.code == 0
    text = "".join(capsys.readouterr().out.split())
    assert all(name in text for name in NETWORKS)


def test_a_reader_that_has_seen_enough_is_not_complained_about() -> None:
    words = [sys.executable, "-m", "cnnviz", "info", "resnet20"]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        message = process.stderr.read()
    assert (process.returncode, message) == (0, b"")


@pytest.mark.parametrize(("words", "code", "written"), [(["resnet8"], 0, b"3x32x32"), (["none"], 2, b'called "none"')])
def test_where_signs_cannot_be_written_plainer_ones_are(words: list[str], code: int, written: bytes) -> None:
    environment = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "cnnviz", "info", *words]
    result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)
    assert result.returncode == code and written in result.stdout + result.stderr
    assert b"?" not in result.stdout + result.stderr

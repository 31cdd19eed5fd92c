"""ONNX files that are damaged, or made to do harm: each is refused with a message, and nothing is loaded halfway."""

import itertools
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import onnx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from onnx import helper
from onnx.numpy_helper import from_array

from cnnviz.data.model_paths import ModelFileError
from cnnviz.data.onnx_export import save_onnx
from cnnviz.data.onnx_files import load_onnx
from cnnviz.data.onnx_packages import OnnxError
from cnnviz.engine.activations import ReLU
from cnnviz.engine.arrays import Array
from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.network import Network
from cnnviz.inspection.foreign_model import OnnxModel
from tests.data.made_onnx import model_of, node, numbers, write

KERNEL = numbers(4, 2, 3, 3)
CONV = [node("Conv", "x w", "a"), node("Relu", "a", "y")]


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A file of ours."""
    path = tmp_path_factory.mktemp("sound") / "small.onnx"
    rng = np.random.default_rng(0)
    save_onnx(Network([("conv", Conv2D(1, 2, 2, rng=rng)), ("relu", ReLU())], (1, 4, 4)), path)
    return path.read_bytes()


def refusal(path: Path, said: str) -> None:
    with pytest.raises(OnnxError, match=said) as error:
        load_onnx(path)
    assert len(str(error.value)) < 600


def test_a_file_that_ends_at_any_place_is_not_whole(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "cut.onnx"
    for length in range(len(content)):
        path.write_bytes(content[:length])
        with pytest.raises(OnnxError, match=r"is not a whole ONNX file|cannot be used"):
            load_onnx(path)


@given(data=st.data())
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_bytes_changed_anywhere_are_refused_or_harmless(data: st.DataObject, content: bytes, tmp_path: Path) -> None:
    changed = bytearray(content)
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=4)):
        changed[place] = data.draw(st.integers(0, 255))
    path = tmp_path / "changed.onnx"
    path.write_bytes(changed)
    try:
        file = load_onnx(path)
        file = file.settled([4 if side is None else side for side in file.input_shape])
        OnnxModel(file).run(np.zeros([side or 1 for side in file.input_shape], np.float32))
        file.network()
    except ModelFileError as error:
        assert len(str(error)) < 1000


@pytest.mark.parametrize("text", [b"", b"{}", b"\x80\x04pickle", b"PK\x03\x04" + 100 * b"\x00", b"\x0a" * 5_000])
def test_what_is_something_else_is_said_to_be(text: bytes, tmp_path: Path) -> None:
    (tmp_path / "else.onnx").write_bytes(text)
    refusal(tmp_path / "else.onnx", "is not a whole ONNX file")


def test_what_is_no_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match="cannot be opened: No such file"):
        load_onnx(tmp_path / "nothing.onnx")
    with pytest.raises(ModelFileError, match="cannot be opened: Is a directory"):
        load_onnx(tmp_path)


WRONG: dict[str, tuple[Sequence[onnx.NodeProto], str]] = {
    "unknown operator": ([node("Magic", "x", "y")], "“y” is a “Magic”, which is no operator of ONNX version 17"),
    "later operator": ([node("Gelu", "x", "y")], "“Gelu”, which is no operator of ONNX version 17"),
    "custom domain": ([node("Relu", "x", "y", domain="my.own")], "(Relu) comes from “my.own”, whose operators are not"),
    "circle": ([node("Add", "x b", "a"), node("Relu", "a", "b"), node("Relu", "b", "y")], "goes round in a circle"),
    "itself": ([node("Add", "x y", "y")], "goes round in a circle"),
    "missing input": ([node("Add", "x lost", "y")], "“y” takes “lost”, which nothing gives"),
    "missing output": ([node("Relu", "x", "z")], "its output “y” is given by nothing"),
    "given twice": ([node("Relu", "x", "y"), node("Tanh", "x", "y")], "“y” is given twice"),
    "gives the picture": ([node("Relu", "x", "x"), node("Tanh", "x", "y")], "“x” is given twice"),
    "too few": ([node("Conv", "x", "y")], "“y” (Conv) takes 1 inputs and gives 1 outputs; it can take 2 to 3"),
    "too many": ([node("Relu", "x", "y z")], "it can take 1 to 1, and give 1"),
    "gives nothing": ([helper.make_node("Relu", ["x"], [], name="r"), node("Tanh", "x", "y")], "“r” gives nothing"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_graph_that_cannot_be_is_refused_with_the_place(name: str, tmp_path: Path) -> None:
    nodes, said = WRONG[name]
    path = write(tmp_path / "wrong.onnx", model_of(nodes))
    with pytest.raises(OnnxError) as error:
        load_onnx(path)
    assert said in str(error.value)


def test_loops_are_refused_also_within_branches(tmp_path: Path) -> None:
    body = helper.make_graph([node("Relu", "x", "again")], "body", [], [onnx.ValueInfoProto(name="again")])
    loop = node("Loop", "_ _ x", "y", body=body)
    refusal(write(tmp_path / "loop.onnx", model_of([loop])), r"\(Loop\) repeats while it runs")
    inner = helper.make_graph([node("Loop", "_ _ x", "z", body=body)], "b", [], [onnx.ValueInfoProto(name="z")])
    branch = node("If", "c", "y", then_branch=inner, else_branch=inner)
    refusal(write(tmp_path / "if.onnx", model_of([branch], {"c": np.array(True)})), r"\(Loop\) repeats while it runs")


@pytest.mark.parametrize("branches", [("then_branch",), ("then_branch", "other"), ("then_branch", "else_branch")])
def test_a_branch_that_is_missing_or_gives_too_little_is_refused(branches: Sequence[str], tmp_path: Path) -> None:
    branch = helper.make_graph([node("Relu", "x", "z")], "b", [], [onnx.ValueInfoProto(name="z")])
    given = dict.fromkeys(branches, branch)
    nodes = [node("If", "c", "y" if len(given) < 2 or "other" in given else "y more", **given)]
    path = write(tmp_path / "if.onnx", model_of(nodes, {"c": np.array(True)}))
    refusal(path, r"“y” \(If\) has not two branches that give \d outputs")


def test_functions_within_functions_are_not_followed(tmp_path: Path) -> None:
    model = model_of([node("Bomb", "x", "y", domain="f")])
    nodes = [node("Bomb", "a", "b", domain="f"), node("Bomb", "b", "c", domain="f")]
    model.functions.append(helper.make_function("f", "Bomb", ["a"], ["c"], nodes, model.opset_import))
    refusal(write(tmp_path / "functions.onnx", model), r"defines functions of its own \(Bomb\)")


@pytest.mark.parametrize("opset", [0, -3, 999])
def test_versions_that_are_not_known_are_refused(opset: int, tmp_path: Path) -> None:
    refusal(write(tmp_path / "new.onnx", model_of(CONV, {"w": KERNEL}, opset=opset)), f"operators of version {opset}")


@pytest.mark.parametrize(
    ("shape", "said"),
    [((2, 6), "2 dimensions|picture"), ((1, 2, 6, 7, 8), "has 5 dimensions"), ((1, 2, 6), "has 3 dimensions"),
     ((1, 2, 2**20, 7), "would have 1,048,576 cells on one side")],
)  # fmt: skip
def test_an_input_that_is_no_picture_is_refused(shape: tuple[int, ...], said: str, tmp_path: Path) -> None:
    path = write(tmp_path / "input.onnx", model_of([node("Relu", "x", "y")], shape=shape))
    if len(shape) == 2:
        assert load_onnx(path).input_shape == (6,)  # a row of numbers is one
    else:
        refusal(path, said)


def test_two_pictures_are_one_too_many(tmp_path: Path) -> None:
    model = model_of([node("Add", "x z", "y")])
    model.graph.input.append(helper.make_tensor_value_info("z", 1, (1, 2, 6, 7)))
    refusal(write(tmp_path / "two.onnx", model), r"takes 2 inputs \(x, z\)")


def declared(dims: Sequence[int], kind: int = 1, **parts: object) -> onnx.ModelProto:
    model = model_of(CONV, {"w": KERNEL})
    del model.graph.initializer[:]
    model.graph.initializer.append(onnx.TensorProto(name="w", dims=dims, data_type=kind, **parts))
    return model


@pytest.mark.parametrize(
    "model",
    [
        declared([2**31, 2**31, 3, 3], raw_data=b"1234"), declared([4, 2, 3, 3]), declared([-4, 2, 3, 3]),
        declared([4, 2, 3, 3], raw_data=bytes(4 * 71)), declared([4, 2, 3, 3], raw_data=bytes(4 * 73)),
        declared([4, 2, 3, 3], float_data=[1.0] * 71), declared([4, 2, 3, 3], kind=99, raw_data=bytes(4 * 72)),
        declared([4, 2, 3, 3], kind=0, raw_data=bytes(4 * 72)), declared([1], kind=8, string_data=[b"text"]),
        declared([4, 2, 3, 3], kind=11, float_data=[1.0] * 72),
    ],
    ids=range(10),
)  # fmt: skip
def test_weights_that_are_not_as_large_as_they_say_are_refused(model: onnx.ModelProto, tmp_path: Path) -> None:
    refusal(write(tmp_path / "huge.onnx", model), "the weights “w” are not as large as their shape")


def test_a_graph_that_makes_much_of_little_is_refused_before_it_runs(tmp_path: Path) -> None:
    nodes = [node("ConstantOfShape", "s", "a"), node("Add", "x a", "y")]
    path = write(tmp_path / "large.onnx", model_of(nodes, {"s": np.array([1, 2, 60_000, 70_000])}, (1, 2, 1, 1)))
    with pytest.raises(OnnxError, match=r"would have 16,800,000,000 numbers; at most"):
        OnnxModel(load_onnx(path))
    nodes = [node("ReduceMax", "x", "m"), node("Cast", "m", "s", to=7), node("Expand", "x s", "y")]
    path = write(tmp_path / "unknown.onnx", model_of(nodes))
    with pytest.raises(OnnxError, match=r"How large “y” \(Expand\) gets shows only while the model runs"):
        OnnxModel(load_onnx(path))


Place = Callable[[Path, bytes], str]


def external(path: Path, location: str, **facts: str) -> Path:
    """A model at `path` whose kernels lie in the file `location`."""
    model = model_of(CONV, {"w": KERNEL})
    tensor = model.graph.initializer[0]
    tensor.ClearField("raw_data")
    tensor.data_location = onnx.TensorProto.EXTERNAL
    for key, value in {"location": location, **facts}.items():
        tensor.external_data.add(key=key, value=value)
    return write(path, model)


def test_weights_beside_the_model_are_read(tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "w.bin").write_bytes(b"12345678" + KERNEL.tobytes())
    path = external(tmp_path / "m.onnx", "more/w.bin", offset="8", length=str(KERNEL.nbytes))
    file = load_onnx(path)
    np.testing.assert_array_equal(file.network().weights["a.weight"], KERNEL)
    OnnxModel(file)


@pytest.mark.parametrize(
    "location", ["../secret.bin", "/etc/passwd", "more/../../secret.bin", "", "a\x00b", "link", "loop"]
)
def test_weights_outside_the_folder_are_not_read(location: str, tmp_path: Path) -> None:
    (tmp_path / "secret.bin").write_bytes(KERNEL.tobytes())
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "link").symlink_to(tmp_path / "secret.bin")
    (folder / "loop").symlink_to(folder / "loop")
    refusal(external(folder / "m.onnx", location), "said to lie outside its folder")


def test_a_folder_that_is_a_link_is_followed_out_too(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "w.bin").write_bytes(KERNEL.tobytes())
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "in").symlink_to(tmp_path / "out", target_is_directory=True)
    refusal(external(folder / "m.onnx", "in/w.bin"), "said to lie outside its folder")


@pytest.mark.parametrize(
    "facts", [{"offset": "4"}, {"offset": "-1"}, {"length": "100"}, {"offset": "9" * 40}, {"offset": "x"}], ids=str
)
def test_weights_that_their_file_has_not_are_refused(facts: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "w.bin").write_bytes(KERNEL.tobytes())
    refusal(external(tmp_path / "m.onnx", "w.bin", **facts), "“w” (take 288 bytes|are not as large)")


def test_weights_in_something_that_is_no_file_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name, said in (("pipe", "Not a file"), ("gone", "No such file")):
        with pytest.raises(ModelFileError, match=said):
            load_onnx(external(tmp_path / "m.onnx", name))


def test_weights_of_more_than_two_gigabytes_are_refused_before_they_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cnnviz.data.onnx_external.LARGEST_FILE", 300)
    (tmp_path / "w.bin").write_bytes(KERNEL.tobytes())
    refusal(external(tmp_path / "m.onnx", "w.bin"), "take more than")


def test_a_row_of_thousands_of_operators_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cnnviz.data.onnx_checks.MOST_NODES", 10)
    names = ["x", *(f"a{index}" for index in range(10)), "y"]
    nodes = [node("Relu", one, other) for one, other in itertools.pairwise(names)]
    refusal(write(tmp_path / "long.onnx", model_of(nodes)), "it has 11 nodes; at most 10")


def test_what_the_description_says_is_not_believed(tmp_path: Path) -> None:
    weights: dict[str, Array] = {"w": KERNEL}
    for text in ("[" * 50_000, "{}", '{"version": 2}', "x" * 100):
        model = model_of(CONV, weights)
        model.metadata_props.add(key="cnnviz", value=text)
        network = load_onnx(write(tmp_path / "m.onnx", model)).network()
        assert [name for name, _ in network.layers] == ["a", "y"]


@pytest.mark.parametrize("kind", [onnx.AttributeProto.UNDEFINED, onnx.AttributeProto.TENSOR], ids=["none", "tensor"])
def test_an_attribute_without_a_value_is_refused(kind: int, tmp_path: Path) -> None:
    constant = helper.make_node("Constant", [], ["c"], name="c")
    constant.attribute.append(onnx.AttributeProto(name="value", type=kind))
    path = write(tmp_path / "m.onnx", model_of([constant, node("Mul", "x c", "y")]))
    refusal(path, r"“c” \(Constant\) has an attribute “value” without a value")


def test_text_that_is_no_text_is_refused(tmp_path: Path) -> None:
    content = model_of([node("Relu", "x", "y", "QQQQ")]).SerializeToString()
    (tmp_path / "m.onnx").write_bytes(content.replace(b"QQQQ", b"\xff\xfe\xff\xfe"))
    refusal(tmp_path / "m.onnx", "names that are no text|is not a whole")


def test_a_sparse_tensor_is_checked_like_others(tmp_path: Path) -> None:
    model = model_of([node("Relu", "x", "y")])
    sparse = onnx.SparseTensorProto(values=from_array(numbers(3), "s"), dims=[4])
    sparse.values.raw_data = b"12"
    model.graph.sparse_initializer.append(sparse)
    refusal(write(tmp_path / "m.onnx", model), "“s” are not as large")

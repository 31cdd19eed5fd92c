"""A network can be edited row by row, and every row says what comes of it or why it cannot be."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.engine.architectures import NETWORKS
from cnnviz.engine.building import DIGITS
from cnnviz.engine.description import LAYERS, MOST_LAYERS, NetworkError
from cnnviz.engine.network import Network
from cnnviz.scenarios.draft_lines import DraftError
from cnnviz.scenarios.network_draft import NetworkDraft
from cnnviz.settings import SettingError
from cnnviz.text import ExplainedError

PICTURES = (("usual", None, None), ("colour", ("cat", "dog", "cow"), (3, 64, 48)), ("grey", DIGITS, (1, 36, 36)))


def draft_of(name: str, names: object = None, shape: object = None) -> NetworkDraft:
    build = NETWORKS[name].build
    network = build(None) if shape is None else build(None, names, shape)  # type: ignore[arg-type]
    return NetworkDraft.of(network.describe())


def index_of(draft: NetworkDraft, name: str) -> int:
    return [row.name for row in draft.rows].index(name)


@pytest.mark.parametrize("pictures", PICTURES, ids=[case[0] for case in PICTURES])
@pytest.mark.parametrize("name", list(NETWORKS))
def test_every_known_network_comes_back_exactly(name: str, pictures: tuple[str, object, object]) -> None:
    draft = draft_of(name, *pictures[1:])
    network = Network.from_description(draft.description())
    assert draft.description() == network.describe()
    built = NETWORKS[name].build
    expected = built(None) if pictures[2] is None else built(None, *pictures[1:])  # type: ignore[arg-type]
    assert draft.description() == expected.describe()
    assert json.loads(json.dumps(draft.description())) == expected.describe()


@pytest.mark.parametrize("name", list(NETWORKS))
def test_lines_say_what_the_engine_says(name: str) -> None:
    draft = draft_of(name)
    summary = NETWORKS[name].build(None).summary()
    told = [(line.row.name, line.shape, line.parameters, line.multiply_adds, line.receptive_field, line.row.inputs)
            for line in draft.lines]  # fmt: skip
    assert told == [(line.name, line.output_shape, line.parameters, line.multiply_adds, line.receptive_field,
                     line.inputs) for line in summary]  # fmt: skip
    assert draft.parameters == sum(line.parameters for line in summary)
    assert draft.multiply_adds == summary[-1].multiply_adds_so_far and not draft.problem


def test_jumps_are_the_products_of_strides_and_end_with_the_maps() -> None:
    draft = draft_of("lenet5")
    assert [line.jump and line.jump[0] for line in draft.lines] == [1, 1, 2, 2, 2, 4] + [None] * 6
    up = NetworkDraft((), (1, 8, 8)).add("MaxPool2D", 0).add("ConvTranspose2D", 1).add("ConvTranspose2D", 2)
    assert [line.jump for line in up.lines] == [(2, 2), (1, 1), (0.5, 0.5)]


def test_channels_and_features_follow_from_the_row_before() -> None:
    draft = draft_of("lenet5").change(0, "out_channels", 9)
    arguments = {line.row.name: line.arguments for line in draft.lines}
    assert arguments["conv2"]["in_channels"] == 9 and arguments["fc1"]["in_features"] == 400
    wider = draft.change(index_of(draft, "conv2"), "out_channels", 20)
    assert wider.lines[index_of(wider, "fc1")].arguments["in_features"] == 500
    assert not wider.problem


def test_units_of_the_last_layer_follow_from_the_classes() -> None:
    draft = draft_of("lenet5").with_input(("cat", "dog"), (3, 40, 40))
    assert draft.head == 11 and draft.lines[-1].shape == (2,) and not draft.problem
    assert draft.lines[0].arguments["in_channels"] == 3
    assert draft.add("ReLU", 12).head == 11
    assert draft.add("Linear", 12).head == 12 and draft.add("Linear", 12).lines[11].shape == (10,)
    assert draft.with_input((), (1, 28, 28)).head is None


def test_a_network_without_its_end_says_so_and_gets_one() -> None:
    draft = NetworkDraft((), (1, 28, 28), DIGITS).add("Conv2D", 0)
    assert draft.lines[0].problem == (
        "The network ends with 16 × 28 × 28, but there are 10 classes, and it must give one number for each. Add the "
        "output layer."
    )
    assert draft.lacks_head and not draft.with_head().problem and not draft.with_head().lacks_head
    assert [row.kind for row in draft.with_head().rows] == ["Conv2D", "Flatten", "Linear"]
    assert [row.kind for row in NetworkDraft((), (5,), DIGITS).with_head().rows] == ["Linear"]


def test_a_kernel_larger_than_its_map_is_told_at_its_row_and_the_rows_behind_wait() -> None:
    draft = draft_of("lenet5").change(3, "kernel_size", 20)
    assert "A window of 20 cells" in draft.lines[3].problem and "at most 14 here" in draft.lines[3].problem
    assert [line.waits_for for line in draft.lines[4:7]] == ["conv2", "relu2", "pool2"]
    assert all(line.works for line in draft.lines[:3])
    assert draft.problem.startswith("conv2: A window of 20 cells")
    with pytest.raises(DraftError, match=r"cannot be used as it is\. conv2: A window"):
        draft.description()


@pytest.mark.parametrize(
    ("kind", "index", "told"),
    [
        ("Linear", 2, "Linear takes numbers in a row, but “relu1” gives maps, 6 × 28 × 28. Insert a Flatten before it"),
        ("Conv2D", 9, "Conv2D takes maps, but “relu3” gives 120 numbers in a row. Move it up"),
        ("Add", 1, "Add brings two or more rows together. Choose a second input for it"),
    ],
)
def test_a_layer_in_the_wrong_place_says_what_to_do(kind: str, index: int, told: str) -> None:
    draft = draft_of("lenet5").add(kind, index)
    assert draft.lines[index].problem.startswith(told)
    assert draft.lines[index + 1].waits_for == draft.rows[index].name
    assert draft.remove(index).rows == draft_of("lenet5").rows


def test_branches_that_do_not_fit_are_named_with_their_shapes() -> None:
    draft = draft_of("lenet5").add("Add", 3)
    broken = draft.link(3, ("pool1", "conv1"))
    assert "“pool1” 6 × 14 × 14, “conv1” 6 × 28 × 28" in broken.lines[3].problem
    joined = draft_of("lenet5").add("Concat", 3).link(3, ("pool1", "conv1"))
    assert "Concat takes maps of one height and width" in joined.lines[3].problem


def test_groups_that_do_not_divide_the_channels_are_explained() -> None:
    assert "4 groups do not divide 1 input" in draft_of("lenet5").change(0, "groups", 4).lines[0].problem


def test_a_new_row_takes_what_is_above_and_hands_on_to_what_is_below() -> None:
    draft = draft_of("lenet5").add("BatchNorm2D", 1)
    assert draft.rows[1].inputs == ("conv1",) and draft.rows[2].inputs == ("norm1",)
    assert draft.lines[1].arguments["num_features"] == 6 and not draft.problem


def test_a_skip_stays_where_it_was_when_a_row_comes_into_the_branch() -> None:
    draft = draft_of("resnet8")
    place = index_of(draft, "block1_1_conv1")
    more = draft.add("Dropout", place)
    assert more.rows[place + 1].inputs == ("dropout1",)
    assert more.rows[index_of(more, "block1_1_add")].inputs == ("block1_1_norm2", "relu")
    assert not more.problem and more.remove(place).rows == draft.rows


def test_a_row_taken_out_of_a_skip_leaves_no_gap() -> None:
    draft = draft_of("resnet8")
    bare = draft.remove(index_of(draft, "block2_1_skip_norm"))
    assert bare.rows[index_of(bare, "block2_1_add")].inputs == ("block2_1_norm2", "block2_1_skip")
    assert not bare.problem


def test_an_output_that_nobody_takes_is_told_at_its_row() -> None:
    draft = draft_of("resnet8")
    add = index_of(draft, "block2_1_add")
    cut = draft.link(add, ("block2_1_norm2", "block2_1_norm2"))
    assert cut.lines[add - 1].problem.startswith("No row takes what it gives.")
    assert cut.lines[add].works


def test_a_new_merge_takes_the_nearest_output_of_the_same_shape() -> None:
    draft = draft_of("32-64-128-average")
    merged = draft.add("Add", 2)
    assert merged.rows[2].inputs == ("relu1", "conv1") and not merged.problem


def test_rows_can_take_only_what_stands_above() -> None:
    draft = draft_of("lenet5")
    assert draft.sources(2) == ("input", "conv1", "relu1")
    with pytest.raises(DraftError, match="“fc1” cannot be an input here; choose among: input, conv1, relu1"):
        draft.link(2, ("fc1",))
    with pytest.raises(DraftError, match="cannot be an input"):
        draft.link(2, ())


def test_moving_swaps_neighbours_of_a_chain() -> None:
    draft = draft_of("lenet5").move(2, 1)
    assert [row.name for row in draft.rows[:4]] == ["conv1", "pool1", "relu1", "conv2"]
    assert [row.inputs for row in draft.rows[:4]] == [("input",), ("conv1",), ("pool1",), ("relu1",)]
    assert draft.move(1, 2).rows == draft_of("lenet5").rows and draft.move(0, -5) is draft


def test_renaming_keeps_the_links() -> None:
    draft = draft_of("resnet8")
    renamed = draft.rename(2, "stem")
    assert renamed.rows[index_of(renamed, "block1_1_add")].inputs == ("block1_1_norm2", "stem")
    assert not renamed.problem and renamed.rename(2, "relu").rows == draft.rows


@pytest.mark.parametrize("name", ["", "conv2", "input", "a.b", "a/b", "x" * 101, "tab\t"])
def test_names_that_cannot_be_are_refused(name: str) -> None:
    with pytest.raises(NetworkError, match=r"layer name|No layer can be called"):
        draft_of("lenet5").rename(0, name)


def test_a_copy_has_the_settings_and_another_name() -> None:
    draft = draft_of("lenet5").duplicate(3)
    assert draft.rows[4].settings == draft.rows[3].settings and draft.rows[4].name == "conv3"
    assert draft.lines[4].shape == (16, 6, 6) and draft.lines[4].arguments["in_channels"] == 16


def test_same_padding_keeps_the_size_whatever_the_kernel() -> None:
    draft = NetworkDraft((), (1, 28, 28), DIGITS).add("Conv2D", 0).with_head()
    for kernel in (1, 4, 7, (3, 5)):
        assert draft.change(0, "kernel_size", kernel).lines[0].shape == (16, 28, 28)
    assert draft.change(0, "stride", 2).lines[0].shape == (16, 14, 14)
    described = draft.change(0, "kernel_size", 5).description()["layers"][0]
    assert described["padding"] == [2, 2, 2, 2]


def test_a_pooling_stride_follows_its_window() -> None:
    draft = draft_of("lenet5").change(2, "kernel_size", 4)
    assert draft.lines[2].shape == (6, 7, 7) and draft.lines[2].arguments["stride"] == [4, 4]


def test_values_that_cannot_be_are_refused() -> None:
    with pytest.raises(SettingError, match="Kernels is 0; it must lie between 1 and 65536"):
        draft_of("lenet5").change(0, "out_channels", 0)
    with pytest.raises(SettingError, match="Kernel size is 0; give one whole number or two"):
        draft_of("lenet5").change(0, "kernel_size", 0)


def test_too_many_weights_are_told_before_they_are_made() -> None:
    first = [row.kind for row in draft_of("vgg16").rows].index("Linear")
    problem = draft_of("vgg16").change(first, "out_features", 50_000).lines[first].problem
    assert "the network asks for 1,269,164,688 weights; at most 1,073,741,824" in problem


def test_too_many_layers_are_refused() -> None:
    layers = [{"name": f"r{number}", "kind": "ReLU"} for number in range(MOST_LAYERS)]
    draft = NetworkDraft.of({"version": 2, "input_shape": [4], "layers": layers})
    with pytest.raises(DraftError, match=r"has 2,000 layers, and more cannot be had\. Remove some first"):
        draft.add("ReLU", 3)


def test_what_follows_may_be_left_out_of_a_description() -> None:
    description = {
        "version": 2, "input_shape": [1, 8, 8], "class_names": ["a", "b"], "info": {"network": "mine"},
        "layers": [
            {"name": "conv", "kind": "Conv2D", "out_channels": 4, "kernel_size": 3},
            {"name": "flat", "kind": "Flatten"},
            {"name": "head", "kind": "Linear"},
        ],
    }  # fmt: skip
    draft = NetworkDraft.of(description)
    assert draft.title == "mine" and draft.description()["info"] == {"network": "mine"}
    assert draft.description()["layers"][2] == {
        "name": "head", "kind": "Linear", "in_features": 144, "out_features": 2, "bias": True,
    }  # fmt: skip


def test_settings_that_cannot_be_edited_name_the_layer() -> None:
    layers = [{"name": "conv", "kind": "Conv2D", "kernel_size": "wide", "out_channels": 3}]
    with pytest.raises(DraftError, match="The layer “conv” cannot be edited: Kernel size is “wide”"):
        NetworkDraft.of({"version": 2, "input_shape": [1, 8, 8], "layers": layers})


@pytest.mark.parametrize(
    ("kind", "told"), [("Softmax", "Training makes probabilities by itself"), ("ReLU", "The scores of the classes go")]
)
def test_what_should_not_stand_at_the_end_is_cautioned_about(kind: str, told: str) -> None:
    draft = draft_of("lenet5").add(kind, 12)
    assert not draft.problem and draft.lines[-1].note.startswith(told)
    assert not draft_of("lenet5").lines[-1].note


@given(st.data())
def test_whatever_is_done_no_row_raises_and_what_works_is_a_network(data: st.DataObject) -> None:
    draft = draft_of(data.draw(st.sampled_from(["lenet5", "resnet8"])))
    for _ in range(data.draw(st.integers(1, 8))):
        last = len(draft.rows) - 1
        index = data.draw(st.integers(0, max(last, 0)))
        action = data.draw(st.sampled_from(["add", "remove", "move", "copy", "change", "link"]))
        try:
            if action == "add" or last < 0:
                draft = draft.add(data.draw(st.sampled_from(sorted(LAYERS))), index)
            elif action == "remove":
                draft = draft.remove(index)
            elif action == "move":
                draft = draft.move(index, data.draw(st.integers(0, last)))
            elif action == "copy":
                draft = draft.duplicate(index)
            elif action == "link":
                draft = draft.link(index, (data.draw(st.sampled_from(draft.sources(index))),))
            elif "kernel_size" in draft.rows[index].settings:
                draft = draft.change(index, "kernel_size", data.draw(st.integers(1, 40)))
        except ExplainedError:
            continue
        assert len(draft.lines) == len(draft.rows)
    if not draft.problem:
        network = Network.from_description(draft.description())
        assert network.describe() == draft.description()
        assert [line.shape for line in draft.lines] == [network.shapes[row.name] for row in draft.rows]
        pictures = np.zeros((1, *network.input_shape), np.float32)
        assert network.forward(pictures).output.shape == (1, *network.output_shape)

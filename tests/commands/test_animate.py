"""``cnnviz animate``: what it makes, read back; and what it says where it cannot."""

import os
import re
import subprocess
import sys
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from cnnviz.cli import main
from cnnviz.commands.animate_options import animate_parser
from cnnviz.commands.animate_scenario import scenario_of
from cnnviz.engine.geometry import sides
from cnnviz.scenarios.scenario import Scenario
from cnnviz.scenarios.scenario_files import save_scenario
from cnnviz.scenarios.upstream import upstream_of
from cnnviz.traces.kernels import recognised

ROOT = Path(__file__).resolve().parents[2]
MATRIX = "1 2 3 4; 5 6 7 8; 9 10 11 12; 13 14 15 16"
SMALL = ("--width", "480", "--height", "270")


@pytest.fixture(autouse=True)
def an_application(qtbot: QtBot) -> None:
    """Every test of this process paints with the one application there is."""


def scenario(*words: str) -> Scenario:
    return scenario_of(animate_parser().parse_args([*words, "--out", "a.gif"]))[0]


def opened(path: Path) -> Image.Image:
    """The picture in a file, which is let go of at once."""
    return Image.open(BytesIO(path.read_bytes()))


def made(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """The last line of a command that succeeds."""
    code = main(["animate", *words])
    captured = capsys.readouterr()
    assert (code, captured.err) == (0, "")
    return captured.out.splitlines()[-1]


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """The one line that says why a request cannot be fulfilled."""
    assert main(["animate", *words]) == 2
    captured = capsys.readouterr()
    assert captured.out == "" and captured.err.startswith("cnnviz: ") and captured.err.count("\n") == 1
    return captured.err


def test_the_example_of_the_help_makes_a_gif_of_every_step(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "a.gif"
    line = made(capsys, "three", "--kernel", "sobel-x", "--stride", "2", "--padding", "1", "--out", str(out), *SMALL)
    image = opened(out)
    assert (image.format, image.n_frames, image.size) == ("GIF", 25, (480, 270))
    assert re.fullmatch(rf"{re.escape(str(out))}  25 frames of 480 × 270  \d+\.\d\d MB  \d+\.\d s", line)
    shown = []
    for index in range(image.n_frames):
        image.seek(index)
        shown.append(np.asarray(image.convert("RGB")))
    assert all((before != after).any() for before, after in pairwise(shown))


@pytest.mark.parametrize(("ending", "kind"), [(".webp", "WEBP"), (".apng", "PNG"), (".gif", "GIF")])
def test_speed_and_range_are_kept(ending: str, kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / f"a{ending}"
    made(capsys, "three", "--frames", "11-20", "--every", "2", "--speed", "8", "--hold", "0", "--out", str(out), *SMALL)
    image = opened(out)
    assert (image.format, image.n_frames) == (kind, 5)
    durations = []
    for index in range(5):
        image.seek(index)
        image.load()
        durations.append(image.info["duration"])
    assert sum(durations) == pytest.approx(5 * 125, abs=10)


def test_a_png_is_the_last_frame_or_the_one_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("--matrix", MATRIX, "--kernel", "box", "--scale", "2", *SMALL)
    made(capsys, *words, "--out", str(tmp_path / "last.png"))
    made(capsys, *words, "--frame", "4", "--out", str(tmp_path / "fourth.png"))
    made(capsys, *words, "--frame", "1", "--theme", "dark", "--out", str(tmp_path / "dark.png"))
    last, fourth, dark = (opened(tmp_path / f"{name}.png") for name in ("last", "fourth", "dark"))
    assert last.size == (960, 540)
    assert last.tobytes() == fourth.tobytes() != dark.tobytes()
    assert (last.getpixel((1, 1)), dark.getpixel((1, 1))) == ((255, 255, 255), (0x1C, 0x20, 0x27))


def test_an_svg_says_the_numbers_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "a.svg"
    made(capsys, "--matrix", "1 2; 3 4", "--kernel", "1 0; 0 -1", "--decimals", "1", "--out", str(out))
    texts = [element.text or "" for element in ElementTree.parse(out).iter("{http://www.w3.org/2000/svg}text")]
    assert "−3" in texts and any("Convolution" in text for text in texts)


def test_a_folder_gets_numbered_pictures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made(capsys, "three", "--frames", "3-5", "--stills", "svg", "--out", f"{tmp_path}/steps/", *SMALL)
    made(capsys, "three", "--frames", "9-10", "--out", str(tmp_path / "steps"), *SMALL)
    names = sorted(path.name for path in (tmp_path / "steps").iterdir())
    assert names == ["frame-0003.svg", "frame-0004.svg", "frame-0005.svg", "frame-0009.png", "frame-0010.png"]


def test_without_a_height_the_picture_is_as_wide_as_a_slide(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made(capsys, "tiny", "--width", "640", "--out", str(tmp_path / "a.png"))
    assert opened(tmp_path / "a.png").size == (640, 360)


def test_numbers_come_from_a_file_or_the_input_channel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "numbers.csv"
    file.write_text("1,2,3\n4,5,6\n", encoding="utf-8")
    with file.open(encoding="utf-8") as channel:
        monkeypatch.setattr("sys.stdin", channel)
        typed = scenario("-")
    for given in (typed, scenario(str(file)), scenario("--matrix", "1 2 3; 4 5 6")):
        assert given.image.tolist() == [[[1, 2, 3], [4, 5, 6]]]


def test_a_picture_comes_at_the_size_and_in_the_colours_asked_for(tmp_path: Path) -> None:
    Image.new("RGB", (90, 60), (255, 0, 0)).save(tmp_path / "red.png")
    path = str(tmp_path / "red.png")
    assert scenario(path, "--size", "30").image.shape == (3, 20, 30)
    grey = scenario(path, "--size", "9", "--colour", "grey")
    assert grey.image.shape == (1, 6, 9) and grey.kernel.shape == (1, 1, 3, 3)
    assert grey.image.mean() == pytest.approx(0.299, abs=1e-3)


def test_kernels_are_named_typed_or_read(tmp_path: Path) -> None:
    file = tmp_path / "kernel.txt"
    file.write_text("1 0\n0 -1\n", encoding="utf-8")
    assert scenario("house", "--kernel", "box", "--kernel-size", "5,3").kernel.shape == (1, 3, 5, 3)
    assert scenario("three", "--kernel", f"@{file}").kernel.tolist() == [[[[1, 0], [0, -1]]]]
    both = scenario("three", "--kernel", "sobel-x", "--kernel", "sobel-y", "--bias", "0.5")
    assert both.kernel.shape == (2, 1, 3, 3) and both.bias.tolist() == [0.5, 0.5]
    assert both.kernel[0, 0].tolist() == both.kernel[1, 0].T.tolist()
    drawn = scenario("three", "--kernel", "random", "--filters", "4", "--seed", "3").kernel
    assert drawn.shape == (4, 1, 3, 3) and len(np.unique(drawn[:, 0, 0, 0])) > 1
    assert scenario("three", "--kernel", "[[[[1]]], [[[2]]]]").filters == 2
    further = scenario("three", "--kernel", "box", "--filters", "4").kernel
    assert [recognised(kernel) for kernel in further] == ["box", "sobel-x", "sobel-y", "laplacian"]


def test_the_gradient_from_above_is_named_typed_or_drawn_by_the_seed(tmp_path: Path) -> None:
    words = ("--matrix", "1 2 3; 4 5 6", "--kernel", "1 2", "--direction", "weight")
    (tmp_path / "above.txt").write_text("[[1, 0], [0, -1]]", encoding="utf-8")
    assert np.array_equal(upstream_of(scenario(*words, "--upstream", "ones")), np.ones((1, 2, 2)))
    for given in ("1 0; 0 -1", f"@{tmp_path / 'above.txt'}"):
        assert upstream_of(scenario(*words, "--upstream", given)).tolist() == [[[1, 0], [0, -1]]]
    drawn = [upstream_of(scenario(*words, "--seed", seed)).tolist() for seed in "001"]
    assert drawn[0] == drawn[1] != drawn[2]


def test_geometry_is_taken_as_given() -> None:
    given = scenario("three", "--stride", "2,1", "--padding", "0,1,2,3", "--dilation", "2", "--border", "reflect")
    assert (given.stride, given.padding, given.dilation, given.border) == ((2, 1), (0, 1, 2, 3), (2, 2), "reflect")
    same = scenario("three", "--kernel", "box", "--kernel-size", "5", "--padding", "same", "--turned")
    assert same.padding == sides("same", (5, 5)) and same.padding_word == "same" and same.turned
    grouped = scenario("house", "--groups", "3", "--filters", "3")
    assert grouped.kernel.shape == (3, 1, 3, 3) and grouped.groups == 3
    pooled = scenario("three", "--operation", "max", "--pool-size", "3", "--stride", "2", "--padding", "1", "--ceil")
    assert (pooled.pool_size, pooled.pool_stride, pooled.pool_padding) == ((3, 3), (2, 2), (1, 1, 1, 1))
    assert pooled.ceil_mode and scenario("three", "--operation", "max", "--pool-size", "3").pool_stride == (3, 3)
    chain = scenario("three", "--chain", "--activation", "relu", "--pool-kind", "average")
    assert (chain.chain, chain.activation, chain.pool_kind) == (True, "relu", "average")


def test_a_saved_page_holds_unless_something_else_is_given(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "page.cnnviz.json"
    save_scenario(path, scenario("house", "--size", "8", "--kernel", "emboss", "--stride", "2"), {"decimals": 4})
    again = scenario(str(path), "--stride", "3")
    assert (again.image.shape, again.preset, again.stride) == ((3, 8, 8), "emboss", (3, 3))
    made(capsys, str(path), "--out", str(tmp_path / "page.svg"))
    assert re.search(r"\d\.\d{4}", (tmp_path / "page.svg").read_text(encoding="utf-8"))


WRONG = {
    "a picture that is not there": (["nothing"], "no picture of that name ships with the program: three"),
    "a file that is not there": (["nothing.png"], "There is no file nothing.png"),
    "no picture": ([], "There is no picture"),
    "two pictures": (["three", "--matrix", "1 2"], "a picture (three) and a matrix"),
    "a matrix with a word": (["--matrix", "1 x; 2 3"], "column 3"),
    "an unknown kernel": (["three", "--kernel", "sobel"], "sobel-x, sobel-y"),
    "a wrong kernel": (["three", "--kernel", "1 2; 3"], "--kernel:"),
    "kernels of two sizes": (["three", "--kernel", "1 2", "--kernel", "1"], "different sizes (1 × 1, 1 × 2)"),
    "a kernel of other channels": (["three", "--kernel", "[[[1]], [[2]]]"], "2 channels; here it meets 1"),
    "a large kernel": (["three", "--kernel", "box", "--kernel-size", "12"], "1 to 11"),
    "no filters": (["three", "--filters", "0"], "1 to 16"),
    "words for a stride": (["three", "--stride", "fast"], "--stride is “fast”"),
    "no stride": (["three", "--stride", "0"], "stride"),
    "three paddings": (["three", "--padding", "1,2,3"], "valid, same, full, one number"),
    "a kernel that does not fit": (["--matrix", "1 2", "--kernel", "box"], "does not fit into 1 cells"),
    "groups that do not divide": (["house", "--groups", "2"], "must divide the 3 channels"),
    "a size of nothing": (["three", "--size", "0"], "1 to 1024"),
    "no such gradient": (["three", "--operation", "max", "--direction", "weight"], "max has forward, input"),
    "a kernel for a pooling": (["three", "--operation", "max", "--kernel", "box"], "--kernel does nothing"),
    "a pool without pooling": (["three", "--pool-size", "2"], "needs --chain"),
    "a chain of a pooling": (["three", "--operation", "max", "--chain"], "begins with a convolution"),
    "frames from the end": (["three", "--frames", "9-3"], "comes before the first"),
    "frames beyond the end": (["three", "--frames", "1-999"], "There is no frame 999"),
    "words for frames": (["three", "--frames", "all"], "--frames is “all”"),
    "a frame of an animation": (["three", "--frame", "3"], "--frame is for one picture"),
    "a width of nothing": (["three", "--width", "1"], "must lie between 320 and 3840"),
    "too many frames": (["house", "--size", "100"], "9604 frames are too many for GIF; it takes 5000"),
    "too fast a GIF": (["three", "--speed", "100"], "take one frame in 2."),
    "a bias that is no number": (["three", "--bias", "nan"], "--bias is nan; it must lie between"),
    "a seed below 0": (["three", "--kernel", "random", "--seed", "-1"], "--seed is -1"),
    "more kernels than filters": (["three", "--kernel", "box", "--kernel", "emboss", "--filters", "1"], "2 kernels"),
    "a gradient forward": (["three", "--upstream", "ones"], "--upstream needs --direction"),
    "a gradient of another size": (
        ["three", "--direction", "input", "--upstream", "1 2; 3 4"],
        "the shape (1, 2, 2), the output (1, 8, 8)",
    ),
    "a gradient of words": (["three", "--direction", "bias", "--upstream", "many"], "--upstream: Line 1, column 1"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_made_is_refused_in_words(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words, expected = WRONG[name]
    out = tmp_path / "a.gif"
    assert expected in refused(capsys, *words, "--out", str(out))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [("a.bmp", "ends in .bmp"), ("a", "has no ending"), ("no/such/folder/a.gif", "There is no folder")],
)
def test_a_file_that_cannot_be_is_refused_in_words(
    name: str, expected: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert expected in refused(capsys, "three", "--out", str(tmp_path / name))


@pytest.mark.parametrize("words", [("--frames", "5"), ("--speed", "8"), ("--no-loop",), ("--every", "2")])
def test_what_is_for_films_is_refused_for_one_picture(
    words: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "which --frame chooses" in refused(capsys, "three", *words, "--out", str(tmp_path / "a.png"))


@pytest.mark.parametrize(
    ("name", "words", "size"),
    [
        ("a.png", ("--width", "480", "--scale", "2"), (960, 540)),
        ("a.mp4", ("--width", "481", "--height", "271"), (482, 272)),
    ],
)
def test_the_last_line_says_how_many_pixels_there_are(
    name: str, words: tuple[str, ...], size: tuple[int, int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if name.endswith(".mp4"):
        pytest.importorskip("av")
        words = (*words, "--frames", "1-2")
    said = made(capsys, "three", *words, "--out", str(tmp_path / name))
    assert f"{size[0]} × {size[1]}" in said
    if name.endswith(".png"):
        assert opened(tmp_path / name).size == size


def test_a_full_disk_is_told_with_exit_code_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("cnnviz.ui.export.gif.GifFilm.add", full)
    assert main(["animate", "three", "--out", str(tmp_path / "a.gif"), *SMALL]) == 1
    assert "There is no space left for" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_it_needs_no_screen(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name not in ("QT_QPA_PLATFORM", "DISPLAY")}
    command = [sys.executable, "-m", "cnnviz", "animate", "three", "--frames", "1-2", "--out", str(tmp_path / "a.gif")]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert opened(tmp_path / "a.gif").n_frames == 2


def test_the_general_help_names_it(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    assert "cnnviz animate" in capsys.readouterr().out

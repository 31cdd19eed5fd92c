"""The controls of where windows land: stride, padding, border, dilation."""

from functools import cached_property

from cnnviz.engine.geometry import PADDING_MODES
from cnnviz.scenarios.scenario import CONVOLUTION, NUMBER, TRANSPOSED, Scenario
from cnnviz.settings import Choice
from cnnviz.text import mark, tr
from cnnviz.traces.kernels import LARGEST
from cnnviz.ui.convolve.controls.group import ScenarioGroup
from cnnviz.ui.convolve.controls.padding import SIDES, PaddingRows
from cnnviz.ui.widgets.chooser import Chooser
from cnnviz.ui.widgets.pair import PairBox
from cnnviz.ui.widgets.segmented import Segmented

LARGEST_STRIDE = 16
LARGEST_DILATION = 8
LARGEST_PADDING = (LARGEST - 1) * LARGEST_DILATION  # what “full” comes to at most
WORDS = (
    Choice("valid", mark("valid"), mark("No padding: the window stays inside the picture")),
    Choice("same", mark("same"), mark("As much padding as keeps the size (at stride 1)")),
    Choice("full", mark("full"), mark("Every window that touches the picture")),
    Choice(NUMBER, mark("own"), mark("The numbers above")),
)
BORDERS = (
    Choice("zeros", mark("Zeros"), mark("0 0 | a b c | 0 0")),
    Choice("reflect", mark("Reflect"), mark("c b | a b c | b a")),
    Choice("replicate", mark("Replicate"), mark("a a | a b c | c c")),
    Choice("circular", mark("Circular"), mark("b c | a b c | a b")),
)
assert tuple(border.value for border in BORDERS) == PADDING_MODES


class GeometryControls(ScenarioGroup):
    """Of the convolution and of the transposed one."""

    def __init__(self) -> None:
        super().__init__(tr("Geometry"))

    def _applies(self, scenario: Scenario) -> bool:
        return scenario.operation in (CONVOLUTION, TRANSPOSED)

    def _make(self) -> None:
        stride_help = tr("How far the window moves from one output to the next")
        self.stride = PairBox(tr("Stride"), 1, LARGEST_STRIDE, (1, 1), stride_help)
        self.word = Segmented(WORDS)
        self.word.setAccessibleName(tr("Padding by name"))
        self.border = Chooser(tr("Border"), tr("What the padding is made of"), BORDERS)
        dilation_help = tr("1: neighbouring cells meet the kernel; 2: every other cell")
        self.dilation = PairBox(tr("Dilation"), 1, LARGEST_DILATION, (1, 1), dilation_help)
        self.add_row("stride", tr("Stride"), self.stride, stride_help)
        self.padding = PaddingRows(
            self, "padding", LARGEST_PADDING,
            tr("Cells around the picture, on each side; 0+1 is none before it and one after it"),
        )  # fmt: skip
        self.add_wide(self.word)
        self.keep_row(SIDES)
        self.add_row("border", tr("Border"), self.border, self.border.toolTip())
        self.add_row("dilation", tr("Dilation"), self.dilation, dilation_help)
        self.keep_row("output padding")
        self._connect()

    @cached_property
    def output_padding(self) -> PairBox:
        """Of the transposed convolution alone."""
        help_text = tr("Rows and columns more, below and to the right: several inputs have this output size")
        box = PairBox(tr("Output padding"), 0, LARGEST_STRIDE - 1, (0, 0), help_text)
        box.changed.connect(lambda value: self._set("output padding", output_padding=value))
        self.add_row("output padding", tr("Out. pad."), box, help_text)
        return box

    def _connect(self) -> None:
        self.stride.changed.connect(lambda value: self._set("stride", stride=value))
        self.padding.typed.connect(self._take_padding)
        self.word.changed.connect(self._take_word)
        self.border.chosen.connect(lambda border: self._set("border", border=border))
        self.dilation.changed.connect(lambda value: self.edited.emit(self.scenario.with_dilation(value), "dilation"))

    def show_error(self, name: str, text: str) -> None:
        super().show_error(name, text)
        if name == "padding":
            self.padding.set_wrong(bool(text))

    def _show(self, scenario: Scenario) -> None:
        self.stride.set_value(scenario.stride)
        self.padding.show(scenario.padding)
        self.word.set_value(scenario.padding_word)
        self.padding.offer_sides(scenario.padding_word == NUMBER)
        self.border.set_value(scenario.border)
        self.dilation.set_value(scenario.dilation)
        transposed = scenario.operation == TRANSPOSED
        if transposed:
            self.output_padding.set_value(scenario.output_padding)
        self.set_row_visible("border", not transposed)
        self.set_row_visible("output padding", transposed)

    def _take_padding(self, padding: object) -> None:
        if padding != self.scenario.padding or self.scenario.padding_word != NUMBER:
            self.edited.emit(self.scenario.with_padding(padding), "padding")  # type: ignore[arg-type]

    def _take_word(self, word: str) -> None:
        if word != self.scenario.padding_word:
            padding = self.scenario.padding if word == NUMBER else word
            self.edited.emit(self.scenario.with_padding(padding), "padding")

"""The view "Compare": two models or two pictures side by side, layer by layer, and what lies between them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout

from cnnviz.inspection.comparison import compared, counterparts, likenesses
from cnnviz.text import ExplainedError, tr
from cnnviz.traces.passes import Pass, PassModel
from cnnviz.ui.errand import Errand
from cnnviz.ui.inspect.compare.contestant import Contestant, Kept
from cnnviz.ui.inspect.compare.side import PAGE, UNTRAINED, Side
from cnnviz.ui.inspect.compare.side_card import SideCard
from cnnviz.ui.inspect.maps.agreement_bars import AgreementBars
from cnnviz.ui.inspect.maps.ways import Ways
from cnnviz.ui.inspect.maps.ways_card import WaysCard
from cnnviz.ui.inspect.passing import Passing, Ran
from cnnviz.ui.inspect.view import InspectView
from cnnviz.ui.widgets.card import Card
from cnnviz.ui.widgets.scrolled import Scrolled

if TYPE_CHECKING:
    from cnnviz.data.number_files import Numbers
    from cnnviz.ui.export.sheet import Sheet

NARROW = 760  # pixels of width below which the sides stand beside each other
NARROWEST_BARS, LOWEST_BARS = 150, 120
MOST_AT_ONCE = 500_000  # numbers that are compared while the window waits


class CompareView(InspectView):
    """A is at first what the page shows, B the same layers untrained: what has training done?"""

    def __init__(self) -> None:
        super().__init__()
        self._model: PassModel | None = None
        self._page: Pass | None = None
        self._layer = ""
        self._passes: list[Pass | None] = [None, None]
        self.cards = [SideCard(tr("A"), Side(PAGE)), SideCard(tr("B"), Side(UNTRAINED))]
        self._passings = [Passing(self), Passing(self)]
        self._likenesses: dict[str, float] = {}
        self._measured: list[Pass | None] = [None, None]  # the passes that they are of
        self._measuring = Errand(self)
        self.bars = AgreementBars(
            tr("How alike each layer is"),
            tr("For each layer the correlation of the maps of A with those of B, in the mean of the maps: 1 is the "
               "same pattern, 0 has nothing to do with it."),
        )  # fmt: skip
        self.wall = WaysCard(
            (tr("A"), tr("B"), tr("B − A")),
            tr("Three tiles for each map: A, B, and what must be added to A to get B."),
        )
        self._lay_out()
        for index, (card, passing) in enumerate(zip(self.cards, self._passings, strict=True)):
            card.changed.connect(lambda index=index: self._run(index))
            card.failed.connect(self.failed)
            passing.ran.connect(lambda ran, index=index: self._take(index, ran))
            passing.failed.connect(lambda reason, index=index: self._fail(index, reason))
        self._measuring.done.connect(self._take_likenesses)
        self._measuring.failed.connect(self.failed)
        self.bars.chosen.connect(self.layer_wanted)

    def _lay_out(self) -> None:
        self._sides, self._row, self._below = QVBoxLayout(), QHBoxLayout(self), QHBoxLayout()
        for layout in (self._sides, self._row, self._below):
            layout.setSpacing(12)
        for card in self.cards:
            self._sides.addWidget(card, 1)
        self._alike = Card(tr("How alike?"), tr("correlation"))
        self._alike.body.addWidget(Scrolled(self.bars, NARROWEST_BARS, LOWEST_BARS), 1)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addLayout(self._sides, 6)
        self._row.addLayout(self._below, 5)
        self._arrange(narrow=False)

    def _arrange(self, narrow: bool) -> None:
        """The sides below each other and the rest beside them; where it is `narrow`, beside each other and above it."""
        self._is_narrow = narrow
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._sides.setDirection(across if narrow else down)
        self._row.setDirection(down if narrow else across)
        for widget, share in ((self._alike, 4), (self.wall, 9)):
            (self._below if narrow else self._row).addWidget(widget, share)
        for card in self.cards:
            card.set_narrow(narrow)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if (narrow := self.width() < NARROW) != self._is_narrow:
            self._arrange(narrow)

    def show_model(self, model: PassModel) -> None:
        self._model = model

    def show_pass(self, shown: Pass) -> None:
        if shown is self._page or self._model is None:
            return
        self._page = shown
        page = Kept(Contestant(self._model, tr("the page's model")), shown)
        for index, card in enumerate(self.cards):
            card.set_page(page)
            self._run(index)

    def show_layer(self, name: str) -> None:
        self._layer = name
        self._show_layer()

    def available(self, shown: Pass) -> Sequence[bool]:
        return [True] * len(shown.layers)

    def sheet(self) -> Sheet | None:
        if self._page is None:
            return None
        from cnnviz.ui.inspect.compare.compare_sheet import CompareSheet

        sides = [card.seen() for card in self.cards]
        return CompareSheet(self._layer, sides, dict(self.bars.values()), self._layer, self.wall.sheet())

    def numbers(self) -> Numbers | None:
        return self.wall.numbers()

    def close_down(self) -> None:
        self._measuring.close_down()
        for card, passing in zip(self.cards, self._passings, strict=True):
            card.close_down()
            passing.close_down()

    def _run(self, index: int) -> None:
        """Let the model of a side see its picture."""
        card = self.cards[index]
        side = card.side
        if (ready := side.ready) is not None:
            self._passings[index].forget()
            self._show(index, ready)
            return
        try:
            picture = side.seen()
        except ExplainedError as error:
            self._fail(index, str(error))
            return
        if picture is None or side.contestant is None:
            self._fail(index, tr("Choose a model for this side."))
            return
        model = side.contestant.model
        if picture.shape != model.input_shape:
            self._fail(
                index,
                tr("This model takes {expected}, the picture was prepared as {given}. Look into the model on this "
                   "page, so that a picture is prepared for it, and press Keep.",
                   expected=" × ".join(map(str, model.input_shape)), given=" × ".join(map(str, picture.shape))),
            )  # fmt: skip
            return
        self._passings[index].run(model, picture)

    def _take(self, index: int, ran: Ran) -> None:
        contestant = self.cards[index].side.contestant
        if contestant is not None and ran.model is contestant.model:
            self._show(index, ran.shown)

    def _show(self, index: int, shown: Pass) -> None:
        self._passes[index] = shown
        self.cards[index].show_pass(shown)
        self._show_layer()

    def _fail(self, index: int, reason: str) -> None:
        self._passes[index] = None
        self.cards[index].show_reason(reason)
        self._show_layer()

    def _show_layer(self) -> None:
        one, other = self._passes
        if one is None or other is None:
            self.wall.show_nothing(tr("Compare"), tr("There is nothing to be compared yet: see the sides."))
            self._measured = [None, None]
            self._take_likenesses({})
            return
        self._measure(one, other)
        counterpart = counterparts(one, other).get(self._layer)
        if counterpart is None:
            self.wall.show_nothing(self._layer, self._missing(one, other))
            return
        result = compared(one, other, self._layer, counterpart)
        name = self._layer if counterpart == self._layer else f"{self._layer} – {counterpart}"
        ways = Ways(one.layer(self._layer), result.one, result.other, result.difference, result.agreement)
        self.wall.show_ways(ways, name)

    def _measure(self, one: Pass, other: Pass) -> None:
        """How alike all layers are: once for each two passes, and at once where that is quick."""
        if [one, other] == self._measured:
            self._take_likenesses(self._likenesses)
            return
        self._measured = [one, other]
        self._measuring.forget()
        if sum(layer.maps.size for layer in one.layers) <= MOST_AT_ONCE:
            self._take_likenesses(likenesses(one, other))
        else:
            self._take_likenesses({})
            self._measuring.start(lambda: likenesses(one, other))

    def _take_likenesses(self, values: dict[str, float]) -> None:
        self._likenesses = values
        self.bars.show_values(values, self._layer)

    def _missing(self, one: Pass, other: Pass) -> str:
        """Why a layer has no counterpart."""
        sides = [tr("A") for shown in (one,) if self._has(shown)] + [tr("B") for shown in (other,) if self._has(shown)]
        if len(sides) == 2:
            return tr("“{layer}” has another shape in A than in B: the maps cannot be compared one by one.",
                      layer=self._layer)  # fmt: skip
        return tr("There is no layer like “{layer}” on both sides.", layer=self._layer)

    def _has(self, shown: Pass) -> bool:
        return any(layer.name == self._layer for layer in shown.layers)

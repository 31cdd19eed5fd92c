"""The view "Shift & turn": move the picture, and see which layers follow and what becomes of the answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from cnnviz.engine.input_normalisation import InputNormalisation, normalisation_of
from cnnviz.inspection.equivariance import agreements, followed
from cnnviz.inspection.movable import Movable
from cnnviz.inspection.movement import Movement
from cnnviz.text import tr
from cnnviz.traces.passes import Pass, PassModel
from cnnviz.traces.shown_layers import HEAVY, Array
from cnnviz.ui.errand import Errand
from cnnviz.ui.inspect.maps.agreement_bars import AgreementBars
from cnnviz.ui.inspect.maps.ways import Ways
from cnnviz.ui.inspect.maps.ways_card import WaysCard
from cnnviz.ui.inspect.passing import Passing, Ran
from cnnviz.ui.inspect.shift.moved_picture import MovedPicture
from cnnviz.ui.inspect.shift.sweep_card import SweepCard
from cnnviz.ui.inspect.view import InspectView
from cnnviz.ui.painting.probabilities import percent
from cnnviz.ui.widgets.card import Card
from cnnviz.ui.widgets.labels import wrapped
from cnnviz.ui.widgets.scrolled import Scrolled

if TYPE_CHECKING:
    from cnnviz.data.number_files import Numbers
    from cnnviz.ui.export.sheet import Sheet

NARROWEST_BARS, LOWEST_BARS = 124, 120  # pixels
FIRST_TURN = 20  # degrees: something to see before anything was moved
MOST_AT_ONCE = 500_000  # numbers that are compared while the window waits
DEEPEST_AT_ONCE = 60  # layers


class ShiftView(InspectView):
    """Moves the picture that is looked at; what is looked at itself stays as it is."""

    def __init__(self) -> None:
        super().__init__()
        self._model: PassModel | None = None
        self._normalisation = InputNormalisation()
        self._before: Pass | None = None
        self._after: Pass | None = None
        self._movable: Movable | None = None
        self._asked: list[tuple[Array, Movement]] = []  # moved pictures that the model has not seen yet
        self._made_for = Movement()  # the movement that the last pass was made for
        self._agreements: dict[str, float] = {}
        self._measuring = Errand(self)
        self._dragged_from = Movement()
        self._layer = ""
        self._passing = Passing(self)
        self.picture, self.card = MovedPicture(), SweepCard()
        self.bars = AgreementBars(
            tr("How well each layer follows"),
            tr("For each layer the correlation of the maps of the moved picture with the moved maps of the picture, "
               "in the mean of the maps: 1 is followed exactly, 0 not at all. Units have no places to move: theirs "
               "says how far they stay as they were."),
        )  # fmt: skip
        self.wall = WaysCard(
            (tr("expected"), tr("got"), tr("difference")),
            tr("Three tiles for each map: where it ought to be, where it is, and the difference between them."),
        )
        self.answer = wrapped("", "label")
        self._lay_out()
        self._connect()
        self.card.controls.set_number("turn", FIRST_TURN)

    def _lay_out(self) -> None:
        middle = QHBoxLayout()
        middle.setSpacing(12)
        picture = Card(tr("Moved picture"))
        picture.body.addWidget(self.picture, 1)
        picture.body.addWidget(self.answer)
        bars = Card(tr("Who follows?"), tr("correlation"))
        bars.body.addWidget(Scrolled(self.bars, NARROWEST_BARS, LOWEST_BARS), 1)
        for widget, share in ((picture, 4), (bars, 4), (self.wall, 9)):
            middle.addWidget(widget, share)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(middle, 5)
        column.addWidget(self.card, 3)

    def _connect(self) -> None:
        self.card.moved.connect(self._look)
        self.picture.begun.connect(self._begin_drag)
        self.picture.dragged.connect(self._drag)
        self.picture.turned.connect(self._turn)
        self.bars.chosen.connect(self.layer_wanted)
        self._passing.ran.connect(self._take)
        self._passing.failed.connect(self.failed)
        self._measuring.done.connect(self._take_agreements)
        self._measuring.failed.connect(self.failed)

    def show_model(self, model: PassModel) -> None:
        self._model, self._normalisation, self._after = model, normalisation_of(model.info), None

    def show_pass(self, shown: Pass) -> None:
        if shown is self._before or self._model is None:
            return
        self._before, self._movable = shown, Movable.of(shown.picture, self._normalisation)
        self._after, self._asked = None, []
        self._measuring.forget()
        self._take_agreements({})
        self.card.show_picture(shown, self._movable, self._model.work >= HEAVY)
        self._look(self.card.movement())

    def show_layer(self, name: str) -> None:
        self._layer = name
        self._show_layer()

    def available(self, shown: Pass) -> Sequence[bool]:
        """Probabilities that are only made for showing have no place in the network."""
        known = _known(shown)
        return [layer.name in known for layer in shown.layers]

    def sheet(self) -> Sheet | None:
        if self._movable is None:
            return None
        from cnnviz.ui.inspect.shift.shift_sheet import ShiftSheet

        movement = self.card.movement()
        return ShiftSheet(
            self.card.controls.words(), self._movable.seen(movement), self.answer.text(), dict(self.bars.values()),
            self._layer, self.wall.sheet(), self.card.curves(),
        )  # fmt: skip

    def numbers(self) -> Numbers | None:
        return self.wall.numbers()

    def left(self) -> None:
        self.card.stop()

    def close_down(self) -> None:
        self._measuring.close_down()
        self.card.close_down()
        self._passing.close_down()

    def _look(self, movement: Movement) -> None:
        """Let the model see the moved picture."""
        if self._before is None or self._model is None or self._movable is None:
            return
        self.picture.show_values(self._movable.seen(movement))
        if self._before.network is None:
            self.answer.setText(tr("Another program runs this model: where its maps lie on the picture is not known."))
            return
        picture = self._movable.taken(movement)
        self._asked.append((picture, movement))
        self._passing.run(self._model, picture)

    def _take(self, ran: Ran) -> None:
        """Show what the model makes of a moved picture; a heavy one may have been asked for others since."""
        places = [index for index, (picture, _) in enumerate(self._asked) if picture is ran.shown.picture]
        if ran.model is not self._model or not places:
            return
        self._made_for = self._asked[places[0]][1]
        del self._asked[: places[0] + 1]
        self._after = ran.shown
        self._measure(ran.shown)
        self._show_answer()
        self._show_layer()

    def _measure(self, after: Pass) -> None:
        """How far every layer follows: at once where that is quick."""
        before, movement = self._before, self._made_for
        if before is None or (network := before.network) is None:
            return
        numbers = sum(layer.maps.size for layer in before.layers)
        if numbers <= MOST_AT_ONCE and len(before.layers) <= DEEPEST_AT_ONCE:
            self._take_agreements(agreements(network, before, after, movement))
        else:
            self._measuring.start(lambda: agreements(network, before, after, movement))

    def _take_agreements(self, values: dict[str, float]) -> None:
        self._agreements = values
        self.bars.show_values(values, self._layer)

    def _show_answer(self) -> None:
        before, after = self._before, self._after
        if before is None or after is None or before.shares is None or after.shares is None:
            self.answer.setText("")
            return
        if not np.isfinite([before.shares, after.shares]).all():
            self.answer.setText(tr("The network gives no numbers (NaN) for this picture."))
            return
        was, now = int(before.shares.argmax()), int(after.shares.argmax())
        shares = {"was": percent(float(before.shares[was])), "left": percent(float(after.shares[was])),
                  "now": percent(float(after.shares[now]))}  # fmt: skip
        if was == now:
            self.answer.setText(tr("Still read as {name}: {now} (was {was}).", name=after.names[now], **shares))
        else:
            self.answer.setText(
                tr("Now read as {new}: {now}. Of {old} {left} are left (was {was}).", new=after.names[now],
                   old=after.names[was], **shares)
            )  # fmt: skip

    def _show_layer(self) -> None:
        before, after = self._before, self._after
        if before is None or after is None or before.network is None or self._layer not in _known(before):
            return
        self.bars.show_values(self._agreements, self._layer)
        agreement = followed(before.network, before, after, self._made_for, self._layer)
        ways = Ways(
            after.layer(self._layer), agreement.expected, agreement.got, agreement.difference, agreement.agreement
        )
        self.wall.show_ways(ways, self._layer)

    def _begin_drag(self) -> None:
        self._dragged_from = self.card.movement()

    def _drag(self, right: float, down: float) -> None:
        start = self._dragged_from
        self.card.controls.set_number("down", round(start.down + down))
        self.card.controls.set_number("right", round(start.right + right))

    def _turn(self, by: float) -> None:
        """Turn further, past half a turn on from the other side."""
        self.card.controls.set_number("turn", (self.card.movement().turn + by + 180) % 360 - 180)


def _known(shown: Pass) -> set[str]:
    return set() if shown.network is None else {"input", *shown.network.shapes}

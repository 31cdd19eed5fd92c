"""The Convolve page as a teacher uses it: other operations, gradients, the textbook, and slides in every look."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from person import Person
from PySide6.QtWidgets import QPushButton
from scenarios import click_cell, nothing_is_cut_off, page, switch_to_dark

from cnnviz.scenarios.scenario import INPUT, MAXIMUM, TRANSPOSED, Scenario
from cnnviz.scenarios.textbook import EXAMPLES
from cnnviz.traces.kernels import preset
from cnnviz.traces.scene import Place
from cnnviz.ui.convolve.page import ConvolvePage
from cnnviz.ui.convolve.sources import source_from_file, source_from_matrix_text
from cnnviz.ui.convolve.stage import Stage
from cnnviz.ui.convolve.textbook_dialog import TextbookDialog

PHOTO = Path(__file__).resolve().parents[3] / "shared" / "images" / "photos" / "chelsea.png"
TYPED = "1 1 1 0 0\n0 1 1 1 0\n0 0 1 1 1\n0 0 1 1 0\n0 1 1 0 0"


def teach(person: Person) -> None:
    """Max pooling by a click, gradients of a convolution, pinning, undo by keys, an example of the textbook."""
    convolve, stage = page(person, ConvolvePage), page(person, Stage)
    person.click(QPushButton, "Max")
    assert person.ask(lambda: convolve.scenario.operation) == MAXIMUM
    person.click(QPushButton, "Conv")
    person.click(QPushButton, "Backward")
    assert person.ask(lambda: convolve.scene.target) == "gradient"
    person.keys("End")
    person.screenshot("convolve-backward-end")
    nothing_is_cut_off(person)
    person.keys("ctrl+z", "ctrl+z")
    assert person.ask(lambda: convolve.scenario.operation) == MAXIMUM
    person.keys("ctrl+shift+z", "ctrl+z", "ctrl+z")
    assert person.ask(lambda: convolve.header.undo.isEnabled()) is False
    click_cell(person, stage, Place("output", 0, 2, 2))
    click_cell(person, stage, Place("output", 0, 2, 2))
    assert person.ask(lambda: stage.pinned) == Place("output", 0, 2, 2)
    person.keys("Escape", "c")
    assert person.ask(lambda: stage.identity)
    person.screenshot("convolve-identity")
    person.keys("ctrl+t")
    person.wait_until("the textbook is open", lambda: person.find(TextbookDialog).isVisible())
    person.click(QPushButton, "Open in Convolve")
    person.wait_until("its example is shown", lambda: convolve.scenario.image.shape == (1, 3, 3))
    assert person.ask(lambda: convolve.frame().sum.outcome) == -8
    person.wait_until("the textbook is out of the way", lambda: convolve.window().isActiveWindow())


def slides(person: Person) -> None:
    """Six scenes, light and dark, at both sizes of the window: nothing is cut off."""
    convolve = page(person, ConvolvePage)
    start = person.ask(lambda: convolve.scenario)
    for look in ("light", "dark"):
        if look == "dark":
            switch_to_dark(person)
        for width, height in ((1280, 800), (1920, 1080)):
            person.ask(lambda size=(width, height): person.window().resize(*size))
            person.wait_until("the window has its size", lambda width=width: person.window().width() == width)
            for name, scenario in scenes(start):
                assert person.ask(lambda scenario=scenario: convolve.edit(scenario, "picture"))
                person.ask(lambda: convolve.player.set_state(convolve.player.state.at(middle(convolve))))
                person.settle()
                person.screenshot(f"slide-{name}-{width}-{look}")
                nothing_is_cut_off(person)


def middle(convolve: ConvolvePage) -> int:
    """A frame at which something is there already and something is still to come."""
    return round(0.44 * convolve.player.state.last)


def scenes(start: Scenario) -> Iterator[tuple[str, Scenario]]:
    """The scenes that a lecture about convolutions needs."""
    typed = start.with_source(source_from_matrix_text(TYPED)).with_padding("valid")
    cross = preset("cross").make((3, 3))[None, None]
    yield "textbook", typed.with_kernel(cross, "cross")
    yield "photo", colour(start)
    yield "stride-3", replace(start.with_padding("valid"), stride=(3, 3))
    yield "backward", typed.with_direction(INPUT)
    yield "pooling", start.with_operation(MAXIMUM)
    yield "transposed", replace(typed.with_operation(TRANSPOSED), stride=(2, 2))
    yield "chain", replace(colour(start).with_filters(3), chain=True, activation="relu")


def colour(start: Scenario) -> Scenario:
    """A colour photograph, where there is one, under a kernel of three channels."""
    if PHOTO.is_file():
        return start.with_source(source_from_file(PHOTO), longest=256)
    across = np.linspace(0, 6, 96, dtype=np.float32)
    waves = [0.5 + 0.5 * np.sin(np.outer(across, across) + phase) for phase in (0, 2, 4)]
    return start.with_image(np.stack(waves).astype(np.float32))


def examples(person: Person) -> None:
    """Every example of the textbook can be opened and played to its end."""
    convolve = page(person, ConvolvePage)
    for example in EXAMPLES:
        if example.scenario is not None:
            assert person.ask(lambda example=example: convolve.edit(example.scenario(), "textbook"))
            person.keys("End")
            assert person.ask(lambda: convolve.frame().index == convolve.scene.length - 1)
            nothing_is_cut_off(person)

"""A tiny data set and a Train page that trains on it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from cnnviz.data.data_choice import DataChoice
from cnnviz.data.datasets import DataReady, Loading
from cnnviz.engine.arrays import Array
from cnnviz.ui.train.data_loader import OpenData
from cnnviz.ui.train.live.live_view import LiveView
from cnnviz.ui.train.page import TrainPage
from cnnviz.ui.train.panel.data_jobs import DataTools
from cnnviz.ui.workspace import Workspace


class TinySource:
    """Bright squares: the class is where they stand. Implements TrainingSource."""

    class_names = tuple("0123456789")
    image_shape = (1, 28, 28)

    def __init__(self, pictures: int = 40) -> None:
        self.pictures_per_epoch = pictures
        self.validation, self.test = self._draw(10), self._draw(20)

    def batches(
        self, epoch: int, batch_size: int, rng: np.random.Generator, first: int = 0
    ) -> Iterator[tuple[Array, Array]]:
        images, labels = self._draw(self.pictures_per_epoch)
        order = rng.permutation(len(labels))
        for start in range(first * batch_size, len(order), batch_size):
            chosen = order[start : start + batch_size]
            yield images[chosen], labels[chosen]

    @staticmethod
    def _draw(count: int) -> tuple[Array, Array]:
        labels = np.arange(count) % 10
        images = np.zeros((count, 1, 28, 28), np.float32)
        for image, label in zip(images, labels, strict=True):
            image[0, 4 + 8 * (label // 4) :, 2 + 6 * (label % 4) :][:6, :6] = 1
        return images, labels


def open_tiny(choice: DataChoice) -> Iterator[object]:
    yield Loading("Reading a tiny set …")
    yield DataReady(TinySource())


@pytest.fixture
def tiny_source() -> TinySource:
    return TinySource()


@pytest.fixture
def workspace() -> Workspace:
    return Workspace()


def live(page: TrainPage) -> LiveView:
    """The view with plots, probe, kernels and maps."""
    view = page.views.view("live")
    assert isinstance(view, LiveView)
    return view


def choose(page: TrainPage, **settings: object) -> None:
    """Set settings of the run, as if they had been typed."""
    for name, value in settings.items():
        page.controls.learning.form_of(name).set_value(name, value)


MakePage = Callable[..., TrainPage]


@pytest.fixture
def make_page(qtbot: QtBot, workspace: Workspace) -> Iterator[MakePage]:
    """Makes a page that trains on the tiny set, shown with its header above it, and closed at the end."""
    pages: list[TrainPage] = []

    def make(open_: OpenData = open_tiny, folder: Path | None = None) -> TrainPage:
        page = TrainPage(workspace, DataTools(find=lambda name: folder if name == "mnist" else None), open_)
        pages.append(page)
        qtbot.addWidget(page)
        qtbot.addWidget(page.header)
        page.resize(1200, 740)
        choose(page, batch_size=8, epochs=3)
        page.show()
        page.header.show()
        return page

    yield make
    for page in pages:
        page.close_down()


@pytest.fixture
def page(make_page: MakePage) -> TrainPage:
    return make_page()

"""Sentences are looked up in the catalogue of the language in use when they are shown, not when they are made."""

import gettext
from collections.abc import Iterator

import pytest

from cnnviz.text import CATALOGUE, ExplainedError, tr


class Shouting(gettext.NullTranslations):
    def gettext(self, message: str) -> str:
        return message.upper().replace("{GIVEN}", "{given}")


@pytest.fixture
def shouting(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(CATALOGUE, "_translations", Shouting())
    yield


def test_a_sentence_is_translated_before_its_values_go_in(shouting: None) -> None:
    assert tr("stride {given}", given="abc") == "STRIDE abc"


def test_an_error_speaks_the_language_in_use_when_it_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    error = ExplainedError("stride {given}", given=0)
    assert str(error) == "stride 0"
    monkeypatch.setattr(CATALOGUE, "_translations", Shouting())
    assert str(error) == "STRIDE 0"


def test_values_with_braces_are_shown_as_they_are() -> None:
    assert tr("file {name}", name="{x}") == "file {x}"

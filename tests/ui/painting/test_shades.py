"""One-sided scales begin and end where they should, in steps that look even."""

import numpy as np
import pytest
from PySide6.QtGui import QColor

from cnnviz.ui.painting.shades import CONES, OKLAB, shade_table
from cnnviz.ui.theme import DARK, LIGHT, Theme


def oklab(rgb: np.ndarray) -> np.ndarray:
    """Colours (N, 3) in bytes, in OKLab: Ottosson 2020."""
    share = rgb / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return np.cbrt(linear @ CONES.T) @ OKLAB.T


def test_white_has_full_lightness_and_no_colour() -> None:
    np.testing.assert_allclose(oklab(np.array([[255, 255, 255]])), [[1, 0, 0]], atol=1e-4)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_a_scale_goes_from_the_ground_to_its_colour_in_even_steps(theme: Theme) -> None:
    for colour in (theme.output, theme.warning):
        table = shade_table(theme.panel, colour)
        ends = [tuple(int(part) for part in row) for row in (table[0], table[-1])]
        assert ends == [QColor(one).getRgb()[:3] for one in (theme.panel, colour)]
        tenths = oklab(table[:: len(table) // 10].astype(float))
        steps = np.linalg.norm(np.diff(tenths, axis=0), axis=1)
        assert steps.max() < 1.15 * steps.min()

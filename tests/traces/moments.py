"""What a scene shows in a frame, put together as a painter does it, and whether its arithmetic is right."""

import numpy as np

from cnnviz.traces.scene import Added, Array, Frame, Scene


def shown(scene: Scene, key: str, frame: Frame) -> Array:
    """All numbers (count, rows, columns) of a growing panel in a frame; NaN where there is nothing yet."""
    grown = frame.grown[key]
    if isinstance(grown, Added):
        picture = np.array(scene.values(key, variant=grown.variant))
        end = grown.first + grown.values.shape[1]
        picture[:, grown.first : end] = grown.values
        if end < picture.shape[1]:
            picture[:, end:] = scene.values(key, slice(end, None), variant=grown.variant - 1)
        return picture
    picture = np.array(scene.values(key, variant=frame.variant))
    flat = picture.reshape(-1)
    _, rows, columns = picture.shape
    flat[(grown.grid * rows + grown.row) * columns + grown.column + 1 :] = np.nan
    return picture


def assert_terms_add_up(frame: Frame) -> None:
    """Every ``before + left · right = after`` of a frame that scatters, within 1e-5 of its terms."""
    for group in frame.sum.groups:
        assert group.before is not None and group.after is not None and group.right is not None
        terms = [np.asarray(part, np.float64) for part in (group.before, group.left * group.right)]
        scale = sum(np.abs(term) for term in terms)
        assert np.all(np.abs(sum(terms) - group.after) <= 1e-5 * scale + 1e-30)


def assert_same(ours: Array, theirs: Array, scale: float | None = None) -> None:
    """The same numbers but for the order of additions in float32."""
    scale = float(np.abs(theirs).max(initial=1e-30)) if scale is None else scale
    assert ours.shape == theirs.shape
    assert np.abs(ours - theirs).max(initial=0) <= 1e-5 * scale


def known_until(source: Array, index: int) -> Array:
    """`source` with zeros after its cell number `index`, in reading order."""
    flat = source.reshape(-1).copy()
    flat[index + 1 :] = 0
    return flat.reshape(source.shape)

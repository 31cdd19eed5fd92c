"""Parts of a page take turns: none is left out, none is drawn more often than anybody can follow."""

from cnnviz.ui.train.turns import READ_S, WATCHED_S, Part, Seldom, Turns


def _drawn(parts: dict[str, float], seconds: float, tick: float = 0.02) -> list[str]:
    """What is drawn in so long by ticks, of parts that always have something new, by their rests (0: usual)."""
    drawn: list[str] = []
    now = 0.0

    def part(name: str, rest: float) -> Part:
        def draw() -> bool:
            drawn.append(name)
            return True

        return Seldom(draw, rest) if rest else draw

    turns = Turns([part(name, rest) for name, rest in parts.items()], lambda: now)
    while now < seconds:
        turns.draw_next()
        now += tick
    return drawn


def test_a_part_is_drawn_no_more_often_than_one_can_follow() -> None:
    drawn = _drawn({"wall": 0, "plot": READ_S}, seconds=2 - 1e-6)
    assert drawn.count("wall") == round(2 / WATCHED_S)
    assert drawn.count("plot") == round(2 / READ_S)


def test_of_more_parts_than_there_is_time_for_each_is_drawn_as_often() -> None:
    drawn = _drawn({str(number): 0 for number in range(30)}, seconds=6)
    counts = {name: drawn.count(name) for name in drawn}
    assert len(counts) == 30 and max(counts.values()) - min(counts.values()) <= 1


def test_at_rest_everything_is_drawn_at_once() -> None:
    drawn: list[str] = []
    turns = Turns([Seldom(lambda: drawn.append("plot") is None), lambda: drawn.append("wall") is None], lambda: 0.0)
    turns.draw_next()
    turns.draw_all()
    assert drawn == ["plot", "plot", "wall"]

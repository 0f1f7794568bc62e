"""Columns, lanes and rows of the swimlane grid."""

from leanbench.event.records import Link, Map, Step
from leanbench.maps.order import arrange_grid, lane_order


def grid_of(
    pairs: str, roles: str = "", kinds: dict[str, str] | None = None
) -> dict[str, tuple[int, int, int]]:
    """`pairs` like "a>b b>c": flow links; "b~x" a rework link, "b!x" an exit, "b?x" an alternative."""
    names = list(dict.fromkeys(letter for letter in pairs if letter.isalpha()))
    signs = {">": "flow", "~": "rework", "!": "exit", "?": "alternative"}
    links = tuple(
        Link(f"l{i}", pair[0], pair[2], signs[pair[1]])  # type: ignore[arg-type]
        for i, pair in enumerate(pairs.split())
        if len(pair) == 3
    )
    steps = tuple(Step(name, role=roles[names.index(name)] if roles else "") for name in names)
    cells = arrange_grid(Map("current", steps=steps, links=links)).cells
    return {name: (cell.column, cell.lane, cell.row) for name, cell in cells.items()}


def test_a_step_stands_one_column_after_the_last_step_it_waits_for() -> None:
    cells = grid_of("a>b a>c b>d c>d a>d")
    assert {name: cell[0] for name, cell in cells.items()} == {"a": 0, "b": 1, "c": 1, "d": 2}
    assert cells["b"][2] != cells["c"][2]


def test_a_loop_of_one_step_hangs_below_the_step_it_serves() -> None:
    cells = grid_of("a>b b>c b~x x~b")
    assert cells["x"][0] == cells["b"][0]
    assert cells["x"][2] == 1


def test_a_loop_of_two_steps_runs_back_to_its_target() -> None:
    cells = grid_of("a>b b>c b~x x~y y~b")
    assert (cells["x"][0], cells["y"][0]) == (2, 1)


def test_a_loop_over_several_columns_stands_between_its_ends() -> None:
    cells = grid_of("a>b b>c c>d d>e d~x x~b")
    assert 1 <= cells["x"][0] <= 3


def test_an_alternative_runs_forward_and_an_exit_stays_below() -> None:
    cells = grid_of("a>b b>c c>d a?x x?y y?d b!z")
    assert cells["x"][0] < cells["y"][0] <= 3
    assert cells["z"][0] == cells["b"][0]


def test_a_circle_of_flow_links_still_has_columns() -> None:
    cells = grid_of("a>b b>c c>a")
    assert sorted(cell[0] for cell in cells.values()) == [0, 1, 2]


def test_a_first_step_with_a_loop_is_still_the_first() -> None:
    assert grid_of("a>b a~x x~a")["a"][0] == 0


def test_an_unlinked_row_comes_last() -> None:
    steps = (Step("a"), Step("new"), Step("b"))
    cells = arrange_grid(Map("current", steps=steps, links=(Link("1", "a", "b"),))).cells
    assert cells["new"].column == 2


def test_a_straight_connector_keeps_its_row_free() -> None:
    # a to d runs along lane A past columns 1 and 2; the branch off b must not sit in its way.
    cells = grid_of("a>b b>c c>d a>d b~x x~b", roles="ABBAA")
    assert cells["x"][1] == cells["a"][1]
    assert cells["x"][2] == 1


def test_lanes_follow_the_map_then_the_order_of_use() -> None:
    steps = (Step("a", role="P"), Step("b", role="Q"), Step("c", role="R"))
    assert lane_order(Map("current", steps=steps, lanes=("R",))) == ("R", "P", "Q")
    assert lane_order(Map("current")) == ("",)

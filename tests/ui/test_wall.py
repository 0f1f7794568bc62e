"""The wall: what a team reads from the map, at three samples, widths and scales, at the desk and in room mode."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QApplication, QWidget

from leanbench import resources
from leanbench.drawing.primitives import Line, Text, walk
from leanbench.event.changes import Set
from leanbench.maps.stepcard import NAME
from leanbench.maps.stream import STREAM_NAME
from leanbench.ui.map.map_camera import DESK, ROOM

SAMPLES = ("permit-issuance", "driver-license-renewal", "snap-eligibility")
DRAWINGS = ("swimlane", "value-stream", "flowchart")


def open_sample(window, name):
    window.session.files.open_sample(resources.path("samples", f"{name}.lean"))
    window.show_page("map")
    page = window.page("map")
    page.set_layout("map")
    QApplication.processEvents()
    return page


def sizes_of_names(page) -> list[float]:
    """The size of every name in pixels: the largest words of each step."""
    items = page.canvas.map_scene.groups.values()
    groups = [item.drawn for item in items if item.kind == "step"]
    texts = [max((t.size for t in walk(g.children) if isinstance(t, Text)), default=0.0) for g in groups]
    return [size * page.canvas.zoom() for size in texts]


@pytest.mark.parametrize("room", [False, True])
@pytest.mark.parametrize("name", SAMPLES)
def test_names_never_fall_below_the_floor(window, look, name, room):
    """In the window; every width, scale and drawing without one: `tests/core/maps/test_wall_layout.py`."""
    look.switch(QApplication.instance(), room=room)
    page = open_sample(window, name)
    least = (ROOM if room else DESK)[0]
    for drawing, wide, high in (
        ("swimlane", 683, 384),
        ("swimlane", 1366, 768),
        ("value-stream", 1920, 1080),
    ):
        window.resize(wide, high)
        page.set_view(drawing)
        QApplication.processEvents()
        assert page.canvas.fitted
        assert min(sizes_of_names(page)) >= least - 0.01, (drawing, wide)


def covered(page) -> list[str]:
    """The steps in sight that anything lying over the drawing covers."""
    canvas = page.canvas
    over = [w for w in canvas.findChildren(QWidget) if w.isVisible() and w.parent() is canvas]
    over = [w for w in over if w is not canvas.viewport() and not w.inherits("QScrollBar")]
    over = [w for w in over if w.objectName() not in ("qt_scrollarea_hcontainer", "qt_scrollarea_vcontainer")]
    found = []
    for key in canvas.map_scene.layout.steps:
        box = canvas.mapFromScene(canvas.map_scene.step_box(key)).boundingRect()
        found += [key for widget in over if widget.geometry().intersects(box.adjusted(1, 1, -1, -1))]
    return found


@pytest.mark.parametrize("drawing", DRAWINGS)
def test_nothing_is_covered_and_each_rung_is_in_line_with_its_step(window, drawing):
    """Also after scrolling to the end, in every layout; every lane in sight shows its name."""
    page = open_sample(window, "permit-issuance")
    page.set_view(drawing)
    for layout, size in (("map", (1366, 768)), ("both", (1366, 768)), ("map", (700, 500))):
        window.resize(*size)
        page.set_layout(layout)
        QApplication.processEvents()
        bar = page.canvas.verticalScrollBar()
        for place in (bar.minimum(), bar.maximum()):
            bar.setValue(place)
            assert covered(page) == []
        scene = page.canvas.map_scene
        rungs = [item for key, item in scene.groups.items() if key.startswith("ladder:c")]
        assert bool(rungs) == (drawing != "flowchart")
        for item in rungs:
            line = next(child for child in item.drawn.children if isinstance(child, Line))
            box = scene.step_box(item.key)
            assert line.points[-1][0] == pytest.approx(box.right())
            if len(line.points) > 2:  # a wait before: the work begins where the box does
                assert line.points[-2][0] == pytest.approx(box.left(), abs=6.0)
            assert item.scenePos() == QPointF(0, 0)
        names = {lane.name for lane in scene.layout.lanes}
        assert len(scene.headers) == len(scene.layout.lanes)
        for group in scene.headers:
            words = " ".join(t.text for t in walk(group.children) if isinstance(t, Text))
            assert any(words.startswith(name) for name in names)
        assert page.canvas.lanes.isVisible() == bool(names)
        assert not names or page.canvas.lanes.width() > 40


def test_lanes_have_names_in_a_new_event_and_after_another_drawing(window, session, qtbot):
    from PySide6.QtCore import Qt

    window.files.new()
    page = window.page("map")
    QApplication.processEvents()
    qtbot.keyClicks(QApplication.focusWidget(), "Check packet")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    QApplication.processEvents()
    strip = page.canvas.lanes
    for drawing in ("swimlane", "flowchart", "swimlane", "value-stream", "swimlane"):
        page.set_view(drawing)
        QApplication.processEvents()
        assert strip.isVisible() == (drawing == "swimlane")
        if strip.isVisible():
            header = QRectF(strip.geometry())
            assert header.width() == pytest.approx(strip.wide * page.canvas.zoom(), abs=1.0)
            image = strip.grab().toImage()
            lane = page.canvas.map_scene.layout.lanes[0]
            top = page.canvas.mapFromScene(QPointF(0, lane.y)).y()
            inks = {
                image.pixelColor(x, y).name()
                for x in range(4, image.width() - 4, 2)
                for y in range(max(0, top), min(image.height(), round(top + lane.h * page.canvas.zoom())), 2)
            }
            assert len(inks) > 3  # letters, not an empty band


def test_fit_is_a_state_that_holds_until_somebody_zooms(window, look):
    page = open_sample(window, "permit-issuance")
    canvas = page.canvas
    for act in (
        lambda: window.resize(1200, 800),
        lambda: page.set_layout("both"),
        lambda: page.flow.open_panel("capacity"),
        lambda: page.set_compare(True),
        lambda: look.switch(QApplication.instance(), room=True),
        lambda: page.set_compare(False),
    ):
        act()
        QApplication.processEvents()
        assert canvas.fitted
        assert canvas.map_scene.wall == canvas.wall()
        assert canvas.zoom() == pytest.approx(canvas.map_scene.wall_zoom)
        assert canvas.horizontalScrollBar().maximum() == 0 or len(canvas.map_scene.layout.columns) > 0
    look.switch(QApplication.instance(), room=False)
    canvas.set_zoom(0.5)
    window.resize(1500, 900)
    QApplication.processEvents()
    assert canvas.zoom() == pytest.approx(0.5)
    page.does.fit()
    assert canvas.fitted
    assert canvas.zoom() == pytest.approx(canvas.map_scene.wall_zoom)


def test_what_is_acted_on_stays_under_the_eye(window, session):
    page = open_sample(window, "permit-issuance")
    canvas = page.canvas
    window.resize(1366, 768)
    page.set_layout("both")
    QApplication.processEvents()
    for key in ("c3", "c12", "c17"):
        session.select([("step", key)])
        seen = canvas.mapFromScene(canvas.map_scene.step_box(key)).boundingRect()
        assert canvas.viewport().rect().contains(seen)
        place = canvas.verticalScrollBar().value()
        page.show_inspector(True)
        QApplication.processEvents()
        assert canvas.verticalScrollBar().value() == place
        at = canvas.mapTo(page, canvas.mapFromScene(canvas.map_scene.step_box(key)).boundingRect().center())
        assert not page.inspector.geometry().contains(at)
        page.show_inspector(False)
        canvas.nudge("down")
        now = canvas.mapFromScene(canvas.map_scene.step_box(key)).boundingRect()
        assert abs(now.top() - seen.top()) < 2 * seen.height()
        assert canvas.viewport().rect().contains(now)
        session.undo()


def test_the_names_the_floor_is_kept_for_are_the_names_of_the_drawings():
    assert (NAME, STREAM_NAME) == (13.0, 12.5)


def test_lanes_are_dragged_renamed_merged_removed_and_put_in_order(window, session, qtbot):
    from PySide6.QtCore import QPoint, Qt
    from PySide6.QtTest import QTest

    from leanbench.event.lanes import lane_order
    from leanbench.ui.map import lane_edits

    page = open_sample(window, "driver-license-renewal")
    canvas, port = page.canvas, page.canvas.viewport()
    before = lane_order(session.map)

    def name_of(role_id: str) -> QPoint:
        lane = next(lane for lane in canvas.map_scene.layout.lanes if lane.role_id == role_id)
        return QPoint(canvas.covered_left() - 20, canvas.mapFromScene(QPointF(0, lane.y + lane.h / 2)).y())

    start, end = name_of(before[0]), name_of(before[1])
    QTest.mousePress(port, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    for part in (0.5, 1.0):
        QTest.mouseMove(port, start + (end - start) * part)
    QTest.mouseRelease(port, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, end)
    assert lane_order(session.map) == (before[1], before[0], *before[2:])
    assert canvas.map_scene.layout.lanes[0].role_id == before[1]
    qtbot.mouseDClick(port, Qt.MouseButton.LeftButton, pos=name_of(before[1]))
    assert canvas.field.isVisible()
    qtbot.keyClicks(canvas.field, "Front desk")
    qtbot.keyClick(canvas.field, Qt.Key.Key_Return)
    assert session.event.role(before[1]).name == "Front desk"
    count = len(session.map.steps)
    lane_edits.merge_lane(canvas, session.map, before[1], before[0])
    assert before[1] not in lane_order(session.map)
    assert len([step for step in session.map.steps if step.role == before[0]]) > 0
    assert len(session.map.steps) == count
    session.undo()
    page.does.order_lanes()
    assert lane_order(session.map)[0] == session.map.steps[0].role
    for step in session.map.steps:
        if step.role == before[1]:
            page.session.do(Set(f"maps/current/steps/{step.id}/role", before[0]))
    assert before[1] in lane_order(session.map)  # empty now, and still there
    words = [action.text() for action in lane_edits.lane_menu(canvas, before[1]).actions()]
    assert "Remove the &empty lane" in words
    lane_edits.remove_lane(canvas, session.map, before[1])
    assert before[1] not in lane_order(session.map)


@pytest.mark.parametrize("key", ["Key_Return", "Key_Escape"])
def test_the_error_window_is_one_sentence_and_takes_no_typing_meant_for_the_map(window, session, qtbot, key):
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QLabel

    from leanbench.ui.window.crash_dialog import ErrorDialog

    page = open_sample(window, "permit-issuance")
    session.select([("step", "c3")])
    page.canvas.setFocus()
    names = [step.name for step in session.map.steps]
    dialog = ErrorDialog(session, "Traceback: boom")
    dialog.show()
    assert not dialog.details.isVisible()
    words = [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]
    assert sum(text.count(".") for text in words) == 1
    qtbot.keyClicks(dialog, "typed")
    qtbot.keyClicks(dialog.go_on, "typed")
    assert [step.name for step in session.map.steps] == names
    assert not page.canvas.field.isVisible()
    dialog.more.click()
    assert "boom" in dialog.details.toPlainText()
    assert dialog.details.isVisible()
    qtbot.keyClick(dialog, getattr(Qt.Key, key))
    assert not dialog.isVisible()
    dialog.deleteLater()


def test_the_ladder_follows_a_time_and_another_critical_path(window, session):
    from leanbench.words.durations import Duration

    page = open_sample(window, "permit-issuance")
    groups = page.canvas.map_scene.groups

    def words(key: str) -> list[str]:
        return [t.text for t in walk(groups[f"ladder:{key}"].drawn.children) if isinstance(t, Text)]

    band = len(page.canvas.map_scene.layout.band_bottoms)
    parts = [words(f"part{i}") for i in range(band)]
    session.do(Set("maps/current/steps/c3/wait", Duration(3, "bd")))
    assert words("c3") == ["3 bd", "15 min"]
    assert words("part0") != parts[0]
    assert [words(f"part{i}") for i in range(1, band)] == parts[1:]
    assert "ladder:c10a" not in groups
    session.do(Set("maps/current/steps/c10a/wait", Duration(30, "bd")))
    assert words("c10a")[0] == "30 bd"
    assert "ladder:c10b" not in groups
    whole = {
        group.id
        for group in page.canvas.map_scene._ladder(session.event, session.map, page.canvas.map_scene.layout)
    }
    assert {key for key in groups if key.startswith("ladder:")} == whole

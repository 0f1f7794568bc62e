"""The canvas as an editor: drag, rename, connect, delete, zoom, keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from leanbench import resources
from leanbench.event.changes import Set
from leanbench.event.records import Event, Link, Map, Pin, Role, Step
from leanbench.maps.map_picture import draw_map
from leanbench.store.document import Document
from leanbench.words.durations import Duration


def small_event() -> Event:
    """Three steps in two lanes."""
    steps = (
        Step("s1", "Receive packet", role="PT", process_time=Duration(12, "min"), ca_pct=95),
        Step("s2", "Review zoning", role="ZP", process_time=Duration(25, "min"), wait=Duration(5, "bd")),
        Step("s3", "Issue permit", role="PT", process_time=Duration(8, "min"), wait=Duration(4, "h")),
    )
    links = (Link("l1", "s1", "s2"), Link("l2", "s2", "s3"))
    roles = (Role("PT", "Permit technician"), Role("ZP", "Zoning planner"))
    return Event(roles=roles, maps=(Map("current", "Current state", steps, links),))


@pytest.fixture
def page(window, session, qtbot):
    """The map page with three steps, canvas in focus."""
    session.files.show(Document(small_event()))
    page = window.page("map")
    page.set_view("swimlane")
    page.show_inspector(True)
    QApplication.processEvents()
    page.canvas.setFocus()
    return page


def at(page, step_id) -> QPoint:
    """The middle of a step in the viewport."""
    return page.canvas.mapFromScene(page.canvas.map_scene.step_box(step_id).center())


def drag(page, start: QPoint, end: QPoint) -> None:
    """Press, move in steps, release."""
    port = page.canvas.viewport()
    QTest.mousePress(port, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    for part in (0.3, 0.6, 1.0):
        QTest.mouseMove(port, start + (end - start) * part)
    QTest.mouseRelease(port, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, end)


def test_click_selects_in_canvas_table_and_inspector(page, session, qtbot):
    qtbot.mouseClick(page.canvas.viewport(), Qt.MouseButton.LeftButton, pos=at(page, "s2"))
    assert session.selection == (("step", "s2"),)
    assert page.table.chosen_ids() == ("s2",)
    assert page.inspector.form.title.text() == "Review zoning"
    assert page.canvas.map_scene.step_item("s2").chosen


def test_drag_into_another_lane_changes_who(page, session):
    page.set_layout("map")
    QApplication.processEvents()
    lanes = {lane.role_id: lane for lane in page.canvas.map_scene.layout.lanes}
    middle = page.canvas.mapFromScene(QPointF(0, lanes["PT"].y + lanes["PT"].h / 2)).y()
    drag(page, at(page, "s2"), QPoint(at(page, "s2").x(), middle))
    assert session.map.step("s2").role == "PT"
    assert session.map.step("s2").pin is None
    assert session.stack.count() == 1


def test_a_diagonal_drag_lands_in_the_lane_and_column_under_it_and_tidy_brings_it_back(page, session):
    """The box stands in the lane it was dropped in, and no lane has moved."""
    page.set_layout("map")
    QApplication.processEvents()
    scene = page.canvas.map_scene
    order = [lane.role_id for lane in scene.layout.lanes]
    for step_id, role, column in (("s3", "ZP", 0), ("s1", "ZP", 1), ("s2", "PT", 0), ("s1", "PT", 1)):
        lane = next(lane for lane in scene.layout.lanes if lane.role_id == role)
        there = page.canvas.mapFromScene(QPointF(scene.layout.columns[column].x, lane.y + lane.h / 2))
        drag(page, at(page, step_id), there)
        assert session.map.step(step_id).role == role
        assert session.map.step(step_id).pin.column == column
        assert [lane.role_id for lane in scene.layout.lanes] == order
        for step in session.map.steps:
            lane = next(lane for lane in scene.layout.lanes if lane.role_id == step.role)
            box = scene.layout.steps[step.id]
            assert lane.y < box.y < box.bottom < lane.y + lane.h
    pinned = session.map.steps
    page.does.tidy()
    assert all(step.pin is None for step in session.map.steps)
    session.undo()
    assert session.map.steps == pinned


def test_escape_cancels_a_drag(page, session, qtbot):
    port = page.canvas.viewport()
    start = at(page, "s2")
    QTest.mousePress(port, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    QTest.mouseMove(port, start + QPoint(40, 30))
    qtbot.keyClick(page.canvas, Qt.Key.Key_Escape)
    QTest.mouseRelease(port, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    assert session.stack.count() == 0


def test_drag_from_a_handle_connects(page, session):
    session.select([("step", "s1")])
    handle = page.canvas.map_scene.handles.centres()["right"]
    drag(page, page.canvas.mapFromScene(handle), at(page, "s3"))
    assert ("s1", "s3", "flow") in {(link.source, link.target, link.kind) for link in session.map.links}


def test_a_link_that_leads_back_is_rework(page, session):
    session.select([("step", "s3")])
    handle = page.canvas.map_scene.handles.centres()["left"]
    drag(page, page.canvas.mapFromScene(handle), at(page, "s1"))
    link = session.map.links[-1]
    assert (link.source, link.target, link.kind) == ("s3", "s1", "rework")
    assert session.selection == (("link", link.id),)
    page.inspector.form.fields["probability"].setText("38%")
    page.inspector.form.fields["probability"].take()
    assert session.map.links[-1].probability == pytest.approx(0.38)


def test_click_on_a_handle_adds_a_step_and_names_it(page, session, qtbot):
    session.select([("step", "s1")])
    handle = page.canvas.map_scene.handles.centres()["right"]
    qtbot.mouseClick(page.canvas.viewport(), Qt.MouseButton.LeftButton, pos=page.canvas.mapFromScene(handle))
    assert page.canvas.field.isVisible()
    qtbot.keyClicks(page.canvas.field, "Log packet")
    qtbot.keyClick(page.canvas.field, Qt.Key.Key_Return)
    new = session.map.steps[1]
    assert (new.name, new.role) == ("Log packet", "PT")
    assert {(link.source, link.target) for link in session.map.links} == {
        ("s1", new.id), (new.id, "s2"), ("s2", "s3"),
    }  # fmt: skip


def test_typing_renames_and_keeps_the_text_on_escape(page, session, qtbot):
    session.select([("step", "s2")])
    page.canvas.setFocus()
    qtbot.keyClicks(page.canvas, "C")
    qtbot.keyClicks(page.canvas.field, "heck zoning")
    qtbot.keyClick(page.canvas.field, Qt.Key.Key_Escape)
    assert session.map.step("s2").name == "Check zoning"


def test_arrows_walk_the_flow_and_tab_adds_the_next(page, session, qtbot):
    session.select([("step", "s1")])
    qtbot.keyClick(page.canvas, Qt.Key.Key_Right)
    assert session.selected("step") == ("s2",)
    qtbot.keyClick(page.canvas, Qt.Key.Key_Right)
    qtbot.keyClick(page.canvas, Qt.Key.Key_Left)
    assert session.selected("step") == ("s2",)
    qtbot.keyClick(page.canvas, Qt.Key.Key_Tab)
    assert len(session.map.steps) == 4
    assert page.canvas.field.isVisible()
    page.canvas.field.commit()


def test_delete_closes_the_flow_as_one_edit(page, session, qtbot):
    session.select([("step", "s2")])
    page.canvas.setFocus()
    qtbot.keyClick(page.canvas, Qt.Key.Key_Delete)
    assert [step.id for step in session.map.steps] == ["s1", "s3"]
    assert [(link.source, link.target) for link in session.map.links] == [("s1", "s3")]
    assert session.stack.undoText() == "Remove “Review zoning”"
    session.undo()
    assert len(session.map.steps) == 3


def test_nudging_is_one_edit(page, session, qtbot):
    session.select([("step", "s2")])
    page.canvas.setFocus()
    for _ in range(3):
        qtbot.keyClick(page.canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert session.stack.count() == 1
    assert session.map.step("s2").pin == Pin(4, 0)


def test_box_select(page, session):
    scene = page.canvas.map_scene
    page.canvas.fit()
    area = scene.step_box("s1").united(scene.step_box("s2")).adjusted(-12, -8, 8, 12)
    drag(page, page.canvas.mapFromScene(area.topLeft()), page.canvas.mapFromScene(area.bottomRight()))
    assert set(session.selected("step")) >= {"s1", "s2"}


def test_zoom_keeps_the_point_under_the_pointer(page):
    canvas = page.canvas
    canvas.set_zoom(2.6)  # larger than the window both ways, so that it can scroll
    canvas.centerOn(canvas.map_scene.step_box("s2").center())
    point = at(page, "s2")
    before = canvas.mapToScene(point)
    canvas.set_zoom(canvas.zoom() * 1.2, QPointF(point))
    after = canvas.mapToScene(point)
    assert abs(after.x() - before.x()) < 2
    assert abs(after.y() - before.y()) < 2


def test_one_edit_redraws_one_step(page, session):
    redrawn: list[set[str]] = []
    laid_out: list[int] = []
    scene = page.canvas.map_scene
    scene.redrawn.connect(redrawn.append)
    scene.laid_out.connect(lambda: laid_out.append(1))
    page.inspector.form.show_things(session.map, ())
    session.select([("step", "s1")])
    page.inspector.form.fields["process_time"].setText("20")
    page.inspector.form.fields["process_time"].take()
    assert redrawn == [{"s1"}]
    assert laid_out == []


@pytest.mark.parametrize("view", ["swimlane", "flowchart", "value-stream"])
def test_an_edit_repaints_in_the_manner_of_the_view(page, session, view):
    page.set_view(view)
    scene = page.canvas.map_scene
    session.do(Set("maps/current/steps/s1/name", "Check the packet twice"))
    session.do(Set("maps/current/steps/s2/wait", Duration(9, "bd")))
    shown = {key: item.drawn for key, item in scene.groups.items() if item.kind == "step"}
    whole = draw_map(session.event, "current", view=view, layout=scene.layout, numbers=scene.numbers)
    assert shown == {item.id: item for item in whole.items if getattr(item, "kind", "") == "step"}
    page.set_view("swimlane")


def test_several_steps_are_edited_at_once(page, session):
    session.select([("step", "s1"), ("step", "s2")])
    form = page.inspector.form
    assert form.fields["process_time"].placeholderText() == "several values"
    form.fields["process_time"].setText("30")
    form.fields["process_time"].take()
    assert [session.map.step(key).process_time.amount for key in ("s1", "s2")] == [30.0, 30.0]
    assert session.stack.count() == 1


def test_the_explain_card_says_what_the_quantity_says(page, session, qtbot):
    card = page.strip.cards[0]
    page.strip.explain(card)
    words = " ".join(label.text() for label in page.strip.popup.findChildren(QLabel))
    assert "Lead time, expected" in words
    assert "Basis: estimated" in words
    page.strip.popup.close()


def test_the_explain_card_has_room_for_every_line(window, session):
    session.files.open_sample(resources.path("samples", "permit-issuance.lean"))
    strip = window.page("map").strip
    for card in strip.cards:
        strip.explain(card)
        QApplication.processEvents()
        for label in strip.popup.findChildren(QLabel):
            assert label.height() >= label.heightForWidth(label.width()), label.text()
            assert strip.popup.rect().contains(label.geometry()), label.text()
        strip.popup.close()


def test_every_view_draws_every_sample(window, session):
    for path in sorted(resources.path("samples").glob("*.lean")):
        session.files.open_sample(path)
        page = window.page("map")
        for view in ("swimlane", "value-stream", "flowchart", "sipoc"):
            page.set_view(view)
            QApplication.processEvents()
        page.set_view("swimlane")
        ids = {step.id for step in session.map.steps}
        assert {item.key for item in page.canvas.map_scene.groups.values() if item.kind == "step"} == ids
        assert not any(item._failed for item in page.canvas.map_scene.groups.values())


def test_controls_have_names(page, window):
    from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QComboBox, QLineEdit

    for kind in (QAbstractButton, QAbstractItemView, QComboBox, QLineEdit):
        for widget in page.findChildren(kind):
            words = widget.accessibleName() or getattr(widget, "text", lambda: "")()
            if widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.isVisible():
                assert words or widget.toolTip() or widget.objectName().startswith("qt_"), widget

"""A drawing leaves nothing of a flow out, no box covers another, and every link leads somewhere."""

import itertools
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from callflow.flow import Flow, read_flow
from callflow.flow_drawing import draw_flow
from callflow.flow_drawing.boxes import Row, box_of, is_bare_end
from callflow.flow_drawing.measures import COLUMN, MOST_LINES, height_of, width_of, wrapped
from callflow.flow_drawing.tree import Grove, plant
from tests.unit.callflow.any_flow import flows
from tests.unit.callflow.course import FLOW_FILE

ROOT = Path(__file__).parents[3]
TEXTS: dict[str, str] = yaml.safe_load((ROOT / "assets" / "prompts" / "zh" / "prompts.yaml").read_text("utf-8"))
SVG = "{http://www.w3.org/2000/svg}"
SHIPPED = read_flow(FLOW_FILE.read_text(encoding="utf-8"), "12345.yaml")
FOLLOW_UP = read_flow(FLOW_FILE.with_name("follow_up.yaml").read_text(encoding="utf-8"), "follow_up.yaml")
few = settings(max_examples=30)
any_flow = st.one_of(flows(), st.just(SHIPPED), st.just(FOLLOW_UP))


def grove_of(flow: Flow) -> Grove:
    return plant(flow, {name: box_of(flow, name, TEXTS) for name in flow.steps})


@pytest.mark.parametrize("name", ["12345", "follow_up"])
def test_the_drawings_in_the_docs_are_up_to_date(name: str) -> None:
    flow = read_flow(FLOW_FILE.with_name(f"{name}.yaml").read_text(encoding="utf-8"), name)
    drawn = (ROOT / "docs" / "diagrams" / f"{name}.svg").read_text(encoding="utf-8")
    run = f"lingting flow draw callflow/flows/{name}.yaml -o docs/diagrams/{name}.svg"
    assert drawn == draw_flow(flow, TEXTS), f"run: {run}"


@few
@given(any_flow)
def test_no_box_covers_another(flow: Flow) -> None:
    places = grove_of(flow).places.values()
    for one, other in itertools.combinations(places, 2):
        apart = abs(one.x - other.x) >= COLUMN
        above = one.y + height_of(one.box) <= other.y or other.y + height_of(other.box) <= one.y
        assert apart or above, f"{one.box.step} and {other.box.step}"


@few
@given(any_flow)
def test_every_step_has_a_box_or_is_an_end_that_a_row_tells(flow: Flow) -> None:
    grove = grove_of(flow)
    told = {row.target for place in grove.places.values() for row in place.box.rows if row.end}
    unseen = set(flow.steps) - set(grove.places) - told
    assert all(name == flow.on_nobody or is_bare_end(flow.steps[name]) for name in unseen)


@few
@given(any_flow)
def test_every_way_on_has_a_row(flow: Flow) -> None:
    for name, step in flow.steps.items():
        assert {row.target for row in box_of(flow, name, TEXTS).rows} == set(step.next_steps())


@few
@given(any_flow)
def test_every_link_leads_to_a_box(flow: Flow) -> None:
    page = ET.fromstring(draw_flow(flow, TEXTS))  # noqa: S314  our own
    boxes = {group.get("id") for group in page.iter(f"{SVG}g")}
    links = {str(link.get("href")).removeprefix("#") for link in page.iter(f"{SVG}a")}
    assert links <= boxes


def test_keys_that_lead_to_one_step_share_a_row() -> None:
    rows = box_of(SHIPPED, "survey", TEXTS).rows
    assert rows[0] == Row(("1", "2", "3", "4", "5"), "", "survey_thanks")
    assert rows[1] == Row((), "不按键", "survey_goodbye")


def test_a_row_that_leads_to_the_end_says_how_the_call_ends() -> None:
    assert box_of(SHIPPED, "nobody_there", TEXTS).rows[0].end == "无人值守，列入回电名单"


def test_a_text_without_words_stands_by_its_name() -> None:
    assert box_of(SHIPPED, "surge", {}).said == "〔surge〕"


@given(st.text(st.sampled_from("您好，。a1 工单"), max_size=200))
def test_lines_are_no_wider_than_their_box(text: str) -> None:
    lines = wrapped(text, 232, 13)
    assert len(lines) <= MOST_LINES
    assert all(width_of(line.rstrip("，。…"), 13) <= 232 for line in lines)
    assert text.startswith("".join(lines).rstrip("…"))

"""What the hotline says by itself to who waits."""

from pathlib import Path

import pytest

from callflow.announcements import CLIPS, position, position_clip, wait_clip
from callflow.units import DurationMs

SHIPPED = {clip.stem for clip in (Path(__file__).parents[3] / "assets" / "prompts" / "zh").glob("*.wav")}


def test_every_announcement_has_a_recording() -> None:
    assert set(CLIPS) <= SHIPPED
    assert set(position(3, DurationMs(60_000), "1")) <= SHIPPED


@pytest.mark.parametrize(
    ("ahead", "clip"), [(None, "agent_busy"), (0, "position_next"), (10, "position_10"), (11, "position_many")]
)
def test_the_place_in_line_is_told(ahead: int | None, clip: str) -> None:
    assert position_clip(ahead) == clip


@pytest.mark.parametrize(
    ("wait_ms", "clip"),
    [
        (0, "wait_1"),
        (60_000, "wait_1"),
        (60_001, "wait_2"),
        (240_000, "wait_5"),
        (1_800_000, "wait_30"),
        (1_800_001, "wait_long"),
    ],
)
def test_an_estimate_is_rounded_up_to_what_can_be_said(wait_ms: int, clip: str) -> None:
    assert wait_clip(DurationMs(wait_ms)) == clip


def test_place_estimate_and_offer_are_told_in_this_order() -> None:
    assert position(3, DurationMs(270_000), "1") == ("position_3", "wait_5", "call_back_offer_1")
    assert position(0) == ("position_next",)


def test_an_offer_names_its_key() -> None:
    assert position(0, call_back_key="*") == ("position_next", "call_back_offer_star")

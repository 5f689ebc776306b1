"""Flows as drawings: each step a box with what is said and a row for each way on, from left to right as time goes."""

from collections.abc import Mapping

from callflow.flow_drawing.boxes import box_of
from callflow.flow_drawing.svg import svg_of
from callflow.flow_drawing.tree import plant
from callflow.flow_model import Flow

__all__ = ["draw_flow"]


def draw_flow(flow: Flow, texts: Mapping[str, str]) -> str:
    """An SVG page of a checked flow; `texts` says what each clip says. The same flow gives the same page."""
    boxes = {name: box_of(flow, name, texts) for name in flow.steps}
    return svg_of(flow, plant(flow, boxes))

"""Where the weights lie that a city trained (`var/drafting.npz`), read once when the switchboard starts."""

from collections.abc import Mapping

import structlog

from callflow.drafting.matters.learned import Weights, unpacked
from lingting.layout import Layout

log = structlog.get_logger()


def read_weights(layout: Layout) -> Mapping[str, Weights] | None:
    """The city's own weights; None when there are none, or (with a line in the log) when they cannot be read."""
    try:
        return unpacked(layout.drafting.read_bytes())
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, OSError) as error:
        remedy = "the shipped weights are used; `lingting draft train --keep` makes new ones"
        log.error("drafting_weights_unreadable", path=str(layout.drafting), reason=str(error), remedy=remedy)  # noqa: TRY400
        return None


def write_weights(layout: Layout, content: bytes) -> None:
    """Replace the city's weights in one step."""
    fresh = layout.drafting.with_suffix(".new")
    fresh.write_bytes(content)
    fresh.replace(layout.drafting)

"""Who did what: one name for each thing that is kept account of (at least six months, by policy)."""

from enum import StrEnum


class Deed(StrEnum):
    """What an audit row's `what` may say."""

    LOGGED_IN = "logged_in"
    LOGIN_FAILED = "login_failed"
    LOGGED_OUT = "logged_out"
    NUMBER_SHOWN = "number_shown"
    """A whole phone number was shown that is not the viewer's own caller's on the line."""
    RECORDING_PLAYED = "recording_played"
    AGENT_MADE = "agent_made"
    AGENT_CHANGED = "agent_changed"
    CALLED_BACK = "called_back"

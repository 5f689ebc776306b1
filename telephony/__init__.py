"""Telephony: call workers, their wire, Kamailio in front, prompts, phones."""

from telephony.line import Lines

__all__ = ["Lines"]

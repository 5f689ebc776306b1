"""Telephony: call workers, their wire, Kamailio in front, prompts, phones."""

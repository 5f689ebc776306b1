"""A voice that reads written Chinese to callers: how it is worded, and the command that speaks it."""

from telephony.voice.command import CommandVoice, VoiceError
from telephony.voice.excerpt import excerpt
from telephony.voice.wording import spoken, with_dates_in_words

__all__ = ["CommandVoice", "VoiceError", "excerpt", "spoken", "with_dates_in_words"]

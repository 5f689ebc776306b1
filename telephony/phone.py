"""The port between the worker's loop and what makes the calls: `telephony.pjsua` does, `telephony.fake` pretends.

A phone holds the legs of one case. It is driven by one thread: each method returns at once, and all that happens comes
out of `poll`. A leg that is already gone is no error in any method: SIP crosses commands on the wire all the time.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from callflow.events import WorkerEvent
from callflow.units import LegId


class Phone(Protocol):
    """A softphone for one case at a time."""

    def poll(self, wait_ms: int) -> list[WorkerEvent]:
        """Serve SIP for up to `wait_ms` and tell what has happened since the last poll, in order.

        `CallArrived` comes only when the phone is free; from then on every other INVITE gets 486 until `release`.
        `RecordingClosed` comes directly before the `LegEnded` of its leg.
        """
        ...

    def engage(self) -> None:
        """Be taken for a case that begins with us: every INVITE gets 486 until `release`. Only when free."""
        ...

    def answer(self, leg: LegId, recording: Path) -> None:
        """Answer an incoming leg with 200; its sound is written to `recording` from when its media is up."""
        ...

    def reject(self, leg: LegId, status: int) -> None:
        """Refuse an incoming leg with a final response of 4xx-6xx."""
        ...

    def dial(
        self, leg: LegId, uri: str, display_number: str, recording: Path, *, answer_by_itself: bool = False
    ) -> None:
        """Send an INVITE to `uri`; a URI that cannot be dialled ends the leg as failed.

        `answer_by_itself` asks the peer to pick up without ringing (RFC 5373 §4); it may refuse or ring all the same.
        """
        ...

    def hang_up(self, leg: LegId) -> None:
        """CANCEL, BYE or refuse, as the leg's state asks for."""
        ...

    def play(self, leg: LegId, prompt: int, clips: tuple[str, ...], reading: Path | None = None) -> None:
        """Play clips and a reading back to back, then tell `PromptEnded(prompt)`. What it replaces ends without a word.

        Before the leg has media the prompt waits for it. When the leg ends, its prompt ends without a word.
        """
        ...

    def stop(self, leg: LegId) -> None:
        """Stop what is being played; tells `PromptEnded` when something was."""
        ...

    def connect(self, hears: Iterable[tuple[LegId, LegId]]) -> None:
        """Let exactly these (listener, talker) pairs hear; a talker may be `music`.

        It holds for legs yet to come, too.
        """
        ...

    def release(self) -> None:
        """Forget the case: legs, topology, prompts. The next INVITE is welcome."""
        ...

    def close(self) -> None:
        """Hang up whatever is left, finish the recordings, and end. Nothing may be called afterwards."""
        ...

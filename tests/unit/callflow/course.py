"""A course of events for the case machine: a tiny script language that unit tests share."""

from pathlib import Path
from typing import Any

import yaml

from callflow import events
from callflow.case import step
from callflow.commands import Command, PlayPrompt
from callflow.log import Entry
from callflow.state import Case, CaseRules
from callflow.units import CITIZEN, AgentId, CaseId, LegId, SampleIndex, TicketNumber, WallMs

FLOW_FILE = Path(__file__).parents[3] / "callflow" / "flows" / "12345.yaml"
FLOW: dict[str, Any] = yaml.safe_load(FLOW_FILE.read_text())
FOLLOW_UP: dict[str, Any] = yaml.safe_load(FLOW_FILE.with_name("follow_up.yaml").read_text())
START = WallMs(1_800_000_000_000)
RULES = {name: getattr(CaseRules(), name) for name in CaseRules.__struct_fields__}


class Course:
    """Feeds a case and keeps what came of it. `given` are the commands of the latest event."""

    def __init__(self) -> None:
        self.case = Case()
        self.now = START
        self.given: tuple[Command, ...] = ()
        self.log: list[Entry] = []

    def tell(self, *told: events.Event, after_ms: int = 10) -> "Course":
        for event in told:
            self.now = WallMs(self.now + after_ms)
            self.case, self.given = step(self.case, event, self.now)
            self._write(event)
        return self

    def wait(self) -> "Course":
        """Let the earliest deadline pass."""
        name, at = min(self.case.deadlines.items(), key=lambda item: item[1])
        self.now = WallMs(max(self.now, at))
        return self.tell(events.DeadlinePassed(name=name), after_ms=0)

    def gave(self, kind: type[Command]) -> list[Any]:
        return [entry.command for entry in self.log if isinstance(entry.command, kind)]

    def said(self) -> list[tuple[str, ...]]:
        return [prompt.clips for prompt in self.gave(PlayPrompt)]

    def _write(self, event: events.Event) -> None:
        self.log.append(Entry(index=len(self.log), at=self.now, event=event))  # type: ignore[arg-type]
        for command in self.given:
            self.log.append(Entry(index=len(self.log), at=self.now, command=command))  # type: ignore[arg-type]

    # --- the usual stretches ---

    def arrives(self, number: str = "13800001234", **rules: int) -> "Course":
        opened = events.CaseOpened(case=CaseId("c1"), city="江城市", flow=FLOW, rules=RULES | rules)
        arrived = events.CallArrived(leg=CITIZEN, calling_number=number, called_number="12345", sip_call_id="x")
        return self.tell(opened, arrived)

    def in_menu(self, **rules: int) -> "Course":
        started = events.RecordingStarted(leg=CITIZEN, file="citizen.wav", sample_zero_at=self.now)
        return self.arrives(**rules).tell(started, events.LegAnswered(leg=CITIZEN))

    def prompt_ends(self) -> "Course":
        assert self.case.playing is not None
        return self.tell(events.PromptEnded(leg=CITIZEN, prompt=self.case.playing))

    def press(self, keys: str) -> "Course":
        return self.tell(*(events.DigitReceived(leg=CITIZEN, digit=key) for key in keys))

    def waits(self, **rules: int) -> "Course":
        return self.in_menu(**rules).prompt_ends()

    def offered(self, agent: str = "1026") -> "Course":
        return self.tell(events.AgentOffered(agent=AgentId(agent), uri=f"sip:{agent}@127.0.0.1"))

    def answers(self) -> "Course":
        leg = self.case.agent_leg
        assert leg is not None
        started = events.RecordingStarted(leg=leg, file=f"{leg}.wav", sample_zero_at=self.now)
        return self.tell(events.LegRinging(leg=leg), started, events.LegAnswered(leg=leg))

    def talks(self) -> "Course":
        return self.waits().offered().answers().tell(events.TicketOpened(number=TicketNumber("260000000001")))

    def says(self, text: str, leg: str = "citizen", at: int = 0) -> "Course":
        return self.tell(heard(text, leg, at))

    def ends(self, leg: str, cause: events.EndCause = events.EndCause.PEER_HUNG_UP) -> "Course":
        if self.case.legs[LegId(leg)].tape == "growing":
            self.tell(events.RecordingClosed(leg=LegId(leg), samples=16_000))
        return self.tell(events.LegEnded(leg=LegId(leg), cause=cause, status=200))

    def transcribed(self) -> "Course":
        taped = [leg.id for leg in self.case.legs.values() if leg.tape == "whole"]
        return self.tell(*(events.TranscriptCompleted(leg=leg) for leg in taped))


def heard(text: str, leg: str = "citizen", at: int = 0) -> events.UtteranceHeard:
    """An utterance of one second that begins `at` seconds into the leg."""
    first = SampleIndex(at * 16_000)
    return events.UtteranceHeard(
        leg=LegId(leg),
        first_sample=first,
        resume_sample=SampleIndex(first + 16_000),
        start_ms=at * 1_000,  # type: ignore[arg-type]
        end_ms=at * 1_000 + 900,  # type: ignore[arg-type]
        text=text,
        words=(),
        confidence=0.9,
    )

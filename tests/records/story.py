"""Case logs to write into the records: a story is told step by step, and numbered as the switchboard would."""

from sqlalchemy.ext.asyncio import AsyncSession

from callflow import commands, events
from callflow.commands import Command
from callflow.drafting import DraftField, FieldName, TicketDraft
from callflow.events import EndCause, Event
from callflow.log import Entry
from callflow.ticket_steps import Actor, By, Resolved
from callflow.units import (
    CITIZEN,
    AgentId,
    CallMs,
    CaseId,
    LegId,
    SampleIndex,
    TicketNumber,
    UtteranceId,
    WallMs,
)
from callflow.utterance import Word
from callflow.views import PartyRole, Way
from models.repositories import ticket_lives
from models.tables import Ticket, TicketEvent

START = WallMs(1_800_000_000_000)
AGENT = AgentId("1026")
AGENT_LEG = LegId("agent-1")


class Story:
    """The entries of one case, 10 ms apart."""

    def __init__(self, case: str = "20261121-090000-w1-1", start: int = START) -> None:
        self.case = CaseId(case)
        self.at = WallMs(start)
        self.entries: list[Entry] = []

    def tell(self, *said: Event | Command) -> "Story":
        for one in said:
            index = len(self.entries)
            if isinstance(one, Event):
                entry = Entry(index=index, at=self.at, event=one)  # type: ignore[arg-type]
            else:
                entry = Entry(index=index, at=self.at, command=one)  # type: ignore[arg-type]
            self.entries.append(entry)
            self.at = WallMs(self.at + 10)
        return self

    def arrives(self, number: str = "13800001234") -> "Story":
        return self.tell(
            events.CaseOpened(case=self.case, city="江城市", flow={}, rules={}),
            events.CallArrived(leg=CITIZEN, calling_number=number, called_number="12345", sip_call_id="x"),
            commands.AnswerLeg(leg=CITIZEN, recording="citizen.wav"),
            events.RecordingStarted(leg=CITIZEN, file="citizen.wav", sample_zero_at=self.at),
            events.LegAnswered(leg=CITIZEN),
        )

    def offers(self, agent: str = AGENT, leg: str = AGENT_LEG) -> "Story":
        uri = f"sip:{agent}@127.0.0.1"
        return self.tell(
            events.AgentOffered(agent=AgentId(agent), uri=uri),
            commands.DialLeg(leg=LegId(leg), uri=uri, display_number="1", recording=f"{leg}.wav"),
        )

    def talks(self, leg: str = AGENT_LEG) -> "Story":
        both = ((CITIZEN, LegId(leg)), (LegId(leg), CITIZEN))
        return self.tell(events.LegAnswered(leg=LegId(leg)), commands.SetTopology(hears=both))

    def invites(
        self, name: str, *numbers: str, role: PartyRole = PartyRole.DEPARTMENT, way: Way = Way.CONSULT, **more: str
    ) -> "Story":
        """Have somebody called; each number's address is `sip:<number>@127.0.0.1`."""
        lines = tuple(events.Number(uri=f"sip:{number}@127.0.0.1", label=number) for number in numbers)
        invited = AgentId(more.pop("invited")) if "invited" in more else None
        return self.tell(
            events.PartyInvited(
                agent=AGENT,
                role=role,
                name=name,
                way=way,
                numbers=lines,
                invited=invited,
                **more,  # type: ignore[arg-type]
            )
        )

    def dials(self, leg: str, number: str) -> "Story":
        uri = f"sip:{number}@127.0.0.1"
        return self.tell(commands.DialLeg(leg=LegId(leg), uri=uri, display_number="1", recording=f"{leg}.wav"))

    def fails(self, leg: str, status: int, cause: EndCause = EndCause.FAILED) -> "Story":
        return self.tell(events.LegEnded(leg=LegId(leg), cause=cause, status=status))

    def hears(self, *pairs: str) -> "Story":
        """Set who hears whom: `citizen<agent-1` is the citizen hearing the agent."""
        hears = tuple((LegId(listener), LegId(talker)) for listener, talker in (pair.split("<") for pair in pairs))
        return self.tell(commands.SetTopology(hears=hears))

    def opens_ticket(self, number: str = "261121000001") -> "Story":
        return self.tell(commands.OpenTicket(), events.TicketOpened(number=TicketNumber(number)))

    def says(self, text: str, at_ms: int = 1_000, leg: str = CITIZEN) -> "Story":
        return self.tell(heard(text, at_ms, leg))

    def drafts(self, edited: dict[FieldName, str] | None = None, **values: str) -> "Story":
        fields = {FieldName(name): DraftField(value=value, confidence=0.8) for name, value in values.items()}
        return self.tell(commands.ReviseDraft(draft=TicketDraft(fields=fields), edited=edited or {}))

    def edits(self, field: FieldName, value: str) -> "Story":
        return self.tell(events.FieldEdited(field=field, value=value, agent=AGENT))

    def confirms(self, number: str = "261121000001", **values: str) -> "Story":
        stand = {FieldName(name): value for name, value in values.items()}
        filed = commands.FileTicket(number=TicketNumber(number), agent=AGENT, values=stand)
        return self.tell(events.TicketConfirmed(agent=AGENT), filed)

    def hangs_up(self, *legs: str) -> "Story":
        for leg in legs or (CITIZEN,):
            closed = events.RecordingClosed(leg=LegId(leg), samples=16_000)
            ended = events.LegEnded(leg=LegId(leg), cause=EndCause.PEER_HUNG_UP, status=200)
            self.tell(closed, ended)
        return self

    def closes(self, ended_as: str = "served") -> "Story":
        return self.tell(commands.ReleaseWorker(), commands.CloseCase(ended_as=ended_as))

    def archives(self) -> "Story":
        return self.tell(events.TranscriptCompleted(leg=CITIZEN), commands.ArchiveCase())


def heard(text: str, at_ms: int, leg: str = CITIZEN) -> events.UtteranceHeard:
    first = SampleIndex(at_ms * 16)
    word = Word(text=text, start_ms=CallMs(at_ms), end_ms=CallMs(at_ms + 900), confidence=0.9)
    return events.UtteranceHeard(
        leg=LegId(leg),
        first_sample=first,
        resume_sample=SampleIndex(first + 16_000),
        start_ms=CallMs(at_ms),
        end_ms=CallMs(at_ms + 900),
        text=text,
        words=(word,),
        confidence=0.9,
    )


def utterance(at_ms: int, leg: str = CITIZEN) -> UtteranceId:
    return UtteranceId(f"{leg}:{at_ms * 16}")


def whole_call(case: str = "20261121-090000-w1-1", number: str = "261121000001", start: int = START) -> Story:
    """A citizen reports a leaking pipe, is corrected once, and gets a ticket."""
    story = Story(case, start).arrives().offers().talks().opens_ticket(number)
    story.says("人民路水管露水", 1_000).drafts(title="人民路水管露水", place="人民路")
    story.tell(events.CaptionCorrected(utterance=utterance(1_000), text="人民路水管漏水", agent=AGENT))
    story.drafts(title="人民路水管漏水", place="人民路", body="人民路水管漏水。")
    story.edits(FieldName.PLACE, "人民路 3 号")
    edited = {FieldName.PLACE: "人民路 3 号"}
    story.drafts(edited, title="人民路水管漏水", place="人民路", body="人民路水管漏水。")
    story.says("好的马上派人", 4_000, AGENT_LEG).hangs_up(CITIZEN, AGENT_LEG)
    story.confirms(number, title="人民路水管漏水", place="人民路 3 号", body="人民路水管漏水。", request_type="求助")
    return story.tell(commands.FreeAgent(agent=AGENT)).closes().archives()


async def resolve(db: AsyncSession, ticket: Ticket, by: AgentId, at: WallMs) -> None:
    """A supervisor says that it is done."""
    await ticket_lives.advance(db, ticket, Resolved(), By(actor=Actor.SUPERVISOR, agent=by), at)


async def steps_taken(db: AsyncSession, number: TicketNumber) -> list[TicketEvent]:
    """The steps that a ticket has taken, oldest first."""
    return [row for row, _ in await ticket_lives.history(db, number)]

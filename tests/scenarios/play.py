"""A scenario being played on a stage: its people at their telephones and desks, and the story line by line."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import httpx

from callflow.units import CaseId
from callflow.views import CaseView, Phase
from telephony import softphone_wire as wire
from telephony.softphone_client import SoftphoneGoneError
from tests.calls.running import eventually
from tests.scenarios.conditions import Conditions
from tests.scenarios.desk import Desk, RefusedError
from tests.scenarios.directory import Directory
from tests.scenarios.grammar import SENTENCES, UnknownSentenceError, understood
from tests.scenarios.handset import LINES, Handset
from tests.scenarios.hearing import TONES_HZ
from tests.scenarios.reading import Person, Scenario, Step
from tests.scenarios.stage import Stage

if TYPE_CHECKING:
    from tests.scenarios.speech import Said

NOT_TRUE = (AssertionError, UnknownSentenceError, RefusedError, SoftphoneGoneError, TimeoutError, LookupError)
CALLING_PHASES = {Phase.WRAP_UP, Phase.SURVEY, Phase.TALKING}


class StoryError(AssertionError):
    """A line of a scenario did not come true."""


class Play:
    """What the sentences work on."""

    def __init__(self, scenario: Scenario, stage: Stage) -> None:
        self.scenario, self.stage = scenario, stage
        self.folder = stage.folder_for(scenario.name)
        self.handsets: dict[str, Handset] = {}
        self.desks: dict[str, Desk] = {}
        self.voices: dict[str, int] = {}
        """Each person's tone in Hz; empty where they speak words."""
        self.said: list[Said] = []
        """What was said in words, in order."""
        self.ticket = ""
        """The ticket's number, once a sentence needs it after its case."""
        self.known = set(stage.hotline.cases())
        self.citizen = next(iter(scenario.people))
        """Whose case the sentences are about: the first person's, until the story says otherwise."""
        self.directory = Directory(scenario, stage)
        self.conditions = Conditions(scenario, stage)

    async def run(self) -> None:
        """Play it to its end. Raises StoryError with file and line."""
        await self._gather()
        try:
            for step in self.scenario.lines:
                await self.take(step)
            await self._has_left_nothing()
        finally:
            await self._go_home()

    async def take(self, step: Step) -> None:
        """Carry out one line."""
        where = f"{self.scenario.name}:{step.line}: {step.sentence}"
        try:
            await self.carry_out(step)
        except NOT_TRUE as error:
            raise StoryError(f"{where}\n  {type(error).__name__}: {error}\n  {self.where_it_stands()}") from error

    async def carry_out(self, step: Step) -> None:
        """The same, with the errors of its sentence."""
        deed, words = understood(step.sentence)
        given = {} if step.given is None else {"given": step.given}
        await deed(self, **words, **given)

    def handset(self, who: str) -> Handset:
        """Somebody's telephone."""
        return _known(self.handsets, who, "telephone")

    def desk(self, who: str) -> Desk:
        """Somebody's desk."""
        return _known(self.desks, who, "desk")

    def person(self, who: str) -> Person:
        """Somebody of this scenario."""
        return _known(self.scenario.people, who, "person")

    @property
    def case(self) -> CaseId:
        """The citizen's latest case."""
        return self.case_of(self.citizen)

    def case_of(self, who: str) -> CaseId:
        """The latest case of a citizen. Raises LookupError while there is none."""
        found = self.cases_of(who)
        if not found:
            raise LookupError(f"{who} has no case")
        return found[-1]

    def cases_of(self, who: str) -> list[CaseId]:
        """All cases of a citizen since the scenario has begun."""
        return self.stage.cases_of(self.person(who).phone, self.known)

    def view(self) -> CaseView:
        """The case as its folder has it."""
        return self.stage.view(self.case)

    def views(self) -> list[CaseView]:
        """All cases that have begun since the scenario has."""
        return [self.stage.view(case) for case in self.stage.hotline.cases() if case not in self.known]

    def where_it_stands(self) -> str:
        """What a reader of a failure wants to know."""
        with suppress(LookupError):
            seen = self.view()
            parties = [f"{one.label} {one.state.value} {one.place.value}" for one in seen.parties]
            return f"the case {seen.case} is {seen.phase.value}, {seen.arrangement.value}: {', '.join(parties)}"
        return "there is no case yet"

    # --- before and after ---

    async def _gather(self) -> None:
        tones = dict(zip(self.scenario.people, TONES_HZ, strict=False))
        self.voices = tones if self.scenario.sound == "tones" else {}
        for who, person in self.scenario.people.items():
            tone = self.stage.tones[self.voices[who]] if who in self.voices else None
            number = person.desk or person.phone
            if person.line in LINES:
                self.handsets[who] = Handset(who, number, self.folder, tone=tone, refuses=LINES[person.line])
            if person.phone:
                line = self.handsets[who].sip_port if who in self.handsets else person.line
                self.stage.network.assign(person.phone, line)
        await self.conditions.prevail()
        await self.directory.fill()
        await asyncio.gather(*(self._come(who, person) for who, person in self.scenario.people.items()))

    async def _come(self, who: str, person: Person) -> None:
        if person.desk:
            self.desks[who] = await self.stage.log_in(person.desk)
            password = self.stage.phone_password(person.desk)
            await self.handsets[who].start(f"sip:{self.stage.hotline.target}", password)
            await eventually(lambda: self._phone_is_seen(who))
        elif who in self.handsets:
            await self.handsets[who].start()

    async def _phone_is_seen(self, who: str) -> bool:
        me = await self.desks[who].ask("GET", "/api/me")
        return bool(me["phone_registered"])

    async def _has_left_nothing(self) -> None:
        """Whatever a scenario told: its calls are over by the end, and nothing of them is left."""
        for handset in self.handsets.values():
            await handset.wait("was hung up by the end", lambda one=handset: not one.up and not one.rings)

    async def _go_home(self) -> None:
        for handset in self.handsets.values():
            with suppress(SoftphoneGoneError, OSError):
                await handset.order(wire.HangUp())
        for desk in self.desks.values():
            await self._leave(desk)
        await asyncio.gather(*(one.close() for one in self.handsets.values()), return_exceptions=True)
        for person in self.scenario.people.values():
            self.stage.network.take_back(person.phone)
        await self.directory.clear()
        await self.conditions.pass_by()
        await self.stage.empty()

    async def _leave(self, desk: Desk) -> None:
        with suppress(RefusedError, httpx.HTTPError):
            await desk.is_ready("away")
        for case, seen in list(desk.views.items()):
            for deed in ("hangup", "wrap-up/end") if seen.phase in CALLING_PHASES else ():
                with suppress(RefusedError, httpx.HTTPError):
                    await desk.ask("POST", f"/api/cases/{case}/{deed}")
        await desk.close()


def _known(all_of_them: dict[str, Any], who: str, what: str) -> Any:
    if who not in all_of_them:
        raise LookupError(f"no {what} of {who!r} in this scenario; there are {', '.join(all_of_them)}")
    return all_of_them[who]


def all_sentences() -> Iterable[str]:
    """Every sentence there is."""
    return sorted(one.pattern for one in SENTENCES)

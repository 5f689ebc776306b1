"""Playing what was said.

Who listens to what is noted before it is played. The agent in the call hears its own caller's words even while the
records are away; then a line in the log stands for the note.
"""

import asyncio
from typing import Annotated

import msgspec
import structlog
from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from api.access import CasePath, LegPath, ViewerDep
from api.audit import Deed
from api.errors import bad_field, problem
from api.hotline import UnknownCase
from api.outage import OUTAGES
from api.parts import Parts, PartsDep
from api.recording import LONGEST, LegRecording, cut, find_recording
from api.schema import problems, sends
from api.supervision import is_supervisors
from api.viewer import Viewer
from callflow.units import CallMs, CaseId, LegId
from models.repositories import audit, cases

router = APIRouter(prefix="/api/cases/{case}/legs/{leg}", tags=["cases"], responses=problems(401, 403, 404, 503))
log = structlog.get_logger()

Moment = Annotated[CallMs, Query(ge=0, le=86_400_000)]


class _Tape(msgspec.Struct, frozen=True, kw_only=True):
    """A leg's recording, whether the viewer may hear it, and whether the call is in the viewer's hands now."""

    allowed: bool
    live: bool
    recording: LegRecording | None


async def _stretch(from_ms: Moment, to_ms: Moment) -> tuple[CallMs, CallMs]:
    if not 0 < to_ms - from_ms <= LONGEST:
        raise bad_field(("query", "to_ms"), "结束时间要晚于开始时间，最多十分钟")
    return from_ms, to_ms


async def _tape(case: CasePath, leg: LegPath, viewer: ViewerDep, parts: PartsDep) -> _Tape:
    try:
        tape = _tape_on_floor(parts, viewer, case, leg)
    except UnknownCase:
        tape = await _tape_in_records(parts, viewer, case, leg)
    if not tape.allowed or (is_supervisors(leg) and not viewer.sees_all):
        raise problem(403, "这段录音您不能收听。")
    return tape


Stretch = Annotated[tuple[CallMs, CallMs], Depends(_stretch)]
Tape = Annotated[_Tape, Depends(_tape)]


@router.get("/audio", response_class=Response, responses=sends("audio/wav"))
async def play(case: CasePath, tape: Tape, stretch: Stretch, viewer: ViewerDep, parts: PartsDep) -> Response:
    """Play part of a leg's recording, `from_ms` to `to_ms` on call time, at most 10 minutes."""
    if tape.recording is None:
        raise problem(404, "这一方没有录音。")
    sound = await _cut(parts, case, tape.recording, stretch)
    try:
        await _note(parts, viewer, case, tape.recording.file, stretch)
    except OUTAGES:
        if not tape.live:
            raise
        log.warning("playback_not_noted", case_id=case, agent=viewer.agent)
    return Response(sound, media_type="audio/wav")


async def _cut(parts: Parts, case: CaseId, recording: LegRecording, stretch: tuple[CallMs, CallMs]) -> bytes:
    try:
        sound = await asyncio.to_thread(cut, parts.hotline.case_dir(case), recording, *stretch)
    except OSError as error:
        log.exception("recording_unreadable", case_id=case, file=recording.file)
        raise problem(500, "录音文件读不出来，已记入日志，请联系管理员。") from error
    if sound is None:
        raise problem(404, "这一段没有录音。")
    return sound


def _tape_on_floor(parts: Parts, viewer: Viewer, case: CaseId, leg: LegId) -> _Tape:
    view = parts.hotline.snapshot(case).view
    recording = find_recording(parts.hotline.entries(case, -1), leg)
    return _Tape(allowed=viewer.may_look(view), live=viewer.watches_own(view), recording=recording)


async def _tape_in_records(parts: Parts, viewer: Viewer, case: CaseId, leg: LegId) -> _Tape:
    async with parts.records.reading() as db:
        row, line = await cases.get(db, case), await cases.get_leg(db, case, leg)
    if row is None:
        raise UnknownCase(case)
    allowed = viewer.may_see(row.agent)
    if line is None or line.recording is None or line.sample_zero_at is None:
        return _Tape(allowed=allowed, live=False, recording=None)
    recording = LegRecording(file=line.recording, starts_at=CallMs(line.sample_zero_at - row.started_at))
    return _Tape(allowed=allowed, live=False, recording=recording)


async def _note(parts: Parts, viewer: Viewer, case: CaseId, file: str, stretch: tuple[CallMs, CallMs]) -> None:
    heard = {"file": file, "from_ms": stretch[0], "to_ms": stretch[1]}
    at = parts.hotline.now()
    async with parts.records.writing() as db:
        await audit.note(db, who=viewer.agent, what=Deed.RECORDING_PLAYED, object=f"case:{case}", at=at, detail=heard)

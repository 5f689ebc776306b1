"""Files that come with a department's reply: brought by the department, read by whoever may see the ticket."""

import asyncio
import hashlib
from typing import Annotated

import structlog
from fastapi import APIRouter, Path, UploadFile
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from api import attachments as files
from api.access import DepartmentViewer, ViewerDep
from api.audit import Deed
from api.errors import problem
from api.parts import Parts, PartsDep
from api.routes.portal import own_ticket
from api.schema import JsonAnswer, problems, sends, shape
from api.ticket_acts import TicketPath
from api.ticket_answers import Attachment
from api.ticket_rows import attachment
from api.viewer import Viewer
from callflow.units import TicketNumber
from callflow.views import TicketState
from models import tables
from models.repositories import audit, ticket_files

router = APIRouter(prefix="/api", tags=["department portal"])
log = structlog.get_logger()

FilePath = Annotated[int, Path(ge=1, le=2**53)]
_NO_FILE = "没有这个附件。"
_SENT = {**sends(*files.MEDIA_TYPES), **problems(401, 403, 404, 503)}


@router.post(
    "/department/tickets/{number}/attachments",
    status_code=201,
    response_model=shape(Attachment),
    responses=problems(401, 403, 404, 409, 413, 415, 503),
)
async def add_attachment(number: TicketPath, file: UploadFile, viewer: DepartmentViewer, parts: PartsDep) -> JsonAnswer:
    """Take a file that the next reply may send along: at most 10 MB, at most 10 for a ticket."""
    name, content = files.safe_name(file.filename or ""), await file.read(files.MOST_BYTES + 1)
    if len(content) > files.MOST_BYTES:
        raise problem(413, "附件太大，每个最多 10 MB。")
    kind = await asyncio.to_thread(files.media_type, name, content)
    if kind is None:
        raise problem(415, "只接受 PDF、JPG、PNG、DOCX、XLSX、TXT 文件，内容要与扩展名相符。")
    async with parts.records.writing() as db:
        row = await _note_file(db, await _answerable(db, number, viewer), viewer, parts, (name, kind, content))
        try:
            await asyncio.to_thread(files.keep, parts.settings.attachments, row.id, content)
        except OSError as error:
            log.exception("attachment_not_kept", ticket=number)
            raise problem(500, "附件没有保存成功，已记入日志，请稍后再试。") from error
    return JsonAnswer(attachment(row), 201)


@router.delete(
    "/department/tickets/{number}/attachments/{file}", status_code=204, responses=problems(401, 403, 404, 409, 503)
)
async def delete_attachment(number: TicketPath, file: FilePath, viewer: DepartmentViewer, parts: PartsDep) -> None:
    """Take a file back that no reply has sent yet."""
    async with parts.records.writing() as db:
        row = await _file(db, await own_ticket(db, number, viewer), file, viewer)
        if row.replied:
            raise problem(409, "附件已随答复发出，不能撤回。")
        await ticket_files.delete(db, row)
    await asyncio.to_thread(files.forget, parts.settings.attachments, file)


@router.get("/department/tickets/{number}/attachments/{file}", response_class=Response, responses=_SENT)
async def read_attachment(number: TicketPath, file: FilePath, viewer: DepartmentViewer, parts: PartsDep) -> Response:
    """Give one of the department's files."""
    async with parts.records.reading() as db:
        row = await _file(db, await own_ticket(db, number, viewer), file, viewer)
    return await send_file(parts, viewer, row)


@router.get("/tickets/{number}/attachments/{file}", response_class=Response, responses=_SENT)
async def read_reply_attachment(number: TicketPath, file: FilePath, viewer: ViewerDep, parts: PartsDep) -> Response:
    """Give a file that came with a reply to whoever may see the ticket."""
    async with parts.records.reading() as db:
        row = await _file(db, await own_ticket(db, number, viewer), file, viewer)
    if not row.replied:
        raise problem(404, _NO_FILE)
    return await send_file(parts, viewer, row)


async def send_file(parts: Parts, viewer: Viewer, row: tables.Attachment) -> Response:
    """Send a file to be saved; who took it is noted before."""
    path = parts.settings.attachments / str(row.id)
    try:
        content = await asyncio.to_thread(path.read_bytes)
    except OSError as error:
        log.exception("attachment_unreadable", attachment=row.id)
        raise problem(500, "附件读不出来，已记入日志，请联系管理员。") from error
    async with parts.records.writing() as db:
        at, on = parts.hotline.now(), f"ticket:{row.ticket}"
        detail = {"attachment": row.id, "name": row.name}
        await audit.note(db, who=viewer.agent, what=Deed.ATTACHMENT_READ, object=on, at=at, detail=detail)
    headers = {"Content-Disposition": files.disposition(row.name), "X-Content-Type-Options": "nosniff"}
    return Response(content, media_type=row.media_type, headers=headers)


async def _answerable(db: AsyncSession, number: TicketNumber, viewer: Viewer) -> tables.Ticket:
    row = await own_ticket(db, number, viewer)
    if row.state not in {TicketState.DISPATCHED, TicketState.ACCEPTED}:
        raise problem(409, "工单不在贵单位办理中，不能添加附件。")
    if await ticket_files.count(db, number) >= files.MOST_FILES:
        raise problem(409, "一张工单最多 10 个附件。")
    return row


async def _file(db: AsyncSession, row: tables.Ticket, file: int, viewer: Viewer) -> tables.Attachment:
    """A file that is the viewer's to see: of a department's account, its own."""
    found = await ticket_files.get(db, row.number, file, viewer.department if viewer.is_department else None)
    if found is None:
        raise problem(404, _NO_FILE)
    return found


async def _note_file(
    db: AsyncSession, row: tables.Ticket, viewer: Viewer, parts: Parts, file: tuple[str, str, bytes]
) -> tables.Attachment:
    name, kind, content = file
    kept = tables.Attachment(ticket=row.number, name=name, media_type=kind, size=len(content))
    kept.sha256 = hashlib.sha256(content).hexdigest()
    kept.department, kept.agent, kept.at = viewer.department, viewer.agent, parts.hotline.now()
    kept.replied = False
    return await ticket_files.add(db, kept)

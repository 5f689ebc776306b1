"""Who may do what: the whole matrix, request by request."""

import pytest

from models import Records
from models.repositories import departments
from models.repositories.departments import DepartmentEntry
from tests.api.conftest import LogIn
from tests.api.fake_hotline import FakeHotline
from tests.api.test_records_of_calls import CASE, NUMBER, keep
from tests.records.story import whole_call

NEW_AGENT = {"agent": "2001", "name": "新人", "role": "agent", "password": "long-enough"}

# path, body | the agent whose case it is, another agent, a supervisor, an admin
MATRIX = [
    ("GET /api/cases/live", None, (200, 403, 200, 200)),
    ("POST /api/cases/live/hold", None, (204, 403, 403, 403)),
    ("POST /api/cases/live/resume", None, (204, 403, 403, 403)),
    ("POST /api/cases/live/hangup", None, (204, 403, 403, 403)),
    ("POST /api/cases/live/swap", None, (204, 403, 403, 403)),
    ("POST /api/cases/live/join", None, (204, 403, 403, 403)),
    ("POST /api/cases/live/leave", None, (204, 403, 403, 403)),
    ("POST /api/cases/live/drop", {"leg": "department-1"}, (204, 403, 403, 403)),
    ("POST /api/cases/live/invitations", {"way": "consult", "department": "water"}, (204, 403, 403, 403)),
    ("DELETE /api/cases/live/invitations/3", None, (204, 403, 403, 403)),
    ("POST /api/cases/live/transfer", {"queue": "general"}, (204, 403, 403, 403)),
    ("POST /api/cases/live/supervise", {"place": "listen"}, (403, 403, 204, 204)),
    ("DELETE /api/cases/live/supervise", None, (403, 403, 204, 204)),
    ("POST /api/cases/live/take-over", None, (403, 403, 204, 204)),
    ("PUT /api/cases/live/first-responder", {"department": "water", "reason": "登记有误"}, (403, 403, 204, 204)),
    ("POST /api/cases/live/wrap-up/extend", None, (204, 403, 403, 403)),
    ("POST /api/cases/live/wrap-up/end", None, (204, 403, 403, 403)),
    ("PATCH /api/cases/live/draft", {"field": "place", "value": "人民路"}, (204, 403, 204, 204)),
    ("PUT /api/cases/live/captions/citizen:0", {"text": "漏水"}, (204, 403, 204, 204)),
    ("POST /api/cases/live/confirm", None, (200, 403, 200, 200)),
    ("POST /api/cases/live/discard", {"reason": "打错"}, (204, 403, 204, 204)),
    ("GET /api/cases/live/legs/citizen/audio?from_ms=0&to_ms=1", None, (404, 403, 404, 404)),
    (f"GET /api/cases/{CASE}", None, (200, 403, 200, 200)),
    (f"GET /api/cases/{CASE}/legs/citizen/audio?from_ms=0&to_ms=1", None, (404, 403, 404, 404)),
    (f"GET /api/tickets/{NUMBER}", None, (200, 403, 200, 200)),
    ("GET /api/cases?agent=1026", None, (200, 403, 200, 200)),
    ("GET /api/tickets?agent=1026", None, (200, 403, 200, 200)),
    ("GET /api/callers/13812345678", None, (200, 403, 200, 200)),
    ("GET /api/agents", None, (403, 403, 200, 200)),
    ("POST /api/agents", NEW_AGENT, (403, 403, 403, 200)),
    ("PATCH /api/agents/1027", {"name": "改名"}, (403, 403, 403, 200)),
    ("GET /api/departments", None, (200, 200, 200, 200)),
    ("POST /api/departments", {"name": "市城管局"}, (403, 403, 200, 409)),
    ("PATCH /api/departments/water", {"scope": "供水"}, (403, 403, 200, 200)),
    ("DELETE /api/departments/water", None, (403, 403, 204, 404)),
    ("GET /api/speech-models", None, (403, 403, 200, 200)),
    ("GET /api/queues", None, (200, 200, 200, 200)),
    ("POST /api/queues", {"name": "social", "label": "社保"}, (403, 403, 403, 200)),
    ("PATCH /api/queues/general", {"label": "综合受理"}, (403, 403, 403, 200)),
    ("DELETE /api/queues/social", None, (403, 403, 403, 404)),
    ("GET /api/calendar", None, (200, 200, 200, 200)),
    ("PUT /api/calendar", {"holidays": [], "workdays": []}, (403, 403, 200, 200)),
    ("GET /api/surge", None, (200, 200, 200, 200)),
    ("PUT /api/surge", {"on": True}, (403, 403, 200, 200)),
    ("GET /api/flows", None, (403, 403, 200, 200)),
    ("GET /api/flows/12345", None, (403, 403, 200, 200)),
    ("PUT /api/flows/12345", {"text": "x"}, (403, 403, 403, 422)),
    ("POST /api/flows/12345/check", {"text": "x"}, (403, 403, 200, 200)),
    ("POST /api/flows/12345/walk", {"text": "x"}, (403, 403, 422, 422)),
    ("GET /api/wallboard", None, (200, 200, 200, 200)),
    ("GET /api/colleagues", None, (200, 200, 200, 200)),
    ("GET /api/callbacks", None, (200, 200, 200, 200)),
    ("POST /api/callbacks/never-was/dial", None, (404, 404, 404, 404)),
    ("GET /api/follow-ups", None, (403, 403, 200, 200)),
    ("GET /api/follow-ups/sums", None, (403, 403, 200, 200)),
    ("POST /api/follow-ups", {"resolved_since": 1}, (403, 403, 200, 200)),
    ("DELETE /api/follow-ups/1", None, (403, 403, 404, 404)),
    (f"POST /api/tickets/{NUMBER}/resolve", None, (403, 403, 200, 409)),
    ("PUT /api/callers/13812345678", {"elder": True}, (200, 403, 200, 200)),
    ("POST /api/cases/live/take", None, (204, 409, 409, 409)),
    ("GET /api/taxonomy", None, (200, 200, 200, 200)),
    ("GET /api/audit", None, (403, 403, 403, 200)),
    ("GET /api/audit/deeds", None, (403, 403, 403, 200)),
    ("GET /api/audit.csv", None, (403, 403, 403, 200)),
]


@pytest.mark.parametrize(("request_line", "body", "expected"), MATRIX, ids=[line for line, _, _ in MATRIX])
async def test_each_role_may_do_its_own(
    log_in: LogIn,
    hotline: FakeHotline,
    records: Records,
    request_line: str,
    body: dict[str, object] | None,
    expected: tuple[int, ...],
) -> None:
    hotline.open_case("live", agent="1026")
    await keep(records, whole_call())
    async with records.writing() as db:
        await departments.create(db, "water", DepartmentEntry(name="市水务局"))
    method, path = request_line.split()
    statuses = [
        (await (await log_in(agent)).request(method, path, json=body)).status_code
        for agent in ("1026", "1027", "9001", "9002")
    ]
    assert tuple(statuses) == expected


@pytest.mark.parametrize("path", ["/api/cases", "/api/tickets"])
async def test_an_agents_lists_hold_its_own_and_a_supervisors_all(log_in: LogIn, records: Records, path: str) -> None:
    await keep(records, whole_call())
    lengths = [len((await (await log_in(agent)).get(path)).json()) for agent in ("1026", "1027", "9001", "9002")]
    assert lengths == [1, 0, 1, 1]

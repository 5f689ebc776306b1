"""Two weeks of a city on paper: tickets of many matters that went well or badly, and a knowledge base.

The same every time, so that tests can count: what differs from ticket to ticket follows from its place in the list.
"""

from collections.abc import Iterator
from typing import NamedTuple

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from callflow.clocks import Clock
from callflow.ticket_rules import Unit
from callflow.ticket_steps import Actor
from callflow.units import AgentId, CaseId, TicketNumber, WallMs
from callflow.views import TicketState
from models import Records
from models.repositories import articles
from models.repositories.articles import ArticleEntry
from models.states import FollowUpState, TicketEventKind
from models.tables import Case, FollowUp, Ticket, TicketEvent
from models.tables.tickets import PHONE

HOUR = 3_600_000
DAY = 24 * HOUR
DAYS = 14
SOURCES = ("phone", "phone", "phone", "web", "wechat", "app")


class Matter(NamedTuple):
    """What people of one place bring forward; `old` and `new` of it on a day of the first and of the second week."""

    title: str
    place: str
    category: str
    request_type: str
    department: str
    old: int
    new: int


URBAN, WATER, HOUSING, TRAFFIC, SCHOOLS = "市城市管理局", "市水务局", "市住房和城乡建设局", "市交通运输局", "市教育局"
NOBODY = ""
MATTERS = (
    Matter("丽景新城搅拌站夜间噪音扰民", "江城市东湖区丽景新城", "生态环境 / 噪声污染", "投诉", URBAN, 0, 4),
    Matter("翠湖苑停水未提前通知", "江城市东湖区翠湖苑", "城乡建设 / 供水", "投诉", WATER, 1, 3),
    Matter("梧桐大道路灯不亮", "江城市南岸区梧桐大道", "城乡建设 / 市政设施", "求助", URBAN, 3, 3),
    Matter("火星路井盖破损", "江城市北城区火星路", "城乡建设 / 市政设施", "求助", URBAN, 2, 1),
    Matter("咨询 17 路公交何时恢复", "江城市南岸区", "交通运输 / 公共交通", "咨询", TRAFFIC, 2, 2),
    Matter("城关镇自来水浑浊", "江城市长岭县城关镇", "城乡建设 / 供水", "投诉", WATER, 1, 1),
    Matter("星河湾电梯经常停运", "江城市北城区星河湾", "住房保障 / 物业服务", "投诉", HOUSING, 1, 1),
    Matter("随迁子女入学需要哪些材料", "", "教育 / 入学", "咨询", SCHOOLS, 1, 2),
    Matter("医保异地就医怎么备案", "", "社会保障 / 医疗保险", "咨询", NOBODY, 2, 2),
    Matter("建议滨江步道增设座椅", "江城市东湖区滨江步道", "城乡建设 / 园林绿化", "建议", URBAN, 0, 1),
)
IDS = {URBAN: "urban", WATER: "water", HOUSING: "housing", TRAFFIC: "traffic", SCHOOLS: "edu"}


async def keep_city(records: Records, now: WallMs) -> int:
    """Put everything into the records, up to now; tell how many tickets there are."""
    found = list(enumerate(_requests(now), 1))
    async with records.writing() as db:
        for nth, (matter, at) in found:
            await _keep(db, _Request(nth, matter, at, now))
        await articles.import_all(db, list(entries()), AgentId("9001"), WallMs(now - 3 * DAY))
    return len(found)


def _requests(now: WallMs) -> Iterator[tuple[Matter, WallMs]]:
    """Every request and when it came, a day's spread over its working hours."""
    for day in range(DAYS):
        begin = now - (DAYS - day) * DAY
        for nth, matter in enumerate(MATTERS):
            for turn in range(matter.old if day < DAYS // 2 else matter.new):
                yield matter, WallMs(begin + (7 + (nth * 5 + turn * 3 + day) % 15) * HOUR + nth * 60_000)


class _Request(NamedTuple):
    """One ticket and its luck: every ninth is slow, every 13th was returned, every 17th reopened."""

    nth: int
    matter: Matter
    at: WallMs
    now: WallMs

    @property
    def agent(self) -> AgentId:
        return AgentId(("1026", "1026", "1027")[self.nth % 3])

    @property
    def replied_at(self) -> WallMs | None:
        took = 11 * DAY if self.nth % 9 == 0 else (20 + self.nth % 40) * HOUR
        return WallMs(self.at + took) if self.matter.department and self.at + took <= self.now else None

    @property
    def reopened(self) -> bool:
        return self.replied_at is not None and self.nth % 17 == 0

    @property
    def state(self) -> TicketState:
        if not self.matter.department:
            return TicketState.ANSWERED
        if self.reopened:
            return TicketState.REOPENED
        if self.replied_at is None:
            return TicketState.ACCEPTED if self.nth % 4 else TicketState.DISPATCHED
        return TicketState.REPLIED if self.nth % 5 == 0 else TicketState.RESOLVED


async def _keep(db: AsyncSession, one: _Request) -> None:
    row = _row(one)
    if row.source == PHONE:
        row.case_id = _call(db, one)
    db.add(row)
    await db.flush()
    if one.nth % 13 == 0 and one.matter.department:
        db.add(_returned(one))
    if one.reopened:
        db.add(_reopened(one))
    if one.replied_at and one.nth % 3:
        asked = _follow_up(one, one.replied_at)
        db.add_all((asked, _followed_up(one, asked)))


def _row(one: _Request) -> Ticket:
    matter, nth, at = one.matter, one.nth, one.at
    row = Ticket(
        number=_number(one), source=SOURCES[nth % len(SOURCES)], agent=one.agent, state=one.state, created_at=at
    )
    row.title, row.place, row.category, row.request_type = matter[:4]
    row.urgency = "紧急" if nth % 11 == 0 else "一般"
    row.body = f"市民反映：{matter.title}，请核实处理并回复。"
    row.caller_name, row.callback_number = "周女士", f"139{nth:08}"
    row.confirmed_at = WallMs(at + HOUR // 6)
    row.department_name, row.department_id = matter.department, IDS.get(matter.department, "")
    row.replied_at, row.answered_at = one.replied_at, None if matter.department else row.confirmed_at
    row.reopened_at = one.now if one.reopened else None
    row.returns = int(nth % 13 == 0)
    if matter.department:
        days = 2 if nth % 4 == 0 else 5
        row.due_at, row.clock_runs = WallMs(at + days * DAY), one.replied_at is None
        span = (row.confirmed_at, one.replied_at)
        label = f"{days} 个工作日"
        clock = Clock(limit="normal", label=label, amount=days, unit=Unit.WORKING_DAYS, spans=(span,))
        row.clock = msgspec.to_builtins(clock)
    return row


def _number(one: _Request) -> TicketNumber:
    return TicketNumber(f"2611{one.nth:08}")


def _call(db: AsyncSession, one: _Request) -> CaseId:
    call = Case(id=CaseId(f"20261101-090000-w1-{one.nth}"), city="江城市", started_at=one.at, agent=one.agent)
    call.calling_number, call.satisfaction = f"138{one.nth:08}", 5 if one.nth % 8 == 0 else 1 + one.nth % 3
    db.add(call)
    return call.id


def _returned(one: _Request) -> TicketEvent:
    wrong = URBAN if one.matter.department == HOUSING else HOUSING
    detail = {"reason": "不属本单位职责", "department": IDS[wrong], "name": wrong}
    event = TicketEvent(ticket=_number(one), kind=TicketEventKind.RETURNED, actor=Actor.DEPARTMENT, detail=detail)
    event.at = WallMs(one.at + 5 * HOUR)
    return event


def _reopened(one: _Request) -> TicketEvent:
    name = one.matter.department
    detail = {"reason": "市民表示问题没有解决", "department": IDS.get(name, ""), "name": name}
    event = TicketEvent(ticket=_number(one), kind=TicketEventKind.REOPENED, actor=Actor.SERVICE, detail=detail)
    event.at = one.now
    return event


def _follow_up(one: _Request, at: WallMs) -> FollowUp:
    score = 4 if one.nth % 7 == 0 else 1 + one.nth % 3
    row = FollowUp(ticket=_number(one), state=FollowUpState.REACHED, planned_by=AgentId("9001"), attempts=1)
    row.planned_at = row.due_at = row.changed_at = at
    row.solved, row.score = not one.reopened, score
    return row


def _followed_up(one: _Request, asked: FollowUp) -> TicketEvent:
    name = one.matter.department
    whose = {"department": IDS.get(name, ""), "name": name}
    detail = {"reached": True, "solved": asked.solved, "score": asked.score, **whose}
    event = TicketEvent(ticket=_number(one), kind=TicketEventKind.FOLLOWED_UP, actor=Actor.SERVICE, detail=detail)
    event.at = asked.changed_at
    return event


ANSWERS = {
    WATER: ("停水找谁报修", "水费怎么缴纳", "水表更换要不要收费", "自来水浑浊怎么办", "怎么办理用水过户"),
    URBAN: ("路灯不亮找谁", "井盖破损怎么上报", "夜间施工噪音怎么投诉", "共享单车乱停放谁来管", "店铺占道经营怎么举报"),
    TRAFFIC: ("老年公交卡怎么办理", "出租车物品遗失怎么找回", "公交线路调整在哪里查", "网约车怎么投诉"),
    SCHOOLS: ("随迁子女入学需要哪些材料", "小学转学怎么办理", "课后服务怎么收费"),
    "市医疗保障局": ("异地就医怎么备案", "医保断缴怎么补缴", "新生儿医保怎么参保", "门诊报销比例是多少"),
    NOBODY: ("12345 热线受理哪些事项", "工单多久有答复"),
}
ASIDES = ("需要带什么", "在哪里办", "网上能不能办")


def entries() -> Iterator[ArticleEntry]:
    """Some 90 articles: most hold for good, some have expired, some are put aside."""
    nth = 0
    for department, questions in ANSWERS.items():
        for question in questions:
            for title in (question, *(f"{question}：{aside}" for aside in ASIDES)):
                nth += 1
                yield _article(nth, title, department)


def _article(nth: int, title: str, department: str) -> ArticleEntry:
    who = department or "热线"
    body = (
        f"请先问清所在区县和联系方式。\n\n一、由{who}负责，工作日 8:30 至 12:00、14:00 至 17:30 受理，急事随时受理。\n"
        "二、可以直接答复市民：携带本人身份证，到就近的政务服务中心办理；也可以在网上办理，3 个工作日内有结果。\n"
        f"三、市民对结果不满意的，派单给{who}，5 个工作日内答复。"
    )
    return ArticleEntry(
        title=title,
        body=body,
        code=f"K{nth:03}" if nth % 2 else None,
        keywords=tuple(title.partition("：")[0][:6].split("怎么"))[:1] if nth % 4 else (),
        department=department,
        valid_from="2025-01-01" if nth % 3 == 0 else None,
        valid_until="2026-06-30" if nth % 10 == 0 else "2026-12-15" if nth % 12 == 0 else None,
        enabled=nth % 15 != 0,
    )

"""Cases, tickets, callers and recordings as the records and the case folders tell them."""

import io
import wave
from pathlib import Path

import httpx
import msgspec
import numpy as np
import pytest

from api.recording import wav_header
from callflow import commands, events
from callflow.second_opinion import SecondOpinion
from callflow.units import CITIZEN, CaseId, WallMs
from models import Records, project
from models.repositories import audit
from tests.api.conftest import LogIn
from tests.api.fake_hotline import START, FakeHotline
from tests.records.story import AGENT_LEG, Story, heard, whole_call

CASE, NUMBER, CALLER = "20261121-090000-w1-1", "261121000001", "13800001234"
DAY = 86_400_000


async def keep(records: Records, story: Story) -> None:
    async with records.writing() as db:
        await project(db, story.case, story.entries)


def missed_call(case: str, number: str = CALLER) -> Story:
    story = Story(case).arrives(number).hangs_up()
    return story.tell(commands.PutOnCallBackList(number=number, reason="abandoned")).closes("abandoned").archives()


async def shown(records: Records) -> list[str]:
    async with records.reading() as db:
        return [row.object for row in await audit.list_newest(db) if row.what == "number_shown"]


async def test_a_list_of_cases_masks_numbers_and_leads_with_the_newest(log_in: LogIn, records: Records) -> None:
    await keep(records, whole_call())
    await keep(records, whole_call("20261122-090000-w1-1", "261122000001", start=WallMs(1_800_000_000_000 + DAY)))
    rows = (await (await log_in("1026")).get("/api/cases")).json()
    assert [row["case"] for row in rows] == ["20261122-090000-w1-1", CASE]
    assert rows[1] == {
        "case": CASE,
        "calling_number": "138****1234",
        "started_at": 1_800_000_000_000,
        "ended_at": rows[1]["ended_at"],
        "agent": "1026",
        "ended_as": "served",
        "ticket": NUMBER,
        "title": "人民路水管漏水",
        "call_back": False,
    }


async def test_a_number_in_a_title_is_masked_in_the_list_of_cases(log_in: LogIn, records: Records) -> None:
    story = Story("case-7").arrives().offers().talks().opens_ticket(NUMBER)
    await keep(records, story.drafts(title="13812345678骚扰电话"))
    assert [row["title"] for row in (await (await log_in("1026")).get("/api/cases")).json()] == ["138****5678骚扰电话"]


async def test_lists_go_on_from_the_last_row_seen(log_in: LogIn, records: Records) -> None:
    for n in range(5):
        await keep(records, whole_call(f"case-{n}", f"26112100000{n}", start=WallMs(1_800_000_000_000 + n)))
    client = await log_in("9001")
    for path, key in (("/api/cases", "case"), ("/api/tickets", "number")):
        first = (await client.get(path, params={"limit": 3})).json()
        rest = (await client.get(path, params={"limit": 3, "before": first[-1][key]})).json()
        names = [row[key] for row in [*first, *rest]]
        assert names == sorted(names, reverse=True)
        assert len(names) == 5


async def test_a_day_is_the_citys_day(log_in: LogIn, records: Records) -> None:
    before_midnight, after = 1_795_276_799_000, 1_795_276_801_000  # 2026-11-21T23:59:59+08:00 and two seconds later
    await keep(records, whole_call("late", "1", start=WallMs(before_midnight)))
    await keep(records, whole_call("early", "2", start=WallMs(after)))
    client = await log_in("1026")
    for path, key, expected in (("/api/cases", "case", "late"), ("/api/tickets", "number", "1")):
        rows = (await client.get(path, params={"day": "2026-11-21"})).json()
        assert [row[key] for row in rows] == [expected]


async def test_tickets_are_searched_by_their_words_and_state(log_in: LogIn, records: Records) -> None:
    await keep(records, whole_call())
    client = await log_in("1026")
    for query, found in (("水管", 1), ("路灯", 0), ("%", 0)):
        assert len((await client.get("/api/tickets", params={"q": query})).json()) == found
    for state, found in (("confirmed", 1), ("draft", 0)):
        assert len((await client.get("/api/tickets", params={"state": state})).json()) == found


async def test_a_ticket_tells_what_it_has_been(log_in: LogIn, records: Records) -> None:
    await keep(records, whole_call())
    ticket = (await (await log_in("1026")).get(f"/api/tickets/{NUMBER}")).json()
    assert ticket["calling_number"] == "138****1234"
    assert ticket["values"]["place"] == "人民路 3 号"
    kinds = [revision["kind"] for revision in ticket["revisions"]]
    assert kinds[0] == "drafted"
    assert kinds[-1] == "confirmed"
    assert [(step["kind"], step["label"], step["by"]["role"]) for step in ticket["history"]] == [
        ("opened", "建单", "service"),
        ("confirmed", "确认", "agent"),
    ]


async def test_a_number_is_unmasked_for_a_reason_that_is_kept(log_in: LogIn, records: Records) -> None:
    await keep(records, whole_call())
    client = await log_in("1026")
    path = f"/api/tickets/{NUMBER}/unmask"
    assert (await client.post(path, json={"reason": ""})).status_code == 422
    assert (await (await log_in("1027")).post(path, json={"reason": "好奇"})).status_code == 403
    shown = (await client.post(path, json={"reason": "回访市民"})).json()
    assert shown["calling_number"] == CALLER
    async with records.reading() as db:
        (line, *_) = await audit.list_newest(db)
    assert (line.what, line.who, line.object, line.detail) == (
        "number_unmasked",
        "1026",
        f"ticket:{NUMBER}",
        {"reason": "回访市民"},
    )


async def test_a_case_that_is_over_is_told_whole_from_the_records(log_in: LogIn, records: Records) -> None:
    await keep(records, whole_call())
    detail = (await (await log_in("1026")).get(f"/api/cases/{CASE}")).json()
    assert detail["view"]["phase"] == "archived"
    assert detail["view"]["calling_number"] == CALLER
    assert [(u["text"], u["corrected"]) for u in detail["utterances"]] == [
        ("人民路水管漏水", True),
        ("好的马上派人", False),
    ]
    assert detail["edited"] == {"place": "人民路 3 号"}
    assert await shown(records) == [f"case:{CASE}"]


async def test_showing_the_number_of_ones_own_live_call_is_not_noted(
    log_in: LogIn, hotline: FakeHotline, records: Records
) -> None:
    hotline.open_case("live", agent="1026")
    assert (await (await log_in("1026")).get("/api/cases/live")).json()["view"]["calling_number"] == "13812345678"
    assert await shown(records) == []
    await (await log_in("9001")).get("/api/cases/live")
    assert await shown(records) == ["case:live"]


async def test_a_citizen_who_waits_for_our_call_is_everybodys_until_called(log_in: LogIn, records: Records) -> None:
    await keep(records, missed_call("missed"))
    client = await log_in("1027")
    [row] = (await client.get("/api/cases", params={"callback": "true"})).json()
    assert (row["case"], row["call_back"]) == ("missed", True)
    assert (await client.get("/api/cases/missed")).json()["view"]["calling_number"] == CALLER
    assert (await client.post("/api/callbacks/missed/done")).status_code == 204
    assert (await client.get("/api/cases", params={"callback": "true"})).json() == []
    assert (await client.post("/api/callbacks/unheard-of/done")).status_code == 404


async def test_an_agent_learns_the_history_of_the_caller_on_its_line_only(
    log_in: LogIn, hotline: FakeHotline, records: Records
) -> None:
    await keep(records, whole_call())
    client = await log_in("1027")
    assert (await client.get(f"/api/callers/{CALLER}")).status_code == 403
    hotline.open_case("live", agent="1027", number=CALLER)
    history = (await client.get(f"/api/callers/{CALLER}")).json()
    assert history["calls"] == 1
    assert [ticket["number"] for ticket in history["open_tickets"]] == [NUMBER]
    assert [(row["case"], row["calling_number"]) for row in history["recent"]] == [(CASE, "138****1234")]


def record(folder: Path, samples: int, *, whole: bool = True) -> np.ndarray:
    """Write a recording in which sample n has the value n mod 30,000."""
    sound = (np.arange(samples) % 30_000).astype("<i2")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "citizen.wav").write_bytes(wav_header(samples * 2 if whole else 0) + sound.tobytes())
    return sound


def samples_in(answer: httpx.Response) -> np.ndarray:
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "audio/wav"
    with wave.open(io.BytesIO(answer.content)) as sound:
        assert (sound.getframerate(), sound.getsampwidth(), sound.getnchannels()) == (16_000, 2, 1)
        return np.frombuffer(sound.readframes(sound.getnframes()), "<i2")


@pytest.fixture
def live(hotline: FakeHotline) -> CaseId:
    """Open a case of agent 1026 whose recording begins at 250 ms of call time."""
    case = hotline.open_case("live", agent="1026")
    hotline.log(case, events.RecordingStarted(leg=CITIZEN, file="citizen.wav", sample_zero_at=WallMs(START + 250)))
    return case


async def test_a_growing_recording_is_cut_by_call_time(log_in: LogIn, hotline: FakeHotline, live: CaseId) -> None:
    sound = record(hotline.case_dir(live), 16_000, whole=False)
    client, url = await log_in("1026"), f"/api/cases/{live}/legs/citizen/audio"
    middle = await client.get(url, params={"from_ms": 350, "to_ms": 450})
    assert (samples_in(middle) == sound[1_600:3_200]).all()
    begins_before = await client.get(url, params={"from_ms": 0, "to_ms": 300})
    assert (samples_in(begins_before) == sound[:800]).all()
    ends_after = await client.get(url, params={"from_ms": 1_200, "to_ms": 9_000})
    assert (samples_in(ends_after) == sound[15_200:]).all()


async def test_where_nothing_was_recorded_nothing_is_played(log_in: LogIn, hotline: FakeHotline, live: CaseId) -> None:
    client, url = await log_in("1026"), f"/api/cases/{live}/legs/citizen/audio"
    stretch = {"from_ms": 300, "to_ms": 400}
    assert (await client.get(url, params=stretch)).status_code == 404
    record(hotline.case_dir(live), 16_000)
    assert (await client.get(url, params={"from_ms": 5_000, "to_ms": 6_000})).status_code == 404
    assert (await client.get(url, params={"from_ms": 0, "to_ms": 250})).status_code == 404
    assert (await client.get(url.replace("citizen", "agent-1"), params=stretch)).status_code == 404


@pytest.mark.parametrize("stretch", [(400, 400), (400, 300), (0, 600_001), (-1, 100), ("a", 100)])
async def test_a_stretch_that_cannot_be_is_refused(log_in: LogIn, live: CaseId, stretch: tuple[int, int]) -> None:
    params = {"from_ms": stretch[0], "to_ms": stretch[1]}
    answer = await (await log_in("1026")).get(f"/api/cases/{live}/legs/citizen/audio", params=params)
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"][0] == "query"


async def test_a_call_that_is_over_is_played_from_its_folder_and_it_is_noted_who_listened(
    log_in: LogIn, hotline: FakeHotline, records: Records
) -> None:
    await keep(records, whole_call())
    sound = record(hotline.case_dir(CaseId(CASE)), 16_000)
    url = f"/api/cases/{CASE}/legs/citizen/audio"
    answer = await (await log_in("9001")).get(url, params={"from_ms": 30, "to_ms": 130})
    assert (samples_in(answer) == sound[480:2_080]).all(), "its sample 0 is at call time 0"
    async with records.reading() as db:
        [note] = [row for row in await audit.list_newest(db) if row.what == "recording_played"]
    assert (note.who, note.object, note.detail["to_ms"]) == ("9001", f"case:{CASE}", 130)


async def test_a_recording_that_cannot_be_read_is_our_fault_and_not_the_records(
    log_in: LogIn, live: CaseId, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> bytes:
        raise PermissionError

    monkeypatch.setattr("api.routes.audio.cut", refuse)
    url = f"/api/cases/{live}/legs/citizen/audio"
    answer = await (await log_in("1026")).get(url, params={"from_ms": 300, "to_ms": 400})
    assert (answer.status_code, answer.json()["detail"][:2]) == (500, "录音")


async def test_a_recording_that_names_a_file_elsewhere_is_not_played(
    log_in: LogIn, hotline: FakeHotline, tmp_path: Path
) -> None:
    case = hotline.open_case("live", agent="1026")
    hotline.log(case, events.RecordingStarted(leg=CITIZEN, file="../../outside.wav", sample_zero_at=START))
    (tmp_path / "outside.wav").write_bytes(wav_header(32_000) + bytes(32_000))
    hotline.case_dir(case).mkdir(parents=True)
    url = f"/api/cases/{case}/legs/citizen/audio"
    assert (await (await log_in("1026")).get(url, params={"from_ms": 0, "to_ms": 500})).status_code == 404


def opinion(*said: events.UtteranceHeard) -> bytes:
    return msgspec.json.encode(SecondOpinion(model="sherpa-tiny", made_at=WallMs(7), utterances=said))


def keep_opinion(hotline: FakeHotline, data: bytes, name: str = "sherpa-tiny") -> None:
    folder = hotline.case_dir(CaseId(CASE)) / "opinions"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.json").write_bytes(data)


async def test_what_another_model_heard_lies_beside_what_was_written_down(
    log_in: LogIn, records: Records, hotline: FakeHotline
) -> None:
    await keep(records, whole_call())
    keep_opinion(hotline, opinion(heard("人民路水管陋水", 1_000), heard("好的马上派人", 4_000, AGENT_LEG)))
    (told,) = (await (await log_in("1026")).get(f"/api/cases/{CASE}/opinions")).json()
    assert (told["model"], told["made_at"]) == ("sherpa-tiny", 7)
    assert [(pair["role"], [piece["likeness"] for piece in pair["pieces"]]) for pair in told["pairs"]] == [
        ("citizen", ["same", "different", "same"]),
        ("agent", ["same"]),
    ]
    assert told["differing"] == pytest.approx(1 / 13)


async def test_a_case_nobody_gave_a_second_opinion_on_has_none_and_a_damaged_one_is_left_out(
    log_in: LogIn, records: Records, hotline: FakeHotline
) -> None:
    await keep(records, whole_call())
    client = await log_in("9001")
    assert (await client.get(f"/api/cases/{CASE}/opinions")).json() == []
    keep_opinion(hotline, b"{", "torn")
    keep_opinion(hotline, opinion())
    assert [one["model"] for one in (await client.get(f"/api/cases/{CASE}/opinions")).json()] == ["sherpa-tiny"]


async def test_second_opinions_are_for_the_agent_of_the_case_and_supervisors(
    log_in: LogIn, records: Records, hotline: FakeHotline
) -> None:
    await keep(records, whole_call())
    keep_opinion(hotline, opinion(heard("请安抚一下", 0, "supervisor-1")))
    answers = [await (await log_in(who)).get(f"/api/cases/{CASE}/opinions") for who in ("1027", "1026", "9001")]
    assert [answer.status_code for answer in answers] == [403, 200, 200]
    assert [answer.text.count("请安抚一下") for answer in answers] == [0, 0, 1]
    assert await shown(records) == [f"case:{CASE}"] * 2
    assert (await (await log_in("9001")).get("/api/cases/unknown/opinions")).status_code == 404

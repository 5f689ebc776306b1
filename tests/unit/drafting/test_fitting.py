"""What a public message is taken for when the shipped weights are fitted."""

import json
from pathlib import Path

import pytest

from scripts.fit_drafting import called, decided, example

PARKING = {"subject": "投诉小区门口乱停车", "text": "晚上人行道上停满了车，路口也堵了。投诉多次没有人管。"}


def test_the_subject_says_what_type_it_is() -> None:
    assert example(PARKING).values["request_type"] == "投诉"


@pytest.mark.parametrize(
    ("reply", "name"),
    [
        ("您好，区城管局接到您的留言后，到现场查看。", "城管局"),
        ("您好，交警大队接到您的留言后，到现场查看。", "交警支队"),
    ],
)
def test_who_answers_is_in_charge(reply: str, name: str) -> None:
    assert example({**PARKING, "reply": reply}).values["department"] == name


def test_who_is_named_late_in_a_reply_is_not_who_answers() -> None:
    late = "您好，现答复如下。" + "我们到现场查看。" * 40 + "请向教育局咨询。"
    assert example({**PARKING, "reply": late}).values["department"] != "教育局"


def test_a_known_first_level_keeps_the_category_under_it() -> None:
    said = {"subject": "饭店油烟太大", "text": "楼下饭店油烟直排，占道摆桌子。"}
    assert example(said).values["category"].startswith("环境保护")
    assert example({**said, "category1": "城乡建设"}).values["category"] in {"", "城乡建设 / 城市建设和市政管理"}


def test_what_is_too_little_or_too_close_decides_nothing() -> None:
    assert decided("department", {}) == ""
    assert decided("department", {"城管局": 3.0}) == ""
    assert decided("department", {"城管局": 9.0, "公安局": 8.9}) == ""
    assert decided("department", {"城管局": 9.0, "公安局": 2.0}) == "城管局"


def test_calls_are_learned_with_the_labels_of_their_tickets(tmp_path: Path) -> None:
    ticket = {
        "request_type": "求助",
        "category1": "城乡建设",
        "category2": "城市建设和市政管理",
        "department": "城管局",
    }
    turns = [{"speaker": "citizen", "text": "巷子口路灯不亮"}, {"speaker": "agent", "text": "是哪几盏路灯"}]
    call = {"turns": turns, "ticket": ticket}
    (tmp_path / "dialogues.jsonl").write_text(json.dumps(call, ensure_ascii=False), encoding="utf-8")
    (learned,) = called(tmp_path)
    assert [text for text, _ in learned.lines] == ["巷子口路灯不亮", "是哪几盏路灯"]
    assert learned.values["category"] == "城乡建设 / 城市建设和市政管理"

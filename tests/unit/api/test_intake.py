"""A request's words are read as a call's are; an emergency in them is found whatever else the draft says."""

import pytest

from api.channel_bodies import CitizenRequest
from api.intake import drafted
from callflow.drafting import FieldName
from callflow.request_alarms import advice
from tests.api.fake_hotline import START


def read(text: str, **more: str) -> tuple[str, list[tuple[str, str]]]:
    found = drafted(CitizenRequest(source="web", sender_id="w-1", text=text, **more), "江城市", START)
    return found.values[FieldName.URGENCY], [(one.service, one.words) for one in found.emergencies]


def test_a_request_of_an_emergency_is_critical_and_names_each_service_once_with_its_words() -> None:
    urgency, emergencies = read("我家厨房着火了。\n火很大，隔壁也着火了！奶奶晕倒了。")
    assert urgency == "特急"
    assert [service for service, _ in emergencies] == ["119", "120"]
    assert "着火" in emergencies[0][1]


@pytest.mark.parametrize("text", ["去年楼下着过火，消防通道还是堵着，请整改。", "路灯不亮，请尽快派人来修。"])
def test_what_is_past_or_no_danger_raises_nothing(text: str) -> None:
    urgency, emergencies = read(text)
    assert (urgency != "特急", emergencies) == (True, [])


def test_who_is_in_danger_is_told_whom_to_call_and_others_nothing() -> None:
    told = "您反映的情况可能危及人身安全，请立即拨打119（消防）、120（急救）。网上提交的诉求不能代替报警求助。"
    assert advice(["119", "120"]) == told
    assert advice([]) == ""

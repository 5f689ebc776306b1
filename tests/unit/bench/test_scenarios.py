"""What the benchmark's callers and phones do is well-formed, and every jump leads somewhere."""

from xml.etree import ElementTree as ET

import pytest

from scripts.call_bench.mix import KINDS, PHONES, number_of
from scripts.call_bench.scenarios import BARE, CALL, CALLERS, REGISTER
from scripts.call_bench.scenarios import PHONES as PHONE_SCENARIOS

EVERY = {"call": CALL, "bare": BARE, "register": REGISTER, **CALLERS, **PHONE_SCENARIOS}


@pytest.mark.parametrize("name", EVERY)
def test_a_scenario_is_xml_whose_jumps_lead_to_labels(name: str) -> None:
    steps = list(ET.fromstring(EVERY[name]))  # noqa: S314  our own text
    labels = [step.get("id") for step in steps if step.tag == "label"]
    jumps = {jump for step in steps for jump in (step.get("next"), step.get("ontimeout")) if jump}
    assert jumps <= set(labels)
    assert len(labels) == len(set(labels))


def test_the_mix_is_a_hundred_and_knows_what_each_of_its_people_does() -> None:
    assert sum(kind.share for kind in KINDS.values()) == 100
    assert set(KINDS) == set(CALLERS)
    assert set(PHONES) <= set(PHONE_SCENARIOS)


def test_callers_of_two_kinds_have_different_numbers() -> None:
    assert len({number_of(kind) for kind in KINDS}) == len(KINDS)

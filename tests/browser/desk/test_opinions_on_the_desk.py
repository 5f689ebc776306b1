"""What another model heard in a call, on its ticket's page."""

import pytest
from playwright.async_api import expect

from models import Records
from tests.api.test_records_of_calls import NUMBER, keep, keep_opinion, opinion
from tests.browser.desk.staged import Desk, Stage, StagedHotline
from tests.records.story import AGENT_LEG, heard, whole_call

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_two_transcripts_stand_side_by_side_with_their_differences_marked(
    desk: Desk, stage: Stage, records: Records, hotline: StagedHotline
) -> None:
    await keep(records, whole_call())
    keep_opinion(hotline, opinion(heard("人民路水管陋水", 1_000), heard("好的马上派人", 4_000, AGENT_LEG)))
    await desk.page.goto(f"{stage.address}/#/tickets/{NUMBER}")
    await desk.part("opinion-open").click()
    await expect(desk.part("opinion-row")).to_have_count(2)
    await expect(desk.part("opinion").locator("mark")).to_have_text(["漏", "陋"])
    await expect(desk.part("opinion-differing")).to_have_text("相差 8 %")
    await desk.part("opinion-only").check()
    await expect(desk.part("opinion-row")).to_have_count(1)
    await desk.part("opinion-close").click()
    await expect(desk.rows).to_have_count(2)

"""Nobody is signed in: the citizen is told, and owed a call."""

import asyncio

from callflow import commands
from lingting.demo.screen import Screen
from telephony import softphone_wire as news
from tests.calls.running import LIMIT_S, RunningHotline, eventually


async def test_a_call_that_nobody_can_take_is_told_so_and_owed_a_call(hotline: RunningHotline) -> None:
    agent = await hotline.first_agent()
    async with hotline.citizen() as citizen:
        case = await hotline.dial(citizen)
        await citizen.keys("1")
        said = await eventually(lambda: [p.clips for p in hotline.told(case, commands.PlayPrompt)][1:])
        while ("nobody_there",) not in said:
            await asyncio.sleep(0.2)
            said = [prompt.clips for prompt in hotline.told(case, commands.PlayPrompt)]
        ended = await citizen.wait_for(news.Ended, timeout_s=LIMIT_S)
        assert ended.status == 200
    (closed,) = await eventually(lambda: hotline.told(case, commands.CloseCase))
    (owed,) = hotline.told(case, commands.PutOnCallBackList)
    assert (closed.ended_as, owed.reason, owed.number) == ("nobody_there", "nobody_there", citizen.user)
    await eventually(lambda: case not in hotline.open_cases())
    async with Screen(hotline.web) as screen:
        await screen.log_in(agent.agent, agent.password)
        waiting = await screen.ask("GET", "/api/cases?callback=true")
    assert case in [row["case"] for row in waiting]

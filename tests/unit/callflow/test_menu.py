"""Any keys and any silences in any flow that is not refused: a caller ends in a queue or with a good-bye."""

from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from callflow import menu
from callflow.flow import LOOK_UP_RESULTS, Flow, read_flow
from tests.unit.callflow.course import FLOW_FILE

MOST_TURNS = 200
TIME = "time"
SHIPPED = read_flow(FLOW_FILE.read_text(encoding="utf-8"), "12345.yaml")


@st.composite
def flows(draw: st.DrawFn) -> Flow:
    """Steps s0, s1, ... that lead on without a key only to later ones, with keys anywhere; a flow that is served."""
    count = draw(st.integers(1, 5))
    names = [f"s{n}" for n in range(count)]
    steps = {name: draw(step(names, [*names[n + 1 :], "person", "end"])) for n, name in enumerate(names)}
    steps["s0"] = {
        "say": ["hello"],
        "collect": {"into": "number"},
        "otherwise": "person",
        "then": draw(later(names[1:])),
    }
    steps |= {"person": {"queue": "general"}, "end": {"hang_up": {}}, "sorry": {"say": ["sorry"], "then": "end"}}
    flow = {"name": "any", "start": "s0", "on_nobody": "sorry", "steps": reachable(steps)}
    return read_flow(yaml.safe_dump(flow), "any.yaml")


def later(names: list[str]) -> st.SearchStrategy[str]:
    return st.sampled_from([*names, "person", "end"])


@st.composite
def step(draw: st.DrawFn, names: list[str], after: list[str]) -> dict[str, Any]:
    say = draw(st.lists(st.sampled_from(["one", "two", {"digits": "number"}]), max_size=2))
    tries, wait_ms, then = draw(st.integers(1, 3)), draw(st.sampled_from([0, 3000])), draw(st.sampled_from(after))
    anywhere = st.sampled_from([*names, "person", "end"])
    common = {"say": say, "tries": tries}
    match draw(st.sampled_from(["speak", "keys", "collect", "look_up"])):
        case "keys":
            keys = draw(st.dictionaries(st.sampled_from("0129*#"), anywhere, min_size=1))
            return {**common, "keys": keys, "wait_ms": wait_ms, "then": then}
        case "collect":
            most = draw(st.integers(1, 4))
            collect = {"into": "number", "most_digits": most}
            return {**common, "collect": collect, "then": draw(anywhere), "otherwise": then}
        case "look_up":
            return {"say": say, "look_up": "number", "results": dict.fromkeys(LOOK_UP_RESULTS, then)}
        case _:
            return {**common, "then": then}


def reachable(steps: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    found: list[str] = ["s0", "sorry"]
    for name in found:
        one = steps[name]
        next_ones = [one.get("then"), one.get("otherwise"), *one.get("keys", {}).values()]
        found += [to for to in [*next_ones, *one.get("results", {}).values()] if to and to not in found]
    return {name: steps[name] for name in dict.fromkeys(found)}


class Walk:
    """One caller in a flow: at any moment something plays, a key is awaited, the records are asked, or it is over."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.over: menu.Action | None = None
        self.does: menu.Action | None = None
        self._take(menu.enter(flow, menu.Menu(step=flow.start), flow.start))

    def press(self, key: str) -> None:
        self._take(menu.digit(self.flow, self.menu, key))

    def time_passes(self, result: str = "failed") -> None:
        match self.does:
            case menu.Say():
                self._take(menu.said(self.flow, self.menu))
            case menu.Wait():
                self._take(menu.silence(self.flow, self.menu))
            case menu.LookUp():
                self._take(menu.looked_up(self.flow, self.menu, result))

    def _take(self, turn: menu.Turn) -> None:
        self.menu, actions = turn
        for action in actions:
            if isinstance(action, menu.ToQueue | menu.End):
                self.over = action
            self.does = None if isinstance(action, menu.Hush) else action
        assert self.does, f"nothing follows in {self.menu}"


@given(
    st.one_of(flows(), st.just(SHIPPED)),
    st.lists(st.sampled_from([*"0123456789*#A", TIME, *LOOK_UP_RESULTS]), max_size=40),
)
def test_whatever_a_caller_does_somebody_or_the_end_is_near(flow: Flow, course: list[str]) -> None:
    walk = Walk(flow)
    for happens in course:
        if walk.over:
            return
        if len(happens) == 1:
            walk.press(happens)
        else:
            walk.time_passes(*[happens] if happens != TIME else [])
    for _ in range(MOST_TURNS):
        if walk.over:
            return
        walk.time_passes()
    raise AssertionError(f"still in step {walk.menu.step}")


def test_a_step_that_says_nothing_still_waits_for_its_keys() -> None:
    content = yaml.safe_load(FLOW_FILE.read_text(encoding="utf-8"))
    content["steps"]["ask_number"]["say"] = []
    quiet = read_flow(yaml.safe_dump(content), "quiet.yaml")
    _, actions = menu.enter(quiet, menu.Menu(step="greeting"), "ask_number")
    assert actions == (menu.Wait(10_000),)

"""Flows of any shape that are not refused, for properties that hold for all of them."""

from typing import Any

import yaml
from hypothesis import strategies as st

from callflow.flow import LOOK_UP_RESULTS, Flow, read_flow


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
    steps |= {
        "person": {"queue": "general"},
        "officer": {"connect": "officer", "otherwise": "end"},
        "end": {"hang_up": {}},
        "sorry": {"say": ["sorry"], "then": "end"},
    }
    flow = {"name": "any", "start": "s0", "on_nobody": "sorry", "steps": reachable(steps)}
    return read_flow(yaml.safe_dump(flow), "any.yaml")


def later(names: list[str]) -> st.SearchStrategy[str]:
    return st.sampled_from([*names, "person", "officer", "end"])


@st.composite
def step(draw: st.DrawFn, names: list[str], after: list[str]) -> dict[str, Any]:
    say = draw(st.lists(st.sampled_from(["one", "two", {"digits": "number"}]), max_size=2))
    read = draw(st.sampled_from([[], [{"reply": "number"}]]))
    tries, wait_ms, then = draw(st.integers(1, 3)), draw(st.sampled_from([0, 3000])), draw(st.sampled_from(after))
    anywhere = st.sampled_from([*names, "person", "officer", "end"])
    common = {"say": say, "tries": tries}
    reads = {"say": [*say, *read], "tries": tries}
    match draw(st.sampled_from(["speak", "keys", "collect", "look_up", "message"])):
        case "keys":
            keys = draw(st.dictionaries(st.sampled_from("0129*#"), anywhere, min_size=1))
            keep = draw(st.sampled_from([None, "number"]))
            return {**reads, "keys": keys, "keep": keep, "wait_ms": wait_ms, "then": then}
        case "collect":
            most = draw(st.integers(1, 4))
            collect = {"into": "number", "most_digits": most}
            return {**common, "collect": collect, "then": draw(anywhere), "otherwise": then}
        case "look_up":
            return {"say": [*say, *read], "look_up": "number", "results": dict.fromkeys(LOOK_UP_RESULTS, then)}
        case "message":
            return {"say": say, "message": {"end_key": draw(st.sampled_from("#1"))}, "then": then}
        case _:
            return {**reads, "then": then}


def reachable(steps: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    found: list[str] = ["s0", "sorry"]
    for name in found:
        one = steps[name]
        next_ones = [one.get("then"), one.get("otherwise"), *one.get("keys", {}).values()]
        found += [to for to in [*next_ones, *one.get("results", {}).values()] if to and to not in found]
    return {name: steps[name] for name in dict.fromkeys(found)}

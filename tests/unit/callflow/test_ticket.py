"""A ticket's table: who may do what, what follows, and that no ticket is ever stuck."""

from contextlib import suppress
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callflow import ticket_steps as steps
from callflow.ticket import FINAL, OPEN, TABLE, UNDER_WAY, StepRefusedError, Taken, possible, replay, take
from callflow.ticket_life import Life
from callflow.ticket_objections import MOST_EXTENSIONS, MOST_RETURNS
from callflow.ticket_outcomes import FOLLOWS, REOPENED_FROM, CancelFollowUp, PlanFollowUp, ReopenTarget
from callflow.ticket_rules import Review, TicketRules
from callflow.ticket_steps import SERVICE, Actor, AnyTicketStep, By, Flag, TicketStep
from callflow.ticket_words import STATE_WORDS, STEP_WORDS, in_words
from callflow.units import AgentId, TicketNumber
from callflow.views import TicketState
from models.states import TicketEventKind

AGENT = By(actor=Actor.AGENT, agent=AgentId("1026"))
LEADER = By(actor=Actor.SUPERVISOR, agent=AgentId("9001"))
WATER = By(actor=Actor.DEPARTMENT, agent=AgentId("7001"), department="water")
GAS = By(actor=Actor.DEPARTMENT, agent=AgentId("7002"), department="gas")
EVERYBODY = (AGENT, LEADER, WATER, GAS, SERVICE)
RULES = TicketRules()
TO_WATER = steps.Dispatched(department="water")


def after(*taken: tuple[TicketStep, By], rules: TicketRules = RULES) -> Taken:
    """Take these steps after a ticket was opened; what follows is not obeyed."""
    last = take(Life(), steps.Opened(), SERVICE, rules)
    for step, by in taken:
        last = take(last.life, step, by, rules)
    return last


def accepted() -> Life:
    return after((steps.Confirmed(), AGENT), (TO_WATER, AGENT), (steps.Accepted(), WATER)).life


def refused(life: Life, step: TicketStep, by: By, rules: TicketRules = RULES) -> StepRefusedError:
    with pytest.raises(StepRefusedError) as error:
        take(life, step, by, rules)
    return error.value


def test_a_ticket_goes_from_draft_to_archive() -> None:
    ways = [
        (steps.Confirmed(), AGENT, TicketState.CONFIRMED),
        (TO_WATER, AGENT, TicketState.DISPATCHED),
        (steps.Accepted(), WATER, TicketState.ACCEPTED),
        (steps.Replied(text="已修好"), WATER, TicketState.REPLIED),
        (steps.FollowedUp(reached=True), SERVICE, TicketState.FOLLOWED_UP),
        (steps.Resolved(), LEADER, TicketState.RESOLVED),
        (steps.Archived(), SERVICE, TicketState.ARCHIVED),
    ]
    life = after().life
    for step, by, state in ways:
        life = take(life, step, by, RULES).life
        assert life.state is state


@pytest.mark.parametrize(
    ("review", "urgency", "orders"),
    [
        (Review.OFF, "特急", (TO_WATER,)),
        (Review.URGENT, "一般", (TO_WATER,)),
        (Review.URGENT, "紧急", (steps.ReviewAsked(),)),
        (Review.ALL, "一般", (steps.ReviewAsked(),)),
    ],
)
def test_the_rule_says_which_tickets_the_duty_leader_sees(
    review: Review, urgency: str, orders: tuple[TicketStep, ...]
) -> None:
    confirmed = steps.Confirmed(urgency=urgency, suggested="water")
    assert after((confirmed, AGENT), rules=TicketRules(review=review)).orders == orders


def test_what_has_to_be_reviewed_is_not_dispatched_before() -> None:
    rules = TicketRules(review=Review.ALL)
    confirmed = after((steps.Confirmed(suggested="water"), AGENT), rules=rules).life
    assert "审签" in refused(confirmed, TO_WATER, LEADER, rules).reason
    asked = take(confirmed, steps.ReviewAsked(), SERVICE, rules).life
    assert refused(asked, TO_WATER, LEADER, rules).reason == "工单正在等值班领导审签，审签后才能派单。"
    assert refused(asked, steps.Reviewed(), AGENT, rules).forbidden
    assert take(asked, steps.Reviewed(), LEADER, rules).orders == (TO_WATER,)
    back = take(asked, steps.SentBack(reason="地址不清"), LEADER, rules).life
    assert take(back, steps.ReviewAsked(), AGENT, rules).life.state is TicketState.IN_REVIEW


def test_without_a_department_nothing_is_dispatched_by_itself() -> None:
    assert after((steps.Confirmed(), AGENT)).orders == ()
    by_hand = TicketRules(dispatch_at_once=False)
    assert after((steps.Confirmed(suggested="water"), AGENT), rules=by_hand).orders == ()


def test_a_department_returns_a_ticket_twice_and_then_a_supervisor_decides() -> None:
    life = after((steps.Confirmed(), AGENT)).life
    for _ in range(MOST_RETURNS):
        life = take(life, TO_WATER, LEADER, RULES).life
        life = take(life, steps.Returned(reason="不归我管"), WATER, RULES).life
    assert "由班长裁定" in refused(life, TO_WATER, AGENT).reason
    life = take(life, TO_WATER, LEADER, RULES).life
    assert "不能再退" in refused(life, steps.Returned(reason="不归我管"), WATER).reason
    assert take(life, steps.Accepted(), WATER, RULES).life.state is TicketState.ACCEPTED


def test_only_the_department_that_has_it_acts() -> None:
    life = after((steps.Confirmed(), AGENT), (TO_WATER, AGENT)).life
    assert refused(life, steps.Accepted(), GAS).forbidden
    assert refused(life, steps.Accepted(), AGENT).reason == "签收只能由班长、承办单位来做。"
    assert refused(life, steps.Replied(text="好了"), WATER).reason == "工单还没有签收，请先签收再答复。"


def test_what_must_be_said_is_asked_for() -> None:
    assert refused(accepted(), steps.Returned(), WATER).reason == "请写明退单原因。"
    assert refused(accepted(), steps.Replied(text=" "), WATER).reason == "请写明答复内容。"


def test_an_extension_is_asked_for_granted_or_refused_and_not_for_ever() -> None:
    life = accepted()
    wish = steps.ExtensionAsked(days=3, reason="要等配件")
    assert "没有申请延期" in refused(life, steps.ExtensionGranted(days=3), LEADER).reason
    asked = take(life, wish, WATER, RULES).life
    assert asked.asked == wish
    assert "还没有批复" in refused(asked, wish, WATER).reason
    assert take(asked, steps.ExtensionRefused(reason="请抓紧"), LEADER, RULES).life == life
    for _ in range(MOST_EXTENSIONS):
        life = take(take(life, wish, WATER, RULES).life, steps.ExtensionGranted(days=2), LEADER, RULES).life
    assert f"已延期 {MOST_EXTENSIONS} 次" in refused(life, wish, WATER).reason


def test_a_suspended_ticket_goes_on_where_it_was() -> None:
    life = accepted()
    held = take(life, steps.Suspended(reason="等市民补充材料"), LEADER, RULES).life
    assert held.state is TicketState.SUSPENDED
    assert refused(held, steps.Replied(text="好了"), WATER).reason == "工单现在是“已挂起”，不能答复。"
    assert take(held, steps.Resumed(), LEADER, RULES).life == life


@pytest.mark.parametrize(
    ("heard", "state", "orders"),
    [
        (steps.FollowedUp(reached=False), TicketState.REPLIED, ()),
        (steps.FollowedUp(reached=False, last=True), TicketState.FOLLOWED_UP, ()),
        (steps.FollowedUp(reached=True), TicketState.FOLLOWED_UP, ()),
        (
            steps.FollowedUp(reached=True, solved=True, score=1),
            TicketState.FOLLOWED_UP,
            (steps.Resolved(note="市民表示问题已经解决"),),
        ),
        (
            steps.FollowedUp(reached=True, solved=False),
            TicketState.FOLLOWED_UP,
            (steps.Reopened(reason="市民表示问题没有解决"),),
        ),
    ],
)
def test_a_reply_plans_a_call_and_the_citizen_decides(
    heard: steps.FollowedUp, state: TicketState, orders: tuple[TicketStep, ...]
) -> None:
    replied = take(accepted(), steps.Replied(text="已修好"), WATER, RULES)
    assert replied.orders == (PlanFollowUp(),)
    assert take(replied.life, heard, SERVICE, RULES) == (replied.life.to(state), orders)


def test_a_reopened_ticket_begins_anew_with_its_last_department_suggested() -> None:
    life = take(accepted(), steps.Returned(reason="不归我管"), WATER, RULES).life
    for step in (TO_WATER, steps.Accepted(), steps.Replied(text="好了"), steps.Reopened(reason="没修好")):
        taken = take(life, step, LEADER, RULES)
        life = taken.life
    assert (life.state, life.suggested, life.returns) == (TicketState.REOPENED, "water", 0)
    assert taken.orders == (CancelFollowUp(),)


def test_what_was_answered_directly_or_merged_at_the_desk_goes_nowhere_else() -> None:
    answered = after((steps.Confirmed(suggested="water", answer="周一到周五办理", article="a1"), AGENT))
    assert answered.orders == (steps.Answered(answer="周一到周五办理", article="a1"),)
    into = TicketNumber("261121000001")
    assert after((steps.Confirmed(suggested="water", merge_into=into), AGENT)).orders == (steps.Merged(into=into),)


def test_a_merged_callers_no_reopens_the_other_ticket() -> None:
    merged = after((steps.Confirmed(), AGENT), (steps.Merged(into=TicketNumber("1")), AGENT)).life
    assert merged.merged_into == "1"
    assert take(merged, steps.FollowedUp(reached=True, solved=False), SERVICE, RULES) == (merged, (ReopenTarget(),))
    assert take(merged, steps.FollowedUp(reached=True, solved=True), SERVICE, RULES) == (merged, ())


def test_each_escalation_is_told_once() -> None:
    life = take(accepted(), steps.Escalated(level=2, flag=Flag.ORANGE), SERVICE, RULES).life
    assert life.level == 2
    for level in 1, 2:
        refused(life, steps.Escalated(level=level), SERVICE)
    assert refused(life, steps.Escalated(level=3), LEADER).forbidden


def test_what_stands_is_eased_by_the_service_alone_and_may_be_told_again_then() -> None:
    late = take(accepted(), steps.Escalated(level=2, flag=Flag.ORANGE), SERVICE, RULES).life
    for level in 2, 3:
        refused(late, steps.Eased(level=level), SERVICE)
    assert refused(late, steps.Eased(), LEADER).forbidden
    eased = take(late, steps.Eased(), SERVICE, RULES).life
    assert eased.level == 0
    assert take(eased, steps.Escalated(level=1, flag=Flag.YELLOW), SERVICE, RULES).life.level == 1


# --- any order of acts ---

REASONS = st.sampled_from(["", "缘由"])
STEPS: st.SearchStrategy[TicketStep] = st.one_of(
    st.builds(steps.Confirmed, urgency=st.sampled_from(["", "紧急"]), suggested=st.sampled_from(["", "water"])),
    st.builds(steps.Dispatched, department=st.sampled_from(["", "water", "gas"])),
    *(st.builds(kind, reason=REASONS) for kind in (steps.Returned, steps.SentBack, steps.Suspended, steps.Reopened)),
    *(st.builds(kind, reason=REASONS) for kind in (steps.Discarded, steps.ExtensionRefused)),
    *(st.builds(kind, days=st.integers(0, 3)) for kind in (steps.ExtensionGranted,)),
    st.builds(steps.ExtensionAsked, days=st.integers(0, 3), reason=REASONS),
    st.builds(steps.Replied, text=REASONS),
    st.builds(steps.Answered, answer=REASONS),
    st.builds(steps.FollowedUp, reached=st.booleans(), solved=st.sampled_from([None, True, False]), last=st.booleans()),
    st.builds(steps.Escalated, level=st.integers(1, 5)),
    st.builds(steps.Eased, level=st.integers(0, 4)),
    st.builds(steps.Amended, changes=st.sampled_from([{}, {"urgency": "特急"}, {"place": "人民路"}])),
    st.builds(steps.Merged, into=st.just(TicketNumber("1"))),
    st.sampled_from([steps.Opened(), steps.ReviewAsked(), steps.Reviewed(), steps.Accepted(), steps.Resumed()]),
    st.sampled_from([steps.Resolved(), steps.Archived(), steps.Absorbed(ticket=TicketNumber("2"))]),
)
ANY_RULES = st.builds(
    TicketRules, review=st.sampled_from(Review), dispatch_at_once=st.booleans(), follow_up=st.booleans()
)


def obeyed(life: Life, step: TicketStep, by: By, rules: TicketRules, history: list[TicketStep]) -> Life:
    """Take a step and what the rules order, as the records do."""
    taken = take(life, step, by, rules)
    history.append(step)
    life = taken.life
    for order in taken.orders:
        if isinstance(order, TicketStep):
            life = obeyed(life, order, SERVICE, rules, history)
    return life


@given(st.lists(st.tuples(STEPS, st.sampled_from(EVERYBODY), ANY_RULES), max_size=40))
def test_no_order_of_acts_strands_a_ticket_and_its_events_tell_its_state(
    tried: list[tuple[TicketStep, By, TicketRules]],
) -> None:
    life, history = Life(), list[TicketStep]()
    life = obeyed(life, steps.Opened(), SERVICE, RULES, history)
    for step, by, rules in tried:
        with suppress(StepRefusedError):
            life = obeyed(life, step, by, rules, history)
    assert replay(history) == life
    for rules in (RULES, TicketRules(review=Review.ALL, follow_up=False)):
        assert ends(life, rules)


def ends(life: Life, rules: TicketRules) -> bool:
    """Whether people and the service can still bring a ticket to an end."""
    seen, at_hand = set[TicketState](), [life]
    while at_hand:
        one = at_hand.pop()
        if one.state in FINAL:
            return True
        seen.add(one.state)
        for by in (LEADER, SERVICE, By(actor=Actor.DEPARTMENT, department=one.department)):
            for kind in possible(one, by, rules):
                following = TABLE[one.state][kind].move(one, _spoken(kind))
                if following.state not in seen:
                    at_hand.append(following)
    return False


def _spoken(kind: type[TicketStep]) -> TicketStep:
    return steps.Dispatched(department="water") if kind is steps.Dispatched else kind()


@given(st.lists(st.tuples(STEPS, st.sampled_from(EVERYBODY)), max_size=20))
def test_a_step_is_taken_only_by_whom_it_is_offered_to(tried: list[tuple[TicketStep, By]]) -> None:
    life = after().life
    for step, by in tried:
        offered = set(possible(life, by, RULES))
        with suppress(StepRefusedError):
            life = take(life, step, by, RULES).life
            assert type(step) in offered


# --- the table is whole ---


def test_every_step_and_every_state_has_its_words() -> None:
    kinds = {kind.kind() for kind in get_args(AnyTicketStep)}
    assert kinds == set(STEP_WORDS) == {kind.value for kind in TicketEventKind}
    assert set(STATE_WORDS) == set(TicketState) == set(TABLE)
    assert {kind.kind() for row in TABLE.values() for kind in row} == kinds
    assert {state for state, row in TABLE.items() if steps.Reopened in row} == REOPENED_FROM
    assert set(FOLLOWS) <= {kind for row in TABLE.values() for kind in row}
    assert all(isinstance(in_words(_spoken(kind)), str) for kind in get_args(AnyTicketStep))


def test_time_counts_while_the_citizen_waits_and_not_otherwise() -> None:
    assert TicketState.SUSPENDED in OPEN - UNDER_WAY
    assert not FINAL & OPEN
    assert TicketState.DRAFT not in OPEN

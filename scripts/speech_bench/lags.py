"""How late each word of a live leg was shown."""

from collections import defaultdict
from collections.abc import Iterator

from asr.text import join_words
from asr.wire import Heard, Partial

NUMERALS = frozenset("零〇幺一二两三四五六七八九十百千万亿点")
LegKey = tuple[str, str]


class Lags:
    """Partials and utterances as they arrive; gives the lag of each word that was shown.

    A word counts as shown with the first text of its utterance that holds it as often as the words up to it do. Its end
    is what the final result says, on the recording's own clock. Spoken numerals are left out: they are shown as digits.
    English ones count with the first text of as many words: that voice makes the model change its mind on every other
    word, at any load.
    """

    def __init__(self) -> None:
        self._shown: dict[LegKey, list[tuple[float, str]]] = defaultdict(list)

    def take(self, message: Partial | Heard, now_s: float, began_s: float) -> list[float]:
        """Lags in milliseconds that are known now; `began_s` is when the recording's first sample was on the wire."""
        if isinstance(message, Partial):
            self._shown[message.case, message.leg].append((now_s, message.text))
            return []
        shown = self._shown.pop((message.case, message.event.leg), [])
        words = join_words(word.text for word in message.event.words)
        return [(at - began_s) * 1000 - end_ms for at, end_ms in self._first(message, [*shown, (now_s, words)])]

    @staticmethod
    def _first(message: Heard, shown: list[tuple[float, str]]) -> Iterator[tuple[float, int]]:
        so_far: list[str] = []
        for word in message.event.words:
            so_far.append(word.text)
            if NUMERALS & set(word.text):
                continue
            times = _reach(word.text, join_words(so_far))
            yield next(at for at, text in shown if _reach(word.text, text) >= times), word.end_ms


def _reach(word: str, text: str) -> int:
    """How often a Chinese word stands in a text; how many words there are beside an English one."""
    return len(text.split()) if word.isascii() else text.replace(" ", "").count(word)

"""An n-gram model from sentences: interpolated Kneser-Ney smoothing, three discounts (S. Chen and J. Goodman, 1998).

In the shorter contexts a word counts after how many different words it was seen, not how often.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from asr.language_model.backoff import BEGIN, END, BackoffModel, Context, with_weights

ORDER = 3
_ALIKE_FROM = 3
"""Counts from here on are discounted alike."""
_FEW = (0.0, 0.5, 0.75, 0.9)
"""Discounts where too few n-grams were seen to estimate them."""

Counts = Mapping[Context, Counter[str]]


def estimate(
    sentences: Iterable[Sequence[str]],
    vocabulary: Collection[str],
    smallest_counts: tuple[int, int, int] = (1, 1, 1),
) -> BackoffModel:
    """Estimate a trigram model.

    Args:
        sentences: of words of the vocabulary, without `<s>` and `</s>`.
        vocabulary: all words that can be said, whether a sentence has them or not.
        smallest_counts: by length, rising, how often an n-gram must be seen to be kept; the share of the others goes
            to the shorter contexts. Unigrams are always kept.
    """
    said = list(sentences)
    seen = [_counts(said, length) for length in range(1, ORDER + 1)]
    probabilities: dict[Context, dict[str, float]] = {(): dict.fromkeys([*vocabulary, END], 1 / (len(vocabulary) + 1))}
    model = BackoffModel(order=ORDER, probabilities=probabilities, weights={})
    for length, smallest in enumerate(smallest_counts, 1):
        counts = _continuations(seen[length - 1], seen[length]) if length < ORDER else seen[-1]
        kept: Mapping[Context, Iterable[str]] = (
            {(): probabilities[()]} if length == 1 else _kept(seen[length - 1], smallest)
        )
        probabilities = {**probabilities, **_smoothed(counts, kept, model)}
        model = with_weights(ORDER, probabilities)
    return model


def _counts(sentences: list[Sequence[str]], length: int) -> Counts:
    """How often each word was seen after each context of length - 1 words."""
    found: defaultdict[Context, Counter[str]] = defaultdict(Counter)
    for sentence in sentences:
        padded = (BEGIN, *sentence, END)
        for at in range(max(1, length - 1), len(padded)):
            found[padded[at - length + 1 : at]][padded[at]] += 1
    return found


def _continuations(seen: Counts, longer: Counts) -> Counts:
    """After how many words each n-gram was seen; one that begins a sentence has none before it and keeps its count."""
    found: defaultdict[Context, Counter[str]] = defaultdict(Counter)
    for context, words in longer.items():
        found[context[1:]].update(words.keys())
    found.update({context: words for context, words in seen.items() if context[:1] == (BEGIN,)})
    return found


def _kept(seen: Counts, smallest: int) -> Mapping[Context, Iterable[str]]:
    kept = {context: [word for word, count in words.items() if count >= smallest] for context, words in seen.items()}
    return {context: words for context, words in kept.items() if words}


def _smoothed(
    counts: Counts, kept: Mapping[Context, Iterable[str]], lower: BackoffModel
) -> dict[Context, dict[str, float]]:
    """The counts less their discounts, and what was discounted spread like the shorter context's probabilities."""
    discounts = _discounts(counts)
    found = {}
    for context, words in kept.items():
        after = counts.get(context, Counter())
        total = max(after.total(), 1)
        spread = sum(discounts[min(count, _ALIKE_FROM)] for count in after.values()) / total if after else 1.0
        found[context] = {
            word: (count - discounts[min(count, _ALIKE_FROM)]) / total + spread * lower.probability(context[1:], word)
            for word, count in ((word, after[word]) for word in words)
        }
    return found


def _discounts(counts: Counts) -> Sequence[float]:
    """What is taken off a count of 0, 1, 2, and 3 or more, from how many n-grams were seen so often."""
    often = Counter(min(count, _ALIKE_FROM + 1) for words in counts.values() for count in words.values())
    if not all(often[times] for times in range(1, _ALIKE_FROM + 2)):
        return _FEW
    share = often[1] / (often[1] + 2 * often[2])
    found = [times - (times + 1) * share * often[times + 1] / often[times] for times in range(1, _ALIKE_FROM + 1)]
    return (0.0, *(min(max(discount, 0.05), times - 0.05) for times, discount in enumerate(found, 1)))

"""Two n-gram models as one: at each word, a share of the one's probability and the rest of the other's."""

from collections.abc import Iterable, Sequence

from asr.language_model.backoff import BackoffModel, with_weights

_ROUNDS = 20
_SHARES = (0.05, 0.9)
"""A share out of these bounds would make one of the two useless."""


def mixed(base: BackoffModel, other: BackoffModel, share: float) -> BackoffModel:
    """`share` of `other` and the rest of `base`, over the n-grams that either lists."""
    contexts = {*base.probabilities, *other.probabilities}
    probabilities = {
        context: {
            word: (1 - share) * base.probability(context, word) + share * other.probability(context, word)
            for word in {**base.probabilities.get(context, {}), **other.probabilities.get(context, {})}
        }
        for context in contexts
    }
    return with_weights(max(base.order, other.order), probabilities)


def best_share(base: BackoffModel, other: BackoffModel, sentences: Iterable[Sequence[str]]) -> float:
    """The share of `other` under which sentences that neither has learned from are likeliest (by EM)."""
    pairs = [
        (base.probability(context[-base.order + 1 :], word), other.probability(context, word))
        for sentence in sentences
        for context, word in other.steps(sentence)
    ]
    share = 0.5
    for _ in range(_ROUNDS if pairs else 0):
        share = sum(share * new / (share * new + (1 - share) * old) for old, new in pairs) / len(pairs)
    return min(max(share, _SHARES[0]), _SHARES[1])

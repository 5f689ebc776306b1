"""An n-gram model with backing off: how likely a word is after the words before it.

A context that has not been seen with a word gives its place to the shorter one, at the price of its back-off weight
(S. Katz, 1987). `<s>` begins a sentence and only stands in contexts; `</s>` ends one.
"""

from collections.abc import Iterator, Mapping, Sequence

import msgspec

BEGIN, END = "<s>", "</s>"
SMALLEST = 1e-12

Context = tuple[str, ...]


class BackoffModel(msgspec.Struct, frozen=True, kw_only=True):
    """Probabilities of the n-grams that are kept, and what the contexts give to the shorter ones.

    Attributes:
        order: the longest n-gram; contexts have up to order - 1 words.
        probabilities: for each context, that of each word after it. The empty context knows every word.
        weights: for each context, the factor for words that are not listed after it.
    """

    order: int
    probabilities: Mapping[Context, Mapping[str, float]]
    weights: Mapping[Context, float]

    def probability(self, context: Context, word: str) -> float:
        """P(word | context), never zero."""
        listed = self.probabilities.get(context)
        if listed is not None and word in listed:
            return listed[word]
        if not context:
            return SMALLEST
        return self.weights.get(context, 1.0) * self.probability(context[1:], word)

    def steps(self, sentence: Sequence[str]) -> Iterator[tuple[Context, str]]:
        """Each word of a sentence, and its end, with the context that decides about it."""
        padded = (BEGIN, *sentence, END)
        for at in range(1, len(padded)):
            yield padded[max(0, at - self.order + 1) : at], padded[at]

    @property
    def words(self) -> frozenset[str]:
        """All words that can be said."""
        return frozenset(self.probabilities[()]) - {END}


def with_weights(order: int, probabilities: Mapping[Context, Mapping[str, float]]) -> BackoffModel:
    """The model whose back-off weights make the probabilities after each context add up to one."""
    model = BackoffModel(order=order, probabilities=probabilities, weights=(weights := {}))
    for context in sorted(probabilities, key=len):
        if context:
            listed = probabilities[context]
            left = 1 - sum(listed.values())
            left_below = 1 - sum(model.probability(context[1:], word) for word in listed)
            weights[context] = max(left, SMALLEST) / max(left_below, SMALLEST)
    return model

"""`Gr.fst`, the part of a dynamic-graph model that says which words follow which.

An acceptor over the numbers in `words.txt`: a state for each context, an arc for each n-gram, back-off as an arc that
costs without a word, and the end of a sentence as a final cost. Read in the form in which models are shipped (`ngram`)
and in the one that is written here (`vector`), which Vosk reads as well.
"""

import math
from collections.abc import Mapping
from pathlib import Path

from asr.language_model.backoff import BEGIN, END, BackoffModel, Context
from asr.language_model.ngram_form import GrammarState, read_header, read_states
from asr.language_model.vector_form import EPSILON, NEVER_ENDS, Arc, State, read_vector, write_vector

_READERS = {"ngram": read_states, "vector": read_vector}


class GrammarError(Exception):
    """The file is no n-gram grammar."""


def words_in(path: Path) -> dict[int, str]:
    """The words by number that a grammar carries itself, as official models' do."""
    header = read_header(path.read_bytes())
    return header.words if header else {}


def read_grammar(path: Path, words: Mapping[int, str]) -> BackoffModel:
    """The n-gram model in a grammar over these numbered words. Raises GrammarError."""
    spelled = {**words, EPSILON: BEGIN}
    probabilities: dict[Context, dict[str, float]] = {}
    weights: dict[Context, float] = {}
    for state in _states(path):
        context = tuple(spelled[number] for number in state.context)
        listed = {spelled[number]: math.exp(-cost) for number, cost in state.costs.items()}
        if state.end_cost is not None:
            listed[END] = math.exp(-state.end_cost)
        if listed:
            probabilities[context] = listed
            weights[context] = math.exp(-state.backoff_cost)
    if () not in probabilities:
        raise GrammarError(f"{path} has no unigrams: it is no n-gram grammar")
    order = 1 + max(len(context) for context in probabilities)
    return BackoffModel(order=order, probabilities=probabilities, weights=weights)


def write_grammar(path: Path, model: BackoffModel, numbers: Mapping[str, int]) -> None:
    """Write a model's grammar; all its words must have numbers."""
    states = {context: state for state, context in enumerate(model.probabilities)}
    written = [_state(model, context, numbers, states) for context in states]
    write_vector(path, states[_known((BEGIN,), states)], written)


def _state(model: BackoffModel, context: Context, numbers: Mapping[str, int], states: Mapping[Context, int]) -> State:
    listed = model.probabilities[context]
    arcs = [
        Arc(numbers[word], -math.log(probability), states[_known((*context, word)[1 - model.order :], states)])
        for word, probability in listed.items()
        if word != END
    ]
    if context:
        arcs.append(Arc(EPSILON, -math.log(model.weights[context]), states[_known(context[1:], states)]))
    return State(-math.log(listed[END]) if END in listed else NEVER_ENDS, sorted(arcs))


def _known(context: Context, states: Mapping[Context, int]) -> Context:
    """The longest end of a context that has a state."""
    while context not in states:
        context = context[1:]
    return context


def _states(path: Path) -> list[GrammarState]:
    data = path.read_bytes()
    header = read_header(data)
    if header is None:
        raise GrammarError(f"{path} is no OpenFst file")
    if header.form not in _READERS:
        raise GrammarError(f"{path} is in the form {header.form}; those that can be read are {', '.join(_READERS)}")
    return _READERS[header.form](data, header)

"""Finding texts by their words, pure: what a text is indexed by, what a call asks, how well a text answers it.

Chinese has no blanks, and a dictionary would decide what can be found. So a text is indexed by its pairs of
characters, made here and not in a database, so that every database finds the same.
"""

from callflow.search.grams import distinct_grams, grams
from callflow.search.query import NOTHING_ASKED, Query, asked_in_call, asked_in_words, query_of
from callflow.search.relevance import Ranking, Text, chosen

__all__ = [
    "NOTHING_ASKED",
    "Query",
    "Ranking",
    "Text",
    "asked_in_call",
    "asked_in_words",
    "chosen",
    "distinct_grams",
    "grams",
    "query_of",
]

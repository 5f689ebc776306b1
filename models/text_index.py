"""Full-text indexes that answer alike on SQLite (FTS5) and PostgreSQL (tsvector with GIN).

The grams are made by `callflow.search`, so neither database parses Chinese. An index holds the grams of each text
under the text's whole number; beside it `text_terms` counts in how many texts a gram stands, which tells rare grams
from common ones without reading the index. Both change in the transaction of the text itself.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Connection, TextClause, bindparam, delete, select, text
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables.search import TextTerm

ItemT = TypeVar("ItemT")
AnswerT = TypeVar("AnswerT")

_EVERY = ""
"""The gram that each text counts as having."""
_AT_ONCE = 500
_FINE = 1_000
"""Worths are summed as whole thousandths: sums of fractions depend on their order."""


class Known(NamedTuple):
    """How many texts hold each of some grams, of how many texts."""

    documents: Mapping[str, int]
    of: int


class _Speech(NamedTuple):
    """What one database is told."""

    put: str
    held: str
    remove: str
    find: Callable[[str, int], str]
    """Of an index, by so many grams."""
    either: str
    quote: str
    insert: Any


def _find_sqlite(name: str, grams: int) -> str:
    """An index of its own kind is asked for each gram: that costs least here."""
    held = " UNION ALL ".join(
        f"SELECT rowid AS number, CAST(:worth{nth} AS INTEGER) AS worth FROM {name} WHERE {name} MATCH :gram{nth}"  # noqa: S608  our own words; grams are parameters
        for nth in range(grams)
    )
    return f"SELECT number FROM ({held}) AS held GROUP BY number ORDER BY SUM(worth) DESC, number LIMIT :most"  # noqa: S608  as above


def _find_postgresql(name: str, grams: int) -> str:
    """The index is asked once for all: each time it reads what was put in lately as a list."""
    worth = " + ".join(
        f"CASE WHEN words @@ CAST(:gram{nth} AS tsquery) THEN CAST(:worth{nth} AS BIGINT) ELSE 0 END"
        for nth in range(grams)
    )
    held = f"SELECT number FROM {name} WHERE words @@ CAST(:wanted AS tsquery)"  # noqa: S608  as above
    return f"{held} ORDER BY {worth} DESC, number LIMIT :most"


_SQLITE = _Speech(
    put="INSERT INTO {name} (rowid, words) VALUES (:number, :words)",
    held="SELECT words FROM {name} WHERE rowid IN :numbers",
    remove="DELETE FROM {name} WHERE rowid IN :numbers",
    find=_find_sqlite,
    either=" OR ",
    quote='"',
    insert=insert_sqlite,
)
_POSTGRESQL = _Speech(
    put="INSERT INTO {name} (number, words) VALUES (:number, array_to_tsvector(string_to_array(:words, ' ')))",
    held="SELECT array_to_string(tsvector_to_array(words), ' ') FROM {name} WHERE number IN :numbers",
    remove="DELETE FROM {name} WHERE number IN :numbers",
    find=_find_postgresql,
    either=" | ",
    quote="'",
    insert=insert_postgresql,
)


class TextIndex:
    """One index, by its table's name (`fts_…`, made by the migrations).

    It works on a plain connection, so that it can follow the writing of rows (`models.ticket_index`); in a session, use
    `indexed`.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def put(self, on: Connection, texts: Mapping[int, Collection[str]]) -> None:
        """Index these texts' grams, in place of what was indexed under their numbers."""
        self.remove(on, texts)
        words = {number: " ".join(sorted(grams)) for number, grams in texts.items() if grams}
        for part in _parts([{"number": number, "words": each} for number, each in words.items()]):
            on.execute(self._say(_speech(on).put), part)
        self._count(on, words.values(), by=1)

    def remove(self, on: Connection, numbers: Iterable[int]) -> None:
        """Forget these texts; one that is not indexed is let be."""
        for part in _parts(list(numbers)):
            held = on.scalars(self._say(_speech(on).held, numbers=part), {"numbers": part}).all()
            if held:
                on.execute(self._say(_speech(on).remove, numbers=part), {"numbers": part})
                self._count(on, held, by=-1)

    def known(self, on: Connection, grams: Collection[str]) -> Known:
        """How common these grams are; those that no text holds are left out."""
        asked = select(TextTerm.gram, TextTerm.documents).where(TextTerm.index == self._name, TextTerm.documents > 0)
        rows = on.execute(asked.where(TextTerm.gram.in_([_EVERY, *grams])))
        found = {row.gram: row.documents for row in rows}
        return Known(of=found.pop(_EVERY, 0), documents=found)

    def find(self, on: Connection, worths: Mapping[str, float], most: int) -> Sequence[int]:
        """At most `most` texts that hold any of these grams, those with the most worth first.

        Neither database's own rank is asked: one knows rare grams from common ones, the other does not.
        """
        if not worths:
            return []
        speech = _speech(on)
        quoted = [f"{speech.quote}{gram}{speech.quote}" for gram in worths]
        given: dict[str, Any] = {"wanted": speech.either.join(quoted), "most": most}
        for nth, (gram, worth) in enumerate(zip(quoted, worths.values(), strict=True)):
            given |= {f"gram{nth}": gram, f"worth{nth}": round(worth * _FINE)}
        return on.scalars(text(speech.find(self._name, len(quoted))), given).all()

    def _say(self, sentence: str, **lists: Sequence[int]) -> TextClause:
        clause = text(sentence.format(name=self._name))
        return clause.bindparams(*(bindparam(name, expanding=True) for name in lists))

    def _count(self, on: Connection, words: Iterable[str], *, by: int) -> None:
        changed = Counter(gram for each in words for gram in (_EVERY, *each.split()))
        rows = [{"index": self._name, "gram": gram, "documents": by * n} for gram, n in sorted(changed.items())]
        for part in _parts(rows):
            wish = _speech(on).insert(TextTerm).values(part)
            more = {"documents": TextTerm.documents + wish.excluded.documents}
            on.execute(wish.on_conflict_do_update(index_elements=["index_name", "gram"], set_=more))
            if by < 0:
                gone = delete(TextTerm).where(TextTerm.index == self._name, TextTerm.documents <= 0)
                on.execute(gone.where(TextTerm.gram.in_([row["gram"] for row in part])))


async def indexed(db: AsyncSession, work: Callable[..., AnswerT], *given: Any) -> AnswerT:
    """Have an index do something in a session's transaction, after what the session still has to write."""
    await db.flush()
    return await (await db.connection()).run_sync(work, *given)


def _speech(on: Connection) -> _Speech:
    return _SQLITE if on.dialect.name == "sqlite" else _POSTGRESQL


def _parts(items: Sequence[ItemT]) -> Iterator[Sequence[ItemT]]:
    return (items[at : at + _AT_ONCE] for at in range(0, len(items), _AT_ONCE))

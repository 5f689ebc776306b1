"""Reading and writing much for one file, beside calls.

Calls and screens live on the same loop. So rows come page by page, because making them of what the database answers
holds the loop, in a transaction that only reads; the file is made off the loop; and only the note in the audit waits
for its turn to write.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

MOST_ROWS = 10_000
PAGE = 200

RowT = TypeVar("RowT")


async def read_pages(page: Callable[[RowT | None], Awaitable[Sequence[RowT]]]) -> Sequence[RowT]:
    """At most `MOST_ROWS` rows: `page` gives the `PAGE` that follow a row, or the first ones."""
    rows: list[RowT] = []
    while len(rows) < MOST_ROWS:
        found = await page(rows[-1] if rows else None)
        rows += found
        if len(found) < PAGE:
            break
    return rows

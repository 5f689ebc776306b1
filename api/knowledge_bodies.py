"""What requests bring that keep the knowledge base."""

from datetime import date
from typing import Annotated, Self

from pydantic import Field, model_validator

from api.bodies import Body

FILE_MOST = 5_000_000
"""Characters of a file to import."""

Word = Annotated[str, Field(min_length=1, max_length=40, pattern=r"\S")]


class ArticleBody(Body):
    """An article, whole. Both days are part of the time."""

    code: Annotated[str, Field(min_length=1, max_length=80)] | None = None
    title: Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S")]
    body: Annotated[str, Field(min_length=1, max_length=50_000, pattern=r"\S")]
    keywords: Annotated[tuple[Word, ...], Field(max_length=50)] = ()
    department: Annotated[str, Field(max_length=80)] = ""
    valid_from: date | None = None
    valid_until: date | None = None
    enabled: bool = True

    @model_validator(mode="after")
    def _lasts(self) -> Self:
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            raise ValueError("失效日期不能早于生效日期")
        return self


class ArticleFile(Body):
    """A file to import; its name tells the kind."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    text: Annotated[str, Field(max_length=FILE_MOST)]

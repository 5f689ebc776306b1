"""What full-text search counts, beside the indexes themselves (`models.text_index`)."""

from sqlalchemy.orm import Mapped, mapped_column

from models.columns import Base


class TextTerm(Base):
    """In how many texts of an index a gram stands. The empty gram stands in all of them."""

    __tablename__ = "text_terms"

    index: Mapped[str] = mapped_column("index_name", primary_key=True)
    gram: Mapped[str] = mapped_column(primary_key=True)
    documents: Mapped[int]

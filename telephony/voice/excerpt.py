"""What of a long text is read: its beginning, up to the end of a sentence."""

_SENTENCE_ENDS = "。！？!?；;\n"
_CLAUSE_ENDS = "，,、：:"


def excerpt(text: str, most_characters: int) -> tuple[str, bool]:
    """The whole sentences among the first characters, and whether something is left out.

    Where not even one sentence fits, it ends at the last clause that does, else in the middle of it.
    """
    text = text.strip()
    if len(text) <= most_characters:
        return text, False
    head = text[:most_characters]
    for ends in (_SENTENCE_ENDS, _CLAUSE_ENDS):
        last = max(head.rfind(end) for end in ends)
        if last > 0:
            return head[: last + 1].rstrip(_CLAUSE_ENDS), True
    return head, True

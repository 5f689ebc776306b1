"""A caller who is to stay unknown (保密, 匿名): what a department may not read, wherever it stands. Pure.

A name stands in more places than its field: the body begins with it, agents and reasons repeat it, and where the field
was corrected the text may still have the form of address that came before. Of numbers not even the ends are left.
"""

import re
from collections.abc import Mapping

import msgspec

from api.masking import without_numbers
from callflow.drafting.callers.surname import DOUBLE
from callflow.drafting.draft import YES, FieldName

SOMEBODY = "市民"
_NAMELESS = ("匿名", SOMEBODY)
_ADDRESSES = "先生/女士|先生|女士|小姐"
_OPENING = re.compile(r"^[^，。：；（）]{1,8}(?=来电)")
"""How a drafted body begins: 刘先生来电反映…"""
_CALLER = (FieldName.CALLER_NAME, FieldName.CALLBACK_NUMBER)


class Secrecy(msgspec.Struct, frozen=True, kw_only=True):
    """What a ticket's caller wants kept, and the names that it may stand under."""

    confidential: bool = False
    anonymous: bool = False
    names: tuple[str, ...] = ()

    @classmethod
    def of(cls, *tellings: Mapping[FieldName, str]) -> "Secrecy":
        """By a ticket's values, at one time or several: what was wanted once is kept."""
        names = (telling.get(FieldName.CALLER_NAME, "") for telling in tellings)
        return cls(
            confidential=any(telling.get(FieldName.CONFIDENTIAL) == YES for telling in tellings),
            anonymous=any(telling.get(FieldName.ANONYMOUS) == YES for telling in tellings),
            names=tuple(dict.fromkeys(name for name in names if name and name not in _NAMELESS)),
        )

    @property
    def unknown(self) -> bool:
        """Whether nobody outside the hotline may learn who called."""
        return self.confidential or self.anonymous

    def hidden(self, text: str) -> str:
        """The text without the caller's name and without any number; as it is when nothing has to be kept."""
        if not self.unknown:
            return text
        for name in self.names:
            text = re.sub(_forms(name), SOMEBODY, text)
        return without_numbers(text)

    def values(self, values: Mapping[FieldName, str]) -> dict[FieldName, str]:
        """A ticket's values as they may be read."""
        if not self.unknown:
            return dict(values)
        kept = {name: self.hidden(value) for name, value in values.items() if name not in _CALLER}
        if FieldName.BODY in kept:
            kept[FieldName.BODY] = _OPENING.sub(SOMEBODY, kept[FieldName.BODY])
        return kept


def _forms(name: str) -> str:
    """The name itself, and its surname with a form of address."""
    family = next((double for double in DOUBLE.split("|") if name.startswith(double)), name[0])
    return rf"{re.escape(name)}|{re.escape(family)}(?:{_ADDRESSES})"

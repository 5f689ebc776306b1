"""Who calls, and whom: read from the text of an INVITE (RFC 3261 §7.3, RFC 3325 for P-Asserted-Identity).

The message comes from outside, so nothing here raises: what cannot be read is an empty string.
"""

import re
from collections.abc import Iterator

_HEADER = re.compile(r"^([A-Za-z][A-Za-z0-9.!%*_+`'~-]*)[ \t]*:[ \t]*(.*)$")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"?', re.DOTALL)
_IN_BRACKETS = re.compile(r"<([^<>]*)>")
_USER = re.compile(r"\s*(?:sips?:([^@:;?,\s]++)[^@\s]*+@|tel:([^;?,\s]+))", re.IGNORECASE)
_NUMBER = re.compile(r"\+?[0-9]+")
_LONG_FORM = {"f": "from", "t": "to", "i": "call-id"}


def is_asked_to_answer(message: str) -> bool:
    """Whether an INVITE asks the phone to pick up by itself (RFC 5373 §4)."""
    return re.search(r"^Answer-Mode:\s*Auto\b", message, re.IGNORECASE | re.MULTILINE) is not None


def calling_number(invite: str) -> str:
    """The caller's number, digits with an optional leading +; empty when it is withheld or no number."""
    asserted = header_values(invite, "p-asserted-identity")
    for value in asserted or header_values(invite, "from"):
        for user in _users(value):
            number = _as_number(user)
            if number:
                return number
    return ""


def called_number(invite: str) -> str:
    """The user part of the Request-URI, or of To when the Request-URI has none."""
    request_line = invite.split("\r\n", 1)[0].split(" ")
    target = request_line[1] if len(request_line) > 1 else ""
    users = (user for address in (target, *header_values(invite, "to")) for user in _users(address))
    return next(users, "")


def header_values(message: str, name: str) -> list[str]:
    """All values of a header, compact forms and folded lines (RFC 3261 §7.3.1, §7.3.3) included, in order."""
    head = message.replace("\r\n", "\n").split("\n\n", 1)[0]
    lines = re.sub(r"\n[ \t]+", " ", head).split("\n")[1:]
    found = [match for line in lines if (match := _HEADER.match(line))]
    return [match[2] for match in found if _LONG_FORM.get(match[1].lower(), match[1].lower()) == name]


def _users(value: str) -> Iterator[str]:
    """The user parts of a header's addresses. A display name is whatever the caller likes, and tells nothing."""
    bare = _QUOTED.sub("", value)
    for address in _IN_BRACKETS.findall(bare) if "<" in bare else bare.split(","):
        if found := _USER.match(address):
            yield found[1] or found[2]


def _as_number(user: str) -> str:
    bare = re.sub(r"[-.()\s]", "", user.replace("%2B", "+"))
    return bare if _NUMBER.fullmatch(bare) else ""

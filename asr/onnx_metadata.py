"""What an ONNX file says about itself, read without the network in it (hundreds of megabytes are skipped over).

The file is one protocol buffer, a row of fields `key, value`; those called `metadata_props` (14) hold a key and a value
each. Numbers as in onnx.proto and the protocol buffers' encoding.
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

METADATA_PROPS = 14
KEY, VALUE = 1, 2
_VARINT, _EIGHT_BYTES, _COUNTED, _FOUR_BYTES = 0, 1, 2, 5
_FIXED = {_EIGHT_BYTES: 8, _FOUR_BYTES: 4}


class NotOnnxError(Exception):
    """The file is torn or something else."""


def onnx_metadata(path: Path) -> dict[str, str]:
    """Read the keys and values that whoever exported the network has put in. Raises NotOnnxError or OSError."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(0)
        props = [dict(_fields(BytesIO(prop), len(prop))) for prop in _wanted(file, size)]
    return {_text(prop, KEY): _text(prop, VALUE) for prop in props}


def _text(prop: dict[int, bytes], key: int) -> str:
    return prop.get(key, b"").decode(errors="replace")


def _wanted(file: BinaryIO, size: int) -> Iterator[bytes]:
    return (value for key, value in _fields(file, size, only=METADATA_PROPS) if key == METADATA_PROPS)


def _fields(file: BinaryIO, size: int, only: int | None = None) -> Iterator[tuple[int, bytes]]:
    """The counted fields up to `size`; with `only`, the others are skipped over."""
    while file.tell() < size:
        key, kind = divmod(_varint(file), 8)
        if kind == _VARINT:
            _varint(file)
            continue
        length = _varint(file) if kind == _COUNTED else _FIXED.get(kind)
        if length is None or file.tell() + length > size:
            raise NotOnnxError("not a whole ONNX file")
        if kind == _COUNTED and only in {None, key}:
            yield key, file.read(length)
        else:
            file.seek(length, 1)


def _varint(file: BinaryIO) -> int:
    """Seven bits a byte, the lowest first, the eighth bit set on all but the last."""
    value = shift = 0
    while byte := file.read(1):
        value |= (byte[0] & 0x7F) << shift
        if byte[0] < 0x80:  # noqa: PLR2004  # the eighth bit
            return value
        shift += 7
    raise NotOnnxError("not a whole ONNX file")

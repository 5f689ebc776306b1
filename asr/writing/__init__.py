"""Writing: recognised words as people write them. Names corrected, numbers in digits, punctuated (docs/speech.md)."""

from asr.writing.city import CityWriter
from asr.writing.names import NO_NAMES, NameList
from asr.writing.numbers import with_numbers
from asr.writing.writer import Written, write

__all__ = ["NO_NAMES", "CityWriter", "NameList", "Written", "with_numbers", "write"]

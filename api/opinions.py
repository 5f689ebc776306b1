"""Second opinions on a finished call, read from its folder and laid beside what was written down first.

`lingting transcribe CASE --model NAME` makes them (docs/adr/0009-second-opinions.md).
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
import structlog

from api.supervision import is_supervisors
from callflow.second_opinion import OPINIONS, Comparison, SecondOpinion, compare
from callflow.utterance import Utterance

log = structlog.get_logger()


def comparisons(folder: Path, first: Sequence[Utterance], *, with_supervision: bool) -> list[Comparison]:
    """Each model's opinion beside the first transcript, by the model's name. Blocks; raises OSError."""
    found = [_as_seen(opinion, with_supervision=with_supervision) for opinion in _opinions(folder / OPINIONS)]
    return [compare(first, opinion) for opinion in found]


def _opinions(folder: Path) -> Iterator[SecondOpinion]:
    """All that can be read; one that is damaged is told to the log and can be made again."""
    for path in sorted(folder.glob("[!.]*.json")):
        try:
            yield msgspec.json.decode(path.read_bytes(), type=SecondOpinion)
        except msgspec.DecodeError as error:
            log.warning("opinion_unreadable", path=str(path), problem=str(error), remedy="make it again")


def _as_seen(opinion: SecondOpinion, *, with_supervision: bool) -> SecondOpinion:
    """Without a supervisor's words, for those who may not read them."""
    if with_supervision:
        return opinion
    said = tuple(one for one in opinion.utterances if not is_supervisors(one.leg))
    return msgspec.structs.replace(opinion, utterances=said)

import msgspec

from asr.transcript import Form, Line, Transcript, write
from callflow.units import CallMs, DurationMs


def line(channel: int, start_ms: int, end_ms: int, text: str) -> Line:
    start, end = CallMs(start_ms), CallMs(end_ms)
    return Line(channel=channel, start_ms=start, end_ms=end, text=text, confidence=0.9, words=())


def transcript(*lines: Line, channels: int = 1) -> Transcript:
    return Transcript(file="a.mp3", model="demo", length_ms=DurationMs(4_000_000), channels=channels, lines=lines)


ONE = transcript(line(1, 1250, 3900, "你好"), line(1, 3_723_004, 3_725_000, "停水了"))


def test_text_has_a_line_for_each_utterance() -> None:
    assert write(ONE, Form.TEXT) == "00:00:01 你好\n01:02:03 停水了\n"


def test_subrip_numbers_its_cues_and_has_commas_before_milliseconds() -> None:
    assert write(ONE, Form.SRT) == (
        "1\n00:00:01,250 --> 00:00:03,900\n你好\n\n2\n01:02:03,004 --> 01:02:05,000\n停水了\n"
    )


def test_several_channels_are_told_apart() -> None:
    two = transcript(line(1, 0, 900, "你好"), line(2, 1000, 1900, "您好"), channels=2)
    assert write(two, Form.TEXT) == "00:00:00 [1] 你好\n00:00:01 [2] 您好\n"


def test_json_is_one_line_with_everything() -> None:
    text = write(ONE, Form.JSON)
    assert text.count("\n") == 1
    assert msgspec.json.decode(text, type=Transcript) == ONE


def test_nothing_said_is_nothing_written() -> None:
    assert write(transcript(), Form.TEXT) == write(transcript(), Form.SRT) == ""

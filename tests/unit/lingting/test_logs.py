import json

import pytest
import structlog

from lingting.logs import configure_logs, mask_personal_data


@pytest.mark.parametrize(
    ("value", "shown"),
    [("13800005678", "*********78"), ("138", "**8"), ("18", "**"), ("", "**"), (13800005678, "*********78")],
)
def test_of_personal_data_at_most_the_last_two_characters_are_logged(value: object, shown: str) -> None:
    assert mask_personal_data(None, "info", {"event": "x", "pii_number": value}) == {"event": "x", "pii_number": shown}


def test_a_line_is_one_json_object_with_the_process_that_wrote_it(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("tests")
    try:
        structlog.get_logger().info("call_arrived", pii_number="13800005678", city="江城市")
    finally:
        structlog.reset_defaults()
        structlog.contextvars.clear_contextvars()
    line = json.loads(capsys.readouterr().err)
    assert (line["event"], line["process"], line["city"], line["level"]) == ("call_arrived", "tests", "江城市", "info")
    assert "13800" not in str(line)

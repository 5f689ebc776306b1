"""How a benchmark of calls reads sipp's files, and what it calls a failure and a leak."""

from pathlib import Path

import pytest

from scripts.call_bench.left import Sample, compared
from scripts.call_bench.mix import Kind, is_clean, is_flat
from scripts.call_bench.sipp import Run, read_run

STAT = "FailedCall(C);SuccessfulCall(C);Retransmissions(C)\n0;0;0\n2;5;1\n"
TIMES = "Date_ms;response_time_ms;rtd_no\n1.0;12;setup\n2.0;40.000;setup\n3.0;4;refusal\n"
ERRORS = "Aborting call on an unexpected BYE for call: 1\nAborting call on unexpected message\n"


@pytest.fixture
def run(tmp_path: Path) -> Run:
    (tmp_path / "stat").write_text(STAT)
    (tmp_path / "call_1_rtt.csv").write_text(TIMES)
    (tmp_path / "errors").write_text(ERRORS)
    return read_run(tmp_path)


def test_the_last_line_counts_and_times_are_told_apart(run: Run) -> None:
    figures = run.figures()
    assert (figures["calls"], figures["refused_503"], figures["failures"]) == (4, 1, 2)
    assert figures["setup_ms"] == {"p50": 40, "p99": 40, "max": 40}


def test_to_be_hung_up_on_is_a_failure_only_for_who_talks_with_nobody(run: Run) -> None:
    assert Kind(10, 1).failures(run) == 1
    assert Kind(10, 1, talks=False).failures(run) == 2


def test_sipp_that_did_not_run_is_an_error_with_its_words(tmp_path: Path) -> None:
    (tmp_path / "said").write_text("Unknown label")
    with pytest.raises(RuntimeError, match="Unknown label"):
        read_run(tmp_path)


@pytest.mark.parametrize(("grown_mb", "flat"), [(0.0, True), (3.9, True), (4.1, False), (-5.0, True)])
def test_a_process_is_flat_when_it_gains_little_with_each_thousand_calls(grown_mb: float, *, flat: bool) -> None:
    first = Sample(at_s=0, private_mb=90, fds=10, threads=3)
    last = Sample(at_s=9, private_mb=90 + grown_mb, fds=12, threads=3)
    grown = compared(first, last, calls=1000)
    assert grown["grown_fds"] == 2
    assert is_flat(grown) is flat


@pytest.mark.parametrize("fault", ["failures", "faults", "left", "grown"])
def test_anything_that_failed_is_left_or_grows_makes_the_mix_fail(fault: str) -> None:
    clean = {"failures": 0, "faults": [], "left": {}, "grown": {}}
    assert is_clean(clean)
    assert not is_clean(clean | {fault: {"something": 1}})

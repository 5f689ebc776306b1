"""Commands whose user can mend what is wrong: told in a line or two, never a traceback."""

import socket
import sys
from pathlib import Path
from threading import Thread

import pytest

from lingting.at_records import run_at_records
from lingting.cli import main
from lingting.layout import SHIPPED_FLOWS, SHIPPED_PROMPTS
from lingting.settings import Settings
from models import Records
from models.repositories import departments

WRONG_USE = 2

NOBODY_THERE = "postgresql+asyncpg://lingting:secret@127.0.0.1:1/lingting"


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A new machine: no `var/`, nothing runs."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LINGTING_WEB__PORT", "17798")
    return tmp_path


@pytest.fixture
def run(machine: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> "Run":
    assert not (machine / "var").exists()
    return Run(monkeypatch, capsys)


class Run:
    """`lingting ...`, giving the exit status and all that was printed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    def __call__(self, *arguments: str) -> tuple[int, str]:
        self._monkeypatch.setattr(sys, "argv", ["lingting", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        told = self._capsys.readouterr()
        return int(ended.value.code or 0), told.out + told.err


def test_accounts_can_be_made_before_the_first_start(run: Run) -> None:
    assert run("agent", "add", "1026", "王芳")[0] == 0
    assert "王芳" in run("agent", "list")[1]


@pytest.mark.parametrize(
    "command",
    [
        ("agent", "list"),
        ("db", "revision"),
        ("draft", "train"),
        ("model", "list"),
        ("words", "import", "names.txt"),
        ("prompts", "import", str(SHIPPED_PROMPTS / "greeting.wav")),
    ],
)
def test_whichever_command_comes_first_others_may_not_look_into_what_it_makes(
    run: Run, machine: Path, command: tuple[str, ...]
) -> None:
    (machine / "names.txt").write_text("和平大道\n", encoding="utf-8")
    run(*command)
    assert (machine / "var").stat().st_mode & 0o777 == 0o750


def test_a_departments_account_that_names_a_wrong_id_is_told_the_right_ones(run: Run) -> None:
    async def make(_settings: Settings, records: Records) -> None:
        async with records.writing() as db:
            await departments.create(db, "water", departments.DepartmentEntry(name="市水务局", scope=""))

    run_at_records(make)
    said = run("agent", "add", "7001", "水务值班", "--role", "department", "--department", "watr")[1]
    assert "water 市水务局" in said


@pytest.mark.parametrize("command", [("agent", "add", "1026", " "), ("key", "add", " "), ("key", "add", "x" * 61)])
def test_nobody_is_let_in_without_a_name_that_the_page_would_take(run: Run, command: tuple[str, ...]) -> None:
    assert run(*command)[0] == WRONG_USE
    assert "1026" not in run("agent", "list")[1]
    assert "xxx" not in run("key", "list")[1]


@pytest.mark.parametrize(
    ("command", "named"),
    [
        (("report", "-o", "nowhere/report.html"), "nowhere/report.html"),
        (("flow", "draw", str(SHIPPED_FLOWS / "12345.yaml"), "-o", "nowhere/flow.svg"), "nowhere/flow.svg"),
    ],
)
def test_a_place_that_cannot_be_written_is_named(run: Run, command: tuple[str, ...], named: str) -> None:
    status, said = run(*command)
    assert (status, f"{named}: No such file or directory" in said) == (1, True)


@pytest.mark.parametrize(
    "command", [("agent", "list"), ("db", "revision"), ("model", "list"), ("draft", "train"), ("run", "--no-demo")]
)
def test_a_file_where_var_dir_should_be_is_named(run: Run, machine: Path, command: tuple[str, ...]) -> None:
    (machine / "var").write_text("", encoding="utf-8")
    status, said = run(*command)
    assert (status, f"{machine / 'var'}: " in said) == (1, True)


@pytest.mark.parametrize("command", [("words", "import", "nowhere.txt"), ("words", "check", "nowhere.txt")])
def test_a_list_that_is_not_there_is_wrong_use(run: Run, command: tuple[str, ...]) -> None:
    status, said = run(*command)
    assert (status, "nowhere.txt" in said) == (WRONG_USE, True)


def test_a_city_model_of_nothing_asks_for_names_or_texts(run: Run) -> None:
    status, said = run("lm", "build")
    assert (status, "--words" in said) == (WRONG_USE, True)


def test_forgetting_what_drafting_learned_says_what_is_used_from_now_on(run: Run) -> None:
    status, said = run("draft", "forget")
    assert (status, "shipped weights" in said) == (0, True)


def test_a_newcomers_hotline_that_cannot_start_says_why_and_leaves_its_folder_closed(run: Run, machine: Path) -> None:
    with socket.create_server(("127.0.0.1", 17798)):
        status, said = run("run", "--no-demo", "--direct")
    assert (status, "web.port 127.0.0.1:17798" in said) == (1, True)
    assert (machine / "var").stat().st_mode & 0o777 == 0o750


def test_a_number_that_is_none_makes_no_account(run: Run) -> None:
    status, said = run("agent", "add", "abc", "王芳")
    assert status != 0
    assert "1026" in said
    assert "abc" not in run("agent", "list")[1]


def test_a_departments_account_needs_a_department_that_is_there(run: Run) -> None:
    for given, why in (
        (("--role", "department"), "go together"),
        (("--department", "water"), "go together"),
        (("--role", "department", "--department", "water"), "no department water"),
    ):
        status, said = run("agent", "add", "7001", "水务值班", *given)
        assert status != 0
        assert why in said
    assert "7001" not in run("agent", "list")[1]


@pytest.mark.parametrize("command", [("agent", "list"), ("db", "revision"), ("db", "upgrade")])
def test_a_database_that_is_away_is_named_without_its_password(
    run: Run, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.setenv("LINGTING_RECORDS__URL", NOBODY_THERE)
    status, said = run(*command)
    assert status == 1
    assert "records.url" in said
    assert "secret" not in said


def test_a_revision_that_is_not_known_is_said(run: Run) -> None:
    run("agent", "list")
    status, said = run("db", "upgrade", "--to", "nosuch")
    assert (status, "nosuch" in said) == (1, True)


def test_the_sample_call_wants_a_hotline_and_says_how_to_start_it(run: Run, machine: Path) -> None:
    status, said = run("demo", "--json")
    assert (status, "lingting serve" in said) == (1, True)
    assert not (machine / "var" / "first_accounts.json").exists()


@pytest.mark.parametrize(
    "answer", [b"HTTP/1.0 404 No\r\nContent-Type: text/html\r\n\r\n<p>", b"HTTP/1.0 200 OK\r\n\r\n<p>", b"220 mail\r\n"]
)
def test_the_sample_call_tells_another_program_from_a_hotline(run: Run, answer: bytes) -> None:
    with socket.create_server(("127.0.0.1", 17798)) as server:
        other = Thread(target=_answer_once, args=(server, answer))
        other.start()
        status, said = run("demo", "--json")
        other.join()
    assert (status, "web.port" in said, "<p>" in said) == (1, True, False)


def _answer_once(server: socket.socket, answer: bytes) -> None:
    peer, _ = server.accept()
    with peer:
        peer.recv(65_536)
        peer.sendall(answer)


def test_a_folder_without_a_log_cannot_be_replayed(run: Run, machine: Path) -> None:
    status, said = run("replay", str(machine))
    assert (status, "events.jsonl" in said) == (1, True)


@pytest.mark.parametrize(("content", "line"), [('{"index": 0, "at": 0}\nnoise\n{}\n', "line 2"), ("", "no whole line")])
def test_a_damaged_log_is_named_with_its_line(run: Run, machine: Path, content: str, line: str) -> None:
    (machine / "events.jsonl").write_text(content, encoding="utf-8")
    status, said = run("replay", str(machine))
    assert (status, line in said) == (1, True)

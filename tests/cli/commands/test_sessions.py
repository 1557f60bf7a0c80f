"""`livechat sessions`."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import redirect_stdout
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from livechat.cli.commands import sessions as command
from livechat.core.talk.events import (
    Ended,
    LineEntered,
    OutputTranscribed,
    Source,
    SourcesCited,
    TurnComplete,
    TurnSettled,
)
from livechat.errors import FileError, UsageError
from livechat.journal.header import Header
from livechat.journal.store import Store
from livechat.journal.writer import Journal
from tests.support.called import asked, ended, started
from tests.support.kept import START, begin, keep, tell
from tests.support.terminal import Screen


@pytest.fixture(autouse=True)
def store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Store:
    """No sessions but those of a test."""
    monkeypatch.setattr("livechat.config.file.sessions_path", lambda: tmp_path)
    return Store(tmp_path)


@pytest.fixture
def going_on(store: Store) -> Iterator[Journal]:
    """A session that somebody writes."""
    journal = begin(store, "now", about=Header("", START + timedelta(days=1), model="m"))
    yield journal
    journal.close()


def run(*arguments: str, stdin: str = "") -> Result:
    """Run it to its end, whatever that is."""
    return CliRunner().invoke(command.app, arguments, input=stdin)


def local(moment: datetime) -> str:
    """As the clock on the wall shows it."""
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"


def test_a_pipe_gets_a_session_a_line(store: Store, going_on: Journal) -> None:
    """The newest first, whole."""
    old = keep(store, "Hi\tthere " + "x" * 100, "more", practice=True, broken_off=True)
    lines = [line.split("\t") for line in run().stdout.splitlines()]
    assert lines == [
        ["id", "when", "lasted", "state", "turns", "resume", "model", "first_words"],
        [going_on.id, local(START + timedelta(days=1)), "0:01", "running", "1", "when it ends",
         "m", "now"],
        [old, local(START), "0:02", "broken off", "2", "transcript", "practice",
         "Hi there " + "x" * 100],
    ]  # fmt: skip


def test_list_does_what_the_command_alone_does(store: Store) -> None:
    """Many type it so."""
    keep(store, "Hi")
    assert run("list").stdout == run().stdout
    assert run("list", "--json").stdout == run("--json").stdout


def test_a_list_says_how_each_can_be_continued(store: Store) -> None:
    """Where it stopped, from its transcript, or not at all."""
    now = datetime.now(UTC)
    keep(store, "Hi", started=now, handle="secret")
    keep(store, "Hi", started=now - timedelta(hours=3), handle="secret")
    keep(store, started=now - timedelta(hours=4))
    shown = run()
    how = [line.split("\t")[5] for line in shown.stdout.splitlines()[1:]]
    assert how == [f"until {local(now + timedelta(hours=2))[-5:]}", "transcript", "no"]
    assert "secret" not in shown.stdout


def test_a_list_leaves_no_handle_that_is_of_no_use(store: Store) -> None:
    """A password that opens nothing is not kept either."""
    key = keep(store, "Hi", handle="secret")
    os.utime(store.folder / f"{key}.handle", (0, 0))
    run()
    assert [path.name for path in store.folder.iterdir()] == [f"{key}.jsonl"]


def test_a_program_gets_json(store: Store) -> None:
    """Numbers as numbers, times with their zone."""
    one = keep(store, "Hi", started=START - timedelta(hours=1))
    key = keep(store, "Hi", continues=one)
    rows = json.loads(run("--json").stdout)
    assert rows[0] == {
        "id": key,
        "started": "2026-11-25T22:57:00.000+00:00",
        "version": "",
        "model": "m",
        "host": "h",
        "practice": False,
        "voice": "",
        "language": "",
        "continues": one,
        "short": rows[0]["short"],
        "seconds": 2.0,
        "turns": 1,
        "state": "ended",
        "resumable_until": None,
        "first_words": "Hi",
    }
    assert len(rows) == 2


def test_nothing_kept_is_an_empty_list() -> None:
    """And no error: the program says what to do, and a program gets an empty array."""
    assert json.loads(run("--json").stdout) == []
    result = run()
    assert result.exit_code == 0
    assert result.stderr == "livechat: No sessions yet. Start one: livechat talk\n"


def test_a_file_that_cannot_be_read_ends_it_after_the_list(store: Store) -> None:
    """The others are what is wanted."""
    keep(store, "Hi")
    store.path("20270101-000000-aaa").mkdir()
    result = run()
    assert len(result.stdout.splitlines()) == 2
    assert isinstance(result.exception, FileError)


def test_show_prints_what_was_said(store: Store) -> None:
    """As a plain conversation prints it; what steers a terminal is made visible."""
    one = keep(store, "x", started=START - timedelta(hours=1))
    key = keep(store, "Hi\x1b[2J", continues=f"{one}\x1b")
    shown = run("show", key)
    assert "\x1b" not in shown.output
    assert shown.stdout.splitlines() == ["you: Hi␛[2J", "model: You said: Hi␛[2J"]
    assert one in shown.stderr


def test_show_lists_sources_under_their_answers(store: Store) -> None:
    """With their addresses in full."""
    journal = begin(store, "Hi", about=Header("", START, model="m"))
    state = tell(
        journal,
        [
            OutputTranscribed(at=3, turn=2, text="One."),
            SourcesCited(
                at=3, turn=2, queries=("q",), sources=(Source("T", "https://a.example/"),)
            ),
            TurnComplete(at=4, turn=2),
            TurnSettled(at=4, turn=2),
            OutputTranscribed(at=5, turn=3, text="Two."),
            SourcesCited(at=5, turn=3, queries=("r",)),
        ],
    )
    tell(journal, [Ended(at=6)], state)
    journal.close()
    assert run("show", journal.id).stdout.splitlines() == [
        *("you: Hi", "model: You said: Hi", "model: One."),
        *('searched: "q"', "sources: [1] T https://a.example/"),
        *("model: Two.", 'searched: "r"', "sources: no sources were named"),
    ]


def test_show_prints_function_calls_where_they_happened(store: Store) -> None:
    """Also one that was not over when the session was broken off."""
    journal = begin(store, "Hi", about=Header("", START, model="m"))
    calls = [asked(5), started(6), ended(7, result="12\x1b", took_s=1), started(8, 2)]
    tell(journal, [*calls, LineEntered(at=9, text="Bye")])
    journal.close()
    assert run("show", journal.id).stdout.splitlines() == [
        "you: Hi",
        "model: You said: Hi",
        'call: order(item="work gloves", count=12) → 12␛ · 1.0 s',
        "you: Bye",
        'call: order(item="work gloves", count=12) → no result',
    ]


def test_show_breaks_lines_between_words_on_a_terminal(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    journal = begin(store, "Call order with the gloves.", about=Header("", START, model="m"))
    tell(journal, [asked(5), started(6), ended(7, result="12 ordered", took_s=1)])
    journal.close()
    with redirect_stdout(Screen()) as screen:
        command.show(journal.id)
    assert screen.getvalue().splitlines() == [
        "you: Call order with the",
        "  gloves.",
        "model: You said: Call order",
        "  with the gloves.",
        'call: order(item="work',
        '  gloves", count=12) → 12',
        "  ordered · 1.0 s",
    ]


def test_show_prints_the_lines_for_programs(store: Store) -> None:
    """All of them, in ASCII, whatever an editor has done to the file."""
    key = keep(store, "Hi")
    with store.path(key).open("a", encoding="utf-8") as file:
        file.write('{"event": "\u009b"}\nhalf a li')
    lines = run("show", key[-3:], "--json").stdout.splitlines()
    assert json.loads(lines[0])["event"] == "session"
    assert lines[-1] == '{"event": "\\u009b"}'


def test_an_unknown_session_is_an_error() -> None:
    """With what to do."""
    assert isinstance(run("show", "nope").exception, UsageError)
    assert isinstance(run("remove", "nope", "--yes").exception, UsageError)


@pytest.mark.parametrize("option", ["--json", "--wide"])
def test_an_option_of_the_list_is_not_taken_before_a_command(option: str) -> None:
    """It would be forgotten."""
    assert isinstance(run(option, "show", "x").exception, UsageError)


def test_every_short_name_in_the_list_leads_to_its_session(store: Store) -> None:
    """In `show`, and anywhere else that takes an ID."""
    for number in range(20):
        keep(store, f"words {number}", started=START + timedelta(minutes=number))
    for row in json.loads(run("--json").stdout):
        assert len(row["short"]) < len(row["id"])
        assert run("show", row["short"]).stdout.startswith(f"you: {row['first_words']}")


def test_a_date_is_as_short_as_it_can_be() -> None:
    """Today's sessions show the time of day, old ones the year."""
    now = datetime(2026, 11, 30, 15, 0)
    days = [0, 1, 200, 400, -1]
    assert [command._date(now - timedelta(days=ago, hours=1), now) for ago in days] == [
        "today  14:00",
        "Nov 29 14:00",
        "May 14 14:00",
        "2025-10-26",
        "2026-12-01",
    ]


def test_remove_takes_several(store: Store) -> None:
    """Twice the same is once."""
    one, other, third = (keep(store, "x", started=START + timedelta(days=n)) for n in range(3))
    result = run("remove", one, other[:8], one[-3:], "--yes")
    assert result.exit_code == 0
    assert "Removed 2 sessions." in result.stderr
    assert store.ids() == [third]


def test_an_unknown_name_among_several_removes_nothing(store: Store) -> None:
    """Half of what was asked for is not what was asked for."""
    key = keep(store, "x")
    assert isinstance(run("remove", key, "nope", "--yes").exception, UsageError)
    assert store.ids() == [key]


def test_one_that_cannot_be_removed_keeps_no_other(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All are tried, each that stays is told, and the last ends the command."""
    keys = [keep(store, name) for name in ("one", "two", "three")]
    unlink = Path.unlink

    def refuse(path: Path, missing_ok: bool = False) -> None:
        if path.stem in keys[1:]:
            raise PermissionError(13, "Permission denied")
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", refuse)
    removed = run("remove", "--all", "--yes")
    assert "Removed 1 session." in removed.stderr
    assert sorted(store.ids()) == sorted(keys[1:])
    assert isinstance(removed.exception, FileError)
    told = removed.stderr + str(removed.exception)
    assert all(f"Cannot remove session {key}" in told for key in keys[1:])


def test_remove_all_leaves_what_goes_on(store: Store, going_on: Journal) -> None:
    """And says so."""
    keep(store, "x")
    result = run("remove", "--all", "--yes")
    assert store.ids() == [going_on.id]
    assert "Removed 1 session." in result.stderr
    assert f"Kept {going_on.id}: it is running." in result.stderr


@pytest.mark.parametrize("arguments", [(), ("--all", "x")])
def test_remove_must_know_what(arguments: tuple[str, ...]) -> None:
    """Names or all, one of the two."""
    assert isinstance(run("remove", *arguments).exception, UsageError)


def test_without_a_terminal_nothing_is_asked_and_nothing_removed(store: Store) -> None:
    """A script says --yes."""
    key = keep(store, "x")
    result = run("remove", key)
    assert isinstance(result.exception, UsageError)
    assert "--yes" in str(result.exception)
    assert store.ids() == [key]


@pytest.mark.parametrize(("answer", "left"), [("y\n", 0), ("n\n", 2)])
def test_a_terminal_is_asked(
    store: Store, monkeypatch: pytest.MonkeyPatch, answer: str, left: int
) -> None:
    """How many, for good."""
    keep(store, "x")
    keep(store, "y")
    monkeypatch.setattr("livechat.cli.commands.sessions._asks", lambda: True)
    result = run("remove", "--all", stdin=answer)
    assert "Remove 2 sessions for good?" in result.stderr
    assert len(store.ids()) == left

"""Sessions that are kept, in a list."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from livechat.core.talk.records import record_in
from livechat.errors import FileError
from livechat.journal import listing as listing_module
from livechat.journal.handles import HANDLE_LIVES
from livechat.journal.header import Header
from livechat.journal.listing import sessions
from livechat.journal.restoring import latest, restore
from livechat.journal.store import Store
from tests.support.kept import START, add, begin, keep


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "sessions")


def test_a_list_has_the_newest_first_and_tells_them_apart(store: Store) -> None:
    """When, how long, how many turns, what was said first."""
    old = keep(store, "Hello  there", "and\nmore", started=START - timedelta(days=1))
    new = keep(store, "Hi", handle="secret")
    found = list(sessions(store, START + timedelta(hours=1)))
    assert [one.header.id for one in found] == [new, old]
    assert [(one.lasted_s, one.turns) for one in found] == [(2.0, 1), (3.0, 2)]
    assert [one.first_words for one in found] == ["Hi", "Hello there"]
    assert [one.state for one in found] == ["ended", "ended"]
    assert [one.resumable_until for one in found] == [START + HANDLE_LIVES, None]
    assert "secret" not in repr(found)


def test_a_session_that_goes_on_is_no_crash(store: Store) -> None:
    """One that was broken off has no last line, and nobody who writes it."""
    broken_off = keep(store, "one", broken_off=True)
    journal = begin(store, "two", about=Header("", START + timedelta(days=1), model="m"))
    states = {one.header.id: one.state for one in sessions(store, START)}
    assert states == {journal.id: "running", broken_off: "broken off"}
    assert [one.turns for one in sessions(store, START)] == [1, 1]
    journal.close()


def test_a_session_broken_off_in_its_first_sentence_has_first_words(store: Store) -> None:
    """Fragments are words too, and can be continued."""
    key = keep(store, broken_off=True)
    with store.path(key).open("a") as file:
        file.write('{"event": "input_transcribed", "at": 2, "text": "Once"}\n')
        file.write('{"event": "input_transcribed", "at": 2.5, "text": " upon"}\n')
    assert [one.first_words for one in sessions(store, START)] == ["Once upon"]
    assert latest(store, START).id == key


def test_half_lines_and_strange_ones_are_skipped(store: Store) -> None:
    """What a crash, a full disk or an editor has left."""
    key = keep(store, "one", "two", broken_off=True)
    with store.path(key).open("ab") as file:
        file.write(
            b'{"event": "utter\n[7]\n\xff\n' + b"[" * 5_000 + b'\n{"at": 9, "turn": "x"}\n{"v"'
        )
    [found] = sessions(store, START)
    assert (found.state, found.turns, found.lasted_s) == ("broken off", 2, 9.0)
    words = [one.words for one in restore(store, key, START).utterances]
    assert words == ["one", "You said: one", "two", "You said: two"]


@pytest.mark.parametrize(
    "header",
    [
        {"event": "session"},
        {"event": "session", "started": "yesterday"},
        {"event": "session", "started": "2026-11-25T22:57:00"},
        {"event": "session", "started": "0001-01-01T00:00:00+14:00"},
        {"event": "sessions", "started": "2026-11-25T22:57:00Z"},
    ],
)
def test_what_is_no_session_is_not_listed(store: Store, header: object) -> None:
    """Asked for by name, it is one sentence that says how to be rid of it."""
    key = add(store, "notes", header)
    assert list(sessions(store, START)) == []
    with pytest.raises(FileError, match="sessions remove notes"):
        restore(store, key, START)


def test_a_session_that_is_gone_is_an_error(store: Store) -> None:
    """Somebody else has removed it meanwhile."""
    key = keep(store, "one")
    store.remove(key)
    with pytest.raises(FileError, match="No such file"):
        store.header(key)


def test_first_words_are_words(store: Store) -> None:
    """What was never heard is none, nor is a line that speaks of an utterance."""
    key = keep(store, broken_off=True)
    with store.path(key).open("a") as file:
        file.write(
            '{"event": "utterance", "text": " "}\n{"event": "notice", "text": "utterance"}\n'
        )
        file.write('{"event": "notice", "a": "utterance", "text": "no"}\n')
        file.write('{"event": "utterance", "text": "yes"}\n')
    assert [one.first_words for one in sessions(store, START)] == ["yes"]


def test_a_session_that_goes_while_a_list_is_made_is_not_in_it(store: Store) -> None:
    """Another program may prune."""
    old = keep(store, "old", started=START - timedelta(days=1))
    new = keep(store, "new")
    listed = sessions(store, START)
    assert next(listed).header.id == new
    store.remove(old)
    assert list(listed) == []


def test_what_cannot_be_read_is_said_after_the_others(store: Store) -> None:
    """One file does not hide the rest."""
    key = keep(store, "one")
    store.path("20270101-000000-aaa").mkdir()
    listed = sessions(store, START)
    assert next(listed).header.id == key
    with pytest.raises(FileError, match=r"Cannot read .*20270101-000000-aaa\.jsonl"):
        next(listed)


def test_a_long_session_is_listed_from_its_beginning_and_its_end(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hardly a line of it is parsed."""
    key = keep(store, "first words", *(f"line {number}" for number in range(3000)))
    assert store.path(key).stat().st_size > 1_000_000
    parsed: list[bytes] = []

    def count(line: bytes) -> dict[str, object] | None:
        parsed.append(line)
        return record_in(line)

    monkeypatch.setattr(listing_module, "record_in", count)
    [found] = sessions(store, START)
    assert (found.turns, found.first_words) == (3001, "first words")
    assert len(parsed) < 10


def test_a_session_of_no_words_is_not_read_to_its_end(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """First words that come too late are not looked for."""
    monkeypatch.setattr(listing_module, "_HEAD_BYTES", 500)
    keep(store, "early")
    key = keep(store, started=START + timedelta(days=1))
    with store.path(key).open("a") as file:
        file.write('{"event": "notice", "at": 1.0}\n' * 100)
        file.write('{"event": "utterance", "text": "late"}\n')
    assert [one.first_words for one in sessions(store, START)] == ["", "early"]

"""Sessions that are kept: found, listed, continued, pruned."""

from __future__ import annotations

import json
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from livechat.core.talk.records import record_in
from livechat.errors import FileError, UsageError
from livechat.journal import store as store_module
from livechat.journal.store import HANDLE_LIVES, Header, Store
from tests.support.kept import START, begin, keep

MONTH = timedelta(days=30)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "sessions")


def add(store: Store, key: str, *records: object) -> str:
    """A file of that name with those lines."""
    store.folder.mkdir(exist_ok=True)
    store.path(key).write_text("".join(f"{json.dumps(record)}\n" for record in records))
    return key


# --- finding ---


def test_a_name_is_an_id_its_beginning_or_its_last_letters(store: Store) -> None:
    """As long as no other session has it."""
    one = keep(store, "one", started=START)
    other = keep(store, "other", started=START + timedelta(days=1))
    assert store.find(one) == one
    assert store.find(one[:8]) == one
    assert store.find(one[-3:]) == one
    assert store.find(other[:8]) == other


def test_a_name_that_fits_several_is_an_error_that_lists_them(store: Store) -> None:
    """At most five."""
    kept = [keep(store, "one") for _ in range(7)]
    with pytest.raises(UsageError, match=r"several sessions: .*, …\. Name one") as found:
        store.find("2026")
    assert sum(key in str(found.value) for key in kept) == 5


@pytest.mark.parametrize("name", ["nope", "", "../20261125", "20261125-225700-", "*"])
def test_an_unknown_name_is_an_error_that_names_the_nearest(store: Store, name: str) -> None:
    """Nothing but what is listed is ever opened."""
    keep(store, "one", started=START - timedelta(days=1))
    key = keep(store, "two", started=START + timedelta(days=1))
    with pytest.raises(UsageError, match="There is no session") as found:
        store.find(name)
    assert f"“{name}”" in str(found.value)
    assert key in str(found.value)
    assert found.value.exit_code == 2


def test_where_nothing_is_kept_nothing_is_found(store: Store) -> None:
    """The folder need not be there."""
    assert store.ids() == []
    assert list(store.sessions(START)) == []
    store.prune(MONTH, START)
    with pytest.raises(UsageError, match="None is kept"):
        store.find("a")
    with pytest.raises(UsageError, match="no session to continue"):
        store.latest(START)


def test_a_file_in_the_place_of_the_folder_holds_no_sessions(store: Store) -> None:
    """Whoever writes one is told."""
    store.folder.write_text("")
    assert store.ids() == []


def test_a_folder_that_cannot_be_read_is_an_error(store: Store) -> None:
    """One sentence that names it."""
    store.folder.symlink_to(store.folder)
    with pytest.raises(FileError, match=r"sessions cannot be read: Too many levels"):
        store.ids()


# --- listing ---


def test_a_list_has_the_newest_first_and_tells_them_apart(store: Store) -> None:
    """When, how long, how many turns, what was said first."""
    old = keep(store, "Hello  there", "and\nmore", started=START - timedelta(days=1))
    new = keep(store, "Hi", handle="secret")
    found = list(store.sessions(START + timedelta(hours=1)))
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
    states = {one.header.id: one.state for one in store.sessions(START)}
    assert states == {journal.id: "running", broken_off: "broken off"}
    assert [one.turns for one in store.sessions(START)] == [1, 1]
    journal.close()


def test_a_session_broken_off_in_its_first_sentence_has_first_words(store: Store) -> None:
    """Fragments are words too, and can be continued."""
    key = keep(store, broken_off=True)
    with store.path(key).open("a") as file:
        file.write('{"event": "input_transcribed", "at": 2, "text": "Once"}\n')
        file.write('{"event": "input_transcribed", "at": 2.5, "text": " upon"}\n')
    assert [one.first_words for one in store.sessions(START)] == ["Once upon"]
    assert store.latest(START).id == key


def test_half_lines_and_strange_ones_are_skipped(store: Store) -> None:
    """What a crash, a full disk or an editor has left."""
    key = keep(store, "one", "two", broken_off=True)
    with store.path(key).open("ab") as file:
        file.write(
            b'{"event": "utter\n[7]\n\xff\n' + b"[" * 5_000 + b'\n{"at": 9, "turn": "x"}\n{"v"'
        )
    [found] = store.sessions(START)
    assert (found.state, found.turns, found.lasted_s) == ("broken off", 2, 9.0)
    words = [one.words for one in store.restore(key, START).utterances]
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
    assert list(store.sessions(START)) == []
    with pytest.raises(FileError, match="sessions remove notes"):
        store.restore(key, START)


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
    assert [one.first_words for one in store.sessions(START)] == ["yes"]


def test_a_session_that_goes_while_a_list_is_made_is_not_in_it(store: Store) -> None:
    """Another program may prune."""
    old = keep(store, "old", started=START - timedelta(days=1))
    new = keep(store, "new")
    listed = store.sessions(START)
    assert next(listed).header.id == new
    store.remove(old)
    assert list(listed) == []


def test_what_cannot_be_read_is_said_after_the_others(store: Store) -> None:
    """One file does not hide the rest."""
    key = keep(store, "one")
    store.path("20270101-000000-aaa").mkdir()
    listed = store.sessions(START)
    assert next(listed).header.id == key
    with pytest.raises(FileError, match=r"20270101-000000-aaa\.jsonl cannot be read"):
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

    monkeypatch.setattr(store_module, "record_in", count)
    [found] = store.sessions(START)
    assert (found.turns, found.first_words) == (3001, "first words")
    assert len(parsed) < 10


def test_a_session_of_no_words_is_not_read_to_its_end(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """First words that come too late are not looked for."""
    monkeypatch.setattr(store_module, "_HEAD_BYTES", 500)
    keep(store, "early")
    key = keep(store, started=START + timedelta(days=1))
    with store.path(key).open("a") as file:
        file.write('{"event": "notice", "at": 1.0}\n' * 100)
        file.write('{"event": "utterance", "text": "late"}\n')
    assert [one.first_words for one in store.sessions(START)] == ["", "early"]


# --- continuing ---


def test_a_session_is_restored_word_for_word(store: Store) -> None:
    """Whose, when and what."""
    key = keep(store, "Hi", handle="secret", model="m", host="h")
    restored = store.restore(key, START + timedelta(minutes=119))
    assert (restored.id, restored.started, restored.model) == (key, START, "m")
    assert (restored.host, restored.practice, restored.handle) == ("h", False, "secret")
    assert [(one.speaker, one.words, one.at) for one in restored.utterances] == [
        ("user", "Hi", 1.0),
        ("model", "You said: Hi", 1.25),
    ]
    assert "secret" not in repr(restored)


def test_a_handle_is_of_no_use_after_two_hours(store: Store) -> None:
    """The words are."""
    key = keep(store, "Hi", handle="secret")
    restored = store.restore(key, START + HANDLE_LIVES)
    assert restored.handle == ""
    assert len(restored.utterances) == 2
    assert next(store.sessions(START + HANDLE_LIVES)).resumable_until is None


@pytest.mark.parametrize("handle", ["", "{", '{"handle": 7}', '{"handle": "a", "given": "now"}'])
def test_a_strange_handle_is_none(store: Store, handle: str) -> None:
    """Somebody has written into the file."""
    key = keep(store, "Hi", handle="secret")
    (store.folder / f"{key}.handle").write_text(handle)
    assert store.restore(key, START).handle == ""


def test_what_was_broken_off_has_the_last_words_too(store: Store) -> None:
    """Though no utterance holds them yet."""
    key = keep(store, "Hi", broken_off=True)
    with store.path(key).open("a") as file:
        file.write('{"v": 1, "event": "output_transcribed", "at": 2, "turn": 2, "text": "And"}\n')
    assert [one.words for one in store.restore(key, START).utterances][-1] == "And"


def test_a_continued_session_has_the_whole_history(store: Store) -> None:
    """On the clock of the last: what was said before is at negative times."""
    hour = timedelta(hours=1)
    one = keep(store, "one", started=START - hour, handle="first")
    two = keep(store, "two", started=START, continues=one, handle="second")
    three = keep(store, "three", started=START + hour, continues=two)
    restored = store.restore(three, START + hour)
    assert [said.words for said in restored.utterances if said.speaker == "user"] == [
        "one",
        "two",
        "three",
    ]
    assert [said.at for said in restored.utterances if said.speaker == "user"] == [
        -7199.0,
        -3599.0,
        1.0,
    ]
    assert restored.handle == ""


@pytest.mark.parametrize(("model", "handle"), [("m", "first"), ("other", "")])
def test_a_handle_leads_on_as_long_as_nothing_was_said_since(
    store: Store, model: str, handle: str
) -> None:
    """And as it is the same model's."""
    one = keep(store, "one", handle="first")
    two = keep(store, started=START + timedelta(hours=1), continues=one, model=model)
    assert store.restore(two, START + timedelta(hours=1)).handle == handle


def test_sessions_that_continue_each_other_end_somewhere(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A loop, one that is gone, a path to elsewhere, more than anyone needs."""

    def session(key: str, continues: str) -> str:
        said = {"event": "utterance", "speaker": "user", "kind": "text", "text": key, "began_at": 0}
        started = "2026-11-25T22:57:00+00:00"
        return add(
            store, key, {"event": "session", "started": started, "continues": continues}, said
        )

    def words(key: str) -> list[str]:
        return [one.words for one in store.restore(key, START).utterances]

    session("a", "b")
    session("b", "a")
    assert words("a") == ["b", "a"]
    assert words(session("c", "gone")) == ["c"]
    assert words(session("d", "../sessions/a")) == ["d"]
    add(store, "nothing")
    assert words(session("e", "nothing")) == ["e"]
    monkeypatch.setattr(store_module, "LONGEST_CHAIN", 2)
    session("f", "d")
    session("g", "f")
    assert words("g") == ["f", "g"]


def test_the_latest_is_over_and_has_words(store: Store) -> None:
    """What goes on, has none or lost its beginning is passed over."""
    key = keep(store, "Hi")
    keep(store, started=START + timedelta(hours=1))
    add(store, "20270101-000000-aaa")
    journal = begin(store, "two", about=Header("", START + timedelta(hours=2)))
    assert store.latest(START).id == key
    journal.close()
    assert store.latest(START).id == journal.id


# --- removing ---


def test_old_sessions_are_pruned_with_their_handles(store: Store) -> None:
    """By when something last happened in them."""
    old = keep(store, "old", started=START - MONTH - timedelta(days=1), handle="secret")
    long = keep(store, "long", started=START - MONTH - timedelta(days=1))
    os.utime(store.path(long), (START.timestamp(), START.timestamp()))
    new = keep(store, "new", started=START - timedelta(days=1))
    (store.folder / "notes.txt").write_text("")
    store.prune(MONTH, START)
    assert store.ids() == [new, long] if new > long else [long, new]
    assert not (store.folder / f"{old}.handle").exists()
    assert (store.folder / "notes.txt").exists()


def test_a_session_that_goes_on_is_never_removed(store: Store) -> None:
    """However old it is; asked for by name, it is an error."""
    journal = begin(store, "one", about=Header("", START))
    os.utime(store.path(journal.id), (0, 0))
    store.prune(timedelta(seconds=1), START + 10 * MONTH)
    assert store.ids() == [journal.id]
    with pytest.raises(UsageError, match="goes on"):
        store.remove(journal.id)
    journal.close()
    store.remove(journal.id)
    assert store.ids() == []


def test_handles_that_are_too_old_go_and_the_words_stay(store: Store) -> None:
    """A half-written one too; one of now is left alone."""
    key = keep(store, "Hi", handle="secret")
    (store.folder / f"{key}.handle.part").write_text("half")
    for path in store.folder.glob("*.handle*"):
        os.utime(path, (START.timestamp(), START.timestamp()))
    store.prune(MONTH, START + HANDLE_LIVES - timedelta(seconds=1))
    assert len(list(store.folder.glob("*.handle*"))) == 2
    store.prune(MONTH, START + HANDLE_LIVES + timedelta(seconds=1))
    assert [path.name for path in store.folder.iterdir()] == [f"{key}.jsonl"]


def test_a_handle_goes_with_its_session(store: Store) -> None:
    """However young it is."""
    keep(store, "Hi", handle="secret")
    store.prune(timedelta(seconds=1), START + timedelta(hours=1))
    assert list(store.folder.iterdir()) == []


def test_pruning_is_bounded_and_takes_the_oldest(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rest is for the next time."""
    monkeypatch.setattr(store_module, "REMOVED_AT_ONCE", 2)
    kept = [keep(store, "x", started=START + timedelta(hours=number)) for number in range(5)]
    store.prune(MONTH, START + 2 * MONTH)
    assert store.ids() == kept[:1:-1]


def test_what_cannot_be_removed_is_said(store: Store) -> None:
    """And the rest is removed."""
    keep(store, "Hi")
    stuck = store.folder / "20260101-000000-aaa.jsonl"
    stuck.mkdir()
    os.utime(stuck, (0, 0))
    with pytest.raises(FileError, match="Old sessions cannot be removed"):
        store.prune(MONTH, START + 2 * MONTH)
    assert store.ids() == [stuck.stem]
    with pytest.raises(FileError, match="20260101-000000-aaa cannot be removed"):
        store.remove(stuck.stem)


def test_a_session_is_removed_with_its_handle(store: Store) -> None:
    """Nothing of it is left."""
    key = keep(store, "Hi", handle="secret")
    store.remove(key)
    assert list(store.folder.iterdir()) == []
    with pytest.raises(FileError, match="No such file"):
        store.remove(key)


def test_lists_and_prunings_at_once_disturb_each_other_in_nothing(store: Store) -> None:
    """Whoever comes too late finds nothing, and says nothing."""
    for number in range(60):
        keep(store, "x", started=START + timedelta(minutes=number), handle="secret")
    for path in store.folder.glob("*.handle"):
        os.utime(path, (0, 0))
    later = START + 2 * MONTH
    with ThreadPoolExecutor(8) as pool:
        prunings = [pool.submit(store.prune, MONTH, later) for _ in range(4)]
        lists = [pool.submit(lambda: list(store.sessions(later))) for _ in range(4)]
        assert [one.result() for one in prunings] == [None] * 4
        assert all(len(one.result()) <= 60 for one in lists)
    assert list(store.folder.iterdir()) == []


def test_a_session_of_another_time_zone_is_of_its_moment(store: Store) -> None:
    """Everything is counted in UTC."""
    key = add(store, "a", {"event": "session", "started": "2026-11-26T00:57:00+02:00"})
    assert store.header(key).started == datetime(2026, 11, 25, 22, 57, tzinfo=UTC)

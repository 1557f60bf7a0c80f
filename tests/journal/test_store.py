"""Sessions that are kept: found, removed, pruned."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from livechat.errors import FileError, UsageError
from livechat.journal import store as store_module
from livechat.journal.handles import HANDLE_LIVES
from livechat.journal.header import Header
from livechat.journal.listing import sessions
from livechat.journal.restoring import latest
from livechat.journal.store import Store
from tests.support.kept import START, add, begin, keep

MONTH = timedelta(days=30)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "sessions")


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
    with pytest.raises(UsageError, match=r"could be .*, …\. Type more") as found:
        store.find("2026")
    assert sum(key in str(found.value) for key in kept) == 5


@pytest.mark.parametrize("name", ["nope", "", "../20261125", "20261125-225700-", "*"])
def test_an_unknown_name_is_an_error(store: Store, name: str) -> None:
    """Nothing but what is listed is ever opened."""
    keep(store, "one", started=START - timedelta(days=1))
    keep(store, "two", started=START + timedelta(days=1))
    with pytest.raises(UsageError, match=r"There is no session .*`livechat sessions` lists all\."):
        store.find(name)


def test_a_mistyped_id_gets_the_nearest(store: Store) -> None:
    """As long as there is one that looks like it."""
    key = keep(store, "one")
    with pytest.raises(UsageError, match=f"Did you mean {key}"):
        store.find(key.replace("2026", "2062"))


def test_where_nothing_is_kept_nothing_is_found(store: Store) -> None:
    """The folder need not be there."""
    assert store.ids() == []
    assert list(sessions(store, START)) == []
    store.prune(MONTH, START)
    with pytest.raises(UsageError, match="None has been saved"):
        store.find("a")
    with pytest.raises(UsageError, match="no session to resume"):
        latest(store, START)


def test_a_file_in_the_place_of_the_folder_holds_no_sessions(store: Store) -> None:
    """Whoever writes one is told."""
    store.folder.write_text("")
    assert store.ids() == []


def test_a_folder_that_cannot_be_read_is_an_error(store: Store) -> None:
    """One sentence that names it."""
    store.folder.symlink_to(store.folder)
    with pytest.raises(FileError, match=r"Cannot read .*sessions: Too many levels"):
        store.ids()


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
    with pytest.raises(UsageError, match="is still running"):
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
    with pytest.raises(FileError, match="Cannot remove old sessions"):
        store.prune(MONTH, START + 2 * MONTH)
    assert store.ids() == [stuck.stem]
    with pytest.raises(FileError, match="Cannot remove session 20260101-000000-aaa"):
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
        lists = [pool.submit(lambda: list(sessions(store, later))) for _ in range(4)]
        assert [one.result() for one in prunings] == [None] * 4
        assert all(len(one.result()) <= 60 for one in lists)
    assert list(store.folder.iterdir()) == []


def test_a_session_of_another_time_zone_is_of_its_moment(store: Store) -> None:
    """Everything is counted in UTC."""
    key = add(store, "a", {"event": "session", "started": "2026-11-26T00:57:00+02:00"})
    assert store.header(key).started == datetime(2026, 11, 25, 22, 57, tzinfo=UTC)

"""Resumption handles: what they stand for, how long, and how many are kept."""

from __future__ import annotations

import itertools

import pytest

from livechat.sim import handles
from livechat.sim.handles import STILL_OPEN, UNKNOWN, Handles, Saved
from livechat.sim.protocol.usage import Context


def saved(owner: str = "S1", at: float = 0.0) -> Saved:
    return Saved(owner, at, Context(), ())


def test_a_handle_finds_what_was_saved_more_than_once() -> None:
    """It stands for one state, however often it is used."""
    store = Handles()
    state = saved()
    handle = store.save(state)
    assert store.find(handle, 10.0) is state
    assert store.find(handle, 20.0) is state


def test_handles_cannot_be_guessed() -> None:
    """No two are alike, and all are long."""
    store = Handles()
    names = {store.save(saved()) for _ in range(100)}
    assert len(names) == 100
    assert all(len(name) >= 32 for name in names)


@pytest.mark.parametrize(("age", "found"), [(7199.9, True), (7200.0, False)])
def test_a_handle_is_valid_for_two_hours(age: float, found: bool) -> None:
    """As documented; after that the session is not found."""
    store = Handles()
    handle = store.save(saved(at=100.0))
    assert (store.find(handle, 100.0 + age) is not UNKNOWN) is found


def test_an_unknown_handle_is_not_found() -> None:
    """With the service's words."""
    assert Handles().find("made-up", 0.0) is UNKNOWN
    assert UNKNOWN.code == 1008


def test_a_session_still_open_cannot_be_resumed() -> None:
    """Until it has ended, however."""
    store = Handles()
    store.opened("S1")
    handle = store.save(saved())
    assert store.find(handle, 0.0) is STILL_OPEN
    store.ended("S1")
    store.ended("S1")
    assert isinstance(store.find(handle, 0.0), Saved)


def test_expired_handles_are_forgotten() -> None:
    """What nobody can use takes no room."""
    store = Handles(lifetime_s=10.0)
    store.save(saved("A", at=0.0))
    store.save(saved("B", at=5.0))
    store.save(saved("C", at=12.0))
    assert len(store._saved) == 2


def test_only_the_newest_handles_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """A session that goes on for ever, and sessions without number, take bounded room."""
    monkeypatch.setattr(handles, "MOST_A_SESSION", 2)
    monkeypatch.setattr(handles, "MOST_SESSIONS", 3)
    numbers = itertools.count()
    store = Handles(make_name=lambda: str(next(numbers)))
    for owner in ("A", "A", "A", "B", "C", "A", "D"):
        store.save(saved(owner))
    found = [name for name in map(str, range(7)) if store.find(name, 0.0) is not UNKNOWN]
    assert found == ["2", "4", "5", "6"]

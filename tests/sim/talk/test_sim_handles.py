"""Resumption handles: what they stand for, when they are refused, and how many are kept."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.sim.protocol.usage import Context
from livechat.sim.talk import handles
from livechat.sim.talk.handles import NOT_FOUND, STILL_OPEN, TOO_EARLY, Handles, Refused, Saved


def saved(owner: str = "S1") -> Saved:
    return Saved(owner, Context())


def ended(store: Handles, *, at: float = 0.0, idle: bool = True, once: bool = True) -> str:
    """A session that has ended; return its handle."""
    store.opened("S1")
    handle = store.give("S1", at, None if once else saved())
    store.ended("S1", at, saved() if once else None, idle=idle)
    return handle


def test_a_handle_names_the_session_up_to_its_end() -> None:
    """Whatever was said after it was given out; and however often it is used."""
    store = Handles()
    store.opened("S1")
    handle = store.give("S1", 0.0)
    first, second = saved(), saved()
    store.ended("S1", 10.0, first, idle=True)
    assert store.find(handle, 20.0) is first
    store.opened("S1")
    store.ended("S1", 30.0, second, idle=True)
    assert store.find(handle, 40.0) is second


def test_a_handle_with_a_state_stands_for_it() -> None:
    """As older models give them out, turn by turn."""
    store = Handles()
    store.opened("S1")
    first, second = saved(), saved()
    old, new = store.give("S1", 0.0, first), store.give("S1", 5.0, second)
    store.ended("S1", 10.0, idle=True)
    assert store.find(old, 20.0) is first
    assert store.find(new, 20.0) is second


def test_handles_cannot_be_guessed() -> None:
    """No two are alike, and all have 36 characters, as the service's."""
    store = Handles()
    store.opened("S1")
    names = {store.give("S1", 0.0) for _ in range(100)}
    assert len(names) == 100
    assert {len(name) for name in names} == {36}


@pytest.mark.parametrize(("age", "found"), [(7199.9, True), (7200.0, False)])
def test_a_handle_is_valid_for_two_hours(age: float, found: bool) -> None:
    """After the end of its session; after that the session is not found."""
    store = Handles()
    handle = ended(store, at=100.0)
    assert (store.find(handle, 100.0 + age) is not NOT_FOUND) is found


def test_an_unknown_handle_is_not_found() -> None:
    """With the service's words."""
    assert Handles().find("made-up", 0.0) is NOT_FOUND
    assert NOT_FOUND.close.code == 1008


def test_a_session_believed_alive_cannot_be_resumed() -> None:
    """Until it has ended, however; only its first end counts."""
    store = Handles()
    store.opened("S1")
    handle = store.give("S1", 0.0)
    assert store.find(handle, 900.0) is STILL_OPEN
    store.ended("S1", 900.0, saved(), idle=False)
    store.ended("S1", 901.0, idle=True)
    assert isinstance(store.find(handle, 901.0, 1.5), Saved)


@pytest.mark.parametrize(
    ("idle", "early_s", "after_s", "refused"),
    [
        (True, 1.5, 0.1, True),
        (True, 1.5, 1.49, True),
        (True, 1.5, 1.5, False),
        (True, 0.0, 0.0, False),
        (False, 1.5, 0.0, False),
    ],
)
def test_an_early_resume_after_an_idle_end_is_refused(
    idle: bool, early_s: float, after_s: float, refused: bool
) -> None:
    """Not after one in mid-speech, nor on models that do not refuse it; with the same words as
    that of a session still open, but another reason for the log.
    """
    store = Handles()
    handle = ended(store, at=50.0, idle=idle)
    assert (store.find(handle, 50.0 + after_s, early_s) is TOO_EARLY) is refused
    assert TOO_EARLY.close == STILL_OPEN.close
    assert TOO_EARLY.why != STILL_OPEN.why


def test_a_session_can_be_given_up() -> None:
    """Its handles are then unknown, and its end changes nothing."""
    store = Handles()
    store.opened("S1")
    handle = store.give("S1", 0.0)
    store.forget("S1")
    store.forget("S1")
    store.ended("S1", 1.0, saved(), idle=True)
    assert store.find(handle, 2.0) is NOT_FOUND


def test_expired_sessions_are_forgotten() -> None:
    """What nobody can use takes no room; a session that is open can be used."""
    store = Handles(lifetime_s=10.0)
    for owner, at in (("A", 0.0), ("B", 5.0), ("C", 12.0)):
        store.opened(owner)
        store.give(owner, at)
        if owner != "A":
            store.ended(owner, at, saved(owner), idle=True)
    store.opened("D")
    store.give("D", 16.0)
    assert list(store._sessions) == ["A", "C", "D"]


def test_a_session_without_a_handle_leaves_nothing() -> None:
    """Its connection ended before one was given out."""
    store = Handles()
    store.opened("S1")
    store.ended("S1", 0.0, saved(), idle=True)
    assert not store._sessions


def test_only_the_newest_handles_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """A session that goes on for ever, and sessions without number, take bounded room."""
    monkeypatch.setattr(handles, "MOST_A_SESSION", 2)
    monkeypatch.setattr(handles, "MOST_SESSIONS", 3)
    numbers = itertools.count()
    store = Handles(make_name=lambda: str(next(numbers)))
    for owner in ("A", "A", "A", "B", "C", "A", "D"):
        store.opened(owner)
        store.give(owner, 0.0)
    found = [name for name in map(str, range(7)) if store.find(name, 0.0) is not NOT_FOUND]
    assert found == ["2", "4", "5", "6"]


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["open", "give", "end", "forget"]),
        st.sampled_from(["A", "B", "C"]),
        st.floats(0.0, 5.0),
    ),
    max_size=40,
)


@given(STEPS)
def test_whatever_happens_a_handle_is_of_its_own_session(
    steps: list[tuple[str, str, float]],
) -> None:
    """It is refused or brings that session, never while the session is open."""
    store, now, given, open_ = Handles(lifetime_s=20.0), 0.0, dict[str, str](), set[str]()
    for what, owner, passed in steps:
        now += passed
        if what == "open":
            store.opened(owner)
            open_.add(owner)
        elif what == "give" and owner in open_:
            given[store.give(owner, now)] = owner
        elif what == "end":
            store.ended(owner, now, saved(owner), idle=True)
            open_.discard(owner)
        elif what == "forget" and owner not in open_:
            store.forget(owner)
    for handle, owner in given.items():
        found = store.find(handle, now)
        assert isinstance(found, Refused) or (found.owner == owner and owner not in open_)

"""How long ephemeral tokens last, and what for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.sim.doors import tokens as tokens_module
from livechat.sim.doors.tokens import EXPIRED, Pass, Token, Tokens
from livechat.sim.protocol.minting import Wanted
from livechat.sim.protocol.wire import Close

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


def minted(**wanted: Any) -> Token:
    return Tokens(lambda: NOW).mint(Wanted(**wanted))


def test_a_token_as_it_is_unless_asked_otherwise() -> None:
    """One session, begun within a minute, ended after half an hour; nothing locked."""
    token = minted()
    assert token.name.startswith("auth_tokens/")
    assert len(token.name) == len("auth_tokens/") + 32
    assert (token.uses, token.setup, token.mask) == (1, None, ())
    assert token.starts_by == NOW + MINUTE
    assert token.expires == NOW + 30 * MINUTE


def test_names_are_found_and_never_shown() -> None:
    """A name is a credential."""
    store = Tokens(lambda: NOW)
    token, other = store.mint(Wanted()), store.mint(Wanted())
    assert store.find(token.name) is token
    assert store.find(other.name) is other
    assert store.find("auth_tokens/no") is None
    assert token.name not in repr(token) + repr(Pass(token))


def test_a_token_is_used_up() -> None:
    """After as many sessions as it has uses; resuming one counts as none."""
    token = minted(uses=2)
    assert token.begin(NOW, resuming=False) is None
    assert token.begin(NOW, resuming=True) is None
    assert token.begin(NOW, resuming=False) is None
    assert token.begin(NOW, resuming=False) == "auth token has been used up"
    assert token.begin(NOW, resuming=True) is None


def test_no_uses_are_any_number() -> None:
    """Zero sets no limit."""
    token = minted(uses=0)
    assert {token.begin(NOW, resuming=False) for _ in range(50)} == {None}


def test_new_sessions_come_soon_or_not_at_all() -> None:
    """Old ones may still be resumed, until the token expires."""
    token = minted(uses=0, starts_by=NOW + MINUTE, expires=NOW + 2 * MINUTE)
    assert token.begin(NOW + MINUTE - SECOND, resuming=False) is None
    assert "too old" in str(token.begin(NOW + MINUTE, resuming=False))
    assert token.begin(NOW + 2 * MINUTE - SECOND, resuming=True) is None
    assert token.begin(NOW + 2 * MINUTE, resuming=True) == EXPIRED
    assert token.begin(NOW + 2 * MINUTE, resuming=False) == EXPIRED
    assert not token.expired(NOW + 2 * MINUTE - SECOND)
    assert token.expired(NOW + 2 * MINUTE)


@given(st.integers(0, 3), st.lists(st.tuples(st.integers(0, 40), st.booleans()), max_size=30))
def test_sessions_never_exceed_the_uses(uses: int, attempts: list[tuple[int, bool]]) -> None:
    """Whoever comes when; and nobody is let in too late."""
    token = minted(uses=uses)
    begun = 0
    for minutes, resuming in attempts:
        if token.begin(NOW + minutes * MINUTE, resuming) is None:
            begun += not resuming
            assert minutes < (30 if resuming else 1)
    assert token.used == begun
    assert not uses or begun <= uses


def test_the_oldest_tokens_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """When there are too many."""
    monkeypatch.setattr(tokens_module, "MOST_TOKENS", 3)
    store = Tokens(lambda: NOW)
    names = [store.mint(Wanted()).name for _ in range(5)]
    assert [store.find(name) is not None for name in names] == [False, False, True, True, True]


def test_large_tokens_are_forgotten_sooner(monkeypatch: pytest.MonkeyPatch) -> None:
    """What they were asked for is kept with them."""
    monkeypatch.setattr(tokens_module, "MOST_BYTES", 100)
    store = Tokens(lambda: NOW)
    names = [store.mint(Wanted(size=size)).name for size in (10, 40, 40, 40, 5)]
    assert [store.find(name) is not None for name in names] == [False, False, True, True, True]


def test_a_clock_without_a_zone_tells_local_time() -> None:
    """So that any clock will do."""
    naive = datetime(2026, 11, 21, 12)
    assert Tokens(lambda: naive).now() == naive.astimezone()


def test_without_a_token_a_pass_changes_nothing() -> None:
    """The client's setup is the session's, and it has no end."""
    fields = {"model": "m"}
    assert Pass().admit_setup(fields, NOW) is fields
    assert Pass().expires_in(NOW) is None


def test_a_pass_with_a_token_locks_the_setup() -> None:
    """And tells the seconds that are left."""
    entry = Pass(minted(setup={"model": "ours"}))
    assert entry.admit_setup({"model": "theirs", "tools": []}, NOW) == {"model": "ours"}
    assert entry.expires_in(NOW) == 30 * 60
    assert entry.expires_in(NOW + 40 * MINUTE) == 0


def test_a_pass_with_a_token_counts_its_uses() -> None:
    """A session that goes on is none; refusals are closes with 1008."""
    entry = Pass(minted())
    resuming = {"model": "m", "sessionResumption": {"handle": "H"}}
    anew = {"model": "m", "sessionResumption": {}}
    assert entry.admit_setup(resuming, NOW) == resuming
    assert entry.admit_setup(anew, NOW) == anew
    assert entry.admit_setup(anew, NOW) == Close(1008, "auth token has been used up")
    entry.refused(resuming)
    assert entry.admit_setup(anew, NOW) == Close(1008, "auth token has been used up")
    entry.refused(anew)
    assert entry.admit_setup(anew, NOW) == anew
    Pass().refused(anew)
    assert entry.admit_setup(resuming, NOW) == resuming
    assert entry.admit_setup(resuming, NOW + 30 * MINUTE) == Close(1008, EXPIRED)

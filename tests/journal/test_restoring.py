"""Sessions that are kept, continued."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from livechat.core.talk.events import (
    AudioReceived,
    Connected,
    InputTranscribed,
    Interrupted,
    OutputTranscribed,
    PlaybackFinished,
    TurnComplete,
)
from livechat.journal import restoring as restoring_module
from livechat.journal.handles import HANDLE_LIVES
from livechat.journal.header import Header
from livechat.journal.listing import sessions
from livechat.journal.restoring import latest, restore
from livechat.journal.store import Store
from tests.support.kept import START, add, begin, keep, tell


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "sessions")


def test_a_session_is_restored_word_for_word(store: Store) -> None:
    """Whose, when and what."""
    key = keep(store, "Hi", handle="secret", model="m", host="h")
    restored = restore(store, key, START + timedelta(minutes=119))
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
    restored = restore(store, key, START + HANDLE_LIVES)
    assert restored.handle == ""
    assert len(restored.utterances) == 2
    assert next(sessions(store, START + HANDLE_LIVES)).resumable_until is None


@pytest.mark.parametrize("handle", ["", "{", '{"handle": 7}', '{"handle": "a", "given": "now"}'])
def test_a_strange_handle_is_none(store: Store, handle: str) -> None:
    """Somebody has written into the file."""
    key = keep(store, "Hi", handle="secret")
    (store.folder / f"{key}.handle").write_text(handle)
    assert restore(store, key, START).handle == ""


def test_what_was_broken_off_has_the_last_words_too(store: Store) -> None:
    """Though no utterance holds them yet."""
    key = keep(store, "Hi", broken_off=True)
    with store.path(key).open("a") as file:
        file.write('{"v": 1, "event": "output_transcribed", "at": 2, "turn": 2, "text": "And"}\n')
    assert [one.words for one in restore(store, key, START).utterances][-1] == "And"


def test_a_continued_session_has_the_whole_history(store: Store) -> None:
    """On the clock of the last: what was said before is at negative times."""
    hour = timedelta(hours=1)
    one = keep(store, "one", started=START - hour, handle="first")
    two = keep(store, "two", started=START, continues=one, handle="second")
    three = keep(store, "three", started=START + hour, continues=two)
    restored = restore(store, three, START + hour)
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
    assert restore(store, two, START + timedelta(hours=1)).handle == handle


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
        return [one.words for one in restore(store, key, START).utterances]

    session("a", "b")
    session("b", "a")
    assert words("a") == ["b", "a"]
    assert words(session("c", "gone")) == ["c"]
    assert words(session("d", "../sessions/a")) == ["d"]
    add(store, "nothing")
    assert words(session("e", "nothing")) == ["e"]
    monkeypatch.setattr(restoring_module, "LONGEST_CHAIN", 2)
    session("f", "d")
    session("g", "f")
    assert words("g") == ["f", "g"]


def test_the_latest_is_over_and_has_words(store: Store) -> None:
    """What goes on, has none or lost its beginning is passed over."""
    key = keep(store, "Hi")
    keep(store, started=START + timedelta(hours=1))
    add(store, "20270101-000000-aaa")
    journal = begin(store, "two", about=Header("", START + timedelta(hours=2)))
    assert latest(store, START).id == key
    journal.close()
    assert latest(store, START).id == journal.id


@pytest.mark.parametrize(
    ("model", "host", "handle"), [("m", "h", "new"), ("other", "h", ""), ("m", "other", "")]
)
def test_a_handle_leads_on_at_the_model_and_the_host_that_gave_it(
    store: Store, model: str, host: str, handle: str
) -> None:
    """Nobody else is to see it."""
    key = keep(store, "Hi")
    store.keep_handle(key, "new", model, host, START)
    assert restore(store, key, START).handle == handle


def test_a_handle_that_does_not_say_whose_it_is_is_none(store: Store) -> None:
    """An earlier version wrote it; it would have died within two hours."""
    key = keep(store, "Hi")
    line = {"handle": "secret", "given": START.isoformat()}
    (store.folder / f"{key}.handle").write_text(json.dumps(line))
    assert restore(store, key, START).handle == ""


def test_a_call_that_crashed_while_somebody_spoke_has_every_word(store: Store) -> None:
    """Question, answer and interruption, cut as they would have been."""
    journal = begin(store, about=Header("", START, model="m", host="h"))
    events = [
        InputTranscribed(at=1, text="Tell me"),
        AudioReceived(at=2, turn=1, pcm=bytes(48_000)),
        InputTranscribed(at=2.1, text=" no, stop"),
        OutputTranscribed(at=2.5, turn=1, text="Once"),
        Interrupted(at=2.6, turn=1),
        PlaybackFinished(at=2.65, turn=1, heard=12_000, unheard=12_000),
        TurnComplete(at=2.7, turn=1),
    ]
    tell(journal, [Connected(at=0, model="m", practice=False), *events])
    journal.close()
    assert [one.words for one in restore(store, journal.id, START).utterances] == [
        "Tell me",
        "Once",
        "no, stop",
    ]

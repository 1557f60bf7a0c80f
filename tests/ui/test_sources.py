"""What is listed of an answer's sources, and when."""

from __future__ import annotations

from collections.abc import Sequence

from livechat.core.state import ConversationState
from livechat.core.talk.citations import Citations, Mark
from livechat.core.talk.events import (
    AudioReceived,
    Ended,
    Event,
    LineEntered,
    OutputTranscribed,
    PlaybackFinished,
    PlaybackStarted,
    Source,
    SourcesCited,
    Support,
    TurnComplete,
)
from livechat.core.talk.utterance import Utterance
from livechat.ui.sources import NAMELESS, Listed, Listing, mark_text, marks_of, plain_lines, quoted
from tests.support.story import numbered

A, B = Source("A", "https://a.example/"), Source("B", "https://b.example/")


def cite(at: float, *sources: Source, queries: Sequence[str] = (), turn: int = 0) -> SourcesCited:
    return SourcesCited(at=at, queries=tuple(queries), sources=sources, turn=turn)


def lists(*events: Event) -> list[tuple[float, Listed]]:
    """What is listed, and when."""
    state, listing = ConversationState(), Listing()
    found = []
    for event in numbered(events):
        state.fold(event)
        found += [(event.at, one) for one in listing.due(event, state)]
    return found


def test_sources_are_listed_when_the_answer_has_been_said() -> None:
    """However often they are told before."""
    told = lists(
        LineEntered(at=0, text="Hi"),
        AudioReceived(at=1, pcm=bytes(48_000)),
        OutputTranscribed(at=1, text="Yes."),
        cite(1.1, A, queries=["q"]),
        cite(1.2, A, B, queries=["q", "r"]),
        TurnComplete(at=2),
        PlaybackStarted(at=2, turn=1),
        PlaybackFinished(at=9, turn=1, heard=24_000),
    )
    assert told == [(9, Listed(1, ("q", "r"), ((1, A), (2, B))))]


def test_late_ones_are_listed_when_they_come_and_only_they() -> None:
    """Under the numbers that go on; what is told again is not listed again."""
    told = lists(
        OutputTranscribed(at=1, text="Yes."),
        cite(1.1, A),
        TurnComplete(at=2),
        cite(30, A),
        cite(31, B, A, queries=["q"]),
        Ended(at=40),
    )
    assert [one for _, one in told] == [
        Listed(1, (), ((1, A),)),
        Listed(1, ("q",), ((2, B),)),
    ]


def test_that_no_sources_were_named_is_said_once() -> None:
    """And taken back by those that come nevertheless."""
    told = lists(
        OutputTranscribed(at=1, text="Yes."),
        cite(1.1, queries=["q"]),
        TurnComplete(at=2),
        cite(30, queries=["q"], turn=1),
        cite(31, queries=["r"], turn=1),
        cite(32, A, turn=1),
    )
    assert [one for _, one in told] == [
        Listed(1, ("q",), nameless=True),
        Listed(1, ("r",)),
        Listed(1, (), ((1, A),)),
    ]


def test_the_end_of_the_call_lists_what_is_left() -> None:
    """Nothing that was told is lost."""
    told = lists(OutputTranscribed(at=1, text="Yes"), cite(1.1, A), Ended(at=2))
    assert told == [(2, Listed(1, (), ((1, A),)))]
    assert lists(OutputTranscribed(at=1, text="Yes"), Ended(at=2)) == []


def test_marks_count_in_the_words_as_they_are_shown() -> None:
    """Without the spaces that the service sends too many."""
    text = "  Clear \n skies.  Rain later. "
    citations = Citations()
    citations.fold(OutputTranscribed(at=1, turn=1, text=text))
    supports = (Support(0, 0, "Clear skies.", (0,)), Support(0, 0, "Rain later", (0, 1)))
    citations.fold(SourcesCited(at=1, turn=1, sources=(A, B), supports=supports))
    citations.fold(Ended(at=2))
    said = Utterance("model", text, 1, 1)
    assert marks_of(said, citations) == (Mark(12, (1,)), Mark(24, (1, 2)))
    assert said.words[:12] == "Clear skies."
    assert mark_text((1, 2)) == "[1][2]"


def test_plain_lines_have_addresses_in_full() -> None:
    """And nothing that a terminal obeys."""
    long = "https://example.org/" + "x" * 999
    nasty = Source("\x1b[31m\u202e", "javascript:\x07")
    listed = Listed(
        1, ("Käse\n\x1b", "b"), ((1, Source("T", long)), (2, nasty), (3, Source("", "u")))
    )
    assert plain_lines(listed) == [
        'searched: "Käse \\u001b"',
        'searched: "b"',
        f"sources: [1] T {long}",
        "sources: [2] ␛[31m� javascript:␇",
        "sources: [3] u",
    ]
    nameless = Listed(1, ("q",), nameless=True)
    assert plain_lines(nameless) == ['searched: "q"', f"sources: {NAMELESS}"]
    assert len(quoted("x" * 999)) < 210

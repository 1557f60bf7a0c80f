"""A web search through the real SDK: what is asked for, found, placed, listed and counted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from livechat.catalog.models import DEFAULT
from livechat.config.settings import Settings
from livechat.config.spec import setup_spec
from livechat.core.setup_spec import SetupSpec
from livechat.core.state import ConversationState
from livechat.core.talk.events import SourcesCited, TurnComplete
from livechat.sim.faults import parse
from livechat.sim.scenario import Scenario, Scripted, SourcesChoice
from livechat.ui.sources import mark_text, marks_of
from tests.support.practice import QUIET, Held, hold

QUERY = "Käse שלום 東京"
ASK = f"search for {QUERY}"

WORDS = (
    "I have no internet, so these sources are invented: an encyclopedia,[1] a newspaper[2] and "
    f"a blog,[3] all about {QUERY}.[1][2][3]"
)

SEARCHES = setup_spec(Settings(search=True))


def asked(scenario: Scenario = QUIET, *, spec: SetupSpec = SEARCHES, lines: int = 1) -> Held:
    return hold(scenario, lines=[ASK] * lines, spec=spec)


def folded(held: Held) -> ConversationState:
    state = ConversationState()
    for event in held.notebook.events:
        state.fold(event)
    return state


def shown(held: Held) -> list[str]:
    """What the model said, with the numbers of sources."""
    state, found = folded(held), []
    for said in held.notebook.utterances:
        if said.speaker == "model":
            text = said.words
            for mark in reversed(marks_of(said, state.citations)):
                text = text[: mark.place] + mark_text(mark.numbers) + text[mark.place :]
            found.append(text)
    return found


def test_an_answer_has_its_sources_beside_its_words() -> None:
    """In bytes on the wire, in characters on the screen; the service's HTML goes nowhere."""
    held = asked()
    [setup] = held.sent("setup")
    assert setup["tools"] == [{"googleSearch": {}}]
    assert shown(held) == [WORDS]
    cited = folded(held).citations.of(1)
    assert cited.queries == (QUERY,)
    assert [one.title for one in cited.sources] == [
        f"Invented: {QUERY} in {name}" for name in ("an encyclopedia", "a newspaper", "a blog")
    ]
    assert "script" not in repr(held.notebook.events)
    assert folded(held).citations.searches == 1


@pytest.mark.parametrize("model", ["gemini-3.1-flash-live-preview", "gemini-3.8-live"])
def test_a_written_question_is_searched_for_by_every_model_that_can(model: str) -> None:
    """In the same words."""
    assert shown(asked(spec=SetupSpec(model=model, search=True))) == [WORDS]


def test_unasked_nothing_is_searched_for() -> None:
    """No tool is in the setup, and no event tells of a source."""
    held = asked(spec=SetupSpec(model=DEFAULT))
    [setup] = held.sent("setup")
    assert "tools" not in setup
    assert held.notebook.of(SourcesCited) == []


@pytest.mark.parametrize("fault", ["sources-growing", "sources-misplaced"])
def test_sources_that_are_told_badly_are_shown_well(fault: str) -> None:
    """Each once under one number, beside the words that it stands behind."""
    held = asked(replace(QUIET, faults=(parse(fault),)))
    assert shown(held) == [WORDS]
    assert len(folded(held).citations.of(1).sources) == 3
    assert folded(held).citations.searches == 1


def test_late_sources_belong_to_the_answer_that_has_ended() -> None:
    """They are told after its end, and stand beside its words."""
    held = asked(replace(QUIET, faults=(parse("late-sources:seconds=0.1"),)))
    kinds = [type(event) for event in held.notebook.events]
    assert kinds.index(TurnComplete) < kinds.index(SourcesCited)
    assert shown(held) == [WORDS]


def test_a_search_may_name_no_sources() -> None:
    """Which is known when the turn is whole."""
    held = asked(replace(QUIET, faults=(parse("sources-missing"),)))
    assert folded(held).citations.of(1).nameless
    assert "[1]" not in shown(held)[0]


@pytest.mark.parametrize("sources", ["after", "beside"])
def test_each_answer_has_its_own_numbers(sources: SourcesChoice) -> None:
    """Also where sources come ahead of the first word."""
    second = "search for the height of Everest"
    held = hold(replace(QUIET, sources=sources), lines=[ASK, second], spec=SEARCHES)
    first, other = shown(held)
    assert first == WORDS
    assert other.endswith("a blog,[3] all about the height of Everest.[1][2][3]")
    state = folded(held)
    assert [state.citations.of(turn).queries for turn in (1, 2)] == [
        (QUERY,),
        ("the height of Everest",),
    ]
    assert state.citations.searches == 2


def test_no_sources_at_all_are_no_search() -> None:
    """What the service does not tell, nobody knows."""
    held = asked(replace(QUIET, sources="none"))
    assert held.notebook.of(SourcesCited) == []
    assert folded(held).citations.turns == []


def test_a_service_may_send_anything_as_its_sources() -> None:
    """Nothing of it stops the call, nor stands within a word."""
    odd = {
        "serverContent": {
            "groundingMetadata": {
                "groundingChunks": [{"web": {"uri": "\x1b]8;;x", "title": "\u202e"}}],
                "groundingSupports": [
                    {"segment": {"startIndex": -5, "endIndex": 3}, "groundingChunkIndices": [0]},
                    {"segment": {"endIndex": 2_000_000_000}, "groundingChunkIndices": [0, 77]},
                ],
            }
        }
    }
    says = "東京 tower"
    held = asked(replace(QUIET, turns=(Scripted(says=says, after=(odd,)),)))
    assert shown(held) == ["東[1]京 tower[1]"]

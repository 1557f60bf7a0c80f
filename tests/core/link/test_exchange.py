"""Where the exchange stands, whatever order things come in."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from livechat.core.link.backlog import Activity, Item, Sound, SoundEnd, Typed
from livechat.core.link.exchange import NEVER, TRAIL_S, Exchange
from livechat.core.talk.events import (
    AudioReceived,
    Event,
    GenerationComplete,
    InputTranscribed,
    Interrupted,
    OutputTranscribed,
    ResumptionUpdated,
    TextReceived,
    ToolCall,
    ToolCallCancelled,
    ToolCalled,
    TurnComplete,
    VoiceActivity,
)
from tests.support.fakes import at

VOICE = Sound(bytes(640), voiced=True)
HUSH = Sound(bytes(640), voiced=False)
SECOND = AudioReceived(at=0, pcm=bytes(48_000))
WORDS = OutputTranscribed(at=0, text="Noon.")
HEARD = InputTranscribed(at=0, text="What time is it?")
DONE = TurnComplete(at=0)
CUT = Interrupted(at=0)
CALL = ToolCalled(at=0, calls=(ToolCall("1", "f", {}), ToolCall("2", "g", {})))


def after(*story: tuple[float, Event | Item]) -> Exchange:
    exchange = Exchange()
    go_on(exchange, story)
    return exchange


def go_on(exchange: Exchange, story: Iterable[tuple[float, Event | Item]]) -> None:
    for when, one in story:
        if isinstance(one, Event):
            exchange.fold(at(one, when))
        else:
            exchange.handed_over(one, when)


def test_nothing_is_going_on_at_first() -> None:
    """Nor after a message that says nothing, silence, or a mark of it."""
    exchange = after((1, ResumptionUpdated(at=0, resumable=True)), (2, HUSH), (3, SoundEnd()))
    assert not any((exchange.open, exchange.said, exchange.calls, exchange.talking))
    assert (exchange.owed_since, exchange.understood_at, exchange.spoken_at) == (None, None, NEVER)
    assert exchange.message_at == 1


def test_a_spoken_question_and_its_answer() -> None:
    """Heard here, understood there, answered, done."""
    exchange = after((1, VOICE), (2, HEARD))
    assert (exchange.spoken_at, exchange.understood_at, exchange.owed_since) == (2, 2, None)
    go_on(exchange, [(3, SECOND), (3.1, WORDS)])
    assert exchange.open
    assert exchange.understood_at is None
    assert (exchange.output_at, exchange.sounds_until) == (3.1, 4)
    go_on(exchange, [(3.2, GenerationComplete(at=0))])
    assert exchange.generated
    go_on(exchange, [(4, DONE)])
    assert not any((exchange.open, exchange.generated, exchange.said))
    assert exchange.closed_at == 4


def test_an_answer_is_owed_to_a_typed_line() -> None:
    """Until it begins; written words do, too."""
    exchange = after((1, Typed("?")))
    assert exchange.owed_since == 1
    go_on(exchange, [(2, TextReceived(at=0, text="Yes"))])
    assert exchange.owed_since is None


def test_an_answer_is_owed_to_what_was_said_with_the_key_down() -> None:
    """From the release on."""
    exchange = after((1, Activity(True)), (2, VOICE))
    assert (exchange.talking, exchange.owed_since) == (True, None)
    go_on(exchange, [(3, Activity(False))])
    assert (exchange.talking, exchange.owed_since) == (False, 3)
    go_on(exchange, [(4, Activity(True))])
    assert exchange.owed_since is None


def test_nothing_is_owed_to_a_key_that_was_only_touched() -> None:
    """Silence is no question, whatever was said before."""
    assert (
        after((0, VOICE), (1, Activity(True)), (2, HUSH), (3, Activity(False))).owed_since is None
    )


def test_the_service_may_hear_what_this_machine_does_not() -> None:
    """Quiet speech; but blank words are none."""
    assert after((1, VoiceActivity(at=0, speaking=True))).spoken_at == 1
    assert after((1, VoiceActivity(at=0, speaking=False))).spoken_at == NEVER
    assert after((1, InputTranscribed(at=0, text=" "))).understood_at is None


def test_what_interrupts_an_answer_is_still_to_be_answered() -> None:
    """Late sound of the interrupted turn, and its end, answer nothing."""
    exchange = after((1, HEARD), (2, SECOND), (3, Typed("Stop.")), (3.1, SECOND), (3.2, CUT))
    assert (exchange.open, exchange.interrupted, exchange.owed_since) == (False, True, 3)
    go_on(exchange, [(3.3, SECOND), (3.4, WORDS), (3.5, HEARD), (3.6, DONE)])
    assert (exchange.open, exchange.interrupted) == (False, False)
    assert (exchange.owed_since, exchange.understood_at) == (3, 3.5)
    go_on(exchange, [(4, SECOND)])
    assert (exchange.open, exchange.due) == (True, False)


def test_words_heard_after_an_interruption_are_news() -> None:
    """They interrupted, and do not belong to what they interrupted."""
    exchange = after((1, HEARD), (2, SECOND), (3, CUT), (3.1, DONE), (3.2, HEARD))
    assert exchange.understood_at == 3.2


def test_an_interruption_of_nothing_hides_no_answer() -> None:
    """Where no turn had begun, what comes next begins one, whether or not an end comes first."""
    exchange = after((1, HEARD), (2, CUT), (3, SECOND))
    assert exchange.open
    assert not exchange.interrupted
    exchange = after((1, HEARD), (2, CUT), (2.1, DONE))
    assert exchange.understood_at == 1
    go_on(exchange, [(3, SECOND)])
    assert exchange.open


def test_an_answer_is_not_complete_before_it_begins() -> None:
    """Whatever was said to be complete, it was not this."""
    exchange = after((1, Typed("?")), (2, GenerationComplete(at=0)), (3, SECOND))
    assert (exchange.open, exchange.generated) == (True, False)


def test_a_second_end_is_harmless() -> None:
    """Nothing is open, nothing is owed."""
    exchange = after((1, Typed("?")), (2, SECOND), (3, DONE), (3.5, DONE))
    assert not any((exchange.open, exchange.interrupted))
    assert exchange.owed_since is None


def test_words_that_trail_a_turn_open_none() -> None:
    """Neither the model's nor the user's: their order against the sound is not fixed."""
    exchange = after((0, VOICE), (1, SECOND), (2, DONE), (2.1, WORDS), (2.2, HEARD), (2.3, HEARD))
    assert not exchange.open
    assert exchange.understood_at is None


def test_words_after_a_turn_that_were_asked_for_open_the_next() -> None:
    """Somebody typed, or spoke; or so much time has passed that they must be new."""
    for one in (Typed("?"), VOICE):
        assert after((1, SECOND), (2, DONE), (2.1, one), (2.2, WORDS)).open
    assert after((1, SECOND), (2, DONE), (2 + TRAIL_S + 0.1, WORDS)).open
    assert after((1, SECOND), (2, DONE), (2.1, VOICE), (2.2, HEARD)).understood_at == 2.2


def test_an_exchange_in_parts_is_one() -> None:
    """The model works between them; trailing words of one part do not begin the next."""
    exchange = after((1, SECOND), (2, GenerationComplete(at=0)), (3, TurnComplete(at=0, more=True)))
    assert (exchange.open, exchange.working, exchange.generated) == (True, True, False)
    go_on(exchange, [(3.1, WORDS)])
    assert (exchange.open, exchange.working) == (True, True)
    go_on(exchange, [(60, SECOND)])
    assert (exchange.open, exchange.working) == (True, False)
    go_on(exchange, [(61, DONE)])
    assert (exchange.open, exchange.working) == (False, False)


def test_function_calls_wait_to_be_answered() -> None:
    """One by one; cancelled ones do not, nor those of a turn that is over."""
    exchange = after((1, CALL))
    assert exchange.open
    exchange.tools_answered(["1", "unknown"], 1.5)
    assert (exchange.calls, exchange.message_at) == ({"2"}, 1.5)
    go_on(exchange, [(2, ToolCallCancelled(at=0, ids=("2", "other")))])
    assert not exchange.calls
    for end in (CUT, DONE):
        assert not after((1, CALL), (2, end)).calls


def test_sound_is_heard_one_piece_after_the_other() -> None:
    """However fast it comes; an interruption ends it."""
    exchange = after((1, SECOND), (1.1, SECOND), (10, SECOND))
    assert exchange.sounds_until == 11
    go_on(exchange, [(10.5, CUT), (10.6, SECOND)])
    assert exchange.sounds_until == NEVER


EVENTS: list[Event | Item] = [
    SECOND,
    WORDS,
    TextReceived(at=0, text="x"),
    HEARD,
    CUT,
    GenerationComplete(at=0),
    TurnComplete(at=0, more=True),
    DONE,
    CALL,
    ToolCallCancelled(at=0, ids=("1",)),
    VoiceActivity(at=0, speaking=True),
    ResumptionUpdated(at=0, resumable=True, handle="h"),
    VOICE,
    HUSH,
    Typed("?"),
    Activity(True),
    Activity(False),
    SoundEnd(),
]
stories = st.lists(st.tuples(st.sampled_from([0.0, 0.1, 1.0, 30.0]), st.sampled_from(EVENTS)))


@given(stories)
def test_nothing_stays_open_or_owed_for_ever(story: list[tuple[float, Event | Item]]) -> None:
    """After whatever odd order, a question, an answer and its end leave everything settled."""
    exchange, now = Exchange(), 0.0
    for wait, one in story:
        now += wait
        go_on(exchange, [(now, one)])
        assert not (exchange.open and exchange.interrupted)
        assert exchange.said or not exchange.open
    now += 10
    go_on(exchange, [(now, DONE), (now, Activity(False)), (now, Typed("?"))])
    go_on(exchange, [(now + 1, SECOND)])
    assert exchange.open
    assert exchange.owed_since is None
    go_on(exchange, [(now + 2, DONE)])
    assert not any((exchange.open, exchange.interrupted, exchange.working, exchange.calls))
    assert not any((exchange.generated, exchange.said, exchange.talking))
    assert (exchange.owed_since, exchange.understood_at) == (None, None)

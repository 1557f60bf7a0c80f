"""Speech over the partner's voice, and answers begun before it is certain that speech is over."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from livechat.sim.effects import Foresee, Guess, Hush, Ponder, ReadAhead, Transcribe
from livechat.sim.events import (
    Guessed,
    SpeechBegan,
    SpeechEnded,
    SpeechLasts,
    SpeechPaused,
    SpeechWentOn,
    Transcribed,
)
from livechat.sim.mind.question import Clause, Message, Model, Over, User
from livechat.sim.protocol import wire
from livechat.sim.scenario import Scenario, Scripted
from livechat.sim.talk.phases import Phase
from tests.sim.asking import Asked
from tests.sim.stage import INTERRUPTED, NO_INTERRUPTION, PLAYED, SECOND, Stage, sent, spoken, told

STORY = "Once upon a time there was a king."


def telling(setup: dict[str, Any] | None = None, scenario: Scenario | None = None) -> Asked:
    """A session in which a story is being told."""
    stage = Asked(setup or {}, *([scenario] if scenario else []))
    stage.do(wire.Text("Tell me a story."))
    stage.come(Clause(STORY))
    stage.voice(3.0, STORY)
    stage.now += 1.0
    return stage


def interrupted(stage: Stage) -> bool:
    """Whether the partner was interrupted."""
    return INTERRUPTED[0] in sent(stage.effects)


@pytest.mark.parametrize(
    "text", ["Mm-hm.", "Yeah.", "Okay, right.", "Uh-huh", "I see.", "Ja, genau", ""]
)
def test_a_small_word_does_not_stop_a_story(text: str) -> None:
    """It is neither told nor answered; nor is a cough, in which there is no word."""
    stage = telling()
    before = len(stage.effects)
    stage.do(SpeechBegan(), SpeechEnded(SECOND), Transcribed(text))
    assert told(stage.effects[before:]) == []
    stage.voice_ended()
    stage.come(Over())
    stage.waited()
    assert stage.dialogue.delivery.phase is Phase.LISTENING
    assert len(stage.ponders) == 1
    stage.do(wire.Text("More."))
    assert stage.messages[1:] == [Model(STORY), User("More.")]


@pytest.mark.parametrize("text", ["Stop.", "Yeah, but why?", "Okay stop", "No"])
def test_other_words_interrupt_it_once_they_are_known(text: str) -> None:
    """However short they are."""
    stage = telling()
    stage.do(SpeechBegan(), SpeechEnded(SECOND))
    assert not interrupted(stage)
    done = stage.do(Transcribed(text))
    assert sent(done)[:2] == INTERRUPTED
    assert stage.messages[-1] == User(text)
    signs = [one["voiceActivity"]["type"] for one in told(done) if "voiceActivity" in one]
    assert signs == ["ACTIVITY_START", "ACTIVITY_END"]


def test_words_of_a_pause_interrupt_before_speech_is_over() -> None:
    """They are guessed when the user falls silent, so that "stop" stops it soon."""
    stage = telling()
    stage.do(SpeechBegan(), SpeechPaused(SECOND))
    stage.do(Guessed(1, Transcribed("Stop.")))
    assert interrupted(stage)


def test_a_small_word_is_let_pass_in_a_pause_and_more_interrupts() -> None:
    """What begins with "yeah" may be a question."""
    stage = telling()
    stage.do(SpeechBegan(), SpeechPaused(SECOND), Guessed(1, Transcribed("Yeah.")))
    assert not interrupted(stage)
    stage.do(SpeechWentOn(), SpeechPaused(SECOND * 2), Guessed(2, Transcribed("Yeah, but why?")))
    assert interrupted(stage)


def test_speech_that_lasts_interrupts_at_once() -> None:
    """No small word is that long; nobody waits for its words."""
    stage = telling()
    stage.do(SpeechBegan())
    assert not interrupted(stage)
    done = stage.do(SpeechLasts())
    assert sent(done)[:2] == INTERRUPTED
    assert stage.do(SpeechLasts()) == []


def test_yes_answers_a_question() -> None:
    """What is a small word in a story is an answer after "Shall I go on?"."""
    stage = Asked()
    stage.do(wire.Text("Tell me a story."))
    stage.come(Clause("Shall I begin?"))
    stage.voice(1.0, "Shall I begin?")
    stage.now += 0.6
    stage.do(SpeechBegan(), SpeechEnded(SECOND), Transcribed("Yes."))
    assert interrupted(stage)
    assert isinstance(stage.messages[-1], User)
    assert stage.messages[-1].text == "Yes."


def test_a_small_word_after_the_story_is_answered() -> None:
    """The partner has finished by the time it is understood."""
    stage = telling()
    stage.do(SpeechBegan(), SpeechEnded(SECOND))
    stage.voice_ended()
    stage.come(Over())
    stage.waited()
    stage.do(Transcribed("Okay."))
    assert stage.messages[-1] == User("Okay.")
    assert not interrupted(stage)


def test_speech_before_the_first_word_takes_the_answer_back() -> None:
    """There is nothing to be interrupted; both halves are one question."""
    stage = Asked()
    stage.do(SpeechBegan(), SpeechEnded(SECOND), Transcribed("Tell me a story."))
    stage.do(SpeechBegan(), SpeechEnded(SECOND), Transcribed("About a king."))
    assert not interrupted(stage)
    assert stage.messages == [User("Tell me a story.\nAbout a king.")]


def test_two_small_words_in_a_row_pass() -> None:
    """The second may come before the first is understood."""
    stage = telling()
    before = len(stage.effects)
    stage.do(SpeechBegan(), SpeechEnded(SECOND), SpeechBegan(), SpeechEnded(SECOND))
    stage.do(Transcribed("Mm-hm."), Transcribed("Yeah."))
    assert told(stage.effects[before:]) == []


def test_more_speech_before_a_small_word_is_understood_interrupts() -> None:
    """The small word is passed over all the same while nothing was told of it."""
    stage = telling()
    stage.do(SpeechBegan(), SpeechEnded(SECOND), SpeechBegan(), SpeechLasts())
    stage.do(Transcribed("Mm-hm."), SpeechEnded(SECOND), Transcribed("But why?"))
    assert interrupted(stage)
    assert isinstance(stage.messages[-1], User)
    assert stage.messages[-1].text.endswith("But why?")


def test_ears_that_fail_are_told() -> None:
    """What nobody could understand is no small word."""
    stage = telling()
    stage.do(SpeechBegan(), SpeechEnded(SECOND), Transcribed("", "I cannot hear."))
    assert interrupted(stage)
    assert spoken(stage.effects)[-1] == "I cannot hear."


@pytest.mark.parametrize(
    ("setup", "scenario"),
    [
        ({}, Scenario(back_channel="interrupts", pace="instant", playback_pause=1.0)),
        (
            {"realtimeInputConfig": {"automaticActivityDetection": {"disabled": True}}},
            None,
        ),
    ],
)
def test_small_words_interrupt_where_that_is_wanted(
    setup: dict[str, Any], scenario: Scenario | None
) -> None:
    """A scenario wants it as the hosted service has it; a client brackets what is meant."""
    stage = telling(setup, scenario)
    stage.do(SpeechBegan())
    assert interrupted(stage)


def test_the_deterministic_partner_is_interrupted_at_once() -> None:
    """As measured on the hosted service, unless a scenario lets small words pass."""
    for scenario in (PLAYED, replace(PLAYED, back_channel="passes")):
        stage = Stage({}, scenario)
        stage.ask()
        stage.voice()
        stage.do(SpeechBegan())
        assert interrupted(stage) is (scenario is PLAYED)


def test_without_interruption_speech_waits_for_its_turn() -> None:
    """The client asked for it."""
    stage = telling(NO_INTERRUPTION)
    stage.do(SpeechBegan(), SpeechLasts(), SpeechEnded(SECOND), Transcribed("And then?"))
    assert not interrupted(stage)
    stage.voice_ended()
    stage.come(Over())
    stage.waited()
    assert stage.messages[-1] == User("And then?")


# Begun before it is certain


def foreseen(stage: Stage) -> list[Foresee]:
    return [one for one in stage.effects if isinstance(one, Foresee)]


def read_ahead(stage: Stage) -> list[tuple[Message, ...]]:
    return [one.question.messages for one in stage.effects if isinstance(one, ReadAhead)]


def test_an_answer_is_begun_when_speech_seems_over() -> None:
    """What is asked then is what was begun, so that no time is lost."""
    stage = Asked()
    done = stage.do(SpeechBegan(), SpeechPaused(SECOND))
    assert [one.number for one in done if isinstance(one, Guess)] == [1]
    stage.do(Guessed(1, Transcribed("What is your name?")))
    [begun] = foreseen(stage)
    done = stage.do(SpeechEnded(SECOND))
    assert not any(isinstance(one, Transcribe) for one in done)
    assert [one.question for one in done if isinstance(one, Ponder)] == [begun.question]
    assert stage.messages == [User("What is your name?")]
    stage.answer("Ann.")
    stage.do(SpeechBegan(), SpeechPaused(SECOND), Guessed(2, Transcribed("Thanks.")))
    stage.do(SpeechEnded(SECOND))
    assert foreseen(stage)[-1].question == stage.question


def test_what_was_said_before_is_read_while_the_user_speaks() -> None:
    """Once for each answer, and nothing where nothing was said."""
    stage = Asked()
    stage.do(SpeechBegan(), SpeechEnded(SECOND), Transcribed("What is your name?"))
    assert read_ahead(stage) == []
    stage.answer("Ann.")
    for _ in range(2):
        stage.do(SpeechBegan(), SpeechEnded(b""))
    [known] = read_ahead(stage)
    assert known[:-1] == (User("What is your name?"), Model("Ann."))


def test_what_was_heard_of_an_answer_cut_short_is_read_ahead() -> None:
    """Not the words that the interruption has left out."""
    stage = telling()
    stage.do(SpeechBegan(), SpeechLasts())
    assert interrupted(stage)
    [known] = read_ahead(stage)
    assert isinstance(known[-2], Model)
    stage.do(SpeechEnded(SECOND), Transcribed("And then?"))
    assert stage.messages[: len(known) - 1] == list(known[:-1])


def test_what_was_begun_is_dropped_when_the_user_goes_on() -> None:
    """It is to half a sentence; nothing of it was sent."""
    stage = Asked()
    stage.do(SpeechBegan(), SpeechPaused(SECOND), Guessed(1, Transcribed("What is your name?")))
    before = len(stage.effects)
    stage.do(SpeechWentOn())
    assert stage.effects[before:] == [Foresee(None)]
    stage.do(SpeechWentOn())
    assert stage.effects[before + 1 :] == []
    stage.do(SpeechEnded(SECOND), Transcribed("What is your name and your age?"))
    assert stage.messages == [User("What is your name and your age?")]


def test_an_unfinished_sentence_begins_nothing() -> None:
    """The rest is waited for, and the client told."""
    stage = Asked()
    stage.do(SpeechBegan(), SpeechPaused(SECOND), Guessed(1, Transcribed("Please tell my")))
    assert foreseen(stage) == []
    done = stage.do(SpeechEnded(SECOND))
    assert {"serverContent": {"waitingForInput": True}} in sent(done)
    assert stage.ponders == []


def test_ears_that_are_slower_than_the_silence_are_waited_for() -> None:
    """The utterance is not understood twice."""
    stage = Asked()
    stage.do(SpeechBegan(), SpeechPaused(SECOND), SpeechEnded(SECOND))
    assert stage.ponders == []
    stage.do(Guessed(1, Transcribed("Hello.")))
    assert stage.messages == [User("Hello.")]
    assert not any(isinstance(one, Transcribe) for one in stage.effects)


def test_ears_that_fail_at_a_guess_are_told_at_the_end() -> None:
    """Once."""
    stage = Asked()
    stage.do(SpeechBegan(), SpeechPaused(SECOND), Guessed(1, Transcribed("", "I cannot hear.")))
    assert foreseen(stage) == []
    stage.do(SpeechEnded(SECOND))
    assert spoken(stage.effects) == ["I cannot hear."]


def test_a_guess_under_way_is_the_only_one() -> None:
    """Slow ears are not given every pause of a long speech; an old guess counts for nothing."""
    stage = Asked()
    stage.do(SpeechBegan(), SpeechPaused(SECOND), SpeechWentOn(), SpeechPaused(SECOND * 2))
    assert len([one for one in stage.effects if isinstance(one, Guess)]) == 1
    stage.do(Guessed(1, Transcribed("What is")))
    assert foreseen(stage) == []
    done = stage.do(SpeechEnded(SECOND))
    assert [one for one in done if isinstance(one, Transcribe)]
    stage.do(Transcribed("What is your name?"))
    assert stage.messages == [User("What is your name?")]


def test_an_utterance_before_is_told_first() -> None:
    """Words stand in the order in which they were said; two are never one another's."""
    stage = Asked()
    stage.do(SpeechBegan(), SpeechEnded(SECOND))
    stage.do(SpeechBegan(), SpeechPaused(SECOND), Guessed(1, Transcribed("Two.")))
    assert foreseen(stage) == []
    stage.do(SpeechEnded(SECOND), Transcribed("One."))
    assert stage.messages == [User("One.\nTwo.")]


def test_what_was_not_said_to_the_partner_is_left_alone() -> None:
    """Where the client asked for proactive audio, which 3.8 always has."""
    stage = Asked()
    stage.do(SpeechBegan(), SpeechPaused(SECOND))
    stage.do(Guessed(1, Transcribed("I am talking to my wife.")))
    stage.do(SpeechEnded(SECOND))
    assert foreseen(stage) == []
    assert stage.ponders == []
    stage.do(wire.Text("What did I say?"))
    assert stage.messages == [User("I am talking to my wife.\nWhat did I say?")]


def test_other_languages_are_answered_whatever_they_end_with() -> None:
    """The rules of attention know English: "an" is no article in German."""
    stage = Asked({"generationConfig": {"speechConfig": {"languageCode": "de-DE"}}})
    stage.do(SpeechBegan(), SpeechEnded(SECOND), Transcribed("Schalte das Licht an"))
    assert stage.messages == [User("Schalte das Licht an")]


def test_a_scripted_turn_guesses_nothing() -> None:
    """Its words are the scenario's."""
    stage = Asked({}, Scenario(pace="instant", turns=(Scripted(says="Hi."),)))
    stage.do(SpeechBegan(), SpeechPaused(SECOND))
    assert not any(isinstance(one, Guess) for one in stage.effects)


def test_a_language_model_is_asked_when_the_words_are_known() -> None:
    """Nothing is held back, as the hosted service's pace would have it."""
    stage = Asked({}, Scenario())
    done = stage.do(SpeechBegan(), SpeechEnded(SECOND), Transcribed("Hello."))
    assert [one for one in done if isinstance(one, Ponder)]


def test_speech_that_goes_on_withdraws_what_is_pondered() -> None:
    """Nothing of it was sent: no turn, no sign of it, and the question is asked anew."""
    stage = Asked()
    stage.do(SpeechBegan(), SpeechEnded(SECOND), Transcribed("What is your name?"))
    stage.come(Clause("Well."))
    done = stage.do(SpeechBegan())
    assert any(isinstance(one, Hush) for one in done)
    assert sent(done) == []
    stage.do(SpeechEnded(SECOND), Transcribed("And your age?"))
    assert stage.messages == [User("What is your name?\nAnd your age?")]

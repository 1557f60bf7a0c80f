"""What the user says while a function call waits."""

from __future__ import annotations

from livechat.core.talk.events import (
    Connected,
    Disconnected,
    Event,
    InputTranscribed,
    LineEntered,
    Muted,
    PlaybackFinished,
    PlaybackStarted,
    SpeechDetected,
    VoiceActivity,
)
from livechat.core.tools.utterance import ECHO_S, OWN_S, SETTLE_S, WORDS_S, UtteranceWatch


def after(*events: Event) -> UtteranceWatch:
    watch = UtteranceWatch()
    for event in events:
        watch.fold(event)
    return watch


def speech(begin: float, end: float) -> list[Event]:
    return [SpeechDetected(at=begin, speaking=True), SpeechDetected(at=end, speaking=False)]


def words(at: float, text: str, *, interim: bool = False) -> InputTranscribed:
    return InputTranscribed(at=at, text=text, interim=interim)


def test_before_anything_was_said_nothing_is_waited_for() -> None:
    assert after().whole_at == float("-inf")


def test_speech_is_whole_when_its_words_have_settled() -> None:
    watch = after(*speech(10, 11))
    assert watch.whole_at == 11 + WORDS_S
    assert watch.fold(words(12, "Order twelve"))
    assert watch.fold(words(12.1, " gloves."))
    assert watch.words == "Order twelve gloves."
    assert watch.whole_at == 12.1 + SETTLE_S
    assert not watch.fold(words(12.2, "guess", interim=True))
    assert not watch.fold(words(12.2, "  "))


def test_while_somebody_speaks_by_anybodys_word_it_is_not_whole() -> None:
    watch = after(
        SpeechDetected(at=1, speaking=True),
        VoiceActivity(at=1.2, speaking=True),
        SpeechDetected(at=2, speaking=False),
    )
    assert watch.speaking
    assert watch.whole_at == float("inf")
    watch.fold(VoiceActivity(at=2.5, speaking=False))
    watch.fold(VoiceActivity(at=2.6, speaking=False))
    assert watch.ended_at == 2.5


def test_a_breath_divides_no_utterance_and_longer_silence_does() -> None:
    watch = after(*speech(10, 11), *speech(11 + OWN_S - 0.1, 13))
    assert watch.began_at == 10
    watch = after(*speech(10, 11), *speech(11 + OWN_S + 0.1, 14))
    assert watch.began_at == 11 + OWN_S + 0.1


def test_speech_after_settled_words_is_another_utterance() -> None:
    watch = after(*speech(10, 11), words(11.2, "Hello."), *speech(12, 13))
    assert (watch.began_at, watch.words) == (12, "")


def test_two_sentences_are_kept_apart() -> None:
    watch = after(*speech(10, 11), words(11, "Order twelve."), words(11.2, "No, wait."))
    assert watch.words == "Order twelve. No, wait."


def test_words_without_sound_are_an_utterance_too() -> None:
    watch = after(words(50, "Stop"))
    assert (watch.began_at, watch.ended_at, watch.detected) == (50, 50, False)
    watch.fold(words(50.5, " it"))
    assert watch.words == "Stop it"
    watch.fold(words(60, "Again"))
    assert watch.words == "Again"


def test_what_this_machine_has_heard_and_what_sounded_meanwhile_is_known() -> None:
    watch = after(PlaybackStarted(at=1, turn=1), *speech(2, 3))
    assert (watch.detected, watch.over_voice) == (True, True)
    watch.fold(PlaybackFinished(at=4, turn=1, heard=9))
    watch.fold(VoiceActivity(at=8, speaking=True))
    assert (watch.detected, watch.over_voice) == (False, False)


def test_an_echo_may_be_heard_while_the_voice_sounds_or_a_moment_after() -> None:
    """However it lies to the voice in time."""
    before = after(SpeechDetected(at=1, speaking=True), PlaybackStarted(at=2, turn=1))
    assert before.over_voice, "the voice began meanwhile"
    tail = after(PlaybackStarted(at=1, turn=1), PlaybackFinished(at=2, turn=1, heard=1))
    tail.fold(SpeechDetected(at=2 + ECHO_S / 2, speaking=True))
    assert tail.over_voice
    tail.fold(SpeechDetected(at=2 + ECHO_S, speaking=False))
    tail.fold(SpeechDetected(at=9, speaking=True))
    tail.fold(SpeechDetected(at=10, speaking=False))
    tail.fold(PlaybackStarted(at=11, turn=2))
    assert not tail.over_voice, "what comes after it is an answer to it"


def test_a_typed_line_is_whole_at_once() -> None:
    watch = after(LineEntered(at=5, text="stop"))
    assert (watch.typed, watch.words, watch.whole_at) == (True, "stop", 5 + SETTLE_S)


def test_muting_ends_what_was_being_said() -> None:
    watch = after(SpeechDetected(at=5, speaking=True), Muted(at=6, on=True))
    assert not watch.speaking
    assert watch.whole_at == 6 + WORDS_S
    assert after(Muted(at=6, on=True)).whole_at == float("-inf")


def test_words_come_only_over_a_connection() -> None:
    up = Connected(at=0, model="m", practice=False)
    lost = Disconnected(at=11, code=1006, reason="")
    watch = after(up, *speech(9, 10), lost)
    assert watch.whole_at == float("inf")
    watch.fold(Connected(at=20, model="m", practice=False))
    assert watch.whole_at == 20 + WORDS_S
    long_ago = after(up, *speech(1, 2), lost)
    assert long_ago.whole_at == 2 + WORDS_S, "it had no words"

"""Sound in, the beginning and end of speech out, whatever the pieces."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from livechat.core.pcm import seconds_in, silence
from livechat.dsp.resample import from_float, resample, to_float
from livechat.dsp.vad import WINDOW_BYTES, WINDOW_MS, VoiceDetector
from livechat.sim.events import (
    SpeechBegan,
    SpeechEnded,
    SpeechLasts,
    SpeechPaused,
    SpeechWentOn,
)
from livechat.sim.protocol.terms import Detection
from livechat.sim.protocol.wire import ActivityEnd, ActivityStart, Audio, StreamEnd
from livechat.sim.senses.listener import (
    AT_ONCE,
    LASTING_MS,
    LEAD_MS,
    LONGEST_S,
    PAUSE_MS,
    Heard,
    Listener,
    Signal,
)
from tests.sim.peer import RECORDINGS, recording

HIGH = Detection(True, "HIGH", "HIGH", None, None)
LOW = Detection(True, "LOW", "LOW", None, None)
EXACT = Detection(True, "HIGH", "HIGH", 96, 320)
MANUAL = Detection(False, "HIGH", "HIGH", None, None)


class Loudness:
    """A detector for tests: loud is speech."""

    def probability(self, window: bytes) -> float:
        return 0.9 if np.abs(np.frombuffer(window, "<i2")).max() > 8_000 else 0.1


def sound(pattern: str) -> bytes:
    """A window a character: `#` speech, `-` noise, `.` silence; no two windows are alike."""
    levels = {"#": 10_000, "-": 2_000, ".": 0}
    return b"".join(
        np.full(512, levels[kind] + (at % 500 if kind != "." else 0), "<i2").tobytes()
        for at, kind in enumerate(pattern)
    )


def heard(listener: Listener, items: Sequence[bytes | Signal], rate: int = 16_000) -> list[Heard]:
    found: list[Heard] = []
    for item in items:
        listener.take(Audio(item, rate) if isinstance(item, bytes) else item)
        while listener.waiting:
            found += listener.work()
    return found


def listen(detection: Detection, *items: bytes | Signal, rate: int = 16_000) -> list[Heard]:
    return heard(Listener(detection, Loudness), items, rate)


def utterances(found: Sequence[Heard]) -> list[bytes]:
    return [event.pcm for event in found if isinstance(event, SpeechEnded)]


def test_speech_begins_and_ends() -> None:
    """After the prefix, and after the silence; the lead before it belongs to it."""
    lead = -(-(LEAD_MS + 2 * 96) // WINDOW_MS)
    pcm = sound("." * 40 + "#" * 20 + "." * 30)
    assert listen(EXACT, pcm) == [
        SpeechBegan(),
        SpeechEnded(pcm[(43 - lead) * WINDOW_BYTES : 70 * WINDOW_BYTES]),
    ]


def test_speech_shorter_than_the_prefix_is_none() -> None:
    """Clicks do not add up either, while they are rarer than what is not voiced."""
    assert listen(EXACT, sound(".....##....##..-#-..##.....")) == []
    assert listen(EXACT, sound("##-##....."))[:1] == [SpeechBegan()]


def test_a_pause_within_speech_does_not_end_it() -> None:
    """Only one as long as asked for does."""
    assert len(utterances(listen(EXACT, sound("####.........####" + "." * 10)))) == 1
    assert len(utterances(listen(EXACT, sound("####..........####" + "." * 10)))) == 2


def test_silence_and_noise_are_never_speech() -> None:
    """However long."""
    assert listen(HIGH, silence(60, 16_000), sound("-" * 1000)) == []


def test_the_end_of_the_stream_ends_speech_at_once() -> None:
    """And once only; the last piece of a window is heard too."""
    pcm = sound("......####")
    found = listen(EXACT, pcm, b"\x10\x27" * 100, StreamEnd(), StreamEnd())
    assert [type(event) for event in found] == [SpeechBegan, SpeechEnded]
    assert utterances(found)[0].endswith(b"\x10\x27" * 100 + bytes(WINDOW_BYTES - 200))


def test_what_ended_speech_is_told_with_its_end() -> None:
    """Silence, the client's word, or its length; sound after the word belongs to what comes next,
    though it came before the word was dealt with.
    """
    windows = LONGEST_S * 1000 // WINDOW_MS

    def ends(*items: bytes | Signal) -> list[str]:
        return [event.by for event in listen(EXACT, *items) if isinstance(event, SpeechEnded)]

    assert ends(sound("####" + "." * 10)) == ["silence"]
    assert ends(sound("#" * (windows + 1))) == ["length"]
    listener = Listener(EXACT, Loudness)
    for item in (Audio(sound("####"), 16_000), StreamEnd(), Audio(sound("." * 10), 16_000)):
        listener.take(item)
    assert listener.work() == [SpeechBegan(), SpeechEnded(sound("####"), "client")]


def test_a_word_that_begins_at_the_end_of_the_stream_is_whole() -> None:
    """An end told in silence is nothing, also where the next word has begun unnoticed."""
    word = sound("." * 20 + "##"), sound("####" + "." * 10)
    cut = listen(EXACT, word[0], StreamEnd(), StreamEnd(), word[1])
    assert cut == listen(EXACT, b"".join(word))
    assert len(utterances(cut)) == 1


def test_speech_whose_stream_stops_is_open_until_it_goes_on() -> None:
    """With silence, which then ends it; without a sample nothing happens, as time is counted so."""
    listener = Listener(EXACT, Loudness)
    assert heard(listener, [sound("####"), b"", b""]) == [SpeechBegan()]
    (ended,) = heard(listener, [sound("." * 10)])
    assert isinstance(ended, SpeechEnded)
    assert ended.by == "silence"


def test_the_end_of_a_silent_stream_is_nothing() -> None:
    """Muting without having spoken."""
    assert listen(HIGH, sound("....--"), StreamEnd(), sound("...."), StreamEnd()) == []


def test_speech_that_never_ends_is_cut() -> None:
    """An open microphone in a talking room does not fill the memory."""
    windows = LONGEST_S * 1000 // WINDOW_MS
    found = listen(HIGH, sound("#" * (windows + 100)), StreamEnd())
    assert len(utterances(found)) == 2
    assert seconds_in(len(utterances(found)[0]), 16_000) <= LONGEST_S


def test_signs_bracket_speech_when_detection_is_off() -> None:
    """What lies between them is the utterance, what lies outside is not heard."""
    inside = sound("..####..")
    found = listen(MANUAL, sound("####"), ActivityStart(), inside, ActivityEnd(), sound("####"))
    assert found == [SpeechBegan(), SpeechEnded(inside, "client")]


def test_silence_between_brackets_is_not_transcribed() -> None:
    """A key pressed by mistake ends in an empty utterance."""
    assert listen(MANUAL, ActivityStart(), sound("...."), ActivityEnd()) == [
        SpeechBegan(),
        SpeechEnded(b"", "client"),
    ]


def test_any_sound_between_brackets_counts() -> None:
    """The client says that it is speech; only the automatic detection judges that."""
    tone = sound("..--")
    found = listen(MANUAL, ActivityStart(), tone, ActivityEnd())
    assert found == [SpeechBegan(), SpeechEnded(tone, "client")]


def test_brackets_that_do_not_match() -> None:
    """An end without a start is nothing; a second start ends the first."""
    found = listen(
        MANUAL, ActivityEnd(), ActivityStart(), sound("##"), ActivityStart(), ActivityEnd()
    )
    assert found == [
        *(SpeechBegan(), SpeechEnded(sound("##"), "client")),
        *(SpeechBegan(), SpeechEnded(b"", "client")),
    ]


def test_signs_do_nothing_while_detection_is_automatic() -> None:
    """The server listens by itself then."""
    assert listen(HIGH, ActivityStart(), sound("...."), ActivityEnd()) == []


def test_pauses_do_not_end_bracketed_speech() -> None:
    """Nor does the end of the stream."""
    found = listen(MANUAL, ActivityStart(), sound("##" + "." * 100 + "##"), StreamEnd())
    assert found == [SpeechBegan()]


@given(
    st.text("#-.", max_size=120),
    st.lists(st.integers(1, 3000), min_size=1, max_size=20),
    st.sampled_from([HIGH, LOW, EXACT]),
)
@settings(deadline=None)
def test_any_cutting_gives_the_same_speech(
    pattern: str, sizes: list[int], detection: Detection
) -> None:
    """Odd sizes, empty pieces, one piece: the same utterances to the byte."""
    pcm = sound(pattern)
    pieces, at = [b""], 0
    while at < len(pcm):
        size = sizes[len(pieces) % len(sizes)]
        pieces.append(pcm[at : at + size])
        at += size
    assert listen(detection, *pieces, StreamEnd()) == listen(detection, pcm, StreamEnd())


@pytest.mark.parametrize("rate", [8_000, 24_000, 44_100, 48_000])
def test_any_rate_any_cutting(rate: int) -> None:
    """Resampled as a stream: pieces of another rate leave no seams."""
    pcm = from_float(resample(to_float(sound("." * 20 + "#" * 40 + "." * 40)), 16_000, rate))
    pieces = [pcm[at : at + 777] for at in range(0, len(pcm), 777)]
    whole = listen(HIGH, pcm, StreamEnd(), rate=rate)
    assert [type(event) for event in whole] == [SpeechBegan, SpeechEnded]
    assert listen(HIGH, *pieces, StreamEnd(), rate=rate) == whole


def test_the_rate_may_change_in_mid_stream() -> None:
    """A client that changes its device loses no speech."""
    listener = Listener(EXACT, Loudness)
    first = heard(listener, [sound("....####")])
    second = heard(listener, [from_float(resample(to_float(sound("####....")), 16_000, 48_000))],
                   rate=48_000)  # fmt: skip
    third = heard(listener, [silence(0.4, 16_000)])
    assert [type(event) for event in (*first, *second, *third)] == [SpeechBegan, SpeechEnded]


def test_work_comes_in_portions() -> None:
    """A minute sent at once is judged a few windows at a time."""
    listener = Listener(HIGH, Loudness)
    listener.take(Audio(sound("." * 40 + "#" * 40), 16_000))
    portions = 0
    while listener.waiting:
        listener.work()
        portions += 1
    assert portions == -(-80 // AT_ONCE)


def test_quiet_sound_needs_no_detector() -> None:
    """It is not even made."""
    made: list[int] = []

    def make() -> Loudness:
        made.append(1)
        return Loudness()

    heard(Listener(HIGH, make), [silence(10, 16_000)])
    assert made == []


@pytest.mark.parametrize("detection", [HIGH, LOW])
@pytest.mark.parametrize("name", RECORDINGS)
def test_recorded_sentences_are_one_utterance_each(name: str, detection: Detection) -> None:
    """At either sensitivity, with nothing of the sentence lost."""
    pcm = recording(name)
    found = heard(Listener(detection, VoiceDetector), [pcm, silence(1.5, 16_000)])
    assert [type(event) for event in found] == [SpeechBegan, SpeechEnded]
    assert len(utterances(found)[0]) > 0.85 * len(pcm)


def test_sentences_with_pauses_between_them_are_several_utterances() -> None:
    """All the recordings, a second and a half apart."""
    items = [part for name in RECORDINGS for part in (recording(name), silence(1.5, 16_000))]
    found = heard(Listener(HIGH, VoiceDetector), items)
    assert len(utterances(found)) == 3
    assert all(type(one) is not type(other) for one, other in pairwise(found))


def told_more(pattern: str, *signals: Signal, detection: Detection = HIGH) -> list[Heard]:
    listener = Listener(detection, Loudness, tells_more=True)
    return heard(listener, [sound(pattern), *signals])


PAUSE, LASTING = "." * (PAUSE_MS // WINDOW_MS), "#" * (LASTING_MS // WINDOW_MS)


def test_a_pause_tells_the_utterance_so_far() -> None:
    """Once a pause; what ends speech tells nothing more than the end."""
    assert [type(one) for one in told_more("####" + PAUSE + "..")] == [SpeechBegan, SpeechPaused]
    began, paused, ended = told_more("####" + "." * 20)
    assert isinstance(paused, SpeechPaused)
    assert isinstance(ended, SpeechEnded)
    assert ended.pcm.startswith(paused.pcm)
    assert len(paused.pcm) == len("####" + PAUSE) * WINDOW_BYTES
    assert began == SpeechBegan()


def test_speech_after_a_pause_tells_that_it_goes_on() -> None:
    """As often as it does."""
    kinds = [type(one) for one in told_more("####" + (PAUSE + "##") * 2)]
    assert kinds == [SpeechBegan, *[SpeechPaused, SpeechWentOn] * 2]


def test_a_gap_within_a_word_is_no_pause() -> None:
    """One window shorter."""
    assert told_more("####" + PAUSE[1:] + "##") == [SpeechBegan()]


def test_speech_that_lasts_is_told_once() -> None:
    """Voiced sound counts, pauses do not; each utterance is counted anew."""
    assert told_more(LASTING[1:]) == [SpeechBegan()]
    assert told_more(LASTING * 3) == [SpeechBegan(), SpeechLasts()]
    assert told_more(LASTING[:8] + "..." + LASTING[8:]) == [SpeechBegan(), SpeechLasts()]
    kinds = [type(one) for one in told_more((LASTING + "." * 20) * 2)]
    assert kinds == [SpeechBegan, SpeechLasts, SpeechPaused, SpeechEnded] * 2


def test_a_long_prefix_does_not_hide_that_speech_lasts() -> None:
    """A client may ask for more speech than a small word has before it is believed."""
    patient = Detection(True, "HIGH", "HIGH", LASTING_MS + 3 * WINDOW_MS, None)
    assert told_more(LASTING + "#####", detection=patient) == [SpeechBegan(), SpeechLasts()]


def test_a_short_silence_ends_speech_before_it_is_a_pause() -> None:
    """Where the client asked for one."""
    brief = Detection(True, "HIGH", "HIGH", None, PAUSE_MS - WINDOW_MS)
    kinds = [type(one) for one in told_more("####" + PAUSE, detection=brief)]
    assert kinds == [SpeechBegan, SpeechEnded]


def test_the_client_ends_a_pause_too() -> None:
    """Its word comes before the silence is long enough."""
    kinds = [type(one) for one in told_more("####" + PAUSE, StreamEnd())]
    assert kinds == [SpeechBegan, SpeechPaused, SpeechEnded]


def test_brackets_tell_nothing_more() -> None:
    """What is within them is meant."""
    listener = Listener(MANUAL, Loudness, tells_more=True)
    kinds = [
        type(one)
        for one in heard(listener, [ActivityStart(), sound(LASTING + PAUSE + "##"), ActivityEnd()])
    ]
    assert kinds == [SpeechBegan, SpeechEnded]

"""What leaves the machine, and what does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.core.link.endpointing import Judgement
from livechat.core.link.items import Activity, Item, Sound, SoundEnd
from livechat.core.link.speech_gate import HOLD_MS, SpeechGate, Stage
from livechat.core.link.uplink import KEPT_S, MAX_MUTES, PREROLL_MS, SPAN_S, TAIL_S, Uplink
from livechat.core.pcm import CHUNK_MS

CHUNK_S = CHUNK_MS / 1000
PREROLL = PREROLL_MS // CHUNK_MS
PRESS, RELEASE, END = Activity(True), Activity(False), SoundEnd()

Step = tuple[float, str]


def chunk(at: float) -> Sound:
    """Whose last sample was in the air at a time in seconds."""
    return Sound(b"", round(at, 3))


def leaves(*story: Step | float, manual: bool = False) -> list[Item | float]:
    """What leaves; sound by its capture time. A number alone is a chunk that comes at once."""
    uplink, left = Uplink(manual=manual), list[Item]()
    for step in story:
        if not isinstance(step, tuple):
            left += uplink.sound(chunk(step))
            continue
        at, what = step
        match what:
            case "mute" | "unmute":
                left += uplink.set_muted(what == "mute", at)
            case "press":
                left += uplink.press(at)
            case "release":
                uplink.release(at)
            case "no more sound":
                left += uplink.end_tail()
            case "manual" | "automatic":
                left += uplink.set_manual(what == "manual", at)
            case "asked for an end":
                left += uplink.set_manual(True, at, ends=True)
    return [item.captured_at if isinstance(item, Sound) else item for item in left]


OPEN: dict[str, tuple[list[Step | float], list[Item | float]]] = {
    "an open microphone": ([0.1, 0.2], [0.1, 0.2]),
    "a mute tells the service, once": (
        [0.1, (1, "mute"), (1.1, "mute"), 1.2, (2, "unmute"), (2, "unmute"), 2.2],
        [0.1, END, 2.2],
    ),
    "what waited while muted": (
        [(1, "mute"), (6, "unmute"), *map(float, range(1, 8))],
        [END, 1, 7],
    ),
    "the edges of a mute": (
        [(1, "mute"), (2, "unmute"), 1.0, 1.001, 2.0, 2 + SPAN_S - 0.001, 2.071],
        [END, 1.0, 2.071],
    ),
    "what was said before and arrives while muted": ([(1, "mute"), 0.9], [END]),
    "the talk key does nothing": ([(1, "press"), 1.1, (2, "release")], [1.1]),
    "push-to-talk stops it until a press": (
        [0.5, (1, "manual"), 0.9, 1.1, (1.2, "press"), 1.3],
        [0.5, END, PRESS, 1.1, 1.3],
    ),
    "a muted one has already stopped": ([(1, "mute"), (2, "manual")], [END]),
    "the same mode again": ([0.5, (1, "automatic"), 1.1], [0.5, 1.1]),
}
MANUAL: dict[str, tuple[list[Step | float], list[Item | float]]] = {
    "a press sends half a second from before it, and what follows until the release": (
        [*(n * CHUNK_S for n in range(1, 101)), (2.0, "press"), 2.02, (2.03, "release"), 2.4],
        [
            PRESS,
            *(round(n * CHUNK_S, 3) for n in range(101 - PREROLL, 101)),
            2.02,
            RELEASE,
        ],
    ),
    "the last syllable leaves after the release": (
        [(1, "press"), 1.1, (1.2, "release"), 1.22, 1.2 + TAIL_S + SPAN_S, 1.451, (1.5, "press")],
        [PRESS, 1.1, 1.22, 1.45, RELEASE, PRESS, 1.451],
    ),
    "a press within the tail goes on": (
        [(1, "press"), 1.1, (1.2, "release"), 1.22, (1.3, "press"), 1.5, (2, "release"), 2.4],
        [PRESS, 1.1, 1.22, 1.5, RELEASE],
    ),
    "a tail of which no sound comes": (
        [(1, "press"), 1.1, (1.2, "release"), (2, "no more sound"), (2, "no more sound"), 2.1],
        [PRESS, 1.1, RELEASE],
    ),
    "muting cuts the tail off": (
        [(1, "press"), 1.1, (1.2, "release"), (1.22, "mute"), 1.21],
        [PRESS, 1.1, RELEASE],
    ),
    "an end of push-to-talk cuts the tail off": (
        [(1, "press"), 1.1, (1.2, "release"), (1.22, "automatic"), 1.3],
        [PRESS, 1.1, RELEASE, 1.3],
    ),
    "a microphone that stood still kept nothing of use": ([1.0, 2.0, (9, "press")], [PRESS]),
    "what comes late belongs to the press by its time": (
        [(9, "press"), 8.4, 8.6, 9.1],
        [PRESS, 8.6, 9.1],
    ),
    "a key that is held is pressed once and released once": (
        [(1, "release"), (2, "press"), (2.1, "press"), 2.2, (3, "release"), (3, "release"), 3.5],
        [PRESS, 2.2, RELEASE],
    ),
    "what was said before the last release is no pre-roll": (
        [(1, "press"), 1.1, (1.2, "release"), 1.44, 1.46, 1.5, (1.9, "press")],
        [PRESS, 1.1, 1.44, RELEASE, PRESS, 1.46, 1.5],
    ),
    "what comes late belongs to the press before, if to any": (
        [(1, "press"), 1.1, (1.2, "release"), 1.5, (1.6, "press"), 1.2, 1.44, 1.6],
        [PRESS, 1.1, RELEASE, PRESS, 1.5, 1.6],
    ),
    "muting lets go of the key, which cannot be pressed": (
        [(1, "press"), (2, "mute"), (2.1, "press"), 2.2, (3, "unmute"), (3.1, "press"), 3.2],
        [PRESS, RELEASE, PRESS, 3.2],
    ),
    "muting without a key down says nothing": ([0.9, (1, "mute"), (1.1, "unmute")], []),
    "what was said before the last mute is no pre-roll": (
        [0.9, (1, "mute"), (1.1, "unmute"), 0.95, 1.2, (1.3, "press")],
        [PRESS, 1.2],
    ),
    "an end of push-to-talk lets go of the key": (
        [0.9, (1, "press"), 1.1, (2, "automatic"), 2.1],
        [PRESS, 0.9, 1.1, RELEASE, 2.1],
    ),
    "an end of push-to-talk forgets the pre-roll": (
        [0.9, (1, "automatic"), 1.1, (1.2, "manual"), (1.3, "press")],
        [1.1, END, PRESS],
    ),
    "what is said while push-to-talk ends is kept until the service agrees": (
        [0.9, (1, "asked for an end"), 1.04, 1.1, 3.0, (4, "automatic"), 4.1],
        [1.1, 3.0, 4.1],
    ),
    "who asks for the end again keeps what was kept": (
        [(1, "asked for an end"), 1.1, (2, "asked for an end"), 2.1, (3, "automatic")],
        [1.1, 2.1],
    ),
    "a refused end of push-to-talk sends nothing of what was kept": (
        [(1, "asked for an end"), 1.1, (2, "manual"), 2.1, (3, "automatic"), 3.1],
        [3.1],
    ),
    "a press while push-to-talk ends sends what it would have sent, once": (
        [
            (1, "asked for an end"),
            1.1,
            2.0,
            (2.1, "press"),
            2.2,
            (3, "release"),
            3.5,
            (4, "automatic"),
        ],
        [PRESS, 2.0, 2.2, RELEASE, 3.5],
    ),
    "what is kept ends where it was muted": (
        [(1, "asked for an end"), 1.1, (2, "mute"), 2.1, (3, "automatic")],
        [1.1, END],
    ),
    "the same mode again forgets nothing": (
        [0.9, (1, "manual"), (1.1, "press"), (1.2, "manual"), 1.3],
        [PRESS, 0.9, 1.3],
    ),
}


@pytest.mark.parametrize(("story", "left"), OPEN.values(), ids=OPEN)
def test_what_leaves_an_open_microphone(
    story: list[Step | float], left: list[Item | float]
) -> None:
    """By the time at which it was in the air."""
    assert leaves(*story) == left


@pytest.mark.parametrize(("story", "left"), MANUAL.values(), ids=MANUAL)
def test_what_leaves_in_push_to_talk(story: list[Step | float], left: list[Item | float]) -> None:
    """Between press and release, and the moment before."""
    assert leaves(*story, manual=True) == left


def test_the_state_tells_what_the_gate_does() -> None:
    """For whoever shows it."""
    uplink = Uplink(manual=True)
    uplink.press(1)
    assert (uplink.manual, uplink.muted, uplink.talking) == (True, False, True)
    uplink.set_muted(True, 2)
    assert (uplink.manual, uplink.muted, uplink.talking) == (True, True, False)
    uplink.set_manual(False, 3)
    assert (uplink.manual, uplink.muted, uplink.talking) == (False, True, False)


def test_what_is_kept_while_push_to_talk_ends_is_bounded() -> None:
    """The newest seconds."""
    uplink = Uplink(manual=True)
    uplink.set_manual(True, 0, ends=True)
    count = 2 * KEPT_S * 1000 // CHUNK_MS
    chunks = [chunk(1 + number * CHUNK_S) for number in range(count)]
    assert not [item for one in chunks for item in uplink.sound(one)]
    assert uplink.set_manual(False, 100) == chunks[count // 2 :]


@pytest.mark.parametrize("toggles", [1, MAX_MUTES, 3 * MAX_MUTES])
def test_a_key_that_repeats_hides_no_mute(toggles: int) -> None:
    """However often it was muted while sound waited, none of it leaves; memory is bounded."""
    uplink = Uplink()
    for number in range(toggles):
        uplink.set_muted(True, number)
        uplink.set_muted(False, number + 0.5)
    assert not any(uplink.sound(chunk(number + 0.25)) for number in range(toggles))
    assert uplink.sound(chunk(toggles)) == [chunk(toggles)]
    assert len(uplink._mutes) <= MAX_MUTES


# Whatever happens, in whatever order

steps = st.one_of(
    st.tuples(st.just("sound"), st.integers(0, 40)),  # how long it waited, in chunks
    st.tuples(st.sampled_from(["mute", "press", "release", "mode"]), st.just(0)),
    st.tuples(st.just("wait"), st.sampled_from([1, 3, 30])),
)


@given(st.booleans(), st.lists(steps, max_size=80))
def test_nothing_leaves_that_was_in_the_air_while_muted_or_before_the_press(
    manual: bool, story: list[tuple[str, int]]
) -> None:
    """Whatever the order of chunks, mutes, presses and changes of mode."""
    uplink, now = Uplink(manual=manual), 10.0
    muted = list[tuple[float, float]]()
    barrier = 0.0
    """When the key was last released, or muting or the mode changed."""
    pressed_at = released_at = 0.0
    for what, count in story:
        left: list[Item] = []
        match what:
            case "sound":
                left = uplink.sound(Sound(b"", now - count * CHUNK_S))
            case "mute":
                if uplink.muted:
                    muted[-1] = (muted[-1][0], now)
                else:
                    muted.append((now, float("inf")))
                left, barrier = uplink.set_muted(not uplink.muted, now), now
            case "press":
                left = uplink.press(now)
                pressed_at = now if PRESS in left else pressed_at
            case "release":
                released_at = now if uplink.release(now) else released_at
            case "mode":
                left, barrier = uplink.set_manual(not uplink.manual, now), now
            case _:
                now += count * CHUNK_S
        if what == "sound" and RELEASE in left:
            barrier = released_at + TAIL_S
        for one in left:
            if not isinstance(one, Sound):
                continue
            assert not uplink.muted
            begins, ends = one.captured_at - SPAN_S, one.captured_at
            assert not any(since < ends and begins < until for since, until in muted)
            if uplink.manual:
                assert uplink.talking or ends <= released_at + TAIL_S + SPAN_S
                assert begins >= barrier - 1e-9
                assert ends >= pressed_at - PREROLL_MS / 1000


# The gate of an open microphone

SILENCE, SPEECH = Judgement((0.1,)), Judgement((0.9,))


def test_what_is_judged_passes_the_gate_and_what_nobody_judges_all_leaves() -> None:
    """A recording has no detector, unless somebody asks for one."""
    for judgement, held in ((SILENCE, True), (None, False)):
        uplink = Uplink()
        count = HOLD_MS // CHUNK_MS
        for number in range(count):
            uplink.sound(chunk(number * CHUNK_S), judgement)
        assert (uplink.sound(chunk(count * CHUNK_S), judgement) == []) is held


@pytest.mark.parametrize("what", ["mute", "push-to-talk", "death"])
def test_what_was_held_back_is_forgotten(what: str) -> None:
    """And the stream ends but once: it has ended when the gate closed."""
    gate = SpeechGate()
    uplink = Uplink(gate)
    for number in range(HOLD_MS // CHUNK_MS + 10):
        uplink.sound(chunk(number * CHUNK_S), SILENCE)
    assert gate.stage is Stage.HELD
    match what:
        case "mute":
            assert uplink.set_muted(True, 10) == [END]
            uplink.set_muted(False, 11)
        case "push-to-talk":
            assert uplink.set_manual(True, 10) == []
            uplink.set_manual(False, 11)
        case _:
            assert uplink.stopped() == []
    assert uplink.sound(chunk(12), SILENCE) == [chunk(12)]


def test_a_microphone_that_dies_in_mid_speech_ends_the_stream() -> None:
    """The service would wait for the rest."""
    uplink = Uplink()
    for number in range(10):
        uplink.sound(chunk(number * CHUNK_S), SPEECH)
    assert uplink.stopped() == [END]
    assert not uplink.gate.speaking
    uplink.set_manual(True, 10)
    assert uplink.stopped() == []

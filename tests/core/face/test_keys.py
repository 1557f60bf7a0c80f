"""What keys do while no line is open."""

from __future__ import annotations

from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.core.face.commands import Act, Aside, Leave, Wish
from livechat.core.face.keys import (
    END_S,
    FIRST_REPEAT_S,
    KEYS,
    LATE_S,
    LET_GO_S,
    NEXT_REPEAT_S,
    QUIT_AGAIN_S,
    KeyMap,
    undoing,
)


@pytest.mark.parametrize(
    ("key", "wish"),
    [
        ("m", Act.MUTE),
        ("M", Act.MUTE),
        ("ь", Act.MUTE),
        ("+", Act.LOUDER),
        ("t", Aside.NUMBERS),
        ("enter", Aside.LINE),
        ("escape", Act.WITHDRAW),
        ("x", None),
    ],
)
@pytest.mark.parametrize("push_to_talk", [False, True])
@pytest.mark.parametrize("reports_release", [False, True])
def test_a_key_means_the_same_in_every_session(
    key: str, wish: Wish | None, push_to_talk: bool, reports_release: bool
) -> None:
    """In either case, and in any script; an unknown one means nothing."""
    keys = KeyMap()
    keys.reports_release = reports_release
    assert keys.pressed(key, 0, push_to_talk=push_to_talk) is wish
    assert keys.released(key, 0.1) is None


def test_every_wish_has_a_key() -> None:
    """But for those of the space bar, and those that only a command or `q` leads to."""
    others = {Act.TALK, Act.PRESS, Act.RELEASE, Aside.COMMANDS, Aside.END, Aside.CLOSE}
    assert set(KEYS.values()) == {*Act, *Aside} - others


@pytest.mark.parametrize(
    ("push_to_talk", "reports_release", "down", "up"),
    [
        (True, True, Act.PRESS, Act.RELEASE),
        (True, False, Act.TALK, None),
        (False, True, Act.MUTE, None),
        (False, False, Act.MUTE, None),
    ],
)
def test_the_space_bar_talks(
    push_to_talk: bool, reports_release: bool, down: Wish, up: Wish | None
) -> None:
    """Push-to-talk begins and ends speech; an open microphone is muted and unmuted."""
    keys = KeyMap()
    keys.reports_release = reports_release
    for second in range(2):
        assert keys.pressed(" ", second, push_to_talk=push_to_talk) is down
        assert keys.released(" ", second + 0.5) is up


def test_a_held_space_bar_talks_once_where_releases_are_reported() -> None:
    """Whatever the terminal makes of repeats; a release that was lost does no harm."""
    keys = KeyMap()
    keys.reports_release = True
    found = [keys.pressed(" ", at, push_to_talk=True) for at in (0, 0.5, 0.53, 3)]
    assert found == [Act.PRESS, None, None, None]
    assert keys.released(" ", 3.5) is Act.RELEASE
    assert keys.pressed(" ", 4, push_to_talk=True) is Act.PRESS


def test_a_release_counts_although_push_to_talk_ended_meanwhile() -> None:
    """It belongs to the press."""
    keys = KeyMap()
    keys.reports_release = True
    keys.pressed(" ", 0, push_to_talk=True)
    assert keys.pressed(" ", 1, push_to_talk=False) is Act.MUTE
    assert keys.released(" ", 2) is Act.RELEASE


HOLDS = st.builds(
    lambda delay, gaps: list(accumulate([0.0, delay, *gaps])),
    st.floats(0.25, 0.66),
    st.lists(st.floats(0.03, 0.13), max_size=60),
)
"""Times at which a key comes that is held: after 250 to 660 ms, then every 30 to 90 ms, or 40 ms
later than that."""


@given(HOLDS, st.sampled_from("m idtcr?q/"), st.integers(1, 4))
def test_a_held_key_acts_once_where_no_releases_are_reported(
    times: list[float], key: str, holds: int
) -> None:
    """For any delay, period and length; held again later, it acts again."""
    keys = KeyMap()
    later = times[-1] + QUIT_AGAIN_S + 1
    for hold in range(holds):
        found = [keys.pressed(key, hold * later + at, push_to_talk=False) for at in times]
        assert found[0] is not None
        assert set(found[1:]) <= {None}


class Talker:
    """Follows the space bar in push-to-talk, as a conversation does."""

    def __init__(self) -> None:
        self.keys = KeyMap()
        self.talking = False
        self.changes: list[tuple[float, bool]] = []

    def press(self, at: float) -> None:
        self.wait(at)
        self._follow(self.keys.pressed(" ", at, push_to_talk=True), at)

    def wait(self, at: float) -> None:
        due = self.keys.due
        if due is not None and due <= at:
            self._follow(self.keys.tick(due), due)

    def _follow(self, wish: Wish | None, at: float) -> None:
        wanted = {Act.TALK: not self.talking, Act.PRESS: True, Act.RELEASE: False}
        talking = wanted.get(wish, self.talking) if isinstance(wish, Act) else self.talking
        if talking != self.talking:
            self.talking = talking
            self.changes.append((at, talking))


@given(HOLDS, st.integers(1, 3))
def test_a_held_space_bar_talks_while_its_repeats_come(times: list[float], holds: int) -> None:
    """From the press to shortly after the last repeat, without a gap."""
    talker = Talker()
    expected = []
    for hold in range(holds):
        began = hold * (times[-1] + 0.5)
        for at in times:
            talker.press(began + at)
        expected += [(began, True), (began + times[-1] + LET_GO_S, False)]
        talker.wait(began + times[-1] + 0.4)
    assert [talking for _, talking in talker.changes] == [talking for _, talking in expected]
    assert [at for at, _ in talker.changes] == pytest.approx([at for at, _ in expected])


def test_a_tap_begins_to_talk_and_another_ends_it() -> None:
    """At once, or after a moment where the second could be a repeat."""
    talker = Talker()
    for at in (0.0, 2.0, 4.0, 4.4):
        talker.press(at)
    talker.wait(9)
    assert talker.changes == [(0.0, True), (2.0, False), (4.0, True), (4.4 + LET_GO_S, False)]


def test_whoever_holds_the_space_bar_talks_although_a_tap_was_not_ended() -> None:
    """A hold so short that no repeat came looks like a tap."""
    talker = Talker()
    for at in (0.0, 5.0, 5.5, 5.53, 5.56):
        talker.press(at)
    talker.wait(9)
    assert talker.changes[-2:] == [(5.53, True), (5.56 + LET_GO_S, False)]


def test_a_press_after_a_hold_counts_at_once() -> None:
    """It is no repeat."""
    talker = Talker()
    for at in (0.0, 0.5, 0.53, 0.53 + LET_GO_S + 0.01):
        talker.press(at)
    assert talker.talking


def test_a_repeat_that_came_late_goes_on_with_the_hold() -> None:
    """A network may have held it back: speech is cut in two, not in many."""
    talker = Talker()
    late = [1.0 + step * 0.03 for step in range(20)]
    for at in (0.0, 0.5, 0.53, *late):
        talker.press(at)
    talker.wait(9)
    assert [talking for _, talking in talker.changes] == [True, False, True, False]
    assert talker.changes[-1][0] == pytest.approx(late[-1] + LET_GO_S)


def test_an_alarm_that_comes_too_early_does_nothing() -> None:
    """Nor does one that nobody waits for."""
    keys = KeyMap()
    assert keys.tick(9) is None
    keys.pressed(" ", 0, push_to_talk=True)
    keys.pressed(" ", 0.5, push_to_talk=True)
    assert keys.tick(0.5) is None
    assert keys.tick(0.5 + LET_GO_S) is Act.RELEASE


def test_presses_on_purpose_count_where_they_can_be_told_from_repeats() -> None:
    """Quicker than a first repeat, later than one, or after another key."""
    early, late = FIRST_REPEAT_S
    keys = KeyMap()
    times = (0.0, early - 0.05, 2.0, 2.0 + late)
    assert [keys.pressed("m", at, push_to_talk=False) for at in times] == [Act.MUTE] * 4
    keys.pressed("+", 3.0, push_to_talk=False)
    assert keys.pressed("m", 3.1, push_to_talk=False) is Act.MUTE
    assert keys.pressed("m", 3.6, push_to_talk=False) is None
    assert keys.pressed("m", 3.61 + NEXT_REPEAT_S, push_to_talk=False) is Act.MUTE


def test_the_volume_goes_on_while_its_key_is_held() -> None:
    """Repeats count."""
    keys = KeyMap()
    times = (0, 0.5, 0.53)
    assert [keys.pressed("+", at, push_to_talk=False) for at in times] == [Act.LOUDER] * 3


def test_releases_make_it_exact() -> None:
    """A second press counts, however soon or late; repeats do not, told or untold."""
    keys = KeyMap()
    keys.reports_release = True
    found = []
    for at in (0.0, 0.3, 0.6):
        found.append(keys.pressed("m", at, push_to_talk=False))
        keys.released("m", at + 0.1)
    assert found == [Act.MUTE] * 3
    assert keys.pressed("m", 2, push_to_talk=False) is Act.MUTE
    assert keys.pressed("m", 2.5, push_to_talk=False) is None
    assert keys.pressed("m", 2.53, push_to_talk=False) is None
    assert keys.pressed("m", 9, push_to_talk=False, repeat=True) is None


def test_a_release_may_come_before_the_key_acts() -> None:
    """A letter waits for others."""
    keys = KeyMap()
    keys.reports_release = True
    keys.released("m", 0.1)
    assert [keys.pressed("m", at, push_to_talk=False) for at in (0, 0.3)] == [Act.MUTE] * 2


def test_a_release_that_was_lost_does_not_disable_a_key() -> None:
    """Another window may have got it."""
    keys = KeyMap()
    keys.reports_release = True
    assert [keys.pressed("m", at, push_to_talk=False) for at in (0, 5, 5.1)] == [Act.MUTE] * 3


class Leaver:
    """Presses keys, and lets time pass between them."""

    def __init__(self, *, reports_release: bool = False) -> None:
        self.keys = KeyMap()
        self.keys.reports_release = reports_release
        self.wishes: list[Wish] = []

    def press(self, key: str, at: float, *, repeat: bool = False) -> None:
        self.wait(at)
        self._add(self.keys.pressed(key, at, push_to_talk=False, repeat=repeat))

    def wait(self, at: float) -> None:
        if self.keys.due is not None and self.keys.due <= at:
            self._add(self.keys.tick(self.keys.due))

    def after(self, at: float) -> list[Wish]:
        self.wait(at)
        return self.wishes

    def _add(self, wish: Wish | None) -> None:
        if wish is not None:
            self.wishes.append(wish)


@pytest.mark.parametrize("apart", [0.03, 0.15, 0.25, 0.4, 0.5, 0.7, 0.9, 1.5, QUIT_AGAIN_S])
@pytest.mark.parametrize("reports_release", [False, True])
def test_q_ends_the_call_when_it_is_pressed_twice(apart: float, reports_release: bool) -> None:
    """The first time it asks; the second is no repeat, however soon it comes."""
    leaver = Leaver(reports_release=reports_release)
    for at in (0.0, apart):
        leaver.press("q", at)
        leaver.keys.released("q", at + 0.02)
    assert leaver.after(apart + END_S) == [Aside.END, Act.QUIT]


def test_q_asks_once_more_when_nobody_has_answered() -> None:
    """The question is no longer seen."""
    leaver = Leaver()
    leaver.press("q", 0.0)
    leaver.press("q", QUIT_AGAIN_S + 0.1)
    assert leaver.after(9) == [Aside.END, Aside.END]


def test_who_presses_q_three_times_leaves() -> None:
    """Nobody holds it down."""
    leaver = Leaver()
    for at in (0.0, 0.15, 0.3):
        leaver.press("q", at)
    assert leaver.after(0.3 + END_S) == [Aside.END, Act.QUIT]


HELD_BACK = st.lists(st.floats(0, LATE_S), min_size=61, max_size=61)
"""By how much a network holds back each key."""


def held_back(times: list[float], late: list[float]) -> list[float]:
    """When keys arrive, in order."""
    return list(accumulate((at + by for at, by in zip(times, late, strict=False)), max))


LONG_HOLDS = st.builds(
    lambda delay, gaps: list(accumulate([0.0, delay, *gaps])),
    st.floats(0.25, 0.66),
    st.lists(st.floats(0.03, 0.09), min_size=9, max_size=60),
)


@given(LONG_HOLDS, HELD_BACK)
def test_a_key_that_is_held_over_a_slow_network_changes_things_once(
    times: list[float], late: list[float]
) -> None:
    """Though its repeats come early, late and together: muted once, or on, off and on."""
    keys = KeyMap()
    arrive = held_back(times, late)
    found = [keys.pressed("m", at, push_to_talk=False) for at in arrive]
    assert found.count(Act.MUTE) in (1, 3)


@given(LONG_HOLDS, HELD_BACK)
def test_q_that_is_held_over_a_slow_network_ends_nothing(
    times: list[float], late: list[float]
) -> None:
    """It asks."""
    leaver = Leaver()
    for at in held_back(times, late):
        leaver.press("q", at)
    assert Act.QUIT not in leaver.after(99)


@given(LONG_HOLDS, HELD_BACK)
def test_a_space_bar_that_is_held_over_a_slow_network_talks_without_a_gap(
    times: list[float], late: list[float]
) -> None:
    """From its press to its last repeat."""
    talker = Talker()
    arrive = held_back(times, late)
    for at in arrive:
        talker.press(at)
    talker.wait(99)
    assert [talking for _, talking in talker.changes] == [True, False]
    assert talker.changes[-1][0] == pytest.approx(arrive[-1] + LET_GO_S)


def test_repeats_that_the_terminal_tells_of_end_nothing() -> None:
    """And change nothing about a second press."""
    leaver = Leaver(reports_release=True)
    leaver.press("q", 0.0)
    for at in (0.3, 0.33, 0.36):
        leaver.press("q", at, repeat=True)
    leaver.keys.released("q", 0.4)
    assert leaver.after(1) == [Aside.END]
    leaver.press("q", 1.0)
    leaver.press("q", 1.3, repeat=True)
    assert leaver.after(2) == [Aside.END, Act.QUIT]


@pytest.mark.parametrize("other", ["i", " ", "enter", "+"])
def test_another_key_answers_no(other: str) -> None:
    """Also where it follows the second `q`; and so does a text."""
    leaver = Leaver()
    for at, key in enumerate(("q", other, "q")):
        leaver.press(key, at)
    assert leaver.after(2.9).count(Aside.END) == 2
    leaver.press("q", 3.0)
    leaver.press(other, 3.2)
    leaver.press("q", 9.0)
    leaver.press("q", 9.5)
    leaver.keys.forget()
    assert Act.QUIT not in leaver.after(99)


@pytest.mark.parametrize(
    ("done", "undone"),
    [
        ([], []),
        ([Act.MUTE], [Act.MUTE]),
        ([Act.MUTE, Act.INTERRUPT, Act.MUTE], []),
        ([Act.TALK], [Act.RELEASE]),
        ([Aside.NUMBERS, Aside.DEVICES], [Aside.NUMBERS, Aside.CLOSE]),
        ([Aside.END], [Aside.CLOSE]),
        ([Leave("always")], [Act.WITHDRAW]),
        ([Leave("no")], []),
    ],
)
def test_what_letters_of_a_text_have_done_is_taken_back(
    done: list[Wish], undone: list[Wish]
) -> None:
    """But for the voice that was stopped."""
    assert undoing(done) == undone

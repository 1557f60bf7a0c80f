"""What keys do while no line is open."""

from __future__ import annotations

import pytest

from livechat.core.face.commands import Act, Aside, Wish
from livechat.core.face.keys import KEYS, REPEAT_S, KeyMap


@pytest.mark.parametrize(
    ("key", "wish"),
    [("m", Act.MUTE), ("M", Act.MUTE), ("+", Act.LOUDER), ("enter", Aside.LINE), ("x", None)],
)
@pytest.mark.parametrize("push_to_talk", [False, True])
@pytest.mark.parametrize("reports_release", [False, True])
def test_a_key_means_the_same_in_every_session(
    key: str, wish: Wish | None, push_to_talk: bool, reports_release: bool
) -> None:
    """In either case; an unknown one nothing."""
    keys = KeyMap()
    keys.reports_release = reports_release
    assert keys.pressed(key, 0, push_to_talk=push_to_talk) is wish
    assert keys.released(key) is None


def test_every_wish_has_a_key() -> None:
    """But for those of the space bar."""
    assert set(KEYS.values()) == {*Act, *Aside} - {Act.TALK, Act.PRESS, Act.RELEASE}


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
    """Held where releases are told, else a switch; an open microphone pauses."""
    keys = KeyMap()
    keys.reports_release = reports_release
    for second in range(2):
        assert keys.pressed(" ", second, push_to_talk=push_to_talk) is down
        assert keys.released(" ") is up


def test_a_space_bar_that_is_held_is_pressed_once() -> None:
    """Whatever the terminal makes of its repeats; and a release that was lost mends itself."""
    keys = KeyMap()
    keys.reports_release = True
    found = [keys.pressed(" ", at, push_to_talk=True) for at in (0, 0.5, 0.53, 3)]
    assert found == [Act.PRESS, None, None, None]
    assert keys.released(" ") is Act.RELEASE
    assert keys.pressed(" ", 4, push_to_talk=True) is Act.PRESS


def test_a_key_is_let_go_although_push_to_talk_ended_meanwhile() -> None:
    """The release belongs to the press."""
    keys = KeyMap()
    keys.reports_release = True
    keys.pressed(" ", 0, push_to_talk=True)
    assert keys.pressed(" ", 1, push_to_talk=False) is Act.MUTE
    assert keys.released(" ") is Act.RELEASE


@pytest.mark.parametrize("key", ["m", " "])
def test_a_switch_that_is_held_does_not_flicker(key: str) -> None:
    """Repeats are dropped; a second press is not."""
    keys = KeyMap()
    times = (0, 0.03, 0.06, 0.06 + REPEAT_S)
    found = [keys.pressed(key, at, push_to_talk=False) for at in times]
    assert found == [Act.MUTE, None, None, Act.MUTE]


def test_the_volume_goes_on_while_its_key_is_held() -> None:
    """Repeats count."""
    keys = KeyMap()
    assert [keys.pressed("+", at / 30, push_to_talk=False) for at in range(3)] == [Act.LOUDER] * 3

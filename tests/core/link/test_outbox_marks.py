"""Speech from before a change of who detects it, over a connection that expects marks."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from livechat.core.link.items import Activity, Item, Sound, SoundEnd, Typed
from livechat.core.link.outbox import Outbox

DOWN, UP, END = Activity(True), Activity(False), SoundEnd()


def word(number: int = 0) -> Sound:
    return Sound(bytes(640), float(number), voiced=True)


def hush(number: int = 0) -> Sound:
    return Sound(bytes(640), float(number))


def after(*connections: bool, items: tuple[Item, ...]) -> list[Item]:
    """What the last of some connections is given, with marks or without, where none arrives."""
    outbox = Outbox()
    for at, item in enumerate(items):
        outbox.add(item, float(at))
    given: list[Item] = []
    for manual in connections:
        outbox.rewind()
        if manual:
            outbox.mark_speech()
        given = drained(outbox, manual=manual)
    return given


def drained(outbox: Outbox, *, manual: bool) -> list[Item]:
    given: list[Item] = []
    while (item := outbox.next(manual=manual, session=1)) is not None:
        given.append(item)
        outbox.sent(100.0 + len(given))
    return given


def test_speech_without_marks_gets_them() -> None:
    """Else the service would not listen to it; a press that follows is as it was."""
    items = (hush(1), word(2), word(3), END, hush(4), DOWN, word(5), UP)
    marked = [DOWN, hush(1), word(2), word(3), UP, hush(4), DOWN, word(5), UP]
    assert after(True, items=items) == marked


def test_a_press_in_the_middle_of_it_begins_anew() -> None:
    """The key went down before the end of what was said without it was told."""
    items = (word(1), DOWN, word(2), UP)
    assert after(True, items=items) == [DOWN, word(1), UP, DOWN, word(2), UP]


def test_its_beginning_is_sent_and_no_more_of_the_silence_before() -> None:
    """Words begin softly; and what is not ended is ended."""
    silence = [hush(number) for number in range(100)]
    given = after(True, items=(*silence, word(100)))
    assert given == [*silence[:75], DOWN, *silence[75:], word(100), UP]


def test_silence_needs_no_marks() -> None:
    """Nobody would answer it."""
    for items in ((hush(1), END), (hush(1), DOWN, word(2), UP), (hush(1), Typed("Hi"))):
        assert after(True, items=items) == [item for item in items if item != END]


def test_what_has_arrived_is_left_alone() -> None:
    """Only what is sent again needs marks."""
    outbox = Outbox()
    outbox.add(word(1), 1)
    assert drained(outbox, manual=False) == [word(1)]
    for item in (word(2), END):
        outbox.add(item, 2)
    outbox.rewind(since=200.0)
    outbox.mark_speech()
    assert drained(outbox, manual=True) == [DOWN, word(2), UP]


ITEMS = st.lists(
    st.sampled_from([word(), hush(), END, DOWN, UP, Typed("Hi")]), min_size=1, max_size=20
)


def sane(items: list[Item]) -> tuple[Item, ...]:
    """The items without a press that is none, and a release that is none."""
    down = False
    kept: list[Item] = []
    for item in items:
        if isinstance(item, Activity):
            if item.speaking is down:
                continue
            down = item.speaking
        kept.append(item)
    return tuple(kept)


@given(ITEMS, st.booleans())
def test_all_speech_is_within_marks_whoever_detected_it_before(
    items: list[Item], before: bool
) -> None:
    """Marks come in turns, and no word is missing."""
    given = after(before, True, items=sane(items))
    down = False
    for item in given:
        assert not isinstance(item, SoundEnd)
        if isinstance(item, Activity):
            assert item.speaking is not down
            down = item.speaking
        if item == word():
            assert down
    assert given.count(word()) == items.count(word())

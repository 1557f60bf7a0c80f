"""Which rows are written for good, and which still move."""

from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from livechat.core.talk.citations import Mark
from livechat.core.talk.transcript import Utterance
from livechat.ui.flow import MOST_WAITING, Flow
from livechat.ui.rows import MARK, note, utterance
from livechat.ui.themes import DARK

WIDTH = 20
"""Columns: 13 for words."""


def clock(at: float) -> str:
    return ""


def model(text: str, at: float = 1, turn: int = 1, **more: object) -> Utterance:
    return Utterance("model", text, at, turn, **more)  # type: ignore[arg-type]


def heard(said: Utterance, words: int) -> tuple[Utterance, int, int]:
    """An utterance of words of three letters, so many of which have sounded."""
    begin = min(len(said.text), 4 * words)
    return said, begin, min(len(said.text), begin + 3)


def written(flow: Flow, width: int = WIDTH) -> list[str]:
    return [row.plain for row in flow.write(width, clock)]


def shown(flow: Flow, room: int = 9, width: int = WIDTH) -> list[str]:
    return [row.plain.replace(MARK, " ") for row in flow.show(width, room, clock)]


STORY = model("aaa bbb ccc ddd eee fff ggg hhh")


def test_a_row_is_written_when_all_of_it_has_sounded() -> None:
    """The last one waits for what may follow; what has not sounded stays in sight."""
    flow = Flow()
    flow.follow([heard(STORY, 2)], DARK)
    assert written(flow) == []
    assert shown(flow) == ["model  aaa bbb ccc", "       ddd eee fff", "       ggg hhh"]
    flow.follow([heard(STORY, 4)], DARK)
    assert written(flow) == ["model  aaa bbb ccc"]
    assert shown(flow) == ["       ddd eee fff", "       ggg hhh"]
    flow.follow([heard(STORY, 8)], DARK)
    assert written(flow) == ["       ddd eee fff"]
    flow.add(utterance(STORY, DARK))
    assert written(flow) == ["       ggg hhh"]
    assert shown(flow) == []


def test_where_it_is_cut_short_the_rest_says_so() -> None:
    """What was written is not written again."""
    flow = Flow()
    flow.follow([heard(STORY, 4)], DARK)
    assert written(flow) == ["model  aaa bbb ccc"]
    flow.add(utterance(model("aaa bbb ccc ddd", interrupted=True, unheard=" eee"), DARK))
    assert written(flow, 60) == ["       ddd ╌ interrupted, not heard: eee"]


def test_where_less_was_heard_than_it_seemed_nothing_is_missing() -> None:
    """The loudspeaker's last word counts; what is written cannot be taken back."""
    flow = Flow()
    flow.follow([heard(STORY, 4)], DARK)
    assert written(flow) == ["model  aaa bbb ccc"]
    flow.add(utterance(model("aaa bbb", interrupted=True, unheard=" ccc ddd"), DARK))
    assert written(flow, 60) == ["       ╌ interrupted, not heard: ccc ddd"]


def test_what_begins_later_waits_below_what_is_being_said() -> None:
    """In sight all the while; then everything stands in the order of time."""
    flow = Flow()
    flow.follow([heard(STORY, 0)], DARK)
    flow.add(note("late", 3, "dim"))
    flow.add(utterance(Utterance("user", "Hey", 2), DARK))
    assert written(flow) == []
    assert shown(flow)[-2:] == ["you    Hey", "late"]
    flow.follow([], DARK)
    flow.add(utterance(model("aaa"), DARK))
    assert written(flow) == ["model  aaa", "you    Hey", "late"]


def test_what_is_told_when_it_is_over_divides_nothing_that_is_being_said() -> None:
    """It stands above what has not been written, and below what has."""
    flow, call = Flow(), replace(note("call", 0.5, "dim"), late=True)
    flow.follow([heard(STORY, 2)], DARK)
    flow.add(call)
    assert written(flow) == ["call"]
    flow.follow([heard(STORY, 4)], DARK)
    assert written(flow) == ["model  aaa bbb ccc"]
    flow.add(call)
    assert written(flow) == []
    assert shown(flow) == ["       ddd eee fff", "       ggg hhh", "call"]
    flow.add(utterance(STORY, DARK))
    assert written(flow) == ["       ddd eee fff", "       ggg hhh", "call"]


def test_times_never_run_backwards() -> None:
    """What is told late has the time of what stands above it."""
    flow = Flow()

    def seconds(at: float) -> str:
        return f"{at:g} "

    for at in (5, 3, 7):
        flow.add(note("x", at, "dim"))
        times = [row.plain for row in flow.write(WIDTH, seconds)]
        assert times == [f"{max(5, at)} x"]


def test_of_what_is_too_long_the_end_waits() -> None:
    """Nobody reads ahead of the voice without knowing it."""
    flow = Flow()
    flow.follow([heard(STORY, 0)], DARK)
    assert shown(flow, 2) == ["model  aaa bbb ccc", "       ddd eee fff…"]
    flow.add(note("n", 2, "dim"))
    assert shown(flow, 2) == ["model  aaa bbb ccc…", "n"]
    assert shown(flow, 0) == []


def test_words_without_sound_are_written_as_they_fill_rows() -> None:
    """The last row may still grow; thoughts are over when the answer begins."""
    flow = Flow()
    thought = model("aaa bbb ccc ddd", kind="thought")
    flow.follow([(thought, 15, 15)], DARK)
    assert written(flow) == ["model  (thinking)", "       aaa bbb ccc"]
    assert shown(flow) == ["       ddd"]
    flow.follow([(thought, 15, 15), heard(model(STORY.text, at=2), 4)], DARK)
    assert written(flow) == ["       ddd", "model  aaa bbb ccc"]


def test_of_what_waits_there_is_not_too_much() -> None:
    """An utterance without an end holds up nothing for ever."""
    flow = Flow()
    flow.follow([heard(STORY, 0)], DARK)
    for number in range(MOST_WAITING):
        flow.add(note(f"n{number}", 2, "dim"))
    assert written(flow) == []
    flow.add(note("last", 2, "dim"))
    assert written(flow) == [*(f"n{number}" for number in range(MOST_WAITING)), "last"]
    assert shown(flow)[0] == "model  aaa bbb ccc"


def test_what_the_terminal_took_is_not_written_again() -> None:
    """Row by row."""
    flow = Flow()
    flow.follow([heard(STORY, 0)], DARK)
    flow.add(note("n", 2, "dim"))
    shown(flow)
    flow.pushed(flow.shown[:2])
    assert shown(flow) == ["       ggg hhh", "n"]
    flow.pushed(flow.shown)
    assert shown(flow) == []


def test_what_the_terminal_took_of_an_answer_that_has_ended_meanwhile_counts() -> None:
    """What is noted about it follows nevertheless."""
    flow = Flow()
    flow.follow([heard(STORY, 0)], DARK)
    shown(flow)
    flow.add(utterance(replace(model("aaa bbb"), interrupted=True), DARK))
    flow.follow([], DARK)
    flow.pushed(flow.shown[:2])
    assert written(flow) == ["       ╌ interrupted"]


@given(
    st.lists(
        st.tuples(st.sampled_from(["hear", "note", "say", "shrink", "end"]), st.integers(8, 60)),
        max_size=30,
    )
)
@settings(max_examples=200, deadline=None)
def test_every_word_is_written_once_and_in_order(steps: list[tuple[str, int]]) -> None:
    """Whatever happens meanwhile to the conversation and to the terminal."""
    flow, width = Flow(), 30
    words, sounded, notes = 1, 0, 0
    turn, total = 1, 0
    rows: list[str] = []

    def said() -> Utterance:
        text = " ".join(f"{turn:02}{n:03}" for n in range(words))
        return model(text, at=turn, turn=turn)

    def growing() -> tuple[Utterance, int, int]:
        one = said()
        begin = min(len(one.text), 6 * sounded)
        return one, begin, min(len(one.text), begin + 5)

    def marks(one: Utterance) -> list[Mark]:
        """Of some words, once so many of the next are there: some come late."""
        return [
            Mark(6 * n + 5, (n, n + 1))
            for n in range(len(one.text) // 6)
            if n % 3 == 0 and 6 * n + 30 < len(one.text)
        ]

    flow.follow([growing()], DARK, marks)
    for step, number in steps:
        match step:
            case "hear":
                words += number // 4
                sounded = min(words, sounded + number // 8)
            case "note":
                notes += 1
                flow.add(note(f"note{notes}", turn + number / 100, "dim"))
            case "say":
                words += number // 4
            case "shrink":
                taken = [row.plain for row in flow.show(width, number // 4, clock)]
                count = min(len(taken), number // 9)
                rows += [row.rstrip("…") for row in taken[:count]]
                cut = [row for row in taken[:count] if row.endswith("…")]
                flow.pushed(flow.shown[: count - len(cut)])
                rows = rows[: len(rows) - len(cut)]
                width = number
            case _:
                flow.add(utterance(said(), DARK, marks(said())))
                total += words
                turn, words, sounded = turn + 1, 1, 0
        flow.follow([growing()], DARK, marks)
        rows += [row.plain for row in flow.write(width, clock)]
    flow.add(utterance(said(), DARK, marks(said())))
    flow.follow([], DARK)
    rows += [row.plain for row in flow.write(width, clock)]
    found = "".join(row.replace(MARK, " ").replace("model", "") for row in rows)
    found = re.sub(r"(\[\d+\])+", "", "".join(found.split()))
    for number in range(1, notes + 1):
        assert found.count(f"note{number}") >= 1
        found = found.replace(f"note{number}", "", 1)
    counts = [*range(total + words)]
    assert len(found) == 5 * len(counts)


def test_marks_go_up_with_their_words_and_late_ones_stay_away() -> None:
    """Each character is written once nevertheless."""
    flow = Flow()
    early, late = [Mark(7, (1,))], [Mark(7, (1,)), Mark(3, (2,)), Mark(27, (3,))]
    flow.follow([heard(STORY, 2)], DARK, lambda _: early)
    assert shown(flow) == ["model  aaa bbb[1]", "       ccc ddd eee", "       fff ggg hhh"]
    flow.follow([heard(STORY, 3)], DARK, lambda _: early)
    assert written(flow) == ["model  aaa bbb[1]"]
    flow.add(utterance(STORY, DARK, sorted(late, key=lambda mark: mark.place)))
    flow.follow([], DARK)
    assert written(flow) == ["       ccc ddd eee", "       fff ggg[3]", "       hhh"]


def test_a_row_that_is_cut_counts_no_marks_as_words() -> None:
    """What the terminal took of it is known to the character."""
    flow = Flow()
    flow.follow([heard(STORY, 0)], DARK, lambda _: [Mark(7, (1,)), Mark(11, (12,))])
    assert shown(flow, 1, 30) == ["model  aaa bbb[1] ccc[12] ddd…"]
    flow.pushed(flow.shown[:1])
    assert shown(flow, 9, 30) == ["       eee fff ggg hhh"]
    flow = Flow()
    flow.follow([heard(STORY, 0)], DARK, lambda _: [Mark(7, (1,)), Mark(11, (12,))])
    assert shown(flow, 1, 26) == ["model  aaa bbb[1] ccc[12]…"]
    assert shown(flow, 1, 25) == ["model  aaa bbb[1] ccc[12…"]
    flow.pushed(flow.shown[:1])
    assert shown(flow, 9, 30)[0].lstrip().startswith("ddd")

"""What a language model is told of the conversation: what was said, heard, shown and called."""

from __future__ import annotations

from typing import Any

import pytest

from livechat.sim.effects import Hush, Ponder
from livechat.sim.events import (
    SpeechBegan,
    SpeechEnded,
    Transcribed,
)
from livechat.sim.mind.question import GO_ON, Clause, Model, Over, User, Wish
from livechat.sim.protocol import wire
from livechat.sim.protocol.usage import MOST_PICTURE_BYTES, MOST_PICTURES, Ran, Shown
from livechat.sim.talk.prompt import LONGEST_LINE
from tests.sim.asking import TOOLS, Asked
from tests.sim.stage import INTERRUPTED, SECOND, sent, spoken, typed

RESUMABLE: dict[str, Any] = {"sessionResumption": {}}
PNG = b"\x89PNG"


def told(stage: Asked, text: str = "And now?") -> list[object]:
    """What the model is told when the user types something more."""
    stage.do(wire.Text(text))
    return list(stage.messages)


def speak(stage: Asked, text: str) -> None:
    """Say something aloud."""
    stage.do(SpeechBegan(), SpeechEnded(SECOND), Transcribed(text))


def resumed(old: Asked) -> Asked:
    """The session on another connection, after the drop of the one before."""
    old.session.ended(old.now)
    updates = [one.get("sessionResumptionUpdate", {}) for one in sent(old.effects)]
    handle = [one["newHandle"] for one in updates if one.get("newHandle")][-1]
    setup = {**TOOLS, "sessionResumption": {"handle": handle}}
    return Asked(setup, handles=old.handles, name="S2", now=old.now + 2.0)


@pytest.mark.parametrize(
    ("after_s", "heard"),
    [(0.0, None), (0.2, None), (1.0, "one two"), (2.0, "one two three four"), (9.0, "all")],
)
def test_only_what_was_heard_by_the_interruption_is_told(after_s: float, heard: str | None) -> None:
    """Sound goes out four times as fast as it plays; text of its first pieces is ahead of it."""
    words = "one two three four five six seven eight"
    stage = Asked()
    stage.do(wire.Text("Count."))
    stage.say(words, 4.0)
    stage.now += after_s
    answer = words if heard == "all" else heard
    model = [] if answer is None else [User("Count."), Model(answer), User("And now?")]
    assert told(stage) == (model or [User("Count.\nAnd now?")])


def test_what_was_heard_of_several_clauses_is_told() -> None:
    """With a pause of the model between them, in which nothing sounds."""
    stage = Asked()
    stage.do(wire.Text("Count."))
    stage.say("one two", 1.0)
    stage.now += 4.0
    stage.say(" three four", 1.0)
    stage.now += 0.5
    stage.come(Clause("five six"))
    assert told(stage)[1] == Model("one two three")


def test_an_answer_in_text_is_read_at_once() -> None:
    """Whatever was sent of it is known."""
    setup = {"generationConfig": {"responseModalities": ["TEXT"]}}
    stage = Asked(setup, flavour="gateway")
    stage.do(wire.Text("Count."))
    stage.come(Clause("one two"))
    stage.voice(0.0, "one two")
    assert told(stage)[1] == Model("one two")


def test_nothing_of_an_interrupted_answer_comes_out_later() -> None:
    """What the model goes on to say, and what was voiced of it."""
    stage = Asked()
    stage.do(wire.Text("Count."))
    stage.say("one", 1.0)
    stage.come(Clause("two"))
    ticket, ponder = stage.ticket, stage.ponders[-1].ticket
    done = stage.do(wire.Text("Stop."))
    assert any(isinstance(one, Hush) for one in done)
    assert sent(done)[:2] == INTERRUPTED
    before = len(stage.effects)
    stage.ticket = ticket
    stage.voice(1.0, "two")
    stage.voice_ended()
    assert not stage.session.ponders(ponder)
    assert stage.effects[before:] == []


def test_typed_and_spoken_words_stand_in_their_order() -> None:
    """A prompt is everything unanswered."""
    stage = Asked()
    stage.do(typed("I am Ann.", complete=False))
    speak(stage, "What is my name?")
    assert stage.messages == [User("I am Ann.\nWhat is my name?")]
    stage.answer("Ann.")
    speak(stage, "Thanks.")
    assert stage.messages[1:] == [Model("Ann."), User("Thanks.")]


def test_a_history_is_told_with_the_words_of_both() -> None:
    """A client seeds it in its own words and the model's."""
    stage = Asked({"historyConfig": {"initialHistoryInClientContent": True}})
    turns = (
        wire.Turn("user", "I am Ann.", ()),
        wire.Turn("model", "Hello Ann.", ()),
        wire.Turn("user", "I like tea.", ()),
        wire.Turn("model", "So do I.", ()),
    )
    stage.do(wire.Content(turns, complete=True))
    assert told(stage, "Who am I?") == [
        User("I am Ann."),
        Model("Hello Ann."),
        User("I like tea."),
        Model("So do I."),
        User("Who am I?"),
    ]


def test_a_model_that_spoke_last_is_asked_to_go_on() -> None:
    """Where a client asks for an answer, but nothing is left to be answered."""
    stage = Asked()
    stage.do(typed("Tell me a story.", complete=False), typed("Once", role="model", complete=False))
    stage.do(typed("."))
    assert stage.messages == [User("Tell me a story."), Model("Once"), User(GO_ON)]


def test_compression_forgets_the_oldest_exchanges() -> None:
    """The instruction and the newest stay."""
    window = {"triggerTokens": 35, "slidingWindow": {"targetTokens": 25}}
    stage = Asked(
        {
            "contextWindowCompression": window,
            "systemInstruction": {"parts": [{"text": "Be brief."}]},
        }
    )
    for number in range(4):
        stage.do(wire.Text(f"Question {number}"))
        stage.answer(f"answer {number} " * 3)
    messages = told(stage)
    assert User("Question 0") not in messages
    assert User("Question 3") in messages
    assert stage.question.instruction == "Be brief."


def test_pictures_stand_where_they_were_shown() -> None:
    """The newest few; a model needs long for each."""
    stage = Asked()
    stage.do(wire.Video("image/png", PNG), wire.Text("What is this?"))
    assert stage.messages == [User("What is this?", (Shown("image/png", PNG),))]
    stage.answer("A cat.")
    assert told(stage)[0] == User("What is this?", (Shown("image/png", PNG),))
    for _ in range(MOST_PICTURES):
        stage.do(wire.Video("image/jpeg", b"new"))
    first, *_, last = told(stage, "And these?")
    assert first == User("What is this?")
    assert isinstance(last, User)
    assert len(last.pictures) == MOST_PICTURES


def test_an_hour_of_video_pushes_no_words_out() -> None:
    """Nor does it stay in memory."""
    stage = Asked()
    stage.do(typed("Look at this.", complete=False))
    for _ in range(1_200):
        stage.do(wire.Video("image/jpeg", b"frame"))
    message, *_ = told(stage, "What was it?")
    assert isinstance(message, User)
    assert message.text == "Look at this.\nWhat was it?"
    assert len(stage.dialogue.context.exchanges()[-1].parts) < 10


def test_pictures_are_bounded_in_bytes() -> None:
    """Saved sessions keep them for hours."""
    stage = Asked()
    half = bytes(MOST_PICTURE_BYTES // 2)
    stage.do(*(wire.Video("image/png", half + bytes([at])) for at in range(2)))
    [message] = told(stage)
    assert isinstance(message, User)
    assert [one.data[-1] for one in message.pictures] == [1]


def test_many_lines_and_long_ones_are_told() -> None:
    """A page that was pasted is told in full; of a book the ends."""
    stage = Asked()
    page = "word " * 2_000
    stage.do(*(typed(f"line {number}", complete=False) for number in range(300)))
    [message] = told(stage, page)
    assert isinstance(message, User)
    assert message.text.count("line ") == 300
    assert page in message.text
    stage.do(wire.Text(f"first {page * 4} last"))
    book = stage.messages[-1]
    assert isinstance(book, User)
    assert book.text.endswith("last")
    assert len(book.text) < len(page) + 2 * LONGEST_LINE


def test_words_before_a_call_are_cut_where_the_user_spoke() -> None:
    """Also when the interruption comes while the function runs."""
    stage = Asked(TOOLS)
    stage.do(wire.Text("Hello"))
    stage.say("one two three four", 2.0)
    stage.wish(Wish("get_time", {}))
    stage.now += 1.0
    messages = told(stage)
    assert messages[:2] == [User("Hello"), Model("one two")]
    assert isinstance(messages[2], Ran)


def test_a_question_that_a_drop_cut_off_is_asked_again_once() -> None:
    """Nothing of its answer was sent; its words are told once."""
    old = Asked(RESUMABLE)
    old.do(wire.Text("Hello"))
    old.come(Clause("Good day."))
    new = resumed(old)
    assert new.messages == [User("Hello")]
    new.answer("Good day.")
    assert told(new) == [User("Hello"), Model("Good day."), User("And now?")]


def test_an_answer_that_a_drop_cut_off_goes_on() -> None:
    """What was pondered is said, and the model goes on from what was said by then."""
    old = Asked(RESUMABLE)
    old.do(wire.Text("Count."))
    words = "one two three four five six seven eight nine ten"
    old.say(words, 5.0)
    old.come(Clause("eleven"), Clause("twelve"))
    old.now += 4.5
    new = resumed(old)
    assert spoken(new.effects) == ["ten eleven"]
    new.utter("ten eleven")
    new.utter(" twelve")
    assert new.messages == [
        User("Count."),
        Model(f"{words} eleven twelve"),
        User(GO_ON),
    ]
    new.answer(" thirteen")
    assert told(new)[:2] == [User("Count."), Model(f"{words} eleven twelve thirteen")]


def test_an_answer_that_was_known_is_not_asked_again() -> None:
    """A drop after the model's last word costs nothing."""
    old = Asked(RESUMABLE)
    old.do(wire.Text("Count."))
    old.say("one two", 1.0)
    old.come(Clause("three"), Over())
    new = resumed(old)
    assert not any(isinstance(one, Ponder) for one in new.effects)
    assert spoken(new.effects)


def test_a_call_that_a_drop_found_open_is_answered_on_the_new_connection() -> None:
    """The model knows what it had said and called."""
    old = Asked({**RESUMABLE, **TOOLS})
    old.do(wire.Text("What time is it?"))
    old.say("Let me look.")
    [call] = old.wish(Wish("get_time", {}))
    new = resumed(old)
    assert new.ponders == []
    new.result(call)
    assert new.messages == [
        User("What time is it?"),
        Model("Let me look."),
        Ran("get_time", {}, {"output": "noon"}),
    ]


def test_an_answer_to_results_that_a_drop_cut_off_is_asked_again() -> None:
    """Before its first word."""
    old = Asked({**RESUMABLE, **TOOLS})
    old.do(wire.Text("What time is it?"))
    [call] = old.wish(Wish("get_time", {}))
    old.result(call)
    new = resumed(old)
    assert new.messages[-1] == Ran("get_time", {}, {"output": "noon"})
    assert len(new.ponders) == 1


def test_what_is_typed_while_an_unheard_answer_comes_is_asked_with_it() -> None:
    """Two lines of the user are one message: many models take no two in a row."""
    stage = Asked()
    stage.do(wire.Text("Hello"))
    assert told(stage) == [User("Hello\nAnd now?")]


def test_new_instructions_and_tools_hold_from_the_next_question_on() -> None:
    """The client may change both in mid-session."""
    stage = Asked(TOOLS)
    stage.do(wire.ContextUpdate("Be brief.", ({"functionDeclarations": [{"name": "sing"}]},)))
    stage.do(wire.Text("Hello"))
    assert stage.question.instruction == "Be brief."
    assert [one.name for one in stage.question.functions] == ["sing"]

"""What a model is told besides the conversation depends on its size."""

from __future__ import annotations

import pytest

from livechat.sim.llm.prompts import LARGE, SMALL, SMALL_BYTES, Prompt, asked, of_size
from livechat.sim.mind.question import Message, Model, Question, User
from livechat.sim.protocol.toolbox import Function
from livechat.sim.protocol.usage import Ran

LOOK = Function("look")
HELLO = Question((User("Hello."),))


def test_a_small_file_holds_a_small_model() -> None:
    assert of_size(93_000_000) is SMALL
    assert of_size(SMALL_BYTES) is SMALL
    assert of_size(4_000_000_000) is LARGE


def test_the_small_model_is_shown_how_to_answer_before_the_conversation() -> None:
    question = asked(HELLO, SMALL)
    assert question.messages[-1] == User("Hello.")
    assert question.messages[:-1] == tuple(
        message for user, model in SMALL.examples for message in (User(user), Model(model))
    )
    assert "makes things up" in question.instruction
    assert any("make things up" in model for user, model in SMALL.examples if "Who" in user)
    assert asked(HELLO, LARGE).messages == HELLO.messages


def test_the_clients_own_word_counts() -> None:
    """Its instruction stands nearer to the conversation, its temperature and limit replace ours."""
    own = Question(HELLO.messages, "You are Rosa.", temperature=0.7, max_tokens=20, seed=3)
    for prompt in (SMALL, LARGE):
        question = asked(own, prompt)
        assert question.instruction == f"{prompt.instruction}\nYou are Rosa."
        assert (question.temperature, question.max_tokens, question.seed) == (0.7, 20, 3)
        question = asked(HELLO, prompt)
        assert question.instruction == prompt.instruction
        assert question.temperature == prompt.temperature
        assert question.max_tokens == prompt.max_tokens
    long = Question(HELLO.messages, max_tokens=5_000)
    assert asked(long, SMALL).max_tokens == SMALL.max_tokens
    assert asked(long, LARGE).max_tokens == 5_000


def test_a_small_model_is_asked_without_functions() -> None:
    ran = Ran("look", {}, {"found": 1})
    question = Question((User("Look."), ran, Model("One."), User("And?")), functions=(LOOK,))
    small, large = asked(question, SMALL), asked(question, LARGE)
    assert small.messages[-3:] == (User("Look."), Model("One."), User("And?"))
    assert not small.functions
    assert large.messages == question.messages
    assert large.functions == question.functions


@pytest.mark.parametrize("most", [4, 8, 20])
def test_a_small_model_sees_the_end_of_a_long_conversation(most: int) -> None:
    """It begins alike for some turns, so that it need not be read again at each."""
    prompt = Prompt("", messages=most)
    said: list[Message] = [
        Model(f"{number}.") if number % 2 else User(f"{number}?") for number in range(81)
    ]
    begins = set()
    for count in range(1, 82, 2):
        shown = asked(Question(tuple(said[:count])), prompt).messages
        assert min(count, most // 2) <= len(shown) <= most
        assert isinstance(shown[0], User)
        assert shown == tuple(said[count - len(shown) : count])
        begins.add(shown[0])
    assert len(begins) <= 2 + 81 // (most // 2)


def test_what_is_shown_begins_with_the_user() -> None:
    said: tuple[Message, ...] = (
        User("A?"),
        *(Model(f"{number}.") for number in range(20)),
        User("B?"),
    )
    shown = asked(Question(said), SMALL).messages[2 * len(SMALL.examples) :]
    assert shown == (User("B?"),)

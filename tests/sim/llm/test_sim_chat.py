"""Questions as requests."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.sim.llm.chat import DEFAULT_WINDOW, Manner, body_of, tokens
from livechat.sim.mind.question import Message, Model, Question, Shown, User
from livechat.sim.protocol.toolbox import Function
from livechat.sim.protocol.usage import Ran

WEATHER = Function(
    "weather",
    "Tells the weather",
    {"type": "OBJECT", "properties": {"city": {"type": "STRING"}}, "required": ["city"]},
)
PICTURE = Shown("image/png", b"\x89PNG")
MANNER = Manner("small")


def body(*messages: Message, manner: Manner = MANNER, **more: Any) -> dict[str, Any]:
    return body_of(Question(messages, **more), manner)


def said(found: dict[str, Any]) -> list[tuple[str, Any]]:
    return [(message["role"], message["content"]) for message in found["messages"]]


def test_a_question_holds_all_that_was_agreed() -> None:
    found = body(User("Hi"), instruction="Be kind.", temperature=0.5, max_tokens=99, seed=7)
    assert found == {
        "model": "small",
        "messages": [
            {"role": "system", "content": "Be kind."},
            {"role": "user", "content": "Hi"},
        ],
        "stream": True,
        "stream_options": {"include_usage": True},
        "temperature": 0.5,
        "max_tokens": 99,
        "seed": 7,
    }


def test_what_was_not_agreed_is_not_sent() -> None:
    found = body(User("Hi"), manner=Manner())
    assert found.keys() == {"messages", "stream", "stream_options"}


def test_a_temperature_and_a_seed_of_zero_are_sent() -> None:
    found = body(User("Hi"), temperature=0.0, seed=0)
    assert (found["temperature"], found["seed"]) == (0.0, 0)


def test_functions_are_declared_as_tools() -> None:
    assert body(User("Hi"), functions=(WEATHER,))["tools"] == [
        {
            "type": "function",
            "function": {
                "name": "weather",
                "description": "Tells the weather",
                "parameters": {
                    "type": "object",
                    "properties": {"city": {"type": "string"}},
                    "required": ["city"],
                },
            },
        }
    ]


def test_each_result_follows_its_call() -> None:
    found = body(
        User("Is it cold in Paris and Rome?"),
        Ran("weather", {"city": "Paris"}, {"result": "cold"}),
        Ran("weather", {"city": "Rome"}, None),
        functions=(WEATHER,),
    )["messages"]
    assert [message["role"] for message in found] == ["user", *["assistant", "tool"] * 2]
    for call, result in ((found[1], found[2]), (found[3], found[4])):
        assert call["tool_calls"][0]["id"] == result["tool_call_id"]
        assert len(result["tool_call_id"]) == 9
        assert result["tool_call_id"].isalnum()
    assert found[1]["tool_calls"][0]["id"] != found[3]["tool_calls"][0]["id"]
    assert json.loads(found[1]["tool_calls"][0]["function"]["arguments"]) == {"city": "Paris"}
    assert json.loads(found[2]["content"]) == {"result": "cold"}
    assert "no result yet" in found[4]["content"]


def test_what_the_model_said_with_its_call_comes_before_the_result() -> None:
    found = body(
        User("Is it cold?"),
        Ran("weather", {}, {"result": "cold"}),
        Model("Let me look."),
        functions=(WEATHER,),
    )["messages"]
    assert [message["role"] for message in found] == ["user", "assistant", "assistant", "tool"]


@pytest.mark.parametrize("without", [frozenset[str](), frozenset({"tools"})])
def test_where_no_tools_are_sent_results_are_words(without: frozenset[str]) -> None:
    functions = (WEATHER,) if without else ()
    found = body(
        User("Is it cold?"),
        Ran("weather", {"city": "Paris"}, {"result": "cold"}),
        functions=functions,
        manner=Manner(without=without),
    )
    assert "tools" not in found
    assert said(found) == [
        ("user", 'Is it cold?\n(The result of weather({"city": "Paris"}) is {"result": "cold"})')
    ]


def test_a_picture_is_a_part_of_the_message() -> None:
    assert said(body(User("What is it?", (PICTURE,)))) == [
        (
            "user",
            [
                {"type": "text", "text": "What is it?"},
                {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw=="}},
            ],
        )
    ]


def test_a_model_that_does_not_see_is_sent_none() -> None:
    manner = Manner(without=frozenset({"pictures"}))
    assert said(body(User("What is it?", (PICTURE,)), manner=manner)) == [("user", "What is it?")]


@pytest.mark.parametrize(
    ("messages", "roles"),
    [
        ([User("a"), User("b")], [("user", "a\nb")]),
        (
            [User("a"), Model("b"), Model("c"), User("d")],
            [("user", "a"), ("assistant", "b\nc"), ("user", "d")],
        ),
        ([Model("a"), User("b")], [("user", "…"), ("assistant", "a"), ("user", "b")]),
        ([User("a"), Model("b")], [("user", "a"), ("assistant", "b"), ("user", "Go on.")]),
        ([], [("user", "…")]),
    ],
)
def test_the_user_begins_ends_and_takes_turns_with_the_model(
    messages: list[Message], roles: list[tuple[str, str]]
) -> None:
    assert said(body(*messages)) == roles
    assert said(body(*messages, instruction="x")) == [("system", "x"), *roles]


def test_messages_with_a_picture_are_joined_too() -> None:
    found = said(body(User("a"), User("b", (PICTURE,))))
    assert [part["type"] for part in found[0][1]] == ["text", "text", "image_url"]


def test_where_there_is_no_system_message_the_instruction_comes_with_the_first_words() -> None:
    manner = Manner(without=frozenset({"system"}))
    assert said(body(User("Hi"), instruction="Be kind.", manner=manner)) == [
        ("user", "Be kind.\nHi")
    ]


def test_what_was_refused_is_left_out() -> None:
    manner = Manner(without=frozenset({"seed", "stream_options", "temperature", "max_tokens"}))
    found = body(User("Hi"), seed=7, temperature=0.5, max_tokens=9, manner=manner)
    assert found.keys() == {"messages", "stream", "max_completion_tokens"}


def test_an_answer_may_fill_half_of_the_window_at_most() -> None:
    assert body(User("Hi"), max_tokens=9_000)["max_tokens"] == DEFAULT_WINDOW // 2


LONG = "word " * 100


def size(found: dict[str, Any]) -> int:
    return sum(tokens(str(message["content"])) for message in found["messages"])


def exchanges(many: int) -> list[Message]:
    return [
        message for at in range(many) for message in (User(f"{at} {LONG}"), Model(f"{at} {LONG}"))
    ]


def test_the_oldest_messages_go_when_not_all_fit() -> None:
    found = body(*exchanges(50), User("Last."), instruction="Be kind.")
    roles = [role for role, _ in said(found)]
    assert roles[:2] == ["system", "user"]
    assert said(found)[-1] == ("user", "Last.")
    assert said(found)[-2][1].startswith("49 ")
    assert DEFAULT_WINDOW // 2 < size(found) < DEFAULT_WINDOW


def test_after_that_the_next_questions_begin_alike() -> None:
    """What a server has read once it need not read again."""
    begins = [said(body(*exchanges(many), User("Last.")))[0] for many in range(30, 60)]
    changes = sum(one != other for one, other in pairwise(begins))
    assert changes <= 12
    assert len(set(map(str, begins))) == changes + 1


def test_the_last_message_stays_however_long_it_is() -> None:
    found = body(*exchanges(3), User(LONG * 100), instruction="Be kind.")
    assert said(found) == [("system", "Be kind."), ("user", LONG * 100)]


def test_in_a_long_row_of_calls_the_oldest_go_with_their_results() -> None:
    calls = [Ran("weather", {"at": at}, {"result": LONG}) for at in range(60)]
    found = body(User("Go."), *calls, functions=(WEATHER,))["messages"]
    roles = [message["role"] for message in found]
    assert roles == ["user", *["assistant", "tool"] * (len(roles) // 2)]
    assert json.loads(found[-2]["tool_calls"][0]["function"]["arguments"]) == {"at": 59}
    assert size({"messages": found}) < DEFAULT_WINDOW


def test_pictures_that_do_not_fit_go_the_oldest_first() -> None:
    pictures = tuple(Shown("image/png", bytes([at])) for at in range(3))
    manner = Manner(window=2048)
    content = said(body(User("Look.", pictures), manner=manner))[0][1]
    assert [part["image_url"]["url"][-4:] for part in content[1:]] == ["Ag=="]


_MESSAGES = st.one_of(
    st.text(max_size=400).map(User),
    st.text(max_size=400).map(Model),
    st.builds(
        Ran,
        st.sampled_from(["weather", "clock"]),
        st.dictionaries(st.text(max_size=5), st.integers(), max_size=3),
        st.none() | st.dictionaries(st.text(max_size=5), st.text(max_size=200), max_size=3),
    ),
)


@given(st.lists(_MESSAGES, max_size=30), st.sampled_from([256, 1024, 4096]), st.booleans())
def test_every_request_is_one_that_every_template_takes(
    messages: list[Message], window: int, tools: bool
) -> None:
    functions = (WEATHER,) if tools else ()
    found = body(*messages, functions=functions, instruction="x", manner=Manner(window=window))
    sent = found["messages"]
    assert sent[0] == {"role": "system", "content": "x"}
    assert sent[1]["role"] == "user"
    assert sent[-1]["role"] in ("user", "tool")
    asked: set[str] = set()
    for before, message in pairwise(sent):
        if message["role"] == "tool":
            assert before["tool_calls"][0]["id"] == message["tool_call_id"]
            assert message["tool_call_id"] not in asked
            asked.add(message["tool_call_id"])
        elif message["role"] == "user":
            assert before["role"] != "user"
    users = [one.text for one in messages if isinstance(one, User)]
    if users:
        assert users[-1] in "\n".join(str(one["content"]) for one in sent)
    json.dumps(found)

"""What google-genai raises for a strange message, under one name."""

from __future__ import annotations

import asyncio
import traceback

import pytest
from google.genai import errors as sdk_errors
from google.genai import types
from pydantic import BaseModel, ValidationError

from livechat.live.sdk_session import ANSWER, build_soon, named, reason_of
from livechat.live.spelling import StrangeMessage

SECRET = "a-handle-as-good-as-a-password"


def wrong(message: object) -> ValidationError:
    """What google-genai's model of a message says of a wrong one."""
    with pytest.raises(ValidationError) as caught:
        types.LiveServerMessage.model_validate(message)
    return caught.value


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (
            wrong({"sessionResumptionUpdate": {"newHandle": [SECRET]}}),
            "a wrong value in sessionResumptionUpdate.newHandle",
        ),
        (wrong({"serverContent": {SECRET: 1}}), "a wrong value in serverContent.…"),
        (
            wrong({"serverContent": {"modelTurn": {"parts": [{}, {"text": {}}]}}}),
            "a wrong value in serverContent.modelTurn.parts.1.text",
        ),
        (wrong({"goAway": 1}), "a wrong value in goAway"),
        (wrong({"server_content": 1}), "a wrong value in serverContent"),
        (TypeError(f"'NoneType' and {SECRET}"), "a message that google-genai cannot read"),
        (AttributeError(SECRET), "a message that google-genai cannot read"),
        (RecursionError(SECRET), "a message that google-genai cannot read"),
        (ValueError(f"Failed to parse response: b'{SECRET}'"), "a message that is not JSON"),
        (
            sdk_errors.APIError(404, {"error": SECRET}, None),
            "a message that google-genai takes for an error",
        ),
        (StrangeMessage("a message that is not an object"), "a message that is not an object"),
    ],
)
def test_a_strange_message_is_told_without_a_word_of_it(error: Exception, says: str) -> None:
    """Neither in the text nor in the traceback, both of which are shown to people."""
    with pytest.raises(StrangeMessage) as caught, named():
        raise error
    assert str(caught.value) == says
    assert SECRET not in "".join(traceback.format_exception(caught.value))


def test_a_close_and_anything_else_pass() -> None:
    """They are no strange messages."""
    closed = sdk_errors.APIError(1008, "The operation was aborted.", None)
    for error in (closed, ValueError("Port could not be cast"), OSError(), KeyError("x")):
        with pytest.raises(type(error)) as caught, named():
            raise error
        assert caught.value is error
    assert reason_of(closed) == "The operation was aborted."
    assert reason_of(sdk_errors.APIError(1006, None, None)) == ""


def test_types_are_built_before_the_first_answer_one_a_turn_of_the_loop() -> None:
    """Else the first answer would wait for all of them, or the loop would."""

    class First(BaseModel, defer_build=True):
        text: str

    class Second(BaseModel, defer_build=True):
        text: str

    async def main() -> list[tuple[bool, bool]]:
        seen = []
        build_soon((First, Second))
        for _ in range(2):
            seen.append((First.__pydantic_complete__, Second.__pydantic_complete__))
            await asyncio.sleep(0)
        return seen

    assert asyncio.run(main()) == [(True, False), (True, True)]


def test_what_is_built_is_what_an_answer_is_made_of() -> None:
    """Reading one builds nothing more."""
    answer = types.LiveServerContent(
        model_turn=types.Content(parts=[types.Part(inline_data=types.Blob(data=b"ab"))]),
        output_transcription=types.Transcription(text="Hello."),
    )
    content = answer.model_turn
    assert content is not None
    assert content.parts is not None
    made = (answer, content, *content.parts, content.parts[0].inline_data)
    assert {type(one) for one in (*made, answer.output_transcription)} <= set(ANSWER)

"""What google-genai raises for a strange message, under one name."""

from __future__ import annotations

import traceback

import pytest
from google.genai import errors as sdk_errors
from google.genai import types
from pydantic import ValidationError

from livechat.live.sdk_session import named, reason_of
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

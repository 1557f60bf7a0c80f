"""What is left out after a refusal. The words are those of the servers."""

from __future__ import annotations

import pytest

from livechat.sim.llm.chat import Manner, body_of
from livechat.sim.llm.refusals import narrower
from livechat.sim.mind.question import Question, Shown, User
from livechat.sim.protocol.toolbox import Function

QUESTION = Question(
    (User("What is it?", (Shown("image/png", b"x"),)),),
    instruction="Be kind.",
    functions=(Function("weather"),),
    temperature=0.5,
    max_tokens=100,
    seed=7,
)
MANNER = Manner("small:1b")


def refused(status: int, words: str, question: Question = QUESTION) -> Manner | None:
    return narrower(MANNER, body_of(question, MANNER), status, words)


@pytest.mark.parametrize(
    ("status", "words", "thing"),
    [
        (400, "registry.ollama.ai/library/small:1b does not support tools", "tools"),
        (
            400,
            '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser',
            "tools",
        ),
        (500, "tools param requires --jinja flag", "tools"),
        (404, "No endpoints found that support tool use.", "tools"),
        (
            500,
            "image input is not supported - hint: you may need to provide the mmproj",
            "pictures",
        ),
        (400, "small is not a multimodal model", "pictures"),
        (400, "At most 0 image(s) may be provided in one request.", "pictures"),
        (400, "Invalid content type. image_url is only supported by certain models.", "pictures"),
        (422, "unknown variant `image_url`, expected `text`", "pictures"),
        (400, "'messages.0.content' : value must be a string", "pictures"),
        (400, "Unrecognized request argument supplied: stream_options", "stream_options"),
        (422, '[{"loc": ["body", "seed"], "msg": "extra fields not permitted"}]', "seed"),
        (
            400,
            "Unsupported value: 'temperature' does not support 0.5 with this model.",
            "temperature",
        ),
        (400, "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens'.", "max_tokens"),
        (500, "System role not supported", "system"),
        (0, "this model does not support tools", "tools"),
    ],
)
def test_what_the_endpoint_names_is_left_out(status: int, words: str, thing: str) -> None:
    manner = refused(status, words)
    assert manner is not None
    assert manner.without == {thing}


def test_without_a_name_one_thing_after_the_other_is_left_out() -> None:
    manner, order = MANNER, []
    while (other := narrower(manner, body_of(QUESTION, manner), 400, "Bad request")) is not None:
        order += sorted(other.without - manner.without)
        manner = other
    assert order == ["stream_options", "seed", "pictures", "tools"]


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, "invalid tools"),
        (403, "no seed"),
        (429, "too many images"),
        (302, ""),
        (500, "boom"),
        (500, ""),
        (503, "overloaded"),
        (404, "model 'small:1b' not found"),
        (400, "The model `small` does not exist"),
    ],
)
def test_where_nothing_can_be_left_out_it_is_told(status: int, words: str) -> None:
    assert refused(status, words) is None


def test_what_was_not_sent_is_not_left_out() -> None:
    assert refused(500, "tools and images", Question((User("Hi"),))) is None


def test_a_models_name_names_nothing() -> None:
    manner = Manner("seed-vision-tool")
    words = "seed-vision-tool: something else"
    assert narrower(manner, body_of(QUESTION, manner), 500, words) is None


@pytest.mark.parametrize(
    ("words", "window"),
    [
        ("the request exceeds the available context size. try increasing it", 2048),
        ("request (5000 tokens) exceeds the available context size (2048 tokens)", 1024),
        ("This model's maximum context length is 3000 tokens. However, you requested 5000", 1500),
        ("exceed_context_size_error", 2048),
        ("input length exceeds the context length", 2048),
        ("'max_tokens' is too large: 9000. This model's maximum context length is 1024", 512),
        ("Trying to keep the first 5000 tokens when context the overflows.", 2048),
    ],
)
def test_what_is_too_long_is_asked_once_more_with_half_the_window(words: str, window: int) -> None:
    manner = refused(400, words)
    assert manner == Manner("small:1b", window, halved=True)
    assert narrower(manner, body_of(QUESTION, manner), 400, words) is None


def test_each_thing_is_left_out_once() -> None:
    manner, tried = MANNER, [MANNER]
    words = "tools image seed system role temperature max_tokens stream_options"
    while (other := narrower(manner, body_of(QUESTION, manner), 400, words)) is not None:
        manner = other
        tried.append(other)
    assert len(tried) == 8
    assert len(manner.without) == 7

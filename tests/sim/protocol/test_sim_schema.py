"""Messages held against the table of fields."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livechat.sim.protocol.fields import MESSAGE
from livechat.sim.protocol.kinds import OWN, Kind, Many, Named, Within, Words
from livechat.sim.protocol.schema import WireError, camel, conform
from livechat.sim.protocol.wire import close_reason

FITTING: Mapping[str, st.SearchStrategy[Any]] = {
    "string": st.text(st.characters(codec="utf-8"), max_size=4),
    "bytes": st.sampled_from(["", "AAAA", "_9g="]),
    "number": st.floats(-9, 9) | st.integers(-9, 9),
    "integer": st.integers(-9, 9),
    "boolean": st.booleans(),
    "language": st.sampled_from(["", "en", "de-DE", "cmn-Hans-CN", "es-419"]),
    "duration": st.sampled_from(["0s", "1.5s"]),
    "any": st.integers() | st.dictionaries(st.sampled_from(["my_key", "myKey"]), st.none()),
}

WRONG: Mapping[str, tuple[object, ...]] = {
    "string": (1, True, [], {}),
    "bytes": (1, []),
    "number": ("warm", True, [], 10**400, float("inf"), float("nan"), "1e9", "١"),
    "integer": ("one", 1.5, True, 2**63, -(2**63) - 1, 1e300, "1.0", {}),
    "boolean": ("true", 1, 0, {}),
    "language": ("german", "en_US", "e", "en-", "-en", "en US", "x" * 200, 1),
    "duration": ("-1s", "1", "s", "1.s", 1, "1m"),
}
"""Values that do not fit, by kind."""


@st.composite
def fitting(draw: st.DrawFn, kind: Kind) -> Any:
    """A value that fits a kind, as `conform` leaves it."""
    match kind:
        case Words():
            words = sorted(word for word in kind.allowed if not word.endswith("UNSPECIFIED"))
            return draw(st.sampled_from(words))
        case Within():
            least, most = int(kind.least), int(min(kind.most, kind.least + 9))
            return draw(st.integers(least, most))
        case Many():
            return draw(st.lists(fitting(kind.of), max_size=2))
        case Named():
            keys = st.sampled_from(["my_key", "myKey", "_"])
            return draw(st.dictionaries(keys, fitting(kind.of), max_size=2))
        case Mapping():
            names = draw(st.lists(st.sampled_from(sorted(kind)), max_size=3)) if kind else []
            return {name: draw(fitting(kind[name])) for name in names}
        case _:
            return draw(FITTING[kind])


@st.composite
def respelled(draw: st.DrawFn, value: Any, kind: Kind) -> Any:
    """The same value with some known keys in snake_case and some words in lower case."""
    match kind:
        case Words():
            return value.lower() if draw(st.booleans()) else value
        case Many():
            return [draw(respelled(item, kind.of)) for item in value]
        case Mapping():
            return {
                (snake(key) if draw(st.booleans()) else key): draw(respelled(item, kind[key]))
                for key, item in value.items()
            }
        case _:
            return value


MESSAGES = fitting(MESSAGE)


def snake(key: str) -> str:
    return re.sub(r"([A-Z])", lambda found: "_" + found[1].lower(), key)


@given(MESSAGES.flatmap(lambda message: st.tuples(st.just(message), respelled(message, MESSAGE))))
def test_both_spellings_mixed_at_every_level_give_the_same(messages: tuple[Any, Any]) -> None:
    """And what fits is left as it is, strict or not."""
    message, other = messages
    assert conform(message) == conform(other) == message
    with suppress(WireError):  # an empty message is no message
        assert conform(other, strict=True) == message


def leaves(kind: Kind, path: str) -> Iterator[tuple[str, Kind]]:
    """Every field of the table with its path; a list's field has the path of its first item."""
    if isinstance(kind, Many):
        yield from leaves(kind.of, f"{path}[0]")
    elif isinstance(kind, Mapping) and kind:
        for name, inner in kind.items():
            yield from leaves(inner, f"{path}.{name}" if path else name)
    else:
        yield path, kind


LEAVES = dict(leaves(MESSAGE, ""))


def holding(path: str, value: Any) -> dict[str, Any]:
    """A message that holds `value` at `path`."""
    for step in reversed(re.findall(r"[^.\[\]]+|\[0\]", path)):
        value = [value] if step == "[0]" else {step: value}
    assert isinstance(value, dict)
    return value


def wrong(kind: Kind) -> tuple[object, ...]:
    """Values which a field of that kind does not take."""
    match kind:
        case Words():
            return ("SMELL", "", 1, {}, ["AUDIO"], "x" * 200)
        case Within():
            beyond = (kind.least - 1, kind.most + 1) if kind.most < 9 else (kind.least - 1,)
            return (*WRONG[kind.of], *beyond)
        case Named() | Mapping():
            return ("text", 1, True, [1])
        case str():
            return WRONG[kind]
        case _:
            raise AssertionError(kind)


@pytest.mark.parametrize("path", LEAVES)
def test_a_wrong_value_is_refused_by_the_path_of_its_field(path: str) -> None:
    """Whole, in camelCase and with the index, wherever the field lies."""
    for value in wrong(LEAVES[path]):
        with pytest.raises(WireError) as refused:
            conform(holding(path, value))
        assert str(refused.value).startswith(f"Invalid value at '{path}': ")


def test_common_reasons_fit_into_a_close_frame() -> None:
    """The longest path of the setup that clients get wrong."""
    path = "setup.realtimeInputConfig.automaticActivityDetection.startOfSpeechSensitivity"
    with pytest.raises(WireError) as refused:
        conform(holding(path, "HIGH"))
    assert close_reason(str(refused.value)) == f"Invalid value at '{path}': no such value."


@pytest.mark.parametrize(
    "path",
    ["setup.tools", "setup.generationConfig", "clientContent.turns", "realtimeInput.activityStart"],
)
@pytest.mark.parametrize("value", ["text", 1, True])
def test_lists_and_objects_are_demanded(path: str, value: object) -> None:
    """Not only single values have a kind."""
    with pytest.raises(WireError, match=re.escape(f"'{path}'")):
        conform(holding(path, value))


WORDS = [
    (path, word)
    for path, kind in LEAVES.items()
    if isinstance(kind, Words)
    for word in kind.allowed
]


def test_every_word_is_taken_in_capitals_and_small() -> None:
    """And the unspecified ones are left out, as in protobuf, where they are the default."""
    assert len(WORDS) > 150
    for path, word in WORDS:
        left = conform(holding(path, word))
        assert left == conform(holding(path, word.lower()))
        assert (word in json.dumps(left)) is not word.endswith("UNSPECIFIED")


@pytest.mark.parametrize(
    ("path", "least", "most"),
    [
        ("setup.generationConfig.temperature", 0, 2),
        ("setup.generationConfig.topP", 0, 1),
        ("setup.generationConfig.topK", 0, 1e6),
        ("setup.generationConfig.maxOutputTokens", 1, 2**40),
        ("setup.generationConfig.candidateCount", 1, 8),
        ("setup.generationConfig.thinkingConfig.thinkingBudget", -1, 32_768),
        ("setup.realtimeInputConfig.automaticActivityDetection.prefixPaddingMs", 0, 60_000),
        ("setup.realtimeInputConfig.automaticActivityDetection.silenceDurationMs", 0, 60_000),
        ("setup.contextWindowCompression.triggerTokens", 0, 2**40),
        ("setup.contextWindowCompression.slidingWindow.targetTokens", 0, 2**40),
    ],
)
def test_ranges(path: str, least: float, most: float) -> None:
    """Both limits are allowed; below the least is not."""
    for value in (least, most):
        assert conform(holding(path, value)) == holding(path, value)
    with pytest.raises(WireError, match=re.escape(f"'{path}'")):
        conform(holding(path, least - 1))


@pytest.mark.parametrize("number", [64, "64", 64.0])
def test_whole_numbers_come_in_three_spellings(number: object) -> None:
    """Protobuf's JSON writes 64-bit integers as text."""
    path = "setup.contextWindowCompression.triggerTokens"
    read = conform(holding(path, number))["setup"]["contextWindowCompression"]["triggerTokens"]
    assert (read, type(read)) == (64, int)


@pytest.mark.parametrize("number", ["0.5", 0.5])
def test_other_numbers_come_in_two(number: object) -> None:
    """Protobuf's JSON takes them in quotes."""
    path = "setup.generationConfig.temperature"
    assert conform(holding(path, number)) == holding(path, 0.5)


@pytest.mark.parametrize("text", ["9223372036854775807", "-9223372036854775808"])
def test_whole_numbers_of_64_bits_lose_nothing(text: str) -> None:
    """A detour by floating point would."""
    assert conform(holding("setup.generationConfig.seed", text)) == holding(
        "setup.generationConfig.seed", int(text)
    )


OWNED = [path for path, kind in LEAVES.items() if kind is OWN]


@pytest.mark.parametrize("path", OWNED)
def test_what_belongs_to_the_user_keeps_its_keys(path: str) -> None:
    """Schemas, arguments and results are not rewritten, not even when strict."""
    own = {"my_key": {"turn_complete": None}, "myKey": [{"a_b": "TYPE_UNSPECIFIED"}]}
    assert conform(holding(path, own), strict=True) == holding(path, own)


def test_user_owned_objects_are_where_they_are_expected() -> None:
    """In declarations, calls, results and response schemas."""
    for path in (
        "setup.tools[0].functionDeclarations[0].parameters",
        "setup.tools[0].functionDeclarations[0].parametersJsonSchema",
        "setup.generationConfig.responseJsonSchema",
        "clientContent.turns[0].parts[0].functionCall.args",
        "toolResponse.functionResponses[0].response",
        "contextUpdate.tools.tools[0].functionDeclarations[0].response",
    ):
        assert path in OWNED


def test_labels_keep_their_keys_too_and_hold_text() -> None:
    """The name of a wrong one is told."""
    labels = {"setup": {"labels": {"my_team": "a"}}}
    assert conform(labels, strict=True) == labels
    with pytest.raises(WireError, match=re.escape("'setup.labels.my_team'")):
        conform({"setup": {"labels": {"my_team": 1}}})


def test_null_means_left_out() -> None:
    """As in protobuf's JSON."""
    message = {"setup": {"model": "m", "tools": None, "generationConfig": {"topK": None}}}
    assert conform(message) == {"setup": {"model": "m", "generationConfig": {}}}


def test_a_null_handle_is_refused() -> None:
    """Users saw it earn a 1007."""
    with pytest.raises(WireError, match=re.escape("'setup.sessionResumption.handle'")):
        conform({"setup": {"session_resumption": {"handle": None}}})


def test_both_spellings_at_once_are_refused() -> None:
    """Which of them is meant nobody knows."""
    with pytest.raises(WireError, match=re.escape("'clientContent.turnComplete' was given twice")):
        conform({"client_content": {"turnComplete": True, "turn_complete": True}})


def test_one_object_counts_as_a_list_of_one() -> None:
    """A gateway's clients send `tools` so."""
    assert conform({"setup": {"tools": {"google_search": {}}}}) == {
        "setup": {"tools": [{"googleSearch": {}}]}
    }


@pytest.mark.parametrize(
    "setup",
    [
        {"speechConfig": {"voiceConfig": {"prebuiltVoiceConfig": {"voiceName": "Puck"}}}},
        {"empatheticMode": True},
    ],
)
def test_gateway_settings_are_known(setup: dict[str, Any]) -> None:
    """Even a strict server takes them."""
    assert conform({"setup": setup}, strict=True) == {"setup": setup}


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        ({"foo": {}}, 'Unknown name "foo": Cannot find field.'),
        ({"setup": {"foo": 1}}, "Unknown name \"foo\" at 'setup': Cannot find field."),
        (
            {"setup": {"generation_config": {"foo_bar": None}}},
            "Unknown name \"foo_bar\" at 'setup.generation_config': Cannot find field.",
        ),
        (
            {"clientContent": {"turns": [{}, {"parts": [{"txt": ""}]}]}},
            "Unknown name \"txt\" at 'client_content.turns[1].parts[0]': Cannot find field.",
        ),
        (
            {"realtimeInput": {"activityEnd": {"at": 1}}},
            "Unknown name \"at\" at 'realtime_input.activity_end': Cannot find field.",
        ),
    ],
)
def test_unknown_fields_are_let_pass_unless_it_is_strict(
    message: dict[str, Any], reason: str
) -> None:
    """What a newer client adds does no harm; strict refuses it in the manner of the service."""
    conform(message)
    with pytest.raises(WireError) as refused:
        conform(message, strict=True)
    assert str(refused.value) == f"Invalid JSON payload received. {reason}"


def test_unknown_fields_are_left_as_they_are() -> None:
    """Their keys are not rewritten either."""
    message = {"clientContent": {"turnComplete": True, "mood_of": {"a_b": None}}, "x_y": {}}
    assert conform(message) == message


@pytest.mark.parametrize("message", [{}, {"setup": None}])
def test_an_empty_message_is_let_pass_unless_it_is_strict(message: dict[str, Any]) -> None:
    """It asks for nothing."""
    assert conform(message) == {}
    with pytest.raises(WireError, match="empty"):
        conform(message, strict=True)


NAMES = [
    "setup", "client_content", "clientContent", "turns", "parts", "text", "realtimeInput", "audio",
    "data", "mimeType", "tools", "function_declarations", "parameters", "generationConfig",
    "responseModalities", "temperature", "seed", "labels", "sessionResumption", "handle", "odd",
]  # fmt: skip

ANYTHING: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from(["AUDIO", "audio", "MODE_UNSPECIFIED", "1", "1s"])
    | st.text(st.characters(exclude_categories=()), max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(NAMES), ANYTHING, max_size=4), st.booleans())
def test_anything_is_conformed_once_and_for_all_or_refused(
    message: dict[str, Any], strict: bool
) -> None:
    """No value fails in another way, and a second reading changes nothing."""
    try:
        known = conform(message, strict=strict)
    except WireError as refused:
        close_reason(str(refused))
        return
    again = conform(known, strict=strict)
    assert repr(again) == repr(known)


@pytest.mark.parametrize(
    ("key", "expected"), [("a_b", "aB"), ("aB", "aB"), ("turn__complete", "turnComplete"),
                          ("_x", "_x"), ("x_", "x_"), ("top_1_k", "top1K")],
)  # fmt: skip
def test_camel(key: str, expected: str) -> None:
    """Both spellings of a key become one."""
    assert camel(key) == expected

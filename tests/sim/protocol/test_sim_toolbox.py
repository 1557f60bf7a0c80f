"""Declared tools, held against the model's row."""

from __future__ import annotations

import re
from typing import Any

import pytest

from livechat.catalog.models import Model, find
from livechat.sim.protocol.schema import WireError
from livechat.sim.protocol.toolbox import MOST_FUNCTIONS, Function, Toolbox, read_tools

SCHEMA = {"type": "OBJECT", "properties": {"my_city": {"type": "STRING"}}}


def row(name: str) -> Model:
    found = find(name)
    assert found is not None
    return found


NEWEST = row("gemini-3.8-live")
EXTENDED = row("gemini-3.8-live-extended-thinking")
LIVE_31 = row("gemini-3.1-flash-live-preview")
NATIVE_25 = row("gemini-2.5-flash-native-audio-preview-12-2025")
TRANSLATE = row("gemini-3.5-live-translate-preview")
TRANSCRIBE = row("gemini-3.5-transcribe-live")


def declaring(*functions: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"functionDeclarations": list(functions)}]


def test_nothing_declared_is_an_empty_toolbox() -> None:
    """Whether the model takes tools or not."""
    assert read_tools([], TRANSLATE) == read_tools([{}], NEWEST) == Toolbox()


def test_a_function_is_read_whole() -> None:
    """Name, description and schema, the schema as the client wrote it."""
    declared = {"name": "get_weather", "description": "Tells it.", "parameters": SCHEMA}
    (function,) = read_tools(declaring(declared), NATIVE_25).functions
    assert function == Function("get_weather", "Tells it.", SCHEMA, blocking=True)


@pytest.mark.parametrize(
    ("declared", "parameters"),
    [
        ({"parameters": SCHEMA}, SCHEMA),
        ({"parametersJsonSchema": SCHEMA}, SCHEMA),
        ({"parameters": SCHEMA, "parametersJsonSchema": {"type": "object"}}, SCHEMA),
        ({}, {}),
    ],
)
def test_parameters_come_under_two_names(
    declared: dict[str, Any], parameters: dict[str, Any]
) -> None:
    """OpenAPI or JSON schema."""
    (function,) = read_tools(declaring({"name": "f", **declared}), NEWEST).functions
    assert function.parameters == parameters


@pytest.mark.parametrize(
    ("model", "behavior", "blocking"),
    [
        (None, None, True),
        (None, "NON_BLOCKING", False),
        (None, "BLOCKING", True),
        (NATIVE_25, None, True),
        (NATIVE_25, "NON_BLOCKING", False),
        (NATIVE_25, "BLOCKING", True),
        (LIVE_31, None, True),
        (LIVE_31, "BLOCKING", True),
        (NEWEST, None, False),
        (NEWEST, "BLOCKING", True),
        (NEWEST, "NON_BLOCKING", False),
        (EXTENDED, None, False),
        (EXTENDED, "NON_BLOCKING", False),
    ],
)
def test_blocking_is_as_declared_or_as_the_row_has_it(
    model: Model | None, behavior: str | None, blocking: bool
) -> None:
    """A gateway's functions block unless they say otherwise."""
    declared = {"name": "f"} if behavior is None else {"name": "f", "behavior": behavior}
    (function,) = read_tools(declaring(declared), model).functions
    assert function.blocking is blocking


@pytest.mark.parametrize(("model", "behavior"), [(LIVE_31, "NON_BLOCKING"), (EXTENDED, "BLOCKING")])
def test_a_behaviour_the_model_lacks_is_refused(model: Model, behavior: str) -> None:
    """And named."""
    reason = f"Function behavior {behavior} is not supported for this model"
    with pytest.raises(WireError, match=f"^{reason}$"):
        read_tools(declaring({"name": "f", "behavior": behavior}), model)


def test_a_model_without_tools_refuses_them() -> None:
    """Even those that run on the service; a translation model only when it is strict, since it was
    measured to take them.
    """
    for model, strict in ((TRANSCRIBE, False), (TRANSCRIBE, True), (TRANSLATE, True)):
        with pytest.raises(WireError, match="Tools are not supported for this model"):
            read_tools([{"googleSearch": {}}], model, strict=strict)
    assert read_tools([{"googleSearch": {}}], TRANSLATE) == Toolbox(search=True)


@pytest.mark.parametrize(
    ("tool", "toolbox"),
    [
        ({"googleSearch": {}}, Toolbox(search=True)),
        ({"googleSearchRetrieval": {}}, Toolbox(search=True)),
        ({"urlContext": {}}, Toolbox(url_context=True)),
        ({"googleSearch": {}, "urlContext": {}}, Toolbox(search=True, url_context=True)),
        ({"codeExecution": {}}, Toolbox()),
    ],
)
def test_tools_of_the_service(tool: dict[str, Any], toolbox: Toolbox) -> None:
    """Together or apart; those the partner does not have are let pass."""
    assert read_tools([tool], NEWEST) == toolbox


def test_functions_and_searches_of_several_tools_come_together() -> None:
    """In the order of their declaration."""
    tools = [*declaring({"name": "a"}), {"googleSearch": {}}, *declaring({"name": "b"})]
    toolbox = read_tools(tools, NEWEST)
    assert ([function.name for function in toolbox.functions], toolbox.search) == (["a", "b"], True)


@pytest.mark.parametrize("name", ["a", "_", "get_weather", "math.add:2-x", "a" * 128])
def test_names_of_functions(name: str) -> None:
    """Letters, digits, underscores, dots, colons and dashes."""
    assert read_tools(declaring({"name": name}), NEWEST).functions[0].name == name


@pytest.mark.parametrize("name", [None, "", "1st", "get weather", "é", "-a", "a\n", "a" * 129])
def test_a_function_without_a_proper_name_is_refused_by_its_place(name: str | None) -> None:
    """A name that is missing has no field to be wrong, but a place."""
    declared = {} if name is None else {"name": name}
    tools = [{"googleSearch": {}}, *declaring({"name": "a"}, declared)]
    where = "'setup.tools[1].functionDeclarations[1].name'"
    with pytest.raises(WireError, match=re.escape(where)):
        read_tools(tools, NEWEST)


def test_so_many_functions_and_no_more_are_declared() -> None:
    """In all tools together (PROTOCOL §11.3)."""
    names = [{"name": f"f{number}"} for number in range(MOST_FUNCTIONS)]
    assert len(read_tools(declaring(*names), NEWEST).functions) == MOST_FUNCTIONS
    with pytest.raises(WireError, match="at most 512 functions"):
        read_tools([*declaring(*names), *declaring({"name": "g"})], NEWEST)


def test_a_name_declared_twice_is_refused_by_the_place_of_the_second() -> None:
    """In one tool or in two; and in an update the place is another."""
    tools = [*declaring({"name": "a"}), *declaring({"name": "b"}, {"name": "a"})]
    where = "'contextUpdate.tools.tools[1].functionDeclarations[1].name': a is declared twice"
    with pytest.raises(WireError, match=re.escape(where)):
        read_tools(tools, None, "contextUpdate.tools.tools")

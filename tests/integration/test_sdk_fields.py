"""The server's table of fields, held against the types of the real SDK."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any, Literal, get_args, get_origin

import pytest
from google.genai import types
from pydantic import BaseModel

from livechat.sim.protocol.fields import MESSAGE
from livechat.sim.protocol.kinds import Kind, Many, Named, Within, Words
from livechat.sim.protocol.schema import camel
from livechat.sim.protocol.tool_fields import TOOL

SENT: Mapping[str, type[BaseModel]] = {
    "setup": types.LiveClientSetup,
    "clientContent": types.LiveClientContent,
    "realtimeInput": types.LiveClientRealtimeInput,
    "toolResponse": types.LiveClientToolResponse,
    "contextUpdate": types.LiveClientContextUpdate,
}


def meant(annotation: Any) -> Iterator[Any]:
    """The classes and literals an annotation is made of."""
    origin = get_origin(annotation)
    if origin is Literal or (origin is None and inspect.isclass(annotation)):
        yield annotation
    else:
        for inner in get_args(annotation):
            yield from meant(inner)


def missing(model: type[BaseModel], kind: Kind, path: str) -> Iterator[str]:
    """Fields and words of the SDK's type which the table does not have."""
    while isinstance(kind, Many | Named):
        kind = kind.of
    if kind == "any":
        return
    if not isinstance(kind, Mapping):
        yield f"{path} is no object"
        return
    for name, field in model.model_fields.items():
        if camel(name) not in kind:
            yield f"{path}.{camel(name)}"
            continue
        for found in meant(field.annotation):
            yield from unfit(found, kind[camel(name)], f"{path}.{camel(name)}")


def unfit(found: Any, kind: Kind, path: str) -> Iterator[str]:
    while isinstance(kind, Many):
        kind = kind.of
    if get_origin(found) is Literal:
        words = set(get_args(found)) - {"NULL_VALUE"}
    elif issubclass(found, BaseModel):
        if found not in (types.File, types.Part) or not path.endswith("systemInstruction"):
            yield from missing(found, kind, path)
        return
    elif issubclass(found, Enum):
        words = {member.value for member in found}
    else:
        scalars = {bool: "boolean", int: "integer", float: "number", bytes: "bytes"}
        of = kind.of if isinstance(kind, Within) else kind
        if found in scalars and of not in (scalars[found], "any"):
            yield f"{path} is a {scalars[found]}"
        return
    if words and (not isinstance(kind, Words) or words != kind.allowed):
        yield f"{path} is one of {words}"


@pytest.mark.parametrize("name", SENT)
def test_the_table_has_every_field_and_word_of_the_sdk(name: str) -> None:
    """Nothing the SDK can send is unknown, or of another kind."""
    assert list(missing(SENT[name], MESSAGE[name], name)) == []


def test_the_table_has_every_tool_of_the_sdk() -> None:
    """The SDK's annotations do not say what a list of tools holds."""
    assert list(missing(types.Tool, TOOL, "tools")) == []


def test_the_setup_has_every_field_of_a_live_configuration() -> None:
    """Settings of the SDK's configuration land in the setup or in its generationConfig."""
    setup = MESSAGE["setup"]
    generation = setup["generationConfig"]
    assert isinstance(generation, Mapping)
    names = {camel(name) for name in types.LiveConnectConfig.model_fields}
    assert names - set(setup) - set(generation) == {"httpOptions"}

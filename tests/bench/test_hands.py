"""What a setup says of functions, read for the benchmark."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

pytest.importorskip("termios")

from bench.hands import tokens
from livechat.core.setup_spec import Declaration
from livechat.tools.cost import estimate

PARAMETERS: Mapping[str, object] = {
    "type": "object",
    "properties": {"item": {"type": "string"}},
    "required": ["item"],
}


@pytest.mark.parametrize("key", ["parameters_json_schema", "parametersJsonSchema"])
def test_tokens_of_a_setup_are_those_of_its_functions(key: str) -> None:
    """As `livechat tools` estimates them."""
    told = {"name": "order", "description": "Order goods.", key: PARAMETERS}
    setup = {"setup": {"tools": [{"functionDeclarations": [told, told]}, {"googleSearch": {}}]}}
    one = Declaration(name="order", description="Order goods.", parameters=PARAMETERS)
    assert tokens(json.dumps(setup).encode()) == 2 * estimate(one)


def test_a_setup_without_functions_costs_none() -> None:
    """In tokens for functions."""
    assert tokens(b'{"setup": {"model": "models/any"}}') == 0

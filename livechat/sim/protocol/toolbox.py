"""The tools a client declares, in its setup or later."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from livechat.catalog.models import Model
from livechat.sim.protocol.schema import WireError


@dataclass(frozen=True, slots=True)
class Function:
    """A function the client can run."""

    name: str
    description: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    """OpenAPI or JSON schema of the arguments, as the client wrote it."""
    blocking: bool = True
    """Whether the model waits for its result; as declared, or as the model's row has it."""


@dataclass(frozen=True, slots=True)
class Toolbox:
    """Everything declared; an empty one by default."""

    functions: tuple[Function, ...] = ()
    search: bool = False
    """`googleSearch` (or the older `googleSearchRetrieval`)."""
    url_context: bool = False


def read_tools(
    tools: Sequence[Mapping[str, Any]],
    row: Model | None,
    path: str = "setup.tools",
    *,
    strict: bool = False,
) -> Toolbox:
    """What `tools` declare, held against the model's row.

    Args:
        tools: As `conform` leaves them.
        row: The model's row; None takes everything.
        path: Where the tools were found, for the words of an error.
        strict: Whether a translation model refuses tools, as it is documented to do; measured in
            August 2026, it took them.

    Raises:
        WireError: tools the model does not take, or a function without a proper name of its own.
    """
    if tools and row is not None and row.tools == "none" and not _taken(row, strict):
        raise WireError("Tools are not supported for this model (tools)")
    functions: dict[str, Function] = {}
    for at, tool in enumerate(tools):
        for nth, declared in enumerate(tool.get("functionDeclarations", ())):
            name = declared.get("name", "")
            where = f"{path}[{at}].functionDeclarations[{nth}].name"
            if not _NAME.fullmatch(name):
                raise WireError(f"Invalid value at '{where}': not a function name.")
            if name in functions:
                raise WireError(f"Invalid value at '{where}': {name} is declared twice.")
            functions[name] = _function(name, declared, row)
    if len(functions) > MOST_FUNCTIONS:
        raise WireError(f"Invalid value at '{path}': at most {MOST_FUNCTIONS} functions.")
    return Toolbox(
        tuple(functions.values()),
        search=any("googleSearch" in tool or "googleSearchRetrieval" in tool for tool in tools),
        url_context=any("urlContext" in tool for tool in tools),
    )


MOST_FUNCTIONS: Final = 512
"""Functions of one setup (PROTOCOL §11.3)."""


def _taken(row: Model, strict: bool) -> bool:
    """Whether a model takes tools though it is documented not to."""
    return row.task == "translation" and not strict


_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.:-]{0,127}")
"""As the SDK's documentation of `FunctionDeclaration.name` has it."""

_UNFIT: Final = {"blocking": "NON_BLOCKING", "non-blocking": "BLOCKING"}
"""The behaviour that a row which takes only one refuses."""


def _function(name: str, declared: Mapping[str, Any], row: Model | None) -> Function:
    usual = "NON_BLOCKING" if row is not None and row.tool_default == "non-blocking" else "BLOCKING"
    behaviour = declared.get("behavior", usual)
    if row is not None and behaviour == _UNFIT.get(row.tools):
        raise WireError(f"Function behavior {behaviour} is not supported for this model")
    return Function(
        name,
        declared.get("description", ""),
        declared.get("parameters") or declared.get("parametersJsonSchema") or {},
        blocking=behaviour == "BLOCKING",
    )

"""A Python function as the model is told of it, and arguments as the function takes them.

Type hints become JSON Schema, and check what the model sends, both by pydantic. Docstrings in the
style of Google, NumPy or reST describe the function and its parameters.
"""

from __future__ import annotations

import inspect
import re
import sys
import typing
import warnings
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import UnionType
from typing import Annotated, Any, Final, Union, cast, get_args, get_origin

import typing_extensions
from docstring_parser import Docstring, ParseError, parse
from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model
from pydantic.fields import FieldInfo
from pydantic.json_schema import PydanticJsonSchemaWarning

from livechat.tools.functions import NEEDS_KEY, READS
from livechat.tools.plain import described

Function = Callable[..., Any]

_READ_ONLY: Final = re.compile(r"(?im)^[ \t]*(?:read-only|only reads)\.[ \t]*$")
"""The line of a docstring by which a function says that it changes nothing."""

_SIMPLE: Final[Mapping[str, Any]] = {
    "str": str,
    "string": str,
    "int": int,
    "integer": int,
    "float": float,
    "number": float,
    "bool": bool,
    "boolean": bool,
    "list": list,
    "dict": dict,
}
"""Types that a docstring may name where a parameter has no type hint."""

_MISTAKES: Final = 5
"""Wrong arguments that are told at a time."""

_SHOWN_CHARS: Final = 60

_SHOULD: Final = "Input should be "
"""How pydantic begins most of its messages."""


class Undescribable(Exception):  # noqa: N818 - it says what the function is
    """A function has a parameter that JSON Schema cannot describe; why, without a full stop."""


class WrongArguments(Exception):  # noqa: N818 - it says what came
    """What is wrong with arguments, in a sentence, with the choices there are."""


@dataclass(frozen=True, slots=True)
class Described:
    """A function as it is offered and called."""

    name: str
    function: Function
    description: str
    parameters: Mapping[str, object]
    """JSON Schema of an object; empty: no parameters."""
    reads: bool
    key: bool
    _arguments: type[BaseModel]
    _signature: inspect.Signature

    def bind(self, args: Mapping[str, object]) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """Return arguments as the function takes them: by position and by name.

        Raises:
            WrongArguments: They do not fit.
        """
        try:
            taken = self._arguments.model_validate(dict(args))
        except ValidationError as error:
            raise WrongArguments(self._mistakes(error)) from None
        bound = inspect.BoundArguments(self._signature, OrderedDict())
        for name, field in type(taken).model_fields.items():
            if name in taken.model_fields_set and field.alias is not None:
                value = getattr(taken, name)
                kind = self._signature.parameters[field.alias].kind
                several = kind is inspect.Parameter.VAR_POSITIONAL
                bound.arguments[field.alias] = tuple(value) if several else value
        bound.apply_defaults()
        return bound.args, bound.kwargs

    def _mistakes(self, error: ValidationError) -> str:
        found = error.errors(include_url=False, include_context=False)
        told = [self._mistake(one) for one in found[:_MISTAKES]]
        if len(found) > _MISTAKES:
            told.append(f"{len(found) - _MISTAKES} more mistakes")
        return f"Wrong arguments for {self.name}: {'; '.join(told)}."

    def _names(self) -> list[str]:
        """Return the parameters that there are."""
        return [str(one.alias) for one in self._arguments.model_fields.values()]

    def _mistake(self, one: Any) -> str:
        place = ".".join(map(str, one["loc"])) or "the arguments"
        match one["type"]:
            case "missing":
                return f"{place} is missing"
            case "extra_forbidden":
                known = ", ".join(self._names()) or "none"
                return f"{self.name} has no parameter {place} (it has: {known})"
        shown = described(one["input"])[:_SHOWN_CHARS]
        what = str(one["msg"]).partition(", unable to")[0].rstrip(".")
        if what.startswith(_SHOULD):
            return f'{place} is "{shown}", but must be {what.removeprefix(_SHOULD)}'
        return f'{place} is "{shown}": {what[:1].lower()}{what[1:]}'


def describe(name: str, function: Function) -> Described:
    """Return a function as it is offered.

    Raises:
        Undescribable: JSON Schema cannot describe one of its parameters.
    """
    text = inspect.getdoc(function) or ""
    doc = _parsed(_READ_ONLY.sub("", text).strip())
    told = {one.arg_name.lstrip("*"): one for one in doc.params}
    try:
        hints = typing_extensions.get_type_hints(inspect.unwrap(function), include_extras=True)
        signature = inspect.signature(function)
    except Exception as error:  # a name that does not exist, or anything that a hint does
        raise Undescribable(" ".join(described(error).split()).rstrip(".")) from error
    fields: dict[str, tuple[Any, FieldInfo]] = {}
    for number, (one, parameter) in enumerate(signature.parameters.items()):
        if parameter.kind is inspect.Parameter.VAR_KEYWORD:
            continue  # it takes anything, so there is nothing to say
        from_doc = told.get(one)
        hint = hints.get(one, _guessed(parameter, from_doc.type_name if from_doc else None))
        hint = _usable(hint)
        if parameter.default is None:
            hint = cast(Any, Union)[hint, None]
        if parameter.kind is inspect.Parameter.VAR_POSITIONAL:
            hint = cast(Any, list)[hint]
        optional = (
            parameter.default is not inspect.Parameter.empty
            or parameter.kind is inspect.Parameter.VAR_POSITIONAL
        )
        about = _about(hint) or (from_doc.description if from_doc else None) or None
        field = Field(
            default=_default(parameter) if optional else ...,
            alias=one,
            description=about,
        )
        fields[f"p{number}"] = (hint, field)
    arguments, parameters = _schema(fields)
    return Described(
        name=name,
        function=function,
        description=_description(doc),
        parameters=parameters if fields else {},
        reads=bool(getattr(function, READS, False)) or bool(_READ_ONLY.search(text)),
        key=bool(getattr(function, NEEDS_KEY, False)),
        _arguments=arguments,
        _signature=signature,
    )


def _schema(fields: Mapping[str, tuple[Any, FieldInfo]]) -> tuple[type[BaseModel], dict[str, Any]]:
    try:
        return _modelled(fields)
    except Exception as error:
        for kind, field in fields.values():
            try:
                _modelled({"p0": (kind, field)})
            except Exception:  # noqa: BLE001 - pydantic, or code of the type's own, says no
                named = getattr(kind, "__name__", None) or str(kind).replace("typing.", "")
                why = f"the type {named} of its parameter {field.alias} is none that JSON knows"
                raise Undescribable(why) from error
        raise Undescribable(" ".join(described(error).split())[:200].rstrip(".")) from error


def _modelled(
    fields: Mapping[str, tuple[Any, FieldInfo]],
) -> tuple[type[BaseModel], dict[str, Any]]:
    configured = ConfigDict(extra="forbid", coerce_numbers_to_str=True, title="Arguments")
    # Names are aliases, because a parameter may be called what a model calls its own.
    arguments = create_model("Arguments", __config__=configured, **dict(fields))  # type: ignore[call-overload]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PydanticJsonSchemaWarning)  # a default that JSON lacks
        schema = arguments.model_json_schema()
    schema.pop("title", None)
    for one in schema.get("properties", {}).values():
        one.pop("title", None)
    return arguments, schema


def _parsed(text: str) -> Docstring:
    try:
        return parse(text)
    except (ParseError, ValueError):  # not in any style: all of it is the description
        doc = Docstring()
        doc.short_description = text
        return doc


def _description(doc: Docstring) -> str:
    parts = [doc.short_description, doc.long_description]
    if doc.returns and doc.returns.description:
        parts.append(f"Returns: {doc.returns.description}")
    return "\n\n".join(part.strip() for part in parts if part and part.strip())


def _about(hint: Any) -> str | None:
    """Return what `Annotated` says of a parameter, as text or as `Doc`."""
    if get_origin(hint) is not Annotated:
        return None
    for one in get_args(hint)[1:]:
        if isinstance(one, FieldInfo) and one.description:
            return one.description
        text = one if isinstance(one, str) else getattr(one, "documentation", None)
        if isinstance(text, str):
            return text
    return None


def _guessed(parameter: inspect.Parameter, named: str | None) -> Any:
    """Return the type of a parameter without a hint: the docstring's, the default's, or text."""
    if named and (known := _SIMPLE.get(named.split(",")[0].strip().lower())):
        return known
    default = parameter.default
    if default is None:
        return str | None
    if isinstance(default, (bool, int, float, list, dict)):
        return type(default)
    return str


def _default(parameter: inspect.Parameter) -> Any:
    return [] if parameter.kind is inspect.Parameter.VAR_POSITIONAL else parameter.default


def _usable(hint: Any) -> Any:
    """Return a type hint as pydantic takes it.

    Before Python 3.12, it takes no `typing.TypedDict`, only the one of typing_extensions.
    """
    if sys.version_info >= (3, 12):
        return hint
    if typing.is_typeddict(hint):
        return _typed_dict(hint)
    origin, inner = get_origin(hint), get_args(hint)
    if origin is None or not inner or origin is typing.Literal:
        return hint
    if origin is Annotated:
        return cast(Any, Annotated)[(_usable(inner[0]), *inner[1:])]
    changed = tuple(_usable(one) for one in inner)
    if changed == inner:
        return hint
    return cast(Any, Union if origin is UnionType else origin)[changed]


def _typed_dict(hint: Any) -> Any:
    if type(hint).__module__ != "typing":
        return hint
    kinds = {}
    for name, given in typing.get_type_hints(hint, include_extras=True).items():
        wrapped = get_origin(given) in (typing.Required, typing.NotRequired)
        kind = _usable(get_args(given)[0] if wrapped else given)
        needed = name in hint.__required_keys__
        kinds[name] = cast(Any, typing.Required if needed else typing.NotRequired)[kind]
    return cast(Any, typing_extensions.TypedDict)(hint.__name__, kinds)

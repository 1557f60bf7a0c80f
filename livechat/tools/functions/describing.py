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
from docstring_parser import DocstringParam, ParseError, parse
from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model
from pydantic.fields import FieldInfo
from pydantic.json_schema import GenerateJsonSchema, PydanticJsonSchemaWarning
from pydantic_core import PydanticUndefined

from livechat.tools.functions import NEEDS_KEY, READS
from livechat.tools.plain import described

Function = Callable[..., Any]

_READ_ONLY: Final = re.compile(r"(?im)^[ \t]*(?:read-only|only reads)\.[ \t]*$")
"""The line of a docstring by which a function says that it changes nothing."""

_OTHER: Final = "args?|arguments?|param(?:eter)?s?|other parameters|raises|exceptions?|attributes"

_SECTIONS: Final = (
    re.compile(rf"(?im)^(?:{_OTHER})[ \t]*:[ \t]*(?:\n(?:[ \t]+.*|[ \t]*$))+"),
    re.compile(rf"(?ims)^(?:{_OTHER})[ \t]*\n-{{3,}}[ \t]*\n.*?(?=^[^\n]+\n-{{3,}}|\Z)"),
    re.compile(
        r"(?im)^[:@](?:param|parameter|arg|argument|key|keyword|type|raises?|except|exception)\b"
        r".*(?:\n[ \t]+.*)*"
    ),
)
"""What docstrings of Google's style, NumPy's and reST say of parameters and exceptions: the
parameters have it themselves."""

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
            if field.alias is None:
                continue
            own = isinstance(self._signature.parameters[field.alias].default, FieldInfo)
            if own or name in taken.model_fields_set:  # else the function's own default
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
            case "extra_forbidden" | "unexpected_keyword_argument" if len(one["loc"]) > 1:
                return f"there is no {place}"
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
    about = _READ_ONLY.sub("", text).strip()
    told = {one.arg_name.lstrip("*"): one for one in _parsed(about)}
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
        says = _about(hint) or (from_doc.description if from_doc else None) or None
        default: Any = parameter.default
        if isinstance(default, FieldInfo):  # pydantic's own way to say more of a parameter
            says = default.description or says
            hint = cast(Any, Annotated)[hint, default]
            default = default.get_default(call_default_factory=True, validated_data={})
        elif default is inspect.Parameter.empty:
            default = ...
        elif default is None:
            hint = _or_none(hint)
        if parameter.kind is inspect.Parameter.VAR_POSITIONAL:
            hint, default = cast(Any, list)[hint], []
        if default is PydanticUndefined:
            default = ...
        fields[f"p{number}"] = hint, Field(default=default, alias=one, description=says)
    arguments, parameters = _schema(fields)
    return Described(
        name=name,
        function=function,
        description=_description(about),
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
                why = f"JSON has no type for its parameter {field.alias} ({named})"
                raise Undescribable(why) from error
        raise Undescribable(" ".join(described(error).split())[:200].rstrip(".")) from error


class _Untitled(GenerateJsonSchema):
    """Gives fields no titles: they only repeat the names, and each costs tokens in every turn."""

    def field_title_should_be_set(self, schema: object) -> bool:
        """Say no."""
        return False


def _modelled(
    fields: Mapping[str, tuple[Any, FieldInfo]],
) -> tuple[type[BaseModel], dict[str, Any]]:
    configured = ConfigDict(extra="forbid", coerce_numbers_to_str=True, title="Arguments")
    # Names are aliases, because a parameter may be called what a model calls its own.
    arguments = create_model("Arguments", __config__=configured, **dict(fields))  # type: ignore[call-overload]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PydanticJsonSchemaWarning)  # a default that JSON lacks
        schema = arguments.model_json_schema(schema_generator=_Untitled)
    schema.pop("title", None)
    return arguments, schema


def _parsed(text: str) -> list[DocstringParam]:
    """Return what a docstring says of parameters, in whichever style."""
    try:
        return parse(text).params
    except (ParseError, ValueError):  # no style at all
        return []


def _description(text: str) -> str:
    """Return a docstring without what it says of parameters and exceptions, all else as it is."""
    for section in _SECTIONS:
        text = section.sub("", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


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


def _or_none(hint: Any) -> Any:
    """Return a type that takes None, too; what describes it stays."""
    if get_origin(hint) is Annotated:
        inner, *more = get_args(hint)
        return cast(Any, Annotated)[(_or_none(inner), *more)]
    return cast(Any, Union)[hint, None]


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
        marked = get_origin(given)
        if marked in (typing.Required, typing.NotRequired):
            needed = marked is typing.Required  # the keys do not know: the hint was a text
            kind = _usable(get_args(given)[0])
        else:
            needed = name in hint.__required_keys__
            kind = _usable(given)
        kinds[name] = cast(Any, typing.Required if needed else typing.NotRequired)[kind]
    return cast(Any, typing_extensions.TypedDict)(hint.__name__, kinds)

"""JSON Schemas of functions, made to fit the service.

The service takes `parametersJsonSchema` (PROTOCOL §11.3) in the words that Google documents for
JSON Schema: type, format, title, description, enum, items, minItems, maxItems, minimum, maximum,
anyOf, properties, required. One unknown word or a reference too many has ended whole setups, so
only those words are left. What the others mean for the model is put into the description.

Nothing here raises: a schema comes from outside and may be anything at all.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import Final, TypeGuard

Schema = dict[str, object]

LONGEST_NAME: Final = 64
"""Characters of a parameter's name (PROTOCOL §11.3)."""

DEEPEST: Final = 8
"""Objects and arrays inside each other. The service refuses what is "too deep" and names no number;
what people write by hand stays below this."""

LARGEST: Final = 16_000
"""Characters of a schema as JSON: some 4,000 tokens, billed with every turn."""

_NODES: Final = 2_000
"""Schemas inside one schema: references make a few lines grow without end."""

_LEVELS: Final = 48
"""Steps from a schema to one inside it, whether or not each is an object or an array."""

_TIMES: Final = 2
"""How often a schema may be inside itself."""

_PROPERTIES: Final = 256
"""Properties of an object."""

_CHOICES: Final = 256
"""Values of an enum."""

_WORDS: Final = 1_000
"""Characters of a description."""

_SENTENCES: Final = 6
"""Complaints about one schema."""

_TYPES: Final = ("string", "integer", "number", "boolean", "array", "object", "null")

_FORMATS: Final = frozenset(
    {"date-time", "date", "time", "duration", "int32", "int64", "float", "double"}
)

_LOST: Final = ("not", "if", "dependentRequired", "dependentSchemas", "dependencies", "contains")
"""Conditions that no word of the service says."""

_MEMBERS: Final = frozenset({"type", "properties", "required"})


def fit(parameters: object) -> tuple[Mapping[str, object], list[str]]:
    """Make a JSON Schema fit the service.

    Returns:
        The schema of an object, empty where there are no parameters; and, in a sentence each, what
        could not be said to the service.
    """
    if isinstance(parameters, Mapping) and not parameters:
        return {}, []
    said: dict[str, None] = {}
    fitted: Schema = {}
    for depth in (DEEPEST, 4, 2, 1):
        said = {}
        fitted = _whole(_Fitting(parameters, depth, said), parameters)
        if _size(fitted) <= LARGEST:
            break
    else:
        fitted = _shrunk(fitted)
    if depth < DEEPEST:
        said = {"It is too large: what lies deep inside it was left out.": None, **said}
    return fitted, list(said)[:_SENTENCES]


def _whole(fitting: _Fitting, parameters: object) -> Schema:
    if not isinstance(parameters, Mapping):
        fitting.say("Its parameters are not an object: it is called without any.")
        return {}
    found = fitting.schema(parameters, "", 0, 0, ())
    # What holds for one of several objects holds for none of them alone: all may be given.
    root = _flat(found or {})
    if "object" not in _types(root) and "properties" not in root:
        if "type" in root or found is None:
            fitting.say("Its parameters are not an object: it is called without any.")
        return {}
    if not root.get("properties"):
        return {}
    root = {key: value for key, value in root.items() if key in (*_MEMBERS, "description")}
    return {**root, "type": "object"}


class _Fitting:
    """One walk through a schema.

    Args:
        root: Where references begin.
        deepest: Objects and arrays inside each other.
        said: Takes the complaints.
    """

    def __init__(self, root: object, deepest: int, said: dict[str, None]) -> None:
        self._root = root
        self._deepest = deepest
        self._said = said
        self._nodes = 0
        self._readers: dict[str, Callable[[object], object]] = {
            "minItems": _count,
            "maxItems": _count,
            "minimum": _number,
            "maximum": _number,
        }

    def say(self, sentence: str) -> None:
        self._said[sentence] = None

    def schema(
        self, given: object, where: str, depth: int, level: int, refs: tuple[str, ...]
    ) -> Schema | None:
        """Return what fits of a schema; None: nothing can ever be right.

        Args:
            given: Whatever stands there.
            where: Names of the parameters on the way, with dots between them.
            depth: Objects and arrays around it.
            level: Schemas around it.
            refs: References that led here.
        """
        if given is False:
            return None
        if given is True:
            return {}
        if not isinstance(given, Mapping):
            self.say(f"{_the(where)} no schema: it may be anything.")
            return {}
        self._nodes += 1
        if self._nodes > _NODES or level > _LEVELS:
            self.say("It is too large: some parameters may be anything.")
            return {}
        node = {key: given[key] for key in islice(given, _PROPERTIES) if isinstance(key, str)}
        target = _text(node.get("$ref", node.get("$dynamicRef")))
        if target:
            return self._referred(node, target, where, depth, level, refs)
        return self._plain(node, where, depth, level, refs)

    def _referred(
        self,
        node: Schema,
        target: str,
        where: str,
        depth: int,
        level: int,
        refs: tuple[str, ...],
    ) -> Schema | None:
        if refs.count(target) >= _TIMES:
            self.say(f"{_the(where)} inside itself: its inner parts may be anything.")
            return {"type": "object"}
        found = _pointed(self._root, target)
        if found is None:
            self.say(f"{_the(where)} defined elsewhere ({target[:60]}): it may be anything.")
            found = {}
        inner = self.schema(found, where, depth, level + 1, (*refs, target))
        beside = {key: value for key, value in node.items() if key not in ("$ref", "$dynamicRef")}
        own = self._plain(beside, where, depth, level + 1, refs) if beside else {}
        return None if inner is None or own is None else self._both(inner, own, where)

    def _plain(
        self, node: Schema, where: str, depth: int, level: int, refs: tuple[str, ...]
    ) -> Schema | None:
        out = self._own(node, where, depth, level, refs)
        for word in _LOST:
            if word in node:
                self.say(f'"{word}" {_of(where)} cannot be told to the model.')
        for part in _list(node.get("allOf")):
            more = self.schema(part, where, depth, level + 1, refs)
            if more is None:
                return None
            out = self._both(out, more, where)
        for word in ("anyOf", "oneOf"):
            if word in node:
                parts = [
                    self.schema(part, where, depth, level + 1, refs)
                    for part in islice(_list(node[word]), _CHOICES)
                ]
                out = self._either(out, [part for part in parts if part is not None])
        return out

    def _own(
        self, node: Schema, where: str, depth: int, level: int, refs: tuple[str, ...]
    ) -> Schema:
        """What a schema says by itself, without those that it is made of."""
        types, strange = _named_types(node)
        if strange:
            self.say(f"{_the(where)} of an unknown type ({strange[:40]}).")
        notes: list[str] = []
        out: Schema = {}
        self._choices(node, types, out, notes, where)
        if not types and "enum" not in out:
            if any(key in node for key in ("properties", "additionalProperties")):
                types = ["object"]
            elif any(key in node for key in ("items", "prefixItems")):
                types = ["array"]
        for key, read in self._readers.items():
            if (value := read(node.get(key))) is not None:
                out[key] = value
        _bounds(node, types, out, notes)
        if isinstance(node.get("format"), str):
            shape = str(node["format"])
            if shape in _FORMATS:
                out["format"] = shape
            else:
                notes.append(f"format: {shape[:40]}")
        if "object" in types:
            self._object(node, out, notes, where, depth, level, refs)
        if "array" in types:
            self._array(node, out, where, depth, level, refs)
        _set_types(out, types)
        _describe(node, out, notes, where)
        return out

    def _choices(
        self, node: Schema, types: list[str], out: Schema, notes: list[str], where: str
    ) -> None:
        """Put `enum` and `const` into `out`; `types` follow where they name none."""
        given = [node["const"]] if "const" in node else node.get("enum")
        if given is None:
            if "const" in node:
                types[:] = ["null"]
            return
        values = list(islice(_list(given), _CHOICES + 1))
        kinds = list(dict.fromkeys(_kind(value) for value in values))
        if len(values) > _CHOICES or not values or "" in kinds:
            self.say(f"{_the(where)} bound to values that cannot be told to the model.")
            return
        if "null" in kinds:
            kinds.remove("null")
            if types and "null" not in types:
                types.append("null")
        plain = [value for value in values if _kind(value) in ("string", "integer", "number")]
        named = [kind for kind in types if kind != "null"]
        if not named:
            types[:] = [*kinds, *(["null"] if "null" in map(_kind, values) else [])]
        elif not plain or len(kinds) > 1:
            notes.append(f"one of: {_joined(values)}")
            return
        if "boolean" in kinds:
            notes.append(f"one of: {_joined(values)}")
        elif len(kinds) > 1 and set(kinds) != {"integer", "number"}:
            # The service knows the values of one type only.
            notes.append(f"one of: {_joined(values)}")
        elif plain:
            out["enum"] = list(dict.fromkeys(plain))
            if set(kinds) == {"integer", "number"} and not named:
                types.remove("integer")

    def _object(
        self,
        node: Schema,
        out: Schema,
        notes: list[str],
        where: str,
        depth: int,
        level: int,
        refs: tuple[str, ...],
    ) -> None:
        given = node.get("properties")
        if isinstance(given, Mapping) and given and depth >= self._deepest:
            self.say(f"{_the(where)} too deep: it may be anything.")
        elif isinstance(given, Mapping):
            properties: Schema = {}
            for name in islice(given, _PROPERTIES):
                inside = f"{where}.{name}" if where else str(name)
                if not isinstance(name, str) or not _sendable(name):
                    self.say(f'A parameter cannot be named "{_short(name)}": it is left out.')
                    continue
                fitted = self.schema(given[name], inside, depth + 1, level + 1, refs)
                if fitted is not None:
                    properties[name] = fitted
            if len(given) > _PROPERTIES:
                self.say(
                    f"{_the(where)} of more than {_PROPERTIES} parts: the others are left out."
                )
            out["properties"] = properties
            required = [name for name in _list(node.get("required")) if isinstance(name, str)]
            for name in required:
                if name in given and name not in properties:
                    self.say(f'It requires "{_short(name)}", which the model cannot give.')
            needed = [name for name in dict.fromkeys(required) if name in properties]
            if needed:
                out["required"] = needed
        free = node.get("additionalProperties")
        if isinstance(free, Mapping) and free and not out.get("properties"):
            kinds, _ = _named_types(free)
            notes.append(f"any keys{', values: ' + ' or '.join(kinds) if kinds else ''}")

    def _array(
        self,
        node: Schema,
        out: Schema,
        where: str,
        depth: int,
        level: int,
        refs: tuple[str, ...],
    ) -> None:
        given = node.get("items", {})
        parts = [*_list(node.get("prefixItems")), *(given if isinstance(given, list) else [given])]
        parts = [part for part in islice(parts, _CHOICES) if part not in ({}, True, False)]
        if not parts:
            return
        if depth >= self._deepest:
            self.say(f"{_the(where)} too deep: it may hold anything.")
            return
        inside = f"{where}[]"
        fitted = [self.schema(part, inside, depth + 1, level + 1, refs) for part in parts]
        items = self._either({}, [one for one in fitted if one is not None])
        if items:
            out["items"] = items

    def _both(self, one: Schema, other: Schema, where: str) -> Schema:
        """What is right by two schemas."""
        out = dict(one)
        for key, value in other.items():
            if key not in out or out[key] == value:
                out[key] = value
                continue
            mine = out[key]
            match key:
                case "properties":
                    assert isinstance(mine, dict)
                    assert isinstance(value, dict)
                    joint = dict(mine)
                    for name, inner in value.items():
                        inside = f"{where}.{name}" if where else name
                        joint[name] = (
                            self._both(joint[name], inner, inside) if name in joint else inner
                        )
                    out[key] = joint
                case "required":
                    out[key] = list(dict.fromkeys([*_list(mine), *_list(value)]))
                case "enum":
                    common = [choice for choice in _list(mine) if choice in _list(value)]
                    if common:
                        out[key] = common
                case "type":
                    self._both_types(out, _types(one), _types(other), where)
                case "description":
                    out[key] = value if where else mine
                case "minimum" | "minItems" if _is_number(mine) and _is_number(value):
                    out[key] = max(mine, value)
                case "maximum" | "maxItems" if _is_number(mine) and _is_number(value):
                    out[key] = min(mine, value)
                case _:
                    pass
        return _consistent(out)

    def _both_types(self, out: Schema, mine: list[str], other: list[str], where: str) -> None:
        common = [kind for kind in mine if kind in other]
        if not common and {"integer", "number"} <= {*mine, *other}:
            common = ["integer"]
        if common:
            _set_types(out, common)
        else:
            self.say(f"{_the(where)} of two types at once: only the first is told to the model.")

    def _either(self, base: Schema, parts: list[Schema]) -> Schema:
        """What is right by a schema and by one at least of several."""
        nothing = [part for part in parts if _types(part) == ["null"]]
        parts = [part for part in parts if part not in nothing]
        nullable = bool(nothing) or any("null" in _types(part) for part in parts)
        parts = [_without_null(part) for part in parts]
        parts = [part for at, part in enumerate(parts) if part not in parts[:at]]
        if not parts:
            return _with_null(base) if nullable and base.get("type") else base
        if len(parts) == 1:
            joint = self._both(base, parts[0], "") if base else parts[0]
            if "description" in base:
                joint["description"] = base["description"]
            return _with_null(joint) if nullable else joint
        values = _joint_values(parts)
        if values is not None:
            joint = {**base, **values}
        elif any({*part} <= {"description"} for part in parts):
            joint = base  # one of them takes anything
        elif "properties" in base or (base and all(_types(one) == ["object"] for one in parts)):
            joint = _flat({**base, "anyOf": parts})
        elif {*base} <= {"description"}:
            joint = {**base, "anyOf": parts}
        elif "anyOf" in base or "items" in base or "enum" in base:
            joint = base
        else:
            own = {key: value for key, value in base.items() if key != "description"}
            about = {key: value for key, value in base.items() if key == "description"}
            joint = {**about, "anyOf": [self._both(own, part, "") for part in parts]}
        return _with_null(joint) if nullable else joint


def _flat(schema: Schema) -> Schema:
    """An object whose alternatives are put together: what not all of them require may be left out.

    A `required` of each alternative alone would refuse every other one.
    """
    parts = [part for part in _list(schema.get("anyOf")) if isinstance(part, dict)]
    objects = [part for part in parts if "properties" in part]
    if not parts or ("properties" not in schema and not objects):
        return schema
    properties: Schema = {}
    for part in (schema, *objects):
        inner = part.get("properties")
        for name, value in inner.items() if isinstance(inner, dict) else ():
            known = properties.setdefault(name, value)
            if known != value:
                properties[name] = _one_of(known, value)
    always = [name for name in properties if name in _list(schema.get("required"))]
    if len(objects) == len(parts) and objects:
        first, *others = (_list(part.get("required")) for part in objects)
        for name in first:
            if isinstance(name, str) and all(name in other for other in others):
                always.append(name)
    out = {key: value for key, value in schema.items() if key not in ("anyOf", "required")}
    out = {**out, "type": "object", "properties": properties}
    if always := list(dict.fromkeys(always)):
        out["required"] = always
    return out


def _one_of(known: object, value: object) -> Schema:
    """A parameter that two alternatives describe in two ways."""
    parts = [part for part in (known, value) if isinstance(part, dict)]
    joint = _joint_values(parts)
    if joint is not None:
        return joint
    flat = [
        inner for part in parts for inner in (part["anyOf"] if {*part} == {"anyOf"} else [part])
    ]
    return {"anyOf": [part for at, part in enumerate(flat) if part not in flat[:at]]}


def _joint_values(parts: Sequence[Schema]) -> Schema | None:
    """Alternatives that are values of one type, as one: `const` this or that."""
    if not all({*part} <= {"type", "enum", "description"} and "enum" in part for part in parts):
        return None
    kinds = {json.dumps(part.get("type")) for part in parts}
    if len(kinds) > 1:
        return None
    values = list(dict.fromkeys(value for part in parts for value in _list(part["enum"])))
    told = [
        f"{_joined(_list(part['enum']))}: {part['description']}"
        for part in parts
        if part.get("description")
    ]
    out: Schema = {"enum": values[:_CHOICES]}
    if "type" in parts[0]:
        out["type"] = parts[0]["type"]
    if told:
        out["description"] = "; ".join(told)[:_WORDS]
    return out


def _named_types(node: Mapping[object, object] | Schema) -> tuple[list[str], str]:
    """The known types that a schema names, and one that is not known."""
    given = node.get("type")
    strange = ""
    types: list[str] = []
    for kind in islice(given, len(_TYPES) * 2) if isinstance(given, list) else [given]:
        name = kind.lower() if isinstance(kind, str) else kind
        if name in _TYPES and isinstance(name, str):
            types.append(name)
        elif isinstance(kind, Mapping):
            strange = "a schema"
        elif kind is not None and kind != "any":
            strange = _short(kind)
    if node.get("nullable") is True and types and "null" not in types:
        types.append("null")
    return list(dict.fromkeys(types)), strange


def _types(schema: Schema) -> list[str]:
    found = schema.get("type")
    if isinstance(found, str):
        return [found]
    return [kind for kind in found if isinstance(kind, str)] if isinstance(found, list) else []


def _set_types(out: Schema, types: list[str]) -> None:
    """Write one type, or one and null; several become alternatives."""
    named = [kind for kind in types if kind != "null"]
    if len(named) > 1 and set(named) == {"integer", "number"}:
        named = ["number"]
    out.pop("type", None)
    if len(named) > 1:
        parts = [_of_type(out, kind) for kind in named]
        for key in (*_BELONGS, "enum"):
            out.pop(key, None)
        out["anyOf"] = [*parts, *([{"type": "null"}] if "null" in types else [])]
    elif named:
        out["type"] = [named[0], "null"] if "null" in types else named[0]
    elif types:
        out["type"] = "null"


_BELONGS: Final[Mapping[str, tuple[str, ...]]] = {
    "properties": ("object",),
    "required": ("object",),
    "items": ("array",),
    "minItems": ("array",),
    "maxItems": ("array",),
    "minimum": ("integer", "number"),
    "maximum": ("integer", "number"),
    "format": ("string", "integer", "number"),
}
"""Word → the types of which it says something."""


def _of_type(out: Schema, kind: str) -> Schema:
    """What a schema says of values of one type."""
    part = {key: out[key] for key in _BELONGS if key in out and kind in _BELONGS[key]}
    values = [value for value in _list(out.get("enum")) if _kind(value) == kind]
    return {"type": kind, **part, **({"enum": values} if values else {})}


def _consistent(out: Schema) -> Schema:
    """A schema without words that say nothing of its types."""
    types = _types(out)
    if not types or types == ["null"]:
        return out
    return {
        key: value
        for key, value in out.items()
        if key not in _BELONGS or any(kind in types for kind in _BELONGS[key])
    }


def _without_null(schema: Schema) -> Schema:
    types = _types(schema)
    if "null" not in types or len(types) == 1:
        return schema
    out = dict(schema)
    _set_types(out, [kind for kind in types if kind != "null"])
    return out


def _with_null(schema: Schema) -> Schema:
    out = dict(schema)
    if isinstance(out.get("anyOf"), list):
        parts = _list(out["anyOf"])
        if {"type": "null"} not in parts:
            out["anyOf"] = [*parts, {"type": "null"}]
    elif types := _types(out):
        _set_types(out, [*types, *(["null"] if "null" not in types else [])])
    return out


def _bounds(node: Schema, types: list[str], out: Schema, notes: list[str]) -> None:
    """Put bounds that the service has no word for into other words."""
    whole = [kind for kind in types if kind != "null"] == ["integer"]
    for word, plain, step, said in (
        ("exclusiveMinimum", "minimum", 1, "more than"),
        ("exclusiveMaximum", "maximum", -1, "less than"),
    ):
        bound = node.get(word)
        if bound is True:  # as the fourth draft wrote it
            bound = out.pop(plain, None)
        bound = _number(bound)
        if bound is None:
            continue
        if whole:
            own = (math.floor(bound) if step > 0 else math.ceil(bound)) + step
            known = out.get(plain)
            if not _is_number(known) or (own - known) * step > 0:
                out[plain] = own
        else:
            notes.append(f"{said} {bound:g}")
    least, most = _count(node.get("minLength")), _count(node.get("maxLength"))
    if least or most is not None:
        span = f"{least or 0} to {most}" if most is not None else f"at least {least}"
        notes.append(f"{span} characters")
    pattern = _text(node.get("pattern"))
    if pattern:
        notes.append(f"pattern: {pattern[:120]}")
    step_of = _number(node.get("multipleOf"))
    if step_of:
        notes.append(f"a multiple of {step_of:g}")
    if node.get("uniqueItems") is True:
        notes.append("each only once")


def _describe(node: Schema, out: Schema, notes: list[str], where: str) -> None:
    title = _text(node.get("title"))
    # Frameworks make titles of names, which the model knows.
    plain = title.replace(" ", "_").lower()
    named = " " in title and plain != where.rpartition(".")[2].lower().removesuffix("[]")
    text = _text(node.get("description")) or (title if named else "")
    default = node.get("default")
    if _kind(default) in ("string", "integer", "number", "boolean") and len(str(default)) <= 40:
        notes.append(f"default: {_joined([default])}")
    words = " ".join([*([text] if text else []), *([f"({'; '.join(notes)})"] if notes else [])])
    if words:
        out["description"] = words[:_WORDS]


def _pointed(root: object, target: str) -> object:
    """What a reference inside the document points at; None: nothing, or outside."""
    if not target.startswith("#"):
        return None
    if target in ("#", "#/"):
        return root
    if not target.startswith("#/"):
        return _anchored(root, target[1:])
    found = root
    for step in target[2:].split("/"):
        name = _unescaped(step)
        if isinstance(found, Mapping) and name in found:
            found = found[name]
        elif isinstance(found, list) and name.isdecimal() and len(name) < 6:
            if int(name) >= len(found):
                return None
            found = found[int(name)]
        else:
            return None
    return found


def _anchored(root: object, name: str) -> object:
    if not isinstance(root, Mapping):
        return None
    for place in ("$defs", "definitions"):
        inner = root.get(place)
        for one in islice(inner.values(), _PROPERTIES) if isinstance(inner, Mapping) else ():
            if isinstance(one, Mapping) and name in (one.get("$anchor"), one.get("$dynamicAnchor")):
                return one
    return None


def _unescaped(step: str) -> str:
    step = re.sub("%([0-9A-Fa-f]{2})", lambda found: chr(int(found[1], 16)), step)
    return step.replace("~1", "/").replace("~0", "~")


def _shrunk(fitted: Schema) -> Schema:
    """The first parameters of a schema that is too large even without what is inside them."""
    properties = fitted.get("properties")
    if not isinstance(properties, dict):
        return {}
    required = [name for name in _list(fitted.get("required")) if isinstance(name, str)]
    kept: Schema = {}
    room = LARGEST - 200
    for name in [*required, *(name for name in properties if name not in required)]:
        one = properties[name]
        plain = {"type": one["type"]} if isinstance(one, dict) and "type" in one else {}
        for shape in (one, plain):
            if (size := len(name) * 6 + _size(shape) + 8) <= room // 4:
                kept[name] = shape
                room -= size + len(name) * 6
                break
    out = {**fitted, "properties": kept}
    out.pop("description", None)
    out["required"] = [name for name in required if name in kept]
    return {key: value for key, value in out.items() if value}


def _size(value: object) -> int:
    return len(json.dumps(value))


def _the(where: str) -> str:
    return f'The parameter "{_short(where)}" is' if where else "The schema is"


def _of(where: str) -> str:
    return f'of the parameter "{_short(where)}"' if where else "of the parameters"


def _short(value: object) -> str:
    text = value if isinstance(value, str) else type(value).__name__
    text = "".join(char if char.isprintable() else "�" for char in text[:_CHOICES])
    return text if len(text) <= LONGEST_NAME else f"{text[: LONGEST_NAME - 1]}…"


def _sendable(name: str) -> bool:
    return 0 < len(name) <= LONGEST_NAME and name.isprintable()


def _text(value: object) -> str:
    """A text without what steers a terminal and without halves of a character."""
    if not isinstance(value, str):
        return ""
    text = value[: 4 * _WORDS]
    return "".join(char for char in text if char.isprintable() or char in "\n\t").strip()


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _kind(value: object) -> str:
    """The type of a value that can be one of an enum's; "": it cannot."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case str():
            return "string" if all(not 0xD800 <= ord(char) < 0xE000 for char in value) else ""
        case int():
            return "integer"
        case float() if math.isfinite(value):
            return "number"
        case _:
            return ""


def _joined(values: Iterable[object]) -> str:
    return ", ".join(json.dumps(value, ensure_ascii=False) for value in values)[:200]


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _number(value: object) -> int | float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if -1e300 < value < 1e300 else None


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None

"""The fields of a setup that a token's `fieldMask` names, and those that it must name.

A mask says which fields are locked. A path that leads nowhere would lock nothing, and a field that
is set but not named would not be locked: both are refused, as mistakes that nobody would notice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from livechat.sim.protocol.fields import MESSAGE
from livechat.sim.protocol.kinds import Kind
from livechat.sim.protocol.schema import WireError, camel


def check_mask(mask: Sequence[str], setup: Mapping[str, Any]) -> None:
    """Refuse a mask that does not fit its setup; an empty one always fits.

    Args:
        mask: Paths such as `generationConfig.temperature`, in camelCase or snake_case.
        setup: Known keys in camelCase; empty when the token has none.

    Raises:
        WireError: a path is unknown, or a field that the setup sets is missing from the mask.
    """
    paths = [tuple(map(camel, path.split("."))) for path in mask]
    for path, written in zip(paths, mask, strict=True):
        if not _known(path, MESSAGE["setup"]):
            raise WireError(f"Invalid value at 'fieldMask': there is no field '{written}'.")
    for field in _set(setup, MESSAGE["setup"]) if paths else ():
        if not any(field[: len(path)] == path for path in paths):
            name = ".".join(field)
            raise WireError(
                f"Invalid value at 'fieldMask': '{name}' is set in 'bidiGenerateContentSetup' "
                "and must be in the mask."
            )


def _known(path: Sequence[str], fields: Mapping[str, Kind]) -> bool:
    """Whether a path leads to a field; it cannot lead into a list or into the user's own keys."""
    kind = fields.get(path[0])
    if len(path) == 1:
        return kind is not None
    return isinstance(kind, Mapping) and _known(path[1:], kind)


def _set(values: Mapping[str, Any], fields: Mapping[str, Kind]) -> Iterator[tuple[str, ...]]:
    """The paths of all known fields that have a value; an empty object is one."""
    for name, value in values.items():
        kind = fields.get(name)
        if isinstance(kind, Mapping) and value:
            yield from ((name, *inner) for inner in _set(value, kind))
        elif kind is not None:
            yield (name,)

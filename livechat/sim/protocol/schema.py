"""The fields a client may send, as a table, and the reader that holds a message against it.

Servers of the Live API take camelCase and snake_case mixed at every level. `conform` returns the
message with every known key in camelCase, checks the types of known fields, and leaves alone
what it does not know: unknown fields, and the free-form structures that belong to the user
(function parameters, function responses), whose keys must not be rewritten.

Source of the names: the Live API reference ("BidiGenerateContentSetup" and its siblings).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal


class WireError(Exception):
    """A client's message does not fit; the text is the reason for closing with 1007."""


Scalar = Literal["string", "number", "integer", "boolean", "bytes", "any"]
"""`bytes` is base64 text, `any` a structure whose keys belong to the user."""


@dataclass(frozen=True, slots=True)
class Many:
    """A repeated field. A single object is taken as a list of one, as some gateways send it."""

    of: Scalar | Mapping[str, Any]


Kind = Scalar | Many | Mapping[str, Any]

_WORDS: Final[Mapping[str, str]] = {
    "string": "a string",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "bytes": "base64 text",
}

_EMPTY: Final[Mapping[str, Kind]] = {}
_BLOB: Final[Mapping[str, Kind]] = {"data": "bytes", "mimeType": "string"}
_PART: Final[Mapping[str, Kind]] = {
    "text": "string",
    "thought": "boolean",
    "inlineData": _BLOB,
    "functionCall": "any",
    "functionResponse": "any",
}
_CONTENT: Final[Mapping[str, Kind]] = {"role": "string", "parts": Many(_PART)}
_SPEECH: Final[Mapping[str, Kind]] = {
    "voiceConfig": {"prebuiltVoiceConfig": {"voiceName": "string"}},
    "languageCode": "string",
}
_TRANSCRIPTION: Final[Mapping[str, Kind]] = {
    "languageCodes": Many("string"),
    "customVocabulary": "any",
    "mode": "string",
}
_TOOL: Final[Mapping[str, Kind]] = {
    "functionDeclarations": Many(
        {
            "name": "string",
            "description": "string",
            "behavior": "string",
            "parameters": "any",
            "parametersJsonSchema": "any",
            "response": "any",
            "responseJsonSchema": "any",
        }
    ),
    "googleSearch": "any",
    "urlContext": "any",
    "codeExecution": "any",
}
_SETUP: Final[Mapping[str, Kind]] = {
    "model": "string",
    "generationConfig": {
        "responseModalities": Many("string"),
        "temperature": "number",
        "topP": "number",
        "topK": "number",
        "maxOutputTokens": "integer",
        "seed": "integer",
        "mediaResolution": "string",
        "speechConfig": _SPEECH,
        "thinkingConfig": {
            "thinkingLevel": "string",
            "thinkingBudget": "integer",
            "includeThoughts": "boolean",
        },
        "enableAffectiveDialog": "boolean",
        "translationConfig": {
            "targetLanguageCode": "string",
            "echoTargetLanguage": "boolean",
        },
    },
    "speechConfig": _SPEECH,
    "systemInstruction": _CONTENT,
    "tools": Many(_TOOL),
    "inputAudioTranscription": _TRANSCRIPTION,
    "outputAudioTranscription": _TRANSCRIPTION,
    "realtimeInputConfig": {
        "automaticActivityDetection": {
            "disabled": "boolean",
            "startOfSpeechSensitivity": "string",
            "endOfSpeechSensitivity": "string",
            "prefixPaddingMs": "integer",
            "silenceDurationMs": "integer",
        },
        "activityHandling": "string",
        "turnCoverage": "string",
    },
    "sessionResumption": {"handle": "string", "transparent": "boolean"},
    "contextWindowCompression": {
        "triggerTokens": "integer",
        "slidingWindow": {"targetTokens": "integer"},
    },
    "proactivity": {"proactiveAudio": "boolean"},
    "historyConfig": {"initialHistoryInClientContent": "boolean"},
    "avatarConfig": "any",
    "safetySettings": Many("any"),
    "labels": "any",
}

MESSAGE: Final[Mapping[str, Kind]] = {
    "setup": _SETUP,
    "clientContent": {"turns": Many(_CONTENT), "turnComplete": "boolean"},
    "realtimeInput": {
        "mediaChunks": Many(_BLOB),
        "audio": _BLOB,
        "video": _BLOB,
        "text": "string",
        "activityStart": _EMPTY,
        "activityEnd": _EMPTY,
        "audioStreamEnd": "boolean",
    },
    "toolResponse": {
        "functionResponses": Many(
            {"id": "string", "name": "string", "response": "any", "scheduling": "string"}
        )
    },
    "contextUpdate": {"systemInstruction": _CONTENT, "tools": {"tools": Many(_TOOL)}},
}
"""Every kind of client message, by its camelCase name."""

_NULL_REFUSED: Final = frozenset({"setup.sessionResumption.handle"})
"""Elsewhere null means "left out", as in protobuf's JSON; users saw a null handle earn a 1007."""


def conform(message: Mapping[str, Any]) -> dict[str, Any]:
    """Return `message` with known keys in camelCase and known fields of the right types.

    Raises:
        WireError: a known field holds a wrong type, or appears in both spellings.
    """
    return _object(message, MESSAGE, "")


def camel(key: str) -> str:
    """`turn_complete` and `turnComplete` both as `turnComplete`."""
    if "_" not in key:
        return key
    return re.sub(r"(?<=[A-Za-z0-9])_+([A-Za-z0-9])", lambda found: found[1].upper(), key)


def _object(value: Mapping[str, Any], fields: Mapping[str, Kind], path: str) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key, item in value.items():
        name = camel(key)
        kind = fields.get(name)
        if kind is None:
            result[key] = item
            continue
        where = f"{path}.{name}" if path else name
        if name in result:
            raise WireError(f"Field '{where}' was given twice.")
        if item is None and where not in _NULL_REFUSED:
            continue
        result[name] = _value(item, kind, where)
    return result


def _value(value: Any, kind: Kind, path: str) -> Any:
    if isinstance(kind, Many):
        items = [value] if isinstance(value, dict) else value
        if not isinstance(items, list):
            raise WireError(f"Invalid value at '{path}': a list is needed.")
        return [_value(item, kind.of, f"{path}[{at}]") for at, item in enumerate(items)]
    if isinstance(kind, Mapping):
        if not isinstance(value, dict):
            raise WireError(f"Invalid value at '{path}': an object is needed.")
        return _object(value, kind, path)
    if not _fits(value, kind):
        raise WireError(f"Invalid value at '{path}': {_WORDS[kind]} is needed.")
    if kind == "integer":
        return int(value)
    if kind == "string":  # half a surrogate pair would fail wherever the text is written later
        return value.encode(errors="replace").decode()
    return value


def _fits(value: Any, kind: Scalar) -> bool:
    match kind:
        case "string" | "bytes":
            return isinstance(value, str)
        case "boolean":
            return isinstance(value, bool)
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "integer":  # protobuf's JSON writes 64-bit integers as text, and 3.0 is an integer
            return (
                (isinstance(value, int) and not isinstance(value, bool))
                or (isinstance(value, float) and value.is_integer())
                or (isinstance(value, str) and re.fullmatch(r"-?\d{1,18}", value) is not None)
            )
        case "any":
            return True

"""The fields of what is said and shown, as a table: a part of `fields`, which names its sources."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from livechat.sim.protocol.kinds import COUNT, OWN, Kind, Many, Within, words

_MEDIA_PROCESSING: Final = words("MEDIA_PROCESSING_UNSPECIFIED STATIC AGENTIC")
_TOOL_TYPE: Final = words(
    "TOOL_TYPE_UNSPECIFIED GOOGLE_SEARCH_WEB GOOGLE_SEARCH_IMAGE URL_CONTEXT GOOGLE_MAPS "
    "FILE_SEARCH MEDIA_PROCESSING"
)

BLOB: Final[Mapping[str, Kind]] = {
    "data": "bytes",
    "mimeType": "string",
    "displayName": "string",
}
_MEDIA: Final[Mapping[str, Kind]] = {
    "inlineData": BLOB,
    "fileData": {"fileUri": "string", "mimeType": "string", "displayName": "string"},
    "mediaProcessing": _MEDIA_PROCESSING,
    "mediaResolution": {
        "level": words("UNSPECIFIED LOW MEDIUM HIGH ULTRA_HIGH", "MEDIA_RESOLUTION_"),
        "numTokens": COUNT,
    },
    "videoMetadata": {
        "startOffset": "duration",
        "endOffset": "duration",
        "fps": Within("number", 0),
        "contentLayers": Many(words("CONTENT_LAYER_UNSPECIFIED FRAMES AUDIO TRANSCRIPT")),
    },
    "documentMetadata": {
        "startPage": "integer",
        "endPage": "integer",
        "contentLayers": Many(words("CONTENT_LAYER_UNSPECIFIED PAGE_IMAGE PAGE_TEXT")),
    },
    "spreadsheetMetadata": {
        "visibleCells": "string",
        "sheetIndex": "integer",
        "contentLayers": Many(words("CONTENT_LAYER_UNSPECIFIED DATA FORMULAS VISUAL")),
    },
    "audioMetadata": {"startOffset": "duration", "endOffset": "duration"},
}
"""What a part of a turn and a part of a function response have in common."""

FUNCTION_RESPONSE: Final[Mapping[str, Kind]] = {
    "id": "string",
    "name": "string",
    "response": OWN,
    "parts": Many(_MEDIA),
    "scheduling": words("SCHEDULING_UNSPECIFIED SILENT WHEN_IDLE INTERRUPT"),
    "willContinue": "boolean",
}
_FUNCTION_CALL: Final[Mapping[str, Kind]] = {
    "id": "string",
    "name": "string",
    "args": OWN,
    "partialArgs": Many(
        {
            "jsonPath": "string",
            "boolValue": "boolean",
            "nullValue": "string",
            "numberValue": "number",
            "stringValue": "string",
            "willContinue": "boolean",
        }
    ),
    "willContinue": "boolean",
}
_HEARD: Final[Mapping[str, Kind]] = {
    "text": "string",
    "finished": "boolean",
    "languageCode": "string",
    "speakerLabel": "string",
    "words": Many({"word": "string", "startOffset": "duration", "endOffset": "duration"}),
    "startOffset": "duration",
    "endOffset": "duration",
}
_PART: Final[Mapping[str, Kind]] = {
    **_MEDIA,
    "text": "string",
    "thought": "boolean",
    "thoughtSignature": "bytes",
    "functionCall": _FUNCTION_CALL,
    "functionResponse": FUNCTION_RESPONSE,
    "executableCode": {
        "code": "string",
        "language": words("LANGUAGE_UNSPECIFIED PYTHON"),
        "id": "string",
    },
    "codeExecutionResult": {
        "outcome": words("UNSPECIFIED OK FAILED DEADLINE_EXCEEDED", "OUTCOME_"),
        "output": "string",
        "id": "string",
    },
    "toolCall": {"id": "string", "toolType": _TOOL_TYPE, "args": OWN},
    "toolResponse": {"id": "string", "toolType": _TOOL_TYPE, "response": OWN},
    "partMetadata": OWN,
    "audioTranscription": _HEARD,
    "speechMetadata": {"speaker": "string", "style": "string"},
}
CONTENT: Final[Mapping[str, Kind]] = {"role": "string", "parts": Many(_PART)}

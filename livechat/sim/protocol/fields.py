"""The fields a client may send, as a table: names, kinds, allowed words and ranges.

Sources: the Live API reference ("BidiGenerateContentSetup" and its siblings) and the types of
google-genai 3.4.0, for the Gemini API and for Vertex AI. Two names are those of gateways:
`speechConfig` at the top of the setup, and `empatheticMode`. Users found more to be taken:
`enableAffectiveDialogue`, which changes nothing, `proactiveAudio` at the top of the setup, and the
transcriptions inside `generationConfig`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from livechat.sim.protocol.content_fields import BLOB, CONTENT, FUNCTION_RESPONSE
from livechat.sim.protocol.kinds import (
    COUNT,
    NOTHING,
    OWN,
    POSITIVE,
    Kind,
    Many,
    Named,
    Within,
    words,
)
from livechat.sim.protocol.tool_fields import TOOL

_DELIVERY: Final = words("DELIVERY_UNSPECIFIED INLINE URI")
_ASPECT_RATIO: Final = words(
    "UNSPECIFIED ONE_BY_ONE TWO_BY_THREE THREE_BY_TWO THREE_BY_FOUR FOUR_BY_THREE FOUR_BY_FIVE "
    "FIVE_BY_FOUR NINE_BY_SIXTEEN SIXTEEN_BY_NINE TWENTY_ONE_BY_NINE ONE_BY_EIGHT EIGHT_BY_ONE "
    "ONE_BY_FOUR FOUR_BY_ONE",
    "ASPECT_RATIO_",
)
_VOICE: Final[Mapping[str, Kind]] = {
    "prebuiltVoiceConfig": {"voiceName": "string"},
    "replicatedVoiceConfig": {
        "mimeType": "string",
        "voiceSampleAudio": "bytes",
        "consentAudio": "bytes",
        "voiceConsentSignature": {"signature": "string"},
    },
    "voice": "string",
}
_SPEECH: Final[Mapping[str, Kind]] = {
    "voiceConfig": _VOICE,
    "languageCode": "language",
    "multiSpeakerVoiceConfig": {
        "speakerVoiceConfigs": Many({"speaker": "string", "voiceConfig": _VOICE})
    },
}
_TRANSCRIPTION: Final[Mapping[str, Kind]] = {
    "languageCodes": Many("language"),
    "languageAuto": NOTHING,
    "languageHints": {"languageCodes": Many("language")},
    "customVocabulary": Many("string"),
    "adaptationPhrases": Many("string"),
    "wordTimestamp": "boolean",
    "diarization": "boolean",
    "mode": words("MODE_UNSPECIFIED VERBATIM SMART"),
    "sourceText": "string",
}
_MODEL_CHOICE: Final[Mapping[str, Kind]] = {
    "featureSelectionPreference": words(
        "FEATURE_SELECTION_PREFERENCE_UNSPECIFIED PRIORITIZE_QUALITY BALANCED PRIORITIZE_COST"
    )
}
_RESPONSE_FORMAT: Final[Mapping[str, Kind]] = {
    "audio": {
        "bitRate": COUNT,
        "delivery": _DELIVERY,
        "mimeType": "string",
        "sampleRate": COUNT,
    },
    "image": {
        "aspectRatio": _ASPECT_RATIO,
        "delivery": _DELIVERY,
        "imageSize": words("UNSPECIFIED FIVE_TWELVE ONE_K TWO_K FOUR_K", "IMAGE_SIZE_"),
        "mimeType": "string",
    },
    "text": {"mimeType": "string", "jsonSchema": OWN},
    "video": {
        "aspectRatio": _ASPECT_RATIO,
        "delivery": _DELIVERY,
        "duration": "duration",
        "gcsUri": "string",
        "resolution": "string",
    },
}
_GENERATION: Final[Mapping[str, Kind]] = {
    "responseModalities": Many(words("MODALITY_UNSPECIFIED TEXT IMAGE AUDIO VIDEO")),
    "temperature": Within("number", 0, 2),
    "topP": Within("number", 0, 1),
    "topK": Within("number", 0),
    "maxOutputTokens": POSITIVE,
    "candidateCount": POSITIVE,
    "seed": "integer",
    "stopSequences": Many("string"),
    "presencePenalty": "number",
    "frequencyPenalty": "number",
    "logprobs": COUNT,
    "responseLogprobs": "boolean",
    "responseMimeType": "string",
    "responseSchema": OWN,
    "responseJsonSchema": OWN,
    "responseFormat": Many(_RESPONSE_FORMAT),
    "mediaResolution": words("UNSPECIFIED LOW MEDIUM HIGH", "MEDIA_RESOLUTION_"),
    "speechConfig": _SPEECH,
    "thinkingConfig": {
        "thinkingLevel": words("THINKING_LEVEL_UNSPECIFIED MINIMAL LOW MEDIUM HIGH XHIGH"),
        "thinkingBudget": Within("integer", -1),
        "includeThoughts": "boolean",
    },
    "enableAffectiveDialog": "boolean",
    "enableAffectiveDialogue": "boolean",
    "enableEnhancedCivicAnswers": "boolean",
    "audioTimestamp": "boolean",
    "translationConfig": {"targetLanguageCode": "language", "echoTargetLanguage": "boolean"},
    "audioTranscriptionConfig": _TRANSCRIPTION,
    "inputAudioTranscription": _TRANSCRIPTION,
    "outputAudioTranscription": _TRANSCRIPTION,
    "modelConfig": _MODEL_CHOICE,
    "modelSelectionConfig": _MODEL_CHOICE,
    "routingConfig": {
        "autoMode": {
            "modelRoutingPreference": words("UNKNOWN PRIORITIZE_QUALITY BALANCED PRIORITIZE_COST")
        },
        "manualMode": {"modelName": "string"},
    },
}
_REALTIME_INPUT: Final[Mapping[str, Kind]] = {
    "automaticActivityDetection": {
        "disabled": "boolean",
        "startOfSpeechSensitivity": words("UNSPECIFIED HIGH LOW", "START_SENSITIVITY_"),
        "endOfSpeechSensitivity": words("UNSPECIFIED HIGH LOW", "END_SENSITIVITY_"),
        "prefixPaddingMs": COUNT,
        "silenceDurationMs": COUNT,
    },
    "activityHandling": words(
        "ACTIVITY_HANDLING_UNSPECIFIED START_OF_ACTIVITY_INTERRUPTS NO_INTERRUPTION"
    ),
    "turnCoverage": words(
        "TURN_COVERAGE_UNSPECIFIED TURN_INCLUDES_ONLY_ACTIVITY TURN_INCLUDES_ALL_INPUT "
        "TURN_INCLUDES_AUDIO_ACTIVITY_AND_ALL_VIDEO"
    ),
    "interimTranscriptTimestampEnabled": "boolean",
}
_SAFETY: Final[Mapping[str, Kind]] = {
    "category": words(
        "UNSPECIFIED HARASSMENT HATE_SPEECH SEXUALLY_EXPLICIT DANGEROUS_CONTENT CIVIC_INTEGRITY "
        "JAILBREAK IMAGE_HATE IMAGE_DANGEROUS_CONTENT IMAGE_HARASSMENT IMAGE_SEXUALLY_EXPLICIT",
        "HARM_CATEGORY_",
    ),
    "method": words("HARM_BLOCK_METHOD_UNSPECIFIED SEVERITY PROBABILITY"),
    "threshold": words(
        "HARM_BLOCK_THRESHOLD_UNSPECIFIED BLOCK_LOW_AND_ABOVE BLOCK_MEDIUM_AND_ABOVE "
        "BLOCK_ONLY_HIGH BLOCK_NONE OFF"
    ),
}
_SETUP: Final[Mapping[str, Kind]] = {
    "model": "string",
    "generationConfig": _GENERATION,
    "speechConfig": _SPEECH,
    "empatheticMode": "boolean",
    "systemInstruction": CONTENT,
    "tools": Many(TOOL),
    "inputAudioTranscription": _TRANSCRIPTION,
    "outputAudioTranscription": _TRANSCRIPTION,
    "realtimeInputConfig": _REALTIME_INPUT,
    "sessionResumption": {"handle": "string", "transparent": "boolean"},
    "contextWindowCompression": {
        "triggerTokens": COUNT,
        "slidingWindow": {"targetTokens": COUNT},
    },
    "proactivity": {"proactiveAudio": "boolean", "proactiveVideo": "boolean"},
    "proactiveAudio": "boolean",
    "explicitVadSignal": "boolean",
    "historyConfig": {"initialHistoryInClientContent": "boolean"},
    "avatarConfig": {
        "avatarName": "string",
        "customizedAvatar": {"imageMimeType": "string", "imageData": "bytes"},
        "audioBitrateBps": COUNT,
        "videoBitrateBps": COUNT,
    },
    "safetySettings": Many(_SAFETY),
    "labels": Named("string"),
}

MESSAGE: Final[Mapping[str, Mapping[str, Kind]]] = {
    "setup": _SETUP,
    "clientContent": {"turns": Many(CONTENT), "turnComplete": "boolean"},
    "realtimeInput": {
        "mediaChunks": Many(BLOB),
        "audio": BLOB,
        "video": BLOB,
        "text": "string",
        "activityStart": NOTHING,
        "activityEnd": NOTHING,
        "audioStreamEnd": "boolean",
    },
    "toolResponse": {"functionResponses": Many(FUNCTION_RESPONSE)},
    "contextUpdate": {"systemInstruction": CONTENT, "tools": {"tools": Many(TOOL)}},
}
"""Every kind of client message, by its camelCase name."""

NULL_REFUSED: Final = frozenset({"setup.sessionResumption.handle"})
"""Elsewhere null means "left out", as in protobuf's JSON; users saw a null handle earn a 1007."""

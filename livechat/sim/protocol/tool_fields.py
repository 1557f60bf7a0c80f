"""The fields of a tool, as a table: a part of `fields`, where its sources are named."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from livechat.sim.protocol.kinds import COUNT, NOTHING, OWN, Kind, Many, Named, words

_BLOCKING_CONFIDENCE: Final = words(
    "PHISH_BLOCK_THRESHOLD_UNSPECIFIED BLOCK_LOW_AND_ABOVE BLOCK_MEDIUM_AND_ABOVE "
    "BLOCK_HIGH_AND_ABOVE BLOCK_HIGHER_AND_ABOVE BLOCK_VERY_HIGH_AND_ABOVE "
    "BLOCK_ONLY_EXTREMELY_HIGH"
)
_AUTH: Final[Mapping[str, Kind]] = {
    "authType": words(
        "AUTH_TYPE_UNSPECIFIED NO_AUTH API_KEY_AUTH HTTP_BASIC_AUTH GOOGLE_SERVICE_ACCOUNT_AUTH "
        "OAUTH OIDC_AUTH"
    ),
    "apiKey": "string",
    "apiKeyConfig": {
        "apiKeySecret": "string",
        "apiKeyString": "string",
        "httpElementLocation": words("UNSPECIFIED QUERY HEADER PATH BODY COOKIE", "HTTP_IN_"),
        "name": "string",
    },
    "googleServiceAccountConfig": {"serviceAccount": "string"},
    "httpBasicAuthConfig": {"credentialSecret": "string"},
    "oauthConfig": {"accessToken": "string", "serviceAccount": "string"},
    "oidcConfig": {"idToken": "string", "serviceAccount": "string"},
}
_FUNCTION: Final[Mapping[str, Kind]] = {
    "name": "string",
    "description": "string",
    "behavior": words("UNSPECIFIED BLOCKING NON_BLOCKING"),
    "parameters": OWN,
    "parametersJsonSchema": OWN,
    "response": OWN,
    "responseJsonSchema": OWN,
}
_SEARCH: Final[Mapping[str, Kind]] = {
    "searchTypes": {"webSearch": NOTHING, "imageSearch": NOTHING},
    "timeRangeFilter": {"startTime": "string", "endTime": "string"},
    "excludeDomains": Many("string"),
    "blockingConfidence": _BLOCKING_CONFIDENCE,
}
_COMPUTER_USE: Final[Mapping[str, Kind]] = {
    "environment": words("UNSPECIFIED BROWSER MOBILE DESKTOP", "ENVIRONMENT_"),
    "excludedPredefinedFunctions": Many("string"),
    "enablePromptInjectionDetection": "boolean",
    "disabledSafetyPolicies": Many(
        words(
            "SAFETY_POLICY_UNSPECIFIED FINANCIAL_TRANSACTIONS SENSITIVE_DATA_MODIFICATION "
            "COMMUNICATION_TOOL ACCOUNT_CREATION DATA_MODIFICATION USER_CONSENT_MANAGEMENT "
            "LEGAL_TERMS_AND_AGREEMENTS"
        )
    ),
}
_RAG_RETRIEVAL: Final[Mapping[str, Kind]] = {
    "topK": COUNT,
    "filter": {
        "metadataFilter": "string",
        "vectorDistanceThreshold": "number",
        "vectorSimilarityThreshold": "number",
    },
    "hybridSearch": {"alpha": "number"},
    "ranking": {"llmRanker": {"modelName": "string"}, "rankService": {"modelName": "string"}},
}
_RETRIEVAL: Final[Mapping[str, Kind]] = {
    "disableAttribution": "boolean",
    "externalApi": {
        "apiAuth": {"apiKeyConfig": {"apiKeySecretVersion": "string", "apiKeyString": "string"}},
        "apiSpec": words("API_SPEC_UNSPECIFIED SIMPLE_SEARCH ELASTIC_SEARCH"),
        "authConfig": _AUTH,
        "elasticSearchParams": {"index": "string", "numHits": COUNT, "searchTemplate": "string"},
        "endpoint": "string",
        "simpleSearchParams": NOTHING,
    },
    "vertexAiSearch": {
        "dataStoreSpecs": Many({"dataStore": "string", "filter": "string"}),
        "datastore": "string",
        "engine": "string",
        "filter": "string",
        "maxResults": COUNT,
    },
    "vertexRagStore": {
        "ragCorpora": Many("string"),
        "ragResources": Many({"ragCorpus": "string", "ragFileIds": Many("string")}),
        "ragRetrievalConfig": _RAG_RETRIEVAL,
        "similarityTopK": COUNT,
        "storeContext": "boolean",
        "vectorDistanceThreshold": "number",
    },
}
_MCP_SERVER: Final[Mapping[str, Kind]] = {
    "name": "string",
    "streamableHttpTransport": {
        "url": "string",
        "headers": Named("string"),
        "timeout": "duration",
        "sseReadTimeout": "duration",
        "terminateOnClose": "boolean",
    },
}

TOOL: Final[Mapping[str, Kind]] = {
    "functionDeclarations": Many(_FUNCTION),
    "googleSearch": _SEARCH,
    "googleSearchRetrieval": {
        "dynamicRetrievalConfig": {
            "mode": words("MODE_UNSPECIFIED MODE_DYNAMIC"),
            "dynamicThreshold": "number",
        }
    },
    "urlContext": NOTHING,
    "codeExecution": NOTHING,
    "googleMaps": {
        "authConfig": _AUTH,
        "enableWidget": "boolean",
        "groundingTypes": {"places": NOTHING, "routing": NOTHING},
    },
    "fileSearch": {
        "fileSearchStoreNames": Many("string"),
        "topK": COUNT,
        "metadataFilter": "string",
    },
    "computerUse": _COMPUTER_USE,
    "retrieval": _RETRIEVAL,
    "enterpriseWebSearch": {
        "excludeDomains": Many("string"),
        "blockingConfidence": _BLOCKING_CONFIDENCE,
    },
    "parallelAiSearch": {
        "apiKey": "string",
        "customConfigs": OWN,
        "enableDataRetention": "boolean",
        "enableZeroDataRetention": "boolean",
    },
    "exaAiSearch": {"apiKey": "string", "customConfigs": OWN},
    "mcpServers": Many(_MCP_SERVER),
}
"""Every kind of tool a client can declare; one object may hold several."""

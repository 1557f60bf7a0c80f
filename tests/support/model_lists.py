"""What servers of language models answer when they are asked for their models."""

from __future__ import annotations

from typing import Any


def _ollama(name: str, size: int, family: str, parameters: str, level: str) -> dict[str, Any]:
    return {
        "name": name,
        "model": name,
        "modified_at": "2026-05-04T14:56:49.277302595-07:00",
        "size": size,
        "digest": "baf6a787fdffd633537aa2eb51cfd54cb93ff08e28040095462bb63daf552878",
        "details": {
            "parent_model": "",
            "format": "gguf",
            "family": family,
            "families": [family],
            "parameter_size": parameters,
            "quantization_level": level,
        },
    }


OLLAMA_TAGS: dict[str, Any] = {
    "models": [
        _ollama("llama3.3:70b", 42_520_413_916, "llama", "70.6B", "Q4_K_M"),
        _ollama("gpt-oss:120b-cloud", 384, "gptoss", "116.8B", "MXFP4")
        | {"remote_model": "gpt-oss:120b", "remote_host": "https://cloud.example:443"},
        _ollama("nomic-embed-text:latest", 274_302_450, "nomic-bert", "137M", "F16"),
        _ollama("qwen2.5-coder:0.5b-base", 397_807_936, "qwen2", "494.03M", "Q4_K_M"),
        _ollama("deepseek-r1:1.5b", 1_117_322_599, "qwen2", "1.8B", "Q4_K_M"),
        _ollama("gemma3:latest", 3_338_801_804, "gemma3", "4.3B", "Q4_K_M"),
        _ollama("llama3.2:3b", 2_019_393_189, "llama", "3.2B", "Q4_K_M"),
    ]
}
OLLAMA_MODELS: dict[str, Any] = {
    "object": "list",
    "data": [
        {"id": one["name"], "object": "model", "created": 1_746_395_809, "owned_by": "library"}
        for one in OLLAMA_TAGS["models"]
    ],
}

LLAMA_CPP: dict[str, Any] = {
    "models": [
        {
            "name": "/models/SmolLM2-135M-Instruct.Q4_1.gguf",
            "model": "/models/SmolLM2-135M-Instruct.Q4_1.gguf",
            "modified_at": "",
            "size": "",
            "digest": "",
            "type": "model",
            "description": "",
            "tags": [""],
            "capabilities": ["completion"],
            "parameters": "",
            "details": {
                "parent_model": "",
                "format": "gguf",
                "family": "",
                "families": [""],
                "parameter_size": "",
                "quantization_level": "",
            },
        }
    ],
    "object": "list",
    "data": [
        {
            "id": "/models/SmolLM2-135M-Instruct.Q4_1.gguf",
            "object": "model",
            "created": 1_772_000_000,
            "owned_by": "llamacpp",
            "meta": {
                "vocab_type": 2,
                "n_vocab": 49_152,
                "n_ctx_train": 8_192,
                "n_embd": 576,
                "n_params": 134_515_008,
                "size": 98_330_000,
            },
        }
    ],
}

STUDIO_MODELS: dict[str, Any] = {
    "data": [
        {"id": name, "object": "model", "owned_by": "organization_owner"}
        for name in (
            "qwen2-vl-7b-instruct",
            "text-embedding-nomic-embed-text-v1.5",
            "google/gemma-3-1b",
        )
    ],
    "object": "list",
}
STUDIO_MORE: dict[str, Any] = {
    "object": "list",
    "data": [
        {
            "id": "qwen2-vl-7b-instruct",
            "object": "model",
            "type": "vlm",
            "publisher": "mlx-community",
            "arch": "qwen2_vl",
            "compatibility_type": "mlx",
            "quantization": "4bit",
            "state": "loaded",
            "max_context_length": 32_768,
        },
        {
            "id": "text-embedding-nomic-embed-text-v1.5",
            "object": "model",
            "type": "embeddings",
            "publisher": "nomic-ai",
            "arch": "nomic-bert",
            "compatibility_type": "gguf",
            "quantization": "Q4_0",
            "state": "not-loaded",
            "max_context_length": 2_048,
        },
        {
            "id": "google/gemma-3-1b",
            "object": "model",
            "type": "llm",
            "publisher": "google",
            "arch": "gemma3_text",
            "compatibility_type": "gguf",
            "quantization": "Q8_0",
            "state": "not-loaded",
            "max_context_length": 32_768,
        },
    ],
}


def vllm(name: str) -> dict[str, Any]:
    """VLLM's list: it serves one model."""
    return {
        "object": "list",
        "data": [
            {
                "id": name,
                "object": "model",
                "created": 1_772_000_000,
                "owned_by": "vllm",
                "root": name,
                "parent": None,
                "max_model_len": 32_768,
                "permission": [{"id": "modelperm-1", "object": "model_permission"}],
            }
        ],
    }

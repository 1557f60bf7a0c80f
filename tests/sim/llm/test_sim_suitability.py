"""What names of models tell."""

from __future__ import annotations

import pytest

from livechat.sim.llm.suitability import parameters, suitability


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("llama3.2:1b", 1e9),
        ("smollm2:135m", 135e6),
        ("SmolLM2-135M-Instruct.Q4_1.gguf", 135e6),
        ("qwen2.5-0.5b-instruct-q4_k_m", 0.5e9),
        ("mixtral:8x7b", 56e9),
        ("gemma3n:e2b-it-q4_K_M", 2e9),
        ("qwen3:30b-a3b", 30e9),
        ("Qwen/Qwen2.5-7B-Instruct-1M", 7e9),
        ("llama-3.1-8b-instruct-128k", 8e9),
        ("some_model_3b_chat", 3e9),
        ("kimi-k2:1t", 1e12),
        ("gemma-3-4b-it-4bit", 4e9),
        ("137M", 137e6),
        ("gemma3:latest", None),
        ("phi-3.5-mini", None),
        ("", None),
        ("model-v2.5", None),
    ],
)
def test_a_name_tells_how_large_a_model_is(name: str, count: float | None) -> None:
    """Of several numbers the largest counts: the others are a part, or a window."""
    assert parameters(name) == (count if count is None else pytest.approx(count))


@pytest.mark.parametrize(
    "name",
    """
    llama3.2:1b smollm2:135m-instruct-q4_K_M qwen2.5:0.5b qwen3:4b gemma3:270m phi4-mini tinyllama
    mistral-nemo mixtral:8x7b gpt-oss:20b llava:7b qwen2.5vl:3b granite4:micro-h command-r aya:8b
    hermes3 gemma-3-1b-it SmolLM2-135M-Instruct-Q4_1.gguf
    """.split(),  # noqa: SIM905
)
def test_one_can_converse_with_models_for_that(name: str) -> None:
    """Whoever made them."""
    assert suitability(name) == "converses"


@pytest.mark.parametrize(
    "name",
    """
    qwen2.5-coder:1.5b codellama:7b codegemma:7b deepseek-r1:1.5b qwq:32b qwen2-math:1.5b
    mathstral:7b phi4-reasoning moondream:1.8b kimi-k2-thinking wizard-math:7b
    """.split(),  # noqa: SIM905
)
def test_some_were_made_for_something_else(name: str) -> None:
    """They are asked where there is nobody else."""
    assert suitability(name) == "hardly"


@pytest.mark.parametrize(
    "name",
    """
    nomic-embed-text mxbai-embed-large all-minilm:22m bge-m3 snowflake-arctic-embed2 embeddinggemma
    text-embedding-nomic-embed-text-v1.5 qwen3-embedding:0.6b jina-embeddings-v3 gte-small
    multilingual-e5-large bge-reranker-v2-m3 qwen3-reranker:0.6b colbertv2.0 ModernBERT-base
    whisper-tiny openai/whisper-large-v3 parakeet-tdt-0.6b kokoro-82m orpheus-3b qwen3-tts:0.6b
    clip-vit-base siglip2-base mmproj-model-f16.gguf flux1-dev stable-diffusion-xl deepseek-ocr:3b
    llama-guard3:1b shieldgemma:2b granite3-guardian:2b gpt-oss-safeguard:20b qwen2.5-math-prm-7b
    codellama:7b-code llama3:8b-text codegemma:2b-code-q4_0 deepseek-coder:1.3b-base starcoder2:3b
    gemma-3-1b-pt gpt2 facebook/opt-125m EleutherAI/pythia-160m functiongemma:270m sqlcoder:7b
    nuextract:3.8b translategemma:4b llama3.1-draft:0.5b gpt-oss:120b-cloud
    """.split(),  # noqa: SIM905
)
def test_with_others_nobody_can(name: str) -> None:
    """Encoders, ears, voices, eyes, judges, bases, and what is not on this machine."""
    assert suitability(name) == "never"


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Qwen/Qwen2.5-0.5B-Instruct", "converses"),
        ("google/gemma-3-1b-it", "converses"),
        ("TinyLlama/TinyLlama-1.1B-Chat-v1.0", "converses"),
        ("HuggingFaceH4/zephyr-7b-beta", "converses"),
        ("Qwen/Qwen2.5-0.5B", "hardly"),
        ("meta-llama/Llama-3.2-1B", "hardly"),
    ],
)
def test_a_published_name_that_does_not_say_may_be_the_bases(name: str, found: str) -> None:
    """A server that calls its models otherwise has no such names."""
    assert suitability(name, published=True) == found

"""How models of different sizes are asked: values, for each size some.

A model of 135 million parameters follows examples, hardly instructions. Asked without any it
answers "What is the capital of France?" in French, or repeats itself until it is stopped; after
some short questions and answers it does as they do. What comes last counts most, so what it is to
say of itself stands near the end. "Who are you?" is an example on purpose, since its
answer must be true.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from livechat.sim.mind.question import Message, Model, Question, User
from livechat.sim.protocol.usage import Ran


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is added to each question, and how answers are drawn and bounded."""

    instruction: str
    """Stands before the client's own."""
    examples: tuple[tuple[str, str], ...] = ()
    """Questions and answers that come before the conversation."""
    temperature: float | None = None
    """Unless the client names one; None: the server's."""
    max_tokens: int | None = None
    """Unless the client wants fewer."""
    sentences: int | None = None
    """After so many an answer ends."""
    messages: int | None = None
    """Of the conversation that are shown, the newest. Half of them go at once: those that stay are
    not read again."""
    window: int = 4096
    """Tokens that a conversation may have; four of them are kept in memory."""
    functions: bool = True
    """Whether it can call functions."""
    stop: tuple[str, ...] = ()
    """Where it writes one of these, an answer ends."""
    sampling: Mapping[str, float] = field(default_factory=dict)
    """llama.cpp's names and values, for all answers."""


_ABOUT_ITSELF: Final = (
    "I am a small language model that runs on this computer. "
    "I often make things up, so please check what I say."
)

SMALL: Final = Prompt(
    instruction=(
        "You are a small language model that runs on this computer and often makes things up. "
        "Answer in one or two short sentences."
    ),
    examples=(
        ("Hi, how are you?", "I am fine, thank you. How can I help you?"),
        ("What is the capital of Spain?", "The capital of Spain is Madrid."),
        ("Who painted the Mona Lisa?", "Leonardo da Vinci painted the Mona Lisa."),
        ("How many months are in a year?", "There are twelve months in a year."),
        (
            "What is a cat?",
            "A cat is a small animal with soft fur. Many people keep one as a pet.",
        ),
        (
            "Tell me about the moon.",
            "The moon is a ball of rock that travels around the Earth. "
            "It shines because the sun shines on it.",
        ),
        ("Say something funny.", "Why did the bicycle fall over? Because it was two tired!"),
        (
            "What can I do with apples?",
            "You can bake a pie, cook apple sauce, or cut them into a salad.",
        ),
        ("Who are you?", _ABOUT_ITSELF),
        ("Good night!", "Good night! Sleep well."),
        ("Thanks a lot.", "You are welcome!"),
        ("Bye!", "Goodbye! It was nice to talk with you."),
    ),
    temperature=0.0,
    max_tokens=120,
    sentences=4,
    messages=4,  # more confuses it: one exchange and the question
    window=2048,
    functions=False,
    stop=("\n\n",),  # letters, lists and signatures follow
    # Words may come again, runs of more than four tokens not so easily (DRY sampling).
    sampling={"dry_multiplier": 0.5, "dry_allowed_length": 4},
)
"""Up to some hundred million parameters: SmolLM2-135M. Greedy, since with any chance it takes wrong
words as easily as right ones."""

LARGE: Final = Prompt(
    instruction=(
        "You talk with somebody by voice. Answer in a few short spoken sentences, without lists, "
        "headings or emoji."
    ),
)
"""What follows instructions by itself."""

SMALL_BYTES: Final = 450_000_000
"""Of a file, up to which a model is small: half a billion parameters of six bits."""


def of_size(size: float) -> Prompt:
    """How a model is asked whose weights have `size` bytes."""
    return SMALL if size <= SMALL_BYTES else LARGE


def asked(question: Question, prompt: Prompt) -> Question:
    """The question as such a model is asked it.

    What the client says, counts: its instruction comes after ours, and its temperature and its
    limit replace ours.
    """
    messages: tuple[Message, ...] = question.messages
    if not prompt.functions:
        messages = tuple(one for one in messages if not isinstance(one, Ran))
    if prompt.messages is not None:
        messages = _newest(messages, prompt.messages)
    examples = [
        message for user, model in prompt.examples for message in (User(user), Model(model))
    ]
    limits = [most for most in (question.max_tokens, prompt.max_tokens) if most is not None]
    return replace(
        question,
        messages=(*examples, *messages),
        instruction="\n".join(filter(None, (prompt.instruction, question.instruction))),
        functions=question.functions if prompt.functions else (),
        temperature=(prompt.temperature if question.temperature is None else question.temperature),
        max_tokens=min(limits, default=None),
    )


def _newest(messages: tuple[Message, ...], most: int) -> tuple[Message, ...]:
    """The newest messages, the user's first: at most `most`, at least half of that."""
    half = most // 2
    begin = -(-max(0, len(messages) - most) // half) * half
    while begin < len(messages) - 1 and not isinstance(messages[begin], User):
        begin += 1
    return messages[begin:]

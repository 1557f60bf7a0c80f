"""Every setting, with its type, its unit and what a wrong value should have been.

The docstring under a field is also its comment in the example file.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Annotated, Literal, get_args
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

from livechat.catalog import languages, models, voices
from livechat.catalog.nearest import nearest
from livechat.config import headers, language_model, senses
from livechat.config.options import Consent, Modality, Notify, Sensitivity, Theme
from livechat.config.section import REFUSED, TRUE_FALSE, About, Section, one_of
from livechat.config.tool_tables import ToolTable
from livechat.core.echo import EchoChoice


def _voice(name: str) -> str:
    voice = voices.find(name)
    if voice is None:
        raise ValueError("not a voice")
    return voice.name


def _language(code: str) -> str:
    spelled = languages.canonical(code)
    if spelled is None:
        raise ValueError("not a language code")
    return spelled


_LEVELS = max((model.thinking.levels for model in models.MODELS), key=len)


def _thinking(value: object) -> object:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
        return int(value)
    if isinstance(value, str) and value not in _LEVELS:
        raise ValueError("not a level")
    return value


def _end_silence(value: object) -> object:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
        return int(value)
    if isinstance(value, str) and value not in ("auto", "service"):
        raise ValueError("not a word for an end")
    return value


def _base_url(url: str) -> str:
    parts = urlsplit(url)
    port = parts.port  # raises ValueError when it is none
    if (
        parts.scheme not in ("https", "wss")  # google-genai speaks TLS whatever the scheme says
        or not parts.hostname
        or port == 0
        or parts.username is not None
        or parts.password is not None
        or "?" in url  # some gateways would take a key there, and logs would keep it
        or parts.fragment
        or not re.fullmatch(r"[!-~]+", url)
    ):
        raise ValueError("not an address")
    return url


def _api_key(key: SecretStr) -> SecretStr:
    # What an HTTP header can carry.
    if not re.fullmatch(r"[!-~]+", key.get_secret_value()):
        raise ValueError("not a key")
    return key


def _lines(value: object) -> object:
    """An environment variable holds one header field, or file, a line."""
    return value.splitlines() if isinstance(value, str) else value


def _words(value: object) -> object:
    """An environment variable holds names between commas or blanks."""
    return re.split(r"[\s,]+", value.strip(", \n\t")) if isinstance(value, str) else value


def _headers(lines: list[str]) -> list[str]:
    try:
        headers.check(lines)
    except ValueError as error:
        raise PydanticCustomError(REFUSED, "{why}", {"why": f"{error}"}) from None
    return lines


def _command(text: str) -> str:
    if not shlex.split(text):  # raises ValueError when a quote is left open
        raise ValueError("nothing to run")
    return text


_PracticeVoice = Annotated[str, AfterValidator(senses.voice)]
_Ears = Annotated[str, AfterValidator(senses.ears)]
_NotifyWhen = Literal["unfocused", "always"]
_Voice = Annotated[str, AfterValidator(_voice)]
_Language = Annotated[str, AfterValidator(_language)]
_Url = Annotated[str, AfterValidator(_base_url)]
_Key = Annotated[SecretStr, AfterValidator(_api_key)]
_Headers = Annotated[list[str], BeforeValidator(_lines), AfterValidator(_headers)]
_LanguageModel = Annotated[str, AfterValidator(language_model.checked)]
_Files = Annotated[list[Path], BeforeValidator(_lines)]
_BuiltIn = Literal["timer", "fetch_url", "hang_up"]
_BuiltIns = Annotated[list[_BuiltIn], BeforeValidator(_words)]
# Blanks and what the terminal would obey can be in no name.
_Patterns = Annotated[
    list[Annotated[str, Field(pattern=r"^[!-~]+$", max_length=200)]], BeforeValidator(_words)
]
_Command = Annotated[str, AfterValidator(_command)]
# They become parts of a path and of a host's name.
_Version = Annotated[str, Field(pattern=r"^v[0-9]+((alpha|beta)[0-9]*)?$")]
_Project = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.:-]*$", max_length=100)]
_Location = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=40)]
# Whole numbers travel as int32; what does not fit would end the session with close code 1007.
_Count = Annotated[int, Field(ge=0, le=2**31 - 1)]
_Thinking = Annotated[_Count | str, BeforeValidator(_thinking)]
_EndSilence = Annotated[
    Annotated[int, Field(ge=100, le=10_000)] | str, BeforeValidator(_end_silence)
]


def _milliseconds(example: int) -> About:
    return About("a whole number of milliseconds, 0 or more", example=example)


class Vad(Section):
    """Voice activity detection: when the service thinks that you start and stop speaking."""

    # Once loaded, start and end hold what sensitivity stands for: nobody else need know it.

    sensitivity: Annotated[Sensitivity | None, one_of(Sensitivity)] = None
    """Short for both start and end: low or high."""
    start: Annotated[Sensitivity | None, one_of(Sensitivity)] = None
    """How readily a sound counts as the start of speech: low or high."""
    end: Annotated[Sensitivity | None, one_of(Sensitivity)] = None
    """How readily a pause counts as the end of speech: low or high."""
    silence_ms: Annotated[_Count | None, _milliseconds(800)] = None
    """Milliseconds of silence that end your turn."""
    prefix_ms: Annotated[_Count | None, _milliseconds(300)] = None
    """Milliseconds of speech before it counts as the start of your turn."""


class Sound(Section):
    """Sound: the microphone, the speaker, and echo cancellation between them."""

    mic: Annotated[str | None, About("a device that `livechat devices` lists", example="USB")] = (
        None
    )
    """Microphone: its name, any unique part of it, or its number. Unset, the system's."""
    speaker: Annotated[
        str | None, About("a device that `livechat devices` lists", example="Headphones")
    ] = None
    """Speaker: its name, any unique part of it, or its number. Unset, the system's."""
    volume: Annotated[
        Annotated[int, Field(ge=0, le=200)],
        About("a whole number of percent, 0 to 200"),
    ] = 100
    """Volume of the model's voice, in percent; above 100 it may be clipped."""
    echo: Annotated[EchoChoice, one_of(EchoChoice)] = "auto"
    """How to keep the model from hearing itself. aec: echo cancellation; system: the sound server's
    own echo-cancelled devices (Linux); gate: the microphone passes only what is louder than the
    echo; half-duplex: the microphone is silent while the model speaks; off: for headphones. auto:
    aec, or gate where that fails."""
    noise_suppression: Annotated[bool, TRUE_FALSE] = True
    """Whether to remove steady noise from the microphone's sound. Has no effect where echo is off
    or system."""
    gain: Annotated[bool, TRUE_FALSE] = False
    """Whether to make a quiet microphone louder automatically."""
    duck: Annotated[bool, TRUE_FALSE] = True
    """Whether to lower the model's voice as soon as you speak over it, before the service decides
    to interrupt it."""
    push_to_talk: Annotated[bool, TRUE_FALSE] = False
    """Push to talk: whether a key marks when you start and stop speaking, instead of voice activity
    detection."""
    end_silence: Annotated[
        _EndSilence | None,
        About(
            "auto, service, or a whole number of milliseconds, 100 to 10000",
            example="auto",
            suggest=partial(nearest, candidates=["auto", "service"]),
        ),
    ] = None
    """When livechat tells the service that you stopped speaking. auto: after a short silence where
    your sentence sounds finished, after a longer one within it. A number: after that many
    milliseconds of silence. service: never; the service waits for silence itself, which takes half
    a second longer. Unset, service for recordings and pipes; for a microphone auto, or the number
    in vad.silence_ms where that is set."""
    always_send: Annotated[bool, TRUE_FALSE] = False
    """Whether to send silence too, so that the service always hears the room. It is billed like
    speech."""
    mic_block_ms: Annotated[
        Annotated[int, Field(ge=2, le=100)] | None,
        About("a whole number of milliseconds, 2 to 100", example=10),
    ] = None
    """Milliseconds of sound the microphone delivers at once. More take less processor time, and
    your voice longer. Unset, 20; 10 where livechat cancels the echo, which takes time too."""
    mic_latency_ms: Annotated[
        Annotated[int, Field(ge=2, le=500)],
        About("a whole number of milliseconds, 2 to 500"),
    ] = 20
    """Milliseconds the microphone's driver may buffer. Doubles automatically if sound is lost."""
    speaker_latency_ms: Annotated[
        Annotated[int, Field(ge=5, le=500)],
        About("a whole number of milliseconds, 5 to 500"),
    ] = 20
    """Milliseconds the speaker's driver can buffer. Doubles automatically if that is too few."""
    speaker_fill_ms: Annotated[
        Annotated[int, Field(ge=2, le=400)],
        About("a whole number of milliseconds, 2 to 400"),
    ] = 8
    """Milliseconds livechat keeps in that buffer, which an interruption must wait for. Grows
    automatically where that is too few."""


class Session(Section):
    """The session: how long it lasts, and how much of it is saved."""

    compression: Annotated[bool, TRUE_FALSE] = True
    """Whether the service forgets the oldest part of a long conversation, so that it can last for
    hours. Without it, a session ends after 15 minutes."""
    compress_at_tokens: Annotated[
        Annotated[int, Field(ge=1, le=2**31 - 1)] | None,
        About("a whole number of tokens, 1 or more", example=100_000),
    ] = None
    """Tokens of the conversation at which that happens. Unset, the service decides."""
    compress_to_tokens: Annotated[
        Annotated[int, Field(ge=1, le=2**31 - 1)] | None,
        About("a whole number of tokens, 1 or more", example=50_000),
    ] = None
    """Tokens that remain then. Unset, the service decides: half."""
    reconnect_s: Annotated[
        Annotated[float, Field(ge=0, le=86_400)], About("a number of seconds, 0 to 86400")
    ] = 300.0
    """Seconds to retry after a lost connection before the call ends."""
    max_minutes: Annotated[
        Annotated[float, Field(gt=0)] | None, About("a number of minutes above 0", example=60)
    ] = None
    """Minutes after which livechat hangs up. Unset, never."""
    idle_minutes: Annotated[
        Annotated[float, Field(gt=0)] | None, About("a number of minutes above 0", example=10)
    ] = None
    """Minutes without a word from anybody after which livechat hangs up. Unset, never."""
    save: Annotated[bool, TRUE_FALSE] = True
    """Whether to save the transcript for `livechat sessions` and --resume. Sound is never saved."""
    keep_days: Annotated[Annotated[float, Field(gt=0)], About("a number of days above 0")] = 30.0
    """Days after which it is deleted."""


def _patterns(example: str) -> About:
    return About('a list of names or patterns such as "stock_*", without blanks', example=[example])


class Calls(Section):
    """Function calls: which of them run, and how you agree to one. A pattern is the name of a
    function, of a server, or both as server__name; * stands for any text. never wins over ask, and
    ask over allow. Where no pattern fits, a function that only reads runs, and any other asks.
    """

    allow: Annotated[_Patterns, _patterns("stock_*")] = []  # noqa: RUF012
    """Functions that run without asking you. Unset, none but those that only read."""
    ask: Annotated[_Patterns, _patterns("github")] = []  # noqa: RUF012
    """Functions that ask each time, even if they only read. Unset, those that may change
    something."""
    never: Annotated[_Patterns, _patterns("*_delete*")] = []  # noqa: RUF012
    """Functions that never run. The model is not told of them. Unset, none."""
    key: Annotated[_Patterns, _patterns("pay_*")] = []  # noqa: RUF012
    """Functions that need a key press, even with consent by voice. Unset, none."""
    consent: Annotated[Consent, one_of(Consent)] = "key"
    """How you agree to a call. key: by a key. voice: by a plain spoken yes, too, which the
    microphone must hear."""
    hold_s: Annotated[
        Annotated[float, Field(ge=0, le=10)], About("a number of seconds, 0 to 10")
    ] = 1.5
    """Seconds before a call that may change something begins, so that you can stop it."""
    timeout_s: Annotated[
        Annotated[float, Field(gt=0, le=86_400)], About("a number of seconds above 0, up to 86400")
    ] = 60.0
    """Seconds after which a call is ended, unless its own table says otherwise."""
    blocking: Annotated[bool, TRUE_FALSE] = False
    """Whether the model waits in silence for the result of a call. Only some models leave that
    choice."""


class Practice(Section):
    """The practice partner: a service on your own machine, for trying things without a key."""

    voice: Annotated[
        _PracticeVoice,
        About(senses.VOICE_MUST_BE, suggest=senses.suggest_voice),
    ] = "auto"
    """Its voice. auto: neural if installed, otherwise synthetic, which hums. Or an .onnx file with
    a Piper voice of any language, its .onnx.json beside it, relative to the directory of this
    file."""
    ears: Annotated[_Ears, About(senses.EARS_MUST_BE, suggest=senses.suggest_ears)] = "auto"
    """Its speech recognition. auto: whisper if installed, otherwise none. Or a folder with a
    Whisper model for CTranslate2, relative to the directory of this file: larger ones understand
    more, and those that are not English only understand other languages."""
    llm: Annotated[
        _LanguageModel,
        About(language_model.MUST_BE, suggest=language_model.suggest, quotable=False),
    ] = language_model.AUTO
    """Language model that answers. auto: the smallest that fits among those of Ollama, llama.cpp,
    LM Studio and vLLM on this machine, else the small one that livechat can install, else none; in
    a scenario none. off: none, a few rules answer. Or the address of an OpenAI-compatible endpoint
    (http://127.0.0.1:11434/v1), or a GGUF file, relative to the directory of this file."""
    model: Annotated[
        Annotated[str, Field(pattern=r"^[!-~]+$", max_length=256)] | None,
        About("the name of a model, as its endpoint lists it", example="llama3.2:3b"),
    ] = None
    """Name of the model to ask an endpoint for. Unset, the smallest that fits."""
    api_key_command: Annotated[
        _Command | None,
        About("a command and its arguments", example="pass show models", quotable=False),
    ] = None
    """Command that prints the key of the endpoint in llm, read from this file only. It runs
    without a shell, and only where LIVECHAT_PRACTICE_API_KEY is not in the environment. Unset,
    none."""
    scenario: Annotated[
        Path | None, About("the name of a scenario file", example="scenario.toml")
    ] = None
    """File that scripts what it says and does, relative to the directory of this file."""
    seed: Annotated[_Count | None, About("a whole number, 0 or more", example=7)] = None
    """Seed that makes its random choices the same every time."""


class Settings(Section):
    """Everything a user can set. None means unset: the field is left out of what is sent."""

    voice: Annotated[
        _Voice | None,
        About(
            "a voice that `livechat voices` lists",
            example="Kore",
            suggest=partial(nearest, candidates=[voice.name for voice in voices.VOICES]),
        ),
    ] = None
    """Who speaks: a name from `livechat voices`. Unset, the service chooses."""
    language: Annotated[
        _Language | None,
        About("a language code such as de-DE", example="en-US", suggest=languages.suggest),
    ] = None
    """Language to speak: a code from `livechat languages`. Unset, the model follows you."""
    model: Annotated[
        str,
        Field(pattern=r"^[A-Za-z0-9][\w.:@-]*(/[\w.:@-]+)*$", max_length=256),
        About("the id of a model, such as one that `livechat models` lists"),
    ] = models.DEFAULT
    """Who answers: an id from `livechat models`, or any other that the service accepts."""
    system: Annotated[
        str | None, About("a text, or @FILE", example="You are a patient language teacher.")
    ] = None
    """System instruction: who the model is to be. "@FILE" reads it from a file, whose name is
    relative to the directory of this file. Unset, there is none."""
    temperature: Annotated[
        Annotated[float, Field(ge=0, le=2)] | None,
        About("a number from 0 to 2", example=0.7),
    ] = None
    """How freely the model chooses its words, from 0 (hardly) to 2 (wildly). Unset, the model's
    default."""
    max_tokens: Annotated[
        Annotated[_Count, Field(ge=1)] | None,
        About("a whole number of tokens, 1 or more", example=1024),
    ] = None
    """Longest answer, in tokens; a second of speech is 25 tokens."""
    thinking: Annotated[
        _Thinking | None,
        About(
            f"a level ({', '.join(_LEVELS)}) or a whole number of tokens, 0 or more",
            example="low",
            suggest=partial(nearest, candidates=_LEVELS),
        ),
    ] = None
    """How much the model thinks first: a level or a number of tokens, as `livechat models` shows
    for each model; some accept neither. Unset, the model's default."""
    modality: Annotated[Modality, one_of(Modality)] = "audio"
    """How the model answers: audio (with a transcript) or text."""
    interrupt: Annotated[bool, TRUE_FALSE] = True
    """Whether the model stops when you speak over it. With false it finishes its answer."""
    functions: Annotated[_Files, About("a list of Python files", example=["functions.py"])] = []  # noqa: RUF012
    """Python files whose public functions the model may call, relative to the directory of this
    file. Unset, there are none."""
    builtin: Annotated[
        _BuiltIns,
        About(
            "any of timer, fetch_url and hang_up",
            example=["timer", "fetch_url"],
            suggest=partial(nearest, candidates=get_args(_BuiltIn)),
        ),
    ] = []  # noqa: RUF012
    """Functions of livechat itself that the model may call. timer: remind you later; fetch_url:
    read a web page; hang_up: end the call. Unset, there are none."""
    search: Annotated[bool, TRUE_FALSE] = False
    """Whether the model may search the web with Google. Searches may cost extra."""
    theme: Annotated[Theme, one_of(Theme)] = "dark"
    """Colours for a terminal with a dark or a light background, no colours, or strong ones.
    NO_COLOR in the environment means mono."""
    notify: Annotated[Notify, one_of(Notify)] = "off"
    """What the terminal does when a reply begins while its window is not in focus. off: nothing;
    bell: it rings; osc9: it shows a desktop notification, if it can (through tmux: set -g
    allow-passthrough on); auto: osc9 where the terminal is known to support it, otherwise bell."""
    notify_when: Annotated[_NotifyWhen, one_of(_NotifyWhen)] = "unfocused"
    """When to notify. unfocused: only while the window is not in focus, which the terminal must
    report (in tmux: set -g focus-events on). always: at every reply."""
    timeout_s: Annotated[float, Field(gt=0), About("a number of seconds above 0")] = 30.0
    """Seconds to wait for the service before giving up."""
    base_url: Annotated[
        _Url | None,
        About(
            "an address that begins with https:// or wss://, without name, password or query",
            example="https://gateway.example",
            quotable=False,
        ),
    ] = None
    """Address of a gateway: https or wss, without a query. Unset, Google's own."""
    headers: Annotated[
        _Headers | None,
        About(
            'a list of header fields such as "Authorization: Bearer ${GATEWAY_TOKEN}"',
            example=["Authorization: Bearer ${GATEWAY_TOKEN}"],
            quotable=False,
        ),
    ] = None
    """Authentication headers for base_url, instead of an API key. base_url is then used exactly as
    it is, and no key is sent. ${NAME} stands for an environment variable; livechat refuses a
    secret itself. Unset, there are none."""
    vertex: Annotated[bool, TRUE_FALSE] = False
    """Whether to use models on Google Cloud's Vertex AI: with application default credentials, or
    with an express key where no project is set."""
    project: Annotated[_Project | None, About("a Google Cloud project", example="my-project")] = (
        None
    )
    """Google Cloud project for Vertex AI. Unset, GOOGLE_CLOUD_PROJECT's, then that of the
    credentials."""
    location: Annotated[
        _Location | None,
        About("a Google Cloud location such as us-central1", example="europe-west4"),
    ] = None
    """Google Cloud location for Vertex AI. Unset, GOOGLE_CLOUD_LOCATION's, then us-central1."""
    api_version: Annotated[
        _Version | None,
        About("a version such as v1, v1beta or v1alpha", example="v1beta"),
    ] = None
    """Version of the API. Unset, v1beta, and v1beta1 on Vertex AI. An ephemeral token uses v1beta,
    and v1alpha where the service does not know the token there."""
    offline: Annotated[bool, TRUE_FALSE] = False
    """Whether to talk with the practice partner on this machine instead of the service."""
    api_key: Annotated[
        _Key | None,
        About("an API key", example="YOUR-KEY", quotable=False),
    ] = None
    """Gemini API key, read from this file only. Nobody else may read the file then: chmod 600. An
    environment variable GEMINI_API_KEY needs no such care."""
    api_key_command: Annotated[
        _Command | None,
        About("a command and its arguments", example="pass show gemini", quotable=False),
    ] = None
    """Command that prints the key, read from this file only. It runs without a shell, and only
    where neither the environment nor api_key has a key. Unset, none."""
    vad: Vad = Vad()
    sound: Sound = Sound()
    session: Session = Session()
    calls: Calls = Calls()
    practice: Practice = Practice()
    tools: dict[str, ToolTable] = {}  # noqa: RUF012
    """Tables `[tools.NAME]`, whose keys are not in `FIELDS`: `livechat.config.tool_tables`."""


TOOLS = "tools"
"""The table of tables that users name."""

TABLES: dict[str, type[Section]] = {
    "vad": Vad,
    "sound": Sound,
    "session": Session,
    "calls": Calls,
    "practice": Practice,
}


def _fields() -> Iterator[tuple[str, FieldInfo]]:
    for name, info in Settings.model_fields.items():
        if name not in TABLES and name != TOOLS:
            yield name, info
    for table, section in TABLES.items():
        for name, info in section.model_fields.items():
            yield f"{table}.{name}", info


FIELDS: dict[str, FieldInfo] = dict(_fields())
"""Every key, as `voice` or `vad.start`, in the order in which files and tables show them."""

FILE_ONLY = frozenset({"api_key", "api_key_command", "practice.api_key_command"})
"""Keys that neither a flag nor an environment variable sets."""


def about(key: str) -> About:
    """Return what there is to say about a key of `FIELDS`."""
    return next(note for note in FIELDS[key].metadata if isinstance(note, About))


def value_of(settings: Settings, key: str) -> object:
    """Return what a key of `FIELDS` is set to."""
    table, _, name = key.rpartition(".")
    return getattr(getattr(settings, table) if table else settings, name)


def flatten(section: Section) -> dict[str, object]:
    """Return a section's explicitly given values under their keys in `FIELDS`."""
    flat: dict[str, object] = {}
    for name in section.model_fields_set:
        value = getattr(section, name)
        if isinstance(value, Section):
            flat |= {f"{name}.{key}": inner for key, inner in flatten(value).items()}
        else:
            flat[name] = value
    return flat


def nest(flat: dict[str, object]) -> dict[str, object]:
    """Return values under keys of `FIELDS` as a settings file holds them, tables as dicts."""
    nested: dict[str, object] = {}
    tables: dict[str, dict[str, object]] = {}
    for key, value in flat.items():
        table, _, name = key.rpartition(".")
        if table:
            tables.setdefault(table, {})[name] = value
        else:
            nested[name] = value
    return nested | tables

"""The options of settings, as data: what each is called, takes, and says in the help.

Commands are built from this (`cli/options.py`), and messages name options by it (`layers.flag`).
Nothing slow to import is imported here: a command reads its options before it reads settings.
"""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import Any, Final, Literal

from livechat.core.echo import EchoChoice

Sensitivity = Literal["low", "high"]
Modality = Literal["audio", "text"]
Theme = Literal["dark", "light", "mono", "high-contrast"]
Notify = Literal["auto", "bell", "osc9", "off"]
Consent = Literal["key", "voice"]

VOICE: Final = "Voice and model"
SOUND: Final = "Sound"
SPEECH: Final = "Speech detection"
TOOLS: Final = "Functions and search"
SESSION: Final = "Session"
CONNECTION: Final = "Connection"
OUTPUT: Final = "Output"

TALK: Final = ("talk",)
SAY: Final = ("say",)
BOTH: Final = (*TALK, *SAY)


@dataclass(frozen=True, slots=True)
class Option:
    """An option that sets a setting."""

    flags: str
    """Its name, after a short one if it has one; of two names behind a slash, the second sets the
    setting to false. Such an option takes no value."""
    help: str
    group: str
    _: KW_ONLY
    takes: str = ""
    """What its value is, in capitals; of a switch: the name that the help shows and explains, where
    not both."""
    default: str = ""
    """What the help says of the default; empty: nothing."""
    words: Any = None
    """The literal type of the words that it takes; None: the settings say what it takes."""
    kind: type = str
    """What other values are; settings read their numbers from texts themselves."""
    least: float | None = None
    """Lowest number that it takes; None: any."""
    alone: str = ""
    """Its value where none follows; empty: it must have one."""
    repeatable: bool = False
    adds: bool = False
    """Whether its values are added to those of files and variables instead of replacing them."""
    completes: str = ""
    """The function of `cli/completion.py` that completes its value."""
    commands: tuple[str, ...] = BOTH
    """Which of `talk` and `say` has it."""

    def flag(self, value: object) -> str:
        """Return the long name that gives a value; of a switch and no such value, the usual one."""
        on, _, off = self.flags.rpartition(" ")[2].partition("/")
        if off and isinstance(value, bool):
            return on if value else off
        return self.takes if off and self.takes else on


def _switched_off(flags: str, help: str, group: str, **more: Any) -> Option:  # noqa: A002
    """What is on unless it is switched off."""
    return Option(flags, help, group, takes=flags.partition("/")[2], **more)


OPTIONS: Final[dict[str, Option]] = {
    "voice": Option(
        "-v --voice",
        "Voice of the model, such as Kore; see `livechat voices`.",
        VOICE,
        takes="NAME",
        default="the service's own",
        completes="voices",
    ),
    "language": Option(
        "-l --language",
        "Language to speak, such as de-DE; see `livechat languages`.",
        VOICE,
        takes="CODE",
        default="the one it hears",
        completes="languages",
    ),
    "model": Option(
        "-m --model",
        "Model to talk with; see `livechat models`.",
        VOICE,
        takes="ID",
        default="gemini-3.8-live",
        completes="models",
    ),
    "system": Option("-s --system", "System instruction.", VOICE, takes="TEXT|@FILE"),
    "temperature": Option(
        "--temperature",
        "Randomness of the answers, from 0 to 2.",
        VOICE,
        takes="0..2",
        default="the model's own",
    ),
    "max_tokens": Option(
        "--max-tokens", "Maximum length of an answer, in tokens.", VOICE, takes="COUNT"
    ),
    "thinking": Option(
        "--thinking",
        "Thinking level or token budget; `livechat models` shows which.",
        VOICE,
        takes="LEVEL|TOKENS",
    ),
    "modality": Option(
        "--modality", "Answer in sound or in text.", VOICE, words=Modality, default="audio"
    ),
    "sound.speaker": Option(
        "--speaker",
        "Speaker: a device's name, a unique part of it, or its number.",
        SOUND,
        takes="NAME",
        default="the system's",
        completes="speakers",
        commands=SAY,
    ),
    "sound.echo": Option(
        "--echo",
        "Echo mode: cancel it here (aec) or in the sound server (system), gate the microphone, "
        "mute it while the model speaks (half-duplex), or nothing: headphones (off).",
        SOUND,
        words=EchoChoice,
        default="auto",
        commands=TALK,
    ),
    "sound.volume": Option(
        "--volume", "Volume of the model's voice, 0 to 200.", SOUND, takes="PERCENT", default="100"
    ),
    "sound.gain": Option("--gain/--no-gain", "Amplify a quiet microphone.", SOUND, commands=TALK),
    "sound.noise_suppression": _switched_off(
        "--noise-suppression/--no-noise-suppression",
        "Turn noise suppression off.",
        SOUND,
        commands=TALK,
    ),
    "sound.duck": _switched_off(
        "--duck/--no-duck",
        "Keep the model's voice at full volume when you speak over it.",
        SOUND,
        commands=TALK,
    ),
    "sound.push_to_talk": Option(
        "-p --push-to-talk/--open-mic", "Push to talk: hold or tap Space.", SPEECH, commands=TALK
    ),
    "vad.sensitivity": Option(
        "--vad-sensitivity",
        "Sensitivity of the service's speech detection, start and end.",
        SPEECH,
        words=Sensitivity,
        commands=TALK,
    ),
    "vad.start": Option(
        "--vad-start",
        "Sensitivity to the start of speech.",
        SPEECH,
        words=Sensitivity,
        commands=TALK,
    ),
    "vad.end": Option(
        "--vad-end", "Sensitivity to the end of speech.", SPEECH, words=Sensitivity, commands=TALK
    ),
    "vad.silence_ms": Option(
        "--vad-silence-ms",
        "Silence after which the service ends your turn.",
        SPEECH,
        takes="MS",
        commands=TALK,
    ),
    "vad.prefix_ms": Option(
        "--vad-prefix-ms",
        "Speech after which the service begins your turn.",
        SPEECH,
        takes="MS",
        commands=TALK,
    ),
    "sound.end_silence": Option(
        "--end-silence",
        "Silence that ends your turn: shorter after a finished sentence (auto), fixed in "
        "milliseconds, or left to the service.",
        SPEECH,
        takes="MS|auto|service",
        default="auto; service for recordings",
        commands=TALK,
    ),
    "sound.always_send": Option(
        "--always-send/--no-always-send", "Send silence, too.", SPEECH, commands=TALK
    ),
    "interrupt": _switched_off(
        "--interrupt/--no-interrupt",
        "Let the model finish when you speak over it.",
        SPEECH,
        commands=TALK,
    ),
    "functions": Option(
        "--functions",
        "Python file whose functions the model may call. Repeatable.",
        TOOLS,
        takes="FILE",
        repeatable=True,
    ),
    "builtin": Option(
        "-T --tool",
        "Built-in function the model may call: timer, fetch_url or hang_up. Repeatable.",
        TOOLS,
        takes="NAME",
        repeatable=True,
        completes="builtin",
    ),
    "search": Option("--search/--no-search", "Let the model search the web with Google.", TOOLS),
    "calls.allow": Option(
        "--allow",
        "Run these functions without asking, such as 'stock_*'. Repeatable.",
        TOOLS,
        takes="PATTERN",
        repeatable=True,
        adds=True,
    ),
    "calls.never": Option(
        "--never",
        "Never run these functions, nor offer them to the model. Repeatable.",
        TOOLS,
        takes="PATTERN",
        repeatable=True,
        adds=True,
    ),
    "calls.consent": Option(
        "--consent",
        "Agree to a function call by a key, or by a spoken yes, too (voice).",
        TOOLS,
        words=Consent,
        default="key",
        commands=TALK,
    ),
    "session.compression": _switched_off(
        "--compression/--no-compression",
        "End a session that is full, instead of forgetting its oldest words.",
        SESSION,
        commands=TALK,
    ),
    "session.max_minutes": Option(
        "--max-minutes", "Hang up after so many minutes.", SESSION, takes="MINUTES", commands=TALK
    ),
    "session.idle_minutes": Option(
        "--idle-minutes",
        "Hang up after so many minutes without a word.",
        SESSION,
        takes="MINUTES",
        commands=TALK,
    ),
    "session.save": _switched_off("--save/--no-save", "Do not save the session.", SESSION),
    "timeout_s": Option(
        "--timeout", "Seconds to wait for a response.", CONNECTION, takes="SECONDS", default="30"
    ),
    "base_url": Option(
        "--base-url", "Address of the service: a gateway or a test server.", CONNECTION, takes="URL"
    ),
    "headers": Option(
        "--header",
        "Authentication header for --base-url, instead of an API key; ${NAME} stands for an "
        "environment variable. Repeatable.",
        CONNECTION,
        takes="NAME: VALUE",
        repeatable=True,
    ),
    "vertex": Option("--vertex/--no-vertex", "Use Vertex AI on Google Cloud.", CONNECTION),
    "project": Option("--project", "Google Cloud project for Vertex AI.", CONNECTION, takes="ID"),
    "location": Option(
        "--location",
        "Google Cloud location for Vertex AI.",
        CONNECTION,
        takes="NAME",
        default="us-central1",
    ),
    "offline": Option(
        "--offline/--online",
        "Talk with the practice partner on this machine: no key, no network, not Gemini.",
        CONNECTION,
    ),
    "practice.llm": Option(
        "--llm",
        "Language model behind the practice partner: the address of an endpoint, a GGUF file, what "
        "is found on this machine (auto), or none (off). With --offline.",
        CONNECTION,
        takes="URL|FILE|auto|off",
        default="auto",
    ),
    "practice.model": Option(
        "--llm-model",
        "Model to ask that endpoint for.",
        CONNECTION,
        takes="NAME",
        default="the smallest that fits",
    ),
    "theme": Option(
        "--theme", "Colours for the terminal.", OUTPUT, words=Theme, default="dark", commands=TALK
    ),
    "notify": Option(
        "--notify",
        "Notify when a reply begins while the window is not in focus: on the desktop (osc9) or "
        "with a bell.",
        OUTPUT,
        takes="[auto|bell|osc9|off]",
        words=Notify,
        default="off",
        alone="auto",
        commands=TALK,
    ),
}
"""By their keys, in the order in which the help shows those of a group."""


def keys_of(command: str) -> list[str]:
    """Return the keys of the options that `talk` or `say` has."""
    return [key for key, option in OPTIONS.items() if command in option.commands]

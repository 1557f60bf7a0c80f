"""What each Live model can do, one row a model. Code asks the row, never the name."""

from __future__ import annotations

from dataclasses import replace

from livechat.catalog.nearest import nearest
from livechat.catalog.row import Model, Thinking
from livechat.core.talk.usage import Price

__all__ = ["DEFAULT", "MODELS", "Model", "Thinking", "bills_silence", "find", "price", "resolve"]

_NO_THINKING = Thinking("none")
_DYNAMIC = Thinking("budget")
_PRICES = "Gemini API pricing page of 2026-09-15"
_MEASURED = "wire logs of some 120 sessions, published in October 2026"
_READ = "2026-11-30"

_LIVE_38 = Model(
    id="gemini-3.8-live",
    title="Gemini 3.8 Live",
    task="conversation",
    platforms=("gemini", "vertex"),
    vertex_locations=("us", "eu", "us-central1"),
    status="current",
    replacement=None,
    modalities=("audio",),
    system=True,
    thinking=_NO_THINKING,
    tools="any",
    tool_default="non-blocking",
    tool_scheduling=True,
    tool_pictures=True,
    search=True,
    affective="built-in",
    proactive="always",
    silent=True,
    client_content="yes",
    parts="several",
    turn_coverage="activity-and-video",
    takes_ends=True,
    history=True,
    calls_end_turn=False,
    works=False,
    handles="once",
    early_resume_refused_s=1.5,
    session_lock=True,
    temperature=True,
    sampling_deprecated=True,
    input_tokens=131_072,
    session_s=900,
    video_session_s=120,
    price=Price(
        text_in=0.75,
        audio_in=3.00,
        video_in=1.00,
        text_out=4.50,
        audio_out=12.00,
        # "$14 / 1,000 search queries"; a question may take several, and each is charged.
        search=0.014,
        free_searches=5_000,
    ),
    source="Gemini 3.8 Live model page; function calling guide, which lets Gemini 3 models have "
    f"pictures in function responses; {_PRICES}; {_MEASURED}",
    date=_READ,
)
_EXTENDED_38 = replace(
    _LIVE_38,
    id="gemini-3.8-live-extended-thinking",
    title="Gemini 3.8 Live Extended Thinking",
    platforms=("gemini",),
    vertex_locations=(),
    # A level must be sent. The least one answers soonest; who wants more says so.
    thinking=Thinking("level", ("low", "medium", "high"), default="low", required=True),
    tools="non-blocking",
    tool_scheduling=False,
    works=True,
    source=f"Gemini 3.8 Live Extended Thinking model page; {_PRICES}",
)
_LIVE_31 = replace(
    _LIVE_38,
    id="gemini-3.1-flash-live-preview",
    title="Gemini 3.1 Flash Live",
    platforms=("gemini",),
    vertex_locations=(),
    status="preview",
    thinking=Thinking("level", ("minimal", "low", "medium", "high")),
    tools="blocking",
    tool_default="blocking",
    tool_scheduling=False,
    tool_pictures=False,
    affective="no",
    proactive="no",
    silent=False,
    client_content="seed-only",
    handles="per-turn",
    early_resume_refused_s=0.0,
    source=f"Gemini 3.1 Flash Live model page, Live API guide; {_PRICES}",
)
_NATIVE_25 = replace(
    _LIVE_38,
    id="gemini-2.5-flash-native-audio-preview-12-2025",
    title="Gemini 2.5 Flash native audio (December 2025)",
    platforms=("gemini",),
    vertex_locations=(),
    status="preview",
    thinking=_DYNAMIC,
    tool_default="blocking",
    tool_pictures=False,  # 2.5 refuses them, by public reports
    affective="opt-in",
    proactive="opt-in",
    silent=False,
    parts="one",
    turn_coverage="activity",
    history=False,
    calls_end_turn=True,
    handles="per-turn",
    early_resume_refused_s=0.0,
    sampling_deprecated=False,
    price=Price(text_in=0.50, audio_in=3.00, video_in=3.00, text_out=2.00, audio_out=12.00),
    source=f"Live API guide; {_PRICES}",
)
_RETIRED = replace(
    _NATIVE_25,
    id="gemini-2.0-flash-live-001",
    title="Gemini 2.0 Flash Live",
    status="retired",
    replacement=_LIVE_38.id,
    modalities=("audio", "text"),
    thinking=_NO_THINKING,
    affective="no",
    proactive="no",
    calls_end_turn=False,
    input_tokens=None,
    session_s=None,
    video_session_s=None,
    price=None,
    source="Gemini API deprecations page",
)
_ROBOTICS = replace(
    _LIVE_38,
    id="gemini-robotics-er-2-streaming-preview",
    title="Gemini Robotics-ER 2 Streaming",
    platforms=("gemini",),
    vertex_locations=(),
    status="preview",
    modalities=("text",),
    tool_pictures=False,
    affective="no",
    proactive="no",
    silent=False,
    input_tokens=None,
    session_s=None,
    video_session_s=None,
    price=None,
    source="Gemini API models page, which says little more than that it is live and writes; "
    f"abilities of {_LIVE_38.id}",
)
_TRANSLATE = replace(
    _LIVE_38,
    id="gemini-3.5-live-translate-preview",
    title="Gemini 3.5 Live Translate",
    task="translation",
    platforms=("gemini",),
    vertex_locations=(),
    status="preview",
    system=False,
    tools="none",
    tool_scheduling=False,
    tool_pictures=False,
    search=False,
    affective="no",
    proactive="no",
    client_content="no",
    turn_coverage=None,
    takes_ends=False,  # it follows speech, without turns
    temperature=False,
    sampling_deprecated=False,
    video_session_s=None,
    # The page has one price for what goes in and one for what comes out, whatever it is.
    price=Price(text_in=3.50, audio_in=3.50, video_in=3.50, text_out=21.00, audio_out=21.00),
    source=f"Gemini 3.5 Live Translate model page, live translation guide; {_PRICES}",
)

MODELS: tuple[Model, ...] = (
    _LIVE_38,
    _EXTENDED_38,
    _LIVE_31,
    _NATIVE_25,
    replace(
        _NATIVE_25,
        id="gemini-2.5-flash-native-audio-preview-09-2025",
        title="Gemini 2.5 Flash native audio (September 2025)",
    ),
    replace(
        _NATIVE_25,
        id="gemini-live-2.5-flash-native-audio",
        title="Gemini 2.5 Flash native audio (Vertex AI)",
        platforms=("vertex",),
        status="current",
        input_tokens=128_000,
        source=f"Gemini 2.5 Flash with Live API, Vertex AI model page; {_PRICES}",
    ),
    _ROBOTICS,
    _TRANSLATE,
    replace(
        _TRANSLATE,
        id="gemini-3.5-transcribe-live",
        title="Gemini 3.5 Transcribe Live",
        task="transcription",
        status="current",
        modalities=("text",),
        input_tokens=None,
        session_s=600,
        price=None,
        source="Live transcription guide",
    ),
    replace(
        _RETIRED,
        id="gemini-live-2.5-flash-preview",
        title="Gemini 2.5 Flash Live",
        thinking=_DYNAMIC,
    ),
    _RETIRED,
    replace(
        _RETIRED,
        id="gemini-2.0-flash-live-preview-04-09",
        title="Gemini 2.0 Flash Live (April 2025)",
        platforms=("gemini", "vertex"),
    ),
    replace(_RETIRED, id="gemini-2.0-flash-live", platforms=("gemini", "vertex")),
    replace(
        _RETIRED,
        id="gemini-2.0-flash-exp",
        title="Gemini 2.0 Flash (experimental)",
        platforms=("gemini", "vertex"),
    ),
)
"""Every model livechat knows, newest and most useful first, retired ones last."""

DEFAULT = _LIVE_38.id
"""The model used when nobody chooses; also the newest, whose abilities an unknown id borrows."""

_BY_ID = {model.id: model for model in MODELS}


def find(model_id: str) -> Model | None:
    """Return the row of a model, or None when livechat does not know it.

    A path is allowed: `models/…`, `publishers/google/models/…`, `projects/…/models/…`.
    """
    return _BY_ID.get(_bare(model_id))


def resolve(model_id: str) -> tuple[Model, str | None]:
    """Return the row to work with, and a sentence of warning if there is a doubt about it.

    A retired model keeps its own row. An unknown one borrows the newest model's abilities, under
    its own id and without a price.
    """
    row = find(model_id)
    if row is None:
        bare = _bare(model_id)
        in_use = [model.id for model in MODELS if model.status != "retired"]
        near = nearest(bare, in_use)
        warning = (
            f"livechat does not know the model {bare}"
            + (f"; did you mean {near}?" if near else ".")
            + f" Treating it like {DEFAULT}."
        )
        borrowed = f"not documented here; abilities of {DEFAULT}"
        row = replace(_LIVE_38, id=bare, title=bare, price=None, source=borrowed)
        return replace(row, turn_coverage=None), warning
    if row.status == "retired":
        return row, f"{row.id} is retired and may be switched off; use {row.replacement} instead."
    return row, None


def price(model_id: str) -> Price | None:
    """What a model costs; None: unknown."""
    row = find(model_id)
    return row.price if row else None


def bills_silence(model_id: str) -> bool:
    """Whether a model is known to be paid for all it listens to, and not for speech alone.

    Those are the ones that always listen for whether they are meant (PROTOCOL §11.5).
    """
    row = find(model_id)
    return row is not None and row.proactive == "always"


def _bare(model_id: str) -> str:
    return model_id.rpartition("/")[2]

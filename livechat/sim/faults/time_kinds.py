"""Ways in which nothing comes, or comes late, or in a strange form."""

from __future__ import annotations

from typing import Final

from livechat.sim.faults.kind import AFTER, ANYWHERE, DURING, IN_ANSWER, SETUP, SKIP, Kind

TIME_KINDS: Final = (
    # Nothing comes, or late
    Kind(
        "stall",
        "Sends nothing for `seconds`, 0 for ever, then what has waited. Answers pings.",
        "Notices that nothing comes, says so, and lets the user cancel or ask again.",
        ("during", "setup", "before"),
        options={"seconds": 3.0},
    ),
    Kind(
        "half-open",
        "Stops responding, even to pings and closes, while the TCP connection stays open.",
        "Notices by a ping or the missing answer, and does not wait for ever for a close.",
        ANYWHERE,
    ),
    Kind(
        "slow-link",
        "Lets only `bytes_per_second` through, in each direction.",
        "Buffers sound before it plays, and drops old microphone sound rather than fall behind.",
        SETUP,
        turns=False,
        options={"bytes_per_second": 16_000},
    ),
    Kind(
        "slow-start",
        "Holds the answer back for `seconds` before its first message.",
        "Shows that it is waiting for the answer.",
        ("before",),
        options={"seconds": 2.0},
    ),
    Kind(
        "late-turn-complete",
        "Sends turnComplete `seconds` after the time for it.",
        "Is ready for the next question once the sound was heard.",
        AFTER,
        options={"seconds": 3.0},
    ),
    Kind(
        "missing-turn-complete",
        "Sends generationComplete and never turnComplete.",
        "Counts the answer as complete some time after it was heard to the end.",
        AFTER,
    ),
    Kind(
        "interrupted-without-end",
        "Sends interrupted and never turnComplete; acts only on answers that are interrupted.",
        "Counts what comes after the user's next words as the next answer.",
        AFTER,
    ),
    Kind(
        "interrupted-when-done",
        "Holds turnComplete back until the user begins to speak or type, and sends interrupted "
        "before it.",
        "Does not call an answer interrupted that was heard to its end.",
        AFTER,
    ),
    Kind(
        "only-updates",
        "Begins an answer, then sends nothing but a sessionResumptionUpdate every `seconds`.",
        "Notices that the answer has stopped: updates are no part of it.",
        DURING,
        options={"seconds": 5.0},
    ),
    Kind(
        "only-usage",
        "Begins an answer, then sends nothing but a usageMetadata every `seconds`.",
        "Notices that the answer has stopped: counts are no part of it.",
        DURING,
        options={"seconds": 1.0},
    ),
    Kind(
        "silent-after-result",
        "Says nothing after a function's result until text comes by realtimeInput.",
        "Notices the silence, and sends some text if nothing else helps.",
        DURING,
    ),
    # Messages that are not right
    Kind(
        "malformed",
        "Sends a frame of JSON that was cut off, and one that never was JSON.",
        SKIP,
        IN_ANSWER,
    ),
    Kind(
        "wrong-types",
        "Sends messages with wrong types in known fields: a list as text, sound that is not "
        "base64, words as a boolean and as a count.",
        SKIP,
        IN_ANSWER,
    ),
    Kind(
        "oversized",
        "Sends a message of more than 2 MiB, mostly silence; the Python SDK takes 1 MiB.",
        "Takes messages as large as they come, or reconnects and says why.",
        IN_ANSWER,
    ),
    Kind(
        "empty-frame",
        "Sends a frame of no bytes.",
        "Ignores it.",
        IN_ANSWER,
    ),
    Kind(
        "unknown-fields",
        "Adds unknown fields to the messages of an answer, and sends a message of unknown kind.",
        "Ignores what it does not know.",
        DURING,
    ),
    Kind(
        "text-frames",
        "Sends compact JSON in text frames instead of indented JSON in binary ones.",
        "Reads both.",
        SETUP,
        turns=False,
    ),
    Kind(
        "null-messages",
        "Sends messages of null, of nothing, and a setup_complete in snake case.",
        "Ignores what holds nothing.",
        IN_ANSWER,
    ),
    Kind(
        "snake-case",
        "Writes the keys of all messages in snake_case.",
        "Reads both spellings.",
        SETUP,
        turns=False,
    ),
    Kind(
        "sound-format",
        "Names the format of its sound as `mime` says; sound is truly coded for audio/pcmu.",
        "Plays PCM however it is spelled, and says so when it cannot play what comes.",
        SETUP,
        turns=False,
        options={"mime": "audio/L16;codec=pcm;rate=24000"},
    ),
)

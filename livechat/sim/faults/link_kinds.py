"""Ways in which a connection goes wrong: it is not opened, it ends, it cannot be resumed."""

from __future__ import annotations

from typing import Final

from livechat.sim.faults.kind import ANYWHERE, BACK_OFF, DURING, HANDSHAKE, SETUP, SETUP_FIRST, Kind

LINK_KINDS: Final = (
    # The connection is not opened
    Kind(
        "refuse",
        "Cuts the connection before any HTTP answer.",
        BACK_OFF,
        HANDSHAKE,
        turns=False,
    ),
    Kind(
        "unauthorized",
        "Answers the handshake with HTTP 401.",
        "Names where the credential came from, never its value, and does not try again.",
        HANDSHAKE,
        turns=False,
    ),
    Kind(
        "forbidden",
        "Answers the handshake with HTTP 403.",
        "Says that the credential lacks a permission, and does not try again.",
        HANDSHAKE,
        turns=False,
    ),
    Kind(
        "too-many-requests",
        "Answers the handshake with HTTP 429 and a Retry-After of `seconds`, rounded up.",
        "Waits as long as Retry-After says before it tries again.",
        HANDSHAKE,
        turns=False,
        options={"seconds": 1.0},
    ),
    Kind(
        "unavailable",
        "Answers the handshake with HTTP 503.",
        BACK_OFF,
        HANDSHAKE,
        turns=False,
    ),
    Kind(
        "slow-handshake",
        "Waits `seconds` before it answers the handshake.",
        "Has a time limit for connecting, shows that it is connecting, and can be cancelled.",
        HANDSHAKE,
        turns=False,
        options={"seconds": 2.0},
    ),
    # The connection ends
    Kind(
        "silent-setup",
        "Never answers the setup; the connection stays open, and pings are answered.",
        "Has a time limit for setupComplete of its own: the SDKs have none.",
        SETUP,
        turns=False,
    ),
    Kind(
        "close",
        "Closes the connection with `code` and `reason`, which is by default the code's usual one.",
        "Shows the reason, resumes with the last handle after 1000, 1001, 1006 and 1011, and once "
        "after 1008 in a call that had answered; does not repeat what was refused with 1007.",
        ANYWHERE,
        options={"code": 1011, "reason": None},
    ),
    Kind(
        "internal-error",
        "Closes with 1011 `Internal error encountered.`",
        BACK_OFF,
        ANYWHERE,
    ),
    Kind(
        "quota",
        "Closes with 1011 and the words of a spent quota.",
        "Says that the quota is spent; trying again at once only spends more.",
        SETUP_FIRST,
    ),
    Kind(
        "rate-limit",
        "Closes with 1011 `Rate limit exceeded; try again in N s`, where N is `seconds`.",
        "Waits as long as the words say, then continues with the last handle.",
        ANYWHERE,
        options={"seconds": 5.0},
    ),
    Kind(
        "too-many-sessions",
        "Closes with 1011 `There are too many concurrent sessions.`",
        BACK_OFF,
        ANYWHERE,
    ),
    Kind(
        "no-credits",
        "Closes with 1011 `Your prepayment credits are depleted.`",
        "Says that the credits are spent, and does not try again.",
        ANYWHERE,
    ),
    Kind(
        "aborted-at-age",
        "Closes with 1008 `The operation was aborted.` once the connection is `seconds` old.",
        "Continues with the newest handle: the call was in order.",
        SETUP,
        turns=False,
        options={"seconds": 150.0},
    ),
    Kind(
        "deadline",
        "Closes with 1011 `Deadline expired before operation could complete.`",
        "Reconnects with the last handle.",
        ANYWHERE,
    ),
    Kind(
        "invalid-argument",
        "Closes with 1007 `Request contains an invalid argument.`",
        "Says which settings may not fit the model, and never sends the same again.",
        SETUP_FIRST,
    ),
    Kind(
        "not-found",
        "Closes with 1008 and says that the model is not found.",
        "Names the model and the API version, and suggests one that exists.",
        SETUP_FIRST,
    ),
    Kind(
        "abort",
        "Resets the TCP connection without a close frame: code 1006 to the client.",
        "Reconnects after a pause, with the last handle.",
        ANYWHERE,
    ),
    Kind(
        "go-away",
        "Sends goAway with `seconds` left, and closes the connection after them.",
        "Takes goAway by a timer, closes the connection itself in a pause, and resumes.",
        ANYWHERE,
        options={"seconds": 1.0},
    ),
    Kind(
        "go-away-untimed",
        "Sends goAway without timeLeft, and closes the connection `seconds` later.",
        "Leaves in the next pause, within some seconds, and not in the middle of a word.",
        ANYWHERE,
        options={"seconds": 5.0},
    ),
    Kind(
        "tool-call-across-go-away",
        "Sends goAway right after a toolCall, then nothing, and closes `seconds` later; acts only "
        "on answers with a tool call.",
        "Keeps the result, resumes with the newest handle, and sends it there: the call survives.",
        DURING,
        options={"seconds": 0.5},
    ),
    Kind(
        "lost-session",
        "Refuses any resumption handle with 1008 `BidiGenerateContent session not found`.",
        "Drops the handle and starts a new session from the transcript it kept.",
        SETUP,
        turns=False,
    ),
    Kind(
        "never-resumable",
        "Says resumable=false in every sessionResumptionUpdate, and gives no handle.",
        "Says that the session cannot be resumed, and starts a new one when it is cut.",
        SETUP,
        turns=False,
    ),
    Kind(
        "handle-expires",
        "Refuses a handle with 1008 `BidiGenerateContent session not found` once it is `seconds` "
        "old.",
        "Drops the handle when it is too old, and starts a new session from the transcript.",
        SETUP,
        turns=False,
        options={"seconds": 7200.0},
    ),
    Kind(
        "early-resume",
        "Refuses a handle with 1011 `Internal error encountered.` for `seconds` after the last "
        "connection of its session ended, unless that was in the middle of an answer.",
        "Retries a second later, keeps the handle, and does not bother the user so soon.",
        SETUP,
        turns=False,
        options={"seconds": 1.5},
    ),
    Kind(
        "locked-session",
        "Refuses a handle with 1011 `Internal error encountered.` for `seconds` after the last "
        "connection of its session was lost without a close, and with 1008 from then on.",
        "Sends a close on the old connection, retries for some seconds, then starts a new session.",
        SETUP,
        turns=False,
        options={"seconds": 480.0},
    ),
    Kind(
        "forgotten-session",
        "Accepts a handle but forgets the conversation, which shows in the prompt tokens.",
        "Notices that the prompt tokens have fallen, says so, and sends the history again.",
        SETUP,
        turns=False,
    ),
)

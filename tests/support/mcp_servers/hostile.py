"""MCP servers that do what none should, by the word that is their argument.

Without the SDK: they start in an instant, and say what no SDK would let them say.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from typing import Any

MANNER = sys.argv[1]

LOCK = threading.Lock()

TEXT = {"type": "object", "properties": {"x": {"type": "string"}}}


def send(message: dict[str, Any]) -> None:
    with LOCK:
        sys.stdout.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
        sys.stdout.flush()


def tool(name: object, schema: object = TEXT, **more: Any) -> dict[str, Any]:
    return {"name": name, "inputSchema": schema, **more}


def tools(page: str | None) -> dict[str, Any]:
    """Answer `tools/list`."""
    match MANNER:
        case "lies":
            deep: dict[str, Any] = {"type": "string"}
            for _ in range(40):
                deep = {"type": "object", "properties": {"x": deep}}
            return {
                "tools": [
                    tool("none", None),
                    tool("text", "object"),
                    tool("list", [1, 2]),
                    tool("array", {"type": "array"}),
                    tool("ring", {"type": "object", "properties": {"x": {"$ref": "#"}}}),
                    tool("deep", deep),
                    tool(
                        "fine",
                        description=7,
                        annotations={"readOnlyHint": "yes"},
                        outputSchema={"type": "nonsense"},
                        icons="none",
                    ),
                    tool("reads", annotations={"readOnlyHint": True}),
                    {"inputSchema": TEXT},
                    "no function",
                    tool(["a", "list"]),
                ]
            }
        case "many":
            start = int(page or 0)
            named = [tool(f"tool_{n}", description="d" * 40) for n in range(start, start + 50)]
            more = {"nextCursor": str(start + 50)} if start < 150 else {}
            return {"tools": named, **more}
        case "pages":
            number = int(page or 0)
            return {"tools": [tool(f"t{number}")], "nextCursor": str(number + 1)}
        case "too-many":
            return {"tools": [tool(f"t{n}") for n in range(600)]}
        case "markup":
            return {
                "tools": [
                    tool("clean", description="\x1b[2Jwipe\x07 [red]me[/red]\nsecond \u202eline"),
                    tool("\x1b[2Jwipe", description="a name that steers"),
                    tool("twice", description="first"),
                    tool("twice", description="second"),
                    tool("n" * 129),
                    tool(""),
                ]
            }
        case "changes":
            return {"tools": [tool("go"), tool(f"at_{time.monotonic_ns()}")]}
        case _:
            return {"tools": [tool("go", description="Go.")]}


def call(number: object, params: dict[str, Any]) -> None:
    """Answer `tools/call`."""
    match MANNER:
        case "hang-call":
            return
        case "die-call":
            sys.stderr.write("some words\nout of cheese\n")
            sys.stderr.flush()
            os._exit(3)
        case "big":
            sys.stdout.write(f'{{"jsonrpc":"2.0","id":{number},"result":{{"content":[')
            sys.stdout.write('{"type":"text","text":"')
            for _ in range(100):
                sys.stdout.write("x" * 1_000_000)
            sys.stdout.write('"}]}}\n')
            sys.stdout.flush()
            return
        case "long":
            send_text(number, "word " * 400_000)
        case "progress":
            token = params.get("_meta", {}).get("progressToken")
            at = 0
            while True:
                at += 1
                told = {"progressToken": token, "progress": at, "message": f"\x1b[31mstep {at}"}
                send({"method": "notifications/progress", "params": told})
        case "pid":
            send_text(number, f"{os.getpid()} {os.getppid()}")
        case "markup":
            send_text(number, "\x1b[2J[bold]done[/bold]")
        case "odd-result":
            send({"id": number, "result": {"content": [{"type": "smell", "of": "rain"}]}})
        case "junk-call":
            while True:
                sys.stdout.write("log line that is no JSON\n" * 1000)
        case "secret":
            error = {"code": -32000, "message": f"wrong key {os.environ['API_KEY']}"}
            send({"id": number, "error": error})
        case _:
            send_text(number, "gone")


def send_text(number: object, text: str) -> None:
    result = {"content": [{"type": "text", "text": text}], "resultType": "complete"}
    send({"id": number, "result": result})


def change() -> None:
    while True:
        send({"method": "notifications/tools/list_changed"})


def serve() -> None:
    match MANNER:
        case "hang-start":
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            sys.stderr.write("loading the world\n")
            sys.stderr.flush()
            time.sleep(3600)
        case "die-start":
            sys.stderr.write("Traceback\nKeyError: 'TOKEN'\n")
            sys.exit(2)
        case "banner":
            sys.stdout.write("Welcome to the server!\n")
            sys.exit(0)
        case "junk":
            while True:
                sys.stdout.write("log line that is no JSON\n" * 1000)
        case "chatty":
            sys.stdout.write("Server is starting…\n")
            sys.stdout.flush()
    for line in sys.stdin:
        message = json.loads(line)
        number = message.get("id")
        match message.get("method"):
            case "initialize" if MANNER == "modern":
                send({"id": number, "error": {"code": -32601, "message": "Method not found"}})
            case "initialize":
                told = {
                    "protocolVersion": message["params"]["protocolVersion"],
                    "capabilities": {"tools": {"listChanged": True}},
                    "serverInfo": {"name": MANNER, "version": "1"},
                }
                send({"id": number, "result": told})
                if MANNER == "changes":
                    threading.Thread(target=change, daemon=True).start()
            case "server/discover" if MANNER == "modern":
                told = {
                    "supportedVersions": ["2026-07-28"],
                    "capabilities": {"tools": {}},
                    "resultType": "complete",
                    "ttlMs": 0,
                    "cacheScope": "private",
                }
                send({"id": number, "result": told})
            case "server/discover":
                sys.exit(1)
            case "tools/list" if MANNER == "die-list":
                sys.exit(4)
            case "tools/list":
                answer = tools((message.get("params") or {}).get("cursor"))
                if MANNER == "modern":
                    answer |= {"resultType": "complete", "ttlMs": 0, "cacheScope": "private"}
                send({"id": number, "result": answer})
            case "tools/call":
                call(number, message["params"])
                if MANNER == "pid":  # and hears nothing any more, its own end included
                    signal.signal(signal.SIGTERM, signal.SIG_IGN)
                    time.sleep(3600)
            case _ if number is not None:
                send({"id": number, "error": {"code": -32601, "message": "Method not found"}})


serve()

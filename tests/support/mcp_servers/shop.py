"""A good MCP server, written with the SDK: over its pipes, or over HTTP with a port as argument."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import Any, Literal

from mcp.server.mcpserver import Context, Image, MCPServer
from mcp_types import ToolAnnotations
from pydantic import BaseModel

READS = ToolAnnotations(read_only_hint=True)

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)

shop = MCPServer("shop")


class Item(BaseModel):
    name: str
    size: Literal["S", "M", "L"] = "M"
    note: str | None = None


@shop.tool(annotations=READS, title="Stock")
def check_stock(item: str) -> dict[str, Any]:
    """Say how many of an item there are."""
    return {"item": item, "count": 12}


@shop.tool(annotations=READS)
def count(word: str) -> int:
    """Count the letters of a word."""
    return len(word)


@shop.tool()
def order(items: list[Item], urgent: bool = False) -> str:
    """Order items."""
    path = os.environ.get("ORDERS")
    if path:
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(f"{[item.name for item in items]} {urgent}\n")
    return f"Ordered {', '.join(item.name for item in items)}."


@shop.tool(annotations=READS)
def picture(item: str) -> Image:
    """Show an item."""
    return Image(data=PIXEL, format="png")


@shop.tool()
async def pack(context: Context, boxes: int = 3) -> str:
    """Pack boxes, one after the other."""
    for box in range(1, boxes + 1):
        await context.report_progress(box, boxes, f"box {box} of {boxes}")
    return "Packed."


def _write(file: str, text: str) -> None:
    Path(file).write_text(text, encoding="utf-8")


@shop.tool()
async def wait(context: Context, file: str) -> str:
    """Wait for ever, and write down being told to stop."""
    _write(file, "waiting")
    try:
        await asyncio.sleep(3600)
    except asyncio.CancelledError:
        _write(file, "told to stop")
        raise
    return "Never."


@shop.tool()
def fail() -> str:
    """Fail."""
    raise ValueError("The shelf is empty.")


@shop.tool(annotations=READS)
def environment() -> dict[str, str]:
    """Return the variables that this server sees."""
    return dict(os.environ)


@shop.tool()
async def extend(context: Context) -> str:
    """Offer one function more from now on."""

    def refund(number: int) -> str:
        """Pay back."""
        return f"Paid back {number}."

    shop.add_tool(refund)
    await context.session.send_tool_list_changed()
    return "There is refund now."


if __name__ == "__main__":
    if len(sys.argv) > 1:
        shop.run("streamable-http", port=int(sys.argv[1]))
    else:
        shop.run()

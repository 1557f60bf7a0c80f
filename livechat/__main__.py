"""The `livechat` program; `python -m livechat` is the same."""

from __future__ import annotations

import sys


def main() -> None:
    """Import the rest and run it; Ctrl-C may come at any time."""
    try:
        from livechat.cli.main import run

        run()
    except KeyboardInterrupt:
        sys.exit(130)  # 128 + SIGINT


if __name__ == "__main__":
    main()

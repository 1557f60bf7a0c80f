"""`python -m livechat` is `livechat`."""

from livechat.cli.main import run

if __name__ == "__main__":
    run()

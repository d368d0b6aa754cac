#!/bin/sh
# The environment of the tools the product is measured beside: build/peers, made anew when requirements/bench.txt changes.
set -eu
cd "$(dirname "$0")/.."
UV=${UV:-.boot/bin/uv}
[ -x "$UV" ] || UV=uv
MADE=build/peers/made-from
if cmp -s requirements/bench.txt "$MADE"; then exit 0; fi
mkdir -p build
"$UV" venv --quiet --clear --python .venv/bin/python build/peers
"$UV" pip install --quiet --python build/peers/bin/python --require-hashes --requirement requirements/bench.txt
cp requirements/bench.txt "$MADE"

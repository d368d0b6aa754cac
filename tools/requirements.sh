#!/bin/sh
# Compile the exact, hashed requirement files. No index and no address is written: everyone installs from their own.
set -eu
cd "$(dirname "$0")/.."
UV=${UV:-.boot/bin/uv}
[ -x "$UV" ] || UV=uv
compile() {
    "$UV" pip compile pyproject.toml requirements/build.in "$@" --quiet --universal --python-version 3.11 \
        --generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links
}
compile --extra postgres --extra mysql --output-file requirements/run.txt
# The second file starts from the first, so that no library has two versions.
compile --extra dev --constraints requirements/run.txt --output-file requirements/dev.txt
# Beside the others: who wants a Spark warehouse adds it to either.
"$UV" pip compile requirements/spark.in --output-file requirements/spark.txt --quiet --universal --python-version 3.11 \
    --generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links
# What `make bench` compares with, in an environment of its own.
"$UV" pip compile requirements/bench.in --output-file requirements/bench.txt --quiet --universal --python-version 3.11 \
    --generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links

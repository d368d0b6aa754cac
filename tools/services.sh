#!/usr/bin/env bash
# Services of the tests, from Debian's packages. What already runs is left alone.
#   tools/services.sh            PostgreSQL, MariaDB, Spark with Java, and the browser
#   tools/services.sh browser    the browser alone
set -euo pipefail
cd "$(dirname "$0")/.."

MARIADB=${KPILOOP_TEST_MARIADB:-mysql://root@127.0.0.1:3306}
POSTGRES=${KPILOOP_TEST_POSTGRES:-postgres://postgres@127.0.0.1:5432}

say() { echo "services: $*"; }

# Runs a command with the rights to install packages, or says that it may not.
privileged() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then sudo -n "$@"
    else say "not permitted: $*"; return 1
    fi
}

updated=no
install() {
    command -v apt-get >/dev/null || { say "no apt-get here; install by hand: $*"; return 1; }
    if [ "$updated" = no ]; then
        privileged env DEBIAN_FRONTEND=noninteractive apt-get update -qq </dev/null
        updated=yes
    fi
    privileged env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" </dev/null
}

# answers ADDRESS PORT: whether anything accepts connections there
answers() {
    python3 - "$1" "$2" <<'PYTHON'
import socket, sys
from urllib.parse import urlsplit
parts = urlsplit(sys.argv[1])
socket.create_connection((parts.hostname or "127.0.0.1", parts.port or int(sys.argv[2])), timeout=2).close()
PYTHON
}

start_cluster() {
    local version conf
    version=$(pg_lsclusters -h | awk '{print $1; exit}')
    if [ -z "$version" ]; then
        version=$(ls /usr/lib/postgresql | sort -V | tail -n 1)
        privileged pg_createcluster "$version" main
    fi
    conf="/etc/postgresql/$version/main/pg_hba.conf"
    # Tests sign in as postgres from this machine without a password; nothing listens to other machines.
    privileged sed -i -E 's/^(host +all +all +(127\.0\.0\.1\/32|::1\/128) +).*/\1trust/' "$conf"
    privileged pg_ctlcluster "$version" main restart
}

postgres() {
    if answers "$POSTGRES" 5432 2>/dev/null; then say "PostgreSQL runs"; return; fi
    if [ -n "${KPILOOP_TEST_POSTGRES:-}" ]; then say "nothing answers at KPILOOP_TEST_POSTGRES"; return 1; fi
    command -v pg_ctlcluster >/dev/null || install postgresql
    start_cluster
    for _ in $(seq 30); do answers "$POSTGRES" 5432 2>/dev/null && { say "PostgreSQL started"; return; }; sleep 1; done
    say "PostgreSQL did not start"; return 1
}

mariadb() {
    if answers "$MARIADB" 3306 2>/dev/null; then say "MariaDB runs"; return; fi
    if [ -n "${KPILOOP_TEST_MARIADB:-}" ]; then say "nothing answers at KPILOOP_TEST_MARIADB"; return 1; fi
    command -v mariadbd >/dev/null || command -v mysqld >/dev/null || install mariadb-server
    privileged service mariadb start || privileged service mysql start
    for _ in $(seq 30); do answers "$MARIADB" 3306 2>/dev/null && break; sleep 1; done
    # Tests sign in as root from this machine without a password; Debian lets root in by the socket only.
    privileged mariadb -e "ALTER USER 'root'@'localhost' IDENTIFIED BY ''; FLUSH PRIVILEGES" || return 1
    answers "$MARIADB" 3306 && say "MariaDB started"
}

browser() {
    if [ -n "${KPILOOP_TEST_CHROMIUM:-}" ] || command -v chromium >/dev/null; then say "Chromium is there"
    else install chromium
    fi
    # Without a CJK font every Chinese page is a page of boxes.
    if fc-list :lang=zh 2>/dev/null | grep -q .; then say "Chinese fonts are there"; else install fonts-noto-cjk; fi
}

# Java 17 or newer, and pyspark beside the libraries of the tests; the tests start the cluster themselves.
spark() {
    local started=$SECONDS
    if ! command -v java >/dev/null; then install openjdk-17-jre-headless || install default-jre-headless; fi
    "${PYTHON:-python3}" tools/bootstrap.py dev
    "${PYTHON:-python3}" tools/bootstrap.py spark
    say "Spark is there ($((SECONDS - started)) s)"
}

case "${1:-all}" in
    browser) browser ;;
    spark) spark ;;
    all) postgres; mariadb; spark; browser ;;
    *) echo "usage: tools/services.sh [browser|spark]" >&2; exit 2 ;;
esac

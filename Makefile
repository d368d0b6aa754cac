# KPILoop 绩环: every command starts here. `make` alone lists them.
PYTHON ?= python3
HOME_DIR ?= .kpiloop
HOST ?= 127.0.0.1
PORT ?= 8000
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help bench setup setup-run setup-spark spark run demo assets i18n check format test requirements tables clean-demo

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

##
setup: ## environment for working on the product (skipped when fresh)
	@$(PYTHON) tools/bootstrap.py dev

setup-run:
	@$(PYTHON) tools/bootstrap.py run

setup-spark: ## add pyspark for a Spark warehouse; needs Java 17
	@$(PYTHON) tools/bootstrap.py spark

spark: setup-spark ## a Spark master and two workers on this machine, until Ctrl-C
	@$(BIN)/python tools/spark.py $(ARGS)

run: port-free setup-run assets-built i18n-built ## the demo company, then the pages at http://127.0.0.1:8000
	@$(BIN)/kpiloop --home $(HOME_DIR) demo
	@$(BIN)/kpiloop --home $(HOME_DIR) serve --host $(HOST) --port $(PORT)

demo: setup-run assets-built i18n-built ## build the demo company without serving it
	@$(BIN)/kpiloop --home $(HOME_DIR) demo

assets: setup-run assets-built ## browser files from the package lock (skipped when fresh)

i18n: setup-run i18n-built ## compile the translations

.PHONY: assets-built i18n-built port-free
port-free:
	@$(PYTHON) tools/port.py $(HOST) $(PORT)

assets-built: | setup-run
	@$(BIN)/python tools/assets.py

i18n-built: | setup-run
	@$(BIN)/python tools/translations.py compile

test: setup assets-built i18n-built ## the whole suite: SQLite, PostgreSQL, engines, browser
	@$(BIN)/python tools/suite.py $(TESTS)

check: setup i18n-built ## style, types, contracts, templates, migrations, translations, architecture
	@$(BIN)/python tools/checks.py

format: setup ## rewrite Python and templates in the house style
	@$(BIN)/ruff check --fix --quiet src tests tools
	@$(BIN)/ruff format --quiet src tests tools


tables: setup ## write docs/tables from the models
	@$(BIN)/python tools/tables.py

requirements: setup ## compile requirements/*.txt again after a change of dependencies
	@UV=.boot/bin/uv sh tools/requirements.sh

bench: setup ## measure beside the same by hand and other tools; ROWS=100000000; ARGS="w1 pages edits engines" USERS=50; writes build/bench.json
	@UV=.boot/bin/uv sh tools/peers.sh
	@PYTHONPATH=. $(BIN)/python tools/bench.py $(ARGS)

# The one door of the house. `make` alone lists the words.
.DEFAULT_GOAL := help
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3
UV_PIN := uv>=0.9,<1
SYNC := UV_PROJECT_ENVIRONMENT=$(CURDIR)/$(VENV) $(BIN)/uv sync --frozen --quiet

.PHONY: help setup run demo test check test-parts browser pictures chromium java libgomp clean kills mutants \
  bench bench-formats bench-screening bench-day bench-rules bench-backtest bench-models bench-cluster bench-workbench

help: ## list the words this door knows
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

setup: $(VENV)/.ready ## install everything into .venv

$(VENV)/.ready: pyproject.toml uv.lock package-lock.json tools/assets.py $(wildcard src/tidewaiter/web/locale/*/LC_MESSAGES/*.po)
	@test -x $(BIN)/uv || ($(PYTHON) -m venv $(VENV) && $(BIN)/python -m pip install --quiet --disable-pip-version-check "$(UV_PIN)")
	@$(SYNC) --extra postgres
	@$(BIN)/python -m tidewaiter.identify.matching
	@$(BIN)/python tools/assets.py
	@$(BIN)/python tools/catalogs.py compile
	@touch $@

run: setup ## load reference data, walk the samples, serve http://127.0.0.1:8000 until Ctrl-C
	@$(BIN)/tidewaiter demo --serve

demo: setup ## the same, and exit
	@$(BIN)/tidewaiter demo

test: setup ## the test suite; needs nothing but Python, git and make
	@$(BIN)/python -m pytest -m "not parts" --ignore=tests/browser $(if $(SKIP),--ignore=$(SKIP)) -n 2

check: setup ## ruff, mypy, import-linter and the guard tests
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python -m pytest tests/guard -n 2

test-parts: setup java libgomp ## the store's contract on a real PostgreSQL, started on loopback; history, models; Spark
	@$(SYNC) --extra postgres --extra history --extra spark
	@$(BIN)/python -m pytest -m parts tests/parts tests/contract tests/unit/assess/model tests/unit/cli/test_model.py tests/journey/test_models.py \
	  $(if $(SKIP),--ignore=$(SKIP)) -n 2 --dist loadfile

browser: setup chromium ## each role's day by keyboard alone in a real browser, axe on every page, two invented languages
	@$(SYNC) --extra postgres --group browser
	@$(BIN)/python tools/assets.py --with-dev
	@$(BIN)/python -m pytest tests/browser -n 2

pictures: setup chromium ## a picture of every page in both schemes at two sizes, kept under docs/pictures
	@$(SYNC) --extra postgres --group browser
	@$(BIN)/python tools/assets.py --with-dev
	@TIDEWAITER_PICTURES=docs/pictures $(BIN)/python -m pytest tests/browser/test_pictures.py -n 2
	@TIDEWAITER_PICTURES=docs/pictures TIDEWAITER_PSEUDO=1 $(BIN)/python -m pytest tests/browser/test_languages.py -k "secondary-file or targeting-hit"

kills: setup ## kill the house 60 times while it takes in 9,000 messages; nothing lost, doubled or halved
	@$(BIN)/python -m tests.parts.kills

mutants: setup ## send 20,000 damaged messages to the door; no foreign error, no hang, every refusal with its place
	@$(BIN)/python -m tests.parts.mutants --count 20000 --seed 7

bench: bench-formats bench-day bench-screening bench-rules bench-backtest bench-models bench-workbench ## every benchmark, each beside its peer

bench-formats: setup ## EDIFACT beside pydifact, and one PAXLST from bytes to committed CUSRES
	@$(BIN)/python -m benchmarks.formats

bench-screening: setup ## screening beside logic-v2 and brute force; a day of 1,079,552 travelers; growing lists
	@$(BIN)/python -m benchmarks.screening

bench-rules: setup ## a million records through 300 rules, beside zen-engine, Rust CEL and DuckDB; one record at a time
	@$(SYNC) --extra postgres --group bench
	@$(BIN)/python -m benchmarks.rules

bench-models: setup libgomp ## two boosters, the rules and chance on a border with planted reasons; leaks and proxies found
	@$(SYNC) --extra postgres --group bench-models
	@$(BIN)/python -m benchmarks.models

bench-day: setup ## a scaled day through the whole house, from bytes to read models
	@$(BIN)/python -m benchmarks.day

bench-workbench: setup ## every page with a million encounters stored; a hundred officers at once on both stores
	@$(SYNC) --extra postgres --group bench-workbench
	@$(BIN)/python -m benchmarks.workbench

bench-backtest: setup ## one rule, and the whole ruleset, tried on ten million past encounters
	@$(BIN)/python -m benchmarks.backtest

bench-cluster: setup java ## 1M assessments x 300 rules on a local Spark cluster beside one machine, cell by cell
	@$(SYNC) --extra postgres --extra history --extra spark
	@$(BIN)/python -m benchmarks.cluster

java:
	@command -v java >/dev/null || { [ "$$(id -u)" = 0 ] && apt-get install -y -q openjdk-17-jre-headless >/dev/null; } \
	  || { echo "Spark needs Java 17: apt-get install openjdk-17-jre-headless" >&2; exit 1; }

libgomp:
	@/sbin/ldconfig -p | grep -q libgomp.so.1 || { [ "$$(id -u)" = 0 ] && apt-get install -y -q libgomp1 >/dev/null; } \
	  || { echo "Models need libgomp: apt-get install libgomp1" >&2; exit 1; }

chromium:
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && apt-get install -y -q chromium fonts-dejavu-core >/dev/null; } \
	  || { echo "The browser tests need Chromium: apt-get install chromium" >&2; exit 1; }

clean: ## remove the environment and the local data
	@rm -rf $(VENV) var node_modules src/tidewaiter/web/static/vendor

# `make` alone lists the commands. Needs Python 3.11 or later and make; everything else is fetched into .venv and web/node_modules.

.DEFAULT_GOAL := help
.PHONY: help run test check web client e2e bench faults seeds season replicas previous demo lock clean environment environment-dev chromium programs
MAKEFLAGS += --no-print-directory
.NOTPARALLEL:

# Python of the machine: PYTHON=... on the command line chooses another one.
PYTHON := $(shell for p in "$(PYTHON)" python3 python3.13 python3.12 python3.11 python; do \
	[ -n "$$p" ] && "$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && break; done)
BIN := .venv/bin
WORKERS ?= 2

help: ## List the commands
	@echo "Atende: the self-hosted WhatsApp front desk. Commands:"
	@sed -n 's/^\([a-z0-9-]*\):[^#]*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{printf "%-14s %s\n", $$1, $$2}'

run: environment web ## Install what is missing, then start everything; prints the address and the demo sign-ins
	@$(BIN)/atende run

test: environment-dev web chromium programs ## Everything that can be checked: linters, types, web tests, Python and browser tests
	@code=0; \
	$(MAKE) check || code=1; \
	if [ -f web/package.json ]; then $(BIN)/python tools/webapp.py run test || code=1; fi; \
	ATENDE_CHROMIUM="$$(cat .venv/chromium)" $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -q || code=1; \
	exit $$code

check: environment-dev ## Linters, formatting, who-may-import-whom, types; Python and web (MUST=1: advisories were looked up)
	@code=0; \
	echo "lock files" && $(BIN)/python tools/lock.py --check || code=1; \
	echo "dependencies" && $(BIN)/python tools/audit.py $(if $(MUST),--must) || code=1; \
	echo "ruff" && $(BIN)/ruff check -q . || code=1; \
	echo "ruff format" && $(BIN)/ruff format -q --check . || code=1; \
	echo "import-linter" && $(BIN)/lint-imports --no-logo >.venv/imports.log 2>&1 || { cat .venv/imports.log; code=1; }; \
	echo "pyright" && $(BIN)/pyright --pythonpath $(BIN)/python >.venv/pyright.log 2>&1 || { cat .venv/pyright.log; code=1; }; \
	if [ -f web/package.json ]; then $(BIN)/python tools/webapp.py run check || code=1; fi; \
	[ $$code -eq 0 ] && echo "check: all good" || echo "check: FAILED"; \
	exit $$code

web: environment ## Build the web app into atende/static, when its sources changed
	@$(BIN)/python tools/webapp.py build

client: environment-dev ## Write the API's description and the web app's types of it, after the API changed
	@$(BIN)/python tools/openapi.py && $(BIN)/python tools/webapp.py run client

e2e: environment-dev web chromium ## Only the journeys in a real browser
	@ATENDE_CHROMIUM="$$(cat .venv/chromium)" $(BIN)/python -m pytest -q tests/e2e

bench: environment-dev ## Speed, as ratios against a named rival in the same run
	@$(BIN)/python -m bench

faults: environment-dev web $(if $(FULL),programs) ## Every promise of reliability tried on real processes: kills, lost answers, poison, noise (FULL=1: the long form)
	@$(BIN)/python -m tests.faults $(if $(FULL),--full)

seeds: environment-dev ## The simulation: SEEDS=0-10000, or SEED=4711 with every step told; KIND=remind
	@$(BIN)/python -m tests.simulation $(if $(SEED),--seed $(SEED),--seeds $(or $(SEEDS),0-10000)) $(if $(KIND),--kind $(KIND))

season: environment-dev ## 10,000 bookings reminded over changes of the clock, with workers killed: BOOKINGS=10000 SEED=1
	@$(BIN)/python -m tests.simulation.season --bookings $(or $(BOOKINGS),10000) --seed $(or $(SEED),1)

replicas: environment-dev web programs ## Replace every process behind HAProxy at 200 requests a second; wait for Prometheus' alarm
	@$(BIN)/python -m tests.deploy

previous: environment-dev ## The version before the newest migration, with its own tests, on today's schema: PATHS=tests/flows for less
	@$(BIN)/python tools/previous.py $(PATHS)

demo: environment ## Load the demo businesses into the database of ATENDE_HOME
	@$(BIN)/atende demo load

lock: environment-dev ## Pin every dependency anew, with hashes and without the address of any registry
	@$(BIN)/python tools/lock.py && $(BIN)/python tools/weblock.py

clean: ## Remove everything that was installed or built; the data in ATENDE_HOME stay
	@rm -rf .venv .stamps .pytest_cache .ruff_cache .hypothesis .import_linter_cache test-results web/node_modules web/dist atende/static
	@echo "Clean."

environment environment-dev:
	@if [ -z "$(PYTHON)" ]; then echo "Atende needs Python 3.11 or later, and found none (python3 --version: $$(python3 --version 2>&1)). Install it, or name it: make PYTHON=/path/to/python" >&2; exit 1; fi
	@"$(PYTHON)" tools/environment.py $(if $(findstring dev,$@),dev,run)

chromium: environment-dev
	@$(BIN)/python tools/chromium.py > .venv/chromium

programs: environment-dev
	@$(BIN)/python tools/programs.py caddy haproxy nginx prometheus promtool redis-server

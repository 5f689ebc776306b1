# `make run` starts the hotline with a sample call (DEMO=0: without). `make test` is what .ci/run runs.
# Each target sets up what it needs first; a second time that does nothing.

BIN := .venv/bin
HAS_KAMAILIO = $(shell PATH="$$PATH:/usr/local/sbin:/usr/sbin" command -v kamailio)
DEMO ?= 1

.PHONY: setup setup-test setup-phone run test lint check desk pins

setup:
	@scripts/setup/debian.sh run
	@scripts/setup/python.sh run
	@$(BIN)/python scripts/setup/demo_graph.py

setup-test:
	@scripts/setup/debian.sh test
	@scripts/setup/python.sh test
	@$(BIN)/python scripts/setup/demo_graph.py

# PyAudio and what it is compiled with, for `lingting phone` on an agent's machine.
setup-phone:
	@scripts/setup/debian.sh phone
	@scripts/setup/python.sh phone

run: setup
	@exec $(BIN)/lingting run $(if $(filter 0,$(DEMO)),--no-demo) $(if $(HAS_KAMAILIO),,--direct)

check: setup
	@$(BIN)/lingting check

lint: setup-test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

test: setup-test lint
	@scripts/run_tests.sh

# The agents' page: its built files are committed, so only who changes it needs Node.
desk:
	cd api/desk && npm ci --no-audit --no-fund && npm run build

pins:
	requirements/compile.sh --upgrade

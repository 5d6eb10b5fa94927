# Each target sets up what it needs, then calls one command. `make` alone shows this help.
PYTHON ?= python3
BIN := .venv/bin
INK := $(BIN)/inkpress

.DEFAULT_GOAL := help
.PHONY: help setup demo pick draft check issue preview publish test lint bench accuracy picking lock clean

help: ## show these targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1|/' | awk -F'|' '{printf "%-16s %s\n", $$1, $$2}'

setup: .venv/.ready ## build .venv from the lock (every other target does this by itself)

.venv/.ready: requirements.lock pyproject.toml
	@echo "building .venv from requirements.lock; this takes a minute, once"
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: .venv/.ready ## the whole pipeline, offline, without a key
	@$(INK) demo

pick: .venv/.ready ## fetch what is new and propose a few papers (ARGS="--date 2026-11-23")
	@$(INK) pick $(ARGS)

draft: .venv/.ready ## draft the chosen papers (ARGS="2310.06825 --engine extract")
	@$(INK) draft $(ARGS)

check: .venv/.ready ## what in the posts the papers do not support (ARGS="posts/x.md")
	@$(INK) check $(ARGS)

issue: .venv/.ready ## build the next issue: e-mail and web (ARGS="--date 2026-11-23")
	@$(INK) issue $(ARGS)

preview: .venv/.ready ## write with a live page beside you
	@$(INK) preview $(ARGS)

publish: .venv/.ready ## put the web archive in place (TARGET=dir:PATH)
	@$(INK) publish --target $(TARGET) $(ARGS)

test: .venv/.ready ## run the tests
	@$(BIN)/python -m pytest -n auto $(ARGS)

lint: .venv/.ready ## ruff, mypy, import layers
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports

bench: .venv/.ready ## seconds and memory, beside peers in the same run
	@$(BIN)/python -m tests.bench $(ARGS)

accuracy: .venv/.ready ## measure the claim checker, write docs/accuracy.md
	@$(BIN)/python -m tests.accuracy $(ARGS)

picking: .venv/.ready ## measure the picker, write docs/picking-figures.md
	@$(BIN)/python -m tests.picking $(ARGS)

lock: ## resolve requirements.lock again (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --all-extras --group dev --no-header pyproject.toml -o requirements.lock

clean: ## delete what can be rebuilt (never posts/ or state/)
	rm -rf output .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache build dist

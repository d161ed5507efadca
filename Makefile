# Two commands on a fresh machine: `make run` and `make test`.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin

.PHONY: run test setup dev lint types unit lock clean

setup: .venv/.runtime
dev: .venv/.dev

.venv/bin/python:
	@$(PYTHON) .ci/make_venv.py

.venv/.runtime: .venv/bin/python requirements.lock pyproject.toml
	@test -f .venv/.dev || $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

.venv/.dev: .venv/bin/python requirements-dev.lock pyproject.toml
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@ .venv/.runtime

# The console, with a bundled recording played into a demo room as if it were live.
run: setup
	@$(BIN)/monitor models fetch base
	@$(BIN)/monitor serve --demo --port $(PORT)

# Everything: lint, types, layers, rules, unit, end to end with the real speech model and Chromium.
test: dev lint types
	@$(BIN)/monitor rules check rules/cn-livestream
	@$(BIN)/python -m pytest -n 2 --dist loadfile -m "not slow"
	@$(BIN)/python -m pytest -m slow

lint: dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports

types: dev
	@$(BIN)/mypy

# Locks the versions again, with hashes.
lock: .venv/bin/python
	$(BIN)/python -m pip install --quiet "uv>=0.5"
	$(BIN)/uv pip compile pyproject.toml -q --group dev --generate-hashes --no-header --no-annotate --universal --python-version 3.11 --no-emit-index-url --no-emit-find-links -o requirements-dev.lock
	$(BIN)/uv pip compile pyproject.toml -q --generate-hashes --no-header --no-annotate --universal --python-version 3.11 --no-emit-index-url --no-emit-find-links -c requirements-dev.lock -o requirements.lock

clean:
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache

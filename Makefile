# What a person types here. The two that set a machine up, `run` and `test`, need python3 and make.
# `make run PYTHON=python3.12` chooses the interpreter, `make test ARGS="-k undo"` passes words on.

PY := .venv/bin/python
SET_UP := @python3 tools/set_up.py
KERAS_VERSION := "from importlib.metadata import version; print(version('keras'))"
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help run test check lint types floors pictures bench tables wheel prove-wheel clean dev

help: ## list these targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1@\2/p' $(MAKEFILE_LIST) | \
	while IFS=@ read -r target words; do printf '%-18s %s\n' "$$target" "$$words"; done

run: ## set up what is missing, then open the designer
	$(SET_UP) run
	@$(PY) main.py $(ARGS)

test: dev ## set up what is missing, then run the tests
	@QT_QPA_PLATFORM=offscreen $(PY) -m pytest -n auto --maxprocesses 4 --max-worker-restart 0 --dist loadfile $(ARGS)

check: lint types floors test ## all that has to hold before a change is taken

lint: dev ## style and formatting
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .

types: dev ## static types of designer/
	@$(PY) -m mypy

floors: dev ## who may import whom
	@.venv/bin/lint-imports --no-logo

pictures: dev ## make the pictures of README and docs anew
	@$(PY) tools/pictures.py $(ARGS)

bench: dev ## measure, side by side with bare Qt
	@$(PY) -m benchmarks $(ARGS)

tables: dev ## introspect the installed Keras into the shipped layer table
	@$(PY) -m designer.worker.introspect -o "resources/layers/keras-$$($(PY) -c $(KERAS_VERSION)).json"

wheel: dev ## build the wheel into dist/
	@$(PY) -m build --wheel --no-isolation

prove-wheel: dev ## install the wheel in an empty environment, and use it there
	@$(PY) tools/prove_wheel.py

clean: ## forget what can be made again, .venv included
	rm -rf .venv build dist out .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

dev:
	$(SET_UP) test

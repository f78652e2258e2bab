# Set-up happens by itself, once: `make run` is all that a fresh machine needs besides Python 3.11 to 3.13.
PYTHON ?= $(firstword $(foreach p,python3 python3.13 python3.12 python3.11 python,$(shell $(p) -c 'import sys; print("$(p)") if (3, 11) <= sys.version_info < (3, 14) else None' 2>/dev/null)))
BIN := .venv/bin
RUN_OPTIONS = $(if $(DUMP),"$(DUMP)") $(if $(THEME),--theme "$(THEME)") $(if $(OUTPUTS),--outputs "$(OUTPUTS)") $(ARGS)

.PHONY: help run update read talk report test lab docs check bench clean requirements
.DEFAULT_GOAL := run

run: .venv/ready  ## execute the notebooks: make run DUMP=path THEME=name ARGS="--only 02 --force"
	@$(BIN)/python -m helpers run $(RUN_OPTIONS)

update: .venv/ready  ## run a dump and say what changed since another: make update DUMP=new.jsonl BASE=run-or-dump
	@$(BIN)/python -m helpers run $(RUN_OPTIONS) $(if $(BASE),--set base="$(BASE)")

read: .venv/ready  ## say what a dump holds, before anything is made of it: make read DUMP=path
	@$(BIN)/python -m helpers read $(if $(DUMP),"$(DUMP)") $(ARGS)

talk: .venv/ready  ## write the deck of slides: make talk DUMP=path ARGS="--style dark --template MY.pptx"
	@$(BIN)/python -m helpers talk $(RUN_OPTIONS)

report: .venv/ready  ## write one page with all findings, and a digest to mail: make report DUMP=path
	@$(BIN)/python -m helpers report $(RUN_OPTIONS)

test: .venv/ready  ## run all tests
	@$(BIN)/python -m pytest -n 2 --dist loadgroup $(ARGS)

lab: .venv/ready  ## open JupyterLab on the notebooks: make lab DUMP=path
	@$(BIN)/python -m helpers lab $(RUN_OPTIONS)

check: .venv/ready  ## lint and formatting of code and notebooks, and the types of five rooms
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/basedpyright --pythonpath $(BIN)/python

bench: .venv/ready  ## measure speed and memory, write benchmarks/results.json
	@$(BIN)/python -m benchmarks $(ARGS)

docs: .venv/ready  ## build the site of documentation, readable without a network: outputs/site/html/index.html
	@$(BIN)/python -m docs $(ARGS)

clean: .venv/ready  ## empty the shared cache and tell how large it was
	@$(BIN)/python -m helpers clean

help:  ## list the targets; all settings: .venv/bin/python -m helpers settings
	@sed -n 's/^\([a-z]*\):[^#]*## /\1\t/p' Makefile | expand -t 14

requirements: .venv/ready  ## pin the newest versions that pyproject.toml allows
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --no-annotate --extra dev --python-version 3.11 $(ARGS) pyproject.toml -o requirements.txt

.venv/ready: requirements.txt
	@test -n "$(PYTHON)" || { echo "No Python 3.11, 3.12 or 3.13 was found; install one, or name it: make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -m venv --clear .venv >/dev/null 2>&1 || { echo "$(PYTHON) cannot make virtual environments; install its venv module (Debian: apt install python3-venv)."; exit 1; }
	@echo "Installing into .venv (once; about 1.7 GB)" && $(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@VIRTUAL_ENV=.venv $(BIN)/uv pip sync --quiet --require-hashes --compile-bytecode requirements.txt && VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --no-deps --editable . && touch $@

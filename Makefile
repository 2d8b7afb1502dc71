# Everything a contributor does. Needs git, make and Python 3.11 or later; the rest is set up in .venv, as uv.lock says.
.POSIX:
.PHONY: setup demo test check suites wheel bench clean

PYTHON = python3
# Any uv that is installed will do; without one, a private copy.
UV = $$(command -v uv || echo .venv-uv/bin/uv)
NOW = 2026-11-22

setup:
	@command -v uv >/dev/null || test -x .venv-uv/bin/uv || { \
	  $(PYTHON) -m venv .venv-uv && .venv-uv/bin/pip install --quiet --disable-pip-version-check 'uv>=0.9'; }
	@$(UV) sync --quiet --locked --compile-bytecode

# The shipped sample has every fault that the rules know, so the check fails: exit code 1 is what should happen.
demo: setup
	@.venv/bin/schoolgate check portal-sync data/portal-sync/faulty --as-of $(NOW) || test $$? -eq 1

test: setup
	@.venv/bin/pytest -n auto -q

# What CI asks besides the tests.
check: setup
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/schoolgate suites check
	.venv/bin/python docs/generate.py check

# Compile the rules to expectations/*.json and to the documentation.
suites: setup
	.venv/bin/schoolgate suites write
	.venv/bin/python docs/generate.py write

# The wheel holds schoolgate/ alone and runs from an empty environment in any folder.
wheel: setup
	sh tests/wheel.sh $(UV)

bench: setup
	.venv/bin/python benchmarks/check.py
	.venv/bin/python benchmarks/docs.py

clean:
	rm -rf .venv .venv-uv dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

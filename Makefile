# The commands of every day; `make` alone lists them.

.PHONY: help run test soak fuzz bench lint setup plugins pictures

# What is run once more with requests alternating between two nodes on one database.
TWO_NODES = accounts:: alerts:: chat:: discord:: faults::a_clock faults::a_mail favourites:: guests:: jobs:: journey:: ledger:: letters:: lives:: \
	members:: messages:: missions:: model:: preferences:: privacy:: rules:: ruling:: scenarios:: schedule:: search:: sign_ups:: statistics::

help: ## list these commands
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 8

run: ## start everything with the demo cities; Ctrl-C stops it
	@.ci/setup
	@exec cargo run --locked -p platform --bin jemengage -- demo

test: ## run every test
	@.ci/setup --test
	cargo test --workspace --locked
	TESTS_NODES=2 cargo test --workspace --locked --test it -- $(TWO_NODES)

soak: ## run the faults that take minutes; as root also a full disk
	@.ci/setup
	cargo test --workspace --locked --test soak -- --test-threads=2 --nocapture

fuzz: ## have a fuzzing client look for answers outside the API's description
	@.ci/setup
	@.ci/fuzz

bench: ## run the benchmarks: one line a figure
	@.ci/setup --bench
	cargo build --release --locked -p platform -p tests --bin jemengage --bin bench
	target/release/bench

pictures: ## take the README's pictures from the demo
	@.ci/setup --test
	cargo run --locked -p tests --bin pictures

lint: ## check formatting, warnings, architecture and generated files
	@.ci/setup --lint
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	@.ci/lint

plugins: ## build the components of the guests, after their sources changed
	@rustup target add wasm32-unknown-unknown
	@.ci/plugins

setup: ## install what the machine lacks, or say what that is
	@.ci/setup

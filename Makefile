# What a contributor types. Everything but lint needs only Go and make.

GO      ?= go
# The file or directory that `make run` checks.
FILE    ?= testdata/{asa,fortigate,paloalto,pfsense,opnsense,strongswan}/**
# Folder of real exports for the corpus tests; they are skipped without it.
CORPUS  ?=
# How long each fuzz target runs: a number of inputs or a time.
FUZZTIME ?= 10s
FUZZJOBS ?= 2

version := $(shell git describe --tags --always --dirty 2>/dev/null)
commit  := $(shell git rev-parse HEAD 2>/dev/null)
date    := $(shell git log -1 --format=%cI 2>/dev/null)
cli     := github.com/vpnlint/vpnlint/cmd/internal/cli
ldflags := -s -w -X $(cli).buildVersion=$(version) -X $(cli).buildCommit=$(commit) -X $(cli).buildDate=$(date)

.PHONY: all build run test bench fuzz lint corpus oracle hook release-check vulncheck reproducible clean

all: build

# Version and commit come in by -ldflags, so that the same commit gives the same
# bytes in any folder.
build:
	CGO_ENABLED=0 $(GO) build -trimpath -buildvcs=false -ldflags '$(ldflags)' -o vpnlint ./cmd/vpnlint

# Findings give exit status 1, which is no failure of this target; a file that
# cannot be judged (3) or a wrong flag (2) is one.
run: build
	@./vpnlint $(ARGS) '$(FILE)' || test $$? -eq 1

test:
	$(GO) vet ./...
	$(GO) test ./...

lint:
	@unformatted=$$(gofmt -l cmd parser rules vendors); \
	if [ -n "$$unformatted" ]; then echo "run gofmt -w on:"; echo "$$unformatted"; exit 1; fi
	$(GO) vet ./... && $(GO) vet ./cmd/internal/bench/main.go
	$(GO) tool staticcheck ./...
	$(GO) run github.com/rhysd/actionlint/cmd/actionlint@v1.7.12

# What is made of the rules and of a real run: docs/rules, docs/run.svg and the run
# in the README. The tests compare them.
.PHONY: docs
docs:
	$(GO) test ./cmd/vpnlint -run 'TestRulePages|TestPictureInDocs' -update

bench: build
	$(GO) run ./cmd/internal/bench/main.go -vpnlint ./vpnlint

# Each fuzz target for a short while: enough to catch what a change broke. A count
# of inputs (2000x) takes about the same work everywhere; a time (10m) is for nights.
fuzz:
	@$(GO) list -f '{{.Dir}} {{.ImportPath}}' ./... | while read -r dir pkg; do \
	  for target in $$(cat "$$dir"/*_test.go 2>/dev/null | sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\)(.*/\1/p'); do \
	    echo "$$pkg $$target"; $(GO) test "$$pkg" -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 10x -parallel $(FUZZJOBS) || exit 1; \
	  done; done

corpus:
ifeq ($(CORPUS),)
	@echo "skipped: make corpus CORPUS=/path/to/exports"
else
	CORPUS='$(abspath $(CORPUS))' $(GO) test -count=1 -v -run Corpus ./...
endif

# The strongSwan reader against a real charon, in namespaces of its own; skipped
# where charon is not installed (Debian: strongswan-charon strongswan-swanctl).
oracle:
	@out=$$(ORACLE=1 CORPUS='$(if $(CORPUS),$(abspath $(CORPUS)))' $(GO) test -count=1 -v -run '^TestOracle' ./vendors/strongswan 2>&1); \
	status=$$?; printf '%s\n' "$$out" | grep -v '^    --- PASS\|^=== '; exit $$status

# The real pre-commit over repositories of its own; `make test` runs this too
# where pre-commit is installed.
hook:
	PRECOMMIT=1 $(GO) test -count=1 -v -run '^TestPreCommit' ./cmd/vpnlint

# The release configuration against the tool that reads it. It fetches much, and is
# not part of the tests.
release-check:
	$(GO) run github.com/goreleaser/goreleaser/v2@v2.14.0 check

# Known vulnerabilities in what vpnlint calls. Without the database (it needs the
# network) nothing is known, which is told and is no failure; a finding is one.
vulncheck:
	@out=$$($(GO) tool govulncheck ./... 2>&1); status=$$?; printf '%s\n' "$$out"; \
	if [ $$status -ne 0 ] && printf '%s' "$$out" | grep -q 'fetching vulnerabilities'; then \
	  echo "SKIPPED: the vulnerability database could not be reached; nothing was checked"; \
	else exit $$status; fi

# Two builds of two copies in different folders must be the same file.
reproducible:
	@dir=$$(mktemp -d); trap 'rm -rf "$$dir"' EXIT; \
	for copy in a there/b; do mkdir -p "$$dir/$$copy"; \
	  git ls-files -z cmd parser rules vendors go.mod go.sum Makefile | xargs -0 tar -cf - | tar -xf - -C "$$dir/$$copy"; \
	  $(MAKE) -s -C "$$dir/$$copy" build version='$(version)' commit='$(commit)' date='$(date)' || exit 1; done; \
	if cmp "$$dir/a/vpnlint" "$$dir/there/b/vpnlint"; then echo "reproducible: both copies are the same file"; else exit 1; fi

clean:
	rm -f vpnlint

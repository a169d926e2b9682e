# Short names for what is done often. `make help` lists them; each is a plain Maven command that works by itself.
MVN := mvn --batch-mode --no-transfer-progress

.DEFAULT_GOAL := help

.PHONY: help
help: ## list what can be made
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  %-10s %s\n", $$1, $$2}'

.PHONY: build
build: ## compile and package everything, without tests
	$(MVN) -DskipTests package

.PHONY: test
test: ## unit and database tests of every module, without the other gates
	$(MVN) test

.PHONY: it
it: ## tests on the oldest PostgreSQL that is supported
	$(MVN) test -Dpostgres.version=15.19.0

.PHONY: verify
verify: ## everything the README's test command does: tests and all gates
	$(MVN) verify

.PHONY: ci
ci: ## what continuous integration runs
	./.ci/run

.PHONY: format
format: ## format all Java files
	$(MVN) spotless:apply

.PHONY: lint
lint: ## the gates without the tests
	$(MVN) -DskipTests verify

.PHONY: docs
docs: ## API documentation of every module, under target/reports/apidocs
	$(MVN) -DskipTests package javadoc:javadoc

.PHONY: schema
schema: ## write schema.sql anew from the migrations, after each change of one
	$(MVN) -pl sql -am test -Dtest=SchemaFileTest -Dsurefire.failIfNoSpecifiedTests=false -Dbelay.schema.write=true

.PHONY: released
released: ## at a release: note the checksums of all migrations, which do not change from then on
	cd sql/src/main/migrations && sha256sum *.sql > ../../test/resources/belay-sql-test/released-migrations.sha256

.PHONY: bench
bench: ## all benchmarks, as ratios (see benchmarks/README.md)
	$(MVN) -Pbench -pl benchmarks -am verify

.PHONY: soak
soak: ## the fault suite of the webhook dispatcher with 1,000 kills
	$(MVN) -pl webhook-core -am test -Dtest=FaultSuiteTest -Dsurefire.failIfNoSpecifiedTests=false -Dbelay.fault.kills=1000 -Dbelay.fault.changes=300000

.PHONY: demo
demo: ## the demonstration that the README runs
	mvn -q -Pdemo -pl examples -am verify

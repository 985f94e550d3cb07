# One Makefile, no recursion. A component is a folder; the table below says which lower layers it may include.
# `make run` and `make test` are all that a newcomer needs; both install what is missing (packages.txt).
#   make CC=clang · make SANITIZE=address,undefined · make fuzz FUZZ_SECONDS=60 · make BUILD=other-folder · make -j
# `make slow` runs the scenarios that `make test` leaves out because each takes long; `.ci/run` runs all.

.DEFAULT_GOAL := all
MAKEFLAGS     += --no-builtin-rules
SHELL         := /bin/sh

VERSION  := 0.1.0
BUILD    ?= build
PREFIX   ?= /usr/local
DESTDIR  ?=
CC       := $(if $(filter default,$(origin CC)),gcc,$(CC))
SANITIZE ?=
ifneq ($(SANITIZE),)
BUILD_FLAVOUR := -sanitize
SANITIZE_FLAGS := -fsanitize=$(SANITIZE) -fno-sanitize-recover=all -fno-omit-frame-pointer
OPTIMISE := -O1
else
OPTIMISE := -O2
endif
COVERAGE ?=
ifneq ($(COVERAGE),)
BUILD_FLAVOUR := -coverage
COVERAGE_FLAGS := --coverage -fprofile-update=atomic
OPTIMISE := -O0
endif
# The five programs always end up in build/; another flavour keeps its objects apart.
OBJ := $(BUILD)/obj$(BUILD_FLAVOUR)$(if $(filter clang%,$(notdir $(CC))),-clang)
BIN := $(BUILD)$(BUILD_FLAVOUR)

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wswitch-enum -Wvla -Wstrict-prototypes -Wmissing-prototypes -Wundef $(if $(filter 0,$(WERROR)),,-Werror)
CFLAGS   ?= $(OPTIMISE) -g
# Without optimisation _FORTIFY_SOURCE is nothing but a warning.
HARDEN   := $(if $(filter -O0,$(CFLAGS)),,-D_FORTIFY_SOURCE=2) -fstack-protector-strong -fPIE
override CPPFLAGS += -D_GNU_SOURCE
override CFLAGS   += -std=c11 $(WARNINGS) $(if $(SANITIZE)$(COVERAGE),-fPIE,$(HARDEN)) $(SANITIZE_FLAGS) $(COVERAGE_FLAGS) -ffunction-sections -fdata-sections
override LDFLAGS  += -pie -Wl,-z,relro,-z,now -Wl,--gc-sections -Wl,--as-needed $(SANITIZE_FLAGS) $(COVERAGE_FLAGS)

# ---- Components: folder, and the layers that it may include (its own always). An arrow may only point down.
#           component         folder                       may include
COMPONENTS :=
define layer
COMPONENTS += $(1)
$(1)_DIR := $(2)
$(1)_USES := $(3)
endef
L = $(eval $(call layer,$(strip $(1)),$(strip $(2)),$(3)))
$(call L, base,      common/base,)
$(call L, ipc,       common/ipc,                base)
$(call L, metrics,   common/metrics,            base ipc)
$(call L, json,      common/json,               base)
$(call L, tasks,     common/tasks,              base ipc metrics)
$(call L, net,       common/net,                base)
$(call L, store,     common/store,              base)
$(call L, worker_start,common/worker,           base ipc)
$(call L, policy,    supervisor/policy,         base ipc)
$(call L, process,   supervisor/process,        base ipc)
$(call L, logs,      supervisor/logs,           base ipc)
$(call L, report,    supervisor/report,         base ipc)
$(call L, worker,    supervisor/worker,         base ipc policy process logs report)
$(call L, relay,     supervisor/relay,          base ipc policy process logs report worker)
$(call L, reload,    supervisor/reload,         base ipc policy process)
$(call L, service,   supervisor/service,        base ipc metrics policy process logs report worker relay reload)
$(call L, commands,  supervisor/commands,       base ipc process logs report service)
$(call L, supervisor,supervisor,                base reload commands)
$(call L, transport, gateway-worker/transport,  base)
$(call L, protocol,  gateway-worker/protocol,   base json)
$(call L, rest,      gateway-worker/rest,       base json net)
$(call L, cache,     gateway-worker/cache,      base json)
$(call L, model,     gateway-worker/bot/model,       base json cache)
$(call L, operations,gateway-worker/bot/operations,  base ipc metrics json model)
$(call L, guild_state,gateway-worker/bot/guild_state, base ipc metrics tasks json rest cache model operations)
$(call L, replies,   gateway-worker/bot/replies,     base ipc metrics tasks json rest cache model operations)
$(call L, permissions,gateway-worker/bot/permissions, base ipc metrics json rest cache model operations guild_state)
$(call L, validation,gateway-worker/bot/validation,  base ipc metrics json rest cache model operations guild_state replies permissions)
$(call L, tickets,   gateway-worker/bot/tickets,     base ipc metrics tasks json rest cache model operations guild_state replies permissions validation)
$(call L, bot,       gateway-worker/bot,        base ipc metrics tasks json protocol rest cache model operations guild_state replies permissions validation tickets)
$(call L, shards,    gateway-worker/shards,     base ipc metrics json net transport protocol)
$(call L, gateway,   gateway-worker,            base ipc worker_start metrics tasks json net transport protocol rest cache bot shards)
$(call L, rows,      sheets-worker/rows,        base json)
$(call L, oauth,     sheets-worker/oauth,       base json net rows)
$(call L, api,       sheets-worker/api,         base ipc metrics json net rows oauth)
$(call L, outbox,    sheets-worker/outbox,      base ipc metrics store rows)
$(call L, sync,      sheets-worker/sync,        base ipc metrics tasks json net rows oauth api outbox)
$(call L, requests,  sheets-worker/requests,    base ipc metrics json rows api outbox sync)
$(call L, sheets,    sheets-worker,             base ipc worker_start metrics tasks json net store rows oauth api outbox sync requests)
$(call L, state,     health-server/state,       base ipc metrics json store)
$(call L, history,   health-server/history,     base ipc metrics json store state)
$(call L, alerts,    health-server/alerts,      base ipc metrics json net state)
$(call L, outreach,  health-server/outreach,    base ipc metrics json net state)
$(call L, pages,     health-server/pages,       base ipc metrics json tasks state history)
$(call L, http,      health-server/http,        base ipc metrics pages state history)
$(call L, health,    health-server,             base ipc worker_start metrics json net store state history alerts outreach pages http)
$(call L, spreadsheet,tests/simulator/spreadsheet,base json)
$(call L, google,    tests/simulator/google,    base json spreadsheet)
$(call L, discord,   tests/simulator/discord,   base json)
$(call L, simulator, tests/simulator,           base ipc worker_start json spreadsheet google discord)
$(call L, samples,   tests/browser/samples,     base ipc metrics json state history pages)
$(call L, rulers,    tests/bench/rulers,        base json transport protocol discord http)

# ---- Programs: the component that holds main.c, and the libraries.
PROGRAMS := supervisor gateway-worker sheets-worker health-server simulator
supervisor_MAIN     := supervisor
gateway-worker_MAIN := gateway
sheets-worker_MAIN  := sheets
health-server_MAIN  := health
simulator_MAIN      := simulator
supervisor_LIBS     := -luv -lm
gateway-worker_LIBS := -lcurl -ljansson -lwslay -lmbedtls -lmbedx509 -lmbedcrypto -lz -lzstd -luv -lm
sheets-worker_LIBS  := -lcurl -ljansson -lmbedx509 -lmbedcrypto -lsqlite3 -luv -lm
health-server_LIBS  := -lh2o -lcurl -ljansson -lsqlite3 -luv -lm
simulator_LIBS      := -lh2o -lssl -lcrypto -ljansson -lwslay -lmbedx509 -lmbedcrypto -lz -lzstd -luv -lm

# ---- Rules.
# -iquote, not -I: our clock.h must never stand in for a system header.
includes = $(addprefix -iquote ,$($(1)_DIR) $(foreach u,$($(1)_USES),$($(u)_DIR)) $($(1)_GENERATED))
define compile_component
$(1)_SOURCES := $$(wildcard $$($(1)_DIR)/*.c)
$(1)_OBJECTS := $$(patsubst %.c,$$(OBJ)/%.o,$$(filter-out %/main.c,$$($(1)_SOURCES)))
$(1)_LIB := $$(OBJ)/lib$(1).a
$$(OBJ)/$$($(1)_DIR)/%.o: $$($(1)_DIR)/%.c Makefile
	@mkdir -p $$(@D)
	@echo "  CC    $$<"
	@$$(CC) $$(CPPFLAGS) $$(call includes,$(1)) $$(CFLAGS) -MMD -MP -c -o $$@ $$<
$$($(1)_LIB): $$($(1)_OBJECTS) $$(OBJ)/members
	@mkdir -p $$(@D)
	@rm -f $$@ && ar rcsD $$@ $$(filter %.o,$$^)
endef
$(foreach c,$(COMPONENTS),$(eval $(call compile_component,$(c))))
# A source file that is gone must leave its library too: what the libraries consist of is remembered, and they are made anew when it changes.
$(OBJ)/members: FORCE
	@mkdir -p $(@D)
	@echo '$(foreach c,$(COMPONENTS),$($(c)_OBJECTS))' | cmp -s - $@ || echo '$(foreach c,$(COMPONENTS),$($(c)_OBJECTS))' > $@

# Assets are compiled in: FOLDER/assets/x becomes x.inc, the list of its bytes, which one file of the component includes.
pages_GENERATED     := $(OBJ)/health-server/assets
simulator_GENERATED := $(OBJ)/tests/simulator/assets
$(OBJ)/%.inc: %
	@mkdir -p $(@D)
	@od -An -v -tu1 $< | sed 's/[0-9][0-9]*/&,/g' > $@
# The page's own style and script go without indentation, blank lines and lines that are comments: nothing else is changed.
$(OBJ)/health-server/assets/page.%.inc: health-server/assets/page.%
	@mkdir -p $(@D)
	@sed -e 's/^ *//' -e '/^\/\//d' -e '/^\/\*.*\*\/$$/d' -e '/^$$/d' $< | od -An -v -tu1 | sed 's/[0-9][0-9]*/&,/g' > $@
HEALTH_ASSETS := $(wildcard health-server/assets/*.* health-server/assets/vendor/*.js health-server/assets/vendor/*.css)
$(OBJ)/health-server/pages/assets.o: $(HEALTH_ASSETS:%=$(OBJ)/%.inc)
$(OBJ)/tests/simulator/page.o: $(patsubst %,$(OBJ)/%.inc,$(wildcard tests/simulator/assets/*))
# What scripts/lint needs before it looks at those files.
.PHONY: assets
assets: $(patsubst %,$(OBJ)/%.inc,$(HEALTH_ASSETS) $(wildcard tests/simulator/assets/*))

# All the layers below a component, itself first.
closure = $(sort $(1) $(foreach u,$($(1)_USES),$(call closure,$(u))))
define link_program
$(1)_LIBRARIES := $$(foreach c,$$(call closure,$$($(1)_MAIN)),$$($$(c)_LIB))
$$(BIN)/$(1): $$(OBJ)/$$($$($(1)_MAIN)_DIR)/main.o $$($(1)_LIBRARIES)
	@mkdir -p $$(@D)
	@echo "  LD    $$@"
	@$$(CC) $$(LDFLAGS) -o $$@ $$< -Wl,--start-group $$($(1)_LIBRARIES) -Wl,--end-group $$($(1)_LIBS)
.PHONY: $(1)
$(1): $$(BIN)/$(1)
endef
# The supervisor's folder bears its program's name; a phony of that name would hide nothing that we build.
$(foreach p,$(PROGRAMS),$(eval $(call link_program,$(p))))

# Version and commit are compiled into one file, rebuilt when they change. An archive of `make dist` brings its commit along.
COMMIT := $(or $(RENDER_GIT_COMMIT),$(shell cat COMMIT 2>/dev/null || git rev-parse --short=12 HEAD 2>/dev/null),unknown)
$(OBJ)/common/base/build_info.o: CPPFLAGS += -DVIGIE_VERSION='"$(VERSION)"' -DVIGIE_COMMIT='"$(COMMIT)"'
$(OBJ)/common/base/build_info.o: $(OBJ)/commit
$(OBJ)/commit: FORCE
	@mkdir -p $(@D)
	@echo '$(COMMIT)' | cmp -s - $@ || echo '$(COMMIT)' > $@

# ---- Unit tests, fuzz targets and measurements: tests/unit/<component>/test_<file>.c, tests/fuzz/<component>/fuzz_<idea>.c
# and tests/bench/<component>/bench_<idea>.c, one program each, linked with its component and the layers below.
TESTS_OF = $(patsubst tests/%.c,$(BIN)/%,$(foreach c,$(COMPONENTS),$(wildcard tests/$(1)/$(c)/$(2)_*.c)))
UNIT_PROGRAMS := $(call TESTS_OF,unit,test)
FUZZ_PROGRAMS := $(call TESTS_OF,fuzz,fuzz)
RULERS := idle killer bare_h2o codec
MARKED := gateway-worker sheets-worker health-server
BENCH_PROGRAMS := $(call TESTS_OF,bench,bench) $(addprefix $(BIN)/bench/,$(RULERS) $(addprefix marked/,$(MARKED)))
ALL_LIBS := -lh2o -lssl -lcrypto -lcurl -ljansson -lwslay -lmbedtls -lmbedx509 -lmbedcrypto -lsqlite3 -lz -lzstd -luv -lm
define test_component # component; unit, fuzz or bench; what runs its tests
$$(BIN)/$(2)/$(1)/%: tests/$(2)/$(1)/%.c $$(foreach c,$$(call closure,$(1)),$$($$(c)_LIB))
	@mkdir -p $$(@D) $$(OBJ)/$(2)/$(1)
	@echo "  TEST  $$<"
	@$$(CC) $$(CPPFLAGS) $$(call includes,$(1)) -iquote tests/$(2) $$(CFLAGS) -MMD -MP -MF $$(OBJ)/$(2)/$(1)/$$*.d \
	    $$(LDFLAGS) -o $$@ $$< -Wl,--start-group $$(filter %.a,$$^) -Wl,--end-group $(3) $$(ALL_LIBS)
endef
$(foreach c,$(COMPONENTS),$(eval $(call test_component,$(c),unit,-lcmocka)))
$(foreach c,$(COMPONENTS),$(eval $(call test_component,$(c),fuzz,-fsanitize=fuzzer)))
$(foreach c,$(COMPONENTS),$(eval $(call test_component,$(c),bench,)))

# What measures and is measured: programs of one file each, and the workers with a mark in front of main (mark.c).
define link_bench # program, its objects, its libraries
$(BIN)/bench/$(1): $(2)
	@mkdir -p $$(@D)
	@echo "  LD    $$@"
	@$$(CC) $$(LDFLAGS) -o $$@ $$(filter %.o,$$^) -Wl,--start-group $$(filter %.a,$$^) -Wl,--end-group $(3)
endef
MARK := $(OBJ)/tests/bench/rulers/mark.o
$(eval $(call link_bench,idle,$(OBJ)/tests/bench/rulers/idle.o $(MARK),))
$(eval $(call link_bench,killer,$(OBJ)/tests/bench/rulers/killer.o,))
$(eval $(call link_bench,bare_h2o,$(OBJ)/tests/bench/rulers/bare_h2o.o,-lh2o -luv))
$(eval $(call link_bench,codec,$(OBJ)/tests/bench/rulers/codec.o $(foreach c,base json transport protocol discord,$($(c)_LIB)),$(ALL_LIBS)))
$(foreach p,$(MARKED),$(eval $(call link_bench,marked/$(p),$(OBJ)/$($($(p)_MAIN)_DIR)/main.o $($(p)_LIBRARIES) $(MARK),$($(p)_LIBS))))

$(eval $(call link_bench,sample_page,$(OBJ)/tests/browser/samples/sample_page.o $(foreach c,base ipc metrics tasks json store state history pages,$($(c)_LIB)),$(ALL_LIBS)))

.PHONY: all run test slow unit scenarios slow-scenarios unit-programs fuzz fuzz-programs soak coverage coverage-units bare-debian interop interop-folder browser bench bench-programs bench-folder lint tidy dist builds format install uninstall clean help \
    packages-build packages-test packages-lint packages-tidy packages-fuzz packages-interop packages-browser packages-bare packages-bench FORCE
all: $(addprefix $(BIN)/,$(PROGRAMS))

packages-build:
	@scripts/install-packages build run
packages-test:
	@scripts/install-packages build run test
packages-lint:
	@scripts/install-packages build run test lint
packages-tidy: packages-lint
	@scripts/install-packages tidy
packages-bench: packages-test
	@scripts/install-packages bench || echo "bench: without the peers that are missing"
packages-bare: packages-test
	@scripts/install-packages bare
packages-fuzz:
	@scripts/install-packages build run fuzz
# Debian's Node, unless one is there already: packages of Node from elsewhere bring their npm and exclude Debian's.
packages-browser: packages-interop
	@scripts/install-packages browser
packages-interop: packages-build
	@command -v node >/dev/null && command -v npm >/dev/null || scripts/install-packages interop

# Through a second make, so that the packages are there before anything is compiled.
run: packages-build
	@$(MAKE) --no-print-directory -j2 all
	@scripts/run $(BIN)

test: packages-test
	@$(MAKE) --no-print-directory -j2 all unit-programs
	@$(MAKE) --no-print-directory unit scenarios

# What `make test` leaves out: scenarios marked @pytest.mark.slow, each of which takes 20 s or more on a quiet machine.
slow: packages-test
	@$(MAKE) --no-print-directory -j2 all
	@$(MAKE) --no-print-directory slow-scenarios

unit-programs: $(UNIT_PROGRAMS)
unit: unit-programs
	@scripts/run-units $(UNIT_PROGRAMS)
# Scenarios wait far more than they compute, so several run at once, each on ports of its own.
SCENARIOS_AT_ONCE ?= 8
slow-scenarios: SCENARIOS_AT_ONCE := $(or $(SLOW_AT_ONCE),14) # they do hardly anything but wait
PYTEST = VIGIE_BIN=$(abspath $(BIN)) /usr/bin/python3 -m pytest -q -n $(SCENARIOS_AT_ONCE) -p no:cacheprovider --strict-markers
scenarios: all
	@$(PYTEST) -m "not slow and not soak" tests/scenarios $(PYTEST_FLAGS)
slow-scenarios: all
	@$(PYTEST) -m slow tests/scenarios $(PYTEST_FLAGS)

# The gateway-worker killed 200 times under load, in services of five kills each; the sheets-worker at 200 random points of
# a flush; the sheets-worker frozen for five minutes; then the scenarios marked @pytest.mark.soak.
SOAK_KILLS ?= 200
SOAK_FROZEN_S ?= 300
soak: packages-test
	@$(MAKE) --no-print-directory -j2 all
	@VIGIE_KILLS=$(SOAK_KILLS) VIGIE_FROZEN_S=$(SOAK_FROZEN_S) $(PYTEST) \
	    tests/scenarios/test_kills_under_load.py tests/scenarios/test_outbox_survives.py tests/scenarios/test_frozen_worker.py $(PYTEST_FLAGS)
	@$(PYTEST) -m soak tests/scenarios $(PYTEST_FLAGS)

# Which lines the units run, by gcov: a table of components. Every object is compiled for it, also those that no unit needs.
coverage: packages-test
	@$(MAKE) --no-print-directory -j2 COVERAGE=1 coverage-units
	@$(MAKE) --no-print-directory -s print-components | scripts/coverage.py $(BUILD)/obj-coverage
COVERED_OBJECTS := $(foreach c,$(COMPONENTS),$($(c)_OBJECTS)) $(foreach p,$(PROGRAMS),$(OBJ)/$($($(p)_MAIN)_DIR)/main.o)
coverage-units: unit-programs $(COVERED_OBJECTS)
	@find $(OBJ) -name '*.gcda' -delete
	@scripts/run-units $(UNIT_PROGRAMS)

# `make run` of the committed tree on a Debian 12 with nothing but make, laid for it and removed afterwards. As root.
bare-debian: packages-bare
	@scripts/bare-debian

# Clients from npm against the simulator, in a folder of the build: what npm installs is none of the tree's.
INTEROP := $(BUILD)/interop
interop: interop-folder
	@$(MAKE) --no-print-directory -j2 simulator
	@cd $(INTEROP) && VIGIE_BIN=$(abspath $(BIN)) npm test
interop-folder: packages-interop
	@mkdir -p $(INTEROP) && rm -f $(INTEROP)/*.mjs && cp tests/interop/*.mjs tests/interop/package*.json $(INTEROP)/
	@cd $(INTEROP) && npm ci --no-audit --no-fund

# The status page in Chromium, in a folder of the build; what it shows is left there as pictures.
BROWSER := $(BUILD)/browser
browser: packages-browser
	@$(MAKE) --no-print-directory -j2 all $(BIN)/bench/sample_page
	@mkdir -p $(BROWSER) && rm -rf $(BROWSER)/*.mjs $(BROWSER)/screenshots
	@cp tests/browser/*.mjs tests/browser/package*.json tests/interop/simulator.mjs $(BROWSER)/
	@cd $(BROWSER) && npm ci --no-audit --no-fund
	@cd $(BROWSER) && VIGIE_BIN=$(abspath $(BIN)) VIGIE_TREE=$(CURDIR) npm test

# libFuzzer is clang's, and every object is compiled to tell it where an input went: a flavour of its own.
FUZZ_SECONDS ?= 20
FUZZ_SEED    ?= 0
fuzz: packages-fuzz
	@$(MAKE) --no-print-directory -j2 CC=clang SANITIZE=address,undefined,fuzzer-no-link BUILD_FLAVOUR=-fuzz fuzz-programs
	@scripts/run-fuzz $(FUZZ_SECONDS) $(BUILD)-fuzz $(FUZZ_SEED)
fuzz-programs: $(FUZZ_PROGRAMS)

# Beside the peers that are there: apt and npm are asked for them, and where they cannot bring one its row says so.
#   make bench BENCH="supervision gateway"
BENCH ?=
BENCH_NPM := $(BIN)/bench/npm
bench: packages-bench
	@$(MAKE) --no-print-directory -j2 all bench-programs
	@$(MAKE) --no-print-directory -s interop-folder bench-folder || echo "bench: without the peers from npm"
	@VIGIE_BIN=$(abspath $(BIN)) VIGIE_INTEROP=$(abspath $(INTEROP)) /usr/bin/python3 tests/bench/run.py $(BENCH)
bench-programs: $(BENCH_PROGRAMS)
bench-folder: packages-interop
	@mkdir -p $(BENCH_NPM) && cp tests/bench/npm/package*.json $(BENCH_NPM)/
	@cd $(BENCH_NPM) && npm ci --omit=optional --no-audit --no-fund

C_FILES := $(shell git ls-files '*.c' '*.h' 2>/dev/null)
lint: packages-lint
	@CC="$(CC)" scripts/lint
tidy: packages-tidy assets compile_commands.json
	@scripts/tidy
# What editors and clang-tidy read: how each file is compiled, those of the tests too.
compile_commands.json: FORCE
	@{ echo '$(CC) $(CPPFLAGS) $(CFLAGS)'; $(MAKE) --no-print-directory -s print-components; } | scripts/compile_commands.py > $@
# An archive that builds on a machine without git.
dist:
	@mkdir -p $(BUILD) && echo '$(COMMIT)' > $(BUILD)/COMMIT
	@git archive --prefix=vigie-$(VERSION)/ --add-file=$(BUILD)/COMMIT -o $(BUILD)/vigie-$(VERSION).tar.gz HEAD
	@echo "$(BUILD)/vigie-$(VERSION).tar.gz"
# The programs with each optimisation, with gcc and clang and with both compilers' link-time optimisation: no warning.
BUILDS := gcc:-O0 gcc:-O1 gcc:-O2 gcc:-O3 gcc:-Os gcc:-O2_-flto clang:-O0 clang:-O1 clang:-O2 clang:-O3 clang:-Os clang:-O2_-flto
builds: packages-lint
	@for b in $(BUILDS); do echo "$$b"; rm -rf $(BUILD)-builds; \
	    $(MAKE) --no-print-directory -s -j2 BUILD=$(BUILD)-builds CC=$${b%%:*} CFLAGS="$$(echo $${b#*:} | tr _ ' ') -g" \
	    LDFLAGS="$$(echo $${b#*:} | tr _ ' ')" all >/dev/null || exit 1; done; rm -rf $(BUILD)-builds
format:
	@clang-format -i $(C_FILES)
# What the compilers are asked to warn of, for scripts/lint.
print-warnings:
	@echo "$(WARNINGS)"
# What each component may include, for scripts/lint: component, folder, -iquote flags.
print-components:
	@$(foreach c,$(COMPONENTS),echo "$(c)|$($(c)_DIR)|$(call includes,$(c))";)

install: all
	install -d $(DESTDIR)$(PREFIX)/lib/vigie $(DESTDIR)$(PREFIX)/bin
	install -m 755 $(addprefix $(BIN)/,$(PROGRAMS)) $(DESTDIR)$(PREFIX)/lib/vigie/
	ln -sf ../lib/vigie/supervisor $(DESTDIR)$(PREFIX)/bin/vigie
uninstall:
	rm -rf $(DESTDIR)$(PREFIX)/lib/vigie $(DESTDIR)$(PREFIX)/bin/vigie

# What people type, with a line each; what only serves another target is not here.
help:
	@echo "make run             installs what is missing, builds, runs Vigie (without DISCORD_TOKEN: a demonstration)"
	@echo "make test            installs what is missing, builds, runs units and scenarios; make slow: the long scenarios"
	@echo "make                 builds the five programs into $(BUILD)/; CC=clang SANITIZE=address,undefined BUILD=folder"
	@echo "make install         into PREFIX (/usr/local), below DESTDIR; make uninstall, make clean"
	@echo "make lint            what can be said without running; make format; make tidy: clang-tidy"
	@echo "make builds          each optimisation, gcc and clang; WERROR=0 takes warnings for what they are"
	@echo "make dist            an archive that builds without git; make compile_commands.json for editors"
	@echo "make soak            long runs; make fuzz FUZZ_SECONDS=60; make coverage"
	@echo "make bench           beside the peers that are there; BENCH=\"health supervision\""
	@echo "make browser         the status page in Chromium; make interop: clients from npm"
	@echo "make bare-debian     make run on a Debian 12 with nothing but make; as root"

clean:
	rm -rf $(BUILD) $(BUILD)-sanitize $(BUILD)-fuzz $(BUILD)-coverage

FORCE:
-include $(foreach c,$(COMPONENTS),$($(c)_OBJECTS:.o=.d)) $(foreach p,$(PROGRAMS),$(OBJ)/$($($(p)_MAIN)_DIR)/main.d)
-include $(wildcard $(OBJ)/unit/*/*.d $(OBJ)/fuzz/*/*.d $(OBJ)/bench/*/*.d)

# Builds, installs and packages doorstats.
#
#   make                               the program, its manual pages and completions
#   sudo make install                  to /usr/local; PREFIX and DESTDIR as usual
#   sudo make uninstall                takes out what install put there
#   make deb                           .build/doorstats_VERSION_ARCHITECTURE.deb
#   make check-package                 the package in a fresh Debian, see scripts/package-test
#
# 'make install' builds nothing where 'make' has run, so that root needs no Swift.

PREFIX ?= /usr/local
DESTDIR ?=
# Debian's zsh looks into vendor-completions for what packages bring.
ZSH_FUNCTIONS ?= share/zsh/site-functions

# What is installed, as it will lie below PREFIX.
TREE := .build/installation
PROGRAM := $(TREE)/bin/doorstats

.PHONY: all install uninstall deb check-package clean

all:
	scripts/install-dependencies
	scripts/build doorstats
	packaging/stage "$(TREE)"

$(PROGRAM):
	$(MAKE) all

install: $(PROGRAM)
	packaging/install-tree "$(TREE)" "$(DESTDIR)" "$(PREFIX)" "$(ZSH_FUNCTIONS)"

uninstall: $(PROGRAM)
	packaging/uninstall-tree "$(TREE)" "$(DESTDIR)" "$(PREFIX)" "$(ZSH_FUNCTIONS)"

deb: all
	packaging/build-deb "$(TREE)"

check-package: deb
	scripts/package-test

clean:
	rm -rf "$(TREE)"

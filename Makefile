# What there is to do here; the work itself is in Scripts/.

.PHONY: help demo test check install

help:
	@echo "make demo    build, play twelve weeks of three invented tenants, print who must act next"
	@echo "make test    build and run every test"
	@echo "make install build the release program and put it into PREFIX (/usr/local)"
	@echo "make check   what must hold before a push: imports run downwards, format, README, no warnings"
	@echo
	@echo "demo and test install the development packages they miss (Debian and Ubuntu, by apt-get) and say so."

demo:
	@Scripts/demo

test:
	@Scripts/test

check:
	@Scripts/check

install:
	@Scripts/install

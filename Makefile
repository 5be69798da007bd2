# Shorthands; each target calls the script or command that does the work.
.PHONY: build test test-all gallery bench format clean
PHOTOS ?= Examples
OUT ?= gallery
SIZE ?= 768

build:
	Scripts/setup
	Scripts/build

test:
	./test

test-all:
	./test --all

# A page and contact sheets for every photo of a folder: make gallery PHOTOS=DIR OUT=DIR [SIZE=768] [STROKES=DIR]
gallery:
	./parure gallery "$(PHOTOS)" "$(OUT)" --size $(SIZE) $(if $(STROKES),--strokes "$(STROKES)")

# What is measured against our own ground truth, and seconds.
bench:
	./parure bench

format:
	swift format --in-place --recursive Sources Tests Package.swift

# Builds only; what set-up brought stays in .deps.
clean:
	rm -rf .build

# make run     start lossgui; without a display, write a picture of it to lossgui-demo.png
# make test    every check; or one of them: make lint, types, imports, unit
# make package       build the wheel, the Debian package and the installer into dist/
# make package-test  install them in clean systems and try them out there (Debian, as root)
# make translations  bring the texts of the window into resources/translations, and compile them
# make format  put the source into the form that `make lint` asks for
#
# Each of them first prepares .venv and the system libraries, once. Paths are relative
# throughout: make splits absolute ones at blanks.

PYTHON ?= python3
EXTRAS ?= tensorflow,torch,optax,sklearn,test,dev
export PYTHON EXTRAS

ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
else
BIN := .venv/bin
endif

.PHONY: run test lint types imports unit format translations setup package package-test
.NOTPARALLEL:

# Starting needs one framework at most; the tests ask every one.
run: EXTRAS := tensorflow
run: setup
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ] || [ "$$OS" = Windows_NT ] || [ "$$(uname -s)" = Darwin ]; \
	then $(BIN)/python -m lossgui; \
	else echo "No display here: writing a picture of the window to lossgui-demo.png"; \
	     $(BIN)/python -m lossgui demo --screenshot lossgui-demo.png; \
	fi

test: lint types imports unit

lint: setup
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .

types: setup
	$(BIN)/python -m mypy

imports: setup
	$(BIN)/lint-imports

unit: setup
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest --numprocesses auto --maxprocesses 4

format: setup
	$(BIN)/python -m ruff check --fix .
	$(BIN)/python -m ruff format .

# Without line numbers, which would change with every commit.
translations: setup
	$(BIN)/pyside6-lupdate -extensions py -locations none -no-obsolete \
	    -tr-function-alias QT_TR_NOOP+=worded \
	    lossgui/backends lossgui/core lossgui/plots lossgui/session lossgui/ui -ts resources/translations/*.ts
	$(BIN)/pyside6-lrelease resources/translations/*.ts

package:
	@sh packaging/build.sh

package-test:
	@sh packaging/smoke/smoke.sh

setup:
	@sh packaging/setup.sh

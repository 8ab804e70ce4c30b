"""Follows the imports of Python source, and says which lead nowhere in a folder."""

from __future__ import annotations

import ast
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

# Modules inside python3*.dll that source outside the standard library imports by name.
BUILT_IN = frozenset(
    (
        *("array", "atexit", "binascii", "builtins", "cmath", "errno", "faulthandler"),
        *("gc", "itertools", "marshal", "math", "mmap", "msvcrt", "nt", "sys", "time"),
        *("winreg", "zlib", "_thread", "_winapi"),
    )
)
# Modules that another one puts into place when it is imported.
ALIASES = {"collections.abc": "_collections_abc", "os.path": "ntpath"}


class Modules:
    """The modules of a folder, as its Python finds them.

    Parameters
    ----------
    folders : iterable of Path
        Where packages and modules stand.
    library : Path, optional
        The zip file with the standard library.
    unusable : iterable of str
        Modules whose source is there, but which lack a part.
    ignored : iterable of str
        Modules that are not followed, with everything inside them.
    """

    def __init__(
        self,
        folders: Iterable[Path],
        library: Path | None = None,
        unusable: Iterable[str] = (),
        ignored: Iterable[str] = (),
    ) -> None:
        self.folders = tuple(folders)
        self.ignored = tuple(ignored)
        self.unusable = frozenset(unusable)
        names = zipfile.ZipFile(library).namelist() if library else ()
        self.library = frozenset(names)

    def find(self, name: str) -> Path | None:
        """Return the file of a module that stands in a folder, or None."""
        parts = name.split(".")
        for folder in self.folders:
            place = folder.joinpath(*parts)
            if (place / "__init__.py").is_file():
                return place / "__init__.py"
            found = [place.with_name(f"{place.name}.py")]
            found += place.parent.glob(f"{place.name}.cp*.pyd")
            found += [place.with_name(f"{place.name}.pyd")]
            for path in found:
                if path.is_file():
                    return path
        return None

    def has(self, name: str) -> bool:
        """Tell whether a module can be imported."""
        if name.partition(".")[0] in self.unusable:
            return False
        stem = ALIASES.get(name, name).replace(".", "/")
        in_library = {f"{stem}.pyc", f"{stem}/__init__.pyc"} & self.library
        return bool(name in BUILT_IN or in_library or self.find(name))

    def missing(self, start: Iterable[str], ours: str) -> list[str]:
        """Follow imports from the modules `start` and list those that lead nowhere.

        Of the package `ours` every import counts, also inside functions. Of others only what may
        run when the module is imported: their functions try many things that nobody has.
        """
        waiting, seen, complaints = list(start), set[str](), list[str]()
        while waiting:
            name = waiting.pop()
            if name in seen:
                continue
            seen.add(name)
            path = self.find(name)
            if path is None or path.suffix != ".py":
                continue
            everywhere = name.partition(".")[0] == ours
            for wanted in sorted(self._wanted(path, name, everywhere=everywhere)):
                if f"{wanted}.".startswith(tuple(f"{module}." for module in self.ignored)):
                    continue
                if self.has(wanted):
                    waiting.append(wanted)
                else:
                    complaints.append(f"{name} imports {wanted}, which is not there")
        return sorted(complaints)

    def _wanted(self, path: Path, name: str, *, everywhere: bool) -> set[str]:
        tree = ast.parse(path.read_bytes())
        package = name if path.name == "__init__.py" else name.rpartition(".")[0]
        wanted: set[str] = set()
        for node in imports(tree.body, everywhere=everywhere):
            if isinstance(node, ast.Import):
                wanted |= {alias.name for alias in node.names}
            else:
                base = _absolute(node, package)
                wanted.add(base)
                inner = (f"{base}.{alias.name}" for alias in node.names)
                wanted |= {module for module in inner if self._is_module(module)}
        return wanted

    def _is_module(self, name: str) -> bool:
        """Tell whether ``from package import name`` means a module, not something inside one."""
        of_qt = name.startswith("PySide6.Qt") and name.count(".") == 1
        return of_qt or self.has(name)


def _absolute(node: ast.ImportFrom, package: str) -> str:
    if not node.level:
        return node.module or ""
    parts = package.split(".")
    base = parts[: len(parts) - node.level + 1]
    return ".".join([*base, *([node.module] if node.module else [])])


def imports(body: Iterable[ast.stmt], *, everywhere: bool) -> Iterator[ast.Import | ast.ImportFrom]:
    """List the imports in statements, without those that may fail.

    That are imports for type checkers, and those in a ``try`` that expects an error. Unless
    `everywhere`, imports inside functions are left out, too, but not what a module's
    ``__getattr__`` loads: ``from numpy import *`` asks for all of it.
    """
    for node in body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node
        elif isinstance(node, ast.If):
            if "TYPE_CHECKING" not in ast.unparse(node.test):
                yield from imports([*node.body, *node.orelse], everywhere=everywhere)
        elif isinstance(node, ast.Try) and node.handlers:
            if everywhere:
                yield from imports([*node.orelse, *node.finalbody], everywhere=True)
        else:
            lazy = isinstance(node, ast.FunctionDef) and node.name == "__getattr__"
            if everywhere or lazy or isinstance(node, ast.With | ast.Try | ast.ClassDef):
                inner = [part for part in ast.iter_child_nodes(node) if isinstance(part, ast.stmt)]
                yield from imports(inner, everywhere=everywhere or lazy)

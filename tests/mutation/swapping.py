"""Putting a mutant in the place of what runs: in a function that is there, or at its import.

Rule 1: a function keeps its identity and gets other code, so that every module that imported it
runs the mutant. Rule 2: nothing is written to disk.
"""

import ast
import sys
from collections.abc import Sequence
from functools import cached_property
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

from tests.mutation.sites import Site, mutated
from tests.tools import ROOT


def module_of(path: Path) -> str:
    """The name under which a file is imported."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def swap(path: Path, site: Site) -> None:
    """Give a function that was imported the mutant's code."""
    module = sys.modules[module_of(path)]
    code = compile(mutated(path.read_text("utf-8"), site), str(path), "exec")
    function = _function(module, str(site.function))
    function.__code__ = _code(code, str(site.function))
    _forget(module.__name__.partition(".")[0])


def _forget(package: str) -> None:
    """Empty the caches of functions: what they hold, the original said."""
    for name, module in sys.modules.items():
        if name.partition(".")[0] == package:
            for value in vars(module).values():
                if callable(clear := getattr(value, "cache_clear", None)):
                    clear()


def _function(module: ModuleType, name: str) -> FunctionType:
    found: Any = module
    for part in name.split("."):
        found = vars(found)[part]
    match found:
        case property():
            found = found.fget
        case cached_property():
            found = found.func
        case classmethod() | staticmethod():
            found = found.__func__
    while hasattr(found, "__wrapped__"):
        found = found.__wrapped__
    assert isinstance(found, FunctionType), name
    return found


def _code(code: CodeType, name: str) -> CodeType:
    inner = [part for part in code.co_consts if isinstance(part, CodeType)]
    for part in inner:
        if part.co_qualname == name:
            return part
    return next(_code(part, name) for part in inner if name.startswith(f"{part.co_qualname}."))


class Import(MetaPathFinder, Loader):
    """Imports one module as a mutant. Put it first in ``sys.meta_path``."""

    def __init__(self, path: Path, site: Site) -> None:
        self.path, self.site = path, site
        self.name = module_of(path)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Say that this one comes from here."""
        if fullname != self.name:
            return None
        return spec_from_file_location(
            fullname,
            self.path,
            loader=self,
            submodule_search_locations=(
                [str(self.path.parent)] if self.path.name == "__init__.py" else None
            ),
        )

    def exec_module(self, module: ModuleType) -> None:
        """Run the mutant as the module."""
        tree: ast.Module = mutated(self.path.read_text("utf-8"), self.site)
        exec(compile(tree, str(self.path), "exec"), vars(module))

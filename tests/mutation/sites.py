"""Where a module can be changed a little, and how: one fault at a time.

Rule 1: what only people read is left alone: docstrings, and the words of a ``ValueError``. Rule 2:
a mutant is named by the place of its node in the tree, so that any process can make it again.
"""

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass

OPPOSITES: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
"""What an operator is changed to."""

TYPES = ("Literal", "Callable")  # nobody looks at these while the program runs
STRUCTS = ("msgspec.Struct", "Shape")  # but at the types of their members
Edit = Callable[[ast.AST], ast.AST | None]


@dataclass(frozen=True)
class Site:
    """One mutant of one module: the ``variant``-th change of the ``node``-th node.

    ``function`` is the outermost function it stands in, or nothing: then only a new import shows
    it. ``line`` is where its statement begins.
    """

    node: int
    variant: int
    line: int
    function: str | None
    sort: str
    before: str
    after: str


def sites(source: str) -> list[Site]:
    """Every mutant of a module."""
    tree = ast.parse(source)
    numbers = {node: number for number, node in enumerate(ast.walk(tree))}
    found = []
    for node, statement, function in _places(tree):
        for variant, (sort, edit) in enumerate(_edits(node)):
            changed = edit(copy.deepcopy(node))
            found.append(
                Site(
                    node=numbers[node],
                    variant=variant,
                    line=statement.lineno,
                    function=function,
                    sort=sort,
                    before=ast.unparse(node),
                    after="" if changed is None else ast.unparse(changed),
                )
            )
    return found


def mutated(source: str, site: Site) -> ast.Module:
    """The module with that one change in it."""
    tree = ast.parse(source)
    target = next(node for number, node in enumerate(ast.walk(tree)) if number == site.node)
    _, edit = list(_edits(target))[site.variant]
    new = ast.Pass() if (changed := edit(copy.deepcopy(target))) is None else changed
    _Replace(target, ast.copy_location(new, target)).visit(tree)
    return ast.fix_missing_locations(tree)


class _Replace(ast.NodeTransformer):
    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        return self.new if node is self.old else self.generic_visit(node)


def _places(tree: ast.Module) -> Iterator[tuple[ast.AST, ast.stmt, str | None]]:
    """Every node that runs, with its statement and the function it stands in."""
    for statement in _without_docstring(tree.body):
        yield from _inside(statement, statement, None, ())


def _inside(
    node: ast.AST, statement: ast.stmt, function: str | None, path: tuple[str, ...]
) -> Iterator[tuple[ast.AST, ast.stmt, str | None]]:
    if isinstance(node, ast.stmt):
        statement = node
    yield node, statement, function
    match node:
        case ast.FunctionDef():
            name = function or ".".join([*path, node.name])
            for default in (*node.args.defaults, *filter(None, node.args.kw_defaults)):
                yield from _inside(default, statement, function, path)
            for inner in _without_docstring(node.body):
                yield from _inside(inner, inner, name, path)
        case ast.ClassDef():
            for inner in _without_docstring(node.body):
                yield from _class_part(node, inner, function, (*path, node.name))
        case _:
            for child in _running(node):
                yield from _inside(child, statement, function, path)


def _class_part(
    holder: ast.ClassDef, part: ast.stmt, function: str | None, path: tuple[str, ...]
) -> Iterator[tuple[ast.AST, ast.stmt, str | None]]:
    """What stands in a class. The bounds in a struct's types are looked at while it runs."""
    yield from _inside(part, part, function, path)
    if isinstance(part, ast.AnnAssign) and any(ast.unparse(x) in STRUCTS for x in holder.bases):
        for node in ast.walk(part.annotation):
            if isinstance(node, ast.Constant):
                yield node, part, function


def _running(node: ast.AST) -> Iterator[ast.AST]:
    """The parts of a node that are looked at while the program runs."""
    if isinstance(node, ast.Subscript) and ast.unparse(node.value) in TYPES:
        return
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "ValueError":
        return
    for name, value in ast.iter_fields(node):
        if name == "annotation":
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield child


def _without_docstring(body: list[ast.stmt]) -> list[ast.stmt]:
    """Statements that do something; texts that stand alone are for people."""
    return [
        part
        for part in body
        if not (isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant))
        and not isinstance(part, ast.Import | ast.ImportFrom)
    ]


def _edits(node: ast.AST) -> Iterator[tuple[str, Edit]]:
    """What can be changed at one node."""
    match node:
        case ast.Compare():
            for at, operator in enumerate(node.ops):
                yield "comparison", _operator_at(at, OPPOSITES[type(operator)])
        case ast.BoolOp():
            yield "boolean", _set("op", OPPOSITES[type(node.op)]())
        case ast.UnaryOp(op=ast.Not()):
            yield "boolean", lambda changed: changed.operand  # type: ignore[attr-defined]
        case ast.BinOp() | ast.AugAssign() if type(node.op) in OPPOSITES:
            yield "arithmetic", _set("op", OPPOSITES[type(node.op)]())
        case ast.Constant():
            yield from _constants(node.value)
        case ast.Return(value=ast.expr()) if not _is_none(node.value):
            yield "return", _set("value", ast.Constant(None))
        case ast.Raise():
            yield "raise", lambda changed: None
        case ast.Expr(value=ast.Call()):
            yield "call", lambda changed: None
        case ast.If() | ast.While() | ast.IfExp():
            yield "condition", _negated
        case ast.Break():
            yield "jump", lambda changed: ast.Continue()
        case ast.Continue():
            yield "jump", lambda changed: ast.Break()


def _constants(value: object) -> Iterator[tuple[str, Edit]]:
    match value:
        case bool():
            yield "constant", _set("value", not value)
        case int() | float():
            yield "constant", _set("value", value + 1)
        case str():
            yield "constant", _set("value", f"XX{value}XX")
        case bytes():
            yield "constant", _set("value", b"XX" + value + b"XX")


def _set(name: str, value: object) -> Edit:
    def edit(node: ast.AST) -> ast.AST:
        setattr(node, name, value)
        return node

    return edit


def _operator_at(at: int, operator: type[ast.AST]) -> Edit:
    def edit(node: ast.AST) -> ast.AST:
        node.ops[at] = operator()  # type: ignore[attr-defined]
        return node

    return edit


def _negated(node: ast.AST) -> ast.AST:
    test = node.test  # type: ignore[attr-defined]
    node.test = ast.UnaryOp(ast.Not(), test)  # type: ignore[attr-defined]
    return node


def _is_none(value: ast.expr | None) -> bool:
    return isinstance(value, ast.Constant) and value.value is None

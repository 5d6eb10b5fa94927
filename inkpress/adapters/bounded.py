"""A Jinja sandbox with an end: a template can neither run for ever nor fill the memory.

Jinja's own sandbox keeps templates away from Python's insides. Here loops draw on one budget for each rendering, and
what could make a huge string (`*`, `**`, `~`, widths) is measured first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from jinja2 import Template, nodes, pass_context
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context, markup_join, str_join
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeVisitor

MAX_STEPS = 1_000_000  # items of all loops of one rendering
MAX_LENGTH = 2_000_000  # of one string or list
MAX_NUMBER = 100_000  # given to a function or filter: a width, a count
_BUDGET = "inkpress_budget"
_WITH_WIDTHS = ("batch", "center", "indent")


class Budget:
    """The steps that one rendering still has."""

    def __init__(self) -> None:
        self.left = MAX_STEPS

    def spend(self) -> None:
        """Take one. Raises SecurityError when there is none."""
        self.left -= 1
        if self.left < 0:
            raise SecurityError(f"loops more than {MAX_STEPS:,} times")


class BoundedTemplate(Template):
    """A template each rendering of which has its own budget, shared with what it includes."""

    def new_context(
        self, vars: dict[str, Any] | None = None, shared: bool = False, locals: Mapping[str, Any] | None = None
    ) -> Context:
        if not vars or _BUDGET not in vars:
            vars = {**(vars or {}), _BUDGET: Budget()}
        return super().new_context(vars, shared, locals)


class BoundedEnvironment(ImmutableSandboxedEnvironment):
    """The sandbox with budgets."""

    template_class = BoundedTemplate
    intercepted_binops = frozenset({"*", "**", "+", "%"})

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.filters |= {"in_budget": _in_budget, "joined": _joined}
        self.filters |= {name: _with_small_numbers(self.filters[name]) for name in _WITH_WIDTHS}
        del self.filters["format"]
        self.globals.pop("lipsum", None)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """The template's tree, with every loop drawing on the budget and every `~` measured."""
        tree = super()._parse(source, name, filename)
        for loop in list(tree.find_all(nodes.For)):
            loop.iter = _filtered(loop.iter, "in_budget")
        return _Measured(self).visit(tree)  # type: ignore[no-any-return]

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        if operator == "%" and isinstance(left, str):
            raise SecurityError("% on words is not allowed; join them with ~")
        if operator == "**" and (abs(right) > 64 or abs(left) > 10**6):
            raise SecurityError("a power is too large")
        if operator in ("*", "+") and _length(left, right, operator) > MAX_LENGTH:
            raise SecurityError(f"makes more than {MAX_LENGTH:,} characters")
        return super().call_binop(context, operator, left, right)

    def call(self, context: Context, obj: Any, *args: Any, **kwargs: Any) -> Any:
        if getattr(obj, "__name__", "") in ("format", "format_map"):
            raise SecurityError("format is not allowed; join words with ~")
        if obj is not self.globals.get("range"):
            _refuse_large((*args, *kwargs.values()))
        return super().call(context, obj, *args, **kwargs)


class _Measured(NodeVisitor):
    """Replaces `a ~ b` by a filter over the list of its parts."""

    def __init__(self, environment: BoundedEnvironment) -> None:
        self.environment = environment

    def generic_visit(self, node: nodes.Node, *args: Any, **kwargs: Any) -> nodes.Node:
        for name, value in list(node.iter_fields()):
            if isinstance(value, list):
                setattr(node, name, [self.visit(v) if isinstance(v, nodes.Node) else v for v in value])
            elif isinstance(value, nodes.Node):
                setattr(node, name, self.visit(value))
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:
        self.generic_visit(node)
        return _filtered(nodes.List(node.nodes, lineno=node.lineno, environment=self.environment), "joined")


def _filtered(node: nodes.Node, name: str) -> nodes.Filter:
    return nodes.Filter(node, name, [], [], None, None, lineno=node.lineno, environment=node.environment)


@pass_context
def _in_budget(context: Context, items: Iterable[Any]) -> Iterator[Any]:
    budget = context.get(_BUDGET) or Budget()
    for item in items:
        budget.spend()
        yield item


@pass_context
def _joined(context: Context, parts: list[Any]) -> str:
    if sum(len(part) for part in parts if isinstance(part, str)) > MAX_LENGTH:
        raise SecurityError(f"makes more than {MAX_LENGTH:,} characters")
    return markup_join(parts) if context.eval_ctx.autoescape else str_join(parts)


def _with_small_numbers(filter_: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(value: Any, *args: Any, **kwargs: Any) -> Any:
        _refuse_large((*args, *kwargs.values()))
        return filter_(value, *args, **kwargs)

    return guarded


def _refuse_large(values: Iterable[Any]) -> None:
    if any(isinstance(value, int) and abs(value) > MAX_NUMBER for value in values):
        raise SecurityError(f"a number is larger than {MAX_NUMBER:,}")


def _length(left: Any, right: Any, operator: str) -> int:
    """How long `left * right` or `left + right` will be; 0 for numbers."""
    if operator == "+":
        return len(left) + len(right) if isinstance(left, str) and isinstance(right, str) else 0
    if isinstance(left, int) and hasattr(right, "__len__"):
        left, right = right, left
    return len(left) * max(0, right) if hasattr(left, "__len__") and isinstance(right, int) else 0

"""Whether a statement would run unchanged on a database sharded by tenant: every tenant's table in it is tied to one tenant.

PostgreSQL's grammar is read by sqlglot, not guessed by patterns. Within a query, each tenant's table must be tied by equality of
`tenant_id` to a given value or to the other tables; a lone table of a crossing (which asks for all tenants) need not be, but what
its inner queries give of tenants is tied like a table.
"""

from collections.abc import Iterator

import sqlglot
from sqlglot import exp
from sqlglot.expressions.core import Expression


def untied(sql: str, tables: frozenset[str], *, is_crossing: bool = False) -> list[str]:
    """The tables of tenants in the statement that nothing ties to the others' tenant, with the query they stand in."""
    statement = sqlglot.parse_one(sql, read="postgres")
    ctes = {cte.alias: cte.this for cte in statement.find_all(exp.CTE)}
    named = [t for t in statement.find_all(exp.Table) if t.name in tables and t.name not in ctes]
    if is_crossing and len(named) < 2:
        return []
    return [f"{name} in: {query.sql('postgres')[:300]}" for query, name in _untied(statement, tables, ctes, is_crossing)]


def _untied(statement: Expression, tables: frozenset[str], ctes: dict[str, Expression], is_crossing: bool) -> Iterator[tuple]:
    for query in statement.find_all(exp.Select, exp.Update, exp.Delete):
        sources = {t.alias_or_name: t for t in _sources(query)}
        mine = {alias for alias, t in sources.items() if isinstance(t, exp.Table) and t.name in tables and t.name not in ctes}
        if is_crossing:
            mine |= {alias for alias, source in sources.items() if _gives_of_tenants(source, tables, ctes)}
        if not mine:
            continue
        tied = _Ties()
        for join in query.args.get("joins") or []:
            if any(column.name == "tenant_id" for column in join.args.get("using") or []):
                tied.tie(join.this.alias_or_name, next(iter(sources)))
        for equality in query.find_all(exp.EQ, exp.In):
            if _query_of(equality) is not query:
                continue
            sides = _sides(equality)
            ends = [_end(side, sources, mine) for side in sides]
            if any(_is_tenant(side) for side in sides):
                for end in ends[1:]:
                    tied.tie(ends[0], end)
        outside = {alias for alias in tied.known() if alias not in sources and alias != _GIVEN}
        # What an inner query gives has its tenant from there, where it is looked at by itself.
        anchors = {_GIVEN, *outside, *(sources.keys() - mine)}
        if any(tied.are_tied(alias, anchor) for alias in mine for anchor in anchors) or not is_crossing:
            loose = {alias for alias in mine if not any(tied.are_tied(alias, anchor) for anchor in anchors)}
        elif _asks_outside(query, sources):
            loose = mine
        else:
            first = min(mine)
            loose = {alias for alias in mine if not tied.are_tied(alias, first)}
        for alias in sorted(loose):
            yield query, sources[alias].alias_or_name if is_crossing else sources[alias].name


def _gives_of_tenants(
    source: Expression, tables: frozenset[str], ctes: dict[str, Expression], seen: frozenset[str] = frozenset()
) -> bool:
    """Whether an inner query reads a tenant's table, at whatever depth."""
    inner = ctes.get(source.name) if isinstance(source, exp.Table) else source
    if inner is None or source.alias_or_name in seen:
        return False
    return any(
        _gives_of_tenants(one, tables, ctes, seen | {source.name}) if one.name in ctes else one.name in tables
        for one in inner.find_all(exp.Table)
        if one.name not in seen
    )


def _asks_outside(query: Expression, sources: dict[str, Expression]) -> bool:
    """Whether it looks at a row of the query around it."""
    around: set[str] = set()
    outer = _query_of(query)
    while outer is not None:
        around |= {one.alias_or_name for one in _sources(outer)}
        outer = _query_of(outer)
    columns = [one for one in query.find_all(exp.Column) if _query_of(one) is query and one.table in around - sources.keys()]
    return any(not _is_tenant(one) for one in columns)


_GIVEN = "a given tenant"


class _Ties:
    def __init__(self) -> None:
        self._root: dict[str, str] = {}

    def known(self) -> set[str]:
        """Everything that was tied to something."""
        return set(self._root)

    def _find(self, name: str) -> str:
        while self._root.setdefault(name, name) != name:
            name = self._root[name]
        return name

    def tie(self, one: str, other: str) -> None:
        """From here on what is tied to one is tied to the other."""
        self._root[self._find(one)] = self._find(other)

    def are_tied(self, one: str, other: str) -> bool:
        """Whether they have the same tenant."""
        return self._find(one) == self._find(other)


def _sources(query: Expression) -> list[Expression]:
    """What a query reads or changes, without what its inner queries do."""
    found: list[Expression] = []
    parts = [query.args.get(key) for key in ("this", "from", "from_")] if not isinstance(query, exp.Select) else []
    if isinstance(query, exp.Select):
        parts = [query.args.get("from") or query.args.get("from_")]
    for part in [*parts, *(query.args.get("joins") or []), *(query.args.get("using") or [])]:
        if part is None:
            continue
        thing = part if isinstance(part, exp.Table | exp.Subquery) else part.this
        while isinstance(thing, exp.Table | exp.Subquery):
            found.append(thing)
            for join in thing.args.get("joins") or []:
                found.append(join.this)
            break
    return found


def _query_of(node: Expression) -> Expression | None:
    return node.find_ancestor(exp.Select, exp.Update, exp.Delete)


def _sides(equality: Expression) -> list[Expression]:
    if isinstance(equality, exp.In):
        return [equality.this, *(equality.expressions or [equality.args.get("query") or equality.this])]
    left, right = equality.this.unnest(), equality.expression.unnest()
    if isinstance(left, exp.Tuple) and isinstance(right, exp.Tuple):
        pairs = list(zip(left.expressions, right.expressions, strict=False))
        return next(([a, b] for a, b in pairs if _is_tenant(a)), [left, right])
    return [left, right]


def _is_tenant(side: Expression) -> bool:
    return isinstance(side, exp.Column) and side.name in ("tenant_id", "tenant")


def _end(side: Expression, sources: dict, mine: set[str]) -> str:
    """The table whose tenant this is; a value that is given, else."""
    if not isinstance(side, exp.Column):
        return _GIVEN
    if side.table:
        return side.table
    # Without a name it is the only table's that has tenants.
    return next(iter(mine)) if len(mine) == 1 else next(iter(sources), _GIVEN)

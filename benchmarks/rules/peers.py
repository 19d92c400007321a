"""The peers, each given the same rules in its own tongue and the form that served it best, and timed on what it is for.

Every one gives the rules that fired and the score. DuckDB works on the whole table in memory; the engines for single
records run a sample, row dictionaries made beforehand and dates handed in as numbers of days, which flatters them.
"""

from __future__ import annotations

import ast
import time
from collections.abc import Sequence
from datetime import date
from itertools import compress
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from benchmarks.rules.making import DATES, FEEBLE, NULLS, weight

_OPS = {ast.Eq: "==", ast.Gt: ">", ast.GtE: ">=", ast.Lt: "<", ast.LtE: "<="}
_SIGNS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_CALLS = {
    "sql": {"startswith": "starts_with({0}, {1})", "endswith": "ends_with({0}, {1})", "contains": "contains({0}, {1})"},
    "cel": {"startswith": "{0}.startsWith({1})", "endswith": "{0}.endsWith({1})", "contains": "{0}.contains({1})"},
    "zen": {"startswith": "startsWith({0}, {1})", "endswith": "endsWith({0}, {1})", "contains": "contains({0}, {1})"},
}
_AND, _OR = {"sql": "AND", "cel": "&&", "zen": "and"}, {"sql": "OR", "cel": "||", "zen": "or"}


class Peer(NamedTuple):
    """What a peer did: seconds for so many rows, and of the first of them what fired and the score."""

    name: str
    rows: int
    seconds: float
    fired: list[list[int]]
    scores: list[float]

    def per_million(self) -> float:
        """Give the seconds for a million rows, in proportion."""
        return self.seconds * 1_000_000 / self.rows


def supporting(text: str) -> bool:
    """Say whether a rule of the benchmark can be true by feeble features alone."""

    def grounded(node: ast.expr) -> bool:
        if isinstance(node, ast.BoolOp):
            each = [grounded(value) for value in node.values]
            return any(each) if isinstance(node.op, ast.And) else all(each)
        return any(isinstance(name, ast.Name) and name.id not in FEEBLE for name in ast.walk(node))

    return not grounded(ast.parse(text, mode="eval").body)


def translated(text: str, tongue: str) -> str:
    """Translate a rule into sql, cel or zen. Unknown counts as not fired there too."""
    return _said(ast.parse(text, mode="eval").body, tongue)


def _said(node: ast.expr, tongue: str) -> str:
    match node:
        case ast.BoolOp(op, values):
            word = (_AND if isinstance(op, ast.And) else _OR)[tongue]
            return f"({f' {word} '.join(_said(value, tongue) for value in values)})"
        case ast.Compare(left, [ast.In()], [ast.List(items)]):
            words = ", ".join(_said(item, tongue) for item in items)
            return f"{_said(left, tongue)} IN ({words})" if tongue == "sql" else f"({_said(left, tongue)} in [{words}])"
        case ast.Compare(left, [op], [right]):
            sign = "=" if tongue == "sql" and isinstance(op, ast.Eq) else _OPS[type(op)]
            return _guarded(node, f"{_said(left, tongue)} {sign} {_said(right, tongue)}", tongue)
        case ast.Call(ast.Name("days"), [start, end]):
            return f"({_said(end, tongue)} - {_said(start, tongue)})"
        case ast.Call(ast.Name(name), values):
            return _CALLS[tongue][name].format(*(_said(value, tongue) for value in values))
        case ast.BinOp(left, ast.Div(), right) if tongue == "sql":
            return f"({_said(left, tongue)} / nullif({_said(right, tongue)}, 0))"
        case ast.BinOp(left, op, right):
            return f"({_said(left, tongue)} {_SIGNS[type(op)]} {_said(right, tongue)})"
        case ast.UnaryOp(ast.USub(), operand):
            return f"-{_said(operand, tongue)}"
        case ast.Constant(str(value)):
            return f"'{value}'" if tongue == "sql" else f'"{value}"'
        case ast.Constant(value):
            return str(value) if tongue == "zen" else repr(float(value))
        case ast.Name(name):
            return name
    raise AssertionError(ast.dump(node))


def _guarded(node: ast.AST, text: str, tongue: str) -> str:
    """Say that a number is there before it is compared; SQL needs no such word."""
    if tongue == "sql":
        return text
    names = sorted({name.id for name in ast.walk(node) if isinstance(name, ast.Name)} & set(NULLS))
    guards = [f"{name} != null" for name in names]
    divisors = [
        inner.right for inner in ast.walk(node) if isinstance(inner, ast.BinOp) and isinstance(inner.op, ast.Div)
    ]
    guards += [f"{_said(divisor, tongue)} > {'0' if tongue == 'zen' else '0.0'}" for divisor in divisors]
    return f"({f' {_AND[tongue]} '.join([*guards, text])})"


def rows_for_peers(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """Give rows as the engines for single records take them: dates as days since 1970, all numbers floating."""
    origin = date(1970, 1, 1).toordinal()
    rows = frame.to_dicts()
    return [
        {name: float(value.toordinal() - origin) if name in DATES else value for name, value in row.items()}
        for row in rows
    ]


def zen(texts: Sequence[str], frame: pl.DataFrame) -> Peer:
    """Run zen-engine: all rules as one expression that gives a list, so that a record is handed over once."""
    import zen as engine

    program = engine.compile_expression(f"[{', '.join(translated(text, 'zen') for text in texts)}]")
    return _one_by_one("zen-engine", texts, rows_for_peers(frame), program.evaluate)


def cel(texts: Sequence[str], frame: pl.DataFrame) -> Peer:
    """Run Rust CEL: a program for each rule, the record handed over once (one for all took 9 ms a record)."""
    import cel as engine

    programs = [engine.compile(translated(text, "cel")) for text in texts]

    def ask(row: dict[str, Any]) -> list[bool]:
        context = engine.Context(row)
        return [program.execute(context) for program in programs]

    return _one_by_one("Rust CEL", texts, rows_for_peers(frame), ask)


def _one_by_one(name: str, texts: Sequence[str], rows: list[dict[str, Any]], ask: Any) -> Peer:
    numbers, weights = range(len(texts)), [weight(number) for number in range(len(texts))]
    support = [supporting(text) for text in texts]
    fired, scores = [], []
    started = time.perf_counter()
    for row in rows:
        mine = list(compress(numbers, ask(row)))
        sums = [0.0, 0.0]
        for number in mine:
            sums[support[number]] += weights[number]
        fired.append(mine)
        scores.append(sums[0] + min(sums))
    return Peer(name, len(rows), time.perf_counter() - started, fired, scores)


def duckdb(texts: Sequence[str], path: Path, height: int) -> list[Peer]:
    """Run DuckDB on the whole table, in two forms: lists built in the query that asks, and from a table of answers.

    The table is loaded into the engine beforehand, which is not counted.
    """
    import duckdb as engine

    found = []
    for form in (_duck_at_once, _duck_by_answers):
        with engine.connect(config={"threads": 2, "memory_limit": "6GB"}) as base:
            base.execute(f"CREATE TABLE travelers AS SELECT * FROM read_parquet('{path}')")
            started = time.perf_counter()
            for statement in form(texts):
                base.execute(statement)
            seconds = time.perf_counter() - started
            first = base.execute("SELECT fired, score FROM said ORDER BY row_id LIMIT 20000").fetchall()
        name = f"DuckDB {engine.__version__}, {str(form.__doc__).lower()[:-1]}"
        found.append(Peer(name, height, seconds, [row[0] for row in first], [float(row[1]) for row in first]))
    return found


def _sums(texts: Sequence[str], asked: Sequence[str]) -> str:
    own = [f"CASE WHEN {one} THEN {weight(n)} ELSE 0 END" for n, one in enumerate(asked) if not supporting(texts[n])]
    more = [f"CASE WHEN {one} THEN {weight(n)} ELSE 0 END" for n, one in enumerate(asked) if supporting(texts[n])]
    return f"{' + '.join(own)} AS own, {' + '.join(more) or '0'} AS support"


def _duck_at_once(texts: Sequence[str]) -> list[str]:
    """One query."""
    answers, said = _duck_by_answers(texts)
    select = answers.removeprefix("CREATE TABLE answers AS ")
    return [said.replace("AS SELECT", f"AS WITH answers AS MATERIALIZED ({select}) SELECT", 1)]


def _duck_by_answers(texts: Sequence[str]) -> list[str]:
    """A table of 300 answers, then lists and scores."""
    asked = ", ".join(f"coalesce({translated(text, 'sql')}, false) AS b{number}" for number, text in enumerate(texts))
    names = [f"b{number}" for number in range(len(texts))]
    each = ", ".join(f"CASE WHEN {name} THEN {number} END" for number, name in enumerate(names))
    return [
        f"CREATE TABLE answers AS SELECT row_id, {asked} FROM travelers",
        "CREATE TABLE said AS SELECT row_id, fired, own + least(own, support) AS score FROM (SELECT row_id,"
        f" list_filter([{each}], lambda x: x IS NOT NULL) AS fired, {_sums(texts, names)} FROM answers)",
    ]

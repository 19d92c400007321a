"""What code outside of the pages and the policies that ship say in English, and pages say in the reader's language.

Rooms, desks and the store know no language: they state facts and refusals as English sentences, which the journal
keeps. So the sentences are read out of the source, what is filled in standing as ``{name}``, and join the catalogue;
a page reads a sentence back by them (``web/telling.py``). Policies that an administration wrote itself are not among
them: they show as they were written.

Taken are the texts of every error that is made (``Refusal(f"There is no rule {rule_id}")``), every sentence of the
modules in ``SAYING``, the texts of the policies named in ``POLICIES``, the codes of data quality, the kinds of facts.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import yaml

SOURCE = Path(__file__).resolve().parent.parent / "src" / "tidewaiter"
ERRORS = ("Forbidden", "InvalidPolicy", "NotFound", "Refusal", "Stale", "Tampered", "TidewaiterError", "Unreadable")
TEXT_OF = {**dict.fromkeys(ERRORS, 0), "Problem": 2}
"""What is made with a text that pages show, and which of its arguments that is."""
NO_PAGE = (
    *("web/accounts/", "cli/", "fleet/", "analyze/drift/", "assess/model/", "identify/matching/"),
    *("assess/gather.py", "assess/table.py", "formats/contrl.py", "formats/cusres.py", "history.py", "model_trials.py"),
    *("models.py", "site.py", "store/access.py", "store/connect.py", "store/keys.py"),
    *("store/opening.py", "record/payload.py", "record/sealing.py", "store/reference.py"),
)
"""What only the command line or a program reaches, and what one signs in by, which marks its words itself."""
SAYING = (
    "assess/life/acts.py",
    "assess/life/review.py",
    "assess/saying.py",
    "desk/search.py",
    "desk/lane.py",
    "enforce/acts.py",
    "identify/document_use.py",
    "identify/documents.py",
    "identify/hits.py",
    "identify/likeness.py",
    "identify/lookup.py",
    "identify/matching/dates.py",
    "identify/suppression.py",
    "identify/troubles.py",
    "inspect/acts.py",
    "inspect/assign.py",
    "inspect/known.py",
    "inspect/policy.py",
    "inspect/secondary/acts.py",
    "language/explaining.py",
    "record/verify.py",
    "vocabulary/place.py",
    "vocabulary/wording.py",
)
Nodes = tuple[ast.AST, ...]
SEVERITIES = ("info", "warning", "error")
LEAST_LETTERS = 4
"""A template with fewer letters of its own would be read into any sentence."""
POLICIES = {
    "secondary.yaml": ("citation", "code"),
    "features.yaml": ("because", "meaning", "unit", "words"),
    "rules/*.yaml": ("citation", "ground", "owner", "reason", "title"),
    "findings.yaml": ("code",),
    "outcomes.yaml": ("code",),
    "protection.yaml": ("code", "kind"),
    "service_levels.yaml": ("ground", "title"),
}


@cache
def sayings() -> tuple[tuple[str, str, int], ...]:
    """Give each text with the file, relative to the source, and the line where it stands."""
    return tuple(_sayings())


def _sayings() -> Iterator[tuple[str, str, int]]:
    for path in sorted(SOURCE.rglob("*.py")):
        name = path.relative_to(SOURCE).as_posix()
        if name in SAYING or not name.startswith(NO_PAGE):
            tree = tuple(ast.walk(ast.parse(path.read_text())))
            found = _sentences(tree) if name in SAYING else _errors(tree)
            yield from ((text, name, line) for text, line in found if _tells(text))
            yield from ((text, name, line) for text, line in _codes(tree))
            yield from ((text, name, line) for text, line in _kinds(tree))
    for name, keys in POLICIES.items():
        for path in sorted((SOURCE / "policies").glob(name)):
            for text in _texts(yaml.safe_load(path.read_text()), keys):
                said = text.replace("-", " ") if re.fullmatch(r"[a-z-]+", text) else text
                yield said, path.relative_to(SOURCE).as_posix(), 1


def _tells(text: str) -> bool:
    return sum(map(str.isalpha, re.sub(r"{\w+}", "", text))) >= LEAST_LETTERS


def _codes(tree: Nodes) -> Iterator[tuple[str, int]]:
    """Give the codes of findings on the quality of data: what stands before ``info``, ``warning`` or ``error``."""
    for node in tree:
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                first = value.elts[0] if isinstance(value, ast.Tuple) and value.elts else None
                known = isinstance(first, ast.Constant) and first.value in SEVERITIES
                if known and isinstance(key, ast.Constant):
                    yield str(key.value).replace("-", " "), key.lineno
        said = node.args if isinstance(node, ast.Call) else node.elts if isinstance(node, ast.Tuple) else []
        texts = [each.value for each in said if isinstance(each, ast.Constant) and isinstance(each.value, str)]
        if (
            len(texts) > 1
            and texts[1] in SEVERITIES
            and texts[0] not in SEVERITIES
            and re.fullmatch(r"[a-z0-9-]+", texts[0])
        ):
            yield texts[0].replace("-", " "), said[0].lineno


def _kinds(tree: Nodes) -> Iterator[tuple[str, int]]:
    """Give the kinds of facts, as words."""
    for node in tree:
        if isinstance(node, ast.ClassDef) and node.name == "FactKind":
            for each in node.body:
                if isinstance(each, ast.Assign) and isinstance(each.value, ast.Constant):
                    said = re.sub(r"(?<=[a-z])[A-Z]", lambda letter: f" {letter[0].lower()}", str(each.value.value))
                    yield said, each.lineno


def _errors(tree: Nodes) -> Iterator[tuple[str, int]]:
    """Give the texts of errors that are made: those that are refused with, and those kept in a variable for it."""
    for node in tree:
        place = TEXT_OF.get(_called(node), 0) if isinstance(node, ast.Call) else 0
        if isinstance(node, ast.Call) and _called(node) in TEXT_OF and len(node.args) > place:
            yield from ((text, node.lineno) for text in _read(node.args[place]))
            for name in _filled(node.args[place]):
                yield from ((text, line) for text, line in _kept(tree, name) if " " in text)
        if isinstance(node, ast.FunctionDef) and node.returns is not None and ast.unparse(node.returns) == "str | None":
            for given in ast.walk(node):  # what a room refuses with, or nothing
                if isinstance(given, ast.Return) and given.value is not None:
                    yield from ((text, given.lineno) for text in _read(given.value) if " " in text)


def _filled(node: ast.expr) -> set[str]:
    """Name the variables that an error says, whole or within its text: their own texts are said with it."""
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    said = [part.value if isinstance(part, ast.FormattedValue) else part for part in parts]
    return {part.id for part in said if isinstance(part, ast.Name)}


def _kept(tree: Nodes, name: str) -> Iterator[tuple[str, int]]:
    for node in tree:
        if isinstance(node, ast.Assign) and any(isinstance(to, ast.Name) and to.id == name for to in node.targets):
            yield from ((text, node.lineno) for text in _read(node.value))


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def _sentences(tree: Nodes) -> Iterator[tuple[str, int]]:
    """Give every text of a module that holds a blank between words, but no docstring."""
    told = {id(node.value) for node in tree if isinstance(node, ast.Expr)}
    inside = {id(part) for node in tree if isinstance(node, ast.JoinedStr) for part in ast.walk(node)}
    for node in tree:
        whole = isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and id(node) not in inside)
        if whole and id(node) not in told:
            yield from ((text, node.lineno) for text in _read(node) if " " in text and re.search(r"[A-Za-z]{3}", text))


def _read(node: ast.expr) -> Iterator[str]:
    """Give the texts that an expression may be, what is filled in as ``{name}``."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        numbers = count(2)
        yield re.sub("{}", lambda _: f"{{it{next(numbers)}}}", node.value.replace("{}", "{it}", 1))
    elif isinstance(node, ast.JoinedStr):
        yield _template(node)
    elif isinstance(node, ast.IfExp):
        yield from _read(node.body)
        yield from _read(node.orelse)
    elif isinstance(node, ast.BoolOp):
        for each in node.values:
            yield from _read(each)


def _template(node: ast.JoinedStr) -> str:
    parts: list[str] = []
    names: list[str] = []
    for part in node.values:
        if isinstance(part, ast.Constant):
            parts.append(str(part.value))
        elif isinstance(part, ast.FormattedValue):
            name = _name(part.value)
            names.append(name)
            parts.append(f"{{{name}{names.count(name) if names.count(name) > 1 else ''}}}")
    return "".join(parts)


def _name(node: ast.expr) -> str:
    """Give a name for what is filled in: the last one that its expression says."""
    said = [each.id if isinstance(each, ast.Name) else each.attr if isinstance(each, ast.Attribute) else each.value
            for each in ast.walk(node) if isinstance(each, ast.Name | ast.Attribute | ast.Constant)]  # fmt: skip
    names = [text for text in said if isinstance(text, str) and re.fullmatch(r"[a-z]\w*", text)]
    return next((text for text in names if text not in ("self", "str", "join", "len", "code", "text")), "it")


def _texts(node: Any, keys: tuple[str, ...]) -> Iterator[str]:
    """Give the texts under these keys, however deep they stand; of titles by language nothing: they tell themselves."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key in keys:
                yield from (text for text in _leaves(value) if key != "citation" or _in_words(text))
                if key == "unit" and value != "kg":
                    yield f"{value[:-1]}ies" if value.endswith("y") and value != "day" else f"{value}s"
            else:
                yield from _texts(value, keys)
    elif isinstance(node, list):
        for each in node:
            yield from _texts(each, keys)


def _in_words(citation: str) -> bool:
    """Tell a citation that says something from one that names paragraphs."""
    return not re.search(r"\d", citation) or bool(re.search(r"[a-z]{3} [a-z]{3}", citation))


def _leaves(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, list):
        for each in node:
            yield from _leaves(each)
    elif isinstance(node, dict):
        for value in node.values():
            yield from _leaves(value)

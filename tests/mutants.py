"""Damages good messages in the ways lines, gateways and careless programs do, and hunts what a reader lets through.

``mutants`` is seeded: the same seed, originals and count give the same mutants on every machine.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from tidewaiter.vocabulary.errors import TidewaiterError, Unreadable

_JUNK = (
    b"\x00", b"\xff\xfe", b"\x1a", b"UNB", b"UNH+", b"UNT+1'", b"UNZ", b"''", b"?", b"??", b"?'", b"+" * 40, b":" * 40,
    b"\r\n", b" ", b"\t", "é".encode("cp1252"), "李".encode(), "\u2019".encode(), "\u202e".encode(), "😀".encode(),
    b"\xed\xa0\x80", "\u0662".encode(), b"9" * 300, b"-1", b"1e9", b"A" * 3000, b"NaN", b"{", b"]", b'"', b",",
)  # fmt: skip
_SEPARATORS = b"+:'?*$~^|\x1d\x1f\x1c,;\"{}[]\n"

Mutation = Callable[[random.Random, bytearray], None]


def _flip(chance: random.Random, body: bytearray) -> None:
    for _ in range(chance.choice((1, 1, 2, 8))):
        at = chance.randrange(len(body))
        body[at] = chance.choice(
            (body[at] ^ (1 << chance.randrange(8)), chance.randrange(256), chance.randrange(32, 127))
        )


def _delete(chance: random.Random, body: bytearray) -> None:
    at = chance.randrange(len(body))
    del body[at : at + chance.choice((1, 2, 5, 40, 400))]


def _double(chance: random.Random, body: bytearray) -> None:
    at = chance.randrange(len(body))
    body[at:at] = body[at : at + chance.choice((1, 3, 20, 200))]


def _truncate(chance: random.Random, body: bytearray) -> None:
    cut = chance.randrange(len(body))
    if chance.random() < 0.8:
        del body[cut:]
    else:
        del body[:cut]


def _swap(chance: random.Random, body: bytearray) -> None:
    size = chance.choice((1, 4, 30))
    first, second = (chance.randrange(max(1, len(body) - size)) for _ in range(2))
    body[first : first + size], body[second : second + size] = (
        body[second : second + size],
        body[first : first + size],
    )


def _separators(chance: random.Random, body: bytearray) -> None:
    old, new = chance.choice(_SEPARATORS), chance.choice(_SEPARATORS)
    if chance.random() < 0.5:
        body[:] = body.replace(bytes([old]), bytes([new]))
    else:
        at = body.find(bytes([old]), chance.randrange(len(body)))
        if at >= 0:
            body[at] = new


def _insert(chance: random.Random, body: bytearray) -> None:
    at = chance.randrange(len(body) + 1)
    body[at:at] = chance.choice(_JUNK)


def _move_line(chance: random.Random, body: bytearray) -> None:
    """Move, drop or double one segment (or line): order and number are what grammars trip over."""
    end = b"'" if body.count(b"'") > body.count(b"\n") else b"\n"
    parts = bytes(body).split(end)
    taken = parts.pop(chance.randrange(len(parts)))
    for _ in range(chance.choice((0, 1, 1, 2))):
        parts.insert(chance.randrange(len(parts) + 1), taken)
    body[:] = end.join(parts)


def _empty_values(chance: random.Random, body: bytearray) -> None:
    """Cut a value short at its separators, as programs with a null in hand do."""
    at = chance.randrange(len(body))
    stops = [found for mark in b"+:',\n\"" if (found := body.find(bytes([mark]), at)) >= 0]
    del body[at : min(stops, default=len(body))]


MUTATIONS: tuple[Mutation, ...] = (
    _flip, _delete, _double, _truncate, _swap, _separators, _insert, _move_line, _empty_values,
)  # fmt: skip


def mutants(seed: int, originals: Sequence[bytes], count: int) -> Iterator[bytes]:
    """Give ``count`` damaged versions of ``originals``, each hurt one to four times."""
    chance = random.Random(seed)
    for number in range(count):
        body = bytearray(originals[number % len(originals)])
        for _ in range(chance.choice((1, 1, 1, 2, 4))):
            if body:
                chance.choice(MUTATIONS)(chance, body)
        yield bytes(body)


@dataclass(frozen=True, slots=True)
class Leak:
    """One mutant that the reader did not bear: which, what happened, and the bytes to try again with."""

    number: int
    what: str
    mutant: bytes


def leaks(parse: Callable[[bytes], object], damaged: Iterable[bytes], *, limit: float = 1.0) -> list[Leak]:
    """Give each mutant that ``parse`` meets with a foreign error, a refusal without a place, or too slowly.

    ``limit`` is in seconds of this process's own time, so that a busy machine does not accuse the reader.
    """
    found = []
    for number, mutant in enumerate(damaged):
        start = time.process_time()
        what = ""
        try:
            parse(mutant)
        except Unreadable as refusal:
            if str(refusal.position) == "the input as a whole":
                what = f"refused without a place: {refusal.text}"
        except TidewaiterError:
            pass
        except Exception as error:
            what = f"{type(error).__name__}: {error}"
        if not what and time.process_time() - start > limit:
            what = f"took {time.process_time() - start:.2f} s"
        if what:
            found.append(Leak(number, what, mutant))
    return found

"""The stream that tells open pages that the journal has grown; never what was journaled.

A page that hears it asks for its own sections anew, with its reader's rights. One thread looks at the journal's head
while anybody listens. Streams are bounded, since each holds a thread of the server: whoever comes after the last one is
answered 204, at which a browser stops asking for a stream, and asks by the clock instead. Source: WHATWG HTML,
server-sent events.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Condition, Thread
from time import monotonic, sleep

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.views.decorators.http import require_GET

from tidewaiter.api.house import house
from tidewaiter.vocabulary.officer import Officer
from tidewaiter.web.reader import page

MOST = 24
LASTS = 60.0
LOOKS_EVERY = 1.0
STILL_HERE_EVERY = 15.0


class Head:
    """The journal's size as last seen, and those who wait for it to change."""

    def __init__(self, size: Callable[[], int], stopping: Callable[[], bool] = lambda: False) -> None:
        self._size = size
        self._changed = Condition()
        self._seen = 0
        self._listening = 0
        self._watched = False
        self.stopping = stopping

    def enter(self) -> bool:
        """Take a seat; False where all are taken."""
        with self._changed:
            if self._listening >= MOST:
                return False
            self._listening += 1
            if not self._watched:
                self._watched = True
                self._seen = self._size()
                Thread(target=self._watch, name="journal-head", daemon=True).start()
            return True

    def leave(self) -> None:
        """Give the seat back."""
        with self._changed:
            self._listening -= 1

    def events(self, lasts: float = LASTS) -> Iterator[str]:
        """Give the stream of one listener, who has entered: an event for each growth, comments in between."""
        ends, told_at = monotonic() + lasts, monotonic()
        seen = self._seen
        yield "retry: 2000\nevent: here\ndata: 1\n\n"
        while monotonic() < ends and not self.stopping():
            with self._changed:
                self._changed.wait(LOOKS_EVERY)
                grown, seen = self._seen != seen, self._seen
            if grown:
                told_at = monotonic()
                yield "event: changed\ndata: 1\n\n"
            elif monotonic() - told_at >= STILL_HERE_EVERY:
                told_at = monotonic()
                yield ": still here\n\n"

    def _watch(self) -> None:
        while True:
            sleep(LOOKS_EVERY)
            with self._changed:
                if not self._listening:
                    self._watched = False
                    return
            size = self._size()
            with self._changed:
                if size != self._seen:
                    self._seen = size
                    self._changed.notify_all()


class Stream:
    """What one listener who has entered is told; the seat goes back at its end, also where nobody ever read of it.

    A generator alone would not do: one that was closed before it began runs nothing, and the seat would be lost.
    """

    def __init__(self, head: Head, lasts: float = LASTS) -> None:
        self._head, self._events, self._seated = head, head.events(lasts), True

    def __iter__(self) -> Iterator[str]:
        """Give itself."""
        return self

    def __next__(self) -> str:
        """Give the next event; at the end the seat goes back."""
        try:
            return next(self._events)
        except StopIteration:
            self.close()
            raise

    def close(self) -> None:
        """Give the seat back, once."""
        if self._seated:
            self._seated = False
            self._head.leave()


def _size() -> int:
    from django.db import connection

    try:
        with house().store.read() as reader:
            reader.cursor.execute("SELECT size FROM journal_head")
            row = reader.cursor.fetchone()
            return int(row[0]) if row else 0
    finally:
        connection.close()


head = Head(_size)


@require_GET
@page
def live(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Tell when the journal grows; 204 where as many listen as may."""
    if not head.enter():
        return HttpResponse(status=204)
    answer = StreamingHttpResponse(Stream(head), content_type="text/event-stream")
    answer.headers["X-Accel-Buffering"] = "no"
    return answer

"""The sample messages, brought to today: their journeys lie ahead on the day the demo is first run.

The files that ship carry fixed dates. The first run writes copies into ``<home>/samples`` in which every date near the
journey is moved by the same number of days; later runs take the copies, so that each message is the same message again.
Birth dates and far expiries stay as they are.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from pathlib import Path

from tidewaiter.receive import Delivery, open_delivery

NEAR = timedelta(days=200)
"""Only dates within this distance of the journey move: bookings and returns do, births do not."""

_EDGE = rb"(?<![0-9A-Za-z])"
_DATES = re.compile(
    _EDGE + rb"(\d{4}-\d\d-\d\d|\d{2}[A-Z]{3}\d{2}|\d{8}(?=\d{4}(?!\d))|\d{6}(?=\d{4}(?!\d))|\d{6}(?![0-9A-Za-z]))"
)
_FORMS = {
    10: ("%Y-%m-%d",),
    7: ("%d%b%y",),
    8: ("%Y%m%d",),
    6: ("%y%m%d",),
}
_DAY_FIRST = "%d%m%y"  # PADIS messages (PNRGOV) write the day first


def lay_out(source: Path, home: Path, today: date) -> list[Path]:
    """Give the sample files of this home, written with dates moved to ``today`` when they are not there yet."""
    folder = home / "samples"
    for path in sorted(path for path in source.rglob("*") if path.is_file() and path.suffix != ".py"):
        target = folder / path.relative_to(source)
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(brought_to(path.read_bytes(), today))
    return sorted(path for path in folder.rglob("*") if path.is_file())


def brought_to(raw: bytes, today: date) -> bytes:
    """Move the dates of one message so that its journey is tomorrow; a lane's crossing, which is now, is today."""
    journey, kind = _journey(raw)
    if journey is None:
        return raw
    return moved(raw, journey, today + timedelta(days=0 if kind == "lane" else 1), day_first=kind == "pnrgov")


def moved(raw: bytes, journey: date, wanted: date, *, day_first: bool = False) -> bytes:
    """Move every date near ``journey`` by the days between it and ``wanted``, each in the form it is written in."""
    distance = wanted - journey

    def move(match: re.Match[bytes]) -> bytes:
        text = match.group(1).decode()
        for form in (*_FORMS[len(text)], *((_DAY_FIRST,) if day_first and len(text) == 6 else ())):
            try:
                day = datetime.strptime(text, form).date()
            except ValueError:
                continue
            if abs(day - journey) <= NEAR:
                return (day + distance).strftime(form).upper().encode()
        return match.group(1)

    return _DATES.sub(move, raw)


def _journey(raw: bytes) -> tuple[date | None, str]:
    """Find the day of the first movement a message announces, and the kind of the message."""
    for opened in open_delivery(Delivery(raw)):
        for message in opened.interchange.messages if opened.interchange else []:
            legs = sorted(message.legs, key=lambda leg: not leg.crossing)
            for leg in legs:
                when = leg.departs_local or leg.arrives_local
                if when is not None:
                    return when.date(), message.kind
    return None, ""

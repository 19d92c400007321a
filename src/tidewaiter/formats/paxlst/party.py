"""What a passenger list says beside names and documents: purpose, reporter, contacts, bags, control totals."""

from __future__ import annotations

from tidewaiter.formats.edifact.tokenizer import Segment, value
from tidewaiter.formats.paxlst import codes
from tidewaiter.formats.paxlst.notes import Notes
from tidewaiter.vocabulary.announcement import Announcement, Person

_MOST_BAGS = 99  # in one sequence
_MOST_TAGS = 1000  # of one person


class Party:
    """Fills the head and the totals of one announcement, and the lesser columns of its people."""

    __slots__ = ("_totals", "announcement", "notes")

    def __init__(self, announcement: Announcement, notes: Notes) -> None:
        self.announcement, self.notes = announcement, notes
        self._totals: dict[str, tuple[int, int]] = {}  # CNT qualifier: number, ordinal

    def begin(self, segment: Segment, ordinal: int) -> None:
        """Read BGM: which list it is, and whether it is new, changed, cancelled or closes the flight."""
        announcement = self.announcement
        kind, status, function = value(segment, 1), value(segment, 2), value(segment, 3)
        announcement.extra["list"] = kind
        if kind not in codes.LISTS:
            self.notes.add("unknown-list", "info", f"BGM document {kind or '(empty)'}", (ordinal, 1, 1))
        if kind == "266":
            announcement.function = "close-out"
        if status is not None:
            announcement.extra["status"] = status
            announcement.function = codes.STATUS.get(status.upper(), announcement.function)
        if function is not None:
            if function in codes.FUNCTIONS:
                found = codes.FUNCTIONS[function]
                closes = announcement.function == "close-out" and found == "original"  # the original of a close-out
                announcement.function = "close-out" if closes else found
            else:
                self.notes.add("unknown-function", "info", f"BGM function {function}", (ordinal, 3, 1), "function")

    def reference(self, qualifier: str, segment: Segment, ordinal: int) -> None:
        """Read an RFF of the head: TN is the sender's transaction, which the answer repeats."""
        if qualifier == "TN":
            self.announcement.extra["transaction"] = value(segment, 1, 1)
        elif qualifier == "ABO" and self.announcement.function == "close-out" and value(segment, 1, 1):
            self.announcement.extra.setdefault("closing", []).append(value(segment, 1, 1))
        elif qualifier not in ("ACW", "AF", "ABO"):
            self.notes.repeat("unknown-qualifier", f"RFF+{qualifier} of the message", ordinal)

    def reporting(self, segment: Segment) -> None:
        """Read NAD+MS: who answers for the message."""
        for element in segment[4:5] + segment[3:4] + segment[2:3]:
            name = " ".join(part.strip() for part in element if part.strip())
            if name:
                self.announcement.sender_name = name
                return

    def contact(self, person: Person | None, segment: Segment) -> None:
        """Read COM: TE telephone, EM mail, FX fax, of the person or of who answers for the message."""
        for element in segment[1:]:
            number = element[0].strip()
            kind = element[1].strip() if len(element) > 1 else "TE"
            if not number:
                continue
            if person is None:
                self.announcement.contacts += (f"{kind}:{number}",)
            elif kind == "EM":
                person.email = person.email or number
            elif kind in ("TE", "AL", ""):
                person.phone = person.phone or number

    def measure(self, person: Person | None, segment: Segment, ordinal: int) -> tuple[str, float] | None:
        """Read MEA, CT counting the bags and WT weighing them (KGM or LBR): the column and its value, or None."""
        kind, measured = segment[1][0].strip(), segment[3]
        if person is None or kind not in ("CT", "WT"):
            self.notes.repeat("unknown-qualifier", f"MEA+{kind}", ordinal)
            return None
        column = "bag_count" if kind == "CT" else "bag_weight_kg"
        unit = measured[0].strip().upper() if len(measured) > 1 else ""
        text = measured[-1].strip().replace(",", ".")
        if not text.replace(".", "", 1).isdecimal() or not text.isascii() or len(text) > 9:
            said = f"{text or '(empty)'} is no quantity"
            self.notes.add("invalid-number", "warning", said, (ordinal, 3, len(measured)), column)
        elif kind == "CT":
            return column, int(float(text))
        elif unit in codes.WEIGHTS:
            return column, round(float(text) * codes.WEIGHTS[unit], 3)
        else:
            self.notes.add("invalid-unit", "warning", f"{unit} is no unit of weight", (ordinal, 3, 1), column)
        return None

    def bags(self, person: Person, segment: Segment, ordinal: int) -> None:
        """Read FTX+BAG: one tag, a tag and how many follow it in sequence, or several tags."""
        if len(person.bag_tags) > _MOST_TAGS:
            self.notes.repeat("too-many-bags", "FTX+BAG beyond a thousand tags of one person", ordinal)
            return
        tags = [part.strip() for part in segment[4] if part.strip()]
        if len(tags) == 2 and tags[1].isdecimal() and tags[1].isascii() and len(tags[1]) <= 3:
            tags = self._sequence(tags[0], int(tags[1]), ordinal)
        person.bag_tags += tuple(tags)

    def _sequence(self, first: str, count: int, ordinal: int) -> list[str]:
        stem = first.rstrip("0123456789")
        digits = first[len(stem) :]
        if not digits or not 1 <= count <= _MOST_BAGS:
            if count != 1:
                said = f"{count} bags from tag {first}"
                self.notes.add("invalid-number", "warning", said, (ordinal, 4, 2), "bag_count")
            return [first]
        head, last = digits[:-9], digits[-9:]
        return [f"{stem}{head}{int(last) + step:0{len(last)}d}" for step in range(count)]

    def count(self, segment: Segment, ordinal: int) -> None:
        """Read CNT: 42 passengers, 41 crew, as the sender counted them."""
        kind, text = segment[1][0].strip(), segment[1][1].strip()
        if kind not in ("42", "41"):
            self.notes.repeat("unknown-qualifier", f"CNT+{kind}", ordinal)
        elif not (text.isdecimal() and text.isascii() and len(text) <= 6):
            self.notes.add("invalid-number", "warning", f"{text or '(empty)'} is no count", (ordinal, 1, 2))
        else:
            self._totals[kind] = (int(text), ordinal)

    def finish(self, ordinal: int) -> None:
        """Hold the control totals against the people found."""
        announcement, notes = self.announcement, self.notes
        people = announcement.people
        closing = len(announcement.extra.get("closing", ()))
        if closing:
            text = f"The close-out names {closing} travelers by their references (RFF+ABO) alone"
            notes.add("closing-references", "info", text, (ordinal,))
        elif not people:
            notes.add("no-people", "warning", "The message lists nobody", (ordinal,))
        if not self._totals:
            notes.add("missing-count", "info", "The message carries no control total (CNT)", (ordinal,))
            return
        announcement.declared_count = sum(number for number, _ in self._totals.values())
        crew = sum(person.role == "crew" for person in people)
        for kind, (said, at) in self._totals.items():
            name, found = ("crew", crew) if kind == "41" else ("passengers", len(people) - crew + closing)
            if kind == "42" and "41" not in self._totals and said == len(people):
                continue  # some senders count everyone listed under 42
            if said != found:
                text = f"CNT claims {said} {name}, the message lists {found}"
                notes.add("count-mismatch", "warning", text, (at, 1, 2))

"""UN/EDIFACT (ISO 9735): service characters, segments, the frame of an interchange, and writing them."""

from tidewaiter.formats.edifact.envelope import Envelope, RawMessage, open_interchange
from tidewaiter.formats.edifact.files import split_interchanges
from tidewaiter.formats.edifact.syntax import DEFAULT, Syntax
from tidewaiter.formats.edifact.tokenizer import Segment, Tokens, splitter, tokenize, value

__all__ = [
    "DEFAULT",
    "Envelope",
    "RawMessage",
    "Segment",
    "Syntax",
    "Tokens",
    "open_interchange",
    "split_interchanges",
    "splitter",
    "tokenize",
    "value",
]

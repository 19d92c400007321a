"""The one way to read policy files: values with their places, so that whatever is wrong is refused where it stands.

``read_policy`` reads a YAML file that somebody owns and reviews, ``read_record`` any YAML mapping, ``read_table`` a CSV
list with a head. What they give, ``PolicyRecord``, has a getter for each kind of value; a getter that finds something
else raises ``InvalidPolicy`` with file, line and column.
"""

from importlib.resources import files
from pathlib import Path

from tidewaiter.language.policy.reading import HEAD, read_file, read_policy, read_record
from tidewaiter.language.policy.record import Citation, PolicyFile, PolicyRecord, Value
from tidewaiter.language.policy.table import read_table

FOLDER = "policies"
"""What a folder of policies is called, in the package and at an administration's home."""

POLICIES = Path(str(files("tidewaiter") / FOLDER))
"""The policies that ship with the house; an administration may load its own folder instead."""

__all__ = [
    "FOLDER",
    "HEAD",
    "POLICIES",
    "Citation",
    "PolicyFile",
    "PolicyRecord",
    "Value",
    "read_file",
    "read_policy",
    "read_record",
    "read_table",
]

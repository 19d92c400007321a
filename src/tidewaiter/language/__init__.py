"""The expression language of rules and requirements: one text, two emitters, one explanation.

``compile_expression`` checks a text against a feature catalogue; ``polars`` and ``python`` turn what passed into a
column expression and a row function that always agree; ``explain`` shows each leaf with the values it saw.
"""

from tidewaiter.language.bulk import polars
from tidewaiter.language.catalogue import Catalogue, Feature, read_catalogue
from tidewaiter.language.compiling import compile_expression
from tidewaiter.language.explanation import ExplainedLeaf, explain
from tidewaiter.language.nodes import Expression
from tidewaiter.language.single import RowFunction, python

__all__ = [
    "Catalogue",
    "ExplainedLeaf",
    "Expression",
    "Feature",
    "RowFunction",
    "compile_expression",
    "explain",
    "polars",
    "python",
    "read_catalogue",
]

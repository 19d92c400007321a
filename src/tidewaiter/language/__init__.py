"""The expression language of rules and requirements: one text, two emitters, one explanation.

``compile_expression`` checks a text against a feature catalogue; ``polars`` and ``python`` turn what passed into a
column expression and a row function that always agree; ``Questions`` asks many of a table at once; ``explain`` shows
each leaf with the values it saw.
"""

from tidewaiter.language.asking import Questions
from tidewaiter.language.bulk import polars
from tidewaiter.language.catalogue import Catalogue, Feature, read_catalogue
from tidewaiter.language.compiling import compile_expression
from tidewaiter.language.explanation import AnsweredLeaf, ExplainedLeaf, explain, explainer, with_values
from tidewaiter.language.nodes import Every, Expression, Surely, grounded
from tidewaiter.language.single import Answered, RowFunction, Seen, compiled, python
from tidewaiter.language.tables import ReferenceTable, read_reference_table

__all__ = [
    "Answered",
    "AnsweredLeaf",
    "Catalogue",
    "Every",
    "ExplainedLeaf",
    "Expression",
    "Feature",
    "Questions",
    "ReferenceTable",
    "RowFunction",
    "Seen",
    "Surely",
    "compile_expression",
    "compiled",
    "explain",
    "explainer",
    "grounded",
    "polars",
    "python",
    "read_catalogue",
    "read_reference_table",
    "with_values",
]

"""Assess: "Assess the risk level of people and goods intending to cross through the ports of entry".

Every rule in force is asked of every encounter at once; what fired is summed, banded and said in words. A rule whose
input is missing is listed as not evaluable, never read as clear. Nothing here decides: officers do.
"""

from tidewaiter.assess.again import assess_again
from tidewaiter.assess.assessing import assess
from tidewaiter.assess.explanation import Answer, ExplainedRule, assess_record, explain, explain_record
from tidewaiter.assess.needs import COUNTS, History
from tidewaiter.assess.ruleset import Ruleset, load_ruleset
from tidewaiter.assess.table import OUTCOME, assess_table
from tidewaiter.assess.trial import FailedTest, failed_tests

__all__ = [
    "COUNTS",
    "OUTCOME",
    "Answer",
    "ExplainedRule",
    "FailedTest",
    "History",
    "Ruleset",
    "assess",
    "assess_again",
    "assess_record",
    "assess_table",
    "explain",
    "explain_record",
    "failed_tests",
    "load_ruleset",
]

"""One model beside the rules: its score is one more feature, calibrated, explained, and never the sole ground.

Trained on snapshots of assessments by time, on outcomes that weigh by the chance with which they came to be known.
"""

from tidewaiter.assess.model.filled import filled
from tidewaiter.assess.model.says import OF_MODELS
from tidewaiter.assess.model.scorer import Scorer, read_scorer

__all__ = ["OF_MODELS", "Scorer", "filled", "read_scorer"]

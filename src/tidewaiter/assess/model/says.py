"""What a model says of an encounter: the features it fills."""

OF_MODELS = ("model", "model_score", "model_reasons", "model_silent", "anomaly_score")
"""Features of the catalogue that the model fills; no model reads them."""

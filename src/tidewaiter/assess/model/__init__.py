"""One model beside the rules: its score is one more feature, calibrated, explained, and never the sole ground."""

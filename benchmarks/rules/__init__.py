"""The rule engine beside its peers: a million records, three hundred rules, and one record at a time."""

"""The auditor's pages: decisions replayed, who read what, the journal proved, rules on protected grounds, fairness."""

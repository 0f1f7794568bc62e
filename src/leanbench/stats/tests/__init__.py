"""Hypothesis tests and intervals for means, ranks, counts, spreads and relations."""

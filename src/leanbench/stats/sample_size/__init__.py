"""Power and sample size for every comparison."""

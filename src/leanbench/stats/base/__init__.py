"""What every statistic stands on: samples, guards, sums, tails of distributions, constants, result records."""

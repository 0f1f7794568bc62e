"""Does it meet the target: capability, deadlines, yields, tolerance intervals."""

"""Families of distributions, their fit, transformations to the normal, normality."""

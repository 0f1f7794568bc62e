"""Looking at values: descriptions, shapes, series, Pareto, stratification."""

"""Measurement systems: gage R&R, bias, linearity, agreement of appraisers."""

"""Sampling, ranking, calibration and explanation."""

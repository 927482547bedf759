"""Predictions of measured selectivities: learned from the measured table, judged by paper."""

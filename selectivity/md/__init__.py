"""Trajectories to small tables with a verdict."""

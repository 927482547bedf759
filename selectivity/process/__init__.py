"""Membrane processes on the transport core."""

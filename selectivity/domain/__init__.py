"""Frozen dataclasses of SI arrays that the physics passes around."""

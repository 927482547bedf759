"""Ranking of very many candidates with bounded memory: batches in, parts in rank order out."""

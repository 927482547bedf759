"""The first candidates of a ranking once more, with more samples: inputs and outputs together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from selectivity.domain.feed import Feed
from selectivity.screening import chunks
from selectivity.screening.draws import Chunk
from selectivity.screening.pieces import Done
from selectivity.screening.screen import screen_chunk
from selectivity.screening.settings import Settings
from selectivity.screening.shared import Shared, sample_shared
from selectivity.screening.simulated import Profiles
from selectivity.screening.summary import ranked_quantity
from selectivity.tables.study import Study


@dataclass(frozen=True)
class Question:
    """What the analysis is asked of.

    Attributes
    ----------
    study : Study
    feed : Feed
    names : tuple of str
        Candidates in the order of the ranking.
    profiles : Profiles
        Simulated free-energy profiles; empty for none.
    """

    study: Study
    feed: Feed
    names: tuple[str, ...]
    profiles: Profiles

    @property
    def settings(self) -> Settings:
        """Settings of the screening."""
        return Settings.of(self.study)


def sampled(question: Question, n_samples: int) -> list[Done]:
    """The candidates through the whole screening model, by the screening's own sampling.

    Parameters
    ----------
    question : Question
    n_samples : int

    Returns
    -------
    list of Done
        Chunks in no particular order; sample n is the same draw of the shared inputs in all.
    """
    settings = replace(question.settings, n_samples=n_samples)
    study, sizes = question.study, (n_samples, settings.seed)
    shared = sample_shared(study.ions, study.groups, study.materials, sizes)
    return [
        screen_chunk(chunk, question.feed, shared, settings, question.profiles)
        for chunk in chunks_of(question, shared, settings)
    ]


def chunks_of(question: Question, shared: Shared, settings: Settings) -> list[Chunk]:
    """Chunks that hold the candidates of the question."""
    study = question.study
    rows = study.candidates[study.candidates["candidate"].isin(question.names)]
    sizes = settings.n_samples, settings.seed
    return list(chunks.chunks(rows, study.candidate_groups, study.materials, shared, sizes))


def ranked_samples(parts: Sequence[Done], question: Question) -> np.ndarray:
    """log10 of the ranked quantity, in the order of the question. (n_samples, n_candidates)"""
    wanted, unwanted = question.settings.places
    limit = question.settings.detection_limit
    found: dict[str, np.ndarray] = {}
    for done in parts:
        permeability = done.outcome.permeability
        ranked = ranked_quantity(permeability[..., wanted], permeability[..., unwanted], limit)
        found |= dict(zip(done.names, ranked.samples.T, strict=True))
    return np.stack([found[name] for name in question.names], axis=1)

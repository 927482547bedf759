"""Why: the chosen candidate explained; drawn by the scripts from the tidy tables."""

from __future__ import annotations

from selectivity.report.sections.base import Section

WHY = Section("why", "Why does this candidate stand there?", lambda _: {})

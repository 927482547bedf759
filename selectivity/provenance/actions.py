"""The workflow, its steps, and what was executed, as entities of a Provenance Run Crate 0.5."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from selectivity.provenance.contents import INPUT, OUTPUT, Contents
from selectivity.provenance.entities import context
from selectivity.screening.record import MD_TERMS

if TYPE_CHECKING:
    from rocrate.rocrate import ROCrate

COMPLETED: Final = "http://schema.org/CompletedActionStatus"
ENGINE: Final = "#snakemake"
BUCKETS: Final = "#buckets"
_REPORT: Final = "results/report.html"
_TERMS: Final = f"results/{MD_TERMS}"


@dataclass(frozen=True)
class Step:
    """A rule of the workflow.

    Attributes
    ----------
    name, what : str
        Rule, and what it does.
    inputs, outputs : tuple of str
        Identifiers of entities.
    """

    name: str
    what: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]


def steps(contents: Contents) -> list[Step]:
    """Rules that a run has gone through, in order.

    Parameters
    ----------
    contents : Contents

    Returns
    -------
    list of Step
    """
    inputs = tuple(file.place for file in contents.of(INPUT))
    outputs = [file.place for file in contents.of(OUTPUT)]
    ranked = tuple(place for place in outputs if place not in (_REPORT, _TERMS))
    simulated = (_TERMS,) if _TERMS in outputs else ()
    found = [
        Step(
            "screen",
            "Physics of the candidates, bucket by bucket",
            (*inputs, *simulated),
            (BUCKETS,),
        ),
        Step(
            "rank",
            "Ranks all candidates and compares them with measurements",
            (*inputs, BUCKETS),
            ranked,
        ),
    ]
    if simulated:
        found.insert(0, Step("md", "Trajectories to free-energy terms", inputs, simulated))
    if _REPORT in outputs:
        found.append(Step("report", "One offline page", ranked, (_REPORT,)))
    return found


def add_actions(
    crate: ROCrate, contents: Contents, workflow: Any, values: list[Any], agent: Any
) -> Any:
    """Add tools, steps and actions to the workflow.

    Parameters
    ----------
    crate : ROCrate
    contents : Contents
    workflow : ComputationalWorkflow
        Main entity of the crate.
    values : list
        Settings of the run, as property values.
    agent : Person or None
        Who ran it, if it was said.

    Returns
    -------
    ContextEntity
        The action that stands for the whole run.
    """
    context(
        crate,
        BUCKETS,
        {
            "@type": "Collection",
            "name": "Tables of the buckets",
            "description": "Intermediate; gathered by rank, not packed.",
        },
    )
    controls, tools, plan = [], [], []
    for position, step in enumerate(steps(contents), start=1):
        tool, how, control = _add_step(crate, contents, step, position)
        tools.append(tool)
        plan.append(how)
        controls.append(control)
    workflow["hasPart"], workflow["step"] = tools, plan
    run = _add_run(crate, contents, workflow, values)
    if agent is not None:
        run["agent"] = agent
    _add_engine(crate, contents, controls, run)
    return run


def _add_step(crate: ROCrate, contents: Contents, step: Step, position: int) -> tuple:
    """Tool, step of the plan, and what steered its execution; the execution stands between."""
    name, done = step.name, f"#executed/{step.name}"
    tool = context(crate, f"#tool/{name}", _tool(contents, step))
    plan = {"name": name, "position": str(position), "workExample": {"@id": tool.id}}
    how = context(crate, f"#step/{name}", {"@type": "HowToStep", **plan})
    context(crate, done, _execution(step, tool))
    steered = {"name": f"Orchestration of {name}", "instrument": {"@id": how.id}}
    control = {"@type": "ControlAction", **steered, "object": {"@id": done}}
    return tool, how, context(crate, f"#control/{name}", control)


def _tool(contents: Contents, step: Step) -> dict[str, str]:
    return {
        "@type": "SoftwareApplication",
        "name": f"selectivity {step.name}",
        "description": step.what,
        "version": contents.record.get("version", ""),
        "identifier": f"sha256 of the physics: {contents.record.get('code_hash', '')}",
    }


def _execution(step: Step, tool: Any) -> dict[str, Any]:
    return {
        "@type": "CreateAction",
        "name": f"Execution of {step.name}",
        "description": step.what,
        "instrument": {"@id": tool.id},
        "object": _references(step.inputs),
        "result": _references(step.outputs),
        "actionStatus": COMPLETED,
    }


def _add_run(crate: ROCrate, contents: Contents, workflow: Any, values: list[Any]) -> Any:
    started, ended = times(contents)
    files = [{"@id": file.place} for file in contents.of(INPUT)]
    return context(
        crate,
        "#run",
        {
            "@type": "CreateAction",
            "name": "Run of the screening workflow",
            "description": "Tables to a ranking; the times are those of its last step.",
            "instrument": {"@id": workflow.id},
            "object": [*files, *({"@id": value.id} for value in values)],
            "result": [{"@id": file.place} for file in contents.of(OUTPUT)],
            "startTime": started,
            "endTime": ended,
            "actionStatus": COMPLETED,
        },
    )


def _add_engine(crate: ROCrate, contents: Contents, controls: list[Any], run: Any) -> None:
    version = contents.record.get("versions", {}).get("snakemake", "")
    engine = context(
        crate,
        ENGINE,
        {
            "@type": "SoftwareApplication",
            "name": "Snakemake",
            "version": version,
            "url": "https://snakemake.readthedocs.io",
        },
    )
    context(
        crate,
        "#orchestration",
        {
            "@type": "OrganizeAction",
            "name": "Run of Snakemake",
            "instrument": {"@id": engine.id},
            "object": [{"@id": control.id} for control in controls],
            "result": {"@id": run.id},
        },
    )


def _references(identifiers: tuple[str, ...]) -> Any:
    found = [{"@id": identifier} for identifier in identifiers]
    return found[0] if len(found) == 1 else found


def times(contents: Contents) -> tuple[str, str]:
    """Start and end of the ranking, the step that every run ends with.

    Parameters
    ----------
    contents : Contents

    Returns
    -------
    tuple of str
        ISO 8601.
    """
    started = datetime.fromisoformat(contents.record["started"])
    ended = started + timedelta(seconds=float(contents.record.get("seconds", 0.0)))
    return started.isoformat(), ended.isoformat(timespec="seconds")

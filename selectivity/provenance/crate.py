"""A finished run as a Workflow Run RO-Crate: a folder or a zip, whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from selectivity.errors import SelectivityError
from selectivity.provenance import portable
from selectivity.provenance.actions import add_actions, steps, times
from selectivity.provenance.contents import WORKFLOW, Contents, Packed
from selectivity.provenance.entities import (
    FORMAL_PARAMETER,
    PROFILES,
    add_file,
    context,
    described,
    formal_parameters,
)
from selectivity.tables.write import checksum, write_atomically
from selectivity.workflow import STUDY_SNAKEFILE

SHA256_TERM: Final = "https://w3id.org/ro/terms/workflow-run#sha256"
WORKFLOW_TYPES: Final = ("File", "SoftwareSourceCode", "ComputationalWorkflow", "HowTo")
MAIN: Final = "Snakefile"
NO_LICENSE: Final = "Not stated by whoever packed this run; ask them before reuse."
GENERATED: Final = {"README.md": portable.readme, "requirements.txt": portable.requirements}
_FIRST_DATE: Final = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class About:
    """What only the user can say of a run.

    Attributes
    ----------
    name : str
        Title of the crate.
    author, orcid : str
        Who ran it; empty if not said.
    license : str
        Terms of reuse, an address or words; empty if not said.
    """

    name: str = ""
    author: str = ""
    orcid: str = ""
    license: str = ""


def write_crate(contents: Contents, about: About, output: Path) -> Path:
    """Write a crate.

    Parameters
    ----------
    contents : Contents
    about : About
    output : Path
        A file that ends in ``.zip``, or a new or empty directory.

    Returns
    -------
    Path

    Raises
    ------
    SelectivityError
        If the directory holds anything.
    """
    zipped = output.suffix.lower() == ".zip"
    if not zipped and output.exists() and (not output.is_dir() or any(output.iterdir())):
        raise SelectivityError(
            f"{output} exists and is not empty; nothing was written. Name a new or an empty "
            "directory, or a file that ends in .zip."
        )
    output.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".crate.", dir=output.parent) as scratch:
        folder = Path(scratch) / "crate"
        _build(_complete(contents, Path(scratch)), about).write(folder)
        if zipped:
            return write_atomically(output, lambda file: _zip(folder, file))
        if output.exists():
            output.rmdir()
        return Path(shutil.move(folder, output))


def _complete(contents: Contents, scratch: Path) -> Contents:
    """The contents with the files that are made for the crate, written into a folder."""
    files = list(contents.files)
    text = portable.configuration(contents)
    if text is not None:
        files = [
            _written(scratch, file, text) if file.place == contents.config_place else file
            for file in files
        ]
    made = {name: text_of(contents) for name, text_of in GENERATED.items()}
    if not contents.of(WORKFLOW):
        made[MAIN] = STUDY_SNAKEFILE
    for place, content in made.items():
        files.append(_written(scratch, Packed(scratch, place, WORKFLOW, ""), content))
    return replace(contents, files=tuple(files))


def _written(scratch: Path, file: Packed, text: str) -> Packed:
    source = scratch / f"made_{Path(file.place).name}"
    source.write_text(text, encoding="utf-8")
    return replace(file, source=source, sha256=checksum(source))


def _build(contents: Contents, about: About) -> Any:
    from rocrate.rocrate import ROCrate

    crate = ROCrate(version="1.1")
    crate.metadata.extra_terms["sha256"] = SHA256_TERM
    workflow = _add_workflow(crate, contents)
    files = {file.place: add_file(crate, file) for file in contents.files if file.place != MAIN}
    files["README.md"]["about"] = {"@id": "./"}
    inputs, outputs, values = formal_parameters(crate, contents, files)
    workflow["input"], workflow["output"] = inputs, outputs
    agent = _add_agent(crate, about)
    run = add_actions(crate, contents, workflow, values, agent)
    _describe(crate, contents, about, {"agent": agent, "run": run})
    return crate


def _add_workflow(crate: Any, contents: Contents) -> Any:
    (main,) = (file for file in contents.files if file.place == MAIN)
    version = contents.record.get("versions", {}).get("snakemake")
    workflow = crate.add_workflow(
        str(main.source),
        MAIN,
        main=True,
        lang="snakemake",
        lang_version=version,
        properties={"@type": list(WORKFLOW_TYPES), **described(main)},
    )
    workflow["version"] = contents.record.get("version", "")
    workflow["name"] = "selectivity: molecular-informed ranking of ion-selective membranes"
    return workflow


def _add_agent(crate: Any, about: About) -> Any:
    if not about.author and not about.orcid:
        return None
    identifier = about.orcid or "#author"
    name = about.author or about.orcid
    return context(crate, identifier, {"@type": "Person", "name": name})


def _describe(crate: Any, contents: Contents, about: About, done: Mapping[str, Any]) -> None:
    for identifier, name in PROFILES.items():
        context(
            crate,
            identifier,
            {"@type": "CreativeWork", "name": name, "version": identifier.rsplit("/", 1)[1]},
        )
    context(
        crate,
        FORMAL_PARAMETER,
        {"@type": "CreativeWork", "name": "FormalParameter", "version": "1.0-RELEASE"},
    )
    _, ended = times(contents)
    wanted, unwanted = (contents.record["config"]["pair"][key] for key in ("wanted", "unwanted"))
    crate.name = about.name or f"Ranking of membranes for {wanted} over {unwanted}"
    crate.description = (
        f"A run of selectivity {contents.record.get('version', '')}: inputs, parameters, versions "
        f"and results with their checksums. {'' if done['agent'] else 'Author: not stated.'}"
    ).strip()
    crate.license = about.license or NO_LICENSE
    crate.datePublished = datetime.fromisoformat(ended)
    crate.root_dataset["conformsTo"] = [{"@id": identifier} for identifier in PROFILES]
    executed = [{"@id": f"#executed/{step.name}"} for step in steps(contents)]
    crate.root_dataset["mentions"] = [{"@id": done["run"].id}, {"@id": "#orchestration"}, *executed]
    if done["agent"] is not None:
        crate.root_dataset["author"] = done["agent"]


def _zip(folder: Path, target: Path) -> None:
    """Every file of a folder, in the same order and with the same date each time."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(file.relative_to(folder).as_posix(), _FIRST_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            with file.open("rb") as source, archive.open(entry, "w") as stream:
                shutil.copyfileobj(source, stream)

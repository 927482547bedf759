"""Files and parameters of a run as entities of a Workflow Run RO-Crate 0.5."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from selectivity.provenance.contents import INPUT, OUTPUT, Contents, Packed

if TYPE_CHECKING:
    from rocrate.model.contextentity import ContextEntity
    from rocrate.rocrate import ROCrate

PROFILES: Final = {
    "https://w3id.org/ro/wfrun/process/0.5": "Process Run Crate",
    "https://w3id.org/ro/wfrun/workflow/0.5": "Workflow Run Crate",
    "https://w3id.org/ro/wfrun/provenance/0.5": "Provenance Run Crate",
    "https://w3id.org/workflowhub/workflow-ro-crate/1.0": "Workflow RO-Crate",
}
FORMAL_PARAMETER: Final = "https://bioschemas.org/profiles/FormalParameter/1.0-RELEASE"
MIME: Final = {
    ".parquet": "application/vnd.apache.parquet",
    ".yaml": "application/yaml",
    ".bib": "application/x-bibtex",
    ".smk": "text/x-python",
    ".csv": "text/csv",
}
_NUMBERS: Final = (int, float)


def context(crate: ROCrate, identifier: str, properties: Mapping[str, Any]) -> ContextEntity:
    """A contextual entity, added to the crate once.

    Parameters
    ----------
    crate : ROCrate
    identifier : str
    properties : mapping

    Returns
    -------
    ContextEntity
    """
    from rocrate.model.contextentity import ContextEntity

    known = crate.dereference(identifier)
    return known or crate.add(ContextEntity(crate, identifier, properties=dict(properties)))


def add_file(crate: ROCrate, file: Packed) -> Any:
    """A file of the run with its checksum, size and type.

    Parameters
    ----------
    crate : ROCrate
    file : Packed

    Returns
    -------
    rocrate.model.file.File
    """
    return crate.add_file(str(file.source), dest_path=file.place, properties=described(file))


def described(file: Packed) -> dict[str, str]:
    """Name, checksum, size and type of a file.

    Parameters
    ----------
    file : Packed

    Returns
    -------
    dict of str to str
    """
    suffix = file.source.suffix
    kind = MIME.get(suffix) or mimetypes.guess_type(file.place)[0] or "application/octet-stream"
    return {
        "name": file.place,
        "sha256": file.sha256,
        "contentSize": str(file.source.stat().st_size),
        "encodingFormat": kind,
    }


def formal_parameters(
    crate: ROCrate, contents: Contents, files: Mapping[str, Any]
) -> tuple[list[Any], list[Any], list[Any]]:
    """Formal parameters of the workflow: its input files, its settings, its output files.

    Parameters
    ----------
    crate : ROCrate
    contents : Contents
    files : mapping of str to File
        Entities by place.

    Returns
    -------
    tuple of list
        Formal inputs, formal outputs, and the values of the settings.
    """
    inputs = [_of_file(crate, files[file.place], "input") for file in contents.of(INPUT)]
    outputs = [_of_file(crate, files[file.place], "output") for file in contents.of(OUTPUT)]
    values = [_value(crate, *pair) for pair in _leaves(contents.record.get("config", {}))]
    return inputs + [value["exampleOfWork"] for value in values], outputs, values


def _of_file(crate: ROCrate, entity: Any, way: str) -> Any:
    place = entity["name"]
    parameter = context(
        crate,
        f"#{way}/{place}",
        {
            "@type": "FormalParameter",
            "additionalType": "File",
            "name": place,
            "conformsTo": {"@id": FORMAL_PARAMETER},
            "workExample": {"@id": entity.id},
        },
    )
    entity["exampleOfWork"] = parameter
    return parameter


def _value(crate: ROCrate, setting: str, value: Any) -> Any:
    is_number = isinstance(value, _NUMBERS) and not isinstance(value, bool)
    parameter = context(
        crate,
        f"#setting/{setting}",
        {
            "@type": "FormalParameter",
            "additionalType": "Number" if is_number else "Text",
            "name": setting,
            "conformsTo": {"@id": FORMAL_PARAMETER},
            "workExample": {"@id": f"#value/{setting}"},
        },
    )
    return context(
        crate,
        f"#value/{setting}",
        {
            "@type": "PropertyValue",
            "name": setting,
            "value": value if is_number else str(value),
            "exampleOfWork": parameter,
        },
    )


def _leaves(settings: Any, path: str = "") -> list[tuple[str, Any]]:
    """Every value of the effective configuration by its path with dots."""
    if isinstance(settings, Mapping):
        return [
            leaf
            for key, value in settings.items()
            for leaf in _leaves(value, f"{path}.{key}" if path else str(key))
        ]
    if isinstance(settings, list):
        settings = ", ".join(map(str, settings))
    return [(path, "null" if settings is None else settings)]

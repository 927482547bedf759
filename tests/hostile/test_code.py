"""The package runs nothing that a file says: no pickle, no eval, no shell."""

import ast
from pathlib import Path

import pytest

import selectivity

SOURCES = sorted(Path(selectivity.__file__).parent.rglob("*.py"))
FORBIDDEN_CALLS = {"eval", "exec", "compile", "__import__", "system", "popen", "read_pickle",
                   "getoutput"}  # fmt: skip
FORBIDDEN_MODULES = {"pickle", "cPickle", "dill", "shelve", "marshal", "joblib", "yaml"}


def _faults(tree: ast.AST) -> list[str]:
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            is_re = getattr(getattr(node.func, "value", None), "id", "") == "re"
            if name in FORBIDDEN_CALLS and not is_re:
                found.append(f"line {node.lineno}: {name}")
            found += [
                f"line {node.lineno}: {key.arg}"
                for key in node.keywords
                if key.arg in ("shell", "allow_pickle") and getattr(key.value, "value", 1)
            ]
        names = [alias.name for alias in getattr(node, "names", []) if isinstance(alias, ast.alias)]
        names.append(getattr(node, "module", None) or "")
        found += [f"imports {name}" for name in names if name.split(".")[0] in FORBIDDEN_MODULES]
    return found


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_no_file_of_strangers_is_run(source):
    assert _faults(ast.parse(source.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "text",
    ["eval('1')", "import pickle", "os.system('x')", "run('x', shell=True)",
     "np.load(f, allow_pickle=True)", "pd.read_pickle(f)", "from pickle import loads"],
)  # fmt: skip
def test_the_search_finds_what_it_looks_for(text):
    assert _faults(ast.parse(text))

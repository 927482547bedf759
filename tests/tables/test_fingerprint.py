"""Fingerprints change with what counts and with nothing else."""

from selectivity.tables.fingerprint import code_hash, files_hash, settings_hash


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_code_hash_sees_sources_of_its_parts_only(tmp_path):
    write(tmp_path / "terms/a.py", "x = 1\n")
    write(tmp_path / "report/page.html", "<p>")
    before = code_hash(["terms", "absent"], tmp_path)
    write(tmp_path / "report/page.html", "<b>")
    write(tmp_path / "terms/__pycache__/a.pyc", "compiled")
    assert code_hash(["terms", "absent"], tmp_path) == before
    write(tmp_path / "terms/a.py", "x = 2\n")
    assert code_hash(["terms", "absent"], tmp_path) != before


def test_code_hash_does_not_depend_on_where_the_package_lies(tmp_path):
    for place in ("here", "there"):
        write(tmp_path / place / "terms/a.py", "x = 1\n")
    assert code_hash(["terms"], tmp_path / "here") == code_hash(["terms"], tmp_path / "there")


def test_files_hash_ignores_line_ends_and_folders_but_not_content(tmp_path):
    unix = write(tmp_path / "a/ions.csv", "ion\nLi+\n")
    windows = tmp_path / "b/ions.csv"
    windows.parent.mkdir()
    windows.write_bytes(b"ion\r\nLi+\r\n")
    assert files_hash([unix]) == files_hash([windows])
    assert files_hash([unix]) != files_hash([write(tmp_path / "c/ions.csv", "ion\nNa+\n")])
    assert files_hash([tmp_path / "absent.csv"]) == files_hash([tmp_path / "z/absent.csv"])


def test_settings_hash_ignores_order_and_left_out_sections():
    one = {"seed": 1, "report": {"top": 5}}
    assert settings_hash(one, ["report"]) == settings_hash({"seed": 1}, ["report"])
    assert settings_hash(one) == settings_hash(dict(reversed(one.items())))
    assert settings_hash(one, ["report"]) != settings_hash({"seed": 2}, ["report"])

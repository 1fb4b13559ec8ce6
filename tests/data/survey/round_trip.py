"""Fills a questionnaire through openpyxl and LibreOffice and checks what assay brings back.

    python3 round_trip.py ASSAY WORKSPACE

ASSAY is the binary, WORKSPACE a folder in which `assay run` was run. Its answers.csv is put back at the end. Needs
openpyxl (from PyPI) and `soffice`.
"""

import csv
import datetime
import pathlib
import shutil
import subprocess
import sys
import tempfile

import openpyxl

ANSWERS = {"예": "Y", "아니오": "N", "모름": "U"}
COLUMNS = {"number": 1, "system": 2, "item": 5, "answer": 9, "by": 10, "at": 11, "reason": 12, "expires": 13}
FIRST = datetime.date(2026, 11, 3)
TODAY = "2026-11-10"
REASONS = ["구조가 복잡함", "=SUM(A1)", '따옴표 "와", 쉼표', "두 줄\n사유", "", "- 해당 없음", "🙂 emoji, 한자 漢字"]


def run(assay, workspace, *arguments):
    return subprocess.run([assay, "--workspace", workspace, *map(str, arguments)], capture_output=True, text=True)


def questions(book):
    return book["질문"]


def fill(source, target):
    """Answers two of three questions; gives the expected rows of answers.csv by system, item."""
    book = openpyxl.load_workbook(source)
    sheet = questions(book)
    expected = {}
    for line in range(2, sheet.max_row + 1):
        if line % 3 == 0:
            continue
        word = list(ANSWERS)[line % len(ANSWERS)]
        by, at = f"담당자 {line}", FIRST + datetime.timedelta(days=line % 5)
        reason = REASONS[line % len(REASONS)]
        expires = at + datetime.timedelta(days=100) if line % 4 == 0 else None
        # Some people type the date as text.
        typed = at.isoformat() if line % 7 == 0 else at
        for column, value in [("answer", word), ("by", by), ("at", typed), ("reason", reason), ("expires", expires)]:
            cell = sheet.cell(line, COLUMNS[column])
            assert not cell.protection.locked, f"{cell.coordinate} can be edited"
            if value:
                cell.value = value
                # openpyxl takes text that begins so for a formula; a person types an apostrophe before it.
                if isinstance(value, str) and value.startswith("="):
                    cell.data_type = "s"
        key = (sheet.cell(line, COLUMNS["system"]).value, str(sheet.cell(line, COLUMNS["item"]).value))
        expected[key] = (ANSWERS[word], by, at.isoformat(), reason, expires.isoformat() if expires else "")
    book.save(target)
    return expected


def rows(text):
    """The rows of answers.csv as a list of (key, answer); the apostrophe before formulas is assay's own."""
    plain = lambda cell: cell[1:] if cell[:2] in ("'=", "'-", "'+", "'@") else cell
    read = csv.DictReader(text.lstrip("\ufeff").splitlines(keepends=True))
    return [
        ((r["system_id"], r["item"]), tuple(plain(r[c] or "") for c in ("answer", "by", "at", "reason", "expires")))
        for r in read
    ]


def import_once(assay, workspace, book, before):
    """Imports a workbook into the answers of the workspace as they were; gives the run and the rows that were added."""
    path = pathlib.Path(workspace, "answers.csv")
    path.write_bytes(before)
    ran = run(assay, workspace, "survey", "import", "--as-of", TODAY, book)
    after = path.read_bytes()
    assert after.startswith(b"\xef\xbb\xbf"), "the file has a byte order mark"
    old, new = rows(before.decode("utf-8")), rows(after.decode("utf-8"))
    assert new[: len(old)] == old, "what was there stays"
    return ran, new[len(old) :]


def check_whole(assay, workspace, book, before, expected, name):
    ran, added = import_once(assay, workspace, book, before)
    assert ran.returncode == 0, ran.stderr
    assert len(added) == len(expected), f"{len(added)} of {len(expected)} rows came back"
    assert dict(added) == expected, [(k, dict(added).get(k), v) for k, v in expected.items() if dict(added).get(k) != v]
    path = pathlib.Path(workspace, "answers.csv")
    once = path.read_bytes()
    again = run(assay, workspace, "survey", "import", "--as-of", TODAY, book)
    assert again.returncode == 0 and path.read_bytes() == once, "importing twice changes nothing"
    print(f"{name}: {len(added)} answers came back as they were filled in; a second import changed nothing")
    print("  " + ran.stderr.strip().replace("\n", "\n  "))


def check_broken(assay, workspace, filled, folder, before, expected):
    book = openpyxl.load_workbook(filled)
    sheet = questions(book)
    answered = [line for line in range(2, sheet.max_row + 1) if sheet.cell(line, COLUMNS["answer"]).value]
    text, system, merged, deleted, formula, later = (answered[n] for n in (0, 2, 4, 6, 8, 10))
    key = lambda line: (sheet.cell(line, COLUMNS["system"]).value, str(sheet.cell(line, COLUMNS["item"]).value))
    lost = [key(line) for line in (text, system, merged, merged + 1, deleted, formula, later)]
    gone = key(deleted)
    sheet.cell(text, COLUMNS["at"]).value = "다음 주쯤"
    sheet.cell(system, COLUMNS["system"]).value = key(system)[0] + "x"
    sheet.merge_cells(start_row=merged, end_row=merged + 1, start_column=COLUMNS["answer"], end_column=COLUMNS["answer"])
    # openpyxl saves no value with a formula.
    sheet.cell(formula, COLUMNS["reason"]).value = "=A1"
    sheet.cell(later, COLUMNS["at"]).value = datetime.date(2026, 12, 1)
    sheet.delete_rows(deleted)
    broken = folder / "broken.xlsx"
    book.save(broken)
    ran, added = import_once(assay, workspace, broken, before)
    assert ran.returncode == 1, ran.stderr
    wanted = [
        f"cell `K{text}`",
        "`다음 주쯤` is no date",
        f"cell `B{system}`",
        f"did you mean `{lost[1][0]}`?",
        f"cell `I{merged}:I{merged + 1}`",
        f"item {gone[1]} of `{gone[0]}`, is gone",
        # The deleted row was above them.
        f"cell `L{formula - 1}`",
        f"cell `K{later - 1}`",
        f"the answer is of 2026-12-01, and today is {TODAY}",
    ]
    for words in wanted:
        assert words in ran.stderr, f"{words} is not said in\n{ran.stderr}"
    good = {k: v for k, v in expected.items() if k not in lost}
    assert dict(added) == good, "the good rows were imported, and no other"
    print(f"broken copy: each cell is named, {len(added)} good answers came in, exit code {ran.returncode}")
    print("  " + ran.stderr.strip().replace("\n", "\n  "))


def main(assay, workspace):
    answers = pathlib.Path(workspace, "answers.csv")
    before = answers.read_bytes()
    folder = pathlib.Path(tempfile.mkdtemp())
    try:
        exported, filled = folder / "exported.xlsx", folder / "filled.xlsx"
        ran = run(assay, workspace, "--lang", "ko", "survey", "export", exported)
        assert ran.returncode == 0, ran.stderr
        print(ran.stderr.strip())
        expected = fill(exported, filled)
        profile = f"-env:UserInstallation=file://{folder}/profile"
        office = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", folder / "office", filled]
        subprocess.run(office, check=True, capture_output=True)
        check_whole(assay, workspace, filled, before, expected, "openpyxl")
        check_whole(assay, workspace, folder / "office" / "filled.xlsx", before, expected, "LibreOffice")
        check_broken(assay, workspace, filled, folder, before, expected)
    finally:
        answers.write_bytes(before)
        shutil.rmtree(folder)


if __name__ == "__main__":
    main(*sys.argv[1:3])

"""Do the commands about plans read a file, compare readings, and say in words what they cannot do?"""

import json

import pytest
from click.testing import CliRunner

from shared_material import SHARED
from yaomai.cli import main

TEXT = "二、发展目标\n到2025年，全市中药材种植面积达到60万亩，产值90亿元。\n"


@pytest.fixture
def run():
    def run(*arguments):
        return CliRunner().invoke(main, ["plan", *map(str, arguments)])

    return run


@pytest.fixture
def plan(tmp_path):
    file = tmp_path / "南屏市中药材产业发展规划.txt"
    file.write_text(TEXT, encoding="utf-8")
    return file


def test_a_plan_is_read_to_a_file(run, plan, tmp_path):
    done = run("read", plan, "--out", tmp_path / "x.jsonl")
    assert done.exit_code == 0, done.output
    assert "2 figures" in done.output
    found = [json.loads(line) for line in (tmp_path / "x.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(one["value"], one["unit"], one["year"], one["region"]) for one in found] == [
        (60, "万亩", 2025, "南屏市"),
        (90, "亿元", 2025, "南屏市"),
    ]


def test_the_date_of_the_plan_tells_which_year_is_meant(run, tmp_path):
    (tmp_path / "x.txt").write_text("今年，全市新增基地12个。", encoding="utf-8")
    (one,) = (json.loads(line) for line in run("read", tmp_path / "x.txt", "--dated", "2021-03-01").output.splitlines())
    assert (one["year"], one["because"]["year"]["rule"]) == (2021, "year of writing, by the date of the document")
    assert "2021/3/1" in run("read", tmp_path / "x.txt", "--dated", "2021/3/1").output


def test_tasks_and_names_go_to_a_file_of_their_own(run, tmp_path):
    (tmp_path / "x.txt").write_text(
        f"甘肃省方案\n{TEXT}三、重点任务\n加快当归基地建设（省农业农村厅牵头）。\n", encoding="utf-8"
    )
    done = run("read", tmp_path / "x.txt", "--out", tmp_path / "x.jsonl", "--tasks-and-names", tmp_path / "names.jsonl")
    assert "1 tasks" in done.output
    found = [json.loads(line) for line in (tmp_path / "names.jsonl").read_text(encoding="utf-8").splitlines()]
    assert ("task", 5, ["省农业农村厅"]) in [(one["record"], one["line_start"], one.get("lead")) for one in found]
    assert {("place", "甘肃省"), ("product", "当归")} <= {(one["record"], one.get("name")) for one in found}
    both = tmp_path / "both.jsonl"
    both.write_bytes((tmp_path / "x.jsonl").read_bytes() + (tmp_path / "names.jsonl").read_bytes())
    assert run("score", both, tmp_path / "x.jsonl").output == run("score", tmp_path / "x.jsonl", both).output
    assert "| precision | 2 | 2 | 1.000 | 0.92 |" in run("score", both, tmp_path / "x.jsonl").output


def test_without_a_file_the_lines_are_the_output(run, plan):
    assert [json.loads(line)["value_raw"] for line in run("read", plan).output.splitlines()] == ["60万亩", "90亿元"]


def test_a_reading_is_compared_with_another(run, plan, tmp_path):
    run("read", plan, "--out", tmp_path / "x.jsonl")
    gold = (tmp_path / "x.jsonl").read_text(encoding="utf-8").splitlines()
    changed = {**json.loads(gold[0]), "kind": "fact"}
    (tmp_path / "gold.jsonl").write_text(json.dumps(changed) + "\n", encoding="utf-8")
    done = run("score", tmp_path / "x.jsonl", tmp_path / "gold.jsonl", "--details")
    assert done.exit_code == 0, done.output
    assert "| recall of core statements | 1 | 1 | 1.000 | 0.92 |" in done.output
    assert "| precision | 1 | 2 | 0.500 | 0.92 (short) |" in done.output
    assert "false alarm: line 2 “90亿元”" in done.output
    assert "kind: line 2 “60万亩”: gold fact, read target" in done.output


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"%PDF-1.7\n%%EOF\n", "PDF"),
        (b"PK\x03\x04 broken", ""),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ""),
    ],
)
def test_a_file_without_text_is_said_in_words(run, tmp_path, data, words):
    (tmp_path / "bad.bin").write_bytes(data)
    done = run("read", tmp_path / "bad.bin")
    assert done.exit_code == 1
    assert done.exception is None or isinstance(done.exception, SystemExit)
    assert words.lower() in done.output.lower()


def test_a_file_that_is_too_large_is_refused_before_it_is_read(run, tmp_path):
    with (tmp_path / "large.txt").open("wb") as file:
        file.truncate(300 * 2**20)
    done = run("read", tmp_path / "large.txt")
    assert done.exit_code == 1
    assert "300" in done.output


def test_lines_that_are_no_reading_are_said_in_words(run, plan, tmp_path):
    (tmp_path / "bad.jsonl").write_text("no json\n", encoding="utf-8")
    done = run("score", tmp_path / "bad.jsonl", tmp_path / "bad.jsonl")
    assert done.exit_code == 1
    assert "not JSON" in done.output


@pytest.mark.parametrize(("name", "least"), [("lanzhou-2011-12th-fyp", 0.92), ("gansu-2022-14th-fyp", 0.92)])
def test_the_public_plans_are_read_as_well_as_promised(run, tmp_path, name, least):
    if SHARED is None or not (SHARED / "plans").is_dir():
        pytest.skip("no ../shared beside this checkout: official vectors not run")
    run("read", SHARED / "plans" / f"{name}.txt", "--out", tmp_path / "x.jsonl")
    done = run("score", tmp_path / "x.jsonl", SHARED / "plans" / "gold" / f"{name}.jsonl")
    assert done.exit_code == 0, done.output
    assert "short" not in done.output, done.output
    shares = [float(row.split("|")[4]) for row in done.output.splitlines()[2:4]]
    assert min(shares) >= least

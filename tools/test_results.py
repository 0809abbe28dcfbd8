#!/usr/bin/env python3
"""Counts tests honestly: each by its own name, and once however many builds it ran in.

  tools/test_results.py read STAGE meson-logs RESULTS      appends one line for each test
  tools/test_results.py total RESULTS                      prints "N passed, N failed"; 1 when any failed

A cmocka program or a Python unittest (verbosity 2) holds many tests, each counted by its line in the
program's output. Any other test counts as one. A program that fails without naming a failed test (it
crashed, hung or leaked) adds a failure under its own name, so that nothing can fail silently. Skipped
tests are neither passed nor failed. A collection without any test is a failure: it was meant to hold some.
"""
import json
import pathlib
import re
import sys

OUTCOMES = {"       OK ": "pass", "  FAILED  ": "fail", "  SKIPPED ": "skip"}


def cmocka_tests(text):
    """name -> outcome, for the tests which a cmocka program's output names."""
    found = {}
    for mark, name in re.findall(r"^\[(       OK |  FAILED  |  SKIPPED )\] (\w+)\s*$", text, re.MULTILINE):
        if found.get(name) != "fail":
            found[name] = OUTCOMES[mark]
    return found


def unittest_tests(text):
    """The same for Python's unittest."""
    words = {"ok": "pass", "FAIL": "fail", "ERROR": "fail", "skipped": "skip", "expected failure": "pass",
             "unexpected success": "fail"}
    begin = re.compile(r"^(test_\w+) \([\w.]+\)", re.MULTILINE)
    end = re.compile(rf"(?:^|\.\.\. )({'|'.join(words)})\b", re.MULTILINE)
    starts = list(begin.finditer(text))
    found = {}
    for hit, following in zip(starts, [*starts[1:], None]):
        outcome = end.search(text, hit.end(), following.start() if following else len(text))
        found[hit[1]] = words[outcome[1]] if outcome else "fail"
    return found


def results_of(entry):
    """(name, outcome) pairs of one line of meson's test log."""
    program = entry["name"].rsplit(" / ", 1)[-1]
    suite = entry["name"].rsplit(" / ", 1)[0].split(":")[-1]
    text = entry.get("stdout", "") + "\n" + entry.get("stderr", "")
    tests = cmocka_tests(text) or unittest_tests(text)
    for name, outcome in tests.items():
        yield f"{suite}/{program}/{name}", outcome
    good = entry["result"] in ("OK", "EXPECTEDFAIL")
    if entry["result"] == "SKIP":
        yield f"{suite}/{program}", "skip"
    elif not good and "fail" not in tests.values():
        yield f"{suite}/{program}" + (f" ({entry['result'].lower()})" if tests else ""), "fail"
    elif good and not tests:
        yield f"{suite}/{program}", "pass"


def read(stage, logs, results):
    # One log, named after the wrapper when there is one.
    lines = [line for log in pathlib.Path(logs).glob("testlog*.json") for line in log.read_text(encoding="utf-8").splitlines()]
    pairs = [pair for line in lines for pair in results_of(json.loads(line))]
    with open(results, "a", encoding="utf-8") as out:
        for name, outcome in pairs:
            out.write(f"{outcome} {stage}:{name}\n")
    count = {kind: sum(1 for _, outcome in pairs if outcome == kind) for kind in ("pass", "fail", "skip")}
    if not pairs:
        print("no test was run")
        return 1
    skipped = f", {count['skip']} skipped" if count["skip"] else ""
    print(f"stage: {count['pass']} passed, {count['fail']} failed{skipped}")
    return 1 if count["fail"] else 0


def total(results):
    outcome_of = {}
    for line in pathlib.Path(results).read_text(encoding="utf-8").splitlines():
        outcome, _, rest = line.partition(" ")
        stage, _, name = rest.partition(":")
        name = stage if name == "stage" else name
        worse = {"skip": 0, "pass": 1, "fail": 2}
        if worse[outcome] >= worse.get(outcome_of.get(name, "skip"), 0):
            outcome_of[name] = outcome
    failed = sorted(name for name, outcome in outcome_of.items() if outcome == "fail")
    skipped = sorted(name for name, outcome in outcome_of.items() if outcome == "skip")
    for name in failed:
        print(f"failed: {name}")
    for name in skipped:
        print(f"skipped: {name}")
    passed = sum(1 for outcome in outcome_of.values() if outcome == "pass")
    print(f"{passed} passed, {len(failed)} failed")
    return 1 if failed or passed == 0 else 0


if len(sys.argv) == 5 and sys.argv[1] == "read":
    sys.exit(read(*sys.argv[2:]))
if len(sys.argv) == 3 and sys.argv[1] == "total":
    sys.exit(total(sys.argv[2]))
sys.exit(__doc__)

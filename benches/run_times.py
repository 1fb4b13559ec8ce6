"""Times the monthly job: wall seconds and peak memory of `assay run`, five runs each, on fresh and on known inboxes.

usage: python3 benches/run_times.py ASSAY_BINARY WORKSPACE...
"""

import os
import shutil
import statistics
import sys
import tempfile
import time

RUNS = 5
LEFTOVERS = shutil.ignore_patterns("lake", "marts", "out", "rejects", ".assay.lock")


def measure(binary, workspace):
    """Wall seconds and peak MB of one run."""
    quiet = [(os.POSIX_SPAWN_OPEN, fd, "/dev/null", os.O_WRONLY, 0) for fd in (1, 2)]
    began = time.monotonic()
    arguments = [binary, "--quiet", "--workspace", workspace, "run"]
    process = os.posix_spawn(binary, arguments, os.environ, file_actions=quiet)
    _, status, usage = os.wait4(process, 0)
    seconds = time.monotonic() - began
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"the run failed in {workspace}")
    return seconds, usage.ru_maxrss / 1024


def main():
    binary, workspaces = sys.argv[1], sys.argv[2:]
    for workspace in workspaces:
        for known in (False, True):
            figures = []
            with tempfile.TemporaryDirectory() as folder:
                copy = os.path.join(folder, "copy")
                for number in range(RUNS):
                    if number == 0 or not known:
                        shutil.rmtree(copy, ignore_errors=True)
                        shutil.copytree(workspace, copy, ignore=LEFTOVERS)
                    if number == 0 and known:
                        measure(binary, copy)
                    figures.append(measure(binary, copy))
            seconds = [round(s, 2) for s, _ in figures]
            peak = round(max(mb for _, mb in figures))
            name = os.path.basename(os.path.normpath(workspace))
            inbox = "known" if known else "fresh"
            print(f"{name}, {inbox} inbox: {seconds} s, median {statistics.median(seconds)} s, peak {peak} MB")


if __name__ == "__main__":
    main()

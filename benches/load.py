"""Times the load step: from the lake to surges by the binary, and `load5` beside the same reduction written by hand.

    python3 benches/load_samples.py FOLDER           # 300 systems, 1,000 hosts, 3 metrics, 5 minutes, 31 days
    python3 benches/load.py target/release/assay FOLDER [--runs 3]

Needs Python with `duckdb` of the engine's version. Prints one JSON line a measurement, then medians:
- ingest: exports to the lake, once, wall seconds and peak memory of the process;
- job: `assay run` over the lake without kept marts: names, load5, surges, figures, ranks, files;
- load5: the text of queries/models/load5.sql over its slices, in the mart that the job kept, from Python;
- by hand: one statement over the same Parquet, to the same figures of the same buckets, with the memory of the mart's
  engine and with as much as it wants.
"""

import argparse
import glob
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import duckdb

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LIMIT = "600MB"

BY_HAND = """
with timed as (
    select host, metric, ts, value,
        lead(ts) over (partition by host, metric order by ts, record) as next_ts
    from read_parquet({files})
),
held as (
    select host, metric, value, ts, least(coalesce(next_ts, ts + interval 10 minute), ts + interval 10 minute) as until
    from timed
    where next_ts is distinct from ts
),
pieces as (
    select host, metric, value, greatest(ts, b) as from_ts, least(until, b + interval 5 minute) as to_ts, b
    from (
        select *, unnest(generate_series(
            time_bucket(interval 5 minute, ts), until - interval 1 microsecond, interval 5 minute)) as b
        from held
    )
),
of_hosts as (
    select host, metric, b,
        sum(cast(round(value * 1000000) as hugeint) * epoch_us(to_ts - from_ts)) / sum(epoch_us(to_ts - from_ts)) as value
    from pieces
    group by host, metric, b
    having sum(epoch_us(to_ts - from_ts)) >= 150000000
)
select h.system_id, o.b as bucket_start,
    cast(sum(cast(round(o.value) as hugeint)) filter (where o.metric = 'tps') as double) / 1e6 as x,
    cast(sum(cast(round(o.value * h.cores) as hugeint)) filter (where o.metric = 'cpu_util') as double) / 1e6
        / sum(h.cores) filter (where o.metric = 'cpu_util') as cpu,
    cast(sum(cast(round(o.value * h.cores) as hugeint)) filter (where o.metric = 'mem_util') as double) / 1e6
        / sum(h.cores) filter (where o.metric = 'mem_util') as memory
from of_hosts o
join read_csv('{hosts}') h on h.host = o.host
group by h.system_id, o.b
"""


def run(command):
    """Wall seconds and peak megabytes of a command."""
    started = time.time()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    _, status, used = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"{command}: {process.stderr.read().decode()[-2000:]}")
    return {"seconds": round(time.time() - started, 2), "peak_mb": used.ru_maxrss // 1024}


def child(work, *arguments):
    """Runs a piece of this file in a process of its own, so that its memory is its own."""
    started = time.time()
    process = subprocess.Popen([sys.executable, __file__, work, *arguments], stdout=subprocess.PIPE)
    out = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"{work} failed after {time.time() - started:.0f} s")
    return {**json.loads(out), "peak_mb": used.ru_maxrss // 1024}


def model(folder, threads):
    """The text of the model over its slices, in a copy of the kept mart."""
    marts = glob.glob(f"{folder}/marts/*.duckdb")
    mart = max(marts, key=os.path.getmtime)
    with tempfile.TemporaryDirectory() as scratch:
        copy = f"{scratch}/mart.duckdb"
        shutil.copy(mart, copy)
        engine = duckdb.connect(copy)
        engine.execute(f"set threads = {threads}; set memory_limit = '{LIMIT}'; set temp_directory = '{scratch}/spill'")
        with open(f"{ROOT}/queries/models/load5.sql", encoding="utf-8") as file:
            text = file.read()
        slices = engine.execute("select from_at, to_at from load_slices order by 1").fetchall()
        started = time.time()
        for at, (first, last) in enumerate(slices):
            engine.execute(
                f"create or replace macro slice_from() as timestamp '{first}';"
                f"create or replace macro slice_to() as timestamp '{last}'"
            )
            engine.execute(f"{'create table timed_load5 as' if at == 0 else 'insert into timed_load5'} {text}")
        seconds = round(time.time() - started, 2)
        rows = engine.execute("select count(*), round(sum(x)), round(sum(cpu)), round(sum(memory)) from timed_load5").fetchone()
    print(json.dumps({"seconds": seconds, "rows": rows}))


def by_hand(folder, threads, limit):
    """The same figures in one statement."""
    files = sorted(glob.glob(f"{folder}/lake/performance/**/*.parquet", recursive=True))
    with tempfile.TemporaryDirectory() as scratch:
        engine = duckdb.connect(f"{scratch}/hand.duckdb")
        engine.execute(f"set threads = {threads}; set memory_limit = '{limit}'; set temp_directory = '{scratch}/spill'")
        started = time.time()
        engine.execute("create table hand as " + BY_HAND.format(files=files, hosts=f"{folder}/hosts.csv"))
        seconds = round(time.time() - started, 2)
        rows = engine.execute("select count(*), round(sum(x)), round(sum(cpu)), round(sum(memory)) from hand").fetchone()
    print(json.dumps({"seconds": seconds, "rows": rows}))


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("binary")
    arguments.add_argument("folder")
    arguments.add_argument("--runs", type=int, default=3)
    given = arguments.parse_args()
    threads = str(os.cpu_count())
    say = lambda what, found: print(json.dumps({"what": what, **found}), flush=True)
    assay = [given.binary, "--workspace", given.folder, "--quiet"]
    if not os.path.isdir(f"{given.folder}/lake"):
        say("ingest", run([*assay, "ingest"]))
    times = {}
    for _ in range(given.runs):
        shutil.rmtree(f"{given.folder}/marts", ignore_errors=True)
        found = {
            "job": run([*assay, "run"]),
            "load5": child("model", given.folder, threads),
            "by hand": child("hand", given.folder, threads, LIMIT),
            "by hand, memory as it likes": child("hand", given.folder, threads, "64GB"),
        }
        for what, figures in found.items():
            say(what, figures)
            times.setdefault(what, []).append(figures)
    for what, figures in times.items():
        middle = {key: statistics.median(f[key] for f in figures) for key in ("seconds", "peak_mb")}
        say(f"median of {given.runs}: {what}", middle)


if __name__ == "__main__":
    if len(sys.argv) > 1 and sys.argv[1] == "model":
        model(*sys.argv[2:])
    elif len(sys.argv) > 1 and sys.argv[1] == "hand":
        by_hand(*sys.argv[2:])
    else:
        main()

"""Makes a workspace with samples of any size: what the load step is timed on. Needs numpy and duckdb from PyPI.

usage: python3 benches/load_samples.py FOLDER [--systems 300] [--hosts 1000] [--step 5] [--days 31]
                                       [--first 2026-10-01] [--surges 2] [--seed 1] [--compression gzip]

Three metrics a host (cpu_util, tps, mem_util) in the canonical long form, one export a day: 27 million samples by
default. `surges.csv` of the folder lists the surges: so many in each system, three to four times the usual load,
in working hours of the second half. Memory holds one day.
"""

import argparse
import csv
import datetime
import os
import time

import duckdb
import numpy

# Percent of the daily peak at each full hour, on working days and on weekends.
WORK = [14, 9, 6, 5, 5, 6, 10, 20, 48, 82, 100, 96, 66, 80, 94, 96, 90, 76, 58, 50, 50, 46, 36, 24]
WEEKEND = [6, 4, 3, 2, 2, 3, 3, 6, 14, 24, 30, 32, 29, 30, 32, 33, 32, 29, 26, 25, 25, 21, 16, 11]
NOISE = 0.12
COLUMNS = "ts, host, metric, unit, value, interval_seconds"


def arguments():
    """What to make."""
    parser = argparse.ArgumentParser(usage=__doc__.split("usage: ")[1].split("\n\n")[0])
    parser.add_argument("folder")
    parser.add_argument("--systems", type=int, default=300)
    parser.add_argument("--hosts", type=int, default=1000)
    parser.add_argument("--step", type=int, default=5)
    parser.add_argument("--days", type=int, default=31)
    parser.add_argument("--first", type=datetime.date.fromisoformat, default=datetime.date(2026, 10, 1))
    parser.add_argument("--surges", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--compression", choices=["none", "gzip", "zstd"], default="gzip")
    return parser.parse_args()


def write(folder, name, rows):
    """A small CSV file, its header first."""
    with open(os.path.join(folder, name), "w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def reference_files(plan, system_of):
    """systems.csv, hosts.csv, assay.toml."""
    ids = [f"system-{n:04}" for n in range(plan.systems)]
    hosts = [[f"host-{n:05}", ids[system], "was", 8, 32, "2020-01-01", ""] for n, system in enumerate(system_of)]
    write(plan.folder, "systems.csv", [["system_id", "name"], *([i, i] for i in ids)])
    header = ["host", "system_id", "tier", "cores", "memory_gb", "valid_from", "valid_to"]
    write(plan.folder, "hosts.csv", [header, *hosts])
    end = plan.first + datetime.timedelta(days=plan.days)
    listed = ", ".join(f'"{i}"' for i in ids)
    with open(os.path.join(plan.folder, "assay.toml"), "w", encoding="utf-8") as file:
        file.write(f'name = "load bench"\ntime_zone = "Asia/Seoul"\n\n[[covers]]\nsource = "bench"\n'
                   f'tables = ["performance"]\nfrom = "{plan.first}"\nto = "{end}"\nsystems = [{listed}]\n')
    return ids


def planted(plan, random, ids):
    """Surges by day: (system, first bucket, last bucket, factor); no two of a system on one day."""
    working = [d for d in range(plan.days // 2, plan.days) if (plan.first + datetime.timedelta(days=d)).weekday() < 5]
    found, rows = {}, [["system_id", "start", "end", "factor"]]
    for system, name in enumerate(ids):
        for day in random.choice(working, size=min(plan.surges, len(working)), replace=False):
            start = 60 * 13 + 15 * int(random.integers(0, 10))
            end = start + 15 * int(random.integers(3, 7))
            factor = round(3 + float(random.random()), 2)
            found.setdefault(int(day), []).append((system, start // plan.step, -(-end // plan.step), factor))
            midnight = datetime.datetime.combine(plan.first, datetime.time()) + datetime.timedelta(days=int(day))
            at = [str(midnight + datetime.timedelta(minutes=m))[:16] for m in (start, end)]
            rows.append([name, *at, factor])
    write(plan.folder, "surges.csv", rows)
    return found, len(rows) - 1


def demand(plan, random, day, surges):
    """Load of each system in each interval of a day; 1 is the usual daily peak."""
    weekend = (plan.first + datetime.timedelta(days=day)).weekday() >= 5
    hours = numpy.array(WEEKEND if weekend else WORK) / 100
    minutes = numpy.arange(0, 1440, plan.step)
    shape = numpy.interp(minutes / 60, numpy.arange(25), numpy.append(hours, hours[0]))
    load = numpy.tile(shape, (plan.systems, 1))
    for system, first, last, factor in surges:
        load[system, first:last] *= factor
    return load * numpy.exp(NOISE * random.standard_normal(load.shape))


def main():
    plan = arguments()
    if plan.hosts < plan.systems:
        raise SystemExit("every system needs a host")
    os.makedirs(os.path.join(plan.folder, "inbox", "bench"))
    random = numpy.random.default_rng(plan.seed)
    system_of = numpy.arange(plan.hosts) % plan.systems
    share = 1 / numpy.bincount(system_of, minlength=plan.systems)[system_of]
    peak = random.uniform(40, 400, plan.systems)
    memory = random.uniform(35, 70, plan.hosts)
    surges, count = planted(plan, random, reference_files(plan, system_of))
    ending = {"none": "csv", "gzip": "csv.gz", "zstd": "csv.zst"}[plan.compression]
    base = duckdb.connect()
    buckets = 1440 // plan.step
    host = numpy.repeat(numpy.arange(plan.hosts), buckets)
    bucket = numpy.tile(numpy.arange(buckets), plan.hosts)
    began = time.monotonic()
    for day in range(plan.days):
        load = demand(plan, random, day, surges.get(day, []))[system_of]
        own = numpy.exp(0.03 * random.standard_normal(load.shape))
        tps = numpy.round(load * own * (peak[system_of] * share)[:, None], 1)
        cpu = numpy.round(numpy.minimum(4 + 26 * load * own, 100))
        used = numpy.round(memory[:, None] + 5 * numpy.minimum(load, 3))
        samples = {"host": host, "bucket": bucket, "cpu_util": cpu.ravel(), "tps": tps.ravel(), "mem_util": used.ravel()}
        date = plan.first + datetime.timedelta(days=day)
        path = os.path.join(plan.folder, "inbox", "bench", f"performance_{date}.{ending}")
        figures = [("cpu_util", "%", "cpu_util::int::varchar"), ("tps", "/s", "tps::varchar"),
                   ("mem_util", "%", "mem_util::int::varchar")]
        part = " union all ".join(
            f"select strftime(timestamp '{date}' + to_minutes({plan.step} * bucket), '%Y-%m-%d %H:%M:%S') as ts, "
            f"printf('host-%05d', host) as host, '{metric}' as metric, '{unit}' as unit, {value} as value, "
            f"{60 * plan.step} as interval_seconds from samples" for metric, unit, value in figures
        )
        base.execute(f"copy (select {COLUMNS} from ({part})) to '{path}' (header, compression {plan.compression})")
    total = plan.hosts * buckets * plan.days * 3
    print(f"{total:,} samples of {plan.hosts} hosts in {plan.days} exports, {count} surges in {plan.systems} systems: "
          f"{time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()

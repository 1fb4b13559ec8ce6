"""Surges that are none, on loads that the generator did not make: segments per ranked system-month by kind of noise.

    python3 benches/false_segments.py target/release/assay FOLDER [--systems 20] [--weeks 20] [--seed 1]

Needs numpy. Nothing surges in these loads: a day with a hump, quiet nights and weekends, 5-minute samples, and noise:
lognormal of 15 % (as a reference), noise that grows with load (5 % at night, 30 % at the peak), heavy tails (Student's t
with 3 degrees of freedom, 10 %), noise with a memory of an hour (15 %), and a slow trend (12 %, growing by 2 % a week).
"""

import argparse
import csv
import datetime
import io
import os
import subprocess

import numpy

WORK = [14, 9, 6, 5, 5, 6, 10, 20, 48, 82, 100, 96, 66, 80, 94, 96, 90, 76, 58, 50, 50, 46, 36, 24]
REST = [6, 4, 3, 2, 2, 3, 3, 6, 14, 24, 30, 32, 29, 30, 32, 33, 32, 29, 26, 25, 25, 21, 16, 11]
FIRST = datetime.datetime(2026, 5, 4)


def shape(at):
    """Percent of the daily peak, straight between full hours."""
    hours = WORK if at.weekday() < 5 else REST
    here, after = hours[at.hour], hours[(at.hour + 1) % 24]
    return here + (after - here) * at.minute / 60


def remembered(normal):
    """Noise of the same spread that forgets within an hour."""
    keep = numpy.exp(-5 / 60)
    out = numpy.empty_like(normal)
    out[0] = normal[0]
    for at in range(1, len(normal)):
        out[at] = keep * out[at - 1] + numpy.sqrt(1 - keep * keep) * normal[at]
    return out


def kinds(random, base, weeks):
    """Load by kind of noise."""
    normal = random.standard_normal(len(base))
    share = base / base.max()
    yield "lognormal", base * numpy.exp(0.15 * normal)
    yield "grows with load", base * numpy.exp((0.05 + 0.25 * share) * normal)
    yield "heavy tails", base * numpy.maximum(0, 1 + 0.1 * random.standard_t(3, len(base)) / numpy.sqrt(3))
    yield "memory", base * numpy.exp(0.15 * remembered(normal))
    yield "trend", base * 1.02 ** weeks * numpy.exp(0.12 * normal)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("binary")
    arguments.add_argument("folder")
    arguments.add_argument("--systems", type=int, default=20)
    arguments.add_argument("--weeks", type=int, default=20)
    arguments.add_argument("--seed", type=int, default=1)
    given = arguments.parse_args()
    os.makedirs(f"{given.folder}/inbox/made")
    with open(f"{given.folder}/assay.toml", "w", encoding="utf-8") as file:
        file.write('name = "loads without surges"\ntime_zone = "Asia/Seoul"\n')
    times = [FIRST + datetime.timedelta(minutes=5 * n) for n in range(given.weeks * 7 * 288)]
    base = numpy.array([shape(at) for at in times])
    weeks = numpy.arange(len(times)) / (7 * 288)
    random = numpy.random.default_rng(given.seed)
    stamps = [at.strftime("%Y-%m-%d %H:%M:%S") for at in times]
    for number in range(given.systems):
        for kind, load in kinds(random, base * random.uniform(1, 20), weeks):
            system = f"{kind}-{number:03}"
            with open(f"{given.folder}/inbox/made/{system}.csv", "w", encoding="utf-8", newline="") as file:
                file.write("ts,host,system_ref,metric,value\n")
                file.writelines(f"{at},{system},{system},tps,{x:.3f}\n" for at, x in zip(stamps, load))
    asked = (
        "select regexp_extract(m.system_id, '^(.*)-', 1) as kind, count(*) as months, sum(s.n) as segments, "
        "round(sum(s.n) / count(*), 3) as per_month, sum(s.over) as over_peak from load_months m "
        "left join lateral (select count(*) as n, count(*) filter (where over_peak) as over from surges s "
        "where s.system_id = m.system_id and s.period = m.period and s.ranked) s on true "
        "where m.ranked group by 1 order by 1"
    )
    last = (times[-1].replace(day=1) - datetime.timedelta(days=1)).strftime("%Y-%m")
    assay = [given.binary, "--workspace", given.folder, "--quiet"]
    subprocess.run([*assay, "ingest"], check=True, stdout=subprocess.DEVNULL)
    found = subprocess.run([*assay, "sql", "--format", "csv", "--month", last, asked], check=True, capture_output=True, text=True)
    for row in csv.DictReader(io.StringIO(found.stdout)):
        print(row)


if __name__ == "__main__":
    main()

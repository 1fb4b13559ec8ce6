"""The draws of benches/smaa.rs with NumPy, on one thread: same distributions, shapes and figures, five runs.

    cargo bench --no-default-features --bench smaa; python3 benches/smaa.py

Needs Python with `numpy`. The systems are drawn here, from the same ranges; what is alike is the work: of 1,500
systems 21 indicators over 10,000 draws in blocks of 500, weights, answers, ranks, and the shares read off them. What is
exact is summed up once here too, and what a curve reads on a logarithm is drawn there.
"""

import statistics
import time

import numpy

SYSTEMS, DRAWS, BLOCK, RUNS = 1_500, 10_000, 500, 5
WEIGHTS = numpy.array([0.20, 0.15, 0.25, 0.20, 0.15, 0.05])

# Kind, value of a large system, group, weight, anchors, logarithmic: the indicators of balanced-v1. `delay` has a
# second source, the larger of both counts.
INDICATORS = [
    ("rate", 50_000, 0, 0.08, (100, 10_000, 300_000), True),
    ("listed", 800, 0, 0.07, (20, 200, 2_000), True),
    ("listed", 60, 0, 0.05, (1, 10, 100), True),
    ("listed", 40, 1, 0.06, (1, 10, 60), False),
    ("listed", 900, 1, 0.05, (10, 200, 2_000), True),
    ("rate", 0.6, 1, 0.04, (0, 0.3, 0.8), False),
    ("rate", 400, 2, 0.08, (0, 60, 600), False),
    ("count", 6, 2, 0.06, (0, 2, 10), False),
    ("rate", 4, 2, 0.05, (1, 2, 6), False),
    ("rate", 0.6, 2, 0.06, (0, 0.35, 0.75), False),
    ("count", 40, 3, 0.06, (0, 10, 60), False),
    ("count", 10, 3, 0.05, (0, 3, 20), False),
    ("count", 10, 3, 0.03, (0, 4, 20), False),
    ("rate", 90, 3, 0.06, (7, 30, 120), False),
    ("rate", 0.004, 4, 0.06, (0, 0.001, 0.01), False),
    ("count", 1, 4, 0.03, (0, 0.5, 3), False),
    ("count", 0.5, 4, 0.03, (0, 0.3, 2), False),
    ("count", 2, 4, 0.03, (0, 1, 4), False),
    ("class", 0.3, 5, 0.02, None, False),
    ("item6", None, 5, 0.02, None, False),
    ("rate", 30, 5, 0.01, (30, 10, 0), False),
]
ON_TIME = (1, 0.9, 0.5)
DELAY = 13


def worth(x, anchors, logarithmic):
    zero, half, one = numpy.log(anchors) if logarithmic else anchors
    slope = numpy.where((x < half) == (zero < one), 0.5 / (half - zero), 0.5 / (one - half))
    return numpy.clip(0.5 + (x - half) * slope, 0, 1)


class Systems:
    """What is known of the systems, and what is exact of it as a sum for each group."""

    def __init__(self, rng):
        self.yes = rng.choice([0, 1, 0, 0.5, 0.7, 0.3], size=(SYSTEMS, 10))
        self.exact = numpy.zeros((SYSTEMS, 6))
        self.known, self.value, self.n = {}, {}, {}
        for place, (kind, top, group, weight, anchors, logarithmic) in enumerate(INDICATORS):
            share = weight / WEIGHTS[group]
            if kind == "class":
                self.exact[:, group] += share * top
                continue
            if kind == "item6":
                continue
            known = rng.random(SYSTEMS) >= 1 / 3
            value = top * rng.random(SYSTEMS)
            if kind == "count":
                self.n[place] = numpy.floor(value * self.exposure(place))
            if kind == "listed":
                fixed = worth(numpy.log(value) if logarithmic else value, anchors, logarithmic)
                self.exact[:, group] += share * numpy.where(known, fixed, 0)
            self.known[place], self.value[place] = known, value
        self.late_known, self.late = rng.random(SYSTEMS) >= 1 / 3, rng.random(SYSTEMS)

    @staticmethod
    def exposure(place):
        return 1 if place == 17 else 12

    def worths(self, place, rng, draws):
        """Worth of an indicator that varies: rows are systems."""
        kind, _, _, _, anchors, logarithmic = INDICATORS[place]
        known = self.known[place]
        out = numpy.empty((SYSTEMS, draws))
        missing = ~known & ~self.late_known if place == DELAY else ~known
        out[missing] = rng.random((missing.sum(), draws))
        if kind == "count":
            rate = rng.standard_gamma(self.n[place][known, None] + 0.5, (known.sum(), draws)) / self.exposure(place)
            out[known] = worth(rate, anchors, False)
        elif kind == "rate":
            noise = rng.standard_normal((known.sum(), draws)) / 40**0.5
            value = self.value[place][known, None]
            x = numpy.log(value) + noise if logarithmic else value * numpy.exp(noise)
            out[known] = worth(x, anchors, logarithmic)
        if place == DELAY:
            late = self.late_known
            noise = rng.standard_normal((late.sum(), draws)) / 40**0.5
            lateness = worth(self.late[late, None] * numpy.exp(noise), ON_TIME, False)
            before = numpy.where(known[late, None], out[late], 0)
            out[late] = numpy.maximum(before, lateness)
        return out


def block(systems, rng, draws, ranks, above):
    weights = rng.standard_gamma(40 * WEIGHTS, (draws, 6))
    weights /= weights.sum(axis=1, keepdims=True)
    yes = numpy.zeros((SYSTEMS, draws), dtype=numpy.int8)
    for item in range(10):
        chance = systems.yes[:, item]
        open_ = (chance > 0) & (chance < 1)
        answer = numpy.repeat(chance[:, None] == 1, draws, axis=1)
        answer[open_] = rng.random((open_.sum(), draws)) < chance[open_, None]
        yes += answer
        if item == 5:
            item6 = answer
    scores = systems.exact @ weights.T
    for place, (kind, _, group, weight, _, _) in enumerate(INDICATORS):
        term = weight / WEIGHTS[group] * weights[:, group]
        if kind == "item6":
            scores += item6 * term
        elif kind == "listed":
            missing = ~systems.known[place]
            scores[missing] += rng.random((missing.sum(), draws)) * term
        elif kind != "class":
            scores += systems.worths(place, rng, draws) * term
    tier = numpy.array([5] * 4 + [4] * 2 + [1] * 5)[yes]
    keys = tier * 2**20 + (1_000_000 - numpy.rint(scores * 1e6).astype(numpy.int64))
    order = numpy.argsort(keys, axis=0, kind="stable")
    place = numpy.empty_like(order)
    numpy.put_along_axis(place, order, numpy.arange(SYSTEMS)[:, None], axis=0)
    flat = place + numpy.arange(SYSTEMS)[:, None] * SYSTEMS
    ranks += numpy.bincount(flat.ravel(), minlength=SYSTEMS * SYSTEMS)
    above += (place[:-1] < place[1:]).sum(axis=1)


def run(systems, seed):
    rng = numpy.random.Generator(numpy.random.PCG64(seed))
    ranks = numpy.zeros(SYSTEMS * SYSTEMS, dtype=numpy.int64)
    above = numpy.zeros(SYSTEMS - 1, dtype=numpy.int64)
    for _ in range(DRAWS // BLOCK):
        block(systems, rng, BLOCK, ranks, above)
    shares = numpy.cumsum(ranks.reshape(SYSTEMS, SYSTEMS), axis=1) / DRAWS
    quantiles = [(shares >= q).argmax(axis=1) + 1 for q in (0.05, 0.5, 0.95)]
    return shares[:, 9], shares[:, 19], quantiles, above / DRAWS


def main():
    systems = Systems(numpy.random.default_rng(1))
    seconds = []
    for number in range(1, RUNS + 1):
        start = time.perf_counter()
        top10, *_ = run(systems, number)
        seconds.append(time.perf_counter() - start)
        print(f"run {number}: {seconds[-1]:.3f} s (largest p_top10 {top10.max():.4f})")
    print(f"median of {RUNS}: {statistics.median(seconds):.3f} s, {SYSTEMS} systems, {DRAWS} draws, numpy {numpy.__version__}")


if __name__ == "__main__":
    main()

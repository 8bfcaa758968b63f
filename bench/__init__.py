"""What `make bench` measures: each row of the table beside its raw baseline, in the same run, on real servers.

    python -m bench [--only WORD] [--repeats N] [--quick]

A benchmark is a module of this package that has a `BENCHMARK`; it is found by being there. It says what its figures
are, which aim each has, and in words what limits them (keep those true: they are printed beside the numbers).

    @asynccontextmanager
    async def _open(ground: Ground) -> AsyncIterator[Pair]:
        dsn = ground.servers.postgres_dsn()                     # real servers, started when first asked for
        count = ground.size(100_000, quick=2_000)
        ...                                                     # what both sides need, made once
        async def ours() -> Sample:
            ...                                                 # prepare, then time only what is measured
            return {"rate": count / seconds}
        async def raw() -> Sample:
            ...                                                 # the same bytes, the same servers, nothing of ours
            return {"rate": count / seconds}
        yield Pair(ours, raw)                                   # Pair(ours) where nothing compares

    BENCHMARK = Benchmark(
        figures=(Figure("rate", "relay, store to acknowledged, backlog of 100,000", "events/s", at_least_times(0.8)),),
        limits="Translation in Python takes 60 % of a core, ...",
        open=_open,
    )

One benchmark may have several figures (a rate and its p99); a sample has a value for each, and the baseline's for those
that have one. The harness calls both sides alternately, first once or as often as `warm_up` says for nothing, then at
least five times, and judges by the median: an aim is a ratio to the baseline's median or a limit of our own. A side
that loses, doubles or reorders something raises; the command then fails and the row keeps its earlier result.

Results go to bench/results.json and bench/results.md. A run of some rows leaves the others as they were; a quick run
(small loads, two repeats, to see that a benchmark works) only prints. Exit code 1 when an aim is not met.
"""

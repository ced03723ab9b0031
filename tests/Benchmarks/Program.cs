using Breakwater.Benchmarks;

// Prints figures; never asserts them. Each name is a benchmark, further arguments are its options.
return args switch
{
    ["ledger", .. var rest] => await LedgerBenchmark.RunAsync(rest),
    ["engines", .. var rest] => await EngineComparison.RunAsync(rest),
    ["cases", .. var rest] => await CaseBenchmark.RunAsync(rest),
    ["fraud", .. var rest] => await FraudBenchmark.RunAsync(rest),
    ["crash", .. var rest] => await CrashRounds.RunAsync(rest),
    ["crash-child", .. var rest] => await CrashChild.RunAsync(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.WriteLine("""
        ledger [--events 10000000] [--writers 1] [--data DIR] [--keep] [--no-columns] [--large-only]   appends, duplicates, questions, memory and restart of the embedded ledger
        engines [--events 1000000] [--batch 1000] [--data DIR]           the same events and questions on SQLite, on DuckDB and on the ledger
        cases  [--cases 100000] [--rounds 200] [--data DIR]              queue, search, case page and recording with many fraud cases
        fraud  [--customers 10000] [--data DIR] [--keep]                 baselines and one hour of scoring over a large fleet
        crash  [--rounds 200] [--data DIR]                               kill -9 under load with retries, then a count of everything
        """);
    return 2;
}

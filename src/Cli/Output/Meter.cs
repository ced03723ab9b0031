
namespace Breakwater.Cli.Output;

/// <summary>Shows how far long work is: a bar with rate and time left on a terminal, now and then a line elsewhere, nothing beside JSON.</summary>
internal static class Meter
{
    /// <summary>The unit of work whose parts cannot be counted; it has no rate.</summary>
    public const string Percent = "percent";

    private static readonly TimeSpan LineEvery = TimeSpan.FromSeconds(5);

    /// <summary>Runs the work and shows its progress on standard error.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="what">What is done, e.g. "Importing".</param>
    /// <param name="unit">What is counted, e.g. "events".</param>
    /// <param name="total">How many there are.</param>
    /// <param name="clock">Measures the rate.</param>
    /// <param name="work">The work; it is given the way to tell how many are done, from any thread.</param>
    public static async Task MeterAsync(this Terminal terminal, string what, string unit, long total, TimeProvider clock, Func<Action<long>, Task> work)
    {
        if (terminal.Side.Profile.Capabilities.Interactive && total > 0) await BarAsync(terminal.Side, what, unit, total, clock, work);
        else await LinesAsync(terminal, what, unit, total, clock, work);
    }

    private static Task BarAsync(IAnsiConsole console, string what, string unit, long total, TimeProvider clock, Func<Action<long>, Task> work) => console.Progress()
        .AutoClear(true)
        .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new SpinnerColumn())
        .StartAsync(async context =>
        {
            var task = context.AddTask(what, maxValue: total);
            var started = clock.GetTimestamp();
            await work(done =>
            {
                task.Value = done;
                task.Description = Line(what, unit, done, total, clock.GetElapsedTime(started));
            });
        });

    private static async Task LinesAsync(Terminal terminal, string what, string unit, long total, TimeProvider clock, Func<Action<long>, Task> work)
    {
        var started = clock.GetTimestamp();
        var last = started;
        var gate = new Lock();
        await work(done =>
        {
            lock (gate)
            {
                if (clock.GetElapsedTime(last) < LineEvery) return;
                last = clock.GetTimestamp();
                terminal.Note(Line(what, unit, done, total, clock.GetElapsedTime(started)));
            }
        });
    }

    private static string Line(string what, string unit, long done, long total, TimeSpan elapsed)
    {
        var rate = elapsed > TimeSpan.Zero ? done / elapsed.TotalSeconds : 0;
        var left = rate > 0 ? TimeSpan.FromSeconds((total - done) / rate) : TimeSpan.Zero;
        var pace = unit == Percent ? $"{done:N0} %" : $"{done:N0} of {total:N0} {unit}, {rate:N0}/s";
        return $"{what}: {pace}, about {left:m\\:ss} left";
    }
}

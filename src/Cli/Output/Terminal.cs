using System.Text.Encodings.Web;
using System.Text.Json;
using Breakwater.Ingestion.Client;

namespace Breakwater.Cli.Output;

/// <summary>
/// Where a command speaks: the result on standard output (as words, or as exactly one JSON document), progress and errors on
/// standard error. No colour and no moving bar where nobody looks at a terminal.
/// </summary>
internal sealed class Terminal
{
    private static readonly JsonSerializerOptions Json = new(ApiClient.Json) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly TextWriter _out;
    private readonly TextWriter _error;

    public Terminal(bool json, TextWriter output, TextWriter error)
    {
        (AsJson, _out, _error) = (json, output, error);
        // A writer that is not the console's own is no terminal either.
        Words = Make(output, Console.IsOutputRedirected || output != Console.Out);
        Side = Make(error, Console.IsErrorRedirected || error != Console.Error);
    }

    /// <summary>True where the result is one JSON document.</summary>
    public bool AsJson { get; }

    /// <summary>Standard output for people.</summary>
    private IAnsiConsole Words { get; }

    /// <summary>Standard error for people: progress and errors.</summary>
    public IAnsiConsole Side { get; }

    /// <summary>Gives the result.</summary>
    /// <param name="document">The result as data; its property names become snake_case.</param>
    /// <param name="words">Shows the same to people.</param>
    public void Result(object document, Action<IAnsiConsole> words)
    {
        if (AsJson) _out.WriteLine(JsonSerializer.Serialize(document, document.GetType(), Json));
        else words(Words);
    }

    /// <summary>Says something beside the result; nothing where JSON is asked for.</summary>
    public void Note(string text)
    {
        if (!AsJson) _error.WriteLine(text);
    }

    /// <summary>Says why a command failed and what to do.</summary>
    public void Error(string type, string title, string? fix, string? field = null, string? correlationId = null)
    {
        _error.WriteLine($"error: {title}{(field is null ? "" : $" (field {field})")}");
        if (fix is not null) _error.WriteLine($"  {fix}");
        if (correlationId is not null) _error.WriteLine($"  correlation id {correlationId}");
        if (AsJson) _out.WriteLine(JsonSerializer.Serialize(new { Error = new { Type = type, Title = title, Detail = fix, Field = field, CorrelationId = correlationId } }, Json));
    }

    private static IAnsiConsole Make(TextWriter writer, bool redirected)
    {
        var plain = redirected || Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 };
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = redirected ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = plain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = redirected ? InteractionSupport.No : InteractionSupport.Detect,
            Out = new AnsiConsoleOutput(writer),
        });

        // A pipe has no width: cutting tables at 80 columns would lose ids.
        if (redirected) console.Profile.Width = 240;
        return console;
    }
}

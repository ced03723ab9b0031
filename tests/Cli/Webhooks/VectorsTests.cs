using Breakwater.Tests.Cli.EndToEnd;

namespace Breakwater.Tests.Cli.Webhooks;

/// <summary><c>breakwater webhooks vectors</c>: what differs ends with exit code 1, what is no vector with its file and line.</summary>
public sealed class VectorsTests : IDisposable
{
    private const string Unsigned = """{"name": "unsigned", "provider": "stripe", "now": 1700000000, "config": {"secrets": ["s"]}, "headers": {}, "body": "{}", "expect": "EXPECT"}""";

    private readonly TempFolder _folder = new();

    [Fact]
    public async Task A_difference_is_named_with_its_reason_and_ends_with_1()
    {
        var file = _folder.File("vectors.ndjson");
        await File.WriteAllLinesAsync(file, [Unsigned.Replace("EXPECT", "invalid", StringComparison.Ordinal), "", Unsigned.Replace("EXPECT", "valid", StringComparison.Ordinal)], TestContext.Current.CancellationToken);
        var ended = await Programs.CliAsync(_folder.Path, "webhooks", "vectors", file, "--json");
        Assert.Equal(1, ended.Code);
        Assert.Equal((2, 1), (ended.Json.GetProperty("total").GetInt32(), ended.Json.GetProperty("as_expected").GetInt32()));
        var difference = Assert.Single(ended.Json.GetProperty("differences").EnumerateArray());
        Assert.Equal(("unsigned", "valid", "invalid"), (difference.GetProperty("name").GetString(), difference.GetProperty("expected").GetString(), difference.GetProperty("actual").GetString()));
        Assert.Contains("missing", difference.GetProperty("reason").GetString(), StringComparison.Ordinal);

        var words = await Programs.CliAsync(_folder.Path, "webhooks", "vectors", file);
        Assert.Equal(1, words.Code);
        Assert.EndsWith("1 of 2 as expected\n", words.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_vector_is_named_by_file_and_line()
    {
        var file = _folder.File("broken.ndjson");
        await File.WriteAllLinesAsync(file, [Unsigned.Replace("EXPECT", "invalid", StringComparison.Ordinal), """{"provider": "stripe"}"""], TestContext.Current.CancellationToken);
        var ended = await Programs.CliAsync(_folder.Path, "webhooks", "vectors", file);
        Assert.Equal(2, ended.Code);
        Assert.Contains($"{file} line 2 is no vector: expect must be valid or invalid", ended.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}

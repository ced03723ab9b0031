using Breakwater.Access;
using Breakwater.Cli.Output;
using Breakwater.Engines.Embedded.Storage;
using Breakwater.Ingestion.Client;

namespace Breakwater.Cli.Connection;

/// <summary>
/// The way to the API: a host that is named, the host that runs on the data folder, or, where none does, the store itself, opened
/// behind the same HTTP routes on a free loopback port. One process writes a store, and every command has one code path.
/// </summary>
internal sealed class ApiLink : IAsyncDisposable
{
    /// <summary>Environment variable of the admin key, as the host reads it.</summary>
    public const string AdminKeyVariable = "Admin__ApiKey";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    private readonly HttpClient _http;
    private readonly OwnHost? _own;

    private ApiLink(Uri address, string adminKey, OwnHost? own, TimeProvider clock)
    {
        _http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(30) };
        _own = own;
        Api = new ApiClient(_http, adminKey, clock);
    }

    /// <summary>Speaks the contract.</summary>
    public ApiClient Api { get; }

    /// <summary>Finds the way.</summary>
    /// <param name="data">The data folder.</param>
    /// <param name="url">A host's address; null where the data folder decides.</param>
    /// <param name="adminKey">The admin key as given; null where environment or data folder hold it.</param>
    /// <param name="mayCreate">True where a store may be made in a folder that holds none.</param>
    /// <param name="clock">The time.</param>
    /// <param name="ct">Stops looking.</param>
    /// <exception cref="CliException">There is no way.</exception>
    public static async Task<ApiLink> OpenAsync(string data, Uri? url, string? adminKey, bool mayCreate, TimeProvider clock, CancellationToken ct)
    {
        var key = adminKey ?? (Environment.GetEnvironmentVariable(AdminKeyVariable) is { Length: > 0 } set ? set : null);
        if (url is not null) return new ApiLink(url, key ?? await KeyOfAsync(data, ct), null, clock);
        if (!mayCreate && !Directory.Exists(data))
        {
            throw new CliException(ExitCodes.Unreachable, $"There is no store in {data}.", "Name the data folder with --data, a running host with --url, or start a host.");
        }

        // Whoever holds the folder either says where it answers (a host, which may be just starting) or is another command that soon ends.
        for (var started = clock.GetTimestamp(); ; await Task.Delay(Look, clock, ct))
        {
            try
            {
                var own = await OwnHost.StartAsync(data, key, ct);
                return new ApiLink(own.Address, own.AdminKey, own, clock);
            }
            catch (DataFolderInUseException taken)
            {
                if (taken.Owner?.Address is { } address && Uri.TryCreate(address.TrimEnd('/') + "/", UriKind.Absolute, out var host)) return new ApiLink(host, key ?? await KeyOfAsync(data, ct), null, clock);
                if (clock.GetElapsedTime(started) > Patience) throw new CliException(ExitCodes.Unreachable, taken.Message, "Nothing was changed.", taken);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_own is not null) await _own.DisposeAsync();
    }

    private static async Task<string> KeyOfAsync(string data, CancellationToken ct)
    {
        var path = Path.Combine(data, AdminKeyFile.Name);
        if (!File.Exists(path))
        {
            throw new CliException(ExitCodes.Refused, "No admin key is at hand.", $"Give it with --admin-key or {AdminKeyVariable}, or name the host's data folder with --data.");
        }

        return (await File.ReadAllTextAsync(path, ct)).Trim();
    }
}

using System.Net.Sockets;
using Breakwater.Engines.Embedded.Storage;
using Microsoft.Extensions.Options;

namespace Breakwater.Host;

/// <summary>Failures of a start that the operator can mend, in words instead of a stack trace.</summary>
internal static class StartFailure
{
    /// <summary>The reasons, each with the key or option to change; empty where the failure is a fault of the product.</summary>
    public static IReadOnlyList<string> InWords(Exception failure) => failure switch
    {
        OptionsValidationException options => [.. options.Failures],
        DataFolderInUseException folder => [folder.Message],
        StoreVersionException version => [version.Message],
        InvalidDataException damage => [damage.Message],
        InvalidOperationException words when Begins(words, "urls:") || Begins(words, "Data:Path:") => [words.Message],
        // The framework's own words for a value of the wrong type; they name the key.
        InvalidOperationException kind when Begins(kind, "Failed to convert configuration value") => [kind.Message],
        AggregateException many => [.. many.InnerExceptions.SelectMany(InWords)],
        IOException { InnerException: SocketException or Microsoft.AspNetCore.Connections.AddressInUseException } busy =>
            [$"urls: {busy.Message} Stop what listens there or choose another address with --urls."],
        UnauthorizedAccessException or FileNotFoundException or DirectoryNotFoundException =>
            [$"Data:Path: {failure.Message} Choose a folder that this user may write with --data."],
        _ => [],
    };

    private static bool Begins(Exception failure, string words) => failure.Message.StartsWith(words, StringComparison.Ordinal);
}

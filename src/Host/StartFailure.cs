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
        // Damage of the store, or a settings file beside the program.
        InvalidDataException damage => [Settings.Unreadable(damage)],
        InvalidOperationException words when words.Message.StartsWith("urls:", StringComparison.Ordinal) => [words.Message],
        AggregateException many => [.. many.InnerExceptions.SelectMany(InWords)],
        IOException { InnerException: SocketException or Microsoft.AspNetCore.Connections.AddressInUseException } busy =>
            [$"urls: {busy.Message} Stop what listens there or choose another address with --urls."],
        UnauthorizedAccessException or FileNotFoundException or DirectoryNotFoundException =>
            [$"Data:Path: {failure.Message} Choose a folder that this user may write with --data."],
        _ => [],
    };
}

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using global::Garnet;
using global::Garnet.server;
using global::Garnet.server.Auth.Settings;
using Microsoft.Extensions.Logging;
using Tsavorite.core;

namespace Breakwater.Engines.Embedded.Garnet;

/// <summary>One Garnet server in this process, behind a socket that only this user can open and a password of this start.</summary>
internal sealed class GarnetInstance(string name, string folder, string memory, bool durable, GarnetOptions options, ILoggerFactory logs) : IDisposable
{
    private readonly string _password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
    private EndPoint? _endPoint;
    private GarnetServer? _server;

    /// <summary>Name for logs.</summary>
    public string Name => name;

    /// <summary>Connection string for clients; the same after a restart of the server.</summary>
    public string ConnectionString => _endPoint switch
    {
        UnixDomainSocketEndPoint socket => $"!{socket},password={_password}",
        IPEndPoint port => $"127.0.0.1:{port.Port},password={_password}",
        _ => throw new InvalidOperationException($"The server {name} has not been started."),
    };

    /// <summary>Starts the server, recovering what the append-only file holds.</summary>
    public void Start()
    {
        _endPoint ??= ChooseEndPoint();
        if (_endPoint is UnixDomainSocketEndPoint socket) File.Delete(socket.ToString());
        var settings = new GarnetServerOptions
        {
            EndPoints = [_endPoint],
            QuietMode = true,
            AuthSettings = new PasswordAuthenticationSettings(_password),
            EnableLua = true,
            LuaTransactionMode = true,
            LuaOptions = new LuaOptions(LuaMemoryManagementMode.Native, "", TimeSpan.FromSeconds(5), LuaLoggingMode.Silent, []),
            LogMemorySize = memory,
            PageSize = "4m",
            IndexMemorySize = "8m",
            EnableAOF = durable,
            Recover = durable,
            AofMemorySize = "32m",
            AofPageSize = "8m",
            AofSizeLimit = durable ? options.AppendOnlyLimit : "",
            CommitFrequencyMs = durable ? options.FlushMs : 0,
            CheckpointDir = folder,

            // The native device looks for its library beside the working directory and ends the process where it finds none.
            DeviceType = DeviceType.RandomAccess,
        };
        if (_endPoint is UnixDomainSocketEndPoint own)
        {
            settings.UnixSocketPath = own.ToString();
            if (!OperatingSystem.IsWindows()) settings.UnixSocketPermission = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var server = new GarnetServer(settings, logs);
        try
        {
            server.Start();
        }
        catch
        {
            server.Dispose();
            throw;
        }

        _server = server;
    }

    /// <summary>Stops the server. What was acknowledged before is in the append-only file.</summary>
    public void Stop()
    {
        _server?.Dispose();
        _server = null;
        if (_endPoint is UnixDomainSocketEndPoint socket) File.Delete(socket.ToString());
    }

    /// <summary>Sends one command in the inline form and tells whether the server answered without an error.</summary>
    public async Task<bool> AskAsync(string command, CancellationToken ct)
    {
        if (_endPoint is null || _server is null) return false;
        try
        {
            using var socket = new Socket(_endPoint.AddressFamily, SocketType.Stream, _endPoint is IPEndPoint ? ProtocolType.Tcp : ProtocolType.Unspecified);
            await socket.ConnectAsync(_endPoint, ct).ConfigureAwait(false);
            return await SendAsync(socket, $"AUTH {_password}", ct).ConfigureAwait(false) && await SendAsync(socket, command, ct).ConfigureAwait(false);
        }
        catch (SocketException)
        {
            return false;
        }
    }

    public void Dispose() => Stop();

    private static async Task<bool> SendAsync(Socket socket, string command, CancellationToken ct)
    {
        var parts = command.Split(' ');
        var text = new StringBuilder($"*{parts.Length}\r\n");
        foreach (var part in parts) text.Append($"${part.Length}\r\n{part}\r\n");
        await socket.SendAsync(Encoding.ASCII.GetBytes(text.ToString()), ct).ConfigureAwait(false);
        var answer = new byte[512];
        return await socket.ReceiveAsync(answer, ct).ConfigureAwait(false) > 0 && answer[0] != (byte)'-';
    }

    // Socket paths are short by the system's own limit, and the client's connection string has no way to quote.
    private EndPoint ChooseEndPoint()
    {
        if (OperatingSystem.IsWindows()) return new IPEndPoint(IPAddress.Loopback, FreePort());
        var beside = Path.Combine(folder, $"{name}.sock");
        if (beside.Length < 100 && beside.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '-' or '_')) return new UnixDomainSocketEndPoint(beside);
        return new UnixDomainSocketEndPoint(Path.Combine(Path.GetTempPath(), $"breakwater-{Environment.ProcessId}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))}.sock"));
    }

    private static int FreePort()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }
}

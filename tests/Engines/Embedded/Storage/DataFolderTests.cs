using Breakwater.Engines.Embedded.Storage;

namespace Breakwater.Tests.Embedded.Storage;

public sealed class DataFolderTests : IDisposable
{
    private readonly string _root = Path.Combine(Path.GetTempPath(), $"breakwater-test-{Guid.NewGuid():N}");

    [Fact]
    public void A_folder_in_use_is_refused_with_who_holds_it()
    {
        using (var held = DataFolder.Open(_root, TimeProvider.System))
        {
            held.Announce("http://127.0.0.1:5080");
            var refusal = Assert.Throws<DataFolderInUseException>(() => DataFolder.Open(_root, TimeProvider.System));
            Assert.Equal((Environment.ProcessId, "http://127.0.0.1:5080"), (refusal.Owner!.ProcessId, refusal.Owner.Address));
            Assert.Contains($"process {Environment.ProcessId} at http://127.0.0.1:5080", refusal.Message, StringComparison.Ordinal);
        }

        using var again = DataFolder.Open(_root, TimeProvider.System);
        Assert.Equal(Environment.ProcessId, DataFolder.Owner(_root)!.ProcessId);
    }

    [Fact]
    public void A_note_left_by_a_dead_process_does_not_lock_the_folder()
    {
        Directory.CreateDirectory(_root);
        File.WriteAllText(Path.Combine(_root, "breakwater.owner.json"), """{"ProcessId":1,"Address":"http://127.0.0.1:1","Since":"2026-01-01T00:00:00+00:00"}""");
        File.WriteAllText(Path.Combine(_root, "breakwater.lock"), "");
        using var folder = DataFolder.Open(_root, TimeProvider.System);
        Assert.Equal(Environment.ProcessId, DataFolder.Owner(_root)!.ProcessId);
    }

    [Fact]
    public void Folders_belong_to_their_owner_alone()
    {
        if (OperatingSystem.IsWindows()) return;
        using var folder = DataFolder.Open(_root, TimeProvider.System);
        var only = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Assert.Equal(only, File.GetUnixFileMode(_root));
        Assert.Equal(only, File.GetUnixFileMode(folder.Subfolder("events")));
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}

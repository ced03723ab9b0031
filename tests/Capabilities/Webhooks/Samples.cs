using System.Reflection;

namespace Breakwater.Tests.Webhooks;

/// <summary>Where the providers' real payloads lie: beside the repository.</summary>
internal static class Samples
{
    public static string Folder(string name)
    {
        for (var folder = new DirectoryInfo(Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location)!); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Dashboard.sln")))
            {
                var found = Path.Combine(folder.Parent!.FullName, "shared", "data", name);
                Assert.True(Directory.Exists(found), $"This test needs the real payloads in {found}, which are not there.");
                return found;
            }
        }

        throw new InvalidOperationException("The repository's root was not found.");
    }
}

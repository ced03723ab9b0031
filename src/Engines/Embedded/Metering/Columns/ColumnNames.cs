using System.Collections.Concurrent;

namespace Breakwater.Engines.Embedded.Metering.Columns;

/// <summary>
/// Numbers for names of one kind. What came from outside is only ever looked up here: columns and rows carry numbers.
/// One thread adds; a reader that meets a name too new for it finds no rows with its number.
/// </summary>
internal sealed class ColumnNames
{
    private readonly ConcurrentDictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<int, string> _names = new();

    public int Count => _names.Count;

    public IEnumerable<string> All => _numbers.Keys;

    /// <summary>0 where the name is unknown.</summary>
    public int Find(string name) => _numbers.GetValueOrDefault(name);

    public string NameOf(int number) => _names[number];

    public void Add(int number, string name)
    {
        _names[number] = name;
        _numbers[name] = number;
    }
}

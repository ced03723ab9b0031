namespace Breakwater.Tests.Webhooks;

/// <summary>What the processor does, in the plainest way: facts by key, keys joined as links tell.</summary>
internal sealed class Joined(IProviderFold fold)
{
    private readonly Dictionary<string, FactSet> _facts = [];
    private readonly Dictionary<string, string> _links = [];

    public IEnumerable<string> Roots => _facts.Keys.Where(key => Root(key) == key);

    public void Add(byte[] body)
    {
        var one = fold.Read(body)!;
        var said = fold.Facts(one);
        if (!_facts.TryGetValue(one.Key, out var facts)) _facts.Add(one.Key, facts = new());
        foreach (var fact in said.Facts) facts.Add(fact);
        foreach (var (from, to) in said.Links) Link(from, to);
    }

    public void Add(Joined other)
    {
        foreach (var (key, facts) in other._facts)
        {
            if (!_facts.TryGetValue(key, out var own)) _facts.Add(key, own = new());
            own.Add(facts);
        }

        foreach (var (from, to) in other._links) Link(from, to);
    }

    // The smaller target wins where two are told, so that the order does not matter.
    private void Link(string from, string to)
    {
        if (from != to && (!_links.TryGetValue(from, out var known) || string.CompareOrdinal(to, known) < 0)) _links[from] = to;
    }

    public Subscription? Of(string key)
    {
        var all = new FactSet();
        var aliases = _links.Keys.Where(alias => Root(alias) == key && alias != key).ToList();
        foreach (var (own, facts) in _facts)
        {
            if (Root(own) == key) all.Add(facts);
        }

        return fold.Project(key, all, aliases);
    }

    private string Root(string key)
    {
        for (var steps = 0; steps < 16 && _links.TryGetValue(key, out var next); steps++) key = next;
        return key;
    }
}

/// <summary>Compares subscriptions by their content.</summary>
internal sealed class RecordComparer : IEqualityComparer<Subscription>
{
    public static readonly RecordComparer Instance = new();

    public bool Equals(Subscription? x, Subscription? y) => x?.Hash() == y?.Hash();

    public int GetHashCode(Subscription obj) => obj.Hash().GetHashCode(StringComparison.Ordinal);
}

namespace Breakwater.Webhooks.Model;

/// <summary>
/// Everything that is known of a subscription, as the latest facts of each key. Adding is commutative, associative and idempotent, so the
/// order in which events arrive, their repetition and the way they are divided into batches leave no trace.
/// </summary>
public sealed class FactSet
{
    /// <summary>How many facts that share the latest <see cref="FactOrder.Major"/> are kept of a key.</summary>
    private const int MostTies = 16;

    private readonly SortedDictionary<string, List<Fact>> _facts = new(StringComparer.Ordinal);

    /// <summary>All facts, by key and descending order.</summary>
    public IEnumerable<Fact> All => _facts.Values.SelectMany(facts => facts);

    /// <summary>True where there is none.</summary>
    public bool IsEmpty => _facts.Count == 0;

    /// <summary>The latest facts of a key, the last one first; those before it share its <see cref="FactOrder.Major"/>.</summary>
    public IReadOnlyList<Fact> Latest(string key) => _facts.TryGetValue(key, out var facts) ? facts : [];

    /// <summary>The last value of a key; null where there is none.</summary>
    public T? Last<T>(string key) where T : FactValue => Latest(key) is [{ Value: T value }, ..] ? value : null;

    /// <summary>The last fact of every key that begins so.</summary>
    public IEnumerable<Fact> LastOfEach(string prefix) =>
        _facts.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal)).Select(pair => pair.Value[0]);

    /// <summary>Adds a fact.</summary>
    /// <returns>True where it made a difference.</returns>
    public bool Add(Fact fact)
    {
        if (!_facts.TryGetValue(fact.Key, out var facts))
        {
            _facts.Add(fact.Key, [fact]);
            return true;
        }

        var latest = facts[0].Order.Major;
        if (fact.Order.Major < latest) return false;
        if (fact.Order.Major > latest)
        {
            facts.Clear();
            facts.Add(fact);
            return true;
        }

        var at = facts.FindIndex(other => other.Order <= fact.Order);
        if (at >= 0 && facts[at].Order == fact.Order)
        {
            // One event cannot say two things. Where two do under one id, the choice between them must not depend on which came first.
            if (string.CompareOrdinal(FactJson.Text(fact.Value), FactJson.Text(facts[at].Value)) <= 0) return false;
            facts[at] = fact;
            return true;
        }

        if (at < 0 && facts.Count >= MostTies) return false;
        facts.Insert(at < 0 ? facts.Count : at, fact);
        if (facts.Count > MostTies) facts.RemoveAt(MostTies);
        return true;
    }

    /// <summary>Adds all facts of another set.</summary>
    public void Add(FactSet other)
    {
        foreach (var fact in other.All) Add(fact);
    }
}

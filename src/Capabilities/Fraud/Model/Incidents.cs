namespace Breakwater.Fraud.Model;

/// <summary>
/// Which findings are one incident. A finding belongs to the customer's open case whose incident it overlaps or lies within 48 hours of; a key
/// speaks for one customer, so that sharing a key needs no rule of its own. Else it opens a case. Cases that turn out to be one incident
/// are put together, unless a person split them or two people work them. A decided case is never opened again.
/// </summary>
public static class Incidents
{
    /// <summary>Longest quiet time within one incident.</summary>
    public static readonly TimeSpan MaxGap = TimeSpan.FromHours(48);

    /// <summary>What the findings of one customer do to its cases. The same findings in any order, or once more, come to the same.</summary>
    public static IReadOnlyList<CaseChange> Plan(CaseBook book, IEnumerable<CaseFinding> findings, DateTimeOffset now)
    {
        var plan = new Working(book, now);
        foreach (var finding in Newest(findings)) plan.Take(finding);
        plan.Join();
        return plan.Changes();
    }

    /// <summary>True where a decided day has become another matter: an alert since, or twice the usage at stake.</summary>
    public static bool Outgrew(CaseFinding finding, CaseFinding decided) =>
        (finding.Verdict == DayVerdict.Alert && decided.Verdict != DayVerdict.Alert) || CaseStakes.Amount(finding) > 2 * Math.Max(CaseStakes.Amount(decided), 1);

    private static IEnumerable<CaseFinding> Newest(IEnumerable<CaseFinding> findings) => findings
        .GroupBy(finding => (finding.Metric, finding.Date))
        .Select(day => day.Aggregate((kept, next) => CaseFiles.Replaces(next, kept) ? next : kept))
        .OrderBy(finding => finding.Incident.Start).ThenBy(finding => finding.Date).ThenBy(finding => finding.Metric.Value, StringComparer.Ordinal);

    private sealed class Working(CaseBook book, DateTimeOffset now)
    {
        private readonly Dictionary<CaseId, CaseFile> _before = book.Open.ToDictionary(file => file.Case.Id);
        private readonly Dictionary<CaseId, CaseFile> _files = book.Open.ToDictionary(file => file.Case.Id);
        private readonly Dictionary<CaseId, List<string>> _news = [];
        private readonly Dictionary<CaseId, CaseId> _joined = [];

        public void Take(CaseFinding finding)
        {
            if (Ordered().FirstOrDefault(file => file.Findings.Any(known => CaseFiles.SameDay(known, finding))) is { } home)
            {
                if (CaseFiles.Replaces(finding, home.Findings.First(known => CaseFiles.SameDay(known, finding)))) Put(home, finding);
                return;
            }

            if (finding.Verdict is not (DayVerdict.Review or DayVerdict.Alert)) return;
            var decided = book.Decided.Where(day => CaseFiles.SameDay(day.Finding, finding)).ToList();
            if (decided.Count > 0 && !decided.TrueForAll(day => Outgrew(finding, day.Finding))) return;
            var near = Ordered().Where(file => file.Findings.Count < CaseRules.MaxFindings && CaseFiles.Gap(file.Case.Incident, finding.Incident) <= MaxGap)
                .OrderByDescending(file => file.Case.Metrics.Contains(finding.Metric)).ThenBy(file => CaseFiles.Gap(file.Case.Incident, finding.Incident)).FirstOrDefault();
            if (near is not null)
            {
                Put(near, finding);
                return;
            }

            var opened = CaseFiles.Open(book.Customer, [finding], Earlier(finding), now);
            _files[opened.Case.Id] = opened;
            _news[opened.Case.Id] = [CaseFiles.InWords(finding)];
        }

        public void Join()
        {
            while (Pair() is var (into, from) && into is not null)
            {
                var joined = from.Findings.Aggregate(into, (file, finding) =>
                    file.Findings.FirstOrDefault(known => CaseFiles.SameDay(known, finding)) is { } known && !CaseFiles.Replaces(finding, known) ? file : CaseFiles.Put(file, finding, now));
                _files[into.Case.Id] = CaseMerges.Absorb(joined, from);
                _files.Remove(from.Case.Id);
                _joined[from.Case.Id] = into.Case.Id;
                News(into.Case.Id).AddRange(_before.ContainsKey(from.Case.Id) ? [] : _news[from.Case.Id]);
            }
        }

        public List<CaseChange> Changes()
        {
            var changes = new List<CaseChange>();
            foreach (var (id, news) in _news.Where(pair => _files.ContainsKey(pair.Key)))
            {
                var file = _files[id];
                var absorbed = _joined.Where(pair => pair.Value == id && _before.ContainsKey(pair.Key)).Select(pair => pair.Key.Value).Order(StringComparer.Ordinal).ToList();
                var what = string.Join("; ", [.. absorbed.Select(other => $"{other} is the same incident"), .. news]);
                changes.Add(CaseChange.Of(_before.GetValueOrDefault(id) ?? file, file, Actor.System, _before.ContainsKey(id) ? CaseStepKind.Enriched : CaseStepKind.Opened, now, Short(what)));
            }

            foreach (var (id, other) in _joined.Where(pair => _before.ContainsKey(pair.Key)))
            {
                var into = other;
                while (_joined.TryGetValue(into, out var next)) into = next;
                changes.Add(CaseMerges.Gone(_before[id], into, Actor.System, now));
            }

            return changes;
        }

        private void Put(CaseFile file, CaseFinding finding)
        {
            _files[file.Case.Id] = CaseFiles.Put(file, finding, now);
            News(file.Case.Id).Add(CaseFiles.InWords(finding));
        }

        // The older of two open cases that are one incident, or the one that somebody works; at least one has changed just now.
        private (CaseFile? Into, CaseFile From) Pair()
        {
            var open = Ordered().Where(file => !file.Case.KeptApart).ToList();
            foreach (var one in open)
            {
                foreach (var other in open.SkipWhile(file => file != one).Skip(1))
                {
                    if (!_news.ContainsKey(one.Case.Id) && !_news.ContainsKey(other.Case.Id)) continue;
                    if (one.Case.Owner is not null && other.Case.Owner is not null) continue;
                    if (CaseFiles.Gap(one.Case.Incident, other.Case.Incident) > MaxGap || one.Findings.Count + other.Findings.Count > CaseRules.MaxFindings) continue;
                    return other.Case.Owner is null ? (one, other) : (other, one);
                }
            }

            return (null, null!);
        }

        private CaseId? Earlier(CaseFinding finding) => book.Decided
            .Where(day => CaseFiles.SameDay(day.Finding, finding) || CaseFiles.Gap(day.Incident, finding.Incident) <= MaxGap)
            .OrderByDescending(day => day.DecidedAt).ThenBy(day => day.Case.Value, StringComparer.Ordinal).Select(day => (CaseId?)day.Case).FirstOrDefault();

        private List<string> News(CaseId id) => _news.TryGetValue(id, out var news) ? news : _news[id] = [];

        private IEnumerable<CaseFile> Ordered() => _files.Values.OrderBy(file => file.Case.OpenedAt).ThenBy(file => _before.ContainsKey(file.Case.Id) ? 0 : 1)
            .ThenBy(file => file.Case.Incident.Start).ThenBy(file => file.Case.Id.Value, StringComparer.Ordinal);

        private static string Short(string what) => what.Length <= CaseRules.MaxWords ? what : what[..(CaseRules.MaxWords - 1)] + "…";
    }
}

using Breakwater.Dashboard.State;

namespace Breakwater.Dashboard.Pages.Audit;

/// <summary>What the address of the audit page holds.</summary>
/// <param name="Who">Only entries of this actor, by id.</param>
/// <param name="What">Only actions that begin so, e.g. <c>key.</c>.</param>
/// <param name="Search">Words that all have to be in actor, action, subject or reason.</param>
/// <param name="Entry">Sequence of the entry that is open beside the list; 0 for none.</param>
public sealed record AuditState(string? Who = null, string? What = null, string? Search = null, int Entry = 0) : IUrlState<AuditState>
{
    /// <summary>The filters as the log's search takes them.</summary>
    public string? Filter
    {
        get
        {
            List<string> words = [];
            if (Who is not null) words.Add("actor:" + Who);
            if (What is not null) words.Add("action:" + What);
            if (Search is not null) words.Add(Search);
            return words.Count == 0 ? null : string.Join(' ', words);
        }
    }

    /// <inheritdoc/>
    public static AuditState Read(QueryReader query) =>
        new(query.Text("who"), query.Text("what"), query.Text("q"), query.Number("entry", 0, 1));

    /// <inheritdoc/>
    public void Write(QueryWriter query) => query.Text("who", Who).Text("what", What).Text("q", Search).Number("entry", Entry, 0);
}

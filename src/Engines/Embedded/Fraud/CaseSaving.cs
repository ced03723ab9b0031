using Breakwater.Engines.Embedded.Control;
using Breakwater.Fraud.Model;
using Breakwater.Fraud.Ports;

namespace Breakwater.Engines.Embedded.Fraud;

/// <summary>Writes cases inside a transaction of the control store.</summary>
internal static class CaseSaving
{
    /// <summary>Saves one write where all its versions are the stored ones; else leaves everything as it is.</summary>
    public static bool Save(ControlWrite write, CaseWrite wanted)
    {
        if (!Fits(write, wanted)) return false;
        if (wanted.Book is not null)
        {
            write.Run(
                "INSERT INTO case_books (customer, version) VALUES ($customer, 1) ON CONFLICT (customer) DO UPDATE SET version = version + 1",
                ("$customer", wanted.Changes[0].File.Case.Customer.Value));
        }

        foreach (var change in wanted.Changes) Save(write, change);
        return true;
    }

    /// <summary>Adds a step to a case that stays as it is.</summary>
    public static bool AddStep(ControlWrite write, CaseId id, CaseStep step, KeyId? key, AuditEntry entry)
    {
        if (write.Scalar("SELECT number FROM cases WHERE id = $id", ("$id", id.Value)) is not long number) return false;
        if ((long)write.Scalar("SELECT COUNT(*) FROM case_steps WHERE case_number = $number", ("$number", number))! >= ICaseStore.MaxSteps) return false;
        write.Run("UPDATE cases SET updated_ms = MAX(updated_ms, $at) WHERE number = $number", ("$at", step.At.ToUnixTimeMilliseconds()), ("$number", number));
        Step(write, number, step);
        if (key is { } named && Name(write, number, named)) Search(write, number, named.Value);
        write.Append(entry);
        return true;
    }

    private static bool Fits(ControlWrite write, CaseWrite wanted)
    {
        if (wanted.Book is { } book)
        {
            var stored = write.Scalar("SELECT version FROM case_books WHERE customer = $customer", ("$customer", wanted.Changes[0].File.Case.Customer.Value)) as long? ?? 0;
            if (stored != book) return false;
        }

        return wanted.Changes.All(change => (write.Scalar("SELECT version FROM cases WHERE id = $id", ("$id", change.File.Case.Id.Value)) as long? ?? 0) == change.File.Case.Version - 1);
    }

    private static void Save(ControlWrite write, CaseChange change)
    {
        var (@case, findings) = change.File;
        // A new case and its later versions are one statement: what is not in the list below never changes. Keys are only ever added, also
        // by steps that make no version, so they are joined here and not replaced.
        var number = (long)write.Scalar(
            $"""
            INSERT INTO cases ({CaseRows.Columns}, texts) VALUES ({CaseRows.Values}, 0)
            ON CONFLICT (id) DO UPDATE SET state = $state, severity = $severity, score = $score, stake = $stake, money = $money, currency = $currency, verdict = $verdict,
                attack = $attack, attack_hours = $attack_hours, attack_share = $attack_share, start_ms = $start, end_ms = $end, due_ms = $due, updated_ms = MAX(updated_ms, $updated),
                owner_id = $owner, owner_name = $owner_name, snoozed_ms = $snoozed, escalated = $escalated, disputed = $disputed, kept_apart = $apart, reason = $reason,
                words = $words, rebaseline = $rebaseline, decided_ms = $decided, decided_by = $by, decided_by_name = $by_name, merged_into = $merged,
                metrics = $metrics, stakes = $stakes, version = $version, headline = $headline, held_days = $held,
                keys = (SELECT json_group_array(value) FROM (SELECT value FROM json_each(cases.keys) UNION SELECT value FROM json_each($keys) LIMIT {CaseRules.MaxKeys}))
            RETURNING number
            """,
            CaseRows.Parameters(@case))!;
        if (@case.Version == 1) Search(write, number, $"{@case.Id} {@case.Customer}");
        if (change.Steps.Any(step => step.Kind is CaseStepKind.Opened or CaseStepKind.Enriched or CaseStepKind.Joined or CaseStepKind.Merged or CaseStepKind.Split))
        {
            Findings(write, number, @case.Customer, findings);
            if (@case.Keys.Count > 0) Search(write, number, string.Join(' ', @case.Keys));
        }

        foreach (var step in change.Steps) Step(write, number, step);
        foreach (var entry in change.Entries) write.Append(entry);
    }

    private static void Findings(ControlWrite write, long number, CustomerId customer, IReadOnlyList<CaseFinding> findings)
    {
        write.Run(
            "DELETE FROM case_findings WHERE case_number = $number AND metric || ' ' || date NOT IN (SELECT value FROM json_each($kept))",
            ("$number", number), ("$kept", CaseRows.Texts(findings.Select(finding => $"{finding.Metric} {CaseRows.Day(finding.Date)}"))));
        foreach (var finding in findings)
        {
            write.Run(
                """
                INSERT INTO case_findings (case_number, metric, date, customer, body) VALUES ($number, $metric, $date, $customer, $body)
                ON CONFLICT (case_number, metric, date) DO UPDATE SET body = $body WHERE body <> $body
                """,
                ("$number", number), ("$metric", finding.Metric.Value), ("$date", CaseRows.Day(finding.Date)), ("$customer", customer.Value), ("$body", FindingDocument.Write(finding)));
        }
    }

    private static void Step(ControlWrite write, long number, CaseStep step)
    {
        write.Run(
            "INSERT INTO case_steps (case_number, at_ms, actor_id, actor_name, kind, what, words, version) VALUES ($number, $at, $by, $name, $kind, $what, $words, $version)",
            ("$number", number), ("$at", step.At.ToUnixTimeMilliseconds()), ("$by", step.By.Id), ("$name", step.By.Name), ("$kind", step.Kind.ToString()),
            ("$what", step.What), ("$words", step.Words), ("$version", step.Version));
        if (step.Words is { } words) Search(write, number, words);
    }

    private static bool Name(ControlWrite write, long number, KeyId key) => write.Run(
        """
        UPDATE cases SET keys = json_insert(keys, '$[#]', $key)
        WHERE number = $number AND json_array_length(keys) < $most AND NOT EXISTS (SELECT 1 FROM json_each(keys) WHERE value = $key)
        """,
        ("$number", number), ("$key", key.Value), ("$most", CaseRules.MaxKeys)) > 0;

    private static void Search(ControlWrite write, long number, string words)
    {
        if (write.Scalar("UPDATE cases SET texts = texts + 1 WHERE number = $number AND texts < $most RETURNING texts - 1", ("$number", number), ("$most", CaseSchema.TextsPerCase)) is not long text) return;
        write.Run("INSERT INTO case_search (rowid, words) VALUES ($row, $words)", ("$row", (number * CaseSchema.TextsPerCase) + text), ("$words", words));
    }
}

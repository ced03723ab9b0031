namespace Breakwater.Engines.Embedded.Fraud;

/// <summary>The tables of cases; they live in control.db, so that a change and its audit entry are one transaction.</summary>
internal static class CaseSchema
{
    /// <summary>Texts that one case may have in the search, its own row included: the search's row ids are made of the case's number and the text's.</summary>
    public const int TextsPerCase = 4_096;

    /// <summary>The schema's step that makes the tables.</summary>
    public const string Step =
        """
        CREATE TABLE cases (
            number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, customer TEXT NOT NULL, state INTEGER NOT NULL, severity INTEGER NOT NULL, score REAL NOT NULL,
            stake REAL NOT NULL, money TEXT, currency TEXT, verdict TEXT NOT NULL, attack TEXT NOT NULL, attack_hours INTEGER NOT NULL, attack_share REAL NOT NULL,
            start_ms INTEGER NOT NULL, end_ms INTEGER NOT NULL, opened_ms INTEGER NOT NULL, due_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL,
            owner_id TEXT, owner_name TEXT, snoozed_ms INTEGER, escalated INTEGER NOT NULL, disputed INTEGER NOT NULL, kept_apart INTEGER NOT NULL,
            reason TEXT, words TEXT, rebaseline TEXT, decided_ms INTEGER, decided_by TEXT, decided_by_name TEXT, merged_into TEXT, follows TEXT,
            metrics TEXT NOT NULL, stakes TEXT NOT NULL, keys TEXT NOT NULL, texts INTEGER NOT NULL, version INTEGER NOT NULL) STRICT;
        CREATE INDEX cases_urgent ON cases (state, severity DESC, due_ms);
        CREATE INDEX cases_customer ON cases (customer, state);
        CREATE INDEX cases_opened ON cases (opened_ms, state);
        CREATE INDEX cases_rebaseline ON cases (customer) WHERE rebaseline IS NOT NULL;
        CREATE TABLE case_findings (
            case_number INTEGER NOT NULL REFERENCES cases (number), metric TEXT NOT NULL, date TEXT NOT NULL, customer TEXT NOT NULL, body TEXT NOT NULL,
            UNIQUE (case_number, metric, date)) STRICT;
        CREATE INDEX case_findings_day ON case_findings (customer, date, metric, case_number);
        CREATE TABLE case_steps (
            id INTEGER PRIMARY KEY, case_number INTEGER NOT NULL REFERENCES cases (number), at_ms INTEGER NOT NULL, actor_id TEXT NOT NULL, actor_name TEXT NOT NULL,
            kind TEXT NOT NULL, what TEXT, words TEXT, version INTEGER) STRICT;
        CREATE INDEX case_steps_case ON case_steps (case_number, id);
        CREATE TABLE case_books (customer TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE case_views (
            owner_id TEXT NOT NULL, name TEXT NOT NULL, query TEXT NOT NULL, saved_ms INTEGER NOT NULL, PRIMARY KEY (owner_id, name)) STRICT, WITHOUT ROWID;
        CREATE VIRTUAL TABLE case_search USING fts5(words, content = '', tokenize = 'unicode61 remove_diacritics 2');
        """;

    /// <summary>
    /// The step that answers the queue from indexes: one holds what it is filtered by, one each the orders that it offers. Cases also say what their worst
    /// finding says first; those driven by volume are the ones whose shape says something else.
    /// </summary>
    public const string QueueStep =
        """
        ALTER TABLE cases ADD COLUMN headline TEXT;
        ALTER TABLE cases ADD COLUMN held_days INTEGER NOT NULL DEFAULT 0;
        UPDATE cases SET headline = (
            SELECT CASE body ->> '$.terms[0].feature' WHEN 'Volume'
                THEN printf('Volume %.1fx of what was expected', (body ->> '$.observed') / MAX(body ->> '$.expected', 1e-9)) END
            FROM case_findings WHERE case_number = cases.number ORDER BY body ->> '$.score' DESC, date DESC, metric DESC LIMIT 1);
        DROP INDEX cases_urgent;
        CREATE INDEX cases_queue ON cases (state, severity DESC, due_ms, snoozed_ms, owner_id, attack, metrics);
        CREATE INDEX cases_score ON cases (state, score);
        CREATE INDEX cases_due ON cases (state, due_ms);
        CREATE INDEX cases_age ON cases (state, opened_ms);
        CREATE INDEX cases_stake ON cases (state, CAST(COALESCE(money, '0') AS REAL), stake);
        """;
}

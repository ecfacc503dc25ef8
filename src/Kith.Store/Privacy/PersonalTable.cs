using Kith.Store.Sql;

namespace Kith.Store.Privacy;

/// <summary>A table of the workspace as it can be looked through for a person.</summary>
/// <param name="Texts">Columns with texts, also within JSON and lists.</param>
/// <param name="Ids">Columns that name a record or a person; not who made, changed and owns a row.</param>
/// <param name="Hidden">Columns that are handed to nobody: the workspace, secrets and files, and what search makes of texts.</param>
internal sealed record PersonalTable(string Name, string[] Texts, string[] Ids, string[] Hidden)
{
    /// <summary>All tables of workspaces that have texts or files in them, by name.</summary>
    public static Task<List<PersonalTable>> AllAsync(Session session, CancellationToken cancellation) => session.ListAsync(
        SqlText.Of($"""
            select c.relname::text,
                coalesce(array_agg(a.attname::text order by a.attnum) filter (where t.typname in ('text', 'varchar', 'jsonb', '_text', 'inet')), array[]::text[]),
                coalesce(array_agg(a.attname::text order by a.attnum) filter (where t.typname in ('uuid', '_uuid') and a.attname not in ('workspace_id', 'created_by', 'updated_by', 'owner_id')), array[]::text[]),
                coalesce(array_agg(a.attname::text order by a.attnum) filter (where t.typname in ('bytea', 'tsvector') or a.attname = 'workspace_id'), array[]::text[])
            from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped join pg_type t on t.oid = a.atttypid
            where c.relnamespace = 'kith'::regnamespace and c.relkind in ('r', 'p') and (c.relname = 'workspace' or exists (select 1 from pg_attribute w where w.attrelid = c.oid and w.attname = 'workspace_id'))
            group by c.relname having bool_or(t.typname in ('text', 'varchar', 'jsonb', '_text', 'inet', 'bytea')) order by c.relname
            """),
        r => new PersonalTable(r.GetString(0), r.GetFieldValue<string[]>(1), r.GetFieldValue<string[]>(2), r.GetFieldValue<string[]>(3)), cancellation);

    private SqlText Key => SqlText.Name(Name == "workspace" ? "id" : "workspace_id");

    /// <summary>The table as <c>t</c> with a condition on its rows of a workspace.</summary>
    public SqlText From(Guid workspace, SqlText where) => SqlText.Of($"from {SqlText.Name(Name)} t where t.{Key} = {workspace} and ({where})");

    /// <summary>True for rows in whose texts the pattern is found.</summary>
    public SqlText Says(SqlText pattern) => Texts.Length == 0 ? SqlText.Of($"false") : SqlText.Join(SqlText.Of($" or "), Texts.Select(c => Says(c, pattern)));

    /// <summary>True for rows where the pattern is found in a column.</summary>
    public static SqlText Says(string column, SqlText pattern) => SqlText.Of($"{SqlText.Column("t", column)}::text ~* {pattern}");

    /// <summary>True for rows that name one of the records.</summary>
    public SqlText Names(Guid[] records) => Ids.Length == 0 ? SqlText.Of($"false")
        : SqlText.Join(SqlText.Of($" or "), Ids.Select(c => c.EndsWith("_ids", StringComparison.Ordinal) ? SqlText.Of($"{SqlText.Column("t", c)} && {records}") : SqlText.Of($"{SqlText.Column("t", c)} = any({records})")));
}

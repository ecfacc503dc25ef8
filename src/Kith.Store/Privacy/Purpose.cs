using Kith.Core.Types;
using Kith.Store.Sql;
using Npgsql;

namespace Kith.Store.Privacy;

/// <summary>The grounds of GDPR Art. 6(1), a to f, on which data of people may be used.</summary>
public enum LegalBasis { Consent, Contract, LegalObligation, VitalInterests, PublicTask, LegitimateInterests }

/// <summary>What people were told or agreed to, as it was from a day on.</summary>
/// <param name="Version">From 1; rises with every change.</param>
public sealed record PurposeWording(long Version, string Text, DateTime CreatedAt, Guid? CreatedBy, string CreatedByName);

/// <summary>What a workspace uses data of people for.</summary>
/// <param name="Basis">On which ground it may, unless something else is recorded of a person.</param>
/// <param name="Archived">True where nobody is asked any more.</param>
/// <param name="Wordings">The oldest first; empty where people are told nothing.</param>
public sealed record Purpose(Guid Id, string Name, string? Description, LegalBasis Basis, bool Archived, DateTime UpdatedAt, IReadOnlyList<PurposeWording> Wordings)
{
    /// <summary>What people are told now; null for nothing.</summary>
    public PurposeWording? Wording => Wordings.Count == 0 ? null : Wordings[^1];
}

/// <summary>The SQL of purposes.</summary>
internal static class PurposeTable
{
    /// <summary>All purposes: those in use first, by name.</summary>
    public static async Task<IReadOnlyList<Purpose>> ListAsync(Session session, Guid workspace, CancellationToken cancellation)
    {
        var wordings = (await session.ListAsync(
            SqlText.Of($"select w.purpose_id, w.version, w.wording, w.created_at, w.created_by, coalesce(p.name, '') from purpose_wording w left join person p on p.workspace_id = w.workspace_id and p.id = w.created_by where w.workspace_id = {workspace} order by w.version"),
            r => (Purpose: r.GetGuid(0), Wording: new PurposeWording(r.GetInt64(1), r.GetString(2), r.GetDateTime(3), r.IsDBNull(4) ? null : r.GetGuid(4), r.GetString(5))), cancellation)).ToLookup(w => w.Purpose, w => w.Wording);
        return await session.ListAsync(
            SqlText.Of($"select u.id, u.name, u.description, u.basis, u.archived, u.updated_at from purpose u where u.workspace_id = {workspace} order by u.archived, lower(u.name), u.id"), r => Read(r, wordings), cancellation);
    }

    /// <summary>Saves a purpose, and its wording where that is new.</summary>
    public static IReadOnlyList<SqlText> Save(Guid workspace, Purpose purpose, Guid? by, PurposeWording? added) =>
    [
        SqlText.Of($"insert into purpose (workspace_id, id, name, description, basis, archived, created_at, created_by, updated_at) values ({workspace}, {purpose.Id}, {SqlText.Text(purpose.Name)}, {SqlText.Text(purpose.Description)}, {Name(purpose.Basis)}, {purpose.Archived}, {purpose.UpdatedAt}, {by}, {purpose.UpdatedAt}) on conflict (workspace_id, id) do update set name = excluded.name, description = excluded.description, basis = excluded.basis, archived = excluded.archived, updated_at = excluded.updated_at"),
        .. added is null ? (SqlText[])[] : [SqlText.Of($"insert into purpose_wording (workspace_id, purpose_id, version, wording, created_at, created_by) values ({workspace}, {purpose.Id}, {added.Version}, {SqlText.Text(added.Text)}, {added.CreatedAt}, {by})")],
    ];

    /// <summary>Holds a purpose until the transaction ends.</summary>
    public static Task LockAsync(Session session, Guid workspace, Guid id, CancellationToken cancellation) =>
        session.ExecuteAsync(SqlText.Of($"select 1 from purpose where workspace_id = {workspace} and id = {id} for update"), cancellation);

    /// <summary>The name of a member as it is stored.</summary>
    public static SqlText Name<T>(T value) where T : struct, Enum => SqlText.Text(Naming.Snake(value.ToString()));

    /// <summary>The member of a stored name.</summary>
    public static T Of<T>(string name) where T : struct, Enum => Enum.GetValues<T>().First(v => Naming.Snake(v.ToString()) == name);

    private static Purpose Read(NpgsqlDataReader row, ILookup<Guid, PurposeWording> wordings) =>
        new(row.GetGuid(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2), Of<LegalBasis>(row.GetString(3)), row.GetBoolean(4), row.GetDateTime(5), [.. wordings[row.GetGuid(0)]]);
}

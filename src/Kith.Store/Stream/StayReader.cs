using Kith.Core.Access;
using Kith.Core.Types;
using Kith.Store.Reading;
using Kith.Store.Sql;

namespace Kith.Store.Stream;

/// <summary>How long records had a value of a link before they got another, from the stream.</summary>
/// <param name="Value">What they had.</param>
/// <param name="Entered">How often one of them got it.</param>
/// <param name="Left">How often one got another.</param>
/// <param name="Mean">Seconds from the one to the other, the mean; null where none left.</param>
/// <param name="Median">The median of the same.</param>
/// <param name="Next">What they got then, and how often.</param>
public sealed record Stays(Guid Value, long Entered, long Left, double? Mean, double? Median, IReadOnlyDictionary<Guid, long> Next);

/// <summary>Reads stays of records that the caller may read.</summary>
public sealed class StayReader(Database database, AccessPolicy policy, TimeProvider clock)
{
    /// <summary>The stays that began within some time, by value.</summary>
    /// <param name="field">A link of the type to one record.</param>
    /// <param name="among">A link whose value the records have now.</param>
    /// <param name="since">The first instant.</param>
    /// <param name="until">The first instant that does not count any more.</param>
    public async Task<IReadOnlyList<Stays>> ReadAsync(Caller caller, Catalogue catalogue, RecordType type, Field field, (Field Field, Guid Value) among, DateTime since, DateTime until, CancellationToken cancellation)
    {
        var rights = new RightsSql(caller, policy, catalogue, clock.GetUtcNow().UtcDateTime);
        var name = SqlText.NameLiteral(field.Name);
        // A value that came back is a new stay: what undoes a move is one, too.
        var moves = SqlText.Of($"""
            select c.record_id, c.at, (c.diff -> {name} ->> 1)::uuid as value, lead(c.at) over w as left_at, lead((c.diff -> {name} ->> 1)::uuid) over w as next
            from change c join {SqlText.Name(type.Table)} t on t.workspace_id = c.workspace_id and t.id = c.record_id and t.deleted_at is null and {Storages.Column("t", among.Field)} = {among.Value}{RecordReader.OfType(type)}{rights.Readable(type, "t", " and ")}
            where c.workspace_id = {caller.Workspace} and c.type = {SqlText.NameLiteral(type.Name)} and c.at >= {since} and c.diff ? {name}
            window w as (partition by c.record_id order by c.position)
            """);
        var statement = SqlText.Of($"""
            select m.value, m.next, grouping(m.next), count(*), count(m.left_at), avg(extract(epoch from m.left_at - m.at))::float8, percentile_cont(0.5) within group (order by extract(epoch from m.left_at - m.at)::float8)
            from ({moves}) m where m.value is not null and m.at < {until} group by grouping sets ((m.value), (m.value, m.next))
            """);
        var found = await database.WithinAsync(database.Reports, caller.Workspace, caller.Limits.ReportTime, session => session.ListAsync(
            statement, r => (Value: r.GetGuid(0), Next: r.IsDBNull(1) ? (Guid?)null : r.GetGuid(1), IsSum: r.GetInt32(2) == 1, Entered: r.GetInt64(3), Left: r.GetInt64(4), Mean: r.IsDBNull(5) ? (double?)null : r.GetDouble(5), Median: r.IsDBNull(6) ? (double?)null : r.GetDouble(6)), cancellation), cancellation);
        var next = found.Where(f => !f.IsSum && f.Next is not null).ToLookup(f => f.Value);
        return [.. found.Where(f => f.IsSum).Select(f => new Stays(f.Value, f.Entered, f.Left, f.Mean, f.Median, next[f.Value].ToDictionary(n => n.Next!.Value, n => n.Entered)))];
    }
}

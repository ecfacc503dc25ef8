using Kith.Core.Types;
using Kith.Store.Sql;
using Kith.Store.Writing;

namespace Kith.Store.Transfer.Running;

/// <summary>
/// Keeps the planner informed while an import fills tables. Without statistics all indexes look alike to it, and the search for the
/// records that rows mean takes one that passes over the whole workspace: seconds for a chunk instead of milliseconds.
/// </summary>
internal static class ImportStatistics
{
    /// <summary>How far a table may outgrow what is known of it.</summary>
    private const int Growth = 4;

    /// <summary>Renews the statistics of the types whose are missing, or that the import has outgrown.</summary>
    /// <param name="written">The types written to, and how many records of each so far.</param>
    public static async Task KeepAsync(Session session, IEnumerable<(RecordType Type, long Records)> written, CancellationToken cancellation)
    {
        foreach (var (type, records) in written)
        {
            var known = await session.FirstAsync(SqlText.Of($"select c.reltuples from pg_class c where c.oid = to_regclass('kith.' || quote_ident({SqlText.Text(type.Table)}))"), r => r.GetFloat(0), cancellation);
            if (known <= 0 || records > known * Growth)
                await WritePath.RenewStatisticsAsync(session, type, cancellation);
        }
    }
}

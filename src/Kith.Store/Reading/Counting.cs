using Kith.Core.Queries;
using Kith.Store.Sql;

namespace Kith.Store.Reading;

/// <summary>Statements that count records.</summary>
internal static class Counting
{
    /// <summary>Estimates count exactly up to here.</summary>
    private const long Countable = 10_000;

    /// <summary>A statement that answers one row: the number, and whether it is all of them.</summary>
    public static SqlText Sql(CountMode mode, SqlText from, SqlText where) => mode == CountMode.Exact
        ? SqlText.Of($"select count(*), true from {from} where {where}")
        : SqlText.Of($"select count(*), count(*) <= {Countable} from (select 1 from {from} where {where} limit {Countable + 1}) c");
}

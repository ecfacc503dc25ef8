using System.Text.Json;
using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Queries;
using Kith.Core.Types;
using Kith.Store.Sql;
using Npgsql;

namespace Kith.Store.Reading.Reports;

/// <summary>A report: the statements that read it, and how their rows become JSON. Making it is pure and may refuse.</summary>
internal abstract class ReportPlan
{
    /// <summary>What is read, in this order.</summary>
    public abstract IReadOnlyList<SqlText> Statements { get; }

    /// <summary>Writes the members of the answer.</summary>
    public abstract Task WriteAsync(Utf8JsonWriter writer, NpgsqlDataReader reader, CancellationToken cancellation);

    /// <summary>The plan of a query: over groups, or over records where values of each are asked for.</summary>
    /// <exception cref="ProblemException">The query cannot be answered, or not to this caller.</exception>
    public static ReportPlan Of(Caller caller, Catalogue catalogue, RecordType type, ReportQuery query, RightsSql rights)
    {
        if (!rights.Of(type).Read)
            throw ProblemException.NotFound();
        var asker = new ReportAsker(caller, catalogue, type, query, rights);
        if (query.Select.Count > 0)
            return new RecordReport(asker);
        var groups = new ReportGroups(asker);
        return groups.Levelled || query.Count != CountMode.None ? new LevelledReport(groups) : new PlainReport(groups);
    }

    /// <summary>Writes where the next page begins.</summary>
    protected static void WriteNext(Utf8JsonWriter writer, long? next)
    {
        if (next is { } offset)
            writer.WriteNumber("next"u8, offset);
        else
            writer.WriteNull("next"u8);
    }

    /// <summary>Writes how many there are over all pages.</summary>
    protected static void WriteCount(Utf8JsonWriter writer, long count, bool exact)
    {
        writer.WriteNumber("count"u8, count);
        writer.WriteBoolean("count_exact"u8, exact);
    }
}

/// <summary>A report's query with the one who asks.</summary>
internal sealed record ReportAsker(Caller Caller, Catalogue Catalogue, RecordType Type, ReportQuery Query, RightsSql Rights)
{
    /// <summary>Tables of the type, for one statement or one part of it.</summary>
    public JoinScope Scope() => new(Type, Catalogue, Rights, Rights.Past(Query.At));

    /// <summary>The condition that the records of a scope satisfy. Ask before the scope's tables: it may join some.</summary>
    public SqlText Where(JoinScope scope)
    {
        var condition = Query.Where is null ? null : Core.Expressions.ExpressionChecker.Condition(Query.Where, Type, Rights.Context);
        var asked = condition is null ? SqlText.Empty : SqlText.Of($" and {new ExpressionSql(scope, Caller.Zone).Condition(condition)}");
        return SqlText.Of($"t.workspace_id = {Caller.Workspace} and t.deleted_at is null{RecordReader.OfType(Type)}{asked}{Rights.Readable(Type, JoinScope.Root, " and ", scope.IsPast)}");
    }
}

using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Kith.Core.Access;
using Kith.Core.Expressions;
using Kith.Core.Problems;
using Kith.Core.Queries;
using Kith.Core.Types;
using Kith.Store.Reading.Reports;
using Kith.Store.Schema;
using Kith.Store.Reading.Files;
using Kith.Store.Sql;
using Kith.Store.Transfer;
using Npgsql;

namespace Kith.Store.Reading;

/// <summary>The read path: a query becomes one statement whose rows go straight into JSON. There is no other way to read records.</summary>
public sealed class RecordReader(Database database, AccessPolicy policy, TimeProvider clock)
{
    internal static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>The database that is read.</summary>
    internal Database Database => database;

    private RightsSql Rights(Caller caller, Catalogue catalogue) => new(caller, policy, catalogue, clock.GetUtcNow().UtcDateTime);

    /// <summary>Writes a page: <c>{"data", "next", "count"}</c>.</summary>
    public async Task ListAsync(Caller caller, Catalogue catalogue, RecordType type, ListQuery query, IBufferWriter<byte> output, CancellationToken cancellation)
    {
        var plan = ListPlan.Of(caller, catalogue, type, query, Rights(caller, catalogue));
        await database.WithinAsync(database.Short, caller.Workspace, caller.Limits.Time, session => WriteAsync(session, plan.PerValue, plan.Statements, plan.WriteAsync, output, cancellation), cancellation);
    }

    private static async Task<bool> WriteAsync(Session session, bool perValue, IReadOnlyList<SqlText> statements, Func<Utf8JsonWriter, NpgsqlDataReader, CancellationToken, Task> members, IBufferWriter<byte> output, CancellationToken cancellation)
    {
        session.PlanPerValue = perValue;
        await using var reader = await session.ReadAsync(statements, cancellation);
        await using var writer = new Utf8JsonWriter(output, Json);
        writer.WriteStartObject();
        await members(writer, reader, cancellation);
        writer.WriteEndObject();
        return true;
    }

    /// <summary>Writes all records of a list as a file, as they come from the database, and answers how many.</summary>
    /// <param name="form">What it is written as.</param>
    /// <param name="begin">Called once the database has answered, before anything is written: what fails until then is still a refusal.</param>
    public async Task<long> ExportAsync(Caller caller, Catalogue catalogue, RecordType type, ListQuery query, ListForm form, Action begin, System.IO.Stream output, CancellationToken cancellation)
    {
        var plan = ExportPlan.Of(caller, catalogue, type, query, Rights(caller, catalogue));
        return await database.WithinAsync(database.Exports, caller.Workspace, caller.Limits.ExportTime, async session =>
        {
            session.PlanPerValue = true;
            await using var reader = await session.ReadAsync(plan.Statement, cancellation);
            plan.Tell();
            caller.Reads?.Asked(query.Where);
            begin();
            return await plan.WriteAsync(reader, form, output, caller.Zone, cancellation);
        }, cancellation);
    }

    /// <summary>Writes one record and answers its version, or null where there is none the caller may see.</summary>
    /// <param name="at">A day or point in time: the record as it stood then; null for now.</param>
    public async Task<long?> GetAsync(Caller caller, Catalogue catalogue, RecordType type, Guid id, IReadOnlyList<string> fields, string? at, IBufferWriter<byte> output, CancellationToken cancellation)
    {
        var (statement, projection) = One(caller, catalogue, type, id, fields, at: at);
        return await database.WithinAsync(database.Short, caller.Workspace, caller.Limits.Time, async session =>
        {
            session.PlanPerValue = at is not null;
            await using var reader = await session.ReadAsync(statement, cancellation);
            return await WriteOneAsync(reader, projection, output, cancellation);
        }, cancellation);
    }

    /// <summary>The same within a transaction, where it sees what that has written.</summary>
    public async Task<long?> GetAsync(Session session, Caller caller, Catalogue catalogue, RecordType type, Guid id, IBufferWriter<byte> output, CancellationToken cancellation)
    {
        var (statement, projection) = One(caller, catalogue, type, id, []);
        await using var reader = await session.ReadAsync(statement, cancellation);
        return await WriteOneAsync(reader, projection, output, cancellation);
    }

    /// <summary>True where there is a living record that the caller may read.</summary>
    internal async Task<bool> ExistsAsync(Session session, Caller caller, Catalogue catalogue, RecordType type, Guid id, CancellationToken cancellation) =>
        Rights(caller, catalogue) is var rights && rights.Of(type).Read
        && await session.FirstAsync(SqlText.Of($"select 1 from {SqlText.Name(type.Table)} t where t.workspace_id = {caller.Workspace} and t.id = {id} and t.deleted_at is null{OfType(type)}{rights.Readable(type, JoinScope.Root, " and ")}"), _ => true, cancellation);

    /// <summary>The statement that reads one record, and how its row becomes JSON.</summary>
    internal (SqlText Statement, Projection Projection) One(Caller caller, Catalogue catalogue, RecordType type, Guid id, IReadOnlyList<string> fields, bool trash = false, string? at = null)
    {
        var rights = Rights(caller, catalogue);
        if (!rights.Of(type).Read)
            throw ProblemException.NotFound();
        var scope = new JoinScope(type, catalogue, rights, rights.Past(at, oneByOne: true));
        var projection = Projection.Of(scope, fields, rights, catalogue, caller.Zone);
        var living = trash ? SqlText.Empty : SqlText.Of($" and t.deleted_at is null");
        return (SqlText.Of($"select {projection.Columns} from {scope.From} where t.workspace_id = {caller.Workspace} and t.id = {id}{living}{OfType(type)}{rights.Readable(type, JoinScope.Root, " and ", scope.IsPast)}"), projection);
    }

    internal static async Task<long?> WriteOneAsync(NpgsqlDataReader reader, Projection projection, IBufferWriter<byte> output, CancellationToken cancellation)
    {
        if (!await reader.ReadAsync(cancellation))
            return null;
        await using var writer = new Utf8JsonWriter(output, Json);
        projection.Write(writer, new Rows(reader));
        return reader.GetInt64(1);
    }

    /// <summary>Own types share a table, so their records are told apart by type.</summary>
    internal static SqlText OfType(RecordType type, string alias = JoinScope.Root) => type.Own ? SqlText.Of($" and {SqlText.Name(alias)}.type = {SqlText.Text(type.Name)}") : SqlText.Empty;

    /// <summary>Writes a report: <c>{"totals", "pivot", "subtotals", "data", "next", "count"}</c>, as far as they are asked for.</summary>
    public async Task ReportAsync(Caller caller, Catalogue catalogue, RecordType type, ReportQuery query, IBufferWriter<byte> output, CancellationToken cancellation)
    {
        var rights = Rights(caller, catalogue);
        var plan = ReportPlan.Of(caller, catalogue, type, query, rights);
        await database.WithinAsync(database.Reports, caller.Workspace, caller.Limits.ReportTime, session => WriteAsync(session, perValue: true, plan.Statements, plan.WriteAsync, output, cancellation), cancellation);
        rights.Tell(type, null);
        caller.Reads?.Asked(query.Where);
    }

    /// <summary>Ids of the records a condition holds for, at most <paramref name="most"/>, oldest first.</summary>
    public Task<List<Guid>> IdsAsync(Caller caller, Catalogue catalogue, RecordType type, string where, int most, CancellationToken cancellation)
    {
        var statement = SqlText.Of($"{Ids(caller, catalogue, type, where)} order by t.id limit {most}");
        return database.WithinAsync(database.Short, caller.Workspace, caller.Limits.Time, session =>
        {
            session.PlanPerValue = true;
            return session.ListAsync(statement, r => r.GetGuid(0), cancellation);
        }, cancellation);
    }

    /// <summary>How many records a condition holds for, and whether that is all of them: beyond ten thousand they are not counted.</summary>
    /// <returns>No number where counting takes longer than the caller may let it.</returns>
    public async Task<(long? Count, bool Exact)> CountAsync(Caller caller, Catalogue catalogue, RecordType type, string where, CancellationToken cancellation)
    {
        var rights = Rights(caller, catalogue);
        var scope = new JoinScope(type, catalogue, rights);
        var condition = ListPlan.Where(caller, type, new ListQuery(), rights, scope, ExpressionChecker.Condition(where, type, rights.Context));
        var statement = Counting.Sql(CountMode.Estimated, scope.From, condition);
        try
        {
            return await database.WithinAsync(database.Short, caller.Workspace, caller.Limits.Time, session =>
            {
                session.PlanPerValue = true;
                return session.FirstAsync(statement, r => ((long?)r.GetInt64(0), r.GetBoolean(1)), cancellation);
            }, cancellation);
        }
        catch (ProblemException refused) when (refused.Problem.Errors is [{ Code: "limit.time" }])
        {
            return (null, false);
        }
    }

    /// <summary>The living record whose unique field has a value; null where the caller sees none.</summary>
    public async Task<Guid?> IdAsync(Caller caller, Catalogue catalogue, RecordType type, Field unique, object value, CancellationToken cancellation)
    {
        var rights = Rights(caller, catalogue);
        var key = new object?[unique.Kind.Columns.Count];
        unique.Kind.Split(value, key);
        var (column, given) = (Storages.Column(JoinScope.Root, unique), SqlText.Parameter(key[0], Storages.Parameter(unique.Kind.Columns[0].Storage)));
        var same = TableSql.Folds(unique) ? SqlText.Of($"lower({column}) = lower({given})") : SqlText.Of($"{column} = {given}");
        await using var session = await database.OpenAsync(caller.Workspace, cancellation);
        var found = await session.ListAsync(SqlText.Of($"select t.id from {SqlText.Name(type.Table)} t where t.workspace_id = {caller.Workspace} and t.deleted_at is null and {same}{OfType(type)}{rights.Readable(type, JoinScope.Root, " and ")} limit 1"), r => r.GetGuid(0), cancellation);
        return found is [var id] ? id : null;
    }

    /// <summary>The ids of all records that a condition holds for, without an order.</summary>
    internal SqlText Ids(Caller caller, Catalogue catalogue, RecordType type, string where)
    {
        var rights = Rights(caller, catalogue);
        if (!rights.Of(type).Read)
            throw ProblemException.NotFound();
        return Ids(caller, catalogue, type, where, rights);
    }

    /// <summary>The same with rights that let the type be read.</summary>
    internal static SqlText Ids(Caller caller, Catalogue catalogue, RecordType type, string where, RightsSql rights)
    {
        var scope = new JoinScope(type, catalogue, rights);
        var condition = new ExpressionSql(scope, caller.Zone).Condition(ExpressionChecker.Condition(where, type, rights.Context));
        return SqlText.Of($"select t.id from {scope.From} where t.workspace_id = {caller.Workspace} and t.deleted_at is null{OfType(type)} and {condition}{rights.Readable(type, JoinScope.Root, " and ")}");
    }
}

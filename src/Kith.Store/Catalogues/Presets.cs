using System.Text.Json;
using Kith.Core.Access;
using Kith.Core.Expressions;
using Kith.Core.Problems;
using Kith.Core.Records;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using Kith.Store.Reading;
using Kith.Store.Sql;
using Kith.Store.Writing;
using ValueType = Kith.Core.Types.ValueType;

namespace Kith.Store.Catalogues;

/// <summary>What new records hold in own fields that they are given no value for: an expression over the record as it is being made.</summary>
internal static class Presets
{
    /// <summary>The expression of a field's preset, checked.</summary>
    /// <exception cref="ProblemException">It is none.</exception>
    public static Expr Checked(RecordType type, Field field, CheckContext names, string parameter) =>
        ExpressionChecker.Value(field.Preset!, type, names with { Saving = true }, parameter);

    /// <summary>True where a field can hold what an expression gives.</summary>
    public static bool Fits(Field field, Expr expression) => field.Kind.Columns.Count > 0 && field.Kind.ValueType switch
    {
        ValueType.Text or ValueType.Choice => expression.Type is ValueType.Text or ValueType.Choice,
        ValueType.Number => expression.Type is ValueType.Number or ValueType.Duration,
        ValueType.Link => expression.Type == ValueType.Link && (expression is not FieldValue { Field: var of } || of.To == field.To),
        var kept => kept == expression.Type,
    };

    /// <summary>Fills in what new records were given no value for.</summary>
    public static async Task FillAsync(Session session, Caller caller, Catalogue catalogue, RecordType type, RightsSql rights, DateTime now, IReadOnlyList<(WriteRequest Request, object?[] Values)> made, CancellationToken cancellation)
    {
        var fields = type.Fields.Where(f => f is { Preset: not null, Inactive: false } && made.Any(m => !m.Request.Values.ContainsKey(f))).ToList();
        if (fields.Count == 0)
            return;
        var byId = made.ToDictionary(m => m.Request.Id);
        foreach (var (_, values) in made)
        {
            foreach (var field in type.Fields.Where(f => f is { System: true, Formula: null }))
                values[field.Index] ??= field.Name switch { "created_at" or "updated_at" => now, "created_by" or "updated_by" => caller.Person, _ => null };
        }
        var (scope, all) = (new JoinScope(type, catalogue, rights.Unlimited()), rights.Unlimited());
        var columns = new List<SqlText> { SqlText.Of($"t.id") };
        foreach (var field in fields)
            columns.AddRange(Columns(scope, type, field, all, caller.Zone));
        Guid[] ids = [.. byId.Keys];
        await using var reader = await session.ReadAsync(SqlText.Of($"with {SqlText.Name(type.Table)} as ({LaidOver.Rows(caller, type, [.. made.Select(m => (m.Request.Id, m.Values))], null)}) select {SqlText.List(columns)} from {scope.From} where t.workspace_id = {caller.Workspace} and t.id = any({ids})"), cancellation);
        var row = new Rows(reader);
        while (await reader.ReadAsync(cancellation))
        {
            var (request, values) = byId[row.Id(0)];
            foreach (var (at, field) in fields.Index())
            {
                if (!request.Values.ContainsKey(field) && !row.IsNull((at * 2) + 1))
                    values[field.Index] = Read(row, (at * 2) + 1, field, caller, request.Problems);
            }
        }
    }

    // Two columns for each field, as a link has: its record and what that is called.
    private static SqlText[] Columns(JoinScope scope, RecordType type, Field field, RightsSql rights, TimeZoneInfo zone)
    {
        try
        {
            var value = new ExpressionSql(scope, zone).Value(Formulas.Kept(field.Kind, Checked(type, field, rights.Context, "preset")));
            return [field.Kind.Columns[0].Storage == Storage.Integer ? SqlText.Of($"({value})::bigint") : value, SqlText.Of($"null::text")];
        }
        // It names what a release took away: the field stays empty, and nobody is stopped.
        catch (ProblemException)
        {
            return [SqlText.Of($"null::text"), SqlText.Of($"null::text")];
        }
    }

    private static object? Read(Rows row, int ordinal, Field field, Caller caller, ProblemList problems)
    {
        if (field.Kind is MoneyKind)
            return new Money(row.Decimal(ordinal), caller.Currency);
        if (field.IsLink)
            return row.Id(ordinal);
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
            field.Kind.WriteColumns(writer, row, ordinal);
        using var json = JsonDocument.Parse(buffer.ToArray());
        return field.Kind.Parse(json.RootElement, field, new InputFormat(caller.Currency), problems);
    }
}

using System.Globalization;
using System.Text.Json.Nodes;
using Kith.Core.Expressions;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using Kith.Store.Sql;
using Npgsql;
using ValueType = Kith.Core.Types.ValueType;

namespace Kith.Store.Tests.Agreement;

/// <summary>All records of a workspace in memory, read column by column from the tables.</summary>
public sealed class World
{
    private readonly Catalogue _catalogue;
    private readonly Dictionary<string, List<Row>> _rows = [];
    private readonly Dictionary<Guid, Row> _byId = [];
    private readonly ILookup<(Guid From, string Field), Guid> _links;
    private readonly Dictionary<Guid, string> _titles;
    private IReadOnlyList<World> _history = [];
    private IReadOnlyList<(Guid Record, DateTime At, string Field)> _changes = [];

    private World(Catalogue catalogue, ILookup<(Guid, string), Guid> links, Dictionary<Guid, string> titles) => (_catalogue, _links, _titles) = (catalogue, links, titles);

    /// <summary>The first instant whose changes are not in it.</summary>
    public DateTime Until { get; private init; }

    /// <summary>The same workspace as it was read at earlier moments, first to last.</summary>
    public IReadOnlyList<World> History
    {
        get => _history;
        set
        {
            _history = value;
            // Nobody changes what is done: what the present knows is enough for all.
            foreach (var past in value)
                (past._history, past._changes) = (value, _changes);
        }
    }

    /// <summary>The living records of a type.</summary>
    public IReadOnlyList<RecordView> Of(string type) => [.. _rows[type].Where(r => !r.Deleted)];

    /// <summary>What belongs to a person, found out by asking each record in turn.</summary>
    public Mine MineOf(Guid me)
    {
        var teams = WithThoseBelow("team", "parent", t => Is(t, "lead", me) || Is(_byId[me], "team", t.Id));
        var people = _rows["person"].Where(p => !p.Deleted && (p.Id == me || teams.Exists(t => Is(p, "team", t.Id) || Is(t, "lead", p.Id))));
        var territories = WithThoseBelow("territory", "parent", t => Is(t, "manager", me) || _links[(t.Id, "members")].Contains(me));
        return new Mine(people.Select(p => p.Id).ToHashSet(), territories.Select(t => t.Id).ToHashSet());
    }

    private List<Row> WithThoseBelow(string type, string link, Func<Row, bool> first)
    {
        var found = _rows[type].Where(r => !r.Deleted && first(r)).ToList();
        for (var i = 0; i < found.Count; i++)
            found.AddRange(_rows[type].Where(r => !r.Deleted && Is(r, link, found[i].Id) && !found.Contains(r)));
        return found;
    }

    private bool Is(Row row, string link, Guid to) => row.Value(_catalogue[row.Type][link], null) is Guid id && id == to;

    public static async Task<World> ReadAsync(NpgsqlDataSource owner, Catalogue catalogue, Guid workspace, DateTime until)
    {
        var links = new List<(Guid From, string Field, int Position, Guid To)>();
        await EachAsync(owner, $"select from_id, field, position, to_id from kith.link where workspace_id = '{workspace}'", r => links.Add((r.GetGuid(0), r.GetString(1), r.GetInt32(2), r.GetGuid(3))));
        var titles = new Dictionary<Guid, string>();
        await EachAsync(owner, $"select id, title from kith.entry where workspace_id = '{workspace}'", r => titles[r.GetGuid(0)] = r.GetString(1));
        var world = new World(catalogue, links.OrderBy(l => l.Position).ToLookup(l => (l.From, l.Field), l => l.To), titles) { Until = until };
        var changes = new List<(Guid, DateTime, string)>();
        await EachAsync(owner, $"select record_id, at, jsonb_object_keys(diff) from kith.change where workspace_id = '{workspace}' and kind = 'updated'", r => changes.Add((r.GetGuid(0), r.GetDateTime(1), r.GetString(2))));
        world._changes = changes;
        foreach (var type in catalogue.Types.Where(t => t.Name is "item" or "box" or "person" or "team" or "territory"))
        {
            var fields = type.Fields.Where(f => f.Formula is null && !f.IsRelation).ToList();
            var columns = fields.SelectMany(f => f.Kind.ValueParts.Where(p => p.Value.Column is not null).Select(p => (Name: $"{f.Name}.{p.Key}", Column: f.ColumnOf(p.Value.Column!.Value)))
                .Append((f.Name, Column: f.ColumnOf(f.Kind.ValueType == ValueType.Money ? 2 : 0)))).ToList();
            var rows = world._rows[type.Name] = [];
            await EachAsync(owner, $"select id, version, deleted_at is not null, {string.Join(", ", columns.Select(c => $"\"{c.Column}\""))} from kith.{type.Table} where workspace_id = '{workspace}'", r =>
                rows.Add(new Row(world, type.Name, r.GetGuid(0), r.GetInt64(1), r.GetBoolean(2), columns.Select((c, i) => (c.Name, Value: Read(r, i + 3))).ToDictionary(v => v.Name, v => v.Value))));
            foreach (var row in rows)
                world._byId[row.Id] = row;
        }
        return world;
    }

    private static async Task EachAsync(NpgsqlDataSource owner, string sql, Action<NpgsqlDataReader> row)
    {
        await using var command = owner.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            row(reader);
    }

    /// <summary>A value as the evaluator has them.</summary>
    internal static object? Read(NpgsqlDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : reader.GetDataTypeName(ordinal) switch
    {
        "bigint" or "integer" => (decimal)reader.GetInt64(ordinal),
        "numeric" or "numeric(19, 4)" => reader.GetDecimal(ordinal),
        "date" => reader.GetFieldValue<DateOnly>(ordinal),
        "timestamp with time zone" => reader.GetFieldValue<DateTime>(ordinal),
        "boolean" => reader.GetBoolean(ordinal),
        "uuid" => reader.GetGuid(ordinal),
        "text[]" => reader.GetFieldValue<string[]>(ordinal),
        "uuid[]" => reader.GetFieldValue<Guid[]>(ordinal),
        _ => reader.GetString(ordinal),
    };

    private sealed class Row(World world, string type, Guid id, long version, bool deleted, Dictionary<string, object?> values) : RecordView
    {
        public override Guid Id => id;
        public override long Version => version;
        public string Type => type;
        public bool Deleted => deleted;

        public override object? Value(Field field, string? part)
        {
            if (field.Kind is LinksKind)
                return world._links[(id, field.Name)].ToArray() is { Length: > 0 } ids ? ids : null;
            if (field.Kind is AnyLinkKind)
                return world._links[(id, field.Name)].Cast<Guid?>().FirstOrDefault();
            if (values.TryGetValue($"{field.Name}.{part}", out var column))
                return column;
            var value = values[field.Name];
            return part is null || value is null ? value : (string?)JsonNode.Parse((string)value)![part];
        }

        public override RecordView? Follow(Field link) => Value(link, null) is Guid to && world._byId.TryGetValue(to, out var row) ? row : null;

        public override IReadOnlyList<string> Titles(Field link) => (Value(link, null) switch { Guid[] many => many, Guid one => [one], _ => (Guid[])[] }).Select(to => world._titles[to]).ToList();

        public override IEnumerable<RecordView> Pointing(RecordType of, Field back) =>
            world._rows[of.Name].Where(r => !r.Deleted && r.Value(back, null) switch { Guid[] many => many.Contains(id), Guid one => one == id, _ => false });

        public override IReadOnlySet<Guid> Sames(Guid record) => new HashSet<Guid> { record };

        public override IReadOnlySet<Guid> Below(Guid record, Tree tree) => world.WithThoseBelow(tree.Of.Name, tree.Link.Name, r => r.Id == record).Select(r => r.Id).ToHashSet();

        public override RecordView? At(DateTime until) => world.Until <= until ? this : world.History.LastOrDefault(w => w.Until <= until)?._byId.GetValueOrDefault(id);

        public override bool Changed(Field field, DateTime since) => world._changes.Any(c => c.Record == id && c.Field == field.Name && c.At >= since && c.At < world.Until);

        public override string ToString() => string.Join(", ", values.Where(v => v.Value is not null).Select(v => $"{v.Key} = {Shown(v.Value)}"));
    }

    /// <summary>A value for people to read.</summary>
    internal static string Shown(object? value) => value switch
    {
        null => "empty",
        DateTime instant => instant.ToString("O", CultureInfo.InvariantCulture),
        Array list => "[" + string.Join(", ", list.Cast<object?>().Select(Shown)) + "]",
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => $"“{value}”",
    };

    /// <summary>True where two values are the same.</summary>
    internal static bool Same(object? one, object? other) =>
        one is Array a && other is Array b ? a.Cast<object?>().SequenceEqual(b.Cast<object?>()) : Equals(one, other);
}

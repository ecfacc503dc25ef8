using System.Collections.Concurrent;
using System.Text.Json;
using Kith.Core.Access;
using Kith.Core.Changes;
using Kith.Core.Rules;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using Kith.Store.Sql;
using Npgsql;

namespace Kith.Store.Catalogues;

/// <summary>The catalogue of each workspace, kept in memory until its version changes.</summary>
public sealed class WorkspaceCatalogues(Catalogue builtIn, Database database)
{
    private readonly ConcurrentDictionary<Guid, Catalogue> _known = new();

    /// <summary>What every workspace starts with.</summary>
    public Catalogue BuiltIn => builtIn;

    /// <summary>The catalogue of a workspace, at least as new as the version named.</summary>
    public async Task<Catalogue> OfAsync(Guid workspace, long version, CancellationToken cancellation) =>
        _known.TryGetValue(workspace, out var known) && known.Version >= version ? known : await RefreshAsync(workspace, cancellation);

    /// <summary>Reads the catalogue anew, after a change of types or fields.</summary>
    public async Task<Catalogue> RefreshAsync(Guid workspace, CancellationToken cancellation)
    {
        await using var session = await database.OpenAsync(workspace, cancellation);
        var catalogue = await ReadAsync(session, workspace, cancellation);
        _known.AddOrUpdate(workspace, catalogue, (_, old) => old.Version > catalogue.Version ? old : catalogue);
        return catalogue;
    }

    /// <summary>Reads the catalogue as a session sees it, with what its own transaction has added.</summary>
    public async Task<Catalogue> ReadAsync(Session session, Guid workspace, CancellationToken cancellation)
    {
        await using var reader = await session.ReadAsync(
        [
            SqlText.Of($"select w.schema_version, p.forgotten, p.forgotten_before from workspace w join position p on p.workspace_id = w.id where w.id = {workspace}"),
            SqlText.Of($"select name, plural, label, plural_label, icon from own_type where workspace_id = {workspace} order by name"),
            SqlText.Of($"select type, name, label, kind, required, title, formula, indexed, series::text from own_field where workspace_id = {workspace} order by type, position, name"),
            SqlText.Of($"select type, field, value, label, color from own_choice where workspace_id = {workspace} order by type, field, position"),
            SqlText.Of($"select type, id, kind, field, asked_when, condition, message, active from own_rule where workspace_id = {workspace} order by type, id"),
            SqlText.Of($"select name, label, definition::text from own_role where workspace_id = {workspace} order by created_at, name"),
            SqlText.Of($"select type, field from sensitive_field where workspace_id = {workspace} order by type, field"),
            SqlText.Of($"select id, type, label, condition, shared_with, write, active, updated_at from sharing_rule where workspace_id = {workspace} order by type, label, id"),
        ], cancellation);
        if (!await reader.ReadAsync(cancellation))
            return builtIn;
        var (version, past) = (reader.GetInt64(0), reader.GetInt64(1) == 0 ? KeptPast.Whole : new KeptPast(reader.GetInt64(1), reader.GetDateTime(2)));
        await reader.NextResultAsync(cancellation);
        var types = new List<(string Name, string Plural, string Label, string PluralLabel, string Icon)>();
        while (await reader.ReadAsync(cancellation))
            types.Add((reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetString(4)));
        await reader.NextResultAsync(cancellation);
        var fields = new List<(string Type, Field Field)>();
        while (await reader.ReadAsync(cancellation))
            fields.Add((reader.GetString(0), OwnField(reader.GetString(1), reader.GetString(2), FieldKinds.Find(reader.GetString(3))!, reader.GetBoolean(4), reader.GetBoolean(5), reader.IsDBNull(6) ? null : reader.GetString(6), reader.GetBoolean(7), reader.IsDBNull(8) ? null : JsonSerializer.Deserialize<NumberSeries>(reader.GetString(8)))));
        await reader.NextResultAsync(cancellation);
        var choices = new List<(string Field, Choice Choice)>();
        while (await reader.ReadAsync(cancellation))
            choices.Add(($"{reader.GetString(0)}.{reader.GetString(1)}", new Choice(reader.GetString(2), reader.GetString(3), reader.IsDBNull(4) ? null : reader.GetInt32(4))));
        await reader.NextResultAsync(cancellation);
        var rules = new List<(string Type, OwnRule Rule)>();
        while (await reader.ReadAsync(cancellation))
            rules.Add((reader.GetString(0), Rule(reader)));
        await reader.NextResultAsync(cancellation);
        var roles = new List<RoleDefinition>();
        while (await reader.ReadAsync(cancellation))
            roles.Add(RoleJson.Read(reader.GetString(0), reader.GetString(1), reader.GetString(2)));
        await reader.NextResultAsync(cancellation);
        var sensitive = new List<(string Type, string Field)>();
        while (await reader.ReadAsync(cancellation))
            sensitive.Add((reader.GetString(0), reader.GetString(1)));
        await reader.NextResultAsync(cancellation);
        var sharing = new List<SharingRule>();
        while (await reader.ReadAsync(cancellation))
            sharing.Add(new SharingRule(reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), Principal.Of(reader.GetString(4)), reader.GetBoolean(5), reader.GetBoolean(6), reader.GetDateTime(7)));
        return Build(version, types, fields, choices).WithRules(rules.ToLookup(r => r.Type, r => r.Rule)).WithAccess(roles, sharing).WithSensitive(sensitive.ToLookup(s => s.Type, s => s.Field)).WithPast(past);
    }

    private static OwnRule Rule(NpgsqlDataReader reader)
    {
        string? Text(int ordinal) => reader.IsDBNull(ordinal) ? null : reader.GetString(ordinal);
        return new OwnRule(reader.GetGuid(1), reader.GetString(2) == "required" ? RuleKind.Required : RuleKind.Valid, reader.GetString(3), Text(4), Text(5), Text(6), reader.GetBoolean(7));
    }

    private Catalogue Build(long version, List<(string Name, string Plural, string Label, string PluralLabel, string Icon)> types, List<(string Type, Field Field)> fields, List<(string Field, Choice Choice)> choices)
    {
        var byType = fields.GroupBy(f => f.Type).ToDictionary(g => g.Key, g => (IReadOnlyList<Field>)[.. g.Select(f => f.Field)]);
        var byField = choices.GroupBy(c => c.Field).ToDictionary(g => g.Key, g => (IReadOnlyList<Choice>)[.. g.Select(c => c.Choice)]);
        var system = builtIn.Types[0].Fields.Where(f => f.System).ToList();
        var own = types.Select(t => new RecordType(t.Name, t.Plural, t.Label, t.PluralLabel, [.. system, .. byType.GetValueOrDefault(t.Name) ?? []])
        {
            Own = true,
            Icon = t.Icon,
            List = [.. (byType.GetValueOrDefault(t.Name) ?? []).Take(6).Select(f => f.Name)],
        }).ToList();
        foreach (var type in own)
            byType.Remove(type.Name);
        return builtIn.With(version, byType, own, byField);
    }

    /// <summary>A field as a workspace declares it.</summary>
    internal static Field OwnField(string name, string label, FieldKind kind, bool required, bool title, string? formula, bool indexed, NumberSeries? series) => new()
    {
        Name = name,
        Label = label,
        Kind = kind,
        Own = true,
        Required = required,
        Title = title,
        Formula = formula,
        Indexed = indexed,
        Series = series,
        Unique = series is not null,
        ReadOnly = formula is not null || series is not null,
        To = kind is PersonKind ? "person" : null,
        Searchable = formula is null && (title || kind is TextKind or SeriesKind or EmailKind or PhoneKind),
        OpenChoices = kind is ChoiceKind or ChoicesKind,
    };
}

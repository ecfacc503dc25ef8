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
            SqlText.Of($"select w.schema_version, p.forgotten, p.forgotten_before, w.shape_version, w.navigation::text from workspace w join position p on p.workspace_id = w.id where w.id = {workspace}"),
            SqlText.Of($"select name, plural, label, plural_label, icon from own_type where workspace_id = {workspace} order by name"),
            SqlText.Of($"select type, name, label, kind, required, title, formula, indexed, series::text, target, only_once, preset, help, active, key, made_at, converting ->> 'Kind' from own_field where workspace_id = {workspace} order by type, position, name"),
            SqlText.Of($"select type, field, value, label, color, retired from own_choice where workspace_id = {workspace} order by type, field, position"),
            SqlText.Of($"select type, id, kind, field, asked_when, condition, message, active from own_rule where workspace_id = {workspace} order by type, id"),
            SqlText.Of($"select name, label, definition::text from own_role where workspace_id = {workspace} order by created_at, name"),
            SqlText.Of($"select type, field from sensitive_field where workspace_id = {workspace} order by type, field"),
            SqlText.Of($"select id, type, label, condition, shared_with, write, active, updated_at from sharing_rule where workspace_id = {workspace} order by type, label, id"),
            SqlText.Of($"select type, field, label, plural_label, icon, help from own_label where workspace_id = {workspace} order by type, field"),
        ], cancellation);
        if (!await reader.ReadAsync(cancellation))
            return builtIn;
        var (version, past, shape) = (reader.GetInt64(0), reader.GetInt64(1) == 0 ? KeptPast.Whole : new KeptPast(reader.GetInt64(1), reader.GetDateTime(2)), reader.GetInt64(3));
        var navigation = reader.IsDBNull(4) ? Navigation.Standard : JsonSerializer.Deserialize<Navigation>(reader.GetString(4), JsonSerializerOptions.Web)!;
        await reader.NextResultAsync(cancellation);
        var types = new List<(string Name, string Plural, string Label, string PluralLabel, string Icon)>();
        while (await reader.ReadAsync(cancellation))
            types.Add((reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetString(4)));
        await reader.NextResultAsync(cancellation);
        var fields = new List<(string Type, Field Field)>();
        while (await reader.ReadAsync(cancellation))
            fields.Add((reader.GetString(0), FieldOf(reader)));
        await reader.NextResultAsync(cancellation);
        var choices = new List<(string Field, Choice Choice)>();
        while (await reader.ReadAsync(cancellation))
            choices.Add(($"{reader.GetString(0)}.{reader.GetString(1)}", new Choice(reader.GetString(2), reader.GetString(3), reader.IsDBNull(4) ? null : reader.GetInt32(4), reader.GetBoolean(5))));
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
        await reader.NextResultAsync(cancellation);
        var words = new List<(string Type, OwnWords Words)>();
        while (await reader.ReadAsync(cancellation))
            words.Add((reader.GetString(0), Words(reader)));
        return Build(version, types, fields, choices).WithWords(words.ToLookup(w => w.Type, w => w.Words)).WithRules(rules.ToLookup(r => r.Type, r => r.Rule)).WithAccess(roles, sharing).WithSensitive(sensitive.ToLookup(s => s.Type, s => s.Field)).WithPast(past).WithShape(shape).WithNavigation(navigation);
    }

    private static OwnWords Words(NpgsqlDataReader reader)
    {
        string? Text(int ordinal) => reader.IsDBNull(ordinal) ? null : reader.GetString(ordinal);
        return new OwnWords(reader.GetString(1), Text(2), Text(3), Text(4), Text(5));
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

    private static Field FieldOf(NpgsqlDataReader reader)
    {
        string? Text(int ordinal) => reader.IsDBNull(ordinal) ? null : reader.GetString(ordinal);
        return OwnField(new Field { Name = reader.GetString(1), Label = reader.GetString(2), Kind = FieldKinds.FindOwn(reader.GetString(3), Text(9))! } with
        {
            Required = reader.GetBoolean(4), Title = reader.GetBoolean(5), Formula = Text(6), Indexed = reader.GetBoolean(7), Series = Text(8) is { } series ? JsonSerializer.Deserialize<NumberSeries>(series) : null,
            To = Text(9), Unique = reader.GetBoolean(10), Preset = Text(11), Help = Text(12), Inactive = !reader.GetBoolean(13), Key = reader.GetString(14), Since = reader.GetDateTime(15), Converting = Text(16),
        });
    }

    /// <summary>A field as a workspace declares it, with what follows from that.</summary>
    internal static Field OwnField(Field declared) => declared with
    {
        Own = true,
        // What stands in no form cannot be asked for.
        Required = declared.Required && !declared.Inactive,
        Unique = declared.Unique || declared.Series is not null,
        ReadOnly = declared.Formula is not null || declared.Series is not null,
        To = declared.Kind is PersonKind ? "person" : declared.To,
        Searchable = declared.Formula is null && (declared.Title || declared.Kind is TextKind or SeriesKind or EmailKind or PhoneKind),
        OpenChoices = declared.Kind is ChoiceKind or ChoicesKind,
    };
}

using System.Text.Json;
using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using Kith.Store.Jobs;
using Kith.Store.Reading;
using Kith.Store.Schema;
using Kith.Store.Sql;
using Kith.Store.Writing;
using NpgsqlTypes;

namespace Kith.Store.Catalogues;

/// <content>Fields of another kind: what does not convert is told before, what was there is kept, and it can be undone. ADR 56.</content>
public sealed partial class TypeEditor
{
    /// <summary>Most records whose values are moved while the caller waits.</summary>
    internal const int MostWaited = 20_000;
    private const int MostTried = 200_000;

    /// <summary>Says how many values a field would keep in another kind.</summary>
    public async Task<ConversionTrial> TryConversionAsync(Session session, Caller caller, Catalogue catalogue, RecordType type, string name, string? kind, CancellationToken cancellation)
    {
        var (from, to) = await TargetAsync(session, caller, catalogue, type, name, kind, cancellation);
        return await new FieldConverter(caller, type, from, to).TryAsync(session, MostTried, cancellation);
    }

    /// <summary>Gives a field another kind: at once, or in the background where many records hold a value.</summary>
    /// <param name="session">In a transaction.</param>
    /// <param name="job">The id of the job, where it becomes one.</param>
    /// <returns>True where it was done at once.</returns>
    public async Task<bool> ConvertAsync(Session session, Caller caller, Catalogue catalogue, RecordType type, string name, string? kind, Guid job, CancellationToken cancellation)
    {
        var (from, to) = await TargetAsync(session, caller, catalogue, type, name, kind, cancellation);
        var holding = await session.FirstAsync(SqlText.Of($"select count(*) from (select from {SqlText.Name(type.Table)} t where t.workspace_id = {caller.Workspace} and t.custom ? {SqlText.NameLiteral(from.Key)}{RecordReader.OfType(type)} limit {MostWaited + 1}) q"), r => r.GetInt64(0), cancellation);
        var converting = SqlText.Parameter(JsonSerializer.Serialize(new Converting(job, to.Kind.Name, to.Key, Now, [.. to.Choices])), NpgsqlDbType.Jsonb);
        await session.ExecuteAsync(SqlText.Of($"update own_field set converting = {converting} where workspace_id = {caller.Workspace} and type = {SqlText.Text(type.Name)} and name = {SqlText.Text(name)}"), cancellation);
        if (holding > MostWaited)
        {
            await SaveAsync(session, caller, JobQueue.Enqueue(new NewJob(caller.Workspace, FieldConversionJobs.Conversion, job) { Title = $"{type.Label}: {from.Label}" }), cancellation);
            return false;
        }
        await session.ExecuteAsync(Reshape(caller), cancellation);
        var converter = new FieldConverter(caller, type, from, to);
        for (Guid? after = Guid.Empty; after is { } last;)
            after = await converter.SomeAsync(session, last, null, cancellation);
        await TurnAsync(session, caller, type, from, to, cancellation);
        return true;
    }

    /// <summary>The conversion that a field waits for; null where there is none.</summary>
    internal static async Task<(Field From, Field To, Converting What)?> ConvertingAsync(Session session, Guid workspace, RecordType type, string name, CancellationToken cancellation)
    {
        var text = await session.FirstAsync(SqlText.Of($"select converting::text from own_field where workspace_id = {workspace} and type = {SqlText.Text(type.Name)} and name = {SqlText.Text(name)}"), r => r.IsDBNull(0) ? null : r.GetString(0), cancellation);
        if (text is null || type.Find(name) is not { } from)
            return null;
        var what = JsonSerializer.Deserialize<Converting>(text)!;
        return (from, As(from, FieldKinds.Find(what.Kind)!, what.Key, what.Choices), what);
    }

    /// <summary>Puts the field of the new kind in the place of the old one, whose values stay as they were.</summary>
    /// <param name="session">In a transaction in which nobody else writes records of the type.</param>
    internal async Task TurnAsync(Session session, Caller caller, RecordType type, Field from, Field to, CancellationToken cancellation)
    {
        var (of, name) = (SqlText.Of($"workspace_id = {caller.Workspace} and type = {SqlText.Text(type.Name)}"), SqlText.Text(from.Name));
        List<SqlText> statements =
        [
            Kept(caller, type, name, SqlText.Of($"jsonb_build_object('replaced_by', {SqlText.Text(to.Key)})")),
            SqlText.Of($"delete from own_choice where {of} and field = {name}"),
            .. to.Choices.Select((c, i) => Choice(caller, type.Name, from.Name, c.Value, c.Label, c.Color, i, c.Retired)),
            SqlText.Of($"update own_field set kind = {SqlText.Text(to.Kind.Name)}, key = {SqlText.Text(to.Key)}, made_at = {Now}, converting = null, indexed = {to.Indexed}, only_once = {to.Unique}, preset = {SqlText.Text(to.Preset)} where {of} and name = {name}"),
        ];
        if (from.Unique)
            statements.Add(Release(caller, type, from));
        await SaveAsync(session, caller, [.. statements, .. from.Indexed || to.Indexed ? OwnIndexJobs.Enqueue(caller.Workspace) : []], cancellation);
        if (to.Unique)
            await HoldValuesAsync(session, caller, type.WithFields(type.Fields.Select(f => f.Name == from.Name ? to : f)), to, cancellation);
    }

    /// <summary>Gives a field back the kind that it had before, with what it held then; what was changed since is taken along where the old kind can hold it.</summary>
    /// <param name="session">In a transaction.</param>
    public async Task UnconvertAsync(Session session, Caller caller, RecordType type, string name, CancellationToken cancellation)
    {
        var field = OwnField(caller, type, name);
        var before = await session.FirstAsync(
            SqlText.Of($"select key, definition::text, removed_at from removed_field where workspace_id = {caller.Workspace} and type = {SqlText.Text(type.Name)} and name = {SqlText.Text(name)} and definition ->> 'replaced_by' = {SqlText.Text(field.Key)} for update"), r => (Key: r.GetString(0), Definition: r.GetString(1), At: r.GetDateTime(2)), cancellation);
        if (before.Key is null)
            throw new ProblemException(Problem.Of(ProblemKind.Conflict, "convert.nothing_before"));
        using var definition = JsonDocument.Parse(before.Definition);
        Choice[] choices = [.. definition.RootElement.GetProperty("choices").EnumerateArray().Select(c => new Choice(c.GetProperty("value").GetString()!, c.GetProperty("label").GetString()!, c.GetProperty("color").ValueKind == JsonValueKind.Null ? null : c.GetProperty("color").GetInt32(), c.GetProperty("retired").GetBoolean()))];
        var old = As(field, FieldKinds.Find(definition.RootElement.GetProperty("kind").GetString()!)!, before.Key, choices) with
        {
            Indexed = definition.RootElement.GetProperty("indexed").GetBoolean(), Unique = definition.RootElement.GetProperty("only_once").GetBoolean(), Preset = definition.RootElement.GetProperty("preset").GetString(),
        };
        await session.ExecuteAsync(Reshape(caller), cancellation);
        var back = new FieldConverter(caller, type, field, old);
        for (Guid? after = Guid.Empty; after is { } last;)
            after = await back.ChangedAsync(session, last, before.At, cancellation);
        await TurnAsync(session, caller, type, field, old, cancellation);
        await session.ExecuteAsync(
        [
            SqlText.Of($"delete from removed_field where workspace_id = {caller.Workspace} and type = {SqlText.Text(type.Name)} and key = {SqlText.Text(before.Key)}"),
            SqlText.Of($"update own_field set made_at = ({SqlText.Parameter(before.Definition, NpgsqlDbType.Jsonb)} ->> 'made_at')::timestamptz where workspace_id = {caller.Workspace} and type = {SqlText.Text(type.Name)} and name = {SqlText.Text(name)}"),
        ], cancellation);
    }

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    private async Task<(Field From, Field To)> TargetAsync(Session session, Caller caller, Catalogue catalogue, RecordType type, string name, string? kind, CancellationToken cancellation)
    {
        var from = OwnField(caller, type, name);
        var target = FieldKinds.Find(kind ?? "");
        if (target is null)
            throw new ProblemException(Problem.Field("kind", "unknown_kind", kind ?? "", string.Join(", ", FieldKinds.Names.Where(n => FieldConversion.Fits(from.Kind, FieldKinds.Find(n)!)))));
        if (from.Formula is not null || !FieldConversion.Fits(from.Kind, target) || (from.Title && target is not TextLike))
            throw new ProblemException(Problem.Field("kind", "convert.kind", from.Label));
        if (from.Converting is not null)
            throw new ProblemException(Problem.Of(ProblemKind.Conflict, "convert.running"));
        var version = await session.FirstAsync(SqlText.Of($"select schema_version from workspace where id = {caller.Workspace}"), r => r.GetInt64(0), cancellation);
        IReadOnlyList<Choice> choices = target is not (ChoiceKind or ChoicesKind) ? [] : from.Kind is ChoiceKind or ChoicesKind ? from.Choices : await ChoicesOfAsync(session, caller, type, from, cancellation);
        var to = As(from, target, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{from.Name}_{version}"), choices);
        if (to.Preset is not null && !PresetWorks(caller, catalogue, type, to))
            to = to with { Preset = null };
        var problems = new ProblemList();
        if (from.Unique && !UniqueValues.Fits(target))
            problems.Add("kind", "unique.kind", from.Label);
        problems.ThrowIfAny();
        Keep(caller, catalogue, catalogue.With(type.WithFields(type.Fields.Select(f => f.Name == name ? to : f))), "kind", problems);
        problems.ThrowIfAny();
        return (from, to);
    }

    private static Field As(Field field, FieldKind kind, string key, IReadOnlyList<Choice> choices) =>
        WorkspaceCatalogues.OwnField(field with { Converting = null, Kind = kind, Key = key, Choices = choices, Indexed = field.Indexed && OwnIndexSql.Fits(kind), To = null });

    // Each text that is held becomes a choice.
    private static async Task<IReadOnlyList<Choice>> ChoicesOfAsync(Session session, Caller caller, RecordType type, Field field, CancellationToken cancellation)
    {
        var conversion = new FieldConversion(caller, field, field);
        var slim = new RecordType(type.Name, type.Plural, type.Label, type.PluralLabel, [field]) { Own = type.Own };
        var labels = new List<string>();
        var known = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var after = Guid.Empty; ;)
        {
            var states = await StateLoader.SelectAsync(session, slim, SqlText.Of($"t.workspace_id = {caller.Workspace} and t.id > {after} and t.custom ? {SqlText.NameLiteral(field.Key)}{RecordReader.OfType(type)} order by t.id limit {AtOnce}"), cancellation);
            if (states.Count == 0)
                break;
            after = states[^1].Id;
            foreach (var text in states.SelectMany(s => s.Values[0] is string[] many ? many : [conversion.TextOf(s.Values[0]!)]).Select(t => t.Trim()).Where(t => t.Length is > 0 and <= LongestLabel && known.Add(t)))
                labels.Add(text);
            if (labels.Count > MostChoices)
                throw new ProblemException(Problem.Field("kind", "too_many_items", field.Label, MostChoices));
        }
        var taken = new HashSet<string>();
        return [.. labels.Order(StringComparer.CurrentCultureIgnoreCase).Select(l => new Choice(Distinct(l, taken), l))];
    }
}

/// <summary>A conversion that waits or is at work.</summary>
internal sealed record Converting(Guid Job, string Kind, string Key, DateTime At, IReadOnlyList<Choice> Choices);

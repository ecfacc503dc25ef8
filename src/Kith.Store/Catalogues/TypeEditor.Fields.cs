using System.Text.Json;
using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using Kith.Store.Reading;
using Kith.Store.Schema;
using Kith.Store.Sql;
using Kith.Store.Writing;
using NpgsqlTypes;

namespace Kith.Store.Catalogues;

/// <content>Own fields that are there already: changed, put in order, removed and brought back.</content>
public sealed partial class TypeEditor
{
    private const int AtOnce = 2_000;

    /// <summary>Changes a field of the workspace's own, or what a built-in one is called and what stands beside it.</summary>
    /// <param name="session">In a transaction.</param>
    public async Task ChangeFieldAsync(Session session, Caller caller, Catalogue catalogue, RecordType type, string name, OwnFieldChange change, CancellationToken cancellation)
    {
        if (FieldOf(caller, type, name) is { Own: false, System: false } builtIn && change == new OwnFieldChange(change.Label, Help: change.Help))
        {
            await ChangeWordsAsync(session, caller, type, builtIn, change.Label, change.Help, cancellation);
            return;
        }
        var field = OwnField(caller, type, name);
        var problems = new ProblemList();
        CheckLabel("label", change.Label, problems);
        if (change.Label is not null && string.IsNullOrWhiteSpace(change.Label))
            problems.Add("label", "required", "label");
        if (change.Formula is not null && field.Formula is null)
            problems.Add("formula", "formula.keeps_values", field.Label);
        if (change.Indexed is true && (field.Formula is not null || !OwnIndexSql.Fits(field.Kind)))
            problems.Add("indexed", "index.kind", field.Label);
        if (change.Required is true && !field.Writable)
            problems.Add("required", "field.filled_by_kith", field.Label);
        if (change.Required is true && field.IsRelation)
            problems.Add("required", "links.required", field.Label);
        if (change.Unique is true && (field.Formula is not null || field.Series is not null || !UniqueValues.Fits(field.Kind)))
            problems.Add("unique", "unique.kind", field.Label);
        if (change.Unique is false && field.Series is not null)
            problems.Add("unique", "series.unique", field.Label);
        if (field.Converting is not null && (change.Unique is not null || change.Indexed is not null || change.Preset is not null))
            problems.Add("", "convert.running", field.Label);
        if (change.Active is false && field.Title)
            problems.Add("active", "field.is_title", field.Label);
        CheckHelp(change.Help, "", problems);
        CheckIndexes(catalogue, change.Indexed is true && !field.Indexed ? 1 : 0, "indexed", problems);
        problems.ThrowIfAny();
        CheckExpressions(caller, catalogue, type, field, change, problems);
        var (indexed, unique) = (change.Indexed ?? field.Indexed, change.Unique ?? field.Unique);
        var statement = SqlText.Of($"""
            update own_field set label = coalesce({SqlText.Text(change.Label?.Trim())}, label), formula = coalesce({SqlText.Text(change.Formula)}, formula), indexed = {indexed}, only_once = {unique && field.Series is null},
            required = coalesce({SqlText.Parameter(change.Required, NpgsqlDbType.Boolean)}, required), active = coalesce({SqlText.Parameter(change.Active, NpgsqlDbType.Boolean)}, active),
            preset = {SqlText.Text(Filled(change.Preset ?? field.Preset))}, help = {SqlText.Text(Filled(change.Help ?? field.Help))}
            where workspace_id = {caller.Workspace} and type = {SqlText.Text(type.Name)} and name = {SqlText.Text(name)}
            """);
        if (unique && !field.Unique)
            await HoldValuesAsync(session, caller, type, field, cancellation);
        else if (!unique && field.Unique)
            await session.ExecuteAsync([Reshape(caller), Release(caller, type, field)], cancellation);
        await SaveAsync(session, caller, [statement, .. indexed == field.Indexed ? [] : OwnIndexJobs.Enqueue(caller.Workspace)], cancellation);
    }

    private void CheckExpressions(Caller caller, Catalogue catalogue, RecordType type, Field field, OwnFieldChange change, ProblemList problems)
    {
        if (Filled(change.Preset) is { } preset)
        {
            if (field.Formula is not null || field.Series is not null)
                problems.Add("preset", "field.filled_by_kith", field.Label);
            else
                CheckPreset(caller, catalogue, type, field with { Preset = preset }, "", problems);
        }
        if (change.Formula is not null)
        {
            var changed = type.WithFields(type.Fields.Select(f => f.Name == field.Name ? f with { Formula = change.Formula } : f));
            KindOf(caller, catalogue.With(changed), changed, change.Formula, field.Kind, "", problems);
            problems.ThrowIfAny();
            Keep(caller, catalogue, catalogue.With(changed), "formula", problems);
        }
        problems.ThrowIfAny();
    }

    /// <summary>Puts own fields into an order; those that are not named keep theirs behind them.</summary>
    public async Task OrderFieldsAsync(Session session, Caller caller, RecordType type, IReadOnlyList<string> order, CancellationToken cancellation)
    {
        Authorise(caller);
        var problems = new ProblemList();
        foreach (var (place, name) in order.Index())
        {
            if (type.Find(name) is not { Own: true })
                problems.Add($"order[{place}]", "unknown_field", name);
        }
        problems.ThrowIfAny();
        string[] names = [.. order.Distinct(), .. type.Fields.Where(f => f.Own && !order.Contains(f.Name)).Select(f => f.Name)];
        await SaveAsync(session, caller, [SqlText.Of($"update own_field f set position = o.place from unnest({names}) with ordinality o(name, place) where f.workspace_id = {caller.Workspace} and f.type = {SqlText.Text(type.Name)} and f.name = o.name")], cancellation);
    }

    /// <summary>Removes a field of the workspace's own. Its values are kept for as long as the trash is, and come back with it.</summary>
    /// <param name="session">In a transaction.</param>
    public async Task RemoveFieldAsync(Session session, Caller caller, Catalogue catalogue, RecordType type, string name, CancellationToken cancellation)
    {
        var field = OwnField(caller, type, name);
        var problems = new ProblemList();
        if (field.Title)
            problems.Add("field", "field.is_title", field.Label);
        problems.ThrowIfAny();
        Keep(caller, catalogue, catalogue.With(type.WithFields(type.Fields.Where(f => f != field))), "field", problems);
        problems.ThrowIfAny();
        var of = SqlText.Of($"workspace_id = {caller.Workspace} and type = {SqlText.Text(type.Name)}");
        var literal = SqlText.Text(name);
        List<SqlText> statements = [Unmark(caller, type, name)];
        if (field.Formula is null)
        {
            await session.ExecuteAsync(Reshape(caller), cancellation);
            statements.Add(Kept(caller, type, literal, SqlText.Of($"jsonb_build_object()")));
            if (field.Unique)
                statements.Add(Release(caller, type, field));
            if (field.InLinkTable)
                statements.Add(Rename(caller, type, name, RemovedLinks(field.Key)));
        }
        await SaveAsync(session, caller, [.. statements, SqlText.Of($"delete from own_choice where {of} and field = {literal}"), SqlText.Of($"delete from own_field where {of} and name = {literal}"), .. field.Indexed ? OwnIndexJobs.Enqueue(caller.Workspace) : []], cancellation);
    }

    /// <summary>Keeps a field among the removed ones, with its choices.</summary>
    /// <param name="more">What else is to be known of it, as an object.</param>
    private SqlText Kept(Caller caller, RecordType type, SqlText name, SqlText more) => SqlText.Of($"""
        insert into removed_field (workspace_id, type, key, name, definition, removed_at, removed_by)
        select f.workspace_id, f.type, f.key, f.name, to_jsonb(f) || jsonb_build_object('converting', null, 'choices', coalesce((select jsonb_agg(to_jsonb(c) order by c.position) from own_choice c where c.workspace_id = f.workspace_id and c.type = f.type and c.field = f.name), '[]')) || {more}, {clock.GetUtcNow().UtcDateTime}, {caller.Person}
        from own_field f where f.workspace_id = {caller.Workspace} and f.type = {SqlText.Text(type.Name)} and f.name = {name}
        """);

    /// <summary>The fields of a type that were removed and can still be brought back, the last one first.</summary>
    public async Task<IReadOnlyList<RemovedField>> RemovedFieldsAsync(Session session, Caller caller, RecordType type, CancellationToken cancellation)
    {
        Authorise(caller);
        return await session.ListAsync(
            SqlText.Of($"select r.key, r.name, r.definition ->> 'label', r.definition ->> 'kind', r.removed_at, r.removed_at + make_interval(days => w.trash_days), r.removed_by, coalesce(p.name, '') from removed_field r join workspace w on w.id = r.workspace_id left join person p on p.workspace_id = r.workspace_id and p.id = r.removed_by where r.workspace_id = {caller.Workspace} and r.type = {SqlText.Text(type.Name)} and not (r.definition ? 'replaced_by') order by r.removed_at desc, r.key"),
            r => new RemovedField(r.GetString(0), r.GetString(1), r.GetString(2), r.GetString(3), r.GetDateTime(4), r.GetDateTime(5), r.IsDBNull(6) ? null : r.GetGuid(6), r.GetString(7)), cancellation);
    }

    /// <summary>Brings a removed field back, with its values.</summary>
    /// <param name="session">In a transaction.</param>
    /// <exception cref="ProblemException">It is not there, another has its name, what it leads to is gone, or its values are not unique any more.</exception>
    public async Task RestoreFieldAsync(Session session, Caller caller, Catalogue catalogue, RecordType type, string key, CancellationToken cancellation)
    {
        Authorise(caller);
        var found = await session.FirstAsync(SqlText.Of($"select name, definition::text from removed_field where workspace_id = {caller.Workspace} and type = {SqlText.Text(type.Name)} and key = {SqlText.Text(key)} and not (definition ? 'replaced_by') for update"), r => (Name: r.GetString(0), Definition: r.GetString(1)), cancellation);
        if (found.Name is null)
            throw ProblemException.NotFound();
        using var definition = JsonDocument.Parse(found.Definition);
        var target = definition.RootElement.GetProperty("target").GetString();
        if (type.Find(found.Name) is not null)
            throw new ProblemException(Problem.Field("name", "name_taken", found.Name));
        if (target is not null && catalogue.Find(target) is null)
            throw new ProblemException(Problem.Field("to", "unknown_type", target));
        await session.ExecuteAsync(Reshape(caller), cancellation);
        var json = SqlText.Parameter(found.Definition, NpgsqlDbType.Jsonb);
        await SaveAsync(session, caller,
        [
            SqlText.Of($"insert into own_field select * from jsonb_populate_record(null::own_field, {json})"),
            SqlText.Of($"insert into own_choice select * from jsonb_populate_recordset(null::own_choice, {json} -> 'choices')"),
            SqlText.Of($"delete from removed_field where workspace_id = {caller.Workspace} and type = {SqlText.Text(type.Name)} and key = {SqlText.Text(key)}"),
            Rename(caller, type, RemovedLinks(key), found.Name),
            .. definition.RootElement.GetProperty("indexed").GetBoolean() ? OwnIndexJobs.Enqueue(caller.Workspace) : [],
        ], cancellation);
        if (definition.RootElement.GetProperty("only_once").GetBoolean())
        {
            var restored = WorkspaceCatalogues.OwnField(new Field { Name = found.Name, Label = definition.RootElement.GetProperty("label").GetString()!, Kind = FieldKinds.FindOwn(definition.RootElement.GetProperty("kind").GetString()!, target)!, Key = key, To = target });
            await HoldValuesAsync(session, caller, type.WithFields([.. type.Fields, restored]), restored, cancellation);
        }
    }

    // The rows of a removed link: no field is called so.
    internal static string RemovedLinks(string key) => "removed_" + key;

    private static SqlText Rename(Caller caller, RecordType type, string from, string to) =>
        SqlText.Of($"update link l set field = {SqlText.Text(to)} from {SqlText.Name(type.Table)} t where l.workspace_id = {caller.Workspace} and l.field = {SqlText.Text(from)} and t.workspace_id = l.workspace_id and t.id = l.from_id{RecordReader.OfType(type)}");

    private static SqlText Reshape(Caller caller) => SqlText.Of($"select kith.change_shape({caller.Workspace})");

    private static SqlText Release(Caller caller, RecordType type, Field field) =>
        SqlText.Of($"delete from own_unique where workspace_id = {caller.Workspace} and type = {SqlText.Text(type.Name)} and field = {SqlText.Text(field.Name)}");

    /// <summary>Takes the values that living records hold, for a field that becomes unique. Nobody writes meanwhile.</summary>
    private static async Task HoldValuesAsync(Session session, Caller caller, RecordType type, Field field, CancellationToken cancellation)
    {
        await session.ExecuteAsync(Reshape(caller), cancellation);
        var own = type[field.Name];
        for (var after = Guid.Empty; ;)
        {
            var states = await StateLoader.SelectAsync(session, type, SqlText.Of($"t.workspace_id = {caller.Workspace} and t.deleted_at is null and t.id > {after} and {Storages.Column("t", own)} is not null{RecordReader.OfType(type)} order by t.id limit {AtOnce}"), cancellation);
            if (states.Count == 0)
                return;
            after = states[^1].Id;
            var values = states.Select(s => (Record: s.Id, Value: UniqueValues.Of(own, s.Values[own.Index]!))).ToList();
            string[] sought = [.. values.Select(v => v.Value)];
            var taken = await session.ListAsync(SqlText.Of($"select value from own_unique where workspace_id = {caller.Workspace} and type = {SqlText.Text(type.Name)} and field = {SqlText.Text(field.Name)} and value = any({sought})"), r => r.GetString(0), cancellation);
            if (taken.Concat(sought.GroupBy(s => s).Where(g => g.Count() > 1).Select(g => g.Key)).FirstOrDefault() is { } twice)
                throw new ProblemException(Problem.Field("unique", "unique.twice", field.Label, twice));
            await session.ExecuteAsync(UniqueValues.Hold(caller.Workspace, type, own, [.. states.Select(s => (s.Id, s.Values[own.Index]!))]), cancellation);
        }
    }

    /// <summary>A field with its values under a key that no other has had.</summary>
    private static SqlText Insert(Caller caller, string type, Field field, bool numbering, int position)
    {
        var (of, name) = (SqlText.Text(type), SqlText.Text(field.Name));
        var key = SqlText.Of($"case when exists (select 1 from removed_field r where r.workspace_id = {caller.Workspace} and r.type = {of} and r.key = {name}) then {name} || '_' || (select w.schema_version from workspace w where w.id = {caller.Workspace})::text else {name} end");
        return SqlText.Of($"""
            insert into own_field (workspace_id, type, name, label, kind, required, title, formula, indexed, series, numbering, position, target, only_once, preset, help, key)
            values ({caller.Workspace}, {of}, {name}, {SqlText.Text(field.Label)}, {SqlText.Text(field.Kind.Name)}, {field.Required}, {field.Title}, {SqlText.Text(field.Formula)}, {field.Indexed},
            {SqlText.Parameter(field.Series is null ? null : JsonSerializer.Serialize(field.Series), NpgsqlDbType.Jsonb)}, {numbering}, {position}, {SqlText.Text(field.Kind is PersonKind ? null : field.To)}, {field.Unique && field.Series is null}, {SqlText.Text(field.Preset)}, {SqlText.Text(field.Help)}, {key})
            """);
    }
}

/// <summary>A field that was removed and can still be brought back.</summary>
/// <param name="Key">What names it among the removed ones.</param>
/// <param name="Until">When its values are forgotten.</param>
public sealed record RemovedField(string Key, string Name, string Label, string Kind, DateTime At, DateTime Until, Guid? By, string ByName);

using System.Text.Json.Nodes;
using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using Kith.Store.Configuring;
using Kith.Store.Schema;
using Kith.Store.Sql;
using Kith.Store.Writing;
using Npgsql;

namespace Kith.Store.Catalogues;

/// <summary>Makes a workspace's own types, fields and choices. Whoever calls it renews the catalogue once its transaction is committed.</summary>
public sealed partial class TypeEditor(KithStore store, TimeProvider clock)
{
    private const int MostTypes = 200;
    private const int MostFields = 500;
    private const int MostChoices = 1_000;
    private const int LongestLabel = 100;
    private const int MostIndexes = 10;
    private const int LongestHelp = 500;

    /// <summary>Makes a type and answers its name.</summary>
    public async Task<string> AddTypeAsync(Session session, Caller caller, Catalogue catalogue, string? name, string? plural, string? label, string? pluralLabel, IReadOnlyList<NewField> fields, CancellationToken cancellation)
    {
        Authorise(caller);
        var problems = new ProblemList();
        var typeName = Naming.Own(name ?? label ?? "");
        var pluralName = Naming.Own(plural ?? (pluralLabel ?? (name ?? label ?? "") + "s"));
        if (typeName is null)
            problems.Add("name", "required", "name");
        else if (catalogue.Find(typeName) is not null || catalogue.FindPlural(typeName) is not null)
            problems.Add("name", "name_taken", typeName);
        if (pluralName is null || pluralName == typeName)
            problems.Add("plural", "plural_needed");
        else if (catalogue.Find(pluralName) is not null || catalogue.FindPlural(pluralName) is not null)
            problems.Add("plural", "name_taken", pluralName);
        CheckLabel("label", label, problems);
        CheckLabel("plural_label", pluralLabel, problems);
        CheckIndexes(catalogue, fields.Count(f => f.Indexed), "fields", problems);
        if (catalogue.Types.Count(t => t.Own) >= MostTypes)
            problems.Add("name", "too_many_types", MostTypes);
        if (fields.Count(f => f.Title) > 1)
            problems.Add("fields", "one_title");
        if (fields.Count == 0)
            fields = [new NewField("name", "Name", "text", Required: true, Title: true)];
        else if (!fields.Any(f => f.Title))
            fields = [.. fields.Select((f, i) => i == FirstText(fields) ? f with { Title = true } : f)];
        if (!fields.Any(f => f.Title))
            problems.Add("fields", "title_needed");
        var made = Check(catalogue, typeName, fields, [], problems);
        problems.ThrowIfAny();
        made = WithExpressions(caller, catalogue, own => new RecordType(typeName!, pluralName!, typeName!, pluralName!, [.. catalogue.Types[0].Fields.Where(f => f.System), .. own]) { Own = true }, made, problems);
        problems.ThrowIfAny();
        var shown = label is { Length: > 0 } ? label : Naming.Label(typeName![..^2]);
        var shownPlural = pluralLabel is { Length: > 0 } ? pluralLabel : Naming.Label(pluralName![..^2]);
        List<SqlText> statements = [SqlText.Of($"insert into own_type (workspace_id, name, plural, label, plural_label) values ({caller.Workspace}, {SqlText.Text(typeName)}, {SqlText.Text(pluralName)}, {SqlText.Text(shown)}, {SqlText.Text(shownPlural)})")];
        await SaveAsync(session, caller, [.. statements, .. Fields(caller, typeName!, 0, made)], cancellation);
        return typeName!;
    }

    /// <summary>Adds fields to a type and answers their names.</summary>
    public async Task<IReadOnlyList<string>> AddFieldsAsync(Session session, Caller caller, Catalogue catalogue, RecordType type, IReadOnlyList<NewField> fields, CancellationToken cancellation)
    {
        Authorise(caller);
        var problems = new ProblemList();
        if (type.Fields.Count(f => f.Own) + fields.Count > MostFields)
            problems.Add("fields", "too_many_fields", MostFields);
        if (fields.Any(f => f.Title))
            problems.Add("title", "one_title");
        CheckIndexes(catalogue, fields.Count(f => f.Indexed), "indexed", problems);
        var made = Check(catalogue, type.Name, fields, type.Fields, problems);
        problems.ThrowIfAny();
        made = WithExpressions(caller, catalogue, own => type.WithFields([.. type.Fields, .. own]), made, problems);
        problems.ThrowIfAny();
        await SaveAsync(session, caller, [.. Fields(caller, type.Name, type.Fields.Count, made)], cancellation);
        return [.. made.Select(f => f.Name)];
    }

    // Every index of any workspace stands on the same tables, and each costs all who write to them a little.
    private static void CheckIndexes(Catalogue catalogue, int more, string field, ProblemList problems)
    {
        if (more > 0 && catalogue.Types.Sum(t => t.Fields.Count(f => f is { Own: true, Indexed: true })) + more > MostIndexes)
            problems.Add(field, "index.too_many", MostIndexes);
    }

    private void Authorise(Caller caller)
    {
        if (!store.Policy.May(caller, Function.ManageTypes))
            throw ProblemException.Forbidden();
    }

    /// <summary>Runs statements that change what a workspace declares, raises its version, and says in the stream what is other than before.</summary>
    internal Task SaveAsync(Session session, Caller caller, IReadOnlyList<SqlText> statements, CancellationToken cancellation) => session.TogetherAsync(async () =>
    {
        // First, so that others who change it wait and what is said is what this one did.
        await session.ExecuteAsync(SqlText.Of($"update workspace set schema_version = schema_version + 1 where id = {caller.Workspace}"), cancellation);
        var before = await DeclaredAsync(session, caller, cancellation);
        try
        {
            await session.AttemptAsync([.. statements], cancellation);
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw new ProblemException(Problem.Field("name", "name_taken", ""));
        }
        await ConfigurationLog.AppendAsync(session, caller, before, await DeclaredAsync(session, caller, cancellation), cancellation);
        return true;
    }, cancellation);

    private async Task<JsonObject> DeclaredAsync(Session session, Caller caller, CancellationToken cancellation)
    {
        var catalogue = await store.Catalogues.ReadAsync(session, caller.Workspace, cancellation);
        return new ConfigurationFile(ConfigurationFile.Name, Types: ConfigurationReader.Types(store.Catalogues.BuiltIn, catalogue), Navigation: catalogue.Navigation).Tree();
    }

    // Where stands in front of the names of the field's own problems.
    private sealed record Checked(string Where, string Name, string Label, FieldKind? Kind, NewField Asked, IReadOnlyList<(string Value, string Label, int? Color)> Choices)
    {
        // A kind that is not known yet changes nothing of what the others yield but decimals.
        public Field Field => WorkspaceCatalogues.OwnField(new Field
        {
            Name = Name, Label = Label, Kind = Kind ?? FieldKinds.Text, Required = Asked.Required, Title = Asked.Title, Formula = Asked.Formula, Indexed = Asked.Indexed, Series = Asked.Series,
            To = Asked.To, Unique = Asked.Unique, Preset = Filled(Asked.Preset), Help = Filled(Asked.Help), Choices = [.. Choices.Select(c => new Choice(c.Value, c.Label, c.Color))],
        });
    }

    private static int FirstText(IReadOnlyList<NewField> fields)
    {
        for (var i = 0; i < fields.Count; i++)
        {
            if (fields[i] is { Kind: "text", Formula: null })
                return i;
        }
        return -1;
    }

    private static List<Checked> Check(Catalogue catalogue, string? typeName, IReadOnlyList<NewField> fields, IReadOnlyList<Field> present, ProblemList problems)
    {
        var names = present.Select(f => f.Name).ToHashSet();
        var made = new List<Checked>();
        for (var i = 0; i < fields.Count; i++)
        {
            var field = fields[i];
            var at = fields.Count == 1 && present.Count > 0 ? "" : $"fields[{i}].";
            var name = Naming.Own(field.Name is { Length: > 0 } ? field.Name : field.Label ?? "");
            var kind = FieldKinds.FindOwn(field.Kind ?? "", field.To);
            if (name is null)
                problems.Add(at + "name", "required", "name");
            else if (!names.Add(name))
                problems.Add(at + "name", "name_taken", name);
            CheckLabel(at + "label", field.Label, problems);
            if (field.Indexed && kind is not null && (field.Formula is not null || !OwnIndexSql.Fits(kind)))
                problems.Add(at + "indexed", "index.kind", field.Label ?? field.Name ?? "");
            if (field.Unique && kind is not null && (field.Formula is not null || !UniqueValues.Fits(kind)))
                problems.Add(at + "unique", "unique.kind", field.Label ?? field.Name ?? "");
            CheckHelp(field.Help, at, problems);
            if (field.Formula is not null && (field.Indexed || field.Required || field.Title || field.Choices is { Count: > 0 } || Filled(field.Preset) is not null))
                problems.Add(at + "formula", "formula.alone");
            if (kind is null && (field.Formula is null || field.Kind is not null))
                problems.Add(at + "kind", "unknown_kind", field.Kind ?? "", string.Join(", ", FieldKinds.Names));
            CheckTarget(catalogue, typeName, field, kind, at, problems);
            if (field.Title && kind is not TextLike)
                problems.Add(at + "title", "title_needed");
            CheckSeries(field, kind, at, problems);
            if (name is not null)
                made.Add(new Checked(at, name, field.Label is { Length: > 0 } label ? label : Naming.Label(name[..^2]), kind, field, Choices(field.Choices ?? [], [], at, problems)));
        }
        return made;
    }

    private static void CheckTarget(Catalogue catalogue, string? typeName, NewField field, FieldKind? kind, string at, ProblemList problems)
    {
        var isLink = kind?.ValueType is Core.Types.ValueType.Link or Core.Types.ValueType.LinkList && kind is not PersonKind;
        if (field.To is not null && !isLink)
            problems.Add(at + "to", "link.kind", field.Label ?? field.Name ?? "");
        else if (field.To is { } to && to != typeName && catalogue.Find(to) is null)
            problems.Add(at + "to", "unknown_type", to);
        // What points at any type is kept apart from the record, where nothing can ask for it.
        if (kind is RelationKind && field.Required)
            problems.Add(at + "required", "links.required", field.Label ?? field.Name ?? "");
    }

    private static void CheckHelp(string? help, string at, ProblemList problems)
    {
        if (help is { Length: > LongestHelp })
            problems.Add(at + "help", "max_length", "help", LongestHelp);
    }

    private static void CheckSeries(NewField field, FieldKind? kind, string at, ProblemList problems)
    {
        if (kind is SeriesKind && field.Series is null)
            problems.Add(at + "series", "series.needed");
        if (kind is not SeriesKind && field.Series is not null)
            problems.Add(at + "series", "series.kind");
        if (kind is SeriesKind && field.Required)
            problems.Add(at + "required", "series.required", field.Label ?? field.Name ?? "");
        field.Series?.Check(at + "series.", problems);
    }

    private static void CheckLabel(string field, string? label, ProblemList problems)
    {
        if (label is { Length: > LongestLabel })
            problems.Add(field, "max_length", "label", LongestLabel);
    }

    private static IEnumerable<SqlText> Fields(Caller caller, string type, int from, List<Checked> fields)
    {
        for (var i = 0; i < fields.Count; i++)
        {
            var f = fields[i];
            yield return Insert(caller, type, f.Field with { Kind = f.Kind! }, f.Asked.Series is not null && f.Asked.NumberExisting, from + i);
            for (var c = 0; c < f.Choices.Count; c++)
                yield return Choice(caller, type, f.Name, f.Choices[c].Value, f.Choices[c].Label, f.Choices[c].Color, c);
        }
        foreach (var statement in fields.Exists(f => f.Asked.Indexed) ? OwnIndexJobs.Enqueue(caller.Workspace) : [])
            yield return statement;
        foreach (var statement in fields.Exists(f => f.Asked.Series is not null && f.Asked.NumberExisting) ? SeriesJobs.Enqueue(caller.Workspace) : [])
            yield return statement;
    }
}

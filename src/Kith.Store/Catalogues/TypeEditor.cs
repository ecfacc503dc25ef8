using System.Text.Json;
using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using Kith.Store.Schema;
using Kith.Store.Sql;
using Npgsql;

namespace Kith.Store.Catalogues;

/// <summary>A field to be made.</summary>
/// <param name="Name">Free text; <c>_c</c> is added where missing. Null takes the label.</param>
/// <param name="Kind">Name of the kind; null takes the one that fits the formula best.</param>
/// <param name="Formula">Expression that works the value out; null for a field that keeps values.</param>
/// <param name="Indexed">True for an index, made in the background, that serves sorting and filtering.</param>
/// <param name="Series">The numbers that a field of the kind <c>series</c> issues.</param>
/// <param name="NumberExisting">True where records that are there already get numbers, too, in the background.</param>
public sealed record NewField(string? Name, string? Label, string? Kind, bool Required = false, bool Title = false, IReadOnlyList<NewChoice>? Choices = null, string? Formula = null, bool Indexed = false, NumberSeries? Series = null, bool NumberExisting = false);

/// <summary>A choice to be made.</summary>
public sealed record NewChoice(string? Value, string? Label, int? Color = null);

/// <summary>Makes a workspace's own types, fields and choices. Whoever calls it renews the catalogue once its transaction is committed.</summary>
public sealed partial class TypeEditor(AccessPolicy policy, TimeProvider clock)
{
    private const int MostTypes = 200;
    private const int MostFields = 500;
    private const int MostChoices = 1_000;
    private const int LongestLabel = 100;
    private const int MostIndexes = 10;

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
        var made = Check(fields, [], problems);
        problems.ThrowIfAny();
        made = WithFormulas(caller, catalogue, own => new RecordType(typeName!, pluralName!, typeName!, pluralName!, [.. catalogue.Types[0].Fields.Where(f => f.System), .. own]) { Own = true }, made, problems);
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
        var made = Check(fields, type.Fields, problems);
        problems.ThrowIfAny();
        made = WithFormulas(caller, catalogue, own => type.WithFields([.. type.Fields, .. own]), made, problems);
        problems.ThrowIfAny();
        await SaveAsync(session, caller, [.. Fields(caller, type.Name, type.Fields.Count, made)], cancellation);
        return [.. made.Select(f => f.Name)];
    }

    /// <summary>Adds choices by their labels to a choice field; those that exist are left alone.</summary>
    public async Task AddChoicesAsync(Session session, Caller caller, RecordType type, Field field, IEnumerable<string> labels, CancellationToken cancellation)
    {
        var missing = labels.Where(l => ChoiceKind.Find(field, l) is null).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        if (missing.Count == 0)
            return;
        if (!field.OpenChoices && !policy.May(caller, Function.ManageTypes))
            throw ProblemException.Forbidden();
        if (field.Choices.Count + missing.Count > MostChoices)
            throw new ProblemException(Problem.Field(field.Name, "too_many_items", field.Label, MostChoices));
        var taken = field.Choices.Select(c => c.Value).ToHashSet();
        var statements = missing.Select((label, i) => Choice(caller, type.Name, field.Name, Distinct(label, taken), label, null, field.Choices.Count + i));
        await SaveAsync(session, caller, [.. statements], cancellation);
    }

    /// <summary>Adds choices, values and all, to a field that takes them from imports; those that exist are left alone.</summary>
    /// <param name="session">In a transaction; the catalogue is to be refreshed after it.</param>
    public async Task AddChoicesAsync(Session session, Caller caller, RecordType type, Field field, IReadOnlyList<Choice> choices, CancellationToken cancellation)
    {
        if (!field.OpenChoices && !policy.May(caller, Function.ManageTypes))
            throw ProblemException.Forbidden();
        if (field.Choices.Count + choices.Count > MostChoices)
            throw new ProblemException(Problem.Field(field.Name, "too_many_items", field.Label, MostChoices));
        var statements = choices.Select((c, i) => SqlText.Of($"{Choice(caller, type.Name, field.Name, c.Value, c.Label, c.Color, field.Choices.Count + i)} on conflict do nothing"));
        await SaveAsync(session, caller, [.. statements], cancellation);
    }

    // Every index of any workspace stands on the same tables, and each costs all who write to them a little.
    private static void CheckIndexes(Catalogue catalogue, int more, string field, ProblemList problems)
    {
        if (more > 0 && catalogue.Types.Sum(t => t.Fields.Count(f => f is { Own: true, Indexed: true })) + more > MostIndexes)
            problems.Add(field, "index.too_many", MostIndexes);
    }

    private void Authorise(Caller caller)
    {
        if (!policy.May(caller, Function.ManageTypes))
            throw ProblemException.Forbidden();
    }

    /// <summary>Runs statements that change what a workspace declares, and raises its version.</summary>
    internal static async Task SaveAsync(Session session, Caller caller, IReadOnlyList<SqlText> statements, CancellationToken cancellation)
    {
        try
        {
            await session.AttemptAsync([.. statements, SqlText.Of($"update workspace set schema_version = schema_version + 1 where id = {caller.Workspace}")], cancellation);
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw new ProblemException(Problem.Field("name", "name_taken", ""));
        }
    }

    // Where stands in front of the names of the field's own problems.
    private sealed record Checked(string Where, string Name, string Label, FieldKind? Kind, bool Required, bool Title, string? Formula, bool Indexed, NumberSeries? Series, bool NumberExisting, IReadOnlyList<(string Value, string Label, int? Color)> Choices);

    private static int FirstText(IReadOnlyList<NewField> fields)
    {
        for (var i = 0; i < fields.Count; i++)
        {
            if (fields[i] is { Kind: "text", Formula: null })
                return i;
        }
        return -1;
    }

    private static List<Checked> Check(IReadOnlyList<NewField> fields, IReadOnlyList<Field> present, ProblemList problems)
    {
        var names = present.Select(f => f.Name).ToHashSet();
        var made = new List<Checked>();
        for (var i = 0; i < fields.Count; i++)
        {
            var field = fields[i];
            var at = fields.Count == 1 && present.Count > 0 ? "" : $"fields[{i}].";
            var name = Naming.Own(field.Name is { Length: > 0 } ? field.Name : field.Label ?? "");
            var kind = FieldKinds.Find(field.Kind ?? "");
            if (name is null)
                problems.Add(at + "name", "required", "name");
            else if (!names.Add(name))
                problems.Add(at + "name", "name_taken", name);
            CheckLabel(at + "label", field.Label, problems);
            if (field.Indexed && kind is not null && (field.Formula is not null || !OwnIndexSql.Fits(kind)))
                problems.Add(at + "indexed", "index.kind", field.Label ?? field.Name ?? "");
            if (field.Formula is not null && (field.Indexed || field.Required || field.Title || field.Choices is { Count: > 0 }))
                problems.Add(at + "formula", "formula.alone");
            if (kind is null ? field.Formula is null || field.Kind is not null : !kind.Plain && kind is not SeriesKind)
                problems.Add(at + "kind", "unknown_kind", field.Kind ?? "", string.Join(", ", FieldKinds.Names.Where(n => FieldKinds.Find(n) is { Plain: true } or SeriesKind)));
            if (field.Title && kind is not TextLike)
                problems.Add(at + "title", "title_needed");
            CheckSeries(field, kind, at, problems);
            if (name is not null)
                made.Add(new Checked(at, name, field.Label is { Length: > 0 } label ? label : Naming.Label(name[..^2]), kind, field.Required, field.Title, field.Formula, field.Indexed, field.Series, field.NumberExisting, Choices(field, at, problems)));
        }
        return made;
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

    private static List<(string Value, string Label, int? Color)> Choices(NewField field, string at, ProblemList problems)
    {
        var taken = new HashSet<string>();
        var choices = new List<(string Value, string Label, int? Color)>();
        if (field.Choices is { Count: > MostChoices })
            problems.Add(at + "choices", "too_many_items", "choices", MostChoices);
        foreach (var choice in field.Choices ?? [])
        {
            var label = choice.Label is { Length: > 0 } ? choice.Label : choice.Value;
            CheckLabel(at + "choices", label, problems);
            if (choice.Color is < 0 or > 359)
                problems.Add(at + "choices", "out_of_range", "color", 0, 359);
            if (string.IsNullOrWhiteSpace(label))
                problems.Add(at + "choices", "required", "label");
            else
                choices.Add((Distinct(choice.Value is { Length: > 0 } ? choice.Value : label, taken), label.Trim(), choice.Color));
        }
        return choices;
    }

    // A stable value made of the label: the same letters in lower case, told apart by a number where two labels would share it.
    private static string Distinct(string label, HashSet<string> taken)
    {
        var value = Naming.Own(label) is { } own ? own[..^2] : "choice";
        var candidate = value;
        for (var n = 2; !taken.Add(candidate); n++)
            candidate = $"{value}_{n}";
        return candidate;
    }

    private static IEnumerable<SqlText> Fields(Caller caller, string type, int from, List<Checked> fields)
    {
        for (var i = 0; i < fields.Count; i++)
        {
            var f = fields[i];
            yield return SqlText.Of($"insert into own_field (workspace_id, type, name, label, kind, required, title, formula, indexed, series, numbering, position) values ({caller.Workspace}, {SqlText.Text(type)}, {SqlText.Text(f.Name)}, {SqlText.Text(f.Label)}, {SqlText.Text(f.Kind!.Name)}, {f.Required}, {f.Title}, {SqlText.Text(f.Formula)}, {f.Indexed}, {SqlText.Parameter(f.Series is null ? null : JsonSerializer.Serialize(f.Series), NpgsqlTypes.NpgsqlDbType.Jsonb)}, {f.Series is not null && f.NumberExisting}, {from + i})");
            for (var c = 0; c < f.Choices.Count; c++)
                yield return Choice(caller, type, f.Name, f.Choices[c].Value, f.Choices[c].Label, f.Choices[c].Color, c);
        }
        foreach (var statement in fields.Exists(f => f.Indexed) ? OwnIndexJobs.Enqueue(caller.Workspace) : [])
            yield return statement;
        foreach (var statement in fields.Exists(f => f.Series is not null && f.NumberExisting) ? SeriesJobs.Enqueue(caller.Workspace) : [])
            yield return statement;
    }

    private static SqlText Choice(Caller caller, string type, string field, string value, string label, int? color, int position) =>
        SqlText.Of($"insert into own_choice (workspace_id, type, field, value, label, color, position) values ({caller.Workspace}, {SqlText.Text(type)}, {SqlText.Text(field)}, {SqlText.Text(value)}, {SqlText.Text(label)}, {SqlText.Parameter(color, NpgsqlTypes.NpgsqlDbType.Integer)}, {position})");
}

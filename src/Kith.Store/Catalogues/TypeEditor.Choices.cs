using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using Kith.Store.Reading;
using Kith.Store.Sql;

namespace Kith.Store.Catalogues;

/// <content>The choices of fields. One that was taken away stays retired, so that filters, boards and rules that name it go on to work.</content>
public sealed partial class TypeEditor
{
    /// <summary>Adds choices by their labels to a choice field; those that exist are left alone.</summary>
    public async Task AddChoicesAsync(Session session, Caller caller, RecordType type, Field field, IEnumerable<string> labels, CancellationToken cancellation)
    {
        var missing = labels.Where(l => ChoiceKind.Find(field, l) is null).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        if (missing.Count == 0)
            return;
        if (!field.OpenChoices && !store.Policy.May(caller, Function.ManageTypes))
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
        if (!field.OpenChoices && !store.Policy.May(caller, Function.ManageTypes))
            throw ProblemException.Forbidden();
        if (field.Choices.Count + choices.Count > MostChoices)
            throw new ProblemException(Problem.Field(field.Name, "too_many_items", field.Label, MostChoices));
        var statements = choices.Select((c, i) => SqlText.Of($"{Choice(caller, type.Name, field.Name, c.Value, c.Label, c.Color, field.Choices.Count + i)} on conflict do nothing"));
        await SaveAsync(session, caller, [.. statements], cancellation);
    }

    /// <summary>Gives a field its choices in order: new ones are made, those with a known value renamed or coloured, those that are left out retired.</summary>
    /// <param name="session">In a transaction.</param>
    /// <param name="replace">What records hold from now on in place of a choice that is left out, by its value; null for nothing. Whoever calls it replaces it in them.</param>
    /// <exception cref="ProblemException">A choice that records hold is left out and nothing is said of them.</exception>
    public async Task<IReadOnlyDictionary<string, string?>> SetChoicesAsync(Session session, Caller caller, RecordType type, string name, IReadOnlyList<NewChoice> choices, IReadOnlyDictionary<string, string?> replace, CancellationToken cancellation)
    {
        var field = FieldOf(caller, type, name);
        var problems = new ProblemList();
        if (field.Kind is not (ChoiceKind or ChoicesKind) || field.HoldsRoles)
            throw new ProblemException(Problem.Field("choices", "choice.kind", field.Label));
        // A value that is sent means the choice that has it; one without is told by its label, so that what was retired comes back.
        var known = choices.Select(c => c is { Value: not { Length: > 0 }, Label: { } label } && ChoiceKind.Find(field, label) is { } same ? c with { Value = same.Value } : c).ToList();
        foreach (var (place, choice) in known.Index())
        {
            if (choice.Value is { Length: > 0 } value && field.Choices.All(c => c.Value != value))
                problems.Add($"choices[{place}].value", "unknown_choice", field.Label, value);
        }
        var taken = field.Choices.Select(c => c.Value).ToHashSet();
        var made = Choices(known, taken, "", problems);
        foreach (var twice in made.GroupBy(c => c.Value).Where(g => g.Count() > 1))
            problems.Add("choices", "choice.twice", twice.First().Label);
        foreach (var twice in made.GroupBy(c => c.Label, StringComparer.OrdinalIgnoreCase).Where(g => g.Select(c => c.Value).Distinct().Count() > 1))
            problems.Add("choices", "choice.twice", twice.Key);
        List<Choice> gone = [.. field.Choices.Where(c => !c.Retired && made.All(m => m.Value != c.Value))];
        if (!field.OpenChoices && (gone.Count > 0 || made.Any(m => field.Choices.All(c => c.Value != m.Value))))
            problems.Add("choices", "choice.built_in", field.Label);
        problems.ThrowIfAny();
        var used = await UsedAsync(session, caller, type, field, [.. gone.Select(c => c.Value)], cancellation);
        var instead = new Dictionary<string, string?>();
        foreach (var choice in gone.Where(c => used.GetValueOrDefault(c.Value) > 0))
        {
            if (!replace.TryGetValue(choice.Value, out var other))
                problems.Add($"replace.{choice.Value}", "choice.used", choice.Label, used[choice.Value]);
            else if (other is null ? field.Required && field.Kind is ChoiceKind : made.All(m => m.Value != other))
                problems.Add($"replace.{choice.Value}", "choice.replacement", choice.Label);
            else
                instead[choice.Value] = other;
        }
        problems.ThrowIfAny();
        await session.ExecuteAsync(Reshape(caller), cancellation);
        var of = SqlText.Of($"workspace_id = {caller.Workspace} and type = {SqlText.Text(type.Name)} and field = {SqlText.Text(name)}");
        var retired = field.Choices.Where(c => made.All(m => m.Value != c.Value)).ToList();
        await SaveAsync(session, caller,
        [
            SqlText.Of($"delete from own_choice where {of}"),
            .. made.Select((c, i) => Choice(caller, type.Name, name, c.Value, c.Label, c.Color, i)),
            .. retired.Select((c, i) => Choice(caller, type.Name, name, c.Value, c.Label, c.Color, made.Count + i, retired: true)),
        ], cancellation);
        return instead;
    }

    /// <summary>How many records, in the trash or not, hold each of some choices.</summary>
    private static async Task<Dictionary<string, long>> UsedAsync(Session session, Caller caller, RecordType type, Field field, string[] values, CancellationToken cancellation)
    {
        if (values.Length == 0)
            return [];
        var column = Storages.Column(JoinScope.Root, field);
        var held = field.Kind is ChoicesKind ? SqlText.Of($"unnest({column})") : SqlText.Of($"unnest(array[{column}])");
        var found = await session.ListAsync(SqlText.Of($"select x.value, count(*) from {SqlText.Name(type.Table)} t cross join lateral {held} x(value) where t.workspace_id = {caller.Workspace} and x.value = any({values}){RecordReader.OfType(type)} group by x.value"), r => (Value: r.GetString(0), Count: r.GetInt64(1)), cancellation);
        return found.ToDictionary(f => f.Value, f => f.Count);
    }

    private static List<(string Value, string Label, int? Color)> Choices(IReadOnlyList<NewChoice> asked, HashSet<string> taken, string at, ProblemList problems)
    {
        var choices = new List<(string Value, string Label, int? Color)>();
        if (asked.Count > MostChoices)
            problems.Add(at + "choices", "too_many_items", "choices", MostChoices);
        foreach (var choice in asked)
        {
            var label = choice.Label is { Length: > 0 } ? choice.Label : choice.Value;
            CheckLabel(at + "choices", label, problems);
            if (choice.Color is < 0 or > 359)
                problems.Add(at + "choices", "out_of_range", "color", 0, 359);
            if (string.IsNullOrWhiteSpace(label))
                problems.Add(at + "choices", "required", "label");
            else
                choices.Add((choice.Value is { Length: > 0 } known && taken.Contains(known) ? known : Distinct(choice.Value is { Length: > 0 } ? choice.Value : label, taken), label.Trim(), choice.Color));
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

    private static SqlText Choice(Caller caller, string type, string field, string value, string label, int? color, int position, bool retired = false) =>
        SqlText.Of($"insert into own_choice (workspace_id, type, field, value, label, color, position, retired) values ({caller.Workspace}, {SqlText.Text(type)}, {SqlText.Text(field)}, {SqlText.Text(value)}, {SqlText.Text(label)}, {SqlText.Parameter(color, NpgsqlTypes.NpgsqlDbType.Integer)}, {position}, {retired})");
}

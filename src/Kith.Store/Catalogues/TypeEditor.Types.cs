using System.Text.Json;
using System.Text.RegularExpressions;
using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Store.Sql;

namespace Kith.Store.Catalogues;

/// <content>Own types that are there already: renamed, and removed once nothing is left of them.</content>
public sealed partial class TypeEditor
{
    private static readonly string[] OfTypes = ["own_choice", "own_rule", "sensitive_field", "sharing_rule", "removed_field", "own_field"];

    /// <summary>Changes what a type is called and its picture; what is null stays. Of a built-in type an empty word gives Kith's own back.</summary>
    public async Task ChangeTypeAsync(Session session, Caller caller, RecordType type, string? label, string? pluralLabel, string? icon, CancellationToken cancellation)
    {
        Authorise(caller);
        var problems = new ProblemList();
        foreach (var (field, text) in new[] { ("label", label), ("plural_label", pluralLabel) })
        {
            CheckLabel(field, text, problems);
            if (type.Own && text is not null && string.IsNullOrWhiteSpace(text))
                problems.Add(field, "required", field);
        }
        if (icon is not null && (type.Own || icon.Length > 0) && !IconName().IsMatch(icon))
            problems.Add("icon", "type.icon");
        problems.ThrowIfAny();
        await SaveAsync(session, caller, type.Own
            ? [SqlText.Of($"update own_type set label = coalesce({SqlText.Text(label?.Trim())}, label), plural_label = coalesce({SqlText.Text(pluralLabel?.Trim())}, plural_label), icon = coalesce({SqlText.Text(icon)}, icon) where workspace_id = {caller.Workspace} and name = {SqlText.Text(type.Name)}")]
            : Words(caller, type, "", label, pluralLabel, icon, null), cancellation);
    }

    /// <summary>Changes what a built-in field is called and what stands beside it; what is null stays, and an empty word gives Kith's own back.</summary>
    private Task ChangeWordsAsync(Session session, Caller caller, RecordType type, Field field, string? label, string? help, CancellationToken cancellation)
    {
        var problems = new ProblemList();
        CheckLabel("label", label, problems);
        CheckHelp(help, "", problems);
        problems.ThrowIfAny();
        return SaveAsync(session, caller, Words(caller, type, field.Name, label, null, null, help), cancellation);
    }

    // Null keeps what there is; an empty word, and one that is Kith's own, is none.
    private IReadOnlyList<SqlText> Words(Caller caller, RecordType type, string field, string? label, string? pluralLabel, string? icon, string? help)
    {
        var builtIn = store.Catalogues.BuiltIn[type.Name];
        var own = field.Length == 0 ? builtIn.Label : builtIn[field].Label;
        SqlText Set(string column, string? word, string? was) => word is null ? SqlText.Of($"{SqlText.Column("l", column)}") : SqlText.Text(Filled(word) is { } given && given != was ? given : null);
        var (name, of) = (SqlText.Text(type.Name), SqlText.Text(field));
        return
        [
            SqlText.Of($"insert into own_label (workspace_id, type, field) values ({caller.Workspace}, {name}, {of}) on conflict do nothing"),
            SqlText.Of($"update own_label l set label = {Set("label", label, own)}, plural_label = {Set("plural_label", pluralLabel, builtIn.PluralLabel)}, icon = {Set("icon", icon, builtIn.Icon)}, help = {Set("help", help, null)} where l.workspace_id = {caller.Workspace} and l.type = {name} and l.field = {of}"),
            SqlText.Of($"delete from own_label l where l.workspace_id = {caller.Workspace} and l.type = {name} and l.field = {of} and coalesce(l.label, l.plural_label, l.icon, l.help) is null"),
        ];
    }

    /// <summary>Says how the types stand in the navigation of everybody.</summary>
    public async Task NavigateAsync(Session session, Caller caller, Catalogue catalogue, Navigation navigation, CancellationToken cancellation)
    {
        Authorise(caller);
        var problems = new ProblemList();
        foreach (var (list, names) in new[] { ("order", navigation.Order), ("hidden", navigation.Hidden) })
        {
            foreach (var (place, name) in names.Index())
            {
                if (catalogue.Find(name) is not { } type || !Navigation.Takes(type))
                    problems.Add($"{list}[{place}]", "unknown_type", name);
            }
        }
        problems.ThrowIfAny();
        var kept = navigation is { Order.Count: 0, Hidden.Count: 0 } ? null : JsonSerializer.Serialize(new Navigation([.. navigation.Order.Distinct()], [.. navigation.Hidden.Distinct()]), JsonSerializerOptions.Web);
        await SaveAsync(session, caller, [SqlText.Of($"update workspace set navigation = {SqlText.Parameter(kept, NpgsqlTypes.NpgsqlDbType.Jsonb)} where id = {caller.Workspace}")], cancellation);
    }

    /// <summary>Removes an own type that has no records, also none in the trash, and that nothing else uses.</summary>
    /// <param name="session">In a transaction.</param>
    public async Task RemoveTypeAsync(Session session, Caller caller, Catalogue catalogue, RecordType type, CancellationToken cancellation)
    {
        Authorise(caller);
        if (!type.Own)
            throw new ProblemException(Problem.Field("", "type.not_own", type.Label));
        await session.ExecuteAsync(Reshape(caller), cancellation);
        var problems = new ProblemList();
        var records = await session.FirstAsync(SqlText.Of($"select count(*) from own_record where workspace_id = {caller.Workspace} and type = {SqlText.Text(type.Name)}"), r => r.GetInt64(0), cancellation);
        if (records > 0)
            problems.Add("", "type.has_records", type.Label, records);
        foreach (var other in catalogue.Types.Where(t => t != type))
        {
            foreach (var link in other.Fields.Where(f => f.To == type.Name))
                problems.Add("", "type.linked", type.Label, $"{other.Label}: {link.Label}");
        }
        problems.ThrowIfAny();
        Keep(caller, catalogue, catalogue.Without(type), "", problems);
        problems.ThrowIfAny();
        SqlText Of(string table, string column) => SqlText.Of($"delete from {SqlText.Name(table)} where workspace_id = {caller.Workspace} and {SqlText.Name(column)} = {SqlText.Text(type.Name)}");
        var navigation = catalogue.Navigation;
        if (navigation.Order.Concat(navigation.Hidden).Contains(type.Name))
            await NavigateAsync(session, caller, catalogue, new Navigation([.. navigation.Order.Where(n => n != type.Name)], [.. navigation.Hidden.Where(n => n != type.Name)]), cancellation);
        await SaveAsync(session, caller, [.. OfTypes.Select(t => Of(t, "type")), Of("own_type", "name")], cancellation);
    }

    [GeneratedRegex("^[a-z][a-z0-9-]{0,39}$", RegexOptions.NonBacktracking)]
    private static partial Regex IconName();
}

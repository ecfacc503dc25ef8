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

    /// <summary>Changes what an own type is called and its picture; what is null stays.</summary>
    public async Task ChangeTypeAsync(Session session, Caller caller, RecordType type, string? label, string? pluralLabel, string? icon, CancellationToken cancellation)
    {
        Authorise(caller);
        var problems = new ProblemList();
        if (!type.Own)
            problems.Add("", "type.not_own", type.Label);
        foreach (var (field, text) in new[] { ("label", label), ("plural_label", pluralLabel) })
        {
            CheckLabel(field, text, problems);
            if (text is not null && string.IsNullOrWhiteSpace(text))
                problems.Add(field, "required", field);
        }
        if (icon is not null && !IconName().IsMatch(icon))
            problems.Add("icon", "type.icon");
        problems.ThrowIfAny();
        await SaveAsync(session, caller, [SqlText.Of($"update own_type set label = coalesce({SqlText.Text(label?.Trim())}, label), plural_label = coalesce({SqlText.Text(pluralLabel?.Trim())}, plural_label), icon = coalesce({SqlText.Text(icon)}, icon) where workspace_id = {caller.Workspace} and name = {SqlText.Text(type.Name)}")], cancellation);
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
        await SaveAsync(session, caller, [.. OfTypes.Select(t => Of(t, "type")), Of("own_type", "name")], cancellation);
    }

    [GeneratedRegex("^[a-z][a-z0-9-]{0,39}$", RegexOptions.NonBacktracking)]
    private static partial Regex IconName();
}

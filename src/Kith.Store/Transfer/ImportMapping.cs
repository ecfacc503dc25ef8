using System.Text.Json;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;

namespace Kith.Store.Transfer;

/// <summary>Reads and checks the mapping that comes with an import: the body of <c>POST imports/{id}/run</c> and <c>preview</c>.</summary>
public static class ImportMapping
{
    private static readonly string[] Members = ["type", "mapping", "defaults", "match_on", "on_match", "rules", "mail"];

    /// <summary>
    /// The plan a mapping makes for a file; null when problems were added. All problems are collected, each named by its place, as in
    /// <c>mapping.close_date.format</c>.
    /// </summary>
    /// <param name="json">The body.</param>
    /// <param name="context">What it is checked against.</param>
    /// <param name="problems">Receives what is wrong.</param>
    public static ImportPlan? Parse(JsonElement json, ImportContext context, ProblemList problems)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            problems.Add("", "not_an_object");
            return null;
        }
        var reader = new MappingJson(problems);
        reader.RefuseOthers(json, "", Members);
        if (FindType(reader.Text(json, "type", "type"), context.Catalogue, problems) is not { } type)
            return null;
        var fields = new FieldMapping(type, context, problems);
        if (reader.Object(json, "mapping", "mapping", required: true) is { } mapping)
        {
            foreach (var column in mapping.EnumerateObject())
                fields.Add(column.Name, column.Value);
        }
        if (reader.Object(json, "defaults", "defaults", required: false) is { } defaults)
        {
            foreach (var field in defaults.EnumerateObject())
                fields.AddDefault(field.Name, field.Value);
        }
        var keys = reader.Texts(json, "match_on");
        var matchOn = keys is null ? fields.UsualKeys() : fields.Keys(keys);
        var plan = fields.Build(matchOn, reader.Choice(json, "on_match", "on_match", OnMatch.Update));
        plan = plan with { Rules = reader.Flag(json, "rules", "rules", true), Mail = reader.Flag(json, "mail", "mail", false) };
        return problems.None ? plan : null;
    }

    private static RecordType? FindType(string? name, Catalogue catalogue, ProblemList problems)
    {
        if (name is null)
        {
            problems.Add("type", "required", "type");
            return null;
        }
        if ((catalogue.Find(name) ?? catalogue.FindPlural(name)) is { } type)
            return type;
        var near = Nearest.Of(name, catalogue.Types.Select(t => t.Name));
        problems.Add(near is null
            ? new FieldProblem("type", "unknown_type", Messages.Text("unknown_type", name))
            : new FieldProblem("type", "unknown_type", Messages.Text("unknown_type_suggest", name, near), Suggestion: near));
        return null;
    }
}

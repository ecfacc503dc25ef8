using System.Collections.Frozen;
using System.Text.Json;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using ValueType = Kith.Core.Types.ValueType;

namespace Kith.Store.Transfer;

/// <summary>Reads what a mapping says about one column beside its field, and decides how its texts are read.</summary>
internal sealed class ColumnOptions(ImportContext context, ProblemList problems, MappingJson reader)
{
    private static readonly string[] Members = ["field", "new_field", "match", "format", "create_choices", "values", "unresolved", "empty", .. ColumnTexts.Members];
    private static readonly JsonElement Nothing = JsonDocument.Parse("{}").RootElement;

    /// <summary>The plan with the options put in.</summary>
    public ColumnPlan Read(JsonElement json, string path, ColumnPlan plan, ColumnProfile profile)
    {
        var options = json.ValueKind == JsonValueKind.Object ? json : Nothing;
        reader.RefuseOthers(options, path, Members);
        plan = plan with
        {
            Values = Values(options, MappingJson.Under(path, "values")),
            Empty = reader.Choice(options, "empty", MappingJson.Under(path, "empty"), OnEmpty.Keep),
            Match = Match(options, MappingJson.Under(path, "match"), plan.Path.Field),
            Format = Format(options, path, plan, profile),
        };
        plan = new ColumnTexts(context, problems, reader).Read(options, path, plan, Values);
        return plan with { Unresolved = Unresolved(options, path, plan) };
    }

    private LinkMatch? Match(JsonElement options, string path, Field? field)
    {
        var match = reader.Text(options, "match", path);
        if (field is null || field.Kind.ValueType is not (ValueType.Link or ValueType.LinkList))
        {
            if (match is not null)
                problems.Add(path, "import.not_a_link", field?.Label ?? "id");
            return null;
        }
        if (field.To is null)
            return AnyMatch(match, path, field);
        var type = context.Catalogue[field.To];
        if (match is null)
            return LinkMatch.Auto(type);
        var parsed = LinkMatch.Parse(match, type);
        if (parsed is null)
            problems.Add(path, "import.unknown_match", match, field.Label, string.Join(", ", LinkMatch.Offered(type)));
        return parsed;
    }

    /// <summary>A link to any type names the type before the match, as in <c>company.name</c>.</summary>
    private LinkMatch? AnyMatch(string? match, string path, Field field)
    {
        var parts = match?.Split('.', 2) ?? [];
        if (parts.Length == 2 && context.Catalogue.Find(parts[0]) is { } type && LinkMatch.Parse(parts[1], type) is { } parsed)
            return parsed;
        // Without a match the cells hold "type id", which the kind reads by itself.
        if (match is not null)
            problems.Add(path, "import.match_any", field.Label);
        return null;
    }

    private InputFormat Format(JsonElement options, string path, ColumnPlan plan, ColumnProfile profile)
    {
        var text = reader.Text(options, "format", MappingJson.Under(path, "format"));
        return plan.Path.Field?.Kind.ValueType switch
        {
            ValueType.Date or ValueType.Instant => DateFormat(text, path, plan, profile),
            ValueType.Number or ValueType.Money => NumberFormat(text, path, plan, profile),
            _ => None(text, path, plan),
        };
    }

    private InputFormat None(string? text, string path, ColumnPlan plan)
    {
        if (text is not null)
            problems.Add(MappingJson.Under(path, "format"), "import.no_format", plan.Path.Field?.Label ?? "id");
        return plan.Format;
    }

    private InputFormat DateFormat(string? text, string path, ColumnPlan plan, ColumnProfile profile)
    {
        var at = MappingJson.Under(path, "format");
        if (text is not null)
        {
            if (!DateFormats.IsUsable(text))
                problems.Add(at, "import.bad_date_format", text);
            return plan.Format with { DateFormat = text };
        }
        if (profile.Filled == 0)
            return plan.Format;
        if (profile.Formats.Count == 1)
            return plan.Format with { DateFormat = profile.Formats[0] };
        if (profile.Formats.Count > 1)
            problems.Add(at, "import.ambiguous_date", profile.Name, profile.Samples[0], string.Join(", ", profile.Formats));
        else
            problems.Add(at, "import.no_date_format", profile.Name);
        return plan.Format;
    }

    private InputFormat NumberFormat(string? text, string path, ColumnPlan plan, ColumnProfile profile)
    {
        var at = MappingJson.Under(path, "format");
        if (text is not null)
        {
            var chosen = NumberFormats.Parse(text);
            if (chosen is null)
                problems.Add(at, "import.bad_number_format", text, NumberFormats.Point, NumberFormats.Comma);
            return plan.Format with { DecimalComma = chosen };
        }
        var comma = NumberFormats.DecimalComma(profile.Numbers, plan.Path.Field!.Kind, out var ambiguous);
        if (ambiguous)
            problems.Add(at, "import.ambiguous_number", profile.Name, NumberFormats.Point, NumberFormats.Comma);
        return plan.Format with { DecimalComma = comma };
    }

    private FrozenDictionary<string, string> Values(JsonElement options, string path)
    {
        if (reader.Object(options, "values", path, required: false) is not { } values)
            return FrozenDictionary<string, string>.Empty;
        var texts = new Dictionary<string, string>();
        foreach (var value in values.EnumerateObject())
        {
            if (value.Value.ValueKind is JsonValueKind.String or JsonValueKind.Null)
                texts[value.Name.Trim()] = value.Value.GetString()?.Trim() ?? "";
            else
                problems.Add(MappingJson.Under(path, value.Name), "not_a_text", value.Name);
        }
        return texts.ToFrozenDictionary();
    }

    private Unresolved Unresolved(JsonElement options, string path, ColumnPlan plan)
    {
        var unresolved = reader.Choice(options, "unresolved", MappingJson.Under(path, "unresolved"), Transfer.Unresolved.Fail);
        var create = reader.Flag(options, "create_choices", MappingJson.Under(path, "create_choices"), false);
        var field = plan.Path.Field;
        var isChoice = field is not null && (field.Kind == FieldKinds.Choice || field.Kind == FieldKinds.Choices);
        if (create && !isChoice)
            problems.Add(MappingJson.Under(path, "create_choices"), "import.not_a_choice", field?.Label ?? "id");
        // A record that moves here keeps its id.
        var keeps = plan.Path == FieldPath.Id && unresolved == Transfer.Unresolved.Create;
        if (unresolved != Transfer.Unresolved.Fail && !isChoice && plan.Match is null && !keeps)
            problems.Add(MappingJson.Under(path, "unresolved"), "import.never_unresolved", field?.Label ?? "id");
        if (isChoice)
        {
            // A choice field made by this import has no choices but those the file brings.
            if (create || (field!.Own && field.Choices.Count == 0))
                unresolved = Transfer.Unresolved.Create;
            if (unresolved == Transfer.Unresolved.Create && !field!.OpenChoices && !field.Own)
                problems.Add(MappingJson.Under(path, create ? "create_choices" : "unresolved"), "import.closed_choices", field.Label);
        }
        else if (unresolved == Transfer.Unresolved.Create && plan.Match is { } match && !CanCreate(match))
        {
            problems.Add(MappingJson.Under(path, "unresolved"), "import.cannot_create", match.Type.Label);
        }
        return unresolved;
    }

    /// <summary>A record can be made of a title alone when people may set it, may create such records, and nothing else is required.</summary>
    private bool CanCreate(LinkMatch match) =>
        match.By is LinkBy.Auto or LinkBy.Title && match.Type.Title.Writable && context.Rights(match.Type).Create
        && match.Type.Fields.All(f => !f.Required || !f.Writable || f == match.Type.Title || context.Fills(match.Type, f));
}

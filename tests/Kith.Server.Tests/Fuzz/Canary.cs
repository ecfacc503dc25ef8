using System.Text.Json.Nodes;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Fuzz;

/// <summary>Words that stand in every text somebody may not see. Requests hold no more than their stem, so whoever is answered one has been told it.</summary>
internal static class Canary
{
    /// <summary>What all of them begin with.</summary>
    public const string Stem = "xantho";
    /// <summary>In everything of another workspace.</summary>
    public const string Foreign = Stem + "fremd";
    /// <summary>In private records.</summary>
    public const string Veiled = Stem + "schleier";
    /// <summary>In what somebody keeps for themselves.</summary>
    public const string Personal = Stem + "selbst";
    /// <summary>In the field that the narrow role does not see.</summary>
    public const string Field = Stem + "feld";
    /// <summary>In settings that take a function.</summary>
    public const string Office = Stem + "amt";
    /// <summary>In records of the narrow role's own.</summary>
    public const string Mine = Stem + "mein";

    /// <summary>In records of a type that everybody sees whose role reads the type.</summary>
    public static string Open(string plural) => Stem + "offen" + plural.Replace("_", "", StringComparison.Ordinal);

    /// <summary>A value of a field that sings; the value itself where the kind has no place for a word.</summary>
    public static JsonNode? In(FieldSchema field, JsonNode? value, string word) => field.Kind switch
    {
        "text" or "markdown" when field.Name is not ("time_zone" or "rule" or "begins_at" or "except") => $"{word} {field.Name}",
        "email" => $"{word}.{field.Name}@{word}.example",
        "url" => $"https://{word}.example/{word}",
        // Names of fields and of time zones, rules of iCalendar, times of day and days have no place for a word.
        "tags" when field.Name != "required_to_enter" => new JsonArray(word),
        "address" => new JsonObject { ["street"] = word, ["city"] = word, ["region"] = word, ["postal_code"] = word },
        _ => value?.DeepClone(),
    };

    /// <summary>A record with a word in every text. Views, mappings of leads, assignment rules, territories, web forms and their questions name things that must exist; their names sing.</summary>
    public static JsonObject Sing(TypeSchema type, JsonObject body, string word)
    {
        foreach (var field in type.Writable.Where(f => type.Plural is not ("views" or "lead_mappings" or "assignment_rules" or "territories" or "web_forms" or "form_questions") || f.Name == "name"))
            body[field.Name] = In(field, body[field.Name], word);
        return body;
    }
}

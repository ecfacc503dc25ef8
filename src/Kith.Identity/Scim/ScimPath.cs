using System.Text.Json.Nodes;

namespace Kith.Identity.Scim;

/// <summary>Where something stands in a resource: <c>name.familyName</c>, <c>emails[type eq "work"].value</c>, or either behind the name of its schema.</summary>
/// <param name="Filter">Which elements of the attribute are meant; null for all.</param>
/// <param name="Sub">The part of the attribute; null for the whole.</param>
public sealed record ScimPath(string Attribute, ScimFilter? Filter, string? Sub)
{
    private const int Longest = 1_000;

    /// <summary>True where it stands in a schema that Kith does not keep.</summary>
    public bool Foreign => Attribute.StartsWith("urn:", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads a path.</summary>
    /// <exception cref="Core.Problems.ProblemException">It is none.</exception>
    public static ScimPath Read(string text)
    {
        if (text.Length is 0 or > Longest)
            throw ScimProblem.Path(text.Length == 0 ? "" : text[..40]);
        var bracket = text.IndexOf('[', StringComparison.Ordinal);
        if (bracket < 0)
            return Plain(text) ?? throw ScimProblem.Path(text);
        var end = text.LastIndexOf(']');
        var rest = end < bracket ? null : text[(end + 1)..];
        if (rest is null || (rest.Length > 0 && (rest[0] != '.' || !IsName(rest[1..]))) || Plain(text[..bracket]) is not { Sub: null } plain)
            throw ScimProblem.Path(text);
        return plain with { Filter = ScimFilter.Read(text[(bracket + 1)..end]), Sub = rest.Length > 0 ? rest[1..] : null };
    }

    /// <summary>A path without a filter; null for a text that is none.</summary>
    internal static ScimPath? Plain(string text)
    {
        var own = ScimSchemas.Own.FirstOrDefault(s => text.StartsWith(s + ":", StringComparison.OrdinalIgnoreCase));
        if (own is null && text.StartsWith("urn:", StringComparison.OrdinalIgnoreCase))
            return new ScimPath(text, null, null);
        var parts = (own is null ? text : text[(own.Length + 1)..]).Split('.');
        return parts.Length <= 2 && parts.All(IsName) ? new ScimPath(parts[0], null, parts.Length == 2 ? parts[1] : null) : null;
    }

    private static bool IsName(string text) => text.Length > 0 && (char.IsAsciiLetter(text[0]) || text[0] == '$') && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '$');

    /// <summary>The values it leads to; an attribute with parts stands for its part <c>value</c> where no part is named.</summary>
    public IEnumerable<JsonNode> Values(JsonObject resource)
    {
        var found = Member(resource, Attribute) is { } member ? Elements(member).Where(e => Filter is null || (e is JsonObject part && Filter.Matches(part))) : [];
        return found.Select(e => e is JsonObject part ? Member(part, Sub ?? "value") : Sub is null ? e : null).OfType<JsonNode>().SelectMany(Elements);
    }

    /// <summary>A member by its name, in any case.</summary>
    internal static JsonNode? Member(JsonObject of, string name) => of.TryGetPropertyValue(name, out var exact) ? exact : of.FirstOrDefault(m => string.Equals(m.Key, name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>How a member is written in the resource.</summary>
    internal static string NameIn(JsonObject of, string name) => of.ContainsKey(name) ? name : of.Select(m => m.Key).FirstOrDefault(k => string.Equals(k, name, StringComparison.OrdinalIgnoreCase)) ?? ScimSchemas.Spelled(name);

    private static IEnumerable<JsonNode> Elements(JsonNode node) => node is JsonArray many ? many.OfType<JsonNode>() : [node];
}

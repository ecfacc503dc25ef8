using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kith.Identity.Scim;

/// <summary>A condition on resources (RFC 7644, 3.4.2.2).</summary>
public abstract record ScimFilter
{
    private ScimFilter() { }

    /// <summary>Compares what a path leads to with a value; any that fits is enough.</summary>
    public sealed record Compare(ScimPath Path, string Operator, JsonValue? Value) : ScimFilter
    {
        public override bool Matches(JsonObject resource)
        {
            var values = Path.Values(resource).ToList();
            return Operator == "ne" ? !Any(values, "eq") : Any(values, Operator);
        }

        // Nothing is equal to null but what is not there.
        private bool Any(List<JsonNode> values, string name) => Value is null ? name == "eq" && values.Count == 0 : values.Any(v => Fits(v, name));

        private bool Fits(JsonNode node, string name)
        {
            if (node is not JsonValue value || value.GetValueKind() is var kind && kind is not JsonValueKind.String && !IsLike(kind, Value!.GetValueKind()))
                return false;
            if (kind is JsonValueKind.True or JsonValueKind.False)
                return name == "eq" && kind == Value!.GetValueKind();
            if (kind == JsonValueKind.Number)
                return Ordered(value.GetValue<decimal>().CompareTo(Value!.GetValue<decimal>()), name);
            if (Value!.GetValueKind() != JsonValueKind.String)
                return false;
            var (text, with) = (value.GetValue<string>(), Value.GetValue<string>());
            if (Path.Attribute.Equals("meta", StringComparison.OrdinalIgnoreCase) && Instant(text) is { } at && Instant(with) is { } than)
                return Ordered(at.CompareTo(than), name);
            var how = ScimSchemas.IsExact(Path) ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
            return name switch
            {
                "co" => text.Contains(with, how),
                "sw" => text.StartsWith(with, how),
                "ew" => text.EndsWith(with, how),
                _ => Ordered(string.Compare(text, with, how), name),
            };
        }

        private static bool IsLike(JsonValueKind one, JsonValueKind other) => one == other || (one is JsonValueKind.True or JsonValueKind.False && other is JsonValueKind.True or JsonValueKind.False);

        private static DateTimeOffset? Instant(string text) => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;

        private static bool Ordered(int order, string name) => name switch
        {
            "eq" => order == 0,
            "gt" => order > 0,
            "ge" => order >= 0,
            "lt" => order < 0,
            "le" => order <= 0,
            _ => false,
        };
    }

    /// <summary>True where there is something.</summary>
    public sealed record Present(ScimPath Path) : ScimFilter
    {
        public override bool Matches(JsonObject resource) => Path.Sub is null && Path.Filter is null
            ? ScimPath.Member(resource, Path.Attribute) is { } found and not JsonArray { Count: 0 } and not JsonObject { Count: 0 } && (found is not JsonValue value || !IsEmpty(value))
            : Path.Values(resource).Any(v => v is not JsonValue value || !IsEmpty(value));

        private static bool IsEmpty(JsonValue value) => value.GetValueKind() == JsonValueKind.String && value.GetValue<string>().Length == 0;
    }

    /// <summary>True where one element of an attribute fits as a whole.</summary>
    public sealed record Within(ScimPath Path) : ScimFilter
    {
        public override bool Matches(JsonObject resource) => ScimPath.Member(resource, Path.Attribute) is { } found
            && (found is JsonArray many ? many.OfType<JsonObject>() : found is JsonObject one ? [one] : []).Any(Path.Filter!.Matches);
    }

    public sealed record Both(ScimFilter Left, ScimFilter Right) : ScimFilter
    {
        public override bool Matches(JsonObject resource) => Left.Matches(resource) && Right.Matches(resource);
    }

    public sealed record Either(ScimFilter Left, ScimFilter Right) : ScimFilter
    {
        public override bool Matches(JsonObject resource) => Left.Matches(resource) || Right.Matches(resource);
    }

    public sealed record Not(ScimFilter Of) : ScimFilter
    {
        public override bool Matches(JsonObject resource) => !Of.Matches(resource);
    }

    /// <summary>True for a resource, or an element of an attribute, that fits.</summary>
    public abstract bool Matches(JsonObject resource);

    /// <summary>The value that an attribute must be equal to, where the filter asks for just that.</summary>
    public string? Asks(string attribute) => this is Compare { Operator: "eq", Path: { Filter: null, Sub: null } path, Value: { } value }
        && path.Attribute.Equals(attribute, StringComparison.OrdinalIgnoreCase) && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    /// <summary>Reads a filter.</summary>
    /// <exception cref="Core.Problems.ProblemException">It is none.</exception>
    public static ScimFilter Read(string text) => new ScimFilterReader(text).Read();
}

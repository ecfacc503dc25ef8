using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Kith.Core.Types;

namespace Kith.Store.Configuring;

/// <summary>What became of a part of a configuration.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ConfigurationChange>))]
public enum ConfigurationChange
{
    [JsonStringEnumMemberName("added")] Added,
    [JsonStringEnumMemberName("removed")] Removed,
    [JsonStringEnumMemberName("changed")] Changed,
    /// <summary>The same things stand in another order.</summary>
    [JsonStringEnumMemberName("moved")] Moved,
}

/// <summary>One difference between two configurations.</summary>
/// <param name="Path">Where it is, as in <c>types.company.fields.tier_c.label</c>.</param>
/// <param name="Text">The same for people, as in <c>Types › Company › Fields › Tier › Label</c>.</param>
/// <param name="From">What stood there; null for nothing.</param>
/// <param name="To">What stands there then; null for nothing.</param>
public sealed record ConfigurationDifference(string Path, string Text, ConfigurationChange Change, JsonNode? From, JsonNode? To)
{
    // What tells the entries of a list apart, whichever all of them have.
    private static readonly string[] Keys = ["name", "value", "label", "message"];

    /// <summary>What has to happen to the first for it to become the second, in the order of the first.</summary>
    public static IReadOnlyList<ConfigurationDifference> Between(JsonObject from, JsonObject to)
    {
        var found = new List<ConfigurationDifference>();
        Compare(new Place("", ""), from, to, found);
        return found;
    }

    private static void Compare(Place place, JsonNode? from, JsonNode? to, List<ConfigurationDifference> found)
    {
        if (JsonNode.DeepEquals(from, to))
            return;
        switch (from, to)
        {
            case (JsonObject a, JsonObject b):
                foreach (var (name, value) in a)
                    Compare(place.Under(name), value, b[name], found);
                foreach (var (name, value) in b.Where(m => !a.ContainsKey(m.Key)))
                    Compare(place.Under(name), null, value, found);
                break;
            // What is not there has no entries.
            case (JsonArray or null, JsonArray or null) when Lists(from, to) is var (a, b) && KeyOf(a, b) is { } key:
                CompareLists(place, a, b, key, found);
                break;
            case (JsonArray or null, JsonArray or null) when Lists(from, to) is var (a, b) && a.Concat(b).All(e => e is JsonObject):
                found.AddRange(a.Where(e => !b.Any(o => JsonNode.DeepEquals(e, o))).Select(e => place.Told(ConfigurationChange.Removed, e?.DeepClone(), null)));
                found.AddRange(b.Where(e => !a.Any(o => JsonNode.DeepEquals(e, o))).Select(e => place.Told(ConfigurationChange.Added, null, e?.DeepClone())));
                break;
            // What only holds others together is told by those.
            case (null, JsonObject b) when Holds(place.Path, b):
                Compare(place, Empty(b), b, found);
                break;
            case (JsonObject a, null) when Holds(place.Path, a):
                Compare(place, a, Empty(a), found);
                break;
            default:
                found.Add(place.Told(from is null ? ConfigurationChange.Added : to is null ? ConfigurationChange.Removed : ConfigurationChange.Changed, from?.DeepClone(), to?.DeepClone()));
                break;
        }
    }

    private static void CompareLists(Place place, JsonArray from, JsonArray to, string key, List<ConfigurationDifference> found)
    {
        var (before, after) = (ByKey(from, key), ByKey(to, key));
        foreach (var (name, entry) in before)
            Compare(place.Under(name, after.GetValueOrDefault(name) ?? entry), entry, after.GetValueOrDefault(name), found);
        foreach (var (name, entry) in after.Where(e => !before.ContainsKey(e.Key)))
            Compare(place.Under(name, entry), null, entry, found);
        string[] stayed = [.. before.Keys.Where(after.ContainsKey)];
        string[] stand = [.. after.Keys.Where(before.ContainsKey)];
        if (!stayed.SequenceEqual(stand))
            found.Add(place.Told(ConfigurationChange.Moved, new JsonArray([.. stayed.Select(s => JsonValue.Create(s))]), new JsonArray([.. stand.Select(s => JsonValue.Create(s))])));
    }

    private static Dictionary<string, JsonNode> ByKey(JsonArray list, string key) => list.ToDictionary(e => e![key]!.ToString(), e => e!);

    private static (JsonArray, JsonArray) Lists(JsonNode? from, JsonNode? to) => (from as JsonArray ?? [], to as JsonArray ?? []);

    private static string? KeyOf(JsonArray from, JsonArray to) => Keys.FirstOrDefault(k => Tells(from, k) && Tells(to, k));

    private static bool Tells(JsonArray list, string key) => list.All(e => e is JsonObject o && o[key] is JsonValue) && list.Select(e => e![key]!.ToString()).Distinct().Count() == list.Count;

    // The sections of a file, and built-in types, which are there in any case.
    private static bool Holds(string path, JsonObject part) => path is "records" or "settings" || (path.StartsWith("types.", StringComparison.Ordinal) && path.IndexOf('.', 6) < 0 && !part.ContainsKey("plural"));

    private static JsonObject Empty(JsonObject part) => part.TryGetPropertyValue("name", out var name) ? new JsonObject { ["name"] = name?.DeepClone() } : [];

    /// <summary>Where a comparison stands.</summary>
    private sealed record Place(string Path, string Text)
    {
        /// <summary>A member of it, or an entry that people may call otherwise.</summary>
        public Place Under(string name, JsonNode? entry = null) =>
            new(Path.Length == 0 ? name : $"{Path}.{name}", $"{Text}{(Text.Length == 0 ? "" : " › ")}{((entry as JsonObject)?["label"] as JsonValue)?.ToString() ?? (name.All(c => c is '_' or (>= 'a' and <= 'z')) ? Naming.Label(name) : name)}");

        public ConfigurationDifference Told(ConfigurationChange change, JsonNode? from, JsonNode? to) => new(Path, Text, change, from, to);
    }
}

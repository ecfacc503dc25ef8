using System.Reflection;
using System.Text.Json;
using Kith.Core.Problems;

namespace Kith.Core.Types;

/// <summary>What people read for types, fields, choices and actions, from the <c>labels.en.json</c> of each module. A name without a label reads as itself.</summary>
public sealed class Labels
{
    private readonly Dictionary<string, string> _texts = [];

    /// <summary>The labels of some assemblies, later ones over earlier ones.</summary>
    public static Labels From(IEnumerable<Assembly> assemblies)
    {
        var labels = new Labels();
        foreach (var assembly in assemblies)
        {
            using var stream = Resources.Open(assembly, "labels.en.json");
            if (stream is null)
                continue;
            foreach (var (key, text) in JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!)
                labels._texts[key] = text;
        }
        return labels;
    }

    public string Type(string type) => _texts.GetValueOrDefault(type) ?? Naming.Label(type);
    public string Plural(string type, string plural) => _texts.GetValueOrDefault(type + ":plural") ?? Naming.Label(plural);
    public string Field(string type, string field) => _texts.GetValueOrDefault($"{type}.{field}") ?? _texts.GetValueOrDefault("." + field) ?? Naming.Label(field);
    public string Choice(string type, string field, string value) => _texts.GetValueOrDefault($"{type}.{field}={value}") ?? Naming.Label(value);
    public string Action(string type, string action) => _texts.GetValueOrDefault($"{type}:{action}") ?? _texts.GetValueOrDefault(":" + action) ?? Naming.Label(action);
}

using System.Reflection;
using System.Text.Json;
using Module = Kith.Core.Modules.Module;

namespace Kith.Store.Seeding;

/// <summary>
/// Records that modules bring as files: <c>seed.json</c>, which every workspace starts with, and <c>sample.json</c>, which people may
/// load to look around. A file is an object of plurals with lists of records; <c>"@"</c> names a record for others of all files.
/// </summary>
public sealed class ModuleRecords
{
    private ModuleRecords(IReadOnlyDictionary<string, IReadOnlyList<JsonElement>> byPlural) => ByPlural = byPlural;

    /// <summary>The records of all modules by the plural of their type.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<JsonElement>> ByPlural { get; }

    /// <summary>What every workspace starts with.</summary>
    public static ModuleRecords Seed(IEnumerable<Module> modules) => Read(modules, "seed.json");

    /// <summary>What people may load to look around.</summary>
    public static ModuleRecords Sample(IEnumerable<Module> modules) => Read(modules, "sample.json");

    private static ModuleRecords Read(IEnumerable<Module> modules, string file)
    {
        var records = new Dictionary<string, List<JsonElement>>();
        foreach (var assembly in modules.Select(m => m.GetType().Assembly).Distinct())
        {
            using var stream = Open(assembly, file);
            if (stream is null)
                continue;
            using var document = JsonDocument.Parse(stream);
            foreach (var type in document.RootElement.EnumerateObject())
            {
                if (!records.TryGetValue(type.Name, out var list))
                    records[type.Name] = list = [];
                list.AddRange(type.Value.EnumerateArray().Select(r => r.Clone()));
            }
        }
        return new ModuleRecords(records.ToDictionary(r => r.Key, r => (IReadOnlyList<JsonElement>)r.Value));
    }

    private static System.IO.Stream? Open(Assembly assembly, string file) =>
        Array.Find(assembly.GetManifestResourceNames(), n => n.EndsWith("." + file, StringComparison.Ordinal)) is { } name ? assembly.GetManifestResourceStream(name) : null;
}

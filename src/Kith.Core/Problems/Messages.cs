using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace Kith.Core.Problems;

/// <summary>The texts of problems by code, from the <c>messages.en.json</c> of each assembly that has one. No text stands in code, so all can be translated.</summary>
public static class Messages
{
    private static readonly Lock Gate = new();
    private static FrozenDictionary<string, string> _texts = Read(typeof(Messages).Assembly).ToFrozenDictionary();

    /// <summary>Adds the messages of a module; its codes begin with the name of one of its types.</summary>
    public static void Include(Assembly assembly)
    {
        lock (Gate)
        {
            var all = new Dictionary<string, string>(_texts);
            foreach (var (code, text) in Read(assembly))
                all[code] = text;
            _texts = all.ToFrozenDictionary();
        }
    }

    /// <summary>The text of a code with its arguments. An unknown code is a mistake of ours and answers the code itself.</summary>
    public static string Text(string code, params object[] args) =>
        _texts.TryGetValue(code, out var text) ? (args.Length == 0 ? text : string.Format(CultureInfo.InvariantCulture, text, args)) : code;

    /// <summary>True when a text for the code is known.</summary>
    public static bool Knows(string code) => _texts.ContainsKey(code);

    private static Dictionary<string, string> Read(Assembly assembly)
    {
        using var stream = Resources.Open(assembly, "messages.en.json");
        return stream is null ? [] : JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!;
    }
}

/// <summary>Finds a file embedded in an assembly by the end of its name.</summary>
internal static class Resources
{
    public static Stream? Open(Assembly assembly, string file)
    {
        var name = Array.Find(assembly.GetManifestResourceNames(), n => n.EndsWith("." + file, StringComparison.Ordinal));
        return name is null ? null : assembly.GetManifestResourceStream(name);
    }
}

using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;

namespace Kith.Server.OpenApi;

/// <summary>The texts of the API's description and its pages, from <c>docs.en.json</c>, so that none stands in code.</summary>
public static class DocsTexts
{
    private static readonly FrozenDictionary<string, string> Texts = Read();

    /// <summary>The text of a key with its arguments.</summary>
    public static string Text(string key, params object[] args) => args.Length == 0 ? Texts[key] : string.Format(CultureInfo.InvariantCulture, Texts[key], args);

    /// <summary>The text of a key, or null where there is none.</summary>
    public static string? Find(string key) => Texts.GetValueOrDefault(key);

    private static FrozenDictionary<string, string> Read()
    {
        using var stream = typeof(DocsTexts).Assembly.GetManifestResourceStream("docs.en.json")!;
        return JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!.ToFrozenDictionary();
    }
}

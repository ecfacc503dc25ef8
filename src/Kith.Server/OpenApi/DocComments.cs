using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Kith.Server.OpenApi;

/// <summary>What the documentation comments of the code say about types and their members, from the file that the compiler writes beside an assembly.</summary>
public sealed partial class DocComments
{
    private readonly Dictionary<Assembly, Dictionary<string, XElement>> _files = [];

    /// <summary>What a type is; null where no comment says.</summary>
    public string? Of(Type type) => Plain(Find(type)?.Element("summary"));

    /// <summary>What a property is: its own comment, or that of the parameter of the record that made it.</summary>
    public string? Of(PropertyInfo property)
    {
        var type = property.DeclaringType!;
        return Plain(Entry(type.Assembly, $"P:{Name(type)}.{property.Name}")?.Element("summary"))
            ?? Plain(Find(type)?.Elements("param").FirstOrDefault(p => (string?)p.Attribute("name") == property.Name));
    }

    private XElement? Find(Type type) => Entry(type.Assembly, "T:" + Name(type));

    private static string Name(Type type) => (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!.Replace('+', '.');

    private XElement? Entry(Assembly assembly, string key)
    {
        if (!_files.TryGetValue(assembly, out var entries))
            _files[assembly] = entries = Read(Path.ChangeExtension(assembly.Location, ".xml"));
        return entries.GetValueOrDefault(key);
    }

    // Framework types have no file here, and an installation may lack ours: then names must speak for themselves.
    private static Dictionary<string, XElement> Read(string path) =>
        File.Exists(path) ? XDocument.Load(path).Descendants("member").Where(m => m.Attribute("name") is not null).ToDictionary(m => m.Attribute("name")!.Value) : [];

    private static string? Plain(XElement? comment)
    {
        if (comment is null)
            return null;
        var text = string.Concat(comment.DescendantNodes().Select(n => n switch
        {
            XText t => t.Value,
            XElement { Name.LocalName: "see" or "paramref" } e => Last(e.Attribute("cref")?.Value ?? e.Attribute("name")?.Value ?? e.Attribute("langword")?.Value ?? ""),
            _ => "",
        }));
        text = Blanks().Replace(text, " ").Trim();
        return text.Length == 0 ? null : text;
    }

    private static string Last(string reference) => reference[(reference.LastIndexOfAny(['.', ':']) + 1)..];

    [GeneratedRegex(@"\s+", RegexOptions.NonBacktracking)]
    private static partial Regex Blanks();
}

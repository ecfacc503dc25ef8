using System.Text.Json.Nodes;
using Kith.Core.Access;
using Kith.Core.Types;
using ValueType = Kith.Core.Types.ValueType;

namespace Kith.Store.Transfer;

/// <summary>
/// Knows a file that Kith itself wrote to be moved: every column is the field of its name and records keep their ids. Links are ids too, but to
/// people and to what a workspace is set up with, which is there already under other ids and found by what it is called.
/// </summary>
public static class MovedFit
{
    /// <summary>The name in the place of a recipe's.</summary>
    public const string Name = "kith";
    // Fewer of its columns mean that the file is of something else.
    private const double Enough = 0.8;

    /// <summary>The mapping of such a file; null for any other.</summary>
    /// <param name="rights">What the person may do with a type.</param>
    /// <param name="wanted">The type a person chose; null for any.</param>
    /// <param name="name">What the file is called.</param>
    public static RecipeFit? Of(Catalogue catalogue, FileProfile profile, Func<RecordType, TypeRights> rights, RecordType? wanted, string name)
    {
        if (profile.Format.Form != JsonLinesSource.Form || profile.IndexOf("id") < 0 || profile.IndexOf("version") < 0)
            return null;
        string[] fields = [.. profile.Columns.Select(c => c.Name).Where(c => c is not ("id" or "version") && !c.EndsWith(".title", StringComparison.Ordinal))];
        var stem = Path.GetFileNameWithoutExtension(name);
        var type = wanted ?? catalogue.Types.Where(t => rights(t) is { Read: true, Create: true } && fields.Count(f => t.Find(f) is not null) >= Enough * fields.Length)
            .OrderByDescending(t => fields.Count(f => t.Find(f) is not null)).ThenByDescending(t => stem.StartsWith(t.Plural, StringComparison.OrdinalIgnoreCase)).FirstOrDefault();
        if (type is null || !rights(type).Create)
            return null;
        var mapping = profile.Columns.ToDictionary(c => c.Name, c => (JsonObject?)null);
        mapping["id"] = new JsonObject { ["field"] = "id", ["unresolved"] = "create" };
        foreach (var field in fields.Where(f => RecipeFit.IsWritable(f, type, rights(type))))
        {
            var link = type.Find(field) is { To: { } to, Kind.ValueType: ValueType.Link or ValueType.LinkList } ? catalogue[to] : null;
            if (link is null)
                mapping[field] = new JsonObject { ["field"] = field };
            else if (!link.Setup)
                mapping[field] = new JsonObject { ["field"] = field, ["match"] = "id" };
            else if (profile.IndexOf(field + ".title") >= 0)
                mapping[field + ".title"] = new JsonObject { ["field"] = field, ["match"] = "name" };
        }
        return new RecipeFit(Name, "Kith", type, mapping, ["id"]);
    }
}

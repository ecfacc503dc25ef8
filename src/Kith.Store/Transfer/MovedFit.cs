using System.Text.Json.Nodes;
using Kith.Core.Access;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using ValueType = Kith.Core.Types.ValueType;

namespace Kith.Store.Transfer;

/// <summary>
/// Knows a file that Kith itself wrote: every column is the field of its name. Of JSON lines records keep their ids, and links are ids too, but to
/// people and to what a workspace is set up with, which is there already under other ids and found by what it is called. A table is read back
/// into the records it is of; what it does not hold whole, such as the parts of an address, is left as it is.
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
        var lines = profile.Format.Form == JsonLinesSource.Form;
        if (profile.IndexOf("id") is not (>= 0 and var id) || (lines && profile.IndexOf("version") < 0) || profile.Columns[id].Samples is not [_, ..] samples || !samples.All(s => Guid.TryParse(s, out _)))
            return null;
        string[] fields = [.. profile.Columns.Select(c => c.Name).Where(c => c is not ("id" or "version") && !c.EndsWith(".title", StringComparison.Ordinal))];
        var stem = Path.GetFileNameWithoutExtension(name);
        var type = wanted ?? catalogue.Types.Where(t => rights(t) is { Read: true, Create: true } && fields.Count(f => t.Find(f) is not null) >= Enough * fields.Length)
            .OrderByDescending(t => fields.Count(f => t.Find(f) is not null)).ThenByDescending(t => stem.StartsWith(t.Plural, StringComparison.OrdinalIgnoreCase)).FirstOrDefault();
        if (type is null || fields.Length == 0 || !rights(type).Create || fields.Count(f => type.Find(f) is not null) < Enough * fields.Length)
            return null;
        var mapping = profile.Columns.ToDictionary(c => c.Name, c => (JsonObject?)null);
        mapping[profile.Columns[id].Name] = lines ? new JsonObject { ["field"] = "id", ["unresolved"] = "create" } : new JsonObject { ["field"] = "id" };
        foreach (var field in fields.Where(f => RecipeFit.IsWritable(f, type, rights(type))))
        {
            if (!lines)
            {
                if (type[field] is { Kind: not AddressKind } and not { To: null, Kind.ValueType: ValueType.Link })
                    mapping[field] = new JsonObject { ["field"] = field };
                continue;
            }
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

using Kith.Core.Types;

namespace Kith.Core.Queries;

/// <summary>Finds fields by names that are dotted through links, such as <c>company.industry</c>.</summary>
public static class FieldPaths
{
    /// <summary>The links and the field at their end; no field where a step is unknown, hidden or no link.</summary>
    /// <param name="mostLinks">Most links of a path.</param>
    /// <param name="hidden">True for a field the caller may not read: it is unknown.</param>
    public static (IReadOnlyList<Field> Links, Field? Field) Resolve(RecordType type, string path, Catalogue catalogue, int mostLinks, Func<RecordType, Field, bool> hidden)
    {
        var links = new List<Field>();
        var steps = path.Split('.');
        for (var i = 0; i < steps.Length; i++)
        {
            var field = type.Find(steps[i]);
            if (field is null || hidden(type, field))
                return ([], null);
            if (i == steps.Length - 1)
                return (links, field);
            if (!field.IsLink || links.Count == mostLinks)
                return ([], null);
            links.Add(field);
            type = catalogue[field.To!];
        }
        return ([], null);
    }
}

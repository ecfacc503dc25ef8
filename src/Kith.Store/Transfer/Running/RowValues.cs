using Kith.Core.Problems;
using Kith.Core.Records;
using Kith.Core.Types;
using Kith.Store.Writing;
using ValueType = Kith.Core.Types.ValueType;

namespace Kith.Store.Transfer.Running;

/// <summary>Turns the entries of a row into the values of a write, links and parts of addresses included.</summary>
internal sealed class RowValues(ImportPlan plan, LinkCandidates links, LinkRules rules)
{
    /// <summary>The texts of a row that name records.</summary>
    public static IEnumerable<LinkText> Links(RowWork row, ImportPlan plan)
    {
        foreach (var slot in plan.LinkSlots)
        {
            switch (row.Entry(slot))
            {
                case LinkText link:
                    yield return link;
                    break;
                case LinkText[] many:
                    foreach (var link in many)
                        yield return link;
                    break;
            }
        }
    }

    /// <summary>True where a text names no record yet.</summary>
    public bool IsOpen(RowWork row, LinkText link) => rules.Choose(row, link) is { Id: null, Ambiguous: false };

    /// <summary>The write that a row asks for; its problems are the row's.</summary>
    /// <param name="names">The records that rows of the same chunk make, by the texts that name them.</param>
    /// <param name="present">The record as it is, where parts of an address are to be changed.</param>
    public WriteRequest Request(RowWork row, ChunkNames names, RecordState? present)
    {
        var request = new WriteRequest(row.Matched is null ? WriteKind.Create : WriteKind.Update, row.Matched ?? row.NewId) { Row = row.Row.Number };
        for (var slot = 0; slot < plan.Fields.Count; slot++)
        {
            var (field, entry) = (plan.Fields[slot], row.Entry(slot));
            if (ReferenceEquals(entry, ImportRow.Keep))
                continue;
            var value = entry switch
            {
                LinkText link => One(row, link, names, request.Problems) is { } target ? Link(field, link, target) : ImportRow.Keep,
                LinkText[] many => Many(row, field, many, names, request.Problems),
                AddressPatch patch => patch.Over((Address?)present?.Values[field.Index], request.Problems),
                _ => entry,
            };
            if (!ReferenceEquals(value, ImportRow.Keep))
                request.Values[field] = value;
        }
        return request;
    }

    private static object Link(Field field, LinkText link, Guid target) => field.To is null ? new RecordReference(link.Match.Type.Name, target) : target;

    private object? Many(RowWork row, Field field, LinkText[] many, ChunkNames names, ProblemList problems)
    {
        Guid[] ids = [.. many.Select(l => One(row, l, names, problems)).OfType<Guid>().Distinct()];
        if (ids.Length > Core.Types.Kinds.LinksKind.Most)
            problems.Add(field.Name, "too_many_items", field.Label, Core.Types.Kinds.LinksKind.Most);
        return ids.Length == 0 ? ImportRow.Keep : ids;
    }

    private Guid? One(RowWork row, LinkText link, ChunkNames names, ProblemList problems)
    {
        var choice = rules.Choose(row, link);
        if (choice.Id is { } id)
            return id;
        if (choice.Ambiguous)
            problems.Add(link.Field.Name, "ambiguous", link.Field.Label, CellReader.Quoted(link.Text));
        else if (links.Grows(link) && names.Find(link) is { } named && named != row)
            return named.Matched ?? named.NewId;
        else if (link.Column.Unresolved != Unresolved.Empty)
            problems.Add(link.Field.Name, "no_match", link.Field.Label, CellReader.Quoted(link.Text));
        return null;
    }
}

/// <summary>The new records of a chunk by the texts that may name them, for rows that name each other.</summary>
internal sealed class ChunkNames(ImportPlan plan, IReadOnlyList<RowWork> rows)
{
    private readonly Dictionary<string, Dictionary<string, RowWork>> _byField = [];

    /// <summary>The row that makes the record a text names; null when none of the chunk does.</summary>
    public RowWork? Find(LinkText link)
    {
        var field = link.By switch { LinkBy.Title => link.Match.Type.Title, LinkBy.Email or LinkBy.Field => link.Match.Field, _ => null };
        if (field is null || field.Kind.Columns is not [{ Storage: Storage.Text }, ..])
            return null;
        if (!_byField.TryGetValue(field.Name, out var names))
            _byField[field.Name] = names = Names(field);
        return names.GetValueOrDefault(field.Kind.Comparable(link.Text));
    }

    private Dictionary<string, RowWork> Names(Field field)
    {
        var names = new Dictionary<string, RowWork>(StringComparer.OrdinalIgnoreCase);
        var slot = Enumerable.Range(0, plan.Fields.Count).FirstOrDefault(i => plan.Fields[i].Name == field.Name, -1);
        if (slot < 0)
            return names;
        foreach (var row in rows)
        {
            if (row.Matched is null && row.Entry(slot) is { } entry && entry is not (LinkText or AddressPatch) && !ReferenceEquals(entry, ImportRow.Keep) && RowMatcher.FirstColumn(field, entry) is string name)
                names.TryAdd(name, row);
        }
        return names;
    }
}

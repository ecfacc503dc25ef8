using System.Text.Json;
using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using Kith.Store.Sql;
using ValueType = Kith.Core.Types.ValueType;

namespace Kith.Store.Transfer.Running;

/// <summary>A text of the file that names nothing, with the rows it stands in and what it may have meant.</summary>
internal sealed record OpenName(ColumnPlan Column, string Text, long Rows, LinkText? Link, (string Id, string Title)? Suggestion);

/// <summary>The names in the link and choice columns of a file: which records they mean, and which mean none.</summary>
internal sealed class PreviewNames
{
    /// <summary>Different texts looked at in each column, and rows passed over for them.</summary>
    private const int MostTexts = 10_000, MostRows = 200_000;
    /// <summary>Titles among which a suggestion is looked for.</summary>
    private const int MostTitles = 10_000;
    /// <summary>Texts listed for each column.</summary>
    private const int MostListed = 1_000;

    private readonly LinkCandidates _links;
    private readonly LinkRules _rules;
    private List<OpenName> _open = [];

    private PreviewNames(ImportPlan plan, Catalogue catalogue)
    {
        _links = new LinkCandidates(plan.Type, LinkRules.ScopeOf(plan, catalogue));
        _rules = new LinkRules(plan, catalogue, _links);
    }

    /// <summary>Passes over the file and looks its names up.</summary>
    public static async Task<PreviewNames> FindAsync(Session session, Caller caller, Catalogue catalogue, ImportPlan plan, KeyLookup lookup, Func<RowSource> open, CancellationToken cancellation)
    {
        var names = new PreviewNames(plan, catalogue);
        var columns = plan.Columns.Where(c => c.Match is not null || IsChoice(c) || IsCountry(c)).ToList();
        var counts = await Task.Run(() => Count(open, columns, cancellation), cancellation);
        var links = columns.Where(c => c.Match is not null).SelectMany(c => counts[c].Keys.Select(t => new LinkText(c, c.Path.Field!, t))).ToList();
        await names._rules.LoadAsync(session, caller, cancellation);
        await names._links.LoadAsync(session, lookup, links, cancellation);
        var nobody = new RowWork(new ImportRow(0, [], null, new object?[plan.Fields.Count], null, new ProblemList()), Guid.Empty);
        var openLinks = links.Where(l => names._rules.Choose(nobody, l).Id is null).ToList();
        var inFile = await Task.Run(() => NamedInFile(open, plan, openLinks, cancellation), cancellation);
        openLinks.RemoveAll(l => inFile.Contains(l.Text) && names._links.Grows(l));
        var unknown = new List<OpenName>();
        foreach (var type in openLinks.GroupBy(l => l.Match.Type.Name))
            unknown.AddRange(await SuggestAsync(session, caller, type.Key, [.. type], counts, cancellation));
        unknown.AddRange(columns.Where(IsChoice).SelectMany(c => OpenChoices(c, counts[c])));
        unknown.AddRange(columns.Where(IsCountry).SelectMany(c => OpenCountries(c, counts[c])));
        names._open = [.. unknown.OrderBy(o => o.Column.Index).ThenByDescending(o => o.Rows).ThenBy(o => o.Text, StringComparer.Ordinal).GroupBy(o => o.Column.Index).SelectMany(g => g.Take(MostListed))];
        return names;
    }

    private static bool IsChoice(ColumnPlan column) => column.Path.Field is { } field && (field.Kind == FieldKinds.Choice || field.Kind == FieldKinds.Choices);

    /// <summary>The country of an address is a choice among those there are.</summary>
    private static bool IsCountry(ColumnPlan column) => column.Path.Part == "country";

    private static Dictionary<ColumnPlan, Dictionary<string, long>> Count(Func<RowSource> open, List<ColumnPlan> columns, CancellationToken cancellation)
    {
        var counts = columns.ToDictionary(c => c, _ => new Dictionary<string, long>(), (IEqualityComparer<ColumnPlan>)ReferenceEqualityComparer.Instance);
        if (columns.Count == 0)
            return counts;
        using var source = open();
        var readers = columns.ConvertAll(c => (Reader: new CellReader(c, null), Counts: counts[c]));
        foreach (var row in source.Rows(cancellation).Take(MostRows))
        {
            foreach (var (reader, texts) in readers)
            {
                foreach (var text in Texts(reader.Plan, reader.TextOf(row.Cells[reader.Plan.Index])))
                {
                    if (texts.TryGetValue(text, out var rows))
                        texts[text] = rows + 1;
                    else if (texts.Count < MostTexts)
                        texts[text] = 1;
                }
            }
        }
        return counts;
    }

    private static string[] Texts(ColumnPlan column, string text) => column.Path.Field!.Kind.ValueType switch
    {
        ValueType.LinkList => text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
        ValueType.TextList => text.Split(text.Contains(';', StringComparison.Ordinal) ? ';' : ',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
        _ => text.Length == 0 ? [] : [text],
    };

    /// <summary>Texts that name records which the file itself brings.</summary>
    private static HashSet<string> NamedInFile(Func<RowSource> open, ImportPlan plan, List<LinkText> links, CancellationToken cancellation)
    {
        var named = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var own = links.Where(l => l.Match.Type.Name == plan.Type.Name).ToList();
        var fields = own.Select(l => l.By == LinkBy.Title ? plan.Type.Title.Name : l.Match.Field?.Name).ToHashSet();
        var columns = plan.Columns.Where(c => c.Path is { Field: { } field, Part: null } && fields.Contains(field.Name)).ToList();
        if (columns.Count == 0)
            return named;
        var wanted = own.Select(l => l.Text).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var readers = columns.ConvertAll(c => new CellReader(c, null));
        using var source = open();
        foreach (var row in source.Rows(cancellation).Take(MostRows))
        {
            foreach (var text in readers.Select(r => r.TextOf(row.Cells[r.Plan.Index])).Where(wanted.Contains))
                named.Add(text);
        }
        return named;
    }

    private static async Task<IEnumerable<OpenName>> SuggestAsync(Session session, Caller caller, string type, List<LinkText> links, Dictionary<ColumnPlan, Dictionary<string, long>> counts, CancellationToken cancellation)
    {
        var titles = await session.ListAsync(
            SqlText.Of($"select e.id, e.title from entry e where e.workspace_id = {caller.Workspace} and e.type = {SqlText.Text(type)} and not e.deleted limit {MostTitles}"),
            r => (Id: r.GetGuid(0).ToString(), Title: r.GetString(1)), cancellation);
        var suggestion = new LinkSuggestion([.. titles.Select(t => t.Title)]);
        return links.Take(MostListed).Select(l => new OpenName(l.Column, l.Text, counts[l.Column][l.Text], l, l.By == LinkBy.Title && suggestion.Find(l.Text) is { } near ? titles[near] : null));
    }

    private static IEnumerable<OpenName> OpenChoices(ColumnPlan column, Dictionary<string, long> texts)
    {
        var field = column.Path.Field!;
        var suggestion = new LinkSuggestion([.. field.Choices.Select(c => c.Label)]);
        return texts.Where(t => ChoiceKind.Find(field, t.Key) is null)
            .Select(t => new OpenName(column, t.Key, t.Value, null, suggestion.Find(t.Key) is { } near ? (field.Choices[near].Value, field.Choices[near].Label) : null));
    }

    private static IEnumerable<OpenName> OpenCountries(ColumnPlan column, Dictionary<string, long> texts)
    {
        var suggestion = new LinkSuggestion(Countries.Names);
        return texts.Where(t => Countries.Code(t.Key) is null)
            .Select(t => new OpenName(column, t.Key, t.Value, null, suggestion.FindTitle(t.Key) is { } near ? (near, near) : null));
    }

    /// <summary>Writes what a link text means as <c>{"id", "title"}</c>; null where it names nothing yet.</summary>
    public void WriteLink(Utf8JsonWriter writer, RowWork row, LinkText link)
    {
        if (_rules.Choose(row, link).Id is not { } id)
        {
            writer.WriteNullValue();
            return;
        }
        LinkJson.Write(writer, id, link.Text);
    }

    /// <summary>Writes the names that mean nothing.</summary>
    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("unresolved"u8);
        foreach (var name in _open)
        {
            writer.WriteStartObject();
            writer.WriteString("column"u8, name.Column.Column);
            writer.WriteString("value"u8, name.Text);
            writer.WriteNumber("rows"u8, name.Rows);
            writer.WriteString("kind"u8, name.Link is null ? "choice"u8 : "link"u8);
            if (name.Suggestion is { } suggestion)
            {
                writer.WriteStartObject("suggestion"u8);
                writer.WriteString(name.Link is null ? "value"u8 : "id"u8, suggestion.Id);
                writer.WriteString(name.Link is null ? "label"u8 : "title"u8, suggestion.Title);
                writer.WriteEndObject();
            }
            else
            {
                writer.WriteNull("suggestion"u8);
            }
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }
}

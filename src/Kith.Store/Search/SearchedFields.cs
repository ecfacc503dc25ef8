using System.Text.Json;
using Kith.Core.Types;
using Kith.Store.Reading;
using Kith.Store.Sql;

namespace Kith.Store.Search;

/// <summary>One text of a record that search looks in.</summary>
internal sealed record SearchedText(Field Field, string Text);

/// <summary>The fields of a type that the caller may read and that records are found by: what explains a hit.</summary>
internal sealed class SearchedFields
{
    private readonly List<Field> _fields;
    private readonly RightsSql _rights;

    public SearchedFields(RecordType type, RightsSql rights)
    {
        (Type, _rights) = (type, rights);
        var searched = type.Fields.Where(f => (f.Searchable || f == type.Title) && f.Kind.Columns.Count > 0 && f.Formula is null).OrderByDescending(f => f == type.Title).ToList();
        _fields = [.. searched.Where(f => !rights.Hides(type, f))];
        HidesSome = _fields.Count < searched.Count;
    }

    public RecordType Type { get; }

    /// <summary>True when records are also found by fields the caller may not read. A hit through them alone would tell what they hold.</summary>
    public bool HidesSome { get; }

    /// <summary>True when one of the fields is sensitive: a hit is told by it only where nothing else explains it.</summary>
    public bool Guards => _fields.Exists(f => f.Sensitive);

    /// <summary>Notes that the caller is told a field of a record.</summary>
    public void Tell(Field field, Guid record)
    {
        if (field.Sensitive)
            _rights.Tell(Type, field, record);
    }

    /// <summary>A branch of a case over the type: an object of the record's texts.</summary>
    public SqlText Select(SqlText hit)
    {
        var pairs = SqlText.List(_fields.Select(f => SqlText.Of($"{SqlText.NameLiteral(f.Name)}, {Storages.Column("x", f)}")));
        return SqlText.Of($"when {SqlText.NameLiteral(Type.Name)} then (select jsonb_build_object({pairs}) from {SqlText.Name(Type.Table)} x where x.workspace_id = {hit}.workspace_id and x.id = {hit}.id)");
    }

    /// <summary>The texts of a row, the title first.</summary>
    public IReadOnlyList<SearchedText> Read(Rows row, int ordinal)
    {
        if (row.IsNull(ordinal))
            return [];
        using var json = JsonDocument.Parse(row.Text(ordinal));
        return [.. _fields.SelectMany(f => Texts(json.RootElement.GetProperty(f.Name)).Select(t => new SearchedText(f, t)))];
    }

    private static IEnumerable<string> Texts(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Texts).ToList(),
        JsonValueKind.Object => value.EnumerateObject().SelectMany(p => Texts(p.Value)).ToList(),
        JsonValueKind.Number => [value.GetRawText()],
        _ => [],
    };

    /// <summary>True when every typed word, or nearly, is in the texts.</summary>
    public static bool Explain(TypedWords words, IReadOnlyList<SearchedText> texts) =>
        texts.SelectMany(t => words.In(t.Text)).Distinct(StringComparer.Ordinal).Count() == words.Count;

    /// <summary>The text with the most of the typed words, the title before others; null where none has any.</summary>
    public static SearchedText? Best(TypedWords words, IReadOnlyList<SearchedText> texts)
    {
        var best = texts.OrderBy(t => t.Field.Sensitive).MaxBy(t => words.In(t.Text).Count);
        return best is not null && words.In(best.Text).Count > 0 ? best : null;
    }
}

using Kith.Core.Types;

namespace Kith.Store.Transfer;

/// <summary>A text that names a record which is still to be found. Equal texts of a column that repeats share one object, so callers may remember by reference what they found.</summary>
public sealed class LinkText(ColumnPlan column, Field field, string text)
{
    /// <summary>The column, with what to do when nothing is found.</summary>
    public ColumnPlan Column { get; } = column;
    /// <summary>The field that is to point at the record.</summary>
    public Field Field { get; } = field;
    /// <summary>The trimmed text, after the mapping's own values were put in.</summary>
    public string Text { get; } = text;
    /// <summary>How the record is found.</summary>
    public LinkMatch Match => Column.Match!;
    /// <summary>By what this text is looked up.</summary>
    public LinkBy By => Match.For(Text);
}

/// <summary>The parts of an address that a row sets; the others stay as they are.</summary>
public sealed class AddressPatch(Field field)
{
    private readonly Dictionary<string, string?> _parts = [];

    /// <summary>Sets a part, or empties it with null.</summary>
    public void Set(string part, string? text) => _parts[part] = text;

    /// <summary>The address that results from a present one; problems name the part, as in <c>address.country</c>.</summary>
    public Core.Records.Address? Over(Core.Records.Address? present, Core.Problems.ProblemList problems) =>
        Core.Types.Kinds.AddressKind.FromParts(part => _parts.TryGetValue(part, out var text) ? text : PartOf(present, part), field, problems);

    private static string? PartOf(Core.Records.Address? address, string part) => part switch
    {
        "street" => address?.Street,
        "city" => address?.City,
        "region" => address?.Region,
        "postal_code" => address?.PostalCode,
        "country" => address?.Country,
        _ => throw new ArgumentOutOfRangeException(nameof(part), part, null),
    };
}

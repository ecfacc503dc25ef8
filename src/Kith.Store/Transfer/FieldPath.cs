using Kith.Core.Types;
using Kith.Core.Types.Kinds;

namespace Kith.Store.Transfer;

/// <summary>What a column can be mapped to: the record's id, a field, or a part of an address.</summary>
/// <param name="Field">The field; null for the id.</param>
/// <param name="Part">The part of an address, such as <c>city</c>; null for the whole field.</param>
public sealed record FieldPath(Field? Field, string? Part = null)
{
    /// <summary>The path of the record's own id.</summary>
    public static readonly FieldPath Id = new((Field?)null);

    /// <summary>The path as mappings write it.</summary>
    public string Text => Field is null ? "id" : Part is null ? Field.Name : $"{Field.Name}.{Part}";

    /// <summary>The path of a text, or null when the type has none of the kind.</summary>
    public static FieldPath? Parse(string text, RecordType type)
    {
        if (text == "id")
            return Id;
        if (type.Find(text) is { } field)
            return new FieldPath(field);
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && type.Find(text[..dot]) is { } whole && whole.Kind == FieldKinds.Address && AddressKind.Parts.Contains(text[(dot + 1)..])
            ? new FieldPath(whole, text[(dot + 1)..]) : null;
    }

    /// <summary>Every path people may set on a type.</summary>
    public static IEnumerable<FieldPath> All(RecordType type) =>
        type.Fields.Where(f => f.Writable).SelectMany(f => f.Kind == FieldKinds.Address
            ? AddressKind.Parts.Select(p => new FieldPath(f, p)).Prepend(new FieldPath(f)) : [new FieldPath(f)]);
}

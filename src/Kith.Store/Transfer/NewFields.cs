using System.Text.Json;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;

namespace Kith.Store.Transfer;

/// <summary>Reads the new fields that a mapping asks for.</summary>
internal static class NewFields
{
    private const int LongestLabel = 100;

    /// <summary>
    /// The field that is to keep a column. When the type has an own field of that name and kind already, it is taken: the same mapping
    /// then serves before and after the field was made.
    /// </summary>
    public static FieldPath? Read(JsonElement json, string path, string column, RecordType type, MappingJson reader, ProblemList problems, List<NewField> made)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            problems.Add(path, "not_an_object");
            return null;
        }
        reader.RefuseOthers(json, path, ["label", "kind"]);
        var label = reader.Text(json, "label", MappingJson.Under(path, "label"))?.Trim() ?? Naming.Label(column);
        var kindName = reader.Text(json, "kind", MappingJson.Under(path, "kind")) ?? "text";
        var kind = FieldKinds.Find(kindName);
        if (kind is not { Plain: true })
        {
            reader.Unknown(MappingJson.Under(path, "kind"), "import.unknown_kind", kindName, FieldKinds.All.Where(k => k.Plain).Select(k => k.Name));
            return null;
        }
        if (label.Length > LongestLabel || Naming.Own(label) is not { } name)
        {
            problems.Add(MappingJson.Under(path, "label"), "import.bad_label", LongestLabel);
            return null;
        }
        if (type.Find(name) is { } existing)
        {
            if (existing.Kind == kind && existing.Writable)
                return new FieldPath(existing);
            problems.Add(path, "import.field_exists", existing.Label, existing.Kind.Name);
            return null;
        }
        var field = new Field
        {
            Name = name, Label = label, Kind = kind, Own = true, To = kind == FieldKinds.Person ? "person" : null, OpenChoices = true, Index = type.Fields.Count + made.Count,
        };
        if (!made.Exists(n => n.Field.Name == name))
            made.Add(new NewField(column, field));
        return new FieldPath(field);
    }
}

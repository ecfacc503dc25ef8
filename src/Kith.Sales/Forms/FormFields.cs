using Kith.Core.Types;
using Kith.Core.Types.Kinds;

namespace Kith.Sales.Forms;

/// <summary>Which fields of leads a form can ask for or fill in.</summary>
public static class FormFields
{
    private static readonly HashSet<FieldKind> Asked =
        [FieldKinds.Text, FieldKinds.Markdown, FieldKinds.Email, FieldKinds.Phone, FieldKinds.Url, FieldKinds.Choice, FieldKinds.Integer, FieldKinds.Decimal, FieldKinds.Money, FieldKinds.Date, FieldKinds.Boolean];

    private static readonly HashSet<FieldKind> FilledIn = [.. Asked, FieldKinds.Tags, FieldKinds.Choices];

    // How far a lead has come is for those who work on it to say.
    private static readonly HashSet<string> Inward = ["status", "unqualified_reason", "territory_by_hand"];

    /// <summary>True for fields that people can be asked for.</summary>
    public static bool CanBeAsked(Field field) => Fits(field, Asked);

    /// <summary>True for fields that a form can fill in by itself.</summary>
    public static bool CanBeFilled(Field field) => Fits(field, FilledIn);

    private static bool Fits(Field field, HashSet<FieldKind> kinds) => field.Writable && kinds.Contains(field.Kind) && !Inward.Contains(field.Name);
}

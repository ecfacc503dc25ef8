using Kith.Core.Expressions;
using ValueType = Kith.Core.Types.ValueType;

namespace Kith.Core.Queries;

/// <summary>Says by what records can be sorted.</summary>
public static class SortKeys
{
    /// <summary>The value that a sort by an expression goes by, or null where there is none. Links sort by the title people see.</summary>
    public static Expr? Sortable(Expr expression) => expression switch
    {
        FieldValue { Field.Kind.ValueType: ValueType.Link } link => new LinkTitle(link.Links, link.Field),
        { Type: ValueType.TextList or ValueType.LinkList or ValueType.Address } => null,
        FieldValue { Field.Formula: null, Field.Kind.Sortable: false, Part: null } => null,
        Constant => null,
        _ => expression,
    };
}

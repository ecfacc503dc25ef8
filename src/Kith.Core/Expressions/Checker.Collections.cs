using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using ValueType = Kith.Core.Types.ValueType;

namespace Kith.Core.Expressions;

/// <content>Functions over the records that point at one record: <c>sum(deals.amount where stage.won)</c>.</content>
internal sealed partial class Checker
{
    /// <summary>Stands for a record and all below it where a list of records is meant.</summary>
    private const string WholeTree = "tree";

    private int _collections;

    private Collected Collect(CallSyntax call, AggregateFunction function, Scope scope)
    {
        if (call.Arguments is not [PathSyntax path])
            throw At(call.Span, "aggregate_here", call.Name.Text.ToLowerInvariant());
        var (links, of, back, tree, rest) = Collection(path, call, scope);
        if (scope.Then)
            throw At(call.Span, "list_then", call.Name.Text.ToLowerInvariant());
        if (++_collections > Limits.Lists)
            throw At(call.Span, "too_many_collections", Limits.Lists);
        if (rest is null && function is not (AggregateFunction.Any or AggregateFunction.Count))
            throw Takes(call, "field_of_list");
        var one = scope with { Type = of, Links = [] };
        var parts = Each<Syntax?, Expr?>([rest, call.Where],
            part => part is null ? null : ReferenceEquals(part, call.Where) || function == AggregateFunction.Any ? Condition(part, one) : Argument(function, call, Operand(part, one)));
        return new Collected(links, of, back, tree, Over(function, parts[0], parts[1]));
    }

    /// <summary>Follows a path to the first name that is a list of records; what stands behind it is about those records.</summary>
    private (IReadOnlyList<Field> Links, RecordType Of, Field? Back, Tree? Tree, PathSyntax? Behind) Collection(PathSyntax path, CallSyntax call, Scope scope)
    {
        var (type, links) = (scope.Type, scope.Links);
        for (var i = 0; i < path.Names.Count; i++)
        {
            var name = path.Names[i];
            var field = Visible(type, name.Text);
            if (field is null && List(type, name) is { Of: { } of, Back: { } back })
                return (links, of, back, null, Behind(path, i + 1));
            if (field is null && name.Text == WholeTree && TreeOf(type) is { } tree)
            {
                return i + 1 < path.Names.Count && Visible(type, path.Names[i + 1].Text) is null && List(type, path.Names[i + 1]) is { Of: { } below, Back: { } by }
                    ? (links, below, by, tree, Behind(path, i + 2)) : (links, type, null, tree, Behind(path, i + 1));
            }
            if (field is null && Identity(type, links, name.Text) is null)
            {
                var names = type.Fields.Where(f => !context.Hidden(type, f)).Select(f => f.Name).Concat(PointingAt(type).Select(p => p.Of.Plural)).Concat(TreeOf(type) is null ? [] : [WholeTree]);
                throw Suggesting(name.Span, "unknown_name", Nearest.Of(name.Text, names), ExpressionProblem.Short(name.Text), type.Label);
            }
            if (field is not { Formula: null, IsLink: true, To: { } to } || context.Catalogue.Find(to) is not { } target)
                break;
            if (links.Count == Limits.Links)
                throw At(name.Span, "too_many_links", Limits.Links);
            (type, links) = (target, [.. links, field]);
        }
        throw At(call.Span, "aggregate_here", call.Name.Text.ToLowerInvariant());
    }

    private static PathSyntax? Behind(PathSyntax path, int names) =>
        names < path.Names.Count ? new PathSyntax(path.Names[names].Span.To(path.Span), [.. path.Names.Skip(names)]) : null;

    private (RecordType Of, Field Back) List(RecordType type, NameSyntax name) => PointingAt(type).FirstOrDefault(p => p.Of.Plural == name.Text);

    /// <summary>How records of a type stand one below the other, where the caller may read that.</summary>
    private Tree? TreeOf(RecordType type) => type.Tree is { } tree && Visible(type, tree.Link.Name) is not null ? tree : null;

    /// <summary>The types whose records point at records of a type, each with the link it does so by: the first it declares, and a link to this very type before a link to any.</summary>
    private IEnumerable<(RecordType Of, Field Back)> PointingAt(RecordType type)
    {
        foreach (var of in context.Catalogue.Types)
        {
            var links = of.Fields.Where(f => !f.System && f.Formula is null && !context.Hidden(of, f)).ToList();
            var back = links.Find(f => f.IsLink && f.To == type.Name) ?? links.Find(f => f.Kind is LinksKind && f.To == type.Name) ?? links.Find(f => f.Kind is AnyLinkKind);
            if (back is not null)
                yield return (of, back);
        }
    }
}

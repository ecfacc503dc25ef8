using System.Collections.Frozen;
using ValueType = Kith.Core.Types.ValueType;

namespace Kith.Core.Expressions;

/// <content>What belongs to the caller: <c>owner in my_team()</c>.</content>
internal sealed partial class Checker
{
    private static readonly FrozenDictionary<string, (MineSet Set, string Of)> Sets = new Dictionary<string, (MineSet, string)>(StringComparer.OrdinalIgnoreCase)
    {
        ["my_team"] = (MineSet.Team, "person"),
        ["my_territories"] = (MineSet.Territories, "territory"),
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static bool IsSet(CallSyntax call) => Sets.ContainsKey(call.Name.Text);

    private Expr InMine(InSetSyntax syntax, Scope scope)
    {
        var name = syntax.Set.Name;
        if (!IsSet(syntax.Set))
            throw Functions.ContainsKey(name.Text) || Aggregates.ContainsKey(name.Text) ? At(name.Span, "in_needs_list") : UnknownFunction(name, Sets.Keys);
        return Opposite(syntax.Negated, Belongs(Operand(syntax.Value, scope), syntax.Set));
    }

    private Expr Belongs(Operand value, CallSyntax call)
    {
        var (set, of) = Sets[call.Name.Text];
        if (call is not { Arguments.Count: 0, Where: null })
            throw Takes(call, "nothing");
        if (value.Type is not (ValueType.Link or ValueType.LinkList) || (Target(value) is { } to && to != of))
            throw At(value.Source.Span, "not_in_set", context.Catalogue[of].PluralLabel, Shown(call));
        return context.Me is { } me ? new InMine(value.Value, set, me) : Truth(false);
    }
}

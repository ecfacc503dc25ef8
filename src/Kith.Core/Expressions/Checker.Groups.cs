using System.Collections.Frozen;

namespace Kith.Core.Expressions;

/// <content>Measures of a group among the groups of its report.</content>
internal sealed partial class Checker
{
    private static readonly FrozenDictionary<string, Standing> Standings = new Dictionary<string, Standing>(StringComparer.OrdinalIgnoreCase)
    {
        ["share"] = Standing.Share,
        ["parent_share"] = Standing.ParentShare,
        ["running_total"] = Standing.RunningTotal,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private AmongGroups Among(CallSyntax call, Standing standing, Scope scope)
    {
        if (!scope.OverRecords)
            throw At(call.Span, "groups_here", call.Name.Text.ToLowerInvariant());
        if (call.Where is not null)
            throw At(call.Where.Span, "where_inside", call.Name.Text.ToLowerInvariant());
        if (call.Arguments is not [CallSyntax measure] || !Aggregates.TryGetValue(measure.Name.Text, out var function) || function is not (AggregateFunction.Count or AggregateFunction.Sum))
            throw Takes(call, "count_or_sum");
        return new AmongGroups(standing, (Aggregate)Aggregate(measure, function, scope));
    }
}

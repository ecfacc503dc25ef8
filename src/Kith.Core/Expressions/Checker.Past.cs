using System.Collections.Frozen;
using ValueType = Kith.Core.Types.ValueType;

namespace Kith.Core.Expressions;

/// <content>The past: <c>was(stage, "2026-09-30")</c> and <c>changed(stage, "2026-09-01")</c>.</content>
internal sealed partial class Checker
{
    private static readonly FrozenDictionary<string, Func<Checker, CallSyntax, Scope, Expr>> Pasts = new Dictionary<string, Func<Checker, CallSyntax, Scope, Expr>>(StringComparer.OrdinalIgnoreCase)
    {
        ["was"] = (checker, call, scope) => checker.Was(call, scope),
        ["changed"] = (checker, call, scope) => checker.Changed(call, scope),
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private Expr Past(CallSyntax call, Func<Checker, CallSyntax, Scope, Expr> function, Scope scope)
    {
        if (scope.OverRecords)
            throw At(call.Span, "not_an_aggregate");
        if (context.Saving)
            throw At(call.Span, "past_here", Shown(call));
        if (call.Where is not null)
            throw At(call.Where.Span, "where_here");
        if (call.Arguments.Count != 2)
            throw Takes(call, "value_and_moment");
        // Each is a search of its own for every record, as lists of records are.
        return ++_collections > Limits.Lists ? throw At(call.Span, "too_many_collections", Limits.Lists) : function(this, call, scope);
    }

    private Was Was(CallSyntax call, Scope scope)
    {
        // The record is found by the links of now; everything about it is of then.
        var parts = Each(call.Arguments, a => Operand(a, ReferenceEquals(a, call.Arguments[0]) ? scope with { Links = [], Then = true } : scope));
        if (parts[0].Type is ValueType.TextList or ValueType.LinkList or ValueType.Address)
            throw Unfit(Shown(call), parts[0]);
        return new Was(scope.Links, parts[0].Value, Moment(parts[1], call) switch
        {
            DateOnly day => Days.End(day, context.Zone),
            var instant => Behind((DateTime)instant),
        });
    }

    private Changed Changed(CallSyntax call, Scope scope)
    {
        var parts = Operands(call.Arguments, scope);
        return parts[0].Value is FieldValue { Part: null, Field.System: false } stored
            ? new Changed(stored.Links, stored.Field, Moment(parts[1], call) switch { DateOnly day => Days.Start(day, context.Zone), var instant => (DateTime)instant })
            : throw At(call.Arguments[0].Span, "stored_field", Shown(call));
    }

    /// <summary>The day or instant that is meant; it must be known.</summary>
    private object Moment(Operand operand, CallSyntax call) => (operand.Text is null ? operand.Value : DateOrInstant(operand)) is Constant { Value: (DateTime or DateOnly) and { } moment }
        ? moment : throw Takes(call, "value_and_moment");

    /// <summary>The first instant whose changes are not yet made at another: what was changed at that very instant is done.</summary>
    public static DateTime Behind(DateTime instant) => instant < Days.Last ? instant.AddMicroseconds(1) : instant;
}

using Kith.Core.Modules;
using Kith.Core.Problems;
using Kith.Core.Types;

namespace Kith.Store.Writing;

/// <content>What a type does beside holding values.</content>
public sealed partial class WritePath
{
    private static async Task RunBehaviourAsync(IRecordSource source, RecordType type, List<(WriteRequest Request, RecordState? Before, object?[] Values)> drafts, ActionCall? action, CancellationToken cancellation)
    {
        if (drafts.Count == 0 || (type.Behaviour.Preparations.Count == 0 && action is null))
            return;
        var binder = RecordBinder.Of(type.Class);
        Draft[] bound = [.. drafts.Select(d => Bound(binder, type, d.Request, d.Before, d.Values, action))];
        if (action is not null)
        {
            await action.Definition.Apply(bound, action.Input, source, cancellation);
            for (var i = 0; i < bound.Length; i++)
            {
                binder.Take(type, bound[i].Record, drafts[i].Values);
                drafts[i].Request.Along.AddRange(action.Definition.Composite || bound[i].Along.Count == 0 ? bound[i].Along : throw new InvalidOperationException($"{action.Definition.Name} is not declared as composite."));
            }
        }
        foreach (var preparation in type.Behaviour.Preparations)
            await preparation(bound, source, cancellation);
        for (var i = 0; i < bound.Length; i++)
        {
            drafts[i].Request.Dealt = bound[i].Dealt;
            if (!drafts[i].Request.Exact)
                binder.Take(type, bound[i].Record, drafts[i].Values);
        }
    }

    private static Draft Bound(RecordBinder binder, RecordType type, WriteRequest request, RecordState? before, object?[] values, ActionCall? action)
    {
        var record = binder.Make(type, request.Id, values);
        return new Draft(
            record,
            before is null,
            name => type.Find(name) is { } field && !field.Kind.Same(before?.Values[field.Index], values[field.Index]),
            name => type.Find(name) is { } field && record.Get(field) is not null,
            // Of values that stood there before all are meant, also those that were empty.
            name => request.Exact || (type.Find(name) is { } field && request.Values.ContainsKey(field)) || action?.Input.GetValueOrDefault(name) is not null,
            name => type.Find(name) is { } field ? before?.Values[field.Index] : null,
            request.Problems)
        { Exact = request.Exact };
    }

    // A record that its type keeps.
    private static Problem? Kept(RecordType type, WriteRequest request, RecordState? state) =>
        request.Kind == WriteKind.Delete && type.Behaviour.Kept?.Invoke(RecordBinder.Of(type.Class).Make(type, request.Id, state!.Values)) is { } code
            ? new Problem(ProblemKind.Conflict, code, Messages.Text("conflict"), [new FieldProblem("", code, Messages.Text(code))])
            : null;
}

using Kith.Core.Access;
using Kith.Core.Changes;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Store.Audit;
using Kith.Store.Sql;

namespace Kith.Store.Catalogues;

/// <content>Sensitive fields: who reads their values stands in the audit, and so does who marked them.</content>
public sealed partial class TypeEditor
{
    /// <summary>Marks a field, built in or own, as sensitive, or no longer.</summary>
    /// <param name="session">In a transaction.</param>
    public async Task MarkSensitiveAsync(Session session, Caller caller, RecordType type, string name, bool sensitive, CancellationToken cancellation)
    {
        var field = FieldOf(caller, type, name);
        if (!field.MayBeSensitive)
            throw new ProblemException(Problem.Field("sensitive", "field.not_sensitive", field.Label));
        if (field.Sensitive == sensitive)
            return;
        var changed = sensitive
            ? SqlText.Of($"insert into sensitive_field (workspace_id, type, field) values ({caller.Workspace}, {SqlText.Text(type.Name)}, {SqlText.Text(name)}) on conflict do nothing")
            : Unmark(caller, type, name);
        if (await session.ExecuteAsync(changed, cancellation) == 0)
            throw new ProblemException(Problem.Field("sensitive", "field.always_sensitive", field.Label));
        await SaveAsync(session, caller, [], cancellation);
        await SecurityLog.AppendAsync(session, caller.Workspace, [SecurityLog.By(caller, SecurityEventKind.SettingsChanged).With("type", type.Name).With("field", name).With("sensitive", field.Sensitive, sensitive)], cancellation);
    }

    private static SqlText Unmark(Caller caller, RecordType type, string name) =>
        SqlText.Of($"delete from sensitive_field where workspace_id = {caller.Workspace} and type = {SqlText.Text(type.Name)} and field = {SqlText.Text(name)}");
}

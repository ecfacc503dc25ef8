using Kith.Store.Sql;

namespace Kith.Store.Forms;

/// <summary>What was sent through forms of late, as hashes, so that the same sent again is known.</summary>
public static class FormReceipts
{
    /// <summary>Takes a hash for some time, in the transaction of what it is taken for; false where it is taken already. Who sends the same at the same time waits for that.</summary>
    public static Task<bool> TakeAsync(Session session, Guid workspace, Guid form, byte[] hash, DateTime now, TimeSpan kept, CancellationToken cancellation) =>
        session.FirstAsync(SqlText.Of($"insert into form_receipt as r (workspace_id, form_id, hash, until) values ({workspace}, {form}, {hash}, {now + kept}) on conflict (workspace_id, form_id, hash) do update set until = excluded.until where r.until <= {now} returning true"), r => r.GetBoolean(0), cancellation);

    /// <summary>Deletes those that are past their time.</summary>
    internal static SqlText Forget(Guid workspace, DateTime now, int most) =>
        SqlText.Of($"delete from form_receipt where ctid = any(array(select ctid from form_receipt where workspace_id = {workspace} and until < {now} limit {most}))");
}

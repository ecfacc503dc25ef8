using Kith.Core.Types;
using Kith.Store.Purging;
using Kith.Store.Search;
using Kith.Store.Sql;

namespace Kith.Store.Privacy;

/// <summary>Records of all types.</summary>
public sealed class RecordStore(Catalogue builtIn) : PersonalStore
{
    public override string Name => "records";
    public override IReadOnlyList<string> Tables { get; } = [.. builtIn.Types.Select(t => t.Table), "own_record"];
    public override bool Own => true;

    internal override Task<long> EraseAsync(Erasure erasure, CancellationToken cancellation) => new RecordErasure(erasure).RunAsync(cancellation);
}

/// <summary>Pictures of people. Who left is emptied, not deleted, so their picture has to go by itself.</summary>
public sealed class PictureStore : PersonalStore
{
    public override string Name => "pictures";
    public override IReadOnlyList<string> Tables { get; } = ["person_picture"];
    public override bool Own => true;
    // PostgreSQL breaks base64 into lines.
    internal override SqlText Files => SqlText.Of($"jsonb_build_object('content', translate(encode(t.content, 'base64'), chr(10), ''))");

    internal override Task<long> EraseAsync(Erasure erasure, CancellationToken cancellation) =>
        erasure.DeleteAsync(SqlText.Of($"delete from person_picture where workspace_id = {erasure.Workspace} and person_id = any({erasure.Erased.ToArray()})"), cancellation);
}

/// <summary>Secret addresses of calendars; they say nothing once their person is erased, and nobody needs them then.</summary>
public sealed class CalendarFeedStore : PersonalStore
{
    public override string Name => "calendar_feeds";
    public override IReadOnlyList<string> Tables { get; } = ["calendar_feed"];

    internal override Task<long> EraseAsync(Erasure erasure, CancellationToken cancellation) =>
        erasure.DeleteAsync(SqlText.Of($"delete from calendar_feed where workspace_id = {erasure.Workspace} and person_id = any({erasure.Erased.ToArray()})"), cancellation);
}

/// <summary>What search finds records by: entries go with their records, words when nothing is found by them any more.</summary>
public sealed class SearchStore : PersonalStore
{
    public override string Name => "search";
    public override IReadOnlyList<string> Tables { get; } = ["entry", "word"];

    internal override async Task<long> EraseAsync(Erasure erasure, CancellationToken cancellation)
    {
        string[] words = [.. erasure.Words.Union(SearchWords.Of(erasure.Subject.Terms))];
        await PurgeJobs.ForgetAsync(erasure.Session, erasure.Workspace, words, cancellation);
        return erasure.Erased.Count;
    }
}

/// <summary>The change stream with the audit.</summary>
public sealed class HistoryStore : PersonalStore
{
    public override string Name => "history";
    public override IReadOnlyList<string> Tables { get; } = ["change", "gathered_event", "erased_entry"];

    // The stream itself comes last: what the others wrote is among it.
    internal override Task<long> EraseAsync(Erasure erasure, CancellationToken cancellation) =>
        erasure.DeleteAsync(SqlText.Of($"delete from gathered_event where workspace_id = {erasure.Workspace} and details::text ~* {erasure.Trace}"), cancellation);
}

/// <summary>Answers kept for requests that are repeated.</summary>
public sealed class AnswerStore : PersonalStore
{
    public override string Name => "answers";
    public override IReadOnlyList<string> Tables { get; } = ["idempotency"];

    internal override Task<long> EraseAsync(Erasure erasure, CancellationToken cancellation) => erasure.DeleteAsync(
        SqlText.Of($"delete from idempotency t where t.workspace_id = {erasure.Workspace} and ({Remains.Readable("body")} ~* {erasure.TraceInBytes} or t.headers::text ~* {erasure.Trace} or t.key ~* {erasure.Trace})"), cancellation);
}

/// <summary>Uploaded files, and the rows that are kept of them. What is being imported is left alone, and found by the search for what remains.</summary>
public sealed class ImportStore : PersonalStore
{
    public override string Name => "imports";
    public override IReadOnlyList<string> Tables { get; } = ["import", "import_piece", "import_row"];

    internal override async Task<long> EraseAsync(Erasure erasure, CancellationToken cancellation)
    {
        var idle = SqlText.Of($"workspace_id = {erasure.Workspace} and state not in ('running', 'paused')");
        var count = await erasure.DeleteAsync(SqlText.Of($"delete from import where {idle} and state in ('uploading', 'waiting') and id in (select t.import_id from import_piece t where t.workspace_id = {erasure.Workspace} and {Remains.Readable("bytes")} ~* {erasure.PersonInBytes})"), cancellation);
        count += await erasure.DeleteAsync(SqlText.Of($"delete from import_row t where t.workspace_id = {erasure.Workspace} and (t.cells::text ~* {erasure.Person} or t.problems::text ~* {erasure.Person})"), cancellation);
        // What was found out about the file holds samples of its cells.
        count += await erasure.DeleteAsync(SqlText.Of($"update import set profile = null, mapping = null where {idle} and state in ('done', 'failed', 'cancelled') and (profile ~* {erasure.Person} or mapping ~* {erasure.Person})"), cancellation);
        return count + await erasure.BlackenAsync("import", ["name", "problem"], SqlText.Empty, cancellation);
    }
}

/// <summary>What bulk changes were asked for and what became of each record.</summary>
public sealed class ChangesetStore : PersonalStore
{
    public override string Name => "changesets";
    public override IReadOnlyList<string> Tables { get; } = ["changeset", "changeset_item"];

    internal override async Task<long> EraseAsync(Erasure erasure, CancellationToken cancellation)
    {
        var count = await erasure.DeleteAsync(SqlText.Of($"update changeset_item set errors = null where workspace_id = {erasure.Workspace} and errors::text ~* {erasure.Person}"), cancellation);
        var leftovers = await LeftoversAsync(erasure, cancellation);
        count += await erasure.DeleteAsync(SqlText.Of($"update changeset set request = null where workspace_id = {erasure.Workspace} and state in ('done', 'failed', 'cancelled') and (request::text ~* {erasure.Person} or id = any({leftovers}))"), cancellation);
        return count + await erasure.BlackenAsync("changeset", ["name", "problem"], SqlText.Empty, cancellation);
    }

    // What was asked of erased records alone tells what they held.
    private static async Task<Guid[]> LeftoversAsync(Erasure erasure, CancellationToken cancellation)
    {
        Guid[] erased = [.. erasure.Erased];
        return [.. await erasure.Session.ListAsync(
            SqlText.Of($"select distinct c.changeset from change c where c.workspace_id = {erasure.Workspace} and c.record_id = any({erased}) and c.changeset is not null and not exists (select 1 from changeset_item i where i.workspace_id = c.workspace_id and i.changeset_id = c.changeset and not (i.record_id = any({erased})))"),
            r => r.GetGuid(0), cancellation)];
    }
}

/// <summary>What people are told; it holds no texts and goes with its records.</summary>
public sealed class NotificationStore : PersonalStore
{
    public override string Name => "notifications";
    public override IReadOnlyList<string> Tables { get; } = ["notification", "notification_item"];

    internal override Task<long> EraseAsync(Erasure erasure, CancellationToken cancellation) => erasure.DeleteAsync(
        SqlText.Of($"delete from notification where workspace_id = {erasure.Workspace} and cause ~* {erasure.Trace}"), cancellation);
}

/// <summary>What goes to other systems.</summary>
public sealed class DeliveryStore : PersonalStore
{
    public override string Name => "deliveries";
    public override IReadOnlyList<string> Tables { get; } = ["webhook_delivery"];

    internal override async Task<long> EraseAsync(Erasure erasure, CancellationToken cancellation)
    {
        // What has not left yet goes all the same where it names only the id of a colleague: others wait for it.
        var left = erasure.Finder is null ? SqlText.Of($" and t.state not in ('waiting', 'failed')") : SqlText.Empty;
        var about = SqlText.Of($"t.workspace_id = {erasure.Workspace}{left} and (t.body ~* {erasure.Trace} or t.problem ~* {erasure.Trace})");
        var told = await erasure.Session.ListAsync(
            SqlText.Of($"select distinct h.url from webhook_delivery t join webhook h on h.workspace_id = t.workspace_id and h.id = t.webhook_id where {about} and t.attempts > 0"), r => r.GetString(0), cancellation);
        // Paths may be secrets between the two.
        erasure.Told.UnionWith(told.Select(url => new Uri(url).GetLeftPart(UriPartial.Authority)));
        return await erasure.DeleteAsync(SqlText.Of($"delete from webhook_delivery t where {about}"), cancellation);
    }
}

/// <summary>Mails in line and what is kept of those that left, and invitations. What is being sent at this moment is left alone.</summary>
public sealed class MailStore : PersonalStore
{
    private static readonly string[] Texts = ["recipient", "recipient_name", "subject", "body", "html", "unsubscribe", "problem"];

    public override string Name => "mails";
    public override IReadOnlyList<string> Tables { get; } = ["mail", "invitation"];

    internal override async Task<long> EraseAsync(Erasure erasure, CancellationToken cancellation)
    {
        var says = SqlText.Join(SqlText.Of($" or "), Texts.Select(c => SqlText.Of($"{SqlText.Column("t", c)} ~* {erasure.Person}")));
        var found = SqlText.Of($"t.workspace_id = {erasure.Workspace} and t.state <> 'sending' and ({says})");
        await erasure.DeleteAsync(SqlText.Of($"delete from job where workspace_id = {erasure.Workspace} and kind = 'mail' and id in (select t.id from mail t where {found})"), cancellation);
        var count = await erasure.DeleteAsync(SqlText.Of($"delete from mail t where {found}"), cancellation);
        return count + await erasure.DeleteAsync(SqlText.Of($"delete from invitation where workspace_id = {erasure.Workspace} and (email ~* {erasure.Person} or name ~* {erasure.Person})"), cancellation);
    }
}

/// <summary>Background work, which is named after what it is about.</summary>
public sealed class JobStore : PersonalStore
{
    public override string Name => "jobs";
    public override IReadOnlyList<string> Tables { get; } = ["job"];

    internal override Task<long> EraseAsync(Erasure erasure, CancellationToken cancellation) => erasure.BlackenAsync("job", ["title", "problem"], SqlText.Empty, cancellation);
}

/// <summary>Rights that were given and taken for a reason, seeing as others, keys of programs, and ties to sign-in providers and directories.</summary>
public sealed class RightsStore : PersonalStore
{
    public override string Name => "rights";
    private static readonly (string Table, string Column)[] Reasons = [("role_grant", "reason"), ("viewing", "reason"), ("api_key", "name")];

    public override IReadOnlyList<string> Tables { get; } = ["role_grant", "viewing", "api_key", "provider_person", "scim_person"];

    internal override async Task<long> EraseAsync(Erasure erasure, CancellationToken cancellation)
    {
        Guid[] erased = [.. erasure.Erased];
        var count = await erasure.DeleteAsync(SqlText.Of($"delete from provider_person where workspace_id = {erasure.Workspace} and (person_id = any({erased}) or subject ~* {erasure.Person})"), cancellation);
        count += await erasure.DeleteAsync(SqlText.Of($"delete from api_key where workspace_id = {erasure.Workspace} and person_id = any({erased})"), cancellation);
        count += await erasure.DeleteAsync(SqlText.Of($"delete from scim_person where workspace_id = {erasure.Workspace} and person_id = any({erased})"), cancellation);
        count += await erasure.DeleteAsync(SqlText.Of($"delete from viewing where workspace_id = {erasure.Workspace} and (viewer_id = any({erased}) or seen_id = any({erased}))"), cancellation);
        count += await erasure.DeleteAsync(SqlText.Of($"delete from role_grant where workspace_id = {erasure.Workspace} and person_id = any({erased})"), cancellation);
        foreach (var (table, column) in Reasons)
            count += await erasure.BlackenAsync(table, [column], SqlText.Empty, cancellation);
        return count;
    }
}

/// <summary>Requests of people, and what keeps records from being erased. The reason of a hold stays with its record.</summary>
public sealed class RequestStore : PersonalStore
{
    public override string Name => "requests";
    public override IReadOnlyList<string> Tables { get; } = ["privacy_request", "legal_hold"];

    internal override Task<long> EraseAsync(Erasure erasure, CancellationToken cancellation) =>
        erasure.BlackenAsync("privacy_request", ["name", "email", "phone", "note", "answer"], SqlText.Of($" and id <> {erasure.Id}"), cancellation);
}

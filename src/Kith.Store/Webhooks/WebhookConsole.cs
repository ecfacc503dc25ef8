using Kith.Core.Access;
using Kith.Core.Changes;
using Kith.Core.Expressions;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Store.Audit;
using Kith.Store.Sql;

namespace Kith.Store.Webhooks;

/// <summary>What people set about a webhook.</summary>
public sealed record WebhookInput(string Url, IReadOnlyList<string>? Types, IReadOnlyList<string>? Kinds, string? Filter, bool Active);

/// <summary>The webhooks of a workspace, as its administrators keep them.</summary>
public sealed class WebhookConsole(KithStore store, WebhookSigner signer, TimeProvider clock)
{
    /// <summary>The kinds of changes there are.</summary>
    public static readonly IReadOnlyList<string> Kinds = ["created", "updated", "deleted", "restored"];

    private const int Most = 50;
    private const int LongestUrl = 2_000;

    public async Task<IReadOnlyList<Webhook>> ListAsync(Caller caller, CancellationToken cancellation)
    {
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        return await WebhookTable.ListAsync(session, caller.Workspace, cancellation);
    }

    /// <exception cref="ProblemException">There is no such webhook.</exception>
    public async Task<Webhook> GetAsync(Caller caller, Guid id, CancellationToken cancellation)
    {
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        return await FindAsync(session, caller, id, cancellation);
    }

    /// <summary>Makes a webhook, whose owner is the caller; it begins with the next change. Answers it with its secret.</summary>
    public async Task<(Webhook Hook, string Secret)> CreateAsync(Session session, Caller caller, Catalogue catalogue, WebhookInput input, CancellationToken cancellation)
    {
        Check(caller, catalogue, input);
        if ((await WebhookTable.ListAsync(session, caller.Workspace, cancellation)).Count >= Most)
            throw new ProblemException(Problem.Field("", "webhook.too_many", Most));
        var now = clock.GetUtcNow().UtcDateTime;
        var hook = new Webhook(store.Ids.Next(), input.Url, caller.Person!.Value, input.Types, input.Kinds, input.Filter, Active: true, null, 1, null, 0, null, null, null, null, now, 0);
        await session.ExecuteAsync(WebhookTable.Insert(caller.Workspace, hook), cancellation);
        await TellAsync(session, caller, hook, "made", cancellation);
        return (await FindAsync(session, caller, hook.Id, cancellation), signer.Secret(hook.Id, 1));
    }

    /// <summary>Changes a webhook; one that was switched off begins anew when it is switched on.</summary>
    public async Task<Webhook> UpdateAsync(Session session, Caller caller, Catalogue catalogue, Guid id, Func<Webhook, WebhookInput> change, CancellationToken cancellation)
    {
        var hook = await FindAsync(session, caller, id, cancellation);
        var input = change(hook);
        Check(caller, catalogue, input);
        var changed = hook with { Url = input.Url, Types = input.Types, Kinds = input.Kinds, Filter = input.Filter, Active = input.Active };
        await session.ExecuteAsync([WebhookTable.Update(caller.Workspace, changed), .. WebhookTable.Wake(caller.Workspace, changed)], cancellation);
        await SecurityLog.AppendAsync(session, caller.Workspace, [SecurityLog.By(caller, SecurityEventKind.SettingsChanged, id, hook.Url).With("url", hook.Url, input.Url).With("active", hook.Active, input.Active)], cancellation);
        return await FindAsync(session, caller, id, cancellation);
    }

    /// <summary>Takes a webhook away, with what was not yet sent.</summary>
    public static async Task DeleteAsync(Session session, Caller caller, Guid id, CancellationToken cancellation)
    {
        var hook = await FindAsync(session, caller, id, cancellation);
        await session.ExecuteAsync(WebhookTable.Delete(caller.Workspace, id), cancellation);
        await TellAsync(session, caller, hook, "deleted", cancellation);
    }

    /// <summary>Gives a webhook a new secret and answers it; the one before signs beside it for <see cref="WebhookSigner.Overlap"/>.</summary>
    public async Task<(Webhook Hook, string Secret)> RotateAsync(Session session, Caller caller, Guid id, CancellationToken cancellation)
    {
        await FindAsync(session, caller, id, cancellation);
        await session.ExecuteAsync(WebhookTable.Rotate(caller.Workspace, id, clock.GetUtcNow().UtcDateTime + WebhookSigner.Overlap), cancellation);
        var hook = await FindAsync(session, caller, id, cancellation);
        await TellAsync(session, caller, hook, "secret_renewed", cancellation);
        return (hook, signer.Secret(id, hook.Generation));
    }

    /// <summary>Has an event sent that tells of nothing.</summary>
    public async Task<WebhookDelivery> TestAsync(Session session, Caller caller, Guid id, CancellationToken cancellation)
    {
        var hook = await FindAsync(session, caller, id, cancellation);
        var delivery = store.Ids.Next();
        var body = WebhookEvents.Json("test", clock.GetUtcNow().UtcDateTime, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("webhook"u8, id);
            writer.WriteEndObject();
        });
        await session.ExecuteAsync([WebhookTable.Resume(caller.Workspace, id), WebhookTable.DeliverTest(caller.Workspace, id, delivery, body), .. WebhookTable.Wake(caller.Workspace, hook)], cancellation);
        return (await WebhookTable.DeliveriesAsync(session, caller.Workspace, id, null, null, 1, cancellation))[0];
    }

    /// <summary>Deliveries, newest first.</summary>
    public async Task<IReadOnlyList<WebhookDelivery>> DeliveriesAsync(Caller caller, Guid id, DeliveryState? state, Guid? after, int limit, CancellationToken cancellation)
    {
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        await FindAsync(session, caller, id, cancellation);
        return await WebhookTable.DeliveriesAsync(session, caller.Workspace, id, state, after, limit, cancellation);
    }

    /// <summary>Has one delivery sent again, under its id.</summary>
    public static async Task ReplayAsync(Session session, Caller caller, Guid id, Guid delivery, CancellationToken cancellation)
    {
        var hook = await FindAsync(session, caller, id, cancellation);
        if (await session.ExecuteAsync(WebhookTable.Again(caller.Workspace, id, delivery), cancellation) == 0)
            throw ProblemException.NotFound();
        await session.ExecuteAsync([WebhookTable.Resume(caller.Workspace, id), .. WebhookTable.Wake(caller.Workspace, hook)], cancellation);
    }

    /// <summary>Has every change sent again from a moment on.</summary>
    /// <param name="since">A day from its beginning, or a point in time.</param>
    /// <exception cref="ProblemException">There is no such webhook or moment, or nothing was changed since.</exception>
    public async Task ReplayAsync(Session session, Caller caller, Catalogue catalogue, Guid id, string since, CancellationToken cancellation)
    {
        await FindAsync(session, caller, id, cancellation);
        var moment = ExpressionChecker.Since(since, store.Changes.Rights(caller, catalogue).Context, "since");
        var from = await session.FirstAsync(SqlText.Of($"select position from change where workspace_id = {caller.Workspace} and at >= {moment} order by position limit 1"), r => (long?)r.GetInt64(0), cancellation)
            ?? throw new ProblemException(Problem.Field("since", "webhook.nothing_since"));
        await ReplayAsync(session, caller, id, from, cancellation);
    }

    /// <summary>Has every change sent again from a position on, those under the ids they had that were sent before.</summary>
    /// <exception cref="ProblemException">There is no such webhook or position.</exception>
    public static async Task ReplayAsync(Session session, Caller caller, Guid id, long from, CancellationToken cancellation)
    {
        var hook = await FindAsync(session, caller, id, cancellation);
        var head = await session.FirstAsync(SqlText.Of($"select position from position where workspace_id = {caller.Workspace}"), r => r.GetInt64(0), cancellation);
        if (from < 1 || from > head)
            throw new ProblemException(Problem.Field("from", "bad_limit", "from", 1, head));
        await session.ExecuteAsync([WebhookTable.Replay(caller.Workspace, id, from - 1, head), .. WebhookTable.Wake(caller.Workspace, hook)], cancellation);
    }

    private void Check(Caller caller, Catalogue catalogue, WebhookInput input)
    {
        var problems = new ProblemList();
        if (input.Url.Length > LongestUrl || !Uri.TryCreate(input.Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.UserInfo.Length > 0 || url.Host.Length == 0)
            problems.Add("url", "webhook.bad_url");
        // What is sent are the rights of the owner, so a key may not have more sent than it reads.
        if (input.Types is null && caller.Scope is { ReadsAll: false })
            problems.Add("types", "webhook.beyond_key");
        foreach (var name in input.Types ?? [])
        {
            if (catalogue.Find(name) is not { } type || !store.Policy.Rights(caller, type).Read)
                problems.Add("types", "unknown_type", name);
        }
        foreach (var kind in (input.Kinds ?? []).Except(Kinds))
            problems.Add("kinds", "webhook.bad_kind", kind, string.Join(", ", Kinds));
        if (input.Filter is not null && input.Types is not [_])
            problems.Add("filter", "webhook.filter_needs_type");
        problems.ThrowIfAny();
        if (input.Filter is { } filter)
            ExpressionChecker.Condition(filter, catalogue[input.Types![0]], store.Changes.Rights(caller, catalogue).Context, "filter");
    }

    private static Task TellAsync(Session session, Caller caller, Webhook hook, string what, CancellationToken cancellation) =>
        SecurityLog.AppendAsync(session, caller.Workspace, [SecurityLog.By(caller, SecurityEventKind.SettingsChanged, hook.Id, hook.Url).With("webhook", what)], cancellation);

    private static async Task<Webhook> FindAsync(Session session, Caller caller, Guid id, CancellationToken cancellation) =>
        await WebhookTable.FindAsync(session, caller.Workspace, id, cancellation) ?? throw ProblemException.NotFound();
}

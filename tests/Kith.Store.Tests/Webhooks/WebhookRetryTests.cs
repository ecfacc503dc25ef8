using Kith.Identity.Tests;
using Kith.Store.Jobs;
using Kith.Store.Tests.Jobs;
using Kith.Store.Tests.Records;
using Kith.Store.Webhooks;

namespace Kith.Store.Tests.Webhooks;

/// <summary>Receivers that take nothing for days, by a clock that a test moves on.</summary>
public sealed class WebhookRetryTests(StoreFixture fixture)
{
    private readonly MovableClock _clock = new();
    private readonly Receiver _receiver = new();

    private sealed class Receiver : IWebhookTransport
    {
        public WebhookAnswer Answer { get; set; } = new(500);
        public List<string> Ids { get; } = [];

        public Task<WebhookAnswer> SendAsync(Uri url, IReadOnlyDictionary<string, string> headers, string body, CancellationToken cancellation)
        {
            Ids.Add(headers["webhook-id"]);
            return Answer.Status == 0 ? throw new WebhookUnreachableException("away") : Task.FromResult(Answer);
        }
    }

    private DateTime Now => _clock.GetUtcNow().UtcDateTime;

    private WebhookConsole Console => new(fixture.Store, new WebhookSigner(StoreFixture.Secret), _clock);

    private async Task<Guid> HookAsync(Workspace workspace)
    {
        await using var session = await fixture.Store.Database.OpenAsync(workspace.Id, default);
        var (hook, _) = await Console.CreateAsync(session, workspace.Owner, fixture.Store.Catalogues.BuiltIn, new WebhookInput("https://example.com/", null, null, null, Active: true), default);
        return hook.Id;
    }

    private async Task SendTestAsync(Workspace workspace, Guid hook)
    {
        await using var session = await fixture.Store.Database.OpenAsync(workspace.Id, default);
        await Console.TestAsync(session, workspace.Owner, hook, default);
    }

    /// <summary>Has the sender run at each moment for which it wakes itself, until nothing is left to send or so many tries were made.</summary>
    private async Task RunAsync(Workspace workspace, int tries = int.MaxValue)
    {
        var jobs = new WebhookJobs(fixture.Store, _receiver, new WebhookSigner(StoreFixture.Secret), Queueing.Options, _clock);
        var most = _receiver.Ids.Count + (long)tries;
        while (_receiver.Ids.Count < most)
        {
            if (await fixture.AskAsync<object>($"select max(run_at) from kith.job where workspace_id = '{workspace.Id}' and kind = 'webhook'") is not DateTime due)
                return;
            if (due > Now)
                _clock.Pass(due - Now);
            // The queue goes by the database's clock, which stays where it is.
            await fixture.DoAsync($"update kith.job set run_at = now() where workspace_id = '{workspace.Id}' and kind = 'webhook'");
            await jobs.RunAsync((await fixture.TakeAsync(jobs))!, default);
        }
    }

    private async Task<WebhookDelivery> NewestAsync(Workspace workspace, Guid hook) => (await Console.DeliveriesAsync(workspace.Owner, hook, null, null, 1, default))[0];

    [Theory]
    [InlineData(500)]
    [InlineData(0)]
    public async Task A_delivery_is_tried_ten_times_over_three_days_and_a_receiver_that_takes_nothing_for_four_is_switched_off(int status)
    {
        _receiver.Answer = new WebhookAnswer(status);
        var workspace = await fixture.WorkspaceAsync();
        var hook = await HookAsync(workspace);
        await SendTestAsync(workspace, hook);
        var began = Now;
        await RunAsync(workspace);
        Assert.Equal(10, _receiver.Ids.Count);
        Assert.Single(_receiver.Ids.Distinct());
        Assert.InRange((Now - began).TotalHours, 0.9 * 75, 1.2 * 76);
        var delivery = await NewestAsync(workspace, hook);
        Assert.Equal((DeliveryState.Parked, 10, status == 0 ? null : status), (delivery.State, delivery.Attempts, delivery.Status));
        Assert.True((await Console.GetAsync(workspace.Owner, hook, default)).Active);

        _clock.Pass(TimeSpan.FromDays(4) - (Now - began) + TimeSpan.FromMinutes(1));
        await SendTestAsync(workspace, hook);
        await RunAsync(workspace);
        Assert.Equal(11, _receiver.Ids.Count);
        var off = await Console.GetAsync(workspace.Owner, hook, default);
        Assert.False(off.Active);
        Assert.Contains("4 days", off.Note);
        Assert.Equal(WebhookNotices.JobKind, await fixture.AskAsync<string>($"select string_agg(kind, ' ') from kith.job where workspace_id = '{workspace.Id}'"));
    }

    [Fact]
    public async Task One_that_recovers_is_sent_what_waited_and_its_failures_are_forgotten()
    {
        var workspace = await fixture.WorkspaceAsync();
        var hook = await HookAsync(workspace);
        await SendTestAsync(workspace, hook);
        await RunAsync(workspace, tries: 7);
        _receiver.Answer = new WebhookAnswer(200);
        await RunAsync(workspace);
        var delivery = await NewestAsync(workspace, hook);
        Assert.Equal((DeliveryState.Delivered, 8), (delivery.State, delivery.Attempts));
        var recovered = await Console.GetAsync(workspace.Owner, hook, default);
        Assert.Equal((true, 0, null, null), (recovered.Active, recovered.Failures, recovered.FailingSince, recovered.RetryAt));
    }

    [Theory]
    [InlineData(429, 2, 2)]
    [InlineData(503, 20, 20)]
    [InlineData(503, 240, 24)]
    [InlineData(500, 20, 0)]
    public async Task A_receiver_that_asks_for_a_pause_is_given_one_of_a_day_at_most(int status, int hours, int heeded)
    {
        _receiver.Answer = new WebhookAnswer(status, TimeSpan.FromHours(hours));
        var workspace = await fixture.WorkspaceAsync();
        var hook = await HookAsync(workspace);
        await SendTestAsync(workspace, hook);
        await RunAsync(workspace, tries: 1);
        var tried = (await NewestAsync(workspace, hook)).TriedAt!.Value;
        // Another delivery meanwhile waits for it, too.
        await fixture.DoAsync($"insert into kith.webhook_delivery (workspace_id, id, webhook_id, event, body, due_at, created_at) values ('{workspace.Id}', gen_random_uuid(), '{hook}', 'test', '{{}}', now(), now())");
        await RunAsync(workspace, tries: 1);
        Assert.Equal(heeded, (int)Math.Round((Now - tried).TotalHours));
    }

    [Fact]
    public async Task Deliveries_that_are_done_with_are_deleted_after_their_time_and_what_waits_stays()
    {
        var workspace = await fixture.WorkspaceAsync();
        var hook = await HookAsync(workspace);
        await fixture.DoAsync($"insert into kith.webhook_delivery (workspace_id, id, webhook_id, event, body, state, due_at, tried_at, created_at) select '{workspace.Id}', gen_random_uuid(), '{hook}', s || d, '{{}}', s, now(), case when s <> 'waiting' then now() - d * interval '1 day' end, now() - interval '50 days' from unnest(array['waiting', 'delivered', 'failed', 'parked']) s, unnest(array[6, 8]) d");
        var tidying = new Tidying(fixture.Store.Database, Queueing.Options, new TidyingOptions { DeliveriesKept = TimeSpan.FromDays(7) }, TimeProvider.System);
        await fixture.QueueAsync(new NewJob(workspace.Id, tidying.Kind, workspace.Id));
        await tidying.RunAsync((await fixture.TakeAsync(tidying))!, default);
        Assert.Equal("delivered6 failed6 failed8 parked6 waiting6 waiting8", await fixture.AskAsync<string>($"select string_agg(event, ' ' order by event) from kith.webhook_delivery where workspace_id = '{workspace.Id}'"));
    }
}

using Kith.Core.Access;
using Kith.Store.Notifications;
using Kith.Store.Tests.Records;
using Kith.Store.Tests.Stream;
using static Kith.Store.Tests.Stream.Consumers;

namespace Kith.Store.Tests.Notifications;

/// <summary>FEATURES 60: once, also where processes that tell are killed.</summary>
public sealed class NotificationSurvivalTests : IAsyncLifetime
{
    // Its own database: here the consumer reads from the beginning.
    private readonly StoreFixture _fixture = new();

    public ValueTask InitializeAsync() => _fixture.InitializeAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Processes_killed_in_the_middle_of_telling_tell_everything_once()
    {
        const int count = 150;
        var workspace = await _fixture.WorkspaceAsync();
        var grace = await Colleague.OfAsync(_fixture.Store, workspace);
        for (var i = 0; i < count; i++)
            await workspace.CreateAsync("company", $$"""{"name": "Company {{i}}", "owner": "{{grace.Person}}"}""");
        for (var kill = 0; kill < 3; kill++)
        {
            using var process = ConsumerProcess.Start(_fixture.AppConnection, "notifications");
            await process.KillAmidAsync(after: 4, Cancel);
        }
        Assert.InRange(await CountAsync(workspace), 5, count - 5);
        await using var consumers = new Consumers(_fixture);
        var consumer = new NotificationConsumer(_fixture.Store, TimeProvider.System);
        await consumers.StartAsync(Hasty, consumer);
        await consumers.CurrentAsync(workspace, consumer);
        Assert.Equal(count, await CountAsync(workspace));
        var catalogue = await _fixture.Store.Catalogues.OfAsync(workspace.Id, 0, Cancel);
        var told = (await _fixture.Store.Notifications.ListAsync(grace, catalogue, unread: true, null, 200, Cancel)).Notifications;
        Assert.Equal(count, told.Select(n => n.Record!.Id).Distinct().Count());
        Assert.Equal(NotificationReader.MostCounted, await _fixture.Store.Notifications.CountAsync(grace, catalogue, Cancel));
    }

    private async Task<long> CountAsync(Workspace workspace)
    {
        await using var command = _fixture.Owner.CreateCommand($"select count(*) from kith.notification n join kith.notification_item i on i.workspace_id = n.workspace_id and i.notification_id = n.id where n.workspace_id = '{workspace.Id}'");
        return (long)(await command.ExecuteScalarAsync(Cancel))!;
    }
}

/// <summary>Somebody else in a workspace.</summary>
internal static class Colleague
{
    public static async Task<Caller> OfAsync(KithStore store, Workspace workspace)
    {
        var person = store.Catalogues.BuiltIn["person"];
        var request = new Writing.WriteRequest(Writing.WriteKind.Create, store.Ids.Next());
        request.Values[person["name"]] = "Grace Hopper";
        request.Values[person["role"]] = "member";
        await using var session = await store.Database.OpenAsync(workspace.Id, Cancel);
        await store.Writes.OneAsync(session, Caller.System("test", workspace.Id, "EUR", workspace.Owner.Zone), store.Catalogues.BuiltIn, person, request, null, null, Cancel);
        return Caller.Of(workspace.Id, request.Id, Role.Member, Via.Api, "EUR", workspace.Owner.Zone);
    }
}

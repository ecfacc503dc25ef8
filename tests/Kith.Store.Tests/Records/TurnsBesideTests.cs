using Kith.Sales.Leads;
using Kith.Store.Writing;

namespace Kith.Store.Tests.Records;

public sealed class TurnsBesideTests(StoreFixture fixture)
{
    [Fact]
    public async Task Chunks_that_are_saved_beside_each_other_share_turns_and_none_waits_for_one_that_waits_for_it()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var (workspace, catalogue) = (await fixture.WorkspaceAsync(), fixture.Store.Catalogues.BuiltIn);
        var people = new List<Guid>();
        await using (var session = await fixture.Store.Database.OpenAsync(workspace.Id, cancellation))
        {
            foreach (var name in new[] { "Ann", "Bob", "Cleo" })
                people.Add(await MadeAsync("person", new() { ["name"] = name }));
            await MadeAsync("assignment_rule", new() { ["name"] = "All", ["way"] = "round_robin", ["people"] = people.ToArray() });

            async Task<Guid> MadeAsync(string type, Dictionary<string, object> values)
            {
                var request = new WriteRequest(WriteKind.Create, fixture.Store.Ids.Next());
                foreach (var (name, value) in values)
                    request.Values[catalogue[type][name]] = value;
                await fixture.Store.Writes.OneAsync(session, workspace.Owner, catalogue, catalogue[type], request, null, null, cancellation);
                return request.Id;
            }
        }

        // The later chunk is prepared first, and may append its changes only behind the earlier one.
        var appended = new TaskCompletionSource();
        var later = ChunkAsync(appended.Task);
        await Task.Delay(200, cancellation);
        await ChunkAsync(Task.CompletedTask);
        appended.SetResult();
        await later.WaitAsync(TimeSpan.FromSeconds(60), cancellation);

        await using var check = await fixture.Store.Database.OpenAsync(workspace.Id, cancellation);
        var owned = await fixture.Store.Writes.LookAsync(check, workspace.Owner, catalogue, source => source.CountAsync<Lead>("owner", people, "id is not empty", cancellation));
        Assert.Equal([200, 200, 200], people.Select(p => owned[p]));

        async Task ChunkAsync(Task turn)
        {
            await using var session = await fixture.Store.Database.OpenAsync(workspace.Id, cancellation);
            await session.BeginAsync(cancellation);
            List<WriteRequest> requests = [.. Enumerable.Range(0, 300).Select(i =>
            {
                var request = new WriteRequest(WriteKind.Create, fixture.Store.Ids.Next());
                request.Values[catalogue["lead"]["last_name"]] = $"Lead {i}";
                return request;
            })];
            var outcomes = await fixture.Store.Writes.ManyAsync(session, workspace.Owner, catalogue, catalogue["lead"], requests, null, cancellation, new Apart(turn));
            Assert.All(outcomes, o => Assert.Null(o.Problem));
            await session.CommitAsync(cancellation);
        }
    }
}

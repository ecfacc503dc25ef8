using Kith.Core.Access;
using Kith.Core.Types;
using Kith.Store.Notifications;
using Kith.Store.Tests.Records;
using Kith.Store.Tests.Stream;
using static Kith.Store.Tests.Stream.Consumers;

namespace Kith.Store.Tests.Notifications;

/// <summary>FEATURES 63: nobody is told of records and fields they may not see, whether they could not then or cannot now.</summary>
public sealed class NotificationRightsTests(StoreFixture fixture)
{
    private sealed record Told(KithStore Store, Catalogue Catalogue, Caller Person)
    {
        public async Task<IReadOnlyList<string>> TextsAsync()
        {
            var told = (await Store.Notifications.ListAsync(Person, Catalogue, unread: false, null, 50, Cancel)).Notifications;
            Assert.Equal(told.Count, await Store.Notifications.CountAsync(Person, Catalogue, Cancel));
            return [.. told.Select(n => n.Text)];
        }
    }

    /// <summary>Two companies that Grace watches, changed by Olga, as far as a policy lets Grace be told.</summary>
    private async Task<(Workspace Workspace, Caller Grace)> ChangedAsync(AccessPolicy policy)
    {
        var workspace = await fixture.WorkspaceAsync();
        var grace = await Colleague.OfAsync(fixture.Store, workspace);
        var (small, large) = ((await workspace.CreateAsync("company", """{"name": "Small", "employees": 5}""")).Id(), (await workspace.CreateAsync("company", """{"name": "Large", "employees": 500}""")).Id());
        await using (var session = await fixture.Store.Database.OpenAsync(workspace.Id, Cancel))
        {
            foreach (var company in new[] { small, large })
                await fixture.Store.Watching.SetAsync(session, grace, fixture.Store.Catalogues.BuiltIn, fixture.Store.Catalogues.BuiltIn["company"], company, watches: true, Cancel);
        }
        await workspace.UpdateAsync("company", small, """{"employees": 6}""");
        await workspace.UpdateAsync("company", large, """{"employees": 600, "industry": "retail"}""");
        var consumer = new Early(new NotificationConsumer(new KithStore(fixture.Store.Database, fixture.Store.Catalogues.BuiltIn, policy, TimeProvider.System), TimeProvider.System));
        await using var consumers = new Consumers(fixture);
        await consumers.StartAsync(Hasty, consumer);
        await consumers.CurrentAsync(workspace, consumer);
        return (workspace, grace);
    }

    private async Task<Told> UnderAsync(AccessPolicy policy, Workspace workspace, Caller person)
    {
        var store = new KithStore(fixture.Store.Database, fixture.Store.Catalogues.BuiltIn, policy, TimeProvider.System);
        return new Told(store, await store.Catalogues.OfAsync(workspace.Id, 0, Cancel), person);
    }

    [Fact]
    public async Task What_is_hidden_later_is_neither_shown_nor_counted_nor_named()
    {
        var (workspace, grace) = await ChangedAsync(new RolePolicy());
        const string Small = "Olga Owner changed Employees of the company “Small”";
        Assert.Equal(["Olga Owner changed Industry, Employees of the company “Large”", Small], await (await UnderAsync(new RolePolicy(), workspace, grace)).TextsAsync());
        Assert.Equal([Small], await (await UnderAsync(new Only(where: "employees < 100"), workspace, grace)).TextsAsync());
        Assert.Equal(["Olga Owner changed Industry of the company “Large”"], await (await UnderAsync(new Only(hidden: "employees"), workspace, grace)).TextsAsync());
        Assert.Empty(await (await UnderAsync(new Only(read: false), workspace, grace)).TextsAsync());
        Assert.Equal(2, (await (await UnderAsync(new RolePolicy(), workspace, grace)).TextsAsync()).Count);
    }

    [Theory]
    [InlineData("employees < 100", null, true, "Olga Owner changed Employees of the company “Small”")]
    [InlineData(null, "employees", true, "Olga Owner changed Industry, Employees of the company “Large”")]
    [InlineData(null, null, false, null)]
    public async Task What_was_hidden_when_it_happened_is_not_told_later_either(string? where, string? hidden, bool read, string? told)
    {
        var (workspace, grace) = await ChangedAsync(new Only(where, hidden, read));
        Assert.Equal(told is null ? [] : [told], await (await UnderAsync(new RolePolicy(), workspace, grace)).TextsAsync());
    }

    /// <summary>Members read companies as far as it says.</summary>
    private sealed class Only(string? where = null, string? hidden = null, bool read = true) : AccessPolicy
    {
        protected override TypeRights PersonRights(Caller caller, RecordType type) => caller.Role != Role.Member || type.Name != "company"
            ? new(true, true, true, true) : new TypeRights(read, true, true, true, where) { Hidden = hidden is null ? new HashSet<string>() : new HashSet<string> { hidden } };

        protected override bool PersonMay(Caller caller, Function function) => true;
    }
}

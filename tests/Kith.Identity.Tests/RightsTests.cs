using System.Buffers;
using Kith.Core.Access;
using Kith.Core.Records;
using Kith.Identity.SignIns;
using Kith.Store.Writing;

namespace Kith.Identity.Tests;

public sealed class RightsTests(Cluster cluster) : IDisposable
{
    private readonly House house = new(cluster);

    public void Dispose() => house.Dispose();

    private Task<long?> SetRoleAsync(Someone who, Someone whom, string role) =>
        house.SetRoleAsync(who, cluster.Catalogue, whom.SignIn.Person, role);

    private Task DeactivateAsync(Someone who, Someone whom) => WriteAsync(who, WriteKind.Update, whom, "active", false);

    private async Task WriteAsync(Someone who, WriteKind kind, Someone whom, string? field = null, object? value = null)
    {
        var type = cluster.Catalogue.Of<Person>();
        var request = new WriteRequest(kind, whom.SignIn.Person);
        if (field is not null)
            request.Values[type[field]] = value;
        await using var session = await house.Store.Database.OpenAsync(who.SignIn.Workspace, House.Cancel);
        await house.Store.Writes.OneAsync(session, who.Caller, cluster.Catalogue, type, request, null, null, House.Cancel);
    }

    [Fact]
    public async Task A_new_role_acts_at_once()
    {
        var owner = await house.OwnerAsync();
        var grace = await house.ColleagueAsync(owner);
        Assert.Equal(Role.Member, await house.RoleAsync(grace.Cookie));
        await SetRoleAsync(owner, grace, "administrator");
        Assert.Equal(Role.Administrator, await house.RoleAsync(grace.Cookie));
    }

    [Fact]
    public async Task Nobody_gives_or_takes_rights_above_their_own()
    {
        var owner = await house.OwnerAsync();
        var administrator = await house.ColleagueAsync(owner, "administrator");
        var member = await house.ColleagueAsync(owner);
        Assert.Equal("person.above_you", await House.RefusalAsync(() => SetRoleAsync(administrator, member, "owner")));
        Assert.Equal("person.above_you", await House.RefusalAsync(() => SetRoleAsync(administrator, administrator, "owner")));
        Assert.Equal("person.above_you", await House.RefusalAsync(() => SetRoleAsync(administrator, owner, "member")));
        await SetRoleAsync(administrator, member, "administrator");
        await SetRoleAsync(administrator, administrator, "member");
    }

    [Fact]
    public async Task No_other_door_lets_rights_rise()
    {
        var owner = await house.OwnerAsync();
        var second = await house.ColleagueAsync(owner, "owner");
        var administrator = await house.ColleagueAsync(owner, "administrator");
        Assert.Equal("active:person.above_you", await House.RefusalAsync(() => DeactivateAsync(administrator, second)));
        Assert.Equal("role:person.above_you", await House.RefusalAsync(() => WriteAsync(administrator, WriteKind.Update, administrator, "role", "owner")));
        Assert.Equal("role:person.above_you", await House.RefusalAsync(() => WriteAsync(administrator, WriteKind.Delete, second)));
        Assert.True(await house.LetsInAsync(second.Cookie));
    }

    [Fact]
    public async Task The_last_owner_stays()
    {
        var owner = await house.OwnerAsync();
        Assert.Equal("role:person.last_owner", await House.RefusalAsync(() => SetRoleAsync(owner, owner, "member")));
        Assert.Equal("active:person.last_owner", await House.RefusalAsync(() => DeactivateAsync(owner, owner)));
        Assert.Equal("role:person.last_owner", await House.RefusalAsync(() => WriteAsync(owner, WriteKind.Delete, owner)));
        var second = await house.ColleagueAsync(owner, "owner");
        await SetRoleAsync(owner, owner, "member");
        Assert.Equal("role:person.last_owner", await House.RefusalAsync(() => SetRoleAsync(second, second, "administrator")));
    }

    [Fact]
    public async Task Two_owners_who_step_down_at_the_same_moment_leave_one()
    {
        for (var round = 0; round < 5; round++)
        {
            var first = await house.OwnerAsync();
            var second = await house.ColleagueAsync(first, "owner");
            var codes = await Task.WhenAll(StepDownAsync(first), StepDownAsync(second));
            Assert.Equal(["", "role:person.last_owner"], codes.Order(StringComparer.Ordinal));
        }

        async Task<string> StepDownAsync(Someone who)
        {
            try
            {
                await SetRoleAsync(who, who, "member");
                return "";
            }
            catch (Core.Problems.ProblemException refusal)
            {
                return $"{refusal.Problem.Errors[0].Field}:{refusal.Problem.Errors[0].Code}";
            }
        }
    }

    [Fact]
    public async Task Deactivating_ends_every_session_and_token_in_that_workspace_only()
    {
        var owner = await house.OwnerAsync();
        var grace = await house.ColleagueAsync(owner);
        var tokens = await house.LogIn.ProgramAsync(grace.Email, House.Password, null, house.Address, House.Cancel);
        var elsewhere = await house.SignUpAsync(grace.Email, "Her own");
        await DeactivateAsync(owner, grace);
        Assert.False(await house.LetsInAsync(grace.Cookie));
        Assert.Null((await house.Lookup.OfAccessTokenAsync(tokens.AccessToken, House.Cancel)).SignIn);
        Assert.Equal("bad_token", await House.RefusalAsync(() => house.Tokens.RefreshAsync(tokens.RefreshToken, House.Cancel)));
        Assert.True(await house.LetsInAsync(elsewhere));

        await WriteAsync(owner, WriteKind.Update, grace, "active", true);
        Assert.False(await house.LetsInAsync(grace.Cookie), "A session that ended stays ended.");
    }

    [Fact]
    public async Task Who_has_no_workspace_left_is_told_after_the_right_password_only()
    {
        var owner = await house.OwnerAsync();
        var grace = await house.ColleagueAsync(owner);
        await DeactivateAsync(owner, grace);
        Assert.Equal("no_workspace", await House.RefusalAsync(() => house.LogIn.BrowserAsync(grace.Email, House.Password, null, house.Address, House.Cancel)));
        Assert.Equal("bad_credentials", await House.RefusalAsync(() => house.LogIn.BrowserAsync(grace.Email, "something else", null, house.Address, House.Cancel)));
    }

    [Fact]
    public async Task A_role_taken_in_between_two_looks_is_not_remembered()
    {
        var cache = house.Get<SignInCache>();
        var owner = await house.OwnerAsync();
        var asked = cache.Ask();
        cache.ForgetPerson(owner.SignIn.Workspace, owner.SignIn.Person);
        cache.Remember("hash", owner.SignIn, asked);
        Assert.Null(cache.Find("hash"));
    }
}

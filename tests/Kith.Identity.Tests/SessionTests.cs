using Kith.Identity.SignIns;

namespace Kith.Identity.Tests;

public sealed class SessionTests(Cluster cluster) : IDisposable
{
    private static readonly TimeSpan TenMinutes = TimeSpan.FromMinutes(10);
    private readonly House house = new(cluster);

    public void Dispose() => house.Dispose();

    private Task<SignInAnswer> AskAsync(string cookie) => house.Lookup.OfCookieAsync(cookie, true, House.Cancel);

    [Fact]
    public async Task A_cookie_is_replaced_after_ten_minutes_and_not_before()
    {
        var owner = await house.OwnerAsync();
        house.Clock.Pass(TenMinutes - TimeSpan.FromSeconds(5));
        Assert.Null((await AskAsync(owner.Cookie)).NewCookie);
        house.Clock.Pass(TimeSpan.FromSeconds(5));
        var next = (await AskAsync(owner.Cookie)).NewCookie!;
        Assert.NotEqual(owner.Cookie, next);
        Assert.Equal(owner.SignIn.Session, (await AskAsync(next)).SignIn!.Session);
    }

    [Fact]
    public async Task The_old_cookie_lives_until_the_new_one_is_used_and_half_a_minute_more()
    {
        var owner = await house.OwnerAsync();
        house.Clock.Pass(TenMinutes);
        var next = (await AskAsync(owner.Cookie)).NewCookie!;
        house.Clock.Pass(TimeSpan.FromMinutes(5));
        Assert.NotNull((await AskAsync(owner.Cookie)).SignIn);
        Assert.NotNull((await AskAsync(next)).SignIn);
        house.Clock.Pass(TimeSpan.FromSeconds(28));
        Assert.NotNull((await AskAsync(owner.Cookie)).SignIn);
    }

    [Fact]
    public async Task An_old_cookie_used_later_ends_the_session_and_says_so()
    {
        var owner = await house.OwnerAsync();
        house.Clock.Pass(TenMinutes);
        var next = (await AskAsync(owner.Cookie)).NewCookie!;
        await AskAsync(next);
        house.Clock.Pass(TimeSpan.FromSeconds(31));
        var late = await AskAsync(owner.Cookie);
        Assert.Equal((null, true), (late.SignIn, late.Ended));
        var rightful = await AskAsync(next);
        Assert.Equal((null, true), (rightful.SignIn, rightful.Ended));
    }

    [Fact]
    public async Task Tabs_at_the_same_moment_get_one_new_cookie_between_them()
    {
        var owner = await house.OwnerAsync();
        house.Clock.Pass(TenMinutes);
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => AskAsync(owner.Cookie)));
        Assert.All(answers, a => Assert.NotNull(a.SignIn));
        Assert.Single(answers, a => a.NewCookie is not null);
    }

    [Fact]
    public async Task A_new_cookie_that_was_lost_on_its_way_is_handed_out_again()
    {
        var owner = await house.OwnerAsync();
        house.Clock.Pass(TenMinutes);
        Assert.NotNull((await AskAsync(owner.Cookie)).NewCookie);
        house.Clock.Pass(TimeSpan.FromMinutes(2));
        var again = (await AskAsync(owner.Cookie)).NewCookie!;
        Assert.NotNull((await AskAsync(again)).SignIn);
        house.Clock.Pass(TimeSpan.FromMinutes(1));
        Assert.NotNull((await AskAsync(again)).SignIn);
    }

    [Fact]
    public async Task A_session_that_is_not_used_ends()
    {
        var owner = await house.OwnerAsync();
        house.Clock.Pass(BrowserSessions.Idle);
        Assert.Null((await AskAsync(owner.Cookie)).SignIn);
    }

    [Fact]
    public async Task Logging_out_ends_the_session_at_once_also_where_it_was_remembered()
    {
        var owner = await house.OwnerAsync();
        Assert.NotNull((await AskAsync(owner.Cookie)).SignIn);
        await house.Browsers.EndAsync(owner.SignIn.Session, House.Cancel);
        Assert.Null((await AskAsync(owner.Cookie)).SignIn);
    }

    [Fact]
    public async Task What_another_process_revokes_works_here_for_half_a_second_at_most()
    {
        using var other = new House(cluster);
        var owner = await house.OwnerAsync();
        await other.Browsers.EndAsync(owner.SignIn.Session, House.Cancel);
        house.Clock.Pass(SignInCache.Lifetime);
        Assert.Null((await AskAsync(owner.Cookie)).SignIn);
    }

    [Fact]
    public async Task A_sign_in_goes_to_the_workspace_last_used_or_to_the_one_named()
    {
        var owner = await house.OwnerAsync();
        var second = await house.SomeoneAsync(owner.Email, await house.SignUpAsync(owner.Email, "Another"));
        Assert.Equal(second.SignIn.Workspace, (await LogInAsync(owner.Email, null)).SignIn.Workspace);
        Assert.Equal(owner.SignIn.Workspace, (await LogInAsync(owner.Email, owner.SignIn.Workspace.ToString())).SignIn.Workspace);
        Assert.Equal(owner.SignIn.Workspace, (await LogInAsync(owner.Email, null)).SignIn.Workspace);
        var stranger = await house.OwnerAsync();
        Assert.Equal("workspace:workspace.unknown", await House.RefusalAsync(() => LogInAsync(owner.Email, stranger.SignIn.Workspace.ToString())));
        Assert.Equal("workspace:bad_id", await House.RefusalAsync(() => LogInAsync(owner.Email, "nowhere")));
    }

    [Fact]
    public async Task Switching_starts_a_session_of_its_own_and_ends_the_old_one()
    {
        var owner = await house.OwnerAsync();
        var second = await house.SomeoneAsync(owner.Email, await house.SignUpAsync(owner.Email, "Another"));
        var switched = await house.SomeoneAsync(owner.Email, await house.LogIn.SwitchAsync(second.SignIn.Session, second.SignIn.Account!.Value, owner.SignIn.Workspace.ToString(), House.Cancel));
        Assert.Equal(owner.SignIn.Workspace, switched.SignIn.Workspace);
        Assert.NotEqual(second.SignIn.Session, switched.SignIn.Session);
        Assert.Null((await AskAsync(second.Cookie)).SignIn);
    }

    [Fact]
    public async Task No_secret_stands_in_the_database()
    {
        var owner = await house.OwnerAsync();
        await using var command = cluster.Owner.CreateCommand("select count(*) from kith.token where encode(hash, 'escape') like '%' || $1 || '%'");
        command.Parameters.Add(new Npgsql.NpgsqlParameter { Value = owner.Cookie });
        Assert.Equal(0L, await command.ExecuteScalarAsync(House.Cancel));
        Assert.Null((await AskAsync(Convert.ToHexString(Secret.Hash(owner.Cookie)))).SignIn);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("'; drop table account; --")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_made_up_cookie_lets_nobody_in(string cookie) => Assert.Equal(default, await AskAsync(cookie));

    private async Task<Someone> LogInAsync(string email, string? workspace) =>
        await house.SomeoneAsync(email, await house.LogIn.BrowserAsync(email, House.Password, workspace, house.Address, House.Cancel));
}

using Kith.Identity.SignIns;

namespace Kith.Identity.Tests;

public sealed class TokenTests(Cluster cluster) : IDisposable
{
    private readonly House house = new(cluster);

    public void Dispose() => house.Dispose();

    private async Task<TokenPair> IssueAsync()
    {
        var owner = await house.OwnerAsync();
        return await house.LogIn.ProgramAsync(owner.Email, House.Password, null, house.Address, House.Cancel);
    }

    private async Task<bool> WorksAsync(TokenPair pair)
    {
        house.Clock.Pass(SignInCache.Lifetime);
        return (await house.Lookup.OfAccessTokenAsync(pair.AccessToken, House.Cancel)).SignIn is not null;
    }

    private Task<TokenPair> RefreshAsync(TokenPair pair) => house.Tokens.RefreshAsync(pair.RefreshToken, House.Cancel);

    [Fact]
    public async Task An_access_token_works_for_a_quarter_of_an_hour()
    {
        var pair = await IssueAsync();
        Assert.True(await WorksAsync(pair));
        house.Clock.Pass(TimeSpan.FromMinutes(15));
        Assert.False(await WorksAsync(pair));
    }

    [Fact]
    public async Task Each_kind_of_secret_is_good_for_its_own_purpose_only()
    {
        var owner = await house.OwnerAsync();
        var pair = await house.LogIn.ProgramAsync(owner.Email, House.Password, null, house.Address, House.Cancel);
        Assert.Null((await house.Lookup.OfCookieAsync(pair.AccessToken, true, House.Cancel)).SignIn);
        Assert.Null((await house.Lookup.OfAccessTokenAsync(pair.RefreshToken, House.Cancel)).SignIn);
        Assert.Null((await house.Lookup.OfAccessTokenAsync(owner.Cookie + "x", House.Cancel)).SignIn);
        house.Clock.Pass(SignInCache.Lifetime);
        Assert.Null((await house.Lookup.OfAccessTokenAsync(owner.Cookie, House.Cancel)).SignIn);
        Assert.Equal("bad_token", await House.RefusalAsync(() => house.Tokens.RefreshAsync(pair.AccessToken, House.Cancel)));
        Assert.Equal("bad_token", await House.RefusalAsync(() => house.Tokens.RefreshAsync(owner.Cookie, House.Cancel)));
    }

    [Fact]
    public async Task Refreshing_goes_on_for_as_long_as_it_is_done_every_week()
    {
        var pair = await IssueAsync();
        for (var week = 0; week < 4; week++)
        {
            house.Clock.Pass(TimeSpan.FromDays(6));
            pair = await RefreshAsync(pair);
            Assert.True(await WorksAsync(pair));
        }
        house.Clock.Pass(TimeSpan.FromDays(7));
        Assert.Equal("bad_token", await House.RefusalAsync(() => RefreshAsync(pair)));
    }

    [Fact]
    public async Task A_refresh_token_used_again_later_ends_the_sign_in()
    {
        var first = await IssueAsync();
        var second = await RefreshAsync(first);
        house.Clock.Pass(TimeSpan.FromSeconds(61));
        Assert.Equal("session_ended", await House.RefusalAsync(() => RefreshAsync(first)));
        Assert.False(await WorksAsync(second));
        Assert.Equal("session_ended", await House.RefusalAsync(() => RefreshAsync(second)));
    }

    [Fact]
    public async Task A_lost_answer_may_be_asked_for_once_more_within_a_minute()
    {
        var first = await IssueAsync();
        await RefreshAsync(first);
        house.Clock.Pass(TimeSpan.FromSeconds(50));
        var again = await RefreshAsync(first);
        Assert.True(await WorksAsync(again));
        var next = await RefreshAsync(again);
        Assert.True(await WorksAsync(next));
    }

    [Fact]
    public async Task A_lost_answer_is_given_once_only()
    {
        var first = await IssueAsync();
        await RefreshAsync(first);
        await RefreshAsync(first);
        Assert.Equal("session_ended", await House.RefusalAsync(() => RefreshAsync(first)));
    }

    [Fact]
    public async Task Who_held_the_answer_after_all_ends_the_sign_in()
    {
        var first = await IssueAsync();
        var stolen = await RefreshAsync(first);
        var again = await RefreshAsync(first);
        Assert.Equal("session_ended", await House.RefusalAsync(() => RefreshAsync(stolen)));
        Assert.False(await WorksAsync(again));
    }

    [Fact]
    public async Task Only_the_last_refresh_token_may_come_again()
    {
        var first = await IssueAsync();
        var second = await RefreshAsync(first);
        await RefreshAsync(second);
        Assert.Equal("session_ended", await House.RefusalAsync(() => RefreshAsync(first)));
    }

    [Fact]
    public async Task Of_refreshes_at_the_same_moment_two_succeed_at_most()
    {
        var pair = await IssueAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            try
            {
                return await RefreshAsync(pair);
            }
            catch (Core.Problems.ProblemException)
            {
                return null;
            }
        }));
        Assert.True(answers.Count(a => a is not null) is 1 or 2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Revoking_ends_the_sign_in_by_either_token_at_once(bool byAccess)
    {
        var pair = await IssueAsync();
        Assert.True(await WorksAsync(pair));
        await house.Tokens.RevokeAsync(byAccess ? pair.AccessToken : pair.RefreshToken, House.Cancel);
        Assert.Null((await house.Lookup.OfAccessTokenAsync(pair.AccessToken, House.Cancel)).SignIn);
        Assert.Equal("bad_token", await House.RefusalAsync(() => RefreshAsync(pair)));
        await house.Tokens.RevokeAsync(pair.RefreshToken, House.Cancel);
    }
}

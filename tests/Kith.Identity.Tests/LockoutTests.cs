using System.Net;

namespace Kith.Identity.Tests;

public sealed class LockoutTests(Cluster cluster) : IDisposable
{
    private const string Wrong = "not the password";
    private readonly House house = new(cluster);

    public void Dispose() => house.Dispose();

    [Fact]
    public async Task Every_failure_has_one_answer()
    {
        var owner = await house.OwnerAsync();
        Assert.Equal("bad_credentials", await TryAsync(owner.Email, Wrong));
        Assert.Equal("bad_credentials", await TryAsync(house.NewEmail("nobody"), House.Password));
        Assert.Equal("bad_credentials", await TryAsync("no address at all", House.Password));
        Assert.Equal("bad_credentials", await TryAsync(owner.Email, new string('x', 100_000)));
    }

    [Fact]
    public async Task After_five_failures_even_the_right_password_waits_and_each_further_failure_doubles_that()
    {
        var owner = await house.OwnerAsync();
        await FailAsync(owner.Email, house.Address, 5);
        Assert.Equal("too_many", await TryAsync(owner.Email, House.Password));
        house.Clock.Pass(TimeSpan.FromSeconds(31));
        Assert.Equal("bad_credentials", await TryAsync(owner.Email, Wrong));
        house.Clock.Pass(TimeSpan.FromSeconds(31));
        Assert.Equal("too_many", await TryAsync(owner.Email, House.Password));
        house.Clock.Pass(TimeSpan.FromSeconds(30));
        Assert.Null(await TryAsync(owner.Email, House.Password));
        Assert.Equal("bad_credentials", await TryAsync(owner.Email, Wrong));
        Assert.Null(await TryAsync(owner.Email, House.Password));
    }

    [Fact]
    public async Task An_address_that_nobody_has_is_locked_alike()
    {
        var nobody = house.NewEmail("nobody");
        await FailAsync(nobody, house.Address, 5);
        Assert.Equal("too_many", await TryAsync(nobody, Wrong));
    }

    [Fact]
    public async Task A_stranger_elsewhere_does_not_lock_the_user_out()
    {
        var owner = await house.OwnerAsync();
        await house.LogIn.BrowserAsync(owner.Email, House.Password, null, house.Address, House.Cancel);
        // From many networks, so that the address is locked for networks that it does not know.
        for (var network = 1; network <= 8; network++)
            await FailAsync(owner.Email, new IPAddress([172, 16, (byte)network, house.Address.GetAddressBytes()[2]]), 4, mayBeLocked: true);
        Assert.Equal("too_many", await House.RefusalAsync(() => house.LogIn.BrowserAsync(owner.Email, House.Password, null, IPAddress.Parse("192.0.2.77"), House.Cancel)));
        Assert.Null(await TryAsync(owner.Email, House.Password));
    }

    [Fact]
    public async Task Many_attempts_at_the_same_moment_are_counted_too()
    {
        var owner = await house.OwnerAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => TryAsync(owner.Email, Wrong)));
        Assert.True(answers.Count(a => a == "bad_credentials") <= 5, string.Join(' ', answers));
        Assert.Equal("too_many", await TryAsync(owner.Email, House.Password));
    }

    [Fact]
    public async Task Who_was_told_to_come_again_has_not_failed()
    {
        var owner = await house.OwnerAsync();
        using var over = new CancellationTokenSource();
        var crowd = Enumerable.Range(0, 150).Select(_ => CrowdAsync(house.Get<Passwords.PasswordHashing>(), over.Token)).ToList();
        // One who finds a place in the line gets in, which forgives what was before.
        for (var told = 0; told < 8;)
            told = await TryAsync(owner.Email, House.Password) is { } refusal ? told + (refusal == "password.many" ? 1 : throw new InvalidOperationException(refusal)) : 0;
        await over.CancelAsync();
        await Task.WhenAll(crowd);
        Assert.Null(await TryAsync(owner.Email, House.Password));
    }

    private static async Task CrowdAsync(Passwords.PasswordHashing passwords, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            try
            {
                await passwords.HashAsync(House.Password, House.Cancel);
            }
            catch (Core.Problems.ProblemException busy) when (busy.Problem.Code == "password.many")
            {
                await Task.Delay(1, House.Cancel);
            }
        }
    }

    private async Task<string?> TryAsync(string email, string password)
    {
        try
        {
            await house.LogIn.BrowserAsync(email, password, null, house.Address, House.Cancel);
            return null;
        }
        catch (Core.Problems.ProblemException refusal)
        {
            return refusal.Problem.Code;
        }
    }

    private async Task FailAsync(string email, IPAddress address, int times, bool mayBeLocked = false)
    {
        for (var i = 0; i < times; i++)
        {
            var answer = await House.RefusalAsync(() => house.LogIn.BrowserAsync(email, Wrong, null, address, House.Cancel));
            Assert.True(answer == "bad_credentials" || (mayBeLocked && answer == "too_many"), answer);
        }
    }
}

using Kith.Identity.Passwords;
using Kith.Identity.SecondFactors;
using Kith.Identity.SignIns;

namespace Kith.Identity.Tests;

/// <summary>That failures tell nothing by the work they cost, counted in hashes and not in time.</summary>
public sealed class SignInCostTests(Cluster cluster) : IDisposable
{
    private readonly House house = new(cluster);

    public void Dispose() => house.Dispose();

    private async Task<(long Hashes, string Answer)> CostAsync(LogInInput input)
    {
        var before = house.Get<PasswordHashing>().Checked;
        var answer = await House.RefusalAsync(() => house.LogIn.BrowserAsync(input, house.Address, House.Cancel));
        return (house.Get<PasswordHashing>().Checked - before, answer);
    }

    [Fact]
    public async Task Every_failure_costs_one_hash_and_strangers_learn_nothing_from_the_answer()
    {
        var (plain, strong) = (await house.OwnerAsync(), await house.OwnerAsync());
        await house.ProtectAsync(strong);
        foreach (var code in new[] { null, "123456", "ABCD-EFGH-IJKL-MNOP" })
        {
            Assert.Equal((1, "bad_credentials"), await CostAsync(new LogInInput(house.NewEmail(), "some long words") { Code = code }));
            Assert.Equal((1, "bad_credentials"), await CostAsync(new LogInInput(plain.Email, "some long words") { Code = code }));
            Assert.Equal((1, "bad_credentials"), await CostAsync(new LogInInput(strong.Email, "some long words") { Code = code }));
            house.Clock.Pass(TimeSpan.FromDays(2));
        }
        Assert.Equal((1, "bad_code"), await CostAsync(new LogInInput(strong.Email, House.Password) { Code = "000000" }));
        Assert.Equal((1, "code_required"), await CostAsync(new LogInInput(strong.Email, House.Password)));
    }

    [Fact]
    public async Task Wrong_codes_lock_out_like_wrong_passwords_whatever_is_asked_in_between()
    {
        var owner = await house.OwnerAsync();
        await house.ProtectAsync(owner);
        var answers = new List<string>();
        for (var i = 0; i < 8; i++)
        {
            answers.Add((await CostAsync(new LogInInput(owner.Email, House.Password) { Code = "000000" })).Answer);
            if (answers[^1] != "too_many")
                Assert.Contains((await CostAsync(new LogInInput(owner.Email, House.Password))).Answer, new[] { "code_required", "too_many" });
        }
        Assert.Equal("too_many", answers[^1]);
        Assert.InRange(answers.Count(a => a == "bad_code"), 3, 5);
    }

    [Fact]
    public async Task Asking_for_the_code_does_not_lock_anybody_out()
    {
        var owner = await house.OwnerAsync();
        var secret = await house.ProtectAsync(owner);
        for (var i = 0; i < 12; i++)
            Assert.Equal("code_required", (await CostAsync(new LogInInput(owner.Email, House.Password))).Answer);
        house.Clock.Pass(TimeSpan.FromMinutes(1));
        await house.LogIn.BrowserAsync(new LogInInput(owner.Email, House.Password) { Code = house.CodeOf(secret) }, house.Address, House.Cancel);
    }

    [Fact]
    public async Task Who_is_not_to_be_remembered_is_forgotten_after_hours()
    {
        var owner = await house.OwnerAsync();
        var brief = (await house.LogIn.BrowserAsync(new LogInInput(owner.Email, House.Password) { Remember = false }, house.Address, House.Cancel)).Cookie;
        house.Clock.Pass(TimeSpan.FromHours(7));
        Assert.True(await house.LetsInAsync(brief));
        house.Clock.Pass(TimeSpan.FromHours(1));
        Assert.False(await house.LetsInAsync(brief));
        Assert.True(await house.LetsInAsync(owner.Cookie));
    }
}

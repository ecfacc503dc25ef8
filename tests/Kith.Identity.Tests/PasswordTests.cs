using Kith.Core.Problems;
using Kith.Identity.Passwords;
using Kith.Store.Accounts;

namespace Kith.Identity.Tests;

public sealed class PasswordTests(Cluster cluster)
{
    [Theory]
    [InlineData("short one", "password.too_short")]
    [InlineData("Password123!", "password.common")]
    [InlineData("1234567890", "password.common")]
    [InlineData("qwertyuiop", "password.common")]
    [InlineData("zyxwvutsrqp", "password.common")]
    [InlineData("aaaaaaaaaaaab", "password.common")]
    [InlineData("adalovelace42", "password.own_words")]
    [InlineData("Engines-2026!", "password.own_words")]
    [InlineData("seven green umbrellas", null)]
    [InlineData("пароль на русском", null)]
    [InlineData("🦊🦊🌧️🍄🎻🎲🧭⚓️🌋🪁", null)]
    public void Only_passwords_that_are_guessed_first_are_refused(string password, string? code)
    {
        Messages.Include(typeof(PasswordRules).Assembly);
        var problems = new ProblemList();
        PasswordRules.Check("password", password, ["Ada Lovelace", "ada@example.com", "Analytical Engines"], problems);
        Assert.Equal(code, problems.None ? null : problems.Errors[0].Code);
    }

    [Fact]
    public async Task A_hash_opens_for_its_password_only()
    {
        using var hashing = Hashing(1_000);
        var hash = await hashing.HashAsync("café crème brûlée", House.Cancel);
        Assert.Equal(new PasswordVerdict(true, false), await hashing.VerifyAsync(hash, "cafe\u0301 cre\u0300me bru\u0302le\u0301e", House.Cancel));
        Assert.False((await hashing.VerifyAsync(hash, "cafe creme brulee", House.Cancel)).Right);
        Assert.False((await hashing.VerifyAsync(null, "café crème brûlée", House.Cancel)).Right);
    }

    [Fact]
    public async Task Passwords_wait_in_line_for_the_processor()
    {
        using var hashing = Hashing(20_000);
        var hashes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => hashing.HashAsync(House.Password, House.Cancel)));
        Assert.Equal(20, hashes.Distinct().Count());
    }

    [Fact]
    public async Task Who_would_wait_too_long_is_told_when_to_come_again()
    {
        using var hashing = Hashing(20_000);
        var refused = 0;
        await Task.WhenAll(Enumerable.Range(0, 260).Select(async _ =>
        {
            try
            {
                await hashing.HashAsync(House.Password, House.Cancel);
            }
            catch (ProblemException busy) when (busy.Problem is { Kind: ProblemKind.Unavailable, Code: "password.many", RetryAfter: > 0 })
            {
                Interlocked.Increment(ref refused);
            }
        }));
        Assert.InRange(refused, 1, 160);
    }

    [Fact]
    public async Task Who_works_goes_before_passwords()
    {
        using var hashing = Hashing(1_000);
        await hashing.HashAsync(House.Password, House.Cancel);
        var threads = Directory.GetDirectories("/proc/self/task").Select(t => File.ReadAllText(Path.Combine(t, "stat"))).Where(s => s.Contains("(passwords)", StringComparison.Ordinal)).ToList();
        // The nineteenth word, counted with the name in parentheses as the second.
        Assert.Contains(threads, s => s[(s.LastIndexOf(')') + 2)..].Split(' ')[16] == "10");
    }

    [Fact]
    public async Task A_password_hashed_by_an_older_policy_is_hashed_anew_at_the_next_sign_in()
    {
        using var before = new House(cluster);
        using var after = new House(cluster, iterations: 2_000);
        var email = before.NewEmail();
        await before.SignUpAsync(email);
        var old = await HashOfAsync(before, email);
        await after.LogIn.BrowserAsync(email, House.Password, null, after.Address, House.Cancel);
        var renewed = await HashOfAsync(after, email);
        Assert.NotEqual(old, renewed);
        await after.LogIn.BrowserAsync(email, House.Password, null, after.Address, House.Cancel);
        Assert.Equal(renewed, await HashOfAsync(after, email));
    }

    private static PasswordHashing Hashing(int iterations) => new(new IdentitySettings { PublicUrl = new Uri("https://kith.example"), Secret = Cluster.Secret, OutboxDirectory = "", PasswordIterations = iterations, PasswordsAtOnce = 2 });

    private static async Task<string> HashOfAsync(House house, string email)
    {
        await using var session = await house.Store.Database.OpenGlobalAsync(House.Cancel);
        return (await AccountTable.FindAsync(session, email, House.Cancel))!.PasswordHash;
    }
}

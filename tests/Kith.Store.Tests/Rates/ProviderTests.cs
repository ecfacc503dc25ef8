using System.Text;
using Kith.Core.Types.Kinds;
using Kith.Store.Jobs;
using Kith.Store.Rates;
using Kith.Store.Tests.Jobs;
using Kith.Store.Tests.Records;

namespace Kith.Store.Tests.Rates;

/// <summary>Rates that are fetched every day.</summary>
public sealed class ProviderTests(StoreFixture fixture)
{
    // Rows of eurofxref-hist-90d.xml, the reference rates that the European Central Bank publishes. Source: ECB statistics.
    private const string Xml = """
        <gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
            <Cube>
                <Cube time="2024-04-26"><Cube currency="USD" rate="1.0714"/><Cube currency="GBP" rate="0.85643"/></Cube>
                <Cube time="2024-04-25"><Cube currency="USD" rate="1.072"/><Cube currency="GBP" rate="0.85675"/></Cube>
            </Cube>
        </gesmes:Envelope>
        """;

    /// <summary>Has what stands in a file; without one nobody answers.</summary>
    private sealed class Files(string? file) : IRateTransport
    {
        public Task<byte[]> FetchAsync(Uri url, CancellationToken cancellation)
        {
            Assert.Equal("https://www.ecb.europa.eu/stats/eurofxref/eurofxref-hist-90d.xml", url.AbsoluteUri);
            return file is null ? throw new RatesUnreachableException("Nobody answers.") : Task.FromResult(Encoding.UTF8.GetBytes(file));
        }
    }

    private (ExchangeRates Rates, RateJobs Jobs) Of(string? file)
    {
        IRateProvider[] banks = [new EuropeanCentralBank(new Files(file))];
        var rates = new ExchangeRates(fixture.Store, banks, TimeProvider.System);
        return (rates, new RateJobs(fixture.Store, rates, banks, Queueing.Options, TimeProvider.System));
    }

    private async Task<Job> BegunAsync(Workspace workspace, ExchangeRates rates, RateJobs jobs)
    {
        await using var session = await fixture.Store.Database.OpenAsync(workspace.Id, default);
        await rates.SetProviderAsync(session, workspace.Owner, "ecb", default);
        return (await fixture.TakeAsync(jobs))!;
    }

    [Fact]
    public async Task What_the_central_bank_says_is_taken_and_what_a_person_said_stays()
    {
        var workspace = await fixture.WorkspaceAsync();
        var (rates, jobs) = Of(Xml);
        await using (var session = await fixture.Store.Database.OpenAsync(workspace.Id, default))
            await rates.SetAsync(session, workspace.Owner, "USD", new DateOnly(2024, 4, 25), 0.5m, default);
        await jobs.RunAsync(await BegunAsync(workspace, rates, jobs), default);

        var (currencies, book) = await rates.ListAsync(workspace.Owner, default);
        Assert.Equal([("GBP", RateOrigin.Provider), ("USD", RateOrigin.Provider)], currencies.Select(c => (c.Currency, c.Newest.Origin)));
        Assert.Equal(0.9333582228859436m, currencies[1].Newest.Rate);
        Assert.Equal(decimal.Round(1 / 0.85643m, RateKind.Decimals, MidpointRounding.AwayFromZero), currencies[0].Newest.Rate);
        Assert.Equal((0.5m, RateOrigin.Person), (await rates.OfAsync(workspace.Owner, "USD", null, 10, default)) is [_, var typed] ? (typed.Rate, typed.Origin) : default);
        Assert.Equal(("ecb", true, null), (book.Provider, book.FetchedAt is not null, book.Problem));
        Assert.Equal(0, await fixture.AskAsync<long>($"select count(*) from kith.job where workspace_id = '{workspace.Id}' and kind = '{jobs.Kind}'"));
    }

    [Theory]
    [InlineData(null, "Nobody answers.")]
    [InlineData("<html>Down for maintenance</html>", "This is neither")]
    public async Task A_bank_that_gives_no_rates_is_told_and_asked_again(string? file, string reason)
    {
        var workspace = await fixture.WorkspaceAsync();
        var (rates, jobs) = Of(file);
        var job = await BegunAsync(workspace, rates, jobs);
        await Assert.ThrowsAsync<JobFailedException>(() => jobs.RunAsync(job, default));
        var (currencies, book) = await rates.ListAsync(workspace.Owner, default);
        Assert.Empty(currencies);
        Assert.StartsWith(reason, book.Problem, StringComparison.Ordinal);
        Assert.Null(book.FetchedAt);
    }

    [Fact]
    public async Task The_database_knows_the_decimals_of_every_currency()
    {
        foreach (var currency in Currencies.All)
            Assert.Equal(Currencies.Decimals(currency), await fixture.AskAsync<int>($"select kith.minor_digits('{currency}')"));
    }
}

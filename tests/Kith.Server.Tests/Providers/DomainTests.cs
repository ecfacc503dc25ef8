using System.Net;
using Kith.Identity.Providers;
using Kith.Server.Outbound;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Providers;

/// <summary>Whose a domain is says its owner, by a record.</summary>
public sealed class DomainTests(Installation server)
{
    [Fact]
    public async Task A_domain_counts_once_its_record_says_so_and_no_longer_than_that()
    {
        var owner = await server.WorkspaceAsync();
        var domain = $"d{server.NewId():N}.example";
        var added = (await owner.PostAsync("domains", new { domain = domain.ToUpperInvariant() + "." })).Expect(201);
        Assert.Equal(domain, added.Text("domain"));
        Task<Answer> VerifyAsync() => owner.PostAsync($"domains/{added.Text("id")}/verify", null);
        var refused = (await VerifyAsync()).Expect(200);
        Assert.Null(refused.Text("verified_at"));
        Assert.Contains(added.Text("record_value")!, refused.Text("problem")!, StringComparison.Ordinal);
        server.Names.Texts[added.Text("record_name")!] = ["kith-verification=another"];
        Assert.Null((await VerifyAsync()).Expect(200).Text("verified_at"));
        server.Names.Texts[added.Text("record_name")!] = ["v=spf1", added.Text("record_value")!];
        Assert.NotNull((await VerifyAsync()).Expect(200).Text("verified_at"));
        server.Names.Texts.TryRemove(added.Text("record_name")!, out _);
        Assert.Null((await VerifyAsync()).Expect(200).Text("verified_at"));
        (await owner.PostAsync("domains", new { domain })).Invalid("domain:domain.there");
        foreach (var bad in new[] { "", "no domain", "a@b.example", "x..example", "localhost" })
            (await owner.PostAsync("domains", new { domain = bad })).Invalid("domain:domain.bad");
        (await owner.DeleteAsync($"domains/{added.Text("id")}")).Expect(204);
        Assert.Empty((await owner.GetAsync("domains")).Expect(200).Data());
    }

    [Fact]
    public async Task A_name_server_that_does_not_answer_is_no_proof_and_takes_none_away()
    {
        var records = new DomainRecords([new IPEndPoint(IPAddress.Loopback, 1)]);
        await Assert.ThrowsAsync<DomainLookupException>(() => records.TextsAsync("corp.example", TestContext.Current.CancellationToken));
        Assert.Empty(await new DomainRecords([new IPEndPoint(IPAddress.Loopback, 1), server.Names.Address]).TextsAsync("unknown.example", TestContext.Current.CancellationToken));
    }
}

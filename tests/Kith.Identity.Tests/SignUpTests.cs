using System.Buffers;
using System.Text.Json;
using Kith.Core.Access;
using Kith.Core.Queries;
using Kith.Identity.SignIns;

namespace Kith.Identity.Tests;

public sealed class SignUpTests(Cluster cluster) : IDisposable
{
    private readonly House house = new(cluster);

    public void Dispose() => house.Dispose();

    [Fact]
    public async Task Signing_up_makes_a_workspace_its_owner_and_a_session()
    {
        var email = house.NewEmail();
        var owner = await house.SomeoneAsync(email, await house.SignUpAsync(email, currency: "usd", zone: "Europe/Rome"));
        Assert.Equal((Role.Owner, "USD", "Europe/Rome"), (owner.Caller.Role, owner.SignIn.Currency, owner.SignIn.Zone.Id));

        var me = (await house.Get<WhoAmI>().OfAsync(owner.SignIn.Workspace, owner.SignIn.Person, owner.SignIn.Account, House.Cancel))!;
        Assert.Equal(("Ada Lovelace", email, "Analytical Engines", false), (me.Person, me.Email, me.Workspace, me.SampleData));
        Assert.Equal(owner.SignIn.Workspace, Assert.Single(await house.Get<WhoAmI>().WorkspacesAsync(owner.SignIn.Account!.Value, House.Cancel)).Id);
    }

    [Fact]
    public async Task A_new_workspace_starts_with_one_pipeline_and_its_stages()
    {
        var owner = await house.OwnerAsync();
        var stages = await ListAsync(owner, "stage", "position");
        Assert.Equal(["Prospecting", "Engaging", "Proposal", "Negotiation", "Won", "Lost"], stages.Select(s => s.GetProperty("name").GetString()));
        Assert.Equal(["10", "30", "50", "75", "100", "0"], stages.Select(s => s.GetProperty("probability").ToString().Split('.')[0]));
        Assert.True((await ListAsync(owner, "pipeline", "name")).Single().GetProperty("default").GetBoolean());
    }

    [Fact]
    public async Task The_same_address_makes_another_workspace_by_its_password_only()
    {
        var email = house.NewEmail();
        var first = await house.SomeoneAsync(email, await house.SignUpAsync(email));
        var second = await house.SomeoneAsync(email, await house.SignUpAsync(email.ToUpperInvariant(), "Difference Engines"));
        Assert.Equal(first.SignIn.Account, second.SignIn.Account);
        Assert.NotEqual(first.SignIn.Workspace, second.SignIn.Workspace);
        Assert.Equal("email:account.exists", await House.RefusalAsync(() => house.SignUpAsync(email, "Third", "another password it is")));
    }

    [Theory]
    [InlineData("XXX", null, "currency:unknown_currency")]
    [InlineData(null, "Europe/Atlantis", "time_zone:unknown_time_zone")]
    [InlineData(null, "../../etc/passwd", "time_zone:unknown_time_zone")]
    public async Task What_cannot_be_used_is_refused_by_its_field(string? currency, string? zone, string refusal) =>
        Assert.Equal(refusal, await House.RefusalAsync(() => house.SignUpAsync(house.NewEmail(), currency: currency, zone: zone)));

    private async Task<List<JsonElement>> ListAsync(Someone who, string type, string sort)
    {
        var output = new ArrayBufferWriter<byte>();
        await house.Store.Reads.ListAsync(who.Caller, cluster.Catalogue, cluster.Catalogue[type], new ListQuery { Sort = [sort] }, output, House.Cancel);
        return [.. JsonDocument.Parse(output.WrittenMemory).RootElement.GetProperty("data").EnumerateArray()];
    }
}

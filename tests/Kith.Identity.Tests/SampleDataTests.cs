using System.Buffers;
using System.Text.Json;
using Kith.Core.Queries;
using Kith.Identity.SignIns;
using Kith.Store.Writing;

namespace Kith.Identity.Tests;

public sealed class SampleDataTests(Cluster cluster) : IDisposable
{
    private static readonly string[] Types = ["company", "contact", "product", "deal", "activity", "lead"];
    private readonly House house = new(cluster);

    public void Dispose() => house.Dispose();

    [Fact]
    public async Task Sample_data_fills_every_screen_in_the_name_of_who_asked_for_it()
    {
        var owner = await house.OwnerAsync();
        Assert.Equal(118, await house.LoadSampleAsync(owner, cluster.Catalogue));
        Assert.Equal([12, 25, 6, 30, 30, 6], await CountsAsync(owner));
        var deals = await ListAsync(owner, "deal");
        Assert.Equal(6, deals.Select(d => d.GetProperty("stage").GetProperty("title").GetString()).Distinct().Count());
        Assert.All(deals, d => Assert.Equal(owner.SignIn.Person, d.GetProperty("owner").GetProperty("id").GetGuid()));
        Assert.All(deals, d => Assert.Equal(JsonValueKind.Object, d.GetProperty("product").ValueKind));
        Assert.All(await ListAsync(owner, "activity"), a => Assert.Equal(JsonValueKind.Object, a.GetProperty("regarding").ValueKind));
        Assert.True(await SampledAsync(owner));
        Assert.Equal("sample_data.loaded", await House.RefusalAsync(() => house.LoadSampleAsync(owner, cluster.Catalogue)));
    }

    [Fact]
    public async Task Removing_takes_all_of_it_and_nothing_else_and_it_can_be_loaded_again()
    {
        var owner = await house.OwnerAsync();
        await house.LoadSampleAsync(owner, cluster.Catalogue);
        await AddCompanyAsync(owner, "Our own customer");
        var gone = (await ListAsync(owner, "contact"))[0].GetProperty("id").GetGuid();
        await WriteAsync(owner, "contact", new WriteRequest(WriteKind.Delete, gone));

        await house.RemoveSampleAsync(owner, cluster.Catalogue);
        Assert.Equal([1, 0, 0, 0, 0, 0], await CountsAsync(owner));
        Assert.False(await SampledAsync(owner));
        await house.RemoveSampleAsync(owner, cluster.Catalogue);

        await house.LoadSampleAsync(owner, cluster.Catalogue);
        Assert.Equal([13, 25, 6, 30, 30, 6], await CountsAsync(owner));
    }

    [Fact]
    public async Task Two_who_load_at_the_same_moment_load_it_once()
    {
        var owner = await house.OwnerAsync();
        var loads = await Task.WhenAll(Enumerable.Range(0, 3).Select(async _ =>
        {
            try
            {
                return await house.LoadSampleAsync(owner, cluster.Catalogue);
            }
            catch (Core.Problems.ProblemException)
            {
                return 0;
            }
        }));
        Assert.Equal(118, loads.Sum());
        Assert.Equal(12, (await CountsAsync(owner))[0]);
    }

    private async Task<bool> SampledAsync(Someone who) =>
        (await house.Get<WhoAmI>().OfAsync(who.SignIn.Workspace, who.SignIn.Person, who.SignIn.Account, House.Cancel))!.SampleData;

    private async Task<List<int>> CountsAsync(Someone who)
    {
        var counts = new List<int>();
        foreach (var type in Types)
            counts.Add((await ListAsync(who, type)).Count);
        return counts;
    }

    private async Task AddCompanyAsync(Someone who, string name)
    {
        var request = new WriteRequest(WriteKind.Create, house.Store.Ids.Next());
        request.Values[cluster.Catalogue["company"]["name"]] = name;
        await WriteAsync(who, "company", request);
    }

    private async Task WriteAsync(Someone who, string type, WriteRequest request)
    {
        await using var session = await house.Store.Database.OpenAsync(who.SignIn.Workspace, House.Cancel);
        await house.Store.Writes.OneAsync(session, who.Caller, cluster.Catalogue, cluster.Catalogue[type], request, null, null, House.Cancel);
    }

    private async Task<List<JsonElement>> ListAsync(Someone who, string type)
    {
        var output = new ArrayBufferWriter<byte>();
        await house.Store.Reads.ListAsync(who.Caller, cluster.Catalogue, cluster.Catalogue[type], new ListQuery { Limit = 200 }, output, House.Cancel);
        return [.. JsonDocument.Parse(output.WrittenMemory).RootElement.GetProperty("data").EnumerateArray()];
    }
}

using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Records;

public sealed class TrashTests(Installation server)
{
    public static TheoryData<string> Types => EveryType.Plurals;

    [Theory, MemberData(nameof(Types))]
    public async Task A_deleted_record_is_gone_but_for_the_trash_and_comes_back_whole(string plural)
    {
        var (client, make, type) = await EveryType.WorkspaceAsync(server, plural);
        var record = await make.CreateFullAsync(type, 3);
        var address = $"{plural}/{record.Id()}";
        var living = (await client.ListAsync(plural)).Count;
        var deleted = await client.DeleteAsync(address);
        Assert.Equal((204, 0), (deleted.Status, deleted.Bytes.Length));
        var absent = $"{plural}/{server.NewId()}";
        Assert.Equal((await client.GetAsync(absent)).Refused(404, "not_found").Comparable(), (await client.GetAsync(address)).Comparable());
        Assert.Equal((await client.DeleteAsync(absent)).Refused(404, "not_found").Comparable(), (await client.DeleteAsync(address)).Comparable());
        Assert.Equal((await client.PatchAsync(absent, "{}")).Refused(404, "not_found").Comparable(), (await client.PatchAsync(address, "{}")).Comparable());
        Assert.Equal(living - 1, (await client.ListAsync(plural)).Count);
        var trashed = Assert.Single(await client.ListAsync(plural, null, "&trash=only"));
        Assert.Equal(record.Id(), trashed.Id());
        Assert.Equal(record.Version() + 1, trashed.Version());
        Assert.Empty(await client.ListAsync(plural, $"id = \"{record.Id()}\""));
        var restored = await client.PostAsync($"{address}/restore", null);
        Assert.Equal(record.Version() + 2, restored.Expect(200).Version());
        Assert.Equal($"\"{restored.Json.Version()}\"", restored.Headers["ETag"]);
        Assert.All(type.Writable, f => Assert.True(restored.Json.GetProperty(f.Name).Same(record.GetProperty(f.Name)), f.Name));
        Assert.Empty(await client.ListAsync(plural, null, "&trash=only"));
        Assert.Equal(restored.Text, (await client.GetAsync(address)).Expect(200).GetRawText());
        (await client.PostAsync($"{address}/restore", null)).Refused(404, "not_found");
        (await client.PostAsync($"{absent}/restore", null)).Refused(404, "not_found");
    }

    [Fact]
    public async Task What_a_required_link_points_at_stays()
    {
        var client = await server.WorkspaceAsync();
        var deal = await client.CreateAsync("deals", new { name = "Tower" });
        var before = await Snapshot.OfAsync(client);
        (await client.DeleteAsync($"stages/{deal.GetProperty("stage").Id()}")).Refused(409, "has_dependents");
        (await client.DeleteAsync($"pipelines/{deal.GetProperty("pipeline").Id()}")).Refused(409, "has_dependents");
        Assert.Equal(before, await Snapshot.OfAsync(client));
        (await client.DeleteAsync($"deals/{deal.Id()}")).Expect(204);
        (await client.DeleteAsync($"stages/{deal.GetProperty("stage").Id()}")).Expect(204);
    }

    [Fact]
    public async Task A_restored_record_may_not_take_a_unique_value_back()
    {
        var client = await server.WorkspaceAsync();
        var first = await client.CreateAsync("products", new { name = "One", sku = "A-1" });
        (await client.DeleteAsync($"products/{first.Id()}")).Expect(204);
        await client.CreateAsync("products", new { name = "Two", sku = "a-1" });
        (await client.PostAsync($"products/{first.Id()}/restore", null)).Invalid("sku:unique");
    }
}

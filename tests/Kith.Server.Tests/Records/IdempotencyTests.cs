using System.Text.Json.Nodes;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Records;

public sealed class IdempotencyTests(Installation server)
{
    public static TheoryData<string> Types => EveryType.Plurals;

    private static (string, string) Key(string key) => ("Idempotency-Key", key);

    [Theory, MemberData(nameof(Types))]
    public async Task The_same_request_under_one_key_makes_one_record_and_one_answer(string plural)
    {
        var (client, make, type) = await EveryType.WorkspaceAsync(server, plural);
        var body = await make.FullAsync(type, 1);
        var present = (await client.ListAsync(plural)).Count;
        var first = await client.PostAsync(plural, body, Key("once"));
        first.Expect(201);
        (await client.PatchAsync($"{plural}/{first.Json.Id()}", new JsonObject { ["my_text_c"] = "changed since" })).Expect(200);
        var before = await Snapshot.OfAsync(client);
        var again = await client.PostAsync(plural, body, Key("once"));
        Assert.Equal((first.Status, first.Text), (again.Status, again.Text));
        Assert.Equal((first.Headers["ETag"], first.Headers["Location"]), (again.Headers["ETag"], again.Headers["Location"]));
        Assert.Equal("true", again.Headers["Idempotency-Replayed"]);
        body["my_text_c"] = "another";
        (await client.PostAsync(plural, body, Key("once"))).Refused(422, "idempotency_reused");
        Assert.Equal(before, await Snapshot.OfAsync(client));
        Assert.Equal(present + 1, (await client.ListAsync(plural)).Count);
        await client.CreateAsync(plural, await make.LeastAsync(type, 2));
    }

    [Fact]
    public async Task A_key_belongs_to_its_caller_and_a_refusal_does_not_use_it_up()
    {
        var (client, other) = (await server.WorkspaceAsync(), await server.WorkspaceAsync());
        var colleague = await server.ColleagueAsync(client);
        (await client.PostAsync("companies", new { name = "" }, Key("k"))).Invalid("name:required");
        var made = new List<Guid>();
        // One after the other: at the same moment none would find the answer of another.
        foreach (var caller in new[] { client, other, colleague })
            made.Add((await caller.PostAsync("companies", new { name = "Acme" }, Key("k"))).Expect(201).Id());
        Assert.Equal(3, made.Distinct().Count());
        (await client.PostAsync("companies", new { name = "Acme" }, Key(new string('k', 256)))).Invalid("Idempotency-Key:idempotency_key_invalid");
    }

    [Fact]
    public async Task Requests_at_the_same_moment_under_one_key_have_one_effect()
    {
        var client = await server.WorkspaceAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => client.PostAsync("companies", new { name = "Acme" }, Key("k"))));
        Assert.All(answers, a => Assert.True(a.Status == 201 || (a.Status, a.Code) == (409, "idempotency_running"), a.Text));
        Assert.Single(answers.Where(a => a.Status == 201).Select(a => a.Text).Distinct());
        Assert.Single(await client.ListAsync("companies"));
    }

    [Fact]
    public async Task Other_writes_keep_their_key_too()
    {
        var client = await server.WorkspaceAsync();
        var deal = await client.CreateAsync("deals", new { name = "Tower", amount = 5 });
        (await client.DeleteAsync($"deals/{deal.Id()}")).Expect(204);
        var invited = server.NewEmail();
        foreach (var (path, body) in new (string, object?)[]
        {
            ($"deals/{deal.Id()}/restore", null),
            ($"deals/{deal.Id()}/actions/win", new { }),
            ("deals/actions/update", new { ids = new[] { deal.Id() }, set = new { name = "Tower 2" } }),
            ("types", new { name = "gadget", plural = "gadgets" }),
            ("types/deal/fields", new { name = "height", kind = "integer" }),
            ("invitations", new { email = invited }),
            ("workspace/sample_data", null),
            ("deals/actions/delete", new { where = "name = \"Tower 2\"" }),
        })
        {
            var first = await client.PostAsync(path, body, Key("k " + path));
            Assert.True(first.Status < 300, first.Text);
            await server.LeftAsync(invited);
            var before = await Snapshot.OfAsync(client);
            var again = await client.PostAsync(path, body, Key("k " + path));
            Assert.Equal((first.Status, first.Text, "true"), (again.Status, again.Text, again.Headers["Idempotency-Replayed"]));
            Assert.Equal(before, await Snapshot.OfAsync(client));
        }
    }

    [Fact]
    public async Task What_was_made_under_a_key_can_be_used_at_once()
    {
        var client = await server.WorkspaceAsync();
        await client.ListAsync("companies");
        (await client.PostAsync("types", new { name = "gadget", plural = "gadgets" }, Key("t"))).Expect(201);
        var gadget = await client.CreateAsync("gadgets_c", new { name_c = "One" });
        (await client.PostAsync("types/gadget_c/fields", new { name = "size", kind = "integer" }, Key("f"))).Expect(201);
        Assert.Equal(3, (await client.PatchAsync($"gadgets_c/{gadget.Id()}", new { size_c = 3 })).Expect(200).GetProperty("size_c").GetInt32());
    }
}

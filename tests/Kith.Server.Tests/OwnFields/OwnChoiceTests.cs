using System.Text.Json;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.OwnFields;

/// <summary>FEATURES 30: renaming a choice keeps values, filters, boards and rules; deleting a used one asks for the replacement.</summary>
public sealed class OwnChoiceTests(Installation server)
{
    private static readonly object[] Phases = [new { label = "Plan", color = 20 }, new { label = "Build" }, new { label = "Done" }];

    private static Task<Answer> PutAsync(Client client, object body, string field = "phase_c", string type = "company") => client.PutAsync($"types/{type}/fields/{field}/choices", body);

    private static IEnumerable<string> Labels(JsonElement type, string field = "phase_c") =>
        type.GetProperty("fields").EnumerateArray().Single(f => f.Text("name") == field).GetProperty("choices").EnumerateArray().Where(c => !c.TryGetProperty("retired", out _)).Select(c => c.Text("label")!);

    [Fact]
    public async Task A_renamed_choice_keeps_its_records_filters_and_rules()
    {
        var client = await server.WorkspaceAsync();
        (await client.PostAsync("types/company/fields", new { label = "Phase", kind = "choice", choices = Phases })).Expect(201);
        (await client.PostAsync("types/company/rules", new { kind = "required", field = "website", when = "phase_c = \"done\"" })).Expect(201);
        await client.CreateAsync("companies", new { name = "One", phase_c = "build" });
        var type = (await PutAsync(client, new { choices = new object[] { new { value = "build", label = "Making", color = 100 }, new { value = "plan", label = "Plan" }, new { value = "done", label = "Over" }, new { label = "Sold" } } })).Expect(200);
        Assert.Equal(["Making", "Plan", "Over", "Sold"], Labels(type));
        Assert.Single(await client.ListAsync("companies", "phase_c = \"build\""));
        Assert.Single(await client.ListAsync("companies", "phase_c = \"Making\""));
        (await client.PostAsync("companies", new { name = "Two", phase_c = "Over" })).Invalid("website:required");
    }

    [Fact]
    public async Task A_used_choice_goes_only_with_what_takes_its_place_and_that_can_be_undone()
    {
        var client = await server.WorkspaceAsync();
        (await client.PostAsync("types/company/fields", new { label = "Phase", kind = "choice", choices = Phases })).Expect(201);
        (await client.PostAsync("types/company/fields", new { label = "Kinds", kind = "choices", choices = Phases })).Expect(201);
        var one = await client.CreateAsync("companies", new { name = "One", phase_c = "plan", kinds_c = new[] { "plan", "build" } });
        await client.CreateAsync("views", new { name = "Plans", type = "companies", filter = "phase_c = \"plan\"" });
        var left = new object[] { new { value = "build", label = "Build" }, new { value = "done", label = "Done" } };
        (await PutAsync(client, new { choices = left })).Invalid("replace.plan:choice.used");
        (await PutAsync(client, new { choices = left, replace = new { plan = "plan" } })).Invalid("replace.plan:choice.replacement");
        Assert.Equal(["Build", "Done"], Labels((await PutAsync(client, new { choices = left, replace = new { plan = "build" } })).Expect(200)));
        Assert.Equal("build", (await client.GetAsync($"companies/{one.Id()}")).Expect(200).Text("phase_c"));
        Assert.Equal(["Done"], Labels((await PutAsync(client, new { choices = new object[] { new { value = "done", label = "Done" } }, replace = new { plan = (string?)null, build = "done" } }, "kinds_c")).Expect(200), "kinds_c"));
        Assert.Equal("""["done"]""", (await client.GetAsync($"companies/{one.Id()}")).Expect(200).Raw("kinds_c"));
        // It is taken no more, but filters that name it go on to work.
        (await client.PatchAsync($"companies/{one.Id()}", new { phase_c = "plan" })).Invalid("phase_c:choice.retired");
        Assert.Empty(await client.ListAsync("companies", "phase_c = \"plan\""));
        var sets = (await client.GetAsync("changesets")).Expect(200).Data().Where(s => s.Text("name") == "replace_choice").ToList();
        Assert.Equal(2, sets.Count);
        // Who makes it again gets the old one back.
        var again = (await PutAsync(client, new { choices = new object[] { new { value = "build", label = "Build" }, new { value = "done", label = "Done" }, new { label = "Plan" } } })).Expect(200);
        Assert.Equal(["Build", "Done", "Plan"], Labels(again));
        (await client.PatchAsync($"companies/{one.Id()}", new { phase_c = "plan" })).Expect(200);
    }

    [Fact]
    public async Task Many_records_get_their_new_choice_in_the_background()
    {
        var client = await server.WorkspaceAsync();
        (await client.PostAsync("types/company/fields", new { label = "Phase", kind = "choice", choices = Phases })).Expect(201);
        foreach (var part in Enumerable.Range(0, 1_200).Chunk(400))
            (await client.PostAsync("batch", new { calls = part.Select(i => new { method = "POST", path = "companies", body = new { name = $"C{i}", phase_c = "plan" } }) })).Expect(200);
        (await PutAsync(client, new { choices = new object[] { new { value = "build", label = "Build" }, new { value = "done", label = "Done" } }, replace = new { plan = "done" } })).Expect(200);
        var set = (await client.GetAsync("changesets")).Expect(200).Data().Single(s => s.Text("name") == "replace_choice");
        while ((await client.GetAsync($"changesets/{set.Id()}")).Expect(200).Text("state") != "done")
            await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.Equal(1_200, (await client.GetAsync("companies?where=" + Uri.EscapeDataString("phase_c = \"done\"") + "&limit=1&count=exact")).Expect(200).GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task Choices_that_Kith_works_with_are_renamed_but_neither_added_nor_taken_away()
    {
        var client = await server.WorkspaceAsync();
        var type = (await client.TypeAsync("activities"))["status"];
        var all = type.Json.GetProperty("choices").EnumerateArray().Select(c => new { value = c.Text("value")!, label = c.Text("label") == "Completed" ? "Finished" : c.Text("label")! }).ToArray();
        Assert.Contains("Finished", Labels((await PutAsync(client, new { choices = all }, "status", "activity")).Expect(200), "status"));
        (await PutAsync(client, new { choices = all.Skip(1) }, "status", "activity")).Invalid("choices:choice.built_in");
        (await PutAsync(client, new { choices = all.Append(new { value = "", label = "New" }) }, "status", "activity")).Invalid("choices:choice.built_in");
        (await PutAsync(client, new { choices = all }, "subject", "activity")).Invalid("choices:choice.kind");
    }

    [Fact]
    public async Task Two_choices_do_not_share_a_name()
    {
        var client = await server.WorkspaceAsync();
        (await client.PostAsync("types/company/fields", new { label = "Phase", kind = "choice", choices = Phases })).Expect(201);
        (await PutAsync(client, new { choices = new object[] { new { value = "plan", label = "Plan" }, new { value = "build", label = "plan" } } })).Invalid("choices:choice.twice");
        (await PutAsync(client, new { choices = new object[] { new { value = "nope", label = "Plan" } } })).Invalid("choices[0].value:unknown_choice");
        (await PutAsync(client, new { choices = new object[] { new { value = "plan", label = "Plan", color = 400 } } })).Invalid("choices:out_of_range");
    }
}

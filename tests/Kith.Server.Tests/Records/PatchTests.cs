using System.Text.Json.Nodes;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Records;

public sealed class PatchTests(Installation server)
{
    public static TheoryData<string> Types => EveryType.Plurals;

    [Theory, MemberData(nameof(Types))]
    public async Task Each_field_changes_alone_and_is_answered_as_it_is_then_read(string plural)
    {
        var (client, make, type) = await EveryType.WorkspaceAsync(server, plural);
        var (first, other) = (await make.FullAsync(type, 1), await make.FullAsync(type, 3));
        var record = await client.CreateAsync(plural, first);
        var address = $"{plural}/{record.Id()}";
        foreach (var field in type.Writable.Where(f => !JsonNode.DeepEquals(first[f.Name], other[f.Name])))
        {
            // Another field may have brought it along, as moments do with days.
            if (EveryType.Answers(field, other[field.Name], record.GetProperty(field.Name)))
                continue;
            var answer = await client.PatchAsync(address, new JsonObject { [field.Name] = other[field.Name]?.DeepClone() });
            var changed = answer.Expect(200);
            Assert.True(EveryType.Answers(field, other[field.Name], changed.GetProperty(field.Name)), $"{field} became {changed.Raw(field.Name)}");
            Assert.Equal(record.Version() + 1, changed.Version());
            Assert.Equal($"\"{changed.Version()}\"", answer.Headers["ETag"]);
            Assert.Equal(changed.GetRawText(), (await client.GetAsync(address)).Expect(200).GetRawText());
            record = changed;
        }
    }

    [Theory, MemberData(nameof(Types))]
    public async Task Null_empties_a_field_that_is_not_required_and_is_refused_for_one_that_is(string plural)
    {
        var (client, make, type) = await EveryType.WorkspaceAsync(server, plural);
        var record = await make.CreateFullAsync(type);
        var address = $"{plural}/{record.Id()}";
        // Contacts and leads are called by their last name, so that stays.
        foreach (var field in type.Writable.Where(f => !EveryType.FilledOnChange.Contains((plural, f.Name)) && !(plural is "contacts" or "leads" && f.Name == "last_name")))
        {
            var answer = await client.PatchAsync(address, new JsonObject { [field.Name] = null });
            if (field.Required)
                answer.Invalid($"{field}:required");
            else
                Assert.True(answer.Expect(200).GetProperty(field.Name).IsEmpty(), $"{field}: {answer.Text}");
        }
        if (plural is "contacts" or "leads")
            (await client.PatchAsync(address, new JsonObject { ["last_name"] = null })).Invalid($"last_name:{type.Name}.needs_a_name");
        if (plural == "activities")
            (await client.PatchAsync(address, new { body = "# What was said" })).Expect(200);
        foreach (var (_, name) in EveryType.FilledOnChange.Where(f => f.Types == plural))
            Assert.False((await client.PatchAsync(address, new JsonObject { [name] = null })).Expect(200).GetProperty(name).IsEmpty(), name);
    }

    [Theory, MemberData(nameof(Types))]
    public async Task What_was_read_can_be_sent_back_and_changes_nothing(string plural)
    {
        var (client, make, type) = await EveryType.WorkspaceAsync(server, plural);
        foreach (var record in new[] { await make.CreateFullAsync(type, 5), await make.CreateAsync(type, 6) })
        {
            var before = await Snapshot.OfAsync(client);
            var back = new JsonObject();
            foreach (var field in type.Writable)
                back[field.Name] = JsonNode.Parse(record.Raw(field.Name));
            var answer = await client.PatchAsync($"{plural}/{record.Id()}", back, ("If-Match", "\"1\""));
            Assert.Equal(record.GetRawText(), answer.Expect(200).GetRawText());
            Assert.Equal("\"1\"", answer.Headers["ETag"]);
            foreach (var field in type.Writable)
                Assert.Equal(1, (await client.PatchAsync($"{plural}/{record.Id()}", new JsonObject { [field.Name] = back[field.Name]?.DeepClone() })).Expect(200).Version());
            Assert.Equal(1, (await client.PatchAsync($"{plural}/{record.Id()}", "{}")).Expect(200).Version());
            Assert.Equal(before, await Snapshot.OfAsync(client));
        }
    }

    [Theory, MemberData(nameof(Types))]
    public async Task A_stale_version_is_refused_with_the_present_record(string plural)
    {
        var (client, make, type) = await EveryType.WorkspaceAsync(server, plural);
        var (first, other) = (await make.FullAsync(type, 1), await make.FullAsync(type, 3));
        var record = await client.CreateAsync(plural, first);
        var address = $"{plural}/{record.Id()}";
        var field = type.Writable.First(f => f.Kind == "text").Name;
        var present = (await client.PatchAsync(address, new JsonObject { [field] = other[field]!.DeepClone() }, ("If-Match", "\"1\""))).Expect(200);
        Assert.Equal(2, present.Version());
        var before = await Snapshot.OfAsync(client);
        var refused = (await client.PatchAsync(address, new JsonObject { [field] = "late" }, ("If-Match", "\"1\""))).Refused(412, "stale");
        Assert.Equal(present.GetRawText(), refused.Json.Raw("current"));
        refused = (await client.DeleteAsync(address, ("If-Match", "\"1\""))).Refused(412, "stale");
        Assert.Equal(present.GetRawText(), refused.Json.Raw("current"));
        (await client.PatchAsync(address, "{}", ("If-Match", "3"))).Invalid("If-Match:bad_etag");
        Assert.Equal(before, await Snapshot.OfAsync(client));
        (await client.PatchAsync(address, new JsonObject { [field] = "any" }, ("If-Match", "*"))).Expect(200);
        (await client.DeleteAsync(address, ("If-Match", "\"3\""))).Expect(204);
    }

    [Theory, MemberData(nameof(Types))]
    public async Task Two_people_change_different_fields_and_both_stand(string plural)
    {
        var (client, make, type) = await EveryType.WorkspaceAsync(server, plural);
        var (first, other) = (await make.FullAsync(type, 1), await make.FullAsync(type, 3));
        var record = await client.CreateAsync(plural, first);
        string[] fields = ["my_text_c", "my_integer_c", "my_date_c", "my_email_c"];
        await Task.WhenAll(fields.Select(async f => (await client.PatchAsync($"{plural}/{record.Id()}", new JsonObject { [f] = other[f]!.DeepClone() })).Expect(200)));
        var present = (await client.GetAsync($"{plural}/{record.Id()}")).Expect(200);
        Assert.Equal(5, present.Version());
        Assert.All(fields, f => Assert.True(EveryType.Answers(type[f], other[f], present.GetProperty(f)), f));
    }

    [Fact]
    public async Task However_many_write_one_record_at_once_each_write_without_a_version_stands()
    {
        var client = await server.WorkspaceAsync();
        var deal = await client.CreateAsync("deals", new { name = "Tower", amount = 5 });
        var why = new { close_reason = (await client.ListAsync("close_reasons", "outcome is empty"))[0].Id() };
        const int Writers = 24;
        await Task.WhenAll(Enumerable.Range(1, Writers).Select(async i => ((i % 4) switch
        {
            0 => await client.PostAsync("deals/actions/update", new { ids = new[] { deal.Id() }, set = new { amount = 100 + i } }),
            1 => await client.PostAsync("deals/actions/update", new { ids = new[] { deal.Id() }, set = new { amount = 100 + i } }, ("Idempotency-Key", $"many {i}")),
            2 => await client.PostAsync($"deals/{deal.Id()}/actions/{(i % 8 == 2 ? "win" : "lose")}", why, ("Idempotency-Key", $"one {i}")),
            _ => await client.PatchAsync($"deals/{deal.Id()}", new { amount = 100 + i }),
        }).Expect(200)));
        var history = (await client.GetAsync($"deals/{deal.Id()}/changes?limit=100")).Expect(200).Data();
        Assert.Equal((await client.GetAsync($"deals/{deal.Id()}")).Expect(200).Version(), history.Count);
        var amounts = history.SelectMany(c => c.GetProperty("diff").EnumerateArray()).Where(d => d.Text("field") == "amount").ToList();
        Assert.Equal(Writers * 3 / 4 + 1, amounts.Count);
        // Each change begins where the one before it ended.
        Assert.Equal(amounts.Skip(1).Select(d => d.Raw("to")), amounts.SkipLast(1).Select(d => d.Raw("from")));
    }

    [Theory, MemberData(nameof(Types))]
    public async Task Unknown_and_read_only_fields_are_refused_by_name(string plural)
    {
        var (client, make, type) = await EveryType.WorkspaceAsync(server, plural);
        var record = await make.CreateAsync(type);
        var before = await Snapshot.OfAsync(client);
        var misspelt = type.Writable.First(f => f.Name.Length > 4).Name;
        misspelt = misspelt[..^2] + misspelt[^1] + misspelt[^2];
        foreach (var answer in new[] { await client.PatchAsync($"{plural}/{record.Id()}", new JsonObject { [misspelt] = "x", ["workspace_id"] = "x" }), await client.PostAsync(plural, new JsonObject { [misspelt] = "x", ["workspace_id"] = "x" }) })
        {
            answer.Refused(422, "invalid");
            var error = answer.Errors.Single(e => e.Text("field") == misspelt);
            Assert.Equal("unknown_field", error.Text("code"));
            Assert.Contains(type.Fields, f => f.Name == error.Text("suggestion"));
            Assert.Equal("unknown_field", answer.Errors.Single(e => e.Text("field") == "workspace_id").Text("code"));
        }
        string[] locked = ["id", "version", .. type.Fields.Where(f => f.ReadOnly).Select(f => f.Name)];
        var all = new JsonObject();
        foreach (var name in locked)
            all[name] = JsonNode.Parse(record.Raw(name));
        (await client.PatchAsync($"{plural}/{record.Id()}", all)).Invalid([.. locked.Select(f => $"{f}:read_only")]);
        Assert.Equal(before, await Snapshot.OfAsync(client));
    }
}

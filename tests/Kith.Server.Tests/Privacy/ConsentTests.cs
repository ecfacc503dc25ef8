using System.Text.Json;
using Kith.Server.Tests.Harness;
using Kith.Store.Privacy;

namespace Kith.Server.Tests.Privacy;

/// <summary>People say what their data may be used for.</summary>
public sealed class ConsentTests(Installation server)
{
    private static async Task<Guid> PurposeAsync(Client client, string name = "News", string basis = "consent") =>
        (await client.PostAsync("purposes", new { name, basis, wording = $"You may use my data for {name}." })).Expect(201).Id();

    private static async Task<Guid> ContactAsync(Client client, string name = "Lovelace") => (await client.CreateAsync("contacts", new { first_name = "Ada", last_name = name })).Id();

    private static async Task<JsonElement> SayAsync(Client client, Guid record, Guid purpose, string state, string? at = null) =>
        (await client.PostAsync($"consents/{record}", new { purpose, state, channel = "phone", at })).Expect(201);

    private static async Task<JsonElement> StandingAsync(Client client, Guid record) => (await client.GetAsync($"consents/{record}")).Expect(200).Data().Single();

    [Fact]
    public async Task A_purpose_keeps_every_version_of_its_wording_and_is_told_in_the_audit()
    {
        var client = await server.WorkspaceAsync();
        var id = await PurposeAsync(client);
        var changed = (await client.PutAsync($"purposes/{id}", new { name = "Newsletter", description = "Each month.", basis = "consent", wording = "Write to me each month." })).Expect(200);
        Assert.Equal((2, "Write to me each month."), (changed.GetProperty("version").GetInt32(), changed.Text("wording")));
        Assert.Equal(["You may use my data for News.", "Write to me each month."], changed.GetProperty("wordings").EnumerateArray().Select(w => w.Text("text")));
        var archived = (await client.PutAsync($"purposes/{id}", new { name = "Newsletter", basis = "consent", wording = "Write to me each month.", archived = true })).Expect(200);
        Assert.Equal((2, true), (archived.GetProperty("version").GetInt32(), archived.GetProperty("archived").GetBoolean()));
        Assert.Equal(["purpose_changed", "purpose_changed", "purpose_made"], (await client.GetAsync("security/events?kind=purpose_made,purpose_changed")).Expect(200).Data().Select(e => e.Text("kind")));
    }

    [Fact]
    public async Task A_purpose_that_cannot_be_is_refused()
    {
        var client = await server.WorkspaceAsync();
        await PurposeAsync(client);
        (await client.PostAsync("purposes", new { name = " " })).Invalid("name:required", "basis:required");
        (await client.PostAsync("purposes", new { name = "NEWS", basis = "consent" })).Invalid("name:purpose.known", "wording:purpose.wording");
        (await client.PostAsync("purposes", new { name = "Contract", basis = "contract" })).Expect(201);
        var member = await server.ColleagueAsync(client, "manager");
        (await member.GetAsync("purposes")).Refused(403, "forbidden");
        (await member.PostAsync("purposes", new { name = "Mine", basis = "contract" })).Refused(403, "forbidden");
        (await client.PutAsync($"purposes/{await PurposeAsync(await server.WorkspaceAsync())}", new { name = "Theirs", basis = "contract" })).Refused(404, "not_found");
    }

    [Fact]
    public async Task What_a_person_said_is_only_added_to_and_the_newest_by_when_they_said_it_counts()
    {
        var client = await server.WorkspaceAsync();
        var (purpose, ada) = (await PurposeAsync(client), await ContactAsync(client));
        var asked = await StandingAsync(client, ada);
        Assert.Equal(("not_asked", false, JsonValueKind.Null), (asked.Text("state"), asked.GetProperty("allowed").GetBoolean(), asked.GetProperty("last").ValueKind));
        (await client.PostAsync($"consents/{ada}", new { purpose, state = "given", channel = "form", at = "2026-03-01T10:00:00Z", evidence = "Form 12, filed in March." })).Expect(201);
        await SayAsync(client, ada, purpose, "withdrawn", "2026-02-01T10:00:00Z");
        var given = await StandingAsync(client, ada);
        Assert.Equal(("given", true), (given.Text("state"), given.GetProperty("allowed").GetBoolean()));
        var last = given.GetProperty("last");
        Assert.Equal(("form", 1, "Form 12, filed in March.", "Olga Owner"), (last.Text("channel"), last.GetProperty("wording").GetInt32(), last.Text("evidence"), last.GetProperty("recorded_by").Text("title")));
        var withdrawn = await SayAsync(client, ada, purpose, "withdrawn");
        Assert.Equal(("withdrawn", false), (withdrawn.Data().Single().Text("state"), withdrawn.Data().Single().GetProperty("allowed").GetBoolean()));
        Assert.Equal(["withdrawn", "given", "withdrawn"], withdrawn.GetProperty("history").EnumerateArray().Select(h => h.Text("state")));
        var told = (await client.GetAsync("security/events?kind=consent_recorded")).Expect(200);
        Assert.Equal(3, told.Data().Count);
        Assert.DoesNotContain("Form 12", told.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_basis_needs_its_reason_and_allows_without_asking()
    {
        var client = await server.WorkspaceAsync();
        var (news, ada) = (await PurposeAsync(client), await ContactAsync(client));
        (await client.PostAsync($"consents/{ada}", new { purpose = news, state = "other_basis", channel = "other" })).Invalid("basis:consent.basis", "reason:required");
        (await client.PostAsync($"consents/{ada}", new { purpose = news, state = "given", basis = "contract", channel = "other", at = "2999-01-01T00:00:00Z" })).Invalid("basis:consent.no_basis", "at:consent.not_yet");
        (await client.PostAsync($"consents/{ada}", new { purpose = ada, state = "not_asked", wording = 2 })).Expect(422);
        (await client.PostAsync($"consents/{ada}", new { purpose = news, state = "given", channel = "form", wording = 2 })).Invalid("wording:consent.no_wording");
        var said = (await client.PostAsync($"consents/{ada}", new { purpose = news, state = "other_basis", basis = "contract", reason = "Part of what they bought.", channel = "other" })).Expect(201).Data().Single();
        Assert.Equal(("other_basis", "contract", true), (said.Text("state"), said.GetProperty("last").Text("basis"), said.GetProperty("allowed").GetBoolean()));
        var invoices = await PurposeAsync(client, "Invoices", "legal_obligation");
        var unasked = (await client.GetAsync($"consents/{ada}")).Expect(200).Data().Single(p => p.GetProperty("purpose").Id() == invoices);
        Assert.Equal(("not_asked", true), (unasked.Text("state"), unasked.GetProperty("allowed").GetBoolean()));
        (await client.PutAsync($"purposes/{invoices}", new { name = "Invoices", basis = "legal_obligation", archived = true })).Expect(200);
        (await client.PostAsync($"consents/{ada}", new { purpose = invoices, state = "given", channel = "form" })).Invalid("purpose:consent.archived");
        Assert.Equal(news, (await StandingAsync(client, ada)).GetProperty("purpose").Id());
    }

    [Fact]
    public async Task Who_does_not_see_a_record_learns_nothing_and_who_only_reads_records_nothing()
    {
        var client = await server.WorkspaceAsync();
        var (purpose, ada) = (await PurposeAsync(client), await ContactAsync(client));
        await SayAsync(client, ada, purpose, "given");
        var viewer = await server.ColleagueAsync(client, "viewer", "Vera Viewer");
        Assert.False((await viewer.GetAsync($"consents/{ada}")).Expect(200).GetProperty("may_record").GetBoolean());
        (await viewer.PostAsync($"consents/{ada}", new { purpose, state = "withdrawn", channel = "form" })).Refused(403, "forbidden");
        (await client.PutAsync($"contacts/{ada}/private", null)).Expect(204);
        var member = await server.ColleagueAsync(client);
        (await member.GetAsync($"consents/{ada}")).Refused(404, "not_found");
        (await member.PostAsync($"consents/{ada}", new { purpose, state = "withdrawn", channel = "form" })).Refused(404, "not_found");
        (await (await server.WorkspaceAsync()).GetAsync($"consents/{ada}")).Refused(404, "not_found");
        (await client.GetAsync($"consents/{(await client.CreateAsync("companies", new { name = "Acme" })).Id()}")).Refused(404, "not_found");
        var other = await server.WorkspaceAsync();
        (await other.PostAsync($"consents/{await ContactAsync(other)}", new { purpose, state = "given", channel = "form" })).Invalid("purpose:consent.no_purpose");
        Assert.Equal("given", (await StandingAsync(client, ada)).Text("state"));
    }

    [Fact]
    public async Task A_withdrawal_holds_when_records_are_made_one_until_the_person_says_something_newer()
    {
        var client = await server.WorkspaceAsync();
        var (purpose, kept, lost) = (await PurposeAsync(client), await ContactAsync(client), await ContactAsync(client));
        await SayAsync(client, kept, purpose, "given", "2026-05-01T00:00:00Z");
        await SayAsync(client, lost, purpose, "withdrawn", "2026-04-01T00:00:00Z");
        var merged = (await client.PostAsync("contacts/actions/merge", new { ids = new[] { kept, lost }, input = new { into = kept } })).Expect(200);
        var standing = await StandingAsync(client, kept);
        Assert.Equal(("withdrawn", lost), (standing.Text("state"), standing.GetProperty("last").GetProperty("record").GetGuid()));
        Assert.Equal(2, (await client.GetAsync($"consents/{kept}")).Expect(200).GetProperty("history").GetArrayLength());
        await SayAsync(client, kept, purpose, "given");
        Assert.Equal("given", (await StandingAsync(client, kept)).Text("state"));
        (await client.PostAsync($"changesets/{merged.Text("changeset")}/undo", null)).Expect(200);
        Assert.Equal("withdrawn", (await StandingAsync(client, lost)).Text("state"));
        Assert.Equal("given", (await StandingAsync(client, kept)).Text("state"));
    }

    [Fact]
    public async Task What_somebody_said_is_handed_out_taken_along_and_found()
    {
        var client = await server.WorkspaceAsync();
        var (purpose, ada, twin) = (await PurposeAsync(client), await ContactAsync(client), await ContactAsync(client));
        (await client.PostAsync($"consents/{twin}", new { purpose, state = "given", channel = "form", evidence = "Signed by Ada Lovelace." })).Expect(201);
        (await client.PostAsync("contacts/actions/merge", new { ids = new[] { ada, twin }, input = new { into = ada } })).Expect(200);
        foreach (var kind in new[] { "access", "portability" })
        {
            var request = (await client.PostAsync("privacy_requests", new { kind, records = new[] { ada } })).Expect(201).Text("id");
            var store = (await client.GetAsync($"privacy_requests/{request}/data.json")).Expect(200).GetProperty("stores").EnumerateArray().Single(s => s.Text("store") == "consents");
            Assert.Equal("Signed by Ada Lovelace.", store.GetProperty("rows").EnumerateArray().Single().GetProperty("values").Text("evidence"));
        }
        Assert.Contains((await client.PostAsync("privacy_search", new { name = "Ada Lovelace" })).Expect(200).Data(), r => r.Text("table") == "consent" && r.Text("store") == "consents");
    }

    [Fact]
    public void What_was_said_after_one_merge_counts_after_the_next()
    {
        var (kept, first, second) = (Id(1), Id(2), Id(3));
        Consent[] said = [Said(first, ConsentState.Withdrawn, 1), Said(kept, ConsentState.Given, 3), Said(second, ConsentState.Given, 2)];
        MergedRecord[] merges = [new(first, kept, Day(2)), new(second, kept, Day(4))];
        Assert.Equal(ConsentState.Given, ConsentHistory.Standing(kept, said, merges)!.State);
        Assert.Equal(ConsentState.Withdrawn, ConsentHistory.Standing(kept, said, [new(first, kept, Day(4)), new(second, kept, Day(4))])!.State);
        Assert.Null(ConsentHistory.Standing(kept, [], merges));
    }

    private static Guid Id(int n) => new(n, 0, 0, new byte[8]);

    private static DateTime Day(int day) => new(2026, 1, day, 0, 0, 0, DateTimeKind.Utc);

    private static Consent Said(Guid record, ConsentState state, int day) => new(Id(day), record, Guid.Empty, state, null, null, Day(day), ConsentChannel.Form, null, null, Day(day), null, "");
}

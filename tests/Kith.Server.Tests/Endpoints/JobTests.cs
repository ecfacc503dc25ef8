using Kith.Core.Problems;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Endpoints;

/// <summary>The console of background jobs.</summary>
public sealed class JobTests(Installation server)
{
    private static IEnumerable<string?> Titles(System.Text.Json.JsonElement page) => page.Data().Select(j => j.Text("title"));

    [Fact]
    public async Task Jobs_are_found_by_state_kind_and_text_page_by_page_and_by_administrators_of_their_workspace_only()
    {
        var (owner, other) = (await server.WorkspaceAsync(), await server.WorkspaceAsync());
        foreach (var title in new[] { "first.csv", "Second.csv", "third.csv" })
            await server.ParkedJobAsync(owner, server.NewId(), "import", title);
        await server.ParkedJobAsync(other, server.NewId(), "import", "foreign.csv");

        var all = (await owner.GetAsync("jobs?state=parked")).Expect(200);
        Assert.Equal(["third.csv", "Second.csv", "first.csv"], Titles(all));
        var first = all.Data()[0];
        Assert.Equal(("import", "Import", "parked", "normal", 8, "TimeoutException"), (first.Text("kind"), first.Text("label"), first.Text("state"), first.Text("priority"), first.GetProperty("attempts").GetInt32(), first.Text("problem")));
        Assert.Equal(["Second.csv"], Titles((await owner.GetAsync("jobs?q=second")).Expect(200)));
        Assert.Equal(3, (await owner.GetAsync("jobs?q=timeout&kind=import")).Expect(200).Data().Count);
        Assert.Equal(3, (await owner.GetAsync("jobs?q=IMPORT")).Expect(200).Data().Count);
        Assert.Empty((await owner.GetAsync("jobs?kind=own_index")).Expect(200).Data());
        Assert.Empty((await owner.GetAsync("jobs?state=running")).Expect(200).Data());

        var page = (await owner.GetAsync("jobs?state=parked&limit=2")).Expect(200);
        Assert.Equal(["third.csv", "Second.csv"], Titles(page));
        var rest = (await owner.GetAsync($"jobs?state=parked&limit=2&after={page.Text("next")}")).Expect(200);
        Assert.Equal(["first.csv"], Titles(rest));
        Assert.Null(rest.Text("next"));

        (await owner.GetAsync("jobs?state=done&kind=nothing&limit=0")).Invalid("state:job.bad_state", "kind:job.bad_kind", "limit:bad_limit");
        (await owner.GetAsync("jobs?after=nonsense")).Invalid("after:bad_cursor");
        (await (await server.ColleagueAsync(owner)).GetAsync("jobs")).Refused(403, "forbidden");
    }

    [Fact]
    public async Task A_parked_job_is_tried_again_once_under_its_key()
    {
        var owner = await server.WorkspaceAsync();
        var job = await server.ParkedJobAsync(owner, owner.Workspace);
        var retried = (await owner.PostAsync($"jobs/{job}/retry", null, ("Idempotency-Key", "again"))).Expect(200);
        Assert.Equal((job.ToString(), "waiting", 0), (retried.Text("id"), retried.Text("state"), retried.GetProperty("attempts").GetInt32()));
        Assert.True(retried.Same((await owner.PostAsync($"jobs/{job}/retry", null, ("Idempotency-Key", "again"))).Expect(200)));
        // The runner of the installation does it, and then it is gone.
        while ((await owner.GetAsync("jobs?kind=own_index")).Expect(200).Data().Count > 0)
            await Task.Delay(20, TestContext.Current.CancellationToken);
        (await owner.PostAsync($"jobs/{job}/retry", null)).Refused(404, "not_found");
    }

    [Fact]
    public async Task A_cancelled_import_says_so_itself()
    {
        var owner = await server.WorkspaceAsync();
        var import = (await Furnished.UploadAsync(owner, "name\nAcme\n")).Id();
        var job = await server.ParkedJobAsync(owner, import, "import", "companies.csv");
        (await owner.PostAsync($"jobs/{job}/cancel", null)).Expect(204);
        var status = (await owner.GetAsync($"imports/{import}")).Expect(200);
        Assert.Equal(("failed", Messages.Text("import.cancelled")), (status.Text("state"), status.Text("problem")));
        Assert.Empty((await owner.GetAsync("jobs?kind=import")).Expect(200).Data());
        (await owner.PostAsync($"jobs/{job}/cancel", null)).Refused(404, "not_found");
    }

    [Fact]
    public async Task What_comes_again_and_again_is_told_with_its_next_moment()
    {
        var owner = await server.WorkspaceAsync(zone: "Asia/Tokyo");
        var recurring = (await owner.GetAsync("jobs/recurring")).Expect(200).Data();
        var tidying = Assert.Single(recurring, r => r.Text("kind") == "tidying");
        Assert.Equal(("0 20 3 * * ?", "Asia/Tokyo", "18:20"), (tidying.Text("schedule"), tidying.Text("time_zone"), tidying.GetProperty("next_at").GetDateTime().ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture)));
        Assert.All(server.Jobs, j => Assert.True(Messages.Knows("job." + j.Kind), $"There is no text for jobs of the kind {j.Kind}."));
    }
}

using System.Text.Json;
using Kith.Server.Files.Scanning;
using Kith.Server.Tests.Harness;
using Kith.Server.Tests.Notifications;
using Kith.Server.Tests.Pictures;
using Kith.Store.Files;
using SkiaSharp;

namespace Kith.Server.Tests.Files;

/// <summary>Files are looked through by ClamAV before anybody is given them.</summary>
public sealed class ScanTests(ScannedInstallation installation) : IClassFixture<ScannedInstallation>
{
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(60);
    private readonly Installation _server = Needed(installation);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static Installation Needed(ScannedInstallation installation)
    {
        Assert.SkipUnless(Clamd.Installed, "ClamAV's daemon is not installed: apt-get install clamav-daemon.");
        return installation.Server;
    }

    private async Task<(Client Client, Guid Company)> CompanyAsync()
    {
        var client = await _server.WorkspaceAsync();
        return (client, (await client.CreateAsync("companies", new { name = "Acme" })).Id());
    }

    private static async Task<JsonElement> SendAsync(Client client, Guid company, string name, byte[] bytes) =>
        (await client.SendAsync("POST", $"files/upload?name={name}&regarding_type=company&regarding={company}", PictureTests.Content(bytes))).Expect(201);

    private static async Task<JsonElement> ScannedAsync(Client client, Guid file)
    {
        while (true)
        {
            var record = (await client.GetAsync($"files/{file}")).Expect(200);
            if (record.Text("scan_state") != "pending" && !(await client.GetAsync("jobs?kind=file_scan")).Expect(200).Data().Any())
                return record;
            await Task.Delay(20, Cancel);
        }
    }

    private Clamav Scanner() => new(new ClamavAddress(installation.Clamd.Socket, "", 0), Time);

    [Fact]
    public async Task A_clean_file_is_given_out_once_it_was_looked_through()
    {
        var (client, company) = await CompanyAsync();
        var sent = await SendAsync(client, company, "a.txt", "clean"u8.ToArray());
        Assert.Equal("pending", sent.Text("scan_state"));
        var file = await ScannedAsync(client, sent.Id());
        Assert.Equal(("clean", null), (file.Text("scan_state"), file.Text("scan_finding")));
        Assert.Equal("clean", (await client.GetAsync($"files/{file.Id()}/content")).Text);
        (await client.PatchAsync($"files/{file.Id()}", new { scan_state = "unscanned" })).Invalid("scan_state:read_only");
        var picture = (await SendAsync(client, company, "a.png", DrawnPictures.Make(30, 30, SKEncodedImageFormat.Png))).Id();
        await ScannedAsync(client, picture);
        while ((await client.GetAsync($"files/{picture}/preview")).Status != 200)
            await Task.Delay(20, Cancel);
    }

    [Fact]
    public async Task An_infected_file_is_given_to_nobody_and_whoever_added_it_is_told()
    {
        var (owner, company) = await CompanyAsync();
        var olga = await _server.ColleagueAsync(owner, "member");
        var file = (await SendAsync(olga, company, "prices.txt", Clamd.Eicar())).Id();
        var record = await ScannedAsync(owner, file);
        Assert.Equal(("infected", Clamd.Finding), (record.Text("scan_state"), record.Text("scan_finding")));
        foreach (var reader in new[] { owner, olga })
        {
            (await reader.GetAsync($"files/{file}/content")).Refused(410, "file.infected");
            (await reader.GetAsync($"files/{file}/preview")).Refused(410, "file.infected");
        }
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(Path.GetDirectoryName(_server.Outbox)!, "files", owner.Workspace.ToString()), file.ToString(), SearchOption.AllDirectories));
        var change = (await owner.GetAsync("changes")).Expect(200).Data().Single(c => c.GetProperty("record").Text("id") == file.ToString() && c.Text("kind") == "updated");
        var scanned = change.GetProperty("diff").EnumerateArray().Single(d => d.Text("field") == "scan_state");
        Assert.Equal(("pending", "infected"), (scanned.Text("from"), scanned.Text("to")));
        Assert.Equal(["Something harmful was found in your file “prices.txt”; its content was removed"], await Notices.TextsAsync(olga, owner));
        Assert.Empty(await Notices.TextsAsync(owner, owner));
    }

    [Fact]
    public async Task While_ClamAV_is_away_a_file_waits_and_nothing_becomes_clean_by_waiting()
    {
        var (client, company) = await CompanyAsync();
        await installation.Clamd.StopAsync();
        try
        {
            var (clean, bad) = ((await SendAsync(client, company, "a.txt", "clean"u8.ToArray())).Id(), (await SendAsync(client, company, "b.txt", Clamd.Eicar())).Id());
            while ((await client.GetAsync("jobs?kind=file_scan")).Expect(200).Data() is var jobs && !jobs.All(j => j.Text("problem")?.Contains("ClamAV does not answer", StringComparison.Ordinal) == true))
                await Task.Delay(20, Cancel);
            foreach (var file in new[] { clean, bad })
            {
                var refused = await client.GetAsync($"files/{file}/content");
                refused.Refused(409, "file.pending");
                Assert.Equal("1", refused.Headers["Retry-After"]);
            }
            await installation.Clamd.StartAsync();
            Assert.Equal("clean", (await ScannedAsync(client, clean)).Text("scan_state"));
            Assert.Equal("infected", (await ScannedAsync(client, bad)).Text("scan_state"));
        }
        finally
        {
            await installation.Clamd.StopAsync();
            await installation.Clamd.StartAsync();
        }
    }

    [Fact]
    public async Task What_was_in_the_trash_before_it_was_checked_is_checked_once_it_is_back()
    {
        var (client, company) = await CompanyAsync();
        await installation.Clamd.StopAsync();
        Guid file;
        try
        {
            file = (await SendAsync(client, company, "b.txt", Clamd.Eicar())).Id();
            (await client.DeleteAsync($"files/{file}")).Expect(204);
        }
        finally
        {
            await installation.Clamd.StartAsync();
        }
        while ((await client.GetAsync("jobs?kind=file_scan")).Expect(200).Data() is var jobs && !jobs.Any(j => j.Text("problem")?.Contains("trash", StringComparison.Ordinal) == true))
            await Task.Delay(20, Cancel);
        (await client.PostAsync($"files/{file}/restore", new { })).Expect(200);
        Assert.Equal("infected", (await ScannedAsync(client, file)).Text("scan_state"));
    }

    [Fact]
    public async Task What_waits_and_has_no_content_any_more_is_given_to_nobody()
    {
        var (client, company) = await CompanyAsync();
        var file = (await SendAsync(client, company, "b.txt", Clamd.Eicar())).Id();
        await ScannedAsync(client, file);
        await using (var command = _server.Owner.CreateCommand($"set session_replication_role = replica; update kith.file set scan_state = 'pending' where id = '{file}'; reset session_replication_role"))
            await command.ExecuteNonQueryAsync(Cancel);
        (await client.GetAsync($"files/{file}/content")).Refused(409, "file.pending");
        // Its content is gone, so there is nothing to look through, and nothing to give out.
        Assert.Equal("unscanned", (await ScannedAsync(client, file)).Text("scan_state"));
        (await client.GetAsync($"files/{file}/content")).Refused(410, "file.lost");
    }

    [Fact]
    public async Task What_is_found_is_told_by_its_name_and_what_is_larger_than_is_taken_is_never_clean()
    {
        Assert.Null(await Scanner().ScanAsync(new MemoryStream(), Cancel));
        Assert.Null(await Scanner().ScanAsync(new MemoryStream(new byte[1_500_000]), Cancel));
        Assert.Equal(Clamd.Finding, await Scanner().ScanAsync(new MemoryStream(Clamd.Eicar()), Cancel));
        // What it took and did not look at is not known to be clean, nor that anything is in it.
        await Assert.ThrowsAsync<ScannerAwayException>(() => Scanner().ScanAsync(new MemoryStream(new byte[(Clamd.MostKilobytesLookedAt + 100) * 1024]), Cancel));
        var refusal = await Assert.ThrowsAsync<ScannerAwayException>(() => Scanner().ScanAsync(new MemoryStream(new byte[(Clamd.MostMegabytes + 10) * 1024 * 1024]), Cancel));
        Assert.Contains("ClamAV", refusal.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ScannerAwayException>(() => new Clamav(new ClamavAddress(null, "127.0.0.1", 9), Time).ScanAsync(new MemoryStream([1]), Cancel));
    }
}

/// <summary>Files of an installation that looks nothing through.</summary>
public sealed class UnscannedTests(Installation server)
{
    [Fact]
    public async Task Without_a_scanner_files_are_given_out_at_once_and_say_that_nobody_looked()
    {
        var client = await server.WorkspaceAsync();
        var company = (await client.CreateAsync("companies", new { name = "Acme" })).Id();
        var file = (await client.SendAsync("POST", $"files/upload?name=a.txt&regarding_type=company&regarding={company}", PictureTests.Content("a"u8.ToArray()))).Expect(201);
        Assert.Equal("unscanned", file.Text("scan_state"));
        Assert.Equal("a", (await client.GetAsync($"files/{file.Id()}/content")).Text);
    }

    [Theory]
    [InlineData("tcp://127.0.0.1:3310", null, "127.0.0.1", 3310)]
    [InlineData("tcp://clamav", null, "clamav", 3310)]
    [InlineData("unix:///run/clamav/clamd.ctl", "/run/clamav/clamd.ctl", "", 0)]
    public void The_address_of_ClamAV_is_read(string text, string? socket, string host, int port) => Assert.Equal(new ClamavAddress(socket, host, port), ClamavAddress.Parse(text));

    [Theory]
    [InlineData("clamav:3310")]
    [InlineData("http://clamav:3310")]
    [InlineData("unix://clamd.ctl")]
    [InlineData("tcp://clamav/socket")]
    public void One_that_cannot_be_used_is_refused_by_its_name(string text) => Assert.Contains("KITH_CLAMAV", Assert.Throws<SettingException>(() => ClamavAddress.Parse(text)).Message, StringComparison.Ordinal);
}

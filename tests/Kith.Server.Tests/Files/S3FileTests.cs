using Kith.Server.Checks;
using Kith.Server.Tests.Harness;
using Kith.Server.Tests.Pictures;

namespace Kith.Server.Tests.Files;

/// <summary>An installation whose files lie in a bucket.</summary>
public sealed class S3FileTests(Installation server, S3Server bucket) : IClassFixture<S3Server>
{
    [Fact]
    public async Task Files_come_and_go_by_a_bucket_and_wait_while_it_does_not_answer()
    {
        var client = await server.WorkspaceAsync();
        var company = (await client.CreateAsync("companies", new { name = "Acme" })).Id();
        var (host, http) = await server.SecondAsync(s => s with { FileStore = bucket.Settings, Role = ProcessRole.Web });
        await using var second = host;
        using var line = http;
        var there = client.Copy(http);
        Task<Answer> SendAsync(string name, string text) => there.SendAsync("POST", $"files/upload?name={name}&regarding_type=company&regarding={company}", PictureTests.Content(System.Text.Encoding.UTF8.GetBytes(text)));
        var file = (await SendAsync("a.txt", "in a bucket")).Expect(201).Id();
        Assert.Equal("in a bucket", (await there.GetAsync($"files/{file}/content")).Text);
        var part = await there.GetAsync($"files/{file}/content", ("Range", "bytes=5-10"));
        Assert.Equal((206, "bucket"), (part.Status, part.Text));
        // The other process keeps its files in a folder.
        (await client.GetAsync($"files/{file}/content")).Refused(410, "file.lost");

        await bucket.StopAsync();
        var refused = await there.GetAsync($"files/{file}/content");
        refused.Refused(503, "file.store_unavailable");
        Assert.Equal("30", refused.Headers["Retry-After"]);
        (await SendAsync("b.txt", "nowhere")).Refused(503, "file.store_unavailable");
        Assert.Equal([file], (await client.ListAsync("files")).Select(f => f.Id()));
        await bucket.StartAsync();
        Assert.Equal("in a bucket", (await there.GetAsync($"files/{file}/content")).Text);
    }

    [Fact]
    public async Task Kith_does_not_start_with_a_bucket_that_is_not_there_and_says_why()
    {
        var refusal = await Assert.ThrowsAsync<StartRefusedException>(() => server.SecondAsync(s => s with { FileStore = bucket.Settings with { Bucket = "nowhere" } }));
        Assert.Contains("KITH_FILE_STORE", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("nowhere: NoSuchBucket", refusal.Message, StringComparison.Ordinal);
    }
}

using System.Security.Cryptography;
using System.Text;
using Kith.Server.Tests.Harness;
using Kith.Server.Tests.Pictures;

namespace Kith.Server.Tests.Files;

/// <summary>Files of records: what is sent is what is fetched, by those alone who may read the record.</summary>
public sealed class FileTests(Installation server)
{
    private const int MostMegabytes = 25;
    private string Folder => Path.Combine(Path.GetDirectoryName(server.Outbox)!, "files");

    private static Task<Answer> SendAsync(Client client, string name, byte[] bytes, Guid company, string type = "application/octet-stream", params (string Name, string Value)[] headers) =>
        client.SendAsync("POST", $"files/upload?name={Uri.EscapeDataString(name)}&regarding_type=company&regarding={company}", PictureTests.Content(bytes, type), headers);

    private static async Task<(Client Client, Guid Company)> CompanyAsync(Installation server)
    {
        var client = await server.WorkspaceAsync();
        return (client, (await client.CreateAsync("companies", new { name = "Acme" })).Id());
    }

    private static Task<Answer> FetchAsync(Client client, Guid file, params (string Name, string Value)[] headers) => client.GetAsync($"files/{file}/content", headers);

    private static object Grant(string level) => new { read = level, create = level, update = level, delete = level, other_fields = "write" };

    private string? Kept(Client client, Guid file) => Directory.Exists(Path.Combine(Folder, client.Workspace.ToString()))
        ? Directory.EnumerateFiles(Path.Combine(Folder, client.Workspace.ToString()), file.ToString(), SearchOption.AllDirectories).SingleOrDefault() : null;

    private async Task RunAsync(Client client, string kind)
    {
        await using var command = server.Owner.CreateCommand($"insert into kith.job (workspace_id, kind, id, run_at, created_at) values ('{client.Workspace}', '{kind}', '{client.Workspace}', now(), now())");
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        while ((await client.GetAsync($"jobs?kind={kind}")).Expect(200).Data().Count > 0)
            await Task.Delay(20, TestContext.Current.CancellationToken);
    }

    // The bytes of an upload whose record was never made.
    private async Task<string> BrokenOffAsync(Client client)
    {
        var id = server.NewId().ToString();
        var path = Path.Combine(Folder, client.Workspace.ToString(), id[^2..], id);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, "broken off", TestContext.Current.CancellationToken);
        return path;
    }

    [Fact]
    public async Task What_was_sent_comes_back_as_something_to_save()
    {
        var (client, company) = await CompanyAsync(server);
        var bytes = RandomNumberGenerator.GetBytes(300_000);
        "%PDF-1.7\n"u8.CopyTo(bytes);
        var answer = await SendAsync(client, "C:\\offers\\Angebot für „Żółw“.pdf", bytes, company, "text/html");
        var file = answer.Expect(201);
        Assert.Equal($"/api/v1/files/{file.Id()}", answer.Headers["Location"]);
        Assert.Equal(("Angebot für „Żółw“.pdf", "application/pdf", 300_000, Convert.ToHexStringLower(SHA256.HashData(bytes)), "Acme"),
            (file.Text("name")!, file.Text("content_type")!, file.GetProperty("size").GetInt32(), file.Text("sha256")!, file.GetProperty("regarding").Text("title")!));
        var fetched = await FetchAsync(client, file.Id());
        Assert.Equal((200, "application/pdf"), (fetched.Status, fetched.ContentType));
        Assert.Equal(bytes, fetched.Bytes);
        Assert.StartsWith("attachment; filename=", fetched.Headers["Content-Disposition"], StringComparison.Ordinal);
        Assert.Contains("filename*=UTF-8''Angebot%20f%C3%BCr%20", fetched.Headers["Content-Disposition"], StringComparison.Ordinal);
        Assert.Equal("nosniff", fetched.Headers["X-Content-Type-Options"]);
        Assert.Contains("sandbox", fetched.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        var part = await FetchAsync(client, file.Id(), ("Range", "bytes=100000-100009"));
        Assert.Equal((206, "bytes 100000-100009/300000"), (part.Status, part.Headers["Content-Range"]));
        Assert.Equal(bytes[100_000..100_010], part.Bytes);
        Assert.Equal(304, (await FetchAsync(client, file.Id(), ("If-None-Match", fetched.Headers["ETag"]))).Status);
        Assert.Equal(file.Id(), Assert.Single((await client.GetAsync("search?q=angebot")).Expect(200).Data()).Id());
    }

    [Fact]
    public async Task What_a_browser_might_run_is_served_as_bytes()
    {
        var (client, company) = await CompanyAsync(server);
        foreach (var (text, type) in new[] { ("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "image/svg+xml"), ("<html><script>alert(1)</script>", "text/html") })
        {
            var file = (await SendAsync(client, "logo.png", Encoding.UTF8.GetBytes(text), company, "image/png")).Expect(201);
            Assert.Equal(type, file.Text("content_type"));
            Assert.Equal("application/octet-stream", (await FetchAsync(client, file.Id())).ContentType);
        }
    }

    [Fact]
    public async Task Who_may_not_read_the_record_reads_none_of_its_files()
    {
        var owner = await server.WorkspaceAsync();
        (await owner.PostAsync("roles", new { label = "Seller", types = new { company = Grant("own"), file = Grant("all") } })).Expect(201);
        var (seller, stranger) = (await server.ColleagueAsync(owner, "seller_c"), await server.WorkspaceAsync());
        var (hers, theirs) = ((await seller.CreateAsync("companies", new { name = "Hers" })).Id(), (await owner.CreateAsync("companies", new { name = "Theirs" })).Id());
        var seen = (await SendAsync(owner, "seen.txt", "seen"u8.ToArray(), hers)).Expect(201).Id();
        var hidden = (await SendAsync(owner, "hidden.txt", "hidden"u8.ToArray(), theirs)).Expect(201).Id();
        Assert.Equal("seen", (await FetchAsync(seller, seen)).Text);
        Assert.Equal([seen], (await seller.ListAsync("files")).Select(f => f.Id()));
        Assert.Empty((await seller.GetAsync("search?q=hidden")).Expect(200).Data());
        foreach (var other in new[] { seller, stranger })
        {
            (await FetchAsync(other, hidden)).Refused(404, "not_found");
            (await other.GetAsync($"files/{hidden}")).Refused(404);
            (await other.PatchAsync($"files/{hidden}", new { name = "mine.txt" })).Refused(404);
            (await other.DeleteAsync($"files/{hidden}")).Refused(404);
            (await SendAsync(other, "planted.txt", "x"u8.ToArray(), theirs)).Invalid("regarding:link_not_found");
        }
        Assert.DoesNotContain((await seller.GetAsync("changes")).Expect(200).Data(), c => c.GetProperty("record").Text("id") == hidden.ToString());
        (await FetchAsync(server.Anonymous(), seen)).Refused(401);
        (await owner.PatchAsync($"companies/{theirs}", new { owner = seller.Person })).Expect(200);
        Assert.Equal("hidden", (await FetchAsync(seller, hidden)).Text);
    }

    [Fact]
    public async Task A_viewer_reads_but_adds_nothing()
    {
        var (owner, company) = await CompanyAsync(server);
        var viewer = await server.ColleagueAsync(owner, "viewer");
        var file = (await SendAsync(owner, "a.txt", "a"u8.ToArray(), company)).Expect(201).Id();
        Assert.Equal("a", (await FetchAsync(viewer, file)).Text);
        (await SendAsync(viewer, "b.txt", "b"u8.ToArray(), company)).Refused(403);
        (await viewer.DeleteAsync($"files/{file}")).Refused(403);
    }

    [Fact]
    public async Task What_is_too_large_empty_or_unnamed_leaves_nothing_behind()
    {
        var (client, company) = await CompanyAsync(server);
        (await SendAsync(client, "large.bin", new byte[MostMegabytes * 1024 * 1024 + 1], company)).Refused(413, "file.too_large");
        // A body that does not say beforehand how large it is.
        using var endless = new StreamContent(new Unsized(MostMegabytes * 1024 * 1024 + 1));
        (await client.SendAsync("POST", $"files/upload?name=large.bin&regarding_type=company&regarding={company}", endless)).Refused(413, "file.too_large");
        (await SendAsync(client, "empty.txt", [], company)).Refused(422, "file.empty");
        (await SendAsync(client, "../", "x"u8.ToArray(), company)).Invalid("name:file.no_name");
        (await client.SendAsync("POST", "files/upload?name=a.txt", PictureTests.Content("x"u8.ToArray()))).Invalid("regarding:file.no_record");
        (await client.SendAsync("POST", $"files/upload?name=a.txt&regarding_type=nothing&regarding={company}", PictureTests.Content("x"u8.ToArray()))).Invalid("regarding:link_not_found");
        Assert.Empty(await client.ListAsync("files"));
        Assert.False(Directory.Exists(Path.Combine(Folder, client.Workspace.ToString())) && Directory.EnumerateFiles(Path.Combine(Folder, client.Workspace.ToString()), "*", SearchOption.AllDirectories).Any());
    }

    [Fact]
    public async Task The_largest_file_that_is_taken_comes_back_whole()
    {
        var (client, company) = await CompanyAsync(server);
        var bytes = new byte[MostMegabytes * 1024 * 1024];
        bytes[^1] = 7;
        var file = (await SendAsync(client, "large.bin", bytes, company)).Expect(201);
        Assert.Equal(bytes, (await FetchAsync(client, file.Id())).Bytes);
    }

    [Fact]
    public async Task Sent_twice_under_one_key_it_is_kept_once()
    {
        var (client, company) = await CompanyAsync(server);
        var first = (await SendAsync(client, "a.txt", "a"u8.ToArray(), company, headers: ("Idempotency-Key", "one"))).Expect(201).Id();
        Assert.Equal(first, (await SendAsync(client, "a.txt", "a"u8.ToArray(), company, headers: ("Idempotency-Key", "one"))).Expect(201).Id());
        (await SendAsync(client, "a.txt", "b"u8.ToArray(), company, headers: ("Idempotency-Key", "one"))).Refused(422);
        Assert.Single(await client.ListAsync("files"));
        Assert.Single(Directory.EnumerateFiles(Path.Combine(Folder, client.Workspace.ToString()), "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Its_bytes_are_what_they_are_and_its_name_may_change()
    {
        var (client, company) = await CompanyAsync(server);
        var file = (await SendAsync(client, "a.txt", "a"u8.ToArray(), company)).Expect(201).Id();
        (await client.PatchAsync($"files/{file}", new { size = 5 })).Invalid("size:read_only");
        Assert.Equal("b.txt", (await client.PatchAsync($"files/{file}", new { name = "../b\u202e.txt" })).Expect(200).Text("name"));
        Assert.Contains("b.txt", (await FetchAsync(client, file)).Headers["Content-Disposition"], StringComparison.Ordinal);
        (await client.PatchAsync($"files/{file}", new { regarding = new { type = "file", id = file } })).Invalid("regarding:file.about_file");
        var named = await client.CreateAsync("files", new { name = "In the drawer", regarding = new { type = "company", id = company } });
        (await FetchAsync(client, named.Id())).Refused(409, "file.no_content");
    }

    [Fact]
    public async Task It_goes_to_the_trash_with_its_record_and_comes_back_with_it()
    {
        var (client, company) = await CompanyAsync(server);
        var file = (await SendAsync(client, "a.txt", "a"u8.ToArray(), company)).Expect(201).Id();
        (await client.DeleteAsync($"companies/{company}")).Expect(204);
        (await FetchAsync(client, file)).Refused(404);
        (await client.PostAsync($"companies/{company}/restore", null)).Expect(200);
        Assert.Equal("a", (await FetchAsync(client, file)).Text);
    }

    [Fact]
    public async Task Merging_and_converting_lose_no_file()
    {
        var (client, kept) = await CompanyAsync(server);
        var lost = (await client.CreateAsync("companies", new { name = "Acme Two" })).Id();
        var file = (await SendAsync(client, "a.txt", "a"u8.ToArray(), lost)).Expect(201).Id();
        (await client.PostAsync("companies/actions/merge", new { ids = new[] { kept, lost }, input = new { into = kept } })).Expect(200);
        Assert.Equal([file], (await client.ListAsync("files", $"about(regarding, \"{kept}\")")).Select(f => f.Id()));
        Assert.Equal("a", (await FetchAsync(client, file)).Text);
        var lead = (await client.CreateAsync("leads", new { last_name = "Lovelace", company_name = "Engines" })).Id();
        var brief = (await client.SendAsync("POST", $"files/upload?name=brief.txt&regarding_type=lead&regarding={lead}", PictureTests.Content("b"u8.ToArray()))).Expect(201).Id();
        var became = (await client.PostAsync($"leads/{lead}/actions/convert", new { })).Expect(200);
        foreach (var into in new[] { "contact", "company" })
            Assert.Equal([brief], (await client.ListAsync("files", $"about(regarding, \"{became.GetProperty(into).Text("id")}\")")).Select(f => f.Id()));
    }

    [Fact]
    public async Task Bytes_go_once_nothing_has_them_any_more()
    {
        var (client, company) = await CompanyAsync(server);
        var (living, trashed, purged) = ((await SendAsync(client, "a.txt", "a"u8.ToArray(), company)).Expect(201).Id(), (await SendAsync(client, "b.txt", "b"u8.ToArray(), company)).Expect(201).Id(), (await SendAsync(client, "c.txt", "c"u8.ToArray(), company)).Expect(201).Id());
        foreach (var file in new[] { trashed, purged })
            (await client.DeleteAsync($"files/{file}")).Expect(204);
        await using (var command = server.Owner.CreateCommand($"set session_replication_role = replica; update kith.file set deleted_at = now() - interval '400 days' where id = '{purged}'; reset session_replication_role"))
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        await RunAsync(client, "purge");
        Assert.NotNull(Kept(client, purged));
        var (stray, fresh) = (await BrokenOffAsync(client), await BrokenOffAsync(client));
        foreach (var path in new[] { stray, Kept(client, living)!, Kept(client, trashed)!, Kept(client, purged)! })
            File.SetLastWriteTimeUtc(path, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        await RunAsync(client, "file_sweep");
        Assert.Equal([true, true, false, false, true], [Kept(client, living) is not null, Kept(client, trashed) is not null, Kept(client, purged) is not null, File.Exists(stray), File.Exists(fresh)]);
        (await client.PostAsync($"files/{trashed}/restore", null)).Expect(200);
        Assert.Equal("b", (await FetchAsync(client, trashed)).Text);
        File.Delete(Kept(client, living)!);
        (await FetchAsync(client, living)).Refused(410, "file.lost");
    }

    /// <summary>Zeros, of which is not said beforehand how many there are.</summary>
    private sealed class Unsized(long length) : Stream
    {
        private long _left = length;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = (int)Math.Min(count, _left);
            Array.Clear(buffer, offset, read);
            _left -= read;
            return read;
        }

        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}

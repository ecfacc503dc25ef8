using Kith.Identity.SignIns;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Kith.Server.Endpoints;
using Kith.Server.Http;
using Kith.Store.Tests.Records;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kith.Import.Tests;

/// <summary>Imports over HTTP, signed in by the test itself.</summary>
public sealed class EndpointTests(StoreFixture fixture) : IClassFixture<RunnerFixture>, IAsyncLifetime
{
    private Workspace _workspace = null!;
    private WebApplication _app = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _workspace = await fixture.WorkspaceAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(k => k.Limits.MaxRequestBodySize = Body.MostBytes);
        builder.Services.AddSingleton(fixture.Store);
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Use((context, next) => ProblemWriter.HandleAsync(context, async c =>
        {
            c.Features.Set(new SignIn(_workspace.Owner, _workspace.Id, 0, false, _workspace.Id, null)
            {
                Known = new KnownSignIn(_workspace.Id, _workspace.Id, _workspace.Id, _workspace.Owner.Person!.Value, _workspace.Owner.Currency, _workspace.Owner.Zone, _workspace.Owner.Calendar, 0, 0, DateTime.MaxValue),
            });
            await next(c);
        }, NullLogger.Instance));
        _app.MapImports();
        await _app.StartAsync();
        _client = new HttpClient { BaseAddress = new Uri(_app.Urls.First() + "/api/v1/") };
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    private static MultipartFormDataContent Form(byte[] file, string name = "file.csv", string part = "file") => new() { { new ByteArrayContent(file), part, name } };

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer, HttpStatusCode status)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == status, $"{answer.StatusCode}: {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    [Fact]
    public async Task A_program_uploads_and_runs_without_a_preview()
    {
        var upload = await JsonAsync(await _client.PostAsync("imports", Form(Importing.Maven("accounts.csv"), "accounts.csv")), HttpStatusCode.Created);
        Assert.Equal(("accounts.csv", 85, "utf-8", ",", "company"), (upload.Text("name"), upload.GetProperty("rows").GetInt32(), upload.Text("encoding"), upload.Text("delimiter"), upload.Text("type")));
        var account = upload.GetProperty("columns")[0];
        Assert.Equal(("account", "name", 85, 85), (account.Text("name"), account.Text("suggested"), account.GetProperty("filled").GetInt32(), account.GetProperty("distinct").GetInt32()));
        var started = await JsonAsync(await _client.PostAsJsonAsync($"imports/{upload.Id()}/run", new { type = "company", mapping = new { account = "name", sector = new { field = "industry", create_choices = true }, subsidiary_of = "parent" } }), HttpStatusCode.Accepted);
        Assert.Equal(("waiting", 85), (started.Text("state"), started.GetProperty("rows").GetInt32()));
        var status = started;
        while (status.Text("state") is "waiting" or "running")
            status = await JsonAsync(await _client.GetAsync($"imports/{upload.Id()}"), HttpStatusCode.OK);
        Assert.Equal(("done", 85, 85, 0), (status.Text("state"), status.GetProperty("processed").GetInt32(), status.GetProperty("created").GetInt32(), status.GetProperty("failed").GetInt32()));
        var list = await JsonAsync(await _client.GetAsync("imports"), HttpStatusCode.OK);
        Assert.Equal(upload.Id(), Assert.Single(list.GetProperty("data").EnumerateArray()).Id());
        var errors = await _client.GetAsync($"imports/{upload.Id()}/errors.csv");
        Assert.Equal(("text/csv", "attachment"), (errors.Content.Headers.ContentType!.MediaType, errors.Content.Headers.ContentDisposition!.DispositionType));
        await JsonAsync(await _client.PostAsJsonAsync($"imports/{upload.Id()}/run", new { type = "company", mapping = new { account = "name" } }), HttpStatusCode.Conflict);
        await JsonAsync(await _client.PostAsync($"imports/{upload.Id()}/pause", null), HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task An_upload_larger_than_other_bodies_may_be_comes_in()
    {
        var file = new byte[Body.MostBytes + (3 << 20)];
        Array.Fill(file, (byte)'x');
        Encoding.ASCII.GetBytes("name\n").CopyTo(file, 0);
        for (var i = 100; i < file.Length; i += 100)
            file[i] = (byte)'\n';
        var upload = await JsonAsync(await _client.PostAsync("imports", Form(file)), HttpStatusCode.Created);
        Assert.Equal((file.Length + 99) / 100, upload.GetProperty("rows").GetInt32());
    }

    [Theory]
    [InlineData("other", "name\nx\n", "other", "unknown_parameter", HttpStatusCode.UnprocessableEntity)]
    [InlineData("file", "", "file", "import.no_header", HttpStatusCode.UnprocessableEntity)]
    [InlineData("file", "PK\u0003\u0004", "file", "import.workbook_broken", HttpStatusCode.UnprocessableEntity)]
    [InlineData("file", "a,b\n\"x,1\n", "file", "import.open_quote", HttpStatusCode.UnprocessableEntity)]
    public async Task A_bad_upload_is_refused_with_its_reason_and_nothing_is_kept(string part, string content, string field, string code, HttpStatusCode status)
    {
        var problem = await JsonAsync(await _client.PostAsync("imports", Form(Encoding.UTF8.GetBytes(content), part: part)), status);
        var error = problem.GetProperty("errors")[0];
        Assert.Equal((field, code), (error.Text("field"), error.Text("code")));
        Assert.Equal(0, await fixture.CountAsync(_workspace.Id, "import"));
        Assert.Equal(0, await fixture.CountAsync(_workspace.Id, "import_piece"));
    }

    [Fact]
    public async Task What_is_no_form_or_breaks_off_is_refused()
    {
        await JsonAsync(await _client.PostAsJsonAsync("imports", new { file = "x" }), HttpStatusCode.UnsupportedMediaType);
        using var broken = new StringContent("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\nname\nx\n");
        broken.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=x");
        Assert.Equal("import.not_multipart", (await JsonAsync(await _client.PostAsync("imports", broken), HttpStatusCode.BadRequest)).Text("code"));
        using var empty = new MultipartFormDataContent { { new StringContent("company"), "type" } };
        Assert.Equal("import.file_needed", (await JsonAsync(await _client.PostAsync("imports", empty), HttpStatusCode.UnprocessableEntity)).GetProperty("errors")[0].Text("code"));
        Assert.Equal(0, await fixture.CountAsync(_workspace.Id, "import"));
    }

    [Fact]
    public async Task A_bad_mapping_is_refused_by_run_and_listed_by_preview()
    {
        var upload = await JsonAsync(await _client.PostAsync("imports", Form("name,x\nAcme,1\n"u8.ToArray())), HttpStatusCode.Created);
        var bad = new { type = "company", mapping = new { name = "name", x = "employes" } };
        var refused = await JsonAsync(await _client.PostAsJsonAsync($"imports/{upload.Id()}/run", bad), HttpStatusCode.UnprocessableEntity);
        Assert.Equal("mapping.x", refused.GetProperty("errors")[0].Text("field"));
        var preview = await JsonAsync(await _client.PostAsJsonAsync($"imports/{upload.Id()}/preview", bad), HttpStatusCode.OK);
        Assert.Equal("mapping.x", preview.GetProperty("problems")[0].Text("field"));
        await JsonAsync(await _client.PostAsJsonAsync($"imports/{fixture.Store.Ids.Next()}/run", bad), HttpStatusCode.NotFound);
        await JsonAsync(await _client.GetAsync("imports/none"), HttpStatusCode.NotFound);
        Assert.Equal("waiting", (await JsonAsync(await _client.GetAsync($"imports/{upload.Id()}"), HttpStatusCode.OK)).Text("state"));
    }

    [Fact]
    public async Task An_upload_repeated_under_one_key_is_one_import()
    {
        async Task<JsonElement> Post()
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "imports") { Content = Form("name\nAcme\n"u8.ToArray()) };
            request.Headers.Add("Idempotency-Key", "one");
            return await JsonAsync(await _client.SendAsync(request), HttpStatusCode.Created);
        }
        Assert.Equal((await Post()).Id(), (await Post()).Id());
        // The file of the repeated request is dropped behind its answer.
        for (var i = 0; i < 200 && await fixture.CountAsync(_workspace.Id, "import") != 1; i++)
            await Task.Delay(50);
        Assert.Equal(1, await fixture.CountAsync(_workspace.Id, "import"));
    }
}

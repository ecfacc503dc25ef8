using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Kith.Browser.Tests;

/// <summary>One person at one browser. Whatever goes wrong behind the screen is kept and told at the end.</summary>
public sealed class Visit : IAsyncDisposable
{
    public const string Password = "seven green umbrellas";

    private const string TellViolations = "document.addEventListener('securitypolicyviolation', e => console.error(`Against the content security policy: ${e.effectiveDirective} ${e.blockedURI} in ${e.sourceFile}:${e.lineNumber}`))";

    private readonly ConcurrentQueue<string> _troubles = new();
    private readonly Installation _kith;

    private Visit(Installation kith, Look look, IBrowserContext context, IPage page) => (_kith, Look, Context, Page) = (kith, look, context, page);

    public Look Look { get; }
    public IBrowserContext Context { get; }
    public IPage Page { get; }

    /// <summary>What a person would not see, but a developer console would show.</summary>
    public IReadOnlyCollection<string> Troubles => _troubles;

    /// <summary>Opens a browser nobody has used before. One that is <paramref name="audited"/> lets the accessibility checker in, which our content security policy would not.</summary>
    public static async Task<Visit> StartAsync(Installation kith, Look look, bool audited = false)
    {
        var options = look.Options(kith.Url);
        options.BypassCSP = audited;
        var context = await kith.Browser.NewContextAsync(options);
        await context.AddInitScriptAsync(TellViolations);
        var visit = new Visit(kith, look, context, await context.NewPageAsync());
        visit.Watch();
        return visit;
    }

    private void Watch()
    {
        Context.WebError += (_, error) => _troubles.Enqueue($"Uncaught: {error.Error}");
        Context.Console += (_, message) =>
        {
            // The browser itself reports refusals (not signed in, a value that cannot be used) as errors; for Kith they are answers.
            if (message.Type == "error" && !(message.Text.Contains("the server responded with a status of 4", StringComparison.Ordinal) && message.Location.Contains("/api/v1/", StringComparison.Ordinal)))
                _troubles.Enqueue($"Console: {message.Text} ({message.Location})");
        };
        Context.Response += (_, response) =>
        {
            if (response.Status >= 500)
                _troubles.Enqueue($"{response.Request.Method} {response.Url} answered {response.Status}");
        };
    }

    /// <summary>Opens an address and waits until the page stands.</summary>
    public Task OpenAsync(string path) => Page.GotoAsync(path, new PageGotoOptions { WaitUntil = WaitUntilState.DOMContentLoaded });

    /// <summary>
    /// Waits until the browser stands at a path, whatever follows it. It asks again and again, because waiting for a
    /// navigation misses one that ends between the look at the address and the beginning of the wait.
    /// </summary>
    public Task AtAsync(string path) => AddressAsync($@"^https?://[^/]+{Regex.Escape(path)}([?#].*)?$");

    /// <summary>Waits until the browser's address has this in it.</summary>
    public Task AtPartAsync(string part) => AddressAsync(Regex.Escape(part));

    private Task AddressAsync(string pattern) => Assertions.Expect(Page).ToHaveURLAsync(new Regex(pattern, RegexOptions.None, TimeSpan.FromSeconds(1)), new() { Timeout = 30_000 });

    /// <summary>A workspace made without the screens, with this browser signed in as its owner.</summary>
    public async Task<string> SignUpAsync(string workspace = "Analytical Engines", string name = "Ada Lovelace")
    {
        var email = _kith.NewEmail(name.Split(' ')[0].ToLowerInvariant());
        await CallAsync("POST", "auth/signup", new { workspace, name, email, password = Password, currency = "EUR", time_zone = "Europe/Rome" });
        await _kith.ProveAsync(email);
        return email;
    }

    /// <summary>Calls the API as the person of this browser; a refusal fails the test.</summary>
    public async Task<JsonElement> CallAsync(string method, string path, object? body = null)
    {
        var answer = await Context.APIRequest.FetchAsync("/api/v1/" + path, new APIRequestContextOptions { Method = method, DataObject = body, Headers = OurOrigin });
        return await ReadAsync(answer, path);
    }

    /// <summary>The workspace this browser works in.</summary>
    public async Task<Guid> WorkspaceAsync() => (await CallAsync("GET", "me")).GetProperty("workspace").GetProperty("id").GetGuid();

    /// <summary>Creates a record without the screens and answers its id.</summary>
    public async Task<string> CreateAsync(string types, object record) => (await CallAsync("POST", types, record)).GetProperty("id").GetString()!;

    /// <summary>The id of the record of a type with this name.</summary>
    public async Task<string> FindAsync(string types, string name)
    {
        var page = await CallAsync("GET", $"{types}?where={Uri.EscapeDataString($"name = \"{name}\"")}");
        return page.GetProperty("data")[0].GetProperty("id").GetString()!;
    }

    /// <summary>Imports a file without the screens and waits until it is in.</summary>
    public async Task ImportAsync(string name, string csv, string type, IReadOnlyDictionary<string, object> mapping)
    {
        var form = Context.APIRequest.CreateFormData();
        form.Set("file", new FilePayload { Name = name, MimeType = "text/csv", Buffer = System.Text.Encoding.UTF8.GetBytes(csv) });
        form.Set("type", type);
        var answer = await Context.APIRequest.PostAsync("/api/v1/imports", new APIRequestContextOptions { Multipart = form, Headers = OurOrigin });
        var id = (await ReadAsync(answer, "imports")).GetProperty("id").GetString();
        await CallAsync("POST", $"imports/{id}/run", new { type, mapping });
        while (true)
        {
            var status = await CallAsync("GET", $"imports/{id}");
            var state = status.GetProperty("state").GetString();
            if (state == "done")
                return;
            Assert.True(state is "waiting" or "running", $"The import of {name} ended as {status}");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    private Dictionary<string, string> OurOrigin => new() { ["Origin"] = _kith.Url.GetLeftPart(UriPartial.Authority) };

    private static async Task<JsonElement> ReadAsync(IAPIResponse answer, string path)
    {
        var text = await answer.TextAsync();
        Assert.True(answer.Ok, $"{path} answered {answer.Status}: {text}");
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    public async ValueTask DisposeAsync() => await Context.DisposeAsync();
}

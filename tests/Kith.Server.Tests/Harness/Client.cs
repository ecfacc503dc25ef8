using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kith.Server.Tests.Harness;

/// <summary>Somebody who calls the API, as a browser with a cookie or as a program with a token. Every answer is held to what all answers share.</summary>
public sealed class Client(Installation server)
{
    private const string CookieName = "kith";
    private const string ProviderCookieName = CookieName + "-provider";

    public Installation Server => server;
    /// <summary>Another process of the installation that is called; null for the first.</summary>
    public HttpClient? Through { get; init; }
    public string? Cookie { get; set; }
    public string? Bearer { get; set; }
    /// <summary>What binds sign-ins under way at a provider to this browser.</summary>
    public string? ProviderCookie { get; set; }
    /// <summary>What the Origin header says; null leaves it out.</summary>
    public string? Origin { get; set; } = server.Url.GetLeftPart(UriPartial.Authority);
    public string Email { get; set; } = "";
    /// <summary>What signing in answered.</summary>
    public JsonElement Me { get; set; }

    public Guid Workspace => Me.GetProperty("workspace").GetProperty("id").GetGuid();
    public Guid Person => Me.GetProperty("person").GetProperty("id").GetGuid();

    public Task<Answer> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync("GET", path, null, headers);
    public Task<Answer> DeleteAsync(string path, params (string Name, string Value)[] headers) => SendAsync("DELETE", path, null, headers);
    public Task<Answer> PostAsync(string path, object? body, params (string Name, string Value)[] headers) => SendAsync("POST", path, Content(body), headers);
    public Task<Answer> PutAsync(string path, object? body, params (string Name, string Value)[] headers) => SendAsync("PUT", path, Content(body), headers);
    public Task<Answer> PatchAsync(string path, object? body, params (string Name, string Value)[] headers) => SendAsync("PATCH", path, Content(body), headers);

    /// <summary>JSON: a text as it stands, anything else written as JSON.</summary>
    public static HttpContent? Content(object? body) => body switch
    {
        null => null,
        HttpContent content => content,
        string json => new StringContent(json, Encoding.UTF8, "application/json"),
        _ => new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"),
    };

    /// <summary>Calls a path below /api/v1, or one that begins with a slash.</summary>
    public async Task<Answer> SendAsync(string method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path.StartsWith('/') ? path : "/api/v1/" + path) { Content = content };
        if (Bearer is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Bearer);
        if (Cookie is not null || ProviderCookie is not null)
            request.Headers.Add("Cookie", string.Join("; ", new[] { (CookieName, Cookie), (ProviderCookieName, ProviderCookie) }.Where(c => c.Item2 is not null).Select(c => $"{c.Item1}={c.Item2}")));
        if (Origin is not null && method is not "GET" and not "HEAD")
            request.Headers.Add("Origin", Origin);
        foreach (var (name, value) in headers)
        {
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value);
        }
        using var response = await (Through ?? server.Http).SendAsync(request, TestContext.Current.CancellationToken);
        var answer = new Answer($"{method} {path}", (int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken))
        {
            ContentType = response.Content.Headers.ContentType?.MediaType,
            Headers = response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase),
        };
        TakeCookie(answer);
        answer.HoldsWhatAllShare();
        return answer;
    }

    private void TakeCookie(Answer answer)
    {
        if (answer.Headers.GetValueOrDefault("Set-Cookie") is not { } set)
            return;
        if (set.StartsWith(ProviderCookieName + "=", StringComparison.Ordinal))
            ProviderCookie = set[(ProviderCookieName.Length + 1)..].Split(';')[0];
        if (!set.StartsWith(CookieName + "=", StringComparison.Ordinal))
            return;
        var value = set[(CookieName.Length + 1)..].Split(';')[0];
        Cookie = value.Length == 0 ? null : value;
    }

    /// <summary>Makes a record and answers it.</summary>
    public async Task<JsonElement> CreateAsync(string types, object body) => (await PostAsync(types, body)).Expect(201);

    /// <summary>The types of the workspace as the schema tells them.</summary>
    public async Task<IReadOnlyList<TypeSchema>> SchemaAsync() =>
        [.. (await GetAsync("schema")).Expect(200).GetProperty("types").EnumerateArray().Select(t => new TypeSchema(t))];

    /// <summary>One type by its plural.</summary>
    public async Task<TypeSchema> TypeAsync(string plural) => (await SchemaAsync()).Single(t => t.Plural == plural);

    /// <summary>The records of a list.</summary>
    public async Task<IReadOnlyList<JsonElement>> ListAsync(string types, string? where = null, string? more = null) =>
        [.. (await GetAsync($"{types}?limit=200{(where is null ? "" : "&where=" + Uri.EscapeDataString(where))}{more}")).Expect(200).GetProperty("data").EnumerateArray()];

    /// <summary>The same person as a program with tokens.</summary>
    public async Task<Client> ProgramAsync()
    {
        var client = new Client(server) { Email = Email, Me = Me, Origin = null };
        client.Tokens = (await client.PostAsync("auth/tokens", new { email = Email, password = Installation.Password, workspace = Workspace })).Expect(200);
        client.Bearer = client.Tokens.GetProperty("access_token").GetString();
        return client;
    }

    /// <summary>The pair of tokens of a program.</summary>
    public JsonElement Tokens { get; set; }

    /// <summary>The same sign-in, to be changed by a test.</summary>
    public Client Copy(HttpClient? through = null) => new(server) { Through = through, Cookie = Cookie, Bearer = Bearer, Origin = Origin, Email = Email, Me = Me, Tokens = Tokens };
}

/// <summary>An answer of the API.</summary>
public sealed record Answer(string Call, int Status, byte[] Bytes)
{
    private static readonly string[] Shared = ["type", "title", "status", "code", "detail", "trace_id", "errors"];

    public string? ContentType { get; init; }
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();
    public string Text => Encoding.UTF8.GetString(Bytes);
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Bytes);
    public string? Code => Json.GetProperty("code").GetString();
    public IReadOnlyList<JsonElement> Errors => [.. Json.GetProperty("errors").EnumerateArray()];
    /// <summary>The fields that are complained about, in order.</summary>
    public IReadOnlyList<string> Fields => [.. Errors.Select(e => e.Text("field")!).Order(StringComparer.Ordinal)];

    /// <summary>The body of an answer that must have this status.</summary>
    public JsonElement Expect(int status)
    {
        Assert.True(Status == status, $"{Call} answered {Status} instead of {status}: {Text}");
        return Bytes.Length == 0 ? default : Json;
    }

    /// <summary>The answer itself, which must be this refusal.</summary>
    public Answer Refused(int status, string? code = null)
    {
        Expect(status);
        if (code is not null)
            Assert.Equal(code, Code);
        return this;
    }

    /// <summary>The answer itself, which must refuse the input for these fields and codes, each as <c>field:code</c>.</summary>
    public Answer Invalid(params string[] reasons)
    {
        Refused(422, "invalid");
        Assert.Equal(reasons.Order(StringComparer.Ordinal), Errors.Select(e => $"{e.Text("field")}:{e.Text("code")}").Order(StringComparer.Ordinal));
        return this;
    }

    /// <summary>A refusal without what differs from call to call.</summary>
    public string Comparable()
    {
        var problem = JsonNode.Parse(Bytes)!.AsObject();
        problem.Remove("trace_id");
        return $"{Status} {problem.ToJsonString()}";
    }

    /// <summary>Every answer of the API, good or bad, keeps to this.</summary>
    public void HoldsWhatAllShare()
    {
        Assert.True(Status < 500 || (Status == 503 && Code == "file.store_unavailable"), $"{Call} answered {Status}: {Text}");
        Assert.Equal("nosniff", Headers.GetValueOrDefault("X-Content-Type-Options"));
        if (!Call.Contains(" /", StringComparison.Ordinal))
            Assert.Equal(Status is 200 or 304 && Call.Contains("/preview", StringComparison.Ordinal) ? "no-cache, private" : "no-store", Headers.GetValueOrDefault("Cache-Control"));
        // Who fills in a form on its page is told on a page.
        if (Status < 400 || (ContentType == "text/html" && Call.Contains(" /forms/", StringComparison.Ordinal)))
            return;
        Assert.True(ContentType == "application/problem+json", $"{Call} answered {Status} as {ContentType ?? "nothing"}: {Text}");
        Assert.Equal(Shared, Json.EnumerateObject().Select(p => p.Name).Take(Shared.Length));
        Assert.Equal(Status, Json.GetProperty("status").GetInt32());
        Assert.All(Shared.Except(["status", "errors"]), member => Assert.False(string.IsNullOrWhiteSpace(Json.Text(member)), $"{Call}: {member} is empty in {Text}"));
        Assert.All(Errors, error =>
        {
            Assert.NotNull(error.Text("field"));
            Assert.Matches("^[a-z_]+([.][a-z_]+)*$", error.Text("code")!);
            Assert.NotEqual(error.Text("code"), error.Text("message"));
            Assert.DoesNotContain("{0}", error.Text("message"));
        });
    }
}

/// <summary>Short readings of JSON.</summary>
public static class JsonReading
{
    public static Guid Id(this JsonElement record) => record.GetProperty("id").GetGuid();
    public static long Version(this JsonElement record) => record.GetProperty("version").GetInt64();
    public static string? Text(this JsonElement json, string member) => json.GetProperty(member).GetString();
    public static string Raw(this JsonElement json, string member) => json.GetProperty(member).GetRawText();
    public static IReadOnlyList<JsonElement> Data(this JsonElement page) => [.. page.GetProperty("data").EnumerateArray()];
    public static bool IsEmpty(this JsonElement value) => value.ValueKind == JsonValueKind.Null || (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0);
    public static bool Same(this JsonElement left, JsonElement right) => JsonElement.DeepEquals(left, right);
}

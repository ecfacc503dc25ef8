using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Kith.Core.Types;
using Kith.Server.Tests.Harness;
using Kith.Server.Tests.Live;
using Kith.Server.Tests.Logging;
using Kith.Server.Tests.OpenApi;
using Kith.Server.Tests.Pictures;
using Kith.Server.Tests.Webhooks;

namespace Kith.Server.Tests.Fuzz;

/// <summary>
/// Everybody calls everything that is published, with ids of their own, of another workspace, of what is hidden from them and of nothing: nobody hears a word they may not hear,
/// what is refused changes nothing, and what is hidden is answered as what is not there. A new operation is called without a line here.
/// </summary>
/// <remarks>KITH_FUZZ=long calls the operations of every type instead of a few.</remarks>
public sealed partial class IsolationFuzzTests : IAsyncLifetime
{
    private static readonly string[] Kinds = ["absent", "foreign", "hidden"];
    private static readonly bool Long = Environment.GetEnvironmentVariable("KITH_FUZZ") == "long";
    private static readonly int Seed = int.TryParse(Environment.GetEnvironmentVariable("KITH_SEED"), CultureInfo.InvariantCulture, out var seed) ? seed : 1;

    // What ends sign-ins, or changes the rules that all live by, comes last.
    private static readonly string[] Late = ["/auth/", "/workspace", "/people/", "/roles", "deactivate", "delete", "leave"];

    private readonly LogWatch _log = new(line => line.Contains(Canary.Stem, StringComparison.OrdinalIgnoreCase));
    // Of its own, because what is called here locks accounts and networks out.
    private readonly Installation _server;
    private readonly Random _random = new(Seed);
    private readonly ConcurrentBag<string> _faults = [];
    private readonly HashSet<(string Actor, string Call)> _made = [];
    private readonly HashSet<string> _heard = [];
    private readonly HashSet<string> _done = [];
    private readonly Dictionary<string, string> _last = [];
    private int _calls;
    private string[] _words = [];
    private ApiDocument _document = null!;
    private FuzzWorld _home = null!;
    private FuzzWorld _foreign = null!;

    public IsolationFuzzTests() => _server = new Installation { Watch = _log };

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Nobody_hears_or_changes_what_is_not_theirs()
    {
        _document = new ApiDocument(JsonNode.Parse(await _server.Http.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken))!.AsObject());
        (_foreign, _home) = (await FuzzWorld.ForeignAsync(_server), await FuzzWorld.HomeAsync(_server));
        _words = [Canary.Foreign, Canary.Veiled, Canary.Personal, Canary.Field, Canary.Office, Canary.Mine, .. _home.Types.Select(t => Canary.Open(t.Plural))];
        Assert.Superset(new HashSet<string>(["companies", "contacts", "deals", "activities", "views"]), _home.Veiled.Keys.ToHashSet());
        var calls = Chosen(PublishedCall.Of(_document));
        var nobodies = await FuzzActors.NobodiesAsync(_home);
        var somebodies = await FuzzActors.SomebodiesAsync(_home);
        await using var ears = await EarsAsync(somebodies);
        await QuietAsync();
        // Each word is there to be heard before anybody changes anything; what is called at random may never come across it.
        foreach (var actor in somebodies)
        {
            foreach (var type in _home.Types)
                Listen(actor, (await actor.Client.GetAsync($"{type.Plural}?limit=200")).Text, $"the list of {type.Plural}");
        }
        var foreign = await Snapshot.OfAsync(_foreign.Owner);

        var before = await Snapshot.OfAsync(_home.Owner);
        foreach (var actor in nobodies)
            await TurnedAwayAsync(actor, calls);
        await UnchangedAsync(before, "those who are not signed in");
        foreach (var actor in somebodies)
        {
            before = await Snapshot.OfAsync(_home.Owner);
            await ByPathAsync(actor, calls);
            await UnchangedAsync(before, $"{actor} with ids in paths");
            await ByQueryAsync(actor, calls);
            await ByBodyAsync(actor, calls);
        }
        foreach (var turn in calls.Where(c => !c.Endless).GroupBy(Turn).OrderBy(g => g.Key))
        {
            foreach (var actor in somebodies)
                await FreelyAsync(actor, [.. turn]);
        }
        await QuietAsync();
        Told(foreign == await Snapshot.OfAsync(_foreign.Owner), "The other workspace was changed.");
        await ears.TellAsync(somebodies, _server, Told, Listen);
        foreach (var line in _log.Lines)
            Told(!_words.Any(w => line.Contains(w, StringComparison.OrdinalIgnoreCase)), $"The log tells {line}");

        foreach (var actor in nobodies.Concat(somebodies))
            Told(calls.All(c => c.Endless || _made.Contains((actor.Name, c.Id))), $"{actor} never called {string.Join(", ", calls.Where(c => !c.Endless && !_made.Contains((actor.Name, c.Id))).Select(c => c.Id))}");
        Told(_words.Where(w => w is not Canary.Foreign and not Canary.Personal).Except(_heard).Except(Unsearched.Select(Canary.Open)).ToList() is { Count: 0 } mute, $"Nobody heard {string.Join(", ", _words.Except(_heard))}, so the silence of others says nothing.");
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Seed {Seed}: {_calls} calls of {calls.Count} operations by {nobodies.Count + somebodies.Count} actors. Never answered with success:\n{string.Join("\n", calls.Where(c => !_done.Contains(c.Id)).Select(c => $"{c.Id}: {_last.GetValueOrDefault(c.Id)}"))}"));
        Assert.True(_faults.IsEmpty, $"Seed {Seed}, {_faults.Count} faults:\n{string.Join("\n", _faults.Distinct().Take(30))}");
    }

    // They are heard of by their own calls alone, which not every seed chooses.
    private static IEnumerable<string> Unsearched => Catalogue.BuiltIn(KithHost.Modules).Types.Where(t => !t.Searched).Select(t => t.Plural).Append("people");

    // The calls of three types stand for those of all, another three with each seed.
    private List<PublishedCall> Chosen(IReadOnlyList<PublishedCall> all)
    {
        var plurals = _home.Types.Select(t => t.Plural).Where(p => all.Any(c => c.Path == $"/api/v1/{p}")).ToArray();
        _random.Shuffle(plurals);
        var left = plurals.Except(["people", "views"]).Skip(Long ? plurals.Length : 3).ToHashSet();
        return [.. all.Where(c => c.Path.Split('/', '.') is not [_, _, _, var plural, ..] || !left.Contains(plural))];
    }

    private static int Turn(PublishedCall call) => Late.Any(call.Path.Contains) || Late.Any(call.Id.Contains) ? call.Method == "DELETE" ? 3 : 2 : call.Method == "DELETE" ? 1 : 0;

    private void Told(bool holds, string fault)
    {
        if (!holds)
            _faults.Add(fault.Length > 1_500 ? fault[..1_500] : fault);
    }

    private async Task UnchangedAsync(string before, string who)
    {
        var after = await Snapshot.OfAsync(_home.Owner);
        // When a key was last used is kept.
        var changed = before.Split('\n').Except(after.Split('\n')).Select(l => l.Split(' ')[0]).Except(["api_key"]).ToList();
        Told(changed.Count == 0, $"Refused calls of {who} changed {string.Join(", ", changed)}");
    }

    // Work that goes on by itself after something was made is waited for.
    private async Task QuietAsync()
    {
        for (var (last, now) = ("", await BothAsync()); last != now; (last, now) = (now, await BothAsync()))
            await Task.Delay(1_500, TestContext.Current.CancellationToken);
        async Task<string> BothAsync() => await Snapshot.OfAsync(_home.Owner) + await Snapshot.OfAsync(_foreign.Owner);
    }

    /// <summary>Those who are nobody are told so, whatever they name.</summary>
    private async Task TurnedAwayAsync(FuzzActor actor, IReadOnlyList<PublishedCall> calls)
    {
        foreach (var call in calls.Where(c => !c.Endless))
        {
            foreach (var path in await PathsAsync(call, "own"))
            {
                var answer = await CallAsync(actor, call, path, Body(call, "own").Content);
                Told(call.Open || answer.Status == 401, $"{actor} got {answer.Status} from {call}: {answer.Text}");
            }
        }
    }

    /// <summary>What is not theirs to see is answered as what is not there.</summary>
    private async Task ByPathAsync(FuzzActor actor, IReadOnlyList<PublishedCall> calls)
    {
        foreach (var call in calls.Where(c => !c.Endless && c.InPath.Except(["types", "page", "action", "value"]).Any()))
        {
            var body = Body(call, "absent").Json;
            var absent = await PathsAsync(call, "absent");
            foreach (var kind in Kinds.Skip(1).Where(k => k == "foreign" || IsKept(actor, call)))
            {
                var paths = await PathsAsync(call, kind);
                for (var i = 0; i < paths.Count; i++)
                {
                    // An operation with two actions has two paths for each id.
                    var (path, other) = (paths[i], absent[Math.Min(i, absent.Count - 1)]);
                    await AlikeAsync(actor, call, $"a {kind} id in the path", () => CallAsync(actor, call, other, Content(call, body)), () => CallAsync(actor, call, path, Content(call, body)), Named(other).Concat(Named(path)));
                }
            }
        }
    }

    /// <summary>The same of what queries name, and of cursors of others.</summary>
    private async Task ByQueryAsync(FuzzActor actor, IReadOnlyList<PublishedCall> calls)
    {
        var cursors = await CursorsAsync();
        foreach (var call in calls.Where(c => c is { Reads: true, Endless: false }))
        {
            if ((await PathsAsync(call, "own")).FirstOrDefault() is not { } path)
                continue;
            foreach (var parameter in call.InQuery)
            {
                var ids = Kinds.Select(k => (Kind: k, Id: Id(null, k))).ToList();
                // A cursor is a place between ids, and who looks for an id in the audit finds that they looked.
                var named = ids.Skip(1).Where(i => i.Kind == "foreign" || actor.IsVeiled).Where(_ => parameter is not ("after" or "before" or "offset") && !call.Path.Contains("/security/", StringComparison.Ordinal));
                foreach (var (kind, id) in named)
                {
                    Task<Answer> AskAsync(string value) => CallAsync(actor, call, Asked(call, path, parameter, parameter == "where" ? $"id = \"{value}\"" : value), null);
                    await AlikeAsync(actor, call, $"a {kind} id as {parameter}", () => AskAsync(ids[0].Id), () => AskAsync(id), [ids[0].Id, id, ids[0].Id[..8], id[..8]]);
                }
                foreach (var value in cursors.Concat([Canary.Stem, $"name ~ \"{Canary.Stem}\"", "feld_c is not empty", "feld_c", "-feld_c", "owner.name"]).OrderBy(_ => _random.Next()).Take(Long ? 100 : 3))
                    await CallAsync(actor, call, Asked(call, path, parameter, value), null);
            }
        }
    }

    // With what the call needs beside.
    private static string Asked(PublishedCall call, string path, string? parameter = null, string value = "") =>
        path + "?" + string.Join('&', call.Needed.Where(n => n != parameter).Select(n => $"{n}=2026-11-20").Concat(parameter is null ? [] : [$"{parameter}={Uri.EscapeDataString(value)}"]));

    /// <summary>The same of what bodies name, at any depth; and what is refused leaves everything as it was.</summary>
    private async Task ByBodyAsync(FuzzActor actor, IReadOnlyList<PublishedCall> calls)
    {
        foreach (var call in calls.Where(c => c is { Reads: false, Open: false, BodyType: not null and not "multipart/form-data" }))
        {
            var round = _random.Next();
            var (absent, ids) = Body(call, "absent", round);
            if (ids == 0 || (await PathsAsync(call, "own")).FirstOrDefault() is not { } path || Late.Any(call.Path.Contains) || Late.Any(call.Id.Contains))
                continue;
            foreach (var kind in Kinds.Skip(1).Where(k => k == "foreign" || IsKept(actor, call)))
            {
                var named = Body(call, kind, round).Json;
                var before = await Snapshot.OfAsync(_home.Owner);
                var answer = await AlikeAsync(actor, call, $"a {kind} id in the body", () => CallAsync(actor, call, path, Content(call, absent)), () => CallAsync(actor, call, path, Content(call, named)),
                    IdsIn(absent).Concat(IdsIn(named)), $"\n  sent: {absent!.ToJsonString()}\n  sent: {named!.ToJsonString()}");
                if (answer)
                    await UnchangedAsync(before, $"{actor} to {call} with {named.ToJsonString()}");
            }
        }
    }

    /// <summary>What they may do they do, with everything that is theirs; nobody hears more for it, and what is hidden stays as it is.</summary>
    private async Task FreelyAsync(FuzzActor actor, IReadOnlyList<PublishedCall> calls)
    {
        await WorkedOffAsync();
        var hidden = await HiddenAsync();
        foreach (var call in calls)
        {
            foreach (var path in await PathsAsync(call, "own"))
            {
                // Not every body that is made up can be used; what may be done is done at least once in a few tries.
                for (var (tries, answer) = (0, (Answer?)null); tries < (call.Reads ? 1 : 3) && answer is not { Status: < 400 }; tries++)
                {
                    answer = await CallAsync(actor, call, Asked(call, path), Body(call, "own").Content);
                    if (actor.IsVeiled && !call.Reads && answer.Status < 400 && await HiddenAsync() is var now)
                    {
                        Told(!now.Except(hidden).Any(), $"{actor} changed what is hidden from them by {call} {path}: {string.Join(", ", now.Except(hidden))}: {answer.Text}");
                        hidden = now;
                    }
                    if (answer.Status == 401 && !call.Open)
                        actor.Client = await RenewedAsync(actor);
                    else if (answer.Status >= 400 && actor.Name == "owner")
                        _last[call.Id] = $"{answer.Status} {answer.Text}";
                }
            }
        }
    }

    // What an owner set going may change what is hidden from those who call next.
    private async Task WorkedOffAsync()
    {
        await using var command = _server.Owner.CreateCommand("select count(*) from kith.job where workspace_id = $1 and kind in ('changeset', 'import') and run_at <= now() and parked_at is null");
        command.Parameters.Add(new Npgsql.NpgsqlParameter { Value = _home.Owner.Workspace });
        while ((long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))! > 0)
            await Task.Delay(50, TestContext.Current.CancellationToken);
    }

    // Near the end those who invite may have signed themselves out; then who was signed out stays so.
    private static async Task<Client> RenewedAsync(FuzzActor actor)
    {
        try
        {
            return await actor.Renew();
        }
        catch (Exception refused) when (refused is Xunit.Sdk.IAssertionException)
        {
            return actor.Client;
        }
    }

    // Each as it is now. What hangs on a record goes to the trash with it, seen or not.
    private async Task<List<string>> HiddenAsync()
    {
        var all = new List<string>();
        foreach (var type in _home.Types.Where(FuzzWorld.IsOwned))
        {
            await using var command = _server.Owner.CreateCommand($"select version || coalesce(deleted_at::text, '') from kith.{(type.Name.EndsWith("_c", StringComparison.Ordinal) ? "own_record" : type.Name)} where id = $1 and (deleted_at is null or not $2)");
            command.Parameters.Add(new Npgsql.NpgsqlParameter { Value = Guid.Parse(_home.Veiled[type.Plural]) });
            command.Parameters.Add(new Npgsql.NpgsqlParameter { Value = type.Plural is "activities" or "repetitions" or "comments" or "reactions" or "files" });
            if (await command.ExecuteScalarAsync(TestContext.Current.CancellationToken) is { } found)
                all.Add($"{type.Plural} {found}");
        }
        return all;
    }

    // True where both were refused.
    private async Task<bool> AlikeAsync(FuzzActor actor, PublishedCall call, string what, Func<Task<Answer>> absent, Func<Task<Answer>> named, IEnumerable<string> ids, string sent = "")
    {
        var names = ids.Distinct().OrderByDescending(i => i.Length).ToList();
        var (expected, actual) = (await absent(), await named());
        // What goes on meanwhile may have changed both.
        for (var again = 0; again < 2 && Plain(expected) != Plain(actual); again++)
            (expected, actual) = (await absent(), await named());
        Told(Plain(expected) == Plain(actual), $"{actor} is told of {what} from {call}:\n  absent: {Plain(expected)}\n  {what}: {Plain(actual)}{sent}");
        return expected.Status >= 400 && actual.Status >= 400;

        string Plain(Answer answer) => $"{answer.Status} {Varying().Replace(names.Aggregate(answer.Text, (text, id) => text.Replace(id, "·", StringComparison.OrdinalIgnoreCase)), "·")}";
    }

    // What differs from call to call: ids that were made, moments, counters.
    [GeneratedRegex("""[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\d{4}-\d\d-\d\dT[0-9:.]+Z|"trace_id":"[^"]*"|"(?:position|version|count|number)":\d+|"(?:next|secret|etag)":"[^"]*"|fuzz\d+""", RegexOptions.NonBacktracking)]
    private static partial Regex Varying();

    [GeneratedRegex("(?<parameter>\\{[a-z_]+\\})", RegexOptions.NonBacktracking)]
    private static partial Regex Parameters();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", RegexOptions.NonBacktracking)]
    private static partial Regex Uuids();

    private async Task<Answer> CallAsync(FuzzActor actor, PublishedCall call, string path, HttpContent? content)
    {
        _calls++;
        _made.Add((actor.Name, call.Id));
        Answer answer;
        try
        {
            // What anybody may call signs in as somebody else.
            answer = await (call.Open ? actor.Client.Copy() : actor.Client).SendAsync(call.Method, path, content);
        }
        catch (Exception fault) when (fault is Xunit.Sdk.IAssertionException)
        {
            Told(false, $"{actor} to {call}: {fault.Message}");
            return new Answer(call.Id, 599, []);
        }
        if (answer.Status < 400)
            _done.Add(call.Id);
        if (_words.Any(w => answer.Text.Contains(w, StringComparison.OrdinalIgnoreCase) && !actor.Hears(w)) && !await actor.Stands(actor.Client))
            actor.Client = await RenewedAsync(actor);
        else
            Listen(actor, answer.Text, $"{call} {path}", call);
        return answer;
    }

    private void Listen(FuzzActor actor, string text, string where) => Listen(actor, text, where, null);

    private void Listen(FuzzActor actor, string text, string where, PublishedCall? call)
    {
        if (!text.Contains(Canary.Stem, StringComparison.OrdinalIgnoreCase))
            return;
        foreach (var word in _words.Where(w => text.Contains(w, StringComparison.OrdinalIgnoreCase)))
        {
            if (actor.Hears(word) || (word == Canary.Veiled && call is not null && !IsKept(actor, call)))
                _heard.Add(word);
            else
                Told(false, $"{actor} hears {word} from {where}: …{Around(text, word)}…");
        }
    }

    // Who answers what people ask for is shown all that is kept of them (ADR 31).
    private static bool IsKept(FuzzActor actor, PublishedCall call) => actor.IsVeiled && !(actor.AnswersPeople && call.Path.Contains("/privacy_", StringComparison.Ordinal));

    private static string Around(string text, string word)
    {
        var at = text.IndexOf(word, StringComparison.OrdinalIgnoreCase);
        return text[Math.Max(0, at - 150)..Math.Min(text.Length, at + 100)];
    }

    // One of each kind for every parameter, in all paths that the operation has.
    private async Task<List<string>> PathsAsync(PublishedCall call, string kind)
    {
        var world = kind == "foreign" ? _foreign : _home;
        var paths = new List<string> { "" };
        foreach (var part in Parameters().Split(call.Path))
        {
            if (!part.StartsWith('{'))
            {
                paths = [.. paths.Select(p => p + part)];
                continue;
            }
            var next = new List<string>();
            foreach (var path in paths)
                next.AddRange((await ValuesAsync(call, world, path, part.Trim('{', '}'), kind)).Select(v => path + v));
            paths = next;
        }
        return [.. paths.Distinct().Take(2)];
    }

    private async Task<IReadOnlyList<string>> ValuesAsync(PublishedCall call, FuzzWorld world, string path, string parameter, string kind)
    {
        var plural = path.Split('/') is [_, _, _, var first, ..] ? first : "";
        return (parameter, kind) switch
        {
            ("types", _) => [OwnTypes.Plural],
            ("page", _) => ["start"],
            ("action", _) => call.InPath.Contains("id") ? ["update"] : ["update", "delete"],
            ("value", _) => [$"fuzz{_random.Next()}"],
            ("field", _) when call.InPath.Contains("value") => ["name"],
            ("id", "hidden") when _home.Veiled.TryGetValue(plural, out var veiled) => [veiled],
            ("position", "hidden") => [(await _home.Owner.GetAsync($"companies/{_home.Veiled["companies"]}/changes")).Expect(200).Data()[0].Raw("position")],
            ("position", "foreign") or (_, "hidden") => [],
            // The address of a form is for everybody, that of a calendar for whom it was told: who knows it needs no workspace.
            ("key" or "address", _) => [_server.NewId().ToString("N")],
            ("position", "absent") => ["999999999"],
            ("name" or "field", "absent") => ["fuzz_c"],
            (_, "absent") => [_server.NewId().ToString()],
            // Names that both have tell nothing of the other.
            (_, "foreign") => [.. (await world.IdsAsync(path, parameter)).Except(await _home.IdsAsync(path, parameter)).Take(2)],
            _ => [.. (await world.IdsAsync(path, parameter)).Take(2)],
        };
    }

    private static IEnumerable<string> Named(string path) => path.Split('/').Skip(3).Where(p => p.Length > 7 && (Guid.TryParse(p, out _) || p.EndsWith("_c", StringComparison.Ordinal) || p.All(char.IsAsciiDigit)) || p == "fuzz_c");

    private static IEnumerable<string> IdsIn(JsonNode? body) => body is null ? [] : Uuids().Matches(body.ToJsonString()).Select(m => m.Value);

    private string Id(string? type, string kind) => kind switch
    {
        "absent" => _server.NewId().ToString(),
        "foreign" => _foreign.Id(type, veiled: false, _random),
        _ => _home.Id(type, kind == "hidden", _random),
    };

    private (JsonNode? Json, int Ids) Body(PublishedCall call, string kind, int round)
    {
        if (call.BodySchema is not { } schema || call.BodyType == "multipart/form-data")
            return (null, 0);
        // One id, every one, or one among others that are absent: what is complained about first must not tell them apart.
        var (n, others) = (0, new Random(round));
        var beside = new[] { "own", kind, "absent" }[others.Next(3)];
        var inventing = new Inventing(_document, new Random(round), type => n++ == 0 ? Id(type, kind) : beside == "own" ? _home.Id(type, veiled: false, others) : Id(type, beside));
        return (inventing.Value(schema), inventing.Ids);
    }

    private (JsonNode? Json, HttpContent? Content) Body(PublishedCall call, string kind)
    {
        if (call.BodyType == "multipart/form-data")
            return (null, new MultipartFormDataContent { { new StringContent("name\nFuzz\n"), "file", "companies.csv" }, { new StringContent("company"), "type" } });
        if (call.BodyType is "image/*" or "application/octet-stream")
            return (null, PictureTests.Content(PictureTests.Png));
        var json = Body(call, kind, _random.Next()).Json;
        return (json, Content(call, json));
    }

    private static StringContent? Content(PublishedCall call, JsonNode? json) => call.BodyType is null || json is null ? null : new StringContent(json.ToJsonString(), Encoding.UTF8, call.BodyType);

    private async Task<IReadOnlyList<string>> CursorsAsync()
    {
        var cursors = new List<string>();
        foreach (var owner in new[] { _foreign.Owner, _home.Owner })
        {
            foreach (var plural in new[] { "companies", "contacts" })
                cursors.AddRange((await owner.GetAsync($"{plural}?limit=1&sort=name")).Expect(200).Text("next") is { } next ? [next] : []);
            cursors.Add((await owner.GetAsync("changes?limit=1")).Expect(200).Raw("next").Trim('"'));
        }
        return cursors;
    }

    private async Task<Ears> EarsAsync(IReadOnlyList<FuzzActor> actors)
    {
        var ears = new Ears(await Receiver.StartAsync());
        foreach (var actor in actors.Where(a => a.Name is "another workspace" or "the narrow role" or "viewer" or "administrator" or "owner"))
            ears.Add(actor, await Listening.ToAsync(actor.Client.Copy()));
        (await actors.Single(a => a.Name == "administrator").Client.PostAsync("webhooks", new { url = ears.Url })).Expect(201);
        return ears;
    }
}

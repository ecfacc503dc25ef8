using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kith.Core.Problems;
using Kith.Core.Queries;
using Kith.Core.Types;
using Kith.Store.Changesets;
using Kith.Store.Tests.Records;

namespace Kith.Store.Tests.Changesets;

/// <summary>Any sequence of writes, bulk changes, merges and undos on random records.</summary>
public sealed class UndoPropertyTests(StoreFixture fixture)
{
    private const int Runs = 8;
    private const int Steps = 40;
    private static readonly string[] Types = ["company", "contact", "deal", "activity", "product"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Undone_in_reverse_everything_is_as_it_was_and_the_stream_knows_every_moment()
    {
        var seed = Environment.GetEnvironmentVariable("KITH_SEED") is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : Random.Shared.Next();
        var merges = 0;
        for (var run = 0; run < Runs; run++)
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed + run}");
            var story = await Story.BeginAsync(fixture, new Random(seed + run));
            var message = $"KITH_SEED={seed + run}";
            for (var step = 0; step < Steps; step++)
                await story.StepAsync();
            Assert.True(story.Written.Count > 5, message);
            merges += story.Merges;
            Assert.True(await story.ReplayAsync() is "", $"{message}: {await story.ReplayAsync()}");
            foreach (var (at, state) in story.Snapshots)
                Assert.True(Difference(state, await story.StateAsync(at)) is "", $"{message}: the past at {at:O}: {Difference(state, await story.StateAsync(at))}");
            for (var i = story.Written.Count - 1; i >= 0; i--)
            {
                var answer = await story.UndoAsync(story.Written[i]);
                Assert.True(answer.Outcomes.All(o => o.Result is ItemResult.Changed), $"{message}: step {i} is not undone: {JsonSerializer.Serialize(answer.Outcomes)}");
                Assert.True(Difference(story.States[i], await story.StateAsync()) is "", $"{message}: step {i} undone: {Difference(story.States[i], await story.StateAsync())}");
            }
            Assert.True(await story.ReplayAsync() is "", $"{message}: {await story.ReplayAsync()}");
        }
        Assert.True(merges > 0, $"KITH_SEED={seed}: nothing was merged");
    }

    /// <summary>The first place where two states differ; nothing where they do not.</summary>
    private static string Difference(string expected, string actual)
    {
        var at = expected.Zip(actual).TakeWhile(p => p.First == p.Second).Count();
        return expected == actual ? "" : $"expected {expected.AsSpan(Math.Max(0, at - 400), Math.Min(500, expected.Length - Math.Max(0, at - 400)))} and found {actual.AsSpan(Math.Max(0, at - 400), Math.Min(500, actual.Length - Math.Max(0, at - 400)))}";
    }

    /// <summary>What was written in one step: a changeset, or a change by its position.</summary>
    private sealed record Step(Guid? Changeset, long Position);

    private sealed class Story(StoreFixture fixture, Workspace workspace, Catalogue catalogue, Random random)
    {
        private readonly Dictionary<string, List<Guid>> _records = Types.ToDictionary(t => t, _ => new List<Guid>());
        private int _number;

        public int Merges { get; private set; }
        public List<Step> Written { get; } = [];
        public List<string> States { get; } = [];
        public List<(DateTime At, string State)> Snapshots { get; } = [];

        public static async Task<Story> BeginAsync(StoreFixture fixture, Random random)
        {
            var workspace = await fixture.WorkspaceAsync();
            var catalogue = await fixture.Store.Catalogues.OfAsync(workspace.Id, 0, Cancellation);
            var pipeline = await workspace.CreateAsync("pipeline", """{"name": "Sales"}""");
            var story = new Story(fixture, workspace, catalogue, random);
            story._records["stage"] = [];
            foreach (var (name, won) in new[] { ("New", false), ("Won", true) })
                story._records["stage"].Add((await workspace.CreateAsync("stage", $$"""{"name": "{{name}}", "pipeline": "{{pipeline.Id()}}", "won": {{(won ? "true" : "false")}}}""")).Id());
            return story;
        }

        public async Task StepAsync()
        {
            var (state, position) = (await StateAsync(), await PositionAsync());
            Guid? changeset = null;
            try
            {
                changeset = await (random.Next(12) switch
                {
                    < 4 => CreateAsync(),
                    < 7 => UpdateAsync(),
                    < 8 => DeleteAsync(),
                    < 9 => BulkAsync(),
                    < 11 => MergeAsync(),
                    _ => UndoSomethingAsync(),
                });
            }
            // What is refused changes nothing.
            catch (ProblemException)
            {
            }
            var now = await PositionAsync();
            if (now == position)
            {
                Assert.Equal(state, await StateAsync());
                return;
            }
            States.Add(state);
            Written.Add(new Step(changeset, now));
            if (random.Next(4) == 0)
                Snapshots.Add((await TimeAsync(), await StateAsync()));
        }

        private async Task<Guid?> CreateAsync()
        {
            var type = Types[random.Next(Types.Length)];
            var made = await workspace.CreateAsync(type, Values(type, required: true).ToJsonString());
            _records[type].Add(made.Id());
            return null;
        }

        private async Task<Guid?> UpdateAsync()
        {
            if (Any() is var (type, id))
                await workspace.UpdateAsync(type, id, Values(type, required: false).ToJsonString());
            return null;
        }

        private async Task<Guid?> DeleteAsync()
        {
            if (Any() is not var (type, id))
                return null;
            if (random.Next(3) == 0)
                await workspace.RestoreAsync(type, id);
            else
                await workspace.DeleteAsync(type, id);
            return null;
        }

        private async Task<Guid?> BulkAsync()
        {
            var type = Types[random.Next(Types.Length)];
            var ids = _records[type].Where(_ => random.Next(2) == 0).ToList();
            string action = random.Next(3) switch { 0 => "delete", 1 => "restore", _ => "update" };
            using var set = JsonDocument.Parse(Values(type, required: false).ToJsonString());
            return await ActAsync(catalogue[type], new BulkRequest(action, ids, null, action == "update" ? set.RootElement : null, null, DryRun: random.Next(4) == 0, Background: false));
        }

        private async Task<Guid?> MergeAsync()
        {
            var type = Types[random.Next(Types.Length)];
            Guid[] ids = [.. _records[type].OrderBy(_ => random.Next()).Take(random.Next(2, 4))];
            if (ids.Length < 2)
                return null;
            var values = catalogue[type].Fields.Where(f => f.Writable && random.Next(4) == 0).ToDictionary(f => f.Name, _ => ids[random.Next(ids.Length)]);
            await using var session = await fixture.Store.Database.OpenAsync(workspace.Id, Cancellation);
            var merged = (await fixture.Store.Merging.MergeAsync(session, workspace.Owner, catalogue, catalogue[type], new MergeRequest(ids, ids[0], values, DryRun: random.Next(4) == 0), Cancellation)).Changeset;
            Merges += merged is null ? 0 : 1;
            return merged;
        }

        private async Task<Guid?> UndoSomethingAsync() => Written.Count == 0 ? null : Kept(await UndoAsync(Written[random.Next(Written.Count)]));

        private static Guid? Kept(ChangesetAnswer answer) => answer.Changeset is { DryRun: false, Changed: > 0 } set ? set.Id : null;

        private async Task<Guid?> ActAsync(RecordType type, BulkRequest request)
        {
            await using var session = await fixture.Store.Database.OpenAsync(workspace.Id, Cancellation);
            return Kept(await fixture.Store.Changesets.ActAsync(session, workspace.Owner, catalogue, type, request, Cancellation));
        }

        public async Task<ChangesetAnswer> UndoAsync(Step step)
        {
            await using var session = await fixture.Store.Database.OpenAsync(workspace.Id, Cancellation);
            return step.Changeset is { } set
                ? await fixture.Store.Changesets.UndoAsync(session, workspace.Owner, catalogue, set, dryRun: false, background: false, Cancellation)
                : await fixture.Store.Changesets.UndoAsync(session, workspace.Owner, catalogue, step.Position, dryRun: false, Cancellation);
        }

        private (string Type, Guid Id)? Any()
        {
            var type = Types[random.Next(Types.Length)];
            return _records[type].Count == 0 ? null : (type, _records[type][random.Next(_records[type].Count)]);
        }

        private JsonObject Values(string type, bool required)
        {
            var values = new JsonObject();
            foreach (var field in catalogue[type].Fields.Where(f => f.Writable && (random.Next(3) == 0 || (required && (f.Required || f.Name == "last_name")))))
                values[field.Name] = random.Next(5) == 0 && !field.Required ? null : Value(field);
            return values;
        }

        private JsonNode? Value(Field field) => field.Kind.Name switch
        {
            "text" => $"{field.Name} {Texts[random.Next(Texts.Length)]} {(field.Unique ? ++_number : random.Next(9))}",
            "markdown" => Texts[random.Next(Texts.Length)],
            "integer" => random.Next(1, 1000),
            "decimal" or "percent" => random.Next(100).ToString(CultureInfo.InvariantCulture),
            "money" => new JsonObject { ["amount"] = $"{random.Next(100_000)}.25", ["currency"] = "EUR" },
            "date" => $"2026-{random.Next(1, 13):00}-{random.Next(1, 29):00}",
            "datetime" => $"2026-{random.Next(1, 13):00}-{random.Next(1, 29):00}T10:30:00.123456Z",
            "boolean" => random.Next(2) == 0,
            "choice" => field.Choices.Count == 0 ? null : field.Choices[random.Next(field.Choices.Count)].Value,
            "tags" => new JsonArray([.. Enumerable.Range(0, random.Next(1, 4)).Select(i => JsonValue.Create($"tag{random.Next(5)}{i}"))]),
            "email" => $"a{random.Next(100)}@example.com",
            "phone" => $"+3906123{random.Next(1000, 9999)}",
            "url" => $"https://example.com/{random.Next(9)}",
            "address" => new JsonObject { ["street"] = "Via Roma", ["city"] = Texts[random.Next(Texts.Length)], ["country"] = "IT" },
            "link" when field.To is null => _records["company"] is { Count: > 0 } c ? new JsonObject { ["type"] = "company", ["id"] = c[random.Next(c.Count)] } : null,
            "links" => new JsonArray([.. _records["contact"].Take(random.Next(3)).Select(id => JsonValue.Create(id))]),
            "person" => workspace.Owner.Person!.Value,
            "link" when field.To is { } to && _records.TryGetValue(to, out var ids) && ids.Count > 0 => ids[random.Next(ids.Count)],
            _ => null,
        };

        private static readonly string[] Texts = ["Ada", "Ångström", "سلام", "“quoted” \\ text", "line\nbreak", "ẞ", "0"];

        private async Task<long> PositionAsync() => await ScalarAsync<long>($"select position from kith.position where workspace_id = '{workspace.Id}'");

        private async Task<DateTime> TimeAsync()
        {
            // The moment behind the last change.
            var at = await ScalarAsync<DateTime>($"select max(at) from kith.change where workspace_id = '{workspace.Id}'");
            await Task.Delay(2, Cancellation);
            return at.AddTicks(10);
        }

        private async Task<T> ScalarAsync<T>(string sql)
        {
            await using var command = fixture.Owner.CreateCommand(sql);
            return (T)(await command.ExecuteScalarAsync(Cancellation))!;
        }

        /// <summary>Every living record with every field but those that count and date its changes, as lists answer them.</summary>
        public async Task<string> StateAsync(DateTime? at = null)
        {
            var state = new JsonObject();
            foreach (var type in Types)
            {
                var fields = catalogue[type].Fields.Where(f => f.Formula is null && f.Name is not ("version" or "updated_at" or "updated_by")).Select(f => f.Name);
                var page = await workspace.ListAsync(type, new ListQuery { Fields = [.. fields], Sort = ["id"], Limit = ListQuery.MostRows, At = at?.ToString("O", CultureInfo.InvariantCulture) });
                var rows = JsonNode.Parse(page.GetProperty("data").GetRawText())!.AsArray();
                foreach (var row in rows)
                    row!.AsObject().Remove("version");
                state[type] = rows;
            }
            return state.ToJsonString();
        }

        /// <summary>Where the tables are not what the stream alone makes of them; nothing where they are.</summary>
        public async Task<string> ReplayAsync()
        {
            var living = new SortedDictionary<string, (string Type, Dictionary<string, JsonElement> Values)>(StringComparer.Ordinal);
            var trash = new Dictionary<string, (string Type, Dictionary<string, JsonElement> Values)>();
            await using var command = fixture.Owner.CreateCommand($"select record_id::text, type, kind, diff::text from kith.change where workspace_id = '{workspace.Id}' order by position");
            await using var reader = await command.ExecuteReaderAsync(Cancellation);
            while (await reader.ReadAsync(Cancellation))
            {
                var (id, type, kind) = (reader.GetString(0), reader.GetString(1), reader.GetString(2));
                if (kind == "created")
                    living[id] = (type, []);
                else if (kind == "restored" && trash.Remove(id, out var restored))
                    living[id] = restored;
                else if (kind == "deleted" && living.Remove(id, out var deleted))
                    trash[id] = deleted;
                foreach (var field in JsonDocument.Parse(reader.GetString(3)).RootElement.EnumerateObject())
                    living[id].Values[field.Name] = field.Value[1];
            }
            return await CompareAsync(living);
        }

        // The stream holds ids where lists answer links, so both are brought to ids.
        private async Task<string> CompareAsync(SortedDictionary<string, (string Type, Dictionary<string, JsonElement> Values)> living)
        {
            var state = JsonNode.Parse(await StateAsync())!.AsObject();
            foreach (var type in Types)
            {
                var rows = state[type]!.AsArray();
                var expected = living.Where(r => r.Value.Type == type).ToList();
                if (rows.Count != expected.Count)
                    return $"{type}: {rows.Count} records in the table, {expected.Count} in the stream";
                foreach (var row in rows)
                {
                    var (_, values) = living[(string)row!["id"]!];
                    foreach (var field in catalogue[type].Fields.Where(f => f.Formula is null && !f.System))
                    {
                        var (stored, streamed) = (Ids(row[field.Name]), values.TryGetValue(field.Name, out var value) ? Ids(JsonNode.Parse(value.GetRawText())) : null);
                        if (!JsonNode.DeepEquals(stored, streamed) && !(stored is JsonArray { Count: 0 } && streamed is null))
                            return $"{type} {row["id"]} {field.Name}: {stored?.ToJsonString()} in the table, {streamed?.ToJsonString()} in the stream";
                    }
                }
            }
            return "";
        }

        private static JsonNode? Ids(JsonNode? value) => value switch
        {
            JsonObject link when link.ContainsKey("id") => JsonValue.Create((string?)link["id"]),
            JsonArray list => new JsonArray([.. list.Select(i => Ids(i)?.DeepClone())]),
            _ => value,
        };
    }
}

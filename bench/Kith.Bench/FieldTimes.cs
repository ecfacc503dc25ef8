using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Kith.Bench.Database;

namespace Kith.Bench;

/// <summary>What a call costs on an object with many own fields beside one with few, in milliseconds (medians).</summary>
internal sealed record FieldFigure(string Call, double Few, double Many)
{
    public double Ratio => Many / Few;
}

/// <summary>The same calls on two objects of a workspace's own, one with six fields and one with two hundred, all filled: a page of fifty by six fields, sorted and filtered; a record; a write of one value; a new record with six values.</summary>
internal sealed class FieldTimes(KithProcess kith)
{
    private const int Few = 6;
    private const int Many = 200;
    private const int Records = 2_000;
    private const int Calls = 300;

    public async Task<IReadOnlyList<FieldFigure>> RunAsync()
    {
        var (workspace, person) = await kith.SignUpAsync("Fields");
        var token = await kith.TokenAsync(new Tenant(workspace, person, Guid.Empty));
        var types = new[] { ("few", Few), ("many", Many) };
        var one = new Dictionary<string, string>();
        foreach (var (name, count) in types)
            one[name] = await FillAsync(token, name, count);
        var named = string.Join(',', Enumerable.Range(0, Few).Select(i => $"f{i}_c"));
        (string Call, Func<string, int, (string, string, string?)> Ask)[] calls =
        [
            ("page of 50, six fields", (t, _) => ("GET", $"/api/v1/{t}s_c?fields={named}&sort=-created_at&limit=50", null)),
            ("page of 50, filtered and sorted by own fields", (t, _) => ("GET", $"/api/v1/{t}s_c?fields={named}&where={Uri.EscapeDataString("f1_c > 1000")}&sort=-f1_c&limit=50", null)),
            ("one record, every field", (t, _) => ("GET", $"/api/v1/{t}s_c/{one[t]}", null)),
            ("write of one value", (t, i) => ("PATCH", $"/api/v1/{t}s_c/{one[t]}", $$"""{"f0_c":"Changed {{i}}"}""")),
            ("new record, six values", (t, i) => ("POST", $"/api/v1/{t}s_c", JsonSerializer.Serialize(Values(Few, Records + i)))),
        ];
        var figures = new List<FieldFigure>();
        foreach (var (call, ask) in calls)
        {
            var times = types.ToDictionary(t => t.Item1, _ => new List<double>());
            // One beside the other, so that whatever else the machine does meets both.
            for (var i = -20; i < Calls; i++)
            {
                foreach (var (name, _) in types)
                {
                    var started = Stopwatch.GetTimestamp();
                    await kith.SendAsync(ask(name, i + 20), token);
                    if (i >= 0)
                        times[name].Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                }
            }
            double Median(string name) => times[name].Order().ElementAt(Calls / 2);
            figures.Add(new FieldFigure(call, Median("few"), Median("many")));
            await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"fields: {call}: {figures[^1].Few:0.00} ms with {Few} own fields, {figures[^1].Many:0.00} ms with {Many}: {figures[^1].Ratio:0.00} times"));
        }
        return figures;
    }

    private static Dictionary<string, object> Values(int count, int n)
    {
        var values = new Dictionary<string, object> { ["title_c"] = $"Record {n}" };
        for (var i = 0; i < count; i++)
            values[$"f{i}_c"] = i % 2 == 0 ? $"Text {n} {i}" : n + i;
        return values;
    }

    private async Task<string> FillAsync(string token, string name, int count)
    {
        object[] fields = [new { name = "title", kind = "text", title = true, required = true }, .. Enumerable.Range(0, count).Select(i => new { name = $"f{i}", kind = i % 2 == 0 ? "text" : "integer" })];
        await kith.SendAsync(("POST", "/api/v1/types", JsonSerializer.Serialize(new { name, plural = name + "s", fields })), token);
        var id = "";
        foreach (var part in Enumerable.Range(0, Records).Chunk(500))
        {
            var calls = part.Select(n => new { method = "POST", path = $"{name}s_c", body = Values(count, n) });
            using var answer = JsonDocument.Parse(await kith.SendAsync(("POST", "/api/v1/batch", JsonSerializer.Serialize(new { calls })), token));
            id = answer.RootElement.GetProperty("results")[0].GetProperty("id").GetString()!;
        }
        return id;
    }
}

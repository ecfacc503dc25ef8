using System.Globalization;
using System.Text.Json;
using Kith.Store.Tests.Records;

namespace Kith.Store.Tests.Agreement;

/// <summary>Records with values at the edges: empties, changes of clocks, large and small numbers, letters of many scripts, links in circles, some in the trash.</summary>
internal static class RandomRecords
{
    private static readonly string[] Names =
        ["A", "a", "École", "ecole", "STRASSE", "Straße", "ὈΔΟΣ", "οδός", "İstanbul", "istanbul", "ﬁn", "50%", "a_b", "日本", "👩‍🚀 x", "cafe\u0301", "Σ", "z Z", "Ǆ ǆ", "ŉ", "ab\\c", "ΣΑΣ ΣΑΣ.", "\uFFFD", "𐐀𐐨", "İstanbul-Ecole, straße", "e\u0327\u0301cole Knight", "ﬁn\u2009ǆ 5²0", "ŉ\u3000x", "한국 ｆｕｌｌ"];
    private static readonly decimal[] Numbers = [0, 1, -1, 2, 0.5m, -0.5m, 0.0001m, -0.0001m, 99.9999m, 999_999_999_999_999.9999m, -999_999_999_999_999.9999m, 123.4567m, 3, 7, 1_000_000, 0.3333m];
    private static readonly string[] Dates = ["2026-03-29", "2026-10-25", "2024-02-29", "2026-01-01", "2025-12-31", "2026-11-20", "2026-11-19", "0001-01-01", "9999-12-31", "2000-06-15"];
    private static readonly string[] Instants =
    [
        "2026-03-29T00:59:59.999999Z", "2026-03-29T01:00:00Z", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-11-20T23:30:00Z", "2026-11-20T09:30:00Z", "2026-01-01T00:00:00Z", "2011-12-30T09:59:59Z",
        "1970-01-01T00:00:00Z", "2024-02-29T12:00:00.000001Z", "2026-04-05T15:00:00Z", "9999-12-30T23:59:59.999999Z", "2026-12-31T23:59:59Z",
    ];

    /// <summary>Makes boxes and items that point at each other.</summary>
    public static async Task MakeAsync(Workspace workspace, Random random, int items)
    {
        T One<T>(T[] of) => of[random.Next(of.Length)];
        object? Maybe(Func<object?> value) => random.Next(4) == 0 ? null : value();
        string Number() => (random.Next(3) == 0 ? decimal.Round((decimal)((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(1, 12))), 4) : One(Numbers)).ToString(CultureInfo.InvariantCulture);
        var ((people, teams), territories) = (await PeopleAsync(workspace, random), await TerritoriesAsync(workspace, random));
        var boxes = new List<Guid>();
        var made = new List<Guid>();
        for (var i = 0; i < items / 3; i++)
        {
            boxes.Add((await workspace.CreateAsync("box", JsonSerializer.Serialize(new
            {
                label = One(Names), size = Maybe(Number), opened = Maybe(() => One(Dates)), @sealed = Maybe(() => One(Instants)), full = Maybe(() => random.Next(2) == 0),
                within = boxes.Count == 0 ? null : Maybe(() => boxes[random.Next(boxes.Count)]),
            }))).Id());
        }
        for (var i = 0; i < items; i++)
        {
            object? Link() => made.Count == 0 ? null : Maybe(() => made[random.Next(made.Count)]);
            made.Add((await workspace.CreateAsync("item", JsonSerializer.Serialize(new
            {
                name = One(Names), note = Maybe(() => One(Names) + "\n" + One(Names)), count = Maybe(() => random.Next(2) == 0 ? random.Next(-5, 5) : One([9_007_199_254_740_991, -9_007_199_254_740_991, 0L])),
                score = Maybe(Number), share = Maybe(() => random.Next(101)), price = Maybe(Number), cost = Maybe(Number), made = Maybe(() => One(Dates)), seen = Maybe(() => One(Instants)),
                flag = Maybe(() => random.Next(2) == 0), colour = Maybe(() => One(["red", "green", "blue_green"])), tags = Maybe(() => new[] { One(Names), One(Names) }.Distinct()),
                sides = Maybe(() => new[] { One(["north", "south"]) }), place = Maybe(() => new { city = Maybe(() => One(Names)), street = One(Names) }), parent = Link(), box = Maybe(() => One([.. boxes])),
                owner = Maybe(() => One(people)), territory = Maybe(() => One(territories)), helpers = Maybe(() => new[] { One(people), One(people) }.Distinct()), friends = Link() is Guid friend ? new[] { friend, One([.. made]) }.Distinct() : null, about = Link() is Guid about ? new { type = "item", id = about } : null,
            }))).Id());
        }
        foreach (var box in boxes.Where(_ => random.Next(2) == 0))
            await workspace.UpdateAsync("box", box, JsonSerializer.Serialize(new { lid = One([.. made]) }));
        foreach (var item in made.Where(_ => random.Next(12) == 0).ToList())
            await workspace.DeleteAsync("item", item);
        await workspace.DeleteAsync("person", people[^1]);
        await workspace.DeleteAsync("team", teams[random.Next(2, teams.Length)]);
        await workspace.DeleteAsync("territory", territories[random.Next(2, territories.Length)]);
    }

    // The owner is in one team and leads another; teams stand inside teams.
    private static async Task<(Guid[] People, Guid[] Teams)> PeopleAsync(Workspace workspace, Random random)
    {
        var people = new List<Guid> { workspace.Owner.Person!.Value };
        for (var i = 0; i < 8; i++)
            people.Add((await workspace.CreateAsync("person", $$"""{"name": "Person {{i}}"}""")).Id());
        var teams = await NestedAsync(workspace, random, "team", i => new { name = $"Team {i}", lead = i == 1 ? people[0] : people[random.Next(1, people.Count)] });
        foreach (var person in people)
            await workspace.UpdateAsync("person", person, JsonSerializer.Serialize(new { team = person == people[0] ? teams[0] : teams[random.Next(teams.Length)] }));
        return ([.. people], teams);
    }

    private static Task<Guid[]> TerritoriesAsync(Workspace workspace, Random random) => NestedAsync(workspace, random, "territory", i =>
        new { name = $"Territory {i}", manager = i == 1 ? workspace.Owner.Person : null, members = i == 2 ? new[] { workspace.Owner.Person } : null });

    private static async Task<Guid[]> NestedAsync(Workspace workspace, Random random, string type, Func<int, object> values)
    {
        var made = new List<Guid>();
        for (var i = 0; i < 8; i++)
            made.Add((await workspace.CreateAsync(type, JsonSerializer.Serialize(values(i)))).Id());
        for (var i = 1; i < made.Count; i++)
            await workspace.UpdateAsync(type, made[i], JsonSerializer.Serialize(new { parent = random.Next(3) == 0 ? (Guid?)null : made[random.Next(i)] }));
        return [.. made];
    }
}

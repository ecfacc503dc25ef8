using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kith.Store.Tests.Records;

namespace Kith.Store.Tests.Agreement;

/// <summary>Records with values at the edges: empties, changes of clocks, large and small numbers, letters of many scripts, links in circles, some in the trash.</summary>
internal sealed class RandomRecords(Workspace workspace, Random random)
{
    private static readonly string[] Names =
        ["A", "a", "École", "ecole", "STRASSE", "Straße", "ὈΔΟΣ", "οδός", "İstanbul", "istanbul", "ﬁn", "50%", "a_b", "日本", "👩‍🚀 x", "cafe\u0301", "Σ", "z Z", "Ǆ ǆ", "ŉ", "ab\\c", "ΣΑΣ ΣΑΣ.", "\uFFFD", "𐐀𐐨", "İstanbul-Ecole, straße", "e\u0327\u0301cole Knight", "ﬁn\u2009ǆ 5²0", "ŉ\u3000x", "한국 ｆｕｌｌ"];
    private static readonly decimal[] Numbers = [0, 1, -1, 2, 0.5m, -0.5m, 0.0001m, -0.0001m, 99.9999m, 999_999_999_999_999.9999m, -999_999_999_999_999.9999m, 123.4567m, 3, 7, 1_000_000, 0.3333m];
    private static readonly string[] Dates = ["2026-03-29", "2026-10-25", "2024-02-29", "2026-01-01", "2025-12-31", "2026-11-20", "2026-11-19", "0001-01-01", "9999-12-31", "2000-06-15"];
    private static readonly string[] Instants =
    [
        "2026-03-29T00:59:59.999999Z", "2026-03-29T01:00:00Z", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-11-20T23:30:00Z", "2026-11-20T09:30:00Z", "2026-01-01T00:00:00Z", "2011-12-30T09:59:59Z",
        "1970-01-01T00:00:00Z", "2024-02-29T12:00:00.000001Z", "2026-04-05T15:00:00Z", "9999-12-30T23:59:59.999999Z", "2026-12-31T23:59:59Z",
        "1844-12-30T15:56:00Z", "1867-10-18T12:00:00Z", "1892-07-04T12:00:00Z", "1892-07-05T11:26:00Z", "1911-12-31T23:59:59.999999Z", "1912-01-01T05:00:00Z", "1969-09-30T13:00:00Z", "1993-08-21T12:00:00Z", "1994-12-31T10:00:00Z", "2011-12-30T10:00:00Z",
    ];

    private readonly List<Guid> _boxes = [];
    private readonly List<Guid> _items = [];
    private readonly HashSet<Guid> _deleted = [];
    private Guid[] _people = [];
    private Guid[] _territories = [];

    private T One<T>(IReadOnlyList<T> of) => of[random.Next(of.Count)];

    private object? Maybe(Func<object?> value) => random.Next(4) == 0 ? null : value();

    private string Number() => (random.Next(3) == 0 ? decimal.Round((decimal)((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(1, 12))), 4) : One(Numbers)).ToString(CultureInfo.InvariantCulture);

    /// <summary>Makes boxes and items that point at each other.</summary>
    public async Task MakeAsync(int items)
    {
        (_people, var teams) = await PeopleAsync();
        _territories = await TerritoriesAsync();
        for (var i = 0; i < items / 3; i++)
            _boxes.Add((await workspace.CreateAsync("box", Box(_boxes).ToJsonString())).Id());
        for (var i = 0; i < items; i++)
            _items.Add((await workspace.CreateAsync("item", Item(_items).ToJsonString())).Id());
        foreach (var box in _boxes.Where(_ => random.Next(2) == 0))
            await workspace.UpdateAsync("box", box, JsonSerializer.Serialize(new { lid = One(_items) }));
        foreach (var item in _items.Where(_ => random.Next(12) == 0))
            await DeleteAsync("item", item);
        await workspace.DeleteAsync("team", teams[random.Next(2, teams.Length)]);
        _people = await WithoutOneAsync("person", _people);
        _territories = await WithoutOneAsync("territory", _territories);
    }

    /// <summary>Changes some fields of some records, makes some more, deletes some and takes some out of the trash.</summary>
    public async Task ChangeAsync(int changes)
    {
        for (var i = 0; i < changes; i++)
        {
            var (type, records) = random.Next(4) == 0 ? ("box", _boxes) : ("item", _items);
            var record = One(records);
            if (random.Next(10) == 0)
                records.Add((await workspace.CreateAsync(type, Values(type, records).ToJsonString())).Id());
            else if (_deleted.Remove(record))
                await workspace.RestoreAsync(type, record);
            else if (random.Next(8) == 0)
                await DeleteAsync(type, record);
            else
                await workspace.UpdateAsync(type, record, Some(Values(type, records[..records.IndexOf(record)])));
        }
        await workspace.UpdateAsync("person", _people[1], JsonSerializer.Serialize(new { name = One(Names) }));
    }

    private async Task<Guid[]> WithoutOneAsync(string type, Guid[] records)
    {
        var deleted = records[random.Next(2, records.Length)];
        await workspace.DeleteAsync(type, deleted);
        return [.. records.Where(r => r != deleted)];
    }

    private async Task DeleteAsync(string type, Guid record)
    {
        await workspace.DeleteAsync(type, record);
        _deleted.Add(record);
    }

    private JsonObject Values(string type, List<Guid> earlier) => type == "box" ? Box(earlier) : Item(earlier);

    private string Some(JsonObject values)
    {
        foreach (var name in values.Select(v => v.Key).Where(_ => random.Next(3) > 0).ToList())
            values.Remove(name);
        return values.ToJsonString();
    }

    private List<Guid> Living(List<Guid> records) => records.FindAll(r => !_deleted.Contains(r));

    private object? Link(List<Guid> to) => Living(to) is { Count: > 0 } living ? Maybe(() => One(living)) : null;

    // What one lies in was made before it, so that nothing lies in itself.
    private JsonObject Box(List<Guid> earlier) => JsonSerializer.SerializeToNode(new
    {
        label = One(Names), size = Maybe(Number), opened = Maybe(() => One(Dates)), @sealed = Maybe(() => One(Instants)), full = Maybe(() => random.Next(2) == 0),
        within = Link(earlier),
    })!.AsObject();

    private JsonObject Item(List<Guid> earlier)
    {
        return JsonSerializer.SerializeToNode(new
        {
            name = One(Names), note = Maybe(() => One(Names) + "\n" + One(Names)), count = Maybe(() => random.Next(2) == 0 ? random.Next(-5, 5) : One([9_007_199_254_740_991, -9_007_199_254_740_991, 0L])),
            score = Maybe(Number), share = Maybe(() => random.Next(101)), price = Maybe(Number), cost = Maybe(Number), made = Maybe(() => One(Dates)), seen = Maybe(() => One(Instants)),
            flag = Maybe(() => random.Next(2) == 0), colour = Maybe(() => One(["red", "green", "blue_green"])), tags = Maybe(() => new[] { One(Names), One(Names) }.Distinct()),
            sides = Maybe(() => new[] { One(["north", "south"]) }), place = Maybe(() => new { city = Maybe(() => One(Names)), street = One(Names) }), parent = Link(earlier), box = Link(_boxes),
            owner = Maybe(() => One(_people)), territory = Maybe(() => One(_territories)), helpers = Maybe(() => new[] { One(_people), One(_people) }.Distinct()),
            friends = Link(_items) is Guid friend ? new[] { friend, One(Living(_items)) }.Distinct() : null, about = Link(_items) is Guid about ? new { type = "item", id = about } : null,
        })!.AsObject();
    }

    // The owner is in one team and leads another; teams stand inside teams.
    private async Task<(Guid[] People, Guid[] Teams)> PeopleAsync()
    {
        var people = new List<Guid> { workspace.Owner.Person!.Value };
        for (var i = 0; i < 8; i++)
            people.Add((await workspace.CreateAsync("person", $$"""{"name": "Person {{i}}"}""")).Id());
        var teams = await NestedAsync("team", i => new { name = $"Team {i}", lead = i == 1 ? people[0] : people[random.Next(1, people.Count)] });
        foreach (var person in people)
            await workspace.UpdateAsync("person", person, JsonSerializer.Serialize(new { team = person == people[0] ? teams[0] : teams[random.Next(teams.Length)] }));
        return ([.. people], teams);
    }

    private Task<Guid[]> TerritoriesAsync() => NestedAsync("territory", i =>
        new { name = $"Territory {i}", manager = i == 1 ? workspace.Owner.Person : null, members = i == 2 ? new[] { workspace.Owner.Person } : null });

    private async Task<Guid[]> NestedAsync(string type, Func<int, object> values)
    {
        var made = new List<Guid>();
        for (var i = 0; i < 8; i++)
            made.Add((await workspace.CreateAsync(type, JsonSerializer.Serialize(values(i)))).Id());
        for (var i = 1; i < made.Count; i++)
            await workspace.UpdateAsync(type, made[i], JsonSerializer.Serialize(new { parent = random.Next(3) == 0 ? (Guid?)null : made[random.Next(i)] }));
        return [.. made];
    }
}

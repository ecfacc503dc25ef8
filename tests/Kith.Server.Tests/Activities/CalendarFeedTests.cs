using System.Globalization;
using System.Text;
using System.Text.Json;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Activities;

/// <summary>A calendar that other programs read by a secret address: RFC 5545, read by python-icalendar, vdirsyncer and khal, which nobody here wrote. FEATURES 46 and 47.</summary>
public sealed class CalendarFeedTests(Installation server)
{
    private static readonly TimeZoneInfo Rome = TimeZoneInfo.FindSystemTimeZoneById("Europe/Rome");
    private static readonly TimeZoneInfo NewYork = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");

    private static async Task<Uri> FeedAsync(Client client, bool details = true) => new((await client.PostAsync("calendar/feed", new { details })).Expect(201).Text("url")!);

    private async Task<(int Status, string Text, string? Tag)> FetchAsync(Uri url, string? known = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        if (known is not null)
            request.Headers.TryAddWithoutValidation("If-None-Match", known);
        using var http = new HttpClient();
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), answer.Headers.ETag?.ToString());
    }

    private async Task<JsonElement> ReadAsync(Uri url)
    {
        var (status, text, _) = await FetchAsync(url);
        Assert.Equal(200, status);
        Assert.All(text.Split("\r\n"), line => Assert.InRange(Encoding.UTF8.GetByteCount(line), 0, 75));
        var read = JsonSerializer.Deserialize<JsonElement>(await Python.RunAsync(Path.Combine("calendar", "events.py"), "icalendar", text));
        Assert.Empty(read.GetProperty("broken").EnumerateArray());
        return read;
    }

    private static IReadOnlyList<JsonElement> Events(JsonElement calendar) => [.. calendar.GetProperty("events").EnumerateArray()];

    // At an hour in Rome some days from now, as the API takes it.
    private static (string Sent, DateTime Utc) At(int days, int hour)
    {
        var local = TimeZoneInfo.ConvertTimeFromUtc(TimeProvider.System.GetUtcNow().UtcDateTime, Rome).Date.AddDays(days).AddHours(hour);
        var utc = TimeZoneInfo.ConvertTimeToUtc(local, Rome);
        return (utc.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), utc);
    }

    private static string Clock(DateTime utc, TimeZoneInfo zone) => TimeZoneInfo.ConvertTimeFromUtc(utc, zone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    [Fact]
    public async Task What_is_planned_is_read_as_it_was_written_with_its_zone_days_guests_and_reminders()
    {
        var client = await server.WorkspaceAsync(zone: "Europe/Rome");
        var guest = (await client.CreateAsync("contacts", new { last_name = "Müller, \"Anna\"; GmbH", email = "anna@example.com" })).Id();
        var (soon, late) = (At(30, 10), At(200, 10));
        var meeting = (await client.CreateAsync("activities", new
        {
            kind = "meeting", subject = "Kick-off; Übergabe, Teil 1\\2 — " + new string('ß', 90), starts_at = soon.Sent, duration_minutes = 45, location = "Via Appia 3, Roma",
            body = "First line\nSecond, with; signs", participants = new[] { guest }, reminders = new[] { "15", "1440" },
        })).Id();
        await client.CreateAsync("activities", new { kind = "meeting", subject = "Summer", starts_at = late.Sent, ends_at = late.Utc.AddHours(1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) });
        await client.CreateAsync("activities", new { kind = "meeting", subject = "Across the ocean", starts_at = soon.Sent, time_zone = "America/New_York" });
        var first = DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(soon.Utc, Rome));
        await client.CreateAsync("activities", new { kind = "other", subject = "Fair", starts_on = first, ends_on = first.AddDays(2) });
        await client.CreateAsync("activities", new { kind = "task", subject = "Offer", due_at = soon.Sent });
        await client.CreateAsync("activities", new { kind = "meeting", subject = "Called off", status = "cancelled", starts_at = soon.Sent });
        await client.CreateAsync("activities", new { kind = "meeting", subject = "Long ago", starts_at = At(-100, 10).Sent });
        await client.CreateAsync("activities", new { kind = "note", subject = "No time" });
        var colleague = await server.ColleagueAsync(client);
        await colleague.CreateAsync("activities", new { kind = "meeting", subject = "Not mine", starts_at = soon.Sent });
        await colleague.CreateAsync("activities", new { kind = "meeting", subject = "I take part", starts_at = soon.Sent, participants = new[] { client.Person } });

        var url = await FeedAsync(client);
        var calendar = await ReadAsync(url);
        var events = Events(calendar).ToDictionary(e => e.Text("summary")!.Split(';')[0]);
        Assert.Equal(["Across the ocean", "Fair", "I take part", "Kick-off", "Offer", "Summer"], events.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["America/New_York", "Europe/Rome"], calendar.GetProperty("zones").EnumerateArray().Select(z => z.GetString()));
        var kickOff = events["Kick-off"];
        Assert.Equal("Kick-off; Übergabe, Teil 1\\2 — " + new string('ß', 90), kickOff.Text("summary"));
        Assert.Equal((Clock(soon.Utc, Rome), "Europe/Rome"), (kickOff.GetProperty("start").Text("at"), kickOff.GetProperty("start").Text("zone")));
        Assert.Equal(Clock(soon.Utc.AddMinutes(45), Rome), kickOff.GetProperty("end").Text("at"));
        Assert.Equal(("Via Appia 3, Roma", "First line\nSecond, with; signs"), (kickOff.Text("location"), kickOff.Text("description")));
        Assert.Equal(["mailto:anna@example.com"], kickOff.GetProperty("guests").EnumerateArray().Select(g => g.GetString()));
        Assert.Equal(["-1 day, 0:00:00", "-1 day, 23:45:00"], kickOff.GetProperty("alarms").EnumerateArray().Select(a => a.GetString()));
        Assert.EndsWith($"/activities/{meeting}", kickOff.Text("url"), StringComparison.Ordinal);
        // Ten o'clock in Rome is that on each side of the change of the clocks.
        Assert.EndsWith("10:00", events["Summer"].GetProperty("start").Text("at")!, StringComparison.Ordinal);
        Assert.Equal((Clock(soon.Utc, NewYork), "America/New_York"), (events["Across the ocean"].GetProperty("start").Text("at"), events["Across the ocean"].GetProperty("start").Text("zone")));
        Assert.Equal((first.ToString("o", CultureInfo.InvariantCulture), first.AddDays(3).ToString("o", CultureInfo.InvariantCulture)), (events["Fair"].GetProperty("start").Text("at"), events["Fair"].GetProperty("end").Text("at")));
    }

    [Fact]
    public async Task Khal_lists_in_another_zone_what_vdirsyncer_fetched()
    {
        var client = await server.WorkspaceAsync(zone: "Europe/Rome");
        var folder = Directory.CreateTempSubdirectory("kith-feed").FullName;
        try
        {
            // The clocks change between some of them, on different days in Rome and New York.
            DateTime[] times = [.. Enumerable.Range(0, 12).Select(i => At(10 + (30 * i), 16).Utc)];
            foreach (var (i, time) in times.Index())
                await client.CreateAsync("activities", new { kind = "meeting", subject = $"Review {i:00}", starts_at = time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), duration_minutes = 30 });
            var fair = DateOnly.FromDateTime(times[1]).AddDays(3);
            await client.CreateAsync("activities", new { kind = "other", subject = "Fair", starts_on = fair, ends_on = fair.AddDays(1) });
            var url = await FeedAsync(client);

            var (events, settings) = (Directory.CreateDirectory(Path.Combine(folder, "events")).FullName, Path.Combine(folder, "vdirsyncer"));
            await File.WriteAllTextAsync(settings, $"[general]\nstatus_path = \"{folder}/status\"\n[pair kith]\na = \"feed\"\nb = \"local\"\ncollections = null\nconflict_resolution = \"a wins\"\n[storage feed]\ntype = \"http\"\nurl = \"{url}\"\n[storage local]\ntype = \"filesystem\"\npath = \"{events}\"\nfileext = \".ics\"\n", TestContext.Current.CancellationToken);
            await RunAsync("vdirsyncer", "-c", settings, "discover", "kith");
            await RunAsync("vdirsyncer", "-c", settings, "sync", "kith");
            Assert.Equal(13, Directory.GetFiles(events, "*.ics").Length);
            var khal = Path.Combine(folder, "khal");
            await File.WriteAllTextAsync(khal, $"[calendars]\n[[kith]]\npath = {events}\nreadonly = True\n[locale]\nlocal_timezone = America/New_York\ndefault_timezone = America/New_York\ntimeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\ndatetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n[sqlite]\npath = {folder}/khal.db\n", TestContext.Current.CancellationToken);
            var listed = await RunAsync("khal", "-c", khal, "list", "--day-format", "", "--format", "{start-date-long} {start-time} {title}", "--once", $"{times[0].AddDays(-2):yyyy-MM-dd}", $"{times[^1].AddDays(2):yyyy-MM-dd}");
            Assert.Equal(
                times.Select((t, i) => (Day: Clock(t, NewYork), Line: $"{Clock(t, NewYork)} Review {i:00}")).Append((Day: $"{fair:yyyy-MM-dd}", Line: $"{fair:yyyy-MM-dd}  Fair")).OrderBy(l => l.Day, StringComparer.Ordinal).Select(l => l.Line),
                listed.Split('\n', StringSplitOptions.RemoveEmptyEntries));

            // What is gone and what was moved is so at the next time, too.
            await client.DeleteAsync($"activities/{(await client.ListAsync("activities", "subject = \"Review 00\"")).Single().Id()}");
            (await client.PatchAsync($"activities/{(await client.ListAsync("activities", "subject = \"Review 01\"")).Single().Id()}", new { subject = "Moved" })).Expect(200);
            await RunAsync("vdirsyncer", "-c", settings, "sync", "kith");
            Assert.Equal(12, Directory.GetFiles(events, "*.ics").Length);
            Assert.Contains("Moved", await RunAsync("khal", "-c", khal, "list", "--format", "{title}", $"{times[1].AddDays(-2):yyyy-MM-dd}", "4d"), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        static async Task<string> RunAsync(string program, params string[] arguments)
        {
            var (code, output, errors) = await Python.ExecuteAsync(program, arguments, "");
            Assert.True(code == 0, $"{program} {string.Join(' ', arguments)}: {output}{errors}");
            return output;
        }
    }

    [Fact]
    public async Task An_address_ends_with_a_new_one_and_with_its_person_and_tells_no_more_than_they_may_see()
    {
        var owner = await server.WorkspaceAsync(zone: "Europe/Rome");
        var colleague = await server.ColleagueAsync(owner);
        await colleague.CreateAsync("activities", new { kind = "meeting", subject = "Secret plan", location = "Cellar", starts_at = At(3, 9).Sent });
        Assert.Equal(JsonValueKind.Null, (await colleague.GetAsync("calendar/feed")).Expect(200).GetProperty("feed").ValueKind);
        (await colleague.PatchAsync("calendar/feed", new { details = false })).Expect(404);
        var first = await FeedAsync(colleague);
        var (status, text, tag) = await FetchAsync(first);
        Assert.Equal(200, status);
        Assert.Contains("Secret plan", text, StringComparison.Ordinal);
        Assert.Equal((304, ""), await FetchAsync(first, tag) is var same ? (same.Status, same.Text) : default);

        (await colleague.PatchAsync("calendar/feed", new { details = false })).Expect(200);
        var busy = await FetchAsync(first, tag);
        Assert.Equal(200, busy.Status);
        Assert.Contains("SUMMARY:Busy", busy.Text, StringComparison.Ordinal);
        Assert.All((string[])["Secret plan", "Cellar", "/activities/"], hidden => Assert.DoesNotContain(hidden, busy.Text, StringComparison.Ordinal));
        var state = (await colleague.GetAsync("calendar/feed")).Expect(200).GetProperty("feed");
        Assert.Equal((false, JsonValueKind.String), (state.GetProperty("details").GetBoolean(), state.GetProperty("used_at").ValueKind));

        var second = await FeedAsync(colleague);
        Assert.Equal(404, (await FetchAsync(first)).Status);
        Assert.Equal(200, (await FetchAsync(second)).Status);
        Assert.Equal(404, (await FetchAsync(new Uri(second.AbsoluteUri.Replace(".ics", "", StringComparison.Ordinal)))).Status);
        // What a role hides is not told from then on.
        var role = (await owner.PostAsync("roles", new { label = "Placeless", types = new Dictionary<string, object> { ["*"] = new { read = "all", other_fields = "read" }, ["activity"] = new { read = "all", other_fields = "read", fields = new { location = "hidden" } } } })).Expect(201).Text("name");
        (await owner.PostAsync($"people/{colleague.Person}/actions/set_role", new { role })).Expect(200);
        var placeless = await FetchAsync(second);
        Assert.Contains("SUMMARY:Secret plan", placeless.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Cellar", placeless.Text, StringComparison.Ordinal);

        (await owner.PatchAsync($"people/{colleague.Person}", new { active = false })).Expect(200);
        Assert.Equal(404, (await FetchAsync(second)).Status);
        var own = await FeedAsync(owner);
        (await owner.DeleteAsync("calendar/feed")).Expect(204);
        (await owner.DeleteAsync("calendar/feed")).Expect(204);
        Assert.Equal(404, (await FetchAsync(own)).Status);
    }
}

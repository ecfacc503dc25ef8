using System.Text.Json;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Notifications;

/// <summary>What people are told of in a test.</summary>
internal static class Notices
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Waits until everything that happened so far was told.</summary>
    public static async Task SettledAsync(Client owner)
    {
        while (true)
        {
            var consumer = (await owner.GetAsync("consumers")).Expect(200).Data().Single(c => c.Text("name") == "notifications");
            if (consumer.Raw("position") == consumer.Raw("head") && (await owner.GetAsync("jobs?kind=notification_summary")).Expect(200).Data().Count == 0)
                return;
            await Task.Delay(10, Cancel);
        }
    }

    /// <summary>What somebody is told of, newest first, once everything was told.</summary>
    public static async Task<IReadOnlyList<JsonElement>> OfAsync(Client person, Client owner)
    {
        await SettledAsync(owner);
        var data = (await person.GetAsync("notifications?limit=200")).Expect(200).Data();
        Assert.Equal(data.Count(n => !n.GetProperty("read").GetBoolean()), (await person.GetAsync("notifications/unread")).Expect(200).GetProperty("unread").GetInt64());
        return data;
    }

    public static async Task<IReadOnlyList<string>> TextsAsync(Client person, Client owner) => [.. (await OfAsync(person, owner)).Select(n => n.Text("text")!)];

    /// <summary>Imports companies with an owner and waits for the end.</summary>
    public static async Task ImportAsync(Client client, int count, string ownerEmail, bool? mail = null)
    {
        var import = (await Endpoints.Furnished.UploadAsync(client, "name,owner\n" + string.Concat(Enumerable.Range(0, count).Select(i => $"Firm {i},{ownerEmail}\n")))).Text("id");
        (await client.PostAsync($"imports/{import}/run", new { type = "company", mapping = new { name = "name", owner = "owner" }, match_on = Array.Empty<string>(), mail })).Expect(202);
        while ((await client.GetAsync($"imports/{import}")).Expect(200).Text("state") != "done")
            await Task.Delay(10, Cancel);
    }
}

using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Notifications;

/// <summary>FEATURES 60 and 63 by mail: at once or once a day, never twice, with the cause and the way to switch it off, and nothing of what may not be seen.</summary>
public sealed partial class NotificationMailTests(Installation server)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private async Task<(Client Olga, Client Mia)> PairAsync()
    {
        var olga = await server.WorkspaceAsync("Northwind");
        return (olga, await server.ColleagueAsync(olga));
    }

    private async Task<T> AskAsync<T>(string sql)
    {
        await using var command = server.Owner.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(Cancel))!;
    }

    private async Task JobsAsync(Client olga, string kind)
    {
        while (await AskAsync<long>($"select count(*) from kith.job where workspace_id = '{olga.Workspace}' and kind = '{kind}'") > 0)
            await Task.Delay(10, Cancel);
    }

    /// <summary>The mails to somebody, oldest first, beside the invitation, once all have left.</summary>
    private async Task<IReadOnlyList<string>> MailsAsync(Client olga, Client person)
    {
        await Notices.SettledAsync(olga);
        await JobsAsync(olga, "notification_mail");
        await server.LeftAsync(person.Email);
        var ids = (await olga.GetAsync($"mails?limit=200&q={person.Email}")).Expect(200).Data().Where(m => !m.Text("subject")!.Contains("invites you", StringComparison.Ordinal)).Select(m => m.Id()).Reverse().ToList();
        var mails = new List<string>();
        foreach (var id in ids)
            mails.Add(Decoded(await File.ReadAllTextAsync(Directory.GetFiles(server.Outbox, "*.eml").Single(f => Path.GetFileNameWithoutExtension(f).Replace("-", "", StringComparison.Ordinal).Contains(id.ToString("N"), StringComparison.Ordinal)), Cancel)));
        return mails;
    }

    private static string Decoded(string mail)
    {
        var bytes = Escape().Replace(mail.Replace("=\r\n", "", StringComparison.Ordinal), m => ((char)byte.Parse(m.Value[1..], NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString());
        return Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(bytes)).ReplaceLineEndings("\n");
    }

    [GeneratedRegex("=[0-9A-F]{2}", RegexOptions.NonBacktracking)]
    private static partial Regex Escape();

    /// <summary>Has the person's day begin now, as if none had since yesterday.</summary>
    private async Task BeginDayAsync(Client person, string zone = "UTC")
    {
        (await person.PatchAsync("notifications/preferences", new { hour = 0, time_zone = zone })).Expect(200);
        await AskAsync<Guid>($"update kith.notification_day set done_on = (now() at time zone '{zone}')::date - 1 where workspace_id = '{person.Workspace}' and person_id = '{person.Person}' returning person_id");
        await AskAsync<Guid>($"insert into kith.job (workspace_id, kind, id, run_at, created_at) values ('{person.Workspace}', 'notification_day', '{person.Workspace}', now(), now()) returning key");
        await JobsAsync(person, "notification_day");
    }

    [Fact]
    public async Task An_assignment_is_mailed_at_once_and_once_with_its_cause_a_link_and_the_way_out()
    {
        var (olga, mia) = await PairAsync();
        var company = (await (await olga.ProgramAsync()).CreateAsync("companies", new { name = "Acme & <Söhne>", owner = mia.Person })).Id();
        var mail = (await MailsAsync(olga, mia)).Single();
        Assert.Contains("Olga Owner assigned the company “Acme & <Söhne>” to you.", mail);
        Assert.Contains($"<p>{WebUtility.HtmlEncode("Olga Owner assigned the company “Acme & <Söhne>” to you.")}</p>", mail);
        Assert.Contains(", through the API", mail);
        Assert.Equal(4, mail.Split($"{server.Url}companies/{company}").Length - 1);
        Assert.Equal(2, mail.Split($"{server.Url}settings/notifications").Length - 1);
        Assert.Equal("Olga Owner assigned the company “Acme & <Söhne>” to you", (await olga.GetAsync($"mails?q={mia.Email}")).Expect(200).Data()[0].Text("subject"));
        (await olga.PostAsync("consumers/notifications/replay", new { from = 1 })).Expect(200);
        Assert.Single(await MailsAsync(olga, mia));
        Assert.Empty(await MailsAsync(olga, olga));
    }

    [Fact]
    public async Task Mails_are_switched_off_by_themselves_and_imports_send_them_only_when_asked_to()
    {
        var (olga, mia) = await PairAsync();
        await Notices.ImportAsync(olga, 3, mia.Email);
        Assert.Empty(await MailsAsync(olga, mia));
        Assert.Single(await Notices.OfAsync(mia, olga));
        await Notices.ImportAsync(olga, 4, mia.Email, mail: true);
        Assert.Contains("assigned 4 companies to you", (await MailsAsync(olga, mia)).Single());
        (await mia.PatchAsync("notifications/preferences", new { kinds = new[] { new { kind = "assigned", mail = "off" } } })).Expect(200);
        await olga.CreateAsync("companies", new { name = "Silent", owner = mia.Person });
        Assert.Single(await MailsAsync(olga, mia));
        Assert.Equal(3, (await Notices.OfAsync(mia, olga)).Count);
    }

    [Fact]
    public async Task The_mail_of_the_day_lists_what_is_due_and_what_happened_by_kind_once_a_day()
    {
        var (olga, mia) = await PairAsync();
        var company = (await olga.CreateAsync("companies", new { name = "Acme" })).Id();
        (await mia.PostAsync($"companies/{company}/watch", null)).Expect(204);
        (await olga.PatchAsync($"companies/{company}", new { employees = 5 })).Expect(200);
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var task = (await mia.CreateAsync("activities", new { subject = "Call Ada", due_at = now.ToString("O") })).Id();
        await mia.CreateAsync("activities", new { subject = "Done", due_at = now.ToString("O"), done_at = now.ToString("O") });
        await mia.CreateAsync("activities", new { subject = "Later", due_at = now.AddDays(2).ToString("O") });
        await mia.CreateAsync("activities", new { subject = "Long ago", due_at = now.AddDays(-30).ToString("O") });
        await olga.CreateAsync("activities", new { subject = "Of somebody else", due_at = now.ToString("O") });
        await Notices.SettledAsync(olga);
        await BeginDayAsync(mia, "Asia/Tokyo");
        var due = (await Notices.OfAsync(mia, olga)).Single(n => n.Text("kind") == "due");
        Assert.Equal((task, true), (due.GetProperty("record").Id(), due.GetProperty("cause").IsEmpty()));
        Assert.Equal($"The activity “Call Ada” is due on {now.AddHours(9):yyyy-MM-dd HH:mm}", due.Text("text"));
        var mail = (await MailsAsync(olga, mia)).Single();
        Assert.Equal("Your day in Northwind", (await olga.GetAsync($"mails?q={mia.Email}")).Expect(200).Data()[0].Text("subject"));
        var lines = mail[..mail.IndexOf("text/html", StringComparison.Ordinal)];
        Assert.True(lines.IndexOf("Due:", StringComparison.Ordinal) < lines.IndexOf("Call Ada", StringComparison.Ordinal) && lines.IndexOf("Call Ada", StringComparison.Ordinal) < lines.IndexOf("Watched records:", StringComparison.Ordinal), lines);
        Assert.Contains("Olga Owner changed Employees of the company “Acme”", lines[lines.IndexOf("Watched records:", StringComparison.Ordinal)..]);
        Assert.Contains($"{server.Url}activities/{task}", lines);
        Assert.All(new[] { "Done", "Later", "Long ago", "somebody else" }, other => Assert.DoesNotContain(other, mail));

        await AskAsync<Guid>($"insert into kith.job (workspace_id, kind, id, run_at, created_at) values ('{mia.Workspace}', 'notification_day', '{mia.Workspace}', now(), now()) returning key");
        await JobsAsync(mia, "notification_day");
        await BeginDayAsync(mia);
        Assert.Single(await MailsAsync(olga, mia));
        (await mia.PatchAsync($"activities/{task}", new { due_at = now.AddMinutes(-5).ToString("O") })).Expect(200);
        await BeginDayAsync(mia);
        Assert.Equal(2, (await MailsAsync(olga, mia)).Count);
        Assert.Equal(2, (await Notices.OfAsync(mia, olga)).Count(n => n.Text("kind") == "due"));
    }

    [Fact]
    public async Task The_mail_of_the_day_leaves_out_what_may_no_longer_be_seen_was_read_or_switched_off()
    {
        var (olga, mia) = await PairAsync();
        var view = (await olga.CreateAsync("views", new { name = "Secret plans", type = "companies", everyone = true })).Id();
        var company = (await olga.CreateAsync("companies", new { name = "Acme" })).Id();
        (await mia.PostAsync($"views/{view}/watch", null)).Expect(204);
        (await mia.PostAsync($"companies/{company}/watch", null)).Expect(204);
        (await olga.PatchAsync($"views/{view}", new { name = "Secret plans for all" })).Expect(200);
        (await olga.PatchAsync($"companies/{company}", new { employees = 5 })).Expect(200);
        var told = await Notices.OfAsync(mia, olga);
        (await mia.PostAsync($"notifications/{told.Single(n => n.Text("type") == "company").Id()}/read", null)).Expect(204);
        (await olga.PatchAsync($"views/{view}", new { everyone = false })).Expect(200);
        await BeginDayAsync(mia);
        Assert.Empty(await MailsAsync(olga, mia));
        (await olga.PatchAsync($"companies/{company}", new { employees = 6 })).Expect(200);
        await Notices.SettledAsync(olga);
        (await mia.PatchAsync("notifications/preferences", new { kinds = new[] { new { kind = "watched", mail = "off" } } })).Expect(200);
        await BeginDayAsync(mia);
        Assert.Empty(await MailsAsync(olga, mia));
        (await mia.PatchAsync("notifications/preferences", new { kinds = new[] { new { kind = "watched", mail = "digest" } } })).Expect(200);
        await BeginDayAsync(mia);
        Assert.Empty(await MailsAsync(olga, mia));
    }
}

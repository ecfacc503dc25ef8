using System.Globalization;
using System.Text.Json;
using Kith.Activities;
using Kith.Core.Notifications;
using Kith.Core.Types;
using Kith.Store.Notifications;
using Kith.Store.Writing;

namespace Kith.Identity.Tests;

/// <summary>FEATURES 48: reminders come once, at the right moment, whatever was moved and wherever people are.</summary>
public sealed class ReminderTests(Cluster cluster) : IDisposable
{
    private readonly House _house = new(cluster);

    public void Dispose() => _house.Dispose();

    private static DateTime At(string moment) => DateTime.Parse(moment, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal);

    private async Task<Guid> WriteAsync(Someone who, object values, Guid? id = null)
    {
        var type = cluster.Catalogue.Of<Activity>();
        var request = new WriteRequest(id is null ? WriteKind.Create : WriteKind.Update, id ?? _house.Store.Ids.Next());
        RecordInput.Bind(JsonSerializer.SerializeToElement(values), type, _house.Store.Policy.Rights(who.Caller, type), new InputFormat("EUR"), request);
        await using var session = await _house.Store.Database.OpenAsync(who.Caller.Workspace, House.Cancel);
        await _house.Store.Writes.OneAsync(session, who.Caller, cluster.Catalogue, type, request, null, null, House.Cancel);
        return request.Id;
    }

    private async Task RoundAsync(Someone who, string now)
    {
        await using var session = await _house.Store.Database.OpenAsync(who.Caller.Workspace, House.Cancel);
        await session.BeginAsync(House.Cancel);
        await _house.Get<Reminders>().TellAsync(session, who.Caller.Workspace, cluster.Catalogue, At(now), House.Cancel);
        await session.CommitAsync(House.Cancel);
    }

    private async Task<bool> NeededAsync(Someone who, string now)
    {
        await using var session = await _house.Store.Database.OpenAsync(who.Caller.Workspace, House.Cancel);
        await session.BeginAsync(House.Cancel);
        var needed = await _house.Get<Reminders>().AnyAsync(session, who.Caller.Workspace, At(now), House.Cancel);
        await session.CommitAsync(House.Cancel);
        return needed;
    }

    /// <summary>What somebody was reminded of, oldest first.</summary>
    private async Task<IReadOnlyList<string>> ToldAsync(Someone who) =>
        [.. (await _house.Store.Notifications.ListAsync(who.Caller, cluster.Catalogue, false, null, 100, House.Cancel)).Notifications.Where(n => n.Kind == "reminder").Select(n => n.Text).Reverse()];

    private async Task LiveInAsync(Someone who, string zone)
    {
        await using var session = await _house.Store.Database.OpenAsync(who.Caller.Workspace, House.Cancel);
        await NotificationChoices.SaveAsync(session, who.Caller, cluster.Catalogue, new NotificationChoice(8, zone, new Dictionary<string, Channels>()), House.Cancel);
    }

    [Fact]
    public async Task Each_of_several_comes_at_its_minutes_before_once_however_often_is_looked()
    {
        var ada = await _house.OwnerAsync();
        await LiveInAsync(ada, "Europe/Rome");
        await RoundAsync(ada, "2026-12-01T07:00:00Z");
        await WriteAsync(ada, new { subject = "Review", kind = "meeting", starts_at = "2026-12-01T09:00:00Z", reminders = new[] { "60", "15" } });
        Assert.False(await NeededAsync(ada, "2026-12-01T07:59:00Z"));
        Assert.True(await NeededAsync(ada, "2026-12-01T08:00:00Z"));
        await Task.WhenAll(RoundAsync(ada, "2026-12-01T08:00:00Z"), RoundAsync(ada, "2026-12-01T08:00:00Z"), RoundAsync(ada, "2026-12-01T08:01:00Z"));
        Assert.Equal(["Reminder: Review, 2026-12-01 10:00"], await ToldAsync(ada));
        await RoundAsync(ada, "2026-12-01T08:44:00Z");
        Assert.Single(await ToldAsync(ada));
        await RoundAsync(ada, "2026-12-01T08:45:00Z");
        await RoundAsync(ada, "2026-12-01T08:46:00Z");
        Assert.Equal(2, (await ToldAsync(ada)).Count);
        await RoundAsync(ada, "2026-12-01T09:00:00Z");
        Assert.False(await NeededAsync(ada, "2026-12-01T09:30:00Z"));
    }

    [Fact]
    public async Task What_nobody_was_there_for_comes_late_with_its_true_time()
    {
        var ada = await _house.OwnerAsync();
        await RoundAsync(ada, "2026-12-01T07:00:00Z");
        await WriteAsync(ada, new { subject = "Review", kind = "meeting", starts_at = "2026-12-01T09:00:00Z", reminders = new[] { "15" } });
        await RoundAsync(ada, "2026-12-01T21:00:00Z");
        await RoundAsync(ada, "2026-12-02T21:00:00Z");
        Assert.Equal(["Reminder: Review, 2026-12-01 09:00"], await ToldAsync(ada));
        // What is planned for a time that is over reminds nobody.
        await WriteAsync(ada, new { subject = "Long ago", kind = "meeting", starts_at = "2026-12-02T09:00:00Z", reminders = new[] { "15" } });
        await RoundAsync(ada, "2026-12-02T21:01:00Z");
        Assert.Single(await ToldAsync(ada));
    }

    [Fact]
    public async Task What_is_moved_reminds_at_its_new_moment_and_what_is_cancelled_or_done_not_at_all()
    {
        var ada = await _house.OwnerAsync();
        await RoundAsync(ada, "2026-12-01T07:00:00Z");
        var moved = await WriteAsync(ada, new { subject = "Moved", kind = "meeting", starts_at = "2026-12-01T09:00:00Z", reminders = new[] { "15" } });
        var cancelled = await WriteAsync(ada, new { subject = "Cancelled", kind = "meeting", starts_at = "2026-12-01T09:00:00Z", reminders = new[] { "15" } });
        var done = await WriteAsync(ada, new { subject = "Done", due_at = "2026-12-01T09:00:00Z", reminders = new[] { "15" } });
        await WriteAsync(ada, new { subject = "Send the offer", due_at = "2026-12-01T09:00:00Z", reminders = new[] { "0" } });
        await WriteAsync(ada, new { starts_at = "2026-12-01T11:00:00Z" }, moved);
        await WriteAsync(ada, new { status = "cancelled" }, cancelled);
        await WriteAsync(ada, new { done_at = "2026-12-01T08:00:00Z" }, done);
        await RoundAsync(ada, "2026-12-01T09:00:00Z");
        Assert.Equal(["Reminder: Send the offer, 2026-12-01 09:00"], await ToldAsync(ada));
        await RoundAsync(ada, "2026-12-01T10:45:00Z");
        await WriteAsync(ada, new { starts_at = "2026-12-01T12:00:00Z" }, moved);
        await RoundAsync(ada, "2026-12-01T11:45:00Z");
        Assert.Equal(["Reminder: Moved, 2026-12-01 11:00", "Reminder: Moved, 2026-12-01 12:00"], (await ToldAsync(ada)).Skip(1));
    }

    [Theory]
    // The clocks of Rome go forward at 1:00 UTC on 28 March 2027 and back at 1:00 UTC on 31 October 2027.
    [InlineData("Europe/Rome", "2027-03-28", "2027-03-27T22:59:00Z", "2027-03-27T23:00:00Z")]
    [InlineData("Europe/Rome", "2027-03-29", "2027-03-28T21:59:00Z", "2027-03-28T22:00:00Z")]
    [InlineData("Europe/Rome", "2027-11-01", "2027-10-31T22:59:00Z", "2027-10-31T23:00:00Z")]
    [InlineData("America/New_York", "2027-03-28", "2027-03-28T03:59:00Z", "2027-03-28T04:00:00Z")]
    public async Task Whole_days_begin_where_the_person_is_through_changes_of_clocks_and_of_zones(string zone, string day, string before, string at)
    {
        var ada = await _house.OwnerAsync();
        await RoundAsync(ada, "2027-03-01T00:00:00Z");
        await WriteAsync(ada, new { subject = "Fair", kind = "meeting", starts_on = day, reminders = new[] { "0" } });
        // Planned where the workspace is; the person moves afterwards.
        await LiveInAsync(ada, zone);
        await RoundAsync(ada, before);
        Assert.Empty(await ToldAsync(ada));
        await RoundAsync(ada, at);
        Assert.Equal([$"Reminder: Fair, {day}"], await ToldAsync(ada));
    }

    [Fact]
    public async Task Participants_are_reminded_in_their_own_time_as_far_as_they_may_see_it_and_by_mail_once()
    {
        var ada = await _house.OwnerAsync();
        var grace = await _house.ColleagueAsync(ada);
        await LiveInAsync(ada, "Europe/Rome");
        await LiveInAsync(grace, "America/New_York");
        await RoundAsync(ada, "2026-12-01T07:00:00Z");
        await WriteAsync(ada, new { subject = "Review", kind = "meeting", starts_at = "2026-12-01T09:00:00Z", reminders = new[] { "15" }, participants = new[] { grace.Caller.Person, ada.Caller.Person } });
        await RoundAsync(ada, "2026-12-01T08:45:00Z");
        Assert.Equal(["Reminder: Review, 2026-12-01 10:00"], await ToldAsync(ada));
        Assert.Equal(["Reminder: Review, 2026-12-01 04:00"], await ToldAsync(grace));
        await using var session = await _house.Store.Database.OpenAsync(ada.Caller.Workspace, House.Cancel);
        var mail = await _house.Get<NotificationOutbox>().TakeAsync(session, ada.Caller.Workspace, grace.Caller.Person!.Value, MailTiming.Now, House.Cancel);
        Assert.Equal("Reminder: Review, 2026-12-01 04:00", mail!.Told.Single().Text);
        Assert.Null(await _house.Get<NotificationOutbox>().TakeAsync(session, ada.Caller.Workspace, grace.Caller.Person!.Value, MailTiming.Now, House.Cancel));
    }
}

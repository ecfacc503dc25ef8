using System.Text.Json;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;

namespace Kith.Core.Notifications;

/// <summary>A record was given to somebody.</summary>
public sealed class Assigned : NotificationKind
{
    public override string Name => "assigned";
    public override Channels Standard { get; } = new(App: true, MailTiming.Now);

    public override IEnumerable<Notice> Of(NoticedChange noticed) => Diffs.Of(noticed, f => f.Assigns).SelectMany(d => Diffs.Person(d.After, d.Field));
}

/// <summary>A record was taken from somebody and given to nobody or another; told only to those who ask for it.</summary>
public sealed class Unassigned : NotificationKind
{
    public override string Name => "unassigned";
    public override Channels Standard { get; } = new(App: false, MailTiming.Off);

    public override IEnumerable<Notice> Of(NoticedChange noticed) => Diffs.Of(noticed, f => f.Assigns).SelectMany(d => Diffs.Person(d.Before, d.Field));
}

/// <summary>Somebody was mentioned in a text.</summary>
public sealed class Mentioned : NotificationKind
{
    public override string Name => "mentioned";
    public override Channels Standard { get; } = new(App: true, MailTiming.Now);

    public override IEnumerable<Notice> Of(NoticedChange noticed) => Diffs.Of(noticed, f => f.Kind is MarkdownKind)
        .SelectMany(d => Mentions.In(Diffs.Text(d.After)).Except(Mentions.In(Diffs.Text(d.Before))).Select(person => new Notice(person, [d.Field.Name])));
}

/// <summary>Something of one's own is due today, or was before; found by time, not in the stream (<see cref="Modules.DueDate"/>).</summary>
public sealed class Due : NotificationKind
{
    public const string KindName = "due";

    public override string Name => KindName;
    public override Channels Standard { get; } = new(App: true, MailTiming.Digest);
}

/// <summary>Something begins or is due soon, so many minutes before as the record says; found by time, not in the stream (<see cref="Modules.Reminding"/>).</summary>
public sealed class Reminder : NotificationKind
{
    public const string KindName = "reminder";

    public override string Name => KindName;
    public override Channels Standard { get; } = new(App: true, MailTiming.Now);
}

/// <summary>A record that somebody watches was changed.</summary>
public sealed class Watched : NotificationKind
{
    private static readonly string[] Kinds = ["created", "updated", "restored"];

    public override string Name => "watched";
    public override Channels Standard { get; } = new(App: true, MailTiming.Digest);
    public override bool GivesWay => true;

    public override IEnumerable<Notice> Of(NoticedChange noticed)
    {
        if (noticed.Watchers.Count == 0 || !Kinds.Contains(noticed.Change.Kind))
            return [];
        string[] fields = noticed.Change.Kind == "updated" ? [.. Diffs.Of(noticed, f => !f.System).Select(d => d.Field.Name)] : [];
        return noticed.Watchers.Select(person => new Notice(person, fields));
    }
}

/// <summary>Somebody asks to see Kith as the person does; told when it is asked, not through the stream.</summary>
public sealed class ViewAsked : NotificationKind
{
    public override string Name => "view_asked";
    public override Channels Standard { get; } = new(App: true, MailTiming.Now);
    public override bool Always => true;
}

/// <summary>Somebody lets the person see Kith as they do; told when it is allowed, not through the stream.</summary>
public sealed class ViewAllowed : NotificationKind
{
    public override string Name => "view_allowed";
    public override Channels Standard { get; } = new(App: true, MailTiming.Off);
    public override bool Always => true;
}

/// <summary>Somebody may see Kith as the person does, without having asked; told when it begins, not through the stream.</summary>
public sealed class ViewTold : NotificationKind
{
    public override string Name => "view_told";
    public override Channels Standard { get; } = new(App: true, MailTiming.Now);
    public override bool Always => true;
}

/// <summary>Something looks wrong about sign-ins, keys or exports; found among the events of security, which are no records.</summary>
public sealed class SecurityAlert : NotificationKind
{
    public const string KindName = "security_alert";

    public override string Name => KindName;
    public override Channels Standard { get; } = new(App: true, MailTiming.Now);
}

/// <summary>Reads what kinds look for in the diff of a change.</summary>
internal static class Diffs
{
    /// <summary>The fields of a kind that a change of a living record changed.</summary>
    public static IEnumerable<(Field Field, JsonElement Before, JsonElement After)> Of(NoticedChange noticed, Func<Field, bool> wanted)
    {
        if (noticed.Change.Kind is not ("created" or "updated"))
            yield break;
        foreach (var entry in noticed.Change.Diff.EnumerateObject())
        {
            if (noticed.Type.Find(entry.Name) is { } field && wanted(field))
                yield return (field, entry.Value[0], entry.Value[1]);
        }
    }

    public static IEnumerable<Notice> Person(JsonElement value, Field field) => LinkJson.Id(value) is { } person ? [new Notice(person, [field.Name])] : [];

    public static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}

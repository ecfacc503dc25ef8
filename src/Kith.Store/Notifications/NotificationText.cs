using System.Globalization;
using Kith.Core.Problems;
using Kith.Core.Types;

namespace Kith.Store.Notifications;

/// <summary>Says in a sentence what happened.</summary>
internal static class NotificationText
{
    private const string Prefix = "notification.";

    /// <summary>What happened.</summary>
    /// <param name="change">What was done, such as <c>created</c>; null where time brought it about.</param>
    /// <param name="type">The type of the records; null where there are several.</param>
    /// <param name="title">Of the one record, where there is one.</param>
    /// <param name="fields">Labels of the fields that it is about, as far as the person may see them.</param>
    /// <param name="due">When the record is due, in the person's own time.</param>
    /// <param name="whole">True where it is due on that day, at no time.</param>
    public static string Of(string kind, string? change, string? by, long count, RecordType? type, string title, IReadOnlyList<string> fields, DateTime? due, bool whole)
    {
        var who = string.IsNullOrEmpty(by) ? Messages.Text(Prefix + "kith") : by;
        if (count > 1)
            return Messages.Text($"{Prefix}{kind}.many", who, count.ToString("N0", CultureInfo.InvariantCulture), type is null ? Messages.Text(Prefix + "records") : Within(type.PluralLabel));
        // Kinds may have a text of their own for what was done to a record as a whole.
        var own = $"{Prefix}{kind}.{change}";
        return Messages.Text(
            fields.Count == 0 && Messages.Knows(own) ? own : Prefix + kind,
            who, type is null ? "" : Within(type.Label), title, due?.ToString(whole ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? string.Join(", ", fields));
    }

    /// <summary>Through what it came, in words; null for the screen.</summary>
    /// <param name="name">What the changeset is called, where there is one: of an import the file.</param>
    public static string? Through(string? via, string? name) => via switch
    {
        null or "screen" => null,
        "import" when name is not null => Messages.Text(Prefix + "through.file", name),
        _ => Messages.Text(Prefix + "through." + via),
    };

    // A label as it stands within a sentence; one that is an abbreviation stays.
    private static string Within(string label) => label.Length > 1 && char.IsUpper(label[1]) ? label : label.ToLowerInvariant();
}

using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Records;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using Kith.Store.Sql;
using ValueType = Kith.Core.Types.ValueType;

namespace Kith.Store.Seeding;

/// <summary>
/// Reads the values of a module's records. Beside their JSON form, links take <c>@key</c> (a record of the files) and <c>?Title</c>
/// (a record that stands already, empty where there is none), and dates take <c>today-3</c> or <c>today+2 14:30</c>, so that sample data never looks old.
/// </summary>
internal sealed partial class LocalValues(Session session, Caller caller, Catalogue catalogue, IReadOnlyDictionary<string, RecordReference> keys, DateTime now)
{
    private readonly Dictionary<(string Type, string Title), Guid?> _titles = [];

    /// <summary>The value of one field; a mistake in a file is ours and stops the load.</summary>
    public async Task<object?> ReadAsync(Field field, JsonElement json, CancellationToken cancellation)
    {
        if (field.Kind is LinksKind && json.ValueKind == JsonValueKind.Array)
            return json.EnumerateArray().Select(e => Named(field, e.GetString()!).Id).ToArray();
        if (json.ValueKind == JsonValueKind.String && json.GetString() is { Length: > 1 } text)
        {
            if (field.Kind.ValueType == ValueType.Link && text[0] == '@')
                return field.IsRelation ? Named(field, text) : Named(field, text).Id;
            if (field.IsLink && text[0] == '?')
                return await TitledAsync(catalogue[field.To!], text[1..], cancellation);
            if (Today().Match(text) is { Success: true } day)
                return Day(field, day);
        }
        var problems = new ProblemList();
        var value = field.Kind.Parse(json, field, new InputFormat(caller.Currency), problems);
        return problems.None ? value : throw new InvalidOperationException($"The value of {field.Name} in a module's records cannot be used: {problems.Errors[0].Message}");
    }

    private RecordReference Named(Field field, string text) =>
        keys.GetValueOrDefault(text[1..]) ?? throw new InvalidOperationException($"{field.Name} in a module's records names “{text}”, which no record is called.");

    private async Task<Guid?> TitledAsync(RecordType type, string title, CancellationToken cancellation)
    {
        if (!_titles.TryGetValue((type.Name, title), out var id))
        {
            var found = await session.ListAsync(
                SqlText.Of($"select t.id from {SqlText.Name(type.Table)} t where t.workspace_id = {caller.Workspace} and t.deleted_at is null and {SqlText.Column("t", type.Title.Column)} = {SqlText.Text(title)} order by t.id limit 1"),
                row => row.GetGuid(0), cancellation);
            _titles[(type.Name, title)] = id = found.Count == 0 ? null : found[0];
        }
        return id;
    }

    private object Day(Field field, Match match)
    {
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(now, caller.Zone));
        if (match.Groups["days"].Success)
            day = day.AddDays(int.Parse(match.Groups["days"].ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
        if (field.Kind.ValueType == ValueType.Date)
            return day;
        var time = match.Groups["time"].Success ? TimeOnly.Parse(match.Groups["time"].ValueSpan, CultureInfo.InvariantCulture) : new TimeOnly(9, 0);
        var local = day.ToDateTime(time);
        // A time that the change to summer time leaves out moves an hour on.
        return TimeZoneInfo.ConvertTimeToUtc(caller.Zone.IsInvalidTime(local) ? local.AddHours(1) : local, caller.Zone);
    }

    [GeneratedRegex(@"^today(?<days>[+-]\d+)?( (?<time>\d\d:\d\d))?$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Today();
}

using Kith.Core.Types;
using Kith.Store.Sql;

namespace Kith.Store.Accounts;

/// <summary>Light or dark.</summary>
public enum Theme { System, Light, Dark }

/// <summary>How close things stand.</summary>
public enum Density { Compact, Default, Comfortable }

/// <summary>How the owner of an account wants Kith to look and speak.</summary>
/// <param name="Language">Of the texts.</param>
/// <param name="TimeZone">Null for the device's own.</param>
/// <param name="Formats">Language and region whose dates and numbers are used, such as <c>en-GB</c>; null for the device's own.</param>
/// <param name="SingleKeys">Whether single letters are shortcuts.</param>
public sealed record Preferences(string Language, string? TimeZone, string? Formats, Theme Theme, Density Density, bool SingleKeys)
{
    /// <summary>Those of who has chosen nothing.</summary>
    public static readonly Preferences Standard = new("en", null, null, Theme.System, Density.Default, SingleKeys: true);
}

/// <summary>The SQL of what people prefer.</summary>
public static class PreferenceTable
{
    /// <summary>What an account prefers; null where nothing was ever chosen.</summary>
    public static Task<Preferences?> FindAsync(Session session, Guid account, CancellationToken cancellation) =>
        session.FirstAsync(
            SqlText.Of($"select language, time_zone, formats, theme, density, single_keys from account_preference where account_id = {account}"),
            r => new Preferences(r.GetString(0), r.IsDBNull(1) ? null : r.GetString(1), r.IsDBNull(2) ? null : r.GetString(2), Enum.Parse<Theme>(r.GetString(3), ignoreCase: true), Enum.Parse<Density>(r.GetString(4), ignoreCase: true), r.GetBoolean(5)), cancellation);

    /// <summary>Keeps what an account prefers.</summary>
    public static Task SaveAsync(Session session, Guid account, Preferences preferences, CancellationToken cancellation) => session.ExecuteAsync(SqlText.Of($"""
        insert into account_preference (account_id, language, time_zone, formats, theme, density, single_keys)
        values ({account}, {SqlText.Text(preferences.Language)}, {SqlText.Text(preferences.TimeZone)}, {SqlText.Text(preferences.Formats)}, {SqlText.Text(Naming.Snake(preferences.Theme.ToString()))}, {SqlText.Text(Naming.Snake(preferences.Density.ToString()))}, {preferences.SingleKeys})
        on conflict (account_id) do update set language = excluded.language, time_zone = excluded.time_zone, formats = excluded.formats, theme = excluded.theme, density = excluded.density, single_keys = excluded.single_keys
        """), cancellation);
}

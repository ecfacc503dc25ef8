using Kith.Store.Limits;
using Kith.Store.Sql;

namespace Kith.Store.Accounts;

/// <summary>Removes what no longer has any effect, and makes the parts of the stream that come next.</summary>
public static class ExpiredRows
{
    /// <summary>Deletes sign-ins, secrets, trust, counts of failures and calls, and networks that are past their time.</summary>
    /// <param name="now">The present.</param>
    /// <param name="told">Sign-ins that Kith ended before this are forgotten.</param>
    /// <param name="unknown">Networks not used since this are forgotten.</param>
    public static Task DeleteAsync(Session session, DateTime now, DateTime told, DateTime unknown, CancellationToken cancellation) =>
        session.ExecuteAsync(
        [
            SqlText.Of($"delete from session where expires_at < {now} or ended_at < {told}"),
            SqlText.Of($"delete from token where expires_at < {now}"),
            SqlText.Of($"delete from account_link where expires_at < {now}"),
            // Their process died at the end of the mail: whether it arrived nobody knows, and whoever misses it asks again.
            SqlText.Of($"delete from account_mail where ending_at < {told}"),
            SqlText.Of($"delete from sign_in_failure where last_at < {told}"),
            SqlText.Of($"delete from email_change where expires_at < {now}"),
            SqlText.Of($"delete from passkey_challenge where expires_at < {now}"),
            SqlText.Of($"delete from trusted_device where expires_at < {now}"),
            SqlText.Of($"delete from known_network where last_at < {unknown}"),
            SqlText.Of($"delete from provider_flow where expires_at < {now}"),
            SharedRates.Forget,
            // Once for the installation, and not for each workspace.
            SqlText.Of($"select kith.extend_stream()"),
        ], cancellation);
}

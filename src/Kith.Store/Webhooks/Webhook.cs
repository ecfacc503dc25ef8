namespace Kith.Store.Webhooks;

/// <summary>An address that a workspace has its changes sent to.</summary>
/// <param name="Owner">The person whose rights decide what is sent.</param>
/// <param name="Types">Names of the types whose changes are sent; null for all.</param>
/// <param name="Kinds">The kinds of changes that are sent; null for all.</param>
/// <param name="Filter">Condition that the record satisfies, where there is one type.</param>
/// <param name="Note">Why Kith switched it off.</param>
/// <param name="Generation">Rises with each new secret.</param>
/// <param name="RotatedUntil">Until when the secret before signs, too.</param>
/// <param name="Failures">Failures in a row.</param>
/// <param name="BeginsAfter">Position of the newest change when it was made.</param>
public sealed record Webhook(
    Guid Id, string Url, Guid Owner, IReadOnlyList<string>? Types, IReadOnlyList<string>? Kinds, string? Filter, bool Active, string? Note, int Generation,
    DateTime? RotatedUntil, int Failures, DateTime? FailingSince, DateTime? RetryAt, long? ReplayAfter, long? ReplayThrough, DateTime CreatedAt, long BeginsAfter)
{
    /// <summary>True where a change of this type and kind is to be sent, if the owner may see it.</summary>
    public bool Wants(string type, string kind) => Types?.Contains(type) != false && Kinds?.Contains(kind) != false;
}

/// <summary>What became of a delivery.</summary>
public enum DeliveryState
{
    /// <summary>It is to be sent.</summary>
    Waiting,
    /// <summary>The receiver took it.</summary>
    Delivered,
    /// <summary>It was not taken and is sent again.</summary>
    Failed,
    /// <summary>It was given up.</summary>
    Parked,
}

/// <summary>One event on its way to a receiver.</summary>
/// <param name="Position">The change it tells of; null for a test.</param>
/// <param name="Event">What happened, such as <c>deal.updated</c>.</param>
/// <param name="DueAt">When it is sent, or was due.</param>
/// <param name="Status">What the last try was answered; null where there was no answer.</param>
/// <param name="Problem">Why the last try failed.</param>
public sealed record WebhookDelivery(Guid Id, long? Position, string Event, DeliveryState State, int Attempts, DateTime DueAt, int? Status, string? Problem, DateTime? TriedAt, DateTime CreatedAt);

/// <summary>What a receiver answered.</summary>
/// <param name="RetryAfter">How long it asks to be left alone; null where it asks for nothing.</param>
public sealed record WebhookAnswer(int Status, TimeSpan? RetryAfter = null);

/// <summary>The border over which webhooks leave the process.</summary>
public interface IWebhookTransport
{
    /// <summary>Posts a body and tells the answer. Redirects are not followed.</summary>
    /// <exception cref="WebhookUnreachableException">There was no answer, or the address may not be called.</exception>
    Task<WebhookAnswer> SendAsync(Uri url, IReadOnlyDictionary<string, string> headers, string body, CancellationToken cancellation);
}

/// <summary>A receiver could not be reached; the message says why, for administrators.</summary>
public sealed class WebhookUnreachableException(string message) : Exception(message);

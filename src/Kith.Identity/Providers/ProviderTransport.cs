namespace Kith.Identity.Providers;

/// <summary>What a provider answered.</summary>
public sealed record ProviderAnswer(int Status, byte[] Body);

/// <summary>The border over which providers are asked.</summary>
public interface IProviderTransport
{
    /// <summary>Asks a provider: a form is posted, without one the address is read. Redirects are not followed.</summary>
    /// <exception cref="ProviderUnreachableException">There was no answer or a far too long one, or the address may not be called.</exception>
    Task<ProviderAnswer> AskAsync(Uri url, IReadOnlyDictionary<string, string>? form, string? authorization, CancellationToken cancellation);
}

/// <summary>A provider could not be asked; the message says why, for administrators.</summary>
public sealed class ProviderUnreachableException(string message) : Exception(message);

using System.Collections.Concurrent;
using System.Text.Json;
using Kith.Core.Problems;

namespace Kith.Identity.Providers;

/// <summary>What providers publish, asked for when it is needed and remembered for a while.</summary>
public sealed class ProviderDocuments(IProviderTransport transport, TimeProvider clock)
{
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, (ProviderMetadata Value, DateTimeOffset Until)> _metadata = new();
    private readonly ConcurrentDictionary<Uri, (IReadOnlyList<SigningKey> Value, DateTimeOffset Until)> _keys = new();

    /// <exception cref="ProblemException">The provider cannot be reached, or what it publishes cannot be used.</exception>
    internal async Task<ProviderMetadata> MetadataAsync(string issuer, CancellationToken cancellation)
    {
        if (_metadata.TryGetValue(issuer, out var known) && known.Until > clock.GetUtcNow())
            return known.Value;
        var metadata = ProviderMetadata.Read(issuer, await DocumentAsync(ProviderMetadata.Address(issuer), cancellation));
        _metadata[issuer] = (metadata, clock.GetUtcNow() + Remembered);
        return metadata;
    }

    /// <exception cref="ProblemException">The provider cannot be reached, or has no key that can be used.</exception>
    internal async Task<IReadOnlyList<SigningKey>> KeysAsync(ProviderMetadata provider, CancellationToken cancellation)
    {
        if (_keys.TryGetValue(provider.Keys, out var known) && known.Until > clock.GetUtcNow())
            return known.Value;
        var keys = SigningKey.ReadAll(await DocumentAsync(provider.Keys, cancellation));
        if (keys.Count == 0)
            throw new ProblemException(Problem.Of(ProblemKind.Conflict, "provider.no_keys"));
        _keys[provider.Keys] = (keys, clock.GetUtcNow() + Remembered);
        return keys;
    }

    /// <summary>The keys for a token: one that names a key not known has them asked for anew, once.</summary>
    internal async Task<IReadOnlyList<SigningKey>> KeysAsync(ProviderMetadata provider, IdToken token, CancellationToken cancellation)
    {
        var keys = await KeysAsync(provider, cancellation);
        if (token.NamesOneOf(keys))
            return keys;
        _keys.TryRemove(provider.Keys, out _);
        return await KeysAsync(provider, cancellation);
    }

    /// <summary>Forgets what an issuer published, so that it is asked anew.</summary>
    internal void Forget(string issuer)
    {
        if (_metadata.TryRemove(issuer, out var known))
            _keys.TryRemove(known.Value.Keys, out _);
    }

    /// <summary>A JSON document of a provider.</summary>
    internal async Task<JsonElement> DocumentAsync(Uri address, CancellationToken cancellation, string? authorization = null)
    {
        ProviderAnswer answer;
        try
        {
            answer = await transport.AskAsync(address, null, authorization, cancellation);
        }
        catch (ProviderUnreachableException error)
        {
            throw new ProblemException(Problem.Of(ProblemKind.Conflict, "provider.unreachable", address.Host, error.Message));
        }
        if (answer.Status != 200)
            throw new ProblemException(Problem.Of(ProblemKind.Conflict, "provider.answered", address.Host, answer.Status));
        return Parse(answer.Body) ?? throw new ProblemException(Problem.Of(ProblemKind.Conflict, "provider.not_json", address.Host));
    }

    internal static JsonElement? Parse(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 16 });
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

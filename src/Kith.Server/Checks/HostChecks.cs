using Kith.Identity.Protection;
using Kith.Server.Http;
using Kith.Server.Http.Limits;
using Kith.Store.Checks;
using Kith.Store.Embedded;

namespace Kith.Server.Checks;

/// <summary>The installation's secret is random, and none that stands in a handbook.</summary>
public sealed class SecretIsItsOwn(byte[] secret) : StartCheck
{
    private const int FewestBytes = 32;
    private const int FewestDifferent = 10;

    // Beginnings of what people leave in place where an example stood.
    private static readonly string[] Known = ["changeme", "change-me", "change_me", "replaceme", "replace-me", "your-secret", "yoursecret", "your_secret", "supersecret", "super-secret", "mysecret", "my-secret", "example", "password", "0123456789", "123456789", "abcdefghij", "qwertyuiop", "insecure", "default", "placeholder"];

    public override Task<IReadOnlyList<string>> FaultsAsync(CancellationToken cancellation)
    {
        var text = System.Text.Encoding.UTF8.GetString(secret);
        var bad = secret.Length < FewestBytes || secret.Distinct().Count() < FewestDifferent || Known.Any(k => text.StartsWith(k, StringComparison.OrdinalIgnoreCase));
        return Task.FromResult<IReadOnlyList<string>>(bad ? ["KITH_SECRET_FILE"] : []);
    }
}

/// <summary>What was encrypted with the installation's secret can be read.</summary>
public sealed class KeyRingOpens(IServiceProvider services) : StartCheck
{
    public override async Task<IReadOnlyList<string>> FaultsAsync(CancellationToken cancellation)
    {
        try
        {
            await services.PrepareKeyRingAsync(cancellation);
            return [];
        }
        catch (DatabaseUnusableException closed)
        {
            return [closed.Message];
        }
    }
}

/// <summary>Whoever maps an endpoint says who may call it.</summary>
public sealed class EndpointsAreGuarded(IReadOnlyList<Endpoint> endpoints) : StartCheck
{
    public override Task<IReadOnlyList<string>> FaultsAsync(CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<string>>([.. endpoints.Where(e => e.Metadata.GetMetadata<Operation>() is not { Guard: not null }).Select(e => e.DisplayName ?? "")]);
}

/// <summary>Every endpoint has a limit for everybody it lets in.</summary>
public sealed class EndpointsAreLimited(IReadOnlyList<Endpoint> endpoints) : StartCheck
{
    private readonly Rates _rates = new(1);

    public override Task<IReadOnlyList<string>> FaultsAsync(CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<string>>([.. endpoints.Where(e => e.Metadata.GetMetadata<Operation>() is not { } operation || !_rates.Covers(operation.Cost)).Select(e => e.DisplayName ?? "")]);
}

/// <summary>Every endpoint is published, under an id of its own.</summary>
public sealed class EndpointsArePublished(IReadOnlyList<Endpoint> endpoints) : StartCheck
{
    public override Task<IReadOnlyList<string>> FaultsAsync(CancellationToken cancellation)
    {
        var bare = endpoints.Where(e => e.Metadata.GetMetadata<Operation>() is not { Id.Length: > 0, Summary.Length: > 0 }).Select(e => e.DisplayName ?? "");
        var twice = endpoints.Select(e => e.Metadata.GetMetadata<Operation>()?.Id).OfType<string>().GroupBy(id => id).Where(g => g.Count() > 1).Select(g => g.Key);
        return Task.FromResult<IReadOnlyList<string>>([.. bare, .. twice]);
    }
}

using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace Kith.Server.Http.Limits;

/// <summary>Whom to believe about where a call comes from.</summary>
public static class Proxies
{
    /// <summary>Takes the address from <c>X-Forwarded-For</c> as far back as proxies of the networks have written it; what anybody else says there counts for nothing.</summary>
    public static ForwardedHeadersOptions Trusted(IReadOnlyList<IPNetwork> networks)
    {
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor, ForwardLimit = null };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in networks)
            options.KnownIPNetworks.Add(network);
        return options;
    }
}

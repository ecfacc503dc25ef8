using Kith.Core.Rates;

namespace Kith.Store.Rates;

/// <summary>Somebody who publishes rates of exchange.</summary>
public interface IRateProvider
{
    /// <summary>What it is called in the API and the database.</summary>
    string Name { get; }

    /// <summary>The rates of the last days, so that a few days without Kith leave no gap.</summary>
    /// <exception cref="RatesUnreachableException">They could not be had.</exception>
    /// <exception cref="Kith.Core.Problems.ProblemException">What was sent cannot be read.</exception>
    Task<RateSheet> NewestAsync(CancellationToken cancellation);
}

/// <summary>A provider of rates could not be asked; the message says why, for administrators.</summary>
public sealed class RatesUnreachableException(string message) : Exception(message);

/// <summary>Fetches a file from the world outside.</summary>
public interface IRateTransport
{
    /// <summary>What stands at an address.</summary>
    /// <exception cref="RatesUnreachableException">Nobody answers, or with no file.</exception>
    Task<byte[]> FetchAsync(Uri url, CancellationToken cancellation);
}

/// <summary>The reference rates of the euro that the European Central Bank publishes on working days at about 16:00 in Frankfurt.</summary>
public sealed class EuropeanCentralBank(IRateTransport transport) : IRateProvider
{
    private static readonly Uri Last90Days = new("https://www.ecb.europa.eu/stats/eurofxref/eurofxref-hist-90d.xml");

    public string Name => "ecb";

    public async Task<RateSheet> NewestAsync(CancellationToken cancellation)
    {
        using var file = new MemoryStream(await transport.FetchAsync(Last90Days, cancellation));
        return RateFile.Read(file);
    }
}

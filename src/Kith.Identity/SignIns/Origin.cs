using System.Net;

namespace Kith.Identity.SignIns;

/// <summary>Where a request comes from.</summary>
/// <param name="Address">Its network address.</param>
/// <param name="Agent">What the program says it is; anybody can say anything.</param>
public readonly record struct Origin(IPAddress? Address, string? Agent)
{
    /// <summary>Longest text that is kept of a program's name.</summary>
    public const int LongestAgent = 300;

    /// <summary>The address as it is noted.</summary>
    public string? Text => Address is { IsIPv4MappedToIPv6: true } mapped ? mapped.MapToIPv4().ToString() : Address?.ToString();

    public static implicit operator Origin(IPAddress? address) => new(address, null);
}

namespace Kith.Sales.Forms;

/// <summary>Sites as browsers name them: scheme, host and port.</summary>
public static class Origins
{
    /// <summary>The origin that a text names and nothing beside it; null where it does not.</summary>
    public static string? Of(string text) => Uri.TryCreate(text, UriKind.Absolute, out var site) && site.PathAndQuery == "/" && site.Fragment.Length == 0 ? Of(site) : null;

    /// <summary>The origin of a web address; null where it is none.</summary>
    public static string? OfAddress(string address) => Uri.TryCreate(address, UriKind.Absolute, out var site) ? Of(site) : null;

    private static string? Of(Uri site) =>
        site.Scheme is "http" or "https" && site.UserInfo.Length == 0 && site.IdnHost.Length > 0 && site.IdnHost.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or ':')
            ? $"{site.Scheme}://{(site.HostNameType == UriHostNameType.IPv6 ? $"[{site.IdnHost}]" : site.IdnHost.ToLowerInvariant())}{(site.IsDefaultPort ? "" : FormattableString.Invariant($":{site.Port}"))}"
            : null;
}

using System.Text.RegularExpressions;

namespace Kith.Server.Files;

/// <summary>A bucket that files are kept in.</summary>
/// <param name="Bucket">Its name.</param>
/// <param name="Prefix">What the keys of all files begin with; empty or ending with a slash.</param>
/// <param name="Region">Where it is, as requests are signed for it.</param>
/// <param name="Endpoint">The server; null for Amazon's of the region.</param>
/// <param name="PathStyle">Whether the bucket stands in the path and not in the host's name.</param>
/// <param name="Key">Who asks.</param>
public sealed partial record S3Settings(string Bucket, string Prefix, string Region, Uri? Endpoint, bool PathStyle, string Key)
{
    private const string Example = "s3://bucket/prefix?region=eu-central-1&endpoint=https://s3.example.com&path_style=true";

    /// <summary>Proves who asks.</summary>
    public required string Secret { private get; init; }

    /// <summary>What signs; a method, so that it is not told with the rest.</summary>
    public string GetSecret() => Secret;

    public override string ToString() => $"{Bucket}/{Prefix}";

    /// <summary>The bucket that the settings name (<c>KITH_FILE_STORE</c>, <c>KITH_S3_KEY</c>, <c>KITH_S3_SECRET_FILE</c>); null where files lie in the folder of the data.</summary>
    /// <param name="value">The value of a setting by its name without prefix.</param>
    /// <exception cref="SettingException">A setting cannot be used.</exception>
    public static S3Settings? Read(Func<string, string?> value)
    {
        if (value("FILE_STORE") is not { } address)
            return null;
        if (!Uri.TryCreate(address, UriKind.Absolute, out var at) || at.Scheme != "s3")
            throw Unusable($"it must look like {Example}");
        // Somebody may have written what is secret into it, so it is not told again.
        if (at.UserInfo.Length > 0 || !at.IsDefaultPort || at.Fragment.Length > 0)
            throw Unusable($"it must look like {Example}; who asks stands in KITH_S3_KEY and KITH_S3_SECRET_FILE");
        if (!BucketName().IsMatch(at.Host))
            throw Unusable($"“{at.Host}” is no name of a bucket");
        var asked = Asked(at.Query);
        if (asked.Keys.FirstOrDefault(k => k is not ("region" or "endpoint" or "path_style")) is { } unknown)
            throw Unusable($"“{unknown}” is none of region, endpoint and path_style");
        var prefix = Uri.UnescapeDataString(at.AbsolutePath).Trim('/');
        var endpoint = asked.TryGetValue("endpoint", out var server) ? ReadEndpoint(server) : null;
        if (endpoint is null && !asked.ContainsKey("region"))
            throw Unusable("say in which region the bucket is, such as region=eu-central-1, or where the server is, such as endpoint=https://s3.example.com");
        return new S3Settings(at.Host, prefix.Length == 0 ? "" : prefix + "/", asked.GetValueOrDefault("region", "us-east-1"), endpoint, ReadPathStyle(asked), ReadKey(value)) { Secret = ReadSecret(value) };
    }

    private static SettingException Unusable(string reason) => new($"KITH_FILE_STORE cannot be used: {reason}.");

    private static Dictionary<string, string> Asked(string query)
    {
        var asked = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            if (parts.Length != 2 || !asked.TryAdd(parts[0], Uri.UnescapeDataString(parts[1])))
                throw Unusable($"“{parts[0]}” must have one value");
        }
        return asked;
    }

    private static Uri ReadEndpoint(string text) => Uri.TryCreate(text, UriKind.Absolute, out var endpoint) && endpoint is { Scheme: "http" or "https", PathAndQuery: "/", UserInfo: "", Fragment: "" }
        ? endpoint : throw Unusable("its endpoint must be the address of a server, such as https://s3.example.com");

    private static bool ReadPathStyle(Dictionary<string, string> asked) => asked.GetValueOrDefault("path_style", "false") switch
    {
        "true" => true,
        "false" => false,
        _ => throw Unusable("path_style must be true or false"),
    };

    private static string ReadKey(Func<string, string?> value) => value("S3_KEY") ?? throw new SettingException("KITH_FILE_STORE names a bucket, so KITH_S3_KEY must say whose key opens it.");

    private static string ReadSecret(Func<string, string?> value)
    {
        var file = value("S3_SECRET_FILE") ?? throw new SettingException("KITH_FILE_STORE names a bucket, so KITH_S3_SECRET_FILE must name the file with the secret of KITH_S3_KEY.");
        try
        {
            return File.ReadAllText(file).Trim() is { Length: > 0 } secret ? secret : throw new SettingException($"KITH_S3_SECRET_FILE names {file}, which is empty.");
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            throw new SettingException($"KITH_S3_SECRET_FILE names {file}, which cannot be read: {trouble.Message}");
        }
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex BucketName();
}

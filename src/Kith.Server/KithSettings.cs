using System.Globalization;
using System.Net;
using Kith.Identity.Mail;
using Kith.Server.Files;
using Kith.Server.Files.Scanning;

namespace Kith.Server;

/// <summary>A setting cannot be used; the message says which and why, for the person who starts the server.</summary>
public sealed class SettingException(string message) : Exception(message);

/// <summary>What a process of an installation does: answers people and programs, does jobs in the background, or both.</summary>
public enum ProcessRole { Both, Web, Worker }

/// <summary>What the environment sets, checked at start. Every setting has the prefix <c>KITH_</c>.</summary>
public sealed record KithSettings
{
    /// <summary>The public address (<c>KITH_URL</c>): https, or http on loopback.</summary>
    public required Uri Url { get; init; }
    /// <summary>Where the server listens (<c>KITH_LISTEN</c>), behind a proxy another address than the public one; the port of <see cref="Url"/> on loopback when not set.</summary>
    public required string Listen { get; init; }
    /// <summary>Where Kith keeps its files (<c>KITH_DATA</c>).</summary>
    public required string DataDirectory { get; init; }
    /// <summary>Connection string of a PostgreSQL (<c>KITH_DATABASE</c>); null runs an embedded one.</summary>
    public string? Database { get; init; }
    /// <summary>The installation's secret, at least 32 bytes (<c>KITH_SECRET_FILE</c>).</summary>
    public required byte[] Secret { get; init; }
    /// <summary>The secret before (<c>KITH_SECRET_FILE_OLD</c>), given while it is being changed; null otherwise.</summary>
    public byte[]? FormerSecret { get; init; }
    /// <summary>The built web client (<c>KITH_WEB</c>); null serves none.</summary>
    public string? WebDirectory { get; init; }
    /// <summary>Where PostgreSQL's programs are (<c>KITH_POSTGRES_BIN</c>); null looks in the usual places.</summary>
    public string? PostgresBin { get; init; }
    /// <summary>Most connections to PostgreSQL (<c>KITH_POOL</c>): half of them for pages, records and searches, a quarter each for reports and exports at a time.</summary>
    public int Pool { get; init; } = DefaultPool;
    /// <summary>What this process does (<c>KITH_ROLE</c>).</summary>
    public ProcessRole Role { get; init; }
    /// <summary>Background jobs done at a time by this process (<c>KITH_WORKERS</c>).</summary>
    public int Workers { get; init; } = 2;
    /// <summary>The mail server (<c>KITH_SMTP</c>, with the password in <c>KITH_SMTP_PASSWORD_FILE</c> and certificates of its own in <c>KITH_SMTP_CA_FILE</c>); null writes mails as files.</summary>
    public SmtpServer? MailServer { get; init; }
    /// <summary>The address mails come from (<c>KITH_MAIL_FROM</c>); null for one at the public address.</summary>
    public string? MailFrom { get; init; }
    /// <summary>Networks that may be called though they are not public (<c>KITH_OUTBOUND_ALLOW</c>), such as <c>10.1.0.0/16,127.0.0.1/32</c>.</summary>
    public IReadOnlyList<IPNetwork> OutboundAllow { get; init; } = [];
    /// <summary>Networks of the proxies in front of Kith (<c>KITH_TRUSTED_PROXIES</c>), such as <c>127.0.0.1/32,10.0.0.0/24</c>: only what they say in <c>X-Forwarded-For</c> is believed.</summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [];
    /// <summary>Name servers that are asked whether a domain belongs to a workspace (<c>KITH_NAME_SERVERS</c>), such as <c>10.0.0.2,10.0.0.3:53</c>; null for those of this machine.</summary>
    public IReadOnlyList<IPEndPoint>? NameServers { get; init; }
    /// <summary>For how many days a delivery of a webhook that is done with is kept (<c>KITH_WEBHOOK_LOG_DAYS</c>).</summary>
    public int WebhookLogDays { get; init; } = 30;
    /// <summary>The largest file that is taken, in megabytes (<c>KITH_FILE_MB</c>).</summary>
    public int FileMegabytes { get; init; } = 25;
    /// <summary>The bucket that files are kept in (<c>KITH_FILE_STORE</c>); null for the folder <c>files</c> of the data.</summary>
    public S3Settings? FileStore { get; init; }
    /// <summary>The ClamAV that files are looked through by (<c>KITH_CLAMAV</c>); null looks nothing through.</summary>
    public ClamavAddress? Clamav { get; init; }
    /// <summary>Multiplies every rate limit (<c>KITH_RATE_LIMIT</c>); 1 is the default.</summary>
    public double RateLimit { get; init; } = 1;
    /// <summary>How long an everyday call may take in all (<c>KITH_REQUEST_TIME</c>, in seconds); costly ones may thirty times as long.</summary>
    public TimeSpan RequestTime { get; init; } = TimeSpan.FromSeconds(60);
    /// <summary>Rounds of PBKDF2 for passwords (<c>KITH_PASSWORD_ROUNDS</c>).</summary>
    public int PasswordRounds { get; init; } = 220_000;

    // Of what reads at a time three for each processor keep all busy; the private PostgreSQL takes sixty connections.
    private static readonly int DefaultPool = Math.Clamp(6 * Environment.ProcessorCount, 12, 48);

    /// <summary>Reads and checks the settings.</summary>
    public static KithSettings Read(Func<string, string?> environment)
    {
        string? Value(string name) => environment("KITH_" + name) is { Length: > 0 } value ? value : null;
        var data = Path.GetFullPath(Value("DATA") ?? "data");
        var database = Value("DATABASE");
        var url = ReadUrl(Value("URL") ?? "http://127.0.0.1:5080");
        return new KithSettings
        {
            Url = url,
            Listen = Value("LISTEN") ?? $"http://127.0.0.1:{(url.Scheme == "http" ? url.Port : 5080).ToString(CultureInfo.InvariantCulture)}",
            DataDirectory = data,
            Database = database,
            Secret = ReadSecret(Value("SECRET_FILE"), data, database is not null),
            FormerSecret = Value("SECRET_FILE_OLD") is { } former ? ReadSecret("KITH_SECRET_FILE_OLD", former) : null,
            WebDirectory = Value("WEB") is { } web ? Path.GetFullPath(web) : null,
            PostgresBin = Value("POSTGRES_BIN"),
            Pool = ReadNumber("POOL", Value("POOL"), DefaultPool, 4, 500),
            Role = ReadRole(Value("ROLE"), database is not null),
            Workers = ReadNumber("WORKERS", Value("WORKERS"), 2, 1, 32),
            MailServer = MailSettings.ReadServer(Value),
            MailFrom = MailSettings.ReadFrom(Value),
            OutboundAllow = ReadNetworks("OUTBOUND_ALLOW", Value("OUTBOUND_ALLOW")),
            TrustedProxies = ReadNetworks("TRUSTED_PROXIES", Value("TRUSTED_PROXIES")),
            NameServers = Value("NAME_SERVERS") is { } servers ? ReadServers(servers) : null,
            WebhookLogDays = ReadNumber("WEBHOOK_LOG_DAYS", Value("WEBHOOK_LOG_DAYS"), 30, 1, 3_650),
            FileMegabytes = ReadNumber("FILE_MB", Value("FILE_MB"), 25, 1, 2_000),
            FileStore = S3Settings.Read(Value),
            Clamav = Value("CLAMAV") is { } clamav ? ClamavAddress.Parse(clamav) : null,
            RateLimit = ReadNumber("RATE_LIMIT", Value("RATE_LIMIT"), 1, 1, 1_000_000),
            RequestTime = TimeSpan.FromSeconds(ReadNumber("REQUEST_TIME", Value("REQUEST_TIME"), 60, 1, 600)),
            PasswordRounds = ReadNumber("PASSWORD_ROUNDS", Value("PASSWORD_ROUNDS"), 220_000, 220_000, 10_000_000),
        };
    }

    private static IReadOnlyList<IPNetwork> ReadNetworks(string name, string? text) =>
    [
        .. (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(part => IPNetwork.TryParse(part, out var network)
            ? network : throw new SettingException($"KITH_{name} has “{part}”, which is not a network such as 10.1.0.0/16 or 127.0.0.1/32.")),
    ];

    private static IReadOnlyList<IPEndPoint> ReadServers(string text) =>
    [
        .. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(part => IPEndPoint.TryParse(part, out var server)
            ? new IPEndPoint(server.Address, server.Port == 0 ? 53 : server.Port) : throw new SettingException($"KITH_NAME_SERVERS has “{part}”, which is not an address such as 10.0.0.2 or 10.0.0.2:53.")),
    ];

    private static Uri ReadUrl(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.PathAndQuery != "/" || url.UserInfo.Length > 0)
            throw new SettingException($"KITH_URL is “{text}”, which is not the address of a site, such as https://crm.example.com or http://127.0.0.1:5080.");
        if (url.Scheme == "http" && !url.IsLoopback && !(IPAddress.TryParse(url.Host, out var address) && IPAddress.IsLoopback(address)))
            throw new SettingException($"KITH_URL is “{text}”. Outside this machine Kith is only served by https, because sign-ins would travel in the clear. Use an https address (with a proxy in front that ends TLS), or a loopback one.");
        return url;
    }

    private static ProcessRole ReadRole(string? text, bool shared)
    {
        var role = text switch
        {
            null or "both" => ProcessRole.Both,
            "web" => ProcessRole.Web,
            "worker" => ProcessRole.Worker,
            _ => throw new SettingException($"KITH_ROLE is “{text}”; it must be web, worker or both."),
        };
        if (role != ProcessRole.Both && !shared)
            throw new SettingException($"KITH_ROLE is “{text}”, but the private database serves this process alone, so nobody would do the rest. Leave KITH_ROLE out, or let several processes share a PostgreSQL by KITH_DATABASE.");
        return role;
    }

    private static byte[] ReadSecret(string? file, string data, bool needed)
    {
        if (file is null && needed)
            throw new SettingException("KITH_DATABASE is set, so KITH_SECRET_FILE must name the file with the installation's secret: every server of the installation needs the same one. Make it once, for example with: head -c 32 /dev/urandom | base64 > secret && chmod 600 secret");
        var path = file ?? Path.Combine(data, "secret");
        if (file is null && !File.Exists(path))
            MakeSecret(path);
        return ReadSecret("KITH_SECRET_FILE", path);
    }

    private static byte[] ReadSecret(string setting, string path)
    {
        if (!File.Exists(path))
            throw new SettingException($"{setting} names {path}, but there is no such file.");
        var text = File.ReadAllText(path).Trim();
        if (text.Length < 32)
            throw new SettingException($"The secret in {path} has {text.Length} characters; at least 32 random ones are needed.");
        if (text.Distinct().Count() < 10)
            throw new SettingException($"The secret in {path} is not random: it has only {text.Distinct().Count()} different characters.");
        return System.Text.Encoding.UTF8.GetBytes(text);
    }

    private static void MakeSecret(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var stream = new FileStream(path, OperatingSystem.IsWindows()
            ? new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write }
            : new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
        using var writer = new StreamWriter(stream);
        writer.WriteLine(Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32)));
    }

    private static int ReadNumber(string name, string? text, int standard, int from, int to)
    {
        if (text is null)
            return standard;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= from && number <= to
            ? number : throw new SettingException($"KITH_{name} is “{text}”; it must be a whole number from {from} to {to}.");
    }
}

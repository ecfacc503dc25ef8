using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Kith.Server;
using Kith.Server.Files.Scanning;
using Kith.Server.Tests.Files;
using Kith.Store.Embedded;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

[assembly: AssemblyFixture(typeof(Kith.Browser.Tests.Installation))]

namespace Kith.Browser.Tests;

/// <summary>One running Kith with its own PostgreSQL, and one browser, for all journeys; each journey takes a workspace of its own.</summary>
public sealed class Installation : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateDirectory(Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), "kith-" + Path.GetRandomFileName())).FullName;
    private EmbeddedPostgres _postgres = null!;
    private KithHost _host = null!;
    private IPlaywright _playwright = null!;
    private int _people;

    public Uri Url { get; private set; } = null!;
    public IBrowser Browser { get; private set; } = null!;
    /// <summary>Looks files through, where ClamAV is installed.</summary>
    public Clamd Clamd { get; } = new();

    /// <summary>What the server logged as an error.</summary>
    public LoggedErrors Errors { get; } = new();

    /// <summary>The accessibility checker, to be run inside a page.</summary>
    public string Axe { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var web = await Repository.WebClientAsync();
        Axe = await File.ReadAllTextAsync(Repository.Package("axe-core/axe.min.js"));
        _postgres = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions { DataDirectory = Path.Combine(_directory, "postgres"), Durable = false }, NullLogger.Instance, TimeProvider.System, CancellationToken.None);
        await Clamd.InitializeAsync();
        // Passkeys are for sites with a name.
        var address = "http://localhost:" + FreePort();
        Url = new Uri(address);
        _host = await KithHost.BuildAsync(new KithSettings
        {
            Url = Url,
            Listen = address,
            DataDirectory = _directory,
            Database = _postgres.ConnectionString,
            Secret = "a secret of at least thirty-two bytes for tests"u8.ToArray(),
            WebDirectory = web,
            Clamav = Clamd.Installed ? new ClamavAddress(Clamd.Socket, "", 0) : null,
            // All journeys come from one address, in a hurry.
            RateLimit = 1_000,
            PasswordRounds = 1_000,
            // Receivers of webhooks run beside the tests.
            OutboundAllow = [IPNetwork.Parse("127.0.0.1/32")],
        }, ["--Logging:LogLevel:Default=Warning"], CancellationToken.None);
        _host.App.Services.GetRequiredService<ILoggerFactory>().AddProvider(Errors);
        await _host.App.StartAsync();
        _playwright = await Playwright.CreateAsync();
        Browser = await Chromium.StartAsync(_playwright);
        SetDefaultExpectTimeout(8_000);
    }

    /// <summary>An address nobody else uses.</summary>
    public string NewEmail(string name) => $"{name}.{Interlocked.Increment(ref _people)}@example.com";

    /// <summary>The link in the invitation sent to an address.</summary>
    public Task<Uri> InvitationAsync(string email, CancellationToken cancellation) => LinkAsync(email, "invite", cancellation);

    /// <summary>The link below a path that was sent to an address.</summary>
    public Task<Uri> LinkAsync(string email, string path, CancellationToken cancellation) => NewestLinkAsync(email, path, 1, cancellation);

    /// <summary>The way of the link by which an address confirms that an account changes to it, or from it.</summary>
    /// <param name="which"><c>old</c> or <c>new</c>.</param>
    public async Task<string> ChangeLinkAsync(string email, string which, CancellationToken cancellation)
    {
        var outbox = Path.Combine(_directory, "outbox");
        while (true)
        {
            foreach (var mail in Directory.CreateDirectory(outbox).GetFiles("*.eml"))
            {
                var text = (await File.ReadAllTextAsync(mail.FullName, cancellation)).Replace("=\r\n", "", StringComparison.Ordinal);
                if (text.Contains(email, StringComparison.Ordinal) && Regex.Match(text, $@"(/verify/[A-Za-z0-9_-]{{43}}\?change=)(3D)?{which}", RegexOptions.NonBacktracking) is { Success: true } link)
                    return link.Groups[1].Value + which;
            }
            await Task.Delay(50, cancellation);
        }
    }

    /// <summary>The newest of so many links below a path that were sent to an address; mails leave a moment after the call that asks for them.</summary>
    public async Task<Uri> NewestLinkAsync(string email, string path, int sent, CancellationToken cancellation)
    {
        var outbox = Path.Combine(_directory, "outbox");
        while (true)
        {
            var links = new List<string>();
            foreach (var mail in Directory.CreateDirectory(outbox).GetFiles("*.eml").Select(f => f.FullName).Order(StringComparer.Ordinal))
            {
                var text = (await File.ReadAllTextAsync(mail, cancellation)).Replace("=\r\n", "", StringComparison.Ordinal);
                if (text.Contains(email, StringComparison.Ordinal) && Regex.Match(text, $"/{path}/[A-Za-z0-9_-]{{43}}", RegexOptions.NonBacktracking) is { Success: true } link)
                    links.Add(link.Value);
            }
            if (links.Count >= sent)
                return new Uri(Url, links[^1]);
            await Task.Delay(50, cancellation);
        }
    }

    /// <summary>Ends the minute in which events of a workspace are gathered.</summary>
    public async Task GatherAsync(Guid workspace)
    {
        await using var connection = new NpgsqlConnection(_postgres.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("with d as (update kith.gathered_event set due_at = due_at - interval '1 hour' where workspace_id = $1) insert into kith.job (workspace_id, kind, id, title, run_at, created_at) values ($1, 'gathered_events', $1, '', now(), now()) on conflict do nothing", connection);
        command.Parameters.Add(new NpgsqlParameter { Value = workspace });
        await command.ExecuteNonQueryAsync();
        await using var left = new NpgsqlCommand("select count(*) from kith.gathered_event where workspace_id = $1", connection);
        left.Parameters.Add(new NpgsqlParameter { Value = workspace });
        while ((long)(await left.ExecuteScalarAsync())! > 0)
            await Task.Delay(50);
    }

    /// <summary>Proves the address of an account without its mail.</summary>
    public async Task ProveAsync(string email)
    {
        await using var connection = new NpgsqlConnection(_postgres.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("update kith.account set verified_at = now() where email = $1", connection);
        command.Parameters.Add(new NpgsqlParameter { Value = email });
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>An import of the workspace that was given up, among its background jobs.</summary>
    public async Task ParkedImportAsync(Guid workspace)
    {
        await using var connection = new NpgsqlConnection(_postgres.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("insert into kith.job (workspace_id, kind, id, title, run_at, created_at, attempts, parked_at, problem) values ($1, 'import', $1, 'customers.csv', now(), now(), 8, now(), 'TimeoutException')", connection);
        command.Parameters.Add(new NpgsqlParameter { Value = workspace });
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Makes a mail that has left one of which nobody knows whether it arrived.</summary>
    public async Task DoubtMailAsync(Guid workspace)
    {
        await using var connection = new NpgsqlConnection(_postgres.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("update kith.mail set state = 'uncertain', problem = 'The mail server did not answer in time.', body = 'Hello' where workspace_id = $1 and state = 'sent'", connection);
        command.Parameters.Add(new NpgsqlParameter { Value = workspace });
        while (await command.ExecuteNonQueryAsync() == 0)
            await Task.Delay(20);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        await Browser.DisposeAsync();
        _playwright.Dispose();
        await _host.DisposeAsync();
        await Clamd.DisposeAsync();
        await _postgres.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}

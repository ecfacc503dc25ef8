using System.Net;
using System.Net.Sockets;
using Kith.Core.Records;
using Kith.Server.Http;
using Kith.Store.Audit;
using Kith.Store.Embedded;
using Kith.Store.Jobs;
using Kith.Store.Sql;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

[assembly: AssemblyFixture(typeof(Kith.Server.Tests.Harness.Installation))]

namespace Kith.Server.Tests.Harness;

/// <summary>One Kith over one PostgreSQL for all tests of the assembly, called over HTTP; each test takes a workspace of its own.</summary>
public sealed class Installation : IAsyncLifetime
{
    public const string Password = "seven green umbrellas";

    private readonly string _directory = Directory.CreateDirectory(Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), "kith-" + Path.GetRandomFileName())).FullName;
    private readonly IdSource _ids = new(TimeProvider.System);
    private EmbeddedPostgres _postgres = null!;
    private KithHost _host = null!;

    public Uri Url { get; } = new($"http://127.0.0.1:{FreePort()}");
    public HttpClient Http { get; private set; } = null!;
    /// <summary>Takes every line of the log, of all levels; null where nobody looks.</summary>
    public ILoggerProvider? Watch { get; init; }
    /// <summary>Settings that are others here.</summary>
    public Func<KithSettings, KithSettings>? Changed { get; init; }
    /// <summary>The database as its owner sees it, past every rule.</summary>
    public NpgsqlDataSource Owner { get; private set; } = null!;
    /// <summary>What the host made.</summary>
    public IServiceProvider Services => _host.App.Services;
    public IReadOnlyList<Operation> Operations => Published.Operations(_host.App);
    /// <summary>Those that a published standard describes.</summary>
    public IReadOnlyList<Operation> OfStandards => Published.OfStandards(_host.App);
    /// <summary>Connection string of the role that owns the database.</summary>
    public string OwnerConnection => _postgres.ConnectionString;
    public const string Secret = "a secret of at least thirty-two bytes for tests";
    /// <summary>The name server that domains are looked up at.</summary>
    public NameServer Names { get; } = new();
    public string Outbox => Path.Combine(_directory, "outbox");

    public async ValueTask InitializeAsync()
    {
        _postgres = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions { DataDirectory = Path.Combine(_directory, "postgres"), Durable = false }, NullLogger.Instance, TimeProvider.System, CancellationToken.None);
        _host = await StartAsync(Url, Changed);
        Owner = NpgsqlDataSource.Create(_postgres.ConnectionString);
        Http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = Url };
    }

    /// <summary>Another process of the installation, as far as it can be one: it shares nothing but the database.</summary>
    /// <param name="changed">Settings that are others there.</param>
    public async Task<(KithHost Host, HttpClient Http)> SecondAsync(Func<KithSettings, KithSettings>? changed = null)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        return (await StartAsync(address, changed), new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = address });
    }

    private async Task<KithHost> StartAsync(Uri listen, Func<KithSettings, KithSettings>? changed = null)
    {
        var settings = new KithSettings
        {
            Url = Url,
            Listen = listen.GetLeftPart(UriPartial.Authority),
            DataDirectory = _directory,
            Database = _postgres.ConnectionString,
            Secret = System.Text.Encoding.UTF8.GetBytes(Secret),
            RateLimit = 100_000,
            // Receivers of webhooks are on this machine.
            OutboundAllow = [IPNetwork.Parse("127.0.0.1/32")],
            NameServers = [Names.Address],
            PasswordRounds = 1_000,
        };
        var host = await KithHost.BuildAsync(changed?.Invoke(settings) ?? settings, Watch is null ? [] : ["--Logging:LogLevel:Default=Trace", "--Logging:LogLevel:Microsoft=Trace", "--Logging:Console:LogLevel:Default=None"], CancellationToken.None);
        if (Watch is not null)
            host.App.Services.GetRequiredService<ILoggerFactory>().AddProvider(Watch);
        await host.App.StartAsync();
        return host;
    }

    /// <summary>Somebody who is not signed in.</summary>
    public Client Anonymous() => new(this);

    /// <summary>An address nobody else uses.</summary>
    public string NewEmail(string name = "olga") => $"{name}.{_ids.Next():N}@example.com";

    /// <summary>An id that no record has.</summary>
    public Guid NewId() => _ids.Next();

    /// <summary>A new workspace, signed in as its owner.</summary>
    public async Task<Client> WorkspaceAsync(string name = "Test", string? currency = null, string? zone = null, string? email = null)
    {
        var client = Anonymous();
        client.Email = email ?? NewEmail();
        client.Me = (await client.PostAsync("auth/signup", new { workspace = name, name = "Olga Owner", email = client.Email, password = Password, currency, time_zone = zone })).Expect(201);
        await ProveAsync(client.Email);
        return client;
    }

    /// <summary>Proves the address of an account without its mail.</summary>
    public async Task ProveAsync(string email)
    {
        await using var command = Owner.CreateCommand("update kith.account set verified_at = now() where email = $1");
        command.Parameters.Add(new NpgsqlParameter { Value = email });
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Lets the sign-ins of a client's person run out.</summary>
    public async Task ExpireAsync(Client client)
    {
        await using var command = Owner.CreateCommand("update kith.token t set expires_at = now() - interval '1 day' from kith.session s join kith.account a on a.id = s.account_id where s.id = t.session_id and a.email = $1");
        command.Parameters.Add(new NpgsqlParameter { Value = client.Email });
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The secret of the newest link below a path that was sent to an address.</summary>
    public async Task<string> LinkAsync(string email, string path)
    {
        await LeftAsync(email);
        var mail = Sent(email).LastOrDefault(m => m.Contains($"/{path}/", StringComparison.Ordinal)) ?? throw new InvalidOperationException($"No link for {path} went to {email}.");
        return mail[(mail.IndexOf($"/{path}/", StringComparison.Ordinal) + path.Length + 2)..][..43];
    }

    /// <summary>Somebody of a role in the workspace of another, who has accepted an invitation.</summary>
    public async Task<Client> ColleagueAsync(Client inviter, string role = "member", string name = "Mia Member")
    {
        var client = Anonymous();
        client.Email = NewEmail("mia");
        client.Me = (await client.PostAsync("invitations/accept", new { token = await InviteAsync(inviter, client.Email, role), name, password = Password })).Expect(200);
        return client;
    }

    /// <summary>The secret of an invitation, out of its mail.</summary>
    public async Task<string> InviteAsync(Client inviter, string email, string role)
    {
        (await inviter.PostAsync("invitations", new { email, role })).Expect(201);
        return await LinkAsync(email, "invite");
    }

    /// <summary>The mails that left to an address, but for the one that every account gets first.</summary>
    public IEnumerable<string> Mails(string email) => Sent(email).Where(mail => !mail.Contains("/verify/", StringComparison.Ordinal));

    // As they were sent but for broken lines, oldest first.
    private IEnumerable<string> Sent(string email) => Directory.Exists(Outbox)
        ? Directory.GetFiles(Outbox, "*.eml").Order(StringComparer.Ordinal).Select(file => File.ReadAllText(file).Replace("=\r\n", "", StringComparison.Ordinal)).Where(mail => mail.Contains(email, StringComparison.Ordinal)) : [];

    /// <summary>Waits until the mails to an address have left, which they do by a job.</summary>
    public async Task LeftAsync(string email)
    {
        while (true)
        {
            await using var command = Owner.CreateCommand("select (select count(*) from kith.mail where recipient = $1 and state in ('waiting', 'sending')) + (select count(*) from kith.account_mail where recipient = $1)");
            command.Parameters.Add(new NpgsqlParameter { Value = email });
            if ((long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))! == 0)
                return;
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Makes what was done to a record until now as much older.</summary>
    public async Task AgeAsync(Client client, Guid record, TimeSpan by)
    {
        await using var command = Owner.CreateCommand("update kith.change set at = at - $3 where workspace_id = $1 and record_id = $2");
        foreach (var value in new object[] { client.Workspace, record, by })
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Very many companies with a number as text in an own field, as an import long ago would have left them.</summary>
    public async Task FillCompaniesAsync(Client client, int count, string field)
    {
        await using var command = Owner.CreateCommand("insert into kith.company (workspace_id, id, name, custom, created_at, updated_at) select $1, gen_random_uuid(), 'C' || n, jsonb_build_object($3::text, n::text), now() - interval '1 day', now() - interval '1 day' from generate_series(1, $2) n");
        foreach (var value in new object[] { client.Workspace, count, field })
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>A job that was given up, in the client's workspace; answers its id.</summary>
    public async Task<Guid> ParkedJobAsync(Client client, Guid about, string kind = "own_index", string title = "")
    {
        await using var command = Owner.CreateCommand("insert into kith.job (workspace_id, kind, id, title, run_at, created_at, attempts, parked_at, problem) values ($1, $2, $3, $4, now(), now(), 8, now(), 'TimeoutException') returning key");
        foreach (var value in new object[] { client.Workspace, kind, about, title })
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return (Guid)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>A passkey of the client's account, which no browser has; answers its id.</summary>
    public async Task<Guid> PasskeyAsync(Client client)
    {
        await using var command = Owner.CreateCommand("insert into kith.passkey (credential, id, account_id, name, public_key, sign_count, transports, user_verified, backup_eligible, backed_up, attestation, client_data, created_at) select decode(replace(gen_random_uuid()::text, '-', ''), 'hex'), gen_random_uuid(), a.id, 'Laptop', '', 0, '{}', true, true, true, '', '', now() from kith.account a where a.email_normalised = $1 returning id");
        command.Parameters.Add(new NpgsqlParameter { Value = client.Email.ToLowerInvariant() });
        return (Guid)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Something that the client is told of a record, which nobody else has done; answers its id.</summary>
    public async Task<Guid> NotificationAsync(Client client, Guid record)
    {
        await using var command = Owner.CreateCommand("with n as (insert into kith.notification (workspace_id, id, person_id, kind, cause, app, mail, ready_at, created_at) values ($1, gen_random_uuid(), $2, 'assigned', 'test', true, 'off', now(), now()) returning id) insert into kith.notification_item (workspace_id, notification_id, record_id, fields) select $1, id, $3, '{}' from n returning notification_id");
        foreach (var value in new object[] { client.Workspace, client.Person, record })
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return (Guid)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Somebody's question to see Kith as the client does, of which nobody was told; answers its id.</summary>
    public async Task<Guid> ViewingAsync(Client client, Guid viewer)
    {
        await using var command = Owner.CreateCommand("insert into kith.viewing (workspace_id, id, viewer_id, seen_id, reason, hours, state, consented, asked_at) values ($1, gen_random_uuid(), $2, $3, 'A look', 1, 'asked', true, now()) returning id");
        foreach (var value in new object[] { client.Workspace, viewer, client.Person })
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return (Guid)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Gives what was noted of accounts to their workspaces, which a job does each minute.</summary>
    public async Task SpreadNotesAsync(Client client)
    {
        await using var session = await _host.App.Services.GetRequiredService<Database>().OpenAsync(client.Workspace, TestContext.Current.CancellationToken);
        await Jobs.OfType<GatheredJobs>().Single().IsNeededAsync(session, client.Workspace, TestContext.Current.CancellationToken);
    }

    /// <summary>Has what was gathered until now written into the stream, as if its minute were over, and waits for it.</summary>
    public async Task GatherAsync(Client client)
    {
        await SpreadNotesAsync(client);
        await using var command = Owner.CreateCommand("with d as (update kith.gathered_event set due_at = due_at - interval '1 hour' where workspace_id = $1 and due_at > now()) insert into kith.job (workspace_id, kind, id, title, run_at, created_at) values ($1, 'gathered_events', $1, '', now(), now()) on conflict do nothing");
        command.Parameters.Add(new NpgsqlParameter { Value = client.Workspace });
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        await using var wake = Owner.CreateCommand("select pg_notify('kith_job', '')");
        await wake.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        await using var left = Owner.CreateCommand("select count(*) from kith.gathered_event where workspace_id = $1 and due_at <= now()");
        left.Parameters.Add(new NpgsqlParameter { Value = client.Workspace });
        while ((long)(await left.ExecuteScalarAsync(TestContext.Current.CancellationToken))! > 0)
            await Task.Delay(10, TestContext.Current.CancellationToken);
    }

    /// <summary>What background work there is.</summary>
    public IReadOnlyList<JobHandler> Jobs => [.. _host.App.Services.GetServices<JobHandler>()];

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _host.DisposeAsync();
        await Names.DisposeAsync();
        await Owner.DisposeAsync();
        await _postgres.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}

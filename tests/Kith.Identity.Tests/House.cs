using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Kith.Activities;
using Kith.Core.Access;
using Kith.Core.Modules;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Identity.Invitations;
using Kith.Identity.Mail;
using Kith.Identity.People;
using Kith.Identity.SecondFactors;
using Kith.Identity.SigningUp;
using Kith.Identity.SignIns;
using Kith.Products;
using Kith.Sales;
using Kith.Store;
using Kith.Store.Embedded;
using Kith.Store.Jobs;
using Kith.Store.Schema;
using Kith.Store.Seeding;
using Kith.Store.Sql;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

[assembly: AssemblyFixture(typeof(Kith.Identity.Tests.Cluster))]

namespace Kith.Identity.Tests;

/// <summary>One migrated database for all tests of the assembly.</summary>
public sealed class Cluster : IAsyncLifetime
{
    public static readonly IReadOnlyList<Module> Modules = [new SalesModule(), new ActivitiesModule(), new ProductsModule()];

    public static readonly byte[] Secret = "a secret of at least thirty-two bytes for tests"u8.ToArray();

    private EmbeddedPostgres _postgres = null!;

    public string Directory { get; } = System.IO.Directory.CreateDirectory(Path.Combine(System.IO.Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), "kith-" + Path.GetRandomFileName())).FullName;
    public Catalogue Catalogue { get; } = Catalogue.BuiltIn(Modules);
    public NpgsqlDataSource App { get; private set; } = null!;
    public NpgsqlDataSource Owner { get; private set; } = null!;
    public byte[] ContextKey { get; private set; } = [];
    public string OwnerConnection => _postgres.ConnectionString;

    public async ValueTask InitializeAsync()
    {
        _postgres = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions { DataDirectory = Path.Combine(Directory, "postgres"), Durable = false }, NullLogger.Instance, TimeProvider.System, CancellationToken.None);
        var migrator = new Migrator(Catalogue, Secret, NullLogger<Migrator>.Instance);
        var connection = await migrator.RunAsync(_postgres.ConnectionString, CancellationToken.None);
        App = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connection) { MaxAutoPrepare = 100, NoResetOnClose = true, IncludeErrorDetail = true }.ConnectionString);
        Owner = NpgsqlDataSource.Create(_postgres.ConnectionString);
        ContextKey = migrator.ContextKey;
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Owner.DisposeAsync();
        await _postgres.DisposeAsync();
        System.IO.Directory.Delete(Directory, recursive: true);
    }
}

/// <summary>An installation in a test: its services, a clock to move, and short calls. All share the cluster's database.</summary>
public sealed class House : IDisposable
{
    public const string Password = "seven green umbrellas";

    private static int _houses;
    private readonly ServiceProvider _services;
    private readonly string _outbox;

    private readonly Cluster _cluster;

    public House(Cluster cluster, int iterations = 1_000, SmtpServer? mailServer = null)
    {
        _cluster = cluster;
        _outbox = Path.Combine(cluster.Directory, "outbox", Interlocked.Increment(ref _houses).ToString(System.Globalization.CultureInfo.InvariantCulture));
        // Each house is on a network of its own, so that failures in one test do not lock another out.
        Address = new IPAddress([10, (byte)(_houses >> 8), (byte)_houses, 1]);
        var services = new ServiceCollection().AddLogging();
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton<AccessPolicy, RolePolicy>();
        services.AddSingleton(new Database(cluster.App, new ContextSigner(cluster.ContextKey, TimeProvider.System)));
        services.AddSingleton(s => new KithStore(s.GetRequiredService<Database>(), cluster.Catalogue, s.GetRequiredService<AccessPolicy>(), Clock));
        services.AddSingleton(s => s.GetRequiredService<KithStore>().Memberships);
        services.AddSingleton(new JobOptions());
        services.AddSingleton<MailDial>(async (host, port, cancellation) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(host, port, cancellation);
            return socket;
        });
        services.AddIdentity(new IdentitySettings { PublicUrl = new Uri("https://kith.example"), Secret = Cluster.Secret, OutboxDirectory = _outbox, PasswordIterations = iterations, MailServer = mailServer }, Cluster.Modules);
        _services = services.BuildServiceProvider();
        Store = Get<KithStore>();
    }

    public MovableClock Clock { get; } = new();
    public KithStore Store { get; }
    public IPAddress Address { get; }
    public SignInLookup Lookup => Get<SignInLookup>();
    public LogIn LogIn => Get<LogIn>();
    public ApiTokens Tokens => Get<ApiTokens>();
    public BrowserSessions Browsers => Get<BrowserSessions>();
    public Inviting Inviting => Get<Inviting>();
    public Accepting Accepting => Get<Accepting>();
    public PeopleRights Rights => Get<PeopleRights>();
    public SampleData Sample => Get<SampleData>();

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    /// <summary>An address nobody else uses.</summary>
    public string NewEmail(string name = "ada") => $"{name}.{Store.Ids.Next():N}@example.com";

    public Task<string> SignUpAsync(string email, string workspace = "Analytical Engines", string password = Password, string? currency = null, string? zone = null) =>
        Get<SignUp>().RunAsync(new WorkspaceInput(workspace, "Ada Lovelace", email, password, currency, zone), Address, Cancel);

    /// <summary>A new workspace, and its owner signed in.</summary>
    public async Task<Someone> OwnerAsync()
    {
        var email = NewEmail();
        var cookie = await SignUpAsync(email);
        await using var proof = _cluster.Owner.CreateCommand($"update kith.account set verified_at = now() where email = '{email}'");
        await proof.ExecuteNonQueryAsync(Cancel);
        return await SomeoneAsync(email, cookie);
    }

    /// <summary>Somebody invited to the owner's workspace, signed in.</summary>
    public async Task<Someone> ColleagueAsync(Someone owner, string role = "member")
    {
        var email = NewEmail("grace");
        var token = await InviteAsync(owner, email, role);
        return await SomeoneAsync(email, await Accepting.AcceptAsync(token, "Grace Hopper", Password, Address, Cancel));
    }

    public async Task<string> InviteAsync(Someone owner, string email, string role = "member")
    {
        await using var session = await Store.Database.OpenAsync(owner.Caller.Workspace, Cancel);
        await Inviting.CreateAsync(session, owner.Caller, Store.Catalogues.BuiltIn, email, null, role, Cancel);
        await SendMailsAsync(owner.Caller.Workspace);
        return TokenIn(Mails().Last(m => m.Contains(email, StringComparison.Ordinal)));
    }

    /// <summary>Does the jobs that send a workspace's mails, as a runner would; answers the reasons of those that did not succeed.</summary>
    public async Task<IReadOnlyList<string>> SendMailsAsync(Guid workspace)
    {
        var jobs = new List<Job>();
        await using (var command = _cluster.Owner.CreateCommand($"update kith.job set fence = nextval('kith.job_fence'), attempts = attempts + 1, lease_until = now() + interval '1 minute' where workspace_id = '{workspace}' and kind = 'mail' and parked_at is null returning id, fence, attempts"))
        await using (var reader = await command.ExecuteReaderAsync(Cancel))
        {
            while (await reader.ReadAsync(Cancel))
                jobs.Add(new Job(workspace, "mail", reader.GetGuid(0), reader.GetInt64(1), reader.GetInt32(2)));
        }
        var reasons = new List<string>();
        foreach (var job in jobs)
        {
            try
            {
                await Get<MailJobs>().RunAsync(job, Cancel);
            }
            catch (Exception reason) when (reason is JobFailedException or LeaseLostException)
            {
                reasons.Add(reason.Message);
            }
        }
        return reasons;
    }

    /// <summary>Gives a person another role, as the endpoint does.</summary>
    public async Task<long?> SetRoleAsync(Someone who, Kith.Core.Types.Catalogue catalogue, Guid person, string role)
    {
        await using var session = await Store.Database.OpenAsync(who.Caller.Workspace, Cancel);
        var version = await Rights.SetRoleAsync(session, who.Caller, catalogue, person, role, new System.Buffers.ArrayBufferWriter<byte>(), Cancel);
        Rights.Acted(who.Caller, person);
        return version;
    }

    public async Task<int> LoadSampleAsync(Someone who, Kith.Core.Types.Catalogue catalogue)
    {
        await using var session = await Store.Database.OpenAsync(who.Caller.Workspace, Cancel);
        return await Sample.LoadAsync(session, who.Caller, catalogue, Cancel);
    }

    public async Task RemoveSampleAsync(Someone who, Kith.Core.Types.Catalogue catalogue)
    {
        await using var session = await Store.Database.OpenAsync(who.Caller.Workspace, Cancel);
        await Sample.RemoveAsync(session, who.Caller, catalogue, Cancel);
    }

    public async Task<Someone> SomeoneAsync(string email, string cookie)
    {
        var signIn = (await Lookup.OfCookieAsync(cookie, false, Cancel)).SignIn!;
        return new Someone(email, cookie, signIn, signIn.ToCaller(await AccessAsync(signIn), Via.Screen));
    }

    private async Task<PersonAccess> AccessAsync(KnownSignIn signIn) => (await Store.Memberships.OfAsync(signIn.Workspace, signIn.Person, signIn.AccessVersion, signIn.SchemaVersion, Cancel))!;

    /// <summary>The role of whoever holds the cookie, asked anew.</summary>
    public async Task<Role> RoleAsync(string cookie) => (await AccessAsync((await Lookup.OfCookieAsync(cookie, false, Cancel)).SignIn!)).Rank;

    /// <summary>Has codes asked for from somebody, and answers the secret of the app.</summary>
    public async Task<string> ProtectAsync(Someone who)
    {
        var made = await Get<SettingUp>().BeginAsync(who.SignIn, Cancel);
        await Get<SettingUp>().ConfirmAsync(who.SignIn, who.Caller, CodeOf(made.Secret), Cancel);
        return made.Secret;
    }

    /// <summary>What an app shows now.</summary>
    public string CodeOf(string secret) => Totp.Code(Base32.Decode(secret), Totp.StepOf(Clock.GetUtcNow()));

    /// <summary>True when the cookie still lets somebody in, asked anew.</summary>
    public async Task<bool> LetsInAsync(string cookie)
    {
        Clock.Pass(SignInCache.Lifetime);
        return (await Lookup.OfCookieAsync(cookie, false, Cancel)).SignIn is not null;
    }

    public IReadOnlyList<string> Mails() => Directory.Exists(_outbox) ? [.. Directory.GetFiles(_outbox, "*.eml").OrderBy(f => f[^36..], StringComparer.Ordinal).Select(f => File.ReadAllText(f).Replace("=\r\n", "", StringComparison.Ordinal))] : [];

    public static string TokenIn(string mail) => Regex.Match(mail, "/invite/([A-Za-z0-9_-]{43})", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking).Value["/invite/".Length..];

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The refusal of a call, as the code of its first reason or of the whole.</summary>
    public static async Task<string> RefusalAsync(Func<Task> call)
    {
        var problem = (await Assert.ThrowsAsync<ProblemException>(call)).Problem;
        return problem.Errors.Count > 0 ? $"{problem.Errors[0].Field}:{problem.Errors[0].Code}" : problem.Code;
    }

    public void Dispose() => _services.Dispose();
}

/// <summary>Signing in with a password alone.</summary>
public static class ShortCalls
{
    public static async Task<string> BrowserAsync(this LogIn logIn, string email, string password, string? workspace, IPAddress? address, CancellationToken cancellation) =>
        (await logIn.BrowserAsync(new LogInInput(email, password) { Workspace = workspace }, address, cancellation)).Cookie;

    public static Task<TokenPair> ProgramAsync(this LogIn logIn, string email, string password, string? workspace, IPAddress? address, CancellationToken cancellation) =>
        logIn.ProgramAsync(new LogInInput(email, password) { Workspace = workspace }, address, cancellation);
}

/// <summary>Somebody signed in.</summary>
public sealed record Someone(string Email, string Cookie, KnownSignIn SignIn, Caller Caller);

using Kith.Activities;
using Kith.Core.Access;
using Kith.Core.Changes;
using Kith.Core.Modules;
using Kith.Core.Types;
using Kith.Identity.Mail;
using Kith.Identity.Protection;
using Kith.Identity.Providers;
using Kith.Products;
using Kith.Sales;
using Kith.Server.Checks;
using Kith.Server.Endpoints;
using Kith.Server.Http;
using Kith.Server.Http.Limits;
using Kith.Server.Live;
using Kith.Server.Metrics;
using Kith.Server.OpenApi;
using Kith.Server.Outbound;
using Kith.Store;
using Kith.Store.Accounts;
using Kith.Store.Audit;
using Kith.Store.Catalogues;
using Kith.Store.Changesets;
using Kith.Store.Embedded;
using Kith.Store.HandOver;
using Kith.Store.Jobs;
using Kith.Store.Limits;
using Kith.Store.Notifications;
using Kith.Store.Pictures;
using Kith.Store.Privacy;
using Kith.Store.Purging;
using Kith.Store.Rates;
using Kith.Store.Schema;
using Kith.Store.Scim;
using Kith.Store.Sql;
using Kith.Store.Stream;
using Kith.Store.Stream.Live;
using Kith.Store.Transfer.Running;
using Kith.Store.Webhooks;
using Microsoft.AspNetCore.ResponseCompression;
using Npgsql;

namespace Kith.Server;

/// <summary>A running Kith: the database, the migrated schema and the web application over it.</summary>
public sealed class KithHost : IAsyncDisposable
{
    /// <summary>The modules of this installation.</summary>
    public static readonly IReadOnlyList<Module> Modules = [new SalesModule(), new ActivitiesModule(), new ProductsModule()];

    // Tabs and devices of one person that watch at the same time.
    private const int MostLiveOfPerson = 30;

    private readonly EmbeddedPostgres? _postgres;
    private readonly Database _database;
    private readonly StartChecks _checks;

    private KithHost(WebApplication app, Database database, StartChecks checks, EmbeddedPostgres? postgres) => (App, _database, _checks, _postgres) = (app, database, checks, postgres);

    /// <summary>The web application.</summary>
    public WebApplication App { get; }

    /// <summary>Brings everything up to the point where the application only needs to be run.</summary>
    /// <exception cref="StartRefusedException">Something that must hold does not.</exception>
    public static async Task<KithHost> BuildAsync(KithSettings settings, string[] args, CancellationToken cancellation)
    {
        var host = await MakeAsync(settings, args, cancellation);
        try
        {
            await host._checks.RefuseAsync(cancellation);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary><c>kith check</c>: makes everything as for a start, and tells what holds and what does not instead.</summary>
    /// <returns>0 where all is well, 1 where something is not.</returns>
    public static async Task<int> CheckAsync(KithSettings settings, TextWriter words, CancellationToken cancellation)
    {
        await using var host = await MakeAsync(settings, [], cancellation);
        return await host._checks.TellAsync(words, cancellation);
    }

    private static async Task<KithHost> MakeAsync(KithSettings settings, string[] args, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.ConfigureKestrel(k =>
        {
            k.AddServerHeader = false;
            Budgets.Apply(k.Limits);
        });
        builder.WebHost.UseUrls(settings.Listen);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddSimpleConsole(c => c.SingleLine = true);
        var clock = TimeProvider.System;
        var catalogue = Catalogue.BuiltIn(Modules);
        using var logs = LoggerFactory.Create(l => l.AddFilter("Microsoft", LogLevel.Warning).AddSimpleConsole(c => c.SingleLine = true));
        var postgres = settings.Database is null ? await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions
        {
            DataDirectory = Path.Combine(settings.DataDirectory, "postgres"),
            BinDirectory = settings.PostgresBin,
        }, logs.CreateLogger<EmbeddedPostgres>(), clock, cancellation) : null;
        try
        {
            if (settings.Database is { } external)
                await PostgresServerCheck.RunAsync(external, Migrator.Extensions, cancellation);
            var migrator = new Migrator(catalogue, settings.Secret, logs.CreateLogger<Migrator>(), settings.FormerSecret);
            var owner = settings.Database ?? postgres!.ConnectionString;
            var connection = await migrator.RunAsync(owner, cancellation);
            var database = new Database(Source(connection, settings), new ContextSigner(migrator.ContextKey, clock));
            AddServices(builder, settings, catalogue, database, owner, clock);
            var app = builder.Build();
            Configure(app, settings);
            return new KithHost(app, database, new StartChecks(app, settings, owner, migrator.Roles), postgres);
        }
        catch
        {
            if (postgres is not null)
                await postgres.DisposeAsync();
            throw;
        }
    }

    private static NpgsqlDataSource Source(string connection, KithSettings settings) => new NpgsqlDataSourceBuilder(new NpgsqlConnectionStringBuilder(connection)
    {
        MaxPoolSize = settings.Pool,
        MinPoolSize = 2,
        MaxAutoPrepare = 500,
        AutoPrepareMinUsages = 2,
        // Every setting Kith makes is local to its transaction, so connections need no reset.
        NoResetOnClose = true,
        ApplicationName = "kith",
        IncludeErrorDetail = true,
        CommandTimeout = 60,
    }.ConnectionString) { Name = KithMetrics.Pool }.Build();

    private static void AddServices(WebApplicationBuilder builder, KithSettings settings, Catalogue catalogue, Database database, string owner, TimeProvider clock)
    {
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(clock);
        builder.Services.AddSingleton<RateMeters>().AddSingleton<RateLimits>();
        builder.Services.AddSingleton<KithMetrics>();
        builder.Services.AddSingleton(database);
        builder.Services.AddSingleton<AccessPolicy, RolePolicy>();
        builder.Services.AddSingleton(s => new KithStore(database, catalogue, s.GetRequiredService<AccessPolicy>(), clock));
        builder.Services.AddSingleton(s => s.GetRequiredService<KithStore>().Memberships);
        builder.Services.AddSingleton<PictureTable>().AddSingleton<SecurityLog>().AddSingleton<ExportLog>().AddSingleton<ReadLog>().AddSingleton<SecurityAlertCounts>();
        builder.Services.AddSingleton<JobHandler, GatheredJobs>();
        builder.Services.AddSingleton<MailDial>(OutboundDialer.ConnectToSettingAsync);
        builder.Services.AddIdentity(settings, Modules);
        builder.Services.AddSingleton(new JobOptions { Workers = settings.Role == ProcessRole.Web ? 0 : settings.Workers });
        builder.Services.AddSingleton<JobHandler, ImportJobs>().AddSingleton<JobHandler, ChangesetJobs>();
        builder.Services.AddSingleton<HandingOver>().AddSingleton<Holding, WebhookHolding>().AddSingleton<Holding, ImportHolding>().AddSingleton<Holding, WatchHolding>().AddSingleton<Holding, ScimHolding>();
        builder.Services.AddSingleton<AccountPlaces>().AddSingleton<AccountRemoval>();
        builder.Services.AddSingleton(s => new OwnIndexes(owner, s.GetRequiredService<KithStore>().Catalogues, s.GetRequiredService<ILogger<OwnIndexes>>()));
        builder.Services.AddSingleton<JobHandler, OwnIndexJobs>().AddSingleton<JobHandler, SeriesJobs>().AddSingleton<JobHandler, FieldConversionJobs>().AddSingleton<JobHandler, AheadJobs>();
        builder.Services.AddSingleton<ExchangeRates>().AddSingleton<IRateProvider, EuropeanCentralBank>().AddSingleton<JobHandler, RateJobs>().AddSingleton<JobHandler, RevaluationJobs>();
        builder.Services.AddSingleton(new TidyingOptions { DeliveriesKept = TimeSpan.FromDays(settings.WebhookLogDays) });
        builder.Services.AddSingleton<JobHandler, Tidying>().AddSingleton<JobHandler, SealJobs>().AddSingleton<JobHandler, PurgeJobs>().AddSingleton<JobHandler, HistoryJobs>();
        builder.Services.AddSingleton<JobConsole>().AddForms();
        builder.Services.AddFiles(settings);
        AddPrivacy(builder.Services, catalogue);
        AddRunner(builder.Services, outside: false);
        AddRunner(builder.Services, outside: true);
        builder.Services.AddHostedService<RecurringScheduler>();
        AddStream(builder.Services, settings);
        AddOutbound(builder.Services, settings);
        builder.Services.AddSingleton<ChangeConsumer, NotificationConsumer>();
        builder.Services.AddSingleton<ChangeConsumer, PeopleEvents>().AddSingleton<ChangeConsumer, SecurityAlerts>();
        builder.Services.AddSingleton<JobHandler, NotificationSummaries>();
        builder.Services.AddRouting();
        builder.Services.Configure<RouteOptions>(o => o.SetParameterPolicy<Microsoft.AspNetCore.Routing.Constraints.RegexInlineRouteConstraint>("regex"));
        builder.Services.AddResponseCompression(o =>
        {
            o.EnableForHttps = true;
            o.Providers.Add<GzipCompressionProvider>();
        });
    }

    private static void AddPrivacy(IServiceCollection services, Catalogue catalogue)
    {
        services.AddSingleton<Retention>().AddSingleton<JobHandler, RetentionJobs>().AddSingleton<Purposes>().AddSingleton<Consents>().AddSingleton<PersonalStore, ConsentStore>();
        services.AddSingleton<AccountData>().AddSingleton<PrivacyRequests>().AddSingleton<Erasing>().AddSingleton<LegalHolds>().AddSingleton<JobHandler, ErasureJobs>().AddSingleton<PersonalData>().AddSingleton<Remains>();
        services.AddSingleton<PersonalStore>(new RecordStore(catalogue)).AddSingleton<PersonalStore, PictureStore>().AddSingleton<PersonalStore, SearchStore>().AddSingleton<PersonalStore, HistoryStore>().AddSingleton<PersonalStore, AnswerStore>()
            .AddSingleton<PersonalStore, ImportStore>().AddSingleton<PersonalStore, ChangesetStore>().AddSingleton<PersonalStore, NotificationStore>().AddSingleton<PersonalStore, DeliveryStore>()
            .AddSingleton<PersonalStore, MailStore>().AddSingleton<PersonalStore, JobStore>().AddSingleton<PersonalStore, RightsStore>().AddSingleton<PersonalStore, RequestStore>();
    }

    // As a service of the interface: the container would take two runners of the class for one.
    private static void AddRunner(IServiceCollection services, bool outside) => services.AddSingleton<IHostedService>(s =>
        new JobRunner(s.GetRequiredService<Database>(), s.GetServices<JobHandler>().Where(h => h.Outside == outside), s.GetRequiredService<JobOptions>(), s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILogger<JobRunner>>()));

    private static void AddOutbound(IServiceCollection services, KithSettings settings)
    {
        services.AddSingleton(new OutboundGuard(settings.OutboundAllow));
        services.AddSingleton(s => new OutboundHttp(new OutboundDialer(s.GetRequiredService<OutboundGuard>()), TimeSpan.FromSeconds(15), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IWebhookTransport>(s => s.GetRequiredService<OutboundHttp>());
        services.AddSingleton<IProviderTransport>(s => s.GetRequiredService<OutboundHttp>()).AddSingleton<IRateTransport>(s => s.GetRequiredService<OutboundHttp>());
        services.AddSingleton<IDomainRecords>(settings.NameServers is { } servers ? new DomainRecords(servers) : DomainRecords.OfThisMachine());
        services.AddSingleton(new WebhookSigner(settings.Secret, settings.FormerSecret));
        services.AddSingleton<WebhookConsole>();
        services.AddSingleton<JobHandler, WebhookJobs>();
        services.AddSingleton<ChangeConsumer, WebhookConsumer>();
    }

    private static void AddStream(IServiceCollection services, KithSettings settings)
    {
        services.AddSingleton<ChangeListener>();
        services.AddHostedService(s => s.GetRequiredService<ChangeListener>());
        services.AddSingleton(new ConsumerOptions { Workers = settings.Role == ProcessRole.Web ? 0 : Math.Min(settings.Workers, 2) });
        services.AddSingleton<ConsumerRunner>();
        services.AddHostedService(s => s.GetRequiredService<ConsumerRunner>());
        services.AddSingleton<ConsumerConsole>();
        services.AddSingleton(s => new LiveHub(s.GetRequiredService<KithStore>(), s.GetRequiredService<ChangeListener>(), (int)Math.Min(MostLiveOfPerson * settings.RateLimit, int.MaxValue), s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILogger<LiveHub>>()));
        services.AddHostedService<LiveWatch>();
    }

    private static void Configure(WebApplication app, KithSettings settings)
    {
        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Kith.Server");
        app.Services.GetRequiredService<KithMetrics>().Watch(app.Services.GetRequiredService<ConsumerRunner>());
        if (settings.TrustedProxies.Count > 0)
            app.UseForwardedHeaders(Proxies.Trusted(settings.TrustedProxies));
        app.UseRequestMetrics();
        app.Use((context, next) =>
        {
            SecurityHeaders.Apply(context);
            return ProblemWriter.HandleAsync(context, _ => next(context), log);
        });
        app.UseResponseCompression();
        var serves = settings.Role != ProcessRole.Worker;
        if (serves && settings.WebDirectory is { } web)
            app.UseWebClient(web);
        app.UseRouting();
        app.UseMiddleware<Authentication>();
        app.Use((context, next) =>
        {
            if (context.GetEndpoint()?.Metadata.GetMetadata<Operation>() is { } operation)
            {
                // Operations with parameters read and check them; all others take none.
                if (operation.Path.StartsWith("/api/", StringComparison.Ordinal) && operation.Parameters.All(p => p.In != "query"))
                    new QueryReader(context).Done();
                return Budgets.WithinAsync(context, operation, settings.RequestTime, _ => next(context));
            }
            return next(context);
        });
        if (serves)
            MapApi(app);
        app.MapOperations();
        app.MapMetrics();
    }

    private static void MapApi(WebApplication app)
    {
        app.MapIdentity();
        app.MapRecords();
        app.MapExports();
        app.MapActions();
        app.MapChangesets();
        app.MapBatch();
        app.MapUpserts();
        app.MapHistory();
        app.MapConsumers();
        app.MapLive();
        app.MapWebhooks();
        app.MapNotifications();
        app.MapWatching();
        app.MapQueries();
        app.MapSchema();
        app.MapRules();
        app.MapSecurity();
        app.MapNetworks();
        app.MapRates();
        app.MapAccess();
        app.MapSharing();
        app.MapPictures();
        app.MapFiles();
        app.MapPrivacy();
        app.MapErasing();
        app.MapConsents();
        app.MapRetention();
        app.MapAccountData();
        app.MapAccountDeletion();
        app.MapImports();
        app.MapJobs();
        app.MapScim();
        app.MapOpenApiDocument();
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await _database.DisposeAsync();
        if (_postgres is not null)
            await _postgres.DisposeAsync();
    }
}

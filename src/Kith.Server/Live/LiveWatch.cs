using System.Globalization;
using System.Text;
using Kith.Core.Access;
using Kith.Identity.SignIns;
using Kith.Store.Access;
using Kith.Store.Accounts;
using Kith.Store.Sql;
using Kith.Store.Stream.Live;

namespace Kith.Server.Live;

/// <summary>
/// Closes live connections whose sign-in has ended or stands for other rights, within a second whichever process ended it, with one question for all of this
/// process; and all of them when the process stops, so that they come again elsewhere and not all at once.
/// </summary>
public sealed partial class LiveWatch(LiveHub hub, Database database, Memberships memberships, IHostApplicationLifetime life, TimeProvider clock, ILogger<LiveWatch> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestUnknown = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var stopping = life.ApplicationStopping.Register(() => hub.Finish(ComeAgain));
        var known = clock.GetTimestamp();
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var clients = hub.Clients;
            try
            {
                if (clients.Count > 0)
                    await CloseAsync(clients, stoppingToken);
                known = clock.GetTimestamp();
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error) when (error is System.Data.Common.DbException or TimeoutException or IOException)
            {
                Unknown(log, error.GetType().Name);
                if (clock.GetElapsedTime(known) < LongestUnknown)
                    continue;
                foreach (var client in clients)
                    client.Close();
            }
        }
    }

    private async Task CloseAsync(IReadOnlyList<LiveClient> clients, CancellationToken cancellation)
    {
        await using var session = await database.OpenGlobalAsync(cancellation);
        var living = (await SessionTable.LivingAsync(session, [.. clients.Select(c => c.SignIn).Distinct()], cancellation)).ToDictionary(s => s.Session);
        var now = clock.GetUtcNow().UtcDateTime;
        foreach (var client in clients)
        {
            var signIn = living.GetValueOrDefault(client.SignIn);
            if (signIn is null || now >= client.Until || (signIn.Workspace, signIn.Person, signIn.Viewer) != (client.Caller.Workspace, client.Caller.Person, client.Caller.Viewer) || !WorkspaceNetworks.Allow(signIn.Networks, client.From)
                || (await AccessAsync(signIn, cancellation))?.Key != client.Caller.Access?.Key)
                client.Close();
            else
                hub.Know(client.Caller.Workspace, signIn.SchemaVersion);
        }
    }

    private Task<PersonAccess?> AccessAsync(LivingSignIn signIn, CancellationToken cancellation) => signIn.Viewer is { } viewer
        ? memberships.SeenAsync(signIn.Workspace, viewer, signIn.Person, signIn.AccessVersion, signIn.SchemaVersion, cancellation)
        : memberships.OfAsync(signIn.Workspace, signIn.Person, signIn.AccessVersion, signIn.SchemaVersion, cancellation);

    private static ReadOnlyMemory<byte> ComeAgain() =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"retry: {Random.Shared.Next(500, 3_000)}\n\n"));

    [LoggerMessage(Level = LogLevel.Warning, Message = "Whether live connections still hold is not known ({Error})")]
    private static partial void Unknown(ILogger log, string error);
}

using Kith.Core.Problems;
using Kith.Store.Checks;
using Kith.Store.Schema;
using Npgsql;

namespace Kith.Server.Checks;

/// <summary>Kith does not start, because something does not hold; the message says what, and what to do.</summary>
public sealed class StartRefusedException(string message) : Exception(message);

/// <summary>Everything that must hold before anybody is served.</summary>
/// <param name="owner">Connection string of the role that owns the tables.</param>
public sealed class StartChecks(WebApplication app, KithSettings settings, string owner, DatabaseRoles roles)
{
    /// <summary>Refuses to start where something does not hold, with everything at once.</summary>
    /// <exception cref="StartRefusedException">Something does not hold.</exception>
    public async Task RefuseAsync(CancellationToken cancellation)
    {
        await using var connection = await OpenAsync(cancellation);
        var refusals = new List<string>();
        foreach (var check in All(connection))
        {
            if (await check.FaultsAsync(cancellation) is { Count: > 0 } faults)
                refusals.Add(check.Fault(faults));
        }
        if (refusals.Count > 0)
            throw new StartRefusedException(string.Join(Environment.NewLine, refusals));
    }

    /// <summary><c>kith check</c>: tells the result of each; answers 0 where all is well and 1 where something is not.</summary>
    public async Task<int> TellAsync(TextWriter words, CancellationToken cancellation)
    {
        await using var connection = await OpenAsync(cancellation);
        var bad = false;
        foreach (var check in All(connection))
        {
            var faults = await check.FaultsAsync(cancellation);
            bad |= faults.Count > 0;
            await words.WriteLineAsync(faults.Count == 0 ? Messages.Text("check.passed", check.Text) : Messages.Text("check.failed", check.Text, check.Fault(faults)));
        }
        return bad ? 1 : 0;
    }

    private IReadOnlyList<StartCheck> All(NpgsqlConnection connection)
    {
        IReadOnlyList<Endpoint> endpoints = [.. ((IEndpointRouteBuilder)app).DataSources.SelectMany(s => s.Endpoints)];
        return
        [
            new SecretIsItsOwn(settings.Secret), new KeyRingOpens(app.Services), new FilesAreTaken(app.Services.GetRequiredService<Store.Files.IFileStore>()),
            new EndpointsAreGuarded(endpoints), new EndpointsAreLimited(endpoints), new EndpointsArePublished(endpoints),
            .. DatabaseCheck.All(connection, roles),
        ];
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellation)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(owner) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellation);
        return connection;
    }
}

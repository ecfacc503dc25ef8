using Kith.Store.Audit;
using Kith.Store.Embedded;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kith.Server;

/// <summary>The database of an installation for a command line, without its server.</summary>
internal sealed class CommandDatabase : IAsyncDisposable
{
    private readonly EmbeddedPostgres? _postgres;

    private CommandDatabase(EmbeddedPostgres? postgres, AuditAccess access) => (_postgres, Access) = (postgres, access);

    public AuditAccess Access { get; }

    /// <summary>Reaches the database that the settings name, or starts the private one.</summary>
    /// <exception cref="DatabaseUnusableException">A running Kith has the private one.</exception>
    public static async Task<CommandDatabase> OpenAsync(KithSettings settings, CancellationToken cancellation)
    {
        var postgres = settings.Database is not null ? null : await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions
        {
            DataDirectory = Path.Combine(settings.DataDirectory, "postgres"),
            BinDirectory = settings.PostgresBin,
        }, NullLogger.Instance, TimeProvider.System, cancellation);
        return new CommandDatabase(postgres, new AuditAccess(settings.Database ?? postgres!.ConnectionString, settings.Secret));
    }

    public async ValueTask DisposeAsync()
    {
        await Access.DisposeAsync();
        if (_postgres is not null)
            await _postgres.DisposeAsync();
    }
}

using System.Diagnostics;
using Kith.Activities;
using Kith.Core.Access;
using Kith.Core.Types;
using Kith.Products;
using Kith.Sales;
using Kith.Store.Notifications;
using Kith.Store.Schema;
using Kith.Store.Sql;
using Kith.Store.Stream;
using Kith.Store.Tests.Records;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Kith.Store.Tests.Stream;

/// <summary>A process of its own that runs a consumer, so that a test can kill it.</summary>
internal sealed class ConsumerProcess : IDisposable
{
    public const string Verb = "consume";
    public const string Consumer = "killed";

    /// <summary>The title of a record whose change ends the process.</summary>
    public const string Poison = "Poison";

    private readonly Process _process;

    private ConsumerProcess(Process process) => _process = process;

    /// <summary>What the other side does: handle changes slowly, and say so whenever it is in the middle of a batch.</summary>
    /// <param name="what">The consumer: notes, or notifications.</param>
    public static async Task<int> RunAsync(string connection, string what)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        var catalogue = Catalogue.BuiltIn([new SalesModule(), new ActivitiesModule(), new ProductsModule()]);
        var key = new Migrator(catalogue, StoreFixture.Secret, NullLogger<Migrator>.Instance).ContextKey;
        await using var database = new Database(source, new ContextSigner(key, TimeProvider.System));
        var store = new KithStore(database, catalogue, new RolePolicy(), TimeProvider.System);
        var consumer = new Early(what == Consumer ? Notes() : new NotificationConsumer(store, TimeProvider.System), async (batch, cancellation) =>
        {
            if (batch.Changes.Any(c => c.Title == Poison))
                Process.GetCurrentProcess().Kill();
            await Console.Out.WriteLineAsync("amid");
            await Task.Delay(3, cancellation);
        });
        using var listener = new ChangeListener(database, TimeProvider.System, NullLogger<ChangeListener>.Instance);
        using var runner = new ConsumerRunner(database, [consumer], listener, Consumers.Hasty, TimeProvider.System, NullLogger<ConsumerRunner>.Instance);
        await runner.StartAsync(CancellationToken.None);
        await Console.In.ReadToEndAsync();
        await runner.StopAsync(CancellationToken.None);
        return 0;
    }

    /// <summary>The consumer as every process runs it.</summary>
    public static Notes Notes() => new(Consumer) { Early = true, Size = 5 };

    public static ConsumerProcess Start(string connection, string what = Consumer)
    {
        string[] command = [Environment.ProcessPath!, .. Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(ConsumerProcess).Assembly.Location] : Array.Empty<string>(), Verb, connection, what];
        return new ConsumerProcess(Process.Start(new ProcessStartInfo(command[0], command.Skip(1)) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true })!);
    }

    /// <summary>Kills the process in the middle of a batch.</summary>
    /// <param name="after">Batches it may begin before.</param>
    public async Task KillAmidAsync(int after, CancellationToken cancellation)
    {
        for (var i = 0; i <= after; i++)
        {
            if (await _process.StandardOutput.ReadLineAsync(cancellation) is null)
                break;
        }
        _process.Kill();
        await _process.WaitForExitAsync(cancellation);
    }

    /// <summary>Waits until the process has ended by itself.</summary>
    public Task EndedAsync(CancellationToken cancellation) => Task.WhenAll(_process.WaitForExitAsync(cancellation), _process.StandardOutput.ReadToEndAsync(cancellation));

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}

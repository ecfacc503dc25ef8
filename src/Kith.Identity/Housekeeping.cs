using Kith.Store.Accounts;
using Kith.Store.Sql;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kith.Identity;

/// <summary>Deletes sign-ins, secrets and counts that are past their time, once an hour.</summary>
public sealed partial class Housekeeping(Database database, TimeProvider clock, ILogger<Housekeeping> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);
    private static readonly TimeSpan ToldFor = TimeSpan.FromDays(7);
    private static readonly TimeSpan KnownFor = TimeSpan.FromDays(90);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stoppingToken.IsCancellationRequested)
                return;
            try
            {
                var now = clock.Now();
                await using var session = await database.OpenGlobalAsync(stoppingToken);
                await ExpiredRows.DeleteAsync(session, now, now - ToldFor, now - KnownFor, stoppingToken);
            }
            catch (Exception problem) when (problem is System.Data.Common.DbException or TimeoutException)
            {
                Failed(log, problem);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Expired sign-ins could not be deleted; the next hour tries again")]
    private static partial void Failed(ILogger log, Exception problem);
}

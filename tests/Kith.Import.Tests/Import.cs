using System.Text;
using System.Text.Json;
using Kith.Core.Access;
using Kith.Store;
using Kith.Store.Jobs;
using Kith.Store.Sql;
using Kith.Store.Tests.Records;
using Kith.Store.Transfer.Running;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Kith.Import.Tests;

/// <summary>What the tests do with imports again and again.</summary>
internal static class Importing
{
    public static byte[] Maven(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "maven-crm", name));

    public static async Task<UploadedImport> UploadAsync(this KithStore store, Caller caller, string name, byte[] file, string? type = null, string? sheet = null)
    {
        var catalogue = await store.Catalogues.OfAsync(caller.Workspace, 0, default);
        var id = await store.Imports.UploadAsync(caller, name, new MemoryStream(file), default);
        await using var session = await store.Database.OpenAsync(caller.Workspace, default);
        try
        {
            return await store.Imports.ReadyAsync(session, caller, catalogue, id, type, sheet, default);
        }
        catch
        {
            await store.Imports.DropAsync(caller, id);
            throw;
        }
    }

    public static Task<UploadedImport> UploadAsync(this KithStore store, Caller caller, string text) => store.UploadAsync(caller, "file.csv", Encoding.UTF8.GetBytes(text));

    public static async Task QueueAsync(this KithStore store, Caller caller, Guid import, string mapping)
    {
        var catalogue = await store.Catalogues.RefreshAsync(caller.Workspace, default);
        await using var session = await store.Database.OpenAsync(caller.Workspace, default);
        await store.Imports.RunAsync(session, caller, catalogue, import, JsonDocument.Parse(mapping).RootElement, default);
    }

    public static async Task<JsonElement> PreviewAsync(this KithStore store, Caller caller, Guid import, string mapping)
    {
        var catalogue = await store.Catalogues.RefreshAsync(caller.Workspace, default);
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        await store.Imports.PreviewAsync(caller, catalogue, import, JsonDocument.Parse(mapping).RootElement, output, default);
        return JsonDocument.Parse(output.WrittenMemory).RootElement;
    }

    public static async Task<ImportStatus> SteerAsync(this KithStore store, Caller caller, Guid import, ImportSteer steer)
    {
        await using var session = await store.Database.OpenAsync(caller.Workspace, default);
        return await store.Imports.SteerAsync(session, caller, import, steer, default);
    }

    public static async Task<string> ErrorsAsync(this KithStore store, Caller caller, Guid import)
    {
        using var output = new MemoryStream();
        await store.Imports.WriteErrorsAsync(caller, import, _ => { }, output, default);
        return Encoding.UTF8.GetString(output.ToArray()).TrimStart('\uFEFF');
    }

    /// <summary>Waits until an import is over.</summary>
    public static async Task<ImportStatus> OverAsync(this KithStore store, Caller caller, Guid import, int seconds = 60)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        while (true)
        {
            try
            {
                var status = await store.Imports.StatusAsync(caller, import, patience.Token);
                if (status.State is ImportState.Done or ImportState.Failed or ImportState.Cancelled)
                    return status;
            }
            catch (NpgsqlException)
            {
                // A test has just cut the connections; its next look gets a new one.
            }
            await Task.Delay(20, patience.Token);
        }
    }

    /// <summary>Uploads, runs and waits.</summary>
    public static async Task<ImportStatus> ImportAsync(this KithStore store, Caller caller, byte[] file, string mapping, string name = "file.csv")
    {
        var upload = await store.UploadAsync(caller, name, file);
        await store.QueueAsync(caller, upload.Id, mapping);
        return await store.OverAsync(caller, upload.Id);
    }

    public static Task<ImportStatus> ImportAsync(this KithStore store, Caller caller, string file, string mapping) => store.ImportAsync(caller, Encoding.UTF8.GetBytes(file), mapping);

    /// <summary>Rows created, updated, unchanged and failed.</summary>
    public static (long Created, long Updated, long Unchanged, long Failed) Counts(this ImportStatus status)
    {
        Assert.True(status.State == ImportState.Done, $"{status.State}: {status.Problem}");
        Assert.Equal(status.Rows, status.Processed);
        return (status.Created, status.Updated, status.Unchanged, status.Failed);
    }

    public static JobRunner Runner(this KithStore store, Database? database = null)
    {
        var options = new JobOptions { Poll = TimeSpan.FromMilliseconds(200), Lease = TimeSpan.FromSeconds(3), Heartbeat = TimeSpan.FromSeconds(1) };
        return new JobRunner(database ?? store.Database, [new ImportJobs(store, options, TimeProvider.System, NullLogger<ImportJobs>.Instance)], options, TimeProvider.System, NullLogger<JobRunner>.Instance);
    }

    public static async Task<long> CountAsync(this StoreFixture fixture, Guid workspace, string table, string where = "true")
    {
        await using var command = fixture.Owner.CreateCommand($"select count(*) from kith.{table} t where workspace_id = '{workspace}' and {where}");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public static async Task<T> ScalarAsync<T>(this StoreFixture fixture, string sql)
    {
        await using var command = fixture.Owner.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }
}

using System.Text.Json;
using System.Text.RegularExpressions;
using Kith.Core.Access;
using Kith.Core.Changes;
using Kith.Core.Problems;
using Kith.Store.Audit;
using Kith.Store.Sql;
using NpgsqlTypes;

namespace Kith.Store.Configuring;

/// <summary>A state of the configuration that is kept.</summary>
/// <param name="Number">Counts up from 1 in the workspace.</param>
/// <param name="Note">Why it was kept.</param>
/// <param name="By">Who kept it; null for Kith itself.</param>
public sealed record KeptConfiguration(long Number, DateTime At, Guid? By, string ByName, string Note);

/// <summary>The configuration of a workspace as data: told, compared, applied, kept, and put back. Endpoints let only those call it who may change all of it.</summary>
public sealed partial class Configurations(KithStore store, TimeProvider clock)
{
    private const int MostKept = 200;
    private const int LongestNote = 200;

    /// <summary>The configuration as it is.</summary>
    public async Task<ConfigurationFile> OfAsync(Session session, Caller caller, CancellationToken cancellation) =>
        await new ConfigurationReader(store).ReadAsync(session, caller, PeopleBy.Email, cancellation);

    /// <summary>Applies a file, all of it or nothing, and keeps what was before; or says what that would do.</summary>
    /// <param name="session">In a transaction, which who calls this rolls back after a trial.</param>
    /// <exception cref="ProblemException">Something of it cannot be, and it is not only tried.</exception>
    public async Task<AppliedConfiguration> ApplyAsync(Session session, Caller caller, ConfigurationFile file, bool remove, bool trial, string note, CancellationToken cancellation)
    {
        if (!trial)
            await KeepAsync(session, caller, note, cancellation);
        var applied = await new ConfigurationApplier(store).ApplyAsync(session, caller, file, remove, cancellation);
        if (trial)
            return applied;
        if (applied.Problems.Count > 0)
            {
            var problems = new ProblemList();
            foreach (var problem in applied.Problems)
                problems.Add(problem);
            problems.ThrowIfAny();
        }
        if (applied.Differences.Count > 0)
            await SecurityLog.AppendAsync(session, caller.Workspace, [SecurityLog.By(caller, SecurityEventKind.ConfigurationApplied, title: note).With("differences", applied.Differences.Count)], cancellation);
        return applied;
    }

    /// <summary>Keeps the configuration as it is and answers its number.</summary>
    /// <param name="session">In a transaction.</param>
    public async Task<long> KeepAsync(Session session, Caller caller, string? note, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(note))
            throw new ProblemException(Problem.Field("note", "required", "note"));
        if (note.Length > LongestNote)
            throw new ProblemException(Problem.Field("note", "max_length", "note", LongestNote));
        var file = await new ConfigurationReader(store).ReadAsync(session, caller, PeopleBy.Id, cancellation);
        await session.ExecuteAsync(SqlText.Of($"select 1 from workspace where id = {caller.Workspace} for no key update"), cancellation);
        var number = await session.FirstAsync(SqlText.Of($"select coalesce(max(number), 0) + 1 from configuration where workspace_id = {caller.Workspace}"), r => r.GetInt64(0), cancellation);
        var document = SqlText.Parameter(JsonSerializer.Serialize(file, ConfigurationFile.Json), NpgsqlDbType.Json);
        await session.ExecuteAsync(
        [
            SqlText.Of($"insert into configuration (workspace_id, number, at, by_id, note, document) values ({caller.Workspace}, {number}, {clock.GetUtcNow().UtcDateTime}, {caller.Person}, {SqlText.Text(note.Trim())}, {document})"),
            SqlText.Of($"delete from configuration where workspace_id = {caller.Workspace} and number <= {number - MostKept}"),
        ], cancellation);
        return number;
    }

    /// <summary>The states that are kept, the newest first.</summary>
    public static Task<List<KeptConfiguration>> KeptAsync(Session session, Caller caller, CancellationToken cancellation) => session.ListAsync(
        SqlText.Of($"select c.number, c.at, c.by_id, coalesce(p.name, ''), c.note from configuration c left join person p on p.workspace_id = c.workspace_id and p.id = c.by_id where c.workspace_id = {caller.Workspace} order by c.number desc"),
        r => new KeptConfiguration(r.GetInt64(0), r.GetDateTime(1), r.IsDBNull(2) ? null : r.GetGuid(2), r.GetString(3), r.GetString(4)), cancellation);

    /// <summary>A state that is kept.</summary>
    /// <param name="people">By ids it means the same people for good; by e-mail addresses those that they have now.</param>
    /// <exception cref="ProblemException">None has that number.</exception>
    public static async Task<ConfigurationFile> KeptAsync(Session session, Caller caller, long number, PeopleBy people, CancellationToken cancellation)
    {
        var text = await session.FirstAsync(SqlText.Of($"select document::text from configuration where workspace_id = {caller.Workspace} and number = {number}"), r => r.GetString(0), cancellation)
            ?? throw ProblemException.NotFound();
        if (people == PeopleBy.Email)
        {
            var known = (await session.ListAsync(SqlText.Of($"select id::text, coalesce(nullif(email, ''), name) from person where workspace_id = {caller.Workspace}"), r => (Id: r.GetString(0), Name: r.GetString(1)), cancellation)).ToDictionary(p => p.Id, p => p.Name);
            text = Ids().Replace(text, id => known.TryGetValue(id.Value, out var name) ? JsonEncodedText.Encode(name, ConfigurationFile.Json.Encoder).ToString() : id.Value);
        }
        return JsonSerializer.Deserialize<ConfigurationFile>(text, ConfigurationFile.Json)!;
    }

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Ids();
}

using System.Buffers;
using System.Text.Json;
using Kith.Core.Access;
using Kith.Core.Actions;
using Kith.Core.Modules;
using Kith.Core.Problems;
using Kith.Core.Records;
using Kith.Core.Types;
using Kith.Store.Catalogues;
using Kith.Store.Reading;
using Kith.Store.Sql;
using Npgsql;

namespace Kith.Store.Writing;

/// <summary>
/// The one way in which records change. One record or thousands: authorise, load through the caller's filter, apply, prepare, check,
/// diff, and save records, entries, links and changes in one transaction.
/// </summary>
public sealed partial class WritePath(RecordReader reads, AccessPolicy policy, IdSource ids, TimeProvider clock)
{
    private const int Attempts = 5;

    /// <summary>Writes one record and, unless it was deleted, the record as it now is; refuses by exception.</summary>
    /// <param name="session">In a transaction or not; without one the write is a transaction of its own.</param>
    /// <param name="action">What to do to the record beside setting values; null for plain writes.</param>
    /// <param name="output">Takes the record's JSON; null when no answer is wanted.</param>
    /// <returns>The outcome and the record's present version.</returns>
    public async Task<(WriteOutcome Outcome, long? Version)> OneAsync(Session session, Caller caller, Catalogue catalogue, RecordType type, WriteRequest request, ActionCall? action, IBufferWriter<byte>? output, CancellationToken cancellation)
    {
        if (type.Behaviour.Keeps.Count > 0)
            return await OneKeepingAsync(session, caller, catalogue, type, request, action, output, cancellation);
        var (answer, projection) = request.Kind == WriteKind.Delete || output is null ? (null, null) : AnswerOf(caller, catalogue, type, request.Id);
        var surrounded = session.InTransaction;
        var turns = type.Behaviour.TakesTurns && (request.Kind == WriteKind.Create || action is not null);
        for (var attempt = 1; ; attempt++)
        {
            if ((attempt > 1 || turns) && !surrounded)
                await session.BeginAsync(cancellation);
            try
            {
                var ready = await PrepareAsync(session, caller, catalogue, type, [request], action, session.InTransaction, cancellation);
                if (ready.Refused is [{ } refused, ..])
                    throw new ProblemException(refused.Problem!);
                var (version, position) = ready.Writes.Count > 0
                    ? await SaveOneAsync(session, ready, answer, projection, output, cancellation)
                    : (await AnswerAsync(session, answer, projection, output, cancellation), (long?)null);
                if (session.InTransaction && !surrounded)
                    await session.CommitAsync(cancellation);
                return (ready.Writes.Count > 0 ? OutcomeOf(ready.Writes[0]) with { Position = position } : ready.Unchanged[0], version);
            }
            // Someone wrote in between. Without a version from the caller the last write wins, so this one looks again, holding the record.
            catch (PostgresException error) when (IsStale(error) && request.Version is null && attempt < Attempts && !surrounded)
            {
            }
            catch (PostgresException error) when (Translate(type, request, error) is { } problem)
            {
                if (session.InTransaction)
                    await session.ExecuteAsync(SqlText.Of($"rollback to savepoint one"), cancellation);
                if (!IsMissingLink(problem) || !await MergedLinks.FollowAsync(session, request, cancellation))
                    throw new ProblemException(problem);
            }
            finally
            {
                if (!surrounded && session.InTransaction)
                    await session.RollbackAsync(CancellationToken.None);
            }
        }
    }

    private static async Task<long?> AnswerAsync(Session session, SqlText? answer, Projection? projection, IBufferWriter<byte>? output, CancellationToken cancellation)
    {
        if (answer is null)
            return null;
        await using var reader = await session.ReadAsync(answer, cancellation);
        return await RecordReader.WriteOneAsync(reader, projection!, output!, cancellation);
    }

    private (SqlText Statement, Projection Projection) AnswerOf(Caller caller, Catalogue catalogue, RecordType type, Guid id)
    {
        var (statement, projection) = reads.One(caller, catalogue, type, id, []);
        return (statement, projection);
    }

    private static async Task<(long? Version, long? Position)> SaveOneAsync(Session session, Prepared ready, SqlText? answer, Projection? projection, IBufferWriter<byte>? output, CancellationToken cancellation)
    {
        List<SqlText> statements = answer is null ? [] : [answer];
        // A refusal must leave a surrounding transaction usable.
        List<SqlText> saves = [.. session.InTransaction ? [SqlText.Of($"savepoint one")] : (SqlText[])[], .. ready.Statements.For(ready.Writes)];
        var append = ready.Statements.Append(ready.Writes);
        // What a record answers with holds the numbers that are issued to it.
        var numbers = ready.Statements.Numbers(ready.Writes);
        await using var reader = await session.ReadAsync(numbers ? [.. saves, append, .. statements] : [.. saves, .. statements, append], cancellation);
        (long? version, long? position) = (null, null);
        for (var result = 0; result < saves.Count; result++)
        {
            // Guards answer no row when all is well; statements without rows have no result of their own.
            if (saves[result].AnswersRows)
                await reader.NextResultAsync(cancellation);
        }
        if (numbers)
            position = await PositionAsync(reader, cancellation);
        if (answer is not null)
        {
            version = await RecordReader.WriteOneAsync(reader, projection!, output!, cancellation);
            await reader.NextResultAsync(cancellation);
        }
        position ??= await PositionAsync(reader, cancellation);
        while (await reader.NextResultAsync(cancellation))
        {
            // An error in any later statement surfaces here.
        }
        await reader.DisposeAsync();
        session.Appended();
        return (version, position);
    }

    private static async Task<long> PositionAsync(NpgsqlDataReader reader, CancellationToken cancellation)
    {
        await reader.ReadAsync(cancellation);
        var position = reader.GetInt64(0);
        await reader.NextResultAsync(cancellation);
        return position;
    }

    private static WriteOutcome OutcomeOf(ReadyWrite write) => new(write.Id, write.Request.Kind switch
    {
        WriteKind.Create => WriteResult.Created,
        WriteKind.Update => WriteResult.Updated,
        WriteKind.Delete => WriteResult.Deleted,
        WriteKind.Restore => WriteResult.Restored,
        _ => throw new ArgumentOutOfRangeException(nameof(write)),
    });

    private sealed record Prepared(SaveStatements Statements, List<ReadyWrite> Writes, List<WriteOutcome> Refused, List<WriteOutcome> Unchanged)
    {
        /// <summary>What saves the records.</summary>
        public IReadOnlyList<SqlText> Records() => Writes.Count == 0 ? [] : [.. Statements.For(Writes)];

        /// <summary>What appends their changes; stands last in a transaction.</summary>
        public IReadOnlyList<SqlText> Change() => Writes.Count == 0 ? [] : [Statements.Append(Writes)];
    }

    /// <param name="busy">Ends when the session is free; new records need it only where a preparation reads others.</param>
    private async Task<Prepared> PrepareAsync(Session session, Caller caller, Catalogue catalogue, RecordType type, IReadOnlyList<WriteRequest> requests, ActionCall? action, bool hold, CancellationToken cancellation, Task? busy = null)
    {
        // PostgreSQL keeps microseconds, and what is answered must equal what is read later.
        var now = new DateTime(clock.GetUtcNow().UtcTicks / 10 * 10, DateTimeKind.Utc);
        var rights = new RightsSql(caller, policy, catalogue, now);
        Authorise(caller, rights.Of(type), requests[0].Kind);
        if (hold && requests[0].Kind != WriteKind.Create)
            await StateLoader.HoldAsync(session, caller, type, [.. requests.Select(r => r.Id)], cancellation);
        var before = requests[0].Kind == WriteKind.Create
            ? []
            : await StateLoader.LoadAsync(session, caller, type, rights, [.. requests.Select(r => r.Id)], requests[0].Kind, cancellation);
        var prepared = new Prepared(new SaveStatements(caller, catalogue, type, rights, now), [], [], []);
        var wholes = type.Behaviour.Keeps.Count == 0 ? null : await Wholes.HoldAsync(session, caller, catalogue, type, rights, requests, before, cancellation);
        var drafts = new List<(WriteRequest Request, RecordState? Before, object?[] Values)>();
        foreach (var request in requests)
        {
            var state = before.GetValueOrDefault(request.Id);
            if (request.Kind != WriteKind.Create && state is null)
                prepared.Refused.Add(new WriteOutcome(request.Id, WriteResult.Refused, Problem.Of(ProblemKind.NotFound, "not_found")));
            else if (request.Version is { } version && state is not null && state.Version != version)
                prepared.Refused.Add(new WriteOutcome(request.Id, WriteResult.Refused, Problem.Of(ProblemKind.Stale, "stale") with { Current = request.Id }));
            else if (request.Numbers && !type.Fields.Any(f => f.Series is not null && state!.Values[f.Index] is null))
                prepared.Unchanged.Add(new WriteOutcome(request.Id, WriteResult.Unchanged));
            else if ((Kept(type, request, state) ?? wholes?.Refused(type, request, state)) is { } kept)
                prepared.Refused.Add(new WriteOutcome(request.Id, WriteResult.Refused, kept));
            else if (request.Kind is WriteKind.Delete or WriteKind.Restore || request.Numbers)
                prepared.Writes.Add(new ReadyWrite(request, state, state!.Values, []));
            else
                drafts.Add((request, state, Applied(caller, type, request, state)));
        }
        if (requests[0].Kind == WriteKind.Create && type.Fields.Any(f => f.Preset is not null))
        {
            await (busy ?? Task.CompletedTask);
            await Presets.FillAsync(session, caller, catalogue, type, rights, now, [.. drafts.Select(d => (d.Request, d.Values))], cancellation);
        }
        var source = new RecordSource(session, reads.Database, caller, catalogue, rights, ids, now, busy);
        var worth = new Worth(source, type);
        // What the type does may ask what amounts are worth, and may change them.
        await worth.WorkOutAsync(drafts, cancellation);
        await RunBehaviourAsync(source, type, drafts, action, cancellation);
        await worth.WorkOutAsync(drafts, cancellation);
        prepared.Statements.Rates = source.Rates;
        foreach (var (request, state, values) in drafts)
            Check(caller, type, rights.Of(type), request, state, values, prepared);
        return prepared;
    }

    private static void Authorise(Caller caller, TypeRights rights, WriteKind kind)
    {
        if (caller.Role == Role.System)
            return;
        if (!rights.Read)
            throw ProblemException.NotFound();
        var may = kind switch
        {
            WriteKind.Create => rights.Create,
            WriteKind.Update => rights.Update,
            WriteKind.Delete or WriteKind.Restore => rights.Delete,
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
        if (!may)
            throw ProblemException.Forbidden();
    }

    private static object?[] Applied(Caller caller, RecordType type, WriteRequest request, RecordState? state)
    {
        var values = state is null ? new object?[type.Fields.Count] : (object?[])state.Values.Clone();
        if (state is null)
        {
            foreach (var field in type.Fields.Where(f => f.Default is not null && !request.Values.ContainsKey(f)))
                values[field.Index] = Default(caller, field);
        }
        foreach (var (field, value) in request.Values)
            values[field.Index] = value;
        return values;
    }

    private static object? Default(Caller caller, Field field)
    {
        if (field.Default == "me()")
            return caller.Person;
        var problems = new ProblemList();
        return field.Kind.FromText(field.Default!, field, new InputFormat(caller.Currency), problems);
    }

    private static void Check(Caller caller, RecordType type, TypeRights rights, WriteRequest request, RecordState? state, object?[] values, Prepared prepared)
    {
        // What only Kith sets is not for the caller to mend: where a rule could not fill it, the rule has said what it lacks.
        foreach (var field in type.Fields.Where(f => f.Required && values[f.Index] is null && (f.Writable ? !request.Problems.Errors.Any(e => e.Field == f.Name) : request.Problems.None)))
            request.Problems.Add(field.Name, "required", field.Label);
        List<Field> changed = [.. type.Fields.Where(f => f.Formula is null && !f.System && !f.Kind.Same(state?.Values[f.Index], values[f.Index]))];
        foreach (var field in changed)
        {
            if (Retired(field, state?.Values[field.Index], values[field.Index]) is { } retired)
                request.Problems.Add(field.Name, "choice.retired", field.Label, retired.Label);
            // A sum over two currencies would be a wrong figure.
            if (values[field.Index] is Money { Base: null } money && money.Currency != caller.Currency)
                request.Problems.Add(field.Name, "no_exchange_rate", money.Currency, caller.Currency);
        }
        if (state is null && !rights.Creates.Admits(caller.Person, type.Owner.System || request.Dealt ? caller.Person : values[type.Owner.Index] as Guid?, type.Find("territory") is { } territory ? values[territory.Index] as Guid? : null))
            request.Problems.Add(type.Owner.System ? "" : type.Owner.Name, "access.not_yours", type.Owner.Label);
        if (!request.Problems.None)
            prepared.Refused.Add(new WriteOutcome(request.Id, WriteResult.Refused, request.Problems.ToProblem()));
        else if (state is not null && changed.Count == 0)
            prepared.Unchanged.Add(new WriteOutcome(request.Id, WriteResult.Unchanged));
        else
            prepared.Writes.Add(new ReadyWrite(request, state, values, changed) { Rated = state is null ? [] : Worth.Kept(type, caller.Currency, values, changed) });
    }

    // A choice that is offered no more; what holds it may keep it.
    private static Choice? Retired(Field field, object? before, object? value)
    {
        if (field.Choices.Count == 0 || !field.Choices.Any(c => c.Retired))
            return null;
        var (had, has) = (Texts(before), Texts(value));
        return field.Choices.FirstOrDefault(c => c.Retired && has.Contains(c.Value) && !had.Contains(c.Value));

        static string[] Texts(object? value) => value switch { string text => [text], string[] texts => texts, _ => [] };
    }

    private static bool IsMissingLink(Problem problem) => problem.Errors.Any(e => e.Code == "link_not_found");

    private static bool IsStale(PostgresException error) => error is { SqlState: "KT422", MessageText: "stale" } or { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected };

    private static Problem? Translate(RecordType type, WriteRequest request, PostgresException error)
    {
        if (RuleGuard.Refused(type, error) is { } broken)
            return broken.Values.First();
        if (IsStale(error))
            return Problem.Of(ProblemKind.Stale, "stale") with { Current = request.Id };
        if (error is { SqlState: "KT422", MessageText: "has_dependents" })
            return new Problem(ProblemKind.Conflict, "has_dependents", Messages.Text("conflict"), [new FieldProblem("", "has_dependents", Messages.Text("has_dependents", type.Label, error.Detail ?? ""))]);
        if (error.SqlState == "KT422" && type.Find(error.Detail ?? "") is { } refused)
            return Problem.Field(refused.Name, error.MessageText, refused.Label);
        if (error.SqlState == PostgresErrorCodes.UniqueViolation && SaveStatements.Behind(type, error.ConstraintName ?? "") is { } unique)
            return Problem.Field(unique.Name, "unique", unique.Label);
        if (error.SqlState == PostgresErrorCodes.ForeignKeyViolation && SaveStatements.Behind(type, error.ConstraintName ?? "") is { } link)
            return Problem.Field(link.Name, "link_not_found", link.Label);
        return null;
    }
}

/// <summary>An action with the values of its input.</summary>
public sealed record ActionCall(ActionDefinition Definition, IReadOnlyDictionary<string, object?> Input)
{
    /// <summary>An action of a type by its name, with its input read; refuses an unknown one.</summary>
    public static ActionCall Of(RecordType type, string name, JsonElement? input, Caller caller)
    {
        var action = type.Behaviour.Actions.FirstOrDefault(a => a.Name == name)
            ?? throw new ProblemException(Problem.Of(ProblemKind.NotFound, "unknown_action", name));
        var problems = new ProblemList();
        var values = RecordInput.BindInput(input, action.Input, new InputFormat(caller.Currency), problems);
        problems.ThrowIfAny();
        return new ActionCall(action, values);
    }
}

using Kith.Core.Access;
using Kith.Core.Changes;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using Kith.Store.Audit;
using Kith.Store.Jobs;
using Kith.Store.Sql;
using Kith.Store.Stream;
using Kith.Store.Writing;

namespace Kith.Store.Privacy;

/// <summary>Whom a request is about and what was asked for, as somebody wrote it down.</summary>
/// <param name="ReceivedOn">Null for today.</param>
/// <param name="DueOn">Null for a month after it was received.</param>
public sealed record RequestInput(string? Name, string? Email, string? Phone, IReadOnlyList<Guid> Records, string? Note, DateOnly? ReceivedOn, DateOnly? DueOn);

/// <summary>A record that may be the person of a request, or is.</summary>
/// <param name="Deleted">True where it lies in the trash.</param>
public sealed record SubjectRecord(string Type, Guid Id, string Title, bool Deleted);

/// <summary>The requests of a workspace, as those who answer them keep them. They see the whole workspace: the function that lets them in is their right to it.</summary>
public sealed class PrivacyRequests(KithStore store, TimeProvider clock)
{
    private const int LongestText = 5_000;
    private const int MostRecords = 200;
    private const int MostListed = 500;

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <param name="open">True for those that are not answered yet alone.</param>
    public async Task<IReadOnlyList<PrivacyRequest>> ListAsync(Caller caller, bool open, CancellationToken cancellation)
    {
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        return await RequestTable.ListAsync(session, caller.Workspace, open, MostListed, cancellation);
    }

    /// <exception cref="ProblemException">There is no such request.</exception>
    public async Task<PrivacyRequest> GetAsync(Caller caller, Guid id, CancellationToken cancellation)
    {
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        return await FindAsync(session, caller, id, cancellation);
    }

    /// <summary>Writes a request down.</summary>
    public async Task<PrivacyRequest> CreateAsync(Session session, Caller caller, Catalogue catalogue, RequestKind kind, RequestInput input, CancellationToken cancellation)
    {
        var received = input.ReceivedOn ?? Today(caller);
        var request = Checked(new PrivacyRequest(store.Ids.Next(), kind, RequestState.Open, null, null, null, [], null, received, received.AddMonths(1), null, null, Now, caller.Person, "", null, null, ""), input, Today(caller));
        await RequireRecordsAsync(session, caller, catalogue, request.Records, cancellation);
        await session.ExecuteAsync(RequestTable.Insert(caller.Workspace, request), cancellation);
        await TellAsync(session, caller, SecurityEventKind.PrivacyRequested, request, cancellation);
        return await FindAsync(session, caller, request.Id, cancellation);
    }

    /// <summary>
    /// Has a person of the workspace erased who left for good: the record and its history, and nothing that others wrote, since a name that somebody chose for themselves may be
    /// that of others. Answers the request that keeps the receipt.
    /// </summary>
    internal async Task<Guid> EraseLeftAsync(Session session, Caller kith, Guid person, CancellationToken cancellation)
    {
        var today = Today(kith);
        var request = new PrivacyRequest(store.Ids.Next(), RequestKind.Erasure, RequestState.Working, null, null, null, [person], null, today, today.AddMonths(1), null, null, Now, person, "", null, null, "");
        await session.ExecuteAsync([RequestTable.Insert(kith.Workspace, request), RequestTable.Update(kith.Workspace, request), .. JobQueue.Enqueue(new NewJob(kith.Workspace, ErasureJobs.Name, request.Id))], cancellation);
        await TellAsync(session, kith, SecurityEventKind.PrivacyRequested, request, cancellation);
        return request.Id;
    }

    /// <summary>Changes what is known of an open request.</summary>
    public async Task<PrivacyRequest> UpdateAsync(Session session, Caller caller, Catalogue catalogue, Guid id, RequestInput input, CancellationToken cancellation)
    {
        var request = Checked(await OpenAsync(session, caller, id, cancellation), input, Today(caller));
        await RequireRecordsAsync(session, caller, catalogue, request.Records, cancellation);
        await session.ExecuteAsync(RequestTable.Update(caller.Workspace, request), cancellation);
        return await FindAsync(session, caller, id, cancellation);
    }

    /// <summary>Closes an open request: it was answered, or it is refused for a reason.</summary>
    public async Task<PrivacyRequest> CloseAsync(Session session, Caller caller, Guid id, RequestState state, string? answer, CancellationToken cancellation)
    {
        var request = await OpenAsync(session, caller, id, cancellation);
        if (state == RequestState.Refused && string.IsNullOrWhiteSpace(answer))
            throw new ProblemException(Problem.Field("reason", "required", "reason"));
        if (state == RequestState.Done && request.Kind == RequestKind.Erasure)
            throw new ProblemException(Problem.Of(ProblemKind.Conflict, "privacy.erase_first"));
        if (answer?.Length > LongestText)
            throw new ProblemException(Problem.Field(state == RequestState.Refused ? "reason" : "answer", "privacy.long", LongestText));
        request = request with { State = state, Answer = answer?.Trim(), ClosedAt = Now, ClosedBy = caller.Person };
        await session.ExecuteAsync(RequestTable.Update(caller.Workspace, request), cancellation);
        await TellAsync(session, caller, SecurityEventKind.PrivacyAnswered, request, cancellation);
        return await FindAsync(session, caller, id, cancellation);
    }

    /// <summary>The records that a request names.</summary>
    public async Task<IReadOnlyList<SubjectRecord>> RecordsAsync(Caller caller, Catalogue catalogue, IReadOnlyList<Guid> records, CancellationToken cancellation)
    {
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        return await RecordsAsync(session, caller, catalogue, records, cancellation);
    }

    /// <summary>Of these records those that the caller sees, whatever requests they are named by.</summary>
    public async Task<IReadOnlyList<SubjectRecord>> SeenAsync(Caller caller, Catalogue catalogue, IReadOnlyList<Guid> records, CancellationToken cancellation)
    {
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        var seen = await ChangeReader.TitlesAsync(session, caller.Workspace, records, store.Changes.Rights(caller, catalogue), cancellation);
        return [.. (await RecordsAsync(session, caller, catalogue, records, cancellation)).Where(r => seen.ContainsKey(r.Id))];
    }

    /// <summary>Records whose title, e-mail address or telephone number is that of the person, whether the request names them or not.</summary>
    public async Task<IReadOnlyList<SubjectRecord>> CandidatesAsync(Caller caller, Catalogue catalogue, PrivacyRequest request, CancellationToken cancellation)
    {
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        session.PlanPerValue = true;
        var found = new List<Guid>();
        if (request.Subject.Pattern is { } pattern)
        {
            foreach (var type in catalogue.Types)
            {
                var says = type.Fields.Where(f => f.Formula is null && (f.Title && f.Kind.Columns.Count > 0 || f.Kind is EmailKind or PhoneKind)).SelectMany(f => f.Kind.Columns.Select((_, i) => SqlText.Of($"{Storages.Column("t", f, i)} ~* {SqlText.Text(pattern)}"))).ToList();
                found.AddRange(await session.ListAsync(SqlText.Of($"select t.id from {SqlText.Name(type.Table)} t where t.workspace_id = {caller.Workspace}{Reading.RecordReader.OfType(type)} and ({SqlText.Join(SqlText.Of($" or "), says)}) order by t.id limit {MostRecords}"), r => r.GetGuid(0), cancellation));
            }
        }
        return await RecordsAsync(session, caller, catalogue, found, cancellation);
    }

    /// <summary>The person of a request with all that its records tell of them: what they are called, their addresses and numbers.</summary>
    public async Task<Subject> SubjectAsync(Caller caller, Catalogue catalogue, PrivacyRequest request, CancellationToken cancellation)
    {
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        return await SubjectAsync(session, caller.Workspace, catalogue, request, cancellation);
    }

    internal static async Task<Subject> SubjectAsync(Session session, Guid workspace, Catalogue catalogue, PrivacyRequest request, CancellationToken cancellation)
    {
        var (names, emails, phones) = (request.Subject.Names.ToList(), request.Subject.Emails.ToList(), request.Subject.Phones.ToList());
        foreach (var type in catalogue.Types.Where(t => request.Records.Count > 0 && t.Fields.Any(f => f.Kind is EmailKind or PhoneKind)))
        {
            foreach (var state in await StateLoader.SelectAsync(session, type, SqlText.Of($"t.workspace_id = {workspace} and t.id = any({request.Records.ToArray()}){Reading.RecordReader.OfType(type)}"), cancellation))
            {
                foreach (var field in type.Fields.Where(f => f.Formula is null && state.Values[f.Index] is not null))
                    (field.Title ? names : field.Kind is EmailKind ? emails : field.Kind is PhoneKind ? phones : []).Add(field.Kind.ToText(state.Values[field.Index]!));
            }
        }
        return new Subject(names, emails, phones, request.Records);
    }

    // Private records, too. What colleagues set up for themselves, such as views, is nobody's data but theirs.
    private static Task<List<SubjectRecord>> RecordsAsync(Session session, Caller caller, Catalogue catalogue, IReadOnlyList<Guid> records, CancellationToken cancellation) => session.ListAsync(
        SqlText.Of($"select e.type, e.id, e.title, e.deleted from entry e where e.workspace_id = {caller.Workspace} and e.id = any({records.ToArray()}) and e.type <> all({catalogue.Types.Where(t => t.Setup && !t.Fields.Any(f => f.Kind is EmailKind)).Select(t => t.Name).ToArray()}) order by e.type, e.title, e.id"),
        r => new SubjectRecord(r.GetString(0), r.GetGuid(1), r.GetString(2), r.GetBoolean(3)), cancellation);

    /// <summary>True where a request should have been answered already.</summary>
    public bool IsOverdue(Caller caller, PrivacyRequest request) => request.ClosedAt is null && request.DueOn < Today(caller);

    private DateOnly Today(Caller caller) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(Now, caller.Zone));

    /// <summary>A request, in a session that is open.</summary>
    /// <exception cref="ProblemException">There is no such request.</exception>
    public static async Task<PrivacyRequest> FindAsync(Session session, Caller caller, Guid id, CancellationToken cancellation) =>
        await RequestTable.FindAsync(session, caller.Workspace, id, cancellation) ?? throw ProblemException.NotFound();

    internal static async Task<PrivacyRequest> OpenAsync(Session session, Caller caller, Guid id, CancellationToken cancellation)
    {
        await RequestTable.LockAsync(session, caller.Workspace, id, cancellation);
        var request = await FindAsync(session, caller, id, cancellation);
        return request.State == RequestState.Open ? request : throw new ProblemException(Problem.Of(ProblemKind.Conflict, "privacy.closed"));
    }

    private static PrivacyRequest Checked(PrivacyRequest request, RequestInput input, DateOnly today)
    {
        var problems = new ProblemList();
        var (name, email, phone) = (Blank(input.Name), Blank(input.Email), Blank(input.Phone));
        if (email is not null && EmailKind.Normalise(email) is null)
            problems.Add("email", "not_an_email", "email");
        if (phone is not null && PhoneKind.Normalise(phone) is null)
            problems.Add("phone", "not_a_phone", "phone");
        foreach (var (field, text) in new[] { ("name", name), ("note", input.Note) })
        {
            if (text?.Length > (field == "name" ? 250 : LongestText))
                problems.Add(field, "privacy.long", field == "name" ? 250 : LongestText);
        }
        if (input.Records.Count > MostRecords)
            problems.Add("records", "privacy.too_many_records", MostRecords);
        var received = input.ReceivedOn ?? request.ReceivedOn;
        if (received > today)
            problems.Add("received_on", "privacy.not_yet");
        if ((input.DueOn ?? received) < received)
            problems.Add("due_on", "privacy.due_before");
        problems.ThrowIfAny();
        var asked = request with { Name = name, Email = email is null ? null : EmailKind.Normalise(email), Phone = phone, Records = [.. input.Records.Distinct()], Note = Blank(input.Note), ReceivedOn = received, DueOn = input.DueOn ?? received.AddMonths(1) };
        return asked.Subject.Terms.Count == 0 && asked.Records.Count == 0 ? throw new ProblemException(Problem.Field("email", "privacy.nobody")) : asked;
    }

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static async Task RequireRecordsAsync(Session session, Caller caller, Catalogue catalogue, IReadOnlyList<Guid> records, CancellationToken cancellation)
    {
        if ((await RecordsAsync(session, caller, catalogue, records, cancellation)).Count < records.Count)
            throw new ProblemException(Problem.Field("records", "privacy.no_record"));
    }

    private static Task TellAsync(Session session, Caller caller, SecurityEventKind kind, PrivacyRequest request, CancellationToken cancellation) =>
        SecurityLog.AppendAsync(session, caller.Workspace, [SecurityLog.By(caller, kind, request.Id).With("request", Naming.Snake(request.Kind.ToString())).With("state", Naming.Snake(request.State.ToString()))], cancellation);
}

using Kith.Store.Sql;
using NpgsqlTypes;

namespace Kith.Store.Privacy;

/// <summary>What a person asks for: all that is stored about them, their records to take elsewhere, or to be forgotten.</summary>
public enum RequestKind { Access, Portability, Erasure }

/// <summary>How far a request is.</summary>
public enum RequestState { Open, Working, Done, Refused }

/// <summary>A request of a person about what is stored of them.</summary>
/// <param name="Records">Records that are this person.</param>
/// <param name="Note">What was asked for, and how it was made sure who asks.</param>
/// <param name="DueOn">When it has to be answered.</param>
/// <param name="Answer">What was answered, or why it was refused.</param>
/// <param name="Receipt">Of an erasure, as JSON: what, where, how many, and what remains.</param>
public sealed record PrivacyRequest(
    Guid Id, RequestKind Kind, RequestState State, string? Name, string? Email, string? Phone, IReadOnlyList<Guid> Records, string? Note, DateOnly ReceivedOn, DateOnly DueOn,
    string? Answer, string? Receipt, DateTime CreatedAt, Guid? CreatedBy, string CreatedByName, DateTime? ClosedAt, Guid? ClosedBy, string ClosedByName)
{
    /// <summary>The person it is about, by what was written down.</summary>
    public Subject Subject => Subject.Of(Name, Email, Phone, Records);
}

/// <summary>The SQL of requests.</summary>
internal static class RequestTable
{
    private static readonly SqlText Columns = SqlText.Of($"q.id, q.kind, q.state, q.name, q.email, q.phone, q.record_ids, q.note, q.received_on, q.due_on, q.answer, q.receipt::text, q.created_at, q.created_by, coalesce(m.name, ''), q.closed_at, q.closed_by, coalesce(c.name, '')");

    private static SqlText From(Guid workspace) => SqlText.Of($"from privacy_request q left join person m on m.workspace_id = q.workspace_id and m.id = q.created_by left join person c on c.workspace_id = q.workspace_id and c.id = q.closed_by where q.workspace_id = {workspace}");

    /// <summary>Requests, those that are open first by when they are due, then the newest.</summary>
    public static Task<List<PrivacyRequest>> ListAsync(Session session, Guid workspace, bool open, long most, CancellationToken cancellation) => session.ListAsync(
        SqlText.Of($"select {Columns} {From(workspace)}{(open ? SqlText.Of($" and q.state in ('open', 'working')") : SqlText.Empty)} order by (q.state in ('open', 'working')) desc, case when q.state in ('open', 'working') then q.due_on end, q.created_at desc, q.id desc limit {most}"), Read, cancellation);

    public static Task<PrivacyRequest?> FindAsync(Session session, Guid workspace, Guid id, CancellationToken cancellation) =>
        session.FirstAsync(SqlText.Of($"select {Columns} {From(workspace)} and q.id = {id}"), Read, cancellation);

    /// <summary>Holds a request until the transaction ends.</summary>
    public static Task LockAsync(Session session, Guid workspace, Guid id, CancellationToken cancellation) =>
        session.ExecuteAsync(SqlText.Of($"select 1 from privacy_request where workspace_id = {workspace} and id = {id} for update"), cancellation);

    public static SqlText Insert(Guid workspace, PrivacyRequest request) => SqlText.Of(
        $"insert into privacy_request (workspace_id, id, kind, name, email, phone, record_ids, note, received_on, due_on, created_at, created_by) values ({workspace}, {request.Id}, {Name(request.Kind)}, {SqlText.Text(request.Name)}, {SqlText.Text(request.Email)}, {SqlText.Text(request.Phone)}, {request.Records.ToArray()}, {SqlText.Text(request.Note)}, {request.ReceivedOn}, {request.DueOn}, {request.CreatedAt}, {request.CreatedBy})");

    public static SqlText Update(Guid workspace, PrivacyRequest request) => SqlText.Of(
        $"update privacy_request set name = {SqlText.Text(request.Name)}, email = {SqlText.Text(request.Email)}, phone = {SqlText.Text(request.Phone)}, record_ids = {request.Records.ToArray()}, note = {SqlText.Text(request.Note)}, due_on = {request.DueOn}, state = {Name(request.State)}, answer = {SqlText.Text(request.Answer)}, receipt = {SqlText.Parameter(request.Receipt, NpgsqlDbType.Jsonb)}, closed_at = {request.ClosedAt}, closed_by = {request.ClosedBy} where workspace_id = {workspace} and id = {request.Id}");

    private static SqlText Name<T>(T value) where T : struct, Enum => SqlText.Text(value.ToString().ToLowerInvariant());

    private static PrivacyRequest Read(Npgsql.NpgsqlDataReader r) => new(
        r.GetGuid(0), Enum.Parse<RequestKind>(r.GetString(1), ignoreCase: true), Enum.Parse<RequestState>(r.GetString(2), ignoreCase: true), Text(r, 3), Text(r, 4), Text(r, 5),
        r.GetFieldValue<Guid[]>(6), Text(r, 7), r.GetFieldValue<DateOnly>(8), r.GetFieldValue<DateOnly>(9), Text(r, 10), Text(r, 11), r.GetDateTime(12), r.IsDBNull(13) ? null : r.GetGuid(13), r.GetString(14),
        r.IsDBNull(15) ? null : r.GetDateTime(15), r.IsDBNull(16) ? null : r.GetGuid(16), r.GetString(17));

    private static string? Text(Npgsql.NpgsqlDataReader r, int column) => r.IsDBNull(column) ? null : r.GetString(column);
}

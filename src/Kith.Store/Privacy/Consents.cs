using Kith.Core.Access;
using Kith.Core.Changes;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Store.Audit;
using Kith.Store.Reading;
using Kith.Store.Sql;
using Npgsql;
using NpgsqlTypes;

namespace Kith.Store.Privacy;

/// <summary>What a person said, as somebody writes it down.</summary>
/// <param name="Wording">Version of the wording; null for the present one.</param>
/// <param name="At">Null for now.</param>
public sealed record ConsentInput(Guid? Purpose, ConsentState? State, LegalBasis? Basis, string? Reason, DateTime? At, ConsentChannel? Channel, long? Wording, string? Evidence);

/// <summary>How a person stands to a purpose.</summary>
/// <param name="Standing">What counts of what was said; null where nothing was.</param>
/// <param name="Allowed">True where their data may be used for it.</param>
public sealed record PurposeStanding(Purpose Purpose, Consent? Standing, bool Allowed);

/// <summary>All that is recorded of a person about purposes.</summary>
/// <param name="MayRecord">True where the caller may add to it.</param>
/// <param name="History">The newest first.</param>
public sealed record RecordConsents(bool MayRecord, IReadOnlyList<PurposeStanding> Purposes, IReadOnlyList<Consent> History);

/// <summary>What the people in the records said about the purposes of the workspace. Who reads a record reads this of it, who changes it writes it down.</summary>
public sealed class Consents(KithStore store, TimeProvider clock)
{
    private const int LongestText = 2_000;

    // PostgreSQL keeps microseconds, and what is answered must equal what is read later.
    private DateTime Now => new(clock.GetUtcNow().UtcTicks / 10 * 10, DateTimeKind.Utc);

    /// <summary>What is recorded of a person whose record the caller may read, in the trash or not.</summary>
    /// <exception cref="ProblemException">There is no such record, or it is no person's.</exception>
    public async Task<RecordConsents> OfAsync(Session session, Caller caller, Catalogue catalogue, Guid id, CancellationToken cancellation)
    {
        var type = await TypeAsync(session, caller, catalogue, id, cancellation);
        await store.Changes.RequireAsync(caller, catalogue, type, id, cancellation);
        // What became the person's record, and what was merged into either, is the same person.
        var sames = SqlText.Of($"array(select m.id from unnest({BecameSql.Sames(catalogue, caller.Workspace, id)}) s(id) cross join lateral unnest(kith.with_merged(s.id)) m(id))");
        var said = await session.ListAsync(
            SqlText.Of($"select c.id, c.record_id, c.purpose_id, c.state, c.basis, c.reason, c.at, c.channel, c.wording, c.evidence, c.recorded_at, c.recorded_by, coalesce(p.name, '') from consent c left join person p on p.workspace_id = c.workspace_id and p.id = c.recorded_by where c.workspace_id = {caller.Workspace} and c.record_id = any({sames}) order by c.at desc, c.recorded_at desc, c.id desc"), Read, cancellation);
        var merges = await session.ListAsync(SqlText.Of($"select m.id, m.into_id, m.at from merged m where m.workspace_id = {caller.Workspace} and m.id = any({sames}) and m.id <> {id}"), r => new MergedRecord(r.GetGuid(0), r.GetGuid(1), r.GetDateTime(2)), cancellation);
        foreach (var (of, link) in BecameSql.Links(catalogue).Where(l => l.Type.People))
            merges.AddRange(await session.ListAsync(SqlText.Of($"select t.id, {Storages.Column(JoinScope.Root, link)}, {Storages.Column(JoinScope.Root, of[link.BecameAt!])} from {SqlText.Name(of.Table)} t where t.workspace_id = {caller.Workspace} and {Storages.Column(JoinScope.Root, link)} = any({sames}) and t.deleted_at is null{RecordReader.OfType(of)}"), r => new MergedRecord(r.GetGuid(0), r.GetGuid(1), r.GetDateTime(2)), cancellation));
        var purposes = (await PurposeTable.ListAsync(session, caller.Workspace, cancellation)).Where(p => !p.Archived || said.Exists(c => c.Purpose == p.Id));
        var standing = purposes.Select(p => (Purpose: p, Standing: ConsentHistory.Standing(id, said.Where(c => c.Purpose == p.Id), merges)));
        return new RecordConsents(
            await MayRecordAsync(session, caller, catalogue, type, id, cancellation), [.. standing.Select(s => new PurposeStanding(s.Purpose, s.Standing, ConsentHistory.Allows(s.Purpose, s.Standing)))], said);
    }

    /// <summary>Records what a person said whose record the caller may change.</summary>
    public async Task RecordAsync(Session session, Caller caller, Catalogue catalogue, Guid id, ConsentInput input, CancellationToken cancellation)
    {
        var type = await TypeAsync(session, caller, catalogue, id, cancellation);
        if (!await store.Reads.ExistsAsync(session, caller, catalogue, type, id, cancellation))
            throw ProblemException.NotFound();
        if (!await store.Sharing.MayWriteAsync(session, caller, catalogue, type, id, cancellation))
            throw ProblemException.Forbidden();
        var consent = Checked(caller, id, input, await PurposeTable.ListAsync(session, caller.Workspace, cancellation));
        await session.ExecuteAsync(Insert(caller.Workspace, consent), cancellation);
        // The stream tells that something was said; the words of and about the person stand in the table alone, where they can be erased.
        await SecurityLog.AppendAsync(session, caller.Workspace, [SecurityLog.By(caller, SecurityEventKind.ConsentRecorded, id)
            .With("type", type.Name).With("purpose", consent.Purpose).With("state", Naming.Snake(consent.State.ToString())).With("channel", Naming.Snake(consent.Channel.ToString())).With("wording", consent.Wording)], cancellation);
    }

    private async Task<bool> MayRecordAsync(Session session, Caller caller, Catalogue catalogue, RecordType type, Guid id, CancellationToken cancellation) =>
        await store.Reads.ExistsAsync(session, caller, catalogue, type, id, cancellation) && await store.Sharing.MayWriteAsync(session, caller, catalogue, type, id, cancellation);

    private static async Task<RecordType> TypeAsync(Session session, Caller caller, Catalogue catalogue, Guid id, CancellationToken cancellation)
    {
        var name = await session.FirstAsync(SqlText.Of($"select e.type from entry e where e.workspace_id = {caller.Workspace} and e.id = {id}"), r => r.GetString(0), cancellation);
        return name is not null && catalogue.Find(name) is { People: true } type ? type : throw ProblemException.NotFound();
    }

    private Consent Checked(Caller caller, Guid id, ConsentInput input, IReadOnlyList<Purpose> purposes)
    {
        var problems = new ProblemList();
        var purpose = purposes.FirstOrDefault(p => p.Id == input.Purpose);
        if (purpose is null)
            problems.Add("purpose", input.Purpose is null ? "required" : "consent.no_purpose", "purpose");
        else if (purpose.Archived)
            problems.Add("purpose", "consent.archived", purpose.Name);
        if (input.State is null or ConsentState.NotAsked)
            problems.Add("state", "consent.state");
        if (input.Channel is null)
            problems.Add("channel", "required", "channel");
        if (input.State == ConsentState.OtherBasis ? input.Basis is null or LegalBasis.Consent : input.Basis is not null)
            problems.Add("basis", input.State == ConsentState.OtherBasis ? "consent.basis" : "consent.no_basis");
        if (input.State == ConsentState.OtherBasis && Purposes.Filled(input.Reason) is null)
            problems.Add("reason", "required", "reason");
        if (input.At > Now)
            problems.Add("at", "consent.not_yet");
        if (input.Wording is { } version && purpose is not null && !purpose.Wordings.Any(w => w.Version == version))
            problems.Add("wording", "consent.no_wording", version);
        foreach (var (field, text) in new[] { ("reason", input.Reason), ("evidence", input.Evidence) })
        {
            if (text?.Length > LongestText)
                problems.Add(field, "max_length", field, LongestText);
        }
        problems.ThrowIfAny();
        return new Consent(
            store.Ids.Next(), id, purpose!.Id, input.State!.Value, input.Basis, input.State == ConsentState.OtherBasis ? Purposes.Filled(input.Reason) : null, input.At ?? Now, input.Channel!.Value,
            input.Wording ?? purpose.Wording?.Version, Purposes.Filled(input.Evidence), Now, caller.Person, "");
    }

    private static SqlText Insert(Guid workspace, Consent consent) => SqlText.Of(
        $"insert into consent (workspace_id, id, record_id, purpose_id, state, basis, reason, at, channel, wording, evidence, recorded_at, recorded_by) values ({workspace}, {consent.Id}, {consent.Record}, {consent.Purpose}, {PurposeTable.Name(consent.State)}, {SqlText.Text(consent.Basis is { } basis ? Naming.Snake(basis.ToString()) : null)}, {SqlText.Text(consent.Reason)}, {consent.At}, {PurposeTable.Name(consent.Channel)}, {SqlText.Parameter(consent.Wording, NpgsqlDbType.Bigint)}, {SqlText.Text(consent.Evidence)}, {consent.RecordedAt}, {consent.RecordedBy})");

    private static Consent Read(NpgsqlDataReader row)
    {
        string? Text(int at) => row.IsDBNull(at) ? null : row.GetString(at);
        return new Consent(
            row.GetGuid(0), row.GetGuid(1), row.GetGuid(2), PurposeTable.Of<ConsentState>(row.GetString(3)), Text(4) is { } basis ? PurposeTable.Of<LegalBasis>(basis) : null, Text(5), row.GetDateTime(6),
            PurposeTable.Of<ConsentChannel>(row.GetString(7)), row.IsDBNull(8) ? null : row.GetInt64(8), Text(9), row.GetDateTime(10), row.IsDBNull(11) ? null : row.GetGuid(11), row.GetString(12));
    }
}

/// <summary>What people said about purposes: with their record, and gone with it.</summary>
public sealed class ConsentStore : PersonalStore
{
    public override string Name => "consents";
    public override IReadOnlyList<string> Tables { get; } = ["consent"];
    public override bool Own => true;

    // Those of erased records are gone with them.
    internal override Task<long> EraseAsync(Erasure erasure, CancellationToken cancellation) => erasure.BlackenAsync("consent", ["reason", "evidence"], SqlText.Empty, cancellation);
}

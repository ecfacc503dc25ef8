using Kith.Core.Access;
using Kith.Core.Changes;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Store.Audit;
using Kith.Store.Sql;

namespace Kith.Store.Privacy;

/// <summary>A purpose as it is asked for.</summary>
/// <param name="Wording">What people are told or agree to; needed where the basis is consent. Another text than before makes a new version.</param>
public sealed record PurposeInput(string? Name, string? Description, LegalBasis? Basis, string? Wording, bool Archived);

/// <summary>The purposes of a workspace, as those keep them who answer for its data.</summary>
public sealed class Purposes(KithStore store, TimeProvider clock)
{
    private const int Most = 100;
    private const int LongestName = 100;
    private const int LongestText = 5_000;

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>All of them, those in use first.</summary>
    public async Task<IReadOnlyList<Purpose>> ListAsync(Caller caller, CancellationToken cancellation)
    {
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        return await PurposeTable.ListAsync(session, caller.Workspace, cancellation);
    }

    /// <summary>Makes a purpose.</summary>
    public async Task<Purpose> CreateAsync(Session session, Caller caller, PurposeInput input, CancellationToken cancellation)
    {
        var present = await PurposeTable.ListAsync(session, caller.Workspace, cancellation);
        if (present.Count >= Most)
            throw new ProblemException(Problem.Field("", "purpose.too_many", Most));
        return await SaveAsync(session, caller, present, new Purpose(store.Ids.Next(), "", null, LegalBasis.Consent, false, Now, []), input, SecurityEventKind.PurposeMade, cancellation);
    }

    /// <summary>Changes a purpose; what was recorded of people stays with the wording they read.</summary>
    public async Task<Purpose> ChangeAsync(Session session, Caller caller, Guid id, PurposeInput input, CancellationToken cancellation)
    {
        await PurposeTable.LockAsync(session, caller.Workspace, id, cancellation);
        var present = await PurposeTable.ListAsync(session, caller.Workspace, cancellation);
        return await SaveAsync(session, caller, present, present.FirstOrDefault(p => p.Id == id) ?? throw ProblemException.NotFound(), input, SecurityEventKind.PurposeChanged, cancellation);
    }

    private async Task<Purpose> SaveAsync(Session session, Caller caller, IReadOnlyList<Purpose> others, Purpose before, PurposeInput input, SecurityEventKind kind, CancellationToken cancellation)
    {
        var (name, wording) = (input.Name?.Trim() ?? "", Filled(input.Wording));
        Check(others.Where(o => o.Id != before.Id), name, wording, input);
        var after = before with { Name = name, Description = Filled(input.Description), Basis = input.Basis!.Value, Archived = input.Archived, UpdatedAt = Now };
        var added = wording is null || wording == before.Wording?.Text ? null : new PurposeWording((before.Wording?.Version ?? 0) + 1, wording, Now, caller.Person, "");
        await session.ExecuteAsync(PurposeTable.Save(caller.Workspace, after, caller.Person, added), cancellation);
        await SecurityLog.AppendAsync(session, caller.Workspace, [SecurityLog.By(caller, kind, after.Id, after.Name)
            .With("basis", kind == SecurityEventKind.PurposeMade ? null : Naming.Snake(before.Basis.ToString()), Naming.Snake(after.Basis.ToString()))
            .With("archived", before.Archived, after.Archived).With("wording", before.Wording?.Version, added?.Version ?? before.Wording?.Version)], cancellation);
        return (await PurposeTable.ListAsync(session, caller.Workspace, cancellation)).First(p => p.Id == after.Id);
    }

    private static void Check(IEnumerable<Purpose> others, string name, string? wording, PurposeInput input)
    {
        var problems = new ProblemList();
        if (name.Length == 0)
            problems.Add("name", "required", "name");
        else if (name.Length > LongestName)
            problems.Add("name", "max_length", "name", LongestName);
        else if (others.Any(o => string.Equals(o.Name, name, StringComparison.OrdinalIgnoreCase)))
            problems.Add("name", "purpose.known", name);
        if (input.Basis is null)
            problems.Add("basis", "required", "basis");
        if (input.Basis == LegalBasis.Consent && wording is null)
            problems.Add("wording", "purpose.wording");
        foreach (var (field, text) in new[] { ("description", input.Description), ("wording", wording) })
        {
            if (text?.Length > LongestText)
                problems.Add(field, "max_length", field, LongestText);
        }
        problems.ThrowIfAny();
    }

    internal static string? Filled(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

namespace Kith.Store.Privacy;

/// <summary>What is known of a person about a purpose.</summary>
public enum ConsentState
{
    /// <summary>Nothing was recorded.</summary>
    NotAsked,
    /// <summary>The person agreed.</summary>
    Given,
    /// <summary>The person took it back, or objected.</summary>
    Withdrawn,
    /// <summary>It holds for this person without asking, for a reason.</summary>
    OtherBasis,
}

/// <summary>Through what a person said it.</summary>
public enum ConsentChannel { Form, Email, Phone, Letter, InPerson, Import, Other }

/// <summary>What was recorded of a person about a purpose; it is never changed.</summary>
/// <param name="Record">The record it was written down with; another one where that was merged since.</param>
/// <param name="Basis">The other basis; null where it is about consent.</param>
/// <param name="Reason">Why that basis holds.</param>
/// <param name="At">When the person said it.</param>
/// <param name="Wording">Version of the wording that the person read; null where there was none.</param>
/// <param name="Evidence">What proves it.</param>
public sealed record Consent(
    Guid Id, Guid Record, Guid Purpose, ConsentState State, LegalBasis? Basis, string? Reason, DateTime At, ConsentChannel Channel, long? Wording, string? Evidence,
    DateTime RecordedAt, Guid? RecordedBy, string RecordedByName);

/// <summary>That a record became a part of another.</summary>
public sealed record MergedRecord(Guid Record, Guid Into, DateTime At);

/// <summary>Which of the things that were said counts.</summary>
public static class ConsentHistory
{
    /// <summary>
    /// What counts of what was said about one purpose: the newest by when the person said it. Where records were made one, a withdrawal with any of them holds until the person says
    /// something newer and that is recorded after the merge.
    /// </summary>
    /// <returns>Null where nothing was said.</returns>
    public static Consent? Standing(Guid record, IEnumerable<Consent> said, IEnumerable<MergedRecord> merges)
    {
        var standing = new Dictionary<Guid, Consent>();
        var steps = said.Select(c => (At: c.RecordedAt, Order: 0, Do: (Action)(() => standing[c.Record] = Newer(standing.GetValueOrDefault(c.Record), c)))).Concat(merges.Select(m => (m.At, Order: 1, Do: (Action)(() =>
        {
            if (standing.TryGetValue(m.Record, out var lost))
                standing[m.Into] = Stricter(standing.GetValueOrDefault(m.Into), lost);
        }))));
        foreach (var step in steps.OrderBy(s => s.At).ThenBy(s => s.Order))
            step.Do();
        return standing.GetValueOrDefault(record);
    }

    private static Consent Newer(Consent? known, Consent said) => known is null || (said.At, said.RecordedAt).CompareTo((known.At, known.RecordedAt)) >= 0 ? said : known;

    private static Consent Stricter(Consent? kept, Consent lost) => kept is null ? lost
        : (kept.State == ConsentState.Withdrawn) == (lost.State == ConsentState.Withdrawn) ? Newer(kept, lost)
        : kept.State == ConsentState.Withdrawn ? kept : lost;

    /// <summary>True where data of the person may be used for the purpose.</summary>
    public static bool Allows(Purpose purpose, Consent? standing) => standing is null ? purpose.Basis != LegalBasis.Consent : standing.State != ConsentState.Withdrawn;
}

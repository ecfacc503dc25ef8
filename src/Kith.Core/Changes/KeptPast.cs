namespace Kith.Core.Changes;

/// <summary>How much of its past a workspace still keeps.</summary>
/// <param name="Forgotten">The last position of the stream that is not kept; 0 where all of it is.</param>
/// <param name="From">The first instant, in UTC, at which everything that happened later is kept; null where all of it is.</param>
public sealed record KeptPast(long Forgotten, DateTime? From)
{
    /// <summary>All of it.</summary>
    public static KeptPast Whole { get; } = new(0, null);
}

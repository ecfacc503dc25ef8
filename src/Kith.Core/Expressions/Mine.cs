namespace Kith.Core.Expressions;

/// <summary>What <c>my_team()</c> and <c>my_territories()</c> stand for. Nothing in the trash counts.</summary>
public enum MineSet
{
    /// <summary>The members and leads of the teams that the caller is in or leads and of the teams below them, and the caller.</summary>
    Team,

    /// <summary>The territories that the caller is a member or the manager of, and those below them.</summary>
    Territories,
}

/// <summary>The ids of what belongs to one caller, for working out expressions in memory.</summary>
public sealed record Mine(IReadOnlySet<Guid> Team, IReadOnlySet<Guid> Territories)
{
    /// <summary>Of a caller without a person.</summary>
    public static readonly Mine Nothing = new(new HashSet<Guid>(), new HashSet<Guid>());

    /// <summary>One of the sets.</summary>
    public IReadOnlySet<Guid> Of(MineSet set) => set switch
    {
        MineSet.Team => Team,
        MineSet.Territories => Territories,
        _ => throw new ArgumentOutOfRangeException(nameof(set)),
    };
}

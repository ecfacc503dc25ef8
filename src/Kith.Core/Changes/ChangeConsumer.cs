namespace Kith.Core.Changes;

/// <summary>
/// Reads the stream of every workspace, each on its own, in order and without gaps. What it writes in the batch's transaction happens once for each change; what it
/// does outside happens at least once, so it must bear being repeated.
/// </summary>
public abstract class ChangeConsumer
{
    /// <summary>Stands for it in tables, addresses and metrics, so it never changes: lower case, digits and underscores.</summary>
    public abstract string Name { get; }

    /// <summary>Names of the types whose changes it wants; null for all.</summary>
    public virtual IReadOnlyCollection<string>? Types => null;

    /// <summary>The kinds of changes it wants, such as <c>created</c>; null for all.</summary>
    public virtual IReadOnlyCollection<string>? Kinds => null;

    /// <summary>Most changes handed over at a time.</summary>
    public virtual int BatchSize => 100;

    /// <summary>True where it reads what happened before it was first installed, too.</summary>
    public virtual bool FromBeginning => false;

    /// <summary>
    /// Handles some changes of one workspace. What it throws undoes the batch, which comes again later; a change that fails again and again is put aside for an
    /// administrator.
    /// </summary>
    /// <param name="cancellation">Ends when the process stops or the batch takes too long.</param>
    public abstract Task HandleAsync(ChangeBatch batch, CancellationToken cancellation);
}

/// <summary>Changes of one workspace in the order of their positions, at least one.</summary>
public class ChangeBatch(Guid workspace, IReadOnlyList<Change> changes)
{
    public Guid Workspace { get; } = workspace;
    public IReadOnlyList<Change> Changes { get; } = changes;
}

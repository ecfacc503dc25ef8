using Kith.Core.Problems;
using Kith.Store.Sql;

namespace Kith.Store.Privacy;

/// <summary>
/// A place where data of people is kept. What is looked for, handed out and erased follows from the declared stores, so a new one joins by a class, a line in the host
/// and the text <c>personal.</c> with its name. A table with texts that no store declares has to be declared <see cref="Impersonal"/>; a test holds that.
/// </summary>
public abstract class PersonalStore
{
    /// <summary>Stands in answers and receipts, such as <c>history</c>.</summary>
    public abstract string Name { get; }

    /// <summary>What people call it.</summary>
    public string Label => Messages.Text("personal." + Name);

    /// <summary>True where it is what a person takes along elsewhere.</summary>
    public virtual bool Own => false;

    /// <summary>The tables it lies in.</summary>
    public abstract IReadOnlyList<string> Tables { get; }

    /// <summary>Files that belong to a person's data, as JSON of the row <c>t</c>: files are left out otherwise.</summary>
    internal virtual SqlText Files => SqlText.Of($"'{{}}'::jsonb");

    /// <summary>Erases what it keeps of a person, in the erasure's transaction; answers of how many rows something went.</summary>
    internal abstract Task<long> EraseAsync(Erasure erasure, CancellationToken cancellation);
}

using Kith.Core.Problems;
using Kith.Core.Types;

namespace Kith.Store.Checks;

/// <summary>Something that must hold of an installation before it serves anybody. Each has the text <c>check.</c> with its name, and one with <c>.fault</c> that says what to do.</summary>
public abstract class StartCheck
{
    private const int MostNamed = 20;

    /// <summary>What it is called, after its class.</summary>
    public string Name => Naming.Snake(GetType().Name);

    /// <summary>What it makes sure of.</summary>
    public string Text => Messages.Text("check." + Name);

    /// <summary>Where it does not hold; empty where all is well.</summary>
    public abstract Task<IReadOnlyList<string>> FaultsAsync(CancellationToken cancellation);

    /// <summary>Says what is wrong, and what to do.</summary>
    public string Fault(IReadOnlyList<string> faults) =>
        Messages.Text($"check.{Name}.fault", string.Join(", ", faults.Take(MostNamed)) + (faults.Count > MostNamed ? ", …" : ""));
}

using Kith.Core.Modules;
using Kith.Core.Types;

namespace Kith.Core.Actions;

/// <summary>A named operation, declared once and offered as endpoint, button and bulk operation.</summary>
/// <param name="Name">A verb, such as <c>complete</c>.</param>
/// <param name="Input">What it asks for.</param>
/// <param name="Apply">Changes the records; the write path then checks and saves them like any other change.</param>
public sealed record ActionDefinition(string Name, string Label, IReadOnlyList<Field> Input, ActionApply Apply)
{
    /// <summary>True where it makes or changes other records along with its own.</summary>
    public bool Composite { get; init; }

    /// <summary>What a call on one record is answered with: names of members, each with the field whose value it shows; empty for the record itself.</summary>
    public IReadOnlyList<(string Name, string Field)> Answers { get; init; } = [];
}

/// <summary>Applies an action to records, given the values of its input by name.</summary>
public delegate ValueTask ActionApply(IReadOnlyList<Draft> drafts, IReadOnlyDictionary<string, object?> input, IRecordSource source, CancellationToken cancellation);

using Kith.Core.Problems;

namespace Kith.Core.Expressions;

/// <summary>Where a function of the language stands.</summary>
public enum FunctionUse
{
    /// <summary>Anywhere in a condition or value: it is about one record.</summary>
    Value,
    /// <summary>Over the records that point at one, or in a measure over all.</summary>
    Records,
    /// <summary>Over the records that point at one only.</summary>
    Pointing,
    /// <summary>In a measure, of a group among others.</summary>
    Groups,
    /// <summary>Behind <c>in</c>: what belongs to the caller.</summary>
    Mine,
}

/// <summary>A function as people are told of it while they type.</summary>
/// <param name="Signature">Name and what stands between its parentheses, such as <c>left(text, n)</c>.</param>
/// <param name="Help">What it gives, in a line.</param>
public sealed record FunctionHelp(string Name, FunctionUse Use, string Signature, string Help)
{
    /// <summary>All functions of the language by name, from the tables that the checker itself reads.</summary>
    public static IReadOnlyList<FunctionHelp> All { get; } = [.. Checker.AllFunctions.OrderBy(f => f.Name, StringComparer.Ordinal).Select(f => new FunctionHelp(f.Name, f.Use, Messages.Text($"function.{f.Name}"), Messages.Text($"function.{f.Name}.gives")))];
}

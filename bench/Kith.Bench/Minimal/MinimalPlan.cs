using Kith.Bench.Database;

namespace Kith.Bench.Minimal;

/// <summary>What the hand-written endpoint is told, in a file.</summary>
/// <param name="Id">The id that the watched request made; null where it made none.</param>
/// <param name="Number">The number that stood in the watched request.</param>
/// <param name="BareBytes">Length of the answer that needs no database.</param>
internal sealed record MinimalPlan(int Port, string Connection, int Pool, IReadOnlyList<Statement> Statements, IReadOnlyList<Choice> Choices, string? Id, string Number, int BareBytes);

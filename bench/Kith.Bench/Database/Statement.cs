namespace Kith.Bench.Database;

/// <summary>A statement as Kith sent it, with the values and PostgreSQL's types of its parameters.</summary>
/// <param name="Begins">True for the first of a transaction.</param>
internal sealed record Statement(string Sql, IReadOnlyList<string?> Values, IReadOnlyList<string> Types, bool Begins);

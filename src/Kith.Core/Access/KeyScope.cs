using System.Collections.Frozen;
using Kith.Core.Problems;
using Kith.Core.Types;

namespace Kith.Core.Access;

/// <summary>
/// What an API key lets through of the rights of its person: <c>all:read</c>, <c>all:write</c>, <c>deal:read</c>, <c>deal:write</c>, <c>function:export</c>.
/// Who may write may read.
/// </summary>
/// <param name="Key">Id of the key.</param>
/// <param name="Names">The scopes as they were given.</param>
public sealed record KeyScope(Guid Key, IReadOnlyList<string> Names)
{
    private const string All = "all";
    private const string ReadSuffix = ":read";
    private const string WriteSuffix = ":write";
    private const string FunctionPrefix = "function:";

    private readonly FrozenSet<string> _names = Names.ToFrozenSet();

    /// <summary>Every scope that a key of the workspace may have.</summary>
    public static IEnumerable<string> Offered(Catalogue catalogue) =>
    [
        .. catalogue.Types.Select(t => t.Name).Prepend(All).SelectMany(t => new[] { t + ReadSuffix, t + WriteSuffix }),
        .. Enum.GetValues<Function>().Where(Grants).Select(f => FunctionPrefix + Name(f)),
    ];

    /// <summary>Adds the scopes that there are not.</summary>
    public static void Check(string field, IReadOnlyList<string> names, Catalogue catalogue, ProblemList problems)
    {
        if (names.Count == 0)
            problems.Add(field, "required", field);
        var offered = Offered(catalogue).ToHashSet();
        foreach (var name in names.Where(n => !offered.Contains(n)))
            problems.Add(field, "api_key.unknown_scope", name);
    }

    /// <summary>True when the scopes hold the function.</summary>
    public bool Holds(Function function) => Grants(function) && _names.Contains(FunctionPrefix + Name(function));

    /// <summary>What is left of rights on a type.</summary>
    public TypeRights Within(RecordType type, TypeRights rights)
    {
        var write = Has(type, WriteSuffix);
        return rights with
        {
            Reads = write || Has(type, ReadSuffix) ? rights.Reads : Reach.None,
            Exports = write || Has(type, ReadSuffix) ? rights.Exports : Reach.None,
            Creates = write ? rights.Creates : Reach.None, Updates = write ? rights.Updates : Reach.None, Deletes = write ? rights.Deletes : Reach.None,
        };
    }

    /// <summary>True when the scopes let all types be read.</summary>
    public bool ReadsAll => _names.Contains(All + ReadSuffix) || _names.Contains(All + WriteSuffix);

    private bool Has(RecordType type, string suffix) => _names.Contains(All + suffix) || _names.Contains(type.Name + suffix);

    // A key that made keys would outlive itself.
    private static bool Grants(Function function) => function != Function.MakeKeys;

    private static string Name(Function function) => Naming.Snake(function.ToString());
}

using Kith.Core.Expressions;
using Kith.Core.Modules;
using Kith.Core.Records;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;

namespace Kith.Sales.Territories;

/// <summary>What is still to be done with companies and goes along when they are handed over.</summary>
public static class Handover
{
    /// <summary>Which deals can still be won.</summary>
    internal const string Open = "not (stage.won or stage.lost)";

    // Most deals and most tasks that go along with one company.
    private const int Most = 1_000;

    /// <summary>The open deals that an owner has with a company.</summary>
    public static Task<IReadOnlyList<Deal>> DealsAsync(IRecordSource source, Guid company, Guid owner, CancellationToken cancellation) =>
        source.FindAsync<Deal>($"company = \"{company}\" and owner = \"{owner}\" and {Open}", Most, cancellation);

    /// <summary>What an owner has still to do about some records, each with the field that names the owner.</summary>
    public static async Task<IReadOnlyList<(RecordType Type, Record Task, Field Owner)>> TasksAsync(IRecordSource source, IEnumerable<Guid> about, Guid owner, CancellationToken cancellation)
    {
        var tasks = new List<(RecordType, Record, Field)>();
        foreach (var (type, subject) in Kinds(source))
        {
            foreach (var some in about.Chunk(100))
            {
                var where = $"{type.Owner.Name} = \"{owner}\" and ({type.Behaviour.Due!.Open}) and {subject.Name}.id in ({Ids(some)})";
                tasks.AddRange((await source.FindAsync(type, where, Most, cancellation)).Select(t => (type, t, type.Owner)));
            }
        }
        return tasks;
    }

    /// <summary>The types of what people have to do, each with the field that says what it is about.</summary>
    internal static IEnumerable<(RecordType Type, Field Subject)> Kinds(IRecordSource source) =>
        source.Names.Catalogue.Types.Where(t => t is { Class: not null, Behaviour.Due: not null } && !t.Owner.System).Select(t => (t, t.Fields.First(f => f.Kind is AnyLinkKind)));

    /// <summary>Ids as a list of the expression language.</summary>
    internal static string Ids(IEnumerable<Guid> ids) => string.Join(", ", ids.Select(id => ExpressionPrinter.Quote(id.ToString("D"))));
}

using Kith.Core.Types;

namespace Kith.Store.Writing;

/// <summary>A checked change of one record, ready to be saved.</summary>
/// <param name="Changed">The fields whose value differs from before.</param>
internal sealed record ReadyWrite(WriteRequest Request, RecordState? Before, object?[] Values, IReadOnlyList<Field> Changed)
{
    public Guid Id => Request.Id;

    /// <summary>Fields whose amount is what it was, and of which what it is worth is saved anew.</summary>
    public IReadOnlyList<Field> Rated { get; init; } = [];
}

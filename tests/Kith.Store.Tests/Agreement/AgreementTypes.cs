using Kith.Core.Modules;
using Kith.Core.Records;
using Kith.Core.Types;
using Record = Kith.Core.Records.Record;

namespace Kith.Store.Tests.Agreement;

/// <summary>Two types with fields of every kind that expressions read, and links of every kind between them.</summary>
public sealed class AgreementModule : Module
{
    protected override void Declare(ModuleBuilder builder) => builder.Type<Item>(t => t.CompositeAction("pack", Pack)).Type<Box>();

    /// <summary>Puts an item into a new box that is called after its note, and marks the item that it is a part of.</summary>
    private static ValueTask Pack(IReadOnlyList<Draft> drafts, IReadOnlyDictionary<string, object?> input, IRecordSource source, CancellationToken cancellation)
    {
        foreach (var draft in drafts)
        {
            var item = (Item)draft.Record;
            item.BoxId = source.NewId();
            draft.Make<Box>(item.BoxId.Value, box => (box.Label, box.Full) = (item.Note ?? "", true));
            if (item.ParentId is { } parent)
                draft.Change<Item>(parent, whole => whole.Flag = true);
        }
        return ValueTask.CompletedTask;
    }
}

[RecordType("item", "items")]
public sealed class Item : Record
{
    [Title, Required] public string Name { get; set; } = "";
    [Markdown] public string? Note { get; set; }
    public long? Count { get; set; }
    public decimal? Score { get; set; }
    [Percent] public decimal? Share { get; set; }
    public Money? Price { get; set; }
    public Money? Cost { get; set; }
    public DateOnly? Made { get; set; }
    public DateTime? Seen { get; set; }
    public bool? Flag { get; set; }
    [Choices("red", "green", "blue_green")] public string? Colour { get; set; }
    [Tags] public string[]? Tags { get; set; }
    [Choices("north", "south")] public string[]? Sides { get; set; }
    public Address? Place { get; set; }
    [Link<Item>] public Guid? ParentId { get; set; }
    [Link<Box>] public Guid? BoxId { get; set; }
    [Link<Person>] public Guid? OwnerId { get; set; }
    [Link<Territory>] public Guid? TerritoryId { get; set; }
    [Link<Person>] public Guid[]? Helpers { get; set; }
    [Link<Item>] public Guid[]? Friends { get; set; }
    [Link] public RecordReference? About { get; set; }
    [Formula("price * share / 100 - coalesce(cost, 0)")] public Money? Gain { get; }
    [Formula("if(flag, score, -score) + box.size")] public decimal? Weight { get; }
    [Formula("score / 3")] public long? Third { get; }
}

[RecordType("box", "boxes")]
public sealed class Box : Record
{
    [Title, Required] public string Label { get; set; } = "";
    public decimal? Size { get; set; }
    public DateOnly? Opened { get; set; }
    public DateTime? Sealed { get; set; }
    public bool? Full { get; set; }
    [Link<Item>] public Guid? LidId { get; set; }
    [Link<Box>] public Guid? WithinId { get; set; }
}

namespace Kith.Sales.Territories;

/// <summary>A record that lies in a territory.</summary>
internal interface IInTerritory
{
    Guid? TerritoryId { get; set; }

    /// <summary>True where a person chose it: then rules leave it alone.</summary>
    bool? TerritoryByHand { get; set; }
}

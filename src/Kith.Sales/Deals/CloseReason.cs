using Kith.Core.Records;
using Kith.Core.Types;

namespace Kith.Sales.Deals;

/// <summary>Why deals are won or lost, as a workspace counts it.</summary>
[RecordType("close_reason", "close_reasons", Icon = "flag", Setup = true, Configuration = true, List = "name,outcome,position,retired")]
public sealed class CloseReason : Record
{
    [Title, Required, MaxLength(100)] public string Name { get; set; } = "";
    /// <summary>What it is a reason for; both where empty.</summary>
    [Choices("won", "lost")] public string? Outcome { get; set; }
    /// <summary>Order in which people see them, from 1.</summary>
    [Range(0, 1000)] public long? Position { get; set; }
    /// <summary>True where it is no longer offered; deals keep it.</summary>
    public bool? Retired { get; set; }
}

/// <summary>Names of the outcomes that a reason may be for.</summary>
internal static class Outcomes
{
    public const string Won = "won";
    public const string Lost = "lost";

    /// <summary>How a deal in a stage ended; null while it is open.</summary>
    public static string? Of(Stage? stage) => stage switch { { Won: true } => Won, { Lost: true } => Lost, _ => null };
}

using System.Text.Json;
using Kith.Core.Changes;
using Kith.Store.Stream;

namespace Kith.Store.Audit;

/// <summary>Tells the audit of people who may no longer work here, or may again, through whatever door that was changed.</summary>
public sealed class PeopleEvents : StoredConsumer
{
    public override string Name => "people_events";
    public override IReadOnlyCollection<string> Types => ["person"];
    public override IReadOnlyCollection<string> Kinds => ["updated", "deleted", "restored"];

    protected override Task HandleAsync(StoredBatch batch, CancellationToken cancellation) =>
        SecurityLog.AppendAsync(batch.Session, batch.Workspace, [.. batch.Changes.Select(Of).OfType<SecurityEvent>()], cancellation);

    private static SecurityEvent? Of(Change change)
    {
        SecurityEventKind? kind = change.Kind switch
        {
            "deleted" => SecurityEventKind.Deactivated,
            "restored" => SecurityEventKind.Reactivated,
            _ when change.Diff.TryGetProperty("active", out var active) => active[1].ValueKind == JsonValueKind.True ? SecurityEventKind.Reactivated : SecurityEventKind.Deactivated,
            _ => null,
        };
        return kind is { } known ? new SecurityEvent(known, change.By, change.Via, change.Record, change.Title) { Behalf = change.Behalf }.With("change", change.Position) : null;
    }
}

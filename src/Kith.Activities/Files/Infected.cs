using Kith.Core.Changes;
using Kith.Core.Notifications;
using Kith.Core.Types;

namespace Kith.Activities.Files;

/// <summary>Something harmful was found in a file that the person added.</summary>
public sealed class Infected : NotificationKind
{
    private const string State = "scan_state";

    public override string Name => "infected";
    public override Channels Standard { get; } = new(App: true, MailTiming.Now);

    public override bool AsksWhose(Change change, RecordType type) =>
        type.Class == typeof(StoredFile) && change.Kind == "updated" && change.Diff.TryGetProperty(State, out var values) && values[1].ValueEquals("infected");

    public override IEnumerable<Notice> Of(NoticedChange noticed) => noticed.Whose is { } person && AsksWhose(noticed.Change, noticed.Type) ? [new Notice(person, [])] : [];
}

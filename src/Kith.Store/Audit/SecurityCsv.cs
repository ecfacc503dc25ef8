using System.Text.Json;
using Kith.Core.Changes;
using Kith.Core.Problems;
using Kith.Core.Types.Kinds;
using Kith.Store.Transfer;

namespace Kith.Store.Audit;

/// <summary>Writes events of the audit as CSV.</summary>
public sealed class SecurityCsv(System.IO.Stream output)
{
    private static readonly string[] Names = ["position", "at", "kind", "event", "by", "behalf", "via", "subject", "details"];

    // Not disposed of where it fails: what it still holds must not go out behind an error.
    private readonly StreamWriter _writer = CsvLines.Writer(output);

    /// <summary>Events written so far.</summary>
    public long Rows { get; private set; }

    /// <summary>Writes the line of names.</summary>
    public Task BeginAsync(CancellationToken cancellation) => WriteAsync([Names], cancellation);

    /// <summary>Writes events, a line for each.</summary>
    public Task WriteAsync(IReadOnlyList<Change> events, CancellationToken cancellation)
    {
        Rows += events.Count;
        return WriteAsync(events.Select(Cells), cancellation);
    }

    private async Task WriteAsync(IEnumerable<string[]> lines, CancellationToken cancellation)
    {
        var csv = new CsvLines(_writer, ',');
        foreach (var line in lines)
            await csv.WriteAsync(line, cancellation);
        await _writer.FlushAsync(cancellation);
    }

    private static string[] Cells(Change change) =>
    [
        FormattableString.Invariant($"{change.Position}"), FieldKinds.DateTime.ToText(change.At), change.Kind, Messages.Text("security." + change.Kind), CellText.Text(change.ByName), CellText.Text(change.BehalfName),
        change.Via, CellText.Text(change.Title), CellText.Text(string.Join("; ", change.Diff.EnumerateObject().Select(d => $"{d.Name}: {Fact(d.Value)}"))),
    ];

    private static string Fact(JsonElement pair) => pair[0].ValueKind == JsonValueKind.Null ? pair[1].ToString() : $"{pair[0]} → {pair[1]}";
}

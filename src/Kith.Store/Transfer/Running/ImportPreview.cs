using System.Buffers;
using System.Text.Json;
using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Store.Reading;
using Kith.Store.Sql;

namespace Kith.Store.Transfer.Running;

/// <summary>Shows what a mapping would do to the first rows of a file and which of its names nothing is called by.</summary>
internal sealed class ImportPreview(KithStore store, Session session, Caller caller, Catalogue catalogue, Guid id, ImportEntry import, DateTime now)
{
    private const int Sample = 50;

    /// <summary>Writes <c>{"rows", "sample", "unresolved", "problems"}</c>. What is wrong with the mapping is among the problems, as the person is still at it.</summary>
    public async Task WriteAsync(JsonElement mapping, IBufferWriter<byte> output, CancellationToken cancellation)
    {
        var problems = new ProblemList();
        var plan = ImportMapping.Parse(mapping, store.Imports.Context(caller, catalogue, import.Profile!), problems);
        if (plan is { NewFields.Count: > 0 } && !store.Policy.May(caller, Function.ManageTypes))
            problems.Add($"mapping.{plan.NewFields[0].Column}.new_field", "import.no_new_fields");
        await using var writer = new Utf8JsonWriter(output, RecordReader.Json);
        writer.WriteStartObject();
        writer.WriteNumber("rows"u8, import.Status.Rows);
        if (plan is null)
        {
            writer.WriteStartArray("sample"u8);
            writer.WriteEndArray();
            writer.WriteStartArray("unresolved"u8);
            writer.WriteEndArray();
        }
        else
        {
            var lookup = new KeyLookup(caller, new RightsSql(caller, store.Policy, catalogue, now));
            var found = await PreviewNames.FindAsync(session, caller, catalogue, plan, lookup, () => Open(cancellation), cancellation);
            await WriteSampleAsync(writer, plan, found, cancellation);
            found.Write(writer);
        }
        writer.WriteStartArray("problems"u8);
        foreach (var problem in problems.Errors)
            Write(writer, problem);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private RowSource Open(CancellationToken cancellation) =>
        RowSource.Open(store.Imports.Files.Open(caller.Workspace, id, import.Size, cancellation), import.Profile!.Format);

    private async Task WriteSampleAsync(Utf8JsonWriter writer, ImportPlan plan, PreviewNames names, CancellationToken cancellation)
    {
        var rows = await Task.Run(() =>
        {
            using var source = Open(cancellation);
            var reader = new RowReader(plan);
            return source.Rows(cancellation).Take(Sample).Select(reader.Read).ToList();
        }, cancellation);
        writer.WriteStartArray("sample"u8);
        foreach (var row in rows.Select(r => new RowWork(r, Guid.Empty)))
        {
            writer.WriteStartObject();
            writer.WriteNumber("row"u8, row.Row.Number);
            writer.WriteStartObject("record"u8);
            for (var slot = 0; slot < plan.Fields.Count; slot++)
            {
                writer.WritePropertyName(plan.Fields[slot].Name);
                WriteValue(writer, plan.Fields[slot], row.Entry(slot), row, names);
            }
            writer.WriteEndObject();
            writer.WriteStartArray("errors"u8);
            foreach (var problem in row.Row.Problems.Errors)
                Write(writer, problem);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static void WriteValue(Utf8JsonWriter writer, Field field, object? entry, RowWork row, PreviewNames names)
    {
        switch (entry)
        {
            case LinkText link:
                names.WriteLink(writer, row, link);
                break;
            case LinkText[] many:
                writer.WriteStartArray();
                foreach (var link in many)
                    names.WriteLink(writer, row, link);
                writer.WriteEndArray();
                break;
            case AddressPatch patch when patch.Over(null, new ProblemList()) is { } address:
                field.Kind.Write(writer, address);
                break;
            case null or AddressPatch:
                writer.WriteNullValue();
                break;
            case var keep when ReferenceEquals(keep, ImportRow.Keep):
                writer.WriteNullValue();
                break;
            default:
                field.Kind.Write(writer, entry);
                break;
        }
    }

    private static void Write(Utf8JsonWriter writer, FieldProblem problem)
    {
        writer.WriteStartObject();
        writer.WriteString("field"u8, problem.Field);
        writer.WriteString("code"u8, problem.Code);
        writer.WriteString("message"u8, problem.Message);
        if (problem.Suggestion is { } suggestion)
            writer.WriteString("suggestion"u8, suggestion);
        writer.WriteEndObject();
    }
}

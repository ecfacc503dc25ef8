using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using Kith.Store.Transfer.Sheets;

namespace Kith.Store.Transfer;

/// <summary>
/// Turns the rows of a file into values by a plan. One reader serves one run in one thread: it remembers the texts of columns that
/// repeat and the choices it made. When a chunk is rolled back, go on with a new reader, or choices it made would be missing.
/// </summary>
public sealed class RowReader
{
    private readonly ImportPlan _plan;
    private readonly CellReader[] _cells;
    private readonly CellReader[] _defaults;
    private readonly CellReader?[] _byColumn;
    private List<NewChoice> _newChoices = [];

    public RowReader(ImportPlan plan)
    {
        _plan = plan;
        var makers = new Dictionary<int, ChoiceMaker>();
        ChoiceMaker? Maker(ColumnPlan column)
        {
            if (column.Slot < 0 || !IsChoice(plan.Fields[column.Slot]))
                return null;
            // A field's column and its default share the choices they make.
            if (!makers.TryGetValue(column.Slot, out var maker))
                makers[column.Slot] = maker = new ChoiceMaker(plan.Fields[column.Slot], NoteChoice);
            return maker;
        }
        _cells = [.. plan.Columns.Select(c => new CellReader(c, Maker(c)))];
        _defaults = [.. plan.Defaults.Select(d => new CellReader(d.Reading, Maker(d.Reading)))];
        _byColumn = new CellReader?[plan.Columns.Select(c => c.Index).Concat(plan.Defaults.SelectMany(d => d.Columns)).DefaultIfEmpty(-1).Max() + 1];
        foreach (var reader in _cells)
            _byColumn[reader.Plan.Index] = reader;
    }

    private void NoteChoice(NewChoice choice) => _newChoices.Add(choice);

    private static bool IsChoice(Field field) => field.Kind == FieldKinds.Choice || field.Kind == FieldKinds.Choices;

    /// <summary>The choices made since the last call; store them before the rows that were read since then.</summary>
    public IReadOnlyList<NewChoice> TakeNewChoices()
    {
        var choices = _newChoices;
        _newChoices = [];
        return choices;
    }

    /// <summary>The values of a row. A row with problems may have been read in part only and is not to be stored.</summary>
    public ImportRow Read(CsvRow row)
    {
        var problems = new ProblemList();
        foreach (var problem in row.Problems)
            problems.Add(problem);
        var values = new object?[_plan.Fields.Count];
        Array.Fill(values, ImportRow.Keep);
        Guid? id = null;
        foreach (var reader in _cells)
        {
            if (row.TypeOf(reader.Plan.Index) == CellType.Error)
            {
                problems.Add(reader.Plan.Path.Text, "import.cell_error", CellReader.Quoted(row.Cells[reader.Plan.Index]), reader.Plan.Path.Field?.Label ?? "id");
                continue;
            }
            var cell = reader.CellOf(row.Cells);
            if (reader.Plan.Slot < 0)
                id = ReadId(reader.TextOf(cell), problems);
            else if (reader.Plan.Path.Part is { } part)
                SetPart(values, reader, part, cell);
            else
                values[reader.Plan.Slot] = reader.Read(cell, row.TypeOf(reader.Plan.Index), problems);
        }
        foreach (var value in values)
        {
            // Checked here with the row; the store lays it over the record's address, where there is one.
            if (value is AddressPatch patch)
                patch.Over(null, problems);
        }
        return new ImportRow(row.Number, row.Cells, id, values, ReadDefaults(row.Cells, values, problems), problems) { Types = row.Types };
    }

    private static Guid? ReadId(string text, ProblemList problems)
    {
        if (text.Length == 0)
            return null;
        if (Guid.TryParse(text, out var id))
            return id;
        problems.Add("id", "bad_id", CellReader.Quoted(text));
        return null;
    }

    private static void SetPart(object?[] values, CellReader reader, string part, string cell)
    {
        var text = reader.TextOf(cell);
        if (text.Length == 0 && reader.Plan.Empty == OnEmpty.Keep)
            return;
        if (values[reader.Plan.Slot] is not AddressPatch patch)
            values[reader.Plan.Slot] = patch = new AddressPatch(reader.Plan.Path.Field!);
        patch.Set(part, text.Length == 0 ? null : text);
    }

    private object?[]? ReadDefaults(string[] cells, object?[] values, ProblemList problems)
    {
        object?[]? defaults = null;
        for (var i = 0; i < _defaults.Length; i++)
        {
            var plan = _plan.Defaults[i];
            if (!ImportRow.IsEmpty(values[plan.Slot]) || Fill(plan, cells) is not { } text)
                continue;
            if (defaults is null)
            {
                defaults = new object?[values.Length];
                Array.Fill(defaults, ImportRow.Keep);
            }
            defaults[plan.Slot] = _defaults[i].Read(text, CellType.Text, problems);
        }
        return defaults;
    }

    private string? Fill(DefaultPlan plan, string[] cells)
    {
        var parts = new string?[plan.Columns.Count];
        for (var i = 0; i < parts.Length; i++)
        {
            var column = plan.Columns[i];
            var text = _byColumn[column]?.TextOf(cells[column]) ?? cells[column];
            // A value may have been mapped to a record's id, which is nothing to read; the cell itself is.
            parts[i] = Guid.TryParse(text, out _) ? cells[column] : text;
        }
        return plan.Template.Fill(parts);
    }
}

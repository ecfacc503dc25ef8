namespace Kith.Store.Transfer;

/// <summary>What one pass over a file found out about a column.</summary>
public sealed record ColumnProfile
{
    /// <summary>The column's name in mappings.</summary>
    public required string Name { get; init; }
    /// <summary>The first different values, at most <see cref="ColumnProfiler.MostSamples"/>, long ones cut.</summary>
    public required IReadOnlyList<string> Samples { get; init; }
    /// <summary>Rows whose cell is not blank.</summary>
    public required long Filled { get; init; }
    /// <summary>Different values; exact up to <see cref="ColumnProfiler.MostDistinct"/>, which it never exceeds.</summary>
    public required int Distinct { get; init; }
    /// <summary>True where there are more different values than <see cref="Distinct"/> says.</summary>
    public required bool DistinctMore { get; init; }
    /// <summary>Name of the field kind that would keep every value.</summary>
    public required string Kind { get; init; }
    /// <summary>The date formats that read every value and can give different days: one says how dates are written, several need a person's choice.</summary>
    public required IReadOnlyList<string> Formats { get; init; }
    /// <summary>What the numbers say about their marks.</summary>
    public required NumberMarks Numbers { get; init; }

    /// <summary>True when decimals have a comma, false when they have a point; null when the column leaves it open.</summary>
    public bool? DecimalComma => Numbers switch { NumberMarks.Comma => true, NumberMarks.Point => false, _ => null };
}

/// <summary>What one pass over a file found out.</summary>
/// <param name="Format">How the file is written.</param>
/// <param name="Rows">Rows of data, without blank ones.</param>
/// <param name="Columns">The columns in the file's order.</param>
public sealed record FileProfile(CsvFormat Format, long Rows, IReadOnlyList<ColumnProfile> Columns)
{
    /// <summary>Reads a source to its end. Memory does not grow with the file.</summary>
    /// <exception cref="Kith.Core.Problems.ProblemException">The file cannot be read to its end.</exception>
    public static FileProfile Of(RowSource source, CancellationToken cancellation)
    {
        var columns = source.Columns.Select(name => new ColumnProfiler(name)).ToArray();
        var rows = 0L;
        foreach (var row in source.Rows(cancellation))
        {
            rows = row.Number;
            for (var i = 0; i < columns.Length; i++)
                columns[i].Add(row.Cells[i], row.TypeOf(i));
        }
        return new FileProfile(source.Format, rows, [.. columns.Select(c => c.ToProfile())]);
    }

    /// <summary>Position of the column of a name, ignoring case; -1 when there is none.</summary>
    public int IndexOf(string column)
    {
        for (var i = 0; i < Columns.Count; i++)
        {
            if (string.Equals(Columns[i].Name, column.Trim(), StringComparison.OrdinalIgnoreCase))
                return i;
        }
        return -1;
    }
}

namespace Kith.Store.Transfer.Sheets;

/// <summary>What a program that wrote a file says of a cell. The cells of text files are all <see cref="Text"/>: what they mean has to be found out.</summary>
public enum CellType : byte
{
    Text,
    /// <summary>A number with a point before its decimals; a percent sign or a currency may stand with it.</summary>
    Number,
    /// <summary>A day or a time of day on a day, in ISO 8601.</summary>
    Date,
    /// <summary>No value could be worked out, or it is none that can be kept.</summary>
    Error,
}

/// <summary>One cell of a sheet.</summary>
/// <param name="Text">Its value; empty for none.</param>
/// <param name="Type">What it is.</param>
internal readonly record struct SheetCell(string Text, CellType Type);

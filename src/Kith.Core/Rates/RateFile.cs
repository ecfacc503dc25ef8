using System.Globalization;
using System.Xml;
using Kith.Core.Problems;
using Kith.Core.Types.Kinds;

namespace Kith.Core.Rates;

/// <summary>
/// Reads rates from files: what the European Central Bank publishes (<c>eurofxref</c>, as CSV with a column for each currency or as XML), and lists with the columns
/// currency, date and rate, where the rate is what one unit is worth in the workspace's currency.
/// </summary>
public static class RateFile
{
    private const string Euro = "EUR";
    private const string Cube = "Cube";

    /// <summary>The rates of a file.</summary>
    /// <exception cref="ProblemException">The file is none of those, or a line of it cannot be read.</exception>
    public static RateSheet Read(Stream file)
    {
        using var reader = new StreamReader(file);
        while (reader.Peek() is var next && next >= 0 && char.IsWhiteSpace((char)next))
            _ = reader.Read();
        return reader.Peek() == '<' ? ReadXml(reader) : ReadLines(reader);
    }

    private static RateSheet ReadXml(TextReader text)
    {
        var quotes = new List<Quote>();
        try
        {
            using var xml = XmlReader.Create(text, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            DateOnly? day = null;
            while (xml.Read())
            {
                if (xml.NodeType != XmlNodeType.Element || xml.LocalName != Cube)
                    continue;
                if (xml.GetAttribute("time") is { } time)
                    day = Day(time) ?? throw Unknown();
                if (xml.GetAttribute("currency") is { } currency && xml.GetAttribute("rate") is { } rate && Known(currency))
                    quotes.Add(new Quote(currency, day ?? throw Unknown(), Number(rate) ?? throw Line((xml as IXmlLineInfo)?.LineNumber ?? 0)));
            }
        }
        catch (XmlException)
        {
            throw Unknown();
        }
        return quotes.Count == 0 ? throw Unknown() : new RateSheet(Euro, quotes, []);
    }

    private static RateSheet ReadLines(TextReader text)
    {
        var first = text.ReadLine() ?? throw Unknown();
        var separator = first.Contains(';', StringComparison.Ordinal) ? ';' : first.Contains('\t', StringComparison.Ordinal) ? '\t' : ',';
        var heads = Cells(first, separator);
        string[] names = [.. heads.Select(h => h.ToLowerInvariant())];
        return names is ["date", ..] && heads.Skip(1).Any(Known) && Array.IndexOf(names, "rate") < 0 ? Wide(text, separator, heads) : Long(text, separator, names);
    }

    // As the central bank has it: a line for each day, a column for each currency.
    private static RateSheet Wide(TextReader text, char separator, string[] heads)
    {
        var quotes = new List<Quote>();
        foreach (var (number, cells) in Lines(text, separator))
        {
            var day = Day(cells[0]) ?? throw Line(number);
            for (var i = 1; i < Math.Min(cells.Length, heads.Length); i++)
            {
                if (Known(heads[i]) && cells[i] is not ("" or "N/A"))
                    quotes.Add(new Quote(heads[i], day, Number(cells[i]) ?? throw Line(number)));
            }
        }
        return new RateSheet(Euro, quotes, []);
    }

    private static RateSheet Long(TextReader text, char separator, string[] names)
    {
        var (currency, date, rate) = (Array.IndexOf(names, "currency"), Array.IndexOf(names, "date"), Array.IndexOf(names, "rate"));
        if (currency < 0 || date < 0 || rate < 0)
            throw Unknown();
        var rates = new List<DayRate>();
        foreach (var (number, cells) in Lines(text, separator))
        {
            if (cells.Length <= Math.Max(currency, Math.Max(date, rate)) || !Known(cells[currency].ToUpperInvariant()) || Day(cells[date]) is not { } day || Number(cells[rate]) is not { } value || RateSheet.Round(value) is not (> 0 and var rounded))
                throw Line(number);
            rates.Add(new DayRate(cells[currency].ToUpperInvariant(), day, rounded));
        }
        return new RateSheet(null, [], rates);
    }

    private static IEnumerable<(int Number, string[] Cells)> Lines(TextReader text, char separator)
    {
        for (var number = 2; text.ReadLine() is { } line; number++)
        {
            if (!string.IsNullOrWhiteSpace(line))
                yield return (number, Cells(line, separator));
        }
    }

    private static string[] Cells(string line, char separator) => [.. line.Split(separator).Select(c => c.Trim().Trim('"'))];

    private static bool Known(string code) => Currencies.Known(code);

    // The central bank writes days in words where it publishes one alone.
    private static DateOnly? Day(string text) => DateOnly.TryParseExact(text, ["yyyy-MM-dd", "d MMMM yyyy"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static decimal? Number(string text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= RateKind.Highest ? number : null;

    private static ProblemException Unknown() => new(Problem.Field("", "rate.file_unknown"));

    private static ProblemException Line(int number) => new(Problem.Field("", "rate.file_line", number));
}

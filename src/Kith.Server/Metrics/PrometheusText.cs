using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Kith.Server.Metrics;

/// <summary>Writes what was collected in the text format of Prometheus, version 0.0.4.</summary>
public static class PrometheusText
{
    /// <summary>The format's media type.</summary>
    public const string MediaType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Every series.</summary>
    public static string Write(MetricsCollector collected)
    {
        var text = new StringBuilder();
        foreach (var (instrument, series) in collected.Read())
        {
            var kind = Kind(instrument);
            var name = FullName(instrument, kind);
            if (instrument.Description is { } description)
                text.Append("# HELP ").Append(name).Append(' ').Append(description.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)).Append('\n');
            text.Append("# TYPE ").Append(name).Append(' ').Append(kind).Append('\n');
            foreach (var (tags, value) in series)
            {
                if (value.Buckets is null)
                    Line(text, name, tags, value.Sum);
                else
                    Histogram(text, name, tags, value);
            }
        }
        return text.ToString();
    }

    /// <summary>A name in the letters that Prometheus takes.</summary>
    public static string Name(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));

    /// <summary>The value of a label without what would end it.</summary>
    public static string Escape(string value) => value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Kind(Instrument instrument)
    {
        var type = instrument.GetType() is { IsGenericType: true } t ? t.GetGenericTypeDefinition() : null;
        return type == typeof(Histogram<>) ? "histogram" : type == typeof(Counter<>) || type == typeof(ObservableCounter<>) ? "counter" : "gauge";
    }

    // By convention a name ends with its unit, and that of a counter with “total”.
    private static string FullName(Instrument instrument, string kind)
    {
        var unit = instrument.Unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" };
        return Name(instrument.Name) + unit + (kind == "counter" ? "_total" : "");
    }

    private static void Histogram(StringBuilder text, string name, string tags, Reading value)
    {
        var before = tags.Length == 0 ? "" : tags + ",";
        for (var i = 0; i < value.Buckets!.Count; i++)
        {
            var bound = i < Series.Bounds.Count ? Number(Series.Bounds[i]) : "+Inf";
            Line(text, name + "_bucket", $"{before}le=\"{bound}\"", value.Buckets[i]);
        }
        Line(text, name + "_sum", tags, value.Sum);
        Line(text, name + "_count", tags, value.Buckets[^1]);
    }

    private static void Line(StringBuilder text, string name, string tags, double value)
    {
        text.Append(name);
        if (tags.Length > 0)
            text.Append('{').Append(tags).Append('}');
        text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}

using System.Text.Json;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;

namespace Kith.Core.Tests.Types;

/// <summary>Reads texts and JSON by a kind, as imports and the API do.</summary>
public static class Reading
{
    public static readonly InputFormat Euros = new("EUR");

    public static Field Field(FieldKind kind, params string[] choices) =>
        new() { Name = "field", Label = "Field", Kind = kind, Choices = [.. choices.Select(c => new Choice(c, Naming.Label(c)))] };

    /// <summary>The value of a cell in its JSON form, or the codes of what is wrong with it behind a “!”.</summary>
    public static string? Cell(FieldKind kind, string text, InputFormat? format = null, Field? field = null)
    {
        var problems = new ProblemList();
        var value = kind.FromText(text, field ?? Field(kind), format ?? Euros, problems);
        return Shown(kind, value, problems);
    }

    /// <summary>The value of JSON in its JSON form, or the codes of what is wrong with it behind a “!”.</summary>
    public static string? Json(FieldKind kind, string json, Field? field = null)
    {
        using var document = JsonDocument.Parse(json);
        var problems = new ProblemList();
        var value = kind.Parse(document.RootElement, field ?? Field(kind), Euros, problems);
        return Shown(kind, value, problems);
    }

    private static string? Shown(FieldKind kind, object? value, ProblemList problems)
    {
        Assert.All(problems.Errors, e => Assert.True(Messages.Knows(e.Code), e.Code));
        if (!problems.None)
            return value is null ? "!" + string.Join(' ', problems.Errors.Select(e => e.Code)) : "a value beside a problem";
        return value is null ? null : Written(kind, value);
    }

    /// <summary>The JSON form of a value; texts without their quotes.</summary>
    public static string Written(FieldKind kind, object value)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
            kind.Write(writer, value);
        using var document = JsonDocument.Parse(buffer.ToArray());
        return document.RootElement.ToString();
    }

    /// <summary>A value's text, read again, is the same value.</summary>
    public static void RoundTrips(FieldKind kind, object value, Field? field = null)
    {
        var problems = new ProblemList();
        var text = kind.ToText(value);
        var again = kind.FromText(text, field ?? Field(kind), Euros, problems);
        Assert.True(problems.None, $"{kind.Name}: “{text}” is refused");
        Assert.True(kind.Same(value, again), $"{kind.Name}: “{text}” reads as {again}");
    }
}

using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using ValueType = Kith.Core.Types.ValueType;

namespace Kith.Store.Transfer;

/// <summary>A choice that an import adds to a field.</summary>
public sealed record NewChoice(Field Field, Choice Choice);

/// <summary>Reads the choices of one column and, where the mapping says so, makes those that are missing or leaves them out.</summary>
internal sealed class ChoiceMaker(Field original, Action<NewChoice> made)
{
    /// <summary>Most choices an import adds to a field: more are a mistake in the mapping.</summary>
    public const int Most = 500;
    private const int LongestLabel = 100;

    private Field _field = original;
    private int _made;

    public object? Read(string text, ColumnPlan plan, ProblemList problems)
    {
        var several = _field.Kind.ValueType == ValueType.TextList;
        string[] items = several ? text.Split(text.Contains(';', StringComparison.Ordinal) ? ';' : ',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : [text];
        var known = new List<string>(items.Length);
        foreach (var item in items)
        {
            if (ChoiceKind.Find(_field, item) is { } choice)
                known.Add(choice.Value);
            else if (plan.Unresolved == Unresolved.Create && Make(item, problems) is { } added)
                known.Add(added.Value);
            else if (plan.Unresolved == Unresolved.Fail)
                return _field.Kind.FromText(text, _field, plan.Format, problems);
        }
        if (known.Count == 0)
            return plan.Empty == OnEmpty.Clear ? null : ImportRow.Keep;
        // The last semicolon keeps a lone value with a comma in it whole.
        return _field.Kind.FromText(several ? string.Join(';', known) + ';' : known[0], _field, plan.Format, problems);
    }

    private Choice? Make(string label, ProblemList problems)
    {
        if (label.Length > LongestLabel || label.Any(char.IsControl))
        {
            problems.Add(_field.Name, "import.bad_choice", _field.Label, CellReader.Quoted(label));
            return null;
        }
        if (_made >= Most)
        {
            problems.Add(_field.Name, "import.too_many_choices", _field.Label, Most);
            return null;
        }
        var choice = new Choice(ValueOf(label), label);
        _field = _field with { Choices = [.. _field.Choices, choice] };
        _made++;
        made(new NewChoice(_field, choice));
        return choice;
    }

    /// <summary>A stable value made of the label; labels without Latin letters keep themselves.</summary>
    private string ValueOf(string label)
    {
        var plain = Naming.Own(label) is { } own ? own[..^2] : label.ToLowerInvariant().Replace(';', ' ').Replace(',', ' ');
        var value = plain;
        for (var n = 2; _field.Choices.Any(c => string.Equals(c.Value, value, StringComparison.OrdinalIgnoreCase)); n++)
            value = $"{plain}_{n}";
        return value;
    }
}

using System.Globalization;
using Kith.Core.Expressions;
using Kith.Core.Modules;
using Kith.Core.Problems;
using Kith.Core.Queries;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using ValueType = Kith.Core.Types.ValueType;

namespace Kith.Core.Views;

/// <summary>
/// What always holds for views. Only what a write changes is checked: a view that named a field which is gone since stays as it is, can be
/// renamed and mended, and its reader is told what no longer fits.
/// </summary>
internal static class ViewRules
{
    /// <summary>What a view names exists, for the one who saves it.</summary>
    public static ValueTask FitsItsType(IReadOnlyList<Draft> drafts, IRecordSource source, CancellationToken cancellation)
    {
        foreach (var draft in drafts)
            Check((View)draft.Record, draft, source.Names);
        return ValueTask.CompletedTask;
    }

    private static void Check(View view, Draft draft, CheckContext names)
    {
        if (view.Type.Length == 0)
            return;
        if (TypeOf(view.Type, names) is not { } type)
        {
            if (draft.IsNew || draft.Changed("type"))
                draft.Problems.Add(UnknownType(view.Type, names));
            return;
        }
        view.Type = type.Plural;
        bool Asks(string field) => draft.IsNew || draft.Changed(field) || draft.Changed("type");
        if (view.Filter is { } filter && Asks("filter"))
            Try(draft.Problems, () => ExpressionChecker.Condition(filter, type, names, "filter"));
        if (view.Sort is { } sort && Asks("sort"))
            Keys(sort, type, names, draft.Problems);
        if (view.Columns is { } columns && Asks("columns"))
            Columns(columns, type, names, draft.Problems);
        foreach (var (field, name) in new[] { ("group", view.Group), ("across", view.Across) })
        {
            if (name is not null && Asks(field))
                Value(field, name, type, names, draft.Problems, v => v is not (ValueType.TextList or ValueType.LinkList or ValueType.Address));
        }
        foreach (var (field, name) in new[] { ("start", view.Start), ("end", view.End) })
        {
            if (name is not null && Asks(field))
                Value(field, name, type, names, draft.Problems, v => v is ValueType.Date or ValueType.Instant);
        }
        if (view.Measure is { } measure && Asks("measure"))
            Try(draft.Problems, () => ExpressionChecker.Measure(measure, type, names, "measure"));
        if (view.Scope is { } scope && Asks("scope") && !Guid.TryParseExact(scope, "D", out _))
            draft.Problems.Add("scope", "bad_id", scope);
    }

    private static RecordType? TypeOf(string name, CheckContext names) => names.Catalogue.FindPlural(name) ?? names.Catalogue.Find(name);

    private static FieldProblem UnknownType(string name, CheckContext names)
    {
        var near = Nearest.Of(name, names.Catalogue.Types.Select(t => t.Plural));
        return new FieldProblem("type", "unknown_type", near is null ? Messages.Text("unknown_type", name) : Messages.Text("unknown_type_suggest", name, near), Suggestion: near);
    }

    private static void Keys(string sort, RecordType type, CheckContext names, ProblemList problems)
    {
        var position = 0;
        foreach (var key in sort.Split(','))
        {
            var turned = key.StartsWith('-') ? 1 : 0;
            var start = position + turned;
            Try(problems, () =>
            {
                if (SortKeys.Sortable(ExpressionChecker.Value(key[turned..], type, names, "sort")) is null)
                    problems.Add(new FieldProblem("sort", "not_sortable", Messages.Text("not_sortable", key[turned..]), start, key.Length - turned));
            }, start);
            position += key.Length + 1;
        }
    }

    private static void Columns(string columns, RecordType type, CheckContext names, ProblemList problems)
    {
        var position = 0;
        foreach (var column in columns.Split(','))
        {
            var parts = column.Split(':');
            if (parts.Length > 2 || (parts.Length == 2 && !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out _)))
                problems.Add(new FieldProblem("columns", "view.bad_width", Messages.Text("view.bad_width", column), position, column.Length));
            else if (FieldPaths.Resolve(type, parts[0], names.Catalogue, names.Limits.Links, names.Hidden).Field is null)
                problems.Add(UnknownColumn(parts[0], position, type, names));
            position += column.Length + 1;
        }
    }

    private static FieldProblem UnknownColumn(string name, int position, RecordType type, CheckContext names)
    {
        var near = Nearest.Of(name, type.Fields.Where(f => !names.Hidden(type, f)).Select(f => f.Name));
        var message = near is null ? Messages.Text("unknown_field", name) : Messages.Text("unknown_field_suggest", name, near);
        return new FieldProblem("columns", "unknown_field", message, position, name.Length, near);
    }

    private static void Value(string field, string text, RecordType type, CheckContext names, ProblemList problems, Func<ValueType, bool> fits) => Try(problems, () =>
    {
        if (!fits(ExpressionChecker.Value(text, type, names, field).Type))
            problems.Add(new FieldProblem(field, "view.does_not_fit", Messages.Text("view.does_not_fit", text), 0, text.Length));
    });

    /// <summary>Takes over what a check refuses, with places counted from <paramref name="offset"/>.</summary>
    private static void Try(ProblemList problems, Action check, int offset = 0)
    {
        try
        {
            check();
        }
        catch (ProblemException refusal)
        {
            foreach (var error in refusal.Problem.Errors)
                problems.Add(error with { Position = error.Position + offset });
        }
    }
}

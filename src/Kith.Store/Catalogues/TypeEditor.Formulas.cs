using Kith.Core.Access;
using Kith.Core.Expressions;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using Kith.Store.Reading;
using Kith.Store.Schema;
using Kith.Store.Sql;

namespace Kith.Store.Catalogues;

/// <content>Calculated fields: each formula is checked with all others before it is kept.</content>
public sealed partial class TypeEditor
{
    /// <summary>Each is worked out for every record of a list that shows all fields.</summary>
    private const int MostFormulas = 50;

    private Field OwnField(Caller caller, RecordType type, string name) =>
        FieldOf(caller, type, name) is { Own: true } field ? field : throw new ProblemException(Problem.Field("field", "field.not_own", type[name].Label));

    private Field FieldOf(Caller caller, RecordType type, string name)
    {
        Authorise(caller);
        return type.Find(name) is { } field && !store.Policy.Rights(caller, type).Hidden.Contains(name) ? field : throw ProblemException.NotFound();
    }

    /// <summary>Checks the formulas and presets among new fields beside each other, and gives those without a kind the one that fits.</summary>
    /// <param name="shape">Makes the type with the new fields.</param>
    private List<Checked> WithExpressions(Caller caller, Catalogue catalogue, Func<IEnumerable<Field>, RecordType> shape, List<Checked> made, ProblemList problems)
    {
        if (made.TrueForAll(f => f.Asked.Formula is null && f.Field.Preset is null))
            return made;
        var whole = shape(made.Select(f => f.Field));
        if (whole.Fields.Count(f => f is { Own: true, Formula: not null }) > MostFormulas)
            problems.Add("fields", "too_many_formulas", MostFormulas);
        var after = catalogue.With(whole);
        foreach (var field in made.Where(f => f.Field.Preset is not null && f.Asked.Formula is null))
            CheckPreset(caller, after, whole, field.Field, field.Where, problems);
        return [.. made.Select(f => f.Asked.Formula is null ? f : f with { Kind = KindOf(caller, after, whole, f.Asked.Formula, f.Kind, f.Where, problems) })];
    }

    private void CheckPreset(Caller caller, Catalogue catalogue, RecordType type, Field field, string where, ProblemList problems)
    {
        try
        {
            var expression = Presets.Checked(type, field, Names(caller, catalogue), where + "preset");
            if (!Presets.Fits(field, expression))
                problems.Add(where + "preset", "preset.kind", Messages.Text("expression.kind." + Naming.Snake(expression.Type.ToString())), field.Label);
        }
        catch (ProblemException refused)
        {
            foreach (var error in refused.Problem.Errors)
                problems.Add(error);
        }
    }

    private FieldKind? KindOf(Caller caller, Catalogue catalogue, RecordType type, string formula, FieldKind? asked, string where, ProblemList problems)
    {
        try
        {
            var expression = ExpressionChecker.Value(formula, type, Names(caller, catalogue), where + "formula");
            var kinds = Formulas.KindsOf(expression);
            var yields = Messages.Text("expression.kind." + Naming.Snake(expression.Type.ToString()));
            if (kinds.Count == 0)
                problems.Add(where + "formula", "formula.no_field", yields);
            else if (asked is not null && !kinds.Contains(asked))
                problems.Add(where + "kind", "formula.other_kind", yields, asked.Name, string.Join(", ", kinds.Select(k => k.Name)));
            else
                return asked ?? kinds[0];
        }
        catch (ProblemException refused)
        {
            foreach (var error in refused.Problem.Errors)
                problems.Add(error);
        }
        return null;
    }

    /// <summary>Refuses a change that a formula or a rule of the workspace's own, of any type, would no longer work with.</summary>
    private void Keep(Caller caller, Catalogue before, Catalogue after, string field, ProblemList problems)
    {
        foreach (var type in after.Types)
        {
            foreach (var formula in type.Fields.Where(f => f is { Own: true, Formula: not null }))
            {
                if (!Works(caller, after, type, formula) && before.Find(type.Name)?.Find(formula.Name) is { } was && Works(caller, before, before[type.Name], was))
                    problems.Add(field, "formula.used", $"{type.Label}: {formula.Label}");
            }
            foreach (var filled in type.Fields.Where(f => f is { Own: true, Preset: not null }))
            {
                if (!PresetWorks(caller, after, type, filled) && before.Find(type.Name)?.Find(filled.Name) is { Preset: not null } was && PresetWorks(caller, before, before[type.Name], was))
                    problems.Add(field, "preset.used", $"{type.Label}: {filled.Label}");
            }
            foreach (var rule in type.Rules.Where(r => Why(caller, after, type, r) is not null && Why(caller, before, before[type.Name], r) is null))
                problems.Add(field, "rule.used", rule.Refusal(before[type.Name]).Message, type.Label);
        }
    }

    private bool PresetWorks(Caller caller, Catalogue catalogue, RecordType type, Field field)
    {
        var problems = new ProblemList();
        CheckPreset(caller, catalogue, type, field, "", problems);
        return problems.None;
    }

    private bool Works(Caller caller, Catalogue catalogue, RecordType type, Field formula)
    {
        try
        {
            return Formulas.KindsOf(ExpressionChecker.Value(formula.Formula!, type, Names(caller, catalogue), "formula")).Contains(formula.Kind);
        }
        catch (ProblemException)
        {
            return false;
        }
    }

    private CheckContext Names(Caller caller, Catalogue catalogue) => Rights(caller, catalogue).Context;
}

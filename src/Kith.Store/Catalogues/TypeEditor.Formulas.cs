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

    /// <summary>Changes a field of the workspace's own; what is null stays as it is.</summary>
    public async Task ChangeFieldAsync(Session session, Caller caller, Catalogue catalogue, RecordType type, string name, string? label, string? formula, bool? indexed, CancellationToken cancellation)
    {
        var field = OwnField(caller, type, name);
        var problems = new ProblemList();
        CheckLabel("label", label, problems);
        if (label is not null && string.IsNullOrWhiteSpace(label))
            problems.Add("label", "required", "label");
        if (formula is not null && field.Formula is null)
            problems.Add("formula", "formula.keeps_values", field.Label);
        if (indexed is true && (field.Formula is not null || !OwnIndexSql.Fits(field.Kind)))
            problems.Add("indexed", "index.kind", field.Label);
        CheckIndexes(catalogue, indexed is true && !field.Indexed ? 1 : 0, "indexed", problems);
        problems.ThrowIfAny();
        if (formula is not null)
        {
            var changed = type.WithFields(type.Fields.Select(f => f.Name == name ? f with { Formula = formula } : f));
            KindOf(caller, catalogue.With(changed), changed, formula, field.Kind, "", problems);
            problems.ThrowIfAny();
            Keep(caller, catalogue, catalogue.With(changed), "formula", problems);
            problems.ThrowIfAny();
        }
        var change = SqlText.Of($"update own_field set label = coalesce({SqlText.Text(label?.Trim())}, label), formula = coalesce({SqlText.Text(formula)}, formula), indexed = {indexed ?? field.Indexed} where workspace_id = {caller.Workspace} and type = {SqlText.Text(type.Name)} and name = {SqlText.Text(name)}");
        await SaveAsync(session, caller, [change, .. (indexed ?? field.Indexed) == field.Indexed ? [] : OwnIndexJobs.Enqueue(caller.Workspace)], cancellation);
    }

    /// <summary>Removes a calculated field of the workspace's own. A field that keeps values stays.</summary>
    public async Task RemoveFieldAsync(Session session, Caller caller, Catalogue catalogue, RecordType type, string name, CancellationToken cancellation)
    {
        var field = OwnField(caller, type, name);
        var problems = new ProblemList();
        Keep(caller, catalogue, catalogue.With(type.WithFields(type.Fields.Where(f => f != field))), "field", problems);
        if (problems.None && field.Formula is null)
            problems.Add("field", "field.has_values", field.Label);
        problems.ThrowIfAny();
        await SaveAsync(session, caller, [Unmark(caller, type, name), SqlText.Of($"delete from own_field where workspace_id = {caller.Workspace} and type = {SqlText.Text(type.Name)} and name = {SqlText.Text(name)}")], cancellation);
    }

    private Field OwnField(Caller caller, RecordType type, string name) =>
        FieldOf(caller, type, name) is { Own: true } field ? field : throw new ProblemException(Problem.Field("field", "field.not_own", type[name].Label));

    private Field FieldOf(Caller caller, RecordType type, string name)
    {
        Authorise(caller);
        return type.Find(name) is { } field && !policy.Rights(caller, type).Hidden.Contains(name) ? field : throw ProblemException.NotFound();
    }

    /// <summary>Checks the formulas among new fields beside each other, and gives those without a kind the one that fits.</summary>
    /// <param name="shape">Makes the type with the new fields.</param>
    private List<Checked> WithFormulas(Caller caller, Catalogue catalogue, Func<IEnumerable<Field>, RecordType> shape, List<Checked> made, ProblemList problems)
    {
        if (made.TrueForAll(f => f.Formula is null))
            return made;
        // A kind that is not known yet changes nothing of what the others yield but decimals.
        var whole = shape(made.Select(f => WorkspaceCatalogues.OwnField(f.Name, f.Label, f.Kind ?? FieldKinds.Text, f.Required, f.Title, f.Formula, f.Indexed, f.Series)));
        if (whole.Fields.Count(f => f is { Own: true, Formula: not null }) > MostFormulas)
            problems.Add("fields", "too_many_formulas", MostFormulas);
        var after = catalogue.With(whole);
        return [.. made.Select(f => f.Formula is null ? f : f with { Kind = KindOf(caller, after, whole, f.Formula, f.Kind, f.Where, problems) })];
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
            foreach (var rule in type.Rules.Where(r => Why(caller, after, type, r) is not null && Why(caller, before, before[type.Name], r) is null))
                problems.Add(field, "rule.used", rule.Refusal(before[type.Name]).Message, type.Label);
        }
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

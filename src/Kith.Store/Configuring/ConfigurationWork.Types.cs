using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using Kith.Store.Catalogues;

namespace Kith.Store.Configuring;

/// <content>Types, fields, choices and rules.</content>
internal sealed partial class ConfigurationWork
{
    private IReadOnlyList<TypeConfiguration> Asked => file.Types ?? [];

    /// <summary>Makes what is missing; a type begins with the fields that need nothing else.</summary>
    private IEnumerable<Step> Types()
    {
        foreach (var type in Asked)
        {
            var path = $"types.{type.Name}";
            var there = _catalogue.Find(type.Name) is not null;
            if (!there)
                yield return new Step(path, () => MakeAsync(type));
            else if (type.Label is not null || type.PluralLabel is not null || type.Icon is not null || (remove && !_catalogue[type.Name].Own))
                yield return new Step(path, () => RenameAsync(type));
            // Of a type that cannot be there is nothing more to say.
            if (!there && Naming.Own(type.Name) != type.Name)
                continue;
            foreach (var field in type.Fields ?? [])
                yield return new Step($"{path}.fields.{field.Name}", () => FieldAsync(type.Name, field));
        }
    }

    /// <summary>What needs its type to be whole.</summary>
    private IEnumerable<Step> Details()
    {
        if (file.Navigation is { } navigation)
            yield return new Step("navigation", () => NavigateAsync(navigation));
        foreach (var type in Asked.Where(t => _catalogue.Find(t.Name) is not null))
        {
            var path = $"types.{type.Name}";
            if (type.Fields is { Count: > 0 } fields)
                yield return new Step($"{path}.fields", () => OrderAsync(type.Name, fields));
            yield return new Step($"{path}.words", () => WordsAsync(type.Name, type.Words ?? []));
            foreach (var choices in type.Choices ?? [])
                yield return new Step($"{path}.choices.{choices.Name}", () => ChoicesAsync(type.Name, choices.Name, choices.Choices));
            if (type.Sensitive is not null || remove)
                yield return new Step($"{path}.sensitive", () => SensitiveAsync(type.Name, type.Sensitive ?? []));
            yield return new Step($"{path}.rules", () => RulesAsync(type.Name, type.Rules ?? []));
        }
    }

    private async Task NavigateAsync(Navigation asked)
    {
        if (_catalogue.Navigation.Order.SequenceEqual(asked.Order) && _catalogue.Navigation.Hidden.SequenceEqual(asked.Hidden))
            return;
        await store.Types.NavigateAsync(session, caller, _catalogue, asked, cancellation);
        await RenewAsync();
    }

    private RecordType Type(string name) => _catalogue.Find(name) ?? throw new ProblemException(Problem.Field("", "unknown_type", name));

    private async Task MakeAsync(TypeConfiguration type)
    {
        if (Naming.Own(type.Name) != type.Name)
            throw new ProblemException(Problem.Field("", "unknown_type", type.Name));
        var fields = (type.Fields ?? []).Where(f => f is { Formula: null, Preset: null } && FieldKinds.FindOwn(f.Kind ?? "", f.To) is { ValueType: not (Core.Types.ValueType.Link or Core.Types.ValueType.LinkList) });
        await store.Types.AddTypeAsync(session, caller, _catalogue, type.Name, type.Plural, type.Label, type.PluralLabel, [.. fields.Select(New)], cancellation);
        await RenewAsync();
        if (type.Icon is not null)
            await RenameAsync(type);
    }

    private async Task RenameAsync(TypeConfiguration type)
    {
        var present = Type(type.Name);
        // Kith's own words are what a file does not name.
        if (remove && store.Catalogues.BuiltIn.Find(type.Name) is { } builtIn)
            type = type with { Label = type.Label ?? builtIn.Label, PluralLabel = type.PluralLabel ?? builtIn.PluralLabel, Icon = type.Icon ?? builtIn.Icon };
        if ((type.Label ?? present.Label, type.PluralLabel ?? present.PluralLabel, type.Icon ?? present.Icon) == (present.Label, present.PluralLabel, present.Icon))
            return;
        await store.Types.ChangeTypeAsync(session, caller, present, type.Label, type.PluralLabel, type.Icon, cancellation);
        await RenewAsync();
    }

    private async Task FieldAsync(string typeName, FieldConfiguration asked)
    {
        var type = Type(typeName);
        if (type.Find(asked.Name) is null)
        {
            var removed = (await store.Types.RemovedFieldsAsync(session, caller, type, cancellation)).FirstOrDefault(r => r.Name == asked.Name && r.Kind == asked.Kind);
            if (removed is not null)
                await store.Types.RestoreFieldAsync(session, caller, _catalogue, type, removed.Key, cancellation);
            else
                await store.Types.AddFieldsAsync(session, caller, _catalogue, type, [New(asked)], cancellation);
            await RenewAsync();
            type = Type(typeName);
        }
        var field = type.Find(asked.Name) ?? throw new ProblemException(Problem.Field("name", "unknown_field", asked.Name));
        if (!field.Own)
            throw new ProblemException(Problem.Field("name", "name_taken", asked.Name));
        Fits(field, asked);
        var change = new OwnFieldChange(
            Other(field.Label, asked.Label), Other(field.Formula, asked.Formula), Other(field.Indexed, asked.Indexed), Other(field.Required, asked.Required), field.Series is null ? Other(field.Unique, asked.Unique) : null,
            Emptied(field.Preset, asked.Preset), Emptied(field.Help, asked.Help), Other(!field.Inactive, !asked.PutAway));
        if (change != new OwnFieldChange())
        {
            await store.Types.ChangeFieldAsync(session, caller, _catalogue, type, asked.Name, change, cancellation);
            await RenewAsync();
        }
        if (asked.Choices is not null)
            await ChoicesAsync(typeName, asked.Name, asked.Choices);
    }

    // What a field is cannot be changed by saying so.
    private static void Fits(Field field, FieldConfiguration asked)
    {
        var problems = new ProblemList();
        if (asked.Kind is not null && asked.Kind != field.Kind.Name)
            problems.Add("kind", "configuration.kind", field.Label, field.Kind.Name, asked.Kind);
        if ((field.Formula is null) != (asked.Formula is null))
            problems.Add("formula", "configuration.formula", field.Label);
        if (field.Kind is not PersonKind && asked.Kind is not null && asked.To != field.To)
            problems.Add("to", "configuration.to", field.Label);
        if (asked.Series is not null && asked.Series.ToSeries() != field.Series)
            problems.Add("series", "configuration.series", field.Label);
        problems.ThrowIfAny();
    }

    private static NewField New(FieldConfiguration f) => new(
        f.Name, f.Label, f.Kind, f.Required ?? false, f.Title ?? false, f.Choices is null ? null : [.. f.Choices.Select(c => new NewChoice(c.Value, c.Label, c.Color))], f.Formula, f.Indexed ?? false, f.Series?.ToSeries(), false, f.Kind == FieldKinds.Person.Name ? null : f.To,
        (f.Unique ?? false) && f.Series is null, f.Preset, f.Help);

    private static string? Other(string? present, string? asked) => asked is null || asked == present ? null : asked;

    private static bool? Other(bool present, bool? asked) => asked is null || asked == present ? null : asked;

    private string? Emptied(string? present, string? asked) => asked is null && remove && present is not null ? "" : Other(present, asked);

    private async Task OrderAsync(string typeName, IReadOnlyList<FieldConfiguration> fields)
    {
        var type = Type(typeName);
        string[] present = [.. type.Fields.Where(f => f.Own).Select(f => f.Name)];
        string[] order = [.. fields.Select(f => f.Name).Where(present.Contains)];
        if (present.SequenceEqual([.. order, .. present.Except(order)]))
            return;
        await store.Types.OrderFieldsAsync(session, caller, type, order, cancellation);
        await RenewAsync();
    }

    private async Task ChoicesAsync(string typeName, string name, IReadOnlyList<ChoiceConfiguration> asked)
    {
        var type = Type(typeName);
        var field = type.Find(name) ?? throw new ProblemException(Problem.Field("", "unknown_field", name));
        List<Choice> wanted = [.. asked.Select(c => new Choice(c.Value, c.Label ?? c.Value, c.Color))];
        List<Choice> present = [.. field.Choices.Where(c => !c.Retired)];
        if (!remove)
            wanted = [.. wanted, .. present.Where(p => wanted.All(w => w.Value != p.Value))];
        if (wanted.SequenceEqual(present))
            return;
        List<Choice> made = [.. wanted.Where(w => field.Choices.All(c => c.Value != w.Value))];
        if (made.Count > 0)
        {
            await store.Types.AddChoicesAsync(session, caller, type, field, made, cancellation);
            await RenewAsync();
        }
        await store.Types.SetChoicesAsync(session, caller, Type(typeName), name, [.. wanted.Select(c => new NewChoice(c.Value, c.Label, c.Color))], new Dictionary<string, string?>(), cancellation);
        await RenewAsync();
    }

    private async Task WordsAsync(string typeName, IReadOnlyList<WordsConfiguration> asked)
    {
        var builtIn = store.Catalogues.BuiltIn.Find(typeName);
        foreach (var words in asked)
        {
            var field = Type(typeName).Find(words.Name) is { Own: false } known ? known : throw new ProblemException(Problem.Field(words.Name, "unknown_field", words.Name));
            await CallAsync(typeName, field, Other(field.Label, words.Label ?? (remove ? builtIn![words.Name].Label : null)), Emptied(field.Help, words.Help));
        }
        foreach (var field in Type(typeName).Fields.Where(f => remove && builtIn?.Find(f.Name) is { } was && (was.Label, was.Help) != (f.Label, f.Help) && asked.All(w => w.Name != f.Name)))
            await CallAsync(typeName, field, "", "");
    }

    private async Task CallAsync(string typeName, Field field, string? label, string? help)
    {
        if (label is null && help is null)
            return;
        await store.Types.ChangeFieldAsync(session, caller, _catalogue, Type(typeName), field.Name, new OwnFieldChange(label, Help: help), cancellation);
        await RenewAsync();
    }

    private async Task SensitiveAsync(string typeName, IReadOnlyList<string> names)
    {
        foreach (var name in names.Where(n => Type(typeName).Find(n) is not { Sensitive: true }))
        {
            await store.Types.MarkSensitiveAsync(session, caller, Type(typeName), name, true, cancellation);
            await RenewAsync();
        }
        var builtIn = store.Catalogues.BuiltIn.Find(typeName);
        foreach (var field in Type(typeName).Fields.Where(f => remove && f.Sensitive && builtIn?.Find(f.Name) is not { Sensitive: true } && !names.Contains(f.Name)))
        {
            await store.Types.MarkSensitiveAsync(session, caller, Type(typeName), field.Name, false, cancellation);
            await RenewAsync();
        }
    }

    private async Task RulesAsync(string typeName, IReadOnlyList<RuleConfiguration> asked)
    {
        var present = Type(typeName).Rules.ToList();
        var missing = new List<(int At, RuleConfiguration Rule)>();
        foreach (var (at, rule) in asked.Index())
        {
            if (present.FirstOrDefault(p => ConfigurationReader.Of(p) == rule) is { } same)
                present.Remove(same);
            else
                missing.Add((at, rule));
        }
        foreach (var (at, rule) in missing)
        {
            // One about the same is the same rule in other words.
            var former = present.FirstOrDefault(p => ConfigurationReader.Of(p) is var was && was.Kind == rule.Kind && was.Field == rule.Field && (was.Message == rule.Message || was.Condition == rule.Condition));
            present.Remove(former!);
            var made = Within($"{at}", () => store.Types.Rule(caller, _catalogue, Type(typeName), former?.Id ?? store.Ids.Next(), new RuleInput(rule.Kind, rule.Field, rule.When, rule.Condition, rule.Message, !rule.Off)));
            if (former is null)
                await store.Types.AddRuleAsync(session, caller, Type(typeName), made, cancellation);
            else
                await store.Types.ChangeRuleAsync(session, caller, made, cancellation);
            await RenewAsync();
        }
        foreach (var left in present.Where(_ => remove))
        {
            await store.Types.RemoveRuleAsync(session, caller, Type(typeName), left.Id, cancellation);
            await RenewAsync();
        }
    }

    private static T Within<T>(string place, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (ProblemException refused)
        {
            throw new ProblemException(refused.Problem with { Errors = [.. refused.Problem.Errors.Select(e => e with { Field = $"{place}.{e.Field}" })] });
        }
    }

    /// <summary>What the file does not name: rules, marks, fields, and types without records.</summary>
    private IEnumerable<Step> TypesToRemove()
    {
        foreach (var type in _catalogue.Types)
        {
            var path = $"types.{type.Name}";
            var asked = Asked.FirstOrDefault(t => t.Name == type.Name);
            if (asked is null && type.Own)
            {
                yield return new Step(path, async () =>
                {
                    await store.Types.RemoveTypeAsync(session, caller, _catalogue, Type(type.Name), cancellation);
                    await RenewAsync();
                });
                continue;
            }
            if (asked is null)
                yield return new Step(path, () => RenameAsync(new TypeConfiguration(type.Name)));
            if (asked is null)
                yield return new Step($"{path}.words", () => WordsAsync(type.Name, []));
            if (asked is null && type.Rules.Count > 0)
                yield return new Step($"{path}.rules", () => RulesAsync(type.Name, []));
            if (asked is null)
                yield return new Step($"{path}.sensitive", () => SensitiveAsync(type.Name, []));
            foreach (var field in type.Fields.Where(f => f.Own && asked?.Fields?.Any(a => a.Name == f.Name) != true))
            {
                yield return new Step($"{path}.fields.{field.Name}", async () =>
                {
                    await store.Types.RemoveFieldAsync(session, caller, _catalogue, Type(type.Name), field.Name, cancellation);
                    await RenewAsync();
                });
            }
        }
    }
}

using Kith.Core.Access;
using Kith.Core.Rules;
using Kith.Core.Types;
using Kith.Store.Accounts;
using Kith.Store.Sql;

namespace Kith.Store.Configuring;

/// <summary>Reads how a workspace is shaped. Whoever calls it has found that the caller may see all of it.</summary>
public sealed class ConfigurationReader(KithStore store)
{
    /// <summary>The configuration as a session sees it.</summary>
    public async Task<ConfigurationFile> ReadAsync(Session session, Caller caller, PeopleBy people, CancellationToken cancellation)
    {
        var catalogue = await store.Catalogues.ReadAsync(session, caller.Workspace, cancellation);
        var titles = await RecordTitles.OfAsync(session, caller, catalogue, people, cancellation);
        return new ConfigurationFile(
            ConfigurationFile.Name, await WorkspaceSettings.OfAsync(session, caller.Workspace, cancellation), Types(store.Catalogues.BuiltIn, catalogue),
            [.. catalogue.Roles.Where(r => r.Rank is null).OrderBy(r => r.Name, StringComparer.Ordinal).Select(RoleConfiguration.Of)],
            [.. catalogue.SharingRules.OrderBy(r => r.Label, StringComparer.Ordinal).Select(r => new SharingConfiguration(r.Label, r.Type, r.Condition, titles.Of(r.To), r.Write, !r.Active))],
            await new ConfigurationRecords(catalogue, titles).ReadAsync(session, caller, cancellation), catalogue.Navigation);
    }

    /// <summary>What a catalogue has that the built-in one has not: the part that is declared rather than kept in records.</summary>
    public static IReadOnlyList<TypeConfiguration> Types(Catalogue builtIn, Catalogue catalogue) =>
        [.. catalogue.Types.Select(t => Of(builtIn.Find(t.Name), t)).OfType<TypeConfiguration>()];

    private static TypeConfiguration? Of(RecordType? builtIn, RecordType type)
    {
        List<FieldConfiguration> fields = [.. type.Fields.Where(f => f.Own).Select(Of)];
        List<ChoicesConfiguration> choices = [.. type.Fields.Where(f => !f.Own && !f.HoldsRoles && builtIn?.Find(f.Name) is { } was && !was.Choices.SequenceEqual(f.Choices)).Select(f => new ChoicesConfiguration(f.Name, Of(f.Choices)))];
        List<string> sensitive = [.. type.Fields.Where(f => f.Sensitive && builtIn?.Find(f.Name) is not { Sensitive: true }).Select(f => f.Name)];
        List<RuleConfiguration> rules = [.. type.Rules.Select(Of)];
        List<WordsConfiguration> words = [.. type.Fields.Where(f => builtIn?.Find(f.Name) is { } was && (was.Label, was.Help) != (f.Label, f.Help)).Select(f => new WordsConfiguration(f.Name, Other(builtIn![f.Name].Label, f.Label), f.Help))];
        var called = builtIn is null || (builtIn.Label, builtIn.PluralLabel, builtIn.Icon) == (type.Label, type.PluralLabel, type.Icon) ? null : new TypeConfiguration(type.Name, Label: Other(builtIn.Label, type.Label), PluralLabel: Other(builtIn.PluralLabel, type.PluralLabel), Icon: Other(builtIn.Icon, type.Icon));
        if (!type.Own && called is null && words.Count + fields.Count + choices.Count + sensitive.Count + rules.Count == 0)
            return null;
        var made = (called ?? new TypeConfiguration(type.Name)) with { Fields = Some(fields), Words = Some(words), Choices = Some(choices), Sensitive = Some(sensitive), Rules = Some(rules) };
        return type.Own ? made with { Plural = type.Plural, Label = type.Label, PluralLabel = type.PluralLabel, Icon = type.Icon } : made;
    }

    private static FieldConfiguration Of(Field field) => new(
        field.Name, field.Label, field.Kind.Name, field.Kind is Core.Types.Kinds.PersonKind ? null : field.To, field.Title ? true : null, field.Required, field.Unique && field.Series is null, field.Indexed, field.Inactive, field.Formula, field.Preset, field.Help, SeriesConfiguration.Of(field.Series),
        field.Choices.Count == 0 ? null : Of(field.Choices));

    private static List<ChoiceConfiguration> Of(IReadOnlyList<Choice> choices) => [.. choices.Where(c => !c.Retired).Select(c => new ChoiceConfiguration(c.Value, c.Label, c.Color))];

    /// <summary>A rule as a file has it.</summary>
    internal static RuleConfiguration Of(OwnRule rule) => new(Naming.Snake(rule.Kind.ToString()), rule.Field, rule.When, rule.Condition, rule.Message, !rule.Active);

    private static string? Other(string was, string word) => was == word ? null : word;

    private static List<T>? Some<T>(List<T> list) => list.Count == 0 ? null : list;
}

using System.Collections.Frozen;
using Kith.Core.Access;
using Kith.Core.Changes;
using Kith.Core.Modules;
using Kith.Core.Notifications;
using Kith.Core.Problems;
using Kith.Core.Rules;
using Kith.Core.Types.Kinds;

namespace Kith.Core.Types;

/// <summary>All record types of one workspace: the built-in ones with the workspace's own fields, and its own. Immutable.</summary>
public sealed class Catalogue
{
    private readonly FrozenDictionary<string, RecordType> _byName;
    private readonly FrozenDictionary<string, RecordType> _byPlural;

    private Catalogue(long version, IReadOnlyList<RecordType> types)
    {
        (Version, Types) = (version, types);
        _byName = types.ToFrozenDictionary(t => t.Name);
        _byPlural = types.ToFrozenDictionary(t => t.Plural);
    }

    /// <summary>Rises with each change of the workspace's own types and fields; 0 for the built-in catalogue.</summary>
    public long Version { get; }
    public IReadOnlyList<RecordType> Types { get; }
    /// <summary>The reasons there are to tell people of something, in the order of their modules.</summary>
    public IReadOnlyList<NotificationKind> Notifications { get; private init; } = [];

    /// <summary>Rises where what the workspace's own fields keep takes another shape.</summary>
    public long Shape { get; private init; }

    /// <summary>How much of its past the workspace still keeps.</summary>
    public KeptPast Past { get; private init; } = KeptPast.Whole;

    /// <summary>How the types stand in the navigation.</summary>
    public Navigation Navigation { get; private init; } = Navigation.Standard;

    /// <summary>The roles that people of the workspace can have: the built-in ones and its own.</summary>
    public IReadOnlyList<RoleDefinition> Roles { get; private init; } = BuiltInRoles.All;

    /// <summary>The rules by which records are shared.</summary>
    public IReadOnlyList<SharingRule> SharingRules { get; private init; } = [];

    /// <summary>The role of a name, or null.</summary>
    public RoleDefinition? Role(string name) => Roles.FirstOrDefault(r => r.Name == name);

    /// <summary>The type of a name, or null.</summary>
    public RecordType? Find(string name) => _byName.GetValueOrDefault(name);
    /// <summary>The type of a plural, or null.</summary>
    public RecordType? FindPlural(string plural) => _byPlural.GetValueOrDefault(plural);
    /// <summary>The type of a name that must exist.</summary>
    public RecordType this[string name] => _byName[name];
    /// <summary>The type a class declares.</summary>
    public RecordType Of<T>() where T : Records.Record => _byName[RecordTypeReader.NameOf(typeof(T))];

    /// <summary>The types that modules declare, checked: every link points at a type that exists.</summary>
    public static Catalogue BuiltIn(IEnumerable<Module> modules)
    {
        Module[] all = [new CoreModule(), .. modules];
        var labels = Labels.From(all.Select(m => m.GetType().Assembly));
        foreach (var module in all)
            Messages.Include(module.GetType().Assembly);
        ModuleBuilder[] declared = [.. all.Select(m => m.Declarations(labels))];
        var catalogue = new Catalogue(0, [.. declared.SelectMany(d => d.Types).Select(d => RecordTypeReader.Read(d.Class, labels, d.Behaviour))]) { Notifications = [.. declared.SelectMany(d => d.Notifications)] };
        foreach (var (type, field) in catalogue.Types.SelectMany(t => t.Fields.Select(f => (t, f))))
        {
            if (field.To is { } to && catalogue.Find(to) is null)
                throw new InvalidOperationException($"{type.Name}.{field.Name} links to “{to}”, which no module declares.");
            if (field.Series is { } series)
            {
                var problems = new ProblemList();
                series.Check($"{type.Name}.{field.Name}: ", problems);
                problems.ThrowIfAny();
            }
            if (field is { Kind: LinkKind, To: null })
                throw new InvalidOperationException($"{type.Name}.{field.Name} is a link with a column; name the type it points at.");
            if (field.Shelters && field.To == type.Name)
                throw new InvalidOperationException($"{type.Name}.{field.Name} shelters records by others of their own type.");
            if (field is { Sensitive: true, MayBeSensitive: false })
                throw new InvalidOperationException($"{type.Name}.{field.Name} is told wherever a record is named, so it cannot be sensitive.");
        }
        return catalogue;
    }

    /// <summary>This catalogue with a workspace's own types and fields.</summary>
    public Catalogue With(long version, IReadOnlyDictionary<string, IReadOnlyList<Field>> ownFields, IEnumerable<RecordType> ownTypes, IReadOnlyDictionary<string, IReadOnlyList<Choice>> ownChoices) =>
        Like(version, [.. Types.Concat(ownTypes).Select(t => AddChoices(ownFields.TryGetValue(t.Name, out var own) ? t.WithFields(t.Fields.Concat(own)) : t, ownChoices))]);

    /// <summary>This catalogue with one type in another shape, or beside the others where its name is new.</summary>
    public Catalogue With(RecordType type) => Like(Version, [.. Types.Where(t => t.Name != type.Name), type]);

    /// <summary>This catalogue without one type.</summary>
    public Catalogue Without(RecordType type) => Like(Version, [.. Types.Where(t => t.Name != type.Name)]);

    /// <summary>This catalogue with the rules of a workspace, by the names of their types.</summary>
    public Catalogue WithRules(ILookup<string, OwnRule> rules) => rules.Count == 0 ? this : Like(Version, [.. Types.Select(t => rules.Contains(t.Name) ? t.WithRules([.. rules[t.Name]]) : t)]);

    /// <summary>This catalogue with the fields that a workspace marked as sensitive, by the names of their types.</summary>
    public Catalogue WithSensitive(ILookup<string, string> fields) => fields.Count == 0 ? this
        : Like(Version, [.. Types.Select(t => fields.Contains(t.Name) ? t.WithFields(t.Fields.Select(f => fields[t.Name].Contains(f.Name) ? f with { Sensitive = true } : f)) : t)]);

    /// <summary>This catalogue in the words of a workspace, by the names of their types.</summary>
    public Catalogue WithWords(ILookup<string, OwnWords> words) => words.Count == 0 ? this : Like(Version, [.. Types.Select(t => words[t.Name].Aggregate(t, (type, w) => w.Over(type)))]);

    /// <summary>This catalogue with the navigation of a workspace.</summary>
    public Catalogue WithNavigation(Navigation navigation) => new(Version, Types) { Notifications = Notifications, Past = Past, Roles = Roles, SharingRules = SharingRules, Shape = Shape, Navigation = navigation };

    /// <summary>This catalogue for a workspace that keeps a part of its past.</summary>
    public Catalogue WithPast(KeptPast past) => new(Version, Types) { Notifications = Notifications, Past = past, Roles = Roles, SharingRules = SharingRules, Shape = Shape, Navigation = Navigation };

    /// <summary>This catalogue for a workspace whose fields have a shape.</summary>
    public Catalogue WithShape(long shape) => new(Version, Types) { Notifications = Notifications, Past = Past, Roles = Roles, SharingRules = SharingRules, Shape = shape, Navigation = Navigation };

    /// <summary>This catalogue with a workspace's own roles and sharing rules. A field that holds roles takes its own, too.</summary>
    public Catalogue WithAccess(IReadOnlyList<RoleDefinition> roles, IReadOnlyList<SharingRule> rules) => roles.Count == 0 && rules.Count == 0 ? this
        : new(Version, [.. Types.Select(t => t.Fields.Any(f => f.HoldsRoles) ? t.WithFields(t.Fields.Select(f => f.HoldsRoles ? f with { Choices = [.. f.Choices, .. roles.Select(r => new Choice(r.Name, r.Label, null))] } : f)) : t)])
        {
            Notifications = Notifications, Past = Past, Roles = [.. BuiltInRoles.All, .. roles], SharingRules = rules, Shape = Shape, Navigation = Navigation,
        };

    /// <summary>This catalogue with one role in another shape, or beside the others where its name is new.</summary>
    public Catalogue With(RoleDefinition role) => new(Version, Types) { Notifications = Notifications, Past = Past, Roles = [.. Roles.Where(r => r.Name != role.Name), role], SharingRules = SharingRules, Shape = Shape, Navigation = Navigation };

    private Catalogue Like(long version, IReadOnlyList<RecordType> types) => new(version, types) { Notifications = Notifications, Past = Past, Roles = Roles, SharingRules = SharingRules, Shape = Shape, Navigation = Navigation };

    private static RecordType AddChoices(RecordType type, IReadOnlyDictionary<string, IReadOnlyList<Choice>> own)
    {
        if (!type.Fields.Any(f => own.ContainsKey($"{type.Name}.{f.Name}")))
            return type;
        return type.WithFields(type.Fields.Select(f => own.TryGetValue($"{type.Name}.{f.Name}", out var choices) ? f with { Choices = Laid(f.Choices, choices) } : f));
    }

    // What a workspace says of a built-in choice stands in its place.
    private static IReadOnlyList<Choice> Laid(IReadOnlyList<Choice> builtIn, IReadOnlyList<Choice> own) => builtIn.Count == 0 ? own :
    [
        .. builtIn.Where(b => own.All(o => o.Value != b.Value)),
        .. own,
    ];
}

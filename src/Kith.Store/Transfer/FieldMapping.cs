using System.Text.Json;
using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using Kith.Store.Transfer.Sheets;
using ValueType = Kith.Core.Types.ValueType;

namespace Kith.Store.Transfer;

/// <summary>Gathers the parts of a plan for one type and checks how they fit together.</summary>
internal sealed class FieldMapping
{
    private readonly RecordType _type;
    private readonly ImportContext _context;
    private readonly ProblemList _problems;
    private readonly MappingJson _json;
    private readonly TypeRights _rights;
    private readonly List<Field> _fields = [];
    private readonly List<ColumnPlan> _columns = [];
    private readonly List<DefaultPlan> _defaults = [];
    private readonly List<NewField> _newFields = [];
    private readonly HashSet<string> _taken = [];
    private readonly HashSet<int> _mapped = [];

    public FieldMapping(RecordType type, ImportContext context, ProblemList problems)
    {
        (_type, _context, _problems) = (type, context, problems);
        _json = new MappingJson(problems);
        _rights = context.Rights(type);
    }

    /// <summary>Takes in what a column is mapped to.</summary>
    public void Add(string column, JsonElement json)
    {
        var path = MappingJson.Under("mapping", column);
        var index = _context.Profile.IndexOf(column);
        if (index < 0)
            _json.Unknown(path, "import.unknown_column", column, _context.Profile.Columns.Select(c => c.Name));
        else if (!_mapped.Add(index))
            _problems.Add(path, "import.column_twice", column);
        else if (json.ValueKind != JsonValueKind.Null && Target(json, path, _context.Profile.Columns[index].Name) is { } target && Take(target, path))
            Add(index, target, json, path);
    }

    private void Add(int index, FieldPath target, JsonElement json, string path)
    {
        var profile = _context.Profile.Columns[index];
        var options = new ColumnOptions(_context, _problems, _json);
        _columns.Add(options.Read(json, path, new ColumnPlan
        {
            Index = index,
            Column = profile.Name,
            Path = target,
            Slot = target.Field is null ? -1 : SlotOf(target.Field),
            Format = new InputFormat(_context.Currency, Zone: _context.Zone),
            Repeats = profile is { DistinctMore: false },
        }, profile));
    }

    /// <summary>The field a column is mapped to, existing or new; null when none (noted).</summary>
    private FieldPath? Target(JsonElement json, string path, string column)
    {
        if (json.ValueKind == JsonValueKind.String)
            return Existing(json.GetString()!, path);
        if (json.ValueKind != JsonValueKind.Object)
        {
            _problems.Add(path, "import.bad_mapping");
            return null;
        }
        if (json.TryGetProperty("new_field", out var made))
            return json.TryGetProperty("field", out _) ? Refuse(path, "import.bad_mapping") : NewFields.Read(made, MappingJson.Under(path, "new_field"), column, _type, _json, _problems, _newFields);
        return _json.Text(json, "field", MappingJson.Under(path, "field")) is { } name ? Existing(name, MappingJson.Under(path, "field")) : Refuse(path, "import.bad_mapping");
    }

    private FieldPath? Refuse(string path, string code, params object[] args)
    {
        _problems.Add(path, code, args);
        return null;
    }

    private FieldPath? Existing(string name, string path)
    {
        var target = FieldPath.Parse(name, _type);
        if (target is null || (target.Field is { } hidden && _rights.Hidden.Contains(hidden.Name)))
        {
            _json.Unknown(path, "unknown_field", name, FieldPath.All(_type).Where(p => !_rights.Hidden.Contains(p.Field!.Name)).Select(p => p.Text));
            return null;
        }
        return target.Field is { } field && (!field.Writable || _rights.Locked.Contains(field.Name)) ? Refuse(path, "read_only", field.Label) : target;
    }

    private bool Take(FieldPath target, string path)
    {
        var whole = target.Field?.Name;
        var clash = target.Part is null && target.Field?.Kind == FieldKinds.Address
            ? AddressKind.Parts.Any(p => _taken.Contains($"{whole}.{p}")) : target.Part is not null && _taken.Contains(whole!);
        if (!clash && _taken.Add(target.Text))
            return true;
        _problems.Add(path, "import.field_twice", target.Text);
        return false;
    }

    private int SlotOf(Field field)
    {
        var slot = _fields.FindIndex(f => f.Name == field.Name);
        if (slot >= 0)
            return slot;
        _fields.Add(field);
        return _fields.Count - 1;
    }

    /// <summary>Takes in the text a field gets where the file has none.</summary>
    public void AddDefault(string name, JsonElement json)
    {
        var path = MappingJson.Under("defaults", name);
        if (json.ValueKind != JsonValueKind.String)
        {
            _problems.Add(path, "not_a_text", name);
            return;
        }
        if (Existing(name, path) is not { } target)
            return;
        if (target is not { Field: { } field, Part: null })
        {
            _problems.Add(path, "import.no_default", name);
            return;
        }
        if (TextTemplate.Parse(json.GetString()!) is not { } template)
        {
            _problems.Add(path, "import.bad_template");
            return;
        }
        var columns = template.Columns.Select(c => (Name: c, Index: _context.Profile.IndexOf(c))).ToArray();
        foreach (var (column, _) in columns.Where(c => c.Index < 0))
            _json.Unknown(path, "import.unknown_column", column, _context.Profile.Columns.Select(c => c.Name));
        if (columns.Any(c => c.Index < 0))
            return;
        var reading = new ColumnPlan
        {
            Index = -1, Column = path, Path = target, Slot = SlotOf(field), Format = new InputFormat(_context.Currency, Zone: _context.Zone),
            Match = field.To is { } to ? LinkMatch.Auto(_context.Catalogue[to]) : null, Repeats = columns.Length == 0,
        };
        CheckConstant(template, reading, path);
        _defaults.Add(new DefaultPlan(reading.Slot, template, [.. columns.Select(c => c.Index)], reading));
    }

    /// <summary>A constant that cannot be used is refused once, not for every row.</summary>
    private void CheckConstant(TextTemplate template, ColumnPlan reading, string path)
    {
        if (template.Columns.Count > 0 || reading.Match is not null)
            return;
        var found = new ProblemList();
        new CellReader(reading, null).Read(template.Fill([]) ?? "", CellType.Text, found);
        foreach (var problem in found.Errors)
            _problems.Add(problem with { Field = path });
    }

    /// <summary>The keys a mapping names.</summary>
    public IReadOnlyList<FieldPath> Keys(IReadOnlyList<string> names)
    {
        var keys = new List<FieldPath>();
        foreach (var name in names.Distinct())
        {
            if (FieldPath.Parse(name, _type) is not { } key)
                _json.Unknown("match_on", "unknown_field", name, _columns.Select(c => c.Path.Text));
            else if (!_columns.Any(c => c.Path == key))
                _problems.Add("match_on", "import.key_not_mapped", name);
            else if (!IsKey(key))
                _problems.Add("match_on", "import.not_a_key", name);
            else
                keys.Add(key);
        }
        return keys;
    }

    private static bool IsKey(FieldPath path) => path.Field is null || path is { Part: null, Field: { Kind.Sortable: true, IsRelation: false } };

    /// <summary>Where a mapping names no keys: the surest that it maps, or none.</summary>
    public IReadOnlyList<FieldPath> UsualKeys() =>
        MatchKeys.Usual(_context.Profile, [.. _columns.Select(c => (c.Path, c.Index))]) is { } key ? [key] : [];

    /// <summary>The plan; refuses when records could never be made because a required field stays empty.</summary>
    public ImportPlan Build(IReadOnlyList<FieldPath> matchOn, OnMatch onMatch)
    {
        bool IsSet(Field field) => _fields.Exists(f => f.Name == field.Name);
        Field[] missing = [.. _type.Fields.Where(f => f.Required && f.Writable && !IsSet(f) && !_context.Fills(_type, f))];
        // With a key the file may be meant to change records that exist; rows that match none then fail one by one.
        if (matchOn.Count == 0 || onMatch == OnMatch.Create)
        {
            foreach (var field in missing)
                _problems.Add(field.Name, "import.required", field.Label);
        }
        if (_columns.Count == 0 && _problems.None)
            _problems.Add("mapping", "import.nothing_mapped");
        return new ImportPlan
        {
            Type = _type, Fields = _fields, Columns = _columns, Defaults = _defaults, NewFields = _newFields, MatchOn = matchOn, OnMatch = onMatch, Missing = missing,
        };
    }
}

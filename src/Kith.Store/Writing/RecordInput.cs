using System.Text.Json;
using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;

namespace Kith.Store.Writing;

/// <summary>Binds the members of a JSON object to the fields of a type, collecting every problem.</summary>
public static class RecordInput
{
    /// <summary>Sets the request's values. Unknown, hidden, read-only and locked fields are refused.</summary>
    public static void Bind(JsonElement json, RecordType type, TypeRights rights, InputFormat format, WriteRequest request)
    {
        foreach (var member in json.EnumerateObject())
        {
            var field = type.Find(member.Name);
            if (field is null || rights.Hidden.Contains(field.Name))
                Unknown(type, rights, member.Name, request.Problems);
            else if (!field.Writable || rights.Locked.Contains(field.Name))
                request.Problems.Add(field.Name, "read_only", field.Label);
            else
                request.Values[field] = Value(member.Value, field, format, request.Problems);
        }
    }

    /// <summary>Reads the values of an action's input by name.</summary>
    public static IReadOnlyDictionary<string, object?> BindInput(JsonElement? json, IReadOnlyList<Field> input, InputFormat format, ProblemList problems)
    {
        var values = input.ToDictionary(f => f.Name, _ => (object?)null);
        if (json is { ValueKind: JsonValueKind.Object } given)
        {
            foreach (var member in given.EnumerateObject())
            {
                if (input.FirstOrDefault(f => f.Name == member.Name) is { } field)
                    values[field.Name] = Value(member.Value, field, format, problems);
                else
                    problems.Add(member.Name, "unknown_field", member.Name);
            }
        }
        foreach (var field in input.Where(f => f.Required && values[f.Name] is null))
            problems.Add(field.Name, "required", field.Label);
        return values;
    }

    private static object? Value(JsonElement json, Field field, InputFormat format, ProblemList problems) =>
        json.ValueKind == JsonValueKind.Null ? null : field.Kind.Parse(json, field, format, problems);

    private static void Unknown(RecordType type, TypeRights rights, string name, ProblemList problems)
    {
        if (name is "id" or "version")
        {
            problems.Add(name, "read_only", name);
            return;
        }
        var near = Nearest.Of(name, type.Fields.Where(f => !rights.Hidden.Contains(f.Name)).Select(f => f.Name));
        problems.Add(near is null
            ? new FieldProblem(name, "unknown_field", Messages.Text("unknown_field", name))
            : new FieldProblem(name, "unknown_field", Messages.Text("unknown_field_suggest", name, near), Suggestion: near));
    }
}

using System.Text.Json;

namespace Kith.Server.Tests.Harness;

/// <summary>A type as <c>GET schema</c> tells it; tests know nothing else of it.</summary>
public sealed class TypeSchema(JsonElement json)
{
    public JsonElement Json => json;
    public string Name { get; } = json.Text("name")!;
    public string Plural { get; } = json.Text("plural")!;
    public string Title { get; } = json.Text("title")!;
    public bool Setup { get; } = json.GetProperty("setup").GetBoolean();
    public IReadOnlyList<FieldSchema> Fields { get; } = [.. json.GetProperty("fields").EnumerateArray().Select(f => new FieldSchema(f))];
    public IReadOnlyList<FieldSchema> Writable => [.. Fields.Where(f => !f.ReadOnly)];
    public FieldSchema this[string name] => Fields.Single(f => f.Name == name);
}

/// <summary>A field as <c>GET schema</c> tells it.</summary>
public sealed class FieldSchema(JsonElement json)
{
    public JsonElement Json => json;
    public string Name { get; } = json.Text("name")!;
    public string Kind { get; } = json.Text("kind")!;
    public bool Required { get; } = json.GetProperty("required").GetBoolean();
    public bool ReadOnly { get; } = json.GetProperty("read_only").GetBoolean();
    public bool Unique { get; } = json.GetProperty("unique").GetBoolean();
    public bool Sortable { get; } = json.GetProperty("sortable").GetBoolean();
    public string? Formula { get; } = json.TryGetProperty("formula", out var formula) ? formula.GetString() : null;
    public string? To { get; } = json.TryGetProperty("to", out var to) ? to.GetString() : null;
    public bool IsLink => Kind is "link" or "links" or "person";
    public IReadOnlyList<string> Choices { get; } = json.TryGetProperty("choices", out var choices) ? [.. choices.EnumerateArray().Select(c => c.Text("value")!)] : [];
    public override string ToString() => Name;
}

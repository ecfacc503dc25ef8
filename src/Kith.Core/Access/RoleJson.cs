using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kith.Core.Access;

/// <summary>What a role allows on a type, as the API sends and takes it.</summary>
/// <param name="Read">How far it reads: none, own, team, territory or all.</param>
/// <param name="Create">For whom it makes records.</param>
/// <param name="Update">How far it changes.</param>
/// <param name="Delete">How far it deletes and restores.</param>
/// <param name="Export">How far it exports.</param>
/// <param name="Fields">By name, what it may do with single fields: hidden, read or write.</param>
/// <param name="OtherFields">What it may do with all other fields, those made later included.</param>
public sealed record TypeGrantJson(
    Level Read = Level.None, Level Create = Level.None, Level Update = Level.None, Level Delete = Level.None, Level Export = Level.None, IReadOnlyDictionary<string, FieldLevel>? Fields = null,
    FieldLevel OtherFields = FieldLevel.Hidden);

/// <summary>What a role allows, as it is kept.</summary>
public sealed record RoleContent(string? Description, IReadOnlyList<string> BuildsOn, IReadOnlyList<Function> Functions, IReadOnlyDictionary<string, TypeGrantJson> Types);

/// <summary>Roles as JSON.</summary>
public static class RoleJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <summary>A workspace's own role out of what is kept of it. A function that a later release took away is gone.</summary>
    public static RoleDefinition Read(string name, string label, string content) => Of(name, label, JsonSerializer.Deserialize<RoleContent>(content, Options)!);

    /// <summary>What is kept of a role.</summary>
    public static string Write(RoleContent content) => JsonSerializer.Serialize(content, Options);

    /// <summary>A role of its content.</summary>
    public static RoleDefinition Of(string name, string label, RoleContent content) => new(
        name, label, content.Description, content.BuildsOn, content.Functions.ToFrozenSet(), content.Types.ToFrozenDictionary(t => t.Key, t => new TypeGrant(
            t.Value.Read, t.Value.Create, t.Value.Update, t.Value.Delete, t.Value.Export, t.Value.Fields?.ToFrozenDictionary() ?? FrozenDictionary<string, FieldLevel>.Empty, t.Value.OtherFields)));

    /// <summary>The content of a role.</summary>
    public static RoleContent Content(RoleDefinition role) => new(role.Description, role.BuildsOn, [.. role.Functions.Order()], role.Types.OrderBy(t => t.Key, StringComparer.Ordinal).ToDictionary(t => t.Key, t => new TypeGrantJson(
        t.Value.Read, t.Value.Create, t.Value.Update, t.Value.Delete, t.Value.Export, t.Value.Fields.Count == 0 ? null : t.Value.Fields.OrderBy(f => f.Key, StringComparer.Ordinal).ToDictionary(), t.Value.OtherFields)));
}

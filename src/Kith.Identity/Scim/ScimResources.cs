using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kith.Store.Scim;

namespace Kith.Identity.Scim;

/// <summary>People and groups in the form of SCIM, and what a directory writes taken out of it.</summary>
public static class ScimResources
{
    private const int Longest = 200;

    /// <summary>A person.</summary>
    public static JsonObject Of(ScimPerson person, Uri root)
    {
        var user = new JsonObject { ["schemas"] = new JsonArray(ScimSchemas.User), ["id"] = person.Id.ToString() };
        Put(user, "externalId", person.ExternalId);
        user["userName"] = person.UserName;
        var name = new JsonObject { ["formatted"] = person.Name };
        Put(name, "givenName", person.GivenName);
        Put(name, "familyName", person.FamilyName);
        user["name"] = name;
        user["displayName"] = person.Name;
        user["active"] = person.Active;
        if (person.Email is { } email)
            user["emails"] = new JsonArray(new JsonObject { ["value"] = email, ["type"] = "work", ["primary"] = true });
        if (person.Groups.Count > 0)
            user["groups"] = Links(person.Groups, root, "Groups");
        return Finished(user, "User", root, $"Users/{person.Id}", person.CreatedAt, person.UpdatedAt);
    }

    /// <summary>A group.</summary>
    public static JsonObject Of(ScimGroup group, Uri root)
    {
        var resource = new JsonObject { ["schemas"] = new JsonArray(ScimSchemas.Group), ["id"] = group.Id.ToString() };
        Put(resource, "externalId", group.ExternalId);
        resource["displayName"] = group.Name;
        if (group.Members.Count > 0)
            resource["members"] = Links(group.Members, root, "Users");
        return Finished(resource, "Group", root, $"Groups/{group.Id}", group.CreatedAt, group.UpdatedAt);
    }

    /// <summary>The ETag of a resource.</summary>
    public static string Version(JsonObject resource) => resource["meta"]!["version"]!.GetValue<string>();

    private static JsonArray Links(IReadOnlyList<ScimLink> links, Uri root, string path) =>
        [.. links.Select(l => new JsonObject { ["value"] = l.Id.ToString(), ["display"] = l.Name, ["$ref"] = new Uri(root, $"{path}/{l.Id}").AbsoluteUri })];

    private static JsonObject Finished(JsonObject resource, string type, Uri root, string path, DateTime created, DateTime modified)
    {
        // Weak, because only what is kept is compared, not its bytes.
        var version = $"W/\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(resource.ToJsonString())).AsSpan(0, 12))}\"";
        resource["meta"] = new JsonObject { ["resourceType"] = type, ["created"] = Instant(created), ["lastModified"] = Instant(modified), ["location"] = new Uri(root, path).AbsoluteUri, ["version"] = version };
        return resource;
    }

    private static string Instant(DateTime at) => at.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static void Put(JsonObject into, string name, string? value)
    {
        if (value is not null)
            into[name] = value;
    }

    /// <summary>A person as a directory wrote it, over what there is of it.</summary>
    /// <param name="present">What there is; for somebody new an empty one.</param>
    public static ScimPerson Read(JsonObject written, ScimPerson present)
    {
        var userName = Text(written, "userName") ?? throw ScimProblem.Value("userName");
        var name = ScimPath.Member(written, "name") as JsonObject ?? [];
        var (given, family, formatted, display) = (Text(name, "givenName"), Text(name, "familyName"), Text(name, "formatted"), Text(written, "displayName"));
        var joined = string.Join(' ', new[] { given, family }.OfType<string>());
        // What was changed counts, whichever of the names a directory writes.
        var called = display is not null && display != present.Name ? display
            : formatted is not null && formatted != present.Name ? formatted
            : joined.Length > 0 && (given, family) != (present.GivenName, present.FamilyName) ? joined
            : present.Name.Length > 0 ? present.Name : display ?? formatted ?? (joined.Length > 0 ? joined : userName);
        return present with
        {
            UserName = userName, ExternalId = Text(written, "externalId"), Name = called, GivenName = given, FamilyName = family,
            Email = Email(written) ?? (userName.Contains('@', StringComparison.Ordinal) ? userName : throw ScimProblem.Value("emails")), Active = Flag(written, "active") ?? true,
        };
    }

    /// <summary>The members that a directory wrote of a group.</summary>
    public static Guid[] Members(JsonObject written) =>
    [
        .. (ScimPath.Member(written, "members") is { } members ? members as JsonArray ?? throw ScimProblem.Value("members") : [])
            .Select(m => m is JsonObject one && ScimPath.Member(one, "value") is JsonValue value && value.GetValueKind() == JsonValueKind.String && Guid.TryParseExact(value.GetValue<string>(), "D", out var id) ? id : throw ScimProblem.Value("members")).Distinct(),
    ];

    private static string? Email(JsonObject written)
    {
        if (ScimPath.Member(written, "emails") is not { } emails)
            return null;
        var all = (emails as JsonArray ?? throw ScimProblem.Value("emails")).OfType<JsonObject>().ToList();
        var chosen = all.FirstOrDefault(e => Flag(e, "primary") == true) ?? all.FirstOrDefault(e => string.Equals(Text(e, "type"), "work", StringComparison.OrdinalIgnoreCase)) ?? all.FirstOrDefault();
        return chosen is null ? null : Text(chosen, "value");
    }

    /// <summary>A text; null where there is none.</summary>
    /// <exception cref="Core.Problems.ProblemException">It is something else, or too long.</exception>
    public static string? Text(JsonObject of, string name) => ScimPath.Member(of, name) switch
    {
        null => null,
        JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>().Trim() is { Length: <= Longest } text && !text.Any(char.IsControl) ? (text.Length == 0 ? null : text) : throw ScimProblem.Value(name),
        _ => throw ScimProblem.Value(name),
    };

    // Some directories write "False".
    private static bool? Flag(JsonObject of, string name) => ScimPath.Member(of, name) switch
    {
        null => null,
        JsonValue value when value.GetValueKind() is JsonValueKind.True or JsonValueKind.False => value.GetValue<bool>(),
        JsonValue value when value.GetValueKind() == JsonValueKind.String && bool.TryParse(value.GetValue<string>(), out var flag) => flag,
        _ => throw ScimProblem.Value(name),
    };
}

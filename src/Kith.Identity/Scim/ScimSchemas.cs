using System.Collections.Frozen;
using System.Text.Json.Nodes;

namespace Kith.Identity.Scim;

/// <summary>What of SCIM's schemas Kith keeps, and how it describes that.</summary>
public static class ScimSchemas
{
    public const string User = "urn:ietf:params:scim:schemas:core:2.0:User";
    public const string Group = "urn:ietf:params:scim:schemas:core:2.0:Group";

    /// <summary>The schemas whose attributes may be named with them.</summary>
    internal static readonly IReadOnlyList<string> Own = [User, Group];

    // Attributes of RFC 7643 that are taken and not kept, beside those that are.
    private static readonly FrozenSet<string> Passed = FrozenSet.Create(StringComparer.OrdinalIgnoreCase,
        "nickName", "profileUrl", "title", "userType", "preferredLanguage", "locale", "timezone", "password", "phoneNumbers", "ims", "photos", "addresses", "entitlements", "roles", "x509Certificates", "id", "meta", "schemas");

    private static readonly FrozenDictionary<string, string> Names = new[] { "id", "externalId", "meta", "schemas", "userName", "name", "displayName", "emails", "active", "groups", "members", "value", "type", "primary", "formatted", "givenName", "familyName" }
        .ToFrozenDictionary(n => n, StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> Many = FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "emails", "groups", "members", "phoneNumbers", "ims", "photos", "addresses", "entitlements", "roles", "x509Certificates");

    /// <summary>How an attribute is spelled, in whatever case it came.</summary>
    internal static string Spelled(string name) => Names.GetValueOrDefault(name, name);

    internal static bool IsMany(string name) => Many.Contains(name);

    /// <summary>True for what stands in a schema that is not kept.</summary>
    internal static bool IsForeign(string name) => ScimPath.Plain(name) is { Foreign: true };

    /// <summary>True for what is compared by its exact letters.</summary>
    internal static bool IsExact(ScimPath path) => path.Attribute.ToLowerInvariant() is "id" or "externalid" or "meta" or "schemas" or "groups" or "members" or "value" && path.Sub is null or "value" or "$ref" or "version" or "location";

    /// <summary>Refuses an attribute that SCIM does not know.</summary>
    internal static void RequireKnown(string attribute)
    {
        if (!Names.ContainsKey(attribute) && !Passed.Contains(attribute))
            throw ScimProblem.Path(attribute);
    }

    /// <summary>What the service can do.</summary>
    public static JsonObject ServiceProviderConfig(Uri root, int mostResults) => new()
    {
        ["schemas"] = new JsonArray("urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"),
        ["patch"] = Supported(true),
        ["bulk"] = new JsonObject { ["supported"] = false, ["maxOperations"] = 0, ["maxPayloadSize"] = 0 },
        ["filter"] = new JsonObject { ["supported"] = true, ["maxResults"] = mostResults },
        ["changePassword"] = Supported(false),
        ["sort"] = Supported(true),
        ["etag"] = Supported(true),
        ["authenticationSchemes"] = new JsonArray(new JsonObject
        {
            ["type"] = "oauthbearertoken", ["name"] = "Bearer token", ["description"] = "The token that Kith's settings show", ["specUri"] = "https://www.rfc-editor.org/info/rfc6750", ["primary"] = true,
        }),
        ["meta"] = Meta("ServiceProviderConfig", root, "ServiceProviderConfig"),
    };

    /// <summary>The kinds of resources.</summary>
    public static IReadOnlyList<JsonObject> ResourceTypes(Uri root) => [ResourceType(root, "User", "/Users", User), ResourceType(root, "Group", "/Groups", Group)];

    private static JsonObject ResourceType(Uri root, string name, string endpoint, string schema) => new()
    {
        ["schemas"] = new JsonArray("urn:ietf:params:scim:schemas:core:2.0:ResourceType"), ["id"] = name, ["name"] = name, ["description"] = name, ["endpoint"] = endpoint, ["schema"] = schema,
        ["schemaExtensions"] = new JsonArray(), ["meta"] = Meta("ResourceType", root, "ResourceTypes/" + name),
    };

    /// <summary>What the resources are made of.</summary>
    public static IReadOnlyList<JsonObject> Schemas(Uri root) =>
    [
        Schema(root, User, "User", "A person who works here",
            Attribute("userName", required: true, unique: true), Attribute("externalId", exact: true),
            Complex("name", many: false, "readWrite", Attribute("formatted"), Attribute("givenName"), Attribute("familyName")),
            Attribute("displayName"), Attribute("active", "boolean"),
            Complex("emails", many: true, "readWrite", Attribute("value"), Attribute("type"), Attribute("primary", "boolean")),
            Complex("groups", many: true, "readOnly", Attribute("value", exact: true), Attribute("display"), Attribute("$ref", "reference"))),
        Schema(root, Group, "Group", "People together",
            Attribute("displayName", required: true, unique: true), Attribute("externalId", exact: true),
            Complex("members", many: true, "readWrite", Attribute("value", exact: true), Attribute("display"), Attribute("$ref", "reference"))),
    ];

    private static JsonObject Schema(Uri root, string id, string name, string description, params JsonNode[] attributes) => new()
    {
        ["schemas"] = new JsonArray("urn:ietf:params:scim:schemas:core:2.0:Schema"), ["id"] = id, ["name"] = name, ["description"] = description, ["attributes"] = new JsonArray(attributes), ["meta"] = Meta("Schema", root, "Schemas/" + id),
    };

    private static JsonObject Attribute(string name, string type = "string", bool required = false, bool exact = false, bool unique = false) => new()
    {
        ["name"] = name, ["type"] = type, ["multiValued"] = false, ["description"] = name, ["required"] = required, ["caseExact"] = exact,
        ["mutability"] = "readWrite", ["returned"] = "default", ["uniqueness"] = unique ? "server" : "none",
    };

    private static JsonObject Complex(string name, bool many, string mutability, params JsonNode[] parts) => new()
    {
        ["name"] = name, ["type"] = "complex", ["multiValued"] = many, ["description"] = name, ["required"] = false, ["caseExact"] = false,
        ["mutability"] = mutability, ["returned"] = "default", ["uniqueness"] = "none", ["subAttributes"] = new JsonArray(parts),
    };

    private static JsonObject Supported(bool supported) => new() { ["supported"] = supported };

    private static JsonObject Meta(string type, Uri root, string path) => new() { ["resourceType"] = type, ["location"] = new Uri(root, path).AbsoluteUri };
}

using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Kith.Core.Actions;
using Kith.Core.Types;
using Kith.Server.Http;
using Kith.Server.OpenApi.Schemas;

namespace Kith.Server.OpenApi;

/// <summary>Makes the description of the API from what is mapped and the built-in types. Nothing of a workspace enters it, so it is the same for everyone.</summary>
public sealed partial class ApiBuilder
{
    /// <summary>The tag of calls on a workspace's own types.</summary>
    public const string OwnTypes = "own_types";

    private const string Root = "/api/v1/";
    private const string Json = "application/json";

    private readonly Catalogue _catalogue;
    private readonly SchemaSet _schemas = new();
    private readonly ClrSchemas _classes;
    private readonly RecordSchemas _records;
    private readonly ActionSchemas _actions;

    private ApiBuilder(Catalogue catalogue)
    {
        _catalogue = catalogue;
        _classes = new ClrSchemas(_schemas);
        _records = new RecordSchemas(_schemas);
        _actions = new ActionSchemas(_classes, _records);
    }

    /// <summary>Describes operations and the types of the built-in catalogue.</summary>
    public static ApiDescription Build(IReadOnlyList<Operation> operations, Catalogue catalogue, KithSettings settings) => new ApiBuilder(catalogue).Build(operations, settings);

    private ApiDescription Build(IReadOnlyList<Operation> operations, KithSettings settings)
    {
        // Records first, so that their names are theirs; then everything taken, then everything answered (see ClrSchemas).
        foreach (var type in _catalogue.Types.Append(null))
        {
            foreach (var shape in new[] { RecordShape.Page, RecordShape.New, RecordShape.Patch })
                _records.Of(type, shape);
        }
        foreach (var taken in operations.Select(o => o.Request).OfType<Type>())
            _classes.Taken(taken);
        var problem = _classes.Answered(typeof(ProblemDocument));
        var calls = operations.SelectMany(o => o.PerType ? PerType(o) : [Plain(o)]).OrderBy(c => c.Path, StringComparer.Ordinal).ThenBy(c => c.Method, StringComparer.Ordinal).ToList();
        if (calls.GroupBy(c => c.Id).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new InvalidOperationException($"The operation id {twice.Key} stands for {string.Join(" and ", twice.Select(c => c.Path))}.");
        return new ApiDescription(settings.Url.GetLeftPart(UriPartial.Authority), new SessionCookie(settings).Name, Tags(calls), calls, _schemas, problem);
    }

    private IReadOnlyList<ApiTag> Tags(IEnumerable<ApiCall> calls)
    {
        var used = calls.Select(c => c.Tag).ToHashSet();
        var types = _catalogue.Types.OrderBy(t => t.Setup).Select(t => new ApiTag(t.Plural, t.PluralLabel, DocsTexts.Text(t.Setup ? "tag.setup_type" : "tag.type", t.Label)));
        var others = used.Except(_catalogue.Types.Select(t => t.Plural)).Order(StringComparer.Ordinal)
            .Select(t => new ApiTag(t, Naming.Label(t), DocsTexts.Find("tag." + t) ?? DocsTexts.Text("tag.other", Naming.Label(t))));
        return [.. types.Where(t => used.Contains(t.Name)), .. others];
    }

    private ApiCall Plain(Operation operation)
    {
        var tag = operation.Tag.Length > 0 ? operation.Tag : operation.Path.StartsWith(Root, StringComparison.Ordinal) ? operation.Path[Root.Length..].Split('/')[0] : "operations";
        return Call(operation, operation.Id, operation.Path, tag, operation.Summary, "", operation.OfType is { } type ? _catalogue[type] : null);
    }

    private IEnumerable<ApiCall> PerType(Operation operation)
    {
        foreach (var type in _catalogue.Types)
        {
            var path = operation.Path.Replace("{types}", type.Plural, StringComparison.Ordinal);
            var one = operation.Path.Contains("{id}", StringComparison.Ordinal);
            if (!ActionSchemas.Has(operation))
            {
                var plural = !one && operation.ResponseShape == RecordShape.Page;
                yield return Call(operation, $"{operation.Id}_{(plural ? type.Plural : type.Name)}", path, type.Plural, operation.Summary, type.PluralLabel, type);
                continue;
            }
            foreach (var (name, label, schema) in _actions.Of(type, operation))
            {
                var summary = one ? label : DocsTexts.Text("action.many", label);
                var call = Call(operation, $"{name}_{(one ? type.Name : type.Plural)}", path.Replace(ActionSchemas.Hole, name, StringComparison.Ordinal), type.Plural, summary, type.PluralLabel, type);
                var answer = one && _actions.Answer(type, name) is { } own ? new ApiBody(Json, own) : call.Answer;
                yield return call with { Request = schema is null ? null : new ApiBody(Json, schema), Answer = answer, Problems = [.. Refusals.Of(operation, schema is not null)] };
            }
        }
        yield return Call(operation, operation.Id + "_own", operation.Path, OwnTypes, operation.Summary, DocsTexts.Text("record.own"), null);
    }

    private ApiCall Call(Operation operation, string id, string path, string tag, string summary, string about, RecordType? type)
    {
        var request = Request(operation, type);
        return new ApiCall(operation, id, path, tag, summary, about)
        {
            Parameters = Parameters(operation, path),
            Request = request,
            Answer = Answer(operation, type),
            Problems = [.. Refusals.Of(operation, request is not null)],
        };
    }

    // The path is what is served, so each of its holes is a parameter, declared or not; declared ones that were filled are none.
    private static List<OperationParameter> Parameters(Operation operation, string path)
    {
        var holes = Holes().Matches(path).Select(m => m.Groups["name"].Value).ToList();
        var inPath = holes.Select(h => operation.Parameters.FirstOrDefault(p => p.In == "path" && p.Name == h) ?? new OperationParameter(h, "path", DocsTexts.Find("path." + h) ?? Naming.Label(h)));
        return [.. inPath.Select(p => p with { Required = true }), .. operation.Parameters.Where(p => p.In != "path")];
    }

    private ApiBody? Request(Operation operation, RecordType? type)
    {
        if (operation.RequestShape != RecordShape.None)
            return new ApiBody(operation.RequestShape == RecordShape.Patch ? "application/merge-patch+json" : Json, _records.Of(type, operation.RequestShape));
        if (operation.Request is { } taken)
            return new ApiBody(operation.RequestType, _classes.Taken(taken));
        return operation.RequestType == Json ? null : new ApiBody(operation.RequestType, operation.RequestType == "multipart/form-data" ? Upload() : null);
    }

    // A form nobody described further holds a file.
    private static JsonObject Upload() => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject { ["file"] = new JsonObject { ["type"] = "string", ["contentMediaType"] = "application/octet-stream" } },
        ["required"] = new JsonArray("file"),
    };

    private ApiBody? Answer(Operation operation, RecordType? type)
    {
        if (operation.ResponseShape != RecordShape.None)
            return new ApiBody(Json, _records.Of(type, operation.ResponseShape));
        if (operation.Response is { } answered)
            return new ApiBody(operation.ResponseType, _classes.Answered(answered));
        return operation.ResponseType == Json ? null : new ApiBody(operation.ResponseType, null);
    }

    [GeneratedRegex(@"\{(?<name>[^}:]+)[^}]*\}", RegexOptions.NonBacktracking)]
    private static partial Regex Holes();
}

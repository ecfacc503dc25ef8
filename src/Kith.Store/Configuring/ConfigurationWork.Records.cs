using System.Text.Json;
using System.Text.Json.Nodes;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Store.Writing;

namespace Kith.Store.Configuring;

/// <content>Records that say how Kith works, found again by their titles within what they belong to.</content>
internal sealed partial class ConfigurationWork
{
    private RecordTitles _titles = null!;

    private async Task RecordsAsync()
    {
        if (file.Records is null)
            return;
        var records = await RecordsNowAsync();
        foreach (var plural in file.Records.Keys.Where(p => records.Roots.All(r => r.Plural != p)))
            Problems.Add($"records.{plural}", "unknown_type", plural);
        var (steps, goes) = (new List<Step>(), new List<Step>());
        foreach (var type in records.Roots.Where(r => remove || file.Records.ContainsKey(r.Plural)))
            await AddAsync(type, null, file.Records.GetValueOrDefault(type.Plural) ?? [], $"records.{type.Plural}", steps, goes);
        await RoundsAsync(steps);
        await RoundsAsync(goes);
    }

    private async Task<ConfigurationRecords> RecordsNowAsync()
    {
        _titles = await RecordTitles.OfAsync(session, caller, _catalogue, PeopleBy.Email, cancellation);
        return new ConfigurationRecords(_catalogue, _titles);
    }

    /// <summary>Adds what has to be done for the records of a type, all or those within one, to be what a list says.</summary>
    private async Task AddAsync(RecordType type, Guid? within, JsonArray asked, string path, List<Step> steps, List<Step> goes)
    {
        var records = await RecordsNowAsync();
        var parent = records.ParentOf(type);
        var present = (await ConfigurationRecords.LivingAsync(session, caller, type, cancellation)).Where(s => within is null || s.Values[parent!.Index] is Guid id && id == within).ToList();
        foreach (var (at, entry) in asked.Index())
        {
            if (entry is not JsonObject record || record[type.Title.Name]?.GetValueKind() != JsonValueKind.String)
            {
                Problems.Add($"{path}[{at}].{type.Title.Name}", "required", type.Title.Label);
                continue;
            }
            var title = record[type.Title.Name]!.GetValue<string>();
            // Of several that are called so it is the one that is most like it.
            var former = present.Where(s => s.Values[type.Title.Index] as string == title).MaxBy(s => records.Of(type, s).Count(m => JsonNode.DeepEquals(m.Value, record[m.Key])));
            present.Remove(former!);
            steps.Add(new Step($"{path}.{title}", () => OneAsync(type, within, former, record, $"{path}.{title}")));
        }
        if (remove)
            goes.AddRange(present.Select(left => new Step($"{path}.{left.Values[type.Title.Index]}", () => RemoveAsync(type, left))));
    }

    private async Task OneAsync(RecordType type, Guid? within, RecordState? former, JsonObject asked, string path)
    {
        var records = await RecordsNowAsync();
        var parts = records.PartsOf(type).ToList();
        var fields = records.FieldsOf(type).ToDictionary(f => f.Name);
        var now = former is null ? [] : records.Of(type, former);
        var (values, leftOut) = (new JsonObject(), new List<string>());
        foreach (var (name, value) in asked.Where(m => parts.All(p => p.Plural != m.Key)))
        {
            if (!fields.TryGetValue(name, out var field))
                throw new ProblemException(Problem.Field(name, "unknown_field", name));
            if (!JsonNode.DeepEquals(now[name], value))
                values[name] = Resolved(field, value, leftOut, $"{path}.{name}");
        }
        foreach (var (name, _) in now.Where(m => remove && !asked.ContainsKey(m.Key)))
            values[name] = null;
        var id = former?.Id ?? store.Ids.Next();
        if (former is null && within is { } whole)
            values[records.ParentOf(type)!.Name] = whole.ToString("D");
        if (former is null || values.Count > 0)
        {
            var request = new WriteRequest(former is null ? WriteKind.Create : WriteKind.Update, id);
            RecordInput.Bind(JsonSerializer.SerializeToElement(values), type, store.Policy.Rights(caller, type), new InputFormat(caller.Currency), request);
            await store.Writes.OneAsync(session, caller, _catalogue, type, request, null, null, cancellation);
        }
        LeftOut.AddRange(leftOut);
        var (steps, goes) = (new List<Step>(), new List<Step>());
        foreach (var part in parts.Where(p => asked.ContainsKey(p.Plural) || remove))
            await AddAsync(part, id, asked[part.Plural] as JsonArray ?? [], $"{path}.{part.Plural}", steps, goes);
        await RoundsAsync(steps);
        await RoundsAsync(goes);
    }

    private async Task RemoveAsync(RecordType type, RecordState left) =>
        await store.Writes.OneAsync(session, caller, _catalogue, type, new WriteRequest(WriteKind.Delete, left.Id), null, null, cancellation);

    /// <summary>A value with ids in the place of titles. People whom nobody here is called like are left out; other records must be there.</summary>
    private JsonNode? Resolved(Field field, JsonNode? value, List<string> leftOut, string path)
    {
        switch (value)
        {
            case JsonArray list when field.To is not null:
                return new JsonArray([.. list.Select(t => Linked(field, t, leftOut, path)).OfType<JsonNode>()]);
            case JsonValue title when field.To is not null:
                return Linked(field, title, leftOut, path);
            case JsonObject named when named[ConfigurationRecords.Record] is JsonValue type && named[ConfigurationRecords.Title] is JsonValue title && field.Kind.ValueType == Core.Types.ValueType.Text:
                return Found(field, type.ToString(), title.ToString());
            default:
                return value?.DeepClone();
        }
    }

    private JsonValue? Linked(Field field, JsonNode? title, List<string> leftOut, string path)
    {
        if (field.To != "person" || _titles.Find("person", title?.ToString() ?? "") is not null)
            return Found(field, field.To!, title?.ToString() ?? "");
        leftOut.Add($"{path}: {title}");
        return null;
    }

    private JsonValue Found(Field field, string type, string title) => _titles.Find(type, title) is { } id ? JsonValue.Create(id.ToString("D"))
        : throw new ProblemException(Problem.Field(field.Name, "configuration.not_found", field.Label, title));
}

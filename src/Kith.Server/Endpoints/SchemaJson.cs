using System.Text.Json;
using Kith.Core.Access;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using Kith.Store.Changesets;

namespace Kith.Server.Endpoints;

/// <summary>The JSON form of types, fields and actions.</summary>
internal static class SchemaJson
{
    public static void Write(Utf8JsonWriter writer, RecordType type, TypeRights rights, string currency)
    {
        writer.WriteStartObject();
        writer.WriteString("name", type.Name);
        writer.WriteString("plural", type.Plural);
        writer.WriteString("label", type.Label);
        writer.WriteString("plural_label", type.PluralLabel);
        writer.WriteString("icon", type.Icon);
        writer.WriteString("title", type.Title.Name);
        writer.WriteBoolean("own", type.Own);
        writer.WriteBoolean("setup", type.Setup);
        writer.WriteBoolean("part", type.Part);
        writer.WriteBoolean("people", type.People);
        writer.WriteBoolean("mergeable", Merging.Takes(type));
        writer.WriteStartObject("can");
        writer.WriteBoolean("create", rights.Create);
        writer.WriteBoolean("update", rights.Update);
        writer.WriteBoolean("delete", rights.Delete);
        writer.WriteEndObject();
        writer.WriteStartArray("fields");
        foreach (var field in type.Fields.Where(f => !rights.Hidden.Contains(f.Name)))
            Write(writer, field, field.Required || type.Rules.Any(r => r.NeedsAlways(field)), rights, currency);
        writer.WriteEndArray();
        writer.WriteStartArray("list");
        foreach (var name in type.List)
            writer.WriteStringValue(name);
        writer.WriteEndArray();
        if (type.Board is { } board)
        {
            writer.WriteStartObject("board");
            writer.WriteString("by", board.By);
            writer.WriteString("scope", board.Scope);
            writer.WriteString("sum", board.Sum);
            writer.WriteString("weight", board.Weight);
            writer.WriteString("mark", board.Mark);
            writer.WriteEndObject();
        }
        if (type.Tree is { Link: var above } && !rights.Hidden.Contains(above.Name))
        {
            writer.WriteStartObject("tree");
            writer.WriteString("by", above.Name);
            writer.WriteStartArray("sums");
            foreach (var sum in above.TreeSums.Where(s => !rights.Hidden.Contains(s)))
                writer.WriteStringValue(sum);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        writer.WriteStartArray("actions");
        foreach (var action in type.Behaviour.Actions.Where(_ => rights.Update))
        {
            writer.WriteStartObject();
            writer.WriteString("name", action.Name);
            writer.WriteString("label", action.Label);
            writer.WriteString("on", "many");
            writer.WriteStartArray("input");
            foreach (var field in action.Input)
                Write(writer, field, field.Required, rights, currency);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, Field field, bool required, TypeRights rights, string currency)
    {
        writer.WriteStartObject();
        writer.WriteString("name", field.Name);
        writer.WriteString("label", field.Label);
        writer.WriteString("kind", field.Kind.Name);
        writer.WriteBoolean("required", required);
        if (field.FilledIn)
            writer.WriteBoolean("filled_in", true);
        writer.WriteBoolean("read_only", !field.Writable || rights.Locked.Contains(field.Name));
        writer.WriteBoolean("unique", field.Unique);
        writer.WriteBoolean("own", field.Own);
        writer.WriteBoolean("system", field.System);
        writer.WriteBoolean("sensitive", field.Sensitive);
        if (field.Own)
            writer.WriteBoolean("active", !field.Inactive);
        if (field is { Own: true, Formula: null })
            writer.WriteBoolean("indexed", field.Indexed);
        if (field.Converting is { } converting)
            writer.WriteString("converting", converting);
        if (field.Preset is { } preset)
            writer.WriteString("preset", preset);
        if (field.Help is { } help)
            writer.WriteString("help", help);
        writer.WriteBoolean("sortable", field.Kind.Sortable || field.Formula is not null || field.Kind is AnyLinkKind);
        if (field.Kind.ValueType is Core.Types.ValueType.Link or Core.Types.ValueType.LinkList)
            writer.WriteString("to", field.To);
        if (field.MaxLength is { } most)
            writer.WriteNumber("max_length", most);
        if (field.Kind is MoneyKind)
            writer.WriteString("default_currency", currency);
        if (field.Formula is { } formula)
            writer.WriteString("formula", formula);
        if (field.BecameAt is { } at)
            writer.WriteString("became_at", at);
        if (field.Day is { } day)
            writer.WriteString("day", day);
        if (field.Score.Count > 0)
        {
            writer.WriteStartArray("score");
            foreach (var rule in field.Score)
            {
                writer.WriteStartObject();
                writer.WriteString("name", rule.Name);
                writer.WriteString("label", rule.Label);
                writer.WriteString("when", rule.When);
                writer.WriteNumber("points", rule.Points);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
        }
        if (field.Series is { } series)
        {
            writer.WriteStartObject("series");
            writer.WriteString("pattern", series.Pattern);
            writer.WriteNumber("digits", series.Digits);
            writer.WriteNumber("start", series.Start);
            writer.WriteString("reset", Naming.Snake(series.Reset.ToString()));
            writer.WriteEndObject();
        }
        if (field.Kind is ChoiceKind or ChoicesKind)
        {
            writer.WriteBoolean("open_choices", field.OpenChoices);
            writer.WriteStartArray("choices");
            foreach (var choice in field.Choices)
            {
                writer.WriteStartObject();
                writer.WriteString("value", choice.Value);
                writer.WriteString("label", choice.Label);
                if (choice.Color is { } color)
                    writer.WriteNumber("color", color);
                else
                    writer.WriteNull("color");
                if (choice.Retired)
                    writer.WriteBoolean("retired", true);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
        }
        writer.WriteEndObject();
    }
}

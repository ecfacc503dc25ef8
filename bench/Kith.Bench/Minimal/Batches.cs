using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace Kith.Bench.Minimal;

/// <summary>Makes Npgsql batches of the watched statements, with values of their own in each.</summary>
internal sealed class Batches(MinimalPlan plan)
{
    /// <summary>A batch for a place, a number and a new id.</summary>
    public NpgsqlBatch Make(NpgsqlConnection connection, int place, string number, Guid id)
    {
        var batch = new NpgsqlBatch(connection);
        foreach (var statement in plan.Statements)
        {
            var command = new NpgsqlBatchCommand(statement.Sql);
            for (var i = 0; i < statement.Values.Count; i++)
                command.Parameters.Add(Parameter(statement.Values[i], statement.Types[i], place, number, id));
            batch.BatchCommands.Add(command);
        }
        return batch;
    }

    private NpgsqlParameter Parameter(string? value, string type, int place, string number, Guid id)
    {
        if (value is null)
            return new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = Type(type) };
        if (plan.Id is not null && value == plan.Id)
            return new NpgsqlParameter<Guid> { TypedValue = id };
        foreach (var choice in plan.Choices)
        {
            if (choice.Values[0] == value && choice.Values.Count > 1)
                return Typed(choice.Values[place], type);
        }
        return Typed(number.Length > 0 ? value.Replace(plan.Number, number, StringComparison.Ordinal) : value, type);
    }

    private static NpgsqlParameter Typed(string value, string type) => type switch
    {
        "uuid" => new NpgsqlParameter<Guid> { TypedValue = Guid.Parse(value) },
        "bigint" => new NpgsqlParameter<long> { TypedValue = long.Parse(value, CultureInfo.InvariantCulture) },
        "integer" => new NpgsqlParameter<int> { TypedValue = int.Parse(value, CultureInfo.InvariantCulture) },
        "timestamp with time zone" => new NpgsqlParameter<DateTime> { TypedValue = DateTimeOffset.Parse(value, CultureInfo.InvariantCulture).UtcDateTime },
        "uuid[]" => new NpgsqlParameter<Guid[]> { TypedValue = [.. value.Trim('{', '}').Split(',').Select(Guid.Parse)] },
        "text[]" => new NpgsqlParameter<string[]> { TypedValue = value.Trim('{', '}').Split(',') },
        "numeric" => new NpgsqlParameter<decimal> { TypedValue = decimal.Parse(value, CultureInfo.InvariantCulture) },
        "date" => new NpgsqlParameter<DateOnly> { TypedValue = DateOnly.Parse(value, CultureInfo.InvariantCulture) },
        "boolean" => new NpgsqlParameter<bool> { TypedValue = value is "t" },
        "text" => new NpgsqlParameter<string> { TypedValue = value },
        _ => new NpgsqlParameter<string> { TypedValue = value, NpgsqlDbType = Type(type) },
    };

    private static NpgsqlDbType Type(string type) => type switch
    {
        "jsonb" => NpgsqlDbType.Jsonb,
        "uuid" => NpgsqlDbType.Uuid,
        "bigint" => NpgsqlDbType.Bigint,
        "integer" => NpgsqlDbType.Integer,
        "timestamp with time zone" => NpgsqlDbType.TimestampTz,
        _ => NpgsqlDbType.Text,
    };
}

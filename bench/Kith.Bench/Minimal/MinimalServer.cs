using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Kith.Core.Records;
using Npgsql;

namespace Kith.Bench.Minimal;

/// <summary>
/// What somebody would write who needed just these four answers and nothing else: the same statements through Npgsql, the same bytes
/// through the JSON writer, no sign-in, no catalogue, no rights, no checks. And an answer of the same length without a database.
/// </summary>
internal sealed class MinimalServer(MinimalPlan plan, NpgsqlDataSource source)
{
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    private readonly Batches _batches = new(plan);
    private readonly IdSource _ids = new(TimeProvider.System);
    private readonly byte[] _bare = [.. Enumerable.Repeat((byte)'.', plan.BareBytes)];

    public static async Task<int> RunAsync(string planFile)
    {
        var plan = JsonSerializer.Deserialize<MinimalPlan>(await File.ReadAllTextAsync(planFile))!;
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(plan.Connection) { MaxPoolSize = plan.Pool }.ConnectionString);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls($"http://127.0.0.1:{plan.Port.ToString(CultureInfo.InvariantCulture)}");
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        await using var app = builder.Build();
        var server = new MinimalServer(plan, source);
        app.Run(server.AnswerAsync);
        await app.StartAsync();
        await Console.Out.WriteLineAsync("ready");
        await app.WaitForShutdownAsync();
        return 0;
    }

    private Task AnswerAsync(HttpContext context) => context.Request.Path.Value switch
    {
        "/list" => ListAsync(context, Place(context), "name", 11, Rows.Contact),
        ['/', 'd', 'e', 'a', 'l', 's', '/', .. var sort] => ListAsync(context, Place(context), sort, 10, Rows.Deal),
        "/get" => GetAsync(context),
        "/create" => CreateAsync(context),
        "/search" => SearchAsync(context, Place(context)),
        _ => SendAsync(context, 200, _bare),
    };

    private static int Place(HttpContext context) => int.Parse(context.Request.QueryString.Value.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture);

    private async Task ListAsync(HttpContext context, int place, string sort, int key, Action<Utf8JsonWriter, NpgsqlDataReader> write)
    {
        const int Limit = 50;
        var output = new ArrayBufferWriter<byte>(32 * 1024);
        await using var connection = await source.OpenConnectionAsync(context.RequestAborted);
        await using var batch = _batches.Make(connection, place, "", default);
        await using var row = await batch.ExecuteReaderAsync(context.RequestAborted);
        await row.NextResultAsync(context.RequestAborted);
        await using var writer = new Utf8JsonWriter(output, Json);
        writer.WriteStartObject();
        writer.WriteStartArray("data"u8);
        var (written, name, last, next) = (0, "", Guid.Empty, (string?)null);
        while (await row.ReadAsync(context.RequestAborted))
        {
            if (written++ == Limit)
            {
                next = Cursors.Of(sort, last.ToString(), name);
                continue;
            }
            write(writer, row);
            if (written == Limit)
                (name, last) = (Rows.Key(row, key), row.GetGuid(0));
        }
        writer.WriteEndArray();
        writer.WriteString("next"u8, next);
        writer.WriteEndObject();
        await writer.FlushAsync(context.RequestAborted);
        await SendAsync(context, 200, output.WrittenMemory);
    }

    private async Task GetAsync(HttpContext context)
    {
        var output = new ArrayBufferWriter<byte>(2 * 1024);
        await using var connection = await source.OpenConnectionAsync(context.RequestAborted);
        await using var batch = _batches.Make(connection, 0, context.Request.QueryString.Value![1..], default);
        await using var row = await batch.ExecuteReaderAsync(context.RequestAborted);
        await row.NextResultAsync(context.RequestAborted);
        await WriteContactAsync(row, output, context.RequestAborted);
        await SendAsync(context, 200, output.WrittenMemory);
    }

    private async Task CreateAsync(HttpContext context)
    {
        using var json = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        var number = json.RootElement.GetProperty("last_name"u8).GetString()![^Scenario.Digits..];
        var output = new ArrayBufferWriter<byte>(2 * 1024);
        await using var connection = await source.OpenConnectionAsync(context.RequestAborted);
        await using var batch = _batches.Make(connection, Place(context), number, _ids.Next());
        await using var row = await batch.ExecuteReaderAsync(context.RequestAborted);
        do
        {
            // The statements that write have no columns, and the one that guards a link has one; the record is the widest.
            if (row.FieldCount > 2)
                await WriteContactAsync(row, output, context.RequestAborted);
        }
        while (await row.NextResultAsync(context.RequestAborted));
        await SendAsync(context, 201, output.WrittenMemory);
    }

    private static async Task WriteContactAsync(NpgsqlDataReader row, ArrayBufferWriter<byte> output, CancellationToken cancellation)
    {
        if (!await row.ReadAsync(cancellation))
            throw new InvalidOperationException("There is no such contact.");
        await using var writer = new Utf8JsonWriter(output, Json);
        Rows.WholeContact(writer, row);
    }

    private async Task SearchAsync(HttpContext context, int place)
    {
        var output = new ArrayBufferWriter<byte>(8 * 1024);
        await using var connection = await source.OpenConnectionAsync(context.RequestAborted);
        await using var batch = _batches.Make(connection, place, "", default);
        await using var row = await batch.ExecuteReaderAsync(context.RequestAborted);
        await row.NextResultAsync(context.RequestAborted);
        await using var writer = new Utf8JsonWriter(output, Json);
        writer.WriteStartObject();
        writer.WriteStartArray("data"u8);
        while (await row.ReadAsync(context.RequestAborted))
            Rows.Hit(writer, row);
        writer.WriteEndArray();
        writer.WriteEndObject();
        await writer.FlushAsync(context.RequestAborted);
        await SendAsync(context, 200, output.WrittenMemory);
    }

    private static async Task SendAsync(HttpContext context, int status, ReadOnlyMemory<byte> body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}

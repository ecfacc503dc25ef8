using System.Globalization;
using Kith.Core.Problems;
using Kith.Store.Stream;
using Npgsql;
using NpgsqlTypes;

namespace Kith.Store.Sql;

/// <summary>The application's way to PostgreSQL: connections of the role that owns nothing.</summary>
public sealed class Database(NpgsqlDataSource source, ContextSigner signer) : IAsyncDisposable
{
    private readonly ChangeSignal _signal = new(source, signer);

    private static int Part(NpgsqlDataSource source, int part) => new NpgsqlConnectionStringBuilder(source.ConnectionString).MaxPoolSize / part;

    /// <summary>Pages, records and searches: half of the connections.</summary>
    public Lane Short { get; } = new(Part(source, 2));

    /// <summary>Reports: a quarter of the connections.</summary>
    public Lane Reports { get; } = new(Part(source, 4));

    /// <summary>Exports, which take as long as their readers do: a quarter of the connections.</summary>
    public Lane Exports { get; } = new(Part(source, 4));

    /// <summary>A connection in the context of one workspace.</summary>
    public async Task<Session> OpenAsync(Guid workspace, CancellationToken cancellation) =>
        new(await source.OpenConnectionAsync(cancellation), signer.Sign(workspace), signer, workspace, _signal.Tell);

    /// <summary>Reads in the context of one workspace, when it is its turn, with statements that may take so long.</summary>
    /// <param name="read">Reads and asks for no other turn, for which it might wait forever.</param>
    /// <exception cref="ProblemException">A statement took longer; it is stopped, and the connection goes on to serve others.</exception>
    public Task<T> WithinAsync<T>(Lane lane, Guid workspace, TimeSpan time, Func<Session, Task<T>> read, CancellationToken cancellation) => lane.RunAsync(async () =>
    {
        await using var session = await OpenAsync(workspace, cancellation);
        session.StatementTime = time;
        try
        {
            return await read(session);
        }
        catch (PostgresException stopped) when (stopped.SqlState == PostgresErrorCodes.QueryCanceled && !cancellation.IsCancellationRequested)
        {
            throw new ProblemException(Problem.Field("", "limit.time", (long)time.TotalSeconds));
        }
    }, cancellation);

    /// <summary>A connection outside every workspace; it sees only the global tables and the functions that look past workspaces.</summary>
    public async Task<Session> OpenGlobalAsync(CancellationToken cancellation) =>
        new(await source.OpenConnectionAsync(cancellation), signer.SignOutside(), signer, null, _signal.Tell);

    /// <summary>Asks PostgreSQL for a sign of life.</summary>
    public async Task PingAsync(CancellationToken cancellation)
    {
        await using var session = await OpenGlobalAsync(cancellation);
        await session.ExecuteAsync(SqlText.Of($"select 1"), cancellation);
    }

    public ValueTask DisposeAsync()
    {
        Short.Dispose();
        Reports.Dispose();
        Exports.Dispose();
        return source.DisposeAsync();
    }
}

/// <summary>A connection whose every batch runs in one workspace's context. Without <see cref="BeginAsync"/> each batch is a transaction of its own.</summary>
public sealed class Session : IAsyncDisposable
{
    private const string Context = "select set_config('kith.context', $1, true), set_config('plan_cache_mode', $2, true)";

    private readonly NpgsqlConnection _connection;
    private string _context;
    private readonly ContextSigner _signer;
    private readonly Action<Guid>? _tell;
    private readonly HashSet<Guid> _appended = [];
    private Guid? _workspace;
    private NpgsqlTransaction? _transaction;
    private NpgsqlBatchCommand? _last;
    private bool _entered;
    private bool _stopped;

    /// <param name="workspace">The one it is in the context of; null for outside of all.</param>
    /// <param name="tell">Told after each commit which workspaces' streams it made longer.</param>
    internal Session(NpgsqlConnection connection, string context, ContextSigner signer, Guid? workspace, Action<Guid>? tell) =>
        (_connection, _context, _signer, _workspace, _tell) = (connection, context, signer, workspace, tell);

    /// <summary>
    /// True where statements depend on the values they are given, such as filters: PostgreSQL may then plan them anew. All others
    /// keep one plan, since planning their joins costs more than running them.
    /// </summary>
    public bool PlanPerValue { get; set; }

    /// <summary>How long each statement may take; null leaves it to PostgreSQL's own setting.</summary>
    public TimeSpan? StatementTime { get; set; }

    /// <summary>The connection, for COPY.</summary>
    public NpgsqlConnection Connection => _connection;

    /// <summary>Starts a transaction that lasts over several batches.</summary>
    public async Task BeginAsync(CancellationToken cancellation) => _transaction = await _connection.BeginTransactionAsync(cancellation);

    /// <summary>Keeps what the transaction did.</summary>
    public async Task CommitAsync(CancellationToken cancellation)
    {
        await _transaction!.CommitAsync(cancellation);
        await _transaction.DisposeAsync();
        (_transaction, _entered) = (null, false);
        foreach (var workspace in _appended)
            _tell?.Invoke(workspace);
        _appended.Clear();
    }

    /// <summary>Drops what the transaction did.</summary>
    public async Task RollbackAsync(CancellationToken cancellation)
    {
        await _transaction!.RollbackAsync(cancellation);
        await _transaction.DisposeAsync();
        (_transaction, _entered) = (null, false);
        _appended.Clear();
    }

    /// <summary>Says that what was just run made the stream longer, so that its readers are woken after the commit.</summary>
    internal void Appended()
    {
        if (_workspace is not { } workspace)
            return;
        if (_transaction is null)
            _tell?.Invoke(workspace);
        else
            _appended.Add(workspace);
    }

    /// <summary>Goes on in another workspace within the same transaction. Who goes through several takes them in the order of their ids, so that nobody waits in a circle.</summary>
    /// <param name="workspace">Null for outside of all.</param>
    internal Task EnterAsync(Guid? workspace, CancellationToken cancellation)
    {
        (_context, _workspace, _entered) = (workspace is { } id ? _signer.Sign(id) : _signer.SignOutside(), workspace, false);
        // At once, since a context that is set within a savepoint goes with it.
        return ExecuteAsync(SqlText.Of($"select 1"), cancellation);
    }

    /// <summary>Proves the workspace anew with the next statement: what proves it holds for minutes, and long work takes longer.</summary>
    /// <param name="workspace">The one it was opened for.</param>
    internal void Renew(Guid workspace) => (_context, _entered) = (_signer.Sign(workspace), false);

    /// <summary>Runs statements in one round trip; the reader stands at the result of the first.</summary>
    public async Task<NpgsqlDataReader> ReadAsync(IReadOnlyList<SqlText> statements, CancellationToken cancellation)
    {
        var batch = new NpgsqlBatch(_connection, _transaction);
        await using var _ = batch.ConfigureAwait(false);
        var enter = !_entered;
        if (enter)
        {
            var context = new NpgsqlBatchCommand(StatementTime is null ? Context : Context + ", set_config('statement_timeout', $3, true)");
            context.Parameters.Add(new NpgsqlParameter { Value = _context, NpgsqlDbType = NpgsqlDbType.Text });
            context.Parameters.Add(new NpgsqlParameter { Value = PlanPerValue ? "auto" : "force_generic_plan", NpgsqlDbType = NpgsqlDbType.Text });
            if (StatementTime is { } time)
                context.Parameters.Add(new NpgsqlParameter { Value = ((long)time.TotalMilliseconds).ToString(CultureInfo.InvariantCulture), NpgsqlDbType = NpgsqlDbType.Text });
            batch.BatchCommands.Add(context);
            _entered = _transaction is not null;
        }
        foreach (var statement in statements)
            batch.BatchCommands.Add(statement.ToCommand());
        NoticeStop();
        _last = batch.BatchCommands[^1];
        var reader = await batch.ExecuteReaderAsync(cancellation);
        try
        {
            if (enter)
                await reader.NextResultAsync(cancellation);
            return reader;
        }
        catch
        {
            await reader.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs one statement that answers rows.</summary>
    public Task<NpgsqlDataReader> ReadAsync(SqlText statement, CancellationToken cancellation) => ReadAsync([statement], cancellation);

    /// <summary>Runs statements whose rows do not matter; the rows changed by the last are counted.</summary>
    public async Task<int> ExecuteAsync(IReadOnlyList<SqlText> statements, CancellationToken cancellation)
    {
        await using var reader = await ReadAsync(statements, cancellation);
        while (await reader.NextResultAsync(cancellation))
        {
            // Each result is passed over so that an error in any statement surfaces here.
        }
        return reader.RecordsAffected;
    }

    /// <summary>True between <see cref="BeginAsync"/> and the end of that transaction.</summary>
    public bool InTransaction => _transaction is not null;

    /// <summary>Runs steps in one transaction: the one that is open, or one of their own.</summary>
    public async Task<T> TogetherAsync<T>(Func<Task<T>> steps, CancellationToken cancellation)
    {
        if (_transaction is not null)
            return await steps();
        await BeginAsync(cancellation);
        var result = await steps();
        await CommitAsync(cancellation);
        return result;
    }

    /// <summary>Runs statements all or nothing, so that a failure leaves a surrounding transaction usable.</summary>
    public async Task AttemptAsync(IReadOnlyList<SqlText> statements, CancellationToken cancellation)
    {
        if (_transaction is null)
        {
            await ExecuteAsync(statements, cancellation);
            return;
        }
        try
        {
            await ExecuteAsync([SqlText.Of($"savepoint attempt"), .. statements, SqlText.Of($"release savepoint attempt")], cancellation);
        }
        catch (PostgresException)
        {
            await ExecuteAsync([SqlText.Of($"rollback to savepoint attempt"), SqlText.Of($"release savepoint attempt")], cancellation);
            throw;
        }
    }

    /// <summary>Runs one statement outside the workspace, in the transaction of the workspace where there is one.</summary>
    /// <returns>The rows it changed.</returns>
    public Task<int> ExecuteOutsideAsync(SqlText statement, CancellationToken cancellation)
    {
        return ExecuteAsync([Enter(_signer.SignOutside()), statement, Enter(_context)], cancellation);

        static SqlText Enter(string context) => SqlText.Of($"select set_config('kith.context', {SqlText.Text(context)}, true)");
    }

    /// <summary>Runs one statement whose rows do not matter.</summary>
    public Task<int> ExecuteAsync(SqlText statement, CancellationToken cancellation) => ExecuteAsync([statement], cancellation);

    /// <summary>Reads every row of one statement.</summary>
    public async Task<List<T>> ListAsync<T>(SqlText statement, Func<NpgsqlDataReader, T> read, CancellationToken cancellation)
    {
        await using var reader = await ReadAsync(statement, cancellation);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellation))
            rows.Add(read(reader));
        return rows;
    }

    /// <summary>Reads the first row, or the default where there is none.</summary>
    public async Task<T?> FirstAsync<T>(SqlText statement, Func<NpgsqlDataReader, T> read, CancellationToken cancellation)
    {
        await using var reader = await ReadAsync(statement, cancellation);
        return await reader.ReadAsync(cancellation) ? read(reader) : default;
    }

    public async ValueTask DisposeAsync()
    {
        if (_transaction is not null)
            await _transaction.DisposeAsync();
        NoticeStop();
        if (_stopped && _connection.State == System.Data.ConnectionState.Open)
            _connection.UnprepareAll();
        await _connection.DisposeAsync();
    }

    /// <summary>
    /// Notices that the last batch did not come to its end. Npgsql then takes statements for prepared that are not, or does not know
    /// their columns, and every later use of them on that connection fails; they are forgotten before somebody else gets the connection.
    /// </summary>
    private void NoticeStop() => _stopped |= _last is { StatementType: StatementType.Unknown };
}

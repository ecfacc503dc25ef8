using Kith.Core.Access;
using Kith.Core.Types;
using Kith.Identity.SignIns;
using Kith.Server.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Kith.Server.Tests.Logging;

/// <summary>What is logged of a request that fails by a fault of Kith's.</summary>
public sealed class FailureLogTests
{
    private sealed class Kept : ILogger
    {
        public List<string> Lines { get; } = [];
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
        public bool IsEnabled(LogLevel logLevel) => true;
        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Lines.Add(formatter(state, exception));
    }

    [Fact]
    public async Task It_names_workspace_person_and_request_and_nothing_that_was_sent()
    {
        var (log, workspace, person) = (new Kept(), Guid.Parse("01990000-0000-7000-8000-000000000001"), Guid.Parse("01990000-0000-7000-8000-000000000002"));
        var context = new DefaultHttpContext { TraceIdentifier = "trace-7" };
        context.Request.Method = "PUT";
        context.Request.Path = "/api/v1/contacts/by/email/grace@example.org";
        context.Request.QueryString = new QueryString("?q=Hopper");
        var known = new KnownSignIn(Guid.Empty, Guid.Empty, workspace, person, "EUR", TimeZoneInfo.Utc, WorkCalendar.Default, 0, 0, default);
        context.Features.Set(new SignIn(known.ToCaller(PersonAccess.Of(Membership.Alone(person, "member"), Catalogue.BuiltIn([])), Via.Screen), Guid.Empty, 0, true, Guid.Empty, null) { Known = known });
        await ProblemWriter.HandleAsync(context, _ => throw new InvalidOperationException("fault"), log);
        Assert.Equal(500, context.Response.StatusCode);
        var line = Assert.Single(log.Lines);
        Assert.Contains(workspace.ToString(), line, StringComparison.Ordinal);
        Assert.Contains(person.ToString(), line, StringComparison.Ordinal);
        Assert.Contains(ProblemWriter.Trace(context), line, StringComparison.Ordinal);
        Assert.DoesNotContain("grace", line, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Hopper", line, StringComparison.OrdinalIgnoreCase);
    }
}

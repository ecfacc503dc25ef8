using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Store.Sql;

namespace Kith.Store.Configuring;

/// <summary>What applying a configuration did, or would do.</summary>
/// <param name="Differences">What is other than before.</param>
/// <param name="Problems">What cannot be, each with the place in the file; with any, nothing is kept.</param>
/// <param name="LeftOut">What was left out because nobody here is called so, by their places in the file.</param>
public sealed record AppliedConfiguration(IReadOnlyList<ConfigurationDifference> Differences, IReadOnlyList<FieldProblem> Problems, IReadOnlyList<string> LeftOut);

/// <summary>Makes a workspace what a file says, by the same ways and under the same rights as by hand.</summary>
public sealed class ConfigurationApplier(KithStore store)
{
    /// <summary>Applies a file.</summary>
    /// <param name="session">In a transaction; who calls it rolls it back where there are problems, or only wanted to know.</param>
    /// <param name="remove">True where what the file does not name goes: records to the trash, fields to the removed ones.</param>
    public async Task<AppliedConfiguration> ApplyAsync(Session session, Caller caller, ConfigurationFile file, bool remove, CancellationToken cancellation)
    {
        if (file.Format != ConfigurationFile.Name)
            throw new ProblemException(Problem.Field("format", "configuration.format", ConfigurationFile.Name));
        var reader = new ConfigurationReader(store);
        var before = (await reader.ReadAsync(session, caller, PeopleBy.Email, cancellation)).Tree();
        var work = new ConfigurationWork(store, session, caller, file, remove, cancellation);
        await work.RunAsync();
        var after = (await reader.ReadAsync(session, caller, PeopleBy.Email, cancellation)).Tree();
        return new AppliedConfiguration(ConfigurationDifference.Between(before, after), work.Problems.Errors, work.LeftOut);
    }
}

/// <summary>The work of applying one file: what is needed first is made first, what cannot be made yet is tried again once the rest is there, and what goes goes last.</summary>
internal sealed partial class ConfigurationWork(KithStore store, Session session, Caller caller, ConfigurationFile file, bool remove, CancellationToken cancellation)
{
    private Catalogue _catalogue = null!;

    public ProblemList Problems { get; } = new();
    public List<string> LeftOut { get; } = [];

    /// <summary>One thing to do, with its place in the file.</summary>
    private sealed record Step(string Path, Func<Task> Do);

    public async Task RunAsync()
    {
        await RenewAsync();
        var settings = file.Settings;
        if (settings is not null)
            await RoundsAsync([new Step("settings", () => SettingsAsync(settings))]);
        await RoundsAsync([.. Types()]);
        await RoundsAsync([.. Details()]);
        await RoundsAsync([.. Roles()]);
        await RecordsAsync();
        await RoundsAsync([.. await SharingAsync()]);
        if (remove)
        {
            await RoundsAsync([.. RolesToRemove()]);
            await RoundsAsync([.. TypesToRemove()]);
        }
    }

    private async Task SettingsAsync(Accounts.WorkspaceSettings settings)
    {
        var problems = new ProblemList();
        settings.Check(problems);
        problems.ThrowIfAny();
        var present = await Accounts.WorkspaceSettings.OfAsync(session, caller.Workspace, cancellation);
        if (present != (settings with { WeekStart = settings.WeekStart ?? present.WeekStart, FiscalMonth = settings.FiscalMonth ?? present.FiscalMonth, TrashDays = settings.TrashDays ?? present.TrashDays, HistoryDays = settings.HistoryDays ?? present.HistoryDays }))
            await settings.SaveAsync(session, caller, null, cancellation);
    }

    private async Task RenewAsync() => _catalogue = await store.Catalogues.ReadAsync(session, caller.Workspace, cancellation);

    /// <summary>Takes steps in order; those that fail are tried again for as long as another one succeeds, since they may need what that made.</summary>
    private async Task RoundsAsync(IReadOnlyList<Step> steps)
    {
        while (steps.Count > 0)
        {
            var (left, found) = (new List<Step>(), new ProblemList());
            foreach (var step in steps)
            {
                if (!await TryAsync(step, found))
                    left.Add(step);
            }
            if (left.Count == steps.Count)
            {
                foreach (var problem in found.Errors)
                    Problems.Add(problem);
                return;
            }
            steps = left;
        }
    }

    private async Task<bool> TryAsync(Step step, ProblemList found)
    {
        await session.ExecuteAsync(SqlText.Of($"savepoint step"), cancellation);
        try
        {
            await step.Do();
            await session.ExecuteAsync(SqlText.Of($"release savepoint step"), cancellation);
            return true;
        }
        catch (ProblemException refused)
        {
            await session.ExecuteAsync([SqlText.Of($"rollback to savepoint step"), SqlText.Of($"release savepoint step")], cancellation);
            await RenewAsync();
            if (refused.Problem.Errors.Count == 0)
                found.Add(new FieldProblem(step.Path, refused.Problem.Code, refused.Problem.Title));
            foreach (var error in refused.Problem.Errors)
                found.Add(error with { Field = error.Field.Length == 0 ? step.Path : $"{step.Path}.{error.Field}" });
            return false;
        }
    }
}

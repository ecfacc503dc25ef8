using System.Text.Json;
using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Store.Access;

namespace Kith.Store.Configuring;

/// <content>Roles and sharing rules.</content>
internal sealed partial class ConfigurationWork
{
    private IEnumerable<Step> Roles()
    {
        foreach (var role in file.Roles ?? [])
            yield return new Step($"roles.{role.Name}", () => RoleAsync(role));
    }

    private async Task RoleAsync(RoleConfiguration asked)
    {
        var present = _catalogue.Role(asked.Name);
        if (present is null)
            await store.Access.AddRoleAsync(session, caller, _catalogue, asked.Name, asked.Label, asked.ToContent(), cancellation);
        else if (present.Label != asked.Label || RoleJson.Write(RoleJson.Content(present)) != RoleJson.Write(RoleJson.Content(RoleJson.Of(asked.Name, asked.Label, asked.ToContent()))))
            await store.Access.ChangeRoleAsync(session, caller, _catalogue, asked.Name, asked.Label, asked.ToContent(), cancellation);
        await RenewAsync();
    }

    private IEnumerable<Step> RolesToRemove()
    {
        if (file.Roles is null)
            yield break;
        foreach (var role in _catalogue.Roles.Where(r => r.Rank is null && file.Roles.All(a => a.Name != r.Name)))
        {
            yield return new Step($"roles.{role.Name}", async () =>
            {
                await store.Access.RemoveRoleAsync(session, caller, _catalogue, role.Name, cancellation);
                await RenewAsync();
            });
        }
    }

    private async Task<IReadOnlyList<Step>> SharingAsync()
    {
        var steps = new List<Step>();
        if (file.Sharing is null)
            return steps;
        var titles = await RecordTitles.OfAsync(session, caller, _catalogue, PeopleBy.Email, cancellation);
        var present = _catalogue.SharingRules.ToList();
        foreach (var asked in file.Sharing)
        {
            var path = $"sharing.{asked.Label}";
            var former = present.FirstOrDefault(p => p.Label == asked.Label && p.Type == asked.Type) ?? present.FirstOrDefault(p => p.Label == asked.Label);
            present.Remove(former!);
            var to = titles.Principal(asked.With);
            if (to is null)
                LeftOut.Add($"{path}.with: {asked.With}");
            else if (former is null || (former.Label, former.Type, former.Condition, former.To, former.Write, former.Active) != (asked.Label, asked.Type, asked.Condition, to, asked.Write, !asked.Off))
                steps.Add(new Step(path, () => ShareAsync(former?.Id, new SharingRuleInput(asked.Type, asked.Label, asked.Condition, to, asked.Write, !asked.Off))));
        }
        foreach (var left in present.Where(_ => remove))
            steps.Add(new Step($"sharing.{left.Label}", () => RenewedAsync(store.Access.RemoveRuleAsync(session, caller, _catalogue, left.Id, cancellation))));
        return steps;
    }

    private Task ShareAsync(Guid? former, SharingRuleInput input) => RenewedAsync(former is { } id
        ? store.Access.ChangeRuleAsync(session, caller, _catalogue, id, input, cancellation)
        : store.Access.AddRuleAsync(session, caller, _catalogue, input, cancellation));

    private async Task RenewedAsync(Task change)
    {
        await change;
        await RenewAsync();
    }
}

using Kith.Core.Access;
using Kith.Core.Changes;
using Kith.Core.Expressions;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using Kith.Store.Audit;
using Kith.Store.Catalogues;
using Kith.Store.Reading;
using Kith.Store.Sql;
using NpgsqlTypes;

namespace Kith.Store.Access;

/// <summary>A sharing rule as it is asked for.</summary>
public sealed record SharingRuleInput(string? Type, string? Label, string? Condition, Principal? To, bool Write, bool Active);

/// <summary>
/// Makes a workspace's own roles and sharing rules; each is checked before it is kept, and nobody makes one that allows more than they may themselves. Endpoints let only
/// those call it who manage access, and renew the catalogue once the transaction is committed.
/// </summary>
public sealed class AccessEditor(KithStore store, TimeProvider clock)
{
    private const int MostRoles = 200;
    private const int MostBelow = 20;
    private const int MostRules = 200;
    private const int LongestLabel = 100;
    private const int LongestText = 500;
    private const int LongestCondition = 2_000;

    /// <summary>Makes a role and answers its name.</summary>
    /// <param name="name">Free text; <c>_c</c> is added where missing. Null takes the label.</param>
    /// <exception cref="ProblemException">Something of it cannot be; each reason names its field.</exception>
    public async Task<string> AddRoleAsync(Session session, Caller caller, Catalogue catalogue, string? name, string? label, RoleContent content, CancellationToken cancellation)
    {
        var problems = new ProblemList();
        var own = Naming.Own(name ?? label ?? "");
        if (own is null)
            problems.Add("name", "required", "name");
        else if (catalogue.Role(own) is not null)
            problems.Add("name", "name_taken", own);
        if (catalogue.Roles.Count >= MostRoles)
            problems.Add("name", "access.too_many_roles", MostRoles);
        Check(caller, catalogue, own ?? "", label, content, problems);
        var now = clock.GetUtcNow().UtcDateTime;
        await SaveAsync(session, caller, SqlText.Of($"insert into own_role (workspace_id, name, label, definition, created_at, updated_at) values ({caller.Workspace}, {SqlText.Text(own)}, {SqlText.Text(label)}, {Json(content)}, {now}, {now})"),
            SecurityLog.By(caller, SecurityEventKind.RoleMade, title: label!).With("name", own).With("content", content), cancellation);
        return own!;
    }

    /// <summary>Changes a role of the workspace's own.</summary>
    public async Task ChangeRoleAsync(Session session, Caller caller, Catalogue catalogue, string name, string? label, RoleContent content, CancellationToken cancellation)
    {
        var present = Own(caller, catalogue, name);
        Check(caller, catalogue, name, label, content, new ProblemList());
        await SaveAsync(session, caller, SqlText.Of($"update own_role set label = {SqlText.Text(label)}, definition = {Json(content)}, updated_at = {clock.GetUtcNow().UtcDateTime} where workspace_id = {caller.Workspace} and name = {SqlText.Text(name)}"),
            SecurityLog.By(caller, SecurityEventKind.RoleChanged, title: label!).With("name", name).With("content", RoleJson.Content(present), content), cancellation);
    }

    /// <summary>Deletes a role that nobody has and no other builds on.</summary>
    public async Task RemoveRoleAsync(Session session, Caller caller, Catalogue catalogue, string name, CancellationToken cancellation)
    {
        var present = Own(caller, catalogue, name);
        if (catalogue.Roles.FirstOrDefault(r => r.BuildsOn.Contains(name)) is { } above)
            throw new ProblemException(Problem.Of(ProblemKind.Conflict, "access.role_built_on", above.Label));
        var held = await session.FirstAsync(SqlText.Of($"select (select count(*) from person p where p.workspace_id = {caller.Workspace} and p.role = {SqlText.Text(name)} and p.deleted_at is null) + (select count(*) from role_grant g where g.workspace_id = {caller.Workspace} and g.role = {SqlText.Text(name)} and (g.expires_at is null or g.expires_at > now()))"), r => r.GetInt64(0), cancellation);
        if (held > 0)
            throw new ProblemException(Problem.Of(ProblemKind.Conflict, "access.role_held", held));
        await SaveAsync(session, caller, SqlText.Of($"delete from own_role where workspace_id = {caller.Workspace} and name = {SqlText.Text(name)}"),
            SecurityLog.By(caller, SecurityEventKind.RoleDeleted, title: present.Label).With("name", name).With("content", RoleJson.Content(present), null), cancellation);
    }

    /// <summary>Why a sharing rule cannot be worked out any more, so that it opens nothing; null where it can.</summary>
    public string? Why(Caller caller, Catalogue catalogue, SharingRule rule)
    {
        var problems = new ProblemList();
        CheckCondition(caller, catalogue, rule.Type, rule.Condition, problems);
        return problems.None ? null : problems.Errors[0].Message;
    }

    /// <summary>Makes a sharing rule and answers its id.</summary>
    public async Task<Guid> AddRuleAsync(Session session, Caller caller, Catalogue catalogue, SharingRuleInput input, CancellationToken cancellation)
    {
        if (catalogue.SharingRules.Count >= MostRules)
            throw new ProblemException(Problem.Field("", "access.too_many_rules", MostRules));
        await CheckAsync(session, caller, catalogue, input, cancellation);
        var id = store.Ids.Next();
        await SaveAsync(session, caller, SqlText.Of($"insert into sharing_rule (workspace_id, id, type, label, condition, shared_with, write, active, updated_at) values ({caller.Workspace}, {id}, {SqlText.Text(input.Type)}, {SqlText.Text(input.Label)}, {SqlText.Text(input.Condition)}, {SqlText.Text(input.To!.Key)}, {input.Write}, {input.Active}, {clock.GetUtcNow().UtcDateTime})"),
            SecurityLog.By(caller, SecurityEventKind.SharingRuleMade, id, input.Label!).With("rule", input), cancellation);
        return id;
    }

    /// <summary>Changes a sharing rule.</summary>
    public async Task ChangeRuleAsync(Session session, Caller caller, Catalogue catalogue, Guid id, SharingRuleInput input, CancellationToken cancellation)
    {
        var present = Rule(catalogue, id);
        await CheckAsync(session, caller, catalogue, input, cancellation);
        await SaveAsync(session, caller, SqlText.Of($"update sharing_rule set type = {SqlText.Text(input.Type)}, label = {SqlText.Text(input.Label)}, condition = {SqlText.Text(input.Condition)}, shared_with = {SqlText.Text(input.To!.Key)}, write = {input.Write}, active = {input.Active}, updated_at = {clock.GetUtcNow().UtcDateTime} where workspace_id = {caller.Workspace} and id = {id}"),
            SecurityLog.By(caller, SecurityEventKind.SharingRuleChanged, id, input.Label!).With("rule", present, input), cancellation);
    }

    /// <summary>Deletes a sharing rule.</summary>
    public async Task RemoveRuleAsync(Session session, Caller caller, Catalogue catalogue, Guid id, CancellationToken cancellation)
    {
        var present = Rule(catalogue, id);
        await SaveAsync(session, caller, SqlText.Of($"delete from sharing_rule where workspace_id = {caller.Workspace} and id = {id}"),
            SecurityLog.By(caller, SecurityEventKind.SharingRuleDeleted, id, present.Label).With("rule", present, null), cancellation);
    }

    /// <summary>A sharing rule of the workspace.</summary>
    public static SharingRule Rule(Catalogue catalogue, Guid id) => catalogue.SharingRules.FirstOrDefault(r => r.Id == id) ?? throw ProblemException.NotFound();

    /// <summary>Adds why something cannot be shared with a principal.</summary>
    public async Task CheckAsync(Session session, Caller caller, Catalogue catalogue, Principal? to, ProblemList problems, CancellationToken cancellation)
    {
        if (to is null || !Principal.Kinds.Contains(to.Kind))
            problems.Add("to", "access.principal");
        else if (to.Kind == "role" ? catalogue.Role(to.Id) is null : !Guid.TryParseExact(to.Id, "D", out var id) || !await store.Reads.ExistsAsync(session, caller, catalogue, catalogue[to.Kind], id, cancellation))
            problems.Add("to", "link_not_found", to.Kind);
    }

    private static RoleDefinition Own(Caller caller, Catalogue catalogue, string name)
    {
        var role = catalogue.Role(name) ?? throw ProblemException.NotFound();
        if (role.Rank is not null)
            throw new ProblemException(Problem.Of(ProblemKind.Forbidden, "access.built_in_role"));
        return caller.Access is null || PersonAccess.Within(role, caller.Access, catalogue) ? role : throw new ProblemException(Problem.Of(ProblemKind.Forbidden, "person.above_you"));
    }

    private static void Check(Caller caller, Catalogue catalogue, string name, string? label, RoleContent content, ProblemList problems)
    {
        if (string.IsNullOrWhiteSpace(label))
            problems.Add("label", "required", "label");
        else if (label.Length > LongestLabel)
            problems.Add("label", "max_length", "label", LongestLabel);
        if (content.Description is { Length: > LongestText })
            problems.Add("description", "max_length", "description", LongestText);
        if (content.BuildsOn.Count > MostBelow)
            problems.Add("builds_on", "too_many_items", "builds_on", MostBelow);
        foreach (var below in content.BuildsOn)
        {
            if (catalogue.Role(below) is null)
                problems.Add("builds_on", "person.unknown_role", below);
            else if (below == name || Reaches(catalogue, below, name))
                problems.Add("builds_on", "access.role_cycle", below);
        }
        foreach (var (type, grant) in content.Types)
            Check(catalogue, type, grant, problems);
        problems.ThrowIfAny();
        var role = RoleJson.Of(name, label!, content);
        if (caller.Access is { } access && !PersonAccess.Within(role, access, catalogue.With(role)))
            throw new ProblemException(Problem.Of(ProblemKind.Forbidden, "person.above_you"));
    }

    private static bool Reaches(Catalogue catalogue, string from, string to) => catalogue.Role(from)!.BuildsOn.Any(b => b == to || (catalogue.Role(b) is not null && Reaches(catalogue, b, to)));

    private static void Check(Catalogue catalogue, string name, TypeGrantJson grant, ProblemList problems)
    {
        var where = $"types.{name}";
        if (name == RoleDefinition.AnyType)
        {
            if (grant.Fields is { Count: > 0 })
                problems.Add(where + ".fields", "access.fields_of_any");
            return;
        }
        if (catalogue.Find(name) is not { } type)
        {
            var near = Nearest.Of(name, catalogue.Types.Select(t => t.Name));
            problems.Add(new FieldProblem(where, "unknown_type", near is null ? Messages.Text("unknown_type", name) : Messages.Text("unknown_type_suggest", name, near), Suggestion: near));
            return;
        }
        if (type.Setup && grant.Read != Level.All)
            problems.Add(where + ".read", "access.setup_is_read", type.PluralLabel);
        foreach (var (right, level) in new[] { ("read", grant.Read), ("create", grant.Create), ("update", grant.Update), ("delete", grant.Delete), ("export", grant.Export) })
        {
            if (level == Level.Territory && type.Find("territory") is not { To: "territory" })
                problems.Add($"{where}.{right}", "access.no_territory", type.PluralLabel);
        }
        foreach (var field in grant.Fields?.Keys ?? [])
        {
            if (type.Find(field) is not { System: false })
                problems.Add($"{where}.fields.{field}", "unknown_field", field);
        }
    }

    private async Task CheckAsync(Session session, Caller caller, Catalogue catalogue, SharingRuleInput input, CancellationToken cancellation)
    {
        var problems = new ProblemList();
        if (string.IsNullOrWhiteSpace(input.Label))
            problems.Add("label", "required", "label");
        else if (input.Label.Length > LongestLabel)
            problems.Add("label", "max_length", "label", LongestLabel);
        if (input.Type is null || catalogue.Find(input.Type) is not { Setup: false })
            problems.Add("type", "unknown_type", input.Type ?? "");
        else if (string.IsNullOrWhiteSpace(input.Condition))
            problems.Add("condition", "required", "condition");
        else
            CheckCondition(caller, catalogue, input.Type, input.Condition, problems);
        await CheckAsync(session, caller, catalogue, input.To, problems, cancellation);
        problems.ThrowIfAny();
    }

    private void CheckCondition(Caller caller, Catalogue catalogue, string type, string condition, ProblemList problems)
    {
        if (condition.Length > LongestCondition)
        {
            problems.Add("condition", "max_length", "condition", LongestCondition);
            return;
        }
        try
        {
            var rights = new RightsSql(caller, store.Policy, catalogue, clock.GetUtcNow().UtcDateTime);
            rights.Check(catalogue[type], condition);
        }
        catch (ProblemException refused)
        {
            foreach (var error in refused.Problem.Errors)
                problems.Add(error with { Field = "condition" });
        }
    }

    private async Task SaveAsync(Session session, Caller caller, SqlText statement, SecurityEvent happened, CancellationToken cancellation)
    {
        await store.Types.SaveAsync(session, caller, [statement], cancellation);
        await SecurityLog.AppendAsync(session, caller.Workspace, [happened], cancellation);
    }

    private static SqlText Json(RoleContent content) => SqlText.Parameter(RoleJson.Write(content), NpgsqlDbType.Jsonb);
}

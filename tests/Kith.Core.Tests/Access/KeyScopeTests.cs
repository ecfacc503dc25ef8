using Kith.Core.Access;
using Kith.Core.Modules;
using Kith.Core.Problems;
using Kith.Core.Records;
using Kith.Core.Types;

namespace Kith.Core.Tests.Access;

public sealed class KeyScopeTests
{
    private static readonly Catalogue Types = Catalogue.BuiltIn([]);
    private static readonly RecordType Team = Types.Of<Team>();
    private static readonly RolePolicy Policy = new();

    private static Caller With(Role role, params string[] scopes) =>
        Caller.Of(Guid.Empty, Guid.Empty, role, Via.Api, "EUR", TimeZoneInfo.Utc) with { Scope = new KeyScope(Guid.Empty, scopes) };

    [Theory]
    [InlineData("team:read", true, false)]
    [InlineData("team:write", true, true)]
    [InlineData("all:read", true, false)]
    [InlineData("all:write", true, true)]
    [InlineData("person:write", false, false)]
    [InlineData("function:manage_types", false, false)]
    public void A_scope_lets_through_what_it_names(string scope, bool read, bool write)
    {
        var rights = Policy.Rights(With(Role.Owner, scope), Team);
        Assert.Equal((read, write, write, write), (rights.Read, rights.Create, rights.Update, rights.Delete));
    }

    [Fact]
    public void A_scope_adds_nothing_to_the_rights_of_the_person()
    {
        var rights = Policy.Rights(With(Role.Member, "all:write", "function:manage_types"), Team);
        Assert.Equal((true, false), (rights.Read, rights.Update));
        Assert.False(Policy.May(With(Role.Member, "function:manage_types"), Function.ManageTypes));
        Assert.True(Policy.May(With(Role.Owner, "function:manage_types"), Function.ManageTypes));
    }

    [Fact]
    public void Who_has_no_key_is_not_narrowed_and_no_key_makes_keys()
    {
        var owner = With(Role.Owner, "all:write") with { Scope = null };
        Assert.All(Enum.GetValues<Function>(), f => Assert.True(Policy.May(owner, f)));
        Assert.False(Policy.May(With(Role.Owner, "function:make_keys"), Function.MakeKeys));
        Assert.DoesNotContain("function:make_keys", KeyScope.Offered(Types));
    }

    [Fact]
    public void The_scope_goes_along_where_the_person_acts_and_not_where_Kith_does()
    {
        var caller = With(Role.Owner, "team:read");
        Assert.Equal(caller.Scope, caller.Through(Via.Import).In(TimeZoneInfo.Utc).Scope);
        Assert.Null(caller.ForThem("merge", Via.Merge).Scope);
    }

    [Fact]
    public void Scopes_that_there_are_not_are_told()
    {
        var problems = new ProblemList();
        KeyScope.Check("scopes", ["team:read", "all:write", "function:export", "team", "nothing:read", "team:delete", "function:fly", ""], Types, problems);
        Assert.Equal(["team", "nothing:read", "team:delete", "function:fly", ""], problems.Errors.Select(e => e.Message.Split('“', '”').ElementAtOrDefault(1) ?? e.Message));
    }
}

using Kith.Core.Access;
using Kith.Core.Records;
using Kith.Store.Writing;

namespace Kith.Identity.Tests;

public sealed class InvitationTests(Cluster cluster) : IDisposable
{
    private readonly House house = new(cluster);

    public void Dispose() => house.Dispose();

    private Task<string> AcceptAsync(string token, string? name = "Grace Hopper", string password = House.Password) =>
        house.Accepting.AcceptAsync(token, name, password, house.Address, House.Cancel);

    [Fact]
    public async Task An_invitation_lets_a_new_person_in_once()
    {
        var owner = await house.OwnerAsync();
        var email = house.NewEmail("grace");
        var token = await house.InviteAsync(owner, email, "administrator");
        var grace = await house.SomeoneAsync(email, await AcceptAsync(token));
        Assert.Equal((owner.SignIn.Workspace, Role.Administrator), (grace.SignIn.Workspace, grace.Caller.Role));
        Assert.Equal("token:invitation.invalid", await House.RefusalAsync(() => AcceptAsync(token)));
        Assert.Empty(await house.Inviting.ListAsync(owner.Caller, House.Cancel));
    }

    [Fact]
    public async Task Of_many_who_hold_the_link_one_gets_in()
    {
        var owner = await house.OwnerAsync();
        var token = await house.InviteAsync(owner, house.NewEmail());
        var results = await Task.WhenAll(Enumerable.Range(0, 5).Select(async _ =>
        {
            try
            {
                await AcceptAsync(token);
                return 1;
            }
            catch (Core.Problems.ProblemException)
            {
                return 0;
            }
        }));
        Assert.Equal(1, results.Sum());
    }

    [Fact]
    public async Task The_person_imported_with_that_address_becomes_the_accounts()
    {
        var owner = await house.OwnerAsync();
        var email = house.NewEmail("grace");
        var imported = await AddPersonAsync(owner, "G. Hopper (imported)", email.ToUpperInvariant());
        var token = await house.InviteAsync(owner, email);
        var grace = await house.SomeoneAsync(email, await AcceptAsync(token));
        Assert.Equal(imported, grace.SignIn.Person);
    }

    [Fact]
    public async Task Who_has_an_account_joins_with_its_password()
    {
        var owner = await house.OwnerAsync();
        var other = await house.OwnerAsync();
        var token = await house.InviteAsync(owner, other.Email);
        Assert.Equal("password:invitation.wrong_password", await House.RefusalAsync(() => AcceptAsync(token, null, "not this one, no")));
        var joined = await house.SomeoneAsync(other.Email, await AcceptAsync(token, null));
        Assert.Equal((other.SignIn.Account, owner.SignIn.Workspace), (joined.SignIn.Account, joined.SignIn.Workspace));
        Assert.True(await house.LetsInAsync(other.Cookie));
    }

    [Fact]
    public async Task Who_was_deactivated_or_deleted_comes_back_as_the_same_person()
    {
        var owner = await house.OwnerAsync();
        var grace = await house.ColleagueAsync(owner);
        await WriteAsync(owner, new WriteRequest(WriteKind.Delete, grace.SignIn.Person));
        var back = await house.SomeoneAsync(grace.Email, await AcceptAsync(await house.InviteAsync(owner, grace.Email), null));
        Assert.Equal(grace.SignIn.Person, back.SignIn.Person);
    }

    [Fact]
    public async Task A_withdrawn_replaced_or_old_invitation_lets_nobody_in()
    {
        var owner = await house.OwnerAsync();
        var withdrawn = await house.InviteAsync(owner, house.NewEmail());
        await house.Inviting.WithdrawAsync(owner.Caller, house.Store.Catalogues.BuiltIn, (await house.Inviting.ListAsync(owner.Caller, House.Cancel)).Single().Id, House.Cancel);
        var email = house.NewEmail();
        var replaced = await house.InviteAsync(owner, email);
        var old = await house.InviteAsync(owner, email);
        Assert.Single(await house.Inviting.ListAsync(owner.Caller, House.Cancel));
        Assert.Equal("token:invitation.invalid", await House.RefusalAsync(() => AcceptAsync(withdrawn)));
        Assert.Equal("token:invitation.invalid", await House.RefusalAsync(() => AcceptAsync(replaced)));
        house.Clock.Pass(TimeSpan.FromDays(7));
        Assert.Equal("token:invitation.invalid", await House.RefusalAsync(() => AcceptAsync(old)));
        Assert.Equal("token:invitation.invalid", await House.RefusalAsync(() => AcceptAsync("x")));
    }

    [Fact]
    public async Task An_invitation_ends_with_the_rights_of_who_gave_it()
    {
        var owner = await house.OwnerAsync();
        var administrator = await house.ColleagueAsync(owner, "administrator");
        var token = await house.InviteAsync(administrator, house.NewEmail());
        await house.SetRoleAsync(owner, cluster.Catalogue, administrator.SignIn.Person, "member");
        Assert.Equal("token:invitation.invalid", await House.RefusalAsync(() => AcceptAsync(token)));
    }

    [Fact]
    public async Task Nobody_gives_a_role_above_their_own_and_nobody_is_invited_twice()
    {
        var owner = await house.OwnerAsync();
        var administrator = await house.ColleagueAsync(owner, "administrator");
        Assert.Equal("person.above_you", await House.RefusalAsync(() => house.InviteAsync(administrator, house.NewEmail(), "owner")));
        Assert.Equal("role:person.unknown_role", await House.RefusalAsync(() => house.InviteAsync(owner, house.NewEmail(), "system")));
        Assert.Equal("email:invitation.already_here", await House.RefusalAsync(() => house.InviteAsync(owner, administrator.Email)));
        Assert.Equal("email:not_an_email", await House.RefusalAsync(() => house.InviteAsync(owner, "no address")));
    }

    [Fact]
    public async Task Another_workspaces_invitation_is_not_there()
    {
        var owner = await house.OwnerAsync();
        await house.InviteAsync(owner, house.NewEmail());
        var stranger = await house.OwnerAsync();
        var id = (await house.Inviting.ListAsync(owner.Caller, House.Cancel)).Single().Id;
        Assert.Empty(await house.Inviting.ListAsync(stranger.Caller, House.Cancel));
        Assert.Equal("not_found", await House.RefusalAsync(() => house.Inviting.WithdrawAsync(stranger.Caller, house.Store.Catalogues.BuiltIn, id, House.Cancel)));
    }

    [Fact]
    public async Task The_secret_stands_in_the_mail_only()
    {
        var owner = await house.OwnerAsync();
        var token = await house.InviteAsync(owner, house.NewEmail());
        await using var command = cluster.Owner.CreateCommand("select (select count(*) from kith.mail where body like '%' || $1 || '%') + (select count(*) from kith.invitation i where i::text like '%' || $1 || '%')");
        command.Parameters.Add(new Npgsql.NpgsqlParameter { Value = token });
        Assert.Equal(0L, await command.ExecuteScalarAsync(House.Cancel));
    }

    private async Task<Guid> AddPersonAsync(Someone who, string name, string email)
    {
        var type = cluster.Catalogue.Of<Person>();
        var request = new WriteRequest(WriteKind.Create, house.Store.Ids.Next());
        request.Values[type["name"]] = name;
        request.Values[type["email"]] = email;
        await WriteAsync(who, request);
        return request.Id;
    }

    private async Task WriteAsync(Someone who, WriteRequest request)
    {
        await using var session = await house.Store.Database.OpenAsync(who.SignIn.Workspace, House.Cancel);
        await house.Store.Writes.OneAsync(session, who.Caller, cluster.Catalogue, cluster.Catalogue.Of<Person>(), request, null, null, House.Cancel);
    }
}

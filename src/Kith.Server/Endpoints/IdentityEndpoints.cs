using Kith.Core.Modules;
using Kith.Identity;
using Kith.Server.Http;

namespace Kith.Server.Endpoints;

/// <summary>Puts identity and its endpoints into the host.</summary>
public static class IdentityEndpoints
{
    /// <summary>Adds the services of identity. The host adds the settings, the store with its database, the access policy and the clock.</summary>
    public static IServiceCollection AddIdentity(this IServiceCollection services, KithSettings settings, IReadOnlyList<Module> modules) =>
        services.AddIdentity(
            new IdentitySettings
            {
                PublicUrl = settings.Url,
                Secret = settings.Secret,
                FormerSecret = settings.FormerSecret,
                OutboxDirectory = Path.Combine(settings.DataDirectory, "outbox"),
                PasswordIterations = settings.PasswordRounds,
                MailServer = settings.MailServer,
                MailFrom = settings.MailFrom,
            }, modules)
            .AddSingleton<SessionCookie>().AddSingleton<MeAnswer>();

    /// <summary>Maps every endpoint of signing in, inviting and the workspace.</summary>
    public static void MapIdentity(this IEndpointRouteBuilder routes)
    {
        routes.MapAuth();
        routes.MapTokens();
        routes.MapKeys();
        routes.MapViewings();
        routes.MapPreferences();
        routes.MapEmailChange();
        routes.MapAccount();
        routes.MapProviderSignIn();
        routes.MapProvider();
        routes.MapDomains();
        routes.MapDirectory();
        routes.MapSecondFactor();
        routes.MapDevices();
        routes.MapPasskeys();
        routes.MapInvitations();
        routes.MapLeaving();
        routes.MapMails();
        routes.MapWorkspace();
    }
}

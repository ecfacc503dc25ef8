using Kith.Core.Modules;
using Kith.Core.Problems;
using Kith.Identity.Accounts;
using Kith.Identity.Devices;
using Kith.Identity.Invitations;
using Kith.Identity.Keys;
using Kith.Identity.Mail;
using Kith.Identity.Notifications;
using Kith.Identity.Passkeys;
using Kith.Identity.Passwords;
using Kith.Identity.People;
using Kith.Identity.Protection;
using Kith.Identity.Providers;
using Kith.Identity.Scim;
using Kith.Identity.SecondFactors;
using Kith.Identity.SigningUp;
using Kith.Identity.SignIns;
using Kith.Identity.Viewings;
using Kith.Identity.Webhooks;
using Kith.Store;
using Kith.Store.Accounts;
using Kith.Store.Jobs;
using Kith.Store.Notifications;
using Kith.Store.Seeding;
using Kith.Store.Sql;
using Kith.Store.Writing;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Kith.Identity;

/// <summary>Puts identity into the host.</summary>
public static class IdentityServices
{
    /// <summary>
    /// Adds accounts, sign-ins, invitations, mails, seeds and sample data. The host adds <see cref="KithStore"/>, its database, the clock, and where there is a mail server a <see cref="MailDial"/>.
    /// </summary>
    /// <param name="modules">The modules whose seeds and sample data are offered.</param>
    public static IServiceCollection AddIdentity(this IServiceCollection services, IdentitySettings settings, IReadOnlyList<Module> modules)
    {
        Messages.Include(typeof(IdentityServices).Assembly);
        services.AddSingleton(settings);
        services.AddProtection();
        services.TryAddSingleton(s => s.GetRequiredService<KithStore>().Writes);
        services.TryAddSingleton(s => s.GetRequiredService<KithStore>().Catalogues);
        services.TryAddSingleton(s => s.GetRequiredService<KithStore>().Ids);
        services.AddSingleton(new SeedRecords(ModuleRecords.Seed(modules)));
        services.AddSingleton<RecordLoader>();
        services.AddSingleton(s => new SampleData(s.GetRequiredService<WritePath>(), s.GetRequiredService<RecordLoader>(), ModuleRecords.Sample(modules)));
        services.AddSingleton<SignInLog>().AddSingleton<SignInCounts>();
        services.AddSingleton<PasswordHashing>().AddSingleton<Lockout>().AddSingleton<Credentials>();
        services.AddSingleton<SignInCache>().AddSingleton<SignInLookup>().AddSingleton<BrowserSessions>().AddSingleton<ApiTokens>().AddSingleton<ApiKeys>();
        services.AddSingleton<SignInCallers>().AddSingleton<ViewingAs>().AddSingleton<JobHandler, ViewingJobs>();
        services.AddSingleton<NetworkGate>().AddSingleton<WorkspaceNetworks>();
        services.AddIdentityCore<PasskeyAccount>();
        services.AddScoped<PasskeyStore>().AddScoped<IUserStore<PasskeyAccount>>(s => s.GetRequiredService<PasskeyStore>()).AddScoped<IUserPasskeyStore<PasskeyAccount>>(s => s.GetRequiredService<PasskeyStore>());
        services.AddScoped<IPasskeyHandler<PasskeyAccount>, PasskeyHandler<PasskeyAccount>>().AddScoped<AccountPasskeys>();
        services.Configure<IdentityPasskeyOptions>(o =>
        {
            o.ServerDomain = settings.PublicUrl.Host;
            o.UserVerificationRequirement = "required";
            o.ResidentKeyRequirement = "required";
            o.AuthenticatorTimeout = AccountPasskeys.Waits;
            o.ValidateOrigin = asked => ValueTask.FromResult(!asked.CrossOrigin && asked.Origin == settings.PublicUrl.GetLeftPart(UriPartial.Authority));
        });
        services.AddSingleton<SecondFactor>().AddSingleton<SettingUp>().AddSingleton<TrustedDevices>().AddSingleton<SignedInDevices>();
        services.AddSingleton<LogIn>().AddSingleton<WhoAmI>().AddSingleton<PersonWriter>().AddSingleton<SignUp>();
        services.AddSingleton<ProviderDocuments>().AddSingleton<CodeExchange>().AddSingleton<ProviderAdmission>().AddSingleton<ProviderSignIn>().AddSingleton<ProviderConsole>().AddSingleton<DomainConsole>();
        services.AddSingleton<ScimPeople>().AddSingleton<ScimGroups>().AddSingleton<ScimConsole>();
        services.AddSingleton<Inviting>().AddSingleton<InviterRights>().AddSingleton<Accepting>().AddSingleton<PeopleRights>().AddSingleton<Leaving>().AddSingleton<ServicePeople>();
        services.AddSingleton<IMailTransport>(s => settings.MailServer is { } server ? new SmtpTransport(server, s.GetRequiredService<MailDial>()) : new OutboxFolder(settings));
        services.AddSingleton<MailJobs>().AddSingleton<JobHandler>(s => s.GetRequiredService<MailJobs>());
        services.AddSingleton<JobHandler, WebhookMailJobs>();
        services.AddSingleton<MailConsole>();
        services.AddSingleton<AccountMails>().AddSingleton<AccountMailContents>().AddSingleton<AccountPasswords>().AddSingleton<AddressProof>().AddSingleton<EmailChanges>().AddSingleton<AccountDeletion>();
        services.AddHostedService<AccountMailSender>();
        services.AddSingleton<NotificationOutbox>().AddSingleton<NotificationDays>().AddSingleton<NotificationMails>();
        services.AddSingleton<JobHandler, NotificationMailJobs>();
        services.AddSingleton<JobHandler, NotificationDayJobs>();
        services.AddSingleton<Reminders>().AddSingleton<JobHandler, ReminderJobs>();
        services.AddHostedService<Housekeeping>();
        return services;
    }
}

using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kith.Identity.Protection;

/// <summary>Puts the key ring into the host.</summary>
public static class ProtectionServices
{
    private static readonly TimeSpan KeyLifetime = TimeSpan.FromDays(90);

    internal static IServiceCollection AddProtection(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("kith").SetDefaultKeyLifetime(KeyLifetime);
        services.AddSingleton<KeyRing>().AddSingleton<Vault>();
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(s => new ConfigureOptions<KeyManagementOptions>(o =>
        {
            o.XmlRepository = s.GetRequiredService<KeyRing>();
            // The repository encrypts each key as a whole; without an encryptor the framework would warn of keys in the clear.
            o.XmlEncryptor = new NullXmlEncryptor();
        }));
        return services;
    }

    /// <summary>Refuses to start over a ring that cannot be read.</summary>
    public static Task PrepareKeyRingAsync(this IServiceProvider services, CancellationToken cancellation) =>
        services.GetRequiredService<KeyRing>().PrepareAsync(() => services.GetRequiredService<Vault>().Protect("start", ""), cancellation);
}

using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Kith.Store.Accounts;
using Kith.Store.Embedded;
using Kith.Store.Sql;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace Kith.Identity.Protection;

/// <summary>The framework's keys in the database, encrypted with the installation's secret, so that every process of an installation has the same ones.</summary>
public sealed class KeyRing(Database database, IdentitySettings settings) : IXmlRepository
{
    private readonly RingCipher _cipher = new(settings.Secret);
    private readonly RingCipher? _former = settings.FormerSecret is { } former ? new RingCipher(former) : null;

    /// <summary>Checks that every key can be read and encrypts anew those of the former secret; then makes the first key, if there is none, before another process does.</summary>
    /// <param name="use">Uses the ring, by which the framework makes the key it lacks.</param>
    /// <exception cref="DatabaseUnusableException">A key was encrypted with another secret, or changed.</exception>
    public async Task PrepareAsync(Action use, CancellationToken cancellation)
    {
        await using var session = await database.OpenGlobalAsync(cancellation);
        await session.BeginAsync(cancellation);
        await RingKeyTable.LockAsync(session, cancellation);
        var rows = await RingKeyTable.ListAsync(session, cancellation);
        foreach (var row in rows)
        {
            var plain = Read(row);
            if (row.Mark != _cipher.Mark)
                await RingKeyTable.UpdateAsync(session, _cipher.Encrypt(row.Name, plain), cancellation);
        }
        if (rows.Count == 0)
            use();
        await session.CommitAsync(cancellation);
    }

    private byte[] Read(RingKeyRow row)
    {
        try
        {
            return (row.Mark == _former?.Mark ? _former : _cipher).Decrypt(row);
        }
        catch (CryptographicException error)
        {
            throw new DatabaseUnusableException($"The key {row.Name} in the database cannot be read: it was encrypted with another secret than that of KITH_SECRET_FILE, or was changed. Start with the secret that belongs to this database; to change the secret, name the file of the old one in KITH_SECRET_FILE_OLD for one start.", error);
        }
    }

    // The framework asks synchronously, once when it starts and then once a day.
    public IReadOnlyCollection<XElement> GetAllElements() => ListAsync().GetAwaiter().GetResult();

    public void StoreElement(XElement element, string friendlyName) => StoreAsync(element, friendlyName).GetAwaiter().GetResult();

    private async Task<IReadOnlyCollection<XElement>> ListAsync()
    {
        await using var session = await database.OpenGlobalAsync(CancellationToken.None);
        return [.. (await RingKeyTable.ListAsync(session, CancellationToken.None)).Select(row => XElement.Parse(Encoding.UTF8.GetString(Read(row))))];
    }

    private async Task StoreAsync(XElement element, string name)
    {
        await using var session = await database.OpenGlobalAsync(CancellationToken.None);
        await RingKeyTable.InsertAsync(session, _cipher.Encrypt(name, Encoding.UTF8.GetBytes(element.ToString(SaveOptions.DisableFormatting))), CancellationToken.None);
    }
}

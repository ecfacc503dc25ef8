namespace Kith.Store.Embedded;

/// <summary>The database cannot be used; the message says to the person who runs Kith why, and what to do about it.</summary>
public sealed class DatabaseUnusableException : Exception
{
    /// <summary>Makes the exception from a message that needs no further explanation.</summary>
    public DatabaseUnusableException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}

using System.Globalization;

namespace Kith.Identity.Mail;

/// <summary>What a mail server answers to a command.</summary>
/// <param name="Code">Three digits; the first says whether it was done (2), goes on (3), may work later (4) or never will (5).</param>
/// <param name="Lines">Its words, for people.</param>
public sealed record SmtpReply(int Code, IReadOnlyList<string> Lines)
{
    public bool Done => Code is >= 200 and < 300;
    public bool GoesOn => Code is >= 300 and < 400;
    public bool MayWorkLater => Code is >= 400 and < 500;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Code} {string.Join(' ', Lines)}");
}

/// <summary>The mail server will not take the mail: <see cref="ForGood"/>, or not now.</summary>
public sealed class MailRefusedException(string reason, bool forGood) : Exception(reason)
{
    /// <summary>True where trying again would be answered alike.</summary>
    public bool ForGood => forGood;
}

/// <summary>The mail was handed over in full, but nobody knows whether the server took it.</summary>
public sealed class MailUncertainException(string reason) : Exception(reason);

using Kith.Store.Limits;

namespace Kith.Server.Http.Limits;

/// <summary>Who a limit is for.</summary>
public enum Counted
{
    /// <summary>Whoever is not signed in, by the network address.</summary>
    Address,
    /// <summary>Somebody signed in.</summary>
    Person,
    /// <summary>An API key, apart from its person, so that a program does not keep its owner from working.</summary>
    Key,
    /// <summary>Everybody of a workspace together, so that one workspace leaves room for the others.</summary>
    Workspace,
    /// <summary>Everybody who sends to one web form.</summary>
    Form,
}

/// <summary>Every limit there is, by what an operation costs and who is counted.</summary>
/// <param name="factor">Multiplies all of them.</param>
public sealed class Rates(double factor)
{
    private readonly Dictionary<(Cost, Counted), RatePolicy> _all = All().ToDictionary(
        r => (r.Cost, r.Counted), r => new RatePolicy($"{Word(r.Cost)}-{Word(r.Counted)}", r.Burst * factor, r.PerSecond * factor));

    /// <summary>The limit for one who calls operations of a cost.</summary>
    public RatePolicy Of(Cost cost, Counted counted) => _all[(cost, counted)];

    /// <summary>True where there is a limit for everybody who may call operations of a cost.</summary>
    public bool Covers(Cost cost) => Enum.GetValues<Counted>().All(c => _all.ContainsKey((cost, c)) || !Counts(cost, c));

    private static bool Counts(Cost cost, Counted counted) => cost switch
    {
        Cost.SignIn or Cost.Free => counted == Counted.Address,
        Cost.Form => counted is Counted.Address or Counted.Form,
        _ => counted != Counted.Form,
    };

    /// <summary>True where calls of a cost are counted for all processes together.</summary>
    public static bool IsShared(Cost cost) => cost is Cost.Heavy or Cost.SignIn or Cost.Form;

    private static IEnumerable<(Cost Cost, Counted Counted, double Burst, double PerSecond)> All() =>
    [
        (Cost.Everyday, Counted.Address, 1_000, 100),
        (Cost.Everyday, Counted.Person, 2_000, 200),
        (Cost.Everyday, Counted.Key, 2_000, 200),
        (Cost.Everyday, Counted.Workspace, 6_000, 600),
        (Cost.Heavy, Counted.Address, 100, 10),
        (Cost.Heavy, Counted.Person, 200, 20),
        (Cost.Heavy, Counted.Key, 200, 20),
        (Cost.Heavy, Counted.Workspace, 400, 40),
        // A password is checked for an address, whoever is signed in.
        (Cost.SignIn, Counted.Address, 100, 2),
        (Cost.Free, Counted.Address, 1_000, 100),
        (Cost.Form, Counted.Address, 100, 0.5),
        (Cost.Form, Counted.Form, 500, 5),
    ];

    private static string Word(Cost cost) => cost switch
    {
        Cost.Everyday => "everyday",
        Cost.Heavy => "heavy",
        Cost.SignIn => "sign-in",
        Cost.Free => "free",
        Cost.Form => "form",
        _ => throw new ArgumentOutOfRangeException(nameof(cost)),
    };

    private static string Word(Counted counted) => counted switch
    {
        Counted.Address => "address",
        Counted.Person => "person",
        Counted.Key => "key",
        Counted.Workspace => "workspace",
        Counted.Form => "form",
        _ => throw new ArgumentOutOfRangeException(nameof(counted)),
    };
}

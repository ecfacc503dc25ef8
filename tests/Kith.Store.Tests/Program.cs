using System.Runtime.Versioning;
using Kith.Store.Tests.Embedded;
using Kith.Store.Tests.Stream;

// They kill processes and read /proc.
[assembly: SupportedOSPlatform("linux")]

return args is [HostProcess.Verb, var directory] ? await HostProcess.RunAsync(directory)
    : args is [ConsumerProcess.Verb, var connection, var what] ? await ConsumerProcess.RunAsync(connection, what)
    : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);

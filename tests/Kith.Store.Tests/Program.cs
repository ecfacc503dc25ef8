using System.Runtime.Versioning;
using Kith.Store.Tests.Embedded;

// They kill processes and read /proc.
[assembly: SupportedOSPlatform("linux")]

return args is [HostProcess.Verb, var directory]
    ? await HostProcess.RunAsync(directory)
    : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);

using Kith.Server;
using Kith.Server.Checks;
using Kith.Server.Files.Previews;
using Kith.Store.Embedded;

using var stop = new CancellationTokenSource();
// Before anything is read that a picture must not reach.
if (args is ["preview"])
    return await PreviewCommand.RunAsync(Console.OpenStandardInput(), Console.OpenStandardOutput(), stop.Token);
try
{
    var settings = KithSettings.Read(Environment.GetEnvironmentVariable);
    if (args is ["audit", .. var rest])
        return await AuditCommand.RunAsync(settings, rest, Console.OpenStandardOutput(), Console.Out, stop.Token);
    if (args is ["networks", .. var asked])
        return await NetworksCommand.RunAsync(settings, asked, Console.Out, stop.Token);
    if (args is ["check"])
        return await KithHost.CheckAsync(settings, Console.Out, stop.Token);
    await using var host = await KithHost.BuildAsync(settings, args, stop.Token);
    await host.App.StartAsync(stop.Token);
    await Console.Out.WriteLineAsync($"Kith is ready at {settings.Url}");
    await host.App.WaitForShutdownAsync(stop.Token);
    return 0;
}
catch (Exception refusal) when (refusal is SettingException or DatabaseUnusableException or StartRefusedException)
{
    await Console.Error.WriteLineAsync(refusal.Message);
    return 2;
}

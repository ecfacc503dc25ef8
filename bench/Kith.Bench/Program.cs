using Kith.Bench;
using Kith.Bench.Load;
using Kith.Bench.Minimal;

// The load generator and the endpoint that Kith is compared with are processes of their own, so that each one's processor time is known.
return args switch
{
    ["load", var plan] => Generator.Run(plan),
    ["minimal", var plan] => await MinimalServer.RunAsync(plan),
    ["run", .. var options] => await BenchRun.RunAsync(options),
    _ => BenchOptions.Usage(),
};

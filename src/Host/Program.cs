using Breakwater.Access;
using Breakwater.Dashboard;
using Breakwater.Engines.Embedded;
using Breakwater.Engines.Redis;
using Breakwater.Host;
using Breakwater.Ingestion;
using Breakwater.Ingestion.Demo;
using Breakwater.Metering;
using Breakwater.Operations;

var arguments = HostArguments.Parse(args);
if (arguments.Help || arguments.Errors.Count > 0)
{
    foreach (var error in arguments.Errors) await Console.Error.WriteLineAsync(error);
    Console.WriteLine(HostArguments.Usage);
    return arguments.Errors.Count > 0 ? 2 : 0;
}

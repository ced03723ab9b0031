using Breakwater.Access;
using Breakwater.Dashboard;
using Breakwater.Dashboard.Security;
using Breakwater.Engines.Embedded;
using Breakwater.Engines.Redis;
using Breakwater.Fraud;
using Breakwater.Host;
using Breakwater.Ingestion;
using Breakwater.Ingestion.Demo;
using Breakwater.Metering;
using Breakwater.Operations;
using Microsoft.Extensions.Options;

var arguments = HostArguments.Parse(args);
if (arguments.Help || arguments.Errors.Count > 0)
{
    foreach (var error in arguments.Errors) await Console.Error.WriteLineAsync(error);
    Console.WriteLine(HostArguments.Usage);
    return arguments.Errors.Count > 0 ? 2 : 0;
}

try
{
    var builder = HostSetup.CreateBuilder(arguments);
    var role = builder.Configuration["Role"];
    builder.Services.AddMetering(builder.Configuration);
    builder.Services.AddAccess(builder.Configuration);
    builder.Services.AddFraud(builder.Configuration);
    builder.Services.AddOperations(builder.Configuration);
    builder.Services.AddEmbeddedEngines(builder.Configuration);
    builder.Services.AddRedisEngine(builder.Configuration);
    builder.Services.AddLoopbackGate(builder.Configuration);
    if (role is "all" or "ingestion") builder.Services.AddIngestion(builder.Configuration);
    if (role is "all" or "dashboard") builder.Services.AddDashboard(builder.Configuration);
    if (builder.Configuration.GetValue<bool>("Demo:Enabled")) builder.Services.AddDemo(builder.Configuration, builder.Configuration[EmbeddedEngines.PathKey]!);
    builder.Services.AddHostedService<Announcement>();

    await using var app = builder.Build();
    app.Services.GetService<IStartupValidator>()?.Validate(); // before anything reads a setting: every error at once
    app.UseLoopbackGate(IdentityMode.From(builder.Configuration));
    if (role is "all" or "ingestion") app.MapIngestion();
    if (role is "all" or "dashboard") app.MapDashboard();
    await app.RunAsync();
    return 0;
}
catch (Exception e) when (StartFailure.InWords(e) is { Count: > 0 } reasons)
{
    foreach (var reason in reasons) await Console.Error.WriteLineAsync(reason);
    return 1;
}

global using Breakwater.Dashboard.Components;
global using Breakwater.Dashboard.Security;
global using Breakwater.Dashboard.State;
global using Breakwater.Kernel;
global using Bunit;
global using Microsoft.AspNetCore.Components;
global using Microsoft.Extensions.DependencyInjection;
global using TestContext = Xunit.TestContext;

global using Breakwater.Kernel;
global using Breakwater.Webhooks.Model;
global using Breakwater.Webhooks.Read;

global using Breakwater.Kernel;
global using Breakwater.Webhooks.Model;

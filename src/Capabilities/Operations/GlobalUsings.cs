global using Breakwater.Kernel;
global using Breakwater.Kernel.Ports;
global using Breakwater.Operations.Model;
global using Breakwater.Operations.Ports;
